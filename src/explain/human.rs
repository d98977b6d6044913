//! A whole outcome as plain text. Owns header, order and indentation; the words come from the other files.

use super::group::{Group, entry};
use super::row::{Entry, Row};
use super::text::{Style, Text};
use super::{View, amount};
use crate::diagnostic::Lang;
use crate::outcome::{ItemOutcome, Outcome, Status};
use chrono::Datelike as _;

/// The whole outcome.
pub(super) fn outcome(outcome: &Outcome, view: &View<'_>) -> Text {
    let mut text = Text::default();
    header(&mut text, outcome, view);
    for group in Group::ALL {
        let items = group.items(outcome);
        if items.is_empty() || !group.shown(view) {
            continue;
        }
        text.line();
        text.put(group.style(), &bracketed(group.title(view), view));
        text.plain(&format!("{}{}", count(items.len(), view), group.remark(view)));
        text.line();
        for item in items {
            write_entry(&mut text, &entry(outcome, item, view, false), view);
        }
    }
    section(&mut text, view.say("只取一项", "Only one of several"), combinations(outcome, view), view);
    section(&mut text, view.say("合计", "Totals"), totals(outcome, view), view);
    section(
        &mut text,
        view.say("补充这些情况可以得到更确定的结果", "What would settle more"),
        needs(outcome, view),
        view,
    );
    text.line();
    for line in footer(view) {
        text.put(Style::Faint, &line);
        text.line();
    }
    text
}

/// Policy, day, subject, derived facts, and the result at a glance.
pub(super) fn header(text: &mut Text, outcome: &Outcome, view: &View<'_>) {
    let name = view.name.unwrap_or(&outcome.policy.id);
    let document = outcome.policy.document.as_deref().map(|d| format!("  {d}")).unwrap_or_default();
    text.put(Style::Heading, &format!("{name}{document}"));
    text.line();
    if let Some(title) = view.title {
        text.plain(title);
        text.line();
    }
    for row in facts(outcome, view).into_iter().chain([glance(outcome, view)]) {
        write_row(text, &row, 0, view);
    }
}

/// Day, subject, derived facts.
pub(super) fn facts(outcome: &Outcome, view: &View<'_>) -> Vec<Row> {
    let unknown = view.say("未定", "not known");
    let subject = outcome.subject_type.as_deref().map_or_else(|| unknown.to_owned(), |key| view.named(key));
    let mut rows =
        vec![Row::new(view.say("评估日", "as of"), &outcome.as_of), Row::new(view.say("主体", "subject"), &subject)];
    for (key, value) in &outcome.derived {
        let name = view.named(key);
        match value {
            Some(value) => {
                let how = view.say("按填报推算或认定", "derived or certified");
                rows.push(Row::new(&name, &format!("{value}{}", view.brackets(how))));
            }
            None if matters(outcome, &name) => rows.push(Row::new(&name, unknown)),
            None => {}
        }
    }
    rows
}

/// Whether a condition that is shown speaks of something.
fn matters(outcome: &Outcome, name: &str) -> bool {
    let conditions = outcome.items.iter().flat_map(|item| &item.conditions);
    conditions.into_iter().any(|condition| condition.because.contains(name))
}

/// How many of each, and the certain sum.
pub(super) fn glance(outcome: &Outcome, view: &View<'_>) -> Row {
    let mut parts = Vec::new();
    for group in Group::ALL {
        let items = group.items(outcome).len();
        if items > 0 && (group != Group::NotApplicable || view.all) {
            let hidden =
                if group.shown(view) { "" } else { view.say("（用 --all 列出）", " (listed with --all)") };
            parts.push(format!("{}{}{hidden}", group.title(view), count(items, view)));
        }
    }
    if !view.partial {
        let sums = &outcome.totals;
        parts.push(format!("{}{}", view.say("确定合计 ", "certain total "), view.money(&sums.exact_yuan)));
        for (label, sum) in [
            (view.say("批准后再加 ", "added once approved "), &sums.pending_yuan),
            (view.say("上限最多再加 ", "ceilings add at most "), &sums.ceiling_yuan),
        ] {
            if !zero(sum) {
                parts.push(format!("{label}{}", view.money(sum)));
            }
        }
    }
    Row::new(view.say("结论", "result"), &parts.join(view.semicolon()))
}

/// A heading.
pub(super) fn bracketed(title: &str, view: &View<'_>) -> String {
    format!("{}{title}{}", view.say("【", "["), view.say("】", "]"))
}

/// 3 项.
fn count(items: usize, view: &View<'_>) -> String {
    match view.lang {
        Lang::Zh => format!(" {items} 项"),
        Lang::En => format!(" {items}"),
    }
}

/// The choices among items.
pub(super) fn combinations(outcome: &Outcome, view: &View<'_>) -> Vec<Row> {
    let all = outcome.combinations.iter().filter(|c| c.chosen.is_some() || !c.candidates.is_empty());
    all.map(|c| Row::new(&c.items.join("/"), &amount::choice(c, view))).collect()
}

/// The sums; none when only some items are there.
pub(super) fn totals(outcome: &Outcome, view: &View<'_>) -> Vec<Row> {
    if view.partial {
        return Vec::new();
    }
    let sums = &outcome.totals;
    let mut rows = vec![
        Row::new(view.say("确定", "certain"), &view.money(&sums.exact_yuan)),
        Row::new(view.say("待批（批准后再加）", "added once approved"), &view.money(&sums.pending_yuan)),
        Row::new(view.say("上限（最多再加）", "ceilings would add at most"), &view.money(&sums.ceiling_yuan)),
        Row::new(view.say("最终区间", "finally due"), &view.bounds(&sums.range_yuan)),
    ];
    let open = |item: &&ItemOutcome| {
        let live = matches!(item.status, Status::Eligible | Status::PendingApproval | Status::Undetermined);
        live && item.amount.yuan.is_none() && item.amount.ceiling.is_none() && item.amount.kind != "none"
    };
    let unknown: Vec<&str> = outcome.items.iter().filter(open).map(|item| item.item.as_str()).collect();
    if !unknown.is_empty() {
        let label = view.say("金额未定、没有计入的项目", "items without a figure, not counted");
        rows.push(Row::new(label, &view.list(&unknown)));
    }
    rows
}

/// A sum of nothing.
fn zero(sum: &str) -> bool {
    sum.trim_matches(['0', '.']).is_empty()
}

/// The facts still needed, those that bear on most items first.
pub(super) fn needs(outcome: &Outcome, view: &View<'_>) -> Vec<Row> {
    let mut paths: Vec<(&str, Vec<&ItemOutcome>)> = Vec::new();
    for item in &outcome.items {
        for path in &item.needs {
            match paths.iter_mut().find(|(known, _)| known == path) {
                Some((_, items)) => items.push(item),
                None => paths.push((path, vec![item])),
            }
        }
    }
    paths.sort_by_key(|(_, items)| core::cmp::Reverse(items.len()));
    let rows = paths.into_iter().map(|(path, items)| {
        let ids: Vec<&str> = items.iter().map(|item| item.item.as_str()).collect();
        let bears = format!("{}{}", view.say("关系到 ", "bears on "), view.list(&ids));
        let words = match view.question(path) {
            Some(question) => format!("{question}{}", view.brackets(&bears)),
            None => bears,
        };
        Row::new(&view.named_with_key(path), &words)
    });
    rows.collect()
}

/// What the result is not.
pub(super) fn footer(view: &View<'_>) -> [String; 3] {
    let age = match (view.glossary.issued().map(|day| day.year()), view.lang) {
        (Some(year), Lang::Zh) => format!("政策发布于{year}年，可能已失效；与上级规定不一致的，以上级规定为准。"),
        (Some(year), Lang::En) => {
            format!("The notice is of {year} and may have lapsed; rules of higher authorities prevail.")
        }
        (None, Lang::Zh) => "政策可能已失效；与上级规定不一致的，以上级规定为准。".to_owned(),
        (None, Lang::En) => "The notice may have lapsed; rules of higher authorities prevail.".to_owned(),
    };
    let nature = view.say(
        "本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。",
        "This result is computed from rules. It is no approval and gives no claim; the authorities decide.",
    );
    let silent = view.say(
        "申请材料、咨询电话、申报入口：原文未载明。",
        "Documents to hand in, telephone numbers, where to apply: not stated by the notice.",
    );
    [nature.to_owned(), age, silent.to_owned()]
}

/// A titled list, if there is anything in it.
fn section(text: &mut Text, title: &str, rows: Vec<Row>, view: &View<'_>) {
    if rows.is_empty() {
        return;
    }
    text.line();
    text.put(Style::Heading, &bracketed(title, view));
    text.line();
    for row in rows {
        write_row(text, &row, 1, view);
    }
}

/// An item: heading with verdict, then its rows.
pub(super) fn write_entry(text: &mut Text, entry: &Entry, view: &View<'_>) {
    text.put(Style::Heading, &entry.heading);
    text.plain("   ");
    text.put(entry.status.0, &entry.status.1);
    if !entry.sentence.is_empty() {
        text.plain(view.colon());
        text.plain(&entry.sentence);
    }
    text.line();
    for row in &entry.rows {
        write_row(text, row, 1, view);
    }
}

/// A row and those below it, two blanks deeper each.
pub(super) fn write_row(text: &mut Text, row: &Row, depth: usize, view: &View<'_>) {
    text.plain(&"  ".repeat(depth));
    text.plain(&row.label);
    if !row.label.is_empty() && (!row.text.is_empty() || !row.below.is_empty()) {
        text.plain(if row.text.is_empty() { view.colon().trim_end() } else { view.colon() });
    }
    text.append(row.text.clone());
    text.line();
    for below in &row.below {
        write_row(text, below, depth.saturating_add(1), view);
    }
}
