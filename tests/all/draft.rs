//! Drafts of packs from official texts: they compile, agree with the text, and copy no sentences.

use huice::Pack;
use huice::diagnostic::{Format, Lang, has_errors};
use huice::draft::{Draft, WriteError, draft};
use huice::ledger::Register;
use huice::notice::Notice;
use std::fs;
use std::path::PathBuf;

fn data(name: &str) -> String {
    fs::read_to_string(crate::root().join("tests/data").join(name)).unwrap()
}

/// The drafted pack, which must compile and agree with the text it came from.
fn drafted(name: &str, text: &str) -> (Notice, Draft) {
    let notice = Notice::read(name, text);
    let draft = draft(&notice, "demo");
    let sources: Vec<(&str, &str)> = draft
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".huice"))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let pack = Pack::from_sources("demo", &sources);
    assert!(!has_errors(pack.diagnostics()), "{}", pack.render(Format::Short, Lang::En));
    let (_, register) = draft.files.iter().find(|(name, _)| name == "register.toml").unwrap();
    let register = Register::read("register.toml", register).unwrap();
    let ledger = pack.ledger(&register, Some(&notice));
    assert!(ledger.clean, "{}", ledger.human(Lang::En));
    (notice, draft)
}

fn file<'d>(draft: &'d Draft, name: &str) -> &'d str {
    &draft.files.iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn articles_with_points_become_a_pack() {
    let (notice, draft) = drafted("notice-articles.txt", &data("notice-articles.txt"));
    assert_eq!((draft.measures, draft.brackets), (4, 3));
    let titles: Vec<&str> = notice.measures.iter().map(|measure| measure.title.as_str()).collect();
    assert_eq!(titles, ["减免场地费用", "发放用工补贴", "增加信贷投放", ""]);
    // The page number and the break before it are gone; points are paragraphs.
    assert_eq!(notice.measures[0].paragraphs.len(), 5);
    let chapters: Vec<_> = notice.chapters.iter().map(|c| (c.code.as_str(), c.title.as_str())).collect();
    assert_eq!(chapters, [("第一章", "减轻负担"), ("第二章", "畅通融资")]);
    let card = file(&draft, "pack.huice");
    for words in
        ["青禾政办发〔2031〕12号", "青禾县支持小微企业稳定发展若干措施", "2031年4月18日", "青禾县人民政府办公室"]
    {
        assert!(card.contains(words), "{words}: {card}");
    }
    let all: String = draft.files.iter().map(|(_, text)| text.as_str()).collect();
    for figure in
        ["17.5万元", "2个月", "75%", "3‰", "半年", "15个工作日", "800元", "10万元", "17.5亿元", "1年", "2031年7月31日"]
    {
        assert!(all.contains(figure), "{figure} is missing");
    }
    assert!(file(&draft, "parties.huice").contains("人员 方可为、苏合"), "{}", file(&draft, "parties.huice"));
}

#[test]
fn bracketed_numbers_that_start_again_are_counted_through() {
    let (notice, draft) = drafted("notice-brackets.txt", &data("notice-brackets.txt"));
    let numbers: Vec<u32> = notice.measures.iter().map(|measure| measure.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(draft.brackets, 4);
    assert!(file(&draft, "chapter-01.huice").contains("牵头单位 县文旅局\n  责任单位 县商务局、县财政局"));
    assert!(file(&draft, "chapter-02.huice").contains("责任单位 县委宣传部、县文旅局"));
}

#[test]
fn no_sentence_is_copied() {
    for name in ["notice-articles.txt", "notice-brackets.txt"] {
        let (notice, draft) = drafted(name, &data(name));
        let all: String = draft.files.iter().map(|(_, text)| text.as_str()).collect();
        for sentence in notice.measures.iter().flat_map(|m| &m.paragraphs).flat_map(|p| &p.sentences) {
            let text: Vec<char> = sentence.flow.to_string().chars().collect();
            for part in text.windows(12) {
                let part: String = part.iter().collect();
                // Titles and numbers of cited documents are facts.
                let cited = sentence
                    .documents
                    .iter()
                    .any(|d| d.title.contains(&part) || d.number.as_ref().is_some_and(|number| number.contains(&part)));
                assert!(cited || !all.contains(&part), "`{part}` is copied");
            }
        }
    }
}

#[test]
fn a_text_without_numbers_has_no_measures() {
    for text in ["", "只有一句话。", "\u{feff}\r\n\r\n"] {
        let notice = Notice::read("empty", text);
        assert!(notice.measures.is_empty());
        let draft = draft(&notice, "空");
        assert_eq!((draft.id.as_str(), draft.items), ("draft", 0));
    }
}

/// Found by the fuzz target `notice`: what cannot stand in a name made the drafted rules unreadable.
#[test]
fn names_that_rules_cannot_spell_are_cleaned() {
    let text = data("notice-brackets.txt");
    let spoilt = [
        text.replace("县文旅局", "县\u{0}文&旅、局\u{fffd}"),
        text.replace("县文旅局", "县文\u{200b}旅局").replace("县商务局", "县\u{202e}商务局"),
        text.replace("县文旅局", "\u{fffd}").replace("县商务局", "&&"),
        text.replace("县文旅局", "e\u{301}局").replace("县商务局", "\u{e9}局"),
    ];
    for text in spoilt {
        sound(&text);
    }
}

/// The drafted rules, which must have no errors; differences from the text are for a person to settle.
fn sound(text: &str) -> Draft {
    let draft = draft(&Notice::read("spoilt", text), "demo");
    let rules = draft.files.iter().filter(|(name, _)| name.ends_with(".huice"));
    let rules: Vec<(&str, &str)> = rules.map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let pack = Pack::from_sources("demo", &rules);
    assert!(!has_errors(pack.diagnostics()), "{}\n{rules:?}", pack.render(Format::Short, Lang::En));
    Register::read("register.toml", file(&draft, "register.toml")).unwrap();
    draft
}

/// Found by the fuzz target `notice`: the word was declared once and used as both (E0213).
#[test]
fn a_word_for_a_person_and_an_agency_is_one_of_them_and_marked() {
    let text = "一、减负\n1．返还。按50%返还。（责任人：刘伟；牵头单位：刘伟、县财政局）\n\
                2．补贴。每人800元。（责任人：县财政局；责任单位：刘伟）\n\
                3．贴息。按3%贴息。（责任人：待定单位）\n";
    let draft = sound(text);
    let (parties, rules) = (file(&draft, "parties.huice"), file(&draft, "chapter-01.huice"));
    assert!(parties.contains("\n人员 刘伟\n") && parties.contains("\n机构 县财政局\n"), "{parties}");
    assert!(parties.contains("# 待定：原文把刘伟既写作人员又写作机构，这里只作人员。"), "{parties}");
    assert!(parties.contains("# 待定：原文把县财政局既写作人员又写作机构，这里只作机构。"), "{parties}");
    assert!(rules.contains("  责任人 刘伟\n  牵头单位 县财政局\n  # 待定：原文写作牵头单位：刘伟\n"), "{rules}");
    // Nobody is left of the second bracket, nor of the third.
    let second = "  # 待定：原文写作责任人：县财政局\n  # 待定：原文写作责任单位：刘伟\n  责任单位 待定单位\n";
    assert!(rules.contains(second), "{rules}");
    assert!(rules.contains("  # 待定：原文写作责任人：待定单位\n  责任单位 待定单位\n"), "{rules}");
    // Words that no rule can spell are all the same word.
    sound(&text.replace("县财政局", "&&").replace("刘伟", "\u{fffd}"));
}

/// Found by the fuzz target `notice`: a day without a year was read as one of the year 0 (E0104).
#[test]
fn a_day_of_issue_without_a_year_is_to_be_settled() {
    let text = data("notice-articles.txt");
    for spoilt in [text.replace("2031年4月18日", "4月18日"), text.replace("2031年4月18日", "2031\n4月18日")] {
        assert_ne!(spoilt, text);
        let draft = sound(&spoilt);
        let card = file(&draft, "pack.huice");
        assert!(card.contains("  # 待定：印发日、有效期\n") && !card.contains("印发日 "), "{card}");
        assert!(!file(&draft, "register.toml").contains("issued"));
    }
}

#[test]
fn an_existing_folder_is_left_alone() {
    let folder = scratch("draft-exists");
    let notice = Notice::read("a", &data("notice-brackets.txt"));
    let draft = draft(&notice, "a");
    let target = folder.join("pack");
    draft.write(&target).unwrap();
    let before = fs::read_to_string(target.join("pack.huice")).unwrap();
    fs::write(target.join("mine.txt"), "kept").unwrap();
    assert!(matches!(draft.write(&target), Err(WriteError::Exists(_))));
    assert_eq!(fs::read_to_string(target.join("pack.huice")).unwrap(), before);
    assert!(target.join("mine.txt").exists());
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["pack"], "temporary folders are left");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_official_text_has_51_measures_and_55_brackets() {
    let Some(path) = std::env::var_os("HUICE_NOTICE").map(PathBuf::from) else {
        println!("HUICE_NOTICE is not set: skipped");
        return;
    };
    let (_, draft) = drafted("notice", &fs::read_to_string(path).unwrap());
    assert_eq!((draft.measures, draft.brackets), (51, 55));
}

/// An empty folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("huice-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
