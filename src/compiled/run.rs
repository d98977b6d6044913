//! Runs the code of a plan over the registers of one profile. Owns what every operation does, special values
//! included; knows nothing of items. Agrees with the reference engine or defers to it.

use super::logic::{agree, and, choose, flaws, not, or, same};
use crate::calendar::Calendar;
use crate::eval::ordered;
use crate::ir::CompareOp;
use crate::plan::op::truth::{CONFLICT, DEFER, FALSE, FAULT, TRUE, UNKNOWN, definite};
use crate::plan::op::{Cell, Class, NumOp, Op, Shift, Step};
use crate::plan::{Instruction, Open, Plan, Reg, Window, day_number, number_day};
use crate::value::date::{Length, lasting_end, within_end};

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
fn member(plan: &Plan, value: i64, table: u16) -> u8 {
    let Some(members) = plan.members.get(usize::from(table)) else { return DEFER };
    if value <= i64::SPECIAL {
        return if value == i64::NULL { members.open } else { flaw_mask(value) };
    }
    let member = u32::try_from(value).ok().and_then(|value| 1_u128.checked_shl(value)).unwrap_or(0);
    if members.mask & member != 0 { TRUE } else { FALSE }
}

#[inline]
fn window(plan: &Plan, value: i64, table: u16) -> u8 {
    let Some(window) = plan.windows.get(usize::from(table)) else { return DEFER };
    if value <= i64::SPECIAL {
        return if value == i64::NULL { window.open } else { flaw_mask(value) };
    }
    within(window, value)
}

#[inline]
fn opens(plan: &Plan, table: u16) -> (Open, Open) {
    plan.opens.get(usize::from(table)).copied().unwrap_or((None, None))
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
        Op::Presumed(a) => match r.truth(a) {
            UNKNOWN => TRUE,
            mask => mask,
        },
        Op::Settled(a) => match r.truth(a) {
            TRUE => TRUE,
            mask if mask & DEFER != 0 => DEFER,
            _ => UNKNOWN,
        },
        Op::Sure(a) => match r.truth(a) {
            mask if definite(mask) => mask,
            _ => DEFER,
        },
        Op::Same(negated, a, b) => same(negated, r.truth(a), r.truth(b)),
        Op::ChooseTruth(test, a, b) => choose(r.truth(test), r.truth(a), r.truth(b)),
        Op::GivenTruth(slot, other) => match r.truth(slot) {
            UNKNOWN => r.truth(other),
            mask => mask,
        },
        Op::IfFalseTruth(guard, value, other) => match r.truth(guard) {
            FALSE => r.truth(value),
            mask if mask & DEFER != 0 => DEFER,
            _ => r.truth(other),
        },
        Op::Compare(op, Class::Wide, a, b, table) => compare(plan, op, r.wide(a), r.wide(b), table),
        Op::Compare(op, _, a, b, table) => compare(plan, op, r.int(a), r.int(b), table),
        Op::Member(a, table) => member(plan, r.int(a), table),
        Op::Has(a, bit, open) => match r.int(a) {
            i64::NULL => open,
            value if value <= i64::SPECIAL => flaw_mask(value),
            value => {
                let mask = 1_i64.checked_shl(bit.into()).unwrap_or(0);
                if value & mask != 0 { TRUE } else { FALSE }
            }
        },
        Op::Window(a, table) => window(plan, r.int(a), table),
        // The other operations give numbers.
        _ => DEFER,
    }
}

/// Whether a day or month lies in a window.
#[inline]
fn within(window: &Window, value: i64) -> u8 {
    let first = window.from.map_or(TRUE, |(lo, hi)| match (lo, hi) {
        (_, Some(hi)) if value >= hi => TRUE,
        (Some(lo), _) if value < lo => FALSE,
        _ => UNKNOWN,
    });
    let last = window.to.map_or(TRUE, |(lo, hi)| match (lo, hi) {
        (Some(lo), _) if value <= lo => TRUE,
        (_, Some(hi)) if value > hi => FALSE,
        _ => UNKNOWN,
    });
    and(first, last)
}

/// What a special value other than "not known" makes of a test.
fn flaw_mask<T: Cell>(value: T) -> u8 {
    if value == T::FAULT {
        FAULT
    } else if value == T::CONFLICT {
        CONFLICT
    } else {
        DEFER
    }
}

/// The flaw of two operands; none when neither has one. Two kinds of flaw at once are left to the reference engine.
fn flaw<T: Cell>(a: T, b: T) -> Option<T> {
    let flawed = |value: T| value <= T::SPECIAL && value != T::NULL;
    match (flawed(a), flawed(b)) {
        (false, false) => None,
        (true, false) => Some(a),
        (false, true) => Some(b),
        (true, true) if a == b => Some(a),
        (true, true) => Some(T::DEFER),
    }
}

#[inline(always)]
pub(super) fn compare<T: Cell>(plan: &Plan, op: CompareOp, a: T, b: T, table: u16) -> u8 {
    if a <= T::SPECIAL || b <= T::SPECIAL {
        return compare_open(op, a, b, opens(plan, table));
    }
    let holds = match op {
        CompareOp::Le => a <= b,
        CompareOp::Ge => a >= b,
        CompareOp::Lt => a < b,
        CompareOp::Gt => a > b,
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
    };
    if holds { TRUE } else { FALSE }
}

#[cold]
fn compare_open<T: Cell>(op: CompareOp, a: T, b: T, (open_a, open_b): (Open, Open)) -> u8 {
    if let Some(flaw) = flaw(a, b) {
        return flaw_mask(flaw);
    }
    let interval =
        |value: T, open: Open| if value == T::NULL { open } else { Some((Some(value.wide()), Some(value.wide()))) };
    match (interval(a, open_a), interval(b, open_b)) {
        (Some(a), Some(b)) => ordered(op, a, b).bits(),
        _ => DEFER,
    }
}

#[inline(always)]
fn arith<T: Cell>(plan: &Plan, op: NumOp, a: T, b: T, table: u16) -> T {
    if a <= T::SPECIAL || b <= T::SPECIAL {
        return arith_open(op, a, b, opens(plan, table));
    }
    match op {
        NumOp::Add => a.plus(b),
        NumOp::Sub => a.minus(b),
        NumOp::Mul | NumOp::Cross => a.times(b),
        NumOp::Min | NumOp::Cap => a.min(b),
        NumOp::Max | NumOp::Floor => a.max(b),
    }
}

#[cold]
fn arith_open<T: Cell>(op: NumOp, a: T, b: T, (open_a, open_b): (Open, Open)) -> T {
    if let Some(flaw) = flaw(a, b) {
        return flaw;
    }
    match op {
        NumOp::Add | NumOp::Sub => T::NULL,
        NumOp::Mul if a == T::ZERO || b == T::ZERO => T::ZERO,
        NumOp::Mul => T::NULL,
        NumOp::Cross if b == T::NULL => T::DEFER,
        NumOp::Cross => T::NULL,
        NumOp::Min | NumOp::Max | NumOp::Cap | NumOp::Floor => {
            let lower = matches!(op, NumOp::Min | NumOp::Cap);
            match (a == T::NULL, b == T::NULL) {
                (true, true) if open_a.is_some() && open_b.is_some() => T::NULL,
                (true, true) => T::DEFER,
                (true, false) => decided(b, open_a, lower),
                (false, _) => decided(a, open_b, lower),
            }
        }
    }
}

/// The smaller (or greater) of a known number and one that lies between bounds.
fn decided<T: Cell>(known: T, open: Open, lower: bool) -> T {
    match open {
        None => T::DEFER,
        Some((Some(lo), _)) if lower && lo >= known.wide() => known,
        Some((_, Some(hi))) if !lower && hi <= known.wide() => known,
        Some(_) => T::NULL,
    }
}

#[inline(always)]
fn pick<T: Cell>(test: u8, a: T, b: T) -> T {
    match test {
        TRUE => a,
        FALSE => b,
        UNKNOWN => join(a, b),
        FAULT => T::FAULT,
        CONFLICT => T::CONFLICT,
        _ => T::DEFER,
    }
}

/// Either of two numbers.
fn join<T: Cell>(a: T, b: T) -> T {
    let flawed = |value: T| value <= T::SPECIAL && value != T::NULL;
    if flawed(a) || flawed(b) {
        T::DEFER
    } else if a == b {
        a
    } else {
        T::NULL
    }
}

fn non_zero<T: Cell>(value: T) -> T {
    if value == T::ZERO { T::FAULT } else { value }
}

fn limit<T: Cell>(value: T, most: T) -> T {
    if value > T::SPECIAL && (value > most || value < T::ZERO.minus(most)) { T::FAULT } else { value }
}

#[inline]
fn int(plan: &Plan, op: &Op<Reg>, r: &Bench<'_>) -> i64 {
    match *op {
        Op::Number(op, _, a, b, table) => arith(plan, op, r.int(a), r.int(b), table),
        Op::Choose(_, test, a, b) => pick(r.truth(test), r.int(a), r.int(b)),
        Op::Join(_, a, b) => join(r.int(a), r.int(b)),
        Op::Given(slot, other) => match r.int(slot) {
            i64::NULL => r.int(other),
            value => value,
        },
        Op::IfFalse(guard, value, other) => match r.truth(guard) {
            FALSE => r.int(value),
            mask if mask & DEFER != 0 => i64::DEFER,
            _ => r.int(other),
        },
        Op::NonZero(_, a) => non_zero(r.int(a)),
        Op::Limit(_, a, most) => limit(r.int(a), r.int(most)),
        Op::Gather(gathered, test, value) => gather(r.int(gathered), r.truth(test), r.int(value)),
        Op::Gathered(gathered, rest) => match r.int(gathered) {
            i64::EMPTY => r.int(rest),
            value => value,
        },
        Op::Shifted(shift, from, length) => shifted(shift, r.int(from), r.int(length)),
        // The other operations give truths or wide numbers.
        _ => i64::DEFER,
    }
}

fn gather(gathered: i64, test: u8, value: i64) -> i64 {
    match (test, gathered) {
        (_, i64::DEFER) => i64::DEFER,
        (FALSE, _) => gathered,
        (TRUE, i64::EMPTY) => value,
        (TRUE, _) if gathered <= i64::SPECIAL || value <= i64::SPECIAL => i64::DEFER,
        (TRUE, _) if gathered == value => gathered,
        (TRUE, _) => i64::CONFLICT,
        _ => i64::DEFER,
    }
}

fn shifted(shift: Shift, from: i64, length: i64) -> i64 {
    if from <= i64::SPECIAL || length <= i64::SPECIAL {
        return flaw(from, length).unwrap_or(i64::NULL);
    }
    let step = match shift {
        Shift::Lasting(step) | Shift::Within(step) => step,
    };
    let length = match step {
        Step::Months => match i32::try_from(length) {
            Ok(months) => Length::Months(months),
            Err(_) => return i64::DEFER,
        },
        Step::Days => Length::Days(length),
        Step::Workdays => Length::Workdays(length),
    };
    let workday = |day| Calendar::china().is_workday(day);
    let day = number_day(from).and_then(|from| match shift {
        Shift::Lasting(_) => lasting_end(from, length, &workday),
        Shift::Within(_) => within_end(from, length, &workday),
    });
    day.map_or(i64::DEFER, day_number)
}

#[inline]
fn wide(plan: &Plan, op: &Op<Reg>, r: &Bench<'_>) -> i128 {
    match *op {
        Op::Number(op, _, a, b, table) => arith(plan, op, r.wide(a), r.wide(b), table),
        Op::Choose(_, test, a, b) => pick(r.truth(test), r.wide(a), r.wide(b)),
        Op::Join(_, a, b) => join(r.wide(a), r.wide(b)),
        Op::NonZero(_, a) => non_zero(r.wide(a)),
        Op::Limit(_, a, most) => limit(r.wide(a), r.wide(most)),
        Op::Widen(a) => match r.int(a) {
            i64::NULL => i128::NULL,
            i64::FAULT => i128::FAULT,
            i64::CONFLICT => i128::CONFLICT,
            value if value <= i64::SPECIAL => i128::DEFER,
            value => value.into(),
        },
        // The other operations give truths or plain numbers.
        _ => i128::DEFER,
    }
}
