//! Sheets of Excel files. Owns turning cells into text: a number is its shortest decimal text, since the format knows
//! floats only; a date without time is `YYYY-MM-DD`. A thread of its own reads, a chunk ahead.

use super::super::error::BatchError;
use super::{CHUNK_ROWS, Chunk, Reader, Rows};
use calamine::{Cell, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

type Texts = Vec<String>;
type Piece = Result<Vec<Texts>, BatchError>;

/// A sheet being read.
pub(in super::super) struct XlsxReader {
    headings: Vec<String>,
    pieces: Receiver<Piece>,
    size: Option<u64>,
    rows: u64,
    chunks: u64,
}

impl XlsxReader {
    /// Opens a file at a sheet, the first when none is named.
    pub(in super::super) fn open(file: &Path, sheet: Option<&str>) -> Result<Self, BatchError> {
        let input = File::open(file).map_err(|error| BatchError::unreadable(file, &error))?;
        let size = input.metadata().ok().map(|data| data.len());
        let book: Xlsx<_> = Xlsx::new(BufReader::new(input)).map_err(|error| broken(file, &error))?;
        let names = book.sheet_names();
        let name = match sheet {
            None => names.first().cloned(),
            Some(wanted) => names.iter().find(|name| *name == wanted).cloned(),
        };
        let Some(name) = name else {
            let error = BatchError::input(file, "没有这张工作表", "there is no such sheet");
            return Err(error.help(format!("有：{}", names.join("、")), format!("there are: {}", names.join(", "))));
        };
        let (send, pieces) = sync_channel(2);
        let path = file.to_owned();
        thread::Builder::new()
            .spawn(move || read(path, book, &name, &send))
            .map_err(|_| BatchError::memory("无法启动线程", "a thread cannot be started"))?;
        let headings = match pieces.recv() {
            Ok(Ok(mut first)) => first.pop().unwrap_or_default(),
            Ok(Err(error)) => return Err(error),
            Err(_) => Vec::new(),
        };
        if headings.is_empty() {
            return Err(BatchError::input(
                file,
                "工作表是空的：第一行应是列名",
                "the sheet is empty: the first row must hold headings",
            ));
        }
        Ok(Self { headings, pieces, size, rows: 0, chunks: 0 })
    }
}

impl Reader for XlsxReader {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn size(&self) -> Option<u64> {
        None
    }

    fn next(&mut self) -> Result<Option<Chunk>, BatchError> {
        let Ok(piece) = self.pieces.recv() else { return Ok(None) };
        let rows = piece?;
        let first = self.rows.saturating_add(1);
        self.rows = self.rows.saturating_add(u64::try_from(rows.len()).unwrap_or(0));
        let index = self.chunks;
        self.chunks = index.saturating_add(1);
        Ok(Some(Chunk { index, first, rows: Rows::Cells(rows), read: self.size.unwrap_or(0) }))
    }
}

fn broken(file: &Path, error: &XlsxError) -> BatchError {
    BatchError::input(file, format!("不是完好的 xlsx：{error}"), format!("is no sound xlsx: {error}"))
        .help("用 Excel 重新另存一次", "save it again in Excel")
}

/// Sends the headings, then pieces of rows. Whoever receives may go away at any time.
fn read(file: PathBuf, mut book: Xlsx<BufReader<File>>, sheet: &str, send: &SyncSender<Piece>) {
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        Err(error) => return drop(send.send(Err(broken(&file, &error)))),
    };
    let mut rows: Vec<Texts> = Vec::new();
    let mut row: Option<(u32, Texts)> = None;
    let mut width = None;
    loop {
        let cell = match cells.next_cell() {
            Ok(cell) => cell,
            Err(error) => return drop(send.send(Err(broken(&file, &error)))),
        };
        let at = cell.as_ref().map(|cell| cell.get_position().0);
        if let Some((number, texts)) = row.take_if(|(number, _)| at != Some(*number)) {
            let _ = number;
            let empty = texts.iter().all(|text| text.trim().is_empty());
            match width {
                None if empty => {}
                None => {
                    let headings: Texts = texts.iter().map(|text| text.trim().to_owned()).collect();
                    width = Some(headings.len());
                    if send.send(Ok(vec![headings])).is_err() {
                        return;
                    }
                }
                Some(_) if empty => {}
                Some(width) => rows.push(fitted(texts, width)),
            }
            if rows.len() >= CHUNK_ROWS && send.send(Ok(std::mem::take(&mut rows))).is_err() {
                return;
            }
        }
        let Some(cell) = cell else { break };
        let column = usize::try_from(cell.get_position().1).unwrap_or(usize::MAX);
        let texts = &mut row.get_or_insert_with(|| (cell.get_position().0, Vec::new())).1;
        put(texts, column, &cell);
    }
    if !rows.is_empty() {
        let _ = send.send(Ok(rows));
    }
}

/// Puts a cell at its column; cells that are left out are empty.
fn put(texts: &mut Texts, column: usize, cell: &Cell<DataRef<'_>>) {
    // Excel has 16,384 columns.
    if column >= 16_384 {
        return;
    }
    if texts.len() <= column {
        texts.resize(column.saturating_add(1), String::new());
    }
    if let Some(slot) = texts.get_mut(column) {
        *slot = text(cell.get_value());
    }
}

/// A row with as many cells as headings; empty cells beyond them do not count.
fn fitted(mut texts: Texts, width: usize) -> Texts {
    while texts.len() > width && texts.last().is_some_and(|text| text.trim().is_empty()) {
        texts.pop();
    }
    let wanted = texts.len().max(width);
    texts.resize(wanted, String::new());
    texts
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) => day(time),
        DataRef::Error(error) => error.to_string(),
    }
}

fn day(time: &ExcelDateTime) -> String {
    if !time.is_datetime() {
        return time.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
