//! relief-10 by Huice and by hand, in one run: results are compared first, then every way is timed in turn, round
//! after round, and the table gives nanoseconds an enterprise and ratios to the code by hand. `cargo bench --bench compare`

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::as_conversions,
    unreachable_pub,
    clippy::disallowed_methods,
    reason = "a benchmark is a program of its own and may fail loudly"
)]

#[path = "relief10/data.rs"]
mod data;
#[path = "relief10/hand.rs"]
mod hand;
#[path = "relief10/rules.rs"]
mod rules;
#[path = "relief10/turns.rs"]
mod turns;

use hand::{ColumnAnswers, Columns, Decimals};
use huice::Verdict;
use std::hint::black_box;
use turns::{Way, in_turn};

/// Enterprises: far more than caches hold.
const ROWS: usize = 200_000;

fn main() {
    let enterprises = data::enterprises(ROWS);
    let program = rules::program();
    let compiled = rules::compiled(&program);
    let rows = rules::rows(&program, &compiled, &enterprises);
    let decimals: Vec<Decimals> = enterprises.iter().map(Decimals::of).collect();
    let columns = Columns::of(&enterprises);

    let mut facts = huice::columnar::Columns::new(compiled.plan());
    for row in &rows {
        facts.push_row(row.clone());
    }
    let mut results = huice::columnar::Results::new(compiled.plan(), ROWS);
    let shares =
        compiled.plan().run_columns(&facts, &mut huice::columnar::Workbench::new(compiled.plan()), &mut results);
    println!("{shares:?}");

    let mut side_by_side = huice::Rows::default();
    rows.iter().for_each(|row| side_by_side.push(row.clone()));

    // The same answers first.
    let mut verdicts = vec![Verdict::DEFERRED; compiled.items()];
    let mut scratch = compiled.scratch();
    let mut by_column = ColumnAnswers::new(ROWS);
    hand::columnar(&columns, &mut by_column);
    for (index, e) in enterprises.iter().enumerate() {
        let scalar = hand::scalar(e);
        assert_eq!(compiled.run(&rows[index], &mut scratch, &mut verdicts), 0, "nothing is deferred");
        assert_eq!(rules::answers(&verdicts), scalar, "row {index}: {e:?}");
        let by_column_here: Vec<Verdict> = results.row(index).collect();
        assert_eq!(rules::answers(&by_column_here), scalar, "row {index} by column: {e:?}");
        assert_eq!(hand::decimal(e, &decimals[index]), scalar, "row {index}: {e:?}");
        let fen: [i64; 10] = std::array::from_fn(|item| by_column.fen[item][index]);
        assert_eq!(fen, scalar.fen, "row {index} by column");
    }
    println!("{ROWS} enterprises, identical results\n");

    let mut all = vec![Verdict::DEFERRED; compiled.items()];
    let mut stored = vec![hand::Answers::default(); ROWS];
    let mut stored_decimal = stored.clone();
    let mut wide = vec![Verdict::DEFERRED; compiled.items() * ROWS];
    let mut scratch2 = compiled.scratch();
    let mut bench = huice::columnar::Workbench::new(compiled.plan());
    let mut ways = vec![
        Way::new("by hand, scalar i64", ROWS, || {
            for (e, out) in enterprises.iter().zip(&mut stored) {
                *out = hand::scalar(black_box(e));
            }
            black_box(&stored);
        }),
        Way::new("by hand, rust_decimal", ROWS, || {
            for ((e, d), out) in enterprises.iter().zip(&decimals).zip(&mut stored_decimal) {
                *out = hand::decimal(black_box(e), d);
            }
            black_box(&stored_decimal);
        }),
        Way::new("by hand, columnar i64", ROWS, || {
            hand::columnar(black_box(&columns), &mut by_column);
            black_box(&by_column.fen);
        }),
        Way::new("Huice compiled, one buffer", ROWS, || {
            for row in side_by_side.iter() {
                compiled.run(black_box(row), &mut scratch, &mut all);
                black_box(&all);
            }
        }),
        Way::new("Huice compiled, all outputs stored", ROWS, || {
            for (row, out) in side_by_side.iter().zip(wide.chunks_mut(10)) {
                compiled.run(black_box(row), &mut scratch2, out);
            }
            black_box(&wide);
        }),
        Way::new("Huice columnar", ROWS, || {
            black_box(compiled.plan().run_columns(black_box(&facts), &mut bench, &mut results));
            black_box(&results);
        }),
    ];
    in_turn(&mut ways);
}
