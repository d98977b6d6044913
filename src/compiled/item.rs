//! One item from the lines of its plan. Owns the order in which an item is decided; what the parts come to is in
//! [`decide`](super::decide).

use super::decide::{Conjunction, One, Paid, Sum, Terms, decided, finish, owed};
use super::ops::widen;
use super::run::{Bench, compare, run, step};
use super::{RowRef, Verdict};
use crate::outcome::Status;
use crate::plan::op::Class;
use crate::plan::op::truth::{FALSE, TRUE};
use crate::plan::{Action, Each, Line, Money, Plan, Reg, Tested};

/// What an item with code comes to.
pub(super) fn verdict(plan: &Plan, lines: &[Line], duty: bool, registers: &mut Bench<'_>, row: &RowRef<'_>) -> Verdict {
    let mut gate = TRUE;
    let mut tests = Conjunction::START;
    let mut sum = Sum::START;
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
                registers.set_wide(plan.sum, sum.value());
            }
            Line::Act(Action::Duty { done, deadline, standing }) => {
                let done = done.map(|done| registers.truth(done));
                return owed(tests.mask(), done, *deadline, *standing);
            }
            Line::Act(Action::Money(money)) => return finish(gate, tests, &sum, || paid(money, registers)),
            Line::Act(Action::Record { .. }) => continue,
        }
        // A benefit whose gate is open stays undetermined even so.
        if tests.mask() == FALSE && (gate == TRUE || duty) {
            return Verdict::of(refused);
        }
    }
    decided(gate, tests)
}

/// Whether a cap cut, and whether one was reached.
fn marks(caps: &[(Reg, Reg)], registers: &Bench<'_>) -> (bool, bool) {
    let holds = |mask: Reg| registers.truth(mask) == TRUE;
    (caps.iter().any(|(cut, _)| holds(*cut)), caps.iter().any(|(_, reached)| holds(*reached)))
}

fn paid(money: &Money<Reg>, registers: &Bench<'_>) -> Paid {
    let Money { numerator, denominator, narrow, rule, .. } = *money;
    let terms = Terms { numerator, denominator, narrow, mode: rule.mode, decimals: rule.decimals };
    let divisor = money.divisor.map(|(divisor, class)| match class {
        Class::Wide => registers.wide(divisor),
        _ => widen(registers.int(divisor)),
    });
    let fen = match (money.class, divisor) {
        (Class::Wide, None) => terms.wide(registers.wide(money.value)),
        (Class::Wide, Some(divisor)) => terms.wide_quotient(registers.wide(money.value), divisor),
        (_, None) => terms.plain(registers.int(money.value)),
        (_, Some(divisor)) => terms.quotient(registers.int(money.value), divisor),
    };
    let (capped, reached) = marks(&money.caps, registers);
    Paid { fen, ceiling: money.ceiling, capped, reached }
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
    let guard = each.guard.map(|guard| registers.truth(guard));
    sum.list(tests, each.listing, row.list(each.list), guard, |records, index| {
        records.load(plan, each.list, index, registers);
        let mut own = Conjunction::START;
        for step in &each.tests {
            run(plan, &step.code, registers);
            if let Action::Test(Tested { mask, waits }) = &step.action {
                own.add(registers.truth(*mask), *waits);
            }
            if own.mask() == FALSE {
                return One { tests: own, brings: None };
            }
        }
        let brings = each.value.as_ref().and_then(|value| {
            run(plan, &value.code, registers);
            let Action::Record { value, caps } = &value.action else { return None };
            let (capped, reached) = marks(caps, registers);
            Some((registers.wide(*value), capped, reached))
        });
        One { tests: own, brings }
    });
}
