//! Choices to operations: branches, tables, brackets and rules with exceptions. Owns which of several values counts;
//! knows nothing of other expressions.

use super::graph::Node;
use super::lower::{Low, Lowering, MIXED, MOST_EXCEPTIONS, NO_REGISTER};
use super::number::{Null, Num, Reason, common_scale};
use super::op::{Cell, Class, NumOp, Op, members, truth};
use crate::ir::{CompareOp, Expr, RuleExpr, Type};
use crate::value::number::Number;
use num_bigint::BigInt;
use num_traits::Zero;

impl Lowering<'_> {
    /// One of two values of a type.
    pub(super) fn choose(&mut self, test: Node, a: Low, b: Low, ty: &Type) -> Result<Low, Reason> {
        match (a, b) {
            (Low::Truth(a), Low::Truth(b)) => Ok(Low::Truth(self.graph.node(Op::ChooseTruth(test, a, b)))),
            (Low::Number(a), Low::Number(b)) => self.graph.choose(test, &a, &b).map(Low::Number),
            (Low::Plain(a, null_a), Low::Plain(b, null_b)) => {
                let null = match (self.graph.op(test), null_a, null_b) {
                    (Op::Truth(truth::TRUE), null, _) | (Op::Truth(truth::FALSE), _, null) => null,
                    (_, a, b) if self.has_sets(ty) && a.is_members() && b.is_members() => Null::Members,
                    _ => Null::Compound,
                };
                let op = match null {
                    Null::Members => Op::ChooseMember(test, a, b),
                    _ => Op::Choose(Class::Int, test, a, b),
                };
                Ok(Low::Plain(self.graph.node(op), null))
            }
            _ => Err(MIXED),
        }
    }

    /// Whether sets of the members of a type fit a register.
    pub(super) fn has_sets(&self, ty: &Type) -> bool {
        match ty {
            Type::Enum(id) => self.policy.enums.get(id.0).is_some_and(|def| def.all() < 1 << members::MAX),
            _ => false,
        }
    }

    pub(super) fn by_member(
        &mut self,
        subject: &Expr,
        rows: &[(u128, Expr)],
        otherwise: Option<&Expr>,
        ty: &Type,
    ) -> Result<Low, Reason> {
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
            tested.push((self.member(node, &null, (own, !seen), subject), self.branch(value)?));
        }
        tested.into_iter().rev().try_fold(last, |rest, (test, value)| self.choose(test, value, rest, ty))
    }

    pub(super) fn exactly_one(
        &mut self,
        rows: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        ty: &Type,
    ) -> Result<Low, Reason> {
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

    pub(super) fn brackets(
        &mut self,
        marginal: bool,
        subject: &Expr,
        rows: &[(Option<Expr>, Expr)],
    ) -> Result<Num, Reason> {
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
