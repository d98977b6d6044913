//! Rows that are no profiles, with reasons and as they were, so that they can be mended and fed in again. Owns that
//! file; it exists only when there are such rows.

use super::super::error::{BatchError, RowError};
use super::super::job::Form;
use super::file::Target;
use super::text::{cell, json_line};
use crate::diagnostic::Lang;
use serde_json::{Map, json};
use std::path::{Path, PathBuf};

/// A row that was rejected.
#[derive(Debug)]
pub(in super::super) struct Rejected {
    /// Its number, from 1.
    pub(in super::super) row: u64,
    /// The line of the file it begins on, for texts.
    pub(in super::super) line: Option<u64>,
    /// Its cells as they were.
    pub(in super::super) cells: Vec<String>,
    /// The whole row, where it cannot be taken apart.
    pub(in super::super) whole: Option<String>,
    /// Why.
    pub(in super::super) error: RowError,
}

impl Rejected {
    /// All reasons in one text.
    pub(in super::super) fn reason(&self, lang: Lang) -> String {
        let at = self.line.map(|line| match lang {
            Lang::Zh => format!("（文件第 {line} 行）"),
            Lang::En => format!(" (line {line} of the file)"),
        });
        let one = |error: &crate::profile::ProfileError| {
            let colon = if lang == Lang::Zh { "：" } else { ": " };
            let path = if error.path.is_empty() { String::new() } else { format!("{}{colon}", error.path) };
            let help = error.help.as_ref().map_or_else(String::new, |help| match lang {
                Lang::Zh => format!("（{}）", help.get(lang)),
                Lang::En => format!(" ({})", help.get(lang)),
            });
            format!("{path}{}{help}", error.words.get(lang))
        };
        let all: Vec<String> = self.error.0.iter().map(one).collect();
        format!("{}{}", all.join(if lang == Lang::Zh { "；" } else { "; " }), at.unwrap_or_default())
    }
}

/// The file of rejected rows.
pub(in super::super) struct Rejects {
    path: Option<PathBuf>,
    headings: Vec<String>,
    lines: bool,
    lang: Lang,
    target: Option<Target>,
}

impl Rejects {
    /// No rows yet. `path` is `None` when they are only counted; `lines` are written as jsonl.
    pub(in super::super) const fn new(path: Option<PathBuf>, headings: Vec<String>, lines: bool, lang: Lang) -> Self {
        Self { path, headings, lines, lang, target: None }
    }

    /// The name of the file of rejected rows beside an output.
    pub(in super::super) fn beside(output: &Path, input: Form) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(if input == Form::Jsonl { ".rejects.jsonl" } else { ".rejects.csv" });
        PathBuf::from(name)
    }

    /// Adds a row.
    pub(in super::super) fn put(&mut self, rejected: &Rejected) -> Result<(), BatchError> {
        let Some(path) = &self.path else { return Ok(()) };
        let mut out = Vec::new();
        if self.target.is_none() {
            self.target = Some(Target::create(path)?);
            if !self.lines {
                let fixed = super::super::columns::REJECT_HEADINGS;
                let all = fixed.into_iter().chain(self.headings.iter().map(String::as_str));
                cells(&mut out, all);
            }
        }
        let reason = rejected.reason(self.lang);
        if self.lines {
            let mut object = Map::new();
            object.insert("row".to_owned(), json!(rejected.row));
            object.insert("reason".to_owned(), json!(reason));
            object.insert("profile".to_owned(), json!(rejected.whole));
            json_line(&mut out, object);
        } else {
            let (own, rest) = rejected.cells.split_at(rejected.cells.len().min(self.headings.len()));
            let missing = self.headings.len().saturating_sub(own.len());
            let rest = rejected.whole.clone().unwrap_or_else(|| rest.join(","));
            let row = rejected.row.to_string();
            let fixed = [row.as_str(), reason.as_str(), rest.as_str()];
            let own = own.iter().map(String::as_str).chain(std::iter::repeat_n("", missing));
            cells(&mut out, fixed.into_iter().chain(own));
        }
        self.target.as_mut().map_or(Ok(()), |target| target.put(&out))
    }

    /// The file, if there is one, and where an old one has to go.
    pub(in super::super) fn finish(self) -> (Option<Target>, Option<PathBuf>) {
        (self.target, self.path)
    }
}

fn cells<'c>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'c str>) {
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        cell(out, text);
    }
    out.push(b'\n');
}
