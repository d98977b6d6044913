//! The tables that go out as data: their columns and words, with cells that know what they are. Owns CSV; knows nothing of
//! other forms.

use super::plots::t;
use super::report::{Change, ItemResult, PoolResult, Simulation};
use super::tables::side_word;
use super::tally::STATUSES;
use crate::diagnostic::Lang;

/// One table.
pub(super) struct Sheet {
    /// The name of its CSV file.
    pub(super) file: &'static str,
    /// What it is called.
    #[cfg_attr(not(feature = "batch"), expect(dead_code, reason = "files have names of their own"))]
    pub(super) name: &'static str,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// What stands in a place of a table.
#[derive(Clone)]
pub(super) enum Cell {
    Text(String),
    Count(u64),
    /// A sum with two decimals.
    Yuan(String),
    /// Nothing is stated, or nothing is known: never 0.
    Empty,
}

impl Cell {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Yuan(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Empty => String::new(),
        }
    }

    /// A sum over `all`, of which so many have none that is known.
    fn sum(yuan: &str, all: u64, without: u64) -> Self {
        if all > 0 && all == without { Self::Empty } else { Self::Yuan(yuan.to_owned()) }
    }
}

/// A word.
fn word(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn yuan(text: &str) -> Cell {
    Cell::Yuan(text.to_owned())
}

/// The tables of a result.
pub(super) fn sheets(simulation: &Simulation, lang: Lang) -> Vec<Sheet> {
    let mut sheets = vec![items(simulation, lang), groups(simulation, lang)];
    if !simulation.pools.is_empty() {
        sheets.push(pools(simulation, lang));
    }
    if simulation.after.is_some() {
        sheets.push(changes(simulation, lang));
    }
    sheets
}

/// Items of either side, each with the word for its side.
fn sides(simulation: &Simulation, lang: Lang) -> impl Iterator<Item = (&'static str, &ItemResult)> {
    let all = [("before", &simulation.items), ("after", &simulation.items_after)];
    all.into_iter().flat_map(move |(side, items)| items.iter().map(move |item| (side_word(side, lang), item)))
}

fn items(simulation: &Simulation, lang: Lang) -> Sheet {
    let mut head = vec![
        t(lang, "侧", "side"),
        t(lang, "项目", "item"),
        t(lang, "标题", "title"),
        t(lang, "类别", "kind"),
        t(lang, "口径", "states"),
        t(lang, "金额", "sum"),
        t(lang, "待批金额", "pending sum"),
        t(lang, "待定金额", "undetermined sum"),
        t(lang, "最大一笔", "largest"),
        t(lang, "封顶截去", "capped"),
        t(lang, "达到封顶", "cap reached"),
        t(lang, "含未定笔数", "uncertain"),
        t(lang, "符合而金额未知", "eligible, sum unknown"),
        t(lang, "待批而金额未知", "pending, sum unknown"),
        t(lang, "待定而金额未知", "undetermined, sum unknown"),
    ];
    head.extend(STATUSES.iter().map(|status| status.word()));
    let rows = sides(simulation, lang).map(|(side, item)| item_row(side, item)).collect();
    Sheet { file: "items.csv", name: t(lang, "各项", "items"), head, rows }
}

fn item_row(side: &str, item: &ItemResult) -> Vec<Cell> {
    let of = |word: &str| item.statuses.get(word).copied().unwrap_or(0);
    let sum = |yuan: &str, all: u64, without: u64| match item.states {
        Some(_) => Cell::sum(yuan, all, without),
        None => Cell::Empty,
    };
    let mut row = vec![
        word(side),
        word(&item.item),
        word(&item.title),
        word(item.kind),
        item.states.map_or(Cell::Empty, word),
        sum(&item.yuan, item.recipients, item.without_sum),
        sum(&item.pending_yuan, of("pending_approval"), item.pending_without_sum),
        sum(&item.undetermined_yuan, of("undetermined"), item.undetermined_without_sum),
        item.largest_yuan.as_deref().map_or(Cell::Empty, yuan),
    ];
    let counts = [item.capped, item.cap_reached, item.uncertain];
    row.extend(counts.map(Cell::Count));
    row.extend([item.without_sum, item.pending_without_sum, item.undetermined_without_sum].map(Cell::Count));
    row.extend(STATUSES.iter().map(|status| Cell::Count(of(status.word()))));
    row
}

fn groups(simulation: &Simulation, lang: Lang) -> Sheet {
    let head = vec![
        t(lang, "侧", "side"),
        t(lang, "项目", "item"),
        t(lang, "分组", "grouping"),
        t(lang, "组", "member"),
        t(lang, "主体数", "subjects"),
        t(lang, "符合", "eligible"),
        t(lang, "金额", "sum"),
        t(lang, "金额未知", "sum unknown"),
    ];
    let mut rows = Vec::new();
    for (side, item) in sides(simulation, lang).filter(|(_, item)| item.recipients > 0) {
        for (grouping, spread) in simulation.groups.iter().zip(&item.by) {
            for (member, (recipients, sum, without)) in grouping.members.iter().zip(&spread.members) {
                rows.push(vec![
                    word(side),
                    word(&item.item),
                    word(&grouping.name),
                    word(&member.name),
                    Cell::Count(member.subjects),
                    Cell::Count(*recipients),
                    item.states.map_or(Cell::Empty, |_| Cell::sum(sum, *recipients, *without)),
                    Cell::Count(*without),
                ]);
            }
        }
    }
    Sheet { file: "groups.csv", name: t(lang, "分组", "groups"), head, rows }
}

fn pools(simulation: &Simulation, lang: Lang) -> Sheet {
    let head = vec![
        t(lang, "侧", "side"),
        t(lang, "项目", "item"),
        t(lang, "资金", "pool"),
        t(lang, "分组", "grouping"),
        t(lang, "组", "member"),
        t(lang, "申请数", "claims"),
        t(lang, "申请额", "claimed"),
        t(lang, "支付", "paid"),
    ];
    let rows = simulation.pools.iter().flat_map(|pool| pool_rows(simulation, pool, lang)).collect();
    Sheet { file: "pools.csv", name: t(lang, "资金池", "pools"), head, rows }
}

/// What becomes of one pool: altogether, then by each grouping.
fn pool_rows(simulation: &Simulation, pool: &PoolResult, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |grouping: &str, member: Cell, claims: u64, claimed: &str, paid: &str| {
        let mut row = vec![word(side_word(pool.side, lang)), word(&pool.item), yuan(&pool.pool_yuan)];
        row.extend([word(grouping), member, Cell::Count(claims), yuan(claimed), yuan(paid)]);
        row
    };
    let mut rows = vec![row(t(lang, "全部", "all"), Cell::Empty, pool.claims, &pool.claimed_yuan, &pool.paid_yuan)];
    for (grouping, (_, cells)) in simulation.groups.iter().zip(&pool.by) {
        for (member, (claims, claimed, paid)) in grouping.members.iter().zip(cells) {
            rows.push(row(&grouping.name, word(&member.name), *claims, claimed, paid));
        }
    }
    rows
}

fn changes(simulation: &Simulation, lang: Lang) -> Sheet {
    let head = vec![
        t(lang, "项目", "item"),
        t(lang, "标题", "title"),
        t(lang, "分组", "grouping"),
        t(lang, "组", "member"),
        t(lang, "变动的主体", "subjects that change"),
        t(lang, "差额", "difference"),
        t(lang, "增的主体", "gain"),
        t(lang, "增额", "more by"),
        t(lang, "减的主体", "lose"),
        t(lang, "减额", "less by"),
        t(lang, "新符合", "newly eligible"),
        t(lang, "不再符合", "no longer"),
        t(lang, "其他状态变动", "other status"),
        t(lang, "金额变为或不再未知", "sum known on one side only"),
    ];
    let width = head.len();
    let rows = simulation.changes.iter().flat_map(|change| change_rows(simulation, change, width, lang)).collect();
    Sheet { file: "changes.csv", name: t(lang, "变动", "changes"), head, rows }
}

/// What differs of one item: altogether, then by the members of each grouping in which something does.
fn change_rows(simulation: &Simulation, change: &Change, width: usize, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |grouping: &str, member: Cell, subjects: u64, difference: &str| {
        let front = [word(&change.item), word(&change.title), word(grouping), member];
        front.into_iter().chain([Cell::Count(subjects), yuan(difference)]).collect::<Vec<Cell>>()
    };
    let moved = change.gain.saturating_add(change.lose);
    let mut all = row(t(lang, "全部", "all"), Cell::Empty, moved, &change.difference_yuan);
    all.extend([Cell::Count(change.gain), yuan(&change.gain_yuan), Cell::Count(change.lose), yuan(&change.lose_yuan)]);
    all.extend([change.newly, change.no_longer, change.other, change.unknown].map(Cell::Count));
    let mut rows = vec![all];
    for (grouping, (_, cells)) in simulation.groups.iter().zip(&change.by) {
        for (member, (subjects, difference)) in grouping.members.iter().zip(cells).filter(|(_, cell)| cell.0 > 0) {
            let mut row = row(&grouping.name, word(&member.name), *subjects, difference);
            row.resize(width, Cell::Empty);
            rows.push(row);
        }
    }
    rows
}

/// The mark by which spreadsheet programs know UTF-8.
const MARK: char = '\u{feff}';

impl Sheet {
    pub(super) fn csv(&self) -> String {
        let mut out = String::from(MARK);
        let mut line = |cells: &mut dyn Iterator<Item = String>| {
            let all: Vec<String> = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            out.push_str(&format!("{}\r\n", all.join(",")));
        };
        line(&mut self.head.iter().map(|cell| (*cell).to_owned()));
        self.rows.iter().for_each(|row| line(&mut row.iter().map(Cell::text)));
        out
    }
}
