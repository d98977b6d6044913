//! A batch of rows to its answers. Owns the two ways: columns at once where every cell is plain, and otherwise a row as a
//! profile, read and answered as any other. A row that is refused has no answers but a reason.

use super::answers::{Answers, DIGITS, TOO_MUCH};
use super::block::Block;
use super::cell::{Cells, pair};
use super::{Binding, Column, Target};
use crate::errors;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use huice::columnar::{CHUNK, Results, Workbench};
use huice::diagnostic::Lang;
use huice::ir::FactId;
use huice::outcome::Status;
use huice::{Answer, Compiled, Profile, Program, Scratch};
use std::sync::Arc;

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
        let mut answers: Vec<Answers> = self.items.iter().map(|_| Answers::new(rows)).collect();
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
        for answers in answers {
            columns.extend(answers.columns()?);
        }
        columns.push(Arc::new(reasons.finish()));
        RecordBatch::try_new_with_options(
            Arc::clone(schema),
            columns,
            &arrow_array::RecordBatchOptions::new().with_row_count(Some(rows)),
        )
    }

    /// Columns at once. Gives the rows that must be read as profiles; `None` when all must.
    fn columns(&self, cells: &[(&Column, Cells<'_>)], rows: usize, answers: &mut [Answers]) -> Option<Vec<bool>> {
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
        let mut left = vec![false; rows];
        let mut workbench = Workbench::new(plan);
        let mut facts = self.compiled.columns(&self.constants, rows.min(CHUNK))?;
        let mut results = Results::new(plan, facts.rows());
        let mut block = Block::default();
        for (index, left) in left.chunks_mut(CHUNK).enumerate() {
            let from = index.saturating_mul(CHUNK);
            if left.len() != facts.rows() {
                facts = self.compiled.columns(&self.constants, left.len())?;
            }
            for (column, cells) in cells {
                if !block.put(policy, plan, &mut facts, column, cells, from, left) {
                    return None;
                }
            }
            plan.run_columns(&facts, &mut workbench, &mut results);
            for ((item, _), answers) in self.items.iter().zip(&mut *answers) {
                let Some(verdicts) = results.verdicts.get(*item) else { continue };
                let places = answers.statuses.iter_mut().zip(&mut answers.fen).zip(&mut answers.known).skip(from);
                for ((verdict, ((status, amount), known)), left) in verdicts.iter().zip(places).zip(&mut *left) {
                    let fen = verdict.fen();
                    *status = verdict.status();
                    *known = fen.is_some();
                    *amount = i128::from(fen.unwrap_or(0));
                    *left |= status.is_none() | (u128::from(fen.unwrap_or(0).unsigned_abs()) >= TOO_MUCH);
                }
            }
        }
        Some(left)
    }

    /// Runs the engine alone so many rounds: a batch whose columns are in its registers, all of them, to verdicts in memory.
    /// What reading columns and writing answers adds is measured against it. `None` when rows must be read as profiles.
    pub(crate) fn alone(&self, binding: &Binding, batch: &RecordBatch, rounds: usize) -> Option<()> {
        let (policy, plan, rows) = (self.program.policy(), self.compiled.plan(), batch.num_rows());
        let mut facts = self.compiled.columns(&self.constants, rows)?;
        let mut left = vec![false; rows];
        for column in &binding.columns {
            let cells = Cells::new(column, batch.columns().get(column.at)?.as_ref())?;
            if !Block::default().put(policy, plan, &mut facts, column, &cells, 0, &mut left) {
                return None;
            }
        }
        let mut workbench = Workbench::new(plan);
        let mut results = Results::new(plan, rows);
        for _ in 0..rounds {
            plan.run_columns(&facts, &mut workbench, &mut results);
        }
        Some(())
    }

    /// One row as a profile. Gives the reason when it is refused; its answers are then null.
    fn row(
        &self,
        cells: &[(&Column, Cells<'_>)],
        row: usize,
        work: &mut (Scratch, Vec<Answer>),
        out: &mut [Answers],
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
            let status: Option<Status> = answer.map(|answer| answer.status);
            column.put(row, status, answer.and_then(|answer| answer.fen).filter(|_| fits));
        }
        reason
    }
}
