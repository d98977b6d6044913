//! Random contexts: the day, and more or less knowledge of parameters, events and readings.

use super::Dice;
use huice::eval::Context;
use huice::ir::{EventId, EventState, ParamDef, ParamId, ParamValue, Policy, ReadingId, Type, Value};
use huice::value::date::Month;
use huice::value::number::Number;

const DAYS: [&str; 4] = ["2020-03-06", "2020-03-31", "2020-06-30", "2021-05-01"];

/// A day to ask about; nothing else is known.
pub(crate) fn day(dice: &mut Dice) -> Context {
    Context::new(DAYS[dice.roll(DAYS.len())].parse().unwrap())
}

/// A value that a missing parameter may have.
fn value(dice: &mut Dice, param: &ParamDef) -> Value {
    match &param.ty {
        Type::Bool => Value::Bool(dice.percent(50)),
        Type::Date => Value::Date(DAYS[dice.roll(DAYS.len())].parse().unwrap()),
        Type::Months => {
            let all = ["2020-02", "2020-03", "2020-04"].map(|month| Month::parse(month).unwrap());
            Value::Months(all[..dice.roll(4)].to_vec())
        }
        _ => {
            let low = param.bounds.0.clone().unwrap_or_else(Number::zero);
            let high = param.bounds.1.clone().unwrap_or_else(|| Number::from_i64(2000));
            let share = Number::ratio(i64::try_from(dice.roll(5)).unwrap(), 4).unwrap();
            Value::Number(low.add(&high.sub(&low).mul(&share)))
        }
    }
}

/// The same with missing parameters given, events known, open readings adopted.
pub(crate) fn filled(policy: &Policy, dice: &mut Dice, less: &Context) -> Context {
    let mut more = less.clone();
    for (index, param) in policy.params.iter().enumerate() {
        if matches!(param.value, ParamValue::Missing(_)) && dice.percent(60) {
            more.params.insert(ParamId(index), Some(value(dice, param)));
        }
    }
    for (index, event) in policy.events.iter().enumerate() {
        if !matches!(event.state, EventState::On(_)) && dice.percent(60) {
            // Never before the last day to which a period is certain or an event had not happened.
            let day = DAYS[dice.roll(DAYS.len().saturating_sub(1)).saturating_add(1)].parse().unwrap();
            more.events
                .insert(EventId(index), if dice.percent(50) { EventState::On(day) } else { EventState::NotBy(day) });
        }
    }
    for (index, reading) in policy.readings.iter().enumerate() {
        if reading.adopted.is_none() && dice.percent(60) {
            more.readings.insert(ReadingId(index), dice.roll(reading.alternatives.len()));
        }
    }
    more
}
