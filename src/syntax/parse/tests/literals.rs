//! Tests of literals.

use super::{at, expr, wrong};
use crate::syntax::ast::{ExprKind, UnitFactor};
use chrono::NaiveDate;

/// A quantity as `number factor^exponent …`.
fn quantity(text: &str) -> String {
    let ExprKind::Quantity { number, unit } = expr(text) else { panic!("{text} is no quantity") };
    let factors = unit.factors.iter().map(|(factor, exponent)| {
        let name = match factor {
            UnitFactor::Percent => "%",
            UnitFactor::PerMille => "‰",
            UnitFactor::Year => "年",
            UnitFactor::Named(name) => &name.text,
        };
        format!(" {name}^{exponent}")
    });
    format!("{}{}", number.to_exact_string(), factors.collect::<String>())
}

#[test]
fn quantities() {
    for (text, wanted) in [
        ("12", "12"),
        ("0.5", "0.5"),
        ("1000万", "10000000"),
        ("174.25亿元", "17425000000 元^1"),
        ("1000万元", "10000000 元^1"),
        ("3万亿元", "3000000000000 元^1"),
        ("5.5%", "5.5 %^1"),
        ("3‰", "3 ‰^1"),
        ("3.5%/年", "3.5 %^1 年^-1"),
        ("30人", "30 人^1"),
        ("120元/人", "120 元^1 人^-1"),
        ("1730元/(人·月)", "1730 元^1 人^-1 月^-1"),
        ("1730元／（人*月）", "1730 元^1 人^-1 月^-1"),
        ("6个月", "6 月^1"),
        ("3个工作日", "3 工作日^1"),
        ("53个", "53 个^1"),
        ("53个人", "53 个人^1"),
        ("15天", "15 天^1"),
        ("1年", "1 年^1"),
        ("半年", "6 月^1"),
        ("6months", "6 月^1"),
        ("1000000yuan", "1000000 元^1"),
        ("1730yuan/(person·month)", "1730 元^1 person^-1 月^-1"),
        ("２０％", "20 %^1"),
        ("１．５元", "1.5 元^1"),
        ("2。5元", "2.5 元^1"),
    ] {
        assert_eq!(quantity(text), wanted, "{text}");
    }
    assert!(matches!(expr("0.5个百分点"), ExprKind::Points(n) if n.to_exact_string() == "0.5"));
}

#[test]
fn dates_and_months() {
    let day = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    for text in ["2020年1月1日", "2020-01-01", "2020年01月01日", "２０２０年１月１日"] {
        assert_eq!(expr(text), ExprKind::Date(day), "{text}");
    }
    for text in ["2020年2月", "2020-02"] {
        assert!(matches!(expr(text), ExprKind::Month(m) if m.to_string() == "2020-02"), "{text}");
    }
    assert_eq!(expr("真"), ExprKind::Bool(true));
    assert_eq!(expr("false"), ExprKind::Bool(false));
}

#[test]
fn texts_close_with_the_form_they_opened() {
    for (text, wanted) in [("\"a“b\"", "a“b"), ("“a\"b”", "a\"b"), ("'a#b'", "a#b"), ("‘{’", "{"), ("\"\"", "")]
    {
        assert_eq!(expr(text), ExprKind::Text(wanted.to_owned()), "{text}");
    }
}

#[test]
fn a_run_of_digits_is_never_split() {
    for bad in ["12.", "1.2.3", "12x3", "2020年2月30", "5%5", "12年2月", "2020-01-011", "1_000"] {
        assert_eq!(wrong(&format!("定义 甲 = {bad}"))[0], "E0107 1:8", "{bad}");
    }
    let many = "9".repeat(60);
    assert_eq!(wrong(&format!("定义 甲 = {many}元")), ["E0107 1:8"]);
}

#[test]
fn dates_that_are_not() {
    for bad in ["2020年2月30日", "2019-02-29", "2020年13月", "2020-00", "2020年0月1日"] {
        assert_eq!(wrong(&format!("定义 甲 = {bad}")), ["E0110 1:8"], "{bad}");
    }
}

#[test]
fn a_bare_month_is_ambiguous() {
    assert_eq!(wrong("定义 甲 = 6月"), ["E0108 1:8"]);
    assert_eq!(wrong("定义 甲 = 乙 + 12月内"), ["E0108 1:12", "E0104 1:15"]);
    let text = "定义 甲 = 6月 × 2";
    let (_, found) = crate::syntax::parse(crate::span::FileId(0), text);
    let patch = found[0].patch.as_ref().unwrap();
    assert_eq!((patch.with.as_str(), at(text, patch.span)), ("6个月", "6月"));
}
