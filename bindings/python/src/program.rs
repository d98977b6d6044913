//! One profile at a time: evaluation, explanation, the next question, short answers.

use crate::convert::{Settings, from_json, profile_text};
use crate::errors::{self, Asked, HuiceError, Problem, ProfileError, ProgramError};
use crate::pack::Pack;
use huice::explain::View;
use huice::ir::AmountKind;
use huice::{Profile, explain};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::collections::BTreeSet;

/// A checked pack, ready to evaluate. Immutable; may be used from many threads at once.
#[pyclass(frozen, module = "huice")]
pub(crate) struct Program {
    pub(crate) inner: huice::Program,
}

/// What is asked along with a profile.
type Given<'a, 'py> = Option<&'a Bound<'py, PyDict>>;

impl Program {
    fn profile(&self, py: Python<'_>, value: &Bound<'_, PyAny>, asked: Asked) -> PyResult<Profile> {
        let text = profile_text(value, "", asked)?;
        py.detach(|| Profile::from_json(&self.inner, &text))
            .map_err(|found| errors::raise::<ProfileError>(py, asked, &errors::of_profile(found)))
    }

    /// Whether every one of these is an item.
    pub(crate) fn known(&self, py: Python<'_>, ids: &[String], asked: Asked) -> PyResult<()> {
        let items = self.inner.items();
        let unknown: Vec<Problem> = ids
            .iter()
            .filter(|id| !items.iter().any(|item| item.id == **id))
            .map(|id| {
                let problem = Problem::new("items", format!("没有项目“{id}”"), format!("there is no item `{id}`"));
                match self.inner.suggest_item(id) {
                    Some(near) => problem.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
                    None => problem.help("Program.items() 列出全部", "Program.items() lists them all"),
                }
            })
            .collect();
        if unknown.is_empty() { Ok(()) } else { Err(errors::raise::<HuiceError>(py, asked, &unknown)) }
    }
}

fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| HuiceError::new_err(error.to_string()))
}

#[pymethods]
impl Program {
    /// The program of a pack: a Pack, or the path of one. Raises PackError when there are errors.
    #[new]
    fn new(py: Python<'_>, pack: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(pack) = pack.cast::<Pack>() {
            return pack.get().program(py);
        }
        let loaded = py.get_type::<Pack>().call_method1("load", (pack,))?;
        loaded.cast::<Pack>()?.get().program(py)
    }

    /// The pack's id.
    #[getter]
    fn id(&self) -> &str {
        self.inner.id()
    }

    /// Its display name.
    #[getter]
    fn name(&self) -> &str {
        self.inner.name()
    }

    /// The document number, if any.
    #[getter]
    fn document(&self) -> Option<&str> {
        self.inner.document()
    }

    /// The title of the document, if any.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.inner.title()
    }

    /// SHA-256 of the rules, hex.
    #[getter]
    fn hash(&self) -> &str {
        self.inner.hash()
    }

    /// The items in order: dicts with `id`, `title`, `kind`, `measure`, and `states`: what its amount is, "amount" (yuan that
    /// are paid), "ceiling" (yuan at most) or "rate", None without one. Only amounts are cost.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (item, def) in self.inner.items().into_iter().zip(&self.inner.policy().items) {
            let amount = def.amount.as_ref().or_else(|| def.each.as_ref().and_then(|each| each.amount.as_ref()));
            let states = amount.map(|amount| match amount.kind {
                AmountKind::Amount => "amount",
                AmountKind::Ceiling => "ceiling",
                AmountKind::Rate => "rate",
            });
            let entry = PyDict::new(py);
            entry.set_item("id", item.id)?;
            entry.set_item("title", item.title)?;
            entry.set_item("kind", item.kind)?;
            entry.set_item("measure", item.measure)?;
            entry.set_item("states", states)?;
            list.append(entry)?;
        }
        Ok(list)
    }

    /// Every item for one profile, as a dict in the form `huice.outcome/1`. Money is in yuan, as exact decimal texts.
    ///
    /// Numbers in a profile are written in the unit of their fact, as int, Decimal or text; a float raises TypeError.
    #[pyo3(signature = (profile, *, as_of, params = None, events = None, readings = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        profile: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        params: Given<'_, 'py>,
        events: Given<'_, 'py>,
        readings: Given<'_, 'py>,
        lang: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let settings = Settings::new(as_of, params, events, readings, lang)?;
        let context = settings.context(py, &self.inner)?;
        let profile = self.profile(py, profile, settings.asked)?;
        let text = py.detach(|| json(&self.inner.evaluate(&profile, &context)))?;
        from_json(py, &text)
    }

    /// The same as an `Outcome`: dates as date, money as Decimal.
    #[pyo3(signature = (profile, *, as_of, params = None, events = None, readings = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn outcome<'py>(
        &self,
        py: Python<'py>,
        profile: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        params: Given<'_, 'py>,
        events: Given<'_, 'py>,
        readings: Given<'_, 'py>,
        lang: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let plain = self.evaluate(py, profile, as_of, params, events, readings, lang)?;
        py.import("huice.outcome")?.getattr("Outcome")?.call_method1("of", (plain,))
    }

    /// The answer in words for people: the whole outcome, or one item in full.
    ///
    /// `all` also shows what is not for this subject. Raises HuiceError for an unknown item.
    #[pyo3(signature = (profile, *, as_of, item = None, all = false, params = None, events = None, readings = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        profile: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        item: Option<String>,
        all: bool,
        params: Given<'_, 'py>,
        events: Given<'_, 'py>,
        readings: Given<'_, 'py>,
        lang: Option<&str>,
    ) -> PyResult<String> {
        let settings = Settings::new(as_of, params, events, readings, lang)?;
        let context = settings.context(py, &self.inner)?;
        let profile = self.profile(py, profile, settings.asked)?;
        if let Some(item) = &item {
            self.known(py, core::slice::from_ref(item), settings.asked)?;
        }
        Ok(py.detach(|| {
            let outcome = self.inner.evaluate(&profile, &context);
            let outcome = if all || item.is_some() { outcome } else { outcome.without_other_subjects() };
            let mut view = View::new(settings.lang(), self.inner.policy());
            view.all = all || item.is_some();
            view.name = Some(self.inner.name());
            view.title = self.inner.title();
            match item {
                Some(id) => {
                    let what_if = self.inner.what_if(&profile, &context, &id);
                    explain::item_with(&outcome, &id, &view, what_if.as_ref())
                        .map_or_else(String::new, |text| text.to_string())
                }
                None => explain::human(&outcome, &view).to_string(),
            }
        }))
    }

    /// The most useful next question, as a dict, or None when nothing asked can matter any more.
    ///
    /// `items` are the goals (all benefits without them); paths in `unknown` were answered with "don't know".
    #[pyo3(signature = (profile, *, as_of, items = Vec::new(), unknown = Vec::new(), params = None, events = None, readings = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn ask<'py>(
        &self,
        py: Python<'py>,
        profile: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        items: Vec<String>,
        unknown: Vec<String>,
        params: Given<'_, 'py>,
        events: Given<'_, 'py>,
        readings: Given<'_, 'py>,
        lang: Option<&str>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let settings = Settings::new(as_of, params, events, readings, lang)?;
        let context = settings.context(py, &self.inner)?;
        let profile = self.profile(py, profile, settings.asked)?;
        self.known(py, &items, settings.asked)?;
        let unknown: BTreeSet<String> = unknown.into_iter().collect();
        let question = py.detach(|| self.inner.next_question(&profile, &context, &items, &unknown));
        question.map(|question| from_json(py, &json(&question)?)).transpose()
    }

    /// Statuses and amounts without words, fast: for each profile a dict from item id to `(status, fen)`; `fen` is an
    /// int (1 yuan is 100 fen) or None. The profiles are dicts or JSON texts.
    #[pyo3(signature = (profiles, *, as_of, params = None, events = None, readings = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn answers<'py>(
        &self,
        py: Python<'py>,
        profiles: &Bound<'py, PyAny>,
        as_of: &Bound<'py, PyAny>,
        params: Given<'_, 'py>,
        events: Given<'_, 'py>,
        readings: Given<'_, 'py>,
        lang: Option<&str>,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let settings = Settings::new(as_of, params, events, readings, lang)?;
        let context = settings.context(py, &self.inner)?;
        let mut texts = Vec::new();
        for (index, profile) in profiles.try_iter()?.enumerate() {
            texts.push(profile_text(&profile?, &format!("[{index}]"), settings.asked)?);
        }
        let found = py.detach(|| {
            let compiled = self.inner.compile(&context);
            let (mut scratch, mut all, mut problems) = (compiled.scratch(), Vec::new(), Vec::new());
            for (index, text) in texts.iter().enumerate() {
                match Profile::from_json(&self.inner, text) {
                    Ok(profile) => {
                        let mut answers = Vec::new();
                        compiled.answers(&profile, &mut scratch, &mut answers);
                        all.push(answers);
                    }
                    Err(errors) => problems.extend(errors::of_profile(errors).into_iter().map(|problem| {
                        let dot = if problem.path.is_empty() { "" } else { "." };
                        Problem { path: format!("[{index}]{dot}{}", problem.path), ..problem }
                    })),
                }
            }
            if problems.is_empty() { Ok(all) } else { Err(problems) }
        });
        let all = found.map_err(|problems| errors::raise::<ProfileError>(py, settings.asked, &problems))?;
        let items = self.inner.items();
        let one = |answers: Vec<huice::Answer>| {
            let dict = PyDict::new(py);
            for (item, answer) in items.iter().zip(answers) {
                dict.set_item(&item.id, (answer.status.word(), answer.fen))?;
            }
            Ok(dict)
        };
        all.into_iter().map(one).collect()
    }

    /// The program as bytes that `load` reads without the rules. The same program gives the same bytes.
    fn save<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.inner.save())
    }

    /// The program in bytes that `save` (or `huice compile`) gave, in the same version of Huice. Any bytes are safe to try.
    ///
    /// Raises ProgramError when they are no program.
    #[staticmethod]
    pub(crate) fn load(py: Python<'_>, bytes: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let inner = huice::Program::load(bytes.as_bytes()).map_err(|error| {
            let problem = Problem { path: String::new(), words: error.words(), help: Some(error.help()) };
            errors::refuse::<ProgramError>(py, None, problem)
        })?;
        Ok(Self { inner })
    }

    /// Pickles hold the stored program.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((py.get_type::<Self>().getattr("load")?, (self.save(py),)))
    }

    fn __repr__(&self) -> String {
        format!("<huice.Program {} {}>", self.inner.id(), self.inner.hash().get(..12).unwrap_or_default())
    }
}
