//! `huice test`: the cases that analysts write beside the rules. Owns the choice of form and the exit code.

use super::output::{Stop, json, print};
use super::{Ended, Exit, input};
use clap::{Args, ValueEnum};
use huice::cases::CaseResult;
use huice::cases::figures::{coverage_human, coverage_json, mutation_human, mutation_json};
use huice::cases::report::{self, human, junit, tally};
use huice::diagnostic::{Format, Lang, Words};
use huice::{Pack, Program};
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 输出形式，junit 只用于用例结果 · Form of the output; junit for the results of cases only
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|junit|json")]
    format: Form,
    /// 用例走到了规则的哪些地方 · What the cases come across
    #[arg(long)]
    coverage: bool,
    /// 连同逐行标注的网页，写进这个文件夹 · Also as pages, line by line, into this folder
    #[arg(long, value_name = "DIR", requires = "coverage")]
    html: Option<PathBuf>,
    /// 逐处改动规则，看用例能否发现 · Change the rules in one place at a time and see whether a case notices
    #[arg(long, conflicts_with = "coverage")]
    mutate: bool,
    /// 连同引入的规则包 · Also the packs it imports
    #[arg(long)]
    imports: bool,
    /// 把未通过的期望改写成实际结果 · Rewrite expectations that fail to what came out
    #[arg(long, conflicts_with_all = ["coverage", "mutate"])]
    accept: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Human,
    Junit,
    Json,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let pack = input::pack(&options.pack)?;
    let Some(program) = pack.program() else {
        let mut text = pack.render(Format::Human { color: true }, lang);
        text.push_str(&input::counts(&pack, lang));
        return Err(Stop::ready(Exit::Pack, text));
    };
    if options.format == Form::Junit && (options.coverage || options.mutate || options.accept) {
        let words = Words::new("--format junit 只用于用例结果", "--format junit is for the results of cases only");
        return Err(Stop::new(Exit::Usage, words));
    }
    let results = program.run_cases();
    let (_, failed) = tally(&results);
    if options.coverage || options.mutate {
        if failed > 0 {
            super::output::say(&human(&results, pack.sources(), lang));
            return Ok(Exit::FAILED);
        }
        return if options.mutate { mutate(options, &pack, lang) } else { coverage(options, &pack, &program, lang) };
    }
    if options.accept {
        return accept(options, &pack, &results, lang);
    }
    match options.format {
        Form::Human => print(&human(&results, pack.sources(), lang))?,
        Form::Junit => print(&junit(&results, pack.sources(), program.id(), lang))?,
        Form::Json => json(&report::json(&results, pack.sources(), lang))?,
    };
    Ok(if failed == 0 { Exit::Success } else { Exit::FAILED })
}

fn coverage(options: &Options, pack: &Pack, program: &Program, lang: Lang) -> Ended {
    let Some(coverage) = pack.coverage(options.imports) else { return Ok(Exit::Pack) };
    if let Some(folder) = &options.html {
        let pages = huice::cases::page::pages(&coverage, pack.sources(), program.name(), lang);
        write_pages(&pages, folder)?;
    }
    match options.format {
        Form::Json => json(&coverage_json(&coverage, pack.sources(), lang)),
        Form::Human | Form::Junit => print(&coverage_human(&coverage, pack.sources(), lang)),
    }
}

/// Writes pages into a folder, each beside its place and then renamed over it. A file that is no page of ours is never
/// replaced.
fn write_pages(pages: &huice::handbook::Files, folder: &Path) -> Result<(), Stop> {
    let refuse = |path: &Path, error: &std::io::Error| {
        let (shown, why) = (path.display(), input::why(error));
        let words = Words::new(format!("写不进“{shown}”：{}", why.zh), format!("cannot write `{shown}`: {}", why.en));
        Stop::new(Exit::Output, words)
    };
    std::fs::create_dir_all(folder).map_err(|error| refuse(folder, &error))?;
    for name in pages.keys() {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) if text.contains(huice::cases::page::MARK) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            _ => {
                let shown = path.display();
                let words = Words::new(
                    format!("“{shown}”不是覆盖报告的网页，不覆盖"),
                    format!("`{shown}` is no page of a coverage report and is not replaced"),
                );
                let help = Words::new("换一个文件夹", "name another folder");
                return Err(Stop::new(Exit::Usage, words).help(Some(help)));
            }
        }
    }
    for (name, text) in pages {
        let (path, beside) = (folder.join(name), folder.join(format!("{name}.part")));
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, &path))
            .map_err(|error| refuse(&path, &error))?;
    }
    Ok(())
}

/// Rewrites expectations: shows what changes, makes sure that the pack then checks and its cases pass, and only then
/// puts each file in place, whole.
fn accept(options: &Options, pack: &Pack, results: &[CaseResult], lang: Lang) -> Ended {
    let accepted = pack.accept(results);
    let mut text = String::new();
    for result in results.iter().filter(|result| accepted.cases.contains(&result.name)) {
        for one in &result.differing {
            text.push_str(&format!("{}\n", report::place(one.span, pack.sources())));
            text.push_str(&report::difference(one, pack.sources(), lang));
        }
    }
    let again = Pack::load_with(&options.pack, &accepted.files)
        .map_err(|error| Stop::new(Exit::Pack, error.words().clone()))?;
    let passes = again.program().is_some_and(|program| {
        let now = program.run_cases();
        now.iter().all(|result| result.failures.is_empty() || accepted.refused.contains(&result.name))
            && now.len() == results.len()
    });
    if !passes {
        let words = Words::new(
            "改写后的用例仍不通过，没有改动任何文件",
            "the rewritten cases would still fail; no file was changed",
        );
        return Err(Stop::new(Exit::Pack, words));
    }
    // Somebody may have saved a file since it was read.
    for (name, _) in &accepted.files {
        let read = pack.sources().files().iter().find(|source| source.name() == name).map(|source| source.text());
        if std::fs::read_to_string(name).ok().as_deref() != read {
            let words = Words::new(
                format!("“{name}”刚才被改动过，没有改动任何文件"),
                format!("`{name}` was changed meanwhile; no file was changed"),
            );
            return Err(Stop::new(Exit::Output, words));
        }
    }
    for (name, text) in &accepted.files {
        super::output::replace(Path::new(name), text)?;
    }
    let (done, left) = (accepted.cases.len(), accepted.refused.len());
    text.push_str(&match lang {
        Lang::Zh => format!("改写了 {done} 个用例，{} 个文件\n", accepted.files.len()),
        Lang::En => format!("{done} cases rewritten in {} files\n", accepted.files.len()),
    });
    if left > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!(
                "{left} 个用例不能这样改（事实互相矛盾，或写在引入的规则包里）：{}\n",
                accepted.refused.join("、")
            ),
            Lang::En => format!(
                "{left} cases cannot be mended so (contradictory facts, or written in an imported pack): {}\n",
                accepted.refused.join(", ")
            ),
        });
    }
    print(&text)?;
    Ok(if left == 0 { Exit::Success } else { Exit::FAILED })
}

/// A survivor is advice, not a failure: the cases passed.
fn mutate(options: &Options, pack: &Pack, lang: Lang) -> Ended {
    let Some(mutation) = pack.mutate(options.imports) else { return Ok(Exit::Pack) };
    match options.format {
        Form::Json => json(&mutation_json(&mutation, pack.sources(), lang)),
        Form::Human | Form::Junit => print(&mutation_human(&mutation, pack.sources(), lang)),
    }
}
