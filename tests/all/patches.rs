//! The edits that findings carry: each wrong example of a page and each bad file of the corpus is mended as it says, and
//! what it was about is gone; where a person has to fill in a blank, the text can be read. Every code has an edit, or
//! is listed here with the reason.

use huice::Pack;
use huice::diagnostic::{BLANK, Code, Diagnostic, Format, Lang};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Codes whose findings no edit of the rules can mend, and why.
const NONE: &[(&str, &str)] = &[
    ("E0101", "the file is missing or unreadable: nothing in the rules is wrong"),
    ("E0102", "what is too large has to be split by somebody who knows the notice"),
    ("E0103", "the inner part needs a name, and where it begins is a matter of taste"),
    ("E0111", "it says that there is more, and stands for no mistake of its own"),
    ("E0212", "the other pack is missing: where it lies is not known"),
    ("E0601", "the script is mended, in its own file"),
    ("E0602", "script and declaration differ: which of the two is right is not known"),
    ("W0704", "conditions contradict each other: which one is wrong only the notice says"),
];

/// A text that is wrong: a file of the corpus, or the example of a page.
struct Wrong {
    name: String,
    text: String,
    path: PathBuf,
}

impl Wrong {
    fn load(&self, text: &str) -> Pack {
        Pack::load_with(&self.path, &[(self.path.to_string_lossy().into_owned(), text.to_owned())]).unwrap()
    }

    /// All that is found, by analysis too where the code comes from there.
    fn findings(&self, text: &str) -> Vec<Diagnostic> {
        let pack = self.load(text);
        let mut found = pack.diagnostics().to_vec();
        if let Some(program) = pack.program().filter(|_| crate::pages::by_analysis(&self.name)) {
            let mut analysis = program.analyse();
            analysis.propose(pack.sources());
            found.extend(analysis.findings.into_iter().map(|finding| finding.diagnostic));
        }
        found
    }
}

/// Each bad file of the corpus, and the wrong example of each page put in the place of one.
fn wrong() -> Vec<Wrong> {
    let folder = crate::root().join("tests/corpus/err");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "huice") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            all.push(Wrong { name, text: std::fs::read_to_string(&path).unwrap(), path });
        }
    }
    for code in Code::ALL {
        for text in crate::pages::whole(code.page(), "wrong") {
            all.push(Wrong {
                name: code.id().to_owned(),
                text: text.to_owned(),
                path: folder.join("E0104-operator.huice"),
            });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn count(findings: &[Diagnostic], wanted: impl Fn(&Diagnostic) -> bool) -> usize {
    findings.iter().filter(|found| wanted(found)).count()
}

#[test]
fn every_finding_has_an_edit_that_mends_it_or_a_blank() {
    let mut complaints = Vec::new();
    for wrong in wrong() {
        let before = wrong.findings(&wrong.text);
        let many = before.iter().any(|found| found.code == Code::TooManyErrors);
        // Of a hundred alike one is enough.
        for found in before.iter().take(if many { 1 } else { before.len() }) {
            let place = format!("{} {}", wrong.name, found.message.zh);
            let Some(text) = found.patch.as_ref().and_then(|patch| patch.applied(&wrong.text)) else {
                if !NONE.iter().any(|(code, _)| *code == found.code.id()) && !many {
                    complaints.push(format!("{place}: no edit"));
                }
                continue;
            };
            let patch = found.patch.as_ref().unwrap();
            let after = wrong.findings(&text);
            let unread = |found: &Diagnostic| {
                matches!(found.code, Code::Syntax | Code::BadLiteral | Code::UnclosedBrace | Code::UnclosedString)
            };
            if count(&after, unread) > count(&before, unread) {
                complaints.push(format!("{place}: cannot be read with {:?}", patch.with));
            }
            let same = |other: &Diagnostic| other.code == found.code;
            if !patch.has_blanks() && !many && count(&after, same) >= count(&before, same) {
                complaints.push(format!("{place}: still there with {:?}\n{text}", patch.with));
            }
            if patch.certain && patch.has_blanks() {
                complaints.push(format!("{place}: a blank is not certain"));
            }
        }
    }
    assert!(complaints.is_empty(), "{}\n{} complaints", complaints.join("\n"), complaints.len());
}

#[test]
fn the_codes_without_an_edit_are_those_that_are_listed() {
    let mut edits: BTreeMap<&str, bool> = BTreeMap::new();
    for wrong in wrong() {
        for found in wrong.findings(&wrong.text) {
            let edit = edits.entry(found.code.id()).or_default();
            *edit |= found.patch.is_some();
        }
    }
    let without: Vec<&str> = edits.iter().filter(|(_, edit)| !**edit).map(|(code, _)| *code).collect();
    let listed: Vec<&str> = NONE.iter().map(|(code, _)| *code).collect();
    assert_eq!(without, listed);
}

#[test]
fn proposals_and_blanks_are_told_from_what_is_certain() {
    let folder = crate::root().join("tests/corpus/err");
    for (file, heading, certain) in [
        ("E0112-name.huice", ("帮助：写成「期限」", "help: write 「期限」"), true),
        ("E0204-person.huice", ("建议：是不是“路德芝”？", "proposal: did you mean `路德芝`?"), false),
        ("E0501-item.huice", ("建议：在措施里写", "proposal: state official"), false),
    ] {
        let pack = Pack::load(folder.join(file)).unwrap();
        let shown = |lang| pack.render(Format::Human { color: false }, lang);
        assert!(shown(Lang::Zh).contains(heading.0) && shown(Lang::En).contains(heading.1), "{}", shown(Lang::Zh));
        let json: serde_json::Value = serde_json::from_str(&pack.render(Format::Json, Lang::Zh)).unwrap();
        assert_eq!(json[0]["patch"]["certain"], certain, "{file}");
        assert_eq!(json[0]["why"]["zh"], pack.diagnostics()[0].code.why().zh);
        let log: serde_json::Value = serde_json::from_str(&pack.render(Format::Sarif, Lang::Zh)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["results"][0]["fixes"][0]["properties"]["certain"], certain, "{file}");
        assert_eq!(run["tool"]["driver"]["rules"][0]["fullDescription"]["text"], json[0]["why"]["zh"]);
    }
    let blank = Pack::load(folder.join("E0501-item.huice")).unwrap().render(Format::Human { color: false }, Lang::Zh);
    assert!(blank.contains(&format!("（“{BLANK}”处由人填写）")) && blank.contains("   牵头单位 待定\n"), "{blank}");
}

#[test]
fn why_it_matters_is_said_once_for_each_code() {
    let path = crate::root().join("tests/corpus/err/E0110-year.huice");
    let pack = Pack::load(Path::new(&path)).unwrap();
    let shown = pack.render(Format::Human { color: false }, Lang::Zh);
    assert_eq!((pack.diagnostics().len(), shown.matches("原因：").count()), (3, 1), "{shown}");
    for code in Code::ALL {
        let why = code.why();
        assert!(why.zh.chars().count() >= 8 && why.en.len() >= 20, "{}", code.id());
        assert!(!why.zh.ends_with('。') && !why.en.ends_with('.'), "{}", code.id());
    }
}
