//! Items: the gates, then one conjunction, then the money and everything shown with it. Owns the status of every kind
//! of item and the assembly of its outcome.

use super::abs::{Abs, Cause, Causes};
use super::amount::{Money, amount};
use super::combine;
use super::expr::all;
use super::machine::{Frame, Machine, Uses};
use super::records::{Listed, RecordResult};
use super::tests::{Conjunction, known, needs, pending, status};
use crate::ir::{
    Expr, FactType, GrantDef, ItemDef, ItemId, ItemKind, PaymentDef, PaymentPart, PaymentRole, Type, Value,
};
use crate::outcome::{
    ConditionOutcome, Figure, Grant, ItemOutcome, Outcome, ParameterRef, PolicyRef, ReadingRef, Statement, Status,
};
use crate::value::date::{add_days, add_months};
use crate::value::truth::{Outcome as Truths, Truth};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// An item's result with what combinations need of it.
pub(crate) struct Evaluated {
    pub(crate) id: ItemId,
    pub(crate) outcome: ItemOutcome,
    pub(crate) money: Option<Money>,
    pub(crate) records: Vec<RecordResult>,
}

/// What is decided of a benefit before it is put in words.
pub(crate) struct Judged {
    gate: Abs,
    outside: Conjunction,
    listed: Option<Listed>,
    value: Abs,
    pub(crate) status: Status,
    pub(crate) money: Option<Money>,
}

/// What is decided of a duty or target before it is put in words.
pub(crate) struct JudgedDuty {
    tests: Conjunction,
    trigger: Option<Abs>,
    applies: Abs,
    done: Option<Abs>,
    pub(crate) status: Status,
    open: Causes,
}

/// Evaluates every item.
pub(crate) fn evaluate(machine: &Machine<'_>) -> Outcome {
    let policy = machine.policy;
    let evaluated: Vec<Evaluated> =
        policy.items.iter().enumerate().map(|(index, item)| machine.item(ItemId(index), item)).collect();
    let (combinations, totals) = combine::combine(machine, &evaluated);
    let mut derived = BTreeMap::new();
    for (index, fact) in policy.facts.iter().enumerate() {
        if fact.derived.is_none() || fact.list.is_some() {
            continue;
        }
        let id = crate::ir::FactId(index);
        let value = machine.fact(id, None);
        let shown = match (&fact.ty, value.known()) {
            (FactType::Scalar(..), Some(_)) => Some(machine.show_value(id, &value)),
            _ => None,
        };
        derived.insert(fact.key.clone(), shown);
    }
    Outcome {
        schema: "huice.outcome/1",
        policy: PolicyRef { id: policy.id.clone(), document: policy.document.clone(), hash: policy.hash.clone() },
        as_of: machine.context.as_of.to_string(),
        subject_type: machine
            .profile
            .subject()
            .and_then(|id| policy.subjects.get(id.0))
            .map(|subject| subject.key.clone()),
        derived,
        items: evaluated.into_iter().map(|item| item.outcome).collect(),
        combinations,
        totals,
    }
}

/// The word of a kind in the outcome.
#[must_use]
pub(crate) const fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Benefit => "benefit",
        ItemKind::Duty => "duty",
        ItemKind::Target => "target",
        ItemKind::Encouragement => "encouragement",
        ItemKind::Administrative => "administrative",
    }
}

impl Machine<'_> {
    pub(crate) fn item(&self, id: ItemId, item: &ItemDef) -> Evaluated {
        let ((mut outcome, money, records), uses) = self.tracking(|| match item.kind {
            ItemKind::Benefit => self.benefit(item),
            ItemKind::Duty | ItemKind::Target => self.duty(item),
            ItemKind::Encouragement | ItemKind::Administrative => self.informational(item),
        });
        self.add_uses(item, &uses, &mut outcome);
        Evaluated { id, outcome, money, records }
    }

    /// Whether an item is for the subject asked about; open when the subject is not known.
    fn subject_gate(&self, item: &ItemDef) -> Abs {
        if item.subjects.is_empty() {
            return Abs::bool(true);
        }
        match self.profile.subject() {
            Some(subject) => Abs::bool(item.subjects.contains(&subject)),
            None if item.subjects.len() == self.policy.subjects.len() => Abs::bool(true),
            None => Abs::open(super::abs::Dom::Bool { yes: true, no: true }, Cause::Subject),
        }
    }

    fn in_force(&self, item: &ItemDef) -> Abs {
        let parts: Vec<Abs> = item.in_force.iter().map(|period| self.covers(period, self.context.as_of)).collect();
        all(&parts)
    }

    fn for_subject(&self, item: &ItemDef) -> bool {
        let Some(subject) = self.profile.subject() else { return true };
        if item.subjects.is_empty() {
            // Administrative duties and targets without a named bearer are the government's.
            let government =
                self.policy.subjects.get(subject.0).is_some_and(|subject| subject.key == "government_unit");
            return government || !matches!(item.kind, ItemKind::Administrative | ItemKind::Target);
        }
        item.subjects.contains(&subject)
    }

    fn blank(&self, item: &ItemDef, status: Status) -> ItemOutcome {
        let windows = item.in_force.iter().map(|period| self.window("in_force", period, None)).collect();
        let hints = item
            .hints
            .iter()
            .filter(|(when, _)| when.as_ref().is_none_or(|when| self.eval(when, None).as_truth() == Truth::TRUE));
        let measure = self.policy.measures.get(item.measure.0);
        let text = item.text.clone().filter(|text| *text != item.title);
        let statement =
            Statement { text, act: item.act.clone(), scope: item.scope.clone(), consequence: item.consequence.clone() };
        let empty = statement.text.is_none()
            && statement.act.is_none()
            && statement.scope.is_none()
            && statement.consequence.is_none();
        ItemOutcome {
            item: item.id.clone(),
            measure: measure.map_or(0, |measure| measure.number),
            title: item.title.clone(),
            kind: kind_word(item.kind),
            status,
            exception_possible: false,
            problem: None,
            grant: item.grant.as_ref().map(|grant| self.grant(grant)),
            amount: amount(item, status, None),
            conditions: Vec::new(),
            records: Vec::new(),
            needs: Vec::new(),
            pending: Vec::new(),
            missing_parameters: Vec::new(),
            events: Vec::new(),
            open_readings: Vec::new(),
            external: Vec::new(),
            windows,
            deadlines: item.deadline.iter().map(|period| self.deadline(period)).collect(),
            payer: self.payment(&item.payments, PaymentRole::Payer, None),
            fund: self.payment(&item.payments, PaymentRole::Fund, None),
            channel: self.payment(&item.payments, PaymentRole::Channel, None),
            officials: item.parties.officials.clone(),
            lead: item.parties.lead.clone(),
            responsible: item.parties.responsible.clone(),
            sources: item.sources.clone(),
            readings: Vec::new(),
            parameters: Vec::new(),
            presumed: Vec::new(),
            approvals: Vec::new(),
            statement: (!empty).then_some(statement),
            figures: item
                .figures
                .iter()
                .map(|(label, value)| Figure { label: label.clone(), value: value.clone() })
                .collect(),
            unstated: item.unstated.clone(),
            hints: hints.map(|(_, text)| text.clone()).collect(),
            for_subject: self.for_subject(item),
        }
    }

    /// Gates, conditions, status and money of a benefit; `None` when it is not in force or not for this subject.
    pub(crate) fn judge(&self, item: &ItemDef) -> Option<Judged> {
        let gate = all(&[self.in_force(item), self.subject_gate(item)]);
        if gate.as_truth() == Truth::FALSE {
            return None;
        }
        let outside = self.conjunction(&item.tests, None);
        let mut listed = item.each.as_ref().map(|each| self.listed(item, each));
        let (value, hoped) = match &listed {
            Some(listed) => (
                all(&[outside.value.clone(), listed.value.clone()]),
                all(&[outside.hoped.clone(), listed.hoped.clone()]),
            ),
            None => (outside.value.clone(), outside.hoped.clone()),
        };
        let status = if gate.as_truth() == Truth::TRUE { status(&value, &hoped) } else { Status::Undetermined };
        let direct = item.amount.as_ref().map(|amount| self.money(amount, None));
        let money = direct.or(listed.as_mut().and_then(|listed| listed.money.take()));
        let money = money.map(|money| self.apply_stages(money, &item.stages, None));
        Some(Judged { gate, outside, listed, value, status, money })
    }

    fn benefit(&self, item: &ItemDef) -> (ItemOutcome, Option<Money>, Vec<RecordResult>) {
        let Some(judged) = self.judge(item) else {
            return (self.blank(item, Status::NotApplicable), None, Vec::new());
        };
        let Judged { gate, outside, listed, value, status, money } = judged;
        let mut outcome = self.blank(item, status);
        let records = self.fill_conditions(&mut outcome, outside, listed, item);
        outcome.amount = amount(item, status, money.as_ref());
        let failed: Vec<bool> = outcome.conditions.iter().map(|line| line.holds == Some(false)).collect();
        outcome.exception_possible &= status == Status::NotEligible && failed.contains(&true);
        outcome.problem = match status {
            Status::Fault => value.fault.clone(),
            Status::Conflict => value.conflict.clone(),
            _ => None,
        };
        if status != Status::NotEligible {
            let mut open: Causes = gate.open.iter().chain(&value.open).cloned().collect();
            if let Some(money) = &money {
                open.extend(money.value.open.iter().cloned());
            }
            self.fill_open(&mut outcome, &open);
        }
        (outcome, money, records)
    }

    fn fill_conditions(
        &self,
        outcome: &mut ItemOutcome,
        outside: Conjunction,
        listed: Option<Listed>,
        item: &ItemDef,
    ) -> Vec<RecordResult> {
        let outside_failed = outside.value.as_truth() == Truth::FALSE;
        let mut exception = outside.exception_possible;
        for test in outside.tested {
            outcome.approvals.extend(test.approval);
            outcome.external.extend(test.external);
            outcome.windows.extend(test.window);
            if test.presumed {
                outcome.presumed.push(test.line.label.clone());
            }
            let source = test.line.source.or(item.sources.first().copied());
            outcome.conditions.push(ConditionOutcome { source, ..test.line });
        }
        let Some(listed) = listed else {
            outcome.exception_possible = exception;
            return Vec::new();
        };
        let failed = listed.value.as_truth() == Truth::FALSE;
        exception = match (outside_failed, failed) {
            (true, true) => exception && listed.exception_possible,
            (true, false) => exception,
            (false, true) => listed.exception_possible,
            (false, false) => false,
        };
        outcome.exception_possible = exception;
        outcome.conditions.push(ConditionOutcome {
            label: match self.context.lang {
                crate::diagnostic::Lang::Zh => "逐笔".to_owned(),
                crate::diagnostic::Lang::En => "records".to_owned(),
            },
            text: None,
            kind: "records",
            holds: known(&listed.value),
            because: self.records_because(&listed),
            source: item.sources.first().copied(),
            needs: needs(&listed.value.open),
        });
        outcome.records = listed.lines;
        outcome.approvals.extend(listed.approvals);
        outcome.external.extend(listed.external);
        outcome.presumed.extend(listed.presumed);
        // Those of the records differ from each other already.
        let mut windows = listed.windows;
        windows.retain(|window| !outcome.windows.contains(window));
        outcome.windows.append(&mut windows);
        outcome.hints.extend(listed.hints);
        if outcome.payer.is_none() {
            let mut payers: Vec<&String> = outcome.records.iter().filter_map(|record| record.payer.as_ref()).collect();
            payers.dedup();
            if let [payer] = payers.as_slice() {
                outcome.payer = Some((*payer).clone());
            }
        }
        listed.records
    }

    fn records_because(&self, listed: &Listed) -> String {
        let count = |wanted: Status| listed.records.iter().filter(|record| record.status == wanted).count();
        let words = match self.context.lang {
            crate::diagnostic::Lang::Zh => [
                (Status::Eligible, "符合"),
                (Status::PendingApproval, "待批准"),
                (Status::Undetermined, "待定"),
                (Status::NotEligible, "不符合"),
                (Status::Fault, "无法计算"),
                (Status::Conflict, "规则冲突"),
            ],
            crate::diagnostic::Lang::En => [
                (Status::Eligible, "eligible"),
                (Status::PendingApproval, "pending"),
                (Status::Undetermined, "open"),
                (Status::NotEligible, "not eligible"),
                (Status::Fault, "faulty"),
                (Status::Conflict, "in conflict"),
            ],
        };
        let parts: Vec<String> = words
            .iter()
            .map(|(status, word)| (count(*status), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{word} {count}"))
            .collect();
        match (parts.is_empty(), self.context.lang) {
            (true, _) => listed.because.clone(),
            (false, crate::diagnostic::Lang::Zh) => format!("{}，其中{}", listed.because, parts.join("、")),
            (false, crate::diagnostic::Lang::En) => format!("{}, of which {}", listed.because, parts.join(", ")),
        }
    }

    fn fill_open(&self, outcome: &mut ItemOutcome, open: &Causes) {
        outcome.needs = needs(open);
        outcome.pending = pending(open);
        for cause in open {
            match cause {
                Cause::Param(id) => {
                    outcome.missing_parameters.extend(self.policy.params.get(id.0).map(|param| param.key.clone()))
                }
                Cause::Event(id) => outcome.events.extend(self.policy.events.get(id.0).map(|event| event.key.clone())),
                Cause::Reading(id) => {
                    outcome.open_readings.extend(self.policy.readings.get(id.0).map(|reading| reading.name.clone()));
                }
                Cause::External(text) if !outcome.external.contains(text) => outcome.external.push(text.clone()),
                _ => {}
            }
        }
    }

    /// Duties and targets: applies? done? due? `None` when it is not in force or not for this subject.
    pub(crate) fn judge_duty(&self, item: &ItemDef) -> Option<JudgedDuty> {
        let gate = all(&[self.in_force(item), self.subject_gate(item)]);
        if gate.as_truth() == Truth::FALSE {
            return None;
        }
        let tests = self.conjunction(&item.tests, None);
        let trigger = item.trigger.as_ref().map(|trigger| self.eval(trigger, None));
        let applies = all(&[vec![gate, tests.value.clone()], trigger.iter().cloned().collect()].concat());
        let done = item.fulfilled.as_ref().map(|done| self.eval(done, None));
        let (status, open) = match applies.as_truth().is_definite() {
            Some(Truths::False) => (Status::NotApplicable, Causes::new()),
            Some(Truths::Fault) => (Status::Fault, Causes::new()),
            Some(Truths::Conflict) => (Status::Conflict, Causes::new()),
            Some(Truths::True) => self.due(item, done.as_ref()),
            None => {
                let mut open = applies.open.clone();
                open.extend(done.iter().flat_map(|done| done.open.clone()));
                open.extend(item.deadline.iter().flat_map(|deadline| self.in_time(deadline).open));
                let starts = item.deadline.iter().filter_map(|deadline| self.ends(deadline, None).0);
                open.extend(starts.flat_map(|from| from.open));
                (Status::Undetermined, open)
            }
        };
        Some(JudgedDuty { tests, trigger, applies, done, status, open })
    }

    fn duty(&self, item: &ItemDef) -> (ItemOutcome, Option<Money>, Vec<RecordResult>) {
        let Some(judged) = self.judge_duty(item) else {
            return (self.blank(item, Status::NotApplicable), None, Vec::new());
        };
        let JudgedDuty { tests, trigger, applies, done, status, open } = judged;
        let mut outcome = self.blank(item, status);
        let late = item.deadline.as_ref().map(|deadline| self.in_time(deadline));
        let parts = [Some(&applies), done.as_ref(), late.as_ref()];
        let mut parts = parts.into_iter().flatten();
        outcome.problem = match status {
            Status::Fault => parts.find_map(|part| part.fault.clone()),
            Status::Conflict => parts.find_map(|part| part.conflict.clone()),
            _ => None,
        };
        self.fill_conditions(&mut outcome, tests, None, item);
        outcome.exception_possible = false;
        let lines = [("触发", "trigger", &item.trigger, &trigger), ("达标", "fulfilled", &item.fulfilled, &done)];
        for (label, kind, expr, value) in lines {
            if let (Some(expr), Some(value)) = (expr, value) {
                outcome.conditions.push(ConditionOutcome {
                    label: label.to_owned(),
                    text: None,
                    kind,
                    holds: known(value),
                    because: self.because(expr, None),
                    source: item.sources.first().copied(),
                    needs: needs(&value.open),
                });
            }
        }
        self.fill_open(&mut outcome, &open);
        (outcome, None, Vec::new())
    }

    /// The status of a duty or target that applies.
    fn due(&self, item: &ItemDef, done: Option<&Abs>) -> (Status, Causes) {
        let truth = done.map(|done| done.as_truth().is_definite());
        match truth {
            Some(Some(Truths::True)) => return (Status::Met, Causes::new()),
            Some(Some(Truths::Fault)) => return (Status::Fault, Causes::new()),
            Some(Some(Truths::Conflict)) => return (Status::Conflict, Causes::new()),
            _ => {}
        }
        let failed = truth == Some(Some(Truths::False));
        let done_open = done.map(|done| done.open.clone()).unwrap_or_default();
        let Some(deadline) = &item.deadline else {
            return match (truth, item.kind) {
                (Some(None), _) => (Status::Undetermined, done_open),
                // A standing duty that is tested and not kept is broken; a target without a day can still be reached.
                (Some(_), ItemKind::Duty) => (Status::NotMet, Causes::new()),
                _ => (Status::InProgress, Causes::new()),
            };
        };
        let in_time = self.in_time(deadline);
        let window = self.window("deadline", deadline, None);
        if window.state == "not_yet" && done.is_none() {
            return (Status::NotDue, Causes::new());
        }
        match in_time.as_truth().is_definite() {
            Some(Truths::True) if failed || done.is_none() => {
                let status = if window.state == "not_yet" { Status::NotDue } else { Status::InProgress };
                // Whether the period has begun may hang on an event.
                if window.state == "unknown" {
                    let mut open = in_time.open;
                    open.extend(self.ends(deadline, None).0.into_iter().flat_map(|from| from.open));
                    (Status::Undetermined, open)
                } else {
                    (status, Causes::new())
                }
            }
            Some(Truths::False) if failed => (Status::NotMet, Causes::new()),
            Some(Truths::Fault) => (Status::Fault, Causes::new()),
            Some(Truths::Conflict) => (Status::Conflict, Causes::new()),
            _ => {
                let mut open = done_open;
                open.extend(in_time.open);
                open.extend(self.ends(deadline, None).0.into_iter().flat_map(|from| from.open));
                (Status::Undetermined, open)
            }
        }
    }

    fn informational(&self, item: &ItemDef) -> (ItemOutcome, Option<Money>, Vec<RecordResult>) {
        let mut outcome = self.blank(item, Status::Informational);
        let tests = self.conjunction(&item.tests, None);
        self.fill_conditions(&mut outcome, tests, None, item);
        outcome.exception_possible = false;
        (outcome, None, Vec::new())
    }

    fn grant(&self, grant: &GrantDef) -> Grant {
        let day = |expr: &Option<Expr>, last: bool| -> Option<NaiveDate> {
            match self.eval(expr.as_ref()?, None).known()? {
                Value::Date(day) => Some(day),
                Value::Month(month) if last => Some(month.last_day()),
                Value::Month(month) => Some(month.first_day()),
                _ => None,
            }
        };
        let from = day(&grant.from, false);
        let length = grant.longest.as_ref().and_then(|length| {
            let number = self.eval(length, None).known_number().and_then(crate::value::number::Number::to_i64)?;
            let months = length.ty == Type::Number(crate::value::unit::Unit::base(crate::value::unit::BaseUnit::MONTH));
            Some((months, number))
        });
        let ends = from.zip(length).and_then(|(from, (months, length))| {
            let next = if months { add_months(from, i32::try_from(length).ok()?)? } else { add_days(from, length)? };
            add_days(next, -1)
        });
        let until = match (ends, day(&grant.until, true)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Grant {
            nature: grant.nature.clone(),
            text: grant.text.clone(),
            in_principle: grant.soft,
            longest: grant.longest.as_ref().map(|length| self.show(length, None)),
            from: from.map(|day| day.to_string()),
            until: until.map(|day| day.to_string()),
        }
    }

    /// The payment text whose condition holds; none while it is open.
    pub(crate) fn payment(&self, payments: &[PaymentDef], role: PaymentRole, frame: Frame) -> Option<String> {
        for payment in payments.iter().filter(|payment| payment.role == role) {
            let holds = payment.when.as_ref().map_or(Truth::TRUE, |when| self.eval(when, frame).as_truth());
            if holds == Truth::TRUE {
                let parts = payment.parts.iter().map(|part| match part {
                    PaymentPart::Words(words) => words.clone(),
                    PaymentPart::Fact(id) => self.show_value(*id, &self.fact(*id, frame)),
                });
                return Some(parts.collect());
            }
            if holds != Truth::FALSE {
                return None;
            }
        }
        None
    }

    fn add_uses(&self, item: &ItemDef, uses: &Uses, outcome: &mut ItemOutcome) {
        let mut readings: Vec<ReadingRef> = uses
            .readings
            .iter()
            .chain(&item.rests_on)
            .filter_map(|id| {
                let reading = self.policy.readings.get(id.0)?;
                let adopted = self.adopted(*id).and_then(|index| reading.alternatives.get(index));
                Some(ReadingRef { name: reading.name.clone(), adopted: adopted.map(|(name, _)| name.clone()) })
            })
            .collect();
        readings.sort();
        readings.dedup();
        outcome.readings = readings;
        outcome.parameters = uses
            .params
            .iter()
            .filter_map(|(id, value)| {
                let param = self.policy.params.get(id.0)?;
                let given = self.context.params.contains_key(id);
                Some(ParameterRef {
                    key: param.key.clone(),
                    name: param.name.clone(),
                    value: value.as_ref().map(|value| self.write(value, &param.ty, param.form.as_ref(), false)),
                    status: if given && value.is_some() {
                        "given".to_owned()
                    } else if value.is_none() {
                        "missing".to_owned()
                    } else {
                        param.status.to_owned()
                    },
                    source: if given { None } else { param.source.clone() },
                })
            })
            .collect();
    }
}
