//! The laws of the language on random packs: refinement (by facts, parameters, events and readings), independence of
//! the order of conditions, and the best choice under caps against every assignment. Deterministic.
//! `HUICE_LAW_SEEDS=20000 cargo test --release random_packs` tries more packs.

use crate::generate::{Dice, Pools, SIGNED, Size, Written, day, filled, load, number, unexplained, violations};
use crate::refinement::{show, shrink};
use huice::Program;
use huice::eval::evaluate;
use huice::outcome::{Outcome, Status};
use huice::profile::Profile;
use huice::value::number::Number;
use std::fmt::Write as _;

/// Packs tried by default.
const SEEDS: u64 = 120;
/// Profiles of one pack.
const PROFILES: u64 = 4;

/// How many packs to try by how many threads: one by default.
fn seeds() -> (u64, u64) {
    let asked = std::env::var_os("HUICE_LAW_SEEDS").and_then(|text| text.to_str()?.parse().ok());
    asked.map_or((SEEDS, 1), |seeds| (seeds, 2))
}

/// What is the same whatever the order of conditions: differences, as `ITEM: WHAT`.
fn differences(one: &Outcome, other: &Outcome) -> Vec<String> {
    let sorted = |paths: &[String]| {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        paths
    };
    let mut found = Vec::new();
    for (a, b) in one.items.iter().zip(&other.items) {
        let mut differs = |what: &str, same: bool| {
            if !same {
                found.push(format!("{}: {what} by order: {:?} {:?}", a.item, a.status, b.status));
            }
        };
        differs("status", a.status == b.status && a.exception_possible == b.exception_possible);
        differs(
            "amount",
            (&a.amount.range, &a.amount.yuan, a.amount.kind) == (&b.amount.range, &b.amount.yuan, b.amount.kind),
        );
        differs("needs", sorted(&a.needs) == sorted(&b.needs) && sorted(&a.pending) == sorted(&b.pending));
        differs("events", sorted(&a.events) == sorted(&b.events));
        differs("parameters", sorted(&a.missing_parameters) == sorted(&b.missing_parameters));
    }
    if one.totals.range_yuan != other.totals.range_yuan {
        found.push("totals: by order".to_owned());
    }
    found
}

/// Everything wrong with one pack on its random profiles: what, and where it can be seen.
struct Finding {
    what: String,
    seen: String,
}

/// Tries one text of the pack of a seed; `other` is the same in another order.
fn findings(program: &Program, other: Option<&Program>, seed: u64, explain: bool, signed: bool) -> Vec<Finding> {
    // A certain sum only grows as long as nothing is negative.
    let violations = |p: &Outcome, q: &Outcome| {
        let mut found = violations(p, q);
        found.retain(|what| !signed || !what.starts_with("totals: certain"));
        found
    };
    let policy = program.policy();
    let pools = Pools::of(policy);
    let mut all = Vec::new();
    for round in 0..PROFILES {
        let dice = &mut Dice::new(seed.wrapping_mul(31).wrapping_add(round));
        let more = pools.profile(policy, dice, None);
        let less = pools.forget(policy, dice, &more);
        let context = day(dice);
        let law = |p: &Profile, q: &Profile| violations(&evaluate(policy, p, &context), &evaluate(policy, q, &context));
        for what in law(&less, &more) {
            let seen = if explain {
                let (p, q) = shrink(policy, less.clone(), more.clone(), &|p, q| {
                    law(p, q).iter().any(|w| kind(w) == kind(&what))
                });
                let now = law(&p, &q).into_iter().find(|w| kind(w) == kind(&what)).unwrap_or_default();
                format!("{}\n  {now}\n  of {}\n  to {}", context.as_of, show(policy, &p), show(policy, &q))
            } else {
                String::new()
            };
            all.push(Finding { what, seen });
        }
        let fuller = filled(policy, dice, &context);
        for profile in [&less, &more] {
            let law = |p: &Profile| violations(&evaluate(policy, p, &context), &evaluate(policy, p, &fuller));
            for what in law(profile) {
                let seen = if explain {
                    let (p, _) = shrink(policy, profile.clone(), profile.clone(), &|_, q| {
                        law(q).iter().any(|w| kind(w) == kind(&what))
                    });
                    let (events, params, readings) = (&fuller.events, &fuller.params, &fuller.readings);
                    format!("{}\n  {}\n  {events:?} {params:?} {readings:?}", context.as_of, show(policy, &p))
                } else {
                    String::new()
                };
                all.push(Finding { what: format!("{what} (filled)"), seen });
            }
            let outcome = evaluate(policy, profile, &context);
            for what in unexplained(&outcome).into_iter().chain(unexplained(&evaluate(policy, profile, &fuller))) {
                all.push(Finding { what, seen: format!("{} {}", context.as_of, show(policy, profile)) });
            }
            if let Some(other) = other {
                let theirs = evaluate(other.policy(), profile, &context);
                for what in differences(&outcome, &theirs) {
                    all.push(Finding { what, seen: show(policy, profile) });
                }
            }
        }
    }
    all
}

/// The kind of a finding: the item and its first word.
fn kind(what: &str) -> (String, bool) {
    let mut words = what.split([' ', ':']).filter(|word| !word.is_empty());
    let kind = [words.next(), words.next()].map(Option::unwrap_or_default).join(" ");
    (kind, what.ends_with("(filled)"))
}

/// The text without lines and blocks of rules that do not matter to a finding. Facts, parameters and events stay.
fn smaller(text: &str, keeps: &dyn Fn(&str) -> bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut shorter = true;
    while shorter {
        shorter = false;
        let first = lines.iter().position(|line| line.starts_with("牵头单位")).unwrap();
        for at in (first..lines.len()).rev() {
            let Some(line) = lines.get(at) else { continue };
            let mut depth = 0_i64;
            let mut end = at;
            for (index, line) in lines.iter().enumerate().skip(at) {
                depth = depth.saturating_add(i64::try_from(line.matches('{').count()).unwrap());
                depth = depth.saturating_sub(i64::try_from(line.matches('}').count()).unwrap());
                end = index;
                if depth <= 0 {
                    break;
                }
            }
            if line.trim() == "}" || depth != 0 {
                continue;
            }
            let mut rest = lines.clone();
            rest.drain(at..=end);
            if keeps(&rest.join("\n")) {
                lines = rest;
                shorter = true;
            }
        }
    }
    let first = lines.iter().position(|line| line.starts_with("牵头单位")).unwrap();
    lines[first..].join("\n")
}

fn try_pack(seed: u64, report: &mut String) {
    let text = Written::of_seed(seed).text;
    let signed = text.contains(SIGNED);
    let program = match load(&text) {
        Ok(program) => program,
        Err(errors) => {
            let _ = writeln!(report, "seed {seed}: a mistake of the generator\n{errors}");
            return;
        }
    };
    let other = Written::new(Dice::new(seed), Size::MEDIUM, Some(seed ^ 0x5A5A)).load().unwrap();
    let found = findings(&program, Some(&other), seed, false, signed);
    let Some(first) = found.first() else { return };
    let broken = kind(&first.what);
    let small = smaller(&text, &|text| {
        load(text)
            .is_ok_and(|program| findings(&program, None, seed, false, signed).iter().any(|f| kind(&f.what) == broken))
    });
    let whole = format!("{}{small}", text.split("牵头单位").next().unwrap());
    let again = load(&whole).map_or_else(|_| Vec::new(), |program| findings(&program, None, seed, true, signed));
    let seen = again.into_iter().find(|f| kind(&f.what) == broken);
    let seen = seen.map_or_else(|| first.seen.clone(), |finding| finding.seen);
    let head: Vec<&str> = text
        .lines()
        .filter(|line| {
            line.starts_with("期间")
                || line.starts_with("事件")
                || line.contains("b4 (")
                || line.contains("b5 (")
                || line.contains("m2 (")
                || line.starts_with("包")
        })
        .collect();
    let _ = writeln!(report, "seed {seed}: {}\n{seen}\n{}\n{small}\n", first.what, head.join("\n"));
}

#[test]
fn random_packs_keep_the_laws() {
    let (seeds, threads) = seeds();
    let report: String = std::thread::scope(|scope| {
        let tries = |first: u64| {
            let mut report = String::new();
            for seed in (first..seeds).step_by(usize::try_from(threads).unwrap()) {
                if report.len() > 30_000 {
                    break;
                }
                try_pack(seed, &mut report);
            }
            report
        };
        let workers: Vec<_> = (0..threads).map(|first| scope.spawn(move || tries(first))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert!(report.is_empty(), "\n{report}");
}

/// Two to four items on one list, some capped after the sum; every record certain, some items not for it.
#[test]
fn random_choices_are_the_best_of_all_assignments() {
    let mut weighed = 0;
    for seed in 0..seeds().0 {
        let dice = &mut Dice::new(seed ^ 0xC0DE);
        let count = 2 + dice.roll(3);
        let mut caps = Vec::new();
        let mut body = String::new();
        for index in 0..count {
            let cap = (!dice.percent(30)).then(|| 50 * (1 + dice.roll(8)));
            let stage = cap.map_or_else(String::new, |cap| format!("封顶 {cap}元 每 主体"));
            let test = ["", "条件 甲 ub", "条件 甲 非 uc", "条件 甲 un 不超过 30人"][dice.roll(4)];
            let amount = ["um", "50% × um", "取小(um, 80元)", "um / 3", "取大(10% × um, 30元)"][dice.roll(5)];
            let _ = writeln!(body, "支持 1.{} 补 {{ 对象 企业 逐笔 u {{ {test} 金额 {amount} }} {stage} }}", index + 1);
            caps.push(cap.map(|cap| Number::from_i64(i64::try_from(cap).unwrap())));
        }
        let ids: Vec<String> = (1..=count).map(|index| format!("1.{index}")).collect();
        let vocabulary = Written::of_seed(seed).text;
        // Every item in force, so that each record is certain.
        let vocabulary = vocabulary.split("措施 1").next().unwrap().replace("有效期 至 e2 至少至 2020年2月29日", "");
        let choice = format!("组合 就高不重复 {} 每 u", ids.join("、"));
        let program = load(&format!("{vocabulary}措施 1 试 {{ 牵头单位 局\n{body}{choice} }}")).unwrap();
        let rows: Vec<String> = (0..=dice.roll(5))
            .map(|_| {
                let (sum, people) = (10 * dice.roll(30), 20 * dice.roll(3));
                format!("{{\"ub\":{},\"uc\":{},\"um\":{sum},\"un\":{people}}}", dice.percent(70), dice.percent(30))
            })
            .collect();
        let facts = format!("{{\"subject_type\":\"enterprise\",\"u\":[{}]}}", rows.join(","));
        let profile = huice::Profile::from_json(&program, &facts).unwrap();
        let outcome = program.evaluate(&profile, &huice::Context::new("2020-03-31".parse().unwrap()));

        // What each item gives for each record it is for.
        let options: Vec<Vec<(usize, Number)>> = (0..rows.len())
            .map(|row| {
                let lines = outcome.items.iter().map(|item| &item.records[row]).enumerate();
                let given = lines.filter(|(_, line)| line.status == Status::Eligible);
                given.map(|(item, line)| (item, number(line.range[0].as_ref().unwrap()))).collect()
            })
            .collect();
        let worth = |picks: &[Option<(usize, Number)>]| {
            let mut sums = vec![Number::zero(); count];
            for (item, amount) in picks.iter().flatten() {
                sums[*item] = sums[*item].add(amount);
            }
            let capped =
                sums.into_iter().zip(&caps).map(|(sum, cap)| cap.clone().map_or(sum.clone(), |cap| sum.min(cap)));
            capped.fold(Number::zero(), |total, sum| total.add(&sum))
        };
        let mut best = Number::zero();
        let mut picks = vec![None; rows.len()];
        every(&options, 0, &mut picks, &mut |picks| best = best.clone().max(worth(picks)));
        let cents = |n: &Number| n.round(2, huice::value::rounding::Rounding::HalfUp);
        assert_eq!(number(&outcome.totals.exact_yuan), cents(&best), "seed {seed}: {body}{facts}");
        // And the choice shown reaches it.
        for (row, options) in options.iter().enumerate() {
            let path = format!("u[{row}]");
            let line = outcome.combinations.iter().find(|line| line.record.as_deref() == Some(&path));
            let chosen = line.and_then(|line| line.chosen.as_ref());
            picks[row] = options.iter().find(|(item, _)| chosen == Some(&ids[*item])).cloned();
            assert_eq!(picks[row].is_some(), !options.is_empty(), "seed {seed}, {path}: {body}{facts}");
        }
        assert_eq!(cents(&worth(&picks)), cents(&best), "seed {seed}: {body}{facts}\n{picks:?}");
        weighed += usize::from(options.iter().filter(|options| options.len() > 1).count() > 1);
    }
    assert!(weighed > 20, "only {weighed} choices with a rival");
}

/// What is done with one assignment.
type Look<'l> = dyn FnMut(&[Option<(usize, Number)>]) + 'l;

/// Every way to give each record to one of the items it can go to.
fn every(options: &[Vec<(usize, Number)>], row: usize, picks: &mut Vec<Option<(usize, Number)>>, look: &mut Look<'_>) {
    let Some(here) = options.get(row) else { return look(picks) };
    if here.is_empty() {
        return every(options, row.saturating_add(1), picks, look);
    }
    for pick in here {
        picks[row] = Some(pick.clone());
        every(options, row.saturating_add(1), picks, look);
    }
}
