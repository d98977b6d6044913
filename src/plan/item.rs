//! Items to steps: gates, conditions, records, status, money, in the order in which they are decided. Owns the shape
//! of an item's code and what is left to the reference engine; knows nothing of registers.

use super::graph::Node;
use super::lower::{Low, Lowering};
use super::number::{Null, Num, Reason};
use super::op::{Class, NumOp, Op, truth};
use crate::ir::{
    AmountDef, AmountKind, CompareOp, EachDef, FactId, ItemDef, ItemKind, ListId, RoundingRule, StageDef, SubjectId,
    Test, TestKind,
};
use crate::outcome::Status;
use crate::profile::limits::MAX_RECORDS;
use crate::value::number::Number;
use crate::value::truth::{Outcome, Truth};
use num_bigint::BigInt;

/// A condition: its truth, and whether it is an approval or act that can be waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tested<R> {
    pub(crate) mask: R,
    pub(crate) waits: bool,
}

/// Records of a list, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Each<R> {
    pub(crate) list: ListId,
    /// False when the list is known to be empty though it is not given.
    pub(crate) guard: Option<R>,
    pub(crate) tests: Vec<Step<R>>,
    /// What a record brings, in steps of the sum.
    pub(crate) value: Option<Step<R>>,
    pub(crate) listing: Listing,
}

/// What an item asks of a list.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Listing {
    /// Something is asked of the sum besides itself: a cap, a floor, a part of a formula.
    pub staged: bool,
    /// The records bring ceilings, whose greatest sum counts.
    pub ceiling: bool,
    /// A record may have a flaw, so that nothing certain can be made of one that is not known.
    pub flawed: bool,
}

/// A deadline whose end is known beforehand.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Deadline {
    /// Whether the day asked about is in time.
    pub in_time: u8,
    /// The period has not begun.
    pub not_yet: bool,
    /// Whether it has begun is not known.
    pub unknown: bool,
}

/// The money of an item: `value × numerator / (divisor × denominator)` whole steps of the rounding.
#[derive(Clone, Debug)]
pub(crate) struct Money<R> {
    pub(crate) value: R,
    pub(crate) class: Class,
    pub(crate) divisor: Option<(R, Class)>,
    pub(crate) numerator: i64,
    pub(crate) denominator: i64,
    /// Twice the product with the numerator fits 61 bits.
    pub(crate) narrow: bool,
    pub(crate) rule: RoundingRule,
    /// An amount that is not known may still have a ceiling.
    pub(crate) ceiling: bool,
    /// Caps: cut, reached.
    pub(crate) caps: Vec<(R, R)>,
}

/// What a step does once its code has run.
#[derive(Clone, Debug)]
pub(crate) enum Action<R> {
    /// In force and for this subject: otherwise not applicable.
    Gate(R),
    /// A condition.
    Test(Tested<R>),
    /// The records.
    Each(Box<Each<R>>),
    /// Whether a duty or target that applies is done and due.
    Duty { done: Option<R>, deadline: Option<Deadline>, standing: bool },
    /// The amount, if something can be due.
    Money(Box<Money<R>>),
    /// The amount of one record: a wide number of steps, and whether a cap cut it or was reached.
    Record { value: R, caps: Vec<(R, R)> },
}

/// Code and what is done with its results.
#[derive(Clone, Debug)]
pub(crate) struct Step<R = super::Reg> {
    pub(crate) code: Vec<super::Instruction>,
    pub(crate) action: Action<R>,
}

/// A step before it has code.
pub(crate) fn draft(action: Action<Node>) -> Step<Node> {
    Step { code: Vec::new(), action }
}

/// An item before it has code.
pub(crate) enum Draft {
    Fixed(Status),
    Reference(Reason),
    Steps(Vec<Step<Node>>),
}

impl Lowering<'_> {
    pub(crate) fn item(&mut self, item: &ItemDef) -> Draft {
        let drafted = match item.kind {
            ItemKind::Benefit => self.benefit(item),
            ItemKind::Duty | ItemKind::Target => self.duty(item),
            ItemKind::Encouragement | ItemKind::Administrative => return Draft::Fixed(Status::Informational),
        };
        match drafted {
            Ok(steps) => {
                let never = |step: &Step<Node>| match &step.action {
                    Action::Gate(mask) => self.graph.op(*mask) == Op::Truth(truth::FALSE),
                    _ => false,
                };
                if steps.iter().any(never) { Draft::Fixed(Status::NotApplicable) } else { Draft::Steps(steps) }
            }
            Err(reason) => Draft::Reference(reason),
        }
    }

    fn gate(&mut self, item: &ItemDef) -> Result<Node, Reason> {
        let mut parts = Vec::new();
        for period in &item.in_force {
            if self.moves(period) {
                return Err("a term of validity that hangs on facts");
            }
            let covers = self.blank.covers(period, self.context.as_of).as_truth();
            parts.push(self.graph.truth(covers.bits()));
        }
        let named = item.subjects.len();
        if named > 0 {
            let mask = item.subjects.iter().fold(0, |mask, SubjectId(index)| mask | crate::ir::bit(*index));
            let open = if named == self.policy.subjects.len() { truth::TRUE } else { truth::UNKNOWN };
            let members = self.graph.members(super::Members { mask, others: !mask, open });
            // The subject is the first number of every profile.
            let subject = self.graph.node(Op::IntSlot(0));
            parts.push(self.graph.node(Op::Member(subject, members)));
        }
        Ok(self.graph.all(&parts))
    }

    fn benefit(&mut self, item: &ItemDef) -> Result<Vec<Step<Node>>, Reason> {
        let gate = self.gate(item)?;
        let mut steps = vec![draft(Action::Gate(gate))];
        steps.extend(self.tests(&item.tests));
        let mut money = item.amount.as_ref().map(|amount| (self.amount(amount), amount.kind));
        if let Some(each) = &item.each {
            let (step, sum) = self.each(each, !item.stages.is_empty() || item.amount.is_some())?;
            steps.push(step);
            if money.is_none() {
                money = each.amount.as_ref().map(|amount| (sum.ok_or("an amount of records"), amount.kind));
            }
        }
        if let Some((value, kind)) = money {
            let staged = value.and_then(|value| self.staged(value, &item.stages));
            let action = staged.and_then(|(value, caps)| self.money(&value, caps, item.rounding, kind));
            steps.push(draft(match action {
                Ok(money) => Action::Money(Box::new(money)),
                Err(reason) => Action::Money(Box::new(self.deferred_money(reason, item.rounding))),
            }));
        }
        Ok(steps)
    }

    /// Money that only the reference engine can compute: the rows that are owed it are left to it.
    fn deferred_money(&mut self, reason: Reason, rule: RoundingRule) -> Money<Node> {
        use super::op::Cell;
        self.graph.reasons.insert(reason.to_owned());
        let value = self.graph.int(i64::DEFER);
        Money {
            value,
            class: Class::Int,
            divisor: None,
            numerator: 1,
            denominator: 1,
            narrow: false,
            rule,
            ceiling: false,
            caps: Vec::new(),
        }
    }

    fn amount(&mut self, amount: &AmountDef) -> Result<Num, Reason> {
        let value = self.number(&amount.value)?;
        self.graph.limited(value)
    }

    fn staged(&mut self, mut value: Num, stages: &[StageDef]) -> Result<(Num, Vec<(Node, Node)>), Reason> {
        let mut caps = Vec::new();
        for stage in stages {
            value = match stage {
                StageDef::Cap(limit) => {
                    let limit = self.number(limit)?;
                    let cut = self.graph.compare(CompareOp::Gt, &value, &limit)?;
                    let reached = self.graph.compare(CompareOp::Ge, &value, &limit)?;
                    caps.push((cut, reached));
                    self.graph.extreme(NumOp::Cap, &value, &limit)?
                }
                StageDef::Floor(limit) => {
                    let limit = self.number(limit)?;
                    self.graph.extreme(NumOp::Floor, &value, &limit)?
                }
                StageDef::Less(less) => {
                    let less = self.number(less)?;
                    if less.null.possible() {
                        return Err("a deduction that may not be known");
                    }
                    let rest = self.graph.add(NumOp::Sub, &value, &less)?;
                    let zero = self.graph.known(&Number::zero())?;
                    self.graph.extreme(NumOp::Floor, &rest, &zero)?
                }
            };
        }
        Ok((value, caps))
    }

    fn money(
        &mut self,
        value: &Num,
        caps: Vec<(Node, Node)>,
        rule: RoundingRule,
        kind: AmountKind,
    ) -> Result<Money<Node>, Reason> {
        let (numerator, denominator) = self.graph.rounding(value, rule)?;
        let class = self.graph.class(value.node);
        let most: BigInt = (&value.hi).max(&-&value.lo) * BigInt::from(numerator) * 2;
        let narrow = class == Class::Int && value.divisor.is_none() && most.bits() <= 61;
        Ok(Money {
            value: value.node,
            class,
            divisor: value.divisor.as_ref().map(|(node, _)| (*node, self.graph.class(*node))),
            numerator,
            denominator,
            narrow,
            rule,
            ceiling: kind == AmountKind::Ceiling,
            caps,
        })
    }

    /// The list of an item's records, and their sum.
    fn each(&mut self, each: &EachDef, staged: bool) -> Result<(Step<Node>, Option<Num>), Reason> {
        let fact = self.policy.lists.get(each.list.0).and_then(|list| self.policy.facts.get(list.fact.0));
        let guard = fact.and_then(|fact| fact.only_if.as_ref()).map(|(guard, _)| self.truth(guard));
        let tests = self.tests(&each.tests);
        let mut sum = None;
        let value = match &each.amount {
            None => None,
            Some(amount) => {
                let staged = self.amount(amount).and_then(|value| self.staged(value, &each.stages));
                let (value, caps) = staged?;
                if value.divisor.is_some() {
                    return Err("records whose amounts are quotients");
                }
                // A record that may not count takes nothing off the most there can be.
                if amount.kind == AmountKind::Ceiling && value.lo < BigInt::ZERO {
                    return Err("ceilings of records that may be negative");
                }
                let records = BigInt::from(MAX_RECORDS);
                let node = self.graph.node(Op::Sum);
                let least = BigInt::ZERO.min(value.lo.clone());
                let (lo, hi) = (&least * &records, &value.hi * &records);
                if lo.bits().max(hi.bits()) > 125 {
                    return Err("a sum that may need more than 125 bits");
                }
                let hi = hi.max(BigInt::ZERO);
                // Of a list that is not known; a sum that is known in part is deferred where more than itself is asked.
                let null = Null::Leaf((least >= BigInt::ZERO).then(Number::zero), None);
                sum = Some(Num { node, lo, hi, divisor: None, scale: value.scale.clone(), null });
                let wide = match self.graph.class(value.node) {
                    Class::Wide => value.node,
                    _ => self.graph.node(Op::Widen(value.node)),
                };
                Some(draft(Action::Record { value: wide, caps }))
            }
        };
        let ceiling = each.amount.as_ref().is_some_and(|amount| amount.kind == AmountKind::Ceiling);
        let flawed = tests.iter().chain(&value).any(|step| match &step.action {
            Action::Test(tested) => self.graph.may_be_flawed(tested.mask),
            Action::Record { value, .. } => self.graph.may_be_flawed(*value),
            _ => false,
        });
        let listing = Listing { staged, ceiling, flawed };
        Ok((draft(Action::Each(Box::new(Each { list: each.list, guard, tests, value, listing }))), sum))
    }

    /// Whether a fact has no value but the one given (or excluded): then it alone keeps itself open.
    fn is_own(&self, fact: FactId) -> bool {
        self.policy.facts.get(fact.0).is_some_and(|fact| fact.derived.is_none())
    }

    fn tests(&mut self, tests: &[Test]) -> Vec<Step<Node>> {
        let approvals: Vec<(FactId, Node)> = tests
            .iter()
            .filter_map(|test| match &test.kind {
                TestKind::Approval { fact, .. } => Some((*fact, self.fact_truth(*fact))),
                _ => None,
            })
            .collect();
        let given: Vec<Node> = approvals.iter().map(|(_, node)| *node).collect();
        let approved = (!approvals.is_empty()).then(|| self.graph.all(&given));
        let own = approvals.iter().all(|(fact, _)| self.is_own(*fact));
        let mut drafted: Vec<(usize, Tested<Node>)> = Vec::new();
        for test in tests {
            let tested = self.tested(test, approved, own);
            drafted.push((self.graph.weight(tested.mask), tested));
        }
        // Cheap ones first: the order does not bear on the result.
        drafted.sort_by_key(|(cost, _)| *cost);
        drafted.into_iter().map(|(_, tested)| draft(Action::Test(tested))).collect()
    }

    fn fact_truth(&mut self, fact: FactId) -> Node {
        match self.fact(fact) {
            Ok(Low::Truth(node)) => node,
            _ => self.graph.deferred("an approval that is no truth".to_owned()),
        }
    }

    fn tested(&mut self, test: &Test, approved: Option<Node>, own: bool) -> Tested<Node> {
        let plain = |mask| Tested { mask, waits: false };
        match &test.kind {
            TestKind::Condition { rule, .. } => plain(self.rule(rule)),
            TestKind::Presumption(expr) => {
                let mask = self.truth(expr);
                plain(self.graph.node(Op::Presumed(mask)))
            }
            TestKind::Approval { fact, .. } => {
                let mask = self.fact_truth(*fact);
                Tested { mask, waits: self.is_own(*fact) }
            }
            TestKind::External { settled_by_approval, mention } => match approved.filter(|_| *settled_by_approval) {
                _ if *mention => plain(self.graph.truth(truth::TRUE)),
                Some(approved) => Tested { mask: self.graph.node(Op::Settled(approved)), waits: own },
                None => plain(self.graph.truth(truth::UNKNOWN)),
            },
            TestKind::Application { fact, period } => {
                let act = self.policy.facts.get(fact.0).is_some_and(|def| def.act) && self.is_own(*fact);
                let value = self.fact(*fact).and_then(|low| match low {
                    Low::Plain(node, null) => self.within(node, &null, false, period),
                    _ => Err("an application without a day"),
                });
                let mask = value.unwrap_or_else(|reason| self.graph.deferred(reason.to_owned()));
                let moves = self.moves(period);
                let (from, to) = self.blank.ends(period, None);
                let certain = [from, to].into_iter().flatten().all(|end| end.open.is_empty() && end.fault.is_none());
                let in_time = !moves && self.blank.in_time(period).as_truth() == Truth::TRUE;
                if moves && act {
                    // Whether it can still be done in time hangs on facts: open ones are the reference engine's.
                    return plain(self.graph.node(Op::Sure(mask)));
                }
                Tested { mask, waits: act && certain && in_time }
            }
            TestKind::Counting { date, period } => {
                let mask = self.during(date, period);
                plain(mask.unwrap_or_else(|reason| self.graph.deferred(reason.to_owned())))
            }
        }
    }

    fn duty(&mut self, item: &ItemDef) -> Result<Vec<Step<Node>>, Reason> {
        let gate = self.gate(item)?;
        let mut steps = vec![draft(Action::Gate(gate)), draft(Action::Test(Tested { mask: gate, waits: false }))];
        for step in self.tests(&item.tests) {
            steps.push(step);
        }
        if let Some(trigger) = &item.trigger {
            let mask = self.truth(trigger);
            steps.push(draft(Action::Test(Tested { mask, waits: false })));
        }
        let done = item.fulfilled.as_ref().map(|done| self.truth(done));
        let deadline = match &item.deadline {
            None => None,
            // Only those who owe it and have not done it need the deadline.
            Some(period) if self.moves(period) => {
                self.graph.reasons.insert(format!("{}: a deadline that hangs on facts", item.id));
                Some(Deadline { in_time: truth::DEFER, not_yet: false, unknown: false })
            }
            Some(period) => {
                let state = self.blank.window("deadline", period, None).state;
                let in_time = self.blank.in_time(period).as_truth();
                let in_time = if in_time.can(Outcome::Conflict) { truth::DEFER } else { in_time.bits() };
                Some(Deadline { in_time, not_yet: state == "not_yet", unknown: state == "unknown" })
            }
        };
        steps.push(draft(Action::Duty { done, deadline, standing: item.kind == ItemKind::Duty }));
        Ok(steps)
    }
}
