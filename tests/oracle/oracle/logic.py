"""Three-valued logic, and how conditions, approvals and records make a status.

`True`, `False` and `None` (not known). Nothing here knows the notice.
"""

ELIGIBLE, PENDING, OPEN, REFUSED = "eligible", "pending_approval", "undetermined", "not_eligible"
NOT_APPLICABLE, INFORMATIONAL = "not_applicable", "informational"
MET, NOT_MET, IN_PROGRESS, NOT_DUE = "met", "not_met", "in_progress", "not_due"
FAULT = "fault"


def both(*parts):
    """And: one `False` decides, whatever is unknown."""
    if any(p is False for p in parts):
        return False
    return None if any(p is None for p in parts) else True


def either(*parts):
    """Or: one `True` decides, whatever is unknown."""
    if any(p is True for p in parts):
        return True
    return None if any(p is None for p in parts) else False


def negate(part):
    """Not."""
    return None if part is None else not part


def among(possible, wanted):
    """Whether a value of which only the `possible` ones are left is one of `wanted`."""
    hits = sum(1 for p in possible if p in wanted)
    if hits == 0:
        return False
    return True if hits == len(possible) else None


def presumed(part):
    """What the notice takes for granted: holds unless it is known to be false."""
    return part is not False


def conjunction(must, approvals, acts=(), external=False):
    """Status of a conjunction: conditions, then approvals and acts that are still open."""
    parts = (*must, *approvals, *acts)
    if any(p is False for p in parts):
        return REFUSED
    if FAULT in parts:  # stays one unless something open may still refuse
        return OPEN if external or None in parts else FAULT
    if external or any(p is None for p in must):
        return OPEN
    if any(p is None for p in (*approvals, *acts)):
        return PENDING
    return ELIGIBLE


# An item with a list needs one record; an item needs its own conditions and the list.
# Pending is said only where nothing but approvals and acts is open, in any record.
_BEST_FIRST = (ELIGIBLE, OPEN, PENDING, REFUSED)
_WORST_FIRST = (REFUSED, FAULT, OPEN, PENDING, ELIGIBLE)


def any_record(statuses):
    """Status of "one of the records": none at all is a refusal."""
    return next((s for s in _BEST_FIRST if s in statuses), REFUSED)


def all_of(*statuses):
    """Status of several statuses that must all hold."""
    return next(s for s in _WORST_FIRST if s in statuses)
