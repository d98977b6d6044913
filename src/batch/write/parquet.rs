//! Answers as Parquet: status as text, amounts as decimals with two places. Owns the schema and the size of row groups,
//! which hangs on the number of columns only. Amounts have eighteen digits, which are 64 bits in the file; when one has
//! more, what has been written is written again with as many as there can be.

use super::super::error::BatchError;
use super::super::evaluator::{Answered, Open};
use super::{Layout, Piece, Sink, Target};
use crate::eval::Answer;
use crate::outcome::Status;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int8Type};
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, DictionaryArray, Int8Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Cells of a row group: so many are kept in memory.
const GROUP_CELLS: usize = 4_000_000;
/// Digits of an amount in yuan that 64 bits hold, and the most that there can be.
const DIGITS: (u8, u8) = (18, 38);
/// Decimals of an amount in yuan.
const PLACES: i8 = 2;

struct Parquet {
    writer: ArrowWriter<Target>,
    schema: Arc<Schema>,
    layout: Layout,
    path: PathBuf,
    /// Digits of amounts.
    digits: u8,
}

/// Begins a file.
pub(super) fn begin(layout: &Layout, target: Target) -> Result<Box<dyn Sink>, BatchError> {
    // What cannot be written again has room for any amount.
    let digits = if target.is_file() { DIGITS.0 } else { DIGITS.1 };
    Ok(Box::new(open(layout, target, digits)?))
}

fn open(layout: &Layout, target: Target, digits: u8) -> Result<Parquet, BatchError> {
    let path = target.path().to_owned();
    let schema = Arc::new(schema(layout, digits));
    let rows = GROUP_CELLS.checked_div(schema.fields().len()).unwrap_or(0).max(1024);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("huice".to_owned())
        .set_max_row_group_row_count(Some(rows));
    for field in schema.fields() {
        let column = || ColumnPath::from(vec![field.name().clone()]);
        match field.data_type() {
            // Hardly two amounts are the same, so looking for repeated ones is time lost.
            DataType::Decimal128(..) => properties = properties.set_column_dictionary_enabled(column(), false),
            // The first and the last word of a group say nothing.
            DataType::Dictionary(..) => {
                properties = properties.set_column_statistics_enabled(column(), EnabledStatistics::None);
            }
            _ => {}
        }
    }
    // Statuses are texts, however they are held here.
    let options = ArrowWriterOptions::new().with_properties(properties.build()).with_skip_arrow_metadata(true);
    let writer = ArrowWriter::try_new_with_options(target, schema.clone(), options);
    let writer = writer.map_err(|error| explain(&path, &error))?;
    Ok(Parquet { writer, schema, layout: layout.clone(), path, digits })
}

fn schema(layout: &Layout, digits: u8) -> Schema {
    let status = || DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let field = |name: &str| {
        let ty = match name.rsplit('.').next().unwrap_or(name) {
            "row" => DataType::UInt64,
            "yuan" => DataType::Decimal128(digits, PLACES),
            "status" => status(),
            "capped" | "cap_reached" | "uncertain" if layout.long => DataType::Boolean,
            _ => DataType::Utf8,
        };
        Field::new(name, ty, !matches!(name, "row"))
    };
    // The key is text whatever it is called.
    let headings = layout.headings();
    let fields = headings.iter().enumerate().map(|(at, name)| match (at, &layout.key) {
        (1, Some(key)) => Field::new(key, DataType::Utf8, true),
        _ => field(name),
    });
    Schema::new(fields.collect::<Vec<_>>())
}

fn fail(path: &Path, error: &dyn std::fmt::Display) -> BatchError {
    BatchError::unwritable(path, &std::io::Error::other(error.to_string()))
}

impl Sink for Parquet {
    fn put(&mut self, piece: Piece) -> Result<(), BatchError> {
        let Piece::Rows(rows) = piece else { return Ok(()) };
        if rows.is_empty() {
            return Ok(());
        }
        if self.digits < DIGITS.1 && rows.iter().flat_map(|row| &row.answers).any(is_wide) {
            self.widen()?;
        }
        let batch = self.batch(&rows).map_err(|error| fail(&self.path, &error))?;
        let result = self.writer.write(&batch);
        result.map_err(|error| explain(&self.path, &error))
    }

    fn finish(self: Box<Self>) -> Result<Target, BatchError> {
        self.writer.into_inner().map_err(|error| explain(&self.path, &error))
    }
}

/// Whether an amount has more than eighteen digits.
fn is_wide(answer: &Answer) -> bool {
    answer.fen.is_some_and(|fen| fen.unsigned_abs() >= 1_000_000_000_000_000_000)
}

impl Parquet {
    fn batch(&self, rows: &[Answered]) -> Result<RecordBatch, ArrowError> {
        let Self { layout, schema, digits, .. } = self;
        let columns = if layout.long { long(layout, rows, *digits)? } else { wide(layout, rows, *digits)? };
        RecordBatch::try_new(schema.clone(), columns)
    }

    /// Begins another file with room for any amount, and writes into it what has been written.
    fn widen(&mut self) -> Result<(), BatchError> {
        let wider = open(&self.layout, Target::again(&self.path)?, DIGITS.1)?;
        let before = std::mem::replace(self, wider);
        let explained = |error: ParquetError| explain(&self.path, &error);
        let mut before = before.writer.into_inner().map_err(explained)?;
        let read = ParquetRecordBatchReaderBuilder::try_new(before.written()?).and_then(|builder| builder.build());
        for batch in read.map_err(explained)? {
            let batch = batch.and_then(|batch| {
                let columns = batch.columns().iter().zip(self.schema.fields());
                let columns = columns.map(|(column, field)| as_held(column, field.data_type()));
                RecordBatch::try_new(self.schema.clone(), columns.collect::<Result<_, _>>()?)
            });
            let batch = batch.map_err(|error| fail(&self.path, &error))?;
            self.writer.write(&batch).map_err(|error| explain(&self.path, &error))?;
        }
        Ok(())
    }
}

/// A column as it comes back from a file, in the type that it is written from.
fn as_held(column: &ArrayRef, ty: &DataType) -> Result<ArrayRef, ArrowError> {
    Ok(match ty {
        DataType::Decimal128(digits, places) => {
            Arc::new(column.as_primitive::<Decimal128Type>().clone().with_precision_and_scale(*digits, *places)?)
        }
        DataType::Dictionary(..) => {
            let words = column.as_string::<i32>().iter();
            words_of(words.map(|word| Status::ALL.into_iter().find(|status| Some(status.word()) == word)))?
        }
        _ => column.clone(),
    })
}

/// The system's own reason, if that is what stopped the writer.
fn explain(path: &Path, error: &ParquetError) -> BatchError {
    match error {
        ParquetError::External(cause) => match cause.downcast_ref::<std::io::Error>() {
            Some(cause) => BatchError::unwritable(path, cause),
            None => fail(path, error),
        },
        other => fail(path, other),
    }
}

fn amounts<'a>(answers: impl Iterator<Item = Option<&'a Answer>>, digits: u8) -> Result<ArrayRef, ArrowError> {
    let array: Decimal128Array = answers.map(|answer| answer.and_then(|answer| answer.fen)).collect();
    Ok(Arc::new(array.with_precision_and_scale(digits, PLACES)?))
}

fn statuses<'a>(answers: impl Iterator<Item = Option<&'a Answer>>) -> Result<ArrayRef, ArrowError> {
    words_of(answers.map(|answer| answer.map(|answer| answer.status)))
}

/// Words of statuses, each kept once.
fn words_of(statuses: impl Iterator<Item = Option<Status>>) -> Result<ArrayRef, ArrowError> {
    let place = |status: Status| i8::try_from(Status::ALL.iter().position(|other| *other == status)?).ok();
    let keys: Int8Array = statuses.map(|status| status.and_then(place)).collect();
    let words = StringArray::from_iter_values(Status::ALL.map(Status::word));
    Ok(Arc::new(DictionaryArray::<Int8Type>::try_new(keys, Arc::new(words))?))
}

fn wide(layout: &Layout, rows: &[Answered], digits: u8) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut columns: Vec<ArrayRef> = vec![Arc::new(rows.iter().map(|row| Some(row.row)).collect::<UInt64Array>())];
    if layout.key.is_some() {
        columns.push(Arc::new(rows.iter().map(|row| row.key.as_deref()).collect::<StringArray>()));
    }
    for index in 0..layout.items.len() {
        let answers = || rows.iter().map(move |row| row.answers.get(index));
        columns.push(statuses(answers())?);
        columns.push(amounts(answers(), digits)?);
    }
    Ok(columns)
}

fn long(layout: &Layout, rows: &[Answered], digits: u8) -> Result<Vec<ArrayRef>, ArrowError> {
    let each = || rows.iter().flat_map(|row| row.answers.iter().map(move |answer| (row, answer)));
    let items = || rows.iter().flat_map(|row| layout.items.iter().take(row.answers.len()));
    let flags = |flag: fn(&Answer) -> bool| -> ArrayRef {
        Arc::new(each().map(|(_, answer)| Some(flag(answer))).collect::<BooleanArray>())
    };
    let mut columns: Vec<ArrayRef> = vec![Arc::new(each().map(|(row, _)| Some(row.row)).collect::<UInt64Array>())];
    if layout.key.is_some() {
        columns.push(Arc::new(each().map(|(row, _)| row.key.as_deref()).collect::<StringArray>()));
    }
    columns.push(Arc::new(items().map(|(id, _)| Some(id)).collect::<StringArray>()));
    columns.push(Arc::new(items().map(|(_, title)| Some(title)).collect::<StringArray>()));
    columns.push(statuses(each().map(|(_, answer)| Some(answer)))?);
    columns.push(amounts(each().map(|(_, answer)| Some(answer)), digits)?);
    columns.extend([flags(|a| a.capped), flags(|a| a.cap_reached), flags(|a| a.uncertain)]);
    if layout.needs {
        let open = |paths: fn(&Open) -> &Vec<String>| -> ArrayRef {
            let texts = rows.iter().flat_map(|row| {
                (0..row.answers.len()).map(move |at| {
                    row.open
                        .as_ref()
                        .and_then(|open| open.get(at))
                        .map_or_else(String::new, |open| paths(open).join(" "))
                })
            });
            Arc::new(texts.map(Some).collect::<StringArray>())
        };
        columns.extend([open(|open| &open.needs), open(|open| &open.pending)]);
    }
    Ok(columns)
}
