//! Profiles tried where nothing was proven: random ones at the figures and days of both packs. Deterministic. Owns the
//! choice of values.

use super::Answer;
use super::meaning::{One, answer, carried, near, told};
use crate::analyse::Witness;
use crate::eval::Context;
use crate::ir::{EventId, EventState, FactDef, FactId, FactType, ParamId, ParamValue, Policy, SubjectId, Type, Value};
use crate::profile::{self, Profile, Record, within_bounds};
use crate::reach::{Alternatives, Reach};
use crate::solve::Setting;
use crate::value::date::{Month, add_days};
use crate::value::number::Number;
use chrono::NaiveDate;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Profiles tried for one item.
pub const TRIALS: usize = 600;

/// A small generator (xorshift*): the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).ok().and_then(|high| high.checked_rem(sides)).unwrap_or(0)
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.roll(of.len())).cloned()
    }
}

/// A profile that tells two items apart, or how many were tried.
pub(super) fn apart(
    old: One<'_>,
    new: One<'_>,
    differ: &dyn Fn(&Answer, &Answer) -> bool,
) -> Result<Box<(Witness, Answer, Answer)>, usize> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut constants: Vec<(Type, Value)> = Vec::new();
    let none = BTreeMap::new();
    for one in [old, new] {
        let reach = Reach::of_item(one.0, Alternatives::Adopted(&none), one.2);
        constants.extend(reach.constants);
    }
    let reach = Reach::of_item(new.0, Alternatives::Adopted(&none), new.2);
    let mut facts: Vec<FactId> = reach.facts.clone();
    // Facts that only the earlier item looks at, as far as the later pack has them.
    let earlier = Reach::of_item(old.0, Alternatives::Adopted(&none), old.2);
    for fact in earlier.facts.iter().filter_map(|id| old.0.facts.get(id.0)) {
        let same =
            new.0.facts.iter().position(|other| other.key == fact.key && other.list.is_some() == fact.list.is_some());
        facts.extend(same.map(FactId).filter(|id| !reach.facts.contains(id)));
    }
    let days = days(&constants, near(new.0));
    for _ in 0..TRIALS {
        let mut context = Context::new(dice.pick(&days).unwrap_or_else(|| near(new.0)));
        for id in &reach.events {
            let known = new.0.events.get(id.0).is_some_and(|event| matches!(event.state, EventState::On(_)));
            if !known && let Some(day) = dice.pick(&days) {
                context.events.insert(EventId(id.0), EventState::On(day));
            }
        }
        for id in &reach.params {
            if let Some(param) = new.0.params.get(id.0)
                && matches!(param.value, ParamValue::Missing(_))
                && matches!(param.ty, Type::Number(_))
            {
                let base = param.bounds.0.clone().unwrap_or_else(Number::one);
                context.params.insert(ParamId(id.0), Some(Value::Number(base)));
            }
        }
        let profile = random(new, &facts, &constants, &days, &mut dice);
        let setting = Setting { profile, context };
        if !crate::eval::contradictions(new.0, &setting.profile).is_empty() {
            continue;
        }
        let Some(before) = carried(new.0, old.0, &setting) else { continue };
        if let (Some(a), Some(b)) = (answer(old, &before), answer(new, &setting))
            && differ(&a, &b)
        {
            return Ok(told(old, new, setting, differ));
        }
    }
    Err(TRIALS)
}

/// The days of rules and those either side.
fn days(constants: &[(Type, Value)], near: NaiveDate) -> Vec<NaiveDate> {
    let fixed = constants.iter().filter_map(|(_, value)| match value {
        Value::Date(day) => Some(*day),
        Value::Month(month) => Some(month.first_day()),
        _ => None,
    });
    let mut days: Vec<NaiveDate> =
        fixed.chain([near]).flat_map(|day| [-1, 0, 1, 31, 366].map(|days| add_days(day, days))).flatten().collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn random(one: One<'_>, facts: &[FactId], constants: &[(Type, Value)], days: &[NaiveDate], dice: &mut Dice) -> Profile {
    let policy = one.0;
    let mut profile = Profile::empty(policy);
    let subjects: Vec<SubjectId> = if one.2.subjects.is_empty() {
        (0..policy.subjects.len()).map(SubjectId).collect()
    } else {
        one.2.subjects.clone()
    };
    profile.set_subject(dice.pick(&subjects));
    let mut records: BTreeMap<usize, Record> = BTreeMap::new();
    if let Some(each) = &one.2.each {
        records.entry(each.list.0).or_default();
    }
    for id in facts {
        let Some(fact) = policy.facts.get(id.0) else { continue };
        if fact.derived.is_some() || matches!(fact.ty, FactType::List(_)) {
            continue;
        }
        let values = values(policy, fact, constants, days);
        let Some(value) = dice.pick(&values) else { continue };
        match fact.list {
            None => profile.set_fact(*id, Some(value)),
            Some(list) => records.entry(list.0).or_default().fields.push((*id, value)),
        }
    }
    for (list, record) in records {
        profile.set_list(crate::ir::ListId(list), Some(vec![record]));
    }
    profile
}

/// Values worth trying for a fact.
fn values(policy: &Policy, fact: &FactDef, constants: &[(Type, Value)], days: &[NaiveDate]) -> Vec<Value> {
    let FactType::Scalar(ty, form) = &fact.ty else { return Vec::new() };
    match ty {
        // Mostly yes: conditions ask for what holds.
        Type::Bool => [true, true, true, false].map(Value::Bool).into(),
        Type::Enum(id) => {
            let count = policy.enums.get(id.0).map_or(0, |def| def.members.len());
            (0..count).map(Value::Enum).collect()
        }
        Type::Set(id) => {
            let all = policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all);
            let count = policy.enums.get(id.0).map_or(0, |def| def.members.len());
            (0..count).map(|member| Value::Set(crate::ir::bit(member))).chain([Value::Set(all)]).collect()
        }
        Type::Date => days.iter().copied().map(Value::Date).collect(),
        Type::Month => {
            let mut months: Vec<Month> = days.iter().map(|day| Month::of(*day)).collect();
            months.dedup();
            months.into_iter().map(Value::Month).collect()
        }
        Type::Text => constants.iter().filter(|(other, _)| other == ty).map(|(_, value)| value.clone()).collect(),
        Type::Months => Vec::new(),
        Type::Number(_) => {
            let scale = form.as_ref().map_or_else(Number::one, |form| form.scale.clone());
            let step = match form {
                Some(form) if form.integer => scale.clone(),
                _ => scale.div(&Number::from_i64(100)).unwrap_or_else(Number::one),
            };
            let mut found: Vec<Number> =
                [0, 1, 2, 10, 100, 1_000, 100_000, 10_000_000].map(|n| scale.mul(&Number::from_i64(n))).into();
            for (_, value) in constants {
                if let Value::Number(number) = value {
                    found.extend([number.clone(), number.add(&step), number.sub(&step), number.add(number)]);
                }
            }
            found.extend([fact.bounds.0.clone(), fact.bounds.1.clone()].into_iter().flatten());
            found.retain(|number| within_bounds(fact, form.as_ref(), number).is_ok());
            found.into_iter().map(Value::Number).collect()
        }
    }
}

/// A profile read by a pack that need not know all of its facts.
pub(super) fn lenient(policy: &Policy, json: &Json) -> Option<Profile> {
    let kept = profile::trimmed(&json.to_string(), &|name, list| !knows(policy, name, list));
    let read = profile::one(policy, &kept).ok()?;
    crate::eval::contradictions(policy, &read).is_empty().then_some(read)
}

/// The text of a profile, or of an array of them, without the facts that only another pack knows.
#[must_use]
pub fn only_known(policy: &Policy, other: &Policy, text: &str) -> String {
    profile::trimmed(text, &|name, list| !knows(policy, name, list) && knows(other, name, list))
}

/// Whether a pack has a fact, or a field of a list, of this key or name.
fn knows(policy: &Policy, name: &str, list: Option<&str>) -> bool {
    let fits = |fact: &FactDef| {
        let holder = fact.list.and_then(|list| policy.lists.get(list.0)).and_then(|list| policy.facts.get(list.fact.0));
        (fact.key == name || fact.name == name)
            && match (holder, list) {
                (None, None) => true,
                (Some(holder), Some(list)) => holder.key == list || holder.name == list,
                _ => false,
            }
    };
    let plain = matches!(name, "subject_type" | "主体类型") || (list.is_some() && name == "id");
    plain || policy.facts.iter().any(fits)
}
