"""A clinician's first screen: what wants an answer, what changed, the next days, and what else is due."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Clinician, Credential, User
from availability.enums import Answer
from availability.selectors import DuePeriod, due_periods
from casedays.changes.comparing import all_in_words, label_of
from casedays.models import Assignment, CaseDay, Change, Offer
from casedays.selectors.clinician_days import (
    AskCard,
    DayRow,
    Mate,
    coming,
    deadline_words,
    mates_of,
    miles_to,
    open_offers,
    rows_of,
    unseen_changes,
)
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock, wording

NEXT_DAYS = 5
CREDENTIAL_SOON = dt.timedelta(days=60)


@dataclass(frozen=True)
class ChangeCard:
    """A change to see: (label, old, new) rows in words."""

    change: Change
    case_day: CaseDay
    rows: list[tuple[str, str, str]]
    assignment_id: int | None


@dataclass(frozen=True)
class Ending:
    """A credential that ends soon, or has ended."""

    credential: Credential
    has_ended: bool


@dataclass(frozen=True)
class Home:
    """The whole first screen."""

    asks: list[AskCard]
    changes: list[ChangeCard]
    next_days: list[DayRow]
    more_days: int
    due: list[DuePeriod]
    endings: list[Ending]

    @property
    def also(self) -> bool:
        """Whether the last list has anything in it."""
        return bool(self.endings or (self.needs and self.wanted))

    @property
    def needs(self) -> int:
        """How many things need the person, as the badge counts them; availability that is due is said besides."""
        return len(self.asks) + len(self.changes) + len(self.returned)

    @property
    def returned(self) -> list[DuePeriod]:
        """Answers that a manager gave back and waits for."""
        return [row for row in self.due if row.is_returned]

    @property
    def wanted(self) -> list[DuePeriod]:
        """Periods for which nothing was sent yet."""
        return [row for row in self.due if not row.is_returned]


def home_of(user: User) -> Home:
    """The first screen of a clinician; eleven queries at most, whatever the number of days."""
    me: Clinician = user.clinician
    mine = list(coming(user))
    asked = [one for one in mine if one.status == AssignmentStatus.ASKED and one.case_day.status == Status.CONFIRMED]
    offers = list(open_offers(user))
    days = {one.case_day_id for one in asked} | {offer.case_day_id for offer in offers}
    mates = mates_of(days, me)
    cards = [_asked(one, me, mates, user.time_zone) for one in asked]
    cards += [_offered(one, me, mates, user.time_zone) for one in offers]
    return Home(
        asks=sorted(cards, key=_urgency),
        changes=change_cards(user, {one.case_day_id: one.pk for one in mine}),
        next_days=rows_of(mine[:NEXT_DAYS], user.time_zone),
        more_days=max(0, len(mine) - NEXT_DAYS),
        due=[row for row in due_periods(me, past=0) if row.wants_act],
        endings=_endings(me),
    )


def _urgency(card: AskCard) -> tuple[dt.datetime, int]:
    moment = card.offer.closes_at if card.offer else card.assignment.answer_by if card.assignment else None
    return moment or card.case_day.first_case_at, card.case_day.pk


def _asked(one: Assignment, me: Clinician, mates: Mapping[int, list[Mate]], zone: str) -> AskCard:
    return AskCard(
        case_day=one.case_day,
        assignment=one,
        offer=None,
        deadline=deadline_words(one.answer_by, zone, one.case_day) if one.answer_by else "",
        is_late=one.answer_by is not None and one.answer_by <= clock.now(),
        zone=wording.zone_name(one.case_day.site.time_zone, one.date),
        miles=miles_to(one.case_day, me),
        mates=mates[one.case_day_id],
        hints=_hints(one.case_day, getattr(one, "answer_given", None) or "", offered=False),
        is_elsewhere=_is_elsewhere(one.case_day, zone),
    )


def _offered(offer: Offer, me: Clinician, mates: Mapping[int, list[Mate]], zone: str) -> AskCard:
    return AskCard(
        case_day=offer.case_day,
        assignment=None,
        offer=offer,
        deadline=deadline_words(offer.closes_at, zone, offer.case_day),
        is_late=False,
        zone=wording.zone_name(offer.case_day.site.time_zone, offer.case_day.date),
        miles=miles_to(offer.case_day, me),
        mates=mates[offer.case_day_id],
        hints=_hints(offer.case_day, "", offered=True),
        is_elsewhere=_is_elsewhere(offer.case_day, zone),
    )


def _is_elsewhere(case_day: CaseDay, zone: str) -> bool:
    return wording.zone_name(zone, case_day.date) != wording.zone_name(case_day.site.time_zone, case_day.date)


def _hints(case_day: CaseDay, answer: str, *, offered: bool) -> list[str]:
    """What helps to answer, in short sentences."""
    said = {
        Answer.PREFERRED: "You said you prefer this date.",
        Answer.IF_NEEDED: "You said you can if needed.",
        Answer.UNAVAILABLE: "You said you can't on this date.",
    }
    hints = [said[Answer(answer)]] if answer in said else []
    if case_day.children:
        hints.append("Children are on the day.")
    if offered:
        hints.append("First to accept takes the slot.")
    return hints


def change_cards(
    user: User, assignment_by_day: Mapping[int, int], *, case_day: CaseDay | None = None
) -> list[ChangeCard]:
    """The changes that this person has still to see, of all coming days or of one. Three queries at most."""
    waiting = unseen_changes(user).select_related("change__case_day__site", "change__case_day__practice")
    if case_day is not None:
        waiting = waiting.filter(change__case_day=case_day)
    changes = [row.change for row in waiting.order_by("change__case_day__date", "change__number")]
    words = all_in_words([change.fields for change in changes]) if changes else []
    return [
        ChangeCard(
            change=change,
            case_day=change.case_day,
            rows=[*_arrival(change), *((label_of(name), old, new) for name, (old, new) in said.items())],
            assignment_id=assignment_by_day.get(change.case_day_id),
        )
        for change, said in zip(changes, words, strict=True)
    ]


def _arrival(change: Change) -> list[tuple[str, str, str]]:
    """When the team arrives, old and new: it follows the first case."""
    moved = change.fields.get("first_case_time")
    if not moved:
        return []
    before = change.case_day.arrival_minutes_before
    old, new = (_earlier(dt.time.fromisoformat(value), before) for value in moved)
    return [("Arrive", old, new)]


def _earlier(time: dt.time, minutes: int) -> str:
    left = max(0, time.hour * 60 + time.minute - minutes)
    return wording.time_of_day(dt.time(left // 60, left % 60))


def _endings(clinician: Clinician) -> list[Ending]:
    """The credentials whose newest end is near or past. One query."""
    today = clock.now().date()
    newest: dict[tuple[int, str], Credential] = {}
    for credential in Credential.objects.filter(clinician=clinician).select_related("kind").order_by("expires_on"):
        newest[credential.kind_id, credential.state] = credential
    soon = [one for one in newest.values() if one.expires_on <= today + CREDENTIAL_SOON]
    return [Ending(one, one.expires_on < today) for one in sorted(soon, key=lambda one: one.expires_on)]
