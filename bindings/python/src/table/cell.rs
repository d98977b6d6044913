//! Any column, row by row: as JSON for the reader of profiles, or as a value when it is plainly one. Owns the layouts of
//! Arrow; what a value may be stays with the library.

use super::number::Numbers;
use super::text::Texts;
use super::{Column, Kind, Word};
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, BooleanArray, Date32Array, StructArray};
use arrow_schema::DataType;
use chrono::{Datelike, NaiveDate};
use huice::ir::{Policy, SubjectId, Value};
use huice::value::date::{MAX_YEAR, MIN_YEAR, Month, parse_day};

/// 1970-01-01 counted from the first of the common era.
pub(crate) const EPOCH: i32 = 719_163;

/// The days of the calendar, counted from there.
pub(crate) fn calendar() -> core::ops::RangeInclusive<i64> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(|day| day.num_days_from_ce());
    i64::from(day(MIN_YEAR, 1, 1).unwrap_or(i32::MAX))..=i64::from(day(MAX_YEAR, 12, 31).unwrap_or(i32::MIN))
}

/// A column ready to be read.
pub(crate) enum Cells<'a> {
    /// Nothing is known.
    Nothing,
    Bool(&'a BooleanArray),
    Number(Numbers<'a>),
    Date(&'a Date32Array),
    Text(Texts<'a>),
    Words(Lists<'a>, Texts<'a>),
    Records(Lists<'a>, &'a StructArray, Vec<(&'a str, Cells<'a>)>),
}

/// The stretches of a list column in its values.
pub(crate) struct Lists<'a>(Box<dyn Fn(usize) -> Option<core::ops::Range<usize>> + 'a>);

impl<'a> Lists<'a> {
    /// The stretches and the values.
    fn new(array: &'a dyn Array) -> Option<(Self, &'a dyn Array)> {
        match array.data_type() {
            DataType::List(_) => {
                let list = array.as_list_opt::<i32>()?;
                let get = move |row: usize| {
                    let (from, to) = within(list, row).then(|| ends(list.value_offsets(), row)).flatten()?;
                    Some(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
                };
                Some((Self(Box::new(get)), list.values().as_ref()))
            }
            DataType::LargeList(_) => {
                let list = array.as_list_opt::<i64>()?;
                let get = move |row: usize| {
                    let (from, to) = within(list, row).then(|| ends(list.value_offsets(), row)).flatten()?;
                    Some(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
                };
                Some((Self(Box::new(get)), list.values().as_ref()))
            }
            _ => None,
        }
    }
}

fn within(array: &dyn Array, row: usize) -> bool {
    row < array.len() && array.is_valid(row)
}

fn ends<T: Copy>(offsets: &[T], row: usize) -> Option<(T, T)> {
    Some((*offsets.get(row)?, *offsets.get(row.checked_add(1)?)?))
}

impl<'a> Cells<'a> {
    /// `None` when the array is not of a type that the column may have.
    pub(crate) fn new(column: &'a Column, array: &'a dyn Array) -> Option<Self> {
        if *array.data_type() == DataType::Null {
            return Some(Self::Nothing);
        }
        Some(match column.kind {
            Kind::Bool => Self::Bool(array.as_boolean_opt()?),
            Kind::Number { .. } => Self::Number(Numbers::new(array)?),
            Kind::Date if *array.data_type() == DataType::Date32 => Self::Date(array.as_primitive_opt::<Date32Type>()?),
            Kind::Date | Kind::Month | Kind::Word(_) => Self::Text(Texts::new(array)?),
            Kind::Words => {
                let (lists, values) = Lists::new(array)?;
                Self::Words(lists, Texts::new(values)?)
            }
            Kind::Records(_) => {
                let (lists, values) = Lists::new(array)?;
                let records = values.as_struct_opt()?;
                let field = |field: &'a Column| {
                    Some((field.key.as_str(), Cells::new(field, records.columns().get(field.at)?.as_ref())?))
                };
                Self::Records(lists, records, column.fields.iter().map(field).collect::<Option<_>>()?)
            }
        })
    }

    /// The cell as JSON; `None` when it is null.
    pub(crate) fn json(&self, row: usize) -> Option<String> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        Some(match self {
            Self::Nothing => return None,
            Self::Bool(array) => within(*array, row).then(|| array.value(row))?.to_string(),
            Self::Number(numbers) => numbers.json(row)?,
            Self::Date(array) => {
                let days = within(*array, row).then(|| array.value(row))?;
                let date = days.checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt);
                // A day out of the calendar is no date, and is refused as one.
                quoted(&date.map_or_else(|| days.to_string(), |date| date.to_string()))
            }
            Self::Text(texts) => quoted(texts.get(row)?),
            Self::Words(lists, texts) => {
                let words = lists.0(row)?.map(|at| texts.get(at).map_or_else(|| "null".to_owned(), quoted));
                format!("[{}]", words.collect::<Vec<_>>().join(","))
            }
            Self::Records(lists, records, fields) => {
                let record = |at: usize| {
                    if !within(*records, at) {
                        return "null".to_owned();
                    }
                    let given = fields.iter().filter_map(|(key, cells)| Some(pair(key, &cells.json(at)?)));
                    format!("{{{}}}", given.collect::<Vec<_>>().join(","))
                };
                format!("[{}]", lists.0(row)?.map(record).collect::<Vec<_>>().join(","))
            }
        })
    }

    /// The cell as a value: not known, plainly one, or left to be read in full.
    pub(crate) fn value(&self, policy: &Policy, kind: Kind, row: usize) -> Plain<Value> {
        match self {
            Self::Nothing => Plain::Unknown,
            Self::Bool(array) if within(*array, row) => Plain::Known(Value::Bool(array.value(row))),
            Self::Date(array) if within(*array, row) => {
                let date = array.value(row).checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt);
                let date = date.filter(|date| (MIN_YEAR..=MAX_YEAR).contains(&date.year()));
                date.map_or(Plain::Slow, |date| Plain::Known(Value::Date(date)))
            }
            Self::Bool(_) | Self::Date(_) => Plain::Unknown,
            Self::Text(texts) => {
                let Some(text) = texts.get(row) else { return Plain::Unknown };
                let found = match kind {
                    Kind::Date => parse_day(text).map(Value::Date),
                    Kind::Month => Month::parse(text).map(Value::Month),
                    Kind::Word(Word::Member(id)) => {
                        policy.enums.get(id.0).and_then(|members| members.find(text)).map(Value::Enum)
                    }
                    Kind::Word(Word::Text) => Some(Value::Text(text.to_owned())),
                    _ => None,
                };
                found.map_or(Plain::Slow, Plain::Known)
            }
            Self::Number(_) | Self::Words(..) | Self::Records(..) => {
                if self.json(row).is_none() {
                    Plain::Unknown
                } else {
                    Plain::Slow
                }
            }
        }
    }

    /// The cell as a subject type.
    pub(crate) fn subject(&self, policy: &Policy, row: usize) -> Plain<SubjectId> {
        let Self::Text(texts) = self else { return Plain::Unknown };
        let Some(text) = texts.get(row) else { return Plain::Unknown };
        let found = policy.subjects.iter().position(|subject| subject.key == text || subject.name == text);
        found.map_or(Plain::Slow, |at| Plain::Known(SubjectId(at)))
    }
}

/// A cell on its way into a column.
pub(crate) enum Plain<T> {
    Unknown,
    Known(T),
    /// To be read in full, or refused, by the reader of profiles.
    Slow,
}

/// An entry of a JSON object.
pub(crate) fn pair(key: &str, json: &str) -> String {
    format!("{}:{json}", serde_json::Value::from(key))
}
