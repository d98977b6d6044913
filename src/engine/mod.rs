//! The public face: load a pack, check it, evaluate profiles. Owns the few types other programs are written against;
//! everything below it may change.

mod compiled;
mod context;
mod guides;
mod load;
mod reader;
mod schema;
mod simulate;

use crate::analyse::Analysis;
pub use crate::ask::Question;
use crate::diagnostic::{Diagnostic, Format, Lang, render};
use crate::diff::{Diff, Population};
pub use crate::eval::Answer;
use crate::ir::Policy;
use crate::ledger::{Ledger, Register};
use crate::notice::Notice;
use crate::outcome::Outcome;
use crate::profile::{self, ProfileError};
use crate::readiness::{self, Readiness};
use crate::readings;
use crate::source::Sources;
use crate::syntax::ast;
use crate::timeline::{self, Timeline};
use crate::whatif::{self, WhatIf};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use crate::compiled::{Row, RowRef, Rows, Scratch, Verdict};
pub use crate::stored::ProgramError;
pub use compiled::Compiled;
pub use context::{Context, ContextError};
pub use guides::Accepted;
#[cfg(feature = "lsp")]
pub(crate) use load::Buffers;
pub use load::LoadError;
pub use reader::{Desk, Reader, Taken};

/// A rule pack: its texts, what was found in them, and the checked policy when there is no error.
#[derive(Debug)]
pub struct Pack {
    sources: Sources,
    files: Vec<ast::File>,
    /// How many of the files are the pack's own; the others are imported.
    own: usize,
    diagnostics: Vec<Diagnostic>,
    policy: Option<Arc<Policy>>,
}

/// A checked policy, ready to evaluate. Cheap to clone, `Send` and `Sync`.
#[derive(Clone, Debug)]
pub struct Program {
    policy: Arc<Policy>,
}

/// The facts of one subject, read against one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile(pub(crate) profile::Profile);

/// Everything wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileErrors(pub Vec<ProfileError>);

/// What an item is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind, as in the outcome.
    pub kind: &'static str,
    /// The number of its measure.
    pub measure: u32,
}

// A service evaluates one program from many threads.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Program>();
    shared::<Profile>();
    shared::<Context>();
};

impl Pack {
    /// Everything found in the pack, by place.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts, for rendering diagnostics.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The diagnostics as text.
    #[must_use]
    pub fn render(&self, format: Format, lang: Lang) -> String {
        render(&self.diagnostics, &self.sources, format, lang)
    }

    /// The program; `None` when the pack has errors.
    #[must_use]
    pub fn program(&self) -> Option<Program> {
        self.policy.clone().map(|policy| Program { policy })
    }

    /// Compares the rules with a register of the notice, and both with the official text when it is given.
    #[must_use]
    pub fn ledger(&self, register: &Register, notice: Option<&Notice>) -> Ledger {
        crate::ledger::compare(&self.files, self.own, &self.sources, register, notice)
    }

    /// The syntax trees, imported files last.
    #[cfg(feature = "lsp")]
    pub(crate) fn files(&self) -> &[ast::File] {
        &self.files
    }

    /// The syntax trees, for people who work on Huice.
    #[must_use]
    pub fn emit_ast(&self) -> String {
        format!("{:#?}", self.files)
    }

    /// The checked policy, for people who work on Huice.
    #[must_use]
    pub fn emit_ir(&self) -> String {
        self.policy.as_ref().map_or_else(String::new, |policy| format!("{policy:#?}"))
    }
}

impl Program {
    /// The program as the bytes of a file that [`Program::load`] reads without the rules. The same program gives the
    /// same bytes.
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        crate::stored::save(&self.policy)
    }

    /// The program in bytes that [`Program::save`] gave, in the same version of this library. Its answers are those of
    /// the program that was saved. Any bytes are safe to try.
    ///
    /// # Errors
    /// When the bytes are no program, come from another version, are damaged, or contradict themselves.
    pub fn load(bytes: &[u8]) -> Result<Self, ProgramError> {
        crate::stored::load(bytes).map(|policy| Self { policy: Arc::new(policy) })
    }

    /// The pack's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.policy.id
    }

    /// Its display name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.policy.name
    }

    /// The document number.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.policy.document.as_deref()
    }

    /// The document's title.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.policy.title.as_deref()
    }

    /// SHA-256 of the rules, hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.policy.hash
    }

    /// Its items, in order.
    #[must_use]
    pub fn items(&self) -> Vec<ItemInfo> {
        let measure = |id: crate::ir::MeasureId| self.policy.measures.get(id.0).map_or(0, |measure| measure.number);
        let info = |item: &crate::ir::ItemDef| ItemInfo {
            id: item.id.clone(),
            title: item.title.clone(),
            kind: crate::eval::kind_word(item.kind),
            measure: measure(item.measure),
        };
        self.policy.items.iter().map(info).collect()
    }

    /// The item most like an unknown id.
    #[must_use]
    pub fn suggest_item(&self, id: &str) -> Option<String> {
        crate::check::nearest(id, self.policy.items.iter().map(|item| item.id.as_str())).map(str::to_owned)
    }

    /// The Chinese name and the question of a fact, by its path in an outcome (`loans[0].loan_rate_pct`).
    #[must_use]
    pub fn describe(&self, path: &str) -> Option<(String, Option<String>)> {
        if path == "subject_type" {
            return crate::explain::Glossary::name(&*self.policy, path).map(|name| (name.name, name.question));
        }
        let (list, key) = match path.split_once("].") {
            Some((head, field)) => (head.split('[').next(), field),
            None => (None, path.split('[').next().unwrap_or(path)),
        };
        let of_list = |fact: &&crate::ir::FactDef| match (fact.list, list) {
            (None, None) => true,
            (Some(id), Some(list)) => {
                let holder = self.policy.lists.get(id.0).and_then(|def| self.policy.facts.get(def.fact.0));
                holder.is_some_and(|holder| holder.key == list)
            }
            _ => false,
        };
        let fact = self.policy.facts.iter().filter(|fact| fact.key == key).find(of_list);
        let named = fact.map(|fact| (fact.name.clone(), fact.question.clone()));
        let param = || {
            self.policy
                .params
                .iter()
                .find(|param| param.key == path)
                .map(|param| (param.name.clone(), param.note.clone()))
        };
        let event = || {
            self.policy
                .events
                .iter()
                .find(|event| event.key == path)
                .map(|event| (event.name.clone(), event.note.clone()))
        };
        named.or_else(param).or_else(event)
    }

    /// Evaluates every item for one profile. Pure: the same program, profile and context give the same outcome.
    #[must_use]
    pub fn evaluate(&self, profile: &Profile, context: &Context) -> Outcome {
        crate::eval::evaluate(&self.policy, &profile.0, &context.inner)
    }

    /// A status and an amount in fen for every item, in the order of [`Program::items`], without words: what a service
    /// or a batch asks for. Agrees with [`Program::evaluate`].
    #[must_use]
    pub fn answers(&self, profile: &Profile, context: &Context) -> Vec<Answer> {
        let items: Vec<crate::ir::ItemId> = (0..self.policy.items.len()).map(crate::ir::ItemId).collect();
        crate::eval::answers(&self.policy, &profile.0, &context.inner, &items)
    }

    /// The most useful question about these items (all benefits when none are named), or `None` when nothing asked
    /// can matter any more. Paths in `unknown` were answered with "don't know".
    #[must_use]
    pub fn next_question(
        &self,
        profile: &Profile,
        context: &Context,
        items: &[String],
        unknown: &BTreeSet<String>,
    ) -> Option<Question> {
        let goals = crate::ask::goals(&self.policy, items);
        crate::ask::next(&self.policy, &profile.0, &context.inner, &goals, unknown)
    }

    /// What would change the verdict on a refused item; `None` when there is no such item or it is not refused.
    #[must_use]
    pub fn what_if(&self, profile: &Profile, context: &Context, item: &str) -> Option<WhatIf> {
        let index = self.policy.items.iter().position(|def| def.id == item)?;
        whatif::what_if(&self.policy, &profile.0, &context.inner, crate::ir::ItemId(index))
    }

    /// What alternative readings, uncertain parameters and events without a date change for some profiles. What the
    /// context gives instead of the pack's own is tried, one at a time, and marked as given.
    #[must_use]
    pub fn readings(&self, profiles: &[Profile], context: &Context) -> readings::Report {
        let profiles: Vec<&profile::Profile> = profiles.iter().map(|profile| &profile.0).collect();
        readings::report(&self.policy, &profiles, &context.inner)
    }

    /// How items change with the day asked about, from one day to another; without `items`, all those for the
    /// subject. `None` when the span is empty or far too long.
    #[must_use]
    pub fn timeline(
        &self,
        profile: &Profile,
        context: &Context,
        from: NaiveDate,
        to: NaiveDate,
        items: &[String],
    ) -> Option<Timeline> {
        let known = self.policy.items.iter().enumerate().filter(|(_, def)| items.contains(&def.id));
        let ids: Vec<crate::ir::ItemId> = known.map(|(index, _)| crate::ir::ItemId(index)).collect();
        timeline::timeline(&self.policy, &profile.0, &context.inner, from, to, &ids)
    }

    /// Who fails by one condition and by how much, and how many of the deciding facts are at hand, over many profiles.
    #[must_use]
    pub fn readiness(&self, profiles: &[Profile], context: &Context) -> Readiness {
        let profiles: Vec<&profile::Profile> = profiles.iter().map(|profile| &profile.0).collect();
        readiness::readiness(&self.policy, &profiles, &context.inner)
    }

    /// Findings with witnesses: what can never or always happen, what overlaps, what leaves gaps.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        crate::analyse::analyse(&self.policy)
    }

    /// What changes from this program to a later one, in meaning, with a witness for each difference.
    #[must_use]
    pub fn diff(&self, new: &Self) -> Diff {
        crate::diff::diff(&self.policy, &new.policy)
    }

    /// What a change from this program to a later one means for profiles (JSON: one, or an array): who gains and who
    /// loses, by how much. A fact may be known to one of the two only.
    ///
    /// # Errors
    /// Everything wrong with a profile: keys that neither knows, and what [`Profile::many_from_json`] refuses.
    pub fn population(&self, new: &Self, text: &str, as_of: NaiveDate) -> Result<Population, ProfileErrors> {
        let pairs = context::pairs(self, new, text)?;
        Ok(crate::diff::population(&self.policy, &new.policy, &pairs, as_of))
    }

    /// Reads a witness: its profile, what else the answer hangs on, the items to look at. The text is a witness, a
    /// list of findings with witnesses (then `number` says which, from 1), or a report of `huice analyse` or
    /// `huice diff`.
    ///
    /// # Errors
    /// What is wrong with the text, or with the profile or settings in it.
    pub fn witness(&self, text: &str, number: Option<usize>) -> Result<(Profile, Context, Vec<String>), ProfileErrors> {
        context::witness(self, text, number)
    }

    /// The checked policy itself; not part of the stable interface.
    #[doc(hidden)]
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

impl Profile {
    /// The profile of which nothing is known.
    #[must_use]
    pub fn empty(program: &Program) -> Self {
        Self(profile::Profile::empty(&program.policy))
    }

    /// Puts one answer at a path such as `loans[0].loan_rate_pct`; a list is answered with the number of its records.
    ///
    /// # Errors
    /// What is wrong with the path or the text, or what it contradicts; the profile is then unchanged.
    pub fn answer(&mut self, program: &Program, path: &str, text: &str) -> Result<(), ProfileErrors> {
        let mut trial = self.0.clone();
        profile::answer(&program.policy, &mut trial, path, text).map_err(|error| ProfileErrors(vec![error]))?;
        *self = Self::consistent(program, trial, "")?;
        Ok(())
    }

    /// The profile as JSON: ASCII keys, numbers as exact decimal strings, unknown facts left out.
    #[must_use]
    pub fn to_json(&self, program: &Program) -> serde_json::Value {
        profile::to_json(&program.policy, &self.0)
    }

    /// Reads one profile from JSON, exactly: numbers never pass through a float.
    ///
    /// # Errors
    /// Everything wrong with it: unknown keys, wrong types, facts that contradict each other.
    pub fn from_json(program: &Program, text: &str) -> Result<Self, ProfileErrors> {
        let profile = profile::one(&program.policy, text).map_err(ProfileErrors)?;
        Self::consistent(program, profile, "")
    }

    /// Reads one profile or an array of them; the flag says whether it was an array.
    ///
    /// # Errors
    /// Everything wrong with any of them.
    pub fn many_from_json(program: &Program, text: &str) -> Result<(Vec<Self>, bool), ProfileErrors> {
        let (profiles, array) = profile::many(&program.policy, text).map_err(ProfileErrors)?;
        let mut errors = Vec::new();
        let mut read = Vec::new();
        for (index, profile) in profiles.into_iter().enumerate() {
            let at = if array { format!("[{index}]") } else { String::new() };
            match Self::consistent(program, profile, &at) {
                Ok(profile) => read.push(profile),
                Err(ProfileErrors(found)) => errors.extend(found),
            }
            if errors.len() >= profile::limits::MAX_ERRORS {
                errors.truncate(profile::limits::MAX_ERRORS);
                break;
            }
        }
        if errors.is_empty() { Ok((read, array)) } else { Err(ProfileErrors(errors)) }
    }

    pub(crate) fn consistent(program: &Program, profile: profile::Profile, at: &str) -> Result<Self, ProfileErrors> {
        let mut found = crate::eval::contradictions(&program.policy, &profile);
        if found.is_empty() {
            return Ok(Self(profile));
        }
        found.truncate(profile::limits::MAX_ERRORS);
        for error in &mut found {
            if !at.is_empty() {
                error.path = format!("{at}.{}", error.path);
            }
        }
        Err(ProfileErrors(found))
    }
}

impl Outcome {
    /// Without the items of other subjects.
    #[must_use]
    pub fn without_other_subjects(mut self) -> Self {
        self.items.retain(|item| item.for_subject);
        let kept: Vec<String> = self.items.iter().map(|item| item.item.clone()).collect();
        self.combinations.retain(|combination| combination.items.iter().any(|item| kept.contains(item)));
        self
    }

    /// Only these items, and the combinations they take part in.
    #[must_use]
    pub fn only(mut self, ids: &[String]) -> Self {
        self.items.retain(|item| ids.contains(&item.item));
        self.combinations.retain(|combination| combination.items.iter().any(|item| ids.contains(item)));
        self
    }
}
