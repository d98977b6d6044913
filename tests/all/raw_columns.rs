//! Columns put in as a table has them: steps, subject types, one profile repeated. They are the columns of the same
//! profiles, and every step within its bounds is a number that a profile may state.

use crate::generate::{Dice, Pools};
use chrono::Datelike;
use huice::columnar::{Columns, Results, Workbench};
use huice::eval::Context;
use huice::ir::{FactId, FactType, Policy, Type, Value};
use huice::plan::Plan;
use huice::profile::{Profile, one};
use huice::value::number::Number;

/// A number of a fact in whole steps; one step beyond the bounds when it is none.
pub(crate) fn steps_of(policy: &Policy, plan: &Plan, fact: FactId, value: &Value) -> Option<i64> {
    let steps = plan.steps(policy, fact)?;
    let (Value::Number(number), FactType::Scalar(_, form)) = (value, &policy.facts.get(fact.0)?.ty) else {
        return None;
    };
    let written = form.as_ref().map_or_else(|| number.clone(), |form| number.div(&form.scale).unwrap());
    Some(written.mul(&Number::from_i64(steps.per_unit)).to_i64().unwrap_or_else(|| steps.hi.saturating_add(1)))
}

/// Truths, days and members as tables have them; `None` for a fact of another type.
fn by_kind(
    columns: &mut Columns,
    policy: &Policy,
    plan: &Plan,
    fact: FactId,
    values: &[Option<&Value>],
) -> Option<bool> {
    let FactType::Scalar(ty, _) = &policy.facts.get(fact.0)?.ty else { return None };
    let mut other = columns.clone();
    let done = match ty {
        Type::Bool => {
            columns.set_truths(plan, fact, values.iter().map(|value| value.map(|value| *value == Value::Bool(true))))
        }
        Type::Date => {
            let day = |value: &Option<&Value>| match value {
                Some(Value::Date(day)) => Some(i64::from(day.num_days_from_ce())),
                _ => None,
            };
            columns.set_days(plan, fact, values.iter().map(day))
        }
        Type::Enum(_) => {
            let member = |value: &Option<&Value>| match value {
                Some(Value::Enum(member)) => Some(*member),
                _ => None,
            };
            columns.set_members(plan, fact, values.iter().map(member))
        }
        _ => return None,
    };
    // A column of another kind is refused and stays as it was.
    assert!(!other.set_steps(plan, fact, values.iter().map(|_| Some(1))));
    assert!(*ty == Type::Bool || !other.set_truths(plan, fact, values.iter().map(|_| Some(true))));
    Some(done)
}

fn same(policy: &Policy, profiles: &[Profile], context: &Context, what: &str) {
    let plan = Plan::new(policy, context);
    let mut pushed = Columns::new(&plan);
    for profile in profiles {
        pushed.push(&plan, profile);
    }
    let mut put = Columns::repeat(&plan, &Profile::empty(policy), profiles.len()).unwrap();
    assert!(put.set_subjects(profiles.iter().map(Profile::subject).collect::<Vec<_>>().into_iter()));
    for (index, _) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let id = FactId(index);
        let values = profiles.iter().map(|profile| profile.fact(id));
        if plan.steps(policy, id).is_some() {
            let steps: Vec<Option<i64>> =
                values.map(|value| value.and_then(|value| steps_of(policy, &plan, id, value))).collect();
            assert!(put.set_steps(&plan, id, steps.into_iter()));
        } else if plan.holds(id) {
            let values: Vec<Option<&Value>> = values.collect();
            if let Some(done) = by_kind(&mut put, policy, &plan, id, &values) {
                assert!(done, "{what}");
                continue;
            }
            let values = values.into_iter();
            assert!(put.set(&plan, id, values));
        }
    }
    let run = |columns: &Columns| {
        let mut results = Results::new(&plan, columns.rows());
        let shares = plan.run_columns(columns, &mut Workbench::new(&plan), &mut results);
        ((0..columns.rows()).map(|row| results.row(row).collect()).collect::<Vec<Vec<_>>>(), shares)
    };
    assert!(run(&pushed) == run(&put), "{what}");
}

#[test]
fn columns_of_steps_are_columns_of_profiles() {
    let notice = crate::zhoucun();
    let mut programs = vec![("the notice".to_owned(), notice)];
    programs
        .extend((0..30).map(|seed| (format!("seed {seed}"), crate::generate::Written::of_seed(seed).load().unwrap())));
    for (what, program) in &programs {
        let policy = program.policy();
        let pools = Pools::of(policy);
        let dice = &mut Dice::new(11);
        let profiles: Vec<Profile> = (0..120)
            .map(|_| {
                let mut profile = pools.profile(policy, dice, None);
                (0..policy.lists.len()).for_each(|list| profile.set_list(huice::ir::ListId(list), None));
                profile
            })
            .collect();
        same(policy, &profiles, &Context::new("2020-03-31".parse().unwrap()), what);
        let first = profiles.first().unwrap();
        let context = Context::new("2020-03-31".parse().unwrap());
        let plan = Plan::new(policy, &context);
        let repeated = Columns::repeat(&plan, first, 3).unwrap();
        assert!(repeated.rows() == 3 && !repeated.clone().set_subjects(std::iter::once(None)), "{what}");
    }
}

#[test]
fn every_step_within_its_bounds_may_be_stated() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let plan = Plan::new(policy, &Context::new("2020-03-31".parse().unwrap()));
    let mut seen = 0_usize;
    for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let Some(steps) = plan.steps(policy, FactId(index)) else { continue };
        seen = seen.saturating_add(1);
        for found in [steps.lo, steps.lo.saturating_add(1), steps.hi.saturating_sub(1), steps.hi] {
            let written = Number::from_i64(found).div(&Number::from_i64(steps.per_unit)).unwrap().to_exact_string();
            let text = format!("{{\"{}\": \"{written}\"}}", fact.key);
            let read = one(policy, &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
            assert_eq!(
                steps_of(policy, &plan, FactId(index), read.fact(FactId(index)).unwrap()),
                Some(found),
                "{text}"
            );
        }
    }
    assert!(seen > 30, "{seen} facts");
}
