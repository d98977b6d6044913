//! The result as files, and as Markdown. Owns the words of the report; every figure comes from the result.

use super::pool::Rule;
use super::report::{ItemResult, Side, Simulation, Total, yuan};
use crate::diagnostic::Lang;
use crate::value::money::group;

/// The files of a report, by name.
pub(super) type Files = Vec<(&'static str, String)>;

impl Simulation {
    /// Everything there is to write: `report.md`, tables as CSV, pictures as SVG, `simulation.json`.
    ///
    /// # Errors
    /// What the writer of JSON says; it does not happen.
    pub fn files(&self, lang: Lang) -> Result<Files, serde_json::Error> {
        let mut files = vec![("report.md", self.markdown(lang))];
        files.extend(super::sheets::sheets(self, lang).iter().map(|sheet| (sheet.file, sheet.csv())));
        files.extend(super::plots::plots(self, lang));
        files.push(("simulation.json", format!("{}\n", serde_json::to_string_pretty(self)?)));
        Ok(files)
    }

    /// Items that are for these subjects at all.
    pub(super) fn live(&self) -> impl Iterator<Item = &ItemResult> {
        self.items
            .iter()
            .filter(|item| !item.statuses.keys().all(|word| matches!(*word, "not_applicable" | "informational")))
    }

    fn markdown(&self, lang: Lang) -> String {
        let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let mut out = format!("# {}: {}\n\n", t("群体模拟", "Simulation"), self.population);
        if self.invented {
            out.push_str(t(
                "> 群体是虚构的：每个数字都出自群体文件里写明的假设，不是统计数据，不能当作预测。\n\n",
                "> The population is invented: every figure follows from the assumptions of the population file. It is no statistics and no forecast.\n\n",
            ));
        }
        out.push_str(&format!(
            "- {}: {}\n- {}: {}\n",
            t("主体数", "subjects"),
            count(self.size),
            t("种子", "seed"),
            self.seed
        ));
        out.push_str(&side_line(t("规则", "rules"), &self.before));
        if let Some(after) = &self.after {
            out.push_str(&side_line(t("对照", "compared with"), after));
        }
        out.push_str(&format!("\n## {}\n\n", t("各项", "Items")));
        out.push_str(t(
            "金额是按规则计算出的应付数（元，精确到分），只合计“符合”的；“待批”“待定”是其后各自可能增加的数。算不出的写“未知”，不当作零。“上限”“标准”不是支出。有组合的几项不能相加。\n\n",
            "Sums are what the rules give (yuan, exact to the fen), of the eligible only; pending and undetermined say what they could add. What cannot be computed is unknown, not 0. Ceilings and rates are no cost. Items of a combination do not add up.\n\n",
        ));
        let head: [&str; 11] = [
            t("项目", "item"),
            t("标题", "title"),
            t("符合", "eligible"),
            t("金额", "sum"),
            t("口径", "states"),
            t("待批", "pending"),
            t("待批金额", "pending sum"),
            t("待定", "undetermined"),
            t("待定金额", "undetermined sum"),
            t("封顶截去", "capped"),
            t("达到封顶", "cap reached"),
        ];
        let rows = self.live().filter(|item| item.kind == "benefit").map(|item| {
            let status = |word: &str| count(item.statuses.get(word).copied().unwrap_or(0));
            let states = match item.states {
                Some("amount") => t("金额", "amount"),
                Some("ceiling") => t("上限", "ceiling"),
                Some(_) => t("标准", "rate"),
                None => "—",
            };
            let waits = |word: &str| item.statuses.get(word).copied().unwrap_or(0);
            let money = |text: &str, all: u64, without: u64| match item.states {
                Some(_) => known(text, all, without, lang),
                None => "—".to_owned(),
            };
            vec![
                item.item.clone(),
                item.title.clone(),
                count(item.recipients),
                money(&item.yuan, item.recipients, item.without_sum),
                states.to_owned(),
                status("pending_approval"),
                money(&item.pending_yuan, waits("pending_approval"), item.pending_without_sum),
                status("undetermined"),
                money(&item.undetermined_yuan, waits("undetermined"), item.undetermined_without_sum),
                count(item.capped),
                count(item.cap_reached),
            ]
        });
        out.push_str(&table(&head, rows.collect()));
        out.push_str(&format!("\n![]({}) ![]({}) ![]({})\n", "cost.svg", "recipients.svg", "statuses.svg"));
        let combined: Vec<&ItemResult> = self.live().filter(|item| !item.combined_with.is_empty()).collect();
        if !combined.is_empty() {
            out.push_str(&format!(
                "\n{}\n\n",
                t("组合（只取一项，不相加）：", "Combinations (one is taken; sums do not add up):")
            ));
            for item in combined {
                out.push_str(&format!("- {}: {}\n", item.item, item.combined_with.join(", ")));
            }
        }
        out.push_str(&format!("\n{}\n", total_line(&self.total, t("合计", "Together"), lang)));
        if let Some(after) = &self.total_after {
            out.push_str(&format!("\n{}\n", total_line(after, t("对照合计", "Together, compared"), lang)));
        }
        self.groups_markdown(&mut out, lang);
        self.pools_markdown(&mut out, lang);
        self.changes_markdown(&mut out, lang);
        let others = self.items.len().saturating_sub(self.live().count());
        out.push_str(&format!(
            "\n{} {others}{} `simulation.json`{}\n",
            t("其余", "The other"),
            t(
                " 项不是给这类主体的，或当日不在期内，见",
                " items are for other subjects or not in force on the day; see"
            ),
            t("。", "."),
        ));
        out
    }

    fn groups_markdown(&self, out: &mut String, lang: Lang) {
        let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        for (index, grouping) in self.groups.iter().enumerate() {
            out.push_str(&format!("\n## {}{}\n\n", t("按", "By "), grouping.name));
            let used: Vec<usize> = (0..grouping.members.len())
                .filter(|at| grouping.members.get(*at).is_some_and(|member| member.subjects > 0))
                .collect();
            let names = used.iter().filter_map(|at| Some(grouping.members.get(*at)?.name.as_str()));
            let head: Vec<&str> = [t("项目", "item")].into_iter().chain(names).collect();
            let subjects = used.iter().filter_map(|at| Some(count(grouping.members.get(*at)?.subjects)));
            let mut rows =
                vec![[t("主体数", "subjects").to_owned()].into_iter().chain(subjects).collect::<Vec<String>>()];
            for item in self.live().filter(|item| item.kind == "benefit" && item.recipients > 0) {
                let Some(spread) = item.by.get(index) else { continue };
                let cell = |at: &usize| {
                    let (recipients, yuan, without) = spread.members.get(*at)?;
                    let stated = item.states.is_some() && *recipients > 0;
                    let sum = known(yuan, *recipients, *without, lang);
                    let money = if stated { format!(" / {sum}") } else { String::new() };
                    Some(format!("{}{money}", count(*recipients)))
                };
                let cells = used.iter().filter_map(cell);
                rows.push([format!("{} {}", item.item, item.title)].into_iter().chain(cells).collect());
            }
            out.push_str(t("每格：符合的主体数 / 金额（元）。\n\n", "Each cell: eligible subjects / sum in yuan.\n\n"));
            out.push_str(&table(&head, rows));
            out.push_str(&format!("\n![](by-{}.svg)\n", index.saturating_add(1)));
        }
    }

    fn pools_markdown(&self, out: &mut String, lang: Lang) {
        let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        if self.pools.is_empty() {
            return;
        }
        out.push_str(&format!("\n## {}\n\n", t("资金池", "Pools")));
        out.push_str(match self.pools.first().map(|pool| pool.rule) {
            Some(Rule::FirstCome) => t(
                "先到先得：按抽取的先后逐个付足，付到不够为止；不够的一个得余款，其后没有。\n\n",
                "First come: in the order drawn, each in full while it lasts; the next gets the rest, those after it nothing.\n\n",
            ),
            _ => t(
                "按比例：各得份额舍到分，余下的分依小数部分从大到小各给一分，相同的先到先得。\n\n",
                "In proportion: each share is rounded down to the fen; what is left goes, a fen each, to the largest remainders, earlier claims first among equals.\n\n",
            ),
        });
        let head = [
            t("项目", "item"),
            t("资金", "pool"),
            t("申请数", "claims"),
            t("申请额", "claimed"),
            t("支付", "paid"),
            t("未付", "unpaid"),
            t("结余", "left"),
            t("付足", "in full"),
            t("部分", "in part"),
            t("未得", "nothing"),
            t("用尽于第几个", "exhausted at claim"),
        ];
        let rows = self.pools.iter().map(|pool| {
            let mark =
                if self.after.is_some() { format!("（{}）", side_word(pool.side, lang)) } else { String::new() };
            vec![
                format!("{}{mark}", pool.item),
                group(&pool.pool_yuan),
                count(pool.claims),
                group(&pool.claimed_yuan),
                group(&pool.paid_yuan),
                group(&pool.unpaid_yuan),
                group(&pool.left_yuan),
                count(pool.in_full),
                count(pool.in_part),
                count(pool.not_at_all),
                pool.exhausted_at.map_or_else(|| "—".to_owned(), count),
            ]
        });
        out.push_str(&table(&head, rows.collect()));
        out.push_str("\n![](pools.svg)\n");
    }

    fn changes_markdown(&self, out: &mut String, lang: Lang) {
        let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        if self.after.is_none() {
            return;
        }
        out.push_str(&format!("\n## {}\n\n", t("变动", "Changes")));
        out.push_str(&format!(
            "{}: {} · {}: {} · {}: {}\n\n",
            t("只增的主体", "subjects with gains only"),
            count(self.subjects_gain),
            t("只减的主体", "with losses only"),
            count(self.subjects_lose),
            t("有增有减的主体", "with both"),
            count(self.subjects_both),
        ));
        if self.changes.is_empty() {
            out.push_str(t("没有一项有变动。\n", "No item changes.\n"));
            return;
        }
        let head = [
            t("项目", "item"),
            t("标题", "title"),
            t("符合：前", "eligible before"),
            t("后", "after"),
            t("金额：前", "sum before"),
            t("后", "after"),
            t("差", "difference"),
            t("增的主体", "gain"),
            t("增额", "more by"),
            t("减的主体", "lose"),
            t("减额", "less by"),
            t("新符合", "newly eligible"),
            t("不再符合", "no longer"),
            t("其他状态变动", "other status"),
            t("金额变为或不再未知", "sum known on one side only"),
        ];
        let rows = self.changes.iter().map(|change| {
            vec![
                change.item.clone(),
                change.title.clone(),
                count(change.recipients_before),
                count(change.recipients_after),
                known(&change.yuan_before, change.recipients_before, change.without_sum_before, lang),
                known(&change.yuan_after, change.recipients_after, change.without_sum_after, lang),
                group(&change.difference_yuan),
                count(change.gain),
                group(&change.gain_yuan),
                count(change.lose),
                group(&change.lose_yuan),
                count(change.newly),
                count(change.no_longer),
                count(change.other),
                count(change.unknown),
            ]
        });
        out.push_str(&table(&head, rows.collect()));
        out.push_str("\n![](changes.svg)\n");
    }
}

/// What all items come to, before and after combinations.
fn total_line(total: &Total, name: &str, lang: Lang) -> String {
    let (single, all) = (group(&total.items_yuan), group(&total.yuan));
    let (some, without) = (count(total.recipients), count(total.without_sum));
    match lang {
        Lang::Zh => {
            let open = if total.without_sum > 0 {
                format!("；另 {without} 户有算不出的金额")
            } else {
                String::new()
            };
            format!("**{name}：{all} 元**，{some} 户；组合只取一项之后的确定金额{open}。各项分别相加是 {single} 元。")
        }
        Lang::En => {
            let open =
                if total.without_sum > 0 { format!("; {without} have a sum that is not known") } else { String::new() };
            format!(
                "**{name}: {all} yuan** for {some}, certain after combinations{open}. The items by themselves add up to {single}."
            )
        }
    }
}

fn side_line(label: &str, side: &Side) -> String {
    let set = if side.set.is_empty() { String::new() } else { format!(" · {}", side.set.join(" · ")) };
    let hash: String = side.hash.chars().take(12).collect();
    format!("- {label}: {} (`{}` {hash}) · {}{set}\n", side.name, side.id, side.as_of)
}

pub(super) fn side_word(side: &str, lang: Lang) -> &'static str {
    match (side, lang) {
        ("before", Lang::Zh) => "前",
        ("before", Lang::En) => "before",
        (_, Lang::Zh) => "后",
        (_, Lang::En) => "after",
    }
}

/// A sum, and how many have none that is known: what is not known is never shown as 0.
pub(super) fn known(yuan: &str, all: u64, without: u64, lang: Lang) -> String {
    match (without, lang) {
        (0, _) => group(yuan),
        (_, Lang::Zh) if without == all => "未知".to_owned(),
        (_, Lang::En) if without == all => "unknown".to_owned(),
        (_, Lang::Zh) => format!("{}，另 {} 户未知", group(yuan), count(without)),
        (_, Lang::En) => format!("{}, {} more unknown", group(yuan), count(without)),
    }
}

/// A count with separators.
pub(super) fn count(number: u64) -> String {
    group(&number.to_string())
}

fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    let rules: Vec<&str> = head.iter().enumerate().map(|(at, _)| if at < 1 { "---" } else { "---:" }).collect();
    out.push_str(&line(rules.into_iter().map(str::to_owned).collect()));
    for row in rows {
        out.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|")).collect()));
    }
    out
}

/// Yuan for a picture: with separators, without fen when there are none to speak of.
pub(super) fn short_yuan(fen: i128, lang: Lang) -> String {
    let text = yuan(fen);
    let whole = text.split('.').next().unwrap_or_default();
    match lang {
        Lang::Zh => format!("{} 元", group(whole)),
        Lang::En => format!("{} yuan", group(whole)),
    }
}
