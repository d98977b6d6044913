//! Outcomes in words, for people: what a whole policy gives, why one item does or does not, and the same as
//! Markdown. Owns labels, sentences and layout, in Chinese and in English; knows nothing of terminals, colours,
//! files or how an answer was found. Everything said is in the [`Outcome`]; names of keys come from a [`Glossary`].
//!
//! Titles, names, formulas and comparisons stay in the language of the policy; labels and sentences are in the
//! language asked for. Nothing is invented: what the notice leaves out is said to be left out.

mod amount;
mod basis;
mod conditions;
mod figures;
mod glossary;
mod group;
mod human;
mod item;
mod markdown;
mod readings;
mod row;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod timeline;
mod verdict;
mod whatif;
mod words;

pub use glossary::{Glossary, Name, ReadingWords};
pub use text::{Piece, Style, Text};

use crate::diagnostic::Lang;
use crate::outcome::Outcome;
use crate::readings::Report;
use crate::timeline::Timeline;
use crate::whatif::WhatIf;

/// How an outcome is to be told.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Language of labels and sentences.
    pub lang: Lang,
    /// Also show what is not for the subject, and each encouragement and administrative duty.
    pub all: bool,
    /// Only some items of the outcome are there, so that totals would mislead.
    pub partial: bool,
    /// Names of keys.
    pub glossary: &'a dyn Glossary,
    /// Display name of the policy.
    pub name: Option<&'a str>,
    /// Full title of the policy.
    pub title: Option<&'a str>,
}

impl<'a> View<'a> {
    /// A view with nothing but a language and names.
    #[must_use]
    pub fn new(lang: Lang, glossary: &'a dyn Glossary) -> Self {
        Self { lang, all: false, partial: false, glossary, name: None, title: None }
    }
}

/// A whole outcome: header, items by group, combinations, totals, what is missing. Ends with a newline.
#[must_use]
pub fn human(outcome: &Outcome, view: &View<'_>) -> Text {
    human::outcome(outcome, view)
}

/// One item in full: why or why not. `None` when the outcome has no item of this id. Ends with a newline.
#[must_use]
pub fn item(outcome: &Outcome, id: &str, view: &View<'_>) -> Option<Text> {
    item::item(outcome, id, view, None)
}

/// The same with what would change a refusal.
#[must_use]
pub fn item_with(outcome: &Outcome, id: &str, view: &View<'_>, what_if: Option<&WhatIf>) -> Option<Text> {
    item::item(outcome, id, view, what_if)
}

/// What answers hang on besides facts. Ends with a newline.
#[must_use]
pub fn readings(report: &Report, view: &View<'_>) -> Text {
    readings::report(report, view)
}

/// How answers change with the day. Ends with a newline.
#[must_use]
pub fn timeline(spans: &Timeline, view: &View<'_>) -> Text {
    timeline::timeline(spans, view)
}

/// A whole outcome as Markdown, with the same content as [`human`]. Ends with a newline.
#[must_use]
pub fn markdown(outcome: &Outcome, view: &View<'_>) -> String {
    markdown::outcome(outcome, view)
}

/// One item in full as Markdown; `None` when the outcome has no item of this id.
#[must_use]
pub fn markdown_item(outcome: &Outcome, id: &str, view: &View<'_>) -> Option<String> {
    markdown::item(outcome, id, view, None)
}

/// The same with what would change a refusal.
#[must_use]
pub fn markdown_item_with(outcome: &Outcome, id: &str, view: &View<'_>, what_if: Option<&WhatIf>) -> Option<String> {
    markdown::item(outcome, id, view, what_if)
}
