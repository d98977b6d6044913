//! Many profiles at once: who fails an item by one condition only and by how much, and for each item how many of the
//! facts that decide it are at hand. Owns the counting and its order; knows nothing of words.

mod facts;
mod near;

use crate::eval::{self, Context, Shortfall};
use crate::ir::{ItemDef, ItemId, ItemKind, Policy, TestKind};
use crate::outcome::Status;
use crate::profile::Profile;
use serde::Serialize;

/// The report on a population.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Readiness {
    /// Always `huice.readiness/1`.
    pub schema: &'static str,
    /// Pack id.
    pub policy: String,
    /// The day asked about.
    pub as_of: String,
    /// How many profiles.
    pub profiles: usize,
    /// The benefits that are for at least one of them, in the order of the pack.
    pub items: Vec<ItemReadiness>,
}

/// One benefit.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ItemReadiness {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Profiles it is for and in force for.
    pub profiles: usize,
    /// How they stand, most frequent first.
    pub statuses: Vec<Count>,
    /// How it could be granted.
    pub route: Route,
    /// Facts at hand and facts that decide it, added over the profiles: at hand are given ones that its conditions
    /// and amount can read; to these come those still needed.
    pub facts: [usize; 2],
    /// The share of the two in percent, one decimal, rounded down; `null` without facts.
    pub share_pct: Option<String>,
    /// Profiles for which nothing more needs to be asked.
    pub decided: usize,
    /// Facts still needed, by path without record numbers, with how many profiles need them.
    pub missing: Vec<Lacking>,
    /// Profiles that fail by one condition, those nearest to the limit first, those without figures last.
    pub near: Vec<Near>,
}

/// How many profiles have a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The status.
    pub status: Status,
    /// How many.
    pub profiles: usize,
}

/// What stands between the facts and the grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// An authority decides.
    pub approval: bool,
    /// An application within a period.
    pub application: bool,
    /// Rules elsewhere that we do not have.
    pub external: bool,
}

impl Route {
    /// Whether facts alone decide, so that nobody would have to apply.
    #[must_use]
    pub const fn by_facts_alone(self) -> bool {
        !self.approval && !self.application && !self.external
    }

    fn of(item: &ItemDef) -> Self {
        let tests = || item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)).map(|test| &test.kind);
        Self {
            approval: tests().any(|kind| matches!(kind, TestKind::Approval { .. })),
            application: tests().any(|kind| matches!(kind, TestKind::Application { .. })),
            external: tests().any(|kind| matches!(kind, TestKind::External { mention: false, .. })),
        }
    }
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// Its path without record numbers, `loans.loan_rate_pct`.
    pub path: String,
    /// How many profiles need it.
    pub profiles: usize,
}

/// A profile that fails by one condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// Index among the profiles, from 0.
    pub profile: usize,
    /// The name of the subject, if the profile states `subject_name`.
    pub name: Option<String>,
    /// Label of the condition.
    pub condition: String,
    /// Its words.
    pub text: Option<String>,
    /// The comparison with the subject's own figures.
    pub because: String,
    /// The record, for items by record.
    pub record: Option<String>,
    /// Figure against limit, when the condition is one comparison of numbers.
    pub shortfall: Option<Shortfall>,
    /// How many other conditions are not decided.
    pub open: usize,
    /// What it would be worth, in yuan, when known.
    pub yuan: Option<String>,
}

/// Reports on a population.
#[must_use]
pub fn readiness(policy: &Policy, profiles: &[&Profile], context: &Context) -> Readiness {
    let benefits = policy.items.iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Benefit);
    let items = benefits.filter_map(|(index, item)| one(policy, profiles, context, ItemId(index), item));
    Readiness {
        schema: "huice.readiness/1",
        policy: policy.id.clone(),
        as_of: context.as_of.to_string(),
        profiles: profiles.len(),
        items: items.collect(),
    }
}

fn one(policy: &Policy, profiles: &[&Profile], context: &Context, id: ItemId, item: &ItemDef) -> Option<ItemReadiness> {
    let mut ready = ItemReadiness {
        item: item.id.clone(),
        title: item.title.clone(),
        profiles: 0,
        statuses: Vec::new(),
        route: Route::of(item),
        facts: [0, 0],
        share_pct: None,
        decided: 0,
        missing: Vec::new(),
        near: Vec::new(),
    };
    let decisive = facts::decisive(policy, context, item);
    for (index, profile) in profiles.iter().enumerate() {
        let Some(outcome) = eval::evaluate_items(policy, profile, context, &[id]).pop() else { continue };
        if !outcome.for_subject || outcome.status == Status::NotApplicable {
            continue;
        }
        ready.profiles = ready.profiles.saturating_add(1);
        match ready.statuses.iter_mut().find(|count| count.status == outcome.status) {
            Some(count) => count.profiles = count.profiles.saturating_add(1),
            None => ready.statuses.push(Count { status: outcome.status, profiles: 1 }),
        }
        let present = facts::present(policy, profile, &decisive);
        let [at_hand, all] = &mut ready.facts;
        *at_hand = at_hand.saturating_add(present);
        *all = all.saturating_add(present).saturating_add(outcome.needs.len());
        if outcome.needs.is_empty() {
            ready.decided = ready.decided.saturating_add(1);
        }
        facts::count_missing(&mut ready.missing, &outcome.needs);
        ready.near.extend(near::near(policy, profile, context, item, &outcome, index));
    }
    if ready.profiles == 0 {
        return None;
    }
    ready.statuses.sort_by_key(|count| (core::cmp::Reverse(count.profiles), count.status));
    ready.missing.sort_by(|a, b| b.profiles.cmp(&a.profiles).then_with(|| a.path.cmp(&b.path)));
    near::order(&mut ready.near);
    ready.share_pct = facts::percent(ready.facts);
    Some(ready)
}
