//! One chunk of rows: registers as columns, short ways as loops. Owns which registers are plain (no special value in
//! any row); whatever is not, it leaves to the row-by-row engines.

use super::lanes::{Lane, fold, fold2, map, zip};
use super::{CHUNK, Part};
use crate::compiled::{Verdict, in_set, payment_marks};
use crate::ir::CompareOp;
use crate::outcome::Status;
use crate::plan::op::truth::{FALSE, TRUE, as_mask, plain};
use crate::plan::op::{Cell, Class, NumOp, Op};
use crate::plan::{Divider, ItemPlan, Plan, Quick, Reg, ShortWay, Window};
use core::ops::Range;

/// How many rows of a chunk could be decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    All,
    Part,
    None,
}

/// Room for the registers of chunks, used again and again.
#[derive(Debug)]
pub(super) struct Room {
    truths: Store<u8>,
    ints: Store<i64>,
    /// Whether every condition holds so far.
    holds: Vec<bool>,
    /// Rows that a short way could not decide.
    open: Vec<bool>,
    /// Rows an item is not for.
    closed: Vec<bool>,
}

/// Registers of one class: results by column, constants by value; inputs stay where they are.
#[derive(Debug)]
struct Store<T> {
    inputs: usize,
    columns: Vec<Vec<T>>,
    /// One value for all rows.
    ones: Vec<Option<T>>,
    /// No special value in any row.
    plain: Vec<bool>,
}

impl<T: Copy> Store<T> {
    fn new(inputs: usize, constants: &[T], size: usize, plain: impl Fn(T) -> bool) -> Self {
        let columns = (0..size).map(|_| Vec::new()).collect();
        let mut store = Self { inputs, columns, ones: vec![None; size], plain: vec![false; size] };
        let places = store.ones.iter_mut().zip(&mut store.plain).skip(inputs);
        for ((one, flag), constant) in places.zip(constants) {
            *one = Some(*constant);
            *flag = plain(*constant);
        }
        store
    }
}

impl Room {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            truths: Store::new(plan.truths.inputs, &plan.truths.constants, plan.truths.size, plain),
            ints: Store::new(plan.ints.inputs, &plan.ints.constants, plan.ints.size, |value| value > i64::SPECIAL),
            holds: vec![true; CHUNK],
            open: vec![false; CHUNK],
            closed: Vec::new(),
        }
    }
}

/// The registers of one class for the rows of a chunk.
struct Bank<'c, T> {
    store: &'c mut Store<T>,
    /// The inputs, for all rows.
    inputs: &'c [Vec<T>],
    rows: Range<usize>,
}

impl<T: Copy> Bank<'_, T> {
    fn lane(&self, register: Reg) -> Option<Lane<'_, T>> {
        let at = usize::from(register);
        if at < self.store.inputs {
            return self.inputs.get(at)?.get(self.rows.clone()).map(Lane::Each);
        }
        match self.store.ones.get(at)? {
            Some(one) => Some(Lane::One(*one)),
            None => self.store.columns.get(at).map(|column| Lane::Each(column.as_slice())),
        }
    }

    fn is_plain(&self, register: Reg) -> bool {
        self.store.plain.get(usize::from(register)).copied().unwrap_or(false)
    }

    fn set_plain(&mut self, register: Reg, plain: bool) {
        if let Some(flag) = self.store.plain.get_mut(usize::from(register)) {
            *flag = plain;
        }
    }

    /// Looks which inputs are plain.
    fn look(&mut self, plain: impl Fn(&[T]) -> bool) {
        for (column, flag) in self.inputs.iter().zip(&mut self.store.plain) {
            *flag = plain(column.get(self.rows.clone()).unwrap_or_default());
        }
    }

    /// Takes a column out to be filled.
    fn take(&mut self, register: Reg, rows: usize, blank: T) -> Vec<T> {
        let mut column = self.store.columns.get_mut(usize::from(register)).map(core::mem::take).unwrap_or_default();
        column.resize(rows, blank);
        column
    }

    /// Puts it back.
    fn put(&mut self, register: Reg, column: Vec<T>, plain: bool) {
        if let Some(place) = self.store.columns.get_mut(usize::from(register)) {
            *place = column;
        }
        self.set_plain(register, plain);
    }
}

/// One chunk of rows.
pub(super) struct Chunk<'c> {
    rows: usize,
    truths: Bank<'c, u8>,
    ints: Bank<'c, i64>,
    holds: &'c mut Vec<bool>,
    open: &'c mut Vec<bool>,
    closed: &'c mut Vec<bool>,
}

impl<'c> Chunk<'c> {
    /// Some rows of columns, with what items share.
    pub(super) fn new(
        room: &'c mut Room,
        plan: &Plan,
        truths: &'c [Vec<u8>],
        ints: &'c [Vec<i64>],
        rows: Range<usize>,
    ) -> Self {
        let Room { truths: truth_store, ints: int_store, holds, open, closed } = room;
        let mut chunk = Self {
            rows: rows.len(),
            truths: Bank { store: truth_store, inputs: truths, rows: rows.clone() },
            ints: Bank { store: int_store, inputs: ints, rows },
            holds,
            open,
            closed,
        };
        chunk.truths.look(|masks| masks.iter().fold(true, |all, mask| all & plain(*mask)));
        // Numbers fit 62 bits, so that their two highest are equal; those of special values differ.
        chunk.ints.look(|values| values.iter().fold(0, |signs, value| signs | (value ^ value.wrapping_shl(1))) >= 0);
        for (target, op) in &plan.shared {
            chunk.shared(plan, *target, op);
        }
        chunk
    }

    /// One instruction that several items share. What has no loop here is not plain, and neither is what hangs on it.
    fn shared(&mut self, plan: &Plan, target: Reg, op: &Op<Reg>) {
        let done = match *op {
            Op::Number(op, Class::Int, a, b, _) => self.int(op, target, a, b),
            Op::Compare(op, Class::Int, a, b, _) => self.compare(op, target, a, b),
            Op::And(a, b) => self.and(target, a, b),
            Op::Ratio(test, ..) => self.and(target, test, test),
            Op::Not(a) => self.truth(target, a, |a| if a == TRUE { FALSE } else { TRUE }),
            Op::Or(a, b) => self.truths2(target, a, b, |a, b| as_mask((a == TRUE) | (b == TRUE))),
            Op::ChooseTruth(test, a, b) => self.choose_truth(target, test, a, b),
            Op::Choose(Class::Int, test, a, b) | Op::ChooseMember(test, a, b) => self.choose(target, test, a, b),
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
            match op.class() {
                Class::Truth => self.truths.set_plain(target, false),
                Class::Int => self.ints.set_plain(target, false),
                Class::Wide => {}
            }
        }
    }

    /// What an item comes to for every row; rows that take another engine are marked deferred.
    pub(super) fn item(&mut self, plan: &Plan, item: usize, out: &mut Part<'_>) -> Done {
        match plan.items.get(item) {
            Some(ItemPlan::Fixed(status)) => {
                out.fill(Verdict::of(*status));
                Done::All
            }
            Some(ItemPlan::Code(_, _, Some(way))) => self.way(way, out),
            Some(ItemPlan::Code(..) | ItemPlan::Reference) | None => {
                out.fill(Verdict::DEFERRED);
                Done::None
            }
        }
    }

    fn way(&mut self, way: &ShortWay, out: &mut Part<'_>) -> Done {
        let mut holds = core::mem::take(self.holds);
        let mut open = core::mem::take(self.open);
        holds.clear();
        holds.resize(self.rows, true);
        open.clear();
        self.closed.clear();
        let done =
            if self.lines(way, &mut holds, &mut open) { self.finish(way, &holds, &open, out) } else { Done::None };
        *self.holds = holds;
        *self.open = open;
        if done == Done::None {
            out.fill(Verdict::DEFERRED);
        }
        for (row, _) in self.closed.iter().enumerate().filter(|(_, closed)| **closed) {
            out.set(row, Verdict::of(Status::NotApplicable));
        }
        done
    }

    fn lines(&mut self, way: &ShortWay, holds: &mut [bool], open: &mut Vec<bool>) -> bool {
        way.lines.iter().all(|line| self.line(line, holds, open))
    }

    fn line(&mut self, line: &Quick, holds: &mut [bool], open: &mut Vec<bool>) -> bool {
        match *line {
            Quick::Gate(gate) => {
                let Some(lane) = self.truths.lane(gate).filter(|_| self.truths.is_plain(gate)) else { return false };
                close(self.closed, self.rows, lane, |gate| gate != TRUE);
                true
            }
            Quick::GateMember(a, set) => {
                let Some(lane) = self.ints.lane(a).filter(|_| self.ints.is_plain(a)) else { return false };
                close(self.closed, self.rows, lane, |a| !in_set(set, a));
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
                open.resize(self.rows, false);
                for (row, (open, holds)) in open.iter_mut().zip(holds.iter()).enumerate() {
                    *open |= *holds & (lane.at(row, 0) == 0);
                }
                self.number(target, a, |a| a)
            }
            Quick::Do(_) => false,
        }
    }

    fn finish(&self, way: &ShortWay, holds: &[bool], open: &[bool], out: &mut Part<'_>) -> Done {
        let Some(money) = &way.money else {
            out.fill(Verdict::of(Status::NotEligible));
            out.statuses.iter_mut().zip(holds).for_each(|(status, holds)| *status = decided(*holds, false));
            out.statuses.iter_mut().zip(open).filter(|(_, open)| **open).for_each(|(status, _)| *status = None);
            return if open.contains(&true) { Done::Part } else { Done::All };
        };
        let Some(values) = self.ints.lane(money.value).filter(|_| self.ints.is_plain(money.value)) else {
            return Done::None;
        };
        out.statuses.iter_mut().zip(holds).for_each(|(status, holds)| *status = decided(*holds, false));
        let (cap, numerator, by) = (money.cap.unwrap_or(i64::MAX), money.numerator, money.by);
        let negative = match values {
            Lane::Each(values) => {
                match money.cap {
                    None => out.marks.fill(0),
                    Some(cap) => mark(values, holds, out.marks, cap),
                }
                pay(values, holds, out.fen, cap, numerator, by)
            }
            Lane::One(value) => {
                let fen = by.half_up(value.min(cap).wrapping_mul(numerator).cast_unsigned()).cast_signed();
                fold(Lane::Each(holds), out.fen, |_, holds| if holds { fen } else { i64::NULL });
                fold(Lane::Each(holds), out.marks, |_, holds| payment_marks(holds, value > cap, value >= cap));
                value < 0 && holds.contains(&true)
            }
        };
        // What is not plain after all is left to the other engines.
        if negative || open.contains(&true) {
            for (row, holds) in holds.iter().enumerate() {
                if open.get(row).copied().unwrap_or(false) | (*holds & (values.at(row, 0) < 0)) {
                    out.set(row, Verdict::DEFERRED);
                }
            }
            return Done::Part;
        }
        Done::All
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

/// Amounts in fen of the rows whose conditions hold. Whether any of these is negative, and so not plain.
///
/// A function of its own with plain arguments: in a longer one the loops lose their registers.
#[inline(never)]
fn pay(values: &[i64], holds: &[bool], fen: &mut [i64], cap: i64, numerator: i64, by: Divider) -> bool {
    let mut signs = 0;
    let rows = fen.iter_mut().zip(values.iter().zip(holds));
    if by.denominator == 1 {
        for (fen, (value, holds)) in rows {
            signs |= if *holds { *value } else { 0 };
            let product = (*value).min(cap).wrapping_mul(numerator);
            *fen = if *holds { product } else { i64::NULL };
        }
    } else if by.is_shift() {
        for (fen, (value, holds)) in rows {
            signs |= if *holds { *value } else { 0 };
            let product = (*value).min(cap).wrapping_mul(numerator);
            let shifted = by.by_shift(product.cast_unsigned()).cast_signed();
            *fen = if *holds { shifted } else { i64::NULL };
        }
    } else {
        for (fen, (value, holds)) in rows {
            signs |= if *holds { *value } else { 0 };
            let product = (*value).min(cap).wrapping_mul(numerator);
            let divided = by.by_product(product.cast_unsigned()).cast_signed();
            *fen = if *holds { divided } else { i64::NULL };
        }
    }
    signs < 0
}

/// The marks of amounts with a cap.
#[inline(never)]
fn mark(values: &[i64], holds: &[bool], marks: &mut [u8], cap: i64) {
    for (mark, (value, holds)) in marks.iter_mut().zip(values.iter().zip(holds)) {
        *mark = payment_marks(*holds, *value > cap, *value >= cap);
    }
}

/// The status of a benefit whose conditions are plain; `None` where a divisor is nothing.
#[inline(always)]
const fn decided(holds: bool, open: bool) -> Option<Status> {
    if open {
        None
    } else if holds {
        Some(Status::Eligible)
    } else {
        Some(Status::NotEligible)
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
