//! The layers of the source tree: a module uses only modules of its own layer or below, and each outside
//! crate that must stay behind one module does. Reads the sources as text; knows nothing of what they do.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the bottom up, with their top-level modules. A new module must be entered here.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &["span", "source", "diagnostic"]),
    ("value", &["value", "notice", "calendar", "workbook"]),
    ("script", &["script"]),
    ("syntax", &["syntax"]),
    ("meaning", &["ir", "mend", "check", "reach", "stored"]),
    ("outcome", &["outcome"]),
    ("facts", &["profile"]),
    ("run", &["eval"]),
    ("plan", &["plan"]),
    ("fast", &["compiled", "columnar", "direct", "native"]),
    (
        "use",
        &[
            "explain",
            "ask",
            "cases",
            "ledger",
            "compare",
            "simulate",
            "format",
            "schema",
            "handbook",
            "duties",
            "draft",
            "whatif",
            "readings",
            "timeline",
            "readiness",
            "solve",
            "analyse",
            "diff",
        ],
    ),
    ("api", &["engine", "batch", ROOT]),
    ("editor", &["lsp"]),
    ("bin", &["main", "cli"]),
];

/// The library's root, `src/lib.rs`, and everything it re-exports.
const ROOT: &str = "lib";

/// The modules of the binary; there `crate` is the binary and the library is `huice`.
const BINARY: &[&str] = &["main", "cli"];

/// Outside crates and the only top-level modules that may name them.
const OWNERS: &[(&str, &[&str])] = &[
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("rhai", &["script"]),
    ("toml", &["ledger", "batch", "simulate"]),
    ("encoding_rs", &["batch"]),
    ("memchr", &["batch"]),
    ("parquet", &["batch"]),
    ("arrow_array", &["batch"]),
    ("arrow_schema", &["batch"]),
    ("calamine", &["batch"]),
    ("rust_xlsxwriter", &["batch", "simulate", "workbook"]),
    ("postcard", &["stored"]),
    ("unicode_security", &["check"]),
    ("annotate_snippets", &["diagnostic"]),
    ("tower_lsp_server", &["lsp"]),
    ("tokio", &["lsp"]),
    ("clap", BINARY),
    ("anstream", BINARY),
    ("anstyle", BINARY),
    ("unicode_width", BINARY),
    ("ctrlc", BINARY),
    ("signal_hook", BINARY),
];

#[test]
fn modules_use_only_layers_below() {
    let src = crate::root().join("src");
    let files = rust_files(&src);
    assert!(files.len() > 3, "the sources were not found under {}", src.display());
    let mut found = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        found.extend(violations(&name, &fs::read_to_string(file).unwrap()));
    }
    assert!(found.is_empty(), "{} violation(s) of the layers:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_higher_layer_is_flagged() {
    let text = "//! Numbers.\nuse crate::span::Span;\nuse crate::eval::reference;\n";
    let found = violations("value/number.rs", text);
    assert_eq!(
        found,
        ["src/value/number.rs:3: `value` (layer value) uses `eval` (layer run), which lies above it; \
             move the shared part down, or hand it in from above"]
    );
}

#[test]
fn every_way_of_naming_a_module_is_seen() {
    for line in [
        "use crate::eval::X;",
        "use crate::{span::Span, eval::X};",
        "use crate::{\n    span::{FileId, Span},\n    eval,\n};",
        "pub(in crate::eval) fn f() {}",
        "fn f() { crate::eval::run(); }",
        "use crate :: eval::X;",
        "use super::super::eval::X;",
        "use super::super::{span::Span, eval};",
        "macro_rules! m { () => { $crate::eval::run() }; }",
    ] {
        assert_eq!(violations("value/number.rs", line).len(), 1, "{line}");
    }
}

#[test]
fn what_is_allowed_is_not_flagged() {
    for (file, line) in [
        ("value/number.rs", "use crate::span::{FileId, Span}; use super::rounding::Rounding; use num_bigint::BigInt;"),
        ("value/mod.rs", "mod inner { use super::number::Number; }"),
        ("value/number.rs", "// crate::eval is above\n/* crate::eval */ const A: &str = \"crate::eval\";"),
        ("value/number.rs", "const A: char = '\"'; const B: &str = r#\"crate::eval \" \"#; fn f<'a>(x: &'a str) {}"),
        ("value/number.rs", "#[cfg(test)]\nmod tests {\n    use crate::eval::X; const A: char = '}';\n}\n"),
        ("value/number/tests.rs", "use crate::eval::X;"),
        ("eval/reference.rs", "use crate::outcome::Outcome; use crate::script::Script; use crate::value::Number;"),
        ("lib.rs", "pub use crate::engine::Pack; pub use explain::explain;"),
        ("engine.rs", "use crate::explain::explain; use crate::Pack;"),
        ("cli/check.rs", "use crate::cli::Output; use huice::Pack; use super::Output;"),
        ("syntax/grammar.rs", "use pest::Parser; #[derive(pest_derive::Parser)] struct P;"),
        ("diagnostic/render/human.rs", "use super::super::Diagnostic; use annotate_snippets::Level;"),
    ] {
        assert_eq!(violations(file, line), Vec::<String>::new(), "{file}: {line}");
    }
}

#[test]
fn other_breaches_are_flagged() {
    for (file, line, words) in [
        ("novel.rs", "", "has no layer"),
        ("cli/check.rs", "use crate::eval::X;", "public interface"),
        ("value/money.rs", "use crate::Pack;", "re-exported by the library's root"),
        ("value/money.rs", "use huice::Pack;", "names its own crate from outside"),
        ("eval/reference.rs", "use rhai::Engine;", "only `script` may"),
        ("check/types.rs", "fn f(p: pest::Span<'_>) {}", "only `syntax` may"),
        ("lib.rs", "use crate::cli::run;", "lies above it"),
        ("value/mod.rs", "#[cfg(test)]\nmod tests;\nuse crate::eval::X;", "lies above it"),
    ] {
        let found = violations(file, line);
        assert!(found.len() == 1 && found[0].contains(words), "{file}: {line}: {found:?}");
    }
}

/// All Rust files below a folder, in order of name.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The layer of a top-level module: its height and its name.
fn layer(module: &str) -> Option<(usize, &'static str)> {
    LAYERS.iter().enumerate().find(|(_, (_, modules))| modules.contains(&module)).map(|(at, (name, _))| (at, *name))
}

/// What a source file, named by its path below `src`, does that its layer forbids. Test files are exempt.
fn violations(file: &str, text: &str) -> Vec<String> {
    let path: Vec<&str> = file.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
    if path.contains(&"tests") {
        return Vec::new();
    }
    let module = path[0];
    let Some((height, layer_name)) = layer(module) else {
        return vec![format!("src/{file}: `{module}` has no layer; enter it in LAYERS in tests/all/layering.rs")];
    };
    let code = without_tests(&without_text(text));
    let binary = BINARY.contains(&module);
    let mut found = Vec::new();
    let mut flag = |at: usize, words: String| {
        let line = code.get(..at).unwrap().matches('\n').count().saturating_add(1);
        found.push(format!("src/{file}:{line}: {words}"));
    };
    for (at, used, from_super) in uses(&code, path.len()) {
        let known = layer(&used).filter(|_| used != ROOT);
        match known {
            _ if binary && BINARY.contains(&used.as_str()) => {}
            Some(_) if binary => flag(
                at,
                format!("`{module}` reaches into `{used}`; the binary uses the public interface, `huice::…`, only"),
            ),
            Some((other, name)) if other > height => flag(
                at,
                format!(
                    "`{module}` (layer {layer_name}) uses `{used}` (layer {name}), which lies above it; \
                     move the shared part down, or hand it in from above"
                ),
            ),
            None if !from_super && !binary && layer(ROOT).is_some_and(|(api, _)| height < api) => {
                flag(at, format!("`crate::{used}` is re-exported by the library's root; name the module that owns it"))
            }
            _ => {}
        }
    }
    for (at, outside) in paths(&code) {
        if outside == "huice" && !binary {
            flag(at, format!("`{module}` names its own crate from outside; write `crate::…`"));
        }
        if let Some((_, owners)) = OWNERS.iter().find(|(name, _)| *name == outside)
            && !owners.contains(&module)
        {
            flag(at, format!("`{module}` names the crate `{outside}`; only `{}` may", owners.join("`, `")));
        }
    }
    found
}

/// Every word that begins a path `word::`, with its place.
fn paths(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, word) in words(code) {
        let before = code.get(..at).unwrap().trim_end();
        let after = code.get(at.saturating_add(word.len())..).unwrap().trim_start();
        if after.starts_with("::") && !before.ends_with("::") {
            found.push((at, word));
        }
    }
    found
}

/// Every identifier and keyword, with its place.
fn words(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
        match (start, c.is_alphanumeric() || c == '_') {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, code.get(from..at).unwrap()));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The names used from the crate's root: place, first name, and whether a chain of `super` led there.
/// `depth` is the number of modules the file lies in.
fn uses(code: &str, depth: usize) -> Vec<(usize, String, bool)> {
    let mut found = Vec::new();
    for (at, word) in paths(code) {
        let mut rest = code.get(at.saturating_add(word.len())..).unwrap();
        let mut supers = 0_usize;
        if word == "super" {
            supers = 1;
            while let Some(next) = step(rest).and_then(|next| next.strip_prefix("super")) {
                supers = supers.saturating_add(1);
                rest = next;
            }
        }
        if word == "crate" || (supers > 0 && supers >= depth) {
            let target = step(rest).unwrap_or("");
            found.extend(heads(target).into_iter().map(|name| (at, name, supers > 0)));
        }
    }
    found
}

/// What follows `::`.
fn step(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix("::").map(str::trim_start)
}

/// The first names of a use tree: `a::b` gives `a`, `{a::b, c::{d, e}}` gives `a` and `c`.
fn heads(tree: &str) -> Vec<String> {
    let Some(group) = tree.strip_prefix('{') else {
        return words(tree)
            .first()
            .filter(|(at, _)| *at == 0)
            .map(|(_, word)| (*word).to_owned())
            .into_iter()
            .collect();
    };
    let mut names = Vec::new();
    let (mut nesting, mut item) = (0_usize, String::new());
    for c in group.chars() {
        match c {
            '{' => nesting = nesting.saturating_add(1),
            '}' if nesting == 0 => break,
            '}' => nesting = nesting.saturating_sub(1),
            ',' if nesting == 0 => names.extend(heads(std::mem::take(&mut item).trim_start())),
            c if nesting == 0 => item.push(c),
            _ => {}
        }
    }
    names.extend(heads(item.trim_start()));
    names
}

/// The code with comments, strings and character literals blanked out; line ends stay.
fn without_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut i = 0_usize;
    while i < chars.len() {
        let start = i;
        let next = at(i.saturating_add(1));
        let end = match at(i) {
            '/' if next == '/' => position(&chars, i, |rest| rest.starts_with(&['\n'])),
            '/' if next == '*' => position(&chars, i, |rest| rest.starts_with(&['*', '/'])).saturating_add(2),
            'r' if next == '"' || next == '#' => raw_end(&chars, i),
            '"' => quoted_end(&chars, i, '"'),
            '\'' if next == '\\' || at(i.saturating_add(2)) == '\'' => quoted_end(&chars, i, '\''),
            _ => i,
        };
        if end == start {
            out.push(at(i));
            i = i.saturating_add(1);
        } else {
            let blanked = chars.get(start..end.min(chars.len())).unwrap();
            out.extend(blanked.iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i = end;
        }
    }
    out
}

/// The first place at or after `from` where the rest of the text satisfies `test`, or the end.
fn position(chars: &[char], from: usize, test: impl Fn(&[char]) -> bool) -> usize {
    (from..chars.len()).find(|i| test(chars.get(*i..).unwrap())).unwrap_or(chars.len())
}

/// Where a literal that opens at `from` ends, its closing quote included.
fn quoted_end(chars: &[char], from: usize, quote: char) -> usize {
    let mut i = from.saturating_add(1);
    while let Some(c) = chars.get(i) {
        match c {
            '\\' => i = i.saturating_add(2),
            c if *c == quote => return i.saturating_add(1),
            _ => i = i.saturating_add(1),
        }
    }
    chars.len()
}

/// Where a raw string that opens at `from` ends; `from` itself if it is a raw identifier or the end of a word.
fn raw_end(chars: &[char], from: usize) -> usize {
    let marks = chars.iter().skip(from.saturating_add(1)).take_while(|c| **c == '#').count();
    let open = from.saturating_add(1).saturating_add(marks);
    if chars.get(open) != Some(&'"') {
        return from;
    }
    let mut close = vec!['"'];
    close.resize(marks.saturating_add(1), '#');
    position(chars, open.saturating_add(1), |rest| rest.starts_with(&close)).saturating_add(close.len())
}

/// The code without the bodies of `#[cfg(test)] mod … { … }`; line ends stay.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        out.push_str(before);
        rest = after;
        let item = after.trim_start();
        let end = after.find(['{', ';']).unwrap_or(after.len());
        if item.starts_with("mod ") && after.get(end..).unwrap().starts_with('{') {
            let mut nesting = 0_usize;
            let close = after.char_indices().skip_while(|(at, _)| *at < end).find(|(_, c)| {
                match c {
                    '{' => nesting = nesting.saturating_add(1),
                    '}' => nesting = nesting.saturating_sub(1),
                    _ => {}
                }
                nesting == 0
            });
            let (body, tail) = after.split_at(close.map_or(after.len(), |(at, _)| at));
            out.extend(body.chars().filter(|c| *c == '\n'));
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}
