//! The ledger for people and for programs. Owns wording; knows nothing of how it was made.

use super::{Finding, Ledger, Place};
use crate::diagnostic::Lang;

impl Ledger {
    /// The ledger as text: findings one a line with their places, then the counts.
    #[must_use]
    pub fn human(&self, lang: Lang) -> String {
        let mut out = String::new();
        for finding in &self.findings {
            out.push_str(&line(finding, lang));
            out.push('\n');
        }
        for note in &self.notes {
            out.push_str(match lang {
                Lang::Zh => "注意：",
                Lang::En => "note: ",
            });
            out.push_str(note.get(lang));
            out.push('\n');
        }
        let c = &self.counts;
        out.push_str(&match lang {
            Lang::Zh => format!(
                "{}：{} 条措施，{} 处责任括注；登记的数字和日期：用到 {}，写明 {}，免 {}；机关和文件 {}\n\
                 规则里的数值：已登记 {}，另解 {}；外部参数和期间 {}\n",
                self.pack, c.measures, c.brackets, c.used, c.shown, c.waived, c.parties, c.literals, c.alternatives, c.parameters
            ),
            Lang::En => format!(
                "{}: {} measures, {} brackets; registered figures and dates: {} used, {} shown, {} waived; {} parties and documents\n\
                 literals of rules: {} registered, {} in other readings; {} outside parameters and periods\n",
                self.pack, c.measures, c.brackets, c.used, c.shown, c.waived, c.parties, c.literals, c.alternatives, c.parameters
            ),
        });
        if let Some(figures) = c.text_figures {
            out.push_str(&match lang {
                Lang::Zh => format!("原文的数字和日期 {figures} 处\n"),
                Lang::En => format!("{figures} figures and dates in the text\n"),
            });
        }
        out.push_str(&match (lang, self.findings.len()) {
            (Lang::Zh, 0) => "两边一致\n".to_owned(),
            (Lang::Zh, n) => format!("{n} 处不一致\n"),
            (Lang::En, 0) => "both sides agree\n".to_owned(),
            (Lang::En, 1) => "1 difference\n".to_owned(),
            (Lang::En, n) => format!("{n} differences\n"),
        });
        out
    }

    /// The ledger as JSON (`huice.ledger/1`), indented, with a newline.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|_| String::new(), |text| format!("{text}\n"))
    }
}

fn line(finding: &Finding, lang: Lang) -> String {
    let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
    let measure = match (lang, finding.measure) {
        (_, None) => String::new(),
        (Lang::Zh, Some(n)) => format!("第{n}条 "),
        (Lang::En, Some(n)) => format!("measure {n}: "),
    };
    let entry = finding.register.as_ref().filter(|entry| **entry != finding.place);
    let entry = entry.map_or_else(String::new, |entry| match lang {
        Lang::Zh => format!("（登记见 {}:{}）", entry.file, entry.line),
        Lang::En => format!(" (registered at {}:{})", entry.file, entry.line),
    });
    format!("{}: {measure}{}{entry}", place(&finding.place), finding.message.get(lang))
}
