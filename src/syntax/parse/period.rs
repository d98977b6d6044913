//! Written periods. Owns their forms; knows nothing of dates that are computed.

use super::kids::{Kids, fold};
use super::{Builder, Pair, Rule};
use crate::span::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, PeriodEnd, PeriodExpr};

impl Builder<'_> {
    /// The period among a clause's children.
    pub(super) fn period_in(&mut self, pair: Pair<'_>) -> Option<PeriodExpr> {
        let pair = Kids::of(pair).find(|kid| kid.as_rule() == Rule::period)?;
        self.period(pair)
    }

    pub(super) fn period(&mut self, pair: Pair<'_>) -> Option<PeriodExpr> {
        let span = self.span(&pair);
        let form = Kids::of(pair).next()?;
        let rule = form.as_rule();
        if rule == Rule::calendar {
            return self.calendar(form, span);
        }
        let mut kids = Kids::of(form);
        let first = self.next_end(&mut kids)?;
        match rule {
            Rule::period_to => {
                let at_least = self.at_least(&mut kids);
                Some(PeriodExpr::Between { from: None, to: Some(first), at_least, span })
            }
            Rule::period_from => {
                if let Some(length) = kids.accept(Rule::period_length) {
                    let length = self.length_in(length)?;
                    return Some(PeriodExpr::Lasting { from: first, length, span });
                }
                let to = self.next_end(&mut kids);
                let at_least = self.at_least(&mut kids);
                Some(PeriodExpr::Between { from: Some(first), to, at_least, span })
            }
            _ => self.named(first, kids, span),
        }
    }

    fn named(&mut self, first: PeriodEnd, mut kids: Kids<'_>, span: Span) -> Option<PeriodExpr> {
        match kids.next() {
            Some(tail) if tail.as_rule() == Rule::period_within => {
                let length = self.length_in(tail)?;
                Some(PeriodExpr::Within { anchor: first, length, span })
            }
            Some(tail) => {
                let mut kids = Kids::of(tail);
                let to = self.next_end(&mut kids);
                let at_least = self.at_least(&mut kids);
                Some(PeriodExpr::Between { from: Some(first), to, at_least, span })
            }
            None => Some(match first {
                PeriodEnd::Named(name) => PeriodExpr::Named(name),
                PeriodEnd::Month(month, _) => PeriodExpr::Calendar { from: month, to: month, span },
                day @ PeriodEnd::Day(_) => {
                    PeriodExpr::Between { from: Some(day.clone()), to: Some(day), at_least: None, span }
                }
            }),
        }
    }

    fn calendar(&mut self, form: Pair<'_>, span: Span) -> Option<PeriodExpr> {
        let mut kids = Kids::of(form);
        let year: u32 = fold(kids.accept(Rule::digits4)?.as_str()).parse().ok()?;
        let (first, last) = match kids.accept(Rule::digits2) {
            Some(month) => {
                let month = fold(month.as_str()).parse().ok()?;
                (month, month)
            }
            None => (1, 12),
        };
        let from = self.month_of(span, year, first);
        let to = if last == first { from } else { self.month_of(span, year, last) };
        Some(PeriodExpr::Calendar { from, to, span })
    }

    fn at_least(&mut self, kids: &mut Kids<'_>) -> Option<PeriodEnd> {
        let pair = kids.accept(Rule::at_least)?;
        self.next_end(&mut Kids::of(pair))
    }

    fn next_end(&mut self, kids: &mut Kids<'_>) -> Option<PeriodEnd> {
        let inner = Kids::of(kids.accept(Rule::period_end)?).next()?;
        Some(match inner.as_rule() {
            Rule::day => PeriodEnd::Day(self.day(inner)),
            Rule::month => {
                let span = self.span(&inner);
                PeriodEnd::Month(self.month(inner), span)
            }
            _ => PeriodEnd::Named(self.name(&inner)),
        })
    }

    fn length_in(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let length = Kids::of(pair).next()?;
        let span = self.span(&length);
        let inner = Kids::of(length).next()?;
        Some(match inner.as_rule() {
            Rule::literal | Rule::bad_literal => self.literal(inner),
            Rule::expr => Expr { kind: ExprKind::Paren(Box::new(self.expr(inner)?)), span },
            _ => {
                let Name { text, span } = self.name(&inner);
                Expr { kind: ExprKind::Name(text), span }
            }
        })
    }
}
