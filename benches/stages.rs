//! Every stage on its own, for relief-10 and for the whole notice: load and check, compile, one profile by each engine,
//! a profile from JSON. `cargo bench --bench stages`

#![expect(clippy::unwrap_used, reason = "a benchmark is a program of its own and may fail loudly")]

use divan::{Bencher, black_box};
use huice::columnar::{Columns, Results, Workbench};
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
    if pack == "benches/pack" {
        return r#"{"subject_type":"enterprise","insured_employees":200,"layoffs":11,"in_difficulty":false,
            "recoverable":true,"prev_year_unemployment_premium":"386412.37","tech_equipment_investment":"50000000",
            "makes_epidemic_goods":true,"invest_date":"2020-03-01","software_purchase":"120000","soe_rent_monthly":"35000",
            "rents_from_soe":true,"is_sme":true,"loan_principal":"8500000","loan_rate":"4.35","loan_months":12,
            "city_listed":true,"national_listed":true,"provincial_listed":false,"placements":40,
            "placement_date":"2020-03-02","is_hr_agency":true,"incubator_level":"city",
            "incubator_rent_relief":"90000","trained_and_passed":25,"training_standard":"1800"}"#
            .to_owned();
    }
    std::fs::read_to_string(folder("seeds/profiles/large-factory.json")).unwrap()
}

#[divan::bench(args = PACKS)]
fn load_and_check(pack: &str) -> bool {
    Pack::load(folder(pack)).unwrap().program().is_some()
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
