//! The pages of the diagnostic codes in `docs/errors/`: one each, of one form, with a wrong and a right example.
//! Each wrong example raises its code, each right one no error, unless it is marked as a sketch.

use huice::Pack;
use huice::diagnostic::{Code, Format, Lang, Severity, render};
use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn every_code_has_one_page_and_no_page_is_left_over() {
    let expected: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{}.md", code.id())).collect();
    let found: BTreeSet<String> = fs::read_dir(crate::root().join("docs/errors"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(['E', 'W']))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_page_has_title_words_and_examples() {
    for code in Code::ALL {
        let page = code.page();
        let (zh, en) = code.title();
        let id = code.id();
        assert_eq!(page.lines().next(), Some(format!("# {id} {zh} · {en}").as_str()), "the title of {id}");
        let prose = page.split("```").next().unwrap();
        let paragraphs: Vec<&str> = prose.split("\n\n").skip(1).map(str::trim).filter(|p| !p.is_empty()).collect();
        let chinese = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        assert!(chinese(paragraphs[0]) >= 20, "{id} explains itself in Chinese first");
        assert!(paragraphs[1].split_whitespace().count() >= 12, "{id} explains itself in English second");
        for kind in ["wrong", "right"] {
            assert_eq!(examples(page, kind).len(), 1, "{id} has one example marked `huice,{kind}`");
        }
        assert_ne!(examples(page, "wrong"), examples(page, "right"), "the examples of {id}");
        let blocks = 2_usize.saturating_add(page.matches("```text\n").count());
        assert_eq!(page.matches("```").count(), blocks.saturating_mul(2), "{id} has closed its fenced blocks");
    }
}

#[test]
fn wrong_examples_raise_their_code_and_right_ones_no_error() {
    let mut complaints = Vec::new();
    for code in Code::ALL {
        for (kind, example) in
            ["wrong", "right"].into_iter().flat_map(|kind| whole(code.page(), kind).map(move |e| (kind, e)))
        {
            let pack = pack_of(example);
            let mut found: Vec<&str> = pack.diagnostics().iter().map(|d| d.code.id()).collect();
            if let Some(program) = pack.program().filter(|_| by_analysis(code.id())) {
                found.extend(program.analyse().findings.iter().map(|finding| finding.diagnostic.code.id()));
            }
            let errors = pack.diagnostics().iter().any(|d| d.severity == Severity::Error);
            if kind == "wrong" && !found.contains(&code.id())
                || kind == "right" && (errors || found.contains(&code.id()))
            {
                complaints.push(format!("the {kind} example of {} gives {found:?}", code.id()));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is said about the wrong example stands below it, in Chinese and English, with the edit that would mend it.
#[test]
fn pages_show_what_is_said_about_the_wrong_example() {
    for code in Code::ALL {
        let file = format!("docs/errors/{}.md", code.id());
        let page = fs::read_to_string(crate::root().join(&file)).unwrap();
        let Some(example) = whole(&page, "wrong").next() else { continue };
        let pack = pack_of(example);
        let mut found = pack.diagnostics().to_vec();
        if let Some(program) = pack.program().filter(|_| by_analysis(code.id())) {
            let mut analysis = program.analyse();
            analysis.propose(pack.sources());
            found.extend(analysis.findings.into_iter().map(|finding| finding.diagnostic));
        }
        let first = found.iter().find(|found| found.code == *code).unwrap();
        let said = |lang| render(std::slice::from_ref(first), pack.sources(), Format::Human { color: false }, lang);
        let path = pack.sources().files()[0].name();
        let said = format!("```text\n{}\n{}```\n", said(Lang::Zh), said(Lang::En)).replace(path, "page.huice");
        let said = said.replace(&format!("{}/", std::env::temp_dir().display()), "");
        let (before, rest) = page.split_once(&format!("{example}```\n")).unwrap();
        let after = rest.find("```huice,right").and_then(|at| rest.get(at..)).unwrap();
        let wanted = format!("{before}{example}```\n\n{said}\n{after}");
        if page != wanted {
            assert!(
                std::env::var_os("UPDATE_DOCS").is_some(),
                "{file} shows another message; run `UPDATE_DOCS=1 cargo test --test all pages`"
            );
            fs::write(crate::root().join(&file), wanted).unwrap();
        }
    }
}

/// Whether a code is found by `huice analyse` only. Files of the corpus begin with their code.
pub(crate) fn by_analysis(name: &str) -> bool {
    name.get(..5).is_some_and(|code| ("W0704"..="W0711").contains(&code))
}

/// A page's example as a pack; one that imports is loaded from a folder where nothing is to be found.
fn pack_of(example: &str) -> Pack {
    if example.contains("引入") {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("huice-page-{}-{number}.huice", std::process::id()));
        fs::write(&file, example).unwrap();
        let pack = Pack::load(&file).unwrap();
        fs::remove_file(&file).unwrap();
        return pack;
    }
    Pack::from_sources("page", &[("page.huice", example)])
}

#[test]
fn examples_are_found_by_their_mark() {
    let page = "# T\n\n```huice,wrong\na\nb\n```\n\n```huice,right,sketch\nc\n```\n";
    assert_eq!(examples(page, "wrong"), ["a\nb\n"]);
    assert_eq!(examples(page, "right"), ["c\n"]);
}

/// The fenced blocks of a page marked `huice,wrong` or `huice,right`. A further mark `sketch` says that the
/// block cannot stand alone: it needs a file beside it, or would have to be very large.
fn examples<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    blocks(page, kind).map(|(_, example)| example).collect()
}

/// Those that can stand alone.
pub(crate) fn whole<'a>(page: &'a str, kind: &str) -> impl Iterator<Item = &'a str> {
    blocks(page, kind).filter(|(sketch, _)| !sketch).map(|(_, example)| example)
}

fn blocks<'a>(page: &'a str, kind: &str) -> impl Iterator<Item = (bool, &'a str)> {
    let open = format!("```huice,{kind}");
    let blocks: Vec<(&str, &str)> =
        page.split(open.as_str()).skip(1).filter_map(|rest| rest.split_once('\n')).collect();
    let marked = blocks.into_iter().filter(|(more, _)| more.is_empty() || *more == ",sketch");
    marked.map(|(more, rest)| (!more.is_empty(), rest.split("```").next().unwrap_or("")))
}
