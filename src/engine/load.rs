//! Loading packs from a folder, a file or memory. Owns the file system, imports and the hash of the sources.

use super::Pack;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Words, has_errors, tidy};
use crate::source::{Source, Sources};
use crate::span::Span;
use crate::syntax::ast;
use crate::syntax::limits::MAX_FILE_BYTES;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Files of one pack, imports included: a notice has a dozen.
const MAX_FILES: usize = 1_000;
/// Bytes of all files of a pack together: a thousand times the notice, with room.
const MAX_PACK_BYTES: usize = 80 * 1024 * 1024;
/// Imports of imports.
const MAX_IMPORT_DEPTH: usize = 8;

/// A pack that cannot even be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadError {
    words: Words,
    help: Option<Words>,
}

impl LoadError {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { words: Words::new(zh, en), help: None }
    }

    /// What is wrong.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// How to mend it.
    #[must_use]
    pub const fn help(&self) -> Option<&Words> {
        self.help.as_ref()
    }
}

impl core::fmt::Display for LoadError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.words.en)
    }
}

impl core::error::Error for LoadError {}

/// Texts that are not saved yet, by canonical path.
pub(crate) type Buffers = BTreeMap<PathBuf, String>;

/// What is being gathered.
#[derive(Default)]
struct Gathered<'a> {
    /// Texts that stand for what is on disk, by canonical path.
    buffers: Option<&'a Buffers>,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    own: Vec<ast::File>,
    imported: Vec<ast::File>,
    seen: Vec<PathBuf>,
    hasher: Sha256,
    bytes: usize,
    /// The pack is too large; nothing more is read of it.
    over: bool,
}

impl Pack {
    /// Loads the `.huice` files of a folder (or a single file) and of the packs it imports, and checks them.
    ///
    /// # Errors
    /// Only when nothing can be read at all; everything else is a diagnostic of the pack.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        Self::read(path.as_ref(), None)
    }

    /// The same, with texts that an editor holds in place of what is on disk.
    ///
    /// # Errors
    /// As [`Pack::load`].
    #[cfg(feature = "lsp")]
    pub(crate) fn load_buffers(path: &Path, buffers: &Buffers) -> Result<Self, LoadError> {
        Self::read(path, Some(buffers))
    }

    /// The same with other texts for some files, named as in [`Pack::sources`]: what the pack would be if they were
    /// saved.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_with(path: impl AsRef<Path>, texts: &[(String, String)]) -> Result<Self, LoadError> {
        let buffers = texts.iter().map(|(name, text)| (canonical(Path::new(name)), text.clone())).collect();
        Self::read(path.as_ref(), Some(&buffers))
    }

    fn read(path: &Path, buffers: Option<&Buffers>) -> Result<Self, LoadError> {
        let mut gathered = Gathered { buffers, ..Gathered::default() };
        let files = gathered.list(path)?;
        let folder =
            if path.is_dir() { path.to_path_buf() } else { path.parent().map(Path::to_path_buf).unwrap_or_default() };
        gathered.seen.push(canonical(&folder));
        gathered.read_files(&files, true);
        gathered.imports(&folder, 0);
        let id = folder.file_name().map_or_else(|| "pack".to_owned(), |name| name.to_string_lossy().into_owned());
        let scripts = move |name: &str| -> Result<String, String> {
            let inside =
                Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
            if !inside {
                return Err("脚本必须在规则包的文件夹之内 (a script must lie inside its pack)".to_owned());
            }
            match read_start(&folder.join(name), MAX_FILE_BYTES).map(String::from_utf8) {
                Ok(Ok(text)) => Ok(text),
                Ok(Err(_)) => Err("文件不是 UTF-8 编码 (the file is not UTF-8)".to_owned()),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err("没有这个文件 (no such file)".to_owned())
                }
                Err(error) => Err(error.to_string()),
            }
        };
        Ok(gathered.finish(&id, &scripts))
    }

    /// Checks a pack given as `(name, text)` pairs. Scripts are not available.
    #[must_use]
    pub fn from_sources(id: &str, files: &[(&str, &str)]) -> Self {
        Self::from_sources_and_scripts(id, files, &[])
    }

    /// The same with scripts as `(path, text)` pairs.
    #[must_use]
    pub fn from_sources_and_scripts(id: &str, files: &[(&str, &str)], scripts: &[(&str, &str)]) -> Self {
        let mut gathered = Gathered::default();
        for (name, text) in files {
            gathered.add(name, (*text).to_owned(), true);
        }
        let find = |name: &str| -> Result<String, String> {
            let found = scripts.iter().find(|(path, _)| *path == name);
            found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "没有这个文件 (no such file)".to_owned())
        };
        gathered.finish(id, &find)
    }
}

impl Gathered<'_> {
    /// The part of the hash that a text of this name makes. Names are those inside a pack, so that the hash does not
    /// depend on where the pack lies; lengths keep two packs from sharing a hash by accident.
    fn digest(&mut self, name: &str, text: &str) {
        let name = name.rsplit('/').next().unwrap_or(name);
        self.hasher.update(name.len().to_le_bytes());
        self.hasher.update(name.as_bytes());
        self.hasher.update(text.len().to_le_bytes());
        self.hasher.update(text.as_bytes());
    }

    fn add(&mut self, name: &str, text: String, own: bool) {
        if self.over {
            return;
        }
        self.digest(name, &text);
        self.bytes = self.bytes.saturating_add(text.len());
        let id = self.sources.add(Source::new(name, text));
        self.over = self.bytes > MAX_PACK_BYTES || self.sources.files().len() > MAX_FILES;
        if self.over {
            // What was found so far follows from it as often as not, and would hide it.
            self.diagnostics.clear();
            self.diagnostics.push(Diagnostic::new(
                Code::FileTooLarge,
                Span::new(id, 0, 0),
                format!("规则包过大：最多 {MAX_FILES} 个文件、{MAX_PACK_BYTES} 字节"),
                format!("the pack is too large: at most {MAX_FILES} files and {MAX_PACK_BYTES} bytes"),
            ));
            return;
        }
        let text = self.sources.get(id).map_or("", Source::text);
        let (file, found) = crate::syntax::parse(id, text);
        self.diagnostics.extend(found);
        if own { self.own.push(file) } else { self.imported.push(file) }
    }

    fn read_files(&mut self, files: &[PathBuf], own: bool) {
        for path in files {
            if self.over {
                return;
            }
            let name = path.to_string_lossy().replace('\\', "/");
            let buffer = self.buffers.and_then(|buffers| buffers.get(&canonical(path)));
            let bytes = buffer.map_or_else(|| read_start(path, MAX_FILE_BYTES), |text| Ok(text.clone().into_bytes()));
            let text = match bytes.map(String::from_utf8) {
                // Its start is enough to be refused, and may end within a character.
                Ok(Err(error)) if error.as_bytes().len() > MAX_FILE_BYTES => {
                    String::from_utf8_lossy(error.as_bytes()).into_owned()
                }
                Ok(Ok(text)) => text,
                Ok(Err(error)) => {
                    let at = error.utf8_error().valid_up_to();
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    let id = self.sources.add(Source::new(name.as_str(), text));
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::FileUnreadable,
                            Span::new(id, at, at),
                            "文件不是 UTF-8 编码",
                            "the file is not UTF-8",
                        )
                        .help("另存为 UTF-8 编码", "save it as UTF-8"),
                    );
                    continue;
                }
                Err(error) => {
                    let id = self.sources.add(Source::new(name.as_str(), ""));
                    self.diagnostics.push(Diagnostic::new(
                        Code::FileUnreadable,
                        Span::new(id, 0, 0),
                        format!("读不出文件：{error}"),
                        format!("cannot read the file: {error}"),
                    ));
                    continue;
                }
            };
            self.add(&name, text, own);
        }
    }

    /// The `.huice` files of a folder in order of name, or the one file; texts without a file count too.
    fn list(&self, path: &Path) -> Result<Vec<PathBuf>, LoadError> {
        let folder = canonical(path);
        let unsaved: Vec<PathBuf> = self
            .buffers
            .into_iter()
            .flat_map(BTreeMap::keys)
            .filter(|buffer| **buffer == folder || buffer.parent() == Some(&folder) && is_rule_file(buffer))
            .filter(|buffer| !buffer.exists())
            .cloned()
            .collect();
        match list(path) {
            Ok(mut files) => {
                files.extend(unsaved);
                files.sort();
                Ok(files)
            }
            Err(error) if unsaved.is_empty() => Err(error),
            Err(_) => Ok(unsaved),
        }
    }

    /// Reads the packs that the files read so far import.
    fn imports(&mut self, folder: &Path, depth: usize) {
        let files = if depth == 0 { &self.own } else { &self.imported };
        let wanted: Vec<(String, Span)> = files
            .iter()
            .flat_map(|file| &file.decls)
            .filter_map(|decl| if let ast::Decl::Pack(pack) = decl { Some(&pack.clauses) } else { None })
            .flatten()
            .filter_map(|clause| match clause {
                ast::PackClause::Import(text) => Some((text.value.clone(), text.span)),
                _ => None,
            })
            .collect();
        for (name, span) in wanted {
            if self.over {
                return;
            }
            let path = folder.join(&name);
            let place = canonical(&path);
            if self.seen.contains(&place) {
                continue;
            }
            self.seen.push(place);
            let problem = match self.list(&path) {
                Ok(_) if depth >= MAX_IMPORT_DEPTH => {
                    Some(LoadError::new("引入的层数过多", "imports are nested too deeply"))
                }
                Ok(files) => {
                    self.read_files(&files, false);
                    self.imports(&path, depth.saturating_add(1));
                    None
                }
                Err(error) => Some(error),
            };
            if let Some(problem) = problem {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnknownPack,
                        span,
                        format!("引入“{name}”失败：{}", problem.words.zh),
                        format!("cannot import `{name}`: {}", problem.words.en),
                    )
                    .help(
                        "路径从本规则包的文件夹算起；复制规则包时，引入的文件夹也要一起复制",
                        "the path is relative to this pack's folder; copy the imported folder along with the pack",
                    ),
                );
            }
        }
    }

    fn finish(mut self, id: &str, scripts: &dyn Fn(&str) -> Result<String, String>) -> Pack {
        let files = self.own.iter().chain(&self.imported).flat_map(|file| &file.decls);
        let declared: Vec<String> = files
            .filter_map(
                |decl| if let ast::Decl::Script(script) = decl { Some(script.file.value.clone()) } else { None },
            )
            .collect();
        for name in declared {
            if let Ok(text) = scripts(&name) {
                self.digest(&name, &text);
            }
        }
        let hash: String = self.hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut diagnostics = self.diagnostics;
        let input = check::Input {
            main: &self.own,
            imported: &self.imported,
            sources: &self.sources,
            scripts,
            hash,
            fallback_id: id.to_owned(),
        };
        let (policy, found) = if self.over { (None, Vec::new()) } else { check::check(&input) };
        // What could not be read stands in the tree as something else; what is said about that misleads.
        let unread: Vec<Span> = diagnostics.iter().map(|d| d.primary.span).collect();
        // One byte is the space between two words.
        let touches = |a: Span, b: &Span| {
            a.file == b.file && a.start <= b.end.saturating_add(1) && b.start <= a.end.saturating_add(1)
        };
        // An expression that breaks off has another type than the whole would have: `收入 超过` and nothing after it.
        let cut_short = |d: &Diagnostic| {
            d.code.is_of_types()
                && unread.iter().any(|span| {
                    let (from, to) = (d.primary.span.range().end, span.range().start);
                    let between = self.sources.get(span.file).and_then(|source| source.text().get(from..to));
                    d.primary.span.file == span.file && between.is_some_and(|between| !between.contains('\n'))
                })
        };
        // Without a file or an imported pack its names are unknown everywhere, and what hangs on them fails too; a quote
        // or bracket left open hides the rest of its file.
        let hiding = [
            Code::UnknownPack,
            Code::UnclosedString,
            Code::UnclosedBrace,
            Code::NestingTooDeep,
            Code::FileTooLarge,
            Code::FileUnreadable,
        ];
        let whole = !diagnostics.iter().any(|d| hiding.contains(&d.code));
        let found = found.into_iter().filter(|_| whole);
        let found: Vec<Diagnostic> = found
            .filter(|d| !unread.iter().any(|span| touches(d.primary.span, span)))
            .filter(|d| !cut_short(d))
            .collect();
        diagnostics.extend(found);
        tidy(&mut diagnostics);
        let mut policy = policy.filter(|_| !has_errors(&diagnostics));
        let incomplete = policy.as_ref().map(crate::analyse::incomplete).unwrap_or_default();
        if !incomplete.is_empty() {
            diagnostics.extend(incomplete);
            tidy(&mut diagnostics);
            policy = None;
        }
        crate::mend::propose(&mut diagnostics, &self.sources);
        let policy = policy.map(Arc::new);
        let own = self.own.len();
        let files = self.own.into_iter().chain(self.imported).collect();
        Pack { sources: self.sources, files, own, diagnostics, policy }
    }
}

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "huice")
}

/// The bytes of a file, of one that is larger than `most` the first `most + 1`.
fn read_start(path: &Path, most: usize) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The `.huice` files of a folder in order of name, or the one file.
fn list(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let shown = path.display();
    if path.is_file() {
        if path.extension().is_some_and(|extension| extension == "huice") {
            return Ok(vec![path.to_path_buf()]);
        }
        let mut problem = LoadError::new(format!("“{shown}”不是规则包"), format!("`{shown}` is not a pack"));
        problem.help = Some(Words::new(
            "规则包是装有 .huice 文件的文件夹，或一个 .huice 文件",
            "a pack is a folder of .huice files, or one .huice file",
        ));
        return Err(problem);
    }
    let entries = std::fs::read_dir(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => Words::new("没有这个文件夹", "no such folder"),
            std::io::ErrorKind::PermissionDenied => Words::new("没有权限", "permission denied"),
            std::io::ErrorKind::OutOfMemory => Words::new("内存不足", "out of memory"),
            _ => Words::new(error.to_string(), error.to_string()),
        };
        let mut problem = LoadError::new(
            format!("读不出文件夹“{shown}”：{}", why.zh),
            format!("cannot read folder `{shown}`: {}", why.en),
        );
        problem.help =
            nearby(path).map(|hint| Words::new(format!("是不是“{hint}”？"), format!("did you mean `{hint}`?")));
        problem
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| is_rule_file(path) && path.is_file())
        .collect();
    files.sort();
    if files.is_empty() {
        let mut problem = LoadError::new(
            format!("文件夹“{shown}”里没有 .huice 文件"),
            format!("folder `{shown}` has no .huice files"),
        );
        problem.help = Some(Words::new("规则包是装有 .huice 文件的文件夹", "a pack is a folder of .huice files"));
        return Err(problem);
    }
    Ok(files)
}

/// A sibling folder whose name is like the one asked for.
fn nearby(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = std::fs::read_dir(parent)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let hint = check::nearest(&name, names.iter().map(String::as_str))?;
    Some(parent.join(hint).to_string_lossy().replace('\\', "/"))
}
