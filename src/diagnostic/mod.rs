//! Diagnostics as plain data: a code, a severity, words in Chinese and English, places, a fix. Owns the
//! structure, the register of codes and the renderers; knows nothing of the language that is diagnosed.

pub mod codes;
mod render;

pub use codes::Code;
pub use render::{Format, render};

use crate::span::Span;
use serde::Serialize;

/// How serious a diagnostic is. Errors are certain; warnings are analysis; hints are style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack cannot be evaluated.
    Error,
    /// Probably a mistake; the pack still evaluates.
    Warning,
    /// Could be written better.
    Hint,
}

/// The language in which messages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// The same words in Chinese and in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Words in both languages.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The words in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A place with words about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub words: Words,
}

/// What stands in a patch for what only a person can say; the same word as in drafts of packs. A text that still has it
/// is not done.
pub const BLANK: &str = "待定";

/// A concrete edit that would mend the problem: replace the span's text by `with`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Patch {
    /// What to replace; empty to insert.
    pub span: Span,
    /// The new text.
    pub with: String,
    /// Whether nothing else can be meant, so that a tool may apply it unseen. Otherwise a person must compare it with the
    /// notice first: there are other ways, or it has [`BLANK`]s to fill in.
    pub certain: bool,
}

impl Patch {
    /// A patch that nothing speaks against.
    #[must_use]
    pub fn certain(span: Span, with: impl Into<String>) -> Self {
        Self { span, with: with.into(), certain: true }
    }

    /// One way to mend it, which a person must agree to.
    #[must_use]
    pub fn proposed(span: Span, with: impl Into<String>) -> Self {
        Self { span, with: with.into(), certain: false }
    }

    /// The text of its file once it is made; nothing if the place is not in this text.
    #[must_use]
    pub fn applied(&self, text: &str) -> Option<String> {
        let range = self.span.range();
        let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
        Some(format!("{before}{}{after}", self.with))
    }

    /// Whether it has blanks that a person must fill in.
    #[must_use]
    pub fn has_blanks(&self) -> bool {
        self.with.contains(BLANK)
    }
}

/// One finding about a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The stable code, e.g. `E0204`.
    pub code: Code,
    /// Error, warning or hint.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: Words,
    /// Where it is wrong, and what is seen there.
    pub primary: Label,
    /// Other places that matter (where a name was declared, the other origin of a unit).
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<Words>,
    /// The mending as an edit.
    pub patch: Option<Patch>,
}

impl Diagnostic {
    /// A diagnostic with the code's own severity. The message is one sentence without a full stop.
    #[must_use]
    pub fn new(code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: Words::new(zh, en),
            primary: Label { span, words: Words::new("", "") },
            labels: Vec::new(),
            help: None,
            patch: None,
        }
    }

    /// Adds words at the primary place.
    #[must_use]
    pub fn here(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.primary.words = Words::new(zh, en);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn label(mut self, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.labels.push(Label { span, words: Words::new(zh, en) });
        self
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Words::new(zh, en));
        self
    }

    /// Adds what was probably meant, as help and as a proposed edit; without it, other help.
    #[must_use]
    pub fn did_you_mean(self, span: Span, near: Option<String>, else_zh: String, else_en: String) -> Self {
        match near {
            Some(near) => self.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")).propose(span, near),
            None if else_zh.is_empty() => self,
            None => self.help(else_zh, else_en),
        }
    }

    /// Adds the mending as an edit that nothing speaks against.
    #[must_use]
    pub fn patch(mut self, span: Span, with: impl Into<String>) -> Self {
        self.patch = Some(Patch::certain(span, with));
        self
    }

    /// Adds one way to mend it as an edit, which a person must agree to.
    #[must_use]
    pub fn propose(mut self, span: Span, with: impl Into<String>) -> Self {
        self.patch = Some(Patch::proposed(span, with));
        self
    }
}

/// Whether any of these is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Sorts by place, then code, and drops exact repetitions.
pub fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|d| (d.primary.span, d.code));
    diagnostics.dedup();
}
