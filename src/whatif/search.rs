//! The search for the least changes. Owns which facts are tried, in which order, and the limits; the values come
//! from [`super::candidates`].

use super::candidates::{candidates, step};
use super::limits::{MAX_JOINED, MAX_PAIR_FACTS, MAX_PAIR_VALUES, MAX_RECORDS, MAX_SHOWN, MAX_TRIES};
use super::{Change, FactChange, Slot, Verdict, put};
use crate::eval::{self, Context};
use crate::ir::{FactDef, FactType, ItemDef, ItemId, ListId, Policy, Test, Value};
use crate::outcome::{ConditionOutcome, ItemOutcome, Status};
use crate::profile::{self, Profile};
use crate::reach::{Alternatives, Reach};
use crate::value::date::parse_day;
use chrono::NaiveDate;
use std::cell::Cell;

/// A failed condition: of the item, or of one record.
#[derive(Clone, Copy, Debug)]
struct Failed<'a> {
    test: &'a Test,
    /// Index among the tests of the item or of the block.
    index: usize,
    record: Option<(ListId, usize)>,
}

/// One value put at one place.
type Put = (Slot, Value);

/// The search for one item.
pub(super) struct Search<'a> {
    policy: &'a Policy,
    context: &'a Context,
    item: ItemId,
    base: Profile,
    failed: Vec<Failed<'a>>,
    /// Places whose facts can change, those of failed conditions first.
    free: Vec<Slot>,
    /// Places of failed conditions whose facts are fixed.
    fixed: Vec<Slot>,
    reach: Reach<'a>,
    days: Vec<NaiveDate>,
    tries: Cell<usize>,
}

/// How good a status is; lower is better. `None` is no improvement.
const fn rank(status: Status) -> Option<u8> {
    match status {
        Status::Eligible => Some(0),
        Status::PendingApproval => Some(1),
        Status::Undetermined => Some(2),
        _ => None,
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(policy: &'a Policy, context: &'a Context, item: ItemId, def: &'a ItemDef, base: Profile) -> Self {
        let now = eval::evaluate_items(policy, &base, context, &[item]).pop();
        let failed = now.as_ref().map(|now| failed(def, now)).unwrap_or_default();
        let adopted = Alternatives::Adopted(&context.readings);
        let reach = Reach::of_item(policy, adopted, def);
        let days = days(policy, context, &base, &reach, now.as_ref(), &failed);
        let (mut free, mut fixed): (Vec<Slot>, Vec<Slot>) = (Vec::new(), Vec::new());
        for failed in &failed {
            let mut of_test = Reach::new(policy, adopted);
            of_test.test(failed.test);
            for slot in of_test.scalars().filter_map(|fact| Slot::of(policy, fact, failed.record)) {
                let Some(fact) = policy.facts.get(slot.fact.0).filter(|_| slot.get(&base).is_some()) else { continue };
                let places = if fact.fixed { &mut fixed } else { &mut free };
                if !fact.approval && !places.contains(&slot) {
                    places.push(slot);
                }
            }
        }
        Self { policy, context, item, base, failed, free, fixed, reach, days, tries: Cell::new(0) }
    }

    pub(super) fn tries(&self) -> usize {
        self.tries.get()
    }

    pub(super) fn cut(&self) -> bool {
        self.tries.get() >= MAX_TRIES
    }

    pub(super) fn failed_labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for failed in &self.failed {
            if !labels.contains(&failed.test.label) {
                labels.push(failed.test.label.clone());
            }
        }
        labels
    }

    pub(super) fn fixed_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for fact in self.fixed.iter().filter_map(|slot| self.policy.facts.get(slot.fact.0)) {
            if !names.contains(&fact.name) {
                names.push(fact.name.clone());
            }
        }
        names
    }

    /// Changes of facts that can change. Those that leave nothing but approvals and acts open go before those that
    /// leave other facts open.
    pub(super) fn changes(&mut self) -> Vec<Change> {
        for worst in [1, 2] {
            let singles = self.singles(&self.free, worst);
            let found = if singles.is_empty() { self.pairs(worst) } else { singles };
            let found = if found.is_empty() { self.joined(worst) } else { found };
            if !found.is_empty() {
                return self.finish(found);
            }
        }
        Vec::new()
    }

    /// What facts that cannot change would have to be.
    pub(super) fn settled(&mut self) -> Vec<Change> {
        let close = self.singles(&self.fixed, 1);
        let found = if close.is_empty() { self.singles(&self.fixed, 2) } else { close };
        self.finish(found)
    }

    fn outcome(&self, puts: &[Put]) -> Option<ItemOutcome> {
        if self.cut() {
            return None;
        }
        self.tries.set(self.tries.get().saturating_add(1));
        let profile = self.changed(puts);
        eval::evaluate_items(self.policy, &profile, self.context, &[self.item]).pop()
    }

    fn changed(&self, puts: &[Put]) -> Profile {
        let mut profile = self.base.clone();
        for (slot, value) in puts {
            put(&mut profile, slot, Some(value.clone()));
        }
        profile
    }

    /// Whether a change reaches a status no worse than this rank, without contradicting other facts.
    fn reaches(&self, puts: &[Put], worst: u8) -> bool {
        let good = self.outcome(puts).and_then(|outcome| rank(outcome.status)).is_some_and(|rank| rank <= worst);
        good && eval::contradictions(self.policy, &self.changed(puts)).is_empty()
    }

    fn fact(&self, slot: &Slot) -> Option<(&'a FactDef, &Value)> {
        Some((self.policy.facts.get(slot.fact.0)?, slot.get(&self.base)?))
    }

    fn values(&self, slot: &Slot) -> Vec<Value> {
        let Some((fact, now)) = self.fact(slot) else { return Vec::new() };
        candidates(self.policy, fact, now, &self.reach, &self.days)
    }

    fn singles(&self, slots: &[Slot], worst: u8) -> Vec<Vec<Put>> {
        let mut found: Vec<Vec<Put>> = Vec::new();
        for slot in slots {
            let holds = |value: &Value| self.reaches(&[(slot.clone(), value.clone())], worst);
            found.extend(self.nearest(slot, &holds).map(|value| vec![(slot.clone(), value)]));
        }
        found
    }

    /// The value nearest to the present one for which something holds.
    fn nearest(&self, slot: &Slot, holds: &dyn Fn(&Value) -> bool) -> Option<Value> {
        let (fact, now) = self.fact(slot)?;
        // Candidates come nearest first; for numbers each side is narrowed down, and the nearer result wins.
        let mut best: Option<Value> = None;
        let mut sides = (false, false);
        for value in self.values(slot) {
            let (Value::Number(now), Value::Number(number)) = (now, &value) else {
                if holds(&value) {
                    return Some(value);
                }
                continue;
            };
            let side = if number > now { &mut sides.0 } else { &mut sides.1 };
            if *side || !holds(&value) {
                continue;
            }
            *side = true;
            let narrowed = self.narrow(fact, now, number, holds);
            let nearer = match &best {
                Some(Value::Number(best)) => narrowed.sub(now).abs() < best.sub(now).abs(),
                _ => true,
            };
            if nearer {
                best = Some(Value::Number(narrowed));
            }
        }
        best
    }

    /// Between a number that does not do and one that does, the nearest to the former next to one that does not:
    /// the least change where the condition is monotone, and a value that does in any case.
    fn narrow(
        &self,
        fact: &FactDef,
        now: &crate::value::number::Number,
        good: &crate::value::number::Number,
        holds: &dyn Fn(&Value) -> bool,
    ) -> crate::value::number::Number {
        let FactType::Scalar(_, form) = &fact.ty else { return good.clone() };
        let step = step(form.as_ref());
        let signed = if good > now { step.clone() } else { step.neg() };
        let steps = good.sub(now).div(&signed).and_then(|steps| steps.to_i64());
        let Some(mut high) = steps else { return good.clone() };
        let mut low = 0_i64;
        let at = |k: i64| now.add(&signed.mul(&crate::value::number::Number::from_i64(k)));
        while high.saturating_sub(low) > 1 {
            let middle = low.saturating_add(high.saturating_sub(low).div_euclid(2));
            if holds(&Value::Number(at(middle))) {
                high = middle;
            } else {
                low = middle;
            }
        }
        at(high)
    }

    fn pairs(&self, worst: u8) -> Vec<Vec<Put>> {
        let slots: Vec<&Slot> = self.free.iter().take(MAX_PAIR_FACTS).collect();
        let values: Vec<Vec<Value>> =
            slots.iter().map(|slot| self.values(slot).into_iter().take(MAX_PAIR_VALUES).collect()).collect();
        let mut found: Vec<Vec<Put>> = Vec::new();
        let all: Vec<(&Slot, &Vec<Value>)> = slots.into_iter().zip(&values).collect();
        for (at, (first, firsts)) in all.iter().enumerate() {
            for (second, seconds) in all.iter().skip(at.saturating_add(1)) {
                let mut both = firsts.iter().flat_map(|a| seconds.iter().map(move |b| (a, b)));
                let good = both.find(|(a, b)| {
                    self.reaches(&[((*first).clone(), (*a).clone()), ((*second).clone(), (*b).clone())], worst)
                });
                if let Some((a, b)) = good {
                    found
                        .push(self.refined(vec![((*first).clone(), a.clone()), ((*second).clone(), b.clone())], worst));
                }
                if found.len() >= MAX_SHOWN {
                    return found;
                }
            }
        }
        found
    }

    /// Each number of a change brought as near to the present value as the others allow.
    fn refined(&self, mut puts: Vec<Put>, worst: u8) -> Vec<Put> {
        for index in 0..puts.len() {
            let Some((slot, Value::Number(good))) = puts.get(index).cloned() else { continue };
            let Some((fact, Value::Number(now))) = self.fact(&slot) else { continue };
            let holds = |value: &Value| {
                let mut tried = puts.clone();
                if let Some(put) = tried.get_mut(index) {
                    put.1 = value.clone();
                }
                self.reaches(&tried, worst)
            };
            let narrowed = self.narrow(fact, now, &good, &holds);
            if let Some(put) = puts.get_mut(index) {
                put.1 = Value::Number(narrowed);
            }
        }
        puts
    }

    /// One fact for every failed condition of the item and of one record, together.
    fn joined(&self, worst: u8) -> Vec<Vec<Put>> {
        let mut records: Vec<Option<(ListId, usize)>> = Vec::new();
        for record in self.failed.iter().map(|failed| failed.record).filter(Option::is_some) {
            if !records.contains(&record) {
                records.push(record);
            }
        }
        if records.is_empty() {
            records.push(None);
        }
        let mut found = Vec::new();
        for record in records {
            let mut puts: Vec<Put> = Vec::new();
            let mine = self.failed.iter().filter(|failed| failed.record.is_none() || failed.record == record);
            let complete = mine.into_iter().all(|failed| match self.repair(failed) {
                Some(put) => {
                    if !puts.contains(&put) {
                        puts.push(put);
                    }
                    true
                }
                None => false,
            });
            let mut paths: Vec<&str> = puts.iter().map(|(slot, _)| slot.path.as_str()).collect();
            paths.sort_unstable();
            paths.dedup();
            let clear = paths.len() == puts.len();
            if complete && clear && (2..=MAX_JOINED).contains(&puts.len()) && self.reaches(&puts, worst) {
                found.push(puts);
            }
        }
        found
    }

    /// The least change of one fact that makes one condition hold, whatever becomes of the others.
    fn repair(&self, failed: &Failed<'_>) -> Option<Put> {
        let adopted = Alternatives::Adopted(&self.context.readings);
        let mut reach = Reach::new(self.policy, adopted);
        reach.test(failed.test);
        let holds = |slot: &Slot, value: &Value| {
            let outcome = self.outcome(&[(slot.clone(), value.clone())]);
            outcome.and_then(|outcome| condition(&outcome, failed).map(|c| c.holds)) == Some(Some(true))
        };
        self.free
            .iter()
            .filter(|slot| reach.facts.contains(&slot.fact))
            .filter(|slot| slot.record.is_none() || slot.record == failed.record)
            .find_map(|slot| Some((slot.clone(), self.nearest(slot, &|value| holds(slot, value))?)))
    }

    /// The changes with their verdicts, best first, fewest facts first.
    fn finish(&self, found: Vec<Vec<Put>>) -> Vec<Change> {
        let mut changes: Vec<Change> = found
            .into_iter()
            .filter_map(|puts| {
                let profile = self.changed(&puts);
                let outcome = eval::evaluate_items(self.policy, &profile, self.context, &[self.item]).pop()?;
                rank(outcome.status)?;
                let facts = puts.iter().map(|(slot, value)| self.described(slot, value)).collect::<Option<Vec<_>>>()?;
                Some(Change { facts, verdict: Verdict::of(&outcome) })
            })
            .collect();
        changes.sort_by_key(|change| (change.facts.len(), rank(change.verdict.status)));
        changes.truncate(MAX_SHOWN);
        changes
    }

    fn described(&self, slot: &Slot, value: &Value) -> Option<FactChange> {
        let (fact, now) = self.fact(slot)?;
        let write = |value: &Value| eval::write_fact(self.policy, self.context.lang, slot.fact, value);
        Some(FactChange {
            path: slot.path.clone(),
            from: write(now),
            to: write(value),
            value: profile::value_json(self.policy, fact, value),
        })
    }
}

/// The failed conditions of an outcome.
fn failed<'a>(def: &'a ItemDef, now: &ItemOutcome) -> Vec<Failed<'a>> {
    let mut all: Vec<Failed<'a>> = Vec::new();
    let failing = |conditions: &[ConditionOutcome], tests: &'a [Test], record: Option<(ListId, usize)>| {
        let lines = conditions.iter().zip(tests).enumerate();
        let kept = lines.filter(|(_, (line, _))| line.holds == Some(false) && line.kind != "approval");
        kept.map(|(index, (_, test))| Failed { test, index, record }).collect::<Vec<_>>()
    };
    all.extend(failing(&now.conditions, &def.tests, None));
    let records = now.conditions.iter().any(|line| line.kind == "records" && line.holds == Some(false));
    if let Some(each) = def.each.as_ref().filter(|_| records) {
        for (index, record) in now.records.iter().enumerate().take(MAX_RECORDS) {
            all.extend(failing(&record.conditions, &each.tests, Some((each.list, index))));
        }
    }
    all
}

/// A condition in another outcome of the same item.
fn condition<'o>(outcome: &'o ItemOutcome, failed: &Failed<'_>) -> Option<&'o ConditionOutcome> {
    match failed.record {
        None => outcome.conditions.get(failed.index),
        Some((_, record)) => outcome.records.get(record)?.conditions.get(failed.index),
    }
}

/// The days at which something can change: constants, ends of periods and of windows.
fn days(
    policy: &Policy,
    context: &Context,
    base: &Profile,
    reach: &Reach<'_>,
    now: Option<&ItemOutcome>,
    failed: &[Failed<'_>],
) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = reach
        .constants
        .iter()
        .flat_map(|(_, value)| match value {
            Value::Date(day) => vec![*day],
            Value::Month(month) => vec![month.first_day(), month.last_day()],
            Value::Months(months) => months.iter().flat_map(|m| [m.first_day(), m.last_day()]).collect(),
            _ => Vec::new(),
        })
        .collect();
    for window in now.iter().flat_map(|now| &now.windows) {
        days.extend([&window.from, &window.to].into_iter().flatten().filter_map(|day| parse_day(day)));
    }
    let mut records: Vec<_> = failed.iter().map(|failed| failed.record).collect();
    records.dedup();
    for period in &reach.periods {
        for record in &records {
            days.extend(eval::period_ends(policy, base, context, period, *record));
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}
