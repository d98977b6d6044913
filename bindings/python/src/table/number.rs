//! Columns of numbers: integers, decimals, texts. Owns exact whole numbers with a power of ten; nothing is rounded.

use super::text::Texts;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Decimal32Type, Decimal64Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::DataType;
use huice::columnar::Steps;

/// A column of numbers.
pub(crate) enum Numbers<'a> {
    /// Whole numbers, in units of a power of ten (`scale` 2: hundredths).
    Fixed {
        get: Box<dyn Fn(usize) -> Option<i128> + 'a>,
        scale: i8,
    },
    Text(Texts<'a>),
}

fn fixed<'a, T: ArrowPrimitiveType>(array: &'a dyn Array, scale: i8) -> Option<Numbers<'a>>
where
    T::Native: Into<i128>,
{
    let array: &PrimitiveArray<T> = array.as_primitive_opt()?;
    let get = move |row: usize| (row < array.len() && array.is_valid(row)).then(|| array.value(row).into());
    Some(Numbers::Fixed { get: Box::new(get), scale })
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
            Self::Fixed { get, scale } => {
                let value = get(row)?;
                Some(match scale {
                    0 => value.to_string(),
                    _ => format!("{value}e{}", i32::from(*scale).saturating_neg()),
                })
            }
            Self::Text(texts) => Some(serde_json::Value::from(texts.get(row)?).to_string()),
        }
    }

    /// The numbers as steps of a fact, by row: not known, within the bounds, or left to be read in full.
    pub(crate) fn steps(&self, steps: &Steps, rows: usize) -> Vec<Step> {
        let read = |value: i128, scale: &Scale| match scale.steps(value) {
            Some(found) if (steps.lo..=steps.hi).contains(&found) => Step::Known(found),
            _ => Step::Slow,
        };
        match self {
            Self::Fixed { get, scale } => {
                let Some(scale) = Scale::new(steps.per_unit, i32::from(*scale)) else {
                    return vec![Step::Slow; rows];
                };
                (0..rows).map(|row| get(row).map_or(Step::Unknown, |value| read(value, &scale))).collect()
            }
            Self::Text(texts) => {
                let one = |row: usize| {
                    let Some(text) = texts.get(row) else { return Step::Unknown };
                    let parsed =
                        decimal(text).and_then(|(value, scale)| Some(read(value, &Scale::new(steps.per_unit, scale)?)));
                    parsed.unwrap_or(Step::Slow)
                };
                (0..rows).map(one).collect()
            }
        }
    }
}

/// A number on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Unknown,
    Known(i64),
    /// Not a plain number within the bounds.
    Slow,
}

/// How whole numbers in units of a power of ten become steps: times one number, divided by another.
struct Scale {
    times: i128,
    divided: i128,
}

impl Scale {
    fn new(per_unit: i64, scale: i32) -> Option<Self> {
        let ten = 10_i128.checked_pow(scale.unsigned_abs())?;
        let (mut times, mut divided) = (i128::from(per_unit), 1);
        if scale < 0 {
            times = times.checked_mul(ten)?
        } else {
            divided = ten
        }
        while times.checked_rem(10) == Some(0) && divided.checked_rem(10) == Some(0) {
            (times, divided) = (times.checked_div(10)?, divided.checked_div(10)?);
        }
        Some(Self { times, divided })
    }

    fn steps(&self, value: i128) -> Option<i64> {
        let scaled = if self.times == 1 { value } else { value.checked_mul(self.times)? };
        if self.divided == 1 {
            return i64::try_from(scaled).ok();
        }
        // Most values are small, and dividing those is several times faster.
        let quotient = match (i64::try_from(scaled), i64::try_from(self.divided)) {
            (Ok(scaled), Ok(divided)) => {
                (scaled.checked_rem(divided)? == 0).then(|| scaled.checked_div(divided)).flatten().map(i128::from)
            }
            _ => (scaled.checked_rem(self.divided)? == 0).then(|| scaled.checked_div(self.divided)).flatten(),
        };
        i64::try_from(quotient?).ok()
    }
}

/// A plain decimal as a whole number and its decimals; `None` for anything else.
fn decimal(text: &str) -> Option<(i128, i32)> {
    let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || (part.is_empty() && text.contains('.')) {
        return None;
    }
    let digits =
        |value: Option<i128>, byte: u8| value?.checked_mul(10)?.checked_add(i128::from(byte.checked_sub(b'0')?));
    let value = whole.bytes().chain(part.bytes()).fold(Some(0_i128), digits)?;
    Some((value, i32::try_from(part.len()).ok()?))
}
