//! Tests of the parser: literals, constructs, errors, limits.

mod constructs;
mod errors;
mod literals;
mod robust;

use crate::source::Source;
use crate::span::FileId;
use crate::syntax::ast::{Decl, Expr, ExprKind, File, MeasureClause};
use crate::syntax::{parse, parse_expr};

/// A text in which several tests look for the forms of the language.
pub(in crate::syntax) const SAMPLE: &str = include_str!("tests/sample.huice");

/// What is wrong, one `CODE LINE:COLUMN` each.
fn wrong(text: &str) -> Vec<String> {
    let source = Source::new("t", text);
    let (_, diagnostics) = parse(FileId(0), text);
    let place = |d: &crate::diagnostic::Diagnostic| source.position(d.primary.span.range().start);
    diagnostics.iter().map(|d| format!("{} {}:{}", d.code.id(), place(d).line, place(d).column)).collect()
}

/// The tree of a text that is right.
fn right(text: &str) -> File {
    let (file, diagnostics) = parse(FileId(0), text);
    assert!(diagnostics.is_empty(), "{text}\n{diagnostics:#?}");
    file
}

/// The text at a place.
fn at(text: &str, span: crate::span::Span) -> &str {
    text.get(span.range()).unwrap()
}

/// The clauses of a measure with this body.
fn in_measure(body: &str) -> Vec<MeasureClause> {
    let mut file = right(&format!("措施 1 试 {{ {body} }}"));
    match file.decls.remove(0) {
        Decl::Measure(measure) => measure.clauses,
        other => panic!("{other:?}"),
    }
}

/// An expression that is right.
fn expr(text: &str) -> ExprKind {
    expr_of(text).kind
}

fn expr_of(text: &str) -> Expr {
    let (expr, diagnostics) = parse_expr(FileId(0), text);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:#?}");
    expr.unwrap()
}
