//! Values of variables back to a profile and a context that the evaluator takes. Owns the completion: every fact that
//! a question knows is stated, so that nothing stays open for want of it.

use super::search::Model;
use super::vars::{Name, Vars, fact_name, number_day, number_month};
use crate::eval::{self, Context};
use crate::ir::{EventId, EventState, FactId, FactType, ListId, ParamId, Policy, ReadingId, SubjectId, Type, Value};
use crate::profile::{Profile, Record, locate};
use crate::value::number::Number;
use chrono::NaiveDate;

/// A profile and what else an answer hangs on.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The facts.
    pub(crate) profile: Profile,
    /// The day, parameters, events and readings.
    pub(crate) context: Context,
}

/// The profile and context of a model; `lists` get one record even when no field of it is asked.
pub(crate) fn setting(policy: &Policy, vars: &Vars, model: &Model, near: NaiveDate, lists: &[ListId]) -> Setting {
    let number = |name: &Name| vars.find(name).and_then(|var| model.numbers.get(&var)).and_then(Number::to_i64);
    let as_of = number(&Name::Day).and_then(number_day).unwrap_or(near);
    let mut context = Context::new(as_of);
    for (index, event) in policy.events.iter().enumerate() {
        if let Some(day) = number(&Name::Event(event.key.clone())).and_then(number_day) {
            context.events.insert(EventId(index), EventState::On(day));
        }
    }
    for (index, param) in policy.params.iter().enumerate() {
        if let Some(var) = vars.find(&Name::Param(param.key.clone()))
            && let Some(value) = value(model, var, &param.ty)
        {
            let missing = !matches!(param.value, crate::ir::ParamValue::Constant(_));
            if missing && !matches!(param.value, crate::ir::ParamValue::Series(_)) {
                context.params.insert(ParamId(index), Some(value));
            }
        }
    }
    for (index, reading) in policy.readings.iter().enumerate() {
        if let Some(member) =
            vars.find(&Name::Reading(reading.name.clone())).and_then(|var| model.members.get(&var).copied())
        {
            context.readings.insert(ReadingId(index), member);
        }
    }
    let mut profile = Profile::empty(policy);
    let subject = vars.find(&Name::Subject).and_then(|var| model.members.get(&var).copied());
    profile.set_subject(subject.map(SubjectId));
    let mut records: Vec<Option<Record>> = vec![None; policy.lists.len()];
    for list in lists {
        if let Some(slot) = records.get_mut(list.0) {
            slot.get_or_insert_default();
        }
    }
    for (index, fact) in policy.facts.iter().enumerate() {
        let FactType::Scalar(ty, _) = &fact.ty else { continue };
        let Some(var) = vars.find(&fact_name(policy, fact)) else { continue };
        let Some(value) = value(model, var, ty) else { continue };
        // A fact of another subject says nothing about this one.
        let foreign = fact.subject.is_some() && profile.subject().is_some() && fact.subject != profile.subject();
        match fact.list {
            _ if foreign => {}
            None => profile.set_fact(FactId(index), Some(value)),
            Some(list) => {
                if let Some(slot) = records.get_mut(list.0) {
                    slot.get_or_insert_default().fields.push((FactId(index), value));
                }
            }
        }
    }
    for (index, record) in records.into_iter().enumerate() {
        profile.set_list(ListId(index), record.map(|record| vec![record]));
    }
    consistent(policy, &mut profile);
    Setting { profile, context }
}

/// Takes back what its guard excludes.
fn consistent(policy: &Policy, profile: &mut Profile) {
    for _ in 0..8 {
        let found = eval::contradictions(policy, profile);
        if found.is_empty() {
            return;
        }
        for error in found {
            let Some((fact, record)) = locate(policy, &error.path) else { continue };
            match (policy.facts.get(fact.0).map(|def| &def.ty), record) {
                (Some(FactType::List(list)), _) => profile.set_list(*list, None),
                (_, None) => profile.set_fact(fact, None),
                (_, Some((list, index))) => {
                    let mut records = profile.list(list).map(<[Record]>::to_vec).unwrap_or_default();
                    if let Some(record) = records.get_mut(index) {
                        record.fields.retain(|(id, _)| *id != fact);
                    }
                    profile.set_list(list, Some(records));
                }
            }
        }
    }
}

fn value(model: &Model, var: usize, ty: &Type) -> Option<Value> {
    let number = || model.numbers.get(&var);
    match ty {
        Type::Bool => model.truths.get(&var).copied().map(Value::Bool),
        Type::Number(_) => number().cloned().map(Value::Number),
        Type::Date => number()?.to_i64().and_then(number_day).map(Value::Date),
        Type::Month => number()?.to_i64().and_then(number_month).map(Value::Month),
        Type::Enum(_) => model.members.get(&var).copied().map(Value::Enum),
        Type::Set(_) => model.sets.get(&var).copied().map(Value::Set),
        Type::Text => model.texts.get(&var).cloned().map(Value::Text),
        Type::Months => None,
    }
}
