//! The one table of keywords: Chinese spellings, the English spelling, and whether the word is reserved.
//! Owns look-ups by spelling and the text of the keyword section of `grammar/huice.pest`; knows nothing of
//! where a keyword may stand.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Which spelling of the keywords is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keywords {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How a keyword bears on names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reserved: a bare name cannot be this word.
    Reserved,
    /// Reserved, and digits may follow without a space (`条14`).
    Numbered,
    /// A word only where the grammar asks for it; anywhere else it is an ordinary name.
    Contextual,
}

/// One keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Chinese spellings, the canonical one first.
    pub zh: &'static [&'static str],
    /// The English spelling; also the key by which the program names the keyword.
    pub en: &'static str,
    /// How it bears on names.
    pub kind: Kind,
}

impl Keyword {
    /// The canonical spelling.
    #[must_use]
    pub fn spelling(&self, keywords: Keywords) -> &'static str {
        match keywords {
            Keywords::Zh => self.zh.first().copied().unwrap_or(self.en),
            Keywords::En => self.en,
        }
    }

    /// All spellings, Chinese first.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.zh.iter().copied().chain([self.en])
    }
}

macro_rules! table {
    ($($kind:ident { $($en:literal $($zh:literal)+;)* })*) => {
        /// Every keyword, in the order of the reference.
        pub const TABLE: &[Keyword] = &[
            $($(Keyword { zh: &[$($zh),+], en: $en, kind: Kind::$kind },)*)*
        ];
    };
}

table! {
    Reserved {
        // declarations
        "pack" "包"; "unit" "单位"; "enum" "枚举"; "subject" "主体"; "common" "通用"; "parameter" "参数";
        "event" "事件"; "period" "期间"; "agency" "机构"; "person" "人员"; "define" "定义"; "reading" "解读";
        "measure" "措施"; "combine" "组合"; "script" "脚本"; "case" "用例";
        // the pack's card
        "document" "文号"; "title" "标题"; "issuer" "发布机关"; "issued" "印发日"; "in_force" "有效期";
        "import" "引入"; "round" "舍入";
        // types
        "bool" "布尔"; "integer" "整数"; "number" "数"; "date" "日期"; "month_of_year" "月份";
        "months_list" "月份表"; "text" "文本"; "set_of" "集合"; "list" "列表";
        // facts
        "ask" "问"; "note" "注"; "to_do" "待办"; "fixed" "不变"; "approval_fact" "审批"; "signed" "可负";
        "bounds" "范围"; "derived" "推导"; "only_if" "仅当"; "else" "否则";
        // parameters, events, periods
        "unstated" "未载明"; "source" "来源"; "status" "状态"; "happened_on" "发生于"; "as_at" "截至";
        "not_yet_by" "尚未发生"; "from" "自"; "to" "至"; "at_least_to" "至少至";
        // measures and items
        "chapter" "章节"; "official" "责任人"; "lead" "牵头单位"; "responsible" "责任单位"; "condition" "条件";
        "cites" "引用"; "benefit" "支持"; "duty" "义务"; "target" "指标"; "encourage" "鼓励";
        "administrative" "职责";
        // clauses of an item
        "source_at" "依据"; "for" "对象"; "bearer" "义务人"; "scope" "考核范围"; "presume" "推定";
        "requires" "须经"; "by_fact" "凭"; "external" "外部规定"; "no_effect" "不影响";
        "settled_by_approval" "以批准为准"; "application" "申报期"; "counting" "适用期间"; "amount" "金额";
        "ceiling" "金额上限"; "rate" "标准"; "per" "每"; "cap" "封顶"; "floor" "保底"; "less" "减";
        "grant" "给予"; "in_principle" "原则上"; "longest" "最长"; "until" "止于"; "payer" "支付方";
        "fund" "资金来源"; "channel" "兑现"; "hint" "提示"; "figure" "说明数字"; "rests_on" "口径";
        "deadline" "期限"; "trigger" "触发"; "act" "行为"; "fulfilled" "履行"; "compliant" "达标";
        "goal" "目标"; "consequence" "后果"; "each" "逐笔"; "except" "例外"; "when" "当"; "then" "则";
        "overrides" "优先于"; "restores" "恢复"; "adopts" "采用"; "otherwise_read" "另解"; "undecided" "未定";
        // scripts
        "reason" "理由"; "limit" "上限";
        // expressions
        "true" "真"; "false" "假"; "and" "且"; "or" "或"; "not" "非"; "if" "若"; "one_of" "属于"; "has" "含";
        "during" "在"; "at" "于"; "table" "分档"; "by" "按"; "exactly_one" "恰一"; "first_match" "首中";
        "marginal" "累进"; "flat" "全额"; "has_occurred" "已发生"; "or_more" "以上"; "or_less" "以下";
        "at_most" "不超过" "不高于"; "at_least" "不少于" "不低于" "至少" "达到"; "more_than" "超过" "高于";
        "less_than" "低于"; "equals" "等于"; "differs" "不等于";
        // cases
        "given" "设"; "none" "无"; "expect" "期望"; "needs" "需要"; "fails" "未过";
    }
    Numbered {
        "article" "条"; "paragraph" "款"; "sentence" "句";
    }
    Contextual {
        // how well a parameter is known
        "verified" "已核实"; "inferred" "推断"; "assumed" "假定";
        // periods and bounds
        "lasting" "起"; "after" "后"; "within" "内"; "up_to" "至多";
        // acts of approval
        "approves" "批准"; "ratifies" "核准"; "certifies" "认定"; "verifies" "审核确认"; "confirms" "确认";
        // per, rounding, combination, scripts
        "record" "笔"; "fen" "分"; "jiao" "角"; "yuan" "元"; "half_up" "四舍五入"; "half_even" "四舍六入";
        "down" "舍去"; "up" "进一"; "highest" "就高"; "highest_once" "就高不重复"; "offset" "抵扣";
        "steps" "步";
        // outcomes expected by a case
        "eligible" "符合"; "pending_approval" "待批准"; "undetermined" "待定"; "not_eligible" "不符合";
        "not_applicable" "不适用"; "conflict" "冲突"; "fault" "故障"; "met" "达成"; "in_progress" "进行中";
        "not_due" "未到期"; "not_met" "未达成"; "informational" "仅告知";
    }
}

/// Words between two operands: a name that contains one was probably written without spaces.
const INFIX: &[&str] =
    &["and", "or", "at_most", "at_least", "more_than", "less_than", "equals", "differs", "one_of", "has"];

/// Reserved words that may stand inside an expression; every other one ends it.
const IN_EXPRESSION: &[&str] = &[
    "true",
    "false",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "one_of",
    "has",
    "during",
    "at",
    "table",
    "by",
    "exactly_one",
    "first_match",
    "marginal",
    "flat",
    "has_occurred",
    "or_more",
    "or_less",
    "at_most",
    "at_least",
    "more_than",
    "less_than",
    "equals",
    "differs",
    "from",
    "to",
    "at_least_to",
];

static BY_SPELLING: LazyLock<HashMap<&'static str, &'static Keyword>> = LazyLock::new(|| {
    TABLE.iter().flat_map(|keyword| keyword.spellings().map(move |spelling| (spelling, keyword))).collect()
});

/// Whether an expression cannot go on at this keyword.
#[must_use]
pub fn ends_expression(keyword: &Keyword) -> bool {
    keyword.kind == Kind::Reserved && !IN_EXPRESSION.contains(&keyword.en)
}

/// The keyword with this English spelling.
#[must_use]
pub fn by_key(en: &str) -> Option<&'static Keyword> {
    lookup(en).filter(|keyword| keyword.en == en)
}

/// The keyword written so, in either language.
#[must_use]
pub fn lookup(word: &str) -> Option<&'static Keyword> {
    BY_SPELLING.get(word).copied()
}

/// Whether a bare name cannot be this word.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    lookup(word).is_some_and(|keyword| keyword.kind != Kind::Contextual)
}

/// The canonical spelling of the keyword with this key; the key itself if there is none.
#[must_use]
pub fn spell(en: &'static str, keywords: Keywords) -> &'static str {
    by_key(en).map_or(en, |keyword| keyword.spelling(keywords))
}

/// A word in which an infix keyword of two or more Chinese characters is embedded, with spaces put around
/// that keyword (`收入不超过800` → `收入 不超过 800`); `None` if there is none. A word ending or starting
/// with the keyword counts.
#[must_use]
pub fn unglue(word: &str) -> Option<String> {
    let found = INFIX
        .iter()
        .filter_map(|key| by_key(key))
        .flat_map(|keyword| keyword.zh.iter().copied())
        .filter(|spelling| spelling.chars().count() > 1)
        .filter_map(|spelling| word.split_once(spelling).map(|(before, after)| (spelling, before, after)))
        .max_by_key(|(spelling, ..)| spelling.len())?;
    let (spelling, before, after) = found;
    let parts: Vec<&str> = [before, spelling, after].into_iter().filter(|part| !part.is_empty()).collect();
    (parts.len() > 1).then(|| parts.join(" "))
}

/// The keyword section of the grammar, as it must stand in `grammar/huice.pest`.
#[must_use]
pub fn grammar_section() -> String {
    let mut out = String::new();
    let quote = |spelling: &str| format!("\"{spelling}\"");
    for keyword in TABLE {
        let mut spellings: Vec<&str> = keyword.spellings().collect();
        spellings.sort_by_key(|spelling| core::cmp::Reverse(spelling.len()));
        let words: Vec<String> = spellings.into_iter().map(quote).collect();
        let end = if keyword.kind == Kind::Numbered { "!letter" } else { "!wc" };
        out.push_str(&format!("kw_{} = @{{ ({}) ~ {end} }}\n", keyword.en, words.join(" | ")));
    }
    let mut reserved: Vec<&str> =
        TABLE.iter().filter(|keyword| keyword.kind != Kind::Contextual).flat_map(Keyword::spellings).collect();
    reserved.sort_by_key(|spelling| (core::cmp::Reverse(spelling.len()), *spelling));
    out.push_str("reserved = @{ (\n");
    for (row, words) in reserved.chunks(8).enumerate() {
        let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
        let bar = if row == 0 { "    " } else { "  | " };
        out.push_str(&format!("{bar}{}\n", words.join(" | ")));
    }
    out.push_str(") ~ !wc }\n");
    out
}

#[cfg(test)]
mod tests;
