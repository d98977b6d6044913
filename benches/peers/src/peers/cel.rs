//! CEL (crate `cel`): ten programs compiled once over one shared environment; the variables of each row are bound
//! beforehand. Its integers are 64 bits wide and checked.

use super::{Peer, answers, lines};
use crate::data::Enterprise;
use crate::facts::{Fact, facts};
use crate::hand::Answers;
use cel::{Context, Env, Program, Value};
use std::sync::Arc;

/// Rules and rows.
pub struct Cel {
    rules: Vec<Program>,
    rows: Vec<Context<'static, 'static>>,
}

impl Cel {
    pub fn new(rows: &[Enterprise]) -> Self {
        let env = Arc::new(Env::stdlib());
        let text = include_str!("../../rules/relief10.cel");
        let rules = lines(text).map(|rule| env.compile(rule).expect("a rule of CEL")).collect();
        let rows = rows.iter().map(|e| {
            let mut row = Context::with_env(Arc::clone(&env));
            for (key, fact) in facts(e) {
                let value = match fact {
                    Fact::Int(n) => Value::Int(n),
                    Fact::Bool(b) => Value::Bool(b),
                };
                row.add_variable_from_value(key, value);
            }
            row
        });
        Self { rules, rows: rows.collect() }
    }
}

impl Peer for Cel {
    fn run(&mut self, out: &mut [Answers]) {
        for (row, out) in self.rows.iter().zip(out) {
            *out = answers(self.rules.iter().map(|rule| match rule.execute(row) {
                Ok(Value::Int(fen)) => fen,
                other => panic!("not an integer: {other:?}"),
            }));
        }
    }
}
