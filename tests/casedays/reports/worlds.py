"""A random world for figures, and the figures counted again the slow way: row by row, with nothing but the models."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from availability.enums import Answer
from availability.models import Availability
from casedays.models import Assignment, CaseDay, Change, Offer
from casedays.selectors.reports.scope import Scope
from casedays.states import ACTIVE, AssignmentStatus, ChangeStatus, OfferStatus, Status
from practices.models import Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from tests.factories import bulk
from tests.factories.accounts import ManagerFactory
from tests.factories.practices import SiteFactory

SPAN = 45
STATUSES = [*Status, Status.CONFIRMED, Status.COMPLETED]


@dataclass
class RandomWorld:
    """Days of every status around today, in two time zones, with teams, offers, answers, changes and steps."""

    seed: int
    manager: User = field(init=False)
    sites: list[Site] = field(init=False)
    people: list[Clinician] = field(init=False)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.manager = ManagerFactory.create()
        mountain = [SiteFactory.create(zip_code="83702", city="Boise", state="ID") for _ in range(2)]
        self.sites = [*bulk.sites(4), *mountain]
        self.people = [one for pool in bulk.clinicians(5).values() for one in pool]
        today = clock.now().date()
        for offset in range(-SPAN, SPAN):
            for site in self.dice.sample(self.sites, self.dice.randint(0, 2)):
                self._day(site, today + dt.timedelta(days=offset))
        self._answers(today)

    @property
    def scope(self) -> Scope:
        """Part of the dates, so that some days lie outside."""
        today = clock.now().date()
        return Scope(today - dt.timedelta(days=30), today + dt.timedelta(days=25))

    def _day(self, site: Site, date: dt.date) -> None:
        status = self.dice.choice(STATUSES)
        asked = clock.now() - dt.timedelta(hours=self.dice.randint(300, 900))
        (day,) = bulk.days([site], [date], status, requested_at=asked)
        planned = asked + dt.timedelta(hours=self.dice.uniform(0.2, 90))
        if status in {Status.PLANNED, Status.CONFIRMED, Status.COMPLETED, Status.CANCELLED}:
            self._step(day, "planned" if self.dice.random() < 0.8 else "created", planned)
        if day.confirmed_at:
            day.confirmed_at = planned + dt.timedelta(hours=self.dice.uniform(1, 200))
            day.save()
        if status in {Status.PLANNED, Status.CONFIRMED, Status.COMPLETED}:
            self._team(day)
            self._changes(day)
        if status == Status.REJECTED:
            self._step(day, "rejected", planned)
        if status == Status.CANCELLED:
            self._changes(day)
            was = self.dice.choice([Status.REQUESTED, Status.PLANNED, Status.CONFIRMED])
            details = {"was": was.value, "by_practice": self.dice.random() < 0.6}
            self._step(day, "cancelled", self._near(day), **details)

    def _near(self, day: CaseDay) -> dt.datetime:
        """Some time before the first case, often late."""
        return day.first_case_at - dt.timedelta(hours=self.dice.choice([2, 30, 71, 73, 200, 400]))

    def _step(self, day: CaseDay, kind: str, at: dt.datetime, **details: Any) -> None:
        entry = TimelineEntry.objects.create(topic="case_day", topic_id=day.pk, kind=kind, details=details)
        TimelineEntry.objects.filter(pk=entry.pk).update(at=at)

    def _team(self, day: CaseDay) -> None:
        busy = set(Assignment.objects.filter(date=day.date, status__in=ACTIVE).values_list("clinician", flat=True))
        planned = day.status == Status.PLANNED
        for slot in SLOT_ORDER:
            pool = [one for one in self.people if one.provider_type == slot and one.pk not in busy]
            self.dice.shuffle(pool)
            if self.dice.random() < 0.3:
                self._ended(day, pool.pop())
            if self.dice.random() < 0.85 and pool:
                told = [AssignmentStatus.ASKED, *[AssignmentStatus.ACCEPTED] * 3]
                status = AssignmentStatus.HELD if planned else self.dice.choice(told)
                answered = (day.confirmed_at or clock.now()) + dt.timedelta(hours=self.dice.uniform(0, 40))
                more = {"answered_at": answered} if status == AssignmentStatus.ACCEPTED else {}
                bulk.assignment(day, pool.pop(), status, **more).save()
            for one in pool[: self.dice.randint(0, 1)]:
                choices = [OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.SENT, OfferStatus.FILLED]
                Offer.objects.create(
                    case_day=day,
                    clinician=one,
                    provider_type=slot,
                    status=self.dice.choice(choices),
                    closes_at=clock.now(),
                )

    def _ended(self, day: CaseDay, who: Clinician) -> None:
        status = self.dice.choice([AssignmentStatus.DECLINED, AssignmentStatus.RELEASED])
        gone = bulk.assignment(day, who, status)
        gone.ended_at = self._near(day)
        if self.dice.random() < 0.3:
            gone.asked_at = None
        gone.save()

    def _changes(self, day: CaseDay) -> None:
        """Up to three; one of them may have moved the day here."""
        at = self._near(day) - dt.timedelta(hours=60)
        for number in range(1, self.dice.randint(0, 3) + 1):
            at += dt.timedelta(hours=self.dice.uniform(1, 15))
            status = self.dice.choice([ChangeStatus.APPLIED, ChangeStatus.DECLINED, ChangeStatus.WITHDRAWN])
            fields: dict[str, Any] = {"notes": ["", "Back door."]}
            if self.dice.random() < 0.4:
                fields = {"date": [(day.date - dt.timedelta(days=number)).isoformat(), day.date.isoformat()]}
            elif self.dice.random() < 0.5:
                fields = {"first_case_time": ["06:30:00", "07:30:00"]}
            change = Change.objects.create(
                case_day=day, number=number, status=status, fields=fields, decided_at=at, decision_reason="No."
            )
            Change.objects.filter(pk=change.pk).update(asked_at=at)
            kind, more = self.dice.choice(
                [
                    ("change_asked", {}),
                    ("change_applied", {"by_practice": True}),
                    ("change_applied", {"by_practice": False}),
                    ("rescheduled", {}),
                ]
            )
            self._step(day, kind, at, change_id=change.pk, **more)

    def _answers(self, today: dt.date) -> None:
        Availability.objects.bulk_create(
            Availability(clinician=one, date=today + dt.timedelta(days=offset), answer=self.dice.choice(list(Answer)))
            for one in self.people[:-2]
            for offset in range(-SPAN, SPAN, 2)
        )


def days_in(scope: Scope) -> list[CaseDay]:
    """Every day looked at on its own."""
    found = []
    for day in CaseDay.objects.select_related("site", "practice"):
        inside = scope.first <= day.date <= scope.last
        place = not scope.state or day.site.state == scope.state
        if inside and place and scope.practice.lower() in day.practice.name.lower():
            found.append(day)
    return found


def monday(date: dt.date) -> dt.date:
    while date.weekday():
        date -= dt.timedelta(days=1)
    return date


def team(day: CaseDay) -> dict[str, str]:
    """Slot -> state of who is in it."""
    return {a.provider_type: a.status for a in day.assignments.all() if a.status in ACTIVE}


def hours(start: dt.datetime, end: dt.datetime) -> float:
    return (end - start).total_seconds() / 3600


def notice_of(day: CaseDay, at: dt.datetime, own: int = 0) -> float:
    """Hours from `at` to the first case, with everything undone that was applied since."""
    date, first = day.date, day.first_case_time
    for change in sorted(day.changes.all(), key=lambda one: (one.decided_at, one.pk), reverse=True):
        if change.status == "applied" and change.decided_at and (change.decided_at >= at or change.pk == own):
            if "date" in change.fields:
                date = dt.date.fromisoformat(change.fields["date"][0])
            if "first_case_time" in change.fields:
                first = dt.time.fromisoformat(change.fields["first_case_time"][0])
    return hours(at, clock.local_instant(date, first, day.site.time_zone))


def recount_people(scope: Scope) -> dict[int, Counter[str]]:
    """What each clinician has, one row after the other."""
    found: dict[int, Counter[str]] = {}

    def of(pk: int) -> Counter[str]:
        return found.setdefault(pk, Counter())

    for day in days_in(scope):
        for one in day.assignments.all():
            row = of(one.clinician_id)
            wished = Availability.objects.filter(clinician=one.clinician_id, date=one.date, answer="preferred").exists()
            done = day.status == "completed"
            kind = {"held": "held", "asked": "asked", "accepted": "worked" if done else "accepted"}.get(one.status, "")
            row[kind or one.status] += 1 if kind or one.status == "declined" else 0
            row["met"] += bool(kind) and wished
            if one.status == "released" and one.asked_at and one.ended_at:
                first = clock.local_instant(one.ended_from_date or one.date, day.first_case_time, day.site.time_zone)
                row["released"] += hours(one.ended_at, first) < 72
        for offer in day.offers.all():
            of(offer.clinician_id)["offers"] += 1
            of(offer.clinician_id)["refused"] += offer.status == "declined"
    for answer in Availability.objects.exclude(answer="unavailable"):
        if scope.first <= answer.date <= scope.last:
            of(answer.clinician_id)["given"] += 1
            of(answer.clinician_id)["preferred"] += answer.answer == "preferred"
    return found
