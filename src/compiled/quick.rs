//! Runs the short way of an item. Owns the one path without special values; on any it gives up, and the item's full
//! code decides.

use super::Verdict;
use super::decide::{benefit, payment};
use super::ops::{compared, computed};
use super::run::{Bench, step};
use crate::outcome::Status;
use crate::plan::op::Cell;
use crate::plan::op::truth::{FALSE, TRUE, as_mask, plain};
use crate::plan::{Plan, Quick, ShortWay};

/// The verdict, or `None` for the full code to find. A condition that fails does not end the way: that every profile
/// takes the same steps is worth more than the steps saved.
#[inline]
pub(super) fn verdict(plan: &Plan, way: &ShortWay, registers: &mut Bench<'_>) -> Option<Verdict> {
    let mut holds = true;
    for line in &way.lines {
        let before = holds;
        let known = match *line {
            Quick::Gate(mask) => match registers.truth(mask) {
                TRUE => true,
                FALSE => return Some(Verdict::of(Status::NotApplicable)),
                _ => return None,
            },
            Quick::GateMember(a, set) => {
                let a = registers.int(a);
                if a > i64::SPECIAL && !in_set(set, a) {
                    return Some(Verdict::of(Status::NotApplicable));
                }
                a > i64::SPECIAL
            }
            Quick::Test(mask) => {
                let mask = registers.truth(mask);
                holds &= mask == TRUE;
                plain(mask)
            }
            Quick::Refute(mask) => {
                let mask = registers.truth(mask);
                holds &= mask == FALSE;
                plain(mask)
            }
            Quick::Check(op, a, b) => {
                let (a, b) = (registers.int(a), registers.int(b));
                holds &= compared(op, a, b);
                a > i64::SPECIAL && b > i64::SPECIAL
            }
            Quick::Between(a, lo, hi) => {
                let a = registers.int(a);
                holds &= (lo <= a) & (a <= hi);
                a > i64::SPECIAL
            }
            Quick::Member(a, set) => {
                let a = registers.int(a);
                holds &= in_set(set, a);
                a > i64::SPECIAL
            }
            Quick::Int(op, target, a, b) => {
                let (a, b) = (registers.int(a), registers.int(b));
                registers.set_int(target, computed(op, a, b));
                a > i64::SPECIAL && b > i64::SPECIAL
            }
            Quick::Compare(op, target, a, b) => {
                let (a, b) = (registers.int(a), registers.int(b));
                registers.set_truth(target, as_mask(compared(op, a, b)));
                a > i64::SPECIAL && b > i64::SPECIAL
            }
            Quick::And(target, a, b) => {
                let (a, b) = (registers.truth(a), registers.truth(b));
                registers.set_truth(target, as_mask((a == TRUE) & (b == TRUE)));
                plain(a) && plain(b)
            }
            Quick::ChooseTruth(target, test, a, b) => {
                let (test, a, b) = (registers.truth(test), registers.truth(a), registers.truth(b));
                registers.set_truth(target, if test == TRUE { a } else { b });
                plain(test)
            }
            Quick::Choose(target, test, a, b) => {
                let (test, a, b) = (registers.truth(test), registers.int(a), registers.int(b));
                registers.set_int(target, if test == TRUE { a } else { b });
                plain(test)
            }
            Quick::NonZero(target, a) => {
                let a = registers.int(a);
                registers.set_int(target, a);
                a != 0
            }
            Quick::Do(at) => {
                if !holds {
                    return Some(Verdict::of(Status::NotEligible));
                }
                other(plan, way, at, registers);
                true
            }
        };
        if !known {
            // Whatever is not known, one failed condition decides; what this line made of it does not count.
            return if before { None } else { Some(Verdict::of(Status::NotEligible)) };
        }
    }
    let Some(money) = &way.money else {
        return Some(benefit(true, holds));
    };
    let value = registers.int(money.value);
    let cap = money.cap.unwrap_or(i64::MAX);
    let product = value.min(cap).wrapping_mul(money.numerator).cast_unsigned();
    let fen = money.by.half_up(product).cast_signed();
    if holds && value < 0 {
        return None;
    }
    Some(payment(true, holds, fen, value > cap, value >= cap))
}

/// Members are below 64: a shift beyond finds nothing.
#[inline(always)]
pub(crate) fn in_set(set: u64, member: i64) -> bool {
    u32::try_from(member).ok().and_then(|member| set.checked_shr(member)).is_some_and(|bits| bits & 1 == 1)
}

#[inline(never)]
fn other(plan: &Plan, way: &ShortWay, at: u16, registers: &mut Bench<'_>) {
    if let Some((target, op)) = way.others.get(usize::from(at)) {
        step(plan, *target, op, registers);
    }
}
