//! Names to operations: facts with their guards and derivations, definitions, readings and dated parameters, each
//! lowered once. Owns what stands behind a name; knows nothing of other expressions.

use super::Window;
use super::graph::Node;
use super::input::{InputKind, day_number, month_number};
use super::lower::{Low, Lowering, MIXED, NO_REGISTER};
use super::number::{Null, Num, Reason};
use super::op::{Cell, Class, Op, truth};
use crate::eval::Abs;
use crate::ir::{DefId, Expr, FactId, FactType, ParamId, ParamValue, ReadingId, Type};
use crate::value::number::Number;
use num_bigint::BigInt;
use num_traits::Zero;

impl Lowering<'_> {
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
        let ty = match &fact.ty {
            FactType::Scalar(ty, _) => ty,
            FactType::List(_) => return Err(NO_REGISTER),
        };
        self.given(slot, low, derived, guarded, ty)
    }

    /// A given value, else what its guard says when it fails, else what it derives from, else nothing.
    fn given(
        &mut self,
        slot: Node,
        low: Low,
        derived: Option<Low>,
        guarded: Option<(Node, Low)>,
        ty: &Type,
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
                let (mut otherwise, null) = match derived {
                    // What derives may be left open in a set of members.
                    Some(Low::Plain(node, own)) if self.has_sets(ty) && own.is_members() => (node, Null::Members),
                    Some(Low::Plain(node, _)) => (node, Null::Compound),
                    Some(_) => return Err(MIXED),
                    None => (self.graph.int(i64::NULL), null),
                };
                if let Some((guard, Low::Plain(value, _))) = guarded {
                    otherwise = self.graph.node(Op::IfFalse(guard, value, otherwise));
                }
                Ok(Low::Plain(self.graph.node(Op::Given(slot, otherwise)), null))
            }
        }
    }

    pub(super) fn def(&mut self, id: DefId) -> Result<Low, Reason> {
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

    pub(super) fn reading(&mut self, id: ReadingId) -> Result<Low, Reason> {
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
                (a @ Low::Plain(..), b @ Low::Plain(..)) => {
                    let open = self.graph.truth(truth::UNKNOWN);
                    self.choose(open, a, b, &first.ty)?
                }
                _ => return Err(MIXED),
            };
        }
        Ok(joined)
    }

    /// A dated parameter read at a day or month of the profile.
    pub(super) fn dated_param(&mut self, id: ParamId, at: Option<&Expr>) -> Result<Low, Reason> {
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
            rest = self.choose(test, value, rest, &param.ty)?;
        }
        Ok(rest)
    }
}
