"""Stores of one's own: started, added to, and written in the forms that other programs read."""

from typing import Literal, TypeAlias

Form: TypeAlias = Literal["json", "ndjson", "csv", "datapackage", "sqlite", "bibtex", "csl-json", "ris", "site"]
"""What a whole store can be exported as."""
