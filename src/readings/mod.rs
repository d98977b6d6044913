//! What answers hang on besides facts: what each alternative of a reading, each parameter that is assumed, inferred
//! or missing, and each event without a date changes in verdicts and yuan, for one profile or a population. Owns
//! the trials and the order of what they change; every figure is an evaluation. Knows nothing of words.

mod effect;
mod trials;

use crate::eval::{self, Context};
use crate::ir::{ParamValue, Policy};
use crate::outcome::{Outcome, Status};
use crate::profile::Profile;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use serde::Serialize;
use std::collections::BTreeMap;

/// The report on a pack for some profiles.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Always `huice.readings/1`.
    pub schema: &'static str,
    /// Pack id.
    pub policy: String,
    /// The day asked about.
    pub as_of: String,
    /// How many profiles.
    pub profiles: usize,
    /// Sums over all profiles as the pack stands.
    pub totals: Sums,
    /// What changes something, most effect first.
    pub variants: Vec<Variant>,
    /// How many trials changed nothing.
    pub unaffected: Unaffected,
    /// Parameters without a value, and the items that hang on each.
    pub missing: Vec<Missing>,
}

/// Sums in yuan after combinations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Certain now.
    pub exact_yuan: String,
    /// What approvals would add.
    pub pending_yuan: String,
    /// What ceilings would add at most.
    pub ceiling_yuan: String,
}

/// What is tried instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Another alternative of a reading.
    Reading,
    /// Another value of a parameter, or none.
    Parameter,
    /// Something known of an event.
    Event,
}

/// One thing tried, and what it changes.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Variant {
    /// What it is.
    pub kind: Kind,
    /// Key, as the command line takes it; the name of a reading.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What the pack says; `null` when it leaves it open.
    pub from: Option<String>,
    /// What was tried; `null` is "not known".
    pub to: Option<String>,
    /// For a parameter: `verified inferred assumed missing`.
    pub standing: Option<&'static str>,
    /// Asked for by the caller, not found by the report.
    pub given: bool,
    /// Verdicts that change, counted over items and profiles.
    pub verdicts: usize,
    /// The items that change.
    pub items: Vec<ItemEffect>,
    /// Sums over all profiles with it.
    pub totals: Sums,
    /// Change of what is certain, pending and at most added together, in yuan; may be negative.
    pub yuan: String,
}

/// What changes for one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemEffect {
    /// Its id.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Profiles for which anything changes.
    pub profiles: usize,
    /// Statuses before and after, with how many profiles; equal when only figures or days change.
    pub statuses: Vec<Move>,
    /// Sums in yuan of what is eligible or awaits approval, before and after.
    pub yuan: [String; 2],
    /// How many of those have no figure, before and after.
    pub without_figure: [usize; 2],
    /// Days, ranges or formulas change, though neither status nor figure does.
    pub other_only: bool,
    /// Bounds of what is finally due, before and after, for the first profile for which they change.
    pub bounds: Option<[Bounds; 2]>,
    /// Formulas before and after, likewise.
    pub formula: Option<[Option<String>; 2]>,
}

/// Bounds in yuan; a `null` end is unbounded or not known.
pub type Bounds = [Option<String>; 2];

/// A status before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Before.
    pub from: Status,
    /// After.
    pub to: Status,
    /// How many profiles.
    pub profiles: usize,
}

/// How many trials changed nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unaffected {
    /// Alternatives of readings.
    pub readings: usize,
    /// Parameters.
    pub parameters: usize,
    /// Events.
    pub events: usize,
    /// Alternatives that only document a choice and cannot be run.
    pub documented: usize,
}

/// A parameter without a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Why, in the words of the pack.
    pub why: String,
    /// Items that hang on it for at least one profile.
    pub items: Vec<String>,
}

/// Reports on some profiles. What the context gives instead of the pack's own parameters, events and readings is
/// tried, one at a time, beside what the pack suggests.
#[must_use]
pub fn report(policy: &Policy, profiles: &[&Profile], context: &Context) -> Report {
    let own =
        Context { params: BTreeMap::new(), events: BTreeMap::new(), readings: BTreeMap::new(), ..context.clone() };
    let before: Vec<Outcome> = profiles.iter().map(|profile| eval::evaluate(policy, profile, &own)).collect();
    let (all, documented) = trials::all(policy, context);
    let mut unaffected = Unaffected { documented, ..Unaffected::default() };
    let mut variants = Vec::new();
    for trial in all {
        match effect::measure(policy, profiles, &own, &before, &trial) {
            Some(variant) => variants.push(variant),
            None => match trial.kind {
                Kind::Reading => unaffected.readings = unaffected.readings.saturating_add(1),
                Kind::Parameter => unaffected.parameters = unaffected.parameters.saturating_add(1),
                Kind::Event => unaffected.events = unaffected.events.saturating_add(1),
            },
        }
    }
    let size = |variant: &Variant| Number::parse_decimal(&variant.yuan).unwrap_or_else(Number::zero).abs();
    variants.sort_by(|a, b| {
        let more = |variant: &Variant| (!variant.given, core::cmp::Reverse(variant.verdicts));
        let by_size = || size(b).cmp(&size(a));
        let by_items = || b.items.len().cmp(&a.items.len());
        more(a)
            .cmp(&more(b))
            .then_with(by_size)
            .then_with(by_items)
            .then_with(|| (a.kind, &a.name).cmp(&(b.kind, &b.name)))
    });
    Report {
        schema: "huice.readings/1",
        policy: policy.id.clone(),
        as_of: own.as_of.to_string(),
        profiles: profiles.len(),
        totals: sums(before.iter()),
        variants,
        unaffected,
        missing: missing(policy, &before),
    }
}

fn missing(policy: &Policy, outcomes: &[Outcome]) -> Vec<Missing> {
    let mut found = Vec::new();
    for param in &policy.params {
        let ParamValue::Missing(why) = &param.value else { continue };
        let mut items: Vec<String> = Vec::new();
        for item in outcomes.iter().flat_map(|outcome| &outcome.items).filter(|item| item.for_subject) {
            if item.missing_parameters.contains(&param.key) && !items.contains(&item.item) {
                items.push(item.item.clone());
            }
        }
        found.push(Missing { key: param.key.clone(), name: param.name.clone(), why: why.clone(), items });
    }
    found
}

/// The sums over several outcomes.
fn sums<'o>(outcomes: impl Iterator<Item = &'o Outcome>) -> Sums {
    let mut all = [Number::zero(), Number::zero(), Number::zero()];
    for totals in outcomes.map(|outcome| &outcome.totals) {
        let texts = [&totals.exact_yuan, &totals.pending_yuan, &totals.ceiling_yuan];
        for (sum, text) in all.iter_mut().zip(texts) {
            *sum = sum.add(&Number::parse_decimal(text).unwrap_or_else(Number::zero));
        }
    }
    let [exact, pending, ceiling] = all.map(|sum| yuan(&sum));
    Sums { exact_yuan: exact, pending_yuan: pending, ceiling_yuan: ceiling }
}

/// A sum with two decimals.
fn yuan(number: &Number) -> String {
    number.to_fixed(2, Rounding::HalfUp)
}
