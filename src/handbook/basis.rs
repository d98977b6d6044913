//! Readings, parameters and events as lines of a guide. Owns how what is not in the text itself is shown.

use super::collect::Basis;
use super::page::Line;
use super::values;
use super::words::Words;
use crate::ir::{EventDef, EventState, ParamDef, ParamValue, Policy, ReadingId};

/// A reading with every alternative: the question, what is adopted, what else could be.
pub(super) fn reading_lines(policy: &Policy, words: Words<'_>, id: ReadingId) -> Option<Line> {
    let reading = policy.readings.get(id.0)?;
    let mut line = Line::default().strong(&reading.name);
    if let Some(question) = &reading.text {
        line = line.and(format!("：{question}？"));
    }
    let shown = |index: usize, own: bool| {
        reading.alternatives.get(index).map(|(name, body)| match body {
            Some(body) if !own || words.settled(body).is_none() => match words.settled(body) {
                Some(_) => name.clone(),
                None => format!("{name}：{}", words.value(body)),
            },
            _ => name.clone(),
        })
    };
    line = match reading.adopted.and_then(|index| shown(index, true)) {
        Some(adopted) => line.and("　采用 ").strong(adopted),
        None => line.and("　").strong("尚未采用，留待明确"),
    };
    let others = (0..reading.alternatives.len()).filter(|index| Some(*index) != reading.adopted);
    let others: Vec<String> = others.filter_map(|index| shown(index, false)).collect();
    if !others.is_empty() {
        line = line.and(format!("；另解 {}", others.join("；")));
    }
    Some(match &reading.note {
        Some(note) => line.note(format!("（{note}）")),
        None => line,
    })
}

/// The parameters and events an item rests on.
pub(super) fn parameter_lines(policy: &Policy, words: Words<'_>, basis: &Basis) -> Vec<Line> {
    let adopted =
        basis.params.iter().filter_map(|id| policy.params.get(id.0)).map(|param| parameter(words, param, false));
    let others =
        basis.other_params.iter().filter_map(|id| policy.params.get(id.0)).map(|param| parameter(words, param, true));
    let events = basis.events.iter().filter_map(|id| policy.events.get(id.0)).map(event);
    adopted.chain(others).chain(events).collect()
}

/// A parameter with its value, status and source.
pub(super) fn parameter(words: Words<'_>, param: &ParamDef, other: bool) -> Line {
    let value = match (values::parameter(param, words), &param.value) {
        (Some(value), _) => value,
        (None, ParamValue::Missing(why)) => format!("未载明，{why}"),
        (None, _) => "未载明".to_owned(),
    };
    let mut line = Line::default().strong(&param.name).and(format!(" = {value}"));
    if param.status != "missing" {
        line = line.and(format!("；状态 {}", values::status(param.status)));
    }
    if let Some(source) = &param.source {
        line = line.and(format!("；来源 {source}"));
    }
    let note = match (other, &param.note) {
        (true, Some(note)) => format!("（只供另解；{note}）"),
        (true, None) => "（只供另解）".to_owned(),
        (false, Some(note)) => format!("（{note}）"),
        (false, None) => return line,
    };
    line.note(note)
}

/// An event with what is known of it.
pub(super) fn event(event: &EventDef) -> Line {
    let state = match event.state {
        EventState::On(day) => values::day(day),
        EventState::NotBy(day) => format!("至 {} 尚未发生", values::day(day)),
        EventState::Unknown => "日期未定，不推算".to_owned(),
    };
    let line = Line::default().strong(&event.name).and(format!("：{state}"));
    match &event.note {
        Some(note) => line.note(format!("（{note}）")),
        None => line,
    }
}
