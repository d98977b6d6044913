//! Drafts: the skeleton of a pack from the official text of a notice. Owns what a draft contains; knows nothing of
//! how texts are read or packs are checked.
//!
//! A draft takes over names, titles, numbers and figures, never sentences. What a person must decide is marked 待定: every item is
//! a 职责 that shows its figures, until somebody says whom it is for, on what condition and how much.

mod items;
mod parties;
mod register;
mod words;
mod write;

pub use write::WriteError;

use crate::notice::{Chapter, Measure, Notice};
use parties::Parties;
use std::collections::BTreeSet;
use words::{name, quoted};

/// The skeleton of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The pack's id.
    pub id: String,
    /// File names and contents, relative to the pack's folder.
    pub files: Vec<(String, String)>,
    /// Measures found.
    pub measures: usize,
    /// Brackets of responsibility found.
    pub brackets: usize,
    /// Item stubs written.
    pub items: usize,
}

/// Drafts a pack. `id` becomes its id, as far as it is ASCII letters, digits and hyphens.
#[must_use]
pub fn draft(notice: &Notice, id: &str) -> Draft {
    let id = key(id);
    let parties = Parties::of(notice);
    let mut stubs = items::Stubs::new(&parties);
    let mut files = Vec::new();
    // Measures before the first chapter, then one file a chapter.
    for chapter in std::iter::once(None).chain((0..notice.chapters.len()).map(Some)) {
        let measures: Vec<&Measure> = notice.measures.iter().filter(|measure| measure.chapter == chapter).collect();
        if measures.is_empty() {
            continue;
        }
        let title = chapter.and_then(|index| notice.chapters.get(index)).map(heading);
        let number = chapter.map_or(0, |index| index.saturating_add(1));
        let mut text = format!("# {}。带“待定”的地方由人填写。\n", title.as_deref().unwrap_or("各条"));
        for measure in measures {
            text.push('\n');
            text.push_str(&written(measure, title.as_deref(), &mut stubs));
        }
        files.push((format!("chapter-{number:02}.huice"), text));
    }
    files.insert(0, ("pack.huice".to_owned(), card(notice, &id, &stubs.units)));
    files.insert(1, ("parties.huice".to_owned(), parties.declared()));
    files.push(("register.toml".to_owned(), register::register(notice, &id, &stubs)));
    Draft { id, files, measures: notice.measures.len(), brackets: notice.brackets(), items: stubs.count }
}

fn key(id: &str) -> String {
    let plain: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let plain = plain.trim_matches('-');
    if plain.starts_with(|c: char| c.is_ascii_lowercase()) { plain.to_owned() } else { "draft".to_owned() }
}

/// `一、总则`, `三（一）稳就业`, `第一章 总则`
fn heading(chapter: &Chapter) -> String {
    let between = match chapter.code.chars().next_back() {
        Some('）') | None => "",
        Some('章' | '节' | '编' | '分' | '条') => " ",
        Some(_) => "、",
    };
    format!("{}{between}{}", chapter.code, chapter.title)
}

fn card(notice: &Notice, id: &str, units: &BTreeSet<String>) -> String {
    let head = &notice.head;
    let mut text = "# 由原文起草的骨架。带“待定”的地方由人填写。\n".to_owned();
    let title = head.title.as_ref().map_or("待定", |title| title.text.as_str());
    text.push_str(&format!("包 {} ({id}) {{\n", quoted(title)));
    for (word, spot) in [("文号", &head.number), ("标题", &head.title), ("发布机关", &head.issuer)] {
        match spot {
            Some(spot) => text.push_str(&format!("  {word} {}\n", quoted(&spot.text))),
            None => text.push_str(&format!("  # 待定：{word}\n")),
        }
    }
    match &head.issued {
        Some((day, _)) => {
            let day = words::day(*day);
            text.push_str(&format!("  印发日 {day}\n  # 待定：施行和失效日期\n  有效期 自 {day}\n"));
        }
        None => text.push_str("  # 待定：印发日、有效期\n"),
    }
    text.push_str("}\n");
    if !units.is_empty() {
        let names: Vec<String> = units.iter().map(|unit| name(unit)).collect();
        text.push_str(&format!("\n单位 {}\n", names.join("、")));
    }
    text
}

fn written(measure: &Measure, chapter: Option<&str>, stubs: &mut items::Stubs<'_>) -> String {
    let mut text = format!("措施 {} {} {{\n", measure.number, quoted(&title(measure)));
    if let Some(chapter) = chapter {
        text.push_str(&format!("  章节 {}\n", quoted(chapter)));
    }
    match measure.brackets.as_slice() {
        [] => text.push_str("  # 待定：原文没有责任括注\n"),
        [one] => text.push_str(&stubs.parties.clauses(one, "  ")),
        several => {
            let mut done = BTreeSet::new();
            for bracket in several.iter().filter(|bracket| done.insert(bracket.paragraph)) {
                let inner = stubs.parties.clauses(bracket, "    ");
                text.push_str(&format!("  款 {} {{\n{inner}  }}\n", bracket.paragraph));
            }
        }
    }
    let mut cited = BTreeSet::new();
    for document in measure.paragraphs.iter().flat_map(|p| &p.sentences).flat_map(|s| &s.documents) {
        let shown = register::shown(document);
        if cited.insert(shown.clone()) {
            text.push_str(&format!("  引用 {}\n", quoted(&shown)));
        }
    }
    text.push_str(&stubs.of(measure));
    text.push_str("}\n");
    text
}

/// The title of a measure; one without is called by its number.
fn title(measure: &Measure) -> String {
    if measure.title.is_empty() { format!("第{}条", measure.number) } else { measure.title.clone() }
}
