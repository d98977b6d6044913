//! Exact numbers. Owns arithmetic on rationals, rounding and the limits on magnitude; must not know units, money
//! or where a number came from. Reading and printing live in `text`.
//!
//! `(1/3) × 3` is exactly `1`. Nothing is rounded unless [`Number::round`] or a printing method says so.

mod text;

#[cfg(test)]
mod tests;

use crate::value::rounding::Rounding;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::sync::LazyLock;

pub use text::{MAX_DIGITS, MAX_EXACT_DIGITS};

/// The largest absolute value a fact, definition or stage may have, inclusive: 10^18. That is far above any sum of
/// public money in yuan, and a number of fen below it still fits the 128-bit integers of the fast engines.
pub const MAGNITUDE_LIMIT: i64 = 1_000_000_000_000_000_000;

/// Denominators stay below ten to this power. Rates, months and days in one formula need a few digits each; a
/// denominator this long only comes from a calculation that feeds on itself, and it would go on growing.
pub const DENOMINATOR_LIMIT_EXPONENT: u32 = 40;

/// [`DENOMINATOR_LIMIT_EXPONENT`] as a number: 10^40, exclusive.
static DENOMINATOR_LIMIT: LazyLock<BigInt> = LazyLock::new(|| power_of_ten(DENOMINATOR_LIMIT_EXPONENT));

/// An exact rational number, always in lowest terms.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

impl Number {
    /// The number 0.
    #[must_use]
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// The number 1.
    #[must_use]
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// A whole number.
    #[must_use]
    pub fn from_i64(value: i64) -> Self {
        Self::from_int(BigInt::from(value))
    }

    /// A whole number of any size.
    #[must_use]
    pub fn from_int(value: BigInt) -> Self {
        Self(BigRational::from_integer(value))
    }

    /// `numerator / denominator`; `None` when the denominator is zero.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        Self::from_parts(BigInt::from(numerator), BigInt::from(denominator))
    }

    fn from_parts(numerator: BigInt, denominator: BigInt) -> Option<Self> {
        (!denominator.is_zero()).then(|| Self(BigRational::new(numerator, denominator)))
    }

    /// The sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }

    /// The product.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    /// The exact quotient; `None` when `other` is zero.
    #[must_use]
    pub fn div(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// The number with its sign changed.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self(-&self.0)
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// Whether this is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether this is above 0.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether this is a whole number.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// The value as `i64`; `None` when it is not whole or does not fit.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        self.is_integer().then(|| self.0.numer().to_i64()).flatten()
    }

    /// The value as `i128`; `None` when it is not whole or does not fit.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        self.is_integer().then(|| self.0.numer().to_i128()).flatten()
    }

    /// Whether the number is one that facts, definitions and stages may have: `|x|` at most [`MAGNITUDE_LIMIT`] and
    /// a denominator below 10^[`DENOMINATOR_LIMIT_EXPONENT`]. Every engine faults outside these limits.
    #[must_use]
    pub fn within_limits(&self) -> bool {
        let limit = BigRational::from_integer(BigInt::from(MAGNITUDE_LIMIT));
        self.0.denom() < &*DENOMINATOR_LIMIT && self.0.abs() <= limit
    }

    /// Numerator and denominator in lowest terms; the denominator is positive.
    #[must_use]
    pub(crate) fn parts(&self) -> (&BigInt, &BigInt) {
        (self.0.numer(), self.0.denom())
    }

    /// `numerator / denominator`, of any size; `None` when the denominator is zero.
    pub(crate) fn from_big(numerator: BigInt, denominator: BigInt) -> Option<Self> {
        Self::from_parts(numerator, denominator)
    }

    /// The number brought to `decimals` places.
    #[must_use]
    pub fn round(&self, decimals: u8, rounding: Rounding) -> Self {
        let places = u32::from(decimals);
        Self(BigRational::new(self.scaled(places, rounding), power_of_ten(places)))
    }

    /// The whole number of steps of `10^-decimals`, rounded.
    fn scaled(&self, decimals: u32, rounding: Rounding) -> BigInt {
        let denominator = self.0.denom();
        let (steps, rest) = (self.0.numer().abs() * power_of_ten(decimals)).div_rem(denominator);
        let half = (&rest * BigInt::from(2)).cmp(denominator);
        let up = match rounding {
            Rounding::HalfUp => half != Ordering::Less,
            Rounding::HalfEven => match half {
                Ordering::Less => false,
                Ordering::Equal => steps.is_odd(),
                Ordering::Greater => true,
            },
            Rounding::Down => false,
            Rounding::Up => !rest.is_zero(),
        };
        let steps = if up { steps + BigInt::one() } else { steps };
        if self.is_negative() { -steps } else { steps }
    }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}
