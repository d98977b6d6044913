//! Cells of tables as facts: the text of a cell is read as strictly as the value of a profile, and numbers never pass
//! through a float. Owns what a cell may say beyond that (words for yes and no, percent signs, several members in one
//! cell) and where a heading points; knows nothing of files.

use super::json::{Json, look};
use super::problems::{not_a_number, problem, unknown, unknown_field};
use super::read::{Key, find, fitting, member, month, out_of_bounds, parse_number, records, subject_named, value};
use super::{Pattern, Profile, ProfileError, Record};
use crate::ir::{FactDef, FactId, FactType, ListId, NumberForm, Policy, Type, Value, bit};
use crate::value::number::Number;

/// What a cell may say for yes; letters of either case.
pub const TRUE_WORDS: &[&str] = &["true", "yes", "y", "是", "有", "真"];
/// What a cell may say for no.
pub const FALSE_WORDS: &[&str] = &["false", "no", "n", "否", "无", "没有", "假"];
/// What stands between the members of a set, or between months, in one cell.
pub(crate) const BETWEEN: &[char] = &['、', ';', '；', '|', ',', '，'];
/// What a cell says when a set is known to be empty.
const EMPTY_SET: &[&str] = &["[]", "无"];

/// Where a column of a table goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Slot {
    /// The subject type.
    Subject,
    /// A fact of the subject, or a field of the records of a table.
    Fact(FactId),
    /// The own id of a record.
    RecordId,
}

/// The slot of a heading: a key or a Chinese name; of a list's field when `list` is given.
///
/// # Errors
/// There is no such fact or field; the help names the nearest one.
pub fn slot(policy: &Policy, heading: &str, list: Option<ListId>) -> Result<Slot, ProfileError> {
    let Some(list) = list else {
        return match find(policy, heading) {
            Some(Key::Subject) => Ok(Slot::Subject),
            Some(Key::Fact(id)) => Ok(Slot::Fact(id)),
            None => Err(unknown(policy, "", heading)),
        };
    };
    let fields = policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
    let named = |id: &&FactId| policy.facts.get(id.0).is_some_and(|fact| fact.key == heading || fact.name == heading);
    match fields.iter().find(named) {
        Some(id) => Ok(Slot::Fact(*id)),
        None if heading == "id" => Ok(Slot::RecordId),
        None => Err(unknown_field(policy, list, "", heading)),
    }
}

/// How the cells of one column are written, where they differ from a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellForm {
    /// By what a number is multiplied to give the written unit of the fact (10000 for 万元).
    pub times: Option<Number>,
    /// A sign after the number that is taken off, e.g. `%`.
    pub suffix: Option<String>,
    /// Commas between groups of three digits are allowed.
    pub thousands: bool,
    /// More words for yes.
    pub yes: Vec<String>,
    /// More words for no.
    pub no: Vec<String>,
    /// Texts that mean unknown, beside the empty cell.
    pub unknown: Vec<String>,
    /// How days and months are written.
    pub date: Option<Pattern>,
}

/// Puts the text of a cell where it belongs; an empty cell is unknown. `record` is the record being read when the
/// column belongs to the table of a list.
///
/// # Errors
/// What is wrong with the text; the path is left to the caller, except inside a list.
pub fn put(
    policy: &Policy,
    profile: &mut Profile,
    record: Option<&mut Record>,
    slot: Slot,
    text: &str,
    form: &CellForm,
) -> Result<(), Vec<ProfileError>> {
    let text = text.trim();
    if text.is_empty() || form.unknown.iter().any(|word| word == text) {
        return Ok(());
    }
    let one = |error| vec![error];
    match (slot, record) {
        (Slot::Subject, _) => profile.set_subject(Some(subject_named(policy, text).map_err(one)?)),
        (Slot::RecordId, Some(record)) => record.id = Some(text.to_owned()),
        (Slot::RecordId, None) => {}
        (Slot::Fact(id), record) => {
            let Some(fact) = policy.facts.get(id.0) else { return Ok(()) };
            match (&fact.ty, record) {
                (FactType::List(list), _) => profile.set_list(*list, list_in_a_cell(policy, fact, *list, text)?),
                (FactType::Scalar(ty, number), Some(record)) => {
                    let value = scalar(policy, fact, ty, number.as_ref(), text, form).map_err(one)?;
                    record.fields.push((id, value));
                }
                (FactType::Scalar(ty, number), None) => {
                    let value = scalar(policy, fact, ty, number.as_ref(), text, form).map_err(one)?;
                    profile.set_fact(id, Some(value));
                }
            }
        }
    }
    Ok(())
}

/// The records of a list, as JSON; `None` for null.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn list_in_a_cell(
    policy: &Policy,
    fact: &FactDef,
    list: ListId,
    text: &str,
) -> Result<Option<Vec<Record>>, Vec<ProfileError>> {
    let Ok(raw) = serde_json::from_str(text) else {
        let error = ProfileError::new(&fact.key, "这一格应是 JSON 数组", "this cell must hold a JSON array");
        let key = &fact.key;
        return Err(vec![error.help(
            format!("没有则写 []；也可另给一张表：--table {key}=文件 --key 列名"),
            format!("none is []; or give a table of its own: --table {key}=FILE --key COLUMN"),
        )]);
    };
    let mut errors = Vec::new();
    let read = records(policy, list, raw, &fact.key, &mut errors);
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

fn scalar(
    policy: &Policy,
    fact: &FactDef,
    ty: &Type,
    number: Option<&NumberForm>,
    text: &str,
    form: &CellForm,
) -> Result<Value, ProfileError> {
    match ty {
        Type::Bool => truth(text, form).map(Value::Bool),
        Type::Number(_) => {
            let value = fitting(written(text, number, form)?, number)?;
            if let Value::Number(exact) = &value
                && let Some(error) = out_of_bounds(fact, number, exact)
            {
                return Err(error);
            }
            Ok(value)
        }
        Type::Date => match &form.date {
            Some(pattern) => pattern.day(text).map(Value::Date).ok_or_else(|| not_so_written(text)),
            None => value(policy, ty, number, &Json::Text(text.to_owned())),
        },
        Type::Month => match &form.date {
            Some(pattern) => pattern.month(text).map(Value::Month).ok_or_else(|| not_so_written(text)),
            None => month(text).map(Value::Month),
        },
        Type::Enum(id) => member(policy, *id, text).map(Value::Enum),
        Type::Set(id) => {
            if let Some(several) = array(text) {
                return value(policy, ty, number, &several);
            }
            if EMPTY_SET.contains(&text) && member(policy, *id, text).is_err() {
                return Ok(Value::Set(0));
            }
            parts(text).try_fold(0, |mask, part| Ok(mask | bit(member(policy, *id, part)?))).map(Value::Set)
        }
        Type::Months => {
            let read = |part| match &form.date {
                Some(pattern) => pattern.month(part).ok_or_else(|| not_so_written(part)),
                None => month(part),
            };
            let mut months = parts(text).map(read).collect::<Result<Vec<_>, _>>()?;
            months.sort_unstable();
            months.dedup();
            Ok(Value::Months(months))
        }
        Type::Text => Ok(Value::Text(text.to_owned())),
    }
}

/// A cell that holds a JSON array.
fn array(text: &str) -> Option<Json<'_>> {
    let raw = text.starts_with('[').then(|| serde_json::from_str(text).ok()).flatten()?;
    Some(look(raw))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty())
}

fn not_so_written(text: &str) -> ProfileError {
    problem(format!("日期不是约定的写法：“{text}”"), format!("not a date as the mapping says it is written: `{text}`"))
}

fn truth(text: &str, form: &CellForm) -> Result<bool, ProfileError> {
    let lower = text.to_lowercase();
    let among =
        |words: &[&str], more: &[String]| words.contains(&lower.as_str()) || more.iter().any(|word| word == text);
    match (among(TRUE_WORDS, &form.yes), among(FALSE_WORDS, &form.no)) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        _ => Err(problem(format!("应写 是 或 否，这里是“{text}”"), format!("expected yes or no, found `{text}`"))
            .help(
                "不清楚就留空；别的写法在列对照文件里用 yes、no 说明",
                "leave it empty when not known; state other words in the mapping file as yes and no",
            )),
    }
}

/// The number of a cell in the written unit of its fact.
fn written(text: &str, number: Option<&NumberForm>, form: &CellForm) -> Result<Number, ProfileError> {
    let percent = number.is_some_and(|number| number.unit.starts_with('%'));
    let plain = match &form.suffix {
        Some(suffix) => text.strip_suffix(suffix.as_str()).unwrap_or(text).trim_end(),
        // `4.35%` in a column of percentages says nothing else than `4.35`.
        None if percent && form.times.is_none() => text.strip_suffix(['%', '％']).unwrap_or(text).trim_end(),
        None => text,
    };
    let joined = if form.thousands { without_commas(plain) } else { None };
    let read = parse_number(joined.as_deref().unwrap_or(plain)).ok_or_else(|| {
        let error = not_a_number(text);
        let help = "列对照文件可以说明单位（unit）、千分位（thousands）和空值写法（unknown）";
        let help_en = "a mapping file can state unit, thousands separators and words for unknown";
        error.help(help, help_en)
    })?;
    Ok(match &form.times {
        Some(times) => read.mul(times),
        None => read,
    })
}

/// `1,234,567.5` without its commas, when each stands before a group of three digits.
fn without_commas(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next()?.len();
    let regular = (1..=3).contains(&first) && groups.all(|group| group.len() == 3);
    let clean = part.is_none_or(|part| !part.contains(','));
    (whole.contains(',') && regular && clean).then(|| text.replace(',', ""))
}
