"""An outcome with dates as `date` and money as `Decimal`. Everything it does not name is in `raw`, as the contract has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Iterator


def _yuan(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@dataclass(frozen=True)
class Item:
    """What one item says."""

    id: str
    title: str
    measure: int
    #: `benefit`, `duty`, `target`, `encouragement` or `administrative`.
    kind: str
    #: `eligible`, `pending_approval`, `undetermined`, `not_eligible`, `not_applicable`, … as the contract lists them.
    status: str
    #: Yuan, if conditions and approvals hold, when known.
    yuan: Decimal | None
    #: Yuan, for an item that only has a ceiling.
    ceiling: Decimal | None
    #: Bounds in yuan of what is finally due; None is unbounded or not known.
    due: tuple[Decimal | None, Decimal | None]
    #: Days of its deadlines, where they can be computed.
    deadlines: tuple[date, ...]
    #: Paths of facts that can still change this answer.
    needs: tuple[str, ...]
    #: Paths of approvals and acts that are open.
    pending: tuple[str, ...]
    #: The item in the form `huice.outcome/1`.
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Item:
        """From an entry of `items` of an outcome."""
        amount = raw["amount"]
        low, high = amount["range"]
        days = (deadline["date"] for deadline in raw["deadlines"])
        return cls(
            id=raw["item"],
            title=raw["title"],
            measure=raw["measure"],
            kind=raw["kind"],
            status=raw["status"],
            yuan=_yuan(amount["yuan"]),
            ceiling=_yuan(amount["ceiling"]),
            due=(_yuan(low), _yuan(high)),
            deadlines=tuple(date.fromisoformat(day) for day in days if day is not None),
            needs=tuple(raw["needs"]),
            pending=tuple(raw["pending"]),
            raw=raw,
        )


@dataclass(frozen=True)
class Outcome:
    """What a policy says for one profile. `outcome["14.1"]` is an item; iterating gives all."""

    policy: str
    #: SHA-256 of the rules, hex.
    hash: str
    as_of: date
    #: Key of the subject type; None when unknown.
    subject_type: str | None
    items: tuple[Item, ...]
    #: Yuan that are certain now, after combinations.
    certain: Decimal
    #: Yuan that approvals would add.
    pending: Decimal
    #: The outcome in the form `huice.outcome/1`.
    raw: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Outcome:
        """From what `Program.evaluate` gives."""
        return cls(
            policy=raw["policy"]["id"],
            hash=raw["policy"]["hash"],
            as_of=date.fromisoformat(raw["as_of"]),
            subject_type=raw["subject_type"],
            items=tuple(Item.of(item) for item in raw["items"]),
            certain=Decimal(raw["totals"]["exact_yuan"]),
            pending=Decimal(raw["totals"]["pending_yuan"]),
            raw=raw,
        )

    def __getitem__(self, item: str) -> Item:
        for found in self.items:
            if found.id == item:
                return found
        raise KeyError(item)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)
