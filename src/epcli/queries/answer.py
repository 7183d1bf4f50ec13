"""What every answer begins with, so that a machine knows what it reads and which edition of the records it came from."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from epcli.model import Figure, Text
from epcli.store import Store


class Edition(Struct, frozen=True):
    """The edition of the dataset that an answer was drawn from."""

    version: str
    licence: str


class Answer(Struct, frozen=True, tag_field="schema"):
    """An answer as `--json` prints it: `schema` (`epcli.timeline/1`), `dataset`, then what was asked for."""

    dataset: Edition

    def nothing_found(self, store: Store) -> Text | None:
        """What to tell a user whose question was understood but matched nothing; None when it did."""
        return None


class Subject(Struct, frozen=True):
    """The record that a figure is about."""

    table: str
    id: str


class OwnedFigure(Figure, frozen=True):
    """A figure together with the record that it is about."""

    subject: Subject

    @classmethod
    def of(cls, figure: Figure, table: str, owner: str) -> OwnedFigure:
        fields: dict[str, Any] = {**asdict(figure), "subject": Subject(table, owner)}
        return cls(**fields)


def edition(store: Store) -> Edition:
    return Edition(version=store.dataset.version, licence=store.dataset.licence)


PLATFORM = Text(zh="平台", en="platform")
CASE_STUDY = Text(zh="案例", en="case study")
