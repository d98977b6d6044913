//! What one choice certainly gives, for sums over many subjects: the same shares as in the totals, without words.

use super::super::item::Evaluated;
use super::{offset, per_record, per_subject};
use crate::eval::Machine;
use crate::ir::{CombinationDef, CombinationRule, ItemId};
use crate::value::money;

/// What is certain of a combination in fen, as it goes into the totals; `None` beyond what fen can hold.
pub(crate) fn certain(machine: &Machine<'_>, combination: &CombinationDef) -> Option<i128> {
    let all = machine.policy.items.iter().enumerate();
    let items: Vec<Evaluated> = all.map(|(index, item)| machine.item(ItemId(index), item)).collect();
    let mut unused = Vec::new();
    let share = match (combination.rule, combination.list) {
        (CombinationRule::Offset, _) => offset(machine, combination, &items, &mut unused),
        (_, None) => per_subject(machine, combination, &items, &mut unused),
        (_, Some(list)) => per_record(machine, combination, list, &items, &mut unused),
    };
    money::fen(&share.exact)
}
