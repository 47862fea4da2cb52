"""Managers' pages of practices."""

import datetime as dt

import pytest
import time_machine
from django.db.models import Q

from accounts.models import User
from casedays.admin_words import _days, _teams
from casedays.lifecycle import propose_date
from casedays.staffing import decline_assignment
from practices.models import Practice, Preference
from scheduling_portal.core import clock
from tests.factories.casedays import active, confirmed_day, day_ahead, requested_day
from tests.factories.practices import ClinicianPreferenceFactory, MembershipFactory, PracticeFactory, SiteFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


def test_the_list_counts_and_searches(manager: User, practice: Practice) -> None:
    SiteFactory.create(practice=practice, name="Pier 9", city="Astoria")
    requested_day(practice)
    PracticeFactory.create(name="Harbor Oral Surgery", active=False)
    client = client_of(manager)

    page = client.get("/manager/practices/").content.decode()
    assert "2 practices" in page
    assert "not active" in page
    assert '<td data-label="Sites" class="number">2</td>' in page
    assert '<td data-label="Coming days" class="number">1</td>' in page
    found = client.get("/manager/practices/?q=astoria").content.decode()
    assert "Lakeview Dental Group" in found
    assert "Harbor Oral Surgery" not in found
    for query in ("page=x", "page=99999999999999999999", "q=%25", "q=" + "x" * 300):
        assert client.get(f"/manager/practices/?{query}").status_code == 200


def test_a_practice_is_shown_with_sites_staff_preferences_and_days(manager: User, practice: Practice) -> None:
    liked = ClinicianPreferenceFactory.create(practice=practice, clinician__user__last_name="Okafor")
    ClinicianPreferenceFactory.create(
        practice=practice, clinician__user__last_name="Brooks", preference=Preference.DO_NOT_SEND, reason="Was late"
    )
    day = requested_day(practice)

    page = client_of(manager).get(f"/manager/practices/{practice.pk}/").content.decode()

    assert liked.clinician.user.get_full_name() in page
    assert "Brooks" in page
    assert "Was late" in page
    assert "Tessa Nguyen" in page
    assert "4 Lakeview Blvd" in page
    assert f"/manager/case-days/{day.pk}/" in page


def test_coming_days_at_risk_and_with_another_date_proposed_say_so(manager: User, practice: Practice) -> None:
    day = confirmed_day(practice)
    page = client_of(manager).get(f"/manager/practices/{practice.pk}/").content.decode()
    assert "At risk" not in page
    nurse = active(day)[1]
    decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    propose_date(case_day=requested_day(practice, date=day_ahead(20)), actor=manager, date=day_ahead(21))
    page = client_of(manager).get(f"/manager/practices/{practice.pk}/").content.decode()
    assert "At risk" in page
    assert "Other date proposed" in page


def test_strangers_get_404(practice: Practice, practice_user: User, nurse: User) -> None:
    MembershipFactory.create(practice=practice)
    for person in (practice_user, nurse):
        assert client_of(person).get("/manager/practices/").status_code == 404
        assert client_of(person).get(f"/manager/practices/{practice.pk}/").status_code == 404


def test_todays_day_is_still_to_come_in_the_evening_of_the_site(manager: User, practice: Practice) -> None:
    day = confirmed_day(practice)
    with time_machine.travel(clock.local_instant(day.date, dt.time(17), "America/Los_Angeles")):
        assert clock.now().date() > day.date
        client = client_of(manager)
        assert (
            '<td data-label="Coming days" class="number">1</td>' in client.get("/manager/practices/").content.decode()
        )
        shown = client.get(f"/manager/practices/{practice.pk}/").content.decode()
        assert f"/manager/case-days/{day.pk}/" in shown
        assert "1 case day to come stands" in " ".join(_days(Q(practice=practice)))
        assert "On 1 case day to come" in " ".join(_teams(Q(clinician=active(day)[0].clinician)))
