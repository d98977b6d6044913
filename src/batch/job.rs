//! What a batch is asked to do and what came of it. Owns plain data; how it is done is in the other files.

use super::mapping::Mapping;
use crate::diagnostic::Lang;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// Comma-separated values, RFC 4180 (tabs for `.tsv`).
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet (feature `batch`).
    Parquet,
    /// Excel (feature `batch`).
    Xlsx,
}

impl Form {
    /// The form a word or an extension names.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::Jsonl),
            "parquet" => Some(Self::Parquet),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The form of a file by its extension.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        file.extension().and_then(|extension| extension.to_str()).and_then(Self::named)
    }

    /// Whether this build reads and writes it.
    #[must_use]
    pub const fn is_built_in(self) -> bool {
        matches!(self, Self::Csv | Self::Jsonl) || cfg!(feature = "batch")
    }

    /// The usual extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
        }
    }
}

/// One of several equal parts of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    pub index: u64,
    /// Of how many.
    pub of: u64,
}

impl Shard {
    /// Reads `2/5`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (index, of) = text.split_once('/')?;
        let (index, of) = (index.trim().parse().ok()?, of.trim().parse().ok()?);
        (1 <= index && index <= of && of <= 1_000_000).then_some(Self { index, of })
    }

    /// The rows of this part of `rows` rows: those after the first number up to the second. The parts follow each other
    /// without gap, so results joined in order are those of the whole.
    #[must_use]
    pub fn rows(self, rows: u64) -> (u64, u64) {
        let cut = |part: u64| {
            let wide = u128::from(rows).saturating_mul(u128::from(part));
            wide.checked_div(u128::from(self.of)).and_then(|at| u64::try_from(at).ok()).unwrap_or(rows)
        };
        (cut(self.index.saturating_sub(1)), cut(self.index))
    }
}

/// A table with the records of a list fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSpec {
    /// Key or name of the list fact.
    pub list: String,
    /// The file, csv.
    pub file: PathBuf,
    /// A profile without records in it is known to have none; otherwise its list is unknown.
    pub complete: bool,
}

/// What a batch is asked to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Job {
    /// The profiles; `-` is standard input.
    pub input: PathBuf,
    /// The form of the input, by its extension when not given.
    pub from: Option<Form>,
    /// Where the answers go; `-` is standard output; `None` when only a summary is wanted.
    pub output: Option<PathBuf>,
    /// The form of the answers, by the extension of the output when not given.
    pub to: Option<Form>,
    /// Where rows that are no profiles go; beside the output when not given.
    pub rejects: Option<PathBuf>,
    /// Character encoding of text tables, detected when not given.
    pub encoding: Option<String>,
    /// What stands between cells, by extension when not given.
    pub delimiter: Option<u8>,
    /// Sheet of an xlsx file, the first when not given.
    pub sheet: Option<String>,
    /// What foreign headings mean.
    pub mapping: Mapping,
    /// The column that names a row.
    pub key: Option<String>,
    /// Tables of list facts.
    pub tables: Vec<TableSpec>,
    /// Columns that nothing is known of are left out instead of refused.
    pub ignore_unknown: bool,
    /// Only these items; all when empty.
    pub items: Vec<String>,
    /// One row an item instead of one a profile.
    pub long: bool,
    /// A byte order mark at the beginning of csv, so that Excel takes it for UTF-8.
    pub bom: bool,
    /// With what every open answer waits for (long only).
    pub needs: bool,
    /// Facts by whose value the summary is divided, too.
    pub by: Vec<String>,
    /// Where the summary goes: `.md`, `.json` or `.xlsx`.
    pub summary: Option<PathBuf>,
    /// Threads that evaluate.
    pub threads: NonZeroUsize,
    /// Only this part of the rows.
    pub shard: Option<Shard>,
    /// Writes a manifest, and does nothing when there is one that still holds.
    pub resume: bool,
    /// Language of reasons and of the summary.
    pub lang: Lang,
}

impl Job {
    /// A batch with everything else as usual.
    #[must_use]
    pub fn new(input: impl Into<PathBuf>) -> Self {
        Self {
            input: input.into(),
            from: None,
            output: None,
            to: None,
            rejects: None,
            encoding: None,
            delimiter: None,
            sheet: None,
            mapping: Mapping::default(),
            key: None,
            tables: Vec::new(),
            ignore_unknown: false,
            items: Vec::new(),
            long: false,
            bom: false,
            needs: false,
            by: Vec::new(),
            summary: None,
            threads: NonZeroUsize::MIN,
            shard: None,
            resume: false,
            lang: Lang::Zh,
        }
    }
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the input read.
    pub bytes: u64,
    /// Bytes of the input, when known.
    pub of: Option<u64>,
    /// Rows done.
    pub rows: u64,
    /// Of those, rows rejected.
    pub rejected: u64,
    /// Everything is written; now the files are given their names. Whoever stops the process here stops it too late.
    pub naming: bool,
}
