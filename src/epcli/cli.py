"""The command line: each command reads its arguments, asks a query and hands the answer to output.

Errors become an exit code and a line or two on standard error in one place, `main`; commands and queries only raise.
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from epcli import __version__, output
from epcli.errors import EpcliError, StoreError
from epcli.model import Lang
from epcli.queries import compare as comparisons
from epcli.queries import platform as platforms
from epcli.queries import timeline as timelines
from epcli.queries.answer import Answer
from epcli.store import Store, open_store, read_bytes, shipped
from epcli.wording import choose_lang

app = typer.Typer(
    help="Answers about e-commerce poverty alleviation in China (电商扶贫): every number with its status and its source.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LangOption = Annotated[
    Lang | None, typer.Option("--lang", "-l", show_default=False, help="Language of the answer; else EPCLI_LANG, else the locale.")
]


def reading_options(
    form: Annotated[output.Format, typer.Option("--format", "-f", help="How to print the answer.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    lang: LangOption = None,
    store_path: Annotated[
        Path | None,
        typer.Option("--store", envvar="EPCLI_STORE", show_default=False, help="Ask this store; else the one that ships with epcli."),
    ] = None,
    color: Annotated[output.Color, typer.Option("--color", help="Colour; auto heeds NO_COLOR, FORCE_COLOR, then the terminal.")] = "auto",
) -> None:
    """The options of every reading command. Only the signature is used, by `answers`."""


def answers(ask: Callable[..., Answer]) -> Callable[..., None]:
    """Makes a command of a function from a store and arguments to an answer, with the options of every reading command.

    Typer can't share options between commands, and repeating them in each and handing them on by name is how command lines rot.
    """
    own = list(inspect.signature(ask, eval_str=True).parameters.values())[1:]
    shared = list(inspect.signature(reading_options, eval_str=True).parameters.values())

    def command(**given: Any) -> None:
        form, as_json, lang_option, store_path, color = (given.pop(option.name) for option in shared)
        lang = choose_lang(lang_option, os.environ)
        try:
            store = open_store(store_path or shipped())
            answer = ask(store, **given)
            output.show(answer, store, "json" if as_json else form, lang, color)
            if nothing := answer.nothing_found(store):
                output.narrate(nothing[lang])
        except EpcliError as error:
            error.lang = lang
            raise

    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*own, *shared)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__name__, command.__doc__ = ask.__name__, ask.__doc__
    return command


@app.callback(invoke_without_command=True)
def about(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the versions of epcli and of its records.")] = False,
) -> None:
    if version:
        output.write(f"epcli {__version__}, records {open_store(shipped()).dataset.version}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        output.write(context.get_help() + "\n")


@app.command()
@answers
def timeline(
    store: Store,
    period: Annotated[
        str | None,
        typer.Argument(show_default=False, help="2016, 2016-05, 2016-01-22, 2016-Q2, 2015/2016 or 2016/.. (all events if left out)."),
    ] = None,
) -> Answer:
    """What happened when: events in time order. Example: epcli timeline 2016"""
    return timelines.timeline(store, period)


@app.command()
@answers
def platform(
    store: Store,
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="An id or a name in either language: jd, JD.com, 京东.")],
) -> Answer:
    """What one platform promised and did. Example: epcli platform jd"""
    return platforms.platform(store, name)


@app.command()
@answers
def compare(
    store: Store,
    names: Annotated[list[str], typer.Argument(metavar="NAME NAME…", show_default=False, help="Case studies: chengxian, Tongyu, 元阳.")],
) -> Answer:
    """How case studies differ, an aspect a row. Example: epcli compare chengxian tongyu"""
    return comparisons.compare(store, names)


@app.command()
def validate(
    file: Annotated[Path | None, typer.Argument(show_default=False, help="A store; the one that ships with epcli if left out.")] = None,
    lang: LangOption = None,
) -> None:
    """Check a store: shapes, ids, dates, citations, canonical form. Example: epcli validate data/records.json"""
    from epcli.validation import faults

    path = file or shipped()
    spoken = choose_lang(lang, os.environ)
    try:
        found = faults(read_bytes(path), path)
        for fault in found:
            output.narrate(str(fault))
        if found:
            raise StoreError(en=f"{path} is invalid: faults as listed above: {len(found)}.", zh=f"{path}无效：共有以上{len(found)}处错误。")
    except EpcliError as error:
        error.lang = spoken
        raise
    store = open_store(path)
    counts = f"{len(store.events)} / {len(store.case_studies)} / {len(store.organizations)} / {len(store.places)} / {len(store.sources)}"
    output.write(
        f"{path}有效：事件/案例/机构/地点/来源共{counts}。\n"
        if spoken == "zh"
        else f"{path} is valid: events / case studies / organizations / places / sources {counts}.\n"
    )


def main() -> int:
    """Runs the command line and returns its exit code: 0 answered, 1 the store, 2 the request, 130 interrupted."""
    try:
        return app(standalone_mode=False, prog_name="epcli") or 0
    except EpcliError as error:
        output.narrate(f"epcli: {error}")
        return error.exit_code
    except typer.TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        output.narrate(f"epcli: {error.format_message()}")
        output.narrate(f"See {context.command_path if context else 'epcli'} --help")
        return error.exit_code
    except typer.Abort:
        return 130
    except BrokenPipeError:  # the reader has enough (`| head -1`); keep Python from complaining when it closes standard output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        output.narrate(f"epcli: {error.strerror or error}")
        return 1
