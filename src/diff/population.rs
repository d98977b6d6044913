//! What a change means for given profiles: who gains, who loses, by how much. Owns sums; evaluation is the engine's.

use crate::eval::{Context, evaluate};
use crate::ir::Policy;
use crate::outcome::{ItemOutcome, Outcome, Status};
use crate::profile::Profile;
use crate::value::money::yuan;
use crate::value::number::Number;
use serde::Serialize;

/// Gains and losses of many profiles.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Population {
    /// The day asked about.
    pub as_of: String,
    /// Profiles looked at.
    pub profiles: usize,
    /// Profiles with more certain yuan, or the same and an item gained and none lost.
    pub gain: usize,
    /// Profiles with less, or the same and an item lost and none gained.
    pub lose: usize,
    /// Profiles for which something else changed.
    pub other: usize,
    /// Certain yuan of all, before and after.
    pub certain: Sum,
    /// What approvals would add, before and after.
    pub pending: Sum,
    /// The profiles for which something changed.
    pub shifts: Vec<Shift>,
}

/// A sum before and after, in yuan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// After less before.
    pub change: String,
}

impl Sum {
    fn of(old: &Number, new: &Number) -> Self {
        Self { old: yuan(old), new: yuan(new), change: yuan(&new.sub(old)) }
    }
}

/// What changed for one profile.
#[derive(Clone, Debug, Serialize)]
pub struct Shift {
    /// Its number in the file, from 1.
    pub profile: usize,
    /// Its display name, if a fact gives one.
    pub name: Option<String>,
    /// `gain`, `lose`, `other`.
    pub direction: &'static str,
    /// Certain yuan.
    pub certain: Sum,
    /// What approvals would add.
    pub pending: Sum,
    /// The items that changed.
    pub items: Vec<ItemShift>,
}

/// What changed of one item for one profile.
#[derive(Clone, Debug, Serialize)]
pub struct ItemShift {
    /// The item.
    pub item: String,
    /// Its status before; `None` when the earlier pack does not have it.
    pub old: Option<Status>,
    /// Its status after.
    pub new: Option<Status>,
    /// Its amount before.
    pub old_yuan: Option<String>,
    /// Its amount after.
    pub new_yuan: Option<String>,
}

/// Evaluates profiles under both policies. The two profiles of a pair are the same facts, read by each.
#[must_use]
pub fn population(old: &Policy, new: &Policy, profiles: &[(Profile, Profile)], as_of: chrono::NaiveDate) -> Population {
    let context = Context::new(as_of);
    let zero = || (Number::zero(), Number::zero());
    let (mut certain, mut pending) = (zero(), zero());
    let mut result = Population {
        as_of: as_of.to_string(),
        profiles: profiles.len(),
        gain: 0,
        lose: 0,
        other: 0,
        certain: Sum::of(&Number::zero(), &Number::zero()),
        pending: Sum::of(&Number::zero(), &Number::zero()),
        shifts: Vec::new(),
    };
    for (index, (before, after)) in profiles.iter().enumerate() {
        let (was, is) = (evaluate(old, before, &context), evaluate(new, after, &context));
        let sums = [money(&was.totals.exact_yuan), money(&is.totals.exact_yuan)];
        let waits = [money(&was.totals.pending_yuan), money(&is.totals.pending_yuan)];
        let [old_sum, new_sum] = &sums;
        let [old_wait, new_wait] = &waits;
        certain = (certain.0.add(old_sum), certain.1.add(new_sum));
        pending = (pending.0.add(old_wait), pending.1.add(new_wait));
        let items = items(&was, &is);
        if items.is_empty() && old_sum == new_sum && old_wait == new_wait {
            continue;
        }
        let count = |wanted: i8| items.iter().filter(|item| step(item) == wanted).count();
        let direction = match new_sum.cmp(old_sum) {
            core::cmp::Ordering::Greater => "gain",
            core::cmp::Ordering::Less => "lose",
            core::cmp::Ordering::Equal => match (count(1), count(-1)) {
                (1.., 0) => "gain",
                (0, 1..) => "lose",
                _ => "other",
            },
        };
        let slot = match direction {
            "gain" => &mut result.gain,
            "lose" => &mut result.lose,
            _ => &mut result.other,
        };
        *slot = slot.saturating_add(1);
        result.shifts.push(Shift {
            profile: index.saturating_add(1),
            name: name(new, after),
            direction,
            certain: Sum::of(old_sum, new_sum),
            pending: Sum::of(old_wait, new_wait),
            items,
        });
    }
    result.certain = Sum::of(&certain.0, &certain.1);
    result.pending = Sum::of(&pending.0, &pending.1);
    result
}

fn money(text: &str) -> Number {
    Number::parse_decimal(text).unwrap_or_else(Number::zero)
}

/// Whether an item was gained (1) or lost (−1).
fn step(item: &ItemShift) -> i8 {
    let given = |status: Option<Status>| matches!(status, Some(Status::Eligible | Status::PendingApproval));
    match (given(item.old), given(item.new)) {
        (false, true) => 1,
        (true, false) => -1,
        _ => 0,
    }
}

fn items(was: &Outcome, is: &Outcome) -> Vec<ItemShift> {
    let brief = |item: &ItemOutcome| (item.status, item.amount.yuan.clone().or_else(|| item.amount.ceiling.clone()));
    let mut found = Vec::new();
    for item in &is.items {
        let before = was.items.iter().find(|other| other.item == item.item).map(brief);
        let after = brief(item);
        if before.as_ref() != Some(&after) && (before.is_some() || item.for_subject) {
            let (old, old_yuan) = before.map_or((None, None), |(status, yuan)| (Some(status), yuan));
            found.push(ItemShift { item: item.item.clone(), old, new: Some(after.0), old_yuan, new_yuan: after.1 });
        }
    }
    for item in was.items.iter().filter(|item| item.for_subject && !is.items.iter().any(|i| i.item == item.item)) {
        let (status, yuan) = brief(item);
        found.push(ItemShift { item: item.item.clone(), old: Some(status), new: None, old_yuan: yuan, new_yuan: None });
    }
    found
}

/// The first fact of text that is shown as a name.
fn name(policy: &Policy, profile: &Profile) -> Option<String> {
    let at = policy.facts.iter().position(|fact| fact.key == "subject_name" && fact.list.is_none())?;
    match profile.fact(crate::ir::FactId(at))? {
        crate::ir::Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}
