//! One look at one place of a sentence: which kind of figure begins here, if any. Owns the order in which the kinds
//! are tried; how far it looks ahead is bounded, so that scanning is linear.

use super::Meaning;
use crate::notice::numeral;

/// The sentence, and the year of dates without one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    pub(super) chars: &'a [char],
    pub(super) year: i32,
}

/// A find: its length, and what it says (`None`: to be passed over).
pub(super) type Found = (usize, Option<Meaning>);

/// Times without a date of their own, the longest first.
const TIMES: &[&str] = &[
    "疫情防控期间",
    "疫情防控期内",
    "疫情期间",
    "疫情期内",
    "响应期间",
    "响应期内",
    "印发之日",
    "发布之日",
    "公布之日",
    "当年度",
    "当天",
    "当日",
];

/// Times of the year of the text.
const OF_THE_YEAR: &[&str] = &["年底前", "年底", "年内", "全年"];

/// Frequencies, and quantities that the text leaves open.
const OPEN: &[&str] = &["每日", "每天", "每周", "每月", "每季度", "每半年", "每年", "一定数量", "一定比例"];

/// The longest quoted expression that counts as a figure of speech, in characters.
const MAX_QUOTED: usize = 12;

impl Scan<'_> {
    pub(super) fn get(&self, i: usize) -> Option<char> {
        self.chars.get(i).copied()
    }

    pub(super) fn starts(&self, i: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, c)| self.get(i.saturating_add(n)) == Some(c))
    }

    /// The first of these words that stands here, with its length.
    pub(super) fn any<'w>(&self, i: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        words.iter().find(|word| self.starts(i, word)).map(|word| (*word, word.chars().count()))
    }

    /// What begins at `i`.
    pub(super) fn at(&mut self, i: usize) -> Option<Found> {
        let c = self.get(i)?;
        match c {
            '第' => self.ordinal(i),
            '百' | '千' | '万' if self.starts(i.saturating_add(1), "分之") => self.share(i),
            '半' => self.half(i),
            '疫' if self.starts(i, "疫情结束后") => self.after(i, 5),
            c if c.is_ascii_digit() || numeral::is_numeral(c) => self
                .quoted(i)
                .or_else(|| self.date(i))
                .or_else(|| self.hours(i))
                .or_else(|| self.quantity(i))
                .or_else(|| self.open(i)),
            _ => self.open(i),
        }
    }

    /// 第一批, 第31条: passed over.
    fn ordinal(&self, i: usize) -> Option<Found> {
        let (_, length) = self.count(i.saturating_add(1))?;
        Some((length.saturating_add(1), None))
    }

    /// “三张清单”: a quoted expression that begins with a numeral from two to ten.
    fn quoted(&self, i: usize) -> Option<Found> {
        let opened = i.checked_sub(1).is_some_and(|before| self.get(before) == Some('“'));
        let counts = matches!(self.get(i)?, '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
        let end = self.chars.get(i..)?.iter().take(MAX_QUOTED).position(|c| matches!(c, '”' | '（'))?;
        (opened && counts).then_some((end, Some(Meaning::Words)))
    }

    fn open(&self, i: usize) -> Option<Found> {
        if let Some((_, length)) = self.any(i, TIMES) {
            return Some((length, Some(Meaning::Time)));
        }
        if let Some((_, length)) = self.any(i, OF_THE_YEAR) {
            return Some((length, Self::whole_year(self.year)));
        }
        self.any(i, OPEN).map(|(_, length)| (length, Some(Meaning::Words)))
    }

    /// A whole number here, in digits or as a numeral: value and length.
    pub(super) fn count(&self, i: usize) -> Option<(u32, usize)> {
        let rest = self.chars.get(i..)?;
        let run: String = rest.iter().take(9).take_while(|c| c.is_ascii_digit()).collect();
        if run.is_empty() {
            let (value, length) = numeral::read(rest)?;
            return Some((u32::try_from(value).ok()?, length));
        }
        Some((run.parse().ok()?, run.len()))
    }
}
