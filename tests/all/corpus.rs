//! The corpus of good and bad rule files. Each file in `tests/corpus/err/` opens with what must be found in it,
//! one `#! E0201 3:5` (code, line, column in characters) a line; nothing else may be an error. Files in
//! `tests/corpus/ok/` have no errors. Knows nothing of how a file is checked but [`CHECKER`].

use huice::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A code and its place: line and column from 1, in characters.
type Finding = (String, usize, usize);

/// Checks one file and returns every diagnostic, warnings too. Without one, only the corpus itself is checked.
const CHECKER: Option<fn(&Path) -> Vec<Finding>> = None;

#[test]
fn good_files_have_no_errors() {
    let files = files("ok");
    let Some(diagnose) = CHECKER else { return };
    report(files.iter().flat_map(|file| differences(file, &BTreeSet::new(), &diagnose(file))));
}

#[test]
fn bad_files_have_exactly_their_errors() {
    let files = files("err");
    let Some(diagnose) = CHECKER else { return };
    report(files.iter().flat_map(|file| {
        let expected = expectations(&fs::read_to_string(file).unwrap()).unwrap();
        differences(file, &expected, &diagnose(file))
    }));
}

#[test]
fn bad_files_say_what_is_wrong_with_them() {
    report(files("err").iter().filter_map(|file| {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let wrong = match expectations(&text) {
            Err(words) => words,
            Ok(expected) => expected.iter().find_map(|finding| misplaced(finding, &text)).or_else(|| {
                (!expected.iter().any(|(code, ..)| name.starts_with(code.as_str()))).then(|| {
                    "the file's name must begin with one of the codes it expects, as in `E0201-fact.huice`".to_owned()
                })
            })?,
        };
        Some(format!("{}: {wrong}", shown(file)))
    }));
}

#[test]
fn expectations_are_read_from_the_top_only() {
    let text = "#! E0201 4:5\n#! W0701 3:1\n包 甲 {}\n#! E0104 1:1\n";
    let expected = expectations(text).unwrap();
    assert_eq!(expected, BTreeSet::from([("E0201".to_owned(), 4, 5), ("W0701".to_owned(), 3, 1)]));
    for bad in ["包 甲 {}", "#! E0201\n", "#! E9999 1:1\n", "#! E0201 1\n", "#! E0201 a:b\n"] {
        assert!(expectations(bad).is_err(), "{bad}");
    }
    assert!(misplaced(&("E0201".to_owned(), 4, 13), text).is_none());
    assert!(misplaced(&("E0201".to_owned(), 4, 14), text).is_some());
    assert!(misplaced(&("E0201".to_owned(), 6, 1), text).is_some());
}

#[test]
fn differences_are_missing_and_unexpected_errors() {
    let finding = |code: &str, line, column| (code.to_owned(), line, column);
    let file = Path::new("a.huice");
    let expected = BTreeSet::from([finding("E0201", 3, 5), finding("W0701", 1, 1)]);
    let right = [finding("E0201", 3, 5), finding("W0701", 1, 1), finding("W0702", 9, 9)];
    assert_eq!(differences(file, &expected, &right), Vec::<String>::new());
    let wrong = [finding("E0201", 3, 6)];
    assert_eq!(
        differences(file, &expected, &wrong),
        [
            "a.huice: E0201 at 3:5 was expected but not found",
            "a.huice: W0701 at 1:1 was expected but not found",
            "a.huice: E0201 at 3:6 was found but not expected",
        ]
    );
}

/// The rule files of one half of the corpus, in order of name; there is at least one.
fn files(half: &str) -> Vec<PathBuf> {
    let folder = crate::root().join("tests/corpus").join(half);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", shown(&folder)))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "huice"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", shown(&folder));
    files
}

/// The `#!` lines at the top of a file.
fn expectations(text: &str) -> Result<BTreeSet<Finding>, String> {
    let mut found = BTreeSet::new();
    for line in text.lines().map_while(|line| line.strip_prefix("#!")) {
        let bad = || format!("`#!{line}` is not `#! CODE line:column`");
        let (code, place) = line.trim().split_once(' ').ok_or_else(bad)?;
        let (row, column) = place.trim().split_once(':').ok_or_else(bad)?;
        let code = Code::parse(code).ok_or_else(|| format!("there is no code {code}"))?;
        let number = |digits: &str| digits.parse::<usize>().map_err(|_| bad());
        found.insert((code.id().to_owned(), number(row)?, number(column)?));
    }
    if found.is_empty() { Err("it must open with `#! CODE line:column`".to_owned()) } else { Ok(found) }
}

/// Says so if an expectation points outside the file; the place after the last character of a line is inside.
fn misplaced((code, line, column): &Finding, text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let length = line.checked_sub(1).and_then(|index| lines.get(index)).map(|line| line.chars().count());
    let inside = length.is_some_and(|length| *column >= 1 && *column <= length.saturating_add(1));
    (!inside).then(|| format!("{code} is expected at {line}:{column}, which lies outside the file"))
}

/// What was expected and not found, and the errors that were found and not expected. Other warnings are allowed.
fn differences(file: &Path, expected: &BTreeSet<Finding>, found: &[Finding]) -> Vec<String> {
    let found: BTreeSet<Finding> = found.iter().cloned().collect();
    let say = |(code, line, column): &Finding, words| format!("{}: {code} at {line}:{column} {words}", shown(file));
    let missing = expected.difference(&found).map(|finding| say(finding, "was expected but not found"));
    let unexpected = found.difference(expected).filter(|(code, ..)| code.starts_with('E'));
    missing.chain(unexpected.map(|finding| say(finding, "was found but not expected"))).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(crate::root()).unwrap_or(path).display().to_string()
}

/// Fails with all complaints at once.
fn report(complaints: impl Iterator<Item = String>) {
    let complaints: Vec<String> = complaints.collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
