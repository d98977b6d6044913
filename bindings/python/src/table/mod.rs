//! Tables in Arrow form: which column is which fact, rows as facts, answers as columns. Owns the match of names and types
//! and its messages; knows nothing of Python.
//!
//! `text` columns of text · `number` columns of numbers · `cell` any column, row by row · `block` columns as registers,
//! block by block · `sound` text that is none · `rows` a batch to its answers · `answers` answers as columns · `pool` their
//! memory.

mod answers;
mod block;
mod cell;
mod number;
mod pool;
mod rows;
mod sound;
mod text;

pub(crate) use answers::Form;
pub(crate) use rows::{Engine, GoOn};

use crate::errors::Problem;
use arrow_schema::{DataType, Schema};
use huice::ir::{EnumId, FactDef, FactId, FactType, ListId, Policy, Type};

/// Where a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Subject,
    Fact(FactId),
    /// The id of a record.
    Id,
}

/// What a column holds, as the vocabulary has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Number {
        integer: bool,
    },
    Date,
    Month,
    /// A subject type, a member of an enumeration, or any text.
    Word(Word),
    /// Texts in a list: members of a set, or months.
    Words,
    Records(ListId),
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Subject,
    Member(EnumId),
    Text,
    Id,
}

impl Kind {
    pub(crate) fn of(fact: &FactDef) -> Self {
        match &fact.ty {
            FactType::List(list) => Self::Records(*list),
            FactType::Scalar(ty, form) => match ty {
                Type::Bool => Self::Bool,
                Type::Number(_) => Self::Number { integer: form.as_ref().is_some_and(|form| form.integer) },
                Type::Date => Self::Date,
                Type::Month => Self::Month,
                Type::Enum(id) => Self::Word(Word::Member(*id)),
                Type::Text => Self::Word(Word::Text),
                Type::Set(_) | Type::Months => Self::Words,
            },
        }
    }

    /// Its name in `input_fields`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number { integer: true } => "integer",
            Self::Number { integer: false } => "decimal",
            Self::Date => "date",
            Self::Month => "month",
            Self::Word(Word::Subject | Word::Member(_)) => "enum",
            Self::Word(Word::Text | Word::Id) => "text",
            Self::Words => "set",
            Self::Records(_) => "list",
        }
    }

    /// The Arrow types that it may have.
    pub(crate) const fn accepts(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number { .. } => "an integer, decimal32/64/128, or text",
            Self::Date => "date32, or text YYYY-MM-DD",
            Self::Month => "text YYYY-MM",
            Self::Word(_) => "utf8, large_utf8, utf8_view, or a dictionary of these",
            Self::Words => "a list of text",
            Self::Records(_) => "a list of structs",
        }
    }

    /// What it is, for people: Chinese and English.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Bool => ("是否（bool）", "true or false (bool)"),
            Self::Number { integer: true } => {
                ("整数（整型、decimal32/64/128 或文本）", "a whole number (an integer, decimal32/64/128, or text)")
            }
            Self::Number { integer: false } => {
                ("数（整型、decimal32/64/128 或文本）", "a number (an integer, decimal32/64/128, or text)")
            }
            Self::Date => ("日期（date32 或文本 YYYY-MM-DD）", "a day (date32, or text YYYY-MM-DD)"),
            Self::Month => ("月份（文本 YYYY-MM）", "a month (text YYYY-MM)"),
            Self::Word(_) => (
                "文本（utf8、large_utf8、utf8_view 或它们的字典）",
                "text (utf8, large_utf8, utf8_view, or a dictionary of these)",
            ),
            Self::Words => ("文本的列表（list 或 large_list）", "a list of text (list or large_list)"),
            Self::Records(_) => {
                ("结构的列表（list 或 large_list 里的 struct）", "a list of structs (list or large_list)")
            }
        }
    }

    fn fits(self, data_type: &DataType) -> bool {
        let text = is_text(data_type);
        match self {
            _ if *data_type == DataType::Null => true,
            Self::Bool => *data_type == DataType::Boolean,
            Self::Number { .. } => {
                let decimal =
                    matches!(data_type, DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..));
                text || decimal || data_type.is_integer()
            }
            Self::Date => text || *data_type == DataType::Date32,
            Self::Month | Self::Word(_) => text,
            Self::Words => inside(data_type).is_some_and(is_text),
            Self::Records(_) => matches!(inside(data_type), Some(DataType::Struct(_))),
        }
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => {
            matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
        }
        _ => false,
    }
}

fn inside(data_type: &DataType) -> Option<&DataType> {
    match data_type {
        DataType::List(field) | DataType::LargeList(field) => Some(field.data_type()),
        _ => None,
    }
}

/// One column that is read.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its place in the table, or in the struct.
    pub(crate) at: usize,
    /// The key of the fact, under which it is written.
    pub(crate) key: String,
    pub(crate) target: Target,
    pub(crate) kind: Kind,
    /// The fields of its records.
    pub(crate) fields: Vec<Column>,
}

/// Which columns of a table are read, and which are handed through.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) columns: Vec<Column>,
    pub(crate) kept: Vec<usize>,
}

impl Binding {
    /// Matches the columns of a table with the vocabulary. Names that are `taken` cannot be handed through.
    pub(crate) fn new(
        policy: &Policy,
        schema: &Schema,
        keep: &[String],
        ignore: &[String],
        constants: &[String],
        taken: impl Fn(&str) -> bool,
    ) -> Result<Self, Vec<Problem>> {
        let mut binding = Self { columns: Vec::new(), kept: Vec::new() };
        let mut problems = Vec::new();
        for name in keep {
            match schema.fields().iter().position(|field| field.name() == name) {
                Some(at) if binding.kept.contains(&at) => {}
                Some(_) if taken(name) => problems.push(
                    Problem::new(name, "答案里有同名的列", "the answers have a column of this name")
                        .help("先给这一列改名", "rename the column first"),
                ),
                Some(at) => binding.kept.push(at),
                None => problems.push(missing(name, schema)),
            }
        }
        for (at, field) in schema.fields().iter().enumerate() {
            let name = field.name();
            if ignore.contains(name) {
                continue;
            }
            let Some((target, key, kind)) = find(policy, name) else {
                if !keep.contains(name) {
                    problems.push(unknown(policy, name));
                }
                continue;
            };
            if let Some(earlier) = binding.columns.iter().find(|column| column.target == target) {
                let earlier = schema.fields().get(earlier.at).map_or("", |field| field.name().as_str());
                let words = (format!("与列“{earlier}”是同一事实"), format!("is the same fact as column `{earlier}`"));
                let one = ("只留一列，另一列写进 ignore", "keep one, and name the other in ignore");
                problems.push(Problem::new(name, words.0, words.1).help(one.0, one.1));
                continue;
            }
            if constants.contains(&key) {
                let one = ("去掉常量，或把这一列写进 ignore", "leave the constant out, or name the column in ignore");
                let problem = Problem::new(name, "既是列又是常量", "is both a column and a constant");
                problems.push(problem.help(one.0, one.1));
                continue;
            }
            if let Some(column) = bound(policy, at, name, key, target, kind, field.data_type(), &mut problems) {
                binding.columns.push(column);
            }
        }
        if problems.is_empty() { Ok(binding) } else { Err(problems) }
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one column")]
fn bound(
    policy: &Policy,
    at: usize,
    path: &str,
    key: String,
    target: Target,
    kind: Kind,
    data_type: &DataType,
    problems: &mut Vec<Problem>,
) -> Option<Column> {
    if !kind.fits(data_type) {
        problems.push(wrong_type(path, kind, data_type));
        return None;
    }
    let mut column = Column { at, key, target, kind, fields: Vec::new() };
    if let (Kind::Records(list), Some(DataType::Struct(fields))) = (kind, inside(data_type)) {
        for (index, field) in fields.iter().enumerate() {
            let path = format!("{path}.{}", field.name());
            let Some((target, key, kind)) = find_field(policy, list, field.name()) else {
                problems.push(no_field(policy, list, &path, field.name()));
                continue;
            };
            if column.fields.iter().any(|other| other.target == target) {
                let problem = Problem::new(&path, "同一字段写了两次", "the field is there twice");
                problems.push(problem.help("结构里只留一个", "leave one of them in the struct"));
                continue;
            }
            column.fields.extend(bound(policy, index, &path, key, target, kind, field.data_type(), problems));
        }
    }
    Some(column)
}

fn wrong_type(path: &str, kind: Kind, found: &DataType) -> Problem {
    let (zh, en) = kind.words();
    let problem = Problem::new(
        path,
        format!("这一列的类型是 {found}，而这个事实是{zh}"),
        format!("the column is {found}, and the fact is {en}"),
    );
    match found {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => problem.help(
            "浮点数不精确；先转成整数或 decimal（pandas 里有空值的整数列用 Int64）",
            "floats are not exact; cast to an integer or a decimal (in pandas, integers with gaps are Int64)",
        ),
        DataType::Timestamp(..) | DataType::Date64 => problem.help("先转成 date32", "cast it to date32"),
        DataType::Decimal256(..) => problem.help("先转成 decimal128", "cast it to decimal128"),
        DataType::FixedSizeList(..) | DataType::ListView(_) | DataType::LargeListView(_) => {
            problem.help("先转成 list", "cast it to a list")
        }
        DataType::Dictionary(_, values) => problem.help(format!("先转成 {values}"), format!("cast it to {values}")),
        DataType::RunEndEncoded(_, values) => {
            let values = values.data_type();
            problem.help(format!("先转成 {values}"), format!("cast it to {values}"))
        }
        _ => problem.help("先转换这一列", "cast the column"),
    }
}

fn no_field(policy: &Policy, list: ListId, path: &str, name: &str) -> Problem {
    let fields = policy.lists.get(list.0).map_or(&[][..], |def| def.fields.as_slice());
    let fields = fields.iter().filter_map(|id| policy.facts.get(id.0));
    let names: Vec<&str> =
        fields.clone().flat_map(|fact| [fact.key.as_str(), fact.name.as_str()]).chain(["id"]).collect();
    let problem = Problem::new(path, "列表里没有这个字段", "the list has no such field");
    match huice::check::nearest(name, names) {
        Some(near) => problem.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        None => {
            let all = fields.map(|fact| fact.key.as_str()).chain(["id"]).collect::<Vec<_>>().join(", ");
            problem.help(format!("字段有 {all}；去掉其余的"), format!("its fields are {all}; leave others out"))
        }
    }
}

/// The fact a column is named after, by key or name.
fn find(policy: &Policy, name: &str) -> Option<(Target, String, Kind)> {
    if name == "subject_type" || name == "主体类型" {
        return Some((Target::Subject, "subject_type".to_owned(), Kind::Word(Word::Subject)));
    }
    let (index, fact) = policy
        .facts
        .iter()
        .enumerate()
        .find(|(_, fact)| fact.list.is_none() && (fact.key == name || fact.name == name))?;
    Some((Target::Fact(FactId(index)), fact.key.clone(), Kind::of(fact)))
}

fn find_field(policy: &Policy, list: ListId, name: &str) -> Option<(Target, String, Kind)> {
    let fields = &policy.lists.get(list.0)?.fields;
    let found = fields.iter().find_map(|id| {
        let fact = policy.facts.get(id.0).filter(|fact| fact.key == name || fact.name == name)?;
        Some((Target::Fact(*id), fact.key.clone(), Kind::of(fact)))
    });
    let id = || (name == "id").then(|| (Target::Id, "id".to_owned(), Kind::Word(Word::Id)));
    found.or_else(id)
}

fn unknown(policy: &Policy, name: &str) -> Problem {
    let top = policy.facts.iter().filter(|fact| fact.list.is_none());
    let names = top.flat_map(|fact| [fact.key.as_str(), fact.name.as_str()]).chain(["subject_type"]);
    let problem = Problem::new(name, "没有这个事实", "there is no fact of this name");
    match huice::check::nearest(name, names) {
        Some(near) => problem.help(
            format!("是不是“{near}”？不是事实的列写进 keep 或 ignore"),
            format!("did you mean `{near}`? name columns that are no facts in keep or ignore"),
        ),
        None => problem.help("不是事实的列写进 keep 或 ignore", "name columns that are no facts in keep or ignore"),
    }
}

fn missing(name: &str, schema: &Schema) -> Problem {
    let problem = Problem::new(name, "表里没有这一列", "the table has no such column");
    match huice::check::nearest(name, schema.fields().iter().map(|field| field.name().as_str())) {
        Some(near) => problem.help(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        None => problem.help("核对 keep 里的列名", "see to the names in keep"),
    }
}
