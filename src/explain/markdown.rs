//! The same content as Markdown. Owns the marks and their escaping; the words come from the other files.

use super::View;
use super::group::{Group, entry, explained};
use super::human::{combinations, facts, footer, glance, needs, totals};
use super::row::{Entry, Row};
use crate::outcome::Outcome;
use crate::whatif::WhatIf;

/// The whole outcome.
pub(super) fn outcome(outcome: &Outcome, view: &View<'_>) -> String {
    let mut out = title(outcome, view);
    for row in facts(outcome, view).into_iter().chain([glance(outcome, view)]) {
        write_row(&mut out, &row, 0, view);
    }
    for group in Group::ALL {
        let items = group.items(outcome);
        if items.is_empty() || !group.shown(view) {
            continue;
        }
        out.push_str(&format!(
            "\n## {}{}\n",
            group.title(view),
            view.brackets(&format!("{}{}", items.len(), group.remark(view)))
        ));
        if group.brief() {
            out.push('\n');
        }
        for item in items {
            let entry = entry(outcome, item, view, false);
            if group.brief() {
                out.push_str(&format!(
                    "- {}{}{}\n",
                    escape(&entry.heading),
                    view.colon(),
                    escape(&brief(&entry, view))
                ));
            } else {
                write_entry(&mut out, &entry, view);
            }
        }
    }
    section(&mut out, view.say("只取一项", "Only one of several"), &combinations(outcome, view), view);
    section(&mut out, view.say("合计", "Totals"), &totals(outcome, view), view);
    section(
        &mut out,
        view.say("补充这些情况可以得到更确定的结果", "What would settle more"),
        &needs(outcome, view),
        view,
    );
    write_footer(&mut out, view);
    out
}

/// One item in full.
pub(super) fn item(outcome: &Outcome, id: &str, view: &View<'_>, what_if: Option<&WhatIf>) -> Option<String> {
    let item = outcome.items.iter().find(|item| item.item == id)?;
    let mut out = title(outcome, view);
    for row in facts(outcome, view) {
        write_row(&mut out, &row, 0, view);
    }
    write_entry(&mut out, &explained(outcome, item, view, what_if), view);
    write_footer(&mut out, view);
    Some(out)
}

fn title(outcome: &Outcome, view: &View<'_>) -> String {
    let name = view.name.unwrap_or(&outcome.policy.id);
    let document = outcome.policy.document.as_deref().map(|d| format!(" {d}")).unwrap_or_default();
    let title = view.title.map(|title| format!("{}\n\n", escape(title))).unwrap_or_default();
    format!("# {}\n\n{title}", escape(&format!("{name}{document}")))
}

fn brief(entry: &Entry, view: &View<'_>) -> String {
    if entry.sentence.is_empty() {
        entry.status.1.clone()
    } else {
        format!("{}{}{}", entry.status.1, view.semicolon(), entry.sentence)
    }
}

fn section(out: &mut String, title: &str, rows: &[Row], view: &View<'_>) {
    if rows.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    for row in rows {
        write_row(out, row, 0, view);
    }
}

fn write_entry(out: &mut String, entry: &Entry, view: &View<'_>) {
    out.push_str(&format!("\n### {}\n\n**{}**", escape(&entry.heading), escape(&entry.status.1)));
    if !entry.sentence.is_empty() {
        out.push_str(view.colon());
        out.push_str(&escape(&entry.sentence));
    }
    out.push_str("\n\n");
    for row in &entry.rows {
        write_row(out, row, 0, view);
    }
}

fn write_row(out: &mut String, row: &Row, depth: usize, view: &View<'_>) {
    let label = if row.label.is_empty() { String::new() } else { format!("**{}**", escape(&row.label)) };
    let colon = if row.label.is_empty() || row.text.is_empty() { "" } else { view.colon() };
    out.push_str(&format!("{}- {label}{colon}{}\n", "  ".repeat(depth), escape(&row.text.to_string())));
    for below in &row.below {
        write_row(out, below, depth.saturating_add(1), view);
    }
}

fn write_footer(out: &mut String, view: &View<'_>) {
    out.push_str("\n---\n\n");
    for line in footer(view) {
        out.push_str(&format!("> {line}\n"));
    }
}

/// Puts a backslash before what Markdown would take as a mark. `_` inside a word is left alone.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '\\' | '`' | '*' | '<' | '[' | ']' | '|' | '#') || (c == '_' && !inside) {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_escaped() {
        assert_eq!(escape("loans[0].loan_rate_pct *x* _y_ <b>\n"), "loans\\[0\\].loan_rate_pct \\*x\\* \\_y\\_ \\<b> ");
    }
}
