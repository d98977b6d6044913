//! What can go wrong with a batch: with the whole of it, or with single rows. Owns the two error types; words are made
//! where the error is found.

use crate::diagnostic::Words;
use crate::profile::ProfileError;
use std::io;
use std::path::Path;

/// Whose fault it is that a batch stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The call: options, mapping, headings.
    Usage,
    /// An input that cannot be read.
    Input,
    /// An output that cannot be written.
    Output,
    /// Whoever read the output has gone away.
    Closed,
}

/// Why a batch stopped. Nothing has been put under the name of any output.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchError {
    /// Whose fault it is.
    pub fault: Fault,
    /// What is wrong, each with how to mend it.
    pub problems: Vec<(Words, Option<Words>)>,
}

impl BatchError {
    pub(super) fn new(fault: Fault, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fault, problems: vec![(Words::new(zh, en), None)] }
    }

    /// The same with everything that is wrong under it.
    pub(super) fn with(mut self, errors: impl IntoIterator<Item = ProfileError>) -> Self {
        self.problems.extend(errors.into_iter().map(|error| {
            let at = |words: &str, colon: &str| match error.path.as_str() {
                "" => words.to_owned(),
                path => format!("{path}{colon}{words}"),
            };
            (Words::new(at(&error.words.zh, "："), at(&error.words.en, ": ")), error.help)
        }));
        self
    }

    pub(super) fn usage(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Fault::Usage, zh, en)
    }

    pub(super) fn input(file: &Path, zh: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        let name = file.display();
        Self::new(Fault::Input, format!("“{name}”：{}", zh.as_ref()), format!("`{name}`: {}", en.as_ref()))
    }

    pub(super) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        if let Some((_, help)) = self.problems.last_mut() {
            *help = Some(Words::new(zh, en));
        }
        self
    }

    /// A file that cannot be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::OutOfMemory {
            let name = file.display();
            return Self::memory(&format!("读“{name}”时"), &format!("while `{name}` was read"));
        }
        let why = why(error);
        Self::input(file, format!("读不出：{}", why.zh), format!("cannot be read: {}", why.en))
    }

    /// A file that cannot be written.
    pub(super) fn unwritable(file: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Fault::Closed, "读取结果的程序已退出", "whoever read the result has gone away");
        }
        let (name, why) = (file.display(), why(error));
        if error.kind() == io::ErrorKind::OutOfMemory {
            return Self::memory(&format!("写“{name}”时"), &format!("while `{name}` was written"));
        }
        let (zh, en) = (format!("“{name}”写不出：{}", why.zh), format!("cannot write `{name}`: {}", why.en));
        Self::new(Fault::Output, zh, en).help(
            "结果只在写完后才出现；排除原因后重新运行即可",
            "results appear only when they are complete; mend the cause and run it again",
        )
    }

    /// Memory that cannot be had.
    pub(super) fn memory(what_zh: &str, what_en: &str) -> Self {
        Self::new(Fault::Output, format!("内存不足：{what_zh}"), format!("out of memory: {what_en}"))
            .help("减少 --threads，或用 --shard 分片", "use fewer --threads, or --shard")
    }
}

/// Why a file cannot be read or written.
fn why(error: &io::Error) -> Words {
    match error.kind() {
        io::ErrorKind::NotFound => Words::new("没有这个文件或文件夹", "no such file or folder"),
        io::ErrorKind::PermissionDenied => Words::new("没有权限", "permission denied"),
        io::ErrorKind::IsADirectory => Words::new("这是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => Words::new("路径中有一段不是文件夹", "a part of the path is no folder"),
        io::ErrorKind::StorageFull => Words::new("磁盘已满", "the disk is full"),
        io::ErrorKind::FileTooLarge => Words::new("文件超过系统允许的大小", "larger than the system allows"),
        io::ErrorKind::QuotaExceeded => Words::new("超出磁盘配额", "the disk quota is used up"),
        _ => Words::new(error.to_string(), error.to_string()),
    }
}

/// A row that is not a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowError(pub(super) Vec<ProfileError>);

impl RowError {
    /// One thing wrong with the row as a whole.
    pub(super) fn whole(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(vec![ProfileError::new("", zh, en)])
    }
}

impl From<ProfileError> for RowError {
    fn from(error: ProfileError) -> Self {
        Self(vec![error])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No memory is no fault of the file.
    #[test]
    fn memory_that_ends_while_a_file_is_read_or_written_is_said() {
        let none = io::Error::from(io::ErrorKind::OutOfMemory);
        let file = Path::new("in.csv");
        for error in [BatchError::unreadable(file, &none), BatchError::unwritable(file, &none)] {
            assert_eq!(error.fault, Fault::Output);
            let (words, help) = error.problems.first().unwrap();
            assert!(words.zh.starts_with("内存不足：") && words.zh.contains("in.csv"), "{words:?}");
            assert!(words.en.starts_with("out of memory: ") && words.en.contains("in.csv"), "{words:?}");
            assert!(help.is_some());
        }
    }
}
