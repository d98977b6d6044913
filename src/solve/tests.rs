//! Tests of the decision procedure.

use super::formula::{Atom, Form, all, any, atom, sign};
use super::poly::{Poly, Quot};
use super::search::{Found, Model, search};
use super::vars::{Name, Sort, Vars, day_number, month_number, number_day, number_month};
use crate::ir::CompareOp;
use crate::value::date::Month;
use crate::value::number::Number;

fn number(vars: &mut Vars, name: &str, lo: i64, hi: i64, step: Option<(Number, bool)>) -> Poly {
    let near = Number::from_i64(lo);
    let sort = Sort::Number { lo: Some(Number::from_i64(lo)), hi: Some(Number::from_i64(hi)), step, near };
    Poly::var(vars.named(Name::Opaque(name.to_owned()), || sort).unwrap())
}

fn whole() -> Option<(Number, bool)> {
    Some((Number::one(), true))
}

fn solve(form: &Form, vars: &Vars) -> Found<Model> {
    search(form, vars, &mut |model| Some(model.clone()))
}

/// `a·x + b·y OP c`.
fn line(x: &Poly, y: &Poly, (a, b): (i64, i64), op: CompareOp, c: i64) -> Form {
    let scaled = |p: &Poly, by: i64| p.scale(&Number::from_i64(by));
    sign(scaled(x, a).add(&scaled(y, b)).sub(&Poly::whole(c)), op)
}

/// Every system of three comparisons over a small grid, against trying every point.
#[test]
fn small_systems_agree_with_trying_every_point() {
    use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
    let mut vars = Vars::default();
    let x = number(&mut vars, "x", 0, 3, whole());
    let y = number(&mut vars, "y", 0, 3, whole());
    let ops = [Le, Lt, Ge, Gt, Eq, Ne];
    let holds = |value: i64, op: CompareOp, c: i64| match op {
        Le => value <= c,
        Lt => value < c,
        Ge => value >= c,
        Gt => value > c,
        Eq => value == c,
        Ne => value != c,
    };
    let (mut seed, mut never) = (7_u64, 0);
    let mut roll = |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((seed >> 33) % sides).unwrap()
    };
    for _ in 0..300 {
        let rows: Vec<((i64, i64), CompareOp, i64)> = (0..3)
            .map(|_| ((roll(7) - 3, roll(7) - 3), ops[usize::try_from(roll(6)).unwrap()], roll(13) - 4))
            .collect();
        let form = all(rows.iter().map(|(by, op, c)| line(&x, &y, *by, *op, *c)));
        let possible = (0..4).any(|i| (0..4).any(|j| rows.iter().all(|((a, b), op, c)| holds(a * i + b * j, *op, *c))));
        match solve(&form, &vars) {
            Found::Never => {
                never += 1;
                assert!(!possible, "{rows:?} was said to be impossible");
            }
            Found::Yes(model) => {
                let at = |name: &str| {
                    let var = vars.find(&Name::Opaque(name.to_owned())).unwrap();
                    model.numbers[&var].to_i64().expect("on the grid")
                };
                let (i, j) = (at("x"), at("y"));
                assert!(rows.iter().all(|((a, b), op, c)| holds(a * i + b * j, *op, *c)), "{rows:?} at {i}, {j}");
            }
            Found::Unknown => panic!("{rows:?} was not decided"),
        }
    }
    assert!(never > 50, "{never}");
}

#[test]
fn strict_bounds_touch_over_the_rationals() {
    let mut vars = Vars::default();
    let x = number(&mut vars, "x", 0, 10, None);
    let y = number(&mut vars, "y", 0, 10, None);
    let at = |op| all([line(&x, &y, (1, 1), CompareOp::Le, 5), line(&x, &y, (1, 1), op, 5)]);
    assert!(matches!(solve(&at(CompareOp::Gt), &vars), Found::Never));
    assert!(matches!(solve(&at(CompareOp::Ge), &vars), Found::Yes(_)));
    let between = all([line(&x, &y, (1, 0), CompareOp::Gt, 2), line(&x, &y, (1, 0), CompareOp::Lt, 3)]);
    assert!(matches!(solve(&between, &vars), Found::Yes(_)));
}

#[test]
fn products_and_quotients_are_found_or_left_open() {
    let mut vars = Vars::default();
    let x = number(&mut vars, "x", 0, 1000, whole());
    let y = number(&mut vars, "y", 0, 1000, whole());
    let product = x.mul(&y).unwrap();
    let beyond = sign(product.sub(&Poly::whole(1_000_001)), CompareOp::Ge);
    assert!(matches!(solve(&beyond, &vars), Found::Never), "the product has the bounds of its factors");
    let some = all([sign(product.sub(&Poly::whole(77)), CompareOp::Eq), sign(x.sub(&Poly::whole(1)), CompareOp::Gt)]);
    assert!(!matches!(solve(&some, &vars), Found::Never));
    // x / y at most 5 % and x above y: only a zero divisor would be left, and that has no result.
    let quot = Quot::of(x.clone()).div(&Quot::of(y.clone())).unwrap();
    let share = quot.sub(&Quot::constant(Number::ratio(5, 100).unwrap())).unwrap();
    let form = all([super::relate(&share, CompareOp::Le), sign(x.sub(&y), CompareOp::Gt)]);
    assert!(matches!(solve(&form, &vars), Found::Never));
}

#[test]
fn members_sets_and_texts_are_kept_apart() {
    let mut vars = Vars::default();
    let names = || vec!["a".to_owned(), "b".to_owned()];
    let member = vars.named(Name::Opaque("m".to_owned()), || Sort::Member(names())).unwrap();
    let text = vars.named(Name::Opaque("t".to_owned()), || Sort::Text).unwrap();
    let is = |mask| atom(Atom::Member(member, mask));
    assert!(matches!(solve(&all([is(1), is(2)]), &vars), Found::Never));
    assert!(matches!(solve(&any([is(1), is(2)]), &vars), Found::Yes(_)));
    let said = |of: &str, truth| atom(Atom::Text(text, of.to_owned(), truth));
    assert!(matches!(solve(&all([said("甲", true), said("乙", true)]), &vars), Found::Never));
    let Found::Yes(model) = solve(&all([said("甲", false), said("乙", false)]), &vars) else { panic!() };
    assert!(!["甲", "乙"].contains(&model.texts[&text].as_str()));
}

/// The bounds that tie a month to a day hold for every day of the calendar.
#[test]
fn a_month_lies_within_its_bounds_of_every_day() {
    let origin = month_number(Month::of(number_day(0).unwrap()));
    let first = day_number("1900-01-01".parse().unwrap());
    let last = day_number("2200-12-31".parse().unwrap());
    for day in first..=last {
        let month = month_number(Month::of(number_day(day).unwrap()));
        assert_eq!(month_number(number_month(month).unwrap()), month);
        let gap = day * 1_000_000 - (month - origin) * 30_436_875;
        assert!((-4_000_000..=36_000_000).contains(&gap), "day {day}");
    }
}
