//! Answers as csv and as lines of JSON. Owns the two texts.

use super::super::answered::{Answered, Line, Open};
use super::{Layout, put_yuan, yuan};
use crate::eval::Answer;
use serde_json::{Map, Value, json};

/// What stands between several paths in one cell.
const BETWEEN: &str = " ";

/// The row of headings.
pub(super) fn csv_head(layout: &Layout) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, heading) in layout.headings().iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        cell(&mut out, heading);
    }
    out.push(b'\n');
    out
}

/// Appends a cell, quoted where that is needed.
pub(super) fn cell(out: &mut Vec<u8>, text: &str) {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Rows of csv.
pub(super) fn csv(layout: &Layout, answered: &Answered) -> Vec<u8> {
    let mut out = Vec::new();
    let head = |out: &mut Vec<u8>, line: Line<'_>| {
        out.extend_from_slice(itoa::Buffer::new().format(line.row).as_bytes());
        if layout.key.is_some() {
            out.push(b',');
            cell(out, line.key().unwrap_or_default());
        }
    };
    for line in answered.lines() {
        if !layout.long {
            head(&mut out, line);
            for answer in line.answers() {
                out.push(b',');
                amount(&mut out, &answer);
            }
            out.push(b'\n');
            continue;
        }
        for (index, (answer, (id, title))) in line.answers().zip(&layout.items).enumerate() {
            head(&mut out, line);
            out.push(b',');
            cell(&mut out, id);
            out.push(b',');
            cell(&mut out, title);
            out.push(b',');
            amount(&mut out, &answer);
            for flag in [answer.capped, answer.cap_reached, answer.uncertain] {
                out.extend_from_slice(if flag { b",true" } else { b",false" });
            }
            if layout.needs {
                let nothing = Open::default();
                let open = line.open(index).unwrap_or(&nothing);
                for paths in [&open.needs, &open.pending] {
                    out.push(b',');
                    cell(&mut out, &paths.join(BETWEEN));
                }
            }
            out.push(b'\n');
        }
    }
    out
}

fn amount(out: &mut Vec<u8>, answer: &Answer) {
    out.extend_from_slice(answer.status.word().as_bytes());
    out.push(b',');
    if let Some(fen) = answer.fen {
        put_yuan(out, fen);
    }
}

/// Lines of JSON with all items of a row.
fn wide(layout: &Layout, answered: &Answered) -> Vec<u8> {
    let mut out = Vec::new();
    let quoted = |text: &str| Value::from(text).to_string();
    let names: Vec<String> = layout.items.iter().map(|(id, _)| quoted(id)).collect();
    let key = layout.key.as_deref().map(quoted);
    for line in answered.lines() {
        out.extend_from_slice(b"{\"row\":");
        out.extend_from_slice(itoa::Buffer::new().format(line.row).as_bytes());
        if let (Some(name), Some(key)) = (&key, line.key()) {
            out.push(b',');
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            out.extend_from_slice(quoted(key).as_bytes());
        }
        out.extend_from_slice(b",\"items\":{");
        for (index, (answer, name)) in line.answers().zip(&names).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b":{\"status\":\"");
            out.extend_from_slice(answer.status.word().as_bytes());
            out.extend_from_slice(b"\",\"yuan\":");
            match answer.fen {
                Some(fen) => {
                    out.push(b'"');
                    put_yuan(&mut out, fen);
                    out.push(b'"');
                }
                None => out.extend_from_slice(b"null"),
            }
            out.push(b'}');
        }
        out.extend_from_slice(b"}}\n");
    }
    out
}

/// Lines of JSON.
pub(super) fn jsonl(layout: &Layout, answered: &Answered) -> Vec<u8> {
    if !layout.long {
        return wide(layout, answered);
    }
    let mut out = Vec::new();
    for line in answered.lines() {
        let mut head = Map::new();
        head.insert("row".to_owned(), json!(line.row));
        if let (Some(name), Some(key)) = (&layout.key, line.key()) {
            head.insert(name.clone(), json!(key));
        }
        let answers = line.answers().zip(&layout.items);
        for (index, (answer, (id, title))) in answers.enumerate() {
            let mut row = head.clone();
            row.insert("item".to_owned(), json!(id));
            row.insert("title".to_owned(), json!(title));
            row.insert("status".to_owned(), json!(answer.status.word()));
            row.insert("yuan".to_owned(), json!(answer.fen.map(yuan)));
            row.insert("capped".to_owned(), json!(answer.capped));
            row.insert("cap_reached".to_owned(), json!(answer.cap_reached));
            row.insert("uncertain".to_owned(), json!(answer.uncertain));
            if let Some(open) = line.open(index) {
                row.insert("needs".to_owned(), json!(open.needs));
                row.insert("pending".to_owned(), json!(open.pending));
            }
            json_line(&mut out, row);
        }
    }
    out
}

/// One object and a line end.
pub(super) fn json_line(out: &mut Vec<u8>, fields: Map<String, Value>) {
    out.extend_from_slice(Value::Object(fields).to_string().as_bytes());
    out.push(b'\n');
}
