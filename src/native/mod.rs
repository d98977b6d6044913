//! Rules as Rust source: a plan written out as code that the Rust compiler turns into machine code. Owns the writing
//! and the check that generated code belongs to a plan; what operations do is shared with [`crate::compiled`].
//!
//! `write` the source file · `ops` operations as expressions · `items` what decides items · `rt` what generated code calls.
//!
//! For a program whose rules are known when it is built: a build script writes the source, the program includes it and
//! hands [`Rules`] to [`Compiled::with_rules`](crate::Compiled::with_rules). Everything else stays as it is: whatever
//! a plan defers is deferred, and a plan that is not the one the source was written from is refused.

mod items;
mod ops;
#[doc(hidden)]
pub mod rt;
mod write;

use crate::compiled::{RowRef, Verdict};
use crate::plan::Plan;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Generated code answers one row, as [`Rules::run`] does.
type Run = fn(RowRef<'_>, &mut [Verdict]) -> Option<usize>;

/// Rules that were compiled into a program. Made by generated source only.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    fingerprint: &'static str,
    run: Run,
}

impl Rules {
    /// For generated source.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(fingerprint: &'static str, run: fn(RowRef<'_>, &mut [Verdict]) -> Option<usize>) -> Self {
        Self { fingerprint, run }
    }

    /// What every item comes to for one row: how many items are deferred, or `None` when the row or the buffer is not
    /// of the plan they were written from.
    #[must_use]
    pub fn run<'r>(&self, row: impl Into<RowRef<'r>>, verdicts: &mut [Verdict]) -> Option<usize> {
        (self.run)(row.into(), verdicts)
    }

    /// Whether they were written from this plan by this version.
    #[must_use]
    pub fn belong_to(&self, plan: &Plan) -> bool {
        self.fingerprint == fingerprint(&write::code(plan))
    }
}

impl Plan {
    /// The plan as a Rust source file. `about` says in comments what it was written from.
    #[must_use]
    pub fn emit_rust(&self, about: &str) -> String {
        source(self, about)
    }
}

/// Why generated rules are not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the generated rules were written from other rules, for another day or context, or by another version of Huice; \
     write them again (`huice compile PACK --emit rust`, or `Compiled::emit_rust` in the build script)"
)]
pub struct OtherRules;

fn source(plan: &Plan, about: &str) -> String {
    let code = write::code(plan);
    let mut out = String::new();
    for line in about.lines() {
        let _ = writeln!(out, "// {line}");
    }
    let _ = writeln!(out, "// Written by Huice {}; write it again instead of editing it.", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, "\n/// The rules as machine code.");
    let _ = writeln!(
        out,
        "pub const RULES: huice::native::Rules =\n    huice::native::Rules::new(\"{}\", generated::run);\n",
        fingerprint(&code)
    );
    out.push_str(&code);
    out
}

fn fingerprint(code: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update([0]);
    hash.update(code);
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
