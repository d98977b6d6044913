//! Answers of a batch as Arrow columns: a status as text, an amount as a decimal. Owns their layout; knows nothing of how
//! they come about.

use arrow_array::{ArrayRef, Decimal128Array, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;
use huice::outcome::Status;
use std::sync::Arc;

/// Digits of an amount in yuan, two of them after the point.
pub(crate) const DIGITS: u8 = 18;
/// One more than the largest number of fen in so many digits.
pub(crate) const TOO_MUCH: u128 = 1_000_000_000_000_000_000;

/// What one item comes to, row by row. Nothing where a row has no answer.
pub(crate) struct Answers {
    pub(crate) statuses: Vec<Option<Status>>,
    pub(crate) fen: Vec<i128>,
    /// Whether the fen are known.
    pub(crate) known: Vec<bool>,
}

impl Answers {
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

    /// The columns of the status and of the amount.
    pub(crate) fn columns(self) -> Result<[ArrayRef; 2], ArrowError> {
        let statuses = words(&self.statuses)?;
        let known = nulls(self.known.len(), |row| self.known.get(row).copied().unwrap_or(false));
        let fen = Decimal128Array::try_new(ScalarBuffer::from(self.fen), known)?;
        Ok([Arc::new(statuses), Arc::new(fen.with_precision_and_scale(DIGITS, 2)?)])
    }
}

/// What is valid; `None` when everything is.
fn nulls(rows: usize, valid: impl FnMut(usize) -> bool) -> Option<NullBuffer> {
    let nulls = NullBuffer::new(BooleanBuffer::collect_bool(rows, valid));
    (nulls.null_count() > 0).then_some(nulls)
}

/// A word in a place of fixed size, which is copied at once; what is written behind its end is written over.
type Padded = ([u8; WIDTH], usize);
/// The longest word is `pending_approval`.
const WIDTH: usize = 16;

fn words(statuses: &[Option<Status>]) -> Result<StringArray, ArrowError> {
    let table: Option<Vec<Padded>> = Status::ALL.iter().map(|status| padded(status.word())).collect();
    let table = table.ok_or_else(|| ArrowError::ComputeError("a status too long for its place".to_owned()))?;
    let too_long = || ArrowError::ComputeError("too many rows in one batch".to_owned());
    let room = statuses.len().checked_mul(WIDTH).and_then(|room| room.checked_add(WIDTH)).ok_or_else(too_long)?;
    let mut text = vec![0_u8; room];
    let mut ends = Vec::with_capacity(statuses.len().saturating_add(1));
    let mut at = 0_usize;
    ends.push(0_i32);
    for status in statuses {
        if let Some((word, length)) = status.and_then(|status| table.get(place(status))) {
            let room = text.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<WIDTH>()).ok_or_else(too_long)?;
            *room = *word;
            at = at.saturating_add(*length);
        }
        ends.push(i32::try_from(at).map_err(|_| too_long())?);
    }
    text.truncate(at);
    let valid = nulls(statuses.len(), |row| statuses.get(row).is_some_and(Option::is_some));
    StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(ends)), Buffer::from_vec(text), valid)
}

fn padded(word: &str) -> Option<Padded> {
    let mut place = [0; WIDTH];
    place.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some((place, word.len()))
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
