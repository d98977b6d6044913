//! What would change a refusal: the least changes to facts that can change, what an authority decides, and whether
//! another reading would decide otherwise. Owns the search and its limits; every change it returns has been put
//! into the profile and evaluated. Knows nothing of words.
//!
//! The search, in this order, each step only when the ones before found nothing:
//! 1. one fact, to the value nearest to the present one;
//! 2. two facts, at values cut by the constants of the rules;
//! 3. one fact for every failed condition, all of them together.
//!
//! Facts marked 不变 are never changed; what they would have to be is returned apart, to check an entry. Approvals
//! are the word of an authority and are never changed either: refused ones are taken as open while searching.

pub(crate) mod candidates;
mod readings;
mod search;
mod slot;

use crate::eval::{self, Context};
use crate::ir::{ItemId, ItemKind, Policy};
use crate::outcome::{ItemOutcome, Status};
use crate::profile::Profile;
use serde::Serialize;

pub use slot::{Slot, put};

/// Limits of the search.
pub mod limits {
    /// Evaluations of the item for one question: far more than a real item takes, some seconds at most.
    pub const MAX_TRIES: usize = 6_000;
    /// Values tried for one fact of a pair.
    pub const MAX_PAIR_VALUES: usize = 8;
    /// Facts that pairs are made of.
    pub const MAX_PAIR_FACTS: usize = 12;
    /// Facts of one change when every failed condition needs its own.
    pub const MAX_JOINED: usize = 5;
    /// Changes returned of each sort.
    pub const MAX_SHOWN: usize = 6;
    /// Records of a list that are looked at.
    pub const MAX_RECORDS: usize = 20;
}

/// What would change the verdict on one refused item.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct WhatIf {
    /// The item.
    pub item: String,
    /// Its status now.
    pub status: Status,
    /// Changes to facts that can change; each alone is enough.
    pub changes: Vec<Change>,
    /// What facts that cannot change would have to be: to check an entry, not to act on.
    pub settled: Vec<Change>,
    /// Conditions that fail, by label, in order.
    pub failed: Vec<String>,
    /// The facts that failed conditions rest on and that are marked as fixed, by name.
    pub fixed: Vec<String>,
    /// The list without a record, by name, when one is needed; records are not invented.
    pub no_record: Option<String>,
    /// What authorities decide.
    pub authority: Vec<Authority>,
    /// The verdict if the refused approvals were given, everything else as it is; `None` when none was refused.
    pub if_approved: Option<Verdict>,
    /// Other readings under which the verdict or the amount would be another.
    pub readings: Vec<ReadingChange>,
    /// Readings it rests on whose alternatives leave the verdict as it is, by name.
    pub readings_same: Vec<String>,
    /// Readings it rests on whose alternatives cannot be run, by name.
    pub readings_documented: Vec<String>,
    /// Evaluations made.
    pub tries: usize,
    /// Whether the search ended before everything was tried.
    pub cut: bool,
}

/// Facts changed together, and the verdict that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The facts, each to another value.
    pub facts: Vec<FactChange>,
    /// What then comes out.
    pub verdict: Verdict,
}

/// One fact changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// Its path, `loans[0].loan_rate_pct`.
    pub path: String,
    /// The present value, as written.
    pub from: String,
    /// The other value, as written.
    pub to: String,
    /// The other value as it is put into a profile.
    pub value: serde_json::Value,
}

/// A verdict in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The status.
    pub status: Status,
    /// The amount if conditions and approvals hold, in yuan, when known.
    pub yuan: Option<String>,
    /// For a ceiling: the ceiling.
    pub ceiling: Option<String>,
    /// Formula, when there is no figure.
    pub formula: Option<String>,
    /// Facts still needed.
    pub needs: Vec<String>,
    /// Approvals and acts still open.
    pub pending: Vec<String>,
}

impl Verdict {
    pub(crate) fn of(item: &ItemOutcome) -> Self {
        Self {
            status: item.status,
            yuan: item.amount.yuan.clone(),
            ceiling: item.amount.ceiling.clone(),
            formula: item.amount.formula.clone().filter(|_| item.amount.yuan.is_none()),
            needs: item.needs.clone(),
            pending: item.pending.clone(),
        }
    }
}

/// What an authority decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Path of the fact.
    pub fact: String,
    /// Who.
    pub authority: String,
    /// What: 批准 …
    pub act: String,
    /// Given, refused, or open.
    pub granted: Option<bool>,
}

/// A reading under which the answer would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadingChange {
    /// The reading.
    pub name: String,
    /// What is adopted.
    pub adopted: Option<String>,
    /// The alternative.
    pub alternative: String,
    /// What then comes out.
    pub verdict: Verdict,
}

/// What would change the verdict on an item. `None` when the item is not a refused benefit.
#[must_use]
pub fn what_if(policy: &Policy, profile: &Profile, context: &Context, item: ItemId) -> Option<WhatIf> {
    let def = policy.items.get(item.0).filter(|def| def.kind == ItemKind::Benefit)?;
    let now = eval::evaluate_items(policy, profile, context, &[item]).pop()?;
    if now.status != Status::NotEligible {
        return None;
    }
    let refused: Vec<Slot> = now
        .approvals
        .iter()
        .filter(|approval| approval.granted == Some(false))
        .filter_map(|approval| Slot::at(policy, &approval.fact))
        .collect();
    let mut open = profile.clone();
    let mut approved = profile.clone();
    for slot in &refused {
        put(&mut open, slot, None);
        put(&mut approved, slot, Some(crate::ir::Value::Bool(true)));
    }
    let verdict = |profile: &Profile| {
        eval::evaluate_items(policy, profile, context, &[item]).pop().map(|outcome| Verdict::of(&outcome))
    };
    let if_approved = if refused.is_empty() { None } else { verdict(&approved) };
    let empty = now.conditions.iter().any(|line| line.kind == "records" && line.holds == Some(false));
    let list = def.each.as_ref().filter(|_| empty && now.records.is_empty());
    let list = list.and_then(|each| policy.lists.get(each.list.0)).and_then(|list| policy.facts.get(list.fact.0));
    let mut search = search::Search::new(policy, context, item, def, open);
    let changes = search.changes();
    let settled = search.settled();
    let readings = readings::compare(policy, profile, context, item, &now);
    let mut authority: Vec<Authority> = Vec::new();
    for approval in &now.approvals {
        let entry = Authority {
            fact: approval.fact.clone(),
            authority: approval.authority.clone(),
            act: approval.act.clone(),
            granted: approval.granted,
        };
        if !authority.contains(&entry) {
            authority.push(entry);
        }
    }
    Some(WhatIf {
        item: now.item.clone(),
        status: now.status,
        changes,
        settled,
        failed: search.failed_labels(),
        fixed: search.fixed_names(),
        no_record: list.map(|fact| fact.name.clone()),
        authority,
        if_approved,
        readings: readings.changed,
        readings_same: readings.same,
        readings_documented: readings.documented,
        tries: search.tries(),
        cut: search.cut(),
    })
}
