//! `huice ask`: an interview that asks only what can still change an answer. Owns the dialogue (back, don't know, save,
//! resume); the library owns which question comes next.

mod prompt;

use super::output::{Stop, colored, json, print, say};
use super::{Ended, Exit, Setting, input};
use clap::{Args, ValueEnum};
use huice::diagnostic::{Lang, Words};
use huice::explain::{View, human};
use huice::{Context, Profile, Program, Question};
use prompt::{Prompt, Reply, Terminal};
use serde_json::{Value, json as value};
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// 规则包文件夹 · Folder of the pack
    #[arg(value_name = "PACK")]
    pack: PathBuf,
    /// 已知的事实（JSON） · Facts already known (JSON)
    #[arg(long, value_name = "FILE|-")]
    profile: Option<PathBuf>,
    /// 接着上次保存的询问 · Go on from a saved interview
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    resume: Option<PathBuf>,
    /// 结束或退出时保存到这个文件 · Save here at the end or when leaving
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// 只为这些项目询问，可重复 · Only for these items, may be repeated
    #[arg(long, value_name = "14.1")]
    item: Vec<String>,
    /// 不清楚、不再问的事实，可重复 · Facts answered with "don't know", may be repeated
    #[arg(long, value_name = "PATH")]
    unknown: Vec<String>,
    #[command(flatten)]
    setting: Setting,
    /// json：只输出下一个问题 · json: print the next question only
    #[arg(long, value_enum, default_value = "human", hide_possible_values = true, value_name = "human|json")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Human,
    Json,
}

/// What an interview knows so far.
#[derive(Clone)]
struct Session {
    profile: Profile,
    unknown: BTreeSet<String>,
}

pub(super) fn run(options: &Options, lang: Lang) -> Ended {
    let program = input::program(&options.pack, lang)?;
    for id in &options.item {
        input::known_item(&program, id)?;
    }
    for path in &options.unknown {
        if program.describe(path).is_none() {
            let words =
                Words::new(format!("--unknown：没有事实“{path}”"), format!("--unknown: there is no fact `{path}`"));
            let help = Words::new("写问题里的 path", "write the `path` of a question");
            return Err(Stop::new(Exit::Usage, words).help(Some(help)));
        }
    }
    let context = input::setting(&program, &options.setting, lang)?;
    let mut session = start(&program, options, lang)?;
    session.unknown.extend(options.unknown.iter().cloned());
    if options.format == Form::Json || !std::io::stdin().is_terminal() {
        return next_as_json(&program, &session, &context, options);
    }
    if options.resume.is_some() && options.save.is_none() {
        say(match lang {
            Lang::Zh => "没有写 --save，这次的回答不会保存\n",
            Lang::En => "without --save the answers of this session are not kept\n",
        });
    }
    let mut terminal = Terminal::new(lang, options.save.is_some());
    let session = interview(&program, session, &context, options, &mut terminal, lang)?;
    if let Some(file) = &options.save {
        save(&program, &session, file)?;
        let shown = file.display();
        say(&match lang {
            Lang::Zh => format!("已保存到 {shown}；以后用 --resume {shown} 接着问\n"),
            Lang::En => format!("saved to {shown}; go on with --resume {shown}\n"),
        });
    }
    let outcome = program.evaluate(&session.profile, &context);
    let outcome = match options.item.as_slice() {
        [] => outcome.without_other_subjects(),
        items => outcome.only(items),
    };
    let mut view = View::new(lang, program.policy());
    view.all = !options.item.is_empty();
    view.partial = !options.item.is_empty();
    view.name = Some(program.name());
    view.title = program.title();
    print(&colored(&human(&outcome, &view)))
}

/// The next question as one JSON value: `{"done": false, "next": {…}, "session": {…}}`.
fn next_as_json(program: &Program, session: &Session, context: &Context, options: &Options) -> Ended {
    let question = program.next_question(&session.profile, context, &options.item, &session.unknown);
    if let Some(file) = &options.save {
        save(program, session, file)?;
    }
    json(&value!({ "done": question.is_none(), "next": question, "session": written(program, session) }))
}

fn interview(
    program: &Program,
    session: Session,
    context: &Context,
    options: &Options,
    prompt: &mut dyn Prompt,
    lang: Lang,
) -> Result<Session, Stop> {
    let mut session = session;
    let mut past: Vec<Session> = Vec::new();
    loop {
        let Some(question) = program.next_question(&session.profile, context, &options.item, &session.unknown) else {
            say(match lang {
                Lang::Zh => "没有要问的了：其余事实都不会改变结论。\n",
                Lang::En => "nothing more to ask: no other fact can change an answer\n",
            });
            return Ok(session);
        };
        let asked = past.len().saturating_add(1);
        match prompt.ask(&question, asked)? {
            Reply::Text(text) => {
                let before = session.clone();
                match session.profile.answer(program, &question.path, &text) {
                    Ok(()) => past.push(before),
                    Err(errors) => {
                        for error in errors.0 {
                            prompt.refuse(&error.words, error.help.as_ref());
                        }
                    }
                }
            }
            Reply::Unknown => {
                past.push(session.clone());
                session.unknown.insert(question.path);
            }
            Reply::Back => {
                if let Some(before) = past.pop() {
                    session = before;
                }
            }
            Reply::Leave => return Ok(session),
        }
    }
}

fn start(program: &Program, options: &Options, lang: Lang) -> Result<Session, Stop> {
    if let Some(file) = &options.resume {
        return resume(program, file);
    }
    let profile = match &options.profile {
        None => Profile::empty(program),
        Some(file) => {
            let (mut profiles, array) = input::profiles(program, file, lang)?;
            match (profiles.pop(), array) {
                (Some(profile), false) => profile,
                _ => {
                    let words = Words::new("询问一次只为一份档案", "an interview is about one profile");
                    return Err(Stop::new(Exit::Profile, words));
                }
            }
        }
    };
    Ok(Session { profile, unknown: BTreeSet::new() })
}

fn resume(program: &Program, file: &Path) -> Result<Session, Stop> {
    let text = input::text(file)?;
    let wrong = || {
        let words = Words::new("这不是保存的询问", "this is not a saved interview");
        let help = Words::new(
            "用 --save 保存的文件可以接着问；普通档案用 --profile",
            "use a file written by --save, or --profile for a profile",
        );
        Stop::new(Exit::Profile, words).help(Some(help))
    };
    let saved: Value = serde_json::from_str(&text).map_err(|_| wrong())?;
    let (Some(profile), Some(unknown)) = (saved.get("profile"), saved.get("unknown").and_then(Value::as_array)) else {
        return Err(wrong());
    };
    let profile = Profile::from_json(program, &profile.to_string()).map_err(input::refuse_profile)?;
    let unknown = unknown.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(Session { profile, unknown })
}

fn written(program: &Program, session: &Session) -> Value {
    value!({ "profile": session.profile.to_json(program), "unknown": session.unknown })
}

/// Written beside the file first, then renamed: a saved interview is never half there.
fn save(program: &Program, session: &Session, file: &Path) -> Result<(), Stop> {
    let text = format!("{:#}\n", written(program, session));
    let beside = file.with_extension("part");
    let done = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    done.map_err(|error| {
        let shown = file.display();
        let words = Words::new(format!("保存到“{shown}”失败：{error}"), format!("cannot save to `{shown}`: {error}"));
        Stop::new(Exit::Output, words)
    })
}

/// A question as lines above the prompt.
fn headline(question: &Question, asked: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{asked}. {}（至多还有 {} 个；{}）", question.question, question.remaining, question.why.zh)
        }
        Lang::En => {
            format!("{asked}. {} (at most {} left; {})", question.question, question.remaining, question.why.en)
        }
    }
}
