"""A crowd around the small world: so many more rows of everything that any page of the product lists."""

import datetime as dt
import itertools
from collections.abc import Iterator

from django.db import connection

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, Credential, CredentialKind, Invitation, RequiredCredential, Skill
from availability.models import Comment, Period, Submission
from casedays.models import (
    Assignment,
    Case,
    CaseDay,
    Change,
    ChangeAcknowledgement,
    ChangePolicyRow,
    Decision,
    MatchingRun,
    Offer,
    PolicyField,
)
from casedays.states import AssignmentStatus, ChangeStatus, OfferStatus, Status
from notifications.enums import Audience
from notifications.models import InboundText, NoticePolicyRow, TextConsent
from practices.models import ClinicianPreference, PatientView, Practice, Preference, Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.roster.models import RosterImport
from tests.architecture.world import MANAGER, NURSE, PRACTICE, World
from tests.factories import bulk
from tests.factories.casedays import day_ahead

FIELDS = {"children": [False, True], "expected_patients": [5, 6]}


class Crowd:
    """Grows a world; each call adds to all lists alike."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.size = 0
        self.practice = Practice.objects.get(pk=world.ids["practice"])
        self.period = Period.objects.get(pk=world.ids["period"])
        self.nurse = world.person(NURSE).clinician
        self.manager = world.person(MANAGER)
        self.staff = world.person(PRACTICE)
        self.pools: dict[ProviderType, list[Clinician]] = {slot: [] for slot in SLOT_ORDER}
        span = (self.period.ends_on - self.period.starts_on).days + 1
        self.ready: list[int] = []  # days whose team is complete
        self.dates = itertools.cycle(self.period.starts_on + dt.timedelta(days=n) for n in range(span))

    def grow(self, count: int) -> None:
        """`count` more of everything."""
        fresh = bulk.clinicians(count)
        for slot, people in fresh.items():
            self.pools[slot] += people
        self._places(count, fresh[ProviderType.NURSE])
        self._availability(count, [one for people in fresh.values() for one in people])
        own = list(self.practice.sites.all())
        self._days(count, own)
        self._days_of_the_nurse(count, own)
        self._patients(count)
        self._records(count, fresh[ProviderType.NURSE])
        self._messages(count)
        self._proposal(self.ready[-count:])
        self.size += count
        self.analyse()

    def analyse(self) -> None:
        """As autovacuum would have done by now: plans are then those of such a world."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _numbers(self, count: int) -> Iterator[int]:
        return iter(range(self.size, self.size + count))

    def _ahead(self, first: int, count: int) -> list[dt.date]:
        return [day_ahead(first + number) for number in self._numbers(count)]

    def _places(self, count: int, nurses: list[Clinician]) -> None:
        bulk.sites(count)
        bulk.sites(count, self.practice)
        bulk.staff([self.practice] * count)
        ClinicianPreference.objects.bulk_create(
            ClinicianPreference(practice=self.practice, clinician=one, preference=Preference.PREFERRED)
            for one in nurses
        )

    def _availability(self, count: int, people: list[Clinician]) -> None:
        bulk.answers(self.period, people[::2])
        bulk.answers(self.period, people[1::2], submitted=False)
        last = Period.objects.order_by("-ends_on")[0].ends_on
        for period in bulk.periods(count, after=last):
            Submission.objects.create(period=period, clinician=self.nurse, submitted_at=clock.now())
        Comment.objects.bulk_create(
            Comment(period=self.period, clinician=who, author=author, text="Could you do the Friday as well?")
            for who in (self.nurse, *people[:2])
            for author in [self.manager, self.nurse.user] * count
        )

    def _days(self, count: int, own: list[Site]) -> None:
        """Days of the period in every status, and of every kind that can need a manager."""
        held, asked, accepted = AssignmentStatus.HELD, AssignmentStatus.ASKED, AssignmentStatus.ACCEPTED
        self._some(count, own, Status.REQUESTED)
        self._some(count, own, Status.REQUESTED, proposed_date=day_ahead(20))
        ready = self._some(count, own, Status.PLANNED)
        bulk.teams(ready, self.pools, held)
        self.ready += [day.pk for day in ready]
        bulk.teams(self._some(count, own, Status.PLANNED), self.pools, held, slots=SLOT_ORDER[:1])
        for reminded in bulk.teams(self._some(count, own, Status.CONFIRMED), self.pools, asked):
            Assignment.objects.filter(pk=reminded.pk).update(reminded_at=clock.now())
        risky = self._some(count, own, Status.CONFIRMED)
        bulk.teams(risky, self.pools, accepted, slots=SLOT_ORDER[:1])
        bulk.teams(risky, self.pools, AssignmentStatus.DECLINED, slots=SLOT_ORDER[1:2])
        changed = self._some(count, own, Status.CONFIRMED)
        bulk.teams(changed, self.pools, accepted)
        self._changes(changed)
        for status in (Status.REJECTED, Status.CANCELLED):
            self._some(count, own, status)

    def _proposal(self, days: list[int]) -> None:
        """The known run proposes the teams that these days have."""
        run = MatchingRun.objects.get(pk=self.world.ids["run"])
        result = run.result or {}
        for day in CaseDay.objects.filter(pk__in=days).prefetch_related("assignments"):
            people = [[day.pk, a.provider_type, None, a.clinician_id] for a in day.assignments.all()]
            result["rows"] += people
            result["dates"][str(day.pk)] = day.date.isoformat()
            result["complete"].append(day.pk)
            result["loads"] |= {str(person): [0, 1] for *_, person in people}
        run.result = result
        run.save()

    def _some(self, count: int, where: list[Site], status: Status, **fields: object) -> list[CaseDay]:
        return bulk.days(where, list(itertools.islice(self.dates, count)), status, **fields)

    def _changes(self, days: list[CaseDay]) -> None:
        """On each day one that waits and one that its team has not seen."""
        common = {"fields": FIELDS, "asked_by": self.staff}
        Change.objects.bulk_create(Change(case_day=day, number=1, **common) for day in days)
        decided = {"status": ChangeStatus.APPLIED, "decided_at": clock.now(), "decided_by": self.manager}
        applied = Change.objects.bulk_create(Change(case_day=day, number=2, **common, **decided) for day in days)
        ChangeAcknowledgement.objects.bulk_create(
            ChangeAcknowledgement(change=change, user=person.clinician.user)
            for change in applied
            for person in change.case_day.assignments.select_related("clinician__user")
        )

    def _days_of_the_nurse(self, count: int, own: list[Site]) -> None:
        """Days that the nurse is asked for, has accepted, has worked and is offered."""
        mates = [slot for slot in SLOT_ORDER if slot != ProviderType.NURSE]
        for first, status, stands in (
            (100, Status.CONFIRMED, AssignmentStatus.ASKED),
            (140, Status.CONFIRMED, AssignmentStatus.ACCEPTED),
            (-90, Status.COMPLETED, AssignmentStatus.ACCEPTED),
        ):
            days = bulk.days(own, self._ahead(first, count), status)
            bulk.teams(days, self.pools, stands, slots=mates)
            Assignment.objects.bulk_create(bulk.assignment(day, self.nurse, stands) for day in days)
            if stands == AssignmentStatus.ACCEPTED and first > 0:
                self._changes(days)
        self._offers(bulk.days(own, self._ahead(180, count), Status.CONFIRMED), [self.nurse])

    def _offers(self, days: list[CaseDay], people: list[Clinician], status: OfferStatus = OfferStatus.SENT) -> None:
        closes = clock.now() + dt.timedelta(hours=4)
        Offer.objects.bulk_create(
            Offer(case_day=day, clinician=who, provider_type=who.provider_type, status=status, closes_at=closes)
            for day in days
            for who in people
        )

    def _patients(self, count: int) -> None:
        """On the accepted day one after the other, as many not booked yet; the known patient on days of its own."""
        made = bulk.patients(self.practice, 2 * count)
        PatientView.objects.bulk_create(PatientView(patient=one, viewer=self.staff, page="probe") for one in made)
        PatientView.objects.bulk_create(
            PatientView(patient_id=self.world.ids["patient"], viewer=self.staff, page="probe") for _ in made
        )
        first = dt.datetime(2027, 1, 1, 9)
        day = CaseDay.objects.get(pk=self.world.ids["accepted"])
        Case.objects.bulk_create(
            Case(
                case_day=day,
                patient=patient,
                practice=self.practice,
                start_time=(first + dt.timedelta(minutes=10 * number)).time(),
                minutes=5,
            )
            for number, patient in zip(self._numbers(count), made[:count], strict=True)
        )
        days = bulk.days(list(self.practice.sites.all()[:1]), self._ahead(220, count), Status.CONFIRMED)
        Case.objects.bulk_create(
            Case(
                case_day=day,
                patient_id=self.world.ids["patient"],
                practice=self.practice,
                start_time=dt.time(8),
                minutes=60,
            )
            for day in days
        )

    def _records(self, count: int, nurses: list[Clinician]) -> None:
        """What single days and people have had happen to them, and the administration's own tables."""
        risky = CaseDay.objects.get(pk=self.world.ids["risky"])
        self._offers([risky], nurses, OfferStatus.EXPIRED)
        topics = {self.world.ids[name] for name in ("requested", "planned", "accepted", "asked", "risky", "proposed")}
        steps = TimelineEntry.objects.filter(topic="case_day", topic_id__in=topics)
        for topic in topics:
            for step in itertools.islice(itertools.cycle(list(steps.filter(topic_id=topic)[:4])), count):
                step.pk = None
                step.save(force_insert=True)
                bulk.notices(self.nurse.user, Audience.CLINICIAN, 1, entry=step, in_portal=False)
        kinds = CredentialKind.objects.bulk_create(CredentialKind(name=f"kind {n}") for n in self._numbers(count))
        today = clock.now().date()
        Credential.objects.bulk_create(
            Credential(clinician=self.nurse, kind=kind, number="1", issued_on=today, expires_on=today) for kind in kinds
        )
        RequiredCredential.objects.bulk_create(
            RequiredCredential(provider_type=ProviderType.NURSE, kind=kind, state="NV") for kind in kinds
        )
        skills = Skill.objects.bulk_create(Skill(name=f"skill no. {n}") for n in self._numbers(count))
        self.nurse.skills.add(*skills)
        for clinician in nurses:
            clinician.skills.add(skills[0])
        Invitation.objects.bulk_create(
            Invitation(user=one.user, asked_by=self.manager, due_at=clock.now()) for one in nurses
        )
        RosterImport.objects.bulk_create(
            RosterImport(uploaded_by=self.manager, files="clinicians.csv", report={}) for _ in range(count)
        )
        MatchingRun.objects.bulk_create(
            MatchingRun(
                scope=known.scope, scope_key="crowd", asked_by=self.manager, state="stopped", ended_at=clock.now()
            )
            for known in [MatchingRun.objects.get(pk=self.world.ids["run"])] * count
        )
        ChangePolicyRow.objects.bulk_create(
            ChangePolicyRow(order=900, field=PolicyField.NOTES, decision=Decision.MANAGER) for _ in range(count)
        )

    def _messages(self, count: int) -> None:
        for persona, audience in (
            (NURSE, Audience.CLINICIAN),
            (PRACTICE, Audience.PRACTICE),
            (MANAGER, Audience.MANAGER),
        ):
            bulk.notices(self.world.person(persona), audience, count)
        InboundText.objects.bulk_create(
            InboundText(provider_id=f"SM-crowd-{number}", number="+15035550100", body="What?")
            for number in self._numbers(count)
        )
        TextConsent.objects.bulk_create(
            TextConsent(number="+15035550100", allowed=True, source="crowd") for _ in range(count)
        )
        NoticePolicyRow.objects.bulk_create(
            NoticePolicyRow(order=900, event="casedays.asked", audience=Audience.CLINICIAN) for _ in range(count)
        )
