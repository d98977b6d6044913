//! The canonical form of a rule file. Owns the promise that formatting changes no meaning: the output is parsed again
//! and compared with the input before anybody sees it.

use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::span::{FileId, Span};
use crate::syntax::ast::File;
use crate::syntax::keywords::Keywords;
use crate::syntax::{parse, print, shape};

/// The canonical form of a text, in Chinese or English keywords; comments are kept.
///
/// # Errors
/// The syntax errors of the text; or one error when the output would not mean the same, in which case nothing is
/// returned.
pub fn format(text: &str, keywords: Keywords) -> Result<String, Vec<Diagnostic>> {
    checked(text, |tree| print::print(tree, text, keywords))
}

/// The same for a text that a program wrote: figures take their shortest form.
///
/// # Errors
/// As for [`format`].
pub(crate) fn format_shortest(text: &str, keywords: Keywords) -> Result<String, Vec<Diagnostic>> {
    checked(text, |tree| print::print_shortest(tree, text, keywords))
}

fn checked(text: &str, print: impl FnOnce(&File) -> String) -> Result<String, Vec<Diagnostic>> {
    let file = FileId::default();
    let (tree, found) = parse(file, text);
    if has_errors(&found) {
        return Err(found);
    }
    let output = print(&tree);
    let (again, found) = parse(file, &output);
    let comments = |tree: &File| {
        let mut texts: Vec<String> = tree.comments.iter().map(|comment| comment.text.trim().to_owned()).collect();
        texts.sort_unstable();
        texts
    };
    if has_errors(&found) || shape(&again.decls) != shape(&tree.decls) || comments(&again) != comments(&tree) {
        return Err(vec![
            Diagnostic::new(
                Code::Syntax,
                Span::new(file, 0, 0),
                "排版后的文本与原文不同义，已放弃",
                "the formatted text would not mean the same; nothing was done",
            )
            .help("这是惠策自身的缺陷，请附上文件报告", "this is a defect of Huice; please report it with the file"),
        ]);
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::{Keywords, format};

    #[test]
    fn the_form_is_stable_and_speaks_either_language() {
        let text = "# 头\n人员 刘伟   # 尾\n措施 1 示例{责任人 刘伟 职责 1.1 \"做事\" }";
        let zh = format(text, Keywords::Zh).unwrap();
        assert_eq!(format(&zh, Keywords::Zh).unwrap(), zh);
        let en = format(&zh, Keywords::En).unwrap();
        assert!(en.contains("measure 1 示例 {"), "{en}");
        assert_eq!(format(&en, Keywords::Zh).unwrap(), zh);
        assert!(zh.contains("# 头") && zh.contains("# 尾"), "{zh}");
    }

    #[test]
    fn a_text_with_errors_is_left_alone() {
        assert!(format("措施 1 {", Keywords::Zh).is_err());
    }
}
