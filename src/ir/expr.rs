//! Typed expressions of a checked policy, and the expressions below them. Owns shapes only.

use super::{DefId, EndRef, EventId, FactId, ParamId, PeriodKind, PeriodRef, ReadingId, ScriptId, Type, Value};
use crate::span::Span;
use serde::{Deserialize, Serialize};

/// A typed expression.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    #[serde(deserialize_with = "super::watch::nested")]
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Its place.
    pub span: Span,
}

/// Comparison operators.
pub use crate::syntax::ast::CompareOp;

/// Arithmetic operators.
pub use crate::syntax::ast::ArithOp;

/// Kinds of typed expression.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ExprKind {
    /// A constant and its written form.
    Const(Value, String),
    /// A fact of the subject or a field of the record at hand.
    Fact(FactId),
    /// A parameter, read at a date or month if it is dated.
    Param(ParamId, Option<Box<Expr>>),
    /// A definition.
    Def(DefId),
    /// A reading.
    Reading(ReadingId),
    /// Negation.
    Not(Box<Expr>),
    /// Minus.
    Neg(Box<Expr>),
    /// All of.
    And(Vec<Expr>),
    /// Any of.
    Or(Vec<Expr>),
    /// A comparison of two values of one type.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// Arithmetic.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// The smallest.
    Min(Vec<Expr>),
    /// The greatest.
    Max(Vec<Expr>),
    /// max(a − b, 0).
    Excess(Box<Expr>, Box<Expr>),
    /// A choice.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// An enumeration value within a mask.
    In(Box<Expr>, u128),
    /// A set that holds a member.
    Has(Box<Expr>, usize),
    /// A date or month within a period.
    During(Box<Expr>, Box<PeriodRef>),
    /// The number of months in a list, in 月.
    MonthCount(Box<Expr>),
    /// The days from one day to another, in 天.
    DayCount(Box<Expr>, Box<Expr>),
    /// Whether an event has happened by `as_of`.
    Occurred(EventId),
    /// Rows by member masks, with a value for the rest.
    ByMember(Box<Expr>, Vec<(u128, Expr)>, Option<Box<Expr>>),
    /// The first row whose test holds.
    FirstMatch(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// The only row whose test holds.
    ExactlyOne(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// Marginal (`true`) or flat (`false`) brackets: upper bound, rate.
    Brackets(bool, Box<Expr>, Vec<(Option<Expr>, Expr)>),
    /// A script call.
    Script(ScriptId, Vec<Expr>),
}

impl Expr {
    /// The expressions directly below this one, those of periods included.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Const(..)
            | ExprKind::Fact(_)
            | ExprKind::Param(_, None)
            | ExprKind::Def(_)
            | ExprKind::Reading(_)
            | ExprKind::Occurred(_) => Vec::new(),
            ExprKind::Param(_, Some(at)) => vec![at],
            ExprKind::Not(a)
            | ExprKind::Neg(a)
            | ExprKind::In(a, _)
            | ExprKind::Has(a, _)
            | ExprKind::MonthCount(a) => {
                vec![a]
            }
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Min(all)
            | ExprKind::Max(all)
            | ExprKind::Script(_, all) => all.iter().collect(),
            ExprKind::Compare(_, a, b)
            | ExprKind::Arith(_, a, b)
            | ExprKind::Excess(a, b)
            | ExprKind::DayCount(a, b) => {
                vec![a, b]
            }
            ExprKind::If(a, b, c) => vec![a, b, c],
            ExprKind::During(date, period) => core::iter::once(&**date).chain(period.exprs()).collect(),
            ExprKind::ByMember(subject, rows, otherwise) => core::iter::once(&**subject)
                .chain(rows.iter().map(|(_, value)| value))
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::FirstMatch(rows, otherwise) | ExprKind::ExactlyOne(rows, otherwise) => {
                rows.iter().flat_map(|(test, value)| [test, value]).chain(otherwise.as_deref()).collect()
            }
            ExprKind::Brackets(_, subject, rows) => core::iter::once(&**subject)
                .chain(rows.iter().flat_map(|(bound, rate)| bound.iter().chain(core::iter::once(rate))))
                .collect(),
        }
    }
}

impl PeriodRef {
    /// The expressions in its ends and length.
    #[must_use]
    pub fn exprs(&self) -> Vec<&Expr> {
        fn end(end: &EndRef) -> Option<&Expr> {
            match end {
                EndRef::Date(expr) => Some(expr),
                EndRef::Day(_) | EndRef::Event(_) => None,
            }
        }
        match &self.kind {
            PeriodKind::Between { from, to, at_least } => {
                from.iter().chain(to).chain(at_least).filter_map(end).collect()
            }
            PeriodKind::Lasting(from, length) | PeriodKind::Within(from, length) => {
                end(from).into_iter().chain([length]).collect()
            }
        }
    }
}
