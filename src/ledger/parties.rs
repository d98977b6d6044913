//! Parties outside brackets: who approves, pays, lends, from which fund. Owns the comparison of register and rules.

use super::literals::Said;
use super::register::MeasureEntry;
use super::rules::item_span;
use super::{At, Book, Kind};
use crate::diagnostic::Words;
use crate::notice::fold;
use crate::syntax::ast::Measure;

impl<'a> Book<'a> {
    /// The parties of a measure: each registered one is named by its items, each named one is registered.
    pub(super) fn parties(&mut self, measure: &'a Measure, entry: &MeasureEntry, own: &Said<'_>) {
        let number = Some(entry.number);
        for spanned in &entry.party {
            let (party, at) = (spanned.get_ref(), spanned.span().start);
            self.counts.parties = self.counts.parties.saturating_add(1);
            if let Some(reason) = &party.waived {
                self.waive(number, &party.name, reason);
                continue;
            }
            let name = fold(&party.name);
            for item in &party.items {
                let Some(said) = self.rules.reached(measure, item) else {
                    let words = Words::new(
                        format!("“{}”登记在 {item}，规则没有这一项", party.name),
                        format!("`{}` is registered for {item}, which the rules do not have", party.name),
                    );
                    self.find(Kind::Item, number, At::Register(at), Some(at), words);
                    continue;
                };
                let agency = said.agencies.iter().any(|agency| fold(&agency.text) == name);
                if !agency && !said.words.iter().any(|words| fold(words).contains(&name)) {
                    let words = Words::new(
                        format!("{item} 没有写登记的“{}”", party.name),
                        format!("{item} does not name the registered `{}`", party.name),
                    );
                    let span = item_span(measure, item).unwrap_or(measure.number.span);
                    self.find(Kind::Party, number, At::Rules(span), Some(at), words);
                }
                self.covers(measure, item, &said, party.paragraph, party.sentence, (&party.name, at));
            }
        }
        let brackets: Vec<String> = entry
            .bracket
            .iter()
            .flat_map(|bracket| bracket.get_ref().lead.iter().chain(&bracket.get_ref().responsible))
            .map(|name| fold(name))
            .collect();
        for agency in &own.agencies {
            if !brackets.contains(&fold(&agency.text)) && !is_party(entry, &agency.text) {
                self.unknown_party(entry.number, &agency.text, agency.span);
            }
        }
        for (words, span) in &own.parties {
            // 原文未写明: the rule itself says that the notice names nobody.
            if !words.contains("原文未") && !is_party(entry, words) {
                self.unknown_party(entry.number, words, *span);
            }
        }
    }

    fn unknown_party(&mut self, number: u32, name: &str, span: crate::span::Span) {
        let words = Words::new(format!("“{name}”没有登记"), format!("`{name}` is not registered"));
        self.find(Kind::Party, Some(number), At::Rules(span), None, words);
    }
}

/// Whether words name a registered party of the measure.
fn is_party(entry: &MeasureEntry, words: &str) -> bool {
    entry.party.iter().any(|party| fold(words).contains(&fold(&party.get_ref().name)))
}
