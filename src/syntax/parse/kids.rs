//! Walking a pair's children past keywords and punctuation. Owns names, texts and lists of them; knows no rule
//! in particular.

use super::words::is_mark;
use super::{Builder, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::span::Span;
use crate::syntax::ast::{Name, Text};
use core::iter::Peekable;
use pest::iterators::Pairs;
use unicode_normalization::UnicodeNormalization;

/// The children of a pair that are neither keywords nor punctuation.
pub(super) struct Kids<'i> {
    inner: Peekable<Pairs<'i, Rule>>,
}

impl<'i> Kids<'i> {
    pub(super) fn of(pair: Pair<'i>) -> Self {
        Self { inner: pair.into_inner().peekable() }
    }

    pub(super) fn peek(&mut self) -> Option<Rule> {
        while self.inner.peek().is_some_and(|pair| is_mark(pair.as_rule())) {
            self.inner.next();
        }
        self.inner.peek().map(Pair::as_rule)
    }

    /// The next child if it is of this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Pair<'i>> {
        (self.peek() == Some(rule)).then(|| self.inner.next()).flatten()
    }
}

impl<'i> Iterator for Kids<'i> {
    type Item = Pair<'i>;

    fn next(&mut self) -> Option<Pair<'i>> {
        self.peek()?;
        self.inner.next()
    }
}

/// The one keyword a pair such as `item_kind` consists of.
pub(super) fn only(pair: Pair<'_>) -> Option<Rule> {
    pair.into_inner().next().map(|inner| inner.as_rule())
}

impl Builder<'_> {
    /// A name: `「」` removed, NFC. A reserved word is reported and taken as it stands.
    pub(super) fn name(&mut self, pair: &Pair<'_>) -> Name {
        let span = self.span(pair);
        let raw = pair.as_str();
        if pair.as_rule() == Rule::taken_name {
            self.reserved(span, raw);
        }
        let bare = raw.trim_start_matches('「').trim_end_matches('」');
        Name { text: bare.nfc().collect(), span }
    }

    pub(super) fn reserved(&mut self, span: Span, raw: &str) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::ReservedWord,
                span,
                format!("“{raw}”是关键词，不能直接作名称"),
                format!("`{raw}` is a keyword and cannot be a bare name"),
            )
            .help(format!("写成「{raw}」，或换一个名称"), format!("write 「{raw}」, or choose another name"))
            .patch(span, format!("「{raw}」")),
        );
    }

    /// The next child, a name.
    pub(super) fn next_name(&mut self, kids: &mut Kids<'_>) -> Option<Name> {
        match kids.peek() {
            Some(Rule::name | Rule::taken_name | Rule::key | Rule::pack_key | Rule::quoted_name) => {
                kids.next().map(|pair| self.name(&pair))
            }
            _ => None,
        }
    }

    /// All names that follow.
    pub(super) fn names(&mut self, kids: &mut Kids<'_>) -> Vec<Name> {
        core::iter::from_fn(|| self.next_name(kids)).collect()
    }

    /// A name's text with full-width digits folded: an item id, a number.
    pub(super) fn id(&mut self, pair: &Pair<'_>) -> Name {
        Name { text: fold(pair.as_str()), span: self.span(pair) }
    }

    /// A quoted text.
    pub(super) fn text(&mut self, pair: Pair<'_>) -> Text {
        let span = self.span(&pair);
        let value = pair.into_inner().next().map_or("", |inner| inner.as_str()).to_owned();
        Text { value, span }
    }

    /// The next child, a text.
    pub(super) fn next_text(&mut self, kids: &mut Kids<'_>) -> Option<Text> {
        kids.accept(Rule::text).map(|pair| self.text(pair))
    }

    /// The only child, a text.
    pub(super) fn text_in(&mut self, pair: Pair<'_>) -> Option<Text> {
        self.next_text(&mut Kids::of(pair))
    }

    /// A name or a text.
    pub(super) fn title(&mut self, pair: Pair<'_>) -> Option<Text> {
        let inner = pair.into_inner().next()?;
        Some(self.name_or_text(inner))
    }

    pub(super) fn name_or_text(&mut self, pair: Pair<'_>) -> Text {
        if pair.as_rule() == Rule::text {
            self.text(pair)
        } else {
            let name = self.name(&pair);
            Text { value: name.text, span: name.span }
        }
    }

    /// A whole number such as that of an article; one too large is reported.
    pub(super) fn count(&mut self, pair: &Pair<'_>) -> u64 {
        fold(pair.as_str()).parse().unwrap_or_else(|_| {
            let span = self.span(pair);
            self.too_large(span);
            0
        })
    }

    fn too_large(&mut self, span: Span) {
        let found = self.error(
            Code::BadLiteral,
            span,
            "编号的数字过大",
            "this number of a measure, article or sentence is too large",
        );
        found.help = Some(Words::new("对照通知改正", "see the notice for it"));
    }

    /// The same, for numbers that are small.
    pub(super) fn small(&mut self, pair: &Pair<'_>) -> u32 {
        let wide = self.count(pair);
        u32::try_from(wide).unwrap_or_else(|_| {
            let span = self.span(pair);
            self.too_large(span);
            0
        })
    }
}

/// Full-width digits and points as ASCII.
pub(super) fn fold(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c).saturating_sub(u32::from('０')), 10).unwrap_or(c),
            '．' | '。' => '.',
            other => other,
        })
        .collect()
}
