"""Periods as lists, deadlines and counts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Clinician, User
from availability.enums import Phase, SubmissionStatus
from availability.models import Availability, Period, Submission
from availability.rules import may_edit, phase_of
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import counted


@dataclass(frozen=True)
class DuePeriod:
    """One period as a clinician sees it in a list."""

    period: Period
    phase: Phase
    submission: Submission | None
    answered: int
    total: int

    @property
    def is_returned(self) -> bool:
        """A manager gave it back with a comment."""
        return self.submission is not None and self.submission.status == SubmissionStatus.RETURNED

    @property
    def is_missing(self) -> bool:
        """Nothing was sent in yet."""
        return self.submission is None

    @property
    def can_edit(self) -> bool:
        """Whether answers can be sent now."""
        return may_edit(self.period, self.submission)

    @property
    def wants_act(self) -> bool:
        """Whether the clinician should do something now."""
        return self.can_edit and (self.is_missing or self.is_returned)


@dataclass(frozen=True)
class PeriodSummary:
    """One period as a manager sees it in a list."""

    period: Period
    phase: Phase
    answered: int
    returned: int
    clinicians: int

    @property
    def missing(self) -> int:
        """Working clinicians of whom nothing came."""
        return max(0, self.clinicians - self.answered)


def due_periods(clinician: Clinician, *, past: int = 2) -> list[DuePeriod]:
    """The opened periods of a clinician, what to do first on top, then the running and the last `past` ones.

    Three queries.
    """
    now, today = clock.now(), clock.now().date()
    opened = Period.objects.filter(opens_at__lte=now)
    periods = [*opened.filter(ends_on__gte=today).order_by("starts_on")]
    periods += list(opened.filter(ends_on__lt=today).order_by("-starts_on")[:past]) if past else []
    if not periods:
        return []
    sent = {row.period_id: row for row in Submission.objects.filter(clinician=clinician, period__in=periods)}
    answered = _answered(clinician, periods)
    rows = [
        DuePeriod(
            period=period,
            phase=phase_of(period, now),
            submission=sent.get(period.pk),
            answered=sum(1 for date in answered if period.starts_on <= date <= period.ends_on),
            total=(period.ends_on - period.starts_on).days + 1,
        )
        for period in periods
    ]
    return sorted(rows, key=lambda row: (not row.wants_act, row.period.ends_on < today))


def _answered(clinician: Clinician, periods: Iterable[Period]) -> list[dt.date]:
    spans = Q()
    for period in periods:
        spans |= Q(date__range=(period.starts_on, period.ends_on))
    return list(Availability.objects.filter(spans, clinician=clinician).values_list("date", flat=True))


def could_answer(locks_at: Any, period: Any) -> Q:
    """Of clinicians: those who were here before the period locked, or have answered it all the same."""
    sent = Submission.objects.filter(period=period, clinician=OuterRef("pk"))
    return Q(user__date_joined__lte=locks_at) | Q(Exists(sent))


def nothing_from(period: Any) -> Q:
    """Of clinicians: those of whom nothing came for the period. What was sent back to them had come."""
    return ~Q(Exists(Submission.objects.filter(period=period, clinician=OuterRef("pk"))))


def people_of(period: Period) -> "QuerySet[Clinician]":
    """Working clinicians who could answer the period."""
    return Clinician.objects.working().filter(could_answer(period.locks_at, period.pk))


def silent(period: Period) -> "QuerySet[Clinician]":
    """Those of them of whom nothing came."""
    return people_of(period).filter(nothing_from(period.pk))


def awaited(period: Period) -> "QuerySet[Clinician]":
    """Those of whom something is awaited: nothing came, or what came was sent back to them."""
    sent = Submission.objects.filter(period=period, clinician=OuterRef("pk"), status=SubmissionStatus.SUBMITTED)
    return people_of(period).filter(~Exists(sent))


def period_summaries() -> list[PeriodSummary]:
    """Every period with how many have answered, the latest first. One query."""
    now = clock.now()
    working = Q(submissions__clinician__active=True, submissions__clinician__user__is_active=True)
    returned = Q(submissions__status=SubmissionStatus.RETURNED)
    people = Clinician.objects.working().filter(could_answer(OuterRef("locks_at"), OuterRef(OuterRef("pk"))))
    periods: Any = Period.objects.annotate(
        answered=Count("submissions", filter=working),
        returned=Count("submissions", filter=working & returned),
        clinicians=counted(people),
    ).order_by("-starts_on")
    return [PeriodSummary(one, phase_of(one, now), one.answered, one.returned, one.clinicians or 0) for one in periods]


def returned_to(user: User) -> "QuerySet[Submission]":
    """What a manager gave back to this person, and waits for."""
    back = Submission.objects.filter(status=SubmissionStatus.RETURNED, clinician__user=user)
    return back.filter(period__ends_on__gte=clock.now().date(), period__opens_at__lte=clock.now())


def collecting_period() -> Period | None:
    """The first period that takes answers now; without one the next to come, else the latest."""
    now = clock.now()
    periods = Period.objects.order_by("starts_on")
    return (
        periods.filter(opens_at__lte=now, locks_at__gt=now).first()
        or periods.filter(starts_on__gt=now.date()).first()
        or periods.last()
    )


def missing_now() -> "QuerySet[Clinician]":
    """Clinicians of whom nothing came for the first period that takes answers now."""
    now = clock.now()
    collecting = Period.objects.filter(opens_at__lte=now, locks_at__gt=now).order_by("starts_on")
    # Whoever is here now could answer what takes answers now.
    return Clinician.objects.working().filter(Exists(collecting), nothing_from(Subquery(collecting.values("pk")[:1])))
