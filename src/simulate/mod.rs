//! What a policy comes to over an invented population: who gets what, what it costs, what binds, when a pool runs out,
//! and what a change would shift. Owns counting; answers come from the compiled engine. Knows nothing of files but
//! their texts.
//!
//! `file` the text of a population · `bind` its check against a vocabulary · `law` distributions · `draw` profiles from
//! random numbers · `subjects` them for others · `run` threads · `tally` sums · `total` sums after combinations · `pool`
//! money that is not enough · `report` the result as data · `tables` its files, Markdown · `sheets` tables, CSV · `xlsx` the
//! same as a workbook · `plots`, `svg` pictures.

mod bind;
mod draw;
mod file;
mod law;
mod plots;
mod pool;
mod report;
mod run;
mod sheets;
mod subjects;
mod svg;
mod tables;
mod tally;
mod total;
#[cfg(feature = "batch")]
mod xlsx;

use crate::diagnostic::Words;
use crate::eval::Context;
use crate::ir::Policy;

pub use file::Population;
pub use pool::Rule;
pub use report::{Change, Group, ItemResult, Member, PoolMember, PoolResult, Side, Simulation, Spread, Total};
pub use run::{simulate, simulate_while};
pub use subjects::subjects;

/// The name of the JSON form.
pub const SCHEMA: &str = "huice.simulation/1";

/// The most subjects of one run: ten times what a large city has.
pub const MAX_SIZE: u64 = 100_000_000;

/// The largest pool in fen: 10^16 yuan. A claim times a pool then fits 128 bits.
pub const MAX_POOL_FEN: i128 = 1_000_000_000_000_000_000;

/// What is to be simulated.
#[derive(Clone, Debug)]
pub struct Request {
    /// How many subjects.
    pub size: u64,
    /// Where the random numbers begin. The same seed gives the same population.
    pub seed: u64,
    /// How many threads; results do not depend on it.
    pub threads: usize,
    /// Money set aside: item and fen.
    pub pools: Vec<(String, i128)>,
    /// How pools are shared out.
    pub rule: Rule,
}

/// One side of a comparison: rules, and what they are asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// Day, parameters, events, readings.
    pub context: &'a Context,
}

/// What keeps a simulation from being run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The line of the population file, from 1; `None` when the request is at fault.
    pub line: Option<usize>,
    /// What is wrong.
    pub words: Words,
    /// How to mend it.
    pub help: Option<Words>,
}

impl Problem {
    fn new(line: Option<usize>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line, words: Words::new(zh, en), help: None }
    }

    fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(zh, en));
        self
    }
}
