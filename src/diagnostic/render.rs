//! Diagnostics as text: for people, for one-line tools, as JSON and as SARIF. Owns every printed form of a
//! [`Diagnostic`]; knows nothing of terminals, files on disk or exit codes.

mod human;
mod json;
mod sarif;
mod short;
#[cfg(test)]
mod tests;

use super::{Diagnostic, Lang, Severity};
use crate::source::{Source, Sources};
use crate::span::Span;
use core::ops::Range;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// With the source lines, carets and fixes, in one language.
    Human {
        /// Whether to add ANSI colours.
        color: bool,
    },
    /// One line each, `file:line:column: error[E0204]: message (help)`, in one language.
    Short,
    /// A JSON array with both languages; see `docs/errors/` for the codes.
    Json,
    /// One SARIF 2.1.0 log, in one language; columns are Unicode code points.
    Sarif,
}

/// Prints diagnostics in the order given. The result ends with a newline, except that nothing to say for
/// people or one-line tools is the empty string. `lang` chooses the words, except in JSON, which has both.
///
/// Places that lie outside their file are moved to the nearest place inside; diagnostics about a file that
/// `sources` does not have are printed without a place.
#[must_use]
pub fn render(diags: &[Diagnostic], sources: &Sources, format: Format, lang: Lang) -> String {
    match format {
        Format::Human { color } => human::render(diags, sources, color, lang),
        Format::Short => short::render(diags, sources, lang),
        Format::Json => json::render(diags, sources),
        Format::Sarif => sarif::render(diags, sources, lang),
    }
}

/// The word for a severity.
fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Hint, Lang::Zh) => "提示",
        (Severity::Hint, Lang::En) => "hint",
    }
}

/// The file of a span and its byte range, moved inside the text and onto character boundaries.
fn locate(span: Span, sources: &Sources) -> Option<(&Source, Range<usize>)> {
    let source = sources.get(span.file)?;
    let wanted = span.range();
    let start = boundary(source.text(), wanted.start);
    let end = boundary(source.text(), wanted.end).max(start);
    Some((source, start..end))
}

/// The last character boundary of `text` at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}
