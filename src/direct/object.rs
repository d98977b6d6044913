//! One JSON object into registers. Owns which keys are facts and what their values may be; an object that holds anything
//! but plain values of facts takes a closer look.

use super::cell::Kind;
use super::flat::Flat;
use super::{Read, Registers, Source, Way};
use crate::ir::FactId;
use crate::plan::InputKind;
use crate::profile::{CellForm, Slot, slot};
use std::collections::HashMap;

/// What keys mean. Shared by all threads.
#[derive(Debug)]
pub(crate) struct Object {
    names: HashMap<String, usize>,
    entries: Vec<Entry>,
    /// Keys that mean nothing are left out.
    ignore_unknown: bool,
    /// How many facts there are, the subject type among them.
    facts: usize,
}

#[derive(Debug)]
struct Entry {
    /// Its name between quotes.
    quoted: String,
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
    Day,
    Text,
    Set,
    /// Lists, and what has no register.
    Other,
}

/// What reading objects remembers.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// By entry, the one that came after it the last time (the first one at the end): most objects have the same keys
    /// in the same order.
    after: Vec<usize>,
    /// By fact, the last object that gave it.
    seen: Vec<u64>,
    object: u64,
    /// The last object before these.
    #[cfg(feature = "table")]
    before: u64,
}

impl Object {
    /// For all facts of the subject. `key` is the name of the key of a row, if there is one; `None` when that is a fact
    /// at the same time. `apart` are names that mean nothing.
    pub(crate) fn new(source: Source<'_>, key: Option<&str>, apart: &[String], ignore_unknown: bool) -> Option<Self> {
        let policy = source.policy;
        let facts = policy.facts.len().checked_add(1)?;
        let mut object = Self { names: HashMap::new(), entries: Vec::new(), ignore_unknown, facts };
        if let Some(key) = key {
            if slot(policy, key, None).is_ok() {
                return None;
            }
            object.add(key, Meaning::Key);
        }
        for name in apart {
            object.add(name, Meaning::Apart);
        }
        let form = CellForm::default();
        for name in ["subject_type", "主体类型"] {
            let way = source.way(Slot::Subject, &form)?;
            object.add(name, Meaning::Fact { number: policy.facts.len(), way, shape: Shape::Text });
        }
        for (number, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
            let id = FactId(number);
            for name in [&fact.key, &fact.name] {
                // Where two facts have one name, the first one counts, as everywhere.
                if slot(policy, name, None) == Ok(Slot::Fact(id)) {
                    let way = source.way(Slot::Fact(id), &form)?;
                    let shape = match source.plan.place(id) {
                        Some((_, InputKind::Bool)) => Shape::Truth,
                        Some((_, InputKind::Number { .. })) => Shape::Number,
                        Some((_, InputKind::Date)) => Shape::Day,
                        Some((_, InputKind::Set)) => Shape::Set,
                        Some((_, InputKind::Month | InputKind::Enum | InputKind::Text(_))) => Shape::Text,
                        Some((_, InputKind::Months)) | None => Shape::Other,
                    };
                    // What no text can say plainly, no value can.
                    let shape = if matches!(way.kind, Kind::Odd) { Shape::Other } else { shape };
                    object.add(name, Meaning::Fact { number, way, shape });
                }
            }
        }
        Some(object)
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        if !self.names.contains_key(name) {
            self.names.insert(name.to_owned(), self.entries.len());
            // A name that JSON has to write with escapes is never found, and so takes a closer look.
            self.entries.push(Entry { quoted: format!("\"{name}\""), meaning });
        }
    }

    /// What reading objects remembers.
    pub(crate) fn reading(&self) -> Reading {
        let after = vec![0; self.entries.len().saturating_add(1)];
        Reading {
            after,
            seen: vec![0; self.facts],
            object: 0,
            #[cfg(feature = "table")]
            before: 0,
        }
    }

    /// The facts that were given since this was asked the last time.
    #[cfg(feature = "table")]
    pub(crate) fn given<'o>(&'o self, reading: &'o mut Reading) -> impl Iterator<Item = &'o Way> {
        let before = std::mem::replace(&mut reading.before, reading.object);
        let seen = &reading.seen;
        self.entries.iter().filter_map(move |entry| match &entry.meaning {
            Meaning::Fact { number, way, .. } if seen.get(*number).is_some_and(|seen| *seen > before) => Some(way),
            _ => None,
        })
    }

    /// One object, which is all of the text; `false` when it takes a closer look. What is not given, or not known, is
    /// not touched.
    pub(crate) fn read(&self, source: Source<'_>, reading: &mut Reading, text: &str, to: &mut impl Registers) -> bool {
        reading.object = reading.object.saturating_add(1);
        let mut flat = Flat::new(text);
        flat.space();
        if !flat.take(b'{') {
            return false;
        }
        flat.space();
        if flat.take(b'}') {
            return flat.ends();
        }
        let mut last = self.entries.len();
        loop {
            let Some(found) = self.name(reading, last, &mut flat) else { return false };
            flat.space();
            if !flat.take(b':') {
                return false;
            }
            flat.space();
            let plain = match found {
                Some((at, entry)) => {
                    last = at;
                    entry.value(source, reading, &mut flat, to)
                }
                None => self.ignore_unknown && flat.any().is_some(),
            };
            if !plain {
                return false;
            }
            flat.space();
            if flat.take(b'}') {
                return flat.ends();
            }
            if !flat.take(b',') {
                return false;
            }
            flat.space();
        }
    }

    /// The entry of the name that follows, asking first for the one that came after `last` before. `None` when no plain
    /// name follows, `Some(None)` when it means nothing.
    #[inline]
    fn name(&self, reading: &mut Reading, last: usize, flat: &mut Flat<'_>) -> Option<Option<(usize, &Entry)>> {
        let guess = reading.after.get(last).copied()?;
        if let Some(entry) = self.entries.get(guess)
            && flat.word(&entry.quoted)
        {
            return Some(Some((guess, entry)));
        }
        let Some(found) = self.names.get(flat.quoted()?).copied() else { return Some(None) };
        if let Some(place) = reading.after.get_mut(last) {
            *place = found;
        }
        Some(Some((found, self.entries.get(found)?)))
    }
}

impl Entry {
    /// The value of the entry; `false` when it takes a closer look.
    #[inline]
    fn value(&self, source: Source<'_>, reading: &mut Reading, flat: &mut Flat<'_>, to: &mut impl Registers) -> bool {
        match &self.meaning {
            Meaning::Apart => flat.any().is_some(),
            Meaning::Key => flat.any().is_some_and(|raw| to.key(raw)),
            Meaning::Fact { number, way, shape } => {
                let Some(seen) = reading.seen.get_mut(*number) else { return false };
                let twice = *seen == reading.object;
                *seen = reading.object;
                !twice && fact(source, way, *shape, flat, to)
            }
        }
    }
}

/// The value of a fact; `false` when it takes a closer look.
#[inline]
fn fact(source: Source<'_>, way: &Way, shape: Shape, flat: &mut Flat<'_>, to: &mut impl Registers) -> bool {
    let read = match (flat.peek(), shape) {
        (Some(b't'), Shape::Truth) if flat.word("true") => Some(1),
        (Some(b'f'), Shape::Truth) if flat.word("false") => Some(0),
        (Some(b'0'..=b'9' | b'"'), Shape::Number) => flat.decimal().and_then(|decimal| way.kind.steps(decimal)),
        (Some(b'"'), Shape::Day) => flat.fixed(10).and_then(|text| known(way.read(text))),
        (Some(b'"'), Shape::Text) => {
            flat.quoted().filter(|text| !text.is_empty()).and_then(|text| known(way.read(text)))
        }
        // What is not known is what the registers hold already.
        (Some(b'n'), _) => return flat.word("null"),
        (Some(b'['), Shape::Set) => set(way, flat),
        (Some(b'['), Shape::Other) => return flat.any().is_some_and(|raw| source.list(to, way, raw)),
        _ => None,
    };
    read.is_some_and(|value| way.store(to, Read::Known(value)))
}

const fn known(read: Read) -> Option<i64> {
    match read {
        Read::Known(value) => Some(value),
        Read::Unknown | Read::Odd => None,
    }
}

/// A set of members that are written without escapes.
fn set(way: &Way, flat: &mut Flat<'_>) -> Option<i64> {
    let members: Vec<&str> = serde_json::from_str(flat.any()?).ok()?;
    way.kind.set(members.into_iter())
}
