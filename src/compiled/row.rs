//! The facts of one profile in registers. Owns how profiles become rows; knows nothing of what is computed.

use super::run::Bench;
use crate::ir::{FactId, ListId, SubjectId, Value};
use crate::plan::op::{Cell, Class, truth};
use crate::plan::{InputKind, Plan};
use crate::profile::{Profile, Record};

/// The facts of one profile as a plan reads them. What is not given is unknown.
#[derive(Clone, Debug)]
pub struct Row {
    truths: Vec<u8>,
    ints: Vec<i64>,
    lists: Vec<Option<Records>>,
}

/// A row that is borrowed: from a [`Row`], or from [`Rows`].
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'r> {
    truths: &'r [u8],
    ints: &'r [i64],
    lists: &'r [Option<Records>],
}

/// Many rows side by side in memory, for who evaluates one after the other.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: usize,
    /// Truths and numbers of one row.
    widths: (usize, usize),
    truths: Vec<u8>,
    ints: Vec<i64>,
    lists: Vec<Vec<Option<Records>>>,
}

impl<'r> From<&'r Row> for RowRef<'r> {
    fn from(row: &'r Row) -> Self {
        Self { truths: &row.truths, ints: &row.ints, lists: &row.lists }
    }
}

impl<'r> RowRef<'r> {
    /// The truths of the subject; for generated code.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub const fn truths(&self) -> &'r [u8] {
        self.truths
    }

    /// The numbers of the subject; for generated code.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub const fn ints(&self) -> &'r [i64] {
        self.ints
    }

    /// The records of a list; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn records(&self, list: usize) -> Option<&'r Records> {
        self.lists.get(list)?.as_ref()
    }

    pub(crate) fn list(&self, list: ListId) -> Option<&Records> {
        self.lists.get(list.0)?.as_ref()
    }

    /// Puts the facts of the subject into their registers.
    #[inline]
    pub(crate) fn load(&self, registers: &mut Bench<'_>) {
        if let Some(places) = registers.truths.get_mut(..self.truths.len()) {
            places.copy_from_slice(self.truths);
        }
        if let Some(places) = registers.ints.get_mut(..self.ints.len()) {
            places.copy_from_slice(self.ints);
        }
    }
}

impl Rows {
    /// Adds a row of the same plan as the others.
    pub fn push(&mut self, row: Row) {
        if self.rows == 0 {
            self.widths = (row.truths.len(), row.ints.len());
        }
        self.truths.extend(&row.truths);
        self.ints.extend(&row.ints);
        if row.has_lists() {
            self.lists.resize(self.rows, Vec::new());
            self.lists.push(row.lists);
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// A row; `None` beyond the last.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> Option<RowRef<'_>> {
        if index >= self.rows {
            return None;
        }
        let (truths, ints) = self.widths;
        let (truth_at, int_at) = (truths.checked_mul(index)?, ints.checked_mul(index)?);
        Some(RowRef {
            truths: self.truths.get(truth_at..truth_at.checked_add(truths)?)?,
            ints: self.ints.get(int_at..int_at.checked_add(ints)?)?,
            lists: self.lists.get(index).map_or(&[], Vec::as_slice),
        })
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = RowRef<'_>> {
        (0..self.rows).filter_map(|index| self.get(index))
    }
}

/// The records of one list, field by field.
#[derive(Clone, Debug, Default)]
pub struct Records {
    count: usize,
    truths: Vec<u8>,
    ints: Vec<i64>,
}

impl Records {
    /// The records of a list.
    pub(crate) fn of(plan: &Plan, list: ListId, records: &[Record]) -> Self {
        let mut own = Self { count: records.len(), ..Self::default() };
        for record in records {
            for id in plan.lists.get(list.0).map_or(&[][..], Vec::as_slice) {
                let Some(Some(input)) = plan.inputs.get(id.0) else { continue };
                match input.class {
                    Class::Truth => own.truths.push(InputKind::truth(record.get(*id))),
                    _ => own.ints.push(input.kind.int(record.get(*id))),
                }
            }
        }
        own
    }

    /// The records of a list from registers, by the number of the register and the row there.
    pub(crate) fn gather(
        plan: &Plan,
        list: ListId,
        rows: core::ops::Range<usize>,
        truth: impl Fn(usize, usize) -> u8,
        int: impl Fn(usize, usize) -> i64,
    ) -> Self {
        let fields = plan.lists.get(list.0).map_or(&[][..], Vec::as_slice);
        let inputs = || fields.iter().filter_map(|id| plan.inputs.get(id.0)?.as_ref());
        let mut own = Self { count: rows.len(), ..Self::default() };
        for row in rows {
            for input in inputs() {
                match input.class {
                    Class::Truth => own.truths.push(truth(input.slot.into(), row)),
                    _ => own.ints.push(int(input.slot.into(), row)),
                }
            }
        }
        own
    }

    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The fields of one record, truths and numbers; for generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn record(&self, index: usize) -> (&[u8], &[i64]) {
        (
            field_values(&self.truths, self.width(self.truths.len()), index),
            field_values(&self.ints, self.width(self.ints.len()), index),
        )
    }

    /// Puts the fields of one record into their registers.
    pub(crate) fn load(&self, plan: &Plan, list: ListId, index: usize, registers: &mut Bench<'_>) {
        let fields = plan.lists.get(list.0).map_or(&[][..], Vec::as_slice);
        let (mut truth_at, mut int_at) =
            (index.saturating_mul(self.width(self.truths.len())), index.saturating_mul(self.width(self.ints.len())));
        for id in fields {
            let Some(Some(input)) = plan.inputs.get(id.0) else { continue };
            let slot = usize::from(input.slot);
            if input.class == Class::Truth {
                if let (Some(place), Some(value)) = (registers.truths.get_mut(slot), self.truths.get(truth_at)) {
                    *place = *value;
                }
                truth_at = truth_at.saturating_add(1);
            } else {
                if let (Some(place), Some(value)) = (registers.ints.get_mut(slot), self.ints.get(int_at)) {
                    *place = *value;
                }
                int_at = int_at.saturating_add(1);
            }
        }
    }

    /// Values of one class a record has.
    fn width(&self, values: usize) -> usize {
        values.checked_div(self.count).unwrap_or(0)
    }
}

/// The values of one record among those of all.
fn field_values<T>(values: &[T], width: usize, index: usize) -> &[T] {
    let start = width.saturating_mul(index);
    values.get(start..start.saturating_add(width)).unwrap_or_default()
}

impl Row {
    /// The row of which nothing is known.
    #[must_use]
    pub fn empty(plan: &Plan) -> Self {
        Self {
            truths: vec![truth::UNKNOWN; plan.truths.inputs],
            ints: vec![i64::NULL; plan.ints.inputs],
            lists: vec![None; plan.lists.len()],
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.truths.fill(truth::UNKNOWN);
        self.ints.fill(i64::NULL);
        self.lists.fill(None);
    }

    /// The row of a profile.
    #[must_use]
    pub fn of(plan: &Plan, profile: &Profile) -> Self {
        let mut row = Self::empty(plan);
        row.set_subject(profile.subject());
        for (index, input) in plan.inputs.iter().enumerate() {
            if input.as_ref().is_some_and(|input| input.list.is_none()) {
                row.set(plan, FactId(index), profile.fact(FactId(index)));
            }
        }
        for (index, place) in row.lists.iter_mut().enumerate() {
            let list = ListId(index);
            let Some(records) = profile.list(list) else { continue };
            *place = Some(Records::of(plan, list, records));
        }
        row
    }

    /// States the subject type.
    pub fn set_subject(&mut self, subject: Option<SubjectId>) {
        if let Some(place) = self.ints.first_mut() {
            *place = subject.and_then(|subject| i64::try_from(subject.0).ok()).unwrap_or(i64::NULL);
        }
    }

    /// States or withdraws a fact of the subject.
    pub fn set(&mut self, plan: &Plan, fact: FactId, value: Option<&Value>) {
        let Some(Some(input)) = plan.inputs.get(fact.0) else { return };
        let slot = usize::from(input.slot);
        match input.class {
            Class::Truth => {
                if let Some(place) = self.truths.get_mut(slot) {
                    *place = InputKind::truth(value);
                }
            }
            _ => {
                if let Some(place) = self.ints.get_mut(slot) {
                    *place = input.kind.int(value);
                }
            }
        }
    }

    pub(crate) fn truths(&self) -> &[u8] {
        &self.truths
    }

    pub(crate) fn ints(&self) -> &[i64] {
        &self.ints
    }

    pub(crate) fn has_lists(&self) -> bool {
        self.lists.iter().any(Option::is_some)
    }

    /// Its lists.
    pub(crate) fn into_lists(self) -> Vec<Option<Records>> {
        self.lists
    }

    /// Takes over values register by register, and lists if there are any.
    pub(crate) fn fill(
        &mut self,
        plan: &Plan,
        truths: impl Iterator<Item = u8>,
        ints: impl Iterator<Item = i64>,
        lists: Option<&[Option<Records>]>,
    ) {
        self.truths.clear();
        self.truths.extend(truths);
        self.truths.resize(plan.truths.inputs, truth::UNKNOWN);
        self.ints.clear();
        self.ints.extend(ints);
        self.ints.resize(plan.ints.inputs, i64::NULL);
        self.lists.clear();
        self.lists.extend(lists.into_iter().flatten().cloned());
        self.lists.resize(plan.lists.len(), None);
    }
}
