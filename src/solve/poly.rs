//! Polynomials over variables with exact coefficients, and quotients of them. Owns arithmetic; knows nothing of
//! what a variable stands for.

use crate::value::number::Number;
use std::collections::BTreeMap;

/// Index of a variable.
pub(crate) type Var = usize;

/// A product of variables, sorted; empty is 1.
pub(crate) type Mono = Vec<Var>;

/// The most terms and factors a polynomial may have before an analysis gives up.
const MAX_TERMS: usize = 64;
const MAX_DEGREE: usize = 4;

/// A sum of products with coefficients; no coefficient is zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Poly(BTreeMap<Mono, Number>);

impl Poly {
    pub(crate) fn constant(value: Number) -> Self {
        let mut poly = Self::default();
        poly.put(Vec::new(), value);
        poly
    }

    pub(crate) fn whole(value: i64) -> Self {
        Self::constant(Number::from_i64(value))
    }

    pub(crate) fn var(var: Var) -> Self {
        Self([(vec![var], Number::one())].into())
    }

    fn put(&mut self, mono: Mono, by: Number) {
        let sum = self.0.remove(&mono).map_or_else(|| by.clone(), |old| old.add(&by));
        if !sum.is_zero() {
            self.0.insert(mono, sum);
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (mono, by) in &other.0 {
            sum.put(mono.clone(), by.clone());
        }
        sum
    }

    pub(crate) fn scale(&self, by: &Number) -> Self {
        if by.is_zero() {
            return Self::default();
        }
        Self(self.0.iter().map(|(mono, factor)| (mono.clone(), factor.mul(by))).collect())
    }

    pub(crate) fn neg(&self) -> Self {
        self.scale(&Number::from_i64(-1))
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The product; `None` beyond the limits.
    pub(crate) fn mul(&self, other: &Self) -> Option<Self> {
        let mut product = Self::default();
        for (a, x) in &self.0 {
            for (b, y) in &other.0 {
                let mut mono: Mono = a.iter().chain(b).copied().collect();
                mono.sort_unstable();
                if mono.len() > MAX_DEGREE {
                    return None;
                }
                product.put(mono, x.mul(y));
            }
        }
        (product.0.len() <= MAX_TERMS).then_some(product)
    }

    /// The number, if no variable is in it.
    pub(crate) fn known(&self) -> Option<Number> {
        let own = self.0.get(&Vec::new());
        match self.0.len() {
            0 => Some(Number::zero()),
            1 => own.cloned(),
            _ => None,
        }
    }

    /// The constant term.
    pub(crate) fn fixed(&self) -> Number {
        self.0.get(&Vec::new()).cloned().unwrap_or_else(Number::zero)
    }

    /// The terms with variables.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (&Mono, &Number)> {
        self.0.iter().filter(|(mono, _)| !mono.is_empty())
    }

    /// The only term with variables, if there is just one.
    pub(crate) fn single(&self) -> Option<(&Mono, &Number)> {
        let mut terms = self.terms();
        let first = terms.next()?;
        terms.next().is_none().then_some(first)
    }

    /// The same with a variable replaced by a number.
    pub(crate) fn with(&self, var: Var, value: &Number) -> Self {
        let mut out = Self::default();
        for (mono, by) in &self.0 {
            let mut by = by.clone();
            let rest: Mono = mono.iter().copied().filter(|other| *other != var).collect();
            for _ in rest.len()..mono.len() {
                by = by.mul(value);
            }
            out.put(rest, by);
        }
        out
    }
}

/// A quotient of polynomials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quot {
    pub(crate) num: Poly,
    pub(crate) den: Poly,
}

impl Quot {
    pub(crate) fn of(num: Poly) -> Self {
        Self { num, den: Poly::whole(1) }
    }

    pub(crate) fn constant(value: Number) -> Self {
        Self::of(Poly::constant(value))
    }

    /// Divides out a constant denominator.
    fn tidy(self) -> Self {
        match self.den.known().and_then(|den| Number::one().div(&den)) {
            Some(factor) => Self::of(self.num.scale(&factor)),
            None => self,
        }
    }

    pub(crate) fn known(&self) -> Option<Number> {
        self.num.known()?.div(&self.den.known()?)
    }

    /// The polynomial, when nothing divides it.
    pub(crate) fn whole(&self) -> Option<&Poly> {
        (self.den.known() == Some(Number::one())).then_some(&self.num)
    }

    pub(crate) fn add(&self, other: &Self) -> Option<Self> {
        if self.den == other.den {
            return Some(Self { num: self.num.add(&other.num), den: self.den.clone() });
        }
        let num = self.num.mul(&other.den)?.add(&other.num.mul(&self.den)?);
        Some(Self { num, den: self.den.mul(&other.den)? }.tidy())
    }

    pub(crate) fn neg(&self) -> Self {
        Self { num: self.num.neg(), den: self.den.clone() }
    }

    pub(crate) fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Option<Self> {
        Some(Self { num: self.num.mul(&other.num)?, den: self.den.mul(&other.den)? }.tidy())
    }

    /// The quotient; where the divisor is zero nothing is claimed, as its denominator is then zero too.
    pub(crate) fn div(&self, other: &Self) -> Option<Self> {
        Some(Self { num: self.num.mul(&other.den)?, den: self.den.mul(&other.num)? }.tidy())
    }
}
