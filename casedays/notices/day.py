"""What people hear when a day is asked for, planned, confirmed, moved or called off."""

import datetime as dt

from accounts.enums import Portal
from accounts.models import User
from casedays.events import (
    CaseDayCancelled,
    CaseDayConfirmed,
    CaseDayCreated,
    CaseDayPlanned,
    CaseDayRejected,
    CaseDayRequested,
    CaseDayRescheduled,
    DateProposed,
    DetailsConfirmed,
    ProposalDeclined,
    RequestEdited,
)
from casedays.models import Assignment, CaseDay, Change
from casedays.notices import kinds
from casedays.notices.asking import ask
from casedays.notices.changed import by_the_known_date, tell_team
from casedays.notices.telling import Telling, clinicians, lines, moment, name_of_actor, staff_of, when
from casedays.states import AssignmentStatus, ChangeStatus, Status
from notifications.alerts import managers
from notifications.enums import Audience
from notifications.outbox import settle
from notifications.reached import unreached
from scheduling_portal.core import clock, wording
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry


@subscribe(CaseDayRequested)
def requested(event: CaseDayRequested, entry: TimelineEntry) -> None:
    """Managers hear of a request; of a repeat rule once, not of each of its days."""
    telling = Telling(event, entry)
    day = telling.day
    if day.series and _first_of_series(day) != day.pk:
        return
    words = {"others": max(0, day.wanted_dates.count() - 1), "days": event.days}
    telling.tell(kinds.REQUESTED, managers(), Portal.MANAGER, context=words)
    telling.send()


@subscribe(RequestEdited)
def request_edited(event: RequestEdited, entry: TimelineEntry) -> None:
    """The side that did not do it hears."""
    telling, told = Telling(event, entry), lines(event.changes)
    if event.by_practice:
        telling.tell(kinds.REQUEST_EDITED, managers(), Portal.MANAGER, context={}, changes=told)
    else:
        words = {"person": name_of_actor(event)}
        telling.tell(kinds.REQUEST_CHANGED, staff_of(telling.day), Portal.PRACTICE, context=words, changes=told)
    telling.send()
    settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.DATE_PROPOSED])


@subscribe(CaseDayCreated)
def created(event: CaseDayCreated, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(kinds.CREATED, staff_of(telling.day), Portal.PRACTICE, context={})
    telling.send()


@subscribe(CaseDayPlanned)
def planned(event: CaseDayPlanned, entry: TimelineEntry) -> None:
    """A manager accepted: the practice hears. The practice took a proposed date: managers and colleagues do."""
    telling = Telling(event, entry)
    staff = staff_of(telling.day)
    if event.by_practice:
        telling.tell(kinds.PROPOSAL_ACCEPTED, managers(), Portal.MANAGER, context={})
    telling.tell(kinds.PLANNED, staff, Portal.PRACTICE, context={})
    telling.send()
    settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.DATE_PROPOSED])
    _reviewed(telling.day, entry)


@subscribe(DateProposed)
def date_proposed(event: DateProposed, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    until = telling.day.proposed_until

    def words(person: User) -> dict[str, str]:
        return {"proposed": wording.day(event.date), "until": moment(until, person.time_zone)}

    telling.tell(kinds.DATE_PROPOSED, staff_of(telling.day), Portal.PRACTICE, context=words)
    telling.send()


@subscribe(ProposalDeclined)
def proposal_declined(event: ProposalDeclined, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(kinds.PROPOSAL_DECLINED, managers(), Portal.MANAGER, context={"proposed": wording.day(event.date)})
    telling.send()
    settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.DATE_PROPOSED])


@subscribe(CaseDayRejected)
def rejected(event: CaseDayRejected, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(kinds.REJECTED, staff_of(telling.day), Portal.PRACTICE, context={"reason": event.reason})
    telling.send()
    settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.DATE_PROPOSED])
    _reviewed(telling.day, entry)


@subscribe(CaseDayConfirmed)
def confirmed(event: CaseDayConfirmed, entry: TimelineEntry) -> None:
    """Each of the team is asked, the practice hears that the day is on."""
    telling = Telling(event, entry)
    asked = Assignment.objects.filter(pk__in=event.assignment_ids, status=AssignmentStatus.ASKED)
    ask(telling, kinds.ASKED, list(asked.select_related("clinician__user").order_by("pk")))
    telling.tell(
        kinds.CONFIRMED,
        staff_of(telling.day),
        Portal.PRACTICE,
        context={"arrive": when(telling.day)["arrive"]},
    )
    telling.send()


@subscribe(CaseDayCancelled)
def cancelled(event: CaseDayCancelled, entry: TimelineEntry) -> None:
    """Who was asked or had an offer hears of it, and the side that did not call it off.

    Whom neither had reached reads it in the portal alone.
    """
    since = clock.now()
    settle(  # first, so that nothing leaves while it is seen who was reached
        topic=entry.topic, topic_id=entry.topic_id, kinds=[*kinds.QUESTIONS, kinds.OFFERED, kinds.CHANGED]
    )
    telling = Telling(event, entry)
    staff = staff_of(telling.day)
    reason = {"reason": event.reason}
    unaware = _unaware(event, entry)
    known = by_the_known_date(telling, since)
    told = clinicians(event.told_clinician_ids)
    for portal_only in (False, True):
        telling.tell(
            kinds.CANCELLED,
            [person for person in told if (person.pk in unaware) is portal_only],
            Portal.CLINICIAN,
            context=lambda person: {**reason, **known(person)},
            page="casedays-list",
            portal_only=portal_only,
        )
    telling.tell(kinds.PRACTICE_DAY_CANCELLED, staff, Portal.PRACTICE, context=reason)
    if event.by_practice:
        was = Status(event.was).label.lower()
        telling.tell(kinds.PRACTICE_CANCELLED, managers(), Portal.MANAGER, context={**reason, "was": was})
    telling.send()
    # Who called it off is not told of it, so no newer notice replaces what still waits for them.
    settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[*kinds.OVER_WITH_THE_DAY, *kinds.FLAGS, kinds.REPLACING])
    _reviewed(telling.day, entry)


def _unaware(event: CaseDayCancelled, entry: TimelineEntry) -> set[int]:
    """Ids as users of who has not answered, and whom nothing of the day has reached."""
    if not event.unanswered_clinician_ids:
        return set()
    asked = {person.pk for person in clinicians(event.unanswered_clinician_ids)}
    return asked & unreached(topic=entry.topic, topic_id=entry.topic_id, audience=Audience.CLINICIAN).keys()


@subscribe(CaseDayRescheduled)
def rescheduled(event: CaseDayRescheduled, entry: TimelineEntry) -> None:
    """Kept clinicians see old and new; the practice hears. Released and new ones are told by their own events."""
    change = Change.objects.get(pk=event.change_id)
    old = dt.date.fromisoformat(change.fields["date"][0])
    telling = Telling(event, entry)
    day = telling.day
    telling.hours = nearer(telling.hours, clock.hours_until(old, day.first_case_time, day.site.time_zone))
    tell_team(telling, event.kept_clinician_ids, change.number)
    telling.tell(
        kinds.PRACTICE_DAY_MOVED,
        staff_of(day),
        Portal.PRACTICE,
        context={
            "was": wording.day(old),
            "first_case": f"{wording.time_of_day(day.first_case_time)} "
            f"{wording.zone_name(day.site.time_zone, day.date)}",
            "ends": when(day)["ends"],
            "confirmed": int(event.was_confirmed),
        },
    )
    telling.send()
    decided(entry)


@subscribe(DetailsConfirmed)
def details_confirmed(event: DetailsConfirmed, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(kinds.DETAILS_CONFIRMED, managers(), Portal.MANAGER, context={"person": name_of_actor(event)})
    telling.send()


def nearer(*hours: float | None) -> float | None:
    """The least distance that is still ahead: a day moved away from tomorrow is as urgent as tomorrow."""
    ahead = [value for value in hours if value is not None and value > 0]
    return min(ahead, default=None)


def decided(entry: TimelineEntry) -> None:
    """What asked managers to decide a change is settled, once none of the day waits."""
    if not Change.objects.filter(case_day=entry.topic_id, status=ChangeStatus.WAITING).exists():
        settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.CHANGE_ASKED])


def _reviewed(day: CaseDay, entry: TimelineEntry) -> None:
    """What asked managers to review a request is settled: for a repeat rule when none of its days is a request."""
    if day.series is None:
        settle(topic=entry.topic, topic_id=day.pk, kinds=[kinds.REQUESTED])
    elif not CaseDay.objects.filter(series=day.series, status=Status.REQUESTED).exists():
        settle(topic=entry.topic, topic_id=_first_of_series(day), kinds=[kinds.REQUESTED])


def _first_of_series(day: CaseDay) -> int:
    """The day whose notice stands for all of its repeat rule."""
    return CaseDay.objects.filter(series=day.series).order_by("pk").values_list("pk", flat=True)[0]
