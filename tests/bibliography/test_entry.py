"""An entry of a bibliography: in the language of its text, with dates that each format can say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from epcli.bibliography.entry import dated, of_dataset, of_source
from epcli.errors import RequestError
from epcli.model import Author, Source, Text
from epcli.queries.cite import cite
from epcli.store import Store


def source(**changes: Any) -> Source:
    """A source of a kind of its own, for entries that no record of the store has."""
    plain = Source(
        id="a-source",
        language="en",
        type="webpage",
        repost=False,
        issued_by="press",
        authors=[],
        title=Text(zh="题", en="Title"),
        publisher=Text(zh="社", en="Pub"),
        volume=None,
        issue=None,
        pages=None,
        number=None,
        doi=None,
        date=None,
        url="http://example.org/a",
        note=None,
    )
    return replace(plain, **changes)


def test_a_title_is_as_printed_with_the_translation_beside_it_for_who_needs_one(store: Store) -> None:
    """A Chinese text keeps its title and names for an English reader, who gets a translation; a Chinese reader needs none."""
    english, chinese = (of_source(store.sources["xinhua-2016-01-22"], lang) for lang in ("en", "zh"))
    assert english.title == chinese.title == "国务院扶贫办与京东共同探索电商扶贫新模式"
    assert (english.translation or "").startswith("State Council Poverty Alleviation Office")
    assert chinese.translation is None
    assert (english.authors, english.publisher) == (chinese.authors, "新华网")
    assert english.authors[0].family == "高"


def test_a_text_in_a_third_language_has_its_title_in_brackets() -> None:
    """The store keeps titles in Chinese and English alone, so that of a Portuguese text is a translation and is marked as one."""
    entry = of_source(source(language="pt"), "en")
    assert (entry.title, entry.translation) == ("[Title]", None)


def test_a_text_whose_language_is_not_known_has_both_titles() -> None:
    """Where format 1 doesn't say which title is the printed one, both stand."""
    entry = of_source(source(language="und"), "zh")
    assert (entry.title, entry.translation) == ("题", "Title")


def test_a_described_text_has_one_pair_of_brackets() -> None:
    """A title that was not seen stands in square brackets, and its translation is not put into a second pair."""
    entry = of_source(source(language="zh", title=Text(zh="[一篇报道]", en="[A report]")), "en")
    assert (entry.title, entry.translation) == ("[一篇报道]", "A report")


def test_the_marks_around_a_periodical_are_no_part_of_its_name() -> None:
    """《中国日报》 is called 中国日报."""
    assert of_source(source(language="zh", publisher=Text(zh="《中国日报》", en="China Daily")), "zh").publisher == "中国日报"


def test_a_day_of_access_needs_an_address() -> None:
    """A text that has no address was not seen at one."""
    assert of_source(source(), "en", "2026-11-20").accessed == "2026-11-20"
    assert of_source(source(url=None), "en", "2026-11-20").accessed is None


@pytest.mark.parametrize(
    ("edtf", "start", "end", "estimated", "season"),
    [
        ("2016", (2016,), (2016,), False, None),
        ("2016-05", (2016, 5), (2016, 5), False, None),
        ("2016-02-29", (2016, 2, 29), (2016, 2, 29), False, None),
        ("2016~", (2016,), (2016,), True, None),
        ("?2016", (2016,), (2016,), True, None),
        ("2016-XX", (2016,), (2016,), False, None),
        ("2016-05-XX", (2016, 5), (2016, 5), False, None),
        ("201X", (2010,), (2019,), True, None),
        ("1950S2", (1950,), (1950,), True, None),
        ("2016/2017", (2016,), (2017,), False, None),
        ("2016-09-25/2016-09-26", (2016, 9, 25), (2016, 9, 26), False, None),
        ("2016-03/2017~", (2016, 3), (2017,), True, None),
        ("2016/..", (2016,), None, False, None),
        ("../2016-05", None, (2016, 5), False, None),
        ("[2016,2017]", (2016,), (2017,), True, None),
        ("{2016,2017}", (2016,), (2017,), False, None),
        ("[..2016]", None, (2016,), True, None),
        ("2016-24", (2016,), (2016,), False, 4),
        ("2016-33", (2016, 1), (2016, 3), False, None),
        ("2016-05-01T10:00:00Z", (2016, 5, 1), (2016, 5, 1), False, None),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(edtf: str, start: object, end: object, estimated: bool, season: int | None) -> None:
    """Every form of EDTF becomes years, months or days, the ends of what it may mean, and whether that is an estimate."""
    found = dated(edtf)
    assert (found.start, found.end, found.estimated, found.season) == (start, end, estimated, season)


def test_the_records_are_cited_with_version_year_and_licence(store: Store) -> None:
    """`cite dataset` is the records themselves; a store of one's own, which nobody published, has no author and no date."""
    entry = of_dataset(store.dataset, "en")
    assert (entry.title, entry.version, entry.licence) == (store.dataset.title.en, "2.0.0", "CC-BY-4.0")
    assert entry.authors
    assert entry.date
    own = of_dataset(replace(store.dataset, title=Text(zh="我的", en="Mine")), "en")
    assert (own.authors, own.date) == ([], None)


def test_citation_cff_says_of_the_dataset_what_cite_does(store: Store) -> None:
    """Title, version, day and licence are written down in the store, in entry.py and in CITATION.cff, and are the same."""
    preferred = (Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8").partition("preferred-citation:")[2]
    entry = of_dataset(store.dataset, "en")
    assert entry.date
    for line in (
        f'title: "{entry.title}"',
        f"version: {entry.version}",
        f"date-released: {entry.date.edtf}",
        f"license: {entry.licence}",
    ):
        assert f"  {line}\n" in preferred


def test_several_are_cited_at_once_each_source_once(store: Store) -> None:
    """Names are taken in their order, a source that two of them rest on once, and every source with `everything`."""
    one, other = cite(store, "jd"), cite(store, "suning")
    both = [entry.source for entry in cite(store, ["jd", "suning"]).entries]
    assert both == list(dict.fromkeys(entry.source for entry in (*one.entries, *other.entries)))
    assert [entry.source for entry in cite(store, [], everything=True).entries] == list(store.sources)
    assert [entry.source for entry in cite(store, "wei-yanan").entries] == ["wei-yanan"]


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026年11月5日", "2026-11-05"), ("2026/11/5", "2026-11-05"), ("5 Nov 2026", "2026-11-05"), ("２０２６-11-05", "2026-11-05")],
)
def test_a_day_of_access_that_is_written_otherwise_is_told_as_it_is_written_here(store: Store, typed: str, day: str) -> None:
    """What was probably meant by `--accessed` is offered as it has to be written."""
    with pytest.raises(RequestError, match=f"--accessed {day}"):
        cite(store, "jd", accessed=typed)


@pytest.mark.parametrize("day", ["2026", "2026-11", "2026-02-30", "20.11.2026", "2026-11-20~", "today"])
def test_a_day_of_access_is_a_day(store: Store, day: str) -> None:
    """`--accessed` takes one day, and says how to write it."""
    with pytest.raises(RequestError, match="2026-11-20"):
        cite(store, "jd", accessed=day)


def test_a_day_of_access_is_told_to_be_a_day(store: Store) -> None:
    """A year is a date, so that what is told in either language is that a day is wanted."""
    with pytest.raises(RequestError) as told:
        cite(store, "jd", accessed="2026")
    assert "is not a day" in told.value.message.en
    assert "不是具体的某一天" in told.value.message.zh


def test_a_day_of_access_has_come(store: Store) -> None:
    """Tomorrow may be today elsewhere; a later day is refused, and never offered for another way to write it."""
    today = datetime.now(UTC).date()
    assert cite(store, "jd", accessed=f"{today + timedelta(1)}").accessed
    with pytest.raises(RequestError, match="hasn't come yet"):
        cite(store, "jd", accessed=f"{today + timedelta(3)}")
    with pytest.raises(RequestError, match="--accessed 2026-11-20"):
        cite(store, "jd", accessed="9000年1月2日")


def test_nothing_to_cite_is_told(store: Store) -> None:
    """Without a name the request is refused, with what could be said."""
    with pytest.raises(RequestError, match="--all"):
        cite(store, [])


def test_an_institution_is_one_name() -> None:
    """An author that is no person is never taken apart."""
    body = Author(name=Text(zh="财政部", en="Ministry of Finance and Others"))
    entry = of_source(msgspec.structs.replace(source(), authors=[body]), "en")
    assert (entry.authors[0].literal, entry.authors[0].family) == ("Ministry of Finance and Others", "")
