//! Random expressions of every kind and type. Knows nothing of the clauses they stand in.

use super::{Kind, Place, Writer};

const DAYS: [&str; 6] =
    ["2020年1月24日", "2020年2月29日", "2020年3月7日", "2020年3月31日", "2020年6月30日", "2019年12月31日"];
const YUAN: [&str; 7] = ["0元", "1元", "30元", "100元", "99.99元", "1000元", "100万元"];
const COMPARE: [&str; 6] = ["不超过", "超过", "低于", "不少于", "等于", "不等于"];

impl Writer {
    pub(super) fn value(&mut self, kind: Kind, depth: usize, place: Place) -> String {
        match kind {
            Kind::Truth => self.truth(depth, place),
            Kind::Money => self.money(depth, place),
            Kind::Day => self.day(place),
            Kind::Member => self.member(depth, place),
        }
    }

    pub(super) fn kind(&mut self) -> Kind {
        [Kind::Truth, Kind::Money, Kind::Truth, Kind::Money, Kind::Day, Kind::Member][self.dice.roll(6)]
    }

    /// A definition or reading of this kind that may be used here.
    fn use_named(&mut self, kind: Kind, place: Place) -> Option<String> {
        let fits = |named: &&super::Named| {
            named.kind == kind
                && (named.list.is_none() || named.list == place.list)
                && (named.list != Some(1) || place.own)
        };
        let names: Vec<String> = self.named.iter().filter(fits).map(|named| named.name.clone()).collect();
        (!names.is_empty()).then(|| names[self.dice.roll(names.len())].clone())
    }

    /// A field of the record at hand, half of the time; else a fact.
    pub(super) fn fact(&mut self, place: Place, field: &str, facts: &[&str], own: &str) -> String {
        match place.name() {
            Some(list) if self.one_in(2) => format!("{list}{field}"),
            _ if place.own && !own.is_empty() && self.one_in(4) => own.to_owned(),
            _ => self.pick(facts),
        }
    }

    pub(super) fn truth(&mut self, depth: usize, place: Place) -> String {
        let Some(next) = depth.checked_sub(1).filter(|_| !self.dice.stop(4)) else { return self.plain_truth(place) };
        match self.dice.roll(15) {
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
            10 => {
                let kind = self.member(next, place);
                let [a, b] = [0; 2].map(|_| self.truth(next, place));
                format!("分档 按 ({kind}) {{ 甲类 : {a} {} : {b} }}", self.pick(&["乙类、丙类", "否则"]))
            }
            11 if self.one_in(3) => {
                let (count, truth) = (self.count(place), self.truth(next, place));
                format!("够数({count}, {truth})")
            }
            11..=12 => {
                let member = self.member(next, place);
                match self.dice.roll(3) {
                    0 => format!("({member}) 属于 {}", self.pick(&["甲类", "甲类、丙类", "甲类、乙类、丙类"])),
                    1 => format!("({member}) {} {}", self.pick(&["等于", "不等于"]), self.pick(&["乙类", "k1", "k2"])),
                    _ => format!("({member}) = {}", self.pick(&["丙类", "k1"])),
                }
            }
            _ => {
                let op = self.pick(&COMPARE);
                format!("{} {op} {}", self.money(next, place), self.money(0, place))
            }
        }
    }

    fn plain_truth(&mut self, place: Place) -> String {
        let op = self.pick(&COMPARE);
        match self.dice.roll(24) {
            0..=4 => {
                let field = self.pick(&["b", "c"]);
                self.fact(place, &field, &["b1", "b2", "b3", "b4", "b5"], "b9")
            }
            5..=6 => {
                let count = self.fact(place, "n", &["n1", "n2", "n4"], "");
                format!("{count} {op} {}", self.pick(&["0人", "1人", "30人", "100人", "n1"]))
            }
            7..=8 => format!("{} {op} {}", self.money(0, place), self.money(0, place)),
            9 => format!("{} 属于 {}", self.fact(place, "k", &["k1", "k2"], ""), self.pick(&["甲类", "甲类、丙类"])),
            10 => format!("{} 含 {}", self.fact(place, "s", &["s1"], ""), self.pick(&["甲类", "乙类"])),
            11 => format!("{} 已发生", self.pick(&["e1", "e2"])),
            12 => format!("{} 在 {}", self.day(place), self.period(place)),
            13 => {
                let op = self.pick(&COMPARE);
                format!("{} {op} {}", self.day(place), self.day(place))
            }
            14 => self.pick(&["x5", "真", "假", "r1 不超过 30%/年", "f1 低于 0.5", "f1 超过 n3"]),
            15 => {
                let month = self.month(place);
                let to =
                    self.pick(&["在 2020年2月 至 2020年3月", "低于 2020年4月", "在 2020年2月内", "等于 2020年4月"]);
                format!("{month} {to}")
            }
            16 => format!("天数({}, {}) {op} {}", self.day(place), self.day(place), self.pick(&["30天", "0天", "j1"])),
            17 => format!("月数(x8) {op} {}", self.pick(&["2个月", "t1"])),
            18 => format!("{} 等于 {}", self.fact(place, "z", &["z1"], ""), self.pick(&["\"周村区\"", "\"别处\""])),
            19 => format!("{} 30人{}", self.fact(place, "n", &["n1"], ""), self.pick(&["以上", "以下"])),
            20 => format!("{} - 5%/年 {op} 0.5个百分点", self.fact(place, "r", &["r1"], "")),
            21 => {
                let share = self.pick(&["5.5%", "0%", "100%", "f1"]);
                format!("{} / {} {op} {share}", self.count(place), self.count(place))
            }
            22 => {
                let (above, below) = (self.fact(place, "n", &["n1", "n2"], ""), self.count(place));
                let (test, least) = (self.pick(&["等于 0人", "不超过 1人", "等于 n4"]), self.pick(&["0%", "20%"]));
                format!("(若 {above} {test} 则 {least} 否则 {above} / {below}) {op} 20%")
            }
            _ => format!("n3 {op} {}", self.pick(&["1", "30"])),
        }
    }

    pub(super) fn day(&mut self, place: Place) -> String {
        match self.dice.roll(9) {
            0 => self.pick(&DAYS),
            1 => "x7".to_owned(),
            2 => {
                let (test, day) = (self.fact(place, "b", &["b1", "b2"], ""), self.fact(place, "d", &["d1"], ""));
                format!("(若 {test} 则 {day} 否则 d2)")
            }
            3 => self.use_named(Kind::Day, place).unwrap_or_else(|| "d1".to_owned()),
            _ => self.fact(place, "d", &["d1", "d2", "w1"], ""),
        }
    }

    pub(super) fn month(&mut self, place: Place) -> String {
        self.fact(place, "o", &["o1"], "")
    }

    fn member(&mut self, depth: usize, place: Place) -> String {
        let plain = self.fact(place, "k", &["k1", "k2"], "");
        let Some(next) = depth.checked_sub(1).filter(|_| !self.dice.stop(3)) else { return plain };
        match self.dice.roll(3) {
            0 => format!("若 {} 则 {plain} 否则 {}", self.truth(next, place), self.pick(&["甲类", "k1"])),
            1 => format!("分档 按 {plain} {{ 甲类、乙类 : k1 丙类 : {} }}", self.pick(&["丙类", "k2"])),
            _ => self.use_named(Kind::Member, place).unwrap_or(plain),
        }
    }

    pub(super) fn period(&mut self, place: Place) -> String {
        let length = self.pick(&["1个月", "3个月", "1年", "15天", "5个工作日", "(1个月 + 2个月)"]);
        let end = self.pick(&["2020年3月7日", "2020年3月31日", "2020年6月30日"]);
        let fact = self.fact(place, "d", &["d1", "d2"], "");
        match self.dice.roll(13) {
            0 => format!("自 2020年1月24日 至 {end}"),
            1 => format!("自 {end}"),
            2 => format!("至 {end}"),
            3 => "自 2020年1月24日 至 e1 至少至 2020年2月29日".to_owned(),
            4 => format!("自 {end} 起 {length}"),
            5 => format!("{fact} 后 {length}内"),
            6 => format!("{} 后 {length}内", self.pick(&["e1", "e2"])),
            7 => self.pick(&["2020年内", "2020年2月内", "2020年2月 至 2020年4月"]),
            8 => format!("自 {fact} 至 2020年12月31日"),
            9 => self.pick(&["自 e1 至 e2", "自 e1", "至 e2", "自 e2 起 3个月"]),
            10 => format!("自 {} 起 {length}", self.pick(&["e1", "x7"])),
            11 => format!("自 {fact} 起 {length}"),
            _ => "i1".to_owned(),
        }
    }

    fn count(&mut self, place: Place) -> String {
        match self.dice.roll(6) {
            0 => "30人".to_owned(),
            1 => format!("取小({}, {})", self.fact(place, "n", &["n1"], ""), self.pick(&["n2", "100人"])),
            2 => format!("(n2 + {})", self.fact(place, "n", &["n1"], "")),
            _ => self.fact(place, "n", &["n1", "n2", "n4"], ""),
        }
    }

    fn term(&mut self, place: Place) -> String {
        let plain = self.fact(place, "t", &["t1"], "");
        if self.one_in(4) { self.pick(&["月数(x8)", "6个月", "半年"]) } else { plain }
    }

    pub(super) fn money(&mut self, depth: usize, place: Place) -> String {
        let Some(next) = depth.checked_sub(1).filter(|_| !self.dice.stop(5)) else { return self.plain_money(place) };
        let [a, b] = [0; 2].map(|_| self.money(next, place));
        match self.dice.roll(23) {
            0 => format!("({a} + {b})"),
            1 => format!("({a} - {b})"),
            2 => format!("取小({a}, {b})"),
            3 => format!("取大({a}, {b})"),
            4 => format!("超出({a}, {b})"),
            5 => format!("{} × ({a})", self.pick(&["50%", "10%", "n3", "x4", "2", "(-1)", "(1 - x4)", "f1", "3‰"])),
            6 => format!("({a}) × {} / 1人", self.count(place)),
            7 => format!("({a}) / ({} / 1人)", self.count(place)),
            8 => {
                let (rate, term) = (self.fact(place, "r", &["r1"], ""), self.term(place));
                format!("({a}) × {rate} × 取小({term}, {})", self.pick(&["1年", "6个月", "30个月"]))
            }
            9..=10 => format!("(若 {} 则 {a} 否则 {b})", self.truth(next, place)),
            11 => {
                let kind = self.member(next, place);
                format!("分档 按 ({kind}) {{ 甲类 : {a} {} : {b} }}", self.pick(&["乙类、丙类", "否则"]))
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
                format!("分档 累进 ({a}) {{ 至 30元 : 10% 至 100元 : 20% 以上 : {} }}", self.pick(&["50%", "0%", "x4"]))
            }
            15 => {
                format!("分档 全额 ({a}) {{ 至 30元 : 10% 至 100元 : {} 以上 : 5% }}", self.pick(&["20%", "50%", "x4"]))
            }
            16 => format!("(-({a}))"),
            17 => format!("({} × {} × {})", self.pick(&["c1", "100元/(人·月)"]), self.count(place), self.term(place)),
            18 if self.one_in(3) => {
                let (rate, from) = (self.fact(place, "r", &["r1"], ""), self.day(place));
                format!("利息({a}, {rate}, {from}, {})", self.day(place))
            }
            18 => format!("({a}) × (r1 + 0.5个百分点) × 1年"),
            19 => format!("取大({a}, {b}, {})", self.plain_money(place)),
            _ => self.use_named(Kind::Money, place).unwrap_or(a),
        }
    }

    pub(super) fn plain_money(&mut self, place: Place) -> String {
        match self.dice.roll(12) {
            0..=2 => self.pick(&YUAN),
            3 => self.pick(&["x1", "x2", "x3", "x3"]),
            4 => match self.dice.roll(4) {
                0 => "x6 于 2020年3月1日".to_owned(),
                1 => format!("x6 于 {}", self.month(place)),
                2 => format!("x6 于 ({})", self.day(place)),
                _ => format!("x6 于 {}", self.fact(place, "d", &["d1"], "")),
            },
            _ => {
                let field = self.pick(&["m", "m", "x"]);
                self.fact(place, &field, &["m1", "m2", "m3", "m4"], "m9")
            }
        }
    }
}
