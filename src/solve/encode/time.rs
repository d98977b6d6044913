//! Periods, events and days as comparisons of numbers of days. Owns ends that depend on facts.

use super::{Cut, Encoder, Sym, all, any, relate, yes};
use crate::calendar::Calendar;
use crate::ir::{CompareOp, EndRef, EventId, EventState, Expr, PeriodKind, PeriodRef, Type};
use crate::solve::formula::{Form, opposite};
use crate::solve::poly::{Poly, Quot};
use crate::solve::vars::{self, Name, day_number, month_number, number_day};
use crate::value::date::{Length, Month, add_days, lasting_end, within_end};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};
use chrono::{Datelike, NaiveDate};

/// A day by cases.
type Days = Vec<(Form, Quot)>;

impl Encoder<'_> {
    /// The day asked about.
    pub(crate) fn as_of(&mut self) -> Result<Quot, Cut> {
        let near = self.near;
        let var = self.var(Name::Day, || vars::days(None, near))?;
        Ok(Quot::of(Poly::var(var)))
    }

    fn event(&mut self, id: EventId) -> Result<Quot, Cut> {
        let Some(event) = self.policy.events.get(id.0) else {
            return Err(Cut::new("没有这个事件", "no such event"));
        };
        let after = match event.state {
            EventState::On(day) => return Ok(Quot::of(Poly::whole(day_number(day)))),
            EventState::NotBy(day) => add_days(day, 1),
            EventState::Unknown => None,
        };
        let near = after.unwrap_or(self.near).max(add_days(self.near, 366).unwrap_or(self.near));
        let var = self.var(Name::Event(event.key.clone()), || vars::days(after, near))?;
        Ok(Quot::of(Poly::var(var)))
    }

    pub(super) fn occurred(&mut self, id: EventId) -> Result<Sym, Cut> {
        let (event, as_of) = (self.event(id)?, self.as_of()?);
        let Some(gap) = event.sub(&as_of) else { return self.unknown_truth(&("occurred", id)) };
        Ok(Sym::Truth(relate(&gap, CompareOp::Le), relate(&gap, CompareOp::Gt)))
    }

    fn end(&mut self, end: &EndRef) -> Result<Days, Cut> {
        match end {
            EndRef::Day(day) => Ok(vec![(yes(), Quot::of(Poly::whole(day_number(*day))))]),
            EndRef::Event(id) => Ok(vec![(yes(), self.event(*id)?)]),
            EndRef::Date(expr) => self.number(expr),
        }
    }

    /// The first and the last day of a period.
    pub(crate) fn ends(&mut self, period: &PeriodRef) -> Result<(Option<Days>, Option<Days>), Cut> {
        Ok(match &period.kind {
            PeriodKind::Between { from, to, .. } => {
                let from = from.as_ref().map(|end| self.end(end)).transpose()?;
                let to = to.as_ref().map(|end| self.end(end)).transpose()?;
                (from, to)
            }
            PeriodKind::Lasting(from, length) => {
                let from = self.end(from)?;
                let to = self.extended(&from, length, true)?;
                (Some(from), Some(to))
            }
            PeriodKind::Within(anchor, length) => {
                let anchor = self.end(anchor)?;
                let to = self.extended(&anchor, length, false)?;
                // The anchor itself does not count.
                let next = Quot::of(Poly::whole(1));
                let from = anchor.into_iter().filter_map(|(when, day)| Some((when, day.add(&next)?))).collect();
                (Some(from), Some(to))
            }
        })
    }

    fn extended(&mut self, from: &Days, length: &Expr, lasting: bool) -> Result<Days, Cut> {
        let lengths = self.number(length)?;
        let is = |base| length.ty == Type::Number(Unit::base(base));
        let (months, days) = (is(BaseUnit::MONTH), is(BaseUnit::DAY));
        let workday = |day: NaiveDate| Calendar::china().is_workday(day);
        let mut ends = Vec::new();
        for (when, anchor) in from {
            for (and, count) in &lengths {
                let guard = all([when.clone(), and.clone()]);
                let fixed = count.known().and_then(|count| count.to_i64());
                let day = anchor.known().and_then(|day| day.to_i64()).and_then(number_day);
                if let (Some(day), Some(count)) = (day, fixed) {
                    let length = match (months, days) {
                        (true, _) => i32::try_from(count).ok().map(Length::Months),
                        (_, true) => Some(Length::Days(count)),
                        _ => Some(Length::Workdays(count)),
                    };
                    let end = length.and_then(|length| {
                        if lasting { lasting_end(day, length, &workday) } else { within_end(day, length, &workday) }
                    });
                    // Beyond the calendar there is no result.
                    if let Some(end) = end {
                        ends.push((guard, Quot::of(Poly::whole(day_number(end)))));
                    }
                    continue;
                }
                let less = Quot::of(Poly::whole(if lasting { -1 } else { 0 }));
                if days && let Some(end) = anchor.add(count).and_then(|end| end.add(&less)) {
                    ends.push((guard, end));
                    continue;
                }
                // Months and workdays from a day that is not fixed: between the shortest and the longest.
                let end = self.unknown_number(&("end", lasting, months, anchor, count), None, None, None)?;
                let mut bounds = vec![guard];
                if let Some(count) = fixed.filter(|count| *count >= 0) {
                    let (least, most) = if months {
                        (count.saturating_mul(28), count.saturating_mul(31))
                    } else {
                        (count, count.saturating_mul(8).saturating_add(30))
                    };
                    let least = Quot::of(Poly::whole(least.saturating_sub(1)));
                    let most = Quot::of(Poly::whole(most));
                    let gap = end.sub(anchor);
                    bounds.extend(gap.as_ref().and_then(|gap| gap.sub(&least)).map(|q| relate(&q, CompareOp::Ge)));
                    bounds.extend(gap.as_ref().and_then(|gap| gap.sub(&most)).map(|q| relate(&q, CompareOp::Le)));
                }
                ends.push((all(bounds), end));
            }
        }
        Ok(ends)
    }

    /// Whether a date or month lies in a period. A month does when any of its days does.
    pub(super) fn during(&mut self, date: &Expr, period: &PeriodRef) -> Result<Sym, Cut> {
        let months = date.ty == Type::Month;
        let dates = self.number(date)?;
        self.within(&dates, months, period)
    }

    pub(crate) fn within(&mut self, dates: &Days, months: bool, period: &PeriodRef) -> Result<Sym, Cut> {
        let (from, to) = self.ends(period)?;
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        for (ends, op) in [(from, CompareOp::Ge), (to, CompareOp::Le)] {
            let Some(ends) = ends else { continue };
            let (mut holds, mut fails) = (Vec::new(), Vec::new());
            for (when, end) in &ends {
                let (also, end) = if months { self.month_of(end)? } else { (super::yes(), end.clone()) };
                for (and, date) in dates {
                    let guard = all([when.clone(), and.clone(), also.clone()]);
                    let Some(gap) = date.sub(&end) else { return self.unknown_truth(&(period, dates)) };
                    holds.push(all([guard.clone(), relate(&gap, op)]));
                    fails.push(all([guard, relate(&gap, opposite(op))]));
                }
            }
            yes.push(any(holds));
            no.push(any(fails));
        }
        Ok(Sym::Truth(all(yes), any(no)))
    }

    /// The month a day lies in; for a day that is not fixed, a month near it.
    fn month_of(&mut self, day: &Quot) -> Result<(Form, Quot), Cut> {
        if let Some(fixed) = day.known().and_then(|day| day.to_i64()).and_then(number_day) {
            return Ok((yes(), Quot::of(Poly::whole(month_number(Month::of(fixed))))));
        }
        let near = self.near;
        let name = Name::Opaque(format!("month of {day:?}"));
        let var = self.var(name, || vars::months(near))?;
        let month = Quot::of(Poly::var(var));
        // Days are some 30.436875 times months, give or take.
        let origin = month_number(Month::of(number_day(0).unwrap_or(near)));
        let factor = Number::ratio(30_436_875, 1_000_000).unwrap_or_else(Number::one);
        let middle = month
            .sub(&Quot::of(Poly::whole(origin)))
            .and_then(|months| months.mul(&Quot::constant(factor)))
            .and_then(|middle| day.sub(&middle));
        let Some(gap) = middle else { return Ok((yes(), month)) };
        let bound = |limit: i64, op| gap.sub(&Quot::of(Poly::whole(limit))).map(|gap| relate(&gap, op));
        Ok((all([bound(-4, CompareOp::Ge), bound(36, CompareOp::Le)].into_iter().flatten()), month))
    }

    /// The first day of a date or month, by cases; months are kept as months.
    pub(super) fn first_days(&mut self, at: &Expr) -> Result<(bool, Days), Cut> {
        Ok((at.ty == Type::Month, self.number(at)?))
    }

    /// When days (or the first days of months) relate to a fixed day.
    pub(super) fn days_side(&self, (months, days): &(bool, Days), limit: NaiveDate, op: CompareOp) -> Form {
        let limit = if *months {
            let month = month_number(Month::of(limit));
            // The first of a month is on or after a day later in that month only from the next month on.
            let next = limit.day() > 1 && matches!(op, CompareOp::Ge | CompareOp::Lt);
            if next { month.saturating_add(1) } else { month }
        } else {
            day_number(limit)
        };
        let limit = Quot::of(Poly::whole(limit));
        any(days.iter().filter_map(|(when, day)| Some(all([when.clone(), relate(&day.sub(&limit)?, op)]))))
    }
}
