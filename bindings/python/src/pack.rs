//! Packs and what was found in them, as Python sees them.

use crate::errors::{self, PackError, Problem};
use crate::program::Program;
use huice::diagnostic::{Format, Severity, has_errors};
use pyo3::prelude::*;
use std::path::PathBuf;

/// One finding about a pack. Lines and columns count from 1; columns count characters.
#[pyclass(frozen, module = "huice", get_all)]
pub(crate) struct Diagnostic {
    /// The stable code, e.g. `E0204`.
    code: String,
    /// `error`, `warning` or `hint`.
    severity: String,
    message_zh: String,
    message_en: String,
    /// How to mend it, if that can be said.
    help_zh: Option<String>,
    help_en: Option<String>,
    /// The file as it was named; `None` when it belongs to no file.
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

#[pymethods]
impl Diagnostic {
    fn __repr__(&self) -> String {
        let place = match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
            _ => String::new(),
        };
        format!("<{place}{}[{}]: {} · {}>", self.severity, self.code, self.message_zh, self.message_en)
    }
}

/// A rule pack: its texts and what was found in them.
#[pyclass(frozen, module = "huice")]
pub(crate) struct Pack {
    inner: huice::Pack,
}

#[pymethods]
impl Pack {
    /// Reads the folder of a pack (or one file). A pack with errors loads too; `check` tells them.
    ///
    /// Raises PackError when the folder cannot be read.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let inner = py.detach(|| huice::Pack::load(&path)).map_err(|error| {
            let problem = Problem { path: String::new(), words: error.words().clone(), help: error.help().cloned() };
            errors::refuse::<PackError>(py, None, problem)
        })?;
        Ok(Self { inner })
    }

    /// A pack from texts: its id, and pairs of file name and text.
    #[staticmethod]
    fn from_sources(py: Python<'_>, id: &str, files: Vec<(String, String)>) -> Self {
        let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Self { inner: py.detach(|| huice::Pack::from_sources(id, &texts)) }
    }

    /// Everything found in the pack, by place.
    fn check(&self) -> Vec<Diagnostic> {
        self.inner.diagnostics().iter().map(|found| self.diagnostic(found)).collect()
    }

    /// Whether there is no error; warnings and hints are allowed.
    #[getter]
    fn ok(&self) -> bool {
        !has_errors(self.inner.diagnostics())
    }

    /// The findings as text, with the lines they are about.
    #[pyo3(signature = (*, lang = None))]
    fn report(&self, py: Python<'_>, lang: Option<&str>) -> PyResult<String> {
        let lang = crate::convert::asked(py, lang)?.unwrap_or_default();
        Ok(self.inner.render(Format::Human { color: false }, lang))
    }

    /// The program. Raises PackError when the pack has errors.
    pub(crate) fn program(&self, py: Python<'_>) -> PyResult<Program> {
        if let Some(inner) = self.inner.program() {
            return Ok(Program { inner });
        }
        let severe = self.inner.diagnostics().iter().filter(|found| found.severity == Severity::Error);
        let problem = |found: &huice::diagnostic::Diagnostic| {
            let shown = self.diagnostic(found);
            let place = match (&shown.file, shown.line, shown.column) {
                (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}"),
                _ => String::new(),
            };
            let code = found.code.id();
            Problem {
                path: if place.is_empty() { code.to_owned() } else { format!("{place} {code}") },
                words: found.message.clone(),
                help: found.help.clone(),
            }
        };
        Err(errors::raise::<PackError>(py, None, &severe.map(problem).collect::<Vec<_>>()))
    }
}

impl Pack {
    fn diagnostic(&self, found: &huice::diagnostic::Diagnostic) -> Diagnostic {
        let source = self.inner.sources().get(found.primary.span.file);
        let at = source.map(|source| source.position(found.primary.span.range().start));
        Diagnostic {
            code: found.code.id().to_owned(),
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "hint",
            }
            .to_owned(),
            message_zh: found.message.zh.clone(),
            message_en: found.message.en.clone(),
            help_zh: found.help.as_ref().map(|help| help.zh.clone()),
            help_en: found.help.as_ref().map(|help| help.en.clone()),
            file: source.map(|source| source.name().to_owned()),
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
        }
    }
}
