//! The graph of operations, every distinct one once, and the tables they refer to. Owns interning and the folding of
//! operations on constants; knows nothing of expressions.

use super::op::{Cell, Class, NumOp, Op, truth};
use super::{Members, Open, Window};
use std::collections::{BTreeSet, HashMap};

/// An operation of the graph.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Node(pub(crate) u32);

/// Weights beyond this are all the same.
const MOST_WEIGHT: usize = 10_000;

/// The graph.
#[derive(Default)]
pub(crate) struct Graph {
    ops: Vec<Op<Node>>,
    known: HashMap<Op<Node>, Node>,
    /// How much work a node is, capped.
    weights: Vec<usize>,
    /// Which nodes may have no result.
    flawed: Vec<bool>,
    pub(crate) opens: Vec<(Open, Open)>,
    pub(crate) windows: Vec<Window>,
    pub(crate) members: Vec<Members>,
    pub(crate) reasons: BTreeSet<String>,
}

/// The place of an entry in a table, added if it is new.
fn entry<T: PartialEq>(table: &mut Vec<T>, value: T) -> u16 {
    let at = table.iter().position(|known| *known == value).unwrap_or_else(|| {
        table.push(value);
        table.len().saturating_sub(1)
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

impl Graph {
    pub(crate) fn new() -> Self {
        Self { opens: vec![(None, None)], ..Self::default() }
    }

    /// The operation behind a node.
    pub(crate) fn op(&self, node: Node) -> Op<Node> {
        let at = usize::try_from(node.0).unwrap_or(usize::MAX);
        self.ops.get(at).copied().unwrap_or(Op::Truth(truth::DEFER))
    }

    /// How much work a node is; only for comparing.
    pub(crate) fn weight(&self, node: Node) -> usize {
        let at = usize::try_from(node.0).unwrap_or(usize::MAX);
        self.weights.get(at).copied().unwrap_or(0)
    }

    /// Whether a node may have no result, a fault or a conflict, though all inputs have one.
    pub(crate) fn may_be_flawed(&self, node: Node) -> bool {
        let at = usize::try_from(node.0).unwrap_or(usize::MAX);
        self.flawed.get(at).copied().unwrap_or(true)
    }

    /// How many operations there are.
    pub(crate) fn len(&self) -> usize {
        self.ops.len()
    }

    pub(crate) fn class(&self, node: Node) -> Class {
        self.op(node).class()
    }

    /// The node of an operation.
    pub(crate) fn node(&mut self, op: Op<Node>) -> Node {
        if let Some(folded) = self.folded(&op) {
            return folded;
        }
        if let Some(node) = self.known.get(&op) {
            return *node;
        }
        let node = Node(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        let weight = op.operands().fold(usize::from(!op.is_leaf()), |sum, a| sum.saturating_add(self.weight(a)));
        self.weights.push(weight.min(MOST_WEIGHT));
        let flawed = op.may_flaw() || op.operands().any(|operand| self.may_be_flawed(operand));
        self.flawed.push(flawed);
        self.ops.push(op);
        self.known.insert(op, node);
        node
    }

    pub(crate) fn truth(&mut self, mask: u8) -> Node {
        self.node(Op::Truth(mask))
    }

    pub(crate) fn int(&mut self, value: i64) -> Node {
        self.node(Op::Int(value))
    }

    /// A truth that only the reference engine can tell, and why.
    pub(crate) fn deferred(&mut self, reason: String) -> Node {
        self.reasons.insert(reason);
        self.truth(truth::DEFER)
    }

    pub(crate) fn open(&mut self, a: Open, b: Open) -> u16 {
        entry(&mut self.opens, (a, b))
    }

    pub(crate) fn window(&mut self, window: Window) -> u16 {
        entry(&mut self.windows, window)
    }

    pub(crate) fn members(&mut self, members: Members) -> u16 {
        entry(&mut self.members, members)
    }

    pub(crate) fn all(&mut self, parts: &[Node]) -> Node {
        let start = self.truth(truth::TRUE);
        parts.iter().fold(start, |all, part| self.node(Op::And(all, *part)))
    }

    pub(crate) fn any(&mut self, parts: &[Node]) -> Node {
        let start = self.truth(truth::FALSE);
        parts.iter().fold(start, |any, part| self.node(Op::Or(any, *part)))
    }

    fn mask(&self, node: Node) -> Option<u8> {
        match self.op(node) {
            Op::Truth(mask) => Some(mask),
            _ => None,
        }
    }

    /// The whole number a node is, if it is a constant.
    pub(crate) fn constant(&self, node: Node) -> Option<i128> {
        match self.op(node) {
            Op::Int(value) if value > i64::SPECIAL => Some(value.into()),
            Op::Wide(value) if value > i128::SPECIAL => Some(value),
            _ => None,
        }
    }

    /// What an operation is without being run.
    fn folded(&mut self, op: &Op<Node>) -> Option<Node> {
        match *op {
            Op::And(a, b) => match (self.mask(a), self.mask(b)) {
                (Some(truth::TRUE), _) => Some(b),
                (_, Some(truth::TRUE)) => Some(a),
                (Some(truth::FALSE), _) => Some(a),
                (_, Some(truth::FALSE)) => Some(b),
                _ if a == b && !matches!(self.op(a), Op::Truth(_)) => Some(a),
                _ => None,
            },
            Op::Or(a, b) => match (self.mask(a), self.mask(b)) {
                (Some(truth::FALSE), _) => Some(b),
                (_, Some(truth::FALSE)) => Some(a),
                (Some(truth::TRUE), _) => Some(a),
                (_, Some(truth::TRUE)) => Some(b),
                _ => None,
            },
            Op::Not(a) => match self.mask(a) {
                Some(truth::TRUE) => Some(self.truth(truth::FALSE)),
                Some(truth::FALSE) => Some(self.truth(truth::TRUE)),
                Some(_) => None,
                None => match self.op(a) {
                    Op::Not(inner) => Some(inner),
                    _ => None,
                },
            },
            Op::ChooseTruth(test, a, b) => match self.mask(test) {
                Some(truth::TRUE) => Some(a),
                Some(truth::FALSE) => Some(b),
                _ => None,
            },
            Op::Choose(_, test, a, b) | Op::ChooseMember(test, a, b) => match self.mask(test) {
                Some(truth::TRUE) => Some(a),
                Some(truth::FALSE) => Some(b),
                _ => None,
            },
            Op::IfFalse(guard, value, other) | Op::IfFalseTruth(guard, value, other) => match self.mask(guard) {
                Some(truth::FALSE) => Some(value),
                Some(truth::TRUE | truth::UNKNOWN) => Some(other),
                _ => None,
            },
            // Once a divisor is itself again.
            Op::Number(NumOp::Cross, class, a, b, _) if self.constant(a) == Some(1) && self.class(b) == class => {
                Some(b)
            }
            Op::Number(NumOp::Mul | NumOp::Cross, class, a, b, _) => {
                let product = self.constant(a)?.checked_mul(self.constant(b)?);
                match (product, class) {
                    (Some(product), Class::Wide) => Some(self.node(Op::Wide(product))),
                    (Some(product), _) => i64::try_from(product).ok().map(|product| self.int(product)),
                    (None, _) => None,
                }
            }
            Op::Widen(a) => self.constant(a).map(|value| self.node(Op::Wide(value))),
            _ => None,
        }
    }
}
