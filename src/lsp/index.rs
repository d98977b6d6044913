//! Every name of a pack and every place that mentions it, found from the syntax trees alone, so that it holds while
//! the pack has errors. Follows the same rules of visibility as the checker; a test compares the two over whole
//! packs. Knows nothing of editors.

mod declare;
mod resolve;

use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast;
use std::collections::BTreeMap;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A fact of a subject.
    Fact,
    /// A field of a record.
    Field,
    /// A parameter.
    Parameter,
    /// An event.
    Event,
    /// A named period.
    Period,
    /// A definition.
    Definition,
    /// A reading.
    Reading,
    /// An alternative of a reading.
    Alternative,
    /// A script.
    Script,
    /// An enumeration.
    Enum,
    /// A member of an enumeration.
    Member,
    /// A subject type.
    Subject,
    /// A counting unit.
    Unit,
    /// An agency.
    Agency,
    /// A person.
    Person,
    /// A measure.
    Measure,
    /// An item.
    Item,
    /// A condition.
    Condition,
    /// An exception.
    Exception,
    /// A case.
    Case,
}

impl Kind {
    /// What it is called.
    #[must_use]
    pub const fn word(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Fact => ("事实", "fact"),
            Self::Field => ("字段", "field"),
            Self::Parameter => ("参数", "parameter"),
            Self::Event => ("事件", "event"),
            Self::Period => ("期间", "period"),
            Self::Definition => ("定义", "definition"),
            Self::Reading => ("解读", "reading"),
            Self::Alternative => ("读法", "alternative"),
            Self::Script => ("脚本", "script"),
            Self::Enum => ("枚举", "enumeration"),
            Self::Member => ("枚举项", "member"),
            Self::Subject => ("主体", "subject"),
            Self::Unit => ("单位", "unit"),
            Self::Agency => ("机构", "agency"),
            Self::Person => ("人员", "person"),
            Self::Measure => ("措施", "measure"),
            Self::Item => ("项目", "item"),
            Self::Condition => ("条件", "condition"),
            Self::Exception => ("例外", "exception"),
            Self::Case => ("用例", "case"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// Index into [`Index::decls`].
pub type DeclId = usize;

/// A declaration.
#[derive(Clone, Debug)]
pub struct Decl {
    /// What it declares.
    pub kind: Kind,
    /// The name as written, without `「」`; an item's is its id.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// The ASCII key and its place.
    pub key: Option<(String, Span)>,
    /// The whole declaration.
    pub whole: Span,
    /// What it belongs to: the list of a field, the enumeration of a member, the reading of an alternative, the
    /// measure of an item.
    pub parent: Option<DeclId>,
    /// The enumeration its values are members of, by name.
    pub values: Option<String>,
    /// A few words beside the name in lists: type, title.
    pub detail: String,
    /// What is shown about it, as Markdown.
    pub card: String,
    /// Where it can be used by name alone.
    pub scope: ScopeId,
}

/// A place that mentions a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The place of the name.
    pub span: Span,
    /// What it stands for.
    pub decl: DeclId,
    /// Whether by its key rather than its name.
    pub by_key: bool,
    /// Whether it is the declaration itself.
    pub declares: bool,
}

/// Index of a scope; 0 is the pack.
pub type ScopeId = usize;

/// Where names are visible.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) parent: Option<ScopeId>,
    /// What text it covers; `None` for the pack.
    pub(super) span: Option<Span>,
    pub(super) names: BTreeMap<String, DeclId>,
    pub(super) conditions: BTreeMap<String, DeclId>,
    /// The list whose record it is.
    pub(super) list: Option<DeclId>,
}

/// All names and mentions of a pack.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Every declaration, in order of files.
    pub decls: Vec<Decl>,
    /// Every mention, by place.
    pub mentions: Vec<Mention>,
    pub(super) scopes: Vec<Scope>,
    pub(super) fields: BTreeMap<String, Vec<DeclId>>,
    pub(super) members: BTreeMap<String, Vec<DeclId>>,
    pub(super) items: BTreeMap<String, DeclId>,
    pub(super) parties: BTreeMap<String, DeclId>,
    pub(super) readings: BTreeMap<String, DeclId>,
    pub(super) units: BTreeMap<String, DeclId>,
}

impl Index {
    /// The names of these files; words about them in one language.
    #[must_use]
    pub fn of(files: &[ast::File], sources: &Sources, lang: Lang) -> Self {
        let mut builder = declare::Builder::new(sources, lang);
        builder.declare_all(files);
        let declare::Builder { mut index, bodies, .. } = builder;
        resolve::resolve_all(&mut index, files, &bodies);
        index.mentions.sort_by_key(|mention| (mention.span, mention.decl));
        index.mentions.dedup_by_key(|mention| mention.span);
        index
    }

    /// The mention at an offset of a file; at a border between two, the one that begins there.
    #[must_use]
    pub fn at(&self, file: crate::span::FileId, offset: usize) -> Option<&Mention> {
        let near = |mention: &&Mention| {
            let range = mention.span.range();
            mention.span.file == file && range.start <= offset && offset <= range.end
        };
        self.mentions.iter().filter(near).max_by_key(|mention| mention.span.start)
    }

    /// The declaration with this id.
    #[must_use]
    pub fn decl(&self, id: DeclId) -> Option<&Decl> {
        self.decls.get(id)
    }

    /// Every mention of a declaration.
    pub fn mentions_of(&self, id: DeclId) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |mention| mention.decl == id)
    }

    /// What a bare name stands for in the pack's own scope, for texts that cannot be read at the moment.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<DeclId> {
        let first = |map: &BTreeMap<String, Vec<DeclId>>| map.get(name).and_then(|all| all.first()).copied();
        self.find(0, name)
            .or_else(|| first(&self.fields))
            .or_else(|| first(&self.members))
            .or_else(|| self.items.get(name).copied())
            .or_else(|| self.parties.get(name).copied())
            .or_else(|| self.readings.get(name).copied())
            .or_else(|| self.units.get(name).copied())
    }

    /// The innermost scope at an offset.
    #[must_use]
    pub fn scope_at(&self, file: crate::span::FileId, offset: usize) -> ScopeId {
        let covers = |scope: &Scope| {
            scope.span.is_some_and(|span| {
                let range = span.range();
                span.file == file && range.start <= offset && offset <= range.end
            })
        };
        self.scopes.iter().rposition(covers).unwrap_or(0)
    }

    /// A scope and those around it.
    pub(super) fn chain(&self, from: ScopeId) -> impl Iterator<Item = &Scope> {
        let mut at = Some(from);
        core::iter::from_fn(move || {
            let scope = self.scopes.get(at?)?;
            at = scope.parent;
            Some(scope)
        })
    }

    pub(super) fn find(&self, from: ScopeId, name: &str) -> Option<DeclId> {
        self.chain(from).find_map(|scope| scope.names.get(name).copied())
    }

    pub(super) fn list_of(&self, from: ScopeId) -> Option<DeclId> {
        self.chain(from).find_map(|scope| scope.list)
    }

    /// Everything that can be named at a scope, with fields only of the record at hand.
    #[must_use]
    pub fn visible(&self, from: ScopeId) -> Vec<DeclId> {
        let list = self.list_of(from);
        let mut found: Vec<DeclId> = self.chain(from).flat_map(|scope| scope.names.values().copied()).collect();
        let fields = self.fields.values().flatten().copied();
        found.extend(fields.filter(|id| list.is_some() && self.decl(*id).and_then(|decl| decl.parent) == list));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The enumeration whose members a type's values are. A single name may also be a unit: the grammar cannot tell.
pub(super) fn values(ty: &ast::TypeExpr) -> Option<&str> {
    match ty {
        ast::TypeExpr::Enum { name, .. } => Some(&name.text),
        ast::TypeExpr::Unit(unit) => match unit.factors.as_slice() {
            [(ast::UnitFactor::Named(name), 1)] => Some(&name.text),
            _ => None,
        },
        _ => None,
    }
}
