//! Expressions: names resolved, types and units inferred, members of enumerations found by what they are
//! compared with. Owns typing; knows nothing of items.

use super::Checker;
use super::scope::{Pending, ScopeId, Symbol};
use super::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    ArithOp, CompareOp, Def, DefId, EnumId, Expr, ExprKind, FactId, ListId, ParamValue, ReadingDef, ReadingId, Type,
    Value, bit,
};
use crate::span::Span;
use crate::syntax::ast::{self, Name};
use crate::syntax::keywords;
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

/// Where an expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cx {
    pub(super) scope: ScopeId,
    /// The list whose record is at hand.
    list: Option<ListId>,
    /// Whether the list is still to be found out (shared definitions).
    infer: bool,
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
        let (zh, en) = self.type_name(&checked.ty);
        self.report(
            Diagnostic::new(
                Code::NotBoolean,
                expr.span,
                format!("这里要写条件，却是{zh}"),
                format!("expected a condition, found {en}"),
            )
            .help("写成比较，例如 甲 不超过 30人", "write a comparison, e.g. x at_most 30人"),
        );
        None
    }

    /// An expression of exactly this type.
    pub(super) fn expr_of(&mut self, expr: &ast::Expr, cx: &mut Cx, ty: &Type) -> Option<Expr> {
        let checked = self.expr(expr, cx, Some(ty))?;
        if checked.ty == *ty {
            return Some(checked);
        }
        self.mismatch(expr.span, ty, &checked.ty);
        None
    }

    /// A date or a month.
    pub(super) fn day_or_month(&mut self, expr: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.expr(expr, cx, None)?;
        if matches!(checked.ty, Type::Date | Type::Month) {
            return Some(checked);
        }
        self.mismatch(expr.span, &Type::Date, &checked.ty);
        None
    }

    /// An expression; `expect` only helps to find members of enumerations and the dimension of percentage points.
    pub(super) fn expr(&mut self, expr: &ast::Expr, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
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
                    let (zh, en) = self.type_name(&value.ty);
                    self.error(
                        Code::TypeMismatch,
                        value.span,
                        format!("“属于”左边应为枚举，这里是{zh}"),
                        format!("`one_of` needs an enumeration on its left; this is {en}"),
                    );
                    return None;
                };
                let mask = self.mask(id, members)?;
                make(ExprKind::In(Box::new(value), mask), Type::Bool)
            }
            A::Has(set, member) => {
                let set = self.expr(set, cx, None)?;
                let Type::Set(id) = set.ty else {
                    let (zh, en) = self.type_name(&set.ty);
                    self.error(
                        Code::TypeMismatch,
                        set.span,
                        format!("“含”左边应为集合，这里是{zh}"),
                        format!("`has` needs a set on its left; this is {en}"),
                    );
                    return None;
                };
                let member = self.member(id, member)?;
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

    fn conditions(&mut self, parts: &[ast::Expr], cx: &mut Cx) -> Option<Vec<Expr>> {
        let checked: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, cx)).collect();
        checked.into_iter().collect()
    }

    /// A number of any dimension.
    pub(super) fn number(&mut self, expr: &ast::Expr, cx: &mut Cx) -> Option<Expr> {
        let checked = self.expr(expr, cx, None)?;
        if matches!(checked.ty, Type::Number(_)) {
            return Some(checked);
        }
        let (zh, en) = self.type_name(&checked.ty);
        self.report(
            Diagnostic::new(
                Code::NotNumeric,
                expr.span,
                format!("应为数量，这里是{zh}"),
                format!("expected a quantity, found {en}"),
            )
            .here(format!("这里是{zh}"), format!("this is {en}")),
        );
        None
    }

    fn points(&mut self, points: &Number, span: Span, expect: Option<&Type>) -> Option<Expr> {
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

    fn name(&mut self, name: &Name, cx: &mut Cx, expect: Option<&Type>) -> Option<Expr> {
        let span = name.span;
        // Where a member of an enumeration is expected, its name goes first.
        if let Some(Type::Enum(id)) = expect
            && let Some(index) = self.policy.enums.get(id.0).and_then(|def| def.find(&name.text))
        {
            let kind = ExprKind::Const(Value::Enum(index), name.text.clone());
            return Some(Expr { kind, ty: Type::Enum(*id), span });
        }
        let Some((symbol, declared)) = self.scopes.find(cx.scope, &name.text) else {
            if !self.scopes.fields(&name.text).is_empty() {
                let fact = self.field(name, cx)?;
                return self.fact_expr(fact, span);
            }
            if let Some(Type::Enum(id)) = expect {
                self.unknown_member(*id, name);
            } else {
                self.unknown(name, cx.scope);
            }
            return None;
        };
        match symbol {
            Symbol::Fact(id) => self.fact_expr(id, span),
            Symbol::Param(id) => {
                let param = self.policy.params.get(id.0)?;
                let ty = param.ty.clone();
                if matches!(param.value, ParamValue::Series(_)) {
                    self.undated(name, declared);
                    return None;
                }
                Some(Expr { kind: ExprKind::Param(id, None), ty, span })
            }
            Symbol::Def(id) => {
                let (ty, list) = self.resolve_def(id)?;
                self.enter_list(list, name, cx)?;
                Some(Expr { kind: ExprKind::Def(id), ty, span })
            }
            Symbol::Reading(id) => {
                let (ty, list) = self.resolve_reading(id)?;
                let Some(ty) = ty else {
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            span,
                            format!("解读“{}”只作说明，没有值", name.text),
                            format!("reading `{}` only documents a choice and has no value", name.text),
                        )
                        .label(declared, "在这里声明", "declared here")
                        .help(
                            "用 口径 引用它，或给每种读法写上值",
                            "cite it with rests_on, or give each alternative a value",
                        ),
                    );
                    return None;
                };
                self.enter_list(list, name, cx)?;
                Some(Expr { kind: ExprKind::Reading(id), ty, span })
            }
            Symbol::Event(_) | Symbol::Period(_) | Symbol::Script(_) | Symbol::Enum(_) | Symbol::Subject(_) => {
                self.wrong_kind(name, symbol, declared, ("值", "a value"));
                None
            }
        }
    }

    fn undated(&mut self, name: &Name, declared: Span) {
        self.report(
            Diagnostic::new(
                Code::UndatedRead,
                name.span,
                format!("参数“{}”分时段取值，须写明取哪一天的值", name.text),
                format!("parameter `{}` has dated values; say at which date it is read", name.text),
            )
            .label(declared, "分时段声明", "declared with dates")
            .help(format!("写成 {} 于 某日期", name.text), format!("write {} at some_date", name.text)),
        );
    }

    fn fact_expr(&mut self, id: FactId, span: Span) -> Option<Expr> {
        let fact = self.policy.facts.get(id.0)?;
        if let Some(ty) = self.fact_type(&fact.ty) {
            return Some(Expr { kind: ExprKind::Fact(id), ty, span });
        }
        let name = fact.name.clone();
        self.report(
            Diagnostic::new(
                Code::WrongKind,
                span,
                format!("“{name}”是列表，不能直接当值用"),
                format!("`{name}` is a list and has no single value"),
            )
            .help(format!("写在 逐笔 {name} {{ … }} 之内"), format!("use its fields inside each {name} {{ … }}")),
        );
        None
    }

    /// A field of the record at hand.
    fn field(&mut self, name: &Name, cx: &mut Cx) -> Option<FactId> {
        let candidates: Vec<(FactId, ListId)> = self
            .scopes
            .fields(&name.text)
            .iter()
            .filter_map(|id| Some((*id, self.policy.facts.get(id.0)?.list?)))
            .collect();
        let found = match cx.list {
            Some(list) => candidates.iter().find(|(_, of)| *of == list).copied(),
            None if cx.infer => candidates.first().copied(),
            None => None,
        };
        if let Some((fact, list)) = found {
            cx.list = Some(list);
            return Some(fact);
        }
        let of = candidates.first().map_or_else(String::new, |(_, list)| self.list_name(*list));
        self.report(
            Diagnostic::new(
                Code::NotInRecord,
                name.span,
                format!("“{}”是“{of}”每一笔的字段，只能在 逐笔 {of} 之内使用", name.text),
                format!("`{}` is a field of the records of `{of}` and can be used only inside each {of}", name.text),
            )
            .help(format!("把这一行移到 逐笔 {of} {{ … }} 之内"), format!("move this line into each {of} {{ … }}")),
        );
        None
    }

    pub(super) fn list_name(&self, list: ListId) -> String {
        let fact = self.policy.lists.get(list.0).and_then(|def| self.policy.facts.get(def.fact.0));
        fact.map_or_else(String::new, |fact| fact.name.clone())
    }

    /// A definition of one list can be used only in its records.
    fn enter_list(&mut self, list: Option<ListId>, name: &Name, cx: &mut Cx) -> Option<()> {
        let Some(list) = list else { return Some(()) };
        match cx.list {
            Some(at) if at == list => Some(()),
            None if cx.infer => {
                cx.list = Some(list);
                Some(())
            }
            _ => {
                let of = self.list_name(list);
                self.error(
                    Code::NotInRecord,
                    name.span,
                    format!("“{}”按“{of}”逐笔定义，只能在 逐笔 {of} 之内使用", name.text),
                    format!("`{}` is defined per record of `{of}`", name.text),
                );
                None
            }
        }
    }

    pub(super) fn wrong_kind(&mut self, name: &Name, found: Symbol, declared: Span, wanted: (&str, &str)) {
        let (zh, en) = found.kind();
        self.report(
            Diagnostic::new(
                Code::WrongKind,
                name.span,
                format!("“{}”是{zh}，这里要{}", name.text, wanted.0),
                format!("`{}` is {en}; {} is needed here", name.text, wanted.1),
            )
            .label(declared, "在这里声明", "declared here"),
        );
    }

    pub(super) fn unknown(&mut self, name: &Name, scope: ScopeId) {
        let hint = nearest(&name.text, self.scopes.visible(scope)).map(str::to_owned);
        let apart = keywords::unglue(&name.text).filter(|_| hint.is_none());
        let code = if apart.is_some() { Code::GluedWords } else { Code::UnknownName };
        let mut diagnostic = Diagnostic::new(
            code,
            name.span,
            format!("没有名称“{}”", name.text),
            format!("there is no `{}`", name.text),
        )
        .here("没有声明过", "not declared");
        diagnostic = match (hint, apart) {
            (Some(hint), _) => {
                diagnostic.help(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")).patch(name.span, hint)
            }
            (None, Some(apart)) => diagnostic
                .help(format!("词与词之间要空格：{apart}"), format!("words are separated by spaces: {apart}"))
                .patch(name.span, apart),
            (None, None) => diagnostic
                .help("先在词汇、参数或定义中声明它", "declare it as a fact, a parameter or a definition first"),
        };
        self.report(diagnostic);
    }

    pub(super) fn member(&mut self, id: EnumId, name: &Name) -> Option<usize> {
        let found = self.policy.enums.get(id.0).and_then(|def| def.find(&name.text));
        if found.is_none() {
            self.unknown_member(id, name);
        }
        found
    }

    fn unknown_member(&mut self, id: EnumId, name: &Name) {
        let Some(def) = self.policy.enums.get(id.0) else { return };
        let members: Vec<&str> = def.members.iter().map(|(name, _)| name.as_str()).collect();
        let hint = nearest(&name.text, members.iter().copied()).map(str::to_owned);
        let of = def.name.clone();
        let all = members.join("、");
        let mut diagnostic = Diagnostic::new(
            Code::UnknownMember,
            name.span,
            format!("“{of}”里没有“{}”", name.text),
            format!("`{}` is not a member of `{of}`", name.text),
        );
        diagnostic = match hint {
            Some(hint) => diagnostic
                .help(format!("是不是“{hint}”？可用的有：{all}"), format!("did you mean `{hint}`? members: {all}"))
                .patch(name.span, hint),
            None => diagnostic.help(format!("可用的有：{all}"), format!("members: {all}")),
        };
        self.report(diagnostic);
    }

    pub(super) fn mask(&mut self, id: EnumId, members: &[Name]) -> Option<u128> {
        let found: Vec<Option<usize>> = members.iter().map(|name| self.member(id, name)).collect();
        found.into_iter().try_fold(0, |mask, member| Some(mask | bit(member?)))
    }

    fn is_points(expr: &ast::Expr) -> bool {
        match &expr.kind {
            ast::ExprKind::Points(_) => true,
            ast::ExprKind::Paren(inner) => Self::is_points(inner),
            _ => false,
        }
    }

    /// The two sides of a comparison or sum; a side that needs the other's type comes second.
    fn pair(&mut self, left: &ast::Expr, right: &ast::Expr, cx: &mut Cx) -> Option<(Expr, Expr)> {
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
            return None;
        }
        let (left, right) = self.pair(left, right, cx)?;
        self.same_type(&left, &right)?;
        let ordered = matches!(left.ty, Type::Number(_) | Type::Date | Type::Month);
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if !(ordered || equality && matches!(left.ty, Type::Enum(_) | Type::Text | Type::Bool)) {
            let (zh, en) = self.type_name(&left.ty);
            let (help_zh, help_en) = match left.ty {
                Type::Enum(_) | Type::Text => ("只能用 等于、不等于 或 属于", "use equals, differs or one_of"),
                _ => ("这种值不能比较", "such values cannot be compared"),
            };
            self.report(
                Diagnostic::new(Code::NotComparable, span, format!("{zh}之间没有大小"), format!("{en} has no order"))
                    .help(help_zh, help_en),
            );
            return None;
        }
        Some(Expr { kind: ExprKind::Compare(op, Box::new(left), Box::new(right)), ty: Type::Bool, span })
    }

    /// Reports a difference of types, naming both origins.
    pub(super) fn same_type(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        if left.ty == right.ty {
            return Some(());
        }
        let (left_zh, left_en) = self.type_name(&left.ty);
        let (right_zh, right_en) = self.type_name(&right.ty);
        let code = if matches!((&left.ty, &right.ty), (Type::Number(_), Type::Number(_))) {
            Code::UnitMismatch
        } else {
            Code::TypeMismatch
        };
        let mut diagnostic = Diagnostic::new(
            code,
            right.span,
            format!("两边不一致：一边是{left_zh}，一边是{right_zh}"),
            format!("the two sides differ: {left_en} and {right_en}"),
        )
        .here(format!("这里是{right_zh}"), format!("this is {right_en}"))
        .label(left.span, format!("这里是{left_zh}"), format!("this is {left_en}"));
        for side in [left, right] {
            if let Some((origin, name)) = self.origin(side) {
                diagnostic =
                    diagnostic.label(origin, format!("“{name}”在这里声明"), format!("`{name}` is declared here"));
            }
        }
        if let (Type::Number(unit), ExprKind::Const(_, text)) = (&left.ty, &right.kind)
            && matches!(&right.ty, Type::Number(bare) if bare.is_dimensionless())
            && !text.contains('%')
        {
            let fixed = format!("{text}{}", self.unit_name(unit));
            diagnostic = diagnostic
                .help(format!("写上单位：{fixed}"), format!("write the unit: {fixed}"))
                .patch(right.span, fixed);
        }
        self.report(diagnostic);
        None
    }

    fn origin(&self, expr: &Expr) -> Option<(Span, String)> {
        match &expr.kind {
            ExprKind::Fact(id) => self.policy.facts.get(id.0).map(|fact| (fact.span, fact.name.clone())),
            ExprKind::Param(id, _) => self.policy.params.get(id.0).map(|param| (param.span, param.name.clone())),
            ExprKind::Def(id) => self.def_syntax.get(id.0).map(|(def, _)| (def.name.span, def.name.text.clone())),
            _ => None,
        }
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
            let wrong = if matches!(left.ty, Type::Number(_)) { &right } else { &left };
            let (zh, en) = self.type_name(&wrong.ty);
            self.report(
                Diagnostic::new(
                    Code::NotNumeric,
                    wrong.span,
                    format!("应为数量，这里是{zh}"),
                    format!("expected a quantity, found {en}"),
                )
                .here(format!("这里是{zh}"), format!("this is {en}")),
            );
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
            self.error(Code::UnitMismatch, span, "单位的幂次过大", "the exponent of a unit is too large");
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

    fn call(&mut self, name: &Name, args: &[ast::Expr], cx: &mut Cx, span: Span) -> Option<Expr> {
        match name.text.as_str() {
            "取小" | "min" | "至多" => self.extreme(name, args, cx, span, ExprKind::Min),
            "取大" | "max" => self.extreme(name, args, cx, span, ExprKind::Max),
            "超出" | "excess" => {
                let [left, right] = args else { return self.arity(name, span, args.len(), 2) };
                let (left, right) = self.pair(left, right, cx)?;
                self.same_type(&left, &right)?;
                let ty = left.ty.clone();
                Some(Expr { kind: ExprKind::Excess(Box::new(left), Box::new(right)), ty, span })
            }
            "月数" | "month_count" => {
                let [list] = args else { return self.arity(name, span, args.len(), 1) };
                let list = self.expr_of(list, cx, &Type::Months)?;
                let ty = Type::Number(Unit::base(BaseUnit::MONTH));
                Some(Expr { kind: ExprKind::MonthCount(Box::new(list)), ty, span })
            }
            "天数" | "day_count" => {
                let [from, to] = args else { return self.arity(name, span, args.len(), 2) };
                let from = self.expr_of(from, cx, &Type::Date);
                let to = self.expr_of(to, cx, &Type::Date);
                let ty = Type::Number(Unit::base(BaseUnit::DAY));
                Some(Expr { kind: ExprKind::DayCount(Box::new(from?), Box::new(to?)), ty, span })
            }
            _ => self.script_call(name, args, cx, span),
        }
    }

    fn extreme(
        &mut self,
        name: &Name,
        args: &[ast::Expr],
        cx: &mut Cx,
        span: Span,
        make: fn(Vec<Expr>) -> ExprKind,
    ) -> Option<Expr> {
        let Some((first, rest)) = args.split_first() else { return self.arity(name, span, 0, 2) };
        if rest.is_empty() {
            return self.arity(name, span, 1, 2);
        }
        let first = self.number(first, cx)?;
        let mut all = vec![first.clone()];
        for arg in rest {
            let arg = self.expr(arg, cx, Some(&first.ty))?;
            self.same_type(&first, &arg)?;
            all.push(arg);
        }
        Some(Expr { kind: make(all), ty: first.ty, span })
    }

    fn arity(&mut self, name: &Name, span: Span, found: usize, wanted: usize) -> Option<Expr> {
        self.error(
            Code::WrongArguments,
            span,
            format!("“{}”要 {wanted} 个实参，这里有 {found} 个", name.text),
            format!("`{}` takes {wanted} arguments, found {found}", name.text),
        );
        None
    }

    fn script_call(&mut self, name: &Name, args: &[ast::Expr], cx: &mut Cx, span: Span) -> Option<Expr> {
        let id = match self.scopes.find(cx.scope, &name.text) {
            Some((Symbol::Script(id), _)) => id,
            Some((other, declared)) => {
                self.wrong_kind(name, other, declared, ("函数", "a function"));
                return None;
            }
            None => {
                let functions = ["取小", "取大", "至多", "超出", "月数", "天数"];
                let scripts = self.script_syntax.iter().map(|script| script.name.text.as_str());
                let hint = nearest(&name.text, scripts.chain(functions)).map(str::to_owned);
                let mut diagnostic = Diagnostic::new(
                    Code::UnknownName,
                    name.span,
                    format!("没有函数“{}”", name.text),
                    format!("there is no function `{}`", name.text),
                )
                .help(
                    format!("可用的函数：{}", functions.join("、")),
                    "functions: min, max, excess, month_count, day_count",
                );
                if let Some(hint) = hint {
                    diagnostic = diagnostic.patch(name.span, hint);
                }
                self.report(diagnostic);
                return None;
            }
        };
        let (params, result) = self.script_signature(id)?;
        if params.len() != args.len() {
            return self.arity(name, span, args.len(), params.len());
        }
        let checked: Vec<Option<Expr>> = args.iter().zip(&params).map(|(arg, ty)| self.expr_of(arg, cx, ty)).collect();
        let args = checked.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Expr { kind: ExprKind::Script(id, args), ty: result, span })
    }

    /// Resolves a definition, once; its type and list.
    pub(super) fn resolve_def(&mut self, id: DefId) -> Option<(Type, Option<ListId>)> {
        match self.defs.get(id.0)? {
            Pending::Done(def) => return Some((def.body.ty.clone(), def.list)),
            Pending::Failed => return None,
            Pending::Running => {
                self.cycle(id);
                return None;
            }
            Pending::Waiting => {}
        }
        let (syntax, scope) = *self.def_syntax.get(id.0)?;
        *self.defs.get_mut(id.0)? = Pending::Running;
        self.path.push((syntax.name.text.clone(), syntax.name.span));
        let mut cx = Cx { scope, list: self.scopes.list(scope), infer: true };
        let body = self.expr(&syntax.body, &mut cx, None);
        self.path.pop();
        let slot = self.defs.get_mut(id.0)?;
        let Some(body) = body else {
            *slot = Pending::Failed;
            return None;
        };
        let found = (body.ty.clone(), cx.list);
        *slot = Pending::Done(Def { name: syntax.name.text.clone(), body, list: cx.list, span: syntax.name.span });
        Some(found)
    }

    fn cycle(&mut self, id: DefId) {
        let Some((syntax, _)) = self.def_syntax.get(id.0) else { return };
        let (name, span) = (syntax.name.text.clone(), syntax.name.span);
        self.report_cycle(&name, span);
    }

    pub(super) fn report_cycle(&mut self, name: &str, span: Span) {
        let start = self.path.iter().position(|(on_path, _)| on_path == name).unwrap_or(0);
        let round: Vec<String> = self.path.iter().skip(start).map(|(name, _)| name.clone()).collect();
        let shown = format!("{} → {name}", round.join(" → "));
        let mut diagnostic = Diagnostic::new(
            Code::Cycle,
            span,
            format!("定义循环：{shown}"),
            format!("definitions form a cycle: {shown}"),
        );
        for (name, place) in self.path.iter().skip(start.saturating_add(1)) {
            diagnostic = diagnostic.label(*place, format!("经过“{name}”"), format!("through `{name}`"));
        }
        self.report(diagnostic.help("打断其中一环", "break one link of it"));
    }

    /// Resolves a reading, once; its type (none if it only documents) and list.
    pub(super) fn resolve_reading(&mut self, id: ReadingId) -> Option<(Option<Type>, Option<ListId>)> {
        match self.readings.get(id.0)? {
            Pending::Done(reading) => {
                let ty = reading.alternatives.iter().find_map(|(_, body)| body.as_ref()).map(|body| body.ty.clone());
                return Some((ty, reading.list));
            }
            Pending::Failed => return None,
            Pending::Running => {
                let (syntax, _) = self.reading_syntax.get(id.0)?;
                let (name, span) = (syntax.name.text.clone(), syntax.name.span);
                self.report_cycle(&name, span);
                return None;
            }
            Pending::Waiting => {}
        }
        let (syntax, scope) = *self.reading_syntax.get(id.0)?;
        *self.readings.get_mut(id.0)? = Pending::Running;
        self.path.push((syntax.name.text.clone(), syntax.name.span));
        let reading = self.reading(syntax, scope);
        self.path.pop();
        let found = reading.as_ref().map(|reading| {
            let ty = reading.alternatives.iter().find_map(|(_, body)| body.as_ref()).map(|body| body.ty.clone());
            (ty, reading.list)
        });
        *self.readings.get_mut(id.0)? = reading.map_or(Pending::Failed, Pending::Done);
        found
    }

    fn reading(&mut self, syntax: &'a ast::ReadingDecl, scope: ScopeId) -> Option<ReadingDef> {
        let mut cx = Cx { scope, list: self.scopes.list(scope), infer: true };
        let adopted = syntax.alternatives.iter().position(|alternative| alternative.adopted);
        if adopted.is_none() && syntax.open.is_none() || syntax.alternatives.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::ReadingWithoutChoice,
                    syntax.name.span,
                    format!("解读“{}”没有写明采用哪一种", syntax.name.text),
                    format!("reading `{}` does not say which alternative it adopts", syntax.name.text),
                )
                .help("写 采用 甲 : …，或 采用 未定", "write adopts x : …, or adopts undecided"),
            );
        }
        let mut alternatives: Vec<(String, Option<Expr>)> = Vec::new();
        let mut first: Option<Expr> = None;
        let mut failed = false;
        for alternative in &syntax.alternatives {
            let body = match &alternative.body {
                None => None,
                Some(body) => {
                    let expect = first.as_ref().map(|first| first.ty.clone());
                    let checked = self.expr(body, &mut cx, expect.as_ref());
                    failed |= checked.is_none();
                    if let (Some(first), Some(checked)) = (&first, &checked) {
                        failed |= self.same_type(first, checked).is_none();
                    }
                    first = first.or_else(|| checked.clone());
                    checked
                }
            };
            if alternatives.iter().any(|(name, _)| *name == alternative.name.text) {
                self.duplicate(Code::DuplicateName, &alternative.name, syntax.name.span);
            }
            alternatives.push((alternative.name.text.clone(), body));
        }
        let valued = alternatives.iter().filter(|(_, body)| body.is_some()).count();
        if valued != 0 && valued != alternatives.len() && !failed {
            // A documented alternative beside computed ones cannot be run; it stays as words.
            if syntax.open.is_none()
                && adopted.and_then(|at| alternatives.get(at)).is_some_and(|(_, body)| body.is_none())
            {
                self.error(
                    Code::ReadingWithoutChoice,
                    syntax.name.span,
                    format!("解读“{}”采用的读法没有值", syntax.name.text),
                    format!("the adopted alternative of `{}` has no value", syntax.name.text),
                );
                failed = true;
            }
        }
        if failed {
            return None;
        }
        let open = syntax.open.is_some();
        Some(ReadingDef {
            name: syntax.name.text.clone(),
            text: syntax.text.as_ref().map(|text| text.value.clone()),
            alternatives,
            adopted: if open { None } else { adopted },
            list: cx.list,
            note: syntax.note.as_ref().map(|note| note.value.clone()),
            span: syntax.name.span,
        })
    }
}

/// Whether an expression is a difference of two things.
fn is_difference(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Arith(ArithOp::Sub, _, _) => true,
        ast::ExprKind::Paren(inner) => is_difference(inner),
        _ => false,
    }
}
