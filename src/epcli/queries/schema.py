"""What the JSON of an answer, or of a store, looks like: JSON Schema, derived from the very types that write it."""

from __future__ import annotations

from typing import Any

import msgspec

from epcli.errors import RequestError
from epcli.model import TABLES
from epcli.queries.agreements import Agreements
from epcli.queries.answer import Answer
from epcli.queries.cite import Bibliography
from epcli.queries.compare import Comparison
from epcli.queries.counties import Counties
from epcli.queries.county import County
from epcli.queries.figures import Figures
from epcli.queries.indicator import Indicator
from epcli.queries.indicators import Indicators
from epcli.queries.platform import Platform
from epcli.queries.platforms import Platforms
from epcli.queries.promises import Promises
from epcli.queries.search import Search
from epcli.queries.show import Records
from epcli.queries.sources import Sources
from epcli.queries.timeline import Timeline

ANSWERS: dict[str, type[Answer]] = {
    "timeline": Timeline,
    "platform": Platform,
    "platforms": Platforms,
    "county": County,
    "counties": Counties,
    "compare": Comparison,
    "agreements": Agreements,
    "figures": Figures,
    "indicator": Indicator,
    "indicators": Indicators,
    "promises": Promises,
    "search": Search,
    "show": Records,
    "cite": Bibliography,
    "sources": Sources,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the answer `name`, or of a store for `store`. RequestError for any other name."""
    if name != "store" and name not in ANSWERS:
        known = ", ".join(["store", *ANSWERS])
        raise RequestError(en=f'No answer is called "{name}". There are: {known}.', zh=f"没有叫“{name}”的答案。现有：{known}。")
    tables = [(table, dict[str, shape]) for table, shape in TABLES.items()]  # type: ignore[valid-type]
    described = ANSWERS.get(name) or msgspec.defstruct("Store", tables)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"epcli {name}", **msgspec.json.schema(described)}
