//! Profiles back to JSON, exactly, by the keys of the vocabulary. Owns the written forms; reading is its inverse.

use super::{Profile, Record};
use crate::ir::{FactDef, FactType, ListDef, NumberForm, Policy, Type, Value};
use crate::value::number::Number;
use serde_json::{Map, Value as Json, json};

/// The profile as a JSON object: ASCII keys, numbers as exact decimal strings, unknown facts left out.
#[must_use]
pub fn to_json(policy: &Policy, profile: &Profile) -> Json {
    let mut object = Map::new();
    if let Some(subject) = profile.subject().and_then(|id| policy.subjects.get(id.0)) {
        object.insert("subject_type".to_owned(), Json::String(subject.key.clone()));
    }
    for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let written = match &fact.ty {
            FactType::Scalar(..) => profile.fact(crate::ir::FactId(index)).map(|value| scalar(policy, fact, value)),
            FactType::List(list) => {
                let def = policy.lists.get(list.0);
                profile
                    .list(*list)
                    .zip(def)
                    .map(|(records, def)| Json::Array(records.iter().map(|record| one(policy, def, record)).collect()))
            }
        };
        if let Some(written) = written {
            object.insert(fact.key.clone(), written);
        }
    }
    Json::Object(object)
}

fn one(policy: &Policy, list: &ListDef, record: &Record) -> Json {
    let mut object = Map::new();
    if let Some(id) = &record.id {
        object.insert("id".to_owned(), Json::String(id.clone()));
    }
    for (fact, value) in list.fields.iter().filter_map(|id| Some((policy.facts.get(id.0)?, record.get(*id)?))) {
        object.insert(fact.key.clone(), scalar(policy, fact, value));
    }
    Json::Object(object)
}

/// One value of a fact, as a profile states it.
#[must_use]
pub fn value_json(policy: &Policy, fact: &FactDef, value: &Value) -> Json {
    scalar(policy, fact, value)
}

fn scalar(policy: &Policy, fact: &FactDef, value: &Value) -> Json {
    let FactType::Scalar(ty, form) = &fact.ty else { return Json::Null };
    let names = |mask: u128| -> Vec<String> {
        let (Type::Enum(id) | Type::Set(id)) = ty else { return Vec::new() };
        let members = policy.enums.get(id.0).map_or(&[][..], |def| def.members.as_slice());
        let kept = members.iter().enumerate().filter(|(index, _)| crate::ir::bit(*index) & mask != 0);
        kept.map(|(_, (name, _))| name.clone()).collect()
    };
    match value {
        Value::Bool(truth) => json!(truth),
        Value::Number(number) => number_json(number, form.as_ref()),
        Value::Date(day) => json!(day.to_string()),
        Value::Month(month) => json!(month.to_string()),
        Value::Enum(member) => names(crate::ir::bit(*member)).pop().map_or(Json::Null, Json::String),
        Value::Set(mask) => json!(names(*mask)),
        Value::Text(text) => json!(text),
        Value::Months(months) => json!(months.iter().map(ToString::to_string).collect::<Vec<_>>()),
    }
}

fn number_json(number: &Number, form: Option<&NumberForm>) -> Json {
    let written = match form {
        Some(form) => number.div(&form.scale).unwrap_or_else(|| number.clone()),
        None => number.clone(),
    };
    match (form.is_some_and(|form| form.integer), written.to_i64()) {
        (true, Some(whole)) => json!(whole),
        _ => json!(written.to_exact_string()),
    }
}
