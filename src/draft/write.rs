//! Writing a draft to a folder that must not exist yet. Owns the file system: all files or none.

use super::Draft;
use std::io;
use std::path::{Path, PathBuf};

/// Why a draft was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// There is something of that name.
    #[error("`{0}` exists already")]
    Exists(PathBuf),
    /// The file system refused.
    #[error("cannot write `{path}`: {source}")]
    Io {
        /// What could not be written.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Draft {
    /// Writes all files to a new folder: first beside it, then moved into place, so that no half of a pack is left.
    ///
    /// # Errors
    /// When the folder exists, or the file system refuses.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        if folder.symlink_metadata().is_ok() {
            return Err(WriteError::Exists(folder.to_path_buf()));
        }
        let name = folder.file_name().map_or_else(|| "pack".to_owned(), |name| name.to_string_lossy().into_owned());
        let temporary = folder.with_file_name(format!(".{name}.{}.draft", std::process::id()));
        let result = self.fill(&temporary).and_then(|()| {
            std::fs::rename(&temporary, folder).map_err(|source| WriteError::Io { path: folder.to_path_buf(), source })
        });
        if result.is_err() {
            // What failed is reported; a folder that cannot be removed either adds nothing.
            let _ = std::fs::remove_dir_all(&temporary);
        }
        result
    }

    fn fill(&self, folder: &Path) -> Result<(), WriteError> {
        let failed = |path: &Path| {
            let path = path.to_path_buf();
            move |source| WriteError::Io { path, source }
        };
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
        for (name, text) in &self.files {
            let file = folder.join(name);
            std::fs::write(&file, text).map_err(failed(&file))?;
        }
        Ok(())
    }
}
