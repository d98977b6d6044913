//! Random profiles of a checked policy, from pools of values that its own cases, profiles and bounds make interesting.
//! Deterministic: the same seed gives the same profile. Knows nothing of what is tested with them.

use super::Dice;
use huice::ir::{FactDef, FactId, FactType, ListId, Policy, SubjectId, Type, Value};
use huice::profile::{Profile, Record};
use huice::value::date::Month;
use huice::value::number::Number;
use std::collections::BTreeMap;

/// Values worth trying, by fact.
pub(crate) struct Pools {
    values: BTreeMap<FactId, Vec<Value>>,
    /// Facts that a presumption reads: overriding one is no refinement.
    pub(crate) presumed: Vec<FactId>,
}

fn day(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

fn month(text: &str) -> Value {
    Value::Month(Month::parse(text).unwrap())
}

/// Every value of a small type; ends and middles of a large one.
fn generic(policy: &Policy, fact: &FactDef) -> Vec<Value> {
    let FactType::Scalar(ty, form) = &fact.ty else { return Vec::new() };
    match ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Enum(id) => (0..policy.enums[id.0].members.len()).map(Value::Enum).collect(),
        Type::Set(id) => {
            (0..policy.enums[id.0].members.len()).map(|m| Value::Set(1 << m)).chain([Value::Set(0)]).collect()
        }
        Type::Date => {
            ["2019-12-31", "2020-01-24", "2020-02-29", "2020-03-07", "2020-03-08", "2020-06-30", "2021-01-01"]
                .map(day)
                .into()
        }
        Type::Month => ["2019-12", "2020-01", "2020-02", "2020-04", "2020-05", "2020-12", "2021-01"].map(month).into(),
        Type::Months => vec![Value::Months(Vec::new())],
        Type::Text => ["周村区", "张店区"].map(|text| Value::Text(text.to_owned())).into(),
        Type::Number(_) => {
            let scale = form.as_ref().map_or_else(Number::one, |form| form.scale.clone());
            [0, 1, 30, 100, 1_000_000].map(|n| Value::Number(Number::from_i64(n).mul(&scale))).into()
        }
    }
}

/// A value and its neighbours one written step away.
fn around(fact: &FactDef, value: &Value) -> Vec<Value> {
    let (Value::Number(number), FactType::Scalar(_, Some(form))) = (value, &fact.ty) else {
        return vec![value.clone()];
    };
    let cent = Number::ratio(1, 100).unwrap();
    let step = if form.integer { form.scale.clone() } else { form.scale.mul(&cent) };
    let all = [number.sub(&step), number.clone(), number.add(&step)];
    let fits = |n: &Number| {
        let (lo, hi) = &fact.bounds;
        (form.signed || !n.is_negative())
            && lo.as_ref().is_none_or(|lo| n >= lo)
            && hi.as_ref().is_none_or(|hi| n <= hi)
    };
    all.into_iter().filter(fits).map(Value::Number).collect()
}

impl Pools {
    pub(crate) fn of(policy: &Policy) -> Self {
        let mut values: BTreeMap<FactId, Vec<Value>> = BTreeMap::new();
        let mut add = |id: FactId, new: Vec<Value>| {
            let pool = values.entry(id).or_default();
            for value in new {
                if !pool.contains(&value) {
                    pool.push(value);
                }
            }
        };
        for (index, fact) in policy.facts.iter().enumerate() {
            let fitting = generic(policy, fact).iter().flat_map(|value| around(fact, value)).collect::<Vec<_>>();
            add(FactId(index), fitting);
        }
        for case in &policy.cases {
            let fields = case.records.iter().flat_map(|(_, fields)| fields);
            for (id, value) in case.facts.iter().chain(fields) {
                add(*id, around(&policy.facts[id.0], value));
            }
        }
        let presumed =
            policy.items.iter().flat_map(|item| item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)));
        let mut facts = Vec::new();
        for test in presumed {
            if let huice::ir::TestKind::Presumption(expr) = &test.kind {
                read(policy, expr, &mut facts);
            }
        }
        facts.sort_unstable();
        facts.dedup();
        Self { values, presumed: facts }
    }

    pub(crate) fn pick(&self, dice: &mut Dice, id: FactId) -> Option<Value> {
        let pool = self.values.get(&id).filter(|pool| !pool.is_empty())?;
        pool.get(dice.roll(pool.len())).cloned()
    }

    /// A profile of a random subject (of this one, if given) with more or less of its facts, never contradictory.
    pub(crate) fn profile(&self, policy: &Policy, dice: &mut Dice, subject: Option<SubjectId>) -> Profile {
        let mut profile = Profile::empty(policy);
        let subject = subject.unwrap_or_else(|| SubjectId(dice.roll(policy.subjects.len())));
        profile.set_subject(Some(subject));
        let chance = [15, 50, 80, 95, 100][dice.roll(5)];
        for (index, fact) in policy.facts.iter().enumerate() {
            let id = FactId(index);
            let own = fact.list.is_none() && fact.subject.is_none_or(|owner| owner == subject);
            if !own || !dice.percent(chance) {
                continue;
            }
            match &fact.ty {
                FactType::Scalar(..) => {
                    // A derived fact is mostly left to be derived.
                    if fact.derived.is_none() || dice.percent(20) {
                        profile.set_fact(id, self.pick(dice, id));
                    }
                }
                FactType::List(list) => {
                    let records = (0..dice.roll(4)).map(|_| self.record(policy, dice, *list, chance)).collect();
                    profile.set_list(*list, Some(records));
                }
            }
        }
        reconcile(policy, &mut profile);
        profile
    }

    fn record(&self, policy: &Policy, dice: &mut Dice, list: ListId, chance: usize) -> Record {
        let mut record = Record::default();
        for id in &policy.lists[list.0].fields {
            if dice.percent(chance)
                && let Some(value) = self.pick(dice, *id)
            {
                record.fields.push((*id, value));
            }
        }
        record
    }

    /// The profile with some facts, fields, lists and perhaps the subject forgotten.
    pub(crate) fn forget(&self, policy: &Policy, dice: &mut Dice, known: &Profile) -> Profile {
        let mut less = known.clone();
        let chance = [3, 10, 30, 70][dice.roll(4)];
        if dice.percent(10) {
            less.set_subject(None);
        }
        for (index, fact) in policy.facts.iter().enumerate() {
            if fact.list.is_none() && !self.presumed.contains(&FactId(index)) && dice.percent(chance) {
                less.set_fact(FactId(index), None);
            }
        }
        for index in 0..policy.lists.len() {
            let list = ListId(index);
            let Some(records) = known.list(list) else { continue };
            if dice.percent(chance / 2) {
                less.set_list(list, None);
                continue;
            }
            let mut records = records.to_vec();
            for record in &mut records {
                record.fields.retain(|(id, _)| self.presumed.contains(id) || !dice.percent(chance));
            }
            less.set_list(list, Some(records));
        }
        less
    }
}

fn read(policy: &Policy, expr: &huice::ir::Expr, facts: &mut Vec<FactId>) {
    match &expr.kind {
        huice::ir::ExprKind::Fact(id) => facts.push(*id),
        huice::ir::ExprKind::Def(id) => read(policy, &policy.defs[id.0].body, facts),
        _ => {}
    }
    for child in expr.children() {
        read(policy, child, facts);
    }
}

/// Takes back facts until none contradicts another.
fn reconcile(policy: &Policy, profile: &mut Profile) {
    loop {
        let found = huice::eval::contradictions(policy, profile);
        if found.is_empty() {
            return;
        }
        for error in found {
            let key = error.path.split(['[', '.']).next().unwrap();
            for (index, fact) in
                policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none() && fact.key == key)
            {
                match fact.ty {
                    FactType::Scalar(..) => profile.set_fact(FactId(index), None),
                    FactType::List(list) => profile.set_list(list, None),
                }
            }
        }
    }
}
