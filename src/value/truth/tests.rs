//! Kleene's laws, over all fifteen truths at once rather than a sample.

use super::*;

fn all() -> impl Iterator<Item = Truth> + Clone {
    (1..16).map(Truth)
}

fn pairs() -> impl Iterator<Item = (Truth, Truth)> {
    all().flat_map(|a| all().map(move |b| (a, b)))
}

fn triples() -> impl Iterator<Item = (Truth, Truth, Truth)> {
    pairs().flat_map(|(a, b)| all().map(move |c| (a, b, c)))
}

#[test]
fn kleene_tables() {
    let (t, f, u) = (Truth::TRUE, Truth::FALSE, Truth::UNKNOWN);
    for (a, b, and, or) in [(t, t, t, t), (t, f, f, t), (f, f, f, f), (t, u, u, t), (f, u, f, u), (u, u, u, u)] {
        assert_eq!((a.and(b), a.or(b)), (and, or), "{a:?} {b:?}");
    }
    assert_eq!((t.not(), f.not(), u.not()), (f, t, u));
}

#[test]
fn a_fault_is_final_only_when_nothing_can_absorb_it() {
    let (t, f, u) = (Truth::TRUE, Truth::FALSE, Truth::UNKNOWN);
    for broken in [Truth::FAULT, Truth::CONFLICT] {
        assert_eq!(broken.and(t), broken);
        assert_eq!(broken.and(f), f);
        assert_eq!(broken.and(u), broken.join(f));
        assert_eq!(broken.or(f), broken);
        assert_eq!(broken.or(t), t);
        assert_eq!(broken.or(u), broken.join(t));
        assert_eq!(broken.not(), broken);
    }
    assert_eq!(Truth::FAULT.and(Truth::CONFLICT), Truth::FAULT);
    assert_eq!(Truth::FAULT.or(Truth::CONFLICT), Truth::FAULT);
}

#[test]
fn members() {
    assert_eq!(Truth::UNKNOWN.outcomes().collect::<Vec<_>>(), [Outcome::True, Outcome::False]);
    assert!(Truth::UNKNOWN.can(Outcome::True) && !Truth::UNKNOWN.can(Outcome::Fault));
    assert!(Truth::UNKNOWN.is_unknown() && !Truth::FAULT.is_unknown());
    assert_eq!(Truth::from(true), Truth::TRUE);
    assert_eq!(Truth::from(false).is_definite(), Some(Outcome::False));
    for outcome in Outcome::ALL {
        assert_eq!(Truth::from(outcome).is_definite(), Some(outcome));
    }
    assert_eq!(format!("{:?}", Truth::UNKNOWN), "{True, False}");
    assert!(all().all(|a| a.outcomes().count() > 0));
}

/// Stored programs and columns count on these numbers.
#[test]
fn outcomes_as_bits() {
    let outcomes = [(Outcome::True, 1), (Outcome::False, 2), (Outcome::Fault, 4), (Outcome::Conflict, 8)];
    for (outcome, bit) in outcomes {
        assert_eq!(Truth::only(outcome).bits(), bit);
    }
    let any = outcomes.iter().fold(Truth::only(Outcome::True), |sum, (outcome, _)| sum.join(Truth::only(*outcome)));
    assert_eq!(any.bits(), 15);
}

#[test]
fn one_side_laws() {
    for a in all() {
        assert_eq!(a.not().not(), a);
        assert_eq!(a.and(Truth::TRUE), a);
        assert_eq!(a.or(Truth::FALSE), a);
        assert_eq!(a.and(Truth::FALSE), Truth::FALSE);
        assert_eq!(a.or(Truth::TRUE), Truth::TRUE);
        assert_eq!(a.join(a), a);
        assert!(a.is_within(a.and(a)) && a.is_within(a.or(a)));
    }
}

#[test]
fn two_side_laws() {
    for (a, b) in pairs() {
        assert_eq!(a.and(b), b.and(a));
        assert_eq!(a.or(b), b.or(a));
        assert_eq!(a.and(b).not(), a.not().or(b.not()), "{a:?} {b:?}");
        assert_eq!(a.or(b).not(), a.not().and(b.not()), "{a:?} {b:?}");
        assert!(a.is_within(a.join(b)));
        assert_eq!(a.is_within(b), a.join(b) == b);
        assert_eq!(a.is_within(b), a.outcomes().all(|outcome| b.can(outcome)));
    }
}

#[test]
fn three_side_laws() {
    for (a, b, c) in triples() {
        assert_eq!(a.and(b).and(c), a.and(b.and(c)));
        assert_eq!(a.or(b).or(c), a.or(b.or(c)));
        assert_eq!(a.join(b).and(c), a.and(c).join(b.and(c)));
        assert_eq!(a.join(b).or(c), a.or(c).join(b.or(c)));
        if a.is_within(b) {
            assert!(a.and(c).is_within(b.and(c)));
            assert!(a.or(c).is_within(b.or(c)));
            assert!(a.not().is_within(b.not()));
        }
    }
}

#[test]
fn lifting_is_pointwise() {
    for (a, b) in pairs() {
        for outcome in Outcome::ALL {
            let from =
                |op: fn(Outcome, Outcome) -> Outcome| a.outcomes().any(|x| b.outcomes().any(|y| op(x, y) == outcome));
            assert_eq!(a.and(b).can(outcome), from(Outcome::and));
            assert_eq!(a.or(b).can(outcome), from(Outcome::or));
        }
    }
}
