//! A column in memory into registers. Owns the types that need no text in between; all others are read as the text that a
//! checked profile would be given.

use super::cell::Kind;
use super::{Read, Way};
use crate::batch::read::column_texts;
use crate::columnar::Columns;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::DataType;

impl Way {
    /// Puts all cells of a column into their registers; marks the rows that take a closer look.
    pub(super) fn array(
        &self,
        columns: &mut Columns,
        watch: &mut Vec<(usize, usize)>,
        array: &dyn Array,
        odd: &mut [bool],
    ) {
        let mut each = |read: &dyn Fn(usize) -> Read| {
            for (row, odd) in odd.iter_mut().enumerate() {
                let read = if array.is_null(row) { Read::Unknown } else { read(row) };
                *odd |= !self.store(columns, watch, row, read);
            }
        };
        let text = |text: &str| self.read(text);
        // Where some texts mean unknown, a number may be one of them.
        let by_type = self.unknown.is_empty();
        match (array.data_type(), &self.kind) {
            (DataType::Boolean, kind @ Kind::Words(_)) => {
                let (yes, no) = (kind.cell("true"), kind.cell("false"));
                let array = array.as_boolean();
                each(&|row| if array.value(row) { yes } else { no });
            }
            (DataType::Utf8, _) => each(&|row| text(array.as_string::<i32>().value(row))),
            (DataType::LargeUtf8, _) => each(&|row| text(array.as_string::<i64>().value(row))),
            (DataType::Utf8View, _) => each(&|row| text(array.as_string_view().value(row))),
            (DataType::Dictionary(..), _) => {
                let dictionary = array.as_any_dictionary();
                let values: Vec<Read> =
                    column_texts(dictionary.values().as_ref()).iter().map(|value| text(value)).collect();
                let keys = dictionary.normalized_keys();
                each(&|row| keys.get(row).and_then(|key| values.get(*key)).copied().unwrap_or(Read::Odd));
            }
            (DataType::Date32, Kind::Date(None)) if by_type => {
                let array: &PrimitiveArray<Date32Type> = array.as_primitive();
                each(&|row| self.kind.day(array.value_as_date(row)));
            }
            (DataType::Decimal128(_, scale), Kind::Number { .. }) if by_type && *scale >= 0 => {
                let array: &PrimitiveArray<Decimal128Type> = array.as_primitive();
                let scale = u32::from(scale.unsigned_abs());
                each(&|row| self.kind.decimal(array.value(row), scale));
            }
            (DataType::Int8, Kind::Number { .. }) if by_type => each(&self.whole::<Int8Type>(array)),
            (DataType::Int16, Kind::Number { .. }) if by_type => each(&self.whole::<Int16Type>(array)),
            (DataType::Int32, Kind::Number { .. }) if by_type => each(&self.whole::<Int32Type>(array)),
            (DataType::Int64, Kind::Number { .. }) if by_type => each(&self.whole::<Int64Type>(array)),
            (DataType::UInt8, Kind::Number { .. }) if by_type => each(&self.whole::<UInt8Type>(array)),
            (DataType::UInt16, Kind::Number { .. }) if by_type => each(&self.whole::<UInt16Type>(array)),
            (DataType::UInt32, Kind::Number { .. }) if by_type => each(&self.whole::<UInt32Type>(array)),
            _ => {
                let texts = column_texts(array);
                each(&|row| texts.get(row).map_or(Read::Odd, |cell| text(cell)));
            }
        }
    }

    /// Whole numbers.
    fn whole<'a, T>(&'a self, array: &'a dyn Array) -> impl Fn(usize) -> Read + 'a
    where
        T: ArrowPrimitiveType,
        i128: From<T::Native>,
    {
        let array: &PrimitiveArray<T> = array.as_primitive();
        move |row| self.kind.decimal(i128::from(array.value(row)), 0)
    }
}
