//! The packs of the comparison with their contexts: relief-10, the notice on three days, and random packs of the whole
//! language. The build script and the program must see the same ones.

#![allow(dead_code, unused_imports, reason = "the build script uses half of it")]

#[path = "../../generate/mod.rs"]
pub mod generate;

use generate::{Dice, Written, filled};
use huice::eval::Context;
use huice::{Pack, Program};
use std::path::Path;

/// A pack for one context.
pub struct OnePack {
    pub name: String,
    pub program: Program,
    pub context: Context,
}

const DAYS: [&str; 3] = ["2020-03-06", "2020-06-30", "2021-05-01"];

pub fn packs(seeds: u64) -> Vec<OnePack> {
    let context = |day: &str| Context::new(day.parse().expect("a day"));
    let text = include_str!("../../../benches/pack/relief-10.huice");
    let relief = Pack::from_sources("relief-10", &[("relief-10.huice", text)]).program().expect("a good pack");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/zhoucun-2020-8");
    let notice = Pack::load(folder).expect("the pack can be read").program().expect("a good pack");
    let mut packs = vec![OnePack { name: "relief_10".to_owned(), program: relief, context: context("2020-03-31") }];
    for (at, day) in DAYS.iter().enumerate() {
        packs.push(OnePack { name: format!("notice_{at}"), program: notice.clone(), context: context(day) });
    }
    let dice = &mut Dice::new(9);
    let filled_context = filled(notice.policy(), dice, &context(DAYS[0]));
    packs.push(OnePack { name: "notice_filled".to_owned(), program: notice, context: filled_context });
    for seed in 0..seeds {
        let program = Written::of_seed(seed).load().expect("a good pack");
        let dice = &mut Dice::new(seed);
        let day = generate::day(dice);
        let context = if seed % 2 == 0 { day } else { filled(program.policy(), dice, &day) };
        packs.push(OnePack { name: format!("random_{seed}"), program, context });
    }
    packs
}
