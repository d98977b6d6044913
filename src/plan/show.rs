//! The plan as text: inputs, shared code, and each item's steps. Owns only the listing.

use super::item::Action;
use super::{Instruction, ItemPlan, Line, Plan, Reg};
use crate::ir::Policy;
use std::fmt::Write as _;

fn lines(out: &mut String, code: &[Instruction], indent: &str) {
    for (register, op) in code {
        let class = match op.class() {
            super::op::Class::Truth => 't',
            super::op::Class::Int => 'i',
            super::op::Class::Wide => 'w',
        };
        let _ = writeln!(out, "{indent}{class}{register} ← {op:?}");
    }
}

fn act(out: &mut String, action: &Action<Reg>, indent: &str) {
    let Action::Each(each) = action else {
        let _ = writeln!(out, "{indent}{action:?}");
        return;
    };
    let _ = writeln!(out, "{indent}each record of list {} (guard {:?})", each.list.0, each.guard);
    let deeper = format!("{indent}  ");
    for step in each.tests.iter().chain(&each.value) {
        lines(out, &step.code, &deeper);
        act(out, &step.action, &deeper);
    }
}

pub(super) fn listing(plan: &Plan, policy: &Policy) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "registers: {} truths, {} numbers, {} wide numbers; {} shared instructions",
        plan.truths.size,
        plan.ints.size,
        plan.wides.size,
        plan.shared.len()
    );
    for (fact, input) in policy.facts.iter().zip(&plan.inputs) {
        match input {
            Some(input) => {
                let _ = writeln!(out, "input {} = {:?} {} {:?}", fact.key, input.class, input.slot, input.kind);
            }
            None => {
                let _ = writeln!(out, "input {}: none", fact.key);
            }
        }
    }
    for (index, constant) in plan.truths.constants.iter().enumerate() {
        let _ = writeln!(out, "t{} = {constant}", plan.truths.inputs.saturating_add(index));
    }
    for (index, constant) in plan.ints.constants.iter().enumerate() {
        let _ = writeln!(out, "i{} = {constant}", plan.ints.inputs.saturating_add(index));
    }
    for (index, constant) in plan.wides.constants.iter().enumerate() {
        let _ = writeln!(out, "w{} = {constant}", plan.wides.inputs.saturating_add(index));
    }
    let _ = writeln!(out, "shared:");
    lines(&mut out, &plan.shared, "  ");
    for (item, plan) in policy.items.iter().zip(&plan.items) {
        match plan {
            ItemPlan::Fixed(status) => {
                let _ = writeln!(out, "item {}: {}", item.id, status.word());
            }
            ItemPlan::Reference => {
                let _ = writeln!(out, "item {}: by the reference engine", item.id);
            }
            ItemPlan::Code(code, _, short) => {
                let _ = writeln!(out, "item {}:", item.id);
                if let Some(way) = short {
                    let _ = writeln!(out, "  short way: {:?}, {:?}", way.lines, way.money);
                }
                for line in code {
                    match line {
                        Line::Do(register, op) => lines(&mut out, &[(*register, *op)], "  "),
                        Line::Check { target, op, a, b, .. } => {
                            let _ = writeln!(out, "  t{target} ← check i{a} {op:?} i{b}");
                        }
                        Line::Act(action) => act(&mut out, action, "  "),
                    }
                }
            }
        }
    }
    if !plan.reasons.is_empty() {
        let _ = writeln!(out, "left to the reference engine:");
        for reason in &plan.reasons {
            let _ = writeln!(out, "  {reason}");
        }
    }
    out
}
