//! List facts: every record on its own, then OR over the records for the status and the sum for the amount. Owns
//! what an absent, an empty and a supplied list mean.

use super::abs::{Abs, Cause, Causes, Dom};
use super::amount::{Money, fixed, sum};
use super::expr::any;
use super::machine::{Frame, Machine};
use super::tests::{Conjunction, needs, pending};
use crate::ir::{EachDef, ItemDef, PaymentRole};
use crate::outcome::{Approval, RecordOutcome, Status, Window};
use crate::value::number::Number;
use crate::value::range::Range;
use std::collections::BTreeSet;

/// One record of an item.
pub(crate) struct RecordResult {
    pub(crate) index: usize,
    pub(crate) status: Status,
    pub(crate) money: Option<Money>,
}

/// What a `逐笔` block says.
pub(crate) struct Listed {
    /// OR over the records.
    pub(crate) value: Abs,
    pub(crate) hoped: Abs,
    pub(crate) exception_possible: bool,
    pub(crate) records: Vec<RecordResult>,
    pub(crate) lines: Vec<RecordOutcome>,
    pub(crate) money: Option<Money>,
    pub(crate) approvals: Vec<Approval>,
    pub(crate) windows: Vec<Window>,
    pub(crate) presumed: Vec<String>,
    pub(crate) external: Vec<String>,
    pub(crate) hints: Vec<String>,
    /// Words when no record exists.
    pub(crate) because: String,
}

impl Machine<'_> {
    pub(crate) fn listed(&self, item: &ItemDef, each: &EachDef) -> Listed {
        let fact = self.policy.lists.get(each.list.0).map(|list| list.fact);
        let name = fact.and_then(|id| self.policy.facts.get(id.0)).map_or("", |fact| fact.name.as_str());
        let known_empty = fact.is_some_and(|id| self.guarded_empty(id));
        let records = match self.profile.list(each.list) {
            Some(records) => records.len(),
            None if known_empty => 0,
            None => return self.unknown_list(each, fact, name),
        };
        let mut listed = Listed {
            value: Abs::bool(false),
            hoped: Abs::bool(false),
            exception_possible: false,
            records: Vec::new(),
            lines: Vec::new(),
            money: None,
            approvals: Vec::new(),
            windows: Vec::new(),
            presumed: Vec::new(),
            external: Vec::new(),
            hints: Vec::new(),
            because: self.count_words(name, records),
        };
        let (mut values, mut hopes, mut soft) = (Vec::new(), Vec::new(), Vec::new());
        let mut parts = Vec::new();
        // Each record may have periods of its own.
        let mut seen = BTreeSet::new();
        for index in 0..records {
            let frame: Frame = Some((each.list, index));
            let conjunction = self.conjunction(&each.tests, frame);
            let status = conjunction.status();
            let money =
                each.amount.as_ref().map(|amount| self.apply_stages(self.money(amount, frame), &each.stages, frame));
            if status == Status::NotEligible {
                soft.push(conjunction.exception_possible);
            }
            parts.push((status, money.clone(), conjunction.value.clone()));
            let path = self.record_path(each.list, index);
            listed.lines.push(self.record_line(item, each, &path, frame, status, money.as_ref(), &conjunction));
            values.push(conjunction.value.clone());
            hopes.push(conjunction.hoped.clone());
            for test in conjunction.tested {
                listed.approvals.extend(test.approval);
                listed.external.extend(test.external);
                if test.presumed {
                    listed.presumed.push(test.line.label);
                }
                if let Some(window) = test.window
                    && seen.insert(window.clone())
                {
                    listed.windows.push(window);
                }
            }
            for (when, text) in &each.hints {
                let shown = when
                    .as_ref()
                    .is_none_or(|when| self.eval(when, frame).as_truth() == crate::value::truth::Truth::TRUE);
                if shown && !listed.hints.contains(text) && status != Status::NotEligible {
                    listed.hints.push(text.clone());
                }
            }
            listed.records.push(RecordResult { index, status, money });
        }
        listed.exception_possible = !soft.is_empty() && soft.len() == records && soft.contains(&true);
        listed.value = any(&values);
        listed.hoped = any(&hopes);
        listed.presumed.sort_unstable();
        listed.presumed.dedup();
        listed.external.sort_unstable();
        listed.external.dedup();
        listed.money = each.amount.as_ref().map(|amount| sum(&parts, amount.kind, amount.per.clone()));
        listed
    }

    fn guarded_empty(&self, id: crate::ir::FactId) -> bool {
        let guard = self.policy.facts.get(id.0).and_then(|fact| fact.only_if.as_ref());
        guard.is_some_and(|(guard, _)| self.eval(guard, None).as_truth() == crate::value::truth::Truth::FALSE)
    }

    fn count_words(&self, name: &str, records: usize) -> String {
        match (self.context.lang, records) {
            (crate::diagnostic::Lang::Zh, 0) => format!("{name}：没有记录"),
            (crate::diagnostic::Lang::Zh, count) => format!("{name}：{count} 笔"),
            (crate::diagnostic::Lang::En, 0) => format!("{name}: no record"),
            (crate::diagnostic::Lang::En, 1) => format!("{name}: 1 record"),
            (crate::diagnostic::Lang::En, count) => format!("{name}: {count} records"),
        }
    }

    fn unknown_list(&self, each: &EachDef, fact: Option<crate::ir::FactId>, name: &str) -> Listed {
        let path = fact.map_or_else(String::new, |id| self.path(id, None));
        let mut open: Causes = fact.map(|id| Cause::Fact(path, id)).into_iter().collect();
        let (beside, least, flaw) = self.any_record(each);
        open.extend(beside);
        // Anything may still be listed: an unknown number of records with unknown fields, approvals among them.
        let external: Vec<String> = Vec::new();
        let unknown = Abs { open: open.clone(), ..Abs::new(Dom::Bool { yes: true, no: true }) };
        let money = each.amount.as_ref().map(|amount| Money {
            value: Abs { open, fault: flaw.clone(), ..Abs::new(Dom::Number(Range { lo: least.clone(), hi: None })) },
            hope: None,
            formula: None,
            stages: Vec::new(),
            capped: false,
            cap_reached: false,
            kind: amount.kind,
            per: amount.per.clone(),
            uncertain_records: true,
        });
        Listed {
            value: unknown.clone(),
            hoped: unknown,
            exception_possible: false,
            records: Vec::new(),
            lines: Vec::new(),
            money,
            approvals: Vec::new(),
            windows: Vec::new(),
            presumed: Vec::new(),
            external,
            hints: Vec::new(),
            because: match self.context.lang {
                crate::diagnostic::Lang::Zh => format!("{name}：未知"),
                crate::diagnostic::Lang::En => format!("{name}: not known"),
            },
        }
    }

    /// What a record of which nothing is known hangs on besides its own fields, and the least that any number of such
    /// records can give: nothing, or no known least where one may give less than nothing.
    fn any_record(&self, each: &EachDef) -> (Causes, Option<Number>, Option<String>) {
        let frame: Frame = Some((each.list, 0));
        let tests = self.conjunction(&each.tests, frame).value;
        let mut flaw = tests.fault.or(tests.conflict);
        let mut open = tests.open;
        let mut least = Some(Number::zero());
        if let Some(amount) = &each.amount {
            let value = self.apply_stages(self.money(amount, frame), &each.stages, frame).value;
            least = match &value.dom {
                Dom::Number(range) if range.lo.as_ref().is_none_or(Number::is_negative) => None,
                _ => least,
            };
            flaw = flaw.or(value.fault).or(value.conflict);
            open.extend(value.open);
        }
        let own = |id: crate::ir::FactId| self.policy.facts.get(id.0).is_some_and(|fact| fact.list.is_some());
        open.retain(|cause| match cause {
            Cause::Fact(_, id) | Cause::Approval(_, id) | Cause::Act(_, id) => !own(*id),
            _ => true,
        });
        (open, least, flaw)
    }

    #[expect(clippy::too_many_arguments, reason = "one record's parts, each from another module")]
    fn record_line(
        &self,
        item: &ItemDef,
        each: &EachDef,
        path: &str,
        frame: Frame,
        status: Status,
        money: Option<&Money>,
        conjunction: &Conjunction,
    ) -> RecordOutcome {
        let live = status != Status::NotEligible;
        let mut open = conjunction.value.open.clone();
        if let Some(money) = money {
            open.extend(money.value.open.iter().cloned());
        }
        let range = money.map(|money| super::amount::due(status, money));
        let exact = |number: Option<&Number>| number.map(Number::to_exact_string);
        RecordOutcome {
            path: path.to_owned(),
            id: self.record(frame).and_then(|record| record.id.clone()),
            status,
            exception_possible: conjunction.exception_possible,
            yuan: money.and_then(|money| money.hope.as_ref()).map(|hope| {
                // Per record nothing is rounded; a value that fits is printed as money.
                if super::amount::round(hope, item.rounding) == *hope {
                    fixed(hope, item.rounding)
                } else {
                    hope.to_exact_string()
                }
            }),
            range: [
                exact(range.as_ref().and_then(|r| r.lo.as_ref())),
                exact(range.as_ref().and_then(|r| r.hi.as_ref())),
            ],
            formula: money.and_then(|money| money.formula.clone()),
            conditions: conjunction
                .tested
                .iter()
                .map(|test| {
                    let source = test.line.source.or(item.sources.first().copied());
                    crate::outcome::ConditionOutcome { source, ..test.line.clone() }
                })
                .collect(),
            needs: if live { needs(&open) } else { Vec::new() },
            pending: if live { pending(&open) } else { Vec::new() },
            payer: self.payment(&each.payments, PaymentRole::Payer, frame),
        }
    }
}
