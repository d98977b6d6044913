//! Character encodings of text tables: UTF-8 with or without BOM, GB18030 and whatever else is named. Owns finding the
//! encoding out and turning bytes into UTF-8; knows nothing of rows.

use super::error::BatchError;
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes read at a time.
const STEP: usize = 128 * 1024;
/// Bytes that decide between UTF-8 and GB18030, from the first that is not ASCII.
const WINDOW: usize = 64 * 1024;

/// A file as UTF-8 bytes. UTF-8 is passed through unchecked: whoever takes a row checks it.
pub(super) struct TextStream {
    file: PathBuf,
    input: Box<dyn Read + Send>,
    raw: Vec<u8>,
    state: State,
    read: u64,
    size: Option<u64>,
}

enum State {
    /// Nothing has been read.
    Start(Option<&'static Encoding>),
    /// Only ASCII so far.
    Ascii,
    Plain,
    Coded(Box<Decoder>),
}

impl TextStream {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(file: &Path, encoding: Option<&str>) -> Result<Self, BatchError> {
        let named = encoding.map(named).transpose()?;
        let (input, size): (Box<dyn Read + Send>, _) = if file == Path::new("-") {
            (Box::new(io::stdin()), None)
        } else {
            let opened = File::open(file).map_err(|error| BatchError::unreadable(file, &error))?;
            let data = opened.metadata().map_err(|error| BatchError::unreadable(file, &error))?;
            if data.is_dir() {
                return Err(BatchError::unreadable(file, &io::Error::from(io::ErrorKind::IsADirectory)));
            }
            (Box::new(opened), data.is_file().then_some(data.len()))
        };
        let raw = Vec::new();
        Ok(Self { file: file.to_owned(), input, raw, state: State::Start(named), read: 0, size })
    }

    /// Bytes of the file read so far.
    pub(super) const fn read(&self) -> u64 {
        self.read
    }

    /// Bytes of the file, when known.
    pub(super) const fn size(&self) -> Option<u64> {
        self.size
    }

    /// The file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Appends the next piece; false at the end.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, BatchError> {
        let more = self.raw_fill(STEP)?;
        if let State::Start(named) = self.state {
            self.start(named)?;
        }
        if matches!(self.state, State::Ascii) {
            let plain = self.raw.iter().position(|byte| !byte.is_ascii()).unwrap_or(self.raw.len());
            out.extend(self.raw.drain(..plain));
            if self.raw.is_empty() {
                return Ok(more);
            }
            while self.raw.len() < WINDOW && self.raw_fill(WINDOW)? {}
            self.state = self.decide()?;
        }
        match &mut self.state {
            State::Coded(decoder) => decode(decoder, &self.raw, !more, out),
            _ => out.extend_from_slice(&self.raw),
        }
        self.raw.clear();
        Ok(more)
    }

    fn raw_fill(&mut self, step: usize) -> Result<bool, BatchError> {
        let wanted = u64::try_from(step).unwrap_or(u64::MAX);
        let got = self.input.by_ref().take(wanted).read_to_end(&mut self.raw);
        let got = got.map_err(|error| BatchError::unreadable(&self.file, &error))?;
        self.read = self.read.saturating_add(u64::try_from(got).unwrap_or(u64::MAX));
        Ok(got == step)
    }

    /// Looks at the first bytes.
    fn start(&mut self, named: Option<&'static Encoding>) -> Result<(), BatchError> {
        if self.raw.starts_with(b"PK\x03\x04") || self.raw.starts_with(b"PAR1") {
            let what = if self.raw.starts_with(b"PAR1") { "parquet" } else { "xlsx" };
            let error = BatchError::input(
                &self.file,
                format!("这不是文本，而是 {what} 文件"),
                format!("is not text but a {what} file"),
            );
            return Err(error.help(
                format!("改扩展名为 .{what}，或用 --from {what}"),
                format!("name it .{what}, or say --from {what}"),
            ));
        }
        let marked = Encoding::for_bom(&self.raw);
        let encoding = named.or(marked.map(|(encoding, _)| encoding));
        if let Some((of_mark, length)) = marked
            && encoding == Some(of_mark)
        {
            self.raw.drain(..length.min(self.raw.len()));
        }
        self.state = match encoding {
            None => State::Ascii,
            Some(encoding) if encoding == UTF_8 => State::Plain,
            Some(encoding) => State::Coded(Box::new(encoding.new_decoder_without_bom_handling())),
        };
        Ok(())
    }

    /// UTF-8 or GB18030, by the bytes from the first that is not ASCII.
    fn decide(&self) -> Result<State, BatchError> {
        let utf8 = match std::str::from_utf8(&self.raw) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none(),
        };
        if utf8 {
            return Ok(State::Plain);
        }
        let mut decoder = GB18030.new_decoder_without_bom_handling();
        let mut trial = Vec::new();
        decode(&mut decoder, &self.raw, false, &mut trial);
        let clean = !String::from_utf8_lossy(&trial).contains('\u{fffd}');
        // A text in UTF-8 with a slip in it is not taken for GB18030.
        let slip = std::str::from_utf8(&self.raw).is_err_and(|error| error.valid_up_to() > 64);
        if slip {
            return Ok(State::Plain);
        }
        if clean {
            return Ok(State::Coded(Box::new(GB18030.new_decoder_without_bom_handling())));
        }
        let error = BatchError::input(&self.file, "既不是 UTF-8，也不是 GB18030", "is neither UTF-8 nor GB18030");
        Err(error.help("用 --encoding 说明编码，如 big5", "state the encoding with --encoding, e.g. big5"))
    }
}

fn named(name: &str) -> Result<&'static Encoding, BatchError> {
    Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
        BatchError::usage(format!("--encoding：没有编码“{name}”"), format!("--encoding: there is no encoding `{name}`"))
            .help("可写 utf-8、gb18030、gbk、utf-16le、big5 等", "e.g. utf-8, gb18030, gbk, utf-16le, big5")
    })
}

/// Decodes everything; what cannot be decoded becomes U+FFFD, which rows are refused for.
fn decode(decoder: &mut Decoder, raw: &[u8], last: bool, out: &mut Vec<u8>) {
    let mut rest = raw;
    let mut piece = String::new();
    loop {
        piece.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(STEP).clamp(16, 4 * STEP));
        let (result, taken, _) = decoder.decode_to_string(rest, &mut piece, last);
        out.extend_from_slice(piece.as_bytes());
        piece.clear();
        rest = rest.get(taken..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}
