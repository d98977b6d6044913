//! Answers as Parquet: status as text, amounts as decimals with two places. Owns the schema and the size of row groups,
//! which hangs on the number of columns only. Amounts have eighteen digits, which are 64 bits in the file; when one has
//! more, what has been written is written again with as many as there can be.

use super::super::answered::{Answered, Line, Open};
use super::super::error::BatchError;
use super::{Layout, Piece, Sink, Target};
use crate::columnar::Answers;
use crate::eval::Answer;
use crate::outcome::Status;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal64Type, Decimal128Type, Int8Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal64Array, Decimal128Array, DictionaryArray, Int8Array, RecordBatch,
    StringArray, UInt64Array,
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
        let is_key = layout.key.as_ref() == Some(field.name());
        match field.data_type() {
            // Hardly two amounts, rows or keys are the same, so looking for repeated ones is time lost.
            DataType::Decimal64(..) | DataType::Decimal128(..) => {
                properties = properties.set_column_dictionary_enabled(column(), false);
            }
            ty if !layout.long && (is_key || *ty == DataType::UInt64) => {
                properties = properties.set_column_dictionary_enabled(column(), false);
            }
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
            "yuan" if digits == DIGITS.0 => DataType::Decimal64(digits, PLACES),
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
        let Piece::Columns(columns) = piece else { return Ok(()) };
        let columns = columns.map_err(|error| fail(&self.path, &error))?;
        if columns.is_wide && self.digits < DIGITS.1 {
            self.widen()?;
        }
        let batch = self.batch(&columns.arrays).map_err(|error| fail(&self.path, &error))?;
        let result = self.writer.write(&batch);
        result.map_err(|error| explain(&self.path, &error))
    }

    fn finish(self: Box<Self>) -> Result<Target, BatchError> {
        self.writer.into_inner().map_err(|error| explain(&self.path, &error))
    }
}

/// Columns that are ready to be written.
pub(in super::super) struct Ready {
    arrays: Vec<ArrayRef>,
    /// An amount has more than eighteen digits.
    is_wide: bool,
}

/// Makes columns of answers.
pub(super) fn prepare(layout: &Layout, answered: &Answered) -> Result<Ready, ArrowError> {
    let is_wide = (0..layout.items.len()).any(|index| match answered.column(index) {
        Some(column) => column.fen().any(|fen| is_wide(fen.map(i128::from))),
        None => answered.lines().any(|line| line.answer(index).is_some_and(|answer| is_wide(answer.fen))),
    });
    let arrays = if layout.long { long(layout, answered, is_wide)? } else { wide(layout, answered, is_wide)? };
    Ok(Ready { arrays, is_wide })
}

/// Whether an amount has more than eighteen digits.
fn is_wide(fen: Option<i128>) -> bool {
    fen.is_some_and(|fen| fen.unsigned_abs() >= 1_000_000_000_000_000_000)
}

impl Parquet {
    /// Columns in the types of this file.
    fn batch(&self, columns: &[ArrayRef]) -> Result<RecordBatch, ArrowError> {
        let columns = columns.iter().zip(self.schema.fields());
        let columns = columns.map(|(column, field)| as_held(column, field.data_type()));
        RecordBatch::try_new(self.schema.clone(), columns.collect::<Result<_, _>>()?)
    }

    /// Begins another file with room for any amount, and writes into it what has been written.
    fn widen(&mut self) -> Result<(), BatchError> {
        let wider = open(&self.layout, Target::again(&self.path)?, DIGITS.1)?;
        let before = std::mem::replace(self, wider);
        let explained = |error: ParquetError| explain(&self.path, &error);
        let mut before = before.writer.into_inner().map_err(explained)?;
        let read = ParquetRecordBatchReaderBuilder::try_new(before.written()?).and_then(|builder| builder.build());
        for batch in read.map_err(explained)? {
            let batch =
                batch.and_then(|batch| self.batch(batch.columns())).map_err(|error| fail(&self.path, &error))?;
            self.writer.write(&batch).map_err(|error| explain(&self.path, &error))?;
        }
        Ok(())
    }
}

/// A column, as it was made or as it comes back from a file, in the type that it is written from.
fn as_held(column: &ArrayRef, ty: &DataType) -> Result<ArrayRef, ArrowError> {
    Ok(match ty {
        _ if column.data_type() == ty => column.clone(),
        DataType::Decimal128(digits, places) => {
            let wide = match column.as_primitive_opt::<Decimal64Type>() {
                Some(narrow) => narrow.unary::<_, Decimal128Type>(i128::from),
                None => column.as_primitive::<Decimal128Type>().clone(),
            };
            Arc::new(wide.with_precision_and_scale(*digits, *places)?)
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

/// Amounts in fen as yuan.
fn amounts(fen: impl Iterator<Item = Option<i128>>, is_wide: bool) -> Result<ArrayRef, ArrowError> {
    if is_wide {
        let array: Decimal128Array = fen.collect();
        return Ok(Arc::new(array.with_precision_and_scale(DIGITS.1, PLACES)?));
    }
    let held = |fen: Option<i128>| fen.and_then(|fen| i64::try_from(fen).ok()).unwrap_or(Answers::NO_AMOUNT);
    narrow(fen.map(held).collect())
}

/// The same of at most eighteen digits, [`Answers::NO_AMOUNT`] where there is none.
fn narrow(fen: Vec<i64>) -> Result<ArrayRef, ArrowError> {
    let all = Decimal64Array::from(fen);
    let known = BooleanArray::from_unary(&all, |fen| fen != Answers::NO_AMOUNT);
    let array = Decimal64Array::try_new(all.values().clone(), Some(known.values().clone().into()))?;
    Ok(Arc::new(array.with_precision_and_scale(DIGITS.0, PLACES)?))
}

/// Words of statuses, each kept once.
fn words_of(statuses: impl Iterator<Item = Option<Status>>) -> Result<ArrayRef, ArrowError> {
    let keys: Int8Array = statuses.map(|status| i8::try_from(status?.place()).ok()).collect();
    let words = StringArray::from_iter_values(Status::ALL.map(Status::word));
    Ok(Arc::new(DictionaryArray::<Int8Type>::try_new(keys, Arc::new(words))?))
}

fn wide(layout: &Layout, answered: &Answered, is_wide: bool) -> Result<Vec<ArrayRef>, ArrowError> {
    let lines = || answered.lines();
    let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt64Array::from_iter_values(lines().map(|line| line.row)))];
    if layout.key.is_some() {
        columns.push(Arc::new(lines().map(|line| line.key()).collect::<StringArray>()));
    }
    for index in 0..layout.items.len() {
        if let Some(column) = answered.column(index).filter(|_| !is_wide) {
            columns.push(words_of(column.statuses().iter().copied())?);
            columns.push(narrow(column.amounts().to_vec())?);
            continue;
        }
        let answers = || lines().map(move |line| line.answer(index));
        columns.push(words_of(answers().map(|answer| Some(answer?.status)))?);
        columns.push(amounts(answers().map(|answer| answer?.fen), is_wide)?);
    }
    Ok(columns)
}

fn long(layout: &Layout, answered: &Answered, is_wide: bool) -> Result<Vec<ArrayRef>, ArrowError> {
    let each = || answered.lines().flat_map(|line| line.answers().map(move |answer| (line, answer)));
    let items = || answered.lines().flat_map(|_| &layout.items);
    let flags = |flag: fn(&Answer) -> bool| -> ArrayRef {
        Arc::new(each().map(|(_, answer)| Some(flag(&answer))).collect::<BooleanArray>())
    };
    let mut columns: Vec<ArrayRef> = vec![Arc::new(each().map(|(line, _)| Some(line.row)).collect::<UInt64Array>())];
    if layout.key.is_some() {
        columns.push(Arc::new(each().map(|(line, _)| line.key()).collect::<StringArray>()));
    }
    columns.push(Arc::new(items().map(|(id, _)| Some(id)).collect::<StringArray>()));
    columns.push(Arc::new(items().map(|(_, title)| Some(title)).collect::<StringArray>()));
    columns.push(words_of(each().map(|(_, answer)| Some(answer.status)))?);
    columns.push(amounts(each().map(|(_, answer)| answer.fen), is_wide)?);
    columns.extend([flags(|a| a.capped), flags(|a| a.cap_reached), flags(|a| a.uncertain)]);
    if layout.needs {
        let open = |paths: fn(&Open) -> &Vec<String>| -> ArrayRef {
            let text = |line: Line<'_>, index| line.open(index).map_or_else(String::new, |open| paths(open).join(" "));
            let texts = answered.lines().flat_map(|line| (0..layout.items.len()).map(move |index| text(line, index)));
            Arc::new(texts.map(Some).collect::<StringArray>())
        };
        columns.extend([open(|open| &open.needs), open(|open| &open.pending)]);
    }
    Ok(columns)
}
