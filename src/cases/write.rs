//! An evaluation written as a case: facts, day, what differs from the pack's own, and what came out. Owns the text;
//! knows nothing of files.

use super::differ::{Answer, fact_name};
use crate::diagnostic::Words;
use crate::eval::{self, Context};
use crate::ir::{
    EventState, FactDef, FactType, ItemId, ItemKind, ListId, NumberForm, ParamId, Policy, SubjectId, Type, Value,
};
use crate::outcome::Status;
use crate::profile::Profile;
use crate::syntax::keywords::Keywords;
use crate::syntax::print::{quoted, written_name};
use crate::value::number::Number;
use chrono::{Datelike, NaiveDate};

/// Why an evaluation cannot be written as a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct CannotWrite(pub Words);

/// The items a case of a profile speaks of when none are named: those for its subject that do more than inform.
#[must_use]
pub fn items_for(policy: &Policy, subject: Option<SubjectId>) -> Vec<ItemId> {
    let wanted = policy.items.iter().enumerate().filter(|(_, item)| {
        let informs = matches!(item.kind, ItemKind::Encouragement | ItemKind::Administrative);
        let theirs = item.subjects.is_empty() || subject.is_none_or(|subject| item.subjects.contains(&subject));
        !informs && theirs
    });
    wanted.map(|(index, _)| ItemId(index)).collect()
}

/// The text of a case: what is known, and what these items came to. It parses, checks and passes.
///
/// # Errors
/// A value, or a difference from the pack's own parameters and events, that no case can state.
pub fn text(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    items: &[ItemId],
    name: &str,
    keywords: Keywords,
) -> Result<String, CannotWrite> {
    let mut lines = vec![format!("用例 {} {{", text_of(name)?), format!("  于 {}", day(context.as_of))];
    if let Some(subject) = profile.subject().and_then(|id| policy.subjects.get(id.0)) {
        lines.push(format!("  主体 {}", written_name(&subject.name)));
    }
    for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let id = crate::ir::FactId(index);
        match (&fact.ty, profile.fact(id)) {
            (FactType::Scalar(..), Some(Value::Set(0))) => lines.push(format!("  无 {}", written_name(&fact.name))),
            (FactType::Scalar(..), Some(value)) => {
                lines.push(format!("  设 {} = {}", written_name(&fact.name), value_of(policy, fact, value)?));
            }
            (FactType::List(list), _) => records(policy, profile, fact, *list, &mut lines)?,
            _ => {}
        }
    }
    differences(policy, context, &mut lines)?;
    for item in eval::observe(policy, profile, context, items, None) {
        lines.push(format!("  {}", Answer::of(policy, &item).text(policy, &item.item)));
    }
    lines.push("}\n".to_owned());
    let text = lines.join("\n");
    crate::format::format_shortest(&text, keywords).map_err(|_| {
        CannotWrite(Words::new(
            "这份档案写不成用例：有一个名称或文本不能照原样写出",
            "this profile cannot be written as a case: a name or a text cannot be written as it is",
        ))
    })
}

fn records(
    policy: &Policy,
    profile: &Profile,
    fact: &FactDef,
    list: ListId,
    lines: &mut Vec<String>,
) -> Result<(), CannotWrite> {
    let name = written_name(&fact.name);
    let Some(records) = profile.list(list) else { return Ok(()) };
    if records.is_empty() {
        lines.push(format!("  无 {name}"));
    }
    for record in records {
        lines.push(format!("  设 {name} {{"));
        for (field, value) in &record.fields {
            let Some(def) = policy.facts.get(field.0) else { continue };
            lines.push(format!("    {} = {}", written_name(&def.name), value_of(policy, def, value)?));
        }
        lines.push("  }".to_owned());
    }
    Ok(())
}

/// Readings, parameters and events other than the pack's own.
fn differences(policy: &Policy, context: &Context, lines: &mut Vec<String>) -> Result<(), CannotWrite> {
    for (id, alternative) in &context.readings {
        let Some(reading) = policy.readings.get(id.0) else { continue };
        let Some((alternative, _)) = reading.alternatives.get(*alternative) else { continue };
        lines.push(format!("  采用 {} {}", written_name(&reading.name), written_name(alternative)));
    }
    for (id, value) in &context.params {
        let Some(param) = policy.params.get(id.0) else { continue };
        let Some(value) = value else {
            return Err(CannotWrite(Words::new(
                format!("用例不能把参数“{}”写成未知", param.name),
                format!("a case cannot say that parameter `{}` is missing", param.name),
            )));
        };
        let value = param_value(policy, *id, value)?;
        lines.push(format!("  参数 {} = {value}", written_name(&param.name)));
    }
    for (id, state) in &context.events {
        let Some(event) = policy.events.get(id.0) else { continue };
        let name = written_name(&event.name);
        lines.push(match state {
            EventState::On(on) => format!("  事件 {name} 发生于 {}", day(*on)),
            EventState::NotBy(by) => format!("  事件 {name} 截至 {} 尚未发生", day(*by)),
            EventState::Unknown if event.state == EventState::Unknown => continue,
            EventState::Unknown => {
                return Err(CannotWrite(Words::new(
                    format!("用例不能把事件“{}”写成未知", event.name),
                    format!("a case cannot say that nothing is known of event `{}`", event.name),
                )));
            }
        });
    }
    Ok(())
}

fn value_of(policy: &Policy, fact: &FactDef, value: &Value) -> Result<String, CannotWrite> {
    let FactType::Scalar(ty, form) = &fact.ty else { return Ok(String::new()) };
    written(policy, ty, form.as_ref(), value, &fact.name)
}

fn param_value(policy: &Policy, id: ParamId, value: &Value) -> Result<String, CannotWrite> {
    let Some(param) = policy.params.get(id.0) else { return Ok(String::new()) };
    written(policy, &param.ty, param.form.as_ref(), value, &param.name)
}

fn written(
    policy: &Policy,
    ty: &Type,
    form: Option<&NumberForm>,
    value: &Value,
    name: &str,
) -> Result<String, CannotWrite> {
    let member = |index: usize| match ty {
        Type::Enum(id) | Type::Set(id) => policy.enums.get(id.0).map(|def| written_name(def.member(index))),
        _ => None,
    };
    Ok(match value {
        Value::Bool(true) => "真".to_owned(),
        Value::Bool(false) => "假".to_owned(),
        Value::Number(number) => quantity(number, form, name)?,
        Value::Date(on) => day(*on),
        Value::Month(month) => month_text(*month),
        Value::Enum(index) => member(*index).unwrap_or_default(),
        Value::Set(mask) => {
            let members = (0..128).filter(|index| crate::ir::bit(*index) & mask != 0);
            members.filter_map(member).collect::<Vec<_>>().join("、")
        }
        Value::Text(text) => text_of(text)?,
        Value::Months(months) => months.iter().map(|month| month_text(*month)).collect::<Vec<_>>().join("、"),
    })
}

fn quantity(number: &Number, form: Option<&NumberForm>, name: &str) -> Result<String, CannotWrite> {
    let unit = form.map_or("", |form| form.unit.as_str());
    let number = form.and_then(|form| number.div(&form.scale)).unwrap_or_else(|| number.clone());
    let digits = number.to_exact_string();
    if digits.contains('/') {
        return Err(CannotWrite(Words::new(
            format!("“{name}”的值 {digits} 不是有限小数，用例里写不出"),
            format!("the value {digits} of `{name}` is no finite decimal and cannot be written in a case"),
        )));
    }
    // `6月` may be a month or a length; `6个月` is a length.
    let ge = if unit.starts_with('月') || unit.starts_with("工作日") { "个" } else { "" };
    Ok(format!("{digits}{ge}{unit}"))
}

fn text_of(text: &str) -> Result<String, CannotWrite> {
    let fits = !text.contains(['\n', '\r']) && ['"', '”', '’', '\''].iter().any(|close| !text.contains(*close));
    if fits {
        return Ok(quoted(text));
    }
    Err(CannotWrite(Words::new(
        "文本里有换行，或四种引号都有，用例里写不出",
        "a text has a line break or all four quotation marks and cannot be written in a case",
    )))
}

fn day(day: NaiveDate) -> String {
    format!("{:04}年{}月{}日", day.year(), day.month(), day.day())
}

fn month_text(month: crate::value::date::Month) -> String {
    format!("{:04}年{}月", month.year(), month.month())
}

/// What a status is called in a case.
#[must_use]
pub(super) fn status_word(status: Status) -> &'static str {
    crate::syntax::keywords::by_key(status.word()).map_or("", |word| word.spelling(Keywords::Zh))
}

/// The names of needs, as a case writes them.
pub(super) fn need_names(policy: &Policy, needs: &[String]) -> Vec<String> {
    let mut names: Vec<String> = needs.iter().map(|path| written_name(&fact_name(policy, path))).collect();
    names.dedup();
    names
}
