//! Several ways to the same rows, timed in turn, round after round, so that whatever else the machine does falls on all
//! of them alike. Owns the clock, the medians and the table; knows nothing of what is timed.

use std::time::Instant;

/// Rounds; the median counts.
const ROUNDS: usize = 15;

/// One way to compute some rows.
pub struct Way<'w> {
    name: &'w str,
    rows: usize,
    run: Box<dyn FnMut() + 'w>,
    nanos: Vec<u128>,
}

impl<'w> Way<'w> {
    /// A way with its name in the table, and how many rows one run computes.
    pub fn new(name: &'w str, rows: usize, run: impl FnMut() + 'w) -> Self {
        Self { name, rows, run: Box::new(run), nanos: Vec::new() }
    }

    /// Tenths of a nanosecond a row.
    fn median(&mut self) -> u128 {
        self.nanos.sort_unstable();
        self.nanos[ROUNDS / 2] * 10 / self.rows as u128
    }
}

/// Runs all ways in turn, one round to warm up, and prints nanoseconds a row and ratios to the first.
pub fn in_turn(ways: &mut [Way<'_>]) {
    for round in 0..=ROUNDS {
        for way in &mut *ways {
            let start = Instant::now();
            (way.run)();
            if round > 0 {
                way.nanos.push(start.elapsed().as_nanos());
            }
        }
    }
    let base = ways.first_mut().map_or(1, Way::median).max(1);
    println!("{:40} {:>10} {:>8}", "", "ns a row", "× first");
    for way in ways {
        let nanos = way.median();
        let ratio = nanos * 100 / base;
        println!("{:40} {:>8}.{} {:>5}.{:02}", way.name, nanos / 10, nanos % 10, ratio / 100, ratio % 100);
    }
}
