//! A batch of rows to its answers. Owns the two ways: columns at once where every cell is plain, and otherwise a row as a
//! profile, read and answered as any other. A row that is refused has no answers but a reason.

use super::cell::{Cells, Plain, pair};
use super::number::Step;
use super::{Binding, Column, Target};
use crate::errors;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, Decimal128Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use huice::columnar::{Columns, Results, Workbench};
use huice::diagnostic::Lang;
use huice::ir::{FactId, Value};
use huice::outcome::Status;
use huice::{Answer, Compiled, Profile, Program, Scratch};
use std::sync::Arc;

/// Digits of an amount in yuan, two of them after the point.
const DIGITS: u8 = 18;
/// One more than the largest number of fen in so many digits.
const TOO_MUCH: u128 = 1_000_000_000_000_000_000;

/// A program for one day and context, with what all rows share.
pub(crate) struct Engine {
    pub(crate) program: Program,
    pub(crate) compiled: Compiled,
    pub(crate) lang: Lang,
    /// Facts that all rows share, and the same as entries of a JSON object.
    pub(crate) constants: Profile,
    pub(crate) shared: String,
    /// The items asked for, by place, with their ids.
    pub(crate) items: Vec<(usize, String)>,
}

/// What one row comes to for one item.
type Cell = Option<(Status, Option<i128>)>;

impl Engine {
    /// The columns of the answers, after those handed through.
    pub(crate) fn schema(&self, kept: &[Field]) -> SchemaRef {
        let mut fields: Vec<Field> = kept.to_vec();
        for (_, id) in &self.items {
            fields.push(Field::new(format!("{id}_status"), DataType::Utf8, true));
            fields.push(Field::new(format!("{id}_yuan"), DataType::Decimal128(DIGITS, 2), true));
        }
        fields.push(Field::new("reason", DataType::Utf8, true));
        Arc::new(Schema::new(Fields::from(fields)))
    }

    /// The answers of a batch, a row each, in order.
    pub(crate) fn batch(
        &self,
        binding: &Binding,
        schema: &SchemaRef,
        batch: &RecordBatch,
    ) -> Result<RecordBatch, ArrowError> {
        let cells: Option<Vec<(&Column, Cells<'_>)>> = binding
            .columns
            .iter()
            .map(|column| Some((column, Cells::new(column, batch.columns().get(column.at)?.as_ref())?)))
            .collect();
        let cells = cells.ok_or_else(|| ArrowError::SchemaError("the batch differs from its schema".to_owned()))?;
        let rows = batch.num_rows();
        let mut answers: Vec<Vec<Cell>> = vec![vec![None; rows]; self.items.len()];
        let left = self.columns(&cells, rows, &mut answers);
        let mut reasons = StringBuilder::new();
        let mut work = (self.compiled.scratch(), Vec::new());
        for row in 0..rows {
            let mut reason = None;
            if left.as_ref().is_none_or(|left| left.get(row).copied().unwrap_or(true)) {
                reason = self.row(&cells, row, &mut work, &mut answers);
            }
            match reason {
                None => reasons.append_null(),
                Some(reason) => reasons.append_value(reason),
            }
        }
        let mut columns: Vec<ArrayRef> =
            binding.kept.iter().filter_map(|at| batch.columns().get(*at)).map(Arc::clone).collect();
        for answers in &answers {
            let mut statuses = StringBuilder::with_capacity(rows, rows.saturating_mul(12));
            for answer in answers {
                statuses.append_option(answer.map(|(status, _)| status.word()));
            }
            let fen = answers.iter().map(|answer| answer.and_then(|(_, fen)| fen));
            columns.push(Arc::new(statuses.finish()));
            columns.push(Arc::new(fen.collect::<Decimal128Array>().with_precision_and_scale(DIGITS, 2)?));
        }
        columns.push(Arc::new(reasons.finish()));
        RecordBatch::try_new_with_options(
            Arc::clone(schema),
            columns,
            &arrow_array::RecordBatchOptions::new().with_row_count(Some(rows)),
        )
    }

    /// Columns at once. Gives the rows that must be read as profiles; `None` when all must.
    fn columns(&self, cells: &[(&Column, Cells<'_>)], rows: usize, answers: &mut [Vec<Cell>]) -> Option<Vec<bool>> {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        // Facts that others can contradict, and facts without a register, take the whole row to check.
        let apart = |id: FactId| {
            let fact = policy.facts.get(id.0);
            !plan.holds(id) || fact.is_none_or(|fact| fact.derived.is_some() || fact.only_if.is_some())
        };
        let given = |at: usize| self.constants.facts().fact(FactId(at)).is_some();
        let contradictable = (0..policy.facts.len()).any(|at| given(at) && apart(FactId(at)));
        if contradictable || cells.iter().any(|(column, _)| matches!(column.target, Target::Fact(id) if apart(id))) {
            return None;
        }
        let mut columns = self.compiled.columns(&self.constants, rows)?;
        let mut left = vec![false; rows];
        for (column, cells) in cells {
            if !self.put(&mut columns, column, cells, rows, &mut left) {
                return None;
            }
        }
        let mut results = Results::new(plan, rows);
        plan.run_columns(&columns, &mut Workbench::new(plan), &mut results);
        for ((item, _), out) in self.items.iter().zip(answers) {
            let Some(verdicts) = results.verdicts.get(*item) else { continue };
            for ((verdict, out), left) in verdicts.iter().zip(out).zip(&mut left) {
                let fen = verdict.fen();
                match verdict.status() {
                    Some(status) if fen.is_none_or(|fen| u128::from(fen.unsigned_abs()) < TOO_MUCH) => {
                        *out = Some((status, fen.map(i128::from)));
                    }
                    _ => *left = true,
                }
            }
        }
        Some(left)
    }

    /// One column of a table into the engine's; marks the rows whose cell is not plain.
    fn put(&self, columns: &mut Columns, column: &Column, cells: &Cells<'_>, rows: usize, left: &mut [bool]) -> bool {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        let id = match column.target {
            Target::Fact(id) => id,
            Target::Subject => {
                let read = |(row, left): (usize, &mut bool)| match cells.subject(policy, row) {
                    Plain::Known(subject) => Some(subject),
                    Plain::Unknown => None,
                    Plain::Slow => {
                        *left = true;
                        None
                    }
                };
                let subjects: Vec<_> = left.iter_mut().enumerate().map(read).collect();
                return columns.set_subjects(subjects.into_iter());
            }
            Target::Id => return false,
        };
        if let Cells::Number(numbers) = cells {
            let Some(steps) = plan.steps(policy, id) else { return false };
            let values: Vec<Option<i64>> = numbers
                .steps(&steps, rows)
                .into_iter()
                .zip(left)
                .map(|(step, left)| match step {
                    Step::Known(steps) => Some(steps),
                    Step::Unknown => None,
                    Step::Slow => {
                        *left = true;
                        None
                    }
                })
                .collect();
            return columns.set_steps(plan, id, values.into_iter());
        }
        let read = |(row, left): (usize, &mut bool)| match cells.value(policy, column.kind, row) {
            Plain::Known(value) => Some(value),
            Plain::Unknown => None,
            Plain::Slow => {
                *left = true;
                None
            }
        };
        let values: Vec<Option<Value>> = left.iter_mut().enumerate().map(read).collect();
        columns.set(plan, id, values.iter().map(Option::as_ref))
    }

    /// One row as a profile. Gives the reason when it is refused; its answers are then null.
    fn row(
        &self,
        cells: &[(&Column, Cells<'_>)],
        row: usize,
        work: &mut (Scratch, Vec<Answer>),
        out: &mut [Vec<Cell>],
    ) -> Option<String> {
        let given = cells.iter().filter_map(|(column, cells)| Some(pair(&column.key, &cells.json(row)?)));
        let mut entries: Vec<String> = given.collect();
        if !self.shared.is_empty() {
            entries.push(self.shared.clone());
        }
        let read = Profile::from_json(&self.program, &format!("{{{}}}", entries.join(",")));
        let (scratch, answers) = work;
        let mut reason = match &read {
            Ok(profile) => {
                self.compiled.answers(profile, scratch, answers);
                None
            }
            Err(_) => {
                answers.clear();
                Some(String::new())
            }
        };
        if let Err(found) = read {
            let lines: Vec<String> = errors::of_profile(found).iter().map(|problem| problem.line(self.lang)).collect();
            reason = Some(lines.join("; "));
        }
        for ((item, id), column) in self.items.iter().zip(out) {
            let answer = answers.get(*item);
            let fits = answer.and_then(|answer| answer.fen).is_none_or(|fen| fen.unsigned_abs() < TOO_MUCH);
            if !fits && reason.is_none() {
                reason = Some(match self.lang {
                    Lang::Zh => format!("{id}: 金额超出 decimal128(18,2)"),
                    Lang::En => format!("{id}: the amount does not fit decimal128(18,2)"),
                });
            }
            if let Some(place) = column.get_mut(row) {
                *place = answer.map(|answer| (answer.status, answer.fen.filter(|_| fits)));
            }
        }
        reason
    }
}
