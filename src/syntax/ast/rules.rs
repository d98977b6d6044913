//! Measures, items and their clauses as written. Owns shapes only; knows nothing of what a rule means.

use super::{CaseDecl, Definition, Expr, Name, PeriodExpr, ReadingDecl, Rounding, SourceRef, Text, Title};
use crate::span::Span;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
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
    /// What then holds instead; `None` for `恢复` (the base again; inside an exception, what that one replaced).
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CombinationRule {
    /// 就高: one of the items per subject or record, the highest.
    Highest,
    /// 就高不重复: each record counts in one item only, the highest total.
    HighestOnce,
    /// 抵扣: later items are reduced by earlier ones.
    Offset,
}
