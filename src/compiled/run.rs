//! Runs the code of a plan over the registers of one profile. Owns registers and the choice of operation; what
//! operations do is in [`ops`](super::ops) and [`logic`](super::logic). Knows nothing of items.

use super::logic::{agree, and, choose, flaws, given_truth, if_false_truth, not, or, presumed, same, settled, sure};
use super::ops::{
    self, gather, gathered, given, has, if_false, join, limit, non_zero, pick, pick_member, ratio, shifted, widen,
};
use crate::ir::CompareOp;
use crate::plan::op::truth::DEFER;
use crate::plan::op::{Cell, Class, NumOp, Op};
use crate::plan::{Instruction, Open, Plan, Reg};

/// The registers of one profile.
#[derive(Clone, Debug)]
pub(crate) struct Registers {
    pub(crate) truths: Vec<u8>,
    pub(crate) ints: Vec<i64>,
    pub(crate) wides: Vec<i128>,
}

/// The same, borrowed: lengths and places stay at hand while code runs.
pub(crate) struct Bench<'r> {
    pub(crate) truths: &'r mut [u8],
    pub(crate) ints: &'r mut [i64],
    pub(crate) wides: &'r mut [i128],
}

impl Registers {
    pub(crate) fn bench(&mut self) -> Bench<'_> {
        Bench { truths: &mut self.truths, ints: &mut self.ints, wides: &mut self.wides }
    }
}

impl Bench<'_> {
    #[inline(always)]
    pub(crate) fn truth(&self, register: Reg) -> u8 {
        self.truths.get(usize::from(register)).copied().unwrap_or(DEFER)
    }

    #[inline(always)]
    pub(crate) fn int(&self, register: Reg) -> i64 {
        self.ints.get(usize::from(register)).copied().unwrap_or(i64::DEFER)
    }

    #[inline]
    pub(crate) fn wide(&self, register: Reg) -> i128 {
        self.wides.get(usize::from(register)).copied().unwrap_or(i128::DEFER)
    }

    #[inline(always)]
    pub(crate) fn set_truth(&mut self, register: Reg, value: u8) {
        if let Some(place) = self.truths.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    #[inline(always)]
    pub(crate) fn set_int(&mut self, register: Reg, value: i64) {
        if let Some(place) = self.ints.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    #[inline]
    pub(crate) fn set_wide(&mut self, register: Reg, value: i128) {
        if let Some(place) = self.wides.get_mut(usize::from(register)) {
            *place = value;
        }
    }
}

/// Runs instructions in order.
pub(crate) fn run(plan: &Plan, code: &[Instruction], registers: &mut Bench<'_>) {
    for (target, op) in code {
        step(plan, *target, op, registers);
    }
}

/// Runs one instruction: the common ones here, the others out of the way.
#[inline(always)]
pub(crate) fn step(plan: &Plan, target: Reg, op: &Op<Reg>, r: &mut Bench<'_>) {
    match *op {
        Op::And(a, b) => r.set_truth(target, and(r.truth(a), r.truth(b))),
        Op::Or(a, b) => r.set_truth(target, or(r.truth(a), r.truth(b))),
        Op::Not(a) => r.set_truth(target, not(r.truth(a))),
        Op::Compare(op, Class::Int, a, b, table) => {
            let value = compare(plan, op, r.int(a), r.int(b), table);
            r.set_truth(target, value);
        }
        Op::Window(a, table) => {
            let value = window(plan, r.int(a), table);
            r.set_truth(target, value);
        }
        Op::Member(a, table) => {
            let value = member(plan, r.int(a), table);
            r.set_truth(target, value);
        }
        Op::ChooseTruth(test, a, b) => r.set_truth(target, choose(r.truth(test), r.truth(a), r.truth(b))),
        Op::Number(op, Class::Int, a, b, table) => {
            let value = arith(plan, op, r.int(a), r.int(b), table);
            r.set_int(target, value);
        }
        Op::Choose(Class::Int, test, a, b) => {
            let value = pick(r.truth(test), r.int(a), r.int(b));
            r.set_int(target, value);
        }
        Op::ChooseMember(test, a, b) => {
            let value = pick_member(r.truth(test), r.int(a), r.int(b));
            r.set_int(target, value);
        }
        Op::NonZero(Class::Int, a) => r.set_int(target, non_zero(r.int(a))),
        ref other => rare(plan, target, other, r),
    }
}

#[inline(never)]
fn rare(plan: &Plan, target: Reg, op: &Op<Reg>, r: &mut Bench<'_>) {
    match op.class() {
        Class::Truth => {
            let value = truth(plan, op, r);
            r.set_truth(target, value);
        }
        Class::Int => {
            let value = int(plan, op, r);
            r.set_int(target, value);
        }
        Class::Wide => {
            let value = wide(plan, op, r);
            r.set_wide(target, value);
        }
    }
}

#[inline]
fn opens(plan: &Plan, table: u16) -> (Open, Open) {
    plan.opens.get(usize::from(table)).copied().unwrap_or((None, None))
}

#[inline(always)]
pub(super) fn compare<T: Cell>(plan: &Plan, op: CompareOp, a: T, b: T, table: u16) -> u8 {
    ops::compare(op, a, b, || opens(plan, table))
}

#[inline(always)]
fn arith<T: Cell>(plan: &Plan, op: NumOp, a: T, b: T, table: u16) -> T {
    ops::arith(op, a, b, || opens(plan, table))
}

#[inline]
fn member(plan: &Plan, value: i64, table: u16) -> u8 {
    plan.members
        .get(usize::from(table))
        .map_or(DEFER, |members| ops::member(value, members.mask, members.others, members.open))
}

#[inline]
fn window(plan: &Plan, value: i64, table: u16) -> u8 {
    plan.windows.get(usize::from(table)).map_or(DEFER, |window| ops::window(value, window))
}

#[inline]
fn truth(plan: &Plan, op: &Op<Reg>, r: &Bench<'_>) -> u8 {
    match *op {
        Op::Not(a) => not(r.truth(a)),
        Op::And(a, b) => and(r.truth(a), r.truth(b)),
        Op::Or(a, b) => or(r.truth(a), r.truth(b)),
        Op::Either(a, b) => r.truth(a) | r.truth(b),
        Op::Both(a, b) => r.truth(a) & r.truth(b),
        Op::Flaws(a) => flaws(r.truth(a)),
        Op::Agree(any, all) => agree(r.truth(any), r.truth(all)),
        Op::Presumed(a) => presumed(r.truth(a)),
        Op::Settled(a) => settled(r.truth(a)),
        Op::Sure(a) => sure(r.truth(a)),
        Op::Ratio(test, above, divisor) => ratio(r.truth(test), r.int(above), r.int(divisor)),
        Op::Same(negated, a, b) => same(negated, r.truth(a), r.truth(b)),
        Op::ChooseTruth(test, a, b) => choose(r.truth(test), r.truth(a), r.truth(b)),
        Op::GivenTruth(slot, other) => given_truth(r.truth(slot), r.truth(other)),
        Op::IfFalseTruth(guard, value, other) => if_false_truth(r.truth(guard), r.truth(value), r.truth(other)),
        Op::Compare(op, Class::Wide, a, b, table) => compare(plan, op, r.wide(a), r.wide(b), table),
        Op::Compare(op, _, a, b, table) => compare(plan, op, r.int(a), r.int(b), table),
        Op::Member(a, table) => member(plan, r.int(a), table),
        Op::Has(a, bit, open) => has(r.int(a), bit, open),
        Op::Window(a, table) => window(plan, r.int(a), table),
        // The other operations give numbers.
        _ => DEFER,
    }
}

#[inline]
fn int(plan: &Plan, op: &Op<Reg>, r: &Bench<'_>) -> i64 {
    match *op {
        Op::Number(op, _, a, b, table) => arith(plan, op, r.int(a), r.int(b), table),
        Op::Choose(_, test, a, b) => pick(r.truth(test), r.int(a), r.int(b)),
        Op::ChooseMember(test, a, b) => pick_member(r.truth(test), r.int(a), r.int(b)),
        Op::Join(_, a, b) => join(r.int(a), r.int(b)),
        Op::Given(slot, other) => given(r.int(slot), r.int(other)),
        Op::IfFalse(guard, value, other) => if_false(r.truth(guard), r.int(value), r.int(other)),
        Op::NonZero(_, a) => non_zero(r.int(a)),
        Op::Limit(_, a, most) => limit(r.int(a), r.int(most)),
        Op::Gather(rows, test, value) => gather(r.int(rows), r.truth(test), r.int(value)),
        Op::Gathered(rows, rest) => gathered(r.int(rows), r.int(rest)),
        Op::Shifted(shift, from, length) => shifted(shift, r.int(from), r.int(length)),
        // The other operations give truths or wide numbers.
        _ => i64::DEFER,
    }
}

#[inline]
fn wide(plan: &Plan, op: &Op<Reg>, r: &Bench<'_>) -> i128 {
    match *op {
        Op::Number(op, _, a, b, table) => arith(plan, op, r.wide(a), r.wide(b), table),
        Op::Choose(_, test, a, b) => pick(r.truth(test), r.wide(a), r.wide(b)),
        Op::Join(_, a, b) => join(r.wide(a), r.wide(b)),
        Op::NonZero(_, a) => non_zero(r.wide(a)),
        Op::Limit(_, a, most) => limit(r.wide(a), r.wide(most)),
        Op::Widen(a) => widen(r.int(a)),
        // The other operations give truths or plain numbers.
        _ => i128::DEFER,
    }
}
