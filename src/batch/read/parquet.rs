//! Parquet files. Owns opening them and turning columns into text, exactly for whole numbers and decimals; floats become
//! their shortest decimal text.

use super::super::error::BatchError;
use super::{Chunk, Reader, Rows};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of one chunk: columns are read faster in longer pieces.
const COLUMN_ROWS: usize = 4096;

/// A file being read.
pub(in super::super) struct ParquetReader {
    file: PathBuf,
    batches: ParquetRecordBatchReader,
    headings: Vec<String>,
    size: u64,
    total: u64,
    rows: u64,
    chunks: u64,
}

impl ParquetReader {
    /// Opens a file.
    pub(in super::super) fn open(file: &Path) -> Result<Self, BatchError> {
        let input = File::open(file).map_err(|error| BatchError::unreadable(file, &error))?;
        let size = input.metadata().map_or(0, |data| data.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(input).map_err(|error| broken(file, &error))?;
        let schema = builder.schema().clone();
        let total = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
        let odd = schema.fields().iter().find(|field| !is_readable(field.data_type()));
        if let Some(field) = odd {
            let (name, ty) = (field.name(), field.data_type());
            let error = BatchError::input(
                file,
                format!("列“{name}”的类型 {ty} 读不了"),
                format!("column `{name}` has the type {ty}, which is not read"),
            );
            return Err(error.help(
                "列表事实请另给 csv 明细表（--table）；其他列写成文本、整数或小数",
                "give lists as csv tables (--table); write other columns as text, integer or decimal",
            ));
        }
        let batches = builder.with_batch_size(COLUMN_ROWS).build().map_err(|error| broken(file, &error))?;
        let headings = schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
        Ok(Self { file: file.to_owned(), batches, headings, size, total, rows: 0, chunks: 0 })
    }
}

impl Reader for ParquetReader {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn next(&mut self) -> Result<Option<Chunk>, BatchError> {
        let Some(batch) = self.batches.next() else {
            return if self.rows == self.total { Ok(None) } else { Err(self.too_short()) };
        };
        let batch = batch.map_err(|error| broken(&self.file, &error))?;
        let first = self.rows.saturating_add(1);
        self.rows = self.rows.saturating_add(u64::try_from(batch.num_rows()).unwrap_or(0));
        let index = self.chunks;
        self.chunks = index.saturating_add(1);
        // How far it is in the rows, as bytes.
        let wide = u128::from(self.size).saturating_mul(u128::from(self.rows));
        let read = wide.checked_div(u128::from(self.total)).and_then(|read| u64::try_from(read).ok());
        Ok(Some(Chunk { index, first, rows: Rows::Arrow(batch), read: read.unwrap_or(self.size) }))
    }
}

impl ParquetReader {
    fn too_short(&self) -> BatchError {
        let (rows, total) = (self.rows, self.total);
        let (zh, en) =
            (format!("应有 {total} 行，只有 {rows} 行"), format!("says it has {total} rows, but ends after {rows}"));
        BatchError::input(&self.file, zh, en)
    }
}

fn broken(file: &Path, error: &dyn std::fmt::Display) -> BatchError {
    BatchError::input(file, format!("不是完好的 parquet：{error}"), format!("is no sound parquet: {error}")).help(
        "文件可能不完整，或压缩方式不是 snappy 或不压缩",
        "it may be cut off, or compressed otherwise than with snappy",
    )
}

fn is_readable(ty: &DataType) -> bool {
    match ty {
        DataType::Dictionary(_, value) => is_readable(value),
        DataType::Timestamp(_, zone) => zone.is_none(),
        other => matches!(
            other,
            DataType::Null
                | DataType::Boolean
                | DataType::Int8
                | DataType::Int16
                | DataType::Int32
                | DataType::Int64
                | DataType::UInt8
                | DataType::UInt16
                | DataType::UInt32
                | DataType::UInt64
                | DataType::Float32
                | DataType::Float64
                | DataType::Utf8
                | DataType::LargeUtf8
                | DataType::Utf8View
                | DataType::Date32
                | DataType::Decimal128(..)
                | DataType::Decimal256(..)
        ),
    }
}

/// One row of a batch as text; what is null is empty.
pub(in super::super) fn row_texts(batch: &RecordBatch, row: usize) -> Vec<String> {
    if row >= batch.num_rows() {
        return Vec::new();
    }
    batch.slice(row, 1).columns().iter().flat_map(|column| column_texts(column.as_ref())).collect()
}

/// Hands on the texts of a column, in order; what is null is empty.
pub(in super::super) fn each_text(array: &dyn Array, mut each: impl FnMut(usize, &str)) {
    let mut digits = itoa::Buffer::new();
    let mut put = |at: usize, text: Option<&str>| each(at, text.unwrap_or_default());
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().enumerate().for_each(|(at, text)| put(at, text)),
        DataType::Int64 => {
            let numbers = array.as_primitive::<Int64Type>().iter().enumerate();
            numbers.for_each(|(at, number)| put(at, number.map(|number| digits.format(number))));
        }
        _ => column_texts(array).iter().enumerate().for_each(|(at, text)| put(at, Some(text))),
    }
}

/// A column as text; what is null is empty.
pub(in super::super) fn column_texts(array: &dyn Array) -> Vec<String> {
    let each = |text: &dyn Fn(usize) -> String| -> Vec<String> {
        (0..array.len()).map(|at| if array.is_null(at) { String::new() } else { text(at) }).collect()
    };
    match array.data_type() {
        DataType::Boolean => each(&|at| array.as_boolean().value(at).to_string()),
        DataType::Int8 => each(&number::<Int8Type>(array.as_primitive())),
        DataType::Int16 => each(&number::<Int16Type>(array.as_primitive())),
        DataType::Int32 => each(&number::<Int32Type>(array.as_primitive())),
        DataType::Int64 => each(&number::<Int64Type>(array.as_primitive())),
        DataType::UInt8 => each(&number::<UInt8Type>(array.as_primitive())),
        DataType::UInt16 => each(&number::<UInt16Type>(array.as_primitive())),
        DataType::UInt32 => each(&number::<UInt32Type>(array.as_primitive())),
        DataType::UInt64 => each(&number::<UInt64Type>(array.as_primitive())),
        DataType::Float32 => each(&number::<Float32Type>(array.as_primitive())),
        DataType::Float64 => each(&number::<Float64Type>(array.as_primitive())),
        DataType::Utf8 => each(&|at| array.as_string::<i32>().value(at).to_owned()),
        DataType::LargeUtf8 => each(&|at| array.as_string::<i64>().value(at).to_owned()),
        DataType::Utf8View => each(&|at| array.as_string_view().value(at).to_owned()),
        DataType::Date32 => each(&|at| {
            array.as_primitive::<Date32Type>().value_as_date(at).map_or_else(String::new, |day| day.to_string())
        }),
        DataType::Decimal128(..) => each(&|at| array.as_primitive::<Decimal128Type>().value_as_string(at)),
        DataType::Decimal256(..) => each(&|at| array.as_primitive::<Decimal256Type>().value_as_string(at)),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => each(&moment::<TimestampSecondType>(array.as_primitive())),
            TimeUnit::Millisecond => each(&moment::<TimestampMillisecondType>(array.as_primitive())),
            TimeUnit::Microsecond => each(&moment::<TimestampMicrosecondType>(array.as_primitive())),
            TimeUnit::Nanosecond => each(&moment::<TimestampNanosecondType>(array.as_primitive())),
        },
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = column_texts(dictionary.values().as_ref());
            let keys = dictionary.normalized_keys();
            each(&|at| keys.get(at).and_then(|key| values.get(*key)).cloned().unwrap_or_default())
        }
        _ => each(&|_| String::new()),
    }
}

/// Numbers as their shortest decimal text.
fn number<T: ArrowPrimitiveType<Native: ToString>>(array: &PrimitiveArray<T>) -> impl Fn(usize) -> String {
    move |at| array.value(at).to_string()
}

/// Midnights as days; other times with the time, which no fact accepts.
fn moment<T: arrow_array::types::ArrowTimestampType>(array: &PrimitiveArray<T>) -> impl Fn(usize) -> String
where
    i64: From<T::Native>,
{
    move |at| {
        array.value_as_datetime(at).map_or_else(String::new, |time| match time.time() == chrono::NaiveTime::MIN {
            true => time.date().to_string(),
            false => time.to_string(),
        })
    }
}
