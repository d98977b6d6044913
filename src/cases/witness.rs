//! The case that would notice a changed rule: the cases at hand with one fact, or the day, put where the rules decide
//! otherwise. Owns the search and its limits; every case it returns tells the two rules apart. What it expects is what
//! the rules give now: a person checks that against the text.

use super::differ::Answer;
use super::mutate::Sites;
use super::walk::{Node, walk};
use super::{expected, set_up, write};
use crate::eval::{Context, contradictions, difference_at, observe, period_ends};
use crate::ir::{CompareOp, Expr, ExprKind, FactType, ItemDef, ItemId, ListId, Policy, StageDef, Type, Value};
use crate::profile::{Profile, Record, within_bounds};
use crate::reach::{Alternatives, Reach};
use crate::span::Span;
use crate::syntax::keywords::Keywords;
use crate::value::date::add_days;
use crate::value::number::Number;
use crate::whatif::candidates::{candidates, step};
use crate::whatif::{Slot, put};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Evaluations for one survivor; a second or so.
const MAX_TRIES: usize = 20_000;
/// Cases started from, for one item.
const MAX_BASES: usize = 24;
/// Cases started from when two facts are changed.
const MAX_PAIR_BASES: usize = 4;
/// Records of a list whose fields are changed.
const MAX_RECORDS: usize = 2;

/// A case that would notice a survivor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion {
    /// The item it speaks of.
    pub item: String,
    /// The case it is made from, if any.
    pub from: Option<String>,
    /// What is changed in that case: `裁员率 = 5.5%`.
    pub change: String,
    /// The whole case, ready to paste.
    pub text: String,
}

/// Something to start from.
struct Base {
    name: Option<String>,
    profile: Profile,
    context: Context,
}

/// Looks for a case that fails on the mutated rules and passes on the rules as they are.
pub(super) fn witness(
    policy: &Policy,
    mutated: &Policy,
    place: Span,
    items: &BTreeSet<ItemId>,
    sites: &Sites,
) -> Option<Suggestion> {
    let mut weak = None;
    let mut tries = 0_usize;
    let comparisons = comparisons(mutated, place, sites);
    for item in items {
        let def = policy.items.get(item.0)?;
        let search = Search { policy, mutated, item: *item, def, place, comparisons: &comparisons };
        for base in search.bases() {
            for (profile, context, change) in search.variants(&base) {
                tries = tries.saturating_add(1);
                if tries > MAX_TRIES {
                    return weak;
                }
                let Some(strong) = search.tells_apart(&profile, &context) else { continue };
                if !strong && weak.is_some() {
                    continue;
                }
                let Some(found) = search.suggestion(&base, &profile, &context, change) else { continue };
                if strong {
                    return Some(found);
                }
                weak = Some(found);
            }
        }
        if let Some(found) = search.two_facts(&mut tries) {
            return Some(found);
        }
    }
    weak
}

/// The comparison at the place, as it is and as it is changed; for a cap, the amount against it.
fn comparisons(mutated: &Policy, place: Span, sites: &Sites) -> Vec<Expr> {
    let Some(here) = sites.boundaries.get(&place) else { return Vec::new() };
    let mut found = vec![here.clone()];
    let span = here.span;
    let mut copy = mutated.clone();
    walk(&mut copy, &mut |_, node| {
        if let Node::Expr(expr) = node
            && expr.span == span
            && matches!(expr.kind, ExprKind::Compare(..))
            && found.len() < 2
        {
            found.push(expr.clone());
        }
    });
    found
}

struct Search<'s> {
    policy: &'s Policy,
    mutated: &'s Policy,
    item: ItemId,
    def: &'s ItemDef,
    place: Span,
    comparisons: &'s [Expr],
}

impl Search<'_> {
    /// The cases about the item, those that leave the least open first; a subject of which nothing is known; and all
    /// of them under another reading.
    fn bases(&self) -> Vec<Base> {
        let about = self.policy.cases.iter().filter(|case| expected(case).contains(&self.item));
        let mut found: Vec<Base> = about
            .map(|case| {
                let (profile, context) = set_up(self.policy, case);
                Base { name: Some(case.name.clone()), profile, context }
            })
            .collect();
        // What is known fully decides more.
        let open = |base: &Base| {
            let outcome = observe(self.policy, &base.profile, &base.context, &[self.item], None);
            outcome.first().map_or(usize::MAX, |item| item.needs.len())
        };
        found.sort_by_cached_key(open);
        found.truncate(MAX_BASES);
        let mut profile = Profile::empty(self.policy);
        profile.set_subject(self.def.subjects.first().copied());
        let day = self.policy.issued.unwrap_or(NaiveDate::MIN);
        found.push(Base { name: None, profile, context: Context::new(day) });
        let reach = Reach::of_answer(self.policy, Alternatives::All, self.def);
        let mut others = Vec::new();
        for base in &found {
            for id in &reach.readings {
                let Some(reading) = self.policy.readings.get(id.0) else { continue };
                let now = base.context.readings.get(id).copied().or(reading.adopted);
                let computes = reading.alternatives.iter().enumerate().filter(|(_, (_, body))| body.is_some());
                for (index, _) in computes.filter(|(index, _)| Some(*index) != now) {
                    let mut context = base.context.clone();
                    context.readings.insert(*id, index);
                    others.push(Base { name: base.name.clone(), profile: base.profile.clone(), context });
                }
            }
        }
        found.extend(others);
        found
    }

    /// The base with one thing changed.
    fn variants(&self, base: &Base) -> Vec<(Profile, Context, String)> {
        let reach = Reach::of_answer(self.policy, Alternatives::All, self.def);
        let days = self.days(base, &reach);
        let mut found = vec![(base.profile.clone(), base.context.clone(), String::new())];
        for fact in reach.scalars() {
            let Some(def) = self.policy.facts.get(fact.0) else { continue };
            for slot in self.slots(base, fact, def.list) {
                for value in self.values(base, &slot, &reach, &days) {
                    let mut profile = base.profile.clone();
                    put(&mut profile, &slot, Some(value.clone()));
                    let shown = crate::eval::write_fact(self.policy, crate::diagnostic::Lang::Zh, fact, &value);
                    found.push((profile, base.context.clone(), format!("{} = {shown}", def.name)));
                }
            }
        }
        for day in &days {
            let context = Context { as_of: *day, ..base.context.clone() };
            found.push((base.profile.clone(), context, format!("于 {day}")));
        }
        for (fact, list) in reach.facts.iter().filter_map(|fact| {
            let FactType::List(list) = self.policy.facts.get(fact.0)?.ty else { return None };
            Some((*fact, list))
        }) {
            let name = self.policy.facts.get(fact.0).map_or("", |fact| fact.name.as_str());
            let mut profile = base.profile.clone();
            profile.set_list(list, Some(Vec::new()));
            found.push((profile, base.context.clone(), format!("无 {name}")));
            if let Some([first, ..]) = base.profile.list(list) {
                let mut profile = base.profile.clone();
                let records: Vec<Record> = vec![first.clone(), first.clone()];
                profile.set_list(list, Some(records));
                found.push((profile, base.context.clone(), format!("{name} 两笔")));
            }
        }
        found
    }

    /// One fact changed, and then another put where the comparison at hand is exact.
    fn two_facts(&self, tries: &mut usize) -> Option<Suggestion> {
        let reach = Reach::of_answer(self.policy, Alternatives::All, self.def);
        for base in self.bases().iter().take(MAX_PAIR_BASES) {
            for (profile, context, change) in self.variants(base) {
                let next = Base { name: base.name.clone(), profile, context };
                for fact in reach.scalars() {
                    let Some(def) = self.policy.facts.get(fact.0) else { continue };
                    let FactType::Scalar(Type::Number(_), form) = &def.ty else { continue };
                    for slot in self.slots(&next, fact, def.list) {
                        let Some(Value::Number(now)) = slot.get(&next.profile) else { continue };
                        let step = step(form.as_ref());
                        let roots = self.roots(&next, &slot, now, &step);
                        for value in roots.iter().flat_map(|root| [root.clone(), root.sub(&step), root.add(&step)]) {
                            *tries = tries.saturating_add(1);
                            if *tries > MAX_TRIES {
                                return None;
                            }
                            if within_bounds(def, form.as_ref(), &value).is_err() {
                                continue;
                            }
                            let mut profile = next.profile.clone();
                            put(&mut profile, &slot, Some(Value::Number(value.clone())));
                            if self.tells_apart(&profile, &next.context) != Some(true) {
                                continue;
                            }
                            let lang = crate::diagnostic::Lang::Zh;
                            let shown = crate::eval::write_fact(self.policy, lang, fact, &Value::Number(value));
                            let change = format!("{change}，{} = {shown}", def.name);
                            let found = self.suggestion(&next, &profile, &next.context, change);
                            if found.is_some() {
                                return found;
                            }
                        }
                    }
                }
            }
        }
        None
    }

    fn slots(&self, base: &Base, fact: crate::ir::FactId, list: Option<ListId>) -> Vec<Slot> {
        match list {
            None => Slot::of(self.policy, fact, None).into_iter().collect(),
            Some(list) => {
                let count = base.profile.list(list).map_or(0, <[Record]>::len).min(MAX_RECORDS);
                (0..count).filter_map(|index| Slot::of(self.policy, fact, Some((list, index)))).collect()
            }
        }
    }

    fn values(&self, base: &Base, slot: &Slot, reach: &Reach<'_>, days: &[NaiveDate]) -> Vec<Value> {
        let Some(def) = self.policy.facts.get(slot.fact.0) else { return Vec::new() };
        let FactType::Scalar(ty, form) = &def.ty else { return Vec::new() };
        let given = slot.get(&base.profile).cloned();
        let now = given.clone().or_else(|| start(ty, days));
        let Some(now) = now else { return Vec::new() };
        let mut found = Vec::new();
        if let (Value::Number(number), Type::Number(_)) = (&now, ty) {
            let step = step(form.as_ref());
            for root in self.roots(base, slot, number, &step) {
                let near = [root.clone(), root.sub(&step), root.add(&step)];
                let fits = near.into_iter().filter(|number| within_bounds(def, form.as_ref(), number).is_ok());
                found.extend(fits.map(Value::Number));
            }
        }
        found.extend(candidates(self.policy, def, &now, reach, days));
        if given.is_none() {
            found.insert(0, now);
        }
        found
    }

    /// Where the comparison at hand is exact, when its sides are linear in this number.
    fn roots(&self, base: &Base, slot: &Slot, now: &Number, step: &Number) -> Vec<Number> {
        let amount = self.cap_comparison();
        let all = self.comparisons.iter().chain(&amount);
        let at = |comparison: &Expr, number: &Number| {
            let mut profile = base.profile.clone();
            put(&mut profile, slot, Some(Value::Number(number.clone())));
            difference_at(self.policy, &profile, &base.context, comparison, slot.record)
        };
        let other = now.add(step);
        let root = |comparison: &Expr| {
            let (here, there) = (at(comparison, now)?, at(comparison, &other)?);
            let slope = there.sub(&here).div(step).filter(|slope| !slope.is_zero())?;
            let exact = now.sub(&here.div(&slope)?);
            // To a value that can be given.
            let steps = exact.div(step)?.round(0, crate::value::rounding::Rounding::Down);
            Some(steps.mul(step))
        };
        all.filter_map(root).collect()
    }

    /// The amount against the cap or floor at the place.
    fn cap_comparison(&self) -> Option<Expr> {
        let of = |stages: &[StageDef], amount: &Expr| {
            stages.iter().find_map(|stage| {
                let (StageDef::Cap(limit) | StageDef::Floor(limit)) = stage else { return None };
                let mut inside = limit.span == self.place;
                for child in limit.children() {
                    inside |= child.span == self.place;
                }
                let kind = ExprKind::Compare(CompareOp::Le, Box::new(amount.clone()), Box::new(limit.clone()));
                inside.then_some(Expr { kind, ty: Type::Bool, span: limit.span })
            })
        };
        let each = self.def.each.as_ref();
        let own = self.def.amount.as_ref().and_then(|amount| of(&self.def.stages, &amount.value));
        let record = each.and_then(|each| {
            let amount = &each.amount.as_ref()?.value;
            of(&each.stages, amount).or_else(|| of(&self.def.stages, amount))
        });
        own.or(record)
    }

    /// Days at which something can change, and the days either side.
    fn days(&self, base: &Base, reach: &Reach<'_>) -> Vec<NaiveDate> {
        let mut found: BTreeSet<NaiveDate> = BTreeSet::new();
        let mut ends: Vec<NaiveDate> = reach
            .constants
            .iter()
            .filter_map(|(_, value)| match value {
                Value::Date(day) => Some(*day),
                Value::Month(month) => Some(month.first_day()),
                _ => None,
            })
            .collect();
        for period in &reach.periods {
            ends.extend(period_ends(self.policy, &base.profile, &base.context, period, None));
        }
        for end in ends {
            found.extend([add_days(end, -1), Some(end), add_days(end, 1)].into_iter().flatten());
        }
        found.into_iter().collect()
    }

    /// Whether the two rules give different answers; `true` when a status or an amount differs.
    fn tells_apart(&self, profile: &Profile, context: &Context) -> Option<bool> {
        let answer = |policy: &Policy| {
            let items = observe(policy, profile, context, &[self.item], None);
            items.first().map(|item| Answer::of(policy, item))
        };
        let (now, then) = (answer(self.policy)?, answer(self.mutated)?);
        // Only what the written case states counts.
        if now.text(self.policy, "") == then.text(self.policy, "") {
            return None;
        }
        Some(now.status != then.status || now.yuan != then.yuan)
    }

    fn suggestion(&self, base: &Base, profile: &Profile, context: &Context, change: String) -> Option<Suggestion> {
        if !contradictions(self.policy, profile).is_empty() {
            return None;
        }
        let name = match (&base.name, change.is_empty()) {
            (Some(name), false) => format!("{name}，{change}"),
            (Some(name), true) => name.clone(),
            (None, _) => format!("{} {change}", self.def.title),
        };
        let name = name.replace(['"', '“', '”', '\n'], "");
        let text = write::text(self.policy, profile, context, &[self.item], &name, Keywords::Zh).ok()?;
        Some(Suggestion { item: self.def.id.clone(), from: base.name.clone(), change, text })
    }
}

/// A value to start from where none is given.
fn start(ty: &Type, days: &[NaiveDate]) -> Option<Value> {
    match ty {
        Type::Bool => Some(Value::Bool(true)),
        Type::Number(_) => Some(Value::Number(Number::from_i64(100))),
        Type::Enum(_) => Some(Value::Enum(0)),
        Type::Set(_) => Some(Value::Set(1)),
        Type::Date => days.first().map(|day| Value::Date(*day)),
        Type::Month => days.first().map(|day| Value::Month(crate::value::date::Month::of(*day))),
        // A text that no rule names.
        Type::Text => Some(Value::Text("其他".to_owned())),
        Type::Months => None,
    }
}
