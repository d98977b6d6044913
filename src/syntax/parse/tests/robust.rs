//! Tests of limits and of texts nobody would write.

use super::{SAMPLE, wrong};
use crate::span::FileId;
use crate::syntax::limits::{MAX_DIAGNOSTICS, MAX_EXPR_DEPTH, MAX_FILE_BYTES, MAX_NESTING};
use crate::syntax::{parse, parse_expr, print, shape};
use proptest::prelude::*;

fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("定义 甲 = {}1{}", open.repeat(levels), close.repeat(levels))
}

/// Runs with the stack of a small thread.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn nesting_up_to_the_limit() {
    on_small_stack(|| {
        for (open, close) in
            [("(", ")"), ("f(", ")"), ("若 乙 则 1 否则 ", ""), ("-(", ")"), ("(1 + ", ")"), ("非 (", ")")]
        {
            assert_eq!(wrong(&nested(open, close, MAX_NESTING)), Vec::<String>::new(), "{open}");
            let deeper = wrong(&nested(open, close, MAX_NESTING + 1));
            assert_eq!(deeper.len(), 1, "{open}");
            assert!(deeper[0].starts_with("E0103"), "{open} {deeper:?}");
        }
        let tables = nested("分档 首中 { 否则 : ", " }", MAX_NESTING / 2);
        assert_eq!(wrong(&tables), Vec::<String>::new());
        let (file, _) = parse(FileId(0), &tables);
        let text = print::print(&file, &tables, crate::syntax::keywords::Keywords::Zh);
        assert_eq!(wrong(&text), Vec::<String>::new());
    });
}

#[test]
fn deep_and_long_texts_do_not_overflow() {
    on_small_stack(|| {
        for piece in [
            "(",
            "f(",
            "{",
            "若 ",
            "若 a 属于 b、c 则 d 否则 ",
            "分档 按 ",
            "非 ",
            "- ",
            "a 于 ",
            "a + ",
            "a 且 ",
            "措施 1 a { ",
        ] {
            let text = format!("定义 甲 = {}1", piece.repeat(20_000));
            let _ = parse(FileId(0), &text);
            let _ = parse_expr(FileId(0), &text);
        }
    });
}

#[test]
fn chains_have_a_limit() {
    let chain = |n: usize| format!("定义 甲 = {}1", "1 + ".repeat(n));
    assert_eq!(wrong(&chain(MAX_EXPR_DEPTH - 1)), Vec::<String>::new());
    assert_eq!(wrong(&chain(MAX_EXPR_DEPTH)).len(), 1);
    assert_eq!(wrong(&chain(MAX_EXPR_DEPTH * 10)).len(), 1);
    assert_eq!(wrong(&format!("定义 甲 = {}1", "非 ".repeat(MAX_EXPR_DEPTH))).len(), 1);
}

#[test]
fn file_size_limit() {
    let text = " ".repeat(MAX_FILE_BYTES);
    assert_eq!(wrong(&text), Vec::<String>::new());
    assert_eq!(wrong(&format!("{text} ")), ["E0102 1:1"]);
}

#[test]
fn diagnostics_limit() {
    let bad = |n: usize| wrong(&"定义 甲 = 6月\n".repeat(n));
    assert_eq!(bad(MAX_DIAGNOSTICS).len(), MAX_DIAGNOSTICS);
    let more = bad(MAX_DIAGNOSTICS + 1);
    assert_eq!(more.len(), MAX_DIAGNOSTICS + 1);
    assert_eq!(more.last().unwrap(), "E0111 101:8");
}

/// Time is linear: twice the text takes about twice as long, also when it is wrong. Counted in work the text
/// itself allows for: a quadratic parser would need hours here.
#[test]
fn time_is_linear() {
    let pieces = [
        "f(",
        "定义 甲 = f(f(f(f(f(f(1))))))\n",
        "措施 1 a { 条件 b { 1 2 } }\n",
        "支持 1.1 a { b c d }\n",
        "措施 1 a { x y z\n 条件 = }",
    ];
    for piece in pieces {
        let text = piece.repeat(4_000);
        let _ = parse(FileId(0), &text);
    }
    let inner = format!("{}x y{}", "f(".repeat(MAX_NESTING), ")".repeat(MAX_NESTING));
    let _ = parse(FileId(0), &format!("定义 甲 = {inner}\n").repeat(200));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        let _ = parse(FileId(0), &text);
        let _ = parse_expr(FileId(0), &text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(FileId(0), &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_are_survived(words in proptest::collection::vec(word(), 0..60)) {
        let _ = parse(FileId(0), &words.join(" "));
    }

    #[test]
    fn mutated_samples_are_survived(at in 0_usize..6000, len in 0_usize..40, with in "\\PC{0,6}|[{}()「」\"“：、且若]{0,4}") {
        let chars: Vec<char> = SAMPLE.chars().collect();
        let at = at.min(chars.len());
        let end = at.saturating_add(len).min(chars.len());
        let text: String = chars[..at].iter().copied().chain(with.chars()).chain(chars[end..].iter().copied()).collect();
        let (file, found) = parse(FileId(0), &text);
        if found.is_empty() {
            let again = print::print(&file, &text, crate::syntax::keywords::Keywords::Zh);
            prop_assert_eq!(wrong(&again), Vec::<String>::new(), "{}", again);
            prop_assert_eq!(shape(&parse(FileId(0), &again).0.decls), shape(&file.decls));
        }
    }
}

fn word() -> impl Strategy<Value = String> {
    let keywords: Vec<String> = crate::syntax::keywords::TABLE.iter().map(|k| k.zh[0].to_owned()).collect();
    prop_oneof![
        4 => proptest::sample::select(keywords),
        2 => proptest::sample::select(vec!["{", "}", "(", ")", ":", "、", "=", "\"x\"", "1.1", "14", "6个月", "2020年1月1日", "30人以下", "甲", "(k)", "条14"])
            .prop_map(str::to_owned),
    ]
}
