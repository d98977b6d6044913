//! A text as tokens, with the questions that edits ask of it: which block a place stands in, where a clause ends. Owns
//! walking and cutting; knows no codes.

use crate::diagnostic::{BLANK, Patch};
use crate::span::{FileId, Span};
use crate::syntax::keywords::{self, Keywords};
use crate::syntax::{Token, TokenKind, begins_clause, tokens};

/// A text and its tokens, comments left out.
pub(crate) struct View<'a> {
    file: FileId,
    text: &'a str,
    tokens: Vec<Token>,
    /// Where declarations begin.
    declarations: Vec<usize>,
}

impl<'a> View<'a> {
    pub(crate) fn new(file: FileId, text: &'a str) -> Self {
        let tokens = tokens(text).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
        let mut view = Self { file, text, tokens, declarations: Vec::new() };
        let mut depth = 0_usize;
        for index in 0..view.tokens.len() {
            if view.opens(index) {
                depth = depth.saturating_add(1);
            } else if view.closes(index) {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && view.begins_line(index) && view.begins(index) {
                view.declarations.extend(view.token(index).map(|token| token.start));
            }
        }
        view
    }

    /// The declaration a place stands in, up to where the next one begins.
    pub(crate) fn declaration(&self, span: Span) -> (usize, usize) {
        let range = span.range();
        let before = self.declarations.partition_point(|start| *start <= range.start);
        let from = before.checked_sub(1).and_then(|at| self.declarations.get(at)).copied().unwrap_or(0);
        let next = self.declarations.partition_point(|start| *start <= range.end.max(from));
        (from, self.declarations.get(next).copied().unwrap_or(self.text.len()))
    }

    pub(crate) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    pub(crate) fn at(&self, span: Span) -> &'a str {
        self.slice(span.range().start, span.range().end)
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The number of the first token that starts at this byte or after it.
    pub(crate) fn from(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.start < at)
    }

    pub(crate) fn token(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied()
    }

    /// The words of a token; empty beyond the last.
    pub(crate) fn word(&self, index: usize) -> &'a str {
        self.token(index).map_or("", |token| self.slice(token.start, token.end))
    }

    /// The English spelling of the keyword a token is.
    pub(crate) fn key(&self, index: usize) -> &'static str {
        keywords::lookup(self.word(index)).map_or("", |keyword| keyword.en)
    }

    /// A keyword as it is spelled in the clauses at hand.
    pub(crate) fn say(&self, key: &'static str, like: usize) -> &'static str {
        let english = (0..=like).rev().map(|index| self.word(index)).find(|word| begins_clause(word));
        let english = english.is_some_and(str::is_ascii);
        keywords::spell(key, if english { Keywords::En } else { Keywords::Zh })
    }

    pub(crate) fn opens(&self, index: usize) -> bool {
        matches!(self.word(index), "{" | "｛" | "(" | "（")
    }

    pub(crate) fn closes(&self, index: usize) -> bool {
        matches!(self.word(index), "}" | "｝" | ")" | "）")
    }

    /// The bracket that opens the block a token stands in.
    pub(crate) fn opener(&self, index: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in (0..index).rev() {
            if self.closes(at) {
                depth = depth.saturating_add(1);
            } else if self.opens(at) {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some(at),
                }
            }
        }
        None
    }

    /// The bracket that closes the block which this one opens.
    pub(crate) fn closer(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in open..self.tokens.len() {
            if self.opens(at) {
                depth = depth.saturating_add(1);
            } else if self.closes(at) {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        None
    }

    /// The keyword of the clause or declaration whose block this bracket opens.
    pub(crate) fn head(&self, open: usize) -> Option<usize> {
        self.clause(open.checked_sub(1)?)
    }

    /// Whether a clause or declaration begins with this token.
    pub(crate) fn begins(&self, index: usize) -> bool {
        let after = |key| index.checked_sub(1).is_some_and(|before| self.key(before) == key);
        begins_clause(self.word(index)) && !after("per")
    }

    /// The keyword of the clause or declaration a token stands in, itself included.
    pub(crate) fn clause(&self, index: usize) -> Option<usize> {
        let mut at = index;
        loop {
            if self.begins(at) {
                return Some(at);
            }
            if matches!(self.word(at), ")" | "）") {
                at = self.opener(at)?;
            }
            at = at.checked_sub(1)?;
            if matches!(self.word(at), "{" | "｛" | "}" | "｝") {
                return None;
            }
        }
    }

    /// Whether a token is the first of its line.
    pub(crate) fn begins_line(&self, index: usize) -> bool {
        let start = self.token(index).map_or(0, |token| token.start);
        let end = index.checked_sub(1).and_then(|before| self.token(before)).map_or(0, |token| token.end);
        end == 0 || self.slice(end, start).contains('\n')
    }

    /// One past the last token of a piece: it ends before the next clause, row or closing bracket of its block.
    pub(crate) fn end_of(&self, first: usize) -> usize {
        let mut at = first.saturating_add(1);
        while at < self.tokens.len() {
            if self.closes(at) || self.begins(at) && !self.within(first, at) {
                return at;
            }
            if matches!(self.key(at), "when" | "or_more" | "else") && self.key(first) == "when" {
                return at;
            }
            at = match self.opens(at).then(|| self.closer(at)) {
                Some(close) => close.map_or(self.tokens.len(), |close| close.saturating_add(1)),
                None => at.saturating_add(1),
            };
        }
        at
    }

    /// Whether a word that begins a clause is part of the piece that begins here.
    fn within(&self, first: usize, at: usize) -> bool {
        matches!((self.key(first), self.key(at)), ("approval_fact" | "derived", _)) || self.key(at) == "title"
    }

    /// The bytes of a run of tokens, from one to before another.
    pub(crate) fn bytes(&self, first: usize, end: usize) -> Option<(usize, usize)> {
        let from = self.token(first)?.start;
        let to = self.token(end.checked_sub(1)?)?.end;
        (from < to).then_some((from, to))
    }

    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, from, to)
    }

    /// An edit that puts in words at a byte.
    pub(crate) fn insert(&self, at: usize, with: impl Into<String>) -> Patch {
        Patch::proposed(self.span(at, at), with)
    }

    /// An edit that puts other words in the place of a token.
    pub(crate) fn replace(&self, index: usize, with: impl Into<String>) -> Option<Patch> {
        let token = self.token(index)?;
        Some(Patch::proposed(self.span(token.start, token.end), with))
    }

    /// A blank in the place of what stands there.
    pub(crate) fn blank(&self, span: Span) -> Patch {
        Patch::proposed(span, BLANK)
    }

    /// The white space with which the line of a byte begins.
    pub(crate) fn indent(&self, at: usize) -> String {
        let line = self.text.get(..at).unwrap_or("");
        let line = line.rsplit_once('\n').map_or(line, |(_, line)| line);
        line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
    }

    /// An edit that takes bytes out: with their lines if nothing else stands there, else with the blanks before them.
    pub(crate) fn without(&self, from: usize, to: usize) -> Patch {
        let before = self.text.get(..from).unwrap_or("");
        let after = self.text.get(to..).unwrap_or("");
        let start = before.trim_end_matches([' ', '\t']);
        let rest = after.trim_start_matches([' ', '\t', '\r']);
        let blanks = after.len().saturating_sub(rest.len());
        if (start.is_empty() || start.ends_with('\n')) && rest.starts_with('\n') {
            return Patch::proposed(self.span(start.len(), to.saturating_add(blanks).saturating_add(1)), "");
        }
        Patch::proposed(self.span(start.len(), to), "")
    }

    /// An edit that takes a name out of a list, with one of the marks that part it from its neighbours.
    pub(crate) fn without_listed(&self, span: Span) -> Option<Patch> {
        let index = self.from(span.range().start);
        let mark = |at: usize| matches!(self.word(at), "、" | "," | "，");
        let before = index.checked_sub(1).filter(|at| mark(*at));
        let after = index.saturating_add(1);
        let (from, to) = match before {
            Some(before) => (self.token(before)?.start, self.token(index)?.end),
            None if mark(after) => (self.token(index)?.start, self.token(after.saturating_add(1))?.start),
            None => return None,
        };
        Some(Patch::proposed(self.span(from, to), ""))
    }

    /// A declaration or clause put in on a line of its own before the declaration that a byte stands in.
    pub(crate) fn before_declaration(&self, at: usize, line: &str) -> Patch {
        let (start, _) = self.declaration(self.span(at, at));
        self.insert(start, format!("{line}\n{}", self.indent(start)))
    }
}

/// The bytes of the first bracket that opens a block in a declaration, and of the one that closes it.
fn block_of(text: &str) -> Option<(Token, Token)> {
    let view = View::new(FileId::default(), text);
    let open = (0..view.tokens.len()).find(|at| matches!(view.word(*at), "{" | "｛"))?;
    Some((view.token(open)?, view.token(view.closer(open)?)?))
}

/// A clause as the first one in the braces of a declaration, on a line of its own where the block has lines: where to put
/// it, from the declaration's start, and the words.
pub(crate) fn first_in(text: &str, clause: &str) -> Option<(usize, String)> {
    let (open, _) = block_of(text)?;
    let rest = text.get(open.end..)?;
    let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
    // A comment may follow the brace; it stays behind what is put in.
    let breaks = line.trim().is_empty() || line.trim_start().starts_with('#');
    let indent: String = below.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    Some(match (breaks, indent.is_empty() || below.trim_start().starts_with(['}', '｝'])) {
        (true, false) => (open.end, format!("\n{indent}{clause}")),
        _ => (open.end, format!(" {clause}")),
    })
}

/// The same as the last one.
pub(crate) fn last_in(text: &str, clause: &str) -> Option<(usize, String)> {
    let (open, close) = block_of(text)?;
    let inner = text.get(open.end..close.start)?;
    let kept = inner.trim_end();
    let at = open.end.saturating_add(kept.len());
    let last = kept.rsplit_once('\n').map(|(_, line)| line);
    Some(match last.filter(|line| !line.contains('#')) {
        Some(line) => {
            let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            (at, format!("\n{indent}{clause}"))
        }
        None if inner.contains('#') => (close.start, format!("{clause}\n")),
        None => (at, format!(" {clause}")),
    })
}
