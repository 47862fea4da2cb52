"""The demo world: what the product is tried with."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import Clinician, Credential, User
from accounts.portals import portals_of
from availability.models import Availability, Comment, Period, Submission
from casedays.models import Assignment, Case, CaseDay, Change, ChangeAcknowledgement, Offer
from casedays.states import ACTIVE, AssignmentStatus, ChangeStatus, Status
from notifications.enums import Fate
from notifications.models import Delivery, InboundText
from practices.models import Patient, Practice, Site
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.demo.answers import make_periods
from scheduling_portal.demo.bookings import make_patients
from scheduling_portal.demo.builder import build
from scheduling_portal.demo.people import make_people
from scheduling_portal.demo.world import World

#: A whole world is made twice.
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]

WEDNESDAY = "2027-03-03 16:40:00+00:00"
SUNDAY_NIGHT = "2026-10-12 06:50:00+00:00"


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One demo world for the whole module, given back at its end."""
    with django_db_blocker.unblock(), time_machine.travel(WEDNESDAY, tick=False), transaction.atomic():
        made = World(say=quiet)
        build(made)
        yield made
        transaction.set_rollback(True)


def my_days(email: str) -> Counter[str]:
    return Counter(Assignment.objects.filter(clinician__user__email=email).values_list("status", flat=True))


def test_company_is_as_large_as_told(world: World) -> None:
    assert Clinician.objects.count() == 45
    assert Practice.objects.count() == 24
    assert set(Site.objects.values_list("time_zone", flat=True)) == {"America/Los_Angeles", "America/Boise"}
    assert Credential.objects.count() > 250
    assert Patient.objects.count() > 60
    assert User.objects.filter(invited_at__isnull=True).count() == 2


def test_every_account_signs_in_to_a_portal(world: World) -> None:
    for email, _label in DEMO_ACCOUNTS:
        user = authenticate(None, username=email, password=DEMO_PASSWORD)
        assert user is not None, email
        assert portals_of(user), email
    both = User.objects.get(email="both@demo.test")
    assert {spec.key.value for spec in portals_of(both)} >= {"manager", "clinician"}


def test_days_stand_in_every_status(world: World) -> None:
    count = Counter(CaseDay.objects.values_list("status", flat=True))
    assert set(count) == set(Status.values)
    assert count[Status.COMPLETED] >= 15
    assert not CaseDay.objects.filter(date__lt="2027-03-02", status=Status.CONFIRMED).exists()


def test_periods_lie_around_today(world: World) -> None:
    last, this, coming = Period.objects.order_by("starts_on")
    assert last.ends_on < dt.date(2027, 3, 3) <= this.ends_on < coming.starts_on
    now = world.calendar.now
    assert this.locks_at < now < coming.due_at and coming.opens_at < now
    assert Submission.objects.filter(period=coming).count() == 37
    assert Submission.objects.filter(period=coming, status="returned").count() == 1
    assert Comment.objects.count() == 1
    assert Availability.objects.count() > 1500


def test_current_period_is_half_published(world: World) -> None:
    this = Period.objects.order_by("starts_on")[1]
    days = CaseDay.objects.filter(date__range=(this.starts_on, this.ends_on))
    assert days.filter(status=Status.CONFIRMED).count() >= 8
    assert days.filter(status=Status.PLANNED).count() >= 6


def test_one_day_is_at_risk_with_offers_out(world: World) -> None:
    broken = [
        day
        for day in CaseDay.objects.filter(status=Status.CONFIRMED)
        if day.assignments.filter(status__in=ACTIVE).count() < 3
    ]
    assert [day.site.name for day in broken] == ["Beaverton"]
    assert broken[0].offers.filter(status="sent", closes_at__gt=world.calendar.now).count() >= 1
    assert {"sent", "accepted", "filled"} <= set(Offer.objects.values_list("status", flat=True))


def test_changes_wait_and_are_unseen(world: World) -> None:
    assert Change.objects.filter(status=ChangeStatus.WAITING).count() == 2
    assert Change.objects.filter(status=ChangeStatus.APPLIED).count() == 1
    assert ChangeAcknowledgement.objects.filter(seen_at__isnull=True).count() == 2
    assert Assignment.objects.exclude(conflict="").count() == 1


def test_clinicians_have_an_answer_and_availability_to_give(world: World) -> None:
    coming = Period.objects.latest("starts_on")
    for email in ("nurse@demo.test", "medic@demo.test", "anesthesiologist@demo.test", "both@demo.test"):
        assert my_days(email)[AssignmentStatus.ASKED] >= 1, email
        assert not Submission.objects.filter(period=coming, clinician__user__email=email).exists()
    assert Assignment.objects.filter(status=AssignmentStatus.DECLINED).count() == 2
    assert Assignment.objects.filter(reminded_at__isnull=False).count() == 1


def test_practice_has_a_date_to_answer_details_to_confirm_and_patients_not_ready(world: World) -> None:
    days = CaseDay.objects.filter(practice__memberships__user__email="practice@demo.test")
    assert days.filter(proposed_date__isnull=False, status=Status.REQUESTED).count() == 1
    assert days.filter(status=Status.CONFIRMED, details_confirmed_at__isnull=True, date__gt="2027-03-03").exists()
    assert Case.objects.filter(case_day__in=days, consent="missing", case_day__date__gt="2027-03-03").count() == 2
    assert days.filter(series__isnull=False).count() == 2


def test_messages_have_every_fate_and_none_is_left_to_send_at_once(world: World) -> None:
    fates = set(Delivery.objects.values_list("fate", flat=True))
    assert fates == {Fate.QUEUED, Fate.SENT, Fate.DELIVERED, Fate.FAILED, Fate.SUPPRESSED}
    assert Delivery.objects.filter(fate=Fate.FAILED).get().notification.recipient.get_full_name() == "Joanne Park"
    assert Delivery.objects.filter(fate=Fate.SUPPRESSED, reason="Texts off").exists()
    assert InboundText.objects.filter(understood=False).count() == 1


def test_nothing_lies_in_the_future_of_the_timeline(world: World) -> None:
    assert TimelineEntry.objects.count() > 500
    assert not TimelineEntry.objects.filter(at__gt=world.calendar.now).exists()


def test_command_leaves_a_filled_database_alone(world: World) -> None:
    before = User.objects.count()
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "was not made" in out.getvalue()
    assert User.objects.count() == before


@pytest.mark.django_db
def test_other_weekday_and_hour_make_a_whole_world_too() -> None:
    with time_machine.travel(SUNDAY_NIGHT, tick=False):
        out = StringIO()
        call_command("seed_demo", stdout=out)
    assert "The demo world is ready" in out.getvalue()
    assert set(CaseDay.objects.values_list("status", flat=True)) == set(Status.values)
    for email in ("nurse@demo.test", "medic@demo.test", "anesthesiologist@demo.test", "both@demo.test"):
        assert my_days(email)[AssignmentStatus.ASKED] >= 1, email


@pytest.mark.django_db
def test_same_seed_makes_the_same_world() -> None:
    seen = []
    for _ in range(2):
        with time_machine.travel(WEDNESDAY, tick=False), transaction.atomic():
            made = World(say=quiet)
            make_people(made)
            make_periods(made)
            make_patients(made)
            seen.append(
                (
                    list(Availability.objects.order_by("pk").values_list("clinician__user__email", "date", "answer")),
                    list(Credential.objects.order_by("pk").values_list("number", "expires_on")),
                    list(Patient.objects.order_by("pk").values_list("first_name", "last_name", "date_of_birth")),
                )
            )
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


def test_who_answered_has_been_signed_in(world: World) -> None:
    """Two who were never invited have answered all the same, by text."""
    invited = User.objects.filter(invited_at__isnull=False)
    answered = invited.filter(clinician__assignments__answered_at__isnull=False)
    assert answered.exists()
    assert not answered.filter(last_login=None).exists()
    assert not invited.filter(clinician__submissions__isnull=False, last_login=None).exists()
    assert not User.objects.filter(last_login__gt=world.calendar.now).exists()


def test_who_was_never_invited_has_not(world: World) -> None:
    never = User.objects.filter(invited_at=None)
    assert never.exists()
    assert not never.filter(last_login__isnull=False).exists()
