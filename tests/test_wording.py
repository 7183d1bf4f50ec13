"""Figures in words, in both languages."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epcli import model
from epcli.model import Citation, Figure, Text
from epcli.store import Store
from epcli.wording import LABELS, UNITS, choose_lang, quantity


def figure(value: float | None, unit: str, qualifier: str | None = None, status: str = "stated") -> Figure:
    fields = {
        "id": "x",
        "metric": {"zh": "指标", "en": "metric"},
        "value": value,
        "unit": unit,
        "qualifier": qualifier,
        "as_written": None,
        "as_of": None,
        "status": status,
        "citations": [{"source": "x", "at": "§1"}],
        "note": None,
    }
    return msgspec.convert(fields, Figure)


@pytest.mark.parametrize(
    ("shown", "zh", "en"),
    [
        (figure(3_000_000_000, "CNY"), "30亿元", "CNY 3 billion"),
        (figure(320_000_000, "CNY"), "3.2亿元", "CNY 320 million"),
        (figure(10_000_000, "CNY", "over", "restored"), "超过1000万元†", "over CNY 10 million†"),
        (figure(55_000, "person"), "5.5万人", "55,000 people"),
        (figure(150_000, "person", "over"), "超过15万人", "over 150,000 people"),
        (figure(1, "county"), "1个县", "1 county"),
        (figure(832, "county", None, "restored"), "832个县†", "832 counties†"),
        (figure(1.07, "shop-per-village"), "1.07家网店/村", "1.07 online shops per village"),
        (figure(52.6, "%"), "52.6%", "52.6%"),
        (figure(50, "%", "at-least"), "不低于50%", "at least 50%"),
        (figure(None, "warehouse", None, "lost"), "□个仓库", "□ warehouses"),
        (figure(None, "CNY", "over", "lost"), "超过□元", "over CNY □"),
        (figure(7, "furlong"), "7furlong", "7 furlong"),
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
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if shown.endswith(word):
            assert round(float(shown.removesuffix(word)) * size) == value
            return
    assert float(shown) == value


def test_every_unit_and_term_of_the_records_has_words(store: Store) -> None:
    """Each unit, kind, level and source type that the shipped records use has words in both languages."""
    figures = [f for table in (store.events, store.case_studies, store.organizations) for record in table.values() for f in record.figures]
    assert {f.unit for f in figures} <= set(UNITS)
    terms = {term for alias in (model.EventKind, model.PlaceLevel, model.SourceType) for term in get_args(alias)}
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
