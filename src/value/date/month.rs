//! Calendar months. Owns their arithmetic and their text; must not know days of the week or holidays.

use super::{digits, within_years};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A month of a year, ordered by time. Kept as its first day, so that it is always one that exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    /// The month (1 to 12) of a year; `None` when there is no such month or the year is outside
    /// [`MIN_YEAR`](super::MIN_YEAR) to [`MAX_YEAR`](super::MAX_YEAR).
    #[must_use]
    pub fn new(year: i32, month: u8) -> Option<Self> {
        within_years(NaiveDate::from_ymd_opt(year, u32::from(month), 1)?).map(Self)
    }

    /// The month a day lies in, whatever its year.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2020-02`, strictly: four digits, a hyphen, two digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let year = i32::try_from(digits(year, 4)?).ok()?;
        Self::new(year, u8::try_from(digits(month, 2)?).ok()?)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        u8::try_from(self.0.month()).unwrap_or(1)
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.0.with_day(u32::from(self.0.num_days_in_month())).unwrap_or(self.0)
    }

    /// The month `n` months on (back when negative); `None` outside the years.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "the sum may not exist; named like the others")]
    pub fn add(self, n: i32) -> Option<Self> {
        let step = Months::new(n.unsigned_abs());
        let first = if n < 0 { self.0.checked_sub_months(step) } else { self.0.checked_add_months(step) };
        within_years(first?).map(Self)
    }

    /// Months from `from` to `to`, negative when `to` is earlier.
    #[must_use]
    pub fn months_between(from: Self, to: Self) -> i32 {
        let years = to.year().saturating_sub(from.year());
        let months = i32::from(to.month()).saturating_sub(i32::from(from.month()));
        years.saturating_mul(12).saturating_add(months)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.month()))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A string: `2020-02`.
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string: `2020-02`.
impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is not a month")))
    }
}
