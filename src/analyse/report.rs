//! An analysis as JSON and as text. Owns the field names of `huice.analysis/1`; words of findings are made where they
//! are found.

use super::{Analysis, Counts, Finding, NotAnalysed, Witness};
use crate::diagnostic::{Code, Format, Lang, Severity, Words, render};
use crate::ir::Policy;
use crate::source::Sources;
use serde::Serialize;

/// The name of the JSON form.
pub const SCHEMA: &str = "huice.analysis/1";

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    policy: &'a str,
    hash: &'a str,
    findings: Vec<serde_json::Value>,
    not_analysed: &'a [NotAnalysed],
    counts: Counts,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// Counted from 1; `huice eval --witness FILE#NUMBER`.
    number: usize,
    code: Code,
    severity: Severity,
    message: &'a Words,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    items: &'a [String],
    witness: Option<&'a Witness>,
    proof: Option<&'a Words>,
}

impl Analysis {
    /// Gives each finding an edit that would mend it, where the texts show one. A person must agree to it. What is so
    /// under the adopted readings only is needed for others, and stays as it is.
    pub fn propose(&mut self, sources: &Sources) {
        let found = self.findings.iter_mut().map(|finding| &mut finding.diagnostic);
        crate::mend::propose(found.filter(|found| found.severity != Severity::Hint), sources);
    }

    /// The analysis as one JSON value, `huice.analysis/1`.
    #[must_use]
    pub fn to_json(&self, policy: &Policy, sources: &Sources) -> serde_json::Value {
        let entry = |(index, finding): (usize, &'_ Finding)| {
            let span = finding.diagnostic.primary.span;
            let source = sources.get(span.file);
            let at = source.map(|source| source.position(span.range().start));
            let entry = Entry {
                number: index.saturating_add(1),
                code: finding.diagnostic.code,
                severity: finding.diagnostic.severity,
                message: &finding.diagnostic.message,
                file: source.map(crate::source::Source::name),
                line: at.map(|at| at.line),
                column: at.map(|at| at.column),
                items: &finding.items,
                witness: finding.witness.as_ref(),
                proof: finding.proof.as_ref(),
            };
            serde_json::to_value(entry).unwrap_or_default()
        };
        let findings: Vec<serde_json::Value> = self.findings.iter().enumerate().map(entry).collect();
        let report = Report {
            schema: SCHEMA,
            policy: &policy.id,
            hash: &policy.hash,
            findings,
            not_analysed: &self.not_analysed,
            counts: self.counts,
        };
        serde_json::to_value(report).unwrap_or_default()
    }

    /// The findings as text, with their witnesses when people read it, and what was not analysed.
    #[must_use]
    pub fn render(&self, sources: &Sources, format: Format, lang: Lang) -> String {
        if !matches!(format, Format::Human { .. }) {
            let all: Vec<_> = self.findings.iter().map(|finding| finding.diagnostic.clone()).collect();
            return render(&all, sources, format, lang);
        }
        let mut out = String::new();
        for (index, finding) in self.findings.iter().enumerate() {
            out.push_str(&render(std::slice::from_ref(&finding.diagnostic), sources, format, lang));
            if let Some(witness) = &finding.witness {
                out.push_str(&shown(witness, index.saturating_add(1), lang));
            }
            if let Some(proof) = &finding.proof {
                out.push_str(&format!("  {}\n", proof.get(lang)));
            }
            out.push('\n');
        }
        let (colon, head) = match lang {
            Lang::Zh => ("：", "未分析"),
            Lang::En => (": ", "not analysed"),
        };
        for entry in &self.not_analysed {
            out.push_str(&format!("{head} {} {}{colon}{}\n", entry.item, entry.what.get(lang), entry.why.get(lang)));
        }
        out
    }

    /// One line with what was looked at and found.
    #[must_use]
    pub fn summary(&self, lang: Lang) -> String {
        let counts = self.counts;
        let of = |severity| self.findings.iter().filter(|finding| finding.diagnostic.severity == severity).count();
        let (warnings, hints, open) = (of(Severity::Warning), of(Severity::Hint), self.not_analysed.len());
        match lang {
            Lang::Zh => format!(
                "{warnings} 个警告，{hints} 个提示，{open} 处未分析；看了 {} 个项目、{} 个条件、{} 个例外、{} 个分档或分支、{} 个封顶或保底、{} 对同基数项目\n",
                counts.items, counts.conditions, counts.exceptions, counts.tables, counts.limits, counts.pairs
            ),
            Lang::En => format!(
                "{warnings} warnings, {hints} hints, {open} not analysed; looked at {} items, {} conditions, {} exceptions, {} tables or branches, {} caps or floors, {} pairs on one base\n",
                counts.items, counts.conditions, counts.exceptions, counts.tables, counts.limits, counts.pairs
            ),
        }
    }
}

/// A witness for people: facts on one line, then what else differs.
fn shown(witness: &Witness, number: usize, lang: Lang) -> String {
    let (head, see, colon) = match lang {
        Lang::Zh => ("档案", "可见", "："),
        Lang::En => ("profile", "shows", ": "),
    };
    let facts = serde_json::to_string(&witness.profile).unwrap_or_default();
    let mut out = format!("  {head} {number}{colon}{facts} --as-of {}", witness.as_of);
    let others = [("--param", &witness.params), ("--event", &witness.events), ("--reading", &witness.readings)];
    for (option, entries) in others {
        for (key, value) in entries {
            out.push_str(&format!(" {option} {key}={value}"));
        }
    }
    let shows = match lang {
        Lang::Zh => &witness.shows.zh,
        Lang::En => &witness.shows.en,
    };
    out.push_str(&format!("\n  {see}{colon}{shows}\n"));
    out
}
