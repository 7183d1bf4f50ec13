"""A number in the cell of a spreadsheet, as people and programs write it: 3,000, 66%, ３０００, 1.234,5; and why another is none."""

from __future__ import annotations

import re
from unicodedata import normalize

from epcli import digits
from epcli.model import Text

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
"""As JSON has it, and programs, whose e is small; a spreadsheet's is large, and digits are lost before it."""
_GROUPED = (
    (re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"), ","),
    (re.compile(r"-?[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?"), " '’"),
    (re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}"), "."),
)
"""Digits in groups of three, and what stands between the groups."""
_COMMA = re.compile(r"-?(?:0|[1-9][0-9]*),[0-9]+")


class UnreadError(Exception):
    """A cell that can't be read, or not in one way only; `told` says in which column, and what to type."""

    def __init__(self, column: str, problem: Text) -> None:
        self.told = Text(en=f"column {column}: {problem.en}", zh=f"{column}列：{problem.zh}")
        super().__init__(self.told.en)


def number(cell: str, column: str, unit: str, delimiter: str) -> int | float:
    """The number in a cell of a file whose cells are parted by `delimiter`. UnreadError if it is none, or could be two."""
    try:
        if _PLAIN.fullmatch(cell) and not (delimiter == ";" and _one_group(cell, ".")):
            return digits.read(cell)
        return digits.read(_undone(cell, column, unit, delimiter))
    except ValueError:
        raise UnreadError(column, digits.too_many(cell)) from None


def _undone(cell: str, column: str, unit: str, delimiter: str) -> str:
    """A number as JSON has it, from one with groups, a percent sign, a decimal comma, or digits of full width."""
    written = normalize("NFKC", cell).replace("\u2212", "-").strip()
    if written.endswith("%"):
        if unit != "%":
            en = f"{cell} is a percentage, and the unit is {unit or 'empty'}: type the number alone, or change the unit to %"
            raise UnreadError(column, Text(en=en, zh=f"{cell}是百分数，而单位是{unit or '空'}：请只写数字，或将单位改为%"))
        written = written[:-1].rstrip()
    if (delimiter != "," and _one_group(written, ",")) or (delimiter == ";" and _one_group(written, ".")):
        whole, point = re.sub("[,.]", "", written), written.replace(",", ".") + "0"
        en = f"{cell} can be {whole} or {written.replace(',', '.')}: type {whole}, or {point}"
        raise UnreadError(column, Text(en=en, zh=f"{cell}可以是{whole}，也可以是{written.replace(',', '.')}：请写{whole}或{point}"))
    if _PLAIN.fullmatch(written):
        return written
    for pattern, between in _GROUPED:
        if pattern.fullmatch(written):
            last = re.search(r"[.,][0-9]+$", written) if between != "," else None
            ends = last.start() if last and last[0][0] not in between else len(written)
            return re.sub(f"[{between}]", "", written[:ends]) + written[ends:].replace(",", ".")
    if _COMMA.fullmatch(written) and delimiter != ",":
        return written.replace(",", ".")
    raise UnreadError(column, _no_number(cell, written))


def _one_group(written: str, between: str) -> bool:
    """Whether digits could be a thousand and more, or a number with three decimals."""
    return bool(re.fullmatch(rf"-?[1-9][0-9]{{0,2}}[{between}][0-9]{{3}}", written))


def _no_number(cell: str, written: str) -> Text:
    shown = f"{cell[:24]}…" if len(cell) > 25 else cell
    if re.fullmatch(r"-?[0-9](?:[.,][0-9]+)?E\+?[0-9]+", written):
        en = f"{shown} has lost digits in a spreadsheet: type all of them"
        return Text(en=en, zh=f"{shown}的部分数字已在电子表格中丢失：请写出全部数字")
    if _COMMA.fullmatch(written):
        return Text(en=f"{shown} is no number: type {written.replace(',', '.')}", zh=f"{shown}不是数字：请写{written.replace(',', '.')}")
    from epcli.words import values

    meant = [token[1:].replace("d", ".") for token, begins, ends in values(written) if (begins, ends) == (0, len(written))]
    wanted = meant[0] if meant else "3000, 0.5"
    if meant:
        return Text(en=f"{shown} is no number in digits alone: type {wanted}", zh=f"{shown}不是纯数字：请写{wanted}")
    return Text(en=f"{shown} is no number: type its digits alone, as in {wanted}", zh=f"{shown}不是数字：请只写数字，如{wanted}")
