"""Which platforms there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import Organization
from epcli.queries import named
from epcli.queries.answer import Answer, edition
from epcli.queries.filters import Asked, Selection
from epcli.store import Store


class Platforms(Answer, frozen=True, tag="epcli.platforms/2"):
    """Every platform, in the order of the store."""

    platforms: list[Organization]

    row_type: ClassVar[type[Struct]] = Organization

    def rows(self) -> Sequence[Organization]:
        return self.platforms


def platforms(store: Store, *, source: Asked = None) -> Platforms:
    """The platforms as the sources tell them. RequestError for an unknown source."""
    selection = Selection(store, {"source": source})
    return Platforms(dataset=edition(store), platforms=named.platforms(selection.told()), filters=selection.asked)
