//! Diagnostics as a JSON array. Owns the field names of that form (tools depend on them); chooses no
//! language, since it prints both.

use super::locate;
use crate::diagnostic::{Code, Diagnostic, Label, Patch, Severity, Words};
use crate::source::{Position, Sources};
use crate::span::Span;
use serde::Serialize;

/// One diagnostic. `file`, `start` and `end` are null for a file that is not among the sources.
#[derive(Serialize)]
struct Entry<'a> {
    code: Code,
    severity: Severity,
    message: &'a Words,
    why: Words,
    #[serde(flatten)]
    place: Place<'a>,
    label: Option<&'a Words>,
    labels: Vec<Note<'a>>,
    help: Option<&'a Words>,
    patch: Option<Edit<'a>>,
}

/// A secondary place and its words.
#[derive(Serialize)]
struct Note<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    label: Option<&'a Words>,
}

/// The replacement of a place's text.
#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    with: &'a str,
    certain: bool,
}

/// A half-open place: `end` is the position after the last character.
#[derive(Default, Serialize)]
struct Place<'a> {
    file: Option<&'a str>,
    start: Option<Point>,
    end: Option<Point>,
}

/// A one-based position: line, column in characters, column in UTF-16 code units.
#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    utf16: usize,
}

impl From<Position> for Point {
    fn from(at: Position) -> Self {
        Self { line: at.line, column: at.column, utf16: at.utf16 }
    }
}

/// A JSON array, indented, with both languages.
pub(super) fn render(diags: &[Diagnostic], sources: &Sources) -> String {
    let entries: Vec<Entry<'_>> = diags.iter().map(|diag| entry(diag, sources)).collect();
    // Strings and integers always serialise; an empty array would only be seen if that ceased to hold.
    let mut out = serde_json::to_string_pretty(&entries).unwrap_or_else(|_| "[]".to_owned());
    out.push('\n');
    out
}

fn entry<'a>(diag: &'a Diagnostic, sources: &'a Sources) -> Entry<'a> {
    Entry {
        code: diag.code,
        severity: diag.severity,
        message: &diag.message,
        why: diag.code.why(),
        place: place(diag.primary.span, sources),
        label: words(&diag.primary),
        labels: diag
            .labels
            .iter()
            .map(|label| Note { place: place(label.span, sources), label: words(label) })
            .collect(),
        help: diag.help.as_ref(),
        patch: diag.patch.as_ref().map(|Patch { span, with, certain }| Edit {
            place: place(*span, sources),
            with,
            certain: *certain,
        }),
    }
}

fn place(span: Span, sources: &Sources) -> Place<'_> {
    locate(span, sources).map_or_else(Place::default, |(source, range)| Place {
        file: Some(source.name()),
        start: Some(source.position(range.start).into()),
        end: Some(source.position(range.end).into()),
    })
}

/// The words of a label, or nothing when it only marks a place.
fn words(label: &Label) -> Option<&Words> {
    (!label.words.zh.is_empty() || !label.words.en.is_empty()).then_some(&label.words)
}
