//! Values worth trying for a fact: those at which a rule can decide otherwise. Owns the choice of values and the
//! steps of numbers; knows nothing of verdicts.

use crate::ir::{FactDef, FactType, NumberForm, Policy, Type, Value, bit};
use crate::profile::within_bounds;
use crate::reach::Reach;
use crate::value::date::{Month, add_days};
use crate::value::number::Number;
use chrono::NaiveDate;

/// Other values of a fact, likely ones first: numbers at the constants of the rules and one step either side, at
/// their least value and at multiples; the other truth; other members; days and months at the ends of periods.
pub(crate) fn candidates(
    policy: &Policy,
    fact: &FactDef,
    now: &Value,
    reach: &Reach<'_>,
    days: &[NaiveDate],
) -> Vec<Value> {
    let FactType::Scalar(ty, form) = &fact.ty else { return Vec::new() };
    let mut found: Vec<Value> = match (ty, now) {
        (Type::Bool, Value::Bool(truth)) => vec![Value::Bool(!truth)],
        (Type::Number(_), Value::Number(number)) => numbers(fact, form.as_ref(), number, ty, reach),
        (Type::Enum(id), Value::Enum(_)) => {
            let count = policy.enums.get(id.0).map_or(0, |def| def.members.len());
            (0..count).map(Value::Enum).collect()
        }
        (Type::Set(id), Value::Set(mask)) => {
            let count = policy.enums.get(id.0).map_or(0, |def| def.members.len());
            (0..count).map(|member| Value::Set(mask ^ bit(member))).collect()
        }
        (Type::Date, Value::Date(day)) => dates(*day, days).into_iter().map(Value::Date).collect(),
        (Type::Month, Value::Month(month)) => {
            let mut months: Vec<Month> = days.iter().map(|day| Month::of(*day)).collect();
            months.extend(months.clone().into_iter().flat_map(|month| [month.add(1), month.add(-1)]).flatten());
            months.sort_by_key(|other| Month::months_between(*month, *other).unsigned_abs());
            months.dedup();
            months.into_iter().map(Value::Month).collect()
        }
        (Type::Text, Value::Text(_)) => {
            reach.constants.iter().filter(|(other, _)| *other == Type::Text).map(|(_, value)| value.clone()).collect()
        }
        _ => Vec::new(),
    };
    found.retain(|value| value != now);
    found
}

/// The ends of periods and the days either side, nearest first.
fn dates(now: NaiveDate, days: &[NaiveDate]) -> Vec<NaiveDate> {
    let mut all: Vec<NaiveDate> =
        days.iter().flat_map(|day| [Some(*day), add_days(*day, 1), add_days(*day, -1)]).flatten().collect();
    all.sort_by_key(|day| (crate::value::date::days_between(now, *day).unsigned_abs(), *day));
    all.dedup();
    all
}

/// The least difference between two values of a number: one, one fen, or a hundredth as written.
pub(crate) fn step(form: Option<&NumberForm>) -> Number {
    let Some(form) = form else { return Number::one() };
    if form.integer { form.scale.clone() } else { form.scale.div(&Number::from_i64(100)).unwrap_or_else(Number::one) }
}

fn numbers(fact: &FactDef, form: Option<&NumberForm>, now: &Number, ty: &Type, reach: &Reach<'_>) -> Vec<Value> {
    let step = step(form);
    let mut all: Vec<Number> = Vec::new();
    for (other, value) in &reach.constants {
        if let (true, Value::Number(constant)) = (other == ty, value) {
            all.extend([constant.clone(), constant.add(&step), constant.sub(&step)]);
        }
    }
    all.extend([fact.bounds.0.clone(), fact.bounds.1.clone()].into_iter().flatten());
    all.push(Number::zero());
    // A limit on a ratio or a sum is no constant of the fact itself: multiples find a side on which it holds.
    let base = if now.is_zero() { &step } else { now };
    all.extend([2, 10, 100, 10_000].map(|times| base.mul(&Number::from_i64(times))));
    let mut kept: Vec<Number> = Vec::new();
    for number in all {
        let fits = number.within_limits() && within_bounds(fact, form, &number).is_ok();
        if fits && !kept.contains(&number) {
            kept.push(number);
        }
    }
    kept.sort_by_key(|number| number.sub(now).abs());
    kept.into_iter().map(Value::Number).collect()
}
