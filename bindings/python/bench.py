"""Rows a second through every way in, on this machine: the ten items of benches/pack over fictitious enterprises."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))

import pyarrow as pa
from conftest import DAY, ROOT, ROWS, enterprises, profile

import huice

relief = huice.Program(ROOT / "benches" / "pack")
policy = huice.Policy(relief, as_of=DAY, constants={"subject_type": "enterprise"})
table = enterprises(ROWS)


def timed(name, rows, call):
    """The best of three."""
    best = min(once(call) for _ in range(3))
    print(f"{name:32} {rows / best:>12,.0f} rows/s  ({rows:,} rows, best of 3: {best:.3f} s)")


def once(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


timed("pyarrow Table", ROWS, lambda: policy.evaluate(table, keep=["row"]))
try:
    import polars as pl

    frame = pl.from_arrow(table)
    timed("polars DataFrame", ROWS, lambda: pl.DataFrame(policy.evaluate(frame, keep=["row"])))
except ImportError:
    pass
try:
    import pandas as pd

    pandas = table.to_pandas(types_mapper=pd.ArrowDtype)
    timed("pandas DataFrame (ArrowDtype)", ROWS, lambda: pa.table(policy.evaluate(pandas, keep=["row"])))
except ImportError:
    pass
try:
    import duckdb

    database = duckdb.connect()
    database.sql("create table firms as select * from table")
    timed("DuckDB relation", ROWS, lambda: pa.table(policy.evaluate(database.sql("from firms"), keep=["row"])))
except ImportError:
    pass

SOME = 5_000
profiles = [profile(row) for row in table.slice(0, SOME).to_pylist()]
timed("Program.answers, dicts", SOME, lambda: relief.answers(profiles, as_of=DAY))
timed("Program.evaluate, dicts", 500, lambda: [relief.evaluate(one, as_of=DAY) for one in profiles[:500]])

notice = huice.Policy(ROOT / "policies" / "zhoucun-2020-8", as_of="2020-03-31", constants={"subject_type": "enterprise"})
firms = pa.table(
    {
        "insured_employees_prev_year": table["insured_employees"].slice(0, SOME),
        "layoffs_prev_year": table["layoffs"].slice(0, SOME),
        "ui_insured": table["is_sme"].slice(0, SOME),
        "ui_premium_paid_prev_year_yuan": table["prev_year_unemployment_premium"].slice(0, SOME),
    }
)
timed("the notice, 118 items, 4 facts", SOME, lambda: notice.evaluate(firms))
