//! Columns of numbers: integers, decimals, texts. Owns exact whole numbers with a power of ten, block by block or one by
//! one; nothing is rounded.

use super::text::Texts;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_buffer::NullBuffer;
use arrow_schema::DataType;
use huice::columnar::Steps;

/// Fills a block from a row on, and says whether anything is left.
type Fill<'a> = dyn Fn(&Steps, &Scale, usize, &mut [i64]) -> bool + 'a;

/// A column of numbers.
pub(crate) enum Numbers<'a> {
    /// Whole numbers, in units of a power of ten (`scale` 2: hundredths).
    Fixed {
        scale: i8,
        get: Box<dyn Fn(usize) -> Option<i128> + 'a>,
        fill: Box<Fill<'a>>,
    },
    Text(Texts<'a>),
}

/// In a block of steps: not known.
pub(crate) const UNKNOWN: i64 = i64::MIN;
/// Not a plain number within the bounds, which are never that far out: left to be read in full.
pub(crate) const LEFT: i64 = i64::MAX;

fn fixed<'a, T: ArrowPrimitiveType>(array: &'a dyn Array, scale: i8) -> Option<Numbers<'a>>
where
    T::Native: Into<i128> + TryInto<i64>,
{
    let array: &PrimitiveArray<T> = array.as_primitive_opt()?;
    let get = move |row: usize| (row < array.len() && array.is_valid(row)).then(|| array.value(row).into());
    let fill = move |steps: &Steps, scale: &Scale, from: usize, out: &mut [i64]| {
        let values = array.values().get(from..).unwrap_or_default();
        let mut left = false;
        let mut put = |out: &mut i64, found: Option<i64>| match found {
            Some(found) if (steps.lo..=steps.hi).contains(&found) => *out = found,
            _ => {
                *out = LEFT;
                left = true;
            }
        };
        if scale.same() {
            out.iter_mut().zip(values).for_each(|(out, value)| put(out, (*value).try_into().ok()));
        } else {
            let found = |value: &T::Native| scale.steps((*value).try_into().ok()?);
            out.iter_mut().zip(values).for_each(|(out, value)| put(out, found(value)));
        }
        blank(array.nulls(), from, out);
        left
    };
    Some(Numbers::Fixed { scale, get: Box::new(get), fill: Box::new(fill) })
}

/// Where a column is null, nothing is known.
pub(crate) fn blank(nulls: Option<&NullBuffer>, from: usize, out: &mut [i64]) {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return };
    if let Some(end) = from.checked_add(out.len()).filter(|end| *end <= nulls.len()) {
        let valid = nulls.inner().slice(from, end.saturating_sub(from));
        out.iter_mut().zip(&valid).for_each(|(out, valid)| {
            if !valid {
                *out = UNKNOWN;
            }
        });
    }
}

impl<'a> Numbers<'a> {
    pub(crate) fn new(array: &'a dyn Array) -> Option<Self> {
        match array.data_type() {
            DataType::Int8 => fixed::<Int8Type>(array, 0),
            DataType::Int16 => fixed::<Int16Type>(array, 0),
            DataType::Int32 => fixed::<Int32Type>(array, 0),
            DataType::Int64 => fixed::<Int64Type>(array, 0),
            DataType::UInt8 => fixed::<UInt8Type>(array, 0),
            DataType::UInt16 => fixed::<UInt16Type>(array, 0),
            DataType::UInt32 => fixed::<UInt32Type>(array, 0),
            DataType::UInt64 => fixed::<UInt64Type>(array, 0),
            DataType::Decimal32(_, scale) => fixed::<Decimal32Type>(array, *scale),
            DataType::Decimal64(_, scale) => fixed::<Decimal64Type>(array, *scale),
            DataType::Decimal128(_, scale) => fixed::<Decimal128Type>(array, *scale),
            _ => Texts::new(array).map(Self::Text),
        }
    }

    /// The number of a row as JSON; `None` when it is null.
    pub(crate) fn json(&self, row: usize) -> Option<String> {
        match self {
            Self::Fixed { get, scale, .. } => {
                let value = get(row)?;
                Some(match scale {
                    0 => value.to_string(),
                    _ => format!("{value}e{}", i32::from(*scale).saturating_neg()),
                })
            }
            Self::Text(texts) => Some(serde_json::Value::from(texts.get(row)?).to_string()),
        }
    }

    /// A block of numbers as steps of a fact, from a row on: [`UNKNOWN`], within the bounds, or [`LEFT`]. Says whether
    /// anything may be left.
    pub(crate) fn steps(&self, steps: &Steps, from: usize, out: &mut [i64]) -> bool {
        match self {
            Self::Fixed { scale, fill, .. } => match Scale::new(steps.per_unit, i32::from(*scale)) {
                Some(scale) => fill(steps, &scale, from, out),
                None => {
                    out.fill(LEFT);
                    true
                }
            },
            Self::Text(texts) => {
                let one = |text: &str| {
                    let (value, scale) = decimal(text)?;
                    let found = Scale::new(steps.per_unit, scale)?.steps(value)?;
                    (steps.lo..=steps.hi).contains(&found).then_some(found)
                };
                for (row, out) in (from..).zip(out) {
                    *out = texts.get(row).map_or(UNKNOWN, |text| one(text).unwrap_or(LEFT));
                }
                true
            }
        }
    }
}

/// How whole numbers in units of a power of ten become steps: times one number, divided by another.
pub(crate) struct Scale {
    times: i64,
    divided: i64,
}

impl Scale {
    fn new(per_unit: i64, scale: i32) -> Option<Self> {
        let ten = 10_i64.checked_pow(scale.unsigned_abs())?;
        let (mut times, mut divided) = (per_unit, 1_i64);
        if scale < 0 {
            times = times.checked_mul(ten)?;
        } else {
            divided = ten;
        }
        while times.checked_rem(10) == Some(0) && divided.checked_rem(10) == Some(0) {
            (times, divided) = (times.checked_div(10)?, divided.checked_div(10)?);
        }
        Some(Self { times, divided })
    }

    const fn same(&self) -> bool {
        self.times == 1 && self.divided == 1
    }

    fn steps(&self, value: i64) -> Option<i64> {
        let scaled = value.checked_mul(self.times)?;
        (scaled.checked_rem(self.divided)? == 0).then(|| scaled.checked_div(self.divided)).flatten()
    }
}

/// A plain decimal as a whole number and its decimals; `None` for anything else.
fn decimal(text: &str) -> Option<(i64, i32)> {
    let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || (part.is_empty() && text.contains('.')) {
        return None;
    }
    let digits = |value: Option<i64>, byte: u8| value?.checked_mul(10)?.checked_add(i64::from(byte.checked_sub(b'0')?));
    let value = whole.bytes().chain(part.bytes()).fold(Some(0_i64), digits)?;
    Some((value, i32::try_from(part.len()).ok()?))
}
