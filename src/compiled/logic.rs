//! The logic of truths as bytes. Owns the tables of `and`, `or` and choice over sets of outcomes with the bit that
//! leaves a row to the reference engine; must agree with [`Truth`](crate::value::truth::Truth).

use crate::plan::op::truth::{CONFLICT, DEFER, FALSE, FAULT, TRUE, UNKNOWN, definite};

const FLAWS: u8 = FAULT | CONFLICT;

/// Whether a set holds any of some outcomes.
const fn has(mask: u8, some: u8) -> bool {
    mask & some != 0
}

/// A bit if a condition holds.
const fn bit(condition: bool, outcome: u8) -> u8 {
    if condition { outcome } else { 0 }
}

/// Both hold: false > fault > conflict > true.
#[inline]
#[must_use]
pub const fn and(a: u8, b: u8) -> u8 {
    match (a, b) {
        (FALSE, _) | (_, FALSE) => FALSE,
        (TRUE, other) | (other, TRUE) => other,
        _ => and_open(a, b),
    }
}

const fn and_open(a: u8, b: u8) -> u8 {
    if has(a | b, DEFER) {
        return DEFER;
    }
    let fault = (has(a, FAULT) && has(b, TRUE | FLAWS)) || (has(b, FAULT) && has(a, TRUE | FLAWS));
    let conflict = (has(a, CONFLICT) && has(b, TRUE | CONFLICT)) || (has(b, CONFLICT) && has(a, TRUE | CONFLICT));
    bit(has(a & b, TRUE), TRUE) | bit(has(a | b, FALSE), FALSE) | bit(fault, FAULT) | bit(conflict, CONFLICT)
}

/// One holds: true > fault > conflict > false.
#[inline]
#[must_use]
pub const fn or(a: u8, b: u8) -> u8 {
    match (a, b) {
        (TRUE, _) | (_, TRUE) => TRUE,
        (FALSE, other) | (other, FALSE) => other,
        _ => or_open(a, b),
    }
}

const fn or_open(a: u8, b: u8) -> u8 {
    if has(a | b, DEFER) {
        return DEFER;
    }
    let fault = (has(a, FAULT) && has(b, FALSE | FLAWS)) || (has(b, FAULT) && has(a, FALSE | FLAWS));
    let conflict = (has(a, CONFLICT) && has(b, FALSE | CONFLICT)) || (has(b, CONFLICT) && has(a, FALSE | CONFLICT));
    bit(has(a | b, TRUE), TRUE) | bit(has(a & b, FALSE), FALSE) | bit(fault, FAULT) | bit(conflict, CONFLICT)
}

/// The opposite; flaws stay.
#[inline]
#[must_use]
pub const fn not(a: u8) -> u8 {
    (a & !UNKNOWN) | bit(has(a, TRUE), FALSE) | bit(has(a, FALSE), TRUE)
}

/// Only the flaws.
#[inline]
#[must_use]
pub const fn flaws(a: u8) -> u8 {
    a & (FLAWS | DEFER)
}

/// A choice between two truths by a third.
#[inline]
#[must_use]
pub const fn choose(test: u8, then: u8, otherwise: u8) -> u8 {
    match test {
        TRUE => then,
        FALSE => otherwise,
        _ => {
            let then = if has(test, TRUE) { then } else { 0 };
            let otherwise = if has(test, FALSE) { otherwise } else { 0 };
            then | otherwise | flaws(test)
        }
    }
}

/// Several exceptions together: what any of them can be, and what all of them can be.
#[must_use]
pub const fn agree(any: u8, all: u8) -> u8 {
    if has(any, DEFER) {
        DEFER
    } else if definite(any) {
        any
    } else {
        CONFLICT | all
    }
}

/// Whether two truths are equal (or, with `negated`, differ).
#[must_use]
pub const fn same(negated: bool, a: u8, b: u8) -> u8 {
    let flaws = flaws(a | b);
    if !has(a, UNKNOWN) || !has(b, UNKNOWN) {
        return flaws;
    }
    let equal = has(a & b, UNKNOWN);
    let differ = (has(a, TRUE) && has(b, FALSE)) || (has(a, FALSE) && has(b, TRUE));
    let (yes, no) = if negated { (differ, equal) } else { (equal, differ) };
    bit(yes, TRUE) | bit(no, FALSE) | flaws
}

/// Holds unless it is known to be false.
#[inline]
#[must_use]
pub const fn presumed(a: u8) -> u8 {
    match a {
        UNKNOWN => TRUE,
        mask => mask,
    }
}

/// True once `a` is true, otherwise open.
#[inline]
#[must_use]
pub const fn settled(a: u8) -> u8 {
    match a {
        TRUE => TRUE,
        mask if has(mask, DEFER) => DEFER,
        _ => UNKNOWN,
    }
}

/// Left to the reference engine unless it is decided.
#[inline]
#[must_use]
pub const fn sure(a: u8) -> u8 {
    if definite(a) { a } else { DEFER }
}

/// What a fact says, or `other` when it is not given.
#[inline]
#[must_use]
pub const fn given_truth(a: u8, other: u8) -> u8 {
    match a {
        UNKNOWN => other,
        mask => mask,
    }
}

/// `value` when the guard is false, otherwise `other`.
#[inline]
#[must_use]
pub const fn if_false_truth(guard: u8, value: u8, other: u8) -> u8 {
    match guard {
        FALSE => value,
        mask if has(mask, DEFER) => DEFER,
        _ => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::truth::{Outcome, Truth};

    /// Every non-empty set of outcomes.
    fn every() -> Vec<Truth> {
        let joined = |bits: u8| {
            let outcomes = Outcome::ALL.into_iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
            outcomes.map(|(_, outcome)| Truth::only(outcome)).reduce(Truth::join)
        };
        (1..16).filter_map(joined).collect()
    }

    #[test]
    fn the_bytes_agree_with_the_sets() {
        for a in every() {
            assert_eq!(not(a.bits()), a.not().bits());
            for b in every() {
                assert_eq!(and(a.bits(), b.bits()), a.and(b).bits(), "{a:?} and {b:?}");
                assert_eq!(or(a.bits(), b.bits()), a.or(b).bits(), "{a:?} or {b:?}");
            }
        }
    }

    #[test]
    fn only_what_decides_alone_overrides_a_deferral() {
        for a in every() {
            let a = a.bits();
            assert_eq!(and(a, DEFER), if a == FALSE { FALSE } else { DEFER });
            assert_eq!(or(a, DEFER), if a == TRUE { TRUE } else { DEFER });
        }
    }
}
