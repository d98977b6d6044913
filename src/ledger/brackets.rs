//! Brackets of responsibility: register against rules, register against text. Owns how two brackets are compared;
//! names are compared in written order.

use super::register::{BracketEntry, MeasureEntry};
use super::{At, Book, Kind};
use crate::diagnostic::Words;
use crate::notice::{Bracket, Notice, Role, fold};
use crate::span::Span;
use crate::syntax::ast::{Measure, MeasureClause, PartyClause, PartyRole};

/// The roles with their words.
const ROLES: [(Role, PartyRole, &str, &str); 3] = [
    (Role::Official, PartyRole::Official, "责任人", "officials"),
    (Role::Lead, PartyRole::Lead, "牵头单位", "lead"),
    (Role::Responsible, PartyRole::Responsible, "责任单位", "responsible"),
];

impl BracketEntry {
    fn of(&self, role: Role) -> Vec<String> {
        let names = match role {
            Role::Official => &self.officials,
            Role::Lead => &self.lead,
            Role::Responsible => &self.responsible,
        };
        names.iter().map(|name| fold(name)).collect()
    }
}

impl Book<'_> {
    /// The brackets of a measure in the rules.
    pub(super) fn brackets(&mut self, measure: &Measure, entry: &MeasureEntry, at: usize) {
        let mut whole = Vec::new();
        let mut parts: Vec<(Option<u32>, Vec<&PartyClause>, Span)> = Vec::new();
        for clause in &measure.clauses {
            match clause {
                MeasureClause::Parties(parties) => whole.push(parties),
                MeasureClause::Paragraph(part) => {
                    parts.push((Some(part.number), part.parties.iter().collect(), part.span));
                }
                _ => {}
            }
        }
        if let Some(first) = whole.first() {
            parts.insert(0, (None, whole.clone(), first.span));
        }
        self.counts.brackets = self.counts.brackets.saturating_add(parts.len());
        let number = Some(entry.number);
        if parts.len() != entry.bracket.len() {
            let words = Words::new(
                format!("规则有 {} 处责任括注，登记 {} 处", parts.len(), entry.bracket.len()),
                format!("the rules have {} brackets, the register {}", parts.len(), entry.bracket.len()),
            );
            self.find(Kind::Bracket, number, At::Rules(measure.number.span), Some(at), words);
        }
        for ((paragraph, clauses, span), spanned) in parts.iter().zip(&entry.bracket) {
            let (registered, at) = (spanned.get_ref(), spanned.span().start);
            if paragraph.is_some_and(|paragraph| paragraph != registered.paragraph) {
                let words = Words::new(
                    format!("责任括注在规则的款 {}，登记在款 {}", paragraph.unwrap_or(0), registered.paragraph),
                    format!(
                        "bracket of paragraph {} is registered for {}",
                        paragraph.unwrap_or(0),
                        registered.paragraph
                    ),
                );
                self.find(Kind::Bracket, number, At::Rules(*span), Some(at), words);
            }
            for (role, written, zh, en) in ROLES {
                let of_role = || clauses.iter().filter(|clause| clause.role == written);
                let names: Vec<String> =
                    of_role().flat_map(|clause| &clause.names).map(|name| fold(&name.text)).collect();
                let expected = registered.of(role);
                if names != expected {
                    let span = of_role().next().map_or(*span, |clause| clause.span);
                    let words = differ((zh, en), ("规则", "the rules"), &names, &expected);
                    self.find(Kind::Bracket, number, At::Rules(span), Some(at), words);
                }
            }
        }
    }

    /// The brackets of a measure in the official text.
    pub(super) fn text_brackets(
        &mut self,
        notice: &Notice,
        entry: &MeasureEntry,
        at: usize,
        found: &[Bracket],
        start: usize,
    ) {
        let number = Some(entry.number);
        if found.len() != entry.bracket.len() {
            let place = found.last().map_or(start, |bracket| bracket.at);
            let words = Words::new(
                format!("原文有 {} 处责任括注，登记 {} 处", found.len(), entry.bracket.len()),
                format!("the text has {} brackets, the register {}", found.len(), entry.bracket.len()),
            );
            self.find(Kind::Bracket, number, At::Text(notice, place), Some(at), words);
        }
        let several = entry.bracket.len() > 1;
        for (bracket, spanned) in found.iter().zip(&entry.bracket) {
            let (registered, at) = (spanned.get_ref(), spanned.span().start);
            if several && bracket.paragraph != registered.paragraph {
                let words = Words::new(
                    format!("责任括注在原文第 {} 款，登记在第 {} 款", bracket.paragraph, registered.paragraph),
                    format!("bracket of paragraph {} is registered for {}", bracket.paragraph, registered.paragraph),
                );
                self.find(Kind::Bracket, number, At::Text(notice, bracket.at), Some(at), words);
            }
            for (role, _, zh, en) in ROLES {
                let spots: Vec<_> = bracket.of(role).collect();
                let names: Vec<String> = spots.iter().map(|spot| spot.text.clone()).collect();
                let expected = registered.of(role);
                if names != expected {
                    // The first name that differs, or the end of the names that agree.
                    let same = names.iter().zip(&expected).take_while(|(a, b)| a == b).count();
                    let place = spots.get(same).or(spots.last()).map_or(bracket.at, |spot| spot.at);
                    let words = differ((zh, en), ("原文", "the text"), &names, &expected);
                    self.find(Kind::Bracket, number, At::Text(notice, place), Some(at), words);
                }
            }
        }
    }
}

/// What the names of a role say on either side, and which are only on one.
fn differ(role: (&str, &str), side: (&str, &str), names: &[String], expected: &[String]) -> Words {
    let list = |names: &[String]| if names.is_empty() { "—".to_owned() } else { names.join("、") };
    let only = |a: &[String], b: &[String]| {
        let rest: Vec<&str> = a.iter().filter(|name| !b.contains(name)).map(String::as_str).collect();
        rest.join("、")
    };
    let (missing, extra) = (only(expected, names), only(names, expected));
    let mut zh = format!("{}：{}写“{}”，登记为“{}”", role.0, side.0, list(names), list(expected));
    let mut en = format!("{}: `{}` in {}, `{}` in the register", role.1, list(names), side.1, list(expected));
    if !missing.is_empty() {
        zh.push_str(&format!("，缺{missing}"));
        en.push_str(&format!("; missing {missing}"));
    }
    if !extra.is_empty() {
        zh.push_str(&format!("，多{extra}"));
        en.push_str(&format!("; added {extra}"));
    }
    Words::new(zh, en)
}
