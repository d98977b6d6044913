//! Places in a profile: a fact of the subject or a field of one record. Owns reading and writing them; knows
//! nothing of rules.

use crate::ir::{FactId, FactType, ListId, Policy, Value};
use crate::profile::{self, Profile, Record};

/// A fact of the subject, or a field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its path, `loans[0].loan_rate_pct`.
    pub path: String,
    /// The fact.
    pub fact: FactId,
    /// The record it is a field of.
    pub record: Option<(ListId, usize)>,
}

impl Slot {
    /// The slot at a path.
    #[must_use]
    pub fn at(policy: &Policy, path: &str) -> Option<Self> {
        let (fact, record) = profile::locate(policy, path)?;
        Some(Self { path: path.to_owned(), fact, record })
    }

    /// The slot of a scalar fact; fields of records need the record at hand.
    pub(crate) fn of(policy: &Policy, fact: FactId, record: Option<(ListId, usize)>) -> Option<Self> {
        let def = policy.facts.get(fact.0).filter(|def| matches!(def.ty, FactType::Scalar(..)))?;
        match (def.list, record) {
            (None, _) => Some(Self { path: def.key.clone(), fact, record: None }),
            (Some(list), Some((at, index))) if at == list => {
                let holder = policy.lists.get(list.0).and_then(|list| policy.facts.get(list.fact.0))?;
                Some(Self { path: format!("{}[{index}].{}", holder.key, def.key), fact, record })
            }
            (Some(_), _) => None,
        }
    }

    /// The value given there.
    #[must_use]
    pub fn get<'p>(&self, profile: &'p Profile) -> Option<&'p Value> {
        match self.record {
            None => profile.fact(self.fact),
            Some((list, index)) => profile.list(list)?.get(index)?.get(self.fact),
        }
    }
}

/// States or withdraws the value at a place.
pub fn put(profile: &mut Profile, slot: &Slot, value: Option<Value>) {
    let Some((list, index)) = slot.record else {
        profile.set_fact(slot.fact, value);
        return;
    };
    let Some(mut records) = profile.list(list).map(<[Record]>::to_vec) else { return };
    if let Some(record) = records.get_mut(index) {
        record.fields.retain(|(id, _)| *id != slot.fact);
        record.fields.extend(value.map(|value| (slot.fact, value)));
    }
    profile.set_list(list, Some(records));
}
