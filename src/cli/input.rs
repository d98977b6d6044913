//! Reading what a command is given: packs, programs, profiles, the context. Owns the messages about files; the library owns
//! those about contents.

use super::output::{Stop, say};
use super::{Exit, Question, Setting, today};
use huice::diagnostic::{Format, Lang, Severity, Words};
use huice::stored::{MAGIC, MAX_PROGRAM_BYTES};
use huice::{Context, Pack, Profile, ProfileErrors, Program};
use std::io::Read;
use std::path::Path;

/// The most bytes read of a profile: above what the library accepts, so that it can say so.
const MAX_PROFILE_BYTES: u64 = 64 * 1024 * 1024;

/// Loads a pack; its findings are not looked at.
pub(super) fn pack(folder: &Path) -> Result<Pack, Stop> {
    if is_program(folder) {
        let shown = folder.display();
        let words = Words::new(
            format!("“{shown}”是程序文件，里面没有规则原文"),
            format!("`{shown}` is a program; it does not hold the text of the rules"),
        );
        let help = Words::new("这个命令要规则包的文件夹", "this command needs the folder of the pack");
        return Err(Stop::new(Exit::Usage, words).help(Some(help)));
    }
    Pack::load(folder).map_err(|error| Stop::new(Exit::Pack, error.words().clone()).help(error.help().cloned()))
}

/// Whether a file is a program, by its name or its first bytes.
pub(super) fn is_program(path: &Path) -> bool {
    let begins = || -> std::io::Result<bool> {
        let mut first = [0; MAGIC.len()];
        std::fs::File::open(path)?.read_exact(&mut first)?;
        Ok(first == MAGIC)
    };
    path.is_file() && (path.extension().is_some_and(|end| end == "huicec") || begins().unwrap_or(false))
}

/// Loads a program from its file.
fn stored(file: &Path) -> Result<Program, Stop> {
    let shown = file.display();
    // One byte more than is accepted, so that the library can say so.
    let most = u64::try_from(MAX_PROGRAM_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    std::fs::File::open(file).and_then(|open| open.take(most).read_to_end(&mut bytes)).map_err(|error| {
        let why = why(&error);
        let zh = format!("程序文件“{shown}”读不出：{}", why.zh);
        Stop::new(Exit::Pack, Words::new(zh, format!("cannot read the program `{shown}`: {}", why.en)))
    })?;
    Program::load(&bytes).map_err(|error| {
        let words = error.words();
        let words = Words::new(format!("“{shown}”：{}", words.zh), format!("`{shown}`: {}", words.en));
        Stop::new(Exit::Pack, words).help(Some(error.help()))
    })
}

/// Loads a pack that can be evaluated, or a program; otherwise says all that is wrong with it.
pub(super) fn program(folder: &Path, lang: Lang) -> Result<Program, Stop> {
    if is_program(folder) {
        return stored(folder);
    }
    let pack = pack(folder)?;
    pack.program().ok_or_else(|| {
        let mut text = pack.render(Format::Human { color: true }, lang);
        text.push_str(&counts(&pack, lang));
        Stop::ready(Exit::Pack, text)
    })
}

/// `2 个错误，1 个警告`, with a newline.
pub(super) fn counts(pack: &Pack, lang: Lang) -> String {
    let count = |severity| pack.diagnostics().iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, hints) = (count(Severity::Error), count(Severity::Warning), count(Severity::Hint));
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let more = match (lang, hints) {
        (_, 0) => String::new(),
        (Lang::Zh, n) => format!("，{n} 个提示"),
        (Lang::En, n) => format!(", {n} hint{}", plural(n)),
    };
    match lang {
        Lang::Zh => format!("{errors} 个错误，{warnings} 个警告{more}\n"),
        Lang::En => format!("{errors} error{}, {warnings} warning{}{more}\n", plural(errors), plural(warnings)),
    }
}

/// Reads the profiles of a file or of standard input, and whether they were an array.
pub(super) fn profiles(program: &Program, file: &Path, lang: Lang) -> Result<(Vec<Profile>, bool), Stop> {
    let text = profile_text(file)?;
    let read = Profile::many_from_json(program, &text).map_err(refuse_profile)?;
    if read.0.is_empty() {
        say(match lang {
            Lang::Zh => "文件里没有档案\n",
            Lang::En => "the file holds no profiles\n",
        });
    }
    Ok(read)
}

/// The text of a file of profiles; one profile a line becomes an array.
pub(super) fn profile_text(file: &Path) -> Result<String, Stop> {
    let text = text(file)?;
    Ok(lines_as_array(&text).unwrap_or(text))
}

/// Everything wrong with a profile, path by path.
pub(super) fn refuse_profile(errors: ProfileErrors) -> Stop {
    let problems = errors.0.into_iter().map(|error| {
        let at = |words: &str, colon: &str| match error.path.as_str() {
            "" => words.to_owned(),
            path => format!("{path}{colon}{words}"),
        };
        (Words::new(at(&error.words.zh, "："), at(&error.words.en, ": ")), error.help.clone())
    });
    Stop::all(Exit::Profile, problems.collect())
}

/// One profile a line, as an array; `None` when the text is anything else.
fn lines_as_array(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let whole = |line: &&str| line.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    (lines.len() > 1 && lines.iter().take(2).all(whole)).then(|| format!("[{}]", lines.join(",")))
}

/// The text of a profile file.
pub(super) fn text(file: &Path) -> Result<String, Stop> {
    let shown = match file.to_string_lossy() {
        name if name == "-" => Words::new("标准输入", "standard input"),
        name => Words::new(format!("“{name}”"), format!("`{name}`")),
    };
    let bytes = read(file).map_err(|error| {
        let why = why(&error);
        let zh = format!("档案{}读不出：{}", shown.zh, why.zh);
        Stop::new(Exit::Profile, Words::new(zh, format!("cannot read the profile {}: {}", shown.en, why.en)))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let zh = format!("档案{}不是 UTF-8 文本（第 {at} 字节起）", shown.zh);
        let en = format!("the profile {} is not UTF-8 text (from byte {at})", shown.en);
        let help = Words::new("请另存为 UTF-8 编码", "save it as UTF-8");
        Stop::new(Exit::Profile, Words::new(zh, en)).help(Some(help))
    })
}

/// Why a file cannot be read or written.
pub(super) fn why(error: &std::io::Error) -> Words {
    match error.kind() {
        std::io::ErrorKind::NotFound => Words::new("没有这个文件或文件夹", "no such file or folder"),
        std::io::ErrorKind::PermissionDenied => Words::new("没有权限", "permission denied"),
        std::io::ErrorKind::OutOfMemory => Words::new("内存不足", "out of memory"),
        std::io::ErrorKind::IsADirectory => Words::new("这是文件夹", "it is a folder"),
        std::io::ErrorKind::NotADirectory => Words::new("路径中有一段不是文件夹", "a part of the path is no folder"),
        _ => Words::new(error.to_string(), error.to_string()),
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(MAX_PROFILE_BYTES).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(MAX_PROFILE_BYTES).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The day, parameters, events and readings asked for.
pub(super) fn context(program: &Program, question: &Question, lang: Lang) -> Result<Context, Stop> {
    setting(program, &question.setting, lang)
}

/// The same without a profile.
pub(super) fn setting(program: &Program, question: &Setting, lang: Lang) -> Result<Context, Stop> {
    let day = question.as_of.or_else(today::today).ok_or_else(|| {
        let words = Words::new("本机时钟不可用，请用 --as-of 指定评估日", "the clock is of no use; state --as-of");
        Stop::new(Exit::Usage, words)
    })?;
    let mut context = Context::new(day).with_lang(lang);
    let policy = program.policy();
    let same = |a: &str, b: &str, key: &str, name: &str| (a == key || a == name) && (b == key || b == name);
    once("--param", &question.param, |a, b| policy.params.iter().any(|known| same(a, b, &known.key, &known.name)))?;
    once("--event", &question.event, |a, b| policy.events.iter().any(|known| same(a, b, &known.key, &known.name)))?;
    once("--reading", &question.reading, |_, _| false)?;
    let refuse = |option: &str, error: huice::ContextError| {
        let words = error.words;
        let words = Words::new(format!("{option}：{}", words.zh), format!("{option}: {}", words.en));
        Stop::new(Exit::Usage, words).help(error.help)
    };
    for (key, value) in &question.param {
        context.set_param(program, key, value).map_err(|error| refuse("--param", error))?;
    }
    for (key, value) in &question.event {
        context.set_event(program, key, value).map_err(|error| refuse("--event", error))?;
    }
    for (key, value) in &question.reading {
        context.set_reading(program, key, value).map_err(|error| refuse("--reading", error))?;
    }
    Ok(context)
}

/// Refuses a name given twice, even in two spellings that `same` knows: one of the two values would be lost.
pub(super) fn once(option: &str, given: &[(String, String)], same: impl Fn(&str, &str) -> bool) -> Result<(), Stop> {
    let mut rest = given;
    while let Some(((name, value), later)) = rest.split_first() {
        if let Some((other, second)) = later.iter().find(|(other, _)| other == name || same(name, other)) {
            let (zh, en) = if other == name {
                (format!("“{name}”写了两次"), format!("`{name}` is given twice"))
            } else {
                (
                    format!("“{name}”和“{other}”是同一个，写了两次"),
                    format!("`{name}` and `{other}` are one and given twice"),
                )
            };
            let words = Words::new(
                format!("{option}：{zh}，一次是“{value}”，一次是“{second}”"),
                format!("{option}: {en}, as `{value}` and as `{second}`"),
            );
            return Err(Stop::new(Exit::Usage, words).help(Some(Words::new("只留一处", "keep one"))));
        }
        rest = later;
    }
    Ok(())
}

/// Refuses an item the pack does not have.
pub(super) fn known_item(program: &Program, id: &str) -> Result<(), Stop> {
    if program.items().iter().any(|item| item.id == id) {
        return Ok(());
    }
    let words = Words::new(format!("没有项目“{id}”"), format!("there is no item `{id}`"));
    // `14` names a measure: its items are meant.
    let of_measure: Vec<String> =
        program.items().into_iter().filter(|item| item.measure.to_string() == id).map(|item| item.id).collect();
    let help = match (of_measure.as_slice(), program.suggest_item(id)) {
        ([], Some(near)) => Words::new(format!("是不是“{near}”？"), format!("did you mean `{near}`?")),
        ([], None) => {
            Words::new("“huice eval --all”列出全部项目的编号", "`huice eval --all` lists the ids of all items")
        }
        (ids, _) => Words::new(
            format!("“{id}”是一条措施，它的项目有：{}", ids.join("、")),
            format!("`{id}` is a measure; its items: {}", ids.join(", ")),
        ),
    };
    Err(Stop::new(Exit::Usage, words).help(Some(help)))
}
