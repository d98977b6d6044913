//! What keys are called. Owns the looking up of names by path; knows nothing of values.

use super::View;
use crate::diagnostic::Lang;
use crate::ir::Policy;
use chrono::NaiveDate;

/// What a key is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name in the policy's language.
    pub name: String,
    /// The question put to people, for facts.
    pub question: Option<String>,
}

/// What a reading is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingWords {
    /// The question.
    pub text: Option<String>,
    /// Names of the alternatives.
    pub alternatives: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Where the renderers find names.
pub trait Glossary {
    /// The name of a key: a fact, a list, a field of a list (`loans.loan_rate_pct`), an event, a parameter, a
    /// subject type.
    fn name(&self, key: &str) -> Option<Name>;

    /// A reading by its name.
    fn reading(&self, _name: &str) -> Option<ReadingWords> {
        None
    }

    /// The day of issue of the notice.
    fn issued(&self) -> Option<NaiveDate> {
        None
    }
}

impl<F: Fn(&str) -> Option<Name>> Glossary for F {
    fn name(&self, key: &str) -> Option<Name> {
        self(key)
    }
}

impl Glossary for Policy {
    fn name(&self, key: &str) -> Option<Name> {
        if key == "subject_type" {
            let names: Vec<&str> = self.subjects.iter().map(|def| def.name.as_str()).collect();
            let question = names.split_last().map(|(last, rest)| {
                if rest.is_empty() {
                    format!("申请的是{last}吗？")
                } else {
                    format!("申请的是{}还是{last}？", rest.join("、"))
                }
            });
            return Some(Name { name: "主体类型".to_owned(), question });
        }
        let (list, field) = match key.split_once('.') {
            Some((list, field)) => (Some(list), field),
            None => (None, key),
        };
        let fact = self.facts.iter().find(|fact| {
            let inside = fact.list.and_then(|id| self.lists.get(id.0)).and_then(|def| self.facts.get(def.fact.0));
            fact.key == field && inside.map(|owner| owner.key.as_str()) == list
        });
        if let Some(fact) = fact {
            return Some(Name { name: fact.name.clone(), question: fact.question.clone() });
        }
        let params = self.params.iter().map(|def| (&def.key, &def.name));
        let events = self.events.iter().map(|def| (&def.key, &def.name));
        let subjects = self.subjects.iter().map(|def| (&def.key, &def.name));
        let mut all = params.chain(events).chain(subjects);
        all.find(|(known, _)| *known == key).map(|(_, name)| Name { name: name.clone(), question: None })
    }

    fn reading(&self, name: &str) -> Option<ReadingWords> {
        let def = self.readings.iter().find(|def| def.name == name)?;
        Some(ReadingWords {
            text: def.text.clone(),
            alternatives: def.alternatives.iter().map(|(label, _)| label.clone()).collect(),
            note: def.note.clone(),
        })
    }

    fn issued(&self) -> Option<NaiveDate> {
        self.issued
    }
}

impl View<'_> {
    /// The name of a path, `贷款第1笔的贷款年利率`, or the path itself.
    pub(super) fn named(&self, path: &str) -> String {
        let mut keys = String::new();
        let mut words = String::new();
        for part in path.split('.') {
            let (key, index) = split_index(part);
            if !keys.is_empty() {
                keys.push('.');
            }
            keys.push_str(key);
            let Some(name) = self.glossary.name(&keys).or_else(|| self.glossary.name(key)) else {
                return path.to_owned();
            };
            if !words.is_empty() {
                words.push_str(self.say("的", " · "));
            }
            words.push_str(&name.name);
            if let Some(index) = index {
                let number = index.saturating_add(1);
                match self.lang {
                    Lang::Zh => words.push_str(&format!("第{number}笔")),
                    Lang::En => words.push_str(&format!(" no. {number}")),
                }
            }
        }
        words
    }

    /// The name of a path with the path in brackets.
    pub(super) fn named_with_key(&self, path: &str) -> String {
        let name = self.named(path);
        if name == path { name } else { format!("{name}{}", self.brackets(path)) }
    }

    /// The question about a path.
    pub(super) fn question(&self, path: &str) -> Option<String> {
        let keys: Vec<&str> = path.split('.').map(|part| split_index(part).0).collect();
        let last = keys.last().copied().unwrap_or(path);
        self.glossary.name(&keys.join(".")).or_else(|| self.glossary.name(last))?.question
    }
}

/// `loans[0]` is the key `loans` and the index 0.
fn split_index(part: &str) -> (&str, Option<u32>) {
    let inside = part.strip_suffix(']').and_then(|rest| rest.split_once('['));
    match inside.and_then(|(key, index)| Some((key, index.parse().ok()?))) {
        Some((key, index)) => (key, Some(index)),
        None => (part, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let names = |key: &str| {
            let name = match key {
                "loans" => "贷款",
                "loans.loan_rate_pct" => "贷款年利率",
                _ => return None,
            };
            Some(Name { name: name.to_owned(), question: Some(format!("{name}？")) })
        };
        let view = View::new(Lang::Zh, &names);
        assert_eq!(view.named("loans[0].loan_rate_pct"), "贷款第1笔的贷款年利率");
        assert_eq!(view.named_with_key("loans[1]"), "贷款第2笔（loans[1]）");
        assert_eq!(view.named_with_key("rents[1]"), "rents[1]");
        assert_eq!(view.question("loans[3].loan_rate_pct").as_deref(), Some("贷款年利率？"));
        let view = View::new(Lang::En, &names);
        assert_eq!(view.named("loans[0].loan_rate_pct"), "贷款 no. 1 · 贷款年利率");
    }
}
