"""What a page of a record is called where it stands alone: in a browser's tab, in a list of what was found, in a citation."""

from __future__ import annotations

from typing import get_args

from epcli.model import Figure, Lang, Record, Text, name_of
from epcli.queries.answer import OwnedFigure
from epcli.store import Store
from epcli.wording import as_of, join_names, quantity

MOST_NAMED = 3
"""Names that a title has room for."""


def title(record: Record, store: Store) -> Text:
    """The name of a record; of a figure whose it is, how much, of what and when: `JD.com: CNY 3 billion, Investment (2016-01-22)`."""
    if isinstance(record, Figure):
        return Text(**{lang: _of_figure(record, store, lang) for lang in get_args(Lang)})
    return name_of(record)  # type: ignore[arg-type]


def _of_figure(figure: Figure, store: Store, lang: Lang) -> str:
    names = [*(store.organizations[one].name for one in figure.organizations), *(store.places[one].name for one in figure.places)]
    if not names and isinstance(figure, OwnedFigure):
        names = [name_of(getattr(store, figure.subject.table)[figure.subject.id])]
    whose = join_names((name[lang] for name in names[:MOST_NAMED]), lang) + ("…" if len(names) > MOST_NAMED else "")
    what = f"{figure.metric[lang]}{as_of(figure, lang)}"
    if lang == "zh":
        return f"{whose}：{quantity(figure, lang)}，{what}"
    return f"{whose}: {quantity(figure, lang)}, {what}"
