//! Random packs as text: one small vocabulary, random rules over it. Well typed by construction, so that a pack with
//! an error is a mistake made here. The same seed gives the same rules; with a second dice only the order of what has
//! no order is another. Knows nothing of what is tested with them.

use crate::facts::Dice;

/// What an expression gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Truth,
    Money,
}

/// Where an expression stands: the list whose records it may read, and whether the facts of the enterprise alone.
#[derive(Clone, Copy)]
struct Place {
    list: Option<usize>,
    own: bool,
}

const DAYS: [&str; 6] =
    ["2020年1月24日", "2020年2月29日", "2020年3月7日", "2020年3月31日", "2020年6月30日", "2019年12月31日"];
const YUAN: [&str; 7] = ["0元", "1元", "30元", "100元", "99.99元", "1000元", "100万元"];

/// A named definition or reading.
struct Named {
    name: String,
    kind: Kind,
    list: Option<usize>,
}

/// Stands in packs whose amounts may be negative.
pub(crate) const SIGNED: &str = "# 可负";

/// Writes one pack.
pub(crate) struct Writer {
    dice: Dice,
    order: Option<Dice>,
    named: Vec<Named>,
    /// Amounts may be negative.
    signed: bool,
    /// Numbers the labels.
    count: usize,
}

/// The text of the pack of this seed; with another order of what has none, if asked for.
pub(crate) fn text(seed: u64, order: Option<u64>) -> String {
    let order = order.map(Dice::new);
    let mut writer = Writer { dice: Dice::new(seed), order, named: Vec::new(), signed: false, count: 0 };
    writer.pack()
}

impl Writer {
    fn pick(&mut self, of: &[&str]) -> String {
        of[self.dice.roll(of.len())].to_owned()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.dice.roll(sides) == 0
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

    fn pack(&mut self) -> String {
        let vocabulary = self.vocabulary();
        self.signed = self.one_in(4);
        let mut body = Vec::new();
        for _ in 0..self.dice.roll(4) {
            let list = [None, None, Some(0), Some(1)][self.dice.roll(4)];
            body.push(self.define(list));
        }
        for _ in 0..self.dice.roll(3) {
            let list = [None, None, Some(0), Some(1)][self.dice.roll(4)];
            body.push(self.reading(list));
        }
        let shared = Place { list: None, own: false };
        let condition = self.condition("共", shared);
        let mut body = self.arrange(body);
        body.push(condition);
        let mut lists = Vec::new();
        for index in 1..=self.dice.roll(5).saturating_add(2) {
            let (list, item) = self.benefit(index);
            lists.push(list);
            body.push(item);
        }
        for index in 1..=self.dice.roll(3) {
            body.push(self.duty(index));
        }
        body.extend(self.combinations(&lists));
        let signed = if self.signed { SIGNED } else { "" };
        format!("{vocabulary}{signed}\n措施 1 试 {{\n牵头单位 局\n{}\n}}\n", body.join("\n"))
    }

    /// The same facts every time; bounds, derivations, guards, parameters, events and periods differ.
    fn vocabulary(&mut self) -> String {
        let derived = if self.one_in(2) { format!("推导 {}", self.facts_only()) } else { String::new() };
        let guarded = self.pick(&["", "仅当 b1", "仅当 b1 或 k1 = 甲类", "仅当 n1 超过 30人"]);
        let guard = self.pick(&["", "仅当 b2"]);
        let bounded = self.pick(&["", "范围 至多 1000元", "范围 30元 至 100万元"]);
        let otherwise = self.pick(&["", "仅当 b3 否则 0元"]);
        let rounding = self.pick(&["分 四舍五入", "元 舍去", "角 进一", "分 四舍六入"]);
        let first = self.pick(&["", "截至 2020年3月1日 尚未发生", "发生于 2020年2月29日"]);
        let second = self.pick(&["", "截至 2020年3月7日 尚未发生"]);
        let period = self.pick(&[
            "自 2020年1月24日 至 e1",
            "自 2020年1月24日 至 e2 至少至 2020年3月7日",
            "自 e1 至 2020年12月31日",
            "自 2020年1月24日 至 2020年3月7日",
            "至 e2 至少至 2020年2月29日",
        ]);
        let series = self
            .pick(&["至 2020年6月30日 : 100元 自 2020年7月1日 : 200元", "自 2020年1月24日 至 2020年6月30日 : 100元"]);
        format!(
            r#"包 随机 (random) {{ 舍入 {rounding} }}
单位 人
枚举 类别 {{ 甲类 (ka) 乙类 (kb) 丙类 (kc) }}
通用 {{
  b1 (b1) : 布尔  b2 (b2) : 布尔  b3 (b3) : 布尔
  b4 (b4) : 布尔 {guarded}
  b5 (b5) : 布尔 {derived}
  n1 (n1) : 人  n2 (n2) : 人  n3 (n3) : 整数
  m1 (m1) : 元  m2 (m2) : 元 {bounded}  m3 (m3) : 元 {otherwise}  m4 (m4) : 元 可负
  r1 (r1) : %/年  t1 (t1) : 月
  d1 (d1) : 日期  d2 (d2) : 日期  o1 (o1) : 月份
  k1 (k1) : 类别  s1 (s1) : 集合 类别
  a1 (a1) : 布尔 审批  a2 (a2) : 布尔 审批  p1 (p1) : 布尔
  w1 (w1) : 日期 待办
  u (u) : 列表 {{
    ub (ub) : 布尔  uc (uc) : 布尔  um (um) : 元  un (un) : 人  ur (ur) : %/年  ut (ut) : 月
    ud (ud) : 日期  uk (uk) : 类别  ua (ua) : 布尔 审批  up (up) : 布尔
  }}
}}
主体 企业 (enterprise) {{
  b9 (b9) : 布尔  m9 (m9) : 元
  v (v) : 列表 {{ vb (vb) : 布尔  vc (vc) : 布尔  vm (vm) : 元  vn (vn) : 人  vr (vr) : %/年  vt (vt) : 月
    vd (vd) : 日期  vk (vk) : 类别  va (va) : 布尔 审批  vp (vp) : 布尔 }} {guard}
}}
主体 个人 (person) {{ b8 (b8) : 布尔 }}
事件 e1 (e1) {first}
事件 e2 (e2) {second}
期间 i1 {period}
参数 x1 (x1) : 元 {{ 100元 来源 "甲" }}
参数 x2 (x2) : 元 {{ 未载明 "无" }}
参数 x3 (x3) : 元 {{ 未载明 "无" 范围 30元 至 1000元 }}
参数 x4 (x4) : % {{ 未载明 "无" 范围 0% 至 100% }}
参数 x5 (x5) : 布尔 {{ 未载明 "无" }}
参数 x6 (x6) : 元 {{ {series} 来源 "乙" }}
参数 x7 (x7) : 日期 {{ 未载明 "无" }}
机构 局
"#
        )
    }

    /// A test that reads facts alone.
    fn facts_only(&mut self) -> String {
        self.pick(&[
            "b1 且 非 b2",
            "n1 不超过 30人",
            "m1 超过 m2",
            "k1 属于 甲类、乙类 或 b3",
            "若 b2 则 b3 否则 s1 含 丙类",
        ])
    }

    fn define(&mut self, list: Option<usize>) -> String {
        let kind = if self.one_in(2) { Kind::Truth } else { Kind::Money };
        let value = self.value(kind, 2, Place { list, own: list == Some(1) });
        let name = format!("g{}", self.number());
        let line = format!("定义 {name} = {value}");
        self.named.push(Named { name, kind, list });
        line
    }

    fn reading(&mut self, list: Option<usize>) -> String {
        let kind = if self.one_in(2) { Kind::Truth } else { Kind::Money };
        let place = Place { list, own: list == Some(1) };
        let (one, other) = (self.value(kind, 1, place), self.value(kind, 1, place));
        let name = format!("q{}", self.number());
        let parts = if self.one_in(2) {
            vec!["采用 未定".to_owned(), format!("另解 甲 : {one}"), format!("另解 乙 : {other}")]
        } else {
            vec![format!("采用 甲 : {one}"), format!("另解 乙 : {other}")]
        };
        self.named.push(Named { name: name.clone(), kind, list });
        format!("解读 {name} \"问\" {{ {} }}", parts.join(" "))
    }

    fn value(&mut self, kind: Kind, depth: usize, place: Place) -> String {
        match kind {
            Kind::Truth => self.truth(depth, place),
            Kind::Money => self.money(depth, place),
        }
    }

    /// A definition or reading of this kind that may be used here.
    fn use_named(&mut self, kind: Kind, place: Place) -> Option<String> {
        let fits = |named: &&Named| {
            named.kind == kind
                && (named.list.is_none() || named.list == place.list)
                && (named.list != Some(1) || place.own)
        };
        let names: Vec<String> = self.named.iter().filter(fits).map(|named| named.name.clone()).collect();
        (!names.is_empty()).then(|| names[self.dice.roll(names.len())].clone())
    }

    /// A field of the record at hand, half of the time; else a fact.
    fn fact(&mut self, place: Place, field: &str, facts: &[&str], own: &str) -> String {
        match place.list {
            Some(list) if self.one_in(2) => format!("{}{field}", ["u", "v"][list]),
            _ if place.own && !own.is_empty() && self.one_in(4) => own.to_owned(),
            _ => self.pick(facts),
        }
    }

    fn truth(&mut self, depth: usize, place: Place) -> String {
        let Some(next) = depth.checked_sub(1).filter(|_| !self.one_in(4)) else { return self.plain_truth(place) };
        match self.dice.roll(12) {
            word @ 0..=5 => {
                let mut parts = Vec::new();
                for _ in 0..self.dice.roll(2).saturating_add(2) {
                    parts.push(format!("({})", self.truth(next, place)));
                }
                self.arrange(parts).join(if word < 3 { " 且 " } else { " 或 " })
            }
            6 => format!("非 ({})", self.truth(next, place)),
            7 => {
                let [a, b, c] = [0; 3].map(|_| self.truth(next, place));
                format!("(若 {a} 则 {b} 否则 {c})")
            }
            8 => {
                let [a, b, c] = [0; 3].map(|_| self.truth(next, place));
                format!("分档 首中 {{ 当 {a} : {b} 否则 : {c} }}")
            }
            9 => self.use_named(Kind::Truth, place).unwrap_or_else(|| self.plain_truth(place)),
            _ => {
                let op = self.pick(&["不超过", "超过", "低于", "不少于", "等于", "不等于"]);
                format!("{} {op} {}", self.money(next, place), self.money(0, place))
            }
        }
    }

    fn plain_truth(&mut self, place: Place) -> String {
        let op = self.pick(&["不超过", "超过", "低于", "不少于", "等于", "不等于"]);
        match self.dice.roll(16) {
            0..=4 => {
                let field = self.pick(&["b", "c"]);
                self.fact(place, &field, &["b1", "b2", "b3", "b4", "b5"], "b9")
            }
            5..=6 => {
                let count = self.fact(place, "n", &["n1", "n2"], "");
                format!("{count} {op} {}", self.pick(&["0人", "1人", "30人", "100人", "n1"]))
            }
            7..=8 => format!("{} {op} {}", self.money(0, place), self.money(0, place)),
            9 => format!("{} 属于 {}", self.fact(place, "k", &["k1"], ""), self.pick(&["甲类", "甲类、丙类"])),
            10 => "s1 含 乙类".to_owned(),
            11 => format!("{} 已发生", self.pick(&["e1", "e2"])),
            12 => format!("{} 在 {}", self.day(place), self.period(place)),
            13 => format!("{} {} {}", self.day(place), self.pick(&["不超过", "超过", "等于"]), self.day(place)),
            14 => {
                self.pick(&["x5", "真", "假", "o1 在 2020年2月 至 2020年3月", "r1 不超过 30%/年", "o1 低于 2020年4月"])
            }
            _ => format!("n3 {op} {}", self.pick(&["1", "30"])),
        }
    }

    fn day(&mut self, place: Place) -> String {
        match self.dice.roll(6) {
            0 => self.pick(&DAYS),
            1 => "x7".to_owned(),
            _ => self.fact(place, "d", &["d1", "d2", "w1"], ""),
        }
    }

    fn period(&mut self, place: Place) -> String {
        let length = self.pick(&["1个月", "3个月", "1年", "15天", "5个工作日"]);
        let end = self.pick(&["2020年3月7日", "2020年3月31日", "2020年6月30日"]);
        let fact = self.fact(place, "d", &["d1", "d2"], "");
        match self.dice.roll(11) {
            0 => format!("自 2020年1月24日 至 {end}"),
            1 => format!("自 {end}"),
            2 => format!("至 {end}"),
            3 => "自 2020年1月24日 至 e1 至少至 2020年2月29日".to_owned(),
            4 => format!("自 {end} 起 {length}"),
            5 => format!("{fact} 后 {length}内"),
            6 => format!("{} 后 {length}内", self.pick(&["e1", "e2"])),
            7 => "2020年内".to_owned(),
            8 => format!("自 {fact} 至 2020年12月31日"),
            9 => self.pick(&["自 e1 至 e2", "自 e1", "至 e2", "自 e2 起 3个月"]),
            _ => "i1".to_owned(),
        }
    }

    fn count(&mut self, place: Place) -> String {
        match self.dice.roll(6) {
            0 => "30人".to_owned(),
            1 => format!("取小({}, {})", self.fact(place, "n", &["n1"], ""), self.pick(&["n2", "100人"])),
            2 => format!("(n2 + {})", self.fact(place, "n", &["n1"], "")),
            _ => self.fact(place, "n", &["n1", "n2"], ""),
        }
    }

    fn money(&mut self, depth: usize, place: Place) -> String {
        let Some(next) = depth.checked_sub(1).filter(|_| !self.one_in(5)) else { return self.plain_money(place) };
        let [a, b] = [0; 2].map(|_| self.money(next, place));
        match self.dice.roll(18) {
            0 => format!("({a} + {b})"),
            1 => format!("({a} - {b})"),
            2 => format!("取小({a}, {b})"),
            3 => format!("取大({a}, {b})"),
            4 => format!("超出({a}, {b})"),
            5 => format!("{} × ({a})", self.pick(&["50%", "10%", "n3", "x4", "2", "(-1)", "(1 - x4)"])),
            6 => format!("({a}) × {} / 1人", self.count(place)),
            7 => format!("({a}) / ({} / 1人)", self.count(place)),
            8 => {
                let (rate, term) = (self.fact(place, "r", &["r1"], ""), self.fact(place, "t", &["t1"], ""));
                format!("({a}) × {rate} × 取小({term}, {})", self.pick(&["1年", "6个月", "30个月"]))
            }
            9..=10 => format!("(若 {} 则 {a} 否则 {b})", self.truth(next, place)),
            11 => {
                let kind = self.fact(place, "k", &["k1"], "");
                format!("分档 按 {kind} {{ 甲类 : {a} {} : {b} }}", self.pick(&["乙类、丙类", "否则"]))
            }
            12 => format!("分档 首中 {{ 当 {} : {a} 否则 : {b} }}", self.truth(next, place)),
            13 => {
                let [one, other] = [0; 2].map(|_| self.truth(next, place));
                let rows = vec![format!("当 {one} : {a}"), format!("当 {other} : {b}")];
                let rows = self.arrange(rows).join(" ");
                let rest = if self.one_in(2) { format!("否则 : {}", self.plain_money(place)) } else { String::new() };
                format!("分档 恰一 {{ {rows} {rest} }}")
            }
            14 => {
                format!("分档 累进 {a} {{ 至 30元 : 10% 至 100元 : 20% 以上 : {} }}", self.pick(&["50%", "0%", "x4"]))
            }
            15 => {
                format!("分档 全额 {a} {{ 至 30元 : 10% 至 100元 : {} 以上 : 5% }}", self.pick(&["20%", "50%", "x4"]))
            }
            _ => self.use_named(Kind::Money, place).unwrap_or(a),
        }
    }

    fn plain_money(&mut self, place: Place) -> String {
        match self.dice.roll(12) {
            0..=2 => self.pick(&YUAN),
            3 => self.pick(&["x1", "x2", "x3", "x3"]),
            4 => match self.dice.roll(3) {
                0 => "x6 于 2020年3月1日".to_owned(),
                1 => "x6 于 o1".to_owned(),
                _ => format!("x6 于 {}", self.fact(place, "d", &["d1"], "")),
            },
            _ => self.fact(place, "m", &["m1", "m2", "m3", "m4"], "m9"),
        }
    }

    fn condition(&mut self, label: &str, place: Place) -> String {
        let soft = if self.one_in(8) { "原则上 " } else { "" };
        let base = self.truth(2, place);
        let exceptions = self.exceptions(2, place);
        if exceptions.is_empty() {
            return format!("条件 {label} {soft}{base}");
        }
        format!("条件 {label} {{\n{soft}{base}\n{}\n}}", exceptions.join("\n"))
    }

    fn exceptions(&mut self, depth: usize, place: Place) -> Vec<String> {
        let chance = [0, 10, 30][depth];
        let mut all = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        while self.dice.percent(chance) && all.len() < 3 {
            let label = format!("y{}", self.number());
            let then = if self.one_in(4) { "恢复".to_owned() } else { format!("则 {}", self.truth(1, place)) };
            let over = if !labels.is_empty() && self.one_in(2) {
                format!(" 优先于 {}", labels[self.dice.roll(labels.len())])
            } else {
                String::new()
            };
            let inner = if then == "恢复" { Vec::new() } else { self.exceptions(depth.saturating_sub(1), place) };
            let inner = if inner.is_empty() { String::new() } else { format!(" {{\n{}\n}}", inner.join("\n")) };
            all.push(format!("例外 {label} 当 {} {then}{over}{inner}", self.truth(1, place)));
            labels.push(label);
        }
        self.arrange(all)
    }

    /// The conjuncts of an item or a record.
    fn tests(&mut self, place: Place, whole: bool) -> Vec<String> {
        let mut all = Vec::new();
        for _ in 0..self.dice.roll(3) {
            let label = format!("c{}", self.number());
            all.push(self.condition(&label, place));
        }
        if whole && self.one_in(4) {
            all.push("条件 共".to_owned());
        }
        let list = place.list.map(|list| ["u", "v"][list]);
        let mut approved = false;
        if self.one_in(3) {
            let fact = list.map_or_else(|| self.pick(&["a1", "a2"]), |list| format!("{list}a"));
            all.push(format!("须经 局 {} 凭 {fact}", self.pick(&["批准", "认定"])));
            approved = true;
        }
        if self.one_in(8) {
            let effect = if approved {
                self.pick(&["", "不影响", "以批准为准", "以批准为准"])
            } else {
                self.pick(&["", "不影响"])
            };
            all.push(format!("外部规定 \"别处{}\" {effect}", self.number()));
        }
        if self.one_in(8) {
            let fact = list.map_or_else(|| "p1".to_owned(), |list| format!("{list}p"));
            all.push(format!("推定 h{} {fact}", self.number()));
        }
        if whole && self.one_in(4) {
            all.push(format!("申报期 w1 {}", self.period(Place { list: None, own: false })));
        }
        if self.one_in(4) {
            all.push(format!("适用期间 {} 在 {}", self.day(place), self.period(place)));
        }
        if whole && self.one_in(6) {
            all.push(format!(
                "有效期 {}",
                self.pick(&["2020年内", "自 2020年3月7日", "i1", "至 e1", "自 e2 至 2020年12月31日"])
            ));
        }
        self.arrange(all)
    }

    /// In written order, which counts.
    fn stages(&mut self, place: Place, per: &str) -> Vec<String> {
        let mut all = Vec::new();
        for _ in 0..[0, 0, 1, 1, 2][self.dice.roll(5)] {
            let changing = self.money(1, place);
            all.push(match self.dice.roll(8) {
                0..=3 => format!("封顶 {}{per}", self.pick(&["100元", "150元", "1000元"])),
                4 if self.signed => format!("封顶 {changing}{per}"),
                4 => format!("封顶 取大({changing}, 0元){per}"),
                5 => format!("保底 {}", self.pick(&["1元", "30元"])),
                6 => format!("保底 取小({changing}, 100元)"),
                _ => format!("减 {}", self.pick(&["1元", "30元", "m2"])),
            });
        }
        all
    }

    fn amount(&mut self, place: Place) -> String {
        let (word, depth) = if self.one_in(8) { ("金额上限", 1) } else { ("金额", 2) };
        let value = self.money(depth, place);
        if self.signed { format!("{word} {value}") } else { format!("{word} 取大({value}, 0元)") }
    }

    /// A benefit, and the list whose records it counts.
    fn benefit(&mut self, index: usize) -> (Option<usize>, String) {
        let subject = self.pick(&["企业", "企业", "企业", "个人", "企业、个人"]);
        let own = subject == "企业";
        let list = [None, None, Some(0), Some(0), Some(1)][self.dice.roll(5)].filter(|list| own || *list == 0);
        let whole = Place { list: None, own };
        let mut clauses = vec![format!("对象 {subject}")];
        clauses.extend(self.tests(whole, true));
        match list {
            Some(at) => {
                let place = Place { list, own };
                let mut inner = self.tests(place, false);
                if !self.one_in(10) {
                    inner.push(self.amount(place));
                    inner.extend(self.stages(place, " 每 笔"));
                    clauses.push(format!("逐笔 {} {{\n{}\n}}", ["u", "v"][at], inner.join("\n")));
                    clauses.extend(self.stages(whole, " 每 主体"));
                } else {
                    clauses.push(format!("逐笔 {} {{\n{}\n}}", ["u", "v"][at], inner.join("\n")));
                }
            }
            None if self.one_in(12) => clauses.push("给予 延期 \"缓\" 原则上 最长 6个月 自 o1".to_owned()),
            None if self.one_in(12) => clauses.push(format!("标准 ({}) / 1个月 每 月", self.money(1, whole))),
            None => {
                clauses.push(self.amount(whole));
                clauses.extend(self.stages(whole, " 每 主体"));
            }
        }
        (list, format!("支持 1.{index} 补 {{\n{}\n}}", clauses.join("\n")))
    }

    fn duty(&mut self, index: usize) -> String {
        let place = Place { list: None, own: true };
        let deadline = self.one_in(4).then(String::new).unwrap_or_else(|| format!("期限 {}", self.period(place)));
        let done = self.truth(1, place);
        if self.one_in(3) {
            return format!("指标 3.{index} 标 {{\n考核范围 企业\n目标 {done}\n{deadline}\n}}");
        }
        let trigger = if self.one_in(2) { format!("触发 {}", self.truth(1, place)) } else { String::new() };
        let done = self.one_in(3).then(String::new).unwrap_or_else(|| format!("履行 {done}"));
        format!("义务 2.{index} 做 {{\n义务人 企业\n{trigger}\n行为 \"做\"\n{done}\n{deadline}\n}}")
    }

    /// Each item in one combination at most.
    fn combinations(&mut self, lists: &[Option<usize>]) -> Vec<String> {
        let mut groups: [Vec<String>; 4] = Default::default();
        for (index, list) in lists.iter().enumerate() {
            let group = if self.one_in(3) { 3 } else { list.map_or(0, |list| list.saturating_add(1)) };
            groups[group].push(format!("1.{}", index.saturating_add(1)));
        }
        let mut all = Vec::new();
        for (ids, per) in groups.iter().zip(["主体", "u", "v"]).filter(|(ids, _)| ids.len() > 1) {
            let per = if self.one_in(4) { "主体" } else { per };
            let rule = self.pick(&["就高", "就高不重复", "就高不重复", "抵扣"]);
            let rule = if per == "主体" { rule } else { "就高不重复".to_owned() };
            all.push(format!("组合 {rule} {} 每 {per}", ids.join("、")));
        }
        all
    }
}
