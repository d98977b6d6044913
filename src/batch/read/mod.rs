//! Inputs as chunks of rows in bounded memory. Owns the shapes that readers hand on; what a row means is decided
//! elsewhere.

mod csv;
mod lines;
#[cfg(feature = "batch")]
mod parquet;
mod split;
#[cfg(feature = "batch")]
mod xlsx;

use super::encoding::TextStream;
use super::error::BatchError;
use super::job::{Form, Job};
use std::path::Path;

pub(super) use csv::CsvReader;
pub(super) use lines::LineReader;
#[cfg(feature = "batch")]
pub(super) use parquet::{column_texts, each_text, row_texts};
pub(super) use split::split;

/// Rows of one chunk.
pub(super) const CHUNK_ROWS: usize = 1024;
/// Bytes of one chunk of text, beyond which it ends.
pub(super) const CHUNK_BYTES: usize = 512 * 1024;
/// Bytes of one row of a text table: far above any real row, so that a quote that is never closed does no harm.
pub(super) const MAX_ROW_BYTES: usize = 1024 * 1024;

/// Some rows that follow each other.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Its place among the chunks, from 0.
    pub(super) index: u64,
    /// The number of its first row, from 1.
    pub(super) first: u64,
    /// The rows.
    pub(super) rows: Rows,
    /// Bytes of the input read so far.
    pub(super) read: u64,
}

/// Rows as they come out of a file.
#[derive(Debug)]
pub(super) enum Rows {
    /// Rows of a text table, not yet taken apart.
    Csv(Block),
    /// One JSON object a line.
    Lines(Block),
    /// Cells as text.
    #[cfg(feature = "batch")]
    Cells(Vec<Vec<String>>),
    /// Columns.
    #[cfg(feature = "batch")]
    Arrow(arrow_array::RecordBatch),
}

/// A text file that is cut into rows.
struct Cut {
    stream: TextStream,
    /// Text not yet handed on, from `at`.
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    /// The line of the file at `at`, from 1.
    line: u64,
    rows: u64,
    chunks: u64,
}

impl Cut {
    fn new(stream: TextStream) -> Self {
        Self { stream, buffer: Vec::new(), at: 0, ended: false, line: 1, rows: 0, chunks: 0 }
    }

    /// What has not been handed on.
    fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// Reads more, or notes that there is no more.
    fn more(&mut self) -> Result<(), BatchError> {
        self.ended = !self.stream.fill(&mut self.buffer)?;
        Ok(())
    }

    /// The next rows as `row` finds them; `None` at the end.
    fn chunk(
        &mut self,
        mut row: impl FnMut(&mut Self) -> Result<Option<Span>, BatchError>,
        rows: fn(Block) -> Rows,
    ) -> Result<Option<Chunk>, BatchError> {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        let mut spans = Vec::new();
        while spans.len() < CHUNK_ROWS && self.at < CHUNK_BYTES {
            match row(self)? {
                Some(span) => spans.push(span),
                None => break,
            }
        }
        if spans.is_empty() {
            return Ok(None);
        }
        let bytes = self.buffer.get(..self.at).unwrap_or_default().to_vec();
        let first = self.rows.saturating_add(1);
        self.rows = self.rows.saturating_add(u64::try_from(spans.len()).unwrap_or(0));
        let index = self.chunks;
        self.chunks = index.saturating_add(1);
        Ok(Some(Chunk { index, first, rows: rows(Block { bytes, spans }), read: self.stream.read() }))
    }
}

/// Pieces of one text.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) spans: Vec<Span>,
}

/// One row of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The line of the file it begins on, from 1.
    pub(super) line: u64,
    /// What the reader found wrong with it.
    pub(super) broken: Option<Broken>,
}

/// What is wrong with a row before it is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A quote is opened and not closed, or something stands between its end and the next cell.
    Quote,
    /// Longer than a row may be.
    TooLong,
}

impl Chunk {
    /// How many rows it holds.
    pub(super) fn len(&self) -> usize {
        match &self.rows {
            Rows::Csv(block) | Rows::Lines(block) => block.spans.len(),
            #[cfg(feature = "batch")]
            Rows::Cells(rows) => rows.len(),
            #[cfg(feature = "batch")]
            Rows::Arrow(batch) => batch.num_rows(),
        }
    }

    /// The number of its last row.
    pub(super) fn last(&self) -> u64 {
        self.first.saturating_add(u64::try_from(self.len()).unwrap_or(0)).saturating_sub(1)
    }

    /// Keeps the rows after number `from` up to number `to`.
    pub(super) fn clip(&mut self, from: u64, to: u64) {
        let place = |row: u64| usize::try_from(row.saturating_add(1).saturating_sub(self.first)).unwrap_or(usize::MAX);
        let (start, end) = (place(from).min(self.len()), place(to).min(self.len()));
        match &mut self.rows {
            Rows::Csv(block) | Rows::Lines(block) => {
                block.spans.truncate(end);
                block.spans.drain(..start.min(end));
            }
            #[cfg(feature = "batch")]
            Rows::Arrow(batch) => *batch = batch.slice(start.min(end), end.saturating_sub(start)),
            #[cfg(feature = "batch")]
            Rows::Cells(rows) => {
                rows.truncate(end);
                rows.drain(..start.min(end));
            }
        }
        self.first = self.first.max(from.saturating_add(1));
    }
}

/// Something that gives rows.
pub(super) trait Reader: Send {
    /// The headings; empty for lines of JSON.
    fn headings(&self) -> &[String];
    /// What stands between cells, for text tables.
    fn delimiter(&self) -> u8 {
        b','
    }
    /// Bytes of the input, when known.
    fn size(&self) -> Option<u64>;
    /// The next rows; `None` at the end.
    fn next(&mut self) -> Result<Option<Chunk>, BatchError>;
}

/// Opens the input of a job.
pub(super) fn open(job: &Job, file: &Path, form: Form) -> Result<Box<dyn Reader>, BatchError> {
    match form {
        Form::Csv => Ok(Box::new(CsvReader::open(file, job.encoding.as_deref(), job.delimiter)?)),
        Form::Jsonl => Ok(Box::new(LineReader::open(file, job.encoding.as_deref())?)),
        #[cfg(feature = "batch")]
        Form::Parquet => Ok(Box::new(parquet::ParquetReader::open(file)?)),
        #[cfg(feature = "batch")]
        Form::Xlsx => Ok(Box::new(xlsx::XlsxReader::open(file, job.sheet.as_deref())?)),
        #[cfg(not(feature = "batch"))]
        Form::Parquet | Form::Xlsx => Err(super::without(form)),
    }
}
