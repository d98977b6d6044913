//! The corpus of good and bad rule files. Each file in `tests/corpus/err/` opens with what must be found in it,
//! one `#! E0201 3:5` (code, line, column in characters) a line; nothing else may be found, warnings included,
//! unless a line `#! ...` says that there is more of the same. Files in `tests/corpus/ok/` are clean, their cases
//! pass, and together they use every keyword of the language. Each file is a pack of its own.

use huice::Pack;
use huice::diagnostic::{Code, Format, Lang};
use huice::syntax::keywords::TABLE;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A code and its place: line and column from 1, in characters.
type Finding = (String, usize, usize);

/// What must be found in a file; whether there may be more.
type Expected = (BTreeSet<Finding>, bool);

fn diagnose(file: &Path) -> Vec<Finding> {
    let pack = Pack::load(file).unwrap_or_else(|error| panic!("{}: {error}", shown(file)));
    let place = |d: &huice::diagnostic::Diagnostic| {
        let at = pack.sources().get(d.primary.span.file).unwrap().position(d.primary.span.range().start);
        assert_eq!(d.severity, d.code.severity(), "{}: the severity of {}", shown(file), d.code.id());
        (d.code.id().to_owned(), at.line, at.column)
    };
    let mut found: Vec<Finding> = pack.diagnostics().iter().map(place).collect();
    let name = file.file_stem().unwrap().to_string_lossy();
    if crate::pages::by_analysis(&name) {
        let analysis = pack.program().unwrap_or_else(|| panic!("{} has errors", shown(file))).analyse();
        found.extend(analysis.findings.iter().map(|finding| place(&finding.diagnostic)));
    }
    found
}

#[test]
fn good_files_are_clean() {
    let nothing = (BTreeSet::new(), false);
    report(files("ok").iter().flat_map(|file| differences(file, &nothing, &diagnose(file))));
}

#[test]
fn cases_in_good_files_pass() {
    let failures = files("ok").into_iter().flat_map(|file| {
        let program = Pack::load(&file).unwrap().program().unwrap_or_else(|| panic!("{} has errors", shown(&file)));
        let results = huice::cases::run(program.policy());
        let failed =
            results.into_iter().flat_map(|case| case.failures.into_iter().map(move |f| (case.name.clone(), f)));
        failed.map(|(name, failure)| format!("{}: {name}: {}", shown(&file), failure.words.en)).collect::<Vec<_>>()
    });
    report(failures);
}

#[test]
fn good_files_use_every_keyword() {
    let texts: Vec<String> = files("ok").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let words: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !(c.is_alphabetic() || c == '_')))
        .filter(|word| !word.is_empty())
        .collect();
    report(TABLE.iter().filter_map(|keyword| {
        let used = keyword.spellings().any(|spelling| words.contains(spelling));
        (!used).then(|| format!("no file of tests/corpus/ok uses `{}` ({})", keyword.zh[0], keyword.en))
    }));
}

#[test]
fn bad_files_have_exactly_their_findings() {
    report(files("err").iter().flat_map(|file| {
        let expected = expectations(&text(file)).unwrap();
        differences(file, &expected, &diagnose(file))
    }));
}

/// What an analyst reads, as it is printed. A file whose findings are not all listed is left out.
#[test]
fn messages_of_bad_files_are_those_reviewed() {
    insta::with_settings!({ snapshot_path => "../snapshots/messages", prepend_module_to_snapshot => false, omit_expression => true }, {
        for file in files("err") {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            if !expectations(&text(&file)).unwrap().1 {
                insta::assert_snapshot!(name.as_str(), format!("{}\n{}", told(&file, Lang::Zh), told(&file, Lang::En)));
            }
        }
    });
}

/// All findings of a file in words, those of the analysis where its name asks for them.
fn told(file: &Path, lang: Lang) -> String {
    let pack = Pack::load(file).unwrap();
    let form = Format::Human { color: false };
    let words = if crate::pages::by_analysis(&file.file_stem().unwrap().to_string_lossy()) {
        pack.program().unwrap().analyse().render(pack.sources(), form, lang)
    } else {
        pack.render(form, lang)
    };
    words.replace(&format!("{}/", crate::root().display()), "")
}

#[test]
fn every_code_is_raised_by_a_bad_file() {
    let raised: BTreeSet<String> =
        files("err").iter().flat_map(|file| expectations(&text(file)).unwrap().0).map(|(code, ..)| code).collect();
    report(
        Code::ALL
            .iter()
            .filter(|code| !raised.contains(code.id()))
            .map(|code| format!("no bad file for {}", code.id())),
    );
}

#[test]
fn bad_files_say_what_is_wrong_with_them() {
    report(files("err").iter().filter_map(|file| {
        let text = text(file);
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let wrong = match expectations(&text) {
            Err(words) => words,
            Ok((expected, _)) => expected.iter().find_map(|finding| misplaced(finding, &text)).or_else(|| {
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
    assert_eq!(expected, (BTreeSet::from([("E0201".to_owned(), 4, 5), ("W0701".to_owned(), 3, 1)]), false));
    assert!(expectations("#! E0201 4:5\n#! ...\n").unwrap().1);
    for bad in ["包 甲 {}", "#! E0201\n", "#! E9999 1:1\n", "#! E0201 1\n", "#! E0201 a:b\n", "#! ...\n"] {
        assert!(expectations(bad).is_err(), "{bad}");
    }
    assert!(misplaced(&("E0201".to_owned(), 4, 13), text).is_none());
    assert!(misplaced(&("E0201".to_owned(), 4, 14), text).is_some());
    assert!(misplaced(&("E0201".to_owned(), 6, 1), text).is_some());
}

#[test]
fn differences_are_missing_and_unexpected_findings() {
    let finding = |code: &str, line, column| (code.to_owned(), line, column);
    let file = Path::new("a.huice");
    let expected = (BTreeSet::from([finding("E0201", 3, 5), finding("W0701", 1, 1)]), false);
    let right = [finding("E0201", 3, 5), finding("W0701", 1, 1)];
    assert_eq!(differences(file, &expected, &right), Vec::<String>::new());
    let wrong = [finding("E0201", 3, 6), finding("W0701", 1, 1), finding("W0702", 9, 9)];
    let more = ["a.huice: E0201 at 3:5 was expected but not found"];
    assert_eq!(differences(file, &(expected.0.clone(), true), &wrong), more);
    assert_eq!(
        differences(file, &expected, &wrong),
        [
            more[0],
            "a.huice: E0201 at 3:6 was found but not expected",
            "a.huice: W0702 at 9:9 was found but not expected"
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

fn text(file: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned()
}

/// The `#!` lines at the top of a file.
fn expectations(text: &str) -> Result<Expected, String> {
    let mut found = BTreeSet::new();
    let mut more = false;
    for line in text.lines().map_while(|line| line.strip_prefix("#!")) {
        if line.trim() == "..." {
            more = true;
            continue;
        }
        let bad = || format!("`#!{line}` is not `#! CODE line:column`");
        let (code, place) = line.trim().split_once(' ').ok_or_else(bad)?;
        let (row, column) = place.trim().split_once(':').ok_or_else(bad)?;
        let code = Code::parse(code).ok_or_else(|| format!("there is no code {code}"))?;
        let number = |digits: &str| digits.parse::<usize>().map_err(|_| bad());
        found.insert((code.id().to_owned(), number(row)?, number(column)?));
    }
    if found.is_empty() { Err("it must open with `#! CODE line:column`".to_owned()) } else { Ok((found, more)) }
}

/// Says so if an expectation points outside the file; the place after the last character of a line is inside.
fn misplaced((code, line, column): &Finding, text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let length = line.checked_sub(1).and_then(|index| lines.get(index)).map(|line| line.chars().count());
    let inside = length.is_some_and(|length| *column >= 1 && *column <= length.saturating_add(1));
    (!inside).then(|| format!("{code} is expected at {line}:{column}, which lies outside the file"))
}

/// What was expected and not found, and what was found and not expected.
fn differences(file: &Path, (expected, more): &Expected, found: &[Finding]) -> Vec<String> {
    let found: BTreeSet<Finding> = found.iter().cloned().collect();
    let say = |(code, line, column): &Finding, words| format!("{}: {code} at {line}:{column} {words}", shown(file));
    let missing = expected.difference(&found).map(|finding| say(finding, "was expected but not found"));
    let unexpected = found.difference(expected).filter(|_| !more);
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
