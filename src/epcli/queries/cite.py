"""The source records, ready for a paper: those that something rests on, all of them, or the dataset itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, get_args

from msgspec import Struct

from epcli.bibliography.entry import Entry, day, of_dataset, of_source
from epcli.bibliography.style import one
from epcli.errors import RequestError
from epcli.model import Lang, Style, Text
from epcli.queries.answer import Answer, edition
from epcli.queries.filters import values
from epcli.queries.show import show
from epcli.store import Store, open_store, records_of, shipped

DATASET = "dataset"
"""The name that means the records themselves."""


class Reference(Struct, frozen=True):
    """One source in the style asked for, as a reader of each language cites it. The source of the records themselves is `dataset`."""

    source: str
    text: Text


class Bibliography(Answer, frozen=True, tag="epcli.cite/2"):
    """What the records of `names` rest on (a source rests on itself), in the order in which they cite it; all sources for no names."""

    names: list[str]
    style: Style
    accessed: str | None
    entries: list[Reference]

    row_type: ClassVar[type[Struct]] = Reference

    def rows(self) -> Sequence[Reference]:
        return self.entries

    def nothing_found(self, store: Store) -> Text | None:
        if self.entries:
            return None
        named = ", ".join(self.names) or "the store"
        return Text(en=f"No source is cited by {named}.", zh=f"{'、'.join(self.names) or '本库'}没有引用来源。")

    def rests_on(self, store: Store) -> list[str]:
        return [entry.source for entry in self.entries]

    def bibliography(self, store: Store, lang: Lang) -> list[Entry]:
        return [_entry(store, source, lang, self.accessed) for source in self.rests_on(store)]


def cite(
    store: Store, names: str | Sequence[str], style: Style = "bibtex", *, everything: bool = False, accessed: str | None = None
) -> Bibliography:
    """The bibliography of sources, or of anything that rests on sources, by any name; of all sources; `dataset` is the records themselves.

    `accessed` is the day on which the texts were seen, as `2026-11-20`. RequestError for an unknown name, for none, and for another day.
    """
    asked = values(names)
    if not asked and not everything:
        raise RequestError(
            en="Say what to cite: a name such as jd or xinhua-2016-01-22, --all for every source, or dataset for the records themselves.",
            zh="请说明要引用什么：jd、xinhua-2016-01-22等名称，--all表示全部来源，dataset表示数据集本身。",
        )
    seen = None if accessed is None else day(accessed)
    cited: dict[str, None] = {}
    found = []
    for name in asked:
        if name == DATASET:
            _refuse_borrowed(store)
            cited[DATASET] = None
            found.append(DATASET)
        else:
            shown = show(store, name)
            cited |= dict.fromkeys(shown.rests_on(store))
            found.append(shown.id)
    if everything:
        cited |= dict.fromkeys(store.sources)
    entries = [_reference(store, source, style, seen) for source in cited]
    if seen and entries == [_reference(store, source, style, None) for source in cited]:
        raise RequestError(
            en=f"None of these is cited with a day of access in {style}. Leave --accessed out.",
            zh=f"按{style}格式，这些来源都不著录引用日期。请去掉--accessed。",
        )
    return Bibliography(dataset=edition(store), names=found, style=style, accessed=seen, entries=entries)


def _refuse_borrowed(store: Store) -> None:
    """RequestError for a store that began with the records that ship with epcli, was changed, and still goes by their title and version."""
    published = open_store(shipped())
    own = store.dataset
    if (own.title, own.version) == (published.dataset.title, published.dataset.version) and records_of(store) != records_of(published):
        raise RequestError(
            en=f"The store still goes by the title and version of {own.title.en} {own.version}, and has other records. "
            'Give it its own first, under "dataset" in its file; it is cited by them then.',
            zh=f"库中记录已与{own.title.zh} {own.version}不同，却仍用其标题和版本。请先在文件的dataset下改为自己的标题和版本，再引用。",
        )


def _reference(store: Store, source: str, style: Style, accessed: str | None) -> Reference:
    return Reference(source, Text(**{lang: one(_entry(store, source, lang, accessed), style) for lang in get_args(Lang)}))


def _entry(store: Store, source: str, lang: Lang, accessed: str | None) -> Entry:
    if source == DATASET:
        return of_dataset(store.dataset, lang, accessed)
    return of_source(store.sources[source], lang, accessed)
