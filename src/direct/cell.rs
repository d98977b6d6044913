//! One text as the number its register holds. Owns the plain ways of writing each kind of fact: what it reads, a checked
//! profile reads too and to the same value; everything else is odd, right or wrong.

use super::Read;
use super::flat::Decimal;
use crate::ir::{FactDef, FactType, Policy, Type};
use crate::plan::{InputKind, day_number, month_number};
use crate::profile::{BETWEEN, CellForm, FALSE_WORDS, Pattern, TRUE_WORDS};
#[cfg(feature = "batch")]
use crate::value::date::{MAX_YEAR, MIN_YEAR};
use crate::value::date::{Month, parse_day};
use crate::value::number::Number;
#[cfg(feature = "batch")]
use chrono::NaiveDate;

/// Powers of ten.
const POWERS: [i64; 10] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// How the texts of one fact are written.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Words, and what each stands for.
    Words(Vec<(String, i64)>),
    /// Words, each a bit.
    Set(Vec<(String, i64)>),
    /// Decimals, as whole steps of a tenth to some power.
    Number { decimals: usize, lo: i64, hi: i64 },
    /// Days.
    Date(Option<Pattern>),
    /// Months.
    Month(Option<Pattern>),
    /// Any text: which of those the rules compare with, or −1.
    Text(Vec<String>),
    /// No cell is plain.
    Odd,
}

impl Kind {
    /// For cells of a table.
    pub(crate) fn new(policy: &Policy, fact: &FactDef, input: &InputKind, form: &CellForm) -> Self {
        match (input, &fact.ty) {
            (InputKind::Bool, _) => Self::Words(truths(form)),
            (InputKind::Number { step, lo, hi }, FactType::Scalar(_, number)) => {
                let scale = number.as_ref().map_or_else(Number::one, |number| number.scale.clone());
                let times = form.times.clone().unwrap_or_else(Number::one);
                // A sign that is taken off leaves what is no plain number, and so needs no care here.
                let per_unit = scale.mul(&times).div(step);
                match per_unit.as_ref().and_then(power_of_ten) {
                    Some(decimals) => Self::Number { decimals, lo: (*lo).max(0), hi: *hi },
                    None => Self::Odd,
                }
            }
            (InputKind::Date, _) => Self::Date(form.date.clone()),
            (InputKind::Month, _) => Self::Month(form.date.clone()),
            (InputKind::Enum, FactType::Scalar(Type::Enum(id), _)) => {
                let members = policy.enums.get(id.0).map_or(&[][..], |def| def.members.as_slice());
                Self::Words(words(members.iter().map(|(name, key)| (name.as_str(), key.as_deref()))))
            }
            (InputKind::Set, FactType::Scalar(Type::Set(id), _)) => {
                let members = policy.enums.get(id.0).map_or(&[][..], |def| def.members.as_slice());
                Self::Set(words(members.iter().map(|(name, key)| (name.as_str(), key.as_deref()))))
            }
            (InputKind::Text(texts), _) => Self::Text(texts.clone()),
            _ => Self::Odd,
        }
    }

    /// The subject types.
    pub(crate) fn subjects(policy: &Policy) -> Self {
        Self::Words(words(policy.subjects.iter().map(|subject| (subject.name.as_str(), Some(subject.key.as_str())))))
    }

    /// What a cell that is not empty says.
    #[inline]
    pub(crate) fn cell(&self, text: &str) -> Read {
        let read = match self {
            Self::Words(words) => find(words, text),
            Self::Set(_) => self.set(text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty())),
            Self::Number { .. } => match Decimal::begins(text.as_bytes()) {
                Some((decimal, [])) => self.steps(decimal),
                _ => None,
            },
            Self::Date(None) => parse_day(text).map(day_number),
            Self::Date(Some(pattern)) => pattern.day(text).map(day_number),
            Self::Month(None) => Month::parse(text).map(month_number),
            Self::Month(Some(pattern)) => pattern.month(text).map(month_number),
            Self::Text(texts) if text.trim().len() == text.len() => Some(place(texts, text)),
            Self::Text(_) | Self::Odd => None,
        };
        read.map_or(Read::Odd, Read::Known)
    }
}

impl Kind {
    /// A number as steps.
    #[inline]
    pub(super) fn steps(&self, decimal: Decimal) -> Option<i64> {
        let Self::Number { decimals, lo, hi } = self else { return None };
        let Decimal { mut digits, mut places, .. } = decimal;
        // 12.5000 says no more than 12.5.
        while places > *decimals && digits.checked_rem(10) == Some(0) {
            digits = digits.checked_div(10)?;
            places = places.checked_sub(1)?;
        }
        let steps = digits.checked_mul(*POWERS.get(decimals.checked_sub(places)?)?)?;
        (*lo <= steps && steps <= *hi).then_some(steps)
    }

    /// The set of these members; `None` when one of them is not known.
    pub(crate) fn set<'t>(&self, mut members: impl Iterator<Item = &'t str>) -> Option<i64> {
        let Self::Set(words) = self else { return None };
        members.try_fold(0_i64, |mask, member| {
            let place = u32::try_from(find(words, member)?).ok()?;
            Some(mask | 1_i64.checked_shl(place)?)
        })
    }
}

/// What a word stands for.
fn find(words: &[(String, i64)], text: &str) -> Option<i64> {
    words.iter().find(|(word, _)| word == text).map(|(_, value)| *value)
}

#[cfg(feature = "batch")]
impl Kind {
    /// The least and the greatest day, and the factor 1, as [`Kind::range`] has them.
    pub(crate) fn days() -> (i64, i64, i64) {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map_or(0, day_number);
        (day(MIN_YEAR, 1, 1), day(MAX_YEAR, 12, 31), 1)
    }

    /// The least and the greatest whole number of `10^-scale` that is within the bounds, and by what one is multiplied
    /// to give steps; `None` when they are finer than steps.
    pub(crate) fn range(&self, scale: u32) -> Option<(i64, i64, i64)> {
        let Self::Number { decimals, lo, hi } = self else { return None };
        let times = *POWERS.get(decimals.checked_sub(usize::try_from(scale).ok()?)?)?;
        // Neither is negative.
        let up = lo.checked_add(times)?.checked_sub(1)?;
        Some((up.checked_div(times)?, hi.checked_div(times)?, times))
    }

    /// What a whole number of `10^-scale` says, for columns of numbers.
    pub(crate) fn decimal(&self, value: i128, scale: u32) -> Read {
        let Self::Number { decimals, lo, hi } = self else { return Read::Odd };
        let power = |exponent: u32| 10_i128.checked_pow(exponent);
        let decimals = u32::try_from(*decimals).unwrap_or(0);
        let steps = match decimals.checked_sub(scale) {
            Some(more) => power(more).and_then(|power| value.checked_mul(power)),
            None => scale
                .checked_sub(decimals)
                .and_then(power)
                .and_then(|power| (value.checked_rem(power)? == 0).then(|| value.checked_div(power)).flatten()),
        };
        let steps = steps.and_then(|steps| i64::try_from(steps).ok()).filter(|steps| lo <= steps && steps <= hi);
        steps.map_or(Read::Odd, Read::Known)
    }
}

/// Which of the texts the rules compare with this is, or −1.
fn place(texts: &[String], text: &str) -> i64 {
    let at = texts.iter().position(|known| known == text);
    at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

/// Names and keys in order: where two are the same, the first one counts.
fn words<'w>(members: impl Iterator<Item = (&'w str, Option<&'w str>)>) -> Vec<(String, i64)> {
    let mut words: Vec<(String, i64)> = Vec::new();
    for (index, (name, key)) in members.enumerate() {
        for word in [Some(name), key].into_iter().flatten() {
            if let Ok(index) = i64::try_from(index)
                && !words.iter().any(|(other, _)| other == word)
            {
                words.push((word.to_owned(), index));
            }
        }
    }
    words
}

/// Words for yes and no that leave no doubt, as they are usually written.
fn truths(form: &CellForm) -> Vec<(String, i64)> {
    let of = |words: &[&str], more: &[String]| -> Vec<String> {
        words.iter().flat_map(|word| [(*word).to_owned(), word.to_uppercase()]).chain(more.iter().cloned()).collect()
    };
    let (yes, no) = (of(TRUE_WORDS, &form.yes), of(FALSE_WORDS, &form.no));
    let (only_yes, only_no) = (
        yes.iter().filter(|word| !no.contains(word)).map(|word| (word.clone(), 1)),
        no.iter().filter(|word| !yes.contains(word)).map(|word| (word.clone(), 0)),
    );
    only_yes.chain(only_no).collect()
}

/// The exponent of a power of ten that is at least one.
fn power_of_ten(number: &Number) -> Option<usize> {
    POWERS.iter().position(|power| Number::from_i64(*power) == *number)
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::direct::Read;

    #[test]
    fn plain_numbers() {
        for (text, decimals, read) in [
            ("0", 2, Some(0)),
            ("12.5", 2, Some(1250)),
            ("12.50", 2, Some(1250)),
            ("12.5000", 2, Some(1250)),
            ("12.505", 2, None),
            ("12.5050", 2, None),
            ("007", 0, Some(7)),
            ("1.", 2, None),
            (".5", 2, None),
            ("", 2, None),
            ("-1", 2, None),
            ("1e3", 2, None),
            ("1,000", 2, None),
            ("1.2.3", 2, None),
            ("９", 2, None),
            ("999999999999999999", 0, Some(999_999_999_999_999_999)),
            ("999999999999999999", 2, None),
            ("9999999999999999999", 0, None),
        ] {
            let kind = Kind::Number { decimals, lo: 0, hi: i64::MAX };
            assert_eq!(kind.cell(text), read.map_or(Read::Odd, Read::Known), "{text}");
        }
    }
}
