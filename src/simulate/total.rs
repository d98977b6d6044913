//! What a subject gets altogether, once of every combination one item is taken. Owns when the amounts of the items are enough
//! to say so; where a choice goes record by record, or sets one item off against another, the reference engine says it.

use super::Asked;
use super::run::amount_kind;
use crate::eval::{Answer, Machine, certain};
use crate::ir::{AmountKind, CombinationRule, Policy};
use crate::outcome::Status;
use crate::profile::Profile;

/// The items that pay, by how they go into the total.
pub(super) struct Payments {
    /// In no combination.
    alone: Vec<usize>,
    /// Combinations by place, with their items that pay.
    choices: Vec<(usize, Vec<usize>)>,
}

/// What a subject gets: fen, and whether every sum that goes into it is known.
pub(super) type Total = (i128, bool);

impl Payments {
    pub(super) fn new(policy: &Policy) -> Self {
        let pays = |index: &usize| policy.items.get(*index).and_then(amount_kind) == Some(AmountKind::Amount);
        let all = || policy.combinations.iter().flat_map(|combination| &combination.items);
        let choices = policy.combinations.iter().enumerate();
        Self {
            alone: (0..policy.items.len()).filter(pays).filter(|index| !all().any(|id| id.0 == *index)).collect(),
            choices: choices
                .map(|(place, one)| (place, one.items.iter().map(|id| id.0).filter(pays).collect()))
                .collect(),
        }
    }

    /// The total of a subject for whom every item was answered.
    pub(super) fn total(&self, asked: &Asked<'_>, profile: &Profile, answers: &[Answer]) -> Total {
        let paid = |index: &usize| answers.get(*index).filter(|answer| answer.status == Status::Eligible);
        let alone = self.alone.iter().filter_map(paid).map(|answer| (answer.fen, answer.fen.is_some()));
        let choices = self.choices.iter().filter_map(|(place, items)| {
            let mut given = items.iter().filter_map(paid).peekable();
            given.peek()?;
            let combination = asked.policy.combinations.get(*place)?;
            let highest = combination.list.is_none() && combination.rule != CombinationRule::Offset;
            let known = items.iter().filter_map(paid).all(|answer| answer.fen.is_some() && !answer.uncertain);
            if highest && known {
                return Some((given.filter_map(|answer| answer.fen).max(), true));
            }
            Some((certain(&Machine::silent(asked.policy, profile, asked.context), combination), known))
        });
        alone.chain(choices).fold((0, true), |(sum, all), (fen, known)| {
            (fen.unwrap_or(0).saturating_add(sum), all && known && fen.is_some())
        })
    }
}
