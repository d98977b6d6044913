//! Expressions and tables. Owns precedence and the limit on a tree's depth; knows nothing of types.

use super::kids::{Kids, only};
use super::{Builder, Pair, Rule, nothing};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::syntax::ast::{ArithOp, CompareOp, Expr, ExprKind, Name, Table, TableRows};
use crate::syntax::limits::MAX_EXPR_DEPTH;

/// An expression and the depth of its tree. Boxed: the frames of the recursion stay small.
struct Deep {
    expr: Box<Expr>,
    depth: usize,
}

impl Builder<'_> {
    /// An `expr`, or an `arith` where no comparison may stand.
    pub(super) fn expr(&mut self, pair: Pair<'_>) -> Option<Expr> {
        self.deep(pair).map(|deep| *deep.expr)
    }

    /// The next child if it is an expression.
    pub(super) fn next_expr(&mut self, kids: &mut Kids<'_>) -> Option<Expr> {
        match kids.peek() {
            Some(Rule::expr | Rule::arith) => kids.next().and_then(|pair| self.expr(pair)),
            _ => None,
        }
    }

    /// The only child, an expression.
    pub(super) fn expr_in(&mut self, pair: Pair<'_>) -> Option<Expr> {
        self.next_expr(&mut Kids::of(pair))
    }

    fn deep(&mut self, pair: Pair<'_>) -> Option<Deep> {
        if pair.as_rule() == Rule::arith {
            return self.arith(pair);
        }
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        if let Some(choice) = kids.accept(Rule::choice) {
            return self.choice(choice, span);
        }
        self.logic(kids)
    }

    fn choice(&mut self, choice: Pair<'_>, span: Span) -> Option<Deep> {
        let mut kids = Kids::of(choice);
        let test = self.deep(kids.next()?)?;
        let yes = self.deep(kids.next()?)?;
        let no = self.deep(kids.next()?)?;
        let below = test.depth.max(yes.depth).max(no.depth);
        Some(self.node(ExprKind::If(test.expr, yes.expr, no.expr), span, below))
    }

    fn logic(&mut self, kids: Kids<'_>) -> Option<Deep> {
        let mut any = Vec::new();
        let mut all = Vec::new();
        let mut nots = Vec::new();
        for part in kids {
            match part.as_rule() {
                Rule::op_not => nots.push(self.span(&part)),
                Rule::op_logic => {
                    if only(part) == Some(Rule::kw_or) {
                        any.extend(self.joined(core::mem::take(&mut all), ExprKind::And));
                    }
                }
                _ => {
                    let mut operand = self.compare(part)?;
                    for not in nots.drain(..).rev() {
                        let span = not.to(operand.expr.span);
                        operand = self.node(ExprKind::Not(operand.expr), span, operand.depth);
                    }
                    all.push(operand);
                }
            }
        }
        any.extend(self.joined(all, ExprKind::And));
        self.joined(any, ExprKind::Or)
    }

    fn joined(&mut self, mut parts: Vec<Deep>, make: fn(Vec<Expr>) -> ExprKind) -> Option<Deep> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let span = parts.first()?.expr.span.to(parts.last()?.expr.span);
        let below = parts.iter().map(|part| part.depth).max().unwrap_or(0);
        Some(self.node(make(parts.into_iter().map(|part| *part.expr).collect()), span, below))
    }

    fn node(&mut self, kind: ExprKind, span: Span, below: usize) -> Deep {
        let depth = below.saturating_add(1);
        if depth <= MAX_EXPR_DEPTH {
            return Deep { expr: Box::new(Expr { kind, span }), depth };
        }
        if depth == MAX_EXPR_DEPTH.saturating_add(1) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NestingTooDeep,
                    span,
                    format!("算式的层数超过 {MAX_EXPR_DEPTH}"),
                    format!("expression deeper than {MAX_EXPR_DEPTH} levels"),
                )
                .help("用“定义”把它分成几步", "split it into steps with `define`"),
            );
        }
        // Reported once: what stands above has this for its operand.
        Deep { expr: Box::new(nothing(span)), depth }
    }

    fn compare(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let left = self.arith(kids.next()?)?;
        let Some(tail) = kids.next() else { return Some(left) };
        self.compared(left, tail, span)
    }

    fn compared(&mut self, left: Deep, tail: Pair<'_>, span: Span) -> Option<Deep> {
        let Deep { expr: left, mut depth } = left;
        let kind = match tail.as_rule() {
            Rule::compare_to => {
                let mut kids = Kids::of(tail);
                let op = compare_op(only(kids.next()?)?)?;
                let right = self.arith(kids.next()?)?;
                depth = depth.max(right.depth);
                ExprKind::Compare(op, left, right.expr)
            }
            Rule::suffix => {
                let mut kids = Kids::of(tail);
                let right = self.literal(kids.next()?);
                let op = if kids.accept(Rule::or_more).is_some() { CompareOp::Ge } else { CompareOp::Le };
                ExprKind::Compare(op, left, Box::new(right))
            }
            Rule::in_list => ExprKind::In(left, self.names(&mut Kids::of(tail))),
            Rule::has => ExprKind::Has(left, self.next_name(&mut Kids::of(tail))?),
            _ => ExprKind::During(left, Box::new(self.period_in(tail)?)),
        };
        Some(self.node(kind, span, depth))
    }

    /// Sums of products, left to right.
    fn arith(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let mut sum: Option<(Deep, ArithOp)> = None;
        let mut product: Option<Deep> = None;
        let mut pending: Option<ArithOp> = None;
        let mut signs = Vec::new();
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::minus_sign => signs.push(self.span(&part)),
                Rule::op_arith => {
                    let op = match only(part)? {
                        Rule::op_mul => ArithOp::Mul,
                        Rule::op_div => ArithOp::Div,
                        Rule::op_add => ArithOp::Add,
                        _ => ArithOp::Sub,
                    };
                    if matches!(op, ArithOp::Add | ArithOp::Sub) {
                        let done = product.take()?;
                        let total = match sum.take() {
                            Some((left, before)) => self.binary(before, left, done),
                            None => done,
                        };
                        sum = Some((total, op));
                    } else {
                        pending = Some(op);
                    }
                }
                _ => {
                    let mut operand = self.primary(part)?;
                    for sign in signs.drain(..).rev() {
                        let span = sign.to(operand.expr.span);
                        operand = self.node(ExprKind::Neg(operand.expr), span, operand.depth);
                    }
                    product = Some(match (product.take(), pending.take()) {
                        (Some(left), Some(op)) => self.binary(op, left, operand),
                        _ => operand,
                    });
                }
            }
        }
        let last = product?;
        Some(match sum {
            Some((left, op)) => self.binary(op, left, last),
            None => last,
        })
    }

    fn binary(&mut self, op: ArithOp, left: Deep, right: Deep) -> Deep {
        let span = left.expr.span.to(right.expr.span);
        let below = left.depth.max(right.depth);
        self.node(ExprKind::Arith(op, left.expr, right.expr), span, below)
    }

    fn primary(&mut self, pair: Pair<'_>) -> Option<Deep> {
        match pair.as_rule() {
            Rule::paren => self.paren(pair),
            Rule::table => self.table(pair),
            Rule::reference => self.reference(pair),
            _ => self.leaf(pair),
        }
    }

    fn paren(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let span = self.span(&pair);
        let inner = self.deep(Kids::of(pair).next()?)?;
        Some(self.node(ExprKind::Paren(inner.expr), span, inner.depth))
    }

    fn leaf(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::literal | Rule::bad_literal => self.literal(pair).kind,
            Rule::text => ExprKind::Text(self.text(pair).value),
            Rule::truth => ExprKind::Bool(only(pair) == Some(Rule::kw_true)),
            _ => return None,
        };
        Some(self.node(kind, span, 0))
    }

    fn reference(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.next_name(&mut kids)?;
        let Some(tail) = kids.next() else {
            return Some(self.node(ExprKind::Name(name.text), span, 0));
        };
        match tail.as_rule() {
            Rule::occurred => Some(self.node(ExprKind::Occurred(name), span, 0)),
            Rule::args => self.call(name, span, tail),
            _ => {
                let date = self.at_date(tail)?;
                Some(self.node(ExprKind::At(name, date.expr), span, date.depth))
            }
        }
    }

    fn at_date(&mut self, tail: Pair<'_>) -> Option<Deep> {
        let mut kids = Kids::of(tail);
        if kids.peek()? != Rule::name {
            return self.primary(kids.next()?);
        }
        let of = self.next_name(&mut kids)?;
        match kids.next() {
            Some(args) => {
                let span = of.span.to(self.span(&args));
                self.call(of, span, args)
            }
            None => Some(self.node(ExprKind::Name(of.text), of.span, 0)),
        }
    }

    fn call(&mut self, name: Name, span: Span, args: Pair<'_>) -> Option<Deep> {
        let mut below = 0;
        let mut list = Vec::new();
        for arg in Kids::of(args) {
            let arg = self.deep(arg)?;
            below = below.max(arg.depth);
            list.push(*arg.expr);
        }
        Some(self.node(ExprKind::Call(name, list), span, below))
    }

    fn table(&mut self, pair: Pair<'_>) -> Option<Deep> {
        let span = self.span(&pair);
        let form = Kids::of(pair).next()?;
        let rule = form.as_rule();
        let mut kids = Kids::of(form);
        let mut below = 0;
        let subject = match kids.accept(Rule::arith) {
            Some(of) => {
                let of = self.arith(of)?;
                below = of.depth;
                Some(*of.expr)
            }
            None => None,
        };
        let (mut members, mut tests, mut bands, mut otherwise) = (Vec::new(), Vec::new(), Vec::new(), None);
        for row in kids {
            let rule = row.as_rule();
            let mut cells = Kids::of(row);
            let labels = self.names(&mut cells);
            let mut exprs = Vec::new();
            for cell in cells {
                let cell = self.deep(cell)?;
                below = below.max(cell.depth);
                exprs.push(*cell.expr);
            }
            let value = exprs.pop()?;
            match rule {
                Rule::row_member => members.push((labels, value)),
                Rule::row_when => tests.push((exprs.pop()?, value)),
                Rule::row_else => otherwise = Some(value),
                _ => bands.push((exprs.pop(), value)),
            }
        }
        let rows = match rule {
            Rule::by_member => TableRows::ByMember(subject?, members),
            Rule::exactly_one => TableRows::ExactlyOne(tests),
            Rule::first_match => TableRows::FirstMatch(tests),
            Rule::marginal => TableRows::Marginal(subject?, bands),
            _ => TableRows::Flat(subject?, bands),
        };
        Some(self.node(ExprKind::Table(Box::new(Table { rows, otherwise, span })), span, below))
    }
}

fn compare_op(rule: Rule) -> Option<CompareOp> {
    match rule {
        Rule::op_le => Some(CompareOp::Le),
        Rule::op_ge => Some(CompareOp::Ge),
        Rule::op_lt => Some(CompareOp::Lt),
        Rule::op_gt => Some(CompareOp::Gt),
        Rule::op_eq => Some(CompareOp::Eq),
        Rule::op_ne => Some(CompareOp::Ne),
        _ => None,
    }
}
