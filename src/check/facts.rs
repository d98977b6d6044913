//! Attributes of facts: bounds, derivations, guards. Owns their typing.

use super::Checker;
use super::expr::Cx;
use super::mismatch::Why;
use super::scope::ScopeId;
use crate::diagnostic::{BLANK, Code, Diagnostic, Words};
use crate::ir::{ExprKind, FactId, Type, Value};
use crate::syntax::ast::{self, FactAttr};
use crate::value::number::Number;

/// Lower and upper bound.
pub(super) type Bounds = (Option<Number>, Option<Number>);

impl Checker<'_> {
    pub(super) fn check_facts(&mut self) {
        for index in 0..self.fact_syntax.len() {
            self.check_shadow(FactId(index));
        }
    }

    /// Attributes hold expressions, which may read parameters: they are checked after those.
    pub(super) fn check_fact_attributes(&mut self) {
        for index in 0..self.fact_syntax.len() {
            let Some(syntax) = self.fact_syntax.get(index).copied() else { continue };
            for attr in &syntax.attrs {
                self.fact_attribute(FactId(index), attr);
            }
        }
        self.check_circles();
    }

    fn check_shadow(&mut self, id: FactId) {
        let Some(fact) = self.policy.facts.get(id.0) else { return };
        if fact.list.is_none() {
            return;
        }
        let Some(syntax) = self.fact_syntax.get(id.0).copied() else { return };
        for name in [&syntax.name, &syntax.key] {
            if let Some((symbol, declared)) = self.scopes.find(ScopeId::GLOBAL, &name.text) {
                let (zh, en) = symbol.kind();
                self.report(
                    Diagnostic::new(
                        Code::ShadowedName,
                        name.span,
                        format!("列表字段“{}”与{zh}同名", name.text),
                        format!("record field `{}` has the name of {en}", name.text),
                    )
                    .label(declared, "另一个在这里声明", "the other one is declared here")
                    .help("给字段换一个名称", "give the field another name"),
                );
                break;
            }
        }
    }

    fn fact_attribute(&mut self, id: FactId, attr: &FactAttr) {
        let Some(fact) = self.policy.facts.get(id.0) else { return };
        let ty = self.fact_type(&fact.ty);
        let list = fact.list;
        let why = Why::declared(fact.span, &fact.name);
        let mut cx = Cx::new(ScopeId::GLOBAL, list);
        match attr {
            FactAttr::Bounds(lo, hi) => {
                let Some(ty) = ty else { return };
                if let Some(bounds) = self.bounds(lo.as_ref(), hi.as_ref(), &ty, &why)
                    && let Some(fact) = self.policy.facts.get_mut(id.0)
                {
                    fact.bounds = bounds;
                }
            }
            FactAttr::Derived(expr) => {
                let Some(ty) = ty else { return };
                if let Some(derived) = self.expr_of(expr, &mut cx, &ty, Some(why))
                    && let Some(fact) = self.policy.facts.get_mut(id.0)
                {
                    fact.derived = Some(derived);
                }
            }
            FactAttr::OnlyIf(test, otherwise) => self.only_if(id, test, otherwise.as_ref(), ty, &mut cx, why),
            FactAttr::Ask(_)
            | FactAttr::Note(_)
            | FactAttr::Act
            | FactAttr::Fixed
            | FactAttr::Approval
            | FactAttr::Signed => {}
        }
    }

    fn only_if(
        &mut self,
        id: FactId,
        test: &ast::Expr,
        otherwise: Option<&ast::Expr>,
        ty: Option<Type>,
        cx: &mut Cx,
        why: Why,
    ) {
        let guard = self.condition(test, cx);
        let value = match (otherwise, &ty) {
            (Some(expr), Some(ty)) => self.expr_of(expr, cx, ty, Some(why)).and_then(|expr| match expr.kind {
                ExprKind::Const(value, _) => Some(value),
                _ => {
                    self.not_a_constant(expr.span);
                    None
                }
            }),
            (None, Some(Type::Bool)) => Some(Value::Bool(false)),
            (None, Some(Type::Set(_))) => Some(Value::Set(0)),
            (None, None) => Some(Value::Set(0)), // a list: known to be empty
            (None, Some(_)) | (Some(_), None) => {
                self.report(
                    Diagnostic::new(
                        Code::MissingClause,
                        test.span,
                        "仅当 之后要写 否则 的值",
                        "only_if needs an else value here",
                    )
                    .help("例如：仅当 E 否则 其他", "e.g. only_if E else other")
                    .propose(test.span.after(), format!(" 否则 {BLANK}")),
                );
                None
            }
        };
        if let (Some(guard), Some(value), Some(fact)) = (guard, value, self.policy.facts.get_mut(id.0)) {
            fact.only_if = Some((guard, value));
        }
    }

    /// Constant bounds of a quantity.
    pub(super) fn bounds(
        &mut self,
        lo: Option<&ast::Expr>,
        hi: Option<&ast::Expr>,
        ty: &Type,
        why: &Why,
    ) -> Option<Bounds> {
        let mut cx = Cx::new(ScopeId::GLOBAL, None);
        let mut constant = |this: &mut Self, expr: Option<&ast::Expr>| -> Option<Option<Number>> {
            let Some(expr) = expr else { return Some(None) };
            match this.expr_of(expr, &mut cx, ty, Some(why.clone()))?.kind {
                ExprKind::Const(Value::Number(number), _) => Some(Some(number)),
                _ => {
                    this.error(
                        Code::ValueOutOfBounds,
                        expr.span,
                        Words::new("范围的两端要写固定的数", "bounds are fixed figures"),
                        Words::new("例如 范围 0% 至 100%", "e.g. bounds 0% to 100%"),
                    );
                    None
                }
            }
        };
        let lo_value = constant(self, lo)?;
        let hi_value = constant(self, hi)?;
        if let (Some(low), Some(high), Some(at)) = (&lo_value, &hi_value, hi)
            && low > high
        {
            let mut found = Diagnostic::new(
                Code::ValueOutOfBounds,
                at.span,
                "范围为空：下限大于上限",
                "the bounds are empty: lower above upper",
            )
            .help("两个数是不是写反了？小的写在前面", "are the two the wrong way round? the smaller stands first");
            if let Some(lo) = lo {
                found = found.label(lo.span, "下限在这里", "the lower bound is here");
                found.patch = Some(self.swapped(lo.span, at.span));
            }
            self.report(found);
            return None;
        }
        Some((lo_value, hi_value))
    }
}
