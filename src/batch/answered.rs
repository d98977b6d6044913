//! What the rows of a chunk came to, item by item in columns. Owns which rows have answers and what is known of a row
//! beside them; knows nothing of how answers come about, or how they are written.

use crate::columnar::{Answers, Results};
use crate::compiled::Verdict;
use crate::eval::Answer;
use crate::ir::ItemId;
use crate::plan::Plan;
use core::ops::Range;
use std::collections::BTreeMap;

/// The answers of a chunk.
#[derive(Debug, Default)]
pub(super) struct Answered {
    /// The items asked for, in order.
    items: Vec<ItemId>,
    /// What every item comes to, by row of the chunk. What is not decided has no answer.
    pub(super) results: Results,
    /// Answers that take more room than the columns have, by row and item.
    beside: BTreeMap<(usize, ItemId), Answer>,
    /// The rows with answers, in order: place in the chunk, and number in the input.
    rows: Vec<(usize, u64)>,
    /// Their keys, if there is a key column.
    keys: Keys,
    /// The values of the facts that the summary is divided by, `None` when unknown; for each row with answers, if the
    /// summary is divided at all.
    groups: Vec<Vec<Option<String>>>,
    /// What the answers wait for, if that was asked for: for each row with answers, one for each answer.
    open: Vec<Vec<Open>>,
}

/// What an answer waits for.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) needs: Vec<String>,
    pub(super) pending: Vec<String>,
}

/// What one row came to by itself.
pub(super) struct Single {
    /// The text of the key column, if there is one.
    pub(super) key: Option<String>,
    /// One for each item asked for.
    pub(super) answers: Vec<Answer>,
    pub(super) groups: Vec<Option<String>>,
    pub(super) open: Option<Vec<Open>>,
}

/// Texts of a column, one behind the other. Rows are filled in order; one that was left out has none.
#[derive(Debug, Default)]
pub(super) struct Keys {
    text: String,
    /// Where each one is.
    places: Vec<Option<Range<usize>>>,
}

/// One row of the answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    of: &'a Answered,
    /// Its place among the rows with answers, and in the chunk.
    at: (usize, usize),
    /// Its number in the input, from 1.
    pub(super) row: u64,
}

impl Keys {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// Puts in the key of the next row, or of one further on.
    pub(super) fn put(&mut self, row: usize, key: &str) {
        let from = self.text.len();
        self.text.push_str(key);
        self.places.resize(row, None);
        self.places.push(Some(from..self.text.len()));
    }

    /// The key of a row.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        self.text.get(self.places.get(row)?.clone()?)
    }
}

impl Answered {
    /// Begins a chunk of so many rows, with room for the answers of all items of `plan`.
    pub(super) fn begin(&mut self, plan: &Plan, items: &[ItemId], rows: usize) {
        if self.items != items {
            items.clone_into(&mut self.items);
            self.results = Results::new(plan, rows);
        }
        self.results.resize(rows);
        self.beside.clear();
        self.keys.clear();
        self.rows.clear();
        self.groups.clear();
        self.open.clear();
    }

    /// Takes the answers that are in the columns for the next row with answers.
    pub(super) fn take(&mut self, at: usize, row: u64, key: Option<&str>, groups: Vec<Option<String>>) {
        if let Some(key) = key {
            self.keys.put(self.rows.len(), key);
        }
        self.rows.push((at, row));
        if !groups.is_empty() {
            self.groups.push(groups);
        }
    }

    /// Puts in the answers of the next row with answers.
    pub(super) fn put(&mut self, at: usize, row: u64, single: Single) {
        for (item, answer) in self.items.iter().zip(&single.answers) {
            let verdict = Verdict::settled(answer);
            if verdict.status().is_none() {
                self.beside.insert((at, *item), *answer);
            }
            self.results.set(item.0, at, verdict);
        }
        self.take(at, row, single.key.as_deref(), single.groups);
        self.open.extend(single.open);
    }

    /// How many rows have answers.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows with answers.
    pub(super) fn lines(&self) -> impl ExactSizeIterator<Item = Line<'_>> + Clone {
        self.rows.iter().enumerate().map(|(index, (at, row))| Line { of: self, at: (index, *at), row: *row })
    }

    /// What an item came to in every row of the chunk, if every row has answers and the columns hold all of them.
    pub(super) fn column(&self, index: usize) -> Option<&Answers> {
        let answers = self.results.item(self.items.get(index)?.0)?;
        (self.beside.is_empty() && answers.len() == self.rows.len()).then_some(answers)
    }
}

impl<'a> Line<'a> {
    /// The text of the key column, if there is one.
    pub(super) fn key(self) -> Option<&'a str> {
        self.of.keys.get(self.at.0)
    }

    /// What one of the items asked for came to.
    pub(super) fn answer(self, index: usize) -> Option<Answer> {
        let item = *self.of.items.get(index)?;
        let verdict = self.of.results.verdict(item.0, self.at.1)?;
        verdict.answer().or_else(|| self.of.beside.get(&(self.at.1, item)).copied())
    }

    /// What the items came to, in the order they were asked for.
    pub(super) fn answers(self) -> impl Iterator<Item = Answer> + use<'a> {
        (0..self.of.items.len()).filter_map(move |index| self.answer(index))
    }

    /// The values of the facts that the summary is divided by.
    pub(super) fn groups(self) -> &'a [Option<String>] {
        self.of.groups.get(self.at.0).map_or(&[], Vec::as_slice)
    }

    /// What an answer waits for, if that was asked for.
    pub(super) fn open(self, index: usize) -> Option<&'a Open> {
        self.of.open.get(self.at.0)?.get(index)
    }
}
