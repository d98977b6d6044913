//! Rego (crate `regorus`): the policy compiled once for its virtual machine, which is the faster of its two ways; one
//! machine for all rows, the input of each made ready beforehand, as its own benchmarks do.

use super::{Peer, answers};
use crate::data::Enterprise;
use crate::facts::{Fact, facts};
use crate::hand::Answers;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use std::collections::BTreeMap;

const ENTRY: &str = "data.relief.answers";

/// Machine and rows.
pub struct Rego {
    machine: RegoVM,
    rows: Vec<Value>,
}

impl Rego {
    pub fn new(rows: &[Enterprise]) -> Self {
        let mut engine = Engine::new();
        let text = include_str!("../../rules/relief10.rego").to_owned();
        engine.add_policy("relief10.rego".to_owned(), text).expect("a policy of Rego");
        let policy = engine.compile_with_entrypoint(&Rc::from(ENTRY)).expect("an entry");
        let program = Compiler::compile_from_policy(&policy, &[ENTRY]).expect("a program");
        let mut machine = RegoVM::new_with_policy(policy);
        machine.load_program(program);
        machine.set_data(Value::new_object()).expect("no data");
        let rows = rows.iter().map(|e| {
            let row: BTreeMap<Value, Value> = facts(e)
                .into_iter()
                .map(|(key, fact)| match fact {
                    Fact::Int(n) => (key.into(), n.into()),
                    Fact::Bool(b) => (key.into(), b.into()),
                })
                .collect();
            row.into()
        });
        Self { machine, rows: rows.collect() }
    }
}

impl Peer for Rego {
    fn run(&mut self, out: &mut [Answers]) {
        for (row, out) in self.rows.iter().zip(out) {
            self.machine.set_input(row.clone());
            let value = self.machine.execute().expect("a result");
            let results = value.as_array().expect("a list");
            *out = answers(results.iter().map(|fen| fen.as_i64().expect("whole fen")));
        }
    }
}
