//! The short way of a batch: cells straight into the registers of a plan, a chunk at a time, without a profile. Owns which
//! columns and rows can go that way; whatever is not written plainly, could contradict another fact, or is left to the
//! reference engine goes through a checked profile instead, so both ways give the same answers.
//!
//! `cell` one cell of text · `json` one line, `flat` when it is a flat one · `arrow` a column in memory.

#[cfg(feature = "batch")]
mod arrow;
mod cell;
mod flat;
mod json;

use super::columns::Column;
use super::job::Job;
use crate::columnar::{Columns, Place, Results, Workbench};
use crate::compiled::Records;
use crate::engine::Compiled;
use crate::eval::Answer;
use crate::ir::{FactDef, FactId, FactType, ItemId, ListId, Policy, Type};
use crate::plan::Guards;
use crate::profile::{CellForm, Profile, Record, Slot, list_in_a_cell};
use std::borrow::Cow;

use cell::Kind;
use json::{Lines, Reading};

/// How the cells of one column go into registers.
#[derive(Debug)]
struct Way {
    place: Place,
    kind: Kind,
    /// Texts that mean unknown, beside the empty cell.
    unknown: Vec<String>,
    /// Other facts may contradict this one.
    watched: Option<Watched>,
    /// The list whose records the cells hold, as JSON.
    list: Option<ListId>,
}

/// How a value that others may contradict is looked at.
#[derive(Clone, Copy, Debug)]
struct Watched {
    /// The value that contradicts nothing, as its register has it.
    plain: Option<i64>,
    /// The item of the guards that tells of all others.
    item: usize,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    /// A value, as its register has it.
    Known(i64),
    /// Nothing.
    Unknown,
    /// Something that takes a closer look.
    Odd,
}

/// What goes where. Shared by all threads.
#[derive(Debug)]
pub(super) struct Plain {
    compiled: Compiled,
    /// By column; `None` when it is left out.
    ways: Vec<Option<Way>>,
    /// For lines of JSON, by fact.
    lines: Option<Lines>,
    /// A row in which only the constants are known.
    base: Columns,
    /// Tells of contradictions.
    guards: Guards,
    /// By list.
    lists: Vec<ListWay>,
    /// How the answers of a group are read back, by fact that a summary is divided by.
    groups: Vec<Group>,
}

/// How the records of a list are looked at.
#[derive(Clone, Copy, Debug)]
struct ListWay {
    /// The item of the guards that tells whether there can be any.
    item: Option<usize>,
    /// Facts within one record can contradict each other.
    inside: bool,
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
    results: Results,
    workbench: Workbench,
    /// Rows that need a closer look.
    odd: Vec<bool>,
    /// Values that others may contradict: row, and item of the guards.
    watch: Vec<(usize, usize)>,
    guards: (Results, Workbench),
    /// What reading lines of JSON remembers.
    reading: Reading,
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
        let guards = Guards::new(policy);
        let mut ways = Vec::new();
        for column in columns.unwrap_or_default() {
            ways.push(match &column.target {
                None => None,
                Some((slot, form)) => Some(Way::new(policy, compiled, &guards, *slot, form)?),
            });
        }
        let lines = match columns {
            Some(_) => None,
            None => Some(Lines::new(policy, compiled, &guards, unread)?),
        };
        let base = compiled.columns_of(base, 1)?;
        let groups = unread.by.iter().map(|id| Group::new(policy, compiled, *id)).collect::<Option<Vec<_>>>()?;
        let lists = policy.lists.iter().map(|list| ListWay {
            item: guards.of(list.fact),
            inside: list.fields.iter().any(|id| policy.facts.get(id.0).is_none_or(can_contradict)),
        });
        let lists = lists.collect();
        Some(Self { compiled: compiled.clone(), ways, lines, base, guards, lists, groups })
    }

    /// What a thread works in.
    pub(super) fn bench(&self) -> Bench {
        Bench {
            columns: self.base.clone(),
            results: Results::new(self.compiled.plan(), 0),
            workbench: Workbench::new(self.compiled.plan()),
            odd: Vec::new(),
            watch: Vec::new(),
            guards: (Results::new(&self.guards.plan, 0), Workbench::new(&self.guards.plan)),
            reading: Reading::default(),
        }
    }

    /// Begins a chunk of so many rows, all of which are odd until they are put in.
    pub(super) fn begin(&self, bench: &mut Bench, rows: usize) {
        let Bench { columns, results, odd, watch, guards, reading, .. } = bench;
        if columns.rows() != rows {
            columns.repeat_first(&self.base, rows);
            results.resize(rows);
            guards.0.resize(rows);
        }
        watch.clear();
        columns.forget_lists();
        odd.clear();
        odd.resize(rows, true);
        if let Some(lines) = &self.lines {
            lines.begin(reading, columns, &self.base);
        }
    }

    /// Puts in one row of cells.
    pub(super) fn cells(&self, bench: &mut Bench, row: usize, cells: &[Cow<'_, str>]) {
        let Bench { columns, odd, watch, .. } = bench;
        let mut ways = self.ways.iter().zip(cells);
        let plain = cells.len() == self.ways.len()
            && ways.all(|(way, cell)| {
                way.as_ref().is_none_or(|way| {
                    way.put(columns, watch, row, cell) || self.list(columns, watch, way, row, cell.trim())
                })
            });
        if let Some(odd) = odd.get_mut(row) {
            *odd = !plain;
        }
    }

    /// Puts in one line of JSON.
    pub(super) fn line(&self, bench: &mut Bench, row: usize, text: &str) {
        let Bench { columns, odd, watch, reading, .. } = bench;
        let plain = self.lines.as_ref().is_some_and(|lines| lines.line(self, reading, columns, watch, row, text));
        if let Some(odd) = odd.get_mut(row) {
            *odd = !plain;
        }
    }

    /// The records of a list as JSON; `false` when they take a closer look.
    fn list(&self, columns: &mut Columns, watch: &mut Vec<(usize, usize)>, way: &Way, row: usize, text: &str) -> bool {
        let policy = self.compiled.policy();
        let fact = way.list.and_then(|list| policy.lists.get(list.0)).and_then(|def| policy.facts.get(def.fact.0));
        let (Some(list), Some(fact)) = (way.list, fact) else { return false };
        match list_in_a_cell(policy, fact, list, text) {
            Ok(records) => self.put_records(columns, watch, row, list, records.as_deref()),
            Err(_) => false,
        }
    }

    fn put_records(
        &self,
        columns: &mut Columns,
        watch: &mut Vec<(usize, usize)>,
        row: usize,
        list: ListId,
        records: Option<&[Record]>,
    ) -> bool {
        let Some(records) = records else { return true };
        let Some(way) = self.lists.get(list.0) else { return false };
        if !records.is_empty() {
            if way.inside {
                return false;
            }
            watch.extend(way.item.map(|item| (row, item)));
        }
        columns.put_list(list, row, Records::of(self.compiled.plan(), list, records));
        true
    }

    /// Puts in records that another table has for a row. They must be put in after the row.
    pub(super) fn records(&self, bench: &mut Bench, row: usize, list: ListId, records: Option<&[Record]>) {
        let Bench { columns, odd, watch, .. } = bench;
        if !self.put_records(columns, watch, row, list, records) {
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
                way.array(columns, watch, array.as_ref(), odd);
            }
        }
    }

    /// Runs the plan. What came of a row is asked for with [`Plain::answers`].
    pub(super) fn run(&self, bench: &mut Bench) {
        let Bench { columns, results, workbench, odd, watch, guards: (told, bench), .. } = bench;
        self.compiled.plan().run_columns(columns, workbench, results);
        if watch.is_empty() {
            return;
        }
        self.guards.plan.run_columns(columns, bench, told);
        for (row, item) in watch {
            let status = told.verdict(*item, *row).and_then(|verdict| verdict.status());
            if let Some(odd) = odd.get_mut(*row) {
                *odd |= !self.guards.clear(*item, status);
            }
        }
    }

    /// The answers of one row; `None` when it takes a profile.
    pub(super) fn answers(&self, bench: &Bench, row: usize, items: &[ItemId]) -> Option<Vec<Answer>> {
        if bench.odd.get(row).copied().unwrap_or(true) {
            return None;
        }
        let verdict = |id: &ItemId| bench.results.verdict(id.0, row)?.answer();
        items.iter().map(verdict).collect()
    }

    /// The key of a line of JSON.
    pub(super) fn key(bench: &mut Bench, row: usize) -> Option<String> {
        bench.reading.keys.get_mut(row)?.take()
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

/// Whether other facts can contradict a value of this one.
const fn can_contradict(fact: &FactDef) -> bool {
    fact.derived.is_some() || fact.only_if.is_some()
}

impl Way {
    fn new(policy: &Policy, compiled: &Compiled, guards: &Guards, slot: Slot, form: &CellForm) -> Option<Self> {
        let unknown = form.unknown.clone();
        let id = match slot {
            Slot::Fact(id) => id,
            Slot::Subject => {
                return Some(Self {
                    place: Place::SUBJECT,
                    kind: Kind::subjects(policy),
                    unknown,
                    watched: None,
                    list: None,
                });
            }
            Slot::RecordId => return None,
        };
        let (fact, place) = (policy.facts.get(id.0)?, compiled.plan().place(id));
        // A fact without a register, lists above all: an empty cell is as plain as any.
        let Some((place, input)) = place else {
            let list = match fact.ty {
                FactType::List(list) => Some(list),
                FactType::Scalar(..) => None,
            };
            return Some(Self { place: Place::NONE, kind: Kind::Odd, unknown, watched: None, list });
        };
        let mut kind = Kind::new(policy, fact, input, form);
        let watched = guards.of(id).map(|item| {
            let plain = fact.only_if.as_ref().and_then(|(_, value)| input.register(value));
            Watched { plain, item }
        });
        if watched.is_none() && can_contradict(fact) {
            kind = Kind::Odd;
        }
        Some(Self { place, kind, unknown, watched, list: None })
    }

    /// Puts a cell into its register; `false` when it takes a closer look.
    #[inline]
    fn put(&self, columns: &mut Columns, watch: &mut Vec<(usize, usize)>, row: usize, text: &str) -> bool {
        self.store(columns, watch, row, self.read(text))
    }

    #[inline]
    fn read(&self, text: &str) -> Read {
        if text.is_empty() || (!self.unknown.is_empty() && self.unknown.iter().any(|word| word == text)) {
            return Read::Unknown;
        }
        self.kind.cell(text)
    }

    #[inline]
    fn store(&self, columns: &mut Columns, watch: &mut Vec<(usize, usize)>, row: usize, read: Read) -> bool {
        match read {
            Read::Odd => return false,
            Read::Unknown => columns.put(self.place, row, None),
            Read::Known(value) => {
                if let Some(watched) = self.watched.filter(|watched| watched.plain != Some(value)) {
                    watch.push((row, watched.item));
                }
                columns.put(self.place, row, Some(value));
            }
        }
        true
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
