//! Rules in Chinese words, without anybody's figures: conditions, formulas, periods, citations. Owns how a rule is
//! put to a reader; decides nothing, and knows neither profiles nor pages.
//!
//! Readings whose adopted alternative is a plain yes or no are applied, so that a reader sees the rule as adopted
//! and not its switches; the alternatives are shown beside it by the page.

use super::values;
use crate::eval::Context;
use crate::ir::{
    ArithOp, Citation, CompareOp, EndRef, EventState, ExceptionDef, Expr, ExprKind, ParamValue, PeriodKind, PeriodRef,
    Policy, ReadingId, RuleExpr, Type, Value, bit,
};
use crate::value::date::{Length, lasting_end, within_end};
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};
use chrono::NaiveDate;

/// Prints the rules of one policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'p> {
    policy: &'p Policy,
    given: Option<&'p Context>,
}

/// How tightly a part is bound: what a piece of an expression may be without brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    /// Anything.
    Loose,
    /// A part of `或`.
    Or,
    /// A part of `且`.
    And,
    /// A summand.
    Sum,
    /// A factor.
    Product,
    /// Right of a division.
    Divisor,
}

impl<'p> Words<'p> {
    /// A printer for a policy.
    pub(crate) const fn new(policy: &'p Policy) -> Self {
        Self { policy, given: None }
    }

    /// The same with the events and parameters of a context instead of the pack's.
    pub(crate) const fn within(self, context: &'p Context) -> Self {
        Self { given: Some(context), ..self }
    }

    /// A rule with its exceptions: `裁员率 不超过 5.5%；上年末参保职工人数 不超过 30人 的，裁员率 不超过 20%`.
    pub(crate) fn rule(self, rule: &RuleExpr) -> String {
        let mut parts = vec![self.condition(&rule.base)];
        parts.extend(rule.exceptions.iter().map(|exception| self.exception(exception)));
        tidy(&parts.join("；"))
    }

    fn exception(self, exception: &ExceptionDef) -> String {
        let when = self.condition(&exception.when);
        match &exception.then {
            Some(then) => format!("{when} 的，{}", self.rule(then)),
            None => format!("{when} 的除外"),
        }
    }

    /// A condition; one that an adopted reading settles says so.
    pub(crate) fn condition(self, expr: &Expr) -> String {
        match self.settled(expr) {
            Some(true) => "按采用的口径不作限制".to_owned(),
            Some(false) => "按采用的口径不适用".to_owned(),
            None => self.value(expr),
        }
    }

    /// A value or formula.
    pub(crate) fn value(self, expr: &Expr) -> String {
        tidy(&self.at(expr, Bond::Loose))
    }

    /// What adopted readings alone make of a condition.
    pub(crate) fn settled(self, expr: &Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::Const(Value::Bool(known), _) => Some(*known),
            ExprKind::Reading(id) => self.settled(self.adopted(*id)?),
            ExprKind::Not(inner) => self.settled(inner).map(|known| !known),
            ExprKind::And(parts) => self.settled_by(parts, false),
            ExprKind::Or(parts) => self.settled_by(parts, true),
            _ => None,
        }
    }

    /// A conjunction is decided by one false part, a disjunction by one true part, and both by all parts together.
    fn settled_by(self, parts: &[Expr], decisive: bool) -> Option<bool> {
        let known: Vec<Option<bool>> = parts.iter().map(|part| self.settled(part)).collect();
        if known.contains(&Some(decisive)) {
            return Some(decisive);
        }
        if known.contains(&None) { None } else { Some(!decisive) }
    }

    /// The body of the adopted alternative, if it has one.
    pub(crate) fn adopted(self, id: ReadingId) -> Option<&'p Expr> {
        let reading = self.policy.readings.get(id.0)?;
        reading.alternatives.get(reading.adopted?)?.1.as_ref()
    }

    fn at(self, expr: &Expr, bond: Bond) -> String {
        let wrap = |text: String, own: Bond| if own < bond { format!("（{text}）") } else { text };
        match &expr.kind {
            ExprKind::Const(value, text) => constant(value, text),
            ExprKind::Fact(id) => self.policy.facts.get(id.0).map_or_else(String::new, |fact| fact.name.clone()),
            ExprKind::Param(id, at) => {
                let name = self.policy.params.get(id.0).map_or("", |param| param.name.as_str());
                match at {
                    Some(at) => format!("{name}（按{}）", self.value(at)),
                    None => name.to_owned(),
                }
            }
            ExprKind::Def(id) => self.policy.defs.get(id.0).map_or_else(String::new, |def| def.name.clone()),
            ExprKind::Reading(id) => match self.adopted(*id) {
                Some(body) => self.at(body, bond),
                None => self.open(*id),
            },
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::Compare(..) | ExprKind::In(..) | ExprKind::Has(..) => {
                    wrap(format!("并非 {}", self.at(inner, Bond::Sum)), Bond::And)
                }
                _ => format!("“{}”为否", self.value(inner)),
            },
            ExprKind::Neg(inner) => wrap(format!("−{}", self.at(inner, Bond::Product)), Bond::Sum),
            ExprKind::And(parts) => self.joined(parts, "且", true, bond),
            ExprKind::Or(parts) => self.joined(parts, "或", false, bond),
            ExprKind::Compare(op, left, right) => {
                let time = matches!(left.ty, Type::Date | Type::Month);
                let (left, right) = (self.at(left, Bond::Sum), self.at(right, Bond::Sum));
                wrap(format!("{left} {} {right}", relation(*op, time)), Bond::And)
            }
            ExprKind::Arith(op, left, right) => self.arithmetic(*op, left, right, bond),
            ExprKind::Min(parts) => format!("取较小（{}）", self.list(parts, "，")),
            ExprKind::Max(parts) => format!("取较大（{}）", self.list(parts, "，")),
            ExprKind::Excess(a, b) => {
                format!("（{} 超出 {} 的部分）", self.at(a, Bond::Sum), self.at(b, Bond::Sum))
            }
            ExprKind::If(test, then, otherwise) => match self.settled(test) {
                Some(true) => self.at(then, bond),
                Some(false) => self.at(otherwise, bond),
                None => {
                    let rows = [
                        format!("{} 的，{}", self.value(test), self.value(then)),
                        format!("否则 {}", self.value(otherwise)),
                    ];
                    wrap(rows.join("；"), Bond::Loose)
                }
            },
            ExprKind::In(subject, mask) => {
                let relation = if mask.count_ones() == 1 { "为" } else { "属于" };
                wrap(
                    format!("{} {relation} {}", self.at(subject, Bond::Sum), self.members(&subject.ty, *mask)),
                    Bond::And,
                )
            }
            ExprKind::Has(set, member) => {
                wrap(format!("{} 含 {}", self.at(set, Bond::Sum), self.members(&set.ty, bit(*member))), Bond::And)
            }
            ExprKind::During(date, period) => {
                wrap(format!("{} 在 {}", self.at(date, Bond::Sum), self.period(period)), Bond::And)
            }
            ExprKind::MonthCount(list) => format!("{}的月数", self.at(list, Bond::Divisor)),
            ExprKind::DayCount(from, to) => format!("（自 {} 至 {} 的天数）", self.value(from), self.value(to)),
            ExprKind::Occurred(id) => {
                let name = self.policy.events.get(id.0).map_or("", |event| event.name.as_str());
                format!("{name}已经发生")
            }
            ExprKind::ByMember(subject, rows, otherwise) => {
                let ty = &subject.ty;
                let lines =
                    rows.iter().map(|(mask, value)| format!("{} 的，{}", self.members(ty, *mask), self.value(value)));
                wrap(self.rows(Some(subject), lines.collect(), otherwise.as_deref()), Bond::Loose)
            }
            ExprKind::FirstMatch(rows, otherwise) | ExprKind::ExactlyOne(rows, otherwise) => {
                let lines = rows.iter().map(|(test, value)| format!("{} 的，{}", self.value(test), self.value(value)));
                wrap(self.rows(None, lines.collect(), otherwise.as_deref()), Bond::Loose)
            }
            ExprKind::Brackets(marginal, subject, rows) => {
                let how = if *marginal { "分段累计" } else { "全额按所在档" };
                let lines = rows.iter().map(|(bound, rate)| match bound {
                    Some(bound) => format!("不超过 {} 的，{}", self.value(bound), self.value(rate)),
                    None => format!("以上的，{}", self.value(rate)),
                });
                let lines: Vec<String> = lines.collect();
                wrap(format!("{how}，按 {}：{}", self.at(subject, Bond::Sum), lines.join("；")), Bond::Loose)
            }
            ExprKind::Script(id, args) => {
                let name = self.policy.scripts.get(id.0).map_or("", |script| script.name.as_str());
                format!("{name}（{}）", self.list(args, "，"))
            }
        }
    }

    fn rows(self, subject: Option<&Expr>, mut lines: Vec<String>, otherwise: Option<&Expr>) -> String {
        lines.extend(otherwise.map(|value| format!("其余的，{}", self.value(value))));
        match subject {
            Some(subject) => format!("按 {}：{}", self.at(subject, Bond::Sum), lines.join("；")),
            None => lines.join("；"),
        }
    }

    /// Parts of `且` and `或`; those that readings settle drop out.
    fn joined(self, parts: &[Expr], word: &str, neutral: bool, bond: Bond) -> String {
        let open: Vec<&Expr> = parts.iter().filter(|part| self.settled(part) != Some(neutral)).collect();
        let own = if neutral { Bond::And } else { Bond::Or };
        match open.as_slice() {
            [one] => self.at(one, bond),
            many => {
                let inner = if neutral { Bond::And } else { Bond::Sum };
                let texts: Vec<String> = many
                    .iter()
                    .map(|part| match &part.kind {
                        ExprKind::Compare(..) | ExprKind::In(..) | ExprKind::Has(..) | ExprKind::During(..) => {
                            self.at(part, Bond::And)
                        }
                        _ => self.at(part, inner),
                    })
                    .collect();
                let text = texts.join(&format!(" {word} "));
                if own < bond { format!("（{text}）") } else { text }
            }
        }
    }

    fn arithmetic(self, op: ArithOp, left: &Expr, right: &Expr, bond: Bond) -> String {
        let (sign, own, inner) = match op {
            ArithOp::Add => ("+", Bond::Sum, Bond::Sum),
            ArithOp::Sub => ("−", Bond::Sum, Bond::Product),
            ArithOp::Mul => ("×", Bond::Product, Bond::Product),
            ArithOp::Div => ("÷", Bond::Product, Bond::Divisor),
        };
        let text = format!("{} {sign} {}", self.at(left, own), self.at(right, inner));
        if own < bond { format!("（{text}）") } else { text }
    }

    fn list(self, parts: &[Expr], separator: &str) -> String {
        parts.iter().map(|part| self.value(part)).collect::<Vec<_>>().join(separator)
    }

    /// A reading that is left open, or has no formula.
    fn open(self, id: ReadingId) -> String {
        let Some(reading) = self.policy.readings.get(id.0) else { return String::new() };
        let candidates: Vec<String> = reading
            .alternatives
            .iter()
            .filter_map(|(name, body)| body.as_ref().map(|body| format!("{name}：{}", self.value(body))))
            .collect();
        format!("依口径「{}」而定，尚未采用（{}）", reading.name, candidates.join("；"))
    }

    /// The names of the members in a mask.
    pub(crate) fn members(self, ty: &Type, mask: u128) -> String {
        let (Type::Enum(id) | Type::Set(id)) = ty else { return String::new() };
        let Some(def) = self.policy.enums.get(id.0) else { return String::new() };
        let members = def.members.iter().enumerate();
        let names: Vec<&str> =
            members.filter(|(index, _)| mask & bit(*index) != 0).map(|(_, (name, _))| name.as_str()).collect();
        names.join("、")
    }

    /// A period by name and by its ends.
    pub(crate) fn period(self, period: &PeriodRef) -> String {
        let spelled = self.spelled(period);
        let label = period.name.as_deref().unwrap_or(&period.words);
        let bare = |text: &str| text.replace([' ', '自', '起'], "");
        let fixed = |end: &Option<EndRef>| matches!(end, Some(EndRef::Day(_)));
        let days = matches!(&period.kind, PeriodKind::Between { from, to, .. } if fixed(from) && fixed(to));
        if period.name.is_none() && days && label.contains('至') {
            return label.trim_start_matches(['自', ' ']).to_owned();
        }
        let open = matches!(period.kind, PeriodKind::Between { .. }) && !days;
        let counted = matches!(period.kind, PeriodKind::Lasting(..) | PeriodKind::Within(..));
        if bare(label) == bare(&spelled) || label.is_empty() || period.name.is_none() && (open || counted) {
            return spelled;
        }
        format!("{label}（{spelled}）")
    }

    fn spelled(self, period: &PeriodRef) -> String {
        match &period.kind {
            PeriodKind::Between { from, to, at_least } => {
                let text = match (from, to) {
                    (Some(from), Some(to)) => format!("{} 至 {}", self.end(from), self.end(to)),
                    (Some(from), None) => format!("自 {} 起", self.end(from)),
                    (None, Some(to)) => format!("至 {} 止", self.end(to)),
                    (None, None) => "不限".to_owned(),
                };
                match at_least.as_ref().filter(|_| to.as_ref().is_some_and(|to| self.day(to).is_none())) {
                    Some(certain) => format!("{text}，至少到 {}", self.end(certain)),
                    None => text,
                }
            }
            PeriodKind::Lasting(from, length) => {
                let text = format!("自 {} 起 {}", self.end(from), self.value(length));
                match self.last(period) {
                    Some(last) => format!("{text}，即至 {}", values::day(last)),
                    None => text,
                }
            }
            PeriodKind::Within(from, length) => {
                let text = format!("{} 后 {} 内", self.end(from), self.value(length));
                match self.last(period) {
                    Some(last) => format!("{text}，即至 {}", values::day(last)),
                    None => text,
                }
            }
        }
    }

    fn end(self, end: &EndRef) -> String {
        if let Some(day) = self.day(end) {
            return values::day(day);
        }
        match end {
            EndRef::Day(day) => values::day(*day),
            EndRef::Event(id) => {
                let name = self.policy.events.get(id.0).map_or("", |event| event.name.as_str());
                format!("{name}（日期未定）")
            }
            EndRef::Date(expr) => self.value(expr),
        }
    }

    /// The day of an end that needs no profile.
    fn day(self, end: &EndRef) -> Option<NaiveDate> {
        match end {
            EndRef::Day(day) => Some(*day),
            EndRef::Event(id) => {
                let given = self.given.and_then(|context| context.events.get(id).copied());
                match given.unwrap_or(self.policy.events.get(id.0)?.state) {
                    EventState::On(day) => Some(day),
                    EventState::NotBy(_) | EventState::Unknown => None,
                }
            }
            EndRef::Date(expr) => self.date(expr),
        }
    }

    fn date(self, expr: &Expr) -> Option<NaiveDate> {
        match &expr.kind {
            ExprKind::Const(Value::Date(day), _) => Some(*day),
            ExprKind::Reading(id) => self.date(self.adopted(*id)?),
            ExprKind::Def(id) => self.date(&self.policy.defs.get(id.0)?.body),
            ExprKind::Param(id, _) => match self.given.and_then(|context| context.params.get(id)) {
                Some(Some(Value::Date(day))) => Some(*day),
                Some(_) => None,
                None => match &self.policy.params.get(id.0)?.value {
                    ParamValue::Constant(Value::Date(day)) => Some(*day),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    /// The last day of a period, when the rules alone say which it is. Workdays need a calendar and are left open.
    pub(crate) fn last(self, period: &PeriodRef) -> Option<NaiveDate> {
        let working = |_: NaiveDate| false;
        match &period.kind {
            PeriodKind::Between { to, .. } => self.day(to.as_ref()?),
            PeriodKind::Lasting(from, length) => lasting_end(self.day(from)?, fixed_length(length)?, &working),
            PeriodKind::Within(from, length) => within_end(self.day(from)?, fixed_length(length)?, &working),
        }
    }
}

/// A length in months or days that is written out.
fn fixed_length(expr: &Expr) -> Option<Length> {
    let ExprKind::Const(Value::Number(number), _) = &expr.kind else { return None };
    let count = Number::to_i64(number)?;
    if expr.ty == Type::Number(Unit::base(BaseUnit::MONTH)) {
        return i32::try_from(count).ok().map(Length::Months);
    }
    (expr.ty == Type::Number(Unit::base(BaseUnit::DAY))).then_some(Length::Days(count))
}

/// Full-width brackets carry their own space.
fn tidy(text: &str) -> String {
    text.replace(" （", "（").replace("） ", "）")
}

fn constant(value: &Value, text: &str) -> String {
    match value {
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Date(day) => values::day(*day),
        Value::Number(_) | Value::Month(_) | Value::Enum(_) | Value::Set(_) | Value::Months(_) => text.to_owned(),
    }
}

const fn relation(op: CompareOp, time: bool) -> &'static str {
    match (op, time) {
        (CompareOp::Le, false) => "不超过",
        (CompareOp::Ge, false) => "不低于",
        (CompareOp::Lt, false) => "低于",
        (CompareOp::Gt, false) => "超过",
        (CompareOp::Le, true) => "不晚于",
        (CompareOp::Ge, true) => "不早于",
        (CompareOp::Lt, true) => "早于",
        (CompareOp::Gt, true) => "晚于",
        (CompareOp::Eq, _) => "为",
        (CompareOp::Ne, _) => "不为",
    }
}

/// `第14条第1款第2句`.
pub(crate) fn citation(place: &Citation) -> String {
    let mut text = format!("第{}条", place.article);
    if let Some(paragraph) = place.paragraph {
        text.push_str(&format!("第{paragraph}款"));
    }
    if let Some(sentence) = place.sentence {
        text.push_str(&format!("第{sentence}句"));
    }
    text
}

/// Several places: `第22条第3句、第4句`.
pub(crate) fn citations(places: &[Citation]) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut before: Option<&Citation> = None;
    for place in places {
        let text = citation(place);
        let same = before.filter(|before| before.article == place.article);
        let shared = match same {
            Some(before) if before.paragraph == place.paragraph && place.sentence.is_some() => {
                citation(&Citation { sentence: None, ..*place })
            }
            Some(_) if place.paragraph.is_some() => citation(&Citation { sentence: None, paragraph: None, ..*place }),
            _ => String::new(),
        };
        texts.push(text.strip_prefix(shared.as_str()).map_or_else(|| text.clone(), str::to_owned));
        before = Some(place);
    }
    texts.join("、")
}
