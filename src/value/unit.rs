//! Units as a dimension vector. Owns base units, their products and quotients and how a unit is written; must not
//! know numbers, or the names packs give to units.
//!
//! Units never convert: a month, a day and a workday are three base units. A year is twelve months, which is a
//! matter of the number in front.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A unit that is no product of others. Packs declare theirs from [`BaseUnit::FIRST_DECLARED`] on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BaseUnit(pub u16);

impl BaseUnit {
    /// 元.
    pub const YUAN: Self = Self(0);
    /// 月.
    pub const MONTH: Self = Self(1);
    /// 天.
    pub const DAY: Self = Self(2);
    /// 工作日.
    pub const WORKDAY: Self = Self(3);
    /// The first one a pack declares (人, 户, …).
    pub const FIRST_DECLARED: Self = Self(4);

    /// The place in a written unit: yuan, then declared units, then time, as in `元/(人·月)`.
    fn rank(self) -> (u8, u16) {
        let group = match self {
            Self::YUAN => 0,
            Self::MONTH | Self::DAY | Self::WORKDAY => 2,
            _ => 1,
        };
        (group, self.0)
    }
}

/// A product of base units with whole exponents, never zero ones. No exponents: a bare number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<BaseUnit, i8>")]
pub struct Unit(BTreeMap<BaseUnit, i8>);

impl TryFrom<BTreeMap<BaseUnit, i8>> for Unit {
    type Error = &'static str;

    fn try_from(exponents: BTreeMap<BaseUnit, i8>) -> Result<Self, Self::Error> {
        if exponents.values().any(|exponent| *exponent == 0) { Err("an exponent is zero") } else { Ok(Self(exponents)) }
    }
}

impl Unit {
    /// The unit of bare numbers.
    #[must_use]
    pub fn dimensionless() -> Self {
        Self::default()
    }

    /// A base unit alone.
    #[must_use]
    pub fn base(unit: BaseUnit) -> Self {
        Self(BTreeMap::from([(unit, 1)]))
    }

    /// The product; `None` when an exponent leaves `i8`.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Option<Self> {
        let mut product = self.0.clone();
        for (base, exponent) in other.exponents() {
            let sum = product.remove(&base).unwrap_or(0).checked_add(exponent)?;
            if sum != 0 {
                product.insert(base, sum);
            }
        }
        Some(Self(product))
    }

    /// The quotient; `None` when an exponent leaves `i8`.
    #[must_use]
    pub fn div(&self, other: &Self) -> Option<Self> {
        let mut quotient = self.0.clone();
        for (base, exponent) in other.exponents() {
            let difference = quotient.remove(&base).unwrap_or(0).checked_sub(exponent)?;
            if difference != 0 {
                quotient.insert(base, difference);
            }
        }
        Some(Self(quotient))
    }

    /// One over this unit; `None` when an exponent leaves `i8`.
    #[must_use]
    pub fn recip(&self) -> Option<Self> {
        Self::dimensionless().div(self)
    }

    /// Whether this is the unit of bare numbers.
    #[must_use]
    pub fn is_dimensionless(&self) -> bool {
        self.0.is_empty()
    }

    /// The base units with their exponents (never zero), in order of the base units.
    pub fn exponents(&self) -> impl Iterator<Item = (BaseUnit, i8)> {
        self.0.iter().map(|(base, exponent)| (*base, *exponent))
    }

    /// The unit as written: `元/(人·月)`, `1/月`, `元^2`, or `""` for bare numbers. `names` gives the name of each
    /// base unit.
    #[must_use]
    pub fn display(&self, names: &dyn Fn(BaseUnit) -> String) -> String {
        let mut bases: Vec<_> = self.exponents().collect();
        bases.sort_by_key(|(base, _)| base.rank());
        let side = |wanted: bool| -> Vec<String> {
            bases
                .iter()
                .filter(|(_, exponent)| exponent.is_positive() == wanted)
                .map(|(base, exponent)| match exponent.unsigned_abs() {
                    1 => names(*base),
                    power => format!("{}^{power}", names(*base)),
                })
                .collect()
        };
        let (above, below) = (side(true), side(false));
        let above = if above.is_empty() && !below.is_empty() { "1".to_owned() } else { above.join("·") };
        match below.as_slice() {
            [] => above,
            [one] => format!("{above}/{one}"),
            many => format!("{above}/({})", many.join("·")),
        }
    }
}
