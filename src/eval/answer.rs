//! What an item comes to in short: a status and an amount in fen, without words. Owns that form and how the reference
//! engine fills it; the fast engines answer in the same form and are compared with it.

use super::abs::Dom;
use super::machine::Machine;
use crate::ir::{AmountKind, ItemDef, ItemId, ItemKind, Policy};
use crate::outcome::Status;
use crate::profile::Profile;
use crate::value::money::fen;

/// What one item comes to for one profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status, as in the outcome.
    pub status: Status,
    /// The amount in fen if conditions and approvals hold (for a ceiling: the ceiling), rounded as the item says.
    /// `None` when no sum is stated or known, and for every status under which nothing can be due: it is given only
    /// with eligible, pending approval and undetermined.
    pub fen: Option<i128>,
    /// A cap cut the amount; like the marks below, only said of an amount that is known.
    pub capped: bool,
    /// A cap was reached, cut or not.
    pub cap_reached: bool,
    /// The amount counts records whose own conditions are not decided.
    pub uncertain: bool,
}

impl Answer {
    /// A status without an amount.
    #[must_use]
    pub const fn of(status: Status) -> Self {
        Self { status, fen: None, capped: false, cap_reached: false, uncertain: false }
    }
}

/// Whether something can be due under a status.
#[must_use]
pub const fn is_live(status: Status) -> bool {
    matches!(status, Status::Eligible | Status::PendingApproval | Status::Undetermined)
}

/// The answers of the reference engine for these items, in their order.
#[must_use]
pub fn answers(policy: &Policy, profile: &Profile, context: &super::Context, items: &[ItemId]) -> Vec<Answer> {
    let machine = Machine::silent(policy, profile, context);
    items.iter().filter_map(|id| Some(machine.answer_of(policy.items.get(id.0)?))).collect()
}

impl Machine<'_> {
    pub(crate) fn answer_of(&self, item: &ItemDef) -> Answer {
        match item.kind {
            ItemKind::Benefit => self.benefit_answer(item),
            ItemKind::Duty | ItemKind::Target => {
                Answer::of(self.judge_duty(item).map_or(Status::NotApplicable, |judged| judged.status))
            }
            ItemKind::Encouragement | ItemKind::Administrative => Answer::of(Status::Informational),
        }
    }

    fn benefit_answer(&self, item: &ItemDef) -> Answer {
        let Some(judged) = self.judge(item) else { return Answer::of(Status::NotApplicable) };
        let answer = Answer::of(judged.status);
        let Some(money) = judged.money.filter(|_| is_live(judged.status)) else { return answer };
        let known = match money.kind {
            AmountKind::Ceiling => money.value.range().hi,
            AmountKind::Amount | AmountKind::Rate if money.value.dom == Dom::Never => None,
            AmountKind::Amount | AmountKind::Rate => money.hope,
        };
        let Some(fen) = known.and_then(|known| fen(&super::amount::round(&known, item.rounding))) else {
            return answer;
        };
        Answer {
            fen: Some(fen),
            capped: money.capped,
            cap_reached: money.cap_reached,
            uncertain: money.uncertain_records,
            ..answer
        }
    }
}
