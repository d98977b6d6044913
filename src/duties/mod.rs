//! Who must do what by when: the administrative duties and targets of government units, the duties of everybody the
//! notice binds, and the approvals that applications wait for, each with its article. Owns the list, its filters and the
//! state of targets; the forms it is printed in are in [`human`], [`csv`] and [`ics`].

mod csv;
mod human;
mod ics;
mod select;
mod words;

#[cfg(test)]
mod tests;

pub use csv::csv;
pub use human::human;
pub use ics::ics;
pub use select::{Selection, Unknown};

use crate::diagnostic::Lang;
use crate::eval::{self, Context};
use crate::handbook::words::Words;
use crate::ir::{Citation, ItemDef, ItemKind, Policy, Test, TestKind};
use crate::outcome::{ItemOutcome, Outcome, PolicyRef, Status};
use crate::profile::Profile;
use serde::Serialize;
use words::citations;

/// The subject whose duties these are, as outcomes name it.
pub const GOVERNMENT: &str = "government_unit";

/// The list.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Duties {
    /// Always `huice.duties/1`.
    pub schema: &'static str,
    /// The policy.
    pub policy: PolicyRef,
    /// The day asked about.
    pub as_of: String,
    /// What was asked for.
    pub selection: Selection,
    /// How many of each kind.
    pub counts: Counts,
    /// The duties, in order of the notice.
    pub items: Vec<Duty>,
    /// Remarks on the selection.
    pub remarks: Vec<String>,
    /// The language of the words, that of the context.
    #[serde(skip)]
    pub lang: Lang,
}

/// How many of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// 职责
    pub administrative: usize,
    /// 指标
    pub targets: usize,
    /// 义务, of whoever bears them
    pub duties: usize,
    /// Approvals
    pub approvals: usize,
    /// Those with a date.
    pub dated: usize,
}

/// One thing to be done.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Duty {
    /// Item id.
    pub item: String,
    /// Number of its measure.
    pub measure: u32,
    /// Title of its measure.
    pub measure_title: String,
    /// `administrative target duty approval`.
    pub kind: &'static str,
    /// Title of the item.
    pub title: String,
    /// What is to be done.
    pub task: String,
    /// By when, in words; `null` when the notice does not say.
    pub deadline: Option<String>,
    /// The last day, when it can be computed.
    pub date: Option<String>,
    /// `open passed unknown`, or `none` without a deadline.
    pub state: &'static str,
    /// Days left when open.
    pub days_left: Option<i64>,
    /// Who must do it, by type of subject (duties only); empty where it is the units of the bracket.
    pub bearers: Vec<String>,
    /// Who approves, as written (approvals only).
    pub authority: Option<String>,
    /// Lead agencies, as written.
    pub lead: Vec<String>,
    /// Responsible agencies, as written.
    pub responsible: Vec<String>,
    /// Officials, as written.
    pub officials: Vec<String>,
    /// Where in the notice.
    pub sources: Vec<Citation>,
    /// The same in words.
    pub source: String,
    /// Figures of the text, not computed with.
    pub figures: Vec<String>,
    /// What the notice leaves unsaid.
    pub unstated: Vec<String>,
    /// With a profile: `met in_progress not_due not_met undetermined`.
    pub status: Option<&'static str>,
    /// With a profile: the comparison with its figures.
    pub because: Option<String>,
    /// With a profile: facts that are missing.
    pub needs: Vec<Named>,
    /// With a profile: parameters and events that are missing.
    pub missing: Vec<Named>,
}

impl Duty {
    /// The parties that are named, with the words before them; those are marked as the notice's own.
    fn parties(&self, lang: Lang) -> impl Iterator<Item = (&'static str, &[String])> {
        [
            ("牵头单位（原文）：", "lead (as written): ", &self.lead),
            ("责任单位（原文）：", "responsible (as written): ", &self.responsible),
            ("责任人（原文）：", "officials (as written): ", &self.officials),
        ]
        .into_iter()
        .filter(|(.., names)| !names.is_empty())
        .map(move |(zh, en, names)| (words::say(lang, zh, en), names.as_slice()))
    }
}

/// Something with a key and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// ASCII key.
    pub key: String,
    /// Name.
    pub name: String,
}

/// Lists the duties, all or those of an agency or official; with a profile of the district, the state of its targets.
///
/// # Errors
/// An agency or official that the notice does not name.
pub fn duties(
    policy: &Policy,
    profile: Option<&Profile>,
    context: &Context,
    selection: &Selection,
) -> Result<Duties, Unknown> {
    let selection = selection.resolve(policy)?;
    let empty = Profile::empty(policy);
    let outcome = eval::evaluate(policy, profile.unwrap_or(&empty), context);
    let mut items: Vec<Duty> = Vec::new();
    for def in &policy.items {
        let Some(found) = outcome.items.iter().find(|item| item.item == def.id) else { continue };
        if is_listed(policy, def) {
            let judged = profile.is_some_and(|profile| is_of(policy, def, profile));
            items.push(duty(policy, def, found, context, judged));
        }
        let tests = def.tests.iter().chain(def.each.iter().flat_map(|each| &each.tests));
        items.extend(tests.filter_map(|test| approval(policy, def, test, context.lang)));
    }
    items.retain(|duty| selection.takes(duty));
    let remarks = selection.remarks(&items, policy, context.lang);
    let Outcome { policy, as_of, .. } = outcome;
    Ok(Duties {
        schema: "huice.duties/1",
        policy,
        as_of,
        selection,
        counts: count(&items),
        items,
        remarks,
        lang: context.lang,
    })
}

/// Whether the list has an item: work and targets of government units, everybody's duties.
fn is_listed(policy: &Policy, def: &ItemDef) -> bool {
    match def.kind {
        ItemKind::Administrative | ItemKind::Duty => true,
        ItemKind::Target => def.subjects.is_empty() || bears(policy, def, GOVERNMENT),
        ItemKind::Benefit | ItemKind::Encouragement => false,
    }
}

fn bears(policy: &Policy, def: &ItemDef, key: &str) -> bool {
    def.subjects.iter().any(|id| policy.subjects.get(id.0).is_some_and(|subject| subject.key == key))
}

/// Whether the subject of a profile has to do it, so that the profile tells how it stands.
fn is_of(policy: &Policy, def: &ItemDef, profile: &Profile) -> bool {
    let Some(subject) = profile.subject().and_then(|id| policy.subjects.get(id.0)) else { return false };
    match def.kind {
        ItemKind::Target => subject.key == GOVERNMENT,
        ItemKind::Duty => bears(policy, def, &subject.key),
        _ => false,
    }
}

fn duty(policy: &Policy, def: &ItemDef, found: &ItemOutcome, context: &Context, judged: bool) -> Duty {
    let words = Words::new(policy).within(context);
    let mut duty = blank(policy, def, context.lang);
    duty.kind = found.kind;
    let own = def.subjects.iter().filter(|_| def.kind == ItemKind::Duty);
    let bearers = own.filter_map(|id| policy.subjects.get(id.0));
    duty.bearers = bearers.map(|subject| subject.name.clone()).collect();
    let goal = def.fulfilled.as_ref().map(|goal| words.condition(goal));
    let said = def.act.clone().or_else(|| def.text.clone());
    duty.task = match (def.kind, said, goal) {
        (ItemKind::Target, Some(said), Some(goal)) => {
            format!("{said}{}{goal}", words::say(context.lang, "：", ": "))
        }
        (ItemKind::Target, None, Some(goal)) => goal,
        (_, Some(said), _) => said,
        (_, None, _) => def.title.clone(),
    };
    duty.deadline = def.deadline.as_ref().map(|period| words::period(policy, context, period));
    if let Some(deadline) = found.deadlines.first() {
        duty.date.clone_from(&deadline.date);
        duty.state = deadline.state;
        duty.days_left = deadline.days_left;
    }
    if judged {
        duty.status = Some(found.status.word());
        let line = found.conditions.iter().find(|line| line.kind == "fulfilled");
        // What would fulfil a duty that does not apply is nobody's concern.
        let applies = found.status != Status::NotApplicable;
        duty.because = line.filter(|_| applies).map(|line| line.because.clone());
        let name = |key: &String| {
            let facts = policy.facts.iter().map(|fact| (&fact.key, &fact.name));
            let params = policy.params.iter().map(|param| (&param.key, &param.name));
            let events = policy.events.iter().map(|event| (&event.key, &event.name));
            let known = facts.chain(params).chain(events).find(|(other, _)| *other == key);
            Named { key: key.clone(), name: known.map_or(key, |(_, name)| name).clone() }
        };
        duty.needs = found.needs.iter().map(name).collect();
        duty.missing = found.missing_parameters.iter().chain(&found.events).map(name).collect();
    }
    duty
}

fn approval(policy: &Policy, def: &ItemDef, test: &Test, lang: Lang) -> Option<Duty> {
    let TestKind::Approval { authority, act, fact } = &test.kind else { return None };
    let mut duty = blank(policy, def, lang);
    duty.kind = "approval";
    let name = policy.facts.get(fact.0).map_or("", |fact| fact.name.as_str());
    duty.task = match lang {
        Lang::Zh => format!("对“{}”的申报作出{act}（{name}）", def.title),
        Lang::En => format!("decide on applications for `{}`: {} ({name})", def.title, words::act(act)),
    };
    duty.authority = Some(authority.clone());
    if let Some(place) = test.source {
        duty.sources = vec![place];
        duty.source = citations(&duty.sources, lang);
    }
    Some(duty)
}

fn blank(policy: &Policy, def: &ItemDef, lang: Lang) -> Duty {
    let measure = policy.measures.get(def.measure.0);
    Duty {
        item: def.id.clone(),
        measure: measure.map_or(0, |measure| measure.number),
        measure_title: measure.map_or_else(String::new, |measure| measure.title.clone()),
        kind: "administrative",
        title: def.title.clone(),
        task: String::new(),
        deadline: None,
        date: None,
        state: "none",
        days_left: None,
        bearers: Vec::new(),
        authority: None,
        lead: def.parties.lead.clone(),
        responsible: def.parties.responsible.clone(),
        officials: def.parties.officials.clone(),
        sources: def.sources.clone(),
        source: citations(&def.sources, lang),
        figures: def.figures.iter().map(|(label, value)| format!("{label} {value}")).collect(),
        unstated: def.unstated.clone(),
        status: None,
        because: None,
        needs: Vec::new(),
        missing: Vec::new(),
    }
}

fn count(items: &[Duty]) -> Counts {
    let of = |kind: &str| items.iter().filter(|duty| duty.kind == kind).count();
    Counts {
        administrative: of("administrative"),
        targets: of("target"),
        duties: of("duty"),
        approvals: of("approval"),
        dated: items.iter().filter(|duty| duty.date.is_some()).count(),
    }
}
