//! Arithmetic in scripts is that of exact numbers, for any numbers.

use super::*;
use proptest::prelude::*;

fn two(body: &str, result: ScriptType) -> Script {
    let source = format!("fn 计算(a, b) {{ {body} }}");
    Script::compile(&source, signature(&[("a", ScriptType::Number), ("b", ScriptType::Number)], result)).unwrap()
}

fn exact() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1_000_000_000_i64..1_000_000_000).prop_map(Number::from_i64),
        (-1_000_000_000_i64..1_000_000_000, 1_i64..1_000_000).prop_map(|(n, d)| Number::ratio(n, d).unwrap()),
        (-1_000_000_000_000_i64..1_000_000_000_000).prop_map(|n| Number::ratio(n, 10_000).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn operators_are_exact(a in exact(), b in exact()) {
        let expected = [("a + b", a.add(&b)), ("a - b", a.sub(&b)), ("a * b", a.mul(&b))];
        for (body, expected) in expected {
            prop_assume!(expected.within_limits());
            let call = two(body, ScriptType::Number).call(&[ScriptValue::Number(a.clone()), ScriptValue::Number(b.clone())]);
            prop_assert_eq!(call.unwrap().value, ScriptValue::Number(expected));
        }
    }

    #[test]
    fn division_undoes_multiplication(a in exact(), b in exact()) {
        prop_assume!(!b.is_zero() && a.div(&b).is_some_and(|q| q.within_limits()));
        let call = two("a / b * b == a", ScriptType::Bool).call(&[ScriptValue::Number(a), ScriptValue::Number(b)]);
        prop_assert_eq!(call.unwrap().value, ScriptValue::Bool(true));
    }

    #[test]
    fn comparison_is_that_of_numbers(a in exact(), b in exact()) {
        for (operator, expected) in [("<", a < b), ("<=", a <= b), (">", a > b), (">=", a >= b), ("==", a == b), ("!=", a != b)] {
            let script = two(&format!("a {operator} b"), ScriptType::Bool);
            let call = script.call(&[ScriptValue::Number(a.clone()), ScriptValue::Number(b.clone())]);
            prop_assert_eq!(call.unwrap().value, ScriptValue::Bool(expected));
        }
    }

    #[test]
    fn literals_are_exact(whole in 0_i64..1_000_000_000_000, cents in 0_u32..10_000, other in -1_000_000_i64..1_000_000) {
        let literal = format!("{whole}.{cents:04}");
        let expected = Number::parse_decimal(&literal).unwrap().mul(&Number::from_i64(other));
        prop_assume!(expected.within_limits());
        prop_assert_eq!(number(&format!("{literal} * {other}")), expected.to_exact_string());
    }

    #[test]
    fn whole_and_exact_numbers_agree(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
        let arguments = [ScriptValue::Number(Number::from_i64(a)), ScriptValue::Number(Number::from_i64(b))];
        for operator in ["+", "-", "*"] {
            let literal = number(&format!("({a}) {operator} ({b})"));
            match two(&format!("a {operator} b"), ScriptType::Number).call(&arguments).unwrap().value {
                ScriptValue::Number(found) => prop_assert_eq!(literal, found.to_exact_string()),
                other => panic!("{other:?}"),
            }
        }
    }
}
