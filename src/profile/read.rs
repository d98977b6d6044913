//! Reading profiles: keys or Chinese names, exact numbers, closed enumerations. Owns the checks of form; facts that
//! contradict each other are found by the engine.

use super::json::{Entries, Json, called, look};
use super::limits::{MAX_BYTES, MAX_ERRORS, MAX_PROFILES, MAX_RECORDS};
use super::problems::{
    beyond_cents, brief, fraction, negative, no_text, not_a_number, not_json, problem, twice, unknown, unknown_field,
    wrong_type,
};
use super::{Profile, ProfileError, Record};
use crate::check::nearest;
use crate::ir::{FactDef, FactId, FactType, ListId, NumberForm, Policy, SubjectId, Type, Value, bit};
use crate::value::date::{Month, parse_day};
use crate::value::number::Number;
use serde_json::value::RawValue;

/// Reads one profile.
///
/// # Errors
/// Everything wrong with the text, at most [`MAX_ERRORS`] findings.
pub fn one(policy: &Policy, text: &str) -> Result<Profile, Vec<ProfileError>> {
    let (mut profiles, array) = many(policy, text)?;
    if array {
        return Err(vec![ProfileError::new(
            "",
            "这里要一份档案（JSON 对象），却是数组",
            "expected one profile (a JSON object), found an array",
        )]);
    }
    profiles.pop().ok_or_else(Vec::new)
}

/// Reads one profile, or an array of them; the flag says whether it was an array.
///
/// # Errors
/// Everything wrong with the text, at most [`MAX_ERRORS`] findings.
pub fn many(policy: &Policy, text: &str) -> Result<(Vec<Profile>, bool), Vec<ProfileError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        return Err(vec![ProfileError::new(
            "",
            format!("档案超过 {MAX_BYTES} 字节"),
            format!("the profile is larger than {MAX_BYTES} bytes"),
        )]);
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| vec![not_json(&error)])?;
    let mut errors = Vec::new();
    let (profiles, array) = match look(raw) {
        Json::Array(items) if items.len() > MAX_PROFILES => {
            let error = ProfileError::new(
                "",
                format!("一次最多 {MAX_PROFILES} 份档案，这里有 {} 份", items.len()),
                format!("at most {MAX_PROFILES} profiles at once; this has {}", items.len()),
            );
            return Err(vec![error.help("分成几个文件，或用 huice batch", "split the file, or use huice batch")]);
        }
        Json::Array(items) => {
            let mut profiles = Vec::new();
            for (index, item) in items.iter().enumerate() {
                profiles.push(object(policy, item, &format!("[{index}]"), &mut errors));
                if errors.len() >= MAX_ERRORS {
                    break;
                }
            }
            (profiles, true)
        }
        Json::Object => (vec![object(policy, raw, "", &mut errors)], false),
        other => {
            let (zh, en) = called(&other);
            let error = ProfileError::new(
                "",
                format!("档案应是 JSON 对象，这里是{zh}"),
                format!("a profile is a JSON object; this is {en}"),
            );
            return Err(vec![error.help("没有事实可填就写 {}", "a profile without facts is {}")]);
        }
    };
    if errors.is_empty() {
        return Ok((profiles, array));
    }
    errors.truncate(MAX_ERRORS);
    Err(errors)
}

/// Reads one profile, leaving out the entries that `apart` takes: it is shown every name with its raw JSON. For tables
/// of profiles that carry columns of others.
///
/// # Errors
/// Everything wrong with the text, at most [`MAX_ERRORS`] findings.
pub fn one_but(
    policy: &Policy,
    text: &str,
    apart: &mut dyn FnMut(&str, &str) -> bool,
) -> Result<Profile, Vec<ProfileError>> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| vec![not_json(&error)])?;
    let mut errors = Vec::new();
    let profile = object_but(policy, raw, "", &mut errors, apart);
    errors.truncate(MAX_ERRORS);
    if errors.is_empty() { Ok(profile) } else { Err(errors) }
}

fn object(policy: &Policy, raw: &RawValue, at: &str, errors: &mut Vec<ProfileError>) -> Profile {
    object_but(policy, raw, at, errors, &mut |_, _| false)
}

fn object_but(
    policy: &Policy,
    raw: &RawValue,
    at: &str,
    errors: &mut Vec<ProfileError>,
    apart: &mut dyn FnMut(&str, &str) -> bool,
) -> Profile {
    let mut profile = Profile::empty(policy);
    let Some(entries) = entries(raw, at, errors) else { return profile };
    let mut seen: Vec<(Key, String)> = Vec::new();
    for (name, value) in entries.0 {
        if errors.len() >= MAX_ERRORS {
            break;
        }
        if apart(&name, value.get()) {
            continue;
        }
        let path = join(at, &name);
        let Some(key) = find(policy, &name) else {
            errors.push(unknown(policy, &path, &name));
            continue;
        };
        if let Some((_, earlier)) = seen.iter().find(|(other, _)| *other == key) {
            errors.push(twice(&path, earlier, &name));
            continue;
        }
        seen.push((key, name));
        match key {
            Key::Subject => profile.set_subject(subject(policy, value, &path, errors)),
            Key::Fact(id) => {
                let Some(fact) = policy.facts.get(id.0) else { continue };
                match &fact.ty {
                    FactType::List(list) => profile.set_list(*list, records(policy, *list, value, &path, errors)),
                    FactType::Scalar(ty, form) => {
                        profile.set_fact(id, scalar(policy, fact, ty, form.as_ref(), value, &path, errors));
                    }
                }
            }
        }
    }
    profile
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Subject,
    Fact(FactId),
}

pub(super) fn find(policy: &Policy, name: &str) -> Option<Key> {
    if name == "subject_type" || name == "主体类型" {
        return Some(Key::Subject);
    }
    let at = policy.facts.iter().position(|fact| fact.list.is_none() && (fact.key == name || fact.name == name))?;
    Some(Key::Fact(FactId(at)))
}

fn join(at: &str, name: &str) -> String {
    let name = brief(name);
    if at.is_empty() { name } else { format!("{at}.{name}") }
}

fn entries<'j>(raw: &'j RawValue, at: &str, errors: &mut Vec<ProfileError>) -> Option<Entries<'j>> {
    match look(raw) {
        Json::Object => match serde_json::from_str::<Entries<'_>>(raw.get()) {
            Ok(entries) => Some(entries),
            Err(error) => {
                errors.push(ProfileError { path: at.to_owned(), ..not_json(&error) });
                None
            }
        },
        other => {
            let (zh, en) = called(&other);
            let error =
                ProfileError::new(at, format!("应是对象，这里是{zh}"), format!("expected an object, found {en}"));
            errors.push(error.help("写成 { \"键\": 值 }", "write { \"key\": value }"));
            None
        }
    }
}

fn subject(policy: &Policy, raw: &RawValue, path: &str, errors: &mut Vec<ProfileError>) -> Option<SubjectId> {
    let text = match look(raw) {
        Json::Null => return None,
        Json::Text(text) => text,
        other => {
            errors.push(no_text(path, &other));
            return None;
        }
    };
    match subject_named(policy, &text) {
        Ok(found) => Some(found),
        Err(error) => {
            errors.push(ProfileError { path: path.to_owned(), ..error });
            None
        }
    }
}

/// The subject type called by this key or name.
pub(super) fn subject_named(policy: &Policy, text: &str) -> Result<SubjectId, ProfileError> {
    let found = policy.subjects.iter().position(|s| s.key == text || s.name == text);
    found.map(SubjectId).ok_or_else(|| {
        let keys: Vec<&str> = policy.subjects.iter().map(|s| s.key.as_str()).collect();
        let hint = nearest(text, keys.iter().copied());
        let (zh, en) = hint
            .map_or_else(Default::default, |hint| (format!("是不是“{hint}”？"), format!("did you mean `{hint}`? ")));
        let shown = brief(text);
        ProfileError::new("", format!("没有主体类型“{shown}”"), format!("there is no subject type `{shown}`"))
            .help(format!("{zh}可用的有：{}", keys.join("、")), format!("{en}one of: {}", keys.join(", ")))
    })
}

pub(super) fn records(
    policy: &Policy,
    list: ListId,
    raw: &RawValue,
    path: &str,
    errors: &mut Vec<ProfileError>,
) -> Option<Vec<Record>> {
    let items = match look(raw) {
        Json::Null => return None,
        Json::Array(items) => items,
        other => {
            let (zh, en) = called(&other);
            errors.push(
                ProfileError::new(path, format!("应是数组，这里是{zh}"), format!("expected an array, found {en}"))
                    .help("一笔也要写成 [ { … } ]；没有则写 []", "even one record is written [ { … } ]; none is []"),
            );
            return None;
        }
    };
    if items.len() > MAX_RECORDS {
        errors.push(ProfileError::new(
            path,
            format!("最多 {MAX_RECORDS} 笔，这里有 {} 笔", items.len()),
            format!("at most {MAX_RECORDS} records; this has {}", items.len()),
        ));
        return None;
    }
    let mut records = Vec::new();
    for (index, item) in items.iter().enumerate() {
        records.push(record(policy, list, item, &format!("{path}[{index}]"), errors));
        if errors.len() >= MAX_ERRORS {
            break;
        }
    }
    Some(records)
}

fn record(policy: &Policy, list: ListId, raw: &RawValue, at: &str, errors: &mut Vec<ProfileError>) -> Record {
    let mut record = Record::default();
    let Some(entries) = entries(raw, at, errors) else { return record };
    let fields = policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
    let mut seen: Vec<(Option<FactId>, String)> = Vec::new();
    for (name, value) in entries.0 {
        if errors.len() >= MAX_ERRORS {
            break;
        }
        let path = join(at, &name);
        let defs = fields.iter().filter_map(|id| Some((*id, policy.facts.get(id.0)?)));
        let found = defs.clone().find(|(_, fact)| fact.key == name || fact.name == name);
        if found.is_none() && name != "id" {
            errors.push(unknown_field(policy, list, &path, &name));
            continue;
        }
        let key = found.map(|(id, _)| id);
        if let Some((_, earlier)) = seen.iter().find(|(other, _)| *other == key) {
            errors.push(twice(&path, earlier, &name));
            continue;
        }
        seen.push((key, name));
        match found {
            Some((id, fact)) => {
                if let FactType::Scalar(ty, form) = &fact.ty
                    && let Some(value) = scalar(policy, fact, ty, form.as_ref(), value, &path, errors)
                {
                    record.fields.push((id, value));
                }
            }
            None => match look(value) {
                Json::Null => {}
                Json::Text(text) => record.id = Some(text),
                Json::Number(text) => record.id = Some(text.to_owned()),
                other => errors.push(no_text(&path, &other)),
            },
        }
    }
    record
}

fn scalar(
    policy: &Policy,
    fact: &FactDef,
    ty: &Type,
    form: Option<&NumberForm>,
    raw: &RawValue,
    path: &str,
    errors: &mut Vec<ProfileError>,
) -> Option<Value> {
    let json = look(raw);
    if matches!(json, Json::Null) {
        return None;
    }
    match value(policy, ty, form, &json) {
        Ok(value) => {
            if let Value::Number(number) = &value
                && let Some(problem) = out_of_bounds(fact, form, number)
            {
                errors.push(ProfileError { path: path.to_owned(), ..problem });
                return None;
            }
            Some(value)
        }
        Err(problem) => {
            errors.push(ProfileError { path: path.to_owned(), ..problem });
            None
        }
    }
}

/// Whether a number keeps the bounds and the form of its fact.
pub(crate) fn within_bounds(fact: &FactDef, form: Option<&NumberForm>, number: &Number) -> Result<(), ProfileError> {
    let written = form.and_then(|form| number.div(&form.scale)).unwrap_or_else(|| number.clone());
    match form {
        Some(form) if written.is_negative() && !form.signed => {
            return Err(negative());
        }
        Some(form) if form.integer && !written.is_integer() => {
            return Err(fraction());
        }
        Some(form) if form.money && !written.mul(&Number::from_i64(100)).is_integer() => {
            return Err(beyond_cents());
        }
        _ => {}
    }
    out_of_bounds(fact, form, number).map_or(Ok(()), Err)
}

pub(super) fn out_of_bounds(fact: &FactDef, form: Option<&NumberForm>, number: &Number) -> Option<ProfileError> {
    let show = |bound: &Number| shown(bound, form);
    let (lo, hi) = &fact.bounds;
    if let Some(low) = lo.as_ref().filter(|lo| number < *lo) {
        let error = ProfileError::new("", format!("不得低于 {}", show(low)), format!("must be at least {}", show(low)));
        // 0.0435 for 4.35 %: the one slip that only bounds can tell.
        let Some(form) = form.filter(|form| form.unit.contains('%')) else { return Some(error) };
        let meant = number.mul(&Number::from_i64(100));
        let fits = meant >= *low && hi.as_ref().is_none_or(|hi| meant <= *hi) && !meant.is_zero();
        return Some(match meant.div(&form.scale).filter(|_| fits) {
            Some(meant) => {
                let meant = meant.to_exact_string();
                error.help(
                    format!("按百分数填：{meant}% 就写 {meant}"),
                    format!("give it in percent: for {meant}% write {meant}"),
                )
            }
            None => error,
        });
    }
    let hi = hi.as_ref().filter(|hi| number > *hi)?;
    Some(ProfileError::new("", format!("不得超过 {}", show(hi)), format!("must be at most {}", show(hi))))
}

fn shown(number: &Number, form: Option<&NumberForm>) -> String {
    let Some(form) = form else { return number.to_exact_string() };
    let written = number.div(&form.scale).unwrap_or_else(Number::zero);
    format!("{}{}", written.to_exact_string(), form.unit)
}

pub(super) fn value(
    policy: &Policy,
    ty: &Type,
    form: Option<&NumberForm>,
    json: &Json<'_>,
) -> Result<Value, ProfileError> {
    match (ty, json) {
        (Type::Bool, Json::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Type::Bool, other) => Err(wrong_type("", "布尔值 true 或 false", "true or false", other)
            .help("是写 true，否写 false，不清楚就不写", "true, false, or leave it out when not known")),
        (Type::Number(_), Json::Number(text)) => number(text, form),
        (Type::Number(_), Json::Text(text)) => number(text.trim(), form),
        (Type::Number(_), other) => Err(wrong_type("", "数字", "a number", other)
            .help("写成 1000.50 或 \"1000.50\"，不清楚就不写", "1000.50 or \"1000.50\"; leave it out when not known")),
        (Type::Date, Json::Text(text)) => parse_day(text).map(Value::Date).ok_or_else(|| {
            let text = brief(text);
            problem(format!("不是日期：“{text}”"), format!("not a date: `{text}`")).help(
                "写成 YYYY-MM-DD，且确有这一天，例如 2020-02-29",
                "write YYYY-MM-DD, an existing day, e.g. 2020-02-29",
            )
        }),
        (Type::Month, Json::Text(text)) => month(text).map(Value::Month),
        (Type::Months, Json::Array(items)) => {
            let mut months = Vec::new();
            for item in items {
                match look(item) {
                    Json::Text(text) => months.push(month(&text)?),
                    other => return Err(wrong_type("", "月份", "a month", &other)),
                }
            }
            months.sort_unstable();
            months.dedup();
            Ok(Value::Months(months))
        }
        (Type::Date, other) => Err(wrong_type("", "日期 \"YYYY-MM-DD\"", "a date \"YYYY-MM-DD\"", other)
            .help("连同引号写成 \"2020-02-29\"", "write it in quotes: \"2020-02-29\"")),
        (Type::Month, other) => Err(wrong_type("", "月份 \"YYYY-MM\"", "a month \"YYYY-MM\"", other)
            .help("连同引号写成 \"2020-02\"", "write it in quotes: \"2020-02\"")),
        (Type::Months, other) => Err(wrong_type("", "月份数组", "an array of months", other)),
        (Type::Enum(id), Json::Text(text)) => member(policy, *id, text).map(Value::Enum),
        (Type::Enum(_), other) => Err(no_text("", other)),
        (Type::Set(id), Json::Array(items)) => {
            let mut mask = 0;
            for item in items {
                match look(item) {
                    Json::Text(text) => mask |= bit(member(policy, *id, &text)?),
                    other => return Err(no_text("", &other)),
                }
            }
            Ok(Value::Set(mask))
        }
        (Type::Set(_), other) => Err(wrong_type("", "数组", "an array", other)
            .help("一项也要写成 [\"…\"]；没有则写 []", "even one member is written [\"…\"]; none is []")),
        (Type::Text, Json::Text(text)) => Ok(Value::Text(text.clone())),
        (Type::Text, other) => Err(no_text("", other)),
    }
}

pub(super) fn month(text: &str) -> Result<Month, ProfileError> {
    Month::parse(text).ok_or_else(|| {
        let text = brief(text);
        problem(format!("不是月份：“{text}”"), format!("not a month: `{text}`"))
            .help("写成 YYYY-MM，例如 2020-02", "write YYYY-MM, e.g. 2020-02")
    })
}

pub(super) fn member(policy: &Policy, id: crate::ir::EnumId, text: &str) -> Result<usize, ProfileError> {
    let Some(def) = policy.enums.get(id.0) else { return Err(problem("没有这个枚举", "no such enumeration")) };
    def.find(text).ok_or_else(|| {
        let names = def.members.iter().flat_map(|(name, key)| [Some(name.as_str()), key.as_deref()]).flatten();
        let all: Vec<&str> = def.members.iter().map(|(name, _)| name.as_str()).collect();
        let (all, all_en) = (all.join("、"), all.join(", "));
        let shown = brief(text);
        let error =
            problem(format!("“{}”里没有“{shown}”", def.name), format!("`{shown}` is not a member of `{}`", def.name));
        match nearest(text, names) {
            Some(hint) => error
                .help(format!("是不是“{hint}”？可用的有：{all}"), format!("did you mean `{hint}`? members: {all_en}")),
            None => error.help(format!("可用的有：{all}"), format!("members: {all_en}")),
        }
    })
}

fn number(text: &str, form: Option<&NumberForm>) -> Result<Value, ProfileError> {
    let number = parse_number(text).ok_or_else(|| {
        let bare = text.strip_suffix(['%', '％']).map(str::trim_end).filter(|bare| parse_number(bare).is_some());
        match (bare, form.filter(|form| form.unit.contains('%'))) {
            (Some(bare), Some(form)) => not_a_number(text).help(
                format!("单位已经是 {}，只写 {bare}", form.unit),
                format!("the unit is {} already; write {bare}", form.unit),
            ),
            _ => not_a_number(text),
        }
    })?;
    fitting(number, form)
}

/// A number in the written unit of a fact, checked against its form and brought to base units.
pub(super) fn fitting(written: Number, form: Option<&NumberForm>) -> Result<Value, ProfileError> {
    let Some(form) = form else { return Ok(Value::Number(written)) };
    if written.is_negative() && !form.signed {
        return Err(negative());
    }
    if form.integer && !written.is_integer() {
        return Err(fraction());
    }
    if form.money && !written.mul(&Number::from_i64(100)).is_integer() {
        return Err(beyond_cents());
    }
    let value = written.mul(&form.scale);
    if !written.within_limits() || !value.within_limits() {
        return Err(
            problem("数字过大", "the number is too large").help("核对位数和单位", "check the digits and the unit")
        );
    }
    Ok(Value::Number(value))
}

/// A decimal number as JSON writes it, exponent included, exactly.
#[must_use]
pub fn parse_number(text: &str) -> Option<Number> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at.checked_add(1)?..)?.trim_start_matches('+').parse::<i32>().ok()?),
        None => (text, 0),
    };
    let mantissa = Number::parse_decimal(mantissa)?;
    if exponent.unsigned_abs() > 40 {
        return None;
    }
    let ten = Number::from_i64(10);
    (0..exponent.unsigned_abs())
        .try_fold(mantissa, |number, _| if exponent < 0 { number.div(&ten) } else { Some(number.mul(&ten)) })
}

/// A value given on the command line for a parameter, as in a profile: `1.65` for `%/年`, `2020-01-24` for a date,
/// `2020-02,2020-03` for months.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_value(policy: &Policy, ty: &Type, form: Option<&NumberForm>, text: &str) -> Result<Value, ProfileError> {
    let text = text.trim();
    match ty {
        Type::Bool => match text {
            "true" | "真" | "是" => Ok(Value::Bool(true)),
            "false" | "假" | "否" => Ok(Value::Bool(false)),
            _ => Err(problem("应是 true 或 false", "expected true or false")),
        },
        Type::Months => {
            let parts = text.split([',', '、', ';']).map(str::trim).filter(|part| !part.is_empty());
            let mut months = parts.map(month).collect::<Result<Vec<_>, _>>()?;
            months.sort_unstable();
            months.dedup();
            Ok(Value::Months(months))
        }
        Type::Number(_) => {
            // Parameters may be finer than a fen, but like facts they are not negative.
            let loose = form.map(|form| NumberForm { money: false, integer: false, ..form.clone() });
            let plain = form.map_or(text, |form| text.strip_suffix(form.unit.as_str()).unwrap_or(text));
            number(plain, loose.as_ref())
        }
        _ => value(policy, ty, form, &Json::Text(text.to_owned())),
    }
}
