//! A block of rows of one column into the engine's registers. Owns which kind of column goes which way; a cell that is not
//! plain marks its row, which is then read as a profile.

use super::cell::{Cells, EPOCH, Lists};
use super::number::{known, some};
use super::text::Texts;
use super::{Column, Kind, Target, Word};
use arrow_array::{Array, BooleanArray, StructArray};
use huice::columnar::{Bits, Columns};
use huice::ir::{EnumId, FactId, FactType, ListId, Policy, SubjectId, Type, Value};
use huice::plan::Plan;
use huice::profile::limits::MAX_RECORDS;
use huice::value::date::{Month, parse_day};
use std::ops::Range;

/// Where columns go.
#[derive(Clone, Copy)]
pub(crate) struct Block<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) plan: &'p Plan,
    /// The first row.
    pub(crate) from: usize,
}

impl Block<'_> {
    /// As many rows of a column as `left` has places; marks those whose cell is not plain. `false` when the column has no
    /// register: then all rows that say something are marked.
    pub(crate) fn put(&self, facts: &mut Columns, column: &Column, cells: &Cells<'_>, left: &mut [bool]) -> bool {
        let done = match column.target {
            Target::Fact(id) => self.fact(facts, (id, column.kind), cells, left),
            Target::Subject => self.subjects(facts, cells, left),
            // What a record is called does not matter to any answer.
            Target::Id => true,
        };
        if !done {
            let rows = (self.from..).zip(left.iter_mut());
            rows.for_each(|(row, left)| *left |= cells.given(row));
        }
        done
    }

    fn fact(&self, facts: &mut Columns, (id, kind): (FactId, Kind), cells: &Cells<'_>, left: &mut [bool]) -> bool {
        let Self { plan, from, .. } = *self;
        match (cells, kind) {
            (Cells::Nothing, _) => true,
            (Cells::Number(numbers), _) => numbers.put(facts, plan, id, from, left),
            (Cells::Date(days), _) => some(days.values(), from, left.len()).is_some_and(|values| {
                facts.fill_days(plan, id, EPOCH.into(), (values, known(days.nulls(), from)), left)
            }),
            (Cells::Bool(array), _) => truths(facts, plan, id, array, (from, left.len())),
            (Cells::Text(texts), Kind::Word(Word::Text)) => {
                let value = |row: usize| texts.get(row).map(|text| Value::Text(text.to_owned()));
                let values: Vec<Option<Value>> = (from..).take(left.len()).map(value).collect();
                facts.set(plan, id, values.iter().map(Option::as_ref))
            }
            (Cells::Text(texts), _) => {
                let codes = texts.codes(from, left.len(), |text| self.code(kind, text));
                let each = |row: usize| match codes.get(row).copied().flatten() {
                    None => Some(None),
                    Some(code) => code.map(Some),
                };
                facts.fill_each(plan, id, each, left)
            }
            (Cells::Words(lists, texts), _) => self.set(facts, id, (lists, texts), left),
            (Cells::Records(lists, records, fields), Kind::Records(list)) => {
                self.records(facts, list, lists, (records, fields), left)
            }
            (Cells::Records(..), _) => false,
        }
    }

    /// What a text stands for in the register of its kind; `None` when it takes a closer look.
    fn code(&self, kind: Kind, text: &str) -> Option<i64> {
        match kind {
            Kind::Date => parse_day(text).map(|day| chrono::Datelike::num_days_from_ce(&day).into()),
            Kind::Month => {
                let month = Month::parse(text)?;
                i64::from(month.year()).checked_mul(12)?.checked_add(i64::from(month.month()))?.checked_sub(1)
            }
            Kind::Word(Word::Member(id)) => self.member(id, text).and_then(|member| i64::try_from(member).ok()),
            _ => None,
        }
    }

    fn member(&self, id: EnumId, text: &str) -> Option<usize> {
        self.policy.enums.get(id.0)?.find(text)
    }

    fn subjects(&self, facts: &mut Columns, cells: &Cells<'_>, left: &mut [bool]) -> bool {
        let subject = |text: &str| {
            let found = self.policy.subjects.iter().position(|subject| subject.key == text || subject.name == text);
            found.map(SubjectId)
        };
        let codes = match cells {
            Cells::Text(texts) => texts.codes(self.from, left.len(), subject),
            _ => vec![None; left.len()],
        };
        codes.iter().zip(left).for_each(|(code, left)| *left |= *code == Some(None));
        facts.set_subjects(codes.iter().map(|code| code.flatten()))
    }

    /// Members of a set as bits.
    fn set(&self, facts: &mut Columns, id: FactId, cells: (&Lists<'_>, &Texts<'_>), left: &mut [bool]) -> bool {
        let Some(FactType::Scalar(Type::Set(members), _)) = self.policy.facts.get(id.0).map(|fact| &fact.ty) else {
            return false;
        };
        let (lists, texts) = cells;
        let (all, rows) = self.stretches(lists, left.len());
        let codes = texts.codes(all.start, all.len(), |text| self.member(*members, text));
        let each = |row: usize| {
            let Some(stretch) = rows.get(row)? else { return Some(None) };
            let mask = codes.get(stretch.clone())?.iter().try_fold(0_i64, |mask, code| {
                let bit = u32::try_from((*code)??).ok()?;
                Some(mask | 1_i64.checked_shl(bit)?)
            });
            mask.map(Some)
        };
        facts.fill_each(self.plan, id, each, left)
    }

    /// The stretch of all values of these rows, and those of each row in it.
    fn stretches(&self, lists: &Lists<'_>, count: usize) -> (Range<usize>, Vec<Option<Range<usize>>>) {
        let mut rows: Vec<Option<Range<usize>>> = (self.from..).take(count).map(|row| lists.get(row)).collect();
        let filled = || rows.iter().flatten().filter(|stretch| !stretch.is_empty());
        let first = filled().map(|stretch| stretch.start).min().unwrap_or(0);
        let last = filled().map(|stretch| stretch.end).max().unwrap_or(first);
        for stretch in rows.iter_mut().flatten() {
            let count = stretch.len();
            let start = if count == 0 { 0 } else { stretch.start.saturating_sub(first) };
            *stretch = start..start.saturating_add(count);
        }
        (first..last, rows)
    }

    /// Records as columns of their own; a row with one that is not plain takes a closer look.
    fn records(
        &self,
        facts: &mut Columns,
        list: ListId,
        lists: &Lists<'_>,
        (records, fields): (&StructArray, &[(&Column, Cells<'_>)]),
        left: &mut [bool],
    ) -> bool {
        let (all, rows) = self.stretches(lists, left.len());
        let mut own = Columns::records(self.plan, list, all.len());
        let mut odd: Vec<bool> = all.clone().map(|at| records.is_null(at)).collect();
        let block = Block { from: all.start, ..*self };
        for (field, cells) in fields {
            block.put(&mut own, field, cells, &mut odd);
        }
        for (left, stretch) in left.iter_mut().zip(&rows) {
            let Some(stretch) = stretch else { continue };
            *left |= stretch.len() > MAX_RECORDS || odd.get(stretch.clone()).is_none_or(|odd| odd.contains(&true));
        }
        facts.fill_list(self.plan, &own, rows.into_iter());
        true
    }
}

fn truths(facts: &mut Columns, plan: &Plan, id: FactId, array: &BooleanArray, rows: (usize, usize)) -> bool {
    let (from, count) = rows;
    let values = array.values();
    let bits = Bits::new(values.values(), values.offset()).skip(from);
    facts.fill_truths(plan, id, count, bits, known(array.nulls(), from))
}
