//! Text that is no UTF-8. Arrow takes text over without looking at it, and Spark, C++ and broken files hand over anything. Owns
//! which rows hold such text, so that nothing reads them; knows nothing of facts.

use arrow_array::cast::AsArray;
use arrow_array::{Array, GenericListArray, GenericStringArray, OffsetSizeTrait, StringViewArray};
use arrow_schema::DataType;

/// The bytes of a text that lies in its view, where none is plain ASCII. Its length stands before it.
const BEYOND_ASCII: u128 = 0x8080_8080_8080_8080_8080_8080_0000_0000;
/// Bytes of a text that lies in its view.
const INLINE: u128 = 12;

/// Which rows of a column hold text that is no UTF-8, somewhere inside; `None` when none does.
pub(crate) fn broken(array: &dyn Array) -> Option<Vec<bool>> {
    let found = match array.data_type() {
        DataType::Utf8 => texts(array.as_string_opt::<i32>()?),
        DataType::LargeUtf8 => texts(array.as_string_opt::<i64>()?),
        DataType::Utf8View => views(array.as_string_view_opt()?),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let values = broken(dictionary.values().as_ref())?;
            let one = |(row, place): (usize, usize)| array.is_valid(row) && values.get(place).is_some_and(|odd| *odd);
            Some(dictionary.normalized_keys().into_iter().enumerate().map(one).collect())
        }
        DataType::List(_) => lists(array.as_list_opt::<i32>()?),
        DataType::LargeList(_) => lists(array.as_list_opt::<i64>()?),
        DataType::Struct(_) => {
            let mut any: Option<Vec<bool>> = None;
            for field in array.as_struct_opt()?.columns() {
                if let Some(odd) = broken(field.as_ref()) {
                    let rows = any.get_or_insert_with(|| vec![false; array.len()]);
                    rows.iter_mut().zip(odd).for_each(|(row, odd)| *row |= odd);
                }
            }
            any
        }
        _ => None,
    };
    found.filter(|rows| rows.contains(&true))
}

fn texts<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> Option<Vec<bool>> {
    let (bytes, ends) = (array.value_data(), array.value_offsets());
    let used = |from: O, to: O| bytes.get(from.as_usize()..to.as_usize());
    if used(*ends.first()?, *ends.last()?).is_some_and(<[u8]>::is_ascii) {
        return None;
    }
    let sound = |from: O, to: O| used(from, to).is_some_and(|bytes| core::str::from_utf8(bytes).is_ok());
    let pairs = ends.iter().zip(ends.iter().skip(1)).enumerate();
    Some(pairs.map(|(row, (from, to))| array.is_valid(row) && !sound(*from, *to)).collect())
}

fn views(array: &StringViewArray) -> Option<Vec<bool>> {
    let plain = |view: &u128| view & u128::from(u32::MAX) <= INLINE && view & BEYOND_ASCII == 0;
    if array.views().iter().all(plain) {
        return None;
    }
    let bytes = array.clone().to_binary_view();
    Some((0..array.len()).map(|row| array.is_valid(row) && core::str::from_utf8(bytes.value(row)).is_err()).collect())
}

fn lists<O: OffsetSizeTrait>(array: &GenericListArray<O>) -> Option<Vec<bool>> {
    let values = broken(array.values().as_ref())?;
    let ends = array.value_offsets();
    let any = |from: O, to: O| values.get(from.as_usize()..to.as_usize()).is_some_and(|odd| odd.contains(&true));
    let pairs = ends.iter().zip(ends.iter().skip(1)).enumerate();
    Some(pairs.map(|(row, (from, to))| array.is_valid(row) && any(*from, *to)).collect())
}
