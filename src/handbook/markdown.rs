//! Pages as Markdown (CommonMark with tables). Owns markup and escaping.

use super::html::Frame;
use super::page::{Block, Line, Page, Piece};

/// A whole page.
pub(super) fn markdown(page: &Page, frame: &Frame<'_>) -> String {
    let mut out = format!("# {}\n\n", escape(&page.title));
    if page.stem != "index" {
        out.push_str("[首页](index.md)　[按主体](subjects.md)　[按机构](agencies.md)　[名词与口径](terms.md)\n\n");
    }
    for block in &page.blocks {
        self::block(&mut out, block);
    }
    out.push_str(&format!("---\n\n{}\n", escape(&frame.footer)));
    out
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text, anchor, badge } => {
            if let Some(id) = anchor {
                out.push_str(&format!("<a id=\"{}\"></a>\n\n", super::html::escape(id)));
            }
            let marks = if *level == 2 { "##" } else { "###" };
            let badge = badge.as_ref().map_or_else(String::new, |badge| format!("（{}）", escape(badge)));
            out.push_str(&format!("{marks} {}{badge}\n\n", escape(text)));
        }
        Block::Para(line) => out.push_str(&format!("{}\n\n", inline(line))),
        Block::Notice(line) => out.push_str(&format!("> {}\n\n", inline(line))),
        Block::List(lines) => {
            for line in lines {
                out.push_str(&format!("- {}\n", inline(line)));
            }
            out.push('\n');
        }
        Block::Fields(fields) => {
            for field in fields {
                let label = escape(&field.label);
                match field.lines.as_slice() {
                    [] => out.push_str(&format!("- **{label}**：{}\n", inline(&Line::silent()))),
                    [one] => out.push_str(&format!("- **{label}**：{}\n", inline(one))),
                    many => {
                        out.push_str(&format!("- **{label}**\n"));
                        for line in many {
                            out.push_str(&format!("  - {}\n", inline(line)));
                        }
                    }
                }
            }
            out.push('\n');
        }
        Block::Table { head, rows } => {
            let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            out.push_str(&row(head.iter().map(|cell| escape(cell)).collect()));
            out.push_str(&row(head.iter().map(|_| "---".to_owned()).collect()));
            for cells in rows {
                out.push_str(&row(cells.iter().map(inline).collect()));
            }
            out.push('\n');
        }
    }
}

fn inline(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Piece::Text(text) | Piece::Note(text) => escape(text),
        Piece::Strong(text) => {
            // Marks next to punctuation inside open and close only beside a space.
            let space = |c: Option<char>| if c.is_some_and(char::is_alphanumeric) { "" } else { " " };
            format!("{}**{}**{}", space(text.chars().next()), escape(text), space(text.chars().next_back()))
        }
        Piece::Silent => "_原文未载明_".to_owned(),
        Piece::Link { text, stem, anchor } => {
            let anchor = anchor.as_ref().map_or_else(String::new, |id| format!("#{id}"));
            format!("[{}]({stem}.md{anchor})", escape(text))
        }
    });
    pieces.collect()
}

/// Text that means nothing but itself in Markdown. Control characters, line ends among them, become spaces.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
