//! Official texts: an issued notice split into chapters, measures, paragraphs and sentences, with the brackets of
//! responsibility, figures, dates and cited documents in them, each with its place in the file. Owns the printed
//! form; must not know rules, registers or what a measure means.
//!
//! Works in one pass over the text and takes any text whatever: what it cannot place it leaves out.

mod block;
mod bracket;
mod document;
mod figure;
mod flow;
mod head;
mod marker;
mod measure;
mod numeral;

#[cfg(test)]
mod tests;

pub use bracket::{Bracket, Role, Spot};
pub use document::Document;
pub use figure::{Figure, Meaning, meaning};
pub use flow::{Flow, fold};
pub use head::Head;
pub use marker::Style;

use crate::source::Source;

/// A notice as read.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The text, for lines and columns.
    pub source: Source,
    /// What stands before the first number.
    pub head: Head,
    /// Chapters and sub-headings, in order.
    pub chapters: Vec<Chapter>,
    /// The measures, in order.
    pub measures: Vec<Measure>,
    /// Sentences that belong to no measure: introductions of chapters and the closing words.
    pub rest: Vec<Sentence>,
    /// How the measures are numbered; `None` when the text numbers nothing.
    pub style: Option<Style>,
}

/// A chapter or a sub-heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its number with those of the chapters around it: `三（一）`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Byte offset.
    pub at: usize,
}

/// A numbered measure (an article).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its number: as written, or its place in the text when the numbering starts again in every chapter.
    pub number: u32,
    /// Byte offset of the number.
    pub at: usize,
    /// Its title; empty when it has none.
    pub title: String,
    /// Byte offset of the title.
    pub title_at: usize,
    /// The chapter it stands in, an index into [`Notice::chapters`].
    pub chapter: Option<usize>,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Its brackets of responsibility, in order.
    pub brackets: Vec<Bracket>,
}

/// A paragraph of a measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its sentences; the measure's title is not one of them.
    pub sentences: Vec<Sentence>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its characters.
    pub flow: Flow,
    /// Its figures and dates, in order.
    pub figures: Vec<Figure>,
    /// The documents it cites, in order.
    pub documents: Vec<Document>,
}

impl Notice {
    /// Reads a text. `name` is shown in messages.
    #[must_use]
    pub fn read(name: &str, text: &str) -> Self {
        measure::read(Source::new(name, text))
    }

    /// The brackets of all measures.
    #[must_use]
    pub fn brackets(&self) -> usize {
        self.measures.iter().map(|measure| measure.brackets.len()).sum()
    }

    /// The chapter of a measure.
    #[must_use]
    pub fn chapter(&self, measure: &Measure) -> Option<&Chapter> {
        self.chapters.get(measure.chapter?)
    }
}

impl Measure {
    /// A sentence by paragraph and sentence, both from 1.
    #[must_use]
    pub fn sentence(&self, paragraph: u32, sentence: u32) -> Option<&Sentence> {
        let index = |n: u32| usize::try_from(n).ok()?.checked_sub(1);
        self.paragraphs.get(index(paragraph)?)?.sentences.get(index(sentence)?)
    }
}
