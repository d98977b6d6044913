//! The row engines, each behind the same two steps: facts are made ready once and not timed, then all rows are run.
//! An item that is not eligible is `-1` in every language.

pub mod cel;
pub mod rego;
pub mod rhai;
pub mod zen;

use crate::hand::Answers;

/// An engine with its rows made ready.
pub trait Peer {
    /// Runs the rows made ready, as many as `out` holds.
    fn run(&mut self, out: &mut [Answers]);
}

/// Rules of a file with one line an item: `name: expression`; lines that open with `#` are comments.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let rules = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rules.map(|line| line.split_once(": ").expect("`name: expression`").1)
}

/// Ten results, -1 for what is not eligible, in the form of the others.
pub fn answers(results: impl Iterator<Item = i64>) -> Answers {
    let mut out = Answers::default();
    let mut items = 0;
    for (index, fen) in results.enumerate() {
        out.eligible[index] = fen >= 0;
        out.fen[index] = fen.max(0);
        out.total += fen.max(0);
        items = index + 1;
    }
    assert_eq!(items, 10);
    out
}
