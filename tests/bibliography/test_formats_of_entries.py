"""What each format makes of an entry, also of one with every character that the format takes for its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_entry import source

from epcli.bibliography import biblatex, csl_json, gbt7714, ris
from epcli.bibliography.entry import Entry, of_dataset, of_source
from epcli.bibliography.style import one, whole
from epcli.model import Author, Style, Text
from epcli.store import Store

NASTY = (
    st.text(st.sampled_from(r"""\{}$&#%_^~"'`@,=<>|/-–;:*()[] aBé中（·and""" + "\u200d"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
COMMANDS = {r"\textbackslash{}": "\\", r"\textasciicircum{}": "^", r"\textasciitilde{}": "~"} | {
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    **{f"\\{char}": char for char in "&%$#_{}"},
}


def entry(**changes: Any) -> Entry:
    return of_source(source(**changes), "en", "2026-11-20")


def read_bib(text: str) -> list[dict[str, str]]:
    """The entries of a .bib file by counting braces, as BibTeX does, their values without TeX's escapes."""
    found: list[list[tuple[str, str]]] = []
    depth = start = 0
    for place, char in enumerate(text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
        if char == "{" and depth == 2:
            start = place + 1
            found[-1].append((text[text.rindex("\n", 0, place) : place].strip(" =\n"), ""))
        elif char == "}" and depth == 1:
            found[-1][-1] = (found[-1][-1][0], text[start:place])
        elif char == "{" and depth == 1:
            found.append([])
    assert depth == 0
    return [{name: value if name == "url" else unescaped(value) for name, value in fields} for fields in found]


def unescaped(value: str) -> str:
    pattern = "|".join(map(re.escape, COMMANDS))
    return re.sub(rf"{pattern}|[{{}}]", lambda found: COMMANDS.get(found[0], ""), value)


@given(title=NASTY, publisher=NASTY, author=NASTY, family=NASTY)
def test_bibtex_keeps_every_character(title: str, publisher: str, author: str, family: str) -> None:
    """Whatever a title, a publisher or a name has in it, the file has the same number of entries, and in them the very words."""
    people = [Author(name=Text(zh="甲", en=author)), Author(family=Text(zh="乙", en=family), given=Text(zh="丙", en="Ann"))]
    made = entry(title=Text(zh="题", en=title), publisher=Text(zh="社", en=publisher), authors=people, note=Text(zh="注", en=title))
    first, second = read_bib(whole([biblatex.one(made), biblatex.one(entry())], "bibtex"))
    assert (first["title"], first["organization"], first["annotation"]) == (title, re.sub("[《》]", "", publisher), title)
    assert first["author"] == f"{author} and {family}{'' if '中' in family else ', '}Ann"
    assert second["title"] == "Title"


@given(title=NASTY, author=NASTY)
def test_ris_and_csl_keep_every_character(title: str, author: str) -> None:
    """A record of RIS has a tag at the head of each line, and CSL-JSON is JSON, with the very words; what looks like markup is none."""
    made = entry(title=Text(zh="题", en=title), authors=[Author(name=Text(zh="甲", en=author))])
    lines = dict(line.split("  - ", 1) for line in ris.one(made).splitlines())
    assert (lines["TI"], lines["AU"]) == (title, author)
    item = json.loads(csl_json.one(made))
    assert item["title"].replace("<\u200c", "<") == title
    assert item["author"] == [{"literal": author}]


def test_what_looks_like_markup_is_none_in_csl() -> None:
    """CSL would set `<i>` in italics: a joiner that nobody sees keeps it from that."""
    item = csl_json.item(entry(title=Text(zh="题", en="On <i>x</i> and a < b")))
    assert item["title"] == "On <\u200ci>x<\u200c/i> and a < b"


def test_a_name_with_and_is_one_name_in_bibtex() -> None:
    """Bodies and families that have what separates names are in braces; persons are apart."""
    people = [Author(name=Text(zh="甲", en="Bed and Breakfast")), Author(family=Text(zh="乙", en="Ma, Jr"), given=Text(zh="丙", en="Jun"))]
    assert "author = {{Bed and Breakfast} and {Ma, Jr}, Jun}," in biblatex.one(entry(authors=people))


def test_a_chinese_name_is_in_one_piece_in_bibtex_and_in_two_where_styles_know_its_order() -> None:
    """biblatex's own styles would print 延安 魏; CSL and RIS have family and given."""
    made = entry(language="zh", authors=[Author(family=Text(zh="魏", en="Wei"), given=Text(zh="延安", en="Yan'an"))])
    assert "author = {魏延安}," in biblatex.one(made)
    assert csl_json.item(made)["author"] == [{"family": "魏", "given": "延安"}]
    assert "AU  - 魏, 延安" in ris.one(made)


@pytest.mark.parametrize(
    ("changes", "begins", "fields"),
    [
        ({"type": "article-newspaper"}, "@article", ["entrysubtype = {newspaper}", "journaltitle = {Pub}", "author = {{Pub}}"]),
        ({"type": "article-magazine", "issue": "16", "pages": "38-41"}, "@article", ["number = {16}", "pages = {38--41}"]),
        ({"type": "article-journal", "volume": "3", "doi": "10.1000/a_b"}, "@article", ["volume = {3}", "doi = {10.1000/a_b}"]),
        ({"type": "webpage"}, "@online", ["organization = {Pub}", "urldate = {2026-11-20}", "langid = {english}"]),
        ({"type": "report"}, "@report", ["type = {report}", "institution = {Pub}"]),
        ({"type": "working-paper", "number": "DP1"}, "@report", ["type = {working paper}", "number = {DP1}"]),
        ({"type": "legislation", "language": "zh"}, "@report", ["type = {规范性文件}", "titleaddon = {[Title]}", "langid = {chinese}"]),
        ({"type": "standard", "number": "GB/T 1—2025"}, "@standard", ["number = {GB/T 1—2025}", "organization = {Pub}"]),
        ({"type": "thesis"}, "@thesis", ["type = {thesis}", "institution = {Pub}"]),
        ({"type": "dataset"}, "@dataset", ["publisher = {Pub}"]),
    ],
)
def test_each_kind_of_text_has_its_entry_and_fields(changes: dict[str, Any], begins: str, fields: list[str]) -> None:
    """The publisher stands in the field that biblatex prints for the kind of text."""
    made = biblatex.one(entry(**changes))
    assert made.startswith(begins)
    for field in fields:
        assert f"  {field},\n" in made


@pytest.mark.parametrize(
    ("edtf", "bib", "csl", "ris_day", "gbt"),
    [
        ("2016-XX", "2016-XX", {"date-parts": [[2016]]}, "2016///", "2016"),
        ("201X", "201X", {"date-parts": [[2010], [2019]], "circa": True}, "2010///2010–2019 (estimated)", "[2010—2019]"),
        ("2016/2017", "2016/2017", {"date-parts": [[2016], [2017]]}, "2016///2016–2017", "2016—2017"),
        ("[2016,2017]", "2016~/2017~", {"date-parts": [[2016], [2017]], "circa": True}, "2016///2016–2017 (estimated)", "[2016—2017]"),
        ("?2016", "2016?", {"date-parts": [[2016]], "circa": True}, "2016///(estimated)", "[2016]"),
        ("../2016", "../2016", {"literal": "–2016"}, "2016///–2016", "—2016"),
        ("2016-21", "2016-21", {"date-parts": [[2016]], "season": 1}, "2016///Spring", "2016 spring"),
        ("2016-33", "2016-01/2016-03", {"date-parts": [[2016, 1], [2016, 3]]}, "2016/01//2016-01–2016-03", "2016-01/2016-03"),
        ("2016-01-22", "2016-01-22", {"date-parts": [[2016, 1, 22]]}, "2016/01/22/", "2016-01-22"),
        ("2016/", "2016/..", {"literal": "2016–"}, "2016///2016–", "2016—"),
        ("/2016~", "../2016~", {"literal": "–2016", "circa": True}, "2016///–2016 (estimated)", "[—2016]"),
        ("2016-28%", "2016-24%", {"date-parts": [[2016]], "season": 4, "circa": True}, "2016///Winter (estimated)", "[2016 winter]"),
        ("2016-41", "2016-07/2016-12", {"date-parts": [[2016, 7], [2016, 12]]}, "2016/07//2016-07–2016-12", "2016-07/2016-12"),
        ("1950S2", "1950~", {"date-parts": [[1950]], "circa": True}, "1950///(estimated)", "[1950]"),
        ("2016-1X", "2016", {"date-parts": [[2016]]}, "2016///", "2016"),
        ("2016?-06-~11", "2016-06-11%", {"date-parts": [[2016, 6, 11]], "circa": True}, "2016/06/11/(estimated)", "[2016-06-11]"),
        ("201X-05", "2010~/2019~", {"date-parts": [[2010], [2019]], "circa": True}, "2010///2010–2019 (estimated)", "[2010—2019]"),
        ("{2016..2018,2020-05}", "2016/2020-05", {"date-parts": [[2016], [2020, 5]]}, "2016///2016–2020-05", "2016/2020-05"),
        ("[2016-05..]", "2016-05~/..", {"literal": "2016-05–", "circa": True}, "2016/05//2016-05– (estimated)", "[2016-05—]"),
        ("2016-01-22T10:00:00+08:00", "2016-01-22", {"date-parts": [[2016, 1, 22]]}, "2016/01/22/", "2016-01-22"),
    ],
)
def test_each_format_says_a_date_as_it_can(edtf: str, bib: str, csl: dict[str, Any], ris_day: str, gbt: str) -> None:
    """No format has an empty or partial year, and none loses an end."""
    made = entry(date=edtf, type="article-newspaper")
    assert f"  date = {{{bib}}},\n" in biblatex.one(made)
    assert csl_json.item(made)["issued"] == csl
    assert f"\nDA  - {ris_day}\n" in ris.one(made)
    assert f"Pub，{gbt}. http" in gbt7714.one(made, "2025")


PEOPLE = [("Couture", "Victor"), ("De Morgan", "Augustus J."), ("Gu", "Yizhen"), ("Liu", "Lizhi")]


@pytest.mark.parametrize(
    ("changes", "new", "old"),
    [
        (
            {"type": "article-newspaper", "date": "2018-11-09", "pages": "A4"},
            "Title[N/OL]. Pub，2018-11-09（A4）. http://example.org/a.",
            "Title[N/OL]. Pub, 2018-11-09(A4)[2026-11-20]. http://example.org/a.",
        ),
        (
            {
                "type": "article-journal",
                "date": "2024-05~",
                "volume": "46",
                "issue": "8",
                "pages": "102-111",
                "doi": "10.1000/x",
                "url": None,
            },
            "Title[J/OL]. Pub，[2024]，46（8）：102-111. DOI:10.1000/x.",
            "Title[J/OL]. Pub, [2024], 46(8): 102-111. DOI:10.1000/x.",
        ),
        (
            {"type": "webpage", "date": "2025-02-17"},
            "Title[EB/OL]. （2025-02-17）[2026-11-20]. http://example.org/a.",
            "Title[EB/OL]. (2025-02-17)[2026-11-20]. http://example.org/a.",
        ),
        (
            {"type": "working-paper", "number": "DP1", "date": "2018-03"},
            "Title：DP1[R/OL]. Pub，2018. http://example.org/a.",
            "Title: DP1[R/OL]. (2018-03)[2026-11-20]. http://example.org/a.",
        ),
        (
            {"type": "standard", "number": "GB/T 3792—2021", "date": "2021", "url": None},
            "GB/T 3792—2021\u2003Title[S].",
            "Title: GB/T 3792—2021[S]. Pub, 2021.",
        ),
        (
            {"type": "legislation", "number": "国办发〔2015〕78号", "date": "2015"},
            "Title：国办发〔2015〕78号[EB/OL]. （2015）[2026-11-20]. http://example.org/a.",
            "Title: 国办发〔2015〕78号[A/OL]. (2015)[2026-11-20]. http://example.org/a.",
        ),
        (
            {"type": "dataset", "date": "2022"},
            "Title[DS/OL]. Pub（2022）[2026-11-20]. http://example.org/a.",
            "Title[DS/OL]. (2022)[2026-11-20]. http://example.org/a.",
        ),
        (
            {"type": "thesis", "date": "2022", "url": None, "authors": PEOPLE},
            "Couture V，De Morgan A J，Gu Yizhen，et al. Title[D]. Pub，2022.",
            "COUTURE V, DE MORGAN A J, GU Y, et al. Title[D]. Pub, 2022.",
        ),
    ],
)
def test_both_editions_of_the_chinese_standard(changes: dict[str, Any], new: str, old: str) -> None:
    """2025 has full-width punctuation, names as written and pinyin in full, and a day of access for what is on the web alone."""
    people = [Author(family=Text(zh=family, en=family), given=Text(zh=name, en=name)) for family, name in changes.pop("authors", [])]
    made = entry(authors=people, **changes)
    assert (gbt7714.one(made, "2025"), gbt7714.one(made, "2015")) == (new, old)


def test_every_source_of_the_store_in_every_style(store: Store) -> None:
    """All entries are written in all styles for both readers, each on its own, with no name, field or line left empty."""
    for lang in ("en", "zh"):
        entries = [of_source(record, lang, "2026-11-20") for record in store.sources.values()]
        bib = read_bib(whole([biblatex.one(made) for made in entries], "bibtex"))
        assert [fields["title"] for fields in bib] == [made.title for made in entries]
        assert all(all(fields.values()) for fields in bib)
        for made in entries:
            assert all(part and all(part) for part in csl_json.item(made).get("issued", {}).get("date-parts", []))
            assert not re.search(r"\(\)|（）|\. \.|，，|None", gbt7714.one(made, "2025") + gbt7714.one(made, "2015"))
            assert all(re.fullmatch("[A-Z][A-Z0-9]  - .*", line) for line in ris.one(made).splitlines())


def test_the_dataset_in_every_style(call: Any) -> None:
    """`cite dataset` gives version, year and licence wherever a format has room for them."""
    said = {style: call("cite", "dataset", "--style", style, "--lang", "zh").out for style in ("bibtex", "csl-json", "ris", "gbt7714")}
    assert all("2.0.0" in text and "2026" in text and "CC-BY-4.0" in text for text in said.values())
    assert said["gbt7714"].startswith("[1] epcli维护者. 电商扶贫记录[DB/OL]. V2.0.0. ")


@pytest.mark.parametrize("style", ["bibtex", "csl-json", "ris", "gbt7714", "gbt7714-2015"])
def test_cite_is_the_bibliography_of_show(call: Any, style: Style) -> None:
    """`cite X --style S`, `cite X --format S` and `show X --format S` print the same; an answer without sources prints none."""
    said = call("cite", "jd-cpad-poor-counties", "--style", style)
    assert said.code == 0
    assert call("cite", "jd-cpad-poor-counties", "--format", style).out == said.out
    assert call("show", "jd-cpad-poor-counties", "-f", style).out == said.out
    assert "http" not in call("timeline", "1999", "--format", style).out


def test_a_store_of_ones_own_is_not_cited_as_the_published_records(call: Any, tmp_path: Path) -> None:
    """`cite dataset` of a copy of the records is theirs; of changed ones it is refused, until the store has its own title or version."""
    assert call("init", "my.json", "--from-default").code == 0
    assert call("cite", "dataset", "--store", "my.json").out == call("cite", "dataset").out
    assert call("remove", "2016-01-jd-cpad-agreement", "--store", "my.json").code == 0
    for lang, words in (("en", 'under "dataset" in its file'), ("zh", "自己的标题和版本")):
        told = call("cite", "dataset", "--store", "my.json", "-l", lang)
        assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)
        assert words in told.err
    store = tmp_path / "my.json"
    store.write_text(store.read_text(encoding="utf-8").replace('"version": "2.0.0"', '"version": "2.0.1"', 1), encoding="utf-8")
    told = call("cite", "dataset", "--store", "my.json")
    assert "2.0.1" in told.out
    assert "maintainers" not in told.out


def test_a_store_without_a_licence_says_so_in_either_language(call: Any) -> None:
    """A store that `init` started has no licence yet: answers say it in their language, and a citation has none."""
    assert call("init", "new.json").code == 0
    assert "未注明许可" in call("timeline", "--store", "new.json", "-l", "zh").out
    assert "licence not stated" in call("timeline", "--store", "new.json").out
    assert "not stated" not in "".join(
        call("cite", "dataset", "--store", "new.json", "--style", style).out for style in ("bibtex", "gbt7714")
    )


def test_a_day_of_access_that_no_entry_has_a_place_for_is_refused(call: Any) -> None:
    """GB/T 7714 prints it of what is on the web alone; for a newspaper --accessed would change nothing, which is told in one line."""
    paper = ("cite", "xinhua-2016-01-22", "--accessed", "2026-11-20")
    for form in (("--style", "gbt7714"), ("--format", "gbt7714")):
        told = call(*paper, *form)
        assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)
        assert "--accessed" in told.err
        assert "引用日期" in call(*paper, *form, "-l", "zh").err
    assert "2026-11-20" in call(*paper, "--style", "bibtex").out


def test_a_list_of_indicators_says_that_it_cites_nothing(call: Any) -> None:
    """Indicators have no sources, and the empty bibliography of their list says whose values have, in either language."""
    told = call("indicator", "-f", "bibtex")
    assert (told.code, told.out) == (0, "")
    assert "epcli indicator " in told.err
    assert "来源" in call("indicator", "-f", "bibtex", "-l", "zh").err


def test_two_styles_at_once_are_refused(call: Any) -> None:
    """`--style` beside another style in `--format` exits 2, and names both."""
    told = call("cite", "wei-yanan", "--style", "gbt7714", "--format", "ris")
    assert (told.code, told.out) == (2, "")
    assert "--style gbt7714" in told.err
    assert "--format ris" in told.err
    assert call("cite", "wei-yanan", "--accessed", "").code == 2


def test_any_answer_has_a_bibliography(call: Any) -> None:
    """What a timeline, a search or a comparison cites is there, each source once, and a day of access where it was given."""
    for command in (("timeline", "2016-01"), ("search", "核桃"), ("compare", "chengxian", "tongyu"), ("agreements",), ("sources",)):
        keys = re.findall(r"^@\w+\{(.*),$", call(*command, "-f", "bibtex").out, re.MULTILINE)
        assert keys
        assert len(keys) == len(set(keys))
    assert "[2026-11-20]" in call("cite", "wei-yanan", "-f", "gbt7714", "--accessed", "2026-11-20").out


@pytest.mark.parametrize(("form", "style"), [("bibtex", "bibtex"), ("csl-json", "csl-json"), ("ris", "ris")])
def test_a_store_is_exported_as_its_bibliography(call: Any, tmp_path: Path, form: str, style: str) -> None:
    """`export --to bibtex` is `cite --all`, as a file, for a reader of the language asked for."""
    assert call("export", "--to", form, str(tmp_path / "all"), "--lang", "zh").code == 0
    assert (tmp_path / "all").read_text(encoding="utf-8") == call("cite", "--all", "--style", style, "--lang", "zh").out


def test_one_and_whole_agree() -> None:
    """A file of no entries is what each format has for that."""
    assert {style: whole([], style) for style in ("bibtex", "csl-json", "ris", "gbt7714")} == {
        "bibtex": "",
        "csl-json": "[]\n",
        "ris": "",
        "gbt7714": "",
    }
    assert one(replace(entry(), key="b"), "bibtex").startswith("@online{b,")


TEXT = {"type": "string", "minLength": 1}
CSL_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer", "minimum": 1}},
        },
        "season": {"enum": [1, 2, 3, 4]},
        "circa": {"const": True},
        "literal": TEXT,
    },
    "additionalProperties": False,
    "minProperties": 1,
}
CSL_NAME = {"type": "object", "properties": dict.fromkeys(("family", "given", "literal"), TEXT), "additionalProperties": False}
CSL_TYPES = ["article-journal", "article-magazine", "article-newspaper", "dataset", "report", "standard", "thesis", "webpage"]
CSL_WORDS = [
    "id",
    "genre",
    "title",
    "container-title",
    "publisher",
    "volume",
    "issue",
    "page",
    "number",
    "version",
    "DOI",
    "URL",
    "language",
    "note",
]
CSL_ITEM = {
    "type": "object",
    "required": ["id", "type"],
    "properties": dict.fromkeys([*CSL_WORDS, "annote"], TEXT)
    | {"type": {"enum": CSL_TYPES}, "author": {"type": "array", "items": CSL_NAME}, "issued": CSL_DATE, "accessed": CSL_DATE},
    "additionalProperties": False,
}
"""What the schema of CSL 1.0.2's input (csl-data.json) lets these fields be, and nothing empty."""


def test_csl_json_keeps_its_schema(store: Store) -> None:
    """Every source, and every form of date, has the types and fields of CSL 1.0.2 alone."""
    validator = jsonschema.Draft7Validator({"type": "array", "items": CSL_ITEM})
    dates = ("201X", "../2016", "2016-24~", "2016-09-25/2016-09-26", "{2016,2018}", "2016-XX")
    entries = [of_source(record, "en", "2026-11-20") for record in store.sources.values()] + [entry(date=date) for date in dates]
    assert not list(validator.iter_errors([csl_json.item(made) for made in (*entries, of_dataset(store.dataset, "zh"))]))
