//! The verdict on an item: a word, and one sentence why. Owns their wording; knows nothing of layout.

use super::View;
use super::text::Style;
use crate::diagnostic::Lang;
use crate::outcome::{Approval, ConditionOutcome, ItemOutcome, Status};

/// The verdict in a word or two, with its role.
pub(super) fn status(item: &ItemOutcome, view: &View<'_>) -> (Style, String) {
    let (style, zh, en) = match item.status {
        Status::Eligible => (Style::Good, "符合", "eligible"),
        Status::PendingApproval => return (Style::Open, pending_word(item, view)),
        Status::Undetermined if item.kind == "duty" && !item.events.is_empty() => {
            (Style::Open, "是否到期待定", "not known whether due")
        }
        Status::Undetermined => (Style::Open, "待定", "undetermined"),
        Status::NotEligible => (Style::Bad, "不符合", "not eligible"),
        Status::NotApplicable => (Style::Faint, "不适用", "not applicable"),
        Status::Conflict => (Style::Bad, "规则冲突", "conflicting rules"),
        Status::Fault => (Style::Bad, "算不出", "cannot be computed"),
        Status::Met if item.kind == "target" => (Style::Good, "已达到", "met"),
        Status::Met => (Style::Good, "已履行", "done"),
        Status::InProgress => (Style::Open, "期限未到", "in progress"),
        Status::NotDue => (Style::Open, "未到期", "not due"),
        Status::NotMet if item.kind == "target" => (Style::Bad, "未达到", "not met"),
        Status::NotMet => (Style::Bad, "逾期未履行", "overdue"),
        Status::Informational if item.kind == "encouragement" => (Style::Faint, "鼓励", "encouraged"),
        Status::Informational => (Style::Faint, "工作任务", "administrative duty"),
    };
    (style, view.say(zh, en).to_owned())
}

/// Approvals not yet decided.
pub(super) fn open_approvals(item: &ItemOutcome) -> Vec<&Approval> {
    item.approvals.iter().filter(|approval| approval.granted.is_none()).collect()
}

/// Open acts: what is pending and no approval.
pub(super) fn open_acts(item: &ItemOutcome) -> Vec<&str> {
    let approval = |path: &str| item.approvals.iter().any(|known| known.fact == path);
    item.pending.iter().map(String::as_str).filter(|path| !approval(path)).collect()
}

/// 待认定 when one kind of approval is open, 待办理 when only the subject's own acts are.
fn pending_word(item: &ItemOutcome, view: &View<'_>) -> String {
    let open = open_approvals(item);
    let Some(first) = open.first() else {
        return view.say("待办理", "to be applied for").to_owned();
    };
    if open.iter().all(|approval| approval.act == first.act) {
        format!("{}{}", view.say("待", "awaiting "), first.act)
    } else {
        view.say("待批准", "awaiting approval").to_owned()
    }
}

/// Why, in one sentence without a full stop; empty when the word says it all.
pub(super) fn sentence(item: &ItemOutcome, view: &View<'_>) -> String {
    if let Some(problem) = &item.problem {
        return problem.clone();
    }
    match item.status {
        Status::Eligible => eligible(item, view),
        Status::PendingApproval => pending(item, view),
        Status::Undetermined => undetermined(item, view),
        Status::NotEligible | Status::NotMet => failed(item, view),
        Status::NotApplicable => not_applicable(item, view),
        Status::Met | Status::InProgress | Status::NotDue => String::new(),
        Status::Conflict | Status::Fault | Status::Informational => String::new(),
    }
}

fn eligible(item: &ItemOutcome, view: &View<'_>) -> String {
    let mut parts = vec![view.say("各项条件均满足", "every condition holds").to_owned()];
    if !item.presumed.is_empty() {
        let what = view.list(&item.presumed);
        parts.push(format!("{}{what}", view.say("按推定处理，未经填报：", "presumed, not stated: ")));
    }
    if item.exception_possible {
        parts.push(exception(view));
    }
    parts.join(view.semicolon())
}

fn exception(view: &View<'_>) -> String {
    let zh = "超出“原则上”的限度，主管部门可作例外";
    view.say(zh, "beyond a limit that holds \"in principle\"; the authority may make an exception").to_owned()
}

fn pending(item: &ItemOutcome, view: &View<'_>) -> String {
    let lead = view.say("其余条件已满足，", "everything else holds; ");
    let mut needed: Vec<String> = Vec::new();
    for approval in open_approvals(item) {
        let words = approval_words(approval, view);
        if !needed.contains(&words) {
            needed.push(words);
        }
    }
    let acts: Vec<String> = open_acts(item).into_iter().map(|path| view.named(path)).collect();
    if !acts.is_empty() {
        needed.push(format!("{}{}", view.say("尚待办理：", "still to be done: "), view.list(&acts)));
    }
    format!("{lead}{}", needed.join(view.semicolon()))
}

/// 须经区人力资源社会保障局认定.
pub(super) fn approval_words(approval: &Approval, view: &View<'_>) -> String {
    format!("{}{}{}{}", view.say("须经", "needs "), approval.authority, view.say("", " "), approval.act)
}

fn undetermined(item: &ItemOutcome, view: &View<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let met = item.conditions.iter().filter(|c| c.kind == "condition" && c.holds == Some(true)).count();
    if met > 0 {
        let words = match view.lang {
            Lang::Zh => format!("已满足 {met} 项条件"),
            Lang::En if met == 1 => "1 condition holds".to_owned(),
            Lang::En => format!("{met} conditions hold"),
        };
        parts.push(words);
    }
    if !item.needs.is_empty() {
        let names: Vec<String> = item.needs.iter().map(|path| view.named(path)).collect();
        parts.push(format!("{}{}", view.say("还不知道：", "not known yet: "), view.short_list(&names)));
    }
    if !item.external.is_empty() {
        let rules = view.list(&item.external);
        let words = view.say("细则条件待核：", "rules elsewhere: ");
        let absent = if rules.contains("未取得") { "" } else { view.say("（未取得）", " (not at hand)") };
        parts.push(format!("{words}{rules}{absent}"));
    }
    if !item.events.is_empty() {
        let names: Vec<String> = item.events.iter().map(|key| view.quoted(&view.named(key))).collect();
        parts.push(format!("{}{}", view.list(&names), view.say("的日期未定", " has no date")));
    }
    if !item.missing_parameters.is_empty() {
        let names: Vec<String> = item.missing_parameters.iter().map(|key| view.named(key)).collect();
        parts.push(format!("{}{}", view.list(&names), view.say("原文未载明", " is not stated by the notice")));
    }
    let bare = |c: &ConditionOutcome| c.kind == "condition" && c.holds.is_none() && c.needs.is_empty();
    if item.conditions.iter().any(bare) || parts.is_empty() {
        let open = item.readings.iter().filter(|reading| reading.adopted.is_none());
        let names: Vec<String> = open.map(|reading| view.quoted(&reading.name)).collect();
        if !names.is_empty() {
            parts.push(format!("{}{}", view.say("口径未定：", "readings left open: "), view.list(&names)));
        }
    }
    let approvals: Vec<String> = open_approvals(item).into_iter().map(|a| approval_words(a, view)).collect();
    if !approvals.is_empty() {
        parts.push(format!("{}{}", view.say("另", "also "), view.list(&approvals)));
    }
    parts.join(view.semicolon())
}

/// Names the failed conditions with figure and limit.
fn failed(item: &ItemOutcome, view: &View<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let outside = item.conditions.iter().filter(|c| c.holds == Some(false) && c.kind != "approval");
    parts.extend(outside.map(|c| condition_words(c, view)));
    for window in item.windows.iter().filter(|w| matches!(w.state, "closed" | "not_yet") && w.kind == "application") {
        let late = window.state == "closed";
        let words = if late { view.say("已过", "is over") } else { view.say("尚未开始", "has not begun") };
        parts.push(format!("{}{}{words}", view.say("申报期", "the application period"), view.say("", " ")));
    }
    for approval in item.approvals.iter().filter(|approval| approval.granted == Some(false)) {
        parts.push(format!("{}{}{}", approval.authority, view.say("未予", " refused "), approval.act));
    }
    let records = item.conditions.iter().any(|c| c.holds == Some(false) && c.kind == "records");
    if !item.records.is_empty() && (records || parts.is_empty()) {
        let mut all = item.records.iter().flat_map(|record| &record.conditions);
        parts.extend(all.find(|c| c.holds == Some(false)).map(|c| condition_words(c, view)));
    }
    for deadline in item.deadlines.iter().filter(|deadline| deadline.state == "passed") {
        let date = deadline.date.as_deref().unwrap_or(&deadline.text);
        parts.push(format!("{}{date}", view.say("期限已过：", "deadline passed: ")));
    }
    if item.exception_possible {
        parts.push(exception(view));
    }
    parts.dedup();
    parts.join(view.semicolon())
}

/// 未满足“少裁员”：12/200 = 6%，超过 5.5%.
fn condition_words(condition: &ConditionOutcome, view: &View<'_>) -> String {
    let what = condition.text.as_deref().unwrap_or(&condition.label);
    let because = super::figures::spaced(&condition.because);
    if condition.kind == "records" {
        return because;
    }
    if condition.kind == "trigger" {
        return format!("{}{}{because}", view.say("未触发", "not triggered"), view.colon());
    }
    let fails = format!("{}{}", view.say("未满足", "fails "), view.quoted(what));
    if because.is_empty() || because == what { fails } else { format!("{fails}{}{because}", view.colon()) }
}

fn not_applicable(item: &ItemOutcome, view: &View<'_>) -> String {
    let force = item.windows.iter().find(|w| w.kind == "in_force" && matches!(w.state, "closed" | "not_yet"));
    match force {
        Some(window) if window.state == "closed" => view.say("已不在施行期内", "no longer in force").to_owned(),
        Some(_) => view.say("尚未施行", "not yet in force").to_owned(),
        None if !item.for_subject => view.say("面向另一类主体", "for another kind of subject").to_owned(),
        None => failed(item, view),
    }
}
