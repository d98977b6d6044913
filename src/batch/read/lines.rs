//! Lines of JSON. Owns where lines end; each is read as a profile elsewhere.

use super::super::encoding::TextStream;
use super::super::error::BatchError;
use super::{Broken, Chunk, Cut, Reader, Rows, Span};
use crate::profile::limits::MAX_BYTES;
use memchr::memchr;
use std::path::Path;

/// A file of lines being read.
pub(in super::super) struct LineReader(Cut);

impl LineReader {
    /// Opens a file.
    pub(in super::super) fn open(file: &Path, encoding: Option<&str>) -> Result<Self, BatchError> {
        let mut cut = Cut::new(TextStream::open(file, encoding)?);
        cut.more()?;
        let first = cut.buffer.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'[') {
            let error =
                BatchError::input(file, "这是 JSON 数组，不是每行一份档案", "is a JSON array, not one profile a line");
            return Err(error.help("可用 jq -c '.[]' 转换", "convert it with jq -c '.[]'"));
        }
        Ok(Self(cut))
    }
}

/// The next line that is not empty.
fn row(cut: &mut Cut) -> Result<Option<Span>, BatchError> {
    let mut searched = 0_usize;
    loop {
        let rest = cut.rest();
        let found = memchr(b'\n', rest.get(searched..).unwrap_or_default()).map(|at| at.saturating_add(searched));
        let (end, next) = match found {
            Some(end) => (end, end.saturating_add(1)),
            None if cut.ended && rest.is_empty() => return Ok(None),
            None if cut.ended => (rest.len(), rest.len()),
            None if rest.len() > MAX_BYTES => {
                return Err(BatchError::input(
                    cut.stream.file(),
                    format!("第 {} 行超过 {MAX_BYTES} 字节", cut.line),
                    format!("line {} is longer than {MAX_BYTES} bytes", cut.line),
                ));
            }
            None => {
                searched = rest.len();
                cut.more()?;
                continue;
            }
        };
        let text = rest.get(..end).unwrap_or_default();
        let empty = text.iter().all(u8::is_ascii_whitespace);
        let broken = (text.len() > MAX_BYTES).then_some(Broken::TooLong);
        let span = Span { start: cut.at, end: cut.at.saturating_add(end), line: cut.line, broken };
        cut.at = cut.at.saturating_add(next);
        cut.line = cut.line.saturating_add(1);
        searched = 0;
        if !empty {
            return Ok(Some(span));
        }
    }
}

impl Reader for LineReader {
    fn headings(&self) -> &[String] {
        &[]
    }

    fn size(&self) -> Option<u64> {
        self.0.stream.size()
    }

    fn next(&mut self) -> Result<Option<Chunk>, BatchError> {
        self.0.chunk(row, Rows::Lines)
    }
}
