//! What one trial changes. Owns the comparison of outcomes; only items that can depend on the trial are evaluated
//! again, and totals only when one of them changed.

use super::trials::{About, Trial};
use super::{ItemEffect, Move, Variant, sums, yuan};
use crate::eval::{self, Context};
use crate::ir::{ItemId, Policy};
use crate::outcome::{ItemOutcome, Outcome, Status};
use crate::profile::Profile;
use crate::reach::{Alternatives, Reach};
use crate::value::number::Number;
use std::collections::BTreeSet;

/// The items that can depend on what a trial is about.
fn reached(policy: &Policy, about: About) -> Vec<ItemId> {
    let items = policy.items.iter().enumerate().filter(|(_, item)| {
        let reach = Reach::of_item(policy, Alternatives::All, item);
        match about {
            About::Reading(id) => reach.readings.contains(&id),
            About::Param(id) => reach.params.contains(&id),
            About::Event(id) => reach.events.contains(&id),
        }
    });
    items.map(|(index, _)| ItemId(index)).collect()
}

/// What a trial changes; `None` when it changes nothing.
pub(super) fn measure(
    policy: &Policy,
    profiles: &[&Profile],
    own: &Context,
    before: &[Outcome],
    trial: &Trial,
) -> Option<Variant> {
    let ids = reached(policy, trial.about);
    let mut effects: Vec<ItemEffect> = Vec::new();
    let mut changed: BTreeSet<usize> = BTreeSet::new();
    for (at, (profile, before)) in profiles.iter().zip(before).enumerate() {
        let after = eval::evaluate_items(policy, profile, &trial.context, &ids);
        for (id, after) in ids.iter().zip(&after) {
            let Some(before) = before.items.get(id.0).filter(|_| after.for_subject) else { continue };
            if same(before, after) {
                continue;
            }
            changed.insert(at);
            note(&mut effects, before, after);
        }
    }
    if changed.is_empty() {
        return None;
    }
    let after: Vec<Outcome> = profiles
        .iter()
        .zip(before)
        .enumerate()
        .map(
            |(at, (profile, before))| {
                if changed.contains(&at) { eval::evaluate(policy, profile, &trial.context) } else { before.clone() }
            },
        )
        .collect();
    let (old, new) = (sums(before.iter()), sums(after.iter()));
    let all = |sums: &super::Sums| {
        let texts = [&sums.exact_yuan, &sums.pending_yuan, &sums.ceiling_yuan];
        texts.into_iter().filter_map(|text| Number::parse_decimal(text)).fold(Number::zero(), |a, b| a.add(&b))
    };
    let verdicts = effects.iter().flat_map(|effect| &effect.statuses).filter(|moved| moved.from != moved.to);
    let verdicts = verdicts.map(|moved| moved.profiles).fold(0, usize::saturating_add);
    debug_assert_eq!(own.as_of, trial.context.as_of, "a trial changes no day");
    Some(Variant {
        kind: trial.kind,
        key: trial.key.clone(),
        name: trial.name.clone(),
        from: trial.from.clone(),
        to: trial.to.clone(),
        standing: trial.standing,
        given: trial.given,
        verdicts,
        items: effects.into_iter().map(finished).collect(),
        yuan: yuan(&all(&new).sub(&all(&old))),
        totals: new,
    })
}

/// Whether two outcomes say the same, apart from what they rest on.
fn same(a: &ItemOutcome, b: &ItemOutcome) -> bool {
    let until = |item: &ItemOutcome| item.grant.as_ref().map(|grant| (grant.from.clone(), grant.until.clone()));
    let days = |item: &ItemOutcome| -> Vec<(Option<String>, &'static str)> {
        item.deadlines.iter().map(|deadline| (deadline.date.clone(), deadline.state)).collect()
    };
    figures(a) == figures(b)
        && a.exception_possible == b.exception_possible
        && a.amount.range == b.amount.range
        && (a.amount.yuan.is_some() || a.amount.formula == b.amount.formula)
        && until(a) == until(b)
        && days(a) == days(b)
        && a.windows == b.windows
}

/// What is given, or would be once approved.
fn figures(item: &ItemOutcome) -> (Status, Option<&String>, Option<&String>) {
    if live(item) {
        (item.status, item.amount.yuan.as_ref(), item.amount.ceiling.as_ref())
    } else {
        (item.status, None, None)
    }
}

const fn live(item: &ItemOutcome) -> bool {
    matches!(item.status, Status::Eligible | Status::PendingApproval)
}

fn note(effects: &mut Vec<ItemEffect>, before: &ItemOutcome, after: &ItemOutcome) {
    if !effects.iter().any(|effect| effect.item == before.item) {
        effects.push(ItemEffect {
            item: before.item.clone(),
            title: before.title.clone(),
            profiles: 0,
            statuses: Vec::new(),
            yuan: [yuan(&Number::zero()), yuan(&Number::zero())],
            without_figure: [0, 0],
            other_only: true,
            bounds: None,
            formula: None,
        });
    }
    let Some(effect) = effects.iter_mut().find(|effect| effect.item == before.item) else { return };
    effect.profiles = effect.profiles.saturating_add(1);
    effect.other_only &= figures(before) == figures(after);
    if effect.bounds.is_none() && before.amount.range != after.amount.range {
        effect.bounds = Some([before.amount.range.clone(), after.amount.range.clone()]);
    }
    if effect.formula.is_none() && before.amount.formula != after.amount.formula {
        effect.formula = Some([before.amount.formula.clone(), after.amount.formula.clone()]);
    }
    match effect.statuses.iter_mut().find(|moved| moved.from == before.status && moved.to == after.status) {
        Some(moved) => moved.profiles = moved.profiles.saturating_add(1),
        None => effect.statuses.push(Move { from: before.status, to: after.status, profiles: 1 }),
    }
    let [old, new] = &mut effect.yuan;
    let [old_open, new_open] = &mut effect.without_figure;
    for (item, sum, open) in [(before, old, old_open), (after, new, new_open)] {
        if !live(item) || item.amount.kind == "none" {
            continue;
        }
        match item.amount.yuan.as_ref().and_then(|text| Number::parse_decimal(text)) {
            Some(figure) => *sum = yuan(&Number::parse_decimal(sum).unwrap_or_else(Number::zero).add(&figure)),
            None => *open = open.saturating_add(1),
        }
    }
}

fn finished(mut effect: ItemEffect) -> ItemEffect {
    effect.statuses.sort_by_key(|moved| (core::cmp::Reverse(moved.profiles), moved.from, moved.to));
    effect
}
