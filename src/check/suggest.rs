//! Did-you-mean for names, short Chinese ones included. Owns the measure of likeness and the form of such messages;
//! knows nothing of what the names stand for.

use super::Checker;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Name;

impl Checker<'_> {
    /// Reports a name that is not among those there are: with the one it is most like, otherwise with other help.
    pub(super) fn not_among(
        &mut self,
        name: &Name,
        diagnostic: Diagnostic,
        known: impl FnOnce(&Self) -> Vec<String>,
        otherwise: (String, String),
    ) {
        let known = if self.suggests() { known(self) } else { Vec::new() };
        let near = nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned);
        self.report(diagnostic.did_you_mean(name.span, near, otherwise.0, otherwise.1));
    }

    /// Reports a name that is not one of a few, which are listed.
    pub(super) fn not_one_of(&mut self, name: &Name, diagnostic: Diagnostic, known: &[String]) {
        let near = nearest(&name.text, known.iter().map(String::as_str)).map(str::to_owned);
        self.one_of(name, diagnostic, known, near);
    }

    /// The same, with the one that was probably meant.
    pub(super) fn one_of(&mut self, name: &Name, diagnostic: Diagnostic, known: &[String], near: Option<String>) {
        let near = near.filter(|_| self.suggests());
        let (zh, en) = (known.join("、"), known.join(", "));
        self.report(match near {
            Some(near) => diagnostic
                .help(format!("是不是“{near}”？可用的有：{zh}"), format!("did you mean `{near}`? there are: {en}"))
                .propose(name.span, near),
            None => diagnostic.help(format!("可用的有：{zh}"), format!("there are: {en}")),
        });
    }
}

/// The candidate most like `wrong`, if any is like enough that a person would take it for a slip or another word for
/// the same thing.
#[must_use]
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != wrong)
        .map(|candidate| (likeness(wrong, candidate), candidate))
        .filter(|(score, _)| *score > ENOUGH)
        .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// The member of an enumeration most like `wrong`. What every member has says nothing: 大型 is not like 中型 for its 型.
pub(super) fn nearest_member<'c>(wrong: &str, members: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let members: Vec<&str> = members.into_iter().collect();
    let everywhere = |c: char| !c.is_ascii() && members.len() > 1 && members.iter().all(|member| member.contains(c));
    let own = |text: &str| text.replace(everywhere, "");
    let bare = own(wrong);
    let exact = members.iter().find(|member| !bare.is_empty() && own(member) == bare);
    let near = || {
        let bared: Vec<String> = members.iter().map(|member| own(member)).collect();
        let found = nearest(&bare, bared.iter().map(String::as_str))?;
        members.iter().zip(&bared).find(|(_, own)| *own == found).map(|(member, _)| member)
    };
    exact.or_else(near).copied()
}

/// Characters of the longest name that is compared letter by letter: that takes time and memory as their product.
const MAX_COMPARED: usize = 200;

/// Likeness, in thousandths, that is not enough yet.
const ENOUGH: usize = 500;

/// Characters with which many Chinese names end or which say little alone: 制造业 is not like 仓储业 for its 业.
const LIGHT: &str = "业型类率数额费金款资产日期月年天人员户家个局所部厅量级项别式之的";

/// Characters that are taken for each other, by sound or by shape.
const ALIKE: [&str; 44] = [
    "份分", "像象", "作做", "帐账", "人入", "已己", "未末", "日曰", "土士", "贷货", "款欸", "申甲", "申由", "全金",
    "大太", "天夫", "复覆", "交缴", "缴激", "职织", "费废", "补朴", "贴帖", "利力", "率律", "限线", "额客", "租组",
    "裁栽", "微徵", "型形", "型行", "税说", "免兔", "延廷", "续绩", "惠慧", "抵低", "拨拔", "征证", "证政", "稳隐",
    "返反", "侯候",
];

/// Likeness in thousandths.
fn likeness(a: &str, b: &str) -> usize {
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    if len_a.max(len_b) > MAX_COMPARED {
        return 0;
    }
    match (a.is_ascii(), b.is_ascii()) {
        (true, true) => by_letters(a, b, len_a.max(len_b)),
        (false, false) => {
            let weight = by_weight(a, b);
            let abbreviated = by_abbreviation(a, b);
            // Of two longer names the one that has less besides.
            if abbreviated > 0 { weight.max(abbreviated.saturating_add(weight / 10)) } else { weight }
        }
        _ => 0,
    }
}

/// Slips of typing in keys, and keys that lack a word: `rent` for `rent_yuan`.
fn by_letters(a: &str, b: &str, longest: usize) -> usize {
    let words = |text: &'_ str| -> Vec<String> {
        text.split(['_', '-']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (of_a, of_b) = (words(a), words(b));
    let (few, many) = if of_a.len() < of_b.len() { (&of_a, &of_b) } else { (&of_b, &of_a) };
    let telling = few.iter().any(|word| word.len() >= 4);
    let part = if telling && few.len() < many.len() && few.iter().all(|word| many.contains(word)) { 600 } else { 0 };
    let edits = strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase());
    let short = longest < 5 && edits > 1;
    let same = longest.saturating_sub(edits).saturating_mul(1000).checked_div(longest).unwrap_or(0);
    if short || same < 600 { part } else { part.max(same) }
}

/// How much two Chinese names share, in order, of what they weigh together. What most names have weighs little.
fn by_weight(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let weight = |c: char| if LIGHT.contains(c) { 4_usize } else { 16 };
    let whole = |name: &[char]| name.iter().fold(0_usize, |sum, c| sum.saturating_add(weight(*c)));
    let both = whole(&a).saturating_add(whole(&b));
    let sorted = |name: &[char]| {
        let mut sorted = name.to_vec();
        sorted.sort_unstable();
        sorted
    };
    if sorted(&a) == sorted(&b) {
        return 900;
    }
    // Row by row, the greatest weight that the beginnings of the two share.
    let mut row = vec![0_usize; b.len().saturating_add(1)];
    for x in &a {
        let mut corner = 0;
        let mut left = 0;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let here = corner_with(corner, *x, *y, &weight).max(*above).max(left);
            corner = *above;
            *above = here;
            left = here;
        }
    }
    let shared = row.last().copied().unwrap_or(0);
    let score = shared.saturating_mul(2000).checked_div(both).unwrap_or(0);
    // Of two characters the first says more: 收益 for 收入, not 存款 for 贷款.
    let begins = a.len() == 2 && b.len() == 2 && a.first() == b.first();
    if begins && shared > 4 { score.saturating_add(50) } else { score }
}

/// What is shared up to two characters, when they are one or are taken for each other.
fn corner_with(before: usize, x: char, y: char, weight: &impl Fn(char) -> usize) -> usize {
    if x == y {
        return before.saturating_add(weight(x));
    }
    let alike = ALIKE.iter().any(|pair| pair.contains(x) && pair.contains(y));
    let most = if alike { weight(x).max(weight(y)).saturating_mul(3) / 4 } else { 0 };
    before.saturating_add(most)
}

/// 区人社局 for 区人力资源社会保障局: every character, in order, of a longer Chinese name.
fn by_abbreviation(short: &str, long: &str) -> usize {
    let mut rest = long.chars();
    let in_order = short.chars().all(|c| rest.any(|other| other == c));
    let fits = in_order && !short.is_ascii() && short.chars().count() >= 3;
    if fits { 800 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn short_chinese_names_find_their_neighbour() {
        let names = ["月租金", "贷款本金", "发票日期", "rent_yuan"];
        assert_eq!(nearest("月租", names), Some("月租金"));
        assert_eq!(nearest("租金", names), Some("月租金"));
        assert_eq!(nearest("房租", names), Some("月租金"));
        assert_eq!(nearest("月租", ["房租", "月租金"]), Some("月租金"), "the more alike goes first");
        assert_eq!(nearest("贷款本全", names), Some("贷款本金"));
        assert_eq!(nearest("rent_yaun", names), Some("rent_yuan"));
        assert_eq!(nearest("企业", names), None);
    }

    /// Two names of this length took a table of ten thousand million entries.
    #[test]
    fn endless_names_cost_nothing() {
        let long = "a".repeat(100_000);
        assert_eq!(nearest(&format!("{long}b"), [long.as_str(), "rent"]), None);
        assert_eq!(nearest(&long, ["rent"]), None);
        let most = "a".repeat(super::MAX_COMPARED.checked_sub(1).unwrap());
        assert_eq!(nearest(&format!("{most}b"), [most.as_str()]), Some(most.as_str()));
        assert_eq!(nearest(&format!("{most}bc"), [most.as_str()]), None);
    }

    /// Names as a vocabulary has them.
    const NAMES: [&str; 29] = [
        "月租金",
        "贷款本金",
        "贷款年利率",
        "贷款期限",
        "贷款合同生效日",
        "发票日期",
        "设备投资额",
        "上年末参保职工人数",
        "上年度裁员人数",
        "上年度实缴失业保险费",
        "参加失业保险",
        "生产经营困难",
        "企业规模",
        "营业收入",
        "申请日",
        "缓缴获批",
        "补缴日",
        "欠缴水电气费",
        "出租方类别",
        "承租方数量",
        "复工日期",
        "最低工资标准",
        "困难认定",
        "培训学时",
        "进口额",
        "展位费",
        "rent_yuan",
        "loan_rate_pct",
        "insured_employees_prev_year",
    ];

    #[test]
    fn a_person_would_take_what_is_suggested() {
        for (wrong, meant) in [
            ("房租", "月租金"),
            ("月租", "月租金"),
            ("租金", "月租金"),
            ("月组金", "月租金"),
            ("本金", "贷款本金"),
            ("贷款金额", "贷款本金"),
            ("货款本金", "贷款本金"),
            ("贷款本全", "贷款本金"),
            ("利率", "贷款年利率"),
            ("贷款利率", "贷款年利率"),
            ("年利律", "贷款年利率"),
            ("贷款年限", "贷款期限"),
            ("期限贷款", "贷款期限"),
            ("合同生效日", "贷款合同生效日"),
            ("发票日", "发票日期"),
            ("开票日期", "发票日期"),
            ("设备投资", "设备投资额"),
            ("参保职工人数", "上年末参保职工人数"),
            ("参保人数", "上年末参保职工人数"),
            ("裁员人数", "上年度裁员人数"),
            ("失业保险费", "上年度实缴失业保险费"),
            ("失业保险", "参加失业保险"),
            ("经营困难", "生产经营困难"),
            ("规模", "企业规模"),
            ("营收", "营业收入"),
            ("申报日", "申请日"),
            ("复工日", "复工日期"),
            ("最低工资", "最低工资标准"),
            ("rent_yaun", "rent_yuan"),
            ("loan_rate", "loan_rate_pct"),
        ] {
            assert_eq!(nearest(wrong, NAMES), Some(meant), "{wrong}");
        }
    }

    #[test]
    fn what_shares_a_common_character_only_is_not_suggested() {
        for wrong in
            ["制造业", "注册地", "户籍", "法定代表人", "税费", "存款", "行业类型", "人数", "age", "year_of_birth"]
        {
            assert_eq!(nearest(wrong, NAMES), None, "{wrong}");
        }
        assert_eq!(nearest("制造业", ["仓储业", "物流业", "餐饮业", "住宿业"]), None);
        assert_eq!(nearest("制造行业", ["仓储业", "制造业"]), Some("制造业"));
        for (wrong, known) in [
            ("月租", "月份"),
            ("租金", "薪金"),
            ("存款", "贷款"),
            ("投资", "工资"),
            ("社保", "医保"),
            ("age", "name"),
            ("租", "房产"),
            ("房租", "房产税率"),
        ] {
            assert_eq!(nearest(wrong, [known]), None, "{wrong}");
        }
    }

    /// Two slips in five letters are still one key, two in four and three in six are not; words may be left out, if what
    /// is left tells something.
    #[test]
    fn keys_are_compared_by_letters_and_by_words() {
        for (wrong, known, alike) in [
            ("abce", "abcd", true),
            ("abxy", "abcd", false),
            ("abxye", "abcde", true),
            ("abxyzf", "abcdef", false),
            ("RENT_YAUN", "rent_yuan", true),
            ("rent", "rent_yuan", true),
            ("principal", "loan_principal_yuan", true),
            ("loan-pct", "loan_rate_pct", true),
            ("pct", "loan_rate_pct", false),
            ("pct_rate_loan", "loan_rate_pct", false),
            ("rent_other", "rent_yuan_month", false),
        ] {
            assert_eq!(nearest(wrong, [known]).is_some(), alike, "{wrong}");
            assert_eq!(nearest(known, [wrong]).is_some(), alike, "{known}");
        }
    }

    #[test]
    fn one_telling_character_of_two_is_enough() {
        for (wrong, known) in [
            ("房租", "月租"),
            ("月租", "房租"),
            ("租金", "房租"),
            ("房租", "租金"),
            ("收入", "营收入"),
            ("收益", "收入"),
            ("租房", "房租"),
            ("货款", "贷款"),
            ("员工", "职工"),
        ] {
            assert_eq!(nearest(wrong, [known]), Some(known), "{wrong}");
        }
        assert_eq!(nearest("租金", ["房租", "月租金", "薪金"]), Some("月租金"));
    }

    #[test]
    fn what_all_members_share_is_no_likeness() {
        let sizes = ["中型", "小型", "微型"];
        for (wrong, meant) in [
            ("大型", None),
            ("迷你型", None),
            ("型", None),
            ("小", Some("小型")),
            ("小形", Some("小型")),
            ("微行", Some("微型")),
        ] {
            assert_eq!(super::nearest_member(wrong, sizes), meant, "{wrong}");
        }
        assert_eq!(super::nearest_member("smal", ["small", "medium"]), Some("small"));
        assert_eq!(super::nearest_member("制造", ["制造业"]), Some("制造业"));
    }

    #[test]
    fn abbreviations_find_the_full_name() {
        let names = ["区商务局", "区人力资源社会保障局", "区工业和信息化局"];
        assert_eq!(nearest("区人社局", names), Some("区人力资源社会保障局"));
        assert_eq!(nearest("区工信局", names), Some("区工业和信息化局"));
    }
}
