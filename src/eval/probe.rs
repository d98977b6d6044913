//! What an evaluation came across, by place in the rules: which expressions were reached, which way comparisons went,
//! which row of a table was taken. Owns the record; knows nothing of what counts as covered.

use super::abs::Abs;
use crate::span::Span;
use crate::value::truth::Outcome;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What was seen at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// It was evaluated at all.
    Reached,
    /// It was certainly true; for an exception, it applied.
    True,
    /// It was certainly false.
    False,
    /// Both sides of a comparison were equal.
    At,
    /// The row of a table, the alternative of a reading.
    Row(usize),
    /// A day before the first day of a period.
    Before,
    /// The first day.
    First,
    /// The last day.
    Last,
    /// A day after the last day.
    After,
    /// An amount below a limit (a cap or floor).
    Below,
    /// An amount that is the limit itself.
    Equal,
    /// An amount above a limit.
    Above,
}

/// Places and what was seen there.
#[derive(Debug, Default)]
pub struct Probe {
    seen: RefCell<BTreeSet<(Span, Seen)>>,
}

impl Probe {
    /// Notes one thing.
    pub(crate) fn note(&self, span: Span, seen: Seen) {
        self.seen.borrow_mut().insert((span, seen));
    }

    /// Notes that a value was computed here, and which truth it is when that is certain.
    pub(crate) fn value(&self, span: Span, value: &Abs) {
        self.note(span, Seen::Reached);
        if !matches!(value.dom, super::abs::Dom::Bool { .. }) {
            return;
        }
        match value.as_truth().is_definite() {
            Some(Outcome::True) => self.note(span, Seen::True),
            Some(Outcome::False) => self.note(span, Seen::False),
            _ => {}
        }
    }

    /// Everything noted, in order of place.
    #[must_use]
    pub fn into_seen(self) -> BTreeSet<(Span, Seen)> {
        self.seen.into_inner()
    }
}
