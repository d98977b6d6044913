//! Where lines break. Owns the width of a line, blank lines kept from the text, breaks kept from the text, and
//! breaks made because a line would be too wide. A break that was made is kept the next time, so that printing twice
//! changes nothing.

use super::{INDENT, Printer};
use crate::span::Span;
use crate::syntax::ast::{Expr, Text};

/// Columns of a line before it is broken; a Chinese character takes two.
const WIDTH: usize = 120;

/// The first character that takes two columns, near enough: the scripts of East Asia and their punctuation.
const FIRST_WIDE: char = '\u{2e80}';

/// Columns a text takes.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c < FIRST_WIDE { 1_usize } else { 2 }).fold(0, usize::saturating_add)
}

impl Printer<'_> {
    /// A blank line, unless one is there or nothing is.
    pub(super) fn gap(&mut self) {
        if !self.fresh && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A blank line if there is one before what stands at this byte.
    pub(super) fn keep_gap(&mut self, start: u32) {
        if self.flat {
            return;
        }
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
        let above = before.get(..line_start.saturating_sub(1)).unwrap_or_default();
        // What else stands on this line has had the blank line.
        if line_start > self.seen && above.trim_end_matches([' ', '\t', '\r', '\u{3000}']).ends_with('\n') {
            self.gap();
        }
        self.seen = self.seen.max(start);
    }

    /// Whether nothing but space stands before this place on its line.
    pub(super) fn starts_line(&self, span: Span) -> bool {
        let before = usize::try_from(span.start).ok().and_then(|start| self.text.get(..start)).unwrap_or_default();
        before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
    }

    /// Whether the text between two places has a line break, which is then kept.
    pub(super) fn apart(&self, from: Span, to: Span) -> bool {
        !self.flat && self.written(from.end, to.start).contains('\n')
    }

    /// Whether the text from the end of one place to the end of another has a line break.
    pub(super) fn apart_within(&self, from: Span, whole: Span) -> bool {
        !self.flat && self.written(from.end, whole.end).contains('\n')
    }

    /// The text between two bytes.
    pub(super) fn written(&self, from: u32, to: u32) -> &str {
        let place = usize::try_from(from).ok().zip(usize::try_from(to).ok());
        place.and_then(|(from, to)| self.text.get(from..to)).unwrap_or_default()
    }

    /// Whether so many columns more, after a space, are within the width.
    fn fits(&self, more: usize) -> bool {
        if self.flat {
            return true;
        }
        let level = if self.line.is_empty() { self.level } else { self.line_level };
        let used = level.saturating_mul(INDENT).saturating_add(width(&self.line));
        used.saturating_add(more).saturating_add(1) <= WIDTH
    }

    /// Whether this, written on one line, is too wide for the rest of the current one. What has lines of its own
    /// anyway is not.
    pub(super) fn too_wide(&self, write: impl FnOnce(&mut Printer<'_>)) -> bool {
        !self.flat && self.probed(write).is_some_and(|line| !self.fits(width(&line)))
    }

    /// Whether this takes lines of its own, as tables do.
    pub(super) fn has_lines(&self, write: impl FnOnce(&mut Printer<'_>)) -> bool {
        !self.flat && self.probed(write).is_none()
    }

    /// This on one line; nothing if it takes lines of its own.
    fn probed(&self, write: impl FnOnce(&mut Printer<'_>)) -> Option<String> {
        let mut probe = Printer::new(self.text, &[], self.keywords);
        probe.flat = true;
        probe.shortest = self.shortest;
        write(&mut probe);
        probe.out.is_empty().then_some(probe.line)
    }

    /// Words after each other, on further lines where they do not fit.
    pub(super) fn list(&mut self, words: impl Iterator<Item = String>, comma: &'static str) {
        let mut first = true;
        for word in words {
            if first {
                self.word(&word);
            } else {
                self.glue(comma.trim_end());
                self.follow(&word, comma.ends_with(' '));
            }
            first = false;
        }
    }

    /// A word after a comma.
    fn follow(&mut self, word: &str, spaced: bool) {
        if self.fits(width(word)) {
            self.tight = !spaced;
            self.word(word);
        } else {
            self.end();
            self.level = self.level.saturating_add(1);
            self.word(word);
            self.level = self.level.saturating_sub(1);
        }
    }

    /// What stands at this place on a line of its own, so many levels below the clause; comments before it come first.
    pub(super) fn below(&mut self, levels: usize, span: Span, write: impl FnOnce(&mut Self)) {
        self.end();
        self.level = self.level.saturating_add(levels);
        self.flush(span.start);
        write(self);
        self.level = self.level.saturating_sub(levels);
    }

    /// An expression after the head of its clause, which ends at `head`: on a line of its own where it was written
    /// so, or where it does not fit.
    pub(super) fn value(&mut self, head: Span, expr: &Expr) {
        if self.apart(head, expr.span) || self.too_wide(|printer| printer.expr(expr)) {
            self.below(1, expr.span, |printer| printer.expr(expr));
        } else {
            self.expr(expr);
        }
    }

    /// `key "text"` at the end of a clause, on a line of its own if asked or if it does not fit.
    pub(super) fn remark(&mut self, apart: bool, key: &'static str, text: &Text) {
        let write = |printer: &mut Printer<'_>| {
            printer.key(key);
            printer.text(text);
        };
        if apart || self.too_wide(write) {
            self.below(1, text.span, |printer| write(printer));
        } else {
            write(self);
        }
    }
}
