//! A comparison as text for people. Owns its words.

use super::{Answer, Aspect, Change, Diff, Population, Verdict};
use crate::diagnostic::Lang;
use crate::outcome::Status;
use std::fmt::Write as _;

/// The word of an aspect.
const fn aspect(aspect: Aspect, lang: Lang) -> &'static str {
    match (aspect, lang) {
        (Aspect::Eligibility, Lang::Zh) => "条件",
        (Aspect::Eligibility, Lang::En) => "eligibility",
        (Aspect::Window, Lang::Zh) => "期间",
        (Aspect::Window, Lang::En) => "window",
        (Aspect::Amount, Lang::Zh) => "金额",
        (Aspect::Amount, Lang::En) => "amount",
        (Aspect::Deadline, Lang::Zh) => "期限",
        (Aspect::Deadline, Lang::En) => "deadline",
        (Aspect::Grant, Lang::Zh) => "给予",
        (Aspect::Grant, Lang::En) => "grant",
        (Aspect::Parties, Lang::Zh) => "责任方",
        (Aspect::Parties, Lang::En) => "parties",
        (Aspect::Payment, Lang::Zh) => "支付",
        (Aspect::Payment, Lang::En) => "payment",
        (Aspect::Combination, Lang::Zh) => "组合",
        (Aspect::Combination, Lang::En) => "combination",
        (Aspect::Text, Lang::Zh) => "文字",
        (Aspect::Text, Lang::En) => "text",
    }
}

/// The word of a status.
const fn status(status: Status, lang: Lang) -> &'static str {
    match (status, lang) {
        (status, Lang::En) => status.word(),
        (Status::Eligible, Lang::Zh) => "符合",
        (Status::PendingApproval, Lang::Zh) => "待批准",
        (Status::Undetermined, Lang::Zh) => "待定",
        (Status::NotEligible, Lang::Zh) => "不符合",
        (Status::NotApplicable, Lang::Zh) => "不适用",
        (Status::Conflict, Lang::Zh) => "冲突",
        (Status::Fault, Lang::Zh) => "故障",
        (Status::Met, Lang::Zh) => "达成",
        (Status::InProgress, Lang::Zh) => "进行中",
        (Status::NotDue, Lang::Zh) => "未到期",
        (Status::NotMet, Lang::Zh) => "未达成",
        (Status::Informational, Lang::Zh) => "仅告知",
    }
}

fn answer(answer: &Answer, lang: Lang) -> String {
    let mut text = status(answer.status, lang).to_owned();
    if let Some(money) = answer.yuan.as_ref().or(answer.ceiling.as_ref()) {
        let _ = write!(text, " {money}");
    }
    let days: Vec<&str> = answer.deadlines.iter().flatten().map(String::as_str).collect();
    if !days.is_empty() {
        let _ = write!(text, " [{}]", days.join(", "));
    }
    text
}

impl Diff {
    /// The comparison for people.
    #[must_use]
    pub fn human(&self, lang: Lang) -> String {
        let mut out = String::new();
        let pick = |zh: &'static str, en: &'static str| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        for (items, sign, words) in
            [(&self.added, '+', pick("新增项目", "added item")), (&self.removed, '-', pick("删除项目", "removed item"))]
        {
            for item in items {
                let _ = writeln!(out, "{sign} {words} {} {}", item.item, item.title);
            }
        }
        for (index, change) in self.changes.iter().enumerate() {
            out.push_str(&one(change, index.saturating_add(1), lang));
        }
        for named in &self.vocabulary {
            let kind = match named.kind {
                "subject" => pick("主体", "subject"),
                "fact" => pick("事实", "fact"),
                "parameter" => pick("参数", "parameter"),
                "event" => pick("事件", "event"),
                _ => pick("解读", "reading"),
            };
            let _ =
                writeln!(out, "~ {kind} {} ({}){}{}", named.name, named.key, pick("：", ": "), named.words.get(lang));
        }
        for same in &self.same {
            let _ = writeln!(
                out,
                "= {} {} {}{}{}",
                same.item,
                same.title,
                aspect(same.aspect, lang),
                pick("写法不同，", " written differently; "),
                same.proof.get(lang)
            );
        }
        let (changed, equal) = (self.changes.len(), self.identical);
        out.push_str(&match lang {
            Lang::Zh if !self.differs => {
                format!("没有不同（{equal} 个项目写法相同，{} 处写法不同而含义已证明相同）\n", self.same.len())
            }
            Lang::En if !self.differs => {
                format!(
                    "no difference ({equal} items as written, {} written differently and proven the same)\n",
                    self.same.len()
                )
            }
            Lang::Zh => format!(
                "{changed} 处变化，新增 {} 项，删除 {} 项，声明变化 {} 处；{equal} 个项目写法相同\n",
                self.added.len(),
                self.removed.len(),
                self.vocabulary.len()
            ),
            Lang::En => format!(
                "{changed} changes, {} items added, {} removed, {} declarations changed; {equal} items as written\n",
                self.added.len(),
                self.removed.len(),
                self.vocabulary.len()
            ),
        });
        if let Some(population) = &self.population {
            out.push_str(&shifts(population, lang));
        }
        out
    }
}

fn one(change: &Change, number: usize, lang: Lang) -> String {
    let pick = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let colon = pick("：", ": ");
    let mut out = format!(
        "{number}. {} {} {}{}",
        change.item,
        change.title,
        aspect(change.aspect, lang),
        pick("变了", " changed")
    );
    if let (Some(before), Some(after)) = (&change.before, &change.after)
        && before != after
    {
        let none = pick("无", "none");
        let word = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        let _ = write!(out, "{colon}{} → {}", word(before), word(after));
    }
    out.push('\n');
    if let (Some(old), Some(new)) = (&change.old, &change.new) {
        let _ = writeln!(out, "   {}{colon}{} → {}", pick("结论", "answer"), answer(old, lang), answer(new, lang));
    }
    if let Some(witness) = &change.witness {
        let facts = serde_json::to_string(&witness.profile).unwrap_or_default();
        let _ = write!(out, "   {}{colon}{facts} --as-of {}", pick("档案", "profile"), witness.as_of);
        for (option, entries) in
            [("--param", &witness.params), ("--event", &witness.events), ("--reading", &witness.readings)]
        {
            for (key, value) in entries {
                let _ = write!(out, " {option} {key}={value}");
            }
        }
        out.push('\n');
    }
    if let Verdict::NotFound { tried } = change.verdict {
        let _ = match lang {
            Lang::Zh => writeln!(out, "   试了 {tried} 份档案，没有找到结论不同的；未证明没有"),
            Lang::En => writeln!(out, "   no profile found that tells them apart in {tried} tried; not proven"),
        };
    }
    out
}

fn shifts(population: &Population, lang: Lang) -> String {
    let pick = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let mut out = String::from("\n");
    for shift in &population.shifts {
        let direction = match shift.direction {
            "gain" => pick("得", "gains"),
            "lose" => pick("失", "loses"),
            _ => pick("变", "changes"),
        };
        let name = shift.name.as_deref().unwrap_or("");
        let _ = writeln!(
            out,
            "#{} {name} {direction} {}{}",
            shift.profile,
            shift.certain.change,
            if shift.pending.old == shift.pending.new {
                String::new()
            } else {
                format!(" ({} {})", pick("待批准", "pending"), shift.pending.change)
            }
        );
        for item in &shift.items {
            let word = |of: Option<Status>| of.map_or(pick("没有这一项", "no such item"), |of| status(of, lang));
            let money = |yuan: &Option<String>| yuan.as_ref().map(|yuan| format!(" {yuan}")).unwrap_or_default();
            let _ = writeln!(
                out,
                "   {} {}{} → {}{}",
                item.item,
                word(item.old),
                money(&item.old_yuan),
                word(item.new),
                money(&item.new_yuan)
            );
        }
    }
    let _ = match lang {
        Lang::Zh => writeln!(
            out,
            "{} 份档案（{}）：{} 份得，{} 份失，{} 份有其他变化；确定合计 {} → {}（{}），待批准 {} → {}（{}）",
            population.profiles,
            population.as_of,
            population.gain,
            population.lose,
            population.other,
            population.certain.old,
            population.certain.new,
            population.certain.change,
            population.pending.old,
            population.pending.new,
            population.pending.change
        ),
        Lang::En => writeln!(
            out,
            "{} profiles ({}): {} gain, {} lose, {} change otherwise; certain {} → {} ({}), pending {} → {} ({})",
            population.profiles,
            population.as_of,
            population.gain,
            population.lose,
            population.other,
            population.certain.old,
            population.certain.new,
            population.certain.change,
            population.pending.old,
            population.pending.new,
            population.pending.change
        ),
    };
    out
}
