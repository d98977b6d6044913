//! Columns filled cell by cell, for tables that are read row by row. Owns how values get there;
//! what may be put there is for who reads the cells to see to.

#[cfg(feature = "batch")]
use super::Answers;
use super::{Columns, Results};
use crate::compiled::Records;
use crate::ir::ListId;
use crate::plan::Place;
use crate::plan::op::{Cell, Class, truth};

impl Columns {
    /// Puts one value into its column: 1 and 0 for yes and no, `None` when it is not known.
    #[inline]
    pub(crate) fn put(&mut self, place: Place, row: usize, value: Option<i64>) {
        if place.class == Class::Truth {
            if let Some(cell) = self.truths.get_mut(place.slot).and_then(|column| column.get_mut(row)) {
                *cell = match value {
                    None => truth::UNKNOWN,
                    Some(value) => truth::as_mask(value != 0),
                };
            }
        } else if let Some(cell) = self.ints.get_mut(place.slot).and_then(|column| column.get_mut(row)) {
            *cell = value.unwrap_or(i64::NULL);
        }
    }

    /// What a column of numbers holds where nothing is known.
    #[cfg(feature = "batch")]
    pub(crate) const UNKNOWN: i64 = i64::NULL;

    /// A column of numbers, to be filled at once.
    #[cfg(feature = "batch")]
    pub(crate) fn numbers(&mut self, place: Place) -> Option<&mut [i64]> {
        self.ints.get_mut(place.slot).filter(|_| place.class == Class::Int).map(Vec::as_mut_slice)
    }

    /// A column of truths, likewise, for what [`Columns::truth`] gives.
    #[cfg(feature = "batch")]
    pub(crate) fn truths(&mut self, place: Place) -> Option<&mut [u8]> {
        self.truths.get_mut(place.slot).filter(|_| place.class == Class::Truth).map(Vec::as_mut_slice)
    }

    /// A truth as its column holds it.
    #[cfg(feature = "batch")]
    #[inline]
    pub(crate) const fn truth(truth: bool) -> u8 {
        truth::as_mask(truth)
    }

    /// States a list of a row.
    pub(crate) fn put_list(&mut self, list: ListId, row: usize, records: Records) {
        if self.lists.len() <= row {
            self.lists.resize(row.saturating_add(1), Vec::new());
        }
        if let Some(lists) = self.lists.get_mut(row) {
            if lists.len() <= list.0 {
                lists.resize(list.0.saturating_add(1), None);
            }
            if let Some(place) = lists.get_mut(list.0) {
                *place = Some(records);
            }
        }
    }

    /// Forgets the lists of all rows.
    pub(crate) fn forget_lists(&mut self) {
        self.lists.clear();
    }

    /// The value of one row in a column of numbers; `None` when it is not known.
    pub(crate) fn value(&self, place: Place, row: usize) -> Option<i64> {
        let column = self.ints.get(place.slot).filter(|_| place.class == Class::Int)?;
        column.get(row).copied().filter(|value| *value > i64::SPECIAL)
    }

    /// Gives a column in all rows the value that it has in the first row of `base`.
    pub(crate) fn fill(&mut self, place: Place, base: &Self) {
        if place.class == Class::Truth {
            let value = base.truths.get(place.slot).and_then(|column| column.first());
            if let (Some(column), Some(value)) = (self.truths.get_mut(place.slot), value) {
                column.fill(*value);
            }
        } else {
            let value = base.ints.get(place.slot).and_then(|column| column.first());
            if let (Some(column), Some(value)) = (self.ints.get_mut(place.slot), value) {
                column.fill(*value);
            }
        }
    }

    /// So many rows that all hold what the first row of `base` holds.
    pub(crate) fn repeat_first(&mut self, base: &Self, rows: usize) {
        fn again<T: Copy>(columns: &mut [Vec<T>], base: &[Vec<T>], rows: usize) {
            for (column, base) in columns.iter_mut().zip(base) {
                column.clear();
                column.extend(base.first().into_iter().flat_map(|value| std::iter::repeat_n(*value, rows)));
            }
        }
        self.rows = rows;
        self.lists.clear();
        again(&mut self.truths, &base.truths, rows);
        again(&mut self.ints, &base.ints, rows);
    }
}

#[cfg(feature = "batch")]
impl Answers {
    /// The amount of a row where there is none.
    pub(crate) const NO_AMOUNT: i64 = i64::NULL;

    /// The amounts of all rows as they are kept, [`Answers::NO_AMOUNT`] where there is none.
    pub(crate) fn amounts(&self) -> &[i64] {
        &self.fen
    }
}

impl Results {
    /// Room for another number of rows.
    pub(crate) fn resize(&mut self, rows: usize) {
        self.items.iter_mut().for_each(|answers| answers.resize(rows));
    }
}
