//! Names and where they are visible. Owns the scope tree (pack, measure, item, record); knows nothing of types.

use crate::ir::{DefId, EnumId, EventId, FactId, ListId, ParamId, ReadingId, ScriptId, SubjectId};
use crate::span::Span;
use std::collections::BTreeMap;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Fact(FactId),
    Param(ParamId),
    Event(EventId),
    Period(usize),
    Def(DefId),
    Reading(ReadingId),
    Script(ScriptId),
    Enum(EnumId),
    Subject(SubjectId),
}

impl Symbol {
    /// What kind of thing it is, in words: Chinese, English.
    pub(super) const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Fact(_) => ("事实", "a fact"),
            Self::Param(_) => ("参数", "a parameter"),
            Self::Event(_) => ("事件", "an event"),
            Self::Period(_) => ("期间", "a period"),
            Self::Def(_) => ("定义", "a definition"),
            Self::Reading(_) => ("解读", "a reading"),
            Self::Script(_) => ("脚本", "a script"),
            Self::Enum(_) => ("枚举", "an enumeration"),
            Self::Subject(_) => ("主体", "a subject"),
        }
    }
}

/// Something resolved on demand, so that order in files has no meaning.
#[derive(Clone, Debug)]
pub(super) enum Pending<T> {
    Waiting,
    Running,
    Done(T),
    Failed,
}

impl<T> Pending<T> {
    pub(super) fn into_done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Waiting | Self::Running | Self::Failed => None,
        }
    }
}

/// Index of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScopeId(usize);

impl ScopeId {
    /// The pack's own scope.
    pub(super) const GLOBAL: Self = Self(0);
}

#[derive(Debug, Default)]
struct Scope {
    parent: Option<ScopeId>,
    names: BTreeMap<String, (Symbol, Span)>,
    conditions: BTreeMap<String, usize>,
    list: Option<ListId>,
}

/// The tree of scopes and the fields of lists.
#[derive(Debug)]
pub(super) struct Scopes {
    scopes: Vec<Scope>,
    fields: BTreeMap<String, Vec<FactId>>,
}

impl Scopes {
    pub(super) fn new() -> Self {
        Self { scopes: vec![Scope::default()], fields: BTreeMap::new() }
    }

    /// A new scope inside `parent`; `list` when it is a record's.
    pub(super) fn open(&mut self, parent: ScopeId, list: Option<ListId>) -> ScopeId {
        let id = ScopeId(self.scopes.len());
        self.scopes.push(Scope { parent: Some(parent), list, ..Scope::default() });
        id
    }

    /// Adds a name; the earlier one, if it is already taken in this very scope.
    pub(super) fn add(&mut self, scope: ScopeId, name: &str, symbol: Symbol, span: Span) -> Option<(Symbol, Span)> {
        let names = self.scopes.get_mut(scope.0).map(|scope| &mut scope.names)?;
        if let Some(earlier) = names.get(name) {
            return Some(*earlier);
        }
        names.insert(name.to_owned(), (symbol, span));
        None
    }

    pub(super) fn add_field(&mut self, name: &str, fact: FactId) {
        self.fields.entry(name.to_owned()).or_default().push(fact);
    }

    pub(super) fn fields(&self, name: &str) -> &[FactId] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Looks a name up from a scope outwards.
    pub(super) fn find(&self, from: ScopeId, name: &str) -> Option<(Symbol, Span)> {
        self.chain(from).find_map(|scope| scope.names.get(name).copied())
    }

    pub(super) fn add_condition(&mut self, scope: ScopeId, label: &str, index: usize) -> bool {
        self.scopes.get_mut(scope.0).is_some_and(|scope| scope.conditions.insert(label.to_owned(), index).is_none())
    }

    pub(super) fn find_condition(&self, from: ScopeId, label: &str) -> Option<usize> {
        self.chain(from).find_map(|scope| scope.conditions.get(label).copied())
    }

    pub(super) fn condition_labels(&self, from: ScopeId) -> Vec<&str> {
        self.chain(from).flat_map(|scope| scope.conditions.keys().map(String::as_str)).collect()
    }

    /// The list whose record a scope is in.
    pub(super) fn list(&self, from: ScopeId) -> Option<ListId> {
        self.chain(from).find_map(|scope| scope.list)
    }

    /// Every visible name, for suggestions.
    pub(super) fn visible(&self, from: ScopeId) -> Vec<&str> {
        let fields = self.fields.keys().map(String::as_str);
        self.chain(from).flat_map(|scope| scope.names.keys().map(String::as_str)).chain(fields).collect()
    }

    fn chain(&self, from: ScopeId) -> impl Iterator<Item = &Scope> {
        let mut at = Some(from);
        core::iter::from_fn(move || {
            let scope = self.scopes.get(at?.0)?;
            at = scope.parent;
            Some(scope)
        })
    }
}
