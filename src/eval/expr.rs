//! Operators over what is known and what is not. Owns the meaning of every expression; knows nothing of items.

use super::abs::{Abs, Causes, Dom};
use super::machine::{Frame, Machine};
use super::probe::Seen;
use crate::ir::{ArithOp, CompareOp, ExceptionDef, Expr, ExprKind, RuleExpr, ScriptId};
use crate::span::Span;
use crate::value::date::{Month, days_between};
use crate::value::number::Number;
use crate::value::range::Range;
use crate::value::truth::{Outcome, Truth};
use std::cmp::Ordering;

impl Machine<'_> {
    /// What is known of an expression. A value of another type than the checked one is a defect of Huice.
    pub(crate) fn eval(&self, expr: &Expr, frame: Frame) -> Abs {
        let value = self.operator(expr, frame);
        debug_assert!(!self.policy.checked || value.dom.fits(&expr.ty), "{:?} is no {:?}", value.dom, expr.ty);
        if let Some(probe) = self.probe {
            probe.value(expr.span, &value);
        }
        value
    }

    fn operator(&self, expr: &Expr, frame: Frame) -> Abs {
        match &expr.kind {
            ExprKind::Const(value, _) => Abs::value(value),
            ExprKind::Fact(id) => self.fact(*id, frame),
            ExprKind::Param(id, at) => self.param(*id, at.as_deref(), frame),
            ExprKind::Def(id) => self.def(*id, frame),
            ExprKind::Reading(id) => self.reading(*id, frame),
            ExprKind::Not(inner) => not(&self.eval(inner, frame)),
            ExprKind::Neg(inner) => {
                let inner = self.eval(inner, frame);
                Abs::from_parts(Dom::Number(inner.range().neg()), &[&inner])
            }
            ExprKind::And(parts) => all(&self.eval_each(parts, frame)),
            ExprKind::Or(parts) => any(&self.eval_each(parts, frame)),
            ExprKind::Compare(op, left, right) => {
                let (left, right) = (self.eval(left, frame), self.eval(right, frame));
                if self.probe.is_some() && left.known().is_some() && left.known() == right.known() {
                    self.note(expr.span, Seen::At);
                }
                compare(*op, &left, &right)
            }
            ExprKind::Arith(op, left, right) => arith(*op, &self.eval(left, frame), &self.eval(right, frame)),
            ExprKind::Min(parts) => extreme(&self.eval_each(parts, frame), Range::min),
            ExprKind::Max(parts) => extreme(&self.eval_each(parts, frame), Range::max),
            ExprKind::Excess(left, right) => {
                let (left, right) = (self.eval(left, frame), self.eval(right, frame));
                Abs::from_parts(Dom::Number(left.range().excess(&right.range())), &[&left, &right])
            }
            ExprKind::If(test, then, otherwise) => {
                let test = self.eval(test, frame);
                choose(&test, || self.eval(then, frame), || self.eval(otherwise, frame))
            }
            ExprKind::In(value, mask) => {
                let value = self.eval(value, frame);
                let possible = if let Dom::Enum(possible) = value.dom { possible } else { 0 };
                Abs::from_parts(Dom::Bool { yes: possible & mask != 0, no: possible & !mask != 0 }, &[&value])
            }
            ExprKind::Has(set, member) => {
                let set = self.eval(set, frame);
                let (must, may) = if let Dom::Set { must, may } = set.dom { (must, may) } else { (0, 0) };
                let bit = crate::ir::bit(*member);
                Abs::from_parts(Dom::Bool { yes: may & bit != 0, no: must & bit == 0 }, &[&set])
            }
            ExprKind::During(date, period) => self.during(date, period, frame),
            ExprKind::MonthCount(list) => {
                let list = self.eval(list, frame);
                let range = match &list.dom {
                    Dom::Months(Some(months)) => Range::point(count(months)),
                    _ => Range { lo: Some(Number::zero()), hi: None },
                };
                Abs::from_parts(Dom::Number(range), &[&list])
            }
            ExprKind::DayCount(from, to) => {
                let (from, to) = (self.eval(from, frame), self.eval(to, frame));
                let days = |from: Option<_>, to: Option<_>| Some(Number::from_i64(days_between(from?, to?)));
                let range = match (&from.dom, &to.dom) {
                    (Dom::Date { lo: a, hi: b }, Dom::Date { lo: c, hi: d }) => {
                        Range { lo: days(*b, *c), hi: days(*a, *d) }
                    }
                    _ => Range::full(),
                };
                Abs::from_parts(Dom::Number(range), &[&from, &to])
            }
            ExprKind::Occurred(event) => self.occurred(*event),
            ExprKind::ByMember(subject, rows, otherwise) => {
                self.by_member(expr.span, subject, rows, otherwise.as_deref(), frame)
            }
            ExprKind::FirstMatch(rows, otherwise) => self.first_match(expr.span, 0, rows, otherwise.as_deref(), frame),
            ExprKind::ExactlyOne(rows, otherwise) => self.exactly_one(expr.span, rows, otherwise.as_deref(), frame),
            ExprKind::Brackets(marginal, subject, rows) => self.brackets(expr.span, *marginal, subject, rows, frame),
            ExprKind::Script(id, args) => self.script(*id, args, frame),
        }
    }

    fn eval_each(&self, parts: &[Expr], frame: Frame) -> Vec<Abs> {
        parts.iter().map(|part| self.eval(part, frame)).collect()
    }

    fn by_member(
        &self,
        span: Span,
        subject: &Expr,
        rows: &[(u128, Expr)],
        otherwise: Option<&Expr>,
        frame: Frame,
    ) -> Abs {
        let subject = self.eval(subject, frame);
        let Dom::Enum(possible) = subject.dom else { return Abs::from_parts(Dom::Never, &[&subject]) };
        let named = rows.iter().fold(0, |mask, (row, _)| mask | row);
        if possible.count_ones() == 1 {
            let row = rows.iter().position(|(mask, _)| mask & possible != 0);
            self.note(span, Seen::Row(row.unwrap_or(rows.len())));
        }
        let hit = rows.iter().filter(|(mask, _)| mask & possible != 0).map(|(_, value)| value);
        let rest = otherwise.filter(|_| possible & !named != 0);
        let rows: Vec<&Expr> = hit.chain(rest).collect();
        let flawed = subject.fault.is_some() || subject.conflict.is_some();
        // When one row is left the subject need not be known any further, unless it may have no value at all.
        if let [only] = rows.as_slice()
            && !flawed
        {
            return self.eval(only, frame);
        }
        let joined = rows.into_iter().map(|value| self.eval(value, frame)).reduce(Abs::join);
        let joined = joined.unwrap_or_else(|| Abs::fault("分档没有对应的一行"));
        let open = subject.open.clone();
        joined.with_flaws(&[subject]).because(&open)
    }

    fn first_match(&self, span: Span, at: usize, rows: &[(Expr, Expr)], otherwise: Option<&Expr>, frame: Frame) -> Abs {
        let Some(((test, value), rest)) = rows.split_first() else {
            self.note(span, Seen::Row(at));
            return otherwise.map_or_else(|| Abs::fault("分档没有对应的一行"), |value| self.eval(value, frame));
        };
        let test = self.eval(test, frame);
        if test.as_truth() == Truth::TRUE {
            self.note(span, Seen::Row(at));
        }
        let next = at.saturating_add(1);
        choose(&test, || self.eval(value, frame), || self.first_match(span, next, rest, otherwise, frame))
    }

    fn exactly_one(&self, span: Span, rows: &[(Expr, Expr)], otherwise: Option<&Expr>, frame: Frame) -> Abs {
        let tests: Vec<Abs> = rows.iter().map(|(test, _)| self.eval(test, frame)).collect();
        let values: Vec<Abs> = rows.iter().map(|(_, value)| self.eval(value, frame)).collect();
        let open: Causes = tests.iter().filter(|test| !test.is_definite()).flat_map(|test| test.open.clone()).collect();
        let surely = tests.iter().filter(|test| test.as_truth() == Truth::TRUE).count();
        let maybe: Vec<usize> = indices(&tests, |test| test.as_truth().can(Outcome::True));
        let mut result: Option<Abs> = None;
        let mut push = |value: Abs| {
            result = Some(match result.take() {
                Some(so_far) => so_far.join(value),
                None => value,
            });
        };
        for (row, _) in tests.iter().enumerate().filter(|(_, test)| test.as_truth() == Truth::TRUE) {
            self.note(span, Seen::Row(row));
        }
        if maybe.is_empty() {
            self.note(span, Seen::Row(rows.len()));
        }
        // A test that is certainly a fault or a conflict leaves no row to choose.
        let sound = tests.iter().all(|test| test.dom != Dom::Never);
        if sound && surely <= 1 {
            for index in &maybe {
                let others_sure = surely == 1 && tests.get(*index).is_some_and(|test| test.as_truth() != Truth::TRUE);
                if !others_sure {
                    values.get(*index).cloned().into_iter().for_each(&mut push);
                }
            }
        }
        if sound && maybe.len() > 1 {
            let differ = maybe.iter().filter_map(|index| values.get(*index)).any(|value| {
                maybe
                    .iter()
                    .filter_map(|index| values.get(*index))
                    .any(|other| value.known() != other.known() || value.known().is_none())
            });
            if differ {
                push(Abs {
                    conflict: Some("分档有两行同时成立而结果不同".to_owned()), ..Abs::new(Dom::Never)
                });
            } else if surely > 1 {
                maybe.first().and_then(|index| values.get(*index)).cloned().into_iter().for_each(&mut push);
            }
        }
        if sound && surely == 0 {
            push(otherwise.map_or_else(|| Abs::fault("分档没有一行成立"), |value| self.eval(value, frame)));
        }
        result.unwrap_or_else(|| Abs::new(Dom::Never)).with_flaws(&tests).because(&open)
    }

    fn brackets(&self, span: Span, marginal: bool, subject: &Expr, rows: &[(Option<Expr>, Expr)], frame: Frame) -> Abs {
        let subject = self.eval(subject, frame);
        let bounds: Vec<Option<Abs>> =
            rows.iter().map(|(bound, _)| bound.as_ref().map(|bound| self.eval(bound, frame))).collect();
        let rates: Vec<Abs> = rows.iter().map(|(_, rate)| self.eval(rate, frame)).collect();
        let mut parts: Vec<&Abs> = vec![&subject];
        parts.extend(bounds.iter().flatten());
        parts.extend(&rates);
        let exact = |at: &Number| bracket_sum(marginal, at, &bounds, &rates);
        let range = subject.range();
        if let Some(at) = range.is_point().filter(|_| self.probe.is_some()) {
            self.note_bracket(span, at, rows, &bounds);
        }
        let point = range.is_point().and_then(exact);
        // Marginal sums grow with the subject when rates are not negative; otherwise nothing narrower is claimed.
        let monotone = marginal && rates.iter().all(|rate| rate.known_number().is_some_and(|rate| !rate.is_negative()));
        let dom = match point {
            Some(point) => Range::point(point),
            None if monotone => Range { lo: range.lo.as_ref().and_then(exact), hi: range.hi.as_ref().and_then(exact) },
            None => Range::full(),
        };
        Abs::from_parts(Dom::Number(dom), &parts)
    }

    /// The bracket a figure lies in, and whether it is the bound itself.
    fn note_bracket(&self, span: Span, at: &Number, rows: &[(Option<Expr>, Expr)], bounds: &[Option<Abs>]) {
        let known = |bound: &Option<Abs>| bound.as_ref().and_then(Abs::known_number).cloned();
        let row = bounds.iter().position(|bound| known(bound).is_none_or(|bound| *at <= bound));
        self.note(span, Seen::Row(row.unwrap_or(rows.len())));
        for ((bound, _), value) in rows.iter().zip(bounds) {
            if let (Some(bound), true) = (bound, known(value).as_ref() == Some(at)) {
                self.note(bound.span, Seen::At);
            }
        }
    }

    fn script(&self, id: ScriptId, args: &[Expr], frame: Frame) -> Abs {
        use crate::script::ScriptValue;
        let Some(def) = self.policy.scripts.get(id.0) else { return Abs::fault("没有这个脚本") };
        let args = self.eval_each(args, frame);
        let parts: Vec<&Abs> = args.iter().collect();
        let known: Option<Vec<ScriptValue>> = args
            .iter()
            .zip(&def.params)
            .map(|(arg, (_, _, factor))| match arg.known()? {
                crate::ir::Value::Bool(truth) => Some(ScriptValue::Bool(truth)),
                crate::ir::Value::Number(number) => Some(ScriptValue::Number(number.mul(factor))),
                crate::ir::Value::Date(day) => Some(ScriptValue::Date(day)),
                crate::ir::Value::Text(text) => Some(ScriptValue::Text(text)),
                _ => None,
            })
            .collect();
        let Some(known) = known else {
            // Called only with known arguments: until then, anything within the declared range, or a failure.
            let mut any = Abs::from_parts(Dom::any(&def.result, def.bounds.clone(), 0), &parts);
            if any.dom != Dom::Never && any.fault.is_none() {
                any.fault = Some(format!("脚本“{}”可能算不出结果", def.name));
                any.open = parts.iter().flat_map(|part| part.open.iter().cloned()).collect();
            }
            return any.settled();
        };
        match def.script.call(&known) {
            Ok(call) => match call.value {
                ScriptValue::Bool(truth) => Abs::bool(truth),
                ScriptValue::Date(day) => Abs::value(&crate::ir::Value::Date(day)),
                ScriptValue::Text(text) => Abs::value(&crate::ir::Value::Text(text)),
                ScriptValue::Number(number) => {
                    let number = number.div(&def.result_factor).unwrap_or(number);
                    let bounds = Range { lo: def.bounds.0.clone(), hi: def.bounds.1.clone() };
                    if bounds.contains(&number) {
                        self.limited(Abs::number(number))
                    } else {
                        Abs::fault(format!("脚本“{}”的结果超出声明的范围", def.name))
                    }
                }
            },
            Err(fault) => Abs::fault(format!("脚本“{}”：{}", def.name, fault.words().get(self.context.lang))),
        }
    }

    /// A base with exceptions: the set of results over every completion of the tests that are open.
    pub(crate) fn rule(&self, rule: &RuleExpr, frame: Frame) -> Abs {
        self.rule_over(rule, None, frame)
    }

    /// A rule that took the place of `replaced`: what its own `恢复` brings back.
    fn rule_over(&self, rule: &RuleExpr, replaced: Option<&Abs>, frame: Frame) -> Abs {
        let base = self.eval(&rule.base, frame);
        if rule.exceptions.is_empty() {
            return base;
        }
        self.with_exceptions(&base, replaced.unwrap_or(&base), &rule.exceptions, frame)
    }

    fn with_exceptions(&self, base: &Abs, restored: &Abs, exceptions: &[ExceptionDef], frame: Frame) -> Abs {
        let tests: Vec<Abs> = exceptions.iter().map(|exception| self.eval(&exception.when, frame)).collect();
        let value = |then: &RuleExpr| self.rule_over(then, Some(base), frame);
        let values: Vec<Abs> = exceptions
            .iter()
            .map(|exception| exception.then.as_ref().map_or_else(|| restored.clone(), value))
            .collect();
        let open: Causes = tests.iter().filter(|test| !test.is_definite()).flat_map(|test| test.open.clone()).collect();
        let mut result: Option<Abs> = None;
        let mut push = |value: Abs| {
            result = Some(match result.take() {
                Some(so_far) => so_far.join(value),
                None => value,
            });
        };
        for applicable in completions(&tests) {
            let standing: Vec<usize> = applicable
                .iter()
                .copied()
                .filter(|index| {
                    let beaten = |other: &usize| exceptions.get(*other).is_some_and(|other| other.over.contains(index));
                    !applicable.iter().any(beaten)
                })
                .collect();
            let standing_values: Vec<&Abs> = standing.iter().filter_map(|index| values.get(*index)).collect();
            match standing_values.as_slice() {
                [] => push(base.clone()),
                [only] => push((*only).clone()),
                several => {
                    let labels: Vec<&str> =
                        standing.iter().filter_map(|index| exceptions.get(*index)).map(|e| e.label.as_str()).collect();
                    push(agree(several, &labels));
                }
            }
        }
        result.unwrap_or_else(|| Abs::new(Dom::Never)).with_flaws(&tests).because(&open)
    }
}

/// Several applicable exceptions: what all of them can give is possible, and wherever they can differ, a conflict.
fn agree(values: &[&Abs], labels: &[&str]) -> Abs {
    if let Some((first, rest)) = values.split_first()
        && first.is_definite()
        && rest.iter().all(|value| value.is_definite() && value.as_truth() == first.as_truth())
    {
        return (*first).clone();
    }
    let shared = Outcome::ALL.into_iter().filter(|outcome| values.iter().all(|value| value.as_truth().can(*outcome)));
    let truth = shared.map(Truth::only).fold(Truth::CONFLICT, Truth::join);
    let fault = values.iter().find_map(|value| value.fault.clone());
    let words = format!("例外 {} 同时适用而结果不同", labels.join("、"));
    let open = values.iter().flat_map(|value| value.open.iter().cloned()).collect();
    Abs::truth(truth, fault, Some(words), open)
}

/// Every set of exceptions that may apply together, given what is known of their tests.
fn completions(tests: &[Abs]) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for (index, test) in tests.iter().enumerate() {
        let truth = test.as_truth();
        let mut next = Vec::new();
        for set in sets {
            if truth.can(Outcome::False) {
                next.push(set.clone());
            }
            if truth.can(Outcome::True) {
                let mut with = set;
                with.push(index);
                next.push(with);
            }
        }
        sets = next;
    }
    sets
}

fn indices(tests: &[Abs], wanted: impl Fn(&Abs) -> bool) -> Vec<usize> {
    tests.iter().enumerate().filter(|(_, test)| wanted(test)).map(|(index, _)| index).collect()
}

fn bracket_sum(marginal: bool, at: &Number, bounds: &[Option<Abs>], rates: &[Abs]) -> Option<Number> {
    let mut sum = Number::zero();
    let mut from = Number::zero();
    for (bound, rate) in bounds.iter().zip(rates) {
        let rate = rate.known_number()?;
        let bound = match bound {
            Some(bound) => Some(bound.known_number()?.clone()),
            None => None,
        };
        let last = bound.as_ref().is_none_or(|bound| at <= bound);
        if !marginal {
            if last {
                return Some(at.mul(rate));
            }
            continue;
        }
        let to = if last { at.clone() } else { bound.clone()? };
        sum = sum.add(&to.sub(&from).mul(rate));
        if last {
            return Some(sum);
        }
        from = to;
    }
    None
}

fn count(months: &[Month]) -> Number {
    Number::from_i64(i64::try_from(months.len()).unwrap_or(i64::MAX))
}

pub(crate) fn not(inner: &Abs) -> Abs {
    Abs::truth(inner.as_truth().not(), inner.fault.clone(), inner.conflict.clone(), inner.open.clone())
}

fn lift(parts: &[Abs], start: Truth, join: fn(Truth, Truth) -> Truth) -> Abs {
    let truth = parts.iter().fold(start, |sum, part| join(sum, part.as_truth()));
    let open = parts.iter().flat_map(|part| part.open.iter().cloned()).collect();
    let fault = parts.iter().find_map(|part| part.fault.clone());
    let conflict = parts.iter().find_map(|part| part.conflict.clone());
    Abs::truth(truth, fault, conflict, open)
}

/// All of: false > fault > conflict > unknown > true, whatever the order.
pub(crate) fn all(parts: &[Abs]) -> Abs {
    lift(parts, Truth::TRUE, Truth::and)
}

/// Any of: true > fault > conflict > unknown > false, whatever the order.
pub(crate) fn any(parts: &[Abs]) -> Abs {
    lift(parts, Truth::FALSE, Truth::or)
}

/// A choice between two results by a test that may be open or faulty.
fn choose(test: &Abs, then: impl FnOnce() -> Abs, otherwise: impl FnOnce() -> Abs) -> Abs {
    let truth = test.as_truth();
    let mut result: Option<Abs> = truth.can(Outcome::True).then(then);
    if truth.can(Outcome::False) {
        let value = otherwise();
        result = Some(match result {
            Some(so_far) => so_far.join(value),
            None => value,
        });
    }
    if truth.can(Outcome::Fault) || truth.can(Outcome::Conflict) {
        let flaw = Abs { fault: test.fault.clone(), conflict: test.conflict.clone(), ..Abs::new(Dom::Never) };
        result = Some(match result {
            Some(so_far) => so_far.join(flaw),
            None => flaw,
        });
    }
    result.unwrap_or_else(|| Abs::fault("")).because(&test.open)
}

fn extreme(parts: &[Abs], pick: fn(&Range, &Range) -> Range) -> Abs {
    let ranges = parts.iter().map(Abs::range);
    let range = ranges.reduce(|a, b| pick(&a, &b)).unwrap_or_else(Range::full);
    let refs: Vec<&Abs> = parts.iter().collect();
    Abs::from_parts(Dom::Number(range), &refs)
}

fn arith(op: ArithOp, left: &Abs, right: &Abs) -> Abs {
    let (a, b) = (left.range(), right.range());
    let range = match op {
        ArithOp::Add => a.add(&b),
        ArithOp::Sub => a.sub(&b),
        ArithOp::Mul => a.mul(&b),
        ArithOp::Div => {
            let divided = a.div(&b);
            let by_zero = b.contains(&Number::zero());
            let mut result = Abs::from_parts(divided.map_or(Dom::Never, Dom::Number), &[left, right]);
            if by_zero {
                result.fault = result.fault.or_else(|| Some("除数为零".to_owned()));
                result.open.extend(left.open.iter().chain(&right.open).cloned());
                result = result.settled();
            }
            return result;
        }
    };
    Abs::from_parts(Dom::Number(range), &[left, right])
}

fn compare(op: CompareOp, left: &Abs, right: &Abs) -> Abs {
    let truth = match (&left.dom, &right.dom) {
        (Dom::Never, _) | (_, Dom::Never) => None,
        (Dom::Number(a), Dom::Number(b)) => Some(match op {
            CompareOp::Le => Range::le(a, b),
            CompareOp::Ge => Range::ge(a, b),
            CompareOp::Lt => Range::lt(a, b),
            CompareOp::Gt => Range::gt(a, b),
            CompareOp::Eq => Range::eq(a, b),
            CompareOp::Ne => Range::ne(a, b),
        }),
        (Dom::Date { lo: a, hi: b }, Dom::Date { lo: c, hi: d }) => Some(ordered(op, (*a, *b), (*c, *d))),
        (Dom::Month { lo: a, hi: b }, Dom::Month { lo: c, hi: d }) => Some(ordered(op, (*a, *b), (*c, *d))),
        (Dom::Enum(a), Dom::Enum(b)) => {
            let single = a.count_ones() == 1 && a == b;
            equality(op, a & b != 0, !single)
        }
        (Dom::Text(a), Dom::Text(b)) => match (a, b) {
            (Some(a), Some(b)) => equality(op, a == b, a != b),
            _ => Some(Truth::UNKNOWN),
        },
        (Dom::Bool { yes: a, no: b }, Dom::Bool { yes: c, no: d }) => {
            equality(op, (*a && *c) || (*b && *d), (*a && *d) || (*b && *c))
        }
        _ => Some(Truth::UNKNOWN),
    };
    let dom =
        truth.map_or(Dom::Never, |truth| Dom::Bool { yes: truth.can(Outcome::True), no: truth.can(Outcome::False) });
    Abs::from_parts(dom, &[left, right])
}

fn equality(op: CompareOp, can_equal: bool, can_differ: bool) -> Option<Truth> {
    let (yes, no) = if op == CompareOp::Ne { (can_differ, can_equal) } else { (can_equal, can_differ) };
    Some(match (yes, no) {
        (true, false) => Truth::TRUE,
        (false, true) => Truth::FALSE,
        _ => Truth::UNKNOWN,
    })
}

/// Comparison of two intervals of an ordered type; `None` ends are unbounded.
pub(crate) fn ordered<T: Ord + Copy>(op: CompareOp, a: (Option<T>, Option<T>), b: (Option<T>, Option<T>)) -> Truth {
    let certainly = |left: Option<T>, wanted: fn(Ordering) -> bool, right: Option<T>| matches!((left, right), (Some(left), Some(right)) if wanted(left.cmp(&right)));
    let le = (certainly(a.1, Ordering::is_le, b.0), certainly(a.0, Ordering::is_gt, b.1));
    let lt = (certainly(a.1, Ordering::is_lt, b.0), certainly(a.0, Ordering::is_ge, b.1));
    let (yes, no) = match op {
        CompareOp::Le => le,
        CompareOp::Gt => (le.1, le.0),
        CompareOp::Lt => lt,
        CompareOp::Ge => (lt.1, lt.0),
        CompareOp::Eq | CompareOp::Ne => {
            let same = a.0.is_some() && a.0 == a.1 && a == b;
            let apart = certainly(a.1, Ordering::is_lt, b.0) || certainly(b.1, Ordering::is_lt, a.0);
            if op == CompareOp::Eq { (same, apart) } else { (apart, same) }
        }
    };
    match (yes, no) {
        (true, _) => Truth::TRUE,
        (_, true) => Truth::FALSE,
        _ => Truth::UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::{Abs, agree};
    use crate::eval::abs::{Cause, Dom};
    use crate::ir::EventId;
    use crate::value::truth::Truth;

    #[test]
    fn exceptions_that_differ_conflict_in_any_order() {
        let unknown = Abs::open(Dom::Bool { yes: true, no: true }, Cause::Event(EventId(0)));
        let (yes, no) = (Abs::bool(true), Abs::bool(false));
        let truth = |values: [&Abs; 3]| agree(&values, &["甲", "乙", "丙"]).as_truth();
        for values in [[&unknown, &yes, &no], [&yes, &no, &unknown], [&no, &unknown, &yes]] {
            assert_eq!(truth(values), Truth::CONFLICT);
        }
        for values in [[&unknown, &yes, &yes], [&yes, &unknown, &yes], [&yes, &yes, &unknown]] {
            assert_eq!(truth(values), Truth::TRUE.join(Truth::CONFLICT));
        }
        assert_eq!(truth([&yes, &yes, &yes]), Truth::TRUE);
    }
}
