//! Test cases (`用例`) that analysts write beside the rules: building their profiles, running them, saying what
//! differs. Owns expectations; knows nothing of terminals.
//!
//! `coverage` what the cases come across · `mutate` whether they notice a changed rule · `witness` the case that
//! would · `write` an evaluation as a case · `accept` expectations rewritten · `report`, `figures`, `page` their forms.

pub mod accept;
pub mod coverage;
mod differ;
pub mod figures;
pub mod mutate;
pub mod page;
pub mod report;
mod walk;
mod witness;
pub mod write;

use crate::diagnostic::Words;
use crate::eval::{self, Context};
use crate::ir::{CaseDef, ExpectDef, ItemId, Policy};
use crate::outcome::ItemOutcome;
use crate::profile::{Profile, Record};
use crate::span::Span;
use crate::syntax::keywords::{self, Keywords};
use accept::Differing;
use differ::Answer;
use std::collections::BTreeMap;

/// The result of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// What differs; empty when it passes.
    pub failures: Vec<CaseFailure>,
    /// The expectations that differ, as they would have to be written.
    pub differing: Vec<Differing>,
}

/// One expectation that did not come out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaseFailure {
    /// Where the expectation is written.
    pub span: Span,
    /// What was expected and what came out.
    pub words: Words,
}

/// Runs every case of a policy.
#[must_use]
pub fn run(policy: &Policy) -> Vec<CaseResult> {
    policy.cases.iter().map(|case| run_case(policy, case)).collect()
}

/// Runs one case; what it came to, and the whole outcome of its profile.
#[must_use]
pub fn run_one(policy: &Policy, case: &CaseDef) -> (CaseResult, crate::outcome::Outcome) {
    let (profile, context) = set_up(policy, case);
    (run_case(policy, case), eval::evaluate(policy, &profile, &context))
}

/// Runs one case.
pub(crate) fn run_case(policy: &Policy, case: &CaseDef) -> CaseResult {
    let (profile, context) = set_up(policy, case);
    let mut failures: Vec<CaseFailure> = eval::contradictions(policy, &profile)
        .into_iter()
        .map(|error| CaseFailure {
            span: case.span,
            words: Words::new(
                format!("事实互相矛盾：{} {}", error.path, error.words.zh),
                format!("the facts contradict each other: {} {}", error.path, error.words.en),
            ),
        })
        .collect();
    let items = eval::evaluate_items(policy, &profile, &context, &expected(case));
    let mut differing = Vec::new();
    for expect in &case.expects {
        compare(policy, expect, &items, &mut failures);
        let id = policy.items.get(expect.item.0).map(|def| def.id.as_str());
        let item = items.iter().find(|item| Some(item.item.as_str()) == id);
        differing.extend(item.and_then(|item| Differing::of(policy, expect, &Answer::of(policy, item), reasons(item))));
    }
    CaseResult { name: case.name.clone(), span: case.span, failures, differing }
}

/// Why an item came out as it did: what failed, else what is open.
fn reasons(item: &ItemOutcome) -> Vec<String> {
    let own = item.conditions.iter();
    let lines = || own.clone().chain(item.records.iter().flat_map(|record| &record.conditions));
    let failed = lines().filter(|line| line.holds == Some(false));
    let mut found: Vec<String> =
        item.problem.iter().cloned().chain(failed.map(|line| format!("{}：{}", line.label, line.because))).collect();
    if found.is_empty() {
        let open = lines().filter(|line| line.holds.is_none() && !line.needs.is_empty());
        found.extend(open.map(|line| format!("{}：{}", line.label, line.because)));
    }
    found.truncate(4);
    found
}

/// The items a case expects something of, each once.
pub(crate) fn expected(case: &CaseDef) -> Vec<ItemId> {
    let mut items: Vec<ItemId> = case.expects.iter().map(|expect| expect.item).collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// The profile and context of a case.
#[must_use]
pub fn set_up(policy: &Policy, case: &CaseDef) -> (Profile, Context) {
    let mut profile = Profile::empty(policy);
    profile.set_subject(case.subject);
    for (fact, value) in &case.facts {
        profile.set_fact(*fact, Some(value.clone()));
    }
    for list in &case.empty {
        profile.set_list(*list, Some(Vec::new()));
    }
    let mut lists: BTreeMap<crate::ir::ListId, Vec<Record>> = BTreeMap::new();
    for (list, fields) in &case.records {
        lists.entry(*list).or_default().push(Record { id: None, fields: fields.clone() });
    }
    for (list, records) in lists {
        profile.set_list(list, Some(records));
    }
    let day = case.as_of.or(policy.issued).unwrap_or(chrono::NaiveDate::MIN);
    let mut context = Context::new(day);
    context.readings = case.readings.iter().copied().collect();
    context.params = case.params.iter().map(|(id, value)| (*id, Some(value.clone()))).collect();
    context.events = case.events.iter().copied().collect();
    (profile, context)
}

fn compare(policy: &Policy, expect: &ExpectDef, items: &[ItemOutcome], failures: &mut Vec<CaseFailure>) {
    let Some(def) = policy.items.get(expect.item.0) else { return };
    let Some(item) = items.iter().find(|item| item.item == def.id) else { return };
    if let Some(status) = expect.status.as_ref().filter(|status| *status != item.status.word()) {
        let zh = |word: &str| keywords::by_key(word).map_or("", |word| word.spelling(Keywords::Zh));
        failures.push(CaseFailure {
            span: expect.span,
            words: Words::new(
                format!("{} 的结论：期望 {}，实际 {}", def.id, zh(status), zh(item.status.word())),
                format!(
                    "status of {}: expected {}, found {}",
                    def.id,
                    status.replace('_', " "),
                    item.status.word().replace('_', " ")
                ),
            ),
        });
    }
    let mut differ = |what: (&str, &str), wanted: &Words, found: &Words| {
        if wanted != found {
            failures.push(CaseFailure {
                span: expect.span,
                words: Words::new(
                    format!("{} 的{}：期望 {}，实际 {}", def.id, what.0, wanted.zh, found.zh),
                    format!("{} of {}: expected {}, found {}", what.1, def.id, wanted.en, found.en),
                ),
            });
        }
    };
    let yuan = |amount: &str| Words::new(format!("{amount}元"), format!("{amount} yuan"));
    let none = || Words::new("无", "none");
    if let Some(amount) = &expect.amount {
        let found = item.amount.yuan.as_deref().map_or_else(none, yuan);
        differ(("金额", "amount"), &yuan(&crate::value::money::yuan(amount)), &found);
    }
    if let Some((lo, hi)) = &expect.range {
        let end = |text: Option<&str>| text.map_or_else(|| Words::new("不定", "open"), yuan);
        let range = |lo: Option<&str>, hi: Option<&str>| {
            let (lo, hi) = (end(lo), end(hi));
            Words::new(format!("{} 至 {}", lo.zh, hi.zh), format!("{} to {}", lo.en, hi.en))
        };
        let (lo, hi) = (crate::value::money::yuan(lo), hi.as_ref().map(crate::value::money::yuan));
        let [low, high] = &item.amount.range;
        differ(("范围", "range"), &range(Some(&lo), hi.as_deref()), &range(low.as_deref(), high.as_deref()));
    }
    if let Some(needs) = &expect.needs {
        let list = |keys: &[String]| {
            let mut keys: Vec<&str> = keys.iter().map(|key| key.rsplit('.').next().unwrap_or(key)).collect();
            keys.sort_unstable();
            keys.dedup();
            if keys.is_empty() { none() } else { Words::new(keys.join("、"), keys.join(", ")) }
        };
        differ(("缺项", "needs"), &list(needs), &list(&item.needs));
    }
    for label in &expect.failed {
        let failed = failed_labels(item);
        if !failed.contains(&label.as_str()) {
            let found = if failed.is_empty() { none() } else { Words::new(failed.join("、"), failed.join(", ")) };
            differ(("未过条件", "failed condition"), &Words::new(label, label), &found);
        }
    }
}

fn failed_labels(item: &ItemOutcome) -> Vec<&str> {
    let own = item.conditions.iter();
    let of_records = item.records.iter().flat_map(|record| &record.conditions);
    own.chain(of_records).filter(|line| line.holds == Some(false)).map(|line| line.label.as_str()).collect()
}
