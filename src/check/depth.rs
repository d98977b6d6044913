//! How definitions, readings and facts rest on each other: circles, and chains so long that walking them would
//! exhaust the stack. Owns that one graph; knows nothing of what the expressions mean.

use super::scope::Pending;
use super::{Checker, lints};
use crate::diagnostic::{Code, Diagnostic, Words};
use crate::ir::{Expr, ExprKind};
use crate::span::Span;
use std::collections::BTreeMap;

/// Operators within operators with every definition, reading and derived fact put in place of its name. Checking and
/// evaluation recurse along this; an optimised build stays within a stack of 1 MiB.
pub(super) const MAX_UNFOLDED: usize = 256;

/// What following a name counts for.
pub(super) const STEP: usize = 2;

/// Something that has a name and rests on others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Fact(usize),
    Def(usize),
    Reading(usize),
}

/// What an expression rests on: the names it reads and how deep they stand, and how deep it is itself.
#[derive(Clone, Debug, Default)]
struct Rests {
    on: BTreeMap<Node, usize>,
    height: usize,
}

impl Rests {
    fn add(&mut self, expr: &Expr, height: usize) {
        self.height = self.height.max(height);
        let node = match &expr.kind {
            ExprKind::Fact(id) => Some(Node::Fact(id.0)),
            ExprKind::Def(id) => Some(Node::Def(id.0)),
            ExprKind::Reading(id) => Some(Node::Reading(id.0)),
            _ => None,
        };
        if let Some(node) = node {
            let deepest = self.on.entry(node).or_default();
            *deepest = height.max(*deepest);
        }
        for child in expr.children() {
            self.add(child, height.saturating_add(1));
        }
    }

    /// Its depth when the depths of what it rests on are known.
    fn unfolded(&self, depths: &BTreeMap<Node, usize>) -> usize {
        let through = self.on.iter().map(|(node, height)| {
            let below = depths.get(node).copied().unwrap_or(0);
            if below == 0 { *height } else { height.saturating_add(STEP).saturating_add(below) }
        });
        through.fold(self.height, usize::max)
    }
}

impl Checker<'_> {
    /// Facts whose derivation or guard comes back to themselves. They lose it, so that nothing else runs in circles.
    pub(super) fn check_circles(&mut self) {
        let mut graph = self.graph();
        // What rests on nothing that is left is in no circle; nor is, of the rest, what nothing rests on.
        peel(&mut graph, |_, _| ());
        let mut reversed: BTreeMap<Node, Rests> = graph.keys().map(|node| (*node, Rests::default())).collect();
        for (node, rests) in &graph {
            for below in rests.on.keys() {
                if let Some(rests) = reversed.get_mut(below) {
                    rests.on.insert(*node, 0);
                }
            }
        }
        peel(&mut reversed, |_, _| ());
        for node in reversed.keys() {
            let Node::Fact(index) = node else { continue };
            let Some(fact) = self.policy.facts.get_mut(*index) else { continue };
            fact.derived = None;
            fact.only_if = None;
            let (name, span) = (fact.name.clone(), fact.span);
            self.error(
                Code::Cycle,
                span,
                Words::new(
                    format!("事实“{name}”的 推导 或 仅当 又用到它自己，算不出来"),
                    format!("`{name}` is derived from itself, or its `only_if` uses it, so that it cannot be computed"),
                ),
                Words::new(
                    "改用别的事实来推导；这个事实若由申报人填写，就删去 推导",
                    "derive it from other facts; if it is asked of the applicant, delete its derivation",
                ),
            );
        }
    }

    /// Names that rest on names for too long.
    pub(super) fn check_depths(&mut self) {
        let mut graph = self.graph();
        let mut depths: BTreeMap<Node, usize> = BTreeMap::new();
        let mut found: Vec<Span> = Vec::new();
        peel(&mut graph, |node, rests| {
            let mut depth = rests.unfolded(&depths);
            if depth > MAX_UNFOLDED {
                found.extend(self.place(node));
                // One error for the chain, not one for each of its links.
                depth = 0;
            }
            depths.insert(node, depth);
        });
        for item in &self.policy.items {
            for expr in lints::expressions(item) {
                let mut rests = Rests::default();
                rests.add(expr, 1);
                if rests.unfolded(&depths) > MAX_UNFOLDED {
                    found.push(expr.span);
                }
            }
        }
        for span in found {
            self.too_deep(span);
        }
    }

    pub(super) fn too_deep(&mut self, span: Span) {
        self.report(
            Diagnostic::new(
                Code::NestingTooDeep,
                span,
                format!("一层套一层地用到别的定义、解读或推导，展开后超过 {MAX_UNFOLDED} 层"),
                format!("definitions, readings or derivations rest on each other for more than {MAX_UNFOLDED} levels"),
            )
            .help("把这一串写得短些", "make the chain shorter"),
        );
    }

    fn place(&self, node: Node) -> Option<Span> {
        match node {
            Node::Fact(id) => self.policy.facts.get(id).map(|fact| fact.span),
            Node::Def(id) => self.def_syntax.get(id).map(|(def, _)| def.name.span),
            Node::Reading(id) => self.reading_syntax.get(id).map(|(reading, _)| reading.name.span),
        }
    }

    /// Everything with a name and an expression, and what that rests on. Plain facts rest on nothing and are left out.
    fn graph(&self) -> BTreeMap<Node, Rests> {
        let mut graph = BTreeMap::new();
        let mut put = |node: Node, exprs: &mut dyn Iterator<Item = &Expr>| {
            let mut rests = Rests::default();
            exprs.for_each(|expr| rests.add(expr, 1));
            if rests.height > 0 {
                graph.insert(node, rests);
            }
        };
        for (index, fact) in self.policy.facts.iter().enumerate() {
            put(Node::Fact(index), &mut fact.derived.iter().chain(fact.only_if.iter().map(|(guard, _)| guard)));
        }
        for (index, def) in self.defs.iter().enumerate() {
            if let Pending::Done(def) = def {
                put(Node::Def(index), &mut core::iter::once(&def.body));
            }
        }
        for (index, reading) in self.readings.iter().enumerate() {
            if let Pending::Done(reading) = reading {
                put(Node::Reading(index), &mut reading.alternatives.iter().filter_map(|(_, body)| body.as_ref()));
            }
        }
        graph
    }
}

/// Takes away, one after the other, what rests on nothing that is left. What stays is in circles or leads into one.
fn peel(graph: &mut BTreeMap<Node, Rests>, mut look: impl FnMut(Node, &Rests)) {
    let mut above: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    let mut waits: BTreeMap<Node, usize> = BTreeMap::new();
    for (node, rests) in graph.iter() {
        let below: Vec<&Node> = rests.on.keys().filter(|below| graph.contains_key(below)).collect();
        waits.insert(*node, below.len());
        for below in below {
            above.entry(*below).or_default().push(*node);
        }
    }
    let mut free: Vec<Node> = waits.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    while let Some(node) = free.pop() {
        let Some(rests) = graph.remove(&node) else { continue };
        look(node, &rests);
        for up in above.get(&node).into_iter().flatten() {
            if let Some(count) = waits.get_mut(up) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.push(*up);
                }
            }
        }
    }
}
