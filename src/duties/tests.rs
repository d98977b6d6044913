//! Tests of folding.

use super::ics::folded;

#[test]
fn lines_are_folded_by_bytes() {
    let line = format!("SUMMARY:{}", "职责到期".repeat(30));
    let text = folded(&line);
    assert!(text.split("\r\n").all(|part| part.len() <= 75), "{text}");
    assert_eq!(text.replace("\r\n ", "").trim_end(), line);
    assert_eq!(folded("A"), "A\r\n");
    let exact = "x".repeat(75);
    assert_eq!(folded(&exact), format!("{exact}\r\n"));
    assert_eq!(folded(&"x".repeat(76)), format!("{exact}\r\n x\r\n"));
}
