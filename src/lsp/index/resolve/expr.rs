//! Names in expressions, tables and periods.

use super::super::Kind;
use super::{Cx, MAX_DEPTH, Resolver};
use crate::syntax::ast::{Expr, ExprKind, PeriodEnd, PeriodExpr, TableRows};

impl Resolver<'_> {
    pub(super) fn period(&mut self, period: &PeriodExpr, cx: Cx) {
        match period {
            PeriodExpr::Named(name) => {
                let found = self.index.find(cx.scope, &name.text);
                self.mark_name(name, found);
            }
            PeriodExpr::Between { from, to, at_least, .. } => {
                for end in from.iter().chain(to).chain(at_least) {
                    self.end(end, cx);
                }
            }
            PeriodExpr::Lasting { from, length, .. } => {
                self.end(from, cx);
                self.expr(length, cx, None);
            }
            PeriodExpr::Within { anchor, length, .. } => {
                self.end(anchor, cx);
                self.expr(length, cx, None);
            }
            PeriodExpr::Calendar { .. } => {}
        }
    }

    fn end(&mut self, end: &PeriodEnd, cx: Cx) {
        if let PeriodEnd::Named(name) = end {
            let found = self.find(&name.text, cx);
            self.mark_name(name, found);
        }
    }

    /// `values` is the enumeration whose members are expected.
    pub(super) fn expr(&mut self, expr: &Expr, cx: Cx, values: Option<&str>) {
        match &expr.kind {
            ExprKind::Name(name) => {
                let member = values.and_then(|values| self.member(name, Some(values)));
                let found = member.or_else(|| self.find(name, cx)).or_else(|| self.member(name, None));
                self.mark(expr.span, name, found);
            }
            ExprKind::Quantity { unit, .. } => self.unit(unit),
            ExprKind::Not(a) | ExprKind::Neg(a) => self.expr(a, cx, None),
            ExprKind::Paren(a) => self.expr(a, cx, values),
            ExprKind::And(all) | ExprKind::Or(all) => {
                for part in all {
                    self.expr(part, cx, None);
                }
            }
            ExprKind::Compare(_, a, b) => {
                let (of_a, of_b) = (self.values_of(a, cx, 0), self.values_of(b, cx, 0));
                // The side that is known by itself says what the other's members are.
                self.expr(a, cx, if of_a.is_some() { None } else { of_b.as_deref() });
                self.expr(b, cx, of_a.as_deref());
            }
            ExprKind::Arith(_, a, b) => {
                self.expr(a, cx, None);
                self.expr(b, cx, None);
            }
            ExprKind::If(test, a, b) => {
                self.expr(test, cx, None);
                let known = values.map(str::to_owned).or_else(|| self.values_of(expr, cx, 0));
                self.expr(a, cx, known.as_deref());
                self.expr(b, cx, known.as_deref());
            }
            ExprKind::In(subject, names) => {
                self.expr(subject, cx, None);
                let values = self.values_of(subject, cx, 0);
                self.members(names, values.as_deref());
            }
            ExprKind::Has(set, name) => {
                self.expr(set, cx, None);
                let values = self.values_of(set, cx, 0);
                self.members(core::slice::from_ref(name), values.as_deref());
            }
            ExprKind::During(date, period) => {
                self.expr(date, cx, None);
                self.period(period, cx);
            }
            ExprKind::At(name, at) => {
                let found = self.find(&name.text, cx);
                self.mark_name(name, found);
                self.expr(at, cx, None);
            }
            ExprKind::Call(name, args) => {
                let found = self.index.find(cx.scope, &name.text);
                let script = found.filter(|id| self.index.decl(*id).is_some_and(|d| d.kind == Kind::Script));
                self.mark_name(name, script);
                for arg in args {
                    self.expr(arg, cx, None);
                }
            }
            ExprKind::Table(table) => {
                self.table(&table.rows, cx, values);
                if let Some(otherwise) = &table.otherwise {
                    self.expr(otherwise, cx, values);
                }
            }
            ExprKind::Occurred(name) => {
                let found = self.index.find(cx.scope, &name.text);
                self.mark_name(name, found);
            }
            ExprKind::Bool(_) | ExprKind::Points(_) | ExprKind::Date(_) | ExprKind::Month(_) | ExprKind::Text(_) => {}
        }
    }

    fn table(&mut self, rows: &TableRows, cx: Cx, values: Option<&str>) {
        match rows {
            TableRows::ByMember(subject, rows) => {
                self.expr(subject, cx, None);
                let members = self.values_of(subject, cx, 0);
                for (names, value) in rows {
                    self.members(names, members.as_deref());
                    self.expr(value, cx, values);
                }
            }
            TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                for (test, value) in rows {
                    self.expr(test, cx, None);
                    self.expr(value, cx, values);
                }
            }
            TableRows::Marginal(subject, rows) | TableRows::Flat(subject, rows) => {
                self.expr(subject, cx, None);
                for (bound, rate) in rows {
                    if let Some(bound) = bound {
                        self.expr(bound, cx, None);
                    }
                    self.expr(rate, cx, None);
                }
            }
        }
    }

    /// The enumeration whose members an expression gives, if that can be seen from what it reads.
    pub(super) fn values_of(&self, expr: &Expr, cx: Cx, depth: usize) -> Option<String> {
        if depth > MAX_DEPTH {
            return None;
        }
        let next = depth.saturating_add(1);
        match &expr.kind {
            ExprKind::Name(name) => {
                let decl = self.index.decl(self.find(name, cx)?)?;
                let body = self.definitions.get(&decl.name_span);
                match body {
                    Some(body) => self.values_of(body, Cx { scope: decl.scope, list: cx.list }, next),
                    None => decl.values.clone().filter(|values| self.enumeration(values).is_some()),
                }
            }
            ExprKind::Paren(inner) => self.values_of(inner, cx, next),
            ExprKind::At(name, _) | ExprKind::Call(name, _) => {
                let values = self.index.decl(self.find(&name.text, cx)?)?.values.clone();
                values.filter(|values| self.enumeration(values).is_some())
            }
            ExprKind::If(_, a, b) => self.values_of(a, cx, next).or_else(|| self.values_of(b, cx, next)),
            ExprKind::Table(table) => match &table.rows {
                TableRows::ByMember(_, rows) => rows.iter().find_map(|(_, value)| self.values_of(value, cx, next)),
                TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                    rows.iter().find_map(|(_, value)| self.values_of(value, cx, next))
                }
                TableRows::Marginal(..) | TableRows::Flat(..) => None,
            },
            _ => None,
        }
    }
}

/// The names an expression reads.
pub(super) fn gather<'e>(expr: &'e Expr, into: &mut Vec<&'e str>) {
    match &expr.kind {
        ExprKind::Name(name) => into.push(name),
        ExprKind::Not(a) | ExprKind::Neg(a) | ExprKind::Paren(a) | ExprKind::In(a, _) | ExprKind::Has(a, _) => {
            gather(a, into);
        }
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => {
            for part in all {
                gather(part, into);
            }
        }
        ExprKind::Compare(_, a, b) | ExprKind::Arith(_, a, b) => {
            gather(a, into);
            gather(b, into);
        }
        ExprKind::If(a, b, c) => {
            for part in [a, b, c] {
                gather(part, into);
            }
        }
        ExprKind::During(date, _) => gather(date, into),
        ExprKind::At(_, at) => gather(at, into),
        ExprKind::Table(table) => {
            let rows: Vec<&Expr> = match &table.rows {
                TableRows::ByMember(subject, rows) => {
                    core::iter::once(subject).chain(rows.iter().map(|(_, value)| value)).collect()
                }
                TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                    rows.iter().flat_map(|(test, value)| [test, value]).collect()
                }
                TableRows::Marginal(subject, rows) | TableRows::Flat(subject, rows) => core::iter::once(subject)
                    .chain(rows.iter().flat_map(|(bound, rate)| bound.iter().chain(core::iter::once(rate))))
                    .collect(),
            };
            for part in rows.into_iter().chain(&table.otherwise) {
                gather(part, into);
            }
        }
        ExprKind::Bool(_)
        | ExprKind::Quantity { .. }
        | ExprKind::Points(_)
        | ExprKind::Date(_)
        | ExprKind::Month(_)
        | ExprKind::Text(_)
        | ExprKind::Occurred(_) => {}
    }
}
