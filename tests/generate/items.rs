//! Random benefits, duties, targets and combinations. Knows nothing of the expressions in them.

use super::{Place, Writer};

impl Writer {
    /// A benefit, and the list whose records it counts.
    pub(super) fn benefit(&mut self, index: usize) -> (Option<usize>, String) {
        let subject = self.pick(&["企业", "企业", "企业", "个人", "企业、个人"]);
        let own = subject == "企业";
        let list = [None, None, Some(0), Some(0), Some(1)][self.dice.roll(5)].filter(|list| own || *list == 0);
        let whole = Place { list: None, own };
        let mut clauses = vec![format!("对象 {subject}")];
        let before = self.named.len();
        if own && self.one_in(6) {
            clauses.push(self.define(None));
        }
        clauses.extend(self.tests(whole, true));
        clauses.extend(self.remarks(whole, true));
        match list {
            Some(at) => {
                let place = Place { list, own };
                let outer = self.named.len();
                let mut inner = Vec::new();
                if self.one_in(6) {
                    inner.push(self.define(list));
                }
                inner.extend(self.tests(place, false));
                inner.extend(self.remarks(place, false));
                if self.dice.percent(90) {
                    inner.push(self.amount(place));
                    inner.extend(self.stages(place, " 每 笔"));
                    self.named.truncate(outer);
                    clauses.push(format!("逐笔 {} {{\n{}\n}}", ["u", "v"][at], inner.join("\n")));
                    clauses.extend(self.stages(whole, " 每 主体"));
                } else {
                    self.named.truncate(outer);
                    clauses.push(format!("逐笔 {} {{\n{}\n}}", ["u", "v"][at], inner.join("\n")));
                }
            }
            None if self.one_in(12) => clauses.push(
                self.pick(&["给予 延期 \"缓\" 原则上 最长 6个月 自 o1", "给予 减免 \"免\" 自 d1 止于 2020年12月31日"]),
            ),
            None if self.one_in(12) => clauses.push(format!("标准 ({}) / 1个月 每 月", self.money(1, whole))),
            None => {
                clauses.push(self.amount(whole));
                clauses.extend(self.stages(whole, " 每 主体"));
                clauses.push(self.maybe(8, &["舍入 元 四舍五入", "舍入 分 舍去"]));
            }
        }
        self.named.truncate(before);
        (list, format!("支持 1.{index} 补 {{\n{}\n}}", clauses.join("\n")))
    }

    pub(super) fn duty(&mut self, index: usize) -> String {
        let place = Place { list: None, own: true };
        let deadline = if self.one_in(4) { String::new() } else { format!("期限 {}", self.period(place)) };
        let done = self.truth(1, place);
        if self.one_in(3) {
            return format!("指标 3.{index} 标 {{\n考核范围 企业\n目标 {done}\n{deadline}\n}}");
        }
        let trigger = if self.one_in(2) { format!("触发 {}", self.truth(1, place)) } else { String::new() };
        let done = if self.one_in(3) {
            String::new()
        } else {
            format!("{} {done}", self.pick(&["履行", "履行", "达标"]))
        };
        let tests = if self.one_in(4) { self.condition("先", place) } else { String::new() };
        format!("义务 2.{index} 做 {{\n义务人 企业\n{tests}\n{trigger}\n行为 \"做\"\n{done}\n{deadline}\n}}")
    }

    /// Each item in one combination at most.
    pub(super) fn combinations(&mut self, lists: &[Option<usize>]) -> Vec<String> {
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
