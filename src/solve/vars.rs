//! The variables of a question: facts, parameters, events, the day, and what could not be put into linear terms.
//! Named by key, so that two packs can share them. Owns their bounds and grids; knows nothing of rules.

use super::poly::{Mono, Var};
use crate::ir::{FactDef, FactType, NumberForm, Policy, Type};
use crate::value::date::{MAX_YEAR, MIN_YEAR, Month, days_between};
use crate::value::number::{MAGNITUDE_LIMIT, Number};
use crate::value::range::Range;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// The subject type, by the keys of the types.
    Subject,
    /// A fact by its key, and the key of the list whose first record it is a field of.
    Fact(Option<String>, String),
    /// A parameter without a value.
    Param(String),
    /// The day of an event.
    Event(String),
    /// The day asked about.
    Day,
    /// The alternative of a reading that is left open.
    Reading(String),
    /// Something outside linear terms: nothing is known of it but its bounds.
    Opaque(String),
}

/// The values a variable has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there are some dozens of them at a time")]
pub(crate) enum Sort {
    Truth,
    /// Members by the names of the enumeration.
    Member(Vec<String>),
    Set(Vec<String>),
    Text,
    /// A number; `step` is the least difference, and whether values off the grid are impossible.
    Number {
        lo: Option<Number>,
        hi: Option<Number>,
        step: Option<(Number, bool)>,
        /// A value to prefer where nothing else is asked.
        near: Number,
    },
}

/// One variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Def {
    pub(crate) name: Name,
    pub(crate) sort: Sort,
}

/// All variables of a question.
#[derive(Debug, Default)]
pub(crate) struct Vars {
    defs: Vec<Def>,
    index: BTreeMap<Name, Var>,
}

impl Vars {
    /// The variable of this name, made if it is new; `None` when it was made with other values.
    pub(crate) fn named(&mut self, name: Name, sort: impl FnOnce() -> Sort) -> Option<Var> {
        if let Some(var) = self.index.get(&name) {
            let same = self.defs.get(*var).is_some_and(|def| alike(&def.sort, &sort()));
            return same.then_some(*var);
        }
        let var = self.defs.len();
        self.index.insert(name.clone(), var);
        self.defs.push(Def { name, sort: sort() });
        Some(var)
    }

    pub(crate) fn get(&self, var: Var) -> Option<&Def> {
        self.defs.get(var)
    }

    pub(crate) fn find(&self, name: &Name) -> Option<Var> {
        self.index.get(name).copied()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (Var, &Def)> {
        self.defs.iter().enumerate()
    }

    /// The mask of every member of a variable.
    pub(crate) fn members(&self, var: Var) -> u128 {
        match self.get(var).map(|def| &def.sort) {
            Some(Sort::Member(names) | Sort::Set(names)) => {
                (0..names.len()).fold(0, |mask, index| mask | crate::ir::bit(index))
            }
            _ => 0,
        }
    }

    /// The bounds of a product.
    pub(crate) fn range(&self, mono: &Mono) -> Range {
        let one = |var: &Var| match self.get(*var).map(|def| &def.sort) {
            Some(Sort::Number { lo, hi, .. }) => Range { lo: lo.clone(), hi: hi.clone() },
            _ => Range::full(),
        };
        let mut product = Range::point(Number::one());
        let mut rest = mono.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let same = others.iter().take_while(|other| *other == first).count();
            let mut factor = one(first);
            if same > 0 {
                for _ in 0..same {
                    factor = factor.mul(&one(first));
                }
                // An even power is never negative.
                if same.checked_rem(2) == Some(1) {
                    factor = factor.max(&Range::point(Number::zero()));
                }
            }
            product = product.mul(&factor);
            rest = others.get(same..).unwrap_or_default();
        }
        product
    }

    /// The value to prefer for a number.
    pub(crate) fn near(&self, var: Var) -> Number {
        match self.get(var).map(|def| &def.sort) {
            Some(Sort::Number { near, .. }) => near.clone(),
            _ => Number::zero(),
        }
    }

    /// The least difference of a number.
    pub(crate) fn step(&self, var: Var) -> Option<(Number, bool)> {
        match self.get(var).map(|def| &def.sort) {
            Some(Sort::Number { step, .. }) => step.clone(),
            _ => None,
        }
    }
}

/// Whether two variables of one name mean the same; the preferred value does not matter.
fn alike(a: &Sort, b: &Sort) -> bool {
    match (a, b) {
        (Sort::Number { lo: a, hi: b, step: c, .. }, Sort::Number { lo: d, hi: e, step: f, .. }) => {
            a == d && b == e && c == f
        }
        (a, b) => a == b,
    }
}

/// A day as a number.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    days_between(epoch(), day)
}

/// The day of a number.
pub(crate) fn number_day(number: i64) -> Option<NaiveDate> {
    crate::value::date::add_days(epoch(), number)
}

fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()
}

/// A month as a number: months since the year 0.
pub(crate) fn month_number(month: Month) -> i64 {
    i64::from(month.year()).saturating_mul(12).saturating_add(i64::from(month.month())).saturating_sub(1)
}

/// The month of a number.
pub(crate) fn number_month(number: i64) -> Option<Month> {
    let year = i32::try_from(number.checked_div(12)?).ok()?;
    let month = u8::try_from(number.checked_rem(12)?.checked_add(1)?).ok()?;
    Month::new(year, month)
}

/// The values of a day that is not known, near a day.
pub(crate) fn days(lo: Option<NaiveDate>, near: NaiveDate) -> Sort {
    let end = |day: Option<NaiveDate>| day.map(|day| Number::from_i64(day_number(day)));
    Sort::Number {
        lo: end(lo.or_else(|| NaiveDate::from_ymd_opt(MIN_YEAR, 1, 1))),
        hi: end(NaiveDate::from_ymd_opt(MAX_YEAR, 12, 31)),
        step: Some((Number::one(), true)),
        near: Number::from_i64(day_number(near)),
    }
}

/// The values of a month that is not known, near a day.
pub(crate) fn months(near: NaiveDate) -> Sort {
    let month = |month: Option<Month>| month.map(|month| Number::from_i64(month_number(month)));
    Sort::Number {
        lo: month(Month::new(MIN_YEAR, 1)),
        hi: month(Month::new(MAX_YEAR, 12)),
        step: Some((Number::one(), true)),
        near: Number::from_i64(month_number(Month::of(near))),
    }
}

/// The values of a number as it is written; off its written grid when `loose` (parameters may be finer).
pub(crate) fn numbers(bounds: &(Option<Number>, Option<Number>), form: Option<&NumberForm>, loose: bool) -> Sort {
    let limit = Number::from_i64(MAGNITUDE_LIMIT);
    let scale = form.map_or_else(Number::one, |form| form.scale.clone());
    let unsigned = form.is_some_and(|form| !form.signed);
    let least = if unsigned { Number::zero() } else { limit.neg() };
    let finer = |parts: i64| scale.div(&Number::from_i64(parts)).unwrap_or_else(Number::one);
    let step = match form {
        Some(form) if form.integer && !loose => (scale.clone(), true),
        Some(form) if form.money && !loose => (finer(100), true),
        _ => (finer(10_000), false),
    };
    let (lo, hi) = bounds;
    let lo = lo.clone().map_or(least.clone(), |lo| if unsigned { lo.max(least) } else { lo });
    let hi = hi.clone().unwrap_or(limit);
    let near = if lo.is_negative() && !hi.is_negative() { Number::zero() } else { lo.clone() };
    Sort::Number { lo: Some(lo), hi: Some(hi), step: Some(step), near }
}

/// The values a type has.
pub(crate) fn sort_of(
    policy: &Policy,
    ty: &Type,
    bounds: &(Option<Number>, Option<Number>),
    form: Option<&NumberForm>,
    near: NaiveDate,
    loose: bool,
) -> Option<Sort> {
    let names = |id: crate::ir::EnumId| -> Vec<String> {
        policy.enums.get(id.0).map(|def| def.members.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default()
    };
    Some(match ty {
        Type::Bool => Sort::Truth,
        Type::Number(_) => numbers(bounds, form, loose),
        Type::Date => days(None, near),
        Type::Month => months(near),
        Type::Enum(id) => Sort::Member(names(*id)),
        Type::Set(id) => Sort::Set(names(*id)),
        Type::Text => Sort::Text,
        Type::Months => return None,
    })
}

/// The name of a fact's variable.
pub(crate) fn fact_name(policy: &Policy, fact: &FactDef) -> Name {
    let list = fact.list.and_then(|list| policy.lists.get(list.0)).and_then(|list| policy.facts.get(list.fact.0));
    Name::Fact(list.map(|holder| holder.key.clone()), fact.key.clone())
}

/// The values of a fact; `None` for lists and lists of months.
pub(crate) fn fact_sort(policy: &Policy, fact: &FactDef, near: NaiveDate) -> Option<Sort> {
    match &fact.ty {
        FactType::Scalar(ty, form) => sort_of(policy, ty, &fact.bounds, form.as_ref(), near, false),
        FactType::List(_) => None,
    }
}
