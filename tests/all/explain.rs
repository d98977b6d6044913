//! The renderers on a small pack, from rules to words. The wording on hand-built outcomes is tested beside the
//! renderers.

use huice::diagnostic::{Format, Lang};
use huice::explain::{View, human, item, markdown_item};
use huice::{Context, Outcome, Pack, Profile, Program};

const RULES: &str = r#"
包 样例 (sample) {
  文号 "样政字〔2020〕1号" 印发日 2020年3月6日
  舍入 分 四舍五入
}
单位 人、户、家、台、个、学时
主体 企业 (enterprise) {
  职工人数 (employees) : 人 问 "职工有多少人？"
  缴费额 (premium_yuan) : 元 问 "缴了多少元？"
  获认定 (recognised) : 布尔 问 "是否获认定？" 审批
}
参数 人均标准 (standard_yuan) : 元/人 { 未载明 "原文未给出" }
事件 疫情结束 (epidemic_end_date)
机构 样例局 (bureau)
人员 张三

措施 1 样例措施 {
  责任人 张三
  牵头单位 样例局
  解读 基数 "按哪个数" {
    采用 实缴 : 缴费额
    另解 一半 : 缴费额 × 50%
  }
  支持 1.1 返还 {
    依据 条1 句1
    对象 企业
    条件 规模 "职工不多" 职工人数 不超过 100人
    金额 30% × 基数
    封顶 1万元 每 主体
  }
  支持 1.2 补贴 {
    依据 条1 句2
    对象 企业
    须经 样例局 认定 凭 获认定
    金额 人均标准 × 职工人数
  }
  义务 1.3 补缴 {
    依据 条1 句3
    义务人 企业
    触发 缴费额 超过 0元
    行为 "补缴"
    期限 疫情结束 后 3个月内
  }
}
"#;

fn program() -> Program {
    let pack = Pack::from_sources("sample", &[("sample.huice", RULES)]);
    pack.program().unwrap_or_else(|| panic!("{}", pack.render(Format::Human { color: false }, Lang::En)))
}

fn outcome(program: &Program, profile: &str, lang: Lang) -> Outcome {
    let profile = Profile::from_json(program, profile).unwrap();
    let context = Context::new("2020-03-31".parse().unwrap()).with_lang(lang);
    program.evaluate(&profile, &context)
}

const FIRM: &str = r#"{"subject_type":"enterprise","employees":100,"premium_yuan":"33333.35"}"#;

#[test]
fn a_summary() {
    let program = program();
    let mut view = View::new(Lang::Zh, program.policy());
    view.name = Some(program.name());
    insta::assert_snapshot!(human(&outcome(&program, FIRM, Lang::Zh), &view), @r"
    样例  样政字〔2020〕1号
    评估日：2020-03-31
    主体：企业
    结论：可享受 1 项；待批准 1 项；义务与指标 1 项；确定合计 10,000.00元（1万元）

    【可享受】 1 项
    1.1 返还   符合：各项条件均满足
      金额：10,000.00元（1万元）：30% × 33,333.35元 = 10,000.005元，封顶 1万元
      条件对照：
        ✓ 规模（职工不多）：职工人数 100人 不超过 100人
      牵头单位（原文）：样例局    责任人（原文）：张三
      解释口径：基数 = 实缴

    【待批准】 1 项
    1.2 补贴   待认定：其余条件已满足，须经样例局认定
      金额（认定后）：100人 × 人均标准；人均标准原文未载明，无需企业填报；不计入确定合计
      条件对照：
        ？ 认定：须经样例局认定，尚无结果
      牵头单位（原文）：样例局    责任人（原文）：张三
      外部参数：人均标准（缺）

    【义务与指标】 1 项
    1.3 补缴   是否到期待定：“疫情结束”的日期未定
      应做：补缴
      条件对照：
        ✓ 触发：缴费额 33,333.35元 超过 0元
      期限：疫情结束后3个月内（日期未定，原文未载明，不推算日期）
      牵头单位（原文）：样例局    责任人（原文）：张三

    【合计】
      确定：10,000.00元（1万元）
      待批（批准后再加）：0.00元
      上限（最多再加）：0.00元
      最终区间：至少 10,000.00元（1万元），上限未定
      金额未定、没有计入的项目：1.2

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策发布于2020年，可能已失效；与上级规定不一致的，以上级规定为准。
    申请材料、咨询电话、申报入口：原文未载明。
    ");
}

#[test]
fn nothing_known() {
    let program = program();
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(human(&outcome(&program, "{}", Lang::Zh), &view), @r"
    sample  样政字〔2020〕1号
    评估日：2020-03-31
    主体：未定
    结论：待批准 1 项；待定 1 项；义务与指标 1 项；确定合计 0.00元

    【待批准】 1 项
    1.2 补贴   待认定：其余条件已满足，须经样例局认定
      金额（认定后）：人均标准 × 职工人数；人均标准原文未载明，无需企业填报；不计入确定合计
      条件对照：
        ？ 认定：须经样例局认定，尚无结果
      还缺的情况：职工人数（employees）
      牵头单位（原文）：样例局    责任人（原文）：张三
      外部参数：人均标准（缺）

    【待定】 1 项
    1.1 返还   待定：还不知道：职工人数、缴费额
      金额（条件成立时）：不超过 10,000.00元（1万元）：30% × 缴费额，封顶 1万元
      条件对照：
        ？ 规模（职工不多）：职工人数（未知） 不超过 100人
      牵头单位（原文）：样例局    责任人（原文）：张三
      解释口径：基数 = 实缴

    【义务与指标】 1 项
    1.3 补缴   是否到期待定：还不知道：缴费额；“疫情结束”的日期未定
      应做：补缴
      条件对照：
        ？ 触发：缴费额（未知） 超过 0元
      期限：疫情结束后3个月内（日期未定，原文未载明，不推算日期）
      牵头单位（原文）：样例局    责任人（原文）：张三

    【合计】
      确定：0.00元
      待批（批准后再加）：0.00元
      上限（最多再加）：0.00元
      最终区间：未定
      金额未定、没有计入的项目：1.1、1.2

    【补充这些情况可以得到更确定的结果】
      职工人数（employees）：职工有多少人？（关系到 1.1、1.2）
      缴费额（premium_yuan）：缴了多少元？（关系到 1.1、1.3）

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策发布于2020年，可能已失效；与上级规定不一致的，以上级规定为准。
    申请材料、咨询电话、申报入口：原文未载明。
    ");
}

#[test]
fn one_item_in_both_languages() {
    let program = program();
    let large = r#"{"subject_type":"enterprise","employees":101,"premium_yuan":"40000"}"#;
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(item(&outcome(&program, large, Lang::Zh), "1.1", &view).unwrap(), @r#"
    sample  样政字〔2020〕1号
    评估日：2020-03-31
    主体：企业

    1.1 返还   不符合：未满足“职工不多”：职工人数 101人 超过 100人
      金额（假如符合）：10,000.00元（1万元）：30% × 40,000元 = 12,000.00元，封顶 1万元
      怎样算出：
        金额：30% × 40,000元 → 12,000.00元
        封顶：1万元 → 10,000.00元（已截去超出部分）
      最终应得的范围：0.00元
      条件对照：
        ✗ 规模（职工不多）：职工人数 101人 超过 100人  〔第1条第1款第1句〕
      牵头单位（原文）：样例局    责任人（原文）：张三
      解释口径：
        基数：采用 实缴；另解 一半
          按哪个数
      原文未载明：申请材料、咨询电话、申报入口
      原文出处：第1条第1款第1句

    本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    政策发布于2020年，可能已失效；与上级规定不一致的，以上级规定为准。
    "#);
    let view = View::new(Lang::En, program.policy());
    insta::assert_snapshot!(item(&outcome(&program, FIRM, Lang::En), "1.1", &view).unwrap(), @r#"
    sample  样政字〔2020〕1号
    as of: 2020-03-31
    subject: 企业

    1.1 返还   eligible: every condition holds
      amount: 10,000.00元 (1万元): 30% × 33,333.35元 = 10,000.005元, cap 1万元
      how it is computed:
        amount: 30% × 33,333.35元 → 10,000.005元
        cap: 1万元 → 10,000.00元 (cut)
      conditions:
        ✓ 规模 (职工不多): 职工人数 100人 is at most 100人  〔art. 1 para. 1 sent. 1〕
      lead (as written): 样例局    officials (as written): 张三
      readings:
        基数: adopted: 实缴; otherwise: 一半
          按哪个数
      not stated by the notice: documents to hand in, telephone, where to apply
      source: art. 1 para. 1 sent. 1

    This result is computed from rules. It is no approval and gives no claim; the authorities decide.
    The notice is of 2020 and may have lapsed; rules of higher authorities prevail.
    "#);
}

#[test]
fn one_item_as_markdown() {
    let program = program();
    let view = View::new(Lang::Zh, program.policy());
    insta::assert_snapshot!(markdown_item(&outcome(&program, FIRM, Lang::Zh), "1.2", &view).unwrap(), @r#"
    # sample 样政字〔2020〕1号

    - **评估日**：2020-03-31
    - **主体**：企业

    ### 1.2 补贴

    **待认定**：其余条件已满足，须经样例局认定

    - **金额（认定后）**：100人 × 人均标准；人均标准原文未载明，无需企业填报；不计入确定合计
    - **怎样算出**
      - **金额**：100人 × 人均标准
    - **最终应得的范围**：未定
    - **条件对照**
      - ？ 认定：须经样例局认定，尚无结果  〔第1条第1款第2句〕
    - **审批**
      - 样例局 认定：待定；获认定（recognised）
    - **缺少的标准**：人均标准（原文未载明，无需填报）
    - **牵头单位（原文）**：样例局    责任人（原文）：张三
    - **外部参数**
      - 人均标准（缺）  standard_yuan
    - **原文未载明**：申请材料、咨询电话、申报入口
    - **原文出处**：第1条第1款第2句

    ---

    > 本结果只是按规则推算，不是审批决定，不产生请求权；以主管部门认定为准。
    > 政策发布于2020年，可能已失效；与上级规定不一致的，以上级规定为准。
    > 申请材料、咨询电话、申报入口：原文未载明。
    "#);
}
