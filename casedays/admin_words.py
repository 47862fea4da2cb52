"""Case days in the administration's words: its timeline, its notices, what turning somebody off does to days."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q

from accounts.models import Clinician, User
from casedays.models import Assignment, CaseDay, PolicyField
from casedays.notices import kinds
from casedays.selectors.timeline import KINDS, row_of
from casedays.states import ACTIVE, LIVE
from notifications import policy_words
from practices.models import Practice, Site
from scheduling_portal.core import clock, happenings, turning_off
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.wording import counted

EVENTS = {
    kinds.ASKED: "A clinician is asked to be on a day",
    kinds.REMINDED: "A clinician has not answered yet",
    kinds.OFFERED: "An open slot is offered to a clinician",
    kinds.OFFER_FILLED: "An offered slot was filled by somebody else",
    kinds.RELEASED: "A clinician is released from a day",
    kinds.CANCELLED: "A clinician's day is cancelled",
    kinds.CHANGED: "A clinician's confirmed day changed",
    kinds.REVIEW_BOOKING: "A booking needs the anesthesiologist's look",
    kinds.PLANNED: "A request was accepted and planned",
    kinds.CREATED: "A manager made a day for the practice",
    kinds.CONFIRMED: "A day was confirmed",
    kinds.REJECTED: "A request was rejected",
    kinds.DATE_PROPOSED: "Another date was proposed",
    kinds.PRACTICE_DAY_CANCELLED: "A manager cancelled a day",
    kinds.PRACTICE_DAY_MOVED: "A practice's day moved to another date",
    kinds.REQUEST_CHANGED: "A manager edited a request",
    kinds.CHANGE_APPLIED: "A practice's change was applied",
    kinds.CHANGE_DECLINED: "A change was declined",
    kinds.CHANGE_COPY: "A colleague asked for a change",
    kinds.REPLACING: "Somebody on a practice's confirmed day is being replaced",
    kinds.REQUESTED: "A practice asked for a day",
    kinds.REQUEST_EDITED: "A practice edited its request",
    kinds.PROPOSAL_ACCEPTED: "A proposed date was accepted",
    kinds.PROPOSAL_DECLINED: "A proposed date was declined",
    kinds.PRACTICE_CANCELLED: "A practice cancelled a day",
    kinds.ACCEPTED: "A clinician accepted",
    kinds.DECLINED: "A clinician can't make it",
    kinds.OFFER_TAKEN: "A clinician took an offered slot",
    kinds.OFFER_DECLINED: "A clinician did not take an offer",
    kinds.OFFERS_RAN_OUT: "Nobody is left to offer a slot to",
    kinds.CHANGE_ASKED: "A practice asked for a change",
    kinds.CHANGE_WITHDRAWN: "A practice took its change back",
    kinds.CHANGE_TOOK_EFFECT: "A practice's change was applied at once",
    kinds.CONFLICT: "A rule now stands against somebody on a team",
    kinds.BOOKING_FLAGGED: "A booking was flagged",
    kinds.DETAILS_CONFIRMED: "A practice confirmed its details",
}


def register() -> None:
    """Make these words known; called when the administration is set up."""
    words = {kind: words for kind, (_, words, _) in KINDS.items()}
    happenings.register("case_day", happenings.Topic("Case day", words, _days_by_id, _words))
    policy_words.register(events=EVENTS, fields=dict(PolicyField.choices))
    turning_off.register(User, _users)
    turning_off.register(Clinician, _clinicians)
    turning_off.register(Practice, _practices)
    turning_off.register(Site, _sites)


def _days_by_id(ids: Collection[int]) -> Mapping[int, object]:
    return CaseDay.objects.select_related("site__practice").in_bulk(ids)


def _words(entries: Sequence[TimelineEntry]) -> Mapping[int, str]:
    ids = {entry.details.get("clinician_id") for entry in entries}
    people = Clinician.objects.select_related("user").in_bulk([pk for pk in ids if pk])
    names = {pk: row.user.get_full_name() for pk, row in people.items()}
    return {entry.pk: row_of(entry, names).words for entry in entries if entry.kind in KINDS}


def _users(users: Sequence[User]) -> Iterable[str]:
    return _teams(Q(clinician__user__in=users))


def _clinicians(clinicians: Sequence[Clinician]) -> Iterable[str]:
    return _teams(Q(clinician__in=clinicians))


def _teams(whose: Q) -> Iterable[str]:
    coming = Assignment.objects.filter(
        whose, status__in=ACTIVE, date__gte=clock.earliest_date(), case_day__status__in=LIVE
    ).count()
    if coming:
        yield (
            f"On {counted(coming, 'case day')} to come: nobody is taken off a team; "
            "each gets a conflict, which the managers see and decide."
        )


def _practices(practices: Sequence[Practice]) -> Iterable[str]:
    return _days(Q(practice__in=practices))


def _sites(sites: Sequence[Site]) -> Iterable[str]:
    return _days(Q(site__in=sites))


def _days(where: Q) -> Iterable[str]:
    coming = CaseDay.objects.filter(where, status__in=LIVE, date__gte=clock.earliest_date()).count()
    if coming:
        verb = "stands as it is and is" if coming == 1 else "stand as they are and are"
        yield f"{counted(coming, 'case day')} to come {verb} not cancelled: a manager decides on each."
