//! One line of JSON into registers. Owns which keys are facts and what their values may be; a line that holds anything but
//! plain values of facts takes a closer look.

use super::cell::Kind;
use super::flat::Flat;
use super::{Plain, Read, Unread, Way};
use crate::columnar::{Columns, Place};
use crate::engine::Compiled;
use crate::ir::{FactId, Policy};
use crate::plan::{Guards, InputKind};
use crate::profile::{CellForm, Slot, slot};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// What keys mean. Shared by all threads.
#[derive(Debug)]
pub(super) struct Lines {
    names: HashMap<String, usize>,
    entries: Vec<Entry>,
    /// Keys that mean nothing are left out.
    ignore_unknown: bool,
}

#[derive(Debug)]
struct Entry {
    name: String,
    meaning: Meaning,
}

#[derive(Debug)]
enum Meaning {
    /// The fact of this number.
    Fact { number: usize, way: Way, shape: Shape },
    /// The key of the row.
    Key,
    /// Left out.
    Apart,
}

/// What a value may be in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Truth,
    Number,
    Text,
    Set,
}

/// Stands for a member that takes a closer look: no member is called so.
const NO_MEMBER: &str = "\0";

/// What reading lines remembers.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Entries in the order of the line before: most lines have the same keys in the same order.
    order: Vec<usize>,
    /// By fact, the last line that gave it.
    seen: Vec<u64>,
    line: u64,
    /// Entries whose columns are not as the constants have them.
    dirty: Vec<usize>,
    is_dirty: Vec<bool>,
    /// The keys of the rows of this chunk.
    pub(super) keys: Vec<Option<String>>,
}

impl Lines {
    /// For all facts of the subject. `None` when the key of a row is a fact at the same time.
    pub(super) fn new(policy: &Policy, compiled: &Compiled, guards: &Guards, unread: &Unread<'_>) -> Option<Self> {
        let ignore_unknown = unread.job.ignore_unknown;
        let mut lines = Self { names: HashMap::new(), entries: Vec::new(), ignore_unknown };
        if let Some(key) = unread.key {
            if slot(policy, key, None).is_ok() {
                return None;
            }
            lines.add(key, Meaning::Key);
        }
        for name in &unread.job.mapping.ignore {
            lines.add(name, Meaning::Apart);
        }
        for name in ["subject_type", "主体类型"] {
            let kind = Kind::subjects(policy);
            let way = Way { place: Place::SUBJECT, kind, unknown: Vec::new(), watched: None, list: None };
            lines.add(name, Meaning::Fact { number: policy.facts.len(), way, shape: Shape::Text });
        }
        for (number, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
            let id = FactId(number);
            for name in [&fact.key, &fact.name] {
                // Where two facts have one name, the first one counts, as everywhere.
                if slot(policy, name, None) == Ok(Slot::Fact(id)) {
                    let mut way = Way::new(policy, compiled, guards, Slot::Fact(id), &CellForm::default())?;
                    let mut shape = Shape::Text;
                    match compiled.plan().place(id) {
                        Some((_, InputKind::Bool)) => {
                            way.kind = way.kind.truth();
                            shape = Shape::Truth;
                        }
                        Some((_, InputKind::Number { .. })) => shape = Shape::Number,
                        Some((_, InputKind::Set)) => shape = Shape::Set,
                        _ => {}
                    }
                    lines.add(name, Meaning::Fact { number, way, shape });
                }
            }
        }
        Some(lines)
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        if !self.names.contains_key(name) {
            self.names.insert(name.to_owned(), self.entries.len());
            self.entries.push(Entry { name: name.to_owned(), meaning });
        }
    }

    /// Begins a chunk: all facts are as the constants have them.
    pub(super) fn begin(&self, reading: &mut Reading, columns: &mut Columns, base: &Columns) {
        reading.keys.clear();
        for entry in reading.dirty.drain(..) {
            if let Some(Entry { meaning: Meaning::Fact { way, .. }, .. }) = self.entries.get(entry) {
                columns.fill(way.place, base);
            }
            if let Some(dirty) = reading.is_dirty.get_mut(entry) {
                *dirty = false;
            }
        }
    }

    /// One line; `false` when it takes a closer look.
    pub(super) fn line(
        &self,
        plain: &Plain,
        reading: &mut Reading,
        columns: &mut Columns,
        watch: &mut Vec<(usize, usize)>,
        row: usize,
        text: &str,
    ) -> bool {
        reading.line = reading.line.saturating_add(1);
        reading.keys.resize(row.saturating_add(1), None);
        let mut line = Line { plain, lines: self, reading, columns, watch, row };
        let mut at = 0_usize;
        let flat = Flat::new(text).is_some_and(|flat| {
            flat.entries(|name, raw| {
                let plain = line.entry(at, name, raw);
                at = at.saturating_add(1);
                plain
            })
        });
        if flat {
            return true;
        }
        // What the first attempt put in is put in again: what comes after it may be a list, or an escape.
        line.reading.line = line.reading.line.saturating_add(1);
        if let Some(key) = line.reading.keys.get_mut(row) {
            *key = None;
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.deserialize_map(line).is_ok() && deserializer.end().is_ok()
    }

    /// What a key means, asking first what came in its place in the line before.
    fn find(&self, reading: &mut Reading, at: usize, name: &str) -> Option<(usize, &Entry)> {
        let guess = reading.order.get(at).copied();
        if let Some(entry) = guess.and_then(|guess| self.entries.get(guess).filter(|entry| entry.name == name)) {
            return Some((guess?, entry));
        }
        let found = *self.names.get(name)?;
        reading.order.resize(reading.order.len().max(at.saturating_add(1)), found);
        if let Some(place) = reading.order.get_mut(at) {
            *place = found;
        }
        Some((found, self.entries.get(found)?))
    }
}

/// One line being read.
struct Line<'l> {
    plain: &'l Plain,
    lines: &'l Lines,
    reading: &'l mut Reading,
    columns: &'l mut Columns,
    watch: &'l mut Vec<(usize, usize)>,
    row: usize,
}

impl Line<'_> {
    /// One entry; `false` when it takes a closer look.
    fn entry(&mut self, at: usize, name: &str, raw: &str) -> bool {
        let Some((index, entry)) = self.lines.find(self.reading, at, name) else {
            return self.lines.ignore_unknown;
        };
        match &entry.meaning {
            Meaning::Apart => true,
            Meaning::Key => {
                let Some(place) = self.reading.keys.get_mut(self.row).filter(|place| place.is_none()) else {
                    return false;
                };
                *place = Some(serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned()));
                true
            }
            Meaning::Fact { number, way, shape } => {
                let Some(twice) = stamp(self.reading, *number, index) else { return false };
                !twice
                    && match value(raw, &way.kind, *shape) {
                        // What is not known is what the constants say.
                        Read::Unknown => true,
                        Read::Odd => self.plain.list(self.columns, self.watch, way, self.row, raw),
                        read => way.store(self.columns, self.watch, self.row, read),
                    }
            }
        }
    }
}

/// Whether this line gave the fact already; the column of the entry is no longer blank.
fn stamp(reading: &mut Reading, number: usize, entry: usize) -> Option<bool> {
    if reading.seen.len() <= number {
        reading.seen.resize(number.checked_add(1)?, 0);
    }
    if reading.is_dirty.len() <= entry {
        reading.is_dirty.resize(entry.checked_add(1)?, false);
    }
    let dirty = reading.is_dirty.get_mut(entry)?;
    if !*dirty {
        *dirty = true;
        reading.dirty.push(entry);
    }
    let seen = reading.seen.get_mut(number)?;
    let twice = *seen == reading.line;
    *seen = reading.line;
    Some(twice)
}

/// A raw value of JSON, which has been found sound.
fn value(raw: &str, kind: &Kind, shape: Shape) -> Read {
    match (raw.as_bytes().first(), shape) {
        (Some(b'n'), _) => Read::Unknown,
        (Some(b't' | b'f'), Shape::Truth) | (Some(b'0'..=b'9'), Shape::Number) => kind.cell(raw),
        (Some(b'"'), Shape::Text | Shape::Number) => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
            if inner.is_empty() || inner.contains('\\') { Read::Odd } else { kind.cell(inner) }
        }
        (Some(b'['), Shape::Set) => {
            let members: Vec<&str> = serde_json::from_str(raw).unwrap_or_else(|_| vec![NO_MEMBER]);
            kind.set(members.into_iter()).map_or(Read::Odd, Read::Known)
        }
        _ => Read::Odd,
    }
}

impl<'de> Visitor<'de> for Line<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut at = 0_usize;
        // A key with an escape is no borrowed text, and so takes a closer look as well.
        while let Some((name, raw)) = map.next_entry::<&'de str, &'de RawValue>()? {
            if !self.entry(at, name, raw.get()) {
                return Err(A::Error::custom("odd"));
            }
            at = at.saturating_add(1);
        }
        Ok(())
    }
}
