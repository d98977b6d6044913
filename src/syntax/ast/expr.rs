//! Expressions and tables as written. Owns shapes only; names in them are unresolved text.

use super::{Name, PeriodExpr, UnitExpr};
use crate::span::Span;
use crate::value::date::Month;
use crate::value::number::Number;
use chrono::NaiveDate;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// Kinds of expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `真` / `假`
    Bool(bool),
    /// A quantity: a number with a unit; `5.5%` is 5.5 with the factor %.
    Quantity {
        /// The number as written, before the unit's own factor; 万 and 亿 are multiplied in.
        number: Number,
        /// The unit; no factors for a bare number.
        unit: UnitExpr,
    },
    /// `0.5个百分点`
    Points(Number),
    /// `2020年1月1日`
    Date(NaiveDate),
    /// `2020年2月`
    Month(Month),
    /// A quoted text.
    Text(String),
    /// A name.
    Name(String),
    /// `非 E`
    Not(Box<Expr>),
    /// `-E`
    Neg(Box<Expr>),
    /// `A 且 B 且 C`
    And(Vec<Expr>),
    /// `A 或 B`
    Or(Vec<Expr>),
    /// A comparison.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// Arithmetic.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `若 T 则 A 否则 B`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `E 属于 甲、乙` / `E 属于 { 甲、乙 }`
    In(Box<Expr>, Vec<Name>),
    /// `集合 含 甲`
    Has(Box<Expr>, Name),
    /// `日期 在 期间`
    During(Box<Expr>, Box<PeriodExpr>),
    /// `参数 于 日期`
    At(Name, Box<Expr>),
    /// `函数(实参, …)`: `取小 取大 至多 超出 月数 天数` or a script.
    Call(Name, Vec<Expr>),
    /// `分档 …`
    Table(Box<Table>),
    /// `事件 已发生`
    Occurred(Name),
    /// `(E)`
    Paren(Box<Expr>),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The form and its rows.
    pub rows: TableRows,
    /// `否则 : V`
    pub otherwise: Option<Expr>,
    /// Place.
    pub span: Span,
}

/// The forms of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableRows {
    /// `分档 按 E { 甲、乙 : V … }`: exactly one row for each member.
    ByMember(Expr, Vec<(Vec<Name>, Expr)>),
    /// `分档 恰一 { 当 T : V … }`: exactly one row may apply.
    ExactlyOne(Vec<(Expr, Expr)>),
    /// `分档 首中 { 当 T : V … }`: the first row that applies.
    FirstMatch(Vec<(Expr, Expr)>),
    /// `分档 累进 E { 至 B : R … 以上 : R }`: marginal rates; the last row is open.
    Marginal(Expr, Vec<(Option<Expr>, Expr)>),
    /// `分档 全额 E { 至 B : R … 以上 : R }`: the rate of the row on the whole.
    Flat(Expr, Vec<(Option<Expr>, Expr)>),
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum CompareOp {
    /// `不超过 不高于 <= ≤ 以下`
    Le,
    /// `不少于 不低于 至少 达到 >= ≥ 以上`
    Ge,
    /// `低于 <`
    Lt,
    /// `超过 高于 >`
    Gt,
    /// `等于 =`
    Eq,
    /// `不等于 != ≠`
    Ne,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `×`, `*`
    Mul,
    /// `/`, `÷`
    Div,
}
