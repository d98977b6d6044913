//! Sums and formulas as people read them. Owns separators, 万元 and the writing of bounds; never computes a sum.

use super::View;
use crate::diagnostic::Lang;
use crate::value::money::group;
use crate::value::{Number, Rounding};

/// From this many yuan on, the sum is repeated in 万元.
const WAN: i64 = 10_000;

impl View<'_> {
    /// `193,206.19元`, without the repetition in 万元. A fraction is shown as a decimal of about four places.
    pub(super) fn yuan(&self, text: &str) -> String {
        if let Some(fraction) = fraction(text) {
            return format!("{}{}元", self.say("约 ", "about "), group(&fraction.to_approx(4)));
        }
        let printed = Number::parse_decimal(text).map_or_else(|| text.to_owned(), |n| two_or_more(text, &n));
        format!("{}元", group(&printed))
    }

    /// `193,206.19元（约19.32万元）`.
    pub(super) fn money(&self, text: &str) -> String {
        let plain = self.yuan(text);
        match wan(text) {
            Some((figure, exact)) => {
                let about = if exact { "" } else { self.say("约", "about ") };
                format!("{plain}{}", self.brackets(&format!("{about}{figure}万元")))
            }
            None => plain,
        }
    }

    /// Bounds in words.
    pub(super) fn bounds(&self, range: &[Option<String>; 2]) -> String {
        let zero = |text: &String| Number::parse_decimal(text).is_some_and(|n| n.is_zero());
        match range {
            [Some(lo), Some(hi)] if lo == hi => self.money(lo),
            [None, Some(hi)] => format!("{}{}", self.say("不超过 ", "at most "), self.money(hi)),
            [Some(lo), Some(hi)] if zero(lo) => format!("{}{}", self.say("不超过 ", "at most "), self.money(hi)),
            [Some(lo), Some(hi)] => format!("{}{}{}", self.money(lo), self.say(" 至 ", " to "), self.money(hi)),
            [Some(lo), None] if !zero(lo) => {
                let open = self.say("，上限未定", ", no known upper bound");
                format!("{}{}{open}", self.say("至少 ", "at least "), self.money(lo))
            }
            _ => self.say("未定", "not known").to_owned(),
        }
    }

    /// Days left, in words.
    pub(super) fn days_left(&self, days: i64) -> String {
        match (self.lang, days) {
            (Lang::Zh, 0) => "今天是最后一天".to_owned(),
            (Lang::En, 0) => "today is the last day".to_owned(),
            (Lang::Zh, 1..=SOON) => format!("还剩 {days} 天，即将截止"),
            (Lang::En, 1) => "1 day left, closing soon".to_owned(),
            (Lang::En, 2..=SOON) => format!("{days} days left, closing soon"),
            (Lang::Zh, _) => format!("还剩 {days} 天"),
            (Lang::En, _) => format!("{days} days left"),
        }
    }
}

/// Up to this many days left, the end is near.
const SOON: i64 = 30;

/// A fraction of whole numbers, `1000/3`.
fn fraction(text: &str) -> Option<Number> {
    let (above, below) = text.split_once('/')?;
    Number::parse_decimal(above)?.div(&Number::parse_decimal(below)?)
}

/// The decimal with two places, or more if it has more.
fn two_or_more(text: &str, number: &Number) -> String {
    let places = text.split_once('.').map_or(0, |(_, part)| part.len());
    if places > 2 { text.to_owned() } else { number.to_fixed(2, Rounding::HalfUp) }
}

/// The sum in 万元 with at most two decimals, and whether that is exact; `None` for small sums.
fn wan(text: &str) -> Option<(String, bool)> {
    let number = Number::parse_decimal(text)?;
    let wan = Number::from_i64(WAN);
    if number.abs() < wan {
        return None;
    }
    let divided = number.div(&wan)?;
    let fixed = divided.to_fixed(2, Rounding::HalfUp);
    let exact = Number::parse_decimal(&fixed).is_some_and(|shown| shown == divided);
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    Some((group(short), exact))
}

/// Puts separators into every figure that stands before `元`: `50% × 386412.37元` becomes `50% × 386,412.37元`.
pub(super) fn spaced(formula: &str) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut figure = String::new();
    for c in formula.chars() {
        if c.is_ascii_digit() || (c == '.' && !figure.is_empty()) {
            figure.push(c);
            continue;
        }
        flush(&mut out, &mut figure, c == '元');
        out.push(c);
    }
    flush(&mut out, &mut figure, false);
    out
}

/// Whether a formula says more than one figure does.
pub(super) fn computed(formula: &str) -> bool {
    formula.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '元' | '万' | '亿'))
}

/// Moves a figure over, with separators if it is money.
fn flush(out: &mut String, figure: &mut String, money: bool) {
    let apart = out.chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric() && c != ',' && c != '_');
    let grouped = if money && apart { group(figure) } else { figure.clone() };
    out.push_str(&grouped);
    figure.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::Name;

    fn nothing(_: &str) -> Option<Name> {
        None
    }

    #[test]
    fn sums() {
        let view = View::new(Lang::Zh, &nothing);
        for (text, printed) in [
            ("193206.19", "193,206.19元（约19.32万元）"),
            ("50000", "50,000.00元（5万元）"),
            ("9999.99", "9,999.99元"),
            ("10000000.00", "10,000,000.00元（1,000万元）"),
            ("0", "0.00元"),
            ("193206.185", "193,206.185元（约19.32万元）"),
            ("1000/3", "约 333.3333元"),
            ("不定", "不定元"),
        ] {
            assert_eq!(view.money(text), printed);
        }
    }

    #[test]
    fn ends() {
        let view = View::new(Lang::Zh, &nothing);
        let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        for (lo, hi, printed) in [
            ("5", "5", "5.00元"),
            ("0", "5", "不超过 5.00元"),
            ("1", "5", "1.00元 至 5.00元"),
            ("1", "", "至少 1.00元，上限未定"),
            ("0", "", "未定"),
            ("", "", "未定"),
        ] {
            assert_eq!(view.bounds(&[end(lo), end(hi)]), printed);
        }
    }

    #[test]
    fn formulas() {
        for (formula, printed) in [
            ("50% × 386412.37元", "50% × 386,412.37元"),
            ("5000000元 × 取小(1%, 4.35%) × 12/12年", "5,000,000元 × 取小(1%, 4.35%) × 12/12年"),
            ("1200人·月 × 该标准", "1200人·月 × 该标准"),
            ("1000万元", "1000万元"),
            ("5,000,000元", "5,000,000元"),
            ("第2020元年.", "第2,020元年."),
        ] {
            assert_eq!(spaced(formula), printed);
        }
    }
}
