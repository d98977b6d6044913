//! A program for one day and context, over tables: the Arrow PyCapsule interface on both sides, the interpreter released
//! while rows are answered.

use crate::convert::{Settings, asked, from_json, profile_text};
use crate::errors::{self, Asked, ColumnError, HuiceError, Problem, ProfileError, refuse};
use crate::program::Program;
use crate::table::{Binding, Engine, Form, GoOn, Kind};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use huice::Profile;
use huice::columnar::Contradictions;
use huice::diagnostic::Lang;
use huice::ir::{FactDef, FactType, ListId, Type};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PyRecordBatchReader, PySchema, PyTable};
use serde_json::{Value as Json, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A program for one day and context, over tables. Immutable; may be used from many threads at once, and pickled.
#[pyclass(frozen, module = "huice")]
pub(crate) struct Policy {
    engine: Arc<Engine>,
    settings: Settings,
    constants: String,
    /// Keys that constants hold.
    held: Vec<String>,
    /// Whether items were named.
    named: Option<Vec<String>>,
}

/// Batches answered one at a time.
struct Answers<R> {
    batches: R,
    engine: Arc<Engine>,
    binding: Binding,
    schema: SchemaRef,
    form: Form,
    go_on: GoOn,
}

/// Whether somebody wants to break off. Attaches to the interpreter, and so is for calls from Python alone.
fn uninterrupted() -> Result<(), ArrowError> {
    Python::attach(|py| py.check_signals()).map_err(|error| ArrowError::ExternalError(Box::new(error)))
}

/// What it gives; a fault of ours, or of a source that breaks its word, becomes an error. Whoever reads a stream calls from C,
/// which nothing may unwind into.
fn guarded<T>(work: impl FnOnce() -> T, fault: impl FnOnce(ArrowError) -> T) -> T {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| fault(ArrowError::ComputeError("a fault inside; please report it".to_owned())))
}

impl<R> Answers<R> {
    fn of(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let work = || {
            let to = (&self.schema, self.form);
            self.engine.batch(&self.binding, to, batch, self.go_on).map(|(answers, _)| answers)
        };
        guarded(work, Err)
    }
}

impl<R: Iterator<Item = Result<RecordBatch, ArrowError>>> Iterator for Answers<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batches = &mut self.batches;
        let batch = guarded(|| batches.next(), |error| Some(Err(error)))?;
        Some(batch.and_then(|batch| self.of(&batch)))
    }
}

/// Rows that one thread takes at a time.
const PIECE: usize = 16_384;

impl<R: Iterator<Item = Result<RecordBatch, ArrowError>>> Answers<R> {
    /// All batches by several threads, in pieces, which stay in order.
    fn side_by_side(self, threads: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut pieces = Vec::new();
        for batch in self.batches {
            let batch = batch?;
            let starts = (0..batch.num_rows()).step_by(PIECE);
            pieces.extend(starts.map(|at| batch.slice(at, PIECE.min(batch.num_rows().saturating_sub(at)))));
        }
        let Self { engine, binding, schema, form, go_on, .. } = self;
        let own = Answers { batches: (), engine, binding, schema, form, go_on: || Ok(()) };
        let next = AtomicUsize::new(0);
        let work = |go_on: GoOn| {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(piece) = pieces.get(index) else { return Ok(done) };
                let answer = go_on().and_then(|()| own.of(piece));
                // After a failure nobody begins another piece.
                done.push((index, answer.inspect_err(|_| next.store(pieces.len(), Ordering::Relaxed))?));
            }
        };
        // This thread is one of them: it alone can ask the interpreter whether to go on.
        let parts: Vec<Result<Vec<_>, ArrowError>> = thread::scope(|scope| {
            let others: Vec<_> = (1..threads.min(pieces.len())).map(|_| scope.spawn(|| work(|| Ok(())))).collect();
            let own = work(go_on);
            let broken = |_| Err(ArrowError::ComputeError("a thread broke off".to_owned()));
            [own].into_iter().chain(others.into_iter().map(|other| other.join().unwrap_or_else(broken))).collect()
        });
        let mut done: Vec<(usize, RecordBatch)> = Vec::new();
        for part in parts {
            done.extend(part?);
        }
        done.sort_by_key(|(index, _)| *index);
        Ok(done.into_iter().map(|(_, batch)| batch).collect())
    }
}

impl<R: Iterator<Item = Result<RecordBatch, ArrowError>>> RecordBatchReader for Answers<R> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Policy {
    fn build(
        py: Python<'_>,
        program: &Program,
        settings: Settings,
        constants: String,
        named: Option<Vec<String>>,
    ) -> PyResult<Self> {
        let context = settings.context(py, &program.inner)?;
        let asked = settings.asked;
        program.known(py, named.as_deref().unwrap_or_default(), asked)?;
        let profile = Profile::from_json(&program.inner, &constants)
            .map_err(|found| errors::raise::<ProfileError>(py, asked, &in_constants(found)))?;
        let written = profile.to_json(&program.inner);
        let entries: Vec<(&String, &Json)> = written.as_object().into_iter().flatten().collect();
        let held = entries.iter().map(|(key, _)| (*key).clone()).collect();
        let shared: Vec<String> =
            entries.iter().map(|(key, value)| format!("{}:{value}", Json::from(key.as_str()))).collect();
        let wanted = |id: &String| named.as_ref().is_none_or(|named| named.contains(id));
        let items = program.inner.items().into_iter().map(|item| item.id).enumerate();
        let compiled = py.detach(|| program.inner.compile(&context));
        let engine = Engine {
            contradictions: Contradictions::new(program.inner.policy(), compiled.plan()),
            compiled,
            program: program.inner.clone(),
            lang: settings.lang(),
            shared: shared.join(","),
            constants: profile,
            items: items.filter(|(_, id)| wanted(id)).collect(),
        };
        Ok(Self { engine: Arc::new(engine), settings, constants, held, named })
    }

    /// The program itself.
    pub(crate) fn program(&self) -> &huice::Program {
        &self.engine.program
    }

    /// The language asked for.
    pub(crate) fn asked(&self) -> Asked {
        self.settings.asked
    }

    /// Its day and settings.
    pub(crate) fn context(&self, py: Python<'_>) -> PyResult<huice::Context> {
        self.settings.context(py, &self.engine.program)
    }

    /// What a table of this schema comes to, batch by batch.
    fn answers<R>(
        &self,
        py: Python<'_>,
        batches: R,
        schema: &Schema,
        (keep, ignore): (&[String], &[String]),
        statuses: &str,
    ) -> PyResult<Answers<R>> {
        let (form, asked) = (form(py, self.asked(), statuses)?, self.asked());
        let own = self.engine.schema(&[], form);
        let taken = |name: &str| own.fields().iter().any(|field| field.name() == name);
        let binding = Binding::new(self.engine.program.policy(), schema, keep, ignore, &self.held, taken)
            .map_err(|problems| errors::raise::<ColumnError>(py, asked, &problems))?;
        let kept: Vec<Field> =
            binding.kept.iter().filter_map(|at| schema.fields().get(*at)).map(|field| (**field).clone()).collect();
        let schema = self.engine.schema(&kept, form);
        Ok(Answers { batches, engine: Arc::clone(&self.engine), binding, schema, form, go_on: || Ok(()) })
    }
}

#[pymethods]
impl Policy {
    /// A program for one day; `program` may also be the bytes of a stored one. `constants` are facts that all rows share, as in a profile (`{"subject_type": …}`);
    /// `items` are the ids wanted (all without them); `lang` is the language of reasons.
    #[new]
    #[pyo3(signature = (program, *, as_of, params = None, events = None, readings = None, constants = None, items = None, lang = None))]
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    fn new(
        py: Python<'_>,
        program: &Bound<'_, PyAny>,
        as_of: &Bound<'_, PyAny>,
        params: Option<&Bound<'_, PyDict>>,
        events: Option<&Bound<'_, PyDict>>,
        readings: Option<&Bound<'_, PyDict>>,
        constants: Option<&Bound<'_, PyAny>>,
        items: Option<Vec<String>>,
        lang: Option<&str>,
    ) -> PyResult<Self> {
        let settings = Settings::new(as_of, params, events, readings, lang)?;
        let constants = match constants {
            Some(given) => profile_text(given, CONSTANTS, settings.asked)?,
            None => "{}".to_owned(),
        };
        if let Ok(stored) = program.cast::<PyBytes>() {
            return Self::build(py, &Program::load(py, stored)?, settings, constants, items);
        }
        if let Ok(program) = program.cast::<Program>() {
            return Self::build(py, program.get(), settings, constants, items);
        }
        let loaded = py.get_type::<Program>().call1((program,))?;
        Self::build(py, loaded.cast::<Program>()?.get(), settings, constants, items)
    }

    /// The columns a table may have: a dict a fact with `key`, `name`, `kind`, `unit`, `members`, `arrow` (the types that
    /// are read), `question` and, for lists, `fields`. Every column may be left out, and any cell may be null: not known.
    fn input_fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let policy = self.engine.program.policy();
        let subjects: Vec<&str> = policy.subjects.iter().map(|subject| subject.key.as_str()).collect();
        let mut fields = vec![json!({
            "key": "subject_type", "name": "主体类型", "kind": "enum", "unit": null, "members": subjects,
            "arrow": Kind::Word(crate::table::Word::Subject).accepts(), "question": null, "fields": null,
        })];
        fields.extend(policy.facts.iter().filter(|fact| fact.list.is_none()).map(|fact| self.described(fact)));
        from_json(py, &Json::from(fields).to_string())
    }

    /// The columns of the answers: `ITEM_status` (utf8) and `ITEM_yuan` (decimal128(18, 2)) for each item, then `reason`
    /// (utf8, null for a row that was read). An Arrow schema: `pyarrow.schema(policy.output_schema())`. `statuses` as
    /// for `evaluate`.
    #[pyo3(signature = (*, statuses = "utf8"))]
    fn output_schema(&self, py: Python<'_>, statuses: &str) -> PyResult<PySchema> {
        Ok(PySchema::new(self.engine.schema(&[], form(py, self.asked(), statuses)?)))
    }

    /// The answers for a table, a row each, in the same order: anything with the Arrow PyCapsule interface, such as a
    /// polars or pandas DataFrame, a pyarrow Table or RecordBatch, or a DuckDB relation; gives an Arrow table, which
    /// `polars.DataFrame`, `pyarrow.table` and DuckDB read without copying.
    ///
    /// Columns in `keep` are handed through; columns that are neither facts nor in `keep` or `ignore` raise
    /// ColumnError, as do columns of a wrong type. A row that cannot be read has nulls and a `reason`.
    ///
    /// `threads` is how many threads share the rows (0: one a processor); the answers do not depend on it. `statuses` is
    /// "utf8", "utf8_view" (which Polars takes as they are) or "dictionary": places (int8) in a dictionary of all
    /// statuses, which take a tenth of the memory.
    #[pyo3(signature = (table, *, keep = Vec::new(), ignore = Vec::new(), threads = 1, statuses = "utf8"))]
    fn evaluate(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        keep: Vec<String>,
        ignore: Vec<String>,
        threads: usize,
        statuses: &str,
    ) -> PyResult<PyTable> {
        let table = self.arrow(table)?;
        let schema = table.schema()?;
        let mut answers = self.answers(py, table.into_reader()?, &schema, (&keep, &ignore), statuses)?;
        answers.go_on = uninterrupted;
        let out = Arc::clone(&answers.schema);
        let threads = if threads == 0 { thread::available_parallelism().map_or(1, usize::from) } else { threads };
        let batches = py.detach(|| if threads == 1 { answers.collect() } else { answers.side_by_side(threads) });
        PyTable::try_new(batches.map_err(|error| errors::of_arrow(py, self.asked(), &error))?, out)
    }

    /// The same without holding all rows: an Arrow reader that answers batches as they are read.
    #[pyo3(signature = (table, *, keep = Vec::new(), ignore = Vec::new(), statuses = "utf8"))]
    fn stream(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        keep: Vec<String>,
        ignore: Vec<String>,
        statuses: &str,
    ) -> PyResult<PyRecordBatchReader> {
        let table = self.arrow(table)?;
        let schema = table.schema()?;
        let answers = self.answers(py, table.into_reader()?, &schema, (&keep, &ignore), statuses)?;
        Ok(PyRecordBatchReader::new(Box::new(answers)))
    }

    /// The same as `stream`.
    #[pyo3(signature = (table, *, keep = Vec::new(), ignore = Vec::new(), statuses = "utf8"))]
    fn evaluate_table(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        keep: Vec<String>,
        ignore: Vec<String>,
        statuses: &str,
    ) -> PyResult<PyRecordBatchReader> {
        self.stream(py, table, keep, ignore, statuses)
    }

    /// The columns of the answers as Spark writes a schema: for `mapInArrow`, and for `StructType.fromDDL`.
    fn spark_schema(&self) -> String {
        let schema = self.engine.schema(&[], Form::Utf8);
        let column = |field: &Arc<Field>| match field.data_type() {
            DataType::Decimal128(digits, scale) => format!("`{}` decimal({digits},{scale})", field.name()),
            _ => format!("`{}` string", field.name()),
        };
        schema.fields().iter().map(column).collect::<Vec<_>>().join(", ")
    }

    /// For measuring, so many rounds over the first batch of a table. Without `statuses`: the engine alone, from registers
    /// to verdicts in memory. With them: from columns to columns of answers, all in Arrow, without Python. Gives how many
    /// rows were read as profiles; None when they cannot go column by column.
    #[pyo3(signature = (table, *, ignore = Vec::new(), rounds = 1, statuses = None))]
    fn _measured(
        &self,
        py: Python<'_>,
        table: AnyRecordBatch,
        ignore: Vec<String>,
        rounds: usize,
        statuses: Option<&str>,
    ) -> PyResult<Option<usize>> {
        let schema = table.schema()?;
        let mut answers =
            self.answers(py, table.into_reader()?, &schema, (&[], &ignore), statuses.unwrap_or("utf8"))?;
        Ok(py.detach(|| {
            let batch = answers.batches.next()?.ok()?;
            let Answers { binding, schema, form, .. } = &answers;
            match statuses {
                None => self.engine.alone(binding, &batch, rounds).map(|()| 0),
                Some(_) => {
                    let one = || {
                        self.engine
                            .batch(binding, (schema, *form), &batch, || Ok(()))
                            .ok()
                            .map(|(_, profiles)| profiles)
                    };
                    (0..rounds).try_fold(0, |_, _| one())
                }
            }
        }))
    }

    /// The day asked about, `YYYY-MM-DD`.
    #[getter]
    fn as_of(&self) -> String {
        self.settings.as_of.to_string()
    }

    /// Ids of the items answered, in order.
    #[getter]
    fn items(&self) -> Vec<String> {
        self.engine.items.iter().map(|(_, id)| id.clone()).collect()
    }

    fn __repr__(&self) -> String {
        format!("<huice.Policy {} on {}>", self.engine.program.id(), self.settings.as_of)
    }

    /// Pickles hold the stored program and the settings.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickle<'py>)> {
        let settings = (
            self.settings.as_of.to_string(),
            self.settings.params.clone(),
            self.settings.events.clone(),
            self.settings.readings.clone(),
            self.settings.asked.map(|lang| if lang == Lang::Zh { "zh" } else { "en" }),
        );
        let restore = py.import("huice._huice")?.getattr("_policy")?;
        let program = PyBytes::new(py, &self.engine.program.save());
        Ok((restore, (program, settings, self.constants.clone(), self.named.clone())))
    }
}

fn form(py: Python<'_>, asked: Asked, statuses: &str) -> PyResult<Form> {
    let unknown = || {
        let (zh, en) = (format!("没有 {statuses:?}"), format!("there is no {statuses:?}"));
        let known = "\"utf8\", \"utf8_view\", \"dictionary\"";
        let problem = Problem::new("statuses", zh, en).help(format!("可用 {known}"), format!("there are {known}"));
        refuse::<PyValueError>(py, asked, problem)
    };
    Form::named(statuses).ok_or_else(unknown)
}

/// The place of facts that all rows share.
const CONSTANTS: &str = "constants";

fn in_constants(found: huice::ProfileErrors) -> Vec<Problem> {
    let problem = |problem: Problem| {
        let dot = if problem.path.is_empty() { "" } else { "." };
        Problem { path: format!("{CONSTANTS}{dot}{}", problem.path), ..problem }
    };
    errors::of_profile(found).into_iter().map(problem).collect()
}

impl Policy {
    /// A table that hands itself over in Arrow form.
    fn arrow(&self, table: &Bound<'_, PyAny>) -> PyResult<AnyRecordBatch> {
        if table.hasattr("__arrow_c_stream__")? || table.hasattr("__arrow_c_array__")? {
            return table.extract();
        }
        let found = table.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
        let problem = Problem::new(
            "table",
            format!("{found} 没有 Arrow 接口（__arrow_c_stream__ 或 __arrow_c_array__）"),
            format!("a {found} has no Arrow interface (__arrow_c_stream__ or __arrow_c_array__)"),
        );
        let problem = problem.help(
            "给 pyarrow、Polars、pandas 2.2 以上或 DuckDB 的表；字典用 pyarrow.table(…)，LazyFrame 先 collect()",
            "give a table of pyarrow, Polars, pandas 2.2 or later, or DuckDB; a dict through pyarrow.table(…), a LazyFrame after collect()",
        );
        Err(refuse::<HuiceError>(table.py(), self.asked(), problem))
    }

    fn described(&self, fact: &FactDef) -> Json {
        let policy = self.engine.program.policy();
        let kind = Kind::of(fact);
        let (unit, members) = match &fact.ty {
            FactType::Scalar(ty, form) => {
                let members = match ty {
                    Type::Enum(id) | Type::Set(id) => policy.enums.get(id.0).map(|def| {
                        def.members.iter().map(|(name, key)| json!({ "name": name, "key": key })).collect::<Vec<_>>()
                    }),
                    _ => None,
                };
                (form.as_ref().map(|form| form.unit.clone()).filter(|unit| !unit.is_empty()), members)
            }
            FactType::List(_) => (None, None),
        };
        let fields = |list: ListId| -> Vec<Json> {
            let ids = policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
            ids.iter().filter_map(|id| policy.facts.get(id.0)).map(|fact| self.described(fact)).collect()
        };
        json!({
            "key": fact.key, "name": fact.name, "kind": kind.name(), "unit": unit, "members": members,
            "arrow": kind.accepts(), "question": fact.question,
            "fields": match kind { Kind::Records(list) => Some(fields(list)), _ => None },
        })
    }
}

type Pairs = Vec<(String, String)>;
/// Day, parameters, events, readings, language.
type Texts<L> = (String, Pairs, Pairs, Pairs, L);
type Pickle<'py> = (Bound<'py, PyBytes>, Texts<Option<&'static str>>, String, Option<Vec<String>>);

/// A policy from its pickle.
#[pyfunction]
#[pyo3(name = "_policy")]
pub(crate) fn restore(
    py: Python<'_>,
    program: &Bound<'_, PyBytes>,
    settings: Texts<Option<String>>,
    constants: String,
    items: Option<Vec<String>>,
) -> PyResult<Policy> {
    let (as_of, params, events, readings, word) = settings;
    let asked = asked(py, word.as_deref())?;
    let as_of = crate::convert::day(PyString::new(py, &as_of).as_any(), "as_of", asked)?;
    let settings = Settings { as_of, params, events, readings, asked };
    Policy::build(py, &Program::load(py, program)?, settings, constants, items)
}
