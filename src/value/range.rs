//! The interval a number may still lie in. Owns arithmetic and comparison of intervals; must not know units, or
//! why a number is not known.
//!
//! Every operation contains the results of all members (`x ∈ A` and `y ∈ B` give `x ∘ y ∈ A ∘ B`) and is exact on
//! points. The two sides are taken as independent.

#[cfg(test)]
mod tests;

use crate::value::number::Number;
use crate::value::truth::Truth;
use std::cmp::Ordering;
use std::fmt;

/// The numbers from `lo` to `hi`, both included. `None` is unbounded. Never empty: `lo` is at most `hi`, which whoever
/// fills the fields directly must see to ([`Range::new`] does).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Range {
    /// The least number, or unbounded below.
    pub lo: Option<Number>,
    /// The greatest number, or unbounded above.
    pub hi: Option<Number>,
}

/// An end of a range: a number, or infinity.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Below,
    At(Number),
    Above,
}

impl End {
    fn number(self) -> Option<Number> {
        match self {
            Self::At(number) => Some(number),
            Self::Below | Self::Above => None,
        }
    }

    fn sign(&self) -> Ordering {
        match self {
            Self::Below => Ordering::Less,
            Self::At(number) => number.cmp(&Number::zero()),
            Self::Above => Ordering::Greater,
        }
    }

    /// The product of two ends; zero times infinity is zero, for infinity itself is never reached.
    fn mul(&self, other: &Self) -> Self {
        if let (Self::At(a), Self::At(b)) = (self, other) {
            return Self::At(a.mul(b));
        }
        match (self.sign(), other.sign()) {
            (Ordering::Equal, _) | (_, Ordering::Equal) => Self::At(Number::zero()),
            (a, b) if a == b => Self::Above,
            _ => Self::Below,
        }
    }
}

impl Range {
    /// The range from `lo` to `hi`; `None` when it would be empty.
    #[must_use]
    pub fn new(lo: Option<Number>, hi: Option<Number>) -> Option<Self> {
        let empty = matches!((&lo, &hi), (Some(lo), Some(hi)) if lo > hi);
        (!empty).then_some(Self { lo, hi })
    }

    /// The range of one number.
    #[must_use]
    pub fn point(number: Number) -> Self {
        Self { lo: Some(number.clone()), hi: Some(number) }
    }

    /// Every number.
    #[must_use]
    pub fn full() -> Self {
        Self { lo: None, hi: None }
    }

    /// The number, if there is only one.
    #[must_use]
    pub fn is_point(&self) -> Option<&Number> {
        self.lo.as_ref().filter(|lo| Some(*lo) == self.hi.as_ref())
    }

    /// Whether the number lies in the range.
    #[must_use]
    pub fn contains(&self, number: &Number) -> bool {
        self.lo.as_ref().is_none_or(|lo| lo <= number) && self.hi.as_ref().is_none_or(|hi| number <= hi)
    }

    fn low(&self) -> End {
        self.lo.clone().map_or(End::Below, End::At)
    }

    fn high(&self) -> End {
        self.hi.clone().map_or(End::Above, End::At)
    }

    fn from_ends(lo: End, hi: End) -> Self {
        Self { lo: lo.number(), hi: hi.number() }
    }

    /// The sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let sum = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()?.add(b.as_ref()?));
        Self { lo: sum(&self.lo, &other.lo), hi: sum(&self.hi, &other.hi) }
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The range with its sign changed.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self { lo: self.hi.as_ref().map(Number::neg), hi: self.lo.as_ref().map(Number::neg) }
    }

    /// The product.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        let (a, b) = ((self.low(), self.high()), (other.low(), other.high()));
        let first = a.0.mul(&b.0);
        let rest = [a.0.mul(&b.1), a.1.mul(&b.0), a.1.mul(&b.1)];
        let lo = rest.iter().fold(&first, |least, end| least.min(end)).clone();
        let hi = rest.iter().fold(&first, |most, end| most.max(end)).clone();
        Self::from_ends(lo, hi)
    }

    /// The quotients by every divisor but 0; `None` when 0 is the only divisor. With 0 strictly inside `other` that
    /// is every number. Whoever divides must account for the fault when `other` contains 0.
    #[must_use]
    pub fn div(&self, other: &Self) -> Option<Self> {
        let (low, high) = (other.low().sign(), other.high().sign());
        let inverse = |end: &Option<Number>| match end {
            Some(number) => Number::one().div(number),
            None => Some(Number::zero()),
        };
        match (low, high) {
            (Ordering::Equal, Ordering::Equal) => None,
            (Ordering::Less, Ordering::Greater) => Some(Self::full()),
            // One over the divisors: an end at 0 becomes infinity, an unbounded end becomes 0.
            _ => Some(self.mul(&Self { lo: inverse(&other.hi), hi: inverse(&other.lo) })),
        }
    }

    /// The smaller of the two numbers.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        Self::from_ends(self.low().min(other.low()), self.high().min(other.high()))
    }

    /// The greater of the two numbers.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        Self::from_ends(self.low().max(other.low()), self.high().max(other.high()))
    }

    /// Either of the two: the smallest range that holds both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self::from_ends(self.low().min(other.low()), self.high().max(other.high()))
    }

    /// The numbers in both; `None` when there are none.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let both = Self::from_ends(self.low().max(other.low()), self.high().min(other.high()));
        Self::new(both.lo, both.hi)
    }

    /// By how much this exceeds `other`, at least 0 (`超出`).
    #[must_use]
    pub fn excess(&self, other: &Self) -> Self {
        self.sub(other).max(&Self::point(Number::zero()))
    }

    /// Below.
    #[must_use]
    pub fn lt(&self, other: &Self) -> Truth {
        other.le(self).not()
    }

    /// At most.
    #[must_use]
    pub fn le(&self, other: &Self) -> Truth {
        match (self.high() <= other.low(), self.low() > other.high()) {
            (true, _) => Truth::TRUE,
            (_, true) => Truth::FALSE,
            _ => Truth::UNKNOWN,
        }
    }

    /// Above.
    #[must_use]
    pub fn gt(&self, other: &Self) -> Truth {
        self.le(other).not()
    }

    /// At least.
    #[must_use]
    pub fn ge(&self, other: &Self) -> Truth {
        other.le(self)
    }

    /// Equal. (The operator `==` compares the ranges themselves.)
    #[must_use]
    pub fn eq(&self, other: &Self) -> Truth {
        match (self.is_point(), other.is_point()) {
            (Some(a), Some(b)) => Truth::from(a == b),
            _ if self.intersect(other).is_none() => Truth::FALSE,
            _ => Truth::UNKNOWN,
        }
    }

    /// Not equal.
    #[must_use]
    pub fn ne(&self, other: &Self) -> Truth {
        self.eq(other).not()
    }
}

impl fmt::Debug for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: &Option<Number>| end.as_ref().map(Number::to_exact_string).unwrap_or_default();
        write!(f, "[{}..{}]", end(&self.lo), end(&self.hi))
    }
}
