//! Renaming across files. Owns what may be renamed and the proof that a new name changes nothing else: the pack is read
//! again with the new texts, and every name must still stand for what it stood for.

use super::index::Kind;
use super::names::{Symbol, declared, declared_at};
use super::text::{Lines, Place};
use super::workspace::{Analysis, Edit, Spot, Workspace};
use crate::diagnostic::{Code, Diagnostic, Words, has_errors};
use crate::span::FileId;
use crate::syntax::keywords::is_reserved;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why something cannot be renamed.
pub type Refusal = Words;

impl Workspace {
    /// The stretch that a renaming at this place would replace.
    ///
    /// # Errors
    /// Why there is nothing to rename here.
    pub fn can_rename(&mut self, path: &Path, place: Place) -> Result<Spot, Refusal> {
        Ok(self.renamable(path, place)?.spot)
    }

    fn renamable(&mut self, path: &Path, place: Place) -> Result<Symbol, Refusal> {
        if self.is_stale(path) {
            return Err(Words::new("先改正引号或括号，再改名", "mend the quotes or brackets before renaming"));
        }
        let nothing = || Words::new("这里没有可以改的名称", "there is no name here");
        let symbol = self.symbol(path, place).ok_or_else(nothing)?;
        let decl = symbol.analysis.index().decl(symbol.decl).ok_or_else(nothing)?;
        if matches!(decl.kind, Kind::Measure | Kind::Case) {
            return Err(Words::new(
                "措施的序号和用例的名称直接改即可",
                "edit the number of a measure or the name of a case in place",
            ));
        }
        Ok(symbol)
    }

    /// The edits that give the name at a place another name, or its key another key.
    ///
    /// # Errors
    /// Why it cannot be renamed so.
    pub fn rename(&mut self, path: &Path, place: Place, to: &str) -> Result<Vec<Edit>, Refusal> {
        let symbol = self.renamable(path, place)?;
        let gone = || Words::new("找不到声明", "the declaration was not found");
        let spot = declared(&symbol).ok_or_else(gone)?;
        let decl = symbol.analysis.index().decl(symbol.decl).ok_or_else(gone)?;
        let same = decl.key.as_ref().is_some_and(|(key, _)| *key == decl.name);
        let with = written(to, decl.kind, symbol.by_key)?;
        let packs = self.packs_with(&spot.path);
        let mut edits: Vec<Edit> = Vec::new();
        for analysis in &packs {
            let index = analysis.index();
            let Some(id) = declared_at(analysis, index, &spot) else { continue };
            for mention in index.mentions_of(id).filter(|mention| same || mention.by_key == symbol.by_key) {
                if let Some(spot) = analysis.spot(mention.span) {
                    edits.push(Edit { spot, with: with.clone() });
                }
            }
        }
        edits.sort_by(|a, b| a.spot.cmp(&b.spot));
        edits.dedup();
        if edits.iter().any(|edit| self.is_stale(&edit.spot.path)) {
            return Err(Words::new(
                "另一个打开的文件引号或括号没有配对，先改正它",
                "quotes or brackets of another open file do not pair; mend it first",
            ));
        }
        let texts = self.applied(&edits).ok_or_else(gone)?;
        for analysis in &packs {
            let replaced = self.texts_with(&texts);
            let after = self.load(analysis.root.clone(), &replaced).ok_or_else(gone)?;
            unchanged(analysis, &after)?;
        }
        Ok(edits)
    }

    /// The texts after edits, by file.
    fn applied(&self, edits: &[Edit]) -> Option<BTreeMap<PathBuf, String>> {
        let mut texts = BTreeMap::new();
        for path in edits.iter().map(|edit| &edit.spot.path) {
            if !texts.contains_key(path) {
                let text = self.text(path)?;
                let own = edits.iter().filter(|edit| edit.spot.path == *path);
                texts.insert(path.clone(), apply(&text, own)?);
            }
        }
        Some(texts)
    }
}

/// A text after edits that do not touch one another, in order of place.
fn apply<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> Option<String> {
    let lines = Lines::of(text);
    let (mut out, mut at) = (String::new(), 0);
    for edit in edits {
        out.push_str(text.get(at..lines.offset(text, edit.spot.from))?);
        out.push_str(&edit.with);
        at = lines.offset(text, edit.spot.to);
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// How a new name is written: in `「」` when it is a keyword.
fn written(to: &str, kind: Kind, by_key: bool) -> Result<String, Refusal> {
    let to = to.trim().trim_start_matches('「').trim_end_matches('」');
    let refuse = || {
        Err(Words::new(
            format!("“{to}”不能作名称：名称是一个词，不含空格和标点"),
            format!("`{to}` cannot be a name: a name is one word without spaces or punctuation"),
        ))
    };
    if by_key {
        let plain = to.starts_with(|c: char| c.is_ascii_lowercase())
            && to.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        return if plain { Ok(to.to_owned()) } else { refuse() };
    }
    if kind == Kind::Item {
        let plain =
            !to.is_empty() && to.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
        return if plain { Ok(to.to_owned()) } else { refuse() };
    }
    let written = if is_reserved(to) { format!("「{to}」") } else { to.to_owned() };
    let (tree, found) = crate::syntax::parse(FileId::default(), &format!("定义 {written} = 1"));
    let one =
        matches!(tree.decls.as_slice(), [crate::syntax::ast::Decl::Define(definition)] if definition.name.text == to);
    if one && !has_errors(&found) { Ok(written) } else { refuse() }
}

/// Every name still stands for what it stood for, and nothing new is wrong.
fn unchanged(before: &Analysis, after: &Analysis) -> Result<(), Refusal> {
    let meaning = |analysis: &Analysis| -> Vec<(usize, bool)> {
        analysis.index().mentions.iter().map(|mention| (mention.decl, mention.declares)).collect()
    };
    let errors = |analysis: &Analysis| -> Vec<&'static str> {
        analysis.pack.diagnostics().iter().map(|found| found.code.id()).collect()
    };
    if meaning(before) == meaning(after) && errors(before) == errors(after) {
        return Ok(());
    }
    let is_new = |found: &&Diagnostic| {
        let same = |other: &Diagnostic| other.code == found.code && other.message == found.message;
        !before.pack.diagnostics().iter().any(same)
    };
    // That a name is taken explains whatever else goes wrong.
    let taken =
        |found: &Diagnostic| matches!(found.code, Code::DuplicateName | Code::DuplicateItem | Code::ShadowedName);
    let new = after.pack.diagnostics().iter().filter(is_new).min_by_key(|found| !taken(found));
    let why = new
        .map_or_else(|| Words::new("与已有的名称冲突", "it clashes with a name in use"), |found| found.message.clone());
    Err(Words::new(format!("不能这样改名：{}", why.zh), format!("cannot rename so: {}", why.en)))
}
