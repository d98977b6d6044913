"""Figures that are neither facts nor in the notice (register, section 2 and the end of section 4)."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Parameters:
    """`None`: not found; what hangs on it is a formula. Keys are those of the program's `--param`."""

    relending_rate_pct: Fraction = Fraction("1.65")  # EP-06, I-22-3: 专项再贷款, assumed
    benchmark_rate_1y_pct: Fraction = Fraction("4.35")  # EP-08, I-32-2
    min_wage_yuan: Fraction | None = None  # EP-12: a series of its own, below
    avg_ui_benefit_prev_year_end_yuan: Fraction | None = None  # EP-14
    sme_relief_months: tuple | None = None  # EP-16: left to province and city
    large_relief_share_pct: Fraction = Fraction(50)  # EP-16
    large_relief_months: tuple = ("2020-02", "2020-03", "2020-04")  # EP-16
    village_completion_share_pct: Fraction | None = None  # M49.4: 基本

    def minimum_wage(self, month):
        """Of Zhoucun (tier 2), yuan a month: known from 2018-06 to 2021-09 (EP-12, I-21-1)."""
        if self.min_wage_yuan is not None:
            return self.min_wage_yuan
        return Fraction(1730) if month and (2018, 6) <= month <= (2021, 9) else None


def parse(written):
    """Parameters from `{key: text}`: numbers, and lists of months."""
    return Parameters(**{
        key: tuple(text.split(",")) if key.endswith("_months") else Fraction(text) for key, text in written.items()
    })  # fmt: skip
