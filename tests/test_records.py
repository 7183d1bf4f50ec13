"""The shipped records against the article and the research notes they were made from."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import Run

from epcli.model import CaseStudy, Event, Figure, Organization, Text
from epcli.queries.named import enclosing
from epcli.queries.narrowed import cites, narrowed
from epcli.store import Store

SOURCE = Path(__file__).parents[2] / "shared" / "source"
needs_article = pytest.mark.skipif(not SOURCE.exists(), reason="the article lies beside the checkout, not in it")

RECKONED = r"our (division|sum|subtraction)[^|]*\||\|(Not printed|Our sum|Arithmetic)|our sum of|Sum of the two is ours"
"""What the research notes say, in who counted or in the note, of a number that no source prints."""

SECTIONS = {
    "§1": ("一、电商扶贫的顶层设计", "二、电商扶贫工作"),
    "§2": ("二、电商扶贫工作", "三、各地纷纷"),
    "§3": ("三、各地纷纷", "四、各大电商平台"),
    "§4": ("四、各大电商平台", "五、不同地域"),
    "§5": ("五、不同地域", "\n甘肃成县"),
    "§5 成县": ("\n甘肃成县", "\n吉林通榆"),
    "§5 通榆": ("\n吉林通榆", "\n云南元阳"),
    "§5 元阳": ("\n云南元阳", "\n黑龙江明水"),
    "§5 明水": ("\n黑龙江明水", "\n新疆阿克苏"),
    "§5 阿克苏": ("\n新疆阿克苏", "文章来源"),
}


def article(section: str) -> str:
    text = (SOURCE / "article.txt").read_text(encoding="utf-8")
    if section == "§0":
        return text[: text.index("一、电商扶贫的顶层设计")]
    start, end = SECTIONS[section]
    return text[text.index(start) : text.index(end, text.index(start) + 1)]


def notes(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def owners(store: Store) -> list[Event | CaseStudy | Organization]:
    return [*store.events.values(), *store.case_studies.values(), *store.organizations.values()]


def figures(store: Store) -> list[Figure]:
    return [figure for owner in owners(store) for figure in owner.figures]


def notes_on(figure: Figure) -> str:
    return figure.note.en if figure.note else ""


def test_every_number_of_the_article_is_a_figure(store: Store) -> None:
    """At least 26 stated figures, exactly the 10 that other sources restore, and the 17 that stay lost."""
    count = Counter(figure.status for figure in figures(store))
    assert count["stated"] >= 26
    assert (count["restored"], count["lost"]) == (10, 17)


@needs_article
def test_every_stated_figure_stands_in_the_article(store: Store) -> None:
    """`as_written` of a figure stated in the article is found, letter for letter, in the section that it cites."""
    stated = [figure for figure in figures(store) if figure.status == "stated" and figure.citations[0].source == "wei-yanan"]
    assert len(stated) >= 26
    missing = [figure.id for figure in stated if not any(f"{figure.as_written}" in article(at.at) for at in figure.citations)]
    assert missing == []


@needs_article
def test_no_surviving_number_of_the_article_is_left_out(store: Store) -> None:
    """Every run of digits in the article is in some figure's wording, or is a day, a document number, a version or a name."""
    written = {(at.at, figure.as_written) for figure in figures(store) for at in figure.citations if at.source == "wei-yanan"}
    other = r"\d+月(\d+日)?|〕\d+号|3\.0版本|O2O|B2B"
    for section in SECTIONS:
        text = re.sub(other, "", article(section))
        for found in re.finditer(r"\d[\d.]*", text):
            around = text[max(0, found.start() - 12) : found.end() + 12]
            assert any(at == section and words and found[0] in words and words in text for at, words in written), (section, around)


@needs_article
def test_every_gap_is_told_once(store: Store) -> None:
    """Each gap of the research notes that was a figure is named in the note of exactly one figure, restored if they say so, else lost."""
    with (SOURCE / "restored.tsv").open(encoding="utf-8", newline="") as file:
        gaps = {row["id"]: row["status"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "figure"}
    told = {}
    for figure in figures(store):
        if figure.status != "stated":
            gap = re.search(r"L\d\d", notes_on(figure))
            assert gap, figure.id
            assert gap[0] not in told
            told[gap[0]] = figure.status
    found_since = {"L36", "L37"}  # in a text that the notes on the gaps did not have yet
    assert told == {gap: "restored" if status == "recovered" or gap in found_since else "lost" for gap, status in gaps.items()}


def test_every_restored_figure_cites_two_sources(store: Store) -> None:
    """A restored figure cites the article, where the gap is, and another source, which fills it."""
    for figure in figures(store):
        if figure.status == "restored":
            sources = [citation.source for citation in figure.citations]
            assert sources[0] == "wei-yanan"
            assert len(set(sources)) >= 2


def test_locators_of_the_article_are_its_sections(store: Store) -> None:
    """The article is cited by section, §0 standing for its title and the sentence before section one."""
    cited = set()
    for record in owners(store):
        cited |= {citation.at for citation in record.citations if citation.source == "wei-yanan"}
        cited |= {citation.at for figure in record.figures for citation in figure.citations if citation.source == "wei-yanan"}
    assert cited <= {"§0", *SECTIONS}


def test_every_event_of_the_article_has_a_status_for_its_year(store: Store) -> None:
    """The article lost every year, so no event that rests on it has a stated date; others may."""
    of_article = [event for event in store.events.values() if cites(event.citations, {"wei-yanan"})]
    assert len(of_article) == 25
    assert not [event.id for event in of_article if event.dating.status == "stated"]
    assert {"2016-07-hubei-suning", "2016-11-ningdu-meeting"} <= set(store.events) - {event.id for event in of_article}


def test_no_summary_prints_a_year_that_the_article_lost(store: Store) -> None:
    """Titles and summaries of events leave the year to the date, which says how it is known."""
    for event in narrowed(store, "wei-yanan").events.values():
        words: list[Text] = [event.title, event.summary]
        assert not any(re.search(r"20\d\d", text.zh + text.en) for text in words), event.id


@needs_article
def test_no_sentence_of_the_article_is_copied(store: Store) -> None:
    """No title, summary or aspect repeats sixteen characters of the article in a row, names and document titles apart."""
    text = re.sub(r"《[^》]*》", "", (SOURCE / "article.txt").read_text(encoding="utf-8"))
    own = [event.summary.zh for event in store.events.values()] + [event.title.zh for event in store.events.values()]
    for case in store.case_studies.values():
        own += [value.zh for field in case.__struct_fields__ if isinstance(value := getattr(case, field), Text)]
    for organization in store.organizations.values():
        own += [organization.summary.zh, *(programme.summary.zh for programme in organization.programmes)]
    copied = [words[i : i + 16] for words in own for i in range(len(words) - 15) if words[i : i + 16] in text]
    assert copied == []


def test_the_whole_article_is_covered(store: Store) -> None:
    """Six platforms, six case studies, and the events of the article with the two that it leaves out."""
    platforms = {record.id for record in store.organizations.values() if record.kind == "platform"}
    assert platforms >= {"alibaba", "jd", "suning", "lecuntao", "yimutian", "china-post"}
    assert set(store.case_studies) >= {"longnan", "chengxian", "tongyu", "yuanyang", "mingshui", "aksu"}
    assert len([event for event in store.events.values() if event.date.startswith("2016")]) >= 21


def test_the_article_alone_says_what_it_always_said(epcli: Run) -> None:
    """`timeline 2016 --source wei-yanan` tells the events and numbers that the first edition of the records told, in the new form.

    Of a date its status and what it rests on, to which another source may have come; of a number its value, digits, status and citations.
    What its fields say now has left the wording and the note. A date that was lacking, the unit of a quota of jobs, and the script of a
    source in traditional characters are what was corrected.
    """
    first = json.loads((Path(__file__).parent / "golden" / "timeline-2016.wei-yanan.json").read_text(encoding="utf-8"))
    now = json.loads(epcli("timeline", "2016", "--source", "wei-yanan", "--json").stdout)
    assert [event["id"] for event in now["events"]] == [event["id"] for event in first["events"]]
    assert len(now["events"]) == 21
    assert now["period"] == first["period"]
    corrected = {
        "jd-cpad-job-quotas": {"unit"},
        "demonstration-poor-share-floor": {"as_of"},
        "full-coverage-years": {"as_of"},
        "full-coverage-counties": {"as_of"},
        "demonstration-total-counties": {"as_written"},
        "demonstration-total-poor-counties": {"as_written"},
    }
    told = {event["id"]: event for event in now["events"]}
    for event in first["events"]:
        same = ["date", "kind", "title", "organizations", "places", "document", "citations"]
        assert {name: told[event["id"]][name] for name in same} == {name: event[name] for name in same}
        assert told[event["id"]]["dating"]["status"] == event["dating"]["status"]
        assert [at for at in event["dating"]["citations"] if at not in told[event["id"]]["dating"]["citations"]] == []
        figures = {figure["id"]: figure for figure in told[event["id"]]["figures"]}
        assert list(figures) == [figure["id"] for figure in event["figures"]]
        for figure in event["figures"]:
            kept = {"value", "unit", "qualifier", "as_written", "as_of", "status", "citations"} - corrected.get(figure["id"], set())
            assert {name: figures[figure["id"]][name] for name in kept} == {name: figure[name] for name in kept}


EXITS = {
    "hebei": (3, 11, 18, 13, 0),
    "shanxi": (0, 3, 17, 16, 0),
    "inner-mongolia": (0, 1, 10, 20, 0),
    "jilin": (0, 0, 3, 5, 0),
    "heilongjiang": (0, 5, 10, 5, 0),
    "anhui": (0, 1, 10, 9, 0),
    "jiangxi": (2, 6, 10, 6, 0),
    "henan": (2, 3, 19, 14, 0),
    "hubei": (0, 2, 10, 16, 0),
    "hunan": (0, 5, 15, 20, 0),
    "guangxi": (0, 1, 9, 15, 8),
    "hainan": (0, 0, 2, 3, 0),
    "chongqing": (5, 3, 2, 4, 0),
    "sichuan": (2, 10, 17, 30, 7),
    "guizhou": (1, 14, 18, 24, 9),
    "yunnan": (0, 15, 33, 31, 9),
    "tibet": (5, 25, 25, 19, 0),
    "shaanxi": (0, 4, 23, 29, 0),
    "gansu": (0, 6, 14, 30, 8),
    "qinghai": (3, 7, 12, 20, 0),
    "ningxia": (0, 1, 3, 3, 1),
    "xinjiang": (5, 2, 3, 12, 10),
}
"""How many of the 832 left the list for 2016 to 2020, by province, as the official list has it."""


def test_the_832_leave_the_list_as_the_official_list_says(store: Store) -> None:
    """832 places, by year 28, 125, 283, 344 and 52, and by province as the list; 830 codes, each once, and two counties without any."""
    poor = [place for place in store.places.values() if place.poor_county]
    years = Counter(place.poor_county.exit_year for place in poor if place.poor_county)
    assert years == {2016: 28, 2017: 125, 2018: 283, 2019: 344, 2020: 52}
    by_province: dict[str, Counter[int]] = {province: Counter() for province in EXITS}
    for place in poor:
        assert place.poor_county
        by_province[[*enclosing(store, place.id)][-1].id][place.poor_county.exit_year] += 1
    assert {province: tuple(count[year] for year in range(2016, 2021)) for province, count in by_province.items()} == EXITS
    codes = Counter(place.code for place in poor)
    assert codes.pop(None) == 2
    assert set(codes.values()) == {1}
    assert len(codes) == 830


GRADES = {"press": "press", "press-plan": "press", "elimination": "elimination", "cpad-list-only": "list", "contested": "contested"}
"""The grades of the research notes; for the counties of press-plan, named there in a plan alone, a report of the exit was found since."""


@needs_article
def test_the_832_are_those_of_the_research_notes(store: Store) -> None:
    """Each county of the notes is a place with its code and name of 2019, its other names and codes, its exit year and grade."""
    poor = {(place.code, place.name.zh): place for place in store.places.values() if place.poor_county}
    counties = notes("counties/poor_counties.tsv")
    assert len(counties) == len(poor) == 832
    for row in counties:
        place = poor[row["code_2019"] or None, row["zh_2019"]]
        assert place.poor_county
        assert (str(place.poor_county.exit_year), place.poor_county.evidence) == (row["exit_year"], GRADES[row["exit_evidence"]])
        others = {row[column] for column in ("zh_2013", "zh_2023", "code_2013", "code_2023")} - {""}
        assert others <= {place.name.zh, place.code, *place.aliases}, place.id


@needs_article
def test_what_the_notes_reckoned_or_doubt_is_no_figure(store: Store) -> None:
    """No figure has the value of a row that is of low confidence, a division, a sum or a difference, with that row's year and source."""
    source = {record.url: record.id for record in store.sources.values()}
    left = [
        row
        for row in notes("indicators/series.tsv")
        if row["confidence"] == "low" or re.search(RECKONED, f"{row['who_counted']}|{row['note']}")
    ]
    assert len(left) > 20
    taken = []
    for row in left:
        for figure in figures(store):
            same = figure.value == float(row["value"]) and (figure.as_of or "")[:4] == row["as_of"][:4]
            if same and source.get(row["url"]) in {citation.source for citation in figure.citations}:
                taken.append((row["indicator"], row["as_of"], figure.id))
    assert taken == []


def test_what_contests_an_exit_is_told(store: Store) -> None:
    """Three exits are contested, and their notes say by what; every exit cites the list, and one named in the press the page too."""
    exits = {place.id: place.poor_county for place in store.places.values() if place.poor_county}
    contested = {name for name, county in exits.items() if county.evidence == "contested"}
    assert contested == {"mangya", "dachaidan", "lenghu"}
    assert all(exits[name].note for name in contested)
    assert all(county.citations[0].source == "cpad-832-exit-list" for county in exits.values())
    assert all(len(county.citations) > 1 for county in exits.values() if county.evidence == "press")


def test_most_numbers_can_be_compared(store: Store) -> None:
    """Over 60% of the figures have an indicator, over 90% are about something, over 60% have a counter; 25 series have four dates."""
    found = figures(store)
    assert sum(bool(figure.indicator) for figure in found) > 0.6 * len(found)
    assert sum(bool(figure.places or figure.organizations) for figure in found) > 0.9 * len(found)
    assert sum(bool(figure.reported_by) for figure in found) > 0.6 * len(found)
    series: dict[tuple[str, ...], set[str]] = {}
    for figure in found:
        if figure.indicator and figure.role == "actual" and figure.value is not None and figure.as_of:
            about = (figure.indicator, *sorted(figure.places), "", *sorted(figure.organizations))
            series.setdefault(about, set()).add(figure.as_of)
    assert len([dates for dates in series.values() if len(dates) >= 4]) >= 25


def test_ranges_are_one_figure(store: Store) -> None:
    """The second halves of the ranges of the first edition are gone; the first halves have both ends."""
    found = {figure.id: figure for figure in figures(store)}
    assert not [name for name in found if name.endswith("-upper")]
    sorghum = found["tongyu-sorghum-price-online-lower"]
    assert (sorghum.value, sorghum.upper, sorghum.as_written) == (5, 6, "五六元")
