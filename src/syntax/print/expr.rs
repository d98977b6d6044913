//! Expressions, tables and periods. Owns their canonical forms.

use super::literal::{day, month, quantity};
use super::{Printer, quoted, written_name};
use crate::syntax::ast::{ArithOp, CompareOp, Expr, ExprKind, Name, PeriodEnd, PeriodExpr, Table, TableRows};
use crate::syntax::keywords::Keywords;
use crate::syntax::parse::{MONTHS_CALL, SET_CALL};

impl Printer<'_> {
    /// An expression on the current line; tables take lines of their own.
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bool(value) => self.key(if *value { "true" } else { "false" }),
            ExprKind::Quantity { number, unit } => {
                let text = quantity(number, unit, self.keywords);
                self.word(&text);
            }
            ExprKind::Points(number) => self.word(&format!("{}个百分点", number.to_exact_string())),
            ExprKind::Date(date) => self.word(&day(*date, self.keywords)),
            ExprKind::Month(value) => self.word(&month(*value, self.keywords)),
            ExprKind::Text(text) => self.word(&quoted(text)),
            ExprKind::Name(name) => self.word(&written_name(name)),
            ExprKind::Not(inner) => {
                self.key("not");
                self.expr(inner);
            }
            ExprKind::Neg(inner) => {
                self.word("-");
                self.tight(inner);
            }
            ExprKind::And(parts) => self.chain(parts, "and"),
            ExprKind::Or(parts) => self.chain(parts, "or"),
            ExprKind::Compare(op, left, right) => {
                self.expr(left);
                self.compare_op(*op);
                self.expr(right);
            }
            ExprKind::Arith(op, left, right) => {
                self.expr(left);
                self.word(match op {
                    ArithOp::Add => "+",
                    ArithOp::Sub => "-",
                    ArithOp::Mul => "×",
                    ArithOp::Div => "/",
                });
                self.expr(right);
            }
            ExprKind::If(test, yes, no) => {
                self.key("if");
                self.expr(test);
                self.key("then");
                self.expr(yes);
                self.key("else");
                self.expr(no);
            }
            ExprKind::In(left, members) => self.members(left, members),
            ExprKind::Has(left, member) => {
                self.expr(left);
                self.key("has");
                self.name(member);
            }
            ExprKind::During(left, period) => {
                self.expr(left);
                self.key("during");
                self.period(period);
            }
            ExprKind::At(name, date) => {
                self.name(name);
                self.key("at");
                self.expr(date);
            }
            ExprKind::Call(name, args) => self.call(name, args),
            ExprKind::Table(table) => self.table(table),
            ExprKind::Occurred(name) => {
                self.name(name);
                self.key("has_occurred");
            }
            ExprKind::Paren(inner) => {
                self.word("(");
                self.tight(inner);
                self.glue(")");
            }
        }
    }

    /// An expression without the space before it.
    fn tight(&mut self, expr: &Expr) {
        self.tight = true;
        self.expr(expr);
    }

    fn chain(&mut self, parts: &[Expr], key: &'static str) {
        for (place, part) in parts.iter().enumerate() {
            if place > 0 {
                self.key(key);
            }
            self.expr(part);
        }
    }

    fn compare_op(&mut self, op: CompareOp) {
        match op {
            CompareOp::Eq => self.key("equals"),
            CompareOp::Ne => self.key("differs"),
            CompareOp::Le => self.key("at_most"),
            CompareOp::Ge => self.key("at_least"),
            CompareOp::Lt => self.key("less_than"),
            CompareOp::Gt => self.key("more_than"),
        }
    }

    fn members(&mut self, left: &Expr, members: &[Name]) {
        self.expr(left);
        self.key("one_of");
        let list: Vec<String> = members.iter().map(|member| written_name(&member.text)).collect();
        // A bare list goes on at `、` only, so that it can stand among arguments.
        self.word(&list.join("、"));
    }

    fn call(&mut self, name: &Name, args: &[Expr]) {
        let list = matches!(name.text.as_str(), MONTHS_CALL | SET_CALL);
        let comma = if list { self.comma() } else { ", " };
        if !list {
            self.name(name);
            self.glue("(");
        }
        for (place, arg) in args.iter().enumerate() {
            if place > 0 {
                self.glue(comma);
            }
            if place == 0 && list {
                self.expr(arg);
            } else {
                self.tight(arg);
            }
        }
        if !list {
            self.glue(")");
        }
    }

    fn table(&mut self, table: &Table) {
        self.key("table");
        match &table.rows {
            TableRows::ByMember(of, _) => {
                self.key("by");
                self.expr(of);
            }
            TableRows::ExactlyOne(_) => self.key("exactly_one"),
            TableRows::FirstMatch(_) => self.key("first_match"),
            TableRows::Marginal(of, _) => {
                self.key("marginal");
                self.expr(of);
            }
            TableRows::Flat(of, _) => {
                self.key("flat");
                self.expr(of);
            }
        }
        self.open();
        match &table.rows {
            TableRows::ByMember(_, rows) => {
                for (members, value) in rows {
                    self.flush(members.first().map_or(value.span.start, |member| member.span.start));
                    self.names(members);
                    self.row(value);
                }
            }
            TableRows::ExactlyOne(rows) | TableRows::FirstMatch(rows) => {
                for (test, value) in rows {
                    self.at(test.span);
                    self.key("when");
                    self.expr(test);
                    self.row(value);
                }
            }
            TableRows::Marginal(_, rows) | TableRows::Flat(_, rows) => {
                for (bound, value) in rows {
                    self.at(bound.as_ref().map_or(value.span, |bound| bound.span));
                    match bound {
                        Some(bound) => {
                            self.key("to");
                            self.expr(bound);
                        }
                        None => self.key("or_more"),
                    }
                    self.row(value);
                }
            }
        }
        if let Some(value) = &table.otherwise {
            self.at(value.span);
            self.key("else");
            self.row(value);
        }
        self.close(table.span);
    }

    fn row(&mut self, value: &Expr) {
        self.colon();
        self.expr(value);
        self.end();
    }

    /// A period.
    pub(super) fn period(&mut self, period: &PeriodExpr) {
        match period {
            PeriodExpr::Named(name) => self.name(name),
            PeriodExpr::Between { from, to, at_least, .. } => {
                for (key, end) in [("from", from), ("to", to), ("at_least_to", at_least)] {
                    if let Some(end) = end {
                        self.key(key);
                        self.period_end(end);
                    }
                }
            }
            PeriodExpr::Lasting { from, length, .. } => {
                self.key("from");
                self.period_end(from);
                self.key("lasting");
                self.expr(length);
            }
            PeriodExpr::Within { anchor, length, .. } => {
                self.period_end(anchor);
                self.key("after");
                self.expr(length);
                if self.keywords == Keywords::Zh && matches!(length.kind, ExprKind::Quantity { .. }) {
                    self.glue("内");
                } else {
                    self.key("within");
                }
            }
            PeriodExpr::Calendar { from, to, .. } => {
                let months = if from == to { format!("{}月", from.month()) } else { String::new() };
                self.word(&format!("{:04}年{months}", from.year()));
                match self.keywords {
                    Keywords::Zh => self.glue("内"),
                    Keywords::En => self.key("within"),
                }
            }
        }
    }

    fn period_end(&mut self, end: &PeriodEnd) {
        match end {
            PeriodEnd::Day(date) => self.word(&day(date.day, self.keywords)),
            PeriodEnd::Month(value, _) => self.word(&month(*value, self.keywords)),
            PeriodEnd::Named(name) => self.name(name),
        }
    }
}
