"""Who hears what of availability. Importing this subscribes the handlers; `AvailabilityConfig.ready` does so."""

import datetime as dt

from django.urls import reverse

from accounts.enums import Portal
from accounts.models import Clinician, User
from availability.events import (
    AvailabilityEvent,
    AvailabilityReminded,
    AvailabilitySubmitted,
    CommentAdded,
    SubmissionReturned,
)
from availability.models import Period
from notifications import notices
from notifications.alerts import managers
from notifications.enums import Audience
from notifications.notice import Notice
from notifications.notices import NoticeKind
from notifications.outbox import enqueue_all, settle
from scheduling_portal.core import wording
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry

RETURNED, COMMENTED = "availability.returned", "availability.commented"
REMINDED, ANSWERED = "availability.reminded", "availability.answered"


def register() -> None:
    """Make the kinds known."""
    said = frozenset({"comment"})
    notices.register(
        NoticeKind(
            name=RETURNED,
            audience=Audience.CLINICIAN,
            fields=frozenset({"period", "date"}),
            private=said,
            question=True,
        ),
        NoticeKind(name=COMMENTED, audience=Audience.CLINICIAN, fields=frozenset({"period", "date"}), private=said),
        NoticeKind(name=REMINDED, audience=Audience.CLINICIAN, fields=frozenset({"period", "due"})),
        NoticeKind(
            name=ANSWERED,
            audience=Audience.MANAGER,
            fields=frozenset({"period", "date", "person"}),
            private=said,
        ),
    )


@subscribe(SubmissionReturned)
def returned(event: SubmissionReturned, entry: TimelineEntry) -> None:
    """The clinician reads the comment and looks again."""
    person, period = _person(event), _period(event)
    words = {"period": _span(period), "date": _date(event.date), "comment": event.comment}
    _tell(RETURNED, [person], Portal.CLINICIAN, words, event, entry)


@subscribe(CommentAdded)
def commented(event: CommentAdded, entry: TimelineEntry) -> None:
    """A manager's word goes to the clinician, the clinician's to managers."""
    person, period = _person(event), _period(event)
    words = {"period": _span(period), "date": _date(event.date), "comment": event.comment}
    if event.by_manager:
        _tell(COMMENTED, [person], Portal.CLINICIAN, words, event, entry)
    else:
        words["person"] = person.get_full_name()
        _tell(ANSWERED, managers(), Portal.MANAGER, words, event, entry)


@subscribe(AvailabilityReminded)
def reminded(event: AvailabilityReminded, entry: TimelineEntry) -> None:
    """Somebody whose answers are missing hears by when they are due."""
    person, period = _person(event), _period(event)
    due = f"{wording.day(period.due_at, person.time_zone)}"
    _tell(REMINDED, [person], Portal.CLINICIAN, {"period": _span(period), "due": due}, event, entry)


@subscribe(AvailabilitySubmitted)
def submitted(event: AvailabilitySubmitted, entry: TimelineEntry) -> None:
    """Nobody is told; what asked this person is settled."""
    settle(
        topic=entry.topic,
        topic_id=entry.topic_id,
        kinds=[REMINDED, RETURNED],
        recipient_id=event.person_id,
    )


def _tell(
    kind: str,
    people: list[User],
    portal: Portal,
    words: dict[str, str],
    event: AvailabilityEvent,
    entry: TimelineEntry,
) -> None:
    path = _address(portal, event.period_id)
    enqueue_all(
        Notice(kind=kind, recipient=person, context=words, path=path, entry=entry, actor_id=event.actor_id)
        for person in people
    )


def _address(portal: Portal, period_id: int) -> str:
    return reverse(f"{portal.value}:availability-period", args=[period_id])


def _person(event: AvailabilityEvent) -> User:
    return Clinician.objects.select_related("user").get(pk=event.clinician_id).user


def _period(event: AvailabilityEvent) -> Period:
    return Period.objects.get(pk=event.period_id)


def _span(period: Period) -> str:
    return period.name or wording.day_span(period.starts_on, period.ends_on)


def _date(date: dt.date | None) -> str:
    return wording.day(date) if date else ""


register()
