//! What two items state, aspect by aspect, as texts that are the same when the meaning is. Owns which clause belongs
//! to which aspect.

use crate::ir::{ItemDef, ItemId, Parties, PaymentDef, PaymentPart, Policy, Test, TestKind};
use crate::solve::Canon;
use serde::Serialize;

/// What an item says, in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Aspect {
    /// Kind of item, who it is for, conditions, approvals.
    Eligibility,
    /// Periods in force, of application, of what counts.
    Window,
    /// Amount, stages, rounding.
    Amount,
    /// Deadline of a duty or target.
    Deadline,
    /// What is given besides money.
    Grant,
    /// Officials and agencies.
    Parties,
    /// Payer, funding source, channel.
    Payment,
    /// Combinations it takes part in.
    Combination,
    /// Title, words, hints, figures shown, citations.
    Text,
}

/// Every aspect with its text.
pub(super) fn aspects(policy: &Policy, canon: &Canon<'_>, id: ItemId, item: &ItemDef) -> Vec<(Aspect, String)> {
    let each = item.each.as_ref();
    let dated = |test: &&Test| matches!(test.kind, TestKind::Application { .. } | TestKind::Counting { .. });
    let tests = |windows: bool| -> String {
        let sorted = |tests: &[Test]| {
            let mut texts: Vec<String> =
                tests.iter().filter(|test| dated(test) == windows).map(|test| canon.test(test)).collect();
            texts.sort_unstable();
            texts.join(";")
        };
        format!("{} each {}", sorted(&item.tests), each.map_or_else(String::new, |each| sorted(&each.tests)))
    };
    let mut subjects: Vec<&str> =
        item.subjects.iter().filter_map(|id| policy.subjects.get(id.0)).map(|subject| subject.key.as_str()).collect();
    subjects.sort_unstable();
    let list = each.and_then(|each| policy.lists.get(each.list.0)).map(|list| canon.fact(list.fact));
    let maybe = |expr: &Option<crate::ir::Expr>| expr.as_ref().map(|expr| canon.expr(expr));
    let amount = |amount: &Option<crate::ir::AmountDef>| {
        amount.as_ref().map(|amount| format!("{:?} {} {:?}", amount.kind, canon.expr(&amount.value), amount.per))
    };
    let stages =
        |stages: &[crate::ir::StageDef]| stages.iter().map(|stage| canon.stage(stage)).collect::<Vec<_>>().join(";");
    let periods: Vec<String> = item.in_force.iter().map(|period| canon.period(period)).collect();
    let grant = item.grant.as_ref().map(|grant| {
        let days = [maybe(&grant.longest), maybe(&grant.from), maybe(&grant.until)];
        format!("{} {} {} {days:?}", grant.nature, grant.text, grant.soft)
    });
    let hints: Vec<String> = item
        .hints
        .iter()
        .chain(each.into_iter().flat_map(|each| &each.hints))
        .map(|(when, text)| format!("{:?} {text}", maybe(when)))
        .collect();
    let payments: Vec<String> = item
        .payments
        .iter()
        .chain(each.into_iter().flat_map(|each| &each.payments))
        .map(|payment| self::payment(canon, payment))
        .collect();
    vec![
        (
            Aspect::Eligibility,
            format!(
                "{:?} {subjects:?} {list:?} {} {:?} {:?}",
                item.kind,
                tests(false),
                maybe(&item.trigger),
                maybe(&item.fulfilled)
            ),
        ),
        (Aspect::Window, format!("{periods:?} {}", tests(true))),
        (
            Aspect::Amount,
            format!(
                "{:?} {} each {:?} {} {:?}",
                amount(&item.amount),
                stages(&item.stages),
                each.map(|each| amount(&each.amount)),
                each.map_or_else(String::new, |each| stages(&each.stages)),
                item.rounding
            ),
        ),
        (Aspect::Deadline, item.deadline.as_ref().map_or_else(String::new, |deadline| canon.period(deadline))),
        (Aspect::Grant, format!("{grant:?}")),
        (Aspect::Parties, parties(&item.parties)),
        (Aspect::Payment, payments.join(";")),
        (Aspect::Combination, combinations(policy, id)),
        (
            Aspect::Text,
            format!(
                "{} {:?} {hints:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                item.title,
                item.text,
                item.figures,
                item.unstated,
                item.cites,
                item.act,
                item.consequence,
                item.scope,
                item.sources
            ),
        ),
    ]
}

fn payment(canon: &Canon<'_>, payment: &PaymentDef) -> String {
    let parts: Vec<String> = payment
        .parts
        .iter()
        .map(|part| match part {
            PaymentPart::Words(words) => words.clone(),
            PaymentPart::Fact(id) => canon.fact(*id),
        })
        .collect();
    format!("{:?} {} {:?}", payment.role, parts.concat(), payment.when.as_ref().map(|when| canon.expr(when)))
}

/// Officials and agencies in words.
pub(super) fn parties(parties: &Parties) -> String {
    let parts = [("责任人", &parties.officials), ("牵头单位", &parties.lead), ("责任单位", &parties.responsible)];
    let named = parts.into_iter().filter(|(_, names)| !names.is_empty());
    named.map(|(role, names)| format!("{role} {}", names.join("、"))).collect::<Vec<_>>().join("；")
}

fn combinations(policy: &Policy, id: ItemId) -> String {
    let mut texts: Vec<String> = policy
        .combinations
        .iter()
        .filter(|combination| combination.items.contains(&id))
        .map(|combination| {
            let mut ids: Vec<&str> =
                combination.items.iter().filter_map(|id| policy.items.get(id.0)).map(|item| item.id.as_str()).collect();
            ids.sort_unstable();
            let list = combination.list.and_then(|list| policy.lists.get(list.0));
            let list = list.and_then(|list| policy.facts.get(list.fact.0)).map(|fact| fact.key.as_str());
            format!("{:?} {} {}", combination.rule, ids.join("、"), list.unwrap_or("subject"))
        })
        .collect();
    texts.sort_unstable();
    texts.join("；")
}

/// The words of an aspect that can be shown as they are.
pub(super) fn words(policy: &Policy, id: ItemId, item: &ItemDef, aspect: Aspect) -> Option<String> {
    match aspect {
        Aspect::Parties => Some(parties(&item.parties)),
        Aspect::Combination => Some(combinations(policy, id)),
        Aspect::Deadline => item.deadline.as_ref().map(|deadline| deadline.words.clone()),
        Aspect::Window => {
            let tests = item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests));
            let dated = tests.filter_map(|test| match &test.kind {
                TestKind::Application { period, .. } | TestKind::Counting { period, .. } => Some(period),
                _ => None,
            });
            let all: Vec<&str> = item.in_force.iter().chain(dated).map(|period| period.words.as_str()).collect();
            Some(all.join("；"))
        }
        Aspect::Payment => {
            let all = item.payments.iter().chain(item.each.iter().flat_map(|each| &each.payments));
            let text = |payment: &PaymentDef| {
                let parts = payment.parts.iter().map(|part| match part {
                    PaymentPart::Words(words) => words.clone(),
                    PaymentPart::Fact(id) => policy.facts.get(id.0).map(|fact| fact.name.clone()).unwrap_or_default(),
                });
                parts.collect::<String>()
            };
            Some(all.map(text).collect::<Vec<_>>().join("；"))
        }
        Aspect::Grant => item.grant.as_ref().map(|grant| format!("{} {}", grant.nature, grant.text)),
        Aspect::Eligibility | Aspect::Amount | Aspect::Text => None,
    }
}
