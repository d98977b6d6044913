//! What a program says to people other than applicants: its handbook, who must do what by when, and
//! whether its cases pass.

use super::{Context, Pack, Profile, Program};
use crate::cases::coverage::Coverage;
use crate::cases::mutate::Mutation;
use crate::cases::write::CannotWrite;
use crate::cases::{self, CaseResult};
use crate::duties::{self, Duties, Selection, Unknown};
use crate::handbook::{self, Files};
use crate::ir::ItemId;
use crate::span::FileId;
use crate::syntax::keywords::Keywords;

/// Expectations rewritten to what came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The files that change: names as in the pack's sources, whole new texts.
    pub files: Vec<(String, String)>,
    /// The cases that pass once these texts are in place.
    pub cases: Vec<String>,
    /// Failing cases that cannot be mended by their expectations: their facts contradict each other, or they are
    /// written in an imported pack.
    pub refused: Vec<String>,
}

impl Pack {
    /// What the cases come across in the pack's own files, with `imports` also in those of the packs it imports: items,
    /// conditions, exceptions, readings, rows of tables, sides of boundaries. `None` when the pack has errors.
    #[must_use]
    pub fn coverage(&self, imports: bool) -> Option<Coverage> {
        let policy = self.policy.as_ref()?;
        Some(cases::coverage::coverage(policy, |span| imports || self.is_own(span.file)))
    }

    /// Changes the rules in one small place at a time, in the same files, and says which changes no case notices.
    /// `None` when the pack has errors.
    #[must_use]
    pub fn mutate(&self, imports: bool) -> Option<Mutation> {
        let policy = self.policy.as_ref()?;
        Some(cases::mutate::mutate(policy, |span| imports || self.is_own(span.file)))
    }

    /// Rewrites the expectations that did not come out, in the pack's own files, to what came out.
    #[must_use]
    pub fn accept(&self, results: &[CaseResult]) -> Accepted {
        let mut accepted = Accepted::default();
        let mut differing = Vec::new();
        for result in results.iter().filter(|result| !result.failures.is_empty()) {
            // Contradictory facts are no expectation.
            let writable = result.failures.iter().all(|failure| failure.span != result.span);
            if writable && self.is_own(result.span.file) {
                accepted.cases.push(result.name.clone());
                differing.extend(&result.differing);
            } else {
                accepted.refused.push(result.name.clone());
            }
        }
        for (file, text) in cases::accept::rewrite_files(&differing, &self.sources) {
            accepted.files.extend(self.sources.get(FileId(file)).map(|source| (source.name().to_owned(), text)));
        }
        accepted
    }

    /// Whether a file is one of the pack's own.
    pub(super) fn is_own(&self, file: FileId) -> bool {
        usize::try_from(file.0).is_ok_and(|index| index < self.own)
    }
}

impl Program {
    /// The handbook: file names and texts. The same pack gives the same bytes.
    #[must_use]
    pub fn handbook(&self) -> Files {
        handbook::handbook(&self.policy)
    }

    /// Runs the cases that are written beside the rules, in order.
    #[must_use]
    pub fn run_cases(&self) -> Vec<CaseResult> {
        cases::run(&self.policy)
    }

    /// The evaluation of a profile as a case, ready to be put beside the rules. Without `items`, all those for the
    /// subject that do more than inform.
    ///
    /// # Errors
    /// A value or a setting that no case can state.
    pub fn case_text(
        &self,
        profile: &Profile,
        context: &Context,
        items: &[String],
        name: &str,
        keywords: Keywords,
    ) -> Result<String, CannotWrite> {
        let named: Vec<ItemId> = (0..self.policy.items.len())
            .map(ItemId)
            .filter(|id| self.policy.items.get(id.0).is_some_and(|item| items.contains(&item.id)))
            .collect();
        let all = cases::write::items_for(&self.policy, profile.0.subject());
        let items = if items.is_empty() { all } else { named };
        cases::write::text(&self.policy, &profile.0, &context.inner, &items, name, keywords)
    }

    /// The duties of government units; with a district's profile, the state of its targets.
    ///
    /// # Errors
    /// An agency or official that the notice does not name.
    pub fn duties(
        &self,
        profile: Option<&Profile>,
        context: &Context,
        selection: &Selection,
    ) -> Result<Duties, Unknown> {
        duties::duties(&self.policy, profile.map(|profile| &profile.0), &context.inner, selection)
    }
}

impl Profile {
    /// The key of the subject type, if it is known.
    #[must_use]
    pub fn subject_type<'p>(&self, program: &'p Program) -> Option<&'p str> {
        program.policy.subjects.get(self.0.subject()?.0).map(|subject| subject.key.as_str())
    }
}
