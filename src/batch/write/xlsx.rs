//! Answers as an Excel sheet. Owns how cells are written: amounts as numbers with two places, beyond fifteen digits as
//! text, since a number of the format cannot hold more. Rows lie in a file without a name until the end.

use super::super::answered::Line;
use super::super::error::BatchError;
use super::{Layout, Piece, Sink, Target, yuan};
use crate::workbook;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::path::{Path, PathBuf};

/// Rows of a sheet.
const MAX_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

struct Sheet {
    book: Workbook,
    sheet: Worksheet,
    target: Target,
    layout: Layout,
    money: Format,
    row: u32,
    path: PathBuf,
}

/// What is said when a file cannot be written.
pub(in super::super) fn fail(path: &Path, error: &XlsxError) -> BatchError {
    match error {
        XlsxError::IoError(error) => BatchError::unwritable(path, error),
        other => BatchError::unwritable(path, &std::io::Error::other(other.to_string())),
    }
}

/// Begins a file.
pub(super) fn begin(layout: &Layout, target: Target) -> Result<Box<dyn Sink>, BatchError> {
    let path = target.path().to_owned();
    let headings = layout.headings();
    if headings.len() > MAX_COLUMNS {
        return Err(BatchError::usage(
            format!("xlsx 最多 {MAX_COLUMNS} 列，这里要 {} 列", headings.len()),
            format!("xlsx has at most {MAX_COLUMNS} columns; this needs {}", headings.len()),
        )
        .help("用 --items 少选几项，或用 --long", "choose fewer items with --items, or use --long"));
    }
    let mut book = workbook::empty();
    if target.is_file() {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        book.set_tempdir(folder).map_err(|error| fail(&path, &error))?;
    }
    let mut sheet = book.new_worksheet_with_constant_memory().map_err(|error| fail(&path, &error))?;
    for (column, heading) in (0_u16..).zip(&headings) {
        sheet.write_string(0, column, heading).map_err(|error| fail(&path, &error))?;
    }
    let money = workbook::money();
    Ok(Box::new(Sheet { book, sheet, target, layout: layout.clone(), money, row: 1, path }))
}

impl Sink for Sheet {
    fn put(&mut self, piece: Piece) -> Result<(), BatchError> {
        let Piece::Rows(rows) = piece else { return Ok(()) };
        for line in rows.lines() {
            if self.layout.long {
                for index in 0..self.layout.items.len() {
                    self.line(line, Some(index))?;
                }
            } else {
                self.line(line, None)?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Target, BatchError> {
        let Self { mut book, sheet, mut target, path, .. } = *self;
        book.push_worksheet(sheet);
        match book.save_to_writer(&mut target) {
            Ok(()) => Ok(target),
            Err(error) => Err(target.failure().unwrap_or_else(|| fail(&path, &error))),
        }
    }
}

impl Sheet {
    /// Writes one row: of a profile, or of one of its items.
    fn line(&mut self, answered: Line<'_>, item: Option<usize>) -> Result<(), BatchError> {
        if self.row >= MAX_ROWS {
            return Err(BatchError::usage(
                format!("xlsx 最多 {MAX_ROWS} 行"),
                format!("xlsx has at most {MAX_ROWS} rows"),
            )
            .help("改用 csv 或 parquet，或用 --shard 分片", "use csv or parquet, or --shard"));
        }
        let row = self.row;
        self.row = row.saturating_add(1);
        let result = self.cells(row, answered, item);
        result.map_err(|error| fail(&self.path, &error))
    }

    fn cells(&mut self, row: u32, answered: Line<'_>, item: Option<usize>) -> Result<(), XlsxError> {
        let mut columns = 0_u16..;
        let mut next = || columns.next().unwrap_or(u16::MAX);
        self.sheet.write(row, next(), answered.row)?;
        if self.layout.key.is_some() {
            self.sheet.write_string(row, next(), answered.key().unwrap_or_default())?;
        }
        let Some(index) = item else {
            for answer in answered.answers() {
                self.sheet.write_string(row, next(), answer.status.word())?;
                amount(&mut self.sheet, row, next(), answer.fen, &self.money)?;
            }
            return Ok(());
        };
        let nothing = (String::new(), String::new());
        let (id, title) = self.layout.items.get(index).unwrap_or(&nothing);
        let Some(answer) = answered.answer(index) else { return Ok(()) };
        self.sheet.write_string(row, next(), id)?;
        self.sheet.write_string(row, next(), title)?;
        self.sheet.write_string(row, next(), answer.status.word())?;
        amount(&mut self.sheet, row, next(), answer.fen, &self.money)?;
        for flag in [answer.capped, answer.cap_reached, answer.uncertain] {
            self.sheet.write_boolean(row, next(), flag)?;
        }
        if let Some(open) = answered.open(index) {
            self.sheet.write_string(row, next(), open.needs.join(" "))?;
            self.sheet.write_string(row, next(), open.pending.join(" "))?;
        }
        Ok(())
    }
}

/// Writes an amount, if there is one.
pub(in super::super) fn amount(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    fen: Option<i128>,
    money: &Format,
) -> Result<(), XlsxError> {
    fen.map_or(Ok(()), |fen| workbook::yuan(sheet, row, column, &yuan(fen), money))
}
