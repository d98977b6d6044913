//! A column in memory into registers. Owns the types that need no text in between, most of them as one loop over the
//! column; all others are read as the text that a checked profile would be given.

use super::To;
use crate::batch::answered::Keys;
use crate::batch::read::column_texts;
use crate::columnar::Columns;
use crate::direct::{Kind, Read, Way};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrayAccessor, ArrowPrimitiveType};
use arrow_schema::DataType;

/// Days from the first of the common era to the first of 1970.
const EPOCH: i64 = 719_163;

/// A chunk being filled.
struct Filled<'c> {
    way: &'c Way,
    columns: &'c mut Columns,
    watch: &'c mut Vec<(usize, usize)>,
    /// Rows that take a closer look.
    odd: &'c mut [bool],
}

/// Puts all cells of a column into their registers; marks the rows that take a closer look.
pub(super) fn put(
    way: &Way,
    columns: &mut Columns,
    watch: &mut Vec<(usize, usize)>,
    array: &dyn Array,
    odd: &mut [bool],
) {
    // Where some texts mean unknown, a number may be one of them.
    let by_type = way.unknown.is_empty();
    let mut to = Filled { way, columns, watch, odd };
    match (array.data_type(), &way.kind) {
        (DataType::Boolean, kind @ Kind::Words(_)) => match (kind.cell("true"), kind.cell("false")) {
            (Read::Known(1), Read::Known(0)) if by_type => to.truths(array),
            (yes, no) => {
                let array = array.as_boolean();
                to.each(array, |truth| if truth { yes } else { no });
            }
        },
        (DataType::Utf8, _) => to.texts(array.as_string::<i32>()),
        (DataType::LargeUtf8, _) => to.texts(array.as_string::<i64>()),
        (DataType::Utf8View, _) => to.texts(array.as_string_view()),
        (DataType::Dictionary(..), _) => {
            let dictionary = array.as_any_dictionary();
            let values = column_texts(dictionary.values().as_ref());
            let values: Vec<Read> = values.iter().map(|value| way.read(value)).collect();
            let keys = dictionary.normalized_keys();
            to.all((0..array.len()).map(|row| match array.is_null(row) {
                true => Read::Unknown,
                false => keys.get(row).and_then(|key| values.get(*key)).copied().unwrap_or(Read::Odd),
            }));
        }
        (DataType::Date32, Kind::Date(None)) if by_type => {
            let days = Kind::days();
            to.whole::<Date32Type>(array, |day| i64::from(day).saturating_add(EPOCH), days);
        }
        (DataType::Decimal128(_, scale), Kind::Number { .. }) if by_type && *scale >= 0 => {
            let scale = u32::from(scale.unsigned_abs());
            match way.kind.range(scale) {
                Some(range) => {
                    // What does not fit is outside of any bounds.
                    let narrow = |value: i128| i64::try_from(value).unwrap_or(i64::MIN);
                    to.whole::<Decimal128Type>(array, narrow, range);
                }
                None => {
                    let kind = &way.kind;
                    to.each(array.as_primitive::<Decimal128Type>(), |value| kind.decimal(value, scale));
                }
            }
        }
        (ty, Kind::Number { .. }) if by_type && ty.is_integer() && *ty != DataType::UInt64 => match way.kind.range(0) {
            Some(range) => match ty {
                DataType::Int8 => to.whole::<Int8Type>(array, i64::from, range),
                DataType::Int16 => to.whole::<Int16Type>(array, i64::from, range),
                DataType::Int32 => to.whole::<Int32Type>(array, i64::from, range),
                DataType::UInt8 => to.whole::<UInt8Type>(array, i64::from, range),
                DataType::UInt16 => to.whole::<UInt16Type>(array, i64::from, range),
                DataType::UInt32 => to.whole::<UInt32Type>(array, i64::from, range),
                _ => to.whole::<Int64Type>(array, |value| value, range),
            },
            None => to.odd.fill(true),
        },
        _ => {
            let texts = column_texts(array);
            to.all(texts.iter().map(|cell| way.read(cell)));
        }
    }
}

impl Filled<'_> {
    /// Every row of the column by itself.
    fn all(&mut self, reads: impl Iterator<Item = Read>) {
        let (way, keys) = (self.way, &mut Keys::default());
        for ((row, odd), read) in self.odd.iter_mut().enumerate().zip(reads) {
            *odd |= !way.store(&mut To { columns: self.columns, watch: self.watch, keys, row }, read);
        }
    }

    /// The same by what each cell says; what is null is not known.
    fn each<A: ArrayAccessor>(&mut self, array: A, read: impl Fn(A::Item) -> Read) {
        self.all((0..array.len()).map(|row| if array.is_null(row) { Read::Unknown } else { read(array.value(row)) }));
    }

    /// Texts: many a row says what the one before it said.
    fn texts<'a, A: ArrayAccessor<Item = &'a str>>(&mut self, array: A) {
        let (way, mut last) = (self.way, None);
        self.all((0..array.len()).map(|row| {
            if array.is_null(row) {
                return Read::Unknown;
            }
            let text = array.value(row);
            match last {
                Some((before, read)) if before == text => read,
                _ => {
                    let read = way.read(text);
                    last = Some((text, read));
                    read
                }
            }
        }));
    }

    /// Whole numbers, each within bounds and times the same factor.
    fn whole<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        number: impl Fn(T::Native) -> i64,
        (lo, hi, times): (i64, i64, i64),
    ) {
        let array = array.as_primitive::<T>();
        let steps = |value: i64| value.wrapping_mul(times);
        let Some(column) = self.columns.numbers(self.way.place).filter(|_| !self.way.is_watched()) else {
            return self.each(array, |value| {
                let value = number(value);
                if lo <= value && value <= hi { Read::Known(steps(value)) } else { Read::Odd }
            });
        };
        let rows = column.iter_mut().zip(self.odd.iter_mut());
        if array.null_count() == 0 {
            for ((to, odd), value) in rows.zip(array.values()) {
                let value = number(*value);
                *to = steps(value);
                *odd |= (value < lo) | (value > hi);
            }
        } else {
            for ((to, odd), value) in rows.zip(array.iter()) {
                *to = Columns::UNKNOWN;
                if let Some(value) = value {
                    let value = number(value);
                    *to = steps(value);
                    *odd |= (value < lo) | (value > hi);
                }
            }
        }
    }

    /// Truths.
    fn truths(&mut self, array: &dyn Array) {
        let array = array.as_boolean();
        let read = |truth: bool| Read::Known(i64::from(truth));
        match self.columns.truths(self.way.place) {
            Some(column) if !self.way.is_watched() && array.null_count() == 0 => {
                for (to, truth) in column.iter_mut().zip(array.values()) {
                    *to = Columns::truth(truth);
                }
            }
            _ => self.each(array, read),
        }
    }
}
