//! One item in full as plain text: why or why not. Owns its header; the words come from the other files.

use super::View;
use super::group::explained;
use super::human::{facts, footer, write_entry, write_row};
use super::text::{Style, Text};
use crate::outcome::Outcome;
use crate::whatif::WhatIf;

/// One item in full.
pub(super) fn item(outcome: &Outcome, id: &str, view: &View<'_>, what_if: Option<&WhatIf>) -> Option<Text> {
    let item = outcome.items.iter().find(|item| item.item == id)?;
    let mut text = Text::default();
    let name = view.name.unwrap_or(&outcome.policy.id);
    let document = outcome.policy.document.as_deref().map(|d| format!("  {d}")).unwrap_or_default();
    text.put(Style::Heading, &format!("{name}{document}"));
    text.line();
    for row in facts(outcome, view) {
        write_row(&mut text, &row, 0, view);
    }
    text.line();
    write_entry(&mut text, &explained(outcome, item, view, what_if), view);
    text.line();
    for line in footer(view).iter().take(2) {
        text.put(Style::Faint, line);
        text.line();
    }
    Some(text)
}
