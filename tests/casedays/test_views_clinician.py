import datetime as dt
import re

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from availability.models import Submission
from availability.services import return_submission
from casedays import lifecycle, staffing
from scheduling_portal.core import clock, wording
from tests.factories.accounts import CredentialFactory, ManagerFactory
from tests.factories.availability import PeriodFactory, answer_all, willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    staffed_day,
    trio,
)
from tests.personas import client_of
from tests.support.clinician import HOME, LIST, html_of, medic_of, page_of, start_moved
from tests.support.queries import MOST, queries_of

pytestmark = pytest.mark.django_db


# First screen


def test_home_puts_the_question_first() -> None:
    day = confirmed_day(children=False)
    medic = medic_of(day).clinician.user

    html = html_of(medic, HOME)

    assert f"1 thing needs you, {medic.first_name}" in html
    assert "arrive 6:30 am" in html
    assert html.index("Answer wanted") < html.index("Next days")
    assert "I can't make it" in html
    mates = [one.clinician.user.get_full_name() for one in active(day) if one.clinician.user != medic]
    assert all(name in html for name in mates)


def test_home_hides_days_that_are_only_held() -> None:
    day = staffed_day()
    medic = medic_of(day).clinician.user

    assert day.practice.name not in html_of(medic, HOME)
    assert day.practice.name not in html_of(medic, LIST)
    assert client_of(medic).get(page_of(day)).status_code == 404


def test_home_of_a_manager_among_clinicians_shows_only_their_own(both: User) -> None:
    day = confirmed_day()

    html = html_of(both, HOME)

    assert "Nothing needs you" in html
    assert day.practice.name not in html
    assert client_of(both).get(page_of(day)).status_code == 404


def test_home_says_that_availability_is_due(nurse: User) -> None:
    period = PeriodFactory.create()

    assert "Say when you can work, Nora" in html_of(nurse, HOME)
    answer_all(period, [nurse.clinician])
    assert "Nothing needs you" in html_of(nurse, HOME)


def test_home_counts_what_a_manager_gave_back_as_a_thing_that_needs_one(nurse: User) -> None:
    period = PeriodFactory.create()
    answer_all(period, [nurse.clinician])
    submission = Submission.objects.get(clinician=nurse.clinician)
    return_submission(submission=submission, actor=ManagerFactory.create(), comment="And the 15th?")

    response = client_of(nurse).get(HOME)

    html = response.content.decode()
    assert "1 thing needs you, Nora" in html
    assert html.index("Availability returned") < html.index("Next days")
    assert ">Also<" not in html
    assert {item.label: item.badge for item in response.context["shell"].nav}["My days"] == 1
    answer_all(PeriodFactory.create(), [])  # another period that only waits to be filled in
    assert "1 thing needs you, Nora" in html_of(nurse, HOME)
    assert "Availability wanted" in html_of(nurse, HOME)


def test_home_warns_of_a_credential_that_ends_and_not_of_a_renewed_one(nurse: User) -> None:
    today = clock.now().date()
    CredentialFactory.create(clinician=nurse.clinician, kind__name="Cover", expires_on=today + dt.timedelta(days=20))
    CredentialFactory.create(clinician=nurse.clinician, kind__name="BLS", expires_on=today + dt.timedelta(days=3))

    html = html_of(nurse, HOME)

    assert "Cover ends" in html
    assert "BLS ends" not in html  # the newer one is valid for long


def test_home_shows_a_change_with_the_arrival_it_means() -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    medic = medic_of(fresh(day)).clinician.user

    html = html_of(medic, HOME)

    assert "I've seen this" in html
    assert re.search(r"Arrive</th><td><del>6:30 am</del></td>.*?<ins>6:00 am</ins>", html)


def test_home_asks_the_same_whatever_the_days(medic: User) -> None:
    client = client_of(medic)
    PeriodFactory.create()

    def ask(days: range) -> None:
        for number in days:
            date = day_ahead(10 + number)
            others = [one for one in trio(date) if one.provider_type != ProviderType.MEDIC]
            willing(medic.clinician, date)
            medic.clinician.max_days_per_week = 7
            medic.clinician.save()
            confirmed_day(date=date, team=[*others, medic.clinician])

    ask(range(3))
    few = queries_of(client, HOME), queries_of(client, LIST)
    ask(range(3, 12))

    assert (queries_of(client, HOME), queries_of(client, LIST)) == few
    assert max(few) <= MOST


# List


def test_list_shows_coming_and_past_days() -> None:
    day = accepted_day()
    medic = medic_of(day).clinician.user

    assert day.practice.name in html_of(medic, LIST)
    assert day.practice.name not in html_of(medic, f"{LIST}?when=past")
    with time_machine.travel(clock.local_instant(day.date + dt.timedelta(days=2), dt.time(12), "America/Boise")):
        lifecycle.complete_past_days()
        assert day.practice.name not in html_of(medic, LIST)
        assert day.practice.name in html_of(medic, f"{LIST}?when=past")


@pytest.mark.parametrize("query", ["when=nonsense", "page=abc", "page=-1", "page=99999999999999999999"])
def test_list_reads_past_nonsense(nurse: User, query: str) -> None:
    assert "My case days" in html_of(nurse, f"{LIST}?{query}")


# One day


def test_day_says_where_when_and_with_whom() -> None:
    day = accepted_day(parking="Rear door, code 4471", notes="Bring the small monitor")
    medic = medic_of(day).clinician.user
    nurse = in_slot(day, ProviderType.NURSE).clinician.user

    html = html_of(medic, page_of(day))

    assert "arrive 6:30 am" in html
    assert day.site.street in html
    assert "https://www.openstreetmap.org/search?query=" in html
    assert nurse.get_full_name() in html
    assert wording.phone(nurse.mobile) in html
    assert "code 4471" in html
    assert "Bring the small monitor" in html
    assert "You accepted" in html


def test_day_shows_only_mates_who_were_told(medic: User) -> None:
    day = accepted_day()
    mine = medic_of(day).clinician.user
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")

    html = html_of(mine, page_of(day))

    assert nurse.clinician.user.get_full_name() not in html
    assert "Being replaced" in html
    assert "Ill" not in html


def test_day_of_others_is_not_there(other_clinician: User, manager: User, practice_user: User) -> None:
    day = accepted_day()

    for user in (other_clinician, manager, practice_user):
        assert client_of(user).get(page_of(day)).status_code == 404
        assert client_of(user).get(f"{page_of(day)}patients/").status_code == 404


def test_day_is_gone_once_released() -> None:
    day = accepted_day()
    one = medic_of(day)
    staffing.release_clinician(assignment=one, actor=ManagerFactory.create(), reason="Swap")

    response = client_of(one.clinician.user).get(page_of(day), follow=True)

    assert response.redirect_chain[0][0] == HOME
    html = response.content.decode()
    assert f"You are not on this day any more: {wording.day(day.date)}, {day.practice.name}." in html
    assert page_of(day) not in html


@pytest.mark.parametrize("pk", ["0", "424242", "99999999999999999999999"])
def test_day_that_does_not_exist_is_404(nurse: User, pk: str) -> None:
    assert client_of(nurse).get(f"{LIST}{pk}/").status_code == 404


def test_day_asks_few_queries() -> None:
    day = accepted_day()
    start_moved(day, dt.time(7, 0))
    medic = medic_of(fresh(day)).clinician.user

    assert queries_of(client_of(medic), page_of(day)) <= 10
