//! The day: today in China, or as written. The only clock of the project; evaluation is given the day.

use chrono::{DateTime, NaiveDate};

/// China Standard Time is eight hours ahead of UTC all year.
const CHINA_OFFSET_SECONDS: i64 = 8 * 60 * 60;

/// Today in China Standard Time, whatever the zone of this machine: the policies are Chinese, and so are their
/// days. `None` when the clock stands before 1970 or is absurd.
pub(super) fn today() -> Option<NaiveDate> {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the day comes from")]
    let now = std::time::SystemTime::now();
    on(now.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs())
}

/// The civil day in China at this many seconds after 1970-01-01 00:00 UTC.
fn on(seconds: u64) -> Option<NaiveDate> {
    let local = i64::try_from(seconds).ok()?.checked_add(CHINA_OFFSET_SECONDS)?;
    Some(DateTime::from_timestamp(local, 0)?.date_naive())
}

/// A day written `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Result<NaiveDate, String> {
    huice::value::date::parse_day(text)
        .ok_or_else(|| "应是存在的日期，写成 2020-03-31 · write a day that exists, as 2020-03-31".to_owned())
}

/// Two days written `2020-01-01..2020-12-31`.
pub(super) fn span(text: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let (from, to) = text.split_once("..").ok_or("应写成 起日..止日 · write FROM..TO, as 2020-01-01..2020-12-31")?;
    Ok((parse(from)?, parse(to)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_in_china() {
        // 2020-03-30 16:00 UTC is 2020-03-31 00:00 in China.
        assert_eq!(on(1_585_584_000).unwrap().to_string(), "2020-03-31");
        assert_eq!(on(1_585_583_999).unwrap().to_string(), "2020-03-30");
    }

    #[test]
    fn days_are_strict() {
        assert!(parse("2020-03-31").is_ok());
        for text in ["2020-3-31", "2020-02-30", "20200331", "", "2020-03-31 "] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
