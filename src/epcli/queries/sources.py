"""What the store rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.dates import meets, parse_period
from epcli.model import IssuedBy, Source, SourceType, Text
from epcli.names import resolve
from epcli.queries.answer import Answer, edition, limited
from epcli.queries.filters import Asked, spellings_of, values
from epcli.queries.named import sources_named
from epcli.store import Store
from epcli.wording import LABELS

LANGUAGE = Text(zh="语言", en="language")
TYPE = Text(zh="类型", en="type")
SPEAKER = Text(zh="发布者类别", en="issuer")


class Sources(Answer, frozen=True, tag="epcli.sources/2"):
    """Every source, in the order of the store."""

    sources: list[Source]

    row_type: ClassVar[type[Struct]] = Source

    def rows(self) -> Sequence[Source]:
        return self.sources


def sources(
    store: Store,
    source: Asked = None,
    *,
    language: Asked = None,
    type: Asked = None,
    issued_by: Asked = None,
    period: Asked = None,
    limit: int | None = None,
) -> Sources:
    """The sources that are asked for: by id, title, author or publisher, language, kind of text, who speaks, and when.

    RequestError for an unknown name or a bad period.
    """
    languages = [resolve(name, _languages(store), LANGUAGE) for name in values(language)]
    types = [resolve(name, spellings_of(SourceType), TYPE) for name in values(type)]
    speakers = [resolve(name, spellings_of(IssuedBy), SPEAKER) for name in values(issued_by)]
    meant = [found.id for name in values(source) for found in sources_named(store, name)]
    spans = [parse_period(words) for words in values(period)]

    def fits(record: Source) -> bool:
        return (
            (not meant or record.id in meant)
            and (not languages or record.language in languages)
            and (not types or record.type in types)
            and (not speakers or record.issued_by in speakers)
            and (not spans or (record.date is not None and any(meets(record.date, span) for span in spans)))
        )

    asked = {"period": values(period), "source": meant, "language": languages, "type": types, "issued_by": speakers}
    found = [record for record in store.sources.values() if fits(record)][:limit]
    return Sources(dataset=edition(store), sources=found, filters={name: given for name, given in asked.items() if given} | limited(limit))


def _languages(store: Store) -> dict[str, list[str]]:
    """The languages of the sources, by their codes, and those that LABELS has a word for by that."""
    codes = dict.fromkeys(source.language for source in store.sources.values())
    words = {code: LABELS.get(f"language_{code}") for code in codes}
    return {code: [code, *((word.zh, word.en) if word else ())] for code, word in words.items()}
