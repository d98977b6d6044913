//! A summary as Markdown and as JSON. Owns the two forms; sums are exact and come from `fen`.

use super::super::write::yuan;
use super::{STATUSES, Summary, Tally};
use crate::diagnostic::Lang;
use crate::value::money::group;
use serde_json::{Map, Value, json};

/// What stands above a summary.
pub(in super::super) struct Head<'h> {
    /// Id and hash of the pack.
    pub(in super::super) policy: (&'h str, &'h str),
    /// The day asked about.
    pub(in super::super) as_of: String,
    /// Rows that were rejected.
    pub(in super::super) rejected: u64,
    /// Id, title and kind of the items.
    pub(in super::super) items: Vec<(String, String, &'static str)>,
    /// Key and name of the facts it is divided by.
    pub(in super::super) by: Vec<(String, String)>,
    /// Language of the words.
    pub(in super::super) lang: Lang,
}

/// The summary as JSON (`huice.batch-summary/1`), with a line end.
pub(in super::super) fn json(head: &Head<'_>, summary: &Summary) -> String {
    let by: Vec<Value> = head
        .by
        .iter()
        .zip(&summary.by)
        .map(|((key, name), groups)| {
            let groups: Vec<Value> = groups
                .iter()
                .map(|(value, (rows, tallies))| json!({ "value": value, "rows": rows, "items": items(head, summary, tallies) }))
                .collect();
            json!({ "fact": key, "name": name, "groups": groups })
        })
        .collect();
    let whole = json!({
        "schema": "huice.batch-summary/1",
        "policy": { "id": head.policy.0, "hash": head.policy.1 },
        "as_of": head.as_of,
        "rows": summary.rows,
        "rejected": head.rejected,
        "items": items(head, summary, &summary.all),
        "by": by,
    });
    format!("{whole:#}\n")
}

fn items(head: &Head<'_>, summary: &Summary, tallies: &[Tally]) -> Vec<Value> {
    let one = |(index, ((id, title, kind), tally)): (usize, (&(String, String, &'static str), &Tally))| {
        let counts = STATUSES.iter().zip(tally.statuses).filter(|(_, count)| *count > 0);
        let statuses: Map<String, Value> =
            counts.map(|(status, count)| (status.word().to_owned(), json!(count))).collect();
        json!({
            "item": id,
            "title": title,
            "kind": kind,
            "money": summary.money(index),
            "statuses": statuses,
            "certain_yuan": yuan(tally.certain),
            "if_approved_yuan": yuan(tally.certain.saturating_add(tally.pending)),
            "open_yuan": yuan(tally.open),
            "ceiling_yuan": yuan(tally.ceiling),
            "without_amount": tally.without_amount,
            "capped": tally.capped,
        })
    };
    head.items.iter().zip(tallies).enumerate().map(one).collect()
}

/// The columns of the tables, in both languages.
const COLUMNS: [(&str, &str); 12] = [
    ("项目", "item"),
    ("名称", "title"),
    ("符合", "eligible"),
    ("待认定", "pending approval"),
    ("未定", "undetermined"),
    ("不符合", "not eligible"),
    ("其他", "other"),
    ("确定（元）", "certain (yuan)"),
    ("含待认定（元）", "if approved (yuan)"),
    ("未定部分（元）", "open (yuan)"),
    ("无金额", "no amount"),
    ("封顶", "capped"),
];

/// The summary as Markdown.
pub(in super::super) fn markdown(head: &Head<'_>, summary: &Summary) -> String {
    let say = |zh: &'static str, en: &'static str| if head.lang == Lang::Zh { zh } else { en };
    let mut out = format!("# {} {}\n\n", say("批量评估汇总", "Summary of a batch"), head.policy.0);
    out.push_str(&format!(
        "- {}: {}\n- {}: {}\n- {}: {}\n- {}: {}\n\n",
        say("评估日", "day"),
        head.as_of,
        say("规则哈希", "hash of the rules"),
        head.policy.1,
        say("有结果的行", "rows with answers"),
        summary.rows,
        say("被拒的行", "rows rejected"),
        head.rejected,
    ));
    out.push_str(say(
        "各项分别合计：组合（如就高不重复）未计入，各项不可相加。“未定部分”是其余条件也成立时的金额。带上限的项目只列上限，按期标准不合计。\n\n",
        "Sums are by item: combinations are not applied, so items must not be added up. `open` is what comes due if the conditions still open hold. Of ceilings only the ceiling is shown; rates are not summed.\n\n",
    ));
    table(&mut out, head, summary, &summary.all);
    for ((key, name), groups) in head.by.iter().zip(&summary.by) {
        out.push_str(&format!("\n## {} {name} ({key})\n", say("按", "By")));
        for (value, (rows, tallies)) in groups {
            let value = value.as_deref().unwrap_or(say("未知", "unknown"));
            out.push_str(&format!("\n### {} ({rows} {})\n\n", escape(value), say("行", "rows")));
            table(&mut out, head, summary, tallies);
        }
    }
    out
}

fn table(out: &mut String, head: &Head<'_>, summary: &Summary, tallies: &[Tally]) {
    let names = COLUMNS.map(|(zh, en)| if head.lang == Lang::Zh { zh } else { en });
    out.push_str(&format!("| {} |\n| --- | --- |{}\n", names.join(" | "), " ---: |".repeat(10)));
    let mut left_out = 0_usize;
    for (index, ((id, title, _), tally)) in head.items.iter().zip(tallies).enumerate() {
        if !tally.is_for_someone() {
            left_out = left_out.saturating_add(1);
            continue;
        }
        let [eligible, pending, open, not, ..] = tally.statuses;
        let other = tally.statuses.iter().skip(4).fold(0_u64, |sum, count| sum.saturating_add(*count));
        let money = |fen: i128| match summary.money(index) {
            Some("sum") => group(&yuan(fen)),
            _ => String::new(),
        };
        let certain = match summary.money(index) {
            Some("ceiling") => format!("≤ {}", group(&yuan(tally.ceiling))),
            _ => money(tally.certain),
        };
        out.push_str(&format!(
            "| {id} | {} | {eligible} | {pending} | {open} | {not} | {other} | {certain} | {} | {} | {} | {} |\n",
            escape(title),
            money(tally.certain.saturating_add(tally.pending)),
            money(tally.open),
            tally.without_amount,
            tally.capped,
        ));
    }
    if left_out > 0 {
        let words = match head.lang {
            Lang::Zh => format!("\n另有 {left_out} 项不适用于任何一行。\n"),
            Lang::En => format!("\n{left_out} more items are for none of the rows.\n"),
        };
        out.push_str(&words);
    }
}

/// A text inside a table.
fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
