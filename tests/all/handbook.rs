//! The handbook: a page for every measure, a guide for every item, links that lead somewhere, nothing unescaped, the
//! same bytes every time. Knows nothing of how a rule is put into words.

use huice::handbook::{Files, WriteError, write};
use huice::{Pack, Program};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
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

/// The section of one item, without what follows it.
fn section<'t>(files: &'t Files, page: &str, item: &str) -> &'t str {
    let (_, rest) =
        files[page].split_once(&format!("id=\"i-{item}\"")).unwrap_or_else(|| panic!("no {item} on {page}"));
    rest.split("</section>").next().unwrap().split("<a id=").next().unwrap()
}

/// The field of a guide in Markdown: one line, or the lines below it.
fn field(section: &str, label: &str) -> String {
    let head = format!("- **{label}**");
    let (_, rest) = section.split_once(&head).unwrap_or_else(|| panic!("no {label} in {section}"));
    format!("{head}{}", rest.split("\n- **").next().unwrap().trim_end())
}

#[test]
fn every_item_has_a_guide() {
    let program = program();
    let files = program.handbook();
    let items = program.items();
    assert_eq!(items.len(), 118);
    assert_eq!(files.len(), (4 + 51) * 2);
    for item in &items {
        let page = format!("m{:02}", item.measure);
        let html = section(&files, &format!("{page}.html"), &item.id);
        let labels: &[&str] = match item.kind {
            "benefit" => &["惠及对象", "申报条件", "扶持标准", "申报时间与有效期", "支付方", "资金来源", "不可叠加"],
            "duty" => &["义务人", "应当做什么", "期限", "未履行的后果"],
            "target" => &["考核范围", "目标", "期限"],
            _ => &["期限"],
        };
        for label in labels.iter().chain(&["责任人（原文）", "依据", "原文未载明"]) {
            assert!(html.contains(&format!("<dt>{label}</dt>")), "{} has no {label}", item.id);
        }
        assert!(
            html.contains("<dt>牵头单位（原文）</dt>") || html.contains("<dt>责任单位（原文）</dt>"),
            "{}",
            item.id
        );
        // Each is found from the start page and by its subject or as a task of the government.
        let link = format!("href=\"{page}.html#i-{}\"", item.id);
        for index in ["index.html", "subjects.html", "agencies.html"] {
            assert!(files[index].contains(&link), "{} is not on {index}", item.id);
        }
    }
}

#[test]
fn rules_are_in_words() {
    let files = program().handbook();
    let guide = section(&files, "m14.md", "14.1");
    insta::assert_snapshot!(field(guide, "申报条件"), @r"
    - **申报条件**
      - **属地**：发文区县范围内，即 所在区县 为 周村区（没有相反说明时视为满足）
      - **参保**：参加失业保险
      - **少裁员**：不裁员或少裁员，即 裁员率 不超过 5.5%；上年末参保职工人数 不超过 30人 的，裁员率 不超过 20%（第14条第1款第3句）
    ");
    insta::assert_snapshot!(field(section(&files, "m13.md", "13.2a"), "扶持标准"), @r"
    - **扶持标准**
      - 每笔设备：20% × 设备投资额
      - 各笔相加
      - **每个主体合计最高 1000万元**
      - 结果到分，四舍五入
    ");
    insta::assert_snapshot!(field(section(&files, "m22.md", "22.3"), "扶持标准"), @r"
    - **扶持标准**
      - 每笔贷款：贷款本金 ×（贷款年利率 超出 3.5%/年 的部分）× 贷款期限
      - 各笔相加
      - 结果到分，四舍五入
    ");
    insta::assert_snapshot!(field(section(&files, "m14.md", "14.2"), "申报时间与有效期"), @r"
    - **申报时间与有效期**
      - 申报期：自 2020年1月1日 起 1年，即至 2020年12月31日（以稳岗返还申请日计）
      - 有效期：_原文未载明_（按“自 2020年3月6日 起”看待）
    ");
    insta::assert_snapshot!(field(section(&files, "m16.md", "16.2"), "申报条件"), @r"
    - **申报条件**
      - **属地**：发文区县范围内，即 所在区县 为 周村区（没有相反说明时视为满足）
      - **到期较晚**：补贴在2月4日后到期，即 依口径「到期首日」而定，尚未采用（不含当日：社保补贴到期日 晚于 2020年2月4日；含当日：社保补贴到期日 不早于 2020年2月4日）
      - **延长有益**：补贴在6月30日前到期，即 社保补贴到期日 早于 2020年6月30日
    ");
    insta::assert_snapshot!(field(section(&files, "m13.md", "13.1a"), "解释口径"), @r"
    - **解释口径**
      - **免租承租人**：免租只给中小企业，还是给承租的各类企业？　采用 **仅中小企业：中小企业**；另解 全部企业（I-13.1-1：首句写中小企业，次句写企业；大型企业不符合）
      - **其他公有房屋**：向行政事业单位承租是否也算？　采用 **不算**；另解 也算（I-13.1-3：本句只写国有企业；转租的情形原文未写）
      - **免租程度**：减免3个月的房租是全免还是减一部分？　采用 **三个月全免**；另解 部分减收（I-13.1-2：减免的是3个月的房租）
      - **租期不足**：租约只覆盖其中几个月，或租金已交？　采用 **按应付租金逐月计**；另解 按比例另算（I-13.1-4：租约外的月份记零；已交的退还还是抵扣，原文未写）
      - **划型依据**：中小微企业按什么标准划？　采用 **国家划型标准**；另解 申报部门另定（IN-07：工信部联企业〔2011〕300号，用上一完整年度数据；人社部发〔2020〕11号也指向它）
      - **省略年份**：没有写年份的月日是哪一年？　采用 **取2020年**；另解 每年（IN-14：第13条的2至4月、第16条的2月4日）
      - **取整办法**：金额怎样取整？　采用 **末次取到分**；另解 逐笔取整（IN-05：原文未写；精确计算，最后四舍五入到分，封顶按未取整的数比较）
      - **施行起止**：何时起施行、何时失效？　采用 **自印发日起**；另解 自各项窗口起（IN-13：原文都没有写；各项自己的期间照写，有效期显示为原文未载明）
      - **未知处理**：没有填的事实怎样看？　采用 **待定**；另解 视为否（IN-15：有一项确定不满足即不符合，否则有未知即待定）
    ");
    insta::assert_snapshot!(field(section(&files, "m32.md", "32.1"), "外部参数"), @r"
    - **外部参数**
      - **一级响应起始日** = 2020年1月24日；状态 已核实；来源 山东省启动重大突发公共卫生事件I级响应的公告
      - **一级响应截止日** = 2020年3月7日；状态 已核实；来源 山东省调整突发公共卫生事件应急响应级别的公告（3月7日24时由I级调为II级，当天仍在内）
      - **一年期贷款基准利率** = 4.35%/年；状态 已核实；来源 中国人民银行2015年10月24日起执行的金融机构人民币贷款基准利率（其后没有再公布新的基准利率（未逐一核对））
      - **一年期贷款市场报价利率** = 2020年1月20日至2020年2月19日 4.15%/年；2020年2月20日至2020年4月19日 4.05%/年；2020年4月20日至2020年12月31日 3.85%/年；状态 已核实；来源 全国银行间同业拆借中心2020年各月公布的贷款市场报价利率（只供另解；只供第32条另一种解读）
    ");
}

/// The text of a page must be well-formed: elements nest, every `&` begins an entity, nothing is run or fetched.
fn check_html(name: &str, text: &str) {
    const KNOWN: [&str; 26] = [
        "body", "nav", "a", "main", "h1", "h2", "h3", "section", "span", "p", "small", "em", "b", "dl", "div", "dt",
        "dd", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "footer",
    ];
    let mut open: Vec<&str> = Vec::new();
    let (_, body) = text.split_once("<body>").unwrap();
    for piece in body.trim_end_matches("</body>\n</html>\n").split('<') {
        let (tag, after) = match piece.split_once('>') {
            Some(parts) => parts,
            None => ("", piece),
        };
        check_entities(name, tag);
        check_entities(name, after);
        let word = tag.trim_start_matches('/').split(' ').next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(word), "{name}");
        } else if !word.is_empty() {
            assert!(KNOWN.contains(&word), "{name}: <{tag}>");
            open.push(word);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
    for banned in ["<script", "<link", "<img", "http://", "https://", "url(", "@import"] {
        assert!(!text.contains(banned), "{name}: {banned}");
    }
}

fn check_entities(name: &str, text: &str) {
    for rest in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(known.iter().any(|entity| rest.starts_with(entity)), "{name}: &{rest}");
    }
}

/// Markdown in which only the handbook's own anchors are HTML, and only its own links are links.
fn check_markdown(name: &str, text: &str) {
    let own = text.replace("<a id=\"", "").replace("\"></a>", "");
    for (mark, before) in [("<", "\\"), ("[x", "\\")] {
        let pieces: Vec<&str> = own.split(mark).collect();
        for piece in pieces.iter().rev().skip(1) {
            assert!(piece.ends_with(before), "{name}: {piece}{mark}");
        }
    }
}

#[test]
fn pages_are_well_formed_and_links_lead_somewhere() {
    let files = program().handbook();
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        check_html(name, text);
        for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = files.get(page).unwrap_or_else(|| panic!("{name} links to {page}"));
            assert!(anchor.is_empty() || target.contains(&format!("id=\"{anchor}\"")), "{name} links to {link}");
        }
    }
}

#[test]
fn text_is_escaped() {
    let text = r#"
        包 "<b>示例</b>" (demo) { 标题 "A & B <script>alert(1)</script>" }
        主体 企业 (enterprise) { 参保 (insured) : 布尔 }
        人员 某甲
        措施 1 "标题 <i> & '引号' | *星*" {
          责任人 某甲
          支持 1.1 "<img src=x onerror=alert(1)>" {
            依据 条1
            对象 企业
            条件 参保 "参保 <b> | [x](javascript:alert(1))" 参保
            给予 资金 "<u>补贴</u> & 其他"
            提示 "<svg onload=alert(1)>"
          }
        }
    "#;
    let pack = Pack::from_sources("demo", &[("demo.huice", text)]);
    let Some(program) = pack.program() else { panic!("{:?}", pack.diagnostics()) };
    let files = program.handbook();
    for (name, text) in &files {
        if name.ends_with(".html") {
            check_html(name, text);
        } else {
            check_markdown(name, text);
        }
    }
    assert!(files["m01.html"].contains("&lt;svg onload=alert(1)&gt;"));
}

#[test]
fn the_same_bytes_every_time() {
    assert_eq!(load().handbook(), load().handbook());
}

fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("handbook-{name}"));
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_folder_is_written_whole_and_nothing_else_is_touched() {
    let files: Files = [("index.html".to_owned(), "一".to_owned()), ("m01.md".to_owned(), "二".to_owned())].into();
    let folder = scratch("write").join("deep/er");
    write(&files, &folder, false).unwrap();
    assert_eq!(fs::read_to_string(folder.join("m01.md")).unwrap(), "二");
    assert!(matches!(write(&files, &folder, false), Err(WriteError::Exists(_))));
    let fewer: Files = [("index.html".to_owned(), "三".to_owned())].into();
    write(&fewer, &folder, true).unwrap();
    let names = |folder: &std::path::Path| -> BTreeSet<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names(&folder), BTreeSet::from(["index.html".to_owned()]));
    assert_eq!(names(folder.parent().unwrap()), BTreeSet::from(["er".to_owned()]), "nothing is left beside it");
    fs::write(folder.join("论文.docx"), "mine").unwrap();
    assert!(matches!(write(&files, &folder, true), Err(WriteError::Foreign(..))));
    assert_eq!(fs::read_to_string(folder.join("论文.docx")).unwrap(), "mine");
    assert!(matches!(write(&files, &folder.join("index.html"), true), Err(WriteError::Exists(_))));
    assert!(matches!(write(&files, std::path::Path::new("/"), true), Err(WriteError::NoName(_))));
    let empty = scratch("empty");
    fs::create_dir_all(&empty).unwrap();
    write(&files, &empty, false).unwrap();
}
