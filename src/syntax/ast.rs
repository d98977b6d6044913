//! The syntax tree: what the analyst wrote, with places. Owns shapes only; names are unresolved text, and
//! nothing here knows what a rule means.

use crate::span::Span;
use crate::value::date::Month;
use crate::value::number::Number;
use chrono::NaiveDate;

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

/// `措施 14 加大稳岗返还 { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The number, as text.
    pub number: Name,
    /// The title.
    pub title: Title,
    /// Clauses in written order.
    pub clauses: Vec<MeasureClause>,
    /// The declaration.
    pub span: Span,
}

/// What may stand in a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeasureClause {
    /// `章节 "…"`.
    Chapter(Text),
    /// `责任人 …`, `牵头单位 …`, `责任单位 …`.
    Parties(PartyClause),
    /// `款 2 { 责任人 … }`.
    Paragraph(ParagraphClause),
    /// A shared condition.
    Condition(Condition),
    /// `定义 …`
    Define(Definition),
    /// `解读 …`
    Reading(ReadingDecl),
    /// An item.
    Item(Item),
    /// `组合 …`
    Combination(Combination),
    /// `有效期 …`
    InForce(PeriodExpr),
    /// `引用 "〔2020〕5号…"`: a cited document.
    Cites(Text),
    /// `用例 …`
    Case(CaseDecl),
}

/// Parties of one paragraph of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphClause {
    /// The paragraph.
    pub number: u32,
    /// Its brackets.
    pub parties: Vec<PartyClause>,
    /// Its place.
    pub span: Span,
}

/// `责任人 甲、乙`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyClause {
    /// Which role.
    pub role: PartyRole,
    /// Names as written.
    pub names: Vec<Name>,
    /// Its place.
    pub span: Span,
}

/// The three roles of a responsibility bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyRole {
    /// 责任人
    Official,
    /// 牵头单位
    Lead,
    /// 责任单位
    Responsible,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// 支持
    Benefit,
    /// 义务
    Duty,
    /// 指标
    Target,
    /// 鼓励
    Encouragement,
    /// 职责
    Administrative,
}

/// An item: `支持 14.1 稳岗返还 { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its kind.
    pub kind: ItemKind,
    /// Its id, as text (`14.10` is not `14.1`).
    pub id: Name,
    /// The title (a name or a quoted text).
    pub title: Option<Title>,
    /// A description after a title that is a name.
    pub text: Option<Text>,
    /// Clauses in written order.
    pub clauses: Vec<Clause>,
    /// The declaration.
    pub span: Span,
}

/// A clause of an item or of a `逐笔` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// `依据 条14 句1、句2`
    Sources(Vec<SourceRef>),
    /// `对象 企业` (benefits), `义务人 企业` (duties), `考核范围 全区` (targets)
    Subjects(Vec<Name>, Span),
    /// `条件 …` with its exceptions.
    Condition(Condition),
    /// `推定 名 "…" E`: holds unless known false.
    Presumption(Condition),
    /// `须经 P 批准 凭 f`
    Approval(ApprovalClause),
    /// `外部规定 "…" [不影响 | 以批准为准]`
    External(ExternalClause),
    /// `申报期 日期事实 期间`
    Application {
        /// The date of the act.
        fact: Name,
        /// When it is open.
        period: PeriodExpr,
        /// Place.
        span: Span,
    },
    /// `适用期间 [名] 日期 在 期间`
    Counting {
        /// The date or month tested.
        date: Expr,
        /// The period.
        period: PeriodExpr,
        /// Place.
        span: Span,
    },
    /// `有效期 期间`
    InForce(PeriodExpr),
    /// `金额 E`, `金额上限 E`, `标准 E 每 月`
    Amount(AmountClause),
    /// `封顶`, `保底`, `减`, `舍入`
    Stage(StageClause),
    /// `逐笔 贷款 { … }`
    PerRecord(PerRecord),
    /// `给予 延期 "…" …`
    Grant(GrantClause),
    /// `支付方 "…" [当 E]`, `资金来源`, `兑现`
    Payment(PaymentClause),
    /// `提示 [当 E] "…"`
    Hint {
        /// When to show it; always if absent.
        when: Option<Expr>,
        /// The words.
        text: Text,
        /// Place.
        span: Span,
    },
    /// `说明数字 "总投资" 174.25亿元`: a figure shown, not computed with.
    Figure {
        /// What it is.
        label: Text,
        /// The figure.
        value: Expr,
        /// Place.
        span: Span,
    },
    /// `责任人 …` and its siblings
    Parties(PartyClause),
    /// `口径 名、名`: rests on these readings though no expression reads them.
    Readings(Vec<Name>, Span),
    /// `期限 期间`: deadline of a duty or target.
    Deadline {
        /// The deadline is the end of this period.
        period: PeriodExpr,
        /// Place.
        span: Span,
    },
    /// `触发 E`
    Trigger(Expr, Span),
    /// `行为 "…"`
    Act(Text),
    /// `履行 E`, `目标 E`: true when done.
    Fulfilled(Expr, Span),
    /// `达标 E`: true when the standard is met; means the same as `履行`.
    Compliant(Expr, Span),
    /// `后果 "…"`
    Consequence(Text),
    /// `定义 …` local to the item or block.
    Define(Definition),
    /// `未载明 "…"`: what the notice leaves unsaid.
    Unstated(Text),
    /// `引用 "…"`: a cited document.
    Cites(Text),
    /// `用例 …`
    Case(CaseDecl),
}

/// `条件 [id] 名 ["说明"] [原则上] [E] [{ 依据 … 例外 … }]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// An id of its own (`14.3`).
    pub id: Option<Name>,
    /// The label.
    pub label: Name,
    /// Short words.
    pub text: Option<Text>,
    /// `原则上`: a soft limit.
    pub soft: bool,
    /// The test. Absent: a reference to a shared condition of that label.
    pub test: Option<Expr>,
    /// Its own sources.
    pub sources: Vec<SourceRef>,
    /// Exceptions, in order.
    pub exceptions: Vec<Exception>,
    /// Place.
    pub span: Span,
}

/// `例外 名 当 T 则 E [优先于 名] [{ 例外 … }]`, or `例外 名 当 T 恢复 名`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The label.
    pub label: Name,
    /// When it applies.
    pub when: Expr,
    /// What then holds instead; `None` for `恢复` (the base again).
    pub then: Option<Expr>,
    /// `优先于 甲、乙`.
    pub over: Vec<Name>,
    /// Exceptions to this exception.
    pub exceptions: Vec<Exception>,
    /// Place.
    pub span: Span,
}

/// `须经 区人社局 认定 凭 事实`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalClause {
    /// The authority: a registered party, or words of the notice in quotes.
    pub authority: Authority,
    /// The act: `批准 核准 认定 审核确认`.
    pub act: Text,
    /// The fact that records it.
    pub fact: Name,
    /// Place.
    pub span: Span,
}

/// Who approves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// A registered agency.
    Party(Name),
    /// Words of the notice.
    Words(Text),
}

/// `外部规定 "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalClause {
    /// What is ruled elsewhere.
    pub text: Text,
    /// How it bears on the status.
    pub effect: ExternalEffect,
    /// Place.
    pub span: Span,
}

/// How an outside rule bears on an item's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalEffect {
    /// Keeps the item from `eligible`.
    Blocks,
    /// `以批准为准`: settled once every approval of the item is given.
    SettledByApproval,
    /// `不影响`: mentioned only.
    None,
}

/// What an amount clause states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountKind {
    /// `金额`: the amount.
    Amount,
    /// `金额上限`: only an upper bound.
    Ceiling,
    /// `标准 … 每 月`: a rate, not a sum.
    Rate,
}

/// `金额 E`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountClause {
    /// Which.
    pub kind: AmountKind,
    /// The expression.
    pub value: Expr,
    /// For a rate: `每 月`.
    pub per: Option<Name>,
    /// Place.
    pub span: Span,
}

/// A stage of the amount pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageClause {
    /// Which.
    pub stage: Stage,
    /// `每 主体` / `每 笔`.
    pub per: Option<(Per, Span)>,
    /// Place.
    pub span: Span,
}

/// The stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `封顶 E`
    Cap(Expr),
    /// `保底 E`
    Floor(Expr),
    /// `减 E`: what was already received.
    Less(Expr),
    /// `舍入 分 四舍五入`
    Round(Rounding),
}

/// Per what a stage or a combination holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Per {
    /// `每 主体`
    Subject,
    /// `每 笔`
    Record,
    /// `每 设备`: per record of a named list (combinations).
    List(Name),
}

/// `逐笔 设备 { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerRecord {
    /// The list fact.
    pub list: Name,
    /// Clauses in written order.
    pub clauses: Vec<Clause>,
    /// Place.
    pub span: Span,
}

/// `给予 延期 "…" [原则上] [最长 N] [自 月份] [止于 日期]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantClause {
    /// Its nature: 延期 减免 优先 服务 许可 续供 资金 展期.
    pub nature: Name,
    /// What is given.
    pub text: Text,
    /// `原则上`.
    pub soft: bool,
    /// `最长 6个月`.
    pub longest: Option<Expr>,
    /// `自 缓缴起始月`.
    pub from: Option<Expr>,
    /// `止于 2020年12月31日`.
    pub until: Option<Expr>,
    /// Place.
    pub span: Span,
}

/// `支付方 …`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentClause {
    /// Which.
    pub role: PaymentRole,
    /// Parts: quoted texts and text facts, joined.
    pub parts: Vec<PaymentPart>,
    /// `当 E`; always if absent.
    pub when: Option<Expr>,
    /// Place.
    pub span: Span,
}

/// Which side of payment a clause states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentRole {
    /// 支付方
    Payer,
    /// 资金来源
    Fund,
    /// 兑现
    Channel,
}

/// A part of a payment text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentPart {
    /// Words.
    Words(Text),
    /// A fact shown.
    Fact(Name),
}

/// `组合 就高 14.1、14.2 每 主体`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Which rule.
    pub rule: CombinationRule,
    /// The items.
    pub items: Vec<Name>,
    /// Per what.
    pub per: Per,
    /// Why: `注 "…"`.
    pub note: Option<Text>,
    /// Place.
    pub span: Span,
}

/// Rules of combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CombinationRule {
    /// 就高: one of the items per subject or record, the highest.
    Highest,
    /// 就高不重复: each record counts in one item only, the highest total.
    HighestOnce,
    /// 抵扣: later items are reduced by earlier ones.
    Offset,
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

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// Kinds of expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `真` / `假`
    Bool(bool),
    /// A quantity: a number with a unit; `5.5%` is 5.5 with the factor %.
    Quantity {
        /// The number as written, before the unit's own factor; 万 and 亿 are multiplied in.
        number: Number,
        /// The unit; no factors for a bare number.
        unit: UnitExpr,
    },
    /// `0.5个百分点`
    Points(Number),
    /// `2020年1月1日`
    Date(NaiveDate),
    /// `2020年2月`
    Month(Month),
    /// A quoted text.
    Text(String),
    /// A name.
    Name(String),
    /// `非 E`
    Not(Box<Expr>),
    /// `-E`
    Neg(Box<Expr>),
    /// `A 且 B 且 C`
    And(Vec<Expr>),
    /// `A 或 B`
    Or(Vec<Expr>),
    /// A comparison.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// Arithmetic.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `若 T 则 A 否则 B`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `E 属于 甲、乙` / `E 属于 { 甲、乙 }`
    In(Box<Expr>, Vec<Name>),
    /// `集合 含 甲`
    Has(Box<Expr>, Name),
    /// `日期 在 期间`
    During(Box<Expr>, Box<PeriodExpr>),
    /// `参数 于 日期`
    At(Name, Box<Expr>),
    /// `函数(实参, …)`: `取小 取大 至多 超出 月数 天数` or a script.
    Call(Name, Vec<Expr>),
    /// `分档 …`
    Table(Box<Table>),
    /// `事件 已发生`
    Occurred(Name),
    /// `(E)`
    Paren(Box<Expr>),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The form and its rows.
    pub rows: TableRows,
    /// `否则 : V`
    pub otherwise: Option<Expr>,
    /// Place.
    pub span: Span,
}

/// The forms of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableRows {
    /// `分档 按 E { 甲、乙 : V … }`: exactly one row for each member.
    ByMember(Expr, Vec<(Vec<Name>, Expr)>),
    /// `分档 恰一 { 当 T : V … }`: exactly one row may apply.
    ExactlyOne(Vec<(Expr, Expr)>),
    /// `分档 首中 { 当 T : V … }`: the first row that applies.
    FirstMatch(Vec<(Expr, Expr)>),
    /// `分档 累进 E { 至 B : R … 以上 : R }`: marginal rates; the last row is open.
    Marginal(Expr, Vec<(Option<Expr>, Expr)>),
    /// `分档 全额 E { 至 B : R … 以上 : R }`: the rate of the row on the whole.
    Flat(Expr, Vec<(Option<Expr>, Expr)>),
}

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `不超过 不高于 <= ≤ 以下`
    Le,
    /// `不少于 不低于 至少 达到 >= ≥ 以上`
    Ge,
    /// `低于 <`
    Lt,
    /// `超过 高于 >`
    Gt,
    /// `等于 =`
    Eq,
    /// `不等于 != ≠`
    Ne,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `×`, `*`
    Mul,
    /// `/`, `÷`
    Div,
}
