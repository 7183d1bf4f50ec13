"""What HTML and Markdown make of blocks: addresses, anchors, languages, and nothing that a record could break."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import get_args
from unicodedata import east_asian_width

import pytest
from conftest import Called

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
    Verbatim,
)
from epcli.drawing.html import as_html
from epcli.drawing.markdown import as_markdown
from epcli.drawing.prose import Prose
from epcli.drawing.terminal import RESULT, TARGET, page_lines
from epcli.model import Lang

Call = Callable[..., Called]

COMMANDS = [
    ("timeline",),
    ("timeline", "--chart"),
    ("platform", "jd"),
    ("platform",),
    ("county", "longnan"),
    ("county",),
    ("compare", "chengxian", "tongyu", "aksu"),
    ("agreements",),
    ("figures",),
    ("indicator", "rural-taobao-stations"),
    ("indicator",),
    ("promises", "2016"),
    ("search", "核桃"),
    ("show", "jd"),
    ("cite", "2016-01-jd-cpad-agreement"),
    ("sources",),
]
every_page = pytest.mark.parametrize("args", COMMANDS, ids=" ".join)

ALIKE: list[Block] = [
    Heading(Prose("words")),
    Paragraph(Prose("words")),
    Listing([Item(Prose("words"))]),
    Listing([], empty=Prose("words")),
    Entries([Entry("2016", "2016-01", Prose("2016-01"), Prose("title"), Prose("words"), [])]),
    Table(["one", "two"], [Row([Prose("words"), Prose("more")])]),
    Fields([(Prose("name"), Prose("words"))]),
    Cases([Item(Prose("words")), Item(Prose("more"))], [Aspect(Prose("name"), [Prose("one"), Prose("two")], same=False)]),
    Marks(["1", "2"], [("2016", [MarkedRow("words", [[Item(Prose("P"))], []])])]),
    Bars(["date", "value", "remark"], [Bar(Prose("2016"), 0.5, False, Prose("5"), Prose("words"))]),
    Verbatim("words\n", "text"),
    Notes("Notes", [Note("a", Prose("words"), "note_a")]),
]


def page(*blocks: Block, lang: Lang = "en") -> Page:
    return Page(lang, Prose("title"), blocks, "edition")


@pytest.mark.parametrize("block", ALIKE, ids=lambda block: type(block).__name__)
def test_every_drawer_draws_every_block(block: Block) -> None:
    """Wherever it stands on a page, each kind of block shows its words in the terminal, in Markdown and in HTML."""
    assert {type(example) for example in ALIKE} == set(get_args(Block))
    whole = page(Paragraph(Prose("before")), block)
    for width in (40, 100):
        drawn = [line.plain.strip() for line in page_lines(whole, width)]
        assert any("words" in line for line in drawn)
        assert (drawn[0], drawn[1], drawn[-1]) == ("title", "before", "edition")
    assert "words" in as_markdown(whole)
    assert "words" in as_html(whole)


LENGTHS = (1.0, 0.5, 0.001, 0.0, None, -0.5, 7.0)


@pytest.mark.parametrize("hollow", [False, True])
def test_bars_are_as_long_as_their_values(hollow: bool) -> None:
    """A bar of half the length has half the cells; what is not 0 can be seen; nothing is drawn for 0, what is lost or below 0."""
    bars = [Bar(Prose("2016"), length, hollow, Prose(f"{length}"), Prose()) for length in LENGTHS]
    drawn = [line.plain for line in page_lines(page(Bars(["date", "value", "remark"], bars)), 120)]
    cells = [sum(line.count(char) for char in "▐░") for line in drawn if line.startswith("2016")]
    assert cells == [30, 15, 1, 0, 0, 0, 30]
    assert any("░" in line for line in drawn) is hollow
    assert any("▐" in line for line in drawn) is not hollow
    html = as_html(page(Bars(["date", "value", "remark"], bars)))
    assert re.findall(r"width=\"([0-9.]+)%\"", html) == ["100.0", "50.0", "0.1", "100.0"]
    assert html.count('class="bar hollow"') == (4 if hollow else 0)


def test_no_terminal_draws_a_bar_two_cells_wide() -> None:
    """The characters of bars have a certain width: a terminal with Chinese fonts draws ambiguous ones (█) two cells wide."""
    assert {east_asian_width(char) for char in RESULT + TARGET} == {"N"}


class Links(HTMLParser):
    """The ids of a page, where its links lead, and what is said of its cells and regions."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.heads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "th":
            assert "scope" in found
            self.heads.append("")
        if "wide" in found.get("class", "").split():
            assert (tag, found["tabindex"]) == ("section", "0")
            assert found["aria-label"]

    def handle_data(self, data: str) -> None:
        if self.heads:
            self.heads[-1] += data


@every_page
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_of_a_page_leads_somewhere(args: tuple[str, ...], lang: str, call: Call) -> None:
    """A page has one `main`, no id twice, no empty head, and no reference without the note or source that it leads to."""
    found = Links(call(*args, "-f", "html", "-l", lang).out)
    assert found.tags.count("main") == 1
    assert len(found.ids) == len(set(found.ids))
    assert all(link[1:] in found.ids if link.startswith("#") else re.match("https?://", link) for link in found.links)
    assert {"#" + name for name in found.ids if re.match("note_|source_", name)} == {link for link in found.links if link.startswith("#")}
    assert all(found.heads)


def at(part: object, path: str) -> Iterator[str]:
    """The ids at a path in an answer as JSON has it, through all lists on the way."""
    if isinstance(part, list):
        for inner in part:
            yield from at(inner, path)
    elif isinstance(part, dict):
        name, _, rest = path.partition(".")
        yield from at(part[name], rest) if name else [part["id"]]


@pytest.mark.parametrize(
    ("args", "paths"),
    [
        ("timeline", "events events.figures"),
        ("timeline --chart", "events"),
        ("platform jd", "platform promised.figure promised.reported.figure reported figures events case_studies"),
        ("platform", "platforms"),
        ("county longnan", "case_study case_study.figures events events.figures"),
        ("county", "case_studies"),
        ("compare chengxian tongyu", "compared"),
        ("agreements", "events"),
        ("figures", "figures"),
        ("indicator rural-taobao-stations", "indicator series.figures"),
        ("indicator", "indicators"),
        ("promises", "promises.figure promises.reported.figure"),
        ("search 核桃", "hits"),
        ("show jd", "organizations organizations.figures named_in.events named_in.figures named_in.case_studies"),
        ("show gansu", "places named_in.places named_in.events named_in.figures named_in.case_studies"),
        ("show jd-cpad-investment", "figures"),
        ("show wei-yanan", "sources named_in.organizations"),
        ("sources", "sources"),
    ],
)
def test_every_record_and_figure_has_its_id(args: str, paths: str, call: Call) -> None:
    """What an answer shows can be linked to, in HTML and in Markdown: each record and figure, and what the whole answer is about."""
    command = args.split()
    told = json.loads(call(*(word for word in command if word != "--chart"), "--json").out)
    wanted = {name for path in paths.split() for name in at(told, path)}
    assert wanted
    assert set(re.findall(r' id="(.+?)"', call(*command, "-f", "html").out)) >= wanted
    assert set(re.findall(r'<a id="(.+?)"></a>', call(*command, "-f", "markdown").out)) >= wanted


def test_the_numbers_of_a_comparison_have_their_ids(call: Call) -> None:
    """Of each place the latest number of an indicator, which stands in a cell, can be linked to."""
    told = json.loads(call("compare", "chengxian", "tongyu", "--json").out)
    latest = {values[0]["id"] for number in told["numbers"] for values in number["values"].values()}
    assert latest
    assert set(re.findall(r' id="(.+?)"', call("compare", "chengxian", "tongyu", "-f", "html").out)) >= latest


@pytest.mark.parametrize(
    ("lang", "words", "marked"),
    [
        ("en", "the sugar-heart (冰糖心) apple", 'the sugar-heart (<span lang="zh-Hans">冰糖心</span>) apple'),
        ("en", "as 国开办发〔2016〕40号.", 'as <span lang="zh-Hans">国开办发〔2016〕40号</span>.'),
        ("zh", "京东 JD.com · jd-cpad 100家", '京东 <span lang="en">JD.com</span> · jd-cpad 100家'),
        ("zh", "据Rural Taobao<b>的", '据<span lang="en">Rural Taobao</span>&lt;b&gt;的'),
        ("zh", "CC-BY 和 CN-62", "CC-BY 和 CN-62"),
        ("zh", "见t_1.cn/GB/x的Clebeech/ds、epcli/x", "见t_1.cn/GB/x的Clebeech/ds、epcli/x"),
        ("zh", "原题：La Chine va créer 100 comtés。", '原题：<span lang="">La Chine va créer 100 comtés</span>。'),
        ("zh", "原题：デジタル時代、新たな力を模索。", '原题：<span lang="ja">デジタル時代、新たな力を模索</span>。'),
        ("en", "It was 10の模範県, หมื่น ล้าน", 'It was <span lang="ja">10の模範県</span>, <span lang="th">หมื่น ล้าน</span>'),
        ("en", "plain", "plain"),
    ],
)
def test_words_in_the_other_language_say_so(lang: Lang, words: str, marked: str) -> None:
    """Chinese in an English page and English in a Chinese one have their `lang`; ids and capitals alone are of no language."""
    assert f"<p>{marked}</p>" in as_html(page(Paragraph(Prose(words)), lang=lang))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://x.org/a_b?c=1&d=2", "https://x.org/a_b?c=1&amp;d=2"),
        ('https://x.org/"><script>alert(1)</script>', "https://x.org/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
        ("https://x.org/a b\n\tc", "https://x.org/a%20b%0A%09c"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//x.org", None),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str, linked: str | None) -> None:
    """An http or https address is a link that nothing in it can end early; any other stays words."""
    whole = page(Paragraph(Prose(url, "", url)))
    html, markdown = as_html(whole), as_markdown(whole)
    assert Links(html).links == ([linked.replace("&amp;", "&")] if linked else [])
    assert "<script" not in html
    if linked:
        assert f'<a href="{linked}">' in html
        assert f"<{linked.replace('&amp;', '&')}>" in markdown
    else:
        assert "<" not in markdown


def test_an_address_within_a_sentence_is_a_link() -> None:
    """A bare address ends before the punctuation of the sentence, and no backslash of Markdown gets into it."""
    whole = page(Paragraph(Prose("见https://x.org/39400740_2.html。Or (http://y.org/a_b), too.")))
    assert Links(as_html(whole)).links == ["https://x.org/39400740_2.html", "http://y.org/a_b"]
    assert "见<https://x.org/39400740_2.html>。Or (<http://y.org/a_b>), too." in as_markdown(whole)


@every_page
def test_footnotes_of_markdown_are_referred_to_and_said(args: tuple[str, ...], call: Call) -> None:
    """Every `[^a]` has its `[^a]: …` and the other way round, and no line is held apart by a tag."""
    told = call(*args, "-f", "markdown", "-l", "en").out
    said = re.findall(r"^\[\^(\w+)\]: .", told, re.MULTILINE)
    assert len(said) == len(set(said))
    assert set(said) == set(re.findall(r"\[\^(\w+)\](?!: )", told))
    assert "<br>" not in told


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("&copy; &#169; R&D", r"\&copy; \&\#169; R&D"),
        ("1. x\n- y\n+ z\n= w\n12) v\n---", "1\\. x\\\n\\- y\\\n\\+ z\\\n= w\\\n12\\) v\\\n\\---"),
        ("2016-01 - x", "2016-01 - x"),
        ("2016 was, 1.5 of", "2016 was, 1.5 of"),
        ("a *b* <i> $x$ [c](d) ~e~ #f", r"a \*b\* \<i\> \$x\$ \[c\](d) \~e\~ \#f"),
    ],
)
def test_words_of_a_record_are_no_markdown(words: str, written: str) -> None:
    """Entities, lists, emphasis, formulas and links that a record's words look like stay words, each line a line."""
    assert f"\n\n{written}\n\n" in as_markdown(page(Paragraph(Prose(words))))


def test_lines_of_a_cell_stay_apart_in_markdown() -> None:
    """A row of a Markdown table is one line, in which a dot stands between what are lines elsewhere."""
    assert "| a · b | c |" in as_markdown(page(Table(["x", "y"], [Row([Prose("a\nb"), Prose("c")])])))


def test_dates_break_nowhere_in_html() -> None:
    """A browser breaks no date at a hyphen: an interval breaks after its slash, and a cell of dates between two of them."""
    entry = Entry("2016", "2016-01", Prose.of("2016-09-25/2016-09", ("‡", "yellow")), Prose("title"), Prose("words"), [])
    drawn = as_html(page(Entries([entry]), Table(["", "x", "y"], [Row([Prose("x"), Prose("2016-01\n2016-01-22†"), Prose("in 2016-01")])])))
    assert '<span class="dates">2016-09-25/</span><span class="dates">2016-09</span><span class="yellow">‡</span>' in drawn
    assert '<td class="dates">2016-01<br>2016-01-22†</td><td>in 2016-01</td>' in drawn


def test_text_to_be_copied_is_code() -> None:
    """An entry of a bibliography is a block of code, whose fence is longer than any in it; alone on a page, the terminal shows only it."""
    whole = page(Verbatim("a ``` {b}\n\n<c>\n", "bibtex"))
    assert "````bibtex\na ``` {b}\n\n<c>\n````" in as_markdown(whole)
    assert "<code>a ``` {b}\n\n&lt;c&gt;\n</code>" in as_html(whole)
    assert [line.plain for line in page_lines(whole, 24)] == ["a ``` {b}", "", "<c>"]
