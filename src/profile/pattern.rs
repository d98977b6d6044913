//! Days and months written another way: `YYYY/M/D`, `YYYY年M月D日`, `YYYYMMDD`. Owns such patterns; a text that does not
//! fit one exactly is refused, never guessed at.

use crate::value::date::{Month, parse_day};
use chrono::NaiveDate;

/// How a day or a month is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Year,
    /// Two digits, or one or two.
    Month(bool),
    Day(bool),
    Text(char),
}

impl Pattern {
    /// Reads a pattern: `YYYY` once, `MM` or `M` once, `DD` or `D` at most once, everything else as written. `None`
    /// for anything else, and when a part of no fixed width is followed by a digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let run = rest.chars().take_while(|c| *c == first).count();
            let piece = match (first, run) {
                ('Y', 4) => Piece::Year,
                ('M', 1 | 2) => Piece::Month(run == 2),
                ('D', 1 | 2) => Piece::Day(run == 2),
                ('Y' | 'M' | 'D' | '0'..='9', _) => return None,
                (other, _) => Piece::Text(other),
            };
            let taken = if matches!(piece, Piece::Text(_)) { 1 } else { run };
            rest = rest.get(first.len_utf8().saturating_mul(taken)..)?;
            pieces.push(piece);
        }
        let count = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|piece| wanted(piece)).count();
        let days = count(|piece| matches!(piece, Piece::Day(_)));
        let whole = count(|piece| *piece == Piece::Year) == 1 && count(|piece| matches!(piece, Piece::Month(_))) == 1;
        let loose = |piece: &Piece| matches!(piece, Piece::Month(false) | Piece::Day(false));
        let clear = pieces
            .iter()
            .zip(pieces.iter().skip(1))
            .all(|(piece, next)| !loose(piece) || matches!(next, Piece::Text(_)));
        (whole && days <= 1 && clear).then_some(Self(pieces))
    }

    /// Year, month and day if the text is written so; the day is 1 for a pattern without one.
    fn read(&self, text: &str) -> Option<(u32, u32, u32)> {
        let (mut year, mut month, mut day) = (0, 0, 1);
        let mut rest = text;
        for piece in &self.0 {
            let number = |rest: &mut &str, least: usize, most: usize| -> Option<u32> {
                let width = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                let (digits, after) = rest.split_at_checked(width)?;
                *rest = after;
                (width >= least).then(|| digits.parse().ok()).flatten()
            };
            match piece {
                Piece::Year => year = number(&mut rest, 4, 4)?,
                Piece::Month(two) => month = number(&mut rest, if *two { 2 } else { 1 }, 2)?,
                Piece::Day(two) => day = number(&mut rest, if *two { 2 } else { 1 }, 2)?,
                Piece::Text(c) => rest = rest.strip_prefix(*c)?,
            }
        }
        rest.is_empty().then_some((year, month, day))
    }

    /// A day written `YYYY-MM-DD`, as date cells of spreadsheets come, unless the pattern itself says what such a text
    /// means.
    fn plain(&self, text: &str) -> Option<NaiveDate> {
        let own = self.0.starts_with(&[Piece::Year, Piece::Text('-')]);
        parse_day(text).filter(|_| !own)
    }

    /// The day written so, if it exists.
    #[must_use]
    pub fn day(&self, text: &str) -> Option<NaiveDate> {
        let has_day = self.0.iter().any(|piece| matches!(piece, Piece::Day(_)));
        let Some((year, month, day)) = self.read(text) else { return self.plain(text) };
        parse_day(&format!("{year:04}-{month:02}-{day:02}")).filter(|_| has_day)
    }

    /// The month written so; of a pattern with a day, the month of that day.
    #[must_use]
    pub fn month(&self, text: &str) -> Option<Month> {
        let Some((year, month, day)) = self.read(text) else { return self.plain(text).map(Month::of) };
        parse_day(&format!("{year:04}-{month:02}-{day:02}"))?;
        Month::parse(&format!("{year:04}-{month:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, day) in [
            ("YYYY/M/D", "2020/2/9", Some("2020-02-09")),
            ("YYYY/M/D", "2020/02/29", Some("2020-02-29")),
            ("YYYY/M/D", "2019/02/29", None),
            ("YYYY/MM/DD", "2020/2/9", None),
            ("YYYY年M月D日", "2020年12月31日", Some("2020-12-31")),
            ("YYYYMMDD", "20200131", Some("2020-01-31")),
            ("YYYYMMDD", "2020013", None),
            ("YYYYMMDD", "202001311", None),
            ("D.M.YYYY", "9.2.2020", Some("2020-02-09")),
            ("D.M.YYYY", "2020-02-09", Some("2020-02-09")),
            ("YYYY-DD-MM", "2020-13-09", Some("2020-09-13")),
            ("YYYY-DD-MM", "2020-09-13", None),
            ("YYYY-MM", "2020-02", None),
        ] {
            let read = Pattern::parse(pattern).unwrap().day(text).map(|day| day.to_string());
            assert_eq!(read.as_deref(), day, "{pattern} {text}");
        }
        assert_eq!(Pattern::parse("YYYYMM").unwrap().month("202002").unwrap().to_string(), "2020-02");
        assert_eq!(Pattern::parse("YYYY/M/D").unwrap().month("2020/2/9").unwrap().to_string(), "2020-02");
        for wrong in ["", "YYYY", "MM/DD", "YY-MM-DD", "YYYYMD", "YYYY-MM-DD-DD", "YYYY-MMM", "2YYY-MM"] {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
    }
}
