//! What many answers come to, item by item, and by the values of facts. Owns exact sums in fen and their parts; how they
//! are shown is in `render`.

mod render;
#[cfg(feature = "batch")]
mod xlsx;

use super::answered::Answered;
use super::error::{BatchError, Fault};
use crate::eval::{Answer, is_live};
use crate::ir::{AmountKind, ItemId, Policy};
use crate::outcome::Status;
use std::collections::BTreeMap;

pub(super) use render::{Head, json, markdown};
#[cfg(feature = "batch")]
pub(super) use xlsx::xlsx;

/// Different values of one fact that a summary may be divided by: more are a sign of a fact that divides nothing.
pub(super) const MAX_GROUPS: usize = 10_000;

/// Every status, in the order of the contract.
pub(super) const STATUSES: [Status; 12] = Status::ALL;

/// What the answers of one item come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Answers by status, as in [`STATUSES`].
    pub(super) statuses: [u64; 12],
    /// Fen that are certain.
    pub(super) certain: i128,
    /// Fen that wait for approvals or acts only.
    pub(super) pending: i128,
    /// Fen that other open conditions decide about.
    pub(super) open: i128,
    /// Fen of ceilings.
    pub(super) ceiling: i128,
    /// Answers with whose status something can be due, of which no amount is known.
    pub(super) without_amount: u64,
    /// Amounts that a cap cut.
    pub(super) capped: u64,
}

/// By the value of a fact (`None`: unknown), how many rows and what they come to.
pub(super) type Groups = BTreeMap<Option<String>, (u64, Vec<Tally>)>;

/// What the answers come to.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    /// Rows with answers.
    pub(super) rows: u64,
    /// The kind of money of each item; `None` without money.
    kinds: Vec<Option<AmountKind>>,
    /// All rows, item by item.
    pub(super) all: Vec<Tally>,
    /// The same for each fact that it is divided by.
    pub(super) by: Vec<Groups>,
}

impl Summary {
    /// Nothing yet, for these items and so many facts.
    pub(super) fn new(policy: &Policy, items: &[ItemId], facts: usize) -> Self {
        let kind = |id: &ItemId| {
            let item = policy.items.get(id.0)?;
            let amount = item.amount.as_ref().or_else(|| item.each.as_ref().and_then(|each| each.amount.as_ref()));
            amount.map(|amount| amount.kind)
        };
        let all = vec![Tally::default(); items.len()];
        Self { rows: 0, kinds: items.iter().map(kind).collect(), all, by: vec![BTreeMap::new(); facts] }
    }

    /// The word for the kind of money of an item.
    pub(super) fn money(&self, item: usize) -> Option<&'static str> {
        self.kinds.get(item).copied().flatten().map(|kind| match kind {
            AmountKind::Amount => "sum",
            AmountKind::Ceiling => "ceiling",
            AmountKind::Rate => "rate",
        })
    }

    /// Adds the answers of a chunk.
    pub(super) fn add(&mut self, answered: &Answered) -> Result<(), BatchError> {
        self.rows = self.rows.saturating_add(u64::try_from(answered.len()).unwrap_or(u64::MAX));
        let Self { kinds, all, by, .. } = self;
        for (index, (tally, kind)) in all.iter_mut().zip(kinds.iter()).enumerate() {
            match answered.column(index) {
                Some(column) => {
                    column.iter().filter_map(|verdict| verdict.answer()).try_for_each(|a| tally.add(*kind, &a))?
                }
                None => {
                    answered.lines().filter_map(|line| line.answer(index)).try_for_each(|a| tally.add(*kind, &a))?
                }
            }
        }
        if by.is_empty() {
            return Ok(());
        }
        for line in answered.lines() {
            for (groups, value) in by.iter_mut().zip(line.groups()) {
                let group = groups.entry(value.clone()).or_insert_with(|| (0, vec![Tally::default(); kinds.len()]));
                group.0 = group.0.saturating_add(1);
                let tallies = group.1.iter_mut().zip(kinds.iter()).zip(line.answers());
                for ((tally, kind), answer) in tallies {
                    tally.add(*kind, &answer)?;
                }
                if groups.len() > MAX_GROUPS {
                    return Err(too_many());
                }
            }
        }
        Ok(())
    }

    /// Adds another summary of the same items.
    pub(super) fn merge(&mut self, other: &Self) -> Result<(), BatchError> {
        self.rows = self.rows.saturating_add(other.rows);
        for (tally, more) in self.all.iter_mut().zip(&other.all) {
            tally.merge(more)?;
        }
        for (groups, more) in self.by.iter_mut().zip(&other.by) {
            for (value, (rows, tallies)) in more {
                let group = groups.entry(value.clone()).or_insert_with(|| (0, vec![Tally::default(); tallies.len()]));
                group.0 = group.0.saturating_add(*rows);
                for (tally, more) in group.1.iter_mut().zip(tallies) {
                    tally.merge(more)?;
                }
            }
            if groups.len() > MAX_GROUPS {
                return Err(too_many());
            }
        }
        Ok(())
    }
}

impl Tally {
    fn add(&mut self, kind: Option<AmountKind>, answer: &Answer) -> Result<(), BatchError> {
        if let Some(count) = self.statuses.get_mut(answer.status.place()) {
            *count = count.saturating_add(1);
        }
        self.capped = self.capped.saturating_add(u64::from(answer.capped));
        let Some(kind) = kind.filter(|_| is_live(answer.status)) else { return Ok(()) };
        let Some(fen) = answer.fen else {
            self.without_amount = self.without_amount.saturating_add(1);
            return Ok(());
        };
        let sum = match (kind, answer.status) {
            (AmountKind::Rate, _) => return Ok(()),
            (AmountKind::Ceiling, _) => &mut self.ceiling,
            (AmountKind::Amount, Status::Eligible) if !answer.uncertain => &mut self.certain,
            (AmountKind::Amount, Status::PendingApproval) if !answer.uncertain => &mut self.pending,
            (AmountKind::Amount, _) => &mut self.open,
        };
        *sum = sum.checked_add(fen).ok_or_else(too_large)?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), BatchError> {
        for (count, more) in self.statuses.iter_mut().zip(other.statuses) {
            *count = count.saturating_add(more);
        }
        for (sum, more) in [
            (&mut self.certain, other.certain),
            (&mut self.pending, other.pending),
            (&mut self.open, other.open),
            (&mut self.ceiling, other.ceiling),
        ] {
            *sum = sum.checked_add(more).ok_or_else(too_large)?;
        }
        self.without_amount = self.without_amount.saturating_add(other.without_amount);
        self.capped = self.capped.saturating_add(other.capped);
        Ok(())
    }

    /// Whether there is anything else than rows that the item is not for.
    pub(super) fn is_for_someone(&self) -> bool {
        let counts = self.statuses.iter().zip(STATUSES);
        counts.into_iter().any(|(count, status)| *count > 0 && status != Status::NotApplicable)
    }
}

fn too_large() -> BatchError {
    BatchError::new(Fault::Input, "汇总金额过大", "a sum of the summary is too large")
}

fn too_many() -> BatchError {
    BatchError::usage(
        format!("--by：取值超过 {MAX_GROUPS} 种，不宜分组"),
        format!("--by: more than {MAX_GROUPS} different values; the fact is not one to divide by"),
    )
}
