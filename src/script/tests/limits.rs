//! Every limit at its value and one beyond. Nothing here depends on the kind of build.

use super::super::limits::*;
use super::super::{Limit, engine};
use super::*;
use crate::value::number;

fn limited(body: &str, limit: Limit) {
    let found = run(body, ScriptType::Number);
    assert!(matches!(&found, Err(ScriptFault::Limit { limit: l, .. }) if *l == limit), "{found:?}");
}

#[test]
fn the_engine_has_the_limits_written_down() {
    let engine = engine::build(7);
    assert_eq!(engine.max_operations(), 7);
    assert_eq!(engine.max_call_levels(), MAX_CALL_LEVELS);
    assert_eq!(engine.max_expr_depth(), MAX_EXPRESSION_DEPTH);
    assert_eq!(engine.max_function_expr_depth(), MAX_EXPRESSION_DEPTH);
    assert_eq!(engine.max_functions(), MAX_FUNCTIONS);
    assert_eq!(engine.max_variables(), MAX_VARIABLES);
    assert_eq!(engine.max_string_size(), MAX_TEXT_BYTES);
    assert_eq!(engine.max_array_size(), MAX_LIST_ITEMS);
    assert_eq!(engine.max_map_size(), MAX_RECORD_ENTRIES);
    assert!(!engine.fast_operators() && engine.strict_variables() && !engine.allow_anonymous_fn());
    assert_eq!(MAX_WHOLE, number::MAGNITUDE_LIMIT);
}

#[test]
fn steps_are_the_same_in_every_build() {
    // Written down, so that a build which counts otherwise fails here.
    let body = "let s = 0; for i in 0..10 { s += i / 3; } s";
    assert_eq!(run(body, ScriptType::Number).unwrap().steps, 80);
}

#[test]
fn steps_at_the_limit() {
    let source = "fn 计算() { let s = 0; for i in 0..10 { s += i; } s }";
    let mut declared = signature(&[], ScriptType::Number);
    let steps = Script::compile(source, declared.clone()).unwrap().call(&[]).unwrap().steps;
    declared.max_steps = steps;
    assert_eq!(Script::compile(source, declared.clone()).unwrap().call(&[]).unwrap().steps, steps);
    declared.max_steps = steps - 1;
    let found = Script::compile(source, declared).unwrap().call(&[]);
    assert!(matches!(found, Err(ScriptFault::Limit { limit: Limit::Steps, .. })));
}

#[test]
fn steps_of_a_declaration() {
    for (steps, accepted) in [(0, false), (1, true), (MAX_STEPS, true), (MAX_STEPS + 1, false)] {
        let mut declared = signature(&[], ScriptType::Number);
        declared.max_steps = steps;
        assert_eq!(Script::compile("fn 计算() { 1 }", declared).is_ok(), accepted, "{steps}");
    }
}

#[test]
fn parameters_of_a_declaration() {
    for (count, accepted) in [(MAX_PARAMETERS, true), (MAX_PARAMETERS + 1, false)] {
        let names: Vec<String> = (0..count).map(|i| format!("p{i}")).collect();
        let params: Vec<_> = names.iter().map(|name| (name.as_str(), ScriptType::Number)).collect();
        let source = format!("fn 计算({}) {{ 1 }}", names.join(", "));
        assert_eq!(Script::compile(&source, signature(&params, ScriptType::Number)).is_ok(), accepted);
    }
}

#[test]
fn source_size() {
    let script = |size: usize| {
        let head = "fn 计算() { 1 } //";
        let source = format!("{head}{}", "x".repeat(size - head.len()));
        Script::compile(&source, signature(&[], ScriptType::Number)).is_ok()
    };
    assert!(script(MAX_SOURCE_BYTES));
    assert!(!script(MAX_SOURCE_BYTES + 1));
}

#[test]
fn call_levels() {
    let deep = |levels: usize| {
        let source = format!("fn 下(n) {{ if n == 0 {{ 0 }} else {{ 下(n - 1) }} }} fn 计算() {{ 下({levels}) }}");
        Script::compile(&source, signature(&[], ScriptType::Number)).unwrap().call(&[]).map(|_| ())
    };
    // The last call, of 下(0), is one too.
    assert_eq!(deep(MAX_CALL_LEVELS - 1), Ok(()));
    assert!(matches!(deep(MAX_CALL_LEVELS), Err(ScriptFault::Limit { limit: Limit::CallLevels, .. })));
}

#[test]
fn functions() {
    let script = |count: usize| {
        let mut source = "fn 计算() { 1 }".to_owned();
        for i in 1..count {
            source.push_str(&format!(" fn f{i}() {{ 1 }}"));
        }
        Script::compile(&source, signature(&[], ScriptType::Number)).is_ok()
    };
    assert!(script(MAX_FUNCTIONS));
    assert!(!script(MAX_FUNCTIONS + 1));
}

#[test]
fn variables() {
    let body = |count: usize| {
        let lets: String = (0..count).map(|i| format!("let x{i} = 1; ")).collect();
        format!("{lets} 1")
    };
    assert_eq!(number(&body(MAX_VARIABLES)), "1");
    limited(&body(MAX_VARIABLES + 1), Limit::Variables);
}

#[test]
fn texts() {
    let body = |size: usize| format!("let s = \"\"; for i in 0..{size} {{ s += \"x\"; }} 长度(s)");
    assert_eq!(number(&body(MAX_TEXT_BYTES)), MAX_TEXT_BYTES.to_string());
    limited(&body(MAX_TEXT_BYTES + 1), Limit::Size);
    limited("let s = \"x\"; loop { s += s; }", Limit::Size);
    let literal = |size: usize| compile(&format!("长度(\"{}\")", "x".repeat(size)), ScriptType::Number).is_ok();
    assert!(literal(MAX_TEXT_BYTES) && !literal(MAX_TEXT_BYTES + 1));
}

#[test]
fn lists() {
    let body = |size: usize| format!("长度([{}])", vec!["0"; size].join(","));
    assert_eq!(number(&body(MAX_LIST_ITEMS - 1)), (MAX_LIST_ITEMS - 1).to_string());
    assert!(compile(&body(MAX_LIST_ITEMS), ScriptType::Number).is_err());
}

#[test]
fn lists_cannot_grow_into_each_other() {
    for body in [
        "let a = [1, 2]; loop { a = [a, a]; }",
        "let a = [1, 2]; loop { a[0] = a; a[1] = a; }",
        "let a = #{x: 1, y: 2}; loop { a = #{x: a, y: a}; }",
        "let a = #{x: 1, y: 2}; loop { a.x = a; a.y = a; }",
        "let a = #{x: 1}; loop { a = [a, a]; }",
    ] {
        limited(body, Limit::Size);
    }
}

#[test]
fn records() {
    let body = |size: usize| {
        let entries: String = (0..size).map(|i| format!("x{i}: 1,")).collect();
        format!("let r = #{{{entries}}}; r.x0")
    };
    assert_eq!(number(&body(MAX_RECORD_ENTRIES)), "1");
    assert!(compile(&body(MAX_RECORD_ENTRIES + 1), ScriptType::Number).is_err());
    let growing = |size: usize| {
        let writes: String = (0..size).map(|i| format!("r.x{i} = 1;")).collect();
        format!("let r = #{{}}; {writes} 1")
    };
    assert_eq!(number(&growing(MAX_RECORD_ENTRIES)), "1");
    limited(&growing(MAX_RECORD_ENTRIES + 1), Limit::Size);
}

#[test]
fn exponents() {
    assert_eq!(number(&format!("1 ** {MAX_EXPONENT}")), "1");
    limited(&format!("1 ** {}", MAX_EXPONENT + 1), Limit::Exponent);
}

/// Ways to nest, each as what opens, what closes, and the most that is accepted.
const SHAPES: &[(&str, &str, usize)] = &[
    ("(", ")", 14),
    ("[", "]", 9),
    ("{", "}", 14),
    ("-(", ")", 9),
    ("if true {", "} else {0}", 9),
    ("if 1 == ", "{1} else {0}", 9),
    ("#{a:", "}", 9),
    ("取整(", ")", 14),
    ("取大(0, 1 + ", ")", 13),
    ("1 + (", ")", 14),
    ("{ let x = ", "; x }", 6),
    ("while true { return ", "; }", 6),
    ("for i in 0..1 { return ", "; }", 6),
    ("if true { 取大(0, 1 + ", ") } else { 0 }", 4),
];

fn nest((open, close, _): (&str, &str, usize), depth: usize, inner: &str) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn depth_of_expressions() {
    let found: Vec<(&str, usize)> = SHAPES
        .iter()
        .map(|shape| {
            let accepted = (1..=100)
                .take_while(|depth| compile(&nest(*shape, *depth, "1"), ScriptType::Number).is_ok())
                .last()
                .unwrap_or(0);
            (shape.0, accepted)
        })
        .collect();
    let expected: Vec<(&str, usize)> = SHAPES.iter().map(|shape| (shape.0, shape.2)).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_deepest_text_is_refused() {
    for shape in SHAPES {
        let most = (MAX_SOURCE_BYTES - 100) / (shape.0.len() + shape.1.len());
        for depth in [1_000.min(most), most] {
            assert!(compile(&nest(*shape, depth, "1"), ScriptType::Number).is_err(), "{} {depth}", shape.0);
        }
    }
}

/// The engine is driven without the stack that calls have of their own, on half of it.
#[test]
fn the_deepest_script_accepted_needs_half_the_stack() {
    for shape in SHAPES {
        let source = |depth: usize| format!("fn 计算() {{ {} }}", nest(*shape, depth, "计算()"));
        let declared = || signature(&[], ScriptType::Number);
        let deepest = (1..=100).map(source).take_while(|source| Script::compile(source, declared()).is_ok()).last();
        let run = move || {
            let engine = engine::build(MAX_STEPS);
            let ast = engine.compile(deepest.unwrap()).unwrap();
            engine.call_fn::<rhai::Dynamic>(&mut rhai::Scope::new(), &ast, "计算", ()).unwrap_err().to_string()
        };
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES / 2).spawn(run).unwrap();
        assert!(worker.join().unwrap().starts_with("Stack overflow"), "{}", shape.0);
    }
}

/// The host may have next to no stack left.
#[test]
fn a_call_needs_little_of_the_hosts_stack() {
    let source = "fn 下(n) { if n == 0 { 0 } else { 下(n - 1) } } fn 计算() { 下(7) }";
    let run = move || Script::compile(source, signature(&[], ScriptType::Number)).unwrap().call(&[]).is_ok();
    let worker = std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap();
    assert!(worker.join().unwrap());
}
