//! Conjuncts of an item as lines of a guide. Owns how each kind of conjunct is put.

use super::page::{Line, Piece};
use super::words::{Words, citation};
use crate::ir::{ExprKind, ItemDef, Policy, Test, TestKind};

const APPLICATION: &str = "申报期：";

/// The conditions of an item, those of single records last.
pub(super) fn conditions(policy: &Policy, words: Words<'_>, item: &ItemDef) -> Vec<Line> {
    let mut lines: Vec<Line> = item.tests.iter().map(|test| condition(policy, words, test)).collect();
    if let Some(each) = &item.each {
        let list = policy.lists.get(each.list.0).and_then(|list| policy.facts.get(list.fact.0));
        let list = list.map_or("", |fact| fact.name.as_str());
        let of_each = each.tests.iter().map(|test| {
            let mut line = condition(policy, words, test);
            line.0.insert(0, Piece::Note(format!("每笔{list}　")));
            line
        });
        lines.extend(of_each);
    }
    lines
}

fn condition(policy: &Policy, words: Words<'_>, test: &Test) -> Line {
    let text = test.text.as_deref();
    let line = match &test.kind {
        TestKind::Condition { rule, soft } => {
            // A rule that adopted readings settle alone needs no other words.
            let settled = rule.exceptions.is_empty() && words.settled(&rule.base).is_some();
            let rule = words.rule(rule);
            let text = if settled { None } else { text };
            stated(test, text, if *soft { format!("原则上 {rule}") } else { rule })
        }
        TestKind::Presumption(expr) => stated(test, text, words.condition(expr)).note("（没有相反说明时视为满足）"),
        TestKind::Approval { authority, act, .. } => {
            Line::default().strong(format!("须经{authority}{act}")).note("（结果出来前为待批准）")
        }
        TestKind::External { mention, settled_by_approval } => {
            let effect = match (mention, settled_by_approval) {
                (true, _) => "（原文提到，不影响能否享受）",
                (false, true) => "（内容未取得，以批准为准）",
                (false, false) => "（内容未取得，须另行核对）",
            };
            Line::text("另有规定：").strong(&test.label).note(effect)
        }
        TestKind::Application { fact, period } => {
            let name = policy.facts.get(fact.0).map_or("", |fact| fact.name.as_str());
            Line::default().strong("按期申报").and(format!("：{name} 在 {}", words.period(period)))
        }
        TestKind::Counting { date, period } => {
            Line::default().strong("适用期间").and(format!("：{} 在 {}", words.value(date), words.period(period)))
        }
    };
    match &test.source {
        Some(place) => line.note(format!("（{}）", citation(place))),
        None => line,
    }
}

/// A label, the short words, and the rule itself when it says more than they do.
fn stated(test: &Test, text: Option<&str>, rule: String) -> Line {
    let bare = match &test.kind {
        TestKind::Condition { rule, .. } => rule.exceptions.is_empty() && matches!(rule.base.kind, ExprKind::Fact(_)),
        TestKind::Presumption(expr) => matches!(expr.kind, ExprKind::Fact(_)),
        TestKind::Approval { .. }
        | TestKind::External { .. }
        | TestKind::Application { .. }
        | TestKind::Counting { .. } => false,
    };
    let line = Line::default().strong(&test.label);
    match text {
        Some(text) if text == rule || text == test.label => line.and(format!("：{rule}")),
        Some(text) if bare || text.contains(&rule) => line.and(format!("：{text}")),
        Some(text) => line.and(format!("：{text}，即 {rule}")),
        None if rule == test.label => line,
        None => line.and(format!("：{rule}")),
    }
}

/// The dates a conjunct asks for.
pub(super) fn dated(policy: &Policy, words: Words<'_>, test: &Test) -> Option<Line> {
    match &test.kind {
        TestKind::Application { fact, period } => {
            let name = policy.facts.get(fact.0).map_or("", |fact| fact.name.as_str());
            Some(Line::text(APPLICATION).and(words.period(period)).note(format!("（以{name}计）")))
        }
        TestKind::Counting { date, period } => {
            Some(Line::text("适用期间：").and(words.period(period)).note(format!("（以{}计）", words.value(date))))
        }
        TestKind::Condition { .. }
        | TestKind::Presumption(_)
        | TestKind::Approval { .. }
        | TestKind::External { .. } => None,
    }
}

/// Whether a line of dates is about applying.
pub(super) fn is_application(line: &Line) -> bool {
    matches!(line.0.first(), Some(Piece::Text(text)) if text == APPLICATION)
}

/// `… 时`
pub(super) fn when(condition: &str) -> String {
    format!("{condition} 时")
}
