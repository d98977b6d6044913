"""Polars, pandas, pyarrow and DuckDB on the same 200 000 rows: one call each, equal answers."""

import pyarrow as pa
import pytest
from conftest import ROWS


@pytest.fixture(scope="module")
def wanted(policy, rows):
    return pa.table(policy.evaluate(rows, keep=["row"])).combine_chunks()


def same(found, wanted):
    found = found.select(wanted.column_names).cast(wanted.schema).combine_chunks()
    assert found.num_rows == ROWS and found.equals(wanted)
    assert found["14.1_yuan"].null_count < ROWS


def test_pyarrow_batches(policy, rows, wanted):
    batches = [pa.table(policy.evaluate(batch, keep=["row"])) for batch in rows.to_batches(max_chunksize=50_000)]
    same(pa.concat_tables(batches), wanted)


def test_polars(policy, rows, wanted):
    pl = pytest.importorskip("polars")
    frame = pl.from_arrow(rows)
    answers = pl.DataFrame(policy.evaluate(frame, keep=["row"]))
    same(answers.to_arrow(), wanted)


def test_polars_categories(policy, rows, wanted):
    pl = pytest.importorskip("polars")
    frame = pl.from_arrow(rows).with_columns(pl.col("incubator_level").cast(pl.Categorical))
    same(pl.DataFrame(policy.evaluate(frame, keep=["row"])).to_arrow(), wanted)


def test_pandas(policy, rows, wanted):
    pd = pytest.importorskip("pandas")
    frame = rows.to_pandas(types_mapper=pd.ArrowDtype)
    answers = pa.table(policy.evaluate(frame, keep=["row"])).to_pandas(types_mapper=pd.ArrowDtype)
    same(pa.Table.from_pandas(answers, preserve_index=False), wanted)


def test_duckdb(policy, rows, wanted):
    duckdb = pytest.importorskip("duckdb")
    database = duckdb.connect()
    relation = database.sql("select * from rows")
    answers = policy.evaluate(relation, keep=["row"])
    found = database.sql("select * from answers order by row")
    same(pa.table(found), wanted)
    total = database.sql('select sum("14.1_yuan") from answers where "14.1_status" = \'eligible\'').fetchone()[0]
    eligible = [row["14.1_yuan"] for row in wanted.select(["14.1_status", "14.1_yuan"]).to_pylist() if row["14.1_status"] == "eligible"]
    assert total == sum(value for value in eligible if value is not None)
