//! A run of text without white space, each character with its place in the file. Owns the folding of half- and
//! full-width forms; knows nothing of what the characters mean.

use std::ops::Range;

/// Characters with the byte offset each one came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    chars: Vec<char>,
    at: Vec<usize>,
    end: usize,
}

/// `text` as [`Flow`] folds it: no white space, digits, letters and signs of per cent in ASCII, punctuation in its
/// full-width form. Texts from different sources are compared in this form.
#[must_use]
pub fn fold(text: &str) -> String {
    Flow::new(text, 0).chars.into_iter().collect()
}

impl Flow {
    /// The flow of `text`, which starts at byte `start` of its file.
    #[must_use]
    pub fn new(text: &str, start: usize) -> Self {
        let mut flow = Self { end: start.saturating_add(text.len()), ..Self::default() };
        for (at, c) in text.char_indices() {
            let at = at.saturating_add(start);
            match c {
                'Ⅰ' => flow.push('I', at),
                'Ⅱ' => (0..2).for_each(|_| flow.push('I', at)),
                'Ⅲ' => (0..3).for_each(|_| flow.push('I', at)),
                _ if c.is_whitespace() || c.is_control() || is_invisible(c) => {}
                _ => flow.push(plain(c), at),
            }
        }
        flow.settle();
        flow
    }

    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.at.push(at);
    }

    /// Commas and dashes mean one thing between digits and another elsewhere.
    fn settle(&mut self) {
        let folded: Vec<char> = self.chars.clone();
        let digit = |i: Option<usize>| i.and_then(|i| folded.get(i)).is_some_and(char::is_ascii_digit);
        for (i, c) in self.chars.iter_mut().enumerate() {
            let between = digit(i.checked_sub(1)) && digit(i.checked_add(1));
            *c = match c {
                ',' if !between => '，',
                '—' | '－' | '–' | '~' | '～' if between => '-',
                _ => *c,
            };
        }
    }

    /// Adds what follows on the next line.
    pub fn append(&mut self, next: &Self) {
        self.chars.extend(&next.chars);
        self.at.extend(&next.at);
        self.end = next.end;
    }

    /// The characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// How many characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The character at an index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    /// The byte offset of a character, or of the end.
    #[must_use]
    pub fn offset(&self, index: usize) -> usize {
        self.at.get(index).copied().unwrap_or(self.end)
    }

    /// A part of the text.
    #[must_use]
    pub fn text(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }

    /// A part, with its places.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let end = self.offset(range.end);
        Self {
            chars: self.chars.get(range.clone()).unwrap_or_default().to_vec(),
            at: self.at.get(range).unwrap_or_default().to_vec(),
            end,
        }
    }

    /// Where `needle` starts, each time. Overlapping finds are not reported.
    #[must_use]
    pub fn find_all(&self, needle: &[char]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut i = 0_usize;
        while !needle.is_empty() && i < self.chars.len() {
            let here = self.chars.get(i..i.saturating_add(needle.len())) == Some(needle);
            if here {
                found.push(i);
            }
            i = i.saturating_add(if here { needle.len() } else { 1 });
        }
        found
    }
}

impl core::fmt::Display for Flow {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.chars.iter().try_for_each(|c| write!(f, "{c}"))
    }
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// One character in the form that comparisons use.
fn plain(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        '％' => '%',
        '．' => '.',
        '(' => '（',
        ')' => '）',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '[' | '【' => '〔',
        ']' | '】' => '〕',
        '·' | '•' => '·',
        _ => c,
    }
}
