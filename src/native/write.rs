//! The source file of a plan. Owns its outer shape: tables, what items share, one function an item, and the choice
//! between the form for known facts and the one for all.

use super::items;
use super::ops::{Scope, Val, register};
use crate::outcome::Status;
use crate::plan::op::{Class, Op};
use crate::plan::{Action, InputKind, Instruction, ItemPlan, Line, Plan, Reg};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The module `generated`, with its function `run`.
pub(super) fn code(plan: &Plan) -> String {
    let writer = Writer::new(plan);
    let mut out = String::new();
    out.push_str(
        "#[allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, reason = \"written by a program\")]\n",
    );
    out.push_str("#[rustfmt::skip]\nmod generated {\nuse huice::native::rt::*;\n\n");
    writer.tables(&mut out);
    writer.run(&mut out);
    writer.shared(&mut out);
    writer.known(&mut out);
    writer.items(&mut out);
    out.push_str("}\n");
    out
}

struct Writer<'p> {
    plan: &'p Plan,
    /// The facts, inside functions that take them as they are.
    facts: Scope,
    /// What the form for known facts reads, by class.
    truths: BTreeSet<Reg>,
    ints: BTreeSet<Reg>,
}

const ROW: &str = "t: &Truths, i: &Ints, row: RowRef<'_>";

fn lines(item: &ItemPlan) -> Option<&[Line]> {
    match item {
        ItemPlan::Code(lines, ..) => Some(lines),
        ItemPlan::Fixed(_) | ItemPlan::Reference => None,
    }
}

fn plain(item: &ItemPlan) -> Option<&[Line]> {
    lines(item).filter(|lines| items::is_plain(lines))
}

impl<'p> Writer<'p> {
    fn new(plan: &'p Plan) -> Self {
        let mut facts = Scope::constants(plan);
        for (class, inputs) in [(Class::Truth, plan.truths.inputs), (Class::Int, plan.ints.inputs)] {
            let file = if class == Class::Truth { "t" } else { "i" };
            for slot in (0..inputs).filter_map(|slot| Reg::try_from(slot).ok()) {
                facts.set(class, slot, Val::maybe(format!("{file}[{slot}]")));
            }
        }
        let mut writer = Self { plan, facts, truths: BTreeSet::new(), ints: BTreeSet::new() };
        for (_, op) in &plan.shared {
            writer.reads(op);
        }
        for line in plan.items.iter().filter_map(plain).flatten() {
            match line {
                Line::Do(_, op) => writer.reads(op),
                Line::Check { op, a, b, opens, .. } => writer.reads(&Op::Compare(*op, Class::Int, *a, *b, *opens)),
                Line::Act(Action::Gate(mask)) => writer.read(Class::Truth, *mask),
                Line::Act(Action::Test(tested)) => writer.read(Class::Truth, tested.mask),
                Line::Act(Action::Money(money)) => writer.read(money.class, money.value),
                Line::Act(_) => {}
            }
        }
        writer
    }

    fn read(&mut self, class: Class, register: Reg) {
        let (set, inputs) = match class {
            Class::Truth => (&mut self.truths, self.plan.truths.inputs),
            Class::Int => (&mut self.ints, self.plan.ints.inputs),
            Class::Wide => return,
        };
        if usize::from(register) < inputs {
            set.insert(register);
        }
    }

    fn reads(&mut self, op: &Op<Reg>) {
        super::ops::reads(op, |class, operand| self.read(class, operand));
    }

    fn tables(&self, out: &mut String) {
        let plan = self.plan;
        let _ = writeln!(out, "type Truths = [u8; {}];", plan.truths.inputs);
        let _ = writeln!(out, "type Ints = [i64; {}];", plan.ints.inputs);
        let _ = writeln!(out, "static OPENS: [(Open, Open); {}] = {:?};", plan.opens.len(), plan.opens);
        let _ = writeln!(out, "static WINDOWS: [Window; {}] = {:?};\n", plan.windows.len(), plan.windows);
    }

    /// The entry: refuses rows and buffers of other plans.
    fn run(&self, out: &mut String) {
        let _ = writeln!(out, "pub(super) fn run(row: RowRef<'_>, out: &mut [Verdict]) -> Option<usize> {{");
        let _ = writeln!(out, "    let t: &Truths = row.truths().try_into().ok()?;");
        let _ = writeln!(out, "    let i: &Ints = row.ints().try_into().ok()?;");
        let _ = writeln!(out, "    let out = out.first_chunk_mut::<{}>()?;", self.plan.items.len());
        if self.plan.items.iter().any(|item| plain(item).is_some()) {
            // Numbers fit 62 bits, so that their two highest are equal; those of special values differ.
            let signs: Vec<String> = self.ints.iter().map(|slot| format!("(i[{slot}] ^ (i[{slot}] << 1))")).collect();
            let signs = if signs.is_empty() { "0_i64".to_owned() } else { signs.join(" | ") };
            let most = self.truths.iter().fold("0_u8".to_owned(), |all, slot| format!("{all}.max(t[{slot}])"));
            let _ = writeln!(out, "    if (({signs}) >= 0) & ({most} < 3) {{ return Some(known(t, i, row, out)); }}");
        }
        let _ = writeln!(out, "    let s = &shared(t, i);\n    let mut deferred = 0_usize;");
        for (index, item) in self.plan.items.iter().enumerate() {
            let _ = writeln!(out, "    out[{index}] = {};", self.any(index, item));
        }
        let _ = writeln!(out, "    Some(deferred)\n}}\n");
    }

    /// The verdict of an item for any row.
    fn any(&self, index: usize, item: &ItemPlan) -> String {
        match item {
            ItemPlan::Fixed(status) => fixed(*status),
            ItemPlan::Reference => "counted(&mut deferred, Verdict::DEFERRED)".to_owned(),
            ItemPlan::Code(..) => format!("counted(&mut deferred, item_{index}(t, i, row, s))"),
        }
    }

    fn shared(&self, out: &mut String) {
        let plan = self.plan;
        let field = |(target, op): &Instruction| {
            let ty = match op.class() {
                Class::Truth => "u8",
                Class::Int => "i64",
                Class::Wide => "i128",
            };
            format!("{}: {ty}", register(op.class(), *target))
        };
        let fields: Vec<String> = plan.shared.iter().map(field).collect();
        let _ = writeln!(out, "struct Shared {{ {} }}\n", fields.join(", "));
        let _ = writeln!(out, "fn shared(t: &Truths, i: &Ints) -> Shared {{");
        let mut scope = self.facts.clone();
        for instruction in &plan.shared {
            scope.list(plan, instruction, None, "    ", out);
        }
        let _ = writeln!(out, "    {}\n}}\n", self.gathered(&scope));
    }

    /// What items share, from where it stands.
    fn gathered(&self, scope: &Scope) -> String {
        let values: Vec<String> = self
            .plan
            .shared
            .iter()
            .map(|(target, op)| {
                let value = scope.get(op.class(), *target);
                let text = if op.class() == Class::Truth { value.mask() } else { value.text };
                format!("{}: {text}", register(op.class(), *target))
            })
            .collect();
        format!("Shared {{ {} }}", values.join(", "))
    }

    /// All items of a row whose facts are known.
    fn known(&self, out: &mut String) {
        let plan = self.plan;
        let mut scope = self.facts.clone();
        let _ = writeln!(out, "fn known({ROW}, out: &mut [Verdict; {}]) -> usize {{", plan.items.len());
        let _ = writeln!(out, "    let mut deferred = 0_usize;");
        for slot in &self.truths {
            let _ = writeln!(out, "    let t{slot} = t[{slot}] == 1;");
            scope.set(Class::Truth, *slot, Val::sure(register(Class::Truth, *slot)));
        }
        let bounded = |slot: Reg| {
            let inputs = plan.inputs.iter().flatten();
            let mut at = inputs.filter(|input| input.class == Class::Int && input.slot == slot);
            at.any(|input| matches!(input.kind, InputKind::Number { lo, .. } if lo >= 0))
        };
        for slot in &self.ints {
            let _ = writeln!(out, "    let i{slot} = i[{slot}];");
            let value = Val::sure(register(Class::Int, *slot)).positive(bounded(*slot));
            scope.set(Class::Int, *slot, value);
        }
        for instruction in &plan.shared {
            scope.list(plan, instruction, None, "    ", out);
        }
        if plan.items.iter().any(|item| lines(item).is_some() && plain(item).is_none()) {
            let _ = writeln!(out, "    let s = &{};", self.gathered(&scope));
        }
        for (index, item) in plan.items.iter().enumerate() {
            let verdict = match plain(item) {
                Some(lines) => items::known(plan, lines, &scope, index),
                None => self.any(index, item),
            };
            let _ = writeln!(out, "    out[{index}] = {verdict};");
        }
        let _ = writeln!(out, "    deferred\n}}\n");
        let _ = writeln!(out, "#[cold]\n#[inline(never)]\nfn slow(item: usize, {ROW}) -> Verdict {{");
        let _ = writeln!(out, "    let s = &shared(t, i);\n    match item {{");
        for (index, item) in plan.items.iter().enumerate().filter(|(_, item)| plain(item).is_some()) {
            let verdict =
                if lines(item).is_some() { format!("item_{index}(t, i, row, s)") } else { self.any(index, item) };
            let _ = writeln!(out, "        {index} => {verdict},");
        }
        let _ = writeln!(out, "        _ => Verdict::DEFERRED,\n    }}\n}}\n");
    }

    /// One function an item.
    fn items(&self, out: &mut String) {
        let mut scope = self.facts.clone();
        for (target, op) in &self.plan.shared {
            let name = register(op.class(), *target);
            scope.set(op.class(), *target, Val::maybe(format!("s.{name}")));
        }
        for (index, item) in self.plan.items.iter().enumerate() {
            let ItemPlan::Code(lines, duty, _) = item else { continue };
            let _ = writeln!(out, "fn item_{index}({ROW}, s: &Shared) -> Verdict {{");
            out.push_str(&items::open(self.plan, lines, *duty, &scope));
            out.push_str("}\n\n");
        }
    }
}

fn fixed(status: Status) -> String {
    format!("Verdict::of(Status::{status:?})")
}
