//! What expressions, tests and items can depend on: facts, parameters, events, readings, constants and periods,
//! through definitions, derived facts and readings. Owns the walk; must not know profiles or values of facts.

use crate::ir::{
    DefId, EndRef, EventId, Expr, ExprKind, FactId, FactType, ItemDef, ListId, ParamId, ParamValue, PeriodKind,
    PeriodRef, Policy, ReadingId, RuleExpr, StageDef, Test, TestKind, Type, Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// Which alternatives of readings are walked.
#[derive(Clone, Copy, Debug)]
pub enum Alternatives<'a> {
    /// All of them.
    All,
    /// The pack's adopted ones, or these instead; all of a reading that is left open.
    Adopted(&'a BTreeMap<ReadingId, usize>),
}

/// What was reached, each once, in the order of the walk.
#[derive(Debug)]
pub struct Reach<'p> {
    policy: &'p Policy,
    alternatives: Alternatives<'p>,
    /// Facts of the subject and fields of records.
    pub facts: Vec<FactId>,
    /// Parameters.
    pub params: BTreeSet<ParamId>,
    /// Events.
    pub events: BTreeSet<EventId>,
    /// Readings that expressions read.
    pub readings: BTreeSet<ReadingId>,
    /// Constants with their types, those of parameters included.
    pub constants: Vec<(Type, Value)>,
    /// Periods.
    pub periods: Vec<&'p PeriodRef>,
    /// Definitions already walked.
    defs: BTreeSet<DefId>,
}

impl<'p> Reach<'p> {
    /// Nothing reached yet.
    #[must_use]
    pub const fn new(policy: &'p Policy, alternatives: Alternatives<'p>) -> Self {
        Self {
            policy,
            alternatives,
            facts: Vec::new(),
            params: BTreeSet::new(),
            events: BTreeSet::new(),
            readings: BTreeSet::new(),
            constants: Vec::new(),
            periods: Vec::new(),
            defs: BTreeSet::new(),
        }
    }

    /// Everything an item's outcome can depend on.
    #[must_use]
    pub fn of_item(policy: &'p Policy, alternatives: Alternatives<'p>, item: &'p ItemDef) -> Self {
        let mut reach = Self::of_answer(policy, alternatives, item);
        for expr in item.grant.iter().flat_map(|grant| [&grant.longest, &grant.from, &grant.until]).flatten() {
            reach.expr(expr);
        }
        reach
    }

    /// Everything its status, needs and amount can depend on; what is granted besides money is left out.
    #[must_use]
    pub fn of_answer(policy: &'p Policy, alternatives: Alternatives<'p>, item: &'p ItemDef) -> Self {
        let mut reach = Self::new(policy, alternatives);
        for period in &item.in_force {
            reach.period(period);
        }
        reach.conditions(item);
        let each = item.each.as_ref();
        for amount in item.amount.iter().chain(each.and_then(|each| each.amount.as_ref())) {
            reach.expr(&amount.value);
        }
        for stage in item.stages.iter().chain(each.iter().flat_map(|each| &each.stages)) {
            match stage {
                StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr) => reach.expr(expr),
            }
        }
        reach
    }

    /// Whether a definition was walked.
    #[must_use]
    pub fn has_def(&self, id: DefId) -> bool {
        self.defs.contains(&id)
    }

    /// What decides an item's status: tests, list, trigger, fulfilment, deadline.
    pub fn conditions(&mut self, item: &'p ItemDef) {
        for test in &item.tests {
            self.test(test);
        }
        if let Some(each) = &item.each {
            self.list(each.list);
            for test in &each.tests {
                self.test(test);
            }
        }
        for expr in item.trigger.iter().chain(&item.fulfilled) {
            self.expr(expr);
        }
        if let Some(deadline) = &item.deadline {
            self.period(deadline);
        }
    }

    /// A list: the fact that holds it.
    pub fn list(&mut self, list: ListId) {
        if let Some(def) = self.policy.lists.get(list.0) {
            self.fact(def.fact);
        }
    }

    /// One conjunct.
    pub fn test(&mut self, test: &'p Test) {
        match &test.kind {
            TestKind::Condition { rule, .. } => self.rule(rule),
            TestKind::Presumption(expr) => self.expr(expr),
            TestKind::Approval { fact, .. } => self.fact(*fact),
            TestKind::External { .. } => {}
            TestKind::Application { fact, period } => {
                self.fact(*fact);
                self.period(period);
            }
            TestKind::Counting { date, period } => {
                self.expr(date);
                self.period(period);
            }
        }
    }

    fn rule(&mut self, rule: &'p RuleExpr) {
        self.expr(&rule.base);
        for exception in &rule.exceptions {
            self.expr(&exception.when);
            if let Some(then) = &exception.then {
                self.rule(then);
            }
        }
    }

    fn fact(&mut self, id: FactId) {
        if self.facts.contains(&id) {
            return;
        }
        self.facts.push(id);
        let Some(fact) = self.policy.facts.get(id.0) else { return };
        for expr in fact.derived.iter().chain(fact.only_if.iter().map(|(guard, _)| guard)) {
            self.expr(expr);
        }
    }

    /// A period: its ends and its length.
    pub fn period(&mut self, period: &'p PeriodRef) {
        self.periods.push(period);
        let (ends, length) = match &period.kind {
            PeriodKind::Between { from, to, at_least } => {
                (from.iter().chain(to).chain(at_least).collect::<Vec<&EndRef>>(), None)
            }
            PeriodKind::Lasting(from, length) | PeriodKind::Within(from, length) => (vec![from], Some(length)),
        };
        for end in ends {
            match end {
                EndRef::Day(day) => self.constant(&Type::Date, &Value::Date(*day)),
                EndRef::Event(id) => {
                    self.events.insert(*id);
                }
                EndRef::Date(expr) => self.expr(expr),
            }
        }
        length.into_iter().for_each(|length| self.expr(length));
    }

    fn constant(&mut self, ty: &Type, value: &Value) {
        let constant = (ty.clone(), value.clone());
        if !self.constants.contains(&constant) {
            self.constants.push(constant);
        }
    }

    /// An expression.
    pub fn expr(&mut self, expr: &'p Expr) {
        match &expr.kind {
            ExprKind::Const(value, _) => self.constant(&expr.ty, value),
            ExprKind::Fact(id) => self.fact(*id),
            ExprKind::Param(id, _) => self.param(*id),
            ExprKind::Def(id) => {
                if self.defs.insert(*id)
                    && let Some(def) = self.policy.defs.get(id.0)
                {
                    self.expr(&def.body);
                }
            }
            ExprKind::Reading(id) => self.reading(*id),
            ExprKind::Occurred(id) => {
                self.events.insert(*id);
            }
            ExprKind::During(_, period) => self.period(period),
            _ => {}
        }
        for child in expr.children() {
            self.expr(child);
        }
    }

    fn param(&mut self, id: ParamId) {
        if !self.params.insert(id) {
            return;
        }
        let Some(param) = self.policy.params.get(id.0) else { return };
        match &param.value {
            ParamValue::Missing(_) => {}
            ParamValue::Constant(value) => self.constant(&param.ty, value),
            ParamValue::Series(series) => {
                for (_, _, value) in series {
                    self.constant(&param.ty, value);
                }
            }
        }
    }

    fn reading(&mut self, id: ReadingId) {
        if !self.readings.insert(id) {
            return;
        }
        let Some(reading) = self.policy.readings.get(id.0) else { return };
        let only = match self.alternatives {
            Alternatives::All => None,
            Alternatives::Adopted(instead) => instead.get(&id).copied().or(reading.adopted),
        };
        for (index, (_, body)) in reading.alternatives.iter().enumerate() {
            if let Some(body) = body.as_ref().filter(|_| only.is_none_or(|only| only == index)) {
                self.expr(body);
            }
        }
    }

    /// The definitions reached.
    pub fn defs(&self) -> impl Iterator<Item = DefId> + '_ {
        self.defs.iter().copied()
    }

    /// The scalar facts reached, lists left out.
    pub fn scalars(&self) -> impl Iterator<Item = FactId> + '_ {
        let scalar =
            |id: &FactId| self.policy.facts.get(id.0).is_some_and(|fact| matches!(fact.ty, FactType::Scalar(..)));
        self.facts.iter().copied().filter(move |id| scalar(id))
    }
}
