//! What is worth trying: alternatives of readings, parameters that are not certain, events without a date, and what
//! the caller asks for. Owns the list; knows nothing of effects.

use super::Kind;
use crate::eval::{self, Context};
use crate::ir::{EventId, EventState, ParamId, ParamValue, Policy, ReadingId};

/// One thing to try.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) standing: Option<&'static str>,
    pub(super) given: bool,
    /// The subject of the trial, to see which items it can reach.
    pub(super) about: About,
    /// The context with it.
    pub(super) context: Context,
}

/// What a trial is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Reading(ReadingId),
    Param(ParamId),
    Event(EventId),
}

/// All trials, and how many alternatives cannot be run. The context's own differences from the pack are trials of
/// their own; nothing else of it but the day and the language is used.
pub(super) fn all(policy: &Policy, context: &Context) -> (Vec<Trial>, usize) {
    let own = Context { params: [].into(), events: [].into(), readings: [].into(), ..context.clone() };
    let mut trials = Vec::new();
    let mut documented = 0_usize;
    for (index, reading) in policy.readings.iter().enumerate() {
        let id = ReadingId(index);
        let name = |at: usize| reading.alternatives.get(at).map(|(name, _)| name.clone());
        for (at, (_, body)) in reading.alternatives.iter().enumerate() {
            if Some(at) == reading.adopted {
                continue;
            }
            if body.is_none() {
                documented = documented.saturating_add(1);
                continue;
            }
            let mut other = own.clone();
            other.readings.insert(id, at);
            trials.push(Trial {
                kind: Kind::Reading,
                key: reading.name.clone(),
                name: reading.name.clone(),
                from: reading.adopted.and_then(name),
                to: name(at),
                standing: None,
                given: context.readings.get(&id) == Some(&at),
                about: About::Reading(id),
                context: other,
            });
        }
    }
    for index in 0..policy.params.len() {
        params(policy, context, &own, ParamId(index), &mut trials);
    }
    for index in 0..policy.events.len() {
        events(policy, context, &own, EventId(index), &mut trials);
    }
    (trials, documented)
}

fn params(policy: &Policy, context: &Context, own: &Context, id: ParamId, trials: &mut Vec<Trial>) {
    let Some(param) = policy.params.get(id.0) else { return };
    let write = |value: &crate::ir::Value| eval::write_param(policy, own.lang, id, value);
    let from = match &param.value {
        ParamValue::Missing(_) => None,
        ParamValue::Constant(value) => Some(write(value)),
        ParamValue::Series(series) => {
            Some(series.iter().map(|(_, _, value)| write(value)).collect::<Vec<_>>().join("、"))
        }
    };
    let trial = |to: Option<String>, given: bool, context: Context| Trial {
        kind: Kind::Parameter,
        key: param.key.clone(),
        name: param.name.clone(),
        from: from.clone(),
        to,
        standing: Some(param.status),
        given,
        about: About::Param(id),
        context,
    };
    let instead = context.params.get(&id);
    if let Some(value) = instead {
        let mut other = own.clone();
        other.params.insert(id, value.clone());
        trials.push(trial(value.as_ref().map(write), true, other));
    }
    // What is assumed or inferred is taken away, to see what hangs on it.
    let uncertain = matches!(param.status, "assumed" | "inferred") && from.is_some();
    if uncertain && instead != Some(&None) {
        let mut other = own.clone();
        other.params.insert(id, None);
        trials.push(trial(None, false, other));
    }
}

fn events(policy: &Policy, context: &Context, own: &Context, id: EventId, trials: &mut Vec<Trial>) {
    let Some(event) = policy.events.get(id.0) else { return };
    let write = |state: EventState| match state {
        EventState::Unknown => None,
        EventState::On(day) => Some(day.to_string()),
        EventState::NotBy(day) => Some(format!(">{day}")),
    };
    let instead = context.events.get(&id).copied();
    let mut states: Vec<(EventState, bool)> = instead.map(|state| (state, true)).into_iter().collect();
    if event.state == EventState::Unknown {
        for state in [EventState::On(own.as_of), EventState::NotBy(own.as_of)] {
            if instead != Some(state) {
                states.push((state, false));
            }
        }
    }
    for (state, given) in states {
        let mut other = own.clone();
        other.events.insert(id, state);
        trials.push(Trial {
            kind: Kind::Event,
            key: event.key.clone(),
            name: event.name.clone(),
            from: write(event.state),
            to: write(state),
            standing: None,
            given,
            about: About::Event(id),
            context: other,
        });
    }
}
