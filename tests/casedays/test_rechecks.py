"""Something changes about a person: the days they are on are looked at again, and nobody is removed silently."""

import datetime as dt

import pytest

from accounts.enums import ProviderType
from accounts.services.credentials import save_credential
from availability.enums import Answer
from availability.models import Availability
from casedays.rechecks import recheck_clinician, recheck_day
from casedays.states import AssignmentStatus
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import accepted_day, active, in_slot, trio
from tests.factories.casedays import day_ahead as ahead

pytestmark = pytest.mark.django_db


def test_a_withdrawn_date_marks_the_assignment_and_keeps_it() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    Availability.objects.filter(clinician=nurse.clinician, date=day.date).update(answer=Answer.UNAVAILABLE)
    assert recheck_clinician(nurse.clinician_id) == 1
    nurse.refresh_from_db()
    assert nurse.status == AssignmentStatus.ACCEPTED
    assert nurse.conflict.startswith("Unavailable on")
    assert TimelineEntry.objects.filter(topic_id=day.pk, kind="conflict").count() == 1


def test_the_same_conflict_is_told_once_and_ends_by_itself() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    answers = Availability.objects.filter(clinician=nurse.clinician, date=day.date)
    answers.update(answer=Answer.UNAVAILABLE)
    assert [recheck_clinician(nurse.clinician_id), recheck_clinician(nurse.clinician_id)] == [1, 0]
    answers.update(answer=Answer.AVAILABLE)
    recheck_clinician(nurse.clinician_id)
    nurse.refresh_from_db()
    assert nurse.conflict == ""


def test_a_credential_saved_with_an_earlier_end_raises_a_conflict() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    card = nurse.clinician.credentials.get(kind__name="BLS")
    card.expires_on = day.date - dt.timedelta(days=1)
    save_credential(credential=card, actor=ManagerFactory.create())
    nurse.refresh_from_db()
    assert "BLS ended" in nurse.conflict


def test_a_day_with_children_is_checked_for_everybody() -> None:
    day = accepted_day(team=trio(ahead(), pals=False))
    type(day).objects.filter(pk=day.pk).update(children=True)
    assert recheck_day(day.pk) == 3
    assert {a.conflict for a in active(day)} == {"No PALS"}
