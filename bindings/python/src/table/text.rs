//! Columns of text in any of Arrow's layouts. Owns reading one cell.

use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::DataType;

/// A column of text.
pub(crate) enum Texts<'a> {
    Utf8(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
    /// Places among values; rows without one are not known.
    Dictionary(Vec<Option<usize>>, Box<Texts<'a>>),
}

impl<'a> Texts<'a> {
    pub(crate) fn new(array: &'a dyn Array) -> Option<Self> {
        match array.data_type() {
            DataType::Utf8 => array.as_string_opt().map(Self::Utf8),
            DataType::LargeUtf8 => array.as_string_opt().map(Self::Large),
            DataType::Utf8View => array.as_string_view_opt().map(Self::View),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary_opt()?;
                let (keys, values) = (dictionary.keys(), dictionary.values());
                let places = if values.is_empty() {
                    vec![None; keys.len()]
                } else {
                    let place = |(row, place): (usize, usize)| keys.is_valid(row).then_some(place);
                    dictionary.normalized_keys().into_iter().enumerate().map(place).collect()
                };
                Some(Self::Dictionary(places, Box::new(Self::new(values.as_ref())?)))
            }
            _ => None,
        }
    }

    /// The text of a row; `None` when it is null, or there is no such row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Utf8(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
            Self::Large(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
            Self::View(array) => (row < array.len() && array.is_valid(row)).then(|| array.value(row)),
            Self::Dictionary(places, values) => values.get((*places.get(row)?)?),
        }
    }
}
