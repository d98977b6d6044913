//! relief-10 and the notice, generated, interpreted and by hand, in turn in one run.

#[path = "../../../benches/relief10/data.rs"]
mod data;
#[expect(dead_code, reason = "the columns are measured elsewhere")]
#[path = "../../../benches/relief10/hand.rs"]
mod hand;
#[path = "../../../benches/relief10/rules.rs"]
mod rules;
#[path = "../../../benches/relief10/turns.rs"]
mod turns;

use super::packs::generate::{Dice, Pools};
use huice::native::Rules;
use huice::{Compiled, Rows, Verdict};
use std::hint::black_box;
use turns::{Way, in_turn};

/// Enterprises: far more than caches hold.
const ROWS: usize = 200_000;
/// Profiles of the notice.
const NOTICE_ROWS: usize = 2_000;
fn each<'w>(name: &'w str, compiled: &'w Compiled, rows: &'w Rows) -> Way<'w> {
    let mut verdicts = vec![Verdict::DEFERRED; compiled.items()];
    let mut scratch = compiled.scratch();
    let run = move || {
        for row in rows.iter() {
            compiled.run(black_box(row), &mut scratch, &mut verdicts);
            black_box(&verdicts);
        }
    };
    Way::new(name, rows.len(), run)
}

pub fn run(relief: &Rules, notice: &Rules) {
    let enterprises = data::enterprises(ROWS);
    let program = rules::program();
    let read = rules::compiled(&program);
    let generated = read.clone().with_rules(*relief).expect("the same rules");
    let mut rows = Rows::default();
    rules::rows(&program, &read, &enterprises).into_iter().for_each(|row| rows.push(row));

    // The same answers first.
    let mut verdicts = vec![Verdict::DEFERRED; read.items()];
    let mut scratch = read.scratch();
    for (e, row) in enterprises.iter().zip(rows.iter()) {
        assert_eq!(generated.run(row, &mut scratch, &mut verdicts), 0, "nothing is deferred");
        assert_eq!(rules::answers(&verdicts), hand::scalar(e), "{e:?}");
    }
    println!("{ROWS} enterprises, identical results\n");

    let notice_pack = super::packs::packs(0).swap_remove(1);
    let context = huice::Context::new("2020-03-06".parse().expect("a day"));
    let notice_read = notice_pack.program.compile(&context);
    let notice_generated = notice_read.clone().with_rules(*notice).expect("the same rules");
    let policy = notice_pack.program.policy();
    let pools = Pools::of(policy);
    let mut notice_rows = Rows::default();
    for seed in 0..NOTICE_ROWS {
        let profile = pools.profile(policy, &mut Dice::new(seed as u64), None);
        notice_rows.push(huice::Row::of(notice_read.plan(), &profile));
    }

    let mut stored = vec![hand::Answers::default(); ROWS];
    let mut one = hand::Answers::default();
    let mut ways = vec![
        Way::new("relief-10 by hand, all results stored", ROWS, || {
            for (e, out) in enterprises.iter().zip(&mut stored) {
                *out = hand::scalar(black_box(e));
            }
            black_box(&stored);
        }),
        Way::new("relief-10 by hand, one buffer", ROWS, || {
            for e in &enterprises {
                one = hand::scalar(black_box(e));
                black_box(&one);
            }
        }),
        each("relief-10 generated", &generated, &rows),
        each("relief-10 interpreted", &read, &rows),
        each("the notice generated", &notice_generated, &notice_rows),
        each("the notice interpreted", &notice_read, &notice_rows),
    ];
    in_turn(&mut ways);
}
