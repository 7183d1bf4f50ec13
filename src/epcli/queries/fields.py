"""The records that a name means, field by field: the same answer as `show`, laid out as the store holds it."""

from __future__ import annotations

from epcli.queries.show import Records
from epcli.queries.show import show as shown
from epcli.store import Store


class Fields(Records, frozen=True, tag="epcli.show/2"):
    """What `show` answers, to be read by its fields; as data it is the same."""


def fields(store: Store, name: str) -> Fields:
    """The records of a name. RequestError as `show` has it."""
    found = shown(store, name)
    return Fields(**{field: getattr(found, field) for field in found.__struct_fields__})
