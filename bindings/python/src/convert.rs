//! Python values as the JSON of profiles, settings as texts, JSON as Python values. Owns which Python types are exact; a
//! float never is.

use crate::errors::{self, ContextError, Problem};
use chrono::NaiveDate;
use huice::diagnostic::Lang;
use huice::value::date::parse_day;
use huice::{Context, Program};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple};

/// How deeply a profile may nest: a list of records with lists of members is four.
const MAX_DEPTH: usize = 8;

/// A profile as JSON text: a text is taken as it is, a dict is written.
pub(crate) fn profile_text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return text.extract();
    }
    if value.cast::<PyDict>().is_err() {
        return Err(PyTypeError::new_err(format!("a profile is a dict or a JSON text, not {}", type_name(value))));
    }
    let mut out = String::new();
    write(&mut out, value, "", MAX_DEPTH)?;
    Ok(out)
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string())
}

fn is_a(value: &Bound<'_, PyAny>, module: &str, class: &str) -> PyResult<bool> {
    value.is_instance(&value.py().import(module)?.getattr(class)?)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write(out: &mut String, value: &Bound<'_, PyAny>, path: &str, depth: usize) -> PyResult<()> {
    let at = if path.is_empty() { "profile" } else { path };
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(PyValueError::new_err(format!("{at}: nested too deeply")));
    };
    if let Some(text) = plain(value, at)? {
        out.push_str(&text);
        return Ok(());
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        out.push('{');
        for (index, (key, value)) in dict.iter().enumerate() {
            let key: String = key
                .extract()
                .map_err(|_| PyTypeError::new_err(format!("{at}: keys are texts, not {}", type_name(&key))))?;
            if index > 0 {
                out.push(',');
            }
            out.push_str(&quoted(&key));
            out.push(':');
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            write(out, &value, &path, deeper)?;
        }
        out.push('}');
        return Ok(());
    }
    let sequence = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    if sequence {
        out.push('[');
        for (index, item) in value.try_iter()?.enumerate() {
            if index > 0 {
                out.push(',');
            }
            write(out, &item?, &format!("{path}[{index}]"), deeper)?;
        }
        out.push(']');
        return Ok(());
    }
    Err(PyTypeError::new_err(format!("{at}: a {} is no fact", type_name(value))))
}

/// The JSON of a value that is not a collection; `None` when it is one.
fn plain(value: &Bound<'_, PyAny>, at: &str) -> PyResult<Option<String>> {
    if value.is_none() {
        return Ok(Some("null".to_owned()));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(Some(if truth.is_true() { "true" } else { "false" }.to_owned()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(quoted(&text.extract::<String>()?)));
    }
    if value.is_instance_of::<PyInt>() {
        // An enumeration of integers prints its name; its value is meant.
        let digits = value.call_method0("__index__")?.call_method0("__repr__")?;
        return Ok(Some(digits.extract()?));
    }
    if value.is_instance_of::<PyFloat>() {
        return Err(PyTypeError::new_err(format!(
            "{at}: a float is not exact; give a Decimal, an int or a text · 浮点数不精确，请用 Decimal、int 或文本"
        )));
    }
    if is_a(value, "decimal", "Decimal")? {
        if !value.call_method0("is_finite")?.extract::<bool>()? {
            return Err(PyValueError::new_err(format!("{at}: {value} is no number")));
        }
        return Ok(Some(quoted(&value.str()?.extract::<String>()?)));
    }
    if is_a(value, "datetime", "datetime")? {
        return Err(PyTypeError::new_err(format!("{at}: a datetime is no day; give its date()")));
    }
    if is_a(value, "datetime", "date")? {
        return Ok(Some(quoted(&value.call_method0("isoformat")?.extract::<String>()?)));
    }
    let module: String = value.get_type().module()?.extract().unwrap_or_default();
    if module == "numpy" && value.hasattr("item")? && value.getattr("ndim")?.extract::<usize>()? == 0 {
        let item = value.call_method0("item")?;
        if !item.get_type().is(value.get_type()) {
            return plain(&item, at);
        }
    }
    Ok(None)
}

/// JSON as Python values; every number of the contract that is not a count is a text.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// A day: a `date` or `YYYY-MM-DD`.
pub(crate) fn day(value: &Bound<'_, PyAny>, name: &str) -> PyResult<NaiveDate> {
    let refused = || {
        errors::raise::<ContextError>(
            value.py(),
            &[Problem::new(name, format!("不是日期：{value}"), format!("not a day: {value}"))
                .help("给 datetime.date 或 YYYY-MM-DD", "give a datetime.date or YYYY-MM-DD")],
        )
    };
    let text: String = if let Ok(text) = value.cast::<PyString>() {
        text.extract()?
    } else if is_a(value, "datetime", "date")? && !is_a(value, "datetime", "datetime")? {
        value.call_method0("isoformat")?.extract()?
    } else {
        return Err(refused());
    };
    parse_day(&text).ok_or_else(refused)
}

/// `zh` or `en`.
pub(crate) fn lang(word: &str) -> PyResult<Lang> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err(PyValueError::new_err(format!("lang is \"zh\" or \"en\", not {word:?}"))),
    }
}

/// What an evaluation depends on besides the facts, as plain texts.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) as_of: NaiveDate,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) events: Vec<(String, String)>,
    pub(crate) readings: Vec<(String, String)>,
    pub(crate) lang: Lang,
}

impl Settings {
    pub(crate) fn new(
        as_of: &Bound<'_, PyAny>,
        params: Option<&Bound<'_, PyDict>>,
        events: Option<&Bound<'_, PyDict>>,
        readings: Option<&Bound<'_, PyDict>>,
        lang_word: &str,
    ) -> PyResult<Self> {
        Ok(Self {
            as_of: day(as_of, "as_of")?,
            params: pairs("params", params)?,
            events: pairs("events", events)?,
            readings: pairs("readings", readings)?,
            lang: lang(lang_word)?,
        })
    }

    /// The context for a program.
    pub(crate) fn context(&self, py: Python<'_>, program: &Program) -> PyResult<Context> {
        let mut context = Context::new(self.as_of).with_lang(self.lang);
        let mut problems = Vec::new();
        let mut note = |path: String, result: Result<(), huice::ContextError>| {
            if let Err(error) = result {
                problems.push(Problem { path, words: error.words, help: error.help });
            }
        };
        for (key, value) in &self.params {
            note(format!("params[{key}]"), context.set_param(program, key, value));
        }
        for (key, value) in &self.events {
            note(format!("events[{key}]"), context.set_event(program, key, value));
        }
        for (key, value) in &self.readings {
            note(format!("readings[{key}]"), context.set_reading(program, key, value));
        }
        if problems.is_empty() { Ok(context) } else { Err(errors::raise::<ContextError>(py, &problems)) }
    }
}

/// Settings as the texts that the library reads: `None` is empty, a list is joined by commas.
fn pairs(name: &str, dict: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, String)>> {
    let mut found = Vec::new();
    for (key, value) in dict.into_iter().flat_map(|dict| dict.iter()) {
        let key: String = key.extract()?;
        let at = format!("{name}[{key}]");
        let text = if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            let parts: PyResult<Vec<String>> = value.try_iter()?.map(|item| setting(&item?, &at)).collect();
            parts?.join(",")
        } else {
            setting(&value, &at)?
        };
        found.push((key, text));
    }
    Ok(found)
}

/// A number as text.
pub(crate) fn number(value: &Bound<'_, PyAny>, at: &str) -> PyResult<String> {
    setting(value, at)
}

fn setting(value: &Bound<'_, PyAny>, at: &str) -> PyResult<String> {
    if value.is_none() {
        return Ok(String::new());
    }
    let json =
        plain(value, at)?.ok_or_else(|| PyTypeError::new_err(format!("{at}: a {} is no value", type_name(value))))?;
    Ok(serde_json::from_str::<String>(&json).unwrap_or(json))
}
