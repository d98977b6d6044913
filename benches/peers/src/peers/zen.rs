//! zen-expression: ten expressions compiled once, one virtual machine and one scope a row, as its documentation of
//! `Isolate` and `Expression` suggests for repeated runs. Its numbers are decimals.

use super::{Peer, answers, lines};
use crate::data::Enterprise;
use crate::facts::{Fact, facts};
use crate::hand::Answers;
use rust_decimal::prelude::ToPrimitive;
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

/// Rules, machine and rows.
pub struct Zen {
    rules: Vec<Expression<Standard>>,
    machine: VM,
    rows: Vec<Scope>,
}

impl Zen {
    pub fn new(rows: &[Enterprise]) -> Self {
        let text = include_str!("../../rules/relief10.zen");
        let rules = lines(text).map(|rule| compile_expression(rule).expect("a rule of zen-expression")).collect();
        let rows = rows.iter().map(|e| {
            let row = Variable::empty_object();
            for (key, fact) in facts(e) {
                let value = match fact {
                    Fact::Int(n) => Variable::Number(n.into()),
                    Fact::Bool(b) => Variable::Bool(b),
                };
                row.dot_insert(key, value);
            }
            Scope::new(row)
        });
        Self { rules, machine: VM::new(), rows: rows.collect() }
    }
}

impl Peer for Zen {
    fn run(&mut self, out: &mut [Answers]) {
        for (row, out) in self.rows.iter().zip(out) {
            *out = answers(self.rules.iter().map(|rule| {
                let value = rule.evaluate_with_scope(row, &mut self.machine).expect("a result");
                value.as_number().and_then(|number| number.to_i64()).expect("whole fen")
            }));
        }
    }
}
