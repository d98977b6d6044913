//! Expressions to operations. Owns the lowering of every kind of expression; what depends on no fact is asked of the
//! reference engine, what cannot be lowered is left to it.

use super::Members;
use super::graph::{Graph, Node};
use super::input::{Input, InputKind, day_number, month_number};
use super::number::{Null, Num, Reason};
use super::op::{Cell, Class, NumOp, Op, truth};
use crate::eval::{Abs, Context, Dom, Machine};
use crate::ir::{ArithOp, CompareOp, DefId, Expr, ExprKind, FactId, Policy, ReadingId, Type, Value};
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
    pub(super) defs: HashMap<DefId, Result<Low, Reason>>,
    pub(super) facts: HashMap<FactId, Result<Low, Reason>>,
    pub(super) readings: HashMap<ReadingId, Result<Low, Reason>>,
}

pub(super) const NO_REGISTER: Reason = "a fact that fits no register";
pub(super) const MIXED: Reason = "a comparison of values whose kinds have no common register";

/// Exceptions of one rule whose combinations are written out.
pub(super) const MOST_EXCEPTIONS: usize = 5;

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
                self.choose(test, then, otherwise, &expr.ty)
            }
            ExprKind::In(value, mask) => {
                let (node, null) = self.plain(value)?;
                Ok(Low::Truth(self.member(node, &null, (*mask, !*mask), value)))
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
            ExprKind::ByMember(subject, rows, otherwise) => {
                self.by_member(subject, rows, otherwise.as_deref(), &expr.ty)
            }
            ExprKind::FirstMatch(rows, otherwise) => {
                let last = match otherwise {
                    Some(value) => self.branch(value)?,
                    None => self.no_row(&expr.ty),
                };
                rows.iter().rev().try_fold(last, |rest, (test, value)| {
                    let test = self.truth(test);
                    let value = self.branch(value)?;
                    self.choose(test, value, rest, &expr.ty)
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
    pub(super) fn branch(&mut self, expr: &Expr) -> Result<Low, Reason> {
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
                        (_, Some(member)) => self.member(a, &null_a, (one(member), !one(member)), left),
                        (Some(member), None) => self.member(b, &null_b, (one(member), !one(member)), right),
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
                    Null::Members | Null::Quotient(..) | Null::Compound => None,
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

    /// Whether a member belongs to the first set, of those in either.
    pub(super) fn member(&mut self, node: Node, null: &Null, (mask, others): (u128, u128), subject: &Expr) -> Node {
        let every = match &subject.ty {
            Type::Enum(id) => self.policy.enums.get(id.0).map_or(0, crate::ir::EnumDef::all),
            _ => 0,
        };
        let open = match null {
            Null::Leaf(..) | Null::Members if every & mask == 0 => truth::FALSE,
            Null::Leaf(..) | Null::Members if every & others == 0 => truth::TRUE,
            Null::Leaf(..) | Null::Members => truth::UNKNOWN,
            Null::Never | Null::Quotient(..) | Null::Compound => truth::DEFER,
        };
        let members = self.graph.members(Members { mask, others, open });
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
}
