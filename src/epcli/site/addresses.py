"""Where each page of a site stands, for good: the address of a record is its table and its id, as `epcli show` takes them.

A page has a key, which is what a `Prose` has for a target: `events/ID`, `figures/ID`, `timeline/2016`, `compare/A_B`, `platforms`. Files
of a language lie in `en/` and `zh/`, and under the same name in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from epcli.drawing.links import Link

LONGEST = 90
"""Characters of an id that the name of a file has room for; two of them, with an ending, are within what every file system takes."""

_NAME = re.compile(r"(?!(?:index|con|prn|aux|nul|com[0-9]|lpt[0-9])\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
"""An id, unless it means something else: to servers, or to Windows, whatever its ending."""


def file_name(record_id: str) -> str:
    """An id as the name of a file. Ids have small letters, digits and hyphens, so no two are one where case is of no matter.

    What is too long, or taken, or no id at all, is named by a digest, with an underscore, which no id has.
    """
    if len(record_id) <= LONGEST and _NAME.fullmatch(record_id):
        return record_id
    beginning = "".join(re.findall("[a-z0-9-]", record_id[: LONGEST - 20])).strip("-")
    return f"{beginning}_{sha256(record_id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def pair(one: str, other: str) -> str:
    """The key of a comparison of two case studies."""
    return f"compare/{file_name(one)}_{file_name(other)}"


def of(key: str) -> str:
    """The file of a key within its language, without an ending; a key of a record has its id as it is."""
    table, _, record_id = key.partition("/")
    return f"{table}/{file_name(record_id)}" if record_id and table not in ("timeline", "compare") else key


def html(key: str) -> str:
    """The page of a key within its language."""
    return f"{of(key)}.html"


def json(key: str) -> str:
    """The record of a key as JSON, from the top of the site; it has both languages."""
    return f"json/{of(key)}.json"


def up(key: str) -> str:
    """From a page to the folder of its language."""
    return "../" * of(key).count("/")


def links(key: str, keys: Iterable[str]) -> Link:
    """Where links of the page of one key lead, among all pages that there are; a page has no link to itself.

    `json/…` is a record as JSON, `top/…` a file at the top of the site.
    """
    back = up(key)
    folder = f"{of(key).rpartition('/')[0]}/"

    def link(target: str) -> str:
        if target == key:
            return ""
        if target.startswith("json/"):
            return f"{back}../{json(target.removeprefix('json/'))}"
        if target.startswith("top/"):
            return f"{back}../{target.removeprefix('top/')}"
        if target not in keys:
            return ""
        page = html(target)
        return page.removeprefix(folder) if page.startswith(folder) else f"{back}{page}"

    return link
