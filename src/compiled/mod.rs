//! One profile at a time, fast: a plan run over registers, without allocation, into the caller's buffer. Owns rows
//! and verdicts; what a plan cannot decide is deferred to the reference engine, never guessed.
//!
//! `logic` truths as bytes · `ops` numbers · `run` registers · `quick` the way of what is known and plain · `item` statuses and money · `row` the facts of one profile.

pub(crate) mod decide;
mod item;
pub(crate) mod logic;
pub(crate) mod ops;
mod quick;
mod row;
mod run;

pub(crate) use quick::in_set;
pub use row::{Records, Row, RowRef, Rows};

use crate::eval::{Answer, Context, answers};
use crate::ir::{ItemId, Policy};
use crate::outcome::Status;
use crate::plan::op::Cell;
use crate::plan::{File, ItemPlan, Plan};
use crate::profile::Profile;
use run::{Bench, Registers, run};

/// What an item comes to, in sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    fen: i64,
    status: Option<Status>,
    marks: u8,
}

const CAPPED: u8 = 1;
const REACHED: u8 = 2;
const UNCERTAIN: u8 = 4;

/// The marks of an amount that is due, or of none.
#[inline(always)]
pub(crate) const fn payment_marks(due: bool, capped: bool, reached: bool) -> u8 {
    (if due & capped { CAPPED } else { 0 }) | (if due & reached { REACHED } else { 0 })
}

impl Verdict {
    /// Only the reference engine can tell.
    pub const DEFERRED: Self = Self { fen: i64::NULL, status: None, marks: 0 };

    /// A status without an amount.
    #[must_use]
    pub const fn of(status: Status) -> Self {
        Self { fen: i64::NULL, status: Some(status), marks: 0 }
    }

    /// The amount as it is kept, the status and the marks, for columns of each.
    #[inline(always)]
    pub(crate) const fn parts(self) -> (i64, Option<Status>, u8) {
        (self.fen, self.status, self.marks)
    }

    /// The verdict of such parts.
    #[inline(always)]
    pub(crate) const fn of_parts(fen: i64, status: Option<Status>, marks: u8) -> Self {
        Self { fen, status, marks }
    }

    #[inline(always)]
    fn mark(&mut self, capped: bool, reached: bool, uncertain: bool) {
        self.marks = payment_marks(true, capped, reached) | if uncertain { UNCERTAIN } else { 0 };
    }

    /// The status; `None` when only the reference engine can tell.
    #[must_use]
    pub const fn status(&self) -> Option<Status> {
        self.status
    }

    /// The amount in fen, as in [`Answer::fen`].
    #[must_use]
    pub const fn fen(&self) -> Option<i64> {
        if self.fen == i64::NULL { None } else { Some(self.fen) }
    }

    /// An answer in short; deferred when its amount does not fit.
    pub(crate) fn settled(answer: &Answer) -> Self {
        let fen = answer.fen.map(|fen| i64::try_from(fen).ok().filter(|fen| *fen != i64::NULL));
        let Some(fen) = fen.map_or(Some(i64::NULL), |fen| fen) else { return Self::DEFERRED };
        let mut verdict = Self { fen, ..Self::of(answer.status) };
        verdict.mark(answer.capped, answer.cap_reached, answer.uncertain);
        verdict
    }

    /// The whole answer; `None` when only the reference engine can tell.
    #[must_use]
    pub fn answer(&self) -> Option<Answer> {
        let mut answer = Answer::of(self.status?);
        answer.fen = self.fen().map(i128::from);
        answer.capped = self.marks & CAPPED != 0;
        answer.cap_reached = self.marks & REACHED != 0;
        answer.uncertain = self.marks & UNCERTAIN != 0;
        Some(answer)
    }
}

/// Registers to work in: one for every thread.
#[derive(Clone, Debug)]
pub struct Scratch(Registers);

/// A file of registers with its constants.
fn file<T: Copy>(file: &File<T>, blank: T) -> Vec<T> {
    let mut registers = vec![blank; file.inputs];
    registers.extend(&file.constants);
    registers.resize(file.size.max(registers.len()), blank);
    registers
}

impl Plan {
    /// Registers to work in.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch(Registers {
            truths: file(&self.truths, 0),
            ints: file(&self.ints, i64::NULL),
            wides: file(&self.wides, i128::NULL),
        })
    }

    /// What every item comes to for one row, into `verdicts` (as many as there are items; further ones stay as they
    /// are). Nothing is allocated. Gives how many items are deferred.
    pub fn run<'r>(&self, row: impl Into<RowRef<'r>>, scratch: &mut Scratch, verdicts: &mut [Verdict]) -> usize {
        let row = row.into();
        let registers = &mut scratch.0.bench();
        row.load(registers);
        run(self, &self.shared, registers);
        let mut deferred = 0_usize;
        for (item, place) in self.items.iter().zip(verdicts) {
            *place = self.verdict(item, registers, &row);
            deferred = deferred.saturating_add(usize::from(place.status.is_none()));
        }
        deferred
    }

    #[inline(always)]
    fn verdict(&self, item: &ItemPlan, registers: &mut Bench<'_>, row: &RowRef<'_>) -> Verdict {
        match item {
            ItemPlan::Fixed(status) => Verdict::of(*status),
            ItemPlan::Reference => Verdict::DEFERRED,
            ItemPlan::Code(lines, duty, short) => short
                .as_ref()
                .and_then(|way| quick::verdict(self, way, registers))
                .unwrap_or_else(|| item::verdict(self, lines, *duty, registers, row)),
        }
    }

    #[inline(never)]
    fn one(&self, index: usize, registers: &mut Bench<'_>, row: &RowRef<'_>) -> Verdict {
        self.items.get(index).map_or(Verdict::DEFERRED, |item| self.verdict(item, registers, row))
    }

    /// What some items come to for one row.
    pub(crate) fn run_items(
        &self,
        row: RowRef<'_>,
        scratch: &mut Scratch,
        items: &[usize],
        mut give: impl FnMut(usize, Verdict),
    ) {
        let registers = &mut scratch.0.bench();
        row.load(registers);
        run(self, &self.shared, registers);
        for index in items {
            give(*index, self.one(*index, registers, &row));
        }
    }
}

/// Puts the reference engine's answers where a plan has deferred. Gives how many items that were.
pub fn settle(
    policy: &Policy,
    context: &Context,
    profile: &Profile,
    verdicts: &[Verdict],
    out: &mut Vec<Answer>,
) -> usize {
    out.clear();
    let deferred: Vec<ItemId> =
        verdicts.iter().enumerate().filter(|(_, verdict)| verdict.status.is_none()).map(|(at, _)| ItemId(at)).collect();
    let mut settled = answers(policy, profile, context, &deferred).into_iter();
    for verdict in verdicts {
        let answer = verdict.answer().or_else(|| settled.next());
        out.push(answer.unwrap_or(Answer::of(Status::Undetermined)));
    }
    deferred.len()
}
