//! Grammar rules in human words. Owns the exhaustive match from rule to words, so that no rule's name is ever
//! shown; knows nothing of where an error is.

use super::Rule;
use crate::diagnostic::Words;
use crate::syntax::keywords::{Keyword, Keywords, by_key};

/// Whether a pair of this rule is a keyword or punctuation, of no interest to the tree.
pub(super) fn is_mark(rule: Rule) -> bool {
    match rule {
        Rule::EOI
        | Rule::comma
        | Rule::pause
        | Rule::semi
        | Rule::colon
        | Rule::lparen
        | Rule::rparen
        | Rule::lbrace
        | Rule::rbrace
        | Rule::eq
        | Rule::ne
        | Rule::le
        | Rule::ge
        | Rule::lt
        | Rule::gt
        | Rule::arrow
        | Rule::plus
        | Rule::minus
        | Rule::times
        | Rule::over_sign
        | Rule::unit_mul => true,
        rule => is_keyword(rule),
    }
}

/// The keyword a rule `kw_…` stands for.
pub(super) fn keyword(rule: Rule) -> Option<&'static Keyword> {
    is_keyword(rule).then(|| format!("{rule:?}")).and_then(|name| by_key(name.strip_prefix("kw_")?))
}

fn either(zh: &str, en: &str) -> Option<Words> {
    Some(Words::new(zh, en))
}

fn quoted(keyword: &Keyword) -> Words {
    Words::new(format!("“{}”", keyword.spelling(Keywords::Zh)), format!("`{}`", keyword.en))
}

fn clause(key: &'static str) -> Option<Words> {
    by_key(key).map(quoted)
}

/// What a rule expects, in words; `None` for rules that only hold others together.
pub(super) fn describe(rule: Rule) -> Option<Words> {
    match rule {
        Rule::name | Rule::quoted_name | Rule::ty_name => either("名称", "a name"),
        Rule::title => either("名称或引号里的文字", "a name or a quoted text"),
        Rule::text | Rule::in_double | Rule::in_curly | Rule::in_single | Rule::in_curly_single => {
            either("引号里的文字", "a quoted text")
        }
        Rule::key | Rule::pack_key => either("键名（英文字母、数字、下划线）", "a key (letters, digits, underscores)"),
        Rule::item_id => either("项目编号，如 14.1", "an item number such as 14.1"),
        Rule::count | Rule::number | Rule::digits4 | Rule::digits2 => either("数字", "a number"),
        Rule::expr | Rule::choice => either("算式或条件", "an expression"),
        Rule::arith | Rule::compare | Rule::reference | Rule::table | Rule::truth => {
            either("数量、名称或括号", "a quantity, a name or a bracket")
        }
        Rule::literal | Rule::quantity | Rule::half_year | Rule::points | Rule::bad_literal | Rule::length => {
            either("数量或日期", "a quantity or a date")
        }
        Rule::day | Rule::day_words | Rule::day_iso => either("日期，如 2020年3月6日", "a date such as 2020-03-06"),
        Rule::month | Rule::month_words | Rule::month_iso => either("月份，如 2020年2月", "a month such as 2020-02"),
        Rule::period | Rule::period_from | Rule::period_to | Rule::period_named | Rule::calendar => {
            either("期间，如“自 2020年3月6日 至 2020年12月31日”", "a period such as `from 2020-03-06 to 2020-12-31`")
        }
        Rule::period_end => either("日期、月份或名称", "a date, a month or a name"),
        Rule::type_expr
        | Rule::ty_unit
        | Rule::unit
        | Rule::unit_under
        | Rule::unit_factor
        | Rule::ty_bool
        | Rule::ty_integer
        | Rule::ty_number
        | Rule::ty_date
        | Rule::ty_month
        | Rule::ty_months
        | Rule::ty_text
        | Rule::ty_set
        | Rule::ty_list
        | Rule::unit_mul
        | Rule::magnitude
        | Rule::ge_word => either("类型或单位", "a type or a unit"),
        Rule::op_logic
        | Rule::compare_to
        | Rule::op_compare
        | Rule::op_le
        | Rule::op_ge
        | Rule::op_ne
        | Rule::op_lt
        | Rule::op_gt
        | Rule::op_eq
        | Rule::in_list
        | Rule::has
        | Rule::during
        | Rule::suffix
        | Rule::or_more
        | Rule::or_less
        | Rule::op_arith
        | Rule::op_mul
        | Rule::op_div
        | Rule::op_add
        | Rule::op_sub
        | Rule::plus
        | Rule::times
        | Rule::over_sign
        | Rule::op_not
        | Rule::at_date
        | Rule::occurred
        | Rule::args
        | Rule::le
        | Rule::ge
        | Rule::lt
        | Rule::gt
        | Rule::ne => either("运算符、比较词或“且”“或”", "an operator, a comparison, `and` or `or`"),
        Rule::minus | Rule::minus_sign => either("“-”", "`-`"),
        Rule::lparen | Rule::paren => either("“（”", "`(`"),
        Rule::rparen => either("“）”", "`)`"),
        Rule::lbrace | Rule::facts | Rule::item_body | Rule::condition_body | Rule::exception_body | Rule::record => {
            either("“{”", "`{`")
        }
        Rule::rbrace => either("“}”", "`}`"),
        Rule::colon => either("“：”", "`:`"),
        Rule::eq => either("“=”", "`=`"),
        Rule::comma | Rule::pause => either("“、”", "`,`"),
        Rule::semi => either("“；”", "`;`"),
        Rule::arrow => either("“->”", "`->`"),
        Rule::source_ref | Rule::ref_article | Rule::ref_paragraph | Rule::ref_sentence => {
            either("条款句，如“条14 句1”", "an article, e.g. `article 14 sentence 1`")
        }
        Rule::approval_act => {
            either("批准、核准、认定、审核确认或确认", "approves, ratifies, certifies, verifies or confirms")
        }
        Rule::round_to => either("分、角或元", "fen, jiao or yuan"),
        Rule::round_how => either("四舍五入、四舍六入、舍去或进一", "half_up, half_even, down or up"),
        Rule::combine_rule => either("就高、就高不重复或抵扣", "highest, highest_once or offset"),
        Rule::evidence => either("已核实、推断或假定", "verified, inferred or assumed"),
        Rule::outcome => either("结论，如“符合”", "an outcome such as `eligible`"),
        Rule::bound_low | Rule::bound_high | Rule::bound_pair => {
            either("至少、至多或“A 至 B”", "at_least, up_to or `A to B`")
        }
        Rule::by_member | Rule::exactly_one | Rule::first_match | Rule::marginal | Rule::flat => {
            either("按、恰一、首中、累进、全额或“{”", "by, exactly_one, first_match, marginal, flat or `{`")
        }
        Rule::row_member | Rule::row_when | Rule::row_to | Rule::row_above | Rule::row_else => {
            either("下一行分档", "a row of the table")
        }
        Rule::pack_decl
        | Rule::unit_decl
        | Rule::enum_decl
        | Rule::subject_decl
        | Rule::common_decl
        | Rule::param_decl
        | Rule::event_decl
        | Rule::period_decl
        | Rule::agency_decl
        | Rule::person_decl
        | Rule::script_decl
        | Rule::case_decl
        | Rule::measure => either("声明，如“措施”“参数”", "a declaration such as `measure` or `parameter`"),
        Rule::fact => either("事实，如“职工人数 (employees) : 人”", "a fact such as `职工人数 (employees) : 人`"),
        Rule::member => either("枚举成员", "a member"),
        Rule::field => either("“名 = 值”", "`name = value`"),
        Rule::per_subject | Rule::per_record => either("主体、笔或列表名", "subject, record or a list"),
        Rule::document => clause("document"),
        Rule::pack_title => clause("title"),
        Rule::issuer => clause("issuer"),
        Rule::issued => clause("issued"),
        Rule::in_force => clause("in_force"),
        Rule::import => clause("import"),
        Rule::rounding => clause("round"),
        Rule::ask => clause("ask"),
        Rule::note => clause("note"),
        Rule::to_do => clause("to_do"),
        Rule::fixed => clause("fixed"),
        Rule::approval_fact => clause("approval_fact"),
        Rule::signed => clause("signed"),
        Rule::bounds => clause("bounds"),
        Rule::derived => clause("derived"),
        Rule::only_if => clause("only_if"),
        Rule::value_from | Rule::grant_from | Rule::param_dates => clause("from"),
        Rule::value_to | Rule::period_until => clause("to"),
        Rule::source => clause("source"),
        Rule::status => clause("status"),
        Rule::unstated => clause("unstated"),
        Rule::happened | Rule::event_state => clause("happened_on"),
        Rule::not_yet => clause("as_at"),
        Rule::define => clause("define"),
        Rule::reading => clause("reading"),
        Rule::open_reading | Rule::adopted | Rule::case_reading => clause("adopts"),
        Rule::otherwise => clause("otherwise_read"),
        Rule::reason => clause("reason"),
        Rule::step_limit => clause("limit"),
        Rule::chapter => clause("chapter"),
        Rule::cites => clause("cites"),
        Rule::paragraph => clause("paragraph"),
        Rule::combination => clause("combine"),
        Rule::per => clause("per"),
        Rule::sources => clause("source_at"),
        Rule::subjects => clause("for"),
        Rule::approval => clause("requires"),
        Rule::external => clause("external"),
        Rule::no_effect => clause("no_effect"),
        Rule::settled => clause("settled_by_approval"),
        Rule::application => clause("application"),
        Rule::counting => clause("counting"),
        Rule::per_record_block => clause("each"),
        Rule::grant => clause("grant"),
        Rule::soft => clause("in_principle"),
        Rule::longest => clause("longest"),
        Rule::until => clause("until"),
        Rule::when => clause("when"),
        Rule::hint => clause("hint"),
        Rule::figure => clause("figure"),
        Rule::rests_on => clause("rests_on"),
        Rule::deadline => clause("deadline"),
        Rule::trigger => clause("trigger"),
        Rule::act => clause("act"),
        Rule::fulfilled => clause("fulfilled"),
        Rule::compliant => clause("compliant"),
        Rule::consequence => clause("consequence"),
        Rule::condition => clause("condition"),
        Rule::presumption => clause("presume"),
        Rule::exception => clause("except"),
        Rule::restores => clause("restores"),
        Rule::over => clause("overrides"),
        Rule::period_length => clause("lasting"),
        Rule::at_least => clause("at_least_to"),
        Rule::period_within => clause("after"),
        Rule::as_of => clause("at"),
        Rule::case_subject => clause("subject"),
        Rule::given => clause("given"),
        Rule::no_records | Rule::needs_none => clause("none"),
        Rule::case_param => clause("parameter"),
        Rule::case_event => clause("event"),
        Rule::expect => clause("expect"),
        Rule::expect_amount | Rule::amount | Rule::amount_kind => clause("amount"),
        Rule::needs => clause("needs"),
        Rule::fails => clause("fails"),
        Rule::item | Rule::item_kind => clause("benefit"),
        Rule::stage | Rule::stage_kind => clause("cap"),
        Rule::payment | Rule::payment_role => clause("payer"),
        Rule::party_clause | Rule::party_role => clause("official"),
        Rule::EOI
        | Rule::file
        | Rule::only_decl
        | Rule::only_pack
        | Rule::only_member
        | Rule::only_fact
        | Rule::only_param
        | Rule::only_reading
        | Rule::only_measure
        | Rule::only_party
        | Rule::only_item
        | Rule::only_part
        | Rule::only_except
        | Rule::only_case
        | Rule::only_field
        | Rule::only_expr
        | Rule::bad_decl
        | Rule::bad_pack
        | Rule::bad_member
        | Rule::bad_fact
        | Rule::bad_param
        | Rule::bad_reading
        | Rule::bad_measure
        | Rule::bad_party
        | Rule::bad_item
        | Rule::bad_part
        | Rule::bad_except
        | Rule::bad_case
        | Rule::bad_field
        | Rule::chars
        | Rule::param_value
        | Rule::script_param
        | Rule::condition_test
        | Rule::taken_name
        | Rule::reserved
        | Rule::tok
        | Rule::group
        | Rule::word
        | Rule::decl_start
        | Rule::pack_start
        | Rule::fact_start
        | Rule::param_start
        | Rule::reading_start
        | Rule::party_start
        | Rule::measure_start
        | Rule::item_start
        | Rule::part_start
        | Rule::case_start
        | Rule::field_start
        | Rule::decl
        | Rule::pack_clause
        | Rule::fact_attr
        | Rule::param_part
        | Rule::reading_part
        | Rule::measure_clause
        | Rule::item_clause
        | Rule::condition_part
        | Rule::case_clause
        | Rule::logic
        | Rule::negated
        | Rule::signed_term
        | Rule::primary
        | Rule::rows_member
        | Rule::rows_when
        | Rule::rows_band
        | Rule::decl_name
        | Rule::unit_char
        | Rule::date_like
        | Rule::lit_suffix
        | Rule::lit_end
        | Rule::slash
        | Rule::dot
        | Rule::digit
        | Rule::wc
        | Rule::letter
        | Rule::wc_not_step
        | Rule::ws
        | Rule::WHITESPACE
        | Rule::COMMENT => None,
        Rule::kw_pack
        | Rule::kw_unit
        | Rule::kw_enum
        | Rule::kw_subject
        | Rule::kw_common
        | Rule::kw_parameter
        | Rule::kw_event
        | Rule::kw_period
        | Rule::kw_agency
        | Rule::kw_person
        | Rule::kw_define
        | Rule::kw_reading
        | Rule::kw_measure
        | Rule::kw_combine
        | Rule::kw_script
        | Rule::kw_case
        | Rule::kw_document
        | Rule::kw_title
        | Rule::kw_issuer
        | Rule::kw_issued
        | Rule::kw_in_force
        | Rule::kw_import
        | Rule::kw_round
        | Rule::kw_bool
        | Rule::kw_integer
        | Rule::kw_number
        | Rule::kw_date
        | Rule::kw_month_of_year
        | Rule::kw_months_list
        | Rule::kw_text
        | Rule::kw_set_of
        | Rule::kw_list
        | Rule::kw_ask
        | Rule::kw_note
        | Rule::kw_to_do
        | Rule::kw_fixed
        | Rule::kw_approval_fact
        | Rule::kw_signed
        | Rule::kw_bounds
        | Rule::kw_derived
        | Rule::kw_only_if
        | Rule::kw_else
        | Rule::kw_unstated
        | Rule::kw_source
        | Rule::kw_status
        | Rule::kw_happened_on
        | Rule::kw_as_at
        | Rule::kw_not_yet_by
        | Rule::kw_from
        | Rule::kw_to
        | Rule::kw_at_least_to
        | Rule::kw_chapter
        | Rule::kw_official
        | Rule::kw_lead
        | Rule::kw_responsible
        | Rule::kw_condition
        | Rule::kw_cites
        | Rule::kw_benefit
        | Rule::kw_duty
        | Rule::kw_target
        | Rule::kw_encourage
        | Rule::kw_administrative
        | Rule::kw_source_at
        | Rule::kw_for
        | Rule::kw_bearer
        | Rule::kw_scope
        | Rule::kw_presume
        | Rule::kw_requires
        | Rule::kw_by_fact
        | Rule::kw_external
        | Rule::kw_no_effect
        | Rule::kw_settled_by_approval
        | Rule::kw_application
        | Rule::kw_counting
        | Rule::kw_amount
        | Rule::kw_ceiling
        | Rule::kw_rate
        | Rule::kw_per
        | Rule::kw_cap
        | Rule::kw_floor
        | Rule::kw_less
        | Rule::kw_grant
        | Rule::kw_in_principle
        | Rule::kw_longest
        | Rule::kw_until
        | Rule::kw_payer
        | Rule::kw_fund
        | Rule::kw_channel
        | Rule::kw_hint
        | Rule::kw_figure
        | Rule::kw_rests_on
        | Rule::kw_deadline
        | Rule::kw_trigger
        | Rule::kw_act
        | Rule::kw_fulfilled
        | Rule::kw_compliant
        | Rule::kw_goal
        | Rule::kw_consequence
        | Rule::kw_each
        | Rule::kw_except
        | Rule::kw_when
        | Rule::kw_then
        | Rule::kw_overrides
        | Rule::kw_restores
        | Rule::kw_adopts
        | Rule::kw_otherwise_read
        | Rule::kw_undecided
        | Rule::kw_reason
        | Rule::kw_limit
        | Rule::kw_true
        | Rule::kw_false
        | Rule::kw_and
        | Rule::kw_or
        | Rule::kw_not
        | Rule::kw_if
        | Rule::kw_one_of
        | Rule::kw_has
        | Rule::kw_during
        | Rule::kw_at
        | Rule::kw_table
        | Rule::kw_by
        | Rule::kw_exactly_one
        | Rule::kw_first_match
        | Rule::kw_marginal
        | Rule::kw_flat
        | Rule::kw_has_occurred
        | Rule::kw_or_more
        | Rule::kw_or_less
        | Rule::kw_at_most
        | Rule::kw_at_least
        | Rule::kw_more_than
        | Rule::kw_less_than
        | Rule::kw_equals
        | Rule::kw_differs
        | Rule::kw_given
        | Rule::kw_none
        | Rule::kw_expect
        | Rule::kw_needs
        | Rule::kw_fails
        | Rule::kw_article
        | Rule::kw_paragraph
        | Rule::kw_sentence
        | Rule::kw_verified
        | Rule::kw_inferred
        | Rule::kw_assumed
        | Rule::kw_lasting
        | Rule::kw_after
        | Rule::kw_within
        | Rule::kw_up_to
        | Rule::kw_approves
        | Rule::kw_ratifies
        | Rule::kw_certifies
        | Rule::kw_verifies
        | Rule::kw_confirms
        | Rule::kw_record
        | Rule::kw_fen
        | Rule::kw_jiao
        | Rule::kw_yuan
        | Rule::kw_half_up
        | Rule::kw_half_even
        | Rule::kw_down
        | Rule::kw_up
        | Rule::kw_highest
        | Rule::kw_highest_once
        | Rule::kw_offset
        | Rule::kw_steps
        | Rule::kw_eligible
        | Rule::kw_pending_approval
        | Rule::kw_undetermined
        | Rule::kw_not_eligible
        | Rule::kw_not_applicable
        | Rule::kw_conflict
        | Rule::kw_fault
        | Rule::kw_met
        | Rule::kw_in_progress
        | Rule::kw_not_due
        | Rule::kw_not_met
        | Rule::kw_informational => keyword(rule).map(quoted),
    }
}

#[rustfmt::skip]
fn is_keyword(rule: Rule) -> bool {
    matches!(rule,
        Rule::kw_pack | Rule::kw_unit | Rule::kw_enum | Rule::kw_subject | Rule::kw_common | Rule::kw_parameter
        | Rule::kw_event | Rule::kw_period | Rule::kw_agency | Rule::kw_person | Rule::kw_define | Rule::kw_reading
        | Rule::kw_measure | Rule::kw_combine | Rule::kw_script | Rule::kw_case | Rule::kw_document | Rule::kw_title
        | Rule::kw_issuer | Rule::kw_issued | Rule::kw_in_force | Rule::kw_import | Rule::kw_round | Rule::kw_bool
        | Rule::kw_integer | Rule::kw_number | Rule::kw_date | Rule::kw_month_of_year | Rule::kw_months_list | Rule::kw_text
        | Rule::kw_set_of | Rule::kw_list | Rule::kw_ask | Rule::kw_note | Rule::kw_to_do | Rule::kw_fixed
        | Rule::kw_approval_fact | Rule::kw_signed | Rule::kw_bounds | Rule::kw_derived | Rule::kw_only_if | Rule::kw_else
        | Rule::kw_unstated | Rule::kw_source | Rule::kw_status | Rule::kw_happened_on | Rule::kw_as_at | Rule::kw_not_yet_by
        | Rule::kw_from | Rule::kw_to | Rule::kw_at_least_to | Rule::kw_chapter | Rule::kw_official | Rule::kw_lead
        | Rule::kw_responsible | Rule::kw_condition | Rule::kw_cites | Rule::kw_benefit | Rule::kw_duty | Rule::kw_target
        | Rule::kw_encourage | Rule::kw_administrative | Rule::kw_source_at | Rule::kw_for | Rule::kw_bearer | Rule::kw_scope
        | Rule::kw_presume | Rule::kw_requires | Rule::kw_by_fact | Rule::kw_external | Rule::kw_no_effect | Rule::kw_settled_by_approval
        | Rule::kw_application | Rule::kw_counting | Rule::kw_amount | Rule::kw_ceiling | Rule::kw_rate | Rule::kw_per
        | Rule::kw_cap | Rule::kw_floor | Rule::kw_less | Rule::kw_grant | Rule::kw_in_principle | Rule::kw_longest
        | Rule::kw_until | Rule::kw_payer | Rule::kw_fund | Rule::kw_channel | Rule::kw_hint | Rule::kw_figure
        | Rule::kw_rests_on | Rule::kw_deadline | Rule::kw_trigger | Rule::kw_act | Rule::kw_fulfilled | Rule::kw_compliant
        | Rule::kw_goal | Rule::kw_consequence | Rule::kw_each | Rule::kw_except | Rule::kw_when | Rule::kw_then
        | Rule::kw_overrides | Rule::kw_restores | Rule::kw_adopts | Rule::kw_otherwise_read | Rule::kw_undecided | Rule::kw_reason
        | Rule::kw_limit | Rule::kw_true | Rule::kw_false | Rule::kw_and | Rule::kw_or | Rule::kw_not
        | Rule::kw_if | Rule::kw_one_of | Rule::kw_has | Rule::kw_during | Rule::kw_at | Rule::kw_table
        | Rule::kw_by | Rule::kw_exactly_one | Rule::kw_first_match | Rule::kw_marginal | Rule::kw_flat | Rule::kw_has_occurred
        | Rule::kw_or_more | Rule::kw_or_less | Rule::kw_at_most | Rule::kw_at_least | Rule::kw_more_than | Rule::kw_less_than
        | Rule::kw_equals | Rule::kw_differs | Rule::kw_given | Rule::kw_none | Rule::kw_expect | Rule::kw_needs
        | Rule::kw_fails | Rule::kw_article | Rule::kw_paragraph | Rule::kw_sentence | Rule::kw_verified | Rule::kw_inferred
        | Rule::kw_assumed | Rule::kw_lasting | Rule::kw_after | Rule::kw_within | Rule::kw_up_to | Rule::kw_approves
        | Rule::kw_ratifies | Rule::kw_certifies | Rule::kw_verifies | Rule::kw_confirms | Rule::kw_record | Rule::kw_fen
        | Rule::kw_jiao | Rule::kw_yuan | Rule::kw_half_up | Rule::kw_half_even | Rule::kw_down | Rule::kw_up
        | Rule::kw_highest | Rule::kw_highest_once | Rule::kw_offset | Rule::kw_steps | Rule::kw_eligible | Rule::kw_pending_approval
        | Rule::kw_undetermined | Rule::kw_not_eligible | Rule::kw_not_applicable | Rule::kw_conflict | Rule::kw_fault | Rule::kw_met
        | Rule::kw_in_progress | Rule::kw_not_due | Rule::kw_not_met | Rule::kw_informational )
}
