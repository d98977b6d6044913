//! Columns of text in any of Arrow's layouts. Owns reading one cell, and words that come again and again.

use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::DataType;

/// Words that are remembered within a block.
const FEW: usize = 8;
/// Bytes of a text that lies in its view.
const INLINE: u128 = 12;

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

    /// What each text of some rows stands for: `None` where it is null, else what `code` says of it. `code` is asked again
    /// for words only when there are many.
    pub(crate) fn codes<C: Copy>(&self, from: usize, count: usize, code: impl Fn(&str) -> C) -> Vec<Option<C>> {
        let rows = from..from.saturating_add(count);
        match self {
            Self::View(array) => {
                let mut seen = Seen(Vec::new());
                let one = |row: usize| {
                    let view = array.views().get(row).filter(|_| array.is_valid(row)).copied()?;
                    // The length comes first, and a short text behind it.
                    let short = view & u128::from(u32::MAX) <= INLINE;
                    Some(if short { seen.find(view, || code(array.value(row))) } else { code(array.value(row)) })
                };
                rows.map(one).collect()
            }
            Self::Dictionary(places, values) => {
                let mut seen = Seen(Vec::new());
                let one = |row: usize| {
                    let place = (*places.get(row)?)?;
                    let text = values.get(place)?;
                    Some(seen.find(place, || code(text)))
                };
                rows.map(one).collect()
            }
            Self::Utf8(_) | Self::Large(_) => {
                let mut seen = Seen(Vec::new());
                let one = |row: usize| {
                    let text = self.get(row)?;
                    Some(match short(text) {
                        Some(key) => seen.find(key, || code(text)),
                        None => code(text),
                    })
                };
                rows.map(one).collect()
            }
        }
    }
}

/// A short text as one number: its bytes and its length.
#[inline]
fn short(text: &str) -> Option<u128> {
    let mut bytes = [0_u8; 16];
    let (length, rest) = bytes.split_last_mut()?;
    rest.get_mut(..text.len())?.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    *length = u8::try_from(text.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

/// Few words, and what they stand for.
struct Seen<K, C>(Vec<(K, C)>);

impl<K: PartialEq, C: Copy> Seen<K, C> {
    #[inline]
    fn find(&mut self, key: K, code: impl FnOnce() -> C) -> C {
        if let Some((_, code)) = self.0.iter().find(|(other, _)| *other == key) {
            return *code;
        }
        let code = code();
        if self.0.len() < FEW {
            self.0.push((key, code));
        }
        code
    }
}
