//! Numbers of the plan: whole registers with a scale, bounds and, for quotients, a divisor. Owns exact arithmetic on
//! them and the choice of 64 or 128 bits; knows nothing of expressions.

use super::graph::{Graph, Node};
use super::op::{Cell, Class, NumOp, Op, truth};
use crate::ir::{CompareOp, RoundingRule};
use crate::value::number::{DENOMINATOR_LIMIT_EXPONENT, MAGNITUDE_LIMIT, Number};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Results up to this many bits run on 64-bit registers.
const INT_BITS: u64 = 62;
/// Results up to this many bits run on 128-bit registers.
const WIDE_BITS: u64 = 125;

/// What a value is when it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Null {
    /// It is always known.
    Never,
    /// Anything between bounds in base units: a fact or parameter of its own.
    Leaf(Option<Number>, Option<Number>),
    /// One of several members of an enumeration, or of all.
    Members,
    /// A quotient of these two, each of which may be anything from nothing upwards: as soon as one is not known, so may
    /// the quotient.
    Quotient(Node, Node),
    /// It hangs on several things.
    Compound,
}

impl Null {
    pub(crate) const fn possible(&self) -> bool {
        !matches!(self, Self::Never)
    }

    /// Whether a member of an enumeration is known or one of a set.
    pub(crate) const fn is_members(&self) -> bool {
        !matches!(self, Self::Compound)
    }
}

/// A number: `register × scale / divisor`.
#[derive(Clone, Debug)]
pub(crate) struct Num {
    pub(crate) node: Node,
    pub(crate) lo: BigInt,
    pub(crate) hi: BigInt,
    /// At least 1, and a fault where it would be 0.
    pub(crate) divisor: Option<(Node, BigInt)>,
    /// Above 0, in base units.
    pub(crate) scale: Number,
    pub(crate) null: Null,
}

/// Why something is left to the reference engine.
pub(crate) type Reason = &'static str;

const TOO_WIDE: Reason = "a number that may need more than 125 bits";
const SIGNED_DIVISOR: Reason = "a divisor that may be negative";
const FRACTION: Reason = "a quotient where a whole number of steps is needed";

fn class_of(lo: &BigInt, hi: &BigInt) -> Result<Class, Reason> {
    let bits = lo.bits().max(hi.bits());
    match bits {
        0..=INT_BITS => Ok(Class::Int),
        bits if bits <= WIDE_BITS => Ok(Class::Wide),
        _ => Err(TOO_WIDE),
    }
}

/// A ratio of scales as two whole factors.
fn factors(a: &Number, b: &Number) -> Option<(BigInt, BigInt)> {
    let ratio = a.div(b)?;
    let (numerator, denominator) = ratio.parts();
    Some((numerator.clone(), denominator.clone()))
}

/// The greatest scale of which both are whole multiples.
pub(crate) fn common_scale(a: &Number, b: &Number) -> Option<Number> {
    let (ka, _) = factors(a, b)?;
    a.div(&Number::from_int(ka))
}

impl Graph {
    /// A register of at least this class.
    fn widened(&mut self, node: Node, class: Class) -> Node {
        match (self.class(node), class) {
            (Class::Int, Class::Wide) => self.node(Op::Widen(node)),
            _ => node,
        }
    }

    fn number(&mut self, op: NumOp, class: Class, a: Node, b: Node, open: u16) -> Node {
        let (a, b) = (self.widened(a, class), self.widened(b, class));
        self.node(Op::Number(op, class, a, b, open))
    }

    fn whole(&mut self, value: &BigInt) -> Result<Node, Reason> {
        match class_of(value, value)? {
            Class::Wide => Ok(self.node(Op::Wide(value.to_i128().ok_or(TOO_WIDE)?))),
            _ => Ok(self.node(Op::Int(value.to_i64().ok_or(TOO_WIDE)?))),
        }
    }

    /// The class both a result and its operands fit.
    fn joint(&self, class: Class, a: Node, b: Node) -> Class {
        if class == Class::Wide || self.class(a) == Class::Wide || self.class(b) == Class::Wide {
            Class::Wide
        } else {
            Class::Int
        }
    }

    /// A register times a positive constant.
    fn times(&mut self, node: Node, lo: &BigInt, hi: &BigInt, by: &BigInt) -> Result<(Node, BigInt, BigInt), Reason> {
        if by.is_one() {
            return Ok((node, lo.clone(), hi.clone()));
        }
        let (lo, hi) = (lo * by, hi * by);
        let factor = self.whole(by)?;
        let class = self.joint(class_of(&lo, &hi)?, node, factor);
        Ok((self.number(NumOp::Mul, class, node, factor, 0), lo, hi))
    }

    /// A known number.
    pub(crate) fn known(&mut self, value: &Number) -> Result<Num, Reason> {
        let (numerator, denominator) = value.parts();
        let scale = Number::from_big(BigInt::one(), denominator.clone()).unwrap_or_else(Number::one);
        let node = self.whole(numerator)?;
        let (lo, hi) = (numerator.clone(), numerator.clone());
        Ok(Num { node, lo, hi, divisor: None, scale, null: Null::Never })
    }

    /// A number that is not known, whatever the profile.
    pub(crate) fn unknown(&mut self, lo: Option<Number>, hi: Option<Number>) -> Num {
        let node = self.int(i64::NULL);
        let null = Null::Leaf(lo, hi);
        Num { node, lo: BigInt::zero(), hi: BigInt::zero(), divisor: None, scale: Number::one(), null }
    }

    /// A number without a result.
    pub(crate) fn faulty(&mut self) -> Num {
        let node = self.int(i64::FAULT);
        let (lo, hi) = (BigInt::zero(), BigInt::zero());
        Num { node, lo, hi, divisor: None, scale: Number::one(), null: Null::Never }
    }

    fn is_known(&self, a: &Num) -> Option<Number> {
        let value = self.constant(a.node).filter(|_| a.divisor.is_none())?;
        Some(Number::from_int(BigInt::from(value)).mul(&a.scale))
    }

    pub(crate) fn mul(&mut self, a: &Num, b: &Num) -> Result<Num, Reason> {
        if let Some(factor) = self.is_known(b) {
            return self.mul_known(a, &factor);
        }
        if let Some(factor) = self.is_known(a) {
            return self.mul_known(b, &factor);
        }
        let ends = [&a.lo * &b.lo, &a.lo * &b.hi, &a.hi * &b.lo, &a.hi * &b.hi];
        let lo = ends.iter().min().cloned().unwrap_or_default();
        let hi = ends.iter().max().cloned().unwrap_or_default();
        let class = self.joint(class_of(&lo, &hi)?, a.node, b.node);
        let divisor = self.product(a.divisor.as_ref(), b.divisor.as_ref())?;
        let node = self.number(NumOp::Mul, class, a.node, b.node, 0);
        Ok(Num { node, lo, hi, divisor, scale: a.scale.mul(&b.scale), null: compound(&[a, b]) })
    }

    fn mul_known(&mut self, a: &Num, factor: &Number) -> Result<Num, Reason> {
        if factor.is_zero() {
            let zero = self.int(0);
            let class = self.class(a.node);
            let node = self.number(NumOp::Mul, class, a.node, zero, 0);
            let (lo, hi) = (BigInt::zero(), BigInt::zero());
            return Ok(Num {
                node,
                lo,
                hi,
                null: if a.divisor.is_some() { Null::Compound } else { Null::Never },
                ..a.clone()
            });
        }
        let scale = a.scale.mul(&factor.abs());
        let null = match &a.null {
            Null::Leaf(lo, hi) => {
                let by = |end: &Option<Number>| end.as_ref().map(|end| end.mul(factor));
                if factor.is_negative() { Null::Leaf(by(hi), by(lo)) } else { Null::Leaf(by(lo), by(hi)) }
            }
            Null::Quotient(..) if factor.is_negative() => Null::Compound,
            other => other.clone(),
        };
        let scaled = Num { scale, null, ..a.clone() };
        if factor.is_negative() { self.negated(&scaled) } else { Ok(scaled) }
    }

    fn negated(&mut self, a: &Num) -> Result<Num, Reason> {
        let zero = self.int(0);
        let class = self.class(a.node);
        let node = self.number(NumOp::Sub, class, zero, a.node, 0);
        Ok(Num { node, lo: -&a.hi, hi: -&a.lo, ..a.clone() })
    }

    pub(crate) fn neg(&mut self, a: &Num) -> Result<Num, Reason> {
        self.mul_known(a, &Number::from_i64(-1))
    }

    /// The product of two divisors.
    fn product(
        &mut self,
        a: Option<&(Node, BigInt)>,
        b: Option<&(Node, BigInt)>,
    ) -> Result<Option<(Node, BigInt)>, Reason> {
        Ok(match (a, b) {
            (None, other) | (other, None) => other.cloned(),
            (Some((a, most_a)), Some((b, most_b))) => {
                let most = most_a * most_b;
                let class = self.joint(class_of(&BigInt::zero(), &most)?, *a, *b);
                Some((self.number(NumOp::Cross, class, *a, *b, 0), most))
            }
        })
    }

    /// `node × divisor` for bringing two sides to one denominator.
    fn crossed(
        &mut self,
        side: (Node, BigInt, BigInt),
        divisor: Option<&(Node, BigInt)>,
    ) -> Result<(Node, BigInt, BigInt), Reason> {
        let Some((by, most)) = divisor else { return Ok(side) };
        let (node, lo, hi) = side;
        let (lo, hi) = ((&lo * most).min(BigInt::zero()), (&hi * most).max(BigInt::zero()));
        let class = self.joint(class_of(&lo, &hi)?, node, *by);
        Ok((self.number(NumOp::Cross, class, node, *by, 0), lo, hi))
    }

    pub(crate) fn div(&mut self, a: &Num, b: &Num) -> Result<Num, Reason> {
        if let Some(divisor) = self.is_known(b) {
            return match Number::one().div(&divisor) {
                Some(factor) => self.mul_known(a, &factor),
                None => Ok(self.faulty()),
            };
        }
        if b.lo.is_negative() {
            return Err(SIGNED_DIVISOR);
        }
        let scale = a.scale.div(&b.scale).ok_or(SIGNED_DIVISOR)?;
        let class = self.class(b.node);
        let positive = self.node(Op::NonZero(class, b.node));
        let divisor = self.product(Some(&(positive, b.hi.clone())), a.divisor.as_ref())?;
        let (node, lo, hi) = self.crossed((a.node, a.lo.clone(), a.hi.clone()), b.divisor.as_ref())?;
        // Nothing, and no end upwards.
        let any = |number: &Num| number.null == Null::Leaf(Some(Number::zero()), None) && number.divisor.is_none();
        let null = if any(a) && any(b) { Null::Quotient(a.node, b.node) } else { compound(&[a, b]) };
        Ok(Num { node, lo, hi, divisor, scale, null })
    }

    /// Both numbers over one scale and one divisor.
    #[expect(clippy::type_complexity, reason = "two sides, their bounds, and what they share")]
    fn aligned(
        &mut self,
        a: &Num,
        b: &Num,
    ) -> Result<([(Node, BigInt, BigInt); 2], Number, Option<(Node, BigInt)>), Reason> {
        let (ka, kb) = factors(&a.scale, &b.scale).ok_or(TOO_WIDE)?;
        let left = self.times(a.node, &a.lo, &a.hi, &ka)?;
        let right = self.times(b.node, &b.lo, &b.hi, &kb)?;
        let scale = common_scale(&a.scale, &b.scale).ok_or(TOO_WIDE)?;
        if a.divisor == b.divisor {
            return Ok(([left, right], scale, a.divisor.clone()));
        }
        let left = self.crossed(left, b.divisor.as_ref())?;
        let right = self.crossed(right, a.divisor.as_ref())?;
        let divisor = self.product(a.divisor.as_ref(), b.divisor.as_ref())?;
        Ok(([left, right], scale, divisor))
    }

    pub(crate) fn add(&mut self, op: NumOp, a: &Num, b: &Num) -> Result<Num, Reason> {
        let ([left, right], scale, divisor) = self.aligned(a, b)?;
        let (lo, hi) = match op {
            NumOp::Sub => (&left.1 - &right.2, &left.2 - &right.1),
            _ => (&left.1 + &right.1, &left.2 + &right.2),
        };
        let class = self.joint(class_of(&lo, &hi)?, left.0, right.0);
        let node = self.number(op, class, left.0, right.0, 0);
        let sub = op == NumOp::Sub;
        let moved = |null: &Null, by: Option<Number>| match (null, by) {
            (Null::Leaf(lo, hi), Some(by)) => {
                let shift =
                    |end: &Option<Number>| end.as_ref().map(|end| if sub { end.sub(&by) } else { end.add(&by) });
                Some(Null::Leaf(shift(lo), shift(hi)))
            }
            _ => None,
        };
        let null = moved(&a.null, self.is_known(b)).unwrap_or_else(|| compound(&[a, b]));
        Ok(Num { node, lo, hi, divisor, scale, null })
    }

    /// The bounds of a side in steps, when they are whole.
    fn steps(&self, side: &Num, scale: &Number, divisor: Option<&(Node, BigInt)>) -> super::Open {
        if side.divisor.is_some() || divisor.is_some() {
            return None;
        }
        let whole = |end: &Option<Number>| match end {
            None => Some(None),
            Some(end) => end.div(scale).and_then(|steps| steps.to_i128()).map(Some),
        };
        match &side.null {
            Null::Never => Some((Some(0), Some(0))),
            Null::Leaf(lo, hi) => Some((whole(lo)?, whole(hi)?)),
            Null::Members | Null::Quotient(..) | Null::Compound => None,
        }
    }

    fn opens(&mut self, a: &Num, b: &Num, scale: &Number, divisor: Option<&(Node, BigInt)>) -> u16 {
        let (left, right) = (self.steps(a, scale, divisor), self.steps(b, scale, divisor));
        self.open(left, right)
    }

    pub(crate) fn compare(&mut self, op: CompareOp, a: &Num, b: &Num) -> Result<Node, Reason> {
        let ([left, right], scale, divisor) = self.aligned(a, b)?;
        let open = self.opens(a, b, &scale, divisor.as_ref());
        let class = self.joint(Class::Int, left.0, right.0);
        let (left, right) = (self.widened(left.0, class), self.widened(right.0, class));
        let test = self.node(Op::Compare(op, class, left, right, open));
        Ok(match (&a.null, &a.divisor, self.is_known(b)) {
            (Null::Quotient(..), Some((divisor, _)), Some(figure))
                if figure > Number::zero()
                    && self.class(a.node) == Class::Int
                    && self.class(*divisor) == Class::Int =>
            {
                self.node(Op::Ratio(test, a.node, *divisor))
            }
            _ => test,
        })
    }

    /// The smaller or greater, and caps and floors.
    pub(crate) fn extreme(&mut self, op: NumOp, a: &Num, b: &Num) -> Result<Num, Reason> {
        let lower = matches!(op, NumOp::Min | NumOp::Cap);
        if a.divisor.is_some() || b.divisor.is_some() {
            let test = self.compare(if lower { CompareOp::Le } else { CompareOp::Ge }, a, b)?;
            return self.choose(test, a, b);
        }
        let ([left, right], scale, _) = self.aligned(a, b)?;
        let open = self.opens(a, b, &scale, None);
        let pick = |x: &BigInt, y: &BigInt| if lower { x.min(y).clone() } else { x.max(y).clone() };
        let (lo, hi) = (pick(&left.1, &right.1), pick(&left.2, &right.2));
        let class = self.joint(class_of(&lo, &hi)?, left.0, right.0);
        let node = self.number(op, class, left.0, right.0, open);
        let narrowed = |null: &Null, by: Option<Number>| match (null, by) {
            (Null::Leaf(lo, hi), Some(by)) if lower => Some(Null::Leaf(
                lo.as_ref().map(|lo| lo.min(&by).clone()),
                Some(hi.as_ref().map_or(by.clone(), |hi| hi.min(&by).clone())),
            )),
            (Null::Leaf(lo, hi), Some(by)) => Some(Null::Leaf(
                Some(lo.as_ref().map_or(by.clone(), |lo| lo.max(&by).clone())),
                hi.as_ref().map(|hi| hi.max(&by).clone()),
            )),
            _ => None,
        };
        let null = narrowed(&a.null, self.is_known(b))
            .or_else(|| narrowed(&b.null, self.is_known(a)))
            .unwrap_or_else(|| compound(&[a, b]));
        Ok(Num { node, lo, hi, divisor: None, scale, null })
    }

    pub(crate) fn choose(&mut self, test: Node, a: &Num, b: &Num) -> Result<Num, Reason> {
        match self.op(test) {
            Op::Truth(truth::TRUE) => return Ok(a.clone()),
            Op::Truth(truth::FALSE) => return Ok(b.clone()),
            _ => {}
        }
        let (ka, kb) = factors(&a.scale, &b.scale).ok_or(TOO_WIDE)?;
        let left = self.times(a.node, &a.lo, &a.hi, &ka)?;
        let right = self.times(b.node, &b.lo, &b.hi, &kb)?;
        let scale = common_scale(&a.scale, &b.scale).ok_or(TOO_WIDE)?;
        let node = self.chosen(test, left.0, right.0);
        let divisor = match (&a.divisor, &b.divisor) {
            (None, None) => None,
            (Some(a), Some(b)) if a == b => Some(a.clone()),
            (a, b) => {
                // Joining two fractions of different divisors part by part would be wrong when the test is open.
                let one = self.int(1);
                let (x, y) = (a.as_ref().map_or(one, |a| a.0), b.as_ref().map_or(one, |b| b.0));
                let most = [a, b].into_iter().flatten().map(|(_, most)| most.clone()).max().unwrap_or_else(BigInt::one);
                Some((self.chosen(test, x, y), most))
            }
        };
        let (lo, hi) = (left.1.min(right.1), left.2.max(right.2));
        let null = self.quotient(test, a, b).unwrap_or(Null::Compound);
        Ok(Num { node, lo, hi, divisor, scale, null })
    }

    /// What a choice between a quotient and a known number is when it is not known: where the test compares a part of
    /// the quotient with a known number, it is open only when that part is, and then the quotient may be anything.
    fn quotient(&self, test: Node, a: &Num, b: &Num) -> Option<Null> {
        let (Null::Never, Null::Quotient(above, below)) = (&a.null, &b.null) else { return None };
        if self.is_known(a)?.is_negative() {
            return None;
        }
        let Op::Compare(_, _, left, right, _) = self.op(test) else { return None };
        let part = [left, right].into_iter().find(|side| self.constant(*side).is_none())?;
        let other = [left, right].into_iter().find(|side| *side != part)?;
        let is_part = part == *above || part == *below;
        (is_part && self.constant(other).is_some()).then(|| b.null.clone())
    }

    fn chosen(&mut self, test: Node, a: Node, b: Node) -> Node {
        let class = self.joint(Class::Int, a, b);
        let (a, b) = (self.widened(a, class), self.widened(b, class));
        self.node(Op::Choose(class, test, a, b))
    }

    /// What both alternatives of an open reading come to.
    pub(crate) fn joined(&mut self, a: &Num, b: &Num) -> Result<Num, Reason> {
        if a.divisor.is_some() || b.divisor.is_some() {
            return Err(FRACTION);
        }
        let ([left, right], scale, _) = self.aligned(a, b)?;
        let class = self.joint(Class::Int, left.0, right.0);
        let (x, y) = (self.widened(left.0, class), self.widened(right.0, class));
        let node = self.node(Op::Join(class, x, y));
        let (lo, hi) = (left.1.min(right.1), left.2.max(right.2));
        Ok(Num { node, lo, hi, divisor: None, scale, null: Null::Compound })
    }

    /// Named values are limited in magnitude and in the length of their denominators.
    pub(crate) fn limited(&mut self, a: Num) -> Result<Num, Reason> {
        let most = a.lo.abs().max(a.hi.abs());
        let (numerator, denominator) = a.scale.parts();
        let divisor = a.divisor.as_ref().map_or_else(BigInt::one, |(_, most)| most.clone());
        if (denominator * &divisor).to_string().len() > usize::try_from(DENOMINATOR_LIMIT_EXPONENT).unwrap_or(0) {
            return Err("a denominator that may grow beyond the limit");
        }
        let limit = BigInt::from(MAGNITUDE_LIMIT) * denominator;
        if most * numerator <= limit {
            return Ok(a);
        }
        if a.divisor.is_some() {
            return Err("a quotient that may pass the limit of magnitude");
        }
        let steps = limit.div_floor(numerator);
        let bound = self.whole(&steps)?;
        let class = self.joint(Class::Int, a.node, bound);
        let (node, bound) = (self.widened(a.node, class), self.widened(bound, class));
        let node = self.node(Op::Limit(class, node, bound));
        let (lo, hi) = (a.lo.clone().max(-&steps), a.hi.clone().min(steps));
        Ok(Num { node, lo, hi, ..a })
    }

    /// A whole number of steps of another scale, for inputs and sums that have one.
    pub(crate) fn in_steps(&mut self, a: &Num, scale: &Number) -> Result<Num, Reason> {
        if a.divisor.is_some() {
            return Err(FRACTION);
        }
        let (ka, kb) = factors(&a.scale, scale).ok_or(FRACTION)?;
        if !kb.is_one() {
            return Err(FRACTION);
        }
        let (node, lo, hi) = self.times(a.node, &a.lo, &a.hi, &ka)?;
        Ok(Num { node, lo, hi, divisor: None, scale: scale.clone(), null: a.null.clone() })
    }

    /// By what a register is multiplied and divided to give whole steps of a rounding, at most 62 bits each.
    pub(crate) fn rounding(&self, a: &Num, rule: RoundingRule) -> Result<(i64, i64), Reason> {
        let per_yuan = (0..rule.decimals).fold(Number::one(), |steps, _| steps.mul(&Number::from_i64(10)));
        let factor = a.scale.mul(&per_yuan);
        let (numerator, denominator) = factor.parts();
        let fit = |value: &BigInt| value.to_i64().filter(|_| value.bits() <= INT_BITS).ok_or(TOO_WIDE);
        class_of(&(&a.lo * numerator * 2), &(&a.hi * numerator * 2))?;
        if let Some((_, most)) = &a.divisor {
            class_of(&BigInt::zero(), &(most * denominator * 2))?;
        }
        Ok((fit(numerator)?, fit(denominator)?))
    }
}

fn compound(parts: &[&Num]) -> Null {
    if parts.iter().any(|part| part.null.possible()) { Null::Compound } else { Null::Never }
}
