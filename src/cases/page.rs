//! Coverage as HTML pages: the rules line by line with what the cases came across. Owns markup; computes nothing.
//! One file each, style inside, no scripts, nothing fetched.

use super::coverage::{Coverage, Point, PointKind};
use super::figures::{label, missing, percent};
use super::report::clean;
use crate::diagnostic::Lang;
use crate::handbook::Files;
use crate::source::{Source, Sources};
use std::collections::BTreeMap;

/// Stands on every page; a file without it is not replaced.
pub const MARK: &str = "<meta name=\"generator\" content=\"huice coverage\">";

const STYLE: &str = include_str!("page.css");

/// An index and a page for every rule file with something to come across.
#[must_use]
pub fn pages(coverage: &Coverage, sources: &Sources, name: &str, lang: Lang) -> Files {
    let mut by_file: BTreeMap<u32, Vec<&Point>> = BTreeMap::new();
    for point in &coverage.points {
        by_file.entry(point.span.file.0).or_default().push(point);
    }
    let mut files = Files::new();
    let mut rows = Vec::new();
    for (file, points) in &by_file {
        let Some(source) = sources.get(crate::span::FileId(*file)) else { continue };
        let page = page_name(source.name(), &files);
        let (seen, all) = count(points);
        rows.push((page.clone(), source.name().to_owned(), seen, all));
        files.insert(page, file_page(source, points, sources, lang));
    }
    files.insert("index.html".to_owned(), index(coverage, &rows, name, lang));
    files
}

fn count(points: &[&Point]) -> (usize, usize) {
    let sides = || points.iter().flat_map(|point| &point.sides);
    (sides().filter(|side| side.seen).count(), sides().count())
}

/// `chapter-1.html`; with the folder's name when two files share theirs.
fn page_name(path: &str, taken: &Files) -> String {
    let mut parts = path.rsplit('/');
    let stem = parts.next().unwrap_or("rules").trim_end_matches(".huice");
    let stem = if stem == "index" { "rules-index" } else { stem };
    let short = format!("{stem}.html");
    if !taken.contains_key(&short) {
        return short;
    }
    let folder = parts.next().unwrap_or("pack");
    (1_usize..)
        .map(|n| if n == 1 { format!("{folder}-{stem}.html") } else { format!("{folder}-{stem}-{n}.html") })
        .find(|name| !taken.contains_key(name))
        .unwrap_or(short)
}

fn head(title: &str, lang: Lang) -> String {
    let code = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n{MARK}\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n",
        title = escape(title)
    )
}

fn index(coverage: &Coverage, rows: &[(String, String, usize, usize)], name: &str, lang: Lang) -> String {
    let (title, by_kind, by_file, seen_word) = match lang {
        Lang::Zh => (format!("用例覆盖 · {name}"), "按种类", "按文件", "碰到"),
        Lang::En => (format!("Coverage by cases · {name}"), "By kind", "By file", "seen"),
    };
    let mut out = head(&title, lang);
    let (seen, all) = coverage.count(None);
    out.push_str(&match lang {
        Lang::Zh => format!("<p>{} 个用例，{seen}/{all}，{}。</p>\n", coverage.cases, percent(seen, all)),
        Lang::En => format!("<p>{} cases, {seen}/{all}, {}.</p>\n", coverage.cases, percent(seen, all)),
    });
    let row = |head: &str, seen: usize, all: usize| {
        let (class, _) = mark(seen, all);
        format!("<tr class=\"{class}\"><td>{head}</td><td>{seen}/{all}</td><td>{}</td></tr>\n", percent(seen, all))
    };
    out.push_str(&format!(
        "<h2>{by_kind}</h2>\n<table class=\"sums\">\n<tr><th></th><th>{seen_word}</th><th></th></tr>\n"
    ));
    for kind in PointKind::ALL {
        let (seen, all) = coverage.count(Some(kind));
        if all > 0 {
            out.push_str(&row(&escape(kind.words().get(lang)), seen, all));
        }
    }
    out.push_str(&format!(
        "</table>\n<h2>{by_file}</h2>\n<table class=\"sums\">\n<tr><th></th><th>{seen_word}</th><th></th></tr>\n"
    ));
    for (page, file, seen, all) in rows {
        let link = format!("<a href=\"{}\">{}</a>", escape(page), escape(file));
        out.push_str(&row(&link, *seen, *all));
    }
    out.push_str("</table>\n</main>\n</body>\n</html>\n");
    out
}

fn file_page(source: &Source, points: &[&Point], sources: &Sources, lang: Lang) -> String {
    let mut by_line: BTreeMap<usize, Vec<&Point>> = BTreeMap::new();
    for point in points {
        by_line.entry(source.position(point.span.range().start).line).or_default().push(point);
    }
    let (seen, all) = count(points);
    let mut out = head(source.name(), lang);
    let back = match lang {
        Lang::Zh => "首页",
        Lang::En => "index",
    };
    out.push_str(&format!("<p><a href=\"index.html\">{back}</a> · {seen}/{all} · {}</p>\n", percent(seen, all)));
    out.push_str(match lang {
        Lang::Zh => "<p class=\"legend\">✓ 都试到了 · ± 有的没试到 · ✗ 都没试到</p>\n",
        Lang::En => "<p class=\"legend\">✓ all seen · ± some not seen · ✗ none seen</p>\n",
    });
    let lacking: Vec<String> = by_line
        .iter()
        .filter(|(_, points)| points.iter().any(|point| point.sides.iter().any(|side| !side.seen)))
        .map(|(line, _)| format!("<a href=\"#L{line}\">{line}</a>"))
        .collect();
    if !lacking.is_empty() {
        let word = match lang {
            Lang::Zh => "没试到的行：",
            Lang::En => "lines not seen: ",
        };
        out.push_str(&format!("<p class=\"lacking\">{word}{}</p>\n", lacking.join(" ")));
    }
    out.push_str("<table class=\"code\">\n");
    for (index, text) in source.text().lines().enumerate() {
        let number = index.saturating_add(1);
        let here = by_line.get(&number).map_or(&[][..], Vec::as_slice);
        let (seen, all) = count(here);
        let (class, mark) = mark(seen, all);
        // A line that does not fit goes on a little deeper than it begins.
        let deep = text.chars().take_while(|c| *c == ' ').count().saturating_add(4);
        out.push_str(&format!(
            "<tr class=\"{class}\" id=\"L{number}\"><td>{number}</td><td>{mark}</td>\
             <td><code style=\"--deep:{deep}ch\">{}</code>",
            escape(text)
        ));
        for point in here {
            let missing = missing(point, lang);
            if !missing.is_empty() {
                let lacks = match lang {
                    Lang::Zh => format!("{}“{}”缺：{missing}", point.kind.words().zh, label(point, sources)),
                    Lang::En => format!("{} `{}` lacks: {missing}", point.kind.words().en, label(point, sources)),
                };
                out.push_str(&format!("<small>{}</small>", escape(&lacks)));
            }
        }
        out.push_str("</td></tr>\n");
    }
    out.push_str("</table>\n</main>\n</body>\n</html>\n");
    out
}

/// The class and the sign of something seen so far.
const fn mark(seen: usize, all: usize) -> (&'static str, &'static str) {
    match (seen, all) {
        (_, 0) => ("", ""),
        (seen, all) if seen == all => ("full", "✓"),
        (0, _) => ("none", "✗"),
        _ => ("part", "±"),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
