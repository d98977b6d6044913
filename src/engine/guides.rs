//! What a program says to people other than applicants: its handbook, who must do what by when, and
//! whether its cases pass.

use super::{Context, Profile, Program};
use crate::cases::coverage::Coverage;
use crate::cases::mutate::Mutation;
use crate::cases::write::CannotWrite;
use crate::cases::{self, CaseResult};
use crate::duties::{self, Duties, Selection, Unknown};
use crate::handbook::{self, Files};
use crate::ir::ItemId;
use crate::syntax::keywords::Keywords;

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

    /// What the cases come across: items, conditions, exceptions, readings, rows of tables, sides of boundaries.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        cases::coverage::coverage(&self.policy)
    }

    /// Changes the rules in one small place at a time and says which changes no case notices.
    #[must_use]
    pub fn mutate(&self) -> Mutation {
        cases::mutate::mutate(&self.policy)
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
