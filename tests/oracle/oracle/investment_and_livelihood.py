"""Measures 33 to 51: foreign capital, investment, expectations, projects, poverty, villages, health."""

from datetime import date

from .item import benefit, informational, target
from .logic import among, both, either, presumed

FIRM, PERSON, PROJECT = ("enterprise",), ("person",), ("project",)
END_OF_2020 = date(2020, 12, 31)


def items(case):
    f = case.facts
    answers = informational(
        "33.1", "34.1", "35.1", "36.1", "37.1", "38.1", "39.1", "39.2", "40.1", "41.1", "42.1", "43.1", "44.1", "45.2",
        "46.1", "47.1", "48.1", "49.1", "50.1", "51.1",
    )  # fmt: skip

    answers["40.2"] = benefit(case, FIRM, must=(
        key_enterprise(f), f.truth("production_ready"), f.truth("requirements_met"),
        f.truth("product_inspection_passed"), case.here(),
    ))  # fmt: skip
    kinds = f.possible("project_class")
    answers["41.2"] = benefit(case, PROJECT, must=(among(kinds, {"major"}), case.here()))
    answers["44.2"] = benefit(case, PROJECT, must=(
        among(kinds, {"epidemic_control", "related_infrastructure", "medical_facility"}), case.here(),
    ))  # fmt: skip
    answers["44.3"] = benefit(case, PROJECT, must=(
        among(kinds, {"medical_facility", "drug_device_production", "forest_land"}),
        presumed(f.truth("urgently_needed")), case.here(),
    ))  # fmt: skip

    done = both(
        reaches(f.number("key_project_investment_done_yuan"), 5_100_000_000), equals(f.number("key_project_count"), 53)
    )
    answers["45.1"] = target(case, done, END_OF_2020)

    answers["48.2"] = benefit(case, PERSON, must=(f.truth("basic_living_difficulty"), case.here()))
    # 符合即时帮扶条件: those conditions are not in the notice.
    answers["48.3"] = benefit(case, PERSON, must=(f.truth("poverty_risk"), case.here()), external=True)

    # I-49-1: both are "at least", both within the year.
    answers["49.2"] = target(case, reaches(f.number("manure_use_pct"), 82), END_OF_2020)
    answers["49.3"] = target(case, reaches(f.number("straw_use_pct"), 93), END_OF_2020)
    answers["49.4"] = target(case, villages(case), END_OF_2020)
    return answers


def reaches(value, limit):
    return None if value is None else value >= limit


def equals(value, wanted):
    return None if value is None else value == wanted


def villages(case):
    """49.4: 基本 has no number. All of them is enough, none is not; between them only a given share decides."""
    done, total = case.facts.number("villages_done"), case.facts.number("villages_total")
    share = case.parameters.village_completion_share_pct
    if done == 0:
        return False
    if done is None or total is None:
        return None
    if share is not None:
        return done * 100 >= total * share
    return True if done >= total else None


def key_enterprise(facts):
    """40.2: on the national or provincial list; the city's list alone is left open (I-40-1)."""
    listed = either(facts.truth("keylist_national"), facts.truth("keylist_provincial"))
    if listed is False and facts.truth("keylist_municipal") is not False:
        return None
    return listed
