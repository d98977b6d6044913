//! Diagnostics for people: the source lines with carets, other places, why it matters, help and the fix as a difference.
//! The only user of `annotate-snippets`; knows nothing of terminals (the caller says whether to colour).

use super::{locate, severity_word};
use crate::diagnostic::{BLANK, Diagnostic, Lang, Patch, Severity, Words};
use crate::source::{Source, Sources};
use crate::span::Span;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use core::ops::Range;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Lines are never cut short: cutting would hide the very words that are wrong, and terminals wrap.
const WIDTH: usize = 1_000_000;

/// One report per diagnostic, with an empty line between two. Why a finding matters is said once for each code.
pub(super) fn render(diags: &[Diagnostic], sources: &Sources, color: bool, lang: Lang) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut told = BTreeSet::new();
    let reports: Vec<String> = diags
        .iter()
        .map(|diag| {
            let why = told.insert(diag.code).then(|| diag.code.why());
            finish(&renderer.render(&report(diag, why.as_ref(), sources, lang)), lang)
        })
        .collect();
    if reports.is_empty() { String::new() } else { reports.join("\n") }
}

fn report<'a>(diag: &'a Diagnostic, why: Option<&'a Words>, sources: &'a Sources, lang: Lang) -> Vec<Group<'a>> {
    let title = level(diag.severity)
        .with_name(severity_word(diag.severity, lang))
        .primary_title(diag.message.get(lang))
        .id(diag.code.id());
    let mut main = Group::with_title(title);
    for (source, marks) in marks_by_file(diag, sources, lang) {
        let text = with_last_line(source.text(), marks.iter().map(|mark| mark.range.start));
        let annotations = marks.into_iter().map(Mark::annotation);
        main = main.element(Snippet::source(text).path(source.name()).annotations(annotations));
    }
    if let Some(why) = why {
        main = main.element(named(WHY, lang).message(why.get(lang)));
    }
    let fix = diag.patch.as_ref().and_then(|patch| suggestion(patch, diag.help.as_ref(), sources, lang));
    match (fix, &diag.help) {
        (Some(fix), _) => vec![main, fix],
        (None, Some(words)) => vec![main.element(named(HELP, lang).message(words.get(lang)))],
        (None, None) => vec![main],
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE,
    }
}

/// What opens a line below the source: Chinese, English.
type Heading = (&'static str, &'static str);

/// Why it matters.
const WHY: Heading = ("原因", "why");

/// How to mend it: words, or an edit that nothing speaks against.
const HELP: Heading = ("帮助", "help");

/// An edit that a person must agree to.
const PROPOSAL: Heading = ("建议", "proposal");

fn heading(words: Heading, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => words.0,
        Lang::En => words.1,
    }
}

fn named(words: Heading, lang: Lang) -> Level<'static> {
    Level::HELP.with_name(heading(words, lang))
}

/// A marked place and its words.
struct Mark<'a> {
    kind: AnnotationKind,
    range: Range<usize>,
    words: &'a str,
}

impl<'a> Mark<'a> {
    fn annotation(self) -> Annotation<'a> {
        let words = (!self.words.is_empty()).then_some(self.words);
        self.kind.span(self.range).label(words)
    }
}

/// All places of a diagnostic, grouped by file; the file of the primary place comes first.
fn marks_by_file<'a>(diag: &'a Diagnostic, sources: &'a Sources, lang: Lang) -> Vec<(&'a Source, Vec<Mark<'a>>)> {
    let mut files: Vec<(&Source, Vec<Mark<'_>>)> = Vec::new();
    let primary = (AnnotationKind::Primary, &diag.primary);
    for (kind, label) in core::iter::once(primary).chain(diag.labels.iter().map(|l| (AnnotationKind::Context, l))) {
        let Some((source, range)) = visible(label.span, sources) else { continue };
        let mark = Mark { kind, range, words: label.words.get(lang) };
        match files.iter_mut().find(|(file, _)| core::ptr::eq(*file, source)) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((source, vec![mark])),
        }
    }
    files
}

/// The place without the line ends at its end, so that a whole line is underlined, not the next one too.
fn visible(span: Span, sources: &Sources) -> Option<(&Source, Range<usize>)> {
    let (source, range) = locate(span, sources)?;
    let seen = source.text().get(range.clone())?.trim_end_matches(['\n', '\r']).len();
    Some((source, range.start..range.start.saturating_add(seen)))
}

/// The text, with its last, empty line made visible when a place starts there.
fn with_last_line(text: &str, mut starts: impl Iterator<Item = usize>) -> Cow<'_, str> {
    if text.ends_with('\n') && starts.any(|start| start >= text.len()) {
        Cow::Owned(format!("{text} "))
    } else {
        Cow::Borrowed(text)
    }
}

fn suggestion<'a>(patch: &'a Patch, words: Option<&'a Words>, sources: &'a Sources, lang: Lang) -> Option<Group<'a>> {
    let (source, range) = locate(patch.span, sources)?;
    let mut title = words.map_or_else(
        || match lang {
            Lang::Zh => "可以这样改".to_owned(),
            Lang::En => "it can be written so".to_owned(),
        },
        |words| words.get(lang).to_owned(),
    );
    if patch.has_blanks() {
        title.push_str(&match lang {
            Lang::Zh => format!("（“{BLANK}”处由人填写）"),
            Lang::En => format!(" (a person fills in `{BLANK}`)"),
        });
    }
    let level = named(if patch.certain { HELP } else { PROPOSAL }, lang);
    let text = with_last_line(source.text(), core::iter::once(range.start));
    let edit = annotate_snippets::Patch::new(range, patch.with.as_str());
    Some(level.secondary_title(title).element(Snippet::source(text).path(source.name()).patch(edit)))
}

/// Drops blanks at line ends and, in Chinese, sets the full-width colon after `错误[E0204]` and the headings.
fn finish(report: &str, lang: Lang) -> String {
    let mut out = String::new();
    for (number, line) in report.lines().enumerate() {
        let line = trim_end(line);
        let headed = number == 0 || [WHY, HELP, PROPOSAL].iter().any(|words| opens(&line, heading(*words, lang)));
        // Nothing before the first ": " of such a line but the level's name, the code and colours.
        let line = if lang == Lang::Zh && headed { line.replacen(": ", "：", 1) } else { line };
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Whether a line opens with a heading. Source lines start with a number or a bar, so they never do.
fn opens(line: &str, word: &str) -> bool {
    let plain = without_colors(line);
    let text = plain.trim_start();
    text.strip_prefix("= ").unwrap_or(text).strip_prefix(word).is_some_and(|rest| rest.starts_with(": "))
}

pub(super) fn without_colors(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.split_once('m').map_or("", |(_, text)| text));
    }
    out
}

/// The line without blanks at its end, also where colour codes follow them.
fn trim_end(line: &str) -> String {
    let (text, codes) = match line.rfind('\u{1b}') {
        Some(at) if line.ends_with('m') && !line.get(at..).is_some_and(|code| code.contains(' ')) => {
            let tail = line.get(at..).unwrap_or("");
            if tail.find('m') == Some(tail.len().saturating_sub(1)) { line.split_at(at) } else { (line, "") }
        }
        _ => (line, ""),
    };
    if codes.is_empty() {
        text.trim_end().to_owned()
    } else {
        let mut out = trim_end(text);
        out.push_str(codes);
        out
    }
}
