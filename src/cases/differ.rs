//! What came out of an item, in the parts an expectation can state. Owns their words as a case writes them; knows
//! nothing of where expectations stand.

use super::write::{need_names, status_word};
use crate::ir::Policy;
use crate::outcome::{ItemOutcome, Status};
use crate::syntax::print::written_name;

/// The parts of an answer that a case can expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: Status,
    /// Yuan, two decimals.
    pub(super) yuan: Option<String>,
    pub(super) range: [Option<String>; 2],
    /// Paths.
    pub(super) needs: Vec<String>,
    /// Labels, in order.
    pub(super) failed: Vec<String>,
}

impl Answer {
    pub(super) fn of(policy: &Policy, item: &ItemOutcome) -> Self {
        let mut failed: Vec<String> = Vec::new();
        let labels = super::failed_labels(item);
        for label in labels.into_iter().filter(|label| can_fail(policy, item, label)) {
            if !failed.iter().any(|other| other == label) {
                failed.push(label.to_owned());
            }
        }
        Self {
            status: item.status,
            yuan: item.amount.yuan.clone(),
            range: item.amount.range.clone(),
            needs: item.needs.clone(),
            failed,
        }
    }

    /// A whole expectation: the status and everything that is not plain from it.
    pub(super) fn text(&self, policy: &Policy, item: &str) -> String {
        let mut parts = vec![format!("期望 {item} {}", status_word(self.status))];
        let refused = matches!(self.status, Status::NotEligible | Status::NotApplicable);
        if !refused {
            parts.extend(self.yuan.as_ref().map(|yuan| format!("金额 {}", yuan_text(yuan))));
            if self.yuan.is_none() {
                parts.extend(self.range_text());
            }
        }
        if !self.needs.is_empty() {
            parts.push(format!("需要 {}", need_names(policy, &self.needs).join("、")));
        }
        if !self.failed.is_empty() && self.status == Status::NotEligible {
            parts.push(format!("未过 {}", self.failed_text()));
        }
        parts.join(" ")
    }

    /// `范围 A 至 B`; nothing when the lower end is not known or nothing can be said.
    pub(super) fn range_text(&self) -> Option<String> {
        match &self.range {
            [Some(low), Some(high)] => Some(format!("范围 {} 至 {}", yuan_text(low), yuan_text(high))),
            [Some(low), None] if low != "0.00" => Some(format!("范围 至少 {}", yuan_text(low))),
            _ => None,
        }
    }

    pub(super) fn failed_text(&self) -> String {
        self.failed.iter().map(|label| written_name(label)).collect::<Vec<_>>().join("、")
    }
}

/// Whether a failed line is a condition of the rules; the sum over records has a label that no rule has.
fn can_fail(policy: &Policy, item: &ItemOutcome, label: &str) -> bool {
    let Some(def) = policy.items.iter().find(|def| def.id == item.item) else { return false };
    let each = def.each.iter().flat_map(|each| &each.tests);
    let mut tests = def.tests.iter().chain(each);
    tests.any(|test| test.label == label) && !label.is_empty() && !label.contains(['」', '\n'])
}

/// `193206.19元`, without needless zeros.
pub(super) fn yuan_text(yuan: &str) -> String {
    let short = if yuan.contains('.') { yuan.trim_end_matches('0').trim_end_matches('.') } else { yuan };
    format!("{short}元")
}

/// The name of the fact at a path; a record's field by its own name.
pub(super) fn fact_name(policy: &Policy, path: &str) -> String {
    if path == "subject_type" {
        return "主体类型".to_owned();
    }
    let found = crate::profile::locate(policy, path).and_then(|(fact, _)| policy.facts.get(fact.0));
    found.map_or_else(|| path.rsplit('.').next().unwrap_or(path).to_owned(), |fact| fact.name.clone())
}
