//! Simulations against a second way of counting: each subject by itself through the reference engine, pools paid and changes
//! told by the plainest code. Also what the report says of them.

use crate::simulate::{FIRMS, RULES, day, fen, program, request};
use huice::diagnostic::Lang;
use huice::outcome::Status;
use huice::simulate::{Change, Population, Rule, Simulation};
use huice::{Context, Pack, Profile, Program};
use std::cmp::Reverse;

const SIZE: u64 = 400;

/// One answer: the status, and fen where a sum is known.
type Answer = (Status, Option<i128>);

/// Every subject with the place of its size: 0 from ten employees on, 1 below.
fn subjects() -> Vec<(Profile, usize)> {
    let program = program();
    let population = Population::read(FIRMS).unwrap();
    let drawn = program.subjects(&population, request(SIZE, 1).seed, 0..SIZE).unwrap();
    let place = |profile: &Profile| {
        let json = profile.to_json(&program);
        usize::from(json["employees"].to_string().trim_matches('"').parse::<u32>().unwrap() < 10)
    };
    drawn.into_iter().map(|profile| (place(&profile), profile)).map(|(place, profile)| (profile, place)).collect()
}

/// What one item comes to for every subject; the other pack has the same vocabulary.
fn answers(program: &Program, context: &Context, item: usize) -> Vec<Answer> {
    let own = crate::simulate::program();
    let one = |(profile, _): (Profile, usize)| {
        let profile = Profile::from_json(program, &profile.to_json(&own).to_string()).unwrap();
        let found = &program.evaluate(&profile, context).items[item];
        let yuan = found.amount.yuan.as_deref().filter(|_| found.status == Status::Eligible);
        (found.status, yuan.map(fen))
    };
    subjects().into_iter().map(one).collect()
}

/// What each claim is paid.
fn paid(claims: &[i128], pool: i128, rule: Rule) -> Vec<i128> {
    let total: i128 = claims.iter().sum();
    if rule == Rule::FirstCome || total <= pool {
        let mut left = pool;
        let pay = |claim: &i128| {
            let paid = left.min(*claim);
            left = left.saturating_sub(paid);
            paid
        };
        return claims.iter().map(pay).collect();
    }
    let product = |claim: i128| claim.saturating_mul(pool);
    let mut paid: Vec<i128> = claims.iter().map(|claim| product(*claim).checked_div(total).unwrap()).collect();
    let left = pool.saturating_sub(paid.iter().sum());
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|index| (Reverse(product(claims[*index]).checked_rem(total).unwrap()), *index));
    for index in order.into_iter().take(usize::try_from(left).unwrap()) {
        paid[index] = paid[index].saturating_add(1);
    }
    paid
}

fn count(holds: impl Iterator<Item = bool>) -> u64 {
    u64::try_from(holds.filter(|holds| *holds).count()).unwrap()
}

#[test]
fn pools_are_shared_out_claim_by_claim() {
    let program = program();
    let population = Population::read(FIRMS).unwrap();
    let places: Vec<usize> = subjects().into_iter().map(|(_, place)| place).collect();
    let all: Vec<(i128, usize)> = answers(&program, &day(), 0)
        .into_iter()
        .zip(places)
        .filter_map(|((_, fen), place)| Some((fen.filter(|fen| *fen > 0)?, place)))
        .collect();
    let claims: Vec<i128> = all.iter().map(|(fen, _)| *fen).collect();
    let total: i128 = claims.iter().sum();
    for rule in [Rule::FirstCome, Rule::ProRata] {
        // Nothing, a third, all but a fen, enough.
        for pool in [0, total.checked_div(3).unwrap(), total.saturating_sub(1), total] {
            let mut asked = request(SIZE, 2);
            (asked.pools, asked.rule) = (vec![("1.1".to_owned(), pool)], rule);
            let simulation = program.simulate(&day(), &population, None, &asked).unwrap();
            let (found, wanted) = (&simulation.pools[0], paid(&claims, pool, rule));
            let sum: i128 = wanted.iter().sum();
            assert_eq!(sum, pool, "the pool is given out whole");
            assert_eq!((fen(&found.claimed_yuan), fen(&found.paid_yuan)), (total, sum), "{rule:?} {pool}");
            assert_eq!((fen(&found.left_yuan), fen(&found.unpaid_yuan)), (0, total.saturating_sub(pool)));
            let pairs = || claims.iter().zip(&wanted);
            assert_eq!(found.in_full, count(pairs().map(|(claim, paid)| claim == paid)), "{rule:?} {pool}");
            assert_eq!(found.not_at_all, count(pairs().map(|(_, paid)| *paid == 0)), "{rule:?} {pool}");
            assert_eq!(found.claims, found.in_full.saturating_add(found.in_part).saturating_add(found.not_at_all));
            let short = pairs().position(|(claim, paid)| paid < claim).filter(|_| rule == Rule::FirstCome);
            assert_eq!(found.exhausted_at, short.map(|at| u64::try_from(at).unwrap().saturating_add(1)));
            let (key, members) = &found.by[0];
            assert_eq!(key, "size");
            for (place, (claims, claimed, paid)) in members.iter().enumerate() {
                let mine = || all.iter().zip(&wanted).filter(move |((_, of), _)| *of == place);
                assert_eq!(*claims, count(mine().map(|_| true)));
                assert_eq!(fen(claimed), mine().map(|((claim, _), _)| *claim).sum::<i128>());
                assert_eq!(fen(paid), mine().map(|(_, paid)| *paid).sum::<i128>(), "{rule:?} {pool} {place}");
            }
        }
    }
}

/// Compares what a simulation says of item 1.1 with the subjects one by one; gives the change.
fn compared(other: &Program, changed: &Context) -> (Simulation, Change) {
    let program = program();
    let population = Population::read(FIRMS).unwrap();
    let simulation =
        program.simulate(&day(), &population, Some((other, changed)), &request(SIZE, 2)).expect("both sides draw");
    let change = simulation.changes.iter().find(|change| change.item == "1.1").cloned().expect("1.1 changes");
    let before = answers(&program, &day(), 0);
    let after = answers(other, changed, 0);
    let places: Vec<usize> = subjects().into_iter().map(|(_, place)| place).collect();
    let eligible = |answer: &Answer| answer.0 == Status::Eligible;
    let unknown = |answer: &Answer| eligible(answer) && answer.1.is_none();
    let pairs = || before.iter().zip(&after);
    let differences: Vec<i128> = pairs()
        .map(|(before, after)| match unknown(before) == unknown(after) {
            true => after.1.unwrap_or(0).saturating_sub(before.1.unwrap_or(0)),
            false => 0,
        })
        .collect();
    assert_eq!(change.gain, count(differences.iter().map(|fen| *fen > 0)));
    assert_eq!(change.lose, count(differences.iter().map(|fen| *fen < 0)));
    assert_eq!(fen(&change.gain_yuan), differences.iter().filter(|fen| **fen > 0).sum::<i128>());
    assert_eq!(fen(&change.lose_yuan), differences.iter().filter(|fen| **fen < 0).sum::<i128>().saturating_neg());
    assert_eq!(change.newly, count(pairs().map(|(before, after)| !eligible(before) && eligible(after))));
    assert_eq!(change.no_longer, count(pairs().map(|(before, after)| eligible(before) && !eligible(after))));
    assert_eq!(change.unknown, count(pairs().map(|(before, after)| unknown(before) != unknown(after))));
    for (side, answers) in [(&change.yuan_before, &before), (&change.yuan_after, &after)] {
        assert_eq!(fen(side), answers.iter().filter_map(|answer| answer.1).sum::<i128>());
    }
    for (place, (subjects, difference)) in change.by[0].1.iter().enumerate() {
        let mine = || differences.iter().zip(&places).zip(pairs()).filter(move |((_, of), _)| **of == place);
        let moved = mine().map(|((fen, _), (before, after))| *fen != 0 || before.0 != after.0);
        assert_eq!(*subjects, count(moved), "{place}");
        assert_eq!(fen(difference), mine().map(|((fen, _), _)| *fen).sum::<i128>(), "{place}");
    }
    (simulation, change)
}

#[test]
fn a_changed_parameter() {
    let program = program();
    let mut changed = day();
    changed.set_param(&program, "rate", "20").unwrap();
    let (simulation, change) = compared(&program, &changed);
    assert!(change.lose > 300 && change.gain == 0 && change.newly == 0);
    assert_eq!((simulation.subjects_gain, simulation.subjects_lose), (0, change.lose));
    // Without a rate nobody knows a sum: neither gain nor loss.
    changed.set_param(&program, "rate", "").unwrap();
    let (_, change) = compared(&program, &changed);
    assert!(change.unknown > 300 && change.lose == 0 && change.unknown == change.without_sum_after);
}

#[test]
fn another_reading() {
    let program = program();
    let mut changed = day();
    changed.set_reading(&program, "基数", "一半").unwrap();
    let (simulation, change) = compared(&program, &changed);
    // Where the cap cuts both ways nothing changes.
    assert!(change.lose > 0 && change.lose < change.recipients_before, "{change:?}");
    assert_eq!(simulation.after.unwrap().set, ["基数=一半"]);
}

/// Whether a change is what is expected.
type Holds = fn(&Change) -> bool;

#[test]
fn a_changed_figure() {
    let cases: [(&str, &str, Holds); 3] = [
        ("封顶 100元", "封顶 250元", |change| change.gain > 0 && change.lose == 0),
        ("不超过 20人", "不超过 12人", |change| change.no_longer > 0 && change.lose == change.no_longer),
        ("不超过 20人", "不超过 25人", |change| change.newly > 0 && change.gain == change.newly),
    ];
    for (old, new, check) in cases {
        assert!(RULES.contains(old));
        let pack = Pack::from_sources("later", &[("later.huice", &RULES.replace(old, new))]);
        let later = pack.program().expect("the changed rules hold");
        let (_, change) = compared(&later, &day());
        assert!(check(&change), "{old} → {new}: {change:?}");
    }
}

#[test]
fn the_report_says_what_is_not_known() {
    let program = program();
    let mut changed = day();
    changed.set_param(&program, "rate", "").unwrap();
    let population = Population::read(FIRMS).unwrap();
    let mut asked = request(SIZE, 1);
    asked.pools = vec![("1.1".to_owned(), 10_000)];
    let simulation = program.simulate(&day(), &population, Some((&program, &changed)), &asked).unwrap();
    let file = |lang: Lang, name: &str| {
        let files = simulation.files(lang).unwrap();
        files.into_iter().find(|(file, _)| *file == name).unwrap().1
    };
    let (zh, en) = (file(Lang::Zh, "report.md"), file(Lang::En, "report.md"));
    let change = &simulation.changes[0];
    for (text, words) in [
        (&zh, "未知"),
        (&zh, "群体是虚构的"),
        (&zh, "先到先得"),
        (&zh, "1.1（前）"),
        (&en, "unknown"),
        (&en, "The population is invented"),
        (&en, "First come"),
        (&en, "have a sum that is not known"),
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let row = en.lines().rfind(|line| line.starts_with("| 1.1 | 返还 |")).unwrap();
    let cells: Vec<&str> = row.split(" | ").collect();
    assert_eq!((cells[5], cells[14]), ("unknown", format!("{} |", change.unknown).as_str()), "{row}");
    // In the tables a sum that is not known is empty, not 0.
    let items = file(Lang::En, "items.csv");
    let rows: Vec<Vec<&str>> = items.lines().map(|line| line.trim_matches('"').split("\",\"").collect()).collect();
    let sum = |side: &str| rows.iter().find(|row| row[0].ends_with(side) && row[1] == "1.1").unwrap()[5];
    assert_eq!((sum("before"), sum("after")), (simulation.items[0].yuan.as_str(), ""));
}
