//! What was done with which rules and inputs, beside every finished part, so that a rerun can skip it. Owns that record
//! (`huice.batch-manifest/1`) and its comparison; a part is finished only if its files still have the bytes noted.

use super::error::BatchError;
use super::job::{Form, Job};
use super::read;
use super::run::Report;
use super::write::Target;
use crate::engine::{Context, Program};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The word of the form.
const SCHEMA: &str = "huice.batch-manifest/1";

/// What was read and how, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    schema: String,
    /// Version of this program.
    version: String,
    /// Id and hash of the rules.
    policy: String,
    policy_hash: String,
    /// Everything else that the bytes of the output hang on, as one hash.
    settings: String,
    as_of: String,
    input: Input,
    tables: Vec<Input>,
    shard: [u64; 2],
    /// Rows after the first number, up to the second.
    window: [u64; 2],
    rows: u64,
    rejected: u64,
    files: Vec<Written>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Input {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    name: String,
    bytes: u64,
    sha256: String,
}

/// Whether a job has a manifest.
pub(super) const fn wanted(job: &Job) -> bool {
    job.shard.is_some() || job.resume
}

impl Manifest {
    /// Reads the input once: its hash, and its rows when it is to be divided.
    pub(super) fn begin(job: &Job, program: &Program, context: &Context, from: Form) -> Result<Self, BatchError> {
        if job.input == Path::new("-") || job.output.is_none() || job.output.as_deref() == Some(Path::new("-")) {
            return Err(BatchError::usage(
                "--shard、--resume 要用文件，不能用标准输入输出",
                "--shard and --resume need files, not standard input or output",
            ));
        }
        let window = match job.shard {
            None => (0, u64::MAX),
            Some(shard) => shard.rows(count(job, from)?),
        };
        let tables = job.tables.iter().map(|spec| &spec.file);
        let mapped = job.mapping.tables.values().filter_map(|table| table.file.as_ref());
        Ok(Self {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            policy: program.id().to_owned(),
            policy_hash: program.hash().to_owned(),
            settings: settings(job, context),
            as_of: context.inner.as_of.to_string(),
            input: Input::of(&job.input)?,
            tables: tables.chain(mapped).map(|file| Input::of(file)).collect::<Result<_, _>>()?,
            shard: job.shard.map_or([1, 1], |shard| [shard.index, shard.of]),
            window: [window.0, window.1],
            rows: 0,
            rejected: 0,
            files: Vec::new(),
        })
    }

    /// The rows of this part: after the first number, up to the second.
    pub(super) const fn window(&self) -> (u64, u64) {
        let [from, to] = self.window;
        (from, to)
    }

    /// The name of the manifest of an output.
    pub(super) fn beside(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".manifest.json");
        PathBuf::from(name)
    }

    /// What an earlier run came to, if its manifest says the same and its files are still what it says.
    pub(super) fn finished(&self, output: &Path, rejects: Option<PathBuf>) -> Result<Option<Report>, BatchError> {
        let path = Self::beside(output);
        let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
        let Ok(old) = serde_json::from_str::<Self>(&text) else { return Ok(None) };
        let same = Self { rows: old.rows, rejected: old.rejected, files: old.files.clone(), ..self.clone() };
        if same != old {
            return Ok(None);
        }
        let folder = output.parent().unwrap_or(Path::new(""));
        let intact = |file: &Written| {
            Input::of(&folder.join(&file.name)).is_ok_and(|now| now.bytes == file.bytes && now.sha256 == file.sha256)
        };
        if old.files.is_empty() || !old.files.iter().all(intact) {
            return Ok(None);
        }
        let output = Some(output.to_owned());
        let rejects = rejects.filter(|path| old.rejected > 0 && path.is_file());
        Ok(Some(Report { rows: old.rows, rejected: old.rejected, rejects, output, skipped: true, ..Report::default() }))
    }

    /// The manifest of settled files, as text.
    pub(super) fn end(mut self, finished: &mut [Target], report: &Report) -> Result<String, BatchError> {
        self.rows = report.rows;
        self.rejected = report.rejected;
        for target in finished.iter_mut().filter(|target| target.is_file()) {
            let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
            target.reread(&mut |piece| {
                hash.update(piece);
                bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(0));
            })?;
            let name = beside_or_whole(target.path(), report.output.as_deref());
            self.files.push(Written { name, bytes, sha256: hex(&hash.finalize()) });
        }
        let text = serde_json::to_string_pretty(&self)
            .map_err(|error| BatchError::usage(error.to_string(), error.to_string()))?;
        Ok(format!("{text}\n"))
    }
}

impl Input {
    fn of(file: &Path) -> Result<Self, BatchError> {
        let fail = |error| BatchError::unreadable(file, &error);
        let mut input = File::open(file).map_err(fail)?;
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut piece = vec![0_u8; 64 * 1024];
        loop {
            let got = input.read(&mut piece).map_err(fail)?;
            if got == 0 {
                break;
            }
            hash.update(piece.get(..got).unwrap_or_default());
            bytes = bytes.saturating_add(u64::try_from(got).unwrap_or(0));
        }
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name, bytes, sha256: hex(&hash.finalize()) })
    }
}

/// A file's name when it lies in the folder of the output, otherwise its path as given.
fn beside_or_whole(file: &Path, output: Option<&Path>) -> String {
    let name = if output.is_some_and(|output| output.parent() == file.parent()) { file.file_name() } else { None };
    name.unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Counts the rows of the input.
fn count(job: &Job, from: Form) -> Result<u64, BatchError> {
    let mut reader = read::open(job, &job.input, from)?;
    let mut rows = 0_u64;
    while let Some(chunk) = reader.next()? {
        rows = chunk.last();
    }
    Ok(rows)
}

/// A hash of everything that the bytes of the output hang on besides inputs and rules; not the number of threads.
fn settings(job: &Job, context: &Context) -> String {
    let Job { input: _, threads: _, resume: _, shard: _, output: _, rejects: _, summary, tables, mapping, .. } = job;
    let summary = summary.as_ref().map(|path| path.file_name());
    let tables: Vec<_> = tables.iter().map(|spec| (&spec.list, spec.file.file_name(), spec.complete)).collect();
    let rest = (job.from, job.to, &job.encoding, job.delimiter, &job.sheet, &job.key, job.ignore_unknown, &job.items);
    let more = (job.long, job.needs, &job.by, format!("{:?}", job.lang), job.bom, summary, tables, &mapping.text);
    let inner = &context.inner;
    let asked = (inner.as_of, &inner.params, &inner.events, &inner.readings);
    hex(&Sha256::digest(format!("{rest:?}{more:?}{asked:?}").as_bytes()))
}
