//! The interview on the real pack: it ends, asks nothing twice, and what it leaves out would not have mattered.

use crate::seeds;
use huice::outcome::{Outcome, Status};
use huice::{Context, Profile, Program};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

fn context() -> Context {
    Context::new("2020-03-31".parse().unwrap())
}

/// The answer of a profile at a path, as people type it.
fn answer(facts: &Value, path: &str) -> Option<String> {
    let pointer = format!("/{}", path.replace("].", "/").replace('[', "/"));
    match facts.pointer(&pointer)? {
        Value::Bool(truth) => Some(if *truth { "是" } else { "否" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if path == "roles" => {
            Some(items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join("、"))
        }
        Value::Array(items) => Some(items.len().to_string()),
        Value::Null | Value::Object(_) => None,
    }
}

fn interview(program: &Program, facts: &Value, goals: &[String]) -> (Profile, Vec<String>) {
    let mut profile = Profile::empty(program);
    let mut unknown = BTreeSet::new();
    let mut asked = Vec::new();
    while let Some(question) = program.next_question(&profile, &context(), goals, &unknown) {
        assert!(!asked.contains(&question.path), "asked twice: {}", question.path);
        asked.push(question.path.clone());
        let given = answer(facts, &question.path);
        if given.is_none_or(|text| profile.answer(program, &question.path, &text).is_err()) {
            unknown.insert(question.path);
        }
    }
    (profile, asked)
}

fn statuses(outcome: &Outcome) -> Vec<(String, Status)> {
    outcome.items.iter().map(|item| (item.item.clone(), item.status)).collect()
}

#[test]
fn what_the_interview_leaves_out_would_not_have_mattered() {
    let program = crate::zhoucun();
    let goals: Vec<String> = ["14.1", "14.2", "15.2", "16.1", "22.1", "22.2", "22.3"].map(str::to_owned).to_vec();
    for (name, facts) in seeds::profiles() {
        let (told, asked) = interview(&program, &facts, &goals);
        let whole = Profile::from_json(&program, &facts.to_string()).unwrap();
        let pick = |profile: &Profile| -> Vec<(String, Status, Option<String>)> {
            let outcome = program.evaluate(profile, &context()).only(&goals);
            outcome.items.into_iter().map(|item| (item.item, item.status, item.amount.yuan)).collect()
        };
        let (short, full) = (pick(&told), pick(&whole));
        for (told, whole) in short.iter().zip(&full) {
            assert_eq!(told.1, whole.1, "{name} {}: asked {asked:?}", told.0);
            if whole.1 == Status::Eligible {
                assert_eq!(told.2, whole.2, "{name} {}", told.0);
            }
        }
    }
}

#[test]
fn the_empty_profile_is_all_open_and_has_a_next_question() {
    let program = crate::zhoucun();
    let profile = Profile::from_json(&program, "{}").unwrap();
    let outcome = program.evaluate(&profile, &context());
    for item in &outcome.items {
        assert!(
            matches!(item.status, Status::Undetermined | Status::Informational | Status::NotApplicable),
            "{} is {:?}",
            item.item,
            item.status
        );
        assert!(item.amount.yuan.is_none(), "{} has an amount", item.item);
    }
    assert!(outcome.items.iter().filter(|item| item.kind == "benefit").all(|item| item.status == Status::Undetermined));
    let question = program.next_question(&profile, &context(), &[], &BTreeSet::new()).unwrap();
    assert_eq!(question.path, "subject_type");
}

#[test]
fn facts_told_one_by_one_never_flip_a_definite_answer() {
    let program = crate::zhoucun();
    for (name, facts) in seeds::profiles() {
        let mut told = Map::new();
        let mut before = statuses(&program.evaluate(&Profile::empty(&program), &context()));
        for (key, value) in facts.as_object().unwrap() {
            told.insert(key.clone(), value.clone());
            let text = Value::Object(told.clone()).to_string();
            // A fact that contradicts what is missing so far cannot happen: the whole profile is consistent.
            let profile = Profile::from_json(&program, &text).unwrap();
            let after = statuses(&program.evaluate(&profile, &context()));
            for ((item, old), (_, new)) in before.iter().zip(&after) {
                let open = matches!(old, Status::Undetermined | Status::PendingApproval);
                assert!(open || old == new, "{name}: {item} went from {old:?} to {new:?} when {key} was told");
            }
            before = after;
        }
    }
}
