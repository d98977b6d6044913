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
                .patch(name.span, near),
            None => diagnostic.help(format!("可用的有：{zh}"), format!("there are: {en}")),
        });
    }
}

/// The candidate most like `wrong`, if any is like enough to be worth showing.
///
/// Two measures, the better one counts: edit distance (typing slips) and shared characters (a synonym such as
/// 月租 for 月租金). Chinese names are short, so one shared character of two already counts.
#[must_use]
pub fn nearest<'c>(wrong: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != wrong)
        .map(|candidate| (likeness(wrong, candidate), candidate))
        .filter(|(score, _)| *score >= 500)
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

/// Likeness in thousandths.
fn likeness(a: &str, b: &str) -> usize {
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    let longest = len_a.max(len_b).max(1);
    // Names so unlike in length cannot be half alike otherwise.
    if longest > MAX_COMPARED || len_a.min(len_b).saturating_mul(2) < longest {
        return by_abbreviation(a, b);
    }
    let per_mille = |part: usize| part.saturating_mul(1000).checked_div(longest).unwrap_or(0);
    let edits = strsim::damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase());
    let by_edits = per_mille(longest.saturating_sub(edits));
    let shared = a.chars().filter(|c| b.contains(*c)).count().min(b.chars().filter(|c| a.contains(*c)).count());
    let by_characters = if a.is_ascii() || b.is_ascii() { 0 } else { per_mille(shared).saturating_sub(1) };
    by_edits.max(by_characters).max(by_abbreviation(a, b)).max(by_head(a, b))
}

/// 房租 for 月租金: a Chinese word of two characters that shares the one that says what it is (not the first of both)
/// with another short name; or, both of two characters, that ends as the other begins (房租 for 租金). Just enough, so
/// that anything more alike goes first.
fn by_head(a: &str, b: &str) -> usize {
    let short = |text: &str| !text.is_ascii() && (2..=3).contains(&text.chars().count());
    let shared = a.chars().skip(1).any(|c| b.chars().skip(1).any(|other| other == c));
    let two = a.chars().count() == 2 && b.chars().count() == 2;
    let crossed = two && (a.chars().next() == b.chars().last() || a.chars().last() == b.chars().next());
    if short(a) && short(b) && (shared || crossed) { 500 } else { 0 }
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

    #[test]
    fn one_character_of_two_is_enough_and_none_is_not() {
        for (wrong, known) in [
            ("房租", "月租"),
            ("月租", "房租"),
            ("租金", "房租"),
            ("房租", "租金"),
            ("收入", "营收入"),
            ("月租", "月份"),
        ] {
            assert_eq!(nearest(wrong, [known]), Some(known), "{wrong}");
        }
        for (wrong, known) in
            [("房租", "人数"), ("月租", "贷款本金"), ("租", "房产"), ("甲乙", "丙丁"), ("房租", "房产税率")]
        {
            assert_eq!(nearest(wrong, [known]), None, "{wrong}");
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
