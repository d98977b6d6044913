//! Mending of names: those that nothing has, that two things have, that mean another kind of thing. Owns where a
//! declaration is put in and what a second name becomes; knows nothing of types.

use super::{View, first_in};
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch};
use crate::source::Sources;
use crate::span::Span;

/// How many new names are tried.
const MOST_TRIED: usize = 100;

/// A name that nothing has: declared with blanks, or replaced by one.
pub(super) fn unknown(view: &View<'_>, found: &Diagnostic, sources: &Sources) -> Option<Patch> {
    let span = found.primary.span;
    let index = view.from(span.range().start);
    let before = index.checked_sub(1).map_or("", |before| view.key(before));
    let calls = matches!(view.word(index.saturating_add(1)), "(" | "（");
    match before {
        "condition" => Some(view.insert(span.range().end, format!(" {BLANK}"))),
        "rests_on" => {
            let word = view.say("reading", index);
            let (adopts, undecided) = (view.say("adopts", index), view.say("undecided", index));
            let other = view.say("otherwise_read", index);
            let line = format!("{word} {} {{ {adopts} {undecided} {other} {BLANK} }}", view.at(span));
            Some(view.before_declaration(span.range().start, &line))
        }
        _ if calls || matches!(before, "for" | "bearer" | "subject") => Some(view.blank(span)),
        _ => as_fact(view.at(span), sources).or_else(|| Some(view.blank(span))),
    }
}

/// A fact of this name, declared in the first subject there is.
fn as_fact(name: &str, sources: &Sources) -> Option<Patch> {
    sources.files().iter().enumerate().find_map(|(file, source)| {
        let file = crate::span::FileId(u32::try_from(file).ok()?);
        let view = View::new(file, source.text());
        let subject = (0..).take_while(|at| view.token(*at).is_some()).find(|at| {
            matches!(view.key(*at), "subject" | "common") && view.begins_line(*at) && view.opener(*at).is_none()
        })?;
        let start = view.token(subject)?.start;
        let (at, with) = first_in(view.slice(start, view.len()), &format!("{name} (key) : {BLANK}"))?;
        Some(view.insert(start.saturating_add(at), with))
    })
}

/// The later of two names becomes another, which the text does not have yet.
pub(super) fn renamed(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let span = found.primary.span;
    let index = view.from(span.range().start);
    let clause = view.clause(index).map_or("", |at| view.key(at));
    if matches!(clause, "agency" | "person") {
        return view.without_listed(span);
    }
    let name = view.at(span);
    let (stem, first) = match name.parse::<u32>() {
        Ok(number) => (String::new(), number.saturating_add(1)),
        Err(_) => (name.trim_end_matches('」').to_owned(), 2),
    };
    let end = if name.ends_with('」') { "」" } else { "" };
    let mut tried = (first..).take(MOST_TRIED).map(|number| format!("{stem}{number}{end}"));
    let free = tried.find(|name| (0..).take_while(|at| view.token(*at).is_some()).all(|at| view.word(at) != name))?;
    Some(Patch::proposed(span, free))
}

/// The later of two items of one number takes a letter.
pub(super) fn renumbered(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let span = found.primary.span;
    let stem = view.at(span).trim_end_matches(|c: char| c.is_ascii_lowercase());
    let taken = |id: &str| (0..).take_while(|at| view.token(*at).is_some()).any(|at| view.word(at) == id);
    let free = ('a'..='z').map(|letter| format!("{stem}{letter}")).find(|id| !taken(id))?;
    Some(Patch::proposed(span, free))
}

/// A unit, an enumeration or a party, declared above the declaration that names it.
pub(super) fn declared(view: &View<'_>, found: &Diagnostic) -> Vec<Patch> {
    let span = found.primary.span;
    let (index, name) = (view.from(span.range().start), view.at(span));
    let line = match found.code {
        Code::UnknownParty => {
            let official = view.clause(index).is_some_and(|at| view.key(at) == "official");
            format!("{} {name}", view.say(if official { "person" } else { "agency" }, index))
        }
        _ if name.ends_with(['类', '型', '别']) => {
            format!("{} {name} {{ {BLANK} }}", view.say("enum", index))
        }
        _ => format!("{} {name}", view.say("unit", index)),
    };
    vec![view.before_declaration(span.range().start, &line), view.blank(span)]
}

/// A name of another kind: the clause that takes it, or a blank for one of the kind that is wanted.
pub(super) fn of_another_kind(view: &View<'_>, found: &Diagnostic) -> Option<Patch> {
    let span = found.primary.span;
    let index = view.from(span.range().start);
    if found.code == Code::WrongKind
        && let Some(at) = index.checked_sub(1)
    {
        let other = match view.key(at) {
            "official" => Some("lead"),
            "lead" | "responsible" => Some("official"),
            _ => None,
        };
        // Only where it is the one name of the clause.
        if let Some(other) = other.filter(|_| view.word(index.saturating_add(1)) != "、") {
            return view.replace(at, view.say(other, at));
        }
    }
    Some(view.blank(span))
}

/// Whom an item is for becomes the one of its subjects that has the fact; where none has it, the fact becomes a blank.
pub(super) fn for_subject(view: &View<'_>, found: &Diagnostic, sources: &Sources) -> Option<Patch> {
    let owner = owner(found.labels.first()?.span, sources)?;
    let item = view.from(found.primary.span.range().start);
    let open = (item..).take_while(|at| view.token(*at).is_some()).find(|at| view.opens(*at))?;
    let close = view.closer(open)?;
    let clause = (open..close).find(|at| matches!(view.key(*at), "for" | "bearer"))?;
    let (from, to) = view.bytes(clause.saturating_add(1), view.end_of(clause))?;
    if view.slice(from, to).split(['、', ',', '，']).all(|name| name.trim() != owner) {
        return Some(view.blank(found.labels.get(1)?.span));
    }
    Some(Patch::proposed(view.span(from, to), owner))
}

/// The subject in whose declaration a place stands.
fn owner(span: Span, sources: &Sources) -> Option<String> {
    let view = View::new(span.file, sources.get(span.file)?.text());
    let mut index = view.from(span.range().start);
    loop {
        let open = view.opener(index)?;
        let head = view.head(open)?;
        if view.key(head) == "subject" {
            return Some(view.word(head.saturating_add(1)).to_owned());
        }
        index = open;
    }
}
