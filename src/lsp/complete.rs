//! What can be written at a place. Looks at the words before the place, not at the tree, because what is being written
//! cannot be read yet. Owns which kinds of name follow which keyword; knows nothing of types beyond enumerations.

use super::index::{DeclId, Index, Kind};
use super::layout::spelling;
use super::names::keyword;
use super::text::{Lines, Place};
use super::workspace::{Analysis, Spot, Workspace, canonical};
use crate::syntax::keywords::{Keywords, Kind as KeywordKind, TABLE, ends_expression, is_reserved, lookup};
use crate::syntax::{Token, TokenKind, tokens};
use std::path::Path;

/// Something that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown and looked for.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// Words beside it.
    pub detail: String,
    /// What is shown about it, Markdown.
    pub card: String,
    /// The kind of name; `None` for a keyword.
    pub kind: Option<Kind>,
    /// Likely ones have a low rank.
    pub rank: u8,
}

/// What can be written at a place, and what it replaces: the word being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The word being written, up to the place.
    pub replaces: Spot,
    /// What it can become.
    pub candidates: Vec<Candidate>,
}

/// What is asked for by the words before.
enum Wanted {
    /// Names of these kinds only.
    Kinds(&'static [Kind]),
    /// Members of this enumeration first, then anything.
    Members(String),
    /// Alternatives of this reading.
    Alternatives(DeclId),
    /// Keywords only: the name of something new.
    Nothing,
    /// A type: enumerations, units and the words for types.
    Type,
    /// Names in an expression, and keywords.
    Anything,
}

/// Keywords that stand for a type.
const TYPES: &[&str] = &["bool", "integer", "number", "date", "month_of_year", "months_list", "text", "set_of", "list"];

impl Workspace {
    /// What can be written at a place; `None` inside texts and comments.
    pub fn complete(&mut self, path: &Path, place: Place) -> Option<Completion> {
        let path = canonical(path);
        let text = self.text(&path)?;
        let lines = Lines::of(&text);
        let offset = lines.offset(&text, place);
        let all = tokens(&text);
        let inside = |token: &&Token| token.start < offset && offset <= token.end;
        let current = all.iter().find(inside).copied();
        match current.map(|token| (token.kind, token.end == offset)) {
            Some((TokenKind::Comment, _)) | Some((TokenKind::Text, false)) => return None,
            _ => {}
        }
        let typed = current.filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
        let start = typed.map_or(offset, |token| token.start);
        let before: Vec<(&str, TokenKind)> = all
            .iter()
            .filter(|token| token.end <= start && token.kind != TokenKind::Comment)
            .map(|token| (text.get(token.start..token.end).unwrap_or(""), token.kind))
            .collect();
        let analysis = self.analysis(&path)?;
        let index = analysis.index();
        let scope =
            if self.is_stale(&path) { 0 } else { analysis.file(&path).map_or(0, |file| index.scope_at(file, start)) };
        let wanted = wanted(index, scope, &before);
        let candidates = candidates(&analysis, scope, &wanted, spelling(&text));
        let replaces = Spot { path, from: lines.place(&text, start), to: lines.place(&text, offset) };
        Some(Completion { replaces, candidates })
    }
}

/// What the words before ask for.
fn wanted(index: &Index, scope: usize, before: &[(&str, TokenKind)]) -> Wanted {
    let Some(((last, _), rest)) = before.split_last() else { return Wanted::Anything };
    let key = |word: &str| keyword(word).map(|keyword| keyword.en);
    // `甲 等于 …`, `甲 属于 乙、…`: members of what stands before the operator.
    let mut back = before.iter().rev().map(|(word, _)| *word).peekable();
    let mut in_list = false;
    while matches!(back.peek(), Some(&("、" | "," | "，"))) {
        back.next();
        back.next();
        in_list = true;
    }
    let set =
        |word: &str| matches!(key(word), Some("one_of" | "has" | "equals" | "differs")) || word == "=" || word == "≠";
    if let Some(operator) = back.next()
        && set(operator)
        && (!in_list || key(operator) == Some("one_of"))
        && let Some(subject) = back.next()
        && let Some(values) = values_of(index, scope, subject)
    {
        return Wanted::Members(values);
    }
    if matches!(*last, ":" | "：") {
        // `名 (key) : 类型` declares; `采用 甲 : E` and rows of tables go on with an expression.
        let declares = rest.last().is_some_and(|(word, _)| matches!(*word, ")" | "）"));
        return if declares { Wanted::Type } else { Wanted::Anything };
    }
    // The keyword of the clause the place is in, with nothing but names between.
    let list = before.iter().rev().map(|(word, _)| *word);
    let governing =
        list.clone().find(|word| lookup(word).is_some_and(ends_expression) || matches!(*word, "{" | "}" | ";"));
    let distance =
        list.take_while(|word| Some(*word) != governing).filter(|w| !matches!(*w, "、" | "," | "，")).count();
    let listed = matches!(*last, "、" | "," | "，") || distance == 0;
    match governing.and_then(key) {
        Some("official") if listed => Wanted::Kinds(&[Kind::Person]),
        Some("lead" | "responsible") if listed => Wanted::Kinds(&[Kind::Agency]),
        Some("requires") if distance == 0 => Wanted::Kinds(&[Kind::Agency]),
        Some("by_fact" | "given" | "none") if distance == 0 => Wanted::Kinds(&[Kind::Fact, Kind::Field]),
        Some("for" | "bearer" | "subject") if listed => Wanted::Kinds(&[Kind::Subject]),
        Some("expect" | "combine") if listed => Wanted::Kinds(&[Kind::Item]),
        Some("needs") if listed => Wanted::Kinds(&[Kind::Fact, Kind::Field]),
        Some("fails") if listed => Wanted::Kinds(&[Kind::Condition]),
        Some("rests_on") if listed => Wanted::Kinds(&[Kind::Reading]),
        Some("adopts") if distance == 0 => Wanted::Kinds(&[Kind::Reading]),
        Some("adopts") if distance == 1 => {
            let reading = index.readings.get(*last).copied();
            reading.map_or(Wanted::Anything, Wanted::Alternatives)
        }
        Some("each") if distance == 0 => Wanted::Kinds(&[Kind::Fact]),
        Some("define" | "enum" | "agency" | "person" | "unit" | "reading" | "script") if distance == 0 => {
            Wanted::Nothing
        }
        _ => Wanted::Anything,
    }
}

/// The enumeration whose members a name stands for.
fn values_of(index: &Index, scope: usize, name: &str) -> Option<String> {
    let name = name.trim_start_matches('「').trim_end_matches('」');
    let field = || index.fields.get(name).and_then(|all| all.first()).copied();
    let values = index.decl(index.find(scope, name).or_else(field)?)?.values.clone()?;
    // A single name as a type may be a unit.
    index
        .find(0, &values)
        .is_some_and(|id| index.decl(id).is_some_and(|decl| decl.kind == Kind::Enum))
        .then_some(values)
}

fn candidates(analysis: &Analysis, scope: usize, wanted: &Wanted, spelling: Keywords) -> Vec<Candidate> {
    let index = analysis.index();
    let of_kinds = |kinds: &[Kind]| -> Vec<DeclId> {
        let fits = |id: &DeclId| index.decl(*id).is_some_and(|decl| kinds.contains(&decl.kind));
        (0..index.decls.len()).filter(fits).collect()
    };
    let mut found: Vec<Candidate> = Vec::new();
    let mut names = |ids: Vec<DeclId>, rank: u8| {
        for id in ids {
            if let Some(candidate) = name(index, id, rank)
                && !found.iter().any(|other| other.label == candidate.label && other.kind == candidate.kind)
            {
                found.push(candidate);
            }
        }
    };
    let with_keywords = match wanted {
        Wanted::Kinds(kinds) => {
            names(of_kinds(kinds), 0);
            false
        }
        Wanted::Members(values) => {
            let members = of_kinds(&[Kind::Member]);
            let of = |id: &DeclId| index.decl(*id).is_some_and(|decl| decl.values.as_ref() == Some(values));
            names(members.into_iter().filter(of).collect(), 0);
            names(index.visible(scope), 1);
            true
        }
        Wanted::Alternatives(reading) => {
            let alternatives = of_kinds(&[Kind::Alternative]);
            let of = |id: &DeclId| index.decl(*id).is_some_and(|decl| decl.parent == Some(*reading));
            names(alternatives.into_iter().filter(of).collect(), 0);
            false
        }
        Wanted::Nothing => false,
        Wanted::Type => {
            names(of_kinds(&[Kind::Enum, Kind::Unit]), 0);
            found.extend(keywords(spelling, |en| TYPES.contains(&en)));
            return found;
        }
        Wanted::Anything => {
            names(index.visible(scope), 1);
            let members = of_kinds(&[Kind::Member]);
            names(members, 3);
            names(of_kinds(&[Kind::Agency, Kind::Person, Kind::Item, Kind::Condition]), 4);
            true
        }
    };
    if with_keywords {
        found.extend(keywords(spelling, |_| true));
    }
    found
}

fn name(index: &Index, id: DeclId, rank: u8) -> Option<Candidate> {
    let decl = index.decl(id)?;
    let insert = if is_reserved(&decl.name) { format!("「{}」", decl.name) } else { decl.name.clone() };
    Some(Candidate {
        label: decl.name.clone(),
        insert,
        detail: decl.detail.clone(),
        card: decl.card.clone(),
        kind: Some(decl.kind),
        rank,
    })
}

/// Keywords in both languages, those of the file's language first.
fn keywords(own: Keywords, wanted: impl Fn(&str) -> bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    for keyword in TABLE.iter().filter(|keyword| wanted(keyword.en)) {
        for word in keyword.spellings() {
            let is_en = word == keyword.en;
            let other = if is_en { keyword.spelling(Keywords::Zh) } else { keyword.en };
            let plain = keyword.kind == KeywordKind::Contextual;
            let rank = if is_en == (own == Keywords::En) { 2 } else { 5 };
            found.push(Candidate {
                label: word.to_owned(),
                insert: word.to_owned(),
                detail: other.to_owned(),
                card: String::new(),
                kind: None,
                rank: if plain { 5 } else { rank },
            });
        }
    }
    found
}
