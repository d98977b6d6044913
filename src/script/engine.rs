//! A script engine with nothing in it but our operators and functions, and every limit set. Owns the
//! engine's settings; knows nothing of signatures.
//!
//! No package of the engine is registered, not even its core: that one can stop the thread (`sleep`), leave
//! half-way (`exit`), parse JSON and describe functions. What scripts need of it is written here instead.

use super::functions::{self, FUNCTIONS, HostFunction};
use super::limits;
use super::operators;
use super::signal::Signal;
use crate::value::number::Number;
use chrono::NaiveDate;
use rhai::{Array, Dynamic, Engine, OptimizationLevel};
use std::any::TypeId;
use std::cell::Cell;
use std::ops::{Range, RangeInclusive};

/// Symbols switched off in the engine's own tokenizer, behind the first reading of the text.
pub(super) const DISABLED: &[&str] = &[
    "eval",
    "Fn",
    "call",
    "curry",
    "this",
    "switch",
    "try",
    "catch",
    "print",
    "debug",
    "sleep",
    "exit",
    "import",
    "export",
    "private",
    "global",
    "type_of",
    "is_shared",
    "is_def_fn",
    "is_def_var",
    "??",
    "?.",
    "?[",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "<<=",
    ">>=",
    "&=",
    "|=",
    "^=",
    "!in",
];

thread_local! {
    /// Steps of the call under way on this thread. The engine reports its count to a shared callback only;
    /// a call neither leaves its thread nor nests.
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Forgets the steps of an earlier call on this thread.
pub(super) fn reset_steps() {
    STEPS.set(0);
}

/// Steps of the last call on this thread.
pub(super) fn steps() -> u64 {
    STEPS.get()
}

/// An engine for one script.
pub(super) fn build(max_steps: u64) -> Engine {
    let mut engine = Engine::new_raw();
    engine
        .set_optimization_level(OptimizationLevel::None)
        .set_fast_operators(false)
        .set_strict_variables(true)
        .set_allow_anonymous_fn(false)
        .set_allow_switch_expression(false)
        .set_fail_on_invalid_map_property(true)
        .set_max_operations(max_steps)
        .set_max_call_levels(limits::MAX_CALL_LEVELS)
        .set_max_expr_depths(limits::MAX_EXPRESSION_DEPTH, limits::MAX_EXPRESSION_DEPTH)
        .set_max_functions(limits::MAX_FUNCTIONS)
        .set_max_variables(limits::MAX_VARIABLES)
        .set_max_string_size(limits::MAX_TEXT_BYTES)
        .set_max_array_size(limits::MAX_LIST_ITEMS)
        .set_max_map_size(limits::MAX_RECORD_ENTRIES)
        .register_type_with_name::<Number>("number")
        .register_type_with_name::<NaiveDate>("date")
        .register_iterator::<Range<i64>>()
        .register_iterator::<RangeInclusive<i64>>()
        .register_iterator::<Array>()
        .on_progress(|count| {
            STEPS.set(count);
            None
        });
    for symbol in DISABLED {
        engine.disable_symbol(*symbol);
    }
    register_operators(&mut engine);
    for function in FUNCTIONS {
        register_function(&mut engine, function);
    }
    engine
}

/// Every operator takes any two values, so that none of the engine's own is ever chosen.
fn register_operators(engine: &mut Engine) {
    const ARITHMETIC: &[(&str, &str)] =
        &[("+", "+="), ("-", "-="), ("*", "*="), ("/", "/="), ("%", "%="), ("**", "**=")];
    let any = TypeId::of::<Dynamic>();
    for (operator, assignment) in ARITHMETIC {
        binary(engine, operator, move |a, b| operators::arithmetic(operator, a, b));
        engine.register_raw_fn(*assignment, [any, any], move |_, arguments| {
            let [target, value] = arguments else { return Ok(Dynamic::UNIT) };
            **target = operators::arithmetic(operator, target, value).map_err(Signal::raise)?;
            Ok(Dynamic::UNIT)
        });
    }
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        binary(engine, operator, move |a, b| operators::comparison(operator, a, b).map(Dynamic::from));
    }
    for operator in ["-", "+", "!"] {
        engine.register_raw_fn(operator, [any], move |_, arguments| {
            let [value] = arguments else { return Ok(Dynamic::UNIT) };
            operators::prefix(operator, value).map_err(Signal::raise)
        });
    }
    binary(engine, "..", |a, b| operators::ends("..", a, b).map(|(from, to)| Dynamic::from(from..to)));
    binary(engine, "..=", |a, b| operators::ends("..=", a, b).map(|(from, to)| Dynamic::from(from..=to)));
}

fn binary(
    engine: &mut Engine,
    operator: &'static str,
    body: impl Fn(&Dynamic, &Dynamic) -> Result<Dynamic, Signal> + Send + Sync + 'static,
) {
    let any = TypeId::of::<Dynamic>();
    engine.register_raw_fn(operator, [any, any], move |_, arguments| {
        let [left, right] = arguments else { return Ok(Dynamic::UNIT) };
        body(left, right).map_err(Signal::raise)
    });
}

fn register_function(engine: &mut Engine, function: &'static HostFunction) {
    for name in [function.zh, function.en] {
        for arity in function.arity.clone() {
            let any = vec![TypeId::of::<Dynamic>(); arity];
            engine.register_raw_fn(name, any, move |_, arguments| {
                let arguments: Vec<Dynamic> = arguments.iter().map(|argument| (**argument).clone()).collect();
                functions::call(function, &arguments).map_err(Signal::raise)
            });
        }
    }
}
