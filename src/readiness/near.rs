//! Profiles that fail by one condition. Owns what counts as one: a single failed condition of the item while its
//! records do, or a single failed condition of its best record while everything else does. No record at all is no
//! near miss.

use super::Near;
use crate::eval::{self, Context};
use crate::ir::{ItemDef, ListId, Policy, Test, Value};
use crate::outcome::{ConditionOutcome, ItemOutcome, Status};
use crate::profile::Profile;

/// The near misses of one profile: one, or one for each record that is equally near.
pub(super) fn near(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    item: &ItemDef,
    outcome: &ItemOutcome,
    index: usize,
) -> Vec<Near> {
    if outcome.status != Status::NotEligible {
        return Vec::new();
    }
    let failed = |lines: &[ConditionOutcome]| -> Vec<usize> {
        lines.iter().enumerate().filter(|(_, line)| line.holds == Some(false)).map(|(at, _)| at).collect()
    };
    let undecided = |lines: &[ConditionOutcome]| {
        let open = |line: &&ConditionOutcome| line.holds.is_none() && line.kind != "presumption";
        lines.iter().filter(open).count()
    };
    let make = |line: &ConditionOutcome, test: Option<&Test>, record: Option<(ListId, usize, &str)>, yuan, open| Near {
        profile: index,
        name: name(policy, profile),
        condition: line.label.clone(),
        text: line.text.clone(),
        because: line.because.clone(),
        record: record.map(|(_, _, path)| path.to_owned()),
        shortfall: test.and_then(|test| {
            let frame = record.map(|(list, at, _)| (list, at));
            eval::shortfall(policy, profile, context, &test.kind, frame)
        }),
        open,
        yuan,
    };
    let all = failed(&outcome.conditions);
    let [only] = all.as_slice() else { return Vec::new() };
    let Some(line) = outcome.conditions.get(*only) else { return Vec::new() };
    if line.kind != "records" {
        return vec![make(
            line,
            item.tests.get(*only),
            None,
            outcome.amount.yuan.clone(),
            undecided(&outcome.conditions),
        )];
    }
    let Some(each) = &item.each else { return Vec::new() };
    let records = outcome.records.iter().enumerate().filter_map(|(at, record)| {
        let all = failed(&record.conditions);
        let [only] = all.as_slice() else { return None };
        let line = record.conditions.get(*only)?;
        let open = undecided(&record.conditions).saturating_add(undecided(&outcome.conditions));
        Some(make(line, each.tests.get(*only), Some((each.list, at, &record.path)), record.yuan.clone(), open))
    });
    records.collect()
}

/// The name a profile states.
fn name(policy: &Policy, profile: &Profile) -> Option<String> {
    let id = policy.facts.iter().position(|fact| fact.key == "subject_name" && fact.list.is_none())?;
    match profile.fact(crate::ir::FactId(id))? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The nearest first; those without figures last, by condition.
pub(super) fn order(near: &mut [Near]) {
    near.sort_by(|a, b| {
        let share = |near: &Near| near.shortfall.as_ref().and_then(|shortfall| shortfall.share.clone());
        let (x, y) = (share(a), share(b));
        x.is_none().cmp(&y.is_none()).then_with(|| x.cmp(&y)).then_with(|| a.condition.cmp(&b.condition))
    });
}
