"""Measures 22 to 32: loans, banks, guarantees, foreign trade."""

from fractions import Fraction

from . import money, periods, sme
from .item import Record, benefit, duty, informational, target
from .logic import among, either, presumed

FIRM, BANK, PROJECT = ("enterprise",), ("bank",), ("project",)


def items(case):
    f = case.facts
    is_sme = among(sme.possible_scales(f), sme.SME)
    answers = informational(
        "22.4", "23.2", "23.3", "23.5", "23.7", "24.2", "24.3", "25.2", "25.3", "27.1", "27.2", "28.1", "28.2", "28.3",
        "30.1", "30.3", "31.2",
    )  # fmt: skip

    # I-22-1, I-22-2: contracts newly effective in 2020; I-22-6: one year at most for these two tiers.
    # IN-09: paid by others than the district, which therefore does not matter.
    for item, on_list in (("22.1", "keylist_national"), ("22.2", "keylist_provincial")):
        answers[item] = benefit(case, FIRM, must=(f.truth(on_list),), records=case.records("loans", lambda r: Record(
            must=(periods.within(r.day("loan_effective_date"), periods.YEAR_2020),),
            amount=money.product(
                r.number("loan_principal_yuan"), case.parameters.relending_rate_pct / 200,
                money.times(money.at_most(money.exactly(r.number("loan_term_months")), 12), money.exactly("1/12")),
            ),
        )))  # fmt: skip
    # I-22-7: the whole loan and no limit of time; 超过 excludes 3.5 % itself.
    answers["22.3"] = benefit(case, FIRM, must=(f.truth("keylist_municipal"),), records=case.records("loans", lambda r: Record(
        must=(r.truth("loan_is_emergency"), above(r.number("loan_rate_pct"), Fraction("3.5"))),
        amount=money.product(
            r.number("loan_principal_yuan"),
            money.times(money.beyond(money.exactly(r.number("loan_rate_pct")), Fraction("3.5")), money.exactly("1/1200")),
            r.number("loan_term_months"),
        ),
    )))  # fmt: skip

    # I-23-1: not below the balance at the start of the period. It binds during the epidemic.
    # Adopted reading 只增不降考核: 余额不减. The balance is the test; 不抽贷 has no figure in the register.
    grown = not_less(f.number("credit_balance_yuan"), f.number("credit_balance_base_yuan"))
    answers["23.1"] = duty(case, BANK, applies=case.epidemic.contains(case.as_of), kept=grown)
    answers["23.4"] = duty(case, BANK, applies=True, kept=f.truth("no_blind_withdrawal"))
    answers["23.6"] = benefit(case, PROJECT, must=(
        among(f.possible("project_class"), {"epidemic_control"}), presumed(f.truth("fund_pool_applied")), case.here(),
    ))  # fmt: skip

    # I-24-1: 至少 includes 0.5. Adopted reading 降成本考核口径: measured over 普惠型小微 loans only.
    answers["24.1"] = duty(case, BANK, applies=True, kept=not_less(
        f.number("inclusive_loan_cost_prev_pct"), f.number("inclusive_loan_cost_pct"), Fraction("0.5")
    ))  # fmt: skip

    answers["25.1"] = benefit(case, FIRM, must=(case.here(),), external=True)  # 符合条件 is not defined
    answers["26.1"] = target(case, not_less(f.number("refinance_fund_yuan"), Fraction(100_000_000)))
    # Adopted reading 专项优先对象: 生产或已认定.
    answers["26.2"] = benefit(
        case, FIRM, must=(either(f.truth("epidemic_goods_producer"), f.truth("keylist_municipal")), case.here())
    )
    answers["26.3"] = benefit(case, FIRM, must=(
        f.truth("bridge_fund_user"), presumed(f.truth("bridge_extension_needed")), case.here(),
    ))  # fmt: skip

    # I-29-1, I-29-2, I-29-4: a ceiling; the rules of 淄金监发〔2020〕5号 are not at hand.
    answers["29.1"] = benefit(
        case, FIRM, must=(is_sme, case.here()), external=True, ceiling=True,
        records=case.records("loans", lambda r: Record(must=(), amount=money.product(
            r.number("loan_principal_yuan"),
            money.times(money.smaller(money.exactly(1), money.exactly(r.number("loan_rate_pct"))), money.exactly("1/1200")),
            r.number("loan_term_months"),
        ))),
    )  # fmt: skip
    # 我区银行机构 is stated. 获认定 is somebody's word: an approval.
    answers["29.2"] = benefit(case, BANK, must=(case.stated_here(),), approvals=(f.truth("outstanding_contribution"),))
    answers["29.3"] = benefit(case, BANK, must=(case.here(),), external=True)

    answers["30.2"] = benefit(case, FIRM, must=(case.here(),), records=case.records("exhibitions", lambda r: Record(
        must=(r.truth("exhibition_fee_paid"), r.truth("exhibition_missed")),
        amount=money.exactly(r.number("exhibition_standard_yuan")),
    )))  # fmt: skip
    answers["31.1"] = benefit(case, FIRM, must=(f.truth("foreign_trade_enterprise"), case.here()))
    answers["31.3"] = benefit(case, FIRM, must=(f.truth("trade_contract_blocked"), case.here()))
    # I-32-1 (A), I-32-3, I-32-4: other epidemic goods count too.
    answers["32.1"] = benefit(case, FIRM, must=(case.here(),), records=case.records("imports", lambda r: Record(
        must=(
            among(r.possible("import_goods_class"), GOODS),
            periods.within(r.day("import_date"), (periods.LEVEL1_START, periods.LEVEL1_END)),
        ),
        amount=money.product(r.number("import_value_yuan"), case.parameters.benchmark_rate_1y_pct / 100),
    )))  # fmt: skip
    answers["32.2"] = benefit(case, FIRM, must=(case.here(),))
    return answers


GOODS = {"protective", "disinfectant", "reagent", "drug", "device", "other_epidemic"}


def above(value, limit):
    return None if value is None else value > limit


def not_less(value, base, by=0):
    """Whether a value is at least so much above a base. Neither is negative, which can decide without the other."""
    if value is not None and base is not None:
        return value - base >= by
    if base is None:
        return False if value is not None and value < by else None
    return True if base + by <= 0 else None


