//! What an evaluation depends on besides rules and facts, by name. Owns the reading of `K=V`; the values live in
//! [`crate::eval::Context`].

use super::{Profile, ProfileErrors, Program};
use crate::analyse::Witness;
use crate::check::nearest;
use crate::diagnostic::{Lang, Words};
use crate::eval;
use crate::ir::{EventId, EventState, ParamId, ReadingId};
use crate::profile::{ProfileError, parse_value};
use crate::value::date::parse_day;
use chrono::NaiveDate;

/// The day asked about, and parameters, events and readings that differ from the pack's.
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) inner: eval::Context,
}

/// A name or value that a context does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextError {
    /// What is wrong.
    pub words: Words,
    /// How to mend it.
    pub help: Option<Words>,
}

impl ContextError {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { words: Words::new(zh, en), help: None }
    }

    fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(zh, en));
        self
    }

    fn unknown<'c>(zh: &str, en: &str, name: &str, known: impl IntoIterator<Item = &'c str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let error = Self::new(format!("没有{zh}“{name}”"), format!("there is no {en} `{name}`"));
        match nearest(name, known.iter().copied()) {
            Some(hint) => error.help(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")),
            None => error.help(format!("可用的有：{}", known.join("、")), format!("one of: {}", known.join(", "))),
        }
    }
}

impl Context {
    /// The pack's own parameters, events and readings on this day.
    #[must_use]
    pub fn new(as_of: NaiveDate) -> Self {
        Self { inner: eval::Context::new(as_of) }
    }

    /// The same with the words of the trace in another language.
    #[must_use]
    pub const fn with_lang(mut self, lang: Lang) -> Self {
        self.inner.lang = lang;
        self
    }

    /// The day asked about.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.inner.as_of
    }

    /// Replaces a parameter's whole value or series; an empty text makes it missing. Numbers are written in the
    /// parameter's own unit (`1.65` for `%/年`).
    ///
    /// # Errors
    /// An unknown parameter, or a value of the wrong form.
    pub fn set_param(&mut self, program: &Program, key: &str, value: &str) -> Result<(), ContextError> {
        let params = &program.policy.params;
        let Some(index) = params.iter().position(|param| param.key == key || param.name == key) else {
            return Err(ContextError::unknown("参数", "parameter", key, params.iter().map(|param| param.key.as_str())));
        };
        let Some(param) = params.get(index) else { return Ok(()) };
        if value.trim().is_empty() {
            self.inner.params.insert(ParamId(index), None);
            return Ok(());
        }
        let parsed = parse_value(&program.policy, &param.ty, param.form.as_ref(), value).map_err(|error| {
            let unit = param.form.as_ref().map_or("", |form| form.unit.as_str());
            let wrong = ContextError::new(
                format!("参数“{key}”：{}", error.words.zh),
                format!("parameter `{key}`: {}", error.words.en),
            );
            match error.help {
                Some(help) => wrong.help(help.zh, help.en),
                None if unit.is_empty() => wrong,
                None => wrong.help(format!("按“{unit}”填写数字"), format!("a number in {unit}")),
            }
        })?;
        self.inner.params.insert(ParamId(index), Some(parsed));
        Ok(())
    }

    /// Says of an event that it happened on a day (`2020-05-06`), that it had not by the end of a day
    /// (`>2020-03-31`), or that nothing is known (empty).
    ///
    /// # Errors
    /// An unknown event, or a day that does not exist.
    pub fn set_event(&mut self, program: &Program, key: &str, value: &str) -> Result<(), ContextError> {
        let events = &program.policy.events;
        let Some(index) = events.iter().position(|event| event.key == key || event.name == key) else {
            return Err(ContextError::unknown("事件", "event", key, events.iter().map(|event| event.key.as_str())));
        };
        let value = value.trim();
        let day = |text: &str| {
            parse_day(text.trim()).ok_or_else(|| {
                ContextError::new(
                    format!("事件“{key}”：不是日期“{text}”"),
                    format!("event `{key}`: not a date `{text}`"),
                )
                .help(
                    "写成 2020-05-06（那天发生）、>2020-03-31（截至那天尚未发生）或留空",
                    "2020-05-06 (happened), >2020-03-31 (not by that day) or empty",
                )
            })
        };
        let state = match value.strip_prefix('>') {
            _ if value.is_empty() => EventState::Unknown,
            Some(after) => EventState::NotBy(day(after)?),
            None => EventState::On(day(value)?),
        };
        self.inner.events.insert(EventId(index), state);
        Ok(())
    }

    /// Adopts another alternative of a reading.
    ///
    /// # Errors
    /// An unknown reading or alternative, or one that only documents a choice.
    pub fn set_reading(&mut self, program: &Program, name: &str, alternative: &str) -> Result<(), ContextError> {
        let readings = &program.policy.readings;
        let Some(index) = readings.iter().position(|reading| reading.name == name) else {
            return Err(ContextError::unknown(
                "解读",
                "reading",
                name,
                readings.iter().map(|reading| reading.name.as_str()),
            ));
        };
        let Some(reading) = readings.get(index) else { return Ok(()) };
        let Some(chosen) = reading.alternatives.iter().position(|(other, _)| other == alternative) else {
            let known = reading.alternatives.iter().map(|(other, _)| other.as_str());
            return Err(ContextError::unknown("读法", "alternative", alternative, known));
        };
        let computed = reading.alternatives.iter().any(|(_, body)| body.is_some());
        let has_body = reading.alternatives.get(chosen).is_some_and(|(_, body)| body.is_some());
        if computed && !has_body {
            return Err(ContextError::new(
                format!("读法“{alternative}”只作说明，不能计算"),
                format!("alternative `{alternative}` only documents a choice and cannot be run"),
            ));
        }
        self.inner.readings.insert(ReadingId(index), chosen);
        Ok(())
    }
}

/// Reads a witness, or the witness of one finding of a report.
pub(super) fn witness(
    program: &Program,
    text: &str,
    number: Option<usize>,
) -> Result<(Profile, Context, Vec<String>), ProfileErrors> {
    let refuse = |zh: String, en: String| ProfileErrors(vec![ProfileError::new("", zh, en)]);
    let not_one = || refuse("不是见证文件".to_owned(), "not a witness file".to_owned());
    let json: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| refuse(format!("不是 JSON：{error}"), format!("not JSON: {error}")))?;
    let found = match (json.get("findings").or_else(|| json.get("changes")).and_then(|all| all.as_array()), number) {
        (None, _) => json.clone(),
        (Some(all), Some(number)) => {
            let entry = number.checked_sub(1).and_then(|index| all.get(index));
            let witness = entry.and_then(|entry| entry.get("witness")).filter(|witness| !witness.is_null());
            witness
                .cloned()
                .ok_or_else(|| refuse(format!("第 {number} 项没有见证"), format!("finding {number} has no witness")))?
        }
        (Some(all), None) => {
            let zh = format!("文件里有 {} 项，写成 文件#序号", all.len());
            return Err(refuse(zh, format!("the file holds {} findings; write FILE#NUMBER", all.len())));
        }
    };
    let witness: Witness = serde_json::from_value(found).map_err(|_| not_one())?;
    if witness.schema != crate::analyse::WITNESS_SCHEMA {
        return Err(not_one());
    }
    let profile = Profile::from_json(program, &witness.profile.to_string())?;
    let day = parse_day(&witness.as_of).ok_or_else(not_one)?;
    let mut context = Context::new(day);
    let wrong = |error: ContextError| ProfileErrors(vec![ProfileError::new("", error.words.zh, error.words.en)]);
    for (key, value) in &witness.params {
        context.set_param(program, key, value).map_err(wrong)?;
    }
    for (key, value) in &witness.events {
        context.set_event(program, key, value).map_err(wrong)?;
    }
    for (key, value) in &witness.readings {
        context.set_reading(program, key, value).map_err(wrong)?;
    }
    Ok((profile, context, witness.items))
}

/// Profiles as both programs read them: what only one of them knows is left out for the other.
pub(super) fn pairs(
    old: &Program,
    new: &Program,
    text: &str,
) -> Result<Vec<(crate::profile::Profile, crate::profile::Profile)>, ProfileErrors> {
    let read = |program: &Program, other: &Program| -> Result<Vec<Profile>, ProfileErrors> {
        let shared = crate::diff::only_known(&program.policy, &other.policy, text);
        Ok(Profile::many_from_json(program, &shared)?.0)
    };
    let (before, after) = (read(old, new)?, read(new, old)?);
    Ok(before.into_iter().zip(after).map(|(before, after)| (before.0, after.0)).collect())
}
