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
