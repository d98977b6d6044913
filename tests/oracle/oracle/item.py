"""From conditions and amounts to the answer for one item. Nothing here knows a measure."""

from dataclasses import dataclass

from . import logic, money, periods
from .facts import SUBJECTS


@dataclass
class Answer:
    """Status and money of one item. `yuan`: if everything open turns out well; `low`, `high`: what is due."""

    status: str
    yuan: str | None = None
    low: str | None = None
    high: str | None = None
    ceiling: str | None = None
    parts: tuple = ()  # amounts of its certain records by their place in the list, before cap and rounding
    settled: bool = True  # no record is open, nor the amount of one


@dataclass
class Record:
    """One record of a list: its conditions, the approval it needs, its money."""

    must: tuple
    amount: tuple | None = None
    approvals: tuple = ()

    def status(self):
        return logic.conjunction(self.must, self.approvals)


class Case:
    """A profile on a day, what is known of the end of the epidemic, and the parameters."""

    def __init__(self, facts, as_of, event, parameters):
        self.facts, self.as_of, self.parameters = facts, as_of, parameters
        self.epidemic = periods.Epidemic(event)

    def gate(self, subjects, until=None):
        """In force, and for this kind of subject."""
        in_force = self.as_of >= periods.FORCE and (until is None or self.as_of <= until)
        kind = self.facts.truth("subject_type")
        possible = SUBJECTS if kind is None else (kind,)
        return logic.both(in_force, logic.among(possible, subjects))

    def here(self):
        """In the district; taken for granted unless another one is named (IN-09)."""
        return logic.presumed(self.stated_here())

    def stated_here(self):
        """In the district, where the text itself says so: no presumption."""
        district = self.facts.text("district")
        return None if district is None else district == "周村区"

    def records(self, key, make):
        """Records of a list as `make(record)` sees them; `None` when the list is not known."""
        records = self.facts.records(key)
        return None if records is None else [make(record) for record in records]


NO_LIST = object()


def benefit(case, subjects, must=(), approvals=(), acts=(), external=False, records=NO_LIST, amount=None, cap=None,
            ceiling=False, pays=True, until=None):  # fmt: skip
    """A benefit. `external`: a rule elsewhere that nobody here has. `amount`: of the item, else of its records."""
    gate = case.gate(subjects, until)
    if gate is False:
        return Answer(logic.NOT_APPLICABLE)
    status = logic.conjunction(must, approvals, acts, external)
    if records is not NO_LIST:
        of_list = logic.OPEN if records is None else logic.any_record([r.status() for r in records])
        status = logic.all_of(status, of_list)
    if gate is None:
        status = logic.OPEN
    if not pays or (amount is None and records is NO_LIST):
        return Answer(status)
    if amount is not None:
        hoped = certain = amount
    elif records is None:
        hoped, certain = money.ANY, money.ZERO
    else:
        hoped = money.total(r.amount for r in records if r.status() != logic.REFUSED)
        certain = money.total(r.amount for r in records if r.status() == logic.ELIGIBLE)
    if cap is not None:
        hoped, certain = money.at_most(hoped, cap), money.at_most(certain, cap)
    answer = _with_money(status, hoped, certain, ceiling)
    if records is not NO_LIST:
        answer.settled = records is not None and all(
            r.status() == logic.REFUSED or (r.status() == logic.ELIGIBLE and r.amount and r.amount[0] == r.amount[1])
            for r in records
        )
        answer.parts = tuple((n, r.amount) for n, r in enumerate(records or ()) if r.status() == logic.ELIGIBLE)
    return answer


def _with_money(status, hoped, certain, ceiling):
    """`hoped`: if conditions and approvals hold and every open record counts; `certain`: what hangs on nothing open."""
    low = certain[0] if status == logic.ELIGIBLE and not ceiling else 0
    high = 0 if status == logic.REFUSED else hoped[1]
    answer = Answer(status, low=money.fen(low), high=None if high is None else money.fen(high))
    if hoped[0] == hoped[1]:
        if ceiling:
            answer.ceiling = money.fen(hoped[0])
        else:
            answer.yuan = money.fen(hoped[0])
    return answer


def duty(case, subjects, applies, kept, in_time=False, begun=True):
    """A duty. `kept`: whether it is fulfilled; `in_time`: its last day is still to come; `begun`: it is due by now."""
    gate = logic.both(case.gate(subjects), applies)
    if gate is False:
        return Answer(logic.NOT_APPLICABLE)
    if gate is None or kept is None:
        return Answer(logic.OPEN)
    if kept:
        return Answer(logic.MET)
    if begun is False:
        return Answer(logic.NOT_DUE)
    if begun is None or in_time is None:
        return Answer(logic.OPEN)
    return Answer(logic.IN_PROGRESS if in_time else logic.NOT_MET)


def target(case, reached, last_day=None):
    """A target of the government; without a last day it can still be reached."""
    return duty(case, ("government_unit",), True, reached, last_day is None or case.as_of <= last_day)


def informational(*items):
    """Encouragements and duties of the administration claim nothing and cost nothing."""
    return {item: Answer(logic.INFORMATIONAL) for item in items}
