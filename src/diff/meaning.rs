//! Items that are written differently: a profile that tells them apart, or a proof that none does. Owns the questions
//! put to the decision procedure; every witness was evaluated under both packs.

use super::structure::{Aspect, words};
use super::{Answer, Change, Diff, Same, Verdict, trials};
use crate::analyse::{Witness, shrink};
use crate::diagnostic::Words;
use crate::ir::{CompareOp, ItemDef, ItemId, ListId, Policy};
use crate::profile;
use crate::solve::{Canon, Cut, Encoder, Form, Found, Quot, Setting, Vars, all, any, search, setting};
use crate::value::number::Number;
use chrono::NaiveDate;

/// One side of a pair of items.
pub(super) type One<'p> = (&'p Policy, ItemId, &'p ItemDef);

/// Names every changed aspect of a pair of items.
pub(super) fn compare(diff: &mut Diff, old: One<'_>, new: One<'_>, changed: &[Aspect]) {
    let rules = [Aspect::Eligibility, Aspect::Window, Aspect::Deadline];
    let mut status: Option<Told> = None;
    for aspect in changed {
        let told = match aspect {
            Aspect::Amount => amount(old, new),
            aspect if rules.contains(aspect) => status.get_or_insert_with(|| eligibility(old, new)).clone(),
            _ => Told::Words,
        };
        let (item, title) = (new.2.id.clone(), new.2.title.clone());
        let (mut verdict, mut witness, mut answers) = (Verdict::Stated, None, None);
        match told {
            Told::Words => {}
            Told::Apart(shown) => {
                verdict = Verdict::Shown;
                witness = Some(shown.0);
                answers = Some((shown.1, shown.2));
            }
            Told::Never(proof) => {
                diff.same.push(Same { item, title, aspect: *aspect, proof });
                continue;
            }
            Told::Unknown(tried) => verdict = Verdict::NotFound { tried },
        }
        let (old_answer, new_answer) = answers.map_or((None, None), |(old, new)| (Some(old), Some(new)));
        diff.changes.push(Change {
            item,
            title,
            aspect: *aspect,
            before: words(old.0, old.1, old.2, *aspect),
            after: words(new.0, new.1, new.2, *aspect),
            verdict,
            witness,
            old: old_answer,
            new: new_answer,
        });
    }
}

/// A witness and what the two packs say of it.
type Shown = Box<(Witness, Answer, Answer)>;

/// What came of a question.
#[derive(Clone)]
enum Told {
    /// The difference is in the words.
    Words,
    /// A witness and the two answers.
    Apart(Shown),
    Never(Words),
    /// Neither; so many profiles were tried.
    Unknown(usize),
}

/// The two settings of one model.
struct Pair {
    old: Setting,
    new: Setting,
}

/// Asks one question over the facts of both packs.
fn ask(old: One<'_>, new: One<'_>, vars: &Vars, form: &Form, apart: &dyn Fn(&Answer, &Answer) -> bool) -> Found<Shown> {
    let lists = |item: &ItemDef| -> Vec<ListId> { item.each.iter().map(|each| each.list).collect() };
    let near = near(new.0);
    search(form, vars, &mut |model| {
        let pair = Pair {
            old: setting(old.0, vars, model, near, &lists(old.2)),
            new: setting(new.0, vars, model, near, &lists(new.2)),
        };
        let answers = (answer(old, &pair.old)?, answer(new, &pair.new)?);
        if !apart(&answers.0, &answers.1) {
            return None;
        }
        Some(told(old, new, pair.new, apart))
    })
}

/// A witness made small, with what both packs say of it. The witness is in the words of the later pack.
pub(super) fn told(old: One<'_>, new: One<'_>, found: Setting, apart: &dyn Fn(&Answer, &Answer) -> bool) -> Shown {
    let both = |setting: &Setting| {
        let before = carried(new.0, old.0, setting)?;
        Some((answer(old, &before)?, answer(new, setting)?))
    };
    // As small as it gets while both packs say the same of it.
    let kind = |answer: &Answer| (answer.status, answer.yuan.is_some(), answer.ceiling.is_some());
    let at_first = both(&found).map(|(a, b)| (kind(&a), kind(&b)));
    let differ =
        |setting: &Setting| both(setting).is_some_and(|(a, b)| Some((kind(&a), kind(&b))) == at_first && apart(&a, &b));
    let small = if differ(&found) { shrink(new.0, found, &differ) } else { found };
    let blank = || Answer {
        status: crate::outcome::Status::NotApplicable,
        yuan: None,
        ceiling: None,
        range: [None, None],
        deadlines: Vec::new(),
    };
    let (before, after) = both(&small).unwrap_or_else(|| (blank(), blank()));
    let shows = Words::new(
        format!("项目 {}：原 {}，现 {}", new.2.id, short(&before), short(&after)),
        format!("item {}: was {}, is {}", new.2.id, short(&before), short(&after)),
    );
    Box::new((Witness::new(new.0, &small, vec![new.2.id.clone()], shows), before, after))
}

fn short(answer: &Answer) -> String {
    let money = answer.yuan.as_ref().or(answer.ceiling.as_ref());
    match money {
        Some(money) => format!("{} {money}", answer.status.word()),
        None => answer.status.word().to_owned(),
    }
}

/// A setting of one pack in the terms of another: facts, parameters, events and readings that both have.
pub(super) fn carried(from: &Policy, to: &Policy, setting: &Setting) -> Option<Setting> {
    let json = profile::to_json(from, &setting.profile);
    let profile = trials::lenient(to, &json)?;
    let mut context = crate::eval::Context::new(setting.context.as_of);
    for (id, value) in &setting.context.params {
        let key = &from.params.get(id.0)?.key;
        if let Some(at) = to.params.iter().position(|param| param.key == *key) {
            context.params.insert(crate::ir::ParamId(at), value.clone());
        }
    }
    for (id, state) in &setting.context.events {
        let key = &from.events.get(id.0)?.key;
        if let Some(at) = to.events.iter().position(|event| event.key == *key) {
            context.events.insert(crate::ir::EventId(at), *state);
        }
    }
    for (id, index) in &setting.context.readings {
        let def = from.readings.get(id.0)?;
        let chosen = &def.alternatives.get(*index)?.0;
        let other = to.readings.iter().position(|reading| reading.name == def.name);
        if let Some(at) = other
            && let Some(reading) = to.readings.get(at)
            && let Some(index) = reading.alternatives.iter().position(|(name, _)| name == chosen)
        {
            context.readings.insert(crate::ir::ReadingId(at), index);
        }
    }
    Some(Setting { profile, context })
}

/// What a pack says of its item.
pub(super) fn answer(one: One<'_>, setting: &Setting) -> Option<Answer> {
    let outcome = crate::eval::evaluate_items(one.0, &setting.profile, &setting.context, &[one.1]).pop()?;
    Some(Answer::of(&outcome))
}

pub(super) fn near(policy: &Policy) -> NaiveDate {
    policy.issued.or_else(|| NaiveDate::from_ymd_opt(2020, 1, 1)).unwrap_or_default()
}

/// Whether the two are given to the same subjects.
fn eligibility(old: One<'_>, new: One<'_>) -> Told {
    let apart = |a: &Answer, b: &Answer| a.status != b.status || a.deadlines != b.deadlines;
    match conditions(old, new, &apart) {
        Ok(Found::Yes(found)) => Told::Apart(found),
        Ok(Found::Never) => Told::Never(proof()),
        Ok(Found::Unknown) | Err(_) => trials::apart(old, new, &apart).map_or_else(Told::Unknown, Told::Apart),
    }
}

/// What was shown when nothing tells two items apart.
fn proof() -> Words {
    Words::new(
        "已证明：事实齐全时，没有档案在一版符合而在另一版不符合",
        "proven: with all facts known, no profile qualifies under one and is refused under the other",
    )
}

type Apart<'a> = &'a dyn Fn(&Answer, &Answer) -> bool;

fn conditions(old: One<'_>, new: One<'_>, apart: Apart<'_>) -> Result<Found<Shown>, Cut> {
    let mut before = Encoder::new(old.0, near(new.0), Vars::default());
    let (mut was, no_more) = (before.asked(old.2)?, before.refused(old.2)?);
    triggered(&mut before, old.2, &mut was)?;
    let mut after = Encoder::new(new.0, near(new.0), before.vars);
    let (mut is, not_yet) = (after.asked(new.2)?, after.refused(new.2)?);
    triggered(&mut after, new.2, &mut is)?;
    let mut unsure = duty(old.2) || duty(new.2) || kinds(old.2, new.2) || lists(old, new);
    for form in [all(is.into_iter().chain([no_more])), all(was.into_iter().chain([not_yet]))] {
        match ask(old, new, &after.vars, &form, apart) {
            Found::Yes(found) => return Ok(Found::Yes(found)),
            Found::Never => {}
            Found::Unknown => unsure = true,
        }
    }
    Ok(if unsure { Found::Unknown } else { Found::Never })
}

fn triggered(encoder: &mut Encoder<'_>, item: &ItemDef, parts: &mut Vec<Form>) -> Result<(), Cut> {
    if let Some(trigger) = &item.trigger {
        parts.push(encoder.truth(trigger)?.0);
    }
    Ok(())
}

/// Duties have more states than given and refused.
fn duty(item: &ItemDef) -> bool {
    item.trigger.is_some() || item.fulfilled.is_some() || item.deadline.is_some()
}

fn kinds(old: &ItemDef, new: &ItemDef) -> bool {
    old.kind != new.kind || old.each.is_some() != new.each.is_some()
}

/// Whether the two look at different lists; one record then stands for two things.
fn lists(old: One<'_>, new: One<'_>) -> bool {
    let key = |one: One<'_>| {
        let list = one.2.each.as_ref().and_then(|each| one.0.lists.get(each.list.0));
        list.and_then(|list| one.0.facts.get(list.fact.0)).map(|fact| fact.key.clone())
    };
    key(old) != key(new)
}

/// Whether the two give the same.
fn amount(old: One<'_>, new: One<'_>) -> Told {
    let apart = |a: &Answer, b: &Answer| {
        a.status == b.status && (a.yuan != b.yuan || a.ceiling != b.ceiling || a.range != b.range)
    };
    match amounts(old, new, &apart) {
        Ok(Found::Yes(found)) => Told::Apart(found),
        Ok(Found::Never) => Told::Never(Words::new(
            "已证明：事实齐全时，凡两版都符合的，金额相同",
            "proven: with all facts known, whoever qualifies under both gets the same amount",
        )),
        Ok(Found::Unknown) | Err(_) => trials::apart(old, new, &apart).map_or_else(Told::Unknown, Told::Apart),
    }
}

/// The amount of an item or record after its own stages, and after those of a sum.
type Sums = (Vec<(Form, Quot)>, Vec<(Form, Quot)>);

fn staged(encoder: &mut Encoder<'_>, item: &ItemDef) -> Result<Option<Sums>, Cut> {
    let own = item.each.as_ref().and_then(|each| each.amount.as_ref().map(|amount| (amount, each.stages.as_slice())));
    let Some((amount, stages)) = own.or_else(|| item.amount.as_ref().map(|amount| (amount, &[][..]))) else {
        return Ok(None);
    };
    let mut now = encoder.base_amount(amount)?;
    for stage in stages {
        now = encoder.staged(&now, stage)?;
    }
    let record = now.clone();
    for stage in &item.stages {
        now = encoder.staged(&now, stage)?;
    }
    Ok(Some((record, now)))
}

fn amounts(old: One<'_>, new: One<'_>, apart: Apart<'_>) -> Result<Found<Shown>, Cut> {
    let mut before = Encoder::new(old.0, near(new.0), Vars::default());
    let mut parts = before.asked(old.2)?;
    let was = staged(&mut before, old.2)?;
    let mut after = Encoder::new(new.0, near(new.0), before.vars);
    parts.extend(after.asked(new.2)?);
    let (Some(was), Some(is)) = (was, staged(&mut after, new.2)?) else { return Ok(Found::Unknown) };
    let differ = Encoder::compared(&was.1, &is.1, CompareOp::Ne);
    let Some(differ) = differ else { return Ok(Found::Unknown) };
    // A difference of a yuan shows better than one of a fen; rounding may hide less.
    let more = |cases: &[(Form, Quot)]| -> Vec<(Form, Quot)> {
        let one = Quot::constant(Number::one());
        cases.iter().filter_map(|(when, quot)| Some((when.clone(), quot.add(&one)?))).collect()
    };
    let far = [
        Encoder::compared(&was.1, &more(&is.1), CompareOp::Ge),
        Encoder::compared(&is.1, &more(&was.1), CompareOp::Ge),
    ];
    let clearly = all(parts.iter().cloned().chain([any(far.into_iter().flatten())]));
    if let Found::Yes(found) = ask(old, new, &after.vars, &clearly, apart) {
        return Ok(Found::Yes(found));
    }
    let whole = all(parts.iter().cloned().chain([differ]));
    match ask(old, new, &after.vars, &whole, apart) {
        Found::Never => {}
        other => return Ok(other),
    }
    let (one, two) = (Canon::new(old.0), Canon::new(new.0));
    let stages = |canon: &Canon<'_>, item: &ItemDef| -> Vec<String> {
        item.stages.iter().map(|stage| canon.stage(stage)).collect()
    };
    let alike = old.2.rounding == new.2.rounding
        && old.2.amount.as_ref().map(|a| (a.kind, a.per.clone()))
            == new.2.amount.as_ref().map(|a| (a.kind, a.per.clone()));
    if !alike || kinds(old.2, new.2) || lists(old, new) {
        return Ok(Found::Unknown);
    }
    if new.2.each.is_none() {
        return Ok(Found::Never);
    }
    // Over several records only the same stages of the sum of the same parts give the same.
    let kind =
        |item: &ItemDef| item.each.as_ref().and_then(|each| each.amount.as_ref()).map(|a| (a.kind, a.per.clone()));
    let each = Encoder::compared(&was.0, &is.0, CompareOp::Ne).map(|differ| all(parts.into_iter().chain([differ])));
    let records = each.is_some_and(|form| matches!(ask(old, new, &after.vars, &form, &|_, _| false), Found::Never));
    let sums = stages(&one, old.2) == stages(&two, new.2) && kind(old.2) == kind(new.2);
    Ok(if records && sums { Found::Never } else { Found::Unknown })
}
