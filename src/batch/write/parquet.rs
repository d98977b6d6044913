//! Answers as Parquet: status as text, amounts as decimals with two places. Owns the schema and the size of row groups,
//! which hangs on the number of columns only.

use super::super::error::BatchError;
use super::super::evaluator::{Answered, Open};
use super::{Layout, Piece, Sink, Target};
use crate::eval::Answer;
use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use std::path::PathBuf;
use std::sync::Arc;

/// Cells of a row group: so many are kept in memory.
const GROUP_CELLS: usize = 4_000_000;
/// The type of amounts in yuan.
const YUAN: DataType = DataType::Decimal128(38, 2);

struct Parquet {
    writer: ArrowWriter<Target>,
    schema: Arc<Schema>,
    layout: Layout,
    path: PathBuf,
}

/// Begins a file.
pub(super) fn begin(layout: &Layout, target: Target) -> Result<Box<dyn Sink>, BatchError> {
    let path = target.path().to_owned();
    let schema = Arc::new(schema(layout));
    let rows = GROUP_CELLS.checked_div(schema.fields().len()).unwrap_or(0).max(1024);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("huice".to_owned())
        .set_max_row_group_row_count(Some(rows));
    // Hardly two amounts are the same, so looking for repeated ones is time lost.
    for field in schema.fields().iter().filter(|field| *field.data_type() == YUAN) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(field.name().as_str()), false);
    }
    let properties = properties.build();
    let writer = ArrowWriter::try_new(target, schema.clone(), Some(properties));
    let writer = writer.map_err(|error| explain(&path, &error))?;
    Ok(Box::new(Parquet { writer, schema, layout: layout.clone(), path }))
}

fn schema(layout: &Layout) -> Schema {
    let field = |name: &str| {
        let ty = match name.rsplit('.').next().unwrap_or(name) {
            "row" => DataType::UInt64,
            "yuan" => YUAN,
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

fn fail(path: &std::path::Path, error: &dyn std::fmt::Display) -> BatchError {
    BatchError::unwritable(path, &std::io::Error::other(error.to_string()))
}

impl Sink for Parquet {
    fn put(&mut self, piece: Piece) -> Result<(), BatchError> {
        let Piece::Rows(rows) = piece else { return Ok(()) };
        if rows.is_empty() {
            return Ok(());
        }
        let batch = batch(&self.layout, &self.schema, &rows).map_err(|error| fail(&self.path, &error))?;
        let result = self.writer.write(&batch);
        result.map_err(|error| explain(&self.path, &error))
    }

    fn finish(self: Box<Self>) -> Result<Target, BatchError> {
        self.writer.into_inner().map_err(|error| explain(&self.path, &error))
    }
}

/// The system's own reason, if that is what stopped the writer.
fn explain(path: &std::path::Path, error: &ParquetError) -> BatchError {
    match error {
        ParquetError::External(cause) => match cause.downcast_ref::<std::io::Error>() {
            Some(cause) => BatchError::unwritable(path, cause),
            None => fail(path, error),
        },
        other => fail(path, other),
    }
}

fn batch(layout: &Layout, schema: &Arc<Schema>, rows: &[Answered]) -> Result<RecordBatch, ArrowError> {
    let columns = if layout.long { long(layout, rows)? } else { wide(layout, rows)? };
    RecordBatch::try_new(schema.clone(), columns)
}

fn amounts<'a>(answers: impl Iterator<Item = Option<&'a Answer>>) -> Result<ArrayRef, ArrowError> {
    let array: Decimal128Array = answers.map(|answer| answer.and_then(|answer| answer.fen)).collect();
    Ok(Arc::new(array.with_precision_and_scale(38, 2)?))
}

fn statuses<'a>(answers: impl Iterator<Item = Option<&'a Answer>>) -> ArrayRef {
    Arc::new(answers.map(|answer| answer.map(|answer| answer.status.word())).collect::<StringArray>())
}

fn wide(layout: &Layout, rows: &[Answered]) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut columns: Vec<ArrayRef> = vec![Arc::new(rows.iter().map(|row| Some(row.row)).collect::<UInt64Array>())];
    if layout.key.is_some() {
        columns.push(Arc::new(rows.iter().map(|row| row.key.as_deref()).collect::<StringArray>()));
    }
    for index in 0..layout.items.len() {
        let answers = || rows.iter().map(move |row| row.answers.get(index));
        columns.push(statuses(answers()));
        columns.push(amounts(answers())?);
    }
    Ok(columns)
}

fn long(layout: &Layout, rows: &[Answered]) -> Result<Vec<ArrayRef>, ArrowError> {
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
    columns.push(statuses(each().map(|(_, answer)| Some(answer))));
    columns.push(amounts(each().map(|(_, answer)| Some(answer)))?);
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
