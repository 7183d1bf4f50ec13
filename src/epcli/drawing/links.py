"""Where words lead, for the outputs that have links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epcli.drawing.prose import Prose

_BARE = re.compile(r"https?://[^\s<>\"\u0080-\uffff]*[\w/#=&-]", re.ASCII)
"""An address in the midst of a text, without the punctuation of the sentence around it."""

_UNSAFE = re.compile(r"[\x00-\x20<>\"'`{}|\\^\x7f-\x9f]")
"""What would end an address early, in HTML or in Markdown's `<…>`."""


def runs(prose: Prose) -> Iterator[tuple[str, str, str]]:
    """Words, style and target of each run; only anchors of the page (`#…`) and addresses of the web are targets, safe to be printed."""
    for words, style, target in prose.runs:
        if target:
            yield words, style, target if target.startswith("#") else address(target)
            continue
        end = 0
        for bare in _BARE.finditer(words):
            if bare.start() > end:
                yield words[end : bare.start()], style, ""
            yield bare[0], style, address(bare[0])
            end = bare.end()
        if end < len(words):
            yield words[end:], style, ""


def address(url: str) -> str:
    """An http or https address with nothing in it that could end it early; nothing for any other."""
    if not url.startswith(("http://", "https://")):
        return ""
    return _UNSAFE.sub(lambda char: f"%{ord(char[0]):02X}", url)
