//! A walk over everything in a policy that an expectation of a case can depend on, with leave to change it. Owns the
//! order of the walk; knows nothing of what is counted or changed.
//!
//! Payments, hints and what is granted besides money are left out: a case cannot expect them.

use crate::ir::{
    DefId, EndRef, Expr, ExprKind, FactId, ItemDef, ItemId, ParamDef, ParamId, PeriodKind, PeriodRef, Policy,
    ReadingDef, ReadingId, RuleExpr, StageDef, Test, TestKind,
};

/// Whose part of the policy is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Item(ItemId),
    Def(DefId),
    Reading(ReadingId),
    Fact(FactId),
    Param(ParamId),
}

/// One thing on the way, before what lies below it.
pub(super) enum Node<'a> {
    Item(&'a mut ItemDef),
    Tests(&'a mut Vec<Test>),
    Test(&'a mut Test),
    Rule(&'a mut RuleExpr),
    Stages(&'a mut Vec<StageDef>),
    Expr(&'a mut Expr),
    Period(&'a mut PeriodRef),
    Reading(&'a mut ReadingDef),
    Param(&'a mut ParamDef),
}

type Visit<'v> = dyn FnMut(Owner, Node<'_>) + 'v;

/// Walks the whole policy.
pub(super) fn walk(policy: &mut Policy, visit: &mut Visit<'_>) {
    for (index, item) in policy.items.iter_mut().enumerate() {
        let owner = Owner::Item(ItemId(index));
        visit(owner, Node::Item(item));
        self::item(owner, item, visit);
    }
    for (index, def) in policy.defs.iter_mut().enumerate() {
        expr(Owner::Def(DefId(index)), &mut def.body, visit);
    }
    for (index, reading) in policy.readings.iter_mut().enumerate() {
        let owner = Owner::Reading(ReadingId(index));
        visit(owner, Node::Reading(reading));
        for body in reading.alternatives.iter_mut().filter_map(|(_, body)| body.as_mut()) {
            expr(owner, body, visit);
        }
    }
    for (index, fact) in policy.facts.iter_mut().enumerate() {
        let owner = Owner::Fact(FactId(index));
        for body in fact.derived.iter_mut().chain(fact.only_if.as_mut().map(|(guard, _)| guard)) {
            expr(owner, body, visit);
        }
    }
    for (index, param) in policy.params.iter_mut().enumerate() {
        visit(Owner::Param(ParamId(index)), Node::Param(param));
    }
}

fn item(owner: Owner, item: &mut ItemDef, visit: &mut Visit<'_>) {
    item.in_force.iter_mut().for_each(|period| self::period(owner, period, visit));
    tests(owner, &mut item.tests, visit);
    for body in item.trigger.iter_mut().chain(&mut item.fulfilled) {
        expr(owner, body, visit);
    }
    item.deadline.iter_mut().for_each(|period| self::period(owner, period, visit));
    if let Some(each) = &mut item.each {
        tests(owner, &mut each.tests, visit);
        each.amount.iter_mut().for_each(|amount| expr(owner, &mut amount.value, visit));
        stages(owner, &mut each.stages, visit);
    }
    item.amount.iter_mut().for_each(|amount| expr(owner, &mut amount.value, visit));
    stages(owner, &mut item.stages, visit);
}

fn tests(owner: Owner, tests: &mut Vec<Test>, visit: &mut Visit<'_>) {
    visit(owner, Node::Tests(tests));
    for test in tests {
        visit(owner, Node::Test(test));
        match &mut test.kind {
            TestKind::Condition { rule, .. } => self::rule(owner, rule, visit),
            TestKind::Presumption(body) => expr(owner, body, visit),
            TestKind::Approval { .. } | TestKind::External { .. } => {}
            TestKind::Application { period, .. } => self::period(owner, period, visit),
            TestKind::Counting { date, period } => {
                expr(owner, date, visit);
                self::period(owner, period, visit);
            }
        }
    }
}

fn rule(owner: Owner, rule: &mut RuleExpr, visit: &mut Visit<'_>) {
    visit(owner, Node::Rule(rule));
    expr(owner, &mut rule.base, visit);
    for exception in &mut rule.exceptions {
        expr(owner, &mut exception.when, visit);
        exception.then.iter_mut().for_each(|then| self::rule(owner, then, visit));
    }
}

fn stages(owner: Owner, stages: &mut Vec<StageDef>, visit: &mut Visit<'_>) {
    visit(owner, Node::Stages(stages));
    for stage in stages {
        match stage {
            StageDef::Cap(body) | StageDef::Floor(body) | StageDef::Less(body) => expr(owner, body, visit),
        }
    }
}

fn period(owner: Owner, period: &mut PeriodRef, visit: &mut Visit<'_>) {
    visit(owner, Node::Period(period));
    let mut end = |end: &mut EndRef| {
        if let EndRef::Date(body) = end {
            expr(owner, body, visit);
        }
    };
    match &mut period.kind {
        PeriodKind::Between { from, to, at_least } => from.iter_mut().chain(to).chain(at_least).for_each(end),
        PeriodKind::Lasting(from, length) | PeriodKind::Within(from, length) => {
            end(from);
            expr(owner, length, visit);
        }
    }
}

fn expr(owner: Owner, at: &mut Expr, visit: &mut Visit<'_>) {
    visit(owner, Node::Expr(at));
    match &mut at.kind {
        ExprKind::Const(..)
        | ExprKind::Fact(_)
        | ExprKind::Param(_, None)
        | ExprKind::Def(_)
        | ExprKind::Reading(_)
        | ExprKind::Occurred(_) => {}
        ExprKind::Param(_, Some(a))
        | ExprKind::Not(a)
        | ExprKind::Neg(a)
        | ExprKind::In(a, _)
        | ExprKind::Has(a, _)
        | ExprKind::MonthCount(a) => expr(owner, a, visit),
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Min(all) | ExprKind::Max(all) | ExprKind::Script(_, all) => {
            all.iter_mut().for_each(|one| expr(owner, one, visit));
        }
        ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) | ExprKind::Excess(a, b) | ExprKind::DayCount(a, b) => {
            expr(owner, a, visit);
            expr(owner, b, visit);
        }
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|one| expr(owner, one, visit)),
        ExprKind::During(date, of) => {
            expr(owner, date, visit);
            period(owner, of, visit);
        }
        ExprKind::ByMember(subject, rows, otherwise) => {
            expr(owner, subject, visit);
            rows.iter_mut().for_each(|(_, value)| expr(owner, value, visit));
            otherwise.iter_mut().for_each(|value| expr(owner, value, visit));
        }
        ExprKind::FirstMatch(rows, otherwise) | ExprKind::ExactlyOne(rows, otherwise) => {
            for (test, value) in rows {
                expr(owner, test, visit);
                expr(owner, value, visit);
            }
            otherwise.iter_mut().for_each(|value| expr(owner, value, visit));
        }
        ExprKind::Brackets(_, subject, rows) => {
            expr(owner, subject, visit);
            for (bound, rate) in rows {
                bound.iter_mut().for_each(|bound| expr(owner, bound, visit));
                expr(owner, rate, visit);
            }
        }
    }
}
