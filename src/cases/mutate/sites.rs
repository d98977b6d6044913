//! Where rules can be changed, and how. Owns the kinds of change at each kind of place and the words for them.

use super::super::walk::{Node, Owner, walk};
use super::{Change, Mode, Op, Site, Sites};
use crate::diagnostic::Words;
use crate::ir::{
    ArithOp, CompareOp, EndRef, Expr, ExprKind, NumberForm, ParamValue, PeriodKind, Policy, RoundingRule, StageDef,
    Test, TestKind, Type, Value,
};
use crate::span::Span;
use crate::value::date::add_days;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use std::collections::{BTreeMap, BTreeSet};

/// Every place and change.
pub(super) fn sites(policy: &Policy) -> Sites {
    let mut found = Sites::default();
    let monthly = monthly(policy);
    let mut copy = policy.clone();
    walk(&mut copy, &mut |owner, node| collect(policy, &monthly, &mut found, owner, &node));
    found
}

/// Periods that months are compared with; their ends move by months.
pub(super) fn monthly(policy: &Policy) -> BTreeSet<Span> {
    let mut found = BTreeSet::new();
    let mut copy = policy.clone();
    walk(&mut copy, &mut |_, node| match node {
        Node::Test(Test { kind: TestKind::Counting { date, period }, .. }) if date.ty == Type::Month => {
            found.insert(period.span);
        }
        Node::Expr(Expr { kind: ExprKind::During(date, period), .. }) if date.ty == Type::Month => {
            found.insert(period.span);
        }
        _ => {}
    });
    found
}

fn collect(policy: &Policy, monthly: &BTreeSet<Span>, found: &mut Sites, owner: Owner, node: &Node<'_>) {
    let mut add = |span: Span, change: Change, zh: String, en: String| {
        let site = Site { owners: BTreeSet::new(), words: Words::new(zh, en) };
        found.all.entry((span, change)).or_insert(site).owners.insert(owner);
    };
    match node {
        Node::Tests(tests) => {
            for test in tests.iter().filter(|test| !matches!(test.kind, TestKind::External { mention: true, .. })) {
                let label = &test.label;
                add(test.span, Change::DropTest, format!("去掉“{label}”"), format!("`{label}` left out"));
            }
        }
        Node::Rule(rule) => {
            for exception in &rule.exceptions {
                let label = &exception.label;
                add(
                    exception.when.span,
                    Change::DropException,
                    format!("去掉例外“{label}”"),
                    format!("exception `{label}` left out"),
                );
            }
        }
        Node::Stages(stages) => {
            for stage in stages.iter() {
                let (expr, zh, en) = match stage {
                    StageDef::Cap(expr) => (expr, "封顶", "the cap"),
                    StageDef::Floor(expr) => (expr, "保底", "the floor"),
                    StageDef::Less(expr) => (expr, "减", "the deduction"),
                };
                add(expr.span, Change::DropStage, format!("去掉{zh}"), format!("{en} left out"));
            }
        }
        Node::Period(period) => {
            let unit = if monthly.contains(&period.span) { ("一个月", "a month") } else { ("一天", "a day") };
            let ends = match &period.kind {
                PeriodKind::Between { from, to, .. } => [from.as_ref(), to.as_ref()],
                PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => [Some(from), None],
            };
            let names = [("首日", "the first day"), ("末日", "the last day")];
            for ((end, (zh, en)), make) in ends.into_iter().zip(names).zip([Change::From, Change::To]) {
                if !matches!(end, Some(EndRef::Day(_))) {
                    continue;
                }
                for (later, move_zh, move_en) in [(false, "提前", "earlier"), (true, "推后", "later")] {
                    add(
                        period.span,
                        make(later),
                        format!("{zh}{move_zh}{}", unit.0),
                        format!("{en} {} {move_en}", unit.1),
                    );
                }
            }
        }
        Node::Reading(reading) => {
            let adopted = reading.adopted;
            for (index, (name, body)) in reading.alternatives.iter().enumerate() {
                if body.is_some() && adopted.is_some_and(|adopted| adopted != index) {
                    add(reading.span, Change::Adopt(index), format!("采用“{name}”"), format!("`{name}` adopted"));
                }
            }
        }
        Node::Param(param) => {
            let values: Vec<&Value> = match &param.value {
                ParamValue::Missing(_) => Vec::new(),
                ParamValue::Constant(value) => vec![value],
                ParamValue::Series(series) => series.iter().map(|(_, _, value)| value).collect(),
            };
            for (index, value) in values.into_iter().enumerate() {
                for up in [false, true] {
                    let Some(moved) = moved(value, up, || form_step(param.form.as_ref())) else { continue };
                    let id = policy.params.iter().position(|other| other.span == param.span).map(crate::ir::ParamId);
                    let Some(id) = id else { continue };
                    let write = |value: &Value, lang| crate::eval::write_param(policy, lang, id, value);
                    let pair = |lang| (write(value, lang), write(&moved, lang));
                    let ((old, new), (old_en, new_en)) =
                        (pair(crate::diagnostic::Lang::Zh), pair(crate::diagnostic::Lang::En));
                    add(
                        param.span,
                        Change::Value(index, up),
                        format!("参数“{}” {old} 改为 {new}", param.name),
                        format!("parameter `{}` {old_en} becomes {new_en}", param.key),
                    );
                }
            }
        }
        Node::Item(item) => {
            let money = item.amount.is_some() || item.each.as_ref().is_some_and(|each| each.amount.is_some());
            // The pack's own rounding is one place, wherever it is inherited.
            let own = item.rounding != policy.rounding;
            let first = policy.items.first().map_or(item.span, |item| item.span);
            if money {
                let span = if own { item.span } else { first };
                for (decimals, mode, zh, en) in roundings(item.rounding) {
                    add(span, Change::Round(decimals, mode), format!("舍入改为{zh}"), format!("rounded {en}"));
                }
            }
        }
        Node::Expr(expr) => expr_sites(policy, expr, &mut found.boundaries, &mut add),
        Node::Test(_) => {}
    }
}

type Add<'a> = dyn FnMut(Span, Change, String, String) + 'a;

fn expr_sites(policy: &Policy, expr: &Expr, boundaries: &mut BTreeMap<Span, Expr>, add: &mut Add<'_>) {
    match &expr.kind {
        ExprKind::Compare(op, left, right) => {
            let ordered = matches!(left.ty, Type::Number(_) | Type::Date | Type::Month);
            for (new, sign) in other_ops(*op, ordered) {
                let old = sign_of(*op);
                add(expr.span, Change::Compare(new), format!("{old} 改为 {sign}"), format!("{old} becomes {sign}"));
            }
            boundaries.insert(expr.span, expr.clone());
            let mut keep = |below: &Expr| {
                boundaries.entry(below.span).or_insert_with(|| expr.clone());
            };
            each_below(left, &mut keep);
            each_below(right, &mut keep);
        }
        ExprKind::Const(value, text) => {
            for up in [false, true] {
                if moved(value, up, || literal_step(expr, text)).is_some() {
                    let (zh, en) = if up { ("加一步", "one step up") } else { ("减一步", "one step down") };
                    add(expr.span, Change::Step(up), format!("{text} {zh}"), format!("{text} {en}"));
                }
            }
        }
        ExprKind::And(_) => {
            add(expr.span, Change::Logic, "“且”改为“或”".to_owned(), "`and` becomes `or`".to_owned());
        }
        ExprKind::Or(_) => {
            add(expr.span, Change::Logic, "“或”改为“且”".to_owned(), "`or` becomes `and`".to_owned());
        }
        ExprKind::Not(_) => add(expr.span, Change::DropNot, "去掉“非”".to_owned(), "`not` left out".to_owned()),
        ExprKind::Min(_) => {
            add(expr.span, Change::Extreme, "取小改为取大".to_owned(), "the smallest becomes the greatest".to_owned())
        }
        ExprKind::Max(_) => {
            add(expr.span, Change::Extreme, "取大改为取小".to_owned(), "the greatest becomes the smallest".to_owned())
        }
        ExprKind::Arith(ArithOp::Add, ..) => {
            add(expr.span, Change::Sign, "+ 改为 -".to_owned(), "+ becomes -".to_owned());
        }
        ExprKind::Arith(ArithOp::Sub, ..) => {
            add(expr.span, Change::Sign, "- 改为 +".to_owned(), "- becomes +".to_owned());
        }
        ExprKind::In(value, mask) => {
            let Type::Enum(id) = value.ty else { return };
            let Some(def) = policy.enums.get(id.0) else { return };
            for member in (0..def.members.len()).filter(|member| crate::ir::bit(*member) & mask != 0) {
                let name = def.member(member);
                add(
                    expr.span,
                    Change::Member(member),
                    format!("“属于”少了“{name}”"),
                    format!("`{name}` left out of `one_of`"),
                );
            }
        }
        _ => {}
    }
}

fn each_below(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    for child in expr.children() {
        each_below(child, visit);
    }
}

const fn sign_of(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Le => "≤",
        CompareOp::Ge => "≥",
        CompareOp::Lt => "<",
        CompareOp::Gt => ">",
        CompareOp::Eq => "=",
        CompareOp::Ne => "≠",
    }
}

/// The operators a comparison is changed to: the boundary on the other side, and the opposite.
fn other_ops(op: CompareOp, ordered: bool) -> Vec<(Op, &'static str)> {
    match op {
        CompareOp::Le => vec![(Op::Lt, "<"), (Op::Gt, ">")],
        CompareOp::Ge => vec![(Op::Gt, ">"), (Op::Lt, "<")],
        CompareOp::Lt => vec![(Op::Le, "≤"), (Op::Ge, "≥")],
        CompareOp::Gt => vec![(Op::Ge, "≥"), (Op::Le, "≤")],
        CompareOp::Eq if ordered => vec![(Op::Ne, "≠"), (Op::Le, "≤"), (Op::Ge, "≥")],
        CompareOp::Eq => vec![(Op::Ne, "≠")],
        CompareOp::Ne => vec![(Op::Eq, "=")],
    }
}

/// The modes and units a rounding is changed to.
fn roundings(rule: RoundingRule) -> Vec<(u8, Mode, &'static str, &'static str)> {
    let all = [
        (Rounding::HalfUp, Mode::HalfUp, "四舍五入", "half up"),
        (Rounding::HalfEven, Mode::HalfEven, "四舍六入", "half to even"),
        (Rounding::Down, Mode::Down, "舍去", "down"),
        (Rounding::Up, Mode::Up, "进一", "up"),
    ];
    let mut found: Vec<(u8, Mode, &str, &str)> = all
        .iter()
        .filter(|(mode, ..)| *mode != rule.mode)
        .map(|(_, mode, zh, en)| (rule.decimals, *mode, *zh, *en))
        .collect();
    if let (Some(coarser), Some((_, mode, ..))) =
        (rule.decimals.checked_sub(1), all.iter().find(|(mode, ..)| *mode == rule.mode))
    {
        found.push((coarser, *mode, "少一位", "to one digit less"));
    }
    found
}

/// A value one step up or down; `None` when it has no steps, or would fall below zero.
pub(super) fn moved(value: &Value, up: bool, step: impl FnOnce() -> Number) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let moved = if up { number.add(&step()) } else { number.sub(&step()) };
            (!moved.is_negative() || number.is_negative()).then_some(Value::Number(moved))
        }
        Value::Date(day) => add_days(*day, if up { 1 } else { -1 }).map(Value::Date),
        Value::Month(month) => month.add(if up { 1 } else { -1 }).map(Value::Month),
        _ => None,
    }
}

/// One fen, one whole unit, or one of the last digit written of a percentage.
pub(super) fn literal_step(expr: &Expr, text: &str) -> Number {
    let Type::Number(unit) = &expr.ty else { return Number::one() };
    let yuan = unit.exponents().any(|(base, _)| base == crate::value::unit::BaseUnit::YUAN);
    if yuan {
        return Number::ratio(1, 100).unwrap_or_else(Number::one);
    }
    let ExprKind::Const(Value::Number(value), _) = &expr.kind else { return Number::one() };
    let percent = if text.contains('%') {
        Some(100)
    } else if text.contains('‰') {
        Some(1000)
    } else {
        None
    };
    if percent.is_none() && value.is_integer() {
        return Number::one();
    }
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let tenth = Number::ratio(1, 10).unwrap_or_else(Number::one);
    let last = (0..decimals).fold(Number::one(), |step, _| step.mul(&tenth));
    let written = crate::profile::parse_number(&digits).filter(|number| !number.is_zero());
    match written.and_then(|written| value.div(&written)) {
        Some(scale) => last.mul(&scale),
        None => percent.and_then(|by| Number::ratio(1, by)).unwrap_or_else(Number::one),
    }
}

pub(super) fn form_step(form: Option<&NumberForm>) -> Number {
    let Some(form) = form else { return Number::one() };
    if form.integer { form.scale.clone() } else { form.scale.div(&Number::from_i64(100)).unwrap_or_else(Number::one) }
}
