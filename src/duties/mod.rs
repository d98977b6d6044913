//! Who must do what by when: the administrative duties, targets and duties of government units, and the approvals
//! that applications wait for, each with its article. Owns the list, its filters and the state of targets; the forms
//! it is printed in are in [`human`], [`csv`] and [`ics`].

mod csv;
mod human;
mod ics;
mod select;

#[cfg(test)]
mod tests;

pub use csv::csv;
pub use human::human;
pub use ics::ics;
pub use select::{Selection, Unknown};

use crate::eval::{self, Context};
use crate::handbook::words::{Words, citations};
use crate::ir::{Citation, ItemDef, ItemKind, Policy, Test, TestKind};
use crate::outcome::{ItemOutcome, Outcome, PolicyRef};
use crate::profile::Profile;
use crate::value::money::group;
use serde::Serialize;

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
}

/// How many of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// 职责
    pub administrative: usize,
    /// 指标
    pub targets: usize,
    /// 义务 of government units
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
        if is_of_government(policy, def) {
            let words = Words::new(policy).within(context);
            items.push(duty(policy, def, found, words, profile.is_some()));
        }
        let tests = def.tests.iter().chain(def.each.iter().flat_map(|each| &each.tests));
        items.extend(tests.filter_map(|test| approval(policy, def, test)));
    }
    items.retain(|duty| selection.takes(duty));
    let remarks = selection.remarks(&items, policy);
    let Outcome { policy, as_of, .. } = outcome;
    Ok(Duties { schema: "huice.duties/1", policy, as_of, selection, counts: count(&items), items, remarks })
}

/// Whether a government unit has to do it.
fn is_of_government(policy: &Policy, def: &ItemDef) -> bool {
    let bears =
        || def.subjects.iter().any(|id| policy.subjects.get(id.0).is_some_and(|subject| subject.key == GOVERNMENT));
    match def.kind {
        ItemKind::Administrative => true,
        ItemKind::Target => def.subjects.is_empty() || bears(),
        ItemKind::Duty => bears(),
        ItemKind::Benefit | ItemKind::Encouragement => false,
    }
}

fn duty(policy: &Policy, def: &ItemDef, found: &ItemOutcome, words: Words<'_>, with_profile: bool) -> Duty {
    let mut duty = blank(policy, def);
    duty.kind = found.kind;
    let goal = def.fulfilled.as_ref().map(|goal| words.condition(goal));
    let said = def.act.clone().or_else(|| def.text.clone());
    duty.task = match (def.kind, said, goal) {
        (ItemKind::Target, Some(said), Some(goal)) => format!("{said}：{goal}"),
        (ItemKind::Target, None, Some(goal)) => goal,
        (_, Some(said), _) => said,
        (_, None, _) => def.title.clone(),
    };
    duty.deadline = def.deadline.as_ref().map(|period| words.period(period));
    if let Some(deadline) = found.deadlines.first() {
        duty.date.clone_from(&deadline.date);
        duty.state = deadline.state;
        duty.days_left = deadline.days_left;
    }
    if def.kind != ItemKind::Administrative && with_profile {
        duty.status = Some(found.status.word());
        let line = found.conditions.iter().find(|line| line.kind == "fulfilled");
        duty.because = line.map(|line| line.because.clone());
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

fn approval(policy: &Policy, def: &ItemDef, test: &Test) -> Option<Duty> {
    let TestKind::Approval { authority, act, fact } = &test.kind else { return None };
    let mut duty = blank(policy, def);
    duty.kind = "approval";
    let name = policy.facts.get(fact.0).map_or("", |fact| fact.name.as_str());
    duty.task = format!("对“{}”的申报作出{act}（{name}）", def.title);
    duty.authority = Some(authority.clone());
    if let Some(place) = test.source {
        duty.sources = vec![place];
        duty.source = citations(&duty.sources);
    }
    Some(duty)
}

fn blank(policy: &Policy, def: &ItemDef) -> Duty {
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
        authority: None,
        lead: def.parties.lead.clone(),
        responsible: def.parties.responsible.clone(),
        officials: def.parties.officials.clone(),
        sources: def.sources.clone(),
        source: citations(&def.sources),
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

/// The word of a kind for people.
pub(crate) fn kind_words(kind: &str) -> &str {
    match kind {
        "administrative" => "职责",
        "target" => "指标",
        "duty" => "义务",
        "approval" => "审批",
        other => other,
    }
}

/// The word of a status for people.
pub(crate) fn status_words(status: &str) -> &str {
    match status {
        "met" => "已达成",
        "in_progress" => "进行中",
        "not_due" => "未到期",
        "not_met" => "未达成",
        "undetermined" => "待定",
        "not_applicable" => "不适用",
        other => other,
    }
}

/// Names in a row.
pub(crate) fn names(all: &[Named]) -> String {
    all.iter().map(|named| named.name.as_str()).collect::<Vec<_>>().join("、")
}

/// Words with separators in long sums of yuan: `1280000000元` becomes `1,280,000,000元`.
pub(crate) fn readable(text: &str) -> String {
    let mut out = String::new();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || c == '.' && !number.is_empty() {
            number.push(c);
            continue;
        }
        out.push_str(&if c == '元' { group(&number) } else { number });
        number = String::new();
        out.push(c);
    }
    out.push_str(&number);
    out
}

/// By when, in words, with the days left: never empty.
pub(crate) fn by_when(duty: &Duty) -> String {
    let Some(deadline) = &duty.deadline else { return "原文未载明".to_owned() };
    match (duty.state, duty.days_left) {
        ("open", Some(0)) => format!("{deadline}，今天到期"),
        ("open", Some(days)) => format!("{deadline}，还剩 {days} 天"),
        ("passed", _) => format!("{deadline}，已过"),
        _ => deadline.clone(),
    }
}
