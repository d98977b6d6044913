//! Tests of the keyword table.

use super::*;
use std::collections::BTreeSet;

const GRAMMAR: &str = include_str!("../../../grammar/huice.pest");

#[test]
fn the_grammar_has_exactly_the_keywords_of_the_table() {
    let (_, section) = GRAMMAR.split_once("// BEGIN KEYWORDS\n").unwrap();
    let (section, _) = section.split_once("// END KEYWORDS").unwrap();
    assert_eq!(section, grammar_section());
    // No keyword is used above that the table does not define, and none is defined in vain.
    let above = GRAMMAR.split_once("// BEGIN KEYWORDS").unwrap().0;
    let used: BTreeSet<&str> = above
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter_map(|word| word.strip_prefix("kw_"))
        .collect();
    let known: BTreeSet<&str> = TABLE.iter().map(|keyword| keyword.en).collect();
    assert_eq!(used, known);
}

#[test]
fn every_spelling_is_there_once() {
    let mut seen = BTreeSet::new();
    for keyword in TABLE {
        assert!(!keyword.zh.is_empty());
        for spelling in keyword.spellings() {
            assert!(seen.insert(spelling), "{spelling}");
            assert_eq!(lookup(spelling), Some(keyword));
        }
        assert_eq!(by_key(keyword.en), Some(keyword));
    }
    assert_eq!(by_key("措施"), None);
}

#[test]
fn reserved_words() {
    assert!(is_reserved("期限") && is_reserved("deadline") && is_reserved("条"));
    assert!(!is_reserved("分") && !is_reserved("eligible") && !is_reserved("企业"));
    assert_eq!(spell("measure", Keywords::Zh), "措施");
    assert_eq!(spell("measure", Keywords::En), "measure");
}

#[test]
fn words_run_together_come_apart() {
    assert_eq!(unglue("收入不超过800").as_deref(), Some("收入 不超过 800"));
    assert_eq!(unglue("收入不超过").as_deref(), Some("收入 不超过"));
    assert_eq!(unglue("不超过800").as_deref(), Some("不超过 800"));
    assert_eq!(unglue("不超过"), None);
    assert_eq!(unglue("上年末参保职工人数"), None);
}
