"""Which case studies there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct

from epcli.model import CaseStudy
from epcli.queries.answer import Answer, edition
from epcli.store import Store


class Counties(Answer, frozen=True, tag="epcli.counties/2"):
    """Every case study, in the order of the store."""

    case_studies: list[CaseStudy]

    row_type: ClassVar[type[Struct]] = CaseStudy

    def rows(self) -> Sequence[CaseStudy]:
        return self.case_studies


def counties(store: Store) -> Counties:
    return Counties(dataset=edition(store), case_studies=list(store.case_studies.values()))
