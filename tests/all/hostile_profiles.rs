//! Hostile profiles: reading and evaluating stay linear in the size of the text, however it is built, and errors are
//! few and short. Costs are processor time of the thread; `cargo test hostile_profiles -- --ignored --nocapture` prints
//! them.

use crate::hostile::{GROWTH, repeat, spent};
use huice::profile::limits::{MAX_ERRORS, MAX_QUOTED};
use huice::{Context, Profile, Program};
use std::fmt::Write as _;

/// A family of profiles: its name, the size of the smaller one, and how to write one of a size.
type Family = (&'static str, usize, fn(usize) -> String);

/// A list with commas between.
fn joined(n: usize, one: impl Fn(usize) -> String) -> String {
    repeat(n, |at| format!("{}{}", if at == 0 { "" } else { "," }, one(at)))
}

fn loans(n: usize, one: impl Fn(usize) -> String) -> String {
    format!("{{\"subject_type\":\"enterprise\",\"loans\":[{}]}}", joined(n, one))
}

const FAMILIES: &[Family] = &[
    ("records of a list, all known", 250, |n| {
        loans(n, |at| {
            format!(
                "{{\"loan_effective_date\":\"2020-02-{:02}\",\"loan_principal_yuan\":1{at},\"loan_rate_pct\":4.35,\"loan_term_months\":12}}",
                at.checked_rem(28).unwrap().saturating_add(1)
            )
        })
    }),
    ("records of which nothing is known", 500, |n| loans(n, |_| "{}".to_owned())),
    ("records with an unknown field", 2500, |n| loans(n, |at| format!("{{\"x{at}\":1}}"))),
    ("records with a wrong number", 2500, |n| loans(n, |_| "{\"loan_principal_yuan\":\"甲\"}".to_owned())),
    ("records that are none", 2500, |n| loans(n, |_| "7".to_owned())),
    ("one record with one field many times", 5000, |n| {
        loans(1, |_| format!("{{{}}}", joined(n, |_| "\"loan_rate_pct\":1".to_owned())))
    }),
    ("unknown keys", 5000, |n| format!("{{{}}}", joined(n, |at| format!("\"x{at}\":1")))),
    ("one key many times", 5000, |n| format!("{{{}}}", joined(n, |_| "\"loans\":[]".to_owned()))),
    ("wrong values of one key", 5000, |n| format!("{{{}}}", joined(n, |_| "\"roles\":7".to_owned()))),
    ("a long key", 200_000, |n| format!("{{\"{}\":1}}", "k".repeat(n))),
    ("a long Chinese key", 100_000, |n| format!("{{\"{}\":1}}", "键".repeat(n))),
    ("a long text", 200_000, |n| format!("{{\"subject_type\":\"{}\"}}", "x".repeat(n))),
    ("a text of escapes", 50_000, |n| format!("{{\"subject_type\":\"{}\"}}", "\\u4f01".repeat(n))),
    ("a long number", 100_000, |n| loans(1, |_| format!("{{\"loan_principal_yuan\":{}}}", "9".repeat(n)))),
    ("a long fraction", 100_000, |n| loans(1, |_| format!("{{\"loan_principal_yuan\":0.{}}}", "1".repeat(n)))),
    ("a long exponent", 100_000, |n| loans(1, |_| format!("{{\"loan_principal_yuan\":1e{}}}", "9".repeat(n)))),
    ("a long day", 100_000, |n| loans(1, |_| format!("{{\"loan_effective_date\":\"{}\"}}", "2".repeat(n)))),
    ("members of a set", 20_000, |n| format!("{{\"roles\":[{}]}}", joined(n, |_| "\"不是成员\"".to_owned()))),
    ("brackets within brackets", 100_000, |n| format!("{{\"loans\":{}{}}}", "[".repeat(n), "]".repeat(n))),
    ("objects within objects", 50_000, |n| format!("{{\"loans\":[{}1{}]}}", "{\"loans\":".repeat(n), "}".repeat(n))),
    ("brackets that do not close", 100_000, |n| format!("{{\"loans\":{}", "[".repeat(n))),
    ("white space", 400_000, |n| format!("{{{}}}", " ".repeat(n))),
    ("profiles at once", 1000, |n| format!("[{}]", joined(n, |_| "{}".to_owned()))),
    ("profiles that are none", 20_000, |n| format!("[{}]", joined(n, |_| "1".to_owned()))),
];

/// Reads a text as profiles, and evaluates the first; what it cost, in microseconds.
fn cost(program: &Program, text: &str) -> Option<u64> {
    let before = spent();
    match Profile::many_from_json(program, text) {
        Ok((profiles, _)) => {
            let context = Context::new("2020-03-31".parse().unwrap());
            for profile in profiles.iter().take(1) {
                let outcome = program.evaluate(profile, &context);
                assert!(!serde_json::to_string(&outcome).unwrap().is_empty());
            }
        }
        Err(errors) => assert!((1..=MAX_ERRORS).contains(&errors.0.len()), "{}", errors.0.len()),
    }
    spent()?.checked_sub(before?)
}

#[test]
#[ignore = "a measurement: other programs on the machine disturb it"]
fn costs_are_linear_in_the_profile() {
    let program = crate::zhoucun();
    let mut slow = String::new();
    for (name, n, write) in FAMILIES {
        if std::env::var_os("HUICE_HOSTILE").is_some_and(|only| !name.contains(only.to_string_lossy().as_ref())) {
            continue;
        }
        let (small, large) = (write(*n), write(n.saturating_mul(4)));
        let costs = [&small, &small, &large].map(|text| cost(&program, text));
        let [_, Some(one), Some(four)] = costs else { continue };
        println!("{name}: {} bytes {one} µs, {} bytes {four} µs", small.len(), large.len());
        if four > GROWTH.saturating_mul(one.max(30_000)) {
            let _ = writeln!(slow, "{name}: {one} µs became {four} µs for four times as much");
        }
    }
    assert!(slow.is_empty(), "\n{slow}");
}

/// Found by measuring: a message repeated whatever was wrong, however long, and looked for a likely name for each of any
/// number of unknown ones.
#[test]
fn errors_are_few_and_short() {
    let program = crate::zhoucun();
    for (name, n, write) in FAMILIES {
        let Err(errors) = Profile::many_from_json(&program, &write((*n).min(2000))) else { continue };
        assert!((1..=MAX_ERRORS).contains(&errors.0.len()), "{name}: {}", errors.0.len());
        for error in &errors.0 {
            let words = [&error.path, &error.words.zh, &error.words.en].map(|words| words.chars().count());
            assert!(words.iter().all(|count| *count < MAX_QUOTED.saturating_mul(3)), "{name}: {words:?}");
        }
    }
}

/// Found by measuring: the causes of all records were copied for each record, twice. So many records took minutes.
#[test]
fn records_of_which_nothing_is_known_are_not_walked_for_each_other() {
    let program = crate::zhoucun();
    if let Some(spent) = cost(&program, &loans(4000, |_| "{}".to_owned())) {
        assert!(spent < 60_000_000, "{spent} µs");
    }
}

/// A list whose records have periods of their own, all different.
fn periods(n: usize) -> (Program, String) {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 机构 局
        主体 企业 (firm) { 录 (rows) : 列表 { 日 (day) : 日期 起日 (a) : 日期 止日 (b) : 日期 额 (m) : 元 } }
        措施 1 试 { 牵头单位 局 支持 1.1 补 { 依据 条1 对象 企业 逐笔 录 { 适用期间 日 在 自 起日 至 止日 金额 额 } } }";
    let pack = huice::Pack::from_sources("try", &[("try.huice", rules)]);
    let program = pack.program().unwrap_or_else(|| panic!("{:?}", pack.diagnostics()));
    let rows = joined(n, |at| {
        let day = |at: usize, rest: usize| at.checked_rem(rest).unwrap().saturating_add(1);
        let year = at.checked_div(336).unwrap().saturating_add(1950);
        let (month, day) = (day(at.checked_div(28).unwrap(), 12), day(at, 28));
        format!("{{\"day\":\"2020-01-01\",\"a\":\"{year}-{month:02}-{day:02}\",\"b\":\"2150-01-01\",\"m\":1}}")
    });
    (program, format!("{{\"subject_type\":\"firm\",\"rows\":[{rows}]}}"))
}

/// Found by measuring: each period was compared with those of all records before it.
#[test]
fn periods_of_records_are_not_compared_with_each_other() {
    let (program, text) = periods(10_000);
    let before = spent();
    let outcome =
        program.evaluate(&Profile::from_json(&program, &text).unwrap(), &Context::new("2020-03-31".parse().unwrap()));
    let cost = spent().zip(before).and_then(|(now, before)| now.checked_sub(before));
    assert_eq!(outcome.items[0].windows.len(), 10_000);
    assert_eq!(outcome.items[0].amount.yuan.as_deref(), Some("10000.00"));
    println!("10 000 records with periods of their own: {cost:?} µs");
    assert!(cost.is_none_or(|cost| cost < 40_000_000), "{cost:?} µs");
}

/// Depth costs no stack.
#[test]
fn deep_profiles_are_refused_on_a_small_stack() {
    let program = crate::zhoucun();
    let read = || {
        for text in ["[".repeat(3_000_000), format!("{{\"loans\":{}{}}}", "[".repeat(500_000), "]".repeat(500_000))] {
            assert!(Profile::many_from_json(&program, &text).is_err());
        }
    };
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(1 << 20).spawn_scoped(scope, read).unwrap().join().unwrap();
    });
}

/// The same fact known two ways that do not agree, in each of many records.
#[test]
fn contradictions_are_counted_like_other_errors() {
    let rules = "包 试 (try) { 舍入 分 四舍五入 } 主体 企业 (firm) { 录 (rows) : 列表 { 额 (a) : 元 倍 (b) : 元 推导 额 + 额 } }";
    let program = huice::Pack::from_sources("try", &[("try.huice", rules)]).program().unwrap();
    let rows = joined(3000, |_| "{\"a\":1,\"b\":3}".to_owned());
    let text = format!("{{\"subject_type\":\"firm\",\"rows\":[{rows}]}}");
    assert_eq!(Profile::from_json(&program, &text).unwrap_err().0.len(), MAX_ERRORS);
    let many = format!("[{text},{text}]");
    assert_eq!(Profile::many_from_json(&program, &many).unwrap_err().0.len(), MAX_ERRORS);
}
