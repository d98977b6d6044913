//! What answers hang on besides facts, in words. Owns the wording and the order of sections; the figures come from
//! [`crate::readings`].

use super::View;
use super::figures::spaced;
use super::human::{bracketed, write_row};
use super::row::Row;
use super::text::{Style, Text};
use crate::diagnostic::Lang;
use crate::outcome::Status;
use crate::readings::{ItemEffect, Kind, Report, Variant};

/// The whole report. Ends with a newline.
pub(super) fn report(report: &Report, view: &View<'_>) -> Text {
    let mut text = Text::default();
    text.put(Style::Heading, view.name.unwrap_or(&report.policy));
    text.line();
    let several = report.profiles != 1;
    let mut rows = vec![Row::new(view.say("评估日", "as of"), &report.as_of)];
    if several {
        rows.push(Row::new(view.say("档案", "profiles"), &report.profiles.to_string()));
    }
    rows.push(Row::new(view.say("按规则包现在的口径", "as the pack stands"), &sums(&report.totals, view)));
    for row in rows {
        write_row(&mut text, &row, 0, view);
    }
    let given: Vec<&Variant> = report.variants.iter().filter(|variant| variant.given).collect();
    let found: Vec<&Variant> = report.variants.iter().filter(|variant| !variant.given).collect();
    for (title, variants) in [
        (view.say("指定试算", "Asked for"), given),
        (view.say("换了会影响结果，影响大的在前", "What would change answers, most effect first"), found),
    ] {
        let rows: Vec<Row> = variants.into_iter().map(|one| variant(one, report, several, view)).collect();
        section(&mut text, title, rows, view);
    }
    let missing = report.missing.iter().filter(|missing| !missing.items.is_empty());
    let rows = missing.map(|missing| {
        let items = format!("{}{}", view.say("影响 ", "items that hang on it: "), view.list(&missing.items));
        let try_it = format!("--param {}=…", missing.key);
        Row::new(&missing.name, &format!("{items}{}{}{try_it}", view.semicolon(), view.say("可试算：", "try ")))
            .below(vec![Row::with("", Text::styled(Style::Faint, &missing.why))])
    });
    section(&mut text, view.say("原文未载明、没有数值的参数", "Parameters without a value"), rows.collect(), view);
    text.line();
    text.put(Style::Faint, &unaffected(report, view));
    text.line();
    text
}

fn section(text: &mut Text, title: &str, rows: Vec<Row>, view: &View<'_>) {
    if rows.is_empty() {
        return;
    }
    text.line();
    text.put(Style::Heading, &bracketed(title, view));
    text.line();
    for row in rows {
        write_row(text, &row, 0, view);
    }
}

fn unaffected(report: &Report, view: &View<'_>) -> String {
    let counts = report.unaffected;
    let idle = report.missing.iter().filter(|missing| missing.items.is_empty()).count();
    match view.lang {
        Lang::Zh => format!(
            "换了也没有影响的：另解 {} 条、参数 {} 个、事件 {} 种；没有牵涉的缺数参数 {idle} 个；只作说明、不能试算的另解 {} 条。",
            counts.readings, counts.parameters, counts.events, counts.documented
        ),
        Lang::En => format!(
            "No effect: {} alternatives, {} parameters, {} states of events; {idle} missing parameters bear on nothing \
             here; {} alternatives are documented only and cannot be run.",
            counts.readings, counts.parameters, counts.events, counts.documented
        ),
    }
}

fn sums(sums: &crate::readings::Sums, view: &View<'_>) -> String {
    let parts = [
        (view.say("确定合计 ", "certain total "), &sums.exact_yuan),
        (view.say("批准后再加 ", "added once approved "), &sums.pending_yuan),
        (view.say("上限最多再加 ", "ceilings add at most "), &sums.ceiling_yuan),
    ];
    let shown = parts.into_iter().enumerate().filter(|(at, (_, sum))| *at == 0 || *sum != "0.00");
    shown.map(|(_, (label, sum))| format!("{label}{}", view.money(sum))).collect::<Vec<_>>().join(view.semicolon())
}

/// 解读 裁员率算法：裁员人数比 → 参保人数净减比.
fn variant(variant: &Variant, report: &Report, several: bool, view: &View<'_>) -> Row {
    let kind = match variant.kind {
        Kind::Reading => view.say("解读", "reading"),
        Kind::Parameter => view.say("参数", "parameter"),
        Kind::Event => view.say("事件", "event"),
    };
    let open = view.say("未知", "not known");
    let state = |text: &Option<String>| match (text, variant.kind) {
        (None, Kind::Reading) => view.say("未定", "left open").to_owned(),
        (None, _) => open.to_owned(),
        (Some(text), Kind::Event) => match (text.strip_prefix('>'), view.lang) {
            (Some(day), Lang::Zh) => format!("截至 {day} 尚未发生"),
            (Some(day), Lang::En) => format!("not by {day}"),
            (None, Lang::Zh) => format!("{text} 发生"),
            (None, Lang::En) => format!("on {text}"),
        },
        (Some(text), _) => text.clone(),
    };
    let standing = variant.standing.map(|word| view.brackets(view.parameter_status(word))).unwrap_or_default();
    let mut text = Text::of(&format!("{}{standing} → {}", state(&variant.from), state(&variant.to)));
    let (old, new) = (&report.totals, &variant.totals);
    for (label, old, new) in [
        (view.say("确定合计 ", "certain total "), &old.exact_yuan, &new.exact_yuan),
        (view.say("批准后再加 ", "added once approved "), &old.pending_yuan, &new.pending_yuan),
        (view.say("上限最多再加 ", "ceilings add at most "), &old.ceiling_yuan, &new.ceiling_yuan),
    ] {
        if old != new {
            text.plain(&format!("{}{label}{} → ", view.semicolon(), view.yuan(old)));
            text.put(Style::Money, &view.yuan(new));
        }
    }
    let below = variant
        .items
        .iter()
        .map(|item| Row::with(&format!("{} {}", item.item, item.title), effect(item, several, view)));
    Row::with(&format!("{kind} {}", variant.name), text).below(below.collect())
}

/// 符合 → 待定；193,206.19元 → 0.00元.
fn effect(item: &ItemEffect, several: bool, view: &View<'_>) -> Text {
    let mut text = Text::default();
    let mut parts: Vec<String> = Vec::new();
    for moved in item.statuses.iter().filter(|moved| moved.from != moved.to) {
        let count = match (several, view.lang) {
            (false, _) => String::new(),
            (true, Lang::Zh) => format!(" {} 份", moved.profiles),
            (true, Lang::En) => format!(" ({})", moved.profiles),
        };
        parts.push(format!("{} → {}{count}", status(moved.from, view), status(moved.to, view)));
    }
    let figure = |yuan: &String, open: usize| match (open, several) {
        (0, _) => view.yuan(yuan),
        (_, false) => view.say("没有数字", "no figure").to_owned(),
        (open, true) => match view.lang {
            Lang::Zh => format!("{}（{open} 份没有数字）", view.yuan(yuan)),
            Lang::En => format!("{} ({open} without a figure)", view.yuan(yuan)),
        },
    };
    let [old, new] = &item.yuan;
    let [old_open, new_open] = item.without_figure;
    if old != new || old_open != new_open {
        let sole = item.statuses.first().filter(|_| !several);
        let side = |yuan, open, status: Option<Status>| match status {
            Some(Status::Undetermined) => view.say("未定", "not known").to_owned(),
            _ => figure(yuan, open),
        };
        let (from, to) = (sole.map(|moved| moved.from), sole.map(|moved| moved.to));
        parts.push(format!("{} → {}", side(old, old_open, from), side(new, new_open, to)));
    }
    if parts.is_empty() && !several {
        if let Some([old, new]) = &item.bounds {
            let label = view.say("最终区间 ", "finally due ");
            parts.push(format!("{label}{} → {}", view.bounds(old), view.bounds(new)));
        }
        if let Some([Some(old), Some(new)]) = &item.formula {
            parts.push(format!("{}{} → {}", view.say("算式 ", "formula "), spaced(old), spaced(new)));
        }
    }
    if parts.is_empty() {
        let words = "结论和金额不变，期限、范围或算式有变";
        parts.push(view.say(words, "same verdict and figure; days, bounds or formula change").to_owned());
    }
    text.plain(&parts.join(view.semicolon()));
    text
}

/// A status in a word.
pub(super) fn status(status: Status, view: &View<'_>) -> &'static str {
    let (zh, en) = match status {
        Status::Eligible => ("符合", "eligible"),
        Status::PendingApproval => ("待批准", "awaiting approval"),
        Status::Undetermined => ("待定", "undetermined"),
        Status::NotEligible => ("不符合", "not eligible"),
        Status::NotApplicable => ("不适用", "not applicable"),
        Status::Conflict => ("规则冲突", "conflicting rules"),
        Status::Fault => ("算不出", "cannot be computed"),
        Status::Met => ("已完成", "met"),
        Status::InProgress => ("期限未到", "in progress"),
        Status::NotDue => ("未到期", "not due"),
        Status::NotMet => ("逾期未完成", "not met"),
        Status::Informational => ("告知", "for information"),
    };
    view.say(zh, en)
}
