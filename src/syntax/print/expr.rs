//! Expressions, tables and periods. Owns their canonical forms and at which operators they break.

use super::literal::{day, kept, month, quantity};
use super::{Printer, quoted, written_name};
use crate::span::Span;
use crate::syntax::ast::{ArithOp, CompareOp, Expr, ExprKind, Name, PeriodEnd, PeriodExpr, Table, TableRows};
use crate::syntax::keywords::{self, Keywords};
use crate::syntax::parse::{MONTHS_CALL, SET_CALL};

/// Signs of comparison; they are of no language.
const SIGNS: &[&str] = &["=", "!=", "≠", "<", "<=", "≤", ">", ">=", "≥"];

fn arith_sign(op: ArithOp) -> &'static str {
    match op {
        ArithOp::Add => "+",
        ArithOp::Sub => "-",
        ArithOp::Mul => "×",
        ArithOp::Div => "/",
    }
}

impl Printer<'_> {
    /// An expression on the current line; tables take lines of their own.
    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bool(value) => self.key(if *value { "true" } else { "false" }),
            ExprKind::Quantity { number, unit } => {
                let as_written = self.written(expr.span.start, expr.span.end);
                let text = match !self.shortest && kept(as_written, self.keywords) {
                    true => as_written.to_owned(),
                    false => quantity(number, unit, self.keywords),
                };
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
            ExprKind::And(parts) => self.joined(parts, "and"),
            ExprKind::Or(parts) => self.joined(parts, "or"),
            ExprKind::Compare(op, left, right) => {
                self.expr(left);
                let word = self.compare_word(*op, left, right);
                let write = |printer: &mut Printer<'_>| {
                    printer.word(word);
                    printer.expr(right);
                };
                if self.apart(left.span, right.span) || self.too_wide(write) {
                    self.below(1, right.span, |printer| write(printer));
                } else {
                    write(self);
                }
            }
            ExprKind::Arith(op, ..) => {
                let additive = matches!(op, ArithOp::Add | ArithOp::Sub);
                let mut rest = Vec::new();
                let mut first = expr;
                while let ExprKind::Arith(op, left, right) = &first.kind
                    && matches!(op, ArithOp::Add | ArithOp::Sub) == additive
                {
                    rest.push((arith_sign(*op), right.as_ref()));
                    first = left;
                }
                rest.reverse();
                self.chain(first, &rest);
            }
            ExprKind::If(test, yes, no) => self.choice([test, yes, no]),
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

    fn joined(&mut self, parts: &[Expr], key: &'static str) {
        let word = keywords::spell(key, self.keywords);
        if let Some((first, rest)) = parts.split_first() {
            let rest: Vec<(&'static str, &Expr)> = rest.iter().map(|part| (word, part)).collect();
            self.chain(first, &rest);
        }
    }

    /// Operands with the same operators between them: on one line, or each operator begins a line.
    fn chain(&mut self, first: &Expr, rest: &[(&'static str, &Expr)]) {
        let mut before = first;
        let mut broken = false;
        for (_, part) in rest {
            broken = broken || self.apart(before.span, part.span);
            before = part;
        }
        let inside = usize::from(!self.line.is_empty());
        let flat = |printer: &mut Printer<'_>| {
            printer.expr(first);
            for (word, part) in rest {
                printer.word(word);
                printer.expr(part);
            }
        };
        if !broken && !self.too_wide(flat) {
            flat(self);
            return;
        }
        self.expr(first);
        for (word, part) in rest {
            self.below(inside, part.span, |printer| {
                printer.word(word);
                printer.expr(part);
            });
        }
    }

    /// `若 甲 则 乙 否则 丙`: on one line, or `否则` begins a line, and `则` too where it was written so or must.
    fn choice(&mut self, parts: [&Expr; 3]) {
        let mut links = vec![parts];
        let [.., mut last] = parts;
        while let ExprKind::If(test, yes, no) = &last.kind {
            links.push([test, yes, no]);
            last = no;
        }
        let flat = |printer: &mut Printer<'_>| {
            for [test, yes, _] in &links {
                printer.link(test, yes);
                printer.key("else");
            }
            printer.expr(last);
        };
        let broken =
            links.iter().any(|[test, yes, no]| self.apart(test.span, yes.span) || self.apart(yes.span, no.span));
        if !broken && !self.too_wide(flat) {
            flat(self);
            return;
        }
        let ladder = links.len() > 1;
        let inside = usize::from(!self.line.is_empty());
        let deeper = |[test, yes, _]: &[&Expr; 3], printer: &Self| {
            printer.apart(test.span, yes.span) || printer.too_wide(|printer| printer.link(test, yes))
        };
        let mut no_level = inside;
        for (place, link) in links.iter().enumerate() {
            let [test, yes, no] = link;
            let apart = deeper(link, self);
            if place == 0 && !ladder && apart {
                no_level = 1;
            }
            if apart {
                self.key("if");
                self.expr(test);
                self.below(no_level.saturating_add(usize::from(ladder)), yes.span, |printer| {
                    printer.key("then");
                    printer.expr(yes);
                });
            } else {
                self.link(test, yes);
            }
            let next = match &no.kind {
                ExprKind::If(test, ..) => test.span,
                _ => no.span,
            };
            self.below(no_level, next, |printer| printer.key("else"));
        }
        self.level = self.level.saturating_add(no_level);
        self.expr(last);
        self.level = self.level.saturating_sub(no_level);
    }

    /// `若 甲 则 乙`
    fn link(&mut self, test: &Expr, yes: &Expr) {
        self.key("if");
        self.expr(test);
        self.key("then");
        self.expr(yes);
    }

    /// The word or sign of a comparison: the one that was written, if it is of the language asked for.
    fn compare_word(&self, op: CompareOp, left: &Expr, right: &Expr) -> &'static str {
        let key = match op {
            CompareOp::Eq => "equals",
            CompareOp::Ne => "differs",
            CompareOp::Le => "at_most",
            CompareOp::Ge => "at_least",
            CompareOp::Lt => "less_than",
            CompareOp::Gt => "more_than",
        };
        let written = self.written(left.span.end, right.span.start).trim();
        let words = keywords::by_key(key).filter(|_| self.keywords == Keywords::Zh).map_or(&[][..], |found| found.zh);
        let kept = words.iter().chain(SIGNS).find(|word| **word == written);
        kept.copied().unwrap_or_else(|| keywords::spell(key, self.keywords))
    }

    fn members(&mut self, left: &Expr, members: &[Name]) {
        self.expr(left);
        self.key("one_of");
        // A bare list goes on at `、` only, so that it can stand among arguments.
        self.list(members.iter().map(|member| written_name(&member.text)), "、");
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
                self.glue(comma.trim_end());
            }
            if place > 0 && self.too_wide(|printer| printer.expr(arg)) {
                self.below(1, arg.span, |printer| printer.expr(arg));
            } else if (place > 0 && comma.ends_with(' ')) || (place == 0 && list) {
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
            PeriodExpr::Between { from, to, at_least, span } => {
                for (key, end) in [("from", from), ("to", to), ("at_least_to", at_least)] {
                    if let Some(end) = end {
                        // `2020年2月 至 2020年4月` goes without `自`.
                        if key != "from" || to.is_none() || end_span(end).start != span.start {
                            self.key(key);
                        }
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

const fn end_span(end: &PeriodEnd) -> Span {
    match end {
        PeriodEnd::Day(date) => date.span,
        PeriodEnd::Month(_, span) => *span,
        PeriodEnd::Named(name) => name.span,
    }
}
