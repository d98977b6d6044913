//! The names an editor is told of against the checker: over whole packs, every name the checked policy reads stands for
//! the same declaration in the index of the language server. Knows nothing of the protocol.

use huice::ir::{Expr, ExprKind, Policy};
use huice::lsp::Workspace;
use huice::span::Span;
use std::collections::BTreeMap;
use std::path::Path;

/// Where each thing that expressions name is declared, as the checker has it.
fn declared(policy: &Policy, expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::Fact(id) => policy.facts.get(id.0).map(|fact| fact.span),
        ExprKind::Param(id, _) => policy.params.get(id.0).map(|param| param.span),
        ExprKind::Def(id) => policy.defs.get(id.0).map(|def| def.span),
        ExprKind::Reading(id) => policy.readings.get(id.0).map(|reading| reading.span),
        _ => None,
    }
}

fn walk<'e>(expr: &'e Expr, into: &mut Vec<&'e Expr>) {
    into.push(expr);
    for child in expr.children() {
        walk(child, into);
    }
}

/// Every expression of a policy.
fn expressions(policy: &Policy) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut roots: Vec<&Expr> = policy.defs.iter().map(|def| &def.body).collect();
    roots.extend(policy.readings.iter().flat_map(|r| r.alternatives.iter().filter_map(|(_, body)| body.as_ref())));
    for fact in &policy.facts {
        roots.extend(fact.derived.iter().chain(fact.only_if.iter().map(|(test, _)| test)));
    }
    for item in &policy.items {
        let each = item.each.iter();
        let tests = item.tests.iter().chain(each.clone().flat_map(|each| &each.tests));
        for test in tests {
            match &test.kind {
                huice::ir::TestKind::Condition { rule, .. } => rule_expressions(rule, &mut roots),
                huice::ir::TestKind::Presumption(expr) => roots.push(expr),
                huice::ir::TestKind::Counting { date, period } => {
                    roots.push(date);
                    roots.extend(period.exprs());
                }
                huice::ir::TestKind::Application { period, .. } => roots.extend(period.exprs()),
                huice::ir::TestKind::Approval { .. } | huice::ir::TestKind::External { .. } => {}
            }
        }
        roots
            .extend(item.amount.iter().chain(each.filter_map(|each| each.amount.as_ref())).map(|amount| &amount.value));
        roots.extend(item.trigger.iter().chain(&item.fulfilled));
        roots.extend(item.hints.iter().filter_map(|(when, _)| when.as_ref()));
    }
    for root in roots {
        walk(root, &mut found);
    }
    found
}

fn rule_expressions<'e>(rule: &'e huice::ir::RuleExpr, into: &mut Vec<&'e Expr>) {
    into.push(&rule.base);
    for exception in &rule.exceptions {
        into.push(&exception.when);
        if let Some(then) = &exception.then {
            rule_expressions(then, into);
        }
    }
}

/// Compares one pack; how many names were compared.
fn compare(folder: &str) -> usize {
    let folder = crate::root().join(folder);
    let path = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "huice"))
        .unwrap();
    let mut workspace = Workspace::new(huice::diagnostic::Lang::Zh);
    let analysis = workspace.analysis(&path).unwrap();
    let program = analysis.pack.program().expect("the pack has no errors");
    let policy = program.policy();
    let index = analysis.index();
    let mentions: BTreeMap<Span, Span> =
        index.mentions.iter().map(|mention| (mention.span, index.decl(mention.decl).unwrap().name_span)).collect();
    let mut compared = 0_usize;
    let mut wrong = Vec::new();
    for expr in expressions(policy) {
        let Some(wanted) = declared(policy, expr) else { continue };
        // `参数 于 日期` and the like: the place of the expression is wider than that of the name.
        let found = mentions.get(&expr.span).or_else(|| {
            let inside =
                mentions.iter().filter(|(span, _)| span.file == expr.span.file && span.start == expr.span.start);
            inside.map(|(_, declared)| declared).next()
        });
        compared = compared.saturating_add(1);
        if found != Some(&wanted) {
            let words = analysis.pack.sources().slice(expr.span).to_owned();
            wrong.push(format!("{words} at {:?}: checker {wanted:?}, index {found:?}", analysis.spot(expr.span)));
        }
    }
    // Members of enumerations that expressions name.
    for expr in expressions(policy) {
        if let ExprKind::Const(huice::ir::Value::Enum(member), _) = &expr.kind
            && let huice::ir::Type::Enum(id) = &expr.ty
        {
            let wanted = policy.enums.get(id.0).unwrap();
            let found = index.mentions.iter().find(|mention| mention.span == expr.span);
            let decl = found.and_then(|mention| index.decl(mention.decl));
            compared = compared.saturating_add(1);
            let same =
                decl.is_some_and(|d| d.name == wanted.member(*member) && d.values.as_deref() == Some(&wanted.name));
            if !same {
                let words = analysis.pack.sources().slice(expr.span);
                wrong.push(format!(
                    "{words} at {:?}: checker {}, index {decl:?}",
                    analysis.spot(expr.span),
                    wanted.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} names differ:\n{}", wrong.len(), wrong.join("\n"));
    compared
}

#[test]
fn the_index_and_the_checker_agree_on_every_name_of_the_notice() {
    let compared = compare("policies/zhoucun-2020-8");
    assert!(compared > 400, "{compared}");
}

#[test]
fn the_index_and_the_checker_agree_on_the_standard() {
    assert!(compare("policies/standards/sme-2011") > 20);
}

/// Nothing panics and nothing lies outside its text, whatever the file.
#[test]
fn every_rule_file_has_an_index_within_its_text() {
    for folder in ["tests/corpus/ok", "tests/corpus/err"] {
        for entry in std::fs::read_dir(crate::root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "huice") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let mut workspace = Workspace::new(huice::diagnostic::Lang::En);
            workspace.open(&path, text, 1);
            check_file(&mut workspace, &path);
        }
    }
}

fn check_file(workspace: &mut Workspace, path: &Path) {
    workspace.reports();
    workspace.outline(path);
    workspace.colours(path);
    let _ = workspace.format(path);
    let analysis = workspace.analysis(path).unwrap();
    for mention in &analysis.index().mentions {
        assert!(!analysis.pack.sources().slice(mention.span).is_empty(), "{}: {mention:?}", path.display());
    }
}

const SAMPLE: &str = "包 示例 (demo) { 舍入 分 四舍五入 }\n枚举 规模类 { 大型 (large)、小型 (small) }\n单位 人\n\
    主体 企业 (enterprise) {\n  参保 (insured) : 布尔\n  规模 (size) : 规模类\n  人数 (staff) : 人\n\
    贷款 (loans) : 列表 { 本金 (principal) : 元 }\n}\n参数 补助标准 (standard) : 元/人 { 1730元/人  来源 \"公告\"  状态 已核实 }\n\
    人员 刘伟\n机构 某局 (bureau)\n措施 1 \"示例😀\" {\n  责任人 刘伟\n  牵头单位 某局\n  定义 小 = 人数 不超过 30人\n\
    解读 口径甲 \"怎样算\" { 采用 甲 : 人数  另解 乙 : 2 × 人数 }\n  支持 1.1 返还 {\n    依据 条1 句1\n    对象 企业\n\
    条件 参保 \"说明\" 参保\n    条件 规模小 小 或 规模 属于 小型\n    金额 补助标准 × 口径甲\n    封顶 3万元\n  }\n\
    支持 1.2 贴息 { 对象 企业 逐笔 贷款 { 条件 有 本金 超过 0元 金额 1% × 本金 } }\n\
    用例 \"甲\" { 于 2020年3月31日 主体 企业 设 参保 = 真 设 人数 = 3人 设 规模 = 小型 期望 1.1 符合 }\n}\n";

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

    /// While a text is typed, pieces of it are missing, doubled or foreign. Every question has an answer, and every
    /// place in an answer lies within the text.
    #[test]
    fn any_text_has_answers(
        cut in 0_usize..900, len in 0_usize..60, what in 0_usize..8, line in 0_u32..30, column in 0_u32..40,
    ) {
        use huice::lsp::text::Place;
        let pieces = ["", "\"", "{", "}", "参保 ", "😀\r\n", "定义 小 = 小\n", "「"];
        let chars: Vec<char> = SAMPLE.chars().collect();
        let head: String = chars.iter().take(cut).collect();
        let tail: String = chars.iter().skip(cut.saturating_add(len)).collect();
        let text = format!("{head}{}{tail}", pieces[what]);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lsp-typed").join("typed.huice");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut workspace = Workspace::new(huice::diagnostic::Lang::Zh);
        workspace.open(&path, SAMPLE.to_owned(), 1);
        let clean = workspace.reports();
        proptest::prop_assert!(clean.iter().all(|report| report.findings.is_empty()), "{clean:#?}");
        let change = huice::lsp::text::Change { range: None, with: text.clone() };
        workspace.change(&path, &[change], 2);
        let place = Place { line, column };
        let lines = huice::lsp::text::Lines::of(&text);
        let last = lines.place(&text, text.len());
        for report in workspace.reports() {
            for finding in &report.findings {
                proptest::prop_assert!(finding.spot.from <= finding.spot.to && finding.spot.to <= last, "{finding:?}");
            }
        }
        let hover = workspace.hover(&path, place);
        proptest::prop_assert!(hover.is_none_or(|hover| hover.spot.to <= last));
        if let Some(completion) = workspace.complete(&path, place) {
            proptest::prop_assert!(completion.replaces.from <= completion.replaces.to && completion.replaces.to <= last);
        }
        workspace.definition(&path, place);
        for spot in workspace.references(&path, place, true) {
            proptest::prop_assert!(workspace.is_stale(&path) || spot.to <= last);
        }
        let _ = workspace.rename(&path, place, "新名");
        check_file(&mut workspace, &path);
        for lens in workspace.lenses(&path) {
            proptest::prop_assert!(workspace.run_case(&path, lens.spot.from, &lens.name).is_some());
        }
    }
}
