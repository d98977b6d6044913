//! Periods: named or written, with certain or uncertain ends. Owns which ends are legal and whether a period is
//! empty; knows nothing of evaluation.

use super::Checker;
use super::expr::Cx;
use super::scope::{Pending, ScopeId, Symbol};
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch};
use crate::ir::{EndRef, Expr, ExprKind, PeriodKind, PeriodRef, Type};
use crate::span::Span;
use crate::syntax::ast::{self, PeriodEnd, PeriodExpr};
use crate::value::unit::{BaseUnit, Unit};
use chrono::{Datelike, NaiveDate};

/// Where a written day or month stands.
const fn place(end: &PeriodEnd) -> Option<Span> {
    match end {
        PeriodEnd::Day(date) => Some(date.span),
        PeriodEnd::Month(_, span) => Some(*span),
        PeriodEnd::Named(_) => None,
    }
}

/// Which end of a period a month stands for.
#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

impl Checker<'_> {
    pub(super) fn check_periods(&mut self) {
        for index in 0..self.period_syntax.len() {
            self.resolve_period(index);
        }
        let packs = self.input.main.iter().flat_map(|file| &file.decls);
        let clauses: Vec<&ast::PackClause> = packs
            .filter_map(|decl| if let ast::Decl::Pack(pack) = decl { Some(&pack.clauses) } else { None })
            .flatten()
            .collect();
        for clause in clauses {
            if let ast::PackClause::InForce(period) = clause {
                self.policy.in_force = self.period(period, &mut Cx::new(ScopeId::GLOBAL, None));
            }
        }
    }

    /// Resolves a named period, once.
    fn resolve_period(&mut self, index: usize) -> Option<PeriodRef> {
        match self.periods.get(index)? {
            Pending::Done(period) => return Some(period.clone()),
            Pending::Failed => return None,
            Pending::Running => {
                let name = &self.period_syntax.get(index)?.name;
                let (name, span) = (name.text.clone(), name.span);
                self.report_cycle(&name, span);
                return None;
            }
            Pending::Waiting => {}
        }
        let syntax = *self.period_syntax.get(index)?;
        *self.periods.get_mut(index)? = Pending::Running;
        self.path.push((syntax.name.text.clone(), syntax.name.span));
        let mut cx = Cx::new(ScopeId::GLOBAL, None);
        let found = self.period(&syntax.period, &mut cx).map(|period| PeriodRef {
            name: Some(syntax.name.text.clone()),
            words: syntax.name.text.clone(),
            span: syntax.name.span,
            ..period
        });
        self.path.pop();
        *self.periods.get_mut(index)? = found.clone().map_or(Pending::Failed, Pending::Done);
        found
    }

    /// A written period.
    pub(super) fn period(&mut self, period: &PeriodExpr, cx: &mut Cx) -> Option<PeriodRef> {
        let (kind, span) = match period {
            PeriodExpr::Named(name) => return self.named_period(name, cx),
            PeriodExpr::Between { from, to, at_least, span } => {
                let from_end = from;
                let from = from.as_ref().map(|end| self.end(end, Side::First, cx));
                let to_end = to.as_ref().map(|end| self.end(end, Side::Last, cx));
                let at_least = at_least.as_ref().map(|end| self.end(end, Side::Last, cx));
                let kind = PeriodKind::Between {
                    from: from.map_or(Some(None), |end| end.map(Some))?,
                    to: to_end.map_or(Some(None), |end| end.map(Some))?,
                    at_least: at_least.map_or(Some(None), |day| day.map(Some))?,
                };
                if let PeriodKind::Between { from: Some(EndRef::Day(first)), to: Some(EndRef::Day(last)), .. } = &kind
                    && last < first
                {
                    let ends = from_end.as_ref().zip(to.as_ref());
                    self.empty(*span, (*first, *last), ends.and_then(|(from, to)| Some((place(from)?, place(to)?))));
                    return None;
                }
                (kind, *span)
            }
            PeriodExpr::Lasting { from, length, span } => {
                let from = self.end(from, Side::First, cx);
                let length = self.length(length, cx);
                (PeriodKind::Lasting(from?, length?), *span)
            }
            PeriodExpr::Within { anchor, length, span } => {
                let anchor = self.end(anchor, Side::Last, cx);
                let length = self.length(length, cx);
                (PeriodKind::Within(anchor?, length?), *span)
            }
            PeriodExpr::Calendar { from, to, span } => {
                let kind = PeriodKind::Between {
                    from: Some(EndRef::Day(from.first_day())),
                    to: Some(EndRef::Day(to.last_day())),
                    at_least: None,
                };
                (kind, *span)
            }
        };
        Some(PeriodRef { name: None, kind, words: self.words(span), span })
    }

    fn empty(&mut self, span: Span, (from, to): (NaiveDate, NaiveDate), ends: Option<(Span, Span)>) {
        let found = Diagnostic::new(
            Code::EmptyPeriod,
            span,
            format!("期间为空，里面一天也没有：起日 {from} 在止日 {to} 之后"),
            format!("the period holds no day: {from} is after {to}"),
        );
        // Within one year the ends are swapped, unless the period goes on into the next; across years a year is wrong.
        let Some((first, last)) = ends.filter(|_| from.year() == to.year()) else {
            let patch = ends.map(|(_, last)| Patch::proposed(last, BLANK));
            let found = found.help(
                "多半有一个年份写错；若是起止写反，就对调。对照通知改正",
                "mostly a year is wrong; if the ends are the wrong way round, swap them. See the notice",
            );
            self.report_with(found, patch);
            return;
        };
        let next = to.year().saturating_add(1);
        let patch = self.swapped(first, last);
        let found = found.help(
            format!("起止写反了就对调；跨年的，止日的年份写 {next}。对照通知改正"),
            format!("swap the ends; if it goes on into {next}, write that year. See the notice"),
        );
        self.report_with(found, Some(patch));
    }

    fn named_period(&mut self, name: &ast::Name, cx: &Cx) -> Option<PeriodRef> {
        match self.scopes.find(cx.scope, &name.text) {
            Some((Symbol::Period(index), _)) => self.resolve_period(index),
            Some((other, declared)) => {
                let (zh, en) = other.kind();
                self.report(
                    Diagnostic::new(
                        Code::NotAPeriod,
                        name.span,
                        format!("“{}”是{zh}，这里要期间", name.text),
                        format!("`{}` is {en}; a period is needed here", name.text),
                    )
                    .label(declared, "在这里声明", "declared here")
                    .propose(name.span, BLANK)
                    .help(
                        "写 自 … 至 …，或声明过的期间；要与一天比早晚，写 不低于（当天起）、不超过（到当天）",
                        "write from … to …, or a declared period; to compare with one day, at_least (from that day on), at_most (up to it)",
                    ),
                );
                None
            }
            None => {
                self.unknown(name, cx.scope);
                None
            }
        }
    }

    fn end(&mut self, end: &PeriodEnd, side: Side, cx: &mut Cx) -> Option<EndRef> {
        match end {
            PeriodEnd::Day(date) => Some(EndRef::Day(date.day)),
            PeriodEnd::Month(..) => Self::day(end, side).map(EndRef::Day),
            PeriodEnd::Named(name) => {
                if let Some((Symbol::Event(id), _)) = self.scopes.find(cx.scope, &name.text) {
                    return Some(EndRef::Event(id));
                }
                let expr = ast::Expr { kind: ast::ExprKind::Name(name.text.clone()), span: name.span };
                let checked = self.expr_of(&expr, cx, &Type::Date, None)?;
                Some(EndRef::Date(checked))
            }
        }
    }

    fn day(end: &PeriodEnd, side: Side) -> Option<NaiveDate> {
        match (end, side) {
            (PeriodEnd::Day(date), _) => Some(date.day),
            (PeriodEnd::Month(month, _), Side::First) => Some(month.first_day()),
            (PeriodEnd::Month(month, _), Side::Last) => Some(month.last_day()),
            (PeriodEnd::Named(_), _) => None,
        }
    }

    /// A duration in months, days or workdays.
    pub(super) fn length(&mut self, length: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.number(length, cx)?;
        let is = |base| checked.ty == Type::Number(Unit::base(base));
        if is(BaseUnit::MONTH) || is(BaseUnit::DAY) || is(BaseUnit::WORKDAY) {
            if let ExprKind::Const(crate::ir::Value::Number(number), _) = &checked.kind
                && (!number.is_integer() || !number.is_positive())
            {
                let found = Diagnostic::new(
                    Code::EmptyPeriod,
                    checked.span,
                    "期长要写正整数：几个月、几天或几个工作日",
                    "a length is a positive whole number of months, days or workdays",
                )
                .help("例如 6个月、45天；半个月写 15天，以通知为准", "e.g. 6months, 45days; see the notice")
                .propose(checked.span, BLANK);
                self.report(found);
                return None;
            }
            return Some(checked);
        }
        let (zh, en) = self.type_name(&checked.ty);
        let diagnostic = Diagnostic::new(
            Code::UnitMismatch,
            checked.span,
            format!("应为月、天或工作日，这里是{zh}"),
            format!("expected months, days or workdays, found {en}"),
        )
        .here(format!("这里是{zh}"), format!("this is {en}"))
        .help("例如 6个月、15天", "e.g. 6个月, 15天")
        .propose(checked.span, BLANK);
        let diagnostic = self.with_origins(diagnostic, &[&checked]);
        self.report(diagnostic);
        None
    }
}
