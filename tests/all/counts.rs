//! What the pack of the notice consists of, counted on the checked policy against the register of the notice, and
//! what is still open when every fact of a subject is known.

use crate::generate::{Dice, Pools};
use huice::eval::{Context, evaluate};
use huice::ir::{FactId, FactType, ItemDef, ItemKind, ParamValue, SubjectId, Value};
use huice::outcome::Status;
use std::collections::BTreeSet;
use std::fmt::Write as _;

fn money(item: &ItemDef) -> bool {
    item.amount.is_some() || item.each.as_ref().is_some_and(|each| each.amount.is_some())
}

#[test]
fn measures_items_kinds_and_brackets() {
    let program = crate::zhoucun();
    let policy = program.policy();
    assert_eq!(policy.measures.len(), 51);
    let numbers: Vec<u32> = policy.measures.iter().map(|measure| measure.number).collect();
    assert_eq!(numbers, (1..=51).collect::<Vec<_>>());
    assert_eq!(policy.items.len(), 118);
    let rules: Vec<&String> = policy.measures.iter().flat_map(|measure| &measure.rules).collect();
    assert_eq!(rules, ["14.3"], "shared conditions with an id are not counted as items");
    let count = |wanted: &dyn Fn(&ItemDef) -> bool| policy.items.iter().filter(|item| wanted(item)).count();
    assert_eq!(count(&|item| item.kind == ItemKind::Benefit && money(item)), 17, "with an amount");
    assert_eq!(count(&|item| item.kind == ItemKind::Benefit && !money(item)), 32, "without an amount");
    assert_eq!(
        count(&|item| item.kind == ItemKind::Benefit && !money(item) && item.grant.is_none()),
        0,
        "each gives something"
    );
    assert_eq!(count(&|item| item.kind == ItemKind::Duty), 6);
    assert_eq!(count(&|item| item.kind == ItemKind::Encouragement), 9);
    assert_eq!(count(&|item| item.kind == ItemKind::Administrative), 49);
    assert_eq!(count(&|item| item.kind == ItemKind::Target), 5);
    let brackets: usize =
        policy.measures.iter().map(|measure| usize::from(measure.parties.is_some()) + measure.paragraphs.len()).sum();
    assert_eq!(brackets, 55);
    let all = policy
        .measures
        .iter()
        .flat_map(|measure| measure.parties.iter().chain(measure.paragraphs.iter().map(|(_, p)| p)));
    assert_eq!(all.clone().filter(|parties| !parties.responsible.is_empty()).count(), 1, "责任单位 stands once");
    let bearing =
        |name: &str| all.clone().filter(|parties| parties.officials.iter().any(|official| official == name)).count();
    assert_eq!(["路德芝", "解金章", "耿峰", "刘伟", "各副区长"].map(bearing), [42, 25, 9, 7, 1]);
}

#[test]
fn every_item_cites_its_place_and_has_somebody_responsible() {
    let program = crate::zhoucun();
    let policy = program.policy();
    for item in &policy.items {
        let measure = &policy.measures[item.measure.0];
        assert!(
            item.id.starts_with(&format!("{}.", measure.number)),
            "{} stands in measure {}",
            item.id,
            measure.number
        );
        assert!(
            item.sources.iter().any(|source| source.article == measure.number && source.sentence.is_some()),
            "{}",
            item.id
        );
        assert!(!item.parties.officials.is_empty(), "{} has no official", item.id);
        assert!(!item.parties.lead.is_empty() || !item.parties.responsible.is_empty(), "{} has no agency", item.id);
    }
}

#[test]
fn the_measures_with_amounts_are_those_of_the_register() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let measures = |wanted: &dyn Fn(&ItemDef) -> bool| -> BTreeSet<u32> {
        policy.items.iter().filter(|item| wanted(item)).map(|item| policy.measures[item.measure.0].number).collect()
    };
    let paying = measures(&|item| money(item));
    assert_eq!(paying, BTreeSet::from([12, 13, 14, 15, 17, 18, 21, 22, 29, 30, 32]));
    let giving: BTreeSet<u32> = measures(&|item| item.kind == ItemKind::Benefit).difference(&paying).copied().collect();
    assert_eq!(giving, BTreeSet::from([4, 11, 16, 19, 23, 25, 26, 31, 40, 41, 44, 48]));
}

/// With every fact known, an item is open only for want of a parameter, an event's date, a rule elsewhere or the
/// choice between two readings.
#[test]
fn full_profiles_leave_open_only_what_no_fact_can_settle() {
    let program = crate::zhoucun();
    let policy = program.policy();
    let pools = Pools::of(policy);
    let context = Context::new("2020-03-31".parse().unwrap());
    let mut open: BTreeSet<String> = BTreeSet::new();
    for (index, subject) in policy.subjects.iter().enumerate() {
        for seed in 0..60 {
            let mut profile = pools.profile(policy, &mut Dice::new(seed), Some(SubjectId(index)));
            let dice = &mut Dice::new(seed ^ 0x55);
            for (at, fact) in policy.facts.iter().enumerate() {
                let id = FactId(at);
                if fact.list.is_some() || fact.subject.is_some_and(|owner| owner.0 != index) {
                    continue;
                }
                match fact.ty {
                    FactType::Scalar(..) if fact.derived.is_none() && profile.fact(id).is_none() => {
                        profile.set_fact(id, pools.pick(dice, id))
                    }
                    FactType::Scalar(..) => {}
                    FactType::List(list) => {
                        let mut records = profile.list(list).map_or_else(Vec::new, <[_]>::to_vec);
                        for record in &mut records {
                            for field in &policy.lists[list.0].fields {
                                if record.get(*field).is_none() {
                                    record.fields.push((*field, pools.pick(dice, *field).unwrap()));
                                }
                            }
                        }
                        profile.set_list(list, Some(records));
                    }
                }
            }
            if !huice::eval::contradictions(policy, &profile).is_empty() {
                continue;
            }
            for item in evaluate(policy, &profile, &context).items {
                assert!(item.needs.is_empty(), "{} of {} still needs {:?}", item.item, subject.key, item.needs);
                assert_ne!(item.status, Status::Conflict, "{}", item.item);
                if item.status == Status::Undetermined {
                    let undecided = item
                        .readings
                        .iter()
                        .filter(|reading| reading.adopted.is_none())
                        .map(|reading| reading.name.clone());
                    let why = [
                        ("parameter", item.missing_parameters),
                        ("event", item.events),
                        ("rule elsewhere", item.external),
                        ("undecided reading", undecided.collect()),
                    ];
                    assert!(why.iter().any(|(_, names)| !names.is_empty()), "{} is open for no reason", item.item);
                    let why: Vec<String> = why
                        .iter()
                        .filter(|(_, names)| !names.is_empty())
                        .map(|(what, names)| format!("{what} {}", names.join(", ")))
                        .collect();
                    open.insert(format!("{} {}: {}", item.item, subject.key, why.join("; ")));
                }
            }
        }
    }
    let text = open.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("open-though-all-is-known", text);
    });
}

#[test]
fn every_missing_parameter_says_why() {
    let program = crate::zhoucun();
    for param in &program.policy().params {
        match &param.value {
            ParamValue::Missing(why) => assert!(!why.is_empty(), "{}", param.name),
            ParamValue::Constant(Value::Text(_)) | ParamValue::Constant(_) | ParamValue::Series(_) => {
                assert!(param.source.is_some(), "{} has no source", param.name);
            }
        }
    }
}
