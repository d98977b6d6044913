//! Items as formulas: gates, conditions with exceptions, amounts and stages. Lists stand by one record. Owns what
//! it takes for an item to be given.

use super::{Atom, Cut, Encoder, Quot, Sym, all, any, atom, no, relate, yes};
use crate::ir::{
    AmountDef, CompareOp, ExceptionDef, ItemDef, ListId, PeriodRef, RuleExpr, StageDef, Test, TestKind, Type,
};
use crate::solve::formula::Form;
use crate::solve::vars::{Name, Sort};
use crate::value::number::Number;

impl Encoder<'_> {
    /// When a base with exceptions is true, and when false. Where exceptions stand together, whatever one of them
    /// gives counts.
    pub(crate) fn rule(&mut self, rule: &RuleExpr) -> Result<(Form, Form), Cut> {
        self.rule_over(rule, None)
    }

    /// A rule that took the place of `replaced`: what its own `恢复` brings back.
    fn rule_over(&mut self, rule: &RuleExpr, replaced: Option<&(Form, Form)>) -> Result<(Form, Form), Cut> {
        let base = self.truth(&rule.base)?;
        if rule.exceptions.is_empty() {
            return Ok(base);
        }
        let standing = self.standing(&rule.exceptions)?;
        let mut none = Vec::new();
        for exception in &rule.exceptions {
            none.push(self.truth(&exception.when)?.1);
        }
        let none = all(none);
        let (mut yes, mut no) = (vec![all([none.clone(), base.0.clone()])], vec![all([none, base.1.clone()])]);
        for (exception, stands) in rule.exceptions.iter().zip(standing) {
            let (then_yes, then_no) = match &exception.then {
                Some(then) => self.rule_over(then, Some(&base))?,
                None => replaced.unwrap_or(&base).clone(),
            };
            yes.push(all([stands.clone(), then_yes]));
            no.push(all([stands, then_no]));
        }
        Ok((any(yes), any(no)))
    }

    /// What an exception of a condition puts in place of the base.
    pub(crate) fn then(&mut self, exception: &ExceptionDef, base: &(Form, Form)) -> Result<(Form, Form), Cut> {
        match &exception.then {
            Some(then) => self.rule_over(then, Some(base)),
            None => Ok(base.clone()),
        }
    }

    /// When each exception applies and none that applies goes before it.
    pub(crate) fn standing(&mut self, exceptions: &[ExceptionDef]) -> Result<Vec<Form>, Cut> {
        let mut tests = Vec::new();
        for exception in exceptions {
            tests.push(self.truth(&exception.when)?);
        }
        let stands = |index: usize| {
            let own = tests.get(index).map_or_else(no, |(holds, _)| holds.clone());
            let before = exceptions.iter().zip(&tests).filter(|(other, _)| other.over.contains(&index));
            all(core::iter::once(own).chain(before.map(|(_, (_, fails))| fails.clone())))
        };
        Ok((0..exceptions.len()).map(stands).collect())
    }

    /// When a conjunct holds.
    pub(crate) fn test(&mut self, test: &Test) -> Result<Form, Cut> {
        Ok(self.tested(test)?.0)
    }

    /// When a conjunct holds, and when it refuses. Rules elsewhere are taken to hold: nothing here can refuse by them.
    fn tested(&mut self, test: &Test) -> Result<(Form, Form), Cut> {
        Ok(match &test.kind {
            TestKind::Condition { rule, .. } => self.rule(rule)?,
            TestKind::Presumption(expr) => self.truth(expr)?,
            TestKind::Approval { fact, .. } => match self.fact(*fact)? {
                Sym::Truth(holds, fails) => (holds, fails),
                Sym::Cases(_) => (no(), no()),
            },
            TestKind::External { .. } => (yes(), no()),
            TestKind::Application { fact, period } => {
                let dates = self.fact(*fact)?;
                self.dated(dates, false, period)?
            }
            TestKind::Counting { date, period } => {
                let dates = self.expr(date)?;
                self.dated(dates, date.ty == Type::Month, period)?
            }
        })
    }

    fn dated(&mut self, dates: Sym, months: bool, period: &PeriodRef) -> Result<(Form, Form), Cut> {
        let Sym::Cases(dates) = dates else { return Ok((no(), no())) };
        let number = |(when, value)| if let super::Val::Number(quot) = value { Some((when, quot)) } else { None };
        let dates: Vec<(Form, Quot)> = dates.into_iter().filter_map(number).collect();
        Ok(match self.within(&dates, months, period)? {
            Sym::Truth(holds, fails) => (holds, fails),
            Sym::Cases(_) => (no(), no()),
        })
    }

    /// When the subject is one of the item's.
    pub(crate) fn subject(&mut self, item: &ItemDef) -> Result<Form, Cut> {
        let names: Vec<String> = self.policy.subjects.iter().map(|subject| subject.key.clone()).collect();
        let var = self.var(Name::Subject, || Sort::Member(names))?;
        if item.subjects.is_empty() {
            return Ok(yes());
        }
        let mask = item.subjects.iter().fold(0, |mask, id| mask | crate::ir::bit(id.0));
        Ok(atom(Atom::Member(var, mask)))
    }

    /// When the item is in force.
    pub(crate) fn in_force(&mut self, item: &ItemDef) -> Result<Form, Cut> {
        let as_of = vec![(yes(), self.as_of()?)];
        let mut parts = Vec::new();
        for period in &item.in_force {
            if let Sym::Truth(holds, _) = self.within(&as_of, false, period)? {
                parts.push(holds);
            }
        }
        Ok(all(parts))
    }

    /// When a list can have a record.
    pub(crate) fn record(&mut self, list: ListId) -> Result<Form, Cut> {
        let holder = self.policy.lists.get(list.0).and_then(|list| self.policy.facts.get(list.fact.0));
        match holder.and_then(|holder| holder.only_if.as_ref()) {
            Some((guard, _)) => {
                let refused = self.truth(guard)?.1;
                Ok(self.negate(&refused))
            }
            None => Ok(yes()),
        }
    }

    /// Everything an item asks, gates first; a list by one record.
    pub(crate) fn asked(&mut self, item: &ItemDef) -> Result<Vec<Form>, Cut> {
        let mut parts = vec![self.subject(item)?, self.in_force(item)?];
        for test in &item.tests {
            parts.push(self.test(test)?);
        }
        if let Some(each) = &item.each {
            parts.push(self.record(each.list)?);
            for test in &each.tests {
                parts.push(self.test(test)?);
            }
        }
        Ok(parts)
    }

    /// When an item is refused: a gate or a conjunct is false; a list by its one record.
    pub(crate) fn refused(&mut self, item: &ItemDef) -> Result<Form, Cut> {
        let subject = self.subject(item)?;
        let in_force = self.in_force(item)?;
        let mut parts = vec![self.negate(&subject), self.negate(&in_force)];
        for test in item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests)) {
            parts.push(self.tested(test)?.1);
        }
        Ok(any(parts))
    }

    /// The amount of an item or of its one record, before stages.
    pub(crate) fn base_amount(&mut self, amount: &AmountDef) -> Result<Vec<(Form, Quot)>, Cut> {
        self.number(&amount.value)
    }

    /// An amount after a stage.
    pub(crate) fn staged(&mut self, amount: &[(Form, Quot)], stage: &StageDef) -> Result<Vec<(Form, Quot)>, Cut> {
        let (expr, keep) = match stage {
            StageDef::Cap(expr) => (expr, CompareOp::Le),
            StageDef::Floor(expr) => (expr, CompareOp::Ge),
            StageDef::Less(expr) => (expr, CompareOp::Gt),
        };
        let less = matches!(stage, StageDef::Less(_));
        let limits = self.number(expr)?;
        let mut cases = Vec::new();
        for (when, value) in amount {
            for (and, limit) in &limits {
                let guard = all([when.clone(), and.clone()]);
                let Some(gap) = value.sub(limit) else { return Err(Cut::cases()) };
                let kept = if less { gap.clone() } else { value.clone() };
                let instead = if less { Quot::constant(Number::zero()) } else { limit.clone() };
                cases.push((all([guard.clone(), relate(&gap, keep)]), kept));
                cases.push((all([guard, relate(&gap, super::opposite(keep))]), instead));
            }
        }
        cases.retain(|(when, _)| !super::is_no(when));
        if cases.len() > super::MAX_CASES {
            return Err(Cut::cases());
        }
        Ok(cases)
    }

    /// When an amount relates to another.
    pub(crate) fn compared(a: &[(Form, Quot)], b: &[(Form, Quot)], op: CompareOp) -> Option<Form> {
        let mut parts = Vec::new();
        for (when, a) in a {
            for (and, b) in b {
                parts.push(all([when.clone(), and.clone(), relate(&a.sub(b)?, op)]));
            }
        }
        Some(any(parts))
    }
}
