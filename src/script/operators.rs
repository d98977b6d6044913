//! The operators of scripts: exact arithmetic on numbers, days between dates, comparison of like with like,
//! and an error for everything else. Owns what a script value may be; replaces every operator of the script
//! engine, whose own would round, wrap, or call values of different types unequal.

use super::error::Limit;
use super::limits;
use super::signal::Signal;
use crate::diagnostic::Words;
use crate::value::number::Number;
use chrono::NaiveDate;
use rhai::{Dynamic, ImmutableString};
use std::cmp::Ordering;

/// A script value, looked at.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// A whole number of the engine; goes together with every number.
    Whole(i64),
    /// An exact number.
    Number(Number),
    /// A calendar day.
    Date(NaiveDate),
    /// A text.
    Text(ImmutableString),
    /// True or false.
    Bool(bool),
    /// A value without operators.
    Other(&'static str, &'static str),
}

impl Operand {
    /// Looks at a value. Decimal literals become exact numbers.
    pub(super) fn of(value: &Dynamic) -> Self {
        if let Ok(whole) = value.as_int() {
            Self::Whole(whole)
        } else if let Ok(truth) = value.as_bool() {
            Self::Bool(truth)
        } else if let Ok(decimal) = value.as_decimal() {
            Self::Number(Number::from_decimal(decimal))
        } else if let Some(number) = value.read_lock::<Number>() {
            Self::Number(number.clone())
        } else if let Some(date) = value.read_lock::<NaiveDate>() {
            Self::Date(*date)
        } else if let Some(text) = value.read_lock::<ImmutableString>() {
            Self::Text(text.clone())
        } else if value.is_unit() {
            Self::Other("空值", "nothing")
        } else if value.is_array() {
            Self::Other("列表", "a list")
        } else if value.is_map() {
            Self::Other("记录", "a record")
        } else {
            Self::Other("其他值", "another value")
        }
    }

    /// What it is, in Chinese and in English.
    pub(super) fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Whole(_) | Self::Number(_) => ("数", "a number"),
            Self::Date(_) => ("日期", "a date"),
            Self::Text(_) => ("文本", "a text"),
            Self::Bool(_) => ("布尔", "a truth value"),
            Self::Other(zh, en) => (zh, en),
        }
    }

    /// As an exact number.
    pub(super) fn number(self) -> Option<Number> {
        match self {
            Self::Whole(whole) => Some(Number::from_i64(whole)),
            Self::Number(number) => Some(number),
            Self::Date(_) | Self::Text(_) | Self::Bool(_) | Self::Other(..) => None,
        }
    }

    /// As a whole number, if it is one.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(whole) => Some(*whole),
            Self::Number(number) => number.to_i64(),
            Self::Date(_) | Self::Text(_) | Self::Bool(_) | Self::Other(..) => None,
        }
    }
}

/// A number within bounds as a script value.
pub(super) fn bounded(number: Number) -> Result<Dynamic, Signal> {
    if number.within_limits() { Ok(Dynamic::from(number)) } else { Err(Signal::Overflow) }
}

fn whole(value: Option<i64>) -> Result<Dynamic, Signal> {
    value.filter(|n| (-limits::MAX_WHOLE..=limits::MAX_WHOLE).contains(n)).map(Dynamic::from).ok_or(Signal::Overflow)
}

fn mixed(operator: &str, left: &Operand, right: &Operand) -> Signal {
    let ((left_zh, left_en), (right_zh, right_en)) = (left.kind(), right.kind());
    Signal::Type(Words::new(
        format!("“{operator}”不能用于{left_zh}与{right_zh}"),
        format!("`{operator}` does not apply to {left_en} and {right_en}"),
    ))
}

/// `+ - * / % **`.
pub(super) fn arithmetic(operator: &'static str, left: &Dynamic, right: &Dynamic) -> Result<Dynamic, Signal> {
    use Operand::{Date, Number as Exact, Text, Whole};
    match (operator, Operand::of(left), Operand::of(right)) {
        ("+", Whole(a), Whole(b)) => whole(a.checked_add(b)),
        ("-", Whole(a), Whole(b)) => whole(a.checked_sub(b)),
        ("*", Whole(a), Whole(b)) => whole(a.checked_mul(b)),
        ("-", Date(a), Date(b)) => Ok(Dynamic::from(a.signed_duration_since(b).num_days())),
        ("+", Text(a), Text(b)) => {
            if a.len().saturating_add(b.len()) > limits::MAX_TEXT_BYTES {
                return Err(Signal::Limit(Limit::Size));
            }
            Ok(Dynamic::from(format!("{a}{b}")))
        }
        ("%", a @ (Whole(_) | Exact(_)), b @ (Whole(_) | Exact(_))) => remainder(&a, &b),
        ("**", a @ (Whole(_) | Exact(_)), b @ (Whole(_) | Exact(_))) => power(a, &b),
        (_, a, b) => {
            let refusal = mixed(operator, &a, &b);
            let (Some(a), Some(b)) = (a.number(), b.number()) else { return Err(refusal) };
            bounded(match operator {
                "+" => a.add(&b),
                "-" => a.sub(&b),
                "*" => a.mul(&b),
                "/" => a.div(&b).ok_or(Signal::DivisionByZero)?,
                _ => return Err(refusal),
            })
        }
    }
}

/// The remainder of whole numbers, with the sign of the dividend.
fn remainder(left: &Operand, right: &Operand) -> Result<Dynamic, Signal> {
    let (Some(a), Some(b)) = (left.whole(), right.whole()) else {
        return Err(Signal::Type(Words::new("“%”只用于整数", "`%` applies to whole numbers only")));
    };
    if b == 0 {
        return Err(Signal::DivisionByZero);
    }
    whole(a.checked_rem(b))
}

/// A power with a whole exponent from 0, by repeated multiplication within bounds.
fn power(base: Operand, exponent: &Operand) -> Result<Dynamic, Signal> {
    let refusal =
        Signal::Type(Words::new("乘方次数须为不小于零的整数", "the exponent of `**` is a whole number from 0"));
    let Some(times) = exponent.whole().filter(|n| *n >= 0) else { return Err(refusal) };
    if times > limits::MAX_EXPONENT {
        return Err(Signal::Limit(Limit::Exponent));
    }
    let Some(base) = base.number() else { return Err(refusal) };
    let mut product = Number::one();
    for _ in 0..times {
        product = product.mul(&base);
        if !product.within_limits() {
            return Err(Signal::Overflow);
        }
    }
    bounded(product)
}

/// `== != < <= > >=`: numbers, dates; texts and truth values for equality only.
pub(super) fn comparison(operator: &'static str, left: &Dynamic, right: &Dynamic) -> Result<bool, Signal> {
    use Operand::{Bool, Date, Text};
    let (left, right) = (Operand::of(left), Operand::of(right));
    let refusal = mixed(operator, &left, &right);
    let equality = matches!(operator, "==" | "!=");
    let ordering = match (left, right) {
        (Date(a), Date(b)) => a.cmp(&b),
        (Text(a), Text(b)) if equality => a.as_str().cmp(b.as_str()),
        (Bool(a), Bool(b)) if equality => a.cmp(&b),
        (a, b) => {
            let (Some(a), Some(b)) = (a.number(), b.number()) else { return Err(refusal) };
            a.cmp(&b)
        }
    };
    Ok(match operator {
        "==" => ordering == Ordering::Equal,
        "!=" => ordering != Ordering::Equal,
        "<" => ordering == Ordering::Less,
        "<=" => ordering != Ordering::Greater,
        ">" => ordering == Ordering::Greater,
        ">=" => ordering != Ordering::Less,
        _ => return Err(refusal),
    })
}

/// `-x`, `+x`, `!x`.
pub(super) fn prefix(operator: &'static str, value: &Dynamic) -> Result<Dynamic, Signal> {
    let operand = Operand::of(value);
    let (zh, en) = operand.kind();
    let refusal =
        Signal::Type(Words::new(format!("“{operator}”不能用于{zh}"), format!("`{operator}` does not apply to {en}")));
    match (operator, operand) {
        ("!", Operand::Bool(truth)) => Ok(Dynamic::from(!truth)),
        ("-", Operand::Whole(n)) => whole(n.checked_neg()),
        ("-", Operand::Number(n)) => Ok(Dynamic::from(n.neg())),
        ("+", Operand::Whole(_) | Operand::Number(_)) => Ok(value.clone()),
        _ => Err(refusal),
    }
}

/// The ends of `a..b` and `a..=b`: whole numbers.
pub(super) fn ends(operator: &'static str, left: &Dynamic, right: &Dynamic) -> Result<(i64, i64), Signal> {
    let (left, right) = (Operand::of(left), Operand::of(right));
    match (left.whole(), right.whole()) {
        (Some(from), Some(to)) => Ok((from, to)),
        _ => Err(mixed(operator, &left, &right)),
    }
}
