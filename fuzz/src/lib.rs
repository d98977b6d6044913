//! The bodies of the fuzz targets: what must hold for any bytes at all. A target panics when it does not.
//!
//! `fuzz/README.md` says how to run them. The generator of random packs is the one of the integration tests.

#[expect(dead_code, unused_imports, reason = "the integration tests use all of it")]
#[path = "../../tests/generate/mod.rs"]
mod generate;

mod rules;
mod stored;
mod tables;
mod texts;

pub use rules::{answers, packs, profile, script};
pub use stored::{stored, stored_parts};
pub use tables::table;
pub use texts::{check, notice, parse, register, roundtrip};

use huice::{Pack, Program};
use std::path::Path;
use std::sync::LazyLock;

/// The pack of the notice, loaded once.
fn zhoucun() -> &'static Program {
    static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/zhoucun-2020-8");
        Pack::load(folder).expect("the pack can be read").program().expect("the pack has no errors")
    });
    &PROGRAM
}

/// Everything that can be said of a program and an outcome without a question.
fn say_everything(program: &Program, profile: &huice::Profile, context: &huice::Context) {
    use huice::diagnostic::Lang;
    let outcome = program.evaluate(profile, context);
    let text = serde_json::to_string(&outcome).expect("an outcome is JSON");
    let again = serde_json::to_string(&program.evaluate(profile, context)).expect("an outcome is JSON");
    assert_eq!(text, again, "two evaluations differ");
    for lang in [Lang::Zh, Lang::En] {
        let view = huice::explain::View { all: true, ..huice::explain::View::new(lang, program.policy()) };
        let _ = huice::explain::human(&outcome, &view);
        let _ = huice::explain::markdown(&outcome, &view);
    }
}
