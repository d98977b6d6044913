"""What is certain in sum when the same money may be had only once (register IN-16, I-13.2-5, I-14-1, I-22-8)."""

from fractions import Fraction
from itertools import product

from .logic import ELIGIBLE
from .money import fen

ONCE_A_SUBJECT = ("14.1", "14.2")
ONCE_A_LOAN = ("22.1", "22.2", "22.3")  # 29.1 is a ceiling: never certain
ONCE_AN_EQUIPMENT = {"13.2a": 10_000_000, "13.2b": 5_000_000}  # with the cap of each
ON_THEIR_OWN = ("12.4", "13.1a", "15.2", "17.1", "17.2", "18.2", "30.2", "32.1")  # 21.1 is a rate, no sum


def certain_total(answers):
    """Yuan as text, or `None` when an eligible item of a group has a record or an amount that is open."""
    total = Fraction(0)
    for item in ON_THEIR_OWN:
        total += _sum(answers[item])
    total += max(_sum(answers[item]) for item in ONCE_A_SUBJECT)
    for items in (ONCE_A_LOAN, ONCE_AN_EQUIPMENT):
        eligible = [item for item in items if answers[item].status == ELIGIBLE]
        if any(answers[item].low != answers[item].high or not answers[item].settled for item in eligible):
            return None
        # Rounded once for the whole choice (IN-05 does not say whether once for each item instead).
        total += Fraction(fen(_best({item: dict(answers[item].parts) for item in eligible})))
    return fen(total)


def _sum(answer):
    """The part of an amount that is certain."""
    return Fraction(answer.low) if answer.status == ELIGIBLE else Fraction(0)


def _best(parts):
    """The most that can be had when each record goes to one of the items that count it; every way is tried."""
    records = sorted({n for of_item in parts.values() for n in of_item})
    ways = product(*[[item for item in parts if n in parts[item]] for n in records])
    return max(_value(parts, dict(zip(records, way))) for way in ways)


def _value(parts, way):
    value = Fraction(0)
    for item, of_item in parts.items():
        counted = sum((of_item[n][0] for n, chosen in way.items() if chosen == item), Fraction(0))
        value += min(counted, ONCE_AN_EQUIPMENT.get(item, counted))
    return value
