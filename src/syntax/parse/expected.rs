//! Which of the rules that the grammar expected are forms of one thing, for messages. Owns these lists; knows nothing of
//! texts.

use super::Rule;

/// Whether a rule is one of the forms of an operand.
pub(super) fn is_operand(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expr
            | Rule::choice
            | Rule::arith
            | Rule::compare
            | Rule::reference
            | Rule::table
            | Rule::truth
            | Rule::literal
            | Rule::bad_literal
            | Rule::half_year
            | Rule::kw_table
            | Rule::kw_true
            | Rule::kw_false
            | Rule::kw_if
            | Rule::kw_not
            | Rule::number
            | Rule::quantity
            | Rule::points
            | Rule::day
            | Rule::day_words
            | Rule::day_iso
            | Rule::month
            | Rule::month_words
            | Rule::month_iso
            | Rule::quoted_name
            | Rule::paren
            | Rule::lparen
            | Rule::minus
            | Rule::minus_sign
            | Rule::op_not
            | Rule::text
            | Rule::name
    )
}

/// Whether a rule only carries on an expression that may end here.
pub(super) fn carries_on(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::op_logic
            | Rule::op_compare
            | Rule::op_le
            | Rule::op_ge
            | Rule::op_ne
            | Rule::op_lt
            | Rule::op_gt
            | Rule::op_eq
            | Rule::op_arith
            | Rule::op_mul
            | Rule::op_div
            | Rule::op_add
            | Rule::op_sub
            | Rule::compare_to
            | Rule::in_list
            | Rule::has
            | Rule::during
            | Rule::suffix
            | Rule::or_more
            | Rule::or_less
            | Rule::args
            | Rule::at_date
            | Rule::occurred
            | Rule::lparen
            | Rule::literal
            | Rule::le
            | Rule::ge
            | Rule::ne
            | Rule::lt
            | Rule::gt
            | Rule::eq
            | Rule::plus
            | Rule::minus
            | Rule::times
            | Rule::over_sign
            | Rule::kw_one_of
            | Rule::kw_has
            | Rule::kw_during
            | Rule::kw_at
            | Rule::kw_has_occurred
            | Rule::kw_and
            | Rule::kw_or
            | Rule::kw_or_more
            | Rule::kw_or_less
    )
}

/// Whether a rule is a part of a number's unit.
pub(super) fn is_unit(rule: Rule) -> bool {
    matches!(rule, Rule::unit | Rule::unit_under | Rule::unit_factor | Rule::unit_mul | Rule::magnitude | Rule::ge_word)
}
