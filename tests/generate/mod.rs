//! Random packs and profiles, for tests of laws, fuzz targets and the comparison of engines. Well typed by
//! construction: a pack with an error is a mistake made here. The same dice give the same pack; with a second dice
//! only the order of what has no order is another. Knows nothing of what is tested with them.
//!
//! - [`Dice`]: choices from a seed or from bytes;
//! - [`Size`]: how large a pack becomes;
//! - [`Written`]: a pack as text, with the scripts it calls;
//! - [`Pools`]: profiles of any checked policy, from values that its own rules make interesting;
//! - [`day`] and [`filled`]: what else is known: the day, parameters, events, readings;
//! - [`violations`]: what breaks the refinement law; [`unexplained`]: what is open without a cause.

mod clauses;
mod context;
mod dice;
mod expr;
mod items;
mod laws;
mod profile;
mod vocabulary;

pub(crate) use context::{day, filled};
pub(crate) use dice::Dice;
pub(crate) use laws::{number, unexplained, violations};
pub(crate) use profile::Pools;

use huice::diagnostic::{Format, Lang};
use huice::{Pack, Program};

/// How large a pack becomes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Operators within operators.
    pub(crate) depth: usize,
    /// Definitions, and readings, of a measure at most.
    pub(crate) named: usize,
    /// Benefits of the first measure at most; at least one.
    pub(crate) benefits: usize,
    /// Duties, targets and the like of the first measure at most.
    pub(crate) duties: usize,
    /// How likely a condition has an exception, in hundredths; an exception has one of its own a third as often.
    pub(crate) exceptions: usize,
}

impl Size {
    /// One or two items: what a fuzzer shrinks to.
    pub(crate) const SMALL: Self = Self { depth: 1, named: 1, benefits: 2, duties: 1, exceptions: 20 };
    /// Every construct now and then.
    pub(crate) const MEDIUM: Self = Self { depth: 2, named: 3, benefits: 6, duties: 2, exceptions: 30 };
    /// Deep expressions, many items.
    pub(crate) const LARGE: Self = Self { depth: 3, named: 6, benefits: 20, duties: 8, exceptions: 50 };
}

/// Stands in packs whose amounts may be negative: certain sums may then shrink as facts become known.
pub(crate) const SIGNED: &str = "# 可负";

/// The scripts that packs may call, as `(path, text)`.
pub(crate) const SCRIPTS: &[(&str, &str)] = &[
    (
        "scripts/interest.rhai",
        "fn 利息(本金, 年利率, 起, 止) { if 止 <= 起 { return 0; } 本金 * 年利率 * 天数(起, 止) / 360 }",
    ),
    ("scripts/enough.rhai", "fn 够数(人数, 满足) { if 人数 > 100 { throw \"太多\"; } 满足 && 人数 % 2 == 0 }"),
];

/// A pack as text.
#[derive(Clone)]
pub(crate) struct Written {
    /// One file of rules. It calls [`SCRIPTS`].
    pub(crate) text: String,
}

impl Written {
    /// The pack of this seed, of medium size.
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self::new(Dice::new(seed), Size::MEDIUM, None)
    }

    /// The pack of these choices; in another order where order means nothing, if asked for.
    pub(crate) fn new(dice: Dice, size: Size, order: Option<u64>) -> Self {
        let order = order.map(Dice::new);
        let mut writer =
            Writer { dice, size, order, named: Vec::new(), documented: Vec::new(), signed: false, count: 0 };
        Self { text: writer.pack() }
    }

    /// The checked pack, or its errors.
    pub(crate) fn load(&self) -> Result<Program, String> {
        load(&self.text)
    }
}

/// Checks a text that may call [`SCRIPTS`].
pub(crate) fn load(text: &str) -> Result<Program, String> {
    let pack = Pack::from_sources_and_scripts("random", &[("random.huice", text)], SCRIPTS);
    pack.program().ok_or_else(|| pack.render(Format::Short, Lang::En))
}

/// What an expression gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Truth,
    Money,
    Day,
    Member,
}

/// Where an expression stands: the list whose records it may read, and whether the facts of the enterprise alone.
#[derive(Clone, Copy)]
struct Place {
    list: Option<usize>,
    own: bool,
}

impl Place {
    /// The list's name.
    fn name(self) -> Option<&'static str> {
        self.list.map(|list| ["u", "v"][list])
    }
}

/// A named definition or reading.
struct Named {
    name: String,
    kind: Kind,
    list: Option<usize>,
}

/// Writes one pack.
struct Writer {
    dice: Dice,
    size: Size,
    order: Option<Dice>,
    named: Vec<Named>,
    /// Readings without values.
    documented: Vec<String>,
    /// Amounts may be negative.
    signed: bool,
    /// Numbers the labels.
    count: usize,
}

impl Writer {
    fn pick(&mut self, of: &[&str]) -> String {
        self.dice.pick(of)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.dice.one_in(sides)
    }

    /// The text, once in so many rolls; else nothing.
    fn maybe(&mut self, sides: usize, of: &[&str]) -> String {
        if self.one_in(sides) { self.pick(of) } else { String::new() }
    }

    fn number(&mut self) -> usize {
        self.count = self.count.saturating_add(1);
        self.count
    }

    /// Another order of what has none.
    fn arrange<T>(&mut self, mut all: Vec<T>) -> Vec<T> {
        if let Some(order) = &mut self.order {
            for at in (1..all.len()).rev() {
                all.swap(at, order.roll(at.saturating_add(1)));
            }
        }
        all
    }

    /// A list to stand in: none, half of the time.
    fn some_list(&mut self) -> Option<usize> {
        [None, None, Some(0), Some(1)][self.dice.roll(4)]
    }

    fn pack(&mut self) -> String {
        let vocabulary = self.vocabulary();
        self.signed = self.one_in(4);
        let mut body = Vec::new();
        for _ in 0..self.dice.roll(self.size.named.saturating_add(1)) {
            let list = self.some_list();
            body.push(self.define(list));
        }
        for _ in 0..self.dice.roll(self.size.named) {
            let list = self.some_list();
            body.push(self.reading(list));
        }
        let shared = Place { list: None, own: false };
        let condition = self.condition("共", shared);
        let mut body = self.arrange(body);
        body.push(condition);
        let mut lists = Vec::new();
        for index in 1..=self.dice.roll(self.size.benefits).saturating_add(1) {
            let (list, item) = self.benefit(index);
            lists.push(list);
            body.push(item);
        }
        for index in 1..=self.dice.roll(self.size.duties.saturating_add(1)) {
            body.push(self.duty(index));
        }
        body.extend(self.combinations(&lists));
        let signed = if self.signed { SIGNED } else { "" };
        let head = self.measure_head();
        let case = self.maybe(8, &[CASE]);
        let second = self.maybe(6, &[SECOND]);
        format!("{vocabulary}{signed}\n措施 1 试 {{\n牵头单位 局\n{head}\n{}\n{case}\n}}\n{second}\n", body.join("\n"))
    }

    fn measure_head(&mut self) -> String {
        let chapter = self.maybe(4, &["章节 \"一、总则\" 引用 \"别号文件\""]);
        let paragraph = self.maybe(4, &["款 2 { 责任人 甲某 责任单位 局、另局 }"]);
        let force = self.maybe(8, &["有效期 自 2020年1月24日", "有效期 2020年内"]);
        format!("{chapter}\n{paragraph}\n{force}")
    }
}

/// A case that stands in some packs; it need not hold.
const CASE: &str = r#"用例 "一" {
于 2020年3月31日 主体 企业 设 b1 = 真 设 m1 = 100.50元 设 k1 = 乙类 设 s1 = 甲类、丙类
设 u { ub = 真 um = 30元 } 无 v
参数 x2 = 50元 事件 e1 截至 2020年3月7日 尚未发生
期望 1.1 符合 金额 100元 需要 无
}"#;

/// A second measure that stands in some packs.
const SECOND: &str = r#"措施 2 "又一措施" {
责任人 甲某 牵头单位 另局
鼓励 4.1 试行 "试行新法" { 考核范围 全区 依据 条2 款1 句1、句2 }
职责 4.2 "巡查"
义务 4.3 公开 { 义务人 企业、个人 行为 "公开" 后果 "通报" 达标 b1 }
}"#;
