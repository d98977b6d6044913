//! Clauses that are missing, as edits. Owns where in a block a clause is put; knows nothing of which clause is meant.

use super::Checker;
use crate::diagnostic::Patch;
use crate::span::Span;
use crate::syntax::{TokenKind, ast, tokens};

impl Checker<'_> {
    /// A clause as the first one in the braces of a declaration, on a line of its own where the block has lines.
    pub(super) fn first_in(&self, block: Span, clause: &str) -> Option<Patch> {
        let text = self.input.sources.slice(block);
        let open = tokens(text).into_iter().find(|token| {
            token.kind == TokenKind::Symbol && matches!(text.get(token.start..token.end), Some("{" | "｛"))
        })?;
        let rest = text.get(open.end..)?;
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        // A comment may follow the brace; it stays behind what is put in.
        let breaks = line.trim().is_empty() || line.trim_start().starts_with('#');
        let indent: String = below.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let with = match (breaks, indent.is_empty() || below.trim_start().starts_with(['}', '｝'])) {
            (true, false) => format!("\n{indent}{clause}"),
            _ => format!(" {clause}"),
        };
        let at = block.range().start.saturating_add(open.end);
        Some(Patch { span: Span::new(block.file, at, at), with })
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
