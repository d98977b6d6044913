//! Limits: each is documented, holds at its value, and refuses one more.

use huice::Pack;
use huice::profile::limits as profile;
use huice::syntax::limits as syntax;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules whose constants describe texts and layouts, not limits.
const OTHERS: [&str; 4] = ["src/notice", "src/draft", "src/explain", "src/duties"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_limit_is_documented_with_its_value() {
    let page = fs::read_to_string(crate::root().join("docs/limits.md")).unwrap();
    let mut files = Vec::new();
    sources(&crate::root().join("src"), &mut files);
    let (mut rows, mut missing) = (0_usize, Vec::new());
    for file in files {
        let name = file.strip_prefix(crate::root()).unwrap().to_string_lossy().replace('\\', "/");
        if name.contains("/tests") || OTHERS.iter().any(|other| name.starts_with(other)) {
            continue;
        }
        for line in fs::read_to_string(&file).unwrap().lines() {
            let Some((_, rest)) = line.split_once("const ") else { continue };
            let limit = ["MAX_", "DEFAULT_", "STACK_"].iter().any(|start| rest.starts_with(start));
            let Some((constant, value)) = rest.split_once(": ").filter(|_| limit) else { continue };
            let Some(value) = value.split_once(" = ").map(|(_, value)| value.trim_end_matches(';')) else { continue };
            let row = format!("| `{constant}` | `{value}` | `{name}` |");
            rows = rows.saturating_add(1);
            if !page.contains(&row) {
                missing.push(row);
            }
        }
    }
    assert!(missing.is_empty(), "not in docs/limits.md: {missing:#?}");
    assert_eq!(page.matches("| `src/").count(), rows, "docs/limits.md names limits that are gone");
}

fn codes(text: &str) -> Vec<&'static str> {
    let pack = Pack::from_sources("limits", &[("limits.huice", text)]);
    pack.diagnostics().iter().map(|found| found.code.id()).collect()
}

/// A text of `n` things is accepted at the limit and refused with this code at one more.
fn holds(limit: usize, code: &str, write: impl Fn(usize) -> String) {
    let at = codes(&write(limit));
    assert!(!at.contains(&code), "refused at {limit}: {at:?}");
    let beyond = codes(&write(limit.saturating_add(1)));
    assert!(beyond.contains(&code), "accepted beyond {limit}: {beyond:?}");
}

#[test]
fn texts_hold_at_their_limits() {
    let repeat = |n: usize, part: &dyn Fn(usize) -> String| (0..n).map(part).collect::<String>();
    holds(syntax::MAX_FILE_BYTES, "E0102", |n| "#".repeat(n));
    holds(syntax::MAX_DIAGNOSTICS, "E0111", |n| "定义 1x\n".repeat(n));
    holds(128, "E0102", |n| format!("枚举 类 {{ {} }}", repeat(n, &|at| format!("员{at} "))));
    let rules = |body: &str| {
        format!(
            "主体 企业 (e) {{ 甲 (a) : 布尔 }} 机构 局 措施 1 试 {{ 牵头单位 局 支持 1.1 补 {{ 对象 企业 {body} }} }}"
        )
    };
    holds(huice::ir::MAX_EXCEPTIONS, "E0102", |n| {
        rules(&format!("条件 一 {{ 甲 {} }}", repeat(n, &|at| format!("例外 y{at} 当 甲 则 真 "))))
    });
    // Measure and item are two brackets already.
    let brackets = syntax::MAX_NESTING.saturating_sub(2);
    let deep = move || {
        holds(brackets, "E0103", |n| rules(&format!("条件 一 {}甲{}", "(".repeat(n), ")".repeat(n))));
    };
    std::thread::Builder::new().stack_size(8 << 20).spawn(deep).unwrap().join().unwrap();
    let packs = |n: usize| {
        let names: Vec<String> = (0..n).map(|at| format!("{at}.huice")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        Pack::from_sources("many", &files).diagnostics().len()
    };
    assert_eq!((packs(1000), packs(1001)), (0, 1));
}

#[test]
fn profiles_hold_at_their_limits() {
    let program = crate::zhoucun();
    let read = |text: &str| huice::Profile::from_json(&program, text);
    let records = |n: usize| format!("{{\"subject_type\":\"enterprise\",\"loans\":[{}]}}", vec!["{}"; n].join(","));
    assert!(read(&records(profile::MAX_RECORDS)).is_ok());
    assert!(read(&records(profile::MAX_RECORDS.saturating_add(1))).is_err());
    let bytes = |n: usize| format!("{}{{}}", " ".repeat(n.saturating_sub(2)));
    assert!(read(&bytes(profile::MAX_BYTES)).is_ok());
    assert!(read(&bytes(profile::MAX_BYTES.saturating_add(1))).is_err());
    let unknown: Vec<String> = (0..profile::MAX_ERRORS.saturating_add(50)).map(|at| format!("\"x{at}\":1")).collect();
    let errors = read(&format!("{{{}}}", unknown.join(","))).unwrap_err().0;
    assert!((1..=profile::MAX_ERRORS.saturating_add(1)).contains(&errors.len()), "{}", errors.len());
}

/// Without a clock, an environment or a locale nothing can differ from run to run; clippy refuses the calls, and this
/// looks for the names.
#[test]
fn the_library_has_no_clock_no_environment_and_no_locale() {
    let mut files = Vec::new();
    sources(&crate::root().join("src"), &mut files);
    let words = ["SystemTime", "Instant::", "env::var", "Local::", "Utc::now", "thread_rng", "RandomState", "HashSet<"];
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(crate::root()).unwrap().to_string_lossy().into_owned();
        if name.starts_with("src/cli") || name.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or("");
        found.extend(words.iter().filter(|word| text.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The same bytes from several threads and runs in one process.
#[test]
fn answers_do_not_depend_on_threads_or_runs() {
    let program = crate::zhoucun();
    let answer = || {
        let text = fs::read_to_string(crate::root().join("seeds/profiles/borrower.json")).unwrap();
        let profile = huice::Profile::from_json(&program, &text).unwrap();
        let context = huice::Context::new("2020-03-31".parse().unwrap());
        serde_json::to_string(&program.evaluate(&profile, &context)).unwrap()
    };
    let first = answer();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(answer)).collect();
        all.into_iter().for_each(|one| assert_eq!(one.join().unwrap(), first));
    });
}

/// What other programs are written against: the names the crate root offers. Change it on purpose.
#[test]
fn the_names_at_the_crate_root_are_these() {
    let text = fs::read_to_string(crate::root().join("src/lib.rs")).unwrap();
    let names: Vec<&str> = text.lines().filter(|line| line.starts_with("pub ")).collect();
    let known = fs::read_to_string(crate::root().join("tests/data/public-names.txt")).unwrap();
    assert_eq!(names.join("\n"), known.trim_end(), "update tests/data/public-names.txt and CHANGELOG.md");
}
