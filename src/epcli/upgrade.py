"""Records of format 1, which epcli 0.1 wrote, as records of format 2: a pure function from a document to a document.

Nothing is guessed. A figure of format 1 says nothing of an indicator, of what it is about or of who counted it, so these are null or
empty; it was shown as a result, so its role is `actual`. A source's language was not recorded (`und`, undetermined), nor what kind of
text a reposted one is (`webpage`: that is what was read). A unit that format 2 doesn't have moves into the metric, and the number
stands bare (`seller` is called `merchant`). What was wrong in a record stays wrong, for `validation` to tell.
"""

from __future__ import annotations

from typing import Any

from epcli.model import FORMAT, UNITS

NEW: dict[str, dict[str, Any]] = {
    "figures": {
        "indicator": None,
        "role": "actual",
        "upper": None,
        "due": None,
        "places": [],
        "organizations": [],
        "reported_by": None,
    },
    "places": {"poor_county": None},
    "sources": {"language": "und", "repost": False, "issued_by": "other", "authors": []}
    | dict.fromkeys(("volume", "issue", "pages", "number", "doi")),
}
"""The fields that format 2 adds to each table, and what they are in a record that lacks them."""

_SOURCE_TYPES: dict[str, dict[str, Any]] = {
    "article": {"type": "webpage"},
    "government": {"type": "webpage", "issued_by": "government"},
    "news": {"type": "article-newspaper", "issued_by": "press"},
    "journal": {"type": "article-journal", "issued_by": "research"},
    "company": {"type": "webpage", "issued_by": "company"},
    "repost": {"type": "webpage", "repost": True},
}
"""What one word said in format 1: the kind of text, who speaks in it, or that a copy was read."""


def upgraded(table: str, document: Any) -> Any:
    """A document of format 1 in format 2; `figures` is a table too, for figures that stand alone."""
    if not isinstance(document, dict):
        return document
    if table == "dataset":
        return document | {"format": FORMAT}
    if table == "figures":
        return _figure(document)
    if table == "sources":
        return _source(document)
    if isinstance(figures := document.get("figures"), list):
        return document | {"figures": [upgraded("figures", figure) for figure in figures]}
    return NEW.get(table, {}) | document


def upgraded_if_old(table: str, document: Any) -> Any:
    """The same for a document that comes alone, without a dataset to say its format: it is of format 1 if it has no field of format 2."""
    if not isinstance(document, dict):
        return document
    if table == "dataset":
        return upgraded(table, document) if document.get("format") == 1 else document
    if table == "sources":
        return upgraded(table, document) if "author" in document else document
    if isinstance(figures := document.get("figures"), list):
        return document | {"figures": [upgraded_if_old("figures", figure) for figure in figures]}
    return document if table not in NEW or NEW[table].keys() & document.keys() else upgraded(table, document)


def _figure(figure: dict[str, Any]) -> dict[str, Any]:
    unit, metric = figure.get("unit"), figure.get("metric")
    if unit == "seller":
        unit = "merchant"
        figure = figure | {"unit": unit}
    if isinstance(unit, str) and unit and unit not in UNITS and isinstance(metric, dict):
        brackets = {"zh": f"（{unit}）", "en": f" ({unit})"}
        metric = {lang: f"{words}{brackets[lang]}" if lang in brackets else words for lang, words in metric.items()}
        figure = figure | {"unit": "number", "metric": metric}
    return NEW["figures"] | figure


def _source(source: dict[str, Any]) -> dict[str, Any]:
    if isinstance(kind := source.get("type"), str):
        source = source | _SOURCE_TYPES.get(kind, {})
    if "author" in source:
        author = source["author"]
        source = {name: value for name, value in source.items() if name != "author"} | {"authors": [{"name": author}] if author else []}
    return {name: value for name, value in NEW["sources"].items() if name != "authors"} | source
