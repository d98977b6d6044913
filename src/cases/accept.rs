//! Expectations rewritten to what came out, in the text they are written in. Owns the edit of one expectation and of a
//! file; comments and layout stay. Knows nothing of the file system.

use super::differ::{Answer, yuan_text};
use super::write::need_names;
use crate::ir::{ExpectDef, Policy};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::keywords::{self, Keywords};
use crate::value::number::Number;
use std::collections::BTreeMap;

/// An expectation that did not come out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Differing {
    /// Where it is written.
    pub span: Span,
    /// What came out, for people: why it is so.
    pub why: Vec<String>,
    /// The parts that differ, as they must be written; `None` when nothing can be expected there.
    parts: Vec<(Part, Option<Written>)>,
}

/// A text of an expectation after its keyword, Chinese and English.
type Written = (String, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Status,
    Amount,
    Range,
    Needs,
    Failed,
}

impl Differing {
    /// The parts of an expectation that an answer does not meet; `None` when it meets them all.
    pub(super) fn of(policy: &Policy, expect: &ExpectDef, answer: &Answer, why: Vec<String>) -> Option<Self> {
        let mut parts = Vec::new();
        let same = |text: String| (text.clone(), text);
        if expect.status.as_deref().is_some_and(|status| status != answer.status.word()) {
            let word = keywords::by_key(answer.status.word());
            let spelled = |keywords| word.map_or("", |word| word.spelling(keywords)).to_owned();
            parts.push((Part::Status, Some((spelled(Keywords::Zh), spelled(Keywords::En)))));
        }
        if let Some(amount) = &expect.amount
            && answer.yuan.as_ref() != Some(&crate::value::money::yuan(amount))
        {
            parts.push((Part::Amount, answer.yuan.as_ref().map(|yuan| money(yuan))));
        }
        if let Some((low, high)) = &expect.range {
            let end = |end: Option<&Number>| end.map(crate::value::money::yuan);
            if answer.range != [end(Some(low)), end(high.as_ref())] {
                parts.push((Part::Range, range(&answer.range)));
            }
        }
        if let Some(needs) = &expect.needs {
            let keys = |paths: &[String]| {
                let mut keys: Vec<String> =
                    paths.iter().map(|path| path.rsplit('.').next().unwrap_or(path).to_owned()).collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            };
            if keys(needs) != keys(&answer.needs) {
                let names = need_names(policy, &answer.needs);
                let none = ("无".to_owned(), "none".to_owned());
                parts.push((Part::Needs, Some(if names.is_empty() { none } else { same(names.join("、")) })));
            }
        }
        if expect.failed.iter().any(|label| !answer.failed.contains(label)) {
            parts.push((Part::Failed, Some(same(answer.failed_text())).filter(|(text, _)| !text.is_empty())));
        }
        (!parts.is_empty()).then_some(Self { span: expect.span, why, parts })
    }

    /// The expectation as it is written, with the parts that differ replaced.
    #[must_use]
    pub fn rewritten(&self, text: &str) -> String {
        let mut out = text.to_owned();
        let mut sections = sections(text);
        sections.sort_by_key(|section| core::cmp::Reverse(section.start));
        for section in sections {
            let Some((_, with)) = self.parts.iter().find(|(part, _)| *part == section.part) else { continue };
            let english = text.get(section.start..section.value).is_some_and(|key| key.is_ascii());
            let end = section.end;
            match with {
                Some((zh, en)) => {
                    let value = if english { en } else { zh };
                    let from = if section.part == Part::Status { section.start } else { section.value };
                    let gap = if section.part == Part::Status { "" } else { " " };
                    let ascii = section.part == Part::Status && text.get(section.start..end).is_some_and(str::is_ascii);
                    out.replace_range(from..end, &format!("{gap}{}", if ascii { en } else { value }));
                }
                None => {
                    let before = text.get(..section.start).map_or(0, |before| before.trim_end().len());
                    out.replace_range(before..end, "");
                }
            }
        }
        out
    }
}

fn money(yuan: &str) -> Written {
    let zh = yuan_text(yuan);
    let en = format!("{}yuan", zh.trim_end_matches('元'));
    (zh, en)
}

fn range(ends: &[Option<String>; 2]) -> Option<Written> {
    match ends {
        [Some(low), Some(high)] => {
            let ((low, low_en), (high, high_en)) = (money(low), money(high));
            Some((format!("{low} 至 {high}"), format!("{low_en} to {high_en}")))
        }
        [Some(low), None] => {
            let (low, low_en) = money(low);
            Some((format!("至少 {low}"), format!("at_least {low_en}")))
        }
        _ => None,
    }
}

/// A part of an expectation: where it begins, where its keyword ends, where it ends.
struct Section {
    part: Part,
    start: usize,
    value: usize,
    end: usize,
}

/// The parts of an expectation's text. Reserved keywords cannot be names, so that they can be told by their words.
fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    // The first two words are the keyword and the item's id; after a keyword or a comma comes no new part.
    let mut bound = true;
    for (index, (start, word)) in words(text).into_iter().enumerate() {
        let end = start.saturating_add(word.len());
        let list = matches!(word, "、" | "," | "，");
        let key = keywords::lookup(word).map(|keyword| keyword.en);
        let in_list = matches!(found.last(), Some(Section { part: Part::Needs | Part::Failed, .. }));
        let part = match key {
            _ if index < 2 => None,
            Some("amount") => Some(Part::Amount),
            Some("bounds") => Some(Part::Range),
            Some("needs") => Some(Part::Needs),
            Some("fails") => Some(Part::Failed),
            Some(key) if !(bound && in_list) && is_status(key) => Some(Part::Status),
            _ => None,
        };
        match (part, found.last_mut()) {
            (Some(part), _) => found.push(Section { part, start, value: end, end }),
            (None, Some(section)) if index >= 2 => section.end = end,
            _ => {}
        }
        bound = list || part.is_some();
    }
    found
}

fn is_status(key: &str) -> bool {
    matches!(
        key,
        "eligible"
            | "pending_approval"
            | "undetermined"
            | "not_eligible"
            | "not_applicable"
            | "conflict"
            | "fault"
            | "met"
            | "in_progress"
            | "not_due"
            | "not_met"
            | "informational"
    )
}

/// Words with their places: commas alone, quoted names whole, comments left out.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut skip: Option<char> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if let Some(until) = skip {
            if c == until {
                skip = None;
            }
            continue;
        }
        let comma = matches!(c, '、' | ',' | '，');
        if c.is_whitespace() || comma || c == '#' {
            if let Some(from) = start.take() {
                found.extend(text.get(from..at).map(|word| (from, word)));
            }
            if comma {
                found.extend(text.get(at..at.saturating_add(c.len_utf8())).map(|word| (at, word)));
            }
            if c == '#' {
                skip = Some('\n');
            }
            continue;
        }
        start = start.or(Some(at));
        if c == '「' {
            skip = Some('」');
        }
    }
    found
}

/// The texts of files after their differing expectations are rewritten, by file.
pub(crate) fn rewrite_files(differing: &[&Differing], sources: &Sources) -> BTreeMap<u32, String> {
    let mut sorted: Vec<&Differing> = differing.to_vec();
    sorted.sort_by_key(|one| core::cmp::Reverse(one.span));
    let mut files: BTreeMap<u32, String> = BTreeMap::new();
    for one in sorted {
        let Some(source) = sources.get(one.span.file) else { continue };
        let text = files.entry(one.span.file.0).or_insert_with(|| source.text().to_owned());
        let range = one.span.range();
        // From the last to the first, so that the places before stay as they were.
        if source.text().get(range.clone()).is_some() && text.is_char_boundary(range.end) {
            let new = one.rewritten(sources.slice(one.span));
            text.replace_range(range, &new);
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::{Differing, Part, sections};
    use crate::span::{FileId, Span};

    fn with(parts: Vec<(Part, Option<(&str, &str)>)>) -> Differing {
        let own = |pair: (&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let parts = parts.into_iter().map(|(part, text)| (part, text.map(own))).collect();
        Differing { span: Span::new(FileId(0), 0, 0), why: Vec::new(), parts }
    }

    #[test]
    fn only_the_parts_that_differ_are_touched() {
        let text = "期望 14.1 符合   # 状态\n    金额 100 元 # 钱\n    需要 甲、符合 未过 「期限」";
        let out = with(vec![(Part::Amount, Some(("7.5元", "7.5yuan")))]).rewritten(text);
        assert_eq!(out, "期望 14.1 符合   # 状态\n    金额 7.5元 # 钱\n    需要 甲、符合 未过 「期限」");
        let out = with(vec![(Part::Status, Some(("待定", "undetermined"))), (Part::Failed, None)]).rewritten(text);
        assert_eq!(out, "期望 14.1 待定   # 状态\n    金额 100 元 # 钱\n    需要 甲、符合");
        let out = with(vec![(Part::Needs, Some(("无", "none")))]).rewritten(text);
        assert_eq!(out, "期望 14.1 符合   # 状态\n    金额 100 元 # 钱\n    需要 无 未过 「期限」");
    }

    #[test]
    fn english_stays_english() {
        let text = "expect 14.1 eligible amount 100yuan bounds 0yuan to 5yuan needs none";
        let all = with(vec![
            (Part::Status, Some(("不符合", "not_eligible"))),
            (Part::Amount, Some(("7元", "7yuan"))),
            (Part::Range, None),
            (Part::Needs, Some(("甲", "甲"))),
        ]);
        assert_eq!(all.rewritten(text), "expect 14.1 not_eligible amount 7yuan needs 甲");
    }

    #[test]
    fn an_item_called_like_a_status_is_no_status() {
        assert!(sections("期望 14.1").is_empty());
        assert_eq!(sections("期望 14.1 未过 符合").len(), 1);
    }
}
