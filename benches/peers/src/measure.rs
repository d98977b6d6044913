//! The run: results first, then the rounds, then one table.

use crate::data::{Enterprise, enterprises};
use crate::files::ROWS;
use crate::hand::{self, Answers, ColumnAnswers, Columns, Decimals};
use crate::peers::Peer;
use crate::peers::{cel::Cel, rego::Rego, rhai::Rhai, zen::Zen};
use crate::texts::{read_csv, read_json};
use crate::ways::{Way, medians};
use crate::worker::Worker;
use crate::{files, rules};
use huice::columnar::{Results, Workbench};
use huice::{Profile, Rows, Verdict};
use std::cell::RefCell;
use std::hint::black_box;
use std::path::Path;

/// Rows of the engines that take microseconds a row: a part of the same.
const FEW: usize = 20_000;

const EVALUATE: &str = "evaluate, facts in memory";
const JSON: &str = "JSON text in memory";
const CSV: &str = "csv file";
const PARQUET: &str = "Parquet file";

/// Makes a peer ready for some rows.
type Make = fn(&[Enterprise]) -> Box<dyn Peer>;

const PEERS: [(&str, Make); 5] = [
    ("zen-expression 2.1.6, whole numbers", |rows| Box::new(Zen::new(rows))),
    ("zen-expression 2.1.6, yuan and dates", |rows| Box::new(Zen::in_yuan(rows))),
    ("rhai 1.27.0", |rows| Box::new(Rhai::new(rows))),
    ("cel 0.15.0", |rows| Box::new(Cel::new(rows))),
    ("regorus 0.14.1, virtual machine", |rows| Box::new(Rego::new(rows))),
];

/// How the results of a peer compare, part by part, so that memory stays small.
fn check(name: &str, make: Make, rows: &[Enterprise], expected: &[Answers]) {
    let mut different = 0;
    for (rows, expected) in rows.chunks(FEW).zip(expected.chunks(FEW)) {
        let mut got = vec![Answers::default(); rows.len()];
        make(rows).run(&mut got);
        for ((row, got), expected) in rows.iter().zip(&got).zip(expected) {
            if got != expected {
                if different == 0 {
                    println!("first difference of {name}: {row:?}\n  {got:?}\n  {expected:?}");
                }
                different += 1;
            }
        }
    }
    println!("{name}: {}", verdict(different, rows.len()));
}

fn verdict(different: usize, rows: usize) -> String {
    if different == 0 { format!("{rows} rows, all equal") } else { format!("{different} of {rows} rows DIFFER") }
}

/// Checks and times everything, and prints the table.
pub fn measure(folder: &Path, command: &[&str]) {
    let enterprises = enterprises(ROWS);
    let expected: Vec<Answers> = enterprises.iter().map(hand::scalar).collect();
    let program = rules::program();
    let compiled = rules::compiled(&program);
    let plan = compiled.plan();
    let generated = compiled.clone().with_rules(crate::generated::RULES).expect("the same rules");

    println!("Results against those by hand, in `i64`:");
    let decimals: Vec<Decimals> = enterprises.iter().map(Decimals::of).collect();
    let columns = Columns::of(&enterprises);
    let mut by_column = ColumnAnswers::new(ROWS);
    let mut rows = Rows::default();
    let mut facts = huice::columnar::Columns::new(plan);
    for row in rules::rows(&program, &compiled, &enterprises) {
        facts.push_row(row.clone());
        rows.push(row);
    }
    let mut results = Results::new(plan, ROWS);
    let mut bench = Workbench::new(plan);
    let mut scratch = compiled.scratch();
    let mut verdicts = vec![Verdict::DEFERRED; 10 * ROWS];
    hand::columnar(&columns, &mut by_column);
    plan.run_columns(&facts, &mut bench, &mut results);
    let mut different = [0; 5];
    for (index, ((e, row), expected)) in enterprises.iter().zip(rows.iter()).zip(&expected).enumerate() {
        let column: Vec<Verdict> = results.row(index).collect();
        let fen: [i64; 10] = std::array::from_fn(|item| by_column.fen[item][index]);
        let eligible: [bool; 10] = std::array::from_fn(|item| by_column.eligible[item][index]);
        let one = &mut verdicts[10 * index..10 * index + 10];
        compiled.run(row, &mut scratch, one);
        different[0] += usize::from(hand::decimal(e, &decimals[index]) != *expected);
        different[1] += usize::from((fen, eligible) != (expected.fen, expected.eligible));
        different[2] += usize::from(rules::answers(one) != *expected);
        different[3] += usize::from(rules::answers(&column) != *expected);
        generated.run(row, &mut scratch, one);
        different[4] += usize::from(rules::answers(one) != *expected);
    }
    for (name, different) in
        ["rust_decimal by hand", "columns by hand", "Huice compiled", "Huice columnar", "Huice generated"]
            .iter()
            .zip(different)
    {
        println!("{name}: {}", verdict(different, ROWS));
        assert_eq!(different, 0);
    }
    for (name, make) in PEERS {
        check(name, make, &enterprises, &expected);
    }

    let worker = (!command.is_empty()).then(|| RefCell::new(Worker::start(command, folder)));
    let outside = worker.as_ref().map(|worker| worker.borrow_mut().list()).unwrap_or_default();
    for (_, name, _) in &outside {
        let Some(worker) = &worker else { break };
        println!("{name}: {}", worker.borrow_mut().check(name));
    }

    let mut verdicts_generated = verdicts.clone();
    let mut scratch_generated = generated.scratch();
    let mut out = vec![Answers::default(); ROWS];
    let mut out_decimal = out.clone();
    let texts: Vec<String> = enterprises[..FEW].iter().map(files::json).collect();
    let same = |e: &Enterprise, read: &Enterprise| assert_eq!(hand::scalar(e), hand::scalar(read));
    texts.iter().zip(&enterprises).for_each(|(text, e)| same(e, &read_json(text)));
    for (file, as_people_write) in [("fen.csv", false), ("yuan.csv", true)] {
        let mut given = enterprises.iter();
        read_csv(&folder.join(file), as_people_write, |read| same(given.next().expect("no row more"), &read));
        assert_eq!(given.len(), 0);
    }
    let (mut scratch_json, mut one_json) = (compiled.scratch(), vec![Verdict::DEFERRED; 10]);
    for (text, expected) in texts.iter().zip(&expected) {
        let row = compiled.row(&Profile::from_json(&program, text).expect("a profile"));
        compiled.run(&row, &mut scratch_json, &mut one_json);
        assert_eq!(rules::answers(&one_json), *expected);
    }

    let mut ways = vec![
        Way::here(EVALUATE, "by hand, one struct at a time, i64", ROWS, || {
            enterprises.iter().zip(&mut out).for_each(|(e, out)| *out = hand::scalar(black_box(e)));
            black_box(&out);
        }),
        Way::here(EVALUATE, "by hand, column by column, i64", ROWS, || {
            hand::columnar(black_box(&columns), &mut by_column);
            black_box(&by_column.fen);
        }),
        Way::here(EVALUATE, "by hand, rust_decimal", ROWS, || {
            for ((e, d), out) in enterprises.iter().zip(&decimals).zip(&mut out_decimal) {
                *out = hand::decimal(black_box(e), d);
            }
            black_box(&out_decimal);
        }),
        Way::here(EVALUATE, "Huice compiled", ROWS, || {
            for (row, out) in rows.iter().zip(verdicts.chunks_mut(10)) {
                compiled.run(black_box(row), &mut scratch, out);
            }
            black_box(&verdicts);
        }),
        Way::here(EVALUATE, "Huice generated", ROWS, || {
            for (row, out) in rows.iter().zip(verdicts_generated.chunks_mut(10)) {
                generated.run(black_box(row), &mut scratch_generated, out);
            }
            black_box(&verdicts_generated);
        }),
        Way::here(EVALUATE, "Huice columnar", ROWS, || {
            black_box(plan.run_columns(black_box(&facts), &mut bench, &mut results));
            black_box(&results);
        }),
    ];
    for (name, make) in PEERS {
        let mut peer = make(&enterprises[..FEW]);
        let mut out = vec![Answers::default(); FEW];
        ways.push(Way::here(EVALUATE, name, FEW, move || {
            peer.run(black_box(&mut out));
        }));
    }
    ways.push(Way::here(JSON, "serde_json into a struct, nothing computed", FEW, || {
        for text in &texts {
            black_box(read_json(black_box(text)));
        }
    }));
    ways.push(Way::here(JSON, "serde_json into a struct, by hand", FEW, || {
        for text in &texts {
            black_box(hand::scalar(&read_json(black_box(text))));
        }
    }));
    ways.push(Way::here(JSON, "Huice, a checked profile to status and fen", FEW, || {
        for text in &texts {
            let row = compiled.row(&Profile::from_json(&program, black_box(text)).expect("a profile"));
            compiled.run(&row, &mut scratch_json, &mut one_json);
            black_box(&one_json);
        }
    }));
    for (name, file, as_people_write) in
        [("csv in fen into a struct, nothing computed", "fen.csv", false), ("csv in yuan likewise", "yuan.csv", true)]
    {
        let path = folder.join(file);
        ways.push(Way::here(CSV, name, ROWS, move || {
            read_csv(&path, as_people_write, |e| {
                black_box(e);
            });
        }));
    }
    for (group, name, rows) in outside {
        let group = match group.as_str() {
            "evaluate" => EVALUATE,
            "csv" => CSV,
            _ => PARQUET,
        };
        let Some(worker) = &worker else { break };
        let asked = name.clone();
        ways.push(Way { group, name, rows, round: Box::new(move || worker.borrow_mut().time(&asked)) });
    }

    let tenths = medians(&mut ways);
    for group in [EVALUATE, JSON, CSV, PARQUET] {
        table(group, &ways, &tenths);
    }
}

/// One part of the table, against the first way and the ways of Huice in it.
fn table(group: &str, ways: &[Way<'_>], tenths: &[u64]) {
    let rows: Vec<(&str, u64)> = ways
        .iter()
        .zip(tenths)
        .filter(|(way, _)| way.group == group)
        .map(|(way, nanos)| (way.name.as_str(), *nanos))
        .collect();
    let huice: Vec<(&str, u64)> = rows.iter().copied().filter(|(name, _)| name.starts_with("Huice")).collect();
    let against: String = huice.iter().map(|(name, _)| format!(" {name} is faster by |")).collect();
    let Some(first) = rows.first() else { return };
    println!("\n| {group} | ns a row | × {} |{against}", first.0);
    println!("| --- | ---: | ---: |{}", " ---: |".repeat(huice.len()));
    for &(name, nanos) in &rows {
        let ratio = |to: u64| {
            let hundredths = nanos * 100 / to.max(1);
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        };
        let over: String = huice.iter().map(|(_, to)| format!(" {} |", ratio(*to))).collect();
        println!("| {name} | {}.{} | {} |{over}", nanos / 10, nanos % 10, ratio(first.1));
    }
}
