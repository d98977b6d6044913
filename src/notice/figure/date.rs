//! Dates in running text. Owns days, months, years and spans of them; a date without a year takes the text's.

use super::Meaning;
use super::scan::{Found, Scan};
use crate::value::date::Month;
use chrono::NaiveDate;

impl Scan<'_> {
    /// A date that begins at `i`.
    pub(super) fn date(&mut self, i: usize) -> Option<Found> {
        self.numeric(i).or_else(|| self.with_year(i)).or_else(|| self.months(i)).or_else(|| self.without_year(i))
    }

    /// `2020-03-06`, `2020.3.6`
    fn numeric(&self, i: usize) -> Option<Found> {
        let (year, a) = self.count(i).filter(|(year, length)| *length == 4 && (1900..2200).contains(year))?;
        let sign = self.get(i.saturating_add(a)).filter(|c| matches!(c, '-' | '.' | '/'))?;
        let at = i.saturating_add(a).saturating_add(1);
        let (month, b) = self.count(at)?;
        let at = at.saturating_add(b);
        if self.get(at) != Some(sign) {
            return None;
        }
        let (day, c) = self.count(at.saturating_add(1))?;
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some((at.saturating_add(1).saturating_add(c).saturating_sub(i), Some(Meaning::Day(day))))
    }

    /// `2020年1月1日`, `2020年2月`, `2020年2月至4月`, `2020年内`, `2020年`
    fn with_year(&mut self, i: usize) -> Option<Found> {
        let (year, length) = self.count(i).filter(|(year, _)| (1900..2200).contains(year))?;
        let mut end = i.saturating_add(length);
        if self.get(end) != Some('年') {
            return None;
        }
        end = end.saturating_add(1);
        let year = i32::try_from(year).ok()?;
        // What names no year later in the text means this one only within one date.
        let within = Scan { year, ..*self };
        if let Some((length, meaning)) = within.months(end).or_else(|| within.without_year(end)) {
            return Some((end.saturating_add(length).saturating_sub(i), meaning));
        }
        let after = self.any(end, &["年度", "度", "内", "底前", "底"]).map_or(0, |(_, length)| length);
        Some((end.saturating_add(after).saturating_sub(i), Self::whole_year(year)))
    }

    /// `2-4月份`, `2月至4月`
    fn months(&self, i: usize) -> Option<Found> {
        let (from, a) = self.count(i).filter(|(month, _)| (1..=12).contains(month))?;
        let mut end = i.saturating_add(a);
        end = end.saturating_add(usize::from(self.get(end) == Some('月')));
        if !matches!(self.get(end)?, '-' | '至' | '到') {
            return None;
        }
        end = end.saturating_add(1);
        let (to, b) = self.count(end).filter(|(month, _)| (1..=12).contains(month))?;
        end = end.saturating_add(b);
        if self.get(end) != Some('月') || from > to {
            return None;
        }
        end = end.saturating_add(1);
        if self.count(end).is_some_and(|(_, length)| self.get(end.saturating_add(length)) == Some('日')) {
            return None;
        }
        end = end.saturating_add(usize::from(self.get(end) == Some('份')));
        Some((end.saturating_sub(i), self.span(from, to)))
    }

    /// `2月4日`, `2月`
    fn without_year(&self, i: usize) -> Option<Found> {
        let (month, length) = self.count(i).filter(|(month, _)| (1..=12).contains(month))?;
        let mut end = i.saturating_add(length);
        if self.get(end) != Some('月') {
            return None;
        }
        end = end.saturating_add(1);
        if let Some((day, length)) = self.count(end)
            && self.get(end.saturating_add(length)) == Some('日')
        {
            let day = NaiveDate::from_ymd_opt(self.year, month, day)?;
            return Some((end.saturating_add(length).saturating_add(1).saturating_sub(i), Some(Meaning::Day(day))));
        }
        end = end.saturating_add(usize::from(self.get(end) == Some('份')));
        Some((end.saturating_sub(i), self.span(month, month)))
    }

    fn span(&self, from: u32, to: u32) -> Option<Meaning> {
        let month = |n: u32| Month::new(self.year, u8::try_from(n).ok()?);
        Some(Meaning::Span(month(from)?.first_day(), month(to)?.last_day()))
    }

    pub(super) fn whole_year(year: i32) -> Option<Meaning> {
        Some(Meaning::Span(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
    }
}
