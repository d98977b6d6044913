//! The mapping file: what foreign headings mean, in which unit, with which words. Owns its form (TOML); whether the facts
//! exist is checked against a pack elsewhere.

use super::error::BatchError;
use crate::profile::{CellForm, Pattern, parse_number};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What foreign headings mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// The column that names a row.
    pub key: Option<String>,
    /// Headings that are left out.
    pub ignore: Vec<String>,
    /// Texts that mean unknown in every column.
    pub unknown: Vec<String>,
    /// Facts that are the same for every row: key or name, and the text of a cell.
    pub constants: BTreeMap<String, String>,
    /// Headings and what they mean.
    pub columns: BTreeMap<String, ColumnSpec>,
    /// Tables of list facts, by key or name of the list.
    pub tables: BTreeMap<String, TableMapping>,
    /// The text it was read from, for the manifest.
    pub(super) text: String,
}

/// The table of a list fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableMapping {
    /// The file, beside the mapping file.
    pub file: Option<PathBuf>,
    /// The column that names the row of the main table; that table's key when not given.
    pub key: Option<String>,
    /// A profile without records has none; otherwise its list is unknown.
    pub complete: bool,
    /// Headings that are left out.
    pub ignore: Vec<String>,
    /// Headings and what they mean.
    pub columns: BTreeMap<String, ColumnSpec>,
}

/// What one heading means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnSpec {
    /// Key or name of the fact.
    pub fact: String,
    /// The unit the column is written in (`万元`, `‰`, `小数`), if not that of the fact.
    pub unit: Option<String>,
    /// The rest.
    pub cell: CellForm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Option<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
    #[serde(default)]
    constants: BTreeMap<String, toml::Value>,
    #[serde(default)]
    columns: BTreeMap<String, Column>,
    #[serde(default)]
    tables: BTreeMap<String, Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    file: Option<PathBuf>,
    key: Option<String>,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<String, Column>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Column {
    Fact(String),
    Full(Full),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    fact: String,
    unit: Option<String>,
    times: Option<String>,
    #[serde(default)]
    thousands: bool,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
    date: Option<String>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or says something that has no meaning.
    pub fn load(file: &Path) -> Result<Self, BatchError> {
        let text = std::fs::read_to_string(file).map_err(|error| BatchError::unreadable(file, &error))?;
        Self::parse(&text, file)
    }

    /// Reads the text of a mapping file; `file` is named in errors, and tables lie beside it.
    ///
    /// # Errors
    /// As for [`Mapping::load`].
    pub fn parse(text: &str, file: &Path) -> Result<Self, BatchError> {
        let read: File = toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            let (zh, en) = line.map_or_else(Default::default, |line| (format!("第 {line} 行："), format!("line {line}: ")));
            let message = error.message();
            BatchError::usage(
                format!("列对照文件“{}”{zh}{message}", file.display()),
                format!("mapping file `{}`: {en}{message}", file.display()),
            )
            .help(
                "写法见 docs/commands/batch.md：\"列名\" = \"事实\"，或 \"列名\" = { fact = \"事实\", unit = \"万元\" }",
                "see docs/commands/batch.md: \"heading\" = \"fact\", or \"heading\" = { fact = \"fact\", unit = \"万元\" }",
            )
        })?;
        let mut constants = BTreeMap::new();
        for (fact, value) in read.constants {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(truth) => truth.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => {
                    return Err(BatchError::usage(
                        format!("列对照文件：常量“{fact}”应写成文本，如 \"4.35\""),
                        format!("mapping file: write the constant `{fact}` as a text, e.g. \"4.35\""),
                    ));
                }
            };
            constants.insert(fact, text);
        }
        let mut tables = BTreeMap::new();
        for (list, table) in read.tables {
            let beside = |name: PathBuf| file.parent().map_or(name.clone(), |folder| folder.join(name));
            let columns = columns(table.columns)?;
            let Table { file: name, key, complete, ignore, .. } = table;
            tables.insert(list, TableMapping { file: name.map(beside), key, complete, ignore, columns });
        }
        Ok(Self {
            key: read.key,
            ignore: read.ignore,
            unknown: read.unknown,
            constants,
            columns: columns(read.columns)?,
            tables,
            text: text.to_owned(),
        })
    }
}

fn columns(read: BTreeMap<String, Column>) -> Result<BTreeMap<String, ColumnSpec>, BatchError> {
    read.into_iter().map(|(heading, column)| Ok((heading.clone(), column_spec(&heading, column)?))).collect()
}

fn column_spec(heading: &str, column: Column) -> Result<ColumnSpec, BatchError> {
    let full = match column {
        Column::Fact(fact) => return Ok(ColumnSpec { fact, ..ColumnSpec::default() }),
        Column::Full(full) => full,
    };
    let wrong =
        |zh: String, en: String| BatchError::usage(format!("列“{heading}”：{zh}"), format!("column `{heading}`: {en}"));
    let times = match &full.times {
        None => None,
        Some(text) => Some(parse_number(text).filter(crate::value::number::Number::is_positive).ok_or_else(|| {
            wrong(format!("times 应是正数：“{text}”"), format!("times must be a positive number: `{text}`"))
        })?),
    };
    if times.is_some() && full.unit.is_some() {
        return Err(wrong("unit 和 times 只写一个".to_owned(), "state unit or times, not both".to_owned()));
    }
    let date = match &full.date {
        None => None,
        Some(text) => Some(Pattern::parse(text).ok_or_else(|| {
            wrong(format!("不懂日期写法“{text}”"), format!("`{text}` is no way to write a date"))
                .help("用 YYYY、MM 或 M、DD 或 D，如 YYYY/M/D", "use YYYY, MM or M, DD or D, e.g. YYYY/M/D")
        })?),
    };
    let cell = CellForm {
        times,
        suffix: None,
        thousands: full.thousands,
        yes: full.yes,
        no: full.no,
        unknown: full.unknown,
        date,
    };
    Ok(ColumnSpec { fact: full.fact, unit: full.unit, cell })
}
