//! The words of random packs: the same facts every time; bounds, derivations, guards, parameters, events and periods
//! differ. Knows nothing of the rules over them.

use super::Writer;

impl Writer {
    pub(super) fn vocabulary(&mut self) -> String {
        let derived = if self.one_in(2) { format!("推导 {}", self.facts_only()) } else { String::new() };
        let counted = self.pick(&["", "", "推导 取大(n1, n2)", "推导 取小(n1, 100人)"]);
        let member = self.pick(&["", "", "推导 若 b1 则 甲类 否则 丙类", "推导 分档 按 k1 { 甲类 : 乙类 否则 : k1 }"]);
        let guarded = self.pick(&["", "仅当 b1", "仅当 b1 或 k1 = 甲类", "仅当 n1 超过 30人"]);
        let guard = self.pick(&["", "仅当 b2"]);
        let bounded = self.pick(&["", "范围 至多 1000元", "范围 30元 至 100万元"]);
        let otherwise = self.pick(&["", "仅当 b3 否则 0元"]);
        let set = self.pick(&["", "仅当 b3"]);
        let field = self.pick(&["", "推导 50% × um", "范围 至少 1元"]);
        let rounding = self.pick(&["分 四舍五入", "元 舍去", "角 进一", "分 四舍六入"]);
        let force = self.maybe(8, &["有效期 自 2020年1月24日", "有效期 至 e2 至少至 2020年2月29日"]);
        let first = self.pick(&["", "截至 2020年3月1日 尚未发生", "发生于 2020年2月29日"]);
        let second = self.pick(&["", "截至 2020年3月7日 尚未发生"]);
        let period = self.pick(&[
            "自 2020年1月24日 至 e1",
            "自 2020年1月24日 至 e2 至少至 2020年3月7日",
            "自 e1 至 2020年12月31日",
            "自 2020年1月24日 至 2020年3月7日",
            "至 e2 至少至 2020年2月29日",
        ]);
        let series = self.pick(&[
            "至 2020年6月30日 : 100元 自 2020年7月1日 : 200元",
            "自 2020年1月24日 至 2020年6月30日 : 100元",
            "至 2020年2月29日 : 50元 自 2020年3月1日 至 2020年4月30日 : 100元 自 2020年5月1日 : 100元",
        ]);
        let months = self.pick(&["2020年2月、2020年3月 来源 \"丙\"", "未载明 \"无\""]);
        format!(
            r#"包 随机 (random) {{ 标题 "随机规则" 文号 "随〔2020〕1号" 印发日 2020年3月6日 舍入 {rounding} {force} }}
单位 人、台
枚举 类别 {{ 甲类 (ka) 乙类 (kb) 丙类 (kc) }}
通用 {{
  b1 (b1) : 布尔  b2 (b2) : 布尔 不变  b3 (b3) : 布尔 问 "是否？" 注 "说明"
  b4 (b4) : 布尔 {guarded}
  b5 (b5) : 布尔 {derived}
  n1 (n1) : 人  n2 (n2) : 人  n3 (n3) : 整数  n4 (n4) : 人 {counted}
  f1 (f1) : 数 范围 0 至 1
  m1 (m1) : 元  m2 (m2) : 元 {bounded}  m3 (m3) : 元 {otherwise}  m4 (m4) : 元 可负
  r1 (r1) : %/年  t1 (t1) : 月  j1 (j1) : 天  c1 (c1) : 元/(人·月)
  d1 (d1) : 日期  d2 (d2) : 日期  o1 (o1) : 月份
  k1 (k1) : 类别  k2 (k2) : 类别 {member}  s1 (s1) : 集合 类别 {set}
  z1 (z1) : 文本
  a1 (a1) : 布尔 审批  a2 (a2) : 布尔 审批  p1 (p1) : 布尔
  w1 (w1) : 日期 待办
  u (u) : 列表 {{
    ub (ub) : 布尔  uc (uc) : 布尔  um (um) : 元  un (un) : 人  ur (ur) : %/年  ut (ut) : 月
    ud (ud) : 日期  uo (uo) : 月份  uk (uk) : 类别  us (us) : 集合 类别  uz (uz) : 文本
    ua (ua) : 布尔 审批  up (up) : 布尔  ux (ux) : 元 {field}
  }}
}}
主体 企业 (enterprise) {{
  b9 (b9) : 布尔  m9 (m9) : 元
  v (v) : 列表 {{ vb (vb) : 布尔  vc (vc) : 布尔  vm (vm) : 元  vn (vn) : 人  vr (vr) : %/年  vt (vt) : 月
    vd (vd) : 日期  vo (vo) : 月份  vk (vk) : 类别  vs (vs) : 集合 类别  vz (vz) : 文本
    va (va) : 布尔 审批  vp (vp) : 布尔  vx (vx) : 元 }} {guard}
}}
主体 个人 (person) {{ b8 (b8) : 布尔 }}
事件 e1 (e1) {first}
事件 e2 (e2) {second}
期间 i1 {period}
参数 x1 (x1) : 元 {{ 100元 来源 "甲" 状态 已核实 }}
参数 x2 (x2) : 元 {{ 未载明 "无" }}
参数 x3 (x3) : 元 {{ 未载明 "无" 范围 30元 至 1000元 }}
参数 x4 (x4) : % {{ 未载明 "无" 范围 0% 至 100% }}
参数 x5 (x5) : 布尔 {{ 未载明 "无" }}
参数 x6 (x6) : 元 {{ {series} 来源 "乙" }}
参数 x7 (x7) : 日期 {{ 未载明 "无" }}
参数 x8 (x8) : 月份表 {{ {months} }}
脚本 利息(本金 : 元, 年利率 : %/年, 起 : 日期, 止 : 日期) -> 元 于 "scripts/interest.rhai" 理由 "按日" 范围 至少 0元 上限 20000步
脚本 够数(人数 : 人, 满足 : 布尔) -> 布尔 于 "scripts/enough.rhai" 理由 "成对"
机构 局 (bureau)、另局
人员 甲某
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
}
