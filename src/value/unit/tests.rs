//! Units form a commutative group; how they are written.

use super::*;
use proptest::prelude::*;

const PERSON: BaseUnit = BaseUnit::FIRST_DECLARED;
const HOUSEHOLD: BaseUnit = BaseUnit(5);

fn name(base: BaseUnit) -> String {
    let names = ["元", "月", "天", "工作日", "人", "户"];
    names[usize::from(base.0)].to_owned()
}

fn unit(exponents: &[(BaseUnit, i8)]) -> Unit {
    exponents.iter().fold(Unit::dimensionless(), |unit, (base, exponent)| {
        (0..exponent.unsigned_abs()).fold(unit, |unit, _| {
            let base = Unit::base(*base);
            if *exponent > 0 { unit.mul(&base).unwrap() } else { unit.div(&base).unwrap() }
        })
    })
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::collection::vec((0_u16..6, -5_i8..=5), 0..5)
        .prop_map(|list| unit(&list.into_iter().map(|(base, exponent)| (BaseUnit(base), exponent)).collect::<Vec<_>>()))
}

#[test]
fn written_form() {
    for (exponents, text) in [
        (&[][..], ""),
        (&[(BaseUnit::YUAN, 1)], "元"),
        (&[(BaseUnit::MONTH, -1)], "1/月"),
        (&[(BaseUnit::YUAN, 1), (BaseUnit::MONTH, -1), (PERSON, -1)], "元/(人·月)"),
        (&[(BaseUnit::YUAN, 1), (HOUSEHOLD, -1)], "元/户"),
        (&[(BaseUnit::MONTH, 1), (PERSON, 1)], "人·月"),
        (&[(BaseUnit::YUAN, 2), (BaseUnit::DAY, -2)], "元^2/天^2"),
        (&[(BaseUnit::WORKDAY, -1), (PERSON, -1)], "1/(人·工作日)"),
    ] {
        assert_eq!(unit(exponents).display(&name), text);
    }
}

#[test]
fn exponents_stop_at_the_edge() {
    let most = unit(&[(PERSON, i8::MAX)]);
    assert_eq!(most.mul(&Unit::base(PERSON)), None);
    let least = unit(&[(PERSON, i8::MIN)]);
    assert_eq!(least.div(&Unit::base(PERSON)), None);
    assert_eq!(least.recip(), None);
    assert_eq!(most.recip().unwrap().exponents().collect::<Vec<_>>(), [(PERSON, -i8::MAX)]);
}

#[test]
fn a_monthly_rate_per_person_comes_out_in_yuan() {
    let rate = unit(&[(BaseUnit::YUAN, 1), (PERSON, -1), (BaseUnit::MONTH, -1)]);
    let total = rate.mul(&Unit::base(BaseUnit::MONTH)).unwrap().mul(&Unit::base(PERSON)).unwrap();
    assert_eq!(total, Unit::base(BaseUnit::YUAN));
    assert_ne!(Unit::base(BaseUnit::DAY), Unit::base(BaseUnit::WORKDAY));
}

#[test]
fn stored_units_have_no_zero_exponents() {
    let text = r#"{"0":1,"4":-1}"#;
    let read: Unit = serde_json::from_str(text).unwrap();
    assert_eq!(read, unit(&[(BaseUnit::YUAN, 1), (BaseUnit::FIRST_DECLARED, -1)]));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert_eq!(serde_json::from_str::<Unit>("{}").unwrap(), Unit::dimensionless());
    assert!(serde_json::from_str::<Unit>(r#"{"0":1,"4":0}"#).is_err());
}

proptest! {
    #[test]
    fn group_laws(a in any_unit(), b in any_unit(), c in any_unit()) {
        let one = Unit::dimensionless();
        prop_assert_eq!(a.mul(&b), b.mul(&a));
        prop_assert_eq!(a.mul(&b).unwrap().mul(&c), a.mul(&b.mul(&c).unwrap()));
        prop_assert_eq!(a.mul(&one), Some(a.clone()));
        prop_assert_eq!(a.mul(&a.recip().unwrap()), Some(one.clone()));
        prop_assert_eq!(a.div(&b), a.mul(&b.recip().unwrap()));
        prop_assert_eq!(a.div(&b).unwrap().mul(&b), Some(a.clone()));
        prop_assert!(a.div(&a).unwrap().is_dimensionless());
        prop_assert!(a.exponents().all(|(_, exponent)| exponent != 0));
        prop_assert_eq!(a.is_dimensionless(), a == one);
    }
}
