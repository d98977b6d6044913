//! Quantities in running text and their spelling in rules. Owns numbers, 万 and 亿, units, shares and lengths of
//! time; knows no dates.

use super::Meaning;
use super::scan::{Found, Scan};
use crate::notice::numeral;

/// Units as written and as rules spell them, longer ones first where one begins another.
const UNITS: &[(&str, &str)] = &[
    ("个百分点", "个百分点"),
    ("个工作日", "个工作日"),
    ("工作日", "个工作日"),
    ("个月", "个月"),
    ("平方米", "平方米"),
    ("立方米", "立方米"),
    ("学时", "学时"),
    ("小时", "小时"),
    ("公里", "公里"),
    ("万户", "万户"),
    ("美元", "美元"),
    ("元", "元"),
    ("%", "%"),
    ("‰", "‰"),
    ("年", "年"),
    ("天", "天"),
    ("日", "天"),
    ("周", "周"),
    ("人", "人"),
    ("名", "人"),
    ("个", "个"),
    ("家", "家"),
    ("户", "户"),
    ("亩", "亩"),
    ("吨", "吨"),
    ("公斤", "公斤"),
    ("次", "次"),
    ("倍", "倍"),
    ("项", "项"),
    ("件", "件"),
    ("台", "台"),
    ("套", "套"),
    ("辆", "辆"),
    ("张", "张"),
    ("期", "期"),
    ("强", "强"),
];

/// The units a Chinese numeral may have to be a figure: others are figures of speech (一批, 三张清单).
const AFTER_NUMERALS: &[&str] =
    &["个百分点", "个工作日", "工作日", "个月", "小时", "学时", "元", "年", "天", "周", "倍"];

/// The longest number read, in digits; a longer one is no figure.
const MAX_DIGITS: usize = 18;

impl Scan<'_> {
    /// `1000万元`, `3‰`, `5元/学时`, `一年`, `两个月`
    pub(super) fn quantity(&self, i: usize) -> Option<Found> {
        let digits = self.get(i)?.is_ascii_digit();
        let (number, length) = if digits { self.decimal(i)? } else { self.numeral(i)? };
        let mut end = i.saturating_add(length);
        let (number, length) = self.magnitude(&number, end);
        end = end.saturating_add(length);
        let Some((written, spelt)) = self.unit(end) else {
            // Digits alone are a figure too; a numeral alone is a word.
            return digits.then(|| (end.saturating_sub(i), Some(self.bare(&number, end))));
        };
        if !digits && !AFTER_NUMERALS.contains(&written) {
            return None;
        }
        end = end.saturating_add(written.chars().count());
        let mut spelling = format!("{number}{spelt}");
        if self.get(end) == Some('/')
            && let Some((written, spelt)) = self.unit(end.saturating_add(1))
        {
            end = end.saturating_add(1).saturating_add(written.chars().count());
            spelling = format!("{spelling}/{spelt}");
        }
        Some((end.saturating_sub(i), Some(Meaning::Quantity(spelling))))
    }

    /// A number before a dash is one end of a range, which a person must read.
    fn bare(&self, number: &str, end: usize) -> Meaning {
        if self.get(end) == Some('-') { Meaning::Words } else { Meaning::Quantity(number.to_owned()) }
    }

    fn unit(&self, i: usize) -> Option<(&'static str, &'static str)> {
        UNITS.iter().find(|(written, _)| self.starts(i, written)).copied()
    }

    /// `1,000.5`: the number without separators, and its length.
    fn decimal(&self, i: usize) -> Option<(String, usize)> {
        let rest = self.chars.get(i..)?;
        let digit_at = |n: usize| rest.get(n).is_some_and(char::is_ascii_digit);
        let mut number = String::new();
        let (mut length, mut point) = (0_usize, false);
        while let Some(c) = rest.get(length) {
            let next = length.saturating_add(1);
            match c {
                c if c.is_ascii_digit() => number.push(*c),
                // A separator has three digits after it and no fourth; otherwise the comma separates two figures.
                ',' if !point
                    && (0..3).all(|n| digit_at(next.saturating_add(n)))
                    && !digit_at(next.saturating_add(3)) => {}
                '.' if !point && digit_at(next) => {
                    point = true;
                    number.push('.');
                }
                _ => break,
            }
            length = next;
        }
        // Overlong ones are passed over whole, so that no tail of them is taken for a figure.
        if number.len() > MAX_DIGITS {
            number = "0".to_owned();
        }
        (length > 0).then_some((number, length))
    }

    fn numeral(&self, i: usize) -> Option<(String, usize)> {
        let (value, length) = numeral::read(self.chars.get(i..)?)?;
        Some((value.to_string(), length))
    }

    /// 千, 百, 万, 亿 after a number: the number as rules write it, and their length.
    fn magnitude(&self, number: &str, i: usize) -> (String, usize) {
        let (tens, skip) = match self.get(i) {
            Some('千') => ("000", 1),
            Some('百') => ("00", 1),
            _ => ("", 0),
        };
        let whole = !number.contains('.');
        let (number, skip) = if whole { (format!("{number}{tens}"), skip) } else { (number.to_owned(), 0) };
        let word = self.any(i.saturating_add(skip), &["万亿", "万", "亿"]);
        let (word, length) = word.unwrap_or(("", 0));
        (format!("{number}{word}"), skip.saturating_add(length))
    }

    /// 百分之五, 千分之三
    pub(super) fn share(&self, i: usize) -> Option<Found> {
        let from = i.saturating_add(3);
        let digits = self.get(from)?.is_ascii_digit();
        let (number, length) = if digits { self.decimal(from)? } else { self.numeral(from)? };
        let mut length = length.saturating_add(3);
        let mut number = number;
        // 百分之五点五
        let point = i.saturating_add(length);
        if !digits
            && self.get(point) == Some('点')
            && let Some((decimals, more)) = self.numeral(point.saturating_add(1))
        {
            number = format!("{number}.{decimals}");
            length = length.saturating_add(1).saturating_add(more);
        }
        let spelling = match self.get(i)? {
            '百' => format!("{number}%"),
            '千' => format!("{number}‰"),
            _ => return Some((length, Some(Meaning::Words))),
        };
        Some((length, Some(Meaning::Quantity(spelling))))
    }

    /// 半年, 半个月
    pub(super) fn half(&self, i: usize) -> Option<Found> {
        let next = i.saturating_add(1);
        if self.starts(next, "年") {
            return Some((2, Some(Meaning::Quantity("半年".to_owned()))));
        }
        self.starts(next, "个月").then_some((3, Some(Meaning::Words)))
    }

    /// 疫情结束后3个月内
    pub(super) fn after(&self, i: usize, skip: usize) -> Option<Found> {
        let from = i.saturating_add(skip);
        let (length, meaning) = self.quantity(from)?;
        let Some(Meaning::Quantity(spelling)) = meaning else { return None };
        let end = from.saturating_add(length);
        let end = end.saturating_add(usize::from(self.get(end) == Some('内')));
        Some((end.saturating_sub(i), Some(Meaning::After(spelling))))
    }

    /// `7×24小时`
    pub(super) fn hours(&self, i: usize) -> Option<Found> {
        let (_, a) = self.count(i)?;
        let sign = i.saturating_add(a);
        if !matches!(self.get(sign)?, '×' | '*' | 'x' | 'X') {
            return None;
        }
        let (_, b) = self.count(sign.saturating_add(1))?;
        let end = sign.saturating_add(1).saturating_add(b);
        let word = self.any(end, &["小时"]).map_or(0, |(_, length)| length);
        Some((end.saturating_add(word).saturating_sub(i), Some(Meaning::Words)))
    }
}
