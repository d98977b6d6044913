//! Why bytes are not a program that can be run. Owns the words.

use super::{FORMAT, MAX_PROGRAM_BYTES, VERSION};
use crate::diagnostic::Words;
use crate::script::ScriptError;

/// Why a stored program is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgramError {
    /// The bytes do not begin as a program does.
    NotAProgram,
    /// More bytes than [`MAX_PROGRAM_BYTES`].
    TooLarge,
    /// Another form of file.
    Format {
        /// Its number.
        found: u16,
    },
    /// Written by another version of this library.
    Version {
        /// Which.
        found: String,
    },
    /// Cut off or changed: lengths or the hash of the contents do not agree, or the contents cannot be read.
    Damaged,
    /// The hash of the rules beside the contents is not the one inside.
    WrongHash,
    /// Expressions or names lie within each other more deeply than can be evaluated.
    Nesting,
    /// The contents can be read but contradict themselves.
    Inconsistent(Words),
    /// A script inside is refused.
    Script(ScriptError),
}

impl ProgramError {
    /// What is wrong.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::NotAProgram => Words::new("这不是惠策程序文件", "this is not a Huice program"),
            Self::TooLarge => Words::new(
                format!("程序文件过大：最多 {MAX_PROGRAM_BYTES} 字节"),
                format!("the program is too large: at most {MAX_PROGRAM_BYTES} bytes"),
            ),
            Self::Format { found } => Words::new(
                format!("程序文件的格式是第 {found} 版，这里能读的是第 {FORMAT} 版"),
                format!("the program has format {found}; this version reads format {FORMAT}"),
            ),
            Self::Version { found } => Words::new(
                format!("程序文件由惠策 {found} 写成，这里是 {VERSION}"),
                format!("the program was written by Huice {found}; this is {VERSION}"),
            ),
            Self::Damaged => Words::new(
                "程序文件已损坏：内容不全或被改动",
                "the program is damaged: its contents are cut off or were changed",
            ),
            Self::WrongHash => Words::new(
                "程序文件所记的规则哈希与内容不符",
                "the hash of the rules in the program is not that of its contents",
            ),
            Self::Nesting => Words::new("程序中的层次过深", "the program is nested too deeply"),
            Self::Inconsistent(words) => Words::new(
                format!("程序文件的内容自相矛盾：{}", words.zh),
                format!("the contents of the program contradict themselves: {}", words.en),
            ),
            Self::Script(error) => {
                let words = error.words();
                Words::new(
                    format!("程序中的脚本不能用：{}", words.zh),
                    format!("a script in the program is refused: {}", words.en),
                )
            }
        }
    }

    /// How to mend it.
    #[must_use]
    pub fn help(&self) -> Words {
        match self {
            Self::NotAProgram => Words::new(
                "用“huice compile 规则包 -o 文件”写出程序文件",
                "write one with `huice compile PACK -o FILE`",
            ),
            Self::Script(ScriptError::Disabled) => {
                Words::new("换用带 script 功能编译的惠策", "use a build of Huice with the feature `script`")
            }
            Self::TooLarge | Self::Nesting => {
                Words::new("把规则包分成几个，或用“定义”减少层次", "split the pack, or nest less")
            }
            _ => Words::new("由规则包重新编译：huice compile", "compile it again from the pack: huice compile"),
        }
    }
}

impl core::fmt::Display for ProgramError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl core::error::Error for ProgramError {}
