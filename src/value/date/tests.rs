//! Calendar arithmetic against chrono and against its own laws.

use super::*;
use chrono::{Months, Weekday};
use proptest::prelude::*;

fn d(text: &str) -> NaiveDate {
    parse_day(text).unwrap()
}

fn m(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Days of 1960 to 2140, so that months of the size used below stay within the years.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..65_000).prop_map(|offset| add_days(d("1960-01-01"), offset).unwrap())
}

#[test]
fn reads_days_and_months_strictly() {
    assert_eq!(d("2020-02-29"), NaiveDate::from_ymd_opt(2020, 2, 29).unwrap());
    for text in [
        "2021-02-29",
        "2020-2-29",
        "2020-02-9",
        "20200229",
        "2020-02",
        "2020-02-30",
        "2020-00-01",
        "2020-01-00",
        "2020-13-01",
        "1899-12-31",
        "2201-01-01",
        "+2020-01-01",
        " 2020-01-01",
        "２020-01-01",
        "2020-01-01T00:00",
        "",
        "2020--01-01",
        "2020-01--1",
    ] {
        assert_eq!(parse_day(text), None, "{text}");
    }
    assert_eq!(m("2020-02"), Month::new(2020, 2).unwrap());
    for text in ["2020-2", "2020-00", "2020-13", "202-01", "1899-12", "2201-01", "2020-01-01", "2020", ""] {
        assert_eq!(Month::parse(text), None, "{text}");
    }
}

#[test]
fn years_stop_at_the_limits() {
    assert!(Month::new(MIN_YEAR, 1).is_some() && Month::new(MAX_YEAR, 12).is_some());
    assert!(Month::new(MIN_YEAR - 1, 12).is_none() && Month::new(MAX_YEAR + 1, 1).is_none());
    let (first, last) = (d("1900-01-01"), d("2200-12-31"));
    assert_eq!((add_days(first, 0), add_days(first, -1)), (Some(first), None));
    assert_eq!((add_days(last, 0), add_days(last, 1)), (Some(last), None));
    assert_eq!((add_months(first, -1), add_months(last, 1)), (None, None));
    assert_eq!((add_workdays(first, -1, &|_| true), add_workdays(last, 1, &|_| true)), (None, None));
    assert_eq!(add_workdays(d("2020-01-01"), 1, &|_| false), None);
    for n in [i64::MIN, i64::MAX] {
        assert_eq!((add_days(first, n), add_workdays(first, n, &weekday)), (None, None));
        assert_eq!(lasting_end(first, Length::Days(n), &weekday), None);
    }
    for n in [i32::MIN, i32::MAX] {
        assert_eq!((add_months(first, n), Month::of(last).add(n)), (None, None));
    }
}

#[test]
fn months_end_where_the_statute_says() {
    for (from, n, to) in [
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 1, "2020-03-29"),
        ("2020-03-31", -1, "2020-02-29"),
        ("2020-10-31", 4, "2021-02-28"),
        ("2020-05-15", 0, "2020-05-15"),
    ] {
        assert_eq!(add_months(d(from), n), Some(d(to)), "{from} {n}");
    }
}

#[test]
fn lasting_counts_its_first_day_and_within_does_not() {
    use Length::{Days, Months, Workdays};
    // 1 January 2020 is a Wednesday.
    for (anchor, length, lasting, within) in [
        ("2020-01-01", Months(12), "2020-12-31", "2021-01-01"),
        ("2020-01-29", Months(1), "2020-02-28", "2020-02-29"),
        ("2020-01-30", Months(1), "2020-02-29", "2020-02-29"),
        ("2020-01-31", Months(1), "2020-02-29", "2020-02-29"),
        ("2020-02-01", Months(1), "2020-02-29", "2020-03-01"),
        ("2020-02-29", Months(1), "2020-03-28", "2020-03-29"),
        ("2020-02-29", Months(12), "2021-02-28", "2021-02-28"),
        ("2020-03-31", Months(1), "2020-04-30", "2020-04-30"),
        ("2020-01-01", Days(1), "2020-01-01", "2020-01-02"),
        ("2020-01-01", Days(30), "2020-01-30", "2020-01-31"),
        ("2020-01-01", Days(0), "2019-12-31", "2020-01-01"),
        ("2020-01-01", Months(0), "2019-12-31", "2020-01-01"),
        ("2020-01-01", Workdays(3), "2020-01-03", "2020-01-06"),
        ("2020-01-04", Workdays(1), "2020-01-06", "2020-01-06"),
        ("2020-01-01", Workdays(0), "2019-12-31", "2020-01-01"),
    ] {
        assert_eq!(lasting_end(d(anchor), length, &weekday), Some(d(lasting)), "{anchor} {length:?}");
        assert_eq!(within_end(d(anchor), length, &weekday), Some(d(within)), "{anchor} {length:?}");
    }
}

#[test]
fn workdays_skip_the_others() {
    assert_eq!(add_workdays(d("2020-01-03"), 1, &weekday), Some(d("2020-01-06")));
    assert_eq!(add_workdays(d("2020-01-06"), -1, &weekday), Some(d("2020-01-03")));
    assert_eq!(add_workdays(d("2020-01-04"), 0, &weekday), Some(d("2020-01-04")));
    assert_eq!(add_workdays(d("2020-01-01"), 10, &weekday), Some(d("2020-01-15")));
}

#[test]
fn months_print_and_read() {
    let month = m("2020-02");
    assert_eq!((month.to_string(), month.year(), month.month()), ("2020-02".to_owned(), 2020, 2));
    assert_eq!((month.first_day(), month.last_day()), (d("2020-02-01"), d("2020-02-29")));
    assert_eq!(serde_json::to_string(&month).unwrap(), "\"2020-02\"");
    assert_eq!(serde_json::from_str::<Month>("\"2020-02\"").unwrap(), month);
    assert!(serde_json::from_str::<Month>("\"2020-2\"").is_err());
    assert!(m("2019-12") < m("2020-01"));
}

proptest! {
    #[test]
    fn months_agree_with_chrono(day in any_day(), n in -600_i32..600) {
        let step = Months::new(n.unsigned_abs());
        let theirs = if n < 0 { day.checked_sub_months(step) } else { day.checked_add_months(step) };
        prop_assert_eq!(add_months(day, n), theirs);
    }

    #[test]
    fn month_laws(day in any_day(), n in -300_i32..300, k in -300_i32..300) {
        let month = Month::of(day);
        let later = month.add(n).unwrap();
        prop_assert_eq!(later.add(k), month.add(n.saturating_add(k)));
        prop_assert_eq!(Month::months_between(month, later), n);
        prop_assert_eq!(later > month, n > 0);
        prop_assert_eq!(Month::parse(&month.to_string()), Some(month));
        prop_assert!(month.first_day() <= day && day <= month.last_day());
        prop_assert_eq!(month.last_day().succ_opt(), month.add(1).map(Month::first_day));
        prop_assert_eq!(Month::of(add_months(day, n).unwrap()), later);
    }

    #[test]
    fn adding_months_keeps_order(a in any_day(), b in any_day(), n in 0_i32..300) {
        prop_assert_eq!(parse_day(&a.to_string()), Some(a));
        if a <= b {
            prop_assert!(add_months(a, n) <= add_months(b, n));
        }
        prop_assert!(add_months(a, n) < add_months(a, n.saturating_add(1)));
    }

    #[test]
    fn day_laws(day in any_day(), n in -9000_i64..9000) {
        let there = add_days(day, n).unwrap();
        prop_assert_eq!(days_between(day, there), n);
        prop_assert_eq!(add_days(there, n.saturating_neg()), Some(day));
    }

    #[test]
    fn workday_laws(day in any_day(), n in 1_i64..60) {
        let there = add_workdays(day, n, &weekday).unwrap();
        let passed = day.succ_opt().unwrap().iter_days().take_while(|at| *at <= there).filter(|at| weekday(*at));
        prop_assert_eq!(i64::try_from(passed.count()).unwrap(), n);
        prop_assert!(weekday(there));
        prop_assert_eq!(add_workdays(day, n, &|_| true), add_days(day, n));
        let back = add_workdays(there, n.saturating_neg(), &weekday).unwrap();
        prop_assert_eq!(add_workdays(back, n, &weekday), Some(there));
    }

    #[test]
    fn lasting_periods_follow_each_other(day in any_day(), n in 0_i32..200) {
        let ends = |day, length| lasting_end(day, length, &weekday).unwrap();
        let days = Length::Days(i64::from(n));
        prop_assert_eq!(ends(day, days).succ_opt(), within_end(day, days, &weekday));
        // The day before the corresponding day; where there is none, the next period begins with the next month.
        let months = Length::Months(n);
        let next = ends(day, months).succ_opt().unwrap();
        let corresponds = add_months(day, n).unwrap().day() == day.day();
        prop_assert_eq!(next.day(), if corresponds { day.day() } else { 1 });
        prop_assert_eq!(Month::of(next), Month::of(day).add(n.saturating_add(i32::from(!corresponds))).unwrap());
        prop_assert!(ends(day, months) <= ends(day.succ_opt().unwrap(), months));
        let length = Length::Workdays(i64::from(n));
        let end = lasting_end(day, length, &weekday).unwrap();
        let held = day.iter_days().take_while(|at| *at <= end).filter(|at| weekday(*at));
        prop_assert_eq!(held.count(), usize::try_from(n).unwrap());
    }
}
