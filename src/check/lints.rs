//! Findings over the whole checked policy: facts of another subject, names nothing uses. Owns the walk over rules.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    CompareOp, Expr, ExprKind, FactType, ItemDef, ItemKind, PeriodKind, PeriodRef, Policy, RuleExpr, StageDef,
    SubjectId, Test, TestKind, Type, Value,
};
use crate::value::number::Number;
use std::collections::BTreeSet;

/// Runs every analysis.
pub(super) fn run(policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    for item in &policy.items {
        wrong_subject(policy, item, diagnostics);
        for test in item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)) {
            if let TestKind::Condition { rule, .. } = &test.kind {
                constant(policy, &rule.base, diagnostics);
                for exception in &rule.exceptions {
                    constant(policy, &exception.when, diagnostics);
                }
            }
        }
    }
    unused(policy, diagnostics);
}

/// A condition, or a part of a conjunction, that no fact can change.
fn constant(policy: &Policy, expr: &Expr, diagnostics: &mut Vec<Diagnostic>) {
    if let ExprKind::And(parts) = &expr.kind {
        for part in parts {
            constant(policy, part, diagnostics);
        }
        return;
    }
    let always = match &expr.kind {
        ExprKind::Const(Value::Bool(truth), _) => Some(*truth),
        ExprKind::Compare(op, left, right) => compared(*op, &bounds(policy, left), &bounds(policy, right)),
        _ => None,
    };
    let Some(always) = always else { return };
    let (zh, en) = if always {
        ("对任何事实都成立，什么也没有限制", "holds for every possible fact and restricts nothing")
    } else {
        ("对任何事实都不成立，没有谁能满足", "holds for no possible fact; nobody can meet it")
    };
    diagnostics.push(
        Diagnostic::new(Code::ConstantCondition, expr.span, format!("这个条件{zh}"), format!("this condition {en}"))
            .help(
                "对照通知核对比较的方向、含不含界点和数字",
                "see the notice for the direction of the comparison, whether the limit counts, and the figure",
            ),
    );
}

/// The bounds of a constant or a fact.
fn bounds(policy: &Policy, expr: &Expr) -> (Option<Number>, Option<Number>) {
    match &expr.kind {
        ExprKind::Const(Value::Number(number), _) => (Some(number.clone()), Some(number.clone())),
        ExprKind::Fact(id) => {
            let Some(fact) = policy.facts.get(id.0) else { return (None, None) };
            let signed = matches!(&fact.ty, FactType::Scalar(_, Some(form)) if form.signed);
            let lo = if signed { None } else { Some(Number::zero()) };
            (
                fact.bounds.0.clone().or(lo).filter(|_| matches!(fact.ty, FactType::Scalar(Type::Number(_), _))),
                fact.bounds.1.clone(),
            )
        }
        _ => (None, None),
    }
}

/// The one result of a comparison between what lies in these bounds, if there is only one.
fn compared(
    op: CompareOp,
    left: &(Option<Number>, Option<Number>),
    right: &(Option<Number>, Option<Number>),
) -> Option<bool> {
    let below = |a: &Option<Number>, b: &Option<Number>, or_equal: bool| match (a, b) {
        (Some(a), Some(b)) => a < b || or_equal && a == b,
        _ => false,
    };
    // `always`: the greatest left lies below the least right; `never`: the other way round.
    let decide = |always: bool, never: bool| {
        if always {
            Some(true)
        } else if never {
            Some(false)
        } else {
            None
        }
    };
    match op {
        CompareOp::Le => decide(below(&left.1, &right.0, true), below(&right.1, &left.0, false)),
        CompareOp::Lt => decide(below(&left.1, &right.0, false), below(&right.1, &left.0, true)),
        CompareOp::Ge => decide(below(&right.1, &left.0, true), below(&left.1, &right.0, false)),
        CompareOp::Gt => decide(below(&right.1, &left.0, false), below(&left.1, &right.0, true)),
        CompareOp::Eq | CompareOp::Ne => {
            let apart = below(&left.1, &right.0, false) || below(&right.1, &left.0, false);
            apart.then_some(op == CompareOp::Ne)
        }
    }
}

/// Every expression of an item, definitions not followed.
#[must_use]
pub(crate) fn expressions(item: &ItemDef) -> Vec<&Expr> {
    let mut found = Vec::new();
    for test in item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)) {
        test_expressions(test, &mut found);
    }
    let each = item.each.as_ref();
    let amounts = item.amount.iter().chain(each.and_then(|each| each.amount.as_ref()));
    found.extend(amounts.map(|amount| &amount.value));
    for stage in item.stages.iter().chain(each.into_iter().flat_map(|each| &each.stages)) {
        match stage {
            StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr) => found.push(expr),
        }
    }
    found.extend(item.trigger.iter().chain(&item.fulfilled));
    if let Some(grant) = &item.grant {
        found.extend(grant.longest.iter().chain(&grant.from).chain(&grant.until));
    }
    let payments = item.payments.iter().chain(each.into_iter().flat_map(|each| &each.payments));
    found.extend(payments.filter_map(|payment| payment.when.as_ref()));
    let hints = item.hints.iter().chain(each.into_iter().flat_map(|each| &each.hints));
    found.extend(hints.filter_map(|(when, _)| when.as_ref()));
    for period in item.in_force.iter().chain(&item.deadline) {
        found.extend(period.exprs());
    }
    found
}

fn test_expressions<'t>(test: &'t Test, found: &mut Vec<&'t Expr>) {
    match &test.kind {
        TestKind::Condition { rule, .. } => rule_expressions(rule, found),
        TestKind::Presumption(expr) => found.push(expr),
        TestKind::Application { period, .. } => found.extend(period.exprs()),
        TestKind::Counting { date, period } => {
            found.push(date);
            found.extend(period.exprs());
        }
        TestKind::Approval { .. } | TestKind::External { .. } => {}
    }
}

fn rule_expressions<'t>(rule: &'t RuleExpr, found: &mut Vec<&'t Expr>) {
    found.push(&rule.base);
    for exception in &rule.exceptions {
        found.push(&exception.when);
        if let Some(then) = &exception.then {
            rule_expressions(then, found);
        }
    }
}

/// What expressions read, through definitions and readings.
#[derive(Default)]
struct Uses {
    facts: BTreeSet<usize>,
    params: BTreeSet<usize>,
    events: BTreeSet<usize>,
    defs: BTreeSet<usize>,
    readings: BTreeSet<usize>,
}

impl Uses {
    fn expr(&mut self, policy: &Policy, expr: &Expr) {
        match &expr.kind {
            ExprKind::Fact(id) => {
                if self.facts.insert(id.0)
                    && let Some(fact) = policy.facts.get(id.0)
                {
                    for inner in fact.derived.iter().chain(fact.only_if.as_ref().map(|(guard, _)| guard)) {
                        self.expr(policy, inner);
                    }
                }
            }
            ExprKind::Param(id, _) => {
                self.params.insert(id.0);
            }
            ExprKind::Occurred(id) => {
                self.events.insert(id.0);
            }
            ExprKind::Def(id) => {
                if self.defs.insert(id.0)
                    && let Some(def) = policy.defs.get(id.0)
                {
                    self.expr(policy, &def.body);
                }
            }
            ExprKind::Reading(id) => {
                if self.readings.insert(id.0)
                    && let Some(reading) = policy.readings.get(id.0)
                {
                    for body in reading.alternatives.iter().filter_map(|(_, body)| body.as_ref()) {
                        self.expr(policy, body);
                    }
                }
            }
            ExprKind::During(_, period) => self.period(period),
            _ => {}
        }
        for child in expr.children() {
            self.expr(policy, child);
        }
    }

    fn period(&mut self, period: &PeriodRef) {
        let ends = match &period.kind {
            PeriodKind::Between { from, to, .. } => [from.as_ref(), to.as_ref()],
            PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => [Some(from), None],
        };
        for end in ends.into_iter().flatten() {
            if let crate::ir::EndRef::Event(id) = end {
                self.events.insert(id.0);
            }
        }
    }

    fn item(&mut self, policy: &Policy, item: &ItemDef) {
        for expr in expressions(item) {
            self.expr(policy, expr);
        }
        for test in item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)) {
            match &test.kind {
                TestKind::Approval { fact, .. } | TestKind::Application { fact, .. } => {
                    self.facts.insert(fact.0);
                }
                _ => {}
            }
            if let TestKind::Application { period, .. } | TestKind::Counting { period, .. } = &test.kind {
                self.period(period);
            }
        }
        if let Some(list) = item.each.as_ref().and_then(|each| policy.lists.get(each.list.0)) {
            self.facts.insert(list.fact.0);
        }
        for period in item.in_force.iter().chain(&item.deadline) {
            self.period(period);
        }
        for payment in item.payments.iter().chain(item.each.iter().flat_map(|each| &each.payments)) {
            for part in &payment.parts {
                if let crate::ir::PaymentPart::Fact(id) = part {
                    self.facts.insert(id.0);
                }
            }
        }
        self.readings.extend(item.rests_on.iter().map(|id| id.0));
    }
}

/// A fact that not every subject of the item has: those without it could never be decided.
fn wrong_subject(policy: &Policy, item: &ItemDef, diagnostics: &mut Vec<Diagnostic>) {
    if item.subjects.is_empty() || matches!(item.kind, ItemKind::Administrative | ItemKind::Encouragement) {
        return;
    }
    let mut uses = Uses::default();
    uses.item(policy, item);
    for fact in uses.facts.iter().filter_map(|id| policy.facts.get(*id)) {
        let Some(owner) = fact.subject else { continue };
        let name = |id: SubjectId| policy.subjects.get(id.0).map_or("", |subject| subject.name.as_str());
        let others: Vec<&str> = item.subjects.iter().filter(|id| **id != owner).map(|id| name(*id)).collect();
        if others.is_empty() {
            continue;
        }
        let (owner_name, others_zh, others_en) = (name(owner), others.join("、"), others.join(", "));
        let used = expressions(item).into_iter().find(|expr| {
            let mut uses = Uses::default();
            uses.expr(policy, expr);
            uses.facts.iter().any(|id| policy.facts.get(*id).is_some_and(|other| other.span == fact.span))
        });
        let mut found = Diagnostic::new(
            Code::WrongSubject,
            item.span,
            format!("项目 {} 用到“{}”，那是{owner_name}的事实", item.id, fact.name),
            format!("item {} uses `{}`, a fact of {owner_name}", item.id, fact.name),
        )
        .label(fact.span, "在这里声明", "declared here");
        if let Some(used) = used {
            found = found.label(
                used.span,
                format!("{others_zh}没有这个事实，问也问不到"),
                format!("{others_en} has no such fact, so that nobody can give it"),
            );
        }
        diagnostics.push(if item.subjects.contains(&owner) {
            found.help(
                format!("把“{}”移到 通用，或按主体分成两项，{others_zh}另写一项", fact.name),
                format!("move `{}` to common, or write an item of its own for {others_en}", fact.name),
            )
        } else {
            found.help(
                format!("对象 改为 {owner_name}，或换成{others_zh}的事实；各类主体都有的，移到 通用"),
                format!("let the item be for {owner_name}, or use a fact of {others_en}; what all subjects have goes to common"),
            )
        });
    }
}

fn unused(policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    let mut uses = Uses::default();
    for item in &policy.items {
        uses.item(policy, item);
    }
    for fact in &policy.facts {
        for inner in fact.derived.iter().chain(fact.only_if.as_ref().map(|(guard, _)| guard)) {
            uses.expr(policy, inner);
        }
    }
    if policy.items.is_empty() {
        return; // A library of vocabulary or standards has no items of its own.
    }
    let mut report = |span, zh: String, en: String| {
        diagnostics.push(
            Diagnostic::new(Code::UnusedName, span, zh, en)
                .help("在规则里用上，或删去它", "use it in a rule, or delete it"),
        );
    };
    for (index, def) in policy.defs.iter().enumerate() {
        if !uses.defs.contains(&index) {
            report(def.span, format!("没有用到定义“{}”", def.name), format!("definition `{}` is never used", def.name));
        }
    }
    for (index, reading) in policy.readings.iter().enumerate() {
        if !uses.readings.contains(&index) {
            report(
                reading.span,
                format!("没有项目用到解读“{}”", reading.name),
                format!("reading `{}` is never used", reading.name),
            );
        }
    }
}
