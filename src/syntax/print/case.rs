//! Test cases. Owns their canonical form.

use super::Printer;
use super::literal::day;
use crate::span::Span;
use crate::syntax::ast::{CaseClause, CaseDecl, Expectation, Expr, Name};
use crate::syntax::keywords;

impl Printer<'_> {
    pub(super) fn case(&mut self, case: &CaseDecl) {
        self.key("case");
        self.text(&case.name);
        self.open();
        for clause in &case.clauses {
            self.at(place(clause));
            self.case_clause(clause);
            self.end();
        }
        self.close(case.span);
    }

    fn case_clause(&mut self, clause: &CaseClause) {
        match clause {
            CaseClause::AsOf(date) => {
                self.key("at");
                self.word(&day(date.day, self.keywords));
            }
            CaseClause::Subject(name) => {
                self.key("subject");
                self.name(name);
            }
            CaseClause::Given(name, value, _) => {
                self.key("given");
                self.name(name);
                self.word("=");
                self.expr(value);
            }
            CaseClause::Record(name, fields, span) => {
                self.key("given");
                self.name(name);
                if self.on_one_line(name.span, *span, fields) {
                    return;
                }
                self.open();
                for (field, value) in fields {
                    self.at(field.span);
                    self.name(field);
                    self.word("=");
                    self.expr(value);
                    self.end();
                }
                self.close(*span);
            }
            CaseClause::NoRecords(name, _) => {
                self.key("none");
                self.name(name);
            }
            CaseClause::Reading(reading, alternative, _) => {
                self.key("adopts");
                self.name(reading);
                self.name(alternative);
            }
            CaseClause::Parameter(name, value, _) => {
                self.key("parameter");
                self.name(name);
                self.word("=");
                self.expr(value);
            }
            CaseClause::Event(name, state, _) => {
                self.key("event");
                self.name(name);
                self.event_state(*state);
            }
            CaseClause::Expect(expectation) => self.expectation(expectation),
        }
    }

    /// A record written on one line stays on one, if it fits.
    fn on_one_line(&mut self, head: Span, whole: Span, fields: &[(Name, Expr)]) -> bool {
        let flat = |printer: &mut Printer<'_>| {
            printer.word("{");
            for (place, (field, value)) in fields.iter().enumerate() {
                if place > 0 {
                    printer.glue(" ");
                }
                printer.name(field);
                printer.word("=");
                printer.expr(value);
            }
            printer.word("}");
        };
        if fields.is_empty() || self.apart_within(head, whole) || self.too_wide(flat) {
            return false;
        }
        flat(self);
        true
    }

    fn expectation(&mut self, expect: &Expectation) {
        self.key("expect");
        self.word(&expect.item.text);
        if let Some(outcome) = expect.status.as_ref().and_then(|status| keywords::by_key(&status.value)) {
            self.key(outcome.en);
        }
        if let Some(amount) = &expect.amount {
            self.key("amount");
            self.expr(amount);
        }
        if let Some((low, high)) = &expect.range {
            self.bounds(Some(low), high.as_ref());
        }
        match expect.needs.as_deref() {
            Some([]) => {
                self.key("needs");
                self.key("none");
            }
            Some(names) => {
                self.key("needs");
                self.names(names);
            }
            None => {}
        }
        if !expect.failed.is_empty() {
            self.key("fails");
            self.names(&expect.failed);
        }
    }
}

fn place(clause: &CaseClause) -> Span {
    match clause {
        CaseClause::AsOf(date) => date.span,
        CaseClause::Subject(name) => name.span,
        CaseClause::Given(.., span)
        | CaseClause::Record(.., span)
        | CaseClause::NoRecords(_, span)
        | CaseClause::Reading(.., span)
        | CaseClause::Parameter(.., span)
        | CaseClause::Event(.., span) => *span,
        CaseClause::Expect(expectation) => expectation.span,
    }
}
