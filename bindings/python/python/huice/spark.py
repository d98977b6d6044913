"""Policies over Spark DataFrames, through Arrow. Needs pyspark and pyarrow on driver and workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Sequence

if TYPE_CHECKING:
    from ._huice import Policy


def apply(df: Any, policy: "Policy", *, keep: Sequence[str] = (), ignore: Sequence[str] = ()) -> Any:
    """The answers for a Spark DataFrame, a row each: `keep` columns, `ITEM_status`, `ITEM_yuan`, `reason`.

    The policy is pickled and sent to the workers, which need the same version of this package, and no rules.
    """
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    answers = from_arrow_schema(pa.schema(policy.output_schema()))
    schema = StructType([df.schema[name] for name in keep] + list(answers.fields))
    keep, ignore = list(keep), list(ignore)

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from pa.table(policy.evaluate(batch, keep=keep, ignore=ignore)).to_batches()

    return df.mapInArrow(run, schema)
