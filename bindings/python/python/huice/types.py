"""Types that the stubs of this package use. Money is in yuan unless it says fen; days are dates or YYYY-MM-DD."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Dict, FrozenSet, Literal, Protocol, Sequence, Set, TypedDict, Union

Lang = Literal["zh", "en"]
#: How columns of statuses are written: as texts, as views of texts, or as places (int8) in a dictionary of them.
Statuses = Literal["utf8", "utf8_view", "dictionary"]
#: A number of a profile is in the unit of its fact. A float is refused: it is not exact.
Fact = Union[bool, int, Decimal, str, date, None, Sequence[Any], Set[str], FrozenSet[str]]
#: A dict, or its JSON.
Profile = Union[Dict[str, Fact], str]
Day = Union[date, str]
#: By key or name: a number in the parameter's unit; None makes it missing; months are a list.
Params = Dict[str, Union[int, Decimal, str, date, bool, None, Sequence[str]]]
#: By key or name: the day it happened, ">YYYY-MM-DD" (not by that day), None (nothing is known).
Events = Dict[str, Union[date, str, None]]
#: By name: the alternative.
Readings = Dict[str, str]

class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class ArrowSchema(Protocol):
    def __arrow_c_schema__(self) -> object: ...

class Problem(TypedDict):
    #: The path of a fact, a column, or a place in a file; may be empty.
    path: str
    zh: str
    en: str
    help_zh: str | None
    help_en: str | None

class ItemInfo(TypedDict):
    id: str
    title: str
    kind: str
    measure: int
    #: Only an amount is cost.
    states: Literal["amount", "ceiling", "rate"] | None

class InputField(TypedDict):
    key: str
    name: str
    kind: Literal["bool", "integer", "decimal", "date", "month", "enum", "text", "set", "list"]
    unit: str | None
    members: list[Any] | None
    arrow: str
    question: str | None
    fields: list["InputField"] | None
