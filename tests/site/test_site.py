"""A store as a site: every link leads somewhere, every record has its address, nothing of a record runs, and it is written whole."""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
import subprocess
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import msgspec
import pytest
from conftest import Called, Run, all_they_name, unix
from faulty import Disk, Killed
from msgspec.structs import replace

from epcli.errors import OutputError
from epcli.exchange.export import export
from epcli.model import TABLES, CaseStudy, Dataset, Event, Figure, Indicator, Organization, Place, Record, Source, Text
from epcli.site import addresses
from epcli.site.write import write
from epcli.store import Store, canonical, records_of
from epcli.wording import quantity
from epcli.words import folded, values

Tables = Mapping[str, Sequence[Record]]
EVENT, FIGURE, CASES = "2016-01-jd-cpad-agreement", "jd-cpad-investment", ("chengxian", "tongyu", "shaji")
VOID = {"meta", "link", "input", "br"}
ALLOWED = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "nav", "main", "footer", "section", "div", "p", "a", "span"),
    *("h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "pre", "code", "br", "svg"),
    *("form", "input", "button", "noscript"),
}
ATTRIBUTES = {
    *("id", "class", "href", "lang", "hreflang", "rel", "src", "defer", "charset", "name", "content", "http-equiv", "type", "role"),
    *("aria-label", "aria-labelledby", "aria-current", "aria-hidden", "tabindex", "scope", "colspan", "width", "placeholder"),
    *("autocomplete", "spellcheck"),
}


class Html(HTMLParser):
    """What a page consists of: its elements with their attributes, its ids, its words, and what is in its scripts."""

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        assert self.open == [], file

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open[-1:] == ["script"] else self.words).append(data)

    def links(self) -> list[str]:
        return [str(attributes[name]) for _, attributes in self.elements for name in ("href", "src") if name in attributes]

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]


def small(store: Store) -> dict[str, list[Record]]:
    """A few records of every table, and all that they name."""
    picked: list[Record] = [store.events[EVENT], store.events["2016-04-jiangxi-suning"], *(store.case_studies[case] for case in CASES)]
    picked += [store.organizations["china-post"], store.places["danzhai"], store.indicators["online-shops"]]
    named = all_they_name(store, picked)
    for record in picked:
        table = next(name for name, shape in TABLES.items() if type(record) is shape)
        named.setdefault(table, {})[record.id] = record  # type: ignore[attr-defined]
    tables = {table: [named[table][key] for key in getattr(store, table) if key in named[table]] for table in TABLES if table != "dataset"}
    return {"dataset": [store.dataset], **tables}


@pytest.fixture(scope="module")
def few(store: Store) -> dict[str, list[Record]]:
    return small(store)


@pytest.fixture(scope="module")
def site(few: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a few records, for tests that only read it."""
    folder = tmp_path_factory.mktemp("site") / "of few"
    write(few, folder)
    return folder


def pages(folder: Path) -> dict[Path, Html]:
    return {file: Html(file) for file in sorted(folder.rglob("*.html"))}


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def check_links(folder: Path, links: Mapping[Path, Sequence[str]], ids: Mapping[Path, Sequence[str]]) -> int:
    """Every address within the site is one of its files, and every anchor stands in its page. How many were followed."""
    there = {str(file) for file in folder.rglob("*") if file.is_file()}
    anchors = {str(file): set(of) for file, of in ids.items()}
    followed = 0
    for file, targets in links.items():
        for target in set(targets):
            if re.match("https?://", target):
                continue
            path, _, anchor = target.partition("#")
            led = posixpath.normpath(posixpath.join(str(file.parent), unquote(path))) if path else str(file)
            assert led in there, f"{file.relative_to(folder)} leads to {target}"
            assert not anchor or anchor in anchors[led], f"{file.relative_to(folder)} leads to {target}"
            followed += 1
    return followed


@pytest.fixture(scope="session")
def whole(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "whole"
    write(records_of(store), folder)
    return folder


def test_every_link_of_the_shipped_records_leads_somewhere(whole: Path, store: Store) -> None:
    """All pages of the whole site, by their text: links, anchors, JSON, both languages of every record, and less than 30 MB."""
    texts = {file: file.read_text(encoding="utf-8") for file in whole.rglob("*.html")}
    ids = {file: re.findall(r' id="([^"]+)"', text) for file, text in texts.items()}
    links = {file: re.findall(r' (?:href|src)="([^"]+)"', text) for file, text in texts.items()}
    assert check_links(whole, links, ids) > 100_000
    for file, anchors in ids.items():
        assert len(set(anchors)) == len(anchors), file
    assert sum(file.stat().st_size for file in whole.rglob("*") if file.is_file()) < 30_000_000
    linked = {file: set(targets) for file, targets in links.items()}
    for table in ("events", "case_studies", "organizations", "places", "indicators", "sources"):
        for record in getattr(store, table):
            raw = (whole / "json" / table / f"{record}.json").read_bytes()
            assert msgspec.json.decode(raw)["id"] == record
            for lang, other in (("en", "zh"), ("zh", "en")):
                there = linked[whole / lang / table / f"{record}.html"]
                assert {f"../../{other}/{table}/{record}.html", f"../../json/{table}/{record}.json"} <= there
    home = "https://epcli.github.io/epcli/"
    assert f"url = {{{home}en/figures/{FIGURE}.html}}" in texts[whole / "en" / "figures" / f"{FIGURE}.html"]
    assert f"<loc>{home}en/figures/{FIGURE}.html</loc>" in (whole / "sitemap.xml").read_text(encoding="utf-8")
    assert f"@dataset{{epcli-{store.dataset.version}," in texts[whole / "en" / "index.html"]
    described = msgspec.json.decode(Html(whole / "en" / "index.html").scripts[0])
    assert (described["datePublished"], described["creator"]["name"]) == ("2026-11-25", "The epcli maintainers")
    assert len([*(whole / "en" / "compare").iterdir()]) == 78
    figures = sum(len(owner.figures) for table in (store.events, store.case_studies, store.organizations) for owner in table.values())
    assert len([*(whole / "json" / "figures").iterdir()]) == len([*(whole / "zh" / "figures").iterdir()]) == figures


def test_every_page_is_well_formed_and_its_links_lead_somewhere(site: Path) -> None:
    """Each page has one title, one main, each id once, elements closed in their order, and no link that leads nowhere."""
    read = pages(site)
    ids = {file: page.ids() for file, page in read.items()}
    assert check_links(site, {file: page.links() for file, page in read.items()}, ids) > 1000
    for file, page in read.items():
        tags = Counter(tag for tag, _ in page.elements)
        assert tags["h1"] == tags["main"] == tags["title"] == 1, file
        assert len(set(page.ids())) == len(page.ids()), file
        assert not [words for words in page.words if "�" in words], file


def test_every_page_can_be_reached_from_the_start(site: Path) -> None:
    """Whoever follows links from a start page comes to every page of that language, those of the search and of figures too."""
    for lang in ("en", "zh"):
        reached, waiting = set(), [(site / lang / "index.html").resolve()]
        while waiting:
            file = waiting.pop()
            if file not in reached and file.suffix == ".html" and file.is_relative_to((site / lang).resolve()):
                reached.add(file)
                targets = (link.partition("#")[0] for link in Html(file).links() if not link.startswith("http"))
                waiting += [(file.parent / target).resolve() for target in targets if target]
        assert reached == {file.resolve() for file in (site / lang).rglob("*.html")}


def test_a_figure_leads_to_all_that_is_known_of_it(site: Path, store: Store) -> None:
    """Its number, its record, indicator and organization, its source, how to cite both, its JSON, and the other language."""
    figure = next(figure for figure in store.events[EVENT].figures if figure.id == FIGURE)
    page = Html(site / "zh" / "figures" / f"{FIGURE}.html")
    words = "".join(page.words)
    assert quantity(figure, "zh") in words
    assert f"@dataset{{{FIGURE}," in words
    assert "@online{wei-yanan," in words
    assert "魏延安. 2016年我国电商扶贫现状与特点" in words
    assert f"[DB/OL]. V{store.dataset.version}" in words
    expected = {f"../events/{EVENT}.html", "../indicators/investment.html", "../organizations/jd.html", "../sources/wei-yanan.html"}
    assert expected | {f"../../en/figures/{FIGURE}.html", f"../../json/figures/{FIGURE}.json"} <= set(page.links())
    assert "http://www.abachildren.com/jbzs/1450.html" in Html(site / "zh" / "sources" / "wei-yanan.html").links()
    amounts = [page for page in pages(site).values() if f"figures/{FIGURE}.html" in " ".join(page.links())]
    assert len(amounts) > 8


def test_a_figure_is_titled_by_whose_how_much_what_and_when(site: Path, store: Store) -> None:
    """In the heading, in the tab and in the citation; the records as a whole are cited under a key that says which they are."""
    titles = {"en": "JD.com: CNY 3 billion, Investment (2016-01-22)", "zh": "京东：30亿元，投资（2016-01-22）"}
    for lang, title in titles.items():
        words = Html(site / lang / "figures" / f"{FIGURE}.html").words
        assert title in words
        assert any(part.startswith(f"{title} · ") for part in words)
        assert f"title = {{{{{title}" in "".join(words)
    assert f"@dataset{{records-{store.dataset.version}," in "".join(Html(site / "en" / "index.html").words)


def test_pages_lead_to_those_beside_them(whole: Path) -> None:
    """A year to the one before and the one after, a case study to its comparisons, which say what they are, and each page to figures."""
    for lang, comparison in (("en", "Comparison: "), ("zh", "比较：")):
        years = sorted(file.stem for file in (whole / lang / "timeline").iterdir())
        for before, year in pairwise(years):
            assert f"{year}.html" in Html(whole / lang / "timeline" / f"{before}.html").links()
            assert f"{before}.html" in Html(whole / lang / "timeline" / f"{year}.html").links()
        links = Html(whole / lang / "case_studies" / "tongyu.html").links()
        compared = [link for link in links if link.startswith("../compare/")]
        assert len(compared) == 12
        assert {"../figures.html", "../agreements.html"} <= set(links)
        assert any(words.startswith(comparison) for words in Html(whole / lang / "case_studies" / compared[0]).words)


def test_the_record_as_json_is_imported(site: Path, few: Tables, call: Callable[..., Called]) -> None:
    """Each record as JSON is the record, with its table, so that `epcli import` takes it."""
    for table, records in few.items():
        for record in records if table != "dataset" else []:
            raw = msgspec.json.decode((site / "json" / table / f"{record.id}.json").read_bytes())  # type: ignore[attr-defined]
            assert raw.pop("table") == table
            assert msgspec.convert(raw, TABLES[table]) == record
    assert call("init", "mine.json").code == 0
    assert call("import", str(site / "json" / "places" / "china.json"), "--store", "mine.json").code == 0
    Path("few.json").write_bytes((site / "records.json").read_bytes())
    assert call("timeline", "--store", "few.json").code == 0
    assert (site / "sources.bib").read_text(encoding="utf-8").count("\n@") + 1 == len(few["sources"])


def test_nothing_but_what_is_named_may_run(site: Path) -> None:
    """Each page's policy allows the site's own files alone; the one inline block, JSON-LD on the start page, is named by its hash."""
    for file, page in pages(site).items():
        (policy,) = (attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes)
        rules = dict(rule.split(" ", 1) for rule in str(policy).split("; "))
        assert rules["default-src"] == rules["base-uri"] == "'none'"
        assert rules["img-src"] == rules["form-action"] == "'self'"
        assert (rules["style-src"] == "'self'") == (file.name != "404.html")
        hashes = [f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in page.scripts]
        assert rules["script-src"].split(" ") == ["'self'", *hashes], file
        assert bool(hashes) == (file.name == "index.html" and file.parent != site)
        assert not [attributes for _, attributes in page.elements if "style" in attributes]
        for script in page.scripts:
            described = msgspec.json.decode(script)
            assert described["@type"] == "Dataset"
            assert {"name", "description", "version", "license", "variableMeasured", "distribution"} <= described.keys()


def test_the_same_store_is_the_same_bytes(few: Tables, site: Path, epcli: Run, tmp_path: Path) -> None:
    """Whatever the language, the order of Python's sets, the place and the time."""
    store = tmp_path / "few.json"
    store.write_bytes(canonical(few))
    for seed, lang in (("1", "zh"), ("2", "en")):
        told = epcli("export", "--to", "site", tmp_path / seed, "--store", store, "--lang", lang, PYTHONHASHSEED=seed, HOME=str(tmp_path))
        assert (told.returncode, told.stderr.count("\n")) == (0, 1)
        assert files(tmp_path / seed) == files(site)


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'`</style></title><!-- javascript:alert(3) ]]> {{7*7}} \\ / ../.. %2e%2e"
URLS = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://x/\"onclick='alert(1)'>",
    " http://x y",
    "//x",
    "HTTP://x/",
]


def hostile(few: Tables) -> dict[str, list[Record]]:
    """The same records with markup, script, quotes and controls in every text, and addresses that no valid store has."""
    urls = iter(URLS * 1000)

    def worse(part: Any) -> Any:
        if isinstance(part, Text):
            return Text(f"{part.zh[:8]}{HOSTILE}\x1b[31m\u202e\u2028", f"{part.en[:8]}{HOSTILE}\x07\x00\ufeff")
        if isinstance(part, list):
            return [worse(one) for one in part]
        if not isinstance(part, msgspec.Struct):
            return part
        fields = {name: worse(getattr(part, name)) for name in part.__struct_fields__}
        words = ("at", "as_written", "number", "volume", "issue", "pages", "licence", "code", "doi")
        fields |= {name: HOSTILE for name in words if isinstance(fields.get(name), str)}
        fields |= {"aliases": [HOSTILE, "\u200b"]} if "aliases" in fields else {}
        if isinstance(part, Source):
            fields["url"] = next(urls)
        return type(part)(**fields)

    return {table: [worse(record) for record in records] for table, records in few.items()}


def test_nothing_of_a_hostile_store_runs(few: Tables, tmp_path: Path) -> None:
    """Markup in every text stays words; no element, attribute or address is there that we don't write; no control reaches a page."""
    write(hostile(few), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    read = pages(tmp_path / "out")
    for file, page in read.items():
        assert {tag for tag, _ in page.elements} <= ALLOWED | ({"style"} if file.name == "404.html" else set()), file
        for tag, attributes in page.elements:
            assert set(attributes) <= ATTRIBUTES, file
            if tag == "script":
                assert attributes.get("type") == "application/ld+json" or str(attributes["src"]).startswith(("../assets/", "../../assets/"))
        for link in page.links():
            assert re.match(r"https?://[^\"'<>\s]+$|#[\w./-]+$|(?:\.\./)*[\w/-]+\.(?:html|json|css|js|svg|bib)(?:#[\w./-]+)?$", link), link
        text = file.read_text(encoding="utf-8")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\ufeff]", text), file
        assert "<img" not in text
        assert "<script>" not in text
        for script in page.scripts:
            assert msgspec.json.decode(script)["@type"] == "Dataset"
    ids = {file: page.ids() for file, page in read.items()}
    assert check_links(tmp_path / "out", {file: page.links() for file, page in read.items()}, ids) > 1000
    index = (tmp_path / "out" / "assets" / "search-index.js").read_text(encoding="utf-8")
    assert "<" not in index
    assert msgspec.json.decode(index.removeprefix("const epcli = ").removesuffix(";\n"))["records"]


def told_by_scripts(site: Path, script: str) -> Any:
    """What an expression is to a page of the site that has loaded the index and what searches it, as JSON."""
    node = shutil.which("node")
    if not node:
        pytest.skip("this system has no node")
    scripts = "".join((site / "assets" / name).read_text(encoding="utf-8") for name in ("search-index.js", "finding.js"))
    file = site.parent / "asked.js"
    file.write_text(f"{scripts}process.stdout.write(JSON.stringify({script}));\n", encoding="utf-8")
    told = subprocess.run([node, str(file)], capture_output=True, check=True)
    return msgspec.json.decode(told.stdout)


ASKED = {
    **dict.fromkeys(
        ("京东30亿", "3 billion jd", "JD 30亿元", "３０亿，京东", "3,000,000,000", "京东３０亿", "京東 三十亿"),
        ("figures", "jd-cpad-investment", "30亿"),
    ),
    "10万": ("figures", "", "10万"),
    "66%": ("figures", "demonstration-poor-share-actual", "66"),
    "832": ("figures", "", "832"),
    "京東": ("organizations", "jd", "京东"),
    "2016-01-22 京东": ("events", EVENT, "京东"),
}
"""The first hit of a query: its table, its id where one alone is right, and what is marked in its Chinese name and words."""


def test_the_search_of_the_site_finds_numbers_by_value_and_either_script(whole: Path) -> None:
    """However a number is written it finds the figure first and is marked whole; no digits match in a longer number."""
    asked = msgspec.json.encode([*ASKED, "電商扶貧", "电商扶贫", "83", "3", "0万", "%"]).decode()
    found = told_by_scripts(
        whole,
        f"""{asked}.map((query) => {{
            const {{words, records}} = finding.search(query);
            const marked = (text) => finding.marks(text, words).map(([from, to]) => text.slice(from, to));
            return records.map((one) => [finding.TABLES[one.table], one.id, marked(`${{one.zh}} ${{one.words.zh}}`), one.values]);
        }})""",
    )
    for (query, (table, record, mark)), hits in zip(ASKED.items(), found, strict=False):
        assert hits, query
        assert (hits[0][0], record or hits[0][1]) == (table, hits[0][1]), query
        assert mark in hits[0][2], query
    assert {hit[3][0] for hit in found[list(ASKED).index("10万")] if hit[0] == "figures"} == {"100000"}
    traditional, simplified, part, three, ends, signs = found[len(ASKED) :]
    assert traditional == simplified != []
    assert not [hit for hit in part if "83" not in hit[3]]
    assert "jd-cpad-investment" not in {hit[1] for hit in three}
    assert not [hit for hit in ends if "0" not in hit[3]]
    assert signs == []


def test_a_page_reads_numbers_as_the_command_line_does(whole: Path) -> None:
    """The numbers that the script reads in every text of the index, and in others, are those of a search by command."""
    more = [
        "1.3 billion, 3bn",
        "0.50 or 007",
        "1,2345",
        "2016-01-22",
        "十3.5万亿元",
        "5G 4K x9 9x -3",
        "1.5 万 2.0",
        "12,000,000.250 million",
    ]
    read = told_by_scripts(whole, f"[...epcli.records.flatMap((one) => one.slice(2, 6)), ...{msgspec.json.encode(more).decode()}]")
    theirs = told_by_scripts(whole, f"{msgspec.json.encode(read).decode()}.map(finding.numbers)")
    assert len(read) > 4000
    assert theirs == [[value[1:].replace("d", ".") for value, _, _ in values(folded(text))] for text in read]


def test_the_index_of_the_site_has_values_and_the_scripts_that_it_needs(site: Path) -> None:
    """A figure's own value is the first of its numbers; traditional characters stand for those of the records alone."""
    text = (site / "assets" / "search-index.js").read_text(encoding="utf-8")
    held = msgspec.json.decode(text.removeprefix("const epcli = ").removesuffix(";\n"))
    (figure,) = (record for record in held["records"] if record[1] == FIGURE)
    assert figure[6].split(" ")[0] == "3000000000"
    traditional, simplified = held["scripts"]
    assert folded(traditional) == simplified
    assert dict(zip(traditional, simplified, strict=True))["東"] == "东"
    assert set(simplified) <= set(folded("".join(str(part) for record in held["records"] for part in record)))
    assert held["said"]["found_one"] == {"en": "{} record", "zh": "{}条记录"}


@pytest.mark.parametrize(
    "name", ["con", "nul", "index", "com1", "x" * 300, "a-" * 100 + "b", "../../etc/passwd", "A/B", "", ".", "\ud800", "ÄÖ"]
)
def test_names_that_no_file_can_have_are_digests(name: str, few: Tables, tmp_path: Path) -> None:
    """What is too long, means something else to a system, or is no id, gets a name of its own, and its links lead there."""
    event = replace(few["events"][0], id=name)
    figures = [replace(figure, id=f"{name}{number}") for number, figure in enumerate(cast(Event, event).figures)]
    tables = {
        **few,
        "events": [replace(event, figures=figures)],
        "case_studies": [replace(few["case_studies"][0], id=name), *few["case_studies"][1:]],
    }
    file = addresses.file_name(name)
    assert re.fullmatch("[a-z0-9-]*_[0-9a-f]{16}", file)
    assert len(addresses.pair(name, name)) < 240
    if name in ("con", "x" * 300, "../../etc/passwd"):
        write(tables, tmp_path / "out")
        read = pages(tmp_path / "out")
        check_links(tmp_path / "out", {f: page.links() for f, page in read.items()}, {f: page.ids() for f, page in read.items()})
        assert (tmp_path / "out" / "en" / "events" / f"{file}.html").is_file()
        assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_no_two_names_are_one_where_case_is_of_no_matter(site: Path) -> None:
    """On file systems that take A for a, and in Unicode's composed form, all files are there."""
    names = [name.casefold() for name in files(site)]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)


def test_a_store_of_ones_own_says_so(few: Tables, tmp_path: Path, store: Store) -> None:
    """Other records never bear the title of those that ship with epcli, in any page, nor say who made those, or when."""
    write(few, tmp_path / "changed")
    page = Html(tmp_path / "changed" / "en" / "index.html")
    assert "A store of one's own" in page.words
    assert any("not the records that ship" in words for words in page.words)
    assert not [
        file for file, raw in files(tmp_path / "changed").items() if file.endswith(".html") and store.dataset.title.en.encode() in raw
    ]
    own = Dataset(title=Text("我的", "Mine"), version="1.2.3", licence="CC0-1.0", description=Text("无", "None"), format=2)
    write({**few, "dataset": [own]}, tmp_path / "own")
    page = Html(tmp_path / "own" / "zh" / "index.html")
    assert "我的" in page.words
    described = msgspec.json.decode(page.scripts[0])
    assert (described["name"], described["version"]) == ("我的", "1.2.3")
    assert not {"creator", "license"} & described.keys()
    assert not (tmp_path / "own" / "sitemap.xml").exists()


def test_a_store_of_ones_own_does_not_tell_the_story_of_another(few: Tables, tmp_path: Path, store: Store) -> None:
    """The start page of records that are not those that ship with epcli has neither their description nor questions without answers."""
    kept: Tables = {**few, "events": [], "case_studies": [], "places": [replace(one, poor_county=None) for one in few["places"]]}
    write(kept, tmp_path / "out")
    for lang, asked in (("en", "How do county models differ?"), ("zh", "各县的做法有何不同？")):
        words = "".join(Html(tmp_path / "out" / lang / "index.html").words)
        assert store.dataset.description[cast(Any, lang)] not in words
        assert asked not in words
        assert "832" not in words.partition("†")[0]
    assert store.dataset.description.en not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_an_empty_store_is_a_site_too(tmp_path: Path) -> None:
    """Nothing is missing but records."""
    own = Dataset(title=Text("空", "Empty"), version="0.0.1", licence="none", description=Text("无", "None"), format=2)
    write({"dataset": [own], **{table: [] for table in TABLES if table != "dataset"}}, tmp_path / "out")
    read = pages(tmp_path / "out")
    assert check_links(tmp_path / "out", {f: page.links() for f, page in read.items()}, {f: page.ids() for f, page in read.items()})


def test_the_address_of_the_site_stands_where_crawlers_look(few: Tables, call: Callable[..., Called], tmp_path: Path) -> None:
    """With --url the sitemap has every page with it, robots.txt leads to the sitemap, and citations of a page have its address."""
    Path("few.json").write_bytes(canonical(few))
    told = call("export", "--to", "site", "out", "--store", "few.json", "--url", "https://example.org/a b")
    assert (told.code, "no address" in told.err) == (2, True)
    assert not Path("out").exists()
    assert call("export", "--to", "site", "out", "--store", "few.json", "--url", "https://example.org/records").code == 0
    base = "https://example.org/records/"
    listed = re.findall("<loc>(.*?)</loc>", Path("out/sitemap.xml").read_text(encoding="utf-8"))
    there = [file for file in files(Path("out")) if file.endswith(".html") and "/" in file]
    assert sorted(listed) == sorted(base + file for file in there)
    assert f"Sitemap: {base}sitemap.xml" in Path("out/robots.txt").read_text(encoding="utf-8")
    assert f"url = {{{base}en/figures/{FIGURE}.html}}" in "".join(Html(Path("out/en/figures") / f"{FIGURE}.html").words)
    told = call("export", "--to", "site", "nowhere", "--store", "few.json")
    assert (told.code, told.err) == (0, "Its citations have no address; --url gives them that at which the site will stand.\n")
    assert "url = {" not in "".join(Html(Path("nowhere/en/figures") / f"{FIGURE}.html").words).partition("What it rests on")[0]
    told = call("export", "--to", "json", "other", "--url", base, "--lang", "zh")
    assert (told.code, told.err) == (2, "epcli: --url只能与--to site一起使用。\n")


def test_the_page_for_a_wrong_address_is_whole_wherever_it_is_sent(site: Path, tmp_path: Path) -> None:
    """With an address its links and its style have it; without, there is no link, and its style, named by its hash, is in it."""
    own = Dataset(title=Text("空", "Empty"), version="0.0.1", licence="none", description=Text("无", "None"), format=2)
    write({"dataset": [own], **{table: [] for table in TABLES if table != "dataset"}}, tmp_path / "out", "https://example.org/r/")
    links = Html(tmp_path / "out" / "404.html").links()
    assert len(links) == 6
    assert all(link.startswith("https://example.org/r/") for link in links)
    text = (site / "404.html").read_text(encoding="utf-8")
    assert Html(site / "404.html").links() == []
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert f"style-src 'self' 'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in text


@unix
def test_no_failure_leaves_half_a_site(tmp_path: Path) -> None:
    """Whatever fails or kills the writing, there is nothing at its place, or all of it."""
    own = Dataset(title=Text("空", "Empty"), version="0.0.1", licence="none", description=Text("无", "None"), format=2)
    tables: Any = {"dataset": [own], **{table: [] for table in TABLES if table != "dataset"}}
    export(tables, "site", tmp_path / "whole")
    expected = files(tmp_path / "whole")
    disk = Disk()
    with disk.failing({}) as made:
        export(tables, "site", tmp_path / "again")
    steps = len(made)
    assert steps > 50
    outcomes = set()
    for step in {1, 2, steps // 3, *range(steps - 12, steps + 1)}:
        for how in ("EIO", "ENOSPC", "kill"):
            dest = tmp_path / "out"
            try:
                with disk.failing({step: how}):
                    export(tables, "site", dest)
                outcome = "written"
            except OutputError:
                outcome = "told"
            except Killed:
                outcome = "killed"
            outcomes.add(outcome)
            if dest.exists() and not (outcome == "killed" and not files(dest)):
                assert files(dest) == expected, (step, how)
            for path in tmp_path.iterdir():
                if path.name not in ("whole", "again"):
                    shutil.rmtree(path)
    assert outcomes >= {"told", "killed"}


def test_every_shape_of_the_model_is_in_the_hostile_store(few: Tables) -> None:
    """The few records have every kind of record and figure, so that each is drawn with hostile words."""
    kinds = {type(record) for records in few.values() for record in records}
    assert kinds == {Dataset, Event, CaseStudy, Organization, Place, Indicator, Source}
    owners = [record for table in ("events", "case_studies", "organizations") for record in few[table]]
    figures: list[Figure] = [figure for owner in owners for figure in owner.figures]  # type: ignore[attr-defined]
    assert {figure.status for figure in figures} == {"stated", "restored", "lost"}
    assert {figure.role for figure in figures} >= {"actual", "commitment"}
