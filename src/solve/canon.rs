//! What an expression means as text: names instead of ids, places left out, definitions, parameters and adopted
//! readings put in. Two expressions with the same text mean the same, in one pack or in two. Owns that text.

use crate::ir::{
    EndRef, EventId, Expr, ExprKind, FactId, FactType, ParamId, ParamValue, PeriodKind, PeriodRef, Policy, ReadingId,
    RuleExpr, StageDef, Test, TestKind, Type, Value,
};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Writes meanings of one policy.
pub(crate) struct Canon<'p> {
    policy: &'p Policy,
    known: RefCell<BTreeMap<(u8, usize), String>>,
}

impl<'p> Canon<'p> {
    pub(crate) fn new(policy: &'p Policy) -> Self {
        Self { policy, known: RefCell::default() }
    }

    /// A short text for a long one.
    fn named(&self, kind: u8, id: usize, write: impl FnOnce() -> String) -> String {
        if let Some(known) = self.known.borrow().get(&(kind, id)) {
            return known.clone();
        }
        let digest = Sha256::digest(write().as_bytes());
        let text = digest.iter().take(16).fold(String::from("#"), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        self.known.borrow_mut().insert((kind, id), text.clone());
        text
    }

    pub(crate) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Enum(id) | Type::Set(id) => {
                let members = self
                    .policy
                    .enums
                    .get(id.0)
                    .map(|def| def.members.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("|"));
                let kind = if matches!(ty, Type::Enum(_)) { "enum" } else { "set" };
                format!("{kind}({})", members.unwrap_or_default())
            }
            Type::Number(unit) => {
                let name = |base: crate::value::unit::BaseUnit| {
                    self.policy.unit_names.get(usize::from(base.0)).cloned().unwrap_or_default()
                };
                format!("number({})", unit.display(&name))
            }
            other => format!("{other:?}"),
        }
    }

    fn value(&self, ty: &Type, value: &Value) -> String {
        let (Type::Enum(id) | Type::Set(id)) = ty else {
            return match value {
                Value::Number(number) => number.to_exact_string(),
                other => format!("{other:?}"),
            };
        };
        let Some(def) = self.policy.enums.get(id.0) else { return String::new() };
        match value {
            Value::Enum(member) => def.member(*member).to_owned(),
            Value::Set(mask) => self.mask(ty, *mask),
            other => format!("{other:?}"),
        }
    }

    fn mask(&self, ty: &Type, mask: u128) -> String {
        let (Type::Enum(id) | Type::Set(id)) = ty else { return String::new() };
        let Some(def) = self.policy.enums.get(id.0) else { return String::new() };
        let members = def.members.iter().enumerate().filter(|(index, _)| crate::ir::bit(*index) & mask != 0);
        let mut names: Vec<&str> = members.map(|(_, (name, _))| name.as_str()).collect();
        names.sort_unstable();
        names.join("|")
    }

    /// What a fact is: its name and everything that decides its values.
    pub(crate) fn fact(&self, id: FactId) -> String {
        self.named(0, id.0, || {
            let Some(fact) = self.policy.facts.get(id.0) else { return String::new() };
            let list = fact.list.and_then(|list| self.policy.lists.get(list.0));
            let list = list.and_then(|list| self.policy.facts.get(list.fact.0)).map(|holder| holder.key.as_str());
            let ty = match &fact.ty {
                FactType::Scalar(ty, form) => format!("{} {form:?}", self.ty(ty)),
                FactType::List(_) => "list".to_owned(),
            };
            let derived = fact.derived.as_ref().map(|derived| self.expr(derived));
            let guard = fact.only_if.as_ref().map(|(guard, value)| (self.expr(guard), format!("{value:?}")));
            let subject = fact.subject.and_then(|id| self.policy.subjects.get(id.0)).map(|subject| &subject.key);
            format!(
                "{list:?} {} {subject:?} {ty} {:?} {derived:?} {guard:?} {} {}",
                fact.key, fact.bounds, fact.act, fact.approval
            )
        })
    }

    pub(crate) fn param(&self, id: ParamId) -> String {
        self.named(1, id.0, || {
            let Some(param) = self.policy.params.get(id.0) else { return String::new() };
            let value = match &param.value {
                ParamValue::Missing(_) => format!("missing {} {:?}", param.key, param.bounds),
                ParamValue::Constant(value) => self.value(&param.ty, value),
                ParamValue::Series(series) => {
                    let spans: Vec<String> = series
                        .iter()
                        .map(|(from, to, value)| format!("{from:?}..{to:?}={}", self.value(&param.ty, value)))
                        .collect();
                    format!("{} {}", param.key, spans.join(";"))
                }
            };
            format!("{} {value}", self.ty(&param.ty))
        })
    }

    fn event(&self, id: EventId) -> String {
        self.policy.events.get(id.0).map_or_else(String::new, |event| format!("event {} {:?}", event.key, event.state))
    }

    /// What a reading comes to: the adopted alternative, or all of them when it is open.
    pub(crate) fn reading(&self, id: ReadingId) -> String {
        self.named(2, id.0, || {
            let Some(reading) = self.policy.readings.get(id.0) else { return String::new() };
            if let Some(adopted) = reading.adopted {
                let body = reading.alternatives.get(adopted).and_then(|(_, body)| body.as_ref());
                return body.map_or_else(|| format!("no value {}", reading.name), |body| self.expr(body));
            }
            let bodies: Vec<String> = reading
                .alternatives
                .iter()
                .filter_map(|(name, body)| Some(format!("{name}={}", self.expr(body.as_ref()?))))
                .collect();
            format!("open {} {}", reading.name, bodies.join(";"))
        })
    }

    /// An expression.
    pub(crate) fn expr(&self, expr: &Expr) -> String {
        let each = |parts: &[Expr]| parts.iter().map(|part| self.expr(part)).collect::<Vec<_>>();
        let sorted = |parts: &[Expr]| {
            let mut parts = each(parts);
            parts.sort_unstable();
            parts.join(",")
        };
        match &expr.kind {
            ExprKind::Const(value, _) => self.value(&expr.ty, value),
            ExprKind::Fact(id) => format!("fact{}", self.fact(*id)),
            ExprKind::Param(id, at) => match at {
                None => format!("param{}", self.param(*id)),
                Some(at) => format!("param{}@{}", self.param(*id), self.expr(at)),
            },
            ExprKind::Def(id) => match self.policy.defs.get(id.0) {
                Some(def) => self.named(3, id.0, || self.expr(&def.body)),
                None => String::new(),
            },
            ExprKind::Reading(id) => self.reading(*id),
            ExprKind::Not(inner) => format!("not({})", self.expr(inner)),
            ExprKind::Neg(inner) => format!("-({})", self.expr(inner)),
            ExprKind::And(parts) => format!("and({})", sorted(parts)),
            ExprKind::Or(parts) => format!("or({})", sorted(parts)),
            ExprKind::Compare(op, a, b) => format!("({} {op:?} {})", self.expr(a), self.expr(b)),
            ExprKind::Arith(op, a, b) => format!("({} {op:?} {})", self.expr(a), self.expr(b)),
            ExprKind::Min(parts) => format!("min({})", sorted(parts)),
            ExprKind::Max(parts) => format!("max({})", sorted(parts)),
            ExprKind::Excess(a, b) => format!("excess({},{})", self.expr(a), self.expr(b)),
            ExprKind::If(a, b, c) => format!("if({},{},{})", self.expr(a), self.expr(b), self.expr(c)),
            ExprKind::In(value, mask) => format!("{} in {}", self.expr(value), self.mask(&value.ty, *mask)),
            ExprKind::Has(set, member) => {
                format!("{} has {}", self.expr(set), self.mask(&set.ty, crate::ir::bit(*member)))
            }
            ExprKind::During(date, period) => format!("{} during {}", self.expr(date), self.period(period)),
            ExprKind::MonthCount(list) => format!("months({})", self.expr(list)),
            ExprKind::DayCount(a, b) => format!("days({},{})", self.expr(a), self.expr(b)),
            ExprKind::Occurred(id) => format!("occurred({})", self.event(*id)),
            ExprKind::ByMember(subject, rows, otherwise) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|(mask, value)| format!("{}:{}", self.mask(&subject.ty, *mask), self.expr(value)))
                    .collect();
                format!("by({};{};{:?})", self.expr(subject), rows.join(";"), self.maybe(otherwise.as_deref()))
            }
            ExprKind::FirstMatch(rows, otherwise) => {
                format!("first({};{:?})", self.rows(rows).join(";"), self.maybe(otherwise.as_deref()))
            }
            ExprKind::ExactlyOne(rows, otherwise) => {
                let mut rows = self.rows(rows);
                rows.sort_unstable();
                format!("one({};{:?})", rows.join(";"), self.maybe(otherwise.as_deref()))
            }
            ExprKind::Brackets(marginal, subject, rows) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|(bound, rate)| format!("{:?}:{}", self.maybe(bound.as_ref()), self.expr(rate)))
                    .collect();
                format!("brackets({marginal},{},{})", self.expr(subject), rows.join(";"))
            }
            ExprKind::Script(id, args) => {
                let def = self.policy.scripts.get(id.0);
                let def = def.map(|def| format!("{} {:?} {:?}", def.name, def.params, def.script));
                format!("script({def:?};{})", each(args).join(","))
            }
        }
    }

    fn maybe(&self, expr: Option<&Expr>) -> Option<String> {
        expr.map(|expr| self.expr(expr))
    }

    fn rows(&self, rows: &[(Expr, Expr)]) -> Vec<String> {
        rows.iter().map(|(test, value)| format!("{}:{}", self.expr(test), self.expr(value))).collect()
    }

    /// A period, its name left out.
    pub(crate) fn period(&self, period: &PeriodRef) -> String {
        let end = |end: &EndRef| match end {
            EndRef::Day(day) => day.to_string(),
            EndRef::Event(id) => self.event(*id),
            EndRef::Date(expr) => self.expr(expr),
        };
        match &period.kind {
            PeriodKind::Between { from, to, at_least } => format!(
                "between({:?},{:?},{:?})",
                from.as_ref().map(end),
                to.as_ref().map(end),
                at_least.as_ref().map(end)
            ),
            PeriodKind::Lasting(from, length) => format!("lasting({},{})", end(from), self.expr(length)),
            PeriodKind::Within(from, length) => format!("within({},{})", end(from), self.expr(length)),
        }
    }

    /// A rule with its exceptions.
    pub(crate) fn rule(&self, rule: &RuleExpr) -> String {
        let exceptions: Vec<String> = rule
            .exceptions
            .iter()
            .map(|exception| {
                let then = exception.then.as_ref().map(|then| self.rule(then));
                format!("{}→{then:?} over {:?}", self.expr(&exception.when), exception.over)
            })
            .collect();
        format!("{} except[{}]", self.expr(&rule.base), exceptions.join(";"))
    }

    /// A test, its label and words left out.
    pub(crate) fn test(&self, test: &Test) -> String {
        match &test.kind {
            TestKind::Condition { rule, soft } => format!("condition {soft} {}", self.rule(rule)),
            TestKind::Presumption(expr) => format!("presumed {}", self.expr(expr)),
            TestKind::Approval { authority, act, fact } => format!("approval {authority} {act} {}", self.fact(*fact)),
            TestKind::External { settled_by_approval, mention } => {
                format!("external {} {settled_by_approval} {mention}", test.label)
            }
            TestKind::Application { fact, period } => {
                format!("application {} {}", self.fact(*fact), self.period(period))
            }
            TestKind::Counting { date, period } => format!("counting {} {}", self.expr(date), self.period(period)),
        }
    }

    /// A stage.
    pub(crate) fn stage(&self, stage: &StageDef) -> String {
        match stage {
            StageDef::Cap(expr) => format!("cap {}", self.expr(expr)),
            StageDef::Floor(expr) => format!("floor {}", self.expr(expr)),
            StageDef::Less(expr) => format!("less {}", self.expr(expr)),
        }
    }
}
