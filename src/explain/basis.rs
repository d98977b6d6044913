//! Rows on what an item rests on and who answers for it: parties, payment, readings, parameters, sources, what is
//! left unsaid. Owns their wording; knows nothing of layout.

use super::View;
use super::row::Row;
use super::text::{Style, Text};
use crate::outcome::{ItemOutcome, ParameterRef};

/// Who is responsible, on one line.
pub(super) fn parties(item: &ItemOutcome, view: &View<'_>) -> Option<Row> {
    let groups = [
        (view.say("牵头单位（原文）", "lead (as written)"), &item.lead),
        (view.say("责任单位（原文）", "responsible (as written)"), &item.responsible),
        (view.say("责任人（原文）", "officials (as written)"), &item.officials),
    ];
    let mut stated = groups.into_iter().filter(|(_, names)| !names.is_empty());
    let (label, names) = stated.next()?;
    let mut words = view.list(names);
    for (label, names) in stated {
        words.push_str(&format!("    {label}{}{}", view.colon(), view.list(names)));
    }
    Some(Row::new(label, &words))
}

/// Payer, fund, channel.
pub(super) fn payment(item: &ItemOutcome, view: &View<'_>) -> Option<Row> {
    let parts = [
        (view.say("支付方", "payer"), &item.payer),
        (view.say("资金来源", "fund"), &item.fund),
        (view.say("兑现方式", "channel"), &item.channel),
    ];
    let mut stated = parts.into_iter().filter_map(|(label, words)| Some((label, words.as_ref()?)));
    let (label, first) = stated.next()?;
    let mut words = first.clone();
    for (label, more) in stated {
        words.push_str(&format!("    {label}{}{more}", view.colon()));
    }
    Some(Row::new(label, &words))
}

/// The readings.
pub(super) fn readings(item: &ItemOutcome, view: &View<'_>, full: bool) -> Option<Row> {
    if item.readings.is_empty() {
        return None;
    }
    let label = view.say("解释口径", "readings");
    let open = view.say("未定", "left open");
    if !full {
        let all = item.readings.iter();
        let words: Vec<String> =
            all.map(|r| format!("{} = {}", r.name, r.adopted.as_deref().unwrap_or(open))).collect();
        return Some(Row::new(label, &view.list(&words)));
    }
    let below = item.readings.iter().map(|reading| {
        let known = view.glossary.reading(&reading.name);
        let mut words = format!("{}{}", view.say("采用 ", "adopted: "), reading.adopted.as_deref().unwrap_or(open));
        let mut rows = Vec::new();
        if let Some(known) = known {
            let others: Vec<&String> =
                known.alternatives.iter().filter(|name| Some(*name) != reading.adopted.as_ref()).collect();
            if !others.is_empty() {
                words.push_str(&format!(
                    "{}{}{}",
                    view.semicolon(),
                    view.say("另解 ", "otherwise: "),
                    view.list(&others)
                ));
            }
            rows.extend(known.text.map(|text| Row::new("", &text)));
            rows.extend(known.note.map(|note| Row::with("", Text::styled(Style::Faint, &note))));
        }
        Row::new(&reading.name, &words).below(rows)
    });
    Some(Row::new(label, "").below(below.collect()))
}

/// The parameters with their standing.
pub(super) fn parameters(item: &ItemOutcome, view: &View<'_>, full: bool) -> Option<Row> {
    if item.parameters.is_empty() {
        return None;
    }
    let label = view.say("外部参数", "parameters");
    if !full {
        let words: Vec<String> = item.parameters.iter().map(|p| parameter(p, view)).collect();
        return Some(Row::new(label, &view.list(&words)));
    }
    let below = item.parameters.iter().map(|p| {
        let source = p.source.as_ref().map(|source| Row::new(view.say("来源", "source"), source));
        let mut row = Row::new("", &parameter(p, view)).below(source.into_iter().collect());
        row.text.put(Style::Faint, &format!("  {}", p.key));
        row
    });
    Some(Row::new(label, "").below(below.collect()))
}

/// 再贷款利率 = 1.65%/年（假定）.
fn parameter(p: &ParameterRef, view: &View<'_>) -> String {
    let status = view.brackets(view.parameter_status(&p.status));
    match &p.value {
        Some(value) => format!("{} = {value}{status}", p.name),
        None => format!("{}{status}", p.name),
    }
}

/// Words of the item itself: description, act, scope, consequence, figures.
pub(super) fn statement(item: &ItemOutcome, view: &View<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(said) = &item.statement {
        let parts = [
            ("内容", "content", &said.text),
            ("应做", "to be done", &said.act),
            ("范围", "scope", &said.scope),
            ("不履行的后果", "consequence", &said.consequence),
        ];
        for (zh, en, words) in parts {
            rows.extend(words.as_ref().map(|words| Row::new(view.say(zh, en), words)));
        }
    }
    if !item.figures.is_empty() {
        let figures: Vec<String> = item.figures.iter().map(|f| format!("{} {}", f.label, f.value)).collect();
        rows.push(Row::new(view.say("原文数字", "figures of the notice"), &view.list(&figures)));
    }
    rows
}

/// Hints, what the notice leaves unsaid, and, in full, where it stands.
pub(super) fn remarks(item: &ItemOutcome, view: &View<'_>, full: bool) -> Vec<Row> {
    let mut rows: Vec<Row> = item.hints.iter().map(|hint| Row::new(view.say("提示", "note"), hint)).collect();
    if item.kind == "benefit" {
        if item.unstated.is_empty() && full {
            let zh = "申请材料、咨询电话、申报入口";
            let what = view.say(zh, "documents to hand in, telephone, where to apply");
            rows.push(Row::new(view.say("原文未载明", "not stated by the notice"), what));
        } else if !item.unstated.is_empty() {
            let mut what = item.unstated.clone();
            if full && !what.iter().any(|words| words.contains("电话")) {
                what.push(view.say("咨询电话、申报入口", "telephone, where to apply").to_owned());
            }
            rows.push(Row::new(view.say("原文未载明", "not stated by the notice"), &view.list(&what)));
        }
    } else if !item.unstated.is_empty() {
        rows.push(Row::new(view.say("原文未载明", "not stated by the notice"), &view.list(&item.unstated)));
    }
    if full && !item.sources.is_empty() {
        rows.push(Row::new(view.say("原文出处", "source"), &view.cites(&item.sources)));
    }
    rows
}
