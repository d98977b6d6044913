//! Tests of expressions, periods, sources, comments and places.

use super::{SAMPLE, at, expr, expr_of, in_measure, right};
use crate::syntax::ast::{Clause, Decl, ExprKind, FactAttr, MeasureClause, ParameterDecl, PeriodExpr, TypeExpr};
use crate::syntax::shape;

/// An expression with brackets around every node.
fn tree(text: &str) -> String {
    fn show(kind: &ExprKind) -> String {
        let sub = |e: &crate::syntax::ast::Expr| show(&e.kind);
        let all = |parts: &[crate::syntax::ast::Expr]| parts.iter().map(sub).collect::<Vec<_>>().join(" ");
        match kind {
            ExprKind::Name(name) => name.clone(),
            ExprKind::Quantity { number, .. } => number.to_exact_string(),
            ExprKind::Bool(b) => b.to_string(),
            ExprKind::Not(e) => format!("(not {})", sub(e)),
            ExprKind::Neg(e) => format!("(neg {})", sub(e)),
            ExprKind::And(p) => format!("(and {})", all(p)),
            ExprKind::Or(p) => format!("(or {})", all(p)),
            ExprKind::Compare(op, l, r) => format!("({op:?} {} {})", sub(l), sub(r)),
            ExprKind::Arith(op, l, r) => format!("({op:?} {} {})", sub(l), sub(r)),
            ExprKind::If(t, a, b) => format!("(if {} {} {})", sub(t), sub(a), sub(b)),
            ExprKind::Paren(e) => format!("[{}]", sub(e)),
            ExprKind::Call(name, args) => format!("{}<{}>", name.text, all(args)),
            ExprKind::At(name, e) => format!("(at {} {})", name.text, sub(e)),
            ExprKind::Occurred(name) => format!("(occurred {})", name.text),
            ExprKind::In(e, names) => {
                format!("(in {} {})", sub(e), names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(" "))
            }
            ExprKind::Has(e, name) => format!("(has {} {})", sub(e), name.text),
            ExprKind::During(e, _) => format!("(during {})", sub(e)),
            other => format!("{other:?}"),
        }
    }
    show(&expr(text))
}

#[test]
fn precedence() {
    for (text, wanted) in [
        ("甲 或 乙 且 非 丙", "(or 甲 (and 乙 (not 丙)))"),
        ("(甲 或 乙) 且 丙 且 丁", "(and [(or 甲 乙)] 丙 丁)"),
        ("非 非 甲", "(not (not 甲))"),
        ("a + b * c - d / e", "(Sub (Add a (Mul b c)) (Div d e))"),
        ("a×b÷c", "(Div (Mul a b) c)"),
        ("- - a - -b", "(Sub (neg (neg a)) (neg b))"),
        ("a 不超过 b + 1", "(Le a (Add b 1))"),
        ("非 a = b", "(not (Eq a b))"),
        ("若 甲 则 1 否则 若 乙 则 2 否则 3", "(if 甲 1 (if 乙 2 3))"),
        ("取小(a, 取大(b，c)) × 2", "(Mul 取小<a 取大<b c>> 2)"),
        ("工资 于 日期甲 × 2", "(Mul (at 工资 日期甲) 2)"),
        ("事 已发生 且 x 含 y", "(and (occurred 事) (has x y))"),
        ("x 属于 甲、乙 且 z", "(and (in x 甲 乙) z)"),
        ("f(x 属于 甲、乙, 3)", "f<(in x 甲 乙) 3>"),
        ("x 属于 { 甲, 乙 }", "(in x 甲 乙)"),
        ("人数 30人以下", "(Le 人数 30)"),
        ("人数 30人 以上 或 甲", "(or (Ge 人数 30) 甲)"),
        ("日 在 自 甲 至 乙 且 丙", "(and (during 日) 丙)"),
        ("a >= 1 且 a ＜＝ 2 且 a != 3 且 a ≠ 3", "(and (Ge a 1) (Le a 2) (Ne a 3) (Ne a 3))"),
        ("x at_most 3 and not y", "(and (Le x 3) (not y))"),
        ("if a then b else c", "(if a b c)"),
        ("「且」 且 「a·b」", "(and 且 a·b)"),
        ("至多(a, b)", "至多<a b>"),
    ] {
        assert_eq!(tree(text), wanted, "{text}");
    }
}

#[test]
fn full_width_forms_mean_the_same() {
    let half = "措施 1 甲 { 支持 1.1 乙 { 金额 (a + b) * 20% - c / 2 条件 x a >= 1 且 b < 2 } }";
    let full = "措施　１　甲　｛　支持　１．１　乙　｛　金额　（a　＋　b）　＊　２０％　－　c　／　２；条件　x　a　＞＝　１　且　b　＜　２　｝　｝";
    assert_eq!(shape(&right(half).decls), shape(&right(full).decls));
}

#[test]
fn periods() {
    let period = |text: &str| match in_measure(&format!("有效期 {text}")).remove(0) {
        MeasureClause::InForce(period) => period,
        other => panic!("{other:?}"),
    };
    assert!(matches!(period("疫情期"), PeriodExpr::Named(_)));
    assert!(matches!(period("自 甲 至 乙 至少至 2020年3月7日"), PeriodExpr::Between { at_least: Some(_), .. }));
    assert!(matches!(period("至 乙"), PeriodExpr::Between { from: None, to: Some(_), .. }));
    assert!(matches!(period("自 2020年1月1日起 1年"), PeriodExpr::Lasting { .. }));
    assert!(matches!(period("疫情结束 后 3个月内"), PeriodExpr::Within { .. }));
    assert!(matches!(period("疫情结束 后 3个月 内"), PeriodExpr::Within { .. }));
    assert!(matches!(period("疫情结束 后 (甲 + 3天) 内"), PeriodExpr::Within { .. }));
    assert!(matches!(period("2020年2月 至 2020年4月"), PeriodExpr::Between { from: Some(_), to: Some(_), .. }));
    let PeriodExpr::Calendar { from, to, .. } = period("2020年内") else { panic!() };
    assert_eq!((from.to_string(), to.to_string()), ("2020-01".into(), "2020-12".into()));
    let PeriodExpr::Calendar { from, to, .. } = period("2020年2月内") else { panic!() };
    assert_eq!((from, to.month()), (to, 2));
}

#[test]
fn sources_carry_over() {
    let mut clauses = in_measure("支持 1.1 甲 { 依据 条13 款2 句1、句2、款3、条14，条15 句２ }");
    let MeasureClause::Item(item) = clauses.remove(0) else { panic!() };
    let Clause::Sources(refs) = &item.clauses[0] else { panic!() };
    let plain: Vec<_> = refs.iter().map(|r| (r.article, r.paragraph, r.sentence)).collect();
    assert_eq!(
        plain,
        [(13, Some(2), Some(1)), (13, Some(2), Some(2)), (13, Some(3), None), (14, None, None), (15, None, Some(2))]
    );
}

#[test]
fn a_condition_is_a_reference_or_has_a_test() {
    let clauses = in_measure("条件 甲 条件 乙 丙 条件 丁 \"话\" 原则上 戊 条件 己 (甲 且 乙)");
    let tests: Vec<bool> = clauses
        .iter()
        .map(|clause| matches!(clause, MeasureClause::Condition(condition) if condition.test.is_some()))
        .collect();
    assert_eq!(tests, [false, true, true, true]);
}

#[test]
fn the_sample_is_read_whole() {
    let file = right(SAMPLE);
    assert_eq!(file.decls.len(), 23);
    assert_eq!(
        file.comments.iter().map(|c| (c.text.trim(), c.own_line)).collect::<Vec<_>>(),
        [("企业的事实", false), ("人数", true), ("完", true)]
    );
    let Decl::Subject(subject) = &file.decls[4] else { panic!() };
    assert_eq!(subject.facts.len(), 10);
    assert!(matches!(subject.facts[0].attrs.as_slice(), [FactAttr::Ask(_), FactAttr::Bounds(Some(_), Some(_))]));
    assert!(matches!(subject.facts[6].ty, TypeExpr::Enum { set: true, .. }));
    assert!(matches!(&subject.facts[9].ty, TypeExpr::List(fields, _) if fields.len() == 5));
    let Some(Decl::Measure(measure)) = file.decls.last() else { panic!() };
    assert_eq!(measure.clauses.len(), 18);
    let item = measure.clauses.iter().find_map(|clause| match clause {
        MeasureClause::Item(item) => Some(item),
        _ => None,
    });
    assert_eq!(item.unwrap().clauses.len(), 34);
}

/// The examples of the language's description, with what it elides put in.
#[test]
fn the_examples_of_the_description_are_read() {
    let file = right(include_str!("language.huice"));
    assert_eq!(file.decls.len(), 12);
    assert_eq!(file.comments.len(), 12);
}

#[test]
fn adopted_alternatives_come_first_and_month_lists_are_calls() {
    let file = right(SAMPLE);
    let Some(Decl::Measure(measure)) = file.decls.last() else { panic!() };
    let MeasureClause::Reading(reading) = &measure.clauses[7] else { panic!("{:?}", measure.clauses[7]) };
    assert_eq!(reading.alternatives.iter().map(|a| a.name.text.as_str()).collect::<Vec<_>>(), ["合计", "仅单位"]);
    let months = |wanted: &str| {
        file.decls.iter().find_map(|decl| match decl {
            Decl::Parameter(ParameterDecl { name, values, .. }) if name.text == wanted => match &values[0].value.kind {
                ExprKind::Call(call, args) => Some((call.text.clone(), args.len())),
                _ => None,
            },
            _ => None,
        })
    };
    assert_eq!(months("减征月份"), Some(("月份表".to_owned(), 2)));
    assert_eq!(months("一个月"), Some(("月份表".to_owned(), 1)));
}

#[test]
fn places_end_with_the_last_token() {
    let text = "定义 甲 = 乙 + 1元   # 说\n\n定义 丙 = 1";
    let file = right(text);
    let Decl::Define(define) = &file.decls[0] else { panic!() };
    assert_eq!(at(text, define.span), "定义 甲 = 乙 + 1元");
    assert_eq!(at(text, define.body.span), "乙 + 1元");
    assert_eq!(expr_of(" (a) ").span.range(), 1..4);
}

#[test]
fn names_are_normalised() {
    let ExprKind::Name(name) = expr("cafe\u{301}") else { panic!() };
    assert_eq!(name, "café");
}
