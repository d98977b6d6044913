//! Laws of exact numbers, checked against integer arithmetic.

use super::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn n(text: &str) -> Number {
    Number::parse_decimal(text).unwrap()
}

fn any_number() -> impl Strategy<Value = Number> {
    (any::<i64>(), 1..=i64::MAX).prop_map(|(a, b)| Number::ratio(a, b).unwrap())
}

fn small_number() -> impl Strategy<Value = Number> {
    (-2000_i64..2000, 1_i64..60).prop_map(|(a, b)| Number::ratio(a, b).unwrap())
}

const ALL: [Rounding; 4] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up];

/// `a / b` rounded to a whole number, in machine integers and stated another way: by floor and distance.
#[expect(clippy::arithmetic_side_effects, reason = "64-bit samples in 128 bits")]
fn model(a: i128, b: i128, rounding: Rounding) -> i128 {
    let floor = a.div_euclid(b);
    if a.rem_euclid(b) == 0 {
        return floor;
    }
    let (below, above) = (a - floor * b, (floor + 1) * b - a);
    let (toward, away) = if a < 0 { (floor + 1, floor) } else { (floor, floor + 1) };
    match rounding {
        Rounding::Down => toward,
        Rounding::Up => away,
        _ if below < above => floor,
        _ if below > above => floor + 1,
        Rounding::HalfUp => away,
        Rounding::HalfEven => floor + floor.rem_euclid(2),
    }
}

#[test]
fn a_third_three_times_is_one() {
    let third = Number::ratio(1, 3).unwrap();
    assert_eq!(third.mul(&Number::from_i64(3)), Number::one());
    assert_eq!(third.add(&third).add(&third), Number::one());
    assert_eq!(Number::ratio(1, 0), None);
    assert_eq!(Number::one().div(&Number::zero()), None);
}

#[test]
fn reads_plain_decimals_only() {
    for (text, printed) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("1.50", "1.5"),
        ("-12.034", "-12.034"),
        ("193206.185", "193206.185"),
    ] {
        assert_eq!(n(text).to_exact_string(), printed, "{text}");
    }
    for text in [
        "", "-", ".", "-.", "1.", ".5", "-.5", "+1", "--1", "1e3", "1_000", "1,000", " 1", "1 ", "1.2.3", "１", "一",
        "1.-2", "1/3", "0x1", "1.2\n", "NaN", "¾",
    ] {
        assert_eq!(Number::parse_decimal(text), None, "{text:?}");
    }
}

#[test]
fn reads_forty_digits_and_no_more() {
    let at = "9".repeat(MAX_DIGITS);
    assert_eq!(n(&at).to_exact_string(), at);
    assert!(Number::parse_decimal(&format!("-{at}")).is_some());
    assert_eq!(Number::parse_decimal(&format!("{at}9")), None);
    assert!(Number::parse_decimal(&format!("1.{}", "1".repeat(MAX_DIGITS - 1))).is_some());
    assert_eq!(Number::parse_decimal(&format!("1.{}", "1".repeat(MAX_DIGITS))), None);
}

#[test]
fn limits_hold_at_and_beyond() {
    let most = Number::from_i64(MAGNITUDE_LIMIT);
    let least = Number::from_int(power_of_ten(DENOMINATOR_LIMIT_EXPONENT)).sub(&Number::one());
    let over = |denominator: &Number| Number::one().div(denominator).unwrap();
    for (number, within) in [
        (Number::zero(), true),
        (most.clone(), true),
        (most.neg(), true),
        (most.add(&Number::one()), false),
        (most.neg().sub(&Number::one()), false),
        (most.add(&n("0.000001")), false),
        (most.sub(&n("0.000001")), true),
        (over(&least), true),
        (over(&least.add(&Number::one())), false),
        (over(&least).neg(), true),
    ] {
        assert_eq!(number.within_limits(), within, "{number}");
    }
}

#[test]
fn rounds_each_way() {
    let cases = [
        ("2.5", ["3", "2", "2", "3"]),
        ("3.5", ["4", "4", "3", "4"]),
        ("-2.5", ["-3", "-2", "-2", "-3"]),
        ("2.4999", ["2", "2", "2", "3"]),
        ("-2.5001", ["-3", "-3", "-2", "-3"]),
        ("0.4", ["0", "0", "0", "1"]),
        ("-0.4", ["0", "0", "0", "-1"]),
        ("7", ["7", "7", "7", "7"]),
    ];
    for (text, expected) in cases {
        let got = ALL.map(|rounding| n(text).to_fixed(0, rounding));
        assert_eq!(got, expected, "{text}");
    }
    assert_eq!(n("193206.185").to_fixed(2, Rounding::HalfUp), "193206.19");
    assert_eq!(n("193206.185").to_fixed(2, Rounding::HalfEven), "193206.18");
    assert_eq!(n("-0.004").to_fixed(2, Rounding::HalfUp), "0.00");
    assert_eq!(n("-0.05").to_fixed(2, Rounding::HalfUp), "-0.05");
    assert_eq!(n("5").to_fixed(2, Rounding::Up), "5.00");
}

#[test]
fn prints_exact_and_approximate() {
    let ratio = |a, b| Number::ratio(a, b).unwrap();
    assert_eq!(ratio(-1, 3).to_string(), "-1/3");
    assert_eq!(ratio(6, -4).to_string(), "-1.5");
    assert_eq!(ratio(1, 1024).to_string(), "0.0009765625");
    assert_eq!(format!("{:?}", ratio(7, 2)), "3.5");
    assert!(!ratio(1, 30).is_terminating());
    assert_eq!(ratio(2, 3).to_approx(4), "0.6667");
    assert_eq!(ratio(1, 2).to_approx(4), "0.5");
    assert_eq!(Number::from_i64(100).to_approx(2), "100");
    assert_eq!(Number::from_i64(100).to_approx(0), "100");
    assert_eq!(ratio(-1, 1000).to_approx(2), "0");
}

#[test]
fn the_longest_number_within_limits_reads_back() {
    // 2^132 is the greatest power of two below 10^40; it needs the most places.
    let smallest = Number::from_int(BigInt::from(2).pow(132));
    let part = Number::one().div(&smallest).unwrap();
    let longest = Number::from_i64(MAGNITUDE_LIMIT).neg().add(&part);
    assert!(longest.within_limits());
    let text = serde_json::to_string(&longest).unwrap();
    assert_eq!(serde_json::from_str::<Number>(&text).unwrap(), longest);
}

#[test]
fn reads_serialized_strings_only() {
    let read = |text: &str| serde_json::from_str::<Number>(text).ok();
    assert_eq!(read("\"-1/3\""), Number::ratio(-1, 3));
    assert_eq!(read("\"1.50\""), Number::ratio(3, 2));
    for text in ["1", "1.5", "\"1/0\"", "\"1/-3\"", "\"1/2/3\"", "\"0.5/2\"", "\"\"", "null"] {
        assert_eq!(read(text), None, "{text}");
    }
    let digits = |count: usize| format!("\"{}\"", "1".repeat(count));
    assert!(read(&digits(MAX_EXACT_DIGITS)).is_some());
    assert_eq!(read(&digits(MAX_EXACT_DIGITS + 1)), None);
}

#[test]
fn decimals_are_exact_or_refused() {
    assert_eq!(Number::ratio(1, 3).unwrap().to_decimal(), None);
    assert_eq!(Number::from_decimal(Decimal::MAX).to_decimal(), Some(Decimal::MAX));
    assert_eq!(Number::from_decimal(Decimal::MAX).add(&Number::one()).to_decimal(), None);
    let places = |count: usize| n(&format!("0.{}1", "0".repeat(count - 1)));
    assert!(places(28).to_decimal().is_some());
    assert_eq!(places(29).to_decimal(), None);
    assert_eq!(Number::from_decimal(Decimal::new(-150, 2)), n("-1.5"));
}

#[test]
fn whole_numbers_convert() {
    assert_eq!(Number::from_i64(i64::MIN).to_i64(), Some(i64::MIN));
    assert_eq!(Number::from_i64(i64::MAX).add(&Number::one()).to_i64(), None);
    assert_eq!(n("1.5").to_i64(), None);
}

#[test]
fn whole_numbers_and_parts() {
    for (number, expected) in [
        (n("12"), Some(12)),
        (n("-3"), Some(-3)),
        (n("0"), Some(0)),
        (n("0.5"), None),
        (Number::from_big(i128::MIN.into(), 1.into()).unwrap(), Some(i128::MIN)),
        (Number::from_big(BigInt::from(i128::MAX) + 1, 1.into()).unwrap(), None),
    ] {
        assert_eq!(number.to_i128(), expected, "{number}");
        assert_eq!(number.to_i64(), expected.and_then(|whole| i64::try_from(whole).ok()), "{number}");
    }
    let lowest = Number::from_big(BigInt::from(6), BigInt::from(-4)).unwrap();
    assert_eq!(lowest.parts(), (&BigInt::from(-3), &BigInt::from(2)));
    assert_eq!(Number::from_big(BigInt::from(6), BigInt::from(0)), None);
}

proptest! {
    #[test]
    fn field_laws(a in any_number(), b in any_number(), c in any_number()) {
        prop_assert_eq!(a.add(&b), b.add(&a));
        prop_assert_eq!(a.add(&b).add(&c), a.add(&b.add(&c)));
        prop_assert_eq!(a.mul(&b).mul(&c), a.mul(&b.mul(&c)));
        prop_assert_eq!(a.mul(&b.add(&c)), a.mul(&b).add(&a.mul(&c)));
        prop_assert_eq!(a.sub(&b), a.add(&b.neg()));
        prop_assert_eq!(a.sub(&b).is_negative(), a < b);
        if let Some(quotient) = a.div(&b) {
            prop_assert_eq!(quotient.mul(&b), a.clone());
        }
        prop_assert_eq!(a.abs(), a.clone().max(a.neg()));
    }

    #[test]
    fn rounding_follows_the_integers(a in any::<i64>(), b in 1_i64..1_000_000, places in 0_u8..6) {
        let scale = 10_i128.pow(u32::from(places));
        let number = Number::ratio(a, b).unwrap();
        for rounding in ALL {
            let steps = model(i128::from(a).saturating_mul(scale), i128::from(b), rounding);
            let expected = Number::from_parts(BigInt::from(steps), BigInt::from(scale)).unwrap();
            let rounded = number.round(places, rounding);
            prop_assert_eq!(&rounded, &expected, "{:?}", rounding);
            prop_assert_eq!(n(&number.to_fixed(places, rounding)), expected);
            prop_assert_eq!(rounded.round(places, rounding), rounded);
        }
    }

    #[test]
    fn ties_follow_the_integers(half in -1000_i64..1000) {
        let number = Number::ratio(half, 2).unwrap();
        for rounding in ALL {
            let expected = model(i128::from(half), 2, rounding);
            prop_assert_eq!(number.round(0, rounding), Number::from_int(BigInt::from(expected)));
        }
    }

    #[test]
    fn text_round_trip(number in any_number(), small in small_number()) {
        for number in [number, small] {
            let json = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Number>(&json).unwrap(), &number);
            let text = number.to_string();
            prop_assert_eq!(number.is_terminating(), !text.contains('/'));
            if number.is_terminating() && text.len() <= MAX_DIGITS {
                prop_assert_eq!(n(&text), number);
            }
        }
    }

    #[test]
    fn printed_decimals_are_shortest(steps in any::<i64>(), places in 0_u8..20) {
        let text = Number::from_i64(steps).div(&Number::from_int(power_of_ten(u32::from(places)))).unwrap().to_string();
        prop_assert!(!text.contains('.') || !text.ends_with('0'));
        prop_assert_ne!(text, "-0");
    }

    #[test]
    fn decimal_round_trip(steps in any::<i64>(), places in 0_u32..=28) {
        let decimal = Decimal::new(steps, places);
        let number = Number::from_decimal(decimal);
        prop_assert_eq!(number.to_decimal(), Some(decimal));
        prop_assert_eq!(number.to_string(), decimal.normalize().to_string());
    }

    #[test]
    fn parsing_never_panics(text in ".{0,60}") {
        let _ = Number::parse_decimal(&text);
    }

    #[test]
    fn parsing_reads_what_was_written(text in "-?[0-9]{1,20}(\\.[0-9]{1,20})?") {
        let number = n(&text);
        let places = text.split_once('.').map_or(0, |(_, part)| part.len());
        let fixed = number.to_fixed(u8::try_from(places).unwrap(), Rounding::Down);
        prop_assert_eq!(n(&fixed), number);
    }
}
