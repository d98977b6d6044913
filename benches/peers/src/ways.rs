//! Ways to compute, and the clock: rounds in turn, processor time, the median of each way.

use rustix::time::{ClockId, clock_gettime};

/// Rounds that count; one before them does not.
const ROUNDS: usize = 11;

/// One way.
pub struct Way<'w> {
    pub group: &'static str,
    pub name: String,
    pub rows: usize,
    /// Runs all rows once and gives the nanoseconds of processor time it took.
    pub round: Box<dyn FnMut() -> u64 + 'w>,
}

/// The processor time of this process so far, in nanoseconds.
fn now() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).expect("time goes on")
}

impl<'w> Way<'w> {
    /// A way that runs in this process.
    pub fn here(group: &'static str, name: &str, rows: usize, mut run: impl FnMut() + 'w) -> Self {
        let round = move || {
            let start = now();
            run();
            now() - start
        };
        Self { group, name: name.to_owned(), rows, round: Box::new(round) }
    }
}

/// Medians of all ways in tenths of a nanosecond a row.
pub fn medians(ways: &mut [Way<'_>]) -> Vec<u64> {
    let mut nanos = vec![Vec::new(); ways.len()];
    for round in 0..=ROUNDS {
        for (way, nanos) in ways.iter_mut().zip(&mut nanos) {
            let spent = (way.round)();
            if round > 0 {
                nanos.push(spent);
            }
        }
        eprint!("\rround {round} of {ROUNDS}");
    }
    eprintln!();
    let median = |(way, mut nanos): (&Way<'_>, Vec<u64>)| {
        nanos.sort_unstable();
        nanos[ROUNDS / 2] * 10 / u64::try_from(way.rows).expect("rows")
    };
    ways.iter().zip(nanos).map(median).collect()
}
