//! Cells of a fact's values, as cut by the rules' own constants, with one sample of each. Owns the sampling; knows
//! nothing of questions.

use crate::ir::{Expr, ExprKind, FactId, FactType, ItemId, ListId, PeriodKind, PeriodRef, Policy, Type, Value};
use crate::profile::{Profile, Record, locate};
use crate::value::date::{Month, add_days};
use crate::value::number::Number;
use std::collections::BTreeSet;

/// Samples tried for one fact; more would only make the average finer.
const MAX_SAMPLES: usize = 12;

/// A sample answer: a value, or a number of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Value(Value),
    Count(usize),
}

/// One value of every cell.
pub(super) fn samples(policy: &Policy, fact: FactId, items: &[ItemId]) -> Vec<Sample> {
    let Some(def) = policy.facts.get(fact.0) else { return Vec::new() };
    let values = match &def.ty {
        FactType::List(_) => return vec![Sample::Count(0), Sample::Count(1)],
        FactType::Scalar(ty, form) => match ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Enum(id) => {
                let members = policy.enums.get(id.0).map_or(0, |def| def.members.len());
                (0..members).map(Value::Enum).collect()
            }
            Type::Set(id) => {
                let members = policy.enums.get(id.0).map_or(0, |def| def.members.len());
                core::iter::once(Value::Set(0))
                    .chain((0..members).map(|member| Value::Set(crate::ir::bit(member))))
                    .collect()
            }
            Type::Number(_) => {
                let step = form.as_ref().map_or_else(Number::one, |form| form.scale.clone());
                numbers(policy, ty, items, &step)
            }
            Type::Date => days(policy, items).into_iter().map(Value::Date).collect(),
            Type::Month => {
                let months: BTreeSet<Month> = days(policy, items).into_iter().map(Month::of).collect();
                months.into_iter().map(Value::Month).collect()
            }
            Type::Text => texts(policy, items).into_iter().map(Value::Text).collect(),
            Type::Months => Vec::new(),
        },
    };
    thin(values).into_iter().map(Sample::Value).collect()
}

/// At most [`MAX_SAMPLES`], evenly spread.
fn thin(values: Vec<Value>) -> Vec<Value> {
    let count = values.len();
    if count <= MAX_SAMPLES {
        return values;
    }
    let step = count.div_ceil(MAX_SAMPLES).max(1);
    values.into_iter().step_by(step).collect()
}

/// Zero, and every constant of the same dimension with a step on either side.
fn numbers(policy: &Policy, ty: &Type, items: &[ItemId], step: &Number) -> Vec<Value> {
    let mut cuts: BTreeSet<Number> = BTreeSet::from([Number::zero()]);
    each_expr(policy, items, &mut |expr| {
        if let ExprKind::Const(Value::Number(number), _) = &expr.kind
            && expr.ty == *ty
        {
            cuts.extend([number.sub(step), number.clone(), number.add(step)]);
        }
    });
    if cuts.len() == 1 {
        let ten = Number::from_i64(10);
        cuts.extend([step.clone(), step.mul(&ten), step.mul(&Number::from_i64(1_000_000))]);
    }
    cuts.into_iter().filter(|number| !number.is_negative()).map(Value::Number).collect()
}

fn texts(policy: &Policy, items: &[ItemId]) -> Vec<String> {
    let mut found = BTreeSet::from(["其他".to_owned()]);
    each_expr(policy, items, &mut |expr| {
        if let ExprKind::Const(Value::Text(text), _) = &expr.kind {
            found.insert(text.clone());
        }
    });
    found.into_iter().collect()
}

/// Every day that ends or begins a period, with the day on either side.
fn days(policy: &Policy, items: &[ItemId]) -> Vec<chrono::NaiveDate> {
    let mut found = BTreeSet::new();
    let mut push =
        |day: chrono::NaiveDate| found.extend([add_days(day, -1), Some(day), add_days(day, 1)].into_iter().flatten());
    each_expr(policy, items, &mut |expr| match &expr.kind {
        ExprKind::Const(Value::Date(day), _) => push(*day),
        ExprKind::Const(Value::Month(month), _) => push(month.first_day()),
        _ => {}
    });
    for period in periods(policy, items) {
        let ends = match &period.kind {
            PeriodKind::Between { from, to, at_least } => [from.as_ref(), to.as_ref(), at_least.as_ref()],
            PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => [Some(from), None, None],
        };
        for end in ends.into_iter().flatten() {
            if let crate::ir::EndRef::Day(day) = end {
                push(*day);
            }
        }
    }
    found.into_iter().collect()
}

fn periods<'p>(policy: &'p Policy, items: &[ItemId]) -> Vec<&'p PeriodRef> {
    use crate::ir::TestKind;
    let items = items.iter().filter_map(|id| policy.items.get(id.0));
    items
        .flat_map(|item| item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)))
        .filter_map(|test| match &test.kind {
            TestKind::Application { period, .. } | TestKind::Counting { period, .. } => Some(period),
            _ => None,
        })
        .collect()
}

/// Visits every expression the items rest on, through definitions, readings and derived facts, each once.
fn each_expr(policy: &Policy, items: &[ItemId], visit: &mut dyn FnMut(&Expr)) {
    let mut seen = BTreeSet::new();
    for item in items.iter().filter_map(|id| policy.items.get(id.0)) {
        for expr in crate::check::expressions(item) {
            walk(policy, expr, &mut seen, visit);
        }
    }
}

fn walk(policy: &Policy, expr: &Expr, seen: &mut BTreeSet<(u8, usize)>, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Def(id) if seen.insert((0, id.0)) => {
            if let Some(def) = policy.defs.get(id.0) {
                walk(policy, &def.body, seen, visit);
            }
        }
        ExprKind::Reading(id) if seen.insert((1, id.0)) => {
            let reading = policy.readings.get(id.0);
            for body in
                reading.into_iter().flat_map(|reading| &reading.alternatives).filter_map(|(_, body)| body.as_ref())
            {
                walk(policy, body, seen, visit);
            }
        }
        ExprKind::Fact(id) if seen.insert((2, id.0)) => {
            if let Some(derived) = policy.facts.get(id.0).and_then(|fact| fact.derived.as_ref()) {
                walk(policy, derived, seen, visit);
            }
        }
        _ => {}
    }
    for child in expr.children() {
        walk(policy, child, seen, visit);
    }
}

/// Puts a sample at a path; whether that was possible.
pub(super) fn put(policy: &Policy, profile: &mut Profile, path: &str, sample: &Sample) -> bool {
    let Some((fact, record)) = locate(policy, path) else { return false };
    match (sample, record) {
        (Sample::Count(count), _) => {
            let Some(FactType::List(list)) = policy.facts.get(fact.0).map(|fact| &fact.ty) else { return false };
            profile.set_list(*list, Some(vec![Record::default(); *count]));
            true
        }
        (Sample::Value(value), None) => {
            profile.set_fact(fact, Some(value.clone()));
            true
        }
        (Sample::Value(value), Some((list, index))) => put_field(profile, list, index, fact, value),
    }
}

fn put_field(profile: &mut Profile, list: ListId, index: usize, fact: FactId, value: &Value) -> bool {
    let mut records: Vec<Record> = profile.list(list).map(<[Record]>::to_vec).unwrap_or_default();
    let Some(record) = records.get_mut(index) else { return false };
    record.fields.retain(|(id, _)| *id != fact);
    record.fields.push((fact, value.clone()));
    profile.set_list(list, Some(records));
    true
}
