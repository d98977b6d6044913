//! Items as Rust source, in two forms: one for rows of which all facts are known, without a look at special values,
//! and one for all rows. Owns the order in which an item is decided; must agree with `compiled::item`.

use super::ops::{Scope, Val, register};
use crate::plan::op::{Class, Op};
use crate::plan::{Action, Each, Line, Money, Plan, Reg, Tested};
use crate::value::rounding::Rounding;
use std::fmt::Write as _;

/// Whether an item has the form for known facts: a benefit without records.
pub(super) fn is_plain(lines: &[Line]) -> bool {
    !lines.iter().any(|line| matches!(line, Line::Act(Action::Each(_) | Action::Duty { .. } | Action::Record { .. })))
}

/// The verdict of an item whose facts are all known, as a block.
pub(super) fn known(plan: &Plan, lines: &[Line], scope: &Scope, index: usize) -> String {
    let mut block = Known {
        plan,
        scope: scope.clone(),
        out: String::new(),
        bail: format!("break 'item counted(&mut deferred, slow({index}, t, i, row));"),
    };
    let mut gate = "true".to_owned();
    let mut holds: Vec<String> = Vec::new();
    let mut verdict = None;
    for line in lines {
        match line {
            Line::Do(target, op) => block.list(*target, op),
            Line::Check { target, op, a, b, opens } => {
                block.list(*target, &Op::Compare(*op, Class::Int, *a, *b, *opens));
                holds.push(block.demand(*target));
            }
            Line::Act(Action::Gate(mask)) => gate = block.demand(*mask),
            Line::Act(Action::Test(tested)) => holds.push(block.demand(tested.mask)),
            Line::Act(Action::Money(money)) => verdict = Some(block.money(money, &gate, &holds)),
            Line::Act(_) => {}
        }
    }
    let verdict = verdict.unwrap_or_else(|| format!("benefit({gate}, {})", all(&holds)));
    format!("'item: {{\n{}        {verdict}\n    }}", block.out)
}

fn all(holds: &[String]) -> String {
    if holds.is_empty() { "true".to_owned() } else { holds.join(" & ") }
}

struct Known<'p> {
    plan: &'p Plan,
    scope: Scope,
    out: String,
    bail: String,
}

const DEEP: &str = "        ";

impl Known<'_> {
    fn list(&mut self, target: Reg, op: &Op<Reg>) {
        self.scope.list(self.plan, &(target, *op), Some(&self.bail), DEEP, &mut self.out);
    }

    /// A truth as a `bool`.
    fn demand(&mut self, target: Reg) -> String {
        let value = self.scope.truth(target);
        if value.sure {
            return value.text;
        }
        let _ = writeln!(self.out, "{DEEP}if !plain({}) {{ {} }}", value.text, self.bail);
        let name = format!("b{target}");
        let _ = writeln!(self.out, "{DEEP}let {name} = {} == 1;", value.text);
        self.scope.set(Class::Truth, target, Val::sure(name.clone()));
        name
    }

    /// The last line of a benefit with money.
    fn money(&mut self, money: &Money<Reg>, gate: &str, holds: &[String]) -> String {
        let _ = writeln!(self.out, "{DEEP}let holds = {};", all(holds));
        let caps: Vec<(String, String)> =
            money.caps.iter().map(|(cut, reached)| (self.demand(*cut), self.demand(*reached))).collect();
        let any = |of: fn(&(String, String)) -> &String| {
            if caps.is_empty() {
                "false".to_owned()
            } else {
                caps.iter().map(of).cloned().collect::<Vec<_>>().join(" | ")
            }
        };
        let (capped, reached) = (any(|caps| &caps.0), any(|caps| &caps.1));
        let half_up = money.rule.mode == Rounding::HalfUp && money.rule.decimals == 2;
        if money.narrow && half_up && money.divisor.is_none() {
            let value = self.scope.int(money.value);
            // What is not due need not be known.
            let odd = match (value.sure, value.positive) {
                (true, true) => None,
                (true, false) => Some(format!("{} < 0", value.text)),
                (false, _) => Some(format!("({0} <= SPECIAL) | ({0} < 0)", value.text)),
            };
            if let Some(odd) = odd {
                let _ = writeln!(self.out, "{DEEP}if {gate} & holds & ({odd}) {{ {} }}", self.bail);
            }
            let (numerator, denominator) = (money.numerator, money.denominator);
            let _ = writeln!(self.out, "{DEEP}let fen = half_up({}, {numerator}, {denominator});", value.text);
        } else {
            let _ = writeln!(self.out, "{DEEP}if !({gate} & holds) {{ break 'item benefit({gate}, holds); }}");
            let _ = writeln!(self.out, "{DEEP}let fen = {};", amount(money, &self.scope));
            let _ = writeln!(self.out, "{DEEP}if fen <= SPECIAL {{ {} }}", self.bail);
        }
        format!("payment({gate}, holds, fen, {capped}, {reached})")
    }
}

/// The amount in fen or a special value, as an expression.
fn amount(money: &Money<Reg>, scope: &Scope) -> String {
    let Money { numerator, denominator, narrow, rule, .. } = money;
    let terms = format!(
        "(Terms {{ numerator: {numerator}, denominator: {denominator}, narrow: {narrow}, mode: Rounding::{:?}, \
         decimals: {} }})",
        rule.mode, rule.decimals
    );
    let divisor = money.divisor.map(|(divisor, class)| match class {
        Class::Wide => scope.wide(divisor).text,
        _ => format!("widen({})", scope.int(divisor).text),
    });
    match (money.class, divisor) {
        (Class::Wide, None) => format!("{terms}.wide({})", scope.wide(money.value).text),
        (Class::Wide, Some(divisor)) => format!("{terms}.wide_quotient({}, {divisor})", scope.wide(money.value).text),
        (_, None) => format!("{terms}.plain({})", scope.int(money.value).text),
        (_, Some(divisor)) => format!("{terms}.quotient({}, {divisor})", scope.int(money.value).text),
    }
}

/// Whether a cap cut, and whether one was reached, as expressions.
fn marks(caps: &[(Reg, Reg)], scope: &Scope) -> (String, String) {
    let holds = |mask: Reg| {
        let value = scope.truth(mask);
        if value.sure { value.text } else { format!("({} == 1)", value.text) }
    };
    let any = |masks: Vec<String>| if masks.is_empty() { "false".to_owned() } else { masks.join(" | ") };
    let cut = caps.iter().map(|(cut, _)| holds(*cut)).collect();
    (any(cut), any(caps.iter().map(|(_, reached)| holds(*reached)).collect()))
}

/// The verdict of an item for any row, as the body of a function.
pub(super) fn open(plan: &Plan, lines: &[Line], duty: bool, scope: &Scope) -> String {
    let mut scope = scope.clone();
    let mut out = String::from(
        "    let mut gate = 1_u8;\n    let mut tests = Conjunction::START;\n    let mut sum = Sum::START;\n",
    );
    let refused = if duty { "NotApplicable" } else { "NotEligible" };
    // A benefit whose gate is open stays undetermined even so.
    let gate_open = if duty { "" } else { " && gate == 1" };
    let refuse = format!("    if tests.mask() == 2{gate_open} {{ return Verdict::of(Status::{refused}); }}");
    for line in lines {
        match line {
            Line::Do(target, op) => {
                scope.list(plan, &(*target, *op), None, "    ", &mut out);
                continue;
            }
            Line::Check { target, op, a, b, opens } => {
                scope.list(plan, &(*target, Op::Compare(*op, Class::Int, *a, *b, *opens)), None, "    ", &mut out);
                let _ = writeln!(out, "    tests.add({}, false);", scope.truth(*target).mask());
            }
            Line::Act(Action::Test(Tested { mask, waits })) => {
                let _ = writeln!(out, "    tests.add({}, {waits});", scope.truth(*mask).mask());
            }
            Line::Act(Action::Gate(mask)) => {
                let _ = writeln!(out, "    gate = {};", scope.truth(*mask).mask());
                let _ = writeln!(out, "    if gate == 2 {{ return Verdict::of(Status::NotApplicable); }}");
                continue;
            }
            Line::Act(Action::Each(each)) => {
                listed(plan, each, &scope, &mut out);
                let name = register(Class::Wide, plan.sum);
                let _ = writeln!(out, "    let {name} = sum.value();");
                scope.set(Class::Wide, plan.sum, Val::maybe(name));
            }
            Line::Act(Action::Duty { done, deadline, standing }) => {
                let done = done.map_or_else(|| "None".to_owned(), |done| format!("Some({})", scope.truth(done).mask()));
                let _ = writeln!(out, "    owed(tests.mask(), {done}, {deadline:?}, {standing})");
                return out;
            }
            Line::Act(Action::Money(money)) => {
                let (capped, reached) = marks(&money.caps, &scope);
                let fen = amount(money, &scope);
                let ceiling = money.ceiling;
                let _ = writeln!(out, "    finish(gate, tests, &sum, || Paid {{");
                let _ = writeln!(out, "        fen: {fen},");
                let _ = writeln!(out, "        ceiling: {ceiling}, capped: {capped}, reached: {reached},");
                let _ = writeln!(out, "    }})");
                return out;
            }
            Line::Act(Action::Record { .. }) => continue,
        }
        let _ = writeln!(out, "{refuse}");
    }
    out.push_str("    decided(gate, tests)\n");
    out
}

fn listed(plan: &Plan, each: &Each<Reg>, scope: &Scope, out: &mut String) {
    let mut scope = scope.clone();
    let guard = each.guard.map_or_else(|| "None".to_owned(), |guard| format!("Some({})", scope.truth(guard).mask()));
    let listing = format!("{:?}", each.listing);
    let list = each.list.0;
    let _ = writeln!(out, "    sum.list(&mut tests, {listing}, row.records({list}), {guard}, |records, index| {{");
    let fields = plan.lists.get(list).map_or(&[][..], Vec::as_slice);
    let inputs = || fields.iter().filter_map(|field| plan.inputs.get(field.0)?.as_ref());
    let (truths, ints): (Vec<_>, Vec<_>) = inputs().partition(|input| input.class == Class::Truth);
    let _ = writeln!(out, "{DEEP}let (truths, ints) = records.record(index);");
    for (class, inputs) in [(Class::Truth, truths), (Class::Int, ints)] {
        for (place, input) in inputs.into_iter().enumerate() {
            let name = register(class, input.slot);
            let (values, blank) = if class == Class::Truth { ("truths", "16") } else { ("ints", "i64::MIN + 3") };
            let _ = writeln!(out, "{DEEP}let {name} = {values}.get({place}).copied().unwrap_or({blank});");
            scope.set(class, input.slot, Val::maybe(name));
        }
    }
    let _ = writeln!(out, "{DEEP}let mut own = Conjunction::START;");
    for step in &each.tests {
        for instruction in &step.code {
            scope.list(plan, instruction, None, DEEP, out);
        }
        if let Action::Test(Tested { mask, waits }) = &step.action {
            let _ = writeln!(out, "{DEEP}own.add({}, {waits});", scope.truth(*mask).mask());
        }
        let _ = writeln!(out, "{DEEP}if own.mask() == 2 {{ return One {{ tests: own, brings: None }}; }}");
    }
    let mut brings = "None".to_owned();
    if let Some(value) = &each.value {
        for instruction in &value.code {
            scope.list(plan, instruction, None, DEEP, out);
        }
        if let Action::Record { value, caps } = &value.action {
            let (capped, reached) = marks(caps, &scope);
            brings = format!("Some(({}, {capped}, {reached}))", scope.wide(*value).text);
        }
    }
    let _ = writeln!(out, "{DEEP}One {{ tests: own, brings: {brings} }}");
    let _ = writeln!(out, "    }});");
}
