"""Invented populations: the same subjects as one by one, as a table, and summed."""

from decimal import Decimal

import pyarrow as pa
import pytest
from enterprises import ROOT

import huice
import huice.arrow

POPULATION = ROOT / "seeds" / "zhoucun-2020-8" / "population.toml"
DAY = "2020-03-31"


def test_subjects_are_profiles(notice):
    texts = huice.subjects(notice, POPULATION, size=50, seed=7)
    assert texts == huice.subjects(notice, POPULATION, size=50, seed=7) and len(texts) == 50
    assert texts[20:] == huice.subjects(notice, POPULATION, size=30, seed=7, start=20)
    assert texts != huice.subjects(notice, POPULATION, size=50, seed=8)
    assert all(notice.evaluate(text, as_of=DAY)["subject_type"] == "enterprise" for text in texts[:3])


def test_tables_of_subjects(notice):
    """Lists, sets, months, derived facts and facts with conditions: whole rows, as profiles."""
    policy = huice.Policy(notice, as_of=DAY)
    texts = huice.subjects(notice, POPULATION, size=300, seed=7)
    table = huice.arrow.table(policy, texts)
    assert table.num_rows == 300 and pa.types.is_list(table.schema.field("rents").type)
    answers = pa.table(policy.evaluate(table)).to_pylist()
    for row, wanted in zip(answers, notice.answers(texts, as_of=DAY), strict=True):
        assert row["reason"] is None
        for item, (status, fen) in wanted.items():
            yuan = row[f"{item}_yuan"]
            assert (row[f"{item}_status"], None if yuan is None else int(yuan * 100)) == (status, fen), item
    assert pa.table(policy.evaluate(table, threads=4)).equals(pa.table(policy.evaluate(table)))
    with pytest.raises(KeyError, match="profit"):
        huice.arrow.table(policy, [{"profit": 1}])


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("employee_count", 1.5), ("employee_count", Decimal("1.5")), ("employee_count", True), ("employee_count", "x"),
        ("revenue_yuan", 1.5), ("revenue_yuan", "1.005"), ("revenue_yuan", Decimal(10) ** 30), ("ui_insured", "yes"),
        ("rents", [{"no_such": 1}]), ("rents", 5),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_a_column_are_named(notice, fact, value):
    policy = huice.Policy(notice, as_of=DAY)
    with pytest.raises(ValueError) as caught:
        huice.arrow.table(policy, [{}, {fact: value}])
    assert str(caught.value).startswith(f"[1].{fact}: "), str(caught.value)
    whole = huice.arrow.table(policy, [{"employee_count": "12"}, {"employee_count": Decimal("3.0")}, {}])
    assert whole["employee_count"].to_pylist() == [12, 3, None]


def test_sums_are_those_of_the_subjects(notice):
    policy = huice.Policy(notice, as_of=DAY)
    found = huice.simulate(policy, POPULATION, size=400, seed=7, threads=2)
    assert found["schema"] == "huice.simulation/1" and found["size"] == 400
    answers = notice.answers(huice.subjects(notice, POPULATION, size=400, seed=7), as_of=DAY)
    for item in found["items"]:
        mine = [one[item["item"]] for one in answers]
        assert item["recipients"] == sum(status == "eligible" for status, _ in mine)
        if item["states"] == "amount":
            assert Decimal(item["yuan"]) * 100 == sum(fen or 0 for status, fen in mine if status == "eligible"), item["item"]
    assert huice.simulate(policy, POPULATION, size=400, seed=7) == found


def test_pools_and_comparisons(notice):
    policy = huice.Policy(notice, as_of=DAY)
    found = huice.simulate(policy, POPULATION, size=400, seed=7, pools={"14.1": Decimal("1000.00")}, pool_rule="pro-rata")
    assert found["pools"][0]["paid_yuan"] == "1000.00" and found["pools"][0]["rule"] == "pro_rata"
    later = huice.Policy(notice, as_of="2021-03-31")
    compared = huice.simulate(policy, POPULATION, size=400, seed=7, against=later)
    assert compared["after"]["as_of"] == "2021-03-31" and compared["changes"]


def test_what_is_refused(notice, relief, tmp_path):
    policy = huice.Policy(notice, as_of=DAY)
    with pytest.raises(huice.HuiceError, match="14.11"):
        huice.simulate(policy, POPULATION, size=10, pools={"14.11": 5})
    with pytest.raises(ValueError, match="pool_rule"):
        huice.simulate(policy, POPULATION, size=10, pool_rule="lottery")
    with pytest.raises(ValueError, match="two decimals"):
        huice.simulate(policy, POPULATION, size=10, pools={"14.1": "0.001"})
    with pytest.raises(TypeError, match="float"):
        huice.simulate(policy, POPULATION, size=10, pools={"14.1": 0.5})
    with pytest.raises(huice.HuiceError, match=r"population.toml:\d+"):
        huice.subjects(relief, POPULATION, size=1)
    with pytest.raises(FileNotFoundError):
        huice.subjects(notice, tmp_path / "none.toml", size=1)
    with pytest.raises(huice.HuiceError):
        huice.simulate(policy, POPULATION, size=0)
