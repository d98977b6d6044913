//! Numbering at the start of a line: 第一章, 一、, 第一条, （一）, 1., （1）. Owns the styles and their order; knows
//! nothing of which one numbers the measures.

use super::flow::Flow;
use super::numeral;

/// A style of numbering, from the outermost to the innermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `第一编`, `第一部分`
    Part,
    /// `第一章`
    Chapter,
    /// `第一节`
    Section,
    /// `一、`
    Comma,
    /// `第一条`
    Article,
    /// `（一）`
    Paren,
    /// `1.`
    Digit,
    /// `（1）`
    ParenDigit,
}

/// The styles from the outermost to the innermost.
pub(super) const STYLES: [Style; 8] = [
    Style::Part,
    Style::Chapter,
    Style::Section,
    Style::Comma,
    Style::Article,
    Style::Paren,
    Style::Digit,
    Style::ParenDigit,
];

/// A number at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Its style.
    pub(super) style: Style,
    /// Its number.
    pub(super) number: u32,
    /// How it counts in the name of a chapter: `一`, `（一）`, `第一章`.
    pub(super) label: String,
    /// How many characters it takes.
    pub(super) length: usize,
}

/// The marker at the start of a line.
#[must_use]
pub(super) fn read(line: &Flow) -> Option<Marker> {
    let chars = line.chars();
    let found = match chars.first()? {
        '第' => ordinal(chars),
        '（' => bracketed(chars),
        c if c.is_ascii_digit() => digits(chars),
        c if numeral::is_numeral(*c) => comma(chars),
        _ => None,
    }?;
    // A number alone on its line is no heading.
    (line.len() > found.length).then_some(found)
}

/// Digits or a numeral from `from` on: value and length.
fn number(chars: &[char], from: usize) -> Option<(u32, usize)> {
    let rest = chars.get(from..)?;
    let run: String = rest.iter().take(4).take_while(|c| c.is_ascii_digit()).collect();
    if run.is_empty() {
        let (value, length) = numeral::read(rest)?;
        return Some((u32::try_from(value).ok()?, length));
    }
    (run.len() <= 3).then(|| run.parse().ok().map(|value| (value, run.len()))).flatten()
}

fn made(chars: &[char], style: Style, number: u32, label: usize, length: usize) -> Marker {
    Marker { style, number, label: chars.iter().take(label).collect(), length }
}

fn ordinal(chars: &[char]) -> Option<Marker> {
    let (value, length) = number(chars, 1)?;
    let at = length.saturating_add(1);
    let (style, word) = match chars.get(at)? {
        '编' => (Style::Part, 1),
        '部' if chars.get(at.saturating_add(1)) == Some(&'分') => (Style::Part, 2),
        '章' => (Style::Chapter, 1),
        '节' => (Style::Section, 1),
        '条' => (Style::Article, 1),
        _ => return None,
    };
    let end = at.saturating_add(word);
    let sign = matches!(chars.get(end), Some('、' | '：' | '.' | '，'));
    let glued = matches!(chars.get(end), Some('第' | '的' | '规' | '至' | '和' | '之' | '款'));
    (!glued).then(|| made(chars, style, value, end, end.saturating_add(usize::from(sign))))
}

fn bracketed(chars: &[char]) -> Option<Marker> {
    let (value, length) = number(chars, 1)?;
    let at = length.saturating_add(1);
    if chars.get(at) != Some(&'）') {
        return None;
    }
    let style = if chars.get(1).is_some_and(char::is_ascii_digit) { Style::ParenDigit } else { Style::Paren };
    let end = at.saturating_add(1);
    let sign = matches!(chars.get(end), Some('、' | '.'));
    Some(made(chars, style, value, end, end.saturating_add(usize::from(sign))))
}

/// `1.` needs its point: a line may go on with a figure (`3000万元`, `3.5%`).
fn digits(chars: &[char]) -> Option<Marker> {
    let (value, length) = number(chars, 0)?;
    let point = matches!(chars.get(length)?, '.' | '、');
    let after = chars.get(length.saturating_add(1));
    let figure = after.is_some_and(|c| c.is_ascii_digit() || matches!(c, '%' | '‰'));
    (point && !figure).then(|| made(chars, Style::Digit, value, length, length.saturating_add(1)))
}

fn comma(chars: &[char]) -> Option<Marker> {
    let (value, length) = number(chars, 0)?;
    (chars.get(length)? == &'、').then(|| made(chars, Style::Comma, value, length, length.saturating_add(1)))
}
