//! Whether another reading would decide otherwise. Owns running every alternative of the readings an answer rests
//! on; knows nothing of facts.

use super::{ReadingChange, Verdict};
use crate::eval::{self, Context};
use crate::ir::{ItemId, Policy, ReadingId};
use crate::outcome::ItemOutcome;
use crate::profile::Profile;

/// What the other readings say.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) changed: Vec<ReadingChange>,
    pub(super) same: Vec<String>,
    pub(super) documented: Vec<String>,
}

/// Runs each alternative of each reading that an answer rests on.
pub(super) fn compare(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    item: ItemId,
    now: &ItemOutcome,
) -> Compared {
    let mut compared = Compared::default();
    for used in &now.readings {
        let found = policy.readings.iter().position(|reading| reading.name == used.name);
        let Some((id, reading)) = found.and_then(|at| Some((ReadingId(at), policy.readings.get(at)?))) else {
            continue;
        };
        let adopted = context.readings.get(&id).copied().or(reading.adopted);
        let others = reading.alternatives.iter().enumerate().filter(|(index, _)| Some(*index) != adopted);
        let runnable: Vec<usize> = others.filter(|(_, (_, body))| body.is_some()).map(|(index, _)| index).collect();
        if runnable.is_empty() {
            compared.documented.push(reading.name.clone());
            continue;
        }
        let before = compared.changed.len();
        for index in runnable {
            let mut other = context.clone();
            other.readings.insert(id, index);
            let outcome = eval::evaluate_items(policy, profile, &other, &[item]).pop();
            let name = reading.alternatives.get(index).map(|(name, _)| name.clone());
            if let (Some(outcome), Some(alternative)) = (outcome, name)
                && outcome.status != now.status
            {
                compared.changed.push(ReadingChange {
                    name: reading.name.clone(),
                    adopted: used.adopted.clone(),
                    alternative,
                    verdict: Verdict::of(&outcome),
                });
            }
        }
        if compared.changed.len() == before {
            compared.same.push(reading.name.clone());
        }
    }
    compared
}
