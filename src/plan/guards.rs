//! Contradictions between facts as conditions of a plan, so that many profiles can be looked at without the reference
//! engine. Owns which condition stands for which contradiction; what one means is told by the reference.

use super::Plan;
use crate::eval::Context;
use crate::ir::{
    Expr, ExprKind, FactDef, FactId, FactType, ItemDef, ListDef, MeasureId, Policy, RoundingRule, RuleExpr, Test,
    TestKind, Type,
};
use crate::outcome::Status;
use crate::syntax::ast::{CompareOp, ItemKind};
use crate::value::rounding::Rounding;
use chrono::NaiveDate;

/// Whether other facts can contradict a value of this one.
pub(crate) const fn can_contradict(fact: &FactDef) -> bool {
    fact.derived.is_some() || fact.only_if.is_some()
}

/// Whether facts within one record of a list can contradict each other.
pub(crate) fn can_contradict_within(policy: &Policy, list: &ListDef) -> bool {
    list.fields.iter().any(|id| policy.facts.get(id.0).is_none_or(can_contradict))
}

/// A plan with one item for every fact that others can contradict. Its rows are those of the plan it was made beside,
/// but it may know more texts.
#[derive(Clone, Debug)]
pub(crate) struct Guards {
    pub(crate) plan: Plan,
    facts: Vec<(FactId, Kind)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The condition must not fail.
    Guard,
    /// The condition must hold: the stated value is the derived one.
    Derived,
}

impl Guards {
    /// For every fact of the subject that is derived, or has a guard, but not both.
    pub(crate) fn new(policy: &Policy, plan: &Plan) -> Self {
        let (mut facts, mut items) = (Vec::new(), Vec::new());
        for (index, fact) in policy.facts.iter().enumerate().filter(|(_, fact)| fact.list.is_none()) {
            let id = FactId(index);
            let (kind, condition) = match (&fact.derived, &fact.only_if, &fact.ty) {
                (None, Some((guard, _)), _) => (Kind::Guard, guard.clone()),
                (Some(derived), None, FactType::Scalar(ty, _)) => (Kind::Derived, same(id, ty.clone(), derived)),
                _ => continue,
            };
            facts.push((id, kind));
            items.push(item(condition));
        }
        let policy = Policy { items, ..policy.clone() };
        // Contradictions hang on no day; the reference engine looks at them on the day of issue.
        let context = Context::new(policy.issued.unwrap_or(NaiveDate::MIN));
        Self { plan: plan.beside(&policy, &context), facts }
    }

    /// The number of the item that looks after a fact.
    pub(crate) fn of(&self, fact: FactId) -> Option<usize> {
        self.facts.iter().position(|(id, _)| *id == fact)
    }

    /// Whether a stated value surely contradicts nothing, by what its item came to.
    pub(crate) fn clear(&self, item: usize, status: Option<Status>) -> bool {
        let kind = self.facts.get(item).map(|(_, kind)| *kind);
        match (kind, status) {
            (Some(_), Some(Status::Eligible)) | (Some(Kind::Guard), Some(Status::Undetermined)) => true,
            (_, _) => false,
        }
    }
}

/// The stated value of a fact is the derived one.
fn same(id: FactId, ty: Type, derived: &Expr) -> Expr {
    let span = derived.span;
    let truth = |kind| Expr { kind, ty: Type::Bool, span };
    let boolean = ty == Type::Bool;
    let stated = Expr { kind: ExprKind::Fact(id), ty, span };
    if !boolean {
        return truth(ExprKind::Compare(CompareOp::Eq, Box::new(stated), Box::new(derived.clone())));
    }
    let not = |expr: &Expr| truth(ExprKind::Not(Box::new(expr.clone())));
    let neither = truth(ExprKind::And(vec![not(&stated), not(derived)]));
    truth(ExprKind::Or(vec![truth(ExprKind::And(vec![stated, derived.clone()])), neither]))
}

fn item(condition: Expr) -> ItemDef {
    let span = condition.span;
    let rule = RuleExpr { base: condition, exceptions: Vec::new() };
    let kind = TestKind::Condition { rule, soft: false };
    let rounding = RoundingRule { decimals: 2, mode: Rounding::HalfUp };
    let mut item = ItemDef::new(String::new(), MeasureId(0), ItemKind::Benefit, String::new(), rounding, span);
    item.tests.push(Test { label: String::new(), text: None, source: None, kind, span });
    item
}
