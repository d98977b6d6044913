//! A batch of rows to its answers. Owns the two ways: columns at once where every cell is plain, and otherwise a row as a
//! profile, read and answered as any other. A row that is refused has no answers but a reason.

use super::answers::{Answers, DIGITS, Form, TOO_MUCH, Writer};
use super::block::Block;
use super::cell::{Cells, pair};
use super::{Binding, Column, Target};
use crate::errors;
use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use huice::columnar::{CHUNK, Columns, Contradictions, Lookout, Results, Workbench};
use huice::diagnostic::Lang;
use huice::ir::FactId;
use huice::{Answer, Compiled, Profile, Program, Scratch};
use std::sync::Arc;

/// A program for one day and context, with what all rows share.
pub(crate) struct Engine {
    pub(crate) program: Program,
    pub(crate) compiled: Compiled,
    pub(crate) contradictions: Contradictions,
    pub(crate) lang: Lang,
    /// Facts that all rows share, and the same as entries of a JSON object.
    pub(crate) constants: Profile,
    pub(crate) shared: String,
    /// The items asked for, by place, with their ids.
    pub(crate) items: Vec<(usize, String)>,
}

/// A column and its cells.
type Given<'a> = (&'a Column, Cells<'a>);

/// What going column by column works with.
struct Fast {
    facts: Columns,
    results: Results,
    workbench: Workbench,
    lookout: Lookout,
}

impl Engine {
    /// The columns of the answers, after those handed through.
    pub(crate) fn schema(&self, kept: &[Field], form: Form) -> SchemaRef {
        let mut fields: Vec<Field> = kept.to_vec();
        for (_, id) in &self.items {
            fields.push(Field::new(format!("{id}_status"), form.data_type(), true));
            fields.push(Field::new(format!("{id}_yuan"), DataType::Decimal128(DIGITS, 2), true));
        }
        fields.push(Field::new("reason", DataType::Utf8, true));
        Arc::new(Schema::new(Fields::from(fields)))
    }

    /// The answers of a batch, a row each, in order, and how many rows were read as profiles.
    pub(crate) fn batch(
        &self,
        binding: &Binding,
        (schema, form): (&SchemaRef, Form),
        batch: &RecordBatch,
    ) -> Result<(RecordBatch, usize), ArrowError> {
        let cells = self.given(binding, batch)?;
        let rows = batch.num_rows();
        let too_many = || ArrowError::ComputeError("too many rows in one batch".to_owned());
        let mut writer = Writer::new(form).ok_or_else(too_many)?;
        let mut answers: Vec<Answers> = self.items.iter().map(|_| Answers::new(form, rows)).collect();
        let mut fast = self.fast(rows);
        let mut work = (self.compiled.scratch(), Vec::new());
        let mut left = vec![false; rows.min(CHUNK)];
        let mut reasons = StringBuilder::new();
        let (mut told, mut profiles) = (0_usize, 0_usize);
        for from in (0..rows).step_by(CHUNK) {
            let count = CHUNK.min(rows.saturating_sub(from));
            left.truncate(count);
            left.fill(false);
            let run = fast.as_mut().and_then(|fast| self.columns(fast, &cells, from, &mut left).then_some(fast));
            match run {
                Some(Fast { results, .. }) => {
                    for ((item, _), answers) in self.items.iter().zip(&mut answers) {
                        match results.item(*item).filter(|found| found.len() == count) {
                            Some(found) => answers.chunk(found, &mut left),
                            None => answers.empty_chunk(count),
                        }
                    }
                }
                None => {
                    left.fill(true);
                    answers.iter_mut().for_each(|answers| answers.empty_chunk(count));
                }
            }
            for (row, _) in left.iter().enumerate().filter(|(_, left)| **left) {
                let at = from.saturating_add(row);
                profiles = profiles.saturating_add(1);
                if let Some(reason) = self.row(&cells, (at, row), &mut work, &mut answers) {
                    reasons.append_nulls(at.saturating_sub(told));
                    reasons.append_value(reason);
                    told = at.saturating_add(1);
                }
            }
            for answers in &mut answers {
                writer.finish_chunk(answers).ok_or_else(too_many)?;
            }
        }
        reasons.append_nulls(rows.saturating_sub(told));
        let mut columns: Vec<ArrayRef> =
            binding.kept.iter().filter_map(|at| batch.columns().get(*at)).map(Arc::clone).collect();
        for answers in answers {
            columns.extend(answers.columns(&writer)?);
        }
        columns.push(Arc::new(reasons.finish()));
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
        Ok((RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?, profiles))
    }

    /// The columns of a batch, ready to be read.
    fn given<'a>(&self, binding: &'a Binding, batch: &'a RecordBatch) -> Result<Vec<Given<'a>>, ArrowError> {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        let cells = |column: &'a Column| {
            Some((column, Cells::new(policy, plan, column, batch.columns().get(column.at)?.as_ref())?))
        };
        let found: Option<Vec<Given<'a>>> = binding.columns.iter().map(cells).collect();
        found.ok_or_else(|| ArrowError::SchemaError("the batch differs from its schema".to_owned()))
    }

    /// What going column by column takes; `None` when all rows must be read as profiles, because the facts that they share
    /// are lists, or can be contradicted.
    fn fast(&self, rows: usize) -> Option<Fast> {
        let plan = self.compiled.plan();
        let given = |at: &usize| self.constants.facts().fact(FactId(*at)).is_some();
        let mut shared = (0..self.program.policy().facts.len()).filter(given);
        if !shared.all(|at| plan.holds(FactId(at)) && self.contradictions.never(FactId(at))) {
            return None;
        }
        let facts = self.compiled.columns(&self.constants, rows.min(CHUNK))?;
        let results = Results::new(plan, facts.rows());
        Some(Fast { facts, results, workbench: Workbench::new(plan), lookout: self.contradictions.lookout() })
    }

    /// A chunk by columns: as many rows as `left` has; marks those that must be read as profiles. `false` when all must.
    fn columns(&self, fast: &mut Fast, cells: &[Given<'_>], from: usize, left: &mut [bool]) -> bool {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        if left.len() != fast.facts.rows() {
            let Some(facts) = self.compiled.columns(&self.constants, left.len()) else { return false };
            fast.facts = facts;
            fast.results = Results::new(plan, left.len());
        }
        let Fast { facts, results, workbench, lookout } = fast;
        let block = Block { policy, plan, from };
        let put = |(column, cells): &&Given<'_>| block.put(facts, column, cells, left);
        let put: Vec<&Given<'_>> = cells.iter().filter(put).collect();
        let ids = put.iter().filter_map(|(column, _)| match column.target {
            Target::Fact(id) => Some(id),
            Target::Subject | Target::Id => None,
        });
        self.contradictions.mark(facts, ids, lookout, left);
        plan.run_columns(facts, workbench, results);
        true
    }

    /// For measuring, so many rounds, and nothing when rows do not go column by column: the engine alone, from registers
    /// to verdicts in memory, all rows of a batch at once.
    pub(crate) fn alone(&self, binding: &Binding, batch: &RecordBatch, rounds: usize) -> Option<()> {
        let (policy, plan, rows) = (self.program.policy(), self.compiled.plan(), batch.num_rows());
        let mut facts = self.compiled.columns(&self.constants, rows)?;
        let mut left = vec![false; rows];
        for (column, cells) in self.given(binding, batch).ok()? {
            if !(Block { policy, plan, from: 0 }).put(&mut facts, column, &cells, &mut left) {
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
            let fits = answer.and_then(|answer| answer.fen).is_none_or(|fen| fen.unsigned_abs() < TOO_MUCH.into());
            if !fits && reason.is_none() {
                reason = Some(match self.lang {
                    Lang::Zh => format!("{id}: 金额超出 decimal128(18,2)"),
                    Lang::En => format!("{id}: the amount does not fit decimal128(18,2)"),
                });
            }
            let status = answer.map(|answer| answer.status);
            column.put((row, place), status, answer.and_then(|answer| answer.fen).filter(|_| fits));
        }
        reason
    }
}
