//! An exact decision procedure for conditions over facts: what can hold together, with values under which it does,
//! or a proof that nothing can. Owns the translation of rules into formulas and their solution.
//!
//! `poly` numbers · `formula` truth · `vars` what is unknown · `encode` rules to formulas · `lp` linear comparisons ·
//! `search` branching · `witness` values back to a profile and a day.
//!
//! **What is claimed.** A formula stands for at least every way in which an expression can have a result: where
//! something is not linear, it is replaced by a value of which only bounds are known. So "never" holds for the rules
//! themselves. A point that is found may owe itself to such a replacement; whoever uses it puts it to the evaluator.
//! Claims are over the adopted readings and the parameters of the pack, any value of a missing parameter, any day
//! asked about, any day of an event that is not known, and profiles whose derived facts are what they derive from.

mod canon;
mod encode;
mod formula;
mod lp;
mod poly;
mod search;
#[cfg(test)]
mod tests;
mod vars;
mod witness;

pub(crate) use canon::Canon;
pub(crate) use encode::{Cut, Encoder};
pub(crate) use formula::{Form, all, any, is_linear, is_no, relate, yes};
pub(crate) use poly::Quot;
pub(crate) use search::{Found, MAX_NODES, MAX_POINTS, MAX_SYSTEMS, search};
pub(crate) use vars::Vars;
pub(crate) use witness::{Setting, setting};
