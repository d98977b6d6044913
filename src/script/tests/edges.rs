//! What crosses the edge between rules and scripts.

use super::*;

fn identity(kind: ScriptType) -> Script {
    Script::compile("fn 计算(x) { x }", signature(&[("x", kind)], kind)).unwrap()
}

#[test]
fn every_type_goes_in_and_comes_back() {
    for value in [
        ScriptValue::Bool(true),
        yuan("193206.185"),
        ScriptValue::Number(Number::ratio(1, 3).unwrap()),
        day("2020-02-29"),
        ScriptValue::Text("惠策".to_owned()),
    ] {
        assert_eq!(identity(value.script_type()).call(std::slice::from_ref(&value)).unwrap().value, value);
    }
}

#[test]
fn arguments_must_fit() {
    let script = identity(ScriptType::Number);
    assert_eq!(script.call(&[]), Err(ScriptFault::Arguments));
    assert_eq!(script.call(&[ScriptValue::Bool(true)]), Err(ScriptFault::Arguments));
    assert_eq!(script.call(&[yuan("1"), yuan("2")]), Err(ScriptFault::Arguments));
}

#[test]
fn the_result_must_fit() {
    for body in ["true", "\"1\"", "日期(\"2020-01-01\")", "", "()", "[1]", "#{甲: 1}", "0..3"] {
        assert!(matches!(fault(body), ScriptFault::WrongResult { .. }), "{body}");
    }
    assert!(matches!(run("1", ScriptType::Bool), Err(ScriptFault::WrongResult { .. })));
    assert!(matches!(run("1", ScriptType::Text), Err(ScriptFault::WrongResult { .. })));
    assert!(matches!(run("\"2020-01-01\"", ScriptType::Date), Err(ScriptFault::WrongResult { .. })));
    assert_eq!(fault("true").words().zh, "脚本应给出数，却给出布尔");
}

#[test]
fn a_number_beyond_bounds_stays_out() {
    let huge = Number::parse_decimal("1000000000000000001").unwrap();
    let found = identity(ScriptType::Number).call(&[ScriptValue::Number(huge)]);
    assert_eq!(found, Err(ScriptFault::Overflow { at: None }));
}

#[test]
fn the_hash_is_that_of_the_source() {
    let script = Script::compile("fn 计算() { 1 }", signature(&[], ScriptType::Number)).unwrap();
    assert_eq!(script.hash().len(), 64);
    let other = Script::compile("fn 计算() { 1  }", signature(&[], ScriptType::Number)).unwrap();
    assert_ne!(script.hash(), other.hash());
    assert!(format!("{script:?}").contains(script.hash()));
}

#[test]
fn whole_arguments_count_and_bound_loops() {
    let source = "fn 计算(n) { let s = 0; for i in 0..n { s += i; } s }";
    let script = Script::compile(source, signature(&[("n", ScriptType::Number)], ScriptType::Number)).unwrap();
    assert_eq!(script.call(&[yuan("5")]).unwrap().value, yuan("10"));
    assert!(matches!(script.call(&[yuan("5.5")]), Err(ScriptFault::Type { .. })));
}

#[test]
fn wrong_dates_are_faults() {
    for text in ["2020-02-30", "2020-1-1", "20200101", "2020-01-01 ", "1899-12-31"] {
        assert!(matches!(fault(&format!("年(日期(\"{text}\"))")), ScriptFault::Type { .. }), "{text}");
    }
    assert!(matches!(fault("年(1)"), ScriptFault::Type { .. }));
    assert!(matches!(fault("舍入(1, 19)"), ScriptFault::Type { .. }));
    assert!(matches!(fault("舍入(1, -1)"), ScriptFault::Type { .. }));
    assert!(matches!(fault("年(日期(\"2020-01-01\"), 1)"), ScriptFault::Runtime { .. }));
}

#[test]
fn a_function_may_be_called_on_its_first_argument() {
    assert_eq!(number(r#"日期("2020-01-31").加月(1).日()"#), "29");
    assert_eq!(number("let 日 = 日(日期(\"2020-01-31\")); (日 / 3).舍入(2)"), "10.33");
}

#[test]
fn faults_speak_both_languages() {
    for (body, zh) in [
        ("1 / 0", "脚本中除以零"),
        ("loop { }", "脚本达到步数上限"),
        ("1 + \"a\"", "“+”不能用于数与文本"),
        ("年(1)", "函数“年”不接受（数）"),
        ("let r = #{甲: 1}; r.乙", "脚本运行出错：记录中没有“乙”"),
        ("let a = [1]; a[1]", "脚本运行出错：下标超出列表"),
        ("let x = 1; if x { 1 } else { 2 }", "脚本运行出错：值的类型不对，条件须为布尔"),
        ("let x = 1; for i in x { }", "脚本运行出错：这样的值不能用于 for"),
    ] {
        let words = fault(body).words();
        assert_eq!(words.zh, zh, "{body}: {words:?}");
        assert!(words.en.is_ascii() || body.contains('年') || body.contains('乙'), "{words:?}");
    }
}

#[test]
fn steps_of_a_day_by_day_walk() {
    // What the default and the greatest number of steps are reckoned from.
    let walk = |years: usize| {
        let body = format!(
            "let d = 日期(\"2020-01-01\"); let 止 = 加月(d, 12 * {years}); let s = 0; \
             while d < 止 {{ s += 1000000 * 0.0385 / 360; d = 加天(d, 1); }} 舍入(s, 2)"
        );
        let mut declared = signature(&[], ScriptType::Number);
        declared.max_steps = super::super::limits::MAX_STEPS;
        Script::compile(&format!("fn 计算() {{ {body} }}"), declared).unwrap().call(&[]).unwrap().steps
    };
    assert_eq!((walk(1), walk(30)), (7_345, 219_185));
}
