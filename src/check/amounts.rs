//! What an item gives: amounts and their stages, grants, payments. Owns their places and units; knows nothing of the
//! conditions they hang on.

use super::Checker;
use super::expr::Cx;
use crate::diagnostic::{Code, Diagnostic, Patch, Words};
use crate::ir::{
    AmountDef, AmountKind, ArithOp, Expr, ExprKind, GrantDef, PaymentDef, PaymentPart, PaymentRole, StageDef, Type,
    Value,
};
use crate::syntax::ast::{self, Per, Stage};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

/// From here on a cap or floor for one subject is out of all proportion: 10亿元.
const HUGE_LIMIT_YUAN: i64 = 1_000_000_000;

impl Checker<'_> {
    pub(super) fn amount(&mut self, syntax: &ast::AmountClause, cx: &mut Cx) -> Option<AmountDef> {
        let value = self.number(&syntax.value, cx)?;
        let yuan = Unit::base(BaseUnit::YUAN);
        let Type::Number(unit) = &value.ty else { return None };
        let money = match syntax.kind {
            AmountKind::Amount | AmountKind::Ceiling => *unit == yuan,
            AmountKind::Rate => unit.exponents().any(|(base, power)| base == BaseUnit::YUAN && power == 1),
        };
        if !money {
            let (zh, en) = self.type_name(&value.ty);
            let mut diagnostic = Diagnostic::new(
                Code::NotMoney,
                syntax.value.span,
                format!("金额应以元计，这里算出来是{zh}"),
                format!("an amount is in yuan; this comes out as {en}"),
            );
            if let Some((zh, en)) = self.towards_money(unit) {
                diagnostic = diagnostic.help(zh, en);
            }
            diagnostic.patch = self.priced(&value, unit);
            if diagnostic.patch.is_none() {
                diagnostic = diagnostic.propose(value.span, self.multiplied(&value));
            }
            let diagnostic = self.with_origins(diagnostic, &[&value]);
            self.report(diagnostic);
            return None;
        }
        Some(AmountDef { kind: syntax.kind, value, per: syntax.per.as_ref().map(|per| per.text.clone()) })
    }

    /// `1200元 × 人数`: the figure in yuan is one for each person.
    fn priced(&self, value: &Expr, unit: &Unit) -> Option<Patch> {
        let yuan = Unit::base(BaseUnit::YUAN);
        let extra = unit.div(&yuan)?;
        let figure = yuan_factor(value).filter(|_| extra.exponents().all(|(_, power)| power > 0))?;
        let bare = self.written(figure.span).strip_suffix('元')?;
        Some(Patch::proposed(figure.span, format!("{bare}{}", self.unit_name(&yuan.div(&extra)?))))
    }

    pub(super) fn stage(
        &mut self,
        syntax: &ast::StageClause,
        inside: bool,
        cx: &mut Cx,
        stages: &mut Vec<StageDef>,
        rounding: &mut crate::ir::RoundingRule,
    ) {
        let wrong = match &syntax.per {
            Some((Per::Record, span)) if !inside => {
                Some((*span, "“每 笔”只能写在 逐笔 之内", "`per record` belongs inside each"))
            }
            Some((Per::Subject, span)) if inside => {
                Some((*span, "“每 主体”只能写在 逐笔 之外", "`per subject` belongs outside each"))
            }
            Some((Per::List(_), span)) => {
                Some((*span, "这里只能写 每 主体 或 每 笔", "only per subject or per record can stand here"))
            }
            _ => None,
        };
        if let Some((span, zh, en)) = wrong {
            self.report(Diagnostic::new(Code::StageOutOfPlace, span, zh, en).help(
                "逐笔之内的一步按每一笔算，之外的一步在合计之后算",
                "a stage inside works per record, one outside after the sum",
            ));
            return;
        }
        let yuan = Type::Number(Unit::base(BaseUnit::YUAN));
        let stage = match &syntax.stage {
            Stage::Cap(expr) => self.expr_of(expr, cx, &yuan, None).map(StageDef::Cap),
            Stage::Floor(expr) => self.expr_of(expr, cx, &yuan, None).map(StageDef::Floor),
            Stage::Less(expr) => self.expr_of(expr, cx, &yuan, None).map(StageDef::Less),
            Stage::Round(rule) => {
                if inside {
                    self.error(
                        Code::StageOutOfPlace,
                        syntax.span,
                        Words::new(
                            "舍入只在最后做一次，不按笔做",
                            "rounding is done once, at the end, never per record",
                        ),
                        Words::new("把 舍入 移到 逐笔 之外", "move the rounding outside the each block"),
                    );
                } else {
                    rounding.decimals = rule.decimals;
                    rounding.mode = rule.mode;
                }
                None
            }
        };
        let Some(stage) = stage else { return };
        if let StageDef::Cap(expr) | StageDef::Floor(expr) = &stage
            && let ExprKind::Const(Value::Number(number), _) = &expr.kind
            && *number >= Number::from_i64(HUGE_LIMIT_YUAN)
        {
            let text = self.words(expr.span);
            self.report(
                Diagnostic::new(
                    Code::WanYiSlip,
                    expr.span,
                    format!("一个主体的限额有 {text}，万、亿可能写错"),
                    format!("a limit of {text} for one subject: 万 or 亿 may be a slip"),
                )
                .help("对照通知核对", "verify it against the notice"),
            );
        }
        stages.push(stage);
        let constant = |wanted: fn(&StageDef) -> Option<&Expr>| {
            stages
                .iter()
                .filter_map(wanted)
                .filter_map(|expr| match &expr.kind {
                    ExprKind::Const(Value::Number(number), _) => Some((number.clone(), expr.span)),
                    _ => None,
                })
                .next_back()
        };
        let cap = constant(|stage| if let StageDef::Cap(expr) = stage { Some(expr) } else { None });
        let floor = constant(|stage| if let StageDef::Floor(expr) = stage { Some(expr) } else { None });
        if let (Some((cap, high)), Some((floor, low))) = (cap, floor)
            && floor > cap
        {
            let (first, last) = if low < high { (low, high) } else { (high, low) };
            let patch = self.swapped(first, last);
            let found = Diagnostic::new(Code::CapBelowFloor, syntax.span, "保底高于封顶", "the floor is above the cap")
                .label(first, "另一个限额", "the other limit")
                .help(
                    "两个数是不是写反了？对照通知改正其中一个",
                    "are the two figures the wrong way round? mend one of them after the notice",
                );
            self.report_with(found, Some(patch));
        }
    }

    pub(super) fn grant(&mut self, syntax: &ast::GrantClause, cx: &mut Cx) -> Option<GrantDef> {
        let longest = match &syntax.longest {
            Some(length) => Some(self.length(length, cx)?),
            None => None,
        };
        let from = match &syntax.from {
            Some(from) => Some(self.day_or_month(from, cx)?),
            None => None,
        };
        let until = match &syntax.until {
            Some(until) => Some(self.day_or_month(until, cx)?),
            None => None,
        };
        Some(GrantDef {
            nature: syntax.nature.text.clone(),
            text: syntax.text.value.clone(),
            soft: syntax.soft,
            longest,
            from,
            until,
        })
    }

    pub(super) fn payment(&mut self, syntax: &ast::PaymentClause, cx: &mut Cx) -> Option<PaymentDef> {
        let mut parts = Vec::new();
        for part in &syntax.parts {
            match part {
                ast::PaymentPart::Words(text) => parts.push(PaymentPart::Words(text.value.clone())),
                ast::PaymentPart::Fact(name) => {
                    // A registered agency may be named without quotes.
                    if self.policy.parties.iter().any(|party| party.name == name.text) {
                        parts.push(PaymentPart::Words(name.text.clone()));
                        continue;
                    }
                    let expr = ast::Expr { kind: ast::ExprKind::Name(name.text.clone()), span: name.span };
                    match self.expr(&expr, cx, None)?.kind {
                        ExprKind::Fact(id) => parts.push(PaymentPart::Fact(id)),
                        _ => {
                            self.error(
                                Code::WrongKind,
                                name.span,
                                Words::new(
                                    format!("“{}”不是事实，也不是登记过的机构", name.text),
                                    format!("`{}` is neither a fact nor a registered agency", name.text),
                                ),
                                Words::new(
                                    "写机构的名称，或用引号写一段文字",
                                    "name an agency, or write words in quotes",
                                ),
                            );
                            return None;
                        }
                    }
                }
            }
        }
        let when = match &syntax.when {
            Some(when) => Some(self.condition(when, cx)?),
            None => None,
        };
        let role: PaymentRole = syntax.role;
        Some(PaymentDef { role, parts, when })
    }
}

/// The figure in yuan among the factors of a product.
fn yuan_factor(value: &Expr) -> Option<&Expr> {
    match &value.kind {
        ExprKind::Const(..) => Some(value).filter(|_| value.ty == Type::Number(Unit::base(BaseUnit::YUAN))),
        ExprKind::Arith(ArithOp::Mul, left, right) => yuan_factor(left).or_else(|| yuan_factor(right)),
        _ => None,
    }
}
