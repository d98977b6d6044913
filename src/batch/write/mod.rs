//! Answers as files. Owns the columns that every form of output shares; each form has a file of its own.

mod file;
#[cfg(feature = "batch")]
mod parquet;
mod rejects;
mod text;
#[cfg(feature = "batch")]
mod xlsx;

use super::answered::Answered;
use super::error::BatchError;
use super::job::{Form, Job};
use crate::ir::{ItemId, Policy};

pub(super) use file::{Target, sweep};
pub(super) use rejects::{Rejected, Rejects};
#[cfg(feature = "batch")]
pub(super) use xlsx::{amount, fail as xlsx_error};

/// Which columns the answers have.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The heading of the key column, if there is one.
    pub(super) key: Option<String>,
    /// Id and title of the items, in the order of the answers.
    pub(super) items: Vec<(String, String)>,
    /// One row an item.
    pub(super) long: bool,
    /// With what answers wait for.
    pub(super) needs: bool,
}

impl Layout {
    /// The layout of a job.
    pub(super) fn new(job: &Job, policy: &Policy, items: &[ItemId], key: Option<&str>) -> Self {
        let named = items.iter().filter_map(|id| policy.items.get(id.0));
        let items = named.map(|item| (item.id.clone(), item.title.clone())).collect();
        let layout = Self { key: None, items, long: job.long, needs: job.needs };
        let taken = layout.headings();
        // A key that is called like another column of the output is called `key`.
        let name = |key: &str| if taken.iter().any(|name| name == key) { "key".to_owned() } else { key.to_owned() };
        Self { key: key.map(name), ..layout }
    }

    /// The headings.
    pub(super) fn headings(&self) -> Vec<String> {
        let mut headings = vec!["row".to_owned()];
        headings.extend(self.key.clone());
        if self.long {
            headings
                .extend(["item", "title", "status", "yuan", "capped", "cap_reached", "uncertain"].map(str::to_owned));
            if self.needs {
                headings.extend(["needs", "pending"].map(str::to_owned));
            }
        } else {
            headings.extend(self.items.iter().flat_map(|(id, _)| [format!("{id}.status"), format!("{id}.yuan")]));
        }
        headings
    }
}

/// What the evaluating threads hand to the writing one.
pub(super) enum Piece {
    /// Text that is ready.
    Bytes(Vec<u8>),
    /// Columns that are ready.
    #[cfg(feature = "batch")]
    Columns(Result<parquet::Ready, arrow_schema::ArrowError>),
    /// Answers.
    #[cfg(feature = "batch")]
    Rows(Answered),
}

/// The file of answers.
pub(super) trait Sink {
    /// Writes the next piece.
    fn put(&mut self, piece: Piece) -> Result<(), BatchError>;
    /// Writes what is left; the target is complete then.
    fn finish(self: Box<Self>) -> Result<Target, BatchError>;
}

/// Makes answers ready to be written, which may take them; runs in the evaluating threads.
pub(super) fn prepare(layout: &Layout, form: Form, answered: &mut Answered) -> Piece {
    match form {
        Form::Csv => Piece::Bytes(text::csv(layout, answered)),
        Form::Jsonl => Piece::Bytes(text::jsonl(layout, answered)),
        #[cfg(feature = "batch")]
        Form::Parquet => Piece::Columns(parquet::prepare(layout, answered)),
        #[cfg(feature = "batch")]
        Form::Xlsx => Piece::Rows(std::mem::take(answered)),
        #[cfg(not(feature = "batch"))]
        Form::Parquet | Form::Xlsx => Piece::Bytes(Vec::new()),
    }
}

/// Begins a file of answers.
pub(super) fn begin(layout: &Layout, form: Form, bom: bool, mut target: Target) -> Result<Box<dyn Sink>, BatchError> {
    match form {
        Form::Csv => {
            if bom {
                target.put("\u{feff}".as_bytes())?;
            }
            target.put(&text::csv_head(layout))?;
            Ok(Box::new(Text(target)))
        }
        Form::Jsonl => Ok(Box::new(Text(target))),
        #[cfg(feature = "batch")]
        Form::Parquet => parquet::begin(layout, target),
        #[cfg(feature = "batch")]
        Form::Xlsx => xlsx::begin(layout, target),
        #[cfg(not(feature = "batch"))]
        Form::Parquet | Form::Xlsx => Err(super::without(form)),
    }
}

struct Text(Target);

impl Sink for Text {
    fn put(&mut self, piece: Piece) -> Result<(), BatchError> {
        match piece {
            Piece::Bytes(bytes) => self.0.put(&bytes),
            #[cfg(feature = "batch")]
            Piece::Columns(_) | Piece::Rows(_) => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> Result<Target, BatchError> {
        Ok(self.0)
    }
}

/// An amount in fen as yuan with two decimals.
pub(super) fn yuan(fen: i128) -> String {
    let mut text = Vec::new();
    put_yuan(&mut text, fen);
    String::from_utf8(text).unwrap_or_default()
}

/// Appends an amount in fen as yuan with two decimals.
pub(super) fn put_yuan(out: &mut Vec<u8>, fen: i128) {
    let all = fen.unsigned_abs();
    let mut digits = itoa::Buffer::new();
    // Amounts of this world fit 64 bits, which divide faster.
    let digits = match u64::try_from(all) {
        Ok(all) => digits.format(all),
        Err(_) => digits.format(all),
    };
    if fen < 0 {
        out.push(b'-');
    }
    match digits.split_at_checked(digits.len().saturating_sub(2)) {
        Some((whole, part)) if !whole.is_empty() => {
            out.extend_from_slice(whole.as_bytes());
            out.push(b'.');
            out.extend_from_slice(part.as_bytes());
        }
        _ => {
            out.extend_from_slice(if digits.len() < 2 { b"0.0" } else { b"0." });
            out.extend_from_slice(digits.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::yuan;

    #[test]
    fn fen_as_yuan() {
        for (fen, text) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (19_320_619, "193206.19"), (-100, "-1.00")] {
            assert_eq!(yuan(fen), text);
        }
        assert_eq!(yuan(i128::MIN), "-1701411834604692317316873037158841057.28");
    }
}
