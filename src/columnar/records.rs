//! Lists as tables in memory have them: the records of all rows one after another, as columns, and for each row the stretch
//! that is its own. Owns that way in; knows nothing of any table's format.

use super::Columns;
use crate::compiled::Records;
use crate::ir::ListId;
use crate::plan::Plan;
use crate::plan::op::{Cell, truth};
use core::ops::Range;

impl Columns {
    /// So many records of a list of which nothing is known, for the `fill_` functions to put fields in.
    #[must_use]
    pub fn records(plan: &Plan, list: ListId, count: usize) -> Self {
        Self { rows: count, list: Some(list), ..Self::new(plan) }
    }

    /// Replaces the lists of all rows by stretches of `records` (which [`Columns::records`] made for the same list), a
    /// stretch a row, `None` where the list is not known. Stretches beyond the records are not known.
    pub fn fill_list(&mut self, plan: &Plan, records: &Self, stretches: impl Iterator<Item = Option<Range<usize>>>) {
        let Some(list) = records.list else { return };
        self.lists.resize(self.rows, Vec::new());
        for (lists, stretch) in self.lists.iter_mut().zip(stretches.chain(core::iter::repeat(None))) {
            lists.resize(lists.len().max(plan.lists.len()), None);
            if let Some(place) = lists.get_mut(list.0) {
                *place = stretch.filter(|stretch| stretch.end <= records.rows).map(|stretch| {
                    Records::gather(
                        plan,
                        list,
                        stretch,
                        |slot, row| {
                            records.truths.get(slot).and_then(|c| c.get(row)).copied().unwrap_or(truth::UNKNOWN)
                        },
                        |slot, row| records.ints.get(slot).and_then(|c| c.get(row)).copied().unwrap_or(i64::NULL),
                    )
                });
            }
        }
    }
}
