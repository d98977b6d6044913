//! Any column, row by row, as JSON for the reader of profiles. Owns the layouts of Arrow; what a value may be stays with the
//! library.

use super::number::Numbers;
use super::text::Texts;
use super::{Column, Kind, Target};
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, BooleanArray, Date32Array, StructArray};
use arrow_schema::DataType;
use chrono::NaiveDate;
use huice::ir::Policy;
use huice::plan::Plan;
use std::ops::Range;

/// 1970-01-01 counted from the first of the common era.
pub(crate) const EPOCH: i32 = 719_163;

/// A column ready to be read.
pub(crate) enum Cells<'a> {
    /// Nothing is known.
    Nothing,
    Bool(&'a BooleanArray),
    Number(Numbers<'a>),
    Date(&'a Date32Array),
    Text(Texts<'a>),
    Words(Lists<'a>, Texts<'a>),
    Records(Lists<'a>, &'a StructArray, Vec<(&'a Column, Cells<'a>)>),
}

/// The stretches of a list column in its values.
pub(crate) struct Lists<'a>(Box<dyn Fn(usize) -> Option<Range<usize>> + 'a>);

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

    /// The stretch of a row; `None` when it is null.
    pub(crate) fn get(&self, row: usize) -> Option<Range<usize>> {
        (self.0)(row)
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
    pub(crate) fn new(policy: &Policy, plan: &Plan, column: &'a Column, array: &'a dyn Array) -> Option<Self> {
        if *array.data_type() == DataType::Null {
            return Some(Self::Nothing);
        }
        Some(match column.kind {
            Kind::Bool => Self::Bool(array.as_boolean_opt()?),
            Kind::Number { .. } => {
                let steps = match column.target {
                    Target::Fact(id) => plan.steps(policy, id),
                    Target::Subject | Target::Id => None,
                };
                Self::Number(Numbers::new(array, steps.as_ref())?)
            }
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
                    Some((field, Cells::new(policy, plan, field, records.columns().get(field.at)?.as_ref())?))
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
                let words = lists.get(row)?.map(|at| texts.get(at).map_or_else(|| "null".to_owned(), quoted));
                format!("[{}]", words.collect::<Vec<_>>().join(","))
            }
            Self::Records(lists, records, fields) => {
                let record = |at: usize| {
                    if !within(*records, at) {
                        return "null".to_owned();
                    }
                    let given = fields.iter().filter_map(|(field, cells)| Some(pair(&field.key, &cells.json(at)?)));
                    format!("{{{}}}", given.collect::<Vec<_>>().join(","))
                };
                format!("[{}]", lists.get(row)?.map(record).collect::<Vec<_>>().join(","))
            }
        })
    }

    /// Whether the cell says anything.
    pub(crate) fn given(&self, row: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Bool(array) => within(*array, row),
            Self::Date(array) => within(*array, row),
            Self::Text(texts) | Self::Number(Numbers::Text(texts, _)) => texts.get(row).is_some(),
            Self::Number(Numbers::Fixed { get, .. }) => get(row).is_some(),
            Self::Words(lists, _) | Self::Records(lists, ..) => lists.get(row).is_some(),
        }
    }
}

/// An entry of a JSON object.
pub(crate) fn pair(key: &str, json: &str) -> String {
    format!("{}:{json}", serde_json::Value::from(key))
}
