//! Sums over many answers, exact and in any order. Owns what is counted.

use crate::eval::Answer;
use crate::outcome::Status;

/// Every status, in the order in which they are counted and shown.
pub(super) const STATUSES: [Status; 12] = Status::ALL;

/// How many, and how much in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) count: u64,
    pub(super) fen: i128,
    /// Of those counted, how many have no sum that is known.
    pub(super) without: u64,
}

impl Cell {
    /// Counts one whose sum may not be known.
    const fn add_known(&mut self, fen: Option<i128>) {
        match fen {
            Some(fen) => self.add(fen),
            None => {
                self.count = self.count.saturating_add(1);
                self.without = self.without.saturating_add(1);
            }
        }
    }

    pub(super) const fn add(&mut self, fen: i128) {
        self.count = self.count.saturating_add(1);
        self.fen = self.fen.saturating_add(fen);
    }

    /// Counts what a subject gets altogether, if anything: what is known of it, and whether that is all.
    pub(super) const fn add_total(&mut self, (fen, known): (i128, bool)) {
        if fen > 0 {
            self.add(fen);
        }
        if !known {
            self.without = self.without.saturating_add(1);
        }
    }

    const fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.fen = self.fen.saturating_add(other.fen);
        self.without = self.without.saturating_add(other.without);
    }
}

/// What one item comes to.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemTally {
    pub(super) statuses: [u64; 12],
    /// Eligible.
    pub(super) paid: Cell,
    /// Pending approval, and the sum if all is approved.
    pub(super) pending: Cell,
    /// Undetermined, and the sum if what is open holds.
    pub(super) open: Cell,
    pub(super) capped: u64,
    pub(super) reached: u64,
    pub(super) uncertain: u64,
    pub(super) largest: Option<i128>,
    /// By grouping and member.
    pub(super) groups: Vec<Vec<Cell>>,
}

impl ItemTally {
    pub(super) fn new(sizes: &[usize]) -> Self {
        Self { groups: sizes.iter().map(|size| vec![Cell::default(); *size]).collect(), ..Self::default() }
    }

    pub(super) fn add(&mut self, answer: &Answer, members: &[usize]) {
        let at = STATUSES.iter().position(|status| *status == answer.status);
        if let Some(count) = at.and_then(|at| self.statuses.get_mut(at)) {
            *count = count.saturating_add(1);
        }
        match (answer.status, answer.fen) {
            (Status::Eligible, fen) => {
                for (group, member) in self.groups.iter_mut().zip(members) {
                    if let Some(cell) = group.get_mut(*member) {
                        cell.add_known(fen);
                    }
                }
                let one = |holds: bool| u64::from(holds);
                self.capped = self.capped.saturating_add(one(answer.capped));
                self.reached = self.reached.saturating_add(one(answer.cap_reached));
                self.uncertain = self.uncertain.saturating_add(one(answer.uncertain));
                self.paid.add_known(fen);
                self.largest = self.largest.max(fen);
            }
            (Status::PendingApproval, fen) => self.pending.add_known(fen),
            (Status::Undetermined, fen) => self.open.add_known(fen),
            _ => {}
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (count, more) in self.statuses.iter_mut().zip(other.statuses) {
            *count = count.saturating_add(more);
        }
        self.paid.merge(&other.paid);
        self.pending.merge(&other.pending);
        self.open.merge(&other.open);
        self.capped = self.capped.saturating_add(other.capped);
        self.reached = self.reached.saturating_add(other.reached);
        self.uncertain = self.uncertain.saturating_add(other.uncertain);
        self.largest = self.largest.max(other.largest);
        for (group, more) in self.groups.iter_mut().zip(&other.groups) {
            for (cell, more) in group.iter_mut().zip(more) {
                cell.merge(more);
            }
        }
    }

    pub(super) fn status(&self, status: Status) -> u64 {
        let at = STATUSES.iter().position(|other| *other == status);
        at.and_then(|at| self.statuses.get(at)).copied().unwrap_or(0)
    }
}

/// What changes of one item between two sides.
#[derive(Clone, Debug, Default)]
pub(super) struct Shift {
    /// Subjects that are certainly due more, and how much more.
    pub(super) gain: Cell,
    /// Less, and how much less.
    pub(super) lose: Cell,
    /// Eligible now and not before.
    pub(super) newly: u64,
    /// Eligible before and not now.
    pub(super) no_longer: u64,
    /// Another status in any other way.
    pub(super) other: u64,
    /// Eligible with a sum on one side, and with one that is not known on the other: neither gain nor loss.
    pub(super) unknown: u64,
    /// The difference by grouping and member; counts are those that changed.
    pub(super) groups: Vec<Vec<Cell>>,
}

impl Shift {
    pub(super) fn new(sizes: &[usize]) -> Self {
        Self { groups: sizes.iter().map(|size| vec![Cell::default(); *size]).collect(), ..Self::default() }
    }

    pub(super) fn add(&mut self, before: Option<&Answer>, after: Option<&Answer>, members: &[usize]) {
        let due = |answer: Option<&Answer>| {
            answer.filter(|answer| answer.status == Status::Eligible).and_then(|answer| answer.fen).unwrap_or(0)
        };
        let status = |answer: Option<&Answer>| answer.map(|answer| answer.status);
        let open = |answer: Option<&Answer>| {
            answer.is_some_and(|answer| answer.status == Status::Eligible && answer.fen.is_none())
        };
        let unknown = open(before) != open(after);
        self.unknown = self.unknown.saturating_add(u64::from(unknown));
        let difference = if unknown { 0 } else { due(after).saturating_sub(due(before)) };
        match difference.signum() {
            1 => self.gain.add(difference),
            -1 => self.lose.add(difference.saturating_neg()),
            _ => {}
        }
        let (was, is) = (status(before), status(after));
        let eligible = Some(Status::Eligible);
        let count = match (was == eligible, is == eligible) {
            (false, true) => Some(&mut self.newly),
            (true, false) => Some(&mut self.no_longer),
            _ if was != is && was.is_some() && is.is_some() => Some(&mut self.other),
            _ => None,
        };
        let moved = count.is_some();
        if let Some(count) = count {
            *count = count.saturating_add(1);
        }
        if difference != 0 || moved {
            for (group, member) in self.groups.iter_mut().zip(members) {
                if let Some(cell) = group.get_mut(*member) {
                    cell.add(difference);
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.gain.merge(&other.gain);
        self.lose.merge(&other.lose);
        self.newly = self.newly.saturating_add(other.newly);
        self.no_longer = self.no_longer.saturating_add(other.no_longer);
        self.other = self.other.saturating_add(other.other);
        self.unknown = self.unknown.saturating_add(other.unknown);
        for (group, more) in self.groups.iter_mut().zip(&other.groups) {
            for (cell, more) in group.iter_mut().zip(more) {
                cell.merge(more);
            }
        }
    }
}

/// Claims on one pool, in the order of the subjects: amounts, and members of every grouping.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pub(super) fen: Vec<u64>,
    /// One after another: as many a claim as there are groupings. A grouping has at most 129 members.
    pub(super) members: Vec<u8>,
}

impl Claims {
    pub(super) fn add(&mut self, answer: &Answer, members: &[usize]) {
        let fen = answer.fen.filter(|fen| answer.status == Status::Eligible && *fen > 0);
        if let Some(fen) = fen {
            self.fen.push(u64::try_from(fen).unwrap_or(u64::MAX));
            self.members.extend(members.iter().map(|member| u8::try_from(*member).unwrap_or(u8::MAX)));
        }
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.fen.append(&mut other.fen);
        self.members.append(&mut other.members);
    }
}

/// The sums of one block of subjects.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Subjects by grouping and member.
    pub(super) members: Vec<Vec<u64>>,
    pub(super) before: Vec<ItemTally>,
    pub(super) after: Vec<ItemTally>,
    /// One an item of either side.
    pub(super) shifts: Vec<Shift>,
    /// One a pool: before, then after.
    pub(super) claims: [Vec<Claims>; 2],
    /// What subjects get altogether after combinations, of those who get something: before, then after.
    pub(super) totals: [Cell; 2],
    /// Answers given by the reference engine.
    pub(super) deferred: u64,
    /// Subjects with a gain and no loss over all items, a loss and no gain, both.
    pub(super) subjects: [u64; 3],
}

impl Tally {
    /// Adds the next block; blocks come in order, for the sake of the claims.
    pub(super) fn append(&mut self, other: Self) {
        for (group, more) in self.members.iter_mut().zip(&other.members) {
            for (count, more) in group.iter_mut().zip(more) {
                *count = count.saturating_add(*more);
            }
        }
        for (item, more) in self.before.iter_mut().zip(&other.before) {
            item.merge(more);
        }
        for (item, more) in self.after.iter_mut().zip(&other.after) {
            item.merge(more);
        }
        for (shift, more) in self.shifts.iter_mut().zip(&other.shifts) {
            shift.merge(more);
        }
        for (side, more) in self.claims.iter_mut().zip(other.claims) {
            for (claims, more) in side.iter_mut().zip(more) {
                claims.append(more);
            }
        }
        for (total, more) in self.totals.iter_mut().zip(&other.totals) {
            total.merge(more);
        }
        self.deferred = self.deferred.saturating_add(other.deferred);
        for (count, more) in self.subjects.iter_mut().zip(other.subjects) {
            *count = count.saturating_add(more);
        }
    }
}
