"""What is refused: every message names its place, says a way out, and speaks the language asked for."""

import datetime as dt
import re
from decimal import Decimal

import pyarrow as pa
import pytest
from enterprises import DAY, ROOT
from packs import BANKS

import huice

CHINESE = re.compile(r"[\u4e00-\u9fff]")
POPULATION = ROOT / "seeds" / "zhoucun-2020-8" / "population.toml"


class Odd:
    pass


LONG = 10**5000
REFUSED_VALUES = {
    "float": (1.5, "Decimal"),
    "nan": (float("nan"), "None"),
    "not finite": (Decimal("NaN"), "None"),
    "datetime": (dt.datetime(2020, 1, 1), ".date()"),
    "object": (Odd(), "Decimal"),
    "half a character": ("\ud800", "encoding"),
    "deep": ([[[[[[[[[[1]]]]]]]]]], "records"),
    "long": (LONG, "long"),
}


@pytest.mark.parametrize("case", REFUSED_VALUES)
def test_values(relief, case):
    value, way_out = REFUSED_VALUES[case]
    calls = {
        "layoffs": lambda lang: relief.evaluate({"layoffs": value}, as_of=DAY, lang=lang),
        "[1].layoffs": lambda lang: relief.answers([{}, {"layoffs": value}], as_of=DAY, lang=lang),
        "constants.layoffs": lambda lang: huice.Policy(relief, as_of=DAY, constants={"layoffs": value}, lang=lang),
    }
    for place, call in calls.items():
        with pytest.raises((TypeError, ValueError)) as both:
            call(None)
        with pytest.raises((TypeError, ValueError)) as english:
            call("en")
        with pytest.raises((TypeError, ValueError)) as chinese:
            call("zh")
        assert place in str(english.value) and way_out in str(english.value), str(english.value)
        assert not CHINESE.search(str(english.value).replace(place, "")) and place in str(chinese.value)
        assert CHINESE.search(str(chinese.value)), str(chinese.value)
        assert str(both.value).splitlines() == [str(chinese.value), str(english.value)]
        assert both.value.errors[0]["path"].startswith(place)


def test_values_of_other_libraries(relief):
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    for value, way_out in (
        (numpy.datetime64("2020-01-01", "ns"), "datetime.date"),
        (numpy.timedelta64(5, "ns"), "datetime.date"),
        (numpy.float32(1.5), "Decimal"),
        (pandas.NA, "None"),
        (pandas.NaT, "None"),
        (pandas.Timestamp("2020-01-01"), ".date()"),
    ):
        with pytest.raises(TypeError) as caught:
            relief.evaluate({"layoffs": value}, as_of=DAY, lang="en")
        assert str(caught.value).startswith("layoffs: ") and way_out in str(caught.value), str(caught.value)
    assert relief.evaluate({"invest_date": numpy.datetime64("2020-03-01")}, as_of=DAY)


def test_settings(relief, notice):
    for call, place, way_out in (
        (lambda: relief.evaluate({}, as_of=20200331, lang="en"), "as_of", "YYYY-MM-DD"),
        (lambda: relief.evaluate({}, as_of=DAY, params={1: 2}, lang="en"), "params", "keys"),
        (lambda: relief.evaluate({}, as_of=DAY, params={"x": 1.5}, lang="en"), "params[x]", "Decimal"),
        (lambda: relief.evaluate({1: 2}, as_of=DAY, lang="en"), "profile", "keys"),
        (lambda: relief.evaluate([], as_of=DAY, lang="en"), "profile", "dict"),
        (lambda: relief.evaluate({}, as_of=DAY, lang="fr"), "lang", '"zh"'),
        (lambda: huice.Policy(relief, as_of=DAY, items=["nothing"], lang="en"), "items", "items()"),
        (lambda: huice.Policy(relief, as_of=DAY, lang="en").output_schema(statuses="x"), "statuses", "utf8_view"),
        (lambda: huice.Policy(relief, as_of=DAY, lang="en").evaluate([1]), "table", "pyarrow.table"),
        (lambda: huice.simulate(huice.Policy(notice, as_of=DAY, lang="en"), POPULATION, size=1, pool_rule="x"), "pool_rule", "pro-rata"),
        (lambda: huice.simulate(huice.Policy(notice, as_of=DAY, lang="en"), POPULATION, size=1, pools={"14.1": -1}), "pools[14.1]", "yuan"),
    ):
        with pytest.raises((TypeError, ValueError)) as caught:
            call()
        assert str(caught.value).startswith(place) and way_out in str(caught.value), str(caught.value)
        assert caught.value.errors[0]["help_zh"] and (place == "lang" or not CHINESE.search(str(caught.value)))
    with pytest.raises(FileNotFoundError, match="nowhere.toml"):
        huice.subjects(notice, "nowhere.toml", size=1)


LISTS = pa.array([[1]], pa.list_(pa.int32(), 1))
COLUMNS = {
    "float": ("soe_rent_monthly", pa.array([1.5]), "Float64", "not exact"),
    "timestamp": ("invest_date", pa.array([dt.datetime(2020, 1, 1)]), "Timestamp", "date32"),
    "date64": ("invest_date", pa.array([dt.date(2020, 1, 1)], pa.date64()), "Date64", "date32"),
    "wide": ("soe_rent_monthly", pa.array([Decimal(1)], pa.decimal256(40, 2)), "Decimal256", "decimal128"),
    "words": ("is_sme", pa.array(["true"]), "Utf8", "true or false"),
    "numbers": ("incubator_level", pa.array([1]), "Int64", "text"),
    "places": ("layoffs", pa.array([1]).dictionary_encode(), "Dictionary", "cast it to Int64"),
    "runs": ("layoffs", pa.RunEndEncodedArray.from_arrays([1], pa.array([1])), "RunEndEncoded", "cast it to Int64"),
    "fixed": ("incubator_level", LISTS, "FixedSizeList", "list"),
    "unknown": ("profit", pa.array([1]), "no fact", "keep or ignore"),
    "nearly": ("layofs", pa.array([1]), "no fact", "layoffs"),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_columns(relief, case):
    column, values, found, way_out = COLUMNS[case]
    said = {}
    for lang in ("zh", "en"):
        with pytest.raises(huice.ColumnError) as caught:
            huice.Policy(relief, as_of=DAY, lang=lang).evaluate(pa.table({column: values}))
        said[lang] = str(caught.value)
        assert said[lang].startswith(column + ": ") and caught.value.errors[0]["help_zh"]
    assert found in said["en"] and way_out in said["en"] and not CHINESE.search(said["en"]), said["en"]
    assert CHINESE.search(said["zh"])


def test_names_that_do_not_fit(relief):
    policy = huice.Policy(relief, as_of=DAY, lang="en")
    taken = pa.table({"reason": ["x"], "13.1_status": ["y"], "n": [1]})
    with pytest.raises(huice.ColumnError) as caught:
        policy.evaluate(taken, keep=["reason", "13.1_status", "n"])
    assert [problem["path"] for problem in caught.value.errors] == ["reason", "13.1_status"]
    answers = pa.table(policy.evaluate(taken, keep=["n", "n"], ignore=["reason", "13.1_status"]))
    assert answers.column_names == ["n", *pa.schema(policy.output_schema()).names]


def test_rows(relief):
    """A reason names the fact, what is wrong with it, and how to mend it, in the language of the policy."""
    table = pa.table({"layoffs": ["3", "-1", "x", None], "invest_date": ["2020-02-30", "2020-02-28", None, "20200101"]})
    english = pa.table(huice.Policy(relief, as_of=DAY, lang="en").evaluate(table))["reason"].to_pylist()
    chinese = pa.table(huice.Policy(relief, as_of=DAY).evaluate(table))["reason"].to_pylist()
    for place, one, other in zip(("invest_date", "layoffs", "layoffs", "invest_date"), english, chinese, strict=True):
        assert one.startswith(place) and not CHINESE.search(one) and other.startswith(place) and CHINESE.search(other)


def test_text_that_is_none(relief, policy):
    """Arrow takes any bytes for text; the rows around them are answered all the same."""
    bad, good, far = b"\xce\xde\xff", "市级".encode(), "市级".encode() * 9 + b"\xe5\xb8"
    words = [good, bad, None, b"none", far, good[:2]]
    places = [1, 4, 5]
    plain = pa.array(words, pa.binary())
    arrays = {
        "utf8": plain.view(pa.utf8()),
        "large": plain.cast(pa.large_binary()).view(pa.large_utf8()),
        "view": plain.cast(pa.binary_view()).view(pa.string_view()),
        "dictionary": pa.DictionaryArray.from_arrays([0, 1, None, 2, 3, 4], pa.array([good, bad, b"none", far, good[:2]], pa.binary()).view(pa.utf8())),
        # Each is no text by itself, and both together are.
        "halves": pa.array([*words[:4], good[:2], good[2:] + b"\xff"], pa.binary()).view(pa.utf8()),
    }
    numbers = pa.array([1, 2, 3, 4, 5, 6])
    mended = pa.array([None if at in places else word for at, word in enumerate(words)], pa.binary()).view(pa.utf8())
    sound = pa.table(policy.evaluate(pa.table({"row": numbers, "incubator_level": mended}), keep=["row"]))
    for name, array in arrays.items():
        for table in (pa.table({"row": numbers, "incubator_level": array}), pa.table({"row": numbers, "incubator_level": array}).slice(1, 4)):
            for statuses in ("utf8", "utf8_view", "dictionary"):
                found = pa.table(policy.evaluate(table, keep=["row"], statuses=statuses)).to_pylist()
                for answer in found:
                    at = answer["row"] - 1
                    if at in places:
                        assert "incubator_level" in answer["reason"] and "UTF-8" in answer["reason"], name
                        assert all(value is None for key, value in answer.items() if key not in ("row", "reason")), name
                    else:
                        assert answer == sound.slice(at, 1).to_pylist()[0], name


def test_text_that_is_none_inside_lists(notice):
    program = huice.Pack.from_sources("banks", [("banks.huice", BANKS)]).program()
    policy = huice.Policy(program, as_of=DAY, constants={"subject_type": "bank"}, lang="en")
    words = pa.array([b"small", b"\xff", b"big", b"\xff"], pa.binary()).view(pa.utf8())
    loans = pa.StructArray.from_arrays([words, pa.array([100, 200, 300, 400])], ["kind", "amount"])
    table = pa.table({"loans": pa.ListArray.from_arrays(pa.array([0, 1, 2, 2, 3]), loans)})
    answers = pa.table(policy.evaluate(table)).to_pylist()
    assert [answer["reason"] is None for answer in answers] == [True, False, True, True]
    assert answers[0]["1.1_yuan"] == 10 and answers[1]["reason"].startswith("loans: ")
    # The last value belongs to no row.
    assert answers[3]["1.1_status"] is not None
