//! Numbers as text and as `Decimal`. Owns parsing, printing and serialization; must not know units or money.

use super::{Number, power_of_ten};
use crate::value::rounding::Rounding;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The most digits a written number may have: more than any number within limits needs, and a bound on the work a
/// hostile text can cause.
pub const MAX_DIGITS: usize = 40;

/// The most digits on either side of the `/` when a serialized number is read back. A number within limits has at
/// most 19 digits before the point and 132 after it (its denominator may be 2^132), so each of them fits.
pub const MAX_EXACT_DIGITS: usize = 160;

impl Number {
    /// Reads `[-]digits[.digits]`: ASCII digits only, at most [`MAX_DIGITS`] of them, no exponent, plus sign,
    /// separator or space, and at least one digit on each side of a point. Anything else is `None`.
    #[must_use]
    pub fn parse_decimal(text: &str) -> Option<Self> {
        parse_decimal_within(text, MAX_DIGITS)
    }

    /// Reads what [`Number::to_exact_string`] writes, up to [`MAX_EXACT_DIGITS`].
    fn parse_exact(text: &str) -> Option<Self> {
        let Some((above, below)) = text.split_once('/') else {
            return parse_decimal_within(text, MAX_EXACT_DIGITS);
        };
        let above = parse_decimal_within(above, MAX_EXACT_DIGITS)?;
        let below = parse_decimal_within(below, MAX_EXACT_DIGITS)?;
        (above.is_integer() && below.is_integer() && below.is_positive()).then(|| above.div(&below)).flatten()
    }

    /// The number with exactly `decimals` places, rounded: `193206.19`. Never a negative zero.
    #[must_use]
    pub fn to_fixed(&self, decimals: u8, rounding: Rounding) -> String {
        let places = u32::from(decimals);
        write_scaled(&self.scaled(places, rounding), places)
    }

    /// The shortest exact text: a decimal that ends (`193206.185`), or else a fraction in lowest terms (`-1/3`).
    #[must_use]
    pub fn to_exact_string(&self) -> String {
        match self.decimals() {
            Some(places) => write_scaled(&self.scaled(places, Rounding::Down), places),
            None => format!("{}/{}", self.0.numer(), self.0.denom()),
        }
    }

    /// Whether a decimal that ends can write this number.
    #[must_use]
    pub fn is_terminating(&self) -> bool {
        self.decimals().is_some()
    }

    /// At most `decimals` places, rounded half up, zeros at the end dropped: for people, not exact.
    #[must_use]
    pub fn to_approx(&self, decimals: u8) -> String {
        let fixed = self.to_fixed(decimals, Rounding::HalfUp);
        if fixed.contains('.') { fixed.trim_end_matches('0').trim_end_matches('.').to_owned() } else { fixed }
    }

    /// The same number as a `Decimal`; `None` when it does not fit exactly (28 places, 96 bits).
    #[must_use]
    pub fn to_decimal(&self) -> Option<Decimal> {
        let places = self.decimals()?;
        if places > Decimal::MAX_SCALE {
            return None;
        }
        let steps = self.scaled(places, Rounding::Down).to_i128()?;
        Decimal::try_from_i128_with_scale(steps, places).ok()
    }

    /// The same number as this `Decimal`.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Self {
        Self(BigRational::new(BigInt::from(value.mantissa()), power_of_ten(value.scale())))
    }

    /// How many places the shortest decimal needs; `None` when no decimal ends.
    fn decimals(&self) -> Option<u32> {
        let denominator = self.0.denom();
        let twos = denominator.trailing_zeros().unwrap_or(0);
        let mut rest = denominator >> twos;
        let five = BigInt::from(5);
        let mut fives: u64 = 0;
        while (&rest % &five).is_zero() {
            rest = &rest / &five;
            fives = fives.saturating_add(1);
        }
        rest.is_one().then(|| u32::try_from(twos.max(fives)).ok()).flatten()
    }
}

fn parse_decimal_within(text: &str, max_digits: usize) -> Option<Number> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let (whole, part) = match body.split_once('.') {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return None,
        None => (body, ""),
    };
    let digits = whole.len().saturating_add(part.len());
    let ascii = |run: &str| run.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || digits > max_digits || !ascii(whole) || !ascii(part) {
        return None;
    }
    let steps = BigInt::parse_bytes(format!("{whole}{part}").as_bytes(), 10)?;
    let number = BigRational::new(steps, power_of_ten(u32::try_from(part.len()).ok()?));
    Some(Number(if negative { -number } else { number }))
}

/// Writes `steps × 10^-places` with exactly `places` places.
fn write_scaled(steps: &BigInt, places: u32) -> String {
    let sign = if steps.is_negative() { "-" } else { "" };
    let places = usize::try_from(places).unwrap_or(usize::MAX);
    let width = places.saturating_add(1);
    let digits = format!("{:0>width$}", steps.magnitude().to_string());
    match digits.split_at_checked(digits.len().saturating_sub(places)) {
        Some((whole, part)) if !part.is_empty() => format!("{sign}{whole}.{part}"),
        _ => format!("{sign}{digits}"),
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_exact_string())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_exact_string())
    }
}

/// A string: the exact text.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_exact_string())
    }
}

/// A string: the exact text. JSON numbers are refused, for they may have passed through a float.
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_exact(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is not an exact number")))
    }
}
