//! Figures and dates in running text: 1000万元, 17.5亿, 3‰, 半年, 百分之五, 5.5%, 2-4月份, 2020年内, 疫情期间. Owns how
//! they are written and what they say; knows nothing of what they are for.
//!
//! Not figures: ordinals (第一批), digits in numbers of documents and in titles (《…》), and expressions that begin with
//! 一 (一企一策).

mod date;
mod quantity;
mod scan;

use super::flow::Flow;
use chrono::NaiveDate;
use std::ops::Range;

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A quantity, in the spelling of rules: `1000万元`, `5%`, `6个月`.
    Quantity(String),
    /// A day.
    Day(NaiveDate),
    /// From the first to the last day, both included.
    Span(NaiveDate, NaiveDate),
    /// So long after an event, the length in the spelling of rules.
    After(String),
    /// A time without a date: 疫情期间, 当天.
    Time,
    /// A figure of speech or a name: 三张清单, 7×24小时.
    Words,
}

/// A figure or a date found in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where in the sentence, in characters.
    pub range: Range<usize>,
    /// As written, folded.
    pub text: String,
    /// What it says.
    pub meaning: Meaning,
    /// Byte offset in the file.
    pub at: usize,
}

/// The figures of a sentence; `year` is the year of dates that name none, `skip` are ranges left out.
pub(super) fn figures(flow: &Flow, year: i32, skip: &[Range<usize>]) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut scan = scan::Scan { chars: flow.chars(), year };
    let mut skip = skip.iter().peekable();
    let mut i = 0_usize;
    while i < flow.len() {
        if let Some(range) = skip.peek() {
            if range.contains(&i) {
                i = range.end;
                continue;
            }
            if range.end <= i {
                skip.next();
                continue;
            }
        }
        match scan.at(i) {
            Some((length, meaning)) => {
                let range = i..i.saturating_add(length.max(1));
                if let Some(meaning) = meaning {
                    found.push(Figure {
                        text: flow.text(range.clone()),
                        at: flow.offset(i),
                        range: range.clone(),
                        meaning,
                    });
                }
                i = range.end;
            }
            None => i = i.saturating_add(1),
        }
    }
    found
}

/// What a figure written alone says; `None` when the text is not one figure.
#[must_use]
pub fn meaning(text: &str, year: i32) -> Option<Meaning> {
    let flow = Flow::new(text, 0);
    let mut found = figures(&flow, year, &[]);
    let whole = found.len() == 1;
    found.pop().filter(|figure| whole && figure.range.start == 0).map(|figure| figure.meaning)
}
