//! Rules compiled into this program, compared with the engines that read them from the pack, and measured.
//!
//! `huice-native check [PROFILES]` compares verdicts on random profiles, `huice-native bench` measures.

mod bench;
mod packs;

mod all {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}

use huice::compiled::{Row, Verdict};
use huice::ir::FactId;
use huice::native::Rules;
use huice::plan::Plan;
use huice::profile::Profile;
use packs::OnePack;
use packs::generate::{Dice, Pools};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("check") => check(args.get(1).and_then(|text| text.parse().ok()).unwrap_or(400)),
        Some("bench") => {
            bench::run(&rules_of("relief_10"), &rules_of("notice_0"));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("huice-native check [PROFILES] | bench");
            ExitCode::from(2)
        }
    }
}

fn rules_of(name: &str) -> Rules {
    all::ALL.iter().find(|(other, _)| *other == name).expect("it was generated").1
}

/// Profiles of one pack: known in full, in part, hardly.
fn profiles(pack: &OnePack, count: u64) -> Vec<Profile> {
    let policy = pack.program.policy();
    let pools = Pools::of(policy);
    let mut all = Vec::new();
    for seed in 0..count {
        let dice = &mut Dice::new(seed);
        let mut profile = pools.profile(policy, dice, None);
        match seed % 3 {
            0 => {
                for (index, fact) in policy.facts.iter().enumerate() {
                    if profile.fact(FactId(index)).is_none() && fact.list.is_none() {
                        profile.set_fact(FactId(index), pools.pick(dice, FactId(index)));
                    }
                }
            }
            1 => profile = pools.forget(policy, dice, &profile),
            _ => {}
        }
        all.push(profile);
    }
    all
}

fn check(count: u64) -> ExitCode {
    let (mut verdicts, mut deferred, mut wrong) = (0_usize, 0_usize, 0_usize);
    let packs = packs::packs(all::SEEDS);
    let mut plans: Vec<(Plan, Rules)> = Vec::new();
    for (pack, (name, rules)) in packs.iter().zip(all::ALL) {
        assert_eq!(pack.name, *name, "the build script saw other packs");
        let plan = Plan::new(pack.program.policy(), &pack.context);
        assert!(rules.belong_to(&plan), "{name}: the generated rules are refused");
        plans.push((plan.clone(), *rules));
        let mut scratch = plan.scratch();
        let items = pack.program.policy().items.len();
        let mut read = vec![Verdict::DEFERRED; items];
        let mut generated = vec![Verdict::DEFERRED; items];
        for profile in profiles(pack, count) {
            let row = Row::of(&plan, &profile);
            let count = plan.run(&row, &mut scratch, &mut read);
            if rules.run(&row, &mut generated) != Some(count) || read != generated {
                let differ = (0..items).find(|at| read[*at] != generated[*at]);
                eprintln!(
                    "{name}: item {differ:?}: {:?} and {:?}",
                    differ.map(|at| read[at]),
                    differ.map(|at| generated[at])
                );
                wrong += 1;
            }
            verdicts += items;
            deferred += count;
        }
    }
    // Rules of another plan are refused, and so are rows and buffers that do not fit.
    let belong = plans.iter().enumerate().flat_map(|(at, (plan, _))| {
        let others = plans.iter().enumerate().filter(move |(other, _)| *other != at);
        others.map(move |(_, (_, rules))| rules.belong_to(plan))
    });
    wrong += belong.filter(|belongs| *belongs).count();
    let (plan, rules) = &plans[0];
    let mut short = vec![Verdict::DEFERRED; 9];
    wrong += usize::from(rules.run(&Row::empty(plan), &mut short).is_some());
    wrong += usize::from(rules.run(&Row::empty(&plans[1].0), &mut vec![Verdict::DEFERRED; 500]).is_some());
    println!("{} packs, {verdicts} verdicts ({deferred} deferred), {wrong} differences", packs.len());
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
