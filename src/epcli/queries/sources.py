"""What the store rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import Source
from epcli.queries.answer import Answer, edition
from epcli.store import Store


class Sources(Answer, frozen=True, tag="epcli.sources/2"):
    """Every source, in the order of the store."""

    sources: list[Source]

    row_type: ClassVar[type[Struct]] = Source

    def rows(self) -> Sequence[Source]:
        return self.sources


def sources(store: Store) -> Sources:
    return Sources(dataset=edition(store), sources=list(store.sources.values()))
