//! Putting one question and reading the reply. Owns the terminal; a scripted stand-in serves the tests.

use super::super::Exit;
use super::super::output::{Stop, say};
use super::headline;
use huice::Question;
use huice::diagnostic::{Lang, Words};
use inquire::{InquireError, Select, Text};

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// An answer.
    Text(String),
    /// "Don't know": not asked again.
    Unknown,
    /// Back to the question before.
    Back,
    /// Leave; what is known so far is kept.
    Leave,
}

/// Somebody who can be asked.
pub(super) trait Prompt {
    fn ask(&mut self, question: &Question, asked: usize) -> Result<Reply, Stop>;
    fn refuse(&mut self, words: &Words, help: Option<&Words>);
}

/// A person at a terminal.
pub(super) struct Terminal {
    lang: Lang,
    saves: bool,
}

impl Terminal {
    /// `saves`: leaving writes a file.
    pub(super) const fn new(lang: Lang, saves: bool) -> Self {
        Self { lang, saves }
    }

    const fn leave(&self) -> &'static str {
        if self.saves {
            self.word("保存并退出", "save and leave")
        } else {
            self.word("退出，不保存", "leave without saving")
        }
    }

    const fn word(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn choose(&self, question: &Question, asked: usize) -> Result<Reply, InquireError> {
        let unknown = self.word("不清楚", "don't know");
        let back = self.word("← 上一题", "← back");
        let leave = self.leave();
        let mut options: Vec<String> = match question.answer {
            "bool" => vec![self.word("是", "yes").to_owned(), self.word("否", "no").to_owned()],
            _ => question.options.clone(),
        };
        if question.answer == "choices" {
            options.push(self.word("以上都没有", "none of these").to_owned());
        }
        options.extend([unknown, back, leave].map(str::to_owned));
        let help = self.word("↑↓ 选择，回车确定，可输入文字筛选", "↑↓ to move, enter to choose, type to filter");
        let chosen = Select::new(&headline(question, asked, self.lang), options).with_help_message(help).prompt()?;
        Ok(match chosen.as_str() {
            text if text == unknown => Reply::Unknown,
            text if text == back => Reply::Back,
            text if text == leave => Reply::Leave,
            "以上都没有" | "none of these" => Reply::Text("无".to_owned()),
            text => Reply::Text(text.to_owned()),
        })
    }

    fn write(&self, question: &Question, asked: usize) -> Result<Reply, InquireError> {
        let form = match (question.answer, self.lang) {
            ("date", _) => "YYYY-MM-DD",
            ("month", _) => "YYYY-MM",
            ("count", Lang::Zh) => "几笔，没有填 0",
            ("count", Lang::En) => "how many, 0 for none",
            ("choices", Lang::Zh) => "多项用、隔开",
            ("choices", Lang::En) => "several separated by 、",
            _ => question.unit.as_deref().unwrap_or(""),
        };
        let leave = self.leave();
        let help = match self.lang {
            Lang::Zh => format!("{form}　留空回车＝不清楚，<＝上一题，q＝{leave}"),
            Lang::En => format!("{form}  empty = don't know, < = back, q = {leave}"),
        };
        let text = Text::new(&headline(question, asked, self.lang)).with_help_message(&help).prompt()?;
        Ok(match text.trim() {
            "" | "?" | "？" | "不清楚" | "不知道" | "don't know" => Reply::Unknown,
            "<" | "＜" | "《" | "上一题" | "back" => Reply::Back,
            "q" | "Q" | "退出" | "quit" => Reply::Leave,
            text => Reply::Text(text.to_owned()),
        })
    }
}

impl Prompt for Terminal {
    fn ask(&mut self, question: &Question, asked: usize) -> Result<Reply, Stop> {
        let reply = match question.answer {
            "bool" | "choice" => self.choose(question, asked),
            _ => self.write(question, asked),
        };
        match reply {
            Ok(reply) => Ok(reply),
            // Escape means "don't know", as in every question of this kind; Ctrl-C leaves and keeps what is known.
            Err(InquireError::OperationCanceled) => Ok(Reply::Unknown),
            Err(InquireError::OperationInterrupted) => Ok(Reply::Leave),
            Err(error) => {
                let words = Words::new(format!("终端读不出：{error}"), format!("cannot read the terminal: {error}"));
                Err(Stop::new(Exit::Output, words))
            }
        }
    }

    fn refuse(&mut self, words: &Words, help: Option<&Words>) {
        say(words.get(self.lang));
        if let Some(help) = help {
            say(self.word("；", "; "));
            say(help.get(self.lang));
        }
        say("\n");
    }
}
