//! What stands before the first number: title, number, issuer, date, cited documents. Owns how notices begin; knows
//! nothing of measures.

use super::block::Block;
use super::bracket::Spot;
use super::document::{self, Document};
use super::figure::Meaning;
use chrono::{Datelike, NaiveDate};

/// The beginning of a notice; what was not found is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The document's number: `周政字〔2020〕8号`.
    pub number: Option<Spot>,
    /// The title of what is issued, without signs.
    pub title: Option<Spot>,
    /// Who issued it.
    pub issuer: Option<Spot>,
    /// The day of issue.
    pub issued: Option<(NaiveDate, Spot)>,
    /// The documents it rests on.
    pub documents: Vec<Document>,
}

/// Endings of the titles of notices.
const KINDS: &[&str] = &["通知", "措施", "意见", "办法", "方案", "细则", "规定", "若干政策", "决定", "公告"];

/// Endings of the names of issuers.
const ISSUERS: &[&str] = &["人民政府", "人民政府办公室", "办公厅", "办公室", "委员会", "局", "指挥部", "领导小组"];

/// Stands for the year of a line that names none: a day without a year is no day of issue.
const NO_YEAR: i32 = 0;

/// Reads the lines before the first number; dates and issuers may also stand at the end of the text.
pub(super) fn read(blocks: &[Block], tail: &[Block]) -> Head {
    let mut head = Head::default();
    for block in blocks {
        let chars = block.flow.chars();
        let spot = || Spot { text: block.flow.to_string(), at: block.flow.offset(0) };
        let found = document::documents(&block.flow);
        let whole = document::number(chars, 0).is_some_and(|(_, end)| end == chars.len());
        if whole && head.number.is_none() {
            head.number = Some(spot());
            continue;
        }
        let issues = block.flow.to_string().contains("印发给");
        if issues && let Some(document) = found.first() {
            let text = document.title.trim_matches(['《', '》']).to_owned();
            head.title = Some(Spot { text, at: document.at });
            continue;
        }
        // A title stands alone; text that cites documents is prose.
        head.documents.extend(found);
    }
    let own = head.title.as_ref().map(|title| format!("《{}》", title.text));
    head.documents.retain(|document| Some(&document.title) != own.as_ref());
    head.title = head.title.or_else(|| title(blocks));
    let lines: Vec<&Block> = blocks.iter().chain(tail).collect();
    for (index, block) in lines.iter().enumerate() {
        let text = block.flow.to_string();
        if head.issued.is_none()
            && let Some(Meaning::Day(day)) = super::meaning(&text, NO_YEAR)
            && day.year() != NO_YEAR
            && text.starts_with(|c: char| c.is_ascii_digit() || c == '二')
        {
            head.issued = Some((day, Spot { text, at: block.flow.offset(0) }));
            let before = index.checked_sub(1).and_then(|index| lines.get(index));
            head.issuer = before.and_then(|line| issuer(line));
        }
    }
    if head.issuer.is_none() {
        head.issuer = lines.iter().find_map(|line| issuer(line));
    }
    head
}

fn issuer(block: &Block) -> Option<Spot> {
    let text = block.flow.to_string();
    let plain = block.flow.chars().iter().all(|c| document::is_han(*c));
    let named = ISSUERS.iter().any(|end| text.ends_with(end));
    (plain && named && block.flow.len() <= 25).then(|| Spot { text, at: block.flow.offset(0) })
}

/// A line that ends like the title of a notice, with the lines before it as far as they belong to it.
fn title(blocks: &[Block]) -> Option<Spot> {
    let prose = |block: &Block| block.flow.chars().iter().any(|c| matches!(c, '。' | '，' | '：'));
    let last = blocks.iter().position(|block| {
        let text = block.flow.to_string();
        !prose(block) && KINDS.iter().any(|kind| text.ends_with(kind))
    })?;
    let until = last.saturating_add(1);
    let mut from = last;
    while let Some(before) = from.checked_sub(1).and_then(|index| blocks.get(index)) {
        let text = before.flow.to_string();
        let number = document::number(before.flow.chars(), 0).is_some();
        if prose(before) || number || issuer(before).is_some() || KINDS.iter().any(|kind| text.ends_with(kind)) {
            break;
        }
        from = from.saturating_sub(1);
    }
    let lines = blocks.get(from..until)?;
    let text = lines.iter().map(|block| block.flow.to_string()).collect();
    Some(Spot { text, at: lines.first()?.flow.offset(0) })
}
