//! Renderers on outcomes built by hand.

use super::*;
use crate::ir::Citation;
use crate::outcome::*;
use std::collections::BTreeMap;

fn names(key: &str) -> Option<Name> {
    let (name, question) = match key {
        "enterprise" => ("企业", None),
        "enterprise_scale" => ("企业规模", None),
        "employees" => ("从业人员", Some("从业人员有多少人？")),
        "hardship_recognised" => ("困难且恢复有望", None),
        "loans" => ("贷款", Some("有哪些贷款？")),
        "loans.loan_term_months" => ("贷款期限", Some("贷款期限几个月？")),
        "epidemic_end_date" => ("疫情结束", None),
        "avg_ui" => ("上年末月人均失业保险金", None),
        _ => return None,
    };
    Some(Name { name: name.to_owned(), question: question.map(str::to_owned) })
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn item(id: &str, title: &str, kind: &'static str, status: Status) -> ItemOutcome {
    let measure = id.split('.').next().unwrap().parse().unwrap();
    ItemOutcome {
        item: id.to_owned(),
        measure,
        title: title.to_owned(),
        kind,
        status,
        exception_possible: false,
        problem: None,
        grant: None,
        amount: Amount {
            kind: "none",
            conditional: false,
            yuan: None,
            unrounded: None,
            range: [some("0.00"), some("0.00")],
            ceiling: None,
            per: None,
            formula: None,
            stages: Vec::new(),
            capped: false,
            cap_reached: false,
            fault: None,
        },
        conditions: Vec::new(),
        records: Vec::new(),
        needs: Vec::new(),
        pending: Vec::new(),
        missing_parameters: Vec::new(),
        events: Vec::new(),
        open_readings: Vec::new(),
        external: Vec::new(),
        windows: Vec::new(),
        deadlines: Vec::new(),
        payer: None,
        fund: None,
        channel: None,
        officials: vec!["刘伟".to_owned(), "路德芝".to_owned()],
        lead: vec!["区人力资源社会保障局".to_owned()],
        responsible: Vec::new(),
        sources: vec![Citation { article: measure, paragraph: None, sentence: Some(1) }],
        readings: Vec::new(),
        parameters: Vec::new(),
        presumed: Vec::new(),
        approvals: Vec::new(),
        statement: None,
        figures: Vec::new(),
        unstated: Vec::new(),
        hints: Vec::new(),
        for_subject: true,
    }
}

fn condition(label: &str, text: &str, holds: Option<bool>, because: &str) -> ConditionOutcome {
    ConditionOutcome {
        label: label.to_owned(),
        text: some(text),
        kind: "condition",
        holds,
        because: because.to_owned(),
        source: Some(Citation { article: 14, paragraph: None, sentence: Some(3) }),
        needs: Vec::new(),
    }
}

/// 14.1: eligible, exact, with a reading.
fn refund() -> ItemOutcome {
    let mut it = item("14.1", "稳岗返还", "benefit", Status::Eligible);
    it.amount.kind = "exact";
    it.amount.yuan = some("193206.19");
    it.amount.unrounded = some("193206.185");
    it.amount.range = [some("193206.19"), some("193206.19")];
    it.amount.formula = some("50% × 386412.37元");
    let stage = |stage: &str, of: &str, value: &str| StageOutcome {
        stage: stage.to_owned(),
        of: of.to_owned(),
        value: some(value),
        effect: None,
    };
    it.amount.stages =
        vec![stage("金额", "50% × 386412.37元", "193206.185"), stage("舍入", "分 四舍五入", "193206.19")];
    it.conditions = vec![
        condition("参保", "参加失业保险", Some(true), "参加失业保险 = 是"),
        condition("少裁员", "不裁员或少裁员", Some(true), "11/200 = 5.5% 不超过 5.5%"),
    ];
    it.readings = vec![ReadingRef { name: "返还基数".to_owned(), adopted: some("单位和个人") }];
    it.channel = some("全程网办");
    it.unstated = vec!["申请材料".to_owned(), "申请截止日".to_owned()];
    it
}

/// 14.2: waits for an approval, amount is a formula for want of a parameter.
fn hardship_refund() -> ItemOutcome {
    let mut it = item("14.2", "困难企业稳岗返还", "benefit", Status::PendingApproval);
    it.amount.kind = "formula";
    it.amount.conditional = true;
    it.amount.range = [some("0.00"), None];
    it.amount.formula = some("1200人·月 × 上年末月人均失业保险金");
    it.missing_parameters = vec!["avg_ui".to_owned()];
    it.parameters = vec![ParameterRef {
        key: "avg_ui".to_owned(),
        name: "上年末月人均失业保险金".to_owned(),
        value: None,
        status: "missing".to_owned(),
        source: None,
    }];
    it.pending = vec!["hardship_recognised".to_owned()];
    it.approvals = vec![Approval {
        fact: "hardship_recognised".to_owned(),
        authority: "区人力资源社会保障局".to_owned(),
        act: "认定".to_owned(),
        granted: None,
    }];
    it.windows = vec![Window {
        kind: "application",
        text: "自 2020年1月1日 起 1年".to_owned(),
        from: some("2020-01-01"),
        to: some("2020-12-31"),
        state: "open",
        days_left: Some(275),
    }];
    it
}

/// 22.1: a record with a missing fact, and rules we do not have.
fn interest() -> ItemOutcome {
    let mut it = item("22.1", "贷款贴息", "benefit", Status::Undetermined);
    it.amount.kind = "ceiling";
    it.amount.conditional = true;
    it.amount.ceiling = some("50000.00");
    it.amount.range = [some("0.00"), some("50000.00")];
    it.amount.formula = some("5000000元 × 取小(1%, 4.35%) × 12/12年");
    it.needs = vec!["loans[0].loan_term_months".to_owned()];
    it.external = vec!["淄金监发〔2020〕5号".to_owned()];
    it.payer = some("中央财政");
    let mut term = condition("期限", "不超过一年", None, "贷款期限 未填");
    term.needs = it.needs.clone();
    it.records = vec![RecordOutcome {
        path: "loans[0]".to_owned(),
        id: some("L\u{1b}1"),
        status: Status::Undetermined,
        exception_possible: false,
        yuan: None,
        range: [some("0"), some("50000")],
        formula: None,
        conditions: vec![condition("新增", "2020年新增", Some(true), "2020-02-01 在 2020年内"), term],
        needs: it.needs.clone(),
        pending: Vec::new(),
        payer: None,
    }];
    it
}

fn outcome() -> Outcome {
    let mut refused = item("13.2a", "技改投资补助", "benefit", Status::NotEligible);
    refused.conditions = vec![condition("规模", "中小企业", Some(false), "大型 不属于 中型、小型、微型")];
    let mut duty = item("13.4b", "补缴缓缴费用", "duty", Status::Undetermined);
    duty.events = vec!["epidemic_end_date".to_owned()];
    duty.deadlines =
        vec![Deadline {
            text: "疫情结束 后 3个月内".to_owned(), date: None, state: "unknown", days_left: None
        }];
    let mut told = item("6.1", "市场秩序", "administrative", Status::Informational);
    told.statement = Some(Statement { text: some("打击囤积居奇"), ..Statement::default() });
    Outcome {
        schema: "huice.outcome/1",
        policy: PolicyRef {
            id: "zhoucun-2020-8".to_owned(),
            document: some("周政字〔2020〕8号"),
            hash: "ab".to_owned(),
        },
        as_of: "2020-03-31".to_owned(),
        subject_type: some("enterprise"),
        derived: BTreeMap::from([("enterprise_scale".to_owned(), some("中型"))]),
        items: vec![told, refused, duty, refund(), hardship_refund(), interest()],
        combinations: vec![CombinationOutcome {
            rule: "就高",
            items: vec!["14.1".to_owned(), "14.2".to_owned()],
            by: "subject".to_owned(),
            record: None,
            chosen: None,
            runner_up: None,
            candidates: vec!["14.1".to_owned(), "14.2".to_owned()],
            why: "14.2 的标准达到 161.01元/(人·月) 时更高".to_owned(),
        }],
        totals: Totals {
            exact_yuan: "193206.19".to_owned(),
            range_yuan: [some("193206.19"), None],
            pending_yuan: "0.00".to_owned(),
            ceiling_yuan: "50000.00".to_owned(),
        },
    }
}

#[test]
fn summary() {
    let mut view = View::new(Lang::Zh, &names);
    view.name = Some("周村惠企");
    insta::assert_snapshot!(human(&outcome(), &view), @r"
    周村惠企  周政字〔2020〕8号
    评估日：2020-03-31
    主体：企业
    企业规模：中型（按填报推算或认定）
    结论：可享受 1 项；待批准 1 项；待定 1 项；不符合 1 项；义务与指标 1 项；工作任务与鼓励 1 项（用 --all 列出）；确定合计 193,206.19元（约19.32万元）；上限最多再加 50,000.00元（5万元）

    【可享受】 1 项
    14.1 稳岗返还   符合：各项条件均满足
      金额：193,206.19元（约19.32万元） = 50% × 386,412.37元
      与 14.2：二选一；14.2 的标准达到 161.01元/(人·月) 时更高
      条件对照：
        ✓ 参保（参加失业保险）：参加失业保险 = 是
        ✓ 少裁员（不裁员或少裁员）：11/200 = 5.5% 不超过 5.5%
      兑现方式：全程网办
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
      解释口径：返还基数 = 单位和个人
      原文未载明：申请材料、申请截止日

    【待批准】 1 项
    14.2 困难企业稳岗返还   待认定：其余条件已满足，须经区人力资源社会保障局认定
      金额（认定后）：1200人·月 × 上年末月人均失业保险金；上年末月人均失业保险金原文未载明，无需企业填报；不计入确定合计
      与 14.1：二选一；14.2 的标准达到 161.01元/(人·月) 时更高
      申报期：2020-01-01 至 2020-12-31（自 2020年1月1日 起 1年），还剩 275 天
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
      外部参数：上年末月人均失业保险金（缺）

    【待定】 1 项
    22.1 贷款贴息   待定：还不知道：贷款第1笔的贷款期限；细则条件待核：淄金监发〔2020〕5号（未取得）
      金额上限（条件成立时）：50,000.00元（5万元） = 5,000,000元 × 取小(1%, 4.35%) × 12/12年；不计入确定合计
      逐笔结果：
        ？ 贷款第1笔（L�1）：待定
          ？ 期限（不超过一年）：贷款期限 未填
      支付方：中央财政
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    【不符合】 1 项
    13.2a 技改投资补助   不符合：未满足“中小企业”：大型 不属于 中型、小型、微型
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    【义务与指标】 1 项
    13.4b 补缴缓缴费用   是否到期待定：“疫情结束”的日期未定
      期限：疫情结束 后 3个月内（日期未定，原文未载明，不推算日期）
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    【只取一项】
      14.1/14.2：二选一；14.2 的标准达到 161.01元/(人·月) 时更高

    【合计】
      确定：193,206.19元（约19.32万元）
      待批（批准后再加）：0.00元
      上限（最多再加）：50,000.00元（5万元）
      最终区间：至少 193,206.19元（约19.32万元），上限未定
      金额未定、没有计入的项目：14.2

    【补充这些情况可以得到更确定的结果】
      贷款第1笔的贷款期限（loans[0].loan_term_months）：贷款期限几个月？（关系到 22.1）

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策可能已失效；与上级规定不一致的，以上级规定为准。
    申请材料、咨询电话、申报入口：原文未载明。
    ");
}

#[test]
fn summary_in_english() {
    insta::assert_snapshot!(human(&outcome(), &View::new(Lang::En, &names)), @r#"
    zhoucun-2020-8  周政字〔2020〕8号
    as of: 2020-03-31
    subject: 企业
    企业规模: 中型 (derived or certified)
    result: Eligible 1; Awaiting approval 1; Undetermined 1; Not eligible 1; Duties and targets 1; For information 1 (listed with --all); certain total 193,206.19元 (about 19.32万元); ceilings add at most 50,000.00元 (5万元)

    [Eligible] 1
    14.1 稳岗返还   eligible: every condition holds
      amount: 193,206.19元 (about 19.32万元) = 50% × 386,412.37元
      with 14.2: one of the two; 14.2 的标准达到 161.01元/(人·月) 时更高
      conditions:
        ✓ 参保 (参加失业保险): 参加失业保险 = 是
        ✓ 少裁员 (不裁员或少裁员): 11/200 = 5.5% 不超过 5.5%
      channel: 全程网办
      lead (as written): 区人力资源社会保障局    officials (as written): 刘伟, 路德芝
      readings: 返还基数 = 单位和个人
      not stated by the notice: 申请材料, 申请截止日

    [Awaiting approval] 1
    14.2 困难企业稳岗返还   awaiting 认定: everything else holds; needs 区人力资源社会保障局 认定
      amount (once approved): 1200人·月 × 上年末月人均失业保险金; 上年末月人均失业保险金 is not stated by the notice; nothing to fill in; not part of the certain total
      with 14.1: one of the two; 14.2 的标准达到 161.01元/(人·月) 时更高
      application period: 2020-01-01 to 2020-12-31 (自 2020年1月1日 起 1年), 275 days left
      lead (as written): 区人力资源社会保障局    officials (as written): 刘伟, 路德芝
      parameters: 上年末月人均失业保险金 (missing)

    [Undetermined] 1
    22.1 贷款贴息   undetermined: not known yet: 贷款 no. 1 · 贷款期限; rules elsewhere: 淄金监发〔2020〕5号 (not at hand)
      amount at most (if the conditions hold): 50,000.00元 (5万元) = 5,000,000元 × 取小(1%, 4.35%) × 12/12年; not part of the certain total
      by record:
        ？ 贷款 no. 1 (L�1): undetermined
          ？ 期限 (不超过一年): 贷款期限 未填
      payer: 中央财政
      lead (as written): 区人力资源社会保障局    officials (as written): 刘伟, 路德芝

    [Not eligible] 1
    13.2a 技改投资补助   not eligible: fails "中小企业": 大型 不属于 中型、小型、微型
      lead (as written): 区人力资源社会保障局    officials (as written): 刘伟, 路德芝

    [Duties and targets] 1
    13.4b 补缴缓缴费用   not known whether due: "疫情结束" has no date
      deadline: 疫情结束 后 3个月内 (no date in the notice; none is guessed)
      lead (as written): 区人力资源社会保障局    officials (as written): 刘伟, 路德芝

    [Only one of several]
      14.1/14.2: one of the two; 14.2 的标准达到 161.01元/(人·月) 时更高

    [Totals]
      certain: 193,206.19元 (about 19.32万元)
      added once approved: 0.00元
      ceilings would add at most: 50,000.00元 (5万元)
      finally due: at least 193,206.19元 (about 19.32万元), no known upper bound
      items without a figure, not counted: 14.2

    [What would settle more]
      贷款 no. 1 · 贷款期限 (loans[0].loan_term_months): 贷款期限几个月？ (bears on 22.1)

    This result is computed from rules. It is no approval and gives no claim; the authorities decide.
    The notice may have lapsed; rules of higher authorities prevail.
    Documents to hand in, telephone numbers, where to apply: not stated by the notice.
    "#);
}

#[test]
fn one_item() {
    let view = View::new(Lang::Zh, &names);
    insta::assert_snapshot!(item_text("14.1", &view), @r"
    zhoucun-2020-8  周政字〔2020〕8号
    评估日：2020-03-31
    主体：企业
    企业规模：中型（按填报推算或认定）

    14.1 稳岗返还   符合：各项条件均满足
      金额：193,206.19元（约19.32万元） = 50% × 386,412.37元
      怎样算出：
        金额：50% × 386,412.37元 → 193,206.185元
        舍入：分 四舍五入 → 193,206.19元
      舍入前：193,206.185元
      与 14.2：二选一；14.2 的标准达到 161.01元/(人·月) 时更高
      条件对照：
        ✓ 参保（参加失业保险）：参加失业保险 = 是  〔第14条第3句〕
        ✓ 少裁员（不裁员或少裁员）：11/200 = 5.5% 不超过 5.5%  〔第14条第3句〕
      兑现方式：全程网办
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
      解释口径：
        返还基数：采用 单位和个人
      原文未载明：申请材料、申请截止日、咨询电话、申报入口
      原文出处：第14条第1句

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策可能已失效；与上级规定不一致的，以上级规定为准。
    ");
}

#[test]
fn one_item_with_a_record() {
    let view = View::new(Lang::Zh, &names);
    insta::assert_snapshot!(item_text("22.1", &view), @r"
    zhoucun-2020-8  周政字〔2020〕8号
    评估日：2020-03-31
    主体：企业
    企业规模：中型（按填报推算或认定）

    22.1 贷款贴息   待定：还不知道：贷款第1笔的贷款期限；细则条件待核：淄金监发〔2020〕5号（未取得）
      金额上限（条件成立时）：50,000.00元（5万元） = 5,000,000元 × 取小(1%, 4.35%) × 12/12年；不计入确定合计
      最终应得的范围：不超过 50,000.00元（5万元）
      逐笔结果：
        ？ 贷款第1笔（L�1）：待定
          ✓ 新增（2020年新增）：2020-02-01 在 2020年内  〔第14条第3句〕
          ？ 期限（不超过一年）：贷款期限 未填  〔第14条第3句〕
            还缺：贷款第1笔的贷款期限（loans[0].loan_term_months）
      还缺的情况：
        贷款第1笔的贷款期限（loans[0].loan_term_months）：贷款期限几个月？
      外部规定：淄金监发〔2020〕5号（未取得，无需填报）
      支付方：中央财政
      牵头单位（原文）：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
      原文未载明：申请材料、咨询电话、申报入口
      原文出处：第22条第1句

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策可能已失效；与上级规定不一致的，以上级规定为准。
    ");
}

fn item_text(id: &str, view: &View<'_>) -> String {
    super::item(&outcome(), id, view).unwrap().to_string()
}

#[test]
fn no_such_item() {
    let view = View::new(Lang::Zh, &names);
    assert_eq!(super::item(&outcome(), "99.9", &view), None);
    assert_eq!(markdown_item(&outcome(), "99.9", &view), None);
}

#[test]
fn as_markdown() {
    let mut view = View::new(Lang::Zh, &names);
    view.all = true;
    insta::assert_snapshot!(markdown(&outcome(), &view), @r"
    # zhoucun-2020-8 周政字〔2020〕8号

    - **评估日**：2020-03-31
    - **主体**：企业
    - **企业规模**：中型（按填报推算或认定）
    - **结论**：可享受 1 项；待批准 1 项；待定 1 项；不符合 1 项；义务与指标 1 项；工作任务与鼓励 1 项；确定合计 193,206.19元（约19.32万元）；上限最多再加 50,000.00元（5万元）

    ## 可享受（1）

    ### 14.1 稳岗返还

    **符合**：各项条件均满足

    - **金额**：193,206.19元（约19.32万元） = 50% × 386,412.37元
    - **与 14.2**：二选一；14.2 的标准达到 161.01元/(人·月) 时更高
    - **条件对照**
      - ✓ 参保（参加失业保险）：参加失业保险 = 是
      - ✓ 少裁员（不裁员或少裁员）：11/200 = 5.5% 不超过 5.5%
    - **兑现方式**：全程网办
    - **牵头单位（原文）**：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
    - **解释口径**：返还基数 = 单位和个人
    - **原文未载明**：申请材料、申请截止日

    ## 待批准（1）

    ### 14.2 困难企业稳岗返还

    **待认定**：其余条件已满足，须经区人力资源社会保障局认定

    - **金额（认定后）**：1200人·月 × 上年末月人均失业保险金；上年末月人均失业保险金原文未载明，无需企业填报；不计入确定合计
    - **与 14.1**：二选一；14.2 的标准达到 161.01元/(人·月) 时更高
    - **申报期**：2020-01-01 至 2020-12-31（自 2020年1月1日 起 1年），还剩 275 天
    - **牵头单位（原文）**：区人力资源社会保障局    责任人（原文）：刘伟、路德芝
    - **外部参数**：上年末月人均失业保险金（缺）

    ## 待定（1）

    ### 22.1 贷款贴息

    **待定**：还不知道：贷款第1笔的贷款期限；细则条件待核：淄金监发〔2020〕5号（未取得）

    - **金额上限（条件成立时）**：50,000.00元（5万元） = 5,000,000元 × 取小(1%, 4.35%) × 12/12年；不计入确定合计
    - **逐笔结果**
      - ？ 贷款第1笔（L�1）：待定
        - ？ 期限（不超过一年）：贷款期限 未填
    - **支付方**：中央财政
    - **牵头单位（原文）**：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    ## 不符合（1）

    ### 13.2a 技改投资补助

    **不符合**：未满足“中小企业”：大型 不属于 中型、小型、微型

    - **牵头单位（原文）**：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    ## 义务与指标（1）

    ### 13.4b 补缴缓缴费用

    **是否到期待定**：“疫情结束”的日期未定

    - **期限**：疫情结束 后 3个月内（日期未定，原文未载明，不推算日期）
    - **牵头单位（原文）**：区人力资源社会保障局    责任人（原文）：刘伟、路德芝

    ## 工作任务与鼓励（1，告知，无需申报）

    - 6.1 市场秩序：工作任务；打击囤积居奇；牵头单位（原文）：区人力资源社会保障局

    ## 只取一项

    - **14.1/14.2**：二选一；14.2 的标准达到 161.01元/(人·月) 时更高

    ## 合计

    - **确定**：193,206.19元（约19.32万元）
    - **待批（批准后再加）**：0.00元
    - **上限（最多再加）**：50,000.00元（5万元）
    - **最终区间**：至少 193,206.19元（约19.32万元），上限未定
    - **金额未定、没有计入的项目**：14.2

    ## 补充这些情况可以得到更确定的结果

    - **贷款第1笔的贷款期限（loans\[0\].loan_term_months）**：贷款期限几个月？（关系到 22.1）

    ---

    > 本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    > 政策可能已失效；与上级规定不一致的，以上级规定为准。
    > 申请材料、咨询电话、申报入口：原文未载明。
    ");
}

#[test]
fn an_undated_event_never_becomes_a_date() {
    let text = human(&outcome(), &View::new(Lang::Zh, &names)).to_string();
    let line = text.lines().find(|line| line.contains("疫情结束 后")).unwrap();
    assert!(line.contains("不推算日期") && !line.contains("20"), "{line}");
}
