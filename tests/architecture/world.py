"""A small world in which every address of the product has something to show, and somebody it is not for."""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.cases import book_patient
from casedays.changes import edit_case_day
from casedays.details import Edit
from casedays.matching.scope import Scope
from casedays.models import Case, CaseDay, ChangeAcknowledgement, MatchingRun, RunState
from casedays.states import AssignmentStatus
from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery, InboundText, Notification
from practices.models import Practice
from scheduling_portal.core import clock
from tests.factories.accounts import AdministratorFactory, ManagerFactory
from tests.factories.availability import PeriodFactory, SubmissionFactory, willing
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    requested_day,
    staffed_day,
)
from tests.factories.practices import PatientFactory
from tests.personas import client_of, make_clinician, make_practice, make_staff

ANONYMOUS, NURSE, OTHER_CLINICIAN = "anonymous", "nurse", "other clinician"
PRACTICE, OTHER_PRACTICE = "practice", "other practice"
MANAGER, BOTH, ADMIN = "manager", "both", "admin"
PERSONAS = (ANONYMOUS, NURSE, OTHER_CLINICIAN, PRACTICE, OTHER_PRACTICE, MANAGER, BOTH, ADMIN)
MISSING = 987_654_321


@dataclass
class World:
    """People by persona (None is nobody), and the ids that addresses take by name."""

    people: dict[str, User | None] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def person(self, persona: str) -> User:
        """Somebody who is there."""
        user = self.people[persona]
        assert user is not None
        return user

    def browser(self, persona: str) -> Client:
        """A fresh browser in which this persona has signed in."""
        client = Client()
        if persona in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[persona]
        return client


def build() -> World:
    """Make it, through the services."""
    world = World()
    practice = _people(world)
    _days(world, practice)
    _availability(world)
    _messages(world)
    _matching(world)
    for persona, user in world.people.items():
        if user is not None:
            world.cookies[persona] = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    return world


def _people(world: World) -> Practice:
    practice = make_practice("Lakeview Dental Group")
    other = make_practice("Boise Pediatric Dentistry", zip_code="83702", city="Boise", state="ID")
    both = make_clinician(ProviderType.NURSE, "both@people.test", "Bo", "Lind").user
    both.is_manager = True
    both.save()
    world.people = {
        ANONYMOUS: None,
        NURSE: make_clinician(ProviderType.NURSE, "nurse@people.test", "Nora", "Quinn").user,
        OTHER_CLINICIAN: make_clinician(ProviderType.NURSE, "other-nurse@people.test", "Olive", "Park").user,
        PRACTICE: make_staff(practice, "practice@people.test", "Tessa", "Nguyen"),
        OTHER_PRACTICE: make_staff(other, "other-practice@people.test", "Omar", "Reyes"),
        MANAGER: ManagerFactory.create(email="manager@people.test", first_name="Maren", last_name="Holt"),
        BOTH: both,
        ADMIN: AdministratorFactory.create(email="admin@people.test", first_name="Ada", last_name="Frost"),
    }
    world.ids |= {"practice": practice.pk, "clinician": world.person(NURSE).clinician.pk}
    return practice


def _days(world: World, practice: Practice) -> None:
    manager, nurse = world.person(MANAGER), world.person(NURSE).clinician
    doctor = make_clinician(ProviderType.ANESTHESIOLOGIST, "doctor@people.test", "Anika", "Shah")
    medic = make_clinician(ProviderType.MEDIC, "medic@people.test", "Mateo", "Silva")
    substitute = make_clinician(ProviderType.NURSE, "third-nurse@people.test", "Sam", "Ito")
    team = [doctor, nurse, medic]
    for clinician in (*team, substitute):
        willing(clinician, *(day_ahead(n) for n in range(3, 30)))
    accepted = accepted_day(practice, manager=manager, team=team, date=day_ahead(5))
    asked = confirmed_day(practice, manager=manager, team=team, date=day_ahead(6))
    planned = staffed_day(practice, manager=manager, team=team, date=day_ahead(7))
    requested = requested_day(practice, date=day_ahead(8), alternatives=[day_ahead(9)])
    proposed = requested_day(practice, date=day_ahead(10))
    lifecycle.propose_date(case_day=proposed, actor=manager, date=day_ahead(11))
    risky = confirmed_day(practice, manager=manager, team=[doctor, substitute, medic], date=day_ahead(12))
    out = in_slot(risky, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=substitute.user, reason="ill")
    offer = risky.offers.get(clinician=nurse)  # went out by itself when the slot fell open
    world.ids |= {
        "accepted": accepted.pk,
        "asked": asked.pk,
        "planned": planned.pk,
        "requested": requested.pk,
        "proposed": proposed.pk,
        "risky": risky.pk,
        "offer": offer.pk,
        "assignment": asked.assignments.get(clinician=nurse, status=AssignmentStatus.ASKED).pk,
    }
    _changes(world, accepted, planned)
    _patients(world, practice, accepted)


def _changes(world: World, accepted: CaseDay, planned: CaseDay) -> None:
    staff = world.person(PRACTICE)
    edit = Edit(site=accepted.site, date=accepted.date, details=details(children=True))
    waiting = edit_case_day(case_day=accepted, edit=edit, actor=staff, version=fresh(accepted).version)
    edit = Edit(site=planned.site, date=planned.date, details=details(notes="Use the back door."))
    applied = edit_case_day(case_day=planned, edit=edit, actor=staff, version=fresh(planned).version)
    assert waiting is not None
    assert applied is not None
    ChangeAcknowledgement.objects.get_or_create(change=applied, user=world.person(NURSE))
    world.ids |= {"waiting change": waiting.pk, "applied change": applied.pk}


def _patients(world: World, practice: Practice, day: CaseDay) -> None:
    patient = PatientFactory.create(practice=practice)
    spare = PatientFactory.create(practice=practice)
    case: Case = book_patient(
        case_day=day, patient=patient, actor=world.person(PRACTICE), start_time=day.first_case_time, minutes=60
    )
    world.ids |= {"patient": patient.pk, "spare patient": spare.pk, "case": case.pk}


def _availability(world: World) -> None:
    period = PeriodFactory.create()
    SubmissionFactory.create(period=period, clinician=world.person(NURSE).clinician)
    world.ids["period"] = period.pk


def _matching(world: World) -> None:
    """A proposal of the matcher that has one day."""
    day = CaseDay.objects.get(pk=world.ids["planned"])
    team = [[day.pk, a.provider_type, None, a.clinician_id] for a in day.assignments.all()]
    now = clock.now()
    run = MatchingRun.objects.create(
        scope=Scope(day_ahead(3), day_ahead(30)).stored(), scope_key="architecture", asked_by=world.person(MANAGER),
        state=RunState.DONE, ended_at=now, days_open=1, days_filled=1, bound_days=1, cost=1, bound_cost=1, proven=True,
        result={
            "rows": team, "dates": {str(day.pk): day.date.isoformat()}, "complete": [day.pk], "open": [], "loads": {},
            "measures": {"before": [3], "after": [0, 3], "miles": 3, "miles_each": 1, "preferred": 0, "slots": 3,
                         "if_needed": 0, "wishes": 0, "deviation": 0, "deviation_before": 0, "days": 1, "most": 1},
        },
    )  # fmt: skip
    world.ids["run"] = run.pk


def _messages(world: World) -> None:
    for persona, audience in ((NURSE, Audience.CLINICIAN), (PRACTICE, Audience.PRACTICE), (MANAGER, Audience.MANAGER)):
        notice = Notification.objects.create(
            recipient=world.person(persona), audience=audience, kind="probe", subject="Probe", body="Probe",
            path="/", dedupe_key=f"probe {persona}",
        )  # fmt: skip
        world.ids[f"{persona}'s notice"] = notice.pk
        failed = Delivery.objects.create(
            notification=notice, channel=Channel.TEXT, fate=Fate.FAILED, reason="Number unknown", due_at=clock.now(),
            final_at=clock.now(), dedupe_key=f"probe {persona}",
        )  # fmt: skip
        world.ids["delivery"] = failed.pk
    world.ids["reply"] = InboundText.objects.create(provider_id="SM1", number="+15035550100", body="huh?").pk
