//! What to ask next: only facts that can still change an answer, the most decisive first, with the reason. Owns the
//! order of questions; knows nothing of terminals.
//!
//! A fact is worth asking when it is among the needs of a goal that is still open. What it decides is measured: each
//! cell of its values, as cut by the rules' own constants, is tried, and verdicts and yuan of range that each removes
//! are averaged.

mod cells;

#[cfg(test)]
mod tests;

use crate::diagnostic::Words;
use crate::eval::{Context, evaluate_items};
use crate::ir::{FactId, FactType, ItemId, ItemKind, Policy, Type};
use crate::outcome::{ItemOutcome, Status};
use crate::profile::{Profile, locate};
use crate::value::number::Number;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The next question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Question {
    /// Path of the fact, e.g. `loans[0].loan_rate_pct`; a list is answered with the number of its records.
    pub path: String,
    /// Its Chinese name.
    pub name: String,
    /// The question to put.
    pub question: String,
    /// The form of the answer: `bool number date month choice choices text count`.
    pub answer: &'static str,
    /// The unit of a number, as written.
    pub unit: Option<String>,
    /// Members to choose from.
    pub options: Vec<String>,
    /// Items it can decide or narrow, by id.
    pub decides: Vec<String>,
    /// Yuan of range it can remove at most; `null` when nothing is bounded.
    pub up_to_yuan: Option<String>,
    /// The reason in words.
    pub why: Words,
    /// Open questions left, this one included.
    pub remaining: usize,
}

/// Items asked about: all benefits and duties when none are named.
#[must_use]
pub fn goals(policy: &Policy, ids: &[String]) -> Vec<ItemId> {
    let wanted = |item: &crate::ir::ItemDef| {
        if ids.is_empty() { matches!(item.kind, ItemKind::Benefit) } else { ids.contains(&item.id) }
    };
    policy.items.iter().enumerate().filter(|(_, item)| wanted(item)).map(|(index, _)| ItemId(index)).collect()
}

/// The most useful question, or `None` when nothing asked can matter any more. Paths in `unknown` were answered with
/// "don't know" and are not asked again.
#[must_use]
pub fn next(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    goals: &[ItemId],
    unknown: &BTreeSet<String>,
) -> Option<Question> {
    let outcomes = evaluate_items(policy, profile, context, goals);
    let mut wanted: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, outcome) in outcomes.iter().enumerate() {
        for need in outcome.needs.iter().chain(&outcome.pending) {
            // A fact that another one can exclude (`仅当`) may be settled by asking for that one.
            let guards = guards(policy, profile, need);
            for path in core::iter::once(need.clone()).chain(guards).filter(|path| !unknown.contains(path)) {
                wanted.entry(path).or_default().insert(at);
            }
        }
    }
    if wanted.contains_key("subject_type") {
        return Some(subject_question(policy, wanted.len()));
    }
    let remaining = wanted.len();
    let mut best: Option<(Score, Question)> = None;
    for (path, open) in wanted {
        let Some((fact, _)) = locate(policy, &path) else { continue };
        let ids: Vec<ItemId> = open.iter().filter_map(|at| goals.get(*at).copied()).collect();
        let before: Vec<&ItemOutcome> = open.iter().filter_map(|at| outcomes.get(*at)).collect();
        let score = score(policy, profile, context, &path, fact, &ids, &before);
        if best.as_ref().is_none_or(|(so_far, _)| score > *so_far) {
            best = Some((score.clone(), question(policy, &path, fact, &before, &score, remaining)));
        }
    }
    best.map(|(_, question)| question)
}

/// Facts not given that the guard of a fact reads.
fn guards(policy: &Policy, profile: &Profile, path: &str) -> Vec<String> {
    let fact = locate(policy, path).and_then(|(fact, _)| policy.facts.get(fact.0));
    let Some((guard, _)) = fact.and_then(|fact| fact.only_if.as_ref()) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open = vec![guard];
    while let Some(expr) = open.pop() {
        if let crate::ir::ExprKind::Fact(id) = &expr.kind
            && profile.fact(*id).is_none()
            && let Some(fact) = policy.facts.get(id.0).filter(|fact| fact.list.is_none())
        {
            found.push(fact.key.clone());
        }
        open.extend(expr.children());
    }
    found
}

/// What a fact decides: verdicts first, then yuan, then how many open items it bears on; averaged over its cells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// Verdicts decided, per cell, in thousandths.
    verdicts: usize,
    /// Yuan of range removed, per cell.
    yuan: Number,
    /// Open items it is a need of.
    items: usize,
    /// The greatest range it can remove.
    most: Option<Number>,
}

fn score(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    path: &str,
    fact: FactId,
    ids: &[ItemId],
    before: &[&ItemOutcome],
) -> Score {
    let samples = cells::samples(policy, fact, ids);
    let mut decided = 0_usize;
    let mut removed = Number::zero();
    let mut most: Option<Number> = None;
    let mut tried = 0_usize;
    for sample in &samples {
        let mut trial = profile.clone();
        if !cells::put(policy, &mut trial, path, sample) || !crate::eval::contradictions(policy, &trial).is_empty() {
            continue;
        }
        tried = tried.saturating_add(1);
        for (old, new) in before.iter().zip(evaluate_items(policy, &trial, context, ids)) {
            if is_open(old.status) && !is_open(new.status) {
                decided = decided.saturating_add(1);
            }
            if let Some(gain) = width(old).map(|width_before| match width(&new) {
                Some(now) => width_before.sub(&now),
                None => Number::zero(),
            }) {
                most = Some(most.map_or_else(|| gain.clone(), |most| most.max(gain.clone())));
                removed = removed.add(&gain);
            }
        }
    }
    let cells = tried.max(1);
    let share = Number::from_i64(i64::try_from(cells).unwrap_or(i64::MAX));
    Score {
        verdicts: decided.saturating_mul(1000).checked_div(cells).unwrap_or(0),
        yuan: removed.div(&share).unwrap_or_else(Number::zero),
        items: ids.len(),
        most: most.filter(Number::is_positive),
    }
}

const fn is_open(status: Status) -> bool {
    matches!(status, Status::Undetermined | Status::PendingApproval)
}

/// The width of an amount's range, if it is bounded.
fn width(outcome: &ItemOutcome) -> Option<Number> {
    let [lo, hi] = &outcome.amount.range;
    let number = |end: &Option<String>| Number::parse_decimal(end.as_deref()?);
    Some(number(hi)?.sub(&number(lo)?))
}

fn subject_question(policy: &Policy, remaining: usize) -> Question {
    Question {
        path: "subject_type".to_owned(),
        name: "主体类型".to_owned(),
        question: "您是以什么身份申请？".to_owned(),
        answer: "choice",
        unit: None,
        options: policy.subjects.iter().map(|subject| subject.name.clone()).collect(),
        decides: Vec::new(),
        up_to_yuan: None,
        why: Words::new("先定身份，其余问题才有着落", "everything else depends on it"),
        remaining,
    }
}

fn question(
    policy: &Policy,
    path: &str,
    fact: FactId,
    before: &[&ItemOutcome],
    score: &Score,
    remaining: usize,
) -> Question {
    let def = policy.facts.get(fact.0);
    let name = def.map_or_else(String::new, |def| def.name.clone());
    let asked = def.and_then(|def| def.question.clone()).unwrap_or_else(|| match def.map(|def| &def.ty) {
        Some(FactType::List(_)) => format!("{name}有几笔？"),
        _ => format!("{name}？"),
    });
    // In a record, say which one.
    let asked = match path.split_once("].") {
        Some((head, _)) => {
            let at = head
                .split_once('[')
                .and_then(|(_, index)| index.parse::<usize>().ok())
                .map_or(1, |index| index.saturating_add(1));
            let list = def
                .and_then(|def| def.list)
                .and_then(|list| policy.lists.get(list.0))
                .and_then(|list| policy.facts.get(list.fact.0));
            format!("{}第{at}笔：{asked}", list.map_or("", |list| list.name.as_str()))
        }
        None => asked,
    };
    let (answer, unit, options) = form(policy, fact);
    let decides: Vec<String> = before.iter().map(|outcome| outcome.item.clone()).collect();
    let up_to = score.most.as_ref().map(crate::value::money::yuan);
    let why = match &up_to {
        Some(yuan) => {
            let yuan = crate::value::money::group(yuan);
            Words::new(
                format!("关系到 {}；最多影响 {yuan}元", decides.join("、")),
                format!("bears on {}; up to {yuan}元", decides.join(", ")),
            )
        }
        None => Words::new(format!("关系到 {}", decides.join("、")), format!("bears on {}", decides.join(", "))),
    };
    Question {
        path: path.to_owned(),
        name,
        question: asked,
        answer,
        unit,
        options,
        decides,
        up_to_yuan: up_to,
        why,
        remaining,
    }
}

fn form(policy: &Policy, fact: FactId) -> (&'static str, Option<String>, Vec<String>) {
    let members = |id: &crate::ir::EnumId| -> Vec<String> {
        policy.enums.get(id.0).map_or_else(Vec::new, |def| def.members.iter().map(|(name, _)| name.clone()).collect())
    };
    match policy.facts.get(fact.0).map(|fact| &fact.ty) {
        None => ("text", None, Vec::new()),
        Some(FactType::List(_)) => ("count", Some("笔".to_owned()), Vec::new()),
        Some(FactType::Scalar(ty, form)) => match ty {
            Type::Bool => ("bool", None, Vec::new()),
            Type::Number(_) => {
                ("number", form.as_ref().map(|form| form.unit.clone()).filter(|unit| !unit.is_empty()), Vec::new())
            }
            Type::Date => ("date", None, Vec::new()),
            Type::Month => ("month", None, Vec::new()),
            Type::Enum(id) => ("choice", None, members(id)),
            Type::Set(id) => ("choices", None, members(id)),
            Type::Text | Type::Months => ("text", None, Vec::new()),
        },
    }
}
