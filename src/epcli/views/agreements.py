"""Who signed with whom, at one glance: places down, platforms across, dates in the cells."""

from __future__ import annotations

from epcli.drawing.blocks import Page, Row, Table
from epcli.drawing.prose import Prose
from epcli.queries.agreements import Agreements, Signing
from epcli.views import asked
from epcli.views.footnotes import Footnotes
from epcli.wording import dated, label


def page(answer: Agreements, notes: Footnotes) -> Page:
    lang = notes.lang
    rows = []
    for signatory in answer.signatories:
        place = notes.place(signatory.place) if signatory.place else Prose(label("whole_country", lang))
        cells = [_dates(signatory.platforms[platform], notes) for platform in answer.platforms]
        signed = [notes.store.events[signing.event] for signings in signatory.platforms.values() for signing in signings]
        cited = [citation for event in signed for citation in (*event.citations, *event.dating.citations)]
        reference = notes.reference(cited, *(event.dating.note for event in signed))
        rows.append(Row([place.styled("bold"), *cells, reference], signatory.place))
    heads = ["", *(notes.organization(platform).plain for platform in answer.platforms), *notes.heads("references")]
    title = asked.title("agreements", answer, len(answer.events), "agreement", notes)
    return notes.page(title, [Table(heads, rows)])


def _dates(signings: list[Signing], notes: Footnotes) -> Prose:
    dates = [notes.marked(Prose(dated(signing.date, notes.lang), "", f"events/{signing.event}"), signing.status) for signing in signings]
    return Prose.joined(dates, "\n")
