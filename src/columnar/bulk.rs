//! Whole columns as tables in memory have them, straight into registers in one pass: whole numbers in units of a power of
//! ten, days, truths as bits. Owns the loops; what lies outside the bounds of its fact is marked for who gives the rows to
//! look at again. Knows nothing of any table's format.

use super::Columns;
use super::raw::{Steps, input};
use crate::ir::{FactId, ListId};
use crate::plan::op::{Cell, truth};
use crate::plan::{Input, InputKind, Plan, day_number};
use crate::value::date::{MAX_YEAR, MIN_YEAR};
use chrono::NaiveDate;

/// Bits of a column, the least significant of every byte first.
#[derive(Clone, Copy, Debug)]
pub struct Bits<'b> {
    bytes: &'b [u8],
    offset: usize,
}

/// What can be put into a register of whole numbers.
pub trait Whole: Copy {
    /// The number; `i64::MAX`, which no fact admits, when it does not fit.
    fn whole(self) -> i64;
}

macro_rules! whole {
    ($($ty:ty),*) => {$(
        impl Whole for $ty {
            #[inline(always)]
            fn whole(self) -> i64 {
                i64::from(self)
            }
        }
    )*};
}

whole!(i8, i16, i32, i64, u8, u16, u32);

impl Whole for u64 {
    #[inline(always)]
    fn whole(self) -> i64 {
        i64::try_from(self).unwrap_or(i64::MAX)
    }
}

impl Whole for i128 {
    #[inline(always)]
    fn whole(self) -> i64 {
        i64::try_from(self).unwrap_or(i64::MAX)
    }
}

/// How whole numbers in units of a power of ten become the steps of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    times: i64,
    divided: i64,
    lo: i64,
    hi: i64,
}

impl Steps {
    /// For numbers in units of `10^-scale` (2: hundredths); `None` when that takes more than 64 bits.
    #[must_use]
    pub fn fit(&self, scale: i32) -> Option<Fit> {
        let ten = 10_i64.checked_pow(scale.unsigned_abs())?;
        let (mut times, mut divided) = (self.per_unit, 1_i64);
        if scale < 0 {
            times = times.checked_mul(ten)?;
        } else {
            divided = ten;
        }
        while times.checked_rem(10) == Some(0) && divided.checked_rem(10) == Some(0) {
            (times, divided) = (times.checked_div(10)?, divided.checked_div(10)?);
        }
        Some(Fit { times, divided, lo: self.lo, hi: self.hi })
    }
}

impl Fit {
    /// The steps of a number; `None` when it is not a whole number of them, or outside the bounds.
    #[must_use]
    #[inline]
    pub fn steps(&self, value: i64) -> Option<i64> {
        let scaled = value.checked_mul(self.times)?;
        let steps = if self.divided == 1 { scaled } else { exact(scaled, self.divided)? };
        (self.lo..=self.hi).contains(&steps).then_some(steps)
    }
}

#[inline]
fn exact(value: i64, by: i64) -> Option<i64> {
    let quotient = value.checked_div(by)?;
    (quotient.checked_mul(by)? == value).then_some(quotient)
}

impl<'b> Bits<'b> {
    /// The bits from `offset` on.
    #[must_use]
    pub const fn new(bytes: &'b [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    /// The bits from so many further on.
    #[must_use]
    pub const fn skip(self, bits: usize) -> Self {
        Self { offset: self.offset.saturating_add(bits), ..self }
    }

    /// Eight bits; those behind the end are not set.
    #[inline]
    fn eight(&self, group: usize) -> u8 {
        let at = self.offset.saturating_add(group.saturating_mul(8));
        let (byte, shift) = (at >> 3, u32::try_from(at & 7).unwrap_or(0));
        let byte_at = |at: usize| self.bytes.get(at).copied().unwrap_or(0);
        let low = byte_at(byte).wrapping_shr(shift);
        if shift == 0 { low } else { low | byte_at(byte.saturating_add(1)).wrapping_shl(8_u32.saturating_sub(shift)) }
    }
}

/// A byte for each of eight bits: one where it is set, else nothing.
#[inline(always)]
const fn spread(bits: u8) -> u64 {
    let each = u64::from_le_bytes([bits; 8]) & 0x8040_2010_0804_0201;
    // A byte with its bit becomes 0x80 and more, one without 0x7f; nothing is carried over.
    (each.wrapping_add(0x7f7f_7f7f_7f7f_7f7f) >> 7) & ONES
}

const ONES: u64 = 0x0101_0101_0101_0101;

impl Columns {
    /// Replaces the column of a number by whole numbers that `fit` makes steps of. Where `known` has no bit, nothing is
    /// known; rows with what is no step, or outside the bounds of the fact, are marked in `left`. Gives `false`, and
    /// changes nothing, when the fact has no such column or there is another number of rows.
    pub fn fill_numbers<T: Whole>(
        &mut self,
        plan: &Plan,
        fact: FactId,
        fit: &Fit,
        (values, known): (&[T], Option<Bits<'_>>),
        left: &mut [bool],
    ) -> bool {
        let Some(Input { kind: InputKind::Number { .. }, slot, list, .. }) = input(plan, fact) else { return false };
        let Some(column) = self.ints_of(*slot, *list, values.len()) else { return false };
        let Fit { times, divided, lo, hi } = *fit;
        if times == 1 && divided == 1 {
            fill(column, values, known, left, |value| within(value.whole(), lo, hi))
        } else {
            fill(column, values, known, left, |value| fit.steps(value.whole()).unwrap_or(i64::DEFER))
        }
        true
    }

    /// Replaces the column of a date by days counted from `epoch` (itself a day from the first of the common era, which
    /// is 1), otherwise as [`Columns::fill_numbers`].
    pub fn fill_days(
        &mut self,
        plan: &Plan,
        fact: FactId,
        epoch: i64,
        (values, known): (&[i32], Option<Bits<'_>>),
        left: &mut [bool],
    ) -> bool {
        let Some(Input { kind: InputKind::Date, slot, list, .. }) = input(plan, fact) else { return false };
        let Some((first, last)) = calendar() else { return false };
        let Some(column) = self.ints_of(*slot, *list, values.len()) else { return false };
        fill(column, values, known, left, |day| within(i64::from(day).saturating_add(epoch), first, last));
        true
    }

    /// Replaces the column of a number (in steps), a date (days as for [`Columns::fill_days`] from nothing), a month
    /// (counted from the year 0), a member (its number) or a set (a bit for each member): what `each` gives for a row;
    /// the outer `None`, and what is outside the bounds of the fact, marks the row in `left`. Gives `false` as
    /// [`Columns::fill_numbers`] does, and for facts of other kinds.
    pub fn fill_each(
        &mut self,
        plan: &Plan,
        fact: FactId,
        mut each: impl FnMut(usize) -> Option<Option<i64>>,
        left: &mut [bool],
    ) -> bool {
        let Some(Input { kind, slot, list, .. }) = input(plan, fact) else { return false };
        let (lo, hi) = match kind {
            InputKind::Number { lo, hi, .. } => (*lo, *hi),
            InputKind::Date => match calendar() {
                Some(ends) => ends,
                None => return false,
            },
            InputKind::Enum | InputKind::Set | InputKind::Month => (0, i64::MAX),
            InputKind::Bool | InputKind::Text(_) | InputKind::Months => return false,
        };
        let Some(column) = self.ints_of(*slot, *list, left.len()) else { return false };
        for (row, (place, left)) in column.iter_mut().zip(left).enumerate() {
            *place = match each(row) {
                Some(None) => i64::NULL,
                Some(Some(value)) => within(value, lo, hi),
                None => i64::DEFER,
            };
            *left |= *place == i64::DEFER;
        }
        true
    }

    /// Replaces a column of truths by bits; where `known` has no bit, nothing is known. Gives `false` as
    /// [`Columns::fill_numbers`] does.
    pub fn fill_truths(
        &mut self,
        plan: &Plan,
        fact: FactId,
        rows: usize,
        truths: Bits<'_>,
        known: Option<Bits<'_>>,
    ) -> bool {
        let Some(Input { kind: InputKind::Bool, slot, list, .. }) = input(plan, fact) else { return false };
        if rows != self.rows || *list != self.list {
            return false;
        }
        let Some(column) = self.truths.get_mut(usize::from(*slot)) else { return false };
        column.resize(rows, truth::UNKNOWN);
        for (group, places) in column.chunks_mut(8).enumerate() {
            let mut masks = ONES.wrapping_mul(truth::FALSE.into()).wrapping_sub(spread(truths.eight(group)));
            if let Some(known) = known {
                masks |= spread(!known.eight(group)).wrapping_mul(truth::UNKNOWN.into());
            }
            for (place, mask) in places.iter_mut().zip(masks.to_le_bytes()) {
                *place = mask;
            }
        }
        true
    }

    /// The registers of a fact of these rows.
    fn ints_of(&mut self, slot: u16, list: Option<ListId>, rows: usize) -> Option<&mut [i64]> {
        if rows != self.rows || list != self.list {
            return None;
        }
        let column = self.ints.get_mut(usize::from(slot))?;
        column.resize(rows, i64::NULL);
        Some(column)
    }
}

/// The first and the last day of the calendar.
fn calendar() -> Option<(i64, i64)> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(day_number);
    Some((day(MIN_YEAR, 1, 1)?, day(MAX_YEAR, 12, 31)?))
}

#[inline(always)]
const fn within(value: i64, lo: i64, hi: i64) -> i64 {
    if lo <= value && value <= hi { value } else { i64::DEFER }
}

/// One pass for the values, and others only where something is unknown or outside.
#[inline(always)]
fn fill<T: Copy>(
    column: &mut [i64],
    values: &[T],
    known: Option<Bits<'_>>,
    left: &mut [bool],
    form: impl Fn(T) -> i64,
) {
    let mut outside = false;
    for (place, value) in column.iter_mut().zip(values) {
        let steps = form(*value);
        outside |= steps == i64::DEFER;
        *place = steps;
    }
    if let Some(known) = known {
        for (group, places) in column.chunks_mut(8).enumerate() {
            let bits = known.eight(group);
            if bits == u8::MAX {
                continue;
            }
            for (place, known) in places.iter_mut().zip(spread(bits).to_le_bytes()) {
                *place = if known == 0 { i64::NULL } else { *place };
            }
        }
    }
    if outside {
        column.iter().zip(left).for_each(|(place, left)| *left |= *place == i64::DEFER);
    }
}
