//! rhai: a script compiled once, its function called with the facts as arguments. Integers of 64 bits; built without
//! checks for overflow, floats, modules and the rest that its book suggests to leave out for speed.

use super::{Peer, answers};
use crate::data::Enterprise;
use crate::facts::{Fact, facts};
use crate::hand::Answers;
use rhai::{AST, Array, Dynamic, Engine, OptimizationLevel, Scope};

/// Engine, script and rows.
pub struct Rhai {
    engine: Engine,
    script: AST,
    rows: Vec<Vec<Dynamic>>,
}

impl Rhai {
    pub fn new(rows: &[Enterprise]) -> Self {
        let mut engine = Engine::new();
        engine.set_optimization_level(OptimizationLevel::Full);
        let script = engine.compile(include_str!("../../rules/relief10.rhai")).expect("a script of rhai");
        let rows = rows.iter().map(|e| {
            facts(e)
                .map(|(_, fact)| match fact {
                    Fact::Int(n) => Dynamic::from_int(n),
                    Fact::Bool(b) => Dynamic::from_bool(b),
                })
                .to_vec()
        });
        Self { engine, script, rows: rows.collect() }
    }
}

impl Peer for Rhai {
    fn run(&mut self, out: &mut [Answers]) {
        let mut scope = Scope::new();
        for (row, out) in self.rows.iter().zip(out) {
            let results: Array =
                self.engine.call_fn(&mut scope, &self.script, "relief", row.clone()).expect("a result");
            *out = answers(results.iter().map(|fen| fen.as_int().expect("whole fen")));
        }
    }
}
