//! Near misses and readiness, in words. Owns the wording; the counting is [`crate::readiness`]'s.

use super::View;
use super::figures::spaced;
use super::human::write_row;
use super::readings::status;
use super::row::Row;
use super::text::{Style, Text};
use crate::diagnostic::Lang;
use crate::readiness::{ItemReadiness, Near, Readiness, Route};

/// The whole report. Ends with a newline.
pub(super) fn readiness(report: &Readiness, view: &View<'_>) -> Text {
    let mut text = Text::default();
    text.put(Style::Heading, view.name.unwrap_or(&report.policy));
    text.line();
    for row in [
        Row::new(view.say("评估日", "as of"), &report.as_of),
        Row::new(view.say("档案", "profiles"), &report.profiles.to_string()),
    ] {
        write_row(&mut text, &row, 0, view);
    }
    for item in &report.items {
        text.line();
        text.put(Style::Heading, &format!("{} {}", item.item, item.title));
        text.line();
        for row in rows(item, view) {
            write_row(&mut text, &row, 1, view);
        }
    }
    text
}

fn rows(item: &ItemReadiness, view: &View<'_>) -> Vec<Row> {
    let counts: Vec<String> =
        item.statuses.iter().map(|count| format!("{} {}", status(count.status, view), count.profiles)).collect();
    let mut rows = vec![Row::new(view.say("结论", "verdicts"), &view.list(&counts))];
    let [at_hand, all] = item.facts;
    let share = match &item.share_pct {
        Some(share) => format!("{share}%{}", view.brackets(&format!("{at_hand}/{all}"))),
        None => view.say("不需要任何事实", "no fact is needed").to_owned(),
    };
    let decided = match view.lang {
        Lang::Zh => format!("{} 份中有 {} 份不必再问", item.profiles, item.decided),
        Lang::En => format!("nothing to ask for {} of {}", item.decided, item.profiles),
    };
    let words = [share, decided, route(item.route, view)].join(view.semicolon());
    rows.push(Row::new(view.say("事实齐备", "facts at hand"), &words));
    if !item.missing.is_empty() {
        let names: Vec<String> = item
            .missing
            .iter()
            .map(|lacking| format!("{}{}", view.named(&lacking.path), view.brackets(&count(lacking.profiles, view))))
            .collect();
        rows.push(Row::new(view.say("还缺", "missing"), &view.list(&names)));
    }
    rows.extend(near(&item.near, view));
    rows
}

fn count(profiles: usize, view: &View<'_>) -> String {
    match view.lang {
        Lang::Zh => format!("{profiles} 份"),
        Lang::En => profiles.to_string(),
    }
}

/// What stands between the facts and the grant.
fn route(route: Route, view: &View<'_>) -> String {
    if route.by_facts_alone() {
        return view
            .say("只看事实，齐备即可免申请兑现", "facts alone decide; could be granted without application")
            .to_owned();
    }
    let parts: Vec<&str> = [
        (route.approval, view.say("须主管部门决定", "an authority decides")),
        (route.application, view.say("须在申报期内申请", "needs an application")),
        (route.external, view.say("另有未取得的规定", "rules elsewhere")),
    ]
    .into_iter()
    .filter(|(needed, _)| *needed)
    .map(|(_, words)| words)
    .collect();
    view.list(&parts)
}

/// Those with figures one by one, the others by condition.
fn near(all: &[Near], view: &View<'_>) -> Option<Row> {
    if all.is_empty() {
        return None;
    }
    let mut below: Vec<Row> = Vec::new();
    let mut counted: Vec<(&str, Vec<usize>)> = Vec::new();
    for one in all {
        let condition = one.text.as_deref().unwrap_or(&one.condition);
        match &one.shortfall {
            Some(shortfall) => {
                let who = one.name.clone().unwrap_or_default();
                let number = one.profile.saturating_add(1);
                let record = one.record.as_ref().map(|path| format!(" {}", view.named(path))).unwrap_or_default();
                let (figure, limit) = (spaced(&shortfall.figure), spaced(&shortfall.limit));
                let (relation, by) = (shortfall.relation, spaced(&shortfall.by));
                let off = match (shortfall.touching, view.lang) {
                    (true, Lang::Zh) => "恰在界上，不含本数".to_owned(),
                    (true, Lang::En) => "just on the limit, which is not included".to_owned(),
                    (false, Lang::Zh) => format!("差 {by}"),
                    (false, Lang::En) => format!("off by {by}"),
                };
                let open = match (one.open, view.lang) {
                    (0, _) => String::new(),
                    (open, Lang::Zh) => format!("；另有 {open} 项未定"),
                    (open, Lang::En) => format!("; {open} others not decided"),
                };
                let must = view.say("，须", ", must be");
                let comma = view.say("，", ", ");
                let words = format!(
                    "{}{}{figure}{must} {relation} {limit}{comma}{off}{open}",
                    view.quoted(condition),
                    view.colon()
                );
                let worth = one.yuan.as_ref().map(|yuan| {
                    format!("{}{}{}", view.semicolon(), view.say("如符合可得 ", "worth "), view.money(yuan))
                });
                below.push(Row::new(
                    format!(
                        "{} {who}{record}",
                        match view.lang {
                            Lang::Zh => format!("第 {number} 份"),
                            Lang::En => format!("no. {number}"),
                        }
                    )
                    .trim_end(),
                    &format!("{words}{}", worth.unwrap_or_default()),
                ));
            }
            None => match counted.iter_mut().find(|(label, _)| *label == condition) {
                Some((_, profiles)) if profiles.contains(&one.profile) => {}
                Some((_, profiles)) => profiles.push(one.profile),
                None => counted.push((condition, vec![one.profile])),
            },
        }
    }
    below.extend(counted.into_iter().map(|(condition, profiles)| {
        let lead = view.say("只差", "fails only ");
        Row::new("", &format!("{lead}{}{}{}", view.quoted(condition), view.colon(), count(profiles.len(), view)))
    }));
    Some(Row::new(view.say("只差一项", "fails by one condition"), "").below(below))
}
