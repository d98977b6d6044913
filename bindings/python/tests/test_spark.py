"""Spark in local mode: the same answers as in one process, lists as arrays of structs, mistakes found before the job.

`.ci/cluster` runs these, and has a cluster lose an executor besides (`cluster/`)."""

import datetime as dt
import re
from decimal import Decimal

import pyarrow as pa
import pytest
from enterprises import DAY, ROOT, ROWS

import huice

pyspark = pytest.importorskip("pyspark")
pytestmark = pytest.mark.slow

import huice.spark  # noqa: E402


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
        "spark.sql.session.timeZone": "Asia/Shanghai",
    }
    session = SparkSession.builder.master("local[2]").appName("huice").config(map=settings).getOrCreate()
    yield session
    session.stop()


def test_the_same_rows(spark, policy, rows, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=50_000)
    df = spark.read.parquet(str(tmp_path / "rows.parquet")).repartition(5)
    answers = huice.spark.apply(df, policy, ["row"])
    answers.write.parquet(str(tmp_path / "answers"))
    found = pq.read_table(tmp_path / "answers").sort_by("row")
    wanted = pa.table(policy.evaluate(rows, keep=["row"]))
    assert found.num_rows == ROWS and found.cast(wanted.schema).combine_chunks().equals(wanted.combine_chunks())
    total = answers.where("`14.1_status` = 'eligible'").agg({"`14.1_yuan`": "sum"}).first()[0]
    eligible = [row["14.1_yuan"] for row in wanted.to_pylist() if row["14.1_status"] == "eligible"]
    assert total == sum(value for value in eligible if value is not None)


def test_lists_are_arrays_of_structs(spark):
    """The loans of a district bank, in the pack of the notice."""
    program = huice.Program(ROOT / "policies" / "zhoucun-2020-8")
    schema = "firm string, subject_type string, loans array<struct<id: string, loan_principal_yuan: decimal(18,2), loan_rate_pct: decimal(8,4)>>"
    fields = {field["key"]: field for field in huice.Policy(program, as_of="2020-03-31").input_fields()}
    assert {"loan_principal_yuan", "loan_rate_pct"} <= {field["key"] for field in fields["loans"]["fields"]}
    given = [
        ("a", "enterprise", [("l1", Decimal("8500000.00"), Decimal("4.35")), ("l2", Decimal("100.00"), None)]),
        ("b", "enterprise", []),
        ("c", "enterprise", None),
        ("d", "enterprise", [("l1", Decimal("-1.00"), None)]),
    ]
    found = huice.spark.apply(spark.createDataFrame(given, schema), program, ["firm"], as_of="2020-03-31", lang="en").collect()
    assert [row.firm for row in found] == ["a", "b", "c", "d"]
    assert [row.reason is None for row in found] == [True, True, True, False] and "loans[0].loan_principal_yuan" in found[3].reason
    profiles = [
        {"subject_type": kind, **({} if loans is None else {"loans": [dict(zip(("id", "loan_principal_yuan", "loan_rate_pct"), loan)) for loan in loans]})}
        for _, kind, loans in given[:3]
    ]
    for row, answers in zip(found, program.answers(profiles, as_of="2020-03-31")):
        for item, (status, fen) in answers.items():
            yuan = row[f"{item}_yuan"]
            assert (row[f"{item}_status"], None if yuan is None else int(yuan * 100)) == (status, fen), item


def test_columns_as_spark_has_them():
    policy = huice.Policy(ROOT / "policies" / "zhoucun-2020-8", as_of="2020-03-31")
    schema = huice.spark.schema(policy, ["ui_insured", "ui_premium_paid_prev_year_yuan", "loans", "roles"])
    types = {field.name: field.dataType.simpleString() for field in schema}
    assert types["ui_insured"] == "boolean" and types["ui_premium_paid_prev_year_yuan"] == "decimal(18,2)"
    assert types["roles"] == "array<string>"
    assert types["loans"].startswith("array<struct<id:string,") and "loan_rate_pct:decimal(18,4)" in types["loans"]


def test_the_schema_of_answers_in_words_of_spark(spark, policy):
    from pyspark.sql.types import StructType

    answers = huice.spark.apply(spark.createDataFrame([(True,)], "is_sme boolean"), policy)
    assert StructType.fromDDL(policy.spark_schema()) == answers.schema


def test_the_guide_runs_as_it_is_written(spark, tmp_path):
    text = (ROOT / "docs" / "spark.md").read_text(encoding="utf-8")
    piece = re.search(r"```python\n(.*?)```", text, re.S).group(1).replace('"policies/', f'"{ROOT}/policies/')
    # Spark writes relative to where its own process began.
    piece = piece.replace('parquet("answers")', f'parquet("{tmp_path}/answers")')
    names = {}
    exec(compile(piece, "docs/spark.md", "exec"), names)
    written = spark.read.parquet(str(tmp_path / "answers")).orderBy("uscc").collect()
    assert [row.uscc for row in written] == ["A1", "A2"] and names["answers"].columns == ["uscc", *pa.schema(names["policy"].output_schema()).names]


def test_mistakes_are_found_by_the_driver(spark, policy):
    with pytest.raises(huice.ColumnError, match="soe_rent_monthly.*Float64"):
        huice.spark.apply(spark.createDataFrame([(1.5,)], "soe_rent_monthly double"), policy)
    with pytest.raises(huice.ColumnError, match="invest_date.*date32"):
        huice.spark.apply(spark.createDataFrame([(dt.datetime(2020, 1, 1),)], "invest_date timestamp"), policy)
    with pytest.raises(huice.ColumnError, match="firm"):
        huice.spark.apply(spark.createDataFrame([("x", True)], "firm string, is_sme boolean"), policy)
    with pytest.raises(TypeError, match="as_of"):
        huice.spark.apply(spark.createDataFrame([(True,)], "is_sme boolean"), policy, as_of=DAY)
    answers = huice.spark.apply(spark.createDataFrame([("x", True)], "firm string, is_sme boolean"), policy, ignore=["firm"])
    assert answers.columns == pa.schema(policy.output_schema()).names


def test_bad_rows_do_not_stop_the_job(spark, policy):
    df = spark.createDataFrame([("1", "5.00"), ("2", "x"), ("3", None)], "firm string, soe_rent_monthly string")
    found = huice.spark.apply(df, policy, ["firm"]).orderBy("firm").collect()
    assert [row.reason is None for row in found] == [True, False, True]
    assert "soe_rent_monthly" in found[1].reason and found[1]["13.1_status"] is None


def test_an_archive_is_made_of_a_wheel(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "huice-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("huice/__init__.py", "")
    settings = huice.spark.archive(tmp_path / "huice-0-py3-none-any.whl", tmp_path)
    assert settings == {"spark.archives": f"{tmp_path / 'huice-0-py3-none-any.zip'}#huice-package"}
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as wheel:
        wheel.writestr("other/__init__.py", "")
    with pytest.raises(ValueError, match="no wheel"):
        huice.spark.archive(tmp_path / "other.whl", tmp_path)
