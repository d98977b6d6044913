"""Days, months and the periods of the notice (register IN-01 … IN-04, EP-01, EP-02)."""

import calendar
from datetime import date, timedelta

FORCE = date(2020, 3, 6)  # IN-13: date of issue; no end is stated
EPIDEMIC_START = date(2020, 1, 24)  # IN-01
LEVEL1_START, LEVEL1_END = date(2020, 1, 24), date(2020, 3, 7)  # EP-01, EP-02: 24:00 of that day
YEAR_2020 = (date(2020, 1, 1), date(2020, 12, 31))
PLACEMENT = (date(2020, 2, 4), date(2020, 5, 3))  # I-15-4: both included
TRAINING = (EPIDEMIC_START, date(2020, 6, 30))  # I-17-2
RATE_CUT_END = date(2021, 4, 30)  # I-12-3
RENT_MONTHS = ((2020, 2), (2020, 3), (2020, 4))  # IN-14, I-18-1


def within(day, span):
    """Whether a day lies in a span, both ends included."""
    return None if day is None else span[0] <= day <= span[1]


def months_later(day, months):
    """The same day number so many months later, or the last day of that month (IN-04)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Epidemic:
    """The epidemic period. Its end is an event: ("on", day), ("not_by", day) or unknown (`None`)."""

    def __init__(self, event=None):
        self.event = event

    def contains(self, day):
        """False before the start, certain up to the end of Level I, then open (IN-02)."""
        if day is None:
            return None
        if day < EPIDEMIC_START:
            return False
        if self.event and self.event[0] == "on":
            return day <= self.event[1]
        certain = LEVEL1_END
        if self.event and self.event[0] == "not_by":
            certain = max(certain, self.event[1] + timedelta(days=1))  # the last day belongs to the period
        return True if day <= certain else None

    def contains_month(self, month):
        """A month counts when any of its days does."""
        if month is None:
            return None
        first = date(month[0], month[1], 1)
        last = date(month[0], month[1], calendar.monthrange(*month)[1])
        if last < EPIDEMIC_START:
            return False
        return self.contains(max(first, EPIDEMIC_START))

    def over(self, as_of):
        """Whether the epidemic has ended before `as_of`."""
        if self.event is None:
            return None
        if self.event[0] == "on":
            return as_of > self.event[1]
        return False if as_of <= self.event[1] + timedelta(days=1) else None

    def in_time(self, as_of, months):
        """Whether `as_of` is still within so many months after the end of the epidemic."""
        if self.event is None:
            return None
        in_time = as_of <= months_later(self.event[1], months)
        if self.event[0] == "on":
            return in_time
        return True if in_time else None
