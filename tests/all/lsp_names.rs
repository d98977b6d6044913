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
