//! Cases run from the editor. Owns where their lenses stand and the words of what came out; the running is
//! `crate::cases`.

use super::index::Kind;
use super::text::Place;
use super::workspace::{Spot, Workspace, canonical};
use crate::cases;
use crate::diagnostic::Lang;
use crate::ir::{CaseDef, Policy};
use crate::outcome::{Outcome, Status};
use std::path::Path;

/// A case and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Where its name is.
    pub spot: Spot,
    /// Its name.
    pub name: String,
}

/// What a case came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// Whether it passed; `None` when it could not be run.
    pub passed: Option<bool>,
    /// One line: what came out, or what differs.
    pub summary: String,
    /// What differs, a line each.
    pub details: Vec<String>,
}

impl Workspace {
    /// The cases of a file; none while it cannot be read.
    pub fn lenses(&mut self, path: &Path) -> Vec<Lens> {
        let path = canonical(path);
        if self.is_stale(&path) {
            return Vec::new();
        }
        let Some(analysis) = self.analysis(&path) else { return Vec::new() };
        let Some(file) = analysis.file(&path) else { return Vec::new() };
        let cases = analysis.index().decls.iter().filter(|decl| decl.kind == Kind::Case && decl.name_span.file == file);
        cases.filter_map(|decl| Some(Lens { spot: analysis.spot(decl.name_span)?, name: decl.name.clone() })).collect()
    }

    /// Runs the case whose name stands at a place, or, if the text moved since, the first of that name.
    pub fn run_case(&mut self, path: &Path, place: Place, name: &str) -> Option<CaseReport> {
        let path = canonical(path);
        let lang = self.lang();
        let analysis = self.analysis(&path)?;
        let file = analysis.file(&path)?;
        let Some(program) = analysis.pack.program() else {
            let count = crate::diagnostic::Severity::Error;
            let errors = analysis.pack.diagnostics().iter().filter(|found| found.severity == count).count();
            let summary = match lang {
                Lang::Zh => format!("不能运行：规则包有 {errors} 个错误"),
                Lang::En => format!("cannot run: the pack has {errors} error(s)"),
            };
            return Some(CaseReport { passed: None, summary, details: Vec::new() });
        };
        let policy = program.policy();
        let at = analysis.offset(file, place);
        let own = || policy.cases.iter().filter(|case| case.span.file == file && case.name == name);
        let case = own().find(|case| case.span.range().start == at).or_else(|| own().next())?;
        let (result, outcome) = cases::run_one(policy, case);
        let passed = result.failures.is_empty();
        let details: Vec<String> = result.failures.iter().map(|failure| failure.words.get(lang).to_owned()).collect();
        // Editors show one line and cut it: what differs goes first.
        let summary = match (passed, lang) {
            (true, Lang::Zh) => format!("✓ 通过：{}", came_out(policy, case, &outcome, lang)),
            (true, Lang::En) => format!("✓ passed: {}", came_out(policy, case, &outcome, lang)),
            (false, Lang::Zh) => format!("✗ 未通过：{}", details.join("；")),
            (false, Lang::En) => format!("✗ failed: {}", details.join("; ")),
        };
        Some(CaseReport { passed: Some(passed), summary, details })
    }
}

/// The status of every item the case speaks of, as it came out, and the amount of those that are granted.
fn came_out(policy: &Policy, case: &CaseDef, outcome: &Outcome, lang: Lang) -> String {
    let mut lines: Vec<String> = Vec::new();
    for expect in &case.expects {
        let Some(def) = policy.items.get(expect.item.0) else { continue };
        let Some(item) = outcome.items.iter().find(|item| item.item == def.id) else { continue };
        // Of what is refused, the amount says only what it would have been.
        let due = matches!(item.status, Status::Eligible | Status::PendingApproval);
        let amount = item.amount.yuan.as_ref().filter(|_| due).map_or_else(String::new, |yuan| match lang {
            Lang::Zh => format!(" {yuan}元"),
            Lang::En => format!(" {yuan} yuan"),
        });
        let line = format!("{} {}{amount}", def.id, status_word(item.status, lang));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

/// A status as a case writes it.
fn status_word(status: Status, lang: Lang) -> String {
    use crate::syntax::keywords::{Keywords, spell};
    let word = status.word();
    match lang {
        Lang::Zh => spell(word, Keywords::Zh).to_owned(),
        Lang::En => word.replace('_', " "),
    }
}
