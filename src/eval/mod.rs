//! Evaluation: a pure function of (policy, profile, context). Owns the meaning of every operator over what is known
//! and what is not; `reference` is the oracle that other engines are compared with.
//!
//! `abs` the domain · `answer` results in short · `machine` facts, parameters, definitions · `expr` operators · `period` time ·
//! `tests` conjuncts · `records` list facts · `amount` the pipeline · `item` gates and status · `combine`
//! choices and totals · `show` the words of the trace · `look` single questions.

mod abs;
mod amount;
mod answer;
mod combine;
mod expr;
mod item;
mod look;
mod machine;
mod period;
mod probe;
mod records;
mod show;
mod tests;

pub(crate) use abs::{Abs, Dom};
pub use answer::{Answer, answers, is_live};
pub(crate) use combine::certain;
pub(crate) use expr::ordered;
pub(crate) use item::kind_word;
pub use look::{
    Look, Shortfall, difference_at, fact_text, is_known, look_at, look_at_rule, period_ends, shortfall, write_fact,
    write_param,
};
pub(crate) use machine::Machine;
pub use probe::{Probe, Seen};

use crate::diagnostic::Lang;
use crate::ir::{EventId, EventState, ParamId, Policy, ReadingId, Value};
use crate::outcome::Outcome;
use crate::profile::{Profile, ProfileError};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What an evaluation depends on besides rules and facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The day asked about.
    pub as_of: NaiveDate,
    /// Language of the words in the trace.
    pub lang: Lang,
    /// Parameters given instead of the pack's; `None` is missing.
    pub params: BTreeMap<ParamId, Option<Value>>,
    /// Events given instead of the pack's.
    pub events: BTreeMap<EventId, EventState>,
    /// Readings adopted instead of the pack's.
    pub readings: BTreeMap<ReadingId, usize>,
}

impl Context {
    /// The pack's own parameters, events and readings on this day.
    #[must_use]
    pub fn new(as_of: NaiveDate) -> Self {
        Self { as_of, lang: Lang::Zh, params: BTreeMap::new(), events: BTreeMap::new(), readings: BTreeMap::new() }
    }
}

/// Evaluates every item of a policy for one profile.
#[must_use]
pub fn evaluate(policy: &Policy, profile: &Profile, context: &Context) -> Outcome {
    let machine = Machine::new(policy, profile, context);
    item::evaluate(&machine)
}

/// Evaluates some items only: no combinations, no totals. For questions about single answers.
#[must_use]
pub fn evaluate_items(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    items: &[crate::ir::ItemId],
) -> Vec<crate::outcome::ItemOutcome> {
    let machine = Machine::new(policy, profile, context);
    items.iter().filter_map(|id| Some(machine.item(*id, policy.items.get(id.0)?).outcome)).collect()
}

/// Evaluates some items without words, noting what is come across. For questions asked many times over.
#[must_use]
pub fn observe(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    items: &[crate::ir::ItemId],
    probe: Option<&Probe>,
) -> Vec<crate::outcome::ItemOutcome> {
    let machine = Machine::silent(policy, profile, context).observed(probe);
    items.iter().filter_map(|id| Some(machine.item(*id, policy.items.get(id.0)?).outcome)).collect()
}

/// Facts that contradict each other: a certified value that differs from the derived one, a fact its guard excludes.
#[must_use]
pub fn contradictions(policy: &Policy, profile: &Profile) -> Vec<ProfileError> {
    let context = Context::new(policy.issued.unwrap_or(NaiveDate::MIN));
    Machine::new(policy, profile, &context).contradictions()
}
