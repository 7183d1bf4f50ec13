"""What stands around a page: head, sections, where the page stands, what is on it, and foot; and its Content-Security-Policy.

Nothing comes from elsewhere: styles and scripts are files of the site, and the one block that stands inline, the description of the
dataset for machines, is no script that runs, and is named by its hash all the same.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import get_args

from msgspec.structs import replace

from epcli.drawing import html
from epcli.drawing.blocks import Block, Entries, Heading, Notes, Page, Paragraph
from epcli.drawing.links import Link
from epcli.drawing.prose import QUIET, Prose
from epcli.model import Lang
from epcli.site import addresses
from epcli.site.pages import Crumb
from epcli.site.words import WORDS, said
from epcli.wording import LABELS

SECTIONS = (
    *("timeline", "platforms", "case_studies", "compare", "promises", "agreements"),
    *("indicators", "figures", "places", "sources", "search"),
)
"""What every page leads to."""

LONGEST_DESCRIPTION = 160
TAGS = {"zh": "zh-Hans", "en": "en"}
FEWEST_HEADINGS = 3
"""A page with fewer is seen at a glance."""


@dataclass(frozen=True)
class Site:
    """What all pages of a site have in common: its title, whether its store is somebody's own, where it will stand, its pages, and more."""

    title: Mapping[Lang, str]
    own: bool
    base: str
    keys: Mapping[str, None]
    poor_counties: int


def document(page: Page, key: str, crumbs: Sequence[Crumb], site: Site, machine: str = "", search: str = "") -> str:
    """A whole page. `machine` is JSON-LD that describes it, `search` what stands on the page of the search after its blocks."""
    lang = page.lang
    link = addresses.links(key, site.keys)
    blocks, contents = _anchored(page)
    drawn = html.body(replace(page, blocks=blocks), link)
    leads = f"{_head(page, key, site, machine, bool(search))}<body>\n{_banner(key, lang, site, link)}{_crumbs(crumbs, page, link)}"
    data = f'<script type="application/ld+json">{machine}</script>\n' if machine else ""
    own = f"<br>{escape(said('own', lang))}" if site.own else ""
    text = f'<main id="main">\n{drawn}\n{search}</main>\n'
    listed = _contents(contents, lang)
    beside = f'<div class="sheet">\n{listed}{text}</div>\n' if listed else text
    return f"{leads}{beside}<footer>{html.in_language(page.edition, lang)}{own}</footer>\n{data}</body>\n</html>\n"


def policy(machine: str, style: str = "") -> str:
    """The Content-Security-Policy of a page with that JSON-LD and that style in it, if any."""
    scripts, styles = ("'self'" + (f" {_named(inner)}" if inner else "") for inner in (machine, style))
    return f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self'; base-uri 'none'; form-action 'self'"


def _named(inner: str) -> str:
    return f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"


def _head(page: Page, key: str, site: Site, machine: str, searching: bool) -> str:
    lang, back = page.lang, addresses.up(key)
    short = "epcli" if not site.own and "/" in key else site.title[lang]
    title = page.title.plain if page.title.plain == site.title[lang] else f"{page.title.plain} · {short}"
    scripts = ["site.js", *(("search-index.js", "finding.js", "search.js") if searching else ())]
    lines = [
        f'<!doctype html>\n<html lang="{TAGS[lang]}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(machine)}">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title, quote=False)}</title>",
    ]
    if "/" not in key:
        lines += [f'<meta name="description" content="{escape(about)}">' for about in _description(page.blocks)]
        lines.append(f'<link rel="icon" href="{back}../assets/icon.svg">')
    lines.append(f'<link rel="stylesheet" href="{back}../assets/site.css">')
    lines += [f'<script src="{back}../assets/{script}" defer></script>' for script in scripts]
    return "\n".join([*lines, "</head>\n"])


def _description(blocks: Iterable[Block]) -> Iterator[str]:
    """The first paragraph that is more than a remark, cut at a word, for search engines and previews."""
    for block in blocks:
        if isinstance(block, Paragraph) and block.words.runs and block.words.runs[0][1] != QUIET:
            words = " ".join("".join(words for words, style, _ in block.words.runs if style != QUIET).split())
            yield words if len(words) <= LONGEST_DESCRIPTION else f"{words[:LONGEST_DESCRIPTION].rsplit(' ', 1)[0]}…"
            return


def _banner(key: str, lang: Lang, site: Site, link: Link) -> str:
    """The title of the site, the same page in the other language, and the sections."""
    other: Lang = "en" if lang == "zh" else "zh"
    tag = TAGS[other]
    title = html.in_language(site.title[lang], lang)
    home = f'<a href="{link("index")}">{title}</a>' if key != "index" else f"<span>{title}</span>"
    tongue = f'<a lang="{tag}" href="{addresses.up(key)}../{other}/{addresses.html(key)}">{WORDS["other_language"][lang]}</a>'
    sections = "\n".join(_section(section, key, lang, site, link) for section in SECTIONS)
    return (
        f'<a class="skip" href="#main">{escape(said("skip", lang))}</a>\n<header>\n{home}\n{tongue}\n'
        f'<nav aria-label="{escape(said("main_nav", lang))}">\n{sections}\n</nav>\n</header>\n'
    )


def _section(section: str, key: str, lang: Lang, site: Site, link: Link) -> str:
    counties = site.poor_counties if section == "places" else 0
    words = escape(said("poor_counties", lang).format(counties) if counties > 1 else said(section, lang))
    return f'<a href="{link(section)}">{words}</a>' if section != key else f'<span aria-current="page">{words}</span>'


def _crumbs(crumbs: Sequence[Crumb], page: Page, link: Link) -> str:
    """The pages above this one."""
    lang = page.lang
    steps = [(WORDS["home"], "index"), *crumbs]
    led = "\n".join(f'<a href="{link(key)}">{html.in_language(name[lang], lang)}</a>' for name, key in steps if link(key))
    return f'<nav class="crumbs" aria-label="{escape(said("crumbs", lang))}">{led}</nav>\n' if led else ""


def _anchored(page: Page) -> tuple[list[Block], list[tuple[Prose, str]]]:
    """The blocks with an anchor for every heading, that of notes and sources too; and all that there is to go to on the page."""
    blocks: list[Block] = []
    contents: list[tuple[Prose, str]] = []
    taken: set[str] = set()
    for block in page.blocks:
        if isinstance(block, Notes) and block.heading:
            heading = Heading(Prose(block.heading), _anchor(_slug(Prose(block.heading), page.lang), taken))
            blocks.append(heading)
            contents.append((heading.words, heading.anchor or ""))
            block = Notes("", block.notes)
        elif isinstance(block, Heading):
            block = Heading(block.words, block.anchor or _anchor(_slug(block.words, page.lang), taken))
            contents.append((block.words, block.anchor or ""))
        elif isinstance(block, Entries) and not contents:
            years = dict.fromkeys(entry.year for entry in block.entries)
            contents += [(Prose(year), html.year_anchor(year)) for year in years] if len(years) > 1 else []
        blocks.append(block)
    return blocks, contents


def _slug(words: Prose, lang: Lang) -> str:
    """The anchor of a heading, the same in both languages: our own term for it, else the ids that it names; `s_` where it has neither."""
    term = _TERMS[lang].get(words.plain)
    return f"s_{term or '_'.join(target.partition('/')[2] for _, _, target in words.runs if '/' in target)}"


_TERMS: dict[Lang, dict[str, str]] = {lang: {text[lang]: name for name, text in reversed(LABELS.items())} for lang in get_args(Lang)}
"""Our own terms by what they are called."""


def _anchor(wish: str, taken: set[str]) -> str:
    """An anchor that the page has not yet."""
    anchor, number = wish, 1
    while anchor in taken or anchor == "s_":
        anchor, number = f"{wish}{number}" if wish == "s_" else f"{wish}_{number + 1}", number + 1
    taken.add(anchor)
    return anchor


def _contents(contents: Sequence[tuple[Prose, str]], lang: Lang) -> str:
    if len([anchor for _, anchor in contents if anchor not in ("s_notes", "s_sources", "s_cite")]) < FEWEST_HEADINGS:
        return ""
    leads = "".join(f'<li><a href="#{escape(anchor)}">{html.in_language(words.plain, lang)}</a></li>' for words, anchor in contents)
    return f'<nav class="toc" aria-labelledby="toc_"><p id="toc_">{escape(said("toc", lang))}</p><ul>{leads}</ul></nav>\n'
