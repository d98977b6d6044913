//! Tests of scripts: what they are for, the traps of the engine, the limits, the laws of arithmetic.

mod edges;
mod laws;
mod limits;
mod refused;
mod samples;
mod traps;

use super::{Place, Script, ScriptCall, ScriptError, ScriptFault, ScriptType, ScriptValue, Signature};
use crate::value::number::Number;
use chrono::NaiveDate;

const STEPS: u64 = 20_000;

fn signature(params: &[(&str, ScriptType)], result: ScriptType) -> Signature {
    Signature {
        name: "计算".to_owned(),
        params: params.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
        result,
        max_steps: STEPS,
    }
}

/// Compiles a body without parameters.
fn compile(body: &str, result: ScriptType) -> Result<Script, ScriptError> {
    Script::compile(&format!("fn 计算() {{ {body} }}"), signature(&[], result))
}

fn run(body: &str, result: ScriptType) -> Result<ScriptCall, ScriptFault> {
    compile(body, result).unwrap().call(&[])
}

/// The number that a body gives, as text.
fn number(body: &str) -> String {
    match run(body, ScriptType::Number).unwrap().value {
        ScriptValue::Number(number) => number.to_exact_string(),
        other => panic!("{other:?}"),
    }
}

fn truth(body: &str) -> bool {
    run(body, ScriptType::Bool).unwrap().value == ScriptValue::Bool(true)
}

fn fault(body: &str) -> ScriptFault {
    run(body, ScriptType::Number).unwrap_err()
}

fn refusal(source: &str) -> ScriptError {
    Script::compile(source, signature(&[], ScriptType::Number)).unwrap_err()
}

fn yuan(text: &str) -> ScriptValue {
    ScriptValue::Number(Number::parse_decimal(text).unwrap())
}

fn day(text: &str) -> ScriptValue {
    ScriptValue::Date(date(text))
}

fn date(text: &str) -> NaiveDate {
    crate::value::date::parse_day(text).unwrap()
}

fn at(line: usize, column: usize) -> Option<Place> {
    Some(Place { line, column })
}
