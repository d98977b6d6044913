//! Periods to operations: whether a day or month lies between two ends. Owns windows that are known beforehand and
//! ends that hang on facts; the arithmetic of days is that of [`value::date`](crate::value::date).

use super::Window;
use super::graph::Node;
use super::input::{day_number, month_number};
use super::lower::Lowering;
use super::number::{Null, Reason};
use super::op::{Class, Op, Shift, Step, truth};
use crate::ir::{CompareOp, EndRef, Expr, PeriodKind, PeriodRef, Type};
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::unit::{BaseUnit, Unit};

const MOVING: Reason = "a period whose ends hang on facts in a way that is not prepared";

impl Lowering<'_> {
    /// Whether the ends of a period hang on facts.
    pub(crate) fn moves(&self, period: &PeriodRef) -> bool {
        period.exprs().into_iter().any(|expr| self.reads_facts(expr))
    }

    pub(crate) fn during(&mut self, date: &Expr, period: &PeriodRef) -> Result<Node, Reason> {
        let (node, null) = self.plain(date)?;
        self.within(node, &null, date.ty == Type::Month, period)
    }

    /// Whether a register with a day (or month) lies in a period.
    pub(crate) fn within(
        &mut self,
        node: Node,
        null: &Null,
        monthly: bool,
        period: &PeriodRef,
    ) -> Result<Node, Reason> {
        if !self.moves(period) {
            return self.fixed(node, null, monthly, period);
        }
        if monthly {
            return Err(MOVING);
        }
        // The anchor of `A 后 N 内` does not count.
        let begins = if matches!(period.kind, PeriodKind::Within(..)) { CompareOp::Gt } else { CompareOp::Ge };
        let (from, to) = match &period.kind {
            PeriodKind::Between { from, to, at_least } => {
                let from = from.as_ref().map(|end| self.end(end)).transpose()?;
                let mut last = to.as_ref().map(|end| self.end(end)).transpose()?;
                if at_least.is_some() {
                    match &mut last {
                        // A known end needs no least one.
                        Some((_, null)) if to.as_ref().is_some_and(|to| matches!(to, EndRef::Date(_))) => {
                            *null = Null::Compound;
                        }
                        _ => return Err(MOVING),
                    }
                }
                (from, last)
            }
            PeriodKind::Lasting(from, length) => {
                let start = self.end(from)?;
                let step = step(length)?;
                let to = self.shifted(Shift::Lasting(step), start.0, length)?;
                (Some(start), Some((to, Null::Compound)))
            }
            PeriodKind::Within(anchor, length) => {
                let start = self.end(anchor)?;
                let step = step(length)?;
                let to = self.shifted(Shift::Within(step), start.0, length)?;
                (Some(start), Some((to, Null::Compound)))
            }
        };
        let mut sides = Vec::new();
        for (op, end) in [(begins, from), (CompareOp::Le, to)] {
            let Some((end, end_null)) = end else { continue };
            let open = |null: &Null| match null {
                Null::Never => Some((Some(0), Some(0))),
                Null::Leaf(..) => Some((None, None)),
                Null::Members | Null::Quotient(..) | Null::Compound => None,
            };
            let index = self.graph.open(open(null), open(&end_null));
            sides.push(self.graph.node(Op::Compare(op, Class::Int, node, end, index)));
        }
        Ok(self.graph.all(&sides))
    }

    fn fixed(&mut self, node: Node, null: &Null, monthly: bool, period: &PeriodRef) -> Result<Node, Reason> {
        let (from, to) = self.blank.ends(period, None);
        let number = |day: Option<chrono::NaiveDate>| {
            day.map(|day| if monthly { month_number(Month::of(day)) } else { day_number(day) })
        };
        let mut ends = [None, None];
        for (place, end) in ends.iter_mut().zip([from, to]) {
            if let Some(end) = end {
                if end.fault.is_some() {
                    return Err("a period whose end is no day");
                }
                *place = Some((number(end.lo), number(end.hi)));
            }
        }
        let [from, to] = ends;
        let open = match null {
            Null::Leaf(..) if from.is_none() && to.is_none() => truth::TRUE,
            Null::Leaf(..) => truth::UNKNOWN,
            Null::Never | Null::Members | Null::Quotient(..) | Null::Compound => truth::DEFER,
        };
        let window = self.graph.window(Window { from, to, open });
        Ok(self.graph.node(Op::Window(node, window)))
    }

    fn end(&mut self, end: &EndRef) -> Result<(Node, Null), Reason> {
        match end {
            EndRef::Day(day) => Ok((self.graph.int(day_number(*day)), Null::Never)),
            EndRef::Event(id) => match self.blank.event(*id) {
                crate::ir::EventState::On(day) => Ok((self.graph.int(day_number(day)), Null::Never)),
                _ => Err(MOVING),
            },
            EndRef::Date(expr) => {
                let (node, null) = self.plain(expr)?;
                Ok((node, null))
            }
        }
    }

    fn shifted(&mut self, shift: Shift, from: Node, length: &Expr) -> Result<Node, Reason> {
        let length = self.number(length)?;
        let length = self.graph.in_steps(&length, &Number::one())?;
        if self.graph.class(length.node) != Class::Int {
            return Err(MOVING);
        }
        Ok(self.graph.node(Op::Shifted(shift, from, length.node)))
    }
}

fn step(length: &Expr) -> Result<Step, Reason> {
    let is = |base| length.ty == Type::Number(Unit::base(base));
    match () {
        () if is(BaseUnit::MONTH) => Ok(Step::Months),
        () if is(BaseUnit::DAY) => Ok(Step::Days),
        () if is(BaseUnit::WORKDAY) => Ok(Step::Workdays),
        () => Err(MOVING),
    }
}
