//! `huice simulate`: a policy over an invented population, as a folder of tables and pictures. Owns the options and
//! the files; the library owns what is in them.

use super::output::{Stop, replace, say};
use super::{Ended, Exit, Setting, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Lang, Words};
use huice::simulate::{Population, Problem, Request, Rule, Simulation};
use huice::value::money;
use huice::value::number::Number;
use huice::{Context, Program};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 群体文件（TOML） · Population file
    #[arg(long, value_name = "FILE")]
    population: PathBuf,
    /// 主体数 · How many subjects
    #[arg(long, value_name = "N")]
    size: u64,
    /// 随机种子，同种子同结果 · Seed; the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// 写入的文件夹 · Folder to write
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// 换掉那里的同名文件 · Replace files of the same names there
    #[arg(long)]
    force: bool,
    /// 各表另写成一个工作簿 simulation.xlsx · Write the tables as a workbook, simulation.xlsx, too
    #[arg(long)]
    xlsx: bool,
    /// 线程数，不影响结果 · Threads; results do not depend on it
    #[arg(long, value_name = "T")]
    threads: Option<usize>,
    /// 某项的资金总额（元），可多次 · Money set aside for an item, repeatable
    #[arg(long, value_name = "ITEM=YUAN", value_parser = super::pair)]
    pool: Vec<(String, String)>,
    /// 资金不够时怎样分 · How a pool that is not enough is shared out
    #[arg(
        long,
        value_enum,
        default_value = "first-come",
        hide_possible_values = true,
        value_name = "first-come|pro-rata"
    )]
    pool_rule: RuleArg,
    /// 与改动后比较：另一个规则包，或只改下面的参数等 · Compare with another pack, or with what is set below
    #[arg(long, value_name = "PACK", num_args = 0..=1, require_equals = true)]
    against: Option<Option<PathBuf>>,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuleArg {
    FirstCome,
    ProRata,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    if options.xlsx && !cfg!(feature = "batch") {
        return Err(without_xlsx());
    }
    let program = input::program(&options.pack, lang)?;
    let text = input::text(&options.population)?;
    let name = options.population.display().to_string();
    let population = Population::read(&text).map_err(|problem| refuse(&name, vec![problem]))?;
    let request = Request {
        size: options.size,
        seed: options.seed,
        threads: options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
        pools: pools(&options.pool)?,
        rule: match options.pool_rule {
            RuleArg::FirstCome => Rule::FirstCome,
            RuleArg::ProRata => Rule::ProRata,
        },
    };
    let (context, other) = sides(&program, options, lang)?;
    let against = other.as_ref().map(|(program, context)| (program, context));
    let simulation =
        program.simulate(&context, &population, against, &request).map_err(|problems| refuse(&name, problems))?;
    write(options, &files(&simulation, options, lang)?, lang)
}

/// The context, and what is compared with, if anything.
fn sides(program: &Program, options: &Options, lang: Lang) -> Result<(Context, Option<(Program, Context)>), Stop> {
    let set = &options.setting;
    let Some(pack) = &options.against else {
        return Ok((input::setting(program, set, lang)?, None));
    };
    if pack.is_none() && set.param.is_empty() && set.event.is_empty() && set.reading.is_empty() {
        let words = Words::new("--against 没有可比的改动", "--against has nothing to compare with");
        let help = Words::new(
            "写 --against=规则包，或加 --param、--event、--reading",
            "write --against=PACK, or add --param, --event or --reading",
        );
        return Err(Stop::new(Exit::Usage, words).help(Some(help)));
    }
    let other = pack.as_ref().map_or_else(|| Ok(program.clone()), |pack| input::program(pack, lang))?;
    let changed = input::setting(&other, set, lang)?;
    Ok((Context::new(changed.as_of()).with_lang(lang), Some((other, changed))))
}

/// Everything that is written, by name.
fn files(simulation: &Simulation, options: &Options, lang: Lang) -> Result<Vec<(&'static str, Vec<u8>)>, Stop> {
    let fail = |form: &str, error: &dyn std::fmt::Display| {
        let words = Words::new(format!("写不出 {form}：{error}"), format!("cannot write {form}: {error}"));
        Stop::new(Exit::Output, words)
    };
    let texts = simulation.files(lang).map_err(|error| fail("JSON", &error))?;
    let mut files: Vec<_> = texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    if options.xlsx {
        files.push((WORKBOOK, workbook(simulation, lang).map_err(|error| fail(WORKBOOK, &error))?));
    }
    Ok(files)
}

const WORKBOOK: &str = "simulation.xlsx";

#[cfg(feature = "batch")]
fn workbook(simulation: &Simulation, lang: Lang) -> std::io::Result<Vec<u8>> {
    simulation.xlsx(lang)
}

#[cfg(not(feature = "batch"))]
fn workbook(_: &Simulation, _: Lang) -> std::io::Result<Vec<u8>> {
    Err(std::io::ErrorKind::Unsupported.into())
}

fn without_xlsx() -> Stop {
    let words = Words::new("这个程序未带 xlsx 支持", "this build does not support xlsx");
    Stop::new(Exit::Usage, words).help(Some(Words::new(
        "用 cargo build --release --features batch 重新编译，或不写 --xlsx，用各 csv",
        "build it with `cargo build --release --features batch`, or leave --xlsx out and use the csv files",
    )))
}

/// Writes the files into the folder, none over one that is there unless that is asked for.
fn write(options: &Options, files: &[(&str, Vec<u8>)], lang: Lang) -> Ended {
    let folder = &options.output;
    std::fs::create_dir_all(folder).map_err(|error| {
        let (shown, why) = (folder.display(), input::why(&error));
        let en = format!("cannot make folder `{shown}`: {}", why.en);
        Stop::new(Exit::Output, Words::new(format!("建不了文件夹“{shown}”：{}", why.zh), en))
    })?;
    if let Some((taken, _)) = files.iter().find(|(name, _)| !options.force && folder.join(name).exists()) {
        let shown = folder.join(taken);
        let words = Words::new(format!("“{}”已经存在", shown.display()), format!("`{}` exists", shown.display()));
        return Err(Stop::new(Exit::Usage, words).help(Some(Words::new(
            "加 --force 换掉，或换一个文件夹",
            "add --force to replace it, or name another folder",
        ))));
    }
    for (name, content) in files {
        replace(&folder.join(name), content)?;
    }
    let start = folder.join("report.md");
    say(&match lang {
        Lang::Zh => format!("写了 {} 个文件，从 {} 看起\n", files.len(), start.display()),
        Lang::En => format!("{} files; start at {}\n", files.len(), start.display()),
    });
    Ok(Exit::Success)
}

/// The pools in fen, one an item.
fn pools(given: &[(String, String)]) -> Result<Vec<(String, i128)>, Stop> {
    input::once("--pool", given, |_, _| false)?;
    given.iter().map(pool).collect()
}

/// A pool in fen.
fn pool((item, yuan): &(String, String)) -> Result<(String, i128), Stop> {
    let fen = Number::parse_decimal(yuan).filter(|number| !number.is_negative()).and_then(|number| money::fen(&number));
    fen.map(|fen| (item.clone(), fen)).ok_or_else(|| {
        let words = Words::new(format!("--pool：不是金额“{yuan}”"), format!("--pool: `{yuan}` is no sum of money"));
        let help = Words::new(
            "写成 项目=元，至多两位小数，例如 14.1=5000000",
            "write ITEM=YUAN with at most two decimals, e.g. 14.1=5000000",
        );
        Stop::new(Exit::Usage, words).help(Some(help))
    })
}

/// Everything wrong; what lies in the file ends like a wrong profile, what was asked for like wrong usage.
fn refuse(file: &str, problems: Vec<Problem>) -> Stop {
    let in_file = problems.iter().any(|problem| problem.line.is_some());
    let told = problems.into_iter().map(|problem| {
        let words = match problem.line {
            Some(line) => {
                let at = format!("{file}:{line}");
                Words::new(format!("{at}：{}", problem.words.zh), format!("{at}: {}", problem.words.en))
            }
            None => problem.words,
        };
        (words, problem.help)
    });
    Stop::all(if in_file { Exit::Profile } else { Exit::Usage }, told.collect())
}
