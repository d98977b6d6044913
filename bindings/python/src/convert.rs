//! Python values as the JSON of profiles, settings as texts, JSON as Python values. Owns which Python types are exact; a
//! float never is.

use crate::errors::{self, Asked, ContextError, Problem, refuse};
use chrono::NaiveDate;
use huice::diagnostic::Lang;
use huice::value::date::parse_day;
use huice::{Context, Program};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple};

/// How deeply a profile may nest: a list of records with lists of members is four.
const MAX_DEPTH: usize = 8;

/// A profile as JSON text: a text is taken as it is, a dict is written. `root` is its place among others, empty for one alone.
pub(crate) fn profile_text(value: &Bound<'_, PyAny>, root: &str, asked: Asked) -> PyResult<String> {
    if let Ok(given) = value.cast::<PyString>() {
        return text(given, at(root), asked);
    }
    if value.cast::<PyDict>().is_err() {
        let found = type_name(value);
        let problem = Problem::new(at(root), format!("{found} 不是档案"), format!("a {found} is no profile"))
            .help("给 dict 或 JSON 文本", "give a dict or a JSON text");
        return Err(refuse::<PyTypeError>(value.py(), asked, problem));
    }
    let mut out = String::new();
    write(&mut out, value, root, MAX_DEPTH, asked)?;
    Ok(out)
}

/// What a path is called when it is that of the whole.
fn at(path: &str) -> &str {
    if path.is_empty() { "profile" } else { path }
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

/// A text of Python, which may hold halves of characters.
fn text(value: &Bound<'_, PyString>, at: &str, asked: Asked) -> PyResult<String> {
    let problem = || {
        Problem::new(at, "文本里有半个字符（落单的代理码位）", "the text holds half a character (a lone surrogate)")
            .help("按来源的编码重新解码", "decode the source again in its own encoding")
    };
    value.extract().map_err(|_| refuse::<PyValueError>(value.py(), asked, problem()))
}

fn write(out: &mut String, value: &Bound<'_, PyAny>, path: &str, depth: usize, asked: Asked) -> PyResult<()> {
    let (py, at) = (value.py(), at(path));
    let Some(deeper) = depth.checked_sub(1) else {
        let problem = Problem::new(at, "嵌套太深", "nested too deeply")
            .help("事实最深是列表里的记录", "facts are at most records in a list");
        return Err(refuse::<PyValueError>(py, asked, problem));
    };
    if let Some(text) = plain(value, at, asked)? {
        out.push_str(&text);
        return Ok(());
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        out.push('{');
        for (index, (key, value)) in dict.iter().enumerate() {
            let Ok(key) = key.cast::<PyString>() else {
                let found = type_name(&key);
                let problem =
                    Problem::new(at, format!("键是 {found}，不是文本"), format!("a key is a {found}, no text"))
                        .help("键是事实的键或名称", "keys are the keys or names of facts");
                return Err(refuse::<PyTypeError>(py, asked, problem));
            };
            let key = text(key, at, asked)?;
            if index > 0 {
                out.push(',');
            }
            out.push_str(&quoted(&key));
            out.push(':');
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            write(out, &value, &path, deeper, asked)?;
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
            write(out, &item?, &format!("{path}[{index}]"), deeper, asked)?;
        }
        out.push(']');
        return Ok(());
    }
    Err(refuse::<PyTypeError>(py, asked, no_value(value, at)))
}

/// What is neither a value nor a collection.
fn no_value(value: &Bound<'_, PyAny>, at: &str) -> Problem {
    let found = type_name(value);
    let problem = Problem::new(at, format!("{found} 不是事实的值"), format!("a {found} is no value of a fact"));
    match found.as_str() {
        "NAType" | "NaTType" => unknown(problem),
        _ => problem.help(
            "可用 bool、int、Decimal、str、date、None、列表、字典",
            "values are bool, int, Decimal, str, date, None, lists and dicts",
        ),
    }
}

fn unknown(problem: Problem) -> Problem {
    problem.help("不知道就写 None", "write None for what is not known")
}

/// The JSON of a value that is not a collection; `None` when it is one.
fn plain(value: &Bound<'_, PyAny>, at: &str, asked: Asked) -> PyResult<Option<String>> {
    let py = value.py();
    if value.is_none() {
        return Ok(Some("null".to_owned()));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(Some(if truth.is_true() { "true" } else { "false" }.to_owned()));
    }
    if let Ok(given) = value.cast::<PyString>() {
        return Ok(Some(quoted(&text(given, at, asked)?)));
    }
    if value.is_instance_of::<PyInt>() {
        // An enumeration of integers prints its name; its value is meant. Python prints no number of thousands of digits.
        let digits = value.call_method0("__index__")?.call_method0("__repr__");
        let problem = || Problem::new(at, "数字太长", "the number is too long");
        let digits = digits.map_err(|_| refuse::<PyValueError>(py, asked, problem()))?;
        return Ok(Some(digits.extract()?));
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        let problem = Problem::new(at, "浮点数不精确", "a float is not exact");
        let problem = if float.value().is_nan() {
            unknown(problem)
        } else {
            problem.help("用 Decimal、int 或文本", "give a Decimal, an int or a text")
        };
        return Err(refuse::<PyTypeError>(py, asked, problem));
    }
    if is_a(value, "decimal", "Decimal")? {
        if !value.call_method0("is_finite")?.extract::<bool>()? {
            let problem = Problem::new(at, format!("{value} 不是数字"), format!("{value} is no number"));
            return Err(refuse::<PyValueError>(py, asked, unknown(problem)));
        }
        return Ok(Some(quoted(&value.str()?.extract::<String>()?)));
    }
    if is_a(value, "datetime", "datetime")? {
        let found = type_name(value);
        let problem = Problem::new(at, format!("{found} 不是日期"), format!("a {found} is no day"));
        let problem = match found.as_str() {
            "NaTType" => unknown(problem),
            _ => problem.help("给它的 .date()", "give its .date()"),
        };
        return Err(refuse::<PyTypeError>(py, asked, problem));
    }
    if is_a(value, "datetime", "date")? {
        return Ok(Some(quoted(&value.call_method0("isoformat")?.extract::<String>()?)));
    }
    let module: String = value.get_type().module()?.extract().unwrap_or_default();
    if module == "numpy" && value.hasattr("item")? && value.getattr("ndim")?.extract::<usize>()? == 0 {
        let item = value.call_method0("item")?;
        // Of a time with too fine a unit numpy gives a count, which is no number of a fact.
        let kind: String = value.getattr("dtype")?.getattr("kind")?.extract()?;
        let counted = item.is_instance_of::<PyInt>() && !matches!(kind.as_str(), "b" | "i" | "u");
        if counted || item.is_none() {
            return Err(refuse::<PyTypeError>(
                py,
                asked,
                no_value(value, at).help("日期给 datetime.date", "give a datetime.date for a day"),
            ));
        }
        if !item.get_type().is(value.get_type()) {
            return plain(&item, at, asked);
        }
    }
    Ok(None)
}

/// JSON as Python values; every number of the contract that is not a count is a text.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// A day: a `date` or `YYYY-MM-DD`.
pub(crate) fn day(value: &Bound<'_, PyAny>, name: &str, asked: Asked) -> PyResult<NaiveDate> {
    let refused = || {
        let problem = Problem::new(name, format!("不是日期：{value}"), format!("not a day: {value}"))
            .help("给 datetime.date 或 YYYY-MM-DD", "give a datetime.date or YYYY-MM-DD");
        refuse::<ContextError>(value.py(), asked, problem)
    };
    let text: String = if let Ok(given) = value.cast::<PyString>() {
        text(given, name, asked)?
    } else if is_a(value, "datetime", "date")? && !is_a(value, "datetime", "datetime")? {
        value.call_method0("isoformat")?.extract()?
    } else {
        return Err(refused());
    };
    parse_day(&text).ok_or_else(refused)
}

/// `zh` or `en`; neither is both, where both can be said.
pub(crate) fn asked(py: Python<'_>, word: Option<&str>) -> PyResult<Asked> {
    match word {
        None => Ok(None),
        Some("zh") => Ok(Some(Lang::Zh)),
        Some("en") => Ok(Some(Lang::En)),
        Some(word) => {
            let problem = Problem::new("lang", format!("没有语言 {word:?}"), format!("there is no language {word:?}"))
                .help("用 \"zh\" 或 \"en\"", "use \"zh\" or \"en\"");
            Err(refuse::<PyValueError>(py, None, problem))
        }
    }
}

/// What an evaluation depends on besides the facts, as plain texts.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) as_of: NaiveDate,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) events: Vec<(String, String)>,
    pub(crate) readings: Vec<(String, String)>,
    pub(crate) asked: Asked,
}

impl Settings {
    pub(crate) fn new(
        as_of: &Bound<'_, PyAny>,
        params: Option<&Bound<'_, PyDict>>,
        events: Option<&Bound<'_, PyDict>>,
        readings: Option<&Bound<'_, PyDict>>,
        lang: Option<&str>,
    ) -> PyResult<Self> {
        let asked = asked(as_of.py(), lang)?;
        Ok(Self {
            as_of: day(as_of, "as_of", asked)?,
            params: pairs("params", params, asked)?,
            events: pairs("events", events, asked)?,
            readings: pairs("readings", readings, asked)?,
            asked,
        })
    }

    /// The language of answers.
    pub(crate) fn lang(&self) -> Lang {
        self.asked.unwrap_or_default()
    }

    /// The context for a program.
    pub(crate) fn context(&self, py: Python<'_>, program: &Program) -> PyResult<Context> {
        let mut context = Context::new(self.as_of).with_lang(self.lang());
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
        if problems.is_empty() { Ok(context) } else { Err(errors::raise::<ContextError>(py, self.asked, &problems)) }
    }
}

/// Settings as the texts that the library reads: `None` is empty, a list is joined by commas.
fn pairs(name: &str, dict: Option<&Bound<'_, PyDict>>, asked: Asked) -> PyResult<Vec<(String, String)>> {
    let mut found = Vec::new();
    for (key, value) in dict.into_iter().flat_map(|dict| dict.iter()) {
        let Ok(key) = key.cast::<PyString>() else {
            let kind = type_name(&key);
            let problem = Problem::new(name, format!("键是 {kind}，不是文本"), format!("a key is a {kind}, no text"))
                .help("键是参数、事件或解读的键或名称", "keys are the keys or names of parameters, events or readings");
            return Err(refuse::<PyTypeError>(value.py(), asked, problem));
        };
        let key = text(key, name, asked)?;
        let at = format!("{name}[{key}]");
        let text = if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            let parts: PyResult<Vec<String>> = value.try_iter()?.map(|item| setting(&item?, &at, asked)).collect();
            parts?.join(",")
        } else {
            setting(&value, &at, asked)?
        };
        found.push((key, text));
    }
    Ok(found)
}

/// A number as text.
pub(crate) fn number(value: &Bound<'_, PyAny>, at: &str, asked: Asked) -> PyResult<String> {
    setting(value, at, asked)
}

fn setting(value: &Bound<'_, PyAny>, at: &str, asked: Asked) -> PyResult<String> {
    if value.is_none() {
        return Ok(String::new());
    }
    let json = plain(value, at, asked)?;
    let json = json.ok_or_else(|| refuse::<PyTypeError>(value.py(), asked, no_value(value, at)))?;
    Ok(serde_json::from_str::<String>(&json).unwrap_or(json))
}
