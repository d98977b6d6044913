//! Register against the official text: numbers, titles, chapters, every figure, date and document, with places in
//! the file. Owns what counts as found; the reading of the text is `notice`'s.

use super::register::{DocumentEntry, Entry, MeasureEntry};
use super::rules::{shown, written};
use super::{At, Book, Kind};
use crate::diagnostic::Words;
use crate::notice::{Document, Figure, Meaning, Measure, Notice, Sentence, fold};
use crate::syntax::ast::MeasureClause;
use sha2::{Digest, Sha256};
use std::ops::Range;
use toml::Spanned;

impl Book<'_> {
    /// Compares register and rules with the text.
    pub(super) fn text(&mut self, notice: &Notice) {
        self.head(notice);
        self.chapters(notice);
        let figures = notice.measures.iter().flat_map(|m| &m.paragraphs).flat_map(|p| &p.sentences).chain(&notice.rest);
        self.counts.text_figures = Some(figures.map(|sentence| sentence.figures.len()).sum());
        let mut before = 0_usize;
        for spanned in &self.register.data.measure {
            let entry = spanned.get_ref();
            let Some(measure) = notice.measures.iter().find(|measure| measure.number == entry.number) else {
                let words = Words::new(
                    format!("原文没有第{}条“{}”", entry.number, entry.title),
                    format!("the text has no measure {} `{}`", entry.number, entry.title),
                );
                self.find(
                    Kind::Measure,
                    Some(entry.number),
                    At::Text(notice, before),
                    Some(spanned.span().start),
                    words,
                );
                continue;
            };
            before = measure.brackets.last().map_or(measure.at, |bracket| bracket.at);
            self.text_measure(notice, measure, spanned);
        }
        for (index, measure) in notice.measures.iter().enumerate() {
            let twice = notice.measures.iter().take(index).any(|other| other.number == measure.number);
            if twice || self.register.measure(measure.number).is_none() {
                let words = Words::new(
                    format!("原文第{}条“{}”没有登记", measure.number, measure.title),
                    format!("measure {} `{}` of the text is not registered", measure.number, measure.title),
                );
                self.find(Kind::Measure, Some(measure.number), At::Text(notice, measure.at), None, words);
            }
        }
        self.rest(notice);
        self.references(notice);
    }

    /// The document's card, the counts and the hash.
    fn head(&mut self, notice: &Notice) {
        let (card, at) = (self.register.data.pack.get_ref(), self.register.data.pack.span().start);
        let head = &notice.head;
        let spot = |spot: &Option<crate::notice::Spot>| spot.as_ref().map(|spot| (spot.text.clone(), spot.at));
        let issued = head.issued.as_ref().map(|(day, spot)| (day.to_string(), spot.at));
        for (zh, en, registered, found) in [
            ("文号", "number", &card.number, spot(&head.number)),
            ("标题", "title", &card.title, spot(&head.title)),
            ("发布机关", "issuer", &card.issuer, spot(&head.issuer)),
            ("印发日", "issued", &card.issued, issued),
        ] {
            let Some(registered) = registered else { continue };
            let (text, place) = found.unwrap_or_default();
            if fold(registered) != text {
                let words = Words::new(
                    format!("{zh}：原文写“{text}”，登记为“{registered}”"),
                    format!("{en}: the text says `{text}`, the register `{registered}`"),
                );
                self.find(Kind::Document, None, At::Text(notice, place), Some(at), words);
            }
        }
        for (zh, en, registered, found) in [
            ("条措施", "measures", card.measures, notice.measures.len()),
            ("处责任括注", "brackets", card.brackets, notice.brackets()),
        ] {
            if let Some(registered) = registered.filter(|count| *count != found) {
                let words = Words::new(
                    format!("原文有 {found} {zh}，登记 {registered} {zh}"),
                    format!("{found} {en} in the text, {registered} registered"),
                );
                self.find(Kind::Count, None, At::Text(notice, 0), Some(at), words);
            }
        }
        let hash: String = Sha256::digest(notice.source.text()).iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(pinned) = card.notice_sha256.as_ref().filter(|pinned| !pinned.eq_ignore_ascii_case(&hash)) {
            self.notes.push(Words::new(
                format!("原文文件的 SHA-256 是 {hash}，登记的是 {pinned}"),
                format!("the SHA-256 of the text is {hash}, the registered one {pinned}"),
            ));
        }
        self.documents(notice, None, &card.document, head.documents.iter().collect(), 0);
    }

    fn chapters(&mut self, notice: &Notice) {
        let entries = &self.register.data.chapter;
        for spanned in entries {
            let (entry, at) = (spanned.get_ref(), spanned.span().start);
            let found = notice.chapters.iter().find(|chapter| chapter.code == fold(&entry.code));
            let title = found.map_or("", |chapter| chapter.title.as_str());
            if title != fold(&entry.title) {
                let words = Words::new(
                    format!("章节 {}：原文写“{title}”，登记为“{}”", entry.code, entry.title),
                    format!("chapter {}: the text says `{title}`, the register `{}`", entry.code, entry.title),
                );
                self.find(Kind::Chapter, None, At::Text(notice, found.map_or(0, |c| c.at)), Some(at), words);
            }
        }
        for chapter in &notice.chapters {
            if !entries.is_empty() && !entries.iter().any(|entry| fold(&entry.get_ref().code) == chapter.code) {
                let words = Words::new(
                    format!("章节 {} “{}”没有登记", chapter.code, chapter.title),
                    format!("chapter {} `{}` is not registered", chapter.code, chapter.title),
                );
                self.find(Kind::Chapter, None, At::Text(notice, chapter.at), None, words);
            }
        }
    }

    fn text_measure(&mut self, notice: &Notice, measure: &Measure, spanned: &Spanned<MeasureEntry>) {
        let (entry, at) = (spanned.get_ref(), spanned.span().start);
        let number = Some(entry.number);
        if measure.title != fold(&entry.title) {
            let words = Words::new(
                format!("标题：原文写“{}”，登记为“{}”", measure.title, entry.title),
                format!("title: the text says `{}`, the register `{}`", measure.title, entry.title),
            );
            self.find(Kind::Title, number, At::Text(notice, measure.title_at), Some(at), words);
        }
        let code = notice.chapter(measure).map(|chapter| chapter.code.as_str());
        if code != entry.chapter.as_deref().map(fold).as_deref() {
            let (a, b) = (code.unwrap_or("—"), entry.chapter.as_deref().unwrap_or("—"));
            let words = Words::new(
                format!("章节：原文在“{a}”，登记在“{b}”"),
                format!("chapter: `{a}` in the text, `{b}` in the register"),
            );
            self.find(Kind::Chapter, number, At::Text(notice, measure.at), Some(at), words);
        }
        self.text_brackets(notice, entry, at, &measure.brackets, measure.at);
        let entries: Vec<&Spanned<Entry>> = entry.entries().collect();
        let mut known: Vec<&Spanned<Entry>> = Vec::new();
        for (paragraph, sentences) in (1..).zip(&measure.paragraphs) {
            for (index, sentence) in (1..).zip(&sentences.sentences) {
                let here: Vec<&Spanned<Entry>> = entries
                    .iter()
                    .copied()
                    .filter(|entry| entry.get_ref().paragraph == paragraph && entry.get_ref().sentence == index)
                    .collect();
                self.sentence(notice, number, sentence, &here, &format!("款{paragraph}句{index}"));
                known.extend(here);
            }
        }
        let seen = |entry: &Spanned<Entry>| known.iter().any(|other| other.span() == entry.span());
        for entry in entries.iter().filter(|entry| !seen(entry)) {
            let (e, at) = (entry.get_ref(), entry.span().start);
            let words = Words::new(
                format!("原文没有款{}句{}，“{}”登记在那里", e.paragraph, e.sentence, e.text),
                format!("no paragraph {} sentence {}, where `{}` is registered", e.paragraph, e.sentence, e.text),
            );
            self.find(Kind::Figure, number, At::Text(notice, measure.at), Some(at), words);
        }
        self.text_parties(notice, measure, entry);
        let cited = measure.paragraphs.iter().flat_map(|p| &p.sentences).flat_map(|s| &s.documents).collect();
        self.documents(notice, number, &entry.document, cited, measure.at);
        for document in &entry.document {
            self.document_place(notice, measure, number, document);
        }
    }

    /// Figures and dates of one sentence, both ways.
    fn sentence(
        &mut self,
        notice: &Notice,
        number: Option<u32>,
        sentence: &Sentence,
        entries: &[&Spanned<Entry>],
        place: &str,
    ) {
        let mut covered: Vec<Range<usize>> = Vec::new();
        let mut missing: Vec<&Spanned<Entry>> = Vec::new();
        for (index, spanned) in entries.iter().enumerate() {
            let entry = spanned.get_ref();
            let found = occurrences(sentence, &entry.text);
            let same = |other: &&&Spanned<Entry>| fold(&other.get_ref().text) == fold(&entry.text);
            let rank = entries.iter().take(index).filter(same).count();
            let times = entry.times.unwrap_or(1);
            // Equal words of one sentence are told apart by their order; several items may share one place.
            let mine: Vec<_> =
                found.iter().skip(rank.min(found.len().saturating_sub(1))).take(times).cloned().collect();
            if mine.len() < times {
                missing.push(spanned);
            }
            covered.extend(mine);
        }
        let inside = |figure: &Figure| {
            covered.iter().any(|range| range.start <= figure.range.start && figure.range.end <= range.end)
        };
        let unknown: Vec<&Figure> = sentence.figures.iter().filter(|figure| !inside(figure)).collect();
        // As many missing as unknown: one changed into the other, in order.
        let pairs = missing.len() == unknown.len();
        for (index, spanned) in missing.iter().enumerate() {
            let (entry, at) = (spanned.get_ref(), spanned.span().start);
            let (words, at_text) = match unknown.get(index).filter(|_| pairs) {
                Some(figure) => (
                    Words::new(
                        format!("{place}：原文写“{}”，登记为“{}”", figure.text, written(entry)),
                        format!("{place}: the text says `{}`, the register `{}`", figure.text, written(entry)),
                    ),
                    figure.at,
                ),
                None => (
                    Words::new(
                        format!("{place}：原文没有登记的“{}”", written(entry)),
                        format!("{place}: the text does not have the registered `{}`", written(entry)),
                    ),
                    sentence.flow.offset(0),
                ),
            };
            self.find(Kind::Figure, number, At::Text(notice, at_text), Some(at), words);
        }
        for figure in unknown.iter().filter(|_| !pairs) {
            self.unregistered_figure(notice, number, figure, place);
        }
    }

    fn unregistered_figure(&mut self, notice: &Notice, number: Option<u32>, figure: &Figure, place: &str) {
        let what = match figure.meaning {
            Meaning::Quantity(_) => ("数字", "figure"),
            Meaning::Day(_) | Meaning::Span(..) | Meaning::After(_) | Meaning::Time => ("日期", "date"),
            Meaning::Words => ("说法", "expression"),
        };
        let words = Words::new(
            format!("{place}：原文的{}“{}”没有登记", what.0, figure.text),
            format!("{place}: the {} `{}` of the text is not registered", what.1, figure.text),
        );
        self.find(Kind::Figure, number, At::Text(notice, figure.at), None, words);
    }

    /// Figures outside measures.
    fn rest(&mut self, notice: &Notice) {
        let entries = &self.register.data.pack.get_ref().figure;
        for entry in entries {
            let entry = entry.get_ref();
            let reason = entry.waived.as_deref().unwrap_or("");
            self.waive(None, &entry.text, reason);
        }
        for sentence in &notice.rest {
            for figure in &sentence.figures {
                if !entries.iter().any(|entry| fold(&entry.get_ref().text).contains(&figure.text)) {
                    self.unregistered_figure(notice, None, figure, "条外");
                }
            }
        }
    }

    fn text_parties(&mut self, notice: &Notice, measure: &Measure, entry: &MeasureEntry) {
        for spanned in &entry.party {
            let (party, at) = (spanned.get_ref(), spanned.span().start);
            let text = fold(party.text.as_ref().unwrap_or(&party.name));
            let sentence = measure.sentence(party.paragraph, party.sentence);
            if !sentence.is_some_and(|sentence| sentence.flow.to_string().contains(&text)) {
                let words = Words::new(
                    format!("款{}句{}：原文没有登记的“{text}”", party.paragraph, party.sentence),
                    format!("paragraph {} sentence {} does not name `{text}`", party.paragraph, party.sentence),
                );
                let place = sentence.map_or(measure.at, |sentence| sentence.flow.offset(0));
                self.find(Kind::Party, Some(entry.number), At::Text(notice, place), Some(at), words);
            }
        }
    }

    /// Documents of a measure or of the beginning, both ways.
    fn documents(
        &mut self,
        notice: &Notice,
        number: Option<u32>,
        entries: &[Spanned<DocumentEntry>],
        mut found: Vec<&Document>,
        start: usize,
    ) {
        let same = |document: &Document, entry: &DocumentEntry| {
            document.title == fold(&entry.title) && document.number == entry.number.as_deref().map(fold)
        };
        let known: Vec<&DocumentEntry> = entries.iter().map(Spanned::get_ref).collect();
        for spanned in entries {
            let (entry, at) = (spanned.get_ref(), spanned.span().start);
            if found.iter().any(|document| same(document, entry)) {
                continue;
            }
            // The same title with another number, or the same number with another title, is the same citation changed.
            let near = found.iter().position(|document| {
                let title = !document.title.is_empty() && document.title == fold(&entry.title);
                let number = document.number.is_some() && document.number == entry.number.as_deref().map(fold);
                (title || number) && !known.iter().any(|entry| same(document, entry))
            });
            let (words, place) = match near.map(|index| found.remove(index)) {
                Some(document) => {
                    let own = document.title == fold(&entry.title);
                    let text = format!("{}{}", document.title, document.number.as_deref().unwrap_or(""));
                    let words = Words::new(
                        format!("原文引用“{text}”，登记为“{}”", shown(entry)),
                        format!("the text cites `{text}`, the register `{}`", shown(entry)),
                    );
                    (words, if own { document.number_at } else { document.at })
                }
                None => {
                    let words = Words::new(
                        format!("原文没有引用登记的“{}”", shown(entry)),
                        format!("the text does not cite the registered `{}`", shown(entry)),
                    );
                    (words, start)
                }
            };
            self.find(Kind::Cited, number, At::Text(notice, place), Some(at), words);
        }
        // A document cited twice in a measure is one document.
        for document in found.into_iter().filter(|document| !known.iter().any(|entry| same(document, entry))) {
            let number_shown = document.number.as_deref().unwrap_or("");
            let words = Words::new(
                format!("原文引用的“{}{number_shown}”没有登记", document.title),
                format!("the document `{}{number_shown}` of the text is not registered", document.title),
            );
            self.find(Kind::Cited, number, At::Text(notice, document.at), None, words);
        }
    }

    fn document_place(
        &mut self,
        notice: &Notice,
        measure: &Measure,
        number: Option<u32>,
        spanned: &Spanned<DocumentEntry>,
    ) {
        let entry = spanned.get_ref();
        let (Some(paragraph), Some(sentence)) = (entry.paragraph, entry.sentence) else { return };
        let here = measure.sentence(paragraph, sentence);
        let anywhere = measure.paragraphs.iter().flat_map(|p| &p.sentences).flat_map(|s| &s.documents);
        let other = anywhere.into_iter().find(|document| document.title == fold(&entry.title));
        let found = here.is_some_and(|s| s.documents.iter().any(|document| document.title == fold(&entry.title)));
        if let Some(other) = other.filter(|_| !found) {
            let words = Words::new(
                format!("“{}”不在款{paragraph}句{sentence}", shown(entry)),
                format!("`{}` is not in paragraph {paragraph} sentence {sentence}", shown(entry)),
            );
            self.find(Kind::Cited, number, At::Text(notice, other.at), Some(spanned.span().start), words);
        }
    }

    /// `依据` of the rules: the paragraphs and sentences exist.
    fn references(&mut self, notice: &Notice) {
        let mut wrong = Vec::new();
        for measure in &self.rules.measures {
            let number = measure.number.text.parse::<u32>().ok();
            let items = measure.clauses.iter().filter_map(|clause| match clause {
                MeasureClause::Item(item) => {
                    Some(self.rules.reached(measure, &item.id.text).map_or_else(Vec::new, |s| s.sources))
                }
                MeasureClause::Reading(reading) => Some(reading.sources.clone()),
                MeasureClause::Condition(condition) => Some(condition.sources.clone()),
                _ => None,
            });
            for source in items.flatten() {
                let target = notice.measures.iter().find(|measure| measure.number == source.article);
                let known = target.is_some_and(|target| match (source.paragraph, source.sentence) {
                    (paragraph, Some(sentence)) => target.sentence(paragraph.unwrap_or(1), sentence).is_some(),
                    (Some(paragraph), None) => target.sentence(paragraph, 1).is_some(),
                    (None, None) => true,
                });
                if !known && !wrong.iter().any(|(_, span)| *span == source.span) {
                    wrong.push((number, source.span));
                }
            }
        }
        for (number, span) in wrong {
            let text = self.sources.slice(span).to_owned();
            let words = Words::new(format!("原文没有“{text}”"), format!("the text has no `{text}`"));
            self.find(Kind::Source, number, At::Rules(span), None, words);
        }
    }
}

/// Where a text stands in a sentence as a figure of its own: `3个月` does not stand in `13个月`.
fn occurrences(sentence: &Sentence, text: &str) -> Vec<Range<usize>> {
    let needle: Vec<char> = fold(text).chars().collect();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let starts = needle.first().is_some_and(char::is_ascii_digit);
    sentence
        .flow
        .find_all(&needle)
        .into_iter()
        .filter(|at| !(starts && digit(at.checked_sub(1).and_then(|before| sentence.flow.get(before)))))
        .map(|at| at..at.saturating_add(needle.len()))
        .collect()
}
