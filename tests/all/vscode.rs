//! The extension for Visual Studio Code against the language: the words of its grammar are those of the keyword table,
//! its snippets are rules that can be read. `UPDATE_DOCS=1` rewrites the grammar. Knows nothing of the language server.

use huice::span::FileId;
use huice::syntax::keywords::{Keyword, Kind, TABLE, by_key, ends_expression};
use serde_json::{Value, json};
use std::fs;

const GRAMMAR: &str = "editors/vscode/syntaxes/huice.tmLanguage.json";
const SNIPPETS: &str = "editors/vscode/snippets/huice.json";

/// A character of a word; names and keywords end where there is none.
const WORD: &str = r"[\p{L}\p{N}_]";

/// Keywords followed by the name of what they declare.
const DECLARE: &[&str] = &[
    "enum",
    "subject",
    "parameter",
    "event",
    "period",
    "agency",
    "person",
    "define",
    "reading",
    "script",
    "unit",
    "adopts",
    "otherwise_read",
    "condition",
    "presume",
    "except",
];
/// Keywords followed by a number and a title.
const NUMBERED: &[&str] = &["measure", "benefit", "duty", "target", "encourage", "administrative"];
const TYPES: &[&str] = &["bool", "integer", "number", "date", "month_of_year", "months_list", "text", "set_of", "list"];

/// All spellings of some keywords as alternatives, the longest first.
fn words(keywords: impl Iterator<Item = &'static Keyword>) -> String {
    let mut words: Vec<&str> = keywords.flat_map(Keyword::spellings).collect();
    words.sort_by_key(|word| (core::cmp::Reverse(word.chars().count()), *word));
    words.join("|")
}

fn keys(keys: &'static [&'static str]) -> String {
    words(keys.iter().map(|key| by_key(key).unwrap_or_else(|| panic!("no keyword {key}"))))
}

fn alone(words: &str) -> String {
    format!("(?<!{WORD})(?:{words})(?!{WORD})")
}

/// The part of the grammar that follows from the keyword table; every keyword is in one of these patterns.
fn keyword_patterns() -> Value {
    let constant = |keyword: &&Keyword| matches!(keyword.en, "true" | "false");
    let ty = |keyword: &&Keyword| TYPES.contains(&keyword.en);
    let of_kind = |kind: Kind| TABLE.iter().filter(move |keyword| keyword.kind == kind);
    let plain = || of_kind(Kind::Reserved).filter(move |keyword| !constant(keyword) && !ty(keyword));
    let pattern = |name: &str, regex: String| json!({ "name": format!("{name}.huice"), "match": regex });
    json!([
        pattern("constant.language", alone(&words(of_kind(Kind::Reserved).filter(constant)))),
        pattern("support.type", alone(&words(of_kind(Kind::Reserved).filter(ty)))),
        pattern("keyword.operator.word", alone(&words(plain().filter(|keyword| !ends_expression(keyword))))),
        pattern("keyword.control", alone(&words(plain().filter(|keyword| ends_expression(keyword))))),
        {
            "match": format!(r"(?<!{WORD})({})(?:([0-9０-９]+)|(?!{WORD}))", words(of_kind(Kind::Numbered))),
            "captures": {
                "1": { "name": "keyword.control.huice" },
                "2": { "name": "constant.numeric.huice" },
            },
        },
        pattern("support.constant", alone(&words(of_kind(Kind::Contextual)))),
    ])
}

fn declaration_patterns() -> Value {
    // A number before a name is an id.
    let name = format!("(?![0-9０-９]){WORD}+|「[^」\\n]*」");
    json!([
        {
            "match": format!(r"(?<!{WORD})({})\s+({name})", keys(DECLARE)),
            "captures": {
                "1": { "name": "keyword.control.huice" },
                "2": { "name": "entity.name.type.huice" },
            },
        },
        {
            "match": format!(r"(?<!{WORD})({})\s+([0-9０-９]+(?:[.．][0-9０-９]+)*)(?:\s+({name}))?", keys(NUMBERED)),
            "captures": {
                "1": { "name": "keyword.control.huice" },
                "2": { "name": "entity.name.tag.huice" },
                "3": { "name": "entity.name.function.huice" },
            },
        },
    ])
}

fn grammar() -> String {
    let text = |name: &str, open: &str, close: &str| json!({ "name": format!("string.quoted.{name}.huice"), "match": format!("{open}[^{close}\\r\\n]*(?:{close}|$)") });
    let grammar = json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "Huice",
        "scopeName": "source.huice",
        "fileTypes": ["huice"],
        "patterns": [
            { "include": "#comments" }, { "include": "#texts" }, { "include": "#declarations" }, { "include": "#keywords" },
            { "include": "#numbers" }, { "include": "#names" }, { "include": "#signs" },
        ],
        "repository": {
            "comments": { "patterns": [{ "name": "comment.line.number-sign.huice", "match": "#.*$" }] },
            "texts": { "patterns": [
                text("double", "\"", "\""), text("single", "'", "'"), text("other", "“", "”"), text("other", "‘", "’"),
            ] },
            "declarations": { "patterns": declaration_patterns() },
            "keywords": { "patterns": keyword_patterns() },
            "numbers": { "patterns": [
                { "name": "constant.numeric.huice", "match": format!("(?<!{WORD})[0-9０-９](?:{WORD}|[.．%％‰])*") },
            ] },
            "names": { "patterns": [
                { "name": "variable.other.quoted.huice", "match": "「[^」\\n]*」" },
                { "name": "support.function.huice", "match": format!("{WORD}+(?=[(（])") },
                {
                    "match": "[(（]([a-z][a-z0-9_-]*)[)）]",
                    "captures": { "1": { "name": "entity.other.attribute-name.huice" } },
                },
                { "name": "variable.other.huice", "match": format!("{WORD}+") },
            ] },
            "signs": { "patterns": [
                { "name": "keyword.operator.huice", "match": "[-+*/×÷=<>≤≥≠!]+|→" },
                { "name": "punctuation.separator.huice", "match": "[、,，;；:：]" },
            ] },
        },
    });
    format!("{}\n", serde_json::to_string_pretty(&grammar).unwrap())
}

#[test]
fn the_grammar_has_the_keywords_of_the_language() {
    let path = crate::root().join(GRAMMAR);
    let wanted = grammar();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{GRAMMAR} does not follow the keyword table; rewrite it with UPDATE_DOCS=1");
    for word in TABLE.iter().flat_map(Keyword::spellings) {
        let alternatives = found.split(['|', '(', ')', ':']);
        assert!(alternatives.into_iter().any(|other| other == word), "{word}");
    }
}

/// A snippet with its proposals taken.
fn expand(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let (inside, tail) = after.split_once('}').expect("a closed placeholder");
        let digits = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        let proposal = digits.trim_start_matches([':', '|']).trim_end_matches('|');
        out.push_str(if digits.starts_with('|') { proposal.split(',').next().unwrap() } else { proposal });
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[test]
fn snippets_are_rules() {
    let text = fs::read_to_string(crate::root().join(SNIPPETS)).unwrap();
    let snippets: Value = serde_json::from_str(&text).unwrap();
    for (title, snippet) in snippets.as_object().unwrap() {
        let lines: Vec<&str> = snippet["body"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let body = expand(&lines.join("\n"));
        let wrapped = match title.split(' ').next().unwrap() {
            "支持" => format!("措施 1 甲 {{\n{body}\n}}"),
            "事实" => format!("主体 企业 (enterprise) {{\n{body}\n}}"),
            _ => body,
        };
        let (_, found) = huice::syntax::parse(FileId::default(), &wrapped);
        assert!(found.is_empty(), "{title}: {found:#?}\n{wrapped}");
    }
}

#[test]
fn the_locked_tools_come_from_nowhere_in_particular() {
    let lock = fs::read_to_string(crate::root().join("editors/vscode/package-lock.json")).unwrap();
    assert!(!lock.contains("\"resolved\": \"http"), "package-lock.json names a registry");
    assert!(lock.contains("\"integrity\": \"sha512-"));
}
