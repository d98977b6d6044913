//! Expressions: names resolved, types and units inferred, members of enumerations found by what they are
//! compared with. Owns typing; knows nothing of items.

use super::Checker;
use super::depth::MAX_UNFOLDED;
use super::mismatch::Why;
use super::scope::{ScopeId, Symbol};
use crate::diagnostic::{BLANK, Code, Diagnostic, Patch, Words};
use crate::ir::{ArithOp, CompareOp, Expr, ExprKind, ListId, Type, Value};
use crate::span::Span;
use crate::syntax::ast::{self, Name};
use crate::syntax::keywords::{self, Keywords};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cx {
    pub(super) scope: ScopeId,
    /// The list whose record is at hand.
    pub(super) list: Option<ListId>,
    /// Whether the list is still to be found out (shared definitions).
    pub(super) infer: bool,
}

impl Cx {
    pub(super) const fn new(scope: ScopeId, list: Option<ListId>) -> Self {
        Self { scope, list, infer: false }
    }
}

impl<'a> Checker<'a> {
    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.expr(expr, cx, Some(&Type::Bool))?;
        if checked.ty == Type::Bool {
            return Some(checked);
        }
        self.not_a_condition(&checked);
        None
    }

    /// An expression of exactly this type; `why` is where that comes from, if a place says so.
    pub(super) fn expr_of(&mut self, expr: &ast::Expr, cx: &mut Cx, ty: &Type, why: Option<Why>) -> Option<Expr> {
        let checked = self.expr(expr, cx, Some(ty))?;
        if checked.ty == *ty {
            return Some(checked);
        }
        self.mismatch(ty, &checked, why);
        None
    }

    /// A date or a month.
    pub(super) fn day_or_month(&mut self, expr: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.expr(expr, cx, None)?;
        if matches!(checked.ty, Type::Date | Type::Month) {
            return Some(checked);
        }
        self.mismatch(&Type::Date, &checked, None);
        None
    }

    /// An expression; `expect` only helps to find members of enumerations and the dimension of percentage points.
    pub(super) fn expr(&mut self, expr: &ast::Expr, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
        let outer = self.depth;
        self.depth = outer.saturating_add(1);
        let found = if self.depth > MAX_UNFOLDED {
            self.too_deep(expr.span);
            None
        } else {
            self.typed(expr, cx, expect)
        };
        self.depth = outer;
        found
    }

    fn typed(&mut self, expr: &ast::Expr, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
        use ast::ExprKind as A;
        let span = expr.span;
        let make = |kind, ty| Some(Expr { kind, ty, span });
        match &expr.kind {
            A::Bool(truth) => make(ExprKind::Const(Value::Bool(*truth), self.words(span)), Type::Bool),
            A::Quantity { number, unit } => {
                let (dimension, scale) = self.unit(unit)?;
                let value = Value::Number(number.mul(&scale));
                make(ExprKind::Const(value, self.words(span)), Type::Number(dimension))
            }
            A::Points(points) => self.points(points, span, expect),
            A::Date(day) => make(ExprKind::Const(Value::Date(*day), self.words(span)), Type::Date),
            A::Month(month) => make(ExprKind::Const(Value::Month(*month), self.words(span)), Type::Month),
            A::Text(text) => make(ExprKind::Const(Value::Text(text.clone()), text.clone()), Type::Text),
            A::Name(name) => self.name(&Name { text: name.clone(), span }, cx, expect),
            A::Paren(inner) => self.expr(inner, cx, expect),
            A::Not(inner) => {
                let inner = self.condition(inner, cx)?;
                make(ExprKind::Not(Box::new(inner)), Type::Bool)
            }
            A::Neg(inner) => {
                let inner = self.number(inner, cx)?;
                let ty = inner.ty.clone();
                make(ExprKind::Neg(Box::new(inner)), ty)
            }
            A::And(parts) => {
                let parts = self.conditions(parts, cx)?;
                make(ExprKind::And(parts), Type::Bool)
            }
            A::Or(parts) => {
                let parts = self.conditions(parts, cx)?;
                make(ExprKind::Or(parts), Type::Bool)
            }
            A::Compare(op, left, right) => self.compare(*op, left, right, cx, span),
            A::Arith(op, left, right) => self.arith(*op, left, right, cx, span),
            A::If(test, then, otherwise) => {
                let test = self.condition(test, cx);
                let then = self.expr(then, cx, expect);
                let hint = then.as_ref().map(|then| then.ty.clone());
                let otherwise = self.expr(otherwise, cx, hint.as_ref().or(expect));
                let (test, then, otherwise) = (test?, then?, otherwise?);
                self.same_type(&then, &otherwise)?;
                let ty = then.ty.clone();
                make(ExprKind::If(Box::new(test), Box::new(then), Box::new(otherwise)), ty)
            }
            A::In(value, members) => {
                let value = self.expr(value, cx, None)?;
                let Type::Enum(id) = value.ty else {
                    self.not_a(&value, ("“属于”左边应为枚举", "`one_of` needs an enumeration on its left"));
                    return None;
                };
                let mask = self.mask(id, members)?;
                make(ExprKind::In(Box::new(value), mask), Type::Bool)
            }
            A::Has(set, member) => {
                let set = self.expr(set, cx, None)?;
                let Type::Set(id) = set.ty else {
                    self.not_a(&set, ("“含”左边应为集合", "`has` needs a set on its left"));
                    return None;
                };
                let member = self.member(id, member, &[])?;
                make(ExprKind::Has(Box::new(set), member), Type::Bool)
            }
            A::During(date, period) => {
                let date = self.day_or_month(date, cx);
                let period = self.period(period, cx);
                make(ExprKind::During(Box::new(date?), Box::new(period?)), Type::Bool)
            }
            A::At(name, at) => self.read_at(name, at, cx, span),
            A::Call(name, args) => self.call(name, args, cx, span),
            A::Table(table) => self.table(table, cx, expect),
            A::Occurred(name) => match self.scopes.find(cx.scope, &name.text) {
                Some((Symbol::Event(id), _)) => make(ExprKind::Occurred(id), Type::Bool),
                Some((other, declared)) => {
                    self.wrong_kind(name, other, declared, ("事件", "an event"));
                    None
                }
                None => {
                    self.unknown(name, cx.scope);
                    None
                }
            },
        }
    }

    pub(super) fn conditions(&mut self, parts: &[ast::Expr], cx: &mut Cx) -> Option<Vec<Expr>> {
        let checked: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, cx)).collect();
        checked.into_iter().collect()
    }

    /// A number of any dimension.
    pub(super) fn number(&mut self, expr: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.expr(expr, cx, None)?;
        if matches!(checked.ty, Type::Number(_)) {
            return Some(checked);
        }
        self.not_numeric(&checked);
        None
    }

    pub(super) fn points(&mut self, points: &Number, span: Span, expect: Option<&Type>) -> Option<Expr> {
        let rate = Unit::dimensionless().div(&Unit::base(BaseUnit::MONTH));
        let per_cent = points.mul(&Number::ratio(1, 100)?);
        let text = self.words(span);
        match expect {
            Some(Type::Number(unit)) if unit.is_dimensionless() => Some(Expr {
                kind: ExprKind::Const(Value::Number(per_cent), text),
                ty: Type::Number(unit.clone()),
                span,
            }),
            Some(Type::Number(unit)) if Some(unit) == rate.as_ref() => {
                let monthly = per_cent.mul(&Number::ratio(1, 12)?);
                Some(Expr { kind: ExprKind::Const(Value::Number(monthly), text), ty: Type::Number(unit.clone()), span })
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::PercentagePoints,
                        span,
                        "百分点只能与两个比率之差比较，或从比率中加减",
                        "percentage points can only be compared with the difference of two rates, or added to a rate",
                    )
                    .help(
                        "例如：去年成本 - 本期成本 不低于 0.5个百分点",
                        "e.g. last_year - this_year at_least 0.5个百分点",
                    ),
                );
                None
            }
        }
    }

    fn is_points(expr: &ast::Expr) -> bool {
        match &expr.kind {
            ast::ExprKind::Points(_) => true,
            ast::ExprKind::Paren(inner) => Self::is_points(inner),
            _ => false,
        }
    }

    /// The two sides of a comparison or sum; a side that needs the other's type comes second.
    pub(super) fn pair(&mut self, left: &ast::Expr, right: &ast::Expr, cx: &mut Cx) -> Option<(Expr, Expr)> {
        let bare = |expr: &ast::Expr| matches!(expr.kind, ast::ExprKind::Name(_));
        let known = |this: &Self, expr: &ast::Expr, cx: &Cx| match &expr.kind {
            ast::ExprKind::Name(name) => {
                this.scopes.find(cx.scope, name).is_some() || !this.scopes.fields(name).is_empty()
            }
            _ => true,
        };
        if Self::is_points(left) || (bare(left) && !known(self, left, cx)) {
            let right = self.expr(right, cx, None)?;
            let left = self.expr(left, cx, Some(&right.ty))?;
            return Some((left, right));
        }
        let left = self.expr(left, cx, None);
        let expect = left.as_ref().map(|left| left.ty.clone());
        let right = self.expr(right, cx, expect.as_ref());
        Some((left?, right?))
    }

    fn compare(&mut self, op: CompareOp, left: &ast::Expr, right: &ast::Expr, cx: &mut Cx, span: Span) -> Option<Expr> {
        let points = if Self::is_points(left) { Some(right) } else { Self::is_points(right).then_some(left) };
        if let Some(other) = points
            && !is_difference(other)
        {
            self.points(&Number::one(), if Self::is_points(left) { left.span } else { right.span }, None);
            if let Some(found) = self.diagnostics.last_mut() {
                // A difference of two rates, the other of which is not known.
                found.patch = Some(Patch::proposed(other.span.after(), format!(" - {BLANK}")));
            }
            return None;
        }
        let (left, right) = self.pair(left, right, cx)?;
        self.same_type(&left, &right)?;
        let ordered = matches!(left.ty, Type::Number(_) | Type::Date | Type::Month);
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if !(ordered || equality && matches!(left.ty, Type::Enum(_) | Type::Text | Type::Bool)) {
            let (zh, en) = self.type_name(&left.ty);
            let (help_zh, help_en) = match left.ty {
                Type::Enum(_) => (
                    "写出算在内的各项：属于 甲、乙；或用 等于、不等于",
                    "name the members that count: one_of a、b; or use equals, differs",
                ),
                Type::Text => ("只能用 等于、不等于", "use equals or differs"),
                Type::Bool => (
                    "条件只有真假：相同写 等于，不同写 不等于，都要成立写 且",
                    "conditions are true or false: equals, differs, or join them with and",
                ),
                _ => (
                    "集合和月份表不比大小：有没有某一项，写 含",
                    "sets have no order: whether one holds a member is has",
                ),
            };
            let between = Span { start: left.span.end, end: right.span.start, ..span };
            let english = self.written(between).trim().is_ascii();
            let (place, with) = match left.ty {
                Type::Enum(_) => (between.to(right.span), format!(" {} {BLANK}", word("one_of", english))),
                Type::Text | Type::Bool => (between, format!(" {} ", word("equals", english))),
                _ => (between.to(right.span), format!(" {} {BLANK}", word("has", english))),
            };
            let found = self.with_origins(
                Diagnostic::new(Code::NotComparable, span, format!("{zh}没有大小之分"), format!("{en} has no order"))
                    .help(help_zh, help_en)
                    .propose(place, with),
                &[&left, &right],
            );
            self.report(found);
            return None;
        }
        Some(Expr { kind: ExprKind::Compare(op, Box::new(left), Box::new(right)), ty: Type::Bool, span })
    }

    fn arith(&mut self, op: ArithOp, left: &ast::Expr, right: &ast::Expr, cx: &mut Cx, span: Span) -> Option<Expr> {
        let (left, right) = match op {
            ArithOp::Add | ArithOp::Sub => self.pair(left, right, cx)?,
            ArithOp::Mul | ArithOp::Div => {
                let left = self.number(left, cx);
                let right = self.number(right, cx);
                (left?, right?)
            }
        };
        let (Type::Number(a), Type::Number(b)) = (&left.ty, &right.ty) else {
            self.not_numeric(if matches!(left.ty, Type::Number(_)) { &right } else { &left });
            return None;
        };
        let unit = match op {
            ArithOp::Add | ArithOp::Sub => {
                self.same_type(&left, &right)?;
                Some(a.clone())
            }
            ArithOp::Mul => a.mul(b),
            ArithOp::Div => a.div(b),
        };
        let Some(unit) = unit else {
            self.error(
                Code::UnitMismatch,
                span,
                Words::new("单位连乘得太多次", "units are multiplied too many times"),
                Words::new(
                    "检查是不是多乘或多除了同一个量",
                    "see whether one quantity is multiplied or divided too often",
                ),
            );
            return None;
        };
        Some(Expr { kind: ExprKind::Arith(op, Box::new(left), Box::new(right)), ty: Type::Number(unit), span })
    }

    fn read_at(&mut self, name: &Name, at: &ast::Expr, cx: &mut Cx, span: Span) -> Option<Expr> {
        let at = self.day_or_month(at, cx);
        match self.scopes.find(cx.scope, &name.text) {
            Some((Symbol::Param(id), _)) => {
                let ty = self.policy.params.get(id.0)?.ty.clone();
                Some(Expr { kind: ExprKind::Param(id, Some(Box::new(at?))), ty, span })
            }
            Some((other, declared)) => {
                self.wrong_kind(name, other, declared, ("参数", "a parameter"));
                None
            }
            None => {
                self.unknown(name, cx.scope);
                None
            }
        }
    }
}

/// A keyword in the language at hand.
fn word(key: &'static str, english: bool) -> &'static str {
    keywords::spell(key, if english { Keywords::En } else { Keywords::Zh })
}

/// Whether an expression is a difference of two things.
fn is_difference(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Arith(ArithOp::Sub, _, _) => true,
        ast::ExprKind::Paren(inner) => is_difference(inner),
        _ => false,
    }
}
