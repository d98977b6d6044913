//! The plan: a checked policy made ready for one day and context, as flat code over numbered registers. Owns the
//! lowering from expressions to operations, the proofs that whole numbers are wide enough, and the listing that
//! `--emit plan` prints; knows nothing of how code is run.
//!
//! 1. `lower` (with `names` and `choice`) and `item` turn expressions and items into a graph of operations (`op`), every distinct one once;
//!    whatever depends on no fact is folded by the reference engine itself;
//! 2. `number` keeps the scale and the bounds of every number, so that exact fractions become whole numbers;
//! 3. `code` lists the graph: operations several items share come first, once per profile.
//!
//! What cannot be proven to be exact in 125 bits, and scripts, are left to the reference engine, by name.

mod choice;
mod code;
mod graph;
mod guards;
mod input;
mod item;
mod lower;
mod names;
mod number;
pub(crate) mod op;
mod period;
mod quick;
mod show;

pub(crate) use guards::{Guards, can_contradict, can_contradict_within};
pub(crate) use input::{Input, InputKind, Place, day_number, month_number, number_day};
pub(crate) use item::{Action, Each, Money, Tested};
pub use item::{Deadline, Listing};
pub(crate) use quick::{Divider, Quick, ShortWay};

use crate::eval::Context;
use crate::ir::{CompareOp, FactId, Policy};
use crate::outcome::Status;
use op::Op;
use std::collections::BTreeSet;

/// A register of some class.
pub(crate) type Reg = u16;

/// One instruction: where the result goes, and the operation.
pub(crate) type Instruction = (Reg, Op<Reg>);

/// Bounds within which an operand lies when it is not known; `None` when they cannot be told without its parts.
pub type Open = Option<(Option<i128>, Option<i128>)>;

/// A window of days or months; ends that may lie between two days when they hang on an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub struct Window {
    /// The first day: not before, and at the latest.
    pub from: Option<(Option<i64>, Option<i64>)>,
    /// The last day, likewise.
    pub to: Option<(Option<i64>, Option<i64>)>,
    /// What it comes to when the day is not known.
    pub open: u8,
}

impl Window {
    /// The first and last number inside, when both ends are certain.
    pub(crate) fn exact(&self) -> Option<(i64, i64)> {
        let exact = |end: Option<(Option<i64>, Option<i64>)>, open: i64| match end {
            None => Some(open),
            Some((Some(lo), Some(hi))) if lo == hi => Some(lo),
            Some(_) => None,
        };
        Some((exact(self.from, i64::MIN)?, exact(self.to, i64::MAX)?))
    }
}

/// A set of members, the others that count, and what it comes to when nothing is known of the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Members {
    pub(crate) mask: u128,
    pub(crate) others: u128,
    pub(crate) open: u8,
}

/// Values that registers hold before anything is computed.
#[derive(Clone, Debug, Default)]
pub(crate) struct File<T> {
    /// How many inputs come first.
    pub(crate) inputs: usize,
    /// Constants behind the inputs.
    pub(crate) constants: Vec<T>,
    /// All registers.
    pub(crate) size: usize,
}

/// One line of an item's code: an instruction, or what decides the item.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    /// An instruction.
    Do(Reg, Op<Reg>),
    /// A comparison of plain numbers and the condition it is, in one.
    Check { target: Reg, op: CompareOp, a: Reg, b: Reg, opens: u16 },
    /// Anything else a step does.
    Act(Action<Reg>),
}

/// How one item is answered.
#[derive(Clone, Debug)]
pub(crate) enum ItemPlan {
    /// The same for every profile.
    Fixed(Status),
    /// By the reference engine.
    Reference,
    /// By code; whether it is a duty or target; and the short way, if there is one.
    Code(Vec<Line>, bool, Option<ShortWay>),
}

/// A policy ready to run for one context. `Send` and `Sync`; built once.
#[derive(Clone, Debug)]
pub struct Plan {
    /// By fact: where its value goes.
    pub(crate) inputs: Vec<Option<Input>>,
    /// By list: the fields with inputs.
    pub(crate) lists: Vec<Vec<FactId>>,
    pub(crate) truths: File<u8>,
    pub(crate) ints: File<i64>,
    pub(crate) wides: File<i128>,
    pub(crate) opens: Vec<(Open, Open)>,
    pub(crate) windows: Vec<Window>,
    pub(crate) members: Vec<Members>,
    /// Where the sum of an item's records goes.
    pub(crate) sum: Reg,
    /// Computed once per profile.
    pub(crate) shared: Vec<Instruction>,
    pub(crate) items: Vec<ItemPlan>,
    /// Why something is left to the reference engine.
    pub(crate) reasons: BTreeSet<String>,
}

impl Plan {
    /// Prepares a policy for one day and context.
    #[must_use]
    pub fn new(policy: &Policy, context: &Context) -> Self {
        code::build(policy, context, std::collections::HashMap::new())
    }

    /// A plan of other items over the same facts, for rows of either: the texts that facts are compared with keep the
    /// numbers they have here, and more come after them.
    pub(crate) fn beside(&self, policy: &Policy, context: &Context) -> Self {
        let texts = |(index, input): (usize, &Option<Input>)| match input {
            Some(Input { kind: InputKind::Text(texts), .. }) => Some((FactId(index), texts.clone())),
            _ => None,
        };
        code::build(policy, context, self.inputs.iter().enumerate().filter_map(texts).collect())
    }

    /// Why something is left to the reference engine, each reason once.
    #[must_use]
    pub fn reasons(&self) -> Vec<&str> {
        self.reasons.iter().map(String::as_str).collect()
    }

    /// The plan as text, for people who work on Huice.
    #[must_use]
    pub fn emit(&self, policy: &Policy) -> String {
        show::listing(self, policy)
    }
}
