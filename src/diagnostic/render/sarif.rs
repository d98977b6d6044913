//! Diagnostics as a SARIF 2.1.0 log, the form that code-review services read. Owns the few parts of SARIF
//! that are needed; knows nothing of a base directory: file names become relative URIs as they stand.

use super::locate;
use crate::diagnostic::{Code, Diagnostic, Lang, Patch, Severity};
use crate::source::{Source, Sources};
use crate::span::Span;
use core::ops::Range;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// One log with one run; the rules are those of the diagnostics at hand, in order of code.
pub(super) fn render(diags: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let codes: Vec<Code> = diags.iter().map(|diag| diag.code).collect::<BTreeSet<_>>().into_iter().collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "huice",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": diags.iter().map(|diag| result(diag, &codes, sources, lang)).collect::<Vec<_>>(),
        }],
    });
    format!("{log:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn rule(code: Code, lang: Lang) -> Value {
    let title = match lang {
        Lang::Zh => code.title().0,
        Lang::En => code.title().1,
    };
    json!({
        "id": code.id(),
        "shortDescription": { "text": title },
        "fullDescription": { "text": code.why().get(lang) },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(diag: &Diagnostic, codes: &[Code], sources: &Sources, lang: Lang) -> Value {
    let mut message = diag.message.get(lang).to_owned();
    if let Some(help) = &diag.help {
        message.push('\n');
        message.push_str(help.get(lang));
    }
    let related: Vec<Value> =
        diag.labels.iter().filter_map(|label| location(label.span, label.words.get(lang), sources)).collect();
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(diag.code.id()));
    result.insert("ruleIndex".to_owned(), json!(codes.iter().position(|code| *code == diag.code)));
    result.insert("level".to_owned(), json!(level(diag.severity)));
    result.insert("message".to_owned(), json!({ "text": message }));
    let primary = location(diag.primary.span, diag.primary.words.get(lang), sources);
    result.insert("locations".to_owned(), primary.into_iter().collect());
    if !related.is_empty() {
        result.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    if let Some(fix) = diag.patch.as_ref().and_then(|patch| fix(patch, diag, sources, lang)) {
        result.insert("fixes".to_owned(), json!([fix]));
    }
    Value::Object(result)
}

fn location(span: Span, words: &str, sources: &Sources) -> Option<Value> {
    let (source, range) = locate(span, sources)?;
    let physical = json!({ "artifactLocation": { "uri": uri(source.name()) }, "region": region(source, &range) });
    Some(if words.is_empty() {
        json!({ "physicalLocation": physical })
    } else {
        json!({ "physicalLocation": physical, "message": { "text": words } })
    })
}

fn fix(patch: &Patch, diag: &Diagnostic, sources: &Sources, lang: Lang) -> Option<Value> {
    let (source, range) = locate(patch.span, sources)?;
    let words = diag.help.as_ref().unwrap_or(&diag.message).get(lang);
    Some(json!({
        "description": { "text": words },
        "properties": { "certain": patch.certain },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(source.name()) },
            "replacements": [{
                "deletedRegion": region(source, &range),
                "insertedContent": { "text": patch.with },
            }],
        }],
    }))
}

fn region(source: &Source, range: &Range<usize>) -> Value {
    let (start, end) = (source.position(range.start), source.position(range.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A file name as a URI reference: `/` between folders, everything but unreserved characters
/// percent-encoded, `file://` before an absolute path.
fn uri(name: &str) -> String {
    let mut out = String::new();
    if name.starts_with('/') {
        out.push_str("file://");
    }
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b'\\' => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
