"""Whatever a record says, a reader of Markdown and a browser find the same words again, in the same places, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser

import pytest
from conftest import Called
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from test_drawers import Links, every_page

from epcli.drawing.blocks import (
    Aspect,
    Bar,
    Bars,
    Block,
    Cases,
    Entries,
    Entry,
    Fields,
    Heading,
    Item,
    Listing,
    MarkedRow,
    Marks,
    Note,
    Notes,
    Page,
    Paragraph,
    Row,
    Table,
)
from epcli.drawing.html import as_html
from epcli.drawing.markdown import as_markdown
from epcli.drawing.prose import Prose
from epcli.store import Store
from epcli.text import fault

Call = Callable[..., Called]

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
"""CommonMark with what GitHub and pandoc read beside it."""

HOSTILE = (
    *(
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~",
        "\\",
        "|",
        "$x$",
        "^",
        "{#a}",
        "# ",
        "- ",
        "+ ",
        "1. ",
        "1986) ",
        "(1) ",
        "a. ",
        ": ",
        "> ",
        "---",
        "===",
    ),
    *(
        "<b>",
        "</main>",
        "<script>alert(1)</script>",
        "<!--",
        "&copy;",
        "&#42;",
        "&",
        '"',
        "'",
        "[a](b)",
        "![a](b)",
        "[^1]",
        "[^1]: ",
        "<br>",
    ),
    *("《", "》", "。", "（", "“", "”", "中", "a", "1", " ", "  ", "\u3000", "\u00a0", "@a", "javascript:alert(1)", "é", "…", "≈", "−"),
)
words = (
    st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=8)
    .map(lambda pieces: "".join(pieces).strip())
    .filter(lambda text: bool(text) and fault(text) is None)
)


def page(text: str) -> Page:
    """A page with a text in each place where a block may have words of a record."""
    plain, bold = Prose(text), Prose(text, "bold")
    within = Prose.of("中", bold, "中", (text, "bold yellow"), (text, "bold"), "a", bold)
    blocks: list[Block] = [
        Heading(plain, "one"),
        Paragraph(within),
        Paragraph(plain),
        Listing([Item(plain, "two"), Item(bold)]),
        Entries([Entry("2016", "2016-01", Prose("2016-01"), bold, plain, [Item(within, "three"), Item(plain)], "four")]),
        Table(["", text], [Row([bold, Prose(f"{text}\n{text}")], "five")]),
        Fields([(bold, plain)]),
        Cases([Item(plain), Item(bold)], [Aspect(bold, [within, plain], same=False)]),
        Marks([text], [("2016", [MarkedRow(text, [[Item(plain, "six")]])])]),
        Bars(["date", text, "remark"], [Bar(Prose("2016"), 0.5, False, bold, within, "seven")]),
        Notes("Notes", [Note("a", plain, "note_a")]),
        Notes("", [Note("†", plain)]),
        Paragraph(Prose.of("a ", Prose("a", "", "#note_a"))),
    ]
    return Page("en", Prose.of(bold, " · ", plain), blocks, text)


def spaceless(text: str) -> str:
    return "".join(text.split())


def read_markdown(text: str) -> Iterator[tuple[str, str]]:
    """What a reader of Markdown finds: each block by its kind, with its words; emphasis aside."""
    for token in MARKDOWN.parse(text):
        yield token.type, spaceless("".join(_words(token.children or [])))


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "html_inline":
            assert re.fullmatch(r'<a id="[\w-]+">|</a>', token.content)
        elif token.type == "footnote_ref":
            yield f"[^{token.meta['label']}]"
        else:
            assert token.type in ("text", "text_special", "strong_open", "strong_close", "softbreak", "hardbreak"), token
            yield token.content


class Read(HTMLParser):
    """What a browser finds: each tag and the words between them; which words are marked as of another language is left aside."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = [""]
        self._style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag != "span":
            self.found += [tag, ""]

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if tag != "span":
            self.found += [f"/{tag}", ""]

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.found[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


PLAIN = "QQQ"
"""What stands for a text whose place is looked for."""


@settings(deadline=None)
@given(words)
@example("&copy; 1. x")
@example("《书》")
@example("[^a]: x")
@example("\\:")
def test_words_are_the_same_in_markdown(text: str) -> None:
    """No record's words make a heading, a list, a row, a note, a tag or emphasis of their own, or lose a character."""
    wanted = [(kind, found.replace(PLAIN, spaceless(text))) for kind, found in read_markdown(as_markdown(page(PLAIN)))]
    assert list(read_markdown(as_markdown(page(text)))) == wanted


@settings(deadline=None)
@given(words)
@example("</title><script>alert(1)</script>")
def test_words_are_the_same_in_html(text: str) -> None:
    """No record's words make a tag, an attribute, a comment or an entity, or lose a character."""
    wanted = [spaceless(found.replace(PLAIN, text)) for found in Read(as_html(page(PLAIN))).found]
    assert [spaceless(found) for found in Read(as_html(page(text))).found] == wanted


def web(links: Iterable[object]) -> list[str]:
    """Addresses of the web among links, each once, as a browser asks for them."""
    return sorted({normalizeLink(link) for link in links if isinstance(link, str) and link.startswith("http")})


@every_page
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markdown_links_to_the_addresses_of_the_records(args: tuple[str, ...], lang: str, call: Call, store: Store) -> None:
    """What a reader of Markdown takes for a link is whole, and a link of the same page in HTML; none is broken by an escape."""
    blocks = MARKDOWN.parse(call(*args, "-f", "markdown", "-l", lang).out)
    links = web(token.attrs["href"] for block in blocks for token in block.children or [] if token.type == "link_open")
    assert links == web(Links(call(*args, "-f", "html", "-l", lang).out).links)
    if args == ("sources",):
        assert set(links) >= set(web(source.url for source in store.sources.values()))


@pytest.mark.parametrize(
    "url",
    [
        "https://x.org/a_b*c?d=1&copy=2&e=(f)~#g_h",
        "https://x.org/?a=1&lt;2",
        "https://x.org/it's",
        "https://例え.jp/中_文",
        "https://x.org/a|b",
    ],
)
@pytest.mark.parametrize("named", [True, False], ids=["a source's", "in a sentence"])
def test_an_address_comes_through_whole(url: str, named: bool) -> None:
    """The address of a source, and one in a sentence, lead to the same place from Markdown and from HTML, whatever signs are in it."""
    if not named and not url.isascii():
        pytest.skip("in a sentence an address ends before a Chinese character")
    prose = Prose.of("见", Prose(url, "", url), "。") if named else Prose(f"见{url.replace('|', '_')}。")
    whole = Page("zh", Prose("x"), [Paragraph(prose), Table(["a", "b"], [Row([Prose("x"), prose])])], "x")
    blocks = MARKDOWN.parse(as_markdown(whole))
    links = [str(token.attrs["href"]) for block in blocks for token in block.children or [] if token.type == "link_open"]
    assert [normalizeLink(link) for link in links] == [normalizeLink(link) for link in Links(as_html(whole)).links]
    assert len(links) == 2
    assert not re.search("<[^>]*&lt;", as_markdown(whole))  # GitHub reads entities in an address between < and >, and others don't


def test_an_answer_is_read_by_pandoc(call: Call) -> None:
    """In Word every figure of a list stands in a paragraph of its own, notes are footnotes, and the words are those of the answer."""
    pandoc = shutil.which("pandoc")
    if not pandoc:
        pytest.skip("no pandoc")
    markdown = call("platform", "jd", "-f", "markdown", "-l", "en").out
    for reader in ("gfm", "markdown"):
        command = [pandoc, "--from", reader, "--to", "json"]
        read = subprocess.run(command, input=markdown, capture_output=True, encoding="utf-8", timeout=60, check=True).stdout
        assert read.count('"t":"Note"') == len(re.findall(r"\[\^\w+\](?!: )", markdown))
        assert read.count('"t":"BulletList"') > 10
        assert "\\\\" not in read
