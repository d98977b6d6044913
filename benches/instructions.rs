//! One stage of one pack, run once inside `measured`, so that callgrind counts its instructions and nothing else.
//! `benches/instructions` builds this, runs every stage under valgrind and prints the table.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark is a program of its own and may fail loudly"
)]

use huice::columnar::{Columns, Results, Workbench};
use huice::{Context, Pack, Profile, Program, Verdict};
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// Packs by a short name: folder, profile.
const PACKS: [(&str, &str, &str); 2] = [
    ("relief-10", "benches/pack", "benches/relief10/profile.json"),
    ("notice", "policies/zhoucun-2020-8", "seeds/profiles/large-factory.json"),
];

/// Stages and how many profiles each answers.
const STAGES: [(&str, usize); 9] = [
    ("load", 1),
    ("load-stored", 1),
    ("compile", 1),
    ("json-to-profile", 1),
    ("json-to-outcome", 1),
    ("outcome", 1),
    ("reference", 1),
    ("compiled", 1),
    ("columnar", 1000),
];

/// What callgrind counts (`--toggle-collect`).
#[inline(never)]
fn measured<T>(run: impl FnOnce() -> T) -> T {
    black_box(run())
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn program(folder: &str) -> Program {
    Pack::load(at(folder)).unwrap().program().unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [pack, stage] = arguments.as_slice() else {
        for (pack, ..) in PACKS {
            STAGES.iter().for_each(|(stage, profiles)| println!("{pack} {stage} {profiles}"));
        }
        return;
    };
    let (_, folder, profile) = PACKS.into_iter().find(|(name, ..)| name == pack).unwrap();
    run(folder, &std::fs::read_to_string(at(profile)).unwrap(), stage);
}

fn run(folder: &str, text: &str, stage: &str) {
    let context = Context::new("2020-03-31".parse().unwrap());
    // The first of everything also fills what is made once a process.
    let program = program(folder);
    let profile = Profile::from_json(&program, text).unwrap();
    let compiled = program.compile(&context);
    black_box(program.evaluate(&profile, &context));
    let row = compiled.row(&profile);
    let (mut scratch, mut verdicts) = (compiled.scratch(), vec![Verdict::DEFERRED; compiled.items()]);
    compiled.run(&row, &mut scratch, &mut verdicts);
    match stage {
        "load" => drop(measured(|| Pack::load(at(folder)).unwrap().program().unwrap())),
        "load-stored" => {
            let bytes = program.save();
            drop(measured(|| Program::load(&bytes).unwrap()));
        }
        "compile" => drop(measured(|| program.compile(&context))),
        "json-to-profile" => drop(measured(|| Profile::from_json(&program, text).unwrap())),
        "json-to-outcome" => drop(measured(|| {
            let profile = Profile::from_json(&program, text).unwrap();
            serde_json::to_string(&program.evaluate(&profile, &context)).unwrap()
        })),
        "outcome" => drop(measured(|| program.evaluate(&profile, &context))),
        "reference" => drop(measured(|| program.answers(&profile, &context))),
        "compiled" => {
            measured(|| compiled.run(&row, &mut scratch, &mut verdicts));
        }
        "columnar" => {
            let plan = compiled.plan();
            let mut columns = Columns::new(plan);
            (0..1000).for_each(|_| columns.push_row(row.clone()));
            let (mut workbench, mut results) = (Workbench::new(plan), Results::new(plan, columns.rows()));
            measured(|| plan.run_columns(&columns, &mut workbench, &mut results));
        }
        other => panic!("no stage {other}"),
    }
}
