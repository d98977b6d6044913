//! relief-10 by Huice: the pack, its rows, and its answers in the form of the others.

use super::data::{Enterprise, YEAR};
use super::hand::Answers;
use chrono::{Days, NaiveDate};
use huice::ir::{FactId, SubjectId, Value};
use huice::outcome::Status;
use huice::profile::Profile;
use huice::value::number::Number;
use huice::{Compiled, Context, Pack, Program, Row, Verdict};

/// The pack, checked.
pub fn program() -> Program {
    let text = include_str!("../pack/relief-10.huice");
    Pack::from_sources("relief-10", &[("relief-10.huice", text)]).program().unwrap()
}

/// Compiled for the end of March 2020.
pub fn compiled(program: &Program) -> Compiled {
    program.compile(&Context::new(NaiveDate::from_ymd_opt(2020, 3, 31).unwrap()))
}

fn day(number: i64) -> Value {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    Value::Date(first + Days::new(u64::try_from(number - YEAR).unwrap()))
}

/// The profile of one enterprise.
pub fn profile(program: &Program, e: &Enterprise) -> Profile {
    let policy = program.policy();
    let mut profile = Profile::empty(policy);
    profile.set_subject(Some(SubjectId(0)));
    let mut set = |key: &str, value: Value| {
        let at = policy.facts.iter().position(|fact| fact.key == key).unwrap();
        profile.set_fact(FactId(at), Some(value));
    };
    let whole = |n: i64| Value::Number(Number::from_i64(n));
    let yuan = |fen: i64| Value::Number(Number::ratio(fen, 100).unwrap());
    set("insured_employees", whole(e.insured));
    set("layoffs", whole(e.layoffs));
    set("in_difficulty", Value::Bool(e.in_difficulty));
    set("recoverable", Value::Bool(e.recoverable));
    set("prev_year_unemployment_premium", yuan(e.premium));
    set("tech_equipment_investment", yuan(e.investment));
    set("makes_epidemic_goods", Value::Bool(e.epidemic_goods));
    set("invest_date", day(e.invest_day));
    set("software_purchase", yuan(e.software));
    set("soe_rent_monthly", yuan(e.rent));
    set("rents_from_soe", Value::Bool(e.rents_from_soe));
    set("is_sme", Value::Bool(e.is_sme));
    set("loan_principal", yuan(e.principal));
    // Ten-thousandths of a percent a year, in base units a month.
    set("loan_rate", Value::Number(Number::ratio(e.rate, 12_000_000).unwrap()));
    set("loan_months", whole(e.months));
    set("city_listed", Value::Bool(e.city));
    set("national_listed", Value::Bool(e.national));
    set("provincial_listed", Value::Bool(e.provincial));
    set("placements", whole(e.placements));
    set("placement_date", day(e.placement_day));
    set("is_hr_agency", Value::Bool(e.hr_agency));
    set("incubator_level", Value::Enum(usize::try_from(e.incubator).unwrap()));
    set("incubator_rent_relief", yuan(e.relief));
    set("trained_and_passed", whole(e.passed));
    set("training_standard", yuan(e.standard));
    profile
}

/// Rows ready to run.
pub fn rows(program: &Program, compiled: &Compiled, enterprises: &[Enterprise]) -> Vec<Row> {
    enterprises.iter().map(|e| Row::of(compiled.plan(), &profile(program, e))).collect()
}

/// Verdicts in the form of the others.
pub fn answers(verdicts: &[Verdict]) -> Answers {
    let mut out = Answers::default();
    for (index, verdict) in verdicts.iter().enumerate() {
        let status = verdict.status().expect("nothing is deferred");
        out.eligible[index] = status == Status::Eligible;
        out.fen[index] = if out.eligible[index] { verdict.fen().unwrap() } else { 0 };
        out.total += out.fen[index];
    }
    out
}
