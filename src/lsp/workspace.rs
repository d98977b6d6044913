//! The texts an editor holds and the packs they belong to. Owns unsaved texts, which folder is a pack, when a pack is
//! read again, and what stands in for a text that cannot be read at the moment; knows nothing of the protocol.

use super::index::Index;
use super::text::{Change, Lines, Place, changed};
use crate::diagnostic::{Code, Diagnostic, Lang};
use crate::engine::{Buffers, Pack};
use crate::span::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A stretch of a file as an editor counts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, canonical.
    pub path: PathBuf,
    /// Where it begins.
    pub from: Place,
    /// Where it ends.
    pub to: Place,
}

/// A replacement of a stretch of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub spot: Spot,
    /// By what.
    pub with: String,
}

/// A text an editor holds.
#[derive(Clone, Debug)]
struct Buffer {
    text: String,
    version: i32,
    /// The last text of it whose brackets and quotes paired, while they do not.
    stand_in: Option<String>,
    /// What is wrong with brackets, quotes and nesting, so that nothing of it can be read.
    broken: Vec<Diagnostic>,
}

/// A pack as it was read last.
#[derive(Debug)]
pub struct Analysis {
    /// The folder, or the single file.
    pub root: PathBuf,
    /// The pack.
    pub pack: Pack,
    /// Canonical paths by file.
    pub paths: Vec<PathBuf>,
    lines: Vec<Lines>,
    index: OnceLock<Index>,
    lang: Lang,
}

impl Analysis {
    fn new(root: PathBuf, pack: Pack, lang: Lang) -> Self {
        let files = pack.sources().files();
        let paths = files.iter().map(|file| canonical(Path::new(file.name()))).collect();
        let lines = files.iter().map(|file| Lines::of(file.text())).collect();
        Self { root, pack, paths, lines, index: OnceLock::new(), lang }
    }

    /// The names of the pack and where they are mentioned.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.pack.files(), self.pack.sources(), self.lang))
    }

    /// The file with this path.
    #[must_use]
    pub fn file(&self, path: &Path) -> Option<FileId> {
        let at = self.paths.iter().position(|own| own == path)?;
        u32::try_from(at).ok().map(FileId)
    }

    /// The text of a file as it was read.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.pack.sources().get(file).map_or("", crate::source::Source::text)
    }

    /// The byte offset of a place in a file as it was read.
    #[must_use]
    pub fn offset(&self, file: FileId, place: Place) -> usize {
        let at = usize::try_from(file.0).unwrap_or(usize::MAX);
        self.lines.get(at).map_or(0, |lines| lines.offset(self.text(file), place))
    }

    /// A span as an editor counts it.
    #[must_use]
    pub fn spot(&self, span: Span) -> Option<Spot> {
        let at = usize::try_from(span.file.0).ok()?;
        let (path, lines) = (self.paths.get(at)?, self.lines.get(at)?);
        let (text, range) = (self.text(span.file), span.range());
        Some(Spot { path: path.clone(), from: lines.place(text, range.start), to: lines.place(text, range.end) })
    }
}

/// The texts an editor holds, and the packs they belong to.
#[derive(Debug)]
pub struct Workspace {
    lang: Lang,
    buffers: BTreeMap<PathBuf, Buffer>,
    packs: BTreeMap<PathBuf, Arc<Analysis>>,
    /// The packs of files that were asked about.
    roots: BTreeMap<PathBuf, PathBuf>,
    /// Files about which something was said before.
    told: BTreeSet<PathBuf>,
    /// Folders the editor has open, in which other packs may lie.
    folders: Vec<PathBuf>,
}

/// Folders looked into for packs that import the one at hand, and how deep they may lie.
const MAX_FOLDERS: usize = 2_000;
const MAX_FOLDER_DEPTH: usize = 8;

/// What is to be said about one file: everything, each time.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// The version of the text it is about, if an editor holds it.
    pub version: Option<i32>,
    /// The findings by place, with the places of each.
    pub findings: Vec<Finding>,
}

/// A diagnostic with its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub spot: Spot,
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// Other places that matter, with words.
    pub labels: Vec<(Spot, String)>,
    /// The mending as an edit.
    pub fix: Option<Edit>,
}

impl Workspace {
    /// A workspace without texts; words in one language.
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self {
            lang,
            buffers: BTreeMap::new(),
            packs: BTreeMap::new(),
            roots: BTreeMap::new(),
            told: BTreeSet::new(),
            folders: Vec::new(),
        }
    }

    /// The language of its words.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The folders the editor has open.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders.iter().map(|folder| canonical(folder)).collect();
    }

    /// Every pack at hand that reads this file: those of open texts, and those in the editor's folders.
    pub(super) fn packs_with(&mut self, path: &Path) -> Vec<Arc<Analysis>> {
        let mut found = self.open_packs();
        let mut open: Vec<(PathBuf, usize)> = self.folders.iter().map(|folder| (folder.clone(), 0)).collect();
        let mut seen = 0_usize;
        while let Some((folder, depth)) = open.pop() {
            seen = seen.saturating_add(1);
            if seen > MAX_FOLDERS {
                break;
            }
            let entries: Vec<PathBuf> = std::fs::read_dir(&folder)
                .into_iter()
                .flatten()
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .collect();
            let mut files = entries.iter().filter(|path| is_rule_file(path));
            let first = files.next().and_then(|file| self.analysis(file));
            // A folder of several packs is looked through file by file.
            let apart = first.as_ref().is_some_and(|analysis| analysis.root.is_file());
            let others: Vec<_> = files.filter(|_| apart).filter_map(|file| self.analysis(file)).collect();
            for analysis in first.into_iter().chain(others) {
                if !found.iter().any(|other| other.root == analysis.root) {
                    found.push(analysis);
                }
            }
            let inner = entries.into_iter().filter(|path| path.is_dir() && !path.is_symlink() && is_looked_into(path));
            open.extend(inner.filter(|_| depth < MAX_FOLDER_DEPTH).map(|path| (path, depth.saturating_add(1))));
        }
        let path = canonical(path);
        found.retain(|analysis| analysis.file(&path).is_some());
        found
    }

    /// Words in another language from now on.
    pub fn speak(&mut self, lang: Lang) {
        self.lang = lang;
        self.forget();
    }

    /// An editor holds this text from now on.
    pub fn open(&mut self, path: &Path, text: String, version: i32) {
        self.put(canonical(path), text, version);
    }

    /// The editor changed the text. Changes apply one after the other.
    pub fn change(&mut self, path: &Path, changes: &[Change], version: i32) {
        let path = canonical(path);
        let old = self.buffers.get(&path).map_or_else(String::new, |buffer| buffer.text.clone());
        let text = changes.iter().fold(old, |text, change| changed(&text, change));
        self.put(path, text, version);
    }

    fn put(&mut self, path: PathBuf, text: String, version: i32) {
        let mut broken = crate::syntax::parse(FileId::default(), &text).1;
        broken.retain(|found| unreadable(found.code));
        let stand_in = if broken.is_empty() {
            None
        } else {
            let before = self.buffers.remove(&path);
            before
                .map(|buffer| if buffer.broken.is_empty() { Some(buffer.text) } else { buffer.stand_in })
                .unwrap_or_else(|| {
                    // Opened as it is: what is on disk may be better.
                    let disk = std::fs::read_to_string(&path).ok()?;
                    let found = crate::syntax::parse(FileId::default(), &disk).1;
                    (!found.iter().any(|found| unreadable(found.code))).then_some(disk)
                })
        };
        self.buffers.insert(path, Buffer { text, version, stand_in, broken });
        self.forget();
    }

    /// What was read is read again when it is asked for.
    fn forget(&mut self) {
        self.packs.clear();
        self.roots.clear();
    }

    /// The editor no longer holds the text; what is on disk holds.
    pub fn close(&mut self, path: &Path) {
        self.buffers.remove(&canonical(path));
        self.forget();
    }

    /// Files changed on disk.
    pub fn disk_changed(&mut self) {
        self.forget();
    }

    /// The text of a file: the editor's, or the one on disk.
    #[must_use]
    pub fn text(&self, path: &Path) -> Option<String> {
        let path = canonical(path);
        match self.buffers.get(&path) {
            Some(buffer) => Some(buffer.text.clone()),
            None => std::fs::read_to_string(path).ok(),
        }
    }

    /// Whether nothing of a text can be read at the moment, so that an older text stands in for it.
    #[must_use]
    pub fn is_stale(&self, path: &Path) -> bool {
        self.buffers.get(&canonical(path)).is_some_and(|buffer| !buffer.broken.is_empty())
    }

    fn texts(&self) -> Buffers {
        let text = |buffer: &Buffer| buffer.stand_in.as_ref().unwrap_or(&buffer.text).clone();
        self.buffers.iter().map(|(path, buffer)| (path.clone(), text(buffer))).collect()
    }

    /// The pack a file belongs to: its folder; the file alone where a folder holds several packs.
    pub fn analysis(&mut self, path: &Path) -> Option<Arc<Analysis>> {
        let path = canonical(path);
        let root = match self.roots.get(&path) {
            Some(root) => root.clone(),
            None => self.root(&path),
        };
        self.roots.insert(path, root.clone());
        if let Some(known) = self.packs.get(&root) {
            return Some(Arc::clone(known));
        }
        let fresh = Arc::new(self.load(root.clone(), &self.texts())?);
        self.packs.insert(root, Arc::clone(&fresh));
        Some(fresh)
    }

    /// A pack with these texts in place of what is on disk.
    pub(super) fn load(&self, root: PathBuf, texts: &Buffers) -> Option<Analysis> {
        let pack = Pack::load_buffers(&root, texts).ok()?;
        Some(Analysis::new(root, pack, self.lang))
    }

    /// The texts that take part, with some replaced.
    pub(super) fn texts_with(&self, replaced: &BTreeMap<PathBuf, String>) -> Buffers {
        let mut texts = self.texts();
        texts.extend(replaced.iter().map(|(path, text)| (path.clone(), text.clone())));
        texts
    }

    fn root(&self, path: &Path) -> PathBuf {
        let Some(folder) = path.parent() else { return path.to_path_buf() };
        let on_disk = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
        let files: BTreeSet<PathBuf> = on_disk
            .chain(self.buffers.keys().filter(|buffer| buffer.parent() == Some(folder)).cloned())
            .filter(|path| is_rule_file(path))
            .collect();
        let cards = files.iter().filter(|file| self.text(file).is_some_and(|text| has_card(&text))).count();
        if cards > 1 { path.to_path_buf() } else { folder.to_path_buf() }
    }

    /// Every pack of a text the editor holds.
    pub(super) fn open_packs(&mut self) -> Vec<Arc<Analysis>> {
        let paths: Vec<PathBuf> = self.buffers.keys().cloned().collect();
        let mut found: Vec<Arc<Analysis>> = Vec::new();
        for path in paths {
            if let Some(analysis) = self.analysis(&path)
                && !found.iter().any(|other| other.root == analysis.root)
            {
                found.push(analysis);
            }
        }
        found
    }

    /// What is to be said about every file of the packs at hand, and about those something was said of before.
    pub fn reports(&mut self) -> Vec<Report> {
        let mut by_file: BTreeMap<PathBuf, Vec<Finding>> = BTreeMap::new();
        for path in self.told.iter().chain(self.buffers.keys()) {
            by_file.entry(path.clone()).or_default();
        }
        for analysis in self.open_packs() {
            for finding in self.findings(&analysis) {
                let all = by_file.entry(finding.spot.path.clone()).or_default();
                if !all.contains(&finding) {
                    all.push(finding);
                }
            }
        }
        for (path, buffer) in &self.buffers {
            if !buffer.broken.is_empty() {
                by_file.insert(path.clone(), broken_findings(path, buffer, self.lang));
            }
        }
        self.told = by_file.iter().filter(|(_, findings)| !findings.is_empty()).map(|(path, _)| path.clone()).collect();
        let version = |path: &PathBuf| self.buffers.get(path).map(|buffer| buffer.version);
        by_file
            .into_iter()
            .map(|(path, mut findings)| {
                findings.sort_by(|a, b| (&a.spot, a.diagnostic.code).cmp(&(&b.spot, b.diagnostic.code)));
                Report { version: version(&path), path, findings }
            })
            .collect()
    }

    /// The findings of one pack.
    #[must_use]
    pub fn findings(&self, analysis: &Analysis) -> Vec<Finding> {
        let all = analysis.pack.diagnostics();
        // What a file that cannot be read declares is unknown everywhere; saying so helps nobody.
        let unread = all.iter().any(|found| unreadable(found.code));
        let kept = all.iter().filter(|f| !unread || f.code.id().starts_with("E01") || unreadable(f.code));
        kept.filter_map(|diagnostic| {
            let labels = diagnostic.labels.iter();
            Some(Finding {
                spot: analysis.spot(diagnostic.primary.span)?,
                labels: labels
                    .filter_map(|label| Some((analysis.spot(label.span)?, label.words.get(self.lang).to_owned())))
                    .collect(),
                fix: diagnostic
                    .patch
                    .as_ref()
                    .and_then(|patch| Some(Edit { spot: analysis.spot(patch.span)?, with: patch.with.clone() })),
                diagnostic: diagnostic.clone(),
            })
        })
        .collect()
    }

    /// The findings about one file, as they stand.
    pub fn findings_of(&mut self, path: &Path) -> Vec<Finding> {
        let path = canonical(path);
        if let Some(buffer) = self.buffers.get(&path).filter(|buffer| !buffer.broken.is_empty()) {
            return broken_findings(&path, buffer, self.lang);
        }
        let Some(analysis) = self.analysis(&path) else { return Vec::new() };
        self.findings(&analysis).into_iter().filter(|finding| finding.spot.path == path).collect()
    }
}

/// Findings about a text nothing of which can be read.
fn broken_findings(path: &Path, buffer: &Buffer, lang: Lang) -> Vec<Finding> {
    let lines = Lines::of(&buffer.text);
    let spot = |span: Span| {
        let range = span.range();
        let (from, to) = (lines.place(&buffer.text, range.start), lines.place(&buffer.text, range.end));
        Spot { path: path.to_path_buf(), from, to }
    };
    let finding = |found: &Diagnostic| Finding {
        spot: spot(found.primary.span),
        labels: found.labels.iter().map(|label| (spot(label.span), label.words.get(lang).to_owned())).collect(),
        fix: found.patch.as_ref().map(|patch| Edit { spot: spot(patch.span), with: patch.with.clone() }),
        diagnostic: found.clone(),
    };
    buffer.broken.iter().map(finding).collect()
}

/// Findings after which nothing of a file is read.
const fn unreadable(code: Code) -> bool {
    matches!(
        code,
        Code::FileTooLarge | Code::NestingTooDeep | Code::UnclosedString | Code::UnclosedBrace | Code::UnknownPack
    )
}

/// Whether a text has the card of a pack; only the start of a line counts.
fn has_card(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches('\u{feff}').trim_start();
        ["包", "pack"]
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with(char::is_whitespace)))
    })
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "huice")
}

/// Folders of tools hold no packs.
fn is_looked_into(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    !name.starts_with('.') && name != "target" && name != "node_modules"
}

/// A path by which a file is known, however it is written.
pub(super) fn canonical(path: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(path) {
        return path;
    }
    // A file that is not saved yet: its folder may be there.
    match (path.parent().and_then(|folder| std::fs::canonicalize(folder).ok()), path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_path_buf(),
    }
}
