//! The status and amount of one item from its steps. Owns the order in which an item is decided and the one rounding
//! at its end; must agree with the reference engine.

use super::logic::{and, or};
use super::run::{Bench, compare, run, step};
use super::{RowRef, Verdict};
use crate::ir::RoundingRule;
use crate::outcome::Status;
use crate::plan::op::truth::{CONFLICT, DEFER, FALSE, FAULT, TRUE, UNKNOWN, definite};
use crate::plan::op::{Cell, Class};
use crate::plan::{Action, Deadline, Each, Line, Money, Plan, Reg, Tested};
use crate::value::rounding::Rounding;

/// A conjunction on its way.
#[derive(Clone, Copy)]
struct Conjunction {
    mask: u8,
    /// The same if what waits comes out well.
    hoped: u8,
    /// Something is open that no approval or act settles.
    other: bool,
}

impl Conjunction {
    const START: Self = Self { mask: TRUE, hoped: TRUE, other: false };

    #[inline(always)]
    fn add(&mut self, mask: u8, waits: bool) {
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

/// The sum of the records of an item.
struct Sum {
    value: i128,
    capped: bool,
    reached: bool,
    uncertain: bool,
    /// Nothing is known of the list, and the sum is taken as it is.
    unlisted: bool,
}

/// What an item with code comes to.
pub(super) fn verdict(plan: &Plan, lines: &[Line], duty: bool, registers: &mut Bench<'_>, row: &RowRef<'_>) -> Verdict {
    let mut gate = TRUE;
    let mut tests = Conjunction::START;
    let mut sum = Sum { value: 0, capped: false, reached: false, uncertain: false, unlisted: false };
    let refused = if duty { Status::NotApplicable } else { Status::NotEligible };
    for line in lines {
        match line {
            Line::Do(target, op) => {
                step(plan, *target, op, registers);
                continue;
            }
            Line::Check { target, op, a, b, opens } => {
                let mask = compare(plan, *op, registers.int(*a), registers.int(*b), *opens);
                registers.set_truth(*target, mask);
                tests.add(mask, false);
            }
            Line::Act(Action::Test(Tested { mask, waits })) => tests.add(registers.truth(*mask), *waits),
            Line::Act(Action::Gate(mask)) => {
                gate = registers.truth(*mask);
                if gate == FALSE {
                    return Verdict::of(Status::NotApplicable);
                }
                continue;
            }
            Line::Act(Action::Each(each)) => {
                listed(plan, each, registers, row, &mut tests, &mut sum);
                registers.set_wide(plan.sum, sum.value);
            }
            Line::Act(Action::Duty { done, deadline, standing }) => {
                let done = done.map(|done| registers.truth(done));
                return owed(tests.mask, done, *deadline, *standing);
            }
            Line::Act(Action::Money(money)) => return finish(gate, tests, Some(money), registers, &sum),
            Line::Act(Action::Record { .. }) => continue,
        }
        // A benefit whose gate is open stays undetermined even so.
        if tests.mask == FALSE && (gate == TRUE || duty) {
            return Verdict::of(refused);
        }
    }
    finish(gate, tests, None, registers, &sum)
}

fn finish(gate: u8, tests: Conjunction, money: Option<&Money<Reg>>, registers: &Bench<'_>, sum: &Sum) -> Verdict {
    let status = match gate {
        TRUE => tests.status(),
        mask if mask & DEFER != 0 => None,
        _ => Some(Status::Undetermined),
    };
    let Some(status) = status else { return Verdict::DEFERRED };
    let mut verdict = Verdict::of(status);
    let Some(money) = money.filter(|_| crate::eval::is_live(status)) else { return verdict };
    match rounded(money, registers) {
        i64::DEFER => return Verdict::DEFERRED,
        i64::NULL if money.ceiling && !sum.unlisted => return Verdict::DEFERRED,
        fen if fen <= i64::SPECIAL => return verdict,
        fen => verdict.fen = fen,
    }
    let holds = |mask: Reg| registers.truth(mask) == TRUE;
    let capped = sum.capped || money.caps.iter().any(|(cut, _)| holds(*cut));
    let reached = sum.reached || money.caps.iter().any(|(_, reached)| holds(*reached));
    verdict.mark(capped, reached, sum.uncertain);
    verdict
}

/// The amount in fen, or a special value.
fn rounded(money: &Money<Reg>, registers: &Bench<'_>) -> i64 {
    if money.narrow {
        let value = registers.int(money.value);
        if value <= i64::SPECIAL {
            return value;
        }
        if value >= 0 {
            return narrow(money, value);
        }
    }
    let value = match money.class {
        Class::Wide => registers.wide(money.value),
        _ => match registers.int(money.value) {
            value if value <= i64::SPECIAL => return value,
            value => value.into(),
        },
    };
    let divisor = match money.divisor {
        None => 1,
        Some((divisor, Class::Wide)) => registers.wide(divisor),
        Some((divisor, _)) => match registers.int(divisor) {
            divisor if divisor <= i64::SPECIAL => return if divisor == i64::FAULT { divisor } else { i64::DEFER },
            divisor => divisor.into(),
        },
    };
    match (special(value), special(divisor)) {
        (_, Some(i64::FAULT)) => return i64::FAULT,
        (_, Some(_)) => return i64::DEFER,
        (Some(value), None) => return value,
        (None, None) => {}
    }
    steps(value, divisor, money).and_then(|steps| fen(steps, money.rule)).unwrap_or(i64::DEFER)
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

/// Fen from whole steps of a rounding.
fn fen(steps: i128, rule: RoundingRule) -> Option<i64> {
    let factor = match rule.decimals {
        0 => 100,
        1 => 10,
        2 => 1,
        _ => return None,
    };
    i64::try_from(steps.checked_mul(factor)?).ok().filter(|fen| *fen > i64::SPECIAL)
}

/// Half up without a sign in 64 bits, as the plan has proven possible.
fn narrow(money: &Money<Reg>, value: i64) -> i64 {
    let product = value.wrapping_mul(money.numerator);
    let denominator = money.denominator;
    let steps = match money.rule.mode {
        _ if denominator == 1 => Some(product),
        Rounding::HalfUp => product.wrapping_mul(2).wrapping_add(denominator).checked_div(denominator.wrapping_mul(2)),
        _ => return steps(value.into(), 1, money).and_then(|steps| fen(steps, money.rule)).unwrap_or(i64::DEFER),
    };
    match (steps, money.rule.decimals) {
        (Some(steps), 2) => steps,
        (Some(steps), _) => fen(steps.into(), money.rule).unwrap_or(i64::DEFER),
        (None, _) => i64::DEFER,
    }
}

/// `value × numerator / (divisor × denominator)` in whole steps, rounded.
fn steps(value: i128, divisor: i128, money: &Money<Reg>) -> Option<i128> {
    let product = value.checked_mul(money.numerator.into())?;
    let divisor = divisor.checked_mul(money.denominator.into())?.unsigned_abs();
    let magnitude = product.unsigned_abs();
    let steps = magnitude.checked_div(divisor)?;
    let rest = magnitude.checked_rem(divisor)?;
    let half = rest.checked_mul(2)?.cmp(&divisor);
    let up = match money.rule.mode {
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && steps & 1 == 1),
        Rounding::Down => false,
        Rounding::Up => rest != 0,
    };
    let steps = i128::try_from(if up { steps.checked_add(1)? } else { steps }).ok()?;
    if product < 0 { steps.checked_neg() } else { Some(steps) }
}

/// Adds the records of a list to a conjunction, and their amounts to a sum.
fn listed(
    plan: &Plan,
    each: &Each<Reg>,
    registers: &mut Bench<'_>,
    row: &RowRef<'_>,
    tests: &mut Conjunction,
    sum: &mut Sum,
) {
    let records = row.list(each.list);
    let count = match (records, each.guard.map(|guard| registers.truth(guard))) {
        (Some(records), _) => records.count(),
        (None, Some(FALSE)) => 0,
        (None, Some(mask)) if mask & DEFER != 0 => {
            tests.add(DEFER, false);
            return;
        }
        (None, _) => {
            tests.add(UNKNOWN, false);
            *sum = Sum { value: i128::NULL, uncertain: true, unlisted: !each.staged, ..*sum };
            return;
        }
    };
    let (mut any, mut hoped, mut other) = (FALSE, FALSE, false);
    for index in 0..count {
        if let Some(records) = records {
            records.load(plan, each.list, index, registers);
        }
        let mut own = Conjunction::START;
        for step in &each.tests {
            run(plan, &step.code, registers);
            if let Action::Test(Tested { mask, waits }) = &step.action {
                own.add(registers.truth(*mask), *waits);
            }
            if own.mask == FALSE {
                break;
            }
        }
        any = or(any, own.mask);
        hoped = or(hoped, own.hoped);
        other |= !definite(own.mask) && own.other;
        if let (Some(value), true) = (&each.value, own.mask != FALSE) {
            run(plan, &value.code, registers);
            if let Action::Record { value, caps } = &value.action {
                contribute(sum, own, registers.wide(*value));
                if (each.staged || each.ceiling) && sum.value == i128::NULL {
                    sum.value = i128::DEFER;
                }
                let holds = |mask: Reg| registers.truth(mask) == TRUE;
                sum.capped |= caps.iter().any(|(cut, _)| holds(*cut));
                sum.reached |= caps.iter().any(|(_, reached)| holds(*reached));
            }
        }
    }
    tests.mask = and(tests.mask, any);
    tests.hoped = and(tests.hoped, hoped);
    tests.other |= !definite(any) && other;
}

/// What a record brings to the sum.
fn contribute(sum: &mut Sum, tests: Conjunction, value: i128) {
    let added = match tests.mask {
        TRUE => value,
        FAULT | CONFLICT => i128::FAULT,
        mask if mask & DEFER != 0 => i128::DEFER,
        _ => {
            sum.uncertain = true;
            // Whether it counts is open, so a flaw in it is only possible.
            if value == i128::FAULT || value == i128::CONFLICT { i128::NULL } else { value }
        }
    };
    sum.value = match (sum.value, added) {
        (i128::DEFER, _) | (_, i128::DEFER) => i128::DEFER,
        (i128::FAULT | i128::CONFLICT, _) | (_, i128::FAULT | i128::CONFLICT) => i128::FAULT,
        (i128::NULL, _) | (_, i128::NULL) => i128::NULL,
        (sum, added) => sum.checked_add(added).unwrap_or(i128::DEFER),
    };
}

/// The status of a duty or target.
fn owed(applies: u8, done: Option<u8>, deadline: Option<Deadline>, standing: bool) -> Verdict {
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
