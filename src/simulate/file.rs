//! The text of a population: TOML as it stands. Owns the form; knows nothing of any vocabulary.

use super::Problem;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

/// The form this library reads.
const SCHEMA: &str = "huice.population/1";

/// A described population: which facts subjects have, and how often.
#[derive(Clone, Debug)]
pub struct Population {
    line_starts: Vec<usize>,
    pub(super) data: Data,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub(super) schema: String,
    /// The author says that every figure is made up.
    #[serde(default)]
    pub(super) invented: bool,
    pub(super) title: String,
    pub(super) subject: Spanned<String>,
    /// Facts by whose values results are spread.
    #[serde(default)]
    pub(super) groups: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) draw: Vec<Spanned<Entry>>,
}

/// One thing that is drawn, one case of it, or one field of a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) fact: Option<String>,
    #[serde(rename = "trait")]
    pub(super) attribute: Option<String>,
    pub(super) list: Option<String>,
    pub(super) note: Option<String>,
    /// Of a thousand, how many are not known.
    pub(super) unknown: Option<u64>,
    #[serde(default)]
    pub(super) when: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) case: Vec<Entry>,
    #[serde(default)]
    pub(super) field: Vec<Spanned<Entry>>,
    // One of these is the law.
    pub(super) choose: Option<BTreeMap<String, u64>>,
    pub(super) value: Option<Value>,
    pub(super) range: Option<[Value; 2]>,
    pub(super) step: Option<Value>,
    pub(super) bands: Option<Vec<Band>>,
    pub(super) times: Option<String>,
    pub(super) round: Option<Value>,
    pub(super) days: Option<[String; 2]>,
    pub(super) months: Option<[String; 2]>,
    pub(super) following: Option<String>,
    pub(super) copy: Option<String>,
    pub(super) members: Option<BTreeMap<String, u64>>,
}

/// A range with a weight.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    pub(super) range: [Value; 2],
    pub(super) step: Value,
    pub(super) weight: u64,
}

impl Population {
    /// Reads a population; nothing is compared with a vocabulary yet.
    ///
    /// # Errors
    /// When the text is no TOML or has not the form of a population; unknown keys are errors.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)));
        let line = |at: usize| line_starts.partition_point(|start| *start <= at);
        let data: Data = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| line(span.start));
            let words = error.message().trim().to_owned();
            Problem::new(Some(at.unwrap_or(1)), format!("群体文件读不懂：{words}"), words)
                .help("写法见 docs/commands/simulate.md", "docs/commands/simulate.md describes the form")
        })?;
        if data.schema != SCHEMA {
            let (zh, en) = (format!("不认识的格式“{}”", data.schema), format!("unknown form `{}`", data.schema));
            return Err(Problem::new(Some(1), zh, en).help(format!("写 {SCHEMA}"), format!("write {SCHEMA}")));
        }
        Ok(Self { line_starts, data })
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.data.title
    }

    /// Whether its author says that every figure is made up.
    #[must_use]
    pub const fn invented(&self) -> bool {
        self.data.invented
    }

    /// The line of a byte offset.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }
}
