//! One chunk of rows: registers as columns, short ways as loops. Owns which registers are plain (no special value in
//! any row); whatever is not, it leaves to the row-by-row engines.

use super::CHUNK;
use super::lanes::{Lane, fold, fold2, map, zip};
use crate::compiled::{Verdict, in_set};
use crate::ir::CompareOp;
use crate::outcome::Status;
use crate::plan::op::truth::{FALSE, TRUE, as_mask};
use crate::plan::op::{Cell, Class, NumOp, Op};
use crate::plan::{ItemPlan, Plan, Quick, Reg, ShortWay, Window};

/// The registers of a chunk.
#[derive(Debug)]
pub(super) struct Chunk {
    rows: usize,
    truths: Bank<u8>,
    ints: Bank<i64>,
    /// Whether every condition holds so far.
    holds: Vec<bool>,
    /// Rows that a short way could not decide.
    open: Vec<bool>,
    /// Rows an item is not for.
    closed: Vec<bool>,
}

/// Registers of one class: inputs and results by column, constants by value.
#[derive(Debug)]
struct Bank<T> {
    columns: Vec<Vec<T>>,
    /// One value for all rows.
    ones: Vec<Option<T>>,
    /// No special value in any row.
    plain: Vec<bool>,
}

impl<T: Copy + PartialEq> Bank<T> {
    fn new(inputs: usize, constants: &[T], size: usize, plain: impl Fn(T) -> bool) -> Self {
        let mut bank = Self { columns: vec![Vec::new(); size], ones: vec![None; size], plain: vec![false; size] };
        let places = bank.ones.iter_mut().zip(&mut bank.plain).skip(inputs);
        for ((one, flag), constant) in places.zip(constants) {
            *one = Some(*constant);
            *flag = plain(*constant);
        }
        bank
    }

    fn lane(&self, register: Reg) -> Option<Lane<'_, T>> {
        let at = usize::from(register);
        match self.ones.get(at)? {
            Some(one) => Some(Lane::One(*one)),
            None => self.columns.get(at).map(|column| Lane::Each(column.as_slice())),
        }
    }

    fn is_plain(&self, register: Reg) -> bool {
        self.plain.get(usize::from(register)).copied().unwrap_or(false)
    }

    /// Takes a column out to be filled.
    fn take(&mut self, register: Reg, rows: usize, blank: T) -> Vec<T> {
        let mut column = self.columns.get_mut(usize::from(register)).map(core::mem::take).unwrap_or_default();
        column.resize(rows, blank);
        column
    }

    /// Puts it back.
    fn put(&mut self, register: Reg, column: Vec<T>, plain: bool) {
        let at = usize::from(register);
        if let (Some(place), Some(flag)) = (self.columns.get_mut(at), self.plain.get_mut(at)) {
            *place = column;
            *flag = plain;
        }
    }
}

impl Chunk {
    pub(super) fn new(plan: &Plan) -> Self {
        let definite = |mask: u8| mask == TRUE || mask == FALSE;
        Self {
            rows: 0,
            truths: Bank::new(plan.truths.inputs, &plan.truths.constants, plan.truths.size, definite),
            ints: Bank::new(plan.ints.inputs, &plan.ints.constants, plan.ints.size, |value| value > i64::SPECIAL),
            holds: vec![true; CHUNK],
            open: vec![false; CHUNK],
            closed: Vec::new(),
        }
    }

    /// Takes over the rows from `start` to `end` and runs what items share.
    pub(super) fn load(&mut self, plan: &Plan, truths: &[Vec<u8>], ints: &[Vec<i64>], start: usize, end: usize) {
        self.rows = end.saturating_sub(start);
        for (slot, column) in truths.iter().enumerate() {
            let rows = column.get(start..end).unwrap_or_default();
            let plain = rows.iter().fold(true, |plain, mask| plain & (*mask == TRUE || *mask == FALSE));
            load(&mut self.truths, slot, rows, plain);
        }
        for (slot, column) in ints.iter().enumerate() {
            let rows = column.get(start..end).unwrap_or_default();
            let plain = rows.iter().fold(true, |plain, value| plain & (*value > i64::SPECIAL));
            load(&mut self.ints, slot, rows, plain);
        }
        for (target, op) in &plan.shared {
            self.shared(plan, *target, op);
        }
    }

    /// One instruction that several items share. What has no loop here is not plain, and neither is what hangs on it.
    fn shared(&mut self, plan: &Plan, target: Reg, op: &Op<Reg>) {
        let done = match *op {
            Op::Number(op, Class::Int, a, b, _) => self.int(op, target, a, b),
            Op::Compare(op, Class::Int, a, b, _) => self.compare(op, target, a, b),
            Op::And(a, b) => self.and(target, a, b),
            Op::Not(a) => self.truth(target, a, |a| if a == TRUE { FALSE } else { TRUE }),
            Op::Or(a, b) => self.truths2(target, a, b, |a, b| as_mask((a == TRUE) | (b == TRUE))),
            Op::ChooseTruth(test, a, b) => self.choose_truth(target, test, a, b),
            Op::Choose(Class::Int, test, a, b) => self.choose(target, test, a, b),
            Op::Member(a, table) => {
                let mask = plan.members.get(usize::from(table)).map_or(0, |members| members.mask);
                match u64::try_from(mask) {
                    Ok(mask) => self.test(target, a, |a| in_set(mask, a)),
                    Err(_) => false,
                }
            }
            Op::Window(a, table) => match plan.windows.get(usize::from(table)).and_then(Window::exact) {
                Some((lo, hi)) => self.test(target, a, |a| (lo <= a) & (a <= hi)),
                None => false,
            },
            _ => false,
        };
        if !done {
            let bank = if op.class() == Class::Truth { &mut self.truths.plain } else { &mut self.ints.plain };
            if let (true, Some(plain)) = (op.class() != Class::Wide, bank.get_mut(usize::from(target))) {
                *plain = false;
            }
        }
    }

    /// What an item comes to for every row; rows that take another engine are marked deferred. `false` when no row
    /// could be decided here.
    pub(super) fn item(&mut self, plan: &Plan, item: usize, out: &mut [Verdict]) -> bool {
        match plan.items.get(item) {
            Some(ItemPlan::Fixed(status)) => {
                out.fill(Verdict::of(*status));
                true
            }
            Some(ItemPlan::Code(_, _, Some(way))) => self.way(way, out),
            Some(ItemPlan::Code(..) | ItemPlan::Reference) | None => {
                out.fill(Verdict::DEFERRED);
                false
            }
        }
    }

    fn way(&mut self, way: &ShortWay, out: &mut [Verdict]) -> bool {
        let mut holds = core::mem::take(&mut self.holds);
        let mut open = core::mem::take(&mut self.open);
        holds.clear();
        holds.resize(self.rows, true);
        open.clear();
        open.resize(self.rows, false);
        self.closed.clear();
        let done = self.lines(way, &mut holds, &mut open) && self.finish(way, &holds, &open, out);
        self.holds = holds;
        self.open = open;
        if !done {
            out.fill(Verdict::DEFERRED);
        }
        for (out, closed) in out.iter_mut().zip(&self.closed) {
            if *closed {
                *out = Verdict::of(Status::NotApplicable);
            }
        }
        done
    }

    fn lines(&mut self, way: &ShortWay, holds: &mut [bool], open: &mut [bool]) -> bool {
        way.lines.iter().all(|line| self.line(line, holds, open))
    }

    fn line(&mut self, line: &Quick, holds: &mut [bool], open: &mut [bool]) -> bool {
        match *line {
            Quick::Gate(gate) => {
                let Some(lane) = self.truths.lane(gate).filter(|_| self.truths.is_plain(gate)) else { return false };
                close(&mut self.closed, self.rows, lane, |gate| gate != TRUE);
                true
            }
            Quick::GateMember(a, set) => {
                let Some(lane) = self.ints.lane(a).filter(|_| self.ints.is_plain(a)) else { return false };
                close(&mut self.closed, self.rows, lane, |a| !in_set(set, a));
                true
            }
            Quick::Test(mask) => self.when_truth(mask, holds, |holds, mask| holds & (mask == TRUE)),
            Quick::Refute(mask) => self.when_truth(mask, holds, |holds, mask| holds & (mask == FALSE)),
            Quick::Check(op, a, b) => self.check(op, a, b, holds),
            Quick::Between(a, lo, hi) => self.when_int(a, holds, |holds, a| holds & (lo <= a) & (a <= hi)),
            Quick::Member(a, set) => self.when_int(a, holds, |holds, a| holds & in_set(set, a)),
            Quick::Int(op, target, a, b) => self.int(op, target, a, b),
            Quick::Compare(op, target, a, b) => self.compare(op, target, a, b),
            Quick::And(target, a, b) => self.and(target, a, b),
            Quick::ChooseTruth(target, test, a, b) => self.choose_truth(target, test, a, b),
            Quick::Choose(target, test, a, b) => self.choose(target, test, a, b),
            Quick::NonZero(target, a) => {
                let Some(lane) = self.ints.lane(a).filter(|_| self.ints.is_plain(a)) else { return false };
                // Where a condition has failed already, a divisor of nothing does not matter.
                for (row, (open, holds)) in open.iter_mut().zip(holds.iter()).enumerate() {
                    *open |= *holds & (lane.at(row, 0) == 0);
                }
                self.number(target, a, |a| a)
            }
            Quick::Do(_) => false,
        }
    }

    fn finish(&self, way: &ShortWay, holds: &[bool], open: &[bool], out: &mut [Verdict]) -> bool {
        let refused = Verdict::of(Status::NotEligible);
        let Some(money) = &way.money else {
            let eligible = Verdict::of(Status::Eligible);
            for (out, (holds, open)) in out.iter_mut().zip(holds.iter().zip(open)) {
                *out = if *open {
                    Verdict::DEFERRED
                } else if *holds {
                    eligible
                } else {
                    refused
                };
            }
            return true;
        };
        if !self.ints.is_plain(money.value) {
            return false;
        }
        let Some(values) = self.ints.lane(money.value) else { return false };
        let cap = money.cap.unwrap_or(i64::MAX);
        let (numerator, by) = (money.numerator, money.by);
        let pay = |value: i64, holds: bool, open: bool| {
            let product = value.min(cap).wrapping_mul(numerator).cast_unsigned();
            let fen = by.half_up(product).cast_signed();
            if open | (holds & (value < 0)) {
                Verdict::DEFERRED
            } else if holds {
                Verdict::paid(fen, value > cap, value >= cap)
            } else {
                refused
            }
        };
        match values {
            Lane::One(value) => {
                for (out, (holds, open)) in out.iter_mut().zip(holds.iter().zip(open)) {
                    *out = pay(value, *holds, *open);
                }
            }
            Lane::Each(values) => {
                for ((out, value), (holds, open)) in out.iter_mut().zip(values).zip(holds.iter().zip(open)) {
                    *out = pay(*value, *holds, *open);
                }
            }
        }
        true
    }

    fn when_truth(&self, mask: Reg, holds: &mut [bool], f: impl Fn(bool, u8) -> bool) -> bool {
        match self.truths.lane(mask).filter(|_| self.truths.is_plain(mask)) {
            Some(lane) => {
                fold(lane, holds, f);
                true
            }
            None => false,
        }
    }

    fn when_int(&self, value: Reg, holds: &mut [bool], f: impl Fn(bool, i64) -> bool) -> bool {
        match self.ints.lane(value).filter(|_| self.ints.is_plain(value)) {
            Some(lane) => {
                fold(lane, holds, f);
                true
            }
            None => false,
        }
    }

    fn check(&self, op: CompareOp, a: Reg, b: Reg, holds: &mut [bool]) -> bool {
        let (Some(a), Some(b), true) = (self.ints.lane(a), self.ints.lane(b), self.plain2(a, b)) else { return false };
        match op {
            CompareOp::Le => fold2(a, b, holds, |holds, a, b| holds & (a <= b)),
            CompareOp::Ge => fold2(a, b, holds, |holds, a, b| holds & (a >= b)),
            CompareOp::Lt => fold2(a, b, holds, |holds, a, b| holds & (a < b)),
            CompareOp::Gt => fold2(a, b, holds, |holds, a, b| holds & (a > b)),
            CompareOp::Eq => fold2(a, b, holds, |holds, a, b| holds & (a == b)),
            CompareOp::Ne => fold2(a, b, holds, |holds, a, b| holds & (a != b)),
        }
        true
    }

    fn plain2(&self, a: Reg, b: Reg) -> bool {
        self.ints.is_plain(a) && self.ints.is_plain(b)
    }

    fn int(&mut self, op: NumOp, target: Reg, a: Reg, b: Reg) -> bool {
        let mut out = self.ints.take(target, self.rows, 0);
        let done = match (self.ints.lane(a), self.ints.lane(b)) {
            (Some(x), Some(y)) if self.plain2(a, b) => {
                match op {
                    NumOp::Add => zip(x, y, &mut out, i64::wrapping_add),
                    NumOp::Sub => zip(x, y, &mut out, i64::wrapping_sub),
                    NumOp::Mul | NumOp::Cross => zip(x, y, &mut out, i64::wrapping_mul),
                    NumOp::Min | NumOp::Cap => zip(x, y, &mut out, |a, b| a.min(b)),
                    NumOp::Max | NumOp::Floor => zip(x, y, &mut out, |a, b| a.max(b)),
                }
                true
            }
            _ => false,
        };
        self.ints.put(target, out, done);
        done
    }

    fn number(&mut self, target: Reg, a: Reg, f: impl Fn(i64) -> i64) -> bool {
        let mut out = self.ints.take(target, self.rows, 0);
        let lane = self.ints.lane(a).filter(|_| self.ints.is_plain(a));
        let done = lane.is_some();
        if let Some(lane) = lane {
            map(lane, &mut out, f);
        }
        self.ints.put(target, out, done);
        done
    }

    /// A test of one number into a truth.
    fn test(&mut self, target: Reg, a: Reg, f: impl Fn(i64) -> bool) -> bool {
        let mut out = self.truths.take(target, self.rows, FALSE);
        let lane = self.ints.lane(a).filter(|_| self.ints.is_plain(a));
        let done = lane.is_some();
        if let Some(lane) = lane {
            map(lane, &mut out, |a| as_mask(f(a)));
        }
        self.truths.put(target, out, done);
        done
    }

    fn compare(&mut self, op: CompareOp, target: Reg, a: Reg, b: Reg) -> bool {
        let mut out = self.truths.take(target, self.rows, FALSE);
        let done = match (self.ints.lane(a), self.ints.lane(b)) {
            (Some(x), Some(y)) if self.plain2(a, b) => {
                match op {
                    CompareOp::Le => zip(x, y, &mut out, |a, b| as_mask(a <= b)),
                    CompareOp::Ge => zip(x, y, &mut out, |a, b| as_mask(a >= b)),
                    CompareOp::Lt => zip(x, y, &mut out, |a, b| as_mask(a < b)),
                    CompareOp::Gt => zip(x, y, &mut out, |a, b| as_mask(a > b)),
                    CompareOp::Eq => zip(x, y, &mut out, |a, b| as_mask(a == b)),
                    CompareOp::Ne => zip(x, y, &mut out, |a, b| as_mask(a != b)),
                }
                true
            }
            _ => false,
        };
        self.truths.put(target, out, done);
        done
    }

    fn truth(&mut self, target: Reg, a: Reg, f: impl Fn(u8) -> u8) -> bool {
        let mut out = self.truths.take(target, self.rows, FALSE);
        let lane = self.truths.lane(a).filter(|_| self.truths.is_plain(a));
        let done = lane.is_some();
        if let Some(lane) = lane {
            map(lane, &mut out, f);
        }
        self.truths.put(target, out, done);
        done
    }

    fn truths2(&mut self, target: Reg, a: Reg, b: Reg, f: impl Fn(u8, u8) -> u8) -> bool {
        let mut out = self.truths.take(target, self.rows, FALSE);
        let plain = self.truths.is_plain(a) && self.truths.is_plain(b);
        let done = match (self.truths.lane(a), self.truths.lane(b)) {
            (Some(a), Some(b)) if plain => {
                zip(a, b, &mut out, f);
                true
            }
            _ => false,
        };
        self.truths.put(target, out, done);
        done
    }

    fn and(&mut self, target: Reg, a: Reg, b: Reg) -> bool {
        self.truths2(target, a, b, |a, b| as_mask((a == TRUE) & (b == TRUE)))
    }

    fn choose_truth(&mut self, target: Reg, test: Reg, a: Reg, b: Reg) -> bool {
        let mut out = self.truths.take(target, self.rows, FALSE);
        let plain = [test, a, b].into_iter().all(|mask| self.truths.is_plain(mask));
        let lanes = (self.truths.lane(test), self.truths.lane(a), self.truths.lane(b));
        let done = match lanes {
            (Some(test), Some(a), Some(b)) if plain => {
                // A choice between two definite truths, bit by bit.
                zip(test, a, &mut out, |test, a| if test == TRUE { a } else { 0 });
                fold2(test, b, &mut out, |out, test, b| if test == TRUE { out } else { b });
                true
            }
            _ => false,
        };
        self.truths.put(target, out, done);
        done
    }

    fn choose(&mut self, target: Reg, test: Reg, a: Reg, b: Reg) -> bool {
        let mut out = self.ints.take(target, self.rows, 0);
        let plain = self.truths.is_plain(test) && self.plain2(a, b);
        let done = match (self.truths.lane(test), self.ints.lane(a), self.ints.lane(b)) {
            (Some(test), Some(a), Some(b)) if plain => {
                zip(test, a, &mut out, |test, a| if test == TRUE { a } else { 0 });
                fold2(test, b, &mut out, |out, test, b| if test == TRUE { out } else { b });
                true
            }
            _ => false,
        };
        self.ints.put(target, out, done);
        done
    }
}

/// Notes the rows an item is not for, if there are any.
fn close<T: Copy>(closed: &mut Vec<bool>, rows: usize, lane: Lane<'_, T>, shut: impl Fn(T) -> bool) {
    let any = match lane {
        Lane::One(value) => shut(value),
        Lane::Each(values) => values.iter().fold(false, |any, value| any | shut(*value)),
    };
    if any {
        closed.resize(rows, false);
        fold(lane, closed, |closed, value| closed | shut(value));
    }
}

/// Takes over an input column; one value for all rows is kept as such.
fn load<T: Copy + PartialEq>(bank: &mut Bank<T>, slot: usize, rows: &[T], plain: bool) {
    if let (Some(column), Some(flag)) = (bank.columns.get_mut(slot), bank.plain.get_mut(slot)) {
        column.clear();
        column.extend_from_slice(rows);
        *flag = plain;
    }
}
