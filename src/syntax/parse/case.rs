//! Test cases written next to the rules. Owns their assembly.

use super::decl::SET_CALL;
use super::kids::{Kids, only};
use super::place::Place;
use super::{Builder, Pair, Rule};
use crate::span::Span;
use crate::syntax::ast::{CaseClause, CaseDecl, Expectation, Expr, Name, Text};

impl Builder<'_> {
    pub(super) fn case(&mut self, pair: Pair<'_>) -> Option<CaseDecl> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_text(&mut kids)?;
        let mut clauses = Vec::new();
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            if kid.as_rule() == Rule::bad_case {
                self.bad(&kid, Place::Case);
            } else {
                let clause = self.case_clause(kid, span);
                clauses.extend(self.kept(span, clause));
            }
        }
        Some(CaseDecl { name, clauses, span })
    }

    fn case_clause(&mut self, pair: Pair<'_>, span: Span) -> Option<CaseClause> {
        let rule = pair.as_rule();
        if rule == Rule::as_of {
            return self.day_in(pair).map(CaseClause::AsOf);
        }
        if rule == Rule::expect {
            return self.expectation(pair, span).map(CaseClause::Expect);
        }
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        Some(match rule {
            Rule::case_subject => CaseClause::Subject(name),
            Rule::given => match kids.accept(Rule::record) {
                Some(record) => CaseClause::Record(name, self.record(record), span),
                None => CaseClause::Given(name, self.listed(kids, SET_CALL, false)?, span),
            },
            Rule::no_records => CaseClause::NoRecords(name, span),
            Rule::case_reading => CaseClause::Reading(name, self.next_name(&mut kids)?, span),
            Rule::case_param => CaseClause::Parameter(name, self.listed(kids, SET_CALL, false)?, span),
            Rule::case_event => {
                let state = self.event_state(kids.accept(Rule::event_state)?)?;
                CaseClause::Event(name, state, span)
            }
            _ => return None,
        })
    }

    fn record(&mut self, pair: Pair<'_>) -> Vec<(Name, Expr)> {
        let mut fields = Vec::new();
        self.sibling = None;
        for kid in Kids::of(pair) {
            if kid.as_rule() == Rule::bad_field {
                self.bad(&kid, Place::Field);
                continue;
            }
            let span = self.span(&kid);
            let mut kids = Kids::of(kid);
            let field = self.next_name(&mut kids).zip(self.next_expr(&mut kids));
            fields.extend(self.kept(span, field));
        }
        fields
    }

    fn expectation(&mut self, pair: Pair<'_>, span: Span) -> Option<Expectation> {
        let mut kids = Kids::of(pair);
        let item = kids.accept(Rule::item_id)?;
        let item = self.id(&item);
        let mut out =
            Expectation { item, status: None, amount: None, range: None, needs: None, failed: Vec::new(), span };
        self.sibling = None;
        for kid in kids {
            let span = self.span(&kid);
            match kid.as_rule() {
                Rule::outcome => {
                    let word = only(kid).map(|rule| format!("{rule:?}"));
                    let value = word.as_deref().and_then(|word| word.strip_prefix("kw_")).unwrap_or("").to_owned();
                    self.once(&mut out.status, Text { value, span }, span, "结论", "status");
                }
                Rule::expect_amount => {
                    let Some(amount) = self.expr_in(kid) else { continue };
                    self.once(&mut out.amount, amount, span, "金额", "amount");
                }
                Rule::bounds => {
                    let Some((Some(low), high)) = self.bounds(kid) else {
                        let found = self.error(
                            crate::diagnostic::Code::Syntax,
                            span,
                            "期望的范围要写下限",
                            "an expected range states its lower end",
                        );
                        found.help = Some(crate::diagnostic::Words::new(
                            "例如 范围 0元 至 100元，或 范围 至少 0元",
                            "e.g. bounds 0yuan to 100yuan, or bounds at_least 0yuan",
                        ));
                        continue;
                    };
                    self.once(&mut out.range, (low, high), span, "范围", "bounds");
                }
                Rule::needs => {
                    let names = self.names(&mut Kids::of(kid));
                    self.once(&mut out.needs, names, span, "需要", "needs");
                }
                _ => out.failed.extend(self.names(&mut Kids::of(kid))),
            }
        }
        Some(out)
    }
}
