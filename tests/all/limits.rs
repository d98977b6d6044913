//! Limits are documented; the library has no clock and no environment; its names are those that are known. That limits
//! hold is tested in `limit_values.rs`.

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
