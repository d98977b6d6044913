//! Two packs compared in meaning: what changes for whom, with a profile for each difference or a proof that there is
//! none. Owns what counts as a difference.
//!
//! `structure` aspects of items as texts · `meaning` witnesses and proofs · `trials` profiles tried where neither was
//! found · `vocabulary` declarations · `population` gains and losses of given profiles · `report` text.

mod meaning;
mod population;
mod report;
mod structure;
mod trials;
mod vocabulary;

use crate::analyse::Witness;
use crate::diagnostic::Words;
use crate::ir::{ItemId, Policy};
use crate::outcome::{ItemOutcome, Status};
use crate::solve::Canon;
use serde::Serialize;

pub use population::{ItemShift, Population, Shift, Sum, population};
pub use structure::Aspect;
pub use trials::{TRIALS, only_known};

/// The name of the JSON form.
pub const SCHEMA: &str = "huice.diff/1";

/// What differs between two packs.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// Always `huice.diff/1`.
    pub schema: &'static str,
    /// The earlier pack.
    pub old: Side,
    /// The later pack.
    pub new: Side,
    /// Whether anything differs.
    pub differs: bool,
    /// What changed, by item and aspect.
    pub changes: Vec<Change>,
    /// Items written differently that no complete profile tells apart.
    pub same: Vec<Same>,
    /// How many items are the same as written.
    pub identical: usize,
    /// Items only the later pack has.
    pub added: Vec<ItemName>,
    /// Items only the earlier pack has.
    pub removed: Vec<ItemName>,
    /// Declarations that were added, removed or changed.
    pub vocabulary: Vec<Named>,
    /// What it means for given profiles.
    pub population: Option<Population>,
}

/// One of the two packs.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// SHA-256 of its rules, hex.
    pub hash: String,
}

/// An item by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemName {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
}

/// One change of an item.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The item.
    pub item: String,
    /// Its title, as the later pack has it.
    pub title: String,
    /// What changed.
    pub aspect: Aspect,
    /// The earlier words, where the aspect is words, parties or periods.
    pub before: Option<String>,
    /// The later words.
    pub after: Option<String>,
    /// How sure the difference is.
    pub verdict: Verdict,
    /// A profile that tells the packs apart.
    pub witness: Option<Witness>,
    /// What the earlier pack says of it.
    pub old: Option<Answer>,
    /// What the later pack says of it.
    pub new: Option<Answer>,
}

/// How sure a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The words differ.
    Stated,
    /// The witness shows it.
    Shown,
    /// No profile was found that shows it; not proven that there is none.
    NotFound {
        /// How many profiles were tried.
        tried: usize,
    },
}

/// An item that is written differently and means the same.
#[derive(Clone, Debug, Serialize)]
pub struct Same {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// What is written differently.
    pub aspect: Aspect,
    /// What was shown.
    pub proof: Words,
}

/// A declaration that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// `subject`, `fact`, `parameter`, `event`, `reading`.
    pub kind: &'static str,
    /// Its key, or the name of a reading.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `added`, `removed`, `changed`.
    pub change: &'static str,
    /// What it was and is.
    pub words: Words,
}

impl Named {
    fn new(kind: &'static str, key: &str, name: &str, change: &'static str, words: Words) -> Self {
        Self { kind, key: key.to_owned(), name: name.to_owned(), change, words }
    }
}

/// An answer in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The status.
    pub status: Status,
    /// The amount in yuan, when known.
    pub yuan: Option<String>,
    /// For a ceiling: the ceiling.
    pub ceiling: Option<String>,
    /// Bounds of what is finally due.
    pub range: [Option<String>; 2],
    /// Last days of its deadlines, where known.
    pub deadlines: Vec<Option<String>>,
}

impl Answer {
    pub(crate) fn of(outcome: &ItemOutcome) -> Self {
        Self {
            status: outcome.status,
            yuan: outcome.amount.yuan.clone(),
            ceiling: outcome.amount.ceiling.clone(),
            range: outcome.amount.range.clone(),
            deadlines: outcome.deadlines.iter().map(|deadline| deadline.date.clone()).collect(),
        }
    }
}

/// Compares two policies.
#[must_use]
pub fn diff(old: &Policy, new: &Policy) -> Diff {
    let side = |policy: &Policy| Side { id: policy.id.clone(), hash: policy.hash.clone() };
    let mut diff = Diff {
        schema: SCHEMA,
        old: side(old),
        new: side(new),
        differs: false,
        changes: Vec::new(),
        same: Vec::new(),
        identical: 0,
        added: Vec::new(),
        removed: Vec::new(),
        vocabulary: vocabulary::compare(old, new),
        population: None,
    };
    let (old_canon, new_canon) = (Canon::new(old), Canon::new(new));
    let name = |item: &crate::ir::ItemDef| ItemName { item: item.id.clone(), title: item.title.clone() };
    for (index, item) in new.items.iter().enumerate() {
        let Some(before) = old.items.iter().position(|other| other.id == item.id) else {
            diff.added.push(name(item));
            continue;
        };
        let (old_id, new_id) = (ItemId(before), ItemId(index));
        let Some(earlier) = old.items.get(before) else { continue };
        let was = structure::aspects(old, &old_canon, old_id, earlier);
        let is = structure::aspects(new, &new_canon, new_id, item);
        let changed: Vec<Aspect> =
            was.iter().zip(&is).filter(|(was, is)| was.1 != is.1).map(|(was, _)| was.0).collect();
        if changed.is_empty() {
            diff.identical = diff.identical.saturating_add(1);
            continue;
        }
        meaning::compare(&mut diff, (old, old_id, earlier), (new, new_id, item), &changed);
    }
    let gone = old.items.iter().filter(|item| !new.items.iter().any(|other| other.id == item.id));
    diff.removed.extend(gone.map(name));
    diff.differs =
        !(diff.changes.is_empty() && diff.added.is_empty() && diff.removed.is_empty() && diff.vocabulary.is_empty());
    diff
}
