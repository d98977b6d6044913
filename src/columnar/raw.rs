//! Columns as programs with tables in memory have them: numbers as whole steps, subject types, one profile repeated. Owns
//! these ways in; what a number may be stays with the plan, and what is outside is left to the reference engine.

use super::Columns;
use crate::compiled::Row;
use crate::ir::{FactId, FactType, Policy, SubjectId};
use crate::plan::op::Cell;
use crate::plan::{InputKind, Plan};
use crate::profile::Profile;

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
    /// The steps of a fact; `None` when it is no number of the subject, or not one that fits a register.
    #[must_use]
    pub fn steps(&self, policy: &Policy, fact: FactId) -> Option<Steps> {
        let def = policy.facts.get(fact.0)?;
        let (FactType::Scalar(_, form), None) = (&def.ty, def.list) else { return None };
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
        let Some(Some(input)) = plan.inputs.get(fact.0) else { return false };
        let (InputKind::Number { lo, hi, .. }, None) = (&input.kind, input.list) else { return false };
        let Some(column) = self.ints.get_mut(usize::from(input.slot)).filter(|_| values.len() == self.rows) else {
            return false;
        };
        *column = values
            .map(|value| match value {
                None => i64::NULL,
                Some(steps) if (*lo..=*hi).contains(&steps) => steps,
                Some(_) => i64::DEFER,
            })
            .collect();
        true
    }

    /// Replaces the subject types. Gives `false`, and changes nothing, when there is another number of rows.
    pub fn set_subjects(&mut self, values: impl ExactSizeIterator<Item = Option<SubjectId>>) -> bool {
        let Some(column) = self.ints.first_mut().filter(|_| values.len() == self.rows) else { return false };
        *column = values.map(|id| id.and_then(|id| i64::try_from(id.0).ok()).unwrap_or(i64::NULL)).collect();
        true
    }
}
