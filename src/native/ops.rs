//! Operations as Rust expressions. Owns which of them need no look at special values because their operands have
//! none; knows nothing of items.

use crate::ir::CompareOp;
use crate::plan::op::{Cell, Class, NumOp, Op};
use crate::plan::{Instruction, Plan, Reg};
use std::collections::HashMap;
use std::fmt::Write as _;

/// An expression without side effects, short enough to be repeated.
#[derive(Clone, Debug)]
pub(super) struct Val {
    pub(super) text: String,
    /// A truth: a `bool` rather than a mask. A number: never a special value.
    pub(super) sure: bool,
    /// A number that is never below zero.
    pub(super) positive: bool,
}

impl Val {
    pub(super) fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), sure: true, positive: false }
    }

    /// The same number, which is never below zero if this holds.
    pub(super) fn positive(self, positive: bool) -> Self {
        Self { positive, ..self }
    }

    pub(super) fn maybe(text: impl Into<String>) -> Self {
        Self { text: text.into(), sure: false, positive: false }
    }

    /// A truth as a mask.
    pub(super) fn mask(&self) -> String {
        if self.sure { format!("as_mask({})", self.text) } else { self.text.clone() }
    }
}

/// What registers hold, by class.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    truths: HashMap<Reg, Val>,
    ints: HashMap<Reg, Val>,
    wides: HashMap<Reg, Val>,
}

fn int(value: i64) -> Val {
    if value > i64::SPECIAL {
        Val::sure(format!("({value}_i64)")).positive(value >= 0)
    } else {
        Val::maybe(special(value, i64::MIN, "i64"))
    }
}

fn wide(value: i128) -> Val {
    if value > i128::SPECIAL {
        Val::sure(format!("({value}_i128)")).positive(value >= 0)
    } else {
        Val::maybe(special(value, i128::MIN, "i128"))
    }
}

/// A special value as its distance from the least number.
fn special<T: Into<i128>>(value: T, least: T, name: &str) -> String {
    let (value, least): (i128, i128) = (value.into(), least.into());
    format!("({name}::MIN + {})", value.wrapping_sub(least))
}

fn truth(mask: u8) -> Val {
    use crate::plan::op::truth::{FALSE, TRUE};
    match mask {
        TRUE => Val::sure("true"),
        FALSE => Val::sure("false"),
        mask => Val::maybe(format!("{mask}_u8")),
    }
}

const fn name(class: Class) -> &'static str {
    match class {
        Class::Truth => "t",
        Class::Int => "i",
        Class::Wide => "w",
    }
}

/// The name of a register.
pub(super) fn register(class: Class, register: Reg) -> String {
    format!("{}{register}", name(class))
}

impl Scope {
    /// The constants of a plan.
    pub(super) fn constants(plan: &Plan) -> Self {
        let mut scope = Self::default();
        let place = |inputs: usize, index: usize| Reg::try_from(inputs.saturating_add(index)).unwrap_or(Reg::MAX);
        for (index, value) in plan.truths.constants.iter().enumerate() {
            scope.truths.insert(place(plan.truths.inputs, index), truth(*value));
        }
        for (index, value) in plan.ints.constants.iter().enumerate() {
            scope.ints.insert(place(plan.ints.inputs, index), int(*value));
        }
        for (index, value) in plan.wides.constants.iter().enumerate() {
            scope.wides.insert(place(plan.wides.inputs, index), wide(*value));
        }
        scope
    }

    fn of(&mut self, class: Class) -> &mut HashMap<Reg, Val> {
        match class {
            Class::Truth => &mut self.truths,
            Class::Int => &mut self.ints,
            Class::Wide => &mut self.wides,
        }
    }

    pub(super) fn set(&mut self, class: Class, register: Reg, value: Val) {
        self.of(class).insert(register, value);
    }

    /// What a register holds; one that nobody filled is left to the reference engine.
    pub(super) fn get(&self, class: Class, register: Reg) -> Val {
        use crate::plan::op::truth::DEFER;
        match class {
            Class::Truth => self.truths.get(&register).cloned().unwrap_or_else(|| truth(DEFER)),
            Class::Int => self.ints.get(&register).cloned().unwrap_or_else(|| int(i64::DEFER)),
            Class::Wide => self.wides.get(&register).cloned().unwrap_or_else(|| wide(i128::DEFER)),
        }
    }

    pub(super) fn truth(&self, register: Reg) -> Val {
        self.get(Class::Truth, register)
    }

    pub(super) fn int(&self, register: Reg) -> Val {
        self.get(Class::Int, register)
    }

    pub(super) fn wide(&self, register: Reg) -> Val {
        self.get(Class::Wide, register)
    }

    /// Writes an instruction and binds its result. `bail` is what to do when a divisor is zero or a number too large,
    /// where that spares the rest from looking at special values.
    pub(super) fn list(
        &mut self,
        plan: &Plan,
        (target, op): &Instruction,
        bail: Option<&str>,
        indent: &str,
        out: &mut String,
    ) {
        let class = op.class();
        let name = register(class, *target);
        let mut value = self.expression(plan, op);
        let ty = match class {
            Class::Truth if value.sure => "bool",
            Class::Truth => "u8",
            Class::Int => "i64",
            Class::Wide => "i128",
        };
        let _ = writeln!(out, "{indent}let {name}: {ty} = {};", value.text);
        if let (Op::NonZero(..) | Op::Limit(..) | Op::Gathered(..), Some(bail), false) = (op, bail, value.sure) {
            let special = if class == Class::Wide { "WIDE_SPECIAL" } else { "SPECIAL" };
            let _ = writeln!(out, "{indent}if {name} <= {special} {{ {bail} }}");
            value.sure = true;
        }
        value.text = name;
        self.set(class, *target, value);
    }

    fn expression(&self, plan: &Plan, op: &Op<Reg>) -> Val {
        match op.class() {
            Class::Truth => self.truth_of(plan, op),
            Class::Int | Class::Wide => self.number_of(op),
        }
    }

    fn truth_of(&self, plan: &Plan, op: &Op<Reg>) -> Val {
        let t = |register: Reg| self.truth(register);
        let call = |name: &str, operands: &[Val]| {
            let masks: Vec<String> = operands.iter().map(Val::mask).collect();
            Val::maybe(format!("{name}({})", masks.join(", ")))
        };
        match *op {
            Op::Not(a) if t(a).sure => Val::sure(format!("!{}", t(a).text)),
            Op::Not(a) => call("not", &[t(a)]),
            Op::And(a, b) if t(a).sure && t(b).sure => Val::sure(format!("{} & {}", t(a).text, t(b).text)),
            Op::And(a, b) => call("and", &[t(a), t(b)]),
            Op::Or(a, b) if t(a).sure && t(b).sure => Val::sure(format!("{} | {}", t(a).text, t(b).text)),
            Op::Or(a, b) => call("or", &[t(a), t(b)]),
            Op::Either(a, b) => Val::maybe(format!("{} | {}", t(a).mask(), t(b).mask())),
            Op::Both(a, b) => Val::maybe(format!("{} & {}", t(a).mask(), t(b).mask())),
            Op::Flaws(a) => call("flaws", &[t(a)]),
            Op::Agree(any, all) => call("agree", &[t(any), t(all)]),
            Op::Presumed(a) | Op::Sure(a) if t(a).sure => t(a),
            Op::Presumed(a) => call("presumed", &[t(a)]),
            Op::Sure(a) => call("sure", &[t(a)]),
            Op::Settled(a) => call("settled", &[t(a)]),
            Op::Same(negated, a, b) if t(a).sure && t(b).sure => {
                Val::sure(format!("{} {} {}", t(a).text, if negated { "!=" } else { "==" }, t(b).text))
            }
            Op::Same(negated, a, b) => Val::maybe(format!("same({negated}, {}, {})", t(a).mask(), t(b).mask())),
            Op::ChooseTruth(test, a, b) if t(test).sure => branch(&t(test).text, &t(a), &t(b), Val::mask),
            Op::ChooseTruth(test, a, b) => call("choose", &[t(test), t(a), t(b)]),
            Op::GivenTruth(a, _) if t(a).sure => t(a),
            Op::GivenTruth(a, other) => call("given_truth", &[t(a), t(other)]),
            Op::IfFalseTruth(guard, value, other) if t(guard).sure => {
                branch(&t(guard).text, &t(other), &t(value), Val::mask)
            }
            Op::IfFalseTruth(guard, value, other) => call("if_false_truth", &[t(guard), t(value), t(other)]),
            Op::Compare(op, class, a, b, table) => {
                let (a, b) = (self.get(class, a), self.get(class, b));
                if a.sure && b.sure {
                    Val::sure(format!("{} {} {}", a.text, sign(op), b.text))
                } else {
                    Val::maybe(format!("compare(CompareOp::{op:?}, {}, {}, || OPENS[{table}])", a.text, b.text))
                }
            }
            Op::Member(a, table) => {
                let Some(members) = plan.members.get(usize::from(table)) else {
                    return truth(crate::plan::op::truth::DEFER);
                };
                let (a, set) = (self.int(a), members.mask);
                match a.sure {
                    true if set.is_power_of_two() => Val::sure(format!("{} == {}", a.text, set.trailing_zeros())),
                    true => Val::sure(format!("member({}, {set}_u128, 0, 0) == 1", a.text)),
                    false => {
                        let (others, open) = (members.others, members.open);
                        Val::maybe(format!("member({}, {set}_u128, {others}_u128, {open})", a.text))
                    }
                }
            }
            Op::Ratio(test, ..) if t(test).sure => t(test),
            Op::Ratio(test, above, divisor) => {
                Val::maybe(format!("ratio({}, {}, {})", t(test).text, self.int(above).text, self.int(divisor).text))
            }
            Op::Has(a, bit, open) => {
                let a = self.int(a);
                let call = format!("has({}, {bit}, {open})", a.text);
                if a.sure { Val::sure(format!("{call} == 1")) } else { Val::maybe(call) }
            }
            Op::Window(a, table) => {
                let a = self.int(a);
                match plan.windows.get(usize::from(table)).and_then(crate::plan::Window::exact) {
                    Some((lo, hi)) if a.sure => {
                        let from = (lo > i64::MIN).then(|| format!("({} >= {lo})", a.text));
                        let to = (hi < i64::MAX).then(|| format!("({} <= {hi})", a.text));
                        let ends: Vec<String> = from.into_iter().chain(to).collect();
                        if ends.is_empty() { Val::sure("true") } else { Val::sure(ends.join(" & ")) }
                    }
                    _ => Val::maybe(format!("window({}, &WINDOWS[{table}])", a.text)),
                }
            }
            // Registers, and operations that give numbers.
            _ => truth(crate::plan::op::truth::DEFER),
        }
    }

    /// One of two numbers by a truth; by the named function when that may be open.
    fn choice(open: &str, test: &Val, a: &Val, b: &Val) -> Val {
        if test.sure {
            branch(&test.text, a, b, |value| value.text.clone())
        } else {
            Val::maybe(format!("{open}({}, {}, {})", test.mask(), a.text, b.text))
        }
    }

    fn number_of(&self, op: &Op<Reg>) -> Val {
        let call = |name: &str, operands: &[String]| Val::maybe(format!("{name}({})", operands.join(", ")));
        let i = |register: Reg| self.int(register);
        match *op {
            Op::Number(op, class, a, b, table) => {
                let (a, b) = (self.get(class, a), self.get(class, b));
                if a.sure && b.sure {
                    let both = a.positive && b.positive;
                    let positive = match op {
                        NumOp::Sub => false,
                        NumOp::Max | NumOp::Floor => a.positive || b.positive,
                        _ => both,
                    };
                    return Val::sure(format!("{}.{}({})", a.text, method(op), b.text)).positive(positive);
                }
                Val::maybe(format!("arith(NumOp::{op:?}, {}, {}, || OPENS[{table}])", a.text, b.text))
            }
            Op::Choose(class, test, a, b) => {
                Self::choice("pick", &self.truth(test), &self.get(class, a), &self.get(class, b))
            }
            Op::ChooseMember(test, a, b) => Self::choice("pick_member", &self.truth(test), &i(a), &i(b)),
            Op::Join(class, a, b) => call("join", &[self.get(class, a).text, self.get(class, b).text]),
            Op::NonZero(class, a) => {
                let a = self.get(class, a);
                call("non_zero", &[a.text]).positive(a.positive)
            }
            Op::Limit(class, a, most) => call("limit", &[self.get(class, a).text, self.get(class, most).text]),
            Op::Given(a, _) if i(a).sure => i(a),
            Op::Given(a, other) => call("given", &[i(a).text, i(other).text]),
            Op::IfFalse(guard, value, other) => {
                let guard = self.truth(guard);
                if guard.sure {
                    branch(&guard.text, &i(other), &i(value), |value| value.text.clone())
                } else {
                    call("if_false", &[guard.mask(), i(value).text, i(other).text])
                }
            }
            Op::Gather(rows, test, value) => call("gather", &[i(rows).text, self.truth(test).mask(), i(value).text]),
            Op::Gathered(rows, rest) => call("gathered", &[i(rows).text, i(rest).text]),
            Op::Shifted(shift, from, length) => {
                let shift = match shift {
                    crate::plan::op::Shift::Lasting(step) => format!("Shift::Lasting(Step::{step:?})"),
                    crate::plan::op::Shift::Within(step) => format!("Shift::Within(Step::{step:?})"),
                };
                call("shifted", &[shift, i(from).text, i(length).text])
            }
            Op::Widen(a) if i(a).sure => Val::sure(format!("i128::from({})", i(a).text)).positive(i(a).positive),
            Op::Widen(a) => call("widen", &[i(a).text]),
            // Registers, and operations that give truths.
            _ if op.class() == Class::Wide => wide(i128::DEFER),
            _ => int(i64::DEFER),
        }
    }
}

/// The registers an operation reads, with their classes.
pub(super) fn reads(op: &Op<Reg>, mut read: impl FnMut(Class, Reg)) {
    let class = |place: usize| match (op, place) {
        (Op::Compare(_, class, ..) | Op::Number(_, class, ..) | Op::NonZero(class, _), _) => *class,
        (Op::Limit(class, ..) | Op::Join(class, ..), _) => *class,
        (Op::Choose(..) | Op::ChooseMember(..) | Op::IfFalse(..), 0) | (Op::Gather(..), 1) => Class::Truth,
        (Op::Choose(class, ..), _) => *class,
        (Op::Ratio(..), 1 | 2) => Class::Int,
        (Op::Member(..) | Op::Has(..) | Op::Window(..) | Op::Given(..) | Op::IfFalse(..), _) => Class::Int,
        (Op::Gather(..) | Op::Gathered(..) | Op::Widen(_) | Op::Shifted(..), _) => Class::Int,
        _ => Class::Truth,
    };
    for (place, operand) in op.operands().enumerate() {
        read(class(place), operand);
    }
}

/// One of two values by a condition.
fn branch(test: &str, a: &Val, b: &Val, form: impl Fn(&Val) -> String) -> Val {
    if a.sure && b.sure {
        let chosen = format!("if {test} {{ {} }} else {{ {} }}", a.text, b.text);
        return Val::sure(chosen).positive(a.positive && b.positive);
    }
    Val::maybe(format!("if {test} {{ {} }} else {{ {} }}", form(a), form(b)))
}

const fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Le => "<=",
        CompareOp::Ge => ">=",
        CompareOp::Lt => "<",
        CompareOp::Gt => ">",
        CompareOp::Eq => "==",
        CompareOp::Ne => "!=",
    }
}

const fn method(op: NumOp) -> &'static str {
    match op {
        NumOp::Add => "wrapping_add",
        NumOp::Sub => "wrapping_sub",
        NumOp::Mul | NumOp::Cross => "wrapping_mul",
        NumOp::Min | NumOp::Cap => "min",
        NumOp::Max | NumOp::Floor => "max",
    }
}
