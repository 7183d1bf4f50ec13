"""A timeline as a person reads it."""

from __future__ import annotations

from rich.console import Group, RenderableType

from epcli.model import Lang
from epcli.queries.timeline import Timeline
from epcli.store import Store
from epcli.views.events import render_events
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.prose import Prose
from epcli.wording import label


def render(answer: Timeline, store: Store, lang: Lang, width: int) -> RenderableType:
    notes = Footnotes(store, lang)
    count = len(answer.events)
    title = Prose.of(
        (f"{label('timeline', lang)} {answer.period or ''}".strip(), "bold"),
        (f" · {count} {label('event' if count == 1 else 'events', lang)}", QUIET),
    )
    return Group(title, render_events(answer.events, notes, width), notes.render())
