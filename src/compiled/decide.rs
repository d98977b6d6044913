//! How an item is decided from its conditions, its money and its records, as values. Owns conjunctions that may wait,
//! sums of records, the one rounding and the statuses of duties; knows nothing of registers or plans, so that
//! interpreted and generated code share it. Must agree with the reference engine.

use super::logic::{and, or};
use super::row::Records;
use super::{Verdict, payment_marks};
use crate::eval::is_live;
use crate::outcome::Status;
use crate::plan::op::Cell;
use crate::plan::op::truth::{CONFLICT, DEFER, FALSE, FAULT, TRUE, UNKNOWN, definite};
use crate::plan::{Deadline, Listing};
use crate::value::rounding::Rounding;

/// A conjunction on its way.
#[derive(Clone, Copy, Debug)]
pub struct Conjunction {
    mask: u8,
    /// The same if what waits comes out well.
    hoped: u8,
    /// Something is open that no approval or act settles.
    other: bool,
}

impl Conjunction {
    /// Of nothing: true.
    pub const START: Self = Self { mask: TRUE, hoped: TRUE, other: false };

    /// With one more condition, which may be one that can be waited for.
    #[inline(always)]
    pub fn add(&mut self, mask: u8, waits: bool) {
        if mask == TRUE {
            return;
        }
        self.mask = and(self.mask, mask);
        if definite(mask) {
            self.hoped = and(self.hoped, mask);
            return;
        }
        // Something that waits is hoped for as long as it can still be true.
        if waits && mask & TRUE != 0 {
            return;
        }
        self.hoped = and(self.hoped, mask);
        self.other = true;
    }

    /// What it has come to so far.
    #[inline(always)]
    #[must_use]
    pub const fn mask(&self) -> u8 {
        self.mask
    }

    fn status(self) -> Option<Status> {
        match self.mask {
            TRUE => Some(Status::Eligible),
            FALSE => Some(Status::NotEligible),
            FAULT => Some(Status::Fault),
            CONFLICT => Some(Status::Conflict),
            mask if mask & DEFER != 0 => None,
            _ if self.hoped == TRUE && !self.other => Some(Status::PendingApproval),
            _ => Some(Status::Undetermined),
        }
    }
}

/// How an exact amount becomes fen: `value × numerator / (divisor × denominator)` whole steps, rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Factor of the value.
    pub numerator: i64,
    /// Divisor of the value.
    pub denominator: i64,
    /// Twice the product with the numerator is proven to fit 61 bits.
    pub narrow: bool,
    /// The way to round.
    pub mode: Rounding,
    /// Places after the point of a yuan.
    pub decimals: u8,
}

impl Terms {
    /// A value in 64 bits, in fen; special values stay.
    #[inline(always)]
    #[must_use]
    pub fn plain(&self, value: i64) -> i64 {
        if value <= i64::SPECIAL {
            return value;
        }
        if self.narrow && value >= 0 { self.short(value) } else { self.wide(value.into()) }
    }

    /// A value in 128 bits.
    #[must_use]
    pub fn wide(&self, value: i128) -> i64 {
        special(value).unwrap_or_else(|| self.long(value, 1))
    }

    /// A quotient whose value has 64 bits.
    #[must_use]
    pub fn quotient(&self, value: i64, divisor: i128) -> i64 {
        if value <= i64::SPECIAL { value } else { self.wide_quotient(value.into(), divisor) }
    }

    /// A quotient.
    #[must_use]
    pub fn wide_quotient(&self, value: i128, divisor: i128) -> i64 {
        match (special(value), special(divisor)) {
            (_, Some(i64::FAULT)) => i64::FAULT,
            (_, Some(_)) => i64::DEFER,
            (Some(value), None) => value,
            (None, None) => self.long(value, divisor),
        }
    }

    fn long(&self, value: i128, divisor: i128) -> i64 {
        self.steps(value, divisor).and_then(|steps| self.fen(steps)).unwrap_or(i64::DEFER)
    }

    /// Fen from whole steps.
    fn fen(&self, steps: i128) -> Option<i64> {
        let factor = match self.decimals {
            0 => 100,
            1 => 10,
            2 => 1,
            _ => return None,
        };
        i64::try_from(steps.checked_mul(factor)?).ok().filter(|fen| *fen > i64::SPECIAL)
    }

    /// Half up without a sign in 64 bits, as the plan has proven possible.
    #[inline(always)]
    fn short(&self, value: i64) -> i64 {
        let product = value.wrapping_mul(self.numerator);
        let denominator = self.denominator;
        let steps = match self.mode {
            _ if denominator == 1 => Some(product),
            Rounding::HalfUp => {
                product.wrapping_mul(2).wrapping_add(denominator).checked_div(denominator.wrapping_mul(2))
            }
            _ => return self.long(value.into(), 1),
        };
        match (steps, self.decimals) {
            (Some(steps), 2) => steps,
            (Some(steps), _) => self.fen(steps.into()).unwrap_or(i64::DEFER),
            (None, _) => i64::DEFER,
        }
    }

    /// `value × numerator / (divisor × denominator)` in whole steps, rounded.
    fn steps(&self, value: i128, divisor: i128) -> Option<i128> {
        let product = value.checked_mul(self.numerator.into())?;
        let divisor = divisor.checked_mul(self.denominator.into())?.unsigned_abs();
        let magnitude = product.unsigned_abs();
        let steps = magnitude.checked_div(divisor)?;
        let rest = magnitude.checked_rem(divisor)?;
        let half = rest.checked_mul(2)?.cmp(&divisor);
        let up = match self.mode {
            Rounding::HalfUp => half.is_ge(),
            Rounding::HalfEven => half.is_gt() || (half.is_eq() && steps & 1 == 1),
            Rounding::Down => false,
            Rounding::Up => rest != 0,
        };
        let steps = i128::try_from(if up { steps.checked_add(1)? } else { steps }).ok()?;
        if product < 0 { steps.checked_neg() } else { Some(steps) }
    }
}

/// A wide special value as a plain one.
fn special(value: i128) -> Option<i64> {
    match value {
        i128::NULL => Some(i64::NULL),
        i128::FAULT => Some(i64::FAULT),
        i128::CONFLICT => Some(i64::CONFLICT),
        value if value <= i128::SPECIAL => Some(i64::DEFER),
        _ => None,
    }
}

/// The money of an item.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    /// In fen, or a special value.
    pub fen: i64,
    /// Though it is not known it may have a ceiling.
    pub ceiling: bool,
    /// A cap cut it.
    pub capped: bool,
    /// A cap was reached.
    pub reached: bool,
}

/// The verdict of a benefit without money.
#[inline]
#[must_use]
pub fn decided(gate: u8, tests: Conjunction) -> Verdict {
    status(gate, tests).map_or(Verdict::DEFERRED, Verdict::of)
}

/// The verdict of a benefit with money, which is asked for if something can be due.
#[inline]
pub fn finish(gate: u8, tests: Conjunction, sum: &Sum, money: impl FnOnce() -> Paid) -> Verdict {
    let Some(status) = status(gate, tests) else { return Verdict::DEFERRED };
    let mut verdict = Verdict::of(status);
    if !is_live(status) {
        return verdict;
    }
    let paid = money();
    match paid.fen {
        i64::DEFER => return Verdict::DEFERRED,
        i64::NULL if paid.ceiling && !sum.unlisted => return Verdict::DEFERRED,
        fen if fen <= i64::SPECIAL => return verdict,
        fen => verdict.fen = fen,
    }
    verdict.mark(sum.capped || paid.capped, sum.reached || paid.reached, sum.uncertain);
    verdict
}

fn status(gate: u8, tests: Conjunction) -> Option<Status> {
    match gate {
        TRUE => tests.status(),
        mask if mask & DEFER != 0 => None,
        _ => Some(Status::Undetermined),
    }
}

/// The verdict of a benefit of which everything is known.
#[inline(always)]
#[must_use]
pub fn benefit(gate: bool, holds: bool) -> Verdict {
    Verdict::of(refused(gate, holds))
}

/// The same with an amount in fen, whether a cap cut it, and whether one was reached.
#[inline(always)]
#[must_use]
pub fn payment(gate: bool, holds: bool, fen: i64, capped: bool, reached: bool) -> Verdict {
    let due = gate & holds;
    let fen = if due { fen } else { i64::NULL };
    Verdict::of_parts(fen, Some(refused(gate, holds)), payment_marks(due, capped, reached))
}

#[inline(always)]
const fn refused(gate: bool, holds: bool) -> Status {
    if !gate {
        Status::NotApplicable
    } else if holds {
        Status::Eligible
    } else {
        Status::NotEligible
    }
}

/// The sum of the records of an item.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    value: i128,
    capped: bool,
    reached: bool,
    uncertain: bool,
    /// Nothing is known of the list, and the sum is taken as it is.
    unlisted: bool,
}

/// What one record comes to.
#[derive(Clone, Copy, Debug)]
pub struct One {
    /// Its conditions.
    pub tests: Conjunction,
    /// What it brings in steps of the sum, whether a cap cut that, and whether one was reached.
    pub brings: Option<(i128, bool, bool)>,
}

impl Sum {
    /// Of nothing.
    pub const START: Self = Self { value: 0, capped: false, reached: false, uncertain: false, unlisted: false };

    /// In steps, or a special value.
    #[must_use]
    pub const fn value(&self) -> i128 {
        self.value
    }

    /// Adds the records of a list to the conditions of an item, and what they bring to the sum. `guard` is false when
    /// the list is known to be empty though it is not given.
    pub fn list(
        &mut self,
        tests: &mut Conjunction,
        listing: Listing,
        records: Option<&Records>,
        guard: Option<u8>,
        mut one: impl FnMut(&Records, usize) -> One,
    ) {
        let (mut any, mut hoped, mut other) = (FALSE, FALSE, false);
        match (records, guard) {
            (Some(records), _) => {
                for index in 0..records.count() {
                    let One { tests: own, brings } = one(records, index);
                    any = or(any, own.mask);
                    hoped = or(hoped, own.hoped);
                    other |= !definite(own.mask) && own.other;
                    if let Some((value, capped, reached)) = brings {
                        self.contribute(own, value);
                        if (listing.staged || listing.ceiling) && self.value == i128::NULL {
                            self.value = i128::DEFER;
                        }
                        self.capped |= capped;
                        self.reached |= reached;
                    }
                }
            }
            (None, Some(FALSE)) => {}
            (None, Some(mask)) if mask & DEFER != 0 => return tests.add(DEFER, false),
            (None, _) => {
                let value = if listing.staged && listing.flawed { i128::DEFER } else { i128::NULL };
                *self = Self { value, uncertain: true, unlisted: !listing.staged, ..*self };
                return tests.add(UNKNOWN, false);
            }
        }
        tests.mask = and(tests.mask, any);
        tests.hoped = and(tests.hoped, hoped);
        tests.other |= !definite(any) && other;
    }

    /// What a record brings.
    fn contribute(&mut self, tests: Conjunction, value: i128) {
        let added = match tests.mask {
            TRUE => value,
            FAULT | CONFLICT => i128::FAULT,
            mask if mask & DEFER != 0 => i128::DEFER,
            _ => {
                self.uncertain = true;
                // Whether it counts is open, so a flaw in it is only possible.
                if value == i128::FAULT || value == i128::CONFLICT { i128::NULL } else { value }
            }
        };
        self.value = match (self.value, added) {
            (i128::DEFER, _) | (_, i128::DEFER) => i128::DEFER,
            (i128::FAULT | i128::CONFLICT, _) | (_, i128::FAULT | i128::CONFLICT) => i128::FAULT,
            (i128::NULL, _) | (_, i128::NULL) => i128::NULL,
            (sum, added) => sum.checked_add(added).unwrap_or(i128::DEFER),
        };
    }
}

/// The status of a duty or target.
#[must_use]
pub fn owed(applies: u8, done: Option<u8>, deadline: Option<Deadline>, standing: bool) -> Verdict {
    match applies {
        TRUE => {}
        FALSE => return Verdict::of(Status::NotApplicable),
        FAULT => return Verdict::of(Status::Fault),
        CONFLICT => return Verdict::of(Status::Conflict),
        mask if mask & DEFER != 0 => return Verdict::DEFERRED,
        _ => return Verdict::of(Status::Undetermined),
    }
    let status = match done {
        Some(TRUE) => return Verdict::of(Status::Met),
        Some(FAULT) => return Verdict::of(Status::Fault),
        Some(CONFLICT) => return Verdict::of(Status::Conflict),
        Some(mask) if mask & DEFER != 0 => return Verdict::DEFERRED,
        other => other,
    };
    let failed = status == Some(FALSE);
    let Some(deadline) = deadline else {
        return Verdict::of(match (status, standing) {
            (Some(mask), _) if mask != FALSE => Status::Undetermined,
            (Some(_), true) => Status::NotMet,
            _ => Status::InProgress,
        });
    };
    if deadline.not_yet && done.is_none() {
        return Verdict::of(Status::NotDue);
    }
    match deadline.in_time {
        TRUE if failed || done.is_none() => Verdict::of(match (deadline.unknown, deadline.not_yet) {
            (true, _) => Status::Undetermined,
            (false, true) => Status::NotDue,
            (false, false) => Status::InProgress,
        }),
        FALSE if failed => Verdict::of(Status::NotMet),
        FAULT => Verdict::of(Status::Fault),
        mask if mask & DEFER != 0 => Verdict::DEFERRED,
        _ => Verdict::of(Status::Undetermined),
    }
}
