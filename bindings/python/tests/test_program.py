"""Packs, diagnostics and one profile at a time."""

import datetime as dt
import enum
import json
import pickle
import threading
from decimal import Decimal

import pytest
from enterprises import DAY, ROOT

import huice

FIRM = {
    "subject_type": "enterprise",
    "insured_employees": 200,
    "layoffs": 11,
    "in_difficulty": False,
    "recoverable": True,
    "prev_year_unemployment_premium": Decimal("386412.37"),
}


def test_a_pack_with_a_mistake_says_where():
    text = '包 示例 (demo) { 舍入 分 四舍五入 }\n主体 企业 (firm) { 人数 (n) : 整数 }\n机构 局\n措施 1 甲 {\n  牵头单位 局\n  支持 1.1 乙 { 对象 企业 条件 丙 人数据 超过 1 金额 1元 }\n}\n'
    pack = huice.Pack.from_sources("demo", [("demo.huice", text)])
    errors = [found for found in pack.check() if found.severity == "error"]
    assert errors and not pack.ok
    found = errors[0]
    assert found.code.startswith("E") and found.file == "demo.huice" and found.line >= 2 and found.column >= 1
    assert found.message_zh and found.message_en and found.message_zh != found.message_en
    with pytest.raises(huice.PackError) as caught:
        pack.program()
    assert found.code in str(caught.value) and caught.value.errors[0]["zh"] == found.message_zh
    assert "demo.huice" in pack.report(lang="en")


def test_a_pack_that_is_not_there():
    with pytest.raises(huice.PackError) as caught:
        huice.Pack.load("/no/such/pack")
    assert caught.value.errors[0]["zh"]
    with pytest.raises(ValueError):  # every refusal is one
        huice.Program("/no/such/pack")


def test_a_program_names_itself(relief):
    assert relief.id == "relief-10" and len(relief.hash) == 64 and relief.document is None
    items = relief.items()
    assert [item["id"] for item in items] == ["13.1", "13.2", "13.3", "14.1", "15.1", "17.1", "18.1", "22.1", "22.2", "22.3"]
    assert items[0] == {"id": "13.1", "title": "免租", "kind": "benefit", "measure": 13, "states": "amount"}


def test_half_a_fen_is_rounded_once(relief):
    outcome = relief.evaluate(FIRM, as_of=DAY)
    assert outcome["schema"] == "huice.outcome/1" and outcome["as_of"] == "2020-06-30"
    item = next(item for item in outcome["items"] if item["item"] == "14.1")
    assert item["status"] == "eligible"
    assert item["amount"]["yuan"] == "193206.19" and item["amount"]["unrounded"] == "193206.185"


def test_typed_outcomes_hold_decimals_and_dates(relief):
    outcome = relief.outcome(FIRM, as_of="2020-06-30")
    assert outcome.as_of == DAY and outcome.subject_type == "enterprise"
    assert outcome["14.1"].yuan == Decimal("193206.19") == outcome.certain
    assert outcome["14.1"].due == (Decimal("193206.19"), Decimal("193206.19"))
    assert outcome["13.1"].status == "undetermined" and "is_sme" in outcome["13.1"].needs
    assert len(list(outcome)) == 10
    with pytest.raises(KeyError):
        outcome["99.9"]


@pytest.mark.parametrize("premium", [Decimal("386412.37"), "386412.37", Decimal("38641237E-2")])
def test_numbers_are_exact_in_every_form(relief, premium):
    outcome = relief.outcome({**FIRM, "prev_year_unemployment_premium": premium}, as_of=DAY)
    assert outcome["14.1"].yuan == Decimal("193206.19")


def test_json_is_a_profile_too(relief):
    text = json.dumps({**FIRM, "prev_year_unemployment_premium": "386412.37"})
    assert relief.evaluate(text, as_of=DAY) == relief.evaluate(FIRM, as_of=DAY)


def test_dates_months_and_numbers_of_other_libraries(relief):
    numpy = pytest.importorskip("numpy")

    class Count(enum.IntEnum):
        MANY = 200

    for count in (numpy.int64(200), Count.MANY):
        assert relief.outcome({**FIRM, "insured_employees": count}, as_of=DAY)["14.1"].status == "eligible"
    assert relief.outcome({**FIRM, "in_difficulty": numpy.bool_(False)}, as_of=DAY)["14.1"].status == "eligible"
    bought = {"subject_type": "enterprise", "makes_epidemic_goods": True, "tech_equipment_investment": 100}
    assert relief.outcome({**bought, "invest_date": dt.date(2020, 12, 31)}, as_of=DAY)["13.2"].yuan == 20
    assert relief.outcome({**bought, "invest_date": dt.date(2021, 1, 1)}, as_of=DAY)["13.2"].status == "not_eligible"


@pytest.mark.parametrize(
    ("value", "kind", "word"),
    [
        (386412.37, TypeError, "float"),
        (float("nan"), TypeError, "float"),
        (dt.datetime(2020, 1, 1), TypeError, "datetime"),
        (object(), TypeError, "object"),
        (Decimal("NaN"), ValueError, "NaN"),
        (Decimal("1.001"), huice.ProfileError, "two decimals"),
        (True, huice.ProfileError, "number"),
        (-1, huice.ProfileError, "negative"),
        ("1e999999999", huice.ProfileError, "not a number"),
        (Decimal("1e30"), huice.ProfileError, ""),
    ],
)
def test_what_is_no_exact_number_is_refused_by_name(relief, value, kind, word):
    with pytest.raises(kind) as caught:
        relief.evaluate({**FIRM, "prev_year_unemployment_premium": value}, as_of=DAY)
    assert "prev_year_unemployment_premium" in str(caught.value) and word in str(caught.value)


def test_everything_wrong_is_told_at_once(relief):
    with pytest.raises(huice.ProfileError) as caught:
        relief.evaluate({"insured_employes": 1, "in_difficulty": "yes"}, as_of=DAY)
    paths = {error["path"] for error in caught.value.errors}
    assert paths == {"insured_employes", "in_difficulty"}
    assert any("insured_employees" in (error["help_en"] or "") for error in caught.value.errors)


def test_profiles_that_nest_without_end(relief):
    loop = {}
    loop["loans"] = [loop]
    with pytest.raises(ValueError, match="deep"):
        relief.evaluate(loop, as_of=DAY)
    with pytest.raises(TypeError):
        relief.evaluate([FIRM], as_of=DAY)
    with pytest.raises(TypeError):
        relief.evaluate({1: 2}, as_of=DAY)


@pytest.mark.parametrize("day", ["2020-02-30", "tomorrow", dt.datetime(2020, 1, 1), 20200101])
def test_days_that_are_none(relief, day):
    with pytest.raises(huice.ContextError):
        relief.evaluate(FIRM, as_of=day)


def test_settings_change_the_notice(notice):
    firm = json.loads((ROOT / "seeds" / "profiles" / "mask-maker.json").read_text(encoding="utf-8"))
    plain = notice.outcome(firm, as_of="2020-03-31")
    assert plain["14.1"].yuan == Decimal("193206.19") and plain.certain == Decimal("10441706.19")
    assert plain["14.2"].status == "pending_approval" and plain["14.2"].yuan is None
    missing = plain["14.2"].raw["missing_parameters"]
    given = notice.outcome(firm, as_of="2020-03-31", params={missing[0]: Decimal("1719")})
    assert given["14.2"].yuan is not None and given["14.2"].yuan == Decimal(1200) * Decimal(1719)
    with pytest.raises(huice.ContextError) as caught:
        notice.outcome(firm, as_of="2020-03-31", params={"no_such": 1}, events={"nor_this": None}, readings={"x": "y"})
    assert len(caught.value.errors) == 3


def test_words_for_people(notice):
    firm = json.loads((ROOT / "seeds" / "profiles" / "mask-maker.json").read_text(encoding="utf-8"))
    assert "193,206.19" in notice.explain(firm, as_of="2020-03-31")
    one = notice.explain(firm, as_of="2020-03-31", item="14.1", lang="en")
    assert "eligible" in one and "14.1" in one
    with pytest.raises(huice.HuiceError, match="14.1"):
        notice.explain(firm, as_of="2020-03-31", item="14.11")
    with pytest.raises(ValueError, match="lang"):
        notice.explain(firm, as_of="2020-03-31", lang="fr")


def test_questions_end(relief, notice):
    answers = {"is_sme": True, "rents_from_soe": True, "soe_rent_monthly": "100.10"}
    profile, asked = {"subject_type": "enterprise"}, []
    while (question := relief.ask(profile, as_of=DAY, items=["13.1"])) is not None:
        asked.append(question["path"])
        profile[question["path"]] = answers[question["path"]]
    assert sorted(asked) == sorted(answers)
    assert relief.outcome(profile, as_of=DAY)["13.1"].yuan == Decimal("300.30")
    assert notice.ask({}, as_of=DAY)["path"] == "subject_type"
    assert relief.ask({"subject_type": "enterprise"}, as_of=DAY, items=["13.1"], unknown=list(answers)) is None


def test_answers_are_the_outcome_in_short(notice):
    profiles = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "seeds" / "profiles").glob("*.json"))]
    profiles = [profile for profile in profiles if isinstance(profile, dict)]
    assert len(profiles) > 5
    for profile, answers in zip(profiles, notice.answers(profiles, as_of="2020-03-31"), strict=True):
        outcome = notice.outcome(profile, as_of="2020-03-31")
        live = {"eligible", "pending_approval", "undetermined"}
        for item in outcome:
            status, fen = answers[item.id]
            known = item.yuan if item.yuan is not None else item.ceiling
            assert status == item.status
            assert fen == (int(known * 100) if known is not None and status in live else None), item.id
    with pytest.raises(huice.ProfileError) as caught:
        notice.answers([{}, {"x": 1}], as_of=DAY)
    assert caught.value.errors[0]["path"] == "[1].x"


def test_many_threads_one_program(notice):
    firm = (ROOT / "seeds" / "profiles" / "mask-maker.json").read_text(encoding="utf-8")
    wanted, found = notice.evaluate(firm, as_of="2020-03-31"), []
    threads = [threading.Thread(target=lambda: found.append(notice.evaluate(firm, as_of="2020-03-31"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 8


def test_stored_programs_answer_the_same(notice, relief):
    firm = (ROOT / "seeds" / "profiles" / "mask-maker.json").read_text(encoding="utf-8")
    stored = notice.save()
    assert isinstance(stored, bytes) and stored == notice.save()
    wanted = notice.evaluate(firm, as_of="2020-03-31")
    for again in (huice.Program.load(stored), pickle.loads(pickle.dumps(notice))):
        assert again.hash == notice.hash and again.evaluate(firm, as_of="2020-03-31") == wanted
    text = (ROOT / "benches" / "pack" / "relief-10.huice").read_text(encoding="utf-8")
    texts = huice.Pack.from_sources("pack", [("relief-10.huice", text)]).program()
    assert pickle.loads(pickle.dumps(texts)).evaluate(FIRM, as_of=DAY) == texts.evaluate(FIRM, as_of=DAY)
    for broken in (b"", b"x" * 100, stored[:-1], stored[:200] + b"!" + stored[201:]):
        with pytest.raises(huice.ProgramError) as caught:
            huice.Program.load(broken)
        assert caught.value.errors[0]["help_zh"]
