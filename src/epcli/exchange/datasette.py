"""What Datasette shows about an SQLite export: its `metadata.json`, with title, licence, what tables and columns hold, and a search."""

from __future__ import annotations

from typing import Any

from epcli.exchange.relational import SCHEMA
from epcli.exchange.sqlite import SEARCHED
from epcli.model import Dataset

_SEARCH = """WITH RECURSIVE chars(place, char) AS (
  SELECT 1, substr(:words, 1, 1) UNION ALL SELECT place + 1, substr(:words, place + 1, 1) FROM chars WHERE place < length(:words)
), asked(query) AS (
  SELECT '"' || group_concat(CASE WHEN char IN (' ', '　') THEN '" "' WHEN char = '"' THEN ''
    WHEN unicode(char) >= 12293 AND unicode(char) < 65280 THEN ' ' || char || ' ' ELSE char END, '') || '"' FROM chars
)
SELECT texts."table", texts.id, texts.date, texts.name_zh, texts.name_en,
  replace(snippet(texts_fts, -1, '[', ']', ' … ', 40), char(8203), '') AS words
FROM texts_fts JOIN texts ON texts.rowid = texts_fts.rowid
WHERE texts_fts MATCH (SELECT query FROM asked) AND :words <> '' ORDER BY texts_fts.rank LIMIT 100"""
"""All records with the words, which stand apart in it as they do in the index."""

_OWN = {
    "texts": "The words of every record, which the full-text search of all records looks into: a row a record, a field a line.",
    "terms": "The words that a misspelt one may mean.",
}


def metadata(dataset: Dataset, database: str) -> dict[str, Any]:
    """The metadata for a database of this name, as `datasette serve --metadata` reads it."""
    tables: dict[str, dict[str, Any]] = {name: {"description": words, "hidden": True} for name, words in _OWN.items()}
    for table in SCHEMA.values():
        told: dict[str, Any] = {"description": table.description} if table.description else {}
        if columns := {column.name: column.description for column in table.columns if column.description}:
            told["columns"] = columns
        if facets := [column.name for column in table.columns if column.enum]:
            told["facets"] = facets[:4]
        if table.name in SEARCHED:
            told["fts_table"] = f"{table.name}_fts"
        tables[table.name] = told
    title = "All records with some words · 全部记录中的词语"
    return {
        "title": f"{dataset.title.en} · {dataset.title.zh}",
        "description": f"{dataset.description.en} {dataset.description.zh}",
        "license": dataset.licence,
        "source": f"epcli, records {dataset.version}",
        "databases": {database: {"tables": tables, "queries": {"search": {"title": title, "sql": _SEARCH, "params": ["words"]}}}},
    }
