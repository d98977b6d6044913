"""The same 200 000 rows through every engine: one call each, equal answers, row for row."""

import os

import pyarrow as pa
import pytest
from enterprises import DAY, ROWS, profile


@pytest.fixture(scope="module")
def wanted(policy, rows):
    return pa.table(policy.evaluate(rows, keep=["row"])).combine_chunks()


def same(found, wanted):
    found = found.select(wanted.column_names).cast(wanted.schema).combine_chunks()
    assert found.num_rows == ROWS and found.equals(wanted)


def test_the_rows_are_worth_comparing(policy, wanted):
    assert wanted["reason"].null_count == ROWS
    for item in policy.items:
        statuses = set(wanted[f"{item}_status"].unique().to_pylist())
        assert {"eligible", "not_eligible", "undetermined"} <= statuses, item
        assert len(wanted[f"{item}_yuan"].unique()) > 50, item


def test_native(relief, policy, rows, wanted):
    """Profile by profile, through the exact reader of profiles, in pieces."""
    for start in range(0, ROWS, 20_000):
        profiles = [profile(row) for row in rows.slice(start, 20_000).to_pylist()]
        answers = relief.answers(profiles, as_of=DAY)
        for row, one in zip(wanted.slice(start, 20_000).to_pylist(), answers, strict=True):
            for item in policy.items:
                yuan = row[f"{item}_yuan"]
                assert one[item] == (row[f"{item}_status"], None if yuan is None else int(yuan * 100)), (row["row"], item)


def test_pyarrow_batches(policy, rows, wanted):
    batches = [pa.table(policy.evaluate(batch, keep=["row"])) for batch in rows.to_batches(max_chunksize=50_000)]
    same(pa.concat_tables(batches), wanted)


def test_threads(policy, rows, wanted):
    same(pa.table(policy.evaluate(rows, keep=["row"], threads=3)), wanted)


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
    total = database.sql('select sum("14.1_yuan") from answers where "14.1_status" = \'eligible\'').fetchall()[0][0]
    eligible = [row["14.1_yuan"] for row in wanted.select(["14.1_status", "14.1_yuan"]).to_pylist() if row["14.1_status"] == "eligible"]
    assert total == sum(value for value in eligible if value is not None)


def test_dask(policy, rows, wanted):
    pd = pytest.importorskip("pandas")
    dataframe = pytest.importorskip("dask.dataframe")
    frame = dataframe.from_pandas(rows.to_pandas(types_mapper=pd.ArrowDtype), npartitions=7)

    def answered(part):
        return pa.table(policy.evaluate(part, keep=["row"], ignore=["__index_level_0__"])).to_pandas(types_mapper=pd.ArrowDtype)

    answers = frame.map_partitions(answered, meta=answered(frame._meta))
    for scheduler in ("threads", "processes"):
        found = answers.compute(scheduler=scheduler)
        same(pa.Table.from_pandas(found, preserve_index=False).sort_by("row"), wanted)


@pytest.mark.slow
def test_ray(policy, rows, wanted):
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray = pytest.importorskip("ray")
    data = pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        frame = data.from_arrow([rows.slice(start, 40_000) for start in range(0, ROWS, 40_000)])
        answers = frame.map_batches(lambda batch: pa.table(policy.evaluate(batch, keep=["row"])), batch_format="pyarrow")
        found = pa.concat_tables(ray.get(answers.to_arrow_refs()))
        same(found.sort_by("row"), wanted)
    finally:
        ray.shutdown()
