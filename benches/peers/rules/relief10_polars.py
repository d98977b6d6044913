"""relief-10 for Polars: Int64 columns, money in fen; half up by adding a half before the division without remainder.

An item gives two columns: an amount, 0 when it is not eligible, and whether it is."""

from datetime import date

import polars as pl

c = pl.col


def half_up(numerator, denominator):
    return (numerator * 2 + denominator) // (denominator * 2)


def rules():
    few = (c("layoffs") * 1000 <= c("insured_employees") * 55) | (
        (c("insured_employees") <= 30) & (c("layoffs") * 5 <= c("insured_employees"))
    )
    hard = c("in_difficulty") & c("recoverable")
    subsidy = half_up(c("loan_principal") * 11 * pl.min_horizontal(c("loan_months"), pl.lit(12, pl.Int64)), 16_000)
    over = c("loan_principal") * (c("loan_rate") - 35_000) * c("loan_months")
    invested = c("invest_date").is_between(date(2020, 1, 24), date(2020, 12, 31))
    placed = c("placement_date").is_between(date(2020, 2, 4), date(2020, 5, 3))
    yield "13.1", c("is_sme") & c("rents_from_soe"), c("soe_rent_monthly") * 3
    yield (
        "13.2",
        c("makes_epidemic_goods") & invested,
        half_up(c("tech_equipment_investment"), 5).clip(upper_bound=1_000_000_000),
    )
    yield "13.3", c("software_purchase") > 0, half_up(c("software_purchase"), 10).clip(upper_bound=500_000_000)
    yield (
        "14.1",
        (c("insured_employees") > 0) & few,
        pl.when(hard)
        .then(c("insured_employees") * (6 * 171_900))
        .otherwise(half_up(c("prev_year_unemployment_premium"), 2)),
    )
    yield "15.1", c("is_hr_agency") & placed, c("placements") * 12_000
    yield "17.1", c("trained_and_passed") > 0, half_up(c("training_standard") * c("trained_and_passed"), 5)
    yield (
        "18.1",
        c("incubator_level") != "none",
        half_up(c("incubator_rent_relief") * 3, 10).clip(upper_bound=50_000_000),
    )
    yield "22.1", c("national_listed"), subsidy
    yield "22.2", c("provincial_listed"), subsidy
    yield "22.3", c("city_listed") & (c("loan_rate") > 35_000), half_up(over, 12_000_000)


def apply(frame):
    """The answers as a lazy frame; Polars computes what the items share once."""
    columns = []
    for item, eligible, fen in rules():
        columns.append(pl.when(eligible).then(fen).otherwise(0).alias(f"{item} fen"))
        columns.append(eligible.alias(f"{item} eligible"))
    total = pl.sum_horizontal(column for column in columns[::2])
    return frame.select(*columns, total.alias("total"))
