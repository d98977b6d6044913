//! The guide to one item, in the form of a 申兑指南: whom it is for, on which conditions, what is given, when, by
//! whom, on which text and under which readings. Owns the choice and order of fields; knows no markup.

use super::basis::{parameter_lines, reading_lines};
use super::collect::{Basis, basis};
use super::conditions::{self, when};
use super::money;
use super::page::{Block, Field, Line};
use super::words::{Words, citations};
use crate::ir::{CombinationRule, ItemDef, ItemId, ItemKind, Parties, PaymentDef, PaymentPart, PaymentRole, Policy};
use crate::value::rounding::Rounding;

/// The word of a kind in a pack.
pub(crate) const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Benefit => "支持",
        ItemKind::Duty => "义务",
        ItemKind::Target => "指标",
        ItemKind::Encouragement => "鼓励",
        ItemKind::Administrative => "职责",
    }
}

/// Where an item stands on its page.
pub(crate) fn anchor(id: &str) -> String {
    format!("i-{id}")
}

/// The page of a measure.
pub(crate) fn stem(measure: u32) -> String {
    format!("m{measure:02}")
}

/// A link to an item.
pub(crate) fn link(line: Line, policy: &Policy, item: &ItemDef) -> Line {
    let measure = policy.measures.get(item.measure.0).map_or(0, |measure| measure.number);
    line.link(format!("{} {}", item.id, item.title), &stem(measure), Some(anchor(&item.id)))
}

/// The guide to an item.
pub(crate) fn guide(policy: &Policy, id: ItemId, item: &ItemDef) -> Vec<Block> {
    let guide = Guide { policy, words: Words::new(policy), id, item, basis: basis(policy, item) };
    let mut blocks = vec![Block::Heading {
        level: 2,
        text: format!("{} {}", item.id, item.title),
        anchor: Some(anchor(&item.id)),
        badge: Some(kind(item.kind).to_owned()),
    }];
    if let Some(text) = item.text.as_ref().filter(|text| **text != item.title) {
        blocks.push(Block::Para(Line::text(text)));
    }
    blocks.extend(guide.standing().map(|words| Block::Notice(Line::text(words))));
    let mut fields = match item.kind {
        ItemKind::Benefit => guide.benefit(),
        ItemKind::Duty => guide.duty(),
        ItemKind::Target => guide.target(),
        ItemKind::Encouragement | ItemKind::Administrative => guide.task(),
    };
    fields.extend(guide.common());
    blocks.push(Block::Fields(fields));
    blocks
}

struct Guide<'p> {
    policy: &'p Policy,
    words: Words<'p>,
    id: ItemId,
    item: &'p ItemDef,
    basis: Basis,
}

impl Guide<'_> {
    /// What an applicant may make of an item that is no benefit.
    fn standing(&self) -> Option<String> {
        let bearer = self.subjects();
        match self.item.kind {
            ItemKind::Benefit => None,
            ItemKind::Duty if bearer == "银行" => Some("银行义务，可据此向银行提出；不是申领事项。".to_owned()),
            ItemKind::Duty => Some(format!("{bearer}应当履行的义务，不是申领事项。")),
            ItemKind::Target => Some("政府考核指标，无需申报。".to_owned()),
            ItemKind::Encouragement => Some("鼓励、引导性内容，没有可申领的待遇。".to_owned()),
            ItemKind::Administrative => Some("政府工作任务，无需申报。".to_owned()),
        }
    }

    fn benefit(&self) -> Vec<Field> {
        let mut conditions = conditions::conditions(self.policy, self.words, self.item);
        if conditions.is_empty() {
            conditions.push(Line::text("除惠及对象外，原文没有写其他条件"));
        }
        vec![
            Field::new("惠及对象", vec![Line::text(self.subjects())]),
            Field::new("申报条件", conditions),
            Field::new("扶持标准", self.standard()),
            Field::new("申报时间与有效期", self.time()),
            Field::new("支付方", self.payments(PaymentRole::Payer)),
            Field::new("资金来源", self.payments(PaymentRole::Fund)),
            Field::new("兑现方式", self.payments(PaymentRole::Channel)),
        ]
    }

    fn duty(&self) -> Vec<Field> {
        let mut fields = vec![Field::new("义务人", vec![Line::text(self.subjects())])];
        if let Some(trigger) = &self.item.trigger {
            fields.push(Field::new("何时触发", vec![Line::text(self.words.condition(trigger))]));
        }
        let conditions = conditions::conditions(self.policy, self.words, self.item);
        if !conditions.is_empty() {
            fields.push(Field::new("适用条件", conditions));
        }
        fields.push(Field::new("应当做什么", self.item.act.iter().map(Line::text).collect()));
        fields.push(Field::new("怎样算做到", self.fulfilled()));
        fields.push(Field::new("期限", self.time()));
        fields.push(Field::new("未履行的后果", self.item.consequence.iter().map(Line::text).collect()));
        fields
    }

    fn target(&self) -> Vec<Field> {
        let scope = self.item.scope.clone().unwrap_or_else(|| self.subjects());
        vec![
            Field::new("考核范围", vec![Line::text(scope)]),
            Field::new("目标", self.fulfilled()),
            Field::new("期限", self.time()),
        ]
    }

    fn task(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if self.item.kind == ItemKind::Encouragement {
            let scope = self.item.scope.clone().unwrap_or_else(|| self.subjects());
            fields.push(Field::new("鼓励对象", vec![Line::text(scope)]));
        }
        let conditions = conditions::conditions(self.policy, self.words, self.item);
        if !conditions.is_empty() {
            fields.push(Field::new("适用条件", conditions));
        }
        fields.push(Field::new("期限", self.time()));
        fields
    }

    /// What every kind of item ends with.
    fn common(&self) -> Vec<Field> {
        let item = self.item;
        let mut fields = Vec::new();
        if !item.figures.is_empty() {
            let lines = item.figures.iter().map(|(label, value)| Line::text(format!("{label}：{value}")));
            fields.push(Field::new("原文数字", lines.collect()));
        }
        fields.extend(parties(&item.parties));
        let mut sources = vec![Line::text(citations(&item.sources))];
        let measure = self.policy.measures.get(item.measure.0);
        let cites = measure.iter().flat_map(|measure| &measure.cites).chain(&item.cites);
        sources.extend(cites.map(|cited| Line::text("引用 ").and(cited)));
        fields.push(Field::new("依据", sources));
        if item.kind == ItemKind::Benefit {
            fields.push(Field::new("不可叠加", self.combinations()));
        }
        let glossary = self.glossary();
        if !glossary.is_empty() {
            fields.push(Field::new("名词", glossary));
        }
        let readings: Vec<Line> =
            self.basis.readings.iter().filter_map(|id| reading_lines(self.policy, self.words, *id)).collect();
        if !readings.is_empty() {
            fields.push(Field::new("解释口径", readings));
        }
        let parameters = parameter_lines(self.policy, self.words, &self.basis);
        if !parameters.is_empty() {
            fields.push(Field::new("外部参数", parameters));
        }
        if !item.hints.is_empty() || item.each.as_ref().is_some_and(|each| !each.hints.is_empty()) {
            let hints = item.hints.iter().chain(item.each.iter().flat_map(|each| &each.hints));
            let line = |(test, text): &(Option<_>, String)| match test {
                Some(test) => Line::text(text).note(format!("（{}）", when(&self.words.condition(test)))),
                None => Line::text(text),
            };
            fields.push(Field::new("提示", hints.map(line).collect()));
        }
        fields.push(Field::new("原文未载明", self.unstated()));
        fields
    }

    fn subjects(&self) -> String {
        let names: Vec<&str> = self
            .item
            .subjects
            .iter()
            .filter_map(|id| self.policy.subjects.get(id.0).map(|subject| subject.name.as_str()))
            .collect();
        if names.is_empty() { "原文没有限定主体类型".to_owned() } else { names.join("、") }
    }

    fn standard(&self) -> Vec<Line> {
        let mut lines = money::lines(self.policy, self.words, self.item);
        let missing: Vec<&str> = self
            .basis
            .params
            .iter()
            .filter_map(|id| self.policy.params.get(id.0))
            .filter(|param| param.status == "missing")
            .map(|param| param.name.as_str())
            .collect();
        let has_money = money::has(self.item);
        if has_money && !missing.is_empty() {
            let names = missing.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、");
            lines.push(Line::text(format!("其中{names}原文未载明，未取得之前只列算式，不出数额")));
        }
        if has_money {
            lines.push(Line::default().note(rounding(self.item.rounding.decimals, self.item.rounding.mode)));
        }
        lines
    }

    fn fulfilled(&self) -> Vec<Line> {
        self.item.fulfilled.iter().map(|expr| Line::text(self.words.condition(expr))).collect()
    }

    fn time(&self) -> Vec<Line> {
        let item = self.item;
        let mut lines: Vec<Line> = item.deadline.iter().map(|period| Line::text(self.words.period(period))).collect();
        let all = item.tests.iter().chain(item.each.iter().flat_map(|each| &each.tests));
        lines.extend(all.filter_map(|test| conditions::dated(self.policy, self.words, test)));
        if item.kind == ItemKind::Benefit && !lines.iter().any(conditions::is_application) {
            lines.push(Line::text("申报起止：").and_silent());
        }
        let general = self.policy.in_force.as_ref().map(|period| period.words.as_str());
        let own = item.in_force.iter().filter(|period| Some(period.words.as_str()) != general);
        let own: Vec<Line> = own.map(|period| Line::text(format!("有效期：{}", self.words.period(period)))).collect();
        match (own.is_empty(), item.kind, self.policy.in_force.as_ref()) {
            (true, ItemKind::Benefit, Some(period)) => lines
                .push(Line::text("有效期：").and_silent().note(format!("（按“{}”看待）", self.words.period(period)))),
            (true, ItemKind::Benefit, None) => lines.push(Line::text("有效期：").and_silent()),
            _ => lines.extend(own),
        }
        lines
    }

    fn payments(&self, role: PaymentRole) -> Vec<Line> {
        let own = self.item.payments.iter();
        let of_records = self.item.each.iter().flat_map(|each| &each.payments);
        own.chain(of_records).filter(|payment| payment.role == role).map(|payment| self.payment(payment)).collect()
    }

    fn payment(&self, payment: &PaymentDef) -> Line {
        let parts = payment.parts.iter().map(|part| match part {
            PaymentPart::Words(words) => words.clone(),
            PaymentPart::Fact(id) => {
                self.policy.facts.get(id.0).map_or_else(String::new, |fact| format!("（{}）", fact.name))
            }
        });
        let line = Line::text(parts.collect::<String>());
        match &payment.when {
            Some(test) => line.note(format!("（{}）", when(&self.words.condition(test)))),
            None => line,
        }
    }

    fn combinations(&self) -> Vec<Line> {
        let mine = self.policy.combinations.iter().filter(|combination| combination.items.contains(&self.id));
        let line = |combination: &crate::ir::CombinationDef| {
            let mut line = Line::text("与 ");
            let others = combination.items.iter().filter(|id| **id != self.id);
            for (index, other) in others.filter_map(|id| self.policy.items.get(id.0)).enumerate() {
                line = link(if index == 0 { line } else { line.and("、") }, self.policy, other);
            }
            let by = match combination.list.and_then(|id| self.policy.lists.get(id.0)) {
                Some(list) => self.policy.facts.get(list.fact.0).map_or("", |fact| fact.name.as_str()),
                None => "主体",
            };
            let rule = match combination.rule {
                CombinationRule::Highest => format!(" 每个{by}只取一项，取金额高的"),
                CombinationRule::HighestOnce => format!(" 同一笔（{by}）只计入一项，取合计最高的"),
                CombinationRule::Offset => format!(" 按每个{by}依次抵扣"),
            };
            let line = line.and(rule);
            match &combination.note {
                Some(note) => line.note(format!("（{note}）")),
                None => line,
            }
        };
        mine.map(line).collect()
    }

    fn glossary(&self) -> Vec<Line> {
        let defs = self.basis.defs.iter().filter_map(|id| self.policy.defs.get(id.0));
        let line = |def: &crate::ir::Def| {
            Line::default().strong(&def.name).and(format!("：{}", self.words.condition(&def.body)))
        };
        defs.map(line).collect()
    }

    fn unstated(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.item.unstated.iter().map(Line::text).collect();
        if self.item.kind == ItemKind::Benefit {
            let stated = self.item.unstated.iter().any(|what| what.contains("材料"));
            lines.push(Line::text(if stated {
                "咨询电话、申报入口"
            } else {
                "申报材料、咨询电话、申报入口"
            }));
        }
        if lines.is_empty() {
            lines.push(Line::text("联系方式、办理入口"));
        }
        lines
    }
}

/// The bracket, as written.
fn parties(parties: &Parties) -> Vec<Field> {
    let mut fields = Vec::new();
    if !parties.lead.is_empty() || parties.responsible.is_empty() {
        fields.push(Field::new("牵头单位（原文）", named(&parties.lead)));
    }
    if !parties.responsible.is_empty() {
        fields.push(Field::new("责任单位（原文）", named(&parties.responsible)));
    }
    fields.push(Field::new("责任人（原文）", named(&parties.officials)));
    fields
}

fn named(names: &[String]) -> Vec<Line> {
    if names.is_empty() { Vec::new() } else { vec![Line::text(names.join("、"))] }
}

fn rounding(decimals: u8, mode: Rounding) -> String {
    let mode = match mode {
        Rounding::HalfUp => "四舍五入",
        Rounding::HalfEven => "四舍六入五成双",
        Rounding::Down => "舍去尾数",
        Rounding::Up => "进一",
    };
    let place = match decimals {
        0 => "元".to_owned(),
        1 => "角".to_owned(),
        2 => "分".to_owned(),
        more => format!("小数点后 {more} 位"),
    };
    format!("结果到{place}，{mode}")
}
