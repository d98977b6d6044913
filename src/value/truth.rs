//! What a condition may still turn out to be. Owns the sets of outcomes and the logic on them; must not know why
//! an outcome is open or which fact would settle it.
//!
//! A [`Truth`] is the non-empty set of outcomes still possible. A definite one has one member; an unknown one has
//! more. `and`, `or` and `not` combine every member of one side with every member of the other:
//!
//! - and: false > fault > conflict > true
//! - or: true > fault > conflict > false
//!
//! so Kleene's logic follows from the lifting: `unknown and false` is false, `unknown and true` is unknown. A fault
//! next to an unknown is not final: `fault and unknown` is {false, fault}, for the unknown may yet absorb it. The
//! two sides are taken as independent, so `x or not x` of an unknown `x` stays unknown.

#[cfg(test)]
mod tests;

use std::fmt;

/// One way a condition can turn out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Its calculation fails: overflow, division by zero, a script, a limit.
    Fault,
    /// What is known contradicts itself.
    Conflict,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::True, Self::False, Self::Fault, Self::Conflict];

    const fn bit(self) -> u8 {
        match self {
            Self::True => 1,
            Self::False => 2,
            Self::Fault => 4,
            Self::Conflict => 8,
        }
    }

    /// Both hold: false > fault > conflict > true.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let order = [Self::False, Self::Fault, Self::Conflict];
        Self::strongest(order, self, other).unwrap_or(Self::True)
    }

    /// One holds: true > fault > conflict > false.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let order = [Self::True, Self::Fault, Self::Conflict];
        Self::strongest(order, self, other).unwrap_or(Self::False)
    }

    /// True for false and the reverse; a fault or conflict stays.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Fault | Self::Conflict => self,
        }
    }

    fn strongest(order: [Self; 3], a: Self, b: Self) -> Option<Self> {
        order.into_iter().find(|outcome| a == *outcome || b == *outcome)
    }
}

/// A non-empty set of possible outcomes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Truth(u8);

impl Truth {
    /// Certainly true.
    pub const TRUE: Self = Self::only(Outcome::True);
    /// Certainly false.
    pub const FALSE: Self = Self::only(Outcome::False);
    /// Certainly a fault.
    pub const FAULT: Self = Self::only(Outcome::Fault);
    /// Certainly a conflict.
    pub const CONFLICT: Self = Self::only(Outcome::Conflict);
    /// True or false.
    pub const UNKNOWN: Self = Self::TRUE.join(Self::FALSE);

    /// The set of this outcome alone.
    #[must_use]
    pub const fn only(outcome: Outcome) -> Self {
        Self(outcome.bit())
    }

    /// Either of the two: the union.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set as bits: true 1, false 2, fault 4, conflict 8.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.lift(other, Outcome::and)
    }

    /// One holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.lift(other, Outcome::or)
    }

    /// The opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "named like its siblings `and` and `or`")]
    pub fn not(self) -> Self {
        self.lift(self, |outcome, _| outcome.not())
    }

    /// Whether the outcome is possible.
    #[must_use]
    pub const fn can(self, outcome: Outcome) -> bool {
        self.0 & outcome.bit() != 0
    }

    /// The outcome, if only one is possible.
    #[must_use]
    pub fn is_definite(self) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| self == Self::only(*outcome))
    }

    /// Whether more than one outcome is possible.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.is_definite().is_none()
    }

    /// Whether every outcome possible here is possible there.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The possible outcomes, in the order of [`Outcome::ALL`].
    pub fn outcomes(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.into_iter().filter(move |outcome| self.can(*outcome))
    }

    /// Every outcome of `op` on a member of `self` and a member of `other`.
    fn lift(self, other: Self, op: impl Fn(Outcome, Outcome) -> Outcome) -> Self {
        let mut bits = 0;
        for a in self.outcomes() {
            for b in other.outcomes() {
                bits |= op(a, b).bit();
            }
        }
        Self(bits)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }
}

impl From<Outcome> for Truth {
    fn from(outcome: Outcome) -> Self {
        Self::only(outcome)
    }
}

impl fmt::Debug for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.outcomes()).finish()
    }
}
