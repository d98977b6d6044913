//! What every operation of a plan does to values, special ones included. Owns the meaning of numbers in registers;
//! knows nothing of registers or plans, so that interpreted and generated code share it. Agrees with the reference
//! engine or defers to it.

use super::logic::and;
use crate::calendar::Calendar;
use crate::eval::ordered;
use crate::ir::CompareOp;
use crate::plan::op::truth::{CONFLICT, DEFER, FALSE, FAULT, TRUE, UNKNOWN, as_mask};
use crate::plan::op::{Cell, NumOp, Shift, Step, members};
use crate::plan::{Open, Window, day_number, number_day};
use crate::value::date::{Length, lasting_end, within_end};

/// Whether a member belongs to a set of members and not to `others`, one of which it is otherwise; `open` when nothing is
/// known of it.
#[inline]
#[must_use]
pub fn member(value: i64, set: u128, others: u128, open: u8) -> u8 {
    if value <= i64::SPECIAL {
        return if value == i64::NULL { open } else { member_open(value, set, others) };
    }
    let member = u32::try_from(value).ok().and_then(|value| 1_u128.checked_shl(value)).unwrap_or(0);
    as_mask(set & member != 0)
}

#[cold]
fn member_open(value: i64, set: u128, others: u128) -> u8 {
    let Some(members) = members::of(value).map(u128::from) else { return flaw_mask(value) };
    let (inside, outside) = (members & set != 0, members & others != 0);
    (if inside { TRUE } else { 0 }) | (if outside || !inside { FALSE } else { 0 })
}

/// Whether a set of members has one of them; `open` when the set is not known.
#[inline]
#[must_use]
pub fn has(value: i64, bit: u8, open: u8) -> u8 {
    if value <= i64::SPECIAL {
        return if value == i64::NULL { open } else { flaw_mask(value) };
    }
    as_mask(value & 1_i64.checked_shl(bit.into()).unwrap_or(0) != 0)
}

/// Whether a day or month lies in a window.
#[inline]
#[must_use]
pub fn window(value: i64, window: &Window) -> u8 {
    if value <= i64::SPECIAL {
        return if value == i64::NULL { window.open } else { flaw_mask(value) };
    }
    within(window, value)
}

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
        _ if a == T::RISKY || b == T::RISKY => Some(T::DEFER),
        (true, false) => Some(a),
        (false, true) => Some(b),
        (true, true) if a == b => Some(a),
        (true, true) => Some(T::DEFER),
    }
}

/// A comparison; `opens` gives the bounds within which the operands lie when they are not known.
#[inline(always)]
#[must_use]
pub fn compare<T: Cell>(op: CompareOp, a: T, b: T, opens: impl FnOnce() -> (Open, Open)) -> u8 {
    if a <= T::SPECIAL || b <= T::SPECIAL {
        return compare_open(op, a, b, opens());
    }
    as_mask(compared(op, a, b))
}

/// Whether a comparison of two numbers holds, neither of which is special.
#[inline(always)]
pub(crate) fn compared<T: Cell>(op: CompareOp, a: T, b: T) -> bool {
    match op {
        CompareOp::Le => a <= b,
        CompareOp::Ge => a >= b,
        CompareOp::Lt => a < b,
        CompareOp::Gt => a > b,
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
    }
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

/// Arithmetic on two numbers of one scale; `opens` as in [`compare`].
#[inline(always)]
#[must_use]
pub fn arith<T: Cell>(op: NumOp, a: T, b: T, opens: impl FnOnce() -> (Open, Open)) -> T {
    if a <= T::SPECIAL || b <= T::SPECIAL {
        return arith_open(op, a, b, opens());
    }
    computed(op, a, b)
}

/// What two numbers come to, neither of which is special.
#[inline(always)]
pub(crate) fn computed<T: Cell>(op: NumOp, a: T, b: T) -> T {
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

/// One of two numbers by a truth.
#[inline(always)]
#[must_use]
pub fn pick<T: Cell>(test: u8, a: T, b: T) -> T {
    match test {
        TRUE => a,
        FALSE => b,
        UNKNOWN => join(a, b),
        FAULT => T::FAULT,
        CONFLICT => T::CONFLICT,
        _ => T::DEFER,
    }
}

/// One of two members by a truth.
#[inline(always)]
#[must_use]
pub fn pick_member(test: u8, a: i64, b: i64) -> i64 {
    if test == UNKNOWN { members::unite(a, b) } else { pick(test, a, b) }
}

/// Either of two numbers.
#[must_use]
pub fn join<T: Cell>(a: T, b: T) -> T {
    let flawed = |value: T| value <= T::SPECIAL && value != T::NULL && value != T::RISKY;
    if flawed(a) || flawed(b) {
        T::DEFER
    } else if a == b {
        a
    } else if a == T::RISKY || b == T::RISKY {
        T::RISKY
    } else {
        T::NULL
    }
}

/// A divisor: zero is a fault, and one that is not known may be zero.
#[inline]
#[must_use]
pub fn non_zero<T: Cell>(value: T) -> T {
    if value == T::ZERO {
        T::FAULT
    } else if value == T::NULL {
        T::RISKY
    } else {
        value
    }
}

/// A comparison of a quotient, of what is above a divisor: whatever it is that is not known, the quotient is then
/// anything from nothing upwards.
#[inline]
#[must_use]
pub fn ratio(test: u8, above: i64, divisor: i64) -> u8 {
    if test == DEFER { ratio_open(above, divisor) } else { test }
}

#[cold]
fn ratio_open(above: i64, divisor: i64) -> u8 {
    match (above, divisor) {
        // Nothing above a divisor that is not known is nothing still.
        (0, _) => DEFER,
        (i64::NULL, i64::NULL) => UNKNOWN,
        (i64::NULL, i64::RISKY) => UNKNOWN | FAULT,
        (i64::NULL, divisor) if divisor > i64::SPECIAL => UNKNOWN,
        (above, i64::RISKY) if above > i64::SPECIAL => UNKNOWN | FAULT,
        _ => DEFER,
    }
}

/// A number no further from zero than `most`; beyond it a fault.
#[inline]
#[must_use]
pub fn limit<T: Cell>(value: T, most: T) -> T {
    if value > T::SPECIAL && (value > most || value < T::ZERO.minus(most)) { T::FAULT } else { value }
}

/// The result of a table with one more row, whose conditions and value are given.
#[inline]
#[must_use]
pub fn gather(gathered: i64, test: u8, value: i64) -> i64 {
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

/// A result of a table: what its rows gave, or `rest` when none matched.
#[inline]
#[must_use]
pub const fn gathered(gathered: i64, rest: i64) -> i64 {
    match gathered {
        i64::EMPTY => rest,
        value => value,
    }
}

/// What a fact says, or `other` when it is not given.
#[inline]
#[must_use]
pub const fn given(value: i64, other: i64) -> i64 {
    match value {
        i64::NULL => other,
        value => value,
    }
}

/// `value` when the guard is false, otherwise `other`.
#[inline]
#[must_use]
pub const fn if_false(guard: u8, value: i64, other: i64) -> i64 {
    match guard {
        FALSE => value,
        mask if mask & DEFER != 0 => i64::DEFER,
        _ => other,
    }
}

/// The same number with 128 bits.
#[inline]
#[must_use]
pub fn widen(value: i64) -> i128 {
    match value {
        i64::NULL => i128::NULL,
        i64::RISKY => i128::RISKY,
        i64::FAULT => i128::FAULT,
        i64::CONFLICT => i128::CONFLICT,
        value if value <= i64::SPECIAL => i128::DEFER,
        value => value.into(),
    }
}

/// A day so many months, days or workdays on.
#[must_use]
pub fn shifted(shift: Shift, from: i64, length: i64) -> i64 {
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
