//! Which days are workdays: weekends, public holidays and the weekend days worked instead of them, from tables that
//! are data (`seeds/holidays/`). Owns the tables and the next workday; knows nothing of deadlines.
//!
//! In a year without a table only weekends are known, and [`Calendar::knows`] says so.

use crate::value::date::{add_days, parse_day};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The tables of mainland China that come with Huice, one a year.
const CHINA: [&str; 1] = [include_str!("../../seeds/holidays/cn-2020.json")];

static CHINESE: LazyLock<Calendar> = LazyLock::new(|| {
    let mut calendar = Calendar::default();
    for table in CHINA {
        // A test reads every table; one that cannot be read leaves weekends only.
        let _ = calendar.add(table);
    }
    calendar
});

/// Workdays and rest days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i32>,
    rests: BTreeSet<NaiveDate>,
    works: BTreeSet<NaiveDate>,
}

/// One table as written.
#[derive(Deserialize)]
struct Table {
    year: i32,
    rests: Vec<Rest>,
    workdays: Vec<Work>,
}

#[derive(Deserialize)]
struct Rest {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct Work {
    day: String,
}

/// The next workday after the last day of a period that is a rest day.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rolled {
    /// The last day as computed.
    pub from: String,
    /// The first workday after it.
    pub to: String,
    /// Whether every day between is in a table; otherwise only weekends were looked at.
    pub certain: bool,
}

impl Calendar {
    /// Mainland China, the years there are tables for.
    #[must_use]
    pub fn china() -> &'static Self {
        &CHINESE
    }

    /// Adds a table.
    ///
    /// # Errors
    /// What is wrong with the text: not JSON of the form, no such day, or more than a year.
    pub fn add(&mut self, table: &str) -> Result<(), String> {
        let table: Table = serde_json::from_str(table).map_err(|error| error.to_string())?;
        let day = |text: &str| {
            parse_day(text)
                .filter(|day| day.year() == table.year)
                .ok_or_else(|| format!("not a day of the year: {text}"))
        };
        let mut rests = BTreeSet::new();
        for rest in &table.rests {
            let (mut at, to) = (day(&rest.from)?, day(&rest.to)?);
            while at <= to {
                rests.insert(at);
                at = add_days(at, 1).ok_or("beyond the years of the calendar")?;
            }
        }
        let works = table.workdays.iter().map(|work| day(&work.day)).collect::<Result<BTreeSet<_>, _>>()?;
        if let Some(both) = rests.intersection(&works).next() {
            return Err(format!("both a rest day and a workday: {both}"));
        }
        self.years.insert(table.year);
        self.rests.extend(rests);
        self.works.extend(works);
        Ok(())
    }

    /// Whether there is a table for the year of a day.
    #[must_use]
    pub fn knows(&self, day: NaiveDate) -> bool {
        self.years.contains(&day.year())
    }

    /// Whether a day is worked; where there is no table, whether it is no weekend.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !self.rests.contains(&day) && (self.works.contains(&day) || !weekend)
    }

    /// Where a last day that is no workday rolls over to; `None` for a workday.
    #[must_use]
    pub fn rolled(&self, last: NaiveDate) -> Option<Rolled> {
        if self.is_workday(last) {
            return None;
        }
        let mut certain = self.knows(last);
        let mut at = last;
        loop {
            at = add_days(at, 1)?;
            certain &= self.knows(at);
            if self.is_workday(at) {
                return Some(Rolled { from: last.to_string(), to: at.to_string(), certain });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    #[test]
    fn every_table_can_be_read() {
        let mut calendar = Calendar::default();
        for table in CHINA {
            calendar.add(table).unwrap();
        }
        assert_eq!(&calendar, Calendar::china());
        // 251 workdays as planned for the year, less the two that the longer Spring Festival took away.
        let all = (0..366).map(|n| add_days(day("2020-01-01"), n).unwrap());
        assert_eq!(all.filter(|day| calendar.is_workday(*day)).count(), 249);
    }

    #[test]
    fn the_spring_festival_of_2020_was_longer() {
        let china = Calendar::china();
        for (text, works) in [
            ("2020-01-19", true),
            ("2020-01-23", true),
            ("2020-01-24", false),
            ("2020-01-31", false),
            ("2020-02-01", false),
            ("2020-02-02", false),
            ("2020-02-03", true),
            ("2020-05-09", true),
            ("2020-06-28", true),
            ("2020-10-08", false),
            ("2020-10-10", true),
        ] {
            assert_eq!(china.is_workday(day(text)), works, "{text}");
        }
    }

    #[test]
    fn last_days_roll_over() {
        let china = Calendar::china();
        let to = |text: &str| china.rolled(day(text)).map(|rolled| (rolled.to, rolled.certain));
        assert_eq!(to("2020-06-30"), None);
        assert_eq!(to("2020-01-25"), Some(("2020-02-03".to_owned(), true)));
        assert_eq!(to("2020-05-02"), Some(("2020-05-06".to_owned(), true)));
        assert_eq!(to("2021-01-30"), Some(("2021-02-01".to_owned(), false)));
    }

    #[test]
    fn bad_tables_are_refused() {
        for table in [
            "{}",
            r#"{"year":2020,"rests":[{"from":"2020-02-30","to":"2020-03-01"}],"workdays":[]}"#,
            r#"{"year":2020,"rests":[],"workdays":[{"day":"2021-01-02"}]}"#,
            r#"{"year":2020,"rests":[{"from":"2020-01-01","to":"2020-01-01"}],"workdays":[{"day":"2020-01-01"}]}"#,
        ] {
            assert!(Calendar::default().add(table).is_err(), "{table}");
        }
    }
}
