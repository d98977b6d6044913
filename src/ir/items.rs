//! Measures, items, combinations and cases of a checked policy. Owns shapes only.

use super::{
    Citation, EventId, EventState, Expr, FactId, ItemId, ListId, MeasureId, ParamId, Parties, PeriodRef, ReadingId,
    RoundingRule, SubjectId, Value,
};
use crate::span::Span;
use crate::value::number::Number;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A measure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeasureDef {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its chapter.
    pub chapter: Option<String>,
    /// Its bracket, and those of its paragraphs.
    pub parties: Option<Parties>,
    /// Brackets of single paragraphs.
    pub paragraphs: Vec<(u32, Parties)>,
    /// Its items.
    pub items: Vec<ItemId>,
    /// Shared conditions that carry an id of their own.
    pub rules: Vec<String>,
    /// Documents it cites.
    pub cites: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Kinds of items, as in the outcome.
pub use crate::syntax::ast::ItemKind;

/// An item.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ItemDef {
    /// Its id.
    pub id: String,
    /// Its measure.
    pub measure: MeasureId,
    /// Its kind.
    pub kind: ItemKind,
    /// Its title.
    pub title: String,
    /// A description.
    pub text: Option<String>,
    /// Where in the notice.
    pub sources: Vec<Citation>,
    /// Subject types it is for; empty for all.
    pub subjects: Vec<SubjectId>,
    /// Periods in which it is in force: the pack's, the measure's, its own.
    pub in_force: Vec<PeriodRef>,
    /// Tests outside `逐笔`.
    pub tests: Vec<Test>,
    /// The `逐笔` block.
    pub each: Option<EachDef>,
    /// The amount outside `逐笔` (none when inside).
    pub amount: Option<AmountDef>,
    /// Stages after the amount or the sum.
    pub stages: Vec<StageDef>,
    /// Rounding of the result.
    pub rounding: RoundingRule,
    /// What is given besides money.
    pub grant: Option<GrantDef>,
    /// Payer, fund, channel.
    pub payments: Vec<PaymentDef>,
    /// Hints.
    pub hints: Vec<(Option<Expr>, String)>,
    /// Figures shown: label, text.
    pub figures: Vec<(String, String)>,
    /// The bracket that holds.
    pub parties: Parties,
    /// Readings it rests on though no expression reads them.
    pub rests_on: Vec<ReadingId>,
    /// Deadline of a duty or target.
    pub deadline: Option<PeriodRef>,
    /// Trigger of a duty.
    pub trigger: Option<Expr>,
    /// The act of a duty.
    pub act: Option<String>,
    /// True when done or met.
    pub fulfilled: Option<Expr>,
    /// What follows a breach.
    pub consequence: Option<String>,
    /// Who or what is addressed, in words (targets, encouragements).
    pub scope: Option<String>,
    /// What the notice leaves unsaid.
    pub unstated: Vec<String>,
    /// Documents it cites.
    pub cites: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

impl ItemDef {
    /// An item of which nothing else is said yet.
    #[must_use]
    pub fn new(
        id: String,
        measure: MeasureId,
        kind: ItemKind,
        title: String,
        rounding: RoundingRule,
        span: Span,
    ) -> Self {
        Self {
            id,
            measure,
            kind,
            title,
            text: None,
            sources: Vec::new(),
            subjects: Vec::new(),
            in_force: Vec::new(),
            tests: Vec::new(),
            each: None,
            amount: None,
            stages: Vec::new(),
            rounding,
            grant: None,
            payments: Vec::new(),
            hints: Vec::new(),
            figures: Vec::new(),
            parties: Parties::default(),
            rests_on: Vec::new(),
            deadline: None,
            trigger: None,
            act: None,
            fulfilled: None,
            consequence: None,
            scope: None,
            unstated: Vec::new(),
            cites: Vec::new(),
            span,
        }
    }
}

/// One conjunct of an item or record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Test {
    /// Its label.
    pub label: String,
    /// Short words.
    pub text: Option<String>,
    /// Where in the notice, if it cites its own sentence.
    pub source: Option<Citation>,
    /// What is tested.
    pub kind: TestKind,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of conjunct.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum TestKind {
    /// A condition with its exceptions.
    Condition {
        /// The rule.
        rule: RuleExpr,
        /// A soft limit.
        soft: bool,
    },
    /// Holds unless known false.
    Presumption(Expr),
    /// An approval.
    Approval {
        /// Who approves.
        authority: String,
        /// The act: 批准 …
        act: String,
        /// The fact.
        fact: FactId,
    },
    /// A rule we do not have.
    External {
        /// Settled once every approval of the item is given.
        settled_by_approval: bool,
        /// Mentioned only.
        mention: bool,
    },
    /// An application within a period.
    Application {
        /// The date of the act.
        fact: FactId,
        /// The period.
        period: PeriodRef,
    },
    /// A date or month that must lie in a period.
    Counting {
        /// The date or month.
        date: Expr,
        /// The period.
        period: PeriodRef,
    },
}

/// A base with exceptions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleExpr {
    /// The base.
    pub base: Expr,
    /// Exceptions, at most [`MAX_EXCEPTIONS`].
    #[serde(deserialize_with = "super::watch::exceptions")]
    pub exceptions: Vec<ExceptionDef>,
}

/// Exceptions of one base; every combination of unknown tests is looked at.
pub const MAX_EXCEPTIONS: usize = 8;

/// An exception.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExceptionDef {
    /// Its label.
    pub label: String,
    /// When it applies.
    pub when: Expr,
    /// What then holds; `None` restores what the rule it belongs to took the place of, or the base of the condition.
    pub then: Option<RuleExpr>,
    /// Indices of siblings it goes before.
    pub over: Vec<usize>,
}

/// The `逐笔` block.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EachDef {
    /// The list.
    pub list: ListId,
    /// Tests per record.
    pub tests: Vec<Test>,
    /// Amount per record.
    pub amount: Option<AmountDef>,
    /// Stages per record.
    pub stages: Vec<StageDef>,
    /// Payments that depend on the record.
    pub payments: Vec<PaymentDef>,
    /// Hints per record.
    pub hints: Vec<(Option<Expr>, String)>,
}

/// What an amount states.
pub use crate::syntax::ast::AmountKind;

/// An amount.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AmountDef {
    /// Amount, ceiling or rate.
    pub kind: AmountKind,
    /// The expression, in yuan (or yuan per something for a rate).
    pub value: Expr,
    /// For a rate: per what.
    pub per: Option<String>,
}

/// A stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum StageDef {
    /// At most this.
    Cap(Expr),
    /// At least this.
    Floor(Expr),
    /// Less this, not below 0.
    Less(Expr),
}

/// What is given besides money.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantDef {
    /// Its nature.
    pub nature: String,
    /// What.
    pub text: String,
    /// In principle.
    pub soft: bool,
    /// How long at most.
    pub longest: Option<Expr>,
    /// From.
    pub from: Option<Expr>,
    /// Until at most.
    pub until: Option<Expr>,
}

/// Which side of a payment.
pub use crate::syntax::ast::PaymentRole;

/// A payment clause.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentDef {
    /// Which.
    pub role: PaymentRole,
    /// Parts.
    pub parts: Vec<PaymentPart>,
    /// When.
    pub when: Option<Expr>,
}

/// A part of a payment text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum PaymentPart {
    /// Words.
    Words(String),
    /// A fact shown.
    Fact(FactId),
}

/// The rule of a combination.
pub use crate::syntax::ast::CombinationRule;

/// A combination.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CombinationDef {
    /// The rule.
    pub rule: CombinationRule,
    /// The items.
    pub items: Vec<ItemId>,
    /// Per record of this list; per subject if `None`.
    pub list: Option<ListId>,
    /// Why.
    pub note: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A test case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseDef {
    /// Its name.
    pub name: String,
    /// As of; the issue date of the pack if absent.
    pub as_of: Option<NaiveDate>,
    /// The subject.
    pub subject: Option<SubjectId>,
    /// Facts.
    pub facts: Vec<(FactId, Value)>,
    /// Records: list, fields.
    pub records: Vec<(ListId, Vec<(FactId, Value)>)>,
    /// Lists known to be empty.
    pub empty: Vec<ListId>,
    /// Readings.
    pub readings: Vec<(ReadingId, usize)>,
    /// Parameters.
    pub params: Vec<(ParamId, Value)>,
    /// Events.
    pub events: Vec<(EventId, EventState)>,
    /// What must come out.
    pub expects: Vec<ExpectDef>,
    /// Where it is written.
    pub span: Span,
}

/// An expectation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpectDef {
    /// The item.
    pub item: ItemId,
    /// Status word.
    pub status: Option<String>,
    /// Exact yuan.
    pub amount: Option<Number>,
    /// Range in yuan.
    pub range: Option<(Number, Option<Number>)>,
    /// Needs as fact keys, exactly these.
    pub needs: Option<Vec<String>>,
    /// Labels of failed conditions.
    pub failed: Vec<String>,
    /// Where it is written.
    pub span: Span,
}
