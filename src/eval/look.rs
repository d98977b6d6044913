//! Single questions put to an evaluation by the commands above it: what a value is called, where a period ends,
//! whether a fact is known, what the two sides of a failing comparison are. Owns no meaning of its own.

use super::abs::Abs;
use super::machine::{Frame, Machine};
use super::{Context, tests};
use crate::diagnostic::Lang;
use crate::ir::{CompareOp, Expr, ExprKind, FactId, FactType, ParamId, PeriodRef, Policy, RuleExpr, TestKind, Value};
use crate::profile::Profile;
use crate::value::date::MIN_YEAR;
use crate::value::number::Number;
use crate::value::truth::Truth;
use chrono::NaiveDate;

/// A value of a fact as people write it: `12人`, `是`, `小型`.
#[must_use]
pub fn write_fact(policy: &Policy, lang: Lang, id: FactId, value: &Value) -> String {
    with_nothing(policy, lang, |machine| machine.show_value(id, &Abs::value(value)))
}

/// A value of a parameter as people write it: `1.65%/年`.
#[must_use]
pub fn write_param(policy: &Policy, lang: Lang, id: ParamId, value: &Value) -> String {
    with_nothing(policy, lang, |machine| {
        let written = policy.params.get(id.0).map(|def| machine.write(value, &def.ty, def.form.as_ref(), false));
        written.unwrap_or_default()
    })
}

/// Asks something that depends on no fact and no day.
fn with_nothing<T>(policy: &Policy, lang: Lang, ask: impl FnOnce(&Machine<'_>) -> T) -> T {
    let context = Context { lang, ..Context::new(NaiveDate::from_yo_opt(MIN_YEAR, 1).unwrap_or_default()) };
    let profile = Profile::empty(policy);
    ask(&Machine::new(policy, &profile, &context))
}

/// The first and last day of a period that are known, for the subject or for a record at hand.
#[must_use]
pub fn period_ends(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    period: &PeriodRef,
    record: Frame,
) -> Vec<NaiveDate> {
    let machine = Machine::new(policy, profile, context);
    let (from, to) = machine.ends(period, record);
    // A bound of a day that is not known is a place where something can change, too.
    from.into_iter().chain(to).flat_map(|end| [end.lo, end.hi]).flatten().collect()
}

/// Whether a fact has one value, given or derived.
#[must_use]
pub fn is_known(policy: &Policy, profile: &Profile, context: &Context, id: FactId, record: Frame) -> bool {
    let machine = Machine::new(policy, profile, context);
    match policy.facts.get(id.0).map(|fact| &fact.ty) {
        Some(FactType::List(list)) => profile.list(*list).is_some(),
        Some(FactType::Scalar(..)) => machine.fact(id, record).known().is_some(),
        None => false,
    }
}

/// The value of a fact as people write it, given or derived; `None` when it is not known.
#[must_use]
pub fn fact_text(policy: &Policy, profile: &Profile, context: &Context, id: FactId) -> Option<String> {
    let machine = Machine::new(policy, profile, context);
    let value = machine.fact(id, None);
    value.known()?;
    Some(machine.show_value(id, &value))
}

/// The left side of a comparison of numbers less its right side, for the subject or a record at hand, when known.
#[must_use]
pub fn difference_at(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    comparison: &Expr,
    record: Frame,
) -> Option<Number> {
    let ExprKind::Compare(_, left, right) = &comparison.kind else { return None };
    let machine = Machine::silent(policy, profile, context);
    let (left, right) = (machine.eval(left, record), machine.eval(right, record));
    Some(left.known_number()?.sub(right.known_number()?))
}

/// The two sides of a comparison that fails.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shortfall {
    /// The subject's own figure, as written: `6%`, `12人`.
    pub figure: String,
    /// The comparison that was asked for: `≤ < ≥ >`.
    pub relation: &'static str,
    /// The limit, as written.
    pub limit: String,
    /// How far the figure is beyond the limit, never negative.
    pub by: String,
    /// The figure is the limit itself, and the limit is not included.
    pub touching: bool,
    /// The same as a share of the limit, exact; `None` when the limit is 0. For ordering.
    #[serde(skip)]
    pub share: Option<Number>,
}

/// How far a failed condition is from holding, when that is one comparison of numbers.
#[must_use]
pub fn shortfall(
    policy: &Policy,
    profile: &Profile,
    context: &Context,
    test: &TestKind,
    record: Frame,
) -> Option<Shortfall> {
    let machine = Machine::new(policy, profile, context);
    match test {
        TestKind::Condition { rule, .. } => of_rule(&machine, rule, &rule.base, record),
        TestKind::Presumption(expr) => of_expr(&machine, expr, record),
        _ => None,
    }
}

/// The part of a rule that applies: one certain exception, or the base when none can apply. `restored` is what
/// `恢复` brings back.
fn of_rule(machine: &Machine<'_>, rule: &RuleExpr, restored: &Expr, record: Frame) -> Option<Shortfall> {
    let mut applicable = None;
    for exception in &rule.exceptions {
        match machine.eval(&exception.when, record).as_truth() {
            Truth::FALSE => {}
            Truth::TRUE if applicable.is_none() => applicable = Some(exception),
            _ => return None,
        }
    }
    match applicable.map(|exception| &exception.then) {
        Some(Some(then)) => of_rule(machine, then, &rule.base, record),
        Some(None) => of_expr(machine, restored, record),
        None => of_expr(machine, &rule.base, record),
    }
}

fn of_expr(machine: &Machine<'_>, expr: &Expr, record: Frame) -> Option<Shortfall> {
    match &expr.kind {
        ExprKind::Def(id) => of_expr(machine, &machine.policy.defs.get(id.0)?.body, record),
        ExprKind::And(parts) => {
            let mut failing = parts.iter().filter(|part| tests::known(&machine.eval(part, record)) == Some(false));
            let only = failing.next()?;
            if failing.next().is_some() { None } else { of_expr(machine, only, record) }
        }
        ExprKind::Compare(op, left, right) => compare(machine, *op, left, right, record),
        _ => None,
    }
}

fn compare(machine: &Machine<'_>, op: CompareOp, left: &Expr, right: &Expr, record: Frame) -> Option<Shortfall> {
    let constant = |expr: &Expr| matches!(expr.kind, ExprKind::Const(..) | ExprKind::Param(..));
    // `30人 不低于 人数` says the same as `人数 不超过 30人`.
    let turned = constant(left) && !constant(right);
    let (figure, limit) = if turned { (right, left) } else { (left, right) };
    let relation = match (op, turned) {
        (CompareOp::Le, false) | (CompareOp::Ge, true) => "≤",
        (CompareOp::Ge, false) | (CompareOp::Le, true) => "≥",
        (CompareOp::Lt, false) | (CompareOp::Gt, true) => "<",
        (CompareOp::Gt, false) | (CompareOp::Lt, true) => ">",
        (CompareOp::Eq | CompareOp::Ne, _) => return None,
    };
    let value = |expr: &Expr| machine.eval(expr, record).known_number().cloned();
    let (mine, most) = (value(figure)?, value(limit)?);
    let by = mine.sub(&most).abs();
    let percent = matches!(&limit.kind, ExprKind::Const(_, text) if text.contains('%'));
    let written = |number: &Number, expr: &Expr| match &expr.kind {
        ExprKind::Fact(id) => machine.show_value(*id, &Abs::number(number.clone())),
        _ => machine.write(&Value::Number(number.clone()), &expr.ty, None, percent),
    };
    let limit_text = if let ExprKind::Const(_, text) = &limit.kind { text.clone() } else { written(&most, limit) };
    Some(Shortfall {
        figure: written(&mine, figure),
        relation,
        limit: limit_text,
        by: difference(machine, written(&by, figure)),
        touching: by.is_zero(),
        share: by.div(&most.abs()),
    })
}

/// A difference of two percentages is said in points.
fn difference(machine: &Machine<'_>, written: String) -> String {
    match (written.strip_suffix('%'), machine.context.lang) {
        (Some(points), Lang::Zh) => format!("{points}个百分点"),
        (Some(points), Lang::En) => format!("{points} percentage points"),
        (None, _) => written,
    }
}

/// What one expression gives for facts that are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A value.
    Value(Value),
    /// No result, in these words.
    Fault(String),
    /// Several different results, in these words.
    Conflict(String),
    /// Something is still open.
    Open,
}

/// Evaluates one expression, for the subject or for a record at hand.
#[must_use]
pub fn look_at(policy: &Policy, profile: &Profile, context: &Context, expr: &Expr, record: Frame) -> Look {
    probed(&Machine::new(policy, profile, context).eval(expr, record))
}

/// Evaluates a base with its exceptions, for the subject or for a record at hand.
#[must_use]
pub fn look_at_rule(policy: &Policy, profile: &Profile, context: &Context, rule: &RuleExpr, record: Frame) -> Look {
    probed(&Machine::new(policy, profile, context).rule(rule, record))
}

fn probed(value: &Abs) -> Look {
    match (value.known(), &value.fault, &value.conflict) {
        (Some(value), ..) => Look::Value(value),
        (None, Some(fault), None) if value.is_definite() => Look::Fault(fault.clone()),
        (None, None, Some(conflict)) if value.is_definite() => Look::Conflict(conflict.clone()),
        _ => Look::Open,
    }
}
