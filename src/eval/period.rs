//! Periods over days that may not be known: events without a date, ends that depend on facts. Owns during, has
//! occurred, windows and deadlines; knows nothing of items.

use super::abs::{Abs, Cause, Causes, Dom};
use super::expr::{all, ordered};
use super::machine::{Frame, Machine};
use super::probe::Seen;
use crate::calendar::Calendar;
use crate::ir::{CompareOp, EndRef, EventId, EventState, Expr, PeriodKind, PeriodRef, Type};
use crate::outcome::{Deadline, Window};
use crate::value::date::{Length, add_days, days_between, lasting_end, within_end};
use crate::value::truth::{Outcome, Truth};
use crate::value::unit::{BaseUnit, Unit};
use chrono::NaiveDate;

/// A day that may not be known exactly. A side of `None` is unbounded.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    pub(crate) lo: Option<NaiveDate>,
    pub(crate) hi: Option<NaiveDate>,
    pub(crate) open: Causes,
    /// A fault is possible, in these words.
    pub(crate) fault: Option<String>,
    /// A conflict is possible, in these words.
    pub(crate) conflict: Option<String>,
    /// No day is: nothing but the fault or the conflict is left.
    never: bool,
}

impl Day {
    fn between(lo: Option<NaiveDate>, hi: Option<NaiveDate>, open: Causes) -> Self {
        Self { lo, hi, open, fault: None, conflict: None, never: false }
    }

    fn known(day: NaiveDate) -> Self {
        Self::between(Some(day), Some(day), Causes::new())
    }

    /// The day, if it is known.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        if self.fault.is_none() && self.conflict.is_none() && self.lo == self.hi { self.lo } else { None }
    }

    fn map(self, shift: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Self {
        let moved = |day: Option<NaiveDate>| day.map_or(Some(None), |day| shift(day).map(Some));
        match (moved(self.lo), moved(self.hi)) {
            (Some(lo), Some(hi)) => Self { lo, hi, ..self },
            (lo, hi) => {
                // The first beyond the years: so is every day after it, unless the last says otherwise.
                let never = self.never || lo.is_none() && hi.flatten().is_none();
                let fault = self.fault.or_else(|| Some("日期超出 1900–2200 年".to_owned()));
                Self { lo: lo.flatten(), hi: hi.flatten(), fault, never, ..self }
            }
        }
    }

    /// A comparison with it: what the days say, and what can go wrong.
    fn compared(&self, op: CompareOp, mine: (Option<NaiveDate>, Option<NaiveDate>)) -> Truth {
        let days = (!self.never).then(|| ordered(op, mine, (self.lo, self.hi)));
        let fault = self.fault.as_ref().map(|_| Truth::FAULT);
        let conflict = self.conflict.as_ref().map(|_| Truth::CONFLICT);
        [days, fault, conflict].into_iter().flatten().reduce(Truth::join).unwrap_or(Truth::UNKNOWN)
    }
}

/// Whether a day is worked, holidays and shifted weekends considered.
fn is_workday(day: NaiveDate) -> bool {
    Calendar::china().is_workday(day)
}

impl Machine<'_> {
    fn end(&self, end: &EndRef, frame: Frame) -> Day {
        match end {
            EndRef::Day(day) => Day::known(*day),
            EndRef::Event(id) => match self.event(*id) {
                EventState::On(day) => Day::known(day),
                EventState::NotBy(day) => Day::between(add_days(day, 1), None, [Cause::Event(*id)].into()),
                EventState::Unknown => Day::between(None, None, [Cause::Event(*id)].into()),
            },
            EndRef::Date(expr) => {
                let value = self.eval(expr, frame);
                let (lo, hi) = if let Dom::Date { lo, hi } = value.dom { (lo, hi) } else { (None, None) };
                let never = value.dom == Dom::Never;
                Day { fault: value.fault, conflict: value.conflict, never, ..Day::between(lo, hi, value.open) }
            }
        }
    }

    /// The first and last day of a period; `None` is open.
    pub(crate) fn ends(&self, period: &PeriodRef, frame: Frame) -> (Option<Day>, Option<Day>) {
        self.note(period.span, Seen::Reached);
        match &period.kind {
            PeriodKind::Between { from, to, at_least } => {
                let from = from.as_ref().map(|end| self.end(end, frame));
                let to = to.as_ref().map(|end| {
                    let mut day = self.end(end, frame);
                    let certain = at_least.as_ref().and_then(|end| self.end(end, frame).lo);
                    if let Some(certain) = certain
                        && day.date().is_none()
                    {
                        day.lo = Some(day.lo.map_or(certain, |lo| lo.max(certain)));
                    }
                    day
                });
                (from, to)
            }
            PeriodKind::Lasting(from, length) => {
                let from = self.end(from, frame);
                let to =
                    self.extended(from.clone(), length, frame, |day, length| lasting_end(day, length, &is_workday));
                (Some(from), Some(to))
            }
            PeriodKind::Within(anchor, length) => {
                let anchor = self.end(anchor, frame);
                let to =
                    self.extended(anchor.clone(), length, frame, |day, length| within_end(day, length, &is_workday));
                // The anchor itself does not count.
                (Some(anchor.map(|day| add_days(day, 1))), Some(to))
            }
        }
    }

    fn extended(
        &self,
        from: Day,
        length: &Expr,
        frame: Frame,
        end: impl Fn(NaiveDate, Length) -> Option<NaiveDate>,
    ) -> Day {
        let value = self.eval(length, frame);
        let number = value.known_number().and_then(crate::value::number::Number::to_i64);
        let is = |base| length.ty == Type::Number(Unit::base(base));
        let length = number.and_then(|n| {
            if is(BaseUnit::MONTH) {
                i32::try_from(n).ok().map(Length::Months)
            } else if is(BaseUnit::DAY) {
                Some(Length::Days(n))
            } else {
                Some(Length::Workdays(n))
            }
        });
        match length {
            Some(length) => from.map(|day| end(day, length)),
            None => {
                let mut open = from.open;
                open.extend(value.open);
                Day {
                    fault: value.fault.or(from.fault),
                    conflict: value.conflict.or(from.conflict),
                    never: from.never || value.dom == Dom::Never,
                    ..Day::between(None, None, open)
                }
            }
        }
    }

    /// Whether a date or month lies in a period. A month does when any of its days does.
    pub(crate) fn during(&self, date: &Expr, period: &PeriodRef, frame: Frame) -> Abs {
        let value = self.eval(date, frame);
        self.within(&value, period, frame)
    }

    pub(crate) fn within(&self, value: &Abs, period: &PeriodRef, frame: Frame) -> Abs {
        let (first, last) = match &value.dom {
            Dom::Date { lo, hi } => ((*lo, *hi), (*lo, *hi)),
            Dom::Month { lo, hi } => (
                (lo.map(|m| m.first_day()), hi.map(|m| m.first_day())),
                (lo.map(|m| m.last_day()), hi.map(|m| m.last_day())),
            ),
            _ => return Abs::from_parts(Dom::Never, &[value]),
        };
        let (from, to) = self.ends(period, frame);
        self.note_sides(period, (from.as_ref(), to.as_ref()), first, last);
        let side = |end: Option<Day>, op: CompareOp, mine: (Option<NaiveDate>, Option<NaiveDate>)| match end {
            None => Abs::bool(true),
            Some(end) => {
                let truth = end.compared(op, mine);
                let open = end.open.iter().chain(&value.open).cloned().collect();
                Abs::truth(truth, end.fault, end.conflict, open)
            }
        };
        // The later end is known as soon as the period as a whole is not decided by the other.
        all(&[side(from, CompareOp::Ge, last), side(to, CompareOp::Le, first)])
    }

    /// Notes on which side of the known ends a known day, or the first and last day of a month, lies.
    fn note_sides(
        &self,
        period: &PeriodRef,
        (from, to): (Option<&Day>, Option<&Day>),
        first: (Option<NaiveDate>, Option<NaiveDate>),
        last: (Option<NaiveDate>, Option<NaiveDate>),
    ) {
        if self.probe.is_none() {
            return;
        }
        let known = |day: (Option<NaiveDate>, Option<NaiveDate>)| day.0.filter(|_| day.0 == day.1);
        let (Some(first), Some(last)) = (known(first), known(last)) else { return };
        if let Some(from) = from.and_then(Day::date) {
            if last < from {
                self.note(period.span, Seen::Before);
            } else if first <= from {
                self.note(period.span, Seen::First);
            }
        }
        if let Some(to) = to.and_then(Day::date) {
            if first > to {
                self.note(period.span, Seen::After);
            } else if last >= to {
                self.note(period.span, Seen::Last);
            }
        }
    }

    /// Whether a day of the caller's lies in a period.
    pub(crate) fn covers(&self, period: &PeriodRef, day: NaiveDate) -> Abs {
        self.within(&Abs::value(&crate::ir::Value::Date(day)), period, None)
    }

    pub(crate) fn occurred(&self, id: EventId) -> Abs {
        match self.event(id) {
            EventState::On(day) => Abs::bool(day <= self.context.as_of),
            EventState::NotBy(day) if day >= self.context.as_of => Abs::bool(false),
            EventState::NotBy(_) | EventState::Unknown => {
                Abs::open(Dom::Bool { yes: true, no: true }, Cause::Event(id))
            }
        }
    }

    /// A period as it is shown, with its state on `as_of`.
    pub(crate) fn window(&self, kind: &'static str, period: &PeriodRef, frame: Frame) -> Window {
        let as_of = self.context.as_of;
        let (from, to) = self.ends(period, frame);
        let today = |end: Option<&Day>, op| match end {
            None => Truth::TRUE,
            Some(end) => ordered(op, (Some(as_of), Some(as_of)), (end.lo, end.hi)),
        };
        let begun = today(from.as_ref(), CompareOp::Ge);
        let lasting = today(to.as_ref(), CompareOp::Le);
        let state = match (begun.is_definite(), lasting.is_definite()) {
            (Some(Outcome::False), _) => "not_yet",
            (_, Some(Outcome::False)) => "closed",
            (Some(Outcome::True), Some(Outcome::True)) => "open",
            _ => "unknown",
        };
        let last = to.as_ref().and_then(Day::date);
        Window {
            kind,
            text: period.words.clone(),
            from: from.as_ref().and_then(Day::date).map(|day| day.to_string()),
            to: last.map(|day| day.to_string()),
            state,
            days_left: last.filter(|_| state == "open").map(|last| days_between(as_of, last)),
        }
    }

    /// Whether `as_of` is at or before the end of a period; open when the end has no date.
    pub(crate) fn in_time(&self, period: &PeriodRef) -> Abs {
        let (_, to) = self.ends(period, None);
        let as_of = self.context.as_of;
        match to {
            None => Abs::bool(true),
            Some(to) => {
                self.note_sides(period, (None, Some(&to)), (Some(as_of), Some(as_of)), (Some(as_of), Some(as_of)));
                let truth = to.compared(CompareOp::Le, (Some(as_of), Some(as_of)));
                Abs::truth(truth, to.fault, to.conflict, to.open)
            }
        }
    }

    /// A deadline: the end of a period, in words when it has no date.
    pub(crate) fn deadline(&self, period: &PeriodRef) -> Deadline {
        let (_, to) = self.ends(period, None);
        let date = to.as_ref().and_then(Day::date);
        let state = match self.in_time(period).as_truth().is_definite() {
            Some(Outcome::True) => "open",
            Some(Outcome::False) => "passed",
            _ => "unknown",
        };
        Deadline {
            text: period.words.clone(),
            date: date.map(|day| day.to_string()),
            state,
            days_left: date.filter(|_| state == "open").map(|day| days_between(self.context.as_of, day)),
        }
    }
}
