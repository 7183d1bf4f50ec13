"""What a search finds: a table of questions, each with the record that must come first or among the first three."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from epcli import indexes, stamps
from epcli.errors import RequestError
from epcli.queries.search import search
from epcli.store import Store, open_store, shipped
from epcli.words import folded, parts, spaced, tokens


@pytest.fixture
def cache(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with nothing but the index of the shipped store."""
    search(store, "核桃")
    index = indexes._file(stamps.digest_of(shipped()))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shutil.copy(index, stamps.folder("indexes"))
    return tmp_path


FIRST = [
    *[("京东 30亿", "2016-01-jd-cpad-agreement"), ("京东30亿元", "2016-01-jd-cpad-agreement"), ("3 billion", "2016-01-jd-cpad-agreement")],
    *[("30亿", "2016-01-jd-cpad-agreement"), ("3,000,000,000", "2016-01-jd-cpad-agreement"), ("3000000000", "2016-01-jd-cpad-agreement")],
    *[("CNY 3 billion", "2016-01-jd-cpad-agreement"), ("３０亿", "2016-01-jd-cpad-agreement"), ("1.7万亿元", "2020-10-guiyang-meeting")],
    *[("1.7 trillion", "2020-10-guiyang-meeting"), ("CNY 1.7 trillion", "2020-10-guiyang-meeting")],
    *[("成县核桃", "2013-chengxian-walnut-campaign"), ("核桃 成县", "2013-chengxian-walnut-campaign")],
    *[("核桃　成县", "2013-chengxian-walnut-campaign"), ("成縣核桃", "2013-chengxian-walnut-campaign")],
    *[("JD.com", "jd"), ("京东", "jd"), ("京東", "jd"), ("ＪＤ", "jd"), ("Suning", "suning"), ("苏宁", "suning"), ("蘇寧", "suning")],
    *[("Alibaba", "alibaba"), ("阿里巴巴", "alibaba"), ("ALIBABA", "alibaba"), ("Ａｌｉｂａｂａ", "alibaba"), ("Pinduoduo", "pinduoduo")],
    *[("一亩田", "yimutian"), ("一畝田", "yimutian"), ("乐村淘", "lecuntao"), ("China Post", "china-post"), ("中国邮政", "china-post")],
    *[("邮乐", "china-post"), ("世界银行", "world-bank"), ("World Bank Taobao", "world-bank"), ("貴州", "guizhou")],
    *[("jd-cpad", "2016-01-jd-cpad-agreement"), ("jd-cpad-agreement", "2016-01-jd-cpad-agreement"), ("621221", "chengxian")],
    *[("jd-cpad-investment", "2016-01-jd-cpad-agreement"), ("rural-taobao-stations", "rural-taobao-stations")],
    *[("L13", "2016-01-jd-cpad-agreement"), ("国开办发〔2016〕40号", "2016-11-sixteen-ministries-opinion")],
    *[("randomised trial", "2018-03-nber-rct"), ("randomized trial", "2018-03-nber-rct"), ("randomized trials", "2018-03-nber-rct")],
    *[("Wei Yan'an", "wei-yanan"), ("Wei Yan’an", "wei-yanan"), ("WEI YAN'AN", "wei-yanan"), ("Xi’an", "xian"), ("Yan'an", "yanan")],
    *[
        ("Yimutian", "yimutian"),
        ("三千禾", "tongyu"),
        ("三十亿元", "2016-01-jd-cpad-agreement"),
        ("三十億", "2016-01-jd-cpad-agreement"),
        ("京东 八百三十二个", "2016-01-jd-cpad-agreement"),
        ("poor county", "national-poor-counties"),
        ("poor counties", "national-poor-counties"),
    ],
    *[("full coverage", "2016-06-full-coverage-plan"), ("online shops", "online-shops"), ("网店", "online-shops")],
    *[("100,000 stations", "2014-10-alibaba-1000-counties"), ("labor", "wuyi"), ("labour", "wuyi"), ("poverty rate", "poverty-rate")],
    *[("贫困发生率", "poverty-rate"), ("Suning cooperation agreement", "2015-12-suning-cpad-agreement"), ("京东陇南", "2015-pilot-rounds")],
    *[
        ("WALNUTS weibo", "2013-chengxian-walnut-weibo"),
        ("农村电商扶贫试点", "longnan"),
        ("“Aksu” walnuts", "aksu"),
        ("国家级贫困县", "national-poor-counties"),
    ],
    *[("8000个村", "2016-02-hunan-150m"), ("8000个", "2016-02-hunan-150m"), ("8,000个村", "2016-02-hunan-150m")],
    *[("8000个贫困村", "2016-02-hunan-150m"), ("51个县", "2016-02-hunan-150m"), ("8,000 villages", "2016-02-hunan-150m")],
    *[("3轮", "2015-pilot-rounds"), ("3种模式", "2016-01-jd-cpad-agreement"), ("不超过10万人", "2016-01-gansu-suning")],
    *[
        ('"3 billion"', "2016-01-jd-cpad-agreement"),
        ('"CNY 3 billion"', "2016-01-jd-cpad-agreement"),
        ("“30亿元”", "2016-01-jd-cpad-agreement"),
    ],
    *[
        ("CNY3bn", "2016-01-jd-cpad-agreement"),
        ("three billion", "2016-01-jd-cpad-agreement"),
        ("JD 3.0 billion", "2016-01-jd-cpad-agreement"),
    ],
]
"""What is asked, and the record that comes first."""

AMONG_THREE = [
    *[("JD 832", "2016-01-jd-cpad-agreement"), ("ＪＤ　８３２", "2016-01-jd-cpad-agreement"), ("walnut", "2013-chengxian-walnut-campaign")],
    *[("walnuts", "2013-chengxian-walnut-weibo"), ("農村淘寶", "rural-taobao-stations"), ("阿里巴巴　貴州", "2016-08-guizhou-alibaba")],
    *[("随机试验", "2018-03-nber-rct"), ("元阳 红米", "yuanyang"), ("red rice Yuanyang", "yuanyang"), ("Aksu apples", "aksu")],
    *[("電商扶貧試點", "2015-01-longnan-pilot"), ("Longnan pilot", "2015-01-longnan-pilot"), ("丹寨", "2016-03-danzhai-launch")],
    *[("Gansu Suning", "2016-01-gansu-suning"), ("甘肃 苏宁", "2016-01-gansu-suning"), ("ecommerce pilot", "2016-02-17-ndrc-alibaba")],
    *[("80家店", "2016-01-gansu-suning"), ("80家店", "2016-07-hubei-suning"), ("1亿5千万", "2016-02-hunan-150m")],
    *[("10万个", "2014-10-alibaba-1000-counties"), ("company", "yunfeihewu"), ("companies", "yunfeihewu"), ("jingdong", "jd")],
]
"""What is asked, and a record that comes among the first three."""


@pytest.mark.parametrize(("query", "wanted"), FIRST)
def test_the_record_that_comes_first(store: Store, query: str, wanted: str) -> None:
    """Whatever the language, script, width, spelling and the way of writing a number, the record that is meant comes first."""
    assert [hit.id for hit in search(store, query).hits][:1] == [wanted]


@pytest.mark.parametrize(("query", "wanted"), AMONG_THREE)
def test_a_record_among_the_first_three(store: Store, query: str, wanted: str) -> None:
    """Where several records are as near, the one that is meant is among the first three."""
    assert wanted in [hit.id for hit in search(store, query).hits][:3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("walnut", "WALNUTS"),
        ("company", "companies"),
        ("30亿", "3 billion"),
        ("京东 贵州", "貴州　京東"),
        ("labour", "labor"),
        ("programme", "program"),
        ("65.9%", "65.9 per cent"),
        ("65.9%", "65.9 percent"),
        ("65.9%", "百分之65.9"),
        ("65.9%", "百分之六十五点九"),
        ("66％", "66 percent"),
        ("66%", "百分之六十六"),
        ("1.5亿", "1亿5千万"),
        ("1.5亿", "1亿5000万"),
        ("1.5亿", "一点五亿"),
        ("100,000", "100 000"),
        ("2020-02-17", "2020年2月17日"),
        ("2020-02-17", "17 February 2020"),
        ("2020-02-17", "Feb 17, 2020"),
        ("2020年2月", "Feb 2020"),
        ("2020年2月", "2020-02"),
        ("80家店", "80 stores"),
    ],
)
def test_two_ways_to_write_one_thing_find_the_same(store: Store, one: str, other: str) -> None:
    """Number and case, spelling and script never decide which records are found."""
    assert {hit.id for hit in search(store, one).hits} == {hit.id for hit in search(store, other).hits} != set()


def test_words_are_marked_where_they_stand(store: Store) -> None:
    """Every mark is of a word that was asked for, in the sentence that has the most of them; a number is marked however it is written."""
    for hit in search(store, "成县 核桃").hits:
        marked = {match.sentence[start:end] for match in hit.matches for start, end in match.spans}
        assert marked == {"成县", "核桃"}
    (hit,) = search(store, "3 billion").hits
    written = {match.sentence[start:end] for match in hit.matches for start, end in match.spans}
    assert "30亿" in written
    assert {match.figure.id for match in hit.matches if match.figure} == {"jd-cpad-investment"}


def test_a_number_is_no_part_of_another(store: Store) -> None:
    """3 billion is not found in 1.3 billion, nor in 65.3 billion, with quotation marks or without; nor CNY 3 in CNY 3.5."""
    for query in ("3 billion", '"3 billion"', '"CNY 3 billion"'):
        assert [hit.id for hit in search(store, query).hits] == ["2016-01-jd-cpad-agreement"]
    for query in ('"3 billion sales"', '"CNY 3"', "3", "3个"):
        for hit in search(store, query).hits:
            for match in hit.matches:
                around = [match.sentence[max(start - 2, 0) : end + 2] for start, end in match.spans]
                assert not [text for text in around if re.search(r"\d[.,]3(?!\d)|(?<![\d.,])3\.[1-9]", text)]


def test_a_rate_comes_before_a_count(store: Store) -> None:
    """Of records with the same number, those in which it is a percentage come first if one was asked for."""
    rates, counts = ([hit.id for hit in search(store, query).hits] for query in ("66%", "66"))
    assert {*rates} == {*counts}
    assert rates[0] == "2018-03-11-mofcom-499" != counts[0]


def test_what_is_not_found_is_told_as_it_was_asked(store: Store) -> None:
    """Quotation marks stand once around what no record has; a number that none has is told as such; no part of a word is its nearest."""
    for query, en in (
        ('"foo bar zz"', 'No record has "foo bar zz".'),
        ("“foo bar zz”", 'No record has "foo bar zz".'),
        ("title:jd", 'No record has "title:jd".'),
        ("7777个村", 'No record has "7777个村".'),
        ("3000个村", 'No record has "3000个村".'),
    ):
        told = search(store, query).nothing_found(store)
        assert told is not None
        assert told.en == en


def test_an_id_that_matches_brings_the_summary(store: Store) -> None:
    """Where an id alone has the words, the record's own summary stands beside it, in both languages and without marks."""
    (hit,) = search(store, "2016-01-jd-cpad-agreement").hits
    told = {match.field: match.spans for match in hit.matches}
    assert told["summary.zh"] == told["summary.en"] == []


def test_words_in_quotation_marks_stand_together(store: Store) -> None:
    """A phrase is found as it is written, and never taken apart."""
    assert search(store, '"核桃 成县"').hits == []
    assert search(store, "核桃成县").hits != []
    loose, phrase = ({hit.id for hit in search(store, query).hits} for query in ("e-commerce pilot", '"e-commerce pilot"'))
    assert phrase < loose


def test_filters_of_a_search(store: Store) -> None:
    """Each filter leaves the records that it means; two must both hold, and of two values of one either will do."""
    everything = {hit.id for hit in search(store, "电商").hits}
    of_jd = {hit.id for hit in search(store, "电商", platform="京东").hits}
    agreements = search(store, "电商", kind="agreement").hits
    assert "jd" in of_jd < everything
    assert agreements
    assert all(store.events[hit.id].kind == "agreement" for hit in agreements)
    in_gansu = search(store, "电商", place="甘肃", table=["事件", "case_studies"]).hits
    assert {hit.table for hit in in_gansu} == {"events", "case_studies"}
    assert {"longnan", "chengxian"} <= {hit.id for hit in in_gansu}
    both = {hit.id for hit in search(store, "电商", platform="jd", kind="agreement").hits}
    assert both == of_jd & {hit.id for hit in agreements}
    with pytest.raises(RequestError, match="table"):
        search(store, "电商", table="tables")


@pytest.mark.parametrize(
    "query",
    [
        "OR",
        "AND NOT",
        'a"b',
        '"',
        '""',
        "NEAR(核桃",
        "title:核桃",
        "核*",
        "^核桃",
        "核桃 -成县",
        "{a b} : c",
        "a\x00b\x1b[31m",
        "'; DROP TABLE",
        "%",
        "🙂",
    ],
)
def test_nothing_is_an_operator(store: Store, query: str) -> None:
    """FTS5's own operators, quotation marks, control characters and signs are words or nothing, and never an error that isn't ours."""
    if parts(query):
        search(store, query)
    else:
        with pytest.raises(RequestError, match="Nothing to search for"):
            search(store, query)


def test_operators_change_nothing(store: Store) -> None:
    """A sign before, after or between words leaves what is found as it is."""
    plain = [hit.id for hit in search(store, "核桃 成县").hits]
    for query in ("核桃* ^成县", "核桃 + 成县", "(核桃) -成县", "核桃,成县"):
        assert [hit.id for hit in search(store, query).hits] == plain


@pytest.mark.parametrize("query", ["核" * 100_000, "a " * 50_000, "!?。、" * 200, " \t　"])
def test_a_page_or_nothing_is_refused(store: Store, query: str) -> None:
    """100 kB of text, only punctuation and only spaces are errors of ours, in both languages."""
    with pytest.raises(RequestError, match=r"Nothing to search for|characters to search for"):
        search(store, query)


def test_a_word_that_no_record_has_is_told_with_the_nearest(store: Store) -> None:
    """Of several words those that are missing are named, each with the nearest that the store has."""
    found = search(store, "walnutt Chengxian")
    assert found.hits == []
    assert list(found.missing) == ["walnutt"]
    assert "walnut" in found.missing["walnutt"]
    told = found.nothing_found(store)
    assert told is not None
    assert "walnut" in told.en
    assert "最接近的" in told.zh


def test_the_index_is_kept_once_for_the_same_records(store: Store, cache: Path) -> None:
    """A second search reads the index that the first one wrote; only the user may enter its folder."""
    search(store, "核桃")
    (file,) = (cache / "epcli" / "indexes").iterdir()
    before = file.stat().st_mtime_ns
    assert search(open_store(shipped()), "核桃").hits
    assert file.stat().st_mtime_ns == before
    if os.name != "nt":
        assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_damaged_index_is_none(store: Store, cache: Path) -> None:
    """What is no index, or only the beginning of one, is taken away and made anew, and the answer is the same."""
    wanted = search(store, "核桃")
    (file,) = (cache / "epcli" / "indexes").iterdir()
    whole = file.read_bytes()
    for damaged in (b"", b"no index", whole[:4096], whole[:100_000], whole[:4096] + b"x" * (len(whole) - 4096)):
        file.write_bytes(damaged)
        assert search(store, "核桃") == wanted
    search(store, "核桃")
    assert file.stat().st_size == len(whole)


def test_without_a_cache_a_search_works(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no index can be kept it is made in memory, and the answer is the same."""
    wanted = search(store, "核桃")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert search(open_store(shipped()), "核桃") == wanted


def test_a_record_that_is_gone_is_not_found(store: Store, tmp_path: Path) -> None:
    """An index is of these very records: of a store from which one was removed, that one is not found, nor is it when it was changed."""
    without = replace(store, events={name: event for name, event in store.events.items() if name != "2013-chengxian-walnut-weibo"})
    assert "2013-chengxian-walnut-weibo" in {hit.id for hit in search(store, "walnut").hits}
    assert "2013-chengxian-walnut-weibo" not in {hit.id for hit in search(without, "walnut").hits}


def test_no_more_indexes_are_kept_than_some(store: Store, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go when there are more, and so does what an index left whose making was stopped."""
    folder = stamps.folder("indexes")
    for number in range(indexes.KEPT + 3):
        left = folder / f"{number}.db"
        left.mkdir() if number == 0 else left.touch()
        os.utime(left, (number, number))
    monkeypatch.setattr(indexes, "FORM", -1)
    search(open_store(shipped()), "核桃")
    assert len(list(folder.iterdir())) == indexes.KEPT
    assert not (folder / "0.db").exists()


@pytest.mark.parametrize("text", ["甘肃JD832个县", "Ａ1京", "café 核桃\u3000桃", "a_b", "〇一", "L13：30亿元"])
def test_the_tokens_of_a_text_are_those_of_fts5(text: str) -> None:
    """A text with its Chinese kept apart falls into the same tokens for FTS5 as for us, and folding changes none of its places."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 0')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    db.execute("INSERT INTO t VALUES (?)", (spaced(folded(text)),))
    assert [term for (term,) in db.execute("SELECT term FROM v ORDER BY offset")] == tokens(text)
    assert len(folded(text)) == len(text)
    db.close()


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("30亿", "n3000000000"),
        ("1.5万", "n15000"),
        ("2.5 million", "n2500000"),
        ("1,200", "n1200"),
        ("66%", "n66"),
        ("7千万", "n70000000"),
        ("12bn", "n12000000000"),
        ("三十亿", "n3000000000"),
        ("三十億元", "n3000000000"),
        ("一万亿元", "n1000000000000"),
        ("两亿三千万", "n230000000"),
        ("八百三十二", "n832"),
        ("一百零五", "n105"),
        ("二〇一六", "n2016"),
        ("1亿5千万元", "n150000000"),
        ("一点五亿", "n150000000"),
        ("150m", "n150000000"),
        ("three billion", "n3000000000"),
        ("1.0", "n1"),
        ("3 000 000", "n3000000"),
        ("百分之六十六", "n66"),
        ('"3 billion"', "n3000000000"),
    ],
)
def test_numbers_by_value(query: str, values: str) -> None:
    """However a number is written, it is one."""
    assert [part.value for part in parts(query)] == [values]


@pytest.mark.parametrize(
    "query", ["2016-01-22", "L13", "832个", "jd-2016", "十三五", "双十一", "千万", "三千禾", "一带一路", "八百三十二个"]
)
def test_what_is_no_number(query: str) -> None:
    """Digits of a date, an id, a gap or a word are words, and so are the characters of one that means digits."""
    assert [part.value for part in parts(query)] == [None]


@pytest.mark.parametrize(
    ("query", "digits"), [("八百三十二个", "832个"), ("一百二十八个县", "128个县"), ("二〇一六年", "2016年"), ("六万多", "6万多")]
)
def test_a_word_that_begins_with_a_number_in_characters_is_also_found_in_digits(query: str, digits: str) -> None:
    """A number in characters with what it counts is asked for as it stands, and as it is written with digits."""
    (part,) = parts(query)
    assert tokens(query) in part.phrases
    assert tokens(digits) in part.phrases


@pytest.mark.parametrize("query", ["东京", "县成", "桃核", "七百万亿"])
def test_a_word_is_not_its_characters(store: Store, query: str) -> None:
    """A Chinese word that no record has finds nothing, though its characters stand in many, and it is said that none has it."""
    found = search(store, query)
    assert (found.hits, list(found.missing)) == ([], [query])


def test_a_filter_that_leaves_nothing_is_said_to(store: Store) -> None:
    """Where records have the words and the filters leave none of them, the message is about the filters."""
    nothing = search(store, "扶贫", table="places").nothing_found(store)
    assert nothing is not None
    assert "filters" in nothing.en
    assert "筛选" in nothing.zh
