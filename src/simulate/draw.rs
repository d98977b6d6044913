//! Profiles from random numbers. Owns the order of draws; what can be drawn was checked by `bind`.

use super::law::{Dice, Drawn, Law, SCALE, exact};
use crate::ir::{FactId, ListId, Policy, SubjectId, Value};
use crate::profile::{Profile, Record};
use crate::value::number::Number;
use std::collections::BTreeMap;

/// A population made ready for one policy.
pub(super) struct Generator {
    pub(super) subject: SubjectId,
    pub(super) draws: Vec<Draw>,
    /// Facts by whose values results are spread.
    pub(super) groups: Vec<FactId>,
}

/// One thing that is drawn.
pub(super) struct Draw {
    /// Names the stream of its random numbers.
    pub(super) name: u64,
    /// Of a thousand, how many are not known.
    pub(super) unknown: u64,
    /// The first whose tests hold counts.
    pub(super) cases: Vec<Case>,
    pub(super) target: Target,
}

/// A law and when it holds.
pub(super) struct Case {
    pub(super) when: Vec<(usize, Test)>,
    pub(super) law: Law,
}

/// A condition on something drawn earlier. What is unknown meets none.
pub(super) enum Test {
    Words(Vec<usize>),
    Between(Option<i128>, Option<i128>),
}

/// Where a result goes.
pub(super) enum Target {
    /// Nowhere: it only steers later draws.
    Trait,
    /// A fact; words as values, and one written unit in base units.
    Fact(FactId, BTreeMap<usize, Value>, Option<Number>),
    /// The records of a list and their fields; no list when this policy does not know it.
    List(Option<ListId>, Vec<Draw>),
}

impl Generator {
    /// The profile of one subject.
    pub(super) fn profile(&self, policy: &Policy, seed: u64, subject: u64, earlier: &mut Vec<Drawn>) -> Profile {
        let mut profile = Profile::empty(policy);
        profile.set_subject(Some(self.subject));
        earlier.clear();
        for draw in &self.draws {
            let drawn = draw.draw((seed, subject, 0), earlier);
            match &draw.target {
                Target::Trait => {}
                Target::Fact(id, ..) => profile.set_fact(*id, draw.target.value(drawn)),
                Target::List(list, fields) => {
                    if let (Some(list), Drawn::Number(count)) = (list, drawn) {
                        let records = records(fields, count, (seed, subject), earlier, drawn);
                        profile.set_list(*list, Some(records));
                    }
                }
            }
            earlier.push(drawn);
        }
        profile
    }
}

fn records(fields: &[Draw], count: i128, of: (u64, u64), earlier: &mut Vec<Drawn>, drawn: Drawn) -> Vec<Record> {
    let count = count.checked_div(SCALE).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
    let outer = earlier.len();
    let records = (0..count).map(|index| {
        earlier.push(drawn);
        let mut record = Record::default();
        for field in fields {
            let drawn = field.draw((of.0, of.1, index), earlier);
            if let (Target::Fact(id, ..), Some(value)) = (&field.target, field.target.value(drawn)) {
                record.fields.push((*id, value));
            }
            earlier.push(drawn);
        }
        earlier.truncate(outer);
        record
    });
    records.collect()
}

impl Draw {
    /// Draws for a seed, a subject and a record.
    fn draw(&self, (seed, subject, record): (u64, u64, u64), earlier: &[Drawn]) -> Drawn {
        let mut dice = Dice::new(seed, subject, self.name, record);
        if dice.per_thousand(self.unknown) {
            return Drawn::Unknown;
        }
        let holds = |case: &&Case| case.when.iter().all(|(slot, test)| test.holds(earlier.get(*slot)));
        self.cases.iter().find(holds).map_or(Drawn::Unknown, |case| case.law.draw(&mut dice, earlier, record))
    }
}

impl Test {
    fn holds(&self, drawn: Option<&Drawn>) -> bool {
        match (self, drawn) {
            (Self::Words(wanted), Some(Drawn::Word(word))) => wanted.contains(word),
            (Self::Between(low, high), Some(Drawn::Number(number))) => {
                low.is_none_or(|low| low <= *number) && high.is_none_or(|high| *number <= high)
            }
            _ => false,
        }
    }
}

impl Target {
    fn value(&self, drawn: Drawn) -> Option<Value> {
        let Self::Fact(_, words, scale) = self else { return None };
        match drawn {
            Drawn::Unknown => None,
            Drawn::Word(word) => words.get(&word).cloned(),
            Drawn::Number(number) => {
                let plain = exact(number);
                let one = scale.as_ref().is_none_or(|scale| *scale == Number::one());
                Some(Value::Number(if one { plain } else { scale.as_ref().map_or(plain.clone(), |s| plain.mul(s)) }))
            }
            Drawn::Day(day) => Some(Value::Date(day)),
            Drawn::Month(month) => Some(Value::Month(month)),
            Drawn::Set(members) => Some(Value::Set(members)),
        }
    }
}
