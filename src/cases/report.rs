//! What the cases of a pack came to, as text and as JUnit XML. Owns form; runs nothing.

use super::accept::Differing;
use super::{CaseFailure, CaseResult};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::span::Span;

/// `file:line` of a place.
#[must_use]
pub fn place(span: Span, sources: &Sources) -> String {
    let (name, line) = file_and_line(span, sources);
    format!("{name}:{line}")
}

fn file_and_line(span: Span, sources: &Sources) -> (&str, usize) {
    let start = span.range().start;
    sources.get(span.file).map_or(("?", 0), |file| (file.name(), file.position(start).line))
}

/// How many passed and how many failed.
#[must_use]
pub fn tally(results: &[CaseResult]) -> (usize, usize) {
    let failed = results.iter().filter(|result| !result.failures.is_empty()).count();
    (results.len().saturating_sub(failed), failed)
}

/// Failing cases with their places, then `N passed, M failed`.
#[must_use]
pub fn human(results: &[CaseResult], sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for result in results.iter().filter(|result| !result.failures.is_empty()) {
        let heading = match lang {
            Lang::Zh => format!("用例“{}”未通过", clean(&result.name)),
            Lang::En => format!("case \"{}\" failed", clean(&result.name)),
        };
        out.push_str(&format!("{}  {heading}\n", place(result.span, sources)));
        for CaseFailure { span, words } in &result.failures {
            out.push_str(&format!("  {}  {}\n", place(*span, sources), clean(words.get(lang))));
        }
        for one in &result.differing {
            out.push_str(&difference(one, sources, lang));
        }
    }
    let (passed, failed) = tally(results);
    out.push_str(&format!("{passed} passed, {failed} failed\n"));
    out
}

/// An expectation as it is written and as it would have to be, line by line, and why.
#[must_use]
pub fn difference(one: &Differing, sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    let old = sources.slice(one.span);
    let new = one.rewritten(old);
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let kept = |line: &&&str, others: &[&str]| !others.contains(*line);
    for line in old.iter().filter(|line| kept(line, &new)) {
        out.push_str(&format!("    - {}\n", clean(line.trim())));
    }
    for line in new.iter().filter(|line| kept(line, &old)) {
        out.push_str(&format!("    + {}\n", clean(line.trim())));
    }
    for why in &one.why {
        out.push_str(&match lang {
            Lang::Zh => format!("      因为 {}\n", clean(why)),
            Lang::En => format!("      because {}\n", clean(why)),
        });
    }
    out
}

/// The results for machines, `huice.cases/1`.
#[must_use]
pub fn json(results: &[CaseResult], sources: &Sources, lang: Lang) -> serde_json::Value {
    let (passed, failed) = tally(results);
    let cases: Vec<serde_json::Value> = results
        .iter()
        .map(|result| {
            let failures = result.failures.iter().map(|failure| {
                serde_json::json!({
                    "place": place(failure.span, sources),
                    "words": failure.words.get(lang),
                })
            });
            serde_json::json!({
                "name": result.name,
                "place": place(result.span, sources),
                "passed": result.failures.is_empty(),
                "failures": failures.collect::<Vec<_>>(),
            })
        })
        .collect();
    serde_json::json!({ "schema": "huice.cases/1", "passed": passed, "failed": failed, "cases": cases })
}

/// JUnit XML: one suite per file of the pack.
#[must_use]
pub fn junit(results: &[CaseResult], sources: &Sources, name: &str, lang: Lang) -> String {
    let (_, failed) = tally(results);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{failed}\">\n",
        escape(name),
        results.len()
    ));
    let mut rest = results;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|result| result.span.file == first.span.file).count();
        let (suite, others) = rest.split_at(count);
        out.push_str(&self::suite(suite, sources, lang));
        rest = others;
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(results: &[CaseResult], sources: &Sources, lang: Lang) -> String {
    let Some(first) = results.first() else { return String::new() };
    let (file, _) = file_and_line(first.span, sources);
    let (_, failed) = tally(results);
    let mut out =
        format!("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">\n", escape(file), results.len());
    for result in results {
        let (file, line) = file_and_line(result.span, sources);
        let file = escape(file);
        out.push_str(&format!(
            "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"",
            escape(&result.name)
        ));
        if result.failures.is_empty() {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        for failure in &result.failures {
            let words = escape(failure.words.get(lang));
            let at = escape(&place(failure.span, sources));
            out.push_str(&format!("      <failure message=\"{words}\">{at}  {words}</failure>\n"));
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
    out
}

/// Text without control characters, which come from names in files.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Text as XML, safe in elements and quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not characters of XML 1.0.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
