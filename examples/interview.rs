//! How many questions an interview needs, over the seed profiles: `cargo run --release --example interview -- PACK DIR`.
//!
//! Each profile answers truthfully from its own facts ("don't know" where it has none). Three goal sets: all benefits,
//! those with money for employment (14.1, 14.2, 15.2, 16.1), and loans (22.1, 22.2, 22.3, 29.1).

use huice::{Context, Pack, Profile, Program};
use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::io::Write;

const GOALS: [(&str, &[&str]); 3] =
    [("all", &[]), ("employment", &["14.1", "14.2", "15.2", "16.1"]), ("loans", &["22.1", "22.2", "22.3", "29.1"])];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(pack), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: interview PACK FOLDER_OF_PROFILES".into());
    };
    let program = Pack::load(pack)?.program().ok_or("the pack has errors")?;
    let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    let mut out = std::io::stdout().lock();
    writeln!(out, "| profile | facts in all | all benefits | employment | loans |")?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: |")?;
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let facts: Value = serde_json::from_str(&text)?;
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let asked: Result<Vec<String>, Box<dyn Error>> =
            GOALS.iter().map(|(_, goals)| interview(&program, &facts, goals).map(|count| count.to_string())).collect();
        writeln!(out, "| {name} | {} | {} |", in_all(&program, &facts), asked?.join(" | "))?;
    }
    Ok(())
}

/// Facts that a form would ask this subject for: every scalar, and every field of every record it has.
fn in_all(program: &Program, facts: &Value) -> usize {
    let schema = program.profile_schema();
    let subject = facts.get("subject_type").and_then(Value::as_str).unwrap_or("");
    let names = [
        ("enterprise", "企业"),
        ("person", "个人"),
        ("bank", "银行"),
        ("project", "项目"),
        ("government_unit", "政府单位"),
    ];
    let own = names.iter().find(|(key, _)| *key == subject).map_or("", |(_, name)| name);
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    properties
        .iter()
        .filter(|(_, fact)| {
            let title = fact.get("title").and_then(Value::as_str).unwrap_or("");
            !title.contains('（') || title.contains(&format!("（{own}）"))
        })
        .map(|(key, fact)| match fact.pointer("/items/properties").and_then(Value::as_object) {
            Some(fields) => {
                let records = facts.get(key).and_then(Value::as_array).map_or(0, Vec::len);
                fields.len().saturating_sub(1).saturating_mul(records).saturating_add(1)
            }
            None => 1,
        })
        .sum()
}

fn interview(program: &Program, facts: &Value, goals: &[&str]) -> Result<usize, Box<dyn Error>> {
    let context = Context::new("2020-03-31".parse()?);
    let goals: Vec<String> = goals.iter().map(|id| (*id).to_owned()).collect();
    let mut profile = Profile::empty(program);
    let mut unknown = BTreeSet::new();
    let mut asked = 0_usize;
    while let Some(question) = program.next_question(&profile, &context, &goals, &unknown) {
        asked = asked.saturating_add(1);
        let answer = lookup(facts, &question.path);
        let given = answer.is_some_and(|text| profile.answer(program, &question.path, &text).is_ok());
        if !given {
            unknown.insert(question.path);
        }
    }
    Ok(asked)
}

/// The profile's own answer, in the form people type it.
fn lookup(facts: &Value, path: &str) -> Option<String> {
    let pointer = format!("/{}", path.replace("].", "/").replace('[', "/"));
    match facts.pointer(&pointer)? {
        Value::Null => None,
        Value::Bool(true) => Some("是".to_owned()),
        Value::Bool(false) => Some("否".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if path == "roles" => {
            Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"))
        }
        Value::Array(items) => Some(items.len().to_string()),
        Value::Object(_) => None,
    }
}
