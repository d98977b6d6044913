//! The documentation against the code: tables that are written from it, examples that must check, fields that must
//! be described, links that must lead somewhere. `UPDATE_DOCS=1` rewrites the tables instead of comparing them.

use huice::Pack;
use huice::diagnostic::{Code, Format, Lang, Severity};
use huice::syntax::keywords::{Keyword, Kind, TABLE};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

const LANGUAGE: &str = "docs/language.md";
const CONTRACT: &str = "docs/contract.md";
const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

#[test]
fn the_keyword_table_is_the_code_s() {
    let mut table = String::from("| Chinese | English | kind |\n| --- | --- | --- |\n");
    for keyword in TABLE {
        table.push_str(&keyword_row(keyword));
    }
    section(LANGUAGE, "KEYWORDS", &table);
}

fn keyword_row(keyword: &Keyword) -> String {
    let zh: Vec<String> = keyword.zh.iter().map(|word| format!("`{word}`")).collect();
    let kind = match keyword.kind {
        Kind::Reserved => "reserved",
        Kind::Numbered => "numbered",
        Kind::Contextual => "contextual",
    };
    format!("| {} | `{}` | {kind} |\n", zh.join(" "), keyword.en)
}

#[test]
fn the_table_of_codes_is_the_code_s() {
    let raised = raised();
    let mut table = String::from("| code | | 说明 | meaning |\n| --- | --- | --- | --- |\n");
    for code in Code::ALL {
        let (zh, en) = code.title();
        let severity = match code.severity() {
            _ if !raised.contains(format!("{code:?}").as_str()) => "reserved, not raised yet",
            Severity::Error => "error",
            _ => "warning",
        };
        table.push_str(&format!("| [{id}](errors/{id}.md) | {severity} | {zh} | {en} |\n", id = code.id()));
    }
    section(LANGUAGE, "CODES", &table);
}

/// The names of the codes that some source raises.
fn raised() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![crate::root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let tests = path.ends_with("tests") || path.to_string_lossy().ends_with("/tests.rs");
            if path.is_dir() {
                folders.extend((!tests).then_some(path));
            } else if !tests || path.ends_with("check/tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let name = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
                names.extend(text.split("Code::").skip(1).map(name));
            }
        }
    }
    names
}

/// Compares what stands between `<!-- BEGIN NAME … -->` and `<!-- END NAME -->`, or rewrites it.
fn section(file: &str, name: &str, wanted: &str) {
    let text = read(file);
    let begin = text.find(&format!("<!-- BEGIN {name}")).unwrap_or_else(|| panic!("{file} has no section {name}"));
    let from = text.get(begin..).unwrap().find('\n').unwrap().saturating_add(begin).saturating_add(1);
    let to = text.get(from..).unwrap().find(&format!("<!-- END {name}")).unwrap().saturating_add(from);
    if text.get(from..to) == Some(wanted) {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_DOCS").is_some(),
        "section {name} of {file} differs from the code; run `UPDATE_DOCS=1 cargo test --test all docs`"
    );
    // Two sections of one file are rewritten by two tests at once.
    static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let guard = WRITING.lock().unwrap();
    let text = read(file);
    let (before, rest) = text.split_once(&format!("<!-- BEGIN {name}")).unwrap();
    let (head, rest) = rest.split_once('\n').unwrap();
    let (_, after) = rest.split_once(&format!("<!-- END {name}")).unwrap();
    let new = format!("{before}<!-- BEGIN {name}{head}\n{wanted}<!-- END {name}{after}");
    fs::write(crate::root().join(file), new).unwrap();
    drop(guard);
}

/// An example of rules: its place, how it is marked, its text.
struct Example {
    place: String,
    mark: String,
    text: String,
}

#[test]
fn examples_of_rules_check_and_their_cases_pass() {
    let examples: Vec<Example> =
        [LANGUAGE].into_iter().chain(READMES).flat_map(|file| examples(file, "huice")).collect();
    assert!(examples.len() > 8, "only {} examples were found", examples.len());
    let frame = examples.iter().find(|example| example.mark == "frame").map_or("", |example| example.text.as_str());
    let complaints: Vec<String> = examples
        .iter()
        .filter_map(|example| {
            let body = &example.text;
            let bracket = "责任人 刘伟 牵头单位 区人力资源社会保障局";
            let text = match example.mark.as_str() {
                "" | "frame" => body.clone(),
                "top" => format!("{frame}\n{body}"),
                "measure" => format!("{frame}\n措施 99 示例 {{ {bracket}\n{body}\n}}"),
                "item" => format!("{frame}\n措施 99 示例 {{ {bracket}\n支持 99.9 示例 {{ 对象 企业\n{body}\n}} }}"),
                other => return Some(format!("{}: there is no mark `{other}`", example.place)),
            };
            problem(&text).map(|words| format!("{}:\n{words}", example.place))
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// What is wrong with a pack: errors, or cases that do not come out.
fn problem(text: &str) -> Option<String> {
    let pack = Pack::from_sources("docs", &[("example.huice", text)]);
    let Some(program) = pack.program() else { return Some(pack.render(Format::Short, Lang::En)) };
    let failures: Vec<String> = huice::cases::run(program.policy())
        .iter()
        .flat_map(|case| case.failures.iter().map(|failure| format!("{}: {}", case.name, failure.words.en)))
        .collect();
    (!failures.is_empty()).then(|| failures.join("\n"))
}

/// The fenced blocks of a language in a file, with what follows the language after a comma.
fn examples(file: &str, language: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut open = false;
    for (index, line) in read(file).lines().enumerate() {
        let fence = line.strip_prefix("```");
        match (open, fence) {
            (true, Some(_)) => open = false,
            (true, None) => {
                let text = &mut found.last_mut().unwrap().text;
                text.push_str(line);
                text.push('\n');
            }
            (false, Some(info)) if info.split(',').next() == Some(language) => {
                open = true;
                let mark = info.split_once(',').map_or("", |(_, mark)| mark).to_owned();
                found.push(Example { place: format!("{file}:{}", index.saturating_add(1)), mark, text: String::new() });
            }
            _ => {}
        }
    }
    found
}

#[test]
fn what_the_readme_says_of_the_pack_holds() {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    assert!(pack.diagnostics().is_empty(), "{}", pack.render(Format::Short, Lang::En));
    let program = pack.program().unwrap();
    let measures: BTreeSet<u32> = program.items().iter().map(|item| item.measure).collect();
    assert_eq!((measures.len(), program.items().len()), (51, 118));
    for file in READMES {
        let text = read(file);
        assert!(text.contains("51") && text.contains("118"), "{file}");
    }
    let cases = huice::cases::run(program.policy());
    let failed: Vec<&str> =
        cases.iter().filter(|case| !case.failures.is_empty()).map(|case| case.name.as_str()).collect();
    assert!(failed.is_empty() && cases.len() > 100, "of {} cases these fail: {failed:?}", cases.len());
}

#[test]
fn library_examples_are_taken_from_code_that_is_compiled() {
    let compiled = read("examples/evaluate.rs");
    let lines: BTreeSet<&str> = compiled.lines().map(str::trim).collect();
    for file in READMES {
        for example in examples(file, "rust") {
            for line in example.text.lines().map(str::trim) {
                assert!(lines.contains(line), "{}: `{line}` is not in examples/evaluate.rs", example.place);
            }
        }
    }
}

#[test]
fn both_readmes_show_the_same() {
    for language in ["sh", "text", "huice", "rust"] {
        let [en, zh] = READMES.map(|file| examples(file, language).into_iter().map(|e| e.text).collect::<Vec<_>>());
        assert_eq!(en, zh, "the blocks marked {language}");
        assert!(!en.is_empty());
    }
    let commands = |file: &str| -> Vec<String> {
        let text = read(file);
        let lines = text.lines().filter(|line| line.starts_with("| `huice "));
        lines.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(commands(READMES[0]), commands(READMES[1]), "the commands");
}

#[test]
#[cfg(feature = "cli")]
fn the_excerpt_in_the_readme_is_what_the_command_prints() {
    let file = READMES[0];
    let command = examples(file, "sh").remove(0).text;
    let args = command.split_once(" -- ").map_or("", |(_, args)| args);
    let printed = huice(&args.split_whitespace().collect::<Vec<_>>());
    let mut rest = printed.lines();
    for line in examples(file, "text").remove(0).text.lines().filter(|line| line.trim() != "…") {
        assert!(rest.any(|printed| printed == line), "{file}: the command does not print, in this order: {line}");
    }
}

#[test]
#[cfg(feature = "cli")]
fn the_readme_lists_every_command() {
    let help = huice(&["--help"]);
    let (_, commands) = help.split_once("命令:\n").unwrap();
    let offered: BTreeSet<&str> = commands
        .lines()
        .map_while(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let text = read(READMES[0]);
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `huice "));
    let listed: BTreeSet<&str> = rows.filter_map(|row| row.split([' ', '`']).next()).collect();
    assert_eq!(listed, offered, "the table of commands (left) in {}; mend both READMEs", READMES[0]);
}

/// What the binary prints.
#[cfg(feature = "cli")]
fn huice(args: &[&str]) -> String {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_huice")).args(args).current_dir(crate::root()).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_field_of_the_outcome_is_described() {
    let contract = read(CONTRACT);
    let described: BTreeSet<&str> = contract.split('`').skip(1).step_by(2).collect();
    let schema = huice::Program::outcome_schema();
    let mut names = BTreeSet::new();
    property_names(&schema, &mut names);
    assert!(names.len() > 60, "the schema of the outcome has only {} names", names.len());
    let missing: Vec<&String> = names.iter().filter(|name| !described.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{CONTRACT} does not describe {missing:?}");
}

fn property_names(schema: &serde_json::Value, names: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                names.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| property_names(value, names));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| property_names(value, names)),
        _ => {}
    }
}

#[test]
fn the_map_names_every_top_level_module() {
    let map = read("ARCHITECTURE.md");
    for entry in fs::read_dir(crate::root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let module = name.trim_end_matches(".rs");
        let named = map.contains(&format!("`src/{module}.rs`")) || map.contains(&format!("`src/{module}/`"));
        assert!(named, "ARCHITECTURE.md does not name src/{name}; add it to the table of layers");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    let page = read("docs/dependencies.md");
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| inside) {
            assert!(page.contains(&format!("| `{name}` |")), "docs/dependencies.md does not say why `{name}` is used");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for file in pages() {
        let text = fs::read_to_string(&file).unwrap();
        let shown = file.strip_prefix(crate::root()).unwrap().display().to_string();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            if target.starts_with("http") || target.contains(' ') {
                continue;
            }
            let goal = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
            if !goal.exists() {
                broken.push(format!("{shown}: {target}"));
            } else if !anchor.is_empty() && !fs::read_to_string(&goal).unwrap().contains(&format!("id=\"{anchor}\"")) {
                broken.push(format!("{shown}: {target} (no such anchor)"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// The hand-written pages: those at the root, in `docs/` and in the guide, without the pages of the codes.
fn pages() -> Vec<PathBuf> {
    let folders = ["", "docs", "docs/decisions", "docs/guide", "docs/guide/zh", "docs/guide/en"]
        .map(|folder| crate::root().join(folder));
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    pages.sort();
    pages
}

fn read(file: &str) -> String {
    fs::read_to_string(crate::root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}
