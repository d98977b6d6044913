//! One point of a curve, in a process of its own so that peak memory is its own. `benches/scaling/run` draws the curves.
//!
//! `scaling rules PACK PROFILE`: load and check, store, load the stored, compile, one profile by each engine.
//! `scaling columns ROWS`: relief-10 over so many rows in memory, by column.
//! `scaling csv ROWS FILE`: so many rows of relief-10 as csv, for `huice batch`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::expect_used,
    unreachable_pub,
    dead_code,
    reason = "a benchmark is a program of its own and may fail loudly"
)]

#[path = "relief10/data.rs"]
mod data;
#[path = "peers/src/facts.rs"]
mod facts;
#[path = "peers/src/files.rs"]
mod files;
#[path = "relief10/hand.rs"]
mod hand;
#[path = "relief10/rules.rs"]
mod rules;

use huice::columnar::{Columns, Results, Workbench};
use huice::diagnostic::Lang;
use huice::{Context, Pack, Profile, Program, Verdict};
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

/// Rows of relief-10 that are made; longer tables repeat them.
const DISTINCT: usize = 10_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["rules", pack, profile] => rules_of(pack, profile),
        ["columns", rows] => columns(rows.parse().unwrap()),
        ["csv", rows, file] => csv(rows.parse().unwrap(), file),
        _ => println!("benches/scaling/run draws the curves"),
    }
}

/// The shortest of several runs, in nanoseconds: what the work takes when nothing else has the processor. Long runs are
/// always interrupted on a busy machine, so that their processor time counts.
fn shortest<T>(runs: usize, mut run: impl FnMut() -> T) -> u128 {
    let once = |_| {
        let (start, before) = (Instant::now(), on_processor());
        black_box(run());
        let wall = start.elapsed().as_nanos();
        if wall < LONG { wall } else { on_processor() - before }
    };
    (0..runs).map(once).min().unwrap()
}

/// From here on the clock of the scheduler, which goes by ticks of some milliseconds, is exact enough.
const LONG: u128 = 100_000_000;

/// Time on a processor so far, in nanoseconds.
fn on_processor() -> u128 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

/// Peak of resident memory so far, in KiB.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").to_owned()
}

fn rules_of(folder: &str, profile: &str) {
    let (start, before) = (Instant::now(), on_processor());
    let pack = Pack::load(folder).unwrap();
    let program = pack.program();
    let wall = start.elapsed().as_nanos();
    let load = if wall < LONG { wall } else { on_processor() - before };
    let Some(program) = program else {
        let text = pack.render(huice::diagnostic::Format::Short, Lang::En);
        eprintln!("{}", text.lines().take(5).collect::<Vec<_>>().join("\n"));
        std::process::exit(3);
    };
    let peak_load = peak();
    drop(pack);
    let context = Context::new("2020-03-31".parse().unwrap());
    let bytes = program.save();
    let stored = match Program::load(&bytes) {
        Ok(_) => shortest(3, || Program::load(&bytes).unwrap()),
        Err(error) => {
            eprintln!("stored: {error}");
            0
        }
    };
    let compile = shortest(3, || program.compile(&context));
    let compiled = program.compile(&context);
    let profile = Profile::from_json(&program, &std::fs::read_to_string(profile).unwrap()).unwrap();
    let outcome = shortest(5, || program.evaluate(&profile, &context));
    let reference = shortest(5, || program.answers(&profile, &context));
    let row = compiled.row(&profile);
    let (mut scratch, mut verdicts) = (compiled.scratch(), vec![Verdict::DEFERRED; compiled.items()]);
    let one = shortest(200, || compiled.run(&row, &mut scratch, &mut verdicts));
    let deferred = compiled.run(&row, &mut scratch, &mut verdicts);
    println!(
        "items={} stored_bytes={} load={load} stored={stored} compile={compile} outcome={outcome} reference={reference} \
         compiled={one} deferred={deferred} peak_load={peak_load} peak={}",
        compiled.items(),
        bytes.len(),
        peak()
    );
}

fn columns(rows: usize) {
    let program = rules::program();
    let compiled = rules::compiled(&program);
    let plan = compiled.plan();
    let distinct = rules::rows(&program, &compiled, &data::enterprises(DISTINCT.min(rows)));
    let mut columns = Columns::new(plan);
    for index in 0..rows {
        columns.push_row(distinct[index % distinct.len()].clone());
    }
    let (mut workbench, mut results) = (Workbench::new(plan), Results::new(plan, rows));
    let nanos = shortest(5, || plan.run_columns(&columns, &mut workbench, &mut results));
    println!("rows={rows} columns={nanos} peak={}", peak());
}

fn csv(rows: usize, file: &str) {
    let text = files::csv(&data::enterprises(DISTINCT.min(rows)), true);
    let (headings, body) = text.split_once('\n').unwrap();
    let mut file = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(file, "{headings}").unwrap();
    (0..rows.div_ceil(DISTINCT)).for_each(|_| file.write_all(body.as_bytes()).unwrap());
}
