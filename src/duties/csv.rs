//! Duties as CSV that spreadsheet programs open as it is: UTF-8 with a mark, every field quoted, CRLF. Owns columns.

use super::words::{by_when, comma, kind_words, readable, say, status_words};
use super::{Duties, Duty};
use crate::diagnostic::Lang;

/// The mark by which spreadsheet programs know UTF-8.
const MARK: char = '\u{feff}';

const HEAD: [(&str, &str); 16] = [
    ("项目", "item"),
    ("措施", "measure"),
    ("措施标题", "title of the measure"),
    ("类别", "kind"),
    ("标题", "title"),
    ("任务", "task"),
    ("期限", "deadline"),
    ("截止日期", "last day"),
    ("审批机关", "approving authority"),
    ("牵头单位", "lead"),
    ("责任单位", "responsible"),
    ("责任人", "officials"),
    ("依据", "source"),
    ("状态", "status"),
    ("现状与说明", "state and remarks"),
    ("义务人", "bearer"),
];

/// The list as CSV, with a head.
#[must_use]
pub fn csv(duties: &Duties) -> String {
    let mut out = String::from(MARK);
    out.push_str(&row(&HEAD.map(|(zh, en)| say(duties.lang, zh, en).to_owned())));
    for duty in &duties.items {
        out.push_str(&row(&fields(duty, duties.lang)));
    }
    out
}

fn fields(duty: &Duty, lang: Lang) -> [String; 16] {
    let mut notes: Vec<String> = duty.because.iter().map(|because| readable(because)).collect();
    notes.extend(duty.figures.iter().cloned());
    let missing = duty.missing.iter().map(|named| &named.name);
    notes.extend(
        missing
            .chain(&duty.unstated)
            .map(|what| format!("{}{what}", say(lang, "原文未载明：", "not stated by the notice: "))),
    );
    notes.extend(duty.needs.iter().map(|need| format!("{}{}", say(lang, "待填：", "to fill in: "), need.name)));
    [
        duty.item.clone(),
        match lang {
            Lang::Zh => format!("第{}条", duty.measure),
            Lang::En => duty.measure.to_string(),
        },
        duty.measure_title.clone(),
        kind_words(duty.kind, lang).to_owned(),
        duty.title.clone(),
        duty.task.clone(),
        by_when(duty, lang),
        duty.date.clone().unwrap_or_default(),
        duty.authority.clone().unwrap_or_default(),
        duty.lead.join(comma(lang)),
        duty.responsible.join(comma(lang)),
        duty.officials.join(comma(lang)),
        duty.source.clone(),
        duty.status.map(|status| status_words(status, lang)).unwrap_or_default().to_owned(),
        notes.join(say(lang, "；", "; ")),
        duty.bearers.join(comma(lang)),
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
