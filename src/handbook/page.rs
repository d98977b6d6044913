//! Pages as plain data, before they are HTML or Markdown. Owns the shapes of a page; knows neither rules nor markup.

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    /// File name without its ending.
    pub(crate) stem: String,
    /// Title.
    pub(crate) title: String,
    /// What is on it.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading of level 2 or 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// Its words.
        text: String,
        /// Where links lead to.
        anchor: Option<String>,
        /// A short mark behind it.
        badge: Option<String>,
    },
    /// A paragraph.
    Para(Line),
    /// A call-out.
    Notice(Line),
    /// A list.
    List(Vec<Line>),
    /// Labelled fields, in order. A field without lines is one on which the notice is silent.
    Fields(Vec<Field>),
    /// A table.
    Table {
        /// Column heads.
        head: Vec<String>,
        /// Rows.
        rows: Vec<Vec<Line>>,
    },
}

/// A labelled field.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its label.
    pub(crate) label: String,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

/// A line of text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(pub(crate) Vec<Piece>);

/// A piece of a line.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Words.
    Text(String),
    /// Words that matter.
    Strong(String),
    /// Words beside the matter.
    Note(String),
    /// `原文未载明`
    Silent,
    /// A link to a place in the handbook.
    Link {
        /// Words.
        text: String,
        /// The page.
        stem: String,
        /// The place on it.
        anchor: Option<String>,
    },
}

impl Line {
    /// A line of plain words.
    pub(crate) fn text(words: impl Into<String>) -> Self {
        Self(vec![Piece::Text(words.into())])
    }

    /// A line that says that the notice is silent.
    pub(crate) fn silent() -> Self {
        Self(vec![Piece::Silent])
    }

    /// More words.
    pub(crate) fn and(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Text(words.into()));
        self
    }

    /// More: the notice is silent.
    pub(crate) fn and_silent(mut self) -> Self {
        self.0.push(Piece::Silent);
        self
    }

    /// More words that matter.
    pub(crate) fn strong(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Strong(words.into()));
        self
    }

    /// More words beside the matter.
    pub(crate) fn note(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Note(words.into()));
        self
    }

    /// A link.
    pub(crate) fn link(mut self, text: impl Into<String>, stem: &str, anchor: Option<String>) -> Self {
        self.0.push(Piece::Link { text: text.into(), stem: stem.to_owned(), anchor });
        self
    }
}

impl Field {
    /// A field.
    pub(crate) fn new(label: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { label: label.into(), lines }
    }
}
