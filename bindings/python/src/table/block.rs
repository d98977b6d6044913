//! A block of rows of one column into the engine's registers. Owns the loops for numbers, truths, days and members; every
//! other cell goes one by one.

use super::cell::{Cells, EPOCH, Plain};
use super::number::{LEFT, UNKNOWN};
use super::{Column, Kind, Target, Word};
use arrow_array::{Array, BooleanArray, Date32Array};
use arrow_buffer::BooleanBuffer;
use huice::columnar::Columns;
use huice::ir::{EnumId, FactId, Policy, Value};
use huice::plan::Plan;

/// Words of an enumeration that are remembered within a block.
const FEW: usize = 8;

/// Room to work in.
#[derive(Default)]
pub(crate) struct Block {
    steps: Vec<i64>,
    truths: Vec<bool>,
    valid: Vec<bool>,
}

impl Block {
    /// The rows from `from` on, as many as `left` has; marks those whose cell is not plain. `false` when the column has no
    /// register.
    #[expect(clippy::too_many_arguments, reason = "the two sides of one copy")]
    pub(crate) fn put(
        &mut self,
        policy: &Policy,
        plan: &Plan,
        facts: &mut Columns,
        column: &Column,
        cells: &Cells<'_>,
        from: usize,
        left: &mut [bool],
    ) -> bool {
        let id = match column.target {
            Target::Fact(id) => id,
            Target::Subject => return subjects(policy, facts, cells, from, left),
            Target::Id => return false,
        };
        self.steps.resize(left.len(), UNKNOWN);
        let known = |step: &i64| (*step != UNKNOWN).then_some(*step);
        match (cells, column.kind) {
            (Cells::Nothing, _) => one_by_one(policy, plan, facts, (id, column.kind), cells, from, left),
            (Cells::Number(numbers), _) => {
                let Some(steps) = plan.steps(policy, id) else { return false };
                if numbers.steps(&steps, from, &mut self.steps) {
                    mark(&self.steps, left);
                }
                facts.set_steps(plan, id, self.steps.iter().map(known))
            }
            (Cells::Date(days), _) => {
                date(days, from, &mut self.steps);
                mark(&self.steps, left);
                facts.set_days(plan, id, self.steps.iter().map(known))
            }
            (Cells::Bool(array), _) => {
                let count = left.len().min(array.len().saturating_sub(from));
                let array = BooleanArray::slice(array, from.min(array.len()), count);
                unpack(array.values(), &mut self.truths);
                match array.nulls().filter(|nulls| nulls.null_count() > 0) {
                    None => facts.set_truths(plan, id, self.truths.iter().map(|truth| Some(*truth))),
                    Some(nulls) => {
                        unpack(nulls.inner(), &mut self.valid);
                        let cells = self.truths.iter().zip(&self.valid);
                        facts.set_truths(plan, id, cells.map(|(truth, valid)| valid.then_some(*truth)))
                    }
                }
            }
            (Cells::Text(_), Kind::Word(Word::Member(members))) => {
                self.members(policy, members, cells, from);
                mark(&self.steps, left);
                facts.set_members(plan, id, self.steps.iter().map(|member| usize::try_from(*member).ok()))
            }
            _ => one_by_one(policy, plan, facts, (id, column.kind), cells, from, left),
        }
    }

    fn members(&mut self, policy: &Policy, members: EnumId, cells: &Cells<'_>, from: usize) {
        let (Cells::Text(texts), Some(def)) = (cells, policy.enums.get(members.0)) else { return };
        let member = |text: &str| def.find(text).and_then(|member| i64::try_from(member).ok()).unwrap_or(LEFT);
        // Few words come again and again.
        let mut seen: Vec<(&str, i64)> = Vec::new();
        for (row, place) in (from..).zip(&mut self.steps) {
            *place = texts.get(row).map_or(UNKNOWN, |text| match seen.iter().find(|(word, _)| *word == text) {
                Some((_, member)) => *member,
                None => {
                    let found = member(text);
                    if seen.len() < FEW {
                        seen.push((text, found));
                    }
                    found
                }
            });
        }
    }
}

/// Bits as truths, eight at a time.
fn unpack(bits: &BooleanBuffer, out: &mut Vec<bool>) {
    out.clear();
    for word in bits.bit_chunks().iter_padded() {
        let bytes = word.to_le_bytes();
        out.extend(bytes.iter().flat_map(|byte| MASKS.map(|mask| byte & mask != 0)));
    }
    out.truncate(bits.len());
}

const MASKS: [u8; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// Days from the first of the common era; the calendar's bounds are the engine's.
fn date(days: &Date32Array, from: usize, out: &mut [i64]) {
    let values = days.values().get(from..).unwrap_or_default();
    let calendar = super::cell::calendar();
    for (place, day) in out.iter_mut().zip(values) {
        let day = i64::from(*day).saturating_add(i64::from(EPOCH));
        *place = if calendar.contains(&day) { day } else { LEFT };
    }
    super::number::blank(days.nulls(), from, out);
}

fn mark(steps: &[i64], left: &mut [bool]) {
    left.iter_mut().zip(steps).for_each(|(left, step)| *left |= *step == LEFT);
}

fn subjects(policy: &Policy, facts: &mut Columns, cells: &Cells<'_>, from: usize, left: &mut [bool]) -> bool {
    let read = |(row, left): (usize, &mut bool)| match cells.subject(policy, row) {
        Plain::Known(subject) => Some(subject),
        Plain::Unknown => None,
        Plain::Slow => {
            *left = true;
            None
        }
    };
    let found: Vec<_> = (from..).zip(left).map(read).collect();
    facts.set_subjects(found.into_iter())
}

fn one_by_one(
    policy: &Policy,
    plan: &Plan,
    facts: &mut Columns,
    (id, kind): (FactId, Kind),
    cells: &Cells<'_>,
    from: usize,
    left: &mut [bool],
) -> bool {
    let read = |(row, left): (usize, &mut bool)| match cells.value(policy, kind, row) {
        Plain::Known(value) => Some(value),
        Plain::Unknown => None,
        Plain::Slow => {
            *left = true;
            None
        }
    };
    let values: Vec<Option<Value>> = (from..).zip(left).map(read).collect();
    facts.set(plan, id, values.iter().map(Option::as_ref))
}
