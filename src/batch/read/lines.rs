//! Lines of JSON. Owns where lines end; each is read as a profile elsewhere.

use super::super::encoding::TextStream;
use super::super::error::BatchError;
use super::{Block, Broken, CHUNK_BYTES, CHUNK_ROWS, Chunk, Reader, Rows, Span};
use crate::profile::limits::MAX_BYTES;
use memchr::memchr;
use std::path::Path;

/// A file of lines being read.
pub(in super::super) struct LineReader {
    stream: TextStream,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    line: u64,
    rows: u64,
    chunks: u64,
}

impl LineReader {
    /// Opens a file.
    pub(in super::super) fn open(file: &Path, encoding: Option<&str>) -> Result<Self, BatchError> {
        let stream = TextStream::open(file, encoding)?;
        let mut reader = Self { stream, buffer: Vec::new(), at: 0, ended: false, line: 1, rows: 0, chunks: 0 };
        reader.ended = !reader.stream.fill(&mut reader.buffer)?;
        let first = reader.buffer.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'[') {
            let error =
                BatchError::input(file, "这是 JSON 数组，不是每行一份档案", "is a JSON array, not one profile a line");
            return Err(error.help("可用 jq -c '.[]' 转换", "convert it with jq -c '.[]'"));
        }
        Ok(reader)
    }

    fn row(&mut self) -> Result<Option<Span>, BatchError> {
        let mut searched = 0_usize;
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let found = memchr(b'\n', rest.get(searched..).unwrap_or_default()).map(|at| at.saturating_add(searched));
            let (end, next) = match found {
                Some(end) => (end, end.saturating_add(1)),
                None if self.ended && rest.is_empty() => return Ok(None),
                None if self.ended => (rest.len(), rest.len()),
                None if rest.len() > MAX_BYTES => {
                    return Err(BatchError::input(
                        self.stream.file(),
                        format!("第 {} 行超过 {MAX_BYTES} 字节", self.line),
                        format!("line {} is longer than {MAX_BYTES} bytes", self.line),
                    ));
                }
                None => {
                    searched = rest.len();
                    self.ended = !self.stream.fill(&mut self.buffer)?;
                    continue;
                }
            };
            let text = rest.get(..end).unwrap_or_default();
            let empty = text.iter().all(u8::is_ascii_whitespace);
            let broken = (text.len() > MAX_BYTES).then_some(Broken::TooLong);
            let span = Span { start: self.at, end: self.at.saturating_add(end), line: self.line, broken };
            self.at = self.at.saturating_add(next);
            self.line = self.line.saturating_add(1);
            searched = 0;
            if !empty {
                return Ok(Some(span));
            }
        }
    }
}

impl Reader for LineReader {
    fn headings(&self) -> &[String] {
        &[]
    }

    fn size(&self) -> Option<u64> {
        self.stream.size()
    }

    fn next(&mut self) -> Result<Option<Chunk>, BatchError> {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        let mut spans = Vec::new();
        while spans.len() < CHUNK_ROWS && self.at < CHUNK_BYTES {
            match self.row()? {
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
        Ok(Some(Chunk { index, first, rows: Rows::Lines(Block { bytes, spans }), read: self.stream.read() }))
    }
}
