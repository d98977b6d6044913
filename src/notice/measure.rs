//! From paragraphs to measures: which numbering is the measures', where each one begins and ends. Owns titles,
//! chapters, paragraphs and sentences; knows nothing of lines.

use super::block::{self, Block};
use super::bracket::{self, Bracket};
use super::flow::Flow;
use super::marker::{STYLES, Style};
use super::{Chapter, Head, Measure, Notice, Paragraph, Sentence, document, figure, head};
use crate::source::Source;
use chrono::Datelike;
use std::collections::BTreeSet;
use std::ops::Range;

/// The longest title of a measure, in characters.
const MAX_TITLE: usize = 45;

/// The year of dates without one when the text names no day of issue.
const NO_YEAR: i32 = 2000;

pub(super) fn read(source: Source) -> Notice {
    let blocks = block::blocks(source.text());
    let first = blocks.iter().position(|block| block.marker.is_some()).unwrap_or(blocks.len());
    let (before, body) = blocks.split_at_checked(first).unwrap_or((&blocks, &[]));
    let (body, tail) = body.split_at_checked(signature(body)).unwrap_or((body, &[]));
    let head = head::read(before, tail);
    let year = head.issued.as_ref().map_or(NO_YEAR, |(day, _)| day.year());
    let style = measure_style(body);
    let mut reader = Reader {
        year,
        notice: Notice {
            source: source.clone(),
            head: Head::default(),
            chapters: Vec::new(),
            measures: Vec::new(),
            rest: Vec::new(),
            style,
        },
        stack: Vec::new(),
        open: false,
    };
    for block in body {
        reader.block(block);
    }
    let mut notice = reader.finish();
    notice.head = head;
    notice
}

/// Where the closing lines begin that are no sentences: issuer, date, copies.
fn signature(blocks: &[Block]) -> usize {
    let line = |block: &Block| {
        let text = block.flow.to_string();
        let prose = block.flow.chars().iter().any(|c| matches!(c, '。' | '；' | '，'));
        let bracket = bracket::starts_with_one(&block.flow);
        block.marker.is_none() && !bracket && (text.starts_with("抄送") || (!prose && block.flow.len() <= 30))
    };
    blocks.iter().rposition(|block| !line(block)).map_or(0, |last| last.saturating_add(1))
}

/// The innermost style whose measures nearly all have a bracket; articles (第一条) go before everything.
fn measure_style(blocks: &[Block]) -> Option<Style> {
    let count = |style: Style| {
        let numbered = |block: &&Block| block.marker.as_ref().is_some_and(|marker| marker.style == style);
        blocks.iter().filter(numbered).count()
    };
    if count(Style::Article) >= 2 {
        return Some(Style::Article);
    }
    for style in STYLES.iter().rev() {
        let (mut all, mut with, mut open) = (0_usize, 0_usize, None);
        for block in blocks {
            if let Some(marker) = &block.marker {
                if marker.style == *style {
                    all = all.saturating_add(1);
                    open = Some(false);
                } else if marker.style < *style {
                    open = None;
                }
            }
            if open == Some(false) && has_bracket(&block.flow) {
                with = with.saturating_add(1);
                open = Some(true);
            }
        }
        if all > 0 && with.saturating_mul(5) >= all.saturating_mul(4) {
            return Some(*style);
        }
    }
    let prose = |style: Style| {
        let counts = |block: &&Block| block.marker.as_ref().is_some_and(|m| m.style == style) && !block.is_heading();
        blocks.iter().filter(counts).count()
    };
    let most = STYLES.iter().copied().max_by_key(|style| (prose(*style), count(*style)))?;
    (count(most) > 0).then_some(most)
}

/// Brackets of responsibility, outermost ones only.
fn brackets(flow: &Flow, paragraph: u32) -> Vec<(Range<usize>, Bracket)> {
    let partners = bracket::pairs(flow.chars());
    let mut found = Vec::new();
    let mut until = 0_usize;
    for (i, c) in flow.chars().iter().enumerate() {
        if *c == '（'
            && i >= until
            && let Some(close) = partners.get(i).copied().flatten()
        {
            until = close;
            if let Some(bracket) = bracket::parse(flow, i..close, paragraph) {
                found.push((i..close.saturating_add(1), bracket));
            }
        }
    }
    found
}

fn has_bracket(flow: &Flow) -> bool {
    !brackets(flow, 1).is_empty()
}

struct Reader {
    year: i32,
    notice: Notice,
    /// The chapters around the present place, outermost first.
    stack: Vec<(Style, String)>,
    /// Whether a measure is open.
    open: bool,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        match (&block.marker, self.notice.style) {
            (Some(marker), Some(style)) if marker.style == style => {
                self.open = true;
                let measure = Measure {
                    number: marker.number,
                    at: block.flow.offset(0),
                    title: String::new(),
                    title_at: block.flow.offset(marker.length),
                    chapter: self.notice.chapters.len().checked_sub(1),
                    paragraphs: Vec::new(),
                    brackets: Vec::new(),
                };
                self.notice.measures.push(measure);
                self.paragraph(&block.body(), true, block.is_heading());
            }
            (Some(marker), Some(style)) if marker.style < style => {
                self.open = false;
                self.stack.retain(|(outer, _)| *outer < marker.style);
                self.stack.push((marker.style, marker.label.clone()));
                let body = block.body();
                let text = body.to_string();
                let (title, rest) = text.split_once('。').unwrap_or((&text, ""));
                let chapter = Chapter {
                    code: self.stack.iter().map(|(_, label)| label.as_str()).collect(),
                    title: title.to_owned(),
                    at: block.flow.offset(0),
                };
                self.notice.chapters.push(chapter);
                if !rest.is_empty() {
                    let from = title.chars().count().saturating_add(1);
                    self.aside(&body.part(from..body.len()));
                }
            }
            _ if self.open => self.paragraph(&block.body(), false, false),
            _ => self.aside(&block.body()),
        }
    }

    fn aside(&mut self, flow: &Flow) {
        let sentences = self.sentences(flow, &[]);
        self.notice.rest.extend(sentences);
    }

    /// A paragraph of the open measure; `first` carries the title.
    fn paragraph(&mut self, flow: &Flow, first: bool, heading: bool) {
        let Some(known) = self.notice.measures.last().map(|measure| measure.paragraphs.len()) else { return };
        let number = u32::try_from(known.saturating_add(1)).unwrap_or(u32::MAX);
        let found = brackets(flow, number);
        let ranges: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
        let mut sentences = self.sentences(flow, &ranges);
        let alone = sentences.is_empty();
        let Some(measure) = self.notice.measures.last_mut() else { return };
        let own = measure.paragraphs.len();
        measure.brackets.extend(found.into_iter().map(|(_, mut bracket)| {
            // A bracket on a line of its own closes the paragraph before it.
            if alone && own > 0 {
                bracket.paragraph = u32::try_from(own).unwrap_or(u32::MAX);
            }
            bracket
        }));
        if first && !alone {
            let is_title = sentences.first().is_some_and(|sentence| {
                let short = sentence.flow.len() <= MAX_TITLE;
                let comma = sentence.flow.chars().contains(&'，');
                short && (heading || sentences.len() > 1 || !comma)
            });
            if is_title {
                let title = sentences.remove(0);
                measure.title = title.flow.to_string().trim_end_matches('。').to_owned();
                measure.title_at = title.flow.offset(0);
            }
        }
        if !sentences.is_empty() {
            measure.paragraphs.push(Paragraph { sentences });
        }
    }

    /// The sentences of a paragraph without the brackets of responsibility.
    fn sentences(&self, flow: &Flow, without: &[Range<usize>]) -> Vec<Sentence> {
        let partners = bracket::pairs(flow.chars());
        let mut without = without.iter().peekable();
        let mut found = Vec::new();
        let (mut from, mut i) = (0_usize, 0_usize);
        while i < flow.len() {
            if let Some(range) = without.next_if(|range| range.start <= i) {
                found.extend(self.sentence(flow, from..i));
                i = range.end;
                // The full stop after a bracket belongs to it.
                i = i.saturating_add(usize::from(flow.get(i) == Some('。')));
                from = i;
                continue;
            }
            let next = without.peek().map_or(flow.len(), |range| range.start);
            let inside = partners.get(i).copied().flatten().filter(|close| *close < next);
            let stop = matches!(flow.get(i), Some('。' | '！' | '？'));
            i = inside.unwrap_or(i).saturating_add(1);
            if stop {
                found.extend(self.sentence(flow, from..i));
                from = i;
            }
        }
        found.extend(self.sentence(flow, from..flow.len()));
        found
    }

    fn sentence(&self, flow: &Flow, range: Range<usize>) -> Option<Sentence> {
        let flow = flow.part(range);
        if flow.chars().iter().all(|c| matches!(c, '。' | '，' | '；' | '”')) {
            return None;
        }
        let documents = document::documents(&flow);
        let skip: Vec<Range<usize>> = documents.iter().map(|document| document.range.clone()).collect();
        let figures = figure::figures(&flow, self.year, &skip);
        Some(Sentence { flow, figures, documents })
    }

    fn finish(mut self) -> Notice {
        // What follows the last bracket of the last measure belongs to no measure.
        if let Some(measure) = self.notice.measures.last_mut()
            && let Some(last) = measure.brackets.last()
        {
            let keep = usize::try_from(last.paragraph).unwrap_or(usize::MAX);
            let tail = measure.paragraphs.split_off(keep.min(measure.paragraphs.len()));
            self.notice.rest.extend(tail.into_iter().flat_map(|paragraph| paragraph.sentences));
        }
        // Numbers that start again in every chapter cannot name measures.
        let numbers: BTreeSet<u32> = self.notice.measures.iter().map(|measure| measure.number).collect();
        if numbers.len() < self.notice.measures.len() {
            for (number, measure) in (1..).zip(&mut self.notice.measures) {
                measure.number = number;
            }
        }
        self.notice
    }
}
