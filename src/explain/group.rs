//! The groups of a summary: which items stand together and which are counted only. Owns the order; knows nothing
//! of layout.

use super::row::{Entry, Row};
use super::text::Style;
use super::{View, amount, basis, conditions, time, verdict, whatif};
use crate::outcome::{ItemOutcome, Outcome, Status};
use crate::whatif::WhatIf;

/// The groups, in the order shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Eligible,
    Pending,
    Undetermined,
    Trouble,
    NotEligible,
    Duties,
    Information,
    NotApplicable,
}

impl Group {
    /// In the order shown.
    pub(super) const ALL: [Self; 8] = [
        Self::Eligible,
        Self::Pending,
        Self::Undetermined,
        Self::Trouble,
        Self::NotEligible,
        Self::Duties,
        Self::Information,
        Self::NotApplicable,
    ];

    /// Where an item stands.
    pub(super) fn of(item: &ItemOutcome) -> Self {
        match item.status {
            Status::NotApplicable => Self::NotApplicable,
            Status::Informational => Self::Information,
            Status::Conflict | Status::Fault => Self::Trouble,
            _ if matches!(item.kind, "duty" | "target") => Self::Duties,
            Status::Eligible | Status::Met => Self::Eligible,
            Status::PendingApproval => Self::Pending,
            Status::NotEligible | Status::NotMet => Self::NotEligible,
            Status::Undetermined | Status::InProgress | Status::NotDue => Self::Undetermined,
        }
    }

    /// The heading.
    pub(super) fn title(self, view: &View<'_>) -> &'static str {
        match self {
            Self::Eligible => view.say("可享受", "Eligible"),
            Self::Pending => view.say("待批准", "Awaiting approval"),
            Self::Undetermined => view.say("待定", "Undetermined"),
            Self::Trouble => view.say("规则有问题，须人工核对", "Problems in the rules, to be checked by a person"),
            Self::NotEligible => view.say("不符合", "Not eligible"),
            Self::Duties => view.say("义务与指标", "Duties and targets"),
            Self::Information => view.say("工作任务与鼓励", "For information"),
            Self::NotApplicable => view.say("不适用", "Not applicable"),
        }
    }

    /// What follows the number of items in the heading.
    pub(super) fn remark(self, view: &View<'_>) -> &'static str {
        match self {
            Self::Information => view.say("，告知，无需申报", ", nothing to apply for"),
            _ => "",
        }
    }

    /// The role of its heading.
    pub(super) const fn style(self) -> Style {
        match self {
            Self::Eligible => Style::Good,
            Self::Pending | Self::Undetermined => Style::Open,
            Self::Trouble | Self::NotEligible => Style::Bad,
            Self::Duties => Style::Heading,
            Self::Information | Self::NotApplicable => Style::Faint,
        }
    }

    /// Whether the items are shown one by one; otherwise they are counted.
    pub(super) const fn shown(self, view: &View<'_>) -> bool {
        view.all || !matches!(self, Self::Information | Self::NotApplicable)
    }

    /// Whether an item is one line.
    pub(super) const fn brief(self) -> bool {
        matches!(self, Self::Information | Self::NotApplicable)
    }

    /// Its items.
    pub(super) fn items(self, outcome: &Outcome) -> Vec<&ItemOutcome> {
        outcome.items.iter().filter(|item| Self::of(item) == self).collect()
    }
}

/// What is said about an item: in a summary, or in full.
pub(super) fn entry(outcome: &Outcome, item: &ItemOutcome, view: &View<'_>, full: bool) -> Entry {
    let brief = !full && Group::of(item).brief();
    let mut entry = Entry {
        heading: format!("{} {}", item.item, item.title),
        status: verdict::status(item, view),
        sentence: verdict::sentence(item, view),
        rows: Vec::new(),
    };
    if brief {
        let text = item.statement.as_ref().and_then(|said| said.text.clone().or_else(|| said.act.clone()));
        if item.status == Status::Informational {
            let lead = format!(
                "{}{}{}",
                view.say("牵头单位（原文）", "lead (as written)"),
                view.colon(),
                view.list(&item.lead)
            );
            let parts = text.into_iter().chain((!item.lead.is_empty()).then_some(lead));
            entry.sentence = parts.collect::<Vec<_>>().join(view.semicolon());
        }
        return entry;
    }
    let rows = &mut entry.rows;
    if !full && Group::of(item) == Group::NotEligible {
        // The sentence has named what fails; more is in the full account.
        rows.extend(basis::parties(item, view));
        return entry;
    }
    rows.extend(basis::statement(item, view));
    rows.extend(amount::rows(item, view, full));
    rows.extend(amount::combinations(&outcome.combinations, item, view));
    let lines = conditions::conditions(item, view, full);
    let title = view.say("条件对照", "conditions");
    rows.extend((!lines.is_empty()).then(|| Row::new(title, "").below(lines)));
    rows.extend(conditions::records(item, view, full));
    rows.extend(conditions::missing(item, view, full));
    rows.extend(time::rows(item, view, full));
    rows.extend(basis::payment(item, view));
    rows.extend(basis::parties(item, view));
    rows.extend(basis::readings(item, view, full));
    rows.extend(basis::parameters(item, view, full));
    rows.extend(basis::remarks(item, view, full));
    entry
}

/// An item in full, with what would change a refusal after its conditions.
pub(super) fn explained(outcome: &Outcome, item: &ItemOutcome, view: &View<'_>, what_if: Option<&WhatIf>) -> Entry {
    let mut entry = entry(outcome, item, view, true);
    if let Some(what_if) = what_if {
        let titles = [view.say("条件对照", "conditions"), view.say("逐笔结果", "by record")];
        let last = entry.rows.iter().rposition(|row| titles.contains(&row.label.as_str()));
        let at = last.map_or(0, |last| last.saturating_add(1));
        entry.rows.splice(at..at, whatif::rows(what_if, view));
    }
    entry
}
