//! Text tables, RFC 4180: where rows begin and end. Owns that search, which is all the reading thread does; rows are
//! taken apart by those who evaluate them. A row with a quote that is never closed costs that row only.

use super::super::encoding::TextStream;
use super::super::error::BatchError;
use super::{Broken, Chunk, Cut, MAX_ROW_BYTES, Reader, Rows, Span, split};
use memchr::{memchr, memchr_iter, memchr2};
use std::path::Path;

/// A text table being read.
pub(in super::super) struct CsvReader {
    cut: Cut,
    delimiter: u8,
    headings: Vec<String>,
}

/// Where a row ends.
enum End {
    /// Before this place; the next row begins at the second.
    At(usize, usize),
    /// Not seen yet.
    More,
    /// A quote goes wrong.
    Broken,
}

impl CsvReader {
    /// Opens a table and reads its headings.
    pub(in super::super) fn open(
        file: &Path,
        encoding: Option<&str>,
        delimiter: Option<u8>,
    ) -> Result<Self, BatchError> {
        let stream = TextStream::open(file, encoding)?;
        let tabs = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"));
        let delimiter = delimiter.unwrap_or(if tabs { b'\t' } else { b',' });
        let mut reader = Self { cut: Cut::new(stream), delimiter, headings: Vec::new() };
        reader.read_headings()?;
        Ok(reader)
    }

    fn read_headings(&mut self) -> Result<(), BatchError> {
        let bad = |file: &Path, zh: &str, en: &str| BatchError::input(file, zh, en);
        let Some(span) = row(&mut self.cut, self.delimiter)? else {
            return Err(bad(
                self.cut.stream.file(),
                "文件是空的：第一行应是列名",
                "is empty: the first row must hold headings",
            ));
        };
        let bytes = self.cut.buffer.get(span.start..span.end).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(bad(self.cut.stream.file(), "列名不是 UTF-8", "the headings are not UTF-8")
                .help("用 --encoding 说明编码，如 gb18030", "state the encoding with --encoding, e.g. gb18030"));
        };
        if span.broken.is_some() || text.contains('\u{fffd}') {
            return Err(bad(self.cut.stream.file(), "列名这一行读不出", "the row of headings cannot be read"));
        }
        let mut cells = Vec::new();
        split(text, self.delimiter, &mut cells);
        self.headings = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        Ok(())
    }
}

/// The next row that is not empty, as a place in the buffer.
fn row(cut: &mut Cut, delimiter: u8) -> Result<Option<Span>, BatchError> {
    loop {
        let rest = cut.rest();
        if rest.is_empty() && cut.ended {
            return Ok(None);
        }
        let too_long = rest.len() > MAX_ROW_BYTES;
        let (end, next, broken) = match row_end(rest, delimiter, cut.ended) {
            End::At(end, next) if end <= MAX_ROW_BYTES => (end, next, None),
            End::More if !too_long => {
                cut.more()?;
                continue;
            }
            // The line alone is given up, and reading goes on with the next.
            found => {
                let why = if matches!(found, End::At(..)) { Broken::TooLong } else { Broken::Quote };
                match (memchr(b'\n', rest), cut.ended) {
                    (Some(end), _) => (end, end.saturating_add(1), Some(why)),
                    (None, true) => (rest.len(), rest.len(), Some(why)),
                    (None, false) if !too_long => {
                        cut.more()?;
                        continue;
                    }
                    (None, false) => {
                        let error = BatchError::input(
                            cut.stream.file(),
                            format!("第 {} 行超过 {MAX_ROW_BYTES} 字节还没有换行", cut.line),
                            format!("line {} has no end within {MAX_ROW_BYTES} bytes", cut.line),
                        );
                        return Err(error.help("这可能不是文本表格", "this may be no text table"));
                    }
                }
            }
        };
        let row = rest.get(..end).unwrap_or_default();
        let lines = memchr_iter(b'\n', rest.get(..next).unwrap_or_default()).count();
        let row_length = row.strip_suffix(b"\r").unwrap_or(row).len();
        let start = cut.at;
        let span = Span { start, end: start.saturating_add(row_length), line: cut.line, broken };
        cut.at = start.saturating_add(next);
        cut.line = cut.line.saturating_add(u64::try_from(lines).unwrap_or(0));
        if row_length > 0 {
            return Ok(Some(span));
        }
    }
}

impl Reader for CsvReader {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn size(&self) -> Option<u64> {
        self.cut.stream.size()
    }

    fn next(&mut self) -> Result<Option<Chunk>, BatchError> {
        let delimiter = self.delimiter;
        self.cut.chunk(|cut| row(cut, delimiter), Rows::Csv)
    }
}

/// Finds the end of the row that begins the text. Quotes have a meaning only at the beginning of a cell.
fn row_end(text: &[u8], delimiter: u8, ended: bool) -> End {
    let from = |at: usize| text.get(at..).unwrap_or_default();
    // Most rows have no quotes at all.
    if let Some(end) = memchr(b'\n', text)
        && memchr(b'"', text.get(..end).unwrap_or_default()).is_none()
    {
        return End::At(end, end.saturating_add(1));
    }
    let mut at = 0_usize;
    loop {
        if text.get(at) == Some(&b'"') {
            at = at.saturating_add(1);
            loop {
                let Some(quote) = memchr(b'"', from(at)) else {
                    return if ended { End::Broken } else { End::More };
                };
                at = at.saturating_add(quote).saturating_add(1);
                match text.get(at) {
                    Some(b'"') => at = at.saturating_add(1),
                    None if !ended => return End::More,
                    None => return End::At(at, at),
                    Some(next) if *next == delimiter || matches!(next, b'\n' | b'\r') => break,
                    Some(_) => return End::Broken,
                }
            }
        }
        match memchr2(delimiter, b'\n', from(at)) {
            None if ended => return End::At(text.len(), text.len()),
            None => return End::More,
            Some(found) => {
                at = at.saturating_add(found);
                if text.get(at) == Some(&b'\n') {
                    return End::At(at, at.saturating_add(1));
                }
                at = at.saturating_add(1);
            }
        }
    }
}
