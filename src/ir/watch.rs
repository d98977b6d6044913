//! What is looked at while a stored policy is read back: how deep it nests, the largest id of every table, why a script
//! was refused. Owns the counters, one set a thread; knows nothing of files or of what ids mean.
//!
//! Every id is read by one function and every level of nesting by another, so that nothing can be left out here when the
//! checked policy grows.

use super::{ExceptionDef, MAX_EXCEPTIONS};
use crate::script::{ScriptError, Signature};
use crate::syntax::limits::{MAX_EXPR_DEPTH, MAX_NESTING};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::cell::RefCell;

/// Levels of expressions and exceptions within each other. Checking adds at most one level to each that is written: a
/// parameter read at a date, a member compared with a table.
pub(crate) const MAX_DEPTH: usize = 2 * MAX_EXPR_DEPTH + MAX_NESTING;

/// The tables that ids are indices into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "each is called as the type of its ids, which a macro counts on")]
pub(crate) enum Table {
    EnumId,
    SubjectId,
    FactId,
    ListId,
    ParamId,
    EventId,
    DefId,
    ReadingId,
    ScriptId,
    ItemId,
    MeasureId,
}

/// What was seen.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    depth: usize,
    /// Levels beyond [`MAX_DEPTH`].
    pub(crate) too_deep: bool,
    /// By table: one more than the largest id.
    bounds: Vec<(Table, usize)>,
    /// Why a script was refused.
    pub(crate) script: Option<ScriptError>,
}

impl Watch {
    /// One more than the largest id of a table that was read; 0 if there was none.
    pub(crate) fn bound(&self, table: Table) -> usize {
        self.bounds.iter().find(|(known, _)| *known == table).map_or(0, |(_, bound)| *bound)
    }
}

thread_local! {
    static WATCH: RefCell<Watch> = RefCell::default();
}

/// Reads something and says what was seen on the way.
pub(crate) fn watching<T>(read: impl FnOnce() -> T) -> (T, Watch) {
    WATCH.take();
    let result = read();
    (result, WATCH.take())
}

/// Notes an id.
pub(super) fn id(table: Table, id: usize) {
    let bound = id.saturating_add(1);
    WATCH.with_borrow_mut(|watch| match watch.bounds.iter_mut().find(|(known, _)| *known == table) {
        Some((_, known)) => *known = (*known).max(bound),
        None => watch.bounds.push((table, bound)),
    });
}

/// Reads something that may contain itself.
pub(super) fn nested<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    let fits = WATCH.with_borrow_mut(|watch| {
        watch.depth = watch.depth.saturating_add(1);
        watch.too_deep |= watch.depth > MAX_DEPTH;
        watch.depth <= MAX_DEPTH
    });
    let read = if fits { T::deserialize(deserializer) } else { Err(D::Error::custom("nested too deeply")) };
    WATCH.with_borrow_mut(|watch| watch.depth = watch.depth.saturating_sub(1));
    read
}

/// Reads the exceptions of a rule, which may have exceptions themselves.
pub(super) fn exceptions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ExceptionDef>, D::Error> {
    let all: Vec<ExceptionDef> = nested(deserializer)?;
    if all.len() <= MAX_EXCEPTIONS { Ok(all) } else { Err(D::Error::custom("too many exceptions")) }
}

/// Reads how well a parameter is known: one of four words.
pub(super) fn evidence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let word = String::deserialize(deserializer)?;
    let known = ["verified", "inferred", "assumed", "missing"].into_iter().find(|known| *known == word);
    known.ok_or_else(|| D::Error::custom("no status of a parameter"))
}

/// Scripts are stored as text and compiled again.
pub(super) mod script {
    use super::{Deserialize, Deserializer, Error, Signature, WATCH};
    use crate::script::Script;
    use serde::{Serialize, Serializer};

    pub(in crate::ir) fn serialize<S: Serializer>(script: &Script, serializer: S) -> Result<S::Ok, S::Error> {
        (script.source(), script.signature()).serialize(serializer)
    }

    pub(in crate::ir) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Script, D::Error> {
        let (source, signature) = <(String, Signature)>::deserialize(deserializer)?;
        Script::compile(&source, signature).map_err(|error| {
            let refused = D::Error::custom("a script is refused");
            WATCH.with_borrow_mut(|watch| watch.script = Some(error));
            refused
        })
    }
}
