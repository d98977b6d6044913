//! Cited documents: 《…》 with the number that follows, and numbers that stand alone (鲁政办发〔2020〕4号). Owns their
//! form; knows nothing of which documents exist.

use super::bracket::pairs;
use super::flow::Flow;
use std::ops::Range;

/// The most characters of an issuer's sign before the year.
const MAX_SIGN: usize = 12;

/// A cited document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The title with its signs; empty when only the number is given.
    pub title: String,
    /// The number.
    pub number: Option<String>,
    /// Byte offset.
    pub at: usize,
    /// Byte offset of the number; of the document when it has none.
    pub number_at: usize,
    /// Where, in characters of its sentence.
    pub range: Range<usize>,
}

/// The documents of a sentence, in order.
pub(super) fn documents(flow: &Flow) -> Vec<Document> {
    let chars = flow.chars();
    let partners = pairs(chars);
    let mut found: Vec<Document> = Vec::new();
    let mut i = 0_usize;
    while i < chars.len() {
        let close = (flow.get(i) == Some('《')).then(|| partners.get(i).copied().flatten()).flatten();
        if let Some(close) = close {
            let end = close.saturating_add(1);
            let number = (flow.get(end) == Some('（')).then(|| number(chars, end.saturating_add(1))).flatten();
            let number_found = number.is_some();
            let range = i..number.as_ref().map_or(end, |(_, until)| until.saturating_add(1));
            found.push(Document {
                title: flow.text(i..end),
                number: number.map(|(text, _)| text),
                at: flow.offset(i),
                number_at: flow.offset(if number_found { end.saturating_add(1) } else { i }),
                range: range.clone(),
            });
            i = range.end;
        } else if flow.get(i) == Some('〔')
            && let Some((start, (text, end))) = sign(chars, i).and_then(|start| Some((start, number(chars, start)?)))
        {
            let at = flow.offset(start);
            found.push(Document { title: String::new(), number: Some(text), at, number_at: at, range: start..end });
            i = end;
        } else {
            i = i.saturating_add(1);
        }
    }
    found
}

/// Where the issuer's sign before `〔` starts.
fn sign(chars: &[char], open: usize) -> Option<usize> {
    let from = open.saturating_sub(MAX_SIGN);
    let before = chars.get(from..open)?;
    let stop = before.iter().rposition(|c| !is_han(*c) || matches!(c, '据' | '按' | '照' | '和' | '与' | '及' | '对'));
    let start = stop.map_or(from, |stop| from.saturating_add(stop).saturating_add(1));
    (start < open).then_some(start)
}

/// `淄政字〔2020〕15号` from `start` on: the number and where it ends.
pub(super) fn number(chars: &[char], start: usize) -> Option<(String, usize)> {
    let rest = chars.get(start..)?;
    let open = rest.iter().take(MAX_SIGN.saturating_add(1)).position(|c| *c == '〔')?;
    let digits =
        |from: usize| rest.get(from..).unwrap_or_default().iter().take(6).take_while(|c| c.is_ascii_digit()).count();
    let close = open.saturating_add(5);
    let sign = rest.get(..open)?.iter().all(|c| is_han(*c));
    if !sign || open == 0 || digits(open.saturating_add(1)) != 4 || rest.get(close) != Some(&'〕') {
        return None;
    }
    let from = close.saturating_add(1);
    let from = from.saturating_add(usize::from(rest.get(from) == Some(&'第')));
    let end = from.saturating_add(digits(from));
    if end == from || rest.get(end) != Some(&'号') {
        return None;
    }
    let end = end.saturating_add(1);
    Some((rest.get(..end)?.iter().collect(), start.saturating_add(end)))
}

pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}
