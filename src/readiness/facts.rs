//! Which facts decide an item and how many of them are at hand. Owns the counting: every given fact that the
//! conditions or the amount can read counts once, a field once for each record.

use super::Lacking;
use crate::eval::Context;
use crate::ir::{FactId, FactType, ItemDef, Policy};
use crate::profile::{Profile, Record};
use crate::reach::{Alternatives, Reach};

/// The facts an item's conditions and amount can read, approvals left out: they are not facts of the subject.
pub(super) fn decisive(policy: &Policy, context: &Context, item: &ItemDef) -> Vec<FactId> {
    let reach = Reach::of_item(policy, Alternatives::Adopted(&context.readings), item);
    let own = |id: &FactId| policy.facts.get(id.0).is_some_and(|fact| !fact.approval);
    reach.facts.iter().copied().filter(own).collect()
}

/// How many of them a profile gives.
pub(super) fn present(policy: &Policy, profile: &Profile, facts: &[FactId]) -> usize {
    let count = |id: &FactId| {
        let Some(fact) = policy.facts.get(id.0) else { return 0 };
        match (&fact.ty, fact.list) {
            (FactType::List(list), _) => usize::from(profile.list(*list).is_some()),
            (FactType::Scalar(..), None) => usize::from(profile.fact(*id).is_some()),
            (FactType::Scalar(..), Some(list)) => {
                let records: &[Record] = profile.list(list).unwrap_or_default();
                records.iter().filter(|record| record.get(*id).is_some()).count()
            }
        }
    };
    facts.iter().map(count).fold(0, usize::saturating_add)
}

/// Counts what one profile lacks; the same field of several records counts once.
pub(super) fn count_missing(missing: &mut Vec<Lacking>, needs: &[String]) {
    let mut seen: Vec<String> = Vec::new();
    for need in needs {
        let path = match (need.split_once('['), need.split_once("].")) {
            (Some((list, _)), Some((_, field))) => format!("{list}.{field}"),
            _ => need.clone(),
        };
        if seen.contains(&path) {
            continue;
        }
        match missing.iter_mut().find(|lacking| lacking.path == path) {
            Some(lacking) => lacking.profiles = lacking.profiles.saturating_add(1),
            None => missing.push(Lacking { path: path.clone(), profiles: 1 }),
        }
        seen.push(path);
    }
}

/// A share in percent with one decimal, rounded down so that only a whole is 100.0.
pub(super) fn percent([part, whole]: [usize; 2]) -> Option<String> {
    let thousandths = part.checked_mul(1_000)?.checked_div(whole)?;
    Some(format!("{}.{}", thousandths.div_euclid(10), thousandths.rem_euclid(10)))
}
