//! Whole columns put in at once, with bits for what is known, and lists as columns of their own: they are the columns of the
//! same profiles. Rows in which facts contradict each other are marked, and most others are not.

use crate::generate::{Dice, Pools};
use crate::raw_columns::steps_of;
use chrono::Datelike;
use huice::Program;
use huice::columnar::{Bits, Columns, Contradictions, Results, Workbench};
use huice::eval::{Context, contradictions};
use huice::ir::{FactId, FactType, ListId, Policy, Type, Value};
use huice::plan::Plan;
use huice::profile::Profile;

/// Bits of truths, after so many that do not belong.
fn bits(truths: &[bool], offset: usize) -> Vec<u8> {
    let all = (0..offset).map(|at| at % 3 == 0).chain(truths.iter().copied()).collect::<Vec<_>>();
    all.chunks(8)
        .map(|eight| eight.iter().rev().fold(0_u8, |byte, bit| byte.wrapping_mul(2) | u8::from(*bit)))
        .collect()
}

/// Puts the values of one fact in, some as numbers with a digit too many.
fn put(columns: &mut Columns, policy: &Policy, plan: &Plan, id: FactId, values: &[Option<Value>], dice: &mut Dice) {
    let fact = policy.facts.get(id.0).unwrap();
    let FactType::Scalar(ty, _) = &fact.ty else { return };
    let mut left = vec![false; values.len()];
    let offset = dice.roll(20);
    let present: Vec<bool> = values.iter().map(Option::is_some).collect();
    let known = bits(&present, offset);
    let known = (dice.percent(70) || present.contains(&false)).then(|| Bits::new(&known, 0).skip(offset));
    let done = if let Some(steps) = plan.steps(policy, id) {
        let numbers = values.iter().map(|value| value.as_ref().and_then(|value| steps_of(policy, plan, id, value)));
        // What lies below what is not known is of no account.
        let numbers: Vec<i64> = numbers.map(|steps| steps.unwrap_or(i64::MAX)).collect();
        let scale = i32::try_from(steps.per_unit.ilog10()).unwrap();
        assert_eq!(10_i64.pow(scale.unsigned_abs()), steps.per_unit);
        let outside = |(number, present): (&i64, &bool)| *present && !(steps.lo..=steps.hi).contains(number);
        let wanted: Vec<bool> = numbers.iter().zip(&present).map(outside).collect();
        let done = if dice.percent(50) {
            columns.fill_numbers(plan, id, &steps.fit(scale).unwrap(), (&numbers, known), &mut left)
        } else {
            let wide: Vec<i128> = numbers.iter().map(|number| i128::from(*number).saturating_mul(10)).collect();
            columns.fill_numbers(plan, id, &steps.fit(scale.saturating_add(1)).unwrap(), (&wide, known), &mut left)
        };
        assert_eq!(left, wanted);
        done
    } else {
        let each = |code: &dyn Fn(&Value) -> Option<i64>| -> Vec<Option<i64>> {
            values.iter().map(|value| value.as_ref().and_then(code)).collect()
        };
        match ty {
            Type::Bool => {
                let truths: Vec<bool> = values.iter().map(|value| *value == Some(Value::Bool(true))).collect();
                columns.fill_truths(plan, id, values.len(), Bits::new(&bits(&truths, 3), 3), known)
            }
            Type::Date => {
                let day = |value: &Option<Value>| match value {
                    Some(Value::Date(day)) => day.num_days_from_ce().saturating_sub(719_163),
                    _ => i32::MIN,
                };
                let days: Vec<i32> = values.iter().map(day).collect();
                columns.fill_days(plan, id, 719_163, (&days, known), &mut left)
            }
            Type::Enum(_) | Type::Set(_) | Type::Month if plan.holds(id) || fact.list.is_some() => {
                let codes = each(&|value| match value {
                    Value::Enum(member) => i64::try_from(*member).ok(),
                    Value::Set(mask) => i64::try_from(*mask).ok(),
                    Value::Month(month) => Some(
                        i64::from(month.year())
                            .saturating_mul(12)
                            .saturating_add(i64::from(month.month()))
                            .saturating_sub(1),
                    ),
                    _ => None,
                });
                columns.fill_each(plan, id, |row| codes.get(row).copied(), &mut left)
            }
            _ => columns.set(plan, id, values.iter().map(Option::as_ref)) || !plan.holds(id),
        }
    };
    assert!(done, "{}", fact.key);
    // Another number of rows is refused.
    assert!(!columns.fill_truths(plan, id, values.len().saturating_add(1), Bits::new(&[], 0), None));
}

fn columns_of(policy: &Policy, plan: &Plan, profiles: &[Profile], dice: &mut Dice) -> Columns {
    let mut columns = Columns::repeat(plan, &Profile::empty(policy), profiles.len()).unwrap();
    assert!(columns.set_subjects(profiles.iter().map(Profile::subject).collect::<Vec<_>>().into_iter()));
    for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
        let id = FactId(index);
        if let FactType::List(list) = &fact.ty {
            let mut end = 0_usize;
            let stretches = profiles.iter().map(|profile| {
                let start = end;
                end = end.saturating_add(profile.list(*list)?.len());
                Some(start..end)
            });
            let stretches: Vec<_> = stretches.collect();
            let all: Vec<_> = profiles.iter().filter_map(|profile| profile.list(*list)).flatten().collect();
            let mut records = Columns::records(plan, *list, all.len());
            for field in &policy.lists.get(list.0).unwrap().fields {
                let values: Vec<Option<Value>> = all.iter().map(|record| record.get(*field).cloned()).collect();
                put(&mut records, policy, plan, *field, &values, dice);
            }
            columns.fill_list(plan, &records, stretches.into_iter());
        } else {
            let values: Vec<Option<Value>> = profiles.iter().map(|profile| profile.fact(id).cloned()).collect();
            put(&mut columns, policy, plan, id, &values, dice);
        }
    }
    columns
}

fn programs(seeds: core::ops::Range<u64>) -> Vec<(String, Program)> {
    let random = seeds.map(|seed| (format!("seed {seed}"), crate::generate::Written::of_seed(seed).load().unwrap()));
    std::iter::once(("the notice".to_owned(), crate::zhoucun())).chain(random).collect()
}

#[test]
fn columns_put_in_at_once_are_columns_of_profiles() {
    let context = Context::new("2020-03-31".parse().unwrap());
    let mut lists = 0_usize;
    for (what, program) in &programs(100..130) {
        let policy = program.policy();
        let plan = Plan::new(policy, &context);
        let (pools, dice) = (Pools::of(policy), &mut Dice::new(17));
        let profiles: Vec<Profile> = (0..90).map(|_| pools.profile(policy, dice, None)).collect();
        lists = lists.saturating_add(
            profiles.iter().filter(|profile| profile.list(ListId(0)).is_some_and(|list| !list.is_empty())).count(),
        );
        let mut pushed = Columns::new(&plan);
        profiles.iter().for_each(|profile| pushed.push(&plan, profile));
        let put = columns_of(policy, &plan, &profiles, dice);
        let run = |columns: &Columns| {
            let mut results = Results::new(&plan, columns.rows());
            plan.run_columns(columns, &mut Workbench::new(&plan), &mut results);
            (0..columns.rows()).map(|row| results.row(row).collect()).collect::<Vec<Vec<_>>>()
        };
        assert!(run(&pushed) == run(&put), "{what}");
    }
    assert!(lists > 100, "{lists}");
}

#[test]
fn rows_that_contradict_themselves_are_marked() {
    let context = Context::new("2020-03-31".parse().unwrap());
    let (mut wrong, mut clear) = (0_usize, 0_usize);
    for (what, program) in &programs(200..210) {
        let policy = program.policy();
        let plan = Plan::new(policy, &context);
        let watch = Contradictions::new(policy, &plan);
        let (pools, dice) = (Pools::of(policy), &mut Dice::new(19));
        let mut profiles: Vec<Profile> = (0..400).map(|_| pools.profile(policy, dice, None)).collect();
        // Facts of others may not go with one's own.
        let others = profiles.clone();
        for (index, profile) in profiles.iter_mut().enumerate().filter(|(index, _)| index % 2 == 0) {
            let other = others.get(index.saturating_add(7) % others.len().max(1)).unwrap();
            (0..policy.facts.len()).map(FactId).filter(|_| dice.percent(40)).for_each(|id| {
                profile.set_fact(id, other.fact(id).cloned());
            });
        }
        let columns = columns_of(policy, &plan, &profiles, dice);
        let facts = (0..policy.facts.len())
            .map(FactId)
            .filter(|id| policy.facts.get(id.0).is_some_and(|fact| fact.list.is_none()));
        let mut left = vec![false; profiles.len()];
        watch.mark(&columns, facts, &mut watch.lookout(), &mut left);
        for (profile, left) in profiles.iter().zip(left) {
            let found = contradictions(policy, profile);
            assert!(found.is_empty() || left, "{what}: {found:?}");
            wrong = wrong.saturating_add(usize::from(!found.is_empty()));
            clear = clear.saturating_add(usize::from(!left));
        }
    }
    assert!(wrong > 30 && clear > 500, "{wrong} wrong, {clear} clear");
}

/// Columns know a text by its number among those that items compare with. Guards may compare with others.
#[test]
fn guards_that_compare_with_texts_of_their_own() {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (enterprise) { 地址 (address) : 文本
区外 (outside) : 布尔 仅当 地址 不等于 \"北区\"  丙 (c) : 布尔 }
人员 刘伟 措施 1 返还 { 责任人 刘伟 支持 1.1 返还 { 对象 企业 条件 x 丙 金额 5元 } }";
    let program = huice::Pack::from_sources("try", &[("try.huice", rules)]).program().unwrap();
    let policy = program.policy();
    let plan = Plan::new(policy, &Context::new("2020-03-31".parse().unwrap()));
    let fact = |key: &str| FactId(policy.facts.iter().position(|fact| fact.key == key).unwrap());
    let mut profile = Profile::empty(policy);
    profile.set_fact(fact("address"), Some(Value::Text("北区".to_owned())));
    profile.set_fact(fact("outside"), Some(Value::Bool(true)));
    assert!(!contradictions(policy, &profile).is_empty(), "the value is excluded");
    let mut columns = Columns::new(&plan);
    columns.push(&plan, &profile);
    let watch = Contradictions::new(policy, &plan);
    let mut left = vec![false];
    watch.mark(&columns, [fact("address"), fact("outside")].into_iter(), &mut watch.lookout(), &mut left);
    assert!(left[0], "the contradiction was not seen");
}
