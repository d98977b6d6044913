//! Ranges contain every result of their members, and hold nothing they need not.

use super::*;
use crate::value::truth::Outcome;
use proptest::prelude::*;
use proptest::sample::Index;

fn n(value: i64) -> Number {
    Number::from_i64(value)
}

fn range(lo: impl Into<Option<i64>>, hi: impl Into<Option<i64>>) -> Range {
    Range::new(lo.into().map(n), hi.into().map(n)).unwrap()
}

/// A range with a member of it: small whole numbers, so that zeros, shared ends and points are common.
#[expect(clippy::arithmetic_side_effects, reason = "numbers below 100")]
fn member() -> impl Strategy<Value = (Range, Number)> {
    let end = || prop::option::weighted(0.8, -4_i64..=4);
    (end(), end(), any::<Index>(), 1_i64..=3).prop_map(|(a, b, pick, parts)| {
        let (lo, hi) = match (a, b) {
            (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
            other => other,
        };
        let from = lo.unwrap_or_else(|| hi.unwrap_or(0) - 9) * parts;
        let to = hi.unwrap_or_else(|| lo.unwrap_or(0) + 9) * parts;
        let steps = usize::try_from(to - from + 1).unwrap();
        let at = from + i64::try_from(pick.index(steps)).unwrap();
        (range(lo, hi), Number::ratio(at, parts).unwrap())
    })
}

#[test]
fn products_with_open_ends() {
    let nothing = Range::point(Number::zero());
    assert_eq!(nothing.mul(&Range::full()), nothing);
    assert_eq!(range(0, 5).mul(&range(2, None)), range(0, None));
    assert_eq!(range(-1, 5).mul(&range(2, None)), Range::full());
    assert_eq!(range(-5, -1).mul(&range(2, None)), range(None, -2));
    assert_eq!(range(None, -1).mul(&range(None, -2)), range(2, None));
    assert_eq!(range(-2, 3).mul(&range(-5, 4)), range(-15, 12));
    assert_eq!(range(None, 0).mul(&range(0, 7)), range(None, 0));
}

#[test]
fn quotients() {
    let half = Number::ratio(1, 2).unwrap();
    assert_eq!(range(1, 2).div(&range(0, 0)), None);
    assert_eq!(range(1, 2).div(&range(-1, 1)), Some(Range::full()));
    assert_eq!(range(2, 4).div(&range(2, 4)), Range::new(Some(half.clone()), Some(n(2))));
    assert_eq!(range(1, 2).div(&range(0, 2)), Range::new(Some(half.clone()), None));
    assert_eq!(range(1, 2).div(&range(-2, 0)), Range::new(None, Some(half.neg())));
    assert_eq!(range(1, 2).div(&range(4, None)), Range::new(Some(n(0)), Some(half)));
    assert_eq!(range(0, 0).div(&range(0, None)), Some(range(0, 0)));
}

#[test]
fn comparisons_at_the_ends() {
    let (t, f, u) = (Truth::TRUE, Truth::FALSE, Truth::UNKNOWN);
    for (a, b, lt, le, eq) in [
        (range(1, 5), range(5, 9), u, t, u),
        (range(1, 4), range(5, 9), t, t, f),
        (range(5, 9), range(1, 5), f, u, u),
        (range(6, 9), range(1, 5), f, f, f),
        (range(5, 5), range(5, 5), f, t, t),
        (range(1, 5), range(1, 5), u, u, u),
        (range(None, 3), range(3, None), u, t, u),
        (Range::full(), range(3, 3), u, u, u),
    ] {
        assert_eq!((a.lt(&b), a.le(&b), Range::eq(&a, &b)), (lt, le, eq), "{a:?} {b:?}");
        assert_eq!((a.ge(&b), a.gt(&b), Range::ne(&a, &b)), (lt.not(), le.not(), eq.not()));
    }
}

#[test]
fn making_ranges() {
    assert_eq!(Range::new(Some(n(2)), Some(n(1))), None);
    assert_eq!(Range::point(n(2)).is_point(), Some(&n(2)));
    assert_eq!(range(1, 2).is_point(), None);
    assert_eq!(Range::full().is_point(), None);
    assert_eq!(range(1, 5).intersect(&range(5, 9)), Some(range(5, 5)));
    assert_eq!(range(1, 4).intersect(&range(5, 9)), None);
    assert_eq!(range(1, 2).join(&range(5, None)), range(1, None));
    assert_eq!(range(1, 9).excess(&range(3, 3)), range(0, 6));
    assert_eq!(range(1, 2).excess(&range(3, None)), range(0, 0));
    assert_eq!(range(1, None).min(&range(None, 3)), range(None, 3));
    assert_eq!(format!("{:?}", range(1, None)), "[1..]");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn results_of_members_are_members((a, x) in member(), (b, y) in member()) {
        prop_assert!(a.contains(&x) && b.contains(&y));
        prop_assert!(a.add(&b).contains(&x.add(&y)));
        prop_assert!(a.sub(&b).contains(&x.sub(&y)));
        prop_assert!(a.mul(&b).contains(&x.mul(&y)), "{:?}", a.mul(&b));
        prop_assert!(a.neg().contains(&x.neg()));
        prop_assert!(a.min(&b).contains(&x.clone().min(y.clone())));
        prop_assert!(a.max(&b).contains(&x.clone().max(y.clone())));
        prop_assert!(a.excess(&b).contains(&x.sub(&y).max(Number::zero())));
        prop_assert!(a.join(&b).contains(&x) && a.join(&b).contains(&y));
        if let Some(quotient) = x.div(&y) {
            prop_assert!(a.div(&b).unwrap().contains(&quotient), "{:?}", a.div(&b));
        }
        if b.contains(&x) {
            prop_assert!(a.intersect(&b).unwrap().contains(&x));
        }
        for (truth, holds) in [
            (a.lt(&b), x < y), (a.le(&b), x <= y), (a.gt(&b), x > y), (a.ge(&b), x >= y),
            (Range::eq(&a, &b), x == y), (Range::ne(&a, &b), x != y),
        ] {
            let outcome = if holds { Outcome::True } else { Outcome::False };
            prop_assert!(truth.can(outcome));
        }
    }

    #[test]
    fn points_are_exact((_, x) in member(), (_, y) in member()) {
        let (a, b) = (Range::point(x.clone()), Range::point(y.clone()));
        prop_assert_eq!(a.add(&b), Range::point(x.add(&y)));
        prop_assert_eq!(a.sub(&b), Range::point(x.sub(&y)));
        prop_assert_eq!(a.mul(&b), Range::point(x.mul(&y)));
        prop_assert_eq!(a.div(&b), x.div(&y).map(Range::point));
        prop_assert_eq!(a.le(&b), Truth::from(x <= y));
        prop_assert_eq!(Range::eq(&a, &b), Truth::from(x == y));
    }

    #[test]
    fn bounded_ends_are_reached((a, _) in member(), (b, _) in member()) {
        if let (Some(al), Some(ah), Some(bl), Some(bh)) = (&a.lo, &a.hi, &b.lo, &b.hi) {
            let products = [al.mul(bl), al.mul(bh), ah.mul(bl), ah.mul(bh)];
            let product = a.mul(&b);
            prop_assert_eq!(product.lo.as_ref(), products.iter().min());
            prop_assert_eq!(product.hi.as_ref(), products.iter().max());
        }
    }

    #[test]
    fn unknown_comparisons_can_go_both_ways((a, _) in member(), (b, _) in member()) {
        // Candidates: the finite ends and numbers beyond every one of them.
        let picks = |range: &Range| -> Vec<Number> {
            [range.lo.clone(), range.hi.clone(), Some(n(-100)), Some(n(100))]
                .into_iter().flatten().filter(|number| range.contains(number)).collect()
        };
        let (xs, ys) = (picks(&a), picks(&b));
        let both = |test: fn(&Number, &Number) -> bool| {
            let found = |wanted: bool| xs.iter().any(|x| ys.iter().any(|y| test(x, y) == wanted));
            found(true) && found(false)
        };
        prop_assert_eq!(a.lt(&b).is_unknown(), both(|x, y| x < y));
        prop_assert_eq!(a.le(&b).is_unknown(), both(|x, y| x <= y));
    }
}
