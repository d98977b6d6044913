//! Targets that evaluate: random packs with random profiles, profiles as JSON, single answers, scripts.

use crate::generate::{Dice, Pools, SIGNED, Size, Written, day, filled, unexplained, violations};
use huice::columnar::{Columns, Results, Workbench};
use huice::compiled::{Row, Verdict};
use huice::eval::{self, evaluate};
use huice::ir::{ItemId, Policy};
use huice::outcome::Outcome;
use huice::plan::Plan;
use huice::script::{Script, ScriptError, ScriptFault, ScriptType, ScriptValue, Signature};
use huice::{Context, Profile};

/// The first bytes make a pack, the rest profiles and contexts. The pack is well typed; what is known of a part holds
/// of the whole.
pub fn packs(data: &[u8]) {
    let [size, rest @ ..] = data else { return };
    let (rules, facts) = rest.split_at(rest.len() * 2 / 3);
    let size = [Size::SMALL, Size::SMALL, Size::MEDIUM][usize::from(*size) % 3];
    let written = Written::new(Dice::from_bytes(rules), size, None);
    let program = written.load().unwrap_or_else(|errors| panic!("{errors}\n{}", written.text));
    let policy = program.policy();
    let pools = Pools::of(policy);
    let dice = &mut Dice::from_bytes(facts);
    let more = pools.profile(policy, dice, None);
    let less = pools.forget(policy, dice, &more);
    let known = day(dice);
    let fuller = filled(policy, dice, &known);
    let signed = written.text.contains(SIGNED);
    let laws = |p: &Outcome, q: &Outcome, what: &str| {
        // A certain sum only grows as long as nothing is negative.
        let broken: Vec<String> =
            violations(p, q).into_iter().filter(|found| !signed || !found.starts_with("totals: certain")).collect();
        assert!(broken.is_empty(), "{what}: {broken:#?}\n{less:?}\n{more:?}\n{fuller:?}\n{}", written.text);
    };
    let [p, q] = [&less, &more].map(|profile| evaluate(policy, profile, &known));
    let [pf, qf] = [&less, &more].map(|profile| evaluate(policy, profile, &fuller));
    laws(&p, &q, "facts");
    laws(&p, &pf, "context");
    laws(&q, &qf, "context of the whole");
    laws(&pf, &qf, "facts in the fuller context");
    for outcome in [&p, &q, &pf, &qf] {
        let found = unexplained(outcome);
        assert!(found.is_empty(), "{found:#?}\n{less:?}\n{more:?}\n{fuller:?}\n{}", written.text);
    }
    for context in [&known, &fuller] {
        let found = engines(policy, &[&less, &more], context);
        assert!(found.is_empty(), "{found:#?}\n{context:?}\n{less:?}\n{more:?}\n{}", written.text);
    }
}

/// Where the compiled engine differs from the reference, or the one by columns from the one by rows. What they leave to
/// the reference is no difference.
fn engines(policy: &Policy, profiles: &[&huice::profile::Profile], context: &eval::Context) -> Vec<String> {
    let every: Vec<ItemId> = (0..policy.items.len()).map(ItemId).collect();
    let plan = Plan::new(policy, context);
    let mut columns = Columns::new(&plan);
    profiles.iter().for_each(|profile| columns.push(&plan, profile));
    let mut results = Results::new(&plan, columns.rows());
    plan.run_columns(&columns, &mut Workbench::new(&plan), &mut results);
    let mut scratch = plan.scratch();
    let mut found = Vec::new();
    for (at, profile) in profiles.iter().enumerate() {
        let reference = eval::answers(policy, profile, context, &every);
        let mut verdicts = vec![Verdict::DEFERRED; policy.items.len()];
        plan.run(&Row::of(&plan, profile), &mut scratch, &mut verdicts);
        for (index, (verdict, answer)) in verdicts.iter().zip(&reference).enumerate() {
            let (id, column) = (&policy.items[index].id, results.verdict(index, at));
            if let Some(compiled) = verdict.answer().filter(|compiled| compiled != answer) {
                found.push(format!("profile {at}, {id}: {compiled:?}, by the reference {answer:?}"));
            }
            if column != Some(*verdict) {
                found.push(format!("profile {at}, {id}: by columns {column:?}, by rows {verdict:?}"));
            }
        }
    }
    found
}

/// Any bytes are read as a profile, of one or of many subjects; what is read is written and read again.
pub fn profile(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let program = crate::zhoucun();
    if let Ok(profile) = Profile::from_json(program, &text) {
        let written = profile.to_json(program).to_string();
        let again = Profile::from_json(program, &written).unwrap_or_else(|errors| panic!("{errors:?}\n{written}"));
        assert_eq!(again, profile, "{written}");
        let outcome = program.evaluate(&profile, &Context::new("2020-03-31".parse().unwrap()));
        assert!(!outcome.items.is_empty());
    }
    let _ = Profile::many_from_json(program, &text);
}

/// Lines of `path = words`: answers to questions, parameters, events and readings of a pack.
pub fn answers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let program = crate::zhoucun();
    let mut profile = Profile::empty(program);
    let mut context = Context::new("2020-03-31".parse().unwrap());
    for line in text.lines().take(40) {
        let Some((path, words)) = line.split_once(" = ") else { continue };
        let _ = program.describe(path);
        let _ = context.set_param(program, path, words);
        let _ = context.set_event(program, path, words);
        let _ = context.set_reading(program, path, words);
        if profile.answer(program, path, words).is_ok() {
            let written = profile.to_json(program).to_string();
            let again = Profile::from_json(program, &written).unwrap_or_else(|errors| panic!("{errors:?}\n{written}"));
            assert_eq!(again, profile, "{written}");
        }
    }
    crate::say_everything(program, &profile, &context);
}

/// Any bytes are compiled as a script and called: a value of the declared type or a fault, the same each time.
pub fn script(data: &[u8]) {
    let source = String::from_utf8_lossy(data);
    let signature = Signature {
        name: "f".to_owned(),
        params: [("a", ScriptType::Number), ("b", ScriptType::Date), ("c", ScriptType::Text), ("d", ScriptType::Bool)]
            .map(|(name, ty)| (name.to_owned(), ty))
            .into(),
        result: ScriptType::Number,
        max_steps: 20_000,
    };
    let script = match Script::compile(&source, signature) {
        Ok(script) => script,
        Err(error) => {
            assert!(!matches!(error, ScriptError::Internal), "the engine failed");
            return;
        }
    };
    let arguments = [
        ScriptValue::Number(huice::value::number::Number::ratio(1234, 100).unwrap()),
        ScriptValue::Date("2020-02-29".parse().unwrap()),
        ScriptValue::Text("甲乙丙".to_owned()),
        ScriptValue::Bool(true),
    ];
    let first = script.call(&arguments);
    assert!(!matches!(first, Err(ScriptFault::Internal | ScriptFault::Arguments)), "{first:?}");
    if let Ok(call) = &first {
        assert_eq!(call.value.script_type(), ScriptType::Number);
    }
    assert_eq!(first, script.call(&arguments), "two calls differ");
}
