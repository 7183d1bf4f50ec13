"""One record, field by field, with both languages, exactly as the store holds it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from epcli.drawing.blocks import Block, Heading, Page, Row, Table
from epcli.drawing.prose import QUIET, Prose
from epcli.queries.fields import Fields
from epcli.queries.show import leaves
from epcli.views.footnotes import Footnotes


def page(answer: Fields, notes: Footnotes) -> Page:
    heads = notes.heads("field", "value")
    blocks: list[Block] = []
    for table, records in answer.tables().items():
        for record in records:
            blocks += [Heading(Prose(table, "bold"), getattr(record, "id", None)), Table(heads, list(_rows(record)))]
    return notes.page(Prose(answer.id, "bold"), blocks)


def _rows(record: msgspec.Struct) -> Iterator[Row]:
    for path, value in leaves(msgspec.to_builtins(record)):
        yield Row([Prose(path, QUIET), Prose("null" if value is None else str(value), QUIET if value is None else "")])
