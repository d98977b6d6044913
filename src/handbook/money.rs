//! What an item gives, as lines of a guide: formula, caps, and grants besides money. Computes nothing.

use super::page::Line;
use super::words::Words;
use crate::ir::{AmountDef, AmountKind, EachDef, GrantDef, ItemDef, Policy, StageDef};

/// Whether an item has an amount.
pub(super) fn has(item: &ItemDef) -> bool {
    amount(item).is_some()
}

fn amount(item: &ItemDef) -> Option<&AmountDef> {
    item.amount.as_ref().or_else(|| item.each.as_ref()?.amount.as_ref())
}

/// What is given.
pub(super) fn lines(policy: &Policy, words: Words<'_>, item: &ItemDef) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(each) = &item.each
        && let Some(amount) = &each.amount
    {
        let list = list_name(policy, each);
        lines.push(Line::default().note(format!("每笔{list}：")).and(stated(words, amount)));
        lines.extend(each.stages.iter().map(|stage| Line::text(format!("每笔{}", self::stage(words, stage)))));
        lines.push(Line::text("各笔相加"));
    }
    if let Some(amount) = &item.amount {
        lines.push(Line::text(stated(words, amount)));
    }
    lines.extend(
        item.stages.iter().map(|stage| Line::default().strong(format!("每个主体合计{}", self::stage(words, stage)))),
    );
    if amount(item).is_some_and(|amount| amount.kind == AmountKind::Ceiling) {
        lines.push(Line::text("这是上限，不是应得数额"));
    }
    lines.extend(item.grant.iter().flat_map(|grant| self::grant(words, grant)));
    lines
}

/// The formula and its stages in one line, for tables.
pub(super) fn short(policy: &Policy, words: Words<'_>, item: &ItemDef) -> String {
    let each = item.each.as_ref().filter(|each| each.amount.is_some());
    let mut parts: Vec<String> = amount(item).map(|amount| stated(words, amount)).into_iter().collect();
    if let (Some(each), Some(first)) = (each, parts.first_mut()) {
        *first = format!("每笔{}：{first}", list_name(policy, each));
        parts.extend(each.stages.iter().map(|stage| format!("每笔{}", self::stage(words, stage))));
    }
    parts.extend(item.stages.iter().map(|stage| format!("合计{}", self::stage(words, stage))));
    parts.join("；")
}

fn list_name<'p>(policy: &'p Policy, each: &EachDef) -> &'p str {
    let list = policy.lists.get(each.list.0).and_then(|list| policy.facts.get(list.fact.0));
    list.map_or("", |fact| fact.name.as_str())
}

fn stated(words: Words<'_>, amount: &AmountDef) -> String {
    let formula = words.value(&amount.value);
    match (amount.kind, &amount.per) {
        (AmountKind::Rate, Some(per)) => format!("每{per} {formula}"),
        (AmountKind::Amount | AmountKind::Rate, _) => formula,
        (AmountKind::Ceiling, _) => format!("不超过 {formula}"),
    }
}

fn stage(words: Words<'_>, stage: &StageDef) -> String {
    match stage {
        StageDef::Cap(expr) => format!("最高 {}", words.value(expr)),
        StageDef::Floor(expr) => format!("最低 {}", words.value(expr)),
        StageDef::Less(expr) => format!("减去 {}，不低于零", words.value(expr)),
    }
}

fn grant(words: Words<'_>, grant: &GrantDef) -> Vec<Line> {
    let mut lines = vec![Line::default().strong(&grant.nature).and(format!("：{}", grant.text))];
    let soft = if grant.soft { "原则上" } else { "" };
    if let Some(longest) = &grant.longest {
        lines.push(Line::text(format!("{soft}最长 {}", words.value(longest))));
    }
    if let Some(from) = &grant.from {
        lines.push(Line::text(format!("自 {} 起", words.value(from))));
    }
    if let Some(until) = &grant.until {
        lines.push(Line::text(format!("至多到 {}", words.value(until))));
    }
    lines
}
