//! Positions in text that is not ASCII, and the edges of files.

use super::*;

/// Line, character column and UTF-16 column.
fn at(text: &str, offset: usize) -> (usize, usize, usize) {
    let Position { line, column, utf16 } = Source::new("a.hui", text).position(offset);
    (line, column, utf16)
}

/// The position of the first `needle`.
fn of(text: &str, needle: &str) -> (usize, usize, usize) {
    at(text, text.find(needle).unwrap())
}

#[test]
fn ascii() {
    let text = "ab\ncd\n";
    assert_eq!(of(text, "a"), (1, 1, 1));
    assert_eq!(of(text, "b"), (1, 2, 2));
    assert_eq!(of(text, "\n"), (1, 3, 3));
    assert_eq!(of(text, "c"), (2, 1, 1));
    assert_eq!(of(text, "d"), (2, 2, 2));
}

#[test]
fn chinese_counts_characters_not_bytes() {
    let text = "期限 6个月\n金额 ≤ 50万元";
    assert_eq!(of(text, "个"), (1, 5, 5));
    assert_eq!(of(text, "金"), (2, 1, 1));
    assert_eq!(of(text, "50"), (2, 6, 6));
    assert_eq!(of(text, "元"), (2, 9, 9));
}

#[test]
fn beyond_the_basic_plane_one_character_is_two_units() {
    let text = "𠮷野家\n家𠮷𠮷x";
    assert_eq!(of(text, "𠮷"), (1, 1, 1));
    assert_eq!(of(text, "野"), (1, 2, 3));
    assert_eq!(of(text, "x"), (2, 4, 6));
}

#[test]
fn combining_marks_are_characters() {
    assert_eq!(of("e\u{301}x", "x"), (1, 3, 3));
}

#[test]
fn crlf_ends_a_line_once() {
    let text = "条\r\n款\r\n\r\n项";
    assert_eq!(of(text, "\r"), (1, 2, 2));
    assert_eq!(of(text, "\n"), (1, 3, 3));
    assert_eq!(of(text, "款"), (2, 1, 1));
    assert_eq!(of(text, "项"), (4, 1, 1));
}

#[test]
fn edges() {
    assert_eq!(at("", 0), (1, 1, 1));
    assert_eq!(at("", 9), (1, 1, 1));
    assert_eq!(at("元", 3), (1, 2, 2));
    assert_eq!(at("元", 99), (1, 2, 2));
    assert_eq!(at("元\n", 4), (2, 1, 1));
    assert_eq!(at("元\n", 99), (2, 1, 1));
    assert_eq!(at("\n\n", 1), (2, 1, 1));
}

#[test]
fn every_boundary_agrees_with_a_count() {
    let text = "第14.10条\r\n𠮷 a\n\n「期限」\u{feff}末";
    let (mut line, mut column, mut utf16) = (1, 1, 1);
    for (offset, character) in text.char_indices() {
        assert_eq!(at(text, offset), (line, column, utf16), "byte {offset}");
        if character == '\n' {
            (line, column, utf16) = (line + 1, 1, 1);
        } else {
            (column, utf16) = (column + 1, utf16 + character.len_utf16());
        }
    }
    assert_eq!(at(text, text.len()), (line, column, utf16));
}

#[test]
fn slices_are_empty_outside() {
    let mut sources = Sources::default();
    let file = sources.add(Source::new("a.hui", "金额 元"));
    assert_eq!(sources.slice(Span::new(file, 0, 6)), "金额");
    assert_eq!(sources.slice(Span::new(file, 0, 5)), "");
    assert_eq!(sources.slice(Span::new(file, 7, 99)), "");
    assert_eq!(sources.slice(Span::new(FileId(7), 0, 6)), "");
}
