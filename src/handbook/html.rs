//! Pages as HTML: one file each, style inside, no scripts, nothing fetched. Owns markup and escaping.

use super::page::{Block, Field, Line, Page, Piece};

const STYLE: &str = include_str!("style.css");

/// What stands on every page.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// The name of the handbook.
    pub(super) name: &'a str,
    /// Whose text, and which rules.
    pub(super) footer: String,
}

/// A whole page.
pub(super) fn html(page: &Page, frame: &Frame<'_>) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light\">\n");
    out.push_str(&format!("<title>{} · {}</title>\n", escape(&page.title), escape(frame.name)));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n<nav>"));
    let links = [("index", "首页"), ("subjects", "按主体"), ("agencies", "按机构"), ("terms", "名词与口径")];
    for (stem, text) in links {
        let here = if stem == page.stem { " aria-current=\"page\"" } else { "" };
        out.push_str(&format!("<a href=\"{stem}.html\"{here}>{text}</a>"));
    }
    out.push_str(&format!("</nav>\n<main>\n<h1>{}</h1>\n", escape(&page.title)));
    let mut open = false;
    for block in &page.blocks {
        if let Block::Heading { level: 2, badge, .. } = block {
            if open {
                out.push_str("</section>\n");
            }
            open = true;
            out.push_str(if badge.is_some() { "<section class=\"item\">\n" } else { "<section>\n" });
        }
        self::block(&mut out, block);
    }
    if open {
        out.push_str("</section>\n");
    }
    out.push_str(&format!("</main>\n<footer>{}</footer>\n</body>\n</html>\n", escape(&frame.footer)));
    out
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text, anchor, badge } => {
            let id = anchor.as_ref().map_or_else(String::new, |id| format!(" id=\"{}\"", escape(id)));
            let badge = badge
                .as_ref()
                .map_or_else(String::new, |badge| format!(" <span class=\"badge\">{}</span>", escape(badge)));
            out.push_str(&format!("<h{level}{id}>{}{badge}</h{level}>\n", escape(text)));
        }
        Block::Para(line) => out.push_str(&format!("<p>{}</p>\n", inline(line))),
        Block::Notice(line) => out.push_str(&format!("<p class=\"notice\">{}</p>\n", inline(line))),
        Block::List(lines) => list(out, lines),
        Block::Fields(fields) => {
            out.push_str("<dl>\n");
            for field in fields {
                self::field(out, field);
            }
            out.push_str("</dl>\n");
        }
        Block::Table { head, rows } => {
            out.push_str("<table>\n<thead><tr>");
            for cell in head {
                out.push_str(&format!("<th scope=\"col\">{}</th>", escape(cell)));
            }
            out.push_str("</tr></thead>\n<tbody>\n");
            for row in rows {
                out.push_str("<tr>");
                for (index, cell) in row.iter().enumerate() {
                    let label = head.get(index).map_or("", String::as_str);
                    out.push_str(&format!("<td data-label=\"{}\">{}</td>", escape(label), inline(cell)));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody>\n</table>\n");
        }
    }
}

fn field(out: &mut String, field: &Field) {
    out.push_str(&format!("<div><dt>{}</dt><dd>", escape(&field.label)));
    match field.lines.as_slice() {
        [] => out.push_str(&inline(&Line::silent())),
        [one] => out.push_str(&inline(one)),
        many => {
            out.push('\n');
            list(out, many);
        }
    }
    out.push_str("</dd></div>\n");
}

fn list(out: &mut String, lines: &[Line]) {
    let links = lines.iter().all(|line| matches!(line.0.as_slice(), [Piece::Link { .. }]));
    out.push_str(if links { "<ul class=\"links\">\n" } else { "<ul>\n" });
    for line in lines {
        out.push_str(&format!("<li>{}</li>\n", inline(line)));
    }
    out.push_str("</ul>\n");
}

fn inline(line: &Line) -> String {
    let pieces = line.0.iter().map(|piece| match piece {
        Piece::Text(text) => escape(text),
        Piece::Strong(text) => format!("<b>{}</b>", escape(text)),
        Piece::Note(text) => format!("<small>{}</small>", escape(text)),
        Piece::Silent => "<em class=\"silent\">原文未载明</em>".to_owned(),
        Piece::Link { text, stem, anchor } => {
            let anchor = anchor.as_ref().map_or_else(String::new, |id| format!("#{}", escape(id)));
            format!("<a href=\"{}.html{anchor}\">{}</a>", escape(stem), escape(text))
        }
    });
    pieces.collect()
}

/// Text as HTML, safe in elements and quoted attributes. Control characters, line ends among them, become spaces.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
