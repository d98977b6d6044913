//! One answer at a time: a text put at a path of a profile (`loans[0].loan_rate_pct`). Owns what people may type;
//! the same forms as in a profile are accepted.

use super::limits::MAX_RECORDS;
use super::read::{parse_number, parse_value, within_bounds};
use super::{Profile, ProfileError, Record};
use crate::ir::{FactId, FactType, ListId, Policy, SubjectId, Type, Value};

/// Puts an answer at a path. A list is answered with the number of its records.
///
/// # Errors
/// What is wrong with the path or the text; the profile is then unchanged.
pub fn answer(policy: &Policy, profile: &mut Profile, path: &str, text: &str) -> Result<(), ProfileError> {
    let text = text.trim();
    if path == "subject_type" {
        let found = policy.subjects.iter().position(|subject| subject.key == text || subject.name == text);
        let known: Vec<&str> = policy.subjects.iter().map(|subject| subject.name.as_str()).collect();
        let Some(index) = found else {
            return Err(ProfileError::new(
                path,
                format!("没有主体类型“{text}”"),
                format!("there is no subject type `{text}`"),
            )
            .help(format!("可用的有：{}", known.join("、")), format!("one of: {}", known.join(", "))));
        };
        profile.set_subject(Some(SubjectId(index)));
        return Ok(());
    }
    let Some((fact, record)) = locate(policy, path) else {
        return Err(ProfileError::new(path, "没有这个事实", "there is no such fact"));
    };
    let Some(def) = policy.facts.get(fact.0) else { return Ok(()) };
    match (&def.ty, record) {
        (FactType::List(list), _) => set_count(profile, *list, path, text),
        (FactType::Scalar(ty, form), record) => {
            let value = match ty {
                Type::Bool => bool_word(text)
                    .map(Value::Bool)
                    .ok_or_else(|| ProfileError::new(path, "请答 是 或 否", "answer yes or no"))?,
                Type::Set(_) => set_value(policy, ty, text).map_err(|error| at(path, error))?,
                _ => parse_value(policy, ty, form.as_ref(), text).map_err(|error| at(path, error))?,
            };
            if let Value::Number(number) = &value {
                within_bounds(def, form.as_ref(), number).map_err(|error| at(path, error))?;
            }
            match record {
                None => profile.set_fact(fact, Some(value)),
                Some((list, index)) => set_field(profile, list, index, fact, value),
            }
            Ok(())
        }
    }
}

fn at(path: &str, error: ProfileError) -> ProfileError {
    ProfileError { path: path.to_owned(), ..error }
}

fn bool_word(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "真" | "yes" | "y" | "true" => Some(true),
        "否" | "没有" | "无" | "假" | "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

fn set_value(policy: &Policy, ty: &Type, text: &str) -> Result<Value, ProfileError> {
    let Type::Set(id) = ty else { return Ok(Value::Set(0)) };
    let mut mask = 0;
    for part in text.split(['、', ',', '，']).map(str::trim).filter(|part| !part.is_empty() && *part != "无") {
        if let Value::Enum(member) = parse_value(policy, &Type::Enum(*id), None, part)? {
            mask |= crate::ir::bit(member);
        }
    }
    Ok(Value::Set(mask))
}

fn set_count(profile: &mut Profile, list: ListId, path: &str, text: &str) -> Result<(), ProfileError> {
    let count = parse_number(text).and_then(|number| usize::try_from(number.to_i64()?).ok());
    match count {
        Some(count) if count <= MAX_RECORDS => {
            let mut records: Vec<Record> = profile.list(list).map(<[Record]>::to_vec).unwrap_or_default();
            records.resize(count, Record::default());
            profile.set_list(list, Some(records));
            Ok(())
        }
        _ => Err(ProfileError::new(path, "请答有几笔（没有答 0）", "answer how many there are (0 for none)")),
    }
}

fn set_field(profile: &mut Profile, list: ListId, index: usize, fact: FactId, value: Value) {
    let mut records: Vec<Record> = profile.list(list).map(<[Record]>::to_vec).unwrap_or_default();
    if let Some(record) = records.get_mut(index) {
        record.fields.retain(|(id, _)| *id != fact);
        record.fields.push((fact, value));
    }
    profile.set_list(list, Some(records));
}

/// The fact at a path, and the record it is a field of.
#[must_use]
pub fn locate(policy: &Policy, path: &str) -> Option<(FactId, Option<(ListId, usize)>)> {
    let find = |key: &str, list: Option<ListId>| {
        let found = policy.facts.iter().position(|fact| fact.list == list && (fact.key == key || fact.name == key));
        found.map(FactId)
    };
    let Some((head, field)) = path.split_once("].") else { return find(path, None).map(|fact| (fact, None)) };
    let (list_key, index) = head.split_once('[')?;
    let holder = find(list_key, None)?;
    let FactType::List(list) = policy.facts.get(holder.0)?.ty else { return None };
    Some((find(field, Some(list))?, Some((list, index.parse().ok()?))))
}
