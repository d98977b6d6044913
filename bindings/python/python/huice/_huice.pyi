"""Types of the native half. Money is in yuan unless it says fen; days are dates or YYYY-MM-DD."""

from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Any, Iterable, Literal, Mapping, Protocol, Sequence, TypedDict, final

from .outcome import Outcome

__version__: str

Lang = Literal["zh", "en"]
#: A number of a profile is in the unit of its fact. A float is refused: it is not exact.
Fact = bool | int | Decimal | str | date | None | Sequence[Any] | set[str] | frozenset[str]
#: A dict, or its JSON.
Profile = dict[str, Fact] | str
Day = date | str
#: By key or name: a number in the parameter's unit; None makes it missing; months are a list.
Params = dict[str, int | Decimal | str | date | bool | None | Sequence[str]]
#: By key or name: the day it happened, ">YYYY-MM-DD" (not by that day), None (nothing is known).
Events = dict[str, date | str | None]
#: By name: the alternative.
Readings = dict[str, str]

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

class HuiceError(ValueError):
    #: Everything that is wrong; not set on faults of Arrow itself.
    errors: list[Problem]

class PackError(HuiceError): ...
class ProfileError(HuiceError): ...
class ContextError(HuiceError): ...
class ColumnError(HuiceError): ...
class ProgramError(HuiceError): ...

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

@final
class Diagnostic:
    code: str
    severity: Literal["error", "warning", "hint"]
    message_zh: str
    message_en: str
    help_zh: str | None
    help_en: str | None
    file: str | None
    #: From 1.
    line: int | None
    #: In characters, from 1.
    column: int | None

@final
class Pack:
    @staticmethod
    def load(path: str | PathLike[str]) -> Pack: ...
    @staticmethod
    def from_sources(id: str, files: Sequence[tuple[str, str]]) -> Pack: ...
    @property
    def ok(self) -> bool: ...
    def check(self) -> list[Diagnostic]: ...
    def report(self, *, lang: Lang = "zh") -> str: ...
    def program(self) -> Program: ...

@final
class Program:
    def __new__(cls, pack: Pack | str | PathLike[str]) -> Program: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def document(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def hash(self) -> str: ...
    def items(self) -> list[ItemInfo]: ...
    def evaluate(
        self,
        profile: Profile,
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang = "zh",
    ) -> dict[str, Any]: ...
    def outcome(
        self,
        profile: Profile,
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang = "zh",
    ) -> Outcome: ...
    def explain(
        self,
        profile: Profile,
        *,
        as_of: Day,
        item: str | None = None,
        all: bool = False,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang = "zh",
    ) -> str: ...
    def ask(
        self,
        profile: Profile,
        *,
        as_of: Day,
        items: Sequence[str] = ...,
        unknown: Sequence[str] = ...,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang = "zh",
    ) -> dict[str, Any] | None: ...
    #: Item id to (status, fen).
    def answers(
        self,
        profiles: Iterable[Profile],
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang = "zh",
    ) -> list[dict[str, tuple[str, int | None]]]: ...
    def save(self) -> bytes: ...
    @staticmethod
    def load(bytes: bytes) -> Program: ...

@final
class Policy:
    def __new__(
        cls,
        program: Program | Pack | str | PathLike[str],
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        constants: Profile | None = None,
        items: Sequence[str] | None = None,
        lang: Lang = "zh",
    ) -> Policy: ...
    @property
    def as_of(self) -> str: ...
    @property
    def items(self) -> list[str]: ...
    def input_fields(self) -> list[InputField]: ...
    def output_schema(self) -> ArrowSchema: ...
    def evaluate(
        self,
        table: ArrowStream | ArrowArray,
        *,
        keep: Sequence[str] = ...,
        ignore: Sequence[str] = ...,
        threads: int = 1,
    ) -> ArrowStream: ...
    #: For measuring; not part of the interface.
    def _engine_alone(
        self, table: ArrowStream | ArrowArray, *, ignore: Sequence[str] = ..., rounds: int = 1
    ) -> bool: ...
    def stream(
        self, table: ArrowStream | ArrowArray, *, keep: Sequence[str] = ..., ignore: Sequence[str] = ...
    ) -> ArrowStream: ...

#: JSON texts of profiles.
def subjects(
    program: Program, population: str | PathLike[str], *, size: int, seed: int = 0, start: int = 0
) -> list[str]: ...

#: In the form huice.simulation/1; sums are texts in yuan.
def simulate(
    policy: Policy,
    population: str | PathLike[str],
    *,
    size: int,
    seed: int = 0,
    pools: dict[str, int | Decimal | str] | None = None,
    pool_rule: Literal["first-come", "pro-rata"] = "first-come",
    against: Policy | None = None,
    threads: int = 1,
) -> dict[str, Any]: ...
