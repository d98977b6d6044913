//! Text to tree: scan, grammar, tree. Owns the order of these steps and the limits between them; knows nothing
//! of meaning. The parser library's types stay below this module.

mod case;
mod decl;
mod error;
mod expected;
mod expr;
mod item;
mod kids;
mod literal;
mod measure;
mod period;
mod place;
mod words;

use super::ast::{Expr, ExprKind, File};
use super::limits::{MAX_DIAGNOSTICS, MAX_FILE_BYTES};
use super::scan::{Scan, scan};
use crate::diagnostic::{Code, Diagnostic, Words, tidy};
use crate::span::{FileId, Span};
use pest::Parser;

/// The generated parser.
mod grammar {
    /// The parser of `grammar/huice.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/huice.pest"]
    pub(super) struct Grammar;
}

pub(crate) use decl::{MONTHS_CALL, SET_CALL};
use grammar::Grammar;
use grammar::Rule;
pub(crate) use place::begins_clause;

type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// Reads one file. Whatever the text, there is a tree (perhaps empty) and a list of everything that is wrong,
/// in the order of the text, at most [`MAX_DIAGNOSTICS`] and one more that says so.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let Some(scan) = checked_scan(file, text) else { return (File::default(), vec![too_large(file)]) };
    let mut builder = Builder::new(file, text, &scan);
    let mut decls = Vec::new();
    if !scan.fatal {
        match Grammar::parse(Rule::file, text) {
            Ok(pairs) => {
                for pair in pairs.flat_map(Pair::into_inner) {
                    decls.extend(builder.decl(pair));
                }
            }
            Err(error) => builder.report_failure(&error, 0, text.len(), None),
        }
    }
    let diagnostics = finish(&scan, builder.diagnostics);
    (File { decls, comments: scan.comments }, diagnostics)
}

/// Reads one expression alone. The tree is there only when nothing is wrong.
#[must_use]
pub fn parse_expr(file: FileId, text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let Some(scan) = checked_scan(file, text) else { return (None, vec![too_large(file)]) };
    let mut builder = Builder::new(file, text, &scan);
    let mut expr = None;
    if !scan.fatal {
        match Grammar::parse(Rule::only_expr, text) {
            Ok(pairs) => {
                let inner = pairs.flat_map(Pair::into_inner).find(|pair| pair.as_rule() == Rule::expr);
                expr = inner.and_then(|pair| builder.expr(pair));
            }
            Err(error) => builder.report_failure(&error, 0, text.len(), None),
        }
    }
    let diagnostics = finish(&scan, builder.diagnostics);
    (expr.filter(|_| diagnostics.is_empty()), diagnostics)
}

fn checked_scan(file: FileId, text: &str) -> Option<Scan> {
    (text.len() <= MAX_FILE_BYTES).then(|| scan(file, text))
}

fn too_large(file: FileId) -> Diagnostic {
    let mib = MAX_FILE_BYTES / (1024 * 1024);
    Diagnostic::new(
        Code::FileTooLarge,
        Span::new(file, 0, 0),
        format!("文件超过 {mib} MiB"),
        format!("the file is larger than {mib} MiB"),
    )
    .help("把它分成几个文件", "split it into several files")
}

fn finish(scan: &Scan, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = scan.diagnostics.iter().cloned().chain(found).collect();
    tidy(&mut all);
    if let Some(next) = all.get(MAX_DIAGNOSTICS) {
        let stop = Diagnostic::new(
            Code::TooManyErrors,
            next.primary.span,
            format!("错误超过 {MAX_DIAGNOSTICS} 个，其余不再列出"),
            format!("more than {MAX_DIAGNOSTICS} errors; the rest are not listed"),
        )
        .help("先改正列出的，再检查一次", "mend those that are listed and check again");
        all.truncate(MAX_DIAGNOSTICS);
        all.push(stop);
    }
    all
}

/// Builds the tree from the grammar's pairs and collects what is wrong.
struct Builder<'a> {
    file: FileId,
    text: &'a str,
    scan: &'a Scan,
    diagnostics: Vec<Diagnostic>,
    /// Where the sibling before began: a piece that cannot be read may be its end.
    sibling: Option<Span>,
}

impl<'a> Builder<'a> {
    fn new(file: FileId, text: &'a str, scan: &'a Scan) -> Self {
        Self { file, text, scan, diagnostics: Vec::new(), sibling: None }
    }

    /// A pair's place, without the space and comments the grammar may have passed at its end.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let (start, end) = self.scan.trimmed(span.start(), span.end());
        Span::new(self.file, start, end)
    }

    /// Passes a node on; one that could not be built is reported, never dropped in silence.
    fn kept<T>(&mut self, span: Span, node: Option<T>) -> Option<T> {
        if node.is_none() && !self.diagnostics.iter().any(|d| d.primary.span.start >= span.start) {
            self.diagnostics.push(Diagnostic::new(Code::Syntax, span, "读不懂这一项", "this cannot be read"));
        }
        self.sibling = Some(span);
        node
    }

    /// Reports a word that is wrong in itself.
    fn error(&mut self, code: Code, span: Span, zh: impl Into<String>, en: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, span, zh, en));
        let last = self.diagnostics.len().saturating_sub(1);
        #[expect(clippy::indexing_slicing, reason = "one was pushed just before")]
        &mut self.diagnostics[last]
    }

    /// Reports a clause that may stand once only.
    fn once<T>(&mut self, slot: &mut Option<T>, value: T, span: Span, zh: &str, en: &str) {
        if slot.is_some() {
            let found = self.error(
                Code::RepeatedClause,
                span,
                format!("“{zh}”只能写一次"),
                format!("`{en}` may be written only once"),
            );
            found.help = Some(Words::new("留下一处，删去其余", "keep one and delete the others"));
        } else {
            *slot = Some(value);
        }
    }
}

/// An expression that stands where nothing could be read.
fn nothing(span: Span) -> Expr {
    Expr { kind: ExprKind::Bool(false), span }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::SAMPLE;
