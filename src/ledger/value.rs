//! Values as they are compared: exact numbers with their units, days, lengths. Owns when two spellings are the same
//! (1年 and 12个月, 2020-02 and 2020年2月); knows nothing of where they stand.

use crate::notice::{Meaning, meaning};
use crate::span::FileId;
use crate::syntax::ast::{Expr, ExprKind, UnitExpr, UnitFactor};
use crate::syntax::parse_expr;
use crate::value::date::{Month, parse_day};
use crate::value::number::Number;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A number with its unit, per cent and years already multiplied in.
    Quantity(Number, BTreeMap<String, i8>),
    /// Percentage points.
    Points(Number),
    /// From the first to the last day, both included.
    Days(NaiveDate, NaiveDate),
    /// Words.
    Text(String),
}

impl Value {
    /// The value of a literal; `None` for anything else.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Quantity { number, unit } => Some(quantity(number, unit)),
            ExprKind::Points(number) => Some(Self::Points(number.clone())),
            ExprKind::Date(day) => Some(Self::Days(*day, *day)),
            ExprKind::Month(month) => Some(Self::month(*month)),
            ExprKind::Text(text) => Some(Self::Text(text.clone())),
            ExprKind::Paren(inner) => Self::of(inner),
            ExprKind::Neg(inner) => match Self::of(inner)? {
                Self::Quantity(number, unit) => Some(Self::Quantity(number.neg(), unit)),
                other => Some(other),
            },
            ExprKind::Bool(_)
            | ExprKind::Name(_)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::Arith(..)
            | ExprKind::If(..)
            | ExprKind::In(..)
            | ExprKind::Has(..)
            | ExprKind::During(..)
            | ExprKind::At(..)
            | ExprKind::Call(..)
            | ExprKind::Table(_)
            | ExprKind::Occurred(_) => None,
        }
    }

    pub(super) fn month(month: Month) -> Self {
        Self::Days(month.first_day(), month.last_day())
    }

    /// A value as registers write it: rule spelling, `2020-02-04` or `2020-02`.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some(day) = parse_day(text) {
            return Some(Self::Days(day, day));
        }
        if let Some(month) = Month::parse(text) {
            return Some(Self::month(month));
        }
        let (expr, found) = parse_expr(FileId(0), text);
        if found.is_empty() { Self::of(&expr?) } else { None }
    }

    /// Nothing but zero: a test of presence, not a figure.
    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Self::Quantity(number, _) | Self::Points(number) if number.is_zero())
    }
}

fn quantity(number: &Number, unit: &UnitExpr) -> Value {
    let mut number = number.clone();
    let mut units: BTreeMap<String, i8> = BTreeMap::new();
    for (factor, exponent) in &unit.factors {
        let (scale, name) = match factor {
            UnitFactor::Percent => (100, None),
            UnitFactor::PerMille => (1000, None),
            UnitFactor::Year => (12, Some("月")),
            UnitFactor::Named(name) => (1, Some(name.text.as_str())),
        };
        let scale = Number::from_i64(scale);
        // Per cent divides above the line, a year multiplies; below the line it is the other way round.
        let divides = matches!(factor, UnitFactor::Percent | UnitFactor::PerMille) == (*exponent > 0);
        number = if divides { number.div(&scale).unwrap_or(number) } else { number.mul(&scale) };
        if let Some(name) = name {
            let sum = units.remove(name).unwrap_or(0).saturating_add(*exponent);
            if sum != 0 {
                units.insert(name.to_owned(), sum);
            }
        }
    }
    Value::Quantity(number, units)
}

/// Whether a registered value can be what the text says. Rules may add per what (`120元` is `120元/人`), so units below
/// the line may be added; the figure itself must be the same.
pub(super) fn says(text: &str, value: &str, year: i32) -> Option<bool> {
    let meaning = meaning(text, year)?;
    let value_read = Value::read(value);
    Some(match meaning {
        Meaning::Quantity(spelling) => {
            let extended = value.strip_prefix(spelling.as_str()).is_some_and(|rest| rest.starts_with('/'));
            extended || (value_read.is_some() && value_read == Value::read(&spelling))
        }
        Meaning::Day(day) => value_read == Some(Value::Days(day, day)),
        Meaning::Span(from, to) => value_read == Some(Value::Days(from, to)),
        Meaning::After(_) | Meaning::Time | Meaning::Words => return None,
    })
}
