//! From syntax trees to a checked [`Policy`]: names become ids, expressions get types and units, and everything
//! that is certainly wrong is reported in one run. Owns the passes and their order; knows nothing of profiles.
//!
//! 1. `declare`: the names of the pack; 2. `types`: written units and types; 3. `expr` with `names`, `calls`,
//!    `tables` and `resolve`: expressions;
//! 4. `time`: periods; 5. `measures`, `items`, `amounts`, `tests`: the rules, with `mend`; 6. `cases`; 7. `lints`, `lookalike`.

mod amounts;
mod calls;
mod cases;
mod declare;
mod depth;
mod expr;
mod facts;
mod items;
mod lints;
mod lookalike;
mod measures;
mod mend;
mod mismatch;
mod names;
mod params;
mod resolve;
mod scope;
mod suggest;
mod tables;
mod tests;
mod time;
mod types;

use crate::diagnostic::{Code, Diagnostic, Patch, Words};
use crate::ir::{DefId, Policy, ReadingId, RoundingRule};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast;
use crate::value::rounding::Rounding;
use crate::value::unit::BaseUnit;
use scope::{Pending, Scopes};
use std::collections::BTreeMap;

pub(crate) use lints::expressions;
pub(crate) use measures::rounding_word;
pub use suggest::nearest;

/// Findings of one pack after which no likely names are looked for.
const MAX_SUGGESTIONS: usize = 100;

/// Findings of one pack that are listed, warnings included: more help nobody, and each is shown with its line.
const MAX_FINDINGS: usize = 500;

/// What is checked together: the files of one pack and of the packs it imports.
pub struct Input<'a> {
    /// Files of the pack itself.
    pub main: &'a [ast::File],
    /// Files of imported packs.
    pub imported: &'a [ast::File],
    /// Their texts.
    pub sources: &'a Sources,
    /// Reads a script by its path relative to the pack; the error is shown.
    pub scripts: &'a dyn Fn(&str) -> Result<String, String>,
    /// SHA-256 of all sources, hex.
    pub hash: String,
    /// Id used when the pack has no card.
    pub fallback_id: String,
}

/// Checks a pack. The policy is there only when no error was found.
#[must_use]
pub fn check(input: &Input<'_>) -> (Option<Policy>, Vec<Diagnostic>) {
    let mut checker = Checker::new(input);
    checker.declare_all();
    checker.check_parameters();
    checker.check_scripts();
    checker.check_facts();
    checker.check_fact_attributes();
    checker.check_periods();
    checker.check_measures();
    checker.resolve_pending();
    checker.check_depths();
    checker.check_combinations();
    checker.check_cases();
    let (policy, mut diagnostics) = checker.finish();
    if !crate::diagnostic::has_errors(&diagnostics) {
        lints::run(&policy, &mut diagnostics);
    }
    lookalike::run(input.sources, &mut diagnostics);
    let policy = (!crate::diagnostic::has_errors(&diagnostics)).then_some(policy);
    if let Some(next) = diagnostics.get(MAX_FINDINGS) {
        let stop = Diagnostic::new(
            Code::TooManyErrors,
            next.primary.span,
            format!("问题超过 {MAX_FINDINGS} 个，其余不再列出"),
            format!("more than {MAX_FINDINGS} findings; the rest are not listed"),
        )
        .help("先改正列出的，再检查一次", "mend those that are listed and check again");
        let policy = policy.filter(|_| stop.severity != crate::diagnostic::Severity::Error);
        diagnostics.truncate(MAX_FINDINGS);
        diagnostics.push(stop);
        return (policy, diagnostics);
    }
    (policy, diagnostics)
}

/// The state shared by the passes.
struct Checker<'a> {
    input: &'a Input<'a>,
    diagnostics: Vec<Diagnostic>,
    policy: Policy,
    scopes: Scopes,
    units: BTreeMap<String, BaseUnit>,
    /// Syntax of facts, by fact id.
    fact_syntax: Vec<&'a ast::FactDecl>,
    param_syntax: Vec<&'a ast::ParameterDecl>,
    period_syntax: Vec<&'a ast::PeriodDecl>,
    periods: Vec<Pending<crate::ir::PeriodRef>>,
    /// Definitions: syntax, scope, state.
    def_syntax: Vec<(&'a ast::Definition, scope::ScopeId)>,
    defs: Vec<Pending<crate::ir::Def>>,
    reading_syntax: Vec<(&'a ast::ReadingDecl, scope::ScopeId)>,
    /// The first reading of each name in the whole pack.
    reading_names: BTreeMap<&'a str, ReadingId>,
    readings: Vec<Pending<crate::ir::ReadingDef>>,
    script_syntax: Vec<&'a ast::ScriptDecl>,
    combinations: Vec<&'a ast::Combination>,
    cases: Vec<&'a ast::CaseDecl>,
    /// Names being resolved, for cycle messages.
    path: Vec<(String, Span)>,
    /// How deep the expression at hand stands, through all names on the path.
    depth: usize,
    item_spans: BTreeMap<String, (crate::ir::ItemId, Span)>,
    rule_ids: BTreeMap<String, Span>,
    /// Whether the pack's card says how amounts are rounded; an excerpt without a card need not.
    rounding_given: bool,
    /// Whether there is a card.
    has_card: bool,
}

impl<'a> Checker<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let policy = Policy {
            checked: true,
            id: input.fallback_id.clone(),
            name: String::new(),
            document: None,
            title: None,
            issuer: None,
            issued: None,
            in_force: None,
            rounding: RoundingRule { decimals: 2, mode: Rounding::HalfUp },
            hash: input.hash.clone(),
            unit_names: ["元", "月", "天", "工作日"].map(String::from).to_vec(),
            enums: Vec::new(),
            subjects: Vec::new(),
            facts: Vec::new(),
            lists: Vec::new(),
            params: Vec::new(),
            events: Vec::new(),
            defs: Vec::new(),
            readings: Vec::new(),
            scripts: Vec::new(),
            parties: Vec::new(),
            measures: Vec::new(),
            items: Vec::new(),
            combinations: Vec::new(),
            cases: Vec::new(),
        };
        let mut units = BTreeMap::new();
        for (name, unit) in [
            ("元", BaseUnit::YUAN),
            ("yuan", BaseUnit::YUAN),
            ("月", BaseUnit::MONTH),
            ("month", BaseUnit::MONTH),
            ("months", BaseUnit::MONTH),
            ("天", BaseUnit::DAY),
            ("日", BaseUnit::DAY),
            ("day", BaseUnit::DAY),
            ("days", BaseUnit::DAY),
            ("工作日", BaseUnit::WORKDAY),
            ("workday", BaseUnit::WORKDAY),
            ("workdays", BaseUnit::WORKDAY),
        ] {
            units.insert(name.to_owned(), unit);
        }
        Self {
            input,
            diagnostics: Vec::new(),
            policy,
            scopes: Scopes::new(),
            units,
            fact_syntax: Vec::new(),
            param_syntax: Vec::new(),
            period_syntax: Vec::new(),
            periods: Vec::new(),
            def_syntax: Vec::new(),
            defs: Vec::new(),
            reading_syntax: Vec::new(),
            reading_names: BTreeMap::new(),
            readings: Vec::new(),
            script_syntax: Vec::new(),
            combinations: Vec::new(),
            cases: Vec::new(),
            path: Vec::new(),
            depth: 0,
            item_spans: BTreeMap::new(),
            rule_ids: BTreeMap::new(),
            rounding_given: false,
            has_card: false,
        }
    }

    /// Whether names are still suggested for wrong ones. After many findings they are not: each suggestion looks at every
    /// name there is.
    fn suggests(&self) -> bool {
        self.diagnostics.len() < MAX_SUGGESTIONS
    }

    /// Reports what is wrong, with an edit if there is one.
    fn report_with(&mut self, diagnostic: Diagnostic, patch: Option<Patch>) {
        self.report(Diagnostic { patch, ..diagnostic });
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error and how to mend it.
    fn error(&mut self, code: Code, span: Span, message: Words, help: Words) {
        self.report(Diagnostic::new(code, span, message.zh, message.en).help(help.zh, help.en));
    }

    /// The text under a span with white space removed, for words shown to people.
    fn words(&self, span: Span) -> String {
        self.input.sources.slice(span).split_whitespace().collect()
    }

    fn resolve_pending(&mut self) {
        for index in 0..self.def_syntax.len() {
            self.resolve_def(DefId(index));
        }
        for index in 0..self.reading_syntax.len() {
            self.resolve_reading(ReadingId(index));
        }
    }

    fn finish(mut self) -> (Policy, Vec<Diagnostic>) {
        // A definition or reading that failed has reported an error, so a policy with holes is never used.
        self.policy.defs = self.defs.into_iter().filter_map(Pending::into_done).collect();
        self.policy.readings = self.readings.into_iter().filter_map(Pending::into_done).collect();
        (self.policy, self.diagnostics)
    }
}
