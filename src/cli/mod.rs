//! The command line: what can be asked and how it ends. Owns options, exit codes and dispatch; each command has a
//! file of its own and uses the library through its public interface only.

mod analyse;
mod ask;
mod batch;
mod case;
mod check;
mod compile;
mod diff;
mod doc;
mod draft;
mod duties;
mod eval;
mod explain;
mod fmt;
mod handbook;
mod help;
mod input;
mod interrupt;
mod ledger;
mod lsp;
mod output;
mod readiness;
mod readings;
mod schema;
mod simulate;
mod test;
mod today;
mod usage;

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use huice::diagnostic::{Format, Lang};
use huice::explain::{Text, View};
use huice::{Context, Profile, Program};
use output::Stop;
use std::path::PathBuf;
use std::process::ExitCode;

/// How a run ends. The numbers are part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Done.
    Success,
    /// Output could not be written.
    Output,
    /// Differences were found.
    Findings,
    /// The command line is wrong.
    Usage,
    /// The pack has errors or cannot be read.
    Pack,
    /// The profile is wrong or cannot be read.
    Profile,
}

impl Exit {
    /// A check that was asked for failed; shares its number with output that cannot be written.
    const FAILED: Self = Self::Output;
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Output | Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Pack => 3,
            Exit::Profile => 4,
        })
    }
}

/// 惠策：惠企政策规则引擎 · Huice: a rules engine for relief policy
#[derive(Debug, Parser)]
#[command(name = "huice", version, disable_help_subcommand = true)]
struct Cli {
    /// 输出语言 · Language of the output
    #[arg(long, global = true, value_enum, default_value = "zh", hide_possible_values = true, value_name = "zh|en")]
    lang: LangArg,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查规则包 · Check a pack
    Check(check::Options),
    /// 分析规则包：总成立或从不成立的、用不到的、冲突、空档、重复 · Analyse a pack: what never or always holds, conflicts, gaps
    Analyse(analyse::Options),
    /// 评估一份档案 · Evaluate a profile
    Eval(eval::Options),
    /// 说明一项为什么符合或不符合 · Explain why one item holds or not
    Explain(explain::Options),
    /// 逐项询问还缺的事实 · Ask only for facts that can still matter
    Ask(ask::Options),
    /// 运行规则包的用例 · Run the cases of a pack
    Test(test::Options),
    /// 把一次评估写成用例 · Write an evaluation as a case
    Case(case::Options),
    /// 谁在何时之前要做什么 · Who must do what by when
    Duties(duties::Options),
    /// 把规则包编译成一个程序文件 · Compile a pack into one program file
    Compile(compile::Options),
    /// 生成办事指南（HTML、Markdown） · Make a guide for applicants
    Handbook(handbook::Options),
    /// 核对规则、登记和原文 · Compare rules, register and official text
    Ledger(ledger::Options),
    /// 换一种解读、参数或事件会怎样 · What other readings, parameters and events would change
    Readings(readings::Options),
    /// 批量评估表格里的档案 · Evaluate the profiles of a table
    Batch(Box<batch::Options>),
    /// 许多份档案：谁只差一项、差多少，事实齐备多少 · Many profiles: who fails by one condition, how ready items are
    Readiness(readiness::Options),
    /// 在虚构的群体上试算：多少户、多少钱、资金够不够 · Try a pack on an invented population: who, how much, enough money?
    Simulate(simulate::Options),
    /// 比较两个规则包的含义，可看对许多档案的影响 · Compare two packs in meaning, also over many profiles
    Diff(diff::Options),
    /// 由原文起草规则包 · Draft a pack from an official text
    Draft(draft::Options),
    /// 把规则文件排成统一格式 · Put rule files into canonical form
    Fmt(fmt::Options),
    /// 编辑器的语言服务器 · Language server for editors
    Lsp(lsp::Options),
    /// 输出档案或结果的 JSON Schema · Print the JSON Schema of profiles or of the outcome
    Schema(schema::Options),
    /// 解释一个诊断代码 · Explain a diagnostic code
    Doc(doc::Options),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// How an outcome is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// 给人看 · for people
    Human,
    /// JSON（huice.outcome/1）
    Json,
    /// Markdown
    Md,
}

/// A pack and how findings about it are printed: what `check` and `analyse` have in common.
#[derive(Args, Debug)]
struct Findings {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 输出形式 · Form of the output
    #[arg(
        long,
        value_enum,
        default_value = "human",
        hide_possible_values = true,
        value_name = "human|short|json|sarif"
    )]
    format: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Short,
    Json,
    Sarif,
}

impl From<Form> for Format {
    fn from(form: Form) -> Self {
        match form {
            Form::Human => Self::Human { color: true },
            Form::Short => Self::Short,
            Form::Json => Self::Json,
            Form::Sarif => Self::Sarif,
        }
    }
}

/// A pack and what is asked of it for many profiles: what `readings` and `readiness` have in common.
#[derive(Args, Debug)]
struct Survey {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    #[command(flatten)]
    question: Question,
}

impl Survey {
    /// Asks it, and prints the answer as JSON or, through `words`, for people.
    fn run<T: serde::Serialize>(
        &self,
        lang: Lang,
        ask: impl FnOnce(&Program, &[Profile], &Context) -> T,
        words: impl FnOnce(&T, &View<'_>) -> Text,
    ) -> Ended {
        let program = input::program(&self.pack, lang)?;
        let context = input::context(&program, &self.question, lang)?;
        let (profiles, _) = input::profiles(&program, &self.question.profile, lang)?;
        let report = ask(&program, &profiles, &context);
        match self.question.format {
            Shape::Json => output::json(&report),
            Shape::Human => {
                let mut view = View::new(lang, program.policy());
                view.name = Some(program.name());
                output::print(&output::colored(&words(&report, &view)))
            }
            Shape::Md => Err(output::no_markdown()),
        }
    }
}

/// What `eval` and `explain` have in common.
#[derive(Args, Debug)]
struct Question {
    /// 档案文件（JSON、JSON 数组或每行一份），- 为标准输入；也可写 --profiles · Profile file (JSON, an array, or one a line), - for standard input; --profiles, too
    #[arg(long, alias = "profiles", value_name = "FILE|-")]
    profile: PathBuf,
    #[command(flatten)]
    setting: Setting,
    /// 输出形式 · Form of the output
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json|md")]
    format: Shape,
}

/// The day, and what differs from the pack's own parameters, events and readings.
#[derive(Args, Debug)]
struct Setting {
    /// 评估日，默认今天（北京时间） · The day asked about, default today in China
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = today::parse)]
    as_of: Option<chrono::NaiveDate>,
    /// 改参数，K= 视为缺 · Replace a parameter; `K=` makes it missing
    #[arg(long, value_name = "K=V", value_parser = pair)]
    param: Vec<(String, String)>,
    /// 事件：K=日期 当日发生，K=>日期 至当日未发生，K= 未知 · Event: `K=D` then, `K=>D` not by then, `K=` unknown
    #[arg(long, value_name = "K=D", value_parser = pair)]
    event: Vec<(String, String)>,
    /// 改用另一种解读 · Adopt another reading
    #[arg(long, value_name = "K=V", value_parser = pair)]
    reading: Vec<(String, String)>,
}

/// Splits `K=V` at the first `=`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err("应写成 键=值 · write KEY=VALUE".to_owned()),
    }
}

/// Runs the command line of this process.
pub(crate) fn run() -> ExitCode {
    let lang = if asked_for_english() { Lang::En } else { Lang::Zh };
    let read = help::command(lang).try_get_matches().and_then(|found| Cli::from_arg_matches(&found));
    let cli = match read {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output with exit code 0, everything else is wrong usage. When the
            // words cannot be written there is nobody to tell.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Success };
            let helps = !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            if helps {
                let _ = error.print();
            } else {
                output::say(&usage::words(error, lang));
            }
            return exit.into();
        }
    };
    let lang = cli.lang.into();
    let result = match cli.command {
        Command::Check(options) => check::run(&options, lang),
        Command::Analyse(options) => analyse::run(&options, lang),
        Command::Eval(options) => eval::run(&options, lang),
        Command::Explain(options) => explain::run(&options, lang),
        Command::Ask(options) => ask::run(&options, lang),
        Command::Test(options) => test::run(&options, lang),
        Command::Case(options) => case::run(&options, lang),
        Command::Duties(options) => duties::run(&options, lang),
        Command::Compile(options) => compile::run(&options, lang),
        Command::Handbook(options) => handbook::run(&options, lang),
        Command::Ledger(options) => ledger::run(&options, lang),
        Command::Readings(options) => readings::run(&options, lang),
        Command::Batch(options) => batch::run(&options, lang),
        Command::Readiness(options) => readiness::run(&options, lang),
        Command::Simulate(options) => simulate::run(&options, lang),
        Command::Diff(options) => diff::run(&options, lang),
        Command::Draft(options) => draft::run(&options, lang),
        Command::Fmt(options) => fmt::run(&options, lang),
        Command::Lsp(options) => lsp::run(&options, lang),
        Command::Schema(options) => schema::run(&options, lang),
        Command::Doc(options) => doc::run(&options, lang),
    };
    match result {
        Ok(exit) => exit,
        Err(stop) => stop.report(lang),
    }
    .into()
}

/// Whether English was asked for on a command line that could not be read.
fn asked_for_english() -> bool {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let pairs = args.iter().zip(args.iter().skip(1));
    args.iter().any(|arg| arg == "--lang=en") || pairs.into_iter().any(|(a, b)| a == "--lang" && b == "en")
}

/// How a command ends: an exit code, or a stop with words.
type Ended = Result<Exit, Stop>;
