"""Policies over Spark DataFrames, through `mapInArrow`. Needs pyspark 3.4 or later, and pyarrow on driver and workers.

The program travels inside the job, so workers need no rules. They need this package: installed, or shipped as an archive
(`archive`).
"""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Sequence

if TYPE_CHECKING:
    from os import PathLike

    from ._huice import Pack, Policy, Program

#: The folder that workers look for among the archives of a job: `spark.archives=huice.zip#huice-package`.
FOLDER = "huice-package"


def apply(
    df: Any,
    program: "Policy | Program | Pack | str | PathLike[str]",
    keys: Sequence[str] = (),
    *,
    ignore: Sequence[str] = (),
    **settings: Any,
) -> Any:
    """The answers for a Spark DataFrame, a row each: the columns `keys`, then `ITEM_status`, `ITEM_yuan` (yuan, exact to the
    fen) for every item, then `reason` (why a row could not be read; null otherwise).

    `program` is a `Policy`; or anything a `Policy` is made of, with its settings (`as_of=…`, `constants=…`, `items=…`).
    Columns are named by fact; list facts are columns of `array<struct>`. Columns in `keys` are handed through and columns
    in `ignore` are not read; a column that is neither, or has a wrong type, raises ColumnError before the job starts.
    """
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    from ._huice import Policy

    policy = program if isinstance(program, Policy) else Policy(program, **settings)
    if policy is program and settings:
        names = ", ".join(settings)
        raise TypeError(
            f"{names}: Policy 的日期和设置已定，改在建 Policy 时写\n"
            f"{names}: a Policy is ready for its day; say it where the Policy is made"
        )
    keys, ignore = list(keys), list(ignore)
    # The driver answers no rows, which checks every column and gives the columns of the answers.
    try:
        columns = to_arrow_schema(df.schema, timezone="UTC")
    except TypeError:  # earlier Sparks have no zone here
        columns = to_arrow_schema(df.schema)
    none = columns.empty_table()
    answers = from_arrow_schema(pa.table(policy.evaluate(none, keep=keys, ignore=ignore)).schema)
    stored, folder = pickle.dumps(policy), FOLDER

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        # Sent to the workers as it is, and so names nothing of this package before it is there.
        import pickle

        import pyarrow as pa

        try:
            import huice  # noqa: F401
        except ImportError:
            import os
            import sys

            from pyspark import SparkFiles

            sys.path.insert(0, os.path.join(SparkFiles.getRootDirectory(), folder))
        policy = pickle.loads(stored)
        for batch in batches:
            yield from pa.table(policy.evaluate(batch, keep=keys, ignore=ignore)).to_batches()

    return df.mapInArrow(run, answers)


def schema(policy: "Policy", only: "Iterable[str] | None" = None) -> Any:
    """The columns a DataFrame for this policy may have, as a Spark StructType: every fact, or those in `only`; list facts as
    `array<struct>`. For reading files and for casting: other types are read as well.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    from . import arrow

    return from_arrow_schema(arrow.schema(policy, only))


def archive(wheel: "str | PathLike[str]", to: "str | PathLike[str]") -> dict[str, str]:
    """Writes the wheel of this package as an archive that Spark unpacks, into the folder `to`; gives the settings of the job
    that ship it: `SparkSession.builder.config(map=huice.spark.archive("huice-….whl", "/tmp"))`.

    Workers whose Python has the package anyway use that.
    """
    target = Path(to) / (Path(wheel).stem + ".zip")
    with zipfile.ZipFile(wheel) as packed:
        if not any(name.startswith("huice/") for name in packed.namelist()):
            raise ValueError(
                f"{wheel}: 不是 huice 的 wheel，用 maturin build 或 bindings/python/wheel 做一个\n"
                f"{wheel}: no wheel of huice; maturin build or bindings/python/wheel makes one"
            )
    # Spark goes by the ending of the name.
    target.write_bytes(Path(wheel).read_bytes())
    return {"spark.archives": f"{target}#{FOLDER}"}


__all__ = ["FOLDER", "apply", "archive", "schema"]
