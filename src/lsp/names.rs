//! What stands at a place: hover, definition, references. Owns the step from a place to a name; knows nothing of
//! what names mean.

use super::index::{DeclId, Index};
use super::text::{Lines, Place};
use super::workspace::{Analysis, Spot, Workspace, canonical};
use crate::diagnostic::Lang;
use crate::syntax::keywords::{self, Keyword, Keywords, Kind as KeywordKind};
use crate::syntax::{Token, TokenKind, tokens};
use std::path::Path;
use std::sync::Arc;

/// What is shown at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub spot: Spot,
    /// The words, Markdown.
    pub markdown: String,
}

/// A name at a place.
pub(super) struct Symbol {
    pub(super) analysis: Arc<Analysis>,
    pub(super) decl: DeclId,
    /// Where the name is written, in the text the editor shows.
    pub(super) spot: Spot,
    /// Whether it is written by its key.
    pub(super) by_key: bool,
}

/// The token at an offset; at a border between two, the one that begins there unless it is a sign.
pub(super) fn token_at(text: &str, offset: usize) -> Option<Token> {
    let near = tokens(text).into_iter().filter(|token| token.start <= offset && offset <= token.end);
    near.max_by_key(|token| (token.kind != TokenKind::Symbol, token.start))
}

/// The keyword a word is, digits after `条` and its like left out.
pub(super) fn keyword(word: &str) -> Option<&'static Keyword> {
    keywords::lookup(word).or_else(|| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        keywords::lookup(bare).filter(|keyword| bare != word && keyword.kind == KeywordKind::Numbered)
    })
}

impl Workspace {
    /// The name at a place.
    pub(super) fn symbol(&mut self, path: &Path, place: Place) -> Option<Symbol> {
        let path = canonical(path);
        let analysis = self.analysis(&path)?;
        if self.is_stale(&path) {
            // Nothing of the text can be read: the word by itself says what is meant, as far as the pack knows it.
            let text = self.text(&path)?;
            let lines = Lines::of(&text);
            let token = token_at(&text, lines.offset(&text, place))?;
            let word = text.get(token.start..token.end)?.trim_start_matches('「').trim_end_matches('」');
            let decl = analysis.index().global(word)?;
            let by_key = analysis.index().decl(decl)?.name != word;
            let (from, to) = (lines.place(&text, token.start), lines.place(&text, token.end));
            return Some(Symbol { decl, by_key, spot: Spot { path, from, to }, analysis });
        }
        let file = analysis.file(&path)?;
        let mention = *analysis.index().at(file, analysis.offset(file, place))?;
        let spot = analysis.spot(mention.span)?;
        Some(Symbol { decl: mention.decl, by_key: mention.by_key, spot, analysis })
    }

    /// What is shown at a place: a card of the name, or a keyword in the other language.
    pub fn hover(&mut self, path: &Path, place: Place) -> Option<Hover> {
        if let Some(symbol) = self.symbol(path, place) {
            let markdown = symbol.analysis.index().decl(symbol.decl)?.card.clone();
            return (!markdown.is_empty()).then_some(Hover { spot: symbol.spot, markdown });
        }
        let path = canonical(path);
        let text = self.text(&path)?;
        let lines = Lines::of(&text);
        let token = token_at(&text, lines.offset(&text, place)).filter(|token| token.kind == TokenKind::Word)?;
        let found = keyword(text.get(token.start..token.end)?)?;
        let (zh, en) = (found.spelling(Keywords::Zh), found.spelling(Keywords::En));
        let markdown = match self.lang() {
            Lang::Zh => format!("关键词 `{zh}` · `{en}`"),
            Lang::En => format!("keyword `{en}` · `{zh}`"),
        };
        let (from, to) = (lines.place(&text, token.start), lines.place(&text, token.end));
        Some(Hover { spot: Spot { path, from, to }, markdown })
    }

    /// Where the name at a place is declared.
    pub fn definition(&mut self, path: &Path, place: Place) -> Option<Spot> {
        let symbol = self.symbol(path, place)?;
        symbol.analysis.spot(symbol.analysis.index().decl(symbol.decl)?.name_span)
    }

    /// Every place that mentions the name at a place, in every pack at hand that reads its declaration.
    pub fn references(&mut self, path: &Path, place: Place, with_declaration: bool) -> Vec<Spot> {
        let Some(symbol) = self.symbol(path, place) else { return Vec::new() };
        let Some(declared) = declared(&symbol) else { return Vec::new() };
        let mut found = Vec::new();
        for analysis in self.packs_with(&declared.path) {
            let index = analysis.index();
            let Some(decl) = declared_at(&analysis, index, &declared) else { continue };
            let mentions = index.mentions_of(decl).filter(|mention| with_declaration || !mention.declares);
            found.extend(mentions.filter_map(|mention| analysis.spot(mention.span)));
        }
        found.sort();
        found.dedup();
        found
    }
}

/// Where a symbol is declared.
pub(super) fn declared(symbol: &Symbol) -> Option<Spot> {
    symbol.analysis.spot(symbol.analysis.index().decl(symbol.decl)?.name_span)
}

/// What another pack calls the declaration at this place.
pub(super) fn declared_at(analysis: &Analysis, index: &Index, spot: &Spot) -> Option<DeclId> {
    let file = analysis.file(&spot.path)?;
    let start = analysis.offset(file, spot.from);
    index.decls.iter().position(|decl| decl.name_span.file == file && decl.name_span.range().start == start)
}
