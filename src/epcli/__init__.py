"""epcli: answers about e-commerce poverty alleviation in China, with the status and the source of every number.

From Python: `open_store()` gives a store, and each question is a function from a store to an answer, whose `rows()` are records and
whose `to_dicts()` are the same as plain dictionaries. See docs/python.md.
"""

__version__ = "0.2.0"

__all__ = [
    "EpcliError",
    "RequestError",
    "StoreError",
    "agreements",
    "cite",
    "compare",
    "counties",
    "county",
    "figures",
    "indicator",
    "indicators",
    "open_store",
    "platform",
    "platforms",
    "promises",
    "search",
    "show",
    "sources",
    "timeline",
]

TYPE_CHECKING = False  # typing has one too, but takes longer to import than all that is here
if TYPE_CHECKING:
    import os

    from epcli.errors import EpcliError, RequestError, StoreError
    from epcli.queries.agreements import agreements
    from epcli.queries.cite import cite
    from epcli.queries.compare import compare
    from epcli.queries.counties import counties
    from epcli.queries.county import county
    from epcli.queries.figures import figures
    from epcli.queries.indicator import indicator
    from epcli.queries.indicators import indicators
    from epcli.queries.platform import platform
    from epcli.queries.platforms import platforms
    from epcli.queries.promises import promises
    from epcli.queries.search import search
    from epcli.queries.show import show
    from epcli.queries.sources import sources
    from epcli.queries.timeline import timeline
    from epcli.store import Store
else:

    def __getattr__(name: str) -> object:
        """Each question is imported when it is first asked for: the command line asks one, and should not wait for the others."""
        if name not in __all__:
            raise AttributeError(f"module 'epcli' has no attribute {name!r}")
        from importlib import import_module

        home = "epcli.errors" if name.endswith("Error") else f"epcli.queries.{name}"
        return getattr(import_module(home), name)


def open_store(path: "str | os.PathLike[str] | None" = None) -> "Store":
    """Opens the records that ship with epcli, which were validated when it was built, or a store of one's own, which is validated now.

    StoreError if there is none at `path`, or if it is damaged or invalid.
    """
    from pathlib import Path

    from epcli import store

    if path is None or store.is_shipped(Path(path)):
        return store.open_store(store.shipped())
    from epcli.validation import open_valid

    return open_valid(Path(path))
