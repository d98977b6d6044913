//! Findings over a whole policy with witnesses: conditions and limits without effect, items out of reach, exceptions
//! and tables that overlap or leave gaps, money drawn twice. Owns what is asked of the decision procedure and what is
//! made of its answers.
//!
//! A finding that something can happen carries a witness that the evaluator confirmed. A finding that something
//! cannot happen carries what was shown. What could not be decided is named under `not_analysed`.
//!
//! `conditions` tests and exceptions · `tables` rows and branches · `complete` the errors of the check among them · `limits`
//! caps and floors · `money` two items on one base · `ask` questions and their limits · `report` text and JSON · `witness`
//! the file form.

mod ask;
mod complete;
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
pub(crate) use complete::incomplete;

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
                finding.diagnostic.help = Some(Words::new(
                    "换一种读法时要用到它，不是错误，留着",
                    "another reading needs it; it is no mistake, leave it",
                ));
            }
        }
    }
    analysis
}

/// What to do about a finding.
const fn remedy(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::ImpossibleItem => (
            "对照通知核对这几个条件；满足一个就行的，用“或”连起来，或写成两项",
            "see the notice for these conditions; where one of them is enough, join them with `or` or write two items",
        ),
        Code::DeadBranch => (
            "核对界限和先后次序；确实多余的，删去",
            "see whether its limit and its place are right; delete it if it is not needed",
        ),
        Code::UncoveredCase => ("补上这一行，或在最后写 否则 : …", "add a row for it, or a last row else : …"),
        Code::DoublyCovered => (
            "界点只归一行：一行写 不超过，另一行就写 超过；谁在前就用谁的，写 分档 首中",
            "let one row only hold at the limit: at_most in one, more_than in the other; if the first is meant to win, write table first_match",
        ),
        Code::IdleLimit => (
            "对照通知核对限额、比例和条件里的数字；通知确实这样写的，可以留着",
            "see the notice for the figures of the limit, the share and the conditions; if it says so, leave it",
        ),
        Code::ConstantLimit => (
            "对照通知核对限额和比例，看看是不是差了一个“万”；本来就是定额的，直接写这个金额",
            "see the notice for limit and share, perhaps a 万 is missing; if a fixed amount is meant, write it",
        ),
        _ => (
            "对照通知核对比较的方向、含不含界点和数字",
            "see the notice for the direction of the comparison, whether the limit counts, and the figure",
        ),
    }
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
        let help = remedy(code);
        let diagnostic = Diagnostic::new(code, span, words.zh, words.en).help(help.0, help.1);
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
