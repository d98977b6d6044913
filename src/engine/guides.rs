//! What a program says to people other than applicants: its handbook, who must do what by when, and
//! whether its cases pass.

use super::{Context, Profile, Program};
use crate::cases::{self, CaseResult};
use crate::duties::{self, Duties, Selection, Unknown};
use crate::handbook::{self, Files};

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
