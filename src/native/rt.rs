//! What generated code calls. Owns names only, apart from a few one-liners; not part of the stable interface.

pub use crate::compiled::decide::{Conjunction, One, Paid, Sum, Terms, benefit, decided, finish, owed, payment};
pub use crate::compiled::logic::{
    agree, and, choose, flaws, given_truth, if_false_truth, not, or, presumed, same, settled, sure,
};
pub use crate::compiled::ops::{
    arith, compare, gather, gathered, given, has, if_false, join, limit, member, non_zero, pick, pick_member, ratio,
    shifted, widen, window,
};
pub use crate::compiled::{Records, RowRef, Verdict};
pub use crate::ir::CompareOp;
pub use crate::outcome::Status;
pub use crate::plan::op::truth::{as_mask, plain};
pub use crate::plan::op::{NumOp, Shift, Step};
pub use crate::plan::{Deadline, Listing, Open, Window};
pub use crate::value::rounding::Rounding;

use crate::plan::op::Cell;

/// The greatest special value of a number.
pub const SPECIAL: i64 = i64::SPECIAL;
/// The same in 128 bits.
pub const WIDE_SPECIAL: i128 = i128::SPECIAL;

/// Half up in 64 bits, of a product that is not negative and proven to fit 60.
#[inline(always)]
#[must_use]
pub const fn half_up(value: i64, numerator: u64, denominator: u64) -> i64 {
    let product = value.cast_unsigned().wrapping_mul(numerator);
    if denominator == 1 {
        return product.cast_signed();
    }
    let doubled = product.wrapping_mul(2).wrapping_add(denominator);
    match doubled.checked_div(denominator.wrapping_mul(2)) {
        Some(steps) => steps.cast_signed(),
        None => i64::DEFER,
    }
}

/// A verdict, counted if it is deferred.
#[inline(always)]
pub const fn counted(deferred: &mut usize, verdict: Verdict) -> Verdict {
    if verdict.status().is_none() {
        *deferred = deferred.saturating_add(1);
    }
    verdict
}
