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
from epcli.queries.narrowed import cites, narrowed
from epcli.store import Store

SOURCE = Path(__file__).parents[2] / "shared" / "source"
needs_article = pytest.mark.skipif(not SOURCE.exists(), reason="the article lies beside the checkout, not in it")

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

    Of a number its value, digits, status and citations; what its fields say now has left the wording and the note. A date that was
    lacking, the unit of a quota of jobs, and the script of a source in traditional characters are what was corrected.
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
        figures = {figure["id"]: figure for figure in told[event["id"]]["figures"]}
        assert list(figures) == [figure["id"] for figure in event["figures"]]
        for figure in event["figures"]:
            kept = {"value", "unit", "qualifier", "as_written", "as_of", "status", "citations"} - corrected.get(figure["id"], set())
            assert {name: figures[figure["id"]][name] for name in kept} == {name: figure[name] for name in kept}
