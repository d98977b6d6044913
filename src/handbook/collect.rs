//! What an item rests on: the readings, parameters, events and definitions that its expressions reach, in order of
//! first use. Owns the walk; puts nothing into words.

use super::words::Words;
use crate::ir::{
    AmountDef, DefId, EndRef, EventId, Expr, ExprKind, ItemDef, ParamId, PaymentDef, PeriodKind, PeriodRef, Policy,
    ReadingId, RuleExpr, StageDef, Test, TestKind,
};
use std::collections::BTreeSet;

/// What was reached.
#[derive(Debug, Default)]
pub(crate) struct Basis {
    /// Readings, those named by the item last.
    pub(crate) readings: Vec<ReadingId>,
    /// Parameters of the rule as adopted.
    pub(crate) params: Vec<ParamId>,
    /// Parameters that only alternatives use.
    pub(crate) other_params: Vec<ParamId>,
    /// Events without which a date is not known.
    pub(crate) events: Vec<EventId>,
    /// Definitions, for a glossary.
    pub(crate) defs: Vec<DefId>,
}

/// Walks one item.
pub(crate) fn basis(policy: &Policy, item: &ItemDef) -> Basis {
    let mut walk = Walk { policy, words: Words::new(policy), basis: Basis::default(), seen: BTreeSet::new() };
    walk.item(item);
    let mut basis = walk.basis;
    for id in &item.rests_on {
        note(&mut basis.readings, *id);
    }
    let used = basis.params.clone();
    basis.other_params.retain(|id| !used.contains(id));
    basis
}

struct Walk<'p> {
    policy: &'p Policy,
    words: Words<'p>,
    basis: Basis,
    /// Definitions and readings walked already, and whether as adopted.
    seen: BTreeSet<(Result<DefId, ReadingId>, bool)>,
}

fn note<T: PartialEq>(list: &mut Vec<T>, id: T) {
    if !list.contains(&id) {
        list.push(id);
    }
}

impl Walk<'_> {
    fn item(&mut self, item: &ItemDef) {
        self.tests(&item.tests);
        if let Some(each) = &item.each {
            self.tests(&each.tests);
            self.money(each.amount.as_ref(), &each.stages);
            self.payments(&each.payments);
        }
        self.money(item.amount.as_ref(), &item.stages);
        self.payments(&item.payments);
        let grant = item.grant.as_ref();
        for expr in grant.iter().flat_map(|grant| [&grant.longest, &grant.from, &grant.until]).flatten() {
            self.expr(expr, true);
        }
        for expr in item.trigger.iter().chain(&item.fulfilled) {
            self.expr(expr, true);
        }
        for period in item.in_force.iter().chain(&item.deadline) {
            self.period(period, true);
        }
        let hints = item.hints.iter().chain(item.each.iter().flat_map(|each| &each.hints));
        for when in hints.filter_map(|(when, _)| when.as_ref()) {
            self.expr(when, true);
        }
    }

    fn tests(&mut self, tests: &[Test]) {
        for test in tests {
            match &test.kind {
                TestKind::Condition { rule, .. } => self.rule(rule),
                TestKind::Presumption(expr) => self.expr(expr, true),
                TestKind::Application { period, .. } => self.period(period, true),
                TestKind::Counting { date, period } => {
                    self.expr(date, true);
                    self.period(period, true);
                }
                TestKind::Approval { .. } | TestKind::External { .. } => {}
            }
        }
    }

    fn rule(&mut self, rule: &RuleExpr) {
        self.expr(&rule.base, true);
        for exception in &rule.exceptions {
            self.expr(&exception.when, true);
            if let Some(then) = &exception.then {
                self.rule(then);
            }
        }
    }

    fn money(&mut self, amount: Option<&AmountDef>, stages: &[StageDef]) {
        if let Some(amount) = amount {
            self.expr(&amount.value, true);
        }
        for stage in stages {
            let (StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr)) = stage;
            self.expr(expr, true);
        }
    }

    fn payments(&mut self, payments: &[PaymentDef]) {
        for expr in payments.iter().filter_map(|payment| payment.when.as_ref()) {
            self.expr(expr, true);
        }
    }

    fn period(&mut self, period: &PeriodRef, adopted: bool) {
        let ends: Vec<&EndRef> = match &period.kind {
            PeriodKind::Between { from, to, .. } => from.iter().chain(to).collect(),
            PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => vec![from],
        };
        for end in ends {
            if let EndRef::Event(id) = end {
                note(&mut self.basis.events, *id);
            }
        }
        for expr in period.exprs() {
            self.expr(expr, adopted);
        }
    }

    /// `adopted`: whether the rule as adopted comes this way.
    fn expr(&mut self, expr: &Expr, adopted: bool) {
        match &expr.kind {
            ExprKind::Param(id, _) => {
                note(if adopted { &mut self.basis.params } else { &mut self.basis.other_params }, *id)
            }
            ExprKind::Occurred(id) => note(&mut self.basis.events, *id),
            ExprKind::Def(id) => {
                if adopted {
                    note(&mut self.basis.defs, *id);
                }
                if self.seen.insert((Ok(*id), adopted))
                    && let Some(def) = self.policy.defs.get(id.0)
                {
                    self.expr(&def.body, adopted);
                }
            }
            ExprKind::Reading(id) => {
                if adopted {
                    note(&mut self.basis.readings, *id);
                }
                if self.seen.insert((Err(*id), adopted))
                    && let Some(reading) = self.policy.readings.get(id.0)
                {
                    for (index, (_, body)) in reading.alternatives.iter().enumerate() {
                        let taken = adopted && reading.adopted.is_none_or(|taken| taken == index);
                        body.iter().for_each(|body| self.expr(body, taken));
                    }
                }
            }
            ExprKind::If(test, then, otherwise) => {
                let settled = self.words.settled(test);
                self.expr(test, adopted);
                self.expr(then, adopted && settled != Some(false));
                self.expr(otherwise, adopted && settled != Some(true));
                return;
            }
            ExprKind::During(date, period) => {
                self.expr(date, adopted);
                self.period(period, adopted);
                return;
            }
            _ => {}
        }
        for child in expr.children() {
            self.expr(child, adopted);
        }
    }
}
