//! Headings against the vocabulary: where each column goes and how its cells are written. Owns that match and what is said
//! of headings that lead nowhere, all of them in one run.

use super::error::BatchError;
use super::mapping::ColumnSpec;
use crate::ir::{FactType, ListId, NumberForm, Policy, Type};
use crate::profile::{CellForm, ProfileError, Slot, slot};
use crate::value::number::Number;
use std::collections::BTreeMap;
use std::path::Path;

/// Headings that a file of rejected rows has beside those of its input; they are left out when it is read again.
pub(super) const REJECT_HEADINGS: [&str; 3] = ["#row", "#reason", "#rest"];

/// Where a column goes.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub(super) heading: String,
    /// Its slot; `None` when it is left out.
    pub(super) target: Option<(Slot, CellForm)>,
}

/// What is known about headings.
pub(super) struct Headings<'a> {
    pub(super) policy: &'a Policy,
    pub(super) list: Option<ListId>,
    pub(super) columns: &'a BTreeMap<String, ColumnSpec>,
    pub(super) ignore: &'a [String],
    pub(super) unknown: &'a [String],
    pub(super) ignore_unknown: bool,
    /// The column that names a row; it need not be a fact.
    pub(super) key: Option<&'a str>,
}

impl Headings<'_> {
    /// Matches the headings of a file.
    pub(super) fn columns(&self, file: &Path, headings: &[String]) -> Result<Vec<Column>, BatchError> {
        let mut columns: Vec<Column> = Vec::new();
        let mut wrong: Vec<ProfileError> = Vec::new();
        for heading in headings {
            let target = match self.target(heading) {
                Ok(target) => target,
                Err(error) => {
                    wrong.push(ProfileError { path: heading.clone(), ..error });
                    None
                }
            };
            let taken = target.as_ref().and_then(|(slot, _)| {
                let same = |column: &&Column| column.target.as_ref().is_some_and(|(other, _)| other == slot);
                columns.iter().find(same).map(|column| column.heading.clone())
            });
            if let Some(earlier) = taken {
                wrong.push(ProfileError::new(
                    heading,
                    format!("与“{earlier}”是同一事实，只能有一列"),
                    format!("is the same fact as `{earlier}`; there can be one column only"),
                ));
            }
            columns.push(Column { heading: heading.clone(), target });
        }
        for heading in self.columns.keys().filter(|name| !headings.contains(name)) {
            let error = ProfileError::new(
                heading,
                "列对照文件里有，表里没有这一列",
                "is in the mapping file but not in the table",
            );
            wrong.push(match crate::check::nearest(heading, headings.iter().map(String::as_str)) {
                Some(hint) => error.help(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")),
                None => error,
            });
        }
        if wrong.is_empty() {
            return Ok(columns);
        }
        let error = BatchError::input(file, "列名有问题", "the headings are wrong").help(
            "用 --mapping 说明列名的含义，或用 --ignore-unknown 不理会不认识的列",
            "say with --mapping what headings mean, or leave unknown columns out with --ignore-unknown",
        );
        Err(error.with(wrong))
    }

    fn target(&self, heading: &str) -> Result<Option<(Slot, CellForm)>, ProfileError> {
        if REJECT_HEADINGS.contains(&heading) || self.ignore.iter().any(|name| name == heading) {
            return Ok(None);
        }
        let mut cell = CellForm::default();
        let found = match self.columns.get(heading) {
            Some(spec) => {
                cell = spec.cell.clone();
                let found = slot(self.policy, &spec.fact, self.list)?;
                if let Some(unit) = &spec.unit {
                    (cell.times, cell.suffix) = factor(self.policy, found, unit)?;
                }
                found
            }
            None => match slot(self.policy, heading, self.list) {
                Ok(found) => found,
                Err(_) if self.ignore_unknown || self.key == Some(heading) || heading.is_empty() => return Ok(None),
                Err(error) => return Err(error),
            },
        };
        cell.unknown.extend(self.unknown.iter().cloned());
        Ok(Some((found, cell)))
    }
}

/// By what a number in this unit is multiplied to give the written unit of a fact, and the sign that may follow it.
fn factor(policy: &Policy, slot: Slot, unit: &str) -> Result<(Option<Number>, Option<String>), ProfileError> {
    let fact = match slot {
        Slot::Fact(id) => policy.facts.get(id.0),
        _ => None,
    };
    let form: Option<&NumberForm> = fact.and_then(|fact| match &fact.ty {
        FactType::Scalar(Type::Number(_), form) => form.as_ref(),
        _ => None,
    });
    let Some(form) = form else {
        return Err(ProfileError::new("", "只有带单位的数才有 unit", "only a number with a unit has a `unit`"));
    };
    let ratio = |above: i64, below: i64| Number::ratio(above, below).filter(|number| *number != Number::one());
    let known: &[(&[&str], (i64, i64))] = if form.money {
        &[
            (&["元"], (1, 1)),
            (&["角"], (1, 10)),
            (&["分"], (1, 100)),
            (&["千元"], (1_000, 1)),
            (&["万元"], (10_000, 1)),
            (&["百万元"], (1_000_000, 1)),
            (&["千万元"], (10_000_000, 1)),
            (&["亿元"], (100_000_000, 1)),
        ]
    } else if form.unit.starts_with('%') {
        &[(&["%", "％"], (1, 1)), (&["‰"], (1, 10)), (&["基点", "bp"], (1, 100)), (&["小数", "ratio"], (100, 1))]
    } else {
        &[]
    };
    if unit == form.unit {
        return Ok((None, None));
    }
    let found = known.iter().find(|(names, _)| names.contains(&unit));
    let Some((_, (above, below))) = found else {
        let names: Vec<&str> = known.iter().filter_map(|(names, _)| names.first().copied()).collect();
        let error = ProfileError::new(
            "",
            format!("不懂单位“{unit}”，这个事实的单位是“{}”", form.unit),
            format!("`{unit}` is no known unit for a fact in `{}`", form.unit),
        );
        return Err(error.help(
            format!("可写 {}；或用 times = \"倍数\"", names.join("、")),
            format!("one of {}; or times = \"factor\"", names.join(", ")),
        ));
    };
    let sign = matches!(unit, "%" | "％" | "‰").then(|| unit.to_owned());
    Ok((ratio(*above, *below), sign))
}
