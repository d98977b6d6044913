//! How amounts of yuan are printed. Owns the two decimals and the thousands separators; must not know how an
//! amount came about, and never rounds one that is still calculated with.

use crate::value::number::Number;
use crate::value::rounding::Rounding;

/// Digits between two separators.
const GROUP: usize = 3;

/// The amount with two decimals, half up: `193206.19`.
#[must_use]
pub fn yuan(amount: &Number) -> String {
    amount.to_fixed(2, Rounding::HalfUp)
}

/// The amount in fen; `None` when it is finer than a fen or beyond an `i128`.
#[must_use]
pub fn fen(amount: &Number) -> Option<i128> {
    amount.mul(&Number::from_i64(100)).to_i128()
}

/// Puts thousands separators into a printed decimal: `-193206.19` becomes `-193,206.19`. A text whose part before
/// the point is not digits only (a fraction, say) comes back unchanged.
#[must_use]
pub fn group(text: &str) -> String {
    let (sign, body) = match text.strip_prefix(['-', '+']) {
        Some(body) => (text.strip_suffix(body).unwrap_or(""), body),
        None => ("", text),
    };
    let (whole, point, part) = match body.split_once('.') {
        Some((whole, part)) => (whole, ".", part),
        None => (body, "", ""),
    };
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut grouped = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(GROUP) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(point);
    grouped.push_str(part);
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts() {
        for (text, printed) in [("193206.185", "193206.19"), ("0", "0.00"), ("-0.004", "0.00"), ("-1.5", "-1.50")] {
            assert_eq!(yuan(&Number::parse_decimal(text).unwrap()), printed);
        }
    }

    #[test]
    fn amounts_in_fen() {
        for (text, expected) in [("193206.19", Some(19_320_619)), ("-0.01", Some(-1)), ("0", Some(0)), ("0.001", None)]
        {
            assert_eq!(fen(&Number::parse_decimal(text).unwrap()), expected, "{text}");
        }
        let most = Number::from_big(i128::MAX.into(), 100.into()).unwrap();
        assert_eq!(fen(&most), Some(i128::MAX));
        assert_eq!(fen(&most.add(&Number::ratio(1, 100).unwrap())), None);
    }

    #[test]
    fn separators() {
        for (text, grouped) in [
            ("193206.19", "193,206.19"),
            ("-193206.19", "-193,206.19"),
            ("+1000", "+1,000"),
            ("100", "100"),
            ("-100.5", "-100.5"),
            ("1000000", "1,000,000"),
            ("0.123456", "0.123456"),
            ("1000/3", "1000/3"),
            ("", ""),
            ("-", "-"),
            ("万元", "万元"),
        ] {
            assert_eq!(group(text), grouped, "{text}");
        }
    }

    proptest! {
        #[test]
        fn separators_change_nothing_else(fen in any::<i64>()) {
            let plain = yuan(&Number::ratio(fen, 100).unwrap());
            let grouped = group(&plain);
            prop_assert_eq!(grouped.replace(',', ""), plain);
            let whole = grouped.trim_start_matches('-').split('.').next().unwrap().to_owned();
            let mut parts = whole.split(',');
            prop_assert!((1..=3).contains(&parts.next().unwrap().len()));
            prop_assert!(parts.all(|part| part.len() == 3));
        }

        #[test]
        fn grouping_never_panics(text in ".{0,30}") {
            prop_assert_eq!(group(&text).replace(',', ""), text.replace(',', ""));
        }
    }
}
