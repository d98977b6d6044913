//! The same money drawn twice: two items that count one sum of the subject and that no combination keeps apart.

use super::ask::{lists, outcome, undecided};
use super::{Finding, Run, Witness, shrink};
use crate::diagnostic::{Code, Diagnostic, Severity, Words};
use crate::ir::{
    AmountDef, AmountKind, CompareOp, FactId, FactType, ItemDef, ItemId, ItemKind, PaymentPart, PaymentRole, Policy,
};
use crate::outcome::Status;
use crate::reach::{Alternatives, Reach};
use crate::solve::{Cut, Encoder, Form, Found, Quot, Setting, Vars, all};
use crate::value::number::Number;
use std::collections::{BTreeMap, BTreeSet};

impl Run<'_> {
    pub(super) fn money(&mut self) {
        let items: Vec<(ItemId, &ItemDef, BTreeSet<FactId>)> = self
            .policy
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.kind == ItemKind::Benefit)
            .filter_map(|(index, item)| Some((ItemId(index), item, bases(self.policy, amount(item)?))))
            .collect();
        let mut rest = items.as_slice();
        while let Some(((id, item, own), later)) = rest.split_first() {
            for (other_id, other, theirs) in later {
                let shared: Vec<FactId> = own.intersection(theirs).copied().collect();
                let apart = self.policy.combinations.iter().any(|c| c.items.contains(id) && c.items.contains(other_id));
                let strangers = !item.subjects.is_empty()
                    && !other.subjects.is_empty()
                    && !item.subjects.iter().any(|subject| other.subjects.contains(subject));
                if shared.is_empty() || apart || strangers {
                    continue;
                }
                self.analysis.counts.pairs = self.analysis.counts.pairs.saturating_add(1);
                if let Err(cut) = self.pair((*id, item), (*other_id, other), &shared) {
                    let what = Words::new(
                        format!("与项目 {} 是否重复", other.id),
                        format!("whether it repeats item {}", other.id),
                    );
                    self.cut(&item.id, what, cut);
                }
            }
            rest = later;
        }
    }

    fn pair(
        &mut self,
        (id, item): (ItemId, &ItemDef),
        (other_id, other): (ItemId, &ItemDef),
        shared: &[FactId],
    ) -> Result<(), Cut> {
        let mut encoder = Encoder::new(self.policy, self.near, Vars::default()).over_readings(self.free);
        let (mut parts, mut more): (Vec<Form>, Vec<Form>) = (Vec::new(), Vec::new());
        for item in [item, other] {
            parts.extend(encoder.asked(item)?);
            let Some(amount) = amount(item) else { return Ok(()) };
            let cases = encoder.base_amount(amount)?;
            let fixed = |value: Number| vec![(crate::solve::yes(), Quot::constant(value))];
            parts.extend(Encoder::compared(&cases, &fixed(Number::zero()), CompareOp::Gt));
            more.extend(Encoder::compared(&cases, &fixed(Number::one()), CompareOp::Ge));
        }
        let policy = self.policy;
        let both = |setting: &Setting| {
            [id, other_id].into_iter().all(|id| {
                outcome(policy, setting, id).is_some_and(|outcome| {
                    outcome.status == Status::Eligible
                        && outcome.amount.range[1].as_deref().is_none_or(|most| most != "0.00")
                })
            })
        };
        let mut all_lists = lists(item);
        all_lists.extend(lists(other));
        // From one yuan on nothing is lost in rounding.
        let amply = all(parts.iter().cloned().chain(more));
        let found = match self.ask(&encoder, &amply, &all_lists, &both) {
            Found::Yes(found) => Found::Yes(found),
            _ => self.ask(&encoder, &all(parts), &all_lists, &both),
        };
        match found {
            Found::Never => {}
            Found::Unknown => {
                let what = Words::new(
                    format!("与项目 {} 是否重复", other.id),
                    format!("whether it repeats item {}", other.id),
                );
                self.not_analysed(&item.id, what, undecided());
            }
            Found::Yes(found) => {
                let found = shrink(policy, found, &both);
                let names: Vec<&str> =
                    shared.iter().filter_map(|id| policy.facts.get(id.0)).map(|fact| fact.name.as_str()).collect();
                let (zh_names, en_names) = (names.join("、"), names.join(", "));
                let fund = fund(item).filter(|own| fund(other).as_ref() == Some(own));
                let (zh, en) = match &fund {
                    Some(fund) => (
                        format!(
                            "项目 {} 和 {} 都按“{zh_names}”从“{fund}”支付，可以同时享受，没有组合限制",
                            item.id, other.id
                        ),
                        format!(
                            "items {} and {} both draw on `{en_names}` from `{fund}`, can hold together, and no combination keeps them apart",
                            item.id, other.id
                        ),
                    ),
                    None => (
                        format!("项目 {} 和 {} 都按“{zh_names}”计算，可以同时享受，没有组合限制", item.id, other.id),
                        format!(
                            "items {} and {} are both counted from `{en_names}`, can hold together, and no combination keeps them apart",
                            item.id, other.id
                        ),
                    ),
                };
                let mut diagnostic = Diagnostic::new(Code::SameMoneyTwice, other.span, zh, en)
                    .label(item.span, "与这一项", "with this item")
                    .help(
                        format!(
                            "若不能同时享受，写 组合 就高 {}、{} 每 主体；确实可以叠加的，不必改",
                            item.id, other.id
                        ),
                        format!(
                            "if both cannot be had, write combine highest {}, {} per subject; if they can, leave it",
                            item.id, other.id
                        ),
                    );
                if fund.is_none() {
                    // One base may well be counted twice by intention.
                    diagnostic.severity = Severity::Hint;
                }
                let items = vec![item.id.clone(), other.id.clone()];
                let shows = Words::new("两项都符合，都有金额", "both items are eligible with an amount");
                let witness = Witness::new(policy, &found, items.clone(), shows);
                // Several pairs may end at one item.
                self.analysis.findings.push(Finding { diagnostic, items, witness: Some(witness), proof: None });
            }
        }
        Ok(())
    }
}

/// The amount of an item or of its records; rates take no part.
fn amount(item: &ItemDef) -> Option<&AmountDef> {
    let own = item.amount.as_ref().or_else(|| item.each.as_ref()?.amount.as_ref());
    own.filter(|amount| amount.kind != AmountKind::Rate)
}

/// The sums of money of the subject that an amount is counted from.
fn bases(policy: &Policy, amount: &AmountDef) -> BTreeSet<FactId> {
    let none = BTreeMap::new();
    let mut reach = Reach::new(policy, Alternatives::Adopted(&none));
    reach.expr(&amount.value);
    let money = |id: &FactId| {
        let fact = policy.facts.get(id.0);
        matches!(fact.map(|fact| &fact.ty), Some(FactType::Scalar(_, Some(form))) if form.money)
    };
    reach.facts.iter().copied().filter(money).collect()
}

/// The funding source in fixed words.
fn fund(item: &ItemDef) -> Option<String> {
    let own = item.payments.iter().chain(item.each.iter().flat_map(|each| &each.payments));
    let mut funds = own.filter(|payment| payment.role == PaymentRole::Fund);
    let only = funds.next().filter(|payment| payment.when.is_none())?;
    if funds.next().is_some() {
        return None;
    }
    let words = only.parts.iter().map(|part| match part {
        PaymentPart::Words(words) => Some(words.as_str()),
        PaymentPart::Fact(_) => None,
    });
    words.collect()
}
