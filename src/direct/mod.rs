//! The short way in: what is written plainly goes straight into the registers of a plan, without a profile. Owns which
//! facts can go that way and which of them others may contradict. It accepts a part of what a checked profile accepts,
//! to the same values, and refuses nothing by itself: whatever else there is, it hands back.
//!
//! `cell` one text as a register · `flat` JSON as it stands · `object` one JSON object.

mod cell;
mod flat;
mod object;

use crate::compiled::Records;
use crate::ir::{FactType, ListId, Policy};
use crate::plan::{Guards, Place, Plan, can_contradict, can_contradict_within};
use crate::profile::{CellForm, Record, Slot, list_in_a_cell};

pub(crate) use cell::Kind;
pub(crate) use object::{Object, Reading};

/// Where values go: the registers of one row.
pub(crate) trait Registers {
    /// A value, as its register has it; `None` when it is not known.
    fn put(&mut self, place: Place, value: Option<i64>);
    /// A list that is given.
    fn put_list(&mut self, list: ListId, records: Records);
    /// A value that others may contradict: the item of the guards that tells.
    fn watch(&mut self, item: usize);
    /// The key of the row, as JSON has it. Gives whether there can be one.
    fn key(&mut self, raw: &str) -> bool;
}

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// A value, as its register has it.
    Known(i64),
    /// Nothing.
    Unknown,
    /// Something that takes a closer look.
    Odd,
}

/// How the texts of one fact go into its register.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    /// Texts that mean unknown, beside the empty one.
    pub(crate) unknown: Vec<String>,
    /// Other facts may contradict this one.
    watched: Option<Watched>,
    /// The list whose records the texts hold, as JSON.
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

/// The facts of a policy with their plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'s> {
    pub(crate) policy: &'s Policy,
    pub(crate) plan: &'s Plan,
    pub(crate) watch: &'s Watch,
}

/// What may contradict what. Shared by all threads.
#[derive(Debug)]
pub(crate) struct Watch {
    /// Tells of contradictions.
    pub(crate) guards: Guards,
    /// By list.
    lists: Vec<ListWay>,
}

/// How the records of a list are looked at.
#[derive(Clone, Copy, Debug)]
struct ListWay {
    /// The item of the guards that tells whether there can be any.
    item: Option<usize>,
    /// Facts within one record can contradict each other.
    inside: bool,
}

impl Watch {
    pub(crate) fn new(policy: &Policy, plan: &Plan) -> Self {
        let guards = Guards::new(policy, plan);
        let lists = policy
            .lists
            .iter()
            .map(|list| ListWay { item: guards.of(list.fact), inside: can_contradict_within(policy, list) });
        Self { lists: lists.collect(), guards }
    }
}

impl Source<'_> {
    /// The way of a fact of the subject, or of the subject type; `None` when there is none.
    pub(crate) fn way(&self, slot: Slot, form: &CellForm) -> Option<Way> {
        let (policy, guards) = (self.policy, &self.watch.guards);
        let unknown = form.unknown.clone();
        let id = match slot {
            Slot::Fact(id) => id,
            Slot::Subject => {
                let kind = Kind::subjects(policy);
                return Some(Way { place: Place::SUBJECT, kind, unknown, watched: None, list: None });
            }
            Slot::RecordId => return None,
        };
        let fact = policy.facts.get(id.0)?;
        // The guards know all texts that rules or guards compare with.
        let Some((place, input)) = guards.plan.place(id) else {
            // A fact without a register, lists above all: what is not known is as plain as any.
            let list = match fact.ty {
                FactType::List(list) => Some(list),
                FactType::Scalar(..) => None,
            };
            return Some(Way { place: Place::NONE, kind: Kind::Odd, unknown, watched: None, list });
        };
        let mut kind = Kind::new(policy, fact, input, form);
        let watched = guards.of(id).map(|item| {
            let plain = fact.only_if.as_ref().and_then(|(_, value)| input.register(value));
            Watched { plain, item }
        });
        if watched.is_none() && can_contradict(fact) {
            kind = Kind::Odd;
        }
        Some(Way { place, kind, unknown, watched, list: None })
    }

    /// The records of a list as JSON; `false` when they take a closer look.
    pub(crate) fn list(&self, to: &mut impl Registers, way: &Way, text: &str) -> bool {
        let fact = |list: ListId| self.policy.facts.get(self.policy.lists.get(list.0)?.fact.0);
        let Some((list, fact)) = way.list.and_then(|list| Some((list, fact(list)?))) else { return false };
        match list_in_a_cell(self.policy, fact, list, text) {
            Ok(records) => self.records(to, list, records.as_deref()),
            Err(_) => false,
        }
    }

    /// Records that have been read; `false` when they take a closer look.
    pub(crate) fn records(&self, to: &mut impl Registers, list: ListId, records: Option<&[Record]>) -> bool {
        let Some(records) = records else { return true };
        let Some(way) = self.watch.lists.get(list.0) else { return false };
        if !records.is_empty() {
            if way.inside {
                return false;
            }
            if let Some(item) = way.item {
                to.watch(item);
            }
        }
        to.put_list(list, Records::of(self.plan, list, records));
        true
    }
}

impl Way {
    /// Whether other facts may contradict this one.
    #[cfg(feature = "batch")]
    pub(crate) const fn is_watched(&self) -> bool {
        self.watched.is_some()
    }

    /// What a text says.
    #[inline]
    pub(crate) fn read(&self, text: &str) -> Read {
        if text.is_empty() || (!self.unknown.is_empty() && self.unknown.iter().any(|word| word == text)) {
            return Read::Unknown;
        }
        self.kind.cell(text)
    }

    /// Puts what was read into the register; `false` when it takes a closer look.
    #[inline]
    pub(crate) fn store(&self, to: &mut impl Registers, read: Read) -> bool {
        match read {
            Read::Odd => return false,
            Read::Unknown => to.put(self.place, None),
            Read::Known(value) => {
                if let Some(watched) = self.watched.filter(|watched| watched.plain != Some(value)) {
                    to.watch(watched.item);
                }
                to.put(self.place, Some(value));
            }
        }
        true
    }
}
