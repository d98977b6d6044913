//! The checked policy: every name is an id, every expression has a type, every unit is a vector. Owns the
//! shapes that evaluation walks; knows nothing of syntax trees, profiles or results.

use crate::span::Span;
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::unit::Unit;
use chrono::NaiveDate;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);)*
    };
}

ids! {
    /// Index into [`Policy::enums`].
    EnumId;
    /// Index into [`Policy::subjects`].
    SubjectId;
    /// Index into [`Policy::facts`].
    FactId;
    /// Index into [`Policy::lists`].
    ListId;
    /// Index into [`Policy::params`].
    ParamId;
    /// Index into [`Policy::events`].
    EventId;
    /// Index into [`Policy::defs`].
    DefId;
    /// Index into [`Policy::readings`].
    ReadingId;
    /// Index into [`Policy::scripts`].
    ScriptId;
    /// Index into [`Policy::items`].
    ItemId;
    /// Index into [`Policy::measures`].
    MeasureId;
}

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A condition.
    Bool,
    /// A quantity of this dimension; money, rates, counts and the three durations alike.
    Number(Unit),
    /// A day.
    Date,
    /// A calendar month.
    Month,
    /// A member of an enumeration.
    Enum(EnumId),
    /// A set of members.
    Set(EnumId),
    /// A text: shown, or compared with a literal.
    Text,
    /// A list of months (parameters).
    Months,
}

/// A concrete value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Truth.
    Bool(bool),
    /// A number in base units (`5.5%` is 0.055; `3.5%/年` is 0.035/12 per month).
    Number(Number),
    /// A day.
    Date(NaiveDate),
    /// A month.
    Month(Month),
    /// Index of a member.
    Enum(usize),
    /// Bit mask of members.
    Set(u128),
    /// A text.
    Text(String),
    /// Months in order.
    Months(Vec<Month>),
}

/// A whole checked pack.
#[derive(Clone, Debug)]
pub struct Policy {
    /// ASCII id of the pack.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Document number, if any.
    pub document: Option<String>,
    /// Full title.
    pub title: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Day of issue.
    pub issued: Option<NaiveDate>,
    /// When the whole pack is in force.
    pub in_force: Option<PeriodRef>,
    /// The default rounding of an item's amount.
    pub rounding: RoundingRule,
    /// SHA-256 of the sources, hex.
    pub hash: String,
    /// Names of base units, by `BaseUnit`.
    pub unit_names: Vec<String>,
    /// Enumerations.
    pub enums: Vec<EnumDef>,
    /// Subject types.
    pub subjects: Vec<SubjectDef>,
    /// Facts of subjects and fields of lists.
    pub facts: Vec<FactDef>,
    /// List facts.
    pub lists: Vec<ListDef>,
    /// Parameters.
    pub params: Vec<ParamDef>,
    /// Events.
    pub events: Vec<EventDef>,
    /// Named definitions.
    pub defs: Vec<Def>,
    /// Readings.
    pub readings: Vec<ReadingDef>,
    /// Scripts.
    pub scripts: Vec<ScriptDef>,
    /// Registered agencies and people.
    pub parties: Vec<PartyDef>,
    /// Measures.
    pub measures: Vec<MeasureDef>,
    /// Items of all measures, in order of measures.
    pub items: Vec<ItemDef>,
    /// Combinations.
    pub combinations: Vec<CombinationDef>,
    /// Test cases.
    pub cases: Vec<CaseDef>,
}

/// How an amount is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundingRule {
    /// Decimals of a yuan.
    pub decimals: u8,
    /// The mode.
    pub mode: Rounding,
}

/// An enumeration; members are `(name, key)`.
#[derive(Clone, Debug)]
pub struct EnumDef {
    /// Its name.
    pub name: String,
    /// Members in order, at most 128.
    pub members: Vec<(String, Option<String>)>,
}

impl EnumDef {
    /// The member called by this name or key.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        self.members.iter().position(|(name, key)| name == text || key.as_deref() == Some(text))
    }

    /// The name of a member.
    #[must_use]
    pub fn member(&self, index: usize) -> &str {
        self.members.get(index).map_or("", |(name, _)| name)
    }

    /// The mask with every member.
    #[must_use]
    pub fn all(&self) -> u128 {
        self.members.iter().enumerate().fold(0, |mask, (index, _)| mask | bit(index))
    }
}

/// The mask of one member; 0 beyond 127.
#[must_use]
pub fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|shift| 1_u128.checked_shl(shift)).unwrap_or(0)
}

/// A subject type.
#[derive(Clone, Debug)]
pub struct SubjectDef {
    /// Chinese name.
    pub name: String,
    /// ASCII key.
    pub key: String,
}

/// How a number of a fact is written in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberForm {
    /// The written unit (`元`, `%/年`, `人`), for display.
    pub unit: String,
    /// One written unit in base units.
    pub scale: Number,
    /// Whole numbers only.
    pub integer: bool,
    /// At most two decimals.
    pub money: bool,
    /// Negative values allowed.
    pub signed: bool,
}

/// The type of a fact.
#[derive(Clone, Debug)]
pub enum FactType {
    /// A scalar; numbers say how they are written.
    Scalar(Type, Option<NumberForm>),
    /// A list of records.
    List(ListId),
}

/// A fact of a subject, or a field of a record.
#[derive(Clone, Debug)]
pub struct FactDef {
    /// ASCII key.
    pub key: String,
    /// Chinese name.
    pub name: String,
    /// Whose fact it is; `None` for every subject.
    pub subject: Option<SubjectId>,
    /// The list whose field it is.
    pub list: Option<ListId>,
    /// Its type.
    pub ty: FactType,
    /// The question put to people.
    pub question: Option<String>,
    /// What is meant.
    pub note: Option<String>,
    /// An act that may not yet be done.
    pub act: bool,
    /// Cannot be changed by the subject.
    pub fixed: bool,
    /// Owned by an authority.
    pub approval: bool,
    /// Inclusive bounds in base units.
    pub bounds: (Option<Number>, Option<Number>),
    /// Derived unless given.
    pub derived: Option<Expr>,
    /// When certainly false, the fact is this value.
    pub only_if: Option<(Expr, Value)>,
    /// Where it is declared.
    pub span: Span,
}

/// A list fact: its own fact and its fields.
#[derive(Clone, Debug)]
pub struct ListDef {
    /// The fact that holds it.
    pub fact: FactId,
    /// The fields in declared order.
    pub fields: Vec<FactId>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParamDef {
    /// ASCII key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Type.
    pub ty: Type,
    /// How numbers are written.
    pub form: Option<NumberForm>,
    /// What is known.
    pub value: ParamValue,
    /// Where it comes from.
    pub source: Option<String>,
    /// `verified inferred assumed missing`.
    pub status: &'static str,
    /// Inclusive bounds in base units.
    pub bounds: (Option<Number>, Option<Number>),
    /// A remark.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// Known to be missing, and why.
    Missing(String),
    /// One value for all days.
    Constant(Value),
    /// Values by inclusive spans of days, in order.
    Series(Vec<(Option<NaiveDate>, Option<NaiveDate>, Value)>),
}

/// What is known of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventState {
    /// Nothing.
    Unknown,
    /// It happened on this day.
    On(NaiveDate),
    /// It had not happened by the end of this day.
    NotBy(NaiveDate),
}

/// An event.
#[derive(Clone, Debug)]
pub struct EventDef {
    /// ASCII key.
    pub key: String,
    /// Name.
    pub name: String,
    /// The pack's own knowledge.
    pub state: EventState,
    /// A remark.
    pub note: Option<String>,
}

/// An end of a period.
#[derive(Clone, Debug)]
pub enum EndRef {
    /// A day.
    Day(NaiveDate),
    /// An event.
    Event(EventId),
    /// A date-valued expression (a fact, a date parameter).
    Date(Expr),
}

/// A period. Both ends inclusive.
#[derive(Clone, Debug)]
pub struct PeriodRef {
    /// The name, if it has one.
    pub name: Option<String>,
    /// What it is.
    pub kind: PeriodKind,
    /// Its words as written, for deadlines that have no date.
    pub words: String,
}

/// The forms of a period.
#[derive(Clone, Debug)]
pub enum PeriodKind {
    /// From one end to another.
    Between {
        /// First day.
        from: Option<EndRef>,
        /// Last day.
        to: Option<EndRef>,
        /// Certain up to this day though the end is an event.
        at_least: Option<EndRef>,
    },
    /// `自 A 起 N`.
    Lasting(EndRef, Expr),
    /// `A 后 N 内`.
    Within(EndRef, Expr),
}

/// A named definition.
#[derive(Clone, Debug)]
pub struct Def {
    /// Its name.
    pub name: String,
    /// Its body.
    pub body: Expr,
    /// The list in whose records it is evaluated.
    pub list: Option<ListId>,
    /// Where it is declared.
    pub span: Span,
}

/// A reading.
#[derive(Clone, Debug)]
pub struct ReadingDef {
    /// Its name, unique in the pack.
    pub name: String,
    /// The question.
    pub text: Option<String>,
    /// The alternatives.
    pub alternatives: Vec<(String, Option<Expr>)>,
    /// The adopted one; `None` when left open.
    pub adopted: Option<usize>,
    /// The list in whose records it is evaluated.
    pub list: Option<ListId>,
    /// A remark.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A script.
#[derive(Clone, Debug)]
pub struct ScriptDef {
    /// Its name.
    pub name: String,
    /// Parameter names, types, and by what a value in base units is multiplied on its way in (a rate a month
    /// becomes a rate a year when it is declared so).
    pub params: Vec<(String, Type, Number)>,
    /// Result type.
    pub result: Type,
    /// By what the result is divided on its way out.
    pub result_factor: Number,
    /// Bounds of the result.
    pub bounds: (Option<Number>, Option<Number>),
    /// The compiled script.
    pub script: crate::script::Script,
    /// Why it is needed.
    pub reason: String,
}

/// A registered party.
#[derive(Clone, Debug)]
pub struct PartyDef {
    /// The name as written.
    pub name: String,
    /// Whether a person.
    pub person: bool,
    /// ASCII key, if any.
    pub key: Option<String>,
}

/// A place in the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Citation {
    /// Article.
    pub article: u32,
    /// Paragraph, from 1.
    pub paragraph: Option<u32>,
    /// Sentence, from 1.
    pub sentence: Option<u32>,
}

/// The responsibility bracket of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// 责任人
    pub officials: Vec<String>,
    /// 牵头单位
    pub lead: Vec<String>,
    /// 责任单位
    pub responsible: Vec<String>,
}

/// A measure.
#[derive(Clone, Debug)]
pub struct MeasureDef {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its chapter.
    pub chapter: Option<String>,
    /// Its bracket, and those of its paragraphs.
    pub parties: Option<Parties>,
    /// Brackets of single paragraphs.
    pub paragraphs: Vec<(u32, Parties)>,
    /// Its items.
    pub items: Vec<ItemId>,
    /// Shared conditions that carry an id of their own.
    pub rules: Vec<String>,
    /// Documents it cites.
    pub cites: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Kinds of items, as in the outcome.
pub use crate::syntax::ast::ItemKind;

/// An item.
#[derive(Clone, Debug)]
pub struct ItemDef {
    /// Its id.
    pub id: String,
    /// Its measure.
    pub measure: MeasureId,
    /// Its kind.
    pub kind: ItemKind,
    /// Its title.
    pub title: String,
    /// A description.
    pub text: Option<String>,
    /// Where in the notice.
    pub sources: Vec<Citation>,
    /// Subject types it is for; empty for all.
    pub subjects: Vec<SubjectId>,
    /// Periods in which it is in force: the pack's, the measure's, its own.
    pub in_force: Vec<PeriodRef>,
    /// Tests outside `逐笔`.
    pub tests: Vec<Test>,
    /// The `逐笔` block.
    pub each: Option<EachDef>,
    /// The amount outside `逐笔` (none when inside).
    pub amount: Option<AmountDef>,
    /// Stages after the amount or the sum.
    pub stages: Vec<StageDef>,
    /// Rounding of the result.
    pub rounding: RoundingRule,
    /// What is given besides money.
    pub grant: Option<GrantDef>,
    /// Payer, fund, channel.
    pub payments: Vec<PaymentDef>,
    /// Hints.
    pub hints: Vec<(Option<Expr>, String)>,
    /// Figures shown: label, text.
    pub figures: Vec<(String, String)>,
    /// The bracket that holds.
    pub parties: Parties,
    /// Readings it rests on though no expression reads them.
    pub rests_on: Vec<ReadingId>,
    /// Deadline of a duty or target.
    pub deadline: Option<PeriodRef>,
    /// Trigger of a duty.
    pub trigger: Option<Expr>,
    /// The act of a duty.
    pub act: Option<String>,
    /// True when done or met.
    pub fulfilled: Option<Expr>,
    /// What follows a breach.
    pub consequence: Option<String>,
    /// Who or what is addressed, in words (targets, encouragements).
    pub scope: Option<String>,
    /// What the notice leaves unsaid.
    pub unstated: Vec<String>,
    /// Documents it cites.
    pub cites: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// One conjunct of an item or record.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its label.
    pub label: String,
    /// Short words.
    pub text: Option<String>,
    /// Where in the notice, if it cites its own sentence.
    pub source: Option<Citation>,
    /// What is tested.
    pub kind: TestKind,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of conjunct.
#[derive(Clone, Debug)]
pub enum TestKind {
    /// A condition with its exceptions.
    Condition {
        /// The rule.
        rule: RuleExpr,
        /// A soft limit.
        soft: bool,
    },
    /// Holds unless known false.
    Presumption(Expr),
    /// An approval.
    Approval {
        /// Who approves.
        authority: String,
        /// The act: 批准 …
        act: String,
        /// The fact.
        fact: FactId,
    },
    /// A rule we do not have.
    External {
        /// Settled once every approval of the item is given.
        settled_by_approval: bool,
        /// Mentioned only.
        mention: bool,
    },
    /// An application within a period.
    Application {
        /// The date of the act.
        fact: FactId,
        /// The period.
        period: PeriodRef,
    },
    /// A date or month that must lie in a period.
    Counting {
        /// The date or month.
        date: Expr,
        /// The period.
        period: PeriodRef,
    },
}

/// A base with exceptions.
#[derive(Clone, Debug)]
pub struct RuleExpr {
    /// The base.
    pub base: Expr,
    /// Exceptions, at most [`MAX_EXCEPTIONS`].
    pub exceptions: Vec<ExceptionDef>,
}

/// Exceptions of one base; every combination of unknown tests is looked at.
pub const MAX_EXCEPTIONS: usize = 8;

/// An exception.
#[derive(Clone, Debug)]
pub struct ExceptionDef {
    /// Its label.
    pub label: String,
    /// When it applies.
    pub when: Expr,
    /// What then holds; `None` restores the base.
    pub then: Option<RuleExpr>,
    /// Indices of siblings it goes before.
    pub over: Vec<usize>,
}

/// The `逐笔` block.
#[derive(Clone, Debug)]
pub struct EachDef {
    /// The list.
    pub list: ListId,
    /// Tests per record.
    pub tests: Vec<Test>,
    /// Amount per record.
    pub amount: Option<AmountDef>,
    /// Stages per record.
    pub stages: Vec<StageDef>,
    /// Payments that depend on the record.
    pub payments: Vec<PaymentDef>,
    /// Hints per record.
    pub hints: Vec<(Option<Expr>, String)>,
}

/// What an amount states.
pub use crate::syntax::ast::AmountKind;

/// An amount.
#[derive(Clone, Debug)]
pub struct AmountDef {
    /// Amount, ceiling or rate.
    pub kind: AmountKind,
    /// The expression, in yuan (or yuan per something for a rate).
    pub value: Expr,
    /// For a rate: per what.
    pub per: Option<String>,
}

/// A stage.
#[derive(Clone, Debug)]
pub enum StageDef {
    /// At most this.
    Cap(Expr),
    /// At least this.
    Floor(Expr),
    /// Less this, not below 0.
    Less(Expr),
}

/// What is given besides money.
#[derive(Clone, Debug)]
pub struct GrantDef {
    /// Its nature.
    pub nature: String,
    /// What.
    pub text: String,
    /// In principle.
    pub soft: bool,
    /// How long at most.
    pub longest: Option<Expr>,
    /// From.
    pub from: Option<Expr>,
    /// Until at most.
    pub until: Option<Expr>,
}

/// Which side of a payment.
pub use crate::syntax::ast::PaymentRole;

/// A payment clause.
#[derive(Clone, Debug)]
pub struct PaymentDef {
    /// Which.
    pub role: PaymentRole,
    /// Parts.
    pub parts: Vec<PaymentPart>,
    /// When.
    pub when: Option<Expr>,
}

/// A part of a payment text.
#[derive(Clone, Debug)]
pub enum PaymentPart {
    /// Words.
    Words(String),
    /// A fact shown.
    Fact(FactId),
}

/// The rule of a combination.
pub use crate::syntax::ast::CombinationRule;

/// A combination.
#[derive(Clone, Debug)]
pub struct CombinationDef {
    /// The rule.
    pub rule: CombinationRule,
    /// The items.
    pub items: Vec<ItemId>,
    /// Per record of this list; per subject if `None`.
    pub list: Option<ListId>,
    /// Why.
    pub note: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A test case.
#[derive(Clone, Debug)]
pub struct CaseDef {
    /// Its name.
    pub name: String,
    /// As of; the issue date of the pack if absent.
    pub as_of: Option<NaiveDate>,
    /// The subject.
    pub subject: Option<SubjectId>,
    /// Facts.
    pub facts: Vec<(FactId, Value)>,
    /// Records: list, fields.
    pub records: Vec<(ListId, Vec<(FactId, Value)>)>,
    /// Lists known to be empty.
    pub empty: Vec<ListId>,
    /// Readings.
    pub readings: Vec<(ReadingId, usize)>,
    /// Parameters.
    pub params: Vec<(ParamId, Value)>,
    /// Events.
    pub events: Vec<(EventId, EventState)>,
    /// What must come out.
    pub expects: Vec<ExpectDef>,
    /// Where it is written.
    pub span: Span,
}

/// An expectation.
#[derive(Clone, Debug)]
pub struct ExpectDef {
    /// The item.
    pub item: ItemId,
    /// Status word.
    pub status: Option<String>,
    /// Exact yuan.
    pub amount: Option<Number>,
    /// Range in yuan.
    pub range: Option<(Number, Option<Number>)>,
    /// Needs as fact keys, exactly these.
    pub needs: Option<Vec<String>>,
    /// Labels of failed conditions.
    pub failed: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Its place.
    pub span: Span,
}

/// Comparison operators.
pub use crate::syntax::ast::CompareOp;

/// Arithmetic operators.
pub use crate::syntax::ast::ArithOp;

/// Kinds of typed expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant and its written form.
    Const(Value, String),
    /// A fact of the subject or a field of the record at hand.
    Fact(FactId),
    /// A parameter, read at a date or month if it is dated.
    Param(ParamId, Option<Box<Expr>>),
    /// A definition.
    Def(DefId),
    /// A reading.
    Reading(ReadingId),
    /// Negation.
    Not(Box<Expr>),
    /// Minus.
    Neg(Box<Expr>),
    /// All of.
    And(Vec<Expr>),
    /// Any of.
    Or(Vec<Expr>),
    /// A comparison of two values of one type.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// Arithmetic.
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// The smallest.
    Min(Vec<Expr>),
    /// The greatest.
    Max(Vec<Expr>),
    /// max(a − b, 0).
    Excess(Box<Expr>, Box<Expr>),
    /// A choice.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// An enumeration value within a mask.
    In(Box<Expr>, u128),
    /// A set that holds a member.
    Has(Box<Expr>, usize),
    /// A date or month within a period.
    During(Box<Expr>, Box<PeriodRef>),
    /// The number of months in a list, in 月.
    MonthCount(Box<Expr>),
    /// The days from one day to another, in 天.
    DayCount(Box<Expr>, Box<Expr>),
    /// Whether an event has happened by `as_of`.
    Occurred(EventId),
    /// Rows by member masks, with a value for the rest.
    ByMember(Box<Expr>, Vec<(u128, Expr)>, Option<Box<Expr>>),
    /// The first row whose test holds.
    FirstMatch(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// The only row whose test holds.
    ExactlyOne(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// Marginal (`true`) or flat (`false`) brackets: upper bound, rate.
    Brackets(bool, Box<Expr>, Vec<(Option<Expr>, Expr)>),
    /// A script call.
    Script(ScriptId, Vec<Expr>),
}

impl Expr {
    /// The expressions directly below this one, those of periods included.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Const(..)
            | ExprKind::Fact(_)
            | ExprKind::Param(_, None)
            | ExprKind::Def(_)
            | ExprKind::Reading(_)
            | ExprKind::Occurred(_) => Vec::new(),
            ExprKind::Param(_, Some(at)) => vec![at],
            ExprKind::Not(a)
            | ExprKind::Neg(a)
            | ExprKind::In(a, _)
            | ExprKind::Has(a, _)
            | ExprKind::MonthCount(a) => {
                vec![a]
            }
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Min(all)
            | ExprKind::Max(all)
            | ExprKind::Script(_, all) => all.iter().collect(),
            ExprKind::Compare(_, a, b)
            | ExprKind::Arith(_, a, b)
            | ExprKind::Excess(a, b)
            | ExprKind::DayCount(a, b) => {
                vec![a, b]
            }
            ExprKind::If(a, b, c) => vec![a, b, c],
            ExprKind::During(date, period) => core::iter::once(&**date).chain(period.exprs()).collect(),
            ExprKind::ByMember(subject, rows, otherwise) => core::iter::once(&**subject)
                .chain(rows.iter().map(|(_, value)| value))
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::FirstMatch(rows, otherwise) | ExprKind::ExactlyOne(rows, otherwise) => {
                rows.iter().flat_map(|(test, value)| [test, value]).chain(otherwise.as_deref()).collect()
            }
            ExprKind::Brackets(_, subject, rows) => core::iter::once(&**subject)
                .chain(rows.iter().flat_map(|(bound, rate)| bound.iter().chain(core::iter::once(rate))))
                .collect(),
        }
    }
}

impl PeriodRef {
    /// The expressions in its ends and length.
    #[must_use]
    pub fn exprs(&self) -> Vec<&Expr> {
        fn end(end: &EndRef) -> Option<&Expr> {
            match end {
                EndRef::Date(expr) => Some(expr),
                EndRef::Day(_) | EndRef::Event(_) => None,
            }
        }
        match &self.kind {
            PeriodKind::Between { from, to, at_least } => {
                from.iter().chain(to).chain(at_least).filter_map(end).collect()
            }
            PeriodKind::Lasting(from, length) | PeriodKind::Within(from, length) => {
                end(from).into_iter().chain([length]).collect()
            }
        }
    }
}
