//! The functions of scripts, each under a Chinese and an English name: dates, rounding, the smaller and the
//! greater. Owns their list; every one of them is pure.

use super::limits;
use super::operators::{Operand, bounded, comparison};
use super::signal::Signal;
use crate::diagnostic::Words;
use crate::value::date;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use chrono::{Datelike, NaiveDate};
use rhai::{Array, Dynamic, ImmutableString};
use std::ops::RangeInclusive;

/// A function of scripts.
pub(super) struct HostFunction {
    /// The Chinese name.
    pub(super) zh: &'static str,
    /// The English name.
    pub(super) en: &'static str,
    /// How many arguments it takes.
    pub(super) arity: RangeInclusive<usize>,
    /// What it does; `None` means that the arguments do not fit.
    pub(super) body: fn(&[Dynamic]) -> Result<Option<Dynamic>, Signal>,
}

/// Every function, in the order of the guide.
pub(super) const FUNCTIONS: &[HostFunction] = &[
    HostFunction { zh: "日期", en: "date", arity: 1..=1, body: date_of },
    HostFunction { zh: "天数", en: "days", arity: 2..=2, body: days },
    HostFunction { zh: "加天", en: "add_days", arity: 2..=2, body: add_days },
    HostFunction { zh: "加月", en: "add_months", arity: 2..=2, body: add_months },
    HostFunction { zh: "年", en: "year", arity: 1..=1, body: |a| part(a, |d| i64::from(d.year())) },
    HostFunction { zh: "月", en: "month", arity: 1..=1, body: |a| part(a, |d| i64::from(d.month())) },
    HostFunction { zh: "日", en: "day", arity: 1..=1, body: |a| part(a, |d| i64::from(d.day())) },
    HostFunction { zh: "舍入", en: "round_half_up", arity: 2..=2, body: |a| round(a, Rounding::HalfUp) },
    HostFunction { zh: "舍入取偶", en: "round_half_even", arity: 2..=2, body: |a| round(a, Rounding::HalfEven) },
    HostFunction { zh: "舍去", en: "round_down", arity: 2..=2, body: |a| round(a, Rounding::Down) },
    HostFunction { zh: "进位", en: "round_up", arity: 2..=2, body: |a| round(a, Rounding::Up) },
    HostFunction { zh: "取小", en: "min", arity: 2..=6, body: |a| extreme(a, "<") },
    HostFunction { zh: "取大", en: "max", arity: 2..=6, body: |a| extreme(a, ">") },
    HostFunction { zh: "绝对值", en: "abs", arity: 1..=1, body: absolute },
    HostFunction { zh: "取整", en: "int", arity: 1..=1, body: integer },
    HostFunction { zh: "长度", en: "len", arity: 1..=1, body: length },
];

/// Whether a function of scripts has this name.
pub(super) fn is_host_function(name: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.zh == name || function.en == name)
}

/// Calls a function.
pub(super) fn call(function: &HostFunction, arguments: &[Dynamic]) -> Result<Dynamic, Signal> {
    (function.body)(arguments)?.ok_or_else(|| {
        let kinds: Vec<_> = arguments.iter().map(|a| Operand::of(a).kind()).collect();
        let zh: Vec<_> = kinds.iter().map(|(zh, _)| *zh).collect();
        let en: Vec<_> = kinds.iter().map(|(_, en)| *en).collect();
        Signal::Type(Words::new(
            format!("函数“{}”不接受（{}）", function.zh, zh.join("，")),
            format!("`{}` does not accept ({})", function.en, en.join(", ")),
        ))
    })
}

type Outcome = Result<Option<Dynamic>, Signal>;

fn date_of(arguments: &[Dynamic]) -> Outcome {
    let [text] = arguments else { return Ok(None) };
    let Operand::Text(text) = Operand::of(text) else { return Ok(None) };
    let day = date::parse_day(&text).ok_or_else(|| {
        Signal::Type(Words::new(
            format!("“{text}”不是“年-月-日”写法的日期"),
            format!("`{text}` is not a date written year-month-day"),
        ))
    })?;
    Ok(Some(Dynamic::from(day)))
}

/// Days from the first date to the second.
fn days(arguments: &[Dynamic]) -> Outcome {
    let [from, to] = arguments else { return Ok(None) };
    let (Operand::Date(from), Operand::Date(to)) = (Operand::of(from), Operand::of(to)) else {
        return Ok(None);
    };
    Ok(Some(Dynamic::from(date::days_between(from, to))))
}

fn add_days(arguments: &[Dynamic]) -> Outcome {
    let Some((day, count)) = day_and_whole(arguments) else { return Ok(None) };
    date::add_days(day, count).map(|day| Some(Dynamic::from(day))).ok_or(Signal::Overflow)
}

/// The corresponding day of a later or earlier month, or that month's last day.
fn add_months(arguments: &[Dynamic]) -> Outcome {
    let Some((day, count)) = day_and_whole(arguments) else { return Ok(None) };
    let moved = i32::try_from(count).ok().and_then(|count| date::add_months(day, count));
    moved.map(|day| Some(Dynamic::from(day))).ok_or(Signal::Overflow)
}

fn day_and_whole(arguments: &[Dynamic]) -> Option<(NaiveDate, i64)> {
    let [day, count] = arguments else { return None };
    let Operand::Date(day) = Operand::of(day) else { return None };
    Some((day, Operand::of(count).whole()?))
}

fn part(arguments: &[Dynamic], get: fn(NaiveDate) -> i64) -> Outcome {
    let [day] = arguments else { return Ok(None) };
    let Operand::Date(day) = Operand::of(day) else { return Ok(None) };
    Ok(Some(Dynamic::from(get(day))))
}

fn round(arguments: &[Dynamic], rounding: Rounding) -> Outcome {
    let [value, decimals] = arguments else { return Ok(None) };
    let Some(value) = Operand::of(value).number() else { return Ok(None) };
    let decimals = Operand::of(decimals).whole().filter(|n| (0..=limits::MAX_DECIMALS).contains(n));
    let Some(decimals) = decimals.and_then(|n| u8::try_from(n).ok()) else { return Ok(None) };
    bounded(value.round(decimals, rounding)).map(Some)
}

/// The value that compares as asked with all others; the first of equals.
fn extreme(arguments: &[Dynamic], operator: &'static str) -> Outcome {
    let Some((first, rest)) = arguments.split_first() else { return Ok(None) };
    let mut best = first;
    for candidate in rest {
        if comparison(operator, candidate, best)? {
            best = candidate;
        }
    }
    Ok(Some(best.clone()))
}

fn absolute(arguments: &[Dynamic]) -> Outcome {
    let [value] = arguments else { return Ok(None) };
    let Some(value) = Operand::of(value).number() else { return Ok(None) };
    bounded(value.abs()).map(Some)
}

/// The whole part, towards zero, as a number that can count and index.
fn integer(arguments: &[Dynamic]) -> Outcome {
    let [value] = arguments else { return Ok(None) };
    let Some(value) = Operand::of(value).number() else { return Ok(None) };
    let whole: Option<i64> = Number::round(&value, 0, Rounding::Down).to_i64();
    whole.map(|n| Some(Dynamic::from(n))).ok_or(Signal::Overflow)
}

fn length(arguments: &[Dynamic]) -> Outcome {
    let [value] = arguments else { return Ok(None) };
    let count = if let Some(list) = value.read_lock::<Array>() {
        list.len()
    } else if let Some(text) = value.read_lock::<ImmutableString>() {
        text.chars().count()
    } else {
        return Ok(None);
    };
    Ok(i64::try_from(count).ok().map(Dynamic::from))
}
