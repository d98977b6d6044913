//! What an evaluation says: plain data, serialised as the JSON contract `huice.outcome/1`. Owns shapes and
//! field order; knows nothing of how an answer was found.

use serde::Serialize;
use std::collections::BTreeMap;

pub use crate::ir::Citation;

/// The outcome of a policy for one profile.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Outcome {
    /// Always `huice.outcome/1`.
    pub schema: &'static str,
    /// Which policy was asked.
    pub policy: PolicyRef,
    /// The day asked about, `YYYY-MM-DD`.
    pub as_of: String,
    /// Key of the subject type; `null` when unknown.
    pub subject_type: Option<String>,
    /// Derived facts by key; `null` when they are not decided.
    pub derived: BTreeMap<String, Option<String>>,
    /// One entry an item, in the order of the policy.
    pub items: Vec<ItemOutcome>,
    /// What the combinations chose.
    pub combinations: Vec<CombinationOutcome>,
    /// Sums in yuan, after combinations.
    pub totals: Totals,
}

/// Which policy.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyRef {
    /// Pack id.
    pub id: String,
    /// Document number.
    pub document: Option<String>,
    /// SHA-256 of the rules, hex.
    pub hash: String,
}

/// The status of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Every condition holds.
    Eligible,
    /// Only approvals or acts not yet done are open.
    PendingApproval,
    /// Something else is open.
    Undetermined,
    /// A condition fails.
    NotEligible,
    /// Not in force, or for another kind of subject.
    NotApplicable,
    /// Two rules give different answers.
    Conflict,
    /// A computation has no result.
    Fault,
    /// A duty or target is met.
    Met,
    /// Its deadline has not passed.
    InProgress,
    /// It has not fallen due.
    NotDue,
    /// Its deadline has passed.
    NotMet,
    /// Encouragements and administrative duties.
    Informational,
}

impl Status {
    /// Every status, in the order of the contract.
    pub const ALL: [Self; 12] = [
        Self::Eligible,
        Self::PendingApproval,
        Self::Undetermined,
        Self::NotEligible,
        Self::NotApplicable,
        Self::Conflict,
        Self::Fault,
        Self::Met,
        Self::InProgress,
        Self::NotDue,
        Self::NotMet,
        Self::Informational,
    ];

    /// Its place in [`Status::ALL`].
    #[must_use]
    pub const fn place(self) -> usize {
        match self {
            Self::Eligible => 0,
            Self::PendingApproval => 1,
            Self::Undetermined => 2,
            Self::NotEligible => 3,
            Self::NotApplicable => 4,
            Self::Conflict => 5,
            Self::Fault => 6,
            Self::Met => 7,
            Self::InProgress => 8,
            Self::NotDue => 9,
            Self::NotMet => 10,
            Self::Informational => 11,
        }
    }

    /// The word of the contract, e.g. `pending_approval`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::PendingApproval => "pending_approval",
            Self::Undetermined => "undetermined",
            Self::NotEligible => "not_eligible",
            Self::NotApplicable => "not_applicable",
            Self::Conflict => "conflict",
            Self::Fault => "fault",
            Self::Met => "met",
            Self::InProgress => "in_progress",
            Self::NotDue => "not_due",
            Self::NotMet => "not_met",
            Self::Informational => "informational",
        }
    }
}

/// What one item says.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ItemOutcome {
    /// Item id.
    pub item: String,
    /// Number of its measure.
    pub measure: u32,
    /// Title.
    pub title: String,
    /// `benefit duty target encouragement administrative`.
    pub kind: &'static str,
    /// Its status.
    pub status: Status,
    /// A soft limit was exceeded; the authority may make an exception.
    pub exception_possible: bool,
    /// Fault or conflict in words, if the status is one.
    pub problem: Option<String>,
    /// What is given besides money.
    pub grant: Option<Grant>,
    /// The money.
    pub amount: Amount,
    /// Each condition with its value.
    pub conditions: Vec<ConditionOutcome>,
    /// Results per record of a list fact.
    pub records: Vec<RecordOutcome>,
    /// Paths of facts that can still change this answer.
    pub needs: Vec<String>,
    /// Paths of approvals and acts that are open.
    pub pending: Vec<String>,
    /// Keys of missing parameters that bear on it.
    pub missing_parameters: Vec<String>,
    /// Keys of events without a date that bear on it.
    pub events: Vec<String>,
    /// Readings left open that bear on it.
    pub open_readings: Vec<String>,
    /// Rules elsewhere that we do not have.
    pub external: Vec<String>,
    /// Periods, with their state on `as_of`.
    pub windows: Vec<Window>,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Who pays.
    pub payer: Option<String>,
    /// From what fund.
    pub fund: Option<String>,
    /// How it is paid out.
    pub channel: Option<String>,
    /// Officials, as written.
    pub officials: Vec<String>,
    /// Lead agencies, as written.
    pub lead: Vec<String>,
    /// Responsible agencies, as written.
    pub responsible: Vec<String>,
    /// Where in the notice.
    pub sources: Vec<Citation>,
    /// Readings it rests on.
    pub readings: Vec<ReadingRef>,
    /// Parameters it used.
    pub parameters: Vec<ParameterRef>,
    /// Presumptions that were not confirmed by a fact.
    pub presumed: Vec<String>,
    /// Approvals with their state.
    pub approvals: Vec<Approval>,
    /// Act of a duty, consequence, scope: whatever the item states in words.
    pub statement: Option<Statement>,
    /// Figures shown, not computed with.
    pub figures: Vec<Figure>,
    /// What the notice leaves unsaid.
    pub unstated: Vec<String>,
    /// Remarks.
    pub hints: Vec<String>,
    /// Whether the item is for the subject asked about (not part of the JSON).
    #[serde(skip)]
    pub for_subject: bool,
}

/// What an item states in words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Statement {
    /// A description.
    pub text: Option<String>,
    /// The act of a duty.
    pub act: Option<String>,
    /// Who or what is addressed.
    pub scope: Option<String>,
    /// What follows a breach.
    pub consequence: Option<String>,
}

/// A figure shown.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// As written.
    pub value: String,
}

/// What is given besides money.
#[derive(Clone, Debug, Serialize)]
pub struct Grant {
    /// Its nature (延期, 优先, …).
    pub nature: String,
    /// What.
    pub text: String,
    /// A limit with exceptions.
    pub in_principle: bool,
    /// Longest duration, as written.
    pub longest: Option<String>,
    /// First day, if known.
    pub from: Option<String>,
    /// Last day at most, if known.
    pub until: Option<String>,
}

/// The money of an item.
#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    /// `exact range ceiling formula none`.
    pub kind: &'static str,
    /// Hangs on conditions, approvals or records that are not certain.
    pub conditional: bool,
    /// The amount if conditions and approvals hold, in yuan, when known.
    pub yuan: Option<String>,
    /// The same before rounding.
    pub unrounded: Option<String>,
    /// Bounds of what is finally due; a `null` end is unbounded or not known.
    pub range: [Option<String>; 2],
    /// For a ceiling: the ceiling in yuan, when known.
    pub ceiling: Option<String>,
    /// For a rate: per what.
    pub per: Option<String>,
    /// The formula with the figures put in.
    pub formula: Option<String>,
    /// Each stage.
    pub stages: Vec<StageOutcome>,
    /// A cap cut the amount.
    pub capped: bool,
    /// A cap was reached, cut or not.
    pub cap_reached: bool,
    /// Why the amount has no value, if a computation failed.
    pub fault: Option<String>,
}

/// One stage of an amount.
#[derive(Clone, Debug, Serialize)]
pub struct StageOutcome {
    /// `金额 合计 封顶 保底 减 舍入`.
    pub stage: String,
    /// The stage's own figure or formula.
    pub of: String,
    /// The value after the stage, exact, when known.
    pub value: Option<String>,
    /// `cut reached below open`, for caps and floors.
    pub effect: Option<&'static str>,
}

/// One condition with its value.
#[derive(Clone, Debug, Serialize)]
pub struct ConditionOutcome {
    /// Label.
    pub label: String,
    /// Short words.
    pub text: Option<String>,
    /// `condition presumption approval external application counting`.
    pub kind: &'static str,
    /// Whether it holds; `null` when open.
    pub holds: Option<bool>,
    /// The comparison with the subject's own figures.
    pub because: String,
    /// Where in the notice.
    pub source: Option<Citation>,
    /// Facts it still needs.
    pub needs: Vec<String>,
}

/// The result for one record.
#[derive(Clone, Debug, Serialize)]
pub struct RecordOutcome {
    /// Path, e.g. `loans[0]`.
    pub path: String,
    /// The record's own id, if given.
    pub id: Option<String>,
    /// Its status.
    pub status: Status,
    /// A soft limit was exceeded.
    pub exception_possible: bool,
    /// Its amount before rounding, in yuan, when known and if its conditions hold.
    pub yuan: Option<String>,
    /// Bounds of its amount, in yuan, exact.
    pub range: [Option<String>; 2],
    /// Formula.
    pub formula: Option<String>,
    /// Each condition.
    pub conditions: Vec<ConditionOutcome>,
    /// Facts that can still change it.
    pub needs: Vec<String>,
    /// Approvals that are open.
    pub pending: Vec<String>,
    /// Who pays for this record.
    pub payer: Option<String>,
}

/// A period and its state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Window {
    /// `in_force application counting`.
    pub kind: &'static str,
    /// Name or words.
    pub text: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `open closed not_yet unknown`.
    pub state: &'static str,
    /// Days left, `as_of` not counted, when open with a known end.
    pub days_left: Option<i64>,
}

/// A deadline.
#[derive(Clone, Debug, Serialize)]
pub struct Deadline {
    /// In words, as the notice puts it.
    pub text: String,
    /// The day, when it can be computed.
    pub date: Option<String>,
    /// `open passed unknown`.
    pub state: &'static str,
    /// Days left when open.
    pub days_left: Option<i64>,
}

/// A reading an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReadingRef {
    /// Its name.
    pub name: String,
    /// What is adopted; `null` when left open.
    pub adopted: Option<String>,
}

/// A parameter an answer used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ParameterRef {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// The value, as written; `null` when missing.
    pub value: Option<String>,
    /// `verified inferred assumed missing given`.
    pub status: String,
    /// Where it comes from.
    pub source: Option<String>,
}

/// An approval.
#[derive(Clone, Debug, Serialize)]
pub struct Approval {
    /// Path of the fact.
    pub fact: String,
    /// Who.
    pub authority: String,
    /// What: 批准 …
    pub act: String,
    /// Given, refused, or `null` when open.
    pub granted: Option<bool>,
}

/// What a combination chose.
#[derive(Clone, Debug, Serialize)]
pub struct CombinationOutcome {
    /// 就高, 就高不重复, 抵扣.
    pub rule: &'static str,
    /// Its items.
    pub items: Vec<String>,
    /// `subject`, or the key of a list.
    pub by: String,
    /// Path of the record, when by record.
    pub record: Option<String>,
    /// The item chosen, when one is certain.
    pub chosen: Option<String>,
    /// The best of the others, when there is one still in the running.
    pub runner_up: Option<String>,
    /// Items still in the running when none is.
    pub candidates: Vec<String>,
    /// Why.
    pub why: String,
}

/// Sums in yuan after combinations.
#[derive(Clone, Debug, Serialize)]
pub struct Totals {
    /// What is certain now.
    pub exact_yuan: String,
    /// Bounds of what can finally be due.
    pub range_yuan: [Option<String>; 2],
    /// What approvals would add to `exact_yuan`.
    pub pending_yuan: String,
    /// What ceilings would add at most to `exact_yuan` and `pending_yuan`.
    pub ceiling_yuan: String,
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn every_status_is_at_its_place() {
        for (place, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status.place(), place);
        }
    }
}
