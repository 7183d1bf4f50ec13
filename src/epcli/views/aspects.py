"""What is told of a place under one aspect: its own account, then what further sources add, each with its reference."""

from __future__ import annotations

from epcli.drawing.prose import QUIET, Prose
from epcli.model import AspectName, CaseStudy
from epcli.views.footnotes import Footnotes
from epcli.wording import label


def told(case: CaseStudy, aspect: AspectName, notes: Footnotes) -> Prose:
    """The account needs a reference of its own only where others speak beside it; else the case study's stands at its head."""
    account = getattr(case, aspect)
    own = [citation for citation in case.citations if citation.source == case.citations[0].source] if case.facts else []
    words = [notes.cited(account[notes.lang], own)] if account else []
    words += [notes.cited(fact.text[notes.lang], fact.citations) for fact in case.facts if fact.aspect == aspect]
    return Prose.joined(words, "\n") if words else not_stated(notes)


def not_stated(notes: Footnotes) -> Prose:
    return Prose(label("not_stated", notes.lang), f"{QUIET} italic")
