//! What two packs declare: facts, parameters, events, readings. Owns which differences are named.

use super::Named;
use crate::diagnostic::Words;
use crate::ir::{EventId, FactId, ParamId, Policy, ReadingId};
use crate::solve::Canon;
use std::collections::BTreeMap;

/// Every declaration that was added, removed or changed in meaning.
pub(super) fn compare(old: &Policy, new: &Policy) -> Vec<Named> {
    let (old_canon, new_canon) = (Canon::new(old), Canon::new(new));
    let mut found = Vec::new();
    let pairs = [
        ("subject", subjects(old), subjects(new)),
        ("fact", facts(old, &old_canon), facts(new, &new_canon)),
        ("parameter", params(old, &old_canon), params(new, &new_canon)),
        ("event", events(old), events(new)),
        ("reading", readings(old, &old_canon), readings(new, &new_canon)),
    ];
    for (kind, before, after) in pairs {
        for (key, (name, text)) in &before {
            match after.get(key) {
                None => found.push(Named::new(kind, key, name, "removed", Words::new("已删除", "removed"))),
                Some((_, other)) if other.0 != text.0 => {
                    let words = Words::new(format!("{} → {}", text.1, other.1), format!("{} → {}", text.1, other.1));
                    found.push(Named::new(kind, key, name, "changed", words));
                }
                Some(_) => {}
            }
        }
        for (key, (name, _)) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            found.push(Named::new(kind, key, name, "added", Words::new("新增", "added")));
        }
    }
    found
}

/// By key: the name, what it means, and how it is shown.
type Entries = BTreeMap<String, (String, (String, String))>;

fn subjects(policy: &Policy) -> Entries {
    let entry = |subject: &crate::ir::SubjectDef| {
        (subject.key.clone(), (subject.name.clone(), (String::new(), subject.name.clone())))
    };
    policy.subjects.iter().map(entry).collect()
}

fn facts(policy: &Policy, canon: &Canon<'_>) -> Entries {
    let entry = |(index, fact): (usize, &crate::ir::FactDef)| {
        let list = fact.list.and_then(|list| policy.lists.get(list.0)).and_then(|list| policy.facts.get(list.fact.0));
        let key = list.map_or_else(|| fact.key.clone(), |list| format!("{}[].{}", list.key, fact.key));
        let shown = match &fact.ty {
            crate::ir::FactType::Scalar(ty, form) => {
                let unit = form.as_ref().map(|form| form.unit.clone()).unwrap_or_else(|| canon.ty(ty));
                let end = |end: &Option<crate::value::number::Number>| {
                    end.as_ref().map(crate::value::number::Number::to_exact_string).unwrap_or_default()
                };
                match &fact.bounds {
                    (None, None) => unit,
                    (lo, hi) => format!("{unit} [{}, {}]", end(lo), end(hi)),
                }
            }
            crate::ir::FactType::List(_) => "列表".to_owned(),
        };
        (key, (fact.name.clone(), (canon.fact(FactId(index)), shown)))
    };
    policy.facts.iter().enumerate().map(entry).collect()
}

fn params(policy: &Policy, canon: &Canon<'_>) -> Entries {
    let entry = |(index, param): (usize, &crate::ir::ParamDef)| {
        let id = ParamId(index);
        let write = |value: &crate::ir::Value| crate::eval::write_param(policy, crate::diagnostic::Lang::Zh, id, value);
        let shown = match &param.value {
            crate::ir::ParamValue::Missing(_) => "未载明".to_owned(),
            crate::ir::ParamValue::Constant(value) => write(value),
            crate::ir::ParamValue::Series(series) => {
                series.iter().map(|(_, _, value)| write(value)).collect::<Vec<_>>().join("、")
            }
        };
        (param.key.clone(), (param.name.clone(), (canon.param(id), shown)))
    };
    policy.params.iter().enumerate().map(entry).collect()
}

fn events(policy: &Policy) -> Entries {
    let entry = |(index, event): (usize, &crate::ir::EventDef)| {
        let _ = EventId(index);
        let state = format!("{:?}", event.state);
        (event.key.clone(), (event.name.clone(), (state.clone(), state)))
    };
    policy.events.iter().enumerate().map(entry).collect()
}

fn readings(policy: &Policy, canon: &Canon<'_>) -> Entries {
    let entry = |(index, reading): (usize, &crate::ir::ReadingDef)| {
        let adopted = reading.adopted.and_then(|index| reading.alternatives.get(index)).map(|(name, _)| name.clone());
        let adopted = adopted.unwrap_or_else(|| "未定".to_owned());
        let meaning = format!("{adopted} {}", canon.reading(ReadingId(index)));
        (reading.name.clone(), (reading.name.clone(), (meaning, adopted)))
    };
    policy.readings.iter().enumerate().map(entry).collect()
}
