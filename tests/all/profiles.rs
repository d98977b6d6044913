//! The outcome of every seed profile, reduced to what an official acts on, as snapshots checked by hand against the
//! notice. Also: reading profiles never panics, and answers do not change from one run to the next.

use crate::seeds::profiles;
use huice::outcome::{ItemOutcome, Outcome, RecordOutcome, Status};
use huice::{Context, Profile, Program};
use proptest::prelude::*;
use std::fmt::Write as _;

fn evaluate(program: &Program, text: &str) -> Outcome {
    let profile = Profile::from_json(program, text).unwrap_or_else(|errors| panic!("{errors:#?}"));
    program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()))
}

#[test]
fn outcomes_of_the_seed_profiles() {
    let program = crate::zhoucun();
    for (name, profile) in profiles() {
        let outcome = evaluate(&program, &profile.to_string()).without_other_subjects();
        insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, short(&outcome));
        });
    }
}

fn end(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("?")
}

/// The parts that matter, one line each; items with nothing to say but their status share a line at the end.
fn short(outcome: &Outcome) -> String {
    let mut out = String::new();
    for (key, value) in outcome.derived.iter().filter(|(_, value)| value.is_some()) {
        let _ = writeln!(out, "{key}: {}", end(value));
    }
    let mut plain = Vec::new();
    for one in &outcome.items {
        if one.status == Status::Informational {
            plain.push(one.item.as_str());
            continue;
        }
        item(&mut out, one);
    }
    for combination in &outcome.combinations {
        let of = combination.record.as_deref().unwrap_or("subject");
        let chosen = combination.chosen.clone().unwrap_or_else(|| format!("open {:?}", combination.candidates));
        let _ = writeln!(out, "{} {:?} per {of}: {chosen}", combination.rule, combination.items);
    }
    let totals = &outcome.totals;
    let _ = writeln!(
        out,
        "totals: certain {}, pending {}, ceilings {}, range {} to {}",
        totals.exact_yuan,
        totals.pending_yuan,
        totals.ceiling_yuan,
        end(&totals.range_yuan[0]),
        end(&totals.range_yuan[1])
    );
    let _ = writeln!(out, "informational: {}", plain.join(" "));
    out
}

fn item(out: &mut String, one: &ItemOutcome) {
    let _ = write!(out, "{} {}: {}", one.item, one.title, one.status.word());
    if one.exception_possible {
        let _ = write!(out, ", exception possible");
    }
    let amount = &one.amount;
    if amount.kind != "none" && !matches!(one.status, Status::NotEligible | Status::NotApplicable) {
        let _ = write!(out, "\n  {}", amount.kind);
        if amount.conditional {
            let _ = write!(out, " if so");
        }
        if let Some(yuan) = amount.yuan.as_ref().or(amount.ceiling.as_ref()) {
            let _ = write!(out, " {yuan}");
        }
        let _ = write!(out, " [{}, {}]", end(&amount.range[0]), end(&amount.range[1]));
        if let Some(formula) = &amount.formula {
            let _ = write!(out, " = {formula}");
        }
        if amount.cap_reached {
            let _ = write!(out, " (cap {})", if amount.capped { "cuts" } else { "reached" });
        }
    }
    out.push('\n');
    if matches!(one.status, Status::NotApplicable) {
        return;
    }
    for record in &one.records {
        self::record(out, record);
    }
    let failed: Vec<&str> =
        one.conditions.iter().filter(|line| line.holds == Some(false)).map(|line| line.because.as_str()).collect();
    let lists: [(&str, Vec<&str>); 7] = [
        ("fails", failed),
        ("needs", one.needs.iter().map(String::as_str).collect()),
        ("pending", one.pending.iter().map(String::as_str).collect()),
        ("missing", one.missing_parameters.iter().map(String::as_str).collect()),
        ("events", one.events.iter().map(String::as_str).collect()),
        ("external", one.external.iter().map(String::as_str).collect()),
        ("hints", one.hints.iter().map(String::as_str).collect()),
    ];
    for (name, values) in lists.iter().filter(|(_, values)| !values.is_empty()) {
        let _ = writeln!(out, "  {name}: {}", values.join("; "));
    }
    for deadline in &one.deadlines {
        let _ = writeln!(out, "  until: {} = {} ({})", deadline.text, end(&deadline.date), deadline.state);
    }
    if let Some(grant) = one.grant.as_ref().filter(|_| one.status != Status::NotEligible) {
        let _ = writeln!(
            out,
            "  gives: {} {}, {} to {}",
            grant.text,
            end(&grant.longest),
            end(&grant.from),
            end(&grant.until)
        );
    }
}

fn record(out: &mut String, record: &RecordOutcome) {
    let _ = write!(out, "  {}: {}", record.path, record.status.word());
    if record.status != Status::NotEligible
        && let Some(yuan) = &record.yuan
    {
        let _ = write!(out, " {yuan}");
    }
    let failed: Vec<&str> =
        record.conditions.iter().filter(|line| line.holds == Some(false)).map(|line| line.because.as_str()).collect();
    if !failed.is_empty() {
        let _ = write!(out, " fails {}", failed.join("; "));
    }
    out.push('\n');
}

#[test]
fn the_same_profile_gives_the_same_json() {
    let (one, other) = (
        crate::zhoucun(),
        huice::Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap().program().unwrap(),
    );
    assert_eq!(one.hash(), other.hash());
    for (name, profile) in profiles() {
        let json = |program: &Program| serde_json::to_string(&evaluate(program, &profile.to_string())).unwrap();
        assert_eq!(json(&one), json(&other), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let program = crate::zhoucun();
        let text = String::from_utf8_lossy(&bytes);
        let _ = Profile::from_json(&program, &text);
    }

    /// Profiles with bytes changed, cut out or doubled.
    #[test]
    fn damaged_profiles_are_read_or_refused(which in 0_usize..15, at in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0_u8..3) {
        let program = crate::zhoucun();
        let all = profiles();
        let mut bytes = all[which.min(all.len().saturating_sub(1))].1.to_string().into_bytes();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => bytes.truncate(at),
            _ => bytes.insert(at, byte),
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Ok(profile) = Profile::from_json(&program, &text) {
            let _ = program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()));
        }
    }

    /// Values of the wrong kind or size under the right keys.
    #[test]
    fn strange_values_are_read_or_refused(
        fact in any::<prop::sample::Index>(),
        value in prop_oneof![
            "-?[0-9]{1,40}(\\.[0-9]{1,30})?", "\"[0-9-]{0,12}\"", Just("null".to_owned()), Just("[]".to_owned()), Just("[{}]".to_owned()),
            Just("[[]]".to_owned()), Just("true".to_owned()), Just("{}".to_owned()), Just("1e400".to_owned()), Just("\"9999-12-31\"".to_owned()),
            Just("-0".to_owned()), Just("[null]".to_owned()), Just("\"0000-00\"".to_owned())
        ],
        subject in 0_usize..5,
    ) {
        let program = crate::zhoucun();
        let policy = program.policy();
        let key = &policy.facts[fact.index(policy.facts.len())].key;
        let subject = &policy.subjects[subject.min(policy.subjects.len().saturating_sub(1))].key;
        let text = format!("{{\"subject_type\":\"{subject}\",\"{key}\":{value}}}");
        if let Ok(profile) = Profile::from_json(&program, &text) {
            let _ = program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()));
        }
    }
}

/// Found by the fuzz target `profile`: a profile that was written and read again was not the same.
#[test]
fn the_order_of_fields_means_nothing() {
    let program = crate::zhoucun();
    let read = |text: &str| Profile::from_json(&program, text).unwrap();
    let one = read(r#"{"subject_type":"enterprise","rents":[{"rent_yuan":"6000","month":"2020-02"}]}"#);
    let other = read(r#"{"rents":[{"month":"2020-02","rent_yuan":"6000"}],"subject_type":"enterprise"}"#);
    assert_eq!(one, other);
    assert_eq!(read(&one.to_json(&program).to_string()), one);
}
