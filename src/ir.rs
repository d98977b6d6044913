//! The checked policy: every name is an id, every expression has a type, every unit is a vector. Owns the
//! shapes that evaluation walks; knows nothing of syntax trees, profiles or results.
//!
//! What serde makes of these shapes is the inside of a stored program ([`crate::stored`]): it is no interface, changes
//! with any version, and what is read by it is not checked. Programs are loaded with `Program::load`.

use crate::span::Span;
use crate::value::date::Month;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::unit::Unit;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod expr;
mod items;
pub(crate) mod watch;

pub use expr::{ArithOp, CompareOp, Expr, ExprKind};
pub use items::{
    AmountDef, AmountKind, CaseDef, CombinationDef, CombinationRule, EachDef, ExceptionDef, ExpectDef, GrantDef,
    ItemDef, ItemKind, MAX_EXCEPTIONS, MeasureDef, PaymentDef, PaymentPart, PaymentRole, RuleExpr, StageDef, Test,
    TestKind,
};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(pub usize);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                usize::deserialize(deserializer).map(|id| { watch::id(watch::Table::$name, id); Self(id) })
            }
        })*
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// The checker of this process made it: every value is of its expression's type. A stored policy only claims so.
    #[serde(skip)]
    pub checked: bool,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundingRule {
    /// Decimals of a yuan.
    pub decimals: u8,
    /// The mode.
    pub mode: Rounding,
}

/// An enumeration; members are `(name, key)`.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SubjectDef {
    /// Chinese name.
    pub name: String,
    /// ASCII key.
    pub key: String,
}

/// How a number of a fact is written in a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FactType {
    /// A scalar; numbers say how they are written.
    Scalar(Type, Option<NumberForm>),
    /// A list of records.
    List(ListId),
}

/// A fact of a subject, or a field of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListDef {
    /// The fact that holds it.
    pub fact: FactId,
    /// The fields in declared order.
    pub fields: Vec<FactId>,
}

/// A parameter.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// How well it is known.
    #[serde(deserialize_with = "watch::evidence")]
    pub status: Evidence,
    /// Inclusive bounds in base units.
    pub bounds: (Option<Number>, Option<Number>),
    /// A remark.
    pub note: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// How well a parameter is known, as a word: `verified inferred assumed missing`.
pub type Evidence = &'static str;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParamValue {
    /// Known to be missing, and why.
    Missing(String),
    /// One value for all days.
    Constant(Value),
    /// Values by inclusive spans of days, in order.
    Series(Vec<(Option<NaiveDate>, Option<NaiveDate>, Value)>),
}

/// What is known of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventState {
    /// Nothing.
    Unknown,
    /// It happened on this day.
    On(NaiveDate),
    /// It had not happened by the end of this day.
    NotBy(NaiveDate),
}

/// An event.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum EndRef {
    /// A day.
    Day(NaiveDate),
    /// An event.
    Event(EventId),
    /// A date-valued expression (a fact, a date parameter).
    Date(Expr),
}

/// A period. Both ends inclusive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PeriodRef {
    /// The name, if it has one.
    pub name: Option<String>,
    /// What it is.
    pub kind: PeriodKind,
    /// Its words as written, for deadlines that have no date.
    pub words: String,
    /// Where it is written; a named one, where it is declared.
    pub span: Span,
}

/// The forms of a period.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    #[serde(with = "watch::script")]
    pub script: crate::script::Script,
    /// Why it is needed.
    pub reason: String,
}

/// A registered party.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartyDef {
    /// The name as written.
    pub name: String,
    /// Whether a person.
    pub person: bool,
    /// ASCII key, if any.
    pub key: Option<String>,
}

/// A place in the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// Article.
    pub article: u32,
    /// Paragraph, from 1.
    pub paragraph: Option<u32>,
    /// Sentence, from 1.
    pub sentence: Option<u32>,
}

/// The responsibility bracket of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// 责任人
    pub officials: Vec<String>,
    /// 牵头单位
    pub lead: Vec<String>,
    /// 责任单位
    pub responsible: Vec<String>,
}
