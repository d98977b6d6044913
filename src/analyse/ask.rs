//! One question: can this hold, with facts that the evaluator confirms? Owns how models become settings and how they
//! are made small.

use super::Run;
use crate::diagnostic::Words;
use crate::ir::{FactId, FactType, ItemDef, ItemId, ListId, Policy};
use crate::outcome::{ItemOutcome, Status};
use crate::profile::Record;
use crate::solve::{Encoder, Form, Found, Setting, search, setting};
use chrono::NaiveDate;

impl Run<'_> {
    /// Looks for facts under which a formula holds and that pass a test by the evaluator.
    pub(super) fn ask(
        &mut self,
        encoder: &Encoder<'_>,
        form: &Form,
        lists: &[ListId],
        accept: &dyn Fn(&Setting) -> bool,
    ) -> Found<Setting> {
        self.analysis.counts.questions = self.analysis.counts.questions.saturating_add(1);
        find((self.policy, self.near), encoder, form, lists, accept)
    }
}

/// Facts of a policy near a day, with records of some lists, under which a formula holds and that pass a test.
pub(super) fn find(
    (policy, near): (&Policy, NaiveDate),
    encoder: &Encoder<'_>,
    form: &Form,
    lists: &[ListId],
    accept: &dyn Fn(&Setting) -> bool,
) -> Found<Setting> {
    search(form, &encoder.vars, &mut |model| {
        let found = setting(policy, &encoder.vars, model, near, lists);
        accept(&found).then_some(found)
    })
}

/// The words for a question that was not decided.
pub(super) fn undecided() -> Words {
    Words::new(
        "在限度之内既没有证明，也没有找到能复核的档案（有的运算不是线性的）",
        "within the limits neither proven nor shown by a profile (something in it is not linear)",
    )
}

/// What the evaluator says of an item.
pub(super) fn outcome(policy: &Policy, setting: &Setting, item: ItemId) -> Option<ItemOutcome> {
    crate::eval::evaluate_items(policy, &setting.profile, &setting.context, &[item]).pop()
}

/// Whether an item is given, as far as the pack can say.
pub(super) fn given(outcome: &ItemOutcome) -> bool {
    match outcome.status {
        Status::Eligible => true,
        // Rules elsewhere stay open whatever the facts are.
        Status::Undetermined => !outcome.external.is_empty() && outcome.needs.is_empty(),
        Status::Met | Status::NotMet | Status::InProgress | Status::NotDue => true,
        _ => false,
    }
}

/// Whether a duty or target applies, whatever comes of it.
pub(super) fn applies(outcome: &ItemOutcome) -> bool {
    match outcome.status {
        Status::Met | Status::NotMet | Status::InProgress | Status::NotDue => true,
        // What is still open is then the deadline or whether it is fulfilled.
        Status::Undetermined => {
            let asked = outcome.conditions.iter().filter(|line| line.kind != "fulfilled" && line.kind != "external");
            asked.into_iter().all(|line| line.holds == Some(true))
        }
        _ => false,
    }
}

/// The lists an item looks at.
pub(super) fn lists(item: &ItemDef) -> Vec<ListId> {
    item.each.iter().map(|each| each.list).collect()
}

/// The same without facts that do not matter to a test.
pub(crate) fn shrink(policy: &Policy, found: Setting, accept: &dyn Fn(&Setting) -> bool) -> Setting {
    let mut now = found;
    let mut try_one = |change: &dyn Fn(&mut Setting)| {
        let mut trial = now.clone();
        change(&mut trial);
        if (trial.profile != now.profile || trial.context != now.context) && accept(&trial) {
            now = trial;
        }
    };
    for (index, fact) in policy.facts.iter().enumerate() {
        let id = FactId(index);
        match (&fact.ty, fact.list) {
            (FactType::List(list), _) => try_one(&|trial| trial.profile.set_list(*list, None)),
            (FactType::Scalar(..), None) => try_one(&|trial| trial.profile.set_fact(id, None)),
            (FactType::Scalar(..), Some(list)) => try_one(&|trial| {
                let Some(mut records) = trial.profile.list(list).map(<[Record]>::to_vec) else { return };
                for record in &mut records {
                    record.fields.retain(|(field, _)| *field != id);
                }
                trial.profile.set_list(list, Some(records));
            }),
        }
    }
    for index in 0..policy.params.len() {
        try_one(&|trial| {
            trial.context.params.remove(&crate::ir::ParamId(index));
        });
    }
    for index in 0..policy.events.len() {
        try_one(&|trial| {
            trial.context.events.remove(&crate::ir::EventId(index));
        });
    }
    for index in 0..policy.readings.len() {
        try_one(&|trial| {
            trial.context.readings.remove(&crate::ir::ReadingId(index));
        });
    }
    now
}
