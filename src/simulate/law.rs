//! Distributions over whole numbers: weights, steps, parts of a thousand. Owns the random numbers; no floating point.

use crate::value::date::{Month, add_days};
use crate::value::number::Number;
use chrono::NaiveDate;

/// Numbers are kept in ten-thousandths of the unit they are written in.
pub(super) const SCALE: i128 = 10_000;

/// The largest sum of weights.
pub(super) const MAX_WEIGHTS: u64 = 1_000_000_000_000;

/// A stream of random numbers: SplitMix64.
pub(super) struct Dice(u64);

impl Dice {
    /// The stream of one thing that is drawn: seed, subject, name of the thing, number of the record.
    pub(super) fn new(seed: u64, subject: u64, name: u64, record: u64) -> Self {
        let state = [seed, subject, name, record].into_iter().fold(0, |state, part| mix(state ^ mix(part)));
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `bound` (0 when that is 0). The bias is below `bound` in 2^64.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()).wrapping_mul(u128::from(bound));
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// Holds this often of a thousand.
    pub(super) fn per_thousand(&mut self, often: u64) -> bool {
        self.below(1000) < often
    }
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finishing step of SplitMix64.
const fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (state ^ (state >> 31)).wrapping_add(GOLDEN)
}

/// The number of a name (FNV-1a): what is drawn for a name does not depend on what else is drawn.
pub(super) fn name_number(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// What was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Drawn {
    /// Nothing: the fact stays unknown.
    Unknown,
    /// A word, by its number.
    Word(usize),
    /// A number in ten-thousandths.
    Number(i128),
    Day(NaiveDate),
    Month(Month),
    /// Members of a set.
    Set(u128),
}

/// A range of numbers in equal steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    pub(super) low: i128,
    pub(super) step: i128,
    /// How many steps there are, both ends counted.
    pub(super) count: u64,
    /// The weights up to and with this one.
    pub(super) upto: u64,
}

impl Band {
    /// The largest number.
    pub(super) fn high(&self) -> i128 {
        self.at(self.count.saturating_sub(1))
    }

    fn at(&self, step: u64) -> i128 {
        self.low.saturating_add(self.step.saturating_mul(i128::from(step)))
    }
}

/// How one thing is drawn.
#[derive(Clone, Debug)]
pub(super) enum Law {
    /// One of several, with the weights up to and with each.
    Choose(Vec<(u64, Drawn)>),
    /// A number.
    Bands(Vec<Band>),
    /// An earlier number times a number, rounded down to a multiple.
    Times(usize, Vec<Band>, i128),
    /// A day from this one on, within so many.
    Days(NaiveDate, u64),
    /// A month from this one on, within so many.
    Months(Month, u64),
    /// This month in the first record, the next in the second.
    Following(Month),
    /// An earlier result.
    Copy(usize),
    /// Each member of a set so often of a thousand.
    Members(Vec<(u64, u128)>),
}

impl Law {
    /// Draws; `earlier` is what was drawn before, `record` counts the records of a list from 0.
    pub(super) fn draw(&self, dice: &mut Dice, earlier: &[Drawn], record: u64) -> Drawn {
        match self {
            Self::Choose(options) => {
                let total = options.last().map_or(0, |(upto, _)| *upto);
                let at = dice.below(total);
                options.iter().find(|(upto, _)| at < *upto).map_or(Drawn::Unknown, |(_, drawn)| *drawn)
            }
            Self::Bands(bands) => Drawn::Number(number(bands, dice)),
            Self::Times(slot, bands, round) => {
                let factor = number(bands, dice);
                let Some(Drawn::Number(other)) = earlier.get(*slot) else { return Drawn::Unknown };
                Drawn::Number(times(*other, factor, *round))
            }
            Self::Days(from, count) => {
                let days = i64::try_from(dice.below(*count)).unwrap_or(0);
                add_days(*from, days).map_or(Drawn::Unknown, Drawn::Day)
            }
            Self::Months(from, count) => {
                let months = i32::try_from(dice.below(*count)).unwrap_or(0);
                from.add(months).map_or(Drawn::Unknown, Drawn::Month)
            }
            Self::Following(first) => {
                i32::try_from(record).ok().and_then(|months| first.add(months)).map_or(Drawn::Unknown, Drawn::Month)
            }
            Self::Copy(slot) => earlier.get(*slot).copied().unwrap_or(Drawn::Unknown),
            Self::Members(members) => Drawn::Set(
                members.iter().fold(0, |mask, (often, bit)| if dice.per_thousand(*often) { mask | bit } else { mask }),
            ),
        }
    }
}

fn number(bands: &[Band], dice: &mut Dice) -> i128 {
    let total = bands.last().map_or(0, |band| band.upto);
    let at = dice.below(total);
    let Some(band) = bands.iter().find(|band| at < band.upto) else { return 0 };
    band.at(dice.below(band.count))
}

/// A product of ten-thousandths, rounded down to a multiple.
pub(super) fn times(one: i128, other: i128, round: i128) -> i128 {
    let product = one.saturating_mul(other);
    let unit = SCALE.saturating_mul(round).max(1);
    product.div_euclid(unit).saturating_mul(round)
}

/// Ten-thousandths as an exact number.
pub(super) fn exact(number: i128) -> Number {
    let whole = number.checked_rem(SCALE) == Some(0);
    let narrow = |number: i128| i64::try_from(number).ok();
    let plain = if whole { number.checked_div(SCALE).and_then(narrow).map(Number::from_i64) } else { None };
    plain.or_else(|| Number::ratio(narrow(number)?, 10_000)).unwrap_or_else(|| {
        // Beyond 64 bits only by saturation; the bounds of facts refuse it before anything is drawn.
        Number::from_int(number.into()).div(&Number::from_i64(10_000)).unwrap_or_else(Number::zero)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_fixed() {
        // The reports in anybody's drawer hang on these.
        let mut dice = Dice::new(8, 0, name_number("scale"), 0);
        let first: Vec<u64> = (0..6).map(|_| dice.below(1000)).collect();
        let mut again = Dice::new(8, 0, name_number("scale"), 0);
        assert_eq!(first, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        let mut other = Dice::new(8, 1, name_number("scale"), 0);
        assert_ne!(first, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn weights_are_kept() {
        let law = Law::Choose(vec![(3, Drawn::Word(0)), (10, Drawn::Word(1))]);
        let ones = (0..100_000).filter(|row| law.draw(&mut Dice::new(1, *row, 7, 0), &[], 0) == Drawn::Word(0)).count();
        assert!((29_400..30_600).contains(&ones), "{ones} of 100000 at 3 in 10");
    }

    #[test]
    fn products_are_rounded_down_to_a_multiple() {
        // 86 people, 5.5 % of them: 4.73, so 4.
        assert_eq!(times(860_000, 550, SCALE), 40_000);
        assert_eq!(times(860_000, 550, 100), 47_300);
    }

    #[test]
    fn both_ends_of_a_range_are_drawn() {
        let band = Band { low: 10, step: 5, count: 3, upto: 1 };
        let mut seen: Vec<i128> = (0..200).map(|row| number(&[band], &mut Dice::new(2, row, 1, 0))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [10, 15, 20]);
        assert_eq!(band.high(), 20);
    }
}
