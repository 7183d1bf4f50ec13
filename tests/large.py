"""Large things to do, each of a size: test_large.py sees that they come out right, benchmarks/growth.py how their cost grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from epcli.drawing.prose import Prose
from epcli.exchange import csv_rows
from epcli.exchange.changes import import_records, init, remove_records
from epcli.exchange.incoming import incoming
from epcli.formats import as_csv
from epcli.model import Citation, Figure
from epcli.names import key
from epcli.queries.agreements import agreements
from epcli.queries.figures import figures
from epcli.queries.timeline import timeline
from epcli.store import Store, canonical, open_store, records_of
from epcli.views.footnotes import Footnotes
from epcli.words import folded, spaced, tokens

Done = Callable[[], bool]
"""Does it, and says whether it came out right."""

EVENT = "2016-01-jd-cpad-agreement"


def word_in_index(of: str) -> Callable[[int, Store, Path], Done]:
    """A word without a space is cut into pieces."""
    return lambda size, store, folder: lambda: bool(spaced(folded((of * size)[:size])) and tokens((of * size)[:size]))


def lines_of_text(of: str) -> Callable[[int, Store, Path], Done]:
    """A paragraph, a word or a row of digits is laid out at the narrowest."""
    return lambda size, store, folder: lambda: bool(Prose.of(((of * size)[:size], "bold"), (of * size)[:size]).lines(2))


def styles(size: int, store: Store, folder: Path) -> Done:
    """A text of so many runs in two styles is marked as many times and broken into as many lines."""

    def done() -> bool:
        text = Prose.of(*((f"{index} ", "bold" * (index % 2)) for index in range(size)))
        marked = text.marked("red", [(place, place + 1) for place in range(0, 4 * size, 4)])
        return len(marked.lines(6)) > size * 0.9

    return done


def tone_marks(size: int, store: Store, folder: Path) -> Done:
    """A name with combining marks in no order is compared like any other."""
    return lambda: key("a" + "\u0301\u0316" * (size // 2)) == "a"


def many_figures(figure: Figure, number: int, of: str = "f") -> list[Figure]:
    return [replace(figure, id=f"{of}-{index}") for index in range(number)]


def figures_of_a_record(size: int, store: Store, folder: Path) -> Done:
    """What a record has cited already is not gone through again for each of its figures."""
    cited = [Citation("wei-yanan", f"p. {page}") for page in range(size)]
    many = many_figures(store.events[EVENT].figures[0], size)
    return lambda: len([*Footnotes(store, "en").figures(many, cited)]) >= size


def places_that_sign(size: int, store: Store, folder: Path) -> Done:
    """An agreement about many places finds the outermost of them."""
    some = next(iter(store.places.values()))
    places = {f"p{number}": replace(some, id=f"p{number}", within=None) for number in range(size)}
    told = replace(store, places=places, events={EVENT: replace(store.events[EVENT], kind="agreement", places=[*places])})
    return lambda: len(agreements(told).signatories) == size


def events_from_csv(size: int, store: Store, folder: Path) -> Done:
    """An import of events and of the figures that are in them, or of many figures of one."""
    event = store.events[EVENT]
    events = [replace(event, id=f"e-{number}", figures=many_figures(event.figures[0], 2, f"e-{number}")) for number in range(size)]
    events.append(replace(event, id="crowded", figures=many_figures(event.figures[0], size)))
    told = replace(store, events={event.id: event for event in events})
    for name, answer in (("events.csv", timeline(told)), ("figures.csv", figures(told))):
        (folder / name).write_text(as_csv(answer), encoding="utf-8", newline="")
    file = folder / "mine.json"
    init(file, from_default=True)

    def done() -> bool:
        records = [record for name in ("events.csv", "figures.csv") for record in incoming(folder / name)]
        import_records(file, records, replacing=True, dry_run=False, step=lambda _: None)
        return open_store(file).events["crowded"] == events[-1]

    return done


def removed(size: int, store: Store, folder: Path) -> Done:
    """So many records are taken out of as many."""
    events = [replace(store.events[EVENT], id=f"e-{number}", figures=[]) for number in range(size)]
    file = folder / "mine.json"
    file.write_bytes(canonical({**records_of(store), "events": events}))

    def done() -> bool:
        remove_records(file, [event.id for event in events], lambda _: None)
        return not open_store(file).events

    return done


def semicolons(size: int, store: Store, folder: Path) -> Done:
    """The parts of a citation's place are put together once, however many there are."""
    at = "; ".join(["第一段" * 5] * size)
    told = replace(store, events={EVENT: replace(store.events[EVENT], citations=[Citation("wei-yanan", at)], figures=[])})
    raw = as_csv(timeline(told)).encode()

    def done() -> bool:
        ((_, document),) = csv_rows.read(raw, folder)
        return bool(document["citations"] == [{"source": "wei-yanan", "at": at}])

    return done


LARGE: dict[str, tuple[int, Callable[[int, Store, Path], Done]]] = {
    "a word into the index": (1_000_000, word_in_index("x")),
    "a word that begins in Chinese": (1_000_000, lambda size, store, folder: lambda: bool(tokens("核" + "x" * size))),
    "a Chinese word": (40_000, word_in_index("核桃")),
    "a word with digits": (1_000_000, word_in_index("1a")),
    "lines of one word": (300_000, lines_of_text("x")),
    "lines of digits of two kinds": (60_000, lines_of_text("1１")),
    "lines of brackets": (50_000, lines_of_text("（")),
    "lines of words": (100_000, lines_of_text("x\n")),
    "lines of Chinese": (50_000, lines_of_text("中")),
    "lines in two styles": (20_000, styles),
    "tone marks in a name": (600_000, tone_marks),
    "figures of a record": (10_000, figures_of_a_record),
    "places that sign": (20_000, places_that_sign),
    "events and figures from CSV": (2_000, events_from_csv),
    "records removed": (6_000, removed),
    "semicolons in a CSV cell": (100_000, semicolons),
}
"""What is done → at what size a square would be seen, and how it is prepared in an empty folder."""
