"""The options that commands share, and what they mean: a language, a store, a way to print the answer."""

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from epcli import completion, output
from epcli import open_store as opened
from epcli.errors import EpcliError
from epcli.heeding import refuse_unheeded
from epcli.model import UNITS, EventKind, FigureStatus, Kept, Lang, Role, Style
from epcli.output import Color, Format, Wish
from epcli.queries.answer import Answer, Sort
from epcli.store import Store
from epcli.wording import choose_lang

LangOption = Annotated[
    Lang | None, typer.Option("--lang", "-l", show_default=False, help="Language of the answer; else EPCLI_LANG, else the locale.")
]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar="EPCLI_STORE", show_default=False, readable=False, help="Ask this store; else the one that ships with epcli."
    ),
]
OwnStoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        envvar="EPCLI_STORE",
        show_default=False,
        readable=False,
        help="The store to change; never the one that ships with epcli.",
    ),
]
# Filters: given again, an option asks for any of its values; two options ask for what fits both.
PlatformOption = Annotated[
    list[str] | None,
    typer.Option("--platform", show_default=False, autocompletion=completion.platforms, help="Only what names this platform (repeatable)."),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", show_default=False, autocompletion=completion.sources, help="Only what this source says (repeatable)."),
]
PlaceOption = Annotated[
    list[str] | None,
    typer.Option("--place", show_default=False, autocompletion=completion.places, help="Only this place and all within it (repeatable)."),
]


def _choice(values: object) -> str:
    """How the help shows an option with a fixed list of values. The query reads them, since it tells faults in both languages."""
    return f"<{'|'.join(get_args(values))}>"


KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        show_default=False,
        metavar=_choice(EventKind),
        autocompletion=completion.one_of(EventKind),
        help="Only events of this kind (repeatable).",
    ),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        show_default=False,
        metavar=_choice(FigureStatus),
        autocompletion=completion.one_of(FigureStatus),
        help="Only figures that are known in this way (repeatable).",
    ),
]
OrganizationOption = Annotated[
    list[str] | None,
    typer.Option(
        "--organization",
        show_default=False,
        autocompletion=completion.organizations,
        help="Only what this body, a platform or any other, takes part in or the figure is about (repeatable).",
    ),
]
RoleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        show_default=False,
        metavar=_choice(Role),
        autocompletion=completion.one_of(Role),
        help="Only figures that are results, targets … (repeatable).",
    ),
]
ReportedByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reported-by",
        show_default=False,
        autocompletion=completion.reporters,
        help="Only figures that this body counted or claims, or any government, company, press or research (repeatable).",
    ),
]
UnitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        show_default=False,
        autocompletion=completion.one_of(UNITS),
        help="Only figures in this unit: CNY, person, shop … (repeatable).",
    ),
]
IndicatorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator",
        show_default=False,
        autocompletion=completion.indicators,
        help="Only figures of this indicator (repeatable).",
    ),
]
PeriodOption = Annotated[
    list[str] | None,
    typer.Option("--period", show_default=False, help="Only what is dated in this period: 2016, 2016-Q2, 2013-2015 … (repeatable)."),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", show_default=False, metavar="N", min=1, help="No more than so many, the first of them.")
]
SortOption = Annotated[
    str | None,
    typer.Option("--sort", show_default=False, metavar=_choice(Sort), autocompletion=completion.one_of(Sort), help="In which order."),
]


def filter_options(
    period: PeriodOption = None,
    platform: PlatformOption = None,
    organization: OrganizationOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    status: StatusOption = None,
    role: RoleOption = None,
    reported_by: ReportedByOption = None,
    unit: UnitOption = None,
    indicator: IndicatorOption = None,
    source: SourceOption = None,
) -> None:
    """The filters of every command that lists events or figures, which takes them as `**filters`. Only the signature is used."""


TableOption = Annotated[
    list[str] | None,
    typer.Option(
        "--table",
        show_default=False,
        metavar=_choice(Kept),
        autocompletion=completion.one_of(Kept),
        help="Only records of this table (repeatable).",
    ),
]


@contextmanager
def speaking(option: Lang | None) -> Iterator[Lang]:
    """Settles the language of a command, so that what goes wrong in it is told in that language too."""
    lang = choose_lang(option, os.environ)
    try:
        yield lang
    except EpcliError as error:
        error.lang = lang
        raise


def reading_options(
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", show_default=False, help="How to print the answer; else by the ending of --output, else a table."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    lang: LangOption = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", show_default=False, readable=False, help="Write it to this file; - is standard output."),
    ] = None,
    store_path: StoreOption = None,
    color: Annotated[Color, typer.Option("--color", help="Colour; auto heeds NO_COLOR, FORCE_COLOR, then the terminal.")] = "auto",
    pager: Annotated[
        bool | None,
        typer.Option("--pager/--no-pager", show_default=False, help="Page long answers on a terminal (EPCLI_PAGER, else PAGER)."),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", "-b", help="Leave out notes and sources.")] = False,
    columns: Annotated[
        str | None, typer.Option("--columns", show_default=False, metavar="NAME,…", help="Only these columns of CSV or TSV, in this order.")
    ] = None,
) -> None:
    """The options of every reading command. Only the signature is used, by `answers`."""


def answers(ask: Callable[..., Answer], opening: Callable[[Path | None], Store] = opened) -> Callable[..., None]:
    """Makes a command of a function from a store and arguments to an answer, with the options of every reading command.

    A function that takes `**filters` gets those of `filter_options`. What a command calls `long` is how its answer is to be told.
    Typer can't share options between commands, and repeating them in each and handing them on by name is how command lines rot.
    """
    own = list(inspect.signature(ask).parameters.values())[1:]
    if own and own[-1].kind is inspect.Parameter.VAR_KEYWORD:
        own[-1:] = inspect.signature(filter_options).parameters.values()
    shared = list(inspect.signature(reading_options).parameters.values())

    def command(**given: Any) -> None:
        form, as_json, lang_option, file, store_path, color, pager, brief, columns = (given.pop(option.name) for option in shared)
        long = given.pop("long", False)
        with speaking(lang_option) as lang:
            file = None if file == Path("-") else file
            form = output.form_of(form, as_json, file, given.get("style"))
            names = output.columns_of(columns, form)
            refuse_unheeded(form, file, {**given, "long": long, "brief": brief, "color": color, "pager": pager})
            if form in get_args(Style) and "style" in given:
                given["style"] = form
            store = opening(store_path)
            answer = ask(store, **given)
            output.show(answer, store, Wish(form, lang, color, pager is not False, file, brief, long, names))
            if nothing := answer.nothing_found(store) or (answer.cites_nothing(store) if form in get_args(Style) else None):
                output.narrate(nothing[lang])

    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*own, *shared)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__name__, command.__doc__ = ask.__name__, ask.__doc__
    return command
