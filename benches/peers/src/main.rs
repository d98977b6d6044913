//! relief-10 by Huice, by hand and by other engines in one run. `benches/peers/run` builds, checks and measures all.
//!
//! `huice-peers data DIR` writes the rows as files; `huice-peers measure DIR [WORKER...]` compares all results with those
//! by hand first, then times every way in turn, round after round. The worker is the command that speaks for the tables
//! (`tables.py`).

#[path = "../../relief10/data.rs"]
mod data;
#[path = "../../relief10/hand.rs"]
mod hand;
#[path = "../../relief10/rules.rs"]
mod rules;

/// relief-10 as the build script wrote it.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

mod facts;
mod files;
mod measure;
mod peers;
mod texts;
mod ways;
mod worker;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["data", folder] => files::write(Path::new(folder)),
        ["measure", folder, worker @ ..] => measure::measure(Path::new(folder), worker),
        _ => {
            eprintln!("huice-peers data DIR | huice-peers measure DIR [WORKER...]");
            std::process::exit(2);
        }
    }
}
