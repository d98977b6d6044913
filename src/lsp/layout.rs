//! Formatting, colours and the outline of one file. Owns which spelling of keywords a file keeps and what colour a
//! kind of name has; knows nothing of packs beyond the names in them.

use super::index::{Decl, Kind};
use super::names::keyword;
use super::text::{Lines, Place, difference};
use super::workspace::{Edit, Spot, Workspace, canonical};
use crate::diagnostic::Diagnostic;
use crate::syntax::keywords::{Keywords, Kind as KeywordKind};
use crate::syntax::{TokenKind, tokens};
use std::collections::BTreeMap;
use std::path::Path;

/// What a coloured stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A keyword.
    Keyword,
    /// A comment.
    Comment,
    /// A quoted text.
    Text,
    /// A number, a quantity or a date.
    Number,
    /// A name of this kind.
    Name(Kind),
}

/// A coloured stretch of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coloured {
    /// Where it begins.
    pub from: Place,
    /// Its length in UTF-16 code units.
    pub length: u32,
    /// What it is.
    pub colour: Colour,
    /// Whether the name is declared here.
    pub declares: bool,
}

/// A node of a file's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The name.
    pub name: String,
    /// Words beside it.
    pub detail: String,
    /// What it is.
    pub kind: Kind,
    /// The whole of it.
    pub whole: Spot,
    /// Where its name is.
    pub name_spot: Spot,
    /// What lies in it.
    pub inner: Vec<Self>,
}

impl Workspace {
    /// The edit that puts a file into canonical form; `None` when it is.
    ///
    /// # Errors
    /// The syntax errors of the file; it is then left alone.
    pub fn format(&self, path: &Path) -> Result<Option<Edit>, Vec<Diagnostic>> {
        let path = canonical(path);
        let Some(text) = self.text(&path) else { return Ok(None) };
        let mut output = crate::format::format(&text, spelling(&text))?;
        if text.contains("\r\n") {
            output = output.replace('\n', "\r\n");
        }
        let lines = Lines::of(&text);
        Ok(difference(&text, &output).map(|(range, with)| Edit {
            spot: Spot { path, from: lines.place(&text, range.start), to: lines.place(&text, range.end) },
            with,
        }))
    }

    /// The coloured stretches of a file in order. Names are coloured where they are understood.
    pub fn colours(&mut self, path: &Path) -> Vec<Coloured> {
        let path = canonical(path);
        let Some(text) = self.text(&path) else { return Vec::new() };
        let analysis = if self.is_stale(&path) { None } else { self.analysis(&path) };
        let mut names = BTreeMap::new();
        if let Some((analysis, file)) = analysis.as_ref().and_then(|a| Some((a, a.file(&path)?))) {
            let index = analysis.index();
            for mention in index.mentions.iter().filter(|mention| mention.span.file == file) {
                if let Some(decl) = index.decl(mention.decl) {
                    names.insert(mention.span.range().start, (decl.kind, mention.declares));
                }
            }
        }
        let lines = Lines::of(&text);
        let mut found = Vec::new();
        for token in tokens(&text) {
            let word = text.get(token.start..token.end).unwrap_or("");
            let (colour, declares) = match (token.kind, names.get(&token.start)) {
                (TokenKind::Comment, _) => (Colour::Comment, false),
                (TokenKind::Word | TokenKind::Number, Some((kind, declares))) => (Colour::Name(*kind), *declares),
                (TokenKind::Text, _) => (Colour::Text, false),
                (TokenKind::Number, None) => (Colour::Number, false),
                (TokenKind::Word, None) if keyword(word).is_some() => (Colour::Keyword, false),
                (TokenKind::Word | TokenKind::Symbol, _) => continue,
            };
            let length = word.chars().map(char::len_utf16).sum::<usize>();
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            found.push(Coloured { from: lines.place(&text, token.start), length, colour, declares });
        }
        found
    }

    /// The outline of a file: measures with items and their conditions, subjects' facts, enumerations, parameters.
    pub fn outline(&mut self, path: &Path) -> Vec<Node> {
        let path = canonical(path);
        let Some(analysis) = self.analysis(&path) else { return Vec::new() };
        let Some(file) = analysis.file(&path) else { return Vec::new() };
        let shown = |decl: &&Decl| {
            decl.name_span.file == file && !matches!(decl.kind, Kind::Unit | Kind::Alternative | Kind::Exception)
        };
        let mut decls: Vec<&Decl> = analysis.index().decls.iter().filter(shown).collect();
        // What contains comes before what is contained.
        decls.sort_by_key(|decl| (whole(decl).start, core::cmp::Reverse(whole(decl).end)));
        let node = |decl: &Decl| {
            let range = whole(decl);
            let span = crate::span::Span::new(file, range.start, range.end);
            Some(Node {
                name: decl.name.clone(),
                detail: decl.detail.clone(),
                kind: decl.kind,
                whole: analysis.spot(span)?,
                name_spot: analysis.spot(decl.name_span)?,
                inner: Vec::new(),
            })
        };
        let mut roots: Vec<Node> = Vec::new();
        for node in decls.into_iter().filter_map(node) {
            place(&mut roots, node);
        }
        roots
    }
}

/// The text of a declaration; names that share one declaration have only their own.
fn whole(decl: &Decl) -> core::ops::Range<usize> {
    match decl.kind {
        Kind::Agency | Kind::Person | Kind::Member | Kind::Unit => decl.name_span.range(),
        _ => decl.whole.range(),
    }
}

/// Puts a node into the last one that contains it.
fn place(nodes: &mut Vec<Node>, node: Node) {
    match nodes.last_mut().filter(|last| last.whole.from <= node.whole.from && node.whole.to <= last.whole.to) {
        Some(last) => place(&mut last.inner, node),
        None => nodes.push(node),
    }
}

/// The spelling most keywords of a text have.
pub(super) fn spelling(text: &str) -> Keywords {
    let (mut zh, mut en) = (0_usize, 0_usize);
    for token in tokens(text).into_iter().filter(|token| token.kind == TokenKind::Word) {
        let word = text.get(token.start..token.end).unwrap_or("");
        if let Some(keyword) = keyword(word).filter(|keyword| keyword.kind != KeywordKind::Contextual) {
            if word.starts_with(keyword.en) {
                en = en.saturating_add(1);
            } else {
                zh = zh.saturating_add(1);
            }
        }
    }
    if en > zh { Keywords::En } else { Keywords::Zh }
}
