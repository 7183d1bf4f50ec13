"""How wide characters are whose width no standard settles."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epcli.drawing import cells
from epcli.drawing.blocks import Item, Listing, MarkedRow, Marks, Note, Notes, Page
from epcli.drawing.prose import Prose, line_breaks
from epcli.drawing.table import table_lines
from epcli.drawing.terminal import page_lines


@pytest.fixture(autouse=True)
def _unsettled() -> Iterator[None]:
    """Each test begins, and leaves, without a word of the user's."""
    cells.settle({})
    yield
    cells.settle({})


@pytest.mark.parametrize(
    ("text", "likely", "most"),
    [
        ("abc", 3, 3),
        ("京东", 4, 4),
        ("𠀀", 2, 2),
        ("“—”", 3, 6),
        ("†‡□·…§①", 7, 14),
        ("é", 1, 2),
        ("e\u0301", 1, 1),
        ("▐░", 2, 2),
        (cells.RULE * 9, 9, 9),
        ("\u2764\ufe0f", 2, 2),
        ("👨‍👩‍👧", 2, 6),
    ],
)
def test_a_width_is_what_is_likely_and_at_most(text: str, likely: int, most: int) -> None:
    """Ambiguous characters count one cell as likely, two at most; combining ones none; what bars and rules are made of is certain."""
    assert (cells.likely(text), cells.most(text)) == (likely, most)


@pytest.mark.parametrize(("said", "width"), [("1", (6, 6)), ("0", (3, 3)), ("no", (3, 3)), ("", (3, 6))])
def test_who_says_how_the_terminal_draws_is_heard(said: str, width: tuple[int, int]) -> None:
    """RUNEWIDTH_EASTASIAN=1 makes ambiguous characters two cells wide, any other value one, and an empty one says nothing."""
    cells.settle({"RUNEWIDTH_EASTASIAN": said})
    assert (cells.likely("“—”"), cells.most("“—”")) == width


ROWS = [["县", "2016‡", "甲"], ["“千县万村”", "2016-01-22†", "乙" * 30], ["x", "□", "—丙"]]


@pytest.mark.parametrize(("said", "measured"), [("0", "likely"), ("1", "most"), ("", "likely")])
def test_columns_are_straight_where_the_terminal_draws_as_said(said: str, measured: str) -> None:
    """The cells of a column begin at one place, by the width that the user says, or else by the likely one."""
    cells.settle({"RUNEWIDTH_EASTASIAN": said})
    lines = [line.plain for line in table_lines(["a", "b", "c"], [[Prose(cell) for cell in row] for row in ROWS], 80)]
    width = getattr(cells, measured)
    places = {width(line[: line.index(row[2][0])]) for row in ROWS for line in lines if row[2][0] in line}
    assert len(places) == 1
    assert all(width(line) <= 80 for line in lines)


@pytest.mark.parametrize(("said", "before"), [("0", 2), ("1", 3), ("", 2)])
def test_a_bullet_stands_apart_from_its_words(said: str, before: int) -> None:
    """There is a space after a bullet, and the turned lines begin where the first does, by the width that the terminal is said to have."""
    cells.settle({"RUNEWIDTH_EASTASIAN": said})
    page = Page("zh", Prose("题"), [Listing([Item(Prose("字" * 30))])], "版")
    lines = [line.plain for line in page_lines(page, 40) if "字" in line.plain]
    assert [cells.likely(line.partition("字")[0]) for line in lines] == [before] * len(lines)


@pytest.mark.parametrize("said", ["0", "1", ""])
def test_a_mark_stands_beside_what_it_means(said: str) -> None:
    """Each mark of a legend begins the line of its text, however wide the terminal draws it, and all texts begin at one place."""
    cells.settle({"RUNEWIDTH_EASTASIAN": said})
    marks = ["†", "□", "12"]
    page = Page("zh", Prose("题"), [Notes("", [Note(mark, Prose("字" * 50)) for mark in marks])], "版")
    lines = [line.plain for line in page_lines(page, 80) if "字" in line.plain]
    assert [line.partition("字")[0].strip() for line in lines] == ["†", "", "□", "", "12", ""]
    assert len({cells.likely(line.partition("字")[0]) for line in lines}) == 1


@pytest.mark.parametrize("said", ["0", "1", ""])
@pytest.mark.parametrize("many", [1, 3, 14, 60])
@pytest.mark.parametrize("width", [40, 60, 70, 80, 100, 200])
def test_a_chart_breaks_no_mark_no_year_and_no_name(said: str, many: int, width: int) -> None:
    """However many marks a month has, each stands with its letter on one line, alike ones perhaps counted; so do year and name."""
    cells.settle({"RUNEWIDTH_EASTASIAN": said})
    crowd = [Item(Prose(words)) for words in ["A‡", "M†", "A‡"] * many]
    rows = [MarkedRow("government", [crowd if month % 2 else [] for month in range(13)])]
    months = [*map(str, range(1, 13)), "year"]
    page = Page("en", Prose("Title"), [Marks(months, [("2015", rows), ("2016", rows)])], "edition")
    lines = [line.plain for line in page_lines(page, width)]
    text = "\n".join(lines)
    assert all(cells.most(line) <= width for line in lines)
    assert [text.count(word) for word in ("2015", "2016", "government")] == [1, 1, 2]
    assert not re.search(r"[AM](?![‡†])|(?<![AM])[‡†]|×(?![0-9])|(?<![‡†])×", text)
    drawn = {mark: sum(int(times or 1) for times in re.findall(rf"{mark}(?:×([0-9]+))?", text)) for mark in ("A‡", "M†")}
    assert drawn == {"A‡": 2 * 6 * 2 * many, "M†": 2 * 6 * many}


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["中", "文\u0301", "e\u0301", "𠀀\U000e0100", "字\ufe00", " "]), max_size=30).map("".join), st.integers(2, 20)
)
def test_no_line_begins_with_what_is_drawn_upon_another(text: str, width: int) -> None:
    """A combining mark or a variation selector stays on the line of its character."""
    breaks = line_breaks(text, width)
    assert not any(text[place] in "\u0301\ufe00\U000e0100" for place in breaks)
    parts = [text[start:end].rstrip() for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True)]
    assert all(cells.most(part) <= width for part in parts)
