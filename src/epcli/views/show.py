"""One record, field by field, with both languages, exactly as the store holds it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from epcli.queries.show import Records, leaves
from epcli.views.footnotes import QUIET, Footnotes
from epcli.views.page import Page, Section, columns
from epcli.views.prose import Prose


def page(answer: Records, notes: Footnotes) -> Page:
    heads = columns(notes.lang, "field", "value")
    sections = [Section(table, heads, list(_rows(record))) for table, records in answer.tables().items() for record in records]
    return Page(Prose(answer.id, "bold"), [], sections)


def _rows(record: msgspec.Struct) -> Iterator[list[Prose]]:
    for path, value in leaves(msgspec.to_builtins(record)):
        yield [Prose(path, QUIET), Prose("null" if value is None else str(value), QUIET if value is None else "")]
