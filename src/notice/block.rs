//! Lines joined to paragraphs: page breaks cut sentences and brackets anywhere. Owns what counts as the end of a
//! paragraph; knows nothing of measures.

use super::Meaning;
use super::bracket;
use super::flow::Flow;
use super::marker::{self, Marker, STYLES, Style};

/// The longest day, in characters: 二〇二〇年十二月三十一日.
const MAX_DATE: usize = 14;

/// The longest heading of two halves with a comma between them, in characters.
const MAX_PAIR: usize = 25;

/// The longest heading, in characters.
const MAX_HEADING: usize = 45;

/// A paragraph as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The number it starts with.
    pub(super) marker: Option<Marker>,
    /// All of it, the number included.
    pub(super) flow: Flow,
    /// Whether the last bracket is open.
    open: bool,
}

impl Block {
    fn new(marker: Option<Marker>, flow: Flow) -> Self {
        let mut block = Self { marker, flow: Flow::default(), open: false };
        block.append(&flow);
        block
    }

    /// Adds the next line. Only the line is looked at, so that joining many lines stays linear.
    fn append(&mut self, line: &Flow) {
        let sign = line.chars().iter().rev().find(|c| matches!(c, '（' | '《' | '）' | '》'));
        if let Some(sign) = sign {
            self.open = matches!(sign, '（' | '《');
        }
        self.flow.append(line);
    }

    /// What follows the number.
    pub(super) fn body(&self) -> Flow {
        let from = self.marker.as_ref().map_or(0, |marker| marker.length);
        self.flow.part(from..self.flow.len())
    }

    /// A numbered line without a sentence. With a comma it must be short and bear no figure: otherwise it is the
    /// beginning of a sentence that a page break has cut.
    pub(super) fn is_heading(&self) -> bool {
        if self.marker.is_none() || self.flow.len() > MAX_HEADING {
            return false;
        }
        let body = self.body();
        let has = |test: &dyn Fn(char) -> bool| body.chars().iter().copied().any(test);
        let sentence = has(&|c| c == '，') && (body.len() > MAX_PAIR || has(&|c| c.is_ascii_digit()));
        !sentence && !has(&|c| matches!(c, '。' | '；' | '：'))
    }

    /// Whether nothing is left open, so that the next line starts anew. Before the first number every line stands
    /// for itself (titles, addressees) unless a bracket is open.
    fn is_complete(&self, head: bool) -> bool {
        if self.open {
            return false;
        }
        let mut end = self.flow.chars().iter().rev();
        let sentence = match end.next() {
            Some('。' | '！' | '？' | '：') | None => true,
            Some('”') => end.next() == Some(&'。'),
            Some('）') => bracket::ends_with_one(&self.flow),
            _ => false,
        };
        head || sentence || self.is_heading()
    }
}

/// The paragraphs of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: [u32; STYLES.len()] = [0; STYLES.len()];
    let mut head = true;
    let mut start = 0_usize;
    for line in text.split_inclusive(['\n', '\u{c}']) {
        let flow = Flow::new(line, start);
        start = start.saturating_add(line.len());
        if flow.is_empty() || is_page_number(&flow) {
            continue;
        }
        let complete = blocks.last().is_none_or(|block| block.is_complete(head));
        let rank = |style: Style| STYLES.iter().position(|s| *s == style).unwrap_or(0);
        // A cut line may begin with anything that looks like a number; then it must at least be the next one.
        let next = |marker: &Marker| {
            let before = last.get(rank(marker.style)).copied().unwrap_or(0);
            complete || marker.number == before.saturating_add(1)
        };
        if let Some(marker) = marker::read(&flow).filter(next) {
            head = false;
            for (index, number) in last.iter_mut().enumerate() {
                if index == rank(marker.style) {
                    *number = marker.number;
                }
            }
            blocks.push(Block::new(Some(marker), flow));
        } else if complete || bracket::starts_with_one(&flow) || is_date(&flow) {
            blocks.push(Block::new(None, flow));
        } else if let Some(block) = blocks.last_mut() {
            block.append(&flow);
        }
    }
    blocks
}

/// A line that is a day and nothing else: the day of issue.
fn is_date(flow: &Flow) -> bool {
    flow.len() <= MAX_DATE
        && matches!(super::meaning(&flow.to_string(), 0), Some(Meaning::Day(_)))
        && flow.get(flow.len().saturating_sub(1)) == Some('日')
}

/// `— 3 —`, `- 3 -`.
fn is_page_number(flow: &Flow) -> bool {
    let dash = |c: &char| matches!(c, '-' | '—' | '－' | '–' | '一');
    let chars = flow.chars();
    let inside = chars.get(1..chars.len().saturating_sub(1)).unwrap_or_default();
    chars.first().is_some_and(dash)
        && chars.last().is_some_and(dash)
        && !inside.is_empty()
        && inside.iter().all(|c| c.is_ascii_digit() || dash(c))
        && inside.iter().any(char::is_ascii_digit)
}
