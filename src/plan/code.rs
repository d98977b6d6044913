//! The graph to code: what several items share is computed once per profile, the rest where it is needed. Owns the
//! choice of registers and the order of instructions; knows nothing of expressions.

use super::graph::{Graph, Node};
use super::input::{Input, InputKind};
use super::item::{Action, Draft, Each, Money, Step, Tested};
use super::lower::Lowering;
use super::op::{Class, Op};
use super::{File, Instruction, ItemPlan, Line, Plan, Reg};
use crate::eval::{Context, Machine};
use crate::ir::{FactId, Policy};
use crate::profile::Profile;
use std::collections::{BTreeSet, HashMap};

/// Registers of one class.
const MOST_REGISTERS: usize = 60_000;

/// Gives every fact that fits one a register. The subject's type comes first among the numbers.
fn inputs(policy: &Policy) -> (Vec<Option<Input>>, usize, usize) {
    let (mut truths, mut ints) = (0_usize, 1_usize);
    let mut inputs = Vec::new();
    for fact in &policy.facts {
        let kind = InputKind::of(policy, fact);
        inputs.push(kind.and_then(|kind| {
            let class = kind.class();
            let next = if class == Class::Truth { &mut truths } else { &mut ints };
            let slot = u16::try_from(*next).ok()?;
            *next = next.saturating_add(1);
            Some(Input { class, slot, kind, list: fact.list })
        }));
    }
    (inputs, truths, ints)
}

/// A plan; `texts` are those that facts are compared with elsewhere.
pub(super) fn build(policy: &Policy, context: &Context, texts: HashMap<FactId, Vec<String>>) -> Plan {
    let (mut inputs, truths, ints) = inputs(policy);
    let profile = Profile::empty(policy);
    let blank = Machine::silent(policy, &profile, context);
    let mut lowering = Lowering::new(policy, context, blank, &inputs);
    lowering.texts = texts;
    let mut drafts: Vec<Draft> = policy.items.iter().map(|item| lowering.item(item)).collect();
    let (mut graph, texts) = (lowering.graph, lowering.texts);
    for (draft, item) in drafts.iter_mut().zip(&policy.items) {
        if let Draft::Reference(reason) = draft {
            graph.reasons.insert(format!("{}: {reason}", item.id));
        }
    }
    let records = record_slots(&inputs);
    let mut lister = Lister::new(&graph, truths, ints, &records);
    lister.share(&drafts);
    let shared = lister.shared_code();
    let items = drafts.into_iter().map(|draft| lister.item(draft)).collect();
    let (truths, ints, wides, sum) = lister.files();
    for (fact, known) in texts {
        if let Some(Some(Input { kind: InputKind::Text(texts), .. })) = inputs.get_mut(fact.0) {
            *texts = known;
        }
    }
    let fields = |list: &crate::ir::ListDef| {
        let with_input = |id: &&FactId| inputs.get(id.0).is_some_and(Option::is_some);
        list.fields.iter().filter(with_input).copied().collect()
    };
    Plan {
        lists: policy.lists.iter().map(fields).collect(),
        truths,
        ints,
        wides,
        sum,
        opens: graph.opens.clone(),
        windows: graph.windows.clone(),
        members: graph.members.clone(),
        shared,
        items,
        reasons: graph.reasons.clone(),
        inputs,
    }
}

/// The inputs that are fields of records.
fn record_slots(inputs: &[Option<Input>]) -> BTreeSet<(Class, u16)> {
    inputs.iter().flatten().filter(|input| input.list.is_some()).map(|i| (i.class, i.slot)).collect()
}

/// Registers handed out within one class.
#[derive(Clone, Debug, Default)]
struct Bank {
    inputs: usize,
    constants: usize,
    shared: usize,
    used: usize,
    most: usize,
}

impl Bank {
    fn next(&mut self) -> Reg {
        let at = self.used;
        self.used = self.used.saturating_add(1);
        self.most = self.most.max(self.used);
        u16::try_from(at).unwrap_or(Reg::MAX)
    }
}

pub(super) struct Lister<'g> {
    pub(super) graph: &'g Graph,
    /// By node: hangs on a field of a record, hangs on the sum of an item's records.
    recordly: Vec<bool>,
    summed: Vec<bool>,
    shared: BTreeSet<Node>,
    registers: HashMap<Node, Reg>,
    truths: Bank,
    ints: Bank,
    wides: Bank,
    truth_constants: Vec<u8>,
    int_constants: Vec<i64>,
    wide_constants: Vec<i128>,
    sum: Reg,
}

fn index(node: Node) -> usize {
    usize::try_from(node.0).unwrap_or(usize::MAX)
}

impl<'g> Lister<'g> {
    fn new(graph: &'g Graph, truths: usize, ints: usize, records: &BTreeSet<(Class, u16)>) -> Self {
        let bank = |inputs| Bank { inputs, used: inputs, most: inputs, ..Bank::default() };
        let mut lister = Self {
            graph,
            recordly: Vec::new(),
            summed: Vec::new(),
            shared: BTreeSet::new(),
            registers: HashMap::new(),
            truths: bank(truths),
            ints: bank(ints),
            wides: bank(0),
            truth_constants: Vec::new(),
            int_constants: Vec::new(),
            wide_constants: Vec::new(),
            sum: 0,
        };
        let count = u32::try_from(graph.len()).unwrap_or(u32::MAX);
        for node in (0..count).map(Node) {
            let op = graph.op(node);
            let any = |flags: &Vec<bool>| op.operands().any(|a| flags.get(index(a)).copied().unwrap_or(false));
            let recordly = match op {
                Op::TruthSlot(slot) => records.contains(&(Class::Truth, slot)),
                Op::IntSlot(slot) => records.contains(&(Class::Int, slot)),
                _ => any(&lister.recordly),
            };
            let summed = matches!(op, Op::Sum) || any(&lister.summed);
            lister.recordly.push(recordly);
            lister.summed.push(summed);
            lister.constant(node, op);
        }
        lister.sum = lister.wides.next();
        lister
    }

    /// Inputs and constants have fixed registers.
    fn constant(&mut self, node: Node, op: Op<Node>) {
        let register = match op {
            Op::TruthSlot(slot) | Op::IntSlot(slot) => slot,
            Op::Truth(mask) => {
                self.truth_constants.push(mask);
                self.truths.next()
            }
            Op::Int(value) => {
                self.int_constants.push(value);
                self.ints.next()
            }
            Op::Wide(value) => {
                self.wide_constants.push(value);
                self.wides.next()
            }
            _ => return,
        };
        self.registers.insert(node, register);
    }

    fn local(&self, node: Node) -> bool {
        let flag = |flags: &[bool]| flags.get(index(node)).copied().unwrap_or(true);
        flag(&self.recordly) || flag(&self.summed)
    }

    /// Finds what several items need.
    fn share(&mut self, drafts: &[Draft]) {
        let mut users: HashMap<Node, usize> = HashMap::new();
        for draft in drafts {
            let Draft::Steps(steps) = draft else { continue };
            let mut seen = BTreeSet::new();
            for step in steps {
                for root in roots(&step.action) {
                    self.reach(root, &mut seen);
                }
            }
            for node in seen {
                let count = users.entry(node).or_insert(0);
                *count = count.saturating_add(1);
            }
        }
        self.shared =
            users.into_iter().filter(|(node, count)| *count > 1 && !self.local(*node)).map(|(node, _)| node).collect();
    }

    /// Instructions a node needs, itself included.
    pub(super) fn reach(&self, node: Node, seen: &mut BTreeSet<Node>) {
        if self.graph.op(node).is_leaf() || !seen.insert(node) {
            return;
        }
        for operand in self.graph.op(node).operands() {
            self.reach(operand, seen);
        }
    }

    fn bank(&mut self, class: Class) -> &mut Bank {
        match class {
            Class::Truth => &mut self.truths,
            Class::Int => &mut self.ints,
            Class::Wide => &mut self.wides,
        }
    }

    fn emit(&mut self, node: Node) -> Instruction {
        let op = self.graph.op(node);
        let code = op.map(|operand| self.register(operand));
        let register = self.bank(op.class()).next();
        self.registers.insert(node, register);
        (register, code)
    }

    pub(super) fn register(&self, node: Node) -> Reg {
        match self.graph.op(node) {
            Op::Sum => self.sum,
            _ => self.registers.get(&node).copied().unwrap_or(Reg::MAX),
        }
    }

    pub(super) fn is_shared(&self, node: Node) -> bool {
        self.shared.contains(&node)
    }

    fn shared_code(&mut self) -> Vec<Instruction> {
        for bank in [&mut self.truths, &mut self.ints, &mut self.wides] {
            bank.constants = bank.used;
        }
        let shared: Vec<Node> = self.shared.iter().copied().collect();
        let code = shared.into_iter().map(|node| self.emit(node)).collect();
        for bank in [&mut self.truths, &mut self.ints, &mut self.wides] {
            bank.shared = bank.used;
        }
        code
    }

    fn item(&mut self, draft: Draft) -> ItemPlan {
        let steps = match draft {
            Draft::Fixed(status) => return ItemPlan::Fixed(status),
            Draft::Reference(_) => return ItemPlan::Reference,
            Draft::Steps(steps) => steps,
        };
        for bank in [&mut self.truths, &mut self.ints, &mut self.wides] {
            bank.used = bank.shared;
        }
        let mut done: BTreeSet<Node> = BTreeSet::new();
        let duty = steps.iter().any(|step| matches!(step.action, Action::Duty { .. }));
        let drafted = steps.clone();
        let code: Vec<Step> = steps.into_iter().map(|step| self.step(step, &mut done)).collect();
        let full = [&self.truths, &self.ints, &self.wides].iter().any(|bank| bank.most > MOST_REGISTERS);
        if full {
            return ItemPlan::Reference;
        }
        ItemPlan::Code(lines(code), duty, self.short_way(&drafted))
    }

    /// The instructions for some results that are not computed yet; those of records only if asked for.
    fn needed(&mut self, results: &[Node], records: bool, done: &mut BTreeSet<Node>) -> Vec<Instruction> {
        let mut needed = BTreeSet::new();
        for node in results {
            self.reach(*node, &mut needed);
        }
        let of_record = |node: &Node| self.recordly.get(index(*node)).copied().unwrap_or(false);
        let wanted: Vec<Node> = needed
            .into_iter()
            .filter(|node| !self.shared.contains(node) && !done.contains(node) && (records || !of_record(node)))
            .collect();
        done.extend(&wanted);
        wanted.into_iter().map(|node| self.emit(node)).collect()
    }

    fn step(&mut self, step: Step<Node>, done: &mut BTreeSet<Node>) -> Step {
        if let Action::Each(each) = step.action {
            return self.each(*each, done);
        }
        let code = self.needed(&roots(&step.action), true, done);
        Step { code, action: self.action(step.action) }
    }

    fn each(&mut self, each: Each<Node>, done: &mut BTreeSet<Node>) -> Step {
        let parts: Vec<Node> = each.tests.iter().chain(&each.value).flat_map(|step| roots(&step.action)).collect();
        let before: Vec<Node> = parts.into_iter().chain(each.guard).collect();
        let code = self.needed(&before, false, done);
        let tests = each.tests.into_iter().map(|step| self.step(step, done)).collect();
        let value = each.value.map(|step| self.step(step, done));
        let guard = each.guard.map(|guard| self.register(guard));
        Step {
            code,
            action: Action::Each(Box::new(Each { list: each.list, guard, tests, value, listing: each.listing })),
        }
    }

    fn action(&self, action: Action<Node>) -> Action<Reg> {
        let reg = |node: Node| self.register(node);
        let pairs = |caps: Vec<(Node, Node)>| caps.into_iter().map(|(cut, reached)| (reg(cut), reg(reached))).collect();
        match action {
            Action::Gate(mask) => Action::Gate(reg(mask)),
            Action::Test(tested) => Action::Test(Tested { mask: reg(tested.mask), waits: tested.waits }),
            Action::Duty { done, deadline, standing } => Action::Duty { done: done.map(reg), deadline, standing },
            Action::Record { value, caps } => Action::Record { value: reg(value), caps: pairs(caps) },
            Action::Money(money) => {
                let Money { value, class, divisor, numerator, denominator, narrow, rule, ceiling, caps } = *money;
                Action::Money(Box::new(Money {
                    value: reg(value),
                    class,
                    divisor: divisor.map(|(node, class)| (reg(node), class)),
                    numerator,
                    denominator,
                    narrow,
                    rule,
                    ceiling,
                    caps: pairs(caps),
                }))
            }
            // Listed by `each`, which sees to the order of its parts.
            Action::Each(each) => Action::Each(Box::new(Each {
                list: each.list,
                guard: each.guard.map(reg),
                tests: Vec::new(),
                value: None,
                listing: each.listing,
            })),
        }
    }

    fn files(self) -> (File<u8>, File<i64>, File<i128>, Reg) {
        let file = |bank: &Bank| (bank.inputs, bank.most);
        let (inputs, size) = file(&self.truths);
        let truths = File { inputs, constants: self.truth_constants, size };
        let (inputs, size) = file(&self.ints);
        let ints = File { inputs, constants: self.int_constants, size };
        let (inputs, size) = file(&self.wides);
        let wides = File { inputs, constants: self.wide_constants, size };
        (truths, ints, wides, self.sum)
    }
}

/// Steps as one listing.
fn lines(steps: Vec<Step>) -> Vec<Line> {
    let mut lines = Vec::new();
    for step in steps {
        let mut code = step.code;
        let checked = match (&step.action, code.last()) {
            (Action::Test(Tested { mask, waits: false }), Some((target, Op::Compare(op, Class::Int, a, b, opens))))
                if mask == target =>
            {
                Some(Line::Check { target: *target, op: *op, a: *a, b: *b, opens: *opens })
            }
            _ => None,
        };
        if checked.is_some() {
            code.pop();
        }
        lines.extend(code.into_iter().map(|(target, op)| Line::Do(target, op)));
        lines.push(checked.unwrap_or(Line::Act(step.action)));
    }
    lines
}

/// The nodes an action reads.
fn roots(action: &Action<Node>) -> Vec<Node> {
    let caps = |caps: &[(Node, Node)]| caps.iter().flat_map(|(cut, reached)| [*cut, *reached]).collect::<Vec<_>>();
    match action {
        Action::Gate(mask) => vec![*mask],
        Action::Test(tested) => vec![tested.mask],
        Action::Duty { done, .. } => done.iter().copied().collect(),
        Action::Money(money) => {
            let divisor = money.divisor.map(|(node, _)| node);
            [vec![money.value], divisor.into_iter().collect(), caps(&money.caps)].concat()
        }
        Action::Record { value, caps: cut } => [vec![*value], caps(cut)].concat(),
        Action::Each(each) => {
            let parts = each.tests.iter().chain(&each.value).flat_map(|step| roots(&step.action));
            parts.chain(each.guard).collect()
        }
    }
}
