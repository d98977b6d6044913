//! From tree to canonical text, in either spelling of the keywords, comments kept. Owns the lines and where comments
//! go; where lines break is in `wrap`, the forms are in the other submodules. Reading the text again gives the same
//! tree, and printing that gives the same text.

mod case;
mod decl;
mod expr;
mod item;
mod literal;
mod measure;
mod wrap;

use super::ast::{Comment, Decl, File, Name, Text};
use super::keywords::{self, Keywords, spell};
use crate::span::Span;

/// Spaces of one level of indent.
const INDENT: usize = 2;

/// Prints a file that was read from this text: one clause a line, comments before what they stood before or at the
/// end of the line they followed. Blank lines stay, at most one at a place; so do breaks inside a clause and the
/// spelling of figures and comparisons, as long as they are of the language asked for.
#[must_use]
pub fn print(file: &File, text: &str, keywords: Keywords) -> String {
    Printer::new(text, &file.comments, keywords).file(file)
}

/// The same with every figure in its shortest form, for texts that a program wrote.
#[must_use]
pub fn print_shortest(file: &File, text: &str, keywords: Keywords) -> String {
    let mut printer = Printer::new(text, &file.comments, keywords);
    printer.shortest = true;
    printer.file(file)
}

/// Writes lines; comments that stand before a place are written before what is printed for it.
struct Printer<'a> {
    out: String,
    line: String,
    /// The level of the line being written, which may be deeper than that of the clause.
    line_level: usize,
    level: usize,
    keywords: Keywords,
    /// What was read.
    text: &'a str,
    comments: core::slice::Iter<'a, Comment>,
    /// Whether a comment may still be put at the end of the last line.
    open_end: bool,
    /// Whether the next word follows without a space.
    tight: bool,
    /// Whether a block was opened and nothing is in it yet.
    fresh: bool,
    /// Where the last thing that was printed stood.
    seen: usize,
    /// Whether nothing is broken into lines, to see how wide it is.
    flat: bool,
    /// Whether figures take their shortest form, however they were written.
    shortest: bool,
}

impl<'a> Printer<'a> {
    fn new(text: &'a str, comments: &'a [Comment], keywords: Keywords) -> Self {
        Self {
            out: String::new(),
            line: String::new(),
            line_level: 0,
            level: 0,
            keywords,
            text,
            comments: comments.iter(),
            open_end: false,
            tight: false,
            fresh: false,
            seen: 0,
            flat: false,
            shortest: false,
        }
    }

    fn file(mut self, file: &File) -> String {
        let mut before: Option<&Decl> = None;
        for decl in &file.decls {
            self.decl(before, decl);
            before = Some(decl);
        }
        self.flush(u32::MAX);
        self.out
    }

    /// Comments that start before this byte.
    fn flush(&mut self, until: u32) {
        self.flush_trailing(until);
        while let Some(comment) = self.comments.as_slice().first().filter(|comment| comment.span.start < until) {
            self.comments.next();
            self.keep_gap(comment.span.start);
            self.push_line(self.level, &written_comment(comment));
            self.open_end = false;
        }
    }

    /// A comment at the end of the line before, if it starts before this byte.
    fn flush_trailing(&mut self, until: u32) {
        let next = self.comments.as_slice().first();
        let Some(comment) = next.filter(|comment| comment.span.start < until && !comment.own_line && self.open_end)
        else {
            return;
        };
        self.comments.next();
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        self.out.push_str("  ");
        self.out.push_str(&written_comment(comment));
        self.out.push('\n');
        self.open_end = false;
    }

    fn push_line(&mut self, level: usize, text: &str) {
        self.out.extend(core::iter::repeat_n(' ', level.saturating_mul(INDENT)));
        self.out.push_str(text);
        self.out.push('\n');
        self.fresh = false;
    }

    /// Begins a line for something that stands at this place.
    fn at(&mut self, span: Span) {
        self.flush(span.start);
        self.keep_gap(span.start);
    }

    fn end(&mut self) {
        let line = core::mem::take(&mut self.line);
        self.tight = false;
        if !line.is_empty() {
            self.push_line(self.line_level, line.trim_end());
            self.open_end = true;
        }
    }

    /// Opens a block on the current line.
    fn open(&mut self) {
        self.word("{");
        self.end();
        self.fresh = true;
        self.level = self.level.saturating_add(1);
    }

    /// Closes it; comments before `until` stay inside. The bracket's line is left open.
    fn close(&mut self, until: Span) {
        self.end();
        self.flush(until.end);
        self.level = self.level.saturating_sub(1);
        self.glue("}");
    }

    /// Something after a space.
    fn word(&mut self, text: &str) {
        if !self.line.is_empty() && !core::mem::take(&mut self.tight) {
            self.line.push(' ');
        }
        self.glue(text);
    }

    /// Something without a space before it.
    fn glue(&mut self, text: &str) {
        if self.line.is_empty() {
            self.line_level = self.level;
        }
        self.line.push_str(text);
    }

    /// A keyword, by its English spelling.
    fn key(&mut self, en: &'static str) {
        self.word(spell(en, self.keywords));
    }

    fn colon(&mut self) {
        self.word(":");
    }

    fn comma(&self) -> &'static str {
        match self.keywords {
            Keywords::Zh => "、",
            Keywords::En => ", ",
        }
    }

    fn name(&mut self, name: &Name) {
        self.word(&written_name(&name.text));
    }

    fn names(&mut self, names: &[Name]) {
        self.list(names.iter().map(|name| written_name(&name.text)), self.comma());
    }

    /// `(key)`
    fn in_brackets(&mut self, name: &Name) {
        self.word(&format!("({})", name.text));
    }

    fn text(&mut self, text: &Text) {
        self.word(&quoted(&text.value));
    }

    /// A name if it was and can be written so, else a text.
    fn title(&mut self, title: &Text) {
        let quoted = self.written(title.span.start, title.span.end).starts_with(['"', '“', '\'', '‘']);
        if is_bare(&title.value) && !quoted {
            self.word(&title.value);
        } else {
            self.text(title);
        }
    }

    /// `key "text"` as a line of its own.
    fn text_line(&mut self, key: &'static str, text: &Text) {
        self.key(key);
        self.text(text);
        self.end();
    }
}

fn written_comment(comment: &Comment) -> String {
    let text = comment.text.trim();
    if text.is_empty() { "#".to_owned() } else { format!("# {text}") }
}

/// A name as it must be written: in `「」` when it is a reserved word or has a `·`.
pub(crate) fn written_name(name: &str) -> String {
    if is_bare(name) { name.to_owned() } else { format!("「{name}」") }
}

fn is_bare(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(pest::unicode::XID_START)
        && chars.all(super::scan::is_word_char)
        && !keywords::is_reserved(name)
}

/// A text in the first quote form whose closing mark it does not contain.
pub(crate) fn quoted(text: &str) -> String {
    let forms = [('"', '"'), ('“', '”'), ('‘', '’'), ('\'', '\'')];
    let (open, close) = forms.into_iter().find(|(_, close)| !text.contains(*close)).unwrap_or(('"', '"'));
    format!("{open}{text}{close}")
}

#[cfg(test)]
mod tests;
