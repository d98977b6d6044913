//! Expressions to operations. Owns the lowering of every kind of expression; what depends on no fact is asked of the
//! reference engine, what cannot be lowered is left to it.

use super::graph::{Graph, Node};
use super::input::{Input, InputKind, day_number, month_number};
use super::number::{Null, Num, Reason, common_scale};
use super::op::{Cell, Class, NumOp, Op, truth};
use super::{Members, Window};
use crate::eval::{Abs, Context, Dom, Machine};
use crate::ir::{
    ArithOp, CompareOp, DefId, Expr, ExprKind, FactId, FactType, ParamId, ParamValue, Policy, ReadingId, RuleExpr,
    Type, Value,
};
use crate::value::number::Number;
use num_bigint::BigInt;
use num_traits::Zero;
use std::collections::HashMap;

/// A lowered value.
#[derive(Clone, Debug)]
pub(crate) enum Low {
    Truth(Node),
    Number(Num),
    /// A day, month, member, set or text.
    Plain(Node, Null),
}

/// Lowers one policy for one context.
pub(crate) struct Lowering<'p> {
    pub(crate) policy: &'p Policy,
    pub(crate) context: &'p Context,
    /// The reference engine with nothing known.
    pub(crate) blank: Machine<'p>,
    pub(crate) graph: Graph,
    pub(crate) inputs: &'p [Option<Input>],
    /// The texts a fact is compared with.
    pub(crate) texts: HashMap<FactId, Vec<String>>,
    defs: HashMap<DefId, Result<Low, Reason>>,
    facts: HashMap<FactId, Result<Low, Reason>>,
    readings: HashMap<ReadingId, Result<Low, Reason>>,
}

const NO_REGISTER: Reason = "a fact that fits no register";
const MIXED: Reason = "a comparison of values whose kinds have no common register";

/// Exceptions of one rule whose combinations are written out.
const MOST_EXCEPTIONS: usize = 5;

impl<'p> Lowering<'p> {
    pub(crate) fn new(
        policy: &'p Policy,
        context: &'p Context,
        blank: Machine<'p>,
        inputs: &'p [Option<Input>],
    ) -> Self {
        Self {
            policy,
            context,
            blank,
            graph: Graph::new(),
            inputs,
            texts: HashMap::new(),
            defs: HashMap::new(),
            facts: HashMap::new(),
            readings: HashMap::new(),
        }
    }

    /// Whether a value hangs on any fact.
    pub(crate) fn reads_facts(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Fact(_) => true,
            ExprKind::Def(id) => self.policy.defs.get(id.0).is_some_and(|def| self.reads_facts(&def.body)),
            ExprKind::Reading(id) => self.policy.readings.get(id.0).is_some_and(|reading| {
                reading.alternatives.iter().filter_map(|(_, body)| body.as_ref()).any(|body| self.reads_facts(body))
            }),
            ExprKind::Param(id, _) if self.context.params.contains_key(id) => false,
            _ => expr.children().into_iter().any(|child| self.reads_facts(child)),
        }
    }

    /// A truth; what cannot be lowered is left to the reference engine.
    pub(crate) fn truth(&mut self, expr: &Expr) -> Node {
        match self.lower(expr) {
            Ok(Low::Truth(node)) => node,
            Ok(_) => self.graph.deferred("a condition that is no truth".to_owned()),
            Err(reason) => self.graph.deferred(reason.to_owned()),
        }
    }

    pub(crate) fn number(&mut self, expr: &Expr) -> Result<Num, Reason> {
        match self.lower(expr)? {
            Low::Number(number) => Ok(number),
            Low::Truth(_) | Low::Plain(..) => Err(MIXED),
        }
    }

    pub(crate) fn plain(&mut self, expr: &Expr) -> Result<(Node, Null), Reason> {
        match self.lower(expr)? {
            Low::Plain(node, null) => Ok((node, null)),
            Low::Truth(_) | Low::Number(_) => Err(MIXED),
        }
    }

    pub(crate) fn lower(&mut self, expr: &Expr) -> Result<Low, Reason> {
        if !self.reads_facts(expr) {
            let value = self.blank.eval(expr, None);
            return self.folded(&value);
        }
        match &expr.kind {
            ExprKind::Const(value, _) => self.folded(&Abs::value(value)),
            ExprKind::Fact(id) => self.fact(*id),
            ExprKind::Param(id, at) => self.dated_param(*id, at.as_deref()),
            ExprKind::Def(id) => self.def(*id),
            ExprKind::Reading(id) => self.reading(*id),
            ExprKind::Not(inner) => {
                let inner = self.truth(inner);
                Ok(Low::Truth(self.graph.node(Op::Not(inner))))
            }
            ExprKind::Neg(inner) => {
                let inner = self.number(inner)?;
                Ok(Low::Number(self.graph.neg(&inner)?))
            }
            ExprKind::And(parts) => {
                let parts = self.truths(parts);
                Ok(Low::Truth(self.graph.all(&parts)))
            }
            ExprKind::Or(parts) => {
                let parts = self.truths(parts);
                Ok(Low::Truth(self.graph.any(&parts)))
            }
            ExprKind::Compare(op, left, right) => self.compare(*op, left, right).map(Low::Truth),
            ExprKind::Arith(op, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let result = match op {
                    ArithOp::Add => self.graph.add(NumOp::Add, &left, &right),
                    ArithOp::Sub => self.graph.add(NumOp::Sub, &left, &right),
                    ArithOp::Mul => self.graph.mul(&left, &right),
                    ArithOp::Div => self.graph.div(&left, &right),
                };
                result.map(Low::Number)
            }
            ExprKind::Min(parts) => self.extreme(NumOp::Min, parts),
            ExprKind::Max(parts) => self.extreme(NumOp::Max, parts),
            ExprKind::Excess(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let over = self.graph.add(NumOp::Sub, &left, &right)?;
                let zero = self.graph.known(&Number::zero())?;
                self.graph.extreme(NumOp::Max, &over, &zero).map(Low::Number)
            }
            ExprKind::If(test, then, otherwise) => {
                let test = self.truth(test);
                let (then, otherwise) = (self.branch(then)?, self.branch(otherwise)?);
                self.choose(test, then, otherwise)
            }
            ExprKind::In(value, mask) => {
                let (node, null) = self.plain(value)?;
                Ok(Low::Truth(self.member(node, &null, *mask, value)))
            }
            ExprKind::Has(set, member) => {
                let (node, null) = self.plain(set)?;
                let bit = u8::try_from(*member).map_err(|_| NO_REGISTER)?;
                let open = if matches!(null, Null::Leaf(..)) { truth::UNKNOWN } else { truth::DEFER };
                Ok(Low::Truth(self.graph.node(Op::Has(node, bit, open))))
            }
            ExprKind::During(date, period) => self.during(date, period).map(Low::Truth),
            ExprKind::MonthCount(list) => self.lower(list),
            ExprKind::DayCount(from, to) => {
                let ((from, _), (to, _)) = (self.plain(from)?, self.plain(to)?);
                let span = BigInt::from(200_000);
                let side = |node| Num {
                    node,
                    lo: BigInt::zero(),
                    hi: span.clone(),
                    divisor: None,
                    scale: Number::one(),
                    null: Null::Compound,
                };
                let (to, from) = (side(to), side(from));
                // Days are counted from a far origin; only the difference is bounded.
                let days = self.graph.add(NumOp::Sub, &to, &from)?;
                Ok(Low::Number(days))
            }
            ExprKind::Occurred(_) => Err("an event that is not settled"),
            ExprKind::ByMember(subject, rows, otherwise) => self.by_member(subject, rows, otherwise.as_deref()),
            ExprKind::FirstMatch(rows, otherwise) => {
                let last = match otherwise {
                    Some(value) => self.branch(value)?,
                    None => self.no_row(&expr.ty),
                };
                rows.iter().rev().try_fold(last, |rest, (test, value)| {
                    let test = self.truth(test);
                    let value = self.branch(value)?;
                    self.choose(test, value, rest)
                })
            }
            ExprKind::ExactlyOne(rows, otherwise) => self.exactly_one(rows, otherwise.as_deref(), &expr.ty),
            ExprKind::Brackets(marginal, subject, rows) => self.brackets(*marginal, subject, rows).map(Low::Number),
            ExprKind::Script(id, _) => {
                let name = self.policy.scripts.get(id.0).map_or("", |script| script.name.as_str());
                self.graph.reasons.insert(format!("the script `{name}`"));
                Err("a script")
            }
        }
    }

    fn truths(&mut self, parts: &[Expr]) -> Vec<Node> {
        parts.iter().map(|part| self.truth(part)).collect()
    }

    /// A branch that may never be taken: what cannot be lowered defers only the rows that take it.
    fn branch(&mut self, expr: &Expr) -> Result<Low, Reason> {
        match (self.lower(expr), &expr.ty) {
            (Ok(low), _) => Ok(low),
            (Err(reason), Type::Bool) => Ok(Low::Truth(self.graph.deferred(reason.to_owned()))),
            (Err(reason), Type::Number(_) | Type::Months) => {
                self.graph.reasons.insert(reason.to_owned());
                let mut number = self.graph.faulty();
                number.node = self.graph.int(i64::DEFER);
                Ok(Low::Number(number))
            }
            (Err(reason), _) => {
                self.graph.reasons.insert(reason.to_owned());
                Ok(Low::Plain(self.graph.int(i64::DEFER), Null::Compound))
            }
        }
    }

    fn no_row(&mut self, ty: &Type) -> Low {
        match ty {
            Type::Bool => Low::Truth(self.graph.truth(truth::FAULT)),
            Type::Number(_) | Type::Months => Low::Number(self.graph.faulty()),
            _ => Low::Plain(self.graph.int(i64::FAULT), Null::Never),
        }
    }

    /// What the reference engine says of something that depends on no fact.
    pub(crate) fn folded(&mut self, value: &Abs) -> Result<Low, Reason> {
        let flaw = match (&value.fault, &value.conflict) {
            (None, None) => None,
            (Some(_), None) if value.dom == Dom::Never => Some((truth::FAULT, i64::FAULT)),
            (None, Some(_)) if value.dom == Dom::Never => Some((truth::CONFLICT, i64::CONFLICT)),
            _ => Some((truth::DEFER, i64::DEFER)),
        };
        if let Dom::Bool { .. } = value.dom {
            return Ok(Low::Truth(self.graph.truth(value.as_truth().bits())));
        }
        if let Some((_, cell)) = flaw {
            // The kind of a value without a result does not matter: nothing is read from it.
            let node = self.graph.int(cell);
            return Ok(match &value.dom {
                Dom::Number(_) | Dom::Never => Low::Number(Num { node, ..self.graph.faulty() }),
                _ => Low::Plain(node, Null::Never),
            });
        }
        let plain = |graph: &mut Graph, known: Option<i64>| match known {
            Some(known) => Low::Plain(graph.int(known), Null::Never),
            None => Low::Plain(graph.int(i64::NULL), Null::Compound),
        };
        let known = value.known();
        Ok(match (&value.dom, known) {
            (_, Some(Value::Number(number))) => Low::Number(self.graph.known(&number)?),
            (_, Some(Value::Months(months))) => {
                let count = i64::try_from(months.len()).map_err(|_| NO_REGISTER)?;
                Low::Number(self.graph.known(&Number::from_i64(count))?)
            }
            (_, Some(Value::Date(day))) => plain(&mut self.graph, Some(day_number(day))),
            (_, Some(Value::Month(month))) => plain(&mut self.graph, Some(month_number(month))),
            (_, Some(Value::Enum(member))) => plain(&mut self.graph, i64::try_from(member).ok()),
            (_, Some(Value::Set(mask))) => plain(&mut self.graph, Some(i64::try_from(mask).map_err(|_| NO_REGISTER)?)),
            (_, Some(Value::Bool(truth))) => {
                Low::Truth(self.graph.truth(if truth { truth::TRUE } else { truth::FALSE }))
            }
            (_, Some(Value::Text(_))) => return Err("a text that is not compared with a fact"),
            (Dom::Number(range), None) => Low::Number(self.graph.unknown(range.lo.clone(), range.hi.clone())),
            (Dom::Months(_), None) => Low::Number(self.graph.unknown(Some(Number::zero()), None)),
            (_, None) => plain(&mut self.graph, None),
        })
    }

    pub(crate) fn fact(&mut self, id: FactId) -> Result<Low, Reason> {
        if let Some(known) = self.facts.get(&id) {
            return known.clone();
        }
        let low = self.new_fact(id);
        self.facts.insert(id, low.clone());
        low
    }

    fn new_fact(&mut self, id: FactId) -> Result<Low, Reason> {
        let (Some(fact), Some(Some(input))) = (self.policy.facts.get(id.0), self.inputs.get(id.0)) else {
            return Err(NO_REGISTER);
        };
        let slot = match input.class {
            Class::Truth => self.graph.node(Op::TruthSlot(input.slot)),
            _ => self.graph.node(Op::IntSlot(input.slot)),
        };
        let low = match &input.kind {
            InputKind::Bool => Low::Truth(slot),
            InputKind::Number { step, lo, hi } => {
                let form = match &fact.ty {
                    FactType::Scalar(_, form) => form.as_ref(),
                    FactType::List(_) => None,
                };
                let mut least = fact.bounds.0.clone();
                if form.is_some_and(|form| !form.signed) && least.is_none() {
                    least = Some(Number::zero());
                }
                Low::Number(Num {
                    node: slot,
                    lo: BigInt::from(*lo),
                    hi: BigInt::from(*hi),
                    divisor: None,
                    scale: step.clone(),
                    null: Null::Leaf(least, fact.bounds.1.clone()),
                })
            }
            InputKind::Months => Low::Number(Num {
                node: slot,
                lo: BigInt::zero(),
                hi: BigInt::from(4000),
                divisor: None,
                scale: Number::one(),
                null: Null::Leaf(Some(Number::zero()), None),
            }),
            InputKind::Date | InputKind::Month | InputKind::Enum | InputKind::Set | InputKind::Text(_) => {
                Low::Plain(slot, Null::Leaf(None, None))
            }
        };
        if fact.derived.is_none() && fact.only_if.is_none() {
            return Ok(low);
        }
        let derived = match &fact.derived {
            Some(derived) => Some(match self.lower(derived)? {
                Low::Number(number) => Low::Number(self.graph.limited(number)?),
                other => other,
            }),
            None => None,
        };
        let guarded = match &fact.only_if {
            Some((guard, value)) => Some((self.truth(guard), self.folded(&Abs::value(value))?)),
            None => None,
        };
        self.given(slot, low, derived, guarded)
    }

    /// A given value, else what its guard says when it fails, else what it derives from, else nothing.
    fn given(
        &mut self,
        slot: Node,
        low: Low,
        derived: Option<Low>,
        guarded: Option<(Node, Low)>,
    ) -> Result<Low, Reason> {
        let compound = derived.is_some();
        match low {
            Low::Truth(_) => {
                let mut otherwise = match derived {
                    Some(Low::Truth(node)) => node,
                    Some(_) => return Err(MIXED),
                    None => self.graph.truth(truth::UNKNOWN),
                };
                if let Some((guard, Low::Truth(value))) = guarded {
                    otherwise = self.graph.node(Op::IfFalseTruth(guard, value, otherwise));
                }
                Ok(Low::Truth(self.graph.node(Op::GivenTruth(slot, otherwise))))
            }
            Low::Number(own) => {
                let unknown = self.graph.int(i64::NULL);
                let mut other = match derived {
                    Some(Low::Number(derived)) => self.graph.in_steps(&derived, &own.scale)?,
                    Some(_) => return Err(MIXED),
                    None => Num { node: unknown, ..own.clone() },
                };
                if let Some((guard, Low::Number(value))) = guarded {
                    let value = self.graph.in_steps(&value, &own.scale)?;
                    let node = self.graph.node(Op::IfFalse(guard, value.node, other.node));
                    other = Num { node, lo: other.lo.min(value.lo), hi: other.hi.max(value.hi), ..other };
                }
                if self.graph.class(other.node) != Class::Int {
                    return Err(NO_REGISTER);
                }
                let node = self.graph.node(Op::Given(slot, other.node));
                let null = if compound { Null::Compound } else { own.null };
                Ok(Low::Number(Num { node, lo: own.lo.min(other.lo), hi: own.hi.max(other.hi), null, ..other }))
            }
            Low::Plain(_, null) => {
                let mut otherwise = match derived {
                    Some(Low::Plain(node, _)) => node,
                    Some(_) => return Err(MIXED),
                    None => self.graph.int(i64::NULL),
                };
                if let Some((guard, Low::Plain(value, _))) = guarded {
                    otherwise = self.graph.node(Op::IfFalse(guard, value, otherwise));
                }
                let node = self.graph.node(Op::Given(slot, otherwise));
                Ok(Low::Plain(node, if compound { Null::Compound } else { null }))
            }
        }
    }

    fn def(&mut self, id: DefId) -> Result<Low, Reason> {
        if let Some(known) = self.defs.get(&id) {
            return known.clone();
        }
        let body = self.policy.defs.get(id.0).map(|def| &def.body).ok_or(NO_REGISTER)?;
        let low = self.lower(body).and_then(|low| self.limited(low));
        self.defs.insert(id, low.clone());
        low
    }

    fn limited(&mut self, low: Low) -> Result<Low, Reason> {
        match low {
            Low::Number(number) => self.graph.limited(number).map(Low::Number),
            other => Ok(other),
        }
    }

    fn reading(&mut self, id: ReadingId) -> Result<Low, Reason> {
        if let Some(known) = self.readings.get(&id) {
            return known.clone();
        }
        let low = self.new_reading(id);
        self.readings.insert(id, low.clone());
        low
    }

    fn new_reading(&mut self, id: ReadingId) -> Result<Low, Reason> {
        let reading = self.policy.readings.get(id.0).ok_or(NO_REGISTER)?;
        let adopted = self.blank.adopted(id).and_then(|index| reading.alternatives.get(index));
        if let Some((_, Some(body))) = adopted {
            let low = self.lower(body)?;
            return self.limited(low);
        }
        let mut bodies = reading.alternatives.iter().filter_map(|(_, body)| body.as_ref());
        let Some(first) = bodies.next() else { return Err("a reading without a value") };
        let mut joined = self.lower(first)?;
        for body in bodies {
            let other = self.lower(body)?;
            joined = match (joined, other) {
                (Low::Truth(a), Low::Truth(b)) => Low::Truth(self.graph.node(Op::Either(a, b))),
                (Low::Number(a), Low::Number(b)) => Low::Number(self.graph.joined(&a, &b)?),
                (Low::Plain(a, _), Low::Plain(b, _)) => {
                    Low::Plain(self.graph.node(Op::Join(Class::Int, a, b)), Null::Compound)
                }
                _ => return Err(MIXED),
            };
        }
        Ok(joined)
    }

    /// A dated parameter read at a day or month of the profile.
    fn dated_param(&mut self, id: ParamId, at: Option<&Expr>) -> Result<Low, Reason> {
        let param = self.policy.params.get(id.0).ok_or(NO_REGISTER)?;
        let (ParamValue::Series(series), Some(at)) = (&param.value, at) else { return Err(MIXED) };
        let monthly = at.ty == Type::Month;
        let (node, _) = self.plain(at)?;
        let Type::Number(_) = param.ty else { return Err("a dated parameter that is no number") };
        let form = param.form.as_ref();
        let mut least = param.bounds.0.clone();
        if form.is_some_and(|form| !form.signed) && least.is_none() {
            least = Some(Number::zero());
        }
        // Outside the series the parameter is missing.
        let mut rest = Low::Number(self.graph.unknown(least, param.bounds.1.clone()));
        for (from, to, value) in series.iter().rev() {
            let value = self.folded(&Abs::value(value))?;
            // A month reads the value of its first day.
            let end = |day: &chrono::NaiveDate, first: bool| {
                if !monthly {
                    return day_number(*day);
                }
                let month = crate::value::date::Month::of(*day);
                let number = month_number(month);
                if first && month.first_day() != *day { number.saturating_add(1) } else { number }
            };
            let exact = |end: i64| (Some(end), Some(end));
            let window = Window {
                from: from.as_ref().map(|day| exact(end(day, true))),
                to: to.as_ref().map(|day| exact(end(day, false))),
                open: truth::DEFER,
            };
            let window = self.graph.window(window);
            let test = self.graph.node(Op::Window(node, window));
            rest = self.choose(test, value, rest)?;
        }
        Ok(rest)
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Result<Node, Reason> {
        if left.ty == Type::Text {
            return self.compare_text(op, left, right);
        }
        let negated = op == CompareOp::Ne;
        match (self.lower(left)?, self.lower(right)?) {
            (Low::Number(a), Low::Number(b)) => self.graph.compare(op, &a, &b),
            (Low::Truth(a), Low::Truth(b)) => Ok(self.graph.node(Op::Same(negated, a, b))),
            (Low::Plain(a, null_a), Low::Plain(b, null_b)) => {
                if let Type::Enum(_) = left.ty {
                    let known = |graph: &Graph, node| graph.constant(node).and_then(|m| u32::try_from(m).ok());
                    let one = |member| 1_u128.checked_shl(member).unwrap_or(0);
                    let equal = match (known(&self.graph, a), known(&self.graph, b)) {
                        (_, Some(member)) => self.member(a, &null_a, one(member), left),
                        (Some(member), None) => self.member(b, &null_b, one(member), right),
                        (None, None) => {
                            let index = self.graph.open(None, None);
                            self.graph.node(Op::Compare(CompareOp::Eq, Class::Int, a, b, index))
                        }
                    };
                    return Ok(if negated { self.graph.node(Op::Not(equal)) } else { equal });
                }
                let open = |null: &Null| match null {
                    Null::Never => Some((Some(0), Some(0))),
                    Null::Leaf(..) => Some((None, None)),
                    Null::Compound => None,
                };
                let index = self.graph.open(open(&null_a), open(&null_b));
                Ok(self.graph.node(Op::Compare(op, Class::Int, a, b, index)))
            }
            _ => Err(MIXED),
        }
    }

    /// A text is compared with a literal: an index into the texts of the fact.
    fn compare_text(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Result<Node, Reason> {
        let (fact, text) = match (&left.kind, &right.kind) {
            (ExprKind::Fact(id), ExprKind::Const(Value::Text(text), _))
            | (ExprKind::Const(Value::Text(text), _), ExprKind::Fact(id)) => (*id, text),
            _ => return Err("a text compared with something that is no literal"),
        };
        let Some(Some(input)) = self.inputs.get(fact.0) else { return Err(NO_REGISTER) };
        let InputKind::Text(_) = &input.kind else { return Err(NO_REGISTER) };
        let texts = self.texts.entry(fact).or_default();
        let index = texts.iter().position(|known| known == text).unwrap_or_else(|| {
            texts.push(text.clone());
            texts.len().saturating_sub(1)
        });
        let Low::Plain(node, Null::Leaf(..)) = self.fact(fact)? else { return Err(MIXED) };
        let constant = self.graph.int(i64::try_from(index).map_err(|_| NO_REGISTER)?);
        let open = self.graph.open(Some((None, None)), Some((Some(0), Some(0))));
        Ok(self.graph.node(Op::Compare(op, Class::Int, node, constant, open)))
    }

    fn member(&mut self, node: Node, null: &Null, mask: u128, subject: &Expr) -> Node {
        let every = match &subject.ty {
            Type::Enum(id) => self.policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all),
            _ => 0,
        };
        let open = match null {
            Null::Leaf(..) if every & mask == 0 => truth::FALSE,
            Null::Leaf(..) if every & !mask == 0 => truth::TRUE,
            Null::Leaf(..) => truth::UNKNOWN,
            Null::Never | Null::Compound => truth::DEFER,
        };
        let members = self.graph.members(Members { mask, open });
        self.graph.node(Op::Member(node, members))
    }

    fn extreme(&mut self, op: NumOp, parts: &[Expr]) -> Result<Low, Reason> {
        let Some((first, rest)) = parts.split_first() else { return Err(NO_REGISTER) };
        let mut sum = self.number(first)?;
        for part in rest {
            let part = self.number(part)?;
            sum = self.graph.extreme(op, &sum, &part)?;
        }
        Ok(Low::Number(sum))
    }

    pub(crate) fn choose(&mut self, test: Node, a: Low, b: Low) -> Result<Low, Reason> {
        match (a, b) {
            (Low::Truth(a), Low::Truth(b)) => Ok(Low::Truth(self.graph.node(Op::ChooseTruth(test, a, b)))),
            (Low::Number(a), Low::Number(b)) => self.graph.choose(test, &a, &b).map(Low::Number),
            (Low::Plain(a, null_a), Low::Plain(b, null_b)) => {
                let node = self.graph.node(Op::Choose(Class::Int, test, a, b));
                let null = match (self.graph.op(test), null_a, null_b) {
                    (Op::Truth(truth::TRUE), null, _) | (Op::Truth(truth::FALSE), _, null) => null,
                    _ => Null::Compound,
                };
                Ok(Low::Plain(node, null))
            }
            _ => Err(MIXED),
        }
    }

    fn by_member(&mut self, subject: &Expr, rows: &[(u128, Expr)], otherwise: Option<&Expr>) -> Result<Low, Reason> {
        let (node, null) = self.plain(subject)?;
        let every = match &subject.ty {
            Type::Enum(id) => self.policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all),
            _ => 0,
        };
        let named = rows.iter().fold(0, |mask, (row, _)| mask | row);
        // The last row that some member still reaches needs no test.
        let mut reached: Vec<(u128, &Expr)> =
            rows.iter().filter(|(mask, _)| mask & every != 0).map(|(m, e)| (*m, e)).collect();
        let last = match otherwise.filter(|_| every & !named != 0) {
            Some(rest) => self.branch(rest)?,
            None => match reached.pop() {
                Some((_, value)) if every & !named == 0 => self.branch(value)?,
                _ => return Err("a table by member with a gap"),
            },
        };
        let mut seen = 0;
        let mut tested = Vec::new();
        for (mask, value) in reached {
            // The first row that names a member holds, as the checker refuses a second.
            let own = mask & !seen;
            seen |= mask;
            tested.push((self.member(node, &null, own, subject), self.branch(value)?));
        }
        tested.into_iter().rev().try_fold(last, |rest, (test, value)| self.choose(test, value, rest))
    }

    fn exactly_one(&mut self, rows: &[(Expr, Expr)], otherwise: Option<&Expr>, ty: &Type) -> Result<Low, Reason> {
        let Type::Number(_) = ty else { return Err("a table of exactly one row that gives no number") };
        let values: Vec<Num> = rows.iter().map(|(_, value)| self.number(value)).collect::<Result<_, _>>()?;
        let rest = match otherwise {
            Some(value) => self.number(value)?,
            None => self.graph.faulty(),
        };
        let steps = values.iter().try_fold(rest.scale.clone(), |steps, value| common_scale(&steps, &value.scale));
        let steps = steps.ok_or(NO_REGISTER)?;
        let (mut lo, mut hi) = (BigInt::zero(), BigInt::zero());
        let mut gathered = self.graph.int(i64::EMPTY);
        for ((test, _), value) in rows.iter().zip(&values) {
            let test = self.truth(test);
            let value = self.graph.in_steps(value, &steps)?;
            if self.graph.class(value.node) != Class::Int {
                return Err("a wide number in a table of exactly one row");
            }
            gathered = self.graph.node(Op::Gather(gathered, test, value.node));
            (lo, hi) = (lo.min(value.lo), hi.max(value.hi));
        }
        let rest = self.graph.in_steps(&rest, &steps)?;
        if self.graph.class(rest.node) != Class::Int {
            return Err("a wide number in a table of exactly one row");
        }
        let node = self.graph.node(Op::Gathered(gathered, rest.node));
        let (lo, hi) = (lo.min(rest.lo), hi.max(rest.hi));
        Ok(Low::Number(Num { node, lo, hi, divisor: None, scale: steps, null: Null::Compound }))
    }

    fn brackets(&mut self, marginal: bool, subject: &Expr, rows: &[(Option<Expr>, Expr)]) -> Result<Num, Reason> {
        let subject = self.number(subject)?;
        let mut parts: Vec<(Option<Num>, Num)> = Vec::new();
        let (mut from, mut sum) = (self.graph.known(&Number::zero())?, self.graph.known(&Number::zero())?);
        for (bound, rate) in rows {
            let rate = self.number(rate)?;
            let bound = match bound {
                Some(bound) => Some(self.number(bound)?),
                None => None,
            };
            if rate.null.possible() || bound.as_ref().is_some_and(|bound| bound.null.possible()) {
                return Err("brackets whose rows are not known beforehand");
            }
            let value = if marginal {
                let over = self.graph.add(NumOp::Sub, &subject, &from)?;
                let own = self.graph.mul(&over, &rate)?;
                let value = self.graph.add(NumOp::Add, &sum, &own)?;
                if let Some(bound) = &bound {
                    let width = self.graph.add(NumOp::Sub, bound, &from)?;
                    let full = self.graph.mul(&width, &rate)?;
                    sum = self.graph.add(NumOp::Add, &sum, &full)?;
                    from = bound.clone();
                }
                value
            } else {
                self.graph.mul(&subject, &rate)?
            };
            parts.push((bound, value));
        }
        let deferred = self.graph.int(i64::DEFER);
        let mut rest = Num { node: deferred, ..self.graph.faulty() };
        for (bound, value) in parts.into_iter().rev() {
            rest = match bound {
                None => value,
                Some(bound) => {
                    let test = self.graph.compare(CompareOp::Le, &subject, &bound)?;
                    self.graph.choose(test, &value, &rest)?
                }
            };
        }
        // Of a subject that is not known only the reference engine can say more.
        if subject.null.possible() {
            rest.null = Null::Compound;
        }
        Ok(rest)
    }

    /// A base with exceptions: every combination of tests written out.
    pub(crate) fn rule(&mut self, rule: &RuleExpr) -> Node {
        self.rule_over(rule, None)
    }

    /// A rule that took the place of `replaced`: what its own `恢复` brings back.
    fn rule_over(&mut self, rule: &RuleExpr, replaced: Option<Node>) -> Node {
        let base = self.truth(&rule.base);
        if rule.exceptions.is_empty() {
            return base;
        }
        if rule.exceptions.len() > MOST_EXCEPTIONS {
            return self.graph.deferred("a rule with many exceptions".to_owned());
        }
        let tests: Vec<Node> = rule.exceptions.iter().map(|exception| self.truth(&exception.when)).collect();
        let values: Vec<Node> = rule
            .exceptions
            .iter()
            .map(|exception| match &exception.then {
                Some(then) => self.rule_over(then, Some(base)),
                None => replaced.unwrap_or(base),
            })
            .collect();
        let mut result = self.completed(rule, base, &tests, &values, &mut Vec::new());
        if tests.len() > 1 {
            for test in &tests {
                let flaws = self.graph.node(Op::Flaws(*test));
                result = self.graph.node(Op::Either(result, flaws));
            }
        }
        result
    }

    fn completed(
        &mut self,
        rule: &RuleExpr,
        base: Node,
        tests: &[Node],
        values: &[Node],
        applicable: &mut Vec<usize>,
    ) -> Node {
        let at = rule.exceptions.len().saturating_sub(tests.len());
        let Some((test, rest)) = tests.split_first() else {
            let beaten = |index: &usize| {
                applicable
                    .iter()
                    .any(|other| rule.exceptions.get(*other).is_some_and(|other| other.over.contains(index)))
            };
            let standing: Vec<Node> = applicable
                .iter()
                .filter(|index| !beaten(index))
                .filter_map(|index| values.get(*index))
                .copied()
                .collect();
            return match standing.as_slice() {
                [] => base,
                [only] => *only,
                [first, others @ ..] => {
                    let (mut any, mut all) = (*first, *first);
                    for other in others {
                        any = self.graph.node(Op::Either(any, *other));
                        all = self.graph.node(Op::Both(all, *other));
                    }
                    self.graph.node(Op::Agree(any, all))
                }
            };
        };
        applicable.push(at);
        let with = self.completed(rule, base, rest, values, applicable);
        applicable.pop();
        let without = self.completed(rule, base, rest, values, applicable);
        self.graph.node(Op::ChooseTruth(*test, with, without))
    }
}
