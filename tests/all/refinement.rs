//! The refinement law on the real pack: what is definite stays, what is open stays inside what was announced, and
//! what is needed lies at or under what was needed, when unknown facts, parameters and events become known.
//! A presumption is no unknown fact: what it reads is the same in both profiles.
//! `HUICE_LAW_SEEDS=5000 cargo test refinement` tries more.

use crate::generate::{Dice, Pools, violations};
use huice::eval::{Context, evaluate};
use huice::ir::{EventId, EventState, FactId, FactType, ListId, ParamId, ParamValue, Policy, Type, Value};
use huice::profile::Profile;
use huice::value::number::Number;
use std::fmt::Write as _;

/// Cases tried by default: about a second each hundred without optimisation.
const SEEDS: u64 = 150;

fn seeds() -> u64 {
    std::env::var_os("HUICE_LAW_SEEDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(SEEDS)
}

const DAYS: [&str; 4] = ["2020-03-06", "2020-03-31", "2020-06-30", "2021-05-01"];

fn context(dice: &mut Dice) -> Context {
    Context::new(DAYS[dice.roll(DAYS.len())].parse().unwrap())
}

#[test]
fn more_facts_refine() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    let mut report = String::new();
    for seed in 0..seeds() {
        let dice = &mut Dice::new(seed);
        let more = pools.profile(policy, dice, None);
        let less = pools.forget(policy, dice, &more);
        let context = context(dice);
        let try_both = |less: &Profile, more: &Profile| {
            violations(&evaluate(policy, less, &context), &evaluate(policy, more, &context))
        };
        if let Some(first) = try_both(&less, &more).into_iter().next() {
            let (less, more) = shrink(policy, less, more, &|p, q| {
                try_both(p, q).iter().any(|v| v.split(':').next() == first.split(':').next())
            });
            let _ = writeln!(
                report,
                "seed {seed}, {}: {first}\n  of {}\n  to {}",
                context.as_of,
                show(policy, &less),
                show(policy, &more)
            );
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn filling_a_parameter_or_an_event_refines() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    let mut report = String::new();
    for seed in 0..seeds() / 2 {
        let dice = &mut Dice::new(seed ^ 0xE7E7);
        let profile = pools.profile(policy, dice, None);
        let less = context(dice);
        let mut more = less.clone();
        for (index, param) in policy.params.iter().enumerate() {
            if matches!(param.value, ParamValue::Missing(_)) && dice.percent(60) {
                more.params.insert(ParamId(index), parameter(dice, param));
            }
        }
        for index in 0..policy.events.len() {
            // No earlier than the day to which the epidemic is certain to have lasted.
            let day = DAYS[1 + dice.roll(DAYS.len() - 1)].parse().unwrap();
            let state = if dice.percent(50) { EventState::On(day) } else { EventState::NotBy(day) };
            more.events.insert(EventId(index), state);
        }
        for violation in violations(&evaluate(policy, &profile, &less), &evaluate(policy, &profile, &more)) {
            let _ = writeln!(
                report,
                "seed {seed}, {}: {violation}\n  {}\n  {:?} {:?}",
                less.as_of,
                show(policy, &profile),
                more.events,
                more.params
            );
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn later_news_of_an_event_refines() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    for seed in 0..seeds() / 4 {
        let dice = &mut Dice::new(seed ^ 0xAAAA);
        let profile = pools.profile(policy, dice, None);
        let mut less = context(dice);
        let mut more = less.clone();
        let [not_by, on] = ["2020-04-30", "2020-05-06"].map(|day| day.parse().unwrap());
        for index in 0..policy.events.len() {
            less.events.insert(EventId(index), EventState::NotBy(not_by));
            more.events.insert(EventId(index), EventState::On(on));
        }
        let found = violations(&evaluate(policy, &profile, &less), &evaluate(policy, &profile, &more));
        assert!(found.is_empty(), "seed {seed}, {}: {found:#?}\n{}", less.as_of, show(policy, &profile));
    }
}

fn parameter(dice: &mut Dice, param: &huice::ir::ParamDef) -> Option<Value> {
    Some(match &param.ty {
        Type::Bool => Value::Bool(dice.percent(50)),
        Type::Number(_) => {
            let top = param.bounds.1.clone().unwrap_or_else(|| Number::from_i64(2000));
            Value::Number(top.mul(&Number::ratio(i64::try_from(dice.roll(5)).unwrap(), 4).unwrap()))
        }
        Type::Months => Value::Months(
            ["2020-02", "2020-03", "2020-04"][..dice.roll(4)]
                .iter()
                .map(|m| huice::value::date::Month::parse(m).unwrap())
                .collect(),
        ),
        Type::Date => Value::Date("2020-05-01".parse().unwrap()),
        _ => return None,
    })
}

/// Forgets facts of both as long as the law stays broken.
pub(crate) fn shrink(
    policy: &Policy,
    mut less: Profile,
    mut more: Profile,
    broken: &dyn Fn(&Profile, &Profile) -> bool,
) -> (Profile, Profile) {
    loop {
        let mut smaller = false;
        for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
            let (mut p, mut q) = (less.clone(), more.clone());
            for profile in [&mut p, &mut q] {
                match fact.ty {
                    FactType::Scalar(..) => profile.set_fact(FactId(index), None),
                    FactType::List(list) => profile.set_list(list, None),
                }
            }
            if q != more && broken(&p, &q) {
                (less, more, smaller) = (p, q, true);
                continue;
            }
            // Or known in both.
            let mut p = less.clone();
            match fact.ty {
                FactType::Scalar(..) => p.set_fact(FactId(index), more.fact(FactId(index)).cloned()),
                FactType::List(list) => p.set_list(list, more.list(list).map(<[_]>::to_vec)),
            }
            if p != less && broken(&p, &more) {
                (less, smaller) = (p, true);
            }
        }
        for index in 0..policy.lists.len() {
            let list = ListId(index);
            let count = more.list(list).map_or(0, <[_]>::len);
            for at in (0..count).rev() {
                let (mut p, mut q) = (less.clone(), more.clone());
                for profile in [&mut p, &mut q] {
                    let records = profile.list(list).map(|records| {
                        let mut records = records.to_vec();
                        records.remove(at);
                        records
                    });
                    profile.set_list(list, records);
                }
                if broken(&p, &q) {
                    (less, more, smaller) = (p, q, true);
                }
            }
        }
        if !smaller {
            return (less, more);
        }
    }
}

/// What is given, in one line.
pub(crate) fn show(policy: &Policy, profile: &Profile) -> String {
    let mut text = profile.subject().map_or_else(String::new, |id| policy.subjects[id.0].key.clone());
    let value = |id: &FactId, value: &Value| match (value, &policy.facts[id.0].ty) {
        (Value::Number(n), FactType::Scalar(_, Some(form))) => n.div(&form.scale).unwrap().to_exact_string(),
        (Value::Number(n), _) => n.to_exact_string(),
        (other, _) => format!("{other:?}"),
    };
    for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let id = FactId(index);
        if let Some(given) = profile.fact(id) {
            let _ = write!(text, " {}={}", fact.name, value(&id, given));
        }
        if let FactType::List(list) = fact.ty
            && let Some(records) = profile.list(list)
        {
            let _ = write!(text, " {}=[", fact.name);
            for record in records {
                let fields =
                    record.fields.iter().map(|(id, given)| format!("{}={}", policy.facts[id.0].name, value(id, given)));
                let _ = write!(text, "{{{}}}", fields.collect::<Vec<_>>().join(" "));
            }
            text.push(']');
        }
    }
    text
}
