//! The ledger: every figure, date, party and document of a notice against the rules, in both directions, and both
//! against the official text. Owns the findings; must not know evaluation, files or commands.
//!
//! Three things are compared: the *register* (what the notice states, as data), the *rules* (the syntax trees of a
//! pack) and, if given, the *text* (the official notice). Register and rules agree when every registered figure is
//! used or waived and every literal of a measure is registered; register and text agree when every registered figure
//! is found in its sentence and every figure of every sentence is registered. So the rules agree with the text.

mod brackets;
mod literals;
mod parties;
mod register;
mod render;
mod rules;
mod text;
mod value;

pub use register::{Register, RegisterError};

use crate::diagnostic::Words;
use crate::notice::Notice;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast;
use serde::Serialize;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Id, number, title, issuer or day of the whole document.
    Document,
    /// How many measures or brackets.
    Count,
    /// A measure is missing or has no counterpart.
    Measure,
    /// A title.
    Title,
    /// A chapter.
    Chapter,
    /// A bracket of responsibility.
    Bracket,
    /// A registered figure or date that no rule uses.
    Unused,
    /// A literal of a rule that is not registered.
    Unregistered,
    /// A registered value that is not what its words say.
    Value,
    /// A registered item that the rules do not have.
    Item,
    /// A reference to an article, paragraph or sentence.
    Source,
    /// An authority, payer, fund or channel.
    Party,
    /// A cited document.
    Cited,
    /// A figure or date that differs between register and text.
    Figure,
}

/// Where a finding is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// The measure; absent for the document as a whole.
    pub measure: Option<u32>,
    /// Where to look first: in the text if it is there, else in the rules, else in the register.
    pub place: Place,
    /// The entry of the register it is about.
    pub register: Option<Place>,
    /// What differs, in one sentence without a full stop.
    pub message: Words,
}

/// A registered entry that needs no rule, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// The measure; absent for the document as a whole.
    pub measure: Option<u32>,
    /// The words of the notice.
    pub text: String,
    /// The reason.
    pub reason: String,
}

/// How much was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Measures in the rules.
    pub measures: usize,
    /// Brackets of responsibility in the rules.
    pub brackets: usize,
    /// Registered figures and dates that a rule computes with.
    pub used: usize,
    /// Registered figures and dates that a rule shows.
    pub shown: usize,
    /// Registered entries with a waiver.
    pub waived: usize,
    /// Literals of rules found in the register.
    pub literals: usize,
    /// Literals of readings that are not adopted.
    pub alternatives: usize,
    /// Parameters, periods and events of the pack that carry outside values.
    pub parameters: usize,
    /// Registered parties and documents.
    pub parties: usize,
    /// Figures and dates of the official text, when it was given.
    pub text_figures: Option<usize>,
}

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// `huice.ledger/1`.
    pub schema: &'static str,
    /// The pack.
    pub pack: String,
    /// Whether nothing differs.
    pub clean: bool,
    /// How much was compared.
    pub counts: Counts,
    /// The differences, by measure.
    pub findings: Vec<Finding>,
    /// What needs no rule.
    pub waived: Vec<Waiver>,
    /// What is worth knowing and no difference.
    pub notes: Vec<Words>,
}

/// Compares the rules in `files` (the first `own` of them are the pack's own, the others are imported) with the
/// register, and both with the official text when it is given.
#[must_use]
pub fn compare(
    files: &[ast::File],
    own: usize,
    sources: &Sources,
    register: &Register,
    notice: Option<&Notice>,
) -> Ledger {
    let mut book = Book {
        sources,
        register,
        rules: literals::Index::new(files, own),
        findings: Vec::new(),
        waived: Vec::new(),
        counts: Counts::default(),
        notes: Vec::new(),
    };
    book.document();
    book.measures();
    if let Some(notice) = notice {
        book.text(notice);
    }
    book.findings.sort_by_key(|finding| finding.measure);
    Ledger {
        schema: "huice.ledger/1",
        pack: register.id().to_owned(),
        clean: book.findings.is_empty(),
        counts: book.counts,
        findings: book.findings,
        waived: book.waived,
        notes: book.notes,
    }
}

/// A comparison under way.
struct Book<'a> {
    sources: &'a Sources,
    register: &'a Register,
    rules: literals::Index<'a>,
    findings: Vec<Finding>,
    waived: Vec<Waiver>,
    counts: Counts,
    notes: Vec<Words>,
}

/// Where a finding of the book lies.
#[derive(Clone, Copy, Debug)]
enum At<'n> {
    /// In a rule file.
    Rules(Span),
    /// In the register, by byte offset.
    Register(usize),
    /// In the official text, by byte offset.
    Text(&'n Notice, usize),
}

impl Book<'_> {
    fn place(&self, at: At<'_>) -> Place {
        let (name, position) = match at {
            At::Rules(span) => match self.sources.get(span.file) {
                Some(file) => (file.name().to_owned(), Some(file.position(span.range().start))),
                None => (String::new(), None),
            },
            At::Text(notice, at) => (notice.source.name().to_owned(), Some(notice.source.position(at))),
            At::Register(at) => {
                return Place { file: self.register.name.clone(), line: self.register.line(at), column: 1 };
            }
        };
        let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
        Place { file: name, line, column }
    }

    /// Records a difference; `entry` is the byte offset of the entry of the register.
    fn find(&mut self, kind: Kind, measure: Option<u32>, at: At<'_>, entry: Option<usize>, words: Words) {
        let register = entry.map(|at| self.place(At::Register(at)));
        self.findings.push(Finding { kind, measure, place: self.place(at), register, message: words });
    }

    fn waive(&mut self, measure: Option<u32>, text: &str, reason: &str) {
        self.counts.waived = self.counts.waived.saturating_add(1);
        self.waived.push(Waiver { measure, text: text.to_owned(), reason: reason.to_owned() });
    }
}
