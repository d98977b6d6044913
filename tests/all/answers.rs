//! Every way to an answer gives the same answer: the reference in words, the reference without words, and the engines
//! built for speed. On every seed profile and on random, partly unknown ones.

use crate::facts::{Dice, Pools};
use huice::eval::{Answer, Context, answers, evaluate, is_live};
use huice::ir::{ItemId, Policy};
use huice::outcome::ItemOutcome;
use huice::profile::Profile;

/// What an outcome in words says in short.
pub(crate) fn shortened(item: &ItemOutcome) -> (&'static str, Option<String>) {
    let yuan = item.amount.yuan.as_ref().or(item.amount.ceiling.as_ref());
    (item.status.word(), yuan.filter(|_| is_live(item.status)).cloned())
}

/// An amount in fen as an outcome prints it.
pub(crate) fn printed(answer: &Answer) -> (&'static str, Option<String>) {
    let yuan = answer.fen.map(|fen| {
        let sign = if fen < 0 { "-" } else { "" };
        let (yuan, rest) = (fen.unsigned_abs().checked_div(100).unwrap(), fen.unsigned_abs().checked_rem(100).unwrap());
        format!("{sign}{yuan}.{rest:02}")
    });
    (answer.status.word(), yuan)
}

fn every_item(policy: &Policy) -> Vec<ItemId> {
    (0..policy.items.len()).map(ItemId).collect()
}

fn silent_agrees(policy: &Policy, profile: &Profile, context: &Context) {
    let outcome = evaluate(policy, profile, context);
    let short = answers(policy, profile, context, &every_item(policy));
    for (item, answer) in outcome.items.iter().zip(&short) {
        assert_eq!(printed(answer), shortened(item), "item {} on {}", item.item, context.as_of);
        assert_eq!(answer.capped, item.amount.capped && is_live(item.status), "item {}: capped", item.item);
    }
}

#[test]
fn answers_without_words_agree_with_outcomes() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let profile = pools.profile(policy, &mut dice, None);
        for day in ["2020-03-06", "2020-06-30", "2021-05-01"] {
            silent_agrees(policy, &profile, &Context::new(day.parse().unwrap()));
        }
    }
}
