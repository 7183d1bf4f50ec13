"""Events in time order: the piece that a timeline and the pages of a platform and a county have in common."""

from __future__ import annotations

from collections.abc import Iterable

from epcli.dates import beginning
from epcli.drawing.blocks import Entries, Entry, Item
from epcli.drawing.prose import Prose
from epcli.model import Event
from epcli.views.footnotes import Footnotes, dotted
from epcli.wording import label, year_heading

KIND_STYLES = {
    "policy": "magenta",
    "agreement": "cyan",
    "programme": "green",
    "pilot": "yellow",
    "meeting": "blue",
    "launch": "green",
    "report": "red",
}


def entries(events: Iterable[Event], notes: Footnotes) -> Entries:
    """Each event under its year and month: date and mark, title, kind, who and where, key figures, references."""
    return Entries([_entry(event, notes) for event in events])


def _entry(event: Event, notes: Footnotes) -> Entry:
    cited = [*event.citations, *event.dating.citations]
    who = notes.names(event.organizations, notes.organization)
    where = notes.names(event.places, notes.place)
    kind = Prose(label(event.kind, notes.lang), KIND_STYLES[event.kind])
    return Entry(
        year=year_heading(event.date, notes.lang),
        month=str(beginning(event.date).month),
        dated=notes.date(event.date, event.dating.status),
        title=Prose(event.title[notes.lang], "bold", f"events/{event.id}"),
        about=notes.cited(dotted(kind, who, where), cited, event.dating.note),
        items=[*([Item(Prose(event.summary[notes.lang]))] if notes.long else []), *notes.figures(event.figures, cited)],
        anchor=event.id,
    )
