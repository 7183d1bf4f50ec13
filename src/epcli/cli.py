"""The command line: each command reads its arguments, asks a query and hands the answer to output.

Errors become an exit code and a line or two on standard error in one place, `main`; commands and queries only raise.
A command imports what it needs when it runs. Annotations are read here when the file is, since Typer asks for them anyway, and to
evaluate them from text takes three times as long.
"""

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from epcli import __version__, completion, output
from epcli import open_store as opened
from epcli.errors import EpcliError, RequestError, StoreError, reason
from epcli.exchange import Form
from epcli.model import FORMAT, IssuedBy, SourceType, Style
from epcli.ondemand import OnDemand, commands, lang_of
from epcli.options import (
    KindOption,
    LangOption,
    LimitOption,
    OwnStoreOption,
    PeriodOption,
    PlaceOption,
    PlatformOption,
    SortOption,
    SourceOption,
    StoreOption,
    TableOption,
    answers,
    speaking,
)
from epcli.packed import STANDARD_INPUT
from epcli.queries.answer import Answer
from epcli.store import Store, is_of_format_1, open_store, read_bytes, records_of, shipped
from epcli.wording import choose_lang

app = typer.Typer(
    cls=OnDemand,
    help="Answers about e-commerce poverty alleviation in China (电商扶贫): every number with its status and its source.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


PeriodArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PERIOD]", show_default=False, help="2016, 2016-05, 2016-01-22, 2016-Q2, 2016-H1, 2013-2015 or 2016/..; all if left out."
    ),
]


def also(field: str, value: str | None, filters: dict[str, Any]) -> dict[str, Any]:
    """Filters with a value that was given as an argument among those of its option."""
    return filters | {field: [*([] if value is None else [value]), *(filters[field] or [])]}


@app.callback(invoke_without_command=True)
def about(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the versions of epcli and of its records.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in epcli an unforeseen error comes from.")] = False,
    lang: LangOption = None,
) -> None:
    if context.invoked_subcommand and lang:
        context.default_map = {context.invoked_subcommand: {"lang": lang}}
    if version:
        output.write(f"epcli {__version__}, records {open_store(shipped()).dataset.version}\n")
        raise typer.Exit  # or a command that follows would answer, or fail, as well
    if context.invoked_subcommand is None:
        from epcli.helping import overview_lines
        from epcli.queries.overview import overview

        output.draw(overview_lines(overview(open_store(shipped())), choose_lang(lang, os.environ), output.width()))


@commands.command()
@answers
def timeline(
    store: Store,
    when: PeriodArgument = None,
    chart: Annotated[bool, typer.Option("--chart", help="Draw it: months across, platforms and government down.")] = False,
    limit: LimitOption = None,
    long: Annotated[bool, typer.Option("--long", help="Tell each event's summary, too.")] = False,
    **filters: Any,
) -> Answer:
    """What happened when: events in time order.

    Example: epcli timeline 2016-Q2 --platform suning
    """
    from epcli.queries import timeline as timelines

    answer = timelines.timeline(store, limit=limit, **also("period", when, filters))
    if chart:
        from epcli.queries import chart as charts

        return charts.chart(answer)
    return answer


@commands.command()
@answers
def platform(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", show_default=False, autocompletion=completion.platforms, help="jd, JD.com, 京东 …; the list if left out."
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


@commands.command()
@answers
def county(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", show_default=False, autocompletion=completion.cases, help="chengxian, 成县 …; the list if left out."
        ),
    ] = None,
) -> Answer:
    """One case study: how a county, or a prefecture, went about it.

    Example: epcli county chengxian
    """
    from epcli.queries import counties as several
    from epcli.queries import county as one

    return one.county(store, name) if name is not None else several.counties(store)


@commands.command()
@answers
def compare(
    store: Store,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME NAME…", show_default=False, autocompletion=completion.cases, help="Case studies: chengxian, Tongyu, 元阳 …"
        ),
    ],
) -> Answer:
    """How case studies differ, an aspect a row.

    Example: epcli compare chengxian tongyu
    """
    from epcli.queries import compare as comparisons

    return comparisons.compare(store, names)


@commands.command()
@answers
def agreements(store: Store, when: PeriodArgument = None, **filters: Any) -> Answer:
    """Who signed with whom, when: places down, platforms across.

    Example: epcli agreements --place gansu
    """
    from epcli.queries import agreements as signings

    return signings.agreements(store, **also("period", when, filters))


@commands.command()
@answers
def figures(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[INDICATOR]", show_default=False, autocompletion=completion.indicators, help="online-shops …; all if left out."
        ),
    ] = None,
    sort: SortOption = None,
    limit: LimitOption = None,
    **filters: Any,
) -> Answer:
    """Every number, with unit, date, status and source.

    Example: epcli figures --status restored
    """
    from epcli.queries import figures as numbers

    return numbers.figures(store, sort=sort, limit=limit, **also("indicator", name, filters))


@commands.command()
@answers
def indicator(
    store: Store,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            show_default=False,
            autocompletion=completion.indicators,
            help="poverty-rate, Online shops, 网店数 …; the list if left out.",
        ),
    ] = None,
    **filters: Any,
) -> Answer:
    """How one indicator went: its values by place and organization, in time order, with targets.

    Example: epcli indicator rural-taobao-stations
    """
    from epcli.queries import indicator as one
    from epcli.queries import indicators as several

    if name is None:
        return several.indicators(store, **filters)
    return one.indicator(store, name, **filters)


@commands.command()
@answers
def promises(
    store: Store,
    when: Annotated[
        str | None,
        typer.Argument(metavar="[PERIOD]", show_default=False, help="When they were set: 2016, 2016-05, 2015/2016 …; all if left out."),
    ] = None,
    **filters: Any,
) -> Answer:
    """What was promised, and what was reported since, by whom.

    Example: epcli promises 2016 --platform jd
    """
    from epcli.queries import promises as pledges

    return pledges.promises(store, **also("period", when, filters))


def _searched(path: Path | None) -> Store:
    """A store for a search, which need not be read as records once it was searched before."""
    from epcli import indexes

    return indexes.opened(path, lambda: opened(path))


@commands.command()
@partial(answers, opening=_searched)
def search(
    store: Store,
    words: Annotated[list[str], typer.Argument(metavar="TEXT", show_default=False, help="Words that a record must have, all of them.")],
    platform: PlatformOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    source: SourceOption = None,
    table: TableOption = None,
) -> Answer:
    """Every record that has the words, in either language.

    Example: epcli search 京东 30亿
    """
    from epcli.queries import search as searches

    return searches.search(store, " ".join(words), platform=platform, place=place, kind=kind, source=source, table=table)


@commands.command()
@answers
def show(
    store: Store,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            show_default=False,
            autocompletion=completion.ids,
            help="Anything by id, name or alias: danzhai, 京东, jd-cpad-investment; table/id if two tables have it.",
        ),
    ],
    raw: Annotated[bool, typer.Option("--raw", help="Its fields as the store holds them, in both languages.")] = False,
) -> Answer:
    """Anything by any name: what it is, its figures, what names it, its sources.

    Example: epcli show danzhai
    """
    from epcli.queries import fields, show

    return fields.fields(store, name) if raw else show.show(store, name)


@commands.command()
@answers
def cite(
    store: Store,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME…]",
            show_default=False,
            autocompletion=completion.citing_ids,
            help="Sources, or anything whose sources are meant; dataset for the records themselves.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every source of the store.")] = False,
    style: Annotated[
        Style | None, typer.Option("--style", show_default=False, help="The style; bibtex if left out. gbt7714 is the standard of 2025.")
    ] = None,
    accessed: Annotated[
        str | None,
        typer.Option(
            "--accessed",
            metavar="DATE",
            show_default=False,
            help="The day you saw the texts online, as 2026-11-20; gbt7714 prints it of what is on the web alone.",
        ),
    ] = None,
) -> Answer:
    """The source records, ready for a paper.

    Example: epcli cite wei-yanan --style gbt7714
    """
    from epcli.queries import cite as bibliographies

    return bibliographies.cite(store, names or [], style or "bibtex", everything=everything, accessed=accessed)


@commands.command()
@answers
def sources(
    store: Store,
    source: SourceOption = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", show_default=False, help="Only texts in this language: zh, en … (repeatable).")
    ] = None,
    type: Annotated[
        list[str] | None,
        typer.Option(
            "--type", show_default=False, autocompletion=completion.one_of(SourceType), help="Only texts of this kind (repeatable)."
        ),
    ] = None,
    issued_by: Annotated[
        list[str] | None,
        typer.Option(
            "--issued-by",
            show_default=False,
            autocompletion=completion.one_of(IssuedBy),
            help="Only what government, company, press, research or other issued (repeatable).",
        ),
    ] = None,
    period: PeriodOption = None,
    limit: LimitOption = None,
) -> Answer:
    """What the store rests on.

    Example: epcli sources --language zh --output sources.csv
    """
    from epcli.queries import sources as bibliography

    return bibliography.sources(store, source, language=language, type=type, issued_by=issued_by, period=period, limit=limit)


@commands.command()
def schema(
    name: Annotated[
        str, typer.Argument(metavar="[ANSWER]", autocompletion=completion.answers, help="An answer (timeline, platform …), or store.")
    ] = "store",
    lang: LangOption = None,
) -> None:
    """The JSON Schema of an answer, or of a store.

    Example: epcli schema timeline
    """
    from epcli.formats import pretty
    from epcli.queries import schema as schemas

    with speaking(lang):
        output.write(pretty(schemas.schema(name)))


@commands.command()
def validate(
    file: Annotated[
        Path | None, typer.Argument(show_default=False, readable=False, help="A store; the one that ships with epcli if left out.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Rewrite FILE in canonical form; records are never changed.")] = False,
    lang: LangOption = None,
) -> None:
    """Check a store: shapes, ids, dates, citations, canonical form.

    Example: epcli validate
    """
    from epcli.storage import CrashSafeStorage
    from epcli.validation import checked, layout_faults

    path = file or shipped()
    with speaking(lang) as spoken:
        if fix:
            from epcli.exchange import changes

            moved, tables = changes.fix(file)
            rewritten = {
                "en": f"{path}: rewritten in canonical form; what the records say is unchanged. `epcli undo --store {path}` takes it back.",
                "zh": f"{path}：已改写为规范格式，记录内容未变。`epcli undo --store {path}`可撤销。",
            }
            for line in [*(fault.told(spoken) for fault in moved), rewritten[spoken]] if moved else []:
                output.narrate(line)
            of_format_1 = False
        else:
            raw = read_bytes(path)
            tables, found = checked(raw, path)
            for fault in found:
                output.narrate(fault.told(spoken))
            if found:
                raise StoreError(
                    en=f"{path} is invalid: faults as listed above: {len(found)}.", zh=f"{path}无效：共有以上{len(found)}处错误。"
                )
            of_format_1 = is_of_format_1(raw)
            for fault in [] if of_format_1 else layout_faults(raw, tables):
                raise StoreError(
                    en=f"{path}: {fault}. `epcli validate --fix {path}` rewrites it; no record changes.",
                    zh=f"{path}：{fault.told('zh')}。`epcli validate --fix {path}`可将其改写为规范格式，记录不变。",
                )
            if not CrashSafeStorage(path).as_written(raw):
                changed = {
                    "en": f"{path} is not what epcli last wrote there: an editor, git or another program changed it, or the disk is "
                    f"failing. `epcli validate --fix {path}` takes it as it is.",
                    "zh": f"{path}与epcli上次写入的内容不同：可能由编辑器、git或其他程序改动，也可能是磁盘故障。"
                    f"`epcli validate --fix {path}`可按现状接受。",
                }
                output.narrate(changed[spoken])
        counts = " / ".join(str(len(records)) for table, records in tables.items() if table != "dataset")
        valid = {
            "en": f"{path} is valid: events / case studies / organizations / places / indicators / sources {counts}.\n",
            "zh": f"{path}有效：事件/案例/机构/地点/指标/来源 {counts}。\n",
        }
        if of_format_1:
            valid["en"] += f"It is of format 1. `epcli validate --fix {path}` rewrites it as format {FORMAT}; what it says stays.\n"
            valid["zh"] += f"它是格式1。`epcli validate --fix {path}`可将其改写为格式{FORMAT}，内容不变。\n"
        output.say(valid[spoken])


@commands.command()
def init(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", show_default=False, readable=False, help="Where to start it; nothing may be there.")
    ],
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
        output.say(started[spoken])


@commands.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            show_default=False,
            readable=False,
            help="A store, an answer (json, ndjson, csv), an export; - reads standard input.",
        ),
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


@commands.command()
def remove(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID…",
            show_default=False,
            autocompletion=completion.own_records,
            help="Records: an id, or table/id if two tables have it.",
        ),
    ],
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


@commands.command()
def undo(
    store_path: OwnStoreOption = None,
    lang: LangOption = None,
) -> None:
    """Take back the last change to a store of your own; a second undo takes that back.

    Example: epcli undo --store my.json
    """
    from epcli.exchange import changes

    with speaking(lang) as spoken:
        found = changes.undo(store_path)
    output.write(changes.told_of(found, spoken))


@commands.command()
def export(
    dest: Annotated[
        Path,
        typer.Argument(
            metavar="DEST",
            show_default=False,
            readable=False,
            help="A file, or a folder for csv, datapackage and site; - is standard output.",
        ),
    ],
    to: Annotated[Form, typer.Option("--to", show_default=False, help="What to make of the store.")],
    metadata: Annotated[bool, typer.Option("--metadata", help="With an SQLite file, metadata.json for Datasette beside it.")] = False,
    url: Annotated[
        str | None,
        typer.Option("--url", show_default=False, help="With a site, its address to be, for its citations and its sitemap."),
    ] = None,
    store_path: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Write a whole store in a form that other programs read, or as a web site in both languages.

    Example: epcli export --to sqlite records.db
    """
    from epcli.exchange import export as exports

    with speaking(lang) as spoken, output.working(spoken) as step:
        store = opened(store_path)
        step("writing")
        if metadata and to != "sqlite":
            raise RequestError(en="--metadata goes with --to sqlite only.", zh="--metadata只能与--to sqlite一起使用。")
        if url is not None and to != "site":
            raise RequestError(en="--url goes with --to site only.", zh="--url只能与--to site一起使用。")
        if dest == STANDARD_INPUT:
            output.write(exports.exported(records_of(store), to, spoken, metadata))
            return
        exports.export(records_of(store), to, dest, spoken, metadata, url and exports.address_of(url))
        nowhere = to == "site" and not url and not exports.has_home(records_of(store))
    beside = f", {dest.with_name('metadata.json')}" if metadata else ""
    written = {"en": f"Wrote {dest} ({to}){beside}.\n", "zh": f"已写入{dest}（{to}）{beside}。\n"}
    output.say(written[spoken])
    if nowhere:
        told = {
            "en": "Its citations have no address; --url gives them that at which the site will stand.",
            "zh": "站点的引用格式中没有网址；请用--url给出站点将来的网址。",
        }
        output.narrate(told[spoken])


def main(args: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code: 0 answered, 1 the store or the output, 2 the request, 130 interrupted."""
    words = list(sys.argv[1:] if args is None else args)
    if "--debug" in words:  # read where the last resort is, in __main__; it may stand anywhere, as what is added to a line that failed
        words.remove("--debug")
    output.settle_columns()
    try:
        return app(words, standalone_mode=False, prog_name="epcli") or 0
    except EpcliError as error:
        output.narrate(f"epcli: {error}")
        return error.exit_code
    except typer.TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        said, path = " ".join(error.format_message().split()), context.command_path if context else "epcli"
        if lang_of(words, os.environ) == "zh":
            from epcli.help_zh import misused

            said = misused(said)
            output.narrate(f"epcli: {said}")
            output.narrate(f"用法见{path} --help")
        else:
            output.narrate(f"epcli: {said}")
            output.narrate(f"See {path} --help")
        return error.exit_code
    except typer.Abort:
        return 130
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer and rich end help this way when its reader has enough
            return 0
        raise
    except OSError as error:
        told = output.unprinted(error) if output.failed(error) else ": ".join(filter(None, (error.filename, reason(error))))
        output.narrate(f"epcli: {told}")
        return 1
    except ValueError as error:  # no name of a file can have a null in it, and no shell can pass one on
        if not str(error).startswith("embedded null"):
            raise
        output.narrate(f"epcli: {error}")
        return 2
