//! Days and lengths of time. Owns calendar arithmetic; must not know the clock, holidays (the caller says which
//! days are workdays) or what a deadline is for.
//!
//! Months are added by the statutory rule that 民法典 articles 201 and 202 state, taken here as the convention for
//! every period counted in months: the day itself does not count, the last day is the corresponding day of the
//! month reached, and where that month has no such day, its last day. One month from 31 January is 29 February in a
//! leap year. Lengths are added once, from the anchor: adding one month twice may give another day than adding two.

mod month;

#[cfg(test)]
mod tests;

pub use month::Month;

use chrono::{Datelike, NaiveDate, TimeDelta};

/// A civil day.
pub type Day = NaiveDate;

/// The first year dates may lie in: earlier ones are typing slips.
pub const MIN_YEAR: i32 = 1900;

/// The last year dates may lie in: later ones are typing slips, and open ends are written as such.
pub const MAX_YEAR: i32 = 2200;

/// A length of time. The three kinds never convert into each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// Calendar months; a year is twelve.
    Months(i32),
    /// Calendar days.
    Days(i64),
    /// Working days.
    Workdays(i64),
}

/// The day if its year is one dates may lie in.
fn within_years(day: NaiveDate) -> Option<NaiveDate> {
    (MIN_YEAR..=MAX_YEAR).contains(&day.year()).then_some(day)
}

/// `text` as a number if it is exactly `width` ASCII digits.
fn digits(text: &str, width: usize) -> Option<u32> {
    let plain = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Reads `2020-01-31`, strictly: ASCII digits, all of them, a day that exists, a year from [`MIN_YEAR`] to
/// [`MAX_YEAR`].
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit <= 9).then(|| number.saturating_mul(10).saturating_add(u32::from(digit)))
        })
    };
    let year = i32::try_from(number(&[a, b, c, d])?).ok()?;
    within_years(NaiveDate::from_ymd_opt(year, number(&[e, f])?, number(&[g, h])?)?)
}

/// The corresponding day `n` months on (back when negative), or the last day of that month when it has no such
/// day. `None` outside the years.
#[must_use]
pub fn add_months(day: NaiveDate, n: i32) -> Option<NaiveDate> {
    let month = Month::of(day).add(n)?;
    Some(month.first_day().with_day(day.day()).unwrap_or_else(|| month.last_day()))
}

/// The day `n` days on (back when negative). `None` outside the years.
#[must_use]
pub fn add_days(day: NaiveDate, n: i64) -> Option<NaiveDate> {
    within_years(day.checked_add_signed(TimeDelta::try_days(n)?)?)
}

/// The `n`-th workday after `day` (before it when negative); `day` itself, workday or not, when `n` is 0. `None`
/// outside the years.
#[must_use]
pub fn add_workdays(day: NaiveDate, n: i64, is_workday: &dyn Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    let mut at = within_years(day)?;
    let mut left = n.unsigned_abs();
    while left > 0 {
        at = within_years(if n > 0 { at.succ_opt()? } else { at.pred_opt()? })?;
        if is_workday(at) {
            left = left.saturating_sub(1);
        }
    }
    Some(at)
}

/// Days from `from` to `to`, negative when `to` is earlier.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// The last day of `自 from 起 length`, which counts `from`: for months the day before the corresponding day, or the
/// last day of a month that has none (one month from and with 31 January ends on the last day of February); for days
/// the last of `length` days, for workdays the last of `length` workdays, from `from` on. A length of 0 ends the day
/// before `from`. `None` outside the years.
#[must_use]
pub fn lasting_end(from: NaiveDate, length: Length, is_workday: &dyn Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    match length {
        Length::Months(n) => {
            let end = add_months(from, n)?;
            if end.day() == from.day() { add_days(end, -1) } else { Some(end) }
        }
        Length::Days(n) => add_days(from, n.checked_sub(1)?),
        Length::Workdays(n) => add_workdays(add_days(from, -1)?, n, is_workday),
    }
}

/// The last day of `anchor 后 length 内`, which does not count `anchor`. `None` outside the years.
#[must_use]
pub fn within_end(anchor: NaiveDate, length: Length, is_workday: &dyn Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    match length {
        Length::Months(n) => add_months(anchor, n),
        Length::Days(n) => add_days(anchor, n),
        Length::Workdays(n) => add_workdays(anchor, n, is_workday),
    }
}
