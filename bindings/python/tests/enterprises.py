"""Fictitious enterprises for the ten items of `benches/pack`: the same seed, the same rows. Needs pyarrow, and not huice."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[3]
DAY = dt.date(2020, 6, 30)
ROWS = 200_000


def enterprises(rows: int, seed: int = 20200204, unknown: float = 0.02) -> pa.Table:
    """Deterministic rows: many exactly on a threshold, one cell in fifty unknown (or so many as `unknown` says)."""
    dice = random.Random(seed)
    count = dice.randrange

    def column(kind, one):
        return pa.array([None if dice.random() < unknown else one() for _ in range(rows)], kind)

    def money(most):
        return column(pa.decimal128(14, 2), lambda: Decimal(count(most * 100)).scaleb(-2) if dice.random() < 0.6 else Decimal("0.00"))

    def days(start, span):
        return column(pa.date32(), lambda: start + dt.timedelta(days=count(span)))

    def flag(percent):
        return column(pa.bool_(), lambda: count(100) < percent)

    insured = [None if dice.random() < unknown else dice.choice([count(31), 200, 200 * (1 + count(9)), count(2000)]) for _ in range(rows)]
    layoffs = [None if n is None else dice.choice([0, n * 55 // 1000, n // 5, count(n + 1)]) for n in insured]
    return pa.table(
        {
            "row": pa.array(range(rows), pa.int64()),
            "insured_employees": pa.array(insured, pa.int32()),
            "layoffs": pa.array(layoffs, pa.int64()),
            "in_difficulty": flag(30),
            "recoverable": flag(70),
            "prev_year_unemployment_premium": money(500_000),
            "tech_equipment_investment": money(100_000_000),
            "makes_epidemic_goods": flag(30),
            "invest_date": days(dt.date(2020, 1, 1), 420),
            "software_purchase": money(80_000_000),
            "soe_rent_monthly": money(200_000),
            "rents_from_soe": flag(40),
            "is_sme": flag(70),
            "loan_principal": money(50_000_000),
            "loan_rate": column(pa.decimal128(8, 4), lambda: Decimal(25_000 + count(55_000)).scaleb(-4)),
            "loan_months": column(pa.int16(), lambda: 1 + count(36)),
            "city_listed": flag(30),
            "national_listed": flag(20),
            "provincial_listed": flag(30),
            "placements": column(pa.int32(), lambda: count(500)),
            "placement_date": days(dt.date(2020, 1, 15), 140),
            "is_hr_agency": flag(20),
            "incubator_level": column(pa.string(), lambda: dice.choice(["none", "none", "市级", "province"])),
            "incubator_rent_relief": money(4_000_000),
            "trained_and_passed": column(pa.int32(), lambda: count(200)),
            "training_standard": money(6_000),
        }
    )


def profile(row: dict) -> dict:
    """A row of such a table as a profile."""
    return {"subject_type": "enterprise", **{key: value for key, value in row.items() if key != "row" and value is not None}}
