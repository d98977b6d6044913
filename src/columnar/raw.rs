//! Columns as programs with tables in memory have them: numbers as whole steps, truths, days, members, subject types, one
//! profile repeated. Owns these ways in; what a number may be stays with the plan, and what is outside is left to the
//! reference engine. They write into the columns that are there, so that a table can go through in blocks.

use super::Columns;
use crate::compiled::Row;
use crate::ir::{FactId, FactType, Policy, SubjectId};
use crate::plan::op::{Cell, truth};
use crate::plan::{Input, InputKind, Plan, day_number};
use crate::profile::Profile;
use crate::value::date::{MAX_YEAR, MIN_YEAR};
use chrono::NaiveDate;

/// How a plan holds the numbers of a fact: as whole steps between two bounds. Every number within them keeps the form
/// and the bounds of its fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Steps of one written unit: 100 for money in yuan, 1 for whole numbers, 10 000 for others.
    pub per_unit: i64,
    /// The least number of steps.
    pub lo: i64,
    /// The greatest.
    pub hi: i64,
}

impl Plan {
    /// The steps of a fact, of the subject or of a record; `None` when it is no number that fits a register.
    #[must_use]
    pub fn steps(&self, policy: &Policy, fact: FactId) -> Option<Steps> {
        let def = policy.facts.get(fact.0)?;
        let FactType::Scalar(_, form) = &def.ty else { return None };
        let InputKind::Number { step, lo, hi } = &self.inputs.get(fact.0)?.as_ref()?.kind else { return None };
        let (per_unit, signed) = match form {
            Some(form) => (form.scale.div(step)?.to_i64()?, form.signed),
            None => (crate::value::number::Number::one().div(step)?.to_i64()?, true),
        };
        Some(Steps { per_unit, lo: if signed { *lo } else { (*lo).max(0) }, hi: *hi })
    }

    /// Whether the facts of one subject have a register for this fact.
    #[must_use]
    pub fn holds(&self, fact: FactId) -> bool {
        self.inputs.get(fact.0).is_some_and(|input| input.as_ref().is_some_and(|input| input.list.is_none()))
    }
}

impl Columns {
    /// So many rows that all hold the facts of one profile; `None` when it has lists, which are no columns.
    #[must_use]
    pub fn repeat(plan: &Plan, profile: &Profile, rows: usize) -> Option<Self> {
        let row = Row::of(plan, profile);
        if row.has_lists() {
            return None;
        }
        let mut columns = Self::new(plan);
        columns.rows = rows;
        for (column, value) in columns.truths.iter_mut().zip(row.truths()) {
            column.resize(rows, *value);
        }
        for (column, value) in columns.ints.iter_mut().zip(row.ints()) {
            column.resize(rows, *value);
        }
        Some(columns)
    }

    /// Replaces the column of a number by steps as [`Plan::steps`] has them, `None` where it is not known; what lies
    /// outside its bounds is left to the reference engine. Gives `false`, and changes nothing, when the fact has no such
    /// column or there is another number of rows.
    pub fn set_steps(&mut self, plan: &Plan, fact: FactId, values: impl ExactSizeIterator<Item = Option<i64>>) -> bool {
        let Some(Input { kind: InputKind::Number { lo, hi, .. }, slot, list: None, .. }) = input(plan, fact) else {
            return false;
        };
        self.write(*slot, values, |steps| if (*lo..=*hi).contains(&steps) { steps } else { i64::DEFER })
    }

    /// Replaces the column of a date by days from the first of the common era (1 is 0001-01-01), `None` where it is not
    /// known; days outside the calendar are left to the reference engine. Gives `false` as [`Columns::set_steps`] does.
    pub fn set_days(&mut self, plan: &Plan, fact: FactId, values: impl ExactSizeIterator<Item = Option<i64>>) -> bool {
        let Some(Input { kind: InputKind::Date, slot, list: None, .. }) = input(plan, fact) else { return false };
        let (Some(first), Some(last)) =
            (NaiveDate::from_ymd_opt(MIN_YEAR, 1, 1), NaiveDate::from_ymd_opt(MAX_YEAR, 12, 31))
        else {
            return false;
        };
        let (first, last) = (day_number(first), day_number(last));
        self.write(*slot, values, |day| if (first..=last).contains(&day) { day } else { i64::DEFER })
    }

    /// Replaces the column of an enumeration by indices of its members, `None` where it is not known. Gives `false` as
    /// [`Columns::set_steps`] does.
    pub fn set_members(
        &mut self,
        plan: &Plan,
        fact: FactId,
        values: impl ExactSizeIterator<Item = Option<usize>>,
    ) -> bool {
        let Some(Input { kind: InputKind::Enum, slot, list: None, .. }) = input(plan, fact) else { return false };
        let values = values.map(|member| member.map(|member| i64::try_from(member).unwrap_or(i64::DEFER)));
        self.write(*slot, values, |member| member)
    }

    /// Replaces a column of truths, `None` where it is not known. Gives `false` as [`Columns::set_steps`] does.
    pub fn set_truths(
        &mut self,
        plan: &Plan,
        fact: FactId,
        values: impl ExactSizeIterator<Item = Option<bool>>,
    ) -> bool {
        let Some(Input { kind: InputKind::Bool, slot, list: None, .. }) = input(plan, fact) else { return false };
        let Some(column) = self.truths.get_mut(usize::from(*slot)).filter(|_| values.len() == self.rows) else {
            return false;
        };
        for (place, value) in column.iter_mut().zip(values) {
            *place = value.map_or(truth::UNKNOWN, truth::as_mask);
        }
        true
    }

    fn write(
        &mut self,
        slot: u16,
        values: impl ExactSizeIterator<Item = Option<i64>>,
        form: impl Fn(i64) -> i64,
    ) -> bool {
        let Some(column) = self.ints.get_mut(usize::from(slot)).filter(|_| values.len() == self.rows) else {
            return false;
        };
        for (place, value) in column.iter_mut().zip(values) {
            *place = value.map_or(i64::NULL, &form);
        }
        true
    }

    /// Replaces the subject types. Gives `false`, and changes nothing, when there is another number of rows.
    pub fn set_subjects(&mut self, values: impl ExactSizeIterator<Item = Option<SubjectId>>) -> bool {
        self.write(0, values.map(|id| id.and_then(|id| i64::try_from(id.0).ok())), |subject| subject)
    }
}

/// The register of a fact.
pub(super) fn input(plan: &Plan, fact: FactId) -> Option<&Input> {
    plan.inputs.get(fact.0)?.as_ref()
}
