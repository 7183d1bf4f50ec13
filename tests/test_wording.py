"""Figures in words, in both languages."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from epcli import model
from epcli.model import Author, Citation, Figure, Source, Text
from epcli.store import Store
from epcli.wording import LABELS, UNITS, author_names, choose_lang, quantity, role, text_kind


def figure(value: float | None, unit: str, qualifier: str | None = None, status: str = "stated") -> Figure:
    fields = {
        "id": "x",
        "indicator": None,
        "metric": {"zh": "指标", "en": "metric"},
        "role": "actual",
        "value": value,
        "upper": None,
        "unit": unit,
        "qualifier": qualifier,
        "as_written": None,
        "as_of": None,
        "due": None,
        "places": [],
        "organizations": [],
        "reported_by": None,
        "status": status,
        "citations": [{"source": "x", "at": "§1"}],
        "note": None,
    }
    return msgspec.convert(fields, Figure)


def ranged(value: float, upper: float, unit: str, qualifier: str | None = None) -> Figure:
    return replace(figure(value, unit, qualifier), upper=upper)


@pytest.mark.parametrize(
    ("shown", "zh", "en"),
    [
        (figure(3_000_000_000, "CNY"), "30亿元", "CNY 3 billion"),
        (figure(320_000_000, "CNY"), "3.2亿元", "CNY 320 million"),
        (figure(10_000_000, "CNY", "over", "restored"), "超过1000万元†", "over CNY 10 million†"),
        (figure(55_000, "person"), "55000人", "55,000 people"),
        (figure(54_598, "person"), "54598人", "54,598 people"),
        (figure(14_372, "shop"), "14372家网店", "14,372 online shops"),
        (figure(30_000, "station"), "3万个服务站", "30,000 stations"),
        (figure(1_700_000_000_000, "CNY"), "1.7万亿元", "CNY 1.7 trillion"),
        (figure(150_000, "person", "over"), "超过15万人", "over 150,000 people"),
        (figure(1, "county"), "1个县", "1 county"),
        (figure(832, "county", None, "restored"), "832个县†", "832 counties†"),
        (figure(1.07, "shop-per-village"), "1.07家网店/村", "1.07 online shops per village"),
        (figure(52.6, "%"), "52.6%", "52.6%"),
        (figure(50, "%", "at-least"), "不低于50%", "at least 50%"),
        (figure(None, "warehouse", None, "lost"), "□个仓库", "□ warehouses"),
        (figure(None, "CNY", "over", "lost"), "超过□元", "over CNY □"),
        (figure(20, "%", "at-most"), "不超过20%", "at most 20%"),
        (figure(7, "number"), "7", "7"),
        (ranged(5, 6, "CNY"), "5～6元", "CNY 5–6"),
        (ranged(1, 2, "county"), "1～2个县", "1–2 counties"),
        (ranged(30, 40, "%"), "30%～40%", "30–40%"),
        (ranged(3 * 10**9, 5 * 10**9, "CNY"), "30亿～50亿元", "CNY 3–5 billion"),
        (ranged(8 * 10**8, 12 * 10**8, "CNY", "about"), "约8亿～12亿元", "about CNY 800 million–1.2 billion"),
        (ranged(9_000, 12_000, "person"), "9000～12000人", "9,000–12,000 people"),
    ],
)
def test_a_figure_reads_as_its_language_writes_it(shown: Figure, zh: str, en: str) -> None:
    """Chinese groups by 万 and 亿, English by thousands and millions; marks and qualifiers come along; a gap stays a gap."""
    assert (quantity(shown, "zh"), quantity(shown, "en")) == (zh, en)


@given(st.integers(0, 10**13))
def test_no_digit_is_lost_in_words(value: int) -> None:
    """Up to twelve significant digits, the number shown is the number stored."""
    value -= value % 10 ** max(0, len(str(value)) - 12)
    shown = quantity(figure(value, "product"), "zh").removesuffix("种产品")
    for word, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if shown.endswith(word):
            assert round(float(shown.removesuffix(word)) * size) == value
            return
    assert float(shown) == value


def test_every_unit_and_term_of_the_records_has_words(store: Store) -> None:
    """Each unit that there is, and each kind, level, role and source type that the shipped records use has words in both languages."""
    figures = [f for table in (store.events, store.case_studies, store.organizations) for record in table.values() for f in record.figures]
    assert {f.unit for f in figures} <= set(UNITS) == set(model.UNITS)
    terms = {term for alias in (model.EventKind, model.PlaceLevel, model.SourceType) for term in get_args(alias)}
    terms |= {*get_args(model.Role)} - {"actual"}
    assert terms | set(model.ASPECTS) <= set(LABELS)


@pytest.mark.parametrize(
    ("option", "environ", "lang"),
    [
        ("zh", {"LANG": "en_GB.UTF-8"}, "zh"),
        (None, {"EPCLI_LANG": "zh", "LC_ALL": "C"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_is_the_option_then_the_environment(option: model.Lang | None, environ: dict[str, str], lang: str) -> None:
    """--lang wins over EPCLI_LANG, that over the locale; every locale but a Chinese one means English."""
    assert choose_lang(option, environ) == lang


def test_a_text_is_read_by_language() -> None:
    """A Text gives its Chinese for zh and its English for en."""
    text = Text(zh="成县", en="Chengxian")
    assert (text["zh"], text["en"]) == ("成县", "Chengxian")
    assert Citation(source="wei-yanan", at="§1") == Citation(source="wei-yanan", at="§1")


@pytest.mark.parametrize(
    ("shown", "due", "zh", "en"),
    [
        ("actual", None, "", ""),
        ("target", "2020", " · 目标，期限2020", " · target, due 2020"),
        ("commitment", None, " · 承诺", " · commitment"),
        ("rule", None, " · 规定", " · rule"),
    ],
)
def test_what_is_no_result_says_so(shown: str, due: str | None, zh: str, en: str) -> None:
    """A target, a commitment and a rule are named beside the number, with the date when they are due; a result needs no word."""
    told = msgspec.convert(msgspec.to_builtins(figure(1, "county")) | {"role": shown, "due": due}, Figure)
    assert (role(told, "zh"), role(told, "en")) == (zh, en)


def a_source(store: Store, **changed: object) -> Source:
    return msgspec.convert(msgspec.to_builtins(store.sources["wei-yanan"]) | changed, Source)


def test_authors_are_named_as_each_language_names_them(store: Store) -> None:
    """A Chinese name keeps its order in English, other persons and institutions are named as they are."""

    def both(word: str, en: str = "") -> Text:
        return Text(zh=word, en=en or word)

    wei = Author(family=both("魏", "Wei"), given=both("延安", "Yan'an"))
    couture = Author(family=both("Couture"), given=both("Victor"))
    bank = Author(name=both("世界银行", "World Bank"))
    source = replace(a_source(store), authors=[wei, couture, bank])
    assert author_names(source, "zh") == "魏延安、Victor Couture、世界银行"
    assert author_names(source, "en") == "Wei Yan'an, Victor Couture, World Bank"
    assert author_names(replace(source, authors=[]), "en") == ""


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        ({"type": "article-newspaper", "repost": False, "issued_by": "press"}, "新闻", "news"),
        ({"type": "article-newspaper", "repost": True, "issued_by": "press"}, "新闻，转载", "news, repost"),
        ({"type": "webpage", "repost": False, "issued_by": "other"}, "网页", "web page"),
        ({"type": "webpage", "repost": True, "issued_by": "other"}, "转载", "repost"),
        ({"type": "webpage", "repost": False, "issued_by": "government"}, "政府文件", "government document"),
        ({"type": "webpage", "repost": True, "issued_by": "company"}, "企业，转载", "company, repost"),
        ({"type": "legislation", "repost": False, "issued_by": "government"}, "法规文件", "legislation"),
    ],
)
def test_a_source_says_what_it_is(fields: dict[str, object], zh: str, en: str, store: Store) -> None:
    """A source is told by its kind of text, a web page by who speaks in it, and a copy on another site as one."""
    source = a_source(store, **fields)
    assert (text_kind(source, "zh"), text_kind(source, "en")) == (zh, en)
