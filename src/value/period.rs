//! Stretches of days. Owns inclusion and intersection of inclusive periods; must not know what a period is for
//! (in force, application, what counts) or which day it is.

#[cfg(test)]
mod tests;

use crate::value::date::days_between;
use chrono::NaiveDate;

/// The days from `from` to `to`, both included. `None` is an open end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day, or open.
    pub from: Option<NaiveDate>,
    /// The last day, or open.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// The period from `from` to `to`, either of which may be open.
    #[must_use]
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// Whether the day lies in the period.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        !self.before(day) && !self.after(day)
    }

    /// Whether no day lies in the period: it ends before it begins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from > to)
    }

    /// Whether the period lies wholly before the day: it is over by then.
    #[must_use]
    pub fn before(&self, day: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < day)
    }

    /// Whether the period lies wholly after the day: it has not begun.
    #[must_use]
    pub fn after(&self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| day < from)
    }

    /// The days in both periods; may be empty.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, None) | (None, one) => one,
        };
        // An open beginning is `None`, which orders below every day.
        Self { from: self.from.max(other.from), to }
    }

    /// Days from `as_of` to the last day: 0 on that day, negative once the period is over, `None` when it is open.
    #[must_use]
    pub fn days_left(&self, as_of: NaiveDate) -> Option<i64> {
        self.to.map(|to| days_between(as_of, to))
    }
}
