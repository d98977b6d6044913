"""Arrow in all its forms: slices and offsets of every type, chunks without rows, nulls at every level, capsules used once."""

import datetime as dt
import gc
import threading
import time
from decimal import Decimal

import pyarrow as pa
import pytest
from enterprises import DAY

import huice

PACK = """包 样 (demo) { 舍入 分 四舍五入 }
枚举 行业 { 农业 (farming) 餐饮 (food) 物流 (freight) }
主体 企业 (firm) {
  成立日 (founded) : 日期
  注册月 (month) : 月份
  类别 (kind) : 行业
  标签 (tags) : 集合 行业
  备注 (note) : 文本
  有效 (active) : 布尔
  职工数 (count) : 整数
  投入额 (spent) : 元
  借据 (loans) : 列表 {
    本金额 (amount) : 元
    用途 (purpose) : 行业
    起始日 (begun) : 日期
  }
}
机构 局
措施 1 贴补 {
  牵头单位 局
  支持 1.1 投入补 {
    对象 企业
    条件 活 有效
    条件 年限 成立日 超过 2019-12-31
    条件 行当 类别 等于 餐饮
    条件 规模 职工数 超过 2
    金额 10% × 投入额
  }
  支持 1.2 借款补 {
    对象 企业
    逐笔 借据 { 条件 用处 用途 等于 餐饮 条件 早晚 起始日 超过 2019-12-31 金额 1% × 本金额 }
  }
  支持 1.3 标签补 { 对象 企业 条件 标记 标签 含 物流 金额 5元 }
}
"""


@pytest.fixture(scope="module")
def program():
    return huice.Pack.from_sources("demo", [("demo.huice", PACK)]).program()


@pytest.fixture(scope="module")
def demo(program):
    return huice.Policy(program, as_of=DAY, constants={"subject_type": "firm"})


def rows(count):
    """Profiles with gaps everywhere: in values, lists, records and members."""
    kinds = ("farming", "food", "物流", None)
    found = []
    for n in range(count):
        loans = [
            {"amount": None if k == 2 else Decimal(n * 100 + k).scaleb(-2), "purpose": kinds[(n + k) % 4], "begun": None if k == 3 else dt.date(2019, 12, 30) + dt.timedelta(n % 4)}
            for k in range(n % 5)
        ]
        found.append(
            {
                "founded": None if n % 11 == 5 else dt.date(2019, 12, 25) + dt.timedelta(n % 13),
                "month": None if n % 7 == 2 else f"2020-{n % 12 + 1:02}",
                "kind": kinds[n % 4],
                "tags": None if n % 6 == 4 else [kind for kind in kinds[: n % 4] if kind],
                "note": None if n % 9 == 3 else "一段比较长的文字，超出视图的十二个字节" * (n % 3),
                "active": None if n % 8 == 7 else n % 3 > 0,
                "count": None if n % 10 == 9 else n % 5,
                "spent": None if n % 12 == 1 else Decimal(n * 37).scaleb(-2),
                "loans": None if n % 13 == 6 else loans,
            }
        )
    return found


MONEY = pa.decimal128(12, 2)


def schema(text=pa.utf8(), number=pa.int64(), money=MONEY, many=pa.list_):
    record = pa.struct([("amount", money), ("purpose", text), ("begun", pa.date32())])
    return pa.schema(
        [
            ("founded", pa.date32()), ("month", text), ("kind", text), ("tags", many(text)), ("note", text),
            ("active", pa.bool_()), ("count", number), ("spent", money), ("loans", many(record)),
        ]
    )  # fmt: skip


def plain(value):
    """Without what is not known, which a profile leaves out."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items() if inner is not None}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def agree(program, policy, table, given):
    answers = pa.table(policy.evaluate(table)).to_pylist()
    wanted = program.answers([{"subject_type": "firm", **plain(row)} for row in given], as_of=DAY)
    for row, one in zip(answers, wanted, strict=True):
        assert row["reason"] is None
        for item, (status, fen) in one.items():
            yuan = row[f"{item}_yuan"]
            assert (row[f"{item}_status"], None if yuan is None else int(yuan * 100)) == (status, fen), (row, item)
    return answers


SCHEMAS = {
    "usual": schema(),
    "large": schema(text=pa.large_utf8(), number=pa.uint64(), money=pa.decimal64(12, 2), many=pa.large_list),
    "views": schema(text=pa.string_view(), number=pa.int8(), money=pa.decimal32(9, 2)),
    "texts": schema(number=pa.utf8(), money=pa.utf8()),
    "wide": schema(text=pa.string_view(), number=pa.uint8(), money=pa.decimal128(38, 10), many=pa.large_list),
    "short": schema(number=pa.uint16(), money=pa.decimal128(5, 2)),
    "long": schema(number=pa.decimal128(20, 0)),
}


def table(of, given):
    texts = {"spent", "count"} if of.field("spent").type == pa.utf8() else set()

    def text(value, name=""):
        return str(value) if value is not None and (name in texts or (texts and isinstance(value, Decimal))) else value

    def record(one):
        return {key: text(value) for key, value in one.items()}

    columns = []
    for field in of:
        values = [row[field.name] for row in given]
        if field.name == "loans":
            values = [None if value is None else [record(one) for one in value] for value in values]
        columns.append(pa.array([text(value, field.name) for value in values], field.type))
    return pa.table(columns, schema=of)


@pytest.mark.parametrize("name", SCHEMAS)
def test_slices_with_every_offset(program, demo, name):
    given = rows(150)
    whole = table(SCHEMAS[name], given)
    assert len({tuple(sorted(row.items())) for row in agree(program, demo, whole, given)}) > 20
    for start, count in ((0, 1), (1, 8), (7, 9), (8, 64), (63, 66), (65, 0), (149, 1), (150, 0)):
        agree(program, demo, whole.slice(start, count), given[start : start + count])
        batch = whole.combine_chunks().to_batches()[0].slice(start, count)
        agree(program, demo, batch, given[start : start + count])


def test_blocks_longer_than_a_chunk(program, demo):
    given = rows(1_100)
    whole = table(SCHEMAS["usual"], given)
    agree(program, demo, whole, given)
    agree(program, demo, whole.slice(511, 515), given[511 : 511 + 515])


def test_chunks_without_rows_or_without_values(program, demo):
    given = rows(40)
    whole = table(SCHEMAS["usual"], given)
    empty, unknown = whole.slice(0, 0), pa.table([pa.nulls(5, field.type) for field in whole.schema], schema=whole.schema)
    nothing = [{name: None for name in whole.column_names}] * 5
    mixed = pa.concat_tables([empty, whole.slice(0, 13), unknown, empty, whole.slice(13), empty])
    agree(program, demo, mixed, given[:13] + nothing + given[13:])
    for threads in (1, 3):
        assert pa.table(demo.evaluate(empty, threads=threads)).schema == pa.schema(demo.output_schema())
    stream = pa.RecordBatchReader.from_batches(whole.schema, [empty.to_batches()[0] if empty.to_batches() else whole.to_batches()[0].slice(0, 0), *whole.to_batches(max_chunksize=7)])
    sizes = [batch.num_rows for batch in pa.RecordBatchReader.from_stream(demo.evaluate_table(stream))]
    assert sizes == [0, 7, 7, 7, 7, 7, 5]
    none = pa.RecordBatchReader.from_batches(whole.schema, [])
    assert pa.table(demo.evaluate(none)).num_rows == 0


def test_tables_without_facts(demo):
    table = pa.table({"row": [1, 2, 3]})
    for found in (demo.evaluate(table, ignore=["row"]), demo.evaluate(table, keep=["row"])):
        assert pa.table(found)["1.1_status"].to_pylist() == ["undetermined"] * 3
    batch = pa.RecordBatch.from_arrays([pa.nulls(0)], names=["kind"])
    assert pa.table(demo.evaluate(batch)).num_rows == 0


def test_dictionaries(program, demo):
    given = rows(60)
    words = ["food", None, "farming", "物流"]
    places = [None if n % 5 == 0 else n % 4 for n in range(60)]
    for row, place in zip(given, places):
        row["kind"] = None if place is None else words[place]
    whole = table(SCHEMAS["usual"], given)
    at = whole.schema.get_field_index("kind")
    for index in (pa.int8(), pa.uint16(), pa.int64()):
        for text in (pa.utf8(), pa.large_utf8(), pa.string_view()):
            kinds = pa.DictionaryArray.from_arrays(pa.array(places, index), pa.array(words, text))
            agree(program, demo, whole.set_column(at, "kind", kinds), given)
            agree(program, demo, whole.set_column(at, "kind", kinds).slice(9, 20), given[9:29])
    empty = pa.DictionaryArray.from_arrays(pa.nulls(3, pa.int8()), pa.array([], pa.utf8()))
    assert pa.table(demo.evaluate(pa.table({"kind": empty})))["reason"].null_count == 3
    # Inside lists.
    tags = pa.ListArray.from_arrays([0, 2, 3, 3], pa.array(["food", "物流", "farming"]).dictionary_encode())
    assert pa.table(demo.evaluate(pa.table({"tags": tags})))["1.3_status"].to_pylist() == ["eligible", "not_eligible", "not_eligible"]


def test_numbers_of_every_scale(program, demo):
    for kind, values in (
        (pa.decimal128(10, -2), [Decimal("1.00E+4"), Decimal("0E+2"), None]),
        (pa.decimal128(38, 20), [Decimal("12.5"), Decimal("0.01"), None]),
        (pa.decimal32(4, 0), [Decimal(9999), Decimal(0), None]),
        (pa.uint32(), [2**32 - 1, 0, None]),
    ):
        given = [{"spent": value, "active": True, "founded": DAY, "kind": "food", "count": 3} for value in values]
        agree(program, demo, pa.table({"spent": pa.array(values, kind), **{key: [given[0][key]] * 3 for key in ("active", "founded", "kind", "count")}}), given)
    most = pa.table({"spent": pa.array([Decimal(10) ** 30, Decimal("0.001"), Decimal(-1), Decimal(1)], pa.decimal128(38, 3))})
    assert pa.table(demo.evaluate(most))["reason"][0].as_py().startswith("spent")
    reasons = pa.table(demo.evaluate(most.slice(1)))["reason"].to_pylist()
    assert [reason is None for reason in reasons] == [False, False, True]


def test_days_beyond_the_calendar(demo):
    days = pa.array([0, 2**31 - 1, -(2**31), 2_932_897, 18_000], pa.int32()).view(pa.date32())
    reasons = pa.table(demo.evaluate(pa.table({"founded": days})))["reason"].to_pylist()
    assert [reason is None or reason.startswith("founded") for reason in reasons] == [True] * 5
    assert reasons[0] is None and reasons[1] and reasons[2] and reasons[4] is None


def test_nulls_over_values(demo):
    """A record, and a list, that is null while something lies beneath it."""
    amount = pa.array([Decimal("100.00")] * 4, MONEY)
    purpose, begun = pa.array(["food"] * 4), pa.array([DAY] * 4)
    records = pa.StructArray.from_arrays([amount, purpose, begun], ["amount", "purpose", "begun"], mask=pa.array([False, True, False, False]))
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3, 4]), records, mask=pa.array([False, False, True, False]))
    found = pa.table(demo.evaluate(pa.table({"loans": lists}))).to_pylist()
    assert [row["1.2_yuan"] for row in found] == [Decimal("1.00"), None, None, Decimal("1.00")]
    assert found[1]["reason"].startswith("loans[0]") and found[2]["reason"] is None and found[2]["1.2_status"] == "undetermined"


def test_other_columns_pass_through_untouched(demo):
    given = pa.table(
        {
            "when": pa.array([dt.datetime(2020, 1, 1), None], pa.timestamp("us", "Asia/Shanghai")),
            "price": pa.array([1.5, float("nan")]),
            "raw": pa.array([b"\xff", None]),
            "pairs": pa.array([[("a", 1)], None], pa.map_(pa.utf8(), pa.int32())),
            "nested": pa.array([{"x": [1, None]}, None]),
            "wide": pa.array([Decimal(10) ** 50, None], pa.decimal256(60, 0)),
            "span": pa.array([5, None], pa.duration("s")),
            "kinds": pa.array(["a", None]).dictionary_encode(),
            "count": [3, None],
        }
    )
    kept = [name for name in given.column_names if name != "count"]
    for threads in (1, 2):
        found = pa.table(demo.evaluate(given, keep=kept, threads=threads))
        assert found.select(kept).combine_chunks().to_pydict().keys() == given.select(kept).to_pydict().keys()
        for name in kept:
            assert str(found[name].to_pylist()) == str(given[name].to_pylist()) and found.schema.field(name).type == given.schema.field(name).type


def test_capsules_are_used_once(demo):
    given = pa.table({"count": [1, 2]})
    reader = pa.RecordBatchReader.from_batches(given.schema, given.to_batches())
    assert pa.table(demo.evaluate(reader)).num_rows == 2
    assert pa.table(demo.evaluate(reader)).num_rows == 0  # a reader of pyarrow that was read to its end
    answers = demo.stream(given)
    assert pa.table(answers).num_rows == 2
    with pytest.raises((ValueError, OSError)):
        pa.table(answers)
    # A stream that nobody reads, and one that is left half-way.
    demo.stream(given)
    half = pa.RecordBatchReader.from_stream(demo.stream(pa.concat_tables([given] * 3)))
    half.read_next_batch()
    del half, answers
    gc.collect()

    class Lies:
        def __arrow_c_stream__(self, requested_schema=None):
            return "no capsule"

    class Fails:
        def __arrow_c_array__(self, requested_schema=None):
            raise RuntimeError("not today")

    with pytest.raises(TypeError):
        demo.evaluate(Lies())
    with pytest.raises(RuntimeError, match="not today"):
        demo.evaluate(Fails())
    with pytest.raises(ValueError):
        demo.evaluate(pa.array([1, 2]))


def test_nothing_is_leaked(demo):
    """What a table holds is given back once its answers are gone, and so are the answers."""
    given = table(SCHEMAS["usual"], rows(20_000))
    before = pa.total_allocated_bytes()
    for _ in range(5):
        copy = pa.ipc.open_stream(written(given)).read_all()
        answers = pa.table(demo.evaluate(copy, keep=["note"]))
        kept = answers["note"]
        del copy, answers
        assert kept.length() == 20_000 and kept[1].as_py() == given["note"][1].as_py()
        del kept
    gc.collect()
    assert pa.total_allocated_bytes() - before < 1_000_000


def written(given):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, given.schema) as writer:
        writer.write_table(given)
    return sink.getvalue()


def test_streams_from_python_by_many_threads(demo):
    """Batches made in Python while rows are answered elsewhere: neither side waits for ever."""
    given = table(SCHEMAS["usual"], rows(2_000))

    def batches():
        for batch in given.to_batches(max_chunksize=100):
            time.sleep(0)
            yield batch

    wanted, found = pa.table(demo.evaluate(given)), []

    def work():
        reader = pa.RecordBatchReader.from_batches(given.schema, batches())
        found.append(pa.table(pa.RecordBatchReader.from_stream(demo.stream(reader))))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4 and all(one.combine_chunks().equals(wanted.combine_chunks()) for one in found)
