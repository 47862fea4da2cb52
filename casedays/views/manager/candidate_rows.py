"""The people for an open slot, joined in Python: with their reasons they would be most of what the page costs.

Everything that people typed is escaped. Icons come from the shared sprite.
"""

from collections.abc import Sequence
from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from casedays.matching.scoring import Reason
from casedays.models import Offer
from casedays.selectors.manager_day import CandidateRow, DayPage
from casedays.selectors.slots import deadline_words
from casedays.states import OfferStatus, Status
from scheduling_portal.core.icons import icon, listed_icon
from scheduling_portal.core.markup import state_word

#: What became of an offer that still tells something while its slot is open.
TELLING = (OfferStatus.SENT, OfferStatus.DECLINED, OfferStatus.EXPIRED)
#: So many candidates are drawn at first, and whoever has an open offer; all where not even `FEWEST` would be left out.
FIRST, FEWEST = 8, 3


def shown_rows(page: DayPage, *, everybody: bool) -> list[CandidateRow]:
    """The candidates to draw: the best few with those who have an open offer, or `everybody`."""
    everybody = everybody or len(page.rows) < FIRST + FEWEST
    return [row for row in page.rows if everybody or row.rank <= FIRST or row.offered]


def draw_candidates(request: HttpRequest, page: DayPage, rows: Sequence[CandidateRow]) -> SafeString:
    """Ranked candidates, each with name, reasons and what can be done."""
    if not rows:
        return SafeString("")
    pen = _Pen(request, page)
    return mark_safe("".join(pen.candidate(row) for row in rows))


class _Pen:
    """What all rows of a page share."""

    def __init__(self, request: HttpRequest, page: DayPage) -> None:
        self.zone = page.day.site.time_zone
        self.confirmed = page.day.status == Status.CONFIRMED
        self.change = page.change.change.number if page.change else None
        self.hold, self.offer = (reverse(f"manager:casedays-{act}", args=[page.day.pk]) for act in ("hold", "offer"))
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'

    def candidate(self, row: CandidateRow) -> str:
        one = row.candidate
        name, top = escape(one.name), " is-top" if row.rank == 1 else ""
        said = self._offer(one.offer) if one.offer and one.offer.status in TELLING else ""
        if row.released:
            said += state_word("assignment", "released")
        reasons = "".join(_reason(why) for why in one.reasons)
        if row.ruled_out:
            why = f"{escape(row.ruled_out)}: drops out if change {self.change} applies"
            reasons += f'<li class="reason reason-minus">{listed_icon("minus", 13)}<span>{why}</span></li>'
        return (
            f'<div class="candidate{top}"><span class="candidate-rank">{row.rank}</span>'
            f'<div><div class="candidate-name">{name} {said}</div><ul class="reasons">{reasons}</ul></div>'
            f"{self._acts(row, name) if self.confirmed else self._hold(row, name)}</div>"
        )

    def _offer(self, offer: Offer) -> str:
        closes = f"closes {deadline_words(offer.closes_at, self.zone)}"
        when = f'<span class="small ink-2">{closes}</span>' if offer.status == OfferStatus.SENT else ""
        return state_word("offer", offer.status) + when

    def _hold(self, row: CandidateRow, name: str) -> str:
        css = "btn btn-primary" if row.rank == 1 and self.change is None else "btn"
        return self._form(self.hold, row, f'<button class="{css}" type="submit">Hold{_spoken(f" {name}")}</button>')

    def _acts(self, row: CandidateRow, name: str) -> str:
        offer = "" if row.offered else self._asking(self.offer, row, f"Send offer{_spoken(f' to {name}')}")
        assign = self._asking(self.hold, row, f"Assign now{_spoken(f': {name}')}")
        return f'<div class="acts">{offer}{assign}</div>'

    def _asking(self, address: str, row: CandidateRow, words: str) -> str:
        """A link to the question that says what follows."""
        return f'<a class="btn" data-dialog href="{address}?clinician={row.candidate.clinician_id}">{words}</a>'

    def _form(self, address: str, row: CandidateRow, button: str) -> str:
        person = f'<input type="hidden" name="clinician" value="{row.candidate.clinician_id}">'
        return f'<form method="post" action="{address}">{self.token}{person}{button}</form>'


def _spoken(words: str) -> str:
    return f'<span class="visually-hidden">{words}</span>'


def _reason(why: Reason) -> str:
    sign, spoken = ("plus", "For: ") if why.good else ("minus", "Against: ")
    said = f"{_spoken(spoken)}{escape(why.text)}"
    return f'<li class="reason reason-{sign}">{listed_icon(sign, 13)}<span>{said}</span></li>'


def draw_excluded(page: DayPage) -> SafeString:
    """Who cannot, each with the one rule that blocks, and a link to override it where that may be."""
    hold = reverse("manager:casedays-hold", args=[page.day.pk])
    parts = []
    for one, drawing in page.excluded:
        name, act = escape(one.name), "Cannot override"
        if one.overridable:
            address = f"{hold}?clinician={one.clinician_id}"
            act = f'<a data-dialog href="{address}">Override…{_spoken(f" for {name}")}</a>'
        parts.append(
            f'<div class="blocked"><span class="blocked-name">{name}</span>'
            f'<span class="blocked-why">{icon(drawing, 14)}{escape(one.why)}</span>'
            f'<span class="blocked-act">{act}</span></div>'
        )
    return mark_safe("".join(parts))
