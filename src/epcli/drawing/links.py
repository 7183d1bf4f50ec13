"""Where words lead, for the outputs that have links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from msgspec import Struct

from epcli.drawing.blocks import Page
from epcli.drawing.prose import Prose

Link: TypeAlias = Callable[[str], str]
"""The address of a record (`events/ID`, as a `Prose` has it for a target), relative to the page; nothing where it has none."""

_BARE = re.compile(r"https?://[^\s<>\"\u0080-\uffff]*[\w/#=&-]", re.ASCII)
"""An address in the midst of a text, without the punctuation of the sentence around it."""

_UNSAFE = re.compile(r"[\x00-\x20<>\"'`{}|\\^\x7f-\x9f]")
"""What would end an address early, in HTML or in Markdown's `<…>`."""


def nowhere(record: str) -> str:
    """What an answer that stands alone knows of the pages of other records: there are none."""
    return ""


def runs(prose: Prose, link: Link = nowhere) -> Iterator[tuple[str, str, str]]:
    """Words, style and target of each run; only anchors of the page (`#…`), addresses of the web and those of records are targets.

    All are safe to be printed. What leads nowhere is one run with the words around it.
    """
    led = ((words, (style, _leads(target, link))) for words, style, target in prose.runs)
    for (style, target), alike in groupby(led, key=itemgetter(1)):
        words = "".join([run[0] for run in alike])
        if target:
            yield words, style, target
            continue
        end = 0
        for bare in _BARE.finditer(words):
            if bare.start() > end:
                yield words[end : bare.start()], style, ""
            yield bare[0], style, address(bare[0])
            end = bare.end()
        if end < len(words):
            yield words[end:], style, ""


def _leads(target: str, link: Link) -> str:
    if not target or target.startswith("#"):
        return target
    return address(target) or link(target)


def address(url: str) -> str:
    """An http or https address with nothing in it that could end it early; nothing for any other."""
    if not url.startswith(("http://", "https://")):
        return ""
    return _UNSAFE.sub(lambda char: f"%{ord(char[0]):02X}", url)


class Anchors:
    """The anchors of a page, each of which may stand once: where a block shows the record or the figure that it is the id of.

    A figure or an event that no block shows has its anchor where it is first named, so that each can be linked to.
    """

    def __init__(self, page: Page, link: Link = nowhere) -> None:
        self._link = link
        self._of_blocks = set(_anchors(page))
        self._given: set[str] = set()

    def new(self, anchor: str | None) -> str:
        """An anchor where it may stand now; nothing where there is none, or where it stands already."""
        if not anchor or anchor in self._given:
            return ""
        self._given.add(anchor)
        return anchor

    def leads(self, record: str) -> str:
        """Where a record (`events/ID`) is: on a page of its own, or `=ID` if the words that name it are its anchor here."""
        table, _, name = record.partition("/")
        here = table in ("figures", "events") and name not in self._of_blocks
        return self._link(record) or (f"={name}" if here and self.new(name) else "")


def _anchors(part: object) -> Iterator[str]:
    """The anchors of all blocks and of what is in them."""
    if isinstance(part, Struct):
        if anchor := getattr(part, "anchor", None):
            yield anchor
        for field in part.__struct_fields__:
            yield from _anchors(getattr(part, field))
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _anchors(inner)
