"""What a calendar shows of somebody's days: when, where, how it stands. No patient data, no notes, no door code."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.models import Assignment, CalendarFeed, CaseDay
from casedays.states import DAY_CANCELLED, TOLD, AssignmentStatus, Status
from practices.models import Practice
from scheduling_portal.core import clock
from scheduling_portal.core.wording import time_of_day, zone_name

#: Days that long past leave the calendar.
KEPT = dt.timedelta(days=90)
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
#: How a practice's day stands: before its name, and in a sentence.
STANDING = {
    TENTATIVE: ("Planned: ", "Planned, not confirmed yet"),
    CONFIRMED: ("", "Confirmed"),
    CANCELLED: ("Cancelled: ", "Cancelled"),
}
IN_PRACTICE = [Status.PLANNED, Status.CONFIRMED, Status.COMPLETED, Status.CANCELLED]
#: An answer makes a newer edition of the same day; the day's own version counts above it.
EDITIONS = {AssignmentStatus.ASKED: 0, AssignmentStatus.ACCEPTED: 1}
ENDED, STEPS = 2, 3


@dataclass(frozen=True)
class Entry:
    """One entry. `start` and `end` are instants, or a whole day where only the date may be told."""

    uid: str
    sequence: int
    status: str
    summary: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    stamp: dt.datetime
    location: str = ""
    description: str = ""
    url: str = ""


def name_of(feed: CalendarFeed) -> str:
    """The calendar's own name."""
    return f"{settings.PRODUCT_NAME}: {feed.practice.name if feed.practice else 'my case days'}"


def entries_of(feed: CalendarFeed) -> list[Entry]:
    """The days of the calendar's owner; none when the owner is not active any more. One query."""
    if feed.clinician is not None:
        active = feed.clinician.active and feed.clinician.user.is_active
        return _of_clinician(feed.clinician) if active else []
    return _of_practice(feed.practice) if feed.practice is not None and feed.practice.active else []


def _of_clinician(clinician: Clinician) -> list[Entry]:
    """What the clinician was told of, ever. What has ended stays as cancelled, and tells nothing new of the day."""
    told = Assignment.objects.filter(clinician=clinician, asked_at__isnull=False, date__gte=_earliest())
    rows = told.select_related("case_day__site", "case_day__practice").order_by("date", "pk")
    return [_mine(row) if row.status in TOLD else _no_longer_mine(row) for row in rows]


def _mine(row: Assignment) -> Entry:
    day = row.case_day
    zone = zone_name(day.site.time_zone, day.date)
    accepted = row.status == AssignmentStatus.ACCEPTED
    slot = ProviderType(row.provider_type).label.lower()
    asked = "" if accepted else "Answer wanted: "
    return Entry(
        uid=_uid("assignment", row.pk),
        sequence=day.version * STEPS + EDITIONS[AssignmentStatus(row.status)],
        status=CONFIRMED if accepted else TENTATIVE,
        summary=f"{asked}{day.practice.name}, {day.site.label}",
        start=_instant(day, day.arrival_time),
        end=_instant(day, day.expected_end),
        stamp=_latest(row.asked_at, row.answered_at, day.confirmed_at),
        location=f"{day.practice.name}, {day.site.address}",
        description=(
            f"Arrive {time_of_day(day.arrival_time)} {zone}, as {slot}. First case {time_of_day(day.first_case_time)},"
            f" ends about {time_of_day(day.expected_end)}. {'You accepted.' if accepted else 'Not answered yet.'}"
        ),
        url=_page("clinician:casedays-detail", day),
    )


def _no_longer_mine(row: Assignment) -> Entry:
    date = row.ended_from_date or row.date
    said = "Can't make it" if row.status == AssignmentStatus.DECLINED else "Released"
    if row.ended_reason.startswith(DAY_CANCELLED) and row.status == AssignmentStatus.RELEASED:
        said = "Cancelled"
    return Entry(
        uid=_uid("assignment", row.pk),
        sequence=row.case_day.version * STEPS + ENDED,
        status=CANCELLED,
        summary=f"{said}: {row.case_day.practice.name}",
        start=date,
        end=date + dt.timedelta(days=1),
        stamp=_latest(row.asked_at, row.ended_at),
    )


def _of_practice(practice: Practice) -> list[Entry]:
    days = CaseDay.objects.filter(practice=practice, status__in=IN_PRACTICE, date__gte=_earliest())
    return [_ours(day) for day in days.select_related("site", "practice").order_by("date", "pk")]


def _ours(day: CaseDay) -> Entry:
    zone = zone_name(day.site.time_zone, day.date)
    status = {Status.PLANNED: TENTATIVE, Status.CANCELLED: CANCELLED}.get(Status(day.status), CONFIRMED)
    return Entry(
        uid=_uid("day", day.pk),
        sequence=day.version,
        status=status,
        summary=f"{STANDING[status][0]}Case day, {day.site.label}",
        start=_instant(day, day.first_case_time),
        end=_instant(day, day.expected_end),
        stamp=_latest(day.requested_at, day.confirmed_at, day.details_confirmed_at),
        location=day.site.address,
        description=f"{STANDING[status][1]}. Team arrives {time_of_day(day.arrival_time)} {zone}.",
        url=_page("practice:casedays-detail", day),
    )


def _earliest() -> dt.date:
    return clock.now().date() - KEPT


def _instant(day: CaseDay, time: dt.time) -> dt.datetime:
    return clock.local_instant(day.date, time, day.site.time_zone)


def _latest(*moments: dt.datetime | None) -> dt.datetime:
    return max(moment for moment in moments if moment is not None)


def _uid(kind: str, pk: int) -> str:
    return f"{kind}-{pk}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}"


def _page(name: str, day: CaseDay) -> str:
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse(name, args=[day.pk])
