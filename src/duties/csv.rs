//! Duties as CSV that spreadsheet programs open as it is: UTF-8 with a mark, every field quoted, CRLF. Owns columns.

use super::{Duties, Duty, by_when, kind_words, readable, status_words};

/// The mark by which spreadsheet programs know UTF-8.
const MARK: char = '\u{feff}';

const HEAD: [&str; 15] = [
    "项目",
    "措施",
    "措施标题",
    "类别",
    "标题",
    "任务",
    "期限",
    "截止日期",
    "审批机关",
    "牵头单位",
    "责任单位",
    "责任人",
    "依据",
    "状态",
    "现状与说明",
];

/// The list as CSV, with a head.
#[must_use]
pub fn csv(duties: &Duties) -> String {
    let mut out = String::from(MARK);
    out.push_str(&row(&HEAD.map(str::to_owned)));
    for duty in &duties.items {
        out.push_str(&row(&fields(duty)));
    }
    out
}

fn fields(duty: &Duty) -> [String; 15] {
    let mut notes: Vec<String> = duty.because.iter().map(|because| readable(because)).collect();
    notes.extend(duty.figures.iter().cloned());
    let missing = duty.missing.iter().map(|named| &named.name);
    notes.extend(missing.chain(&duty.unstated).map(|what| format!("原文未载明：{what}")));
    notes.extend(duty.needs.iter().map(|need| format!("待填：{}", need.name)));
    [
        duty.item.clone(),
        format!("第{}条", duty.measure),
        duty.measure_title.clone(),
        kind_words(duty.kind).to_owned(),
        duty.title.clone(),
        duty.task.clone(),
        by_when(duty),
        duty.date.clone().unwrap_or_default(),
        duty.authority.clone().unwrap_or_default(),
        duty.lead.join("、"),
        duty.responsible.join("、"),
        duty.officials.join("、"),
        duty.source.clone(),
        duty.status.map(status_words).unwrap_or_default().to_owned(),
        notes.join("；"),
    ]
}

fn row(fields: &[String]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| format!("\"{}\"", safe(field).replace('"', "\"\""))).collect();
    format!("{}\r\n", quoted.join(","))
}

/// A field that a spreadsheet program would take for a formula is marked as text.
fn safe(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{field}") } else { field.to_owned() }
}
