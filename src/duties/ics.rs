//! Duties with a date as a calendar (RFC 5545): one all-day event each. Owns escaping and folding. The bytes depend
//! on the list alone: identifiers come from item ids, stamps from the day asked about.

use super::words::{comma, kind_words, say};
use super::{Duties, Duty};
use crate::diagnostic::Lang;
use crate::value::date::{add_days, parse_day};

/// Bytes of a line before it is folded (RFC 5545, 3.1).
const LINE: usize = 75;

/// The calendar. A list without dates gives a calendar with its time zone only, which readers accept as empty.
#[must_use]
pub fn ics(duties: &Duties, name: &str) -> String {
    let stamp = format!("{}T000000Z", duties.as_of.replace('-', ""));
    let mut lines: Vec<String> = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        say(duties.lang, "PRODID:-//Huice//duties//ZH", "PRODID:-//Huice//duties//EN"),
        "CALSCALE:GREGORIAN",
    ]
    .map(str::to_owned)
    .to_vec();
    lines.push(format!("X-WR-CALNAME:{}", escape(name)));
    let zone = [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ];
    lines.extend(zone.map(str::to_owned));
    for duty in &duties.items {
        lines.extend(event(duties, duty, &stamp).unwrap_or_default());
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// An event on the last day; `None` when there is none.
fn event(duties: &Duties, duty: &Duty, stamp: &str) -> Option<Vec<String>> {
    let day = parse_day(duty.date.as_ref()?)?;
    let next = add_days(day, 1)?;
    let compact = |day: chrono::NaiveDate| day.to_string().replace('-', "");
    let lang = duties.lang;
    let mut about = vec![duty.task.clone(), format!("{} {}", say(lang, "依据", "source"), duty.source)];
    about.extend(duty.deadline.iter().map(|words| format!("{} {words}", say(lang, "期限", "deadline"))));
    if !duty.bearers.is_empty() {
        about.push(format!("{} {}", say(lang, "义务人", "bearer"), duty.bearers.join(comma(lang))));
    }
    for (label, names) in duty.parties(lang) {
        about.push(format!("{label}{}", names.join(comma(lang))));
    }
    let summary = match lang {
        Lang::Zh => format!("{}到期 {} {}", kind_words(duty.kind, lang), duty.item, duty.title),
        Lang::En => format!("{} due: {} {}", kind_words(duty.kind, lang), duty.item, duty.title),
    };
    Some(vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}-{}-{}@huice", escape(&duties.policy.id), duty.item, duty.kind),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{}", compact(day)),
        format!("DTEND;VALUE=DATE:{}", compact(next)),
        format!("SUMMARY:{}", escape(&summary)),
        format!("DESCRIPTION:{}", escape(&about.join("\n"))),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ])
}

/// Text as a property value.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line with its end, folded by bytes and never inside a character.
pub(super) fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut used = 0_usize;
    for c in line.chars() {
        let wide = c.len_utf8();
        if used.saturating_add(wide) > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used = used.saturating_add(wide);
    }
    out.push_str("\r\n");
    out
}
