"""Measures 1 to 13: the economy's course, resumption of work, taxes, contributions and running costs."""

from . import money, periods, sme
from .item import Record, benefit, duty, informational
from .logic import among, either, negate, presumed

FIRM = ("enterprise",)


def at_most(value, limit):
    return None if value is None else value <= limit


def equals_year(month, year):
    return None if month is None else month[0] == year


def positive(value):
    return None if value is None else value > 0


def items(case):
    f = case.facts
    scales = sme.possible_scales(f)
    is_sme = among(scales, sme.SME)
    answers = informational(
        "1.1", "2.1", "3.1", "3.2", "4.1", "4.3", "5.1", "5.2", "6.1", "7.1", "8.1", "9.1", "10.1", "10.3", "11.1",
        "13.1b", "13.3b",
    )  # fmt: skip

    # I-04: a road rule for goods, another list than 13.5b. Adopted reading 应急运输物资: 生活和应急两类.
    answers["4.2"] = benefit(case, FIRM, must=(
        among(f.possible("cargo_class"), {"daily", "emergency"}),
        presumed(f.truth("in_emergency_transport")),
        case.here(),
    ))  # fmt: skip

    answers["10.2"] = duty(case, FIRM, presumed(f.truth("work_resumed")), f.truth("control_duties_done"))

    # I-11-1: all taxpayers. IN-03: 不超过3个月 includes 3.
    answers["11.2"] = benefit(
        case, FIRM,
        must=(f.truth("tax_late_due_to_epidemic"), at_most(f.number("tax_deferral_months"), 3)),
        approvals=(f.truth("tax_deferral_approved"),),
    )  # fmt: skip
    answers["11.3"] = benefit(
        case, FIRM,
        must=(f.truth("epidemic_major_loss"), f.truth("property_land_tax_hardship")),
        approvals=(f.truth("property_land_tax_relief_approved"),),
    )  # fmt: skip

    # I-12-1, I-12-2: six months in principle (outside: no right); months of 2020. The provincial test of hardship
    # is applied by whoever approves, so it adds nothing to the approval.
    answers["12.1"] = benefit(
        case, FIRM,
        must=(
            f.truth("severe_operating_difficulty"),
            at_most(f.number("si_deferral_months"), 6),
            equals_year(f.month("si_deferral_start_month"), 2020),
        ),
        approvals=(f.truth("si_deferral_approved"),),
    )  # fmt: skip
    answers["12.2"] = repay_contributions(case)

    insured = either(f.truth("ui_insured"), f.truth("injury_insured"))
    answers["12.3"] = benefit(case, FIRM, must=(insured,), until=periods.RATE_CUT_END)
    answers["12.4"] = contributions(case, scales)

    # I-13.1-1: tenants that are SME. I-13.1-3: only state-owned enterprises as landlords.
    answers["13.1a"] = benefit(case, FIRM, must=(is_sme, case.here()), records=case.records("rents", lambda r: Record(
        must=(
            among(r.possible("landlord_type"), {"state_owned"}),
            r.truth("premises_commercial"),
            in_months(r.month("month"), periods.RENT_MONTHS),
        ),
        amount=money.exactly(r.number("rent_yuan")),
    )))  # fmt: skip

    # I-13.2-2: the invoice date counts. I-13.2-4, I-13.2-6: the second aid needs a purchase, no purpose and no window.
    answers["13.2a"] = benefit(case, FIRM, must=(case.here(),), cap=10_000_000, records=case.records("equipment", lambda r: Record(
        must=(r.truth("tech_reform"), r.truth("for_epidemic_goods"), case.epidemic.contains(r.day("invoice_date"))),
        amount=money.product("1/5", r.number("equipment_yuan")),
    )))  # fmt: skip
    answers["13.2b"] = benefit(case, FIRM, must=(case.here(),), cap=5_000_000, records=case.records("equipment", lambda r: Record(
        must=(r.truth("purchased"),),
        amount=money.product("1/10", r.number("equipment_yuan")),
    )))  # fmt: skip

    answers["13.3a"] = benefit(
        case, FIRM, must=(is_sme, f.truth("soe_contract_signed"), f.truth("soe_contract_blocked"), case.here())
    )

    # I-13.4-1: all enterprises. I-13.4-2: the end of the epidemic is not dated, nor is the deadline.
    answers["13.4a"] = benefit(case, FIRM, must=(f.truth("utility_arrears"), case.here()))
    answers["13.4b"] = duty(
        case, FIRM,
        applies=f.truth("utility_arrears"),
        # Adopted reading 补缴核对: 不再欠费. Who is still in arrears has not repaid, whatever the figures say.
        kept=negate(f.truth("utility_arrears")),
        in_time=case.epidemic.in_time(case.as_of, 3),
        begun=case.epidemic.over(case.as_of),
    )  # fmt: skip

    answers["13.5a"] = benefit(case, FIRM, must=(
        f.truth("epidemic_control_passed"), f.truth("cross_region_blocked"), case.here(),
    ))  # fmt: skip
    answers["13.5b"] = benefit(case, FIRM, must=(
        f.truth("transport_in_district"), among(f.possible("cargo_class"), {"daily", "emergency", "response"}),
    ))  # fmt: skip
    return answers


def in_months(month, months):
    return None if month is None else month in months


def covers(paid, owed):
    """Whether what was paid reaches what was owed."""
    if owed == 0:
        return True
    return None if paid is None or owed is None else paid >= owed


def repay_contributions(case):
    """12.2: to be paid in full once the deferral has ended; before that it is not yet due."""
    f = case.facts
    end = f.day("si_deferral_end_date")
    return duty(
        case, FIRM,
        applies=f.truth("si_deferral_approved"),
        kept=covers(f.number("si_repaid_yuan"), f.number("si_deferred_yuan")),
        in_time=True,  # the text names no last day
        # 缓缴期满后. The fact is a day added by the pack, explained as "before it nothing is due": due from that day on.
        begun=None if end is None else case.as_of >= end,
    )  # fmt: skip


def contributions(case, scales):
    """12.4: the months of relief of SME are not in the register; large ones: half, for three months (EP-16)."""
    f = case.facts
    monthly = f.number("employer_si_monthly_yuan")
    # The only fact that section 4 of the register names for this item is the monthly contribution: an employer who
    # pays one is insured.
    p = case.parameters
    of_large = money.product(p.large_relief_share_pct / 100, len(p.large_relief_months), monthly)
    of_sme = money.product(monthly, None if p.sme_relief_months is None else len(p.sme_relief_months))
    if scales == {sme.LARGE}:
        amount = of_large
    elif sme.LARGE in scales:
        amount = money.one_of(of_large, of_sme)
    else:
        amount = of_sme
    return benefit(case, FIRM, must=(positive(monthly),), amount=amount)
