"""Line breaking in both scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epcli.drawing.cells import most
from epcli.drawing.prose import Prose, line_breaks
from epcli.drawing.table import table_lines

mixed = st.text(alphabet="ab 中文县，。“”（）[]:/12.%†□é한😀Ａ　", max_size=80).map(str.strip)


def lines(text: str, width: int) -> list[str]:
    breaks = line_breaks(text, width)
    return [text[start:end] for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True)]


@given(mixed, st.integers(2, 40))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    """The lines put together are the text, and none is wider than the column."""
    broken = lines(text, width)
    assert "".join(broken) == text
    assert all(most(line.rstrip()) <= width for line in broken)


@given(st.lists(st.sampled_from(["中", "文，", "县。”", "（市）", "“陇南", "JD.com，"]), max_size=40).map("".join), st.integers(12, 40))
def test_punctuation_clings_to_its_words(text: str, width: int) -> None:
    """No line begins with closing punctuation, none ends with opening punctuation."""
    broken = lines(text, width)
    assert not any(line.startswith(tuple("，。”）.")) for line in broken)
    assert not any(line.endswith(tuple("（“")) for line in broken)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("国务院扶贫办与京东签约，共同探索", 22, ["国务院扶贫办与京东签", "约，共同探索"]),
        ("探索“产业扶贫”", 6, ["探索", "“产业", "扶贫”"]),
        ("见JD.com网站", 8, ["见JD.com", "网站"]),
        ("Alibaba and JD.com", 9, ["Alibaba ", "and ", "JD.com"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_lines_break_where_readers_expect(text: str, width: int, expected: list[str]) -> None:
    """Chinese breaks between characters, Latin words stay whole, punctuation clings to its neighbour."""
    assert lines(text, width) == expected


@pytest.mark.parametrize("text", ["[id] [/x] :on: [bold]x[/bold]", "C:\\[red]", "[[]]"])
def test_record_text_is_never_markup(text: str) -> None:
    """Brackets and emoji codes come out as they went in."""
    assert "".join(words for words, _, _ in Prose(text).lines(80)[0].runs) == text
    assert [line.rstrip().plain for line in table_lines([""], [[Prose(text)]], 80)] == [text]


def test_nothing_that_drives_a_terminal_is_text() -> None:
    """Escape codes, bells and backspaces in a record lose their force: a sign stands for each."""
    assert Prose("a\x1b[31mb\x07\x08\r\x9bc\u202e").plain == "a�[31mb����c�"


def test_words_keep_their_styles_where_lines_break() -> None:
    """A style covers the same characters before and after a text is broken into lines."""
    prose = Prose.of("ab ", ("cd ef", "bold"), " gh").styled("dim", 4, 7)
    assert [line.runs for line in prose.lines(5)] == [
        [("ab ", "", ""), ("c", "bold", ""), ("d", "bold dim", "")],
        [("e", "bold dim", ""), ("f", "bold", ""), (" gh", "", "")],
    ]
