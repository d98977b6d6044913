//! Traps of the script engine, each closed: what it would do silently is an error here.

use super::super::{Limit, engine};
use super::*;

fn is_type_fault(body: &str) {
    let found = run(body, ScriptType::Bool);
    assert!(matches!(found, Err(ScriptFault::Type { .. })), "{body}: {found:?}");
}

#[test]
fn values_of_different_types_never_compare() {
    for operator in ["==", "!=", "<", "<=", ">", ">="] {
        for (left, right) in [
            ("\"a\"", "1"),
            ("1.5", "\"a\""),
            ("1", "true"),
            ("日期(\"2020-01-01\")", "1"),
            ("日期(\"2020-01-01\")", "\"2020-01-01\""),
            ("[1]", "1"),
            ("[1]", "[1]"),
            ("#{甲: 1}", "#{甲: 1}"),
            ("()", "1"),
            ("()", "()"),
            ("1/3", "\"a\""),
            ("0..3", "0..3"),
        ] {
            is_type_fault(&format!("{left} {operator} {right}"));
        }
    }
    for operator in ["<", "<=", ">", ">="] {
        is_type_fault(&format!("\"a\" {operator} \"b\""));
        is_type_fault(&format!("true {operator} false"));
    }
}

#[test]
fn values_of_different_types_never_combine() {
    for body in [
        "\"a\" + 1",
        "1 + \"a\"",
        "1.5 - \"a\"",
        "true + 1",
        "true & true",
        "日期(\"2020-01-01\") + 1",
        "[1] + [2]",
        "() + \"a\"",
        "-\"a\"",
        "!1",
        "-true",
        "\"ab\" - \"a\"",
        "\"a\" * 3",
        "7 % 0.5",
        "2 ** 0.5",
        "2 ** -1",
        "日期(\"2020-01-01\") * 2",
        "let x = 1; x += \"a\"; true",
        "let x = \"a\"; x += 1; true",
        "let x = \"a\"; x -= \"a\"; true",
        "let x = true; x += true; true",
        "取小(1, \"a\") == 1",
    ] {
        if body.contains('&') {
            assert!(compile(body, ScriptType::Bool).is_err());
        } else {
            is_type_fault(body);
        }
    }
}

#[test]
fn conditions_are_truth_values() {
    for body in [
        "if 1 { 1 } else { 2 }",
        "while 1 { } 1",
        "let x = 1; if x { 1 } else { 2 }",
        "if 1 && true { 1 } else { 2 }",
        "if \"\" || true { 1 } else { 2 }",
    ] {
        match compile(body, ScriptType::Number) {
            Ok(script) => assert!(matches!(script.call(&[]), Err(ScriptFault::Runtime { .. })), "{body}"),
            Err(error) => assert!(matches!(error, ScriptError::Syntax { .. }), "{body}: {error:?}"),
        }
    }
}

#[test]
fn nothing_is_rounded_or_wrapped() {
    assert!(truth("1/3*3 == 1"));
    assert!(truth("0.1 + 0.2 == 0.3"));
    assert!(truth("7 / 2 == 3.5"));
    assert!(truth("let x = 1; x /= 3; x *= 3; x == 1"));
    assert!(truth("2 == 2.0 && 1.50 == 1.5 && 1 < 1.5"));
    assert_eq!(number("12345678901234567890 - 12345678901234567889"), "1");
    assert_eq!(number("0.000000000000000000000000001 + 1"), "1.000000000000000000000000001");
    assert_eq!(number("1.0001 ** 4"), "1.0004000600040001");
}

#[test]
fn overflow_is_a_fault() {
    for body in [
        "1000000000000000000 + 1",
        "-1000000000000000000 - 1",
        "1000000000 * 1000000001",
        "1000000000000000000 * 1000000000000000000",
        "let x = 1000000000000000000; x += 1; x",
        "10 ** 19",
        "let x = 1; for i in 0..41 { x /= 10; } x",
        "let x = 3; loop { x *= x; }",
        "let x = 1/3; loop { x *= x; }",
        "9000000000000000000",
        "加天(日期(\"2020-01-01\"), 1000000000)",
        "加月(日期(\"2020-01-01\"), 10000000000)",
        "加月(日期(\"2020-01-01\"), -100000)",
    ] {
        assert!(matches!(fault(body), ScriptFault::Overflow { .. }), "{body}: {:?}", fault(body));
    }
    assert_eq!(number("999999999999999999 + 1"), "1000000000000000000");
}

#[test]
fn division_by_zero_is_a_fault() {
    for body in ["1 / 0", "1.5 / 0", "1 % 0", "1 / (0.1 + 0.2 - 0.3)", "let x = 1; x /= 0; x"] {
        assert!(matches!(fault(body), ScriptFault::DivisionByZero { .. }), "{body}");
    }
    assert_eq!(fault("\n  1 / 0").place(), at(2, 5));
}

#[test]
fn writing_into_a_constant_record_is_a_fault_and_no_panic() {
    for body in [
        "const 户 = #{人数: 3}; 户.人数 = 5; 1",
        "const 户 = #{人数: 3}; 户[\"人数\"] = 5; 1",
        "const 户 = #{人数: 3}; 户.人数 += 5; 1",
    ] {
        match compile(body, ScriptType::Number) {
            Ok(script) => assert!(matches!(script.call(&[]), Err(ScriptFault::Runtime { .. })), "{body}"),
            Err(error) => assert!(matches!(error, ScriptError::Syntax { .. }), "{body}: {error:?}"),
        }
    }
}

#[test]
fn a_missing_entry_of_a_record_is_a_fault() {
    assert!(matches!(fault("let 户 = #{人数: 3}; 户.人口"), ScriptFault::Runtime { .. }));
    assert!(matches!(fault("let 列 = [1]; 列[1]"), ScriptFault::Runtime { .. }));
}

#[test]
fn a_panic_inside_the_engine_is_contained() {
    let mut broken = engine::build(STEPS);
    broken.register_fn("取整", |_: i64| -> i64 { panic!("on purpose") });
    let script = Script::compile_on(broken, "fn 计算() { 取整(1) }", signature(&[], ScriptType::Number)).unwrap();
    assert_eq!(script.call(&[]), Err(ScriptFault::Internal));
    assert_eq!(script.call(&[]), Err(ScriptFault::Internal));
}

#[test]
fn a_script_keeps_nothing_between_calls() {
    let script = compile("let x = 1; x += 1; x", ScriptType::Number).unwrap();
    let first = script.call(&[]).unwrap();
    for _ in 0..10 {
        assert_eq!(script.call(&[]).unwrap(), first);
    }
    let _ = compile("loop { }", ScriptType::Number).unwrap().call(&[]);
    assert_eq!(script.call(&[]).unwrap(), first);
}

#[test]
fn what_a_script_throws_is_a_fault_with_its_words_and_place() {
    let found = fault("if true {\n throw \"起晚于止\"; }\n 1");
    assert_eq!(found, ScriptFault::Thrown { message: "起晚于止".to_owned(), at: at(2, 2) });
    assert_eq!(found.words().zh, "脚本自行中止：起晚于止");
}

#[test]
fn a_fault_in_an_inner_function_has_its_place() {
    let source = "fn 内(x) {\n    x / 0\n}\nfn 计算() { 内(1) }";
    let script = Script::compile(source, signature(&[], ScriptType::Number)).unwrap();
    assert_eq!(script.call(&[]), Err(ScriptFault::DivisionByZero { at: at(2, 7) }));
}

#[test]
fn endless_loops_stop_at_the_declared_steps() {
    for body in [
        "loop { }",
        "while true { }",
        "do { } while true",
        "for i in 0..1000000000000 { }",
        "for i in 0..1000000000000 { continue; }",
        "let x = 0; loop { x = 1 - x; }",
        "for i in 0..1000000 { for j in 0..1000000 { } }",
    ] {
        assert!(matches!(fault(body), ScriptFault::Limit { limit: Limit::Steps, .. }), "{body}: {:?}", fault(body));
    }
}

#[test]
fn endless_recursion_stops() {
    let source = "fn 计算() { 计算() + 1 }";
    let script = Script::compile(source, signature(&[], ScriptType::Number)).unwrap();
    assert!(matches!(script.call(&[]), Err(ScriptFault::Limit { limit: Limit::CallLevels, .. })));
}
