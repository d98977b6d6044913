//! Rows on conditions, records and what is missing. Owns how each is written; knows nothing of layout.

use super::View;
use super::figures::{computed, spaced};
use super::row::Row;
use super::text::{Style, Text};
use super::verdict::open_acts;
use super::words::mark;
use crate::outcome::{ConditionOutcome, ItemOutcome, RecordOutcome, Status};

/// The conditions of an item; how its records stand is said with the records.
pub(super) fn conditions(item: &ItemOutcome, view: &View<'_>, full: bool) -> Vec<Row> {
    let apart = |condition: &&ConditionOutcome| condition.kind != "records" || item.records.is_empty();
    item.conditions.iter().filter(apart).map(|condition| condition_row(condition, view, full)).collect()
}

fn condition_row(condition: &ConditionOutcome, view: &View<'_>, full: bool) -> Row {
    let style = match condition.holds {
        Some(true) => Style::Good,
        Some(false) => Style::Bad,
        None => Style::Open,
    };
    let mut text = Text::styled(style, mark(condition.holds));
    text.plain(" ");
    text.plain(&kind_words(condition.kind, view));
    let name = label(condition, view);
    text.plain(name);
    let more = condition.text.as_deref().filter(|words| *words != condition.label && condition.kind != "approval");
    if let Some(words) = more {
        text.plain(&view.brackets(words));
    }
    let because = spaced(&condition.because);
    if !because.is_empty() && because != condition.label && Some(because.as_str()) != condition.text.as_deref() {
        text.plain(view.colon());
        text.plain(&because);
    }
    if full {
        if let Some(place) = condition.source {
            text.put(Style::Faint, &format!("  〔{}〕", view.cite(place)));
        }
        let missing: Vec<String> = condition.needs.iter().map(|path| view.named_with_key(path)).collect();
        if condition.holds.is_none() && !missing.is_empty() {
            let row = Row::new(view.say("还缺", "missing"), &view.list(&missing));
            return Row::with("", text).below(vec![row]);
        }
    }
    Row::with("", text)
}

/// The label; those that are not the analyst's are in the language asked for.
fn label<'a>(condition: &'a ConditionOutcome, view: &View<'_>) -> &'a str {
    match condition.kind {
        "records" => view.say("逐笔", "records"),
        "trigger" => view.say("触发", "trigger"),
        "fulfilled" => view.say("达标", "fulfilled"),
        _ => &condition.label,
    }
}

/// What kind of condition, when it is not an ordinary one.
fn kind_words(kind: &str, view: &View<'_>) -> String {
    let word = match kind {
        "presumption" => view.say("推定", "presumed"),
        "external" => view.say("外部规定", "rule elsewhere"),
        _ => return String::new(),
    };
    format!("{word} ")
}

/// The result of each record, after how many there are of each kind.
pub(super) fn records(item: &ItemOutcome, view: &View<'_>, full: bool) -> Option<Row> {
    if item.records.is_empty() {
        return None;
    }
    let count = item.conditions.iter().find(|condition| condition.kind == "records");
    let rows =
        item.records.iter().map(|record| record_row(record, view, full, item.amount.kind == "ceiling")).collect();
    Some(Row::new(view.say("逐笔结果", "by record"), count.map_or("", |line| &line.because)).below(rows))
}

fn record_row(record: &RecordOutcome, view: &View<'_>, full: bool, ceiling: bool) -> Row {
    let (style, sign, word) = match record.status {
        Status::Eligible => (Style::Good, "✓", view.say("符合", "eligible")),
        Status::PendingApproval => (Style::Open, "？", view.say("待批准", "awaiting approval")),
        Status::Undetermined => (Style::Open, "？", view.say("待定", "undetermined")),
        Status::NotEligible | Status::NotApplicable => (Style::Bad, "✗", view.say("不计", "not counted")),
        Status::Conflict => (Style::Bad, "✗", view.say("规则冲突", "conflicting rules")),
        _ => (Style::Bad, "✗", view.say("算不出", "cannot be computed")),
    };
    let mut text = Text::styled(style, sign);
    let id = record.id.as_deref().map(|id| view.brackets(id)).unwrap_or_default();
    text.plain(&format!(" {}{id}{}{word}", view.named(&record.path), view.colon()));
    let counts = !matches!(record.status, Status::NotEligible | Status::NotApplicable);
    if counts {
        if let Some(yuan) = &record.yuan {
            text.plain(view.say("，", ", "));
            text.plain(if ceiling { view.say("至多 ", "at most ") } else { "" });
            text.put(Style::Money, &view.yuan(yuan));
        }
        if let Some(formula) = record.formula.as_ref().filter(|formula| record.yuan.is_none() || computed(formula)) {
            text.plain(if record.yuan.is_some() { " = " } else { view.say("，", ", ") });
            text.plain(&spaced(formula));
        }
    }
    if record.exception_possible {
        text.plain(view.say("，超出原则上的限度，可作例外", ", beyond a limit that admits exceptions"));
    }
    if let Some(payer) = &record.payer {
        text.plain(&format!("{}{}{payer}", view.semicolon(), view.say("支付方：", "payer: ")));
    }
    let below = record.conditions.iter().filter(|c| full || c.holds != Some(true));
    let rows = below.map(|c| condition_row(c, view, full)).collect();
    Row::with("", text).below(rows)
}

/// What is missing: facts, approvals, acts, events, parameters, rules elsewhere. A summary leaves out what the
/// sentence or the amount already says.
pub(super) fn missing(item: &ItemOutcome, view: &View<'_>, full: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let said = !full && item.status == Status::Undetermined;
    let named = said && item.needs.len() <= super::words::SHOWN;
    if !item.needs.is_empty() && !named {
        let label = view.say("还缺的情况", "facts still needed");
        let names: Vec<String> = item.needs.iter().map(|path| view.named_with_key(path)).collect();
        if full {
            let below = item.needs.iter().zip(&names);
            let below = below.map(|(path, name)| Row::new(name, &view.question(path).unwrap_or_default()));
            rows.push(Row::new(label, "").below(below.collect()));
        } else {
            rows.push(Row::new(label, &view.list(&names)));
        }
    }
    if full {
        let approvals = item.approvals.iter().map(|approval| {
            let state = match approval.granted {
                Some(true) => view.say("已通过", "granted"),
                Some(false) => view.say("未通过", "refused"),
                None => view.say("待定", "open"),
            };
            let key = view.named_with_key(&approval.fact);
            Row::new(
                "",
                &format!("{} {}{}{state}{}{key}", approval.authority, approval.act, view.colon(), view.semicolon()),
            )
        });
        let approvals: Vec<Row> = approvals.collect();
        if !approvals.is_empty() {
            rows.push(Row::new(view.say("审批", "approvals"), "").below(approvals));
        }
    }
    let acts: Vec<String> = open_acts(item).into_iter().map(|path| view.named_with_key(path)).collect();
    if !acts.is_empty() {
        rows.push(Row::new(view.say("待办理", "still to be done"), &view.list(&acts)));
    }
    if !item.external.is_empty() && !said {
        let words = view.say("（未取得，无需填报）", " (not at hand; nothing to fill in)");
        rows.push(Row::new(view.say("外部规定", "rules elsewhere"), &format!("{}{words}", view.list(&item.external))));
    }
    let names: Vec<String> = item.missing_parameters.iter().map(|key| view.named(key)).collect();
    if !names.is_empty() && (full || (!said && item.amount.kind != "formula")) {
        let words = view.say("（原文未载明，无需填报）", " (not stated by the notice; nothing to fill in)");
        rows.push(Row::new(view.say("缺少的标准", "missing figures"), &format!("{}{words}", view.list(&names))));
    }
    let events: Vec<String> = item.events.iter().map(|key| view.named(key)).collect();
    if !events.is_empty() && !said {
        let words = view.say("（原文未载明日期，不推算）", " (no date in the notice; none is guessed)");
        rows.push(Row::new(view.say("日期未定", "events without a date"), &format!("{}{words}", view.list(&events))));
    }
    rows
}
