//! Putting a handbook into a folder: whole or not at all, and never over anything else. Owns nothing but the files.

use super::Files;
use crate::diagnostic::Words;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a handbook was not written. The folder is then as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The path names no folder of its own (`.`, `/`, `..`).
    #[error("`{}` is no name for a new folder", .0.display())]
    NoName(PathBuf),
    /// There is something already, and overwriting was not asked for.
    #[error("`{}` exists", .0.display())]
    Exists(PathBuf),
    /// The folder holds something that no handbook has; it is not overwritten even when asked for.
    #[error("`{}` holds `{}`, which is not part of a handbook", .0.display(), .1)]
    Foreign(PathBuf, String),
    /// The system refused.
    #[error("cannot write `{}`: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

impl WriteError {
    /// The error in both languages.
    #[must_use]
    pub fn words(&self) -> Words {
        let en = self.to_string();
        match self {
            Self::NoName(path) => Words::new(format!("“{}”不能作新文件夹的名字", path.display()), en),
            Self::Exists(path) => Words::new(format!("“{}”已经存在", path.display()), en),
            Self::Foreign(path, name) => {
                Words::new(format!("“{}”里有不属于手册的“{name}”，不覆盖", path.display()), en)
            }
            Self::Io(path, error) => Words::new(format!("“{}”写不出：{error}", path.display()), en),
        }
    }
}

/// Writes the files into a new folder; with `force`, in place of an older handbook. They are first written beside it
/// and then moved, so that a reader never sees half of them.
///
/// # Errors
/// The folder exists (without `force`), holds anything but a handbook, or cannot be written.
pub fn write(files: &Files, folder: &Path, force: bool) -> Result<(), WriteError> {
    let name = folder.file_name().ok_or_else(|| WriteError::NoName(folder.to_owned()))?.to_string_lossy().into_owned();
    let io_at = |path: &Path| {
        let path = path.to_owned();
        move |error| WriteError::Io(path, error)
    };
    let occupied = occupied(folder, force)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(io_at(parent))?;
    let beside = |mark: &str| parent.join(format!(".{name}.{mark}-{}", std::process::id()));
    let (fresh, stale) = (beside("new"), beside("old"));
    fs::create_dir(&fresh).map_err(io_at(&fresh))?;
    let done = fill(files, &fresh).and_then(|()| {
        if occupied {
            fs::rename(folder, &stale).map_err(io_at(folder))?;
        }
        fs::rename(&fresh, folder).map_err(|error| {
            if occupied {
                // Put the old one back; the first error is the one to tell.
                let _ = fs::rename(&stale, folder);
            }
            WriteError::Io(folder.to_owned(), error)
        })
    });
    if done.is_err() {
        // What is left beside is of no use; failing to remove it changes nothing.
        let _ = fs::remove_dir_all(&fresh);
    }
    done?;
    if occupied {
        fs::remove_dir_all(&stale).map_err(io_at(&stale))?;
    }
    Ok(())
}

fn fill(files: &Files, folder: &Path) -> Result<(), WriteError> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| WriteError::Io(path, error))?;
    }
    Ok(())
}

/// Whether there is a folder to be replaced.
fn occupied(folder: &Path, force: bool) -> Result<bool, WriteError> {
    let io_at = |error| WriteError::Io(folder.to_owned(), error);
    let found = match fs::symlink_metadata(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(io_at(error)),
    };
    if !found.is_dir() {
        return Err(WriteError::Exists(folder.to_owned()));
    }
    let mut any = false;
    for entry in fs::read_dir(folder).map_err(io_at)? {
        let entry = entry.map_err(io_at)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        any = true;
        if force && !(entry.file_type().map_err(io_at)?.is_file() && is_ours(&name)) {
            return Err(WriteError::Foreign(folder.to_owned(), name));
        }
    }
    if any && !force { Err(WriteError::Exists(folder.to_owned())) } else { Ok(true) }
}

/// Whether a handbook has files of this name.
fn is_ours(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let measure = stem.strip_prefix('m').is_some_and(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(ending, "html" | "md") && (measure || matches!(stem, "index" | "subjects" | "agencies" | "terms"))
}
