//! The syntax tree: what the analyst wrote, with places. Owns shapes only; names are unresolved text, and
//! nothing here knows what a rule means.

use crate::span::Span;
use crate::value::date::Month;
use chrono::NaiveDate;

mod expr;
mod rules;

pub use expr::{ArithOp, CompareOp, Expr, ExprKind, Table, TableRows};
pub use rules::{
    AmountClause, AmountKind, ApprovalClause, Authority, Clause, Combination, CombinationRule, Condition, Exception,
    ExternalClause, ExternalEffect, GrantClause, Item, ItemKind, Measure, MeasureClause, ParagraphClause, PartyClause,
    PartyRole, PaymentClause, PaymentPart, PaymentRole, Per, PerRecord, Stage, StageClause,
};

/// A name as written (NFC, `「」` removed) and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A quoted text, without its quotes, and its place (with quotes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// A title: a name or a quoted text.
pub type Title = Text;

/// A comment from `#` to the end of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The text after `#`, trimmed at the end.
    pub text: String,
    /// Its place, `#` included.
    pub span: Span,
    /// Whether nothing but white space stands before it on its line.
    pub own_line: bool,
}

/// One parsed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// The declarations in order.
    pub decls: Vec<Decl>,
    /// The comments in order.
    pub comments: Vec<Comment>,
}

/// A top-level declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decl {
    /// `包 周村惠企 (zhoucun-2020-8) { … }`
    Pack(PackDecl),
    /// `单位 人、户 整数`
    Unit(UnitDecl),
    /// `枚举 企业规模类 { 大型 (large) … }`
    Enum(EnumDecl),
    /// `主体 企业 (enterprise) { … }`, `通用 { … }`
    Subject(SubjectDecl),
    /// `参数 …`
    Parameter(ParameterDecl),
    /// `事件 疫情结束 (epidemic_end_date)`
    Event(EventDecl),
    /// `期间 疫情期 自 … 至 …`
    Period(PeriodDecl),
    /// `机构 …` or `人员 …`
    Party(PartyDecl),
    /// `定义 甲 = …`
    Define(Definition),
    /// `解读 …`
    Reading(ReadingDecl),
    /// `措施 14 加大稳岗返还 { … }`
    Measure(Measure),
    /// `组合 就高 14.1、14.2 每 主体`
    Combination(Combination),
    /// `脚本 …`
    Script(ScriptDecl),
    /// `用例 …`
    Case(CaseDecl),
}

/// The pack's own card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackDecl {
    /// Display name.
    pub name: Text,
    /// ASCII id, as in `policy.id`.
    pub key: Name,
    /// Clauses in written order.
    pub clauses: Vec<PackClause>,
    /// The whole declaration.
    pub span: Span,
}

/// A clause of the pack's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackClause {
    /// `文号 "…"`: document number.
    Document(Text),
    /// `标题 "…"`.
    Title(Text),
    /// `发布机关 "…"`.
    Issuer(Text),
    /// `印发日 2020年3月6日`.
    Issued(Date),
    /// `有效期 自 D [至 E]`: in force.
    InForce(PeriodExpr),
    /// `引入 "../standards/sme-2011"`: import, relative to the pack's folder.
    Import(Text),
    /// `舍入 分 四舍五入`.
    Rounding(Rounding),
}

/// A date literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The day.
    pub day: NaiveDate,
    /// Its place.
    pub span: Span,
}

/// A rounding rule: to how many decimals of a yuan, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// 2 for 分, 1 for 角, 0 for 元.
    pub decimals: u8,
    /// The mode.
    pub mode: crate::value::rounding::Rounding,
    /// Its place.
    pub span: Span,
}

/// Declared counting units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDecl {
    /// The units.
    pub names: Vec<Name>,
    /// The declaration.
    pub span: Span,
}

/// A closed enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumDecl {
    /// Its name.
    pub name: Name,
    /// Members: Chinese name and ASCII key (if given).
    pub members: Vec<Member>,
    /// The declaration.
    pub span: Span,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: Name,
    /// The ASCII key used in JSON besides the name.
    pub key: Option<Name>,
}

/// Facts of one subject type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectDecl {
    /// `None` for `通用` (facts of every subject).
    pub name: Option<Name>,
    /// ASCII key (`enterprise`); required for a subject the first time it is declared.
    pub key: Option<Name>,
    /// The facts.
    pub facts: Vec<FactDecl>,
    /// The declaration.
    pub span: Span,
}

/// One fact or record field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactDecl {
    /// The Chinese name.
    pub name: Name,
    /// The ASCII key.
    pub key: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Attributes in written order.
    pub attrs: Vec<FactAttr>,
    /// The declaration.
    pub span: Span,
}

/// The written type of a fact or parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// `布尔`.
    Bool(Span),
    /// `整数` (dimensionless whole number).
    Integer(Span),
    /// `数` (dimensionless number).
    Number(Span),
    /// `日期`.
    Date(Span),
    /// `月份`.
    Month(Span),
    /// `月份表`: a list of months (parameters only).
    Months(Span),
    /// `文本`.
    Text(Span),
    /// A unit such as `元`, `元/月`, `%/年`, `人`.
    Unit(UnitExpr),
    /// An enumeration, or a set of it (`集合 甲`).
    Enum {
        /// The enumeration.
        name: Name,
        /// Whether a set of members.
        set: bool,
    },
    /// `列表 { … }`: flat records.
    List(Vec<FactDecl>, Span),
}

/// A written unit: factors with exponents, e.g. `元/(人·月)`; `%` is a factor of 1/100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitExpr {
    /// Factors in written order with their exponent (1 or -1).
    pub factors: Vec<(UnitFactor, i8)>,
    /// Its place.
    pub span: Span,
}

/// One factor of a written unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitFactor {
    /// `%`
    Percent,
    /// `‰`
    PerMille,
    /// `年` (twelve months).
    Year,
    /// A base unit by name: `元 月 天 工作日`, or a declared one.
    Named(Name),
}

/// An attribute of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactAttr {
    /// `问 "…"`: the question put to people.
    Ask(Text),
    /// `注 "…"`: what is meant.
    Note(Text),
    /// `待办`: an act not yet done; absent while its period is open it is pending, not missing.
    Act,
    /// `不变`: cannot be changed by the subject (a founding date).
    Fixed,
    /// `审批`: owned by an authority (usable in `须经 … 凭`).
    Approval,
    /// `可负`: negative values are allowed.
    Signed,
    /// `范围 A 至 B` / `范围 至少 A` / `范围 至多 B`: bounds, inclusive.
    Bounds(Option<Expr>, Option<Expr>),
    /// `推导 E`: derived unless given; a given value must agree.
    Derived(Expr),
    /// `仅当 E [否则 V]`: when E is certainly false the fact is V (default 假).
    OnlyIf(Expr, Option<Expr>),
}

/// A parameter of the outside world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterDecl {
    /// The name.
    pub name: Name,
    /// The ASCII key.
    pub key: Name,
    /// The type.
    pub ty: TypeExpr,
    /// Values with their dates, in written order; an undated value has neither date.
    pub values: Vec<ParameterValue>,
    /// `未载明 "…"`: known to be missing, and why.
    pub missing: Option<Text>,
    /// `来源 "…"`.
    pub source: Option<Text>,
    /// `状态 已核实`.
    pub status: Option<(EvidenceStatus, Span)>,
    /// `范围 …`, inclusive bounds.
    pub bounds: Option<(Option<Expr>, Option<Expr>)>,
    /// `注 "…"`.
    pub note: Option<Text>,
    /// The declaration.
    pub span: Span,
}

/// A value of a parameter for an inclusive span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterValue {
    /// First day; open if absent.
    pub from: Option<Date>,
    /// Last day; open if absent.
    pub to: Option<Date>,
    /// The value.
    pub value: Expr,
    /// Its place.
    pub span: Span,
}

/// How well a parameter's value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceStatus {
    /// `已核实`: a public copy of the source says it.
    Verified,
    /// `推断`: follows from verified facts.
    Inferred,
    /// `假定`: assumed.
    Assumed,
}

/// An event that may have no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDecl {
    /// The name.
    pub name: Name,
    /// The ASCII key.
    pub key: Name,
    /// `发生于 D` (known) or `截至 D 尚未发生`.
    pub state: Option<EventState>,
    /// `注 "…"`.
    pub note: Option<Text>,
    /// The declaration.
    pub span: Span,
}

/// What is known of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// It happened on this day.
    On(Date),
    /// It had not happened by the end of this day.
    NotBy(Date),
}

/// A named period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodDecl {
    /// The name.
    pub name: Name,
    /// The period.
    pub period: PeriodExpr,
    /// `来源 "…"`.
    pub source: Option<Text>,
    /// `状态 …`.
    pub status: Option<(EvidenceStatus, Span)>,
    /// `注 "…"`.
    pub note: Option<Text>,
    /// The declaration.
    pub span: Span,
}

/// A written period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodExpr {
    /// A named period.
    Named(Name),
    /// `自 A 至 B 至少至 C`; either end may be absent.
    Between {
        /// First day or month, inclusive.
        from: Option<PeriodEnd>,
        /// Last day, month or event, inclusive.
        to: Option<PeriodEnd>,
        /// For an event end: certain up to and including this day.
        at_least: Option<PeriodEnd>,
        /// Place.
        span: Span,
    },
    /// `自 A 起 N`: N counts A.
    Lasting {
        /// First day.
        from: PeriodEnd,
        /// How long.
        length: Expr,
        /// Place.
        span: Span,
    },
    /// `A 后 N 内`: N does not count A.
    Within {
        /// The anchor.
        anchor: PeriodEnd,
        /// How long.
        length: Expr,
        /// Place.
        span: Span,
    },
    /// `2020年内`, `2020年2月内`.
    Calendar {
        /// The first month.
        from: Month,
        /// The last month.
        to: Month,
        /// Place.
        span: Span,
    },
}

/// An end of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodEnd {
    /// A day.
    Day(Date),
    /// A month (its first day at the start, its last at the end).
    Month(Month, Span),
    /// An event, a date parameter or a date fact, by name.
    Named(Name),
}

/// An agency or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyDecl {
    /// Whether a person (`人员`) or an agency (`机构`).
    pub person: bool,
    /// Names with optional ASCII keys: several may stand in one declaration.
    pub names: Vec<Member>,
    /// The declaration.
    pub span: Span,
}

/// `定义 甲 = E`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name.
    pub name: Name,
    /// The body.
    pub body: Expr,
    /// The declaration.
    pub span: Span,
}

/// `解读 名 "问题" { 采用 甲 : E  另解 乙 : E }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingDecl {
    /// The name.
    pub name: Name,
    /// The question.
    pub text: Option<Text>,
    /// The alternatives: the first is the adopted one unless `open`.
    pub alternatives: Vec<Alternative>,
    /// `采用 未定`: none is adopted.
    pub open: Option<Span>,
    /// `依据 …`: where in the notice.
    pub sources: Vec<SourceRef>,
    /// `注 "…"`.
    pub note: Option<Text>,
    /// The declaration.
    pub span: Span,
}

/// One alternative of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Its name.
    pub name: Name,
    /// Whether written with `采用`.
    pub adopted: bool,
    /// Its value; absent for a reading that only documents a choice.
    pub body: Option<Expr>,
    /// Its place.
    pub span: Span,
}

/// `条14 款2 句1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// Article.
    pub article: u32,
    /// Paragraph.
    pub paragraph: Option<u32>,
    /// Sentence.
    pub sentence: Option<u32>,
    /// Its place.
    pub span: Span,
}

/// A declared script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptDecl {
    /// The name.
    pub name: Name,
    /// Parameters.
    pub params: Vec<(Name, TypeExpr)>,
    /// Result type.
    pub result: TypeExpr,
    /// File, relative to the pack's folder.
    pub file: Text,
    /// Why a script is needed.
    pub reason: Option<Text>,
    /// Bounds of the result, inclusive.
    pub bounds: Option<(Option<Expr>, Option<Expr>)>,
    /// `上限 20000步`.
    pub steps: Option<u64>,
    /// The declaration.
    pub span: Span,
}

/// `用例 "名" { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseDecl {
    /// Its name.
    pub name: Text,
    /// Clauses in written order.
    pub clauses: Vec<CaseClause>,
    /// Place.
    pub span: Span,
}

/// A clause of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a case has a handful of clauses, and one in three is the large one")]
pub enum CaseClause {
    /// `于 2020年3月31日`: as of.
    AsOf(Date),
    /// `主体 企业`
    Subject(Name),
    /// `设 名 = V`
    Given(Name, Expr, Span),
    /// `设 贷款 { 字段 = V … }`: one more record of a list.
    Record(Name, Vec<(Name, Expr)>, Span),
    /// `无 贷款`: the list is known to be empty.
    NoRecords(Name, Span),
    /// `事件 名 D`, `参数 名 V`, `采用 解读 选项`
    Reading(Name, Name, Span),
    /// `参数 名 = V`
    Parameter(Name, Expr, Span),
    /// `事件 名 在 D 发生` or `事件 名 截至 D 尚未发生`
    Event(Name, EventState, Span),
    /// `期望 14.1 …`
    Expect(Expectation),
}

/// `期望 14.1 符合 金额 193206.19元 需要 a、b 未过 条件`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The item.
    pub item: Name,
    /// The status word, as in the outcome (`eligible` …).
    pub status: Option<Text>,
    /// The exact amount in yuan.
    pub amount: Option<Expr>,
    /// Lower and upper end of the range; `None` inside for an open end.
    pub range: Option<(Expr, Option<Expr>)>,
    /// Facts that must be listed as needs (exactly these).
    pub needs: Option<Vec<Name>>,
    /// Labels of conditions that must have failed.
    pub failed: Vec<Name>,
    /// Place.
    pub span: Span,
}
