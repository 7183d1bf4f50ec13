"""The source records, ready for a paper.

Bibliographies of three kinds: BibTeX (biblatex fields, whose dates are EDTF too), CSL-JSON for Zotero and pandoc, and the Chinese
standard GB/T 7714-2015, to which the reader adds the day of access. Each entry exists in both languages, since a paper in English cites
《…》 by its translated title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Struct

from epcli.model import Citation, Lang, Source, Style, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.show import show
from epcli.store import Store
from epcli.wording import author_name, author_names

_PERIODICALS = ("article-newspaper", "article-journal", "article-magazine")
_REPORTS = ("report", "legislation", "working-paper")
_BIBTEX_TYPES = dict.fromkeys(_PERIODICALS, "article") | dict.fromkeys(_REPORTS, "report") | {"thesis": "thesis", "dataset": "dataset"}
_CSL_TYPES = {"legislation": "report", "working-paper": "report"}
_GBT_TYPES = {"article-newspaper": "N", "article-journal": "J", "article-magazine": "J", "report": "R", "legislation": "R"} | {
    "standard": "S",
    "working-paper": "R",
    "thesis": "D",
    "dataset": "DB",
}


class Entry(Struct, frozen=True):
    """One source in the style asked for."""

    source: str
    text: Text


class Bibliography(Answer, frozen=True, tag="epcli.cite/1"):
    """The sources that a record rests on (a source rests on itself), in the order in which it cites them."""

    id: str
    style: Style
    entries: list[Entry]

    row_type: ClassVar[type[Struct]] = Entry

    def rows(self) -> Sequence[Entry]:
        return self.entries

    def nothing_found(self, store: Store) -> Text | None:
        if self.entries:
            return None
        return Text(en=f"{self.id} is a place and cites no source.", zh=f"{self.id}是地点，没有引用来源。")


def cite(store: Store, record_id: str, style: Style) -> Bibliography:
    """The bibliography of a source, or of any record that cites sources. RequestError for an unknown id."""
    shown = show(store, record_id)
    cited: dict[str, None] = {source.id: None for source in shown.sources}
    for records in shown.tables().values():
        cited |= {citation.source: None for record in records for citation in _citations(record)}
    write = {"bibtex": _bibtex, "csl-json": _csl_json, "gbt7714": _gbt7714}[style]
    entries = [Entry(name, Text(zh=write(store.sources[name], "zh"), en=write(store.sources[name], "en"))) for name in cited]
    return Bibliography(dataset=edition(store), id=shown.id, style=style, entries=entries)


def _citations(part: object) -> list[Citation]:
    if isinstance(part, Citation):
        return [part]
    if isinstance(part, list):
        return [citation for item in part for citation in _citations(item)]
    if isinstance(part, Struct):
        return [citation for field in part.__struct_fields__ for citation in _citations(getattr(part, field))]
    return []


def _bibtex(source: Source, lang: Lang) -> str:
    fields = {
        "author": " and ".join(f"{{{_escaped(author_name(author, lang))}}}" for author in source.authors),
        "title": f"{{{_escaped(source.title[lang])}}}",
        "journaltitle" if source.type in _PERIODICALS else "publisher": _escaped(source.publisher[lang]),
        "date": source.date,
        "url": source.url,
        "note": _escaped(source.note[lang]) if source.note else None,
        "langid": "chinese" if lang == "zh" else "english",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES.get(source.type, 'online')}{{{source.id},\n{lines}}}"


def _escaped(words: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", words.replace("\\", r"\textbackslash{}")).replace(r"\textbackslash\{\}", r"\textbackslash{}")


def _csl_json(source: Source, lang: Lang) -> str:
    item: dict[str, Any] = {
        "id": source.id,
        "type": _CSL_TYPES.get(source.type, source.type),
        "title": source.title[lang],
        "author": [{"literal": author_name(author, lang)} for author in source.authors],
        "container-title" if source.type in _PERIODICALS else "publisher": source.publisher[lang],
        "issued": _csl_date(source.date) if source.date else None,
        "URL": source.url,
        "note": source.note[lang] if source.note else None,
        "language": "zh-CN" if lang == "zh" else "en-GB",
    }
    return msgspec.json.format(msgspec.json.encode({name: value for name, value in item.items() if value}), indent=2).decode()


def _csl_date(edtf: str) -> dict[str, Any]:
    plain = re.match(r"[0-9-]+", edtf)
    parts: list[int] = [int(part) for part in plain[0].split("-")] if plain else []
    return {"date-parts": [parts], **({"circa": True} if edtf[-1] in "?~%" else {})}


def _gbt7714(source: Source, lang: Lang) -> str:
    carrier = f"[{_GBT_TYPES.get(source.type, 'EB')}/OL]" if source.url else f"[{_GBT_TYPES.get(source.type, 'Z')}]"
    author = f"{author_names(source, lang)}. " if source.authors else ""
    printed = source.type in _PERIODICALS
    dated = f", {source.date if printed else f'{source.date[:4]}({source.date})'}" if source.date else ""
    where = f"{source.publisher[lang]}{dated}"
    return f"{author}{source.title[lang]}{carrier}. {where}." + (f" {source.url}." if source.url else "")
