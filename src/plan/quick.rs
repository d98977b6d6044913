//! The short way: items whose conditions are plain tests and whose amount is one rounded product, listed so that a
//! profile with everything known is answered in a few steps. Owns which items have one; whatever is not known, faulty
//! or special sends the profile back to the item's full code.

use super::code::Lister;
use super::graph::Node;
use super::item::{Action, Step};
use super::op::{Class, NumOp, Op};
use super::{Instruction, Reg, Window};
use crate::ir::CompareOp;
use crate::value::rounding::Rounding;
use std::collections::BTreeSet;

/// One line of the short way. Registers may hold special values, which end it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quick {
    /// In force and for this subject: otherwise not applicable.
    Gate(Reg),
    /// The same as a set of subjects.
    GateMember(Reg, u64),
    /// A truth must hold.
    Test(Reg),
    /// A truth must not hold.
    Refute(Reg),
    /// A comparison must hold.
    Check(CompareOp, Reg, Reg),
    /// A day or member between two constants.
    Between(Reg, i64, i64),
    /// A member of a set (at most 63 members).
    Member(Reg, u64),
    /// Plain arithmetic.
    Int(NumOp, Reg, Reg, Reg),
    /// Whether a comparison holds.
    Compare(CompareOp, Reg, Reg, Reg),
    /// Both of two truths.
    And(Reg, Reg, Reg),
    /// One of two truths by a third.
    ChooseTruth(Reg, Reg, Reg, Reg),
    /// One of two numbers by a truth.
    Choose(Reg, Reg, Reg, Reg),
    /// A divisor.
    NonZero(Reg, Reg),
    /// Any other instruction, by its place in the table beside.
    Do(u16),
}

/// The short way of an item.
#[derive(Clone, Debug)]
pub(crate) struct ShortWay {
    pub(crate) lines: Vec<Quick>,
    pub(crate) others: Vec<Instruction>,
    pub(crate) money: Option<Payment>,
}

/// An amount: `min(value, cap) × numerator / denominator` fen, half up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payment {
    pub(crate) value: Reg,
    /// The cap in steps of the value.
    pub(crate) cap: Option<i64>,
    pub(crate) numerator: i64,
    pub(crate) by: Divider,
}

/// Half-up division by a constant: of `x` below 2^61, `(2x + d) / 2d` by one multiplication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Divider {
    pub(crate) denominator: u64,
    magic: u64,
    shift: u32,
}

impl Divider {
    /// For a denominator of at most 61 bits.
    pub(crate) fn new(denominator: i64) -> Option<Self> {
        let denominator = u64::try_from(denominator).ok().filter(|d| *d > 0 && *d < 1 << 60)?;
        let double = denominator.checked_mul(2)?;
        let shift = double.ilog2();
        if double.is_power_of_two() {
            return Some(Self { denominator, magic: 0, shift });
        }
        // 2^shift < double < 2^(shift + 1), so the factor fits 64 bits and its error, below one, times any dividend
        // below 2^62 stays below 2^(64 + shift) / double: the quotient is exact.
        let power = 1_u128.checked_shl(shift.checked_add(64)?)?;
        let magic = power.checked_div(double.into())?.checked_add(1)?;
        Some(Self { denominator, magic: u64::try_from(magic).ok()?, shift })
    }

    /// `x / denominator`, half up, for `x` from 0 to below 2^60.
    #[inline(always)]
    pub(crate) fn half_up(self, x: u64) -> u64 {
        if self.is_shift() { self.by_shift(x) } else { self.by_product(x) }
    }

    /// Whether the denominator is a power of two: a shift is enough.
    #[inline(always)]
    pub(crate) const fn is_shift(self) -> bool {
        self.magic == 0
    }

    /// [`Divider::half_up`] where a shift is enough.
    #[inline(always)]
    pub(crate) const fn by_shift(self, x: u64) -> u64 {
        x.wrapping_mul(2).wrapping_add(self.denominator).wrapping_shr(self.shift)
    }

    /// [`Divider::half_up`] where it is not.
    #[inline(always)]
    pub(crate) fn by_product(self, x: u64) -> u64 {
        let doubled = x.wrapping_mul(2).wrapping_add(self.denominator);
        let product = u128::from(doubled).wrapping_mul(u128::from(self.magic));
        // The shift is below 64, and the product below 2^127.
        let high = u64::try_from(product.wrapping_shr(64)).unwrap_or(u64::MAX);
        high.wrapping_shr(self.shift)
    }
}

impl Lister<'_> {
    /// The short way of an item, if it has one. Its instructions are already listed.
    pub(super) fn short_way(&self, steps: &[Step<Node>]) -> Option<ShortWay> {
        let mut way = ShortWay { lines: Vec::new(), others: Vec::new(), money: None };
        let mut done = BTreeSet::new();
        for step in steps {
            match &step.action {
                Action::Gate(mask) => {
                    if let (false, Op::Member(a, table)) = (self.is_shared(*mask), self.graph.op(*mask))
                        && let Some(set) = self.small_set(table)
                    {
                        self.prepare(a, &mut done, &mut way)?;
                        way.lines.push(Quick::GateMember(self.register(a), set));
                    } else {
                        self.prepare(*mask, &mut done, &mut way)?;
                        way.lines.push(Quick::Gate(self.register(*mask)));
                    }
                }
                Action::Test(tested) => self.test(tested.mask, &mut done, &mut way)?,
                Action::Money(money) => {
                    let plain = money.narrow && money.rule.mode == Rounding::HalfUp && money.rule.decimals == 2;
                    if !plain || money.ceiling {
                        return None;
                    }
                    let (value, cap) = match (self.graph.op(money.value), money.caps.as_slice()) {
                        (_, []) => (money.value, None),
                        (Op::Number(NumOp::Cap, Class::Int, value, cap, _), [_]) => {
                            (value, Some(i64::try_from(self.graph.constant(cap)?).ok()?))
                        }
                        _ => return None,
                    };
                    self.prepare(value, &mut done, &mut way)?;
                    let (value, numerator) = (self.register(value), money.numerator);
                    way.money = Some(Payment { value, cap, numerator, by: Divider::new(money.denominator)? });
                }
                Action::Each(_) | Action::Duty { .. } | Action::Record { .. } => return None,
            }
        }
        Some(way)
    }

    /// Lists what a node needs.
    fn prepare(&self, node: Node, done: &mut BTreeSet<Node>, way: &mut ShortWay) -> Option<()> {
        let mut needed = BTreeSet::new();
        self.reach(node, &mut needed);
        for node in needed {
            if self.is_shared(node) || !done.insert(node) {
                continue;
            }
            let op = self.graph.op(node).map(|operand| self.register(operand));
            let target = self.register(node);
            way.lines.push(match op {
                Op::Number(op, Class::Int, a, b, _) => Quick::Int(op, target, a, b),
                Op::Compare(op, Class::Int, a, b, _) => Quick::Compare(op, target, a, b),
                // Of what is known it is the comparison.
                Op::Ratio(test, ..) => Quick::And(target, test, test),
                Op::And(a, b) => Quick::And(target, a, b),
                Op::ChooseTruth(test, a, b) => Quick::ChooseTruth(target, test, a, b),
                Op::Choose(Class::Int, test, a, b) | Op::ChooseMember(test, a, b) => Quick::Choose(target, test, a, b),
                Op::NonZero(Class::Int, a) => Quick::NonZero(target, a),
                op => {
                    way.others.push((target, op));
                    Quick::Do(u16::try_from(way.others.len().checked_sub(1)?).ok()?)
                }
            });
        }
        Some(())
    }

    /// Lists a condition: parts that must all hold one by one.
    fn test(&self, node: Node, done: &mut BTreeSet<Node>, way: &mut ShortWay) -> Option<()> {
        if self.is_shared(node) {
            way.lines.push(Quick::Test(self.register(node)));
            return Some(());
        }
        match self.graph.op(node) {
            Op::And(a, b) => {
                self.test(a, done, way)?;
                return self.test(b, done, way);
            }
            Op::Not(inner) => {
                if let Op::Member(a, table) = self.graph.op(inner)
                    && let (Some(mask), false) = (self.small_set(table), self.is_shared(inner))
                {
                    self.prepare(a, done, way)?;
                    way.lines.push(Quick::Member(self.register(a), !mask));
                    return Some(());
                }
                self.prepare(inner, done, way)?;
                way.lines.push(Quick::Refute(self.register(inner)));
                return Some(());
            }
            Op::Compare(op, Class::Int, a, b, _) => {
                self.prepare(a, done, way)?;
                self.prepare(b, done, way)?;
                way.lines.push(Quick::Check(op, self.register(a), self.register(b)));
                return Some(());
            }
            Op::Ratio(test, ..) => return self.test(test, done, way),
            Op::Window(a, table) => {
                if let Some((lo, hi)) = self.graph.windows.get(usize::from(table)).and_then(Window::exact) {
                    self.prepare(a, done, way)?;
                    way.lines.push(Quick::Between(self.register(a), lo, hi));
                    return Some(());
                }
            }
            Op::Member(a, table) => {
                if let Some(mask) = self.small_set(table) {
                    self.prepare(a, done, way)?;
                    way.lines.push(Quick::Member(self.register(a), mask));
                    return Some(());
                }
            }
            _ => {}
        }
        self.prepare(node, done, way)?;
        way.lines.push(Quick::Test(self.register(node)));
        Some(())
    }

    fn small_set(&self, table: u16) -> Option<u64> {
        u64::try_from(self.graph.members.get(usize::from(table))?.mask).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_by_multiplication_is_exact() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 4
        };
        let limit = 1_u64 << 60;
        for round in 0..200_000 {
            let denominator = match round % 4 {
                0 => next() % 1000 + 1,
                1 => next() % 100_000_000 + 1,
                2 => 1 << (next() % 59),
                _ => next() % (limit - 1) + 1,
            };
            let divider = Divider::new(i64::try_from(denominator).unwrap()).unwrap();
            let near = (next() % limit / denominator).saturating_mul(denominator);
            let half = denominator / 2;
            for x in [0, 1, denominator - 1, denominator, half, half + 1, next() % limit, near, near + half, limit - 1]
            {
                let x = x % limit;
                let exact = (2 * u128::from(x) + u128::from(denominator)) / (2 * u128::from(denominator));
                assert_eq!(u128::from(divider.half_up(x)), exact, "{x} / {denominator}");
            }
        }
    }
}
