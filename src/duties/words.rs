//! The words of the list in Chinese and English. Owns labels, kinds, states, periods and citations in either language;
//! names, titles and what the notice says stay as it writes them.

use super::{Duty, Named};
use crate::diagnostic::Lang;
use crate::eval::Context;
use crate::handbook::words::{Words, citations as chinese_citations};
use crate::ir::{Citation, EndRef, Expr, ExprKind, PeriodKind, PeriodRef, Policy, Value};
use crate::value::money::group;

/// One of two wordings.
pub(super) const fn say(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The word of a kind for people.
pub(super) fn kind_words(kind: &str, lang: Lang) -> &str {
    match kind {
        "administrative" => say(lang, "职责", "administrative duty"),
        "target" => say(lang, "指标", "target"),
        "duty" => say(lang, "义务", "duty"),
        "approval" => say(lang, "审批", "approval"),
        other => other,
    }
}

/// The word of a status for people.
pub(super) fn status_words(status: &str, lang: Lang) -> &str {
    match status {
        "met" => say(lang, "已达成", "met"),
        "in_progress" => say(lang, "进行中", "in progress"),
        "not_due" => say(lang, "未到期", "not due"),
        "not_met" => say(lang, "未达成", "not met"),
        "undetermined" => say(lang, "待定", "undetermined"),
        "not_applicable" => say(lang, "不适用", "not applicable"),
        other => other,
    }
}

/// An act of approval in English.
pub(super) fn act(zh: &str) -> &str {
    match zh {
        "批准" => "approve",
        "核准" => "ratify",
        "认定" => "certify",
        "审核确认" => "verify",
        "确认" => "confirm",
        other => other,
    }
}

/// What stands between the names of a row.
pub(super) const fn comma(lang: Lang) -> &'static str {
    say(lang, "、", ", ")
}

/// Names in a row.
pub(super) fn names(all: &[Named], lang: Lang) -> String {
    all.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join(comma(lang))
}

/// Words with separators in long sums of yuan: `1280000000元` becomes `1,280,000,000元`.
pub(super) fn readable(text: &str) -> String {
    let mut out = String::new();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || c == '.' && !number.is_empty() {
            number.push(c);
            continue;
        }
        out.push_str(&if c == '元' { group(&number) } else { number });
        number = String::new();
        out.push(c);
    }
    out.push_str(&number);
    out
}

/// By when, in words, with the days left: never empty.
pub(super) fn by_when(duty: &Duty, lang: Lang) -> String {
    let Some(deadline) = &duty.deadline else {
        return say(lang, "原文未载明", "not stated by the notice").to_owned();
    };
    match (duty.state, duty.days_left, lang) {
        ("open", Some(0), Lang::Zh) => format!("{deadline}，今天到期"),
        ("open", Some(0), Lang::En) => format!("{deadline}, today is the last day"),
        ("open", Some(days), Lang::Zh) => format!("{deadline}，还剩 {days} 天"),
        ("open", Some(1), Lang::En) => format!("{deadline}, 1 day left"),
        ("open", Some(days), Lang::En) => format!("{deadline}, {days} days left"),
        ("passed", _, Lang::Zh) => format!("{deadline}，已过"),
        ("passed", _, Lang::En) => format!("{deadline}, passed"),
        _ => deadline.clone(),
    }
}

/// Places in the notice: `第14条第1款第2句`, `article 14, paragraph 1, sentence 2`.
pub(super) fn citations(places: &[Citation], lang: Lang) -> String {
    if lang == Lang::Zh {
        return chinese_citations(places);
    }
    let one = |place: &Citation| {
        let mut text = format!("article {}", place.article);
        if let Some(paragraph) = place.paragraph {
            text.push_str(&format!(", paragraph {paragraph}"));
        }
        if let Some(sentence) = place.sentence {
            text.push_str(&format!(", sentence {sentence}"));
        }
        text
    };
    places.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A period by its ends; in English with the days that can be told without a profile.
pub(super) fn period(policy: &Policy, context: &Context, period: &PeriodRef) -> String {
    let words = Words::new(policy).within(context);
    if context.lang == Lang::Zh {
        return words.period(period);
    }
    let end = |end: &EndRef| match end {
        EndRef::Day(day) => day.to_string(),
        EndRef::Event(id) => {
            let name = policy.events.get(id.0).map_or("", |event| event.name.as_str());
            format!("{name} (no date yet)")
        }
        EndRef::Date(expr) => words.value(expr),
    };
    let until = |text: String| match words.last(period) {
        Some(last) => format!("{text}, until {last}"),
        None => text,
    };
    match &period.kind {
        PeriodKind::Between { from, to, .. } => match (from, to) {
            (Some(from), Some(to)) => format!("{} to {}", end(from), end(to)),
            (Some(from), None) => format!("from {}", end(from)),
            (None, Some(to)) => format!("until {}", end(to)),
            (None, None) => "any time".to_owned(),
        },
        PeriodKind::Lasting(from, length) => until(format!("from {} for {}", end(from), duration(words, length))),
        PeriodKind::Within(from, length) => until(format!("within {} after {}", duration(words, length), end(from))),
    }
}

/// A length in English if it is written out: `3个月` is `3 months`.
fn duration(words: Words<'_>, length: &Expr) -> String {
    let ExprKind::Const(Value::Number(number), text) = &length.kind else { return words.value(length) };
    let unit = if text.ends_with("工作日") {
        "workday"
    } else if text.ends_with('天') {
        "day"
    } else {
        "month"
    };
    let count = number.to_exact_string();
    let many = if count == "1" { "" } else { "s" };
    format!("{count} {unit}{many}")
}
