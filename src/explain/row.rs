//! The neutral layout of what is said about one item: labelled rows with rows below them. Owns the shape; knows
//! nothing of plain text or Markdown.

use super::text::{Style, Text};

/// A labelled line with further lines below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The label; empty for none.
    pub(super) label: String,
    /// What is said.
    pub(super) text: Text,
    /// Lines below.
    pub(super) below: Vec<Self>,
}

impl Row {
    /// A labelled row of running text.
    pub(super) fn new(label: &str, words: &str) -> Self {
        Self::with(label, Text::of(words))
    }

    /// A labelled row.
    pub(super) fn with(label: &str, text: Text) -> Self {
        Self { label: label.to_owned(), text, below: Vec::new() }
    }

    /// The same with rows below.
    pub(super) fn below(mut self, rows: Vec<Self>) -> Self {
        self.below = rows;
        self
    }
}

/// What is said about one item.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Id and title.
    pub(super) heading: String,
    /// The verdict in a word or two.
    pub(super) status: (Style, String),
    /// Why, in one sentence; may be empty.
    pub(super) sentence: String,
    /// Everything else.
    pub(super) rows: Vec<Row>,
}
