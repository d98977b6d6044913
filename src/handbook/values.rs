//! Days, numbers and parameters as a Chinese reader writes them. Owns nothing but form.

use super::words::Words;
use crate::ir::{NumberForm, ParamDef, ParamValue, Type, Value, bit};
use crate::value::number::Number;
use chrono::{Datelike, NaiveDate};

/// Round sums of money are written in 万元.
const TEN_THOUSAND: i64 = 10_000;

/// `2020年3月6日`.
pub(crate) fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The status of a parameter in the words of a pack.
pub(crate) fn status(word: &str) -> &str {
    match word {
        "verified" => "已核实",
        "inferred" => "推断",
        "assumed" => "假定",
        "missing" => "未载明",
        other => other,
    }
}

/// A parameter's value or series; `None` when it is missing.
pub(crate) fn parameter(param: &ParamDef, words: Words<'_>) -> Option<String> {
    match &param.value {
        ParamValue::Missing(_) => None,
        ParamValue::Constant(value) => Some(shown(value, &param.ty, param.form.as_ref(), words)),
        ParamValue::Series(rows) => {
            let rows = rows.iter().map(|(from, to, value)| {
                let value = shown(value, &param.ty, param.form.as_ref(), words);
                match (from, to) {
                    (Some(from), Some(to)) => format!("{}至{} {value}", day(*from), day(*to)),
                    (Some(from), None) => format!("{}起 {value}", day(*from)),
                    (None, Some(to)) => format!("至{} {value}", day(*to)),
                    (None, None) => value,
                }
            });
            Some(rows.collect::<Vec<_>>().join("；"))
        }
    }
}

fn shown(value: &Value, ty: &Type, form: Option<&NumberForm>, words: Words<'_>) -> String {
    match (value, form) {
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "否".to_owned(),
        (Value::Number(number), Some(form)) => {
            let written = number.div(&form.scale).unwrap_or_else(Number::zero);
            match written
                .div(&Number::from_i64(TEN_THOUSAND))
                .filter(|tens| form.money && tens.is_integer() && !tens.is_zero())
            {
                Some(tens) => format!("{}万{}", plain(&tens), form.unit),
                None => format!("{}{}", plain(&written), form.unit),
            }
        }
        (Value::Number(number), None) => plain(number),
        (Value::Date(known), _) => day(*known),
        (Value::Month(month), _) => zh_month(*month),
        (Value::Months(months), _) => months.iter().map(|month| zh_month(*month)).collect::<Vec<_>>().join("、"),
        (Value::Text(text), _) => text.clone(),
        (Value::Enum(member), _) => words.members(ty, bit(*member)),
        (Value::Set(mask), _) => words.members(ty, *mask),
    }
}

fn zh_month(month: crate::value::date::Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

fn plain(number: &Number) -> String {
    if number.is_terminating() { number.to_exact_string() } else { number.to_approx(6) }
}
