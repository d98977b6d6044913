//! The register: what a notice states, as data. Owns the form of `register.toml`; knows nothing of rules or of the
//! official text.

use serde::Deserialize;
use toml::Spanned;

/// A register as read, with the places of its entries.
#[derive(Clone, Debug)]
pub struct Register {
    /// The name of the file, for messages.
    pub name: String,
    line_starts: Vec<usize>,
    pub(super) data: Data,
}

/// A register that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterError {
    /// The name of the file.
    pub name: String,
    /// Line, from 1; absent when unknown.
    pub line: Option<usize>,
    /// What is wrong, as the reader of TOML says it.
    pub words: String,
}

impl core::fmt::Display for RegisterError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let line = self.line.map_or_else(String::new, |line| format!(":{line}"));
        write!(f, "{}{line}: {}", self.name, self.words)
    }
}

impl core::error::Error for RegisterError {}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Data {
    pub(super) pack: Spanned<PackEntry>,
    #[serde(default)]
    pub(super) chapter: Vec<Spanned<ChapterEntry>>,
    #[serde(default)]
    pub(super) measure: Vec<Spanned<MeasureEntry>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackEntry {
    pub(super) id: String,
    pub(super) number: Option<String>,
    pub(super) title: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) area: Option<String>,
    pub(super) measures: Option<usize>,
    pub(super) brackets: Option<usize>,
    pub(super) notice_sha256: Option<String>,
    #[serde(default)]
    pub(super) document: Vec<Spanned<DocumentEntry>>,
    #[serde(default)]
    pub(super) figure: Vec<Spanned<Entry>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChapterEntry {
    pub(super) code: String,
    pub(super) title: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureEntry {
    pub(super) number: u32,
    #[serde(default)]
    pub(super) title: String,
    pub(super) chapter: Option<String>,
    #[serde(default)]
    pub(super) bracket: Vec<Spanned<BracketEntry>>,
    #[serde(default)]
    pub(super) figure: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(super) date: Vec<Spanned<Entry>>,
    #[serde(default)]
    pub(super) document: Vec<Spanned<DocumentEntry>>,
    #[serde(default)]
    pub(super) party: Vec<Spanned<PartyEntry>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BracketEntry {
    pub(super) paragraph: u32,
    #[serde(default)]
    pub(super) officials: Vec<String>,
    #[serde(default)]
    pub(super) lead: Vec<String>,
    #[serde(default)]
    pub(super) responsible: Vec<String>,
}

/// A figure or a date.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(default = "one")]
    pub(super) paragraph: u32,
    #[serde(default = "one")]
    pub(super) sentence: u32,
    pub(super) text: String,
    pub(super) value: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) period: Option<String>,
    pub(super) event: Option<String>,
    pub(super) within: Option<String>,
    #[serde(rename = "role")]
    _role: Option<String>,
    pub(super) item: Option<String>,
    pub(super) times: Option<usize>,
    pub(super) waived: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentEntry {
    pub(super) paragraph: Option<u32>,
    pub(super) sentence: Option<u32>,
    #[serde(default)]
    pub(super) title: String,
    pub(super) number: Option<String>,
    #[serde(rename = "role")]
    _role: Option<String>,
    pub(super) item: Option<String>,
    pub(super) waived: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartyEntry {
    #[serde(default = "one")]
    pub(super) paragraph: u32,
    #[serde(default = "one")]
    pub(super) sentence: u32,
    pub(super) name: String,
    pub(super) text: Option<String>,
    #[serde(rename = "role")]
    _role: Option<String>,
    #[serde(default)]
    pub(super) items: Vec<String>,
    pub(super) waived: Option<String>,
}

const fn one() -> u32 {
    1
}

impl Register {
    /// Reads a register. `name` is shown in messages.
    ///
    /// # Errors
    /// When the text is no TOML or has not the form of a register; unknown fields are errors.
    pub fn read(name: &str, text: &str) -> Result<Self, RegisterError> {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)));
        let line = |at: usize| line_starts.partition_point(|start| *start <= at);
        let data = toml::from_str(text).map_err(|error| RegisterError {
            name: name.to_owned(),
            line: error.span().map(|span| line(span.start)),
            words: error.message().to_owned(),
        })?;
        Ok(Self { name: name.to_owned(), line_starts, data })
    }

    /// The id of the pack it belongs to.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.data.pack.get_ref().id
    }

    /// The line of a byte offset.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// The entry of a measure.
    pub(super) fn measure(&self, number: u32) -> Option<&Spanned<MeasureEntry>> {
        self.data.measure.iter().find(|measure| measure.get_ref().number == number)
    }
}

impl MeasureEntry {
    /// Its figures and dates.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Spanned<Entry>> {
        self.figure.iter().chain(&self.date)
    }
}
