//! Help in the language asked for: the words of commands and options are written as `中文 · English`, and the parser's
//! own as it has them. Owns the choice of side and the parser's words in Chinese; the commands own what they say.

use super::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use huice::diagnostic::Lang;

/// What stands between the two languages.
const BETWEEN: &str = " · ";

/// The order of what every command has: after its own options.
const LAST: usize = 900;

/// How a run ends, after the help of the whole.
const EXITS: (&str, &str) = (
    "\
退出码:
  0  完成
  1  有用例未通过，或有不一致；结果写不出
  2  用法错误
  3  规则包有错误
  4  档案有错误，或批量中有行被拒",
    "\
Exit codes:
  0  done
  1  a case failed, or differences were found; output could not be written
  2  wrong usage
  3  bad pack
  4  bad profile, or rejected rows of a batch",
);

/// One side of words in two languages; words in one are for both.
pub(super) fn side(text: &str, lang: Lang) -> &str {
    match (text.split_once(BETWEEN), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => text,
    }
}

/// The whole command line in one language.
pub(super) fn command(lang: Lang) -> Command {
    let version = option("version", 'V', ArgAction::Version, pick(lang, "显示版本", "Print version"), lang);
    let mut command = said(Cli::command().disable_version_flag(true).arg(version), lang)
        .after_help(pick(lang, EXITS.0, EXITS.1))
        .subcommand_help_heading(pick(lang, "命令", "Commands"))
        .subcommand_value_name(pick(lang, "命令", "COMMAND"));
    command.build();
    used(command, lang)
}

const fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn option(name: &'static str, short: char, action: ArgAction, words: &'static str, lang: Lang) -> Arg {
    Arg::new(name).short(short).long(name).action(action).help(words).help_heading(pick(lang, "选项", "Options"))
}

/// A command and those below it, each with its own side of the words.
fn said(command: Command, lang: Lang) -> Command {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let template = pick(
        lang,
        "{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    );
    let help = option("help", 'h', ArgAction::Help, pick(lang, "显示帮助", "Print help"), lang)
        .display_order(LAST.saturating_add(1));
    let mut places = 0_usize;
    command
        .about(side(&about, lang).to_owned())
        .help_template(template)
        .mut_args(|arg| match arg.get_id().as_str() {
            "version" => arg.display_order(LAST),
            "lang" => worded(arg, lang).display_order(LAST),
            _ if arg.is_positional() => {
                places = places.saturating_add(1);
                worded(arg, lang).display_order(places)
            }
            _ => worded(arg, lang),
        })
        .disable_help_flag(true)
        .arg(help)
        .mut_subcommands(|below| said(below, lang))
}

/// An option or argument with its own side of the words and its default.
fn worded(arg: Arg, lang: Lang) -> Arg {
    let words = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut words = side(&words, lang).to_owned();
    let hides = lang == Lang::Zh && !arg.get_default_values().is_empty();
    let defaults: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    if hides {
        words.push_str(&format!("（默认 {}）", defaults.join("、")));
    }
    let heading = if arg.is_positional() { pick(lang, "参数", "Arguments") } else { pick(lang, "选项", "Options") };
    let arg = arg.help(words).help_heading(heading);
    // Switches have a default of their own, which is no value.
    if hides { arg.hide_default_value(true) } else { arg }
}

/// The line of usage, which the parser makes.
fn used(mut command: Command, lang: Lang) -> Command {
    if lang == Lang::En {
        return command;
    }
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[选项]");
    command.override_usage(usage).mut_subcommands(|below| used(below, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The help of a command and of all below it.
    fn pages(command: &mut Command) -> Vec<String> {
        let own = command.render_long_help().to_string();
        let mut all = vec![own, command.render_help().to_string()];
        let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
        for name in names {
            all.extend(command.find_subcommand_mut(&name).map(pages).unwrap_or_default());
        }
        all
    }

    #[test]
    fn every_page_is_in_one_language() {
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for page in pages(&mut command(Lang::Zh)) {
            for word in [BETWEEN, "Usage", "Options", "Arguments", "Commands", "Print ", "default", "alias", "OPTIONS"]
            {
                assert!(!page.contains(word), "{word} in:\n{page}");
            }
            let words =
                page.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['-', '<', '[']));
            assert!(words.into_iter().all(|line| line.contains(chinese)), "{page}");
        }
        for page in pages(&mut command(Lang::En)) {
            assert!(!page.contains(BETWEEN), "{page}");
            let lines = page.lines().filter(|line| line.contains(chinese));
            assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{page}");
        }
    }

    #[test]
    fn the_parser_finds_nothing_wrong_with_it() {
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn sides() {
        assert_eq!(side("甲 · a", Lang::Zh), "甲");
        assert_eq!(side("甲 · a", Lang::En), "a");
        assert_eq!(side("JSON", Lang::Zh), "JSON");
    }
}
