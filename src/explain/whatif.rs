//! Rows on what would change a refusal. Owns their wording, such that a clerk can read them aloud; the changes come
//! from [`crate::whatif`].

use super::View;
use super::figures::spaced;
use super::row::Row;
use super::text::{Style, Text};
use crate::diagnostic::Lang;
use crate::outcome::Status;
use crate::whatif::{Authority, Change, FactChange, ReadingChange, Verdict, WhatIf};

/// Everything there is to say.
pub(super) fn rows(what_if: &WhatIf, view: &View<'_>) -> Vec<Row> {
    let mut rows = vec![changes(what_if, view)];
    rows.extend(settled(what_if, view));
    rows.extend(authority(what_if, view));
    rows.extend(readings(what_if, view));
    rows
}

fn changes(what_if: &WhatIf, view: &View<'_>) -> Row {
    let label = view
        .say("什么变了才能符合（须确有其事，不能只改填报）", "what would have to be different (in fact, not on paper)");
    if what_if.changes.is_empty() {
        return Row::new(label, &nothing(what_if, view));
    }
    let refused = what_if.if_approved.is_some();
    let lead = if refused {
        view.say("以主管部门重新认可为前提，任改一条即可", "provided the authority decides anew, any one of these")
    } else if what_if.changes.len() > 1 {
        view.say("任改一条即可", "any one of these")
    } else {
        ""
    };
    let below = what_if.changes.iter().map(|change| Row::with("", sentence(change, view))).collect();
    Row::new(label, lead).below(below)
}

/// Why no change was found.
fn nothing(what_if: &WhatIf, view: &View<'_>) -> String {
    if what_if.failed.is_empty() && what_if.if_approved.is_some() {
        return view
            .say("企业自身的条件没有不满足的，只看主管部门", "nothing of its own fails; it is for the authority")
            .to_owned();
    }
    if let Some(list) = &what_if.no_record {
        return match view.lang {
            Lang::Zh => format!("没有“{list}”记录；须先有至少一笔符合条件的"),
            Lang::En => format!("there is no record of {list}; at least one that qualifies is needed"),
        };
    }
    if !what_if.fixed.is_empty() {
        let names = view.list(&what_if.fixed);
        return match view.lang {
            Lang::Zh => format!("{names}已是既成事实，不能改变"),
            Lang::En => format!("{names} can no longer change"),
        };
    }
    if what_if.cut {
        return view.say("在限定次数内没有找到", "nothing was found within the limit of the search").to_owned();
    }
    let words = "只改一两项已填报的情况，没有找到能符合的办法";
    view.say(words, "no change of one or two of the stated facts was found that would do").to_owned()
}

/// 若……由……改为……，则符合，金额…….
fn sentence(change: &Change, view: &View<'_>) -> Text {
    let mut text = Text::default();
    let facts: Vec<String> = change.facts.iter().map(|fact| if_changed(fact, view)).collect();
    text.plain(view.say("若", "if "));
    text.plain(&facts.join(view.say("，且", " and ")));
    text.plain(view.say("，则", ": "));
    verdict(&mut text, &change.verdict, view);
    text
}

fn if_changed(fact: &FactChange, view: &View<'_>) -> String {
    let name = view.named(&fact.path);
    let (from, to) = (spaced(&fact.from), spaced(&fact.to));
    match view.lang {
        Lang::Zh => format!("{name}由 {from} 改为 {to}"),
        Lang::En => format!("{name} were {to} instead of {from}"),
    }
}

/// 符合，金额 193,206.19元.
fn verdict(text: &mut Text, verdict: &Verdict, view: &View<'_>) {
    let (style, word) = match verdict.status {
        Status::Eligible => (Style::Good, view.say("符合", "eligible")),
        Status::PendingApproval => (Style::Open, view.say("待批准", "awaiting approval")),
        Status::Undetermined => (Style::Open, view.say("待定", "undetermined")),
        Status::NotEligible => (Style::Bad, view.say("不符合", "not eligible")),
        Status::NotApplicable => (Style::Faint, view.say("不适用", "not applicable")),
        Status::Conflict => (Style::Bad, view.say("规则冲突", "conflicting rules")),
        _ => (Style::Bad, view.say("算不出", "cannot be computed")),
    };
    text.put(style, word);
    let comma = view.say("，", ", ");
    let names = |paths: &[String]| view.short_list(&paths.iter().map(|path| view.named(path)).collect::<Vec<_>>());
    if verdict.status == Status::PendingApproval && !verdict.pending.is_empty() {
        text.plain(&format!("{comma}{}{}", view.say("只等 ", "only open: "), names(&verdict.pending)));
    }
    if verdict.status == Status::Undetermined && !verdict.needs.is_empty() {
        text.plain(&format!("{comma}{}{}", view.say("还不知道 ", "not known yet: "), names(&verdict.needs)));
    }
    if matches!(verdict.status, Status::NotEligible | Status::NotApplicable) {
        return;
    }
    match (&verdict.yuan, &verdict.ceiling, &verdict.formula) {
        (Some(yuan), ..) => {
            text.plain(&format!("{comma}{}", view.say("金额 ", "amount ")));
            text.put(Style::Money, &view.money(yuan));
        }
        (None, Some(ceiling), _) => {
            text.plain(&format!("{comma}{}", view.say("金额上限 ", "amount at most ")));
            text.put(Style::Money, &view.money(ceiling));
        }
        (None, None, Some(formula)) => {
            text.plain(&format!("{comma}{}{}", view.say("金额 ", "amount "), spaced(formula)));
        }
        (None, None, None) => {}
    }
}

/// Facts that cannot change: what they would have to be, to check what was entered.
fn settled(what_if: &WhatIf, view: &View<'_>) -> Option<Row> {
    if what_if.settled.is_empty() {
        return None;
    }
    let label = view.say("既成事实（不能改变，只供核对填报有无差错）", "settled facts (only to check the entry)");
    let below = what_if.settled.iter().map(|change| {
        let mut text = Text::default();
        let facts = change.facts.iter().map(|fact| {
            let name = view.named(&fact.path);
            let (from, to) = (spaced(&fact.from), spaced(&fact.to));
            match view.lang {
                Lang::Zh => format!("{name}如果是 {to}（填报 {from}）"),
                Lang::En => format!("if {name} had been {to} (stated: {from})"),
            }
        });
        text.plain(&facts.collect::<Vec<_>>().join(view.say("，且", " and ")));
        text.plain(view.say("，则", ": "));
        verdict(&mut text, &change.verdict, view);
        Row::with("", text)
    });
    Some(Row::new(label, "").below(below.collect()))
}

/// What authorities decide.
fn authority(what_if: &WhatIf, view: &View<'_>) -> Option<Row> {
    if what_if.authority.is_empty() {
        return None;
    }
    let label = view.say("由主管部门决定", "for the authority to decide");
    let mut below: Vec<Row> = what_if.authority.iter().map(|one| Row::new("", &decides(one, view))).collect();
    if let Some(then) = &what_if.if_approved {
        let mut text = Text::default();
        text.plain(view.say("若改为同意，其余不变，则", "if it agreed after all, everything else as it is: "));
        verdict(&mut text, then, view);
        below.push(Row::with("", text));
    }
    Some(Row::new(label, "").below(below))
}

fn decides(one: &Authority, view: &View<'_>) -> String {
    let state = match one.granted {
        Some(true) => view.say("已同意", "given"),
        Some(false) => view.say("未予同意", "refused"),
        None => view.say("尚无结果", "open"),
    };
    format!("{}{}{}{}{state}", one.authority, view.say("", " "), one.act, view.colon())
}

/// Which readings the refusal rests on.
fn readings(what_if: &WhatIf, view: &View<'_>) -> Option<Row> {
    let label = view.say("换一种解释口径", "under another reading");
    let mut below: Vec<Row> = what_if.readings.iter().map(|reading| Row::with("", other(reading, view))).collect();
    if !what_if.readings_same.is_empty() {
        let names: Vec<String> = what_if.readings_same.iter().map(|name| view.quoted(name)).collect();
        let words = view.say("换了也不改变结论：", "the verdict stays the same: ");
        below.push(Row::new("", &format!("{words}{}", view.list(&names))));
    }
    if !what_if.readings_documented.is_empty() {
        let count = what_if.readings_documented.len();
        below.push(Row::new(
            "",
            &match view.lang {
                Lang::Zh => format!("另有 {count} 条口径只作说明，不能换算"),
                Lang::En => format!("{count} more are documented only and cannot be run"),
            },
        ));
    }
    (!what_if.readings.is_empty() || !what_if.readings_same.is_empty()).then(|| Row::new(label, "").below(below))
}

fn other(reading: &ReadingChange, view: &View<'_>) -> Text {
    let mut text = Text::default();
    let adopted = reading.adopted.as_deref().unwrap_or(view.say("未定", "left open"));
    let (name, instead) = (view.quoted(&reading.name), view.quoted(&reading.alternative));
    let adopted = view.quoted(adopted);
    text.plain(&match view.lang {
        Lang::Zh => format!("{name}若按{instead}（现采用{adopted}），则"),
        Lang::En => format!("{name} read as {instead} (adopted: {adopted}): "),
    });
    verdict(&mut text, &reading.verdict, view);
    text
}
