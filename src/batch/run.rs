//! A batch from beginning to end: open, evaluate, put under its names. Owns the order of these steps; nothing gets its
//! name before everything is complete.

use super::error::BatchError;
use super::evaluator::Evaluator;
use super::job::{Form, Job, Progress};
use super::manifest::{self, Manifest};
use super::pipeline::{self, Work};
use super::read;
use super::summary::{self, Head, Summary};
use super::tables::ListTable;
use super::write::{self, Layout, Rejected, Rejects, Target};
use crate::diagnostic::Words;
use crate::engine::{Context, Program};
use crate::ir::FactId;
use std::path::{Path, PathBuf};

/// Rejected rows of which the report tells.
const SHOWN: usize = 5;

/// What came of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Rows read.
    pub rows: u64,
    /// Of those, rows that are no profiles.
    pub rejected: u64,
    /// Rows that were read as whole profiles, because they are not written plainly, hold lists, or need the reference
    /// engine; all others went straight into registers.
    pub whole: u64,
    /// Row number and reasons of the first of them.
    pub first: Vec<(u64, String)>,
    /// Where they are.
    pub rejects: Option<PathBuf>,
    /// The answers.
    pub output: Option<PathBuf>,
    /// The summary when it goes to standard output (Markdown or JSON).
    pub summary: Option<String>,
    /// What is odd about the tables of lists.
    pub remarks: Vec<Words>,
    /// A manifest says that everything has been done already.
    pub skipped: bool,
}

/// Runs a batch.
///
/// # Errors
/// What is wrong with the call, an input or an output. Nothing has been put under the name of any output then.
pub fn run(
    job: &Job,
    program: &Program,
    context: &Context,
    watch: &mut dyn FnMut(Progress),
) -> Result<Report, BatchError> {
    early(job)?;
    let from = form_of_input(job)?;
    let to = form_of_output(job, from)?;
    if let Some(form) = [Some(from), to].into_iter().flatten().find(|form| !form.is_built_in()) {
        return Err(super::without(form));
    }
    let output = job.output.as_deref().map(|output| named(job, output, to.unwrap_or(from)));
    let beside = output.as_deref().filter(|output| *output != Path::new("-") && !is_device(output));
    let rejects_path = job.rejects.clone().or_else(|| beside.map(|output| Rejects::beside(output, from)));
    apart(job, output.as_deref(), rejects_path.as_deref())?;
    let manifest = manifest::wanted(job).then(|| Manifest::begin(job, program, context, from)).transpose()?;
    if let (Some(manifest), Some(output)) = (&manifest, &output)
        && job.resume
        && let Some(report) = manifest.finished(output, rejects_path.clone())?
    {
        return Ok(report);
    }
    let tables = ListTable::load_all(job, program.policy())?;
    let reader = read::open(job, &job.input, from)?;
    let headings: Option<Vec<String>> = (from != Form::Jsonl).then(|| reader.headings().to_vec());
    let evaluator = Evaluator::new(job, program, context, &job.input, headings.as_deref(), &tables)?;
    let layout = Layout::new(job, program.policy(), evaluator.items(), evaluator.key());
    let size = reader.size();
    let window = manifest.as_ref().map_or((0, u64::MAX), Manifest::window);
    let blank = Summary::new(program.policy(), evaluator.items(), job.by.len());
    let work =
        Work { evaluator: &evaluator, layout: &layout, form: to, delimiter: reader.delimiter(), blank: &blank, window };

    let mut sink = match (&output, to) {
        (Some(output), Some(form)) => Some(write::begin(&layout, form, job.bom, Target::create(output)?)?),
        _ => None,
    };
    let mut rejects = Rejects::new(rejects_path, headings.unwrap_or_default(), from == Form::Jsonl, job.lang);
    let mut report = Report::default();
    let mut whole = blank.clone();
    let mut progress = Progress::default();
    pipeline::run(reader, &work, job.threads, &mut |done| {
        report.rows = report.rows.saturating_add(done.rows);
        report.whole = report.whole.saturating_add(done.whole);
        for rejected in &done.rejected {
            note(&mut report, rejected, job);
            rejects.put(rejected)?;
        }
        whole.merge(&done.summary)?;
        if let (Some(sink), Some(piece)) = (&mut sink, done.piece) {
            sink.put(piece)?;
        }
        let (rows, rejected) = (report.rows, report.rejected);
        progress = Progress { bytes: done.read, of: size, rows, rejected, naming: false };
        watch(progress);
        Ok(())
    })?;
    report.remarks =
        if job.shard.is_none() { tables.iter().flat_map(ListTable::remarks).collect() } else { Vec::new() };

    let mut finished = Vec::new();
    let (rejected, stale) = rejects.finish();
    report.rejects = rejected.as_ref().map(|target| target.path().to_owned());
    finished.extend(rejected);
    let head = head(job, program, context, &evaluator, report.rejected);
    if let Some(target) = write_summary(job, &head, &whole, &mut report)? {
        finished.push(target);
    }
    if let Some(sink) = sink {
        finished.push(sink.finish()?);
    }
    report.output = output;
    let finished = settle(finished, manifest, &report)?;
    watch(Progress { naming: true, ..progress });
    publish(finished, &report, stale)?;
    Ok(report)
}

/// Hands everything to the disk.
fn settle(mut finished: Vec<Target>, manifest: Option<Manifest>, report: &Report) -> Result<Vec<Target>, BatchError> {
    for target in &mut finished {
        target.settle()?;
    }
    if let Some(manifest) = manifest {
        let path = report.output.as_deref().map(Manifest::beside);
        if let Some(path) = path {
            let mut target = Target::create(&path)?;
            let text = manifest.end(&mut finished, report)?;
            target.put(text.as_bytes())?;
            target.settle()?;
            finished.push(target);
        }
    }
    Ok(finished)
}

/// Gives the files their names, the answers last but for the manifest.
fn publish(finished: Vec<Target>, report: &Report, stale: Option<PathBuf>) -> Result<(), BatchError> {
    if let Some(stale) = stale.filter(|_| report.rejects.is_none()) {
        // Rejected rows of an earlier run say nothing about this one.
        let _ = std::fs::remove_file(&stale);
        write::sweep(&stale);
    }
    finished.into_iter().try_for_each(Target::publish)
}

fn note(report: &mut Report, rejected: &Rejected, job: &Job) {
    report.rejected = report.rejected.saturating_add(1);
    if report.first.len() < SHOWN {
        report.first.push((rejected.row, rejected.reason(job.lang)));
    }
}

fn head<'h>(job: &Job, program: &'h Program, context: &Context, evaluator: &Evaluator<'_>, rejected: u64) -> Head<'h> {
    let policy = program.policy();
    let named = evaluator.items().iter().filter_map(|id| policy.items.get(id.0));
    let fact = |id: &FactId| policy.facts.get(id.0).map(|fact| (fact.key.clone(), fact.name.clone()));
    Head {
        policy: (program.id(), program.hash()),
        as_of: context.inner.as_of.to_string(),
        rejected,
        items: named.map(|item| (item.id.clone(), item.title.clone(), crate::eval::kind_word(item.kind))).collect(),
        by: evaluator.by().iter().filter_map(fact).collect(),
        lang: job.lang,
    }
}

/// Writes the summary, to a file or into the report.
fn write_summary(
    job: &Job,
    head: &Head<'_>,
    whole: &Summary,
    report: &mut Report,
) -> Result<Option<Target>, BatchError> {
    let Some(path) = &job.summary else { return Ok(None) };
    let (form, to_file) = summary_form(path)?;
    let text = match form {
        SummaryForm::Markdown => summary::markdown(head, whole),
        SummaryForm::Json => summary::json(head, whole),
        SummaryForm::Xlsx => {
            #[cfg(feature = "batch")]
            {
                let mut target = Target::create(path)?;
                summary::xlsx(head, whole, &mut target)?;
                return Ok(Some(target));
            }
            #[cfg(not(feature = "batch"))]
            return Err(super::without(Form::Xlsx));
        }
    };
    if !to_file {
        report.summary = Some(text);
        return Ok(None);
    }
    let mut target = Target::create(path)?;
    target.put(text.as_bytes())?;
    Ok(Some(target))
}

/// The forms of a summary.
enum SummaryForm {
    Markdown,
    Json,
    Xlsx,
}

/// The form of a summary, and whether it goes to a file.
fn summary_form(path: &Path) -> Result<(SummaryForm, bool), BatchError> {
    let word = path.to_string_lossy().to_ascii_lowercase();
    let form = match word.rsplit('.').next() {
        Some("md") => SummaryForm::Markdown,
        Some("json") => SummaryForm::Json,
        Some("xlsx") if word != "xlsx" => SummaryForm::Xlsx,
        _ => {
            return Err(BatchError::usage(
                "--summary 应是 md、json，或扩展名为 .md、.json、.xlsx 的文件",
                "--summary takes md, json, or a file ending in .md, .json or .xlsx",
            ));
        }
    };
    Ok((form, word.contains('.')))
}

/// What cannot work is said before anything is read.
fn early(job: &Job) -> Result<(), BatchError> {
    let Some(path) = &job.summary else { return Ok(()) };
    let (form, to_file) = summary_form(path)?;
    if cfg!(not(feature = "batch")) && matches!(form, SummaryForm::Xlsx) {
        return Err(super::without(Form::Xlsx));
    }
    if !to_file && job.output.as_deref() == Some(Path::new("-")) {
        return Err(BatchError::usage(
            "结果和汇总不能都写到标准输出",
            "answers and summary cannot both go to standard output",
        ));
    }
    Ok(())
}

/// No output may take the place of an input or of another output.
fn apart(job: &Job, output: Option<&Path>, rejects: Option<&Path>) -> Result<(), BatchError> {
    let whole = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok();
    let is_file = |path: &&Path| *path != Path::new("-") && !is_device(path);
    let mapped = job.mapping.tables.values().filter_map(|table| table.file.as_deref());
    let tables = job.tables.iter().map(|spec| spec.file.as_path()).chain(mapped);
    let inputs: Vec<PathBuf> = tables.chain([job.input.as_path()]).filter(is_file).filter_map(whole).collect();
    let summary = job.summary.as_deref().filter(|path| summary_form(path).is_ok_and(|(_, to_file)| to_file));
    let mut taken = inputs;
    for path in [output, rejects, summary].into_iter().flatten().filter(is_file) {
        let Some(place) = whole(path) else { continue };
        if taken.contains(&place) {
            let name = path.display();
            return Err(BatchError::usage(
                format!("“{name}”已用作输入或别的输出"),
                format!("`{name}` is an input or another output already"),
            )
            .help("换一个文件名，如 -o 或 --rejects 另取名", "take another name, e.g. for -o or --rejects"));
        }
        taken.push(place);
    }
    Ok(())
}

fn form_of_input(job: &Job) -> Result<Form, BatchError> {
    job.from.or_else(|| Form::of(&job.input)).ok_or_else(|| {
        let name = job.input.display();
        BatchError::usage(format!("看不出“{name}”的格式"), format!("the form of `{name}` is not clear"))
            .help("用 --from csv、jsonl、parquet 或 xlsx 说明", "say --from csv, jsonl, parquet or xlsx")
    })
}

fn form_of_output(job: &Job, from: Form) -> Result<Option<Form>, BatchError> {
    let Some(output) = &job.output else {
        if job.summary.is_none() {
            return Err(BatchError::usage("没有说结果写到哪里", "it is not said where the answers go")
                .help("用 -o 文件，或只要汇总：--summary md", "use -o FILE, or ask for a summary only: --summary md"));
        }
        return Ok(None);
    };
    if let Some(form) = job.to.or_else(|| Form::of(output)) {
        return Ok(Some(form));
    }
    if output == Path::new("-") || output.is_dir() {
        return Ok(Some(if output.is_dir() { from } else { Form::Csv }));
    }
    let name = output.display();
    Err(BatchError::usage(format!("看不出“{name}”的格式"), format!("the form of `{name}` is not clear")).help(
        "用扩展名 .csv、.jsonl、.parquet、.xlsx，或用 --to 说明",
        "end it in .csv, .jsonl, .parquet or .xlsx, or say --to",
    ))
}

/// The name of the output: in a folder it is made from the input's, and the part of a shard comes before the extension.
fn named(job: &Job, output: &Path, form: Form) -> PathBuf {
    if output == Path::new("-") || is_device(output) {
        return output.to_owned();
    }
    let stem = |path: &Path| path.file_stem().map_or_else(|| "out".into(), std::ffi::OsStr::to_os_string);
    let (folder, mut name, extension) = if output.is_dir() {
        let mut name = stem(&job.input);
        name.push(".answers");
        (output.to_owned(), name, form.extension().to_owned())
    } else {
        let extension =
            output.extension().map_or_else(|| form.extension().into(), |e| e.to_string_lossy().into_owned());
        (output.parent().map(Path::to_owned).unwrap_or_default(), stem(output), extension)
    };
    if let Some(shard) = job.shard {
        let width = shard.of.to_string().len();
        name.push(format!(".{:0width$}-of-{}", shard.index, shard.of));
    }
    name.push(".");
    name.push(extension);
    folder.join(name)
}

/// Something that is there and is neither file nor folder.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir())
}
