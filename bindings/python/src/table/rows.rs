//! A batch of rows to its answers. Owns the two ways: columns at once where every cell is plain, and otherwise a row as a
//! profile, read and answered as any other. A row that is refused has no answers but a reason.

use super::answers::{Answers, DIGITS, Form, TOO_MUCH, Writer};
use super::block::Block;
use super::cell::{Cells, pair};
use super::{Binding, Column, Target, sound};
use crate::errors::{self, Problem};
use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use arrow_select::take::take;
use huice::columnar::{CHUNK, Columns, Contradictions, Lookout, Results, Workbench};
use huice::diagnostic::Lang;
use huice::ir::FactId;
use huice::{Answer, Compiled, Profile, Program, Scratch};
use std::collections::BTreeMap;
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

/// Asked now and then whether to go on.
pub(crate) type GoOn = fn() -> Result<(), ArrowError>;
/// Rows between two such questions, a whole number of chunks.
const PULSE: usize = 64 * CHUNK;

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
        go_on: GoOn,
    ) -> Result<(RecordBatch, usize), ArrowError> {
        let rows = batch.num_rows();
        let broken = self.broken(binding, batch);
        let (answers, profiles) = if broken.is_empty() {
            self.rows(binding, form, (batch.columns(), rows), go_on)?
        } else {
            self.around(binding, form, (batch, &broken), go_on)?
        };
        let mut columns: Vec<ArrayRef> =
            binding.kept.iter().filter_map(|at| batch.columns().get(*at)).map(Arc::clone).collect();
        columns.extend(answers);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok((RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?, profiles))
    }

    /// The rows that hold text that is no UTF-8, with what is said of them.
    fn broken(&self, binding: &Binding, batch: &RecordBatch) -> BTreeMap<usize, String> {
        let mut found = BTreeMap::new();
        for column in &binding.columns {
            let odd = batch.columns().get(column.at).and_then(|array| sound::broken(array.as_ref()));
            for (row, _) in odd.into_iter().flatten().enumerate().filter(|(_, odd)| *odd) {
                let name = batch.schema_ref().fields().get(column.at).map_or("", |field| field.name().as_str());
                let problem = Problem::new(name, "文本不是 UTF-8", "the text is not UTF-8")
                    .help("按来源的编码（如 GBK）转成 UTF-8", "decode it in its own encoding, such as GBK");
                found.entry(row).or_insert_with(|| problem.line(self.lang));
            }
        }
        found
    }

    /// The answers where some rows must not be read: those of the others, with nulls and reasons between them.
    fn around(
        &self,
        binding: &Binding,
        form: Form,
        (batch, broken): (&RecordBatch, &BTreeMap<usize, String>),
        go_on: GoOn,
    ) -> Result<(Vec<ArrayRef>, usize), ArrowError> {
        let rows = 0..batch.num_rows();
        let good: Vec<u64> =
            rows.clone().filter(|row| !broken.contains_key(row)).filter_map(|row| u64::try_from(row).ok()).collect();
        let count = good.len();
        let mut places = 0..;
        let back: UInt64Array =
            rows.clone().map(|row| if broken.contains_key(&row) { None } else { places.next() }).collect();
        let good = UInt64Array::from(good);
        let read = |(at, column): (usize, &ArrayRef)| {
            let wanted = binding.columns.iter().any(|column| column.at == at);
            // What is not read need not be looked at.
            if wanted { take(column, &good, None) } else { Ok(Arc::clone(column)) }
        };
        let given = batch.columns().iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        let (answers, profiles) = self.rows(binding, form, (&given, count), go_on)?;
        let mut answers = answers.iter().map(|column| take(column, &back, None)).collect::<Result<Vec<_>, _>>()?;
        if let Some(reasons) = answers.pop() {
            let told = reasons.as_string_opt::<i32>();
            let other = |row: usize| told.filter(|told| told.is_valid(row)).map(|told| told.value(row));
            let reason = |row: usize| broken.get(&row).map(String::as_str).or_else(|| other(row));
            answers.push(Arc::new(rows.map(reason).collect::<StringArray>()));
        }
        Ok((answers, profiles))
    }

    /// The columns of the answers for rows whose text can be read, and how many of them were read as profiles.
    fn rows(
        &self,
        binding: &Binding,
        form: Form,
        (given, rows): (&[ArrayRef], usize),
        go_on: GoOn,
    ) -> Result<(Vec<ArrayRef>, usize), ArrowError> {
        let cells = self.given(binding, given)?;
        let too_many = || ArrowError::ComputeError("too many rows in one batch".to_owned());
        let mut writer = Writer::new(form).ok_or_else(too_many)?;
        let mut answers: Vec<Answers> = self.items.iter().map(|_| Answers::new(form, rows)).collect();
        let mut fast = self.fast(rows);
        let mut work = (self.compiled.scratch(), Vec::new());
        let mut left = vec![false; rows.min(CHUNK)];
        let mut reasons = StringBuilder::new();
        let (mut told, mut profiles) = (0_usize, 0_usize);
        for from in (0..rows).step_by(CHUNK) {
            if from.is_multiple_of(PULSE) {
                go_on()?;
            }
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
        let mut columns = Vec::new();
        for answers in answers {
            columns.extend(answers.columns(&writer)?);
        }
        columns.push(Arc::new(reasons.finish()));
        Ok((columns, profiles))
    }

    /// The columns of a batch, ready to be read.
    fn given<'a>(&self, binding: &'a Binding, columns: &'a [ArrayRef]) -> Result<Vec<Given<'a>>, ArrowError> {
        let (policy, plan) = (self.program.policy(), self.compiled.plan());
        let cells =
            |column: &'a Column| Some((column, Cells::new(policy, plan, column, columns.get(column.at)?.as_ref())?));
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
        for (column, cells) in self.given(binding, batch.columns()).ok()? {
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
                let problem =
                    Problem::new(id, "金额超出 decimal128(18, 2)", "the amount does not fit decimal128(18, 2)")
                        .help("用 Program.evaluate 看确切数额", "Program.evaluate gives it exactly");
                reason = Some(problem.line(self.lang));
            }
            let status = answer.map(|answer| answer.status);
            column.put((row, place), status, answer.and_then(|answer| answer.fen).filter(|_| fits));
        }
        reason
    }
}
