//! Findings over a whole policy with witnesses: conditions and limits without effect, items out of reach, exceptions
//! and tables that overlap or leave gaps, money drawn twice. Owns what is asked of the decision procedure and what is
//! made of its answers.
//!
//! A finding that something can happen carries a witness that the evaluator confirmed. A finding that something
//! cannot happen carries what was shown. What could not be decided is named under `not_analysed`.
//!
//! `conditions` tests and exceptions · `tables` rows and branches · `limits` caps and floors · `money` two items on one
//! base · `ask` questions and their limits · `report` text and JSON ·
//! `witness` the file form.

mod ask;
mod conditions;
mod limits;
mod money;
mod report;
mod tables;
mod witness;

use crate::diagnostic::{Code, Diagnostic, Severity, Words};
use crate::ir::{ItemDef, ItemKind, Policy};
use crate::solve::Cut;
use crate::span::Span;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

pub use report::SCHEMA;
pub use witness::{SCHEMA as WITNESS_SCHEMA, Shown, Witness};

pub(crate) use ask::shrink;

/// Limits of one question, for documents: branches, systems of comparisons, points put to the evaluator.
pub const LIMITS: (usize, usize, usize) =
    (crate::solve::MAX_NODES, crate::solve::MAX_SYSTEMS, crate::solve::MAX_POINTS);

/// What an analysis came to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Analysis {
    /// What was found, by place.
    pub findings: Vec<Finding>,
    /// What was not decided.
    pub not_analysed: Vec<NotAnalysed>,
    /// How much was looked at.
    pub counts: Counts,
}

/// One finding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Code, place, words.
    pub diagnostic: Diagnostic,
    /// The items it is about.
    pub items: Vec<String>,
    /// What shows it, when something can happen.
    pub witness: Option<Witness>,
    /// What was shown, when something cannot happen.
    pub proof: Option<Words>,
}

/// Something that was not decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotAnalysed {
    /// The item, or the definition, reading or fact.
    pub item: String,
    /// Which part of it.
    pub what: Words,
    /// Why.
    pub why: Words,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Items.
    pub items: usize,
    /// Conditions and their parts.
    pub conditions: usize,
    /// Exceptions.
    pub exceptions: usize,
    /// Tables, choices and smallest or greatest of several.
    pub tables: usize,
    /// Caps and floors.
    pub limits: usize,
    /// Pairs of items on one base.
    pub pairs: usize,
    /// Questions put.
    pub questions: usize,
}

/// Runs every analysis.
#[must_use]
pub fn analyse(policy: &Policy) -> Analysis {
    let mut analysis = run(policy, false);
    let chosen = policy.readings.iter().any(|reading| {
        reading.adopted.is_some() && reading.alternatives.iter().filter(|(_, body)| body.is_some()).count() > 1
    });
    if chosen && analysis.findings.iter().any(|finding| finding.proof.is_some()) {
        // What cannot be only because a reading was adopted is no mistake of the rules.
        let whatever = run(policy, true);
        let same = |finding: &Finding, other: &Finding| {
            let (one, two) = (&finding.diagnostic, &other.diagnostic);
            one.code == two.code && one.primary.span == two.primary.span && one.message == two.message
        };
        for finding in analysis.findings.iter_mut().filter(|finding| finding.proof.is_some()) {
            if !whatever.findings.iter().any(|other| same(finding, other)) {
                finding.diagnostic.severity = Severity::Hint;
                let message = &mut finding.diagnostic.message;
                message.zh.push_str("（按采用的解读）");
                message.en.push_str(" (under the adopted readings)");
            }
        }
    }
    analysis
}

/// One run, under the adopted readings or under any.
fn run(policy: &Policy, free: bool) -> Analysis {
    let mut run = Run {
        policy,
        free,
        near: policy.issued.or_else(|| NaiveDate::from_ymd_opt(2020, 1, 1)).unwrap_or_default(),
        analysis: Analysis::default(),
        seen: BTreeSet::new(),
    };
    for item in &policy.items {
        run.analysis.counts.items = run.analysis.counts.items.saturating_add(1);
        run.conditions(item);
        if item.kind == ItemKind::Benefit {
            run.limits(item);
        }
    }
    run.tables();
    run.money();
    let mut analysis = run.analysis;
    analysis.findings.sort_by_key(|finding| (finding.diagnostic.primary.span, finding.diagnostic.code));
    analysis
}

/// One run over a policy.
struct Run<'p> {
    policy: &'p Policy,
    /// Whether readings are left open.
    free: bool,
    near: NaiveDate,
    analysis: Analysis,
    /// What was already reported: shared conditions are part of several items.
    seen: BTreeSet<(Span, Code)>,
}

impl Run<'_> {
    fn find(&mut self, finding: Finding) {
        if self.seen.insert((finding.diagnostic.primary.span, finding.diagnostic.code)) {
            self.analysis.findings.push(finding);
        }
    }

    /// A finding that something cannot happen.
    fn never(&mut self, code: Code, span: Span, item: &ItemDef, words: Words, proof: Words) {
        let diagnostic = Diagnostic::new(code, span, words.zh, words.en).help(proof.zh.clone(), proof.en.clone());
        self.find(Finding { diagnostic, items: vec![item.id.clone()], witness: None, proof: Some(proof) });
    }

    fn not_analysed(&mut self, of: &str, what: Words, why: Words) {
        let entry = NotAnalysed { item: of.to_owned(), what, why };
        if !self.analysis.not_analysed.contains(&entry) {
            self.analysis.not_analysed.push(entry);
        }
    }

    fn cut(&mut self, of: &str, what: Words, cut: Cut) {
        self.not_analysed(of, what, cut.0);
    }
}
