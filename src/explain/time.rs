//! Rows on periods and deadlines. Owns their wording; an end on an undated event is said in words, never as a date.

use super::View;
use super::row::Row;
use crate::outcome::{Deadline, ItemOutcome, Window};

/// Periods and deadlines. In a summary, an open period in force without an end is left out.
pub(super) fn rows(item: &ItemOutcome, view: &View<'_>, full: bool) -> Vec<Row> {
    let plain = |w: &&Window| full || w.kind != "in_force" || w.state != "open" || w.to.is_some();
    let windows = item.windows.iter().filter(plain).map(|window| window_row(window, view));
    windows.chain(item.deadlines.iter().map(|deadline| deadline_row(deadline, view))).collect()
}

fn window_row(window: &Window, view: &View<'_>) -> Row {
    let label = match window.kind {
        "in_force" => view.say("有效期", "in force"),
        "application" => view.say("申报期", "application period"),
        _ => view.say("适用期间", "period that counts"),
    };
    let mut words = dates(window, view);
    if !window.text.is_empty() && window.text != words {
        words = if words.is_empty() { window.text.clone() } else { format!("{words}{}", view.brackets(&window.text)) };
    }
    let state = match (window.state, window.days_left) {
        ("open", Some(days)) if window.kind != "counting" => view.days_left(days),
        ("open", _) => String::new(),
        ("closed", _) if window.kind == "counting" => view.say("已过", "over").to_owned(),
        ("closed", _) => view.say("已截止", "closed").to_owned(),
        ("not_yet", _) => view.say("尚未开始", "not begun").to_owned(),
        _ => view.say("起止未定，不推算日期", "ends not known; none is guessed").to_owned(),
    };
    if !state.is_empty() {
        words = format!("{words}{}{state}", view.say("，", ", "));
    }
    Row::new(label, &words)
}

fn dates(window: &Window, view: &View<'_>) -> String {
    match (window.from.as_deref(), window.to.as_deref()) {
        (Some(from), Some(to)) => format!("{from}{}{to}", view.say(" 至 ", " to ")),
        (Some(from), None) => format!("{}{from}{}", view.say("自 ", "from "), view.say(" 起", "")),
        (None, Some(to)) => format!("{}{to}", view.say("至 ", "until ")),
        (None, None) => String::new(),
    }
}

fn deadline_row(deadline: &Deadline, view: &View<'_>) -> Row {
    let label = view.say("期限", "deadline");
    let Some(date) = &deadline.date else {
        let why = view.say("日期未定，原文未载明，不推算日期", "no date in the notice; none is guessed");
        return Row::new(label, &format!("{}{}", deadline.text, view.brackets(why)));
    };
    let state = match (deadline.state, deadline.days_left) {
        ("passed", _) => view.say("已过", "passed").to_owned(),
        (_, Some(days)) => view.days_left(days),
        _ => String::new(),
    };
    let text =
        if deadline.text.is_empty() || deadline.text == *date { String::new() } else { view.brackets(&deadline.text) };
    let comma = if state.is_empty() { "" } else { view.say("，", ", ") };
    Row::new(label, &format!("{date}{text}{comma}{state}"))
}
