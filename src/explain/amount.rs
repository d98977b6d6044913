//! Rows on what is given: money with its formula and stages, grants, what it hangs on. Owns their wording; knows
//! nothing of layout.

use super::View;
use super::figures::{computed, spaced};
use super::row::Row;
use super::text::{Style, Text};
use super::verdict::open_approvals;
use crate::diagnostic::Lang;
use crate::outcome::{Amount, CombinationOutcome, Grant, ItemOutcome, StageOutcome, Status};

/// What is given, if the item gives anything under the circumstances.
pub(super) fn rows(item: &ItemOutcome, view: &View<'_>, full: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let refused = matches!(item.status, Status::NotEligible | Status::NotApplicable);
    if let Some(grant) = item.grant.as_ref().filter(|_| !refused || full) {
        rows.push(grant_row(grant, view));
    }
    if (item.amount.kind != "none" || item.amount.fault.is_some()) && (!refused || full) {
        rows.push(amount_row(item, view, refused));
        if full {
            rows.extend(stages(&item.amount, view));
        }
    }
    rows
}

/// 金额, 金额（认定后）, 金额上限（条件成立时）.
fn label(item: &ItemOutcome, view: &View<'_>, refused: bool) -> String {
    let base = match item.amount.kind {
        "ceiling" => view.say("金额上限", "amount at most"),
        _ if item.amount.per.is_some() => view.say("标准", "rate"),
        _ => view.say("金额", "amount"),
    };
    let when = match item.status {
        Status::PendingApproval => match open_approvals(item).first() {
            Some(approval) => match view.lang {
                Lang::Zh => format!("{}后", approval.act),
                Lang::En => "once approved".to_owned(),
            },
            None => view.say("办理后", "once applied for").to_owned(),
        },
        _ if refused => view.say("假如符合", "if it were eligible").to_owned(),
        Status::Undetermined => view.say("条件成立时", "if the conditions hold").to_owned(),
        _ => return base.to_owned(),
    };
    format!("{base}{}", view.brackets(&when))
}

fn amount_row(item: &ItemOutcome, view: &View<'_>, refused: bool) -> Row {
    let amount = &item.amount;
    let mut text = Text::default();
    let per = amount.per.as_deref().map(|per| format!("{}{per}", view.say(" 每", " per "))).unwrap_or_default();
    let figure = figure(amount, view);
    if let Some(figure) = &figure {
        text.put(Style::Money, figure);
        text.plain(&per);
    }
    match amount.formula.as_ref().filter(|formula| figure.is_none() || computed(formula)) {
        Some(formula) if figure.is_none() => {
            // Known factors are folded in the formula; how they come about stands before it.
            let first = amount.stages.first().filter(|stage| stage.stage == "金额" && stage.of != *formula);
            if let Some(factors) = first.filter(|_| amount.kind == "formula") {
                text.plain(&format!("{} = ", spaced(&factors.of)));
            }
            text.plain(&spaced(formula));
        }
        Some(formula) => match changes(amount, view) {
            None => text.plain(&format!(" = {}", spaced(formula))),
            Some(changes) => text.plain(&format!("{}{}{changes}", view.colon(), spaced(formula))),
        },
        None => {}
    }
    if let Some(fault) = &amount.fault {
        text.plain(if text.is_empty() { "" } else { view.semicolon() });
        text.plain(&format!("{}{fault}", view.say("算不出：", "cannot be computed: ")));
    } else if text.is_empty() {
        text.plain(view.say("未定", "not known"));
    }
    for remark in remarks(item, view, refused) {
        text.plain(view.semicolon());
        text.plain(&remark);
    }
    Row::with(&label(item, view, refused), text)
}

/// What stages make of the first figure, so that the formula alone does not give the sum: `= 12,000.00元，封顶
/// 1万元`. `None` when the formula is the sum.
fn changes(amount: &Amount, view: &View<'_>) -> Option<String> {
    let bounded = amount.yuan.is_none() && amount.kind == "range";
    let tells = |stage: &&StageOutcome| match stage.stage.as_str() {
        "减" => true,
        "封顶" | "保底" => bounded || matches!(stage.effect, Some("cut" | "open")),
        _ => false,
    };
    let made: Vec<&StageOutcome> = amount.stages.iter().filter(tells).collect();
    let first = made.first()?;
    // The value the first of them started from.
    let before = amount.stages.iter().take_while(|stage| !core::ptr::eq(*stage, *first)).last();
    let base = before.and_then(|stage| stage.value.as_ref()).map(|value| format!(" = {}", view.yuan(value)));
    let words = made.iter().map(|stage| {
        let comma = view.say("，", ", ");
        format!("{comma}{} {}", stage_word(&stage.stage, view), spaced(&stage.of))
    });
    Some(format!("{}{}", base.unwrap_or_default(), words.collect::<String>()))
}

/// The sum, or its bounds.
fn figure(amount: &Amount, view: &View<'_>) -> Option<String> {
    let known = match amount.kind {
        "ceiling" => amount.ceiling.as_ref().or(amount.yuan.as_ref()),
        _ => amount.yuan.as_ref(),
    };
    match (known, &amount.range) {
        (Some(yuan), _) => Some(view.money(yuan)),
        (None, [_, Some(_)]) => Some(view.bounds(&amount.range)),
        (None, [Some(lo), None]) if !lo.trim_matches(['0', '.']).is_empty() => Some(view.bounds(&amount.range)),
        _ => None,
    }
}

/// What the amount hangs on.
fn remarks(item: &ItemOutcome, view: &View<'_>, refused: bool) -> Vec<String> {
    let amount = &item.amount;
    let mut out = Vec::new();
    let known = amount.yuan.is_some() && amount.range.iter().flatten().count() == 2;
    if known && item.status == Status::Eligible && amount.conditional {
        out.push(format!("{}{}", view.say("部分待定，最终 ", "partly open, finally "), view.bounds(&amount.range)));
    }
    if amount.capped && changes(amount, view).is_none() {
        out.push(view.say("已封顶", "cut by the cap").to_owned());
    } else if amount.cap_reached && !amount.capped {
        out.push(view.say("恰好达到上限", "just reaches the cap").to_owned());
    }
    if amount.yuan.is_none() && !item.missing_parameters.is_empty() && amount.kind == "formula" {
        let names: Vec<String> = item.missing_parameters.iter().map(|key| view.named(key)).collect();
        let words = view.say("原文未载明，无需企业填报", " is not stated by the notice; nothing to fill in");
        out.push(format!("{}{words}", view.list(&names)));
    }
    if !refused && matches!(amount.kind, "ceiling" | "formula") {
        out.push(view.say("不计入确定合计", "not part of the certain total").to_owned());
    }
    out
}

/// Each stage with its value.
fn stages(amount: &Amount, view: &View<'_>) -> Vec<Row> {
    let below = amount.stages.iter().map(|stage| {
        let mut words = spaced(&stage.of);
        if let Some(value) = &stage.value {
            words = format!("{words} → {}", view.yuan(value));
        }
        let floor = stage.stage == "保底";
        let effect = match stage.effect {
            Some("cut") if floor => view.say("不足部分已补足", "raised to the floor"),
            Some("cut") => view.say("已截去超出部分", "cut"),
            Some("reached") => view.say("恰好达到", "just reached"),
            Some("below") if floor => view.say("高于保底，不变", "above the floor"),
            Some("below") => view.say("未达到", "not reached"),
            Some("open") => view.say("是否达到未定", "not known whether reached"),
            Some(other) => other,
            None => "",
        };
        if !effect.is_empty() {
            words.push_str(&view.brackets(effect));
        }
        Row::new(stage_word(&stage.stage, view), &words)
    });
    let below: Vec<Row> = below.collect();
    let mut rows = Vec::new();
    if !below.is_empty() {
        rows.push(Row::new(view.say("怎样算出", "how it is computed"), "").below(below));
    }
    if let Some(exact) = amount.unrounded.as_ref().filter(|_| amount.stages.iter().any(|s| s.stage == "舍入")) {
        rows.push(Row::new(view.say("舍入前", "before rounding"), &view.yuan(exact)));
    }
    if amount.kind != "exact" || amount.conditional {
        rows.push(Row::new(view.say("最终应得的范围", "bounds of what is finally due"), &view.bounds(&amount.range)));
    }
    rows
}

/// The word of a stage in the language asked for.
fn stage_word<'a>(stage: &'a str, view: &View<'_>) -> &'a str {
    match stage {
        "金额" => view.say("金额", "amount"),
        "合计" => view.say("合计", "sum"),
        "封顶" => view.say("封顶", "cap"),
        "保底" => view.say("保底", "floor"),
        "减" => view.say("减", "less"),
        "舍入" => view.say("舍入", "rounding"),
        other => other,
    }
}

fn grant_row(grant: &Grant, view: &View<'_>) -> Row {
    let mut words = format!("{}{}{}", grant.nature, view.colon(), grant.text);
    if let Some(longest) = &grant.longest {
        let principle = if grant.in_principle { view.say("原则上", "in principle ") } else { "" };
        words.push_str(&format!("{}{principle}{}{longest}", view.semicolon(), view.say("最长 ", "at most ")));
    }
    match (&grant.from, &grant.until) {
        (Some(from), Some(until)) => {
            let to = view.say("，至多到 ", ", at most until ");
            words.push_str(&format!("{}{}{from}{to}{until}", view.semicolon(), view.say("自 ", "from ")));
        }
        (Some(from), None) => words.push_str(&format!("{}{}{from}", view.semicolon(), view.say("自 ", "from "))),
        (None, Some(until)) => {
            words.push_str(&format!("{}{}{until}", view.semicolon(), view.say("至多到 ", "at most until ")));
        }
        (None, None) => {}
    }
    Row::new(view.say("给予", "gives"), &words)
}

/// The combinations an item takes part in.
pub(super) fn combinations(all: &[CombinationOutcome], item: &ItemOutcome, view: &View<'_>) -> Vec<Row> {
    let refused = matches!(item.status, Status::NotEligible | Status::NotApplicable);
    let mine = all.iter().filter(|c| !refused && c.items.contains(&item.item));
    let mut rows: Vec<Row> = Vec::new();
    for combination in mine {
        let others: Vec<&str> = combination.items.iter().map(String::as_str).filter(|id| *id != item.item).collect();
        let label = format!("{}{}", view.say("与 ", "with "), others.join("/"));
        rows.push(Row::new(&label, &choice(combination, view)));
    }
    rows
}

/// 同一贷款只取一项；选 22.1：why.
pub(super) fn choice(combination: &CombinationOutcome, view: &View<'_>) -> String {
    let scope = match &combination.record {
        Some(path) => view.named(path),
        None if combination.by == "subject" => String::new(),
        None => view.named(&combination.by),
    };
    let rule = match combination.rule {
        "抵扣" => view.say("相互抵扣", "one is set off against the other"),
        _ if combination.items.len() == 2 => view.say("二选一", "one of the two"),
        _ => view.say("只取一项", "only one of them"),
    };
    let scope = match scope.as_str() {
        "" => rule.to_owned(),
        scope => format!("{}{scope}{}{rule}", view.say("同一笔（", "on the same record ("), view.say("）", "): ")),
    };
    let chosen = match &combination.chosen {
        Some(id) => format!("{}{id}", view.say("取 ", "chosen: ")),
        None if combination.candidates.is_empty() || !combination.why.is_empty() => String::new(),
        None => {
            format!("{}{}", view.say("尚未确定，可能是 ", "not decided, may be "), combination.candidates.join("/"))
        }
    };
    let why = spaced(&combination.why);
    [scope, chosen, why].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(view.semicolon())
}
