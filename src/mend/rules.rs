//! Mending of clauses, tables and exceptions: moved to where they belong, taken out, completed. Owns these edits; knows
//! nothing of what the clauses mean.

use super::texts::as_comment;
use super::{View, last_in};
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch};
use crate::source::Sources;
use crate::syntax::keywords;

/// Comparisons and what they become when the limit is taken to the other side.
const OTHERWISE: &[(&str, &str)] =
    &[("at_least", "more_than"), ("at_most", "less_than"), ("more_than", "at_least"), ("less_than", "at_most")];

/// A clause that stands where it cannot.
pub(super) fn out_of_place(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let first = view.clause(index).unwrap_or(index);
    let block = view.opener(first).and_then(|open| view.head(open));
    match (view.key(first), block.map_or("", |head| view.key(head))) {
        ("except", _) if found.code == Code::NoCertainBase && first == index => {
            let start = view.token(first)?.start;
            let condition = view.say("condition", first);
            Some(view.insert(start, format!("{condition} {BLANK} {BLANK}\n{}", view.indent(start))))
        }
        ("except", _) if view.opens(index.saturating_sub(3)) || view.begins(index.saturating_sub(1)) => {
            beside(view, index.checked_sub(1)?)
        }
        ("except", _) => Some(view.blank(found.primary.span)),
        (_, "each") => outside(view, first),
        ("goal" | "fulfilled" | "compliant" | "trigger", "benefit") => {
            view.replace(first, format!("{} {BLANK}", view.say("condition", first)))
        }
        ("act" | "consequence", "benefit") => view.replace(first, view.say("hint", first)),
        _ => as_comment(view, first),
    }
}

/// A clause of a block, put before the block.
fn outside(view: &View<'_>, first: usize) -> Option<Patch> {
    let head = view.head(view.opener(first)?)?;
    let (start, (from, to)) = (view.token(head)?.start, view.bytes(first, view.end_of(first))?);
    let kept = view.slice(start, from).trim_end();
    let with = format!("{}\n{}{kept}", view.slice(from, to), view.indent(start));
    Some(Patch::proposed(view.span(start, to), with))
}

/// An exception in the block of another, put beside it.
fn beside(view: &View<'_>, first: usize) -> Option<Patch> {
    let open = view.opener(first)?;
    let (head, close) = (view.head(open)?, view.closer(open)?);
    let (from, to) = view.bytes(open.saturating_add(1), close)?;
    let over = format!(" {} {}", view.say("overrides", first), view.word(head.saturating_add(1)));
    let with = format!("{}{over}", view.slice(from, to));
    Some(Patch::proposed(view.span(view.token(open)?.start, view.token(close)?.end), with))
}

/// The line at hand, put into the records of the list.
pub(super) fn in_records(view: &View<'_>, found: &Diagnostic, sources: &Sources) -> Option<Patch> {
    let list = sources.slice(found.labels.first()?.span);
    let first = view.clause(view.from(found.primary.span.range().start))?;
    let (from, to) = view.bytes(first, view.end_of(first))?;
    let each = view.say("each", first);
    Some(Patch::proposed(view.span(from, to), format!("{each} {list} {{ {} }}", view.slice(from, to))))
}

/// A clause, a declaration, an exception, a row or a branch, taken out.
pub(super) fn taken_out(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let row = index.checked_sub(1).filter(|at| view.key(*at) == "when");
    let exception = row.and_then(|at| at.checked_sub(2)).filter(|at| view.key(*at) == "except");
    let first = exception.or(row).or_else(|| view.clause(index))?;
    let (from, to) = view.bytes(first, view.end_of(first))?;
    Some(view.without(from, to))
}

/// `每 笔` becomes `每 主体`, or the reverse; rounding goes outside the records.
pub(super) fn per_other(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let first = view.clause(index)?;
    if view.key(first) == "round" {
        return outside(view, first);
    }
    let per = (first..view.end_of(first)).find(|at| view.key(*at) == "per")?;
    let inside = view.opener(first).and_then(|open| view.head(open)).is_some_and(|head| view.key(head) == "each");
    view.replace(per.saturating_add(1), view.say(if inside { "record" } else { "subject" }, first))
}

/// A combination for each subject.
pub(super) fn per_subject(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let first = view.clause(view.from(found.primary.span.range().start))?;
    let per = (first..view.end_of(first)).find(|at| view.key(*at) == "per")?;
    view.replace(per.saturating_add(1), view.say("subject", first))
}

/// A fact that is no approval, so that it may stand under a choice.
pub(super) fn not_an_approval(found: &Diagnostic, sources: &Sources) -> Option<Patch> {
    let declared = found.labels.first()?.span;
    let view = View::new(declared.file, sources.get(declared.file)?.text());
    let name = view.from(declared.range().start);
    let word = (name..).take_while(|at| view.token(*at).is_some()).find(|at| view.key(*at) == "approval_fact")?;
    let token = view.token(word)?;
    Some(view.without(token.start, token.end))
}

/// A last row for the rest.
pub(super) fn with_rest(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let range = found.primary.span.range();
    let index = view.from(range.start);
    let kind = view.key(index.saturating_add(1));
    let row = view.say(if matches!(kind, "marginal" | "flat") { "or_more" } else { "else" }, index);
    let (at, with) = last_in(view.slice(range.start, range.end), &format!("{row} : {BLANK}"))?;
    Some(view.insert(range.start.saturating_add(at), with))
}

/// Rows that overlap: a member taken out of the later, limits in their order, or the first one wins.
pub(super) fn apart(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let open = view.opener(index)?;
    let start = |at: &usize| view.key(*at) == "to";
    match index.checked_sub(1).filter(start) {
        Some(later) => {
            let earlier = (open..later).rev().find(start)?;
            let end = (index..).find(|at| view.closes(*at) || matches!(view.key(*at), "to" | "or_more"))?;
            let ((a, b), (c, d)) = (view.bytes(earlier, later)?, view.bytes(later, end)?);
            let swapped = format!("{}{}{}", view.slice(c, d), view.slice(b, c), view.slice(a, b));
            Some(Patch::proposed(view.span(a, d), swapped))
        }
        None => view.without_listed(found.primary.span).or_else(|| first_match(view, found)),
    }
}

/// The first row that applies wins.
pub(super) fn first_match(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let open = view.opener(index)?;
    let table = (0..open).rev().find(|at| view.key(*at) == "table")?;
    let kind = table.saturating_add(1);
    let word = view.say("first_match", table);
    match view.key(kind) {
        "exactly_one" => view.replace(kind, word),
        _ if kind == open => Some(view.insert(view.token(table)?.end, format!(" {word}"))),
        _ => None,
    }
}

/// A figure without the 万 or 亿 that may be too much.
pub(super) fn less_ten_thousand(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let text = view.at(found.primary.span);
    let less = text.replacen('亿', "万", 1);
    let less = if less == text { text.replacen('万', "", 1) } else { less };
    (less != text).then(|| Patch::proposed(found.primary.span, less))
}

/// A comparison with its limit taken to the other side, or a blank.
pub(super) fn compared_otherwise(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let range = found.primary.span.range();
    let first = view.from(range.start);
    let inside = |at: &usize| view.token(*at).is_some_and(|token| token.start < range.end);
    let edit = (first..).take_while(inside).find_map(|at| {
        let (_, other) = OTHERWISE.iter().find(|(key, _)| *key == view.key(at))?;
        let english = view.word(at).is_ascii();
        let spelling = if english { keywords::Keywords::En } else { keywords::Keywords::Zh };
        view.replace(at, keywords::spell(other, spelling))
    });
    edit.or_else(|| Some(view.blank(found.primary.span)))
}

/// An exception that says it goes before the other.
pub(super) fn overriding(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let first = view.from(found.primary.span.range().start).checked_sub(3)?;
    let other = view.from(found.labels.first()?.span.range().start).checked_sub(2)?;
    let (_, to) = view.bytes(first, view.end_of(first))?;
    Some(view.insert(to, format!(" {} {}", view.say("overrides", first), view.word(other))))
}

/// Two items of which the better one counts.
pub(super) fn combined(view: &View<'_>, found: &Diagnostic, sources: &Sources) -> Option<Patch> {
    let (one, two) = (sources.slice(found.labels.first()?.span), view.at(found.primary.span));
    let head = view.from(found.primary.span.range().start).checked_sub(1)?;
    let start = view.token(head)?.start;
    let say = |key| view.say(key, head);
    let line = format!("{} {} {one}、{two} {} {}", say("combine"), say("highest"), say("per"), say("subject"));
    Some(view.insert(start, format!("{line}\n{}", view.indent(start))))
}

/// A circle that is opened: a blank for the body of a definition, what goes before itself taken out.
pub(super) fn broken_circle(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let index = view.from(found.primary.span.range().start);
    let first = view.clause(index).unwrap_or(index);
    let end = if view.begins(first) { view.end_of(first) } else { view.from(view.len()) };
    match view.key(first) {
        "define" => {
            let equals = (index..end).find(|at| matches!(view.word(*at), "=" | "＝"))?;
            let (from, to) = view.bytes(equals.saturating_add(1), end)?;
            Some(view.blank(view.span(from, to)))
        }
        "except" => {
            let over = (index..end).find(|at| view.key(*at) == "overrides")?;
            let (from, to) = view.bytes(over, end)?;
            Some(view.without(from, to))
        }
        _ => {
            let next = index.saturating_add(1);
            let derived = (next..end)
                .take_while(|at| !matches!(view.word(*at), "}" | "｝"))
                .find(|at| view.key(*at) == "derived");
            let (from, _) = view.bytes(derived?.saturating_add(1), end)?;
            let line = view.slice(from, view.len()).lines().next().unwrap_or("");
            let value = line.split('#').next().unwrap_or("").trim_end();
            Some(view.blank(view.span(from, from.saturating_add(value.len()))))
        }
    }
}
