//! Mutants: the rules with one small change each, and whether some case notices. Owns the kinds of change and the run; `sites`
//! finds the places, `apply` makes a change, `witness` looks for the case that would notice a survivor.
//!
//! A mutant is made in the checked policy, so it always has meaning. A change is made at every copy of its place: a
//! shared condition or a named period changes wherever it is used. Only cases that come across the place are run.

mod apply;
mod sites;

pub(super) use apply::apply;

use super::coverage::{dependents, seen_by};
use super::walk::Owner;
use super::witness::{Suggestion, witness};
use super::{compare, expected, set_up};
use crate::diagnostic::Words;
use crate::eval::{Seen, contradictions, observe};
use crate::ir::{Expr, ItemId, Policy};
use crate::span::Span;
use sites::sites;
use std::collections::{BTreeMap, BTreeSet};

/// One small change of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Another operator.
    Compare(Op),
    /// A figure one step up or down.
    Step(bool),
    /// A value of a parameter one step up or down.
    Value(usize, bool),
    DropTest,
    DropException,
    DropStage,
    /// 且 and 或.
    Logic,
    DropNot,
    /// A member of 属于 left out.
    Member(usize),
    /// Plus and minus.
    Sign,
    /// Smallest and greatest.
    Extreme,
    /// The first day of a period a step earlier or later.
    From(bool),
    /// The last day.
    To(bool),
    /// Another alternative of a reading.
    Adopt(usize),
    /// Another mode or unit of rounding.
    Round(u8, Mode),
}

/// A comparison operator, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    Le,
    Ge,
    Lt,
    Gt,
    Eq,
    Ne,
}

/// A rounding mode, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    HalfUp,
    HalfEven,
    Down,
    Up,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// The case of this name fails on it.
    Killed(String),
    /// No case fails; what would, if one was found.
    Survived(Option<Box<Suggestion>>),
}

/// A mutant and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mutant {
    /// Where the change is.
    pub span: Span,
    /// What was changed.
    pub words: Words,
    /// The items that can be touched by it.
    pub items: Vec<String>,
    /// Whether any case comes across the place.
    pub reached: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of every mutant.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Mutation {
    /// Every mutant, by place.
    pub mutants: Vec<Mutant>,
}

impl Mutation {
    /// How many were killed, and of how many.
    #[must_use]
    pub fn score(&self) -> (usize, usize) {
        let killed = self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Killed(_))).count();
        (killed, self.mutants.len())
    }

    /// Those that no case noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| matches!(mutant.fate, Fate::Survived(_)))
    }
}

/// A place where something can be changed.
pub(super) struct Site {
    pub(super) owners: BTreeSet<Owner>,
    pub(super) words: Words,
}

/// What was found in one walk.
#[derive(Default)]
pub(super) struct Sites {
    pub(super) all: BTreeMap<(Span, Change), Site>,
    /// The comparison that a figure or an operator belongs to.
    pub(super) boundaries: BTreeMap<Span, Expr>,
}

/// Makes every mutant in the files that `counts` and runs the cases that come across it. Cases that fail on the rules
/// as they are do not count.
#[must_use]
pub fn mutate(policy: &Policy, counts: impl Fn(Span) -> bool) -> Mutation {
    let dependents = dependents(policy);
    let sites = sites(policy);
    let runs: Vec<Run> = (0..policy.cases.len()).filter_map(|index| Run::new(policy, index)).collect();
    let mut bare = policy.clone();
    bare.cases.clear();
    let mut mutants = Vec::new();
    for ((span, change), site) in sites.all.iter().filter(|((span, _), _)| counts(*span)) {
        let items: BTreeSet<ItemId> =
            site.owners.iter().filter_map(|owner| dependents.get(owner)).flatten().copied().collect();
        if items.is_empty() {
            continue;
        }
        let mut mutated = bare.clone();
        apply(&mut mutated, *span, *change);
        let facts = site.owners.iter().any(|owner| !matches!(owner, Owner::Item(_)));
        let rounding = matches!(change, Change::Round(..));
        let touched = |run: &&Run| {
            if rounding { run.items.iter().any(|item| items.contains(item)) } else { run.reached.contains(span) }
        };
        let mut reached = false;
        let mut killer = None;
        for run in runs.iter().filter(touched) {
            reached = true;
            if run.fails(policy, &mutated, facts) {
                killer = policy.cases.get(run.case).map(|case| case.name.clone());
                break;
            }
        }
        let ids = items.iter().filter_map(|id| policy.items.get(id.0)).map(|item| item.id.clone()).collect();
        let fate = match killer {
            Some(name) => Fate::Killed(name),
            None => Fate::Survived(witness(policy, &mutated, *span, &items, &sites).map(Box::new)),
        };
        mutants.push(Mutant { span: *span, words: site.words.clone(), items: ids, reached, fate });
    }
    Mutation { mutants }
}

/// A case that passes, with what it comes across.
struct Run {
    case: usize,
    items: Vec<ItemId>,
    reached: BTreeSet<Span>,
}

impl Run {
    fn new(policy: &Policy, case: usize) -> Option<Self> {
        let def = policy.cases.get(case)?;
        let seen = seen_by(policy, def).into_iter();
        let reached = seen.filter(|(_, seen)| *seen == Seen::Reached).map(|(span, _)| span).collect();
        let run = Self { case, items: expected(def), reached };
        (!run.fails(policy, policy, true)).then_some(run)
    }

    /// Whether the case fails on other rules.
    fn fails(&self, policy: &Policy, other: &Policy, facts: bool) -> bool {
        let Some(case) = policy.cases.get(self.case) else { return false };
        let (profile, context) = set_up(policy, case);
        let mut failures = Vec::new();
        let outcome = observe(other, &profile, &context, &self.items, None);
        for expect in &case.expects {
            compare(other, expect, &outcome, &mut failures);
        }
        !failures.is_empty() || facts && !contradictions(other, &profile).is_empty()
    }
}
