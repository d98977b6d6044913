//! Names in measures, items, conditions and cases.

use super::super::{Decl, DeclId, Kind, ScopeId};
use super::{Cx, Resolver};
use crate::span::Span;
use crate::syntax::ast::{self, CaseClause, Clause, MeasureClause, Name};

impl Resolver<'_> {
    pub(super) fn measure(&mut self, measure: &ast::Measure) {
        let scope = self.body(measure.span, 0);
        let cx = Cx { scope, list: None };
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Parties(parties) => self.parties(&parties.names),
                MeasureClause::Paragraph(paragraph) => {
                    for parties in &paragraph.parties {
                        self.parties(&parties.names);
                    }
                }
                MeasureClause::Condition(condition) => {
                    // A shared condition is read where it is used: in that item's scope, in the records of its list.
                    let used = self.shared.get(&(scope, condition.label.text.clone())).copied().unwrap_or(scope);
                    self.condition(condition, Cx { scope: used, list: self.index.list_of(used) });
                }
                MeasureClause::Define(definition) => self.definition(definition, scope),
                MeasureClause::Reading(reading) => self.reading(reading, scope),
                MeasureClause::Item(item) => {
                    let scope = self.body(item.span, scope);
                    self.clauses(&item.clauses, Cx { scope, list: None });
                }
                MeasureClause::Combination(combination) => self.combination(combination),
                MeasureClause::InForce(period) => self.period(period, cx),
                MeasureClause::Case(case) => self.case(case),
                MeasureClause::Chapter(_) | MeasureClause::Cites(_) => {}
            }
        }
    }

    fn parties(&mut self, names: &[Name]) {
        for name in names {
            let found = self.index.parties.get(&name.text).copied();
            self.mark_name(name, found);
        }
    }

    pub(super) fn combination(&mut self, combination: &ast::Combination) {
        for name in &combination.items {
            let found = self.index.items.get(&name.text).copied();
            self.mark_name(name, found);
        }
        if let ast::Per::List(name) = &combination.per {
            let found = self.index.find(0, &name.text);
            self.mark_name(name, found);
        }
    }

    fn condition(&mut self, condition: &ast::Condition, cx: Cx) {
        match &condition.test {
            Some(test) => self.expr(test, cx, None),
            None => {
                let found = self.label(&condition.label.text, cx.scope);
                self.mark_name(&condition.label, found);
            }
        }
        self.exceptions(&condition.exceptions, cx);
    }

    fn label(&self, label: &str, scope: ScopeId) -> Option<DeclId> {
        self.index.chain(scope).find_map(|scope| scope.conditions.get(label).copied())
    }

    fn exceptions(&mut self, exceptions: &[ast::Exception], cx: Cx) {
        for exception in exceptions {
            self.expr(&exception.when, cx, None);
            if let Some(then) = &exception.then {
                self.expr(then, cx, None);
            }
            for name in &exception.over {
                let sibling = exceptions.iter().find(|other| other.label.text == name.text);
                let found = sibling.and_then(|sibling| self.declared_at(sibling.label.span));
                self.mark_name(name, found);
            }
            self.exceptions(&exception.exceptions, cx);
        }
    }

    fn declared_at(&self, span: Span) -> Option<DeclId> {
        self.index.decls.iter().position(|decl| decl.name_span == span)
    }

    fn clauses(&mut self, clauses: &[Clause], cx: Cx) {
        for clause in clauses {
            self.clause(clause, cx);
        }
    }

    fn clause(&mut self, clause: &Clause, cx: Cx) {
        match clause {
            Clause::Subjects(names, _) => {
                for name in names {
                    let found = self.index.find(0, &name.text);
                    let subject = found.filter(|id| self.index.decl(*id).is_some_and(|d| d.kind == Kind::Subject));
                    self.mark_name(name, subject);
                }
            }
            Clause::Condition(condition) | Clause::Presumption(condition) => self.condition(condition, cx),
            Clause::Approval(approval) => {
                if let ast::Authority::Party(name) = &approval.authority {
                    self.parties(core::slice::from_ref(name));
                }
                let found = self.find(&approval.fact.text, cx);
                self.mark_name(&approval.fact, found);
            }
            Clause::Application { fact, period, .. } => {
                let found = self.find(&fact.text, cx);
                self.mark_name(fact, found);
                self.period(period, cx);
            }
            Clause::Counting { date, period, .. } => {
                self.expr(date, cx, None);
                self.period(period, cx);
            }
            Clause::InForce(period) | Clause::Deadline { period, .. } => self.period(period, cx),
            Clause::Amount(amount) => self.expr(&amount.value, cx, None),
            Clause::Stage(stage) => match &stage.stage {
                ast::Stage::Cap(value) | ast::Stage::Floor(value) | ast::Stage::Less(value) => {
                    self.expr(value, cx, None);
                }
                ast::Stage::Round(_) => {}
            },
            Clause::PerRecord(each) => {
                let list = self.index.find(cx.scope, &each.list.text);
                self.mark_name(&each.list, list);
                self.clauses(&each.clauses, Cx { scope: self.body(each.span, cx.scope), list });
            }
            Clause::Grant(grant) => {
                for value in grant.longest.iter().chain(&grant.from).chain(&grant.until) {
                    self.expr(value, cx, None);
                }
            }
            Clause::Payment(payment) => {
                for part in &payment.parts {
                    if let ast::PaymentPart::Fact(name) = part {
                        let found = self.find(&name.text, cx);
                        self.mark_name(name, found);
                    }
                }
                if let Some(when) = &payment.when {
                    self.expr(when, cx, None);
                }
            }
            Clause::Hint { when, .. } => {
                if let Some(when) = when {
                    self.expr(when, cx, None);
                }
            }
            Clause::Figure { value, .. } => self.expr(value, cx, None),
            Clause::Parties(parties) => self.parties(&parties.names),
            Clause::Readings(names, _) => {
                for name in names {
                    let found = self.index.find(cx.scope, &name.text);
                    self.mark_name(name, found);
                }
            }
            Clause::Trigger(expr, _) | Clause::Fulfilled(expr, _) | Clause::Compliant(expr, _) => {
                self.expr(expr, cx, None);
            }
            Clause::Define(definition) => self.definition(definition, cx.scope),
            Clause::Case(case) => self.case(case),
            Clause::Sources(_)
            | Clause::External(_)
            | Clause::Act(_)
            | Clause::Consequence(_)
            | Clause::Unstated(_)
            | Clause::Cites(_) => {}
        }
    }

    // ── cases ──

    pub(super) fn case(&mut self, case: &ast::CaseDecl) {
        for clause in &case.clauses {
            self.case_clause(clause);
        }
    }

    fn case_clause(&mut self, clause: &CaseClause) {
        let cx = Cx { scope: 0, list: None };
        match clause {
            CaseClause::Given(name, value, _) | CaseClause::Parameter(name, value, _) => {
                let found = self.index.find(0, &name.text);
                self.mark_name(name, found);
                let values = found.and_then(|id| self.index.decl(id)?.values.clone());
                self.expr(value, cx, values.as_deref());
            }
            CaseClause::Record(name, fields, _) => {
                let list = self.index.find(0, &name.text);
                self.mark_name(name, list);
                for (field, value) in fields {
                    let found = list.and_then(|list| self.field(&field.text, Some(list)));
                    self.mark_name(field, found);
                    let values = found.and_then(|id| self.index.decl(id)?.values.clone());
                    self.expr(value, cx, values.as_deref());
                }
            }
            CaseClause::Subject(name) | CaseClause::NoRecords(name, _) | CaseClause::Event(name, _, _) => {
                let found = self.index.find(0, &name.text);
                self.mark_name(name, found);
            }
            CaseClause::Reading(name, alternative, _) => {
                let reading = self.index.readings.get(&name.text).copied();
                self.mark_name(name, reading);
                let of = |decl: &Decl| {
                    decl.kind == Kind::Alternative && decl.parent == reading && decl.name == alternative.text
                };
                let found = reading.and_then(|_| self.index.decls.iter().position(of));
                self.mark_name(alternative, found);
            }
            CaseClause::Expect(expectation) => {
                let item = self.index.items.get(&expectation.item.text).copied();
                self.mark_name(&expectation.item, item);
                for name in expectation.needs.iter().flatten() {
                    let found = self.find(&name.text, cx);
                    self.mark_name(name, found);
                }
                for name in &expectation.failed {
                    let found = item.and_then(|item| self.label_of(&name.text, item));
                    self.mark_name(name, found);
                }
            }
            CaseClause::AsOf(_) => {}
        }
    }

    /// A condition of an item, or a shared one of its measure.
    fn label_of(&self, label: &str, item: DeclId) -> Option<DeclId> {
        let measure = self.index.decl(item)?.parent;
        let of = |parent: Option<DeclId>| {
            self.index
                .decls
                .iter()
                .position(|decl| decl.kind == Kind::Condition && decl.name == label && decl.parent == parent)
        };
        of(Some(item)).or_else(|| measure.and_then(|measure| of(Some(measure))))
    }
}
