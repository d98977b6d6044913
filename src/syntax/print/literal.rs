//! Literals: figures as they were written where that can be, otherwise the shortest faithful rendering. Owns 万 and
//! 亿, date forms, written units.

use crate::syntax::ast::{UnitExpr, UnitFactor};
use crate::syntax::keywords::Keywords;
use crate::value::date::Month;
use crate::value::number::Number;
use chrono::{Datelike, NaiveDate};

/// A day: `2020年3月6日` or `2020-03-06`.
pub(super) fn day(day: NaiveDate, keywords: Keywords) -> String {
    match keywords {
        Keywords::Zh => format!("{:04}年{}月{}日", day.year(), day.month(), day.day()),
        Keywords::En => day.format("%Y-%m-%d").to_string(),
    }
}

/// A month: `2020年2月` or `2020-02`.
pub(super) fn month(month: Month, keywords: Keywords) -> String {
    match keywords {
        Keywords::Zh => format!("{:04}年{}月", month.year(), month.month()),
        Keywords::En => format!("{:04}-{:02}", month.year(), month.month()),
    }
}

/// Whether a figure stays as it was written: the notice's own spelling (`20000万元`, `半年`, `3.50%`) is what a reader
/// compares it with. Not if it is in the other language, or has signs with an ordinary form of their own.
pub(super) fn kept(written: &str, keywords: Keywords) -> bool {
    let other = |c: char| match keywords {
        Keywords::Zh => c.is_ascii_alphabetic(),
        Keywords::En => !c.is_ascii(),
    };
    let signs = |c: char| c.is_whitespace() || c == '*' || ('\u{ff00}'..='\u{ffef}').contains(&c);
    !written.is_empty() && !written.contains(|c| other(c) || signs(c))
}

/// A quantity, e.g. `1000万元`, `6个月`, `5.5%`; in English `10000000yuan`, `6months`.
pub(super) fn quantity(number: &Number, unit: &UnitExpr, keywords: Keywords) -> String {
    let plain = number.to_exact_string();
    if unit.factors.is_empty() {
        return plain;
    }
    let written = written_unit(unit, keywords, plain != "1");
    match keywords {
        Keywords::En => format!("{plain}{written}"),
        Keywords::Zh => {
            let measure_word = ["月", "工作日"].iter().any(|first| first_is(unit, first));
            let ge = if measure_word { "个" } else { "" };
            let digits = if measure_word { plain } else { short(number, plain) };
            format!("{digits}{ge}{written}")
        }
    }
}

fn first_is(unit: &UnitExpr, wanted: &str) -> bool {
    matches!(unit.factors.first(), Some((UnitFactor::Named(name), _)) if name.text == wanted)
}

/// The shortest of the plain number, one in 万 and one in 亿; 万 only for whole 万, 亿 with two decimals at most.
fn short(number: &Number, plain: String) -> String {
    let scaled = |by: i64| number.div(&Number::from_i64(by)).filter(|scaled| !scaled.is_zero());
    let wan = scaled(10_000).filter(Number::is_integer).map(|n| format!("{}万", n.to_exact_string()));
    let yi = scaled(100_000_000)
        .filter(|n| n.mul(&Number::from_i64(100)).is_integer() && n.abs() >= Number::one())
        .map(|n| format!("{}亿", n.to_exact_string()));
    [Some(plain.clone()), wan, yi].into_iter().flatten().min_by_key(|text| text.chars().count()).unwrap_or(plain)
}

/// A unit: `元/(人·月)`; in English the built-in ones have English names.
pub(super) fn written_unit(unit: &UnitExpr, keywords: Keywords, many: bool) -> String {
    let side = |sign: i8, many: bool| -> Vec<String> {
        let factors = unit.factors.iter().filter(|(_, exponent)| *exponent == sign);
        factors.map(|(factor, _)| written_factor(factor, keywords, many)).collect()
    };
    let (over, under) = (side(1, many), side(-1, false));
    let over = over.join("·");
    match under.as_slice() {
        [] => over,
        [one] => format!("{over}/{one}"),
        several => format!("{over}/({})", several.join("·")),
    }
}

fn written_factor(factor: &UnitFactor, keywords: Keywords, many: bool) -> String {
    let english = |one: &str| if many { format!("{one}s") } else { one.to_owned() };
    match (factor, keywords) {
        (UnitFactor::Percent, _) => "%".to_owned(),
        (UnitFactor::PerMille, _) => "‰".to_owned(),
        (UnitFactor::Year, Keywords::Zh) => "年".to_owned(),
        (UnitFactor::Year, Keywords::En) => english("year"),
        (UnitFactor::Named(name), Keywords::Zh) => name.text.clone(),
        (UnitFactor::Named(name), Keywords::En) => match name.text.as_str() {
            "元" => "yuan".to_owned(),
            "月" => english("month"),
            "天" => english("day"),
            "工作日" => english("workday"),
            other => other.to_owned(),
        },
    }
}
