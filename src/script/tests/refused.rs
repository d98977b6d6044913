//! Scripts refused when they are loaded.

use super::super::scan;
use super::*;
use crate::script::engine;

fn forbidden(body: &str) {
    let found = compile(body, ScriptType::Number);
    assert!(
        matches!(found, Err(ScriptError::Forbidden { .. } | ScriptError::UnknownFunction { .. })),
        "{body}: {found:?}"
    );
}

#[test]
fn constructs_out_of_reach() {
    for body in [
        "sleep(1000)",
        "eval(\"1\")",
        "print(1)",
        "debug(1)",
        "import \"m\" as m; 1",
        "timestamp()",
        "rand()",
        "let f = Fn(\"计算\"); f.call()",
        "let f = |x| x + 1; 1",
        "let f = || 1; f.call()",
        "exit(1)",
        "exit()",
        "switch 1 { 1 => 2, _ => 3 }",
        "try { 1 } catch { 2 }",
        "this",
        "type_of(1)",
        "is_def_fn(\"a\", 1)",
        "parse_json(\"1\")",
        "get_fn_metadata_list()",
        "\"a\" in \"abc\"",
        "1 in [1]",
        "1 !in [1]",
        "`a${1}`",
        "'a'",
        "1 << 2",
        "6 & 3",
        "6 | 3",
        "6 ^ 3",
        "let x = 1; x <<= 2; x",
        "x?.y",
        "() ?? 1",
        "a::b()",
        "global::x",
        "#\"raw\"#",
        "to_string(1)",
        "1.to_string()",
        "blob(5)",
        "range(0, 3)",
        "take(1)",
        "is_shared(1)",
        "curry(1)",
        "现在()",
        "open_file(\"/etc/passwd\")",
        "let x = 1; x.tag = 2; 1",
    ] {
        forbidden(body);
    }
}

#[test]
fn the_engine_itself_refuses_them_too() {
    // Past the first reading of the text, the engine's own settings hold.
    let engine = engine::build(STEPS);
    for body in [
        "sleep(1000)",
        "eval(\"1\")",
        "print(1)",
        "debug(1)",
        "Fn(\"a\")",
        "|x| x + 1",
        "|| 1",
        "switch 1 { 1 => 2, _ => 3 }",
        "try { 1 } catch { 2 }",
        "type_of(1)",
        "1 << 2",
        "6 & 3",
        "6 | 3",
        "6 ^ 3",
        "() ?? 1",
        "exit(1)",
        "this",
        "import \"m\" as m",
        "is_def_fn(\"a\", 1)",
        "timestamp()",
        "1.to_string()",
        "parse_json(\"1\")",
        "1 in [1]",
        "\"a\" in \"abc\"",
        "'a' == \"a\"",
        "1 !in [1]",
    ] {
        let found = engine.eval::<rhai::Dynamic>(body);
        assert!(found.is_err(), "{body}: {found:?}");
    }
}

#[test]
fn numbers_as_they_would_not_be_read() {
    for body in ["0xFFFFFFFFFFFFFFFF", "0b11", "0o17", "1e3", "1.5e-3", "1_000", "12元"] {
        forbidden(body);
    }
    assert!(matches!(compile("0.1234567890123456789012345678", ScriptType::Number), Err(ScriptError::TooLarge { .. })));
    assert_eq!(number("0.123456789012345678901234567"), "0.123456789012345678901234567");
    assert_eq!(number("999999999999999999.9999999999"), "999999999999999999.9999999999");
}

#[test]
fn nothing_but_functions_at_the_top() {
    for (source, place) in [
        ("let x = 1; fn 计算() { 1 }", at(1, 1)),
        ("fn 计算() { 1 }\n计算();", at(2, 1)),
        ("fn 计算() { 1 } 5", at(1, 15)),
        ("fn 计算() { 1 };", at(1, 14)),
        ("const x = 1;\nfn 计算() { 1 }", at(1, 1)),
        ("fn bool.计算() { 1 }", at(1, 8)),
        ("{ } fn 计算() { 1 }", at(1, 1)),
        ("private fn 计算() { 1 }", at(1, 1)),
    ] {
        assert_eq!(refusal(source).place(), place, "{source}: {:?}", refusal(source));
    }
}

#[test]
fn hiding_a_built_in_function() {
    for name in ["舍入", "round_half_up", "日期", "min", "len"] {
        let source = format!("fn {name}(x) {{ 5 }}\nfn 计算() {{ 1 }}");
        assert_eq!(refusal(&source), ScriptError::Shadows { name: name.to_owned(), at: Place { line: 1, column: 4 } });
    }
}

#[test]
fn functions_missing_repeated_or_unlike_the_declaration() {
    assert_eq!(refusal("fn 别的() { 1 }"), ScriptError::Missing { name: "计算".to_owned() });
    assert_eq!(refusal(""), ScriptError::Missing { name: "计算".to_owned() });
    assert!(matches!(refusal("fn 计算(a) { 1 }"), ScriptError::Arity { declared: 0, found: 1, .. }));
    assert!(matches!(refusal("fn 计算() { 1 } fn 计算(a) { 1 }"), ScriptError::Repeated { .. }));
    assert!(matches!(refusal("fn 计算() { 别的() }"), ScriptError::UnknownFunction { .. }));
}

#[test]
fn what_is_not_a_script() {
    for source in [
        "fn 计算() {",
        "fn 计算() { 1 + }",
        "fn 计算() { \"",
        "/* ",
        "fn",
        "fn 计算",
        ")",
        "fn 计算() { x }",
        "fn 计算() { let = 1; }",
    ] {
        let found = refusal(source);
        assert!(
            matches!(found, ScriptError::Syntax { .. } | ScriptError::TopLevel { .. } | ScriptError::Missing { .. }),
            "{source}: {found:?}"
        );
    }
    assert_eq!(refusal("fn 计算() {\n  未定义 }").place(), at(2, 3));
}

#[test]
fn words_in_comments_and_texts_are_free() {
    assert_eq!(number("/* eval /* sleep */ */ 1 // import\n"), "1");
    assert_eq!(
        run("\"eval ` ' \\\" sleep\"", ScriptType::Text).unwrap().value,
        ScriptValue::Text("eval ` ' \" sleep".into())
    );
}

#[test]
fn a_refusal_speaks_both_languages() {
    let found = refusal("fn 计算() { sleep(1) }");
    assert!(found.words().zh.contains("时钟") && found.words().en.contains("clock"));
    assert_eq!(found.place(), at(1, 11));
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(text in ".{0,200}") {
        let _ = scan::check(&text);
        let _ = scan::check(&format!("fn 计算() {{ {text} }}"));
        let _ = compile(&text, ScriptType::Number).map(|script| script.call(&[]));
    }

    #[test]
    fn reading_never_panics_on_marks(text in "[(){}\\[\\]\"/*.;:,=<>!|&#?a1fn \\\\\n元-]{0,120}") {
        let _ = scan::check(&text);
        let _ = compile(&text, ScriptType::Number).map(|script| script.call(&[]));
    }
}
