//! One change made in a policy. Owns what a change does to each kind of node.

use super::super::walk::{Node, walk};
use super::sites::{form_step, literal_step, monthly, moved};
use super::{Change, Mode, Op};
use crate::ir::{
    ArithOp, CompareOp, EndRef, Expr, ExprKind, ParamValue, PeriodKind, PeriodRef, Policy, RoundingRule, StageDef,
    Value,
};
use crate::span::Span;
use crate::value::date::add_days;
use crate::value::rounding::Rounding;
use std::collections::BTreeSet;

/// Makes a change at every copy of its place.
pub(in crate::cases) fn apply(policy: &mut Policy, span: Span, change: Change) {
    let (default, first) = (policy.rounding, policy.items.first().map(|item| item.span));
    let monthly = if matches!(change, Change::From(_) | Change::To(_)) { monthly(policy) } else { BTreeSet::new() };
    walk(policy, &mut |_, node| match (change, node) {
        (Change::DropTest, Node::Tests(tests)) => tests.retain(|test| test.span != span),
        (Change::DropException, Node::Rule(rule)) => {
            if let Some(gone) = rule.exceptions.iter().position(|exception| exception.when.span == span) {
                rule.exceptions.remove(gone);
                for exception in &mut rule.exceptions {
                    exception.over.retain(|index| *index != gone);
                    for index in &mut exception.over {
                        *index = if *index > gone { index.saturating_sub(1) } else { *index };
                    }
                }
            }
        }
        (Change::DropStage, Node::Stages(stages)) => stages.retain(|stage| {
            let (StageDef::Cap(expr) | StageDef::Floor(expr) | StageDef::Less(expr)) = stage;
            expr.span != span
        }),
        (Change::From(later) | Change::To(later), Node::Period(period)) if period.span == span => {
            shift(period, matches!(change, Change::From(_)), later, monthly.contains(&span));
        }
        (Change::Adopt(index), Node::Reading(reading)) if reading.span == span => reading.adopted = Some(index),
        (Change::Value(index, up), Node::Param(param)) if param.span == span => {
            let step = form_step(param.form.as_ref());
            let value = match &mut param.value {
                ParamValue::Missing(_) => None,
                ParamValue::Constant(value) => Some(value),
                ParamValue::Series(series) => series.get_mut(index).map(|(_, _, value)| value),
            };
            if let Some(value) = value
                && let Some(new) = moved(value, up, || step)
            {
                *value = new;
            }
        }
        (Change::Round(decimals, mode), Node::Item(item)) => {
            let here = if item.rounding == default { first == Some(span) } else { item.span == span };
            if here {
                let mode = match mode {
                    Mode::HalfUp => Rounding::HalfUp,
                    Mode::HalfEven => Rounding::HalfEven,
                    Mode::Down => Rounding::Down,
                    Mode::Up => Rounding::Up,
                };
                item.rounding = RoundingRule { decimals, mode };
            }
        }
        (_, Node::Expr(expr)) if expr.span == span => change_expr(expr, change),
        _ => {}
    });
}

fn shift(period: &mut PeriodRef, first: bool, later: bool, by_month: bool) {
    let end = match &mut period.kind {
        PeriodKind::Between { from, to, .. } => {
            if first {
                from.as_mut()
            } else {
                to.as_mut()
            }
        }
        PeriodKind::Lasting(from, _) | PeriodKind::Within(from, _) => Some(from),
    };
    let Some(EndRef::Day(day)) = end else { return };
    let month = crate::value::date::Month::of(*day).add(if later { 1 } else { -1 });
    let moved = match month.filter(|_| by_month) {
        Some(month) if first => Some(month.first_day()),
        Some(month) => Some(month.last_day()),
        None => add_days(*day, if later { 1 } else { -1 }),
    };
    *day = moved.unwrap_or(*day);
}

/// A comparison and its own side can have one place only when they are one; the kind of change tells them apart.
fn change_expr(expr: &mut Expr, change: Change) {
    let empty = || ExprKind::Const(Value::Bool(true), String::new());
    match (change, &mut expr.kind) {
        (Change::Compare(op), ExprKind::Compare(old, ..)) => *old = op_of(op),
        (Change::Logic, ExprKind::And(parts)) => expr.kind = ExprKind::Or(core::mem::take(parts)),
        (Change::Logic, ExprKind::Or(parts)) => expr.kind = ExprKind::And(core::mem::take(parts)),
        (Change::Extreme, ExprKind::Min(parts)) => expr.kind = ExprKind::Max(core::mem::take(parts)),
        (Change::Extreme, ExprKind::Max(parts)) => expr.kind = ExprKind::Min(core::mem::take(parts)),
        (Change::Sign, ExprKind::Arith(op @ ArithOp::Add, ..)) => *op = ArithOp::Sub,
        (Change::Sign, ExprKind::Arith(op @ ArithOp::Sub, ..)) => *op = ArithOp::Add,
        (Change::DropNot, ExprKind::Not(inner)) => expr.kind = core::mem::replace(&mut inner.kind, empty()),
        (Change::Member(member), ExprKind::In(_, mask)) => *mask &= !crate::ir::bit(member),
        (Change::Step(up), ExprKind::Const(..)) => {
            let ExprKind::Const(value, text) = &expr.kind else { return };
            if let Some(new) = moved(value, up, || literal_step(expr, text)) {
                expr.kind = ExprKind::Const(new, text.clone());
            }
        }
        _ => {}
    }
}

const fn op_of(op: Op) -> CompareOp {
    match op {
        Op::Le => CompareOp::Le,
        Op::Ge => CompareOp::Ge,
        Op::Lt => CompareOp::Lt,
        Op::Gt => CompareOp::Gt,
        Op::Eq => CompareOp::Eq,
        Op::Ne => CompareOp::Ne,
    }
}
