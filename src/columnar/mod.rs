//! Many profiles at once, column by column: the short ways of a plan as loops over chunks that stay in the cache. Owns
//! columns and chunks; a row or item that is not plain goes through the compiled engine, and from there to the
//! reference engine if it must.
//!
//! `lanes` operands and loops · `chunk` one chunk of rows · `raw` columns as tables in memory have them · `bulk` the same
//! in one pass · `records` lists as columns · `cells` cell by cell · `watch` facts that may contradict each other.

mod bulk;
#[cfg(feature = "table")]
mod cells;
mod chunk;
mod lanes;
mod raw;
mod records;
mod watch;

use crate::compiled::{Records, Row, Scratch, Verdict};
use crate::ir::{FactId, ListId};
use crate::outcome::Status;
use crate::plan::op::{Cell, Class, truth};
use crate::plan::{InputKind, Plan};
use crate::profile::Profile;
use chunk::{Chunk, Done, Room};

pub use bulk::{Bits, Fit, Whole};
pub use raw::Steps;
pub use watch::{Contradictions, Lookout};

/// Rows of a chunk: its registers stay in the second cache.
pub const CHUNK: usize = 512;

/// The facts of many profiles in the form a plan reads, one column a fact. Lists stay row by row.
#[derive(Clone, Debug)]
pub struct Columns {
    rows: usize,
    truths: Vec<Vec<u8>>,
    ints: Vec<Vec<i64>>,
    /// The lists of each row; shorter than the rows, or with nothing in it, where a row has none.
    lists: Vec<Vec<Option<Records>>>,
    /// The list whose records these are, if they are not subjects.
    list: Option<ListId>,
}

/// What the items come to, one set of columns an item.
#[derive(Clone, Debug, Default)]
pub struct Results {
    items: Vec<Answers>,
}

/// What one item comes to in every row: ten bytes a row, since results of many rows are bound by memory.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    statuses: Vec<Option<Status>>,
    marks: Vec<u8>,
    fen: Vec<i64>,
}

impl Columns {
    /// No rows yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            rows: 0,
            truths: vec![Vec::new(); plan.truths.inputs],
            ints: vec![Vec::new(); plan.ints.inputs],
            lists: Vec::new(),
            list: None,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Forgets all rows and keeps the room for them.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.truths.iter_mut().for_each(Vec::clear);
        self.ints.iter_mut().for_each(Vec::clear);
        self.lists.clear();
    }

    /// Adds the row of a profile.
    pub fn push(&mut self, plan: &Plan, profile: &Profile) {
        self.push_row(Row::of(plan, profile));
    }

    /// Adds a row.
    pub fn push_row(&mut self, row: Row) {
        for (column, value) in self.truths.iter_mut().zip(row.truths()) {
            column.push(*value);
        }
        for (column, value) in self.ints.iter_mut().zip(row.ints()) {
            column.push(*value);
        }
        if row.has_lists() {
            self.lists.resize(self.rows, Vec::new());
            self.lists.push(row.into_lists());
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// One row, for the engines that work row by row.
    fn row(&self, plan: &Plan, index: usize, row: &mut Row) {
        let truths = self.truths.iter().map(|column| column.get(index).copied().unwrap_or(truth::UNKNOWN));
        let ints = self.ints.iter().map(|column| column.get(index).copied().unwrap_or(i64::NULL));
        row.fill(plan, truths, ints, self.lists.get(index).map(Vec::as_slice));
    }

    /// Replaces the column of a fact; its length becomes the number of rows of a column set that had none.
    ///
    /// Values are `None` where they are not known. Gives `false`, and changes nothing, when the fact has no column or
    /// another number of rows is there already.
    pub fn set<'v>(
        &mut self,
        plan: &Plan,
        fact: FactId,
        values: impl ExactSizeIterator<Item = Option<&'v crate::ir::Value>>,
    ) -> bool {
        let count = values.len();
        let Some(Some(input)) = plan.inputs.get(fact.0) else { return false };
        if self.rows != 0 && self.rows != count {
            return false;
        }
        self.resize(count);
        let slot = usize::from(input.slot);
        match input.class {
            Class::Truth => {
                if let Some(column) = self.truths.get_mut(slot) {
                    *column = values.map(InputKind::truth).collect();
                }
            }
            _ => {
                if let Some(column) = self.ints.get_mut(slot) {
                    *column = values.map(|value| input.kind.int(value)).collect();
                }
            }
        }
        true
    }

    fn resize(&mut self, rows: usize) {
        self.rows = rows;
        self.truths.iter_mut().for_each(|column| column.resize(rows, truth::UNKNOWN));
        self.ints.iter_mut().for_each(|column| column.resize(rows, i64::NULL));
    }
}

impl Results {
    /// Room for so many rows.
    #[must_use]
    pub fn new(plan: &Plan, rows: usize) -> Self {
        Self { items: vec![Answers::new(rows); plan.items.len()] }
    }

    /// What an item comes to in every row; `None` for an item the plan does not have.
    #[must_use]
    pub fn item(&self, item: usize) -> Option<&Answers> {
        self.items.get(item)
    }

    /// What an item comes to in a row.
    #[must_use]
    pub fn verdict(&self, item: usize, row: usize) -> Option<Verdict> {
        self.items.get(item)?.get(row)
    }

    /// Replaces what an item comes to in a row.
    pub(crate) fn set(&mut self, item: usize, row: usize, verdict: Verdict) {
        let end = row.saturating_add(1);
        if let Some(mut part) = self.items.get_mut(item).and_then(|answers| answers.part(row..end)) {
            part.set(0, verdict);
        }
    }

    /// What every item comes to in a row, in the order of items.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Verdict> {
        self.items.iter().filter_map(move |item| item.get(row))
    }
}

impl Answers {
    fn new(rows: usize) -> Self {
        let mut answers = Self::default();
        answers.resize(rows);
        answers
    }

    fn resize(&mut self, rows: usize) {
        let (fen, status, marks) = Verdict::DEFERRED.parts();
        self.statuses.resize(rows, status);
        self.marks.resize(rows, marks);
        self.fen.resize(rows, fen);
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statuses.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statuses.is_empty()
    }

    /// The verdict of a row; `None` beyond the last.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> Option<Verdict> {
        Some(Verdict::of_parts(*self.fen.get(row)?, *self.statuses.get(row)?, *self.marks.get(row)?))
    }

    /// The statuses of all rows in order; `None` where only the reference engine can tell.
    #[must_use]
    pub fn statuses(&self) -> &[Option<Status>] {
        &self.statuses
    }

    /// The amounts of all rows in order, in fen.
    pub fn fen(&self) -> impl ExactSizeIterator<Item = Option<i64>> {
        self.fen.iter().map(|fen| (*fen != i64::NULL).then_some(*fen))
    }

    /// The verdicts of all rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Verdict> {
        let parts = self.fen.iter().zip(&self.statuses).zip(&self.marks);
        parts.map(|((fen, status), marks)| Verdict::of_parts(*fen, *status, *marks))
    }

    /// The places of some rows.
    fn part(&mut self, rows: core::ops::Range<usize>) -> Option<Part<'_>> {
        Some(Part {
            statuses: self.statuses.get_mut(rows.clone())?,
            marks: self.marks.get_mut(rows.clone())?,
            fen: self.fen.get_mut(rows)?,
        })
    }
}

/// Places for the results of some rows.
struct Part<'p> {
    statuses: &'p mut [Option<Status>],
    marks: &'p mut [u8],
    fen: &'p mut [i64],
}

impl Part<'_> {
    /// What one row comes to.
    fn set(&mut self, row: usize, verdict: Verdict) {
        let places = (self.fen.get_mut(row), self.statuses.get_mut(row), self.marks.get_mut(row));
        if let (Some(fen), Some(status), Some(marks)) = places {
            (*fen, *status, *marks) = verdict.parts();
        }
    }

    /// The same for every row.
    fn fill(&mut self, verdict: Verdict) {
        let (fen, status, marks) = verdict.parts();
        self.fen.fill(fen);
        self.statuses.fill(status);
        self.marks.fill(marks);
    }
}

/// Registers and buffers to work in: one for every thread.
#[derive(Debug)]
pub struct Workbench {
    room: Room,
    scratch: Scratch,
    row: Row,
}

impl Workbench {
    /// For one plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self { room: Room::new(plan), scratch: plan.scratch(), row: Row::empty(plan) }
    }
}

/// How rows were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Items answered column by column.
    pub columnar: usize,
    /// Items answered row by row.
    pub compiled: usize,
    /// Items left to the reference engine.
    pub deferred: usize,
}

impl Plan {
    /// What every item comes to for every row, into `results` (which must have room for all rows). What only the
    /// reference engine can tell is marked deferred.
    pub fn run_columns(&self, columns: &Columns, workbench: &mut Workbench, results: &mut Results) -> Shares {
        let mut shares = Shares::default();
        let mut start = 0_usize;
        while start < columns.rows {
            let end = start.saturating_add(CHUNK).min(columns.rows);
            self.run_chunk(columns, start, end, workbench, results, &mut shares);
            start = end;
        }
        shares
    }

    fn run_chunk(
        &self,
        columns: &Columns,
        start: usize,
        end: usize,
        workbench: &mut Workbench,
        results: &mut Results,
        shares: &mut Shares,
    ) {
        let Workbench { room, scratch, row } = workbench;
        let mut chunk = Chunk::new(room, self, &columns.truths, &columns.ints, start..end);
        let count = end.saturating_sub(start);
        let mut left: Vec<usize> = Vec::new();
        for (item, answers) in results.items.iter_mut().enumerate() {
            let Some(mut out) = answers.part(start..end) else { continue };
            let done = chunk.item(self, item, &mut out);
            if done == Done::All {
                shares.columnar = shares.columnar.saturating_add(count);
                continue;
            }
            left.push(item);
            if done == Done::Part {
                let decided = out.statuses.iter().flatten().count();
                shares.columnar = shares.columnar.saturating_add(decided);
            }
        }
        if left.is_empty() {
            return;
        }
        for index in 0..count {
            let at = start.saturating_add(index);
            let open = |item: &&usize| results.verdict(**item, at).is_some_and(|verdict| verdict.status().is_none());
            let wanted: Vec<usize> = left.iter().filter(open).copied().collect();
            if wanted.is_empty() {
                continue;
            }
            columns.row(self, at, row);
            self.run_items((&*row).into(), scratch, &wanted, |item, verdict| {
                match verdict.status() {
                    None => shares.deferred = shares.deferred.saturating_add(1),
                    Some(_) => shares.compiled = shares.compiled.saturating_add(1),
                }
                results.set(item, at, verdict);
            });
        }
    }
}
