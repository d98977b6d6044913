//! Random definitions, readings, conditions with their exceptions, and stages of amounts. Knows nothing of items.

use super::{Named, Place, Writer};

impl Writer {
    pub(super) fn define(&mut self, list: Option<usize>) -> String {
        let kind = self.kind();
        let value = self.value(kind, self.size.depth, Place { list, own: list == Some(1) });
        let name = format!("g{}", self.number());
        let line = format!("定义 {name} = {value}");
        self.named.push(Named { name, kind, list });
        line
    }

    pub(super) fn reading(&mut self, list: Option<usize>) -> String {
        let name = format!("q{}", self.number());
        if self.one_in(6) {
            self.documented.push(name.clone());
            return format!("解读 {name} {{ 采用 甲 另解 乙 注 \"只记\" }}");
        }
        let kind = self.kind();
        let place = Place { list, own: list == Some(1) };
        let depth = self.size.depth.saturating_sub(1);
        let (one, other) = (self.value(kind, depth, place), self.value(kind, depth, place));
        let mut parts = if self.one_in(2) {
            vec!["采用 未定".to_owned(), format!("另解 甲 : {one}"), format!("另解 乙 : {other}")]
        } else {
            vec![format!("采用 甲 : {one}"), format!("另解 乙 : {other}")]
        };
        if self.one_in(3) {
            parts.push(format!("另解 丙 : {}", self.value(kind, 0, place)));
        }
        self.named.push(Named { name: name.clone(), kind, list });
        format!("解读 {name} \"问\" {{ {} }}", parts.join(" "))
    }

    pub(super) fn condition(&mut self, label: &str, place: Place) -> String {
        let soft = self.maybe(8, &["原则上 "]);
        let words = self.maybe(4, &["\"某条\" "]);
        let base = self.truth(self.size.depth, place);
        let exceptions = self.exceptions(self.size.exceptions, place);
        if exceptions.is_empty() {
            return format!("条件 {label} {words}{soft}{base}");
        }
        let source = self.maybe(4, &["依据 条1 款2 句3"]);
        format!("条件 {label} {words}{{\n{source}\n{soft}{base}\n{}\n}}", exceptions.join("\n"))
    }

    fn exceptions(&mut self, chance: usize, place: Place) -> Vec<String> {
        let mut all = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        while self.dice.percent(chance) && all.len() < 4 {
            let label = format!("y{}", self.number());
            let then = if self.one_in(4) { "恢复".to_owned() } else { format!("则 {}", self.truth(1, place)) };
            let over = if !labels.is_empty() && self.one_in(2) {
                let first = self.dice.roll(labels.len());
                let more = if first > 0 && self.one_in(3) { format!("、{}", labels[0]) } else { String::new() };
                format!(" 优先于 {}{more}", labels[first])
            } else {
                String::new()
            };
            let inner = if then == "恢复" { Vec::new() } else { self.exceptions(chance / 3, place) };
            let inner = if inner.is_empty() { String::new() } else { format!(" {{\n{}\n}}", inner.join("\n")) };
            all.push(format!("例外 {label} 当 {} {then}{over}{inner}", self.truth(1, place)));
            labels.push(label);
        }
        self.arrange(all)
    }

    /// The conjuncts of an item or a record.
    pub(super) fn tests(&mut self, place: Place, whole: bool) -> Vec<String> {
        let mut all = Vec::new();
        for _ in 0..self.dice.roll(3) {
            let label = format!("c{}", self.number());
            all.push(self.condition(&label, place));
        }
        if whole && self.one_in(4) {
            all.push("条件 共".to_owned());
        }
        let list = place.name();
        let mut approved = false;
        if self.one_in(3) {
            let fact = list.map_or_else(|| self.pick(&["a1", "a2"]), |list| format!("{list}a"));
            let act = self.pick(&["批准", "认定", "核准", "审核确认", "确认"]);
            all.push(format!("须经 {} {act} 凭 {fact}", self.pick(&["局", "\"上级\""])));
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
            let at = if self.one_in(4) { self.month(place) } else { self.day(place) };
            all.push(format!("适用期间 {at} 在 {}", self.period(place)));
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
    pub(super) fn stages(&mut self, place: Place, per: &str) -> Vec<String> {
        let mut all = Vec::new();
        for _ in 0..[0, 0, 1, 1, 2][self.dice.roll(5)] {
            let changing = self.money(1, place);
            all.push(match self.dice.roll(8) {
                0..=3 => format!("封顶 {}{per}", self.pick(&["100元", "150元", "1000元"])),
                4 if self.signed => format!("封顶 {changing}{per}"),
                4 => format!("封顶 取大({changing}, 0元){per}"),
                // A cap of any value may be a small figure, and a figure of a floor above one of a cap is an error.
                5 if self.signed => format!("保底 取小({changing}, 30元)"),
                5 => format!("保底 {}", self.pick(&["1元", "30元"])),
                6 => format!("保底 取小({changing}, 100元)"),
                _ => format!("减 {}", self.pick(&["1元", "30元", "m2"])),
            });
        }
        all
    }

    pub(super) fn amount(&mut self, place: Place) -> String {
        let (word, depth) = if self.one_in(8) {
            ("金额上限", self.size.depth.saturating_sub(1))
        } else {
            ("金额", self.size.depth)
        };
        let value = self.money(depth, place);
        if self.signed { format!("{word} {value}") } else { format!("{word} 取大({value}, 0元)") }
    }

    /// Words, hints, payments, figures: nothing of it touches status or amount.
    pub(super) fn remarks(&mut self, place: Place, whole: bool) -> Vec<String> {
        let mut all = Vec::new();
        if self.one_in(6) {
            all.push(format!("提示 当 {} \"留意\"", self.truth(1, place)));
        }
        if self.one_in(6) {
            let name = self.fact(place, "z", &["z1"], "");
            let role = self.pick(&["支付方", "资金来源", "兑现"]);
            all.push(format!("{role} \"由\" {name} 当 {}", self.truth(1, place)));
            all.push(format!("{role} \"由局\""));
        }
        if whole {
            let kept = [
                self.maybe(6, &["说明数字 \"总额\" 174.25亿元"]),
                self.maybe(6, &["未载明 \"何时发放\""]),
                self.maybe(6, &["引用 \"另一文件\""]),
                self.maybe(4, &["依据 条1 款1 句1、句2", "依据 条1 款2", "依据 条3"]),
                self.maybe(6, &["责任人 甲某 牵头单位 局、另局"]),
            ];
            all.extend(kept.into_iter().filter(|line| !line.is_empty()));
            if !self.documented.is_empty() && self.one_in(2) {
                all.push(format!("口径 {}", self.documented[0]));
            }
        }
        all
    }
}
