//! The operations of a plan and the values they pass on. Owns the instruction set shared by the graph, the listing and
//! the engines, with its special values; knows nothing of policies or of how instructions are run.
//!
//! Three classes of register: truths (a set of outcomes as in [`Truth`](crate::value::truth::Truth), one byte), whole
//! numbers that are proven to fit 62 bits, and wide ones that are proven to fit 125. A number stands for itself times
//! a scale that is known when the plan is built, so money in fen, rates in ten-thousandths and a division by twelve
//! months all become whole numbers.

use crate::ir::CompareOp;

/// Sets of outcomes as bytes: what [`Truth`](crate::value::truth::Truth) holds, and one bit more.
pub(crate) mod truth {
    /// Certainly true.
    pub(crate) const TRUE: u8 = 1;
    /// Certainly false.
    pub(crate) const FALSE: u8 = 2;
    /// True or false.
    pub(crate) const UNKNOWN: u8 = 3;
    /// Certainly a fault.
    pub(crate) const FAULT: u8 = 4;
    /// Certainly a conflict.
    pub(crate) const CONFLICT: u8 = 8;
    /// Only the reference engine can tell. `false and` anything is still false.
    pub(crate) const DEFER: u8 = 16;

    /// The set of one outcome, true or false.
    #[inline(always)]
    #[must_use]
    pub const fn as_mask(holds: bool) -> u8 {
        if holds { TRUE } else { FALSE }
    }

    /// Whether a truth is true or false.
    #[inline(always)]
    #[must_use]
    pub const fn plain(mask: u8) -> bool {
        mask == TRUE || mask == FALSE
    }

    /// Whether one outcome is left.
    pub(crate) const fn definite(mask: u8) -> bool {
        matches!(mask, TRUE | FALSE | FAULT | CONFLICT)
    }
}

/// What a number register holds when it holds no number. Proven bounds keep numbers far above these.
pub trait Cell: Copy + Ord + Eq {
    /// Not known.
    const NULL: Self;
    /// The computation has no result.
    const FAULT: Self;
    /// Rules give different results.
    const CONFLICT: Self;
    /// Only the reference engine can tell.
    const DEFER: Self;
    /// No row of a table has matched so far.
    const EMPTY: Self;
    /// A divisor that is not known, and may be nothing.
    const RISKY: Self;
    /// The greatest special value.
    const SPECIAL: Self;
    /// Nothing.
    const ZERO: Self;

    /// Sum of numbers whose result is proven to fit.
    fn plus(self, other: Self) -> Self;
    /// Difference of numbers whose result is proven to fit.
    fn minus(self, other: Self) -> Self;
    /// Product of numbers whose result is proven to fit.
    fn times(self, other: Self) -> Self;
    /// For bounds.
    fn wide(self) -> i128;
}

macro_rules! cell {
    ($ty:ty, $special:expr) => {
        impl Cell for $ty {
            const NULL: Self = <$ty>::MIN;
            const FAULT: Self = <$ty>::MIN + 1;
            const CONFLICT: Self = <$ty>::MIN + 2;
            const DEFER: Self = <$ty>::MIN + 3;
            const EMPTY: Self = <$ty>::MIN + 4;
            const RISKY: Self = <$ty>::MIN + 5;
            const SPECIAL: Self = $special;
            const ZERO: Self = 0;

            #[inline]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            #[inline]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline]
            fn wide(self) -> i128 {
                self.into()
            }
        }
    };
}

// Below the numbers that fit 62 bits there is room for sets.
cell!(i64, -(1 << 62) - 1);
cell!(i128, i128::MIN + 5);

/// One of several members of an enumeration, as a special value: what is known of a member that hangs on something not
/// known. One that may be any of all is [`Cell::NULL`].
pub(crate) mod members {
    use super::Cell;

    /// Members a set has room for.
    pub(crate) const MAX: u32 = 59;
    /// Bits below a set, where the other special values are.
    const BELOW: u32 = 3;

    /// The set of members a register can hold; `None` when it holds none.
    pub(crate) fn of(value: i64) -> Option<u64> {
        if value > i64::SPECIAL {
            return u32::try_from(value).ok().filter(|member| *member < MAX).map(|member| 1 << member);
        }
        Some(value.cast_unsigned().wrapping_sub(i64::MIN.cast_unsigned()).wrapping_shr(BELOW)).filter(|set| *set != 0)
    }

    /// The register of a set.
    pub(crate) fn register(set: u64) -> i64 {
        if set.is_power_of_two() {
            return set.trailing_zeros().into();
        }
        i64::MIN.wrapping_add(set.wrapping_shl(BELOW).cast_signed())
    }

    /// Either of two members, or sets of them.
    #[must_use]
    pub(crate) fn unite(a: i64, b: i64) -> i64 {
        match (of(a), of(b)) {
            (Some(a), Some(b)) => register(a | b),
            (Some(_), None) if b == i64::NULL => b,
            (None, Some(_)) if a == i64::NULL => a,
            (None, None) if a == i64::NULL && b == i64::NULL => a,
            _ => i64::DEFER,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::{Cell, of, register, unite};

        #[test]
        fn sets_are_special_and_members_are_not() {
            for set in [0b11, 0b1010, (1 << 59) - 1] {
                assert!(register(set) <= i64::SPECIAL && register(set) > i64::RISKY);
                assert_eq!(of(register(set)), Some(set));
            }
            assert_eq!((register(1), register(1 << 58)), (0, 58));
            assert_eq!((of(0), of(58), of(59), of(-1)), (Some(1), Some(1 << 58), None, None));
            for flaw in [i64::NULL, i64::FAULT, i64::CONFLICT, i64::DEFER, i64::EMPTY, i64::RISKY] {
                assert_eq!(of(flaw), None);
            }
        }

        #[test]
        fn a_set_grows_until_anything_is_possible() {
            assert_eq!(unite(2, 2), 2);
            assert_eq!(unite(unite(0, 3), 3), register(0b1001));
            assert_eq!((unite(i64::NULL, 1), unite(register(0b11), i64::NULL)), (i64::NULL, i64::NULL));
            assert_eq!((unite(i64::FAULT, 1), unite(i64::DEFER, i64::NULL)), (i64::DEFER, i64::DEFER));
        }
    }
}

/// The class of a register.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Class {
    /// A set of outcomes.
    Truth,
    /// A whole number, day, month, member or interned text in 64 bits.
    Int,
    /// A whole number in 128 bits.
    Wide,
}

/// Operations on two numbers of one scale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NumOp {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Zero times a number that is not known is zero.
    Mul,
    /// A product with a divisor: when that is not known, only the reference can tell.
    Cross,
    /// The smaller.
    Min,
    /// The greater.
    Max,
    /// A cap.
    Cap,
    /// A floor.
    Floor,
}

/// How a day moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shift {
    /// `自 A 起 N` in months, days or workdays.
    Lasting(Step),
    /// `A 后 N 内` likewise.
    Within(Step),
}

/// What a length counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    /// Months.
    Months,
    /// Days.
    Days,
    /// Workdays.
    Workdays,
}

/// One operation over operands of type `R`: nodes while the plan is built, registers in its code. `u16` without a name
/// is an index into a table of the plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Op<R> {
    // Constants and inputs: registers, never instructions.
    Truth(u8),
    Int(i64),
    Wide(i128),
    TruthSlot(u16),
    IntSlot(u16),
    /// The amount of the item's records together.
    Sum,

    // Truths.
    Not(R),
    And(R, R),
    Or(R, R),
    /// What either can be.
    Either(R, R),
    /// What both can be.
    Both(R, R),
    /// Only the flaws.
    Flaws(R),
    /// Several exceptions that apply together: what any can be, what all can be.
    Agree(R, R),
    /// Holds unless known to be false.
    Presumed(R),
    /// True once this is true, otherwise open.
    Settled(R),
    /// Left to the reference engine unless it is decided.
    Sure(R),
    /// A comparison of a quotient of these two with a figure above nothing: when it is open, so is every quotient.
    Ratio(R, R, R),
    Same(bool, R, R),
    ChooseTruth(R, R, R),
    GivenTruth(R, R),
    IfFalseTruth(R, R, R),
    Compare(CompareOp, Class, R, R, u16),
    Member(R, u16),
    Has(R, u8, u8),
    Window(R, u16),

    // Numbers.
    Number(NumOp, Class, R, R, u16),
    Choose(Class, R, R, R),
    /// The same between members of an enumeration, of which sets are kept.
    ChooseMember(R, R, R),
    Join(Class, R, R),
    Given(R, R),
    IfFalse(R, R, R),
    NonZero(Class, R),
    Limit(Class, R, R),
    Gather(R, R, R),
    Gathered(R, R),
    Widen(R),
    Shifted(Shift, R, R),
}

impl<R: Copy> Op<R> {
    /// The class of the result.
    pub(crate) const fn class(&self) -> Class {
        match self {
            Self::Truth(_)
            | Self::TruthSlot(_)
            | Self::Not(_)
            | Self::And(..)
            | Self::Or(..)
            | Self::Either(..)
            | Self::Both(..)
            | Self::Flaws(_)
            | Self::Agree(..)
            | Self::Presumed(_)
            | Self::Settled(_)
            | Self::Sure(_)
            | Self::Ratio(..)
            | Self::Same(..)
            | Self::ChooseTruth(..)
            | Self::GivenTruth(..)
            | Self::IfFalseTruth(..)
            | Self::Compare(..)
            | Self::Member(..)
            | Self::Has(..)
            | Self::Window(..) => Class::Truth,
            Self::Int(_)
            | Self::IntSlot(_)
            | Self::ChooseMember(..)
            | Self::Given(..)
            | Self::IfFalse(..)
            | Self::Gather(..)
            | Self::Gathered(..)
            | Self::Shifted(..) => Class::Int,
            Self::Wide(_) | Self::Sum | Self::Widen(_) => Class::Wide,
            Self::Number(_, class, ..)
            | Self::Choose(class, ..)
            | Self::Join(class, ..)
            | Self::NonZero(class, _)
            | Self::Limit(class, ..) => *class,
        }
    }

    /// Whether its result may be a flaw, though no operand is one.
    pub(crate) const fn may_flaw(&self) -> bool {
        match self {
            Self::Truth(mask) => *mask & !truth::UNKNOWN != 0,
            Self::Int(value) => *value <= i64::SPECIAL && *value != i64::NULL,
            Self::Wide(value) => *value <= i128::SPECIAL && *value != i128::NULL,
            Self::Agree(..) | Self::NonZero(..) | Self::Limit(..) | Self::Gather(..) | Self::Gathered(..) => true,
            _ => false,
        }
    }

    /// Whether this is a register rather than an instruction.
    pub(crate) const fn is_leaf(&self) -> bool {
        matches!(
            self,
            Self::Truth(_) | Self::Int(_) | Self::Wide(_) | Self::TruthSlot(_) | Self::IntSlot(_) | Self::Sum
        )
    }

    /// The same operation over other operands.
    pub(crate) fn map<S: Copy>(self, mut to: impl FnMut(R) -> S) -> Op<S> {
        match self {
            Self::Truth(mask) => Op::Truth(mask),
            Self::Int(value) => Op::Int(value),
            Self::Wide(value) => Op::Wide(value),
            Self::TruthSlot(slot) => Op::TruthSlot(slot),
            Self::IntSlot(slot) => Op::IntSlot(slot),
            Self::Sum => Op::Sum,
            Self::Not(a) => Op::Not(to(a)),
            Self::And(a, b) => Op::And(to(a), to(b)),
            Self::Or(a, b) => Op::Or(to(a), to(b)),
            Self::Either(a, b) => Op::Either(to(a), to(b)),
            Self::Both(a, b) => Op::Both(to(a), to(b)),
            Self::Flaws(a) => Op::Flaws(to(a)),
            Self::Agree(a, b) => Op::Agree(to(a), to(b)),
            Self::Presumed(a) => Op::Presumed(to(a)),
            Self::Settled(a) => Op::Settled(to(a)),
            Self::Sure(a) => Op::Sure(to(a)),
            Self::Ratio(a, b, c) => Op::Ratio(to(a), to(b), to(c)),
            Self::Same(ne, a, b) => Op::Same(ne, to(a), to(b)),
            Self::ChooseTruth(a, b, c) => Op::ChooseTruth(to(a), to(b), to(c)),
            Self::GivenTruth(a, b) => Op::GivenTruth(to(a), to(b)),
            Self::IfFalseTruth(a, b, c) => Op::IfFalseTruth(to(a), to(b), to(c)),
            Self::Compare(op, class, a, b, nulls) => Op::Compare(op, class, to(a), to(b), nulls),
            Self::Member(a, table) => Op::Member(to(a), table),
            Self::Has(a, bit, open) => Op::Has(to(a), bit, open),
            Self::Window(a, table) => Op::Window(to(a), table),
            Self::Number(op, class, a, b, nulls) => Op::Number(op, class, to(a), to(b), nulls),
            Self::Choose(class, a, b, c) => Op::Choose(class, to(a), to(b), to(c)),
            Self::ChooseMember(a, b, c) => Op::ChooseMember(to(a), to(b), to(c)),
            Self::Join(class, a, b) => Op::Join(class, to(a), to(b)),
            Self::Given(a, b) => Op::Given(to(a), to(b)),
            Self::IfFalse(a, b, c) => Op::IfFalse(to(a), to(b), to(c)),
            Self::NonZero(class, a) => Op::NonZero(class, to(a)),
            Self::Limit(class, a, b) => Op::Limit(class, to(a), to(b)),
            Self::Gather(a, b, c) => Op::Gather(to(a), to(b), to(c)),
            Self::Gathered(a, b) => Op::Gathered(to(a), to(b)),
            Self::Widen(a) => Op::Widen(to(a)),
            Self::Shifted(shift, a, b) => Op::Shifted(shift, to(a), to(b)),
        }
    }

    /// The operands in order.
    pub(crate) fn operands(self) -> impl Iterator<Item = R> {
        let mut found = [None; 3];
        let mut free = found.iter_mut();
        self.map(|operand| {
            if let Some(place) = free.next() {
                *place = Some(operand);
            }
        });
        found.into_iter().flatten()
    }
}
