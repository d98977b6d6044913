//! The pages of the diagnostic codes in `docs/errors/`: one each, of one form, with a wrong and a right example.
//! Knows nothing of how the examples are checked.

use huice::diagnostic::Code;
use std::collections::BTreeSet;
use std::fs;

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
        assert_eq!(page.matches("```").count(), 4, "{id} has two fenced blocks, both closed");
    }
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
    let open = format!("```huice,{kind}");
    let blocks = page.split(open.as_str()).skip(1).filter_map(|rest| rest.split_once('\n'));
    let marked = blocks.filter(|(more, _)| more.is_empty() || *more == ",sketch");
    marked.map(|(_, rest)| rest.split("```").next().unwrap_or("")).collect()
}
