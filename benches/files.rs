//! relief-10 from files: a bare read of each row into a struct, beside the library (texts in memory to verdicts) and a
//! whole batch (read, evaluate, write). Money is in yuan, in Parquet in fen. All are timed in turn, by the processor time
//! of the whole process. `cargo bench --bench files`, with `--features batch` Parquet too; a word after `--` keeps the
//! ways whose names hold it, and `once` runs each of them once, to be counted by callgrind.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::as_conversions,
    unreachable_pub,
    reason = "a benchmark is a program of its own and may fail loudly"
)]

#[cfg(feature = "batch")]
#[path = "relief10/columns.rs"]
mod columns;
#[path = "relief10/data.rs"]
mod data;

use chrono::{Days, NaiveDate};
use data::{Enterprise, YEAR};
use huice::batch::{Job, Mapping};
use huice::{Compiled, Context, Pack, Program, Taken, Verdict};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::path::{Path, PathBuf};

const ROWS: usize = 200_000;
const ROUNDS: usize = 7;

/// A row as a program without rules would read it.
#[derive(Debug, Deserialize, Serialize)]
struct Row {
    id: u64,
    insured_employees: i64,
    layoffs: i64,
    in_difficulty: bool,
    recoverable: bool,
    prev_year_unemployment_premium: Decimal,
    tech_equipment_investment: Decimal,
    makes_epidemic_goods: bool,
    invest_date: NaiveDate,
    software_purchase: Decimal,
    soe_rent_monthly: Decimal,
    rents_from_soe: bool,
    is_sme: bool,
    loan_principal: Decimal,
    loan_rate: Decimal,
    loan_months: i64,
    city_listed: bool,
    national_listed: bool,
    provincial_listed: bool,
    placements: i64,
    placement_date: NaiveDate,
    is_hr_agency: bool,
    incubator_level: Level,
    incubator_rent_relief: Decimal,
    trained_and_passed: i64,
    training_standard: Decimal,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    None,
    City,
    Province,
}

impl Row {
    fn of(id: usize, e: &Enterprise) -> Self {
        let yuan = |fen: i64| Decimal::new(fen, 2);
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let day = |number: i64| first + Days::new(u64::try_from(number - YEAR).unwrap());
        Self {
            id: id as u64,
            insured_employees: e.insured,
            layoffs: e.layoffs,
            in_difficulty: e.in_difficulty,
            recoverable: e.recoverable,
            prev_year_unemployment_premium: yuan(e.premium),
            tech_equipment_investment: yuan(e.investment),
            makes_epidemic_goods: e.epidemic_goods,
            invest_date: day(e.invest_day),
            software_purchase: yuan(e.software),
            soe_rent_monthly: yuan(e.rent),
            rents_from_soe: e.rents_from_soe,
            is_sme: e.is_sme,
            loan_principal: yuan(e.principal),
            loan_rate: Decimal::new(e.rate, 4),
            loan_months: e.months,
            city_listed: e.city,
            national_listed: e.national,
            provincial_listed: e.provincial,
            placements: e.placements,
            placement_date: day(e.placement_day),
            is_hr_agency: e.hr_agency,
            incubator_level: [Level::None, Level::City, Level::Province][usize::try_from(e.incubator).unwrap()],
            incubator_rent_relief: yuan(e.relief),
            trained_and_passed: e.passed,
            training_standard: yuan(e.standard),
        }
    }
}

/// Processor time of this process so far, all threads, in hundredths of a second.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after = stat.rsplit(')').next().unwrap();
    let fields: Vec<&str> = after.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

fn read_csv(file: &Path) {
    let mut reader = csv::Reader::from_path(file).unwrap();
    for row in reader.deserialize::<Row>() {
        black_box(row.unwrap());
    }
}

fn read_lines(file: &Path) {
    let text = std::fs::read_to_string(file).unwrap();
    for line in text.lines() {
        black_box(serde_json::from_str::<Row>(line).unwrap());
    }
}

/// Every line to verdicts by the library.
fn verdicts(compiled: &Compiled, file: &Path) {
    let reader = compiled.reader();
    let (mut desk, mut verdicts) = (reader.desk(), vec![Verdict::DEFERRED; compiled.items()]);
    let text = std::fs::read_to_string(file).unwrap();
    for line in text.lines() {
        let taken = reader.verdicts(line, &mut desk, &mut verdicts).unwrap();
        assert_eq!(taken, Taken::Short);
        black_box(&verdicts);
    }
}

fn context() -> Context {
    Context::new(NaiveDate::from_ymd_opt(2020, 3, 31).unwrap())
}

fn program() -> Program {
    Pack::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/pack")).unwrap().program().unwrap()
}

const MAPPING: &str = "key = \"id\"\n[constants]\nsubject_type = \"enterprise\"\n";

fn batch(program: &Program, input: &Path, output: &Path, mapping: &str) {
    let mut job = Job::new(input);
    job.output = Some(output.to_owned());
    job.mapping = Mapping::parse(mapping, Path::new("relief-10")).unwrap();
    let report = huice::batch::run(&job, program, &context(), &mut |_| {}).unwrap();
    assert_eq!((report.rows, report.rejected, report.whole), (ROWS as u64, 0, 0));
}

/// A line with the subject type in the place of the number of the row.
fn without_id(line: &str) -> String {
    format!("{{\"subject_type\":\"enterprise\",{}\n", line.split_once(',').unwrap().1)
}

/// Its name, what it does, and the processor time it took.
type Way<'w> = (&'w str, Box<dyn FnMut() + 'w>, u64);

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("relief-10-files");
    std::fs::create_dir_all(&folder).unwrap();
    let (csv, jsonl) = (folder.join("in.csv"), folder.join("in.jsonl"));
    let rows: Vec<Row> = data::enterprises(ROWS).iter().enumerate().map(|(id, e)| Row::of(id, e)).collect();
    let mut writer = csv::Writer::from_path(&csv).unwrap();
    let mut lines = String::new();
    for row in &rows {
        writer.serialize(row).unwrap();
        lines.push_str(&serde_json::to_string(row).unwrap());
        lines.push('\n');
    }
    writer.flush().unwrap();
    std::fs::write(&jsonl, lines).unwrap();
    drop(rows);

    let program = program();
    let compiled = program.compile(&context());
    let out = |name: &str| folder.join(name);
    let run = |input: &Path, output: &str| batch(&program, input, &out(output), MAPPING);
    #[cfg(feature = "batch")]
    let fen = columns::write(&folder, &data::enterprises(ROWS));
    let library = folder.join("library.jsonl");
    let keyless: String = std::fs::read_to_string(&jsonl).unwrap().lines().map(without_id).collect();
    std::fs::write(&library, keyless).unwrap();
    let mut ways: Vec<Way<'_>> = vec![
        ("csv → struct (csv, serde)", Box::new(|| read_csv(&csv)), 0),
        ("csv → answers in csv (huice batch)", Box::new(|| run(&csv, "out.csv")), 0),
        ("json → struct (serde_json)", Box::new(|| read_lines(&jsonl)), 0),
        ("json → verdicts (huice, library)", Box::new(|| verdicts(&compiled, &library)), 0),
        ("json → answers in csv (huice batch)", Box::new(|| run(&jsonl, "out2.csv")), 0),
        ("json → answers in json (huice batch)", Box::new(|| run(&jsonl, "out.jsonl")), 0),
    ];
    #[cfg(feature = "batch")]
    ways.extend([
        ("parquet → columns (parquet, arrow)", Box::new(|| columns::read(&fen)) as Box<dyn FnMut()>, 0),
        ("parquet → verdicts (huice, library)", Box::new(|| columns::verdicts(&compiled, &fen)), 0),
        (
            "parquet → parquet (huice batch)",
            Box::new(|| batch(&program, &fen, &out("out.parquet"), columns::MAPPING)),
            0,
        ),
    ]);
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let once = words.iter().position(|word| word == "once").map(|at| words.remove(at));
    ways.retain(|(name, ..)| words.is_empty() || words.iter().any(|word| name.contains(word.as_str())));
    if once.is_some() {
        ways.iter_mut().for_each(|(_, run, _)| run());
        return;
    }
    for round in 0..=ROUNDS {
        for (_, run, used) in &mut ways {
            let start = ticks();
            run();
            if round > 0 {
                *used += ticks() - start;
            }
        }
    }
    if words.is_empty() {
        assert_eq!(std::fs::read(out("out.csv")).unwrap(), std::fs::read(out("out2.csv")).unwrap());
    }
    println!("{ROWS} rows; processor time of all threads, nanoseconds a row");
    for (name, _, used) in &ways {
        println!("{name:40} {:>6}", used * 10_000_000 / (ROWS * ROUNDS) as u64);
    }
}
