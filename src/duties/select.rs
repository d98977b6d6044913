//! Choosing duties by agency or official. Owns names, keys and what to say of one the notice does not know.

use super::Duty;
use crate::check::nearest;
use crate::diagnostic::{Lang, Words};
use crate::ir::{Policy, TestKind};
use serde::Serialize;

/// Collective names of the notice, which it does not take apart.
const COLLECTIVE: [&str; 2] = ["各有关部门", "各副区长"];

/// What is asked for; `None` is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Selection {
    /// An agency, by name or key: lead, responsible or approving.
    pub agency: Option<String>,
    /// An official, by name or key.
    pub official: Option<String>,
}

/// A name that the notice does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub words: Words,
    /// What could be meant.
    pub help: Words,
}

impl Selection {
    /// The same with keys replaced by names.
    pub(super) fn resolve(&self, policy: &Policy) -> Result<Self, Unknown> {
        let agencies = names(policy, false);
        let officials = names(policy, true);
        let find = |wanted: &Option<String>, known: &[(String, Option<String>)], zh: &str, en: &str| match wanted {
            None => Ok(None),
            Some(text) => known
                .iter()
                .find(|(name, key)| name == text || key.as_deref() == Some(text))
                .map(|(name, _)| Some(name.clone()))
                .ok_or_else(|| unknown(text, known, zh, en)),
        };
        Ok(Self {
            agency: find(&self.agency, &agencies, "机构", "agency")?,
            official: find(&self.official, &officials, "责任人", "official")?,
        })
    }

    /// Whether a duty is asked for.
    pub(super) fn takes(&self, duty: &Duty) -> bool {
        let agency = |name: &String| {
            duty.lead.contains(name) || duty.responsible.contains(name) || duty.authority.as_ref() == Some(name)
        };
        self.agency.as_ref().is_none_or(agency)
            && self.official.as_ref().is_none_or(|name| duty.officials.contains(name))
    }

    /// What a reader of this selection should know besides.
    pub(super) fn remarks(&self, items: &[Duty], policy: &Policy, lang: Lang) -> Vec<String> {
        let mut remarks = Vec::new();
        let asked = [&self.agency, &self.official];
        for (name, collective) in asked.into_iter().zip(COLLECTIVE) {
            if name.as_ref().is_none_or(|name| name == collective) {
                continue;
            }
            let meant = |names: &[String]| names.iter().any(|name| name == collective);
            let others: Vec<&str> = policy
                .items
                .iter()
                .filter(|def| meant(&def.parties.lead) || meant(&def.parties.officials))
                .filter(|def| !items.iter().any(|duty| duty.item == def.id))
                .map(|def| def.id.as_str())
                .collect();
            if !others.is_empty() {
                remarks.push(match lang {
                    Lang::Zh => format!("另有 {} 原文写作“{collective}”，没有列名，可能也涉及", others.join("、")),
                    Lang::En => {
                        format!(
                            "also {}, where the notice names only `{collective}`: may concern them too",
                            others.join(", ")
                        )
                    }
                });
            }
        }
        remarks
    }
}

/// The registered agencies or people with their keys; agencies include approving bodies as written.
fn names(policy: &Policy, people: bool) -> Vec<(String, Option<String>)> {
    let registered = policy.parties.iter().filter(|party| party.person == people);
    let mut names: Vec<_> = registered.map(|party| (party.name.clone(), party.key.clone())).collect();
    if !people {
        for def in &policy.items {
            for test in def.tests.iter().chain(def.each.iter().flat_map(|each| &each.tests)) {
                if let TestKind::Approval { authority, .. } = &test.kind
                    && !names.iter().any(|(name, _)| name == authority)
                {
                    names.push((authority.clone(), None));
                }
            }
        }
    }
    names
}

fn unknown(text: &str, known: &[(String, Option<String>)], zh: &str, en: &str) -> Unknown {
    let words = Words::new(format!("原文没有{zh}“{text}”"), format!("the notice names no {en} `{text}`"));
    let candidates = known.iter().flat_map(|(name, key)| core::iter::once(name.as_str()).chain(key.as_deref()));
    let help = match nearest(text, candidates) {
        Some(near) => Words::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        None => {
            let all: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
            Words::new(format!("可用的有：{}", all.join("、")), format!("one of: {}", all.join(", ")))
        }
    };
    Unknown { words, help }
}
