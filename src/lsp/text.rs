//! Places as editors count them: lines that end at LF, CRLF or CR, columns in UTF-16 code units. Owns the way from
//! byte offsets to such places and back, and changes of a text; knows nothing of rules.

/// A place in a text as an editor counts it: both from 0, the column in UTF-16 code units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, from 0.
    pub line: u32,
    /// Column in UTF-16 code units, from 0.
    pub column: u32,
}

/// Where the lines of a text start and end, without their line ends.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Start, end before the line end.
    lines: Vec<(usize, usize)>,
}

impl Lines {
    /// The lines of a text; there is always at least one.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        let mut bytes = text.bytes().enumerate().peekable();
        while let Some((at, byte)) = bytes.next() {
            if byte == b'\n' || byte == b'\r' {
                let mut next = at.saturating_add(1);
                if byte == b'\r' && bytes.next_if(|(_, byte)| *byte == b'\n').is_some() {
                    next = next.saturating_add(1);
                }
                lines.push((start, at));
                start = next;
            }
        }
        lines.push((start, text.len()));
        Self { lines }
    }

    /// Where a byte offset lies. An offset inside a character is its start, one between CR and LF the end of the
    /// line, one past the end the end.
    #[must_use]
    pub fn place(&self, text: &str, offset: usize) -> Place {
        let line = self.lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        let (start, end) = self.lines.get(line).copied().unwrap_or((0, 0));
        let offset = floor(text, offset.min(end));
        let column = text.get(start..offset).unwrap_or("").chars().map(char::len_utf16).sum::<usize>();
        Place { line: narrow(line), column: narrow(column) }
    }

    /// The byte offset of a place. A column past the end of its line is the end of the line, one inside a character
    /// its start, a line past the last the end of the text.
    #[must_use]
    pub fn offset(&self, text: &str, place: Place) -> usize {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX);
        let Some((start, end)) = self.lines.get(line).copied() else { return text.len() };
        let mut left = usize::try_from(place.column).unwrap_or(usize::MAX);
        for (at, c) in text.get(start..end).unwrap_or("").char_indices() {
            if left < c.len_utf16() {
                return start.saturating_add(at);
            }
            left = left.saturating_sub(c.len_utf16());
        }
        end
    }
}

/// The last character boundary at or before an offset.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first character boundary at or after an offset.
fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One change an editor made: the text between two places is replaced; without places, the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced.
    pub range: Option<(Place, Place)>,
    /// By what.
    pub with: String,
}

/// The text after a change. Places the wrong way round are taken the right way round.
#[must_use]
pub fn changed(text: &str, change: &Change) -> String {
    let Some((from, to)) = change.range else { return change.with.clone() };
    let lines = Lines::of(text);
    let (from, to) = (lines.offset(text, from), lines.offset(text, to));
    let (from, to) = (from.min(to), from.max(to));
    let (before, after) = (text.get(..from).unwrap_or(""), text.get(to..).unwrap_or(""));
    [before, &change.with, after].concat()
}

/// The smallest replacement of whole lines that turns one text into another: what to replace, and by what.
#[must_use]
pub fn difference(old: &str, new: &str) -> Option<(core::ops::Range<usize>, String)> {
    if old == new {
        return None;
    }
    let whole =
        |text: &str, len: usize| text.get(..len).and_then(|t| t.rfind('\n')).map_or(0, |at| at.saturating_add(1));
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let head = whole(old, floor(old, same));
    let (old_rest, new_rest) = (old.get(head..).unwrap_or(""), new.get(head..).unwrap_or(""));
    let same = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
    // The tail begins at the start of a line in both texts.
    let tail = old_rest
        .get(ceil(old_rest, old_rest.len().saturating_sub(same))..)
        .and_then(|rest| rest.find('\n').map(|at| rest.len().saturating_sub(at.saturating_add(1))))
        .unwrap_or(0);
    let end = old.len().saturating_sub(tail);
    let with = new_rest.get(..new_rest.len().saturating_sub(tail)).unwrap_or("");
    Some((head..end, with.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Change, Lines, Place, changed, difference};
    use proptest::prelude::*;

    /// Texts of Chinese, emoji (two code units), combining marks, ASCII and every line end.
    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-z0-9 ]{0,4}",
            "[\u{4e00}-\u{4e80}，。]{0,4}",
            Just("😀".to_owned()),
            Just("👩‍👩‍👧".to_owned()),
            Just("e\u{301}".to_owned()),
            Just("𠮷".to_owned()),
            Just("\n".to_owned()),
            Just("\r\n".to_owned()),
            Just("\r".to_owned()),
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    /// The place of an offset counted naively.
    fn naive(text: &str, offset: usize) -> Place {
        let before = text.get(..offset).unwrap();
        let joined = before.replace("\r\n", "\n").replace('\r', "\n");
        let last = joined.rsplit('\n').next().unwrap_or("");
        Place {
            line: u32::try_from(joined.matches('\n').count()).unwrap(),
            column: u32::try_from(last.encode_utf16().count()).unwrap(),
        }
    }

    proptest! {
        #[test]
        fn there_and_back(text in texts()) {
            let lines = Lines::of(&text);
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let between = offset > 0 && text.get(..offset).unwrap().ends_with('\r') && text.get(offset..).unwrap().starts_with('\n');
                let place = lines.place(&text, offset);
                if between {
                    // Inside a line end: the place is the end of the line.
                    prop_assert_eq!(lines.offset(&text, place), offset.saturating_sub(1));
                } else {
                    prop_assert_eq!(place, naive(&text, offset));
                    prop_assert_eq!(lines.offset(&text, place), offset);
                }
            }
        }

        #[test]
        fn any_place_is_some_offset(text in texts(), line in 0u32..12, column in 0u32..40) {
            let lines = Lines::of(&text);
            let offset = lines.offset(&text, Place { line, column });
            prop_assert!(text.is_char_boundary(offset));
            let back = lines.place(&text, offset);
            prop_assert!(back.line <= line && (back.line < line || back.column <= column));
        }

        #[test]
        fn a_change_does_what_it_says(text in texts(), with in texts(), a in 0usize..60, b in 0usize..60) {
            let cut = |at: usize| super::floor(&text, at.min(text.len()));
            let (a, b) = (cut(a.min(b)), cut(a.max(b)));
            let lines = Lines::of(&text);
            let (from, to) = (lines.place(&text, a), lines.place(&text, b));
            let (a, b) = (lines.offset(&text, from), lines.offset(&text, to));
            let after = changed(&text, &Change { range: Some((from, to)), with: with.clone() });
            prop_assert_eq!(after, format!("{}{with}{}", text.get(..a).unwrap(), text.get(b..).unwrap()));
        }

        #[test]
        fn a_difference_leads_from_one_text_to_the_other(old in texts(), new in texts()) {
            match difference(&old, &new) {
                None => prop_assert_eq!(old, new),
                Some((range, with)) => {
                    let (head, tail) = (old.get(..range.start).unwrap(), old.get(range.end..).unwrap());
                    prop_assert_eq!(format!("{head}{with}{tail}"), new);
                }
            }
        }
    }

    #[test]
    fn a_column_inside_a_character_is_its_start() {
        let text = "惠😀策";
        let lines = Lines::of(text);
        assert_eq!(lines.offset(text, Place { line: 0, column: 2 }), "惠".len());
        assert_eq!(lines.offset(text, Place { line: 0, column: 3 }), "惠😀".len());
        assert_eq!(lines.offset(text, Place { line: 0, column: 99 }), text.len());
        assert_eq!(lines.offset(text, Place { line: 9, column: 0 }), text.len());
    }
}
