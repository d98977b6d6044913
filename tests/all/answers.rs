//! Every way to an answer gives the same answer: the reference in words, the reference without words, and the engines
//! built for speed. On every seed profile and on random, partly unknown ones.

use crate::generate::{Dice, Pools};
use huice::columnar::{Columns, Results, Shares, Workbench};
use huice::compiled::{Row, Verdict};
use huice::eval::{Answer, Context, answers, evaluate, is_live};
use huice::ir::{ItemId, Policy};
use huice::outcome::{ItemOutcome, Status};
use huice::plan::Plan;
use huice::profile::Profile;

/// What an outcome in words says in short.
pub(crate) fn shortened(item: &ItemOutcome) -> (&'static str, Option<String>) {
    let yuan = item.amount.yuan.as_ref().or(item.amount.ceiling.as_ref());
    (item.status.word(), yuan.filter(|_| is_live(item.status)).cloned())
}

/// An amount in fen as an outcome prints it.
pub(crate) fn printed(answer: &Answer) -> (&'static str, Option<String>) {
    let yuan = answer.fen.map(|fen| {
        let sign = if fen < 0 { "-" } else { "" };
        let (yuan, rest) = (fen.unsigned_abs().checked_div(100).unwrap(), fen.unsigned_abs().checked_rem(100).unwrap());
        format!("{sign}{yuan}.{rest:02}")
    });
    (answer.status.word(), yuan)
}

fn every_item(policy: &Policy) -> Vec<ItemId> {
    (0..policy.items.len()).map(ItemId).collect()
}

fn silent_agrees(policy: &Policy, profile: &Profile, context: &Context) {
    let outcome = evaluate(policy, profile, context);
    let short = answers(policy, profile, context, &every_item(policy));
    for (item, answer) in outcome.items.iter().zip(&short) {
        assert_eq!(printed(answer), shortened(item), "item {} on {}", item.item, context.as_of);
        assert_eq!(answer.capped, item.amount.capped && answer.fen.is_some(), "item {}: capped", item.item);
    }
}

#[test]
fn answers_without_words_agree_with_outcomes() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let profile = pools.profile(policy, &mut dice, None);
        for day in ["2020-03-06", "2020-06-30", "2021-05-01"] {
            silent_agrees(policy, &profile, &Context::new(day.parse().unwrap()));
        }
    }
}

/// Verdicts of a plan that differ from the reference engine's, and how many items were answered and deferred.
fn compared(policy: &Policy, profile: &Profile, context: &Context, plan: &Plan) -> (Vec<String>, usize, usize) {
    let row = Row::of(plan, profile);
    let mut verdicts = vec![Verdict::DEFERRED; policy.items.len()];
    let deferred = plan.run(&row, &mut plan.scratch(), &mut verdicts);
    let reference = answers(policy, profile, context, &every_item(policy));
    let mut found = Vec::new();
    for ((item, verdict), answer) in policy.items.iter().zip(&verdicts).zip(&reference) {
        if let Some(compiled) = verdict.answer().filter(|compiled| compiled != answer) {
            found.push(format!("{}: {compiled:?}, by the reference {answer:?}", item.id));
        }
    }
    (found, policy.items.len(), deferred)
}

/// Row by row and column by column give the same.
fn same_by_column(policy: &Policy, profiles: &[Profile], context: &Context, what: &str) -> Shares {
    let plan = Plan::new(policy, context);
    let mut columns = Columns::new(&plan);
    let mut scratch = plan.scratch();
    for profile in profiles {
        columns.push(&plan, profile);
    }
    let mut results = Results::new(&plan, columns.rows());
    let shares = plan.run_columns(&columns, &mut Workbench::new(&plan), &mut results);
    for (at, profile) in profiles.iter().enumerate() {
        let mut verdicts = vec![Verdict::DEFERRED; policy.items.len()];
        plan.run(&Row::of(&plan, profile), &mut scratch, &mut verdicts);
        for (index, verdict) in verdicts.iter().enumerate() {
            let id = &policy.items[index].id;
            assert_eq!(results.verdict(index, at), Some(*verdict), "{what}, item {id}, row {at} on {}", context.as_of);
        }
    }
    shares
}

#[test]
fn columns_agree_with_rows() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    let dice = &mut Dice::new(5);
    let profiles: Vec<Profile> = (0..1500).map(|_| pools.profile(policy, dice, None)).collect();
    let shares = same_by_column(policy, &profiles, &Context::new("2020-03-31".parse().unwrap()), "the notice");
    assert!(shares.columnar > 0 && shares.compiled > 0 && shares.deferred > 0, "{shares:?}");
    for seed in 0..seeds(40) {
        let program = crate::generate::Written::of_seed(seed).load().unwrap();
        let policy = program.policy();
        let pools = Pools::of(policy);
        let dice = &mut Dice::new(seed);
        let context = crate::generate::day(dice);
        let full = |dice: &mut Dice| {
            let mut profile = pools.profile(policy, dice, None);
            for (index, fact) in policy.facts.iter().enumerate() {
                let id = huice::ir::FactId(index);
                if profile.fact(id).is_none() && fact.list.is_none() && dice.percent(97) {
                    profile.set_fact(id, pools.pick(dice, id));
                }
            }
            profile
        };
        let profiles: Vec<Profile> = (0..60).map(|_| full(dice)).collect();
        same_by_column(policy, &profiles, &context, &format!("seed {seed}"));
    }
}

fn agrees(policy: &Policy, profile: &Profile, context: &Context, what: &str) -> (usize, usize) {
    let plan = Plan::new(policy, context);
    let (found, items, deferred) = compared(policy, profile, context, &plan);
    if let Some(first) = found.first() {
        let wrong = first.split(':').next().unwrap().to_owned();
        let (_, small) = crate::refinement::shrink(policy, profile.clone(), profile.clone(), &|_, q| {
            let (found, ..) = compared(policy, q, context, &plan);
            found.iter().any(|line| line.starts_with(&format!("{wrong}:")))
        });
        let (found, ..) = compared(policy, &small, context, &plan);
        panic!("{what} on {}\n{}\n{}", context.as_of, found.join("\n"), crate::refinement::show(policy, &small));
    }
    (items, deferred)
}

#[test]
fn compiled_agrees_with_the_reference_on_the_notice() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    let (mut items, mut deferred) = (0_usize, 0_usize);
    for seed in 0..seeds(60) {
        let dice = &mut Dice::new(seed);
        let more = pools.profile(policy, dice, None);
        let less = pools.forget(policy, dice, &more);
        let context = crate::generate::day(dice);
        let fuller = crate::generate::filled(policy, dice, &context);
        for context in [&context, &fuller] {
            for profile in [&more, &less] {
                let (all, left) = agrees(policy, profile, context, &format!("seed {seed}"));
                items = items.saturating_add(all);
                deferred = deferred.saturating_add(left);
            }
        }
    }
    let share = deferred.saturating_mul(1000).checked_div(items).unwrap();
    println!("deferred {deferred} of {items} items ({share}‰)");
    assert!(share < 100, "deferred {deferred} of {items} items: far more than before");
}

#[test]
fn compiled_agrees_with_the_reference_on_random_packs() {
    let (mut items, mut deferred) = (0_usize, 0_usize);
    for seed in 0..seeds(300) {
        let text = crate::generate::Written::of_seed(seed).text;
        let program = crate::generate::load(&text).unwrap();
        let policy = program.policy();
        let pools = Pools::of(policy);
        for round in 0..3 {
            let dice = &mut Dice::new(seed.wrapping_mul(77).wrapping_add(round));
            let more = pools.profile(policy, dice, None);
            let less = pools.forget(policy, dice, &more);
            let context = crate::generate::day(dice);
            let fuller = crate::generate::filled(policy, dice, &context);
            for context in [&context, &fuller] {
                for profile in [&more, &less] {
                    let (all, left) = agrees(policy, profile, context, &format!("seed {seed}\n{text}"));
                    items = items.saturating_add(all);
                    deferred = deferred.saturating_add(left);
                }
            }
        }
    }
    println!("deferred {deferred} of {items} items");
    assert!(deferred.saturating_mul(2) < items, "deferred {deferred} of {items} items");
}

/// Quotients and members that hang on facts which are not known are decided without the reference engine.
#[test]
fn what_is_open_in_part_is_not_deferred() {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 单位 人 枚举 型 { 大 (large) 中 (medium) 小 (small) }
主体 企业 (enterprise) { 裁 (cut) : 人 员 (staff) : 人 营收 (revenue) : 元
  型号 (size) : 型 推导 若 员 不少于 300人 且 营收 不少于 100元 则 大 否则 若 员 不少于 20人 则 中 否则 小 }
人员 刘伟 措施 1 返还 { 责任人 刘伟
支持 1.1 率 { 对象 企业 条件 率 (若 裁 等于 0人 则 0% 否则 裁 / 员) 不超过 5.5% 给予 优先 \"先办\" }
支持 1.2 比 { 对象 企业 条件 比 裁 / 员 不超过 5.5% 给予 优先 \"先办\" }
支持 1.3 型 { 对象 企业 条件 中小 型号 属于 中、小 给予 优先 \"先办\" }
支持 1.4 档 { 对象 企业 条件 档 分档 按 型号 { 大 : 假 中 : 真 小 : 真 } 给予 优先 \"先办\" } }";
    let program = huice::Pack::from_sources("try", &[("try.huice", rules)]).program().unwrap();
    let context = Context::new("2020-03-31".parse().unwrap());
    let policy = program.policy();
    let plan = Plan::new(policy, &context);
    let (yes, no, open, fault) = (Status::Eligible, Status::NotEligible, Status::Undetermined, Status::Fault);
    for (facts, expected) in [
        ("", [open, open, open, open]),
        (r#","cut":5"#, [open, open, open, open]),
        (r#","staff":50"#, [open, open, yes, yes]),
        (r#","staff":300"#, [open, open, open, open]),
        (r#","staff":300,"revenue":"99""#, [open, open, yes, yes]),
        (r#","staff":300,"revenue":"100""#, [open, open, no, no]),
        (r#","revenue":"99""#, [open, open, yes, yes]),
        (r#","cut":5,"staff":0"#, [fault, fault, yes, yes]),
        (r#","cut":11,"staff":200"#, [yes, yes, yes, yes]),
    ] {
        let json = format!(r#"{{"subject_type":"enterprise"{facts}}}"#);
        let profile = huice::profile::one(policy, &json).unwrap();
        let (found, ..) = compared(policy, &profile, &context, &plan);
        assert_eq!(found, Vec::<String>::new(), "{facts}");
        let mut verdicts = vec![Verdict::DEFERRED; policy.items.len()];
        plan.run(&Row::of(&plan, &profile), &mut plan.scratch(), &mut verdicts);
        let statuses: Vec<Option<Status>> = verdicts.iter().map(Verdict::status).collect();
        assert_eq!(statuses, expected.map(Some), "{facts}");
    }
    // Nothing divided by what is not known is nothing, or has no result.
    let profile = huice::profile::one(policy, r#"{"subject_type":"enterprise","cut":0}"#).unwrap();
    let (found, _, deferred) = compared(policy, &profile, &context, &plan);
    assert_eq!((found, deferred), (Vec::new(), 1));
}

/// Found by random packs: a record of which nothing is known may bring a conflict, so that not even a cap of nothing
/// makes the sum certain.
#[test]
fn flaws_of_records_that_are_not_listed() {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (enterprise) { 甲 (a) : 元 丙 (c) : 列表 { 丁 (d) : 元 } }
人员 刘伟 措施 1 返还 { 责任人 刘伟 支持 1.1 返还 { 对象 企业
逐笔 丙 { 金额 分档 恰一 { 当 丁 超过 0元 : 10元 当 丁 超过 5元 : 20元 否则 : 0元 } } 封顶 甲 每 主体 } }";
    let program = huice::Pack::from_sources("try", &[("try.huice", rules)]).program().unwrap();
    let context = Context::new("2020-03-31".parse().unwrap());
    let policy = program.policy();
    let profile = huice::profile::one(policy, r#"{"subject_type":"enterprise","a":"0"}"#).unwrap();
    agrees(policy, &profile, &context, "a conflict in a record");
    assert_eq!(answers(policy, &profile, &context, &every_item(policy))[0].fen, None);
}

/// Found by fuzzing: a record that may not count took its negative ceiling off the most there can be.
#[test]
fn negative_ceilings_of_open_records() {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (enterprise) { 甲 (a) : 元 丙 (c) : 列表 { 丁 (d) : 元 戊 (e) : 布尔 } }
人员 刘伟 措施 1 返还 { 责任人 刘伟 支持 1.1 返还 { 对象 企业 逐笔 丙 { 条件 x 戊 金额上限 (甲 - 丁) 封顶 1000元 每 笔 } } }";
    let program = huice::Pack::from_sources("try", &[("try.huice", rules)]).program().unwrap();
    let json = r#"{"subject_type":"enterprise","a":"0","c":[{"d":"100"}]}"#;
    let context = Context::new("2020-03-31".parse().unwrap());
    let policy = program.policy();
    let profile = huice::profile::one(policy, json).unwrap();
    agrees(policy, &profile, &context, "a negative ceiling");
    let reference = answers(policy, &profile, &context, &every_item(policy));
    assert_eq!(reference[0].fen, Some(0), "it may not count");
}

fn seeds(default: u64) -> u64 {
    std::env::var_os("HUICE_LAW_SEEDS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(default)
}
