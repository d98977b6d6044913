//! The result as data: every sum exact, nothing that depends on the machine. Owns the JSON form.

use super::pool::Rule;
use super::run::{amount_kind, members, pay};
use super::tally::{Cell, Claims, ItemTally, STATUSES, Shift, Tally};
use super::{Asked, Population, Request, SCHEMA};
use crate::eval::kind_word;
use crate::ir::{AmountKind, FactId, Policy};
use crate::outcome::Status;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a policy comes to over a population.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// Always `huice.simulation/1`.
    pub schema: &'static str,
    /// The title of the population.
    pub population: String,
    /// Whether its author says that every figure is made up.
    pub invented: bool,
    /// Subjects drawn.
    pub size: u64,
    /// The seed.
    pub seed: u64,
    /// The rules asked.
    pub before: Side,
    /// The rules compared with, if any.
    pub after: Option<Side>,
    /// What results are spread by, with the subjects of each member.
    pub groups: Vec<Group>,
    /// What each item comes to.
    pub items: Vec<ItemResult>,
    /// The same on the other side.
    pub items_after: Vec<ItemResult>,
    /// What all items come to together, once of every combination one is taken.
    pub total: Total,
    /// The same on the other side.
    pub total_after: Option<Total>,
    /// What becomes of each pool.
    pub pools: Vec<PoolResult>,
    /// What differs, item by item; items of which nothing differs are left out.
    pub changes: Vec<Change>,
    /// Subjects with a gain in some item and a loss in none.
    pub subjects_gain: u64,
    /// With a loss and no gain.
    pub subjects_lose: u64,
    /// With both.
    pub subjects_both: u64,
    /// Answers that the reference engine had to give.
    pub left_to_reference: u64,
}

/// What all items come to together.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Total {
    /// The sums of the items, each by itself, in yuan.
    pub items_yuan: String,
    /// What is certain after combinations, in yuan; as far as it is known.
    pub yuan: String,
    /// Subjects that get more than 0.
    pub recipients: u64,
    /// Subjects of which some sum is not known.
    pub without_sum: u64,
}

/// The rules asked, and the day.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Id of the pack.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of its rules, hex.
    pub hash: String,
    /// The day asked about.
    pub as_of: String,
    /// Parameters, events and readings that differ from the pack's own.
    pub set: Vec<String>,
}

/// A fact by which results are spread.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Its key.
    pub fact: String,
    /// Its name.
    pub name: String,
    /// Its members; the last is "not known".
    pub members: Vec<Member>,
}

/// A member of a grouping.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Subjects of it.
    pub subjects: u64,
}

/// What one item comes to.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ItemResult {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: &'static str,
    /// `amount`, `ceiling`, `rate`, or nothing: only amounts are cost.
    pub states: Option<&'static str>,
    /// Subjects by status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Subjects that are eligible.
    pub recipients: u64,
    /// Of those, without a sum that is stated or known.
    pub without_sum: u64,
    /// The sum of the eligible, in yuan; exact.
    pub yuan: String,
    /// What those pending approval would add.
    pub pending_yuan: String,
    /// Of those pending, without a sum that is known.
    pub pending_without_sum: u64,
    /// What those undetermined would add if all that is open held, as far as it is known.
    pub undetermined_yuan: String,
    /// Of those undetermined, without a sum that is known.
    pub undetermined_without_sum: u64,
    /// The largest single sum.
    pub largest_yuan: Option<String>,
    /// Eligible subjects whose sum a cap cut.
    pub capped: u64,
    /// Whose sum reached a cap, cut or not.
    pub cap_reached: u64,
    /// Whose sum counts records that are not decided.
    pub uncertain: u64,
    /// Other items it shares a combination with: their sums do not add up.
    pub combined_with: Vec<String>,
    /// The eligible by every grouping.
    pub by: Vec<Spread>,
    #[serde(skip)]
    pub(super) fen: i128,
}

/// The eligible of an item by one grouping.
#[derive(Clone, Debug, Serialize)]
pub struct Spread {
    /// Key of the fact.
    pub fact: String,
    /// Of each member, in the order of [`Group::members`]: subjects, yuan, subjects without a sum that is known.
    pub members: Vec<(u64, String, u64)>,
    #[serde(skip)]
    pub(super) fen: Vec<i128>,
}

/// Claims, claimed yuan and paid yuan of one member of a grouping.
pub type PoolMember = (u64, String, String);

/// What becomes of a pool.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PoolResult {
    /// The item it pays.
    pub item: String,
    /// `before` or `after`.
    pub side: &'static str,
    /// How it is shared out.
    pub rule: Rule,
    /// The pool in yuan.
    pub pool_yuan: String,
    /// Claims: eligible subjects with a sum above 0.
    pub claims: u64,
    /// Their sum.
    pub claimed_yuan: String,
    /// What is paid.
    pub paid_yuan: String,
    /// What is left in the pool.
    pub left_yuan: String,
    /// What is not paid.
    pub unpaid_yuan: String,
    /// Claims paid in full.
    pub in_full: u64,
    /// In part.
    pub in_part: u64,
    /// Not at all.
    pub not_at_all: u64,
    /// First come: the first claim, from 1, that is not paid in full.
    pub exhausted_at: Option<u64>,
    /// Claims, claimed and paid yuan by every grouping, in the order of [`Group::members`].
    pub by: Vec<(String, Vec<PoolMember>)>,
    #[serde(skip)]
    pub(super) fen: [i128; 2],
}

/// What differs of one item.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Eligible before.
    pub recipients_before: u64,
    /// Eligible after.
    pub recipients_after: u64,
    /// The sum before.
    pub yuan_before: String,
    /// The sum after.
    pub yuan_after: String,
    /// Of the eligible before, without a sum that is known.
    pub without_sum_before: u64,
    /// Of the eligible after, without a sum that is known.
    pub without_sum_after: u64,
    /// Gains less losses: the difference over those whose sum is known on both sides.
    pub difference_yuan: String,
    /// Subjects that get more.
    pub gain: u64,
    /// How much more.
    pub gain_yuan: String,
    /// Subjects that get less.
    pub lose: u64,
    /// How much less.
    pub lose_yuan: String,
    /// Eligible after and not before.
    pub newly: u64,
    /// Eligible before and not after.
    pub no_longer: u64,
    /// Another status in any other way.
    pub other: u64,
    /// Eligible with a sum on one side and with one that is not known on the other: counted as neither gain nor loss.
    pub unknown: u64,
    /// Subjects that differ and the difference by every grouping, in the order of [`Group::members`].
    pub by: Vec<(String, Vec<(u64, String)>)>,
    #[serde(skip)]
    pub(super) fen: [i128; 2],
}

/// Fen as yuan with two decimals.
#[must_use]
pub(super) fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let all = fen.unsigned_abs();
    let (whole, part) = (all.checked_div(100).unwrap_or(0), all.checked_rem(100).unwrap_or(0));
    format!("{sign}{whole}.{part:02}")
}

/// Puts the sums into words and figures.
pub(super) fn report(
    population: &Population,
    before: Asked<'_>,
    after: Option<Asked<'_>>,
    request: &Request,
    groups: &[FactId],
    tally: &Tally,
) -> Simulation {
    let keys: Vec<String> = groups.iter().filter_map(|id| Some(before.policy.facts.get(id.0)?.key.clone())).collect();
    let named = groups.iter().zip(&tally.members).filter_map(|(id, counts)| {
        let fact = before.policy.facts.get(id.0)?;
        let members = members(before.policy, *id).into_iter().zip(counts);
        let member = |((name, key), subjects): ((String, Option<String>), &u64)| Member {
            key: key.unwrap_or_else(|| name.clone()),
            name,
            subjects: *subjects,
        };
        Some(Group { fact: fact.key.clone(), name: fact.name.clone(), members: members.map(member).collect() })
    });
    let pools = request.pools.iter().enumerate().flat_map(|(index, (item, pool))| {
        let sides = [("before", true), ("after", after.is_some())];
        let keys = &keys;
        sides.into_iter().zip(&tally.claims).filter(|((_, asked), _)| *asked).filter_map(move |((side, _), claims)| {
            let sizes: Vec<usize> = tally.members.iter().map(Vec::len).collect();
            Some(pool_result(item, side, *pool, request.rule, claims.get(index)?, (keys, &sizes)))
        })
    });
    Simulation {
        schema: SCHEMA,
        population: population.title().to_owned(),
        invented: population.invented(),
        size: request.size,
        seed: request.seed,
        before: side(before),
        after: after.map(side),
        groups: named.collect(),
        items: items(before.policy, &tally.before, &keys),
        items_after: after.map_or_else(Vec::new, |asked| items(asked.policy, &tally.after, &keys)),
        total: total(before.policy, &tally.before, &tally.totals[0]),
        total_after: after.map(|asked| total(asked.policy, &tally.after, &tally.totals[1])),
        pools: pools.collect(),
        changes: after.map_or_else(Vec::new, |asked| changes(before.policy, asked.policy, tally, &keys)),
        subjects_gain: tally.subjects[0],
        subjects_lose: tally.subjects[1],
        subjects_both: tally.subjects[2],
        left_to_reference: tally.deferred,
    }
}

fn total(policy: &Policy, items: &[ItemTally], total: &Cell) -> Total {
    let paying = policy.items.iter().zip(items).filter(|(def, _)| amount_kind(def) == Some(AmountKind::Amount));
    let single = paying.fold(0_i128, |sum, (_, item)| sum.saturating_add(item.paid.fen));
    Total { items_yuan: yuan(single), yuan: yuan(total.fen), recipients: total.count, without_sum: total.without }
}

fn side(asked: Asked<'_>) -> Side {
    let (policy, context) = (asked.policy, asked.context);
    let mut set = Vec::new();
    for (id, value) in &context.params {
        let key = policy.params.get(id.0).map_or("", |param| param.key.as_str());
        let value =
            value.as_ref().map(|value| crate::eval::write_param(policy, crate::diagnostic::Lang::Zh, *id, value));
        set.push(format!("{key}={}", value.unwrap_or_default()));
    }
    for (id, state) in &context.events {
        let key = policy.events.get(id.0).map_or("", |event| event.key.as_str());
        let value = match state {
            crate::ir::EventState::Unknown => String::new(),
            crate::ir::EventState::On(day) => day.to_string(),
            crate::ir::EventState::NotBy(day) => format!(">{day}"),
        };
        set.push(format!("{key}={value}"));
    }
    for (id, chosen) in &context.readings {
        if let Some(reading) = policy.readings.get(id.0) {
            let words = reading.alternatives.get(*chosen).map_or("", |(words, _)| words.as_str());
            set.push(format!("{}={words}", reading.name));
        }
    }
    Side {
        id: policy.id.clone(),
        name: policy.name.clone(),
        hash: policy.hash.clone(),
        as_of: context.as_of.to_string(),
        set,
    }
}

fn items(policy: &Policy, tallies: &[ItemTally], keys: &[String]) -> Vec<ItemResult> {
    let result = |(index, (def, tally)): (usize, (&crate::ir::ItemDef, &ItemTally))| {
        let mut combined: Vec<String> = policy
            .combinations
            .iter()
            .filter(|combination| combination.items.iter().any(|id| id.0 == index))
            .flat_map(|combination| &combination.items)
            .filter(|id| id.0 != index)
            .filter_map(|id| Some(policy.items.get(id.0)?.id.clone()))
            .collect();
        combined.dedup();
        let counts = STATUSES.iter().zip(tally.statuses).filter(|(_, count)| *count > 0);
        ItemResult {
            item: def.id.clone(),
            title: def.title.clone(),
            kind: kind_word(def.kind),
            states: amount_kind(def).map(|kind| match kind {
                AmountKind::Amount => "amount",
                AmountKind::Ceiling => "ceiling",
                AmountKind::Rate => "rate",
            }),
            statuses: counts.map(|(status, count)| (status.word(), count)).collect(),
            recipients: tally.status(Status::Eligible),
            without_sum: tally.paid.without,
            yuan: yuan(tally.paid.fen),
            pending_yuan: yuan(tally.pending.fen),
            pending_without_sum: tally.pending.without,
            undetermined_yuan: yuan(tally.open.fen),
            undetermined_without_sum: tally.open.without,
            largest_yuan: tally.largest.map(yuan),
            capped: tally.capped,
            cap_reached: tally.reached,
            uncertain: tally.uncertain,
            combined_with: combined,
            by: keys.iter().zip(&tally.groups).map(|(key, cells)| spread(key, cells)).collect(),
            fen: tally.paid.fen,
        }
    };
    policy.items.iter().zip(tallies).enumerate().map(result).collect()
}

fn spread(key: &str, cells: &[Cell]) -> Spread {
    Spread {
        fact: key.to_owned(),
        members: cells.iter().map(|cell| (cell.count, yuan(cell.fen), cell.without)).collect(),
        fen: cells.iter().map(|cell| cell.fen).collect(),
    }
}

fn pool_result(
    item: &str,
    side: &'static str,
    pool: i128,
    rule: Rule,
    claims: &Claims,
    (keys, sizes): (&[String], &[usize]),
) -> PoolResult {
    let paid = pay(claims, pool, rule);
    let sum = |all: &[u64]| all.iter().fold(0_i128, |sum, fen| sum.saturating_add(i128::from(*fen)));
    let (claimed, given) = (sum(&claims.fen), sum(&paid));
    let mut by: Vec<Vec<(Cell, i128)>> = sizes.iter().map(|size| vec![(Cell::default(), 0); *size]).collect();
    let (mut full, mut part, mut none, mut exhausted) = (0_u64, 0_u64, 0_u64, None);
    let width = sizes.len();
    for (index, (claim, paid)) in claims.fen.iter().zip(&paid).enumerate() {
        let count = match *paid {
            all if all == *claim => &mut full,
            0 => &mut none,
            _ => &mut part,
        };
        *count = count.saturating_add(1);
        if paid < claim && exhausted.is_none() && rule == Rule::FirstCome {
            exhausted = u64::try_from(index).ok().map(|index| index.saturating_add(1));
        }
        let own = claims.members.iter().skip(index.saturating_mul(width)).take(width);
        for (group, member) in by.iter_mut().zip(own) {
            if let Some((cell, sum)) = group.get_mut(usize::from(*member)) {
                cell.add(i128::from(*claim));
                *sum = sum.saturating_add(i128::from(*paid));
            }
        }
    }
    let shown = |group: Vec<(Cell, i128)>| {
        group.into_iter().map(|(cell, paid)| (cell.count, yuan(cell.fen), yuan(paid))).collect()
    };
    PoolResult {
        item: item.to_owned(),
        side,
        rule,
        pool_yuan: yuan(pool),
        claims: u64::try_from(claims.fen.len()).unwrap_or(u64::MAX),
        claimed_yuan: yuan(claimed),
        paid_yuan: yuan(given),
        left_yuan: yuan(pool.saturating_sub(given)),
        unpaid_yuan: yuan(claimed.saturating_sub(given)),
        in_full: full,
        in_part: part,
        not_at_all: none,
        exhausted_at: exhausted,
        by: keys.iter().cloned().zip(by.into_iter().map(shown)).collect(),
        fen: [claimed, given],
    }
}

fn changes(before: &Policy, after: &Policy, tally: &Tally, keys: &[String]) -> Vec<Change> {
    let old_count = before.items.len();
    let change = |(index, shift): (usize, &Shift)| {
        let same = shift.gain.count == 0 && shift.lose.count == 0 && shift.newly == 0 && shift.no_longer == 0;
        let new_only = |index: usize| {
            let mut new = after.items.iter().enumerate();
            let place = index.checked_sub(old_count)?;
            new.by_ref().filter(|(_, item)| !before.items.iter().any(|old| old.id == item.id)).nth(place)
        };
        let old = before.items.get(index);
        let new = match old {
            Some(old) => after.items.iter().enumerate().find(|(_, item)| item.id == old.id),
            None => new_only(index),
        };
        if same && shift.other == 0 && shift.unknown == 0 {
            return None;
        }
        let was = old.and_then(|_| tally.before.get(index));
        let is = new.and_then(|(place, _)| tally.after.get(place));
        let named = new.map(|(_, item)| item).or(old)?;
        let fen = [was.map_or(0, |item| item.paid.fen), is.map_or(0, |item| item.paid.fen)];
        let by = shift.groups.iter().map(|cells| cells.iter().map(|cell| (cell.count, yuan(cell.fen))).collect());
        let eligible = |item: Option<&ItemTally>| item.map_or(0, |item| item.status(Status::Eligible));
        Some(Change {
            item: named.id.clone(),
            title: named.title.clone(),
            recipients_before: eligible(was),
            recipients_after: eligible(is),
            yuan_before: yuan(fen[0]),
            yuan_after: yuan(fen[1]),
            without_sum_before: was.map_or(0, |item| item.paid.without),
            without_sum_after: is.map_or(0, |item| item.paid.without),
            difference_yuan: yuan(shift.gain.fen.saturating_sub(shift.lose.fen)),
            gain: shift.gain.count,
            gain_yuan: yuan(shift.gain.fen),
            lose: shift.lose.count,
            lose_yuan: yuan(shift.lose.fen),
            newly: shift.newly,
            no_longer: shift.no_longer,
            other: shift.other,
            unknown: shift.unknown,
            by: keys.iter().cloned().zip(by).collect(),
            fen: [shift.gain.fen, shift.lose.fen],
        })
    };
    tally.shifts.iter().enumerate().filter_map(change).collect()
}
