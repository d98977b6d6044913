//! Periods against the days they hold.

use super::*;
use crate::value::date::{add_days, parse_day};
use proptest::prelude::*;

fn day(offset: i64) -> NaiveDate {
    add_days(parse_day("2020-01-01").unwrap(), offset).unwrap()
}

fn any_period() -> impl Strategy<Value = Period> {
    let end = || prop::option::of((-40_i64..40).prop_map(day));
    (end(), end()).prop_map(|(from, to)| Period::new(from, to))
}

#[test]
fn both_ends_count() {
    let period = Period::new(Some(day(0)), Some(day(2)));
    let inside: Vec<bool> = (-1..4).map(|offset| period.contains(day(offset))).collect();
    assert_eq!(inside, [false, true, true, true, false]);
    assert!(period.after(day(-1)) && !period.after(day(0)));
    assert!(period.before(day(3)) && !period.before(day(2)));
    assert_eq!(period.days_left(day(0)), Some(2));
    assert_eq!(period.days_left(day(2)), Some(0));
    assert_eq!(period.days_left(day(3)), Some(-1));
    assert_eq!(Period::new(Some(day(0)), None).days_left(day(9)), None);
    assert!(!Period::new(Some(day(0)), Some(day(0))).is_empty());
    assert!(Period::new(Some(day(1)), Some(day(0))).is_empty());
    assert!(Period::default().contains(day(0)));
}

proptest! {
    #[test]
    fn intersection_holds_what_both_hold(a in any_period(), b in any_period(), at in (-45_i64..45).prop_map(day)) {
        let both = a.intersect(&b);
        prop_assert_eq!(both.contains(at), a.contains(at) && b.contains(at));
        prop_assert_eq!(both, b.intersect(&a));
        prop_assert_eq!(a.intersect(&Period::default()), a);
        prop_assert_eq!(a.is_empty(), (-45..45).all(|offset| !a.contains(day(offset))));
        if !a.is_empty() {
            prop_assert_eq!([a.before(at), a.contains(at), a.after(at)].iter().filter(|is| **is).count(), 1);
        }
    }
}
