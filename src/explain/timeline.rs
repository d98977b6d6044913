//! How answers change with the day, in words. Owns the wording; the spans come from [`crate::timeline`].

use super::View;
use super::human::write_row;
use super::readings::status;
use super::row::Row;
use super::text::{Style, Text};
use crate::diagnostic::Lang;
use crate::timeline::{ItemLine, Span, State, Timeline};

/// The whole timeline. Ends with a newline.
pub(super) fn timeline(timeline: &Timeline, view: &View<'_>) -> Text {
    let mut text = Text::default();
    text.put(Style::Heading, view.name.unwrap_or(&timeline.policy));
    text.line();
    let days = format!("{}{}{}", timeline.from, view.say(" 至 ", " to "), timeline.to);
    write_row(&mut text, &Row::new(view.say("时间", "days"), &days), 0, view);
    let (plain, others): (Vec<&ItemLine>, Vec<&ItemLine>) = timeline.items.iter().partition(|item| begins(item));
    for item in others {
        text.line();
        text.put(Style::Heading, &format!("{} {}", item.item, item.title));
        text.line();
        for row in rows(item, timeline, view) {
            write_row(&mut text, &row, 1, view);
        }
    }
    let mut days: Vec<&str> = plain.iter().filter_map(|item| Some(item.spans.get(1)?.from.as_str())).collect();
    days.sort_unstable();
    days.dedup();
    for day in days {
        text.line();
        let title = match view.lang {
            Lang::Zh => format!("{day} 起施行，此后不变"),
            Lang::En => format!("in force from {day}, no change after that"),
        };
        text.put(Style::Heading, &title);
        text.line();
        let mine = plain.iter().filter_map(|item| Some((item, item.spans.get(1).filter(|span| span.from == day)?)));
        for (item, span) in mine {
            write_row(&mut text, &Row::new(&format!("{} {}", item.item, item.title), &sentence(span, view)), 1, view);
        }
    }
    text.line();
    let count = timeline.unchanged;
    text.put(
        Style::Faint,
        &match view.lang {
            Lang::Zh => format!("其余 {count} 项在这段时间里没有变化。"),
            Lang::En => format!("{count} other items do not change in between."),
        },
    );
    text.line();
    text
}

/// Whether nothing happens but that an item comes into force.
fn begins(item: &ItemLine) -> bool {
    let waits = |span: &Span| span.windows.iter().any(|state| state.kind == "in_force" && state.state == "not_yet");
    let dated = |span: &Span| {
        let running = |state: &State| state.kind != "in_force" || state.state != "open" || state.to.is_some();
        span.windows.iter().chain(&span.deadlines).any(running)
    };
    match item.spans.as_slice() {
        [before, after] => waits(before) && !waits(after) && !dated(after),
        _ => false,
    }
}

fn rows(item: &ItemLine, timeline: &Timeline, view: &View<'_>) -> Vec<Row> {
    let mut noted: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for span in &item.spans {
        let last = span.to == timeline.to;
        let days = match (view.lang, last) {
            (Lang::Zh, false) => format!("{} 至 {}（{} 天）", span.from, span.to, span.days),
            (Lang::Zh, true) => format!("{} 起", span.from),
            (Lang::En, false) => format!("{} to {} ({} days)", span.from, span.to, span.days),
            (Lang::En, true) => format!("from {}", span.from),
        };
        let mut row = Row::new(&days, &sentence(span, view));
        for state in span.windows.iter().chain(&span.deadlines) {
            if let Some(rolled) = state.rolled.as_ref().filter(|rolled| !noted.contains(&rolled.from.as_str())) {
                noted.push(&rolled.from);
                row.below.push(Row::with("", Text::styled(Style::Faint, &roll(rolled, view))));
            }
        }
        rows.push(row);
    }
    rows
}

/// 待批准；申报期内，当天起还剩 300 天.
fn sentence(span: &Span, view: &View<'_>) -> String {
    let mut parts = vec![status(span.status, view).to_owned()];
    if let Some(yuan) = span.yuan.as_ref().filter(|_| span.status == crate::outcome::Status::Eligible) {
        parts.push(view.money(yuan));
    }
    parts.extend(span.windows.iter().chain(&span.deadlines).filter_map(|one| state(one, view)));
    parts.dedup();
    parts.join(view.semicolon())
}

fn state(state: &State, view: &View<'_>) -> Option<String> {
    let name = match state.kind {
        "in_force" => view.say("施行", "in force"),
        "application" => view.say("申报期", "application period"),
        _ => view.say("期限", "deadline"),
    };
    let words = match (state.kind, state.state) {
        ("in_force", "open") => return None,
        ("in_force", "not_yet") => view.say("尚未施行", "not yet in force").to_owned(),
        ("in_force", "closed") => view.say("已过有效期", "no longer in force").to_owned(),
        (_, "open") => match (&state.to, state.days_left) {
            (Some(to), Some(left)) => match view.lang {
                Lang::Zh => format!("{name}至 {to}，首日还剩 {left} 天"),
                Lang::En => format!("{name} until {to}, {left} days left on the first day"),
            },
            _ => return None,
        },
        (_, "not_yet") => format!("{name}{}", view.say("尚未开始", " has not begun")),
        (_, "closed") => format!("{name}{}", view.say("已截止", " is over")),
        (_, "passed") => format!("{name}{}", view.say("已过", " has passed")),
        _ => format!("{name}{}", view.say("的日期未定，不推算", " has no date; none is guessed")),
    };
    Some(words)
}

/// 末日为休息日，顺延至…….
fn roll(rolled: &crate::calendar::Rolled, view: &View<'_>) -> String {
    let doubt = match (rolled.certain, view.lang) {
        (true, _) => "",
        (false, Lang::Zh) => "；没有该年的放假安排，须核对",
        (false, Lang::En) => "; there is no table of that year's holidays, to be checked",
    };
    match view.lang {
        Lang::Zh => format!(
            "末日 {} 为休息日，可顺延至 {}（依民法典第203条的惯例，结论仍按原日计算）{doubt}",
            rolled.from, rolled.to
        ),
        Lang::En => format!(
            "{} is a rest day and may roll over to {} (the convention of art. 203 of the Civil Code; statuses go by the day itself){doubt}",
            rolled.from, rolled.to
        ),
    }
}
