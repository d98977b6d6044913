//! The short way of a batch: cells straight into the registers of a plan, a chunk at a time, without a profile. Owns which
//! columns and rows can go that way; whatever is not written plainly, could contradict another fact, or is left to the
//! reference engine goes through a checked profile instead, so both ways give the same answers.
//!
//! `arrow` a column in memory; single texts and lines of JSON are read as everywhere, by [`crate::direct`].

#[cfg(feature = "batch")]
mod arrow;

use super::answered::Keys;
use super::columns::Column;
use super::job::Job;
use crate::columnar::{Columns, Results, Workbench};
use crate::compiled::Records;
use crate::direct::{Object, Reading, Registers, Source, Watch, Way};
use crate::engine::Compiled;
use crate::ir::{FactId, FactType, ItemId, ListId, Policy, Type};
use crate::plan::{Place, can_contradict};
use crate::profile::{Profile, Record, Slot};
use std::borrow::Cow;

/// What goes where. Shared by all threads.
#[derive(Debug)]
pub(super) struct Plain {
    compiled: Compiled,
    /// By column; `None` when it is left out.
    ways: Vec<Option<Way>>,
    /// For lines of JSON.
    lines: Option<Object>,
    /// A row in which only the constants are known.
    base: Columns,
    /// What may contradict what.
    watch: Watch,
    /// How the answers of a group are read back, by fact that a summary is divided by.
    groups: Vec<Group>,
}

/// A fact that a summary is divided by: where it is, and what its members are called.
#[derive(Debug)]
struct Group {
    place: Place,
    names: Vec<String>,
}

/// What one thread works in.
#[derive(Debug)]
pub(super) struct Bench {
    columns: Columns,
    workbench: Workbench,
    /// Rows that need a closer look.
    odd: Vec<bool>,
    /// Values that others may contradict: row, and item of the guards.
    watch: Vec<(usize, usize)>,
    guards: (Results, Workbench),
    /// What reading lines of JSON remembers.
    reading: Option<Reading>,
    /// The keys of the rows.
    keys: Keys,
}

/// The registers of one row of a chunk.
struct To<'b> {
    columns: &'b mut Columns,
    watch: &'b mut Vec<(usize, usize)>,
    keys: &'b mut Keys,
    row: usize,
}

impl Registers for To<'_> {
    #[inline]
    fn put(&mut self, place: Place, value: Option<i64>) {
        self.columns.put(place, self.row, value);
    }

    fn put_list(&mut self, list: ListId, records: Records) {
        self.columns.put_list(list, self.row, records);
    }

    fn watch(&mut self, item: usize) {
        self.watch.push((self.row, item));
    }

    fn key(&mut self, raw: &str) -> bool {
        if self.keys.get(self.row).is_some() {
            return false;
        }
        // A number is kept as it is written.
        match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(key) => self.keys.put(self.row, &key),
            Err(_) => self.keys.put(self.row, raw),
        }
        true
    }
}

/// What a batch says beside its columns.
pub(super) struct Unread<'j> {
    pub(super) job: &'j Job,
    /// The key of a row.
    pub(super) key: Option<&'j str>,
    /// Facts that all rows share, and where they are.
    pub(super) constants: (&'j Profile, &'j [Slot]),
    /// The facts that the summary is divided by.
    pub(super) by: &'j [FactId],
}

impl Plain {
    /// The short way for these columns (`None` for lines of JSON), or `None` when every row takes a profile.
    pub(super) fn new(
        policy: &Policy,
        compiled: &Compiled,
        columns: Option<&[Column]>,
        unread: &Unread<'_>,
    ) -> Option<Self> {
        let (base, slots) = unread.constants;
        let given = |slot: &Slot| match slot {
            Slot::Fact(id) => policy.facts.get(id.0).is_none_or(can_contradict),
            Slot::Subject | Slot::RecordId => false,
        };
        if slots.iter().any(given) {
            return None;
        }
        let watch = Watch::new(policy, compiled.plan());
        let source = Source { policy, plan: compiled.plan(), watch: &watch };
        let mut ways = Vec::new();
        for column in columns.unwrap_or_default() {
            ways.push(match &column.target {
                None => None,
                Some((slot, form)) => Some(source.way(*slot, form)?),
            });
        }
        let lines = match columns {
            Some(_) => None,
            None => Some(Object::new(source, unread.key, &unread.job.mapping.ignore, unread.job.ignore_unknown)?),
        };
        let base = compiled.columns_of(base, 1)?;
        let groups = unread.by.iter().map(|id| Group::new(policy, compiled, *id)).collect::<Option<Vec<_>>>()?;
        Some(Self { compiled: compiled.clone(), ways, lines, base, watch, groups })
    }

    fn source(&self) -> Source<'_> {
        Source { policy: self.compiled.policy(), plan: self.compiled.plan(), watch: &self.watch }
    }

    /// What a thread works in.
    pub(super) fn bench(&self) -> Bench {
        Bench {
            columns: self.base.clone(),
            workbench: Workbench::new(self.compiled.plan()),
            odd: Vec::new(),
            watch: Vec::new(),
            guards: (Results::new(&self.watch.guards.plan, 0), Workbench::new(&self.watch.guards.plan)),
            reading: self.lines.as_ref().map(Object::reading),
            keys: Keys::default(),
        }
    }

    /// Begins a chunk of so many rows, all of which are odd until they are put in.
    pub(super) fn begin(&self, bench: &mut Bench, rows: usize) {
        let Bench { columns, odd, watch, guards, reading, keys, .. } = bench;
        if columns.rows() != rows {
            columns.repeat_first(&self.base, rows);
            guards.0.resize(rows);
        }
        watch.clear();
        columns.forget_lists();
        odd.clear();
        odd.resize(rows, true);
        keys.clear();
        if let (Some(lines), Some(reading)) = (&self.lines, reading) {
            for way in lines.given(reading) {
                columns.fill(way.place, &self.base);
            }
        }
    }

    /// Puts in one row of cells.
    pub(super) fn cells(&self, bench: &mut Bench, row: usize, cells: &[Cow<'_, str>]) {
        let Bench { columns, odd, watch, keys, .. } = bench;
        let (source, mut to) = (self.source(), To { columns, watch, keys, row });
        let mut ways = self.ways.iter().zip(cells);
        let plain = cells.len() == self.ways.len()
            && ways.all(|(way, cell)| {
                way.as_ref()
                    .is_none_or(|way| way.store(&mut to, way.read(cell)) || source.list(&mut to, way, cell.trim()))
            });
        if let Some(odd) = odd.get_mut(row) {
            *odd = !plain;
        }
    }

    /// Puts in one line of JSON.
    pub(super) fn line(&self, bench: &mut Bench, row: usize, text: &str) {
        let Bench { columns, odd, watch, keys, reading, .. } = bench;
        let (Some(lines), Some(reading)) = (&self.lines, reading) else { return };
        let plain = lines.read(self.source(), reading, text, &mut To { columns, watch, keys, row });
        if let Some(odd) = odd.get_mut(row) {
            *odd = !plain;
        }
    }

    /// Puts in records that another table has for a row. They must be put in after the row.
    pub(super) fn records(&self, bench: &mut Bench, row: usize, list: ListId, records: Option<&[Record]>) {
        let Bench { columns, odd, watch, keys, .. } = bench;
        if !self.source().records(&mut To { columns, watch, keys, row }, list, records) {
            Self::closer(odd, row);
        }
    }

    /// A row takes a closer look.
    pub(super) fn look(bench: &mut Bench, row: usize) {
        Self::closer(&mut bench.odd, row);
    }

    fn closer(odd: &mut [bool], row: usize) {
        if let Some(odd) = odd.get_mut(row) {
            *odd = true;
        }
    }

    /// Puts in all rows as columns.
    #[cfg(feature = "batch")]
    pub(super) fn batch(&self, bench: &mut Bench, batch: &arrow_array::RecordBatch) {
        let Bench { columns, odd, watch, .. } = bench;
        odd.fill(batch.num_columns() != self.ways.len());
        for (way, array) in self.ways.iter().zip(batch.columns()) {
            if let Some(way) = way {
                arrow::put(way, columns, watch, array.as_ref(), odd);
            }
        }
    }

    /// Runs the plan. Rows that take a profile, for one of these items or all of them, are odd after it.
    pub(super) fn run(&self, bench: &mut Bench, items: &[ItemId], results: &mut Results) {
        let Bench { columns, workbench, odd, watch, guards: (told, bench), .. } = bench;
        self.compiled.plan().run_columns(columns, workbench, results);
        for answers in items.iter().filter_map(|id| results.item(id.0)) {
            odd.iter_mut().zip(answers.statuses()).for_each(|(odd, status)| *odd |= status.is_none());
        }
        if watch.is_empty() {
            return;
        }
        self.watch.guards.plan.run_columns(columns, bench, told);
        for (row, item) in watch {
            let status = told.verdict(*item, *row).and_then(|verdict| verdict.status());
            if let Some(odd) = odd.get_mut(*row) {
                *odd |= !self.watch.guards.clear(*item, status);
            }
        }
    }

    /// Whether a row takes a profile.
    pub(super) fn is_odd(bench: &Bench, row: usize) -> bool {
        bench.odd.get(row).copied().unwrap_or(true)
    }

    /// Notes the key of a row. Rows are noted in order.
    pub(super) fn name(bench: &mut Bench, row: usize, key: &str) {
        bench.keys.put(row, key);
    }

    /// The key of a row.
    pub(super) fn key(bench: &Bench, row: usize) -> Option<&str> {
        bench.keys.get(row)
    }

    /// The values of the facts that a summary is divided by.
    pub(super) fn groups(&self, bench: &Bench, row: usize) -> Vec<Option<String>> {
        let name = |group: &Group| {
            let value = usize::try_from(bench.columns.value(group.place, row)?).ok()?;
            group.names.get(value).cloned()
        };
        self.groups.iter().map(name).collect()
    }
}

impl Group {
    fn new(policy: &Policy, compiled: &Compiled, id: FactId) -> Option<Self> {
        let fact = policy.facts.get(id.0).filter(|fact| !can_contradict(fact))?;
        let FactType::Scalar(Type::Enum(members), _) = &fact.ty else { return None };
        let (place, _) = compiled.plan().place(id)?;
        let names = policy.enums.get(members.0)?.members.iter().map(|(name, _)| name.clone()).collect();
        Some(Self { place, names })
    }
}
