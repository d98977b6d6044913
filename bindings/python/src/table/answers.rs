//! Answers as Arrow columns: a status as text, an amount as a decimal. Owns their layout; knows nothing of how they come
//! about.

use super::pool;
use arrow_array::{ArrayRef, Decimal128Array, StringArray};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;
use huice::columnar::CHUNK;
use huice::outcome::Status;
use std::sync::Arc;

/// Digits of an amount in yuan, two of them after the point.
pub(crate) const DIGITS: u8 = 18;
/// One more than the largest number of fen in so many digits.
pub(crate) const TOO_MUCH: u128 = 1_000_000_000_000_000_000;

/// What one item comes to in the rows of a chunk. Nothing where a row has no answer.
pub(crate) struct Part {
    pub(crate) statuses: Vec<Option<Status>>,
    pub(crate) fen: Vec<i128>,
    /// Whether the fen are known.
    pub(crate) known: Vec<bool>,
}

impl Part {
    pub(crate) fn new(rows: usize) -> Self {
        Self { statuses: vec![None; rows], fen: vec![0; rows], known: vec![false; rows] }
    }

    /// One row.
    pub(crate) fn put(&mut self, row: usize, status: Option<Status>, fen: Option<i128>) {
        let places = (self.statuses.get_mut(row), self.fen.get_mut(row), self.known.get_mut(row));
        if let (Some(place), Some(amount), Some(known)) = places {
            (*place, *amount, *known) = (status, fen.unwrap_or(0), fen.is_some());
        }
    }
}

/// A word in a place of fixed size, which is copied at once; what is written behind its end is written over.
/// Its length stands behind it twice.
type Padded = ([u8; WIDTH], usize, i32);
/// The longest word is `pending_approval`.
const WIDTH: usize = 16;
/// What most words take at most; `pending_approval` is rarer.
const USUAL: usize = 12;

/// Words and where they end, one item after another.
pub(crate) struct Writer {
    table: Vec<Padded>,
    room: Vec<u8>,
    ends: Vec<i32>,
}

/// What one item comes to.
pub(crate) struct Answers {
    text: Vec<u8>,
    ends: Vec<i32>,
    answered: BooleanBufferBuilder,
    fen: Vec<i128>,
    known: BooleanBufferBuilder,
}

impl Writer {
    pub(crate) fn new() -> Option<Self> {
        let table: Option<Vec<Padded>> = Status::ALL.iter().map(|status| padded(status.word())).collect();
        Some(Self { table: table?, room: vec![0; CHUNK.checked_mul(WIDTH)?.checked_add(WIDTH)?], ends: vec![0; CHUNK] })
    }

    /// The first rows of a part, of a chunk at most, behind those that are there. `None` when there are too many rows.
    pub(crate) fn append(&mut self, answers: &mut Answers, part: &Part, rows: usize) -> Option<()> {
        let statuses = part.statuses.get(..rows)?;
        let known = part.known.get(..rows)?;
        let before = answers.text.len();
        // The last end still fits, and so do all others.
        i32::try_from(rows.checked_mul(WIDTH)?.checked_add(before)?).ok()?;
        let (mut at, mut end, mut answered) = (0_usize, i32::try_from(before).ok()?, true);
        let nothing: Padded = ([0; WIDTH], 0, 0);
        for (status, place_of_end) in statuses.iter().zip(&mut self.ends) {
            let (word, length, step) = match status {
                Some(status) => self.table.get(place(*status))?,
                None => {
                    answered = false;
                    &nothing
                }
            };
            *self.room.get_mut(at..)?.first_chunk_mut::<WIDTH>()? = *word;
            at = at.wrapping_add(*length);
            end = end.wrapping_add(*step);
            *place_of_end = end;
        }
        answers.ends.extend_from_slice(self.ends.get(..rows)?);
        answers.text.extend_from_slice(self.room.get(..at)?);
        if answered {
            answers.answered.append_n(rows, true);
        } else {
            statuses.iter().for_each(|status| answers.answered.append(status.is_some()));
        }
        answers.fen.extend_from_slice(part.fen.get(..rows)?);
        let known = BooleanBuffer::collect_bool(rows, |row| known.get(row).copied().unwrap_or(false));
        answers.known.append_buffer(&known);
        Some(())
    }
}

impl Answers {
    pub(crate) fn new(rows: usize) -> Self {
        let mut ends = pool::take(rows.saturating_add(1));
        ends.push(0);
        Self {
            text: pool::take(rows.saturating_mul(USUAL)),
            ends,
            answered: BooleanBufferBuilder::new(rows),
            fen: pool::take(rows),
            known: BooleanBufferBuilder::new(rows),
        }
    }

    /// The columns of the status and of the amount.
    pub(crate) fn columns(mut self) -> Result<[ArrayRef; 2], ArrowError> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(pool::buffer(self.ends)));
        let statuses = StringArray::try_new(ends, pool::buffer(self.text), nulls(&mut self.answered))?;
        let fen = Decimal128Array::try_new(ScalarBuffer::from(pool::buffer(self.fen)), nulls(&mut self.known))?;
        Ok([Arc::new(statuses), Arc::new(fen.with_precision_and_scale(DIGITS, 2)?)])
    }
}

/// What is valid; `None` when everything is.
fn nulls(valid: &mut BooleanBufferBuilder) -> Option<NullBuffer> {
    Some(NullBuffer::new(valid.finish())).filter(|nulls| nulls.null_count() > 0)
}

fn padded(word: &str) -> Option<Padded> {
    let mut place = [0; WIDTH];
    place.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some((place, word.len(), i32::try_from(word.len()).ok()?))
}

/// The place of a status in [`Status::ALL`]; those of today without a search.
fn place(status: Status) -> usize {
    match status {
        Status::Eligible => 0,
        Status::PendingApproval => 1,
        Status::Undetermined => 2,
        Status::NotEligible => 3,
        Status::NotApplicable => 4,
        Status::Conflict => 5,
        Status::Fault => 6,
        Status::Met => 7,
        Status::InProgress => 8,
        Status::NotDue => 9,
        Status::NotMet => 10,
        Status::Informational => 11,
        other => Status::ALL.iter().position(|status| *status == other).unwrap_or(usize::MAX),
    }
}
