"""The whole store as a data package and as an SQLite file, and back; and what happens when those are damaged."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import Called, all_they_name, unix
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from epcli.errors import OutputError, StoreError
from epcli.exchange import Form, datapackage, sqlite
from epcli.exchange.export import export
from epcli.exchange.relational import SCHEMA, Documents, documents, rows
from epcli.exchange.sqlite import SEARCHED
from epcli.model import TABLES, Dataset, Event, Record
from epcli.store import Store, canonical, records_of
from epcli.words import folded

Records = Mapping[str, Sequence[Record]]
Exported = Callable[[Form], Path]
FORMS = [datapackage, sqlite]


def lists(store: Store) -> dict[str, list[Record]]:
    return records_of(store)


def as_bytes(tables: Records) -> bytes:
    return canonical(tables)


def typed(documents: Documents) -> dict[str, list[Record]]:
    return {name: [msgspec.convert(document, TABLES[name]) for document in documents[name]] for name in TABLES}


def there_and_back(form: Any, tables: Records) -> dict[str, list[Record]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a # 100% 店?.db"
        form.write(tables, path)
        return typed(form.read(path))


@pytest.fixture(params=FORMS, ids=lambda form: str(form.__name__.rpartition(".")[2]))
def form_and_export(request: pytest.FixtureRequest, exported: Exported) -> tuple[Any, Path]:
    """One of the forms, and the shipped store in it, for tests that only read it."""
    return request.param, exported(request.param.__name__.rpartition(".")[2])


def test_the_shipped_store_comes_back_with_the_same_bytes(form_and_export: tuple[Any, Path], store: Store) -> None:
    """Written and read again, the records are the same to the byte, in their order and with their fields in order."""
    form, path = form_and_export
    assert as_bytes(typed(form.read(path))) == as_bytes(lists(store))


def test_a_package_is_read_by_its_descriptor_too(store: Store, exported: Exported) -> None:
    """A package can be named by its folder or by its datapackage.json; the records are as the store's file has them."""
    package = exported("datapackage")
    found = datapackage.read(package / "datapackage.json")
    assert found == datapackage.read(package)
    assert msgspec.json.encode(typed(found)) == msgspec.json.encode(lists(store))


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12) | st.sampled_from(
    ["a,b", 'say "x"', "tab\there", "\ufeffmark", "=1+1", "核桃，电商", "🌰", " ", "'", "NULL", "66", "\r", "\n", "a\r\nb"]
)
numbers = (
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([66, 66.0, -0.0])
)


@st.composite
def stores(draw: st.DrawFn) -> dict[str, list[Record]]:
    """Stores of the right shape, whose ids stand once and name what is there; more is not needed to be written and read."""
    ids: dict[str, list[str]] = {name: [f"{name[0]}-{number}" for number in range(draw(st.integers(1, 3)))] for name in TABLES}
    count = iter(range(10**6))
    by_name = {"organizations": "organizations", "issuers": "organizations", "places": "places"}
    by_name |= {"place": "places", "within": "places", "source": "sources", "indicator": "indicators", "reported_by": "organizations"}

    def made(shape: Any, name: str = "") -> Any:
        """Something of a shape, as `msgspec.inspect` describes it."""
        kind = type(shape).__name__
        if kind == "StructType":
            return {field.name: made(field.type, field.name) for field in shape.fields}
        if kind == "ListType":
            return [made(shape.item_type, name) for _ in range(draw(st.integers(0 if shape.min_length is None else 1, 2)))]
        if kind == "Metadata":
            return made(shape.type, name)
        if kind == "BoolType":
            return draw(st.booleans())
        if kind == "LiteralType":
            return draw(st.sampled_from(shape.values))
        if kind == "UnionType":
            if name in ("value", "upper"):
                return draw(numbers)
            inner = next(choice for choice in shape.types if type(choice).__name__ != "NoneType")
            return None if draw(st.booleans()) else made(inner, name)
        if name in by_name:
            return draw(st.sampled_from(ids[by_name[name]]))
        if name == "id":
            return f"n-{next(count)}"
        fixed = {"version": "1.0.0", "code": "620000", "url": "https://example.org/,'()", "language": "zh", "doi": "10.1000/a,\"'"}
        text = fixed.get(name) or draw(words)
        return text * 4 if name in ("date", "as_of", "due", "announced") else text

    tables: dict[str, list[Record]] = {}
    for name, record in TABLES.items():
        shape = msgspec.inspect.type_info(record)
        keys: Sequence[str | None] = [None] if record is Dataset else ids[name] if draw(st.booleans()) or name != "events" else []
        tables[name] = [msgspec.convert(made(shape) | ({"id": key} if key else {}), record) for key in keys]
    return tables


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stores())
def test_any_store_survives_both_forms(tables: dict[str, list[Record]]) -> None:
    """Whatever the records hold (quotes, line ends, emoji, nulls, empty lists, 66 beside 66.0), both forms give it back."""
    for form in FORMS:
        assert as_bytes(there_and_back(form, tables)) == as_bytes(tables)


def test_numbers_keep_their_kind_and_their_size(store: Store) -> None:
    """66 stays an integer and 66.0 a float; the package holds integers of any size, SQLite refuses them and names the figure."""
    event = next(event for event in store.events.values() if event.figures)
    around = {table: list(named.values()) for table, named in all_they_name(store, [event]).items()}

    def with_values(*values: float) -> dict[str, list[Record]]:
        figures = [msgspec.structs.replace(event.figures[0], id=f"f-{i}", value=value) for i, value in enumerate(values)]
        return {"dataset": [store.dataset], "case_studies": [], **around, "events": [msgspec.structs.replace(event, figures=figures)]}

    some = [66, 66.0, 0.1, -5, 1e300, -0.0, 2**63 - 1, -(2**63)]
    for form, values in ((sqlite, some), (datapackage, [*some, 2**63, -(10**30)])):
        (found,) = there_and_back(form, with_values(*values))["events"]
        assert isinstance(found, Event)
        assert [repr(figure.value) for figure in found.figures] == [repr(value) for value in values]
    with pytest.raises(StoreError, match="figures/f-1: value 9223372036854775808") as told:
        there_and_back(sqlite, with_values(1, 2**63))
    assert "64位" in told.value.message.zh


def test_a_long_text_survives(store: Store, few: Records) -> None:
    """A text of a million characters is no problem for either form."""
    long = msgspec.structs.replace(store.dataset, description=msgspec.structs.replace(store.dataset.description, zh="长" * 10**6))
    tables = {**few, "dataset": [long]}
    for form in FORMS:
        assert as_bytes(there_and_back(form, tables)) == as_bytes(tables)


def test_every_foreign_key_holds(store: Store) -> None:
    """Each id that the tables declare to name a row does so in the shipped store, and each table is after its owners."""
    flat = {name: list(rows(table, lists(store))) for name, table in SCHEMA.items()}
    names = {name: [column.name for column in table.columns] for name, table in SCHEMA.items()}
    declared = 0
    for name, table in SCHEMA.items():
        assert [*SCHEMA].index(name) > max([[*SCHEMA].index(owner.table) for owner in table.owners], default=-1)
        for key in table.foreign_keys:
            there = {tuple(row[names[key.table].index(column)] for column in key.keys) for row in flat[key.table]}
            used = {tuple(row[names[name].index(column)] for column in key.columns) for row in flat[name]}
            assert {value for value in used if None not in value} <= there
            declared += 1
    assert declared == 41


def test_the_tables_are_these() -> None:
    """The tables are spelled out by hand, and the columns of those that hold the most."""
    assert {*SCHEMA} == {
        *["dataset", "events", "case_studies", "organizations", "places", "indicators", "sources", "figures", "facts", "programmes"],
        *["event_organizations", "event_places", "event_citations", "event_dating_citations", "event_document_issuers"],
        *["case_study_organizations", "case_study_citations", "organization_aliases", "organization_citations", "place_aliases"],
        *["figure_citations", "fact_citations", "programme_citations", "figure_places", "figure_organizations", "authors"],
        *["indicator_aliases", "place_poor_county_citations"],
    }
    columns = {name: " ".join(column.name + "?" * (not column.required) for column in table.columns) for name, table in SCHEMA.items()}
    assert columns["events"] == (
        "id date dating_status dating_note_zh? dating_note_en? kind title_zh title_en summary_zh summary_en "
        "document_title_zh? document_title_en? document_number?"
    )
    assert columns["figures"] == (
        "id event? case_study? organization? position "
        "indicator? metric_zh metric_en role value? upper? unit qualifier? as_written? as_of? due? reported_by? status note_zh? note_en?"
    )
    assert columns["event_document_issuers"] == "event position issuer"
    assert columns["fact_citations"] == "case_study fact position source at"
    assert columns["places"] == (
        "id name_zh name_en level code? within? poor_county_exit_year? poor_county_evidence? poor_county_announced? "
        "poor_county_note_zh? poor_county_note_en?"
    )
    assert columns["authors"] == "source position family_zh? family_en? given_zh? given_en? name_zh? name_en?"
    assert columns["sources"].startswith(
        "id language type repost issued_by title_zh title_en publisher_zh publisher_en volume? issue? pages?"
    )


def test_the_descriptor_says_what_the_columns_are(exported: Exported) -> None:
    """datapackage.json is of version 2, has licence, version and sources, and types, constraints and keys for each table."""
    folder = exported("datapackage")
    package = msgspec.json.decode((folder / "datapackage.json").read_bytes())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert len(package["sources"]) == len((folder / "sources.csv").read_text(encoding="utf-8").splitlines()) - 1
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    assert [*schemas] == [*SCHEMA]
    assert schemas["places"] == {
        "fields": [
            {
                "name": "id",
                "type": "string",
                "description": "A slug, unique in its table, stable for ever.",
                "constraints": {"required": True, "unique": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"},
            },
            {"name": "name_zh", "type": "string", "constraints": {"required": True}},
            {"name": "name_en", "type": "string", "constraints": {"required": True}},
            {
                "name": "level",
                "type": "string",
                "constraints": {"required": True, "enum": ["country", "county", "group", "prefecture", "province"]},
            },
            {"name": "code", "type": "string", "constraints": {"pattern": "(CN-[A-Z]{2}|[0-9]{6})"}},
            {
                "name": "within",
                "type": "string",
                "description": "A slug, unique in its table, stable for ever.",
                "constraints": {"pattern": "[a-z0-9]+(-[a-z0-9]+)*"},
            },
            {"name": "poor_county_exit_year", "type": "integer", "constraints": {"enum": [2016, 2017, 2018, 2019, 2020]}},
            {
                "name": "poor_county_evidence",
                "type": "string",
                "constraints": {"enum": ["contested", "elimination", "list", "press"]},
            },
            {
                "name": "poor_county_announced",
                "type": "string",
                "description": "A date in EDTF (ISO 8601-2), such as 2016-05 or 2015-12?.",
            },
            {"name": "poor_county_note_zh", "type": "string"},
            {"name": "poor_county_note_en", "type": "string"},
        ],
        "missingValues": [""],
        "primaryKey": ["id"],
        "foreignKeys": [{"fields": ["within"], "reference": {"fields": ["id"]}}],
    }
    assert schemas["fact_citations"]["primaryKey"] == ["case_study", "fact", "position"]
    assert schemas["fact_citations"]["foreignKeys"] == [
        {"fields": ["case_study", "fact"], "reference": {"resource": "facts", "fields": ["case_study", "position"]}},
        {"fields": ["source"], "reference": {"resource": "sources", "fields": ["id"]}},
    ]
    assert {"name": "value", "type": "number"} in schemas["figures"]["fields"]
    assert {"name": "repost", "type": "boolean", "constraints": {"required": True}} in schemas["sources"]["fields"]


def test_the_csv_is_plain(exported: Exported) -> None:
    """The CSV files are UTF-8 without a byte order mark, end their lines with CRLF, and put nothing before any text."""
    raw = (exported("datapackage") / "places.csv").read_bytes()
    assert raw.startswith(b"id,name_zh,name_en,level,code,within,poor_county_exit_year,")
    assert "\r\nchengxian,成县,Chengxian,county,621221,longnan,".encode() in raw


@pytest.fixture
def exported_package(exported: Exported, tmp_path: Path) -> Path:
    """A copy for a test that writes to it."""
    shutil.copytree(exported("datapackage"), tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture
def database(exported: Exported, tmp_path: Path) -> Path:
    """A copy for each test, since some write to it."""
    shutil.copyfile(exported("sqlite"), tmp_path / "store.db")
    return tmp_path / "store.db"


def test_the_tables_of_sqlite_are_strict_and_joined(database: Path) -> None:
    """Every table is STRICT, no foreign key is broken, and a question across tables answers from the records."""
    with closing(sqlite3.connect(database)) as db:
        strict = {name: strict for _, name, kind, _, _, strict in db.execute("PRAGMA table_list") if kind == "table"}
        assert {name: strict[name] for name in SCHEMA} == dict.fromkeys(SCHEMA, 1)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT code, typeof(code) FROM places WHERE id = 'chengxian'").fetchall() == [("621221", "text")]
        in_chengxian = "SELECT id FROM events JOIN event_places ON event = id WHERE place = 'chengxian' AND date LIKE '2013%' ORDER BY id"
        assert db.execute(in_chengxian).fetchall() == [("2013-chengxian-walnut-campaign",), ("2013-chengxian-walnut-weibo",)]
        plan = str(db.execute("EXPLAIN QUERY PLAN SELECT * FROM events WHERE date = '2016'").fetchall())
        assert "events_date" in plan


@pytest.mark.parametrize(
    ("words", "column"), [("核桃", "zh"), ("电商扶贫", "zh"), ("贫", "zh"), ("扶贫", "zh"), ("walnuts", "en"), ("pilot", "en")]
)
def test_full_text_search_finds_words_of_either_script(words: str, column: str, store: Store, database: Path) -> None:
    """A Chinese word of one to four characters, wherever it stands, and an English word find the events that have it."""
    wanted = {event.id for event in store.events.values() if words in f"{event.title[column]}\n{event.summary[column]}".lower()}  # type: ignore[index]
    assert wanted
    with closing(sqlite3.connect(database)) as db:
        search = "SELECT id FROM events JOIN events_fts ON events_fts.rowid = events.rowid WHERE events_fts MATCH ?"
        found = {name for (name,) in db.execute(search, (words,))}
        assert found >= wanted
        assert {name for (name,) in db.execute(search, ("walnut",))} >= {"2013-chengxian-walnut-campaign", "2013-chengxian-walnut-weibo"}
        found = {name for (name,) in db.execute("SELECT id FROM case_studies WHERE rowid IN (SELECT rowid FROM case_studies_fts('陇南'))")}
        assert "longnan" in found


@pytest.mark.parametrize(
    ("words", "marked"), [("核桃", "核桃"), ("京东 扶贫", "京东扶贫"), ("电商扶贫", "电商扶贫"), ("贫", "贫"), ('"核 桃"', "核桃")]
)
def test_sqlite_marks_the_words_that_were_asked_for(words: str, marked: str, database: Path) -> None:
    """`highlight` puts its marks around every character of the words and around nothing else, in the text as the table has it."""
    with closing(sqlite3.connect(database)) as db:
        sql = """SELECT events.summary_zh, highlight(events_fts, place, '[', ']')
            FROM events_fts JOIN events ON events.rowid = events_fts.rowid,
            (SELECT cid - 1 AS place FROM pragma_table_info('events_fts_words') WHERE name = 'summary_zh') WHERE events_fts MATCH ?"""
        shown = db.execute(sql, (words,)).fetchall()
        assert shown
        for summary, highlighted in shown:
            plain = highlighted.replace("\u200b", "")
            assert plain.replace("[", "").replace("]", "") == summary
            assert set("".join(re.findall(r"\[(.*?)\]", plain))) <= set(marked)
        assert any("[" in highlighted for _, highlighted in shown)
        if " " not in words:
            for summary, highlighted in shown:
                assert highlighted.count("[") == summary.count(words) * len(words)


def test_every_table_with_text_has_an_index(database: Path) -> None:
    """Figures, facts and programmes too; FTS5 finds each index sound, and counts each row once."""
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in ("events", "case_studies", "organizations", "places", "indicators", "sources", "figures", "facts", "programmes"):
            (rows,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert db.execute(f"SELECT count(*) FROM {table}_fts_docsize").fetchone() == (rows,)
            assert db.execute(f"SELECT count(*) FROM {table} WHERE rowid IN (SELECT rowid FROM {table}_fts('村 OR 县'))").fetchone() > (0,)


def test_an_index_counts_as_a_plain_one_does(database: Path) -> None:
    """Rows and tokens, by which FTS5 ranks, are those of a plain index of the same words, and so are ranks and marks of what both find."""
    with closing(sqlite3.connect(database)) as db:
        db.create_function("folded", 1, folded)
        for name, columns in SEARCHED.items():
            index, texts = f"{name}_fts", ", ".join(f"folded({column})" for column in columns)
            db.execute(f"CREATE VIRTUAL TABLE temp.plain USING fts5({', '.join(columns)}, tokenize='porter unicode61')")
            db.execute(f"INSERT INTO temp.plain SELECT {texts} FROM {index}_words ORDER BY rowid")
            db.commit()
            counted = [db.execute(f"SELECT block FROM {table}_data WHERE id = 1").fetchone() for table in (index, "temp.plain")]
            assert counted[0] == counted[1]
            found = [
                db.execute(
                    f"SELECT rowid, bm25({table}), folded(highlight({table}, 0, '[', ']')) FROM {table}('county OR 县 OR 1') ORDER BY 1"
                ).fetchall()
                for table in (index, "plain")
            ]
            assert found[0] == found[1]
            db.execute("DROP TABLE temp.plain")


def test_metadata_for_datasette(call: Callable[..., Called], tmp_path: Path) -> None:
    """`--metadata` writes metadata.json beside the file: every table that it has, and a search whose SQL finds words of any length.

    It goes with sqlite alone, and nothing is ever written over.
    """
    assert call("export", "--to", "sqlite", "--metadata", "records.db").code == 0
    told = json.loads((tmp_path / "metadata.json").read_text(encoding="utf-8"))
    about = told["databases"]["records"]
    assert told["license"] == "CC-BY-4.0"
    assert about["tables"].keys() >= set(SCHEMA)
    assert "kind" in about["tables"]["events"]["facets"]
    with closing(sqlite3.connect(tmp_path / "records.db")) as db:
        for words, wanted in (("京东 陇南", "2015-pilot-rounds"), ("战略合作协议", "2016-01-jd-cpad-agreement"), ('" 核桃', "chengxian")):
            assert wanted in {row[1] for row in db.execute(about["queries"]["search"]["sql"], {"words": words})}
        assert db.execute(about["queries"]["search"]["sql"], {"words": ""}).fetchall() == []
    assert call("export", "--to", "sqlite", "--metadata", "other.db").code == 1
    assert not (tmp_path / "other.db").exists()
    assert call("export", "--to", "json", "--metadata", "other.json").code == 2
    assert not (tmp_path / "other.json").exists()


def test_a_store_with_broken_ids_is_refused_by_sqlite(few: Records, tmp_path: Path) -> None:
    """An id that names nothing, or stands twice, is an error that names the table, and not a file with broken keys."""
    tables = {table: list(records) for table, records in few.items()}
    with pytest.raises(StoreError, match=r"(case_studies|places|place_aliases) names an id that places lacks"):
        sqlite.write(tables | {"places": tables["places"][1:]}, tmp_path / "lacks.db")
    with pytest.raises(StoreError, match=r"UNIQUE constraint failed: sources\.id"):
        sqlite.write(tables | {"sources": tables["sources"] * 2}, tmp_path / "twice.db")


@pytest.mark.parametrize("form", ["datapackage", "sqlite"])
def test_where_nothing_can_be_written_it_is_told(form: Form, few: Records, tmp_path: Path) -> None:
    """A folder that is not there is an error that names the file and the reason."""
    with pytest.raises(OutputError, match=r"Cannot write .*none/out: No such file"):
        export(few, form, tmp_path / "none" / "out")


@pytest.mark.parametrize("form", FORMS, ids=["datapackage", "sqlite"])
def test_what_is_no_export_is_told(form: Any, tmp_path: Path) -> None:
    """A missing file, an empty folder or file, and a file of another kind are errors that name it and say why."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("SQLite\n")
    with closing(sqlite3.connect(tmp_path / "other")) as db:
        db.execute("CREATE TABLE t (a)")
    for name in ("none", "folder", "empty", "text", "other", "\x00"):
        with pytest.raises(StoreError, match=f"Cannot read .*{name}") as told:
            form.read(tmp_path / name)
        assert "无法将" in told.value.message.zh


def rewritten(file: Path, change: Callable[[list[list[str]]], object]) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        table = list(csv.reader(lines))
    change(table)
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(table)


PACKAGE_FAULTS: dict[str, tuple[str, Callable[[list[list[str]]], object], str]] = {
    "a column is missing": ("events.csv", lambda table: [row.pop(1) for row in table], "events.csv.*missing column date"),
    "a column is unknown": ("events.csv", lambda table: table[0].__setitem__(1, "dat"), "events.csv.* column dat"),
    "a column stands twice": (
        "places.csv",
        lambda table: table.__setitem__(slice(None), [[*row, row[0]] for row in table]),
        "repeated column id",
    ),
    "a cell is missing": ("places.csv", lambda table: table[3].pop(), "places.csv.*line 4: 10 cells, not 11"),
    "a number is none": (
        "figures.csv",
        lambda table: table[1].__setitem__(table[0].index("value"), "66x"),
        r"figures.csv.*line 2: .*malformed",
    ),
    "a truth is none": (
        "sources.csv",
        lambda table: table[1].__setitem__(table[0].index("repost"), "yes"),
        r"sources.csv.*line 2: .*malformed",
    ),
    "a position is none": ("event_places.csv", lambda table: table[1].__setitem__(1, "1.5"), r"event_places.csv.*line 2: Expected `int`"),
    "a position is empty": ("event_places.csv", lambda table: table[1].__setitem__(1, ""), "must name one owner and a position"),
    "a row has no owner": ("events.csv", lambda table: table.pop(1), "has rows for .*, which events lacks"),
    "a row stands twice": ("event_places.csv", lambda table: table.append(table[1]), "event_places has two rows for"),
    "a figure has two owners": ("figures.csv", lambda table: table[1].__setitem__(slice(1, 4), ["a", "b", ""]), "must name one owner"),
}


@pytest.mark.parametrize("fault", PACKAGE_FAULTS)
def test_a_faulty_package_is_told(fault: str, exported_package: Path) -> None:
    """A row, a cell or a column that is missing, too many or wrong is told with the file, and where it can be, the line."""
    file, change, message = PACKAGE_FAULTS[fault]
    rewritten(exported_package / file, change)
    with pytest.raises(StoreError, match=message):
        datapackage.read(exported_package)


@pytest.mark.parametrize(
    ("descriptor", "message"),
    [
        ('{"resources": []}', "no resource dataset"),
        ('{"resources": [{"name": "dataset", "path": "../secret.csv"}]}', "regex"),
        ('{"resources": [{"name": "dataset", "path": "/etc/passwd"}]}', "regex"),
        ('{"resources": [{"name": "dataset", "path": ["a.csv", "b.csv"]}]}', "Expected `str`"),
        ('{"x":' * 100_000, "recursion"),
        ("{", "truncated"),
    ],
)
def test_a_faulty_descriptor_is_told(descriptor: str, message: str, exported_package: Path) -> None:
    """A descriptor without our tables, that leads out of its folder, or that is no JSON, is told with its name."""
    (exported_package / "datapackage.json").write_text(descriptor)
    with pytest.raises(StoreError, match=rf"datapackage\.json.*{message}"):
        datapackage.read(exported_package)


def test_a_stray_quote_is_told(exported_package: Path) -> None:
    """A quotation mark that closes before the cell ends is told with the line, and not left out."""
    places = exported_package / "places.csv"
    places.write_bytes(places.read_bytes().replace(b",Chengxian,", b',"Cheng"xian,'))
    with pytest.raises(StoreError, match=r"places.csv.*line [0-9]+: .*expected after"):
        datapackage.read(exported_package)


def test_edited_packages_are_read(store: Store, exported_package: Path) -> None:
    """Columns in another order, a byte order mark, LF line ends and an empty last line change nothing."""
    rewritten(exported_package / "places.csv", lambda table: table.__setitem__(slice(None), [row[::-1] for row in table]))
    places = exported_package / "places.csv"
    places.write_bytes(b"\xef\xbb\xbf" + places.read_bytes().replace(b"\r\n", b"\n") + b"\n")
    assert as_bytes(typed(datapackage.read(exported_package))) == as_bytes(lists(store))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DROP TABLE facts", "no table facts"),
        ("DROP TABLE facts; CREATE VIEW facts AS SELECT 1", "no table facts"),
        ("ALTER TABLE sources DROP COLUMN url", "no such column: sources.url"),
        (
            "CREATE TABLE p AS SELECT *, code AS was FROM places; ALTER TABLE p DROP COLUMN code; ALTER TABLE p ADD COLUMN code INTEGER;"
            "UPDATE p SET code = was;"
            "DROP TABLE places; ALTER TABLE p RENAME TO places",
            "places.code has [0-9]+, which is no string",
        ),
        ("DELETE FROM events WHERE id LIKE '2013%'", "which events lacks"),
        ("UPDATE figures SET event = NULL, case_study = NULL, organization = NULL", "must name one owner"),
        ("UPDATE sources SET repost = 2", "sources.repost has 2, which is no boolean"),
        ("UPDATE figures SET value = x'00'", "figures.value has b'.x00', which is no number"),
        (
            "CREATE TABLE p (id TEXT, name_zh TEXT AS (hex(zeroblob(1000))), name_en TEXT, level TEXT, code TEXT, within TEXT);"
            "INSERT INTO p SELECT id, name_en, level, code, within FROM places; DROP TABLE places; ALTER TABLE p RENAME TO places",
            "places has columns that are computed",
        ),
        (
            "CREATE TABLE p (id TEXT, name_zh TEXT NOT NULL AS (hex(zeroblob(400000000)))); INSERT INTO p VALUES ('a');",
            "string or blob too big",
        ),
    ],
)
def test_a_faulty_database_is_told(statement: str, message: str, database: Path) -> None:
    """A table or column that is missing, a value of another type, and rows that hang on nothing are told with the file."""
    with closing(sqlite3.connect(database)) as db:
        db.executescript(statement)
    with pytest.raises(StoreError, match=f"store.db.*{message}"):
        sqlite.read(database)


def test_damage_in_a_name_is_told(database: Path) -> None:
    """Where SQLite's complaint itself quotes bytes that are no UTF-8, that is still an error with the file's name."""
    raw = database.read_bytes().replace(b"events_date", b"events_dat\x80")
    database.write_bytes(raw.replace(b"CREATE INDEX events_dat", b"CREATE INDIX events_dat"))
    with pytest.raises(StoreError, match=r"store.db.*can't decode byte 0x80"):
        sqlite.read(database)


def test_reading_a_database_leaves_it_alone(database: Path) -> None:
    """The file and its folder are as they were, and a file that may not be written is read all the same."""
    before = database.read_bytes()
    database.chmod(0o400)
    sqlite.read(database)
    assert database.read_bytes() == before
    assert [*database.parent.iterdir()] == [database]


def test_a_write_ahead_log_is_read_where_nothing_is_written(database: Path, store: Store) -> None:
    """A database that a writer holds open in WAL mode is read with what only its log has; its folder stays as it is, log or none."""
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
    before = database.read_bytes()
    assert len(sqlite.read(database)["events"]) == len(store.events)
    assert ([*database.parent.iterdir()], database.read_bytes()) == ([database], before)
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("UPDATE dataset SET title_en = 'Changed'")
        writer.commit()
        files = {file.name: file.read_bytes() for file in database.parent.iterdir()}
        assert files.keys() == {database.name, f"{database.name}-wal", f"{database.name}-shm"}
        assert sqlite.read(database)["dataset"][0]["title"]["en"] == "Changed"
        assert {file.name: file.read_bytes() for file in database.parent.iterdir()} == files


@unix
@pytest.mark.parametrize("name", ["datapackage.json", "events.csv"])
def test_a_link_or_a_pipe_in_a_package_is_refused_at_once(name: str, exported_package: Path, tmp_path: Path) -> None:
    """A link could lead out of the package, and a pipe would wait for a writer for ever; both are told by their names."""
    file = exported_package / name
    file.rename(tmp_path / "outside")
    file.symlink_to(tmp_path / "outside")
    with pytest.raises(StoreError, match=f"{name}.*it is a link"):
        datapackage.read(tmp_path / "package")
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(StoreError, match=f"{name}.*it is not a file"):
        datapackage.read(tmp_path / "package")


def test_a_folder_that_is_a_link_in_a_package_is_refused(exported_package: Path, tmp_path: Path) -> None:
    """A path in a descriptor leads nowhere but into its own folder, links on the way included."""
    descriptor = exported_package / "datapackage.json"
    descriptor.write_text(descriptor.read_text(encoding="utf-8").replace('"events.csv"', '"more/events.csv"'), encoding="utf-8")
    (tmp_path / "package" / "events.csv").rename(tmp_path / "events.csv")
    (tmp_path / "package" / "more").symlink_to(tmp_path)
    with pytest.raises(StoreError, match=r"more.*it is a link"):
        datapackage.read(tmp_path / "package")


damages = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30)


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: str(form.__name__.rpartition(".")[2]))
def small_export(request: pytest.FixtureRequest, few: Records, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A few records in one of the forms: of a large file damage mostly strikes what is like all the rest of it."""
    path = tmp_path_factory.mktemp("small") / "store"
    request.param.write(few, path)
    return request.param, path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 10**6), damage=damages, cut=st.none() | st.floats(0, 1))
@example(which=0, damage=[(0.0, 0)], cut=0.5)
def test_damage_is_told_or_harmless(which: int, damage: list[tuple[float, int]], cut: float | None, small_export: tuple[Any, Path]) -> None:
    """With bytes changed or its end cut off, an export is read as records or refused with a StoreError, and nothing else."""
    form, path = small_export
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    file = files[which % len(files)]
    whole = file.read_bytes()
    raw = bytearray(whole)
    for place, byte in damage:
        raw[int(place * len(raw))] = byte
    file.write_bytes(raw if cut is None else raw[: int(cut * len(raw))])
    try:
        assert {*form.read(path)} == {*TABLES}
    except StoreError as told:
        message = str(told)
    else:
        message = str(path)
    finally:
        file.write_bytes(whole)
    assert str(path) in message


def test_the_pieces_hang_together_or_are_refused() -> None:
    """Rows that name two owners, or one that is not there, never become records."""
    empty: dict[str, list[Any]] = {name: [] for name in SCHEMA}
    assert documents(empty, Path("x"), SCHEMA) == {name: [] for name in TABLES}
    with pytest.raises(StoreError, match="x does not fit together: place_aliases has rows for a, which places lacks"):
        documents(empty | {"place_aliases": [("a", 1, "A")]}, Path("x"), SCHEMA)
