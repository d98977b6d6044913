//! The pages that lead to the guides: the start page by measure, by subject, by agency, and the terms. Owns what is
//! listed where; knows no markup.

use super::basis::{event, parameter, reading_lines};
use super::guide::{anchor, guide, kind, link, stem};
use super::money;
use super::page::{Block, Line, Page};
use super::values;
use super::words::Words;
use crate::ir::{ItemDef, ItemId, ItemKind, MeasureDef, Policy, ReadingId, TestKind};

/// The kinds in the order in which they matter to an applicant.
const KINDS: [ItemKind; 5] =
    [ItemKind::Benefit, ItemKind::Duty, ItemKind::Encouragement, ItemKind::Target, ItemKind::Administrative];

/// The start page.
pub(super) fn start(policy: &Policy) -> Page {
    let mut blocks = vec![Block::Fields(facts(policy))];
    blocks.push(Block::Notice(disclaimer()));
    blocks.push(heading("怎样查"));
    blocks.push(Block::List(vec![
        Line::default().link("按主体查", "subjects", None).and("：企业、个人、银行等各自能享受什么、要做什么"),
        Line::default().link("按机构查", "agencies", None).and("：每个牵头单位管哪些项目"),
        Line::default().link("名词、口径与参数", "terms", None).and("：通行的解释和原文之外的数值"),
        Line::text("按措施查：见本页下方"),
    ]));
    blocks.extend(amounts(policy));
    blocks.push(heading("按措施查"));
    let mut chapter = None;
    for measure in &policy.measures {
        if measure.chapter != chapter {
            chapter.clone_from(&measure.chapter);
            blocks.extend(chapter.iter().map(|text| Block::Heading {
                level: 3,
                text: text.clone(),
                anchor: None,
                badge: None,
            }));
        }
        let title = format!("第{}条　{}", measure.number, measure.title);
        let mut line = Line::default().link(title, &stem(measure.number), None).and("　");
        for (index, item) in measure.items.iter().filter_map(|id| policy.items.get(id.0)).enumerate() {
            let text = format!("{} {}", item.id, kind(item.kind));
            line = if index > 0 { line.and("　") } else { line };
            line = line.link(text, &stem(measure.number), Some(anchor(&item.id)));
        }
        match blocks.last_mut() {
            Some(Block::List(lines)) => lines.push(line),
            _ => blocks.push(Block::List(vec![line])),
        }
    }
    Page { stem: "index".to_owned(), title: format!("{}办事指南", policy.name), blocks }
}

fn facts(policy: &Policy) -> Vec<super::page::Field> {
    let field =
        |label: &str, text: Option<String>| super::page::Field::new(label, text.map(Line::text).into_iter().collect());
    let count = |wanted: ItemKind| policy.items.iter().filter(|item| item.kind == wanted).count();
    let counts: Vec<String> = KINDS.iter().map(|wanted| format!("{} {}", kind(*wanted), count(*wanted))).collect();
    vec![
        field("政策名称", policy.title.clone()),
        field("文号", policy.document.clone()),
        field("发布机关", policy.issuer.clone()),
        field("印发日期", policy.issued.map(values::day)),
        field(
            "内容",
            Some(format!("{} 条措施，{} 个项目：{}", policy.measures.len(), policy.items.len(), counts.join("、"))),
        ),
    ]
}

fn disclaimer() -> Line {
    Line::text(
        "本指南由规则生成，供查阅和核对，不是批准结果，也不代替原文。政策可能已经调整或失效，上级规定另有要求的从其规定；\
         原文没有写的，一律标明，不作补充。",
    )
}

/// The items with an amount at a glance.
fn amounts(policy: &Policy) -> Vec<Block> {
    let words = Words::new(policy);
    let rows: Vec<Vec<Line>> = policy
        .items
        .iter()
        .filter(|item| money::has(item))
        .map(|item| {
            vec![
                link(Line::default(), policy, item),
                Line::text(names(policy, item)),
                Line::text(money::short(policy, words, item)),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = ["项目", "对象", "标准"].map(str::to_owned).to_vec();
    vec![heading(&format!("有金额的 {} 项", rows.len())), Block::Table { head, rows }]
}

fn names(policy: &Policy, item: &ItemDef) -> String {
    let names = item.subjects.iter().filter_map(|id| policy.subjects.get(id.0).map(|subject| subject.name.as_str()));
    names.collect::<Vec<_>>().join("、")
}

/// Items by subject.
pub(super) fn subjects(policy: &Policy) -> Page {
    let mut blocks = Vec::new();
    for (index, subject) in policy.subjects.iter().enumerate() {
        let mine: Vec<&ItemDef> =
            policy.items.iter().filter(|item| item.subjects.iter().any(|id| id.0 == index)).collect();
        if !mine.is_empty() {
            blocks.push(heading(&subject.name));
            blocks.extend(by_kind(policy, &mine));
        }
    }
    let open: Vec<&ItemDef> = policy.items.iter().filter(|item| item.subjects.is_empty()).collect();
    let (tasks, others): (Vec<&ItemDef>, Vec<&ItemDef>) =
        open.into_iter().partition(|item| matches!(item.kind, ItemKind::Administrative | ItemKind::Target));
    if !others.is_empty() {
        blocks.push(heading("原文没有限定主体类型"));
        blocks.extend(by_kind(policy, &others));
    }
    if !tasks.is_empty() {
        blocks.push(heading("政府工作任务（无需申报）"));
        blocks.extend(by_kind(policy, &tasks));
    }
    Page { stem: "subjects".to_owned(), title: "按主体查".to_owned(), blocks }
}

/// Items by agency, as written in the brackets, and approvals by bodies that no bracket names.
pub(super) fn agencies(policy: &Policy) -> Page {
    let mut blocks = Vec::new();
    for party in policy.parties.iter().filter(|party| !party.person) {
        let has = |names: &[String]| names.contains(&party.name);
        let mine: Vec<&ItemDef> =
            policy.items.iter().filter(|item| has(&item.parties.lead) || has(&item.parties.responsible)).collect();
        if !mine.is_empty() {
            blocks.push(heading(&format!("{}（{} 项）", party.name, mine.len())));
            blocks.extend(by_kind(policy, &mine));
        }
    }
    let mut approvals = Vec::new();
    for item in &policy.items {
        let tests = item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests));
        for test in tests {
            if let TestKind::Approval { authority, act, .. } = &test.kind {
                approvals.push(link(Line::default().strong(authority).and(format!("{act}　")), policy, item));
            }
        }
    }
    if !approvals.is_empty() {
        blocks.push(heading("须经批准、认定的项目"));
        blocks.push(Block::Para(Line::text("批准机关照原文的写法；写得笼统的，不推定是哪个单位。")));
        blocks.push(Block::List(approvals));
    }
    Page {
        stem: "agencies".to_owned(), title: "按机构查（牵头单位、责任单位，原文）".to_owned(), blocks
    }
}

fn by_kind(policy: &Policy, items: &[&ItemDef]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for wanted in KINDS {
        let lines: Vec<Line> =
            items.iter().filter(|item| item.kind == wanted).map(|item| link(Line::default(), policy, item)).collect();
        if !lines.is_empty() {
            let text = format!("{} {}", kind(wanted), lines.len());
            blocks.push(Block::Heading { level: 3, text, anchor: None, badge: None });
            blocks.push(Block::List(lines));
        }
    }
    blocks
}

/// Definitions, readings of the whole notice, parameters and events.
pub(super) fn terms(policy: &Policy) -> Page {
    let words = Words::new(policy);
    let mut blocks = Vec::new();
    let defs: Vec<Line> = policy
        .defs
        .iter()
        .map(|def| Line::default().strong(&def.name).and(format!("：{}", words.condition(&def.body))))
        .collect();
    let readings: Vec<Line> =
        (0..policy.readings.len()).filter_map(|index| reading_lines(policy, words, ReadingId(index))).collect();
    let params: Vec<Line> = policy.params.iter().map(|param| parameter(words, param, false)).collect();
    let events: Vec<Line> = policy.events.iter().map(event).collect();
    for (title, lines) in [("名词", defs), ("外部参数", params), ("事件", events), ("解释口径", readings)] {
        if !lines.is_empty() {
            blocks.push(heading(title));
            blocks.push(Block::List(lines));
        }
    }
    Page { stem: "terms".to_owned(), title: "名词、口径与参数".to_owned(), blocks }
}

/// The page of a measure with the guides to its items.
pub(super) fn measure(policy: &Policy, measure: &MeasureDef) -> Page {
    let mut blocks: Vec<Block> =
        measure.chapter.iter().map(|chapter| Block::Para(Line::default().note(chapter))).collect();
    let items: Vec<(ItemId, &ItemDef)> =
        measure.items.iter().filter_map(|id| policy.items.get(id.0).map(|item| (*id, item))).collect();
    if items.len() > 1 {
        let lines =
            items.iter().map(|(_, item)| link(Line::default(), policy, item).note(format!("　{}", kind(item.kind))));
        blocks.push(Block::List(lines.collect()));
    }
    blocks.extend(items.into_iter().flat_map(|(id, item)| guide(policy, id, item)));
    blocks.push(Block::Notice(disclaimer()));
    Page { stem: stem(measure.number), title: format!("第{}条　{}", measure.number, measure.title), blocks }
}

fn heading(text: &str) -> Block {
    Block::Heading { level: 2, text: text.to_owned(), anchor: None, badge: None }
}
