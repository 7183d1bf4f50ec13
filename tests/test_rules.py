"""The rules of format 2, each broken once in a store written by hand; the message names record, field and fault in both languages."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Called, faults

Call = Callable[..., Called]
CITED = [{"source": "gazette", "at": "全文"}]


def both(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def figure(figure_id: str, **changed: Any) -> dict[str, Any]:
    model = {
        "id": figure_id,
        "indicator": "online-shops",
        "metric": both("Online shops"),
        "role": "actual",
        "value": 100,
        "upper": None,
        "unit": "shop",
        "qualifier": None,
        "as_written": "100",
        "as_of": "2016",
        "due": None,
        "places": ["northfield"],
        "organizations": [],
        "reported_by": "bureau",
        "status": "stated",
        "citations": CITED,
        "note": None,
    }
    return model | changed


def source(source_id: str, **changed: Any) -> dict[str, Any]:
    model = {
        "id": source_id,
        "language": "en",
        "type": "article-newspaper",
        "repost": False,
        "issued_by": "press",
        "authors": [{"family": both("Smith"), "given": both("Ann")}, {"name": both("Bureau")}],
        "title": both(f"What {source_id} says"),
        "publisher": both("The Press"),
        "volume": None,
        "issue": None,
        "pages": None,
        "number": None,
        "doi": None,
        "date": "2016",
        "url": None,
        "note": None,
    }
    return model | changed


def place(place_id: str, **changed: Any) -> dict[str, Any]:
    model = {"id": place_id, "name": both(place_id), "aliases": [], "level": "county", "code": "620101", "within": "upland"}
    return model | {"poor_county": None} | changed


def poor(**changed: Any) -> dict[str, Any]:
    return {"exit_year": 2019, "evidence": "press", "announced": "2019-04-28", "citations": CITED, "note": None} | changed


HAND: dict[str, Any] = {
    "dataset": {
        "1": {"title": both("By hand"), "version": "0.1.0", "licence": "CC0-1.0", "description": both("By hand."), "format": 2},
    },
    "events": {},
    "case_studies": {},
    "organizations": {
        "1": {
            "id": "bureau",
            "name": both("Bureau"),
            "aliases": [],
            "kind": "government",
            "summary": both("It counts."),
            "programmes": [],
            "figures": [
                figure("shops-2016"),
                figure("shops-wanted", role="target", value=500, upper=600, qualifier="at-most", as_of="2016", due="2020"),
                figure("shops-elsewhere", places=[], organizations=["bureau"], value=7),
            ],
            "citations": CITED,
        }
    },
    "places": {
        "1": place("china", level="country", code=None, within=None),
        "2": place("poor-ones", level="group", code=None, within="china"),
        "3": place("upland", level="province", code="CN-GS", within="china"),
        "4": place("northfield", poor_county=poor()),
        "5": place("no-code", code=None, poor_county=poor(evidence="contested", announced=None, note=both("It has no code."))),
    },
    "indicators": {
        "1": {
            "id": "online-shops",
            "name": both("Online shops"),
            "aliases": [],
            "definition": both("Shops that sell online, at the end of the year."),
            "unit": "shop",
            "measure": "stock",
        },
        "2": {"id": "unused", "name": both("Unused"), "aliases": [], "definition": both("Nothing yet."), "unit": "%", "measure": "ratio"},
    },
    "sources": {"1": source("gazette"), "2": source("herald", publisher=both("The Herald"))},
}


def written(store: Any) -> bytes:
    return json.dumps(store, ensure_ascii=False, indent=2).encode() + b"\n"


def test_a_store_of_format_2_written_by_hand_is_valid(tmp_path: Path) -> None:
    """The store that the other tests break keeps every rule; an indicator without a figure is allowed."""
    assert faults(written(HAND), tmp_path) == []


RULES: dict[str, tuple[str, dict[str, Any], str, str, str]] = {
    "an unknown indicator": ("figure", {"indicator": "shops"}, "figures[0].indicator", "indicators has no shops", "indicators中没有shops"),
    "another unit": (
        "figure",
        {"unit": "store"},
        "figures[0].unit",
        "online-shops is counted in shop, not in store",
        "的单位是shop，不是store",
    ),
    "an unknown unit": ("figure", {"unit": "shops"}, "figures[0].unit", "the nearest unit: shop", "没有单位“shops”"),
    "an unknown role": ("figure", {"role": "wish"}, "figures[0].role", "Invalid enum value 'wish'", "不是允许的值"),
    "an actual that is due": ("figure", {"due": "2020"}, "figures[0].due", "this is an actual", "只有target和commitment有期限"),
    "a rule that is due": ("figure", {"role": "rule", "due": "2020"}, "figures[0].due", "this is a rule", "而role是rule"),
    "no date": ("figure", {"role": "target", "due": "2020-13"}, "figures[0].due", "2020-13", "不是有效的EDTF日期"),
    "a range that goes down": ("figure", {"upper": 99}, "figures[0].upper", "more than its value, 100", "区间的上限应大于value"),
    "a range that is none": ("figure", {"upper": 100}, "figures[0].upper", "more than its value, 100", "区间的上限应大于value"),
    "a lost range": (
        "figure",
        {"status": "lost", "value": None, "as_written": None, "upper": 5, "note": both("Lost.")},
        "figures[0].upper",
        "a lost figure has none",
        "缺失的数值不应有此项",
    ),
    "too long a number": ("figure", {"upper": 2**63}, "figures[0].upper", "beyond 64 bits", "超出64位"),
    "an indicator of nothing": ("figure", {"places": []}, "figures[0].indicator", "fill in places or organizations", "请填places"),
    "an unknown place": ("figure", {"places": ["atlantis"]}, "figures[0].places[0]", "places has no atlantis", "places中没有atlantis"),
    "an unknown organization": (
        "figure",
        {"organizations": ["nobody"]},
        "figures[0].organizations[0]",
        "organizations has no nobody",
        "organizations中没有nobody",
    ),
    "an unknown reporter": (
        "figure",
        {"reported_by": "nobody"},
        "figures[0].reported_by",
        "organizations has no nobody",
        "organizations中没有nobody",
    ),
    "one id twice": ("figure", {"id": "shops-wanted"}, "figures[1].id", "figure shops-wanted is used already", "数值shops-wanted已用于"),
    "an author without a name": ("source", {"authors": [{}]}, "authors[0]", "a person has family and given", "个人写family和given"),
    "an author of both kinds": (
        "source",
        {"authors": [{"name": both("A"), "family": both("B"), "given": both("C")}]},
        "authors[0]",
        "an institution has name",
        "机构写name",
    ),
    "half a name": ("source", {"authors": [{"family": both("B")}]}, "authors[0].given", "family and given", "都要有"),
    "an old source": ("source", {"author": both("A")}, "author", "unknown field", "未知的字段"),
    "a language in words": ("source", {"language": "English"}, "language", "Expected `str` matching", "应符合正则表达式"),
    "an old type": ("source", {"type": "news"}, "type", "Invalid enum value 'news'", "不是允许的值"),
    "a doi that is an address": ("source", {"doi": "https://doi.org/10.1/x"}, "doi", "Expected `str` matching", "应符合正则表达式"),
    "a year outside": ("place", {"poor_county": poor(exit_year=2021)}, "poor_county.exit_year", "Invalid enum value 2021", "不是允许的值"),
    "no day of an exit": (
        "place",
        {"poor_county": poor(announced="2019-02-30")},
        "poor_county.announced",
        "no day 30",
        "不是有效的EDTF日期",
    ),
    "an exit without a source": ("place", {"poor_county": poor(citations=[])}, "poor_county.citations", "of length >= 1", "至少应有1项"),
    "an exit by hearsay": (
        "place",
        {"poor_county": poor(citations=[{"source": "hearsay", "at": "1"}])},
        "poor_county.citations[0].source",
        "sources has no hearsay",
        "sources中没有hearsay",
    ),
    "a contested exit without a note": (
        "place",
        {"poor_county": poor(evidence="contested", note=None)},
        "poor_county.note",
        "a contested exit year says by what",
        "须注明争议所在",
    ),
    "a county without a code": ("place", {"code": None}, "code", "only a poor county without says so in its note", "只有贫困县可以没有"),
    "a country with a code": ("place", {"level": "country", "within": None}, "code", "a country has none", "country没有代码"),
    "a country within something": ("place", {"level": "country", "code": None}, "within", "lies within nothing", "应属于null"),
    "a county within a group": ("place", {"within": "poor-ones"}, "within", "not within a group", "而不是group"),
    "a county within nothing": ("place", {"within": None}, "within", "not within nothing", "而不是null"),
    "no definition": ("indicator", {"definition": None}, "definition", "Expected `object`, got `null`", "应为object，而不是null"),
    "no such measure": ("indicator", {"measure": "sum"}, "measure", "Invalid enum value 'sum'", "不是允许的值"),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_told_in_both_languages(rule: str, tmp_path: Path) -> None:
    """One field of one record breaks one rule: the message has the record, the field and the fault, in English and in Chinese."""
    part, change, field, en, zh = RULES[rule]
    store = copy.deepcopy(HAND)
    broken, name = {
        "figure": (store["organizations"]["1"]["figures"][0], "organizations/bureau"),
        "source": (store["sources"]["2"], "sources/herald"),
        "place": (store["places"]["4"], "places/northfield"),
        "indicator": (store["indicators"]["1"], "indicators/online-shops"),
    }[part]
    broken |= change
    found = [fault for fault in faults(written(store), tmp_path) if (fault.document, fault.field) == (name, field)]
    assert len(found) == 1, faults(written(store), tmp_path)
    assert en in found[0].told("en")
    assert zh in found[0].told("zh")
    assert str(found[0]) == found[0].told("en")
    assert found[0].told("zh").startswith(f"{name}：{field}：")


def disagreeing(note: str | None, other_note: str | None, **changed: Any) -> Any:
    store = copy.deepcopy(HAND)
    figures = store["organizations"]["1"]["figures"]
    figures[0]["note"] = note and both(note)
    at = [{"source": "herald", "at": "p. 2; p. 3"}]
    figures.append(figure("shops-by-another", value=120, citations=at, note=other_note and both(other_note)) | changed)
    return store


SECOND = "The Press counts another way."


@pytest.mark.parametrize(
    ("store", "told"),
    [
        (disagreeing(None, None), ["figures[0].note"]),
        (disagreeing("See shops-by-another.", None), ["figures[3].note"]),
        (disagreeing("See shops-by-another-year.", SECOND), ["figures[0].note"]),
        (disagreeing("See shops-by-another.", "See shops-2016."), []),
        (disagreeing("See herald.", "The source gazette has 100."), []),
        (disagreeing("The Herald counts another way.", "What gazette says is 100."), []),
        (disagreeing(None, None, value=100), []),
        (disagreeing(None, None, upper=130), ["figures[0].note"]),
        (disagreeing(None, None, as_of="2017"), []),
        (disagreeing(None, None, as_of=None), []),
        (disagreeing(None, None, role="rule"), []),
        (disagreeing(None, None, indicator=None), []),
        (disagreeing(None, None, places=["no-code"]), []),
        (disagreeing(None, None, organizations=["bureau"]), []),
    ],
)
def test_two_values_for_one_fact_name_each_other(store: Any, told: list[str], tmp_path: Path) -> None:
    """Actuals of one indicator, place, organization and date with other values each have a note with the other's id or source."""
    found = faults(written(store), tmp_path)
    assert [fault.field for fault in found] == told
    assert all("has another value for the same indicator" in fault.told("en") and "给出了不同的值" in fault.told("zh") for fault in found)


def test_many_values_for_one_fact_are_soon_checked(tmp_path: Path) -> None:
    """Ten thousand values for one fact, whose notes name each other's one source, take no longer than other figures."""
    store = copy.deepcopy(HAND)
    made = [figure(f"n-{number}", value=number, note=both("What gazette says varies.")) for number in range(10_000)]
    store["organizations"]["1"]["figures"] = made
    assert faults(written(store), tmp_path) == []


@pytest.mark.parametrize(
    ("lang", "where", "words"),
    [("en", "broken.json, organizations 1", "Nothing was imported."), ("zh", "broken.json，organizations第1条", "没有导入任何记录。")],
)
def test_nothing_of_what_breaks_a_rule_is_imported(lang: str, where: str, words: str, call: Call, tmp_path: Path) -> None:
    """An import of a figure that breaks a rule exits 1 with the file, the record and the field in one line, and writes nothing."""
    (tmp_path / "hand.json").write_bytes(written(HAND))
    broken = copy.deepcopy(HAND)
    broken["organizations"]["1"]["figures"][0]["due"] = "2020"
    (tmp_path / "broken.json").write_bytes(written(broken))
    assert call("init", "my.json").code == 0
    before = (tmp_path / "my.json").read_bytes()
    told = call("import", "broken.json", "--store", "my.json", "--lang", lang)
    assert (told.code, told.out) == (1, "")
    assert where in told.err
    assert "figures[0].due" in told.err
    assert words in told.err
    assert len(told.err.splitlines()) == 1
    assert (tmp_path / "my.json").read_bytes() == before
    assert call("import", "hand.json", "--store", "my.json").code == 0
    assert (tmp_path / "my.json").read_bytes() == written(HAND)
