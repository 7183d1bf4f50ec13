"""What a person typed → the record meant."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epcli.errors import RequestError
from epcli.model import Text
from epcli.names import key, resolve

PLATFORM = Text(zh="平台", en="platform")
CASE = Text(zh="案例", en="case study")
PLATFORMS = {"jd": ["jd", "京东", "JD.com", "Jingdong"], "suning": ["suning", "苏宁", "Suning"]}
CASES = {"chengxian": ["chengxian", "成县", "Chengxian"], "aksu": ["aksu", "阿克苏地区"], "aksu-city": ["aksu-city", "阿克苏市"]}


@pytest.mark.parametrize(
    "typed", ["jd", "JD", "JD.com", "jd com", "京东", "jingdong", "Jing Dong", "Jīngdōng", "ＪＤ", " jd ", "京東", "ｊｄ．ｃｏｍ"]
)
def test_a_name_matches_however_it_is_typed(typed: str) -> None:
    """Case, spaces, dots, tone marks, full width and traditional script do not matter."""
    assert resolve(typed, PLATFORMS, PLATFORM) == "jd"


@pytest.mark.parametrize("typed", ["成县", "成", "Chengxian", "chengxian county", "CHENGXIAN", "chéngxiàn", "cheng-xian"])
def test_the_word_for_county_is_optional(typed: str) -> None:
    """A place is found with and without 县 or county, in either script."""
    assert resolve(typed, CASES, CASE) == "chengxian"


def test_an_id_means_its_record_whoever_else_is_called_so() -> None:
    """What is an id is that record alone, and a whole name comes before one that has 县 or county behind it."""
    assert resolve("jd", {"jd": ["京东"], "shop": ["shop", "jd"]}, PLATFORM) == "jd"
    assert resolve("成", {"cheng": ["cheng", "成"], "chengxian": ["chengxian", "成县"]}, CASE) == "cheng"


def test_a_store_without_any_such_record_says_so() -> None:
    """Where there is nothing to be near, that is told in both languages."""
    with pytest.raises(RequestError, match="the store has none") as refusal:
        resolve("jd", {}, PLATFORM)
    assert refusal.value.message.zh == "没有叫“jd”的平台：库中一个也没有。"


def test_what_is_near_is_in_the_script_that_was_typed() -> None:
    """A name in Latin letters is not answered with one that has Chinese in it, however alike the rest is."""
    with pytest.raises(RequestError, match="There are: shop"):
        resolve("jingdon", {"shop": ["shop", "京jingdong"]}, PLATFORM)


def test_a_name_of_two_records_says_which_two() -> None:
    """阿克苏 without 地区 or 市 can mean two places, and both are named."""
    with pytest.raises(RequestError, match="aksu, aksu-city"):
        resolve("阿克苏", CASES, CASE)


@pytest.mark.parametrize(("typed", "nearest"), [("chengxain", "chengxian"), ("城县", "成县"), ("akso", "aksu")])
def test_an_unknown_name_gets_the_nearest_in_its_own_script(typed: str, nearest: str) -> None:
    """An unknown name is answered with the nearest one, Latin for Latin and Chinese for Chinese."""
    with pytest.raises(RequestError, match=f"The nearest: {nearest}"):
        resolve(typed, CASES, CASE)


@pytest.mark.parametrize("typed", ["pdd", "商务部", "sunrise"])
def test_what_is_not_near_is_never_offered_as_the_nearest(typed: str) -> None:
    """A name that has less than half its letters from another is told what names there are, and none is called near."""
    with pytest.raises(RequestError, match="There are: jd, suning"):
        resolve(typed, PLATFORMS, PLATFORM)


@pytest.mark.parametrize("typed", ["", "!!!", "zzzzzz", "县"])
def test_a_name_like_no_other_gets_names_all_the_same(typed: str) -> None:
    """A name that is like no other is answered with names that exist."""
    with pytest.raises(RequestError, match=r"chengxian|成县"):
        resolve(typed, CASES, CASE)


def test_hundreds_of_names_are_not_listed() -> None:
    """Where none of many names is near, some of them and the number of the others fit into a line or two."""
    many = {f"record-{number}": [f"record-{number}"] for number in range(700)}
    with pytest.raises(RequestError, match=r"There are: record-0, .*record-19 and 680 more\.$"):
        resolve("zzzz", many, CASE)


def refusal(typed: str, spellings: dict[str, list[str]]) -> Text:
    with pytest.raises(RequestError) as told:
        resolve(typed, spellings, CASE)
    return told.value.message


def test_an_unknown_name_is_told_in_a_sentence() -> None:
    """The sentence says what was asked for and what there is, in both languages: the nearest, or some of all names."""
    assert refusal("chengxain", CASES) == Text(
        zh="没有叫“chengxain”的案例。最接近的：chengxian。", en='No case study is called "chengxain". The nearest: chengxian.'
    )
    two = {"jd": ["jd"], "suning": ["suning"]}
    assert refusal("pdd", two) == Text(
        zh="没有叫“pdd”的案例。现有：jd、suning。", en='No case study is called "pdd". There are: jd, suning.'
    )
    assert refusal("zzzz", {f"r-{number}": [] for number in range(22)}).zh.endswith("、r-18、r-19等22个。")


@pytest.mark.parametrize(
    ("number", "en", "zh"), [(2, "a-0, a-1", "a-0、a-1"), (20, "a-18, a-19", "a-18、a-19"), (22, "and 2 more", "等22个")]
)
def test_a_name_of_many_records_lists_some(number: int, en: str, zh: str) -> None:
    """Up to twenty records of one name are all listed; of more, twenty, and how many there are."""
    told = refusal("安县", {f"a-{each}": ["安县"] for each in range(number)})
    assert told.en.startswith('"安县" can mean more than one case study: a-0, a-1')
    assert told.en.endswith(f"{en}. Type one of these.")
    assert told.zh.startswith("“安县”可以指不止一个案例：a-0、a-1")
    assert told.zh.endswith(f"{zh}。请输入其中一个。")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("lon", "Longnan Experimental Zone"),
        ("lo", None),
        ("武当", "武当山旅游经济特区"),
        ("武", None),
        ("商务部", None),  # two letters of eight in all are the same as in 商丘务农市
        ("tongy", "Tongyud, Tongyuc, Tongyub"),  # and not the fourth
    ],
)
def test_a_beginning_is_near_if_it_is_long_enough(typed: str, nearest: str | None) -> None:
    """Three Latin letters or two Chinese characters are near to what begins with them, fewer are not; three names at most are near."""
    names = ["Longnan Experimental Zone", "武当山旅游经济特区", "商丘务农市", "Tongyua", "Tongyub", "Tongyuc", "Tongyud"]
    told = refusal(typed, {f"record-{number}": [name] for number, name in enumerate(names)}).en
    if nearest:
        assert told.endswith(f"The nearest: {nearest}.")
    else:
        assert "There are: record-0" in told


@pytest.mark.parametrize(("letters", "near"), [(100, True), (101, False)])
def test_a_nearest_name_is_sought_for_a_hundred_letters(letters: int, near: bool) -> None:
    """A name of a hundred letters, one of them wrong, has a nearest one; for longer ones none is sought."""
    told = refusal("a" * (letters - 1) + "b", {"long": ["a" * letters]})
    assert ("The nearest: aaa" in told.en) is near


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_is_refused(typed: str) -> None:
    """No text whatever does more than match or be refused."""
    with suppress(RequestError):
        assert resolve(typed, CASES, CASE) in CASES


@given(st.text(max_size=40))
def test_a_key_is_the_key_of_itself(typed: str) -> None:
    """Folding a name twice changes nothing more."""
    assert key(key(typed)) == key(typed)


def test_no_nearest_name_is_sought_for_a_long_word() -> None:
    """A word longer than any name is refused with the names that there are, and compared with none of them."""
    with pytest.raises(RequestError, match="There are: jd"):
        resolve("jdx" * 50, {"jd": ["jd", "JD.com"]}, Text(zh="平台", en="platform"))
