//! `huice batch`: many profiles from a table. Owns options, the progress line and what is said at the end; the work is the
//! library's.

use super::interrupt::Interrupt;
use super::output::{Stop, print, say};
use super::{Ended, Exit, Setting, input};
use clap::{Args, ValueEnum};
use huice::batch::{BatchError, Fault, Form, Job, Mapping, Progress, Report, Shard, TableSpec, run as run_batch};
use huice::diagnostic::{Lang, Words};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the progress line changes.
const TICK: Duration = Duration::from_millis(200);

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 档案表：csv、jsonl、parquet、xlsx；- 为标准输入 · Profiles: csv, jsonl, parquet, xlsx; - for standard input
    #[arg(value_name = "INPUT|-")]
    input: PathBuf,
    /// 结果文件，格式看扩展名；文件夹则自动取名；- 为标准输出 · Output, its form by the extension; a folder; - for standard output
    #[arg(short, long, value_name = "OUTPUT|-")]
    output: Option<PathBuf>,
    /// 输入格式 · Form of the input
    #[arg(long, value_enum, hide_possible_values = true, value_name = "csv|jsonl|parquet|xlsx")]
    from: Option<FormArg>,
    /// 结果格式 · Form of the output
    #[arg(long, value_enum, hide_possible_values = true, value_name = "csv|jsonl|parquet|xlsx")]
    to: Option<FormArg>,
    /// 列对照文件（TOML） · What foreign headings mean (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// 标识每行的列 · The column that names a row
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,
    /// 列表事实的明细表，可重复 · Table of a list fact, may be repeated
    #[arg(long, value_name = "LIST=FILE", value_parser = super::pair)]
    table: Vec<(String, String)>,
    /// 该明细表是全的：查不到即没有 · The table is complete: a profile without records has none
    #[arg(long, value_name = "LIST")]
    complete: Vec<String>,
    /// 不理会不认识的列 · Leave out unknown columns
    #[arg(long)]
    ignore_unknown: bool,
    /// 文本编码，默认自动识别 UTF-8 与 GB18030 · Encoding of texts, default: UTF-8 or GB18030 is found out
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// 分隔符，默认逗号（.tsv 为制表符） · What stands between cells, default a comma (a tab for .tsv)
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// xlsx 的工作表，默认第一张 · Sheet of an xlsx file, default the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 只算这些项目，逗号分隔 · Only these items, separated by commas
    #[arg(long, value_name = "14.1,14.2", value_delimiter = ',')]
    items: Vec<String>,
    /// 一行一个项目 · One row an item
    #[arg(long)]
    long: bool,
    /// 连同还缺什么（配合 --long） · With what is still needed (with --long)
    #[arg(long, requires = "long")]
    needs: bool,
    /// csv 开头写 BOM，便于 Excel 打开 · A byte order mark at the beginning of csv, for Excel
    #[arg(long)]
    bom: bool,
    /// 被拒的行写到这里 · Where rejected rows go
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// 汇总：md、json 输出到标准输出，或写入文件 · Summary: md or json to standard output, or a file
    #[arg(long, value_name = "md|json|FILE")]
    summary: Option<PathBuf>,
    /// 汇总再按该事实分组，可重复 · Divide the summary by this fact, may be repeated
    #[arg(long, value_name = "FACT", requires = "summary")]
    by: Vec<String>,
    /// 线程数，默认全部处理器 · Threads, default all processors
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// 只做第 i 份，共 n 份 · Only part i of n
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// 已完成且未变的跳过 · Skip what is finished and has not changed
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormArg {
    Csv,
    Jsonl,
    Parquet,
    Xlsx,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Csv => Self::Csv,
            FormArg::Jsonl => Self::Jsonl,
            FormArg::Parquet => Self::Parquet,
            FormArg::Xlsx => Self::Xlsx,
        }
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    Shard::parse(text).ok_or_else(|| "应写成 第几份/共几份，如 2/5 · write I/N, as 2/5".to_owned())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("应是一个符号，如 ; 或 tab · one sign, e.g. ; or tab".to_owned()),
    }
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    if options.setting.as_of.is_none() && (options.shard.is_some() || options.resume) {
        let words = Words::new(
            "--shard、--resume 要同时给出 --as-of：各份须按同一天评估",
            "--shard and --resume need --as-of: all parts must be for the same day",
        );
        return Err(Stop::new(Exit::Usage, words));
    }
    let mut interrupt = Interrupt::watch(interrupted(options.output.as_deref()).get(lang));
    let program = input::program(&options.pack, lang)?;
    let context = input::setting(&program, &options.setting, lang)?;
    let job = job(options, lang)?;
    let mut progress = ProgressLine::new(lang);
    let result = run_batch(&job, &program, &context, &mut |now| {
        if now.naming {
            interrupt.wait();
        }
        progress.show(now);
    });
    drop(interrupt);
    progress.clear();
    match result {
        Ok(report) => ended(&report, lang),
        Err(error) => stopped(error),
    }
}

/// What Ctrl-C leaves behind.
fn interrupted(output: Option<&Path>) -> Words {
    let stream = output
        .is_some_and(|path| path == Path::new("-") || path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()));
    if stream {
        Words::new(
            "已中断：写出的结果不完整，请重新运行",
            "interrupted: what was written is not complete; run it again",
        )
    } else {
        Words::new(
            "已中断：没有写出结果，原有文件未变。重新运行即可；带 --resume 时，已完成的各份不重算",
            "interrupted: no output was written, earlier files are as they were. Run it again; with --resume, parts that \
             are finished are not done again",
        )
    }
}

fn job(options: &Options, lang: Lang) -> Result<Job, Stop> {
    let mapping = options.mapping.as_deref().map(Mapping::load).transpose();
    let mapping = match mapping {
        Ok(mapping) => mapping.unwrap_or_default(),
        Err(error) => return Err(Stop::all(exit_of(error.fault), error.problems)),
    };
    let mut job = Job::new(&options.input);
    job.from = options.from.map(Form::from);
    job.output = options.output.clone();
    job.to = options.to.map(Form::from);
    job.rejects = options.rejects.clone();
    job.encoding = options.encoding.clone();
    job.delimiter = options.delimiter;
    job.sheet = options.sheet.clone();
    job.mapping = mapping;
    job.key = options.key.clone();
    input::once("--table", &options.table, |_, _| false)?;
    job.tables = options
        .table
        .iter()
        .map(|(list, file)| TableSpec {
            list: list.clone(),
            file: PathBuf::from(file),
            complete: options.complete.contains(list),
        })
        .collect();
    if let Some(list) = options.complete.iter().find(|list| !options.table.iter().any(|(name, _)| name == *list)) {
        let words = Words::new(
            format!("--complete {list}：没有 --table {list}=…"),
            format!("--complete {list}: there is no --table {list}=…"),
        );
        return Err(Stop::new(Exit::Usage, words));
    }
    job.ignore_unknown = options.ignore_unknown;
    job.items = options.items.iter().map(|item| item.trim().to_owned()).collect();
    job.long = options.long;
    job.needs = options.needs;
    job.bom = options.bom;
    job.summary = options.summary.clone();
    job.by = options.by.clone();
    job.threads = options.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    job.shard = options.shard;
    job.resume = options.resume;
    job.lang = lang;
    Ok(job)
}

const fn exit_of(fault: Fault) -> Exit {
    match fault {
        Fault::Usage => Exit::Usage,
        Fault::Input => Exit::Profile,
        _ => Exit::Output,
    }
}

fn stopped(error: BatchError) -> Ended {
    match error.fault {
        Fault::Closed => Ok(Exit::Success),
        fault => Err(Stop::all(exit_of(fault), error.problems)),
    }
}

/// What is said at the end, on standard error.
fn ended(report: &Report, lang: Lang) -> Ended {
    let mut text = String::new();
    let name = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let answered = report.rows.saturating_sub(report.rejected);
    text.push_str(&match (lang, report.skipped, &report.output) {
        (Lang::Zh, true, _) => format!("已完成，未重算：{}\n", name(&report.output)),
        (Lang::En, true, _) => format!("finished before, not done again: {}\n", name(&report.output)),
        (Lang::Zh, false, Some(_)) => format!("{answered} 行写入 {}\n", name(&report.output)),
        (Lang::En, false, Some(_)) => format!("{answered} rows written to {}\n", name(&report.output)),
        (Lang::Zh, false, None) => format!("汇总了 {answered} 行\n"),
        (Lang::En, false, None) => format!("{answered} rows summed up\n"),
    });
    for remark in &report.remarks {
        let mark = if lang == Lang::Zh { "提示：" } else { "note: " };
        text.push_str(&format!("{mark}{}\n", remark.get(lang)));
    }
    if report.rejected > 0 {
        text.push_str(&match (lang, &report.rejects) {
            (Lang::Zh, Some(path)) => format!("{} 行被拒，见 {}\n", report.rejected, path.display()),
            (Lang::En, Some(path)) => format!("{} rows rejected, see {}\n", report.rejected, path.display()),
            (Lang::Zh, None) => format!("{} 行被拒；用 --rejects 文件 保存它们\n", report.rejected),
            (Lang::En, None) => format!("{} rows rejected; keep them with --rejects FILE\n", report.rejected),
        });
        for (row, reason) in &report.first {
            let reason: String = reason.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            text.push_str(&match lang {
                Lang::Zh => format!("  第 {row} 行：{reason}\n"),
                Lang::En => format!("  row {row}: {reason}\n"),
            });
        }
    }
    say(&text);
    if let Some(summary) = &report.summary {
        print(summary)?;
    }
    Ok(if report.rejected > 0 { Exit::Profile } else { Exit::Success })
}

/// One line on standard error that is written over, on a terminal only.
struct ProgressLine {
    lang: Lang,
    shown: Option<std::time::Instant>,
    on: bool,
}

impl ProgressLine {
    fn new(lang: Lang) -> Self {
        Self { lang, shown: None, on: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, now: Progress) {
        if !self.on {
            return;
        }
        #[expect(clippy::disallowed_methods, reason = "how often a line is shown is no matter of evaluation")]
        let instant = std::time::Instant::now();
        if self.shown.is_some_and(|shown| instant.duration_since(shown) < TICK) {
            return;
        }
        self.shown = Some(instant);
        let part = now.of.filter(|of| *of > 0).map(|of| now.bytes.saturating_mul(100).checked_div(of).unwrap_or(0));
        let part = part.map_or_else(String::new, |part| format!("{:>3} %  ", part.min(100)));
        let rejected = match (self.lang, now.rejected) {
            (_, 0) => String::new(),
            (Lang::Zh, n) => format!("，{n} 行被拒"),
            (Lang::En, n) => format!(", {n} rejected"),
        };
        say(&match self.lang {
            Lang::Zh => format!("\r{part}{} 行{rejected}\x1b[K", now.rows),
            Lang::En => format!("\r{part}{} rows{rejected}\x1b[K", now.rows),
        });
    }

    fn clear(&self) {
        if self.shown.is_some() {
            say("\r\x1b[K");
        }
    }
}
