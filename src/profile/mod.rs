//! Profiles: the facts of one subject, read exactly from JSON against the vocabulary of a policy. Owns reading and
//! its errors (all of them in one run); knows nothing of rules.

mod answer;
mod cell;
mod json;
mod pattern;
mod problems;
mod read;
mod write;

use crate::diagnostic::Words;
use crate::ir::{FactId, ListId, Policy, SubjectId, Value};

pub use answer::{answer, locate};
pub(crate) use cell::{BETWEEN, list_in_a_cell};
pub use cell::{CellForm, FALSE_WORDS, Slot, TRUE_WORDS, put, slot};
pub use json::trimmed;
pub use pattern::Pattern;
pub(crate) use read::within_bounds;
pub use read::{many, one, one_but, parse_number, parse_value};
pub use write::{to_json, value_json};

/// Limits of one profile, with their reasons.
pub mod limits {
    /// Bytes of one profile text: far above any real profile, below what would hurt a service.
    pub const MAX_BYTES: usize = 16 * 1024 * 1024;
    /// Records of one list: a bank's loans fit; a data dump belongs in `huice batch`.
    pub const MAX_RECORDS: usize = 10_000;
    /// Profiles of one text: each takes memory for every fact of the pack, however short it is. More are a case for
    /// `huice batch`.
    pub const MAX_PROFILES: usize = 20_000;
    /// Errors reported for one text; nothing is read beyond them.
    pub const MAX_ERRORS: usize = 100;
    /// Characters of a wrong value that a message repeats.
    pub const MAX_QUOTED: usize = 60;
}

/// The facts of one subject. What is not given is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    subject: Option<SubjectId>,
    facts: Vec<Option<Value>>,
    lists: Vec<Option<Vec<Record>>>,
}

/// One record of a list fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its own id, if given.
    pub id: Option<String>,
    /// Given fields.
    pub fields: Vec<(FactId, Value)>,
}

impl Record {
    /// A field, if given.
    #[must_use]
    pub fn get(&self, field: FactId) -> Option<&Value> {
        self.fields.iter().find(|(id, _)| *id == field).map(|(_, value)| value)
    }
}

impl Profile {
    /// The profile of which nothing is known.
    #[must_use]
    pub fn empty(policy: &Policy) -> Self {
        Self { subject: None, facts: vec![None; policy.facts.len()], lists: vec![None; policy.lists.len()] }
    }

    /// The subject type, if known.
    #[must_use]
    pub const fn subject(&self) -> Option<SubjectId> {
        self.subject
    }

    /// States or withdraws the subject type.
    pub const fn set_subject(&mut self, subject: Option<SubjectId>) {
        self.subject = subject;
    }

    /// A fact, if given.
    #[must_use]
    pub fn fact(&self, id: FactId) -> Option<&Value> {
        self.facts.get(id.0)?.as_ref()
    }

    /// States or withdraws a fact.
    pub fn set_fact(&mut self, id: FactId, value: Option<Value>) {
        if let Some(slot) = self.facts.get_mut(id.0) {
            *slot = value;
        }
    }

    /// The records of a list, if given; an empty list is known to be empty.
    #[must_use]
    pub fn list(&self, id: ListId) -> Option<&[Record]> {
        self.lists.get(id.0)?.as_deref()
    }

    /// States or withdraws a list. The order in which the fields of a record are given means nothing.
    pub fn set_list(&mut self, id: ListId, mut records: Option<Vec<Record>>) {
        for record in records.iter_mut().flatten() {
            record.fields.sort_by_key(|(field, _)| *field);
        }
        if let Some(slot) = self.lists.get_mut(id.0) {
            *slot = records;
        }
    }
}

/// One thing wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileError {
    /// Where, e.g. `loans[2].loan_rate_pct`; empty for the whole text.
    pub path: String,
    /// What is wrong.
    pub words: Words,
    /// How to mend it.
    pub help: Option<Words>,
}

impl ProfileError {
    /// An error at a path.
    #[must_use]
    pub fn new(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.into(), words: Words::new(zh, en), help: None }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(zh, en));
        self
    }
}
