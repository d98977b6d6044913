"""Measures 14 to 21: keeping jobs, training, start-ups, the unemployed."""

from . import money, periods, sme
from .item import Record, benefit, informational
from .logic import FAULT, among, presumed

FIRM, PERSON = ("enterprise",), ("person",)
GRADUATES_AND_SKILLED = {"skilled", "vocational_graduate", "technical_graduate", "university_graduate"}
TRAINEES = {"migrant_worker", "unemployed_graduate", "registered_poor_worker", "poor_family_child"}


def few_layoffs(facts):
    """14.3: at most 20 % up to 30 insured, else at most 5.5 %; exact (I-14-3, I-14-4, IN-03)."""
    layoffs, insured = facts.number("layoffs_prev_year"), facts.number("insured_employees_prev_year")
    if layoffs == 0:
        return True  # 不裁员, of however many
    if layoffs is None or insured is None:
        return None
    if insured == 0:
        return FAULT  # a share of nobody; the register is silent
    return layoffs * 5 <= insured if insured <= 30 else layoffs * 1000 <= 55 * insured


def items(case):
    f = case.facts
    scales = sme.possible_scales(f)
    answers = informational("14.4", "17.3", "19.1", "20.1")

    stable = (f.truth("ui_insured"), few_layoffs(f))
    answers["14.1"] = benefit(
        case, FIRM, must=(*stable, case.here()), amount=money.product("1/2", f.number("ui_premium_paid_prev_year_yuan"))
    )
    # The average benefit at the end of 2019 was not found (EP-14): a formula, no number.
    applied = f.day("stabilisation_application_date")
    not_yet = applied is None and case.as_of <= periods.YEAR_2020[1]
    in_2020 = periods.within(applied, periods.YEAR_2020)
    answers["14.2"] = benefit(
        case, FIRM,
        must=(*stable, case.here()) if not_yet else (*stable, case.here(), in_2020),
        approvals=(f.truth("hardship_recoverable_certified"),),
        acts=(None,) if not_yet else (),
        amount=money.product(6, case.parameters.avg_ui_benefit_prev_year_end_yuan, f.number("insured_employees_prev_year")),
    )  # fmt: skip

    answers["15.1"] = benefit(case, ("enterprise", "project"), must=(f.truth("essential_entity"), case.here()))
    # I-15-1: the day of the introduction counts, not the day asked about. I-15-2: any employer.
    answers["15.2"] = benefit(case, FIRM, must=(f.truth("hr_agency_for_profit"), case.here()), records=case.records("placements", lambda r: Record(
        must=(
            among(r.possible("placed_person_class"), GRADUATES_AND_SKILLED),
            periods.within(r.day("placement_date"), periods.PLACEMENT),
        ),
        approvals=(r.truth("hr_dept_verified"),),
        amount=money.product(120, r.number("placed_count")),
    )))  # fmt: skip

    hires = f.number("target_group_hires")
    answers["16.1"] = benefit(case, FIRM, must=(
        None if hires is None else hires > 0, f.truth("jobs_stable"), f.truth("wages_paid_normally"), case.here(),
    ))  # fmt: skip
    answers["16.2"] = benefit(case, FIRM, must=(extension_helps(f.day("si_subsidy_end_date")), case.here()))

    # I-17-2: both windows end on 2020-06-30 and start with the epidemic; the day of passing counts.
    answers["17.1"] = benefit(case, FIRM, must=(f.truth("platform_assigned"), case.here()), records=case.records("training_projects", lambda r: Record(
        must=(
            periods.within(r.day("training_pass_date"), periods.TRAINING),
            some(r.number("trainees_passed_count")),
        ),
        amount=money.product("1/5", r.number("trainees_passed_count"), r.number("training_standard_yuan")),
    )))  # fmt: skip
    # I-17-5: paid where the household is registered; no matter which district that is.
    answers["17.2"] = benefit(case, PERSON, must=(among(f.possible("person_class"), TRAINEES),), records=case.records("trainings", lambda r: Record(
        must=(
            r.truth("online_training"), r.truth("training_passed"),
            periods.within(r.day("training_pass_date"), periods.TRAINING),
        ),
        amount=money.product(5, r.number("training_hours")),
    )))  # fmt: skip

    # I-18-4: any level.
    answers["18.1"] = benefit(
        case, FIRM,
        must=(among(f.possible("base_kind"), {"incubator", "startup_park"}), case.here()),
        records=case.records("rent_cuts", lambda r: Record(
            must=(case.epidemic.contains_month(r.month("month")), some(r.number("rent_cut_yuan"))),
        )),
        pays=False,
    )  # fmt: skip
    # I-18-1: rent of February to April. I-18-2: one cap for the base. The district is stated, not presumed.
    answers["18.2"] = benefit(
        case, FIRM, must=(case.stated_here(), operating_aid_base(f)), cap=500_000,
        records=case.records("rent_cuts", lambda r: Record(
            must=(in_months(r.month("month"), periods.RENT_MONTHS), some(r.number("rent_cut_yuan"))),
            amount=money.product("3/10", r.number("rent_cut_yuan")),
        )),
    )  # fmt: skip

    months = f.number("extension_months")
    answers["18.3"] = benefit(case, PERSON, must=(
        f.truth("startup_loan_issued"), f.truth("borrower_has_covid"), None if months is None else months <= 12,
        case.here(),
    ))  # fmt: skip
    answers["18.4"] = benefit(case, FIRM, must=(
        among(scales, sme.SMALL_OR_MICRO), f.truth("epidemic_affected"), case.here(),
    ))  # fmt: skip
    answers["19.2"] = benefit(case, FIRM, must=(
        f.truth("epidemic_affected"), presumed(f.truth("employment_subsidy_applied")),
        presumed(f.truth("equal_conditions")), case.here(),
    ))  # fmt: skip

    month = f.month("ui_benefit_month")
    answers["21.1"] = benefit(
        case, PERSON,
        must=(f.truth("ui_benefit_claimant"), None if month is None else month >= (2020, 2), case.here()),
        amount=money.product("9/10", case.parameters.minimum_wage(month)),
    )  # fmt: skip
    # Whether the price linkage is triggered is decided elsewhere.
    answers["21.2"] = benefit(case, PERSON, must=(f.truth("ui_benefit_claimant"), case.here()), external=True)
    return answers


def some(number):
    return None if number is None else number > 0


def in_months(month, months):
    return None if month is None else month in months


def extension_helps(end):
    """16.2: the subsidy ends after 2020-02-04 and before 06-30; 02-04 itself is left open (I-16-3)."""
    if end is None:
        return None
    first, last = periods.date(2020, 2, 4), periods.date(2020, 6, 30)
    if end == first:
        return None
    return first < end < last


def operating_aid_base(facts):
    """18.2 (I-18-3): incubators and parks of province or city, human-resource parks of the province only."""
    pairs = [(kind, level) for kind in facts.possible("base_kind") for level in facts.possible("base_level")]
    wanted = {(kind, level) for kind in ("incubator", "startup_park") for level in ("provincial", "municipal")}
    return among(pairs, wanted | {("hr_park", "provincial")})
