"""Rows that go column by column and rows that are read as profiles: facts that contradict each other, sets, lists of records.
Each row is compared with the same profile alone, and so is its refusal."""

import datetime as dt
import json
import random
from decimal import Decimal

import pyarrow as pa
import pytest

import huice

DAY = dt.date(2020, 6, 30)

GUARDED = """
包 示例 (demo) { 舍入 分 四舍五入 }
单位 人
枚举 规模类 { 大 (large) 中 (medium) 小 (small) }
枚举 角色类 { 基地 (base) 平台 (platform) }
主体 企业 (enterprise) {
  职工 (staff) : 人
  角色 (roles) : 集合 角色类
  规模 (size) : 规模类 推导 若 职工 超过 300人 则 大 否则 若 职工 超过 20人 则 中 否则 小
  小企业 (is_small) : 布尔 推导 规模 = 小
  人均 (share_yuan) : 元 推导 1000元/人 × 职工
  级别 (level) : 规模类 仅当 角色 含 基地 否则 小
  承担 (assigned) : 布尔 仅当 角色 含 平台
  开业 (opened) : 月份
  名称 (name) : 文本
  贷款 (loans) : 列表 {
    本金 (principal_yuan) : 元
    利率 (rate_pct) : %
    用途 (use) : 规模类
    展期 (extended) : 布尔
    到期 (due) : 日期
  }
}
人员 刘伟
措施 1 示例 {
  责任人 刘伟
  支持 1.1 按规模 { 对象 企业 条件 规模 规模 属于 { 中, 小 } 金额 100元/人 × 职工 }
  支持 1.2 按级别 { 对象 企业 条件 级别 级别 = 大 金额 人均 }
  支持 1.3 承担 { 对象 企业 条件 承担 承担 且 小企业 金额 1元 }
  支持 1.4 名称 { 对象 企业 条件 名称 名称 = "甲" 金额 1元 }
  支持 1.5 贴息 { 对象 企业 逐笔 贷款 { 条件 用途 用途 = 小 条件 不展期 非 展期 金额 利率 × 本金 } }
}
"""

CELLS = {
    "staff": (pa.int32(), [10, 200, None, 400, 20, -1]),
    "roles": (pa.list_(pa.utf8()), [["基地"], ["platform", "基地"], None, [], ["无"], ["platform"], [None]]),
    "size": (pa.utf8(), [None, "中", "大", "small", "特大"]),
    "is_small": (pa.bool_(), [None, True, False]),
    "share_yuan": (pa.decimal128(12, 2), [None, Decimal("10000.00"), Decimal("200000.00"), Decimal(0)]),
    "level": (pa.utf8(), [None, "小", "大", "medium"]),
    "assigned": (pa.bool_(), [None, False, True]),
    "opened": (pa.utf8(), ["2020-01", None, "2020-13", "1999-12"]),
    "name": (pa.utf8(), ["甲", None, "乙", "", " 甲"]),
}

RECORD = pa.struct(
    [
        ("id", pa.utf8()),
        ("principal_yuan", pa.decimal128(14, 3)),
        ("rate_pct", pa.utf8()),
        ("use", pa.utf8()),
        ("extended", pa.bool_()),
        ("due", pa.date32()),
    ]
)


@pytest.fixture(scope="module")
def program():
    return huice.Pack.from_sources("demo", [("demo.huice", GUARDED)]).program()


def drawn(rows, seed):
    """Columns that mostly hold their first two cells."""
    dice = random.Random(seed)
    pick = lambda cells: dice.choice(cells if dice.random() < 0.3 else cells[:2])

    def record():
        if dice.random() < 0.02:
            return None
        return {
            "id": dice.choice(["a", None]),
            "principal_yuan": pick([Decimal("1000000.500"), Decimal("20.25"), None, Decimal("1.005"), Decimal(-1)]) if dice.random() < 0.2 else Decimal(5),
            "rate_pct": pick(["4.35", "5", None, "1/3"]) if dice.random() < 0.3 else "4",
            "use": pick(["小", "large", None]),
            "extended": pick([False, None, True]),
            "due": pick([dt.date(2021, 1, 1), None]),
        }

    columns = {name: pa.array([pick(cells) for _ in range(rows)], kind) for name, (kind, cells) in CELLS.items()}
    loans = [None if dice.random() < 0.2 else [record() for _ in range(dice.randrange(4))] for _ in range(rows)]
    return columns, pa.array(loans, pa.list_(RECORD))


def alone(program, profile):
    """The answers of one profile; its errors when it is refused."""
    try:
        return program.answers([profile], as_of=DAY, lang="en")[0]
    except huice.ProfileError as error:
        return error


def agree(program, table):
    policy = huice.Policy(program, as_of=DAY, constants={"subject_type": "enterprise"}, lang="en")
    found = pa.table(policy.evaluate(table)).to_pylist()
    refused = 0
    for row, answers in zip(table.to_pylist(), found, strict=True):
        given = {key: value for key, value in row.items() if value is not None}
        wanted = alone(program, json.dumps({"subject_type": "enterprise", **given}, default=str))
        if isinstance(wanted, huice.ProfileError):
            refused += 1
            assert wanted.errors[0]["en"] in answers["reason"], row
            assert all(value is None for key, value in answers.items() if key != "reason")
            continue
        assert answers["reason"] is None, (row, answers)
        for item, (status, fen) in wanted.items():
            yuan = answers[f"{item}_yuan"]
            assert (answers[f"{item}_status"], None if yuan is None else int(yuan * 100)) == (status, fen), (item, row)
    profiles = policy._measured(table, statuses="utf8")
    return refused, profiles


@pytest.mark.parametrize("seed", [1, 2])
def test_contradictions(program, seed):
    columns, _ = drawn(2_500, seed)
    refused, profiles = agree(program, pa.table(columns))
    assert 250 < refused <= profiles < 2_500


@pytest.mark.parametrize("seed", [3, 4])
def test_records(program, seed):
    columns, loans = drawn(2_500, seed)
    table = pa.table({"loans": loans, "staff": columns["staff"], "name": columns["name"]})
    refused, profiles = agree(program, table)
    assert 50 < refused <= profiles < 2_000
    agree(program, table.slice(1_000, 300).cast(pa.schema([("loans", pa.large_list(RECORD)), *[table.schema.field(at) for at in (1, 2)]])))


def test_plain_rows_are_no_profiles(program):
    """Guarded facts with their plain value, derived ones that agree, sets and lists: all column by column."""
    rows = 1_500
    one = {"id": "a", "principal_yuan": Decimal(5), "rate_pct": "4", "use": "小", "extended": False, "due": None}
    table = pa.table(
        {
            "staff": pa.array([10] * rows, pa.int32()),
            "roles": pa.array([["基地"], ["平台", "基地"]] * (rows // 2), pa.list_(pa.utf8())),
            "size": pa.array(["小"] * rows),
            "is_small": pa.array([True] * rows),
            "share_yuan": pa.array([10_000] * rows),
            "level": pa.array(["大"] * rows),
            "assigned": pa.array([False] * rows),
            "name": pa.array(["甲"] * rows),
            "loans": pa.array([[one], [], [one, one]] * (rows // 3), pa.list_(RECORD)),
        }
    )
    assert agree(program, table) == (0, 0)


def test_more_records_than_a_list_may_have(program):
    one = {"principal_yuan": Decimal(5), "rate_pct": "4", "use": "小", "extended": False}
    kind = pa.list_(pa.struct([RECORD.field(name) for name in one]))
    table = pa.table({"loans": pa.array([[one] * 10_000, [one] * 10_001], kind)})
    assert agree(program, table)[0] == 1


def test_forms_of_statuses(program):
    columns, _ = drawn(3_000, 5)
    table = pa.table(columns)
    policy = huice.Policy(program, as_of=DAY, constants={"subject_type": "enterprise"})
    plain = pa.table(policy.evaluate(table))
    for form, kind in (("utf8_view", pa.string_view()), ("dictionary", pa.dictionary(pa.int8(), pa.utf8()))):
        found = pa.table(policy.evaluate(table, statuses=form))
        assert found.schema == pa.schema(policy.output_schema(statuses=form))
        assert found.schema.field("1.1_status").type == kind and found["1.1_status"].null_count > 0
        assert found.cast(plain.schema).equals(plain)
    with pytest.raises(ValueError, match="dictionary"):
        policy.evaluate(table, statuses="text")
