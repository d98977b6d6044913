"""Types of the native half. Money is in yuan unless it says fen; days are dates or YYYY-MM-DD."""

from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Any, Iterable, Literal, Sequence, final

from .outcome import Outcome
from .types import (
    ArrowArray,
    ArrowSchema,
    ArrowStream,
    Day,
    Events,
    InputField,
    ItemInfo,
    Lang,
    Params,
    Problem,
    Profile,
    Readings,
    Statuses,
)

__version__: str

class HuiceError(ValueError):
    #: Everything that is wrong.
    errors: list[Problem]

class PackError(HuiceError): ...
class ProfileError(HuiceError): ...
class ContextError(HuiceError): ...
class ColumnError(HuiceError): ...
class ProgramError(HuiceError): ...

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
    def report(self, *, lang: Lang | None = None) -> str: ...
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
        lang: Lang | None = None,
    ) -> dict[str, Any]: ...
    def outcome(
        self,
        profile: Profile,
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        lang: Lang | None = None,
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
        lang: Lang | None = None,
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
        lang: Lang | None = None,
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
        lang: Lang | None = None,
    ) -> list[dict[str, tuple[str, int | None]]]: ...
    def save(self) -> bytes: ...
    @staticmethod
    def load(bytes: bytes) -> Program: ...

@final
class Policy:
    def __new__(
        cls,
        program: Program | Pack | bytes | str | PathLike[str],
        *,
        as_of: Day,
        params: Params | None = None,
        events: Events | None = None,
        readings: Readings | None = None,
        constants: Profile | None = None,
        items: Sequence[str] | None = None,
        lang: Lang | None = None,
    ) -> Policy: ...
    @property
    def as_of(self) -> str: ...
    @property
    def items(self) -> list[str]: ...
    def input_fields(self) -> list[InputField]: ...
    def output_schema(self, *, statuses: Statuses = "utf8") -> ArrowSchema: ...
    def spark_schema(self) -> str: ...
    def evaluate(
        self,
        table: ArrowStream | ArrowArray,
        *,
        keep: Sequence[str] = ...,
        ignore: Sequence[str] = ...,
        threads: int = 1,
        statuses: Statuses = "utf8",
    ) -> ArrowStream: ...
    #: For measuring; not part of the interface.
    def _measured(
        self,
        table: ArrowStream | ArrowArray,
        *,
        ignore: Sequence[str] = ...,
        rounds: int = 1,
        statuses: Statuses | None = None,
    ) -> int | None: ...
    def stream(
        self,
        table: ArrowStream | ArrowArray,
        *,
        keep: Sequence[str] = ...,
        ignore: Sequence[str] = ...,
        statuses: Statuses = "utf8",
    ) -> ArrowStream: ...
    def evaluate_table(
        self,
        table: ArrowStream | ArrowArray,
        *,
        keep: Sequence[str] = ...,
        ignore: Sequence[str] = ...,
        statuses: Statuses = "utf8",
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

#: What pickles of policies call.
def _policy(
    program: bytes,
    settings: tuple[str, list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]], Lang | None],
    constants: str,
    items: list[str] | None,
) -> Policy: ...
