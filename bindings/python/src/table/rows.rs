//! A batch of rows to its answers. Owns the two ways: columns at once where every cell is plain, and otherwise a row as a
//! profile, read and answered as any other. A row that is refused has no answers but a reason.

use super::answers::{Answers, DIGITS, Part, TOO_MUCH, Writer};
use super::block::Block;
use super::cell::{Cells, pair};
use super::{Binding, Column, Target};
use crate::errors;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use huice::columnar::{CHUNK, Columns, Results, Workbench};
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

/// What going column by column works with.
struct Fast {
    facts: Columns,
    results: Results,
    workbench: Workbench,
    block: Block,
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
        let too_many = || ArrowError::ComputeError("too many rows in one batch".to_owned());
        let mut writer = Writer::new().ok_or_else(too_many)?;
        let mut answers: Vec<Answers> = self.items.iter().map(|_| Answers::new(rows)).collect();
        let mut parts: Vec<Part> = self.items.iter().map(|_| Part::new(rows.min(CHUNK))).collect();
        let mut fast = self.fast(&cells, rows);
        let mut work = (self.compiled.scratch(), Vec::new());
        let mut left = vec![false; rows.min(CHUNK)];
        let mut reasons = StringBuilder::new();
        let mut told = 0_usize;
        for from in (0..rows).step_by(CHUNK) {
            let count = CHUNK.min(rows.saturating_sub(from));
            left.truncate(count);
            left.fill(false);
            if !fast.as_mut().is_some_and(|fast| self.columns(fast, &cells, from, &mut left, &mut parts)) {
                fast = None;
                left.fill(true);
            }
            for (row, _) in left.iter().enumerate().filter(|(_, left)| **left) {
                let at = from.saturating_add(row);
                if let Some(reason) = self.row(&cells, (at, row), &mut work, &mut parts) {
                    reasons.append_nulls(at.saturating_sub(told));
                    reasons.append_value(reason);
                    told = at.saturating_add(1);
                }
            }
            for (answers, part) in answers.iter_mut().zip(&parts) {
                writer.append(answers, part, count).ok_or_else(too_many)?;
            }
        }
        reasons.append_nulls(rows.saturating_sub(told));
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

    /// What going column by column takes; `None` when all rows must be read as profiles.
    fn fast(&self, cells: &[(&Column, Cells<'_>)], rows: usize) -> Option<Fast> {
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
        let facts = self.compiled.columns(&self.constants, rows.min(CHUNK))?;
        let results = Results::new(plan, facts.rows());
        Some(Fast { facts, results, workbench: Workbench::new(plan), block: Block::default() })
    }

    /// A chunk by columns: as many rows as `left` has; marks those that must be read as profiles. `false` when all must.
    fn columns(
        &self,
        fast: &mut Fast,
        cells: &[(&Column, Cells<'_>)],
        from: usize,
        left: &mut [bool],
        parts: &mut [Part],
    ) -> bool {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        if left.len() != fast.facts.rows() {
            let Some(facts) = self.compiled.columns(&self.constants, left.len()) else { return false };
            fast.facts = facts;
        }
        let Fast { facts, results, workbench, block } = fast;
        let put = |(column, cells): &(&Column, Cells<'_>)| block.put(policy, plan, facts, column, cells, from, left);
        if !cells.iter().all(put) {
            return false;
        }
        plan.run_columns(facts, workbench, results);
        for ((item, _), part) in self.items.iter().zip(parts) {
            let Some(verdicts) = results.item(*item) else { continue };
            let places = part.statuses.iter_mut().zip(&mut part.fen).zip(&mut part.known);
            for ((verdict, ((status, amount), known)), left) in verdicts.iter().zip(places).zip(&mut *left) {
                let fen = verdict.fen();
                *status = verdict.status();
                *known = fen.is_some();
                *amount = i128::from(fen.unwrap_or(0));
                *left |= status.is_none() | (u128::from(fen.unwrap_or(0).unsigned_abs()) >= TOO_MUCH);
            }
        }
        true
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

    /// One row as a profile, into its place in the parts. Gives the reason when it is refused; its answers are then null.
    fn row(
        &self,
        cells: &[(&Column, Cells<'_>)],
        (row, place): (usize, usize),
        work: &mut (Scratch, Vec<Answer>),
        out: &mut [Part],
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
            column.put(place, status, answer.and_then(|answer| answer.fen).filter(|_| fits));
        }
        reason
    }
}
