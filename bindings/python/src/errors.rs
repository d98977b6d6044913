//! Exceptions. Owns their names, in which languages they speak, and how findings become one text and a list; the words come
//! from the library.

use arrow_schema::ArrowError;
use huice::diagnostic::{Lang, Words};
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::type_object::PyTypeInfo;
use pyo3::types::{PyDict, PyList};

create_exception!(huice, HuiceError, PyValueError, "Whatever Huice refuses. `errors` is a list of dicts.");
create_exception!(huice, PackError, HuiceError, "A pack that cannot be read, or that has errors.");
create_exception!(huice, ProfileError, HuiceError, "Facts that do not fit the vocabulary, each with its path.");
create_exception!(huice, ContextError, HuiceError, "A parameter, event, reading or day that is not accepted.");
create_exception!(huice, ColumnError, HuiceError, "A column of a table that cannot be read as its fact.");
create_exception!(huice, ProgramError, HuiceError, "Bytes that are no stored program of this version.");

/// The language that was asked for; exceptions speak both without one.
pub(crate) type Asked = Option<Lang>;

/// One thing that is wrong.
pub(crate) struct Problem {
    /// Where: the path of a fact, a column, a place in a file; may be empty.
    pub(crate) path: String,
    pub(crate) words: Words,
    pub(crate) help: Option<Words>,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.into(), words: Words::new(zh, en), help: None }
    }

    pub(crate) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(zh, en));
        self
    }

    /// One line in one language.
    pub(crate) fn line(&self, lang: Lang) -> String {
        let colon = if self.path.is_empty() { "" } else { ": " };
        let help = self.help.as_ref().map_or_else(String::new, |help| match lang {
            Lang::Zh => format!("（{}）", help.zh),
            Lang::En => format!(" ({})", help.en),
        });
        format!("{}{colon}{}{help}", self.path, self.words.get(lang))
    }
}

/// The problems of a profile.
pub(crate) fn of_profile(errors: huice::ProfileErrors) -> Vec<Problem> {
    let problem =
        |error: huice::profile::ProfileError| Problem { path: error.path, words: error.words, help: error.help };
    errors.0.into_iter().map(problem).collect()
}

/// An exception with everything that is wrong, a line each in the language asked for (or in both), and `errors`.
pub(crate) fn raise<E: PyTypeInfo>(py: Python<'_>, asked: Asked, problems: &[Problem]) -> PyErr {
    let langs = asked.map_or_else(|| vec![Lang::Zh, Lang::En], |lang| vec![lang]);
    let line = |problem: &Problem| langs.iter().map(|lang| problem.line(*lang)).collect::<Vec<_>>();
    let lines: Vec<String> = problems.iter().flat_map(line).collect();
    let error = PyErr::new::<E, _>(lines.join("\n"));
    match listed(py, problems).and_then(|list| error.value(py).setattr("errors", list)) {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// An exception with one thing that is wrong.
pub(crate) fn refuse<E: PyTypeInfo>(py: Python<'_>, asked: Asked, problem: Problem) -> PyErr {
    raise::<E>(py, asked, &[problem])
}

/// What Arrow, or whoever hands rows over, did not manage.
pub(crate) fn of_arrow(py: Python<'_>, asked: Asked, error: &ArrowError) -> PyErr {
    if let ArrowError::ExternalError(inner) = error
        && let Some(own) = inner.downcast_ref::<PyErr>()
    {
        return own.clone_ref(py);
    }
    let problem =
        Problem::new("", format!("这张表没有读完：{error}"), format!("the table was not read to its end: {error}"));
    refuse::<HuiceError>(py, asked, problem)
}

fn listed<'py>(py: Python<'py>, problems: &[Problem]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for problem in problems {
        let entry = PyDict::new(py);
        entry.set_item("path", &problem.path)?;
        entry.set_item("zh", &problem.words.zh)?;
        entry.set_item("en", &problem.words.en)?;
        entry.set_item("help_zh", problem.help.as_ref().map(|help| help.zh.as_str()))?;
        entry.set_item("help_en", problem.help.as_ref().map(|help| help.en.as_str()))?;
        list.append(entry)?;
    }
    Ok(list)
}
