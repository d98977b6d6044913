//! Mending of what cannot be read: words that are missing or too many, brackets, figures and dates. Owns the edits that
//! are tried; whether the text can be read with one of them is seen by trying.

use super::View;
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch};

/// What may be missing: a value, a name and a value, a text, a clause of a table or an exception.
const MISSING: &[&str] = &[
    BLANK,
    "\"待定\"",
    "待定 待定",
    "= 待定",
    ": 待定",
    "(待定)",
    "恰一",
    "exactly_one",
    "则 待定",
    "then 待定",
    "{ }",
];

pub(super) fn edits(view: &View<'_>, found: &Diagnostic) -> Vec<Patch> {
    let span = found.primary.span;
    let at = span.range().start;
    match found.code {
        Code::UnclosedBrace => bracket(view, at).into_iter().collect(),
        Code::MissingClause if span.range().is_empty() => vec![view.insert(at, " (key)")],
        Code::MissingClause => vec![view.insert(span.range().end, format!(" {BLANK}"))],
        Code::Syntax => syntax(view, found),
        _ => vec![view.blank(span)],
    }
}

fn syntax(view: &View<'_>, found: &Diagnostic) -> Vec<Patch> {
    let range = found.primary.span.range();
    let put = |words: &&str| {
        let with = if range.is_empty() { format!(" {words}") } else { format!("{words} ") };
        view.insert(range.start, with)
    };
    let mut tried: Vec<Patch> = MISSING.iter().map(put).collect();
    if !range.is_empty() {
        tried.push(view.without(range.start, range.end));
        tried.push(Patch::proposed(found.primary.span, BLANK));
    }
    let last = view.from(range.end.max(range.start.saturating_add(1))).saturating_sub(1);
    // What cannot be read is kept as a comment until somebody has written it anew.
    tried.extend(view.clause(last).and_then(|first| as_comment(view, first)));
    tried
}

/// A clause on lines of its own as a comment.
pub(super) fn as_comment(view: &View<'_>, first: usize) -> Option<Patch> {
    let end = view.end_of(first);
    let (from, to) = view.bytes(first, end)?;
    let alone = view.begins_line(first) && (view.token(end).is_none() || view.begins_line(end));
    if !alone {
        return None;
    }
    let text = view.slice(from, to);
    let indent = view.indent(from);
    let mut lines = text.lines().map(|line| format!("# {}", line.strip_prefix(indent.as_str()).unwrap_or(line)));
    let commented = lines.next().into_iter().chain(lines.map(|line| format!("{indent}{line}")));
    Some(Patch::proposed(view.span(from, to), commented.collect::<Vec<_>>().join("\n")))
}

/// A bracket that is missing at the end of the file, or of another form than the one that opens.
fn bracket(view: &View<'_>, at: usize) -> Option<Patch> {
    let index = view.from(at);
    let closing = |open: &str| match open {
        "(" => ")",
        "（" => "）",
        "｛" => "｝",
        _ => "}",
    };
    if view.opens(index) {
        let end = view.slice(0, view.len()).trim_end().len();
        return Some(view.insert(end, format!("\n{}", closing(view.word(index)))));
    }
    view.replace(index, closing(view.word(view.opener(index)?)))
}
