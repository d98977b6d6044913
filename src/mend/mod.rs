//! What would mend a finding, where the place that found it shows no edit: the text around it with a clause put in,
//! moved, renamed or taken out. A person must agree to each; what only the notice can say stands as 待定. Owns these
//! edits and the proof that the text can still be read with them; knows nothing of types.
//!
//! `view` walks the tokens of a text; `texts` mends what cannot be read, `names` names and declarations, `rules` clauses,
//! tables and exceptions.

mod names;
mod rules;
mod texts;
mod view;

use crate::diagnostic::{Code, Diagnostic, Patch};
use crate::source::Sources;
use crate::span::{FileId, Span};
use std::collections::BTreeMap;

pub(crate) use view::{View, first_in, last_in};

/// Bytes that are read again to see whether texts can still be read with what is proposed, in one run; findings after
/// that have no proposal.
pub(crate) const MAX_REREAD_BYTES: usize = 512 * 1024;

/// Findings that can be mended only outside the rules, or by writing them anew.
const WITHOUT_PATCH: &[Code] = &[
    Code::FileUnreadable,
    Code::FileTooLarge,
    Code::NestingTooDeep,
    Code::TooManyErrors,
    Code::UnknownPack,
    Code::ScriptRejected,
    Code::ScriptSignature,
    Code::ImpossibleItem,
];

/// Gives findings without an edit one that mends them or shows where a person has to write. Edits that would leave the
/// text worse to read are not proposed.
pub(crate) fn propose<'d>(diagnostics: impl IntoIterator<Item = &'d mut Diagnostic>, sources: &Sources) {
    let mut views: BTreeMap<FileId, View<'_>> = BTreeMap::new();
    let mut room = MAX_REREAD_BYTES;
    for diagnostic in diagnostics.into_iter().filter(|found| found.patch.is_none()) {
        let file = diagnostic.primary.span.file;
        let Some(source) = sources.get(file).filter(|_| !WITHOUT_PATCH.contains(&diagnostic.code)) else { continue };
        let view = views.entry(file).or_insert_with(|| View::new(file, source.text()));
        for patch in edits(view, diagnostic, sources) {
            let file = patch.span.file;
            let Some(source) = sources.get(file) else { continue };
            let view = views.entry(file).or_insert_with(|| View::new(file, source.text()));
            match reads(view, &patch, diagnostic.code.is_of_text(), &mut room) {
                None => return,
                Some(false) => {}
                Some(true) => {
                    diagnostic.patch = Some(patch);
                    break;
                }
            }
        }
    }
}

/// Whether the declaration can be read no worse once the edit is made, and better if it is about what cannot be read.
/// Nothing when too much was read already.
fn reads(view: &View<'_>, patch: &Patch, of_text: bool, room: &mut usize) -> Option<bool> {
    let (from, to) = view.declaration(patch.span);
    *room = room.checked_sub(to.saturating_sub(from))?;
    let text = view.slice(from, to);
    let range = patch.span.range();
    let moved = Patch {
        span: Span::new(patch.span.file, range.start.saturating_sub(from), range.end.saturating_sub(from)),
        ..patch.clone()
    };
    let wrong = |text: &str| crate::syntax::parse(patch.span.file, text).1.len();
    let allowed = wrong(text).saturating_sub(usize::from(of_text));
    Some(moved.applied(text).is_some_and(|mended| wrong(&mended) <= allowed))
}

/// What might mend it, best first.
fn edits(view: &View<'_>, found: &Diagnostic, sources: &Sources) -> Vec<Patch> {
    let only = |patch: Option<Patch>| patch.into_iter().collect();
    match found.code {
        Code::Syntax | Code::UnclosedBrace | Code::BadLiteral | Code::BadDate | Code::MissingClause => {
            texts::edits(view, found)
        }
        Code::MisplacedClause | Code::NoCertainBase => only(rules::out_of_place(view, found)),
        Code::UnknownName => only(names::unknown(view, found, sources)),
        Code::DuplicateName | Code::ShadowedName => only(names::renamed(view, found)),
        Code::DuplicateItem => only(names::renumbered(view, found)),
        Code::UnknownType | Code::UnknownParty => names::declared(view, found),
        Code::UnknownItem => only(view.without_listed(found.primary.span)),
        Code::UnknownMember | Code::WrongKind | Code::NotAPeriod => only(names::of_another_kind(view, found)),
        Code::WrongSubject => only(names::for_subject(view, found, sources)),
        Code::NotInRecord => only(rules::in_records(view, found, sources)),
        Code::RepeatedClause => only(rules::taken_out(view, found)),
        Code::StageOutOfPlace => only(rules::per_other(view, found)),
        Code::ApprovalUnderChoice => only(rules::not_an_approval(found, sources)),
        Code::CombinationAcrossLists => only(rules::per_subject(view, found)),
        Code::TableGap | Code::UncoveredCase => only(rules::with_rest(view, found)),
        Code::TableOverlap => only(rules::apart(view, found)),
        Code::DoublyCovered => only(rules::first_match(view, found)),
        Code::UnusedName => only(rules::taken_out(view, found)),
        Code::WanYiSlip => only(rules::less_ten_thousand(view, found)),
        Code::ConstantCondition => only(rules::compared_otherwise(view, found)),
        Code::DeadBranch => only(rules::taken_out(view, found)),
        Code::ExceptionConflict => only(rules::overriding(view, found)),
        Code::SameMoneyTwice => only(rules::combined(view, found, sources)),
        Code::Cycle => only(rules::broken_circle(view, found)),
        _ => only(Some(view.blank(found.primary.span))),
    }
}
