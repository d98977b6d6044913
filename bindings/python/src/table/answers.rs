//! Answers as Arrow columns: a status as text or as a member of a dictionary, an amount as a decimal. Owns their layout; knows
//! nothing of how they come about.

use super::pool;
use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, Decimal128Array, DictionaryArray, PrimitiveArray, StringArray, StringViewArray};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take;
use huice::columnar::CHUNK;
use huice::outcome::Status;
use std::sync::Arc;

/// Digits of an amount in yuan, two of them after the point.
pub(crate) const DIGITS: u8 = 18;
/// One more than the largest number of fen in so many digits.
pub(crate) const TOO_MUCH: u64 = 1_000_000_000_000_000_000;

/// How statuses are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Texts.
    Utf8,
    /// Texts as views.
    View,
    /// Places in a dictionary of all statuses.
    Dictionary,
}

impl Form {
    /// By the name Python uses.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "utf8" => Some(Self::Utf8),
            "utf8_view" => Some(Self::View),
            "dictionary" => Some(Self::Dictionary),
            _ => None,
        }
    }

    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Utf8 => DataType::Utf8,
            Self::View => DataType::Utf8View,
            Self::Dictionary => DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8)),
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
/// The code of a row without an answer: behind all statuses.
const NOTHING: u8 = 15;
/// In a chunk: no amount. None is so low.
const NONE: i64 = i64::MIN;

/// Words of statuses, and room for those of a chunk.
pub(crate) struct Writer {
    /// By code.
    table: [Padded; 16],
    words: ArrayRef,
    views: StringViewArray,
    room: Vec<u8>,
    form: Form,
}

/// What one item comes to.
pub(crate) struct Answers {
    /// The chunk that is being filled.
    codes: Vec<u8>,
    room: Vec<i64>,
    text: Vec<u8>,
    ends: Vec<i32>,
    keys: Vec<i8>,
    answered: BooleanBufferBuilder,
    fen: Vec<i128>,
    known: BooleanBufferBuilder,
}

impl Writer {
    pub(crate) fn new(form: Form) -> Option<Self> {
        let mut table = [([0; WIDTH], 0, 0); 16];
        for (code, status) in Status::ALL.iter().enumerate() {
            *table.get_mut(code).filter(|_| code < usize::from(NOTHING))? = padded(status.word())?;
        }
        let words = Status::ALL.iter().map(|status| status.word());
        let views = StringViewArray::from_iter_values(words.clone());
        let words = StringArray::from_iter_values(words);
        let room = vec![0; CHUNK.checked_mul(WIDTH)?.checked_add(WIDTH)?];
        Some(Self { table, words: Arc::new(words), views, room, form })
    }

    /// The statuses of the chunk behind those that are there. `None` when there are too many rows.
    pub(crate) fn finish_chunk(&mut self, answers: &mut Answers) -> Option<()> {
        let Answers { codes, text, ends, keys, answered, .. } = answers;
        if codes.contains(&NOTHING) {
            codes.iter().for_each(|code| answered.append(*code != NOTHING));
        } else {
            answered.append_n(codes.len(), true);
        }
        if self.form != Form::Utf8 {
            keys.extend(codes.iter().map(|code| if *code == NOTHING { 0 } else { code.cast_signed() }));
            return Some(());
        }
        // The last end still fits, and so do all others.
        let before = text.len();
        i32::try_from(codes.len().checked_mul(WIDTH)?.checked_add(before)?).ok()?;
        let (mut at, mut end) = (0_usize, i32::try_from(before).ok()?);
        for code in codes.iter() {
            let (word, length, _) = self.table.get(usize::from(*code))?;
            *self.room.get_mut(at..)?.first_chunk_mut::<WIDTH>()? = *word;
            at = at.wrapping_add(*length);
        }
        text.extend_from_slice(self.room.get(..at)?);
        ends.extend(codes.iter().map(|code| {
            end = end.wrapping_add(self.table.get(usize::from(*code)).map_or(0, |word| word.2));
            end
        }));
        Some(())
    }
}

impl Answers {
    pub(crate) fn new(form: Form, rows: usize) -> Self {
        let texts = if form == Form::Utf8 { rows } else { 0 };
        let mut ends = pool::take(texts.saturating_add(1));
        ends.push(0);
        Self {
            codes: Vec::with_capacity(CHUNK.min(rows)),
            room: Vec::with_capacity(CHUNK.min(rows)),
            text: pool::take(texts.saturating_mul(USUAL)),
            ends,
            keys: pool::take(if form == Form::Utf8 { 0 } else { rows }),
            answered: BooleanBufferBuilder::new(rows),
            fen: pool::take(rows),
            known: BooleanBufferBuilder::new(rows),
        }
    }

    /// What the next chunk came to; marks the rows without a status, or with an amount that does not fit.
    pub(crate) fn chunk(&mut self, found: &huice::columnar::Answers, left: &mut [bool]) {
        self.codes.clear();
        self.codes.extend(found.statuses().iter().map(|status| code(*status)));
        self.room.clear();
        self.room.extend(found.fen().map(|fen| fen.unwrap_or(NONE)));
        self.fen.extend(self.room.iter().map(|fen| i128::from(if *fen == NONE { 0 } else { *fen })));
        let mut known = [0_u8; CHUNK >> 3];
        for (bits, eight) in known.iter_mut().zip(self.room.chunks(8)) {
            // Without jumps: which amounts are known cannot be foreseen.
            let each = eight.iter().zip(MASKS).map(|(fen, bit)| u8::from(*fen != NONE).wrapping_neg() & bit);
            *bits = each.fold(0, |bits, bit| bits | bit);
        }
        self.known.append_packed_range(0..found.len().min(CHUNK), &known);
        let too_much = |fen: &i64| (*fen != NONE) & (fen.unsigned_abs() >= TOO_MUCH);
        if self.room.iter().fold(false, |any, fen| any | too_much(fen)) || self.codes.contains(&NOTHING) {
            for ((code, fen), left) in self.codes.iter().zip(&self.room).zip(left) {
                *left |= *code == NOTHING || too_much(fen);
            }
        }
    }

    /// A chunk of which nothing has come yet.
    pub(crate) fn empty_chunk(&mut self, rows: usize) {
        self.codes.clear();
        self.codes.resize(rows, NOTHING);
        self.fen.resize(self.fen.len().saturating_add(rows), 0);
        self.known.append_n(rows, false);
    }

    /// What a row of the chunk comes to after all: its number in the chunk, and among all rows.
    pub(crate) fn put(&mut self, (at, row): (usize, usize), status: Option<Status>, fen: Option<i128>) {
        if let (Some(code_place), Some(amount)) = (self.codes.get_mut(row), self.fen.get_mut(at)) {
            (*code_place, *amount) = (code(status), fen.unwrap_or(0));
            self.known.set_bit(at, fen.is_some());
        }
    }

    /// The columns of the status and of the amount.
    pub(crate) fn columns(mut self, writer: &Writer) -> Result<[ArrayRef; 2], ArrowError> {
        let answered = nulls(&mut self.answered);
        let statuses: ArrayRef = match writer.form {
            Form::Utf8 => {
                let ends = OffsetBuffer::new(ScalarBuffer::from(pool::buffer(self.ends)));
                Arc::new(StringArray::try_new(ends, pool::buffer(self.text), answered)?)
            }
            Form::View | Form::Dictionary => {
                let keys = PrimitiveArray::<Int8Type>::try_new(ScalarBuffer::from(pool::buffer(self.keys)), answered)?;
                match writer.form {
                    // All keys are places of words.
                    Form::View => take(&writer.views, &keys, None)?,
                    _ => Arc::new(DictionaryArray::try_new(keys, Arc::clone(&writer.words))?),
                }
            }
        };
        let fen = Decimal128Array::try_new(ScalarBuffer::from(pool::buffer(self.fen)), nulls(&mut self.known))?;
        Ok([statuses, Arc::new(fen.with_precision_and_scale(DIGITS, 2)?)])
    }
}

const MASKS: [u8; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// What is valid; `None` when everything is.
fn nulls(valid: &mut BooleanBufferBuilder) -> Option<NullBuffer> {
    Some(NullBuffer::new(valid.finish())).filter(|nulls| nulls.null_count() > 0)
}

fn padded(word: &str) -> Option<Padded> {
    let mut place = [0; WIDTH];
    place.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some((place, word.len(), i32::try_from(word.len()).ok()?))
}

/// The place of a status in [`Status::ALL`], without a search for those of today.
#[inline]
fn code(status: Option<Status>) -> u8 {
    let Some(status) = status else { return NOTHING };
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
        other => {
            let at = Status::ALL.iter().position(|status| *status == other);
            at.and_then(|at| u8::try_from(at).ok()).unwrap_or(NOTHING)
        }
    }
}
