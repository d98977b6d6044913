#!/usr/bin/env python3
"""Profiles for the comparison: every threshold at, just below and just above; every window's first and last day and
the days outside; every size of enterprise; lists of 0 to 4 records; and a share of facts left out.

The same seed gives the same profiles. Values are drawn from pools of boundary values first, then at random.
"""

import argparse
import json
import random
from datetime import date, timedelta
from fractions import Fraction

from oracle import sme
from oracle.facts import ENUMS, GUARDED, SUBJECTS, Facts

SHARES_UNKNOWN = (0, 0, 0, 0.03, 0.1, 0.25, 0.5, 0.8)
DISTRICTS = ("周村区", "周村区", "周村区", "博山区")


def around(*days):
    """Each day with the day before and the day after."""
    return [str(date.fromisoformat(d) + timedelta(days=n)) for d in days for n in (-1, 0, 1)]


def near(*values, step=1):
    """Each value with one step less and one more, as written in a profile; never negative."""
    numbers = [Fraction(v) + n * Fraction(step) for v in values for n in (-1, 0, 1)]
    return [plain(n) for n in numbers if n >= 0]


def plain(number):
    """A decimal as an integer or as text."""
    if number.denominator == 1:
        return int(number)
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    text = str(int(number * 10**digits)).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}"


def cents(low, high):
    """Money drawn at random; every fen is possible, and amounts whose half ends in half a fen are common."""
    return lambda rng: plain(Fraction(rng.randrange(low * 100, high * 100 + 1), 100))


WHOLE = {
    "employee_count": sorted({n for limits in sme.TABLE.values() for v in limits.get(sme.STAFF, ()) for n in near(v)}),
    "tax_deferral_months": near(3) + [0, 12],
    "si_deferral_months": near(6) + [0, 12],
    "insured_employees_prev_year": near(30) + [0, 1, 5, 10, 20, 100, 182, 200, 1000, 2000],
    "layoffs_prev_year": [0, 1, 2, 4, 5, 6, 7, 10, 11, 12, 55, 56, 110, 111],
    "target_group_hires": [0, 1, 2, 30],
    "loan_term_months": near(12) + [0, 1, 6, 24, 36],
    "placed_count": [0, 1, 8, 17],
    "trainees_passed_count": [0, 1, 20, 55],
    "training_hours": [0, 1, 40, 72],
    "extension_months": near(12) + [0, 6],
    "renewal_months": near(3),
    "key_project_count": near(53),
    "villages_total": [0, 1, 180],
    "villages_done": [0, 1, 179, 180],
    "insured_employees_two_years_before": [0, 10, 210],
    "ui_claimants_prev_year": [0, 3, 11],
}
DECIMAL = {
    "revenue_yuan": sorted({n for t in sme.TABLE.values() for v in t.get(sme.REVENUE, ()) for n in near(v * 10000, step="0.01")}, key=Fraction),
    "total_assets_yuan": sorted({n for t in sme.TABLE.values() for v in t.get(sme.ASSETS, ()) for n in near(v * 10000, step="0.01")}, key=Fraction),
    "employer_si_monthly_yuan": [0, "0.01", "158400.37", 1264000, "2860.00"],
    "ui_premium_paid_prev_year_yuan": [0, "0.01", "0.03", "386412.37", "1476000.05", "21600.00"],
    "ui_premium_employer_prev_year_yuan": [0, "270488.66"],
    "rent_yuan": [0, "0.01", 42000, "15000.55", cents(0, 60000)],
    "equipment_yuan": [0, "0.03", *near(50_000_000, step="0.01"), *near(25_000_000, step="0.01"), 800000, cents(0, 60_000_000)],
    "rent_cut_yuan": [0, "0.01", "466666.67", *near("555555.55", step="0.01"), *near("1666666.67", step="0.01"), 600000, cents(0, 900_000)],
    "loan_principal_yuan": [0, "0.01", 3_000_000, 5_000_000, 10_000_000, "12345678.91", cents(0, 20_000_000)],
    "loan_rate_pct": [0, *near("3.5", step="0.01"), *near(1, step="0.01"), "3.15", "4.35", "5.20", "3.500001", "435e-2", "4.350"],
    "training_standard_yuan": [0, "1000.00", "1200.55", "333.33", "0.07"],
    "import_value_yuan": [0, "0.01", "1000000.00", "500000.01", cents(0, 3_000_000)],
    "exhibition_standard_yuan": [0, "18000.00", "20000.55"],
    "inclusive_loan_cost_pct": ["5.60", "5.59", "5.61", "6.10", "5.6000001", 0],
    "inclusive_loan_cost_prev_pct": ["6.10", "6.11", "5.60", 0],
    "small_loan_cost_pct": ["5.75", "6.00", "5.99", "6.01", 0],
    "small_loan_cost_prev_pct": ["6.00", "5.75", 0],
    "credit_balance_yuan": near(1_260_000_000, step="0.01"),
    "credit_balance_base_yuan": [1_260_000_000],
    "refinance_fund_yuan": near(100_000_000, step="0.01") + [70_000_000],
    "key_project_investment_done_yuan": near(5_100_000_000, step="0.01"),
    "manure_use_pct": near(82, step="0.01") + [0, 100],
    "straw_use_pct": near(93, step="0.01") + [0, 100],
    "si_deferred_yuan": [0, 318000, "318000.01"],
    "si_repaid_yuan": [0, "317999.99", 318000],
    "utility_arrears_yuan": [0, 27450, "27450.01"],
    "utility_repaid_yuan": [0, "27449.99", 27450],
}
DAYS = {
    "stabilisation_application_date": around("2020-01-01", "2020-12-31") + ["2020-03-20"],
    "si_subsidy_end_date": around("2020-02-04", "2020-06-30") + ["2020-03-31"],
    "si_deferral_end_date": around("2020-03-31", "2020-08-31", "2020-12-31"),
    "invoice_date": around("2020-01-24", "2020-03-07") + ["2019-11-12", "2020-06-01", "2021-02-01", "2023-01-01"],
    "loan_effective_date": around("2020-01-01", "2020-12-31") + ["2020-02-15"],
    "placement_date": around("2020-02-04", "2020-05-03") + ["2020-03-16"],
    "training_pass_date": around("2020-01-24", "2020-06-30") + ["2020-03-20"],
    "import_date": around("2020-01-24", "2020-03-07") + ["2020-02-14"],
}
MONTHS = {
    "month": ["2019-02", "2019-12", "2020-01", "2020-02", "2020-02", "2020-03", "2020-03", "2020-04", "2020-04", "2020-05", "2021-03"],
    "si_deferral_start_month": ["2019-12", "2020-01", "2020-03", "2020-09", "2020-12", "2021-01"],
    "ui_benefit_month": ["2018-05", "2020-01", "2020-02", "2020-03", "2021-09", "2021-10", "2022-01"],
}
TRUTHS = {
    "enterprise": """in_emergency_transport work_resumed control_duties_done tax_late_due_to_epidemic tax_deferral_approved
        epidemic_major_loss property_land_tax_hardship property_land_tax_relief_approved severe_operating_difficulty
        si_deferral_approved ui_insured injury_insured soe_contract_signed soe_contract_blocked utility_arrears
        epidemic_control_passed cross_region_blocked transport_in_district hardship_recoverable_certified essential_entity
        hr_agency_for_profit jobs_stable wages_paid_normally platform_assigned epidemic_affected
        employment_subsidy_applied equal_conditions keylist_national keylist_provincial keylist_municipal
        epidemic_goods_producer bridge_fund_user bridge_extension_needed foreign_trade_enterprise trade_contract_blocked
        production_ready requirements_met product_inspection_passed foreign_invested""".split(),
    "person": "startup_loan_issued borrower_has_covid ui_benefit_claimant basic_living_difficulty poverty_risk".split(),
    "bank": "no_credit_withdrawal no_blind_withdrawal outstanding_contribution".split(),
    "project": "essential_entity fund_pool_applied urgently_needed".split(),
    "government_unit": [],
}
VALUES = {
    "enterprise": """employee_count revenue_yuan total_assets_yuan tax_deferral_months si_deferral_months
        si_deferral_start_month si_deferral_end_date si_deferred_yuan si_repaid_yuan employer_si_monthly_yuan
        utility_arrears_yuan utility_repaid_yuan insured_employees_prev_year layoffs_prev_year
        ui_premium_paid_prev_year_yuan ui_premium_employer_prev_year_yuan insured_employees_two_years_before
        ui_claimants_prev_year stabilisation_application_date target_group_hires si_subsidy_end_date industry_class
        cargo_class base_kind base_level""".split(),
    "person": "person_class ui_benefit_month extension_months".split(),
    "bank": """inclusive_loan_cost_pct inclusive_loan_cost_prev_pct small_loan_cost_pct small_loan_cost_prev_pct
        credit_balance_yuan credit_balance_base_yuan renewal_months""".split(),
    "project": ["project_class"],
    "government_unit": """refinance_fund_yuan key_project_count key_project_investment_done_yuan manure_use_pct
        straw_use_pct villages_total villages_done""".split(),
}
LISTS = {
    "enterprise": {
        "loans": "loan_effective_date loan_principal_yuan loan_rate_pct loan_term_months loan_is_emergency".split(),
        "equipment": "equipment_yuan invoice_date tech_reform for_epidemic_goods purchased".split(),
        "rents": "month rent_yuan landlord_type premises_commercial".split(),
        "rent_cuts": "month rent_cut_yuan".split(),
        "placements": "placed_person_class placed_count placement_date hr_dept_verified".split(),
        "training_projects": "trainees_passed_count training_standard_yuan training_pass_date".split(),
        "imports": "import_goods_class import_date import_value_yuan".split(),
        "exhibitions": "exhibition_fee_paid exhibition_missed exhibition_standard_yuan".split(),
    },
    "person": {"trainings": "online_training training_passed training_hours training_pass_date".split()},
}


def pool(key):
    """Boundary values of a fact; truths lean towards true so that items are reached."""
    if key in ENUMS:
        return [spelling for pair in ENUMS[key].items() for spelling in pair]
    for table in (WHOLE, DECIMAL, DAYS, MONTHS):
        if key in table:
            return table[key]
    return [True, True, True, False]


def draw(rng, key):
    value = rng.choice(pool(key))
    if callable(value):
        value = value(rng)
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.3:
        value = str(value)
    return value


def record(rng, keys, unknown):
    made = {key: draw(rng, key) for key in keys if rng.random() >= unknown}
    if rng.random() < 0.1:
        made["id"] = f"r{rng.randrange(100)}"
    return made


def layoffs_at_the_limit(rng):
    """Insured and laid off at, just below and just above the rate that is allowed for that many insured."""
    insured = rng.choice((1, 5, 9, 29, 30, 31, 32, 40, 181, 182, 200, 999, 1000))
    limit = insured * 200 // 1000 if insured <= 30 else insured * 55 // 1000
    return {"insured_employees_prev_year": insured, "layoffs_prev_year": max(limit + rng.choice((-1, 0, 0, 1)), 0)}


def consistent(rng, profile, certify):
    """Take out what contradicts the roles; certify a size that the facts allow, if asked."""
    roles = profile.get("roles")
    if roles is not None:
        for key, (role, _) in GUARDED.items():
            if role not in roles and ENUMS["roles"][role] not in roles:
                profile.pop(key, None)
    if certify:
        scale = rng.choice(sorted(sme.possible_scales(Facts(profile))))
        profile["enterprise_scale"] = rng.choice((scale, ENUMS["enterprise_scale"][scale]))
    return profile


def random_profile(rng):
    """One subject with all its facts drawn from the pools, a share of them left out."""
    kind = rng.choices(SUBJECTS, weights=(14, 3, 2, 2, 2))[0]
    unknown = rng.choice(SHARES_UNKNOWN)
    kinds = [kind] if rng.random() < 0.9 else [kind, rng.choice(SUBJECTS)]
    profile = {}
    if rng.random() >= 0.03:
        profile["subject_type"] = kind
    if rng.random() >= max(unknown, 0.2):
        profile["district"] = rng.choice(DISTRICTS)
    for of in kinds:
        for key in TRUTHS[of] + VALUES[of]:
            if rng.random() >= unknown:
                profile[key] = draw(rng, key)
            elif rng.random() < 0.1:
                profile[key] = None
        for name, keys in LISTS.get(of, {}).items():
            if rng.random() >= unknown:
                profile[name] = [record(rng, keys, unknown) for _ in range(rng.choice((0, 1, 1, 2, 3, 4)))]
    if "enterprise" in kinds and rng.random() < 0.3:
        profile |= layoffs_at_the_limit(rng)
    if "enterprise" in kinds and rng.random() >= unknown:
        profile["roles"] = [r for r in ENUMS["roles"] if rng.random() < 0.7]
    return consistent(rng, profile, "enterprise" in kinds and rng.random() < 0.15)


def complete(kind, rng):
    """A subject of whom everything is known and everything is well."""
    profile = {"subject_type": kind, "district": "周村区"}
    profile.update({key: True for key in TRUTHS[kind]})
    profile.update({key: draw(rng, key) for key in VALUES[kind]})
    for name, keys in LISTS.get(kind, {}).items():
        profile[name] = [{key: True if pool(key)[0] is True else draw(rng, key) for key in keys}]
    if kind == "enterprise":
        profile["roles"] = list(ENUMS["roles"])
    return profile


def boundary_profiles(rng):
    """Complete profiles in which one fact after the other takes each value of its pool, and is left out."""
    for kind in SUBJECTS:
        for key in TRUTHS[kind] + VALUES[kind]:
            for value in [*pool(key), None]:
                profile = complete(kind, rng)
                profile[key] = value(rng) if callable(value) else value
                yield profile
        for name, keys in LISTS.get(kind, {}).items():
            for empty in ([], None):
                yield complete(kind, rng) | {name: empty}
            for key in keys:
                for value in [*pool(key), None]:
                    profile = complete(kind, rng)
                    profile[name][0][key] = value(rng) if callable(value) else value
                    yield profile


def size_profiles(rng):
    """Every industry with its indicators at, below and above every limit, and with each of them left out."""
    for industry, limits in sme.TABLE.items():
        values = {}
        for indicator, steps in limits.items():
            unit, step = (1, 1) if indicator == sme.STAFF else (10000, "0.01")
            values[indicator] = [n for s in steps for n in near(s * unit, step=step)] + [None]
        first, *rest = values
        for value in values[first]:
            for other in values[rest[0]] if rest else [None]:
                profile = {
                    "subject_type": "enterprise", "industry_class": industry, first: value, "epidemic_affected": True,
                    "soe_contract_signed": True, "soe_contract_blocked": True, "ui_insured": True,
                    "employer_si_monthly_yuan": "158400.37", "loans": [], "rents": [draw_rent(rng)],
                }  # fmt: skip
                if rest:
                    profile[rest[0]] = other
                yield profile


def draw_rent(rng):
    return {"month": "2020-03", "rent_yuan": draw(rng, "rent_yuan"), "landlord_type": "state_owned", "premises_commercial": True}


def profiles(count, seed):
    """So many profiles: boundaries and sizes take up to half, chance has the rest."""
    rng = random.Random(seed)
    fixed = [*boundary_profiles(rng), *size_profiles(rng)]
    rng.shuffle(fixed)
    made = fixed[: count // 2]
    while len(made) < count:
        made.append(random_profile(rng))
    rng.shuffle(made)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--lines", action="store_true", help="one profile a line instead of an array")
    args = parser.parse_args()
    made = profiles(args.count, args.seed)
    if args.lines:
        for profile in made:
            print(json.dumps(profile, ensure_ascii=False))
    else:
        print(json.dumps(made, ensure_ascii=False))


if __name__ == "__main__":
    main()
