//! A program prepared for one day and context: answers in nanoseconds, the reference engine where it must. Owns the
//! public form of that; the work is done in [`crate::plan`] and [`crate::compiled`].

use super::{Context, Profile, Program};
use crate::columnar::Columns;
use crate::compiled::{self, Row, RowRef, Scratch, Verdict};
use crate::eval::Answer;
use crate::ir::Policy;
use crate::native::{OtherRules, Rules};
use crate::plan::Plan;
use std::sync::Arc;

/// A program prepared for one day and context. Cheap to clone, `Send` and `Sync`.
///
/// Where a profile leaves something open that takes ranges or several possibilities to decide, where numbers go beyond
/// the bounds the plan was proven for, and where a script is called, an item is *deferred*: [`Compiled::run`] says so,
/// [`Compiled::answers`] asks the reference engine. What is answered agrees with [`Program::evaluate`].
#[derive(Clone, Debug)]
pub struct Compiled {
    policy: Arc<Policy>,
    plan: Arc<Plan>,
    context: Arc<crate::eval::Context>,
    /// The plan as machine code, where the program has it.
    rules: Option<Rules>,
}

const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Compiled>();
};

impl Program {
    /// Prepares the program for one day and context.
    #[must_use]
    pub fn compile(&self, context: &Context) -> Compiled {
        Compiled {
            policy: Arc::clone(&self.policy),
            plan: Arc::new(Plan::new(&self.policy, &context.inner)),
            context: Arc::new(context.inner.clone()),
            rules: None,
        }
    }
}

impl Compiled {
    /// Registers to work in: one for every thread.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        self.plan.scratch()
    }

    /// How many items there are: verdicts that [`Compiled::run`] gives.
    #[must_use]
    pub fn items(&self) -> usize {
        self.policy.items.len()
    }

    /// The facts of a profile as the compiled code reads them.
    #[must_use]
    pub fn row(&self, profile: &Profile) -> Row {
        Row::of(&self.plan, &profile.0)
    }

    /// What every item comes to, into the caller's buffer, without allocating. Gives how many items are deferred.
    pub fn run<'r>(&self, row: impl Into<RowRef<'r>>, scratch: &mut Scratch, verdicts: &mut [Verdict]) -> usize {
        let row = row.into();
        let generated = self.rules.as_ref().and_then(|rules| rules.run(row, verdicts));
        generated.unwrap_or_else(|| self.plan.run(row, scratch, verdicts))
    }

    /// The same rules for the same day and context as Rust source, for a build script: a file to be included, with a
    /// constant `RULES` for [`Compiled::with_rules`]. See `docs/native.md`.
    #[must_use]
    pub fn emit_rust(&self) -> String {
        let about = format!("{} as of {}", self.policy.id, self.context.as_of);
        self.plan.emit_rust(&about)
    }

    /// Answers with rules that were compiled into the program.
    ///
    /// # Errors
    /// The rules were written from other rules, for another day or context, or by another version.
    pub fn with_rules(mut self, rules: Rules) -> Result<Self, OtherRules> {
        if !rules.belong_to(&self.plan) {
            return Err(OtherRules);
        }
        self.rules = Some(rules);
        Ok(self)
    }

    /// A status and an amount for every item, in the order of [`Program::items`]; what is deferred is answered by the
    /// reference engine. Gives how many items that were.
    pub fn answers(&self, profile: &Profile, scratch: &mut Scratch, answers: &mut Vec<Answer>) -> usize {
        let row = self.row(profile);
        let mut verdicts = vec![Verdict::DEFERRED; self.policy.items.len()];
        self.run(&row, scratch, &mut verdicts);
        compiled::settle(&self.policy, &self.context, &profile.0, &verdicts, answers)
    }

    /// Why something is left to the reference engine, each reason once.
    #[must_use]
    pub fn left_to_reference(&self) -> Vec<&str> {
        self.plan.reasons()
    }

    /// The plan as text, for people who work on Huice.
    #[must_use]
    pub fn emit_plan(&self) -> String {
        self.plan.emit(&self.policy)
    }

    /// Rows that all hold the facts of one profile, for columns of a table to be put in; `None` when it has lists.
    #[must_use]
    pub fn columns(&self, constants: &Profile, rows: usize) -> Option<Columns> {
        Columns::repeat(&self.plan, &constants.0, rows)
    }

    #[cfg(feature = "table")]
    /// The same for a profile that is not part of the public interface.
    pub(crate) fn columns_of(&self, constants: &crate::profile::Profile, rows: usize) -> Option<Columns> {
        Columns::repeat(&self.plan, constants, rows)
    }

    #[cfg(feature = "table")]
    /// What it was prepared from.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The plan itself; not part of the stable interface.
    #[doc(hidden)]
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

impl Profile {
    /// The facts themselves; not part of the stable interface.
    #[doc(hidden)]
    #[must_use]
    pub const fn facts(&self) -> &crate::profile::Profile {
        &self.0
    }
}
