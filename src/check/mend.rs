//! Clauses that are missing, as edits. Owns where in a block a clause is put; knows nothing of which clause is meant.

use super::Checker;
use crate::diagnostic::Patch;
use crate::mend::{first_in, last_in};
use crate::span::Span;
use crate::syntax::ast;

impl Checker<'_> {
    /// A clause as the first one in the braces of a declaration, on a line of its own where the block has lines.
    pub(super) fn first_in(&self, block: Span, clause: &str) -> Option<Patch> {
        let (at, with) = first_in(self.input.sources.slice(block), clause)?;
        let at = block.range().start.saturating_add(at);
        Some(Patch::certain(Span::new(block.file, at, at), with))
    }

    /// The same where a person must agree to it.
    pub(super) fn propose_in(&self, block: Span, clause: &str) -> Option<Patch> {
        self.first_in(block, clause).map(|patch| Patch { certain: false, ..patch })
    }

    /// A clause as the last one, which a person must agree to.
    pub(super) fn propose_last_in(&self, block: Span, clause: &str) -> Option<Patch> {
        let (at, with) = last_in(self.input.sources.slice(block), clause)?;
        let at = block.range().start.saturating_add(at);
        Some(Patch::proposed(Span::new(block.file, at, at), with))
    }

    /// What is written there, for an edit.
    pub(super) fn written(&self, span: Span) -> &str {
        self.input.sources.slice(span)
    }

    /// Two places of one file whose texts change places, which a person must agree to.
    pub(super) fn swapped(&self, first: Span, last: Span) -> Patch {
        let between = Span { start: first.end, end: last.start, ..first };
        Patch::proposed(
            first.to(last),
            format!("{}{}{}", self.written(last), self.written(between), self.written(first)),
        )
    }

    /// Whether a declaration is written with English keywords.
    pub(super) fn in_english(&self, declaration: Span) -> bool {
        self.input.sources.slice(declaration).starts_with(|c: char| c.is_ascii_alphabetic())
    }

    /// The pack's card.
    pub(super) fn card(&self) -> Option<&ast::PackDecl> {
        let decls = self.input.main.iter().flat_map(|file| &file.decls);
        decls.into_iter().find_map(|decl| if let ast::Decl::Pack(pack) = decl { Some(pack) } else { None })
    }
}
