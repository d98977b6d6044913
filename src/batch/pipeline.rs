//! Threads: one reads, some evaluate, one writes, and only so many chunks are under way at a time. Owns that order of
//! things; output comes in the order of the input whatever the number of threads.

use super::error::{BatchError, RowError};
use super::evaluator::{Cells, Evaluator, Worker};
use super::job::Form;
use super::read::{Block, Chunk, Reader, Rows, Span, split};
use super::summary::Summary;
use super::tables::text;
use super::write::{Layout, Piece, Rejected, prepare};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Chunks under way for each evaluating thread.
const CHUNKS_PER_THREAD: usize = 4;

/// What a chunk came to.
pub(super) struct Done {
    /// Its place among the chunks.
    pub(super) index: u64,
    /// Rows in it, and how many of them were rejected.
    pub(super) rows: u64,
    /// Rows that took a whole profile.
    pub(super) whole: u64,
    /// Answers, ready to be written; `None` when only a summary is wanted.
    pub(super) piece: Option<Piece>,
    /// Rows that are no profiles.
    pub(super) rejected: Vec<Rejected>,
    /// What it adds to the summary.
    pub(super) summary: Summary,
    /// Bytes of the input read when it was.
    pub(super) read: u64,
}

/// What evaluation needs.
pub(super) struct Work<'w> {
    pub(super) evaluator: &'w Evaluator<'w>,
    pub(super) layout: &'w Layout,
    /// The form of the answers, if they are wanted.
    pub(super) form: Option<Form>,
    pub(super) delimiter: u8,
    /// An empty summary to begin with.
    pub(super) blank: &'w Summary,
    /// Rows after the first number, up to the second.
    pub(super) window: (u64, u64),
}

/// Runs everything; `each` gets the chunks in order.
pub(super) fn run(
    reader: Box<dyn Reader>,
    work: &Work<'_>,
    threads: NonZeroUsize,
    each: &mut dyn FnMut(Done) -> Result<(), BatchError>,
) -> Result<(), BatchError> {
    let under_way = threads.get().saturating_mul(CHUNKS_PER_THREAD);
    let (give, permits) = sync_channel(under_way);
    for () in std::iter::repeat_n((), under_way) {
        let _ = give.try_send(());
    }
    let (feed, chunks) = sync_channel::<Chunk>(under_way);
    let (answer, answers) = sync_channel::<Result<Done, BatchError>>(under_way.saturating_add(1));
    let chunks = Mutex::new(chunks);
    let no_thread = |_: std::io::Error| BatchError::memory("无法启动线程", "a thread cannot be started");
    thread::scope(|scope| {
        let failed = answer.clone();
        let window = work.window;
        let reading = thread::Builder::new()
            .spawn_scoped(scope, move || read(reader, window, &permits, &feed, &failed))
            .map_err(no_thread);
        // Fewer threads than asked for are enough; none are not.
        let mut started = 0_usize;
        let mut refused = None;
        for _ in 0..threads.get() {
            let (answer, chunks) = (answer.clone(), &chunks);
            match thread::Builder::new().spawn_scoped(scope, move || evaluate(work, chunks, &answer)) {
                Ok(_) => started = started.saturating_add(1),
                Err(error) => refused = Some(error),
            }
        }
        drop(answer);
        let result = match (reading, refused) {
            (Err(error), _) => Err(error),
            (Ok(_), Some(error)) if started == 0 => Err(no_thread(error)),
            (Ok(_), _) => collect(&answers, &give, each),
        };
        // Dropping the receivers ends the threads that wait for them.
        drop(answers);
        drop(give);
        result
    })
}

/// Takes the chunks as they come and hands them on in order.
fn collect(
    answers: &Receiver<Result<Done, BatchError>>,
    give: &SyncSender<()>,
    each: &mut dyn FnMut(Done) -> Result<(), BatchError>,
) -> Result<(), BatchError> {
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0_u64;
    for done in answers {
        let done = done?;
        waiting.insert(done.index, done);
        while let Some(done) = waiting.remove(&next) {
            next = next.saturating_add(1);
            each(done)?;
            let _ = give.try_send(());
        }
    }
    Ok(())
}

fn read(
    mut reader: Box<dyn Reader>,
    (from, to): (u64, u64),
    permits: &Receiver<()>,
    feed: &SyncSender<Chunk>,
    failed: &SyncSender<Result<Done, BatchError>>,
) {
    let mut index = 0_u64;
    loop {
        match reader.next() {
            Ok(Some(chunk)) if chunk.last() <= from => {}
            Ok(Some(chunk)) if chunk.first > to => return,
            Ok(Some(mut chunk)) => {
                chunk.clip(from, to);
                chunk.index = index;
                index = index.saturating_add(1);
                if permits.recv().is_err() || feed.send(chunk).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => {
                let _ = failed.send(Err(error));
                return;
            }
        }
    }
}

fn evaluate(work: &Work<'_>, chunks: &Mutex<Receiver<Chunk>>, answer: &SyncSender<Result<Done, BatchError>>) {
    let mut worker = work.evaluator.worker();
    loop {
        let chunk = match chunks.lock() {
            Ok(chunks) => chunks.recv(),
            Err(_) => return,
        };
        let Ok(chunk) = chunk else { return };
        if answer.send(one_chunk(work, &mut worker, chunk)).is_err() {
            return;
        }
    }
}

fn one_chunk(work: &Work<'_>, worker: &mut Worker, chunk: Chunk) -> Result<Done, BatchError> {
    let rows = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
    let short = work.evaluator.begin(worker, chunk.len());
    if short {
        short_way(work, worker, &chunk.rows);
    }
    let (mut whole, mut rejected) = (0_u64, Vec::new());
    for (at, row) in (0..chunk.len()).zip(chunk.first..) {
        if short && work.evaluator.take(worker, at, row) {
            continue;
        }
        whole = whole.saturating_add(1);
        rejected.extend(whole_way(work, worker, &chunk.rows, (at, row)).err());
    }
    let mut summary = work.blank.clone();
    summary.add(&worker.answered)?;
    let piece = work.form.map(|form| prepare(work.layout, form, &mut worker.answered));
    Ok(Done { index: chunk.index, rows, whole, piece, rejected, summary, read: chunk.read })
}

/// Puts all rows into the registers of the plan and runs it.
fn short_way(work: &Work<'_>, worker: &mut Worker, rows: &Rows) {
    match rows {
        Rows::Csv(block) => {
            let mut cells = Vec::new();
            for (at, span) in block.spans.iter().enumerate() {
                if let Ok(line) = text(bytes(block, span), span.broken) {
                    split(line, work.delimiter, &mut cells);
                    work.evaluator.put(worker, at, &Cells::Table(&cells));
                }
            }
        }
        Rows::Lines(block) => {
            for (at, span) in block.spans.iter().enumerate() {
                if let Ok(line) = text(bytes(block, span), span.broken) {
                    work.evaluator.put(worker, at, &Cells::Json(line));
                }
            }
        }
        #[cfg(feature = "batch")]
        Rows::Cells(rows) => {
            for (at, cells) in rows.iter().enumerate() {
                work.evaluator.put(worker, at, &Cells::Table(&borrowed(cells)));
            }
        }
        #[cfg(feature = "batch")]
        Rows::Arrow(batch) => work.evaluator.put_batch(worker, batch),
    }
    work.evaluator.run(worker);
}

/// One row as a profile: its place in the chunk, and its number.
fn whole_way(work: &Work<'_>, worker: &mut Worker, rows: &Rows, (at, row): (usize, u64)) -> Result<(), Rejected> {
    let mut answer = |cells: &Cells<'_>| work.evaluator.row(worker, (at, row), cells);
    let reject = |line: Option<u64>, cells: Vec<String>, whole: Option<String>| {
        move |error: RowError| Rejected { row, line, cells, whole, error }
    };
    let none = || RowError::whole("没有这一行", "there is no such row");
    match rows {
        Rows::Csv(block) => {
            let Some(span) = block.spans.get(at) else { return Err(reject(None, Vec::new(), None)(none())) };
            let bytes = bytes(block, span);
            let mut cells = Vec::new();
            match text(bytes, span.broken) {
                Ok(line) => {
                    split(line, work.delimiter, &mut cells);
                    let result = answer(&Cells::Table(&cells));
                    result.map_err(|error| reject(Some(span.line), owned(&cells), None)(error))
                }
                Err(error) => {
                    let lossy = String::from_utf8_lossy(bytes).into_owned();
                    if span.broken.is_some() {
                        return Err(reject(Some(span.line), Vec::new(), Some(lossy))(error));
                    }
                    split(&lossy, work.delimiter, &mut cells);
                    Err(reject(Some(span.line), owned(&cells), None)(error))
                }
            }
        }
        Rows::Lines(block) => {
            let Some(span) = block.spans.get(at) else { return Err(reject(None, Vec::new(), None)(none())) };
            let bytes = bytes(block, span);
            let result = text(bytes, span.broken).and_then(|line| answer(&Cells::Json(line)));
            let lossy = || Some(String::from_utf8_lossy(bytes).into_owned());
            result.map_err(|error| reject(Some(span.line), Vec::new(), lossy())(error))
        }
        #[cfg(feature = "batch")]
        Rows::Cells(rows) => {
            let Some(cells) = rows.get(at) else { return Err(reject(None, Vec::new(), None)(none())) };
            answer(&Cells::Table(&borrowed(cells))).map_err(|error| reject(None, cells.clone(), None)(error))
        }
        #[cfg(feature = "batch")]
        Rows::Arrow(batch) => {
            let cells = super::read::row_texts(batch, at);
            answer(&Cells::Table(&borrowed(&cells))).map_err(|error| reject(None, cells.clone(), None)(error))
        }
    }
}

#[cfg(feature = "batch")]
fn borrowed(cells: &[String]) -> Vec<std::borrow::Cow<'_, str>> {
    cells.iter().map(|cell| std::borrow::Cow::Borrowed(cell.as_str())).collect()
}

fn owned(cells: &[std::borrow::Cow<'_, str>]) -> Vec<String> {
    cells.iter().map(|cell| cell.clone().into_owned()).collect()
}

fn bytes<'b>(block: &'b Block, span: &Span) -> &'b [u8] {
    block.bytes.get(span.start..span.end).unwrap_or_default()
}
