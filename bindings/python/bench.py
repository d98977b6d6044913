"""Rows a second through every way in, on this machine: the ten items of benches/pack over fictitious enterprises.

`engine alone` has the same rows in the engine's registers already, and ends with verdicts in memory. `native` is the columnar
way without Python: from columns in Arrow to columns of statuses and amounts in Arrow, by the Rust code of the package. The
others begin with a table of that library in memory and end with one. One thread, unless it says otherwise. Best of several
rounds, in turn.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))

import pyarrow as pa
from enterprises import DAY, ROOT, ROWS, enterprises, profile

import huice

ROUNDS, MORE = 15, 5
relief = huice.Program(ROOT / "benches" / "pack")
policy = huice.Policy(relief, as_of=DAY, constants={"subject_type": "enterprise"})


def once(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def ways(table):
    """Name and call; the libraries that are not there are left out."""
    found = {
        "native": lambda: policy._measured(table, ignore=["row"], statuses="utf8"),
        "native, statuses in a dictionary": lambda: policy._measured(table, ignore=["row"], statuses="dictionary"),
        "pyarrow Table": lambda: pa.table(policy.evaluate(table, ignore=["row"])),
        "pyarrow Table, dictionary": lambda: pa.table(policy.evaluate(table, ignore=["row"], statuses="dictionary")),
    }
    try:
        import polars as pl

        frame = pl.from_arrow(table)
        found["Polars DataFrame"] = lambda: pl.DataFrame(policy.evaluate(frame, ignore=["row"]))
        found["Polars DataFrame, utf8_view"] = lambda: pl.DataFrame(policy.evaluate(frame, ignore=["row"], statuses="utf8_view"))
        found["Polars DataFrame, dictionary"] = lambda: pl.DataFrame(policy.evaluate(frame, ignore=["row"], statuses="dictionary"))
        found["Polars DataFrame, 2 threads"] = lambda: pl.DataFrame(policy.evaluate(frame, ignore=["row"], threads=2))
    except ImportError:
        pass
    try:
        import pandas as pd

        pandas = table.to_pandas(types_mapper=pd.ArrowDtype)
        found["pandas DataFrame (ArrowDtype)"] = lambda: pa.table(policy.evaluate(pandas, ignore=["row"]))
    except ImportError:
        pass
    try:
        import duckdb

        database = duckdb.connect()
        database.register("given", table)
        database.sql("create table firms as select * from given")
        found["DuckDB relation"] = lambda: pa.table(policy.evaluate(database.sql("from firms"), ignore=["row"]))
    except ImportError:
        pass
    return found


def measure(title, table):
    calls, best, alone = ways(table), {}, []
    for _ in range(ROUNDS):
        # What loading the registers takes is taken off: a round less.
        one, more = (once(lambda: policy._measured(table, ignore=["row"], rounds=rounds)) for rounds in (1, 1 + MORE))
        alone.append((more - one) / MORE)
        for name, call in calls.items():
            best[name] = min(best.get(name, 1e9), once(call))
    engine, native = min(alone), best["native"]
    print(f"{title}: {table.num_rows:,} rows\n| way | ns a row | rows/s | × native | × engine alone |\n| --- | --- | --- | --- | --- |")
    for name, seconds in [("engine alone", engine), *best.items()]:
        rates = f"{seconds / table.num_rows * 1e9:.0f} | {table.num_rows / seconds:,.0f}"
        print(f"| {name} | {rates} | {seconds / native:.2f} | {seconds / engine:.2f} |")
    print()


complete = enterprises(ROWS, unknown=0).combine_chunks()
measure("All cells known", complete)
measure("One cell in fifty unknown", enterprises(ROWS).combine_chunks())


def timed(name, rows, call):
    """The best of three."""
    best = min(once(call) for _ in range(3))
    print(f"{name:32} {rows / best:>12,.0f} rows/s  ({rows:,} rows, best of 3: {best:.3f} s)")


table = complete
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
