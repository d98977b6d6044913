//! From one row to its answers: the one place where batches meet the engine. A faster engine is put in here; nothing else
//! in this folder knows how answers come about.

use super::answered::{Answered, Open, Single};
use super::columns::{Column, Headings};
use super::error::{BatchError, RowError};
use super::job::Job;
use super::plain::{Bench, Plain, Unread};
use super::tables::{ListTable, wrong_count};
use crate::compiled::{Scratch, Verdict};
use crate::engine::{Compiled, Context, Program};
use crate::eval::{self, Answer};
use crate::ir::{FactId, FactType, ItemId, ListId, Policy};
use crate::profile::{self, CellForm, Profile, ProfileError, Slot, put, slot};
use std::path::Path;

/// A row as it is handed to evaluation.
pub(super) enum Cells<'r> {
    /// As many cells as there are columns, or not.
    Table(&'r [std::borrow::Cow<'r, str>]),
    /// A profile in JSON.
    Json(&'r str),
}

/// What one thread works in.
pub(super) struct Worker {
    scratch: Scratch,
    verdicts: Vec<Verdict>,
    bench: Option<Bench>,
    /// What the chunk came to.
    pub(super) answered: Answered,
}

/// Evaluates rows. Shared by all threads.
pub(super) struct Evaluator<'p> {
    program: &'p Program,
    compiled: Compiled,
    /// The way of rows that are written plainly, if there is one.
    plain: Option<Plain>,
    context: &'p Context,
    items: Vec<ItemId>,
    columns: Vec<Column>,
    /// The place of the key among the columns.
    key_column: Option<usize>,
    key: Option<String>,
    /// Constants, already put in.
    base: Profile,
    tables: &'p [ListTable],
    by: Vec<FactId>,
    needs: bool,
    ignore: Vec<String>,
    ignore_unknown: bool,
}

impl<'p> Evaluator<'p> {
    /// An evaluator for the headings of an input (none for lines of JSON).
    pub(super) fn new(
        job: &Job,
        program: &'p Program,
        context: &'p Context,
        file: &Path,
        headings: Option<&[String]>,
        tables: &'p [ListTable],
    ) -> Result<Self, BatchError> {
        let policy = program.policy();
        let key = job.key.clone().or_else(|| job.mapping.key.clone());
        let (base, constants) = constants(job, policy)?;
        let columns = match headings {
            None if job.mapping.columns.is_empty() => Vec::new(),
            None => {
                return Err(BatchError::usage(
                    "列对照文件的 [columns] 只用于表格，不用于 jsonl",
                    "[columns] of a mapping file is for tables, not for jsonl",
                ));
            }
            Some(headings) => Headings {
                policy,
                list: None,
                columns: &job.mapping.columns,
                ignore: &job.mapping.ignore,
                unknown: &job.mapping.unknown,
                ignore_unknown: job.ignore_unknown,
                key: key.as_deref(),
            }
            .columns(file, headings)?,
        };
        if headings.is_some() && tables.is_empty() && columns.iter().all(|column| column.target.is_none()) {
            return Err(BatchError::input(file, "没有一列是认识的事实", "no column is a known fact")
                .help("用 --mapping 说明列名的含义", "say with --mapping what headings mean"));
        }
        let twice =
            columns.iter().find(|column| column.target.as_ref().is_some_and(|(slot, _)| constants.contains(slot)));
        if let Some(column) = twice {
            let name = &column.heading;
            return Err(BatchError::usage(
                format!("“{name}”既是列又是常量，只留一个"),
                format!("`{name}` is both a column and a constant; keep one"),
            ));
        }
        let own = |table: &&ListTable| {
            let fact = policy.lists.get(table.list().0).map(|def| Slot::Fact(def.fact));
            columns.iter().any(|column| column.target.as_ref().map(|(slot, _)| *slot) == fact && fact.is_some())
        };
        if let Some(table) = tables.iter().find(own) {
            let name = table.name();
            return Err(BatchError::usage(
                format!("“{name}”既有列又有明细表，只留一个"),
                format!("`{name}` is both a column and a table; keep one"),
            ));
        }
        let key_column = key.as_ref().and_then(|key| headings?.iter().position(|heading| heading == key));
        if let (Some(key), Some(headings), None) = (&key, headings, key_column) {
            let error = BatchError::input(file, format!("没有列“{key}”"), format!("there is no column `{key}`"));
            return Err(match crate::check::nearest(key, headings.iter().map(String::as_str)) {
                Some(near) => error.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
                None => error,
            });
        }
        let compiled = program.compile(context);
        let by = by(job, policy)?;
        // The search for what is missing takes whole profiles.
        let plain = (!job.needs)
            .then(|| {
                let unread = Unread { job, key: key.as_deref(), constants: (&base, &constants), by: &by };
                Plain::new(policy, &compiled, headings.map(|_| columns.as_slice()), &unread)
            })
            .flatten();
        Ok(Self {
            program,
            compiled,
            plain,
            context,
            items: items(job, policy)?,
            columns,
            key_column,
            key,
            base,
            tables,
            by,
            needs: job.needs,
            ignore: job.mapping.ignore.clone(),
            ignore_unknown: job.ignore_unknown,
        })
    }

    /// What a thread works in.
    pub(super) fn worker(&self) -> Worker {
        Worker {
            scratch: self.compiled.scratch(),
            verdicts: vec![Verdict::DEFERRED; self.compiled.items()],
            bench: self.plain.as_ref().map(|plain| plain.bench()),
            answered: Answered::default(),
        }
    }

    /// Begins a chunk of so many rows. Gives whether there is a short way; then rows are put in, in order,
    /// [`Evaluator::run`] runs them, and [`Evaluator::take`] takes what came of each.
    pub(super) fn begin(&self, worker: &mut Worker, rows: usize) -> bool {
        worker.answered.begin(self.compiled.plan(), &self.items, rows);
        let (Some(plain), Some(bench)) = (&self.plain, &mut worker.bench) else { return false };
        plain.begin(bench, rows);
        true
    }

    /// Puts in a row of the chunk.
    pub(super) fn put(&self, worker: &mut Worker, at: usize, cells: &Cells<'_>) {
        let (Some(plain), Some(bench)) = (&self.plain, &mut worker.bench) else { return };
        match cells {
            Cells::Table(cells) => {
                plain.cells(bench, at, cells);
                if let Some(key) = self.key_column.and_then(|column| cells.get(column)) {
                    Plain::name(bench, at, key.trim());
                }
            }
            Cells::Json(text) => plain.line(bench, at, text),
        }
        self.records(plain, bench, at);
    }

    /// The records that other tables have for a row.
    fn records(&self, plain: &Plain, bench: &mut Bench, at: usize) {
        for table in self.tables {
            let Some(key) = Plain::key(bench, at) else { return };
            match table.records(self.program.policy(), key) {
                Ok(records) => plain.records(bench, at, table.policy_list(), records.as_deref()),
                Err(_) => Plain::look(bench, at),
            }
        }
    }

    /// Puts in all rows of the chunk.
    #[cfg(feature = "batch")]
    pub(super) fn put_batch(&self, worker: &mut Worker, batch: &arrow_array::RecordBatch) {
        let (Some(plain), Some(bench)) = (&self.plain, &mut worker.bench) else { return };
        plain.batch(bench, batch);
        if let Some(column) = self.key_column.and_then(|column| batch.columns().get(column)) {
            super::read::each_text(column.as_ref(), |at, text| Plain::name(bench, at, text.trim()));
        }
        for at in 0..batch.num_rows() {
            self.records(plain, bench, at);
        }
    }

    /// Runs the rows that were put in.
    pub(super) fn run(&self, worker: &mut Worker) {
        let Worker { bench, answered, .. } = worker;
        if let (Some(plain), Some(bench)) = (&self.plain, bench) {
            plain.run(bench, &self.items, &mut answered.results);
        }
    }

    /// Takes what came of a row that was put in; `false` when it takes [`Evaluator::row`].
    pub(super) fn take(&self, worker: &mut Worker, at: usize, row: u64) -> bool {
        let Worker { bench, answered, .. } = worker;
        let (Some(plain), Some(bench)) = (&self.plain, bench) else { return false };
        let key = Plain::key(bench, at);
        if Plain::is_odd(bench, at) || key.is_some() != self.key.is_some() {
            return false;
        }
        if let Some(key) = key {
            self.tables.iter().for_each(|table| table.asked_for(key));
        }
        answered.take(at, row, key, plain.groups(bench, at));
        true
    }

    /// The answers of one row, by a profile.
    pub(super) fn row(&self, worker: &mut Worker, (at, row): (usize, u64), cells: &Cells<'_>) -> Result<(), RowError> {
        let policy = self.program.policy();
        let (mut profile, key) = match cells {
            Cells::Table(cells) => self.read_cells(policy, cells)?,
            Cells::Json(text) => self.read_json(policy, text)?,
        };
        if let Some(key) = &key {
            for table in self.tables {
                table.join(policy, &mut profile, key)?;
            }
        }
        let profile =
            crate::engine::Profile::consistent(self.program, profile, "").map_err(|errors| RowError(errors.0))?;
        let context = &self.context.inner;
        let group = |id: &FactId| eval::fact_text(policy, &profile.0, context, *id);
        let answers = self.answers(worker, &profile);
        let groups = self.by.iter().map(group).collect();
        let open = self.needs.then(|| {
            let outcomes = eval::evaluate_items(policy, &profile.0, context, &self.items);
            outcomes.into_iter().map(|item| Open { needs: item.needs, pending: item.pending }).collect()
        });
        worker.answered.put(at, row, Single { key, answers, groups, open });
        Ok(())
    }

    /// The answers of the items asked for: compiled, or of the reference engine where the compiled one defers.
    fn answers(&self, worker: &mut Worker, profile: &crate::engine::Profile) -> Vec<Answer> {
        let Worker { scratch, verdicts, .. } = worker;
        self.compiled.run(&self.compiled.row(profile), scratch, verdicts);
        let verdict = |id: &ItemId| verdicts.get(id.0).and_then(Verdict::answer);
        let deferred: Vec<ItemId> = self.items.iter().copied().filter(|id| verdict(id).is_none()).collect();
        let mut settled = match deferred.as_slice() {
            [] => Vec::new(),
            ids => eval::answers(self.program.policy(), &profile.0, &self.context.inner, ids),
        }
        .into_iter();
        self.items.iter().filter_map(|id| verdict(id).or_else(|| settled.next())).collect()
    }

    fn read_cells(
        &self,
        policy: &Policy,
        cells: &[std::borrow::Cow<'_, str>],
    ) -> Result<(Profile, Option<String>), RowError> {
        if cells.len() != self.columns.len() {
            return Err(wrong_count(self.columns.len(), cells.len()));
        }
        let mut profile = self.base.clone();
        let mut errors = Vec::new();
        for (column, cell) in self.columns.iter().zip(cells) {
            let Some((slot, form)) = &column.target else { continue };
            if let Err(found) = put(policy, &mut profile, None, *slot, cell, form) {
                let named = found.into_iter().map(|error| match error.path.as_str() {
                    "" => ProfileError { path: column.heading.clone(), ..error },
                    _ => error,
                });
                errors.extend(named);
            }
        }
        if !errors.is_empty() {
            return Err(RowError(errors));
        }
        let key = self.key_column.and_then(|at| cells.get(at)).map(|cell| cell.trim().to_owned());
        Ok((profile, key))
    }

    fn read_json(&self, policy: &Policy, text: &str) -> Result<(Profile, Option<String>), RowError> {
        let mut key = None;
        let mut apart = |name: &str, raw: &str| {
            if self.key.as_deref() == Some(name) {
                // A number is kept as it is written.
                key = Some(serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned()));
                return slot(policy, name, None).is_err();
            }
            self.ignore.iter().any(|ignored| ignored == name)
                || (self.ignore_unknown && slot(policy, name, None).is_err())
        };
        let mut profile = profile::one_but(policy, text, &mut apart).map_err(RowError)?;
        if let (Some(name), None) = (&self.key, &key) {
            return Err(RowError::whole(format!("没有键“{name}”"), format!("there is no key `{name}`")));
        }
        if profile.subject().is_none() {
            profile.set_subject(self.base.subject());
        }
        for list in (0..policy.lists.len()).map(ListId) {
            if profile.list(list).is_none() {
                profile.set_list(list, self.base.list(list).map(<[profile::Record]>::to_vec));
            }
        }
        for index in 0..policy.facts.len() {
            let id = FactId(index);
            if profile.fact(id).is_none() {
                profile.set_fact(id, self.base.fact(id).cloned());
            }
        }
        Ok((profile, key))
    }
}

/// The profile that every row begins with, and the slots it fills.
fn constants(job: &Job, policy: &Policy) -> Result<(Profile, Vec<Slot>), BatchError> {
    let mut base = Profile::empty(policy);
    let mut slots = Vec::new();
    let mut wrong = Vec::new();
    for (name, text) in &job.mapping.constants {
        let put_in = slot(policy, name, None).map_err(|error| vec![error]).and_then(|slot| {
            slots.push(slot);
            put(policy, &mut base, None, slot, text, &CellForm::default())
        });
        if let Err(errors) = put_in {
            wrong.extend(errors.into_iter().map(|error| ProfileError { path: name.clone(), ..error }));
        }
    }
    if wrong.is_empty() {
        return Ok((base, slots));
    }
    Err(BatchError::usage("列对照文件的常量有问题", "the constants of the mapping file are wrong").with(wrong))
}

/// The items asked for, in the order of the policy.
fn items(job: &Job, policy: &Policy) -> Result<Vec<ItemId>, BatchError> {
    for id in &job.items {
        if !policy.items.iter().any(|item| item.id == *id) {
            let error = BatchError::usage(format!("没有项目“{id}”"), format!("there is no item `{id}`"));
            return Err(match crate::check::nearest(id, policy.items.iter().map(|item| item.id.as_str())) {
                Some(near) => error.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
                None => error,
            });
        }
    }
    let wanted = |id: &str| job.items.is_empty() || job.items.iter().any(|item| item == id);
    Ok(policy.items.iter().enumerate().filter(|(_, item)| wanted(&item.id)).map(|(index, _)| ItemId(index)).collect())
}

/// The facts that the summary is divided by.
fn by(job: &Job, policy: &Policy) -> Result<Vec<FactId>, BatchError> {
    let find = |name: &String| {
        let scalar = |id: FactId| policy.facts.get(id.0).is_some_and(|fact| matches!(fact.ty, FactType::Scalar(..)));
        match slot(policy, name, None) {
            Ok(Slot::Fact(id)) if scalar(id) => Ok(id),
            Ok(_) => Err(BatchError::usage(
                format!("--by：“{name}”不是单个事实"),
                format!("--by: `{name}` is no single fact"),
            )),
            Err(error) => {
                let wrong = BatchError::usage("--by 有问题", "--by is wrong");
                Err(wrong.with([ProfileError { path: name.clone(), ..error }]))
            }
        }
    };
    job.by.iter().map(find).collect()
}

impl Evaluator<'_> {
    /// The items asked for.
    pub(super) fn items(&self) -> &[ItemId] {
        &self.items
    }

    /// The facts that the summary is divided by.
    pub(super) fn by(&self) -> &[FactId] {
        &self.by
    }

    /// The name of the key column.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}
