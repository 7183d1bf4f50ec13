"""A site written into a folder: its pages in both languages, the records as JSON, the search, and what servers and crawlers look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, cast, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from epcli.bibliography.entry import MAINTAINERS, RELEASED, of_source
from epcli.bibliography.style import one, whole
from epcli.dates import dated_years
from epcli.drawing import html
from epcli.drawing.blocks import Page, Paragraph
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Dataset, Lang, Record, Text
from epcli.site import addresses
from epcli.site.frame import TAGS, Site, document, policy
from epcli.site.index import index
from epcli.site.pages import Sheet, addresses_of, sheets, with_citation
from epcli.site.words import WORDS, said
from epcli.store import Store, open_store, records_of, shipped
from epcli.text import harmless

ASSETS = Path(__file__).parent / "assets"
HOME = "https://epcli.github.io/epcli/"
"""Where the records that ship with epcli would stand."""

LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
LANGS: tuple[Lang, ...] = get_args(Lang)
ALONE = (
    ":root{color-scheme:light dark}body{max-width:44rem;margin:8vh auto;padding:0 1.25rem;line-height:1.5;font-family:system-ui,sans-serif}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem}"
)
"""The style of a page that doesn't know where the others are."""

ENTER = {"en": "English", "zh": "中文"}


def write(tables: Mapping[str, Sequence[Record]], folder: Path, base: str | None = None) -> None:
    """Writes the records of a store as a site in `folder`, which must not be there yet. OSError if it can't be.

    `base` is the address at which the site will stand, with a slash at its end; its sitemap and its citations need it. The records that
    ship with epcli have one without it.
    """
    store = _store(tables)
    own = not is_shipped(tables)
    base = base or ("" if own else HOME)
    if own:
        store = replace(store, dataset=_of_ones_own(store.dataset))
    title: dict[Lang, str] = {lang: harmless(store.dataset.title[lang]) for lang in LANGS}
    poor = sum(place.poor_county is not None for place in store.places.values())
    site = Site(title, own, base, addresses_of(store), poor)
    made = _Folder(folder)
    for sheet in sheets(store):
        for lang in LANGS:
            page = with_citation(sheet, sheet.page(lang), store, base)
            machine = _dataset(store, site, lang) if sheet.key == "index" else ""
            made.file(f"{lang}/{addresses.html(sheet.key)}", document(page, sheet.key, sheet.crumbs, site, machine))
        if sheet.record is not None:
            made.file(addresses.json(sheet.key), _json(sheet))
    for lang in LANGS:
        made.file(f"{lang}/search.html", _search(store, site, lang))
    made.file("assets/search-index.js", index(store))
    style = html.STYLE + (ASSETS / "site.css").read_text(encoding="utf-8")
    made.file("assets/site.css", style)
    for asset in ("site.js", "finding.js", "search.js", "icon.svg"):
        made.file(f"assets/{asset}", (ASSETS / asset).read_text(encoding="utf-8"))
    made.file("records.json", msgspec.json.encode(_numbered(tables)) + b"\n")
    made.file("sources.bib", whole([one(of_source(source, "en"), "bibtex") for source in store.sources.values()], "bibtex"))
    made.file("index.html", _door(store, site, ""))
    made.file("404.html", _door(store, site, base, missing=True))
    _for_crawlers(made, site)


class _Folder:
    """Files of a site, each written once; two that would have one name are an error, and nothing is written over."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._there = {folder}

    def file(self, name: str, words: str | bytes) -> None:
        path = self._folder / name
        if path.parent not in self._there:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._there.add(path.parent)
        with path.open("xb") as file:
            file.write(words.encode() if isinstance(words, str) else words)


def _store(tables: Mapping[str, Sequence[Record]]) -> Store:
    """The records by their ids, all of them typed already."""
    keyed: dict[str, Any] = {
        table: {record.id: record for record in records}  # type: ignore[attr-defined]
        for table, records in tables.items()
        if table != "dataset"
    }
    return Store(dataset=cast(Dataset, tables["dataset"][0]), **keyed)


def _of_ones_own(dataset: Dataset) -> Dataset:
    """The dataset without the title and the story of the records that ship with epcli, where a store began with those and kept them."""
    borrowed = open_store(shipped()).dataset
    title = WORDS["own_title"] if dataset.title == borrowed.title else dataset.title
    description = Text("", "") if dataset.description == borrowed.description else dataset.description
    return replace(dataset, title=title, description=description)


def _numbered(tables: Mapping[str, Sequence[Record]]) -> dict[str, dict[str, Record]]:
    """A store as its file has it, but for the layout, which would be a third of it."""
    return {table: {str(number): record for number, record in enumerate(records, start=1)} for table, records in tables.items()}


def is_shipped(tables: Mapping[str, Sequence[Record]]) -> bool:
    """Whether these are the very records that ship with epcli, from whatever file they were read."""
    return records_of(open_store(shipped())) == {table: list(records) for table, records in tables.items()}


def _json(sheet: Sheet) -> bytes:
    """A record as the store has it, and its table, so that `epcli import` takes it."""
    table = sheet.key.partition("/")[0]
    head = b'{"table":' + msgspec.json.encode(table) + b","
    return head + msgspec.json.encode(cast(Struct, sheet.record))[1:] + b"\n"


def _search(store: Store, site: Site, lang: Lang) -> str:
    """The page of the search, whose answer a script writes into it."""
    edition = f"{store.dataset.title[lang]} {store.dataset.version} · {store.dataset.licence}"
    page = Page(lang, Prose(said("search", lang), "bold"), [Paragraph(Prose(said("search_hint", lang), QUIET))], edition)
    label = escape(said("search_for", lang))
    form = "\n".join(
        [
            '<form role="search" id="ask_">',
            f'<input type="search" name="q" id="q_" aria-label="{label}" placeholder="{label}" autocomplete="off" spellcheck="false">',
            f'<button type="submit">{escape(said("search", lang))}</button>\n</form>',
            '<p id="count_" role="status"></p>\n<ol id="found_" class="found"></ol>',
            f"<noscript><p>{escape(said('no_script', lang))}</p></noscript>\n",
        ]
    )
    return document(page, "search", [], site, search=form)


def _door(store: Store, site: Site, base: str, missing: bool = False) -> str:
    """The page before the languages, and the one for an address that leads nowhere: both in both languages.

    The latter is sent for addresses in any folder, so what has no whole address leads nowhere: it then has no links, and its style in it.
    """
    alone = missing and not base
    sections = []
    for lang in LANGS:
        tag = TAGS[lang]
        title = html.in_language(store.dataset.title[lang], lang)
        told = escape(said("not_found", lang)) if missing else html.in_language(store.dataset.description[lang], lang)
        own = f"<p>{escape(said('own', lang))}</p>\n" if site.own else ""
        search = f' · <a href="{base}{lang}/search.html">{escape(said("search", lang))}</a>' if missing else ""
        enter = f'<a class="enter" hreflang="{tag}" href="{base}{lang}/index.html">{ENTER[lang]}</a>'
        leads = "" if alone else f"<p>{enter}{search}</p>\n"
        sections.append(f'<section lang="{tag}">\n<h2>{title}</h2>\n{f"<p>{told}</p>{chr(10)}" if told else ""}{own}{leads}</section>')
    head = "404" if missing else " · ".join(dict.fromkeys(site.title[lang] for lang in LANGS))
    lines = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy("", ALONE if alone else "")}">',
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(head, quote=False)}</title>',
        f"<style>{ALONE}</style>"
        if alone
        else f'<link rel="icon" href="{base}assets/icon.svg">\n<link rel="stylesheet" href="{base}assets/site.css">',
        f'</head>\n<body class="door">\n<main>\n<h1>{html.in_language(head, "en")}</h1>',
        *sections,
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(lines)


def _for_crawlers(made: _Folder, site: Site) -> None:
    """Which addresses there are, each with its other language; a map of a site that stands nowhere would say nothing."""
    base = site.base
    if base:
        made.file("sitemap.xml", _sitemap(site.keys, base))
    made.file("robots.txt", f"User-agent: *\nAllow: /\n{f'Sitemap: {base}sitemap.xml' if base else ''}".rstrip() + "\n")


def _sitemap(keys: Iterable[str], base: str) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(base)}{lang}/{addresses.html(key)}</loc></url>" for key in keys for lang in LANGS),
        "</urlset>\n",
    ]
    return "\n".join(lines)


def _dataset(store: Store, site: Site, lang: Lang) -> str:
    """The records as schema.org describes a dataset, without a character that could end the block that it stands in."""
    dataset = store.dataset
    other: Lang = "en" if lang == "zh" else "zh"
    years = sorted({year for event in store.events.values() for year in dated_years(event.date) if year})
    released = None if site.own else RELEASED.get((dataset.title.en, dataset.version))
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": dataset.title[lang],
        "alternateName": dataset.title[other],
        "description": dataset.description[lang] or dataset.title[lang],
        "version": dataset.version,
        "inLanguage": ["en", "zh-Hans"],
        "isAccessibleForFree": True,
    }
    licence = LICENCES.get(dataset.licence, dataset.licence)
    if re.match("https?://", licence):  # which is what schema.org's readers take
        described["license"] = licence
    if site.base:
        described["url"] = f"{site.base}{lang}/index.html"
    if released:
        described |= {"datePublished": released, "creator": {"@type": "Organization", "name": MAINTAINERS[lang]}}
    if years:
        described["temporalCoverage"] = f"{years[0]:04}/{years[-1]:04}"
    if names := [indicator.name[lang] for indicator in store.indicators.values()]:
        described["variableMeasured"] = names
    files = {"records.json": "application/json", "sources.bib": "application/x-bibtex"}
    described["distribution"] = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{site.base or '../'}{file}"} for file, kind in files.items()
    ]
    return harmless(msgspec.json.encode(described).decode()).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
