"""Tables: the same answers as profiles, whatever the layout; bad rows and bad columns."""

import datetime as dt
import pickle
import threading
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from enterprises import DAY, enterprises, profile
from packs import BANKS

import huice

FEN = Decimal("0.01")


def answered(policy, table, **kw):
    return pa.table(policy.evaluate(table, **kw))


def agree(program, policy, table, result, as_of=DAY):
    """Rows against the same rows as profiles."""
    wanted = program.answers([profile(row) for row in table.to_pylist()], as_of=as_of)
    for row, answers in zip(result.to_pylist(), wanted, strict=True):
        assert row["reason"] is None
        for item in policy.items:
            status, fen = answers[item]
            yuan = row[f"{item}_yuan"]
            assert (row[f"{item}_status"], None if yuan is None else int(yuan * 100)) == (status, fen), item


def test_rows_are_profiles(relief, policy):
    table = enterprises(2_000, seed=1)
    agree(relief, policy, table, answered(policy, table, keep=["row"]))


def test_amounts_by_hand(policy, rows):
    result = answered(policy, rows, keep=["row"])
    assert result.num_rows == rows.num_rows and result["row"].equals(rows["row"])
    assert result["reason"].null_count == rows.num_rows
    given = rows.select(["is_sme", "rents_from_soe", "soe_rent_monthly", "incubator_level", "incubator_rent_relief"]).to_pylist()
    found = result.select(["13.1_status", "13.1_yuan", "18.1_status", "18.1_yuan"]).to_pylist()
    for firm, answer in zip(given, found, strict=True):
        if firm["is_sme"] and firm["rents_from_soe"] and firm["soe_rent_monthly"] is not None:
            assert (answer["13.1_status"], answer["13.1_yuan"]) == ("eligible", 3 * firm["soe_rent_monthly"])
        elif firm["is_sme"] is False or firm["rents_from_soe"] is False:
            assert (answer["13.1_status"], answer["13.1_yuan"]) == ("not_eligible", None)
        if firm["incubator_level"] in ("市级", "province") and firm["incubator_rent_relief"] is not None:
            due = min((firm["incubator_rent_relief"] * 3 / 10).quantize(FEN, ROUND_HALF_UP), Decimal(500_000))
            assert (answer["18.1_status"], answer["18.1_yuan"]) == ("eligible", due)


def test_schemas(policy):
    schema = pa.schema(policy.output_schema())
    assert schema.names[:2] == ["13.1_status", "13.1_yuan"] and schema.names[-1] == "reason"
    assert schema.field("13.1_status").type == pa.utf8() and schema.field("13.1_yuan").type == pa.decimal128(18, 2)
    assert answered(policy, enterprises(3), ignore=["row"]).schema == schema
    fields = {field["key"]: field for field in policy.input_fields()}
    assert fields["soe_rent_monthly"]["kind"] == "decimal" and fields["soe_rent_monthly"]["unit"] == "元"
    assert fields["insured_employees"]["kind"] == "integer" and fields["invest_date"]["kind"] == "date"
    assert {"name": "市级", "key": "city"} in fields["incubator_level"]["members"]
    assert fields["subject_type"]["members"] == ["enterprise"]


LAYOUTS = {
    "large": lambda t: t.cast(pa.schema([(f.name, pa.large_utf8() if f.type == pa.utf8() else f.type) for f in t.schema])),
    "view": lambda t: t.cast(pa.schema([(f.name, pa.string_view() if f.type == pa.utf8() else f.type) for f in t.schema])),
    "dictionary": lambda t: t.set_column(
        t.schema.get_field_index("incubator_level"), "incubator_level", t["incubator_level"].dictionary_encode()
    ),
    "text": lambda t: t.cast(
        pa.schema(
            [
                (f.name, pa.utf8() if pa.types.is_decimal(f.type) or pa.types.is_date(f.type) or f.name == "layoffs" else f.type)
                for f in t.schema
            ]
        )
    ),
    "wide": lambda t: t.cast(
        pa.schema([(f.name, pa.decimal128(38, 9) if pa.types.is_decimal(f.type) else f.type) for f in t.schema])
    ),
    "batches": lambda t: pa.Table.from_batches(t.to_batches(max_chunksize=97)),
    "slices": lambda t: pa.concat_tables([t.slice(0, 333), t.slice(333, 1), t.slice(334, 0), t.slice(334)]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_make_no_difference(policy, layout):
    table = enterprises(1_000, seed=2)
    assert answered(policy, LAYOUTS[layout](table), keep=["row"]).equals(answered(policy, table, keep=["row"]))


def test_slices_of_every_kind():
    """An offset in the batch, in its lists, and in the structs inside."""
    program = huice.Pack.from_sources("banks", [("banks.huice", BANKS)]).program()
    policy = huice.Policy(program, as_of=DAY, constants={"subject_type": "bank"})
    loans = pa.list_(pa.struct([("id", pa.utf8()), ("amount", pa.decimal128(12, 2)), ("kind", pa.utf8())]))
    all_rows = [None if n % 7 == 3 else [{"id": f"{n}-{k}", "amount": Decimal(n * 10 + k), "kind": ("大", "小", None)[k]} for k in range(n % 4)] for n in range(50)]
    for kind in (loans, pa.large_list(loans.value_type)):
        batch = pa.record_batch({"loans": pa.array(all_rows, kind), "n": pa.array(range(50))})
        for start, count in ((0, 50), (1, 7), (13, 30), (49, 1), (20, 0)):
            piece = batch.slice(start, count)
            result = answered(policy, piece, keep=["n"])
            assert result["n"].to_pylist() == list(range(start, start + count))
            wanted = program.answers([{"subject_type": "bank", "loans": row} for row in all_rows[start : start + count]], as_of=DAY)
            for row, answers in zip(result.to_pylist(), wanted, strict=True):
                status, fen = answers["1.1"]
                assert row["1.1_status"] == status and row["reason"] is None
                assert (None if row["1.1_yuan"] is None else int(row["1.1_yuan"] * 100)) == fen
    assert answered(policy, batch, ignore=["n"])["1.1_yuan"][6].as_py() == Decimal("6.1")  # 10% of the one small loan of 61


def test_lists_with_what_does_not_belong():
    program = huice.Pack.from_sources("banks", [("banks.huice", BANKS)]).program()
    policy = huice.Policy(program, as_of=DAY, lang="en")
    with pytest.raises(huice.ColumnError, match="loans.sum"):
        policy.evaluate(pa.table({"loans": pa.array([[{"sum": 1}]])}))
    with pytest.raises(huice.ColumnError, match="loans.amount.*Float64"):
        policy.evaluate(pa.table({"loans": pa.array([[{"amount": 1.5}]])}))
    bad = [[{"amount": "1"}, None], [{"amount": "-1"}], [{"amount": "1.234"}], None, []]
    reasons = answered(policy, pa.table({"loans": pa.array(bad)}))["reason"].to_pylist()
    assert "loans[1]" in reasons[0] and "loans[0].amount" in reasons[1] and "two decimals" in reasons[2]
    assert reasons[3:] == [None, None]


def test_a_bad_row_has_nulls_and_a_reason(relief, policy):
    table = enterprises(9, seed=3).set_column(
        7 - 2, "prev_year_unemployment_premium", pa.array(["1", "-1", "1.234", "abc", "1e3", "", "1" * 60, "  2 ", None])
    )
    result = answered(policy, table, keep=["row"])
    bad = [1, 2, 3, 5, 6]
    for at, row in enumerate(result.to_pylist()):
        if at in bad:
            assert "prev_year_unemployment_premium" in row["reason"]
            assert all(value is None for key, value in row.items() if key not in ("row", "reason"))
        else:
            assert row["reason"] is None and row["13.1_status"] is not None
    good = table.take([at for at in range(9) if at not in bad])
    agree(relief, policy, good, answered(policy, good, keep=["row"]))
    zh = huice.Policy(relief, as_of=DAY).evaluate(pa.table({"incubator_level": ["城市级"], "invest_date": ["2020-02-30"]}))
    reason = pa.table(zh)["reason"][0].as_py()
    assert "incubator_level" in reason and "invest_date" in reason and "不是日期" in reason


@pytest.mark.parametrize(
    ("column", "values", "word"),
    [
        ("soe_rent_monthly", pa.array([1.5]), "Float64"),
        ("is_sme", pa.array([1]), "Int64"),
        ("is_sme", pa.array(["true"]), "Utf8"),
        ("invest_date", pa.array([dt.datetime(2020, 1, 1)]), "date32"),
        ("invest_date", pa.array([1]), "Int64"),
        ("incubator_level", pa.array([1]), "Int64"),
        ("incubator_level", pa.array([["市级"]]), "utf8"),
        ("soe_rent_monthly", pa.array([Decimal(1)], pa.decimal256(40, 2)), "decimal128"),
        ("soe_rent_montly", pa.array([1]), "soe_rent_monthly"),
    ],
)
def test_a_wrong_column_is_named(policy, column, values, word):
    with pytest.raises(huice.ColumnError) as caught:
        policy.evaluate(pa.table({column: values}))
    assert caught.value.errors[0]["path"] == column and word in str(caught.value)


def test_columns_that_do_not_go_together(policy):
    with pytest.raises(huice.ColumnError, match="constant"):
        policy.evaluate(pa.table({"subject_type": ["enterprise"]}))
    with pytest.raises(huice.ColumnError, match="same fact"):
        policy.evaluate(pa.table({"is_sme": [True], "中小微": [True]}))
    with pytest.raises(huice.ColumnError, match="rwo"):
        policy.evaluate(enterprises(1), keep=["row", "rwo"])
    with pytest.raises(ValueError, match="__arrow_c_stream__"):
        policy.evaluate({"is_sme": [True]})


def test_no_rows_and_nothing_known(policy):
    assert answered(policy, enterprises(0), ignore=["row"]).num_rows == 0
    nothing = answered(policy, pa.table({"is_sme": pa.nulls(3), "soe_rent_monthly": pa.nulls(3)}))
    assert nothing["13.1_status"].to_pylist() == ["undetermined"] * 3 and nothing["reason"].null_count == 3


def test_subjects_by_row_and_items_chosen(relief):
    policy = huice.Policy(relief, as_of=DAY, items=["13.1"], lang="en")
    table = pa.table({"subject_type": ["enterprise", "企业", None, "person"], "is_sme": [False] * 4})
    result = answered(policy, table)
    assert result.column_names == ["13.1_status", "13.1_yuan", "reason"]
    assert result["13.1_status"].to_pylist()[:2] == ["not_eligible"] * 2 and result["13.1_status"][3].as_py() is None
    assert "subject_type" in result["reason"][3].as_py()
    with pytest.raises(huice.HuiceError, match="13.1"):
        huice.Policy(relief, as_of=DAY, items=["13.11"])
    with pytest.raises(huice.ProfileError, match="is_sme"):
        huice.Policy(relief, as_of=DAY, constants={"is_sme": 1})


def test_the_notice_over_a_table(notice):
    """Facts that are derived or exclude each other: rows are checked as profiles."""
    table = pa.table(
        {
            "insured_employees_prev_year": pa.array([200, 20, None]),
            "layoffs_prev_year": pa.array([11, 4, 1]),
            "ui_insured": pa.array([True, True, None]),
            "ui_premium_paid_prev_year_yuan": pa.array(["386412.37", "100", None]),
        }
    )
    policy = huice.Policy(notice, as_of="2020-03-31", constants={"subject_type": "enterprise"}, items=["14.1"])
    result = answered(policy, table)
    wanted = notice.answers([{"subject_type": "enterprise", **row} for row in table.to_pylist()], as_of="2020-03-31")
    assert result["14.1_status"].to_pylist() == [answers["14.1"][0] for answers in wanted]
    assert result["14.1_yuan"][0].as_py() == Decimal("193206.19") or wanted[0]["14.1"][1] is None
    assert result["reason"].null_count == 3


def test_streams_and_kept_columns(policy):
    table = enterprises(1_000, seed=5)
    reader = pa.RecordBatchReader.from_batches(table.schema, iter(table.to_batches(max_chunksize=100)))
    stream = pa.RecordBatchReader.from_stream(policy.stream(reader, keep=["row", "is_sme"]))
    assert stream.read_next_batch().num_rows == 100
    rest = stream.read_all()
    assert rest.num_rows == 900 and rest["row"][0].as_py() == 100 and rest["is_sme"].equals(table["is_sme"].slice(100))

    def failing():
        yield table.to_batches()[0]
        raise RuntimeError("the source broke")

    broken = pa.RecordBatchReader.from_batches(table.schema, failing())
    with pytest.raises(huice.HuiceError, match="the source broke"):
        policy.evaluate(broken, keep=["row"])


def test_pickles_and_threads(policy):
    table = enterprises(5_000, seed=6)
    wanted = answered(policy, table, keep=["row"])
    again = pickle.loads(pickle.dumps(policy))
    assert again.items == policy.items and again.as_of == policy.as_of
    found = []
    threads = [threading.Thread(target=lambda: found.append(answered(again, table, keep=["row"]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(one.equals(wanted) for one in found)


def test_pickles_keep_every_setting(notice):
    policy = huice.Policy(notice, as_of="2020-03-31", items=["14.1"], lang="en", constants={"subject_type": "enterprise"})
    again = pickle.loads(pickle.dumps(policy))
    bad = pa.table({"layoffs_prev_year": ["x"]})
    assert again.items == ["14.1"] and answered(again, bad).equals(answered(policy, bad))
    assert "not a number" in answered(again, bad)["reason"][0].as_py()


def test_other_threads_run_meanwhile(policy, rows):
    """The interpreter is released: a counter goes on while rows are answered."""
    ticks, done = [], threading.Event()

    def count():
        while not done.is_set():
            ticks.append(1)
            done.wait(0.0005)

    thread = threading.Thread(target=count)
    thread.start()
    before = len(ticks)
    policy.evaluate(rows, keep=["row"])
    after = len(ticks)
    done.set()
    thread.join()
    assert after - before >= 5, "nothing else ran"
