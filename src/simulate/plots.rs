//! Which pictures a report has. Owns their words; shapes are `svg`'s.

use super::report::{ItemResult, Simulation};
use super::svg::{COLORS, Chart, Row};
use super::tables::{count, short_yuan, side_word};
use crate::diagnostic::Lang;

/// Groupings that have a picture, at most.
const BY: [&str; 4] = ["by-1.svg", "by-2.svg", "by-3.svg", "by-4.svg"];

/// The pictures by file name.
pub(super) fn plots(simulation: &Simulation, lang: Lang) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("cost.svg", cost(simulation, lang)),
        ("recipients.svg", recipients(simulation, lang)),
        ("statuses.svg", statuses(simulation, lang)),
    ];
    files.extend((0..simulation.groups.len()).zip(BY).map(|(at, name)| (name, by(simulation, at, lang))));
    if !simulation.pools.is_empty() {
        files.push(("pools.svg", pools(simulation, lang)));
    }
    if simulation.after.is_some() {
        files.push(("changes.svg", changes(simulation, lang)));
    }
    files
}

/// Words in the language asked for.
pub(super) const fn t(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn chart(simulation: &Simulation, title: &str, more: &str, lang: Lang) -> Chart {
    let subjects = count(simulation.size);
    let invented = if simulation.invented { t(lang, "（虚构）", " (invented)") } else { "" };
    let day = &simulation.before.as_of;
    let subtitle = match lang {
        Lang::Zh => format!("{}{invented} · {subjects} 个主体 · {day}{more}", simulation.population),
        Lang::En => format!("{}{invented} · {subjects} subjects · {day}{more}", simulation.population),
    };
    Chart { title: title.to_owned(), subtitle, legend: Vec::new(), rows: Vec::new() }
}

fn label(item: &ItemResult) -> String {
    format!("{} {}", item.item, item.title)
}

fn benefits(simulation: &Simulation) -> impl Iterator<Item = &ItemResult> {
    simulation.live().filter(|item| item.kind == "benefit")
}

fn cost(simulation: &Simulation, lang: Lang) -> String {
    let more = t(lang, " · 只计“符合”，元以下舍去", " · of the eligible, without fen");
    let mut chart = chart(simulation, t(lang, "各项金额", "Sums by item"), more, lang);
    let sums = benefits(simulation).filter(|item| item.states == Some("amount"));
    chart.rows = sums
        .map(|item| Row {
            label: label(item),
            parts: vec![(item.fen, COLORS[0])],
            figure: match item.without_sum {
                0 => short_yuan(item.fen, lang),
                all if all == item.recipients => t(lang, "未知", "unknown").to_owned(),
                _ => format!("{} {}", short_yuan(item.fen, lang), t(lang, "+ 未知", "+ unknown")),
            },
        })
        .collect();
    chart.draw(false)
}

fn recipients(simulation: &Simulation, lang: Lang) -> String {
    let mut chart = chart(simulation, t(lang, "各项符合的主体", "Eligible subjects by item"), "", lang);
    chart.legend = vec![
        (t(lang, "符合", "eligible").to_owned(), COLORS[0]),
        (t(lang, "其中封顶截去", "of them capped").to_owned(), COLORS[1]),
    ];
    chart.rows = benefits(simulation)
        .map(|item| {
            let (capped, all) = (i128::from(item.capped), i128::from(item.recipients));
            let parts = vec![(capped, COLORS[1]), (all.saturating_sub(capped), COLORS[0])];
            Row { label: label(item), parts, figure: count(item.recipients) }
        })
        .collect();
    chart.draw(false)
}

fn statuses(simulation: &Simulation, lang: Lang) -> String {
    let words: [(&str, &str, &str, &'static str); 7] = [
        ("eligible", "符合", "eligible", COLORS[2]),
        ("pending_approval", "待批", "pending", COLORS[4]),
        ("undetermined", "待定", "undetermined", COLORS[3]),
        ("not_eligible", "不符合", "not eligible", COLORS[1]),
        ("not_applicable", "不适用", "not applicable", COLORS[16]),
        ("conflict", "冲突", "conflict", COLORS[5]),
        ("fault", "算不出", "fault", "#222222"),
    ];
    let mut chart = chart(simulation, t(lang, "各项的状态", "Statuses by item"), "", lang);
    chart.legend =
        words.iter().map(|(_, zh, en, color)| (if lang == Lang::Zh { *zh } else { *en }.to_owned(), *color)).collect();
    chart.rows = benefits(simulation)
        .map(|item| {
            let of = |word: &str| i128::from(item.statuses.get(word).copied().unwrap_or(0));
            let parts = words.iter().map(|(word, _, _, color)| (of(word), *color)).collect();
            Row { label: label(item), parts, figure: String::new() }
        })
        .collect();
    chart.draw(true)
}

fn by(simulation: &Simulation, at: usize, lang: Lang) -> String {
    let name = simulation.groups.get(at).map_or("", |group| group.name.as_str());
    let title = match lang {
        Lang::Zh => format!("各项金额按{name}的份额"),
        Lang::En => format!("Shares of sums by {name}"),
    };
    let mut chart = chart(simulation, &title, t(lang, " · 只计“符合”", " · of the eligible"), lang);
    let members = simulation.groups.get(at).map_or(&[][..], |group| group.members.as_slice());
    let color = |index: usize| COLORS.get(index.checked_rem(COLORS.len()).unwrap_or(0)).copied().unwrap_or("#000000");
    let used = members.iter().enumerate().filter(|(_, member)| member.subjects > 0);
    chart.legend = used.map(|(index, member)| (member.name.clone(), color(index))).collect();
    let subjects = members.iter().enumerate().map(|(index, member)| (i128::from(member.subjects), color(index)));
    let everybody = Row {
        label: t(lang, "全部主体（户数）", "all subjects (count)").to_owned(),
        parts: subjects.collect(),
        figure: count(simulation.size),
    };
    let sums = benefits(simulation).filter(|item| item.states == Some("amount") && item.fen > 0);
    let shares = sums.filter_map(|item| {
        let spread = item.by.get(at)?;
        let parts = spread.fen.iter().enumerate().map(|(index, fen)| (*fen, color(index))).collect();
        Some(Row { label: label(item), parts, figure: short_yuan(item.fen, lang) })
    });
    chart.rows = [everybody].into_iter().chain(shares).collect();
    chart.draw(true)
}

fn pools(simulation: &Simulation, lang: Lang) -> String {
    let mut chart = chart(simulation, t(lang, "资金池：付与未付", "Pools: paid and unpaid"), "", lang);
    chart.legend =
        vec![(t(lang, "支付", "paid").to_owned(), COLORS[2]), (t(lang, "未付", "unpaid").to_owned(), COLORS[1])];
    let rows = simulation.pools.iter().map(|pool| {
        let [claimed, paid] = pool.fen;
        let side = if simulation.after.is_some() { format!(" {}", side_word(pool.side, lang)) } else { String::new() };
        let figure = format!("{} / {}", short_yuan(paid, lang), short_yuan(claimed, lang));
        let parts = vec![(paid, COLORS[2]), (claimed.saturating_sub(paid), COLORS[1])];
        let title = simulation.items.iter().find(|item| item.item == pool.item).map_or("", |item| item.title.as_str());
        Row { label: format!("{} {title}{side}", pool.item), parts, figure }
    });
    chart.rows = rows.collect();
    chart.draw(false)
}

fn changes(simulation: &Simulation, lang: Lang) -> String {
    let mut chart = chart(simulation, t(lang, "变动：增额与减额", "Changes: more and less"), "", lang);
    chart.legend =
        vec![(t(lang, "增额", "more").to_owned(), COLORS[2]), (t(lang, "减额", "less").to_owned(), COLORS[1])];
    chart.rows = simulation
        .changes
        .iter()
        .map(|change| {
            let [more, less] = change.fen;
            let figure = short_yuan(more.saturating_sub(less), lang);
            let parts = vec![(more, COLORS[2]), (less.saturating_neg(), COLORS[1])];
            Row { label: format!("{} {}", change.item, change.title), parts, figure }
        })
        .collect();
    chart.draw(false)
}
