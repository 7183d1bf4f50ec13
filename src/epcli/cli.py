"""The command line: each command reads its arguments, asks a query and hands the answer to output.

Errors become an exit code and a line or two on standard error in one place, `main`; commands and queries only raise.
A command imports what it needs when it runs. Annotations are read here when the file is, since Typer asks for them anyway, and to
evaluate them from text takes three times as long.
"""

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from typer.models import CommandInfo

from epcli import __version__, output
from epcli import open_store as opened
from epcli.errors import EpcliError, StoreError, reason
from epcli.exchange import Form
from epcli.model import FORMAT, EventKind, FigureStatus, Lang, Style
from epcli.output import Color, Format, Wish
from epcli.queries.answer import Answer
from epcli.store import Store, is_of_format_1, open_store, read_bytes, records_of, shipped
from epcli.wording import choose_lang

app = typer.Typer(
    help="Answers about e-commerce poverty alleviation in China (电商扶贫): every number with its status and its source.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _names(list_names: Callable[[Store], Iterator[tuple[str, str]]]) -> Callable[[typer.Context, str], list[tuple[str, str]]]:
    """Completes what is being typed from the store: ids, with what they name as help."""

    def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            store = open_store(Path(context.params.get("store_path") or shipped()))
        except StoreError:
            return []
        return [(name, help) for name, help in list_names(store) if name.startswith(incomplete.lower())]

    return complete


def _platform_names(store: Store) -> Iterator[tuple[str, str]]:
    from epcli.queries.named import platforms

    return ((record.id, f"{record.name.en} {record.name.zh}") for record in platforms(store))


def _case_names(store: Store) -> Iterator[tuple[str, str]]:
    return ((case.id, f"{case.name.en} {case.name.zh}") for case in store.case_studies.values())


def _place_names(store: Store) -> Iterator[tuple[str, str]]:
    return ((place.id, f"{place.name.en} {place.name.zh}") for place in store.places.values())


def _source_names(store: Store) -> Iterator[tuple[str, str]]:
    return ((source.id, source.title.en) for source in store.sources.values())


def _ids(store: Store) -> Iterator[tuple[str, str]]:
    from epcli.queries.show import every_id

    return ((record_id, name.en) for record_id, name in every_id(store))


def _citing_ids(store: Store) -> Iterator[tuple[str, str]]:
    return ((record_id, name) for record_id, name in _ids(store) if record_id not in store.places or record_id in store.case_studies)


def _answer_names(incomplete: str) -> list[str]:
    from epcli.queries.schema import ANSWERS

    return [name for name in ("store", *ANSWERS) if name.startswith(incomplete)]


def _choice(values: object) -> str:
    """How the help shows an option with a fixed list of values. The query reads them, since it tells faults in both languages."""
    return f"<{'|'.join(get_args(values))}>"


def _completes(values: object) -> Callable[[str], list[str]]:
    return lambda incomplete: [value for value in get_args(values) if value.startswith(incomplete)]


LangOption = Annotated[
    Lang | None, typer.Option("--lang", "-l", show_default=False, help="Language of the answer; else EPCLI_LANG, else the locale.")
]
StoreOption = Annotated[
    Path | None,
    typer.Option("--store", envvar="EPCLI_STORE", show_default=False, help="Ask this store; else the one that ships with epcli."),
]
# Filters: given again, an option asks for any of its values; two options ask for what fits both.
PlatformOption = Annotated[
    list[str] | None,
    typer.Option(
        "--platform",
        show_default=False,
        autocompletion=_names(_platform_names),
        help="Only what names this platform (repeatable).",
    ),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        show_default=False,
        autocompletion=_names(_source_names),
        help="Only what this source says (repeatable).",
    ),
]
PlaceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--place",
        show_default=False,
        autocompletion=_names(_place_names),
        help="Only this place and all within it (repeatable).",
    ),
]
KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        show_default=False,
        metavar=_choice(EventKind),
        autocompletion=_completes(EventKind),
        help="Only events of this kind (repeatable).",
    ),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        show_default=False,
        metavar=_choice(FigureStatus),
        autocompletion=_completes(FigureStatus),
        help="Only figures that are known in this way (repeatable).",
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
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    lang: LangOption = None,
    file: Annotated[Path | None, typer.Option("--output", "-o", show_default=False, help="Write the answer to this file.")] = None,
    store_path: StoreOption = None,
    color: Annotated[Color, typer.Option("--color", help="Colour; auto heeds NO_COLOR, FORCE_COLOR, then the terminal.")] = "auto",
    pager: Annotated[bool, typer.Option("--pager/--no-pager", help="Page long answers on a terminal (EPCLI_PAGER, else PAGER).")] = True,
) -> None:
    """The options of every reading command. Only the signature is used, by `answers`."""


def answers(ask: Callable[..., Answer]) -> Callable[..., None]:
    """Makes a command of a function from a store and arguments to an answer, with the options of every reading command.

    Typer can't share options between commands, and repeating them in each and handing them on by name is how command lines rot.
    """
    own = list(inspect.signature(ask).parameters.values())[1:]
    shared = list(inspect.signature(reading_options).parameters.values())

    def command(**given: Any) -> None:
        form, as_json, lang_option, file, store_path, color, pager = (given.pop(option.name) for option in shared)
        with speaking(lang_option) as lang:
            store = opened(store_path)
            answer = ask(store, **given)
            output.show(answer, store, Wish("json" if as_json else form, lang, color, pager, file))
            if nothing := answer.nothing_found(store):
                output.narrate(nothing[lang])

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
    elif context.invoked_subcommand is None:
        from epcli.queries.overview import overview

        output.write(overview(open_store(shipped()))[choose_lang(None, os.environ)])


@app.command()
@answers
def timeline(
    store: Store,
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERIOD]", show_default=False, help="2016, 2016-05, 2016-01-22, 2016-Q2, 2015/2016 or 2016/..; all if left out."
        ),
    ] = None,
    platform: PlatformOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    source: SourceOption = None,
    chart: Annotated[bool, typer.Option("--chart", help="Draw it: months across, platforms and government down.")] = False,
) -> Answer:
    """What happened when: events in time order.

    Example: epcli timeline 2016-Q2 --platform suning
    """
    from epcli.queries import timeline as timelines

    answer = timelines.timeline(store, period, platform=platform, place=place, kind=kind, source=source)
    if chart:
        from epcli.queries import chart as charts

        return charts.chart(answer)
    return answer


@app.command()
@answers
def platform(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", show_default=False, autocompletion=_names(_platform_names), help="jd, JD.com, 京东 …; the list if left out."
        ),
    ] = None,
    source: SourceOption = None,
) -> Answer:
    """What one platform promised and did.

    Example: epcli platform jd
    """
    from epcli.queries import platform as one
    from epcli.queries import platforms as several

    return one.platform(store, name, source=source) if name is not None else several.platforms(store, source=source)


@app.command()
@answers
def county(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", show_default=False, autocompletion=_names(_case_names), help="chengxian, 成县 …; the list if left out."
        ),
    ] = None,
) -> Answer:
    """One case study: how a county, or a prefecture, went about it.

    Example: epcli county chengxian
    """
    from epcli.queries import counties as several
    from epcli.queries import county as one

    return one.county(store, name) if name is not None else several.counties(store)


@app.command()
@answers
def compare(
    store: Store,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME NAME…", show_default=False, autocompletion=_names(_case_names), help="Case studies: chengxian, Tongyu, 元阳 …"
        ),
    ],
) -> Answer:
    """How case studies differ, an aspect a row.

    Example: epcli compare chengxian tongyu
    """
    from epcli.queries import compare as comparisons

    return comparisons.compare(store, names)


@app.command()
@answers
def agreements(store: Store) -> Answer:
    """Who signed with whom, when: places down, platforms across.

    Example: epcli agreements
    """
    from epcli.queries import agreements as signings

    return signings.agreements(store)


@app.command()
@answers
def figures(
    store: Store,
    status: StatusOption = None,
    platform: PlatformOption = None,
    place: PlaceOption = None,
    source: SourceOption = None,
) -> Answer:
    """Every number, with unit, date, status and source.

    Example: epcli figures --status restored
    """
    from epcli.queries import figures as numbers

    return numbers.figures(store, status=status, platform=platform, place=place, source=source)


@app.command()
@answers
def search(
    store: Store,
    words: Annotated[list[str], typer.Argument(metavar="TEXT", show_default=False, help="Words that must all stand in one field.")],
    source: SourceOption = None,
) -> Answer:
    """Every record that mentions it, in either language.

    Example: epcli search 核桃
    """
    from epcli.queries import search as searches

    return searches.search(store, " ".join(words), source=source)


@app.command()
@answers
def show(
    store: Store,
    record_id: Annotated[
        str, typer.Argument(metavar="ID", show_default=False, autocompletion=_names(_ids), help="The id of any record or figure.")
    ],
) -> Answer:
    """One record of any table, whole.

    Example: epcli show 2016-01-jd-cpad-agreement
    """
    from epcli.queries import show as records

    return records.show(store, record_id)


@app.command()
@answers
def cite(
    store: Store,
    record_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", show_default=False, autocompletion=_names(_citing_ids), help="A source, or a record whose sources are meant."
        ),
    ],
    style: Annotated[Style, typer.Option("--style", help="The style of the bibliography.")] = "bibtex",
) -> Answer:
    """The source records, ready for a paper.

    Example: epcli cite wei-yanan --style gbt7714
    """
    from epcli.queries import cite as bibliographies

    return bibliographies.cite(store, record_id, style)


@app.command()
@answers
def sources(store: Store) -> Answer:
    """What the store rests on.

    Example: epcli sources --format csv --output sources.csv
    """
    from epcli.queries import sources as bibliography

    return bibliography.sources(store)


@app.command()
def schema(
    name: Annotated[
        str, typer.Argument(metavar="[ANSWER]", autocompletion=_answer_names, help="An answer (timeline, platform …), or store.")
    ] = "store",
    lang: LangOption = None,
) -> None:
    """The JSON Schema of an answer, or of a store.

    Example: epcli schema timeline
    """
    from epcli.formats import pretty
    from epcli.queries import schema as schemas

    with speaking(lang):
        output.write(pretty(schemas.schema(name)) + "\n")


@app.command()
def validate(
    file: Annotated[Path | None, typer.Argument(show_default=False, help="A store; the one that ships with epcli if left out.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Rewrite FILE in canonical form; records are never changed.")] = False,
    lang: LangOption = None,
) -> None:
    """Check a store: shapes, ids, dates, citations, canonical form.

    Example: epcli validate
    """
    from epcli.validation import checked, layout_faults

    path = file or shipped()
    with speaking(lang) as spoken:
        if fix:
            from epcli.exchange import changes

            for moved in changes.fix(file):
                output.narrate(moved.told(spoken))
                rewritten = {
                    "en": f"{path}: rewritten in canonical form; what the records say is unchanged.",
                    "zh": f"{path}：已改写为规范格式，记录内容未变。",
                }
                output.narrate(rewritten[spoken])
        raw = read_bytes(path)
        tables, found = checked(raw, path)
        for fault in found:
            output.narrate(fault.told(spoken))
        if found:
            raise StoreError(en=f"{path} is invalid: faults as listed above: {len(found)}.", zh=f"{path}无效：共有以上{len(found)}处错误。")
        counts = " / ".join(str(len(records)) for table, records in tables.items() if table != "dataset")
        valid = {
            "en": f"{path} is valid: events / case studies / organizations / places / indicators / sources {counts}.\n",
            "zh": f"{path}有效：事件/案例/机构/地点/指标/来源 {counts}。\n",
        }
        if is_of_format_1(raw):
            valid["en"] += f"It is of format 1. `epcli validate --fix {path}` rewrites it as format {FORMAT}; what it says stays.\n"
            valid["zh"] += f"它是格式1。`epcli validate --fix {path}`可将其改写为格式{FORMAT}，内容不变。\n"
        else:
            for fault in layout_faults(raw, tables):
                raise StoreError(
                    en=f"{path}: {fault}. `epcli validate --fix {path}` rewrites it; no record changes.",
                    zh=f"{path}：{fault.told('zh')}。`epcli validate --fix {path}`可将其改写为规范格式，记录不变。",
                )
        output.write(valid[spoken])


OwnStoreOption = Annotated[
    Path | None,
    typer.Option("--store", envvar="EPCLI_STORE", show_default=False, help="The store to change; never the one that ships with epcli."),
]


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="Where to start it; nothing may be there.")],
    from_default: Annotated[bool, typer.Option("--from-default", help="Begin with the records that ship with epcli.")] = False,
    lang: LangOption = None,
) -> None:
    """Start a store of your own.

    Example: epcli init my.json --from-default
    """
    from epcli.exchange import changes

    with speaking(lang) as spoken:
        changes.init(file, from_default)
        started = {"en": f"Started {file}. Ask it with --store {file}.\n", "zh": f"已新建{file}。查询时请用--store {file}。\n"}
        output.write(started[spoken])


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", show_default=False, help="A store, an answer (json, ndjson, csv) or an export.")
    ],
    store_path: OwnStoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Let records replace those of the same id.")] = False,
    lang: LangOption = None,
) -> None:
    """Add records to a store of your own: all of them, or none.

    Example: epcli import more.json --store my.json --dry-run
    """
    from epcli.exchange import changes
    from epcli.exchange.incoming import incoming

    with speaking(lang) as spoken, output.working(spoken) as step:
        records = (record for file in files for record in incoming(file))
        found = changes.import_records(store_path, records, replacing=replace, dry_run=dry_run, step=step)
    output.write(changes.told_of(found, spoken, dry_run))


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", show_default=False, help="Records: an id, or table/id if two tables have it.")],
    store_path: OwnStoreOption = None,
    lang: LangOption = None,
) -> None:
    """Remove records from a store of your own: all of them, or none.

    Example: epcli remove 2016-01-jd-cpad-agreement --store my.json
    """
    from epcli.exchange import changes

    with speaking(lang) as spoken, output.working(spoken) as step:
        found = changes.remove_records(store_path, ids, step)
    output.write(changes.told_of(found, spoken))


@app.command()
def export(
    dest: Annotated[Path, typer.Argument(metavar="DEST", show_default=False, help="A file, or a folder for csv and datapackage.")],
    to: Annotated[Form, typer.Option("--to", show_default=False, help="What to make of the store.")],
    store_path: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Write a whole store in a form that other programs read.

    Example: epcli export --to sqlite records.db
    """
    from epcli.exchange import export as exports

    with speaking(lang) as spoken, output.working(spoken) as step:
        store = opened(store_path)
        step("writing")
        exports.export(records_of(store), to, dest)
    written = {"en": f"Wrote {dest} ({to}).\n", "zh": f"已写入{dest}（{to}）。\n"}
    output.write(written[spoken])


def typed(words: Sequence[str]) -> Sequence[str]:
    """The words of the command line; while a shell asks what could complete them, those that it has so far."""
    so_far = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return so_far.split()[1:] if "_EPCLI_COMPLETE" in os.environ else words


def commands_for(words: Sequence[str]) -> list[CommandInfo]:
    """The command that is named first, else all of them: Typer makes every option of each before it looks which one is meant."""
    if list(words) == ["--version"]:
        return []
    first = words[0] if words else ""
    named = [command for command in app.registered_commands if first in (command.name, command.callback and command.callback.__name__)]
    return named or app.registered_commands


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code: 0 answered, 1 the store, 2 the request, 130 interrupted."""
    registered = app.registered_commands
    app.registered_commands = commands_for(typed(sys.argv[1:] if args is None else args))
    try:
        return app(args, standalone_mode=False, prog_name="epcli") or 0
    except EpcliError as error:
        output.narrate(f"epcli: {error}")
        return error.exit_code
    except typer.TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        output.narrate(f"epcli: {' '.join(error.format_message().split())}")
        output.narrate(f"See {context.command_path if context else 'epcli'} --help")
        return error.exit_code
    except typer.Abort:
        return 130
    except BrokenPipeError:  # the reader has enough (`| head -1`); keep Python from complaining when it closes standard output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        output.narrate(f"epcli: {reason(error)}")
        return 1
    except ValueError as error:  # no name of a file can have a null in it, and no shell can pass one on
        if not str(error).startswith("embedded null"):
            raise
        output.narrate(f"epcli: {error}")
        return 2
    finally:
        app.registered_commands = registered
