"""Where an answer goes: its format, the terminal, the pager, a file. No other module knows of any of them.

What is printed never depends on where it goes; colour and width alone do, and both are decided here and handed to rich, which
by itself would still send bold down a pipe when FORCE_COLOR and NO_COLOR are both set.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TextIO, TypeAlias, cast, get_args

from msgspec import Struct

from epcli.errors import OutputError, RequestError, reason, unwritable
from epcli.model import Lang, Style, Text
from epcli.store import COMPANIONS, is_store
from epcli.text import harmless
from epcli.wording import label

if TYPE_CHECKING:
    from epcli.drawing.prose import Line
    from epcli.queries.answer import Answer
    from epcli.store import Store


Format: TypeAlias = Literal["table", "json", "ndjson", "csv", "tsv", "markdown", "html", Style]
ENDINGS = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".csv": "csv",
    ".tsv": "tsv",
    ".md": "markdown",
    ".html": "html",
    ".bib": "bibtex",
    ".ris": "ris",
    ".txt": "table",
}
"""Which format a file has by its ending, of those that there are."""
Color: TypeAlias = Literal["auto", "always", "never"]

WIDEST = 9999
"""Columns beyond which no terminal goes."""


class Wish(Struct, frozen=True):
    """How a user wants an answer: its format and language, in colour or not, through a pager or not, into which file.

    `brief` is without notes and sources, `long` with summaries; `columns` are those of CSV and TSV, all of them if none is named.
    """

    form: Format
    lang: Lang
    color: Color
    pager: bool
    file: Path | None
    brief: bool = False
    long: bool = False
    columns: Sequence[str] = ()


def form_of(form: Format | None, as_json: bool, file: Path | None, style: Style | None = None) -> Format:
    """The format of an answer: --format, else --json, else by the ending of its file, else a table. RequestError for a contradiction.

    A bibliography whose style was asked for by name is in that style, and the ending of its file can't mean another.
    """
    if as_json and form not in (None, "json"):
        raise RequestError(
            en=f"--json is short for --format json, and --format {form} asks for another. Leave one of them out.",
            zh=f"--json即--format json，与--format {form}矛盾。请去掉其中一个。",
        )
    if style and form in get_args(Style) and form != style:
        raise RequestError(
            en=f"--style {style} and --format {form} contradict each other. Leave one of them out.",
            zh=f"--style {style}与--format {form}矛盾。请去掉其中一个。",
        )
    if form or as_json:
        return form or "json"
    if file is None or not file.suffix or (file.exists() and not file.is_file()):
        return "table"
    known = {ending: form for ending, name in ENDINGS.items() for form in get_args(Format) if form == name}
    if file.suffix.lower() in known:
        found: Format = known[file.suffix.lower()]
        if style and (found == style or (style, found) == ("csl-json", "json")):
            return "table"
        if style and (found in get_args(Style) or found == "json"):
            raise RequestError(
                en=f"--style {style} and the ending {file.suffix}, which means {found}, contradict each other. Change one of them.",
                zh=f"--style {style}与扩展名{file.suffix}（即{found}）矛盾。请更改其一。",
            )
        return found
    raise RequestError(
        en=f"{file}: no format has the ending {file.suffix}. Endings are {', '.join(known)}; or say --format.",
        zh=f"{file}：没有格式使用扩展名{file.suffix}。可用的扩展名：{'、'.join(known)}；也可用--format指定。",
    )


def columns_of(wish: str | None, form: Format) -> list[str]:
    """The columns asked for, as a person lists them, with commas of either script. RequestError for a format that has none."""
    if wish is None:
        return []
    if form not in ("csv", "tsv"):
        raise RequestError(
            en=f"--columns is for CSV and TSV, and this answer is {form}. Add --format csv.",
            zh=f"--columns只用于CSV和TSV，而此答案的格式为{form}。请加--format csv。",
        )
    return [name.strip() for name in re.split("[,，、]", wish) if name.strip()]


def show(answer: Answer, store: Store, wish: Wish) -> None:
    """Prints an answer, as UTF-8 whatever the terminal's encoding, or writes it to a file."""
    text: str | bytes
    if wish.form in get_args(Style):
        text = _bibliography(answer, store, wish)
    else:
        text = _for_people(answer, store, wish) if wish.form in ("table", "markdown", "html") else _for_machines(answer, store, wish)
    if wish.file:
        _save(text, wish.file, mark=wish.form in ("csv", "tsv"))
    elif not (wish.pager and wish.form == "table" and isinstance(text, str) and _page(text, wish.lang)):
        write(text)


def _bibliography(answer: Answer, store: Store, wish: Wish) -> str:
    """What an answer rests on, in a style of bibliographies."""
    from epcli.bibliography import style

    asked = cast(Style, wish.form)
    return harmless(style.whole([style.one(entry, asked) for entry in answer.bibliography(store, wish.lang)], asked), keep="\n")


def _for_machines(answer: Answer, store: Store, wish: Wish) -> str | bytes:
    from epcli import formats

    if wish.form == "json":
        return formats.as_json(answer, store)
    if wish.form == "ndjson":
        return formats.as_ndjson(answer)
    return (formats.as_csv if wish.form == "csv" else formats.as_tsv)(answer, store, wish.columns)


def _for_people(answer: Answer, store: Store, wish: Wish) -> str:
    """The page that the answer's view makes of it, as each format draws it: `queries/x.py` and `views/x.py` bear one name."""
    view = import_module(f"epcli.views.{type(answer).__module__.rpartition('.')[2]}")
    from epcli.views.footnotes import Footnotes

    page = view.page(answer, Footnotes(store, wish.lang, wish.brief, wish.long))
    if wish.form == "markdown":
        from epcli.drawing.markdown import as_markdown

        return as_markdown(page)
    if wish.form == "html":
        from epcli.drawing.html import as_html

        return as_html(page)
    from epcli.drawing.blocks import Verbatim
    from epcli.drawing.terminal import page_lines

    to_copy = any(isinstance(block, Verbatim) for block in page.blocks)  # every character of it counts, and RIS ends in a space
    lines = (line if to_copy else line.rstrip() for line in page_lines(page, width()))
    return _drawn(lines, colored(wish.color, wish.file))


def draw(lines: Iterable[Line]) -> None:
    """Prints lines that are no answer, such as help, in colour where standard output has it."""
    write(_drawn((line.rstrip() for line in lines), colored("auto")))


def _drawn(lines: Iterable[Line], in_colour: bool) -> str:
    return "".join(f"{_styled(line) if in_colour else line.plain}\n" for line in lines)


def _styled(line: Line) -> str:
    """A line with its styles as the escape codes that every terminal knows."""
    from rich.color import ColorSystem
    from rich.style import Style

    styles = groupby(line.runs, key=lambda run: run[1])
    runs = (("".join(run[0] for run in of_style), style) for style, of_style in styles)
    return "".join(Style.parse(style).render(words, color_system=ColorSystem.STANDARD) for words, style in runs)


def width() -> int:
    """COLUMNS, else the terminal's width, else 80; a terminal narrower than 24 folds our lines itself. Settles what a column holds, too."""
    from epcli.drawing import cells

    cells.settle(os.environ)
    return max(shutil.get_terminal_size((80, 24)).columns, 24)


def settle_columns() -> None:
    """Bounds COLUMNS, for us and for rich, which lays out help: no memory holds a line of 10^20 columns."""
    columns = os.environ.get("COLUMNS", "")
    if columns and not (columns.isascii() and columns.isdecimal()):
        del os.environ["COLUMNS"]
    elif len(columns.lstrip("0")) > len(str(WIDEST)):
        os.environ["COLUMNS"] = str(WIDEST)


def colored(wish: Color, file: Path | None = None) -> bool:
    """--color, else NO_COLOR, else FORCE_COLOR, else whether the answer goes to a terminal that has colours."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return file is None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def write(text: str | bytes) -> None:
    """Prints an answer as UTF-8, or a file as it is, on standard output. OutputError where it fails, and on a terminal for no text.

    A reader that has enough (`| head -1`) is no failure.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")  # the name of a file need not be UTF-8
    if b"\x00" in raw[:100] and sys.stdout.isatty():
        raise OutputError(
            en="That is no text, and could drive a terminal. Name a file, or send it to a program with |.",
            zh="这不是文本，可能操纵终端。请指定文件，或用|传给程序。",
        )
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise unprinted(error) from None


def say(words: str) -> None:
    """Prints what a command has done; the name of a file in it need not be harmless."""
    write(harmless(words, keep="\n"))


def unprinted(error: OSError) -> OutputError:
    return OutputError(en=f"Cannot write to standard output: {reason(error)}.", zh=f"无法写入标准输出：{reason(error)}。")


def narrate(words: str) -> None:
    """Tells the user something that is not the answer, on standard error, without anything that could drive a terminal."""
    try:
        print(harmless(words), file=sys.stderr, flush=True)
    except OSError:  # nobody listens; the exit code still tells
        _let_go(sys.stderr)


def failed(error: OSError) -> bool:
    """Whether it was standard output that failed, where Typer wrote to it: it fails once more, or a disk is full and no file is named."""
    try:
        sys.stdout.flush()
    except OSError:
        _let_go(sys.stdout)
        return True
    return error.errno == errno.ENOSPC and not error.filename


def _let_go(stream: TextIO) -> None:
    """Leads a stream nowhere, or Python would try once more to write what is left in it, and complain, when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _page(text: str, lang: Lang) -> bool:
    """Shows a text that is longer than the terminal in a pager: EPCLI_PAGER, else PAGER, else less. False if none has shown it."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()) or text.count("\n") < shutil.get_terminal_size().lines:
        return False
    line = os.environ.get("EPCLI_PAGER", os.environ.get("PAGER", "less"))
    try:
        command = shlex.split(line)
    except ValueError as error:  # a quote without its other half
        return _unpaged(line, str(error), lang)
    if not command or not shutil.which(command[0]):
        return False
    import subprocess

    if Path(command[0]).stem == "less":
        command.append("-R")  # whatever LESS says, or it would show our colours as ESC[1m
    environ = {"LESS": "-FX", "LESSCHARSET": "utf-8", **os.environ}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)
    except OSError as error:
        return _unpaged(line, reason(error), lang)
    try:
        pager.communicate(text.encode("utf-8", "replace"))
    except KeyboardInterrupt:  # Ctrl-C is the pager's to handle; wait for the user to leave it
        pager.wait()
        return True
    return pager.returncode <= 0 or _unpaged(line, f"exit {pager.returncode}", lang)  # below 0 is a signal: somebody ended it


def _unpaged(line: str, why: str, lang: Lang) -> Literal[False]:
    told = {"en": f"No pager ({line}: {why}); the whole answer follows.", "zh": f"无法使用分页程序（{line}：{why}），以下为完整结果。"}
    narrate(f"epcli: {told[lang]}")
    return False


@contextmanager
def working(lang: Lang) -> Iterator[Callable[[str], None]]:
    """Gives a way to tell by its label what is being done. Over a second of work shows that, and a bar, on a terminal's standard error."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from signal import SIGTERM, signal
    from threading import Timer

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=not colored("auto"))
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True)
    task = bar.add_task("", total=None)
    later = Timer(1, bar.start)
    later.daemon = True
    before = signal(SIGTERM, _end)
    later.start()
    try:
        yield lambda step: bar.update(task, description=label(step, lang))
    finally:
        later.cancel()
        later.join()  # or a bar that is just being shown would hide the cursor after this
        bar.stop()
        signal(SIGTERM, before)


def _end(number: int, _: object) -> NoReturn:
    """Ends the process as a signal does, but not before all that is under way is undone and the cursor is seen again."""
    sys.exit(128 + number)


def _save(text: str | bytes, file: Path, mark: bool) -> None:
    """Writes a file whole or not at all; a spreadsheet's file begins with a byte order mark, or Excel would garble its Chinese."""
    from epcli.writing import replace_file

    raw = text if isinstance(text, bytes) else text.encode("utf-8-sig" if mark else "utf-8")
    try:
        if file.exists() and not file.is_file():  # a device or a named pipe can't be replaced
            file.write_bytes(raw)
            return
    except (OSError, ValueError) as error:
        raise unwritable(file, error) from None
    if store := _store_of(file):
        what = Text(en="an epcli store", zh="epcli数据库")
        if store != file:
            what = Text(en=f"part of the epcli store {store}", zh=f"epcli数据库{store}的附属文件")
        raise OutputError(
            en=f"Cannot write {file}: it is {what.en}, and an answer is never written over one. Give --output another name.",
            zh=f"无法写入{file}：它是{what.zh}，查询结果绝不覆盖数据库。请为--output另取文件名。",
        )
    replace_file(file, raw)


def _store_of(file: Path) -> Path | None:
    """The store that a file is, or that it lies beside as its lock or the like, whatever the links that lead to it."""
    target = Path(os.path.realpath(file))
    if is_store(target):
        return file
    owner = target.with_suffix("")
    return owner if target.suffix in COMPANIONS and is_store(owner) else None
