//! Duties of the notice: counts, filters, dates and the forms they are printed in. Knows nothing of how targets are
//! evaluated.

use huice::duties::{Duties, Selection, csv, human, ics};
use huice::{Context, Pack, Profile, Program};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The notice, loaded once.
static PROGRAM: LazyLock<Program> = LazyLock::new(load);

fn load() -> Program {
    let pack = Pack::load(crate::root().join("policies/zhoucun-2020-8")).unwrap();
    pack.program().expect("the pack has no errors")
}

fn program() -> Program {
    PROGRAM.clone()
}

fn context() -> Context {
    Context::new("2020-03-31".parse().unwrap())
}

fn select(agency: Option<&str>, official: Option<&str>) -> Selection {
    Selection { agency: agency.map(str::to_owned), official: official.map(str::to_owned) }
}

fn all(program: &Program) -> Duties {
    program.duties(None, &context(), &Selection::default()).unwrap()
}

fn district(program: &Program) -> Profile {
    let text = std::fs::read_to_string(crate::root().join("seeds/profiles/district.json")).unwrap();
    Profile::from_json(program, &text).unwrap()
}

#[test]
fn the_notice_has_them_all() {
    let duties = all(&program());
    let counts = &duties.counts;
    assert_eq!((counts.administrative, counts.targets, counts.duties, counts.approvals), (49, 5, 6, 6));
    assert_eq!(counts.dated, 4);
    for duty in &duties.items {
        assert!(!duty.task.is_empty() && !duty.source.is_empty() && !duty.officials.is_empty(), "{}", duty.item);
        assert!(!duty.lead.is_empty() || !duty.responsible.is_empty(), "{}", duty.item);
    }
}

#[test]
fn agencies_and_officials_filter() {
    let program = program();
    let duties = |agency, official| program.duties(None, &context(), &select(agency, official));
    let by_name = duties(Some("区人力资源社会保障局"), None).unwrap();
    let by_key = duties(Some("hrss"), None).unwrap();
    assert_eq!(by_name.items.len(), by_key.items.len());
    assert!(by_name.items.iter().all(|duty| duty.lead.iter().any(|name| name == "区人力资源社会保障局")));
    // An approving body counts though the bracket names other agencies.
    let tax = duties(Some("税务机关"), None).unwrap();
    assert_eq!(tax.items.iter().map(|duty| duty.item.as_str()).collect::<Vec<_>>(), ["11.2", "11.3"]);
    let liu = duties(Some("hrss"), Some("刘伟")).unwrap();
    insta::assert_snapshot!(human(&liu), @r#"
    14.2 困难企业稳岗返还   审批
      任务：对“困难企业稳岗返还”的申报作出认定（困难且恢复有望认定）
      期限：原文未载明      依据：第14条第1款第2句、第4句
      审批（原文）：区人力资源社会保障局   牵头单位（原文）：区人力资源社会保障局   责任人（原文）：刘伟、路德芝
      原文未载明：月人均失业保险金、困难且恢复有望的认定标准

    14.4 稳岗返还全程网办、免申报认证，足额按时付到企业   职责
      期限：原文未载明      依据：第14条第1款第4句
      牵头单位（原文）：区人力资源社会保障局   责任人（原文）：刘伟、路德芝

    共 2 项：职责 1、审批 1；有日期的 0，没有日期的 2。截至 2020-03-31
    另有 51.1 原文写作“各有关部门”，没有列名，可能也涉及
    另有 51.1 原文写作“各副区长”，没有列名，可能也涉及
    "#);
    let unknown = duties(Some("区税务"), None).unwrap_err();
    assert_eq!((unknown.words.zh.as_str(), unknown.help.zh.as_str()), ("原文没有机构“区税务”", "是不是“区税务局”？"));
    let unknown = duties(None, Some("耿丰")).unwrap_err();
    assert_eq!(unknown.help.zh, "是不是“耿峰”？");
}

/// Every bracket of a duty is reached by the filters, one agency at a time.
#[test]
fn no_duty_is_without_an_agency() {
    let program = program();
    let everything = all(&program);
    let agencies: BTreeSet<String> =
        everything.items.iter().flat_map(|duty| duty.lead.iter().chain(&duty.responsible).cloned()).collect();
    let mut reached = BTreeSet::new();
    for agency in &agencies {
        let duties = program.duties(None, &context(), &select(Some(agency), None)).unwrap();
        reached.extend(duties.items.into_iter().map(|duty| (duty.item, duty.kind)));
    }
    assert_eq!(reached.len(), everything.items.len());
}

#[test]
fn targets_have_a_state_with_a_profile() {
    let program = program();
    let duties = program.duties(Some(&district(&program)), &context(), &Selection::default()).unwrap();
    let targets: Vec<(&str, &str)> =
        duties.items.iter().filter_map(|duty| Some((duty.item.as_str(), duty.status?))).collect();
    assert_eq!(
        targets,
        [("26.1", "met"), ("45.1", "in_progress"), ("49.2", "met"), ("49.3", "in_progress"), ("49.4", "undetermined")]
    );
    let late = Context::new("2021-01-01".parse().unwrap());
    let duties = program.duties(Some(&district(&program)), &late, &select(Some("drc"), None)).unwrap();
    let target = duties.items.iter().find(|duty| duty.item == "45.1").unwrap();
    assert_eq!((target.status, target.state), (Some("not_met"), "passed"));
    assert!(target.because.as_ref().unwrap().contains("低于 51亿元"));
    // Without a profile nothing is said of their state.
    assert!(all(&program).items.iter().all(|duty| duty.status.is_none()));
}

#[test]
fn duties_of_enterprises_and_banks_are_listed_with_their_bearers() {
    let program = program();
    let duties = all(&program);
    let of_kind = duties.items.iter().filter(|duty| duty.kind == "duty");
    let found: Vec<(&str, String)> = of_kind.map(|duty| (duty.item.as_str(), duty.bearers.join("、"))).collect();
    let wanted =
        [("10.2", "企业"), ("12.2", "企业"), ("13.4b", "企业"), ("23.1", "银行"), ("23.4", "银行"), ("24.1", "银行")];
    assert_eq!(found, wanted.map(|(item, bearer)| (item, bearer.to_owned())));
    assert!(human(&duties).contains("\n  义务人：银行\n"));
    assert!(read_csv(&csv(&duties)).iter().any(|row| row[0] == "13.4b" && row[15] == "企业"));
    // A profile tells how its own duties stand, and nothing of those of others.
    let text = r#"{"subject_type": "enterprise", "utility_arrears": false, "si_deferral_approved": true,
        "si_deferred_yuan": "600000", "si_repaid_yuan": "600000"}"#;
    let profile = Profile::from_json(&program, text).unwrap_or_else(|errors| panic!("{errors:?}"));
    let duties = program.duties(Some(&profile), &context(), &Selection::default()).unwrap();
    let states: Vec<(&str, &str)> =
        duties.items.iter().filter_map(|duty| Some((duty.item.as_str(), duty.status?))).collect();
    assert_eq!(states, [("10.2", "undetermined"), ("12.2", "met"), ("13.4b", "not_applicable")]);
    let apart = duties.items.iter().find(|duty| duty.item == "13.4b").unwrap();
    assert_eq!(apart.because, None);
}

/// A reader of RFC 4180, as strict as a spreadsheet program.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.strip_prefix('\u{feff}').expect("a mark").chars().peekable();
    while let Some(c) = chars.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if quoted => cell.push(c),
            ',' => rows.last_mut().unwrap().push(String::new()),
            '\r' => assert_eq!(chars.next(), Some('\n')),
            '\n' => panic!("a bare line end"),
            c => panic!("{c} outside quotes"),
        }
        if c == '\r' && !quoted && chars.peek().is_some() {
            rows.push(vec![String::new()]);
        }
    }
    assert!(!quoted);
    rows
}

#[test]
fn csv_is_read_back() {
    let program = program();
    let duties = program.duties(Some(&district(&program)), &context(), &Selection::default()).unwrap();
    let rows = read_csv(&csv(&duties));
    assert_eq!(rows.len(), duties.items.len() + 1);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "all rows are as long as the head");
    let row = rows.iter().find(|row| row[0] == "45.1").unwrap();
    assert_eq!((row[3].as_str(), row[7].as_str(), row[13].as_str()), ("指标", "2020-12-31", "进行中"));
    assert!(row[14].contains("1,280,000,000元 低于 51亿元"), "{}", row[14]);
}

#[test]
fn cells_are_quoted_and_are_no_formulas() {
    let text = r#"
        主体 政府单位 (government_unit) { 甲 (a) : 布尔 }
        人员 某甲
        措施 1 示例 { 责任人 某甲 职责 1.1 "=1+1，含“引号”与,逗号" { 依据 条1 } }
    "#;
    let pack = Pack::from_sources("demo", &[("demo.huice", text)]);
    let Some(program) = pack.program() else { panic!("{:?}", pack.diagnostics()) };
    let rows = read_csv(&csv(&program.duties(None, &context(), &Selection::default()).unwrap()));
    assert_eq!(rows[1][5], "'=1+1，含“引号”与,逗号");
}

#[test]
fn the_calendar_is_valid() {
    let program = program();
    let duties = all(&program);
    let text = ics(&duties, program.name());
    assert_eq!(text, ics(&all(&program), program.name()), "the same bytes every time");
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let unfolded = text.replace("\r\n ", "");
    let events: Vec<&str> = unfolded.split("BEGIN:VEVENT\r\n").skip(1).collect();
    assert_eq!(events.len(), duties.counts.dated);
    let mut uids = BTreeSet::new();
    for event in &events {
        let line =
            |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}"));
        assert!(uids.insert(line("UID:")));
        assert_eq!(line("DTSTAMP:"), "20200331T000000Z");
        assert!(line("DTSTART;VALUE=DATE:") < line("DTEND;VALUE=DATE:"));
        let summary = line("SUMMARY:");
        assert!(!summary.contains(", ") && !summary.contains(';'), "{summary}");
    }
    insta::assert_snapshot!(events[0], @r"
    UID:zhoucun-2020-8-45.1-target@huice
    DTSTAMP:20200331T000000Z
    DTSTART;VALUE=DATE:20201231
    DTEND;VALUE=DATE:20210101
    SUMMARY:指标到期 45.1 重点项目年度投资
    DESCRIPTION:重点项目全年完成投资 不低于 51亿元 且 重点项目数 为 53个\n依据 第45条第1款第1句\n期限 2020年内（2020年1月1日 至 2020年12月31日）\n牵头单位（原文）：区发展改革局\n责任人（原文）：路德芝
    TRANSP:TRANSPARENT
    END:VEVENT
    ");
}

#[test]
fn an_event_gives_dates() {
    let program = program();
    let mut context = context();
    context.set_event(&program, "epidemic_end_date", "2020-05-06").unwrap();
    let duties = program.duties(None, &context, &Selection::default()).unwrap();
    assert_eq!(duties.counts.dated, 8, "the duty to pay three months after the end has a day, too");
    let duty = duties.items.iter().find(|duty| duty.item == "1.1").unwrap();
    assert_eq!(duty.date.as_deref(), Some("2020-05-06"));
    assert_eq!(duty.deadline.as_deref(), Some("疫情期（2020年1月24日 至 2020年5月6日）"));
    let duty = &all(&program).items[0];
    assert_eq!(duty.date, None);
    assert_eq!(duty.deadline.as_deref(), Some("疫情期（2020年1月24日 至 疫情结束（日期未定），至少到 2020年3月7日）"));
}

#[test]
fn english_has_english_words_around_the_names_of_the_notice() {
    let program = program();
    let english = context().with_lang(huice::diagnostic::Lang::En);
    let profile = district(&program);
    let duties = program.duties(Some(&profile), &english, &Selection::default()).unwrap();
    let texts = [human(&duties), csv(&duties), ics(&duties, "zhoucun")];
    for word in
        ["职责", "指标", "审批（", "期限", "依据", "（原文）", "牵头单位", "责任人", "未载明", "还剩", "截至", "共 "]
    {
        let titles =
            |line: &str| duties.items.iter().any(|duty| line.contains(&duty.title) && duty.title.contains(word));
        let found = texts.iter().flat_map(|text| text.lines()).find(|line| line.contains(word) && !titles(line));
        let of_the_notice = |line: &str| {
            duties.items.iter().any(|duty| {
                duty.unstated.iter().chain(&duty.figures).any(|said| said.contains(word) && line.contains(word))
                    || duty.task.contains(word)
            })
        };
        assert!(found.is_none_or(of_the_notice), "{word}: {found:?}");
    }
    assert!(texts[0].contains("deadline: ") && texts[0].contains("officials (as written): "), "{}", texts[0]);
    assert!(texts[0].contains("article 14"), "{}", texts[0]);
    assert!(texts[1].contains("\"item\",\"measure\""), "{}", texts[1]);
}
