//! Who is responsible, in a draft: a word of the text is a person or an agency, and only one of them. Owns that choice
//! and the clauses that follow from it.

use super::words::name;
use crate::notice::{Bracket, Notice, Role};
use std::collections::{BTreeMap, BTreeSet};

/// The agency that stands in for one that the text does not name.
pub(super) const UNNAMED: &str = "待定单位";

/// The clauses of a bracket, in their order.
const CLAUSES: [(Role, &str); 3] =
    [(Role::Official, "责任人"), (Role::Lead, "牵头单位"), (Role::Responsible, "责任单位")];

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Person,
    Agency,
}

impl Kind {
    const fn of(role: Role) -> Self {
        match role {
            Role::Official => Self::Person,
            Role::Lead | Role::Responsible => Self::Agency,
        }
    }
}

/// The names of all brackets, each as what it is called first.
#[derive(Debug)]
pub(super) struct Parties {
    kinds: BTreeMap<String, Kind>,
    /// In the order of the text.
    order: Vec<String>,
    /// Names that the text also uses as the other kind.
    both: BTreeSet<String>,
}

impl Parties {
    /// The names of a notice.
    pub(super) fn of(notice: &Notice) -> Self {
        let mut parties =
            Self { kinds: BTreeMap::from([(name(UNNAMED), Kind::Agency)]), order: Vec::new(), both: BTreeSet::new() };
        let mut seen = BTreeSet::new();
        let brackets = || notice.measures.iter().flat_map(|measure| &measure.brackets);
        for (role, spot) in brackets().flat_map(|bracket| &bracket.names) {
            let (name, kind) = (name(&spot.text), Kind::of(*role));
            let known = parties.kinds.get(&name).copied();
            if known.is_some_and(|known| known != kind) {
                parties.both.insert(name);
            } else if seen.insert(name.clone()) {
                parties.order.push(name.clone());
                parties.kinds.insert(name, kind);
            }
        }
        let stands_in = notice.measures.iter().any(|measure| measure.brackets.is_empty())
            || brackets().any(|bracket| parties.nobody(bracket));
        let unnamed = name(UNNAMED);
        if stands_in && seen.insert(unnamed.clone()) {
            parties.order.push(unnamed);
        }
        parties
    }

    /// The file that declares them.
    pub(super) fn declared(&self) -> String {
        let are = |kind: Kind| self.order.iter().filter(move |name| self.kinds.get(*name) == Some(&kind));
        let mut text = "# 责任括注里的人员和机构，照原文写法。\n".to_owned();
        for name in &self.both {
            let first = if self.kinds.get(name) == Some(&Kind::Person) { "人员" } else { "机构" };
            text.push_str(&format!("# 待定：原文把{name}既写作人员又写作机构，这里只作{first}。\n"));
        }
        let people: Vec<&str> = are(Kind::Person).map(String::as_str).collect();
        if !people.is_empty() {
            text.push_str(&format!("\n人员 {}\n", people.join("、")));
        }
        text.push('\n');
        are(Kind::Agency).for_each(|agency| text.push_str(&format!("机构 {agency}\n")));
        text
    }

    /// The names of a role that are what the role wants, and those that are not.
    fn split(&self, bracket: &Bracket, role: Role) -> (Vec<String>, Vec<String>) {
        let names = bracket.of(role).map(|spot| name(&spot.text));
        names.partition(|name| self.kinds.get(name) == Some(&Kind::of(role)))
    }

    /// Whether nobody is left of a bracket.
    fn nobody(&self, bracket: &Bracket) -> bool {
        CLAUSES.iter().all(|(role, _)| self.split(bracket, *role).0.is_empty())
    }

    /// `责任人 …`, `牵头单位 …`, `责任单位 …`
    pub(super) fn clauses(&self, bracket: &Bracket, indent: &str) -> String {
        let mut text = String::new();
        for (role, word) in CLAUSES {
            let (names, others) = self.split(bracket, role);
            if !names.is_empty() {
                text.push_str(&format!("{indent}{word} {}\n", names.join("、")));
            }
            if !others.is_empty() {
                text.push_str(&format!("{indent}# 待定：原文写作{word}：{}\n", others.join("、")));
            }
        }
        if self.nobody(bracket) {
            text.push_str(&format!("{indent}责任单位 {}\n", name(UNNAMED)));
        }
        text
    }
}
