//! The guide in `docs/guide/`, followed step by step: its files are written to an empty folder, its changes made, its
//! commands run, and what they print is compared word for word; the pack at the end is the one in
//! `docs/guide/example/pack/`. The packs of the cookbook check without a word and their cases pass. The listing of
//! the grammar is written from the grammar. `UPDATE_DOCS=1` rewrites instead of comparing. Knows nothing of how
//! commands work.

use huice::Pack;
use huice::diagnostic::{Format, Lang};
use huice::format::format;
use huice::syntax::keywords::{Keywords, TABLE};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const GUIDE: &str = "docs/guide";
const LANGUAGES: [&str; 2] = ["zh", "en"];

fn path(name: &str) -> PathBuf {
    crate::root().join(GUIDE).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{GUIDE}/{name}: {error}"))
}

fn rewriting() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

/// Compares a file with what it should hold, or rewrites it.
fn settle(name: &str, wanted: &str) {
    let file = path(name);
    if fs::read_to_string(&file).is_ok_and(|text| text == wanted) {
        return;
    }
    assert!(
        rewriting(),
        "{GUIDE}/{name} is not what comes out; run `UPDATE_DOCS=1 cargo test --test all guide`, then read the \
         changes\n{}",
        first_difference(&fs::read_to_string(&file).unwrap_or_default(), wanted)
    );
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, wanted).unwrap();
}

fn first_difference(old: &str, new: &str) -> String {
    let pairs = old.lines().zip(new.lines()).enumerate();
    let found = pairs.into_iter().find(|(_, (old, new))| old != new);
    found.map_or_else(String::new, |(at, (old, new))| {
        format!("line {}\n  written: {old}\n  is:      {new}", at.saturating_add(1))
    })
}

/// A page taken apart: prose, and fenced blocks with the words after the fence.
enum Part {
    Prose(String),
    Block { info: String, body: String, line: usize },
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut block: Option<(String, String, usize)> = None;
    for (index, line) in text.lines().enumerate() {
        match (block.take(), line.strip_prefix("```")) {
            (Some((info, body, line)), Some(_)) => parts.push(Part::Block { info, body, line }),
            (Some((info, body, at)), None) => block = Some((info, format!("{body}{line}\n"), at)),
            (None, Some(info)) => block = Some((info.to_owned(), String::new(), index.saturating_add(1))),
            (None, None) => parts.push(Part::Prose(format!("{line}\n"))),
        }
    }
    assert!(block.is_none(), "a fenced block is not closed");
    parts
}

/// The place where a guide is followed.
struct Walk {
    folder: PathBuf,
}

impl Drop for Walk {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Walk {
    fn begin(language: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("huice-guide-{language}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(path("example/notice.txt"), folder.join("notice.txt")).unwrap();
        Self { folder }
    }

    /// Follows a page; gives it with what the commands really print.
    fn follow(&self, name: &str) -> String {
        let mut page = String::new();
        for part in parts(&read(name)) {
            let (info, body, line) = match part {
                Part::Prose(text) => {
                    page.push_str(&text);
                    continue;
                }
                Part::Block { info, body, line } => (info, body, line),
            };
            let place = format!("{GUIDE}/{name}:{line}");
            let (language, mark) = info.split_once(',').unwrap_or((&info, ""));
            let body = match (language, mark.split_once('=')) {
                ("diff", Some(("file", file))) => self.change(file, &body, &place),
                (_, Some(("file", file))) => {
                    fs::write(self.folder.join(file), &body).unwrap();
                    body
                }
                ("console", exit) => self.run(&body, exit.map_or("0", |(_, code)| code), &place),
                _ => panic!("{place}: `{info}` is neither a file, a change nor a command"),
            };
            write!(page, "```{info}\n{body}```\n").unwrap();
        }
        page
    }

    /// Makes a change: lines with `-` and blanks are there once, and become those with `+` and blanks.
    fn change(&self, file: &str, body: &str, place: &str) -> String {
        let file = self.folder.join(file);
        let mut text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{place}: {error}"));
        for hunk in body.split("@@\n") {
            let side = |marks: [char; 2]| -> String {
                let lines = hunk.lines().filter_map(|line| line.strip_prefix(marks));
                lines.map(|line| format!("{line}\n")).collect()
            };
            let (old, new) = (side(['-', ' ']), side(['+', ' ']));
            assert_eq!(text.matches(&old).count(), 1, "{place}: the file has these lines not once:\n{old}\n{text}");
            text = text.replacen(&old, &new, 1);
        }
        fs::write(&file, text).unwrap();
        body.to_owned()
    }

    /// Runs the command of a block; gives the block as it should be.
    fn run(&self, body: &str, exit: &str, place: &str) -> String {
        let line = body.lines().next().unwrap();
        let mut stages = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{place}: no command")).split(" | ");
        let words: Vec<&str> = stages.next().unwrap().split_whitespace().collect();
        let mut printed: Vec<String> = match words.split_first() {
            Some((&"ls", folder)) => {
                let entries = fs::read_dir(self.folder.join(folder.concat())).unwrap();
                let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
                names.collect::<BTreeSet<String>>().into_iter().collect()
            }
            Some((&"cat", file)) => {
                let text = fs::read_to_string(self.folder.join(file.concat())).unwrap();
                text.lines().map(str::to_owned).collect()
            }
            Some((&"huice", args)) => {
                let binary = env!("CARGO_BIN_EXE_huice");
                let output = std::process::Command::new(binary).args(args).current_dir(&self.folder).output().unwrap();
                let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
                assert_eq!(
                    output.status.code().map(|code| code.to_string()).as_deref(),
                    Some(exit),
                    "{place}: {line}\n{text}"
                );
                text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
            }
            _ => panic!("{place}: only huice, ls and cat can be run"),
        };
        for stage in stages {
            match stage.split_once(" -").map(|(filter, count)| (filter, count.parse::<usize>().unwrap())) {
                Some(("head", count)) => printed.truncate(count),
                Some(("tail", count)) => drop(printed.drain(..printed.len().saturating_sub(count))),
                _ => panic!("{place}: only head and tail can follow"),
            }
        }
        let printed: String = printed.into_iter().map(|line| format!("{line}\n")).collect();
        format!("{line}\n{printed}")
    }
}

/// The files of a folder with their texts.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

#[test]
fn following_the_guide_gives_the_pack_of_the_example() {
    for language in LANGUAGES {
        let name = format!("{language}/first-pack.md");
        let walk = Walk::begin(language);
        let page = walk.follow(&name);
        settle(&name, &page);
        let pack = files(&walk.folder.join("yunxiu"));
        let mut kept: BTreeSet<String> = files(&path("example/pack")).into_keys().collect();
        for (file, text) in &pack {
            settle(&format!("example/pack/{file}"), text);
            kept.remove(file);
        }
        assert!(kept.is_empty() && pack.len() > 8, "left over in the example, or missing: {kept:?}");
        for profile in ["firm.json", "shop.json"] {
            let text = fs::read_to_string(walk.folder.join(profile)).unwrap();
            settle(&format!("example/{profile}"), &text);
        }
    }
}

#[test]
fn the_pack_of_the_example_is_clean_and_its_cases_pass() {
    let pack = Pack::load(path("example/pack")).unwrap();
    assert!(pack.diagnostics().is_empty(), "{}", pack.render(Format::Short, Lang::En));
    let program = pack.program().unwrap();
    let measures: BTreeSet<u32> = program.items().iter().map(|item| item.measure).collect();
    assert_eq!(measures.len(), 6);
    let question = program.describe("subject_type").and_then(|(_, question)| question);
    assert_eq!(question.as_deref(), Some("申请的是企业、个体工商户还是政府单位？"), "of the pack's own subjects");
    assert!(program.analyse().findings.is_empty());
    let cases = huice::cases::run(program.policy());
    assert!(cases.len() > 30 && cases.iter().all(|case| case.failures.is_empty()));
    for (file, text) in files(&path("example/pack")) {
        if file.ends_with(".huice") {
            assert_eq!(format(&text, Keywords::Zh).as_deref(), Ok(text.as_str()), "{file} in canonical form");
        }
    }
}

/// The blocks of a cookbook: the section each stands in, its mark, its text.
fn recipes(language: &str) -> Vec<(String, String, String)> {
    let mut section = String::new();
    let mut found = Vec::new();
    for part in parts(&read(&format!("{language}/cookbook.md"))) {
        match part {
            Part::Prose(line) => {
                if let Some(title) = line.strip_prefix("## ") {
                    section = title.trim().to_owned();
                }
            }
            Part::Block { info, body, line } => {
                let mark = info.strip_prefix("huice,").unwrap_or_else(|| panic!("{language}:{line}: no mark"));
                found.push((section.clone(), mark.to_owned(), body));
            }
        }
    }
    found
}

#[test]
fn packs_of_the_cookbook_check_without_a_word_and_their_cases_pass() {
    for (language, keywords) in [("zh", Keywords::Zh), ("en", Keywords::En)] {
        let recipes = recipes(language);
        for (section, mark, text) in &recipes {
            let place = format!("{language}, {section}");
            let pack = Pack::from_sources("cookbook", &[("recipe.huice", text)]);
            let found: Vec<&str> = pack.diagnostics().iter().map(|diagnostic| diagnostic.code.id()).collect();
            if let Some(codes) = mark.strip_prefix("codes=") {
                assert_eq!(found, codes.split('+').collect::<Vec<_>>(), "{place}");
                continue;
            }
            assert_eq!(mark, "pack", "{place}");
            assert!(found.is_empty(), "{place}:\n{}", pack.render(Format::Short, Lang::En));
            let program = pack.program().unwrap();
            let cases = huice::cases::run(program.policy());
            assert!(cases.len() > 1, "{place}: a case that holds and one that does not");
            let failures = cases.iter().flat_map(|case| &case.failures).map(|failure| failure.words.en.as_str());
            assert_eq!(failures.collect::<Vec<_>>(), Vec::<&str>::new(), "{place}");
            let findings = program.analyse().findings;
            assert!(findings.is_empty(), "{place}: {}", findings[0].diagnostic.message.en);
            let canonical = format(text, keywords).unwrap();
            assert_eq!(canonical, *text, "{place}: in canonical form");
        }
        let sections: BTreeSet<&str> = recipes.iter().map(|(section, _, _)| section.as_str()).collect();
        assert_eq!(sections.len(), 13, "{language}");
    }
}

#[test]
fn both_cookbooks_have_the_same_recipes() {
    let [zh, en] = LANGUAGES.map(|language| {
        let recipes = recipes(language).into_iter();
        let shape = recipes.map(|(section, mark, text)| {
            let number = section.split_whitespace().next().unwrap().to_owned();
            let pack = Pack::from_sources("cookbook", &[("recipe.huice", &text)]);
            let items: Vec<String> = pack.program().map_or_else(Vec::new, |program| {
                program.items().iter().map(|item| format!("{} {}", item.id, item.kind)).collect()
            });
            (number, mark, items, text.lines().count())
        });
        shape.collect::<Vec<_>>()
    });
    assert_eq!(zh, en);
}

#[test]
fn the_listing_of_the_grammar_is_the_grammar_s() {
    settle("grammar.md", &listing(&fs::read_to_string(crate::root().join("grammar/huice.pest")).unwrap()));
}

const HEAD: &str = "\
# 语法一览 · The grammar at a glance

由测试从 [grammar/huice.pest](../../grammar/huice.pest) 和关键词表写成，与程序用的是同一份语法；恢复错误用的规则和空白从略。
各项的意思见[语言说明](../language.md)，写法见[按类型查](zh/cookbook.md)。

Written by the tests from [grammar/huice.pest](../../grammar/huice.pest) and the table of keywords: it is the grammar the program
runs, without the rules for recovery and space. Meanings are in the [reference](../language.md), uses in the
[cookbook](en/cookbook.md).

`a b` 先 a 后 b · a, then b. `a | b` 任选其一 · either. `a?` 可有可无 · may be missing. `a*` 任意次 · any number. `a+` 至少一次 · at
least one. `( )` 合在一起 · grouped. `!a` 后面不是 a · not followed by a. 关键词写成 `中文·english`，任选一种 · a keyword is written `中文·english`; either
will do. 符号在引号里 · symbols stand in quotes. `wc` 字母、数字或 `_` · a letter, a digit or `_`. `XID_START` 任何文字的字母 · a letter of any script.
";

/// The grammar for readers: keywords as they are spelled, symbols as they are written.
fn listing(grammar: &str) -> String {
    let keywords: BTreeMap<String, String> = TABLE
        .iter()
        .map(|keyword| (format!("kw_{}", keyword.en), format!("{}·{}", keyword.zh.join("·"), keyword.en)))
        .collect();
    let mut page = HEAD.to_owned();
    let mut open = false;
    for rule in statements(grammar) {
        if let Some(title) = rule.strip_prefix("## ") {
            if open {
                page.push_str("```\n");
            }
            open = title.starts_with(['2', '3', '4', '5', '6', '7']);
            if open {
                write!(page, "\n## {}\n\n```text\n", heading(title)).unwrap();
            }
            continue;
        }
        let Some((name, body)) = rule.split_once('=').filter(|_| open) else { continue };
        let name = name.trim();
        let body = body.trim().trim_start_matches(['_', '@', '$', '{', '}']).trim_start_matches('{');
        let body = body.trim().trim_end_matches('}');
        if left_out(name) {
            continue;
        }
        writeln!(page, "{name} = {}", words(body, &keywords)).unwrap();
    }
    assert!(!open && page.matches("```").count() == 12, "six sections, each a block that is closed");
    page
}

fn heading(title: &str) -> String {
    let zh = match title.chars().next() {
        Some('2') => "声明",
        Some('3') => "措施和项目",
        Some('4') => "条件和期间",
        Some('5') => "用例",
        Some('6') => "算式和分档",
        _ => "类型、名称、字面值",
    };
    let (number, en) = title.split_once(". ").unwrap();
    format!("{number} {zh} · {en}")
}

/// The rules of the grammar, each on one line, and its headings.
fn statements(grammar: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in grammar.lines().skip_while(|line| !line.starts_with("// ── 1")) {
        if let Some(title) = line.strip_prefix("// ── ") {
            found.push(format!("## {}", title.trim_end_matches(['─', ' '])));
        } else if line.trim_start().starts_with("//") || line.trim().is_empty() {
            continue;
        } else if line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(" = ") {
            found.push(line.trim().to_owned());
        } else if let Some(rule) = found.last_mut() {
            rule.push(' ');
            rule.push_str(line.trim());
        }
    }
    found
}

/// Names of symbols in the grammar, as they are written in rule files.
const SYMBOLS: &[(&str, &str)] = &[
    ("lparen", "\"(\""),
    ("rparen", "\")\""),
    ("lbrace", "\"{\""),
    ("rbrace", "\"}\""),
    ("colon", "\":\""),
    ("comma", "\"、\""),
    ("pause", "\"、\""),
    ("eq", "\"=\""),
    ("arrow", "\"->\""),
    ("le", "\"<=\""),
    ("ge", "\">=\""),
    ("ne", "\"!=\""),
    ("lt", "\"<\""),
    ("gt", "\">\""),
    ("plus", "\"+\""),
    ("minus", "\"-\""),
    ("times", "\"×\""),
    ("over_sign", "\"/\""),
];

/// Separators without meaning, rules of recovery, and what only bounds a token.
fn left_out(rule: &str) -> bool {
    rule.starts_with("bad_")
        || matches!(rule, "semi" | "taken_name" | "lit_end" | "lit_suffix" | "date_like" | "ge_word")
}

fn words(body: &str, keywords: &BTreeMap<String, String>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut escaped, mut skipped) = (false, false, false);
    for c in body.chars().chain([' ']) {
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        if quoted || matches!(c, '"' | '\\' | '_' | '{' | '}' | ',') || c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let symbol = SYMBOLS.iter().find(|(name, _)| *name == word).map(|(_, symbol)| (*symbol).to_owned());
            let shown = keywords.get(&word).cloned().or(symbol).unwrap_or_else(|| word.clone());
            // What means nothing to a reader is left out with its bar.
            skipped = left_out(&word);
            if skipped {
                if out.last().is_some_and(|last| matches!(last.as_str(), "|" | "!" | "&")) {
                    out.pop();
                }
            } else {
                out.push(shown);
            }
            word.clear();
        }
        let repeats = matches!(c, '*' | '+' | '?');
        if c != ' ' && c != '~' && !(skipped && repeats) {
            out.push(c.to_string());
        }
        skipped = skipped && repeats;
    }
    spaced(&out)
}

fn spaced(tokens: &[String]) -> String {
    let mut text = String::new();
    for token in tokens {
        let closing = matches!(token.as_str(), ")" | "*" | "+" | "?");
        if !closing && !text.is_empty() && !text.ends_with(['(', '!', '&']) {
            text.push(' ');
        }
        text.push_str(token);
    }
    text
}
