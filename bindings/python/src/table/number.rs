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
use huice::columnar::{Bits, Columns, Fit, Steps, Whole};
use huice::ir::FactId;
use huice::plan::Plan;

/// Digits of a number that surely fit 64 bits.
const MOST_DIGITS: usize = 18;

/// Puts rows from one on, as many as there are places, into the column of a fact; marks what is left. Says whether there is
/// such a column.
type Fill<'a> = dyn Fn(&mut Columns, &Plan, FactId, usize, &mut [bool]) -> bool + 'a;

/// A column of numbers.
pub(crate) enum Numbers<'a> {
    /// Whole numbers, in units of a power of ten (`scale` 2: hundredths).
    Fixed { scale: i8, get: Box<dyn Fn(usize) -> Option<i128> + 'a>, fill: Box<Fill<'a>> },
    /// Texts, and how those with so many decimals become steps.
    Text(Texts<'a>, Vec<Option<Fit>>),
}

/// Where a column has values, from a row on.
pub(crate) fn known(nulls: Option<&NullBuffer>, from: usize) -> Option<Bits<'_>> {
    let nulls = nulls.filter(|nulls| nulls.null_count() > 0)?;
    Some(Bits::new(nulls.validity(), nulls.offset()).skip(from))
}

/// Some of the values.
pub(crate) fn some<T>(values: &[T], from: usize, count: usize) -> Option<&[T]> {
    values.get(from..from.checked_add(count)?)
}

fn fixed<'a, T: ArrowPrimitiveType>(array: &'a dyn Array, scale: i8, steps: Option<&Steps>) -> Option<Numbers<'a>>
where
    T::Native: Into<i128> + Whole,
{
    let array: &PrimitiveArray<T> = array.as_primitive_opt()?;
    let get = move |row: usize| (row < array.len() && array.is_valid(row)).then(|| array.value(row).into());
    let fit = steps.and_then(|steps| steps.fit(scale.into()));
    let fill = move |facts: &mut Columns, plan: &Plan, id: FactId, from: usize, left: &mut [bool]| {
        let Some(values) = some(array.values(), from, left.len()) else { return false };
        let known = known(array.nulls(), from);
        match &fit {
            Some(fit) => facts.fill_numbers(plan, id, fit, (values, known), left),
            None => facts.fill_each(plan, id, |row| get(from.checked_add(row)?).is_none().then_some(None), left),
        }
    };
    Some(Numbers::Fixed { scale, get: Box::new(get), fill: Box::new(fill) })
}

impl<'a> Numbers<'a> {
    /// A column for a fact with these steps, if it has a register.
    pub(crate) fn new(array: &'a dyn Array, steps: Option<&Steps>) -> Option<Self> {
        match array.data_type() {
            DataType::Int8 => fixed::<Int8Type>(array, 0, steps),
            DataType::Int16 => fixed::<Int16Type>(array, 0, steps),
            DataType::Int32 => fixed::<Int32Type>(array, 0, steps),
            DataType::Int64 => fixed::<Int64Type>(array, 0, steps),
            DataType::UInt8 => fixed::<UInt8Type>(array, 0, steps),
            DataType::UInt16 => fixed::<UInt16Type>(array, 0, steps),
            DataType::UInt32 => fixed::<UInt32Type>(array, 0, steps),
            DataType::UInt64 => fixed::<UInt64Type>(array, 0, steps),
            DataType::Decimal32(_, scale) => fixed::<Decimal32Type>(array, *scale, steps),
            DataType::Decimal64(_, scale) => fixed::<Decimal64Type>(array, *scale, steps),
            DataType::Decimal128(_, scale) => fixed::<Decimal128Type>(array, *scale, steps),
            _ => {
                let fit = |scale: usize| steps?.fit(i32::try_from(scale).ok()?);
                Texts::new(array).map(|texts| Self::Text(texts, (0..=MOST_DIGITS).map(fit).collect()))
            }
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
            Self::Text(texts, _) => Some(serde_json::Value::from(texts.get(row)?).to_string()),
        }
    }

    /// A block of numbers into the column of a fact, from a row on, as many as `left` has places; marks what is no plain
    /// number within the bounds. Says whether there is such a column.
    pub(crate) fn put(&self, facts: &mut Columns, plan: &Plan, id: FactId, from: usize, left: &mut [bool]) -> bool {
        match self {
            Self::Fixed { fill, .. } => fill(facts, plan, id, from, left),
            Self::Text(texts, fits) => {
                let one = |text: &str| {
                    let (value, decimals) = decimal(text)?;
                    fits.get(decimals)?.as_ref()?.steps(value).map(Some)
                };
                let each = |row: usize| texts.get(from.checked_add(row)?).map_or(Some(None), one);
                facts.fill_each(plan, id, each, left)
            }
        }
    }
}

/// A plain decimal as a whole number and how many decimals it has; `None` for anything else.
fn decimal(text: &str) -> Option<(i64, usize)> {
    let (whole, part) = text.split_once('.').map_or((text, ""), |(whole, part)| (whole, part));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || (part.is_empty() && text.contains('.')) {
        return None;
    }
    let digits = |value: Option<i64>, byte: u8| value?.checked_mul(10)?.checked_add(i64::from(byte.checked_sub(b'0')?));
    let value = whole.bytes().chain(part.bytes()).fold(Some(0_i64), digits)?;
    Some((value, part.len()))
}
