"""Profiles as Arrow tables. Needs pyarrow."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Callable, Iterable

import pyarrow as pa

if TYPE_CHECKING:
    from ._huice import Policy
    from .types import InputField, Profile


def schema(policy: "Policy", only: Iterable[str] | None = None) -> pa.Schema:
    """The columns a table for this policy may have, by key: `subject_type` and every fact, or those in `only`.

    Money is decimal128(18, 2), other decimals are decimal128(18, 4), counts int64, days date32, months, members and texts
    utf8, sets lists of utf8, lists lists of structs. Other types are read as well (docs/python.md).
    """
    wanted = None if only is None else set(only)
    fields = [field for field in policy.input_fields() if wanted is None or field["key"] in wanted]
    unknown = (wanted or set()) - {field["key"] for field in fields}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise KeyError(f"{names}: 没有这样的事实，键见 Policy.input_fields() · no such facts; Policy.input_fields() has the keys")
    return pa.schema([(field["key"], _type(field)) for field in fields])


def table(policy: "Policy", profiles: Iterable["Profile"]) -> pa.Table:
    """Profiles (dicts or JSON texts, by key) as a table with a row each and a column for every fact that any of them states.

    What a profile does not state is null. Facts that only `constants` state need no column. Raises ValueError that names the
    profile and the fact for a value that does not fit its column; floats are refused, and nothing is rounded.
    """
    rows = [json.loads(one) if isinstance(one, str) else one for one in profiles]
    given = {key for row in rows for key in row}
    columns = schema(policy, given)
    readers = {field["key"]: _reader(field) for field in policy.input_fields() if field["key"] in given}

    def column(field: pa.Field) -> pa.Array:
        read, values = readers[field.name], []
        for at, row in enumerate(rows):
            value = row.get(field.name)
            try:
                values.append(pa.scalar(None if value is None else read(value), field.type))
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pa.ArrowException) as error:
                what = f"{value!r} 放不进 {field.type} · {value!r} does not fit {field.type}"
                raise ValueError(f"[{at}].{field.name}: {what} ({error})") from error
        return pa.array(values, field.type)

    return pa.table([column(field) for field in columns], schema=columns)


def _type(field: "InputField") -> pa.DataType:
    kind = field["kind"]
    if kind == "decimal":
        return pa.decimal128(18, 2 if (field["unit"] or "").startswith("元") else 4)
    if kind == "list":
        inside = [("id", pa.utf8())] + [(one["key"], _type(one)) for one in field["fields"] or []]
        return pa.list_(pa.struct(inside))
    plain = {"bool": pa.bool_(), "integer": pa.int64(), "date": pa.date32(), "set": pa.list_(pa.utf8())}
    return plain.get(kind, pa.utf8())


def _exact(value: Any) -> Decimal:
    if isinstance(value, (bool, float)):
        raise TypeError("Decimal, int, str")
    return Decimal(str(value))


def _whole(value: Any) -> int:
    number = _exact(value)
    if number != number.to_integral_value():
        raise ValueError(f"{value}: 不是整数 · no whole number")
    return int(number)


def _reader(field: "InputField") -> Callable[[Any], Any]:
    kind = field["kind"]
    if kind == "list":
        inside = {one["key"]: _reader(one) for one in field["fields"] or []}

        def record(given: dict[str, Any]) -> dict[str, Any]:
            read = {key: inside[key](value) for key, value in given.items() if key != "id" and value is not None}
            return {"id": given.get("id"), **read}

        return lambda records: [record(given) for given in records]
    readers: dict[str, Callable[[Any], Any]] = {
        "integer": _whole,
        "decimal": _exact,
        "date": lambda value: date.fromisoformat(value) if isinstance(value, str) else value,
        "set": list,
    }
    return readers.get(kind, lambda value: value)


__all__ = ["schema", "table"]
