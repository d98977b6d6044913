//! Duties as plain text for a terminal. Owns wording and order of lines.

use super::{Duties, Duty, by_when, kind_words, names, readable, status_words};

/// The list as text, one blank line between duties, the counts last.
#[must_use]
pub fn human(duties: &Duties) -> String {
    let mut out = String::new();
    for duty in &duties.items {
        out.push_str(&one(duty));
        out.push('\n');
    }
    let counts = &duties.counts;
    let total = duties.items.len();
    let parts = [
        (counts.administrative, "职责"),
        (counts.targets, "指标"),
        (counts.duties, "义务"),
        (counts.approvals, "审批"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{word} {count}")).collect();
    let parts = if parts.is_empty() { String::new() } else { format!("：{}", parts.join("、")) };
    let undated = total.saturating_sub(counts.dated);
    out.push_str(&format!(
        "共 {total} 项{parts}；有日期的 {}，没有日期的 {undated}。截至 {}\n",
        counts.dated, duties.as_of
    ));
    for remark in &duties.remarks {
        out.push_str(&format!("{remark}\n"));
    }
    out
}

fn one(duty: &Duty) -> String {
    let mut out = format!("{} {}   {}", duty.item, duty.title, kind_words(duty.kind));
    if let Some(status) = duty.status {
        out.push_str(&format!("：{}", status_words(status)));
    }
    out.push('\n');
    if duty.task != duty.title {
        out.push_str(&format!("  任务：{}\n", duty.task));
    }
    if let Some(because) = &duty.because {
        out.push_str(&format!("  现状：{}\n", readable(because)));
    }
    if !duty.missing.is_empty() {
        out.push_str(&format!("  未载明：{}\n", names(&duty.missing)));
    }
    if !duty.needs.is_empty() {
        out.push_str(&format!("  待填：{}\n", names(&duty.needs)));
    }
    out.push_str(&format!("  期限：{}      依据：{}\n", by_when(duty), duty.source));
    let mut who = Vec::new();
    if let Some(authority) = &duty.authority {
        who.push(format!("审批（原文）：{authority}"));
    }
    for (label, names) in [("牵头单位", &duty.lead), ("责任单位", &duty.responsible), ("责任人", &duty.officials)]
    {
        if !names.is_empty() {
            who.push(format!("{label}（原文）：{}", names.join("、")));
        }
    }
    if !who.is_empty() {
        out.push_str(&format!("  {}\n", who.join("   ")));
    }
    if !duty.figures.is_empty() {
        out.push_str(&format!("  原文数字：{}\n", duty.figures.join("、")));
    }
    if !duty.unstated.is_empty() {
        out.push_str(&format!("  原文未载明：{}\n", duty.unstated.join("、")));
    }
    out
}
