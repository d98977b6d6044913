//! Where the facts of a profile go: one register each, with the form its value takes there. Owns the scale and the
//! working bounds of numbers; knows nothing of expressions.

use super::op::{Cell, Class, truth};
use crate::ir::{FactDef, FactType, ListId, NumberForm, Policy, Type, Value};
use crate::value::date::Month;
use crate::value::number::Number;
use chrono::{Datelike, NaiveDate};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// Amounts of money the fast engines work with, in fen: ten trillion yuan. Larger ones are left to the reference.
const MOST_MONEY: i64 = 1_000_000_000_000_000;
/// Counts and rates they work with, in steps of the input.
const MOST_COUNT: i64 = 1_000_000_000;
/// Steps of a written unit for numbers that are neither money nor whole: ten-thousandths.
const FINE_STEPS: i64 = 10_000;
/// Members of an enumeration whose sets fit a register.
const MOST_MEMBERS: usize = 62;

/// A fact's register.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// Its class.
    pub(crate) class: Class,
    /// Its number within the class.
    pub(crate) slot: u16,
    /// The form of its value.
    pub(crate) kind: InputKind,
    /// The list whose field it is.
    pub(crate) list: Option<ListId>,
}

/// What a register holds of a value.
#[derive(Clone, Debug)]
pub(crate) enum InputKind {
    /// A set of outcomes.
    Bool,
    /// A whole number of steps.
    Number {
        /// One step in base units.
        step: Number,
        /// The least number of steps the engines work with.
        lo: i64,
        /// The greatest.
        hi: i64,
    },
    /// Days from the first of the common era.
    Date,
    /// Months from the year 0.
    Month,
    /// Index of a member.
    Enum,
    /// Bits of members.
    Set,
    /// Index into the texts the rules compare with, or −1.
    Text(Vec<String>),
    /// The number of months.
    Months,
}

/// A day as a number.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    day.num_days_from_ce().into()
}

/// A number as a day.
pub(crate) fn number_day(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

/// A month as a number.
pub(crate) fn month_number(month: Month) -> i64 {
    i64::from(month.year()).saturating_mul(12).saturating_add(i64::from(month.month())).saturating_sub(1)
}

impl InputKind {
    /// The form of a fact; `None` when it does not fit a register.
    pub(crate) fn of(policy: &Policy, fact: &FactDef) -> Option<Self> {
        let FactType::Scalar(ty, form) = &fact.ty else { return None };
        let members = |id: &crate::ir::EnumId| policy.enums.get(id.0).map_or(usize::MAX, |def| def.members.len());
        Some(match ty {
            Type::Bool => Self::Bool,
            Type::Number(_) => Self::number(fact, form.as_ref())?,
            Type::Date => Self::Date,
            Type::Month => Self::Month,
            Type::Enum(id) if members(id) <= MOST_MEMBERS => Self::Enum,
            Type::Set(id) if members(id) <= MOST_MEMBERS => Self::Set,
            Type::Enum(_) | Type::Set(_) => return None,
            Type::Text => Self::Text(Vec::new()),
            Type::Months => Self::Months,
        })
    }

    fn number(fact: &FactDef, form: Option<&NumberForm>) -> Option<Self> {
        let scale = form.map_or_else(Number::one, |form| form.scale.clone());
        let (steps, most) = match form {
            Some(form) if form.integer => (1, MOST_COUNT),
            Some(form) if form.money => (100, MOST_MONEY),
            // Money per month, per head and so on.
            Some(form) if form.unit.starts_with('元') => (FINE_STEPS, MOST_MONEY),
            _ => (FINE_STEPS, MOST_COUNT),
        };
        let step = scale.div(&Number::from_i64(steps))?;
        let signed = form.is_none_or(|form| form.signed);
        // A bound between two steps: the last step inside.
        let within = |bound: &Option<Number>, up: bool| {
            let steps = bound.as_ref()?.div(&step)?;
            let (numerator, denominator) = steps.parts();
            let whole: BigInt = if up { numerator.div_ceil(denominator) } else { numerator.div_floor(denominator) };
            whole.to_i64()
        };
        let lo = within(&fact.bounds.0, true).unwrap_or(if signed { most.saturating_neg() } else { 0 });
        let hi = within(&fact.bounds.1, false).unwrap_or(most);
        let (lo, hi) = (lo.max(most.saturating_neg()), hi.min(most));
        (lo <= hi).then_some(Self::Number { step, lo, hi })
    }

    /// The number of a value as cells and JSON give it; `None` when it does not fit.
    pub(crate) fn register(&self, value: &Value) -> Option<i64> {
        match (self, value) {
            (Self::Bool, Value::Bool(truth)) => Some(i64::from(*truth)),
            _ => Some(self.int(Some(value))).filter(|number| *number > i64::SPECIAL),
        }
    }

    /// The class of the register.
    pub(crate) const fn class(&self) -> Class {
        match self {
            Self::Bool => Class::Truth,
            _ => Class::Int,
        }
    }

    /// What a truth register holds of a value.
    pub(crate) const fn truth(value: Option<&Value>) -> u8 {
        match value {
            Some(Value::Bool(true)) => truth::TRUE,
            Some(Value::Bool(false)) => truth::FALSE,
            _ => truth::UNKNOWN,
        }
    }

    /// What a number register holds of a value; `DEFER` when it does not fit.
    pub(crate) fn int(&self, value: Option<&Value>) -> i64 {
        let Some(value) = value else { return i64::NULL };
        let fitting = match (self, value) {
            (Self::Number { step, lo, hi }, Value::Number(number)) => {
                number.div(step).and_then(|steps| steps.to_i64()).filter(|steps| lo <= steps && steps <= hi)
            }
            (Self::Date, Value::Date(day)) => Some(day_number(*day)),
            (Self::Month, Value::Month(month)) => Some(month_number(*month)),
            (Self::Enum, Value::Enum(member)) => i64::try_from(*member).ok(),
            (Self::Set, Value::Set(mask)) => i64::try_from(*mask).ok(),
            (Self::Text(texts), Value::Text(text)) => Some(
                texts.iter().position(|known| known == text).map_or(-1, |index| i64::try_from(index).unwrap_or(-1)),
            ),
            (Self::Months, Value::Months(months)) => i64::try_from(months.len()).ok(),
            _ => None,
        };
        fitting.unwrap_or(i64::DEFER)
    }
}
