//! The register of a draft: every figure, date, bracket and document of the text as TOML. Owns the writing; the form
//! is the ledger's.

use super::items::Stubs;
use super::words;
use crate::notice::{Document, Figure, Meaning, Measure, Notice, Role};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The register as text.
pub(super) fn register(notice: &Notice, id: &str, stubs: &Stubs<'_>) -> String {
    let mut out = "# 由原文起草的登记，字段说明见 docs/ledger.md。带“待定”的由人填写。\n\n[pack]\n".to_owned();
    let head = &notice.head;
    line(&mut out, "id", id);
    for (key, spot) in [("number", &head.number), ("title", &head.title), ("issuer", &head.issuer)] {
        if let Some(spot) = spot {
            line(&mut out, key, &spot.text);
        }
    }
    if let Some((day, _)) = &head.issued {
        line(&mut out, "issued", &day.to_string());
    }
    out.push_str(&format!("measures = {}\nbrackets = {}\n", notice.measures.len(), notice.brackets()));
    let hash: String = Sha256::digest(notice.source.text()).iter().map(|byte| format!("{byte:02x}")).collect();
    line(&mut out, "notice_sha256", &hash);
    documents(&mut out, "pack.document", &head.documents, None);
    let mut seen = BTreeSet::new();
    for figure in notice.rest.iter().flat_map(|sentence| &sentence.figures) {
        if seen.insert(figure.text.as_str()) {
            out.push_str("\n[[pack.figure]]\n");
            line(&mut out, "text", &figure.text);
            line(&mut out, "waived", "待定：在各条之外");
        }
    }
    for chapter in &notice.chapters {
        out.push_str("\n[[chapter]]\n");
        line(&mut out, "code", &chapter.code);
        line(&mut out, "title", &chapter.title);
    }
    for measure in &notice.measures {
        self::measure(&mut out, notice, measure, stubs);
    }
    out
}

fn measure(out: &mut String, notice: &Notice, measure: &Measure, stubs: &Stubs<'_>) {
    out.push_str(&format!("\n# ── 第{}条 ──\n\n[[measure]]\nnumber = {}\n", measure.number, measure.number));
    line(out, "title", &measure.title);
    if let Some(chapter) = notice.chapter(measure) {
        line(out, "chapter", &chapter.code);
    }
    for bracket in &measure.brackets {
        out.push_str(&format!("\n[[measure.bracket]]\nparagraph = {}\n", bracket.paragraph));
        for (key, role) in [("officials", Role::Official), ("lead", Role::Lead), ("responsible", Role::Responsible)] {
            let names: Vec<String> = bracket.of(role).map(|spot| words::quoted(&spot.text)).collect();
            out.push_str(&format!("{key} = [{}]\n", names.join(", ")));
        }
    }
    for (paragraph, sentences) in (1_u32..).zip(&measure.paragraphs) {
        for (index, sentence) in (1_u32..).zip(&sentences.sentences) {
            let item = stubs.items.get(&(measure.number, paragraph, index));
            for figure in &sentence.figures {
                let kind =
                    if matches!(figure.meaning, Meaning::Quantity(_) | Meaning::Words) { "figure" } else { "date" };
                out.push_str(&format!("\n[[measure.{kind}]]\nparagraph = {paragraph}\nsentence = {index}\n"));
                entry(out, figure);
                line(out, "role", "待定");
                if let Some(item) = item {
                    line(out, "item", item);
                }
            }
            documents(out, "measure.document", &sentence.documents, Some((paragraph, index)));
        }
    }
}

fn entry(out: &mut String, figure: &Figure) {
    line(out, "text", &figure.text);
    match &figure.meaning {
        Meaning::Quantity(spelling) => line(out, "value", spelling),
        Meaning::Day(day) => line(out, "value", &day.to_string()),
        Meaning::Span(from, to) => {
            line(out, "from", &from.to_string());
            line(out, "to", &to.to_string());
        }
        Meaning::After(spelling) => line(out, "within", spelling),
        Meaning::Time | Meaning::Words => {}
    }
}

fn documents(out: &mut String, table: &str, documents: &[Document], at: Option<(u32, u32)>) {
    for document in documents {
        out.push_str(&format!("\n[[{table}]]\n"));
        if let Some((paragraph, sentence)) = at {
            out.push_str(&format!("paragraph = {paragraph}\nsentence = {sentence}\n"));
        }
        line(out, "title", &document.title);
        if let Some(number) = &document.number {
            line(out, "number", number);
        }
    }
}

/// A document as rules cite it.
pub(super) fn shown(document: &Document) -> String {
    match &document.number {
        Some(number) if document.title.is_empty() => number.clone(),
        Some(number) => format!("{}（{number}）", document.title),
        None => document.title.clone(),
    }
}

/// `key = "value"`; drafts hold no characters that TOML would need escaped.
fn line(out: &mut String, key: &str, value: &str) {
    out.push_str(&format!("{key} = {}\n", words::quoted(value)));
}
