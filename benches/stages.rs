//! Every stage on its own, for relief-10 and for the whole notice: parse, load and check, load a stored program, compile,
//! a profile from JSON, one profile by each engine, JSON to the outcome as JSON. `cargo bench --bench stages`

#![expect(clippy::unwrap_used, reason = "a benchmark is a program of its own and may fail loudly")]

use divan::{Bencher, black_box};
use huice::columnar::{Columns, Results, Workbench};
use huice::span::FileId;
use huice::{Context, Pack, Profile, Program, Verdict};
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

const PACKS: [&str; 2] = ["benches/pack", "policies/zhoucun-2020-8"];

fn folder(pack: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(pack)
}

fn program(pack: &str) -> Program {
    Pack::load(folder(pack)).unwrap().program().unwrap()
}

fn day() -> Context {
    Context::new("2020-03-31".parse().unwrap())
}

/// A profile of each pack, as JSON.
fn json(pack: &str) -> String {
    let profile = if pack == PACKS[0] { "benches/relief10/profile.json" } else { "seeds/profiles/large-factory.json" };
    std::fs::read_to_string(folder(profile)).unwrap()
}

#[divan::bench(args = PACKS)]
fn parse(bencher: Bencher<'_, '_>, pack: &str) {
    let files = std::fs::read_dir(folder(pack)).unwrap().map(|entry| entry.unwrap().path());
    let rules = files.filter(|path| path.extension().is_some_and(|extension| extension == "huice"));
    let texts: Vec<String> = rules.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    bencher.bench_local(|| {
        for text in black_box(&texts) {
            black_box(huice::syntax::parse(FileId(0), text));
        }
    });
}

#[divan::bench(args = PACKS)]
fn load_and_check(pack: &str) -> bool {
    Pack::load(folder(pack)).unwrap().program().is_some()
}

#[divan::bench(args = PACKS)]
fn load_stored(bencher: Bencher<'_, '_>, pack: &str) {
    let bytes = program(pack).save();
    bencher.bench_local(|| Program::load(black_box(&bytes)).unwrap());
}

#[divan::bench(args = PACKS)]
fn compile(bencher: Bencher<'_, '_>, pack: &str) {
    let (program, context) = (program(pack), day());
    bencher.bench_local(|| program.compile(black_box(&context)));
}

#[divan::bench(args = PACKS)]
fn json_to_profile(bencher: Bencher<'_, '_>, pack: &str) {
    let (program, text) = (program(pack), json(pack));
    bencher.bench_local(|| Profile::from_json(&program, black_box(&text)).unwrap());
}

#[divan::bench(args = PACKS)]
fn json_to_outcome(bencher: Bencher<'_, '_>, pack: &str) {
    let (program, context, text) = (program(pack), day(), json(pack));
    bencher.bench_local(|| {
        let profile = Profile::from_json(&program, black_box(&text)).unwrap();
        serde_json::to_string(&program.evaluate(&profile, &context)).unwrap()
    });
}

#[divan::bench(args = PACKS)]
fn one_profile_in_words(bencher: Bencher<'_, '_>, pack: &str) {
    let (program, context) = (program(pack), day());
    let profile = Profile::from_json(&program, &json(pack)).unwrap();
    bencher.bench_local(|| program.evaluate(black_box(&profile), &context));
}

#[divan::bench(args = PACKS)]
fn one_profile_reference(bencher: Bencher<'_, '_>, pack: &str) {
    let (program, context) = (program(pack), day());
    let profile = Profile::from_json(&program, &json(pack)).unwrap();
    bencher.bench_local(|| program.answers(black_box(&profile), &context));
}

#[divan::bench(args = PACKS)]
fn one_profile_compiled(bencher: Bencher<'_, '_>, pack: &str) {
    let program = program(pack);
    let compiled = program.compile(&day());
    let row = compiled.row(&Profile::from_json(&program, &json(pack)).unwrap());
    let mut scratch = compiled.scratch();
    let mut verdicts = vec![Verdict::DEFERRED; compiled.items()];
    bencher.bench_local(|| compiled.run(black_box(&row), &mut scratch, &mut verdicts));
}

#[divan::bench(args = PACKS)]
fn a_thousand_profiles_by_column(bencher: Bencher<'_, '_>, pack: &str) {
    let program = program(pack);
    let compiled = program.compile(&day());
    let plan = compiled.plan();
    let row = compiled.row(&Profile::from_json(&program, &json(pack)).unwrap());
    let mut columns = Columns::new(plan);
    (0..1000).for_each(|_| columns.push_row(row.clone()));
    let (mut workbench, mut results) = (Workbench::new(plan), Results::new(plan, columns.rows()));
    bencher.bench_local(|| plan.run_columns(black_box(&columns), &mut workbench, &mut results));
}
