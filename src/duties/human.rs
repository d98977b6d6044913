//! Duties as plain text for a terminal. Owns wording and order of lines.

use super::words::{by_when, comma, kind_words, names, readable, say, status_words};
use super::{Duties, Duty};
use crate::diagnostic::Lang;

/// The list as text, one blank line between duties, the counts last.
#[must_use]
pub fn human(duties: &Duties) -> String {
    let lang = duties.lang;
    let mut out = String::new();
    for duty in &duties.items {
        out.push_str(&one(duty, lang));
        out.push('\n');
    }
    let counts = &duties.counts;
    let total = duties.items.len();
    let parts = [
        (counts.administrative, "职责", "administrative duty", "administrative duties"),
        (counts.targets, "指标", "target", "targets"),
        (counts.duties, "义务", "duty", "duties"),
        (counts.approvals, "审批", "approval", "approvals"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, zh, one, many)| match lang {
            Lang::Zh => format!("{zh} {count}"),
            Lang::En if *count == 1 => format!("1 {one}"),
            Lang::En => format!("{count} {many}"),
        })
        .collect();
    let parts = match parts.as_slice() {
        [] => String::new(),
        parts => format!("{}{}", say(lang, "：", ": "), parts.join(comma(lang))),
    };
    let (dated, day) = (counts.dated, &duties.as_of);
    let undated = total.saturating_sub(dated);
    out.push_str(&match lang {
        Lang::Zh => format!("共 {total} 项{parts}；有日期的 {dated}，没有日期的 {undated}。截至 {day}\n"),
        Lang::En => format!("{total} in all{parts}; {dated} with a date, {undated} without. As of {day}\n"),
    });
    for remark in &duties.remarks {
        out.push_str(&format!("{remark}\n"));
    }
    out
}

fn one(duty: &Duty, lang: Lang) -> String {
    let (comma, colon) = (comma(lang), say(lang, "：", ": "));
    let mut out = format!("{} {}   {}", duty.item, duty.title, kind_words(duty.kind, lang));
    if let Some(status) = duty.status {
        out.push_str(&format!("{colon}{}", status_words(status, lang)));
    }
    out.push('\n');
    let mut line = |zh: &'static str, en: &'static str, what: &str| {
        if !what.is_empty() {
            out.push_str(&format!("  {}{colon}{what}\n", say(lang, zh, en)));
        }
    };
    if duty.task != duty.title {
        line("任务", "task", &duty.task);
    }
    line("义务人", "bearer", &duty.bearers.join(comma));
    line("现状", "state", &duty.because.as_deref().map(readable).unwrap_or_default());
    line("未载明", "not stated", &names(&duty.missing, lang));
    line("待填", "to fill in", &names(&duty.needs, lang));
    let source = format!("{}      {}{colon}{}", by_when(duty, lang), say(lang, "依据", "source"), duty.source);
    line("期限", "deadline", &source);
    let mut who = Vec::new();
    if let Some(authority) = &duty.authority {
        who.push(format!("{}{authority}", say(lang, "审批（原文）：", "approval (as written): ")));
    }
    for (label, names) in duty.parties(lang) {
        who.push(format!("{label}{}", names.join(comma)));
    }
    if !who.is_empty() {
        out.push_str(&format!("  {}\n", who.join("   ")));
    }
    let mut line = |zh: &'static str, en: &'static str, what: &[String]| {
        if !what.is_empty() {
            out.push_str(&format!("  {}{colon}{}\n", say(lang, zh, en), what.join(comma)));
        }
    };
    line("原文数字", "figures of the notice", &duty.figures);
    line("原文未载明", "not stated by the notice", &duty.unstated);
    out
}
