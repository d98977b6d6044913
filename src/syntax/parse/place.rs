//! The places in which a piece may stand: the rule that reads it alone, the keywords it may begin with, words for
//! its block. Owns those lists; knows nothing of errors.

use super::Rule;
use crate::syntax::keywords::{self, Keyword};

/// Where a refused piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Decl,
    Pack,
    Member,
    Fact,
    Param,
    Reading,
    Measure,
    Party,
    Item,
    Part,
    Exception,
    Case,
    Field,
}

const DECLS: &[&str] = &[
    "pack",
    "unit",
    "enum",
    "subject",
    "common",
    "parameter",
    "event",
    "period",
    "agency",
    "person",
    "define",
    "reading",
    "measure",
    "combine",
    "script",
    "case",
];
const PACK: &[&str] = &["document", "title", "issuer", "issued", "in_force", "import", "round"];
const FACT: &[&str] = &[
    "ask",
    "note",
    "to_do",
    "fixed",
    "approval_fact",
    "signed",
    "bounds",
    "derived",
    "only_if",
    "else",
    "bool",
    "integer",
    "number",
    "date",
    "month_of_year",
    "months_list",
    "text",
    "set_of",
    "list",
];
const PARAM: &[&str] = &["from", "to", "source", "status", "note", "unstated", "bounds"];
const READING: &[&str] = &["source_at", "adopts", "otherwise_read", "note"];
const PARTY: &[&str] = &["official", "lead", "responsible"];
const MEASURE: &[&str] = &[
    "chapter",
    "official",
    "lead",
    "responsible",
    "paragraph",
    "condition",
    "define",
    "reading",
    "benefit",
    "duty",
    "target",
    "encourage",
    "administrative",
    "combine",
    "in_force",
    "cites",
    "case",
];
const ITEM: &[&str] = &[
    "source_at",
    "for",
    "bearer",
    "scope",
    "condition",
    "presume",
    "requires",
    "external",
    "application",
    "counting",
    "in_force",
    "amount",
    "ceiling",
    "rate",
    "cap",
    "floor",
    "less",
    "round",
    "each",
    "grant",
    "payer",
    "fund",
    "channel",
    "hint",
    "figure",
    "official",
    "lead",
    "responsible",
    "rests_on",
    "deadline",
    "trigger",
    "act",
    "fulfilled",
    "compliant",
    "goal",
    "consequence",
    "define",
    "unstated",
    "cites",
    "case",
];
const PART: &[&str] = &["source_at", "except", "in_principle"];
const EXCEPT: &[&str] = &["except"];
const CASE: &[&str] = &["at", "subject", "given", "none", "adopts", "parameter", "event", "expect"];

impl Place {
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Decl => Rule::only_decl,
            Self::Pack => Rule::only_pack,
            Self::Member => Rule::only_member,
            Self::Fact => Rule::only_fact,
            Self::Param => Rule::only_param,
            Self::Reading => Rule::only_reading,
            Self::Measure => Rule::only_measure,
            Self::Party => Rule::only_party,
            Self::Item => Rule::only_item,
            Self::Part => Rule::only_part,
            Self::Exception => Rule::only_except,
            Self::Case => Rule::only_case,
            Self::Field => Rule::only_field,
        }
    }

    /// The keywords with which a piece may begin here.
    pub(super) fn starters(self) -> &'static [&'static str] {
        match self {
            Self::Decl => DECLS,
            Self::Pack => PACK,
            Self::Fact => FACT,
            Self::Param => PARAM,
            Self::Reading => READING,
            Self::Measure => MEASURE,
            Self::Party => PARTY,
            Self::Item => ITEM,
            Self::Part => PART,
            Self::Exception => EXCEPT,
            Self::Case => CASE,
            Self::Member | Self::Field => &[],
        }
    }

    /// The block in words.
    pub(super) fn block(self) -> (&'static str, &'static str) {
        match self {
            Self::Decl => ("文件的最外层", "at the top level of a file"),
            Self::Pack => ("“包”里", "in a pack's card"),
            Self::Member => ("枚举里", "in an enumeration"),
            Self::Fact => ("事实的声明里", "among facts"),
            Self::Param => ("“参数”里", "in a parameter"),
            Self::Reading => ("“解读”里", "in a reading"),
            Self::Measure => ("“措施”里", "in a measure"),
            Self::Party => ("“款”里", "in a paragraph"),
            Self::Item => ("项目里", "in an item"),
            Self::Part => ("“条件”的括号里", "in a condition's block"),
            Self::Exception => ("“例外”的括号里", "in an exception's block"),
            Self::Case => ("“用例”里", "in a case"),
            Self::Field => ("记录里", "in a record"),
        }
    }
}

/// Whether a keyword begins a clause somewhere.
pub(super) fn is_clause(keyword: &Keyword) -> bool {
    [DECLS, PACK, FACT, PARAM, READING, PARTY, MEASURE, ITEM, PART, CASE].iter().any(|list| list.contains(&keyword.en))
}

/// Whether a word begins a declaration, or a clause of a card, a measure or an item.
pub(crate) fn begins_clause(word: &str) -> bool {
    let lists = [DECLS, PACK, MEASURE, ITEM, PART];
    keywords::lookup(word).is_some_and(|keyword| lists.iter().any(|list| list.contains(&keyword.en)))
}

/// Where a clause belongs, in words.
pub(super) fn home(keyword: &Keyword) -> Option<(&'static str, &'static str)> {
    [
        Place::Item,
        Place::Measure,
        Place::Decl,
        Place::Pack,
        Place::Fact,
        Place::Param,
        Place::Reading,
        Place::Case,
        Place::Part,
    ]
    .into_iter()
    .find(|place| place.starters().contains(&keyword.en))
    .map(Place::block)
}
