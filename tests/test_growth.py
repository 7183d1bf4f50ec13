"""No work grows faster than what is read: each of these took many times its limit when it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import pytest
from msgspec.structs import replace

from epcli.drawing.prose import Prose
from epcli.exchange import csv_rows, sqlite
from epcli.exchange.changes import import_records, init, remove_records
from epcli.exchange.incoming import incoming
from epcli.formats import as_csv
from epcli.model import Citation, Event, Figure
from epcli.names import key
from epcli.queries.agreements import agreements
from epcli.queries.figures import figures
from epcli.queries.timeline import timeline
from epcli.store import Store, canonical, open_store, records_of
from epcli.views.footnotes import Footnotes


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Processor time, which others on the machine don't take."""
    started = process_time()
    yield
    assert process_time() - started < seconds


@pytest.fixture(scope="module")
def event(store: Store) -> Event:
    return store.events["2016-01-jd-cpad-agreement"]


def many_figures(figure: Figure, number: int, of: str = "f") -> list[Figure]:
    return [replace(figure, id=f"{of}-{index}") for index in range(number)]


@pytest.mark.parametrize("word", ["x" * 100_000, "核" + "x" * 100_000, "核桃" * 20_000, "1a" * 50_000])
def test_a_long_word_goes_into_the_index(word: str) -> None:
    """A word of 100,000 letters without a space is cut into pieces in one go."""
    with within(2):
        assert sqlite.in_pieces(word)


@pytest.mark.parametrize("words", ["x" * 300_000, "1１" * 30_000, "（" * 50_000, "x\n" * 50_000, "中" * 50_000])
def test_a_long_text_breaks_into_lines(words: str) -> None:
    """A paragraph, a word or a row of digits of any length is laid out in one go."""
    with within(4):
        assert Prose.of((words, "bold"), words).lines(2)


def test_many_styles_break_into_lines() -> None:
    """A text of 20,000 runs in two styles is marked 20,000 times and broken into as many lines, each run looked at once."""
    with within(4):
        text = Prose.of(*((f"{index} ", "bold" * (index % 2)) for index in range(20_000)))
        marked = text.marked("red", [(place, place + 1) for place in range(0, 80_000, 4)])
        assert len(marked.lines(6)) > 19_000


def test_a_record_with_many_figures_is_laid_out(event: Event, store: Store) -> None:
    """What a record has cited already is not gone through again for each of its figures."""
    cited = [Citation("wei-yanan", f"p. {page}") for page in range(10_000)]
    notes = Footnotes(store, "en")
    with within(4):
        assert len([*notes.figures(many_figures(event.figures[0], 10_000), cited)]) >= 10_000


def test_tone_marks_in_a_row_are_a_name() -> None:
    """A name with 60,000 combining marks in no order is compared like any other."""
    with within(1):
        assert key("a" + "\u0301\u0316" * 30_000) == "a"


def test_many_places_sign(event: Event, store: Store) -> None:
    """An agreement about 2,000 places finds the outermost of them in one go."""
    some = next(iter(store.places.values()))
    places = {f"p{number}": replace(some, id=f"p{number}", within=None) for number in range(2_000)}
    told = replace(store, places=places, events={event.id: replace(event, kind="agreement", places=[*places])})
    with within(1):
        assert len(agreements(told).signatories) == 2_000


def test_events_and_figures_come_from_csv(event: Event, store: Store, tmp_path: Path) -> None:
    """An import of events and of the figures that are in them, or of many figures of one, looks at each figure once."""
    events = [replace(event, id=f"e-{number}", figures=many_figures(event.figures[0], 2, f"e-{number}")) for number in range(2_000)]
    events.append(replace(event, id="crowded", figures=many_figures(event.figures[0], 2_000)))
    told = replace(store, events={event.id: event for event in events})
    for name, answer in (("events.csv", timeline(told)), ("figures.csv", figures(told))):
        (tmp_path / name).write_text(as_csv(answer), encoding="utf-8", newline="")
    file = tmp_path / "mine.json"
    init(file, from_default=True)
    with within(15):
        records = [record for name in ("events.csv", "figures.csv") for record in incoming(tmp_path / name)]
        import_records(file, records, replacing=True, dry_run=False, step=lambda _: None)
    assert open_store(file).events["crowded"] == events[-1]


def test_many_records_are_removed(event: Event, store: Store, tmp_path: Path) -> None:
    """Six thousand records are taken out of as many in one go."""
    events = [replace(event, id=f"e-{number}", figures=[]) for number in range(6_000)]
    file = tmp_path / "mine.json"
    file.write_bytes(canonical({**records_of(store), "events": events}))
    with within(4):
        remove_records(file, [event.id for event in events], lambda _: None)
    assert not open_store(file).events


def test_a_place_with_many_semicolons_comes_from_csv(store: Store, tmp_path: Path) -> None:
    """The parts of a citation's place are put together once, however many there are."""
    first = next(iter(store.events.values()))
    at = "; ".join(["第一段" * 5] * 100_000)
    told = replace(store, events={first.id: replace(first, citations=[Citation("wei-yanan", at)], figures=[])})
    raw = as_csv(timeline(told)).encode()
    with within(1):
        ((_, document),) = csv_rows.read(raw, tmp_path)
    assert document["citations"] == [{"source": "wei-yanan", "at": at}]
