//! Combinations and totals. A combination never changes an item's status or amount; it chooses. Owns the optimum
//! over assignments (exact for small ones, bounded otherwise) and the sums after it.

mod certain;

pub(crate) use certain::certain;

use super::abs::Cause;
use super::amount::{due, grouped, round};
use super::item::Evaluated;
use super::machine::Machine;
use super::show::Residual;
use crate::diagnostic::Lang;
use crate::ir::{AmountKind, CombinationDef, CombinationRule, ItemId, ListId, ParamId, StageDef};
use crate::outcome::{CombinationOutcome, Status, Totals};
use crate::value::number::Number;
use crate::value::range::Range;
use std::collections::BTreeSet;

/// Assignments of records to items that are tried one by one; beyond it only bounds are given.
pub(crate) const MAX_ASSIGNMENTS: usize = 20_000;

/// What one item (or one record of it) brings into a choice.
#[derive(Clone)]
struct Standing {
    id: ItemId,
    label: String,
    status: Status,
    range: Range,
    /// The amount if everything open turns out well.
    hope: Option<Number>,
    ceiling: bool,
}

impl Standing {
    fn live(&self) -> bool {
        matches!(
            self.status,
            Status::Eligible | Status::PendingApproval | Status::Undetermined | Status::Fault | Status::Conflict
        )
    }

    /// What is certain now.
    fn exact(&self) -> Number {
        match (self.status, self.ceiling) {
            (Status::Eligible, false) => self.range.lo.clone().unwrap_or_else(Number::zero),
            _ => Number::zero(),
        }
    }

    /// What approvals could make of it.
    fn pending(&self) -> Number {
        match (self.status, self.ceiling, &self.hope) {
            (Status::PendingApproval | Status::Eligible, false, Some(hope)) => hope.clone(),
            _ => self.exact(),
        }
    }

    /// What it can be at most as a ceiling.
    fn ceiling(&self) -> Number {
        if self.ceiling { self.range.hi.clone().unwrap_or_else(Number::zero) } else { Number::zero() }
    }
}

/// A share of the totals.
struct Share {
    exact: Number,
    /// The least; `None` when no least is known.
    lo: Option<Number>,
    hi: Option<Number>,
    pending: Number,
    ceiling: Number,
}

impl Share {
    fn zero() -> Self {
        let zero = Number::zero;
        Self { exact: zero(), lo: Some(zero()), hi: Some(zero()), pending: zero(), ceiling: zero() }
    }

    fn add(&mut self, other: &Self) {
        self.exact = self.exact.add(&other.exact);
        let sum = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()?.add(b.as_ref()?));
        self.lo = sum(&self.lo, &other.lo);
        self.hi = sum(&self.hi, &other.hi);
        self.pending = self.pending.add(&other.pending);
        self.ceiling = self.ceiling.add(&other.ceiling);
    }
}

/// What every combination chose, and the totals.
pub(crate) fn combine(machine: &Machine<'_>, items: &[Evaluated]) -> (Vec<CombinationOutcome>, Totals) {
    let mut outcomes = Vec::new();
    let mut total = Share::zero();
    let mut combined: BTreeSet<ItemId> = BTreeSet::new();
    for combination in &machine.policy.combinations {
        combined.extend(&combination.items);
        let share = match (combination.rule, combination.list) {
            (CombinationRule::Offset, _) => offset(machine, combination, items, &mut outcomes),
            (_, None) => per_subject(machine, combination, items, &mut outcomes),
            (_, Some(list)) => per_record(machine, combination, list, items, &mut outcomes),
        };
        total.add(&share);
    }
    for item in items.iter().filter(|item| !combined.contains(&item.id)) {
        if let Some(standing) = standing(machine, item) {
            total.add(&alone(&standing));
        }
    }
    let yuan = |number: &Number| crate::value::money::yuan(number);
    let totals = Totals {
        exact_yuan: yuan(&total.exact),
        range_yuan: [total.lo.as_ref().map(yuan), total.hi.as_ref().map(yuan)],
        pending_yuan: yuan(&total.pending),
        ceiling_yuan: yuan(&total.ceiling),
    };
    (outcomes, totals)
}

/// A sum of money that takes part in totals; rates do not.
fn standing(machine: &Machine<'_>, item: &Evaluated) -> Option<Standing> {
    let money = item.money.as_ref().filter(|money| money.kind != AmountKind::Rate)?;
    let rule = machine.policy.items.get(item.id.0).map(|def| def.rounding)?;
    let range = due(item.outcome.status, money);
    Some(Standing {
        id: item.id,
        label: item.outcome.item.clone(),
        status: item.outcome.status,
        range: Range { lo: range.lo.map(|lo| round(&lo, rule)), hi: range.hi.map(|hi| round(&hi, rule)) },
        hope: money.hope.as_ref().map(|hope| round(hope, rule)),
        ceiling: money.kind == AmountKind::Ceiling,
    })
}

fn alone(standing: &Standing) -> Share {
    let exact = standing.exact();
    Share {
        pending: standing.pending().sub(&exact),
        ceiling: if standing.live() { standing.ceiling() } else { Number::zero() },
        lo: standing.range.lo.clone(),
        hi: standing.range.hi.clone(),
        exact,
    }
}

fn best<'s>(standings: &'s [Standing], of: impl Fn(&Standing) -> Number + 's) -> Number {
    standings.iter().filter(|s| s.live()).map(of).max().unwrap_or_else(Number::zero)
}

/// The least a choice gives: the best least among the certain ones; without one, whichever turns out to be left, or
/// nothing. `None` when no least is known.
fn least(live: &[&Standing]) -> Option<Number> {
    if live.iter().any(|s| s.status == Status::Eligible) {
        return live.iter().filter(|s| s.status == Status::Eligible).filter_map(|s| s.range.lo.clone()).max();
    }
    live.iter().try_fold(Number::zero(), |least, s| Some(least.min(s.range.lo.clone()?)))
}

/// The share of a choice of one among several.
fn one_of(standings: &[Standing]) -> Share {
    let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
    let exact = best(standings, Standing::exact);
    let pending = best(standings, Standing::pending).max(exact.clone());
    let ceiling = best(standings, Standing::ceiling).max(pending.clone());
    let highs: Option<Vec<Number>> = live.iter().map(|s| s.range.hi.clone()).collect();
    Share {
        lo: least(&live),
        hi: highs.map(|highs| highs.into_iter().max().unwrap_or_else(Number::zero)),
        ceiling: ceiling.sub(&pending),
        pending: pending.sub(&exact),
        exact,
    }
}

/// The certain one whose least is at least every rival's most. A tie goes to the item written first, so an earlier
/// rival must stay below: whatever becomes known later, the choice stands.
fn dominant(standings: &[Standing]) -> Option<&Standing> {
    let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
    live.iter().enumerate().filter(|(_, candidate)| candidate.status == Status::Eligible).find_map(
        |(place, candidate)| {
            let lo = candidate.range.lo.as_ref()?;
            let lo = if candidate.ceiling { &Number::zero() } else { lo };
            let beats = |(other, rival): (usize, &&Standing)| {
                other == place
                    || rival.range.hi.as_ref().is_some_and(|hi| if other < place { hi < lo } else { hi <= lo })
            };
            live.iter().enumerate().all(beats).then_some(*candidate)
        },
    )
}

fn labels_of(standings: &[&Standing]) -> String {
    standings.iter().map(|s| s.label.as_str()).collect::<Vec<_>>().join("、")
}

/// Items still in the running: none once one is chosen. When `apart`, nothing but the item's own amount decides, and
/// what a certain one is sure to surpass is out.
fn running(live: &[&Standing], chosen: Option<&Standing>, apart: bool) -> Vec<String> {
    if chosen.is_some() {
        return Vec::new();
    }
    let certain = live.iter().filter(|s| apart && s.status == Status::Eligible && !s.ceiling);
    let bar = certain.filter_map(|s| s.range.lo.as_ref()).max();
    let beaten = |s: &Standing| s.range.hi.as_ref().zip(bar).is_some_and(|(hi, bar)| hi < bar);
    live.iter().filter(|s| !beaten(s)).map(|s| s.label.clone()).collect()
}

/// The rival that can still be worth most, once one is chosen.
fn runner_up(standings: &[Standing], chosen: Option<&Standing>) -> Option<String> {
    let chosen = chosen?;
    let rivals = standings.iter().filter(|s| s.live() && s.id != chosen.id);
    rivals.max_by(|a, b| a.range.hi.cmp(&b.range.hi)).map(|rival| rival.label.clone())
}

fn rule_word(rule: CombinationRule) -> &'static str {
    match rule {
        CombinationRule::Highest => "就高",
        CombinationRule::HighestOnce => "就高不重复",
        CombinationRule::Offset => "抵扣",
    }
}

fn labels(machine: &Machine<'_>, combination: &CombinationDef) -> Vec<String> {
    combination.items.iter().filter_map(|id| machine.policy.items.get(id.0)).map(|item| item.id.clone()).collect()
}

fn per_subject(
    machine: &Machine<'_>,
    combination: &CombinationDef,
    items: &[Evaluated],
    outcomes: &mut Vec<CombinationOutcome>,
) -> Share {
    let members = combination.items.iter().filter_map(|id| items.get(id.0));
    let standings: Vec<Standing> = members.filter_map(|item| standing(machine, item)).collect();
    let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
    let chosen = dominant(&standings);
    let why = explain(machine, combination, &standings, chosen, items);
    outcomes.push(CombinationOutcome {
        rule: rule_word(combination.rule),
        items: labels(machine, combination),
        by: "subject".to_owned(),
        record: None,
        chosen: chosen.map(|chosen| chosen.label.clone()),
        runner_up: runner_up(&standings, chosen),
        candidates: running(&live, chosen, true),
        why,
    });
    one_of(&standings)
}

fn per_record(
    machine: &Machine<'_>,
    combination: &CombinationDef,
    list: ListId,
    items: &[Evaluated],
    outcomes: &mut Vec<CombinationOutcome>,
) -> Share {
    let members: Vec<&Evaluated> = combination.items.iter().filter_map(|id| items.get(id.0)).collect();
    let records = machine.profile.list(list).map_or(0, <[_]>::len);
    if records == 0 {
        // The list is not known (or empty): only the items as wholes can be bounded.
        let standings: Vec<Standing> = members.iter().filter_map(|item| standing(machine, item)).collect();
        let mut share = Share::zero();
        for standing in &standings {
            share.add(&Share { exact: Number::zero(), ..alone(standing) });
        }
        return share;
    }
    let table: Vec<Vec<Standing>> = (0..records).map(|index| record_standings(&members, index)).collect();
    let caps: Vec<(ItemId, Vec<Number>)> = members.iter().map(|item| (item.id, caps(machine, item.id))).collect();
    // Caps of known size are weighed; with any other stage after a sum only bounds are given.
    let stages = || members.iter().filter_map(|item| machine.policy.items.get(item.id.0)).map(|item| item.stages.len());
    let capped = stages().any(|count| count > 0);
    let weighed = stages().eq(caps.iter().map(|(_, caps)| caps.len()));
    let optimum = if capped && weighed { assign(&table, &caps) } else { None };
    let mut share = Share::zero();
    for (index, standings) in table.iter().enumerate() {
        let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
        share.add(&one_of(standings));
        if live.is_empty() {
            continue;
        }
        let from_optimum = optimum.as_ref().and_then(|choice| choice.get(index).copied().flatten());
        let chosen = match &optimum {
            Some(_) => from_optimum.and_then(|id| standings.iter().find(|s| s.id == id)),
            // What a cap leaves of a record hangs on the others.
            None if capped => match live.as_slice() {
                [only] if only.status == Status::Eligible => Some(*only),
                _ => None,
            },
            None => dominant(standings),
        };
        outcomes.push(CombinationOutcome {
            rule: rule_word(combination.rule),
            items: labels(machine, combination),
            by: machine
                .policy
                .lists
                .get(list.0)
                .and_then(|def| machine.policy.facts.get(def.fact.0))
                .map_or_else(String::new, |f| f.key.clone()),
            record: Some(machine.record_path(list, index)),
            chosen: chosen.map(|chosen| chosen.label.clone()),
            runner_up: runner_up(standings, chosen),
            candidates: running(&live, chosen, !capped),
            why: explain(machine, combination, standings, chosen, items),
        });
    }
    if capped { limit_share(machine, &members, &caps, optimum.as_deref(), &table, share) } else { rounded(share) }
}

fn rounded(share: Share) -> Share {
    let cents = |number: &Number| number.round(2, crate::value::rounding::Rounding::HalfUp);
    Share {
        exact: cents(&share.exact),
        lo: share.lo.as_ref().map(cents),
        hi: share.hi.as_ref().map(cents),
        pending: cents(&share.pending),
        ceiling: cents(&share.ceiling),
    }
}

fn record_standings(members: &[&Evaluated], index: usize) -> Vec<Standing> {
    members
        .iter()
        .filter_map(|item| {
            let record = item.records.iter().find(|record| record.index == index)?;
            let money = record.money.as_ref()?;
            // A record counts for an item only as far as the item itself does.
            let status = match item.outcome.status {
                Status::Eligible => record.status,
                Status::NotEligible | Status::NotApplicable => Status::NotEligible,
                other if matches!(record.status, Status::Eligible | Status::PendingApproval) => other,
                _ => record.status,
            };
            Some(Standing {
                id: item.id,
                label: item.outcome.item.clone(),
                status,
                range: due(status, money),
                hope: money.hope.clone(),
                ceiling: money.kind == AmountKind::Ceiling,
            })
        })
        .collect()
}

/// Constant caps after the sum of an item.
fn caps(machine: &Machine<'_>, id: ItemId) -> Vec<Number> {
    let stages = machine.policy.items.get(id.0).map_or(&[][..], |item| item.stages.as_slice());
    stages
        .iter()
        .filter_map(|stage| match stage {
            StageDef::Cap(expr) => machine.eval(expr, None).known_number().cloned(),
            StageDef::Floor(_) | StageDef::Less(_) => None,
        })
        .collect()
}

/// The best assignment of records to items under caps after the sum, when every amount is certain and there are few
/// enough assignments to try them all. Ties go to the item written first.
fn assign(table: &[Vec<Standing>], caps: &[(ItemId, Vec<Number>)]) -> Option<Vec<Option<ItemId>>> {
    let mut options: Vec<Vec<(ItemId, Number)>> = Vec::new();
    let mut size = 1_usize;
    for standings in table {
        let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
        let exact: Option<Vec<(ItemId, Number)>> = live
            .iter()
            .map(|s| {
                (s.status == Status::Eligible && !s.ceiling)
                    .then(|| s.range.is_point().cloned())
                    .flatten()
                    .map(|n| (s.id, n))
            })
            .collect();
        let exact = exact?;
        size = size.checked_mul(exact.len().max(1))?;
        if size > MAX_ASSIGNMENTS {
            return None;
        }
        options.push(exact);
    }
    let mut best: Option<(Number, Vec<Option<ItemId>>)> = None;
    for code in 0..size {
        let mut rest = code;
        let mut choice = Vec::new();
        let mut sums: Vec<(ItemId, Number)> = caps.iter().map(|(id, _)| (*id, Number::zero())).collect();
        for option in &options {
            if option.is_empty() {
                choice.push(None);
                continue;
            }
            let picked = rest.checked_rem(option.len()).unwrap_or(0);
            rest = rest.checked_div(option.len()).unwrap_or(0);
            if let Some((id, amount)) = option.get(picked) {
                choice.push(Some(*id));
                if let Some((_, sum)) = sums.iter_mut().find(|(item, _)| item == id) {
                    *sum = sum.add(amount);
                }
            }
        }
        let value = sums.iter().fold(Number::zero(), |total, (id, sum)| total.add(&capped_sum(caps, *id, sum)));
        if best.as_ref().is_none_or(|(so_far, _)| value > *so_far) {
            best = Some((value, choice));
        }
    }
    best.map(|(_, choice)| choice)
}

fn capped_sum(caps: &[(ItemId, Vec<Number>)], id: ItemId, sum: &Number) -> Number {
    let own = caps.iter().find(|(item, _)| *item == id).map_or(&[][..], |(_, caps)| caps.as_slice());
    own.iter().fold(sum.clone(), |sum, cap| sum.min(cap.clone()))
}

/// Totals under caps: exact when the optimum is, otherwise between the best single item and the sum of all.
fn limit_share(
    machine: &Machine<'_>,
    members: &[&Evaluated],
    caps: &[(ItemId, Vec<Number>)],
    optimum: Option<&[Option<ItemId>]>,
    table: &[Vec<Standing>],
    loose: Share,
) -> Share {
    let standings: Vec<Standing> = members.iter().filter_map(|item| standing(machine, item)).collect();
    if let Some(choice) = optimum {
        let mut total = Number::zero();
        for (id, _) in caps {
            let mut sum = Number::zero();
            for (picked, standings) in choice.iter().zip(table) {
                if *picked == Some(*id)
                    && let Some(amount) = standings.iter().find(|s| s.id == *id).and_then(|s| s.range.is_point())
                {
                    sum = sum.add(amount);
                }
            }
            total = total.add(&capped_sum(caps, *id, &sum));
        }
        return rounded(Share {
            exact: total.clone(),
            lo: Some(total.clone()),
            hi: Some(total),
            pending: Number::zero(),
            ceiling: Number::zero(),
        });
    }
    let highs: Option<Vec<Number>> = standings.iter().filter(|s| s.live()).map(|s| s.range.hi.clone()).collect();
    let all = highs.map(|highs| highs.iter().fold(Number::zero(), |sum, hi| sum.add(hi)));
    let exact = best(&standings, Standing::exact);
    let pending = best(&standings, Standing::pending).max(exact.clone());
    // A floor may give more than the records do.
    let stages = members.iter().filter_map(|item| machine.policy.items.get(item.id.0)).flat_map(|item| &item.stages);
    let floored = stages.into_iter().any(|stage| matches!(stage, StageDef::Floor(_)));
    let hi = match (all, loose.hi.filter(|_| !floored)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    rounded(Share {
        lo: least(&standings.iter().filter(|s| s.live()).collect::<Vec<_>>()),
        hi,
        pending: pending.sub(&exact),
        ceiling: loose.ceiling,
        exact,
    })
}

/// 抵扣: later items are reduced by what earlier ones give.
fn offset(
    machine: &Machine<'_>,
    combination: &CombinationDef,
    items: &[Evaluated],
    outcomes: &mut Vec<CombinationOutcome>,
) -> Share {
    let members = combination.items.iter().filter_map(|id| items.get(id.0));
    let standings: Vec<Standing> = members.filter_map(|item| standing(machine, item)).collect();
    let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
    // As anywhere, only what is certain is chosen, and only when nothing else is left.
    let chosen = match live.as_slice() {
        [only] if only.status == Status::Eligible => Some(*only),
        _ => None,
    };
    outcomes.push(CombinationOutcome {
        rule: rule_word(combination.rule),
        items: labels(machine, combination),
        by: "subject".to_owned(),
        record: None,
        chosen: chosen.map(|only| only.label.clone()),
        runner_up: None,
        candidates: running(&live, chosen, false),
        why: match machine.context.lang {
            Lang::Zh => "后一项减去前面各项已得的部分，合计等于其中最高的一项".to_owned(),
            Lang::En => {
                "each later item is reduced by what the earlier ones give; together they equal the highest".to_owned()
            }
        },
    });
    one_of(&standings)
}

fn explain(
    machine: &Machine<'_>,
    combination: &CombinationDef,
    standings: &[Standing],
    chosen: Option<&Standing>,
    items: &[Evaluated],
) -> String {
    let zh = machine.context.lang == Lang::Zh;
    let live: Vec<&Standing> = standings.iter().filter(|s| s.live()).collect();
    let spread = |s: &Standing| {
        let lo = grouped(&s.range.lo.clone().unwrap_or_else(Number::zero));
        match (s.range.is_point(), &s.range.hi, zh) {
            (Some(_), _, _) => format!("{} {lo}元", s.label),
            (None, Some(hi), _) => format!("{} {lo}–{}元", s.label, grouped(hi)),
            (None, None, true) => format!("{} {lo}元以上（上限不定）", s.label),
            (None, None, false) => format!("{} {lo}元 or more (no known limit)", s.label),
        }
    };
    let mut words = match (chosen, live.len(), zh) {
        (_, 0, true) => "没有一项可享受".to_owned(),
        (_, 0, false) => "none of them applies".to_owned(),
        (_, 1, true) => format!("只有 {} 可能适用", labels_of(&live)),
        (_, 1, false) => format!("only {} can apply", labels_of(&live)),
        (Some(chosen), _, _) => {
            // What is chosen beats the most that its rivals can come to, so that is known.
            let rivals: Vec<String> = live
                .iter()
                .filter_map(|s| s.range.hi.as_ref().filter(|_| s.id != chosen.id).map(|hi| (&s.label, grouped(hi))))
                .map(|(label, hi)| if zh { format!("{label} 至多 {hi}元") } else { format!("{label} at most {hi}元") })
                .collect();
            let own = grouped(&chosen.range.lo.clone().unwrap_or_else(Number::zero));
            if zh {
                format!("{} 为 {own}元，{}", chosen.label, rivals.join("，"))
            } else {
                format!("{} gives {own}元; {}", chosen.label, rivals.join(", "))
            }
        }
        (None, _, _) => {
            let parts: Vec<String> = live.iter().map(|s| spread(s)).collect();
            if zh {
                format!("尚不能定：{}", parts.join("，"))
            } else {
                format!("not yet decided: {}", parts.join(", "))
            }
        }
    };
    if chosen.is_none()
        && let Some(even) = break_even(machine, &live, items)
    {
        words.push_str(if zh { "；" } else { "; " });
        words.push_str(&even);
    }
    if let Some(note) = &combination.note {
        words.push_str(if zh { "；" } else { "; " });
        words.push_str(note);
    }
    words
}

/// From what value of a missing parameter on one item beats the best that is known.
fn break_even(machine: &Machine<'_>, live: &[&Standing], items: &[Evaluated]) -> Option<String> {
    // Asked for every record, so the causes of all records are not walked each time.
    let any_param = Cause::Param(ParamId(0))..=Cause::Param(ParamId(usize::MAX));
    let open = live.iter().find(|s| {
        let money = items.get(s.id.0).and_then(|item| item.money.as_ref());
        money.is_some_and(|money| money.value.open.range(any_param.clone()).next().is_some())
    })?;
    let rival = live
        .iter()
        .filter(|s| s.id != open.id)
        .filter_map(|s| s.hope.clone().map(|hope| (hope, s.label.clone())))
        .max()?;
    let def = machine.policy.items.get(open.id.0)?;
    let Residual::Scaled { factor, param: Some(param), .. } = machine.residual(&def.amount.as_ref()?.value, None)
    else {
        return None;
    };
    let param = machine.policy.params.get(param.0)?;
    let even = rival.0.div(&factor)?;
    if !def.stages.is_empty() || !factor.is_positive() {
        return None;
    }
    let scale = param.form.as_ref().map_or_else(Number::one, |form| form.scale.clone());
    // The least value in fen that is not lower.
    let shown = even.div(&scale)?.round(2, crate::value::rounding::Rounding::Up);
    let unit = param.form.as_ref().map_or("", |form| form.unit.as_str());
    Some(match machine.context.lang {
        Lang::Zh => format!("{} 达到 {}{unit} 时 {} 不低于 {}", param.name, grouped(&shown), open.label, rival.1),
        Lang::En => {
            format!("from {} = {}{unit} on, {} is not lower than {}", param.name, grouped(&shown), open.label, rival.1)
        }
    })
}
