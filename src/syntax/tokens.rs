//! The tokens of a text as an editor colours them, whether or not the text can be read. Owns the public form of what
//! the scan found; knows nothing of grammar.

use super::scan::{self, scan};
use crate::span::FileId;

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or keyword, `「」` included.
    Word,
    /// A run that begins with a digit: a number, with its unit when written without a space; a date.
    Number,
    /// A quoted text with its quotes.
    Text,
    /// A comment from `#` to the end of its line.
    Comment,
    /// Any other single character.
    Symbol,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it looks like.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The tokens and comments of a text in their order. Whatever the text, there is an answer.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let found = scan(FileId::default(), text);
    let words = found.tokens.iter().map(|token| Token {
        kind: match token.kind {
            scan::TokenKind::Word => TokenKind::Word,
            scan::TokenKind::Number => TokenKind::Number,
            scan::TokenKind::Text => TokenKind::Text,
            scan::TokenKind::Symbol => TokenKind::Symbol,
        },
        start: token.start,
        end: token.end,
    });
    let comments = found.comments.iter().map(|comment| {
        let range = comment.span.range();
        Token { kind: TokenKind::Comment, start: range.start, end: range.end }
    });
    let mut all: Vec<Token> = words.chain(comments).collect();
    all.sort_by_key(|token| token.start);
    all
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    #[test]
    fn every_part_of_a_line_is_found() {
        let text = "条件 甲 \"说明\" 收入 不超过 30人 # 尾";
        let found: Vec<(TokenKind, &str)> =
            tokens(text).iter().map(|token| (token.kind, text.get(token.start..token.end).unwrap())).collect();
        assert_eq!(
            found,
            [
                (TokenKind::Word, "条件"),
                (TokenKind::Word, "甲"),
                (TokenKind::Text, "\"说明\""),
                (TokenKind::Word, "收入"),
                (TokenKind::Word, "不超过"),
                (TokenKind::Number, "30人"),
                (TokenKind::Comment, "# 尾"),
            ]
        );
    }
}
