//! Files that appear only when they are complete: written under another name in the same folder, synchronised, renamed.
//! Owns those names, and removing what a killed run has left.

use super::super::error::{BatchError, Fault};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How names of unfinished files end.
const PARTIAL: &str = ".huice-partial";
/// How often another name is tried.
const TRIES: u32 = 1000;

/// A file being written.
#[derive(Debug)]
pub(in super::super) struct Target {
    path: PathBuf,
    /// Its name until it is complete; `None` for standard output and devices, and after the renaming.
    partial: Option<PathBuf>,
    out: BufWriter<Out>,
    /// Why the system refused to write, for writers that hide it.
    failed: Option<io::ErrorKind>,
}

#[derive(Debug)]
enum Out {
    File(File),
    Stdout(io::Stdout),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stdout(out) => out.flush(),
        }
    }
}

impl Target {
    /// Begins a file; `-` is standard output. What an earlier run has left of the same file is removed.
    pub(in super::super) fn create(path: &Path) -> Result<Self, BatchError> {
        let fail = |error: io::Error| BatchError::unwritable(path, &error);
        if path == Path::new("-") {
            let out = BufWriter::new(Out::Stdout(io::stdout()));
            return Ok(Self { path: path.to_owned(), partial: None, out, failed: None });
        }
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => return Err(fail(io::Error::from(io::ErrorKind::IsADirectory))),
            // A device or a pipe cannot be replaced; it is written to.
            Ok(data) if !data.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(fail)?;
                let out = BufWriter::new(Out::File(file));
                return Ok(Self { path: path.to_owned(), partial: None, out, failed: None });
            }
            _ => {}
        }
        sweep(path);
        Self::begin(path)
    }

    /// Begins the same file once more, beside what this run has written of it.
    #[cfg(feature = "batch")]
    pub(in super::super) fn again(path: &Path) -> Result<Self, BatchError> {
        Self::begin(path)
    }

    fn begin(path: &Path) -> Result<Self, BatchError> {
        let fail = |error: io::Error| BatchError::unwritable(path, &error);
        let (folder, name) = parts(path).ok_or_else(|| fail(io::Error::from(io::ErrorKind::InvalidInput)))?;
        for n in 0..TRIES {
            let partial = folder.join(format!(".{name}.{:x}-{n}{PARTIAL}", std::process::id()));
            match OpenOptions::new().read(true).write(true).create_new(true).open(&partial) {
                Ok(file) => {
                    let out = BufWriter::new(Out::File(file));
                    return Ok(Self { path: path.to_owned(), partial: Some(partial), out, failed: None });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(fail(error)),
            }
        }
        Err(fail(io::Error::from(io::ErrorKind::AlreadyExists)))
    }

    /// Writes bytes.
    pub(in super::super) fn put(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.out.write_all(bytes).map_err(|error| BatchError::unwritable(&self.path, &error))
    }

    /// The name it will have.
    pub(in super::super) fn path(&self) -> &Path {
        &self.path
    }

    /// Why the system refused to write, if it did.
    #[cfg(feature = "batch")]
    pub(in super::super) fn failure(&self) -> Option<BatchError> {
        self.failed.map(|kind| BatchError::unwritable(&self.path, &io::Error::from(kind)))
    }

    /// Whether it is a file that gets its name at the end.
    pub(in super::super) const fn is_file(&self) -> bool {
        self.partial.is_some()
    }

    /// Hands everything to the disk.
    pub(in super::super) fn settle(&mut self) -> Result<(), BatchError> {
        let result = self.out.flush().and_then(|()| match self.out.get_ref() {
            Out::File(file) if self.partial.is_some() => file.sync_all(),
            _ => Ok(()),
        });
        result.map_err(|error| BatchError::unwritable(&self.path, &error))
    }

    /// The file as it has been written so far, for who has to write it in another form.
    #[cfg(feature = "batch")]
    pub(in super::super) fn written(&mut self) -> Result<File, BatchError> {
        let fail = |error: io::Error| BatchError::unwritable(&self.path, &error);
        self.out.flush().map_err(fail)?;
        match self.out.get_ref() {
            Out::File(file) => file.try_clone().map_err(fail),
            Out::Stdout(_) => Err(fail(io::Error::from(io::ErrorKind::NotSeekable))),
        }
    }

    /// Reads a settled file again from its beginning.
    pub(in super::super) fn reread(&mut self, each: &mut dyn FnMut(&[u8])) -> Result<(), BatchError> {
        let fail = |error: io::Error| BatchError::unwritable(&self.path, &error);
        let Out::File(file) = self.out.get_mut() else { return Ok(()) };
        file.seek(SeekFrom::Start(0)).map_err(fail)?;
        let mut piece = vec![0_u8; 64 * 1024];
        loop {
            let got = file.read(&mut piece).map_err(fail)?;
            if got == 0 {
                return Ok(());
            }
            each(piece.get(..got).unwrap_or_default());
        }
    }

    /// Gives a settled file its name.
    pub(in super::super) fn publish(mut self) -> Result<(), BatchError> {
        let Some(partial) = self.partial.take() else { return Ok(()) };
        fs::rename(&partial, &self.path).map_err(|error| {
            let _ = fs::remove_file(&partial);
            if error.kind() == io::ErrorKind::NotFound {
                let name = self.path.display();
                return BatchError::new(
                    Fault::Output,
                    format!("“{name}”：另一次运行正在写同一个文件，本次作罢"),
                    format!("`{name}`: another run writes the same file; this one has given way"),
                );
            }
            BatchError::unwritable(&self.path, &error)
        })?;
        // The name is on disk once the folder is; some systems cannot synchronise folders.
        if let Some((folder, _)) = parts(&self.path)
            && let Ok(folder) = File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).inspect_err(|error| self.failed = Some(error.kind()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().inspect_err(|error| self.failed = Some(error.kind()))
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some(partial) = self.partial.take() {
            let _ = fs::remove_file(partial);
        }
    }
}

/// Removes unfinished files of a name, left by runs that were killed.
pub(in super::super) fn sweep(path: &Path) {
    let Some((folder, name)) = parts(path) else { return };
    let start = format!(".{name}.");
    let Ok(entries) = fs::read_dir(folder) else { return };
    let left = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // Between them is nothing but the mark of the run: another file's name may begin with this one's.
        let mark = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(PARTIAL));
        mark.is_some_and(|mark| mark.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
    };
    for entry in entries.flatten().filter(left) {
        // What cannot be removed does no harm: every run takes a name of its own.
        let _ = fs::remove_file(entry.path());
    }
}

/// Folder and name of a file.
fn parts(path: &Path) -> Option<(&Path, String)> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some((folder, name))
}
