//! Witnesses: a profile and what else an answer hangs on, as a file that `huice eval --witness` takes. Owns that form;
//! knows nothing of what it shows.

use crate::diagnostic::{Lang, Words};
use crate::eval::Context;
use crate::ir::{EventState, Policy};
use crate::profile::to_json;
use crate::solve::Setting;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What shows a finding: facts, a day, and what differs from the pack's parameters, events and readings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Always `huice.witness/1`.
    pub schema: String,
    /// The profile, as for `--profile`.
    pub profile: serde_json::Value,
    /// The day asked about, as for `--as-of`.
    pub as_of: String,
    /// Parameters, as for `--param`.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// Events, as for `--event`.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
    /// Readings, as for `--reading`.
    #[serde(default)]
    pub readings: BTreeMap<String, String>,
    /// The items to look at.
    #[serde(default)]
    pub items: Vec<String>,
    /// What is to be seen.
    pub shows: Shown,
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The name of the form.
pub const SCHEMA: &str = "huice.witness/1";

impl Witness {
    /// The witness of a setting.
    pub(crate) fn new(policy: &Policy, setting: &Setting, items: Vec<String>, shows: Words) -> Self {
        let Context { as_of, params, events, readings, .. } = &setting.context;
        let params = params.iter().filter_map(|(id, value)| {
            let def = policy.params.get(id.0)?;
            let value = value.as_ref()?;
            let written = match (value, &def.form) {
                (crate::ir::Value::Number(number), Some(form)) => number.div(&form.scale)?.to_exact_string(),
                (crate::ir::Value::Bool(truth), _) => truth.to_string(),
                (crate::ir::Value::Date(day), _) => day.to_string(),
                (crate::ir::Value::Months(months), _) => {
                    months.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
                }
                (value, _) => crate::eval::write_param(policy, Lang::Zh, *id, value),
            };
            Some((def.key.clone(), written))
        });
        let events = events.iter().filter_map(|(id, state)| {
            let written = match state {
                EventState::Unknown => String::new(),
                EventState::On(day) => day.to_string(),
                EventState::NotBy(day) => format!(">{day}"),
            };
            Some((policy.events.get(id.0)?.key.clone(), written))
        });
        let readings = readings.iter().filter_map(|(id, index)| {
            let def = policy.readings.get(id.0)?;
            Some((def.name.clone(), def.alternatives.get(*index)?.0.clone()))
        });
        Self {
            schema: SCHEMA.to_owned(),
            profile: to_json(policy, &setting.profile),
            as_of: as_of.to_string(),
            params: params.collect(),
            events: events.collect(),
            readings: readings.collect(),
            items,
            shows: Shown { zh: shows.zh, en: shows.en },
        }
    }
}
