//! Text in pieces, each with a role that a terminal may colour. Owns the roles and the cleaning of text that
//! comes from outside; knows nothing of colours.

use core::fmt;

/// The role of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Running text.
    Plain,
    /// A heading.
    Heading,
    /// Good news: eligible, a condition that holds.
    Good,
    /// Bad news: not eligible, a condition that fails.
    Bad,
    /// Open: pending, undetermined.
    Open,
    /// A sum of money.
    Money,
    /// Less important: citations, keys.
    Faint,
}

/// A piece of text with its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its role.
    pub style: Style,
    /// Its words.
    pub text: String,
}

/// Styled text. `Display` gives the words alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// The pieces in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Running text.
    pub(super) fn of(words: &str) -> Self {
        Self::styled(Style::Plain, words)
    }

    /// Text of one role.
    pub(super) fn styled(style: Style, words: &str) -> Self {
        let mut text = Self::default();
        text.put(style, words);
        text
    }

    /// Adds words. Characters that would move the cursor or turn the writing direction become `�`, for ids and
    /// names in a profile are not ours.
    pub(super) fn put(&mut self, style: Style, words: &str) {
        if !words.is_empty() {
            let text = words.chars().map(|c| if unprintable(c) { '\u{fffd}' } else { c }).collect();
            self.pieces.push(Piece { style, text });
        }
    }

    /// Adds running text.
    pub(super) fn plain(&mut self, words: &str) {
        self.put(Style::Plain, words);
    }

    /// Adds all of another text.
    pub(super) fn append(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// Ends the line.
    pub(super) fn line(&mut self) {
        self.pieces.push(Piece { style: Style::Plain, text: "\n".to_owned() });
    }

    /// Whether there are no words.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| f.write_str(&piece.text))
    }
}

/// Control characters and those that change the writing direction.
fn unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        assert_eq!(Text::of("a\u{1b}[31mb\u{202e}c\nd").to_string(), "a\u{fffd}[31mb\u{fffd}c\u{fffd}d");
    }
}
