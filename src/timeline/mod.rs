//! How answers change with the day asked about: the spans of days between two dates in which an item's status,
//! periods and deadlines stay the same. Owns which days are looked at and the joining of equal ones; knows nothing
//! of words.
//!
//! Only days at which something can change are evaluated: the ends of every period, constants, the bounds of dated
//! parameters, days of events and date facts that an item can depend on, and the days either side.

use crate::calendar::{Calendar, Rolled};
use crate::eval::{self, Context};
use crate::ir::{EventState, FactType, ItemDef, ItemId, ListId, ParamValue, Policy, Value};
use crate::outcome::{ItemOutcome, Status};
use crate::profile::{Profile, Record};
use crate::reach::{Alternatives, Reach};
use crate::value::date::{add_days, days_between, parse_day};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;

/// The days of one profile between two dates.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Timeline {
    /// Always `huice.timeline/1`.
    pub schema: &'static str,
    /// Pack id.
    pub policy: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Items that change in between.
    pub items: Vec<ItemLine>,
    /// How many items do not.
    pub unchanged: usize,
    /// Evaluations made.
    pub evaluations: usize,
}

/// One item over the days.
#[derive(Clone, Debug, Serialize)]
pub struct ItemLine {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// `benefit duty target …`.
    pub kind: &'static str,
    /// The spans, in order, without gaps.
    pub spans: Vec<Span>,
}

/// Days on which an item says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// How many days.
    pub days: i64,
    /// The status.
    pub status: Status,
    /// The amount if conditions and approvals hold, in yuan, when known.
    pub yuan: Option<String>,
    /// Periods with their state; periods that count facts and not the day asked about are left out.
    pub windows: Vec<State>,
    /// Deadlines with their state.
    pub deadlines: Vec<State>,
}

/// A period or deadline within a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// `in_force application deadline`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// Last day, when known.
    pub to: Option<String>,
    /// `open closed not_yet passed unknown`.
    pub state: &'static str,
    /// Days left on the first day of the span.
    pub days_left: Option<i64>,
    /// Where the last day rolls over to when it is a rest day. A note: statuses go by the day as computed.
    pub rolled: Option<Rolled>,
}

/// The longest time one question spans, in days: two centuries of open ends would say nothing.
pub const MAX_DAYS: i64 = 36_600;

/// The days from `from` to `to` of one profile. Without `items`, every item for the subject. `None` when the span
/// is empty or longer than [`MAX_DAYS`].
#[must_use]
pub fn timeline(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    from: NaiveDate,
    to: NaiveDate,
    items: &[ItemId],
) -> Option<Timeline> {
    if !(0..=MAX_DAYS).contains(&days_between(from, to)) {
        return None;
    }
    let ids: Vec<ItemId> =
        if items.is_empty() { (0..policy.items.len()).map(ItemId).collect() } else { items.to_vec() };
    let mut timeline = Timeline {
        schema: "huice.timeline/1",
        policy: policy.id.clone(),
        from: from.to_string(),
        to: to.to_string(),
        items: Vec::new(),
        unchanged: 0,
        evaluations: 0,
    };
    for id in ids {
        let Some(def) = policy.items.get(id.0) else { continue };
        let days = days(policy, profile, context, def, from, to);
        timeline.evaluations = timeline.evaluations.saturating_add(days.len());
        let outcomes: Vec<(NaiveDate, ItemOutcome)> = days
            .into_iter()
            .filter_map(|day| {
                let context = Context { as_of: day, ..context.clone() };
                Some((day, eval::evaluate_items(policy, profile, &context, &[id]).pop()?))
            })
            .collect();
        let Some((_, first)) = outcomes.first().filter(|(_, outcome)| outcome.for_subject || !items.is_empty()) else {
            continue;
        };
        let (item, title, kind) = (first.item.clone(), first.title.clone(), first.kind);
        let spans = spans(&outcomes, to);
        if spans.len() > 1 {
            timeline.items.push(ItemLine { item, title, kind, spans });
        } else {
            timeline.unchanged = timeline.unchanged.saturating_add(1);
        }
    }
    Some(timeline)
}

/// The days to look at, in order, the first day among them.
fn days(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    item: &ItemDef,
    from: NaiveDate,
    to: NaiveDate,
) -> BTreeSet<NaiveDate> {
    let reach = Reach::of_item(policy, Alternatives::Adopted(&context.readings), item);
    let mut marks: Vec<NaiveDate> = Vec::new();
    let mut mark = |value: &Value| match value {
        Value::Date(day) => marks.push(*day),
        Value::Month(month) => marks.extend([month.first_day(), month.last_day()]),
        Value::Months(months) => marks.extend(months.iter().flat_map(|m| [m.first_day(), m.last_day()])),
        Value::Bool(_) | Value::Number(_) | Value::Enum(_) | Value::Set(_) | Value::Text(_) => {}
    };
    reach.constants.iter().for_each(|(_, value)| mark(value));
    let mut frames: Vec<Option<(ListId, usize)>> = vec![None];
    for fact in &reach.facts {
        let Some(def) = policy.facts.get(fact.0) else { continue };
        match (&def.ty, def.list) {
            (FactType::List(list), _) => {
                let count = profile.list(*list).map_or(0, <[Record]>::len);
                frames.extend((0..count).map(|index| Some((*list, index))));
            }
            (FactType::Scalar(..), None) => profile.fact(*fact).into_iter().for_each(&mut mark),
            (FactType::Scalar(..), Some(list)) => {
                let records = profile.list(list).unwrap_or_default();
                records.iter().filter_map(|record| record.get(*fact)).for_each(&mut mark);
            }
        }
    }
    for param in &reach.params {
        if let Some(ParamValue::Series(series)) = policy.params.get(param.0).map(|param| &param.value) {
            marks.extend(series.iter().flat_map(|(from, to, _)| [*from, *to]).flatten());
        }
        if let Some(Some(Value::Date(day))) = context.params.get(param) {
            marks.push(*day);
        }
    }
    for event in &reach.events {
        let own = policy.events.get(event.0).map(|event| event.state);
        match context.events.get(event).copied().or(own) {
            Some(EventState::On(day) | EventState::NotBy(day)) => marks.push(day),
            Some(EventState::Unknown) | None => {}
        }
    }
    for period in &reach.periods {
        for frame in &frames {
            marks.extend(eval::period_ends(policy, profile, context, period, *frame));
        }
    }
    let near = marks.iter().flat_map(|day| [Some(*day), add_days(*day, 1), add_days(*day, -1)]).flatten();
    near.filter(|day| (from..=to).contains(day)).chain([from]).collect()
}

/// Equal neighbours joined.
fn spans(outcomes: &[(NaiveDate, ItemOutcome)], last: NaiveDate) -> Vec<Span> {
    let mut spans: Vec<(NaiveDate, Span)> = Vec::new();
    for (day, outcome) in outcomes {
        let span = span(*day, outcome);
        if spans.last().is_none_or(|(_, before)| !same(before, &span)) {
            spans.push((*day, span));
        }
    }
    let ends: Vec<NaiveDate> = spans.iter().skip(1).filter_map(|(day, _)| add_days(*day, -1)).chain([last]).collect();
    let closed = spans.into_iter().zip(ends).map(|((from, span), to)| Span {
        to: to.to_string(),
        days: days_between(from, to).saturating_add(1),
        ..span
    });
    closed.collect()
}

fn span(day: NaiveDate, outcome: &ItemOutcome) -> Span {
    let rolled = |to: &Option<String>| Calendar::china().rolled(parse_day(to.as_deref()?)?);
    let windows = outcome.windows.iter().filter(|window| window.kind != "counting");
    Span {
        from: day.to_string(),
        to: String::new(),
        days: 0,
        status: outcome.status,
        yuan: outcome.amount.yuan.clone(),
        windows: windows
            .map(|window| State {
                kind: window.kind,
                text: window.text.clone(),
                to: window.to.clone(),
                state: window.state,
                days_left: window.days_left,
                rolled: rolled(&window.to).filter(|_| window.kind == "application"),
            })
            .collect(),
        deadlines: outcome
            .deadlines
            .iter()
            .map(|deadline| State {
                kind: "deadline",
                text: deadline.text.clone(),
                to: deadline.date.clone(),
                state: deadline.state,
                days_left: deadline.days_left,
                rolled: rolled(&deadline.date),
            })
            .collect(),
    }
}

/// Whether two spans say the same but for the days left.
fn same(a: &Span, b: &Span) -> bool {
    let states = |span: &Span| -> Vec<(&'static str, &'static str)> {
        span.windows.iter().chain(&span.deadlines).map(|state| (state.kind, state.state)).collect()
    };
    a.status == b.status && a.yuan == b.yuan && states(a) == states(b)
}
