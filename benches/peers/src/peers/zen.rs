//! zen-expression: ten expressions compiled once, one virtual machine and one scope a row, as its documentation of
//! `Isolate` and `Expression` suggests for repeated runs. Its numbers are decimals. Twice: over the whole numbers that
//! every peer gets, and over yuan, percentages and dates as an analyst would write the rules.

use super::{Peer, answers, lines};
use crate::data::Enterprise;
use crate::facts::{Fact, facts};
use crate::files;
use crate::hand::Answers;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

/// Rules, machine and rows.
pub struct Zen {
    rules: Vec<Expression<Standard>>,
    machine: VM,
    rows: Vec<Scope>,
    /// What a result is multiplied by to give fen.
    unit: Decimal,
}

impl Zen {
    /// Over whole numbers.
    pub fn new(rows: &[Enterprise]) -> Self {
        let row = |e: &Enterprise| {
            let row = Variable::empty_object();
            for (key, fact) in facts(e) {
                let value = match fact {
                    Fact::Int(n) => Variable::Number(n.into()),
                    Fact::Bool(b) => Variable::Bool(b),
                };
                row.dot_insert(key, value);
            }
            row
        };
        Self::with(include_str!("../../rules/relief10.zen"), rows.iter().map(row), Decimal::ONE)
    }

    /// Over numbers and dates as people write them.
    pub fn in_yuan(rows: &[Enterprise]) -> Self {
        let row = |e: &Enterprise| {
            let row = Variable::empty_object();
            for (key, text) in files::cells(e, true) {
                let value = match (text.parse(), text.parse()) {
                    (Ok(truth), _) => Variable::Bool(truth),
                    (_, Ok(number)) => Variable::Number(number),
                    _ => Variable::String(text.as_str().into()),
                };
                row.dot_insert(key, value);
            }
            row
        };
        Self::with(include_str!("../../rules/relief10-yuan.zen"), rows.iter().map(row), Decimal::ONE_HUNDRED)
    }

    fn with(rules: &str, rows: impl Iterator<Item = Variable>, unit: Decimal) -> Self {
        let rules = lines(rules).map(|rule| compile_expression(rule).expect("a rule of zen-expression")).collect();
        Self { rules, machine: VM::new(), rows: rows.map(Scope::new).collect(), unit }
    }
}

impl Peer for Zen {
    fn run(&mut self, out: &mut [Answers]) {
        for (row, out) in self.rows.iter().zip(out) {
            *out = answers(self.rules.iter().map(|rule| {
                let value = rule.evaluate_with_scope(row, &mut self.machine).expect("a result");
                value.as_number().and_then(|number| (number * self.unit).to_i64()).expect("fen")
            }));
        }
    }
}
