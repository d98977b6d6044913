//! Fixed words of the renderers in both languages: punctuation, citations, states. Owns small words that several
//! rows share; knows nothing of outcomes.

use super::View;
use crate::diagnostic::Lang;
use crate::ir::Citation;

/// The words of one language.
pub(super) const fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// How many things a sentence names.
pub(super) const SHOWN: usize = 3;

impl View<'_> {
    /// Words in the language asked for.
    pub(super) const fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        pick(self.lang, zh, en)
    }

    /// The colon after a label.
    pub(super) const fn colon(&self) -> &'static str {
        self.say("：", ": ")
    }

    /// Between two clauses.
    pub(super) const fn semicolon(&self) -> &'static str {
        self.say("；", "; ")
    }

    /// In brackets.
    pub(super) fn brackets(&self, words: &str) -> String {
        match self.lang {
            Lang::Zh => format!("（{words}）"),
            Lang::En => format!(" ({words})"),
        }
    }

    /// A list in a row.
    pub(super) fn list<S: AsRef<str>>(&self, words: &[S]) -> String {
        words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(self.say("、", ", "))
    }

    /// A list of at most [`SHOWN`], and how many there are.
    pub(super) fn short_list<S: AsRef<str>>(&self, words: &[S]) -> String {
        let Some(first) = words.get(..SHOWN).filter(|_| words.len() > SHOWN) else {
            return self.list(words);
        };
        let count = words.len();
        match self.lang {
            Lang::Zh => format!("{}等 {count} 项", self.list(first)),
            Lang::En => format!("{} and {} more", self.list(first), count.saturating_sub(SHOWN)),
        }
    }

    /// Quoted.
    pub(super) fn quoted(&self, words: &str) -> String {
        match self.lang {
            Lang::Zh => format!("“{words}”"),
            Lang::En => format!("\"{words}\""),
        }
    }

    /// A place in the notice: `第14条第2款第1句`.
    pub(super) fn cite(&self, place: Citation) -> String {
        let (article, paragraph, sentence) = match self.lang {
            Lang::Zh => (format!("第{}条", place.article), ("第", "款"), ("第", "句")),
            Lang::En => (format!("art. {}", place.article), (" para. ", ""), (" sent. ", "")),
        };
        let part = |number: Option<u32>, around: (&str, &str)| {
            number.map(|n| format!("{}{n}{}", around.0, around.1)).unwrap_or_default()
        };
        format!("{article}{}{}", part(place.paragraph, paragraph), part(place.sentence, sentence))
    }

    /// Places in the notice.
    pub(super) fn cites(&self, places: &[Citation]) -> String {
        self.list(&places.iter().map(|place| self.cite(*place)).collect::<Vec<_>>())
    }

    /// How sure a parameter is.
    pub(super) fn parameter_status<'a>(&self, status: &'a str) -> &'a str {
        match status {
            "verified" => self.say("已核实", "verified"),
            "inferred" => self.say("推断", "inferred"),
            "assumed" => self.say("假定", "assumed"),
            "missing" => self.say("缺", "missing"),
            "given" => self.say("本次指定", "given for this run"),
            other => other,
        }
    }
}

/// The sign of a condition.
pub(super) const fn mark(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "？",
    }
}
