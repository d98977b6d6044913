"""Exact yuan with bounds. An amount is `(low, high)`; `high` may be `None` (no bound known)."""

from fractions import Fraction

ZERO = (Fraction(0), Fraction(0))
ANY = (Fraction(0), None)


def exactly(value):
    """An amount of one value; `None` is a value that is not known (never negative)."""
    return ANY if value is None else (Fraction(value), Fraction(value))


def times(a, b):
    """Product of two amounts that are not negative. Nothing times anything is nothing."""
    if a == ZERO or b == ZERO:
        return ZERO
    high = None if a[1] is None or b[1] is None else a[1] * b[1]
    return (a[0] * b[0], high)


def product(*parts):
    """Product of amounts, numbers and unknowns (`None`)."""
    result = exactly(1)
    for part in parts:
        result = times(result, part if isinstance(part, tuple) else exactly(part))
    return result


def total(parts):
    """Sum of amounts."""
    low, high = Fraction(0), Fraction(0)
    for part in parts:
        low += part[0]
        high = None if high is None or part[1] is None else high + part[1]
    return (low, high)


def at_most(amount, cap):
    """The smaller of an amount and a number."""
    cap = Fraction(cap)
    return (min(amount[0], cap), cap if amount[1] is None else min(amount[1], cap))


def one_of(a, b):
    """One of two amounts, not known which."""
    return (min(a[0], b[0]), None if a[1] is None or b[1] is None else max(a[1], b[1]))


def smaller(a, b):
    """The smaller of two amounts."""
    if a[1] is None or b[1] is None:
        high = b[1] if a[1] is None else a[1]
    else:
        high = min(a[1], b[1])
    return (min(a[0], b[0]), high)


def beyond(amount, limit):
    """What exceeds a limit, else nothing."""
    limit = Fraction(limit)
    low = max(amount[0] - limit, Fraction(0))
    return (low, None if amount[1] is None else max(amount[1] - limit, Fraction(0)))


def fen(value):
    """Rounded half up to 0.01 yuan, once and last; as text with two decimals."""
    cents = (Fraction(value) * 100 + Fraction(1, 2)).__floor__()
    return f"{cents // 100}.{cents % 100:02d}"
