"""For managers: the list of clinicians and a clinician's page."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, Skill, User
from availability.models import Period
from casedays.models import Assignment, CaseDay
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock, wording
from tests.factories.accounts import ClinicianFactory, CredentialFactory, SkillFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import accepted_day, day_ahead, in_slot, staffed_day
from tests.personas import client_of, make_practice
from tests.support.queries import queries_of

LIST = "/manager/clinicians/"


@pytest.fixture
def browser(manager: User) -> Client:
    return client_of(manager)


def _names(browser: Client, **query: Any) -> set[str]:
    return {row.name for row in browser.get(LIST, query).context["rows"]}


def test_list_is_narrowed_by_the_address(browser: Client, nurse: User, medic: User) -> None:
    nora, mateo = nurse.get_full_name(), medic.get_full_name()
    Clinician.objects.get(user=nurse).skills.add(Skill.objects.get(name="spanish"))
    assert _names(browser) == {nora, mateo}
    assert _names(browser, type="medic") == {mateo}
    assert _names(browser, q="quinn nora") == {nora}
    assert _names(browser, skill=Skill.objects.get(name="spanish").pk) == {nora}
    assert _names(browser, state="ID") == set()
    assert _names(browser, state="WA", page=1) == {nora, mateo}
    assert _names(browser, show="off") == set()


@pytest.mark.parametrize(
    "query", ["?skill=abc", "?page=-3", "?page=10%5E30", "?type=dentist", "?skill=999999999999999999999"]
)
def test_senseless_filters_are_ignored(browser: Client, nurse: User, query: str) -> None:
    answer = browser.get(LIST + query)
    assert nurse.get_full_name() in answer.content.decode()


def test_ending_credentials_stand_out_until_renewed(browser: Client, nurse: User) -> None:
    assert _names(browser, show="ending") == set()
    soon = clock.now().date() + dt.timedelta(days=20)
    old = nurse.clinician.credentials.get(kind__name="ACLS")
    nurse.clinician.credentials.filter(pk=old.pk).update(expires_on=soon)
    row = browser.get(LIST, {"show": "ending"}).context["rows"][0]
    assert (row.ending, row.standing) == ("ACLS", "soon")
    CredentialFactory.create(clinician=nurse.clinician, kind=old.kind)
    assert _names(browser, show="ending") == set()


def test_days_are_counted_in_the_current_period(browser: Client, nurse: User) -> None:
    today = clock.now().date()
    Period.objects.create(
        starts_on=today, ends_on=today + dt.timedelta(days=27), opens_at=clock.now(), due_at=clock.now(),
        locks_at=clock.now(),
    )  # fmt: skip
    practice = make_practice("Lakeview Dental Group")
    for days, status in ((3, AssignmentStatus.HELD), (4, AssignmentStatus.HELD), (60, AssignmentStatus.HELD)):
        day = CaseDay.objects.create(
            practice=practice, site=practice.sites.get(), date=today + dt.timedelta(days=days),
            status=Status.PLANNED, first_case_time="07:30", expected_end="15:00",
        )  # fmt: skip
        Assignment.objects.create(
            case_day=day, clinician=nurse.clinician, provider_type="nurse", date=day.date, status=status
        )
    assert browser.get(LIST).context["rows"][0].days == 2
    page = browser.get(reverse("manager:clinicians-detail", args=[nurse.clinician.pk])).content.decode()
    assert "2 days" in page


def test_list_costs_the_same_for_many(browser: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        credentialed_clinician(ProviderType.MEDIC, skills=("spanish",))
    cache.clear()
    browser.get(LIST)
    with django_assert_max_num_queries(15) as few:
        browser.get(LIST)
    for _ in range(30):
        ClinicianFactory.create()
    with django_assert_max_num_queries(15) as many:
        browser.get(LIST)
    assert len(few) == len(many)


def test_hundred_rows_stay_small_and_go_on(browser: Client) -> None:
    for _ in range(101):
        ClinicianFactory.create()
    answer = browser.get(LIST)
    assert len(answer.context["rows"]) == 100
    assert len(answer.content) < 120_000
    assert "Page 1 of 2" in answer.content.decode()
    assert len(browser.get(LIST, {"page": 2}).context["rows"]) == 1


def test_clinician_page_tells_what_a_manager_needs(
    browser: Client, nurse: User, django_assert_max_num_queries: Any
) -> None:
    address = reverse("manager:clinicians-detail", args=[nurse.clinician.pk])
    with django_assert_max_num_queries(15):
        page = browser.get(address).content.decode()
    for words in (nurse.get_full_name(), nurse.email, "State licence OR", "Portland OR", "Invite to sign in"):
        assert words in page
    assert "Edit in administration" not in page


def test_strangers_and_missing_ids_get_404(nurse: User, other_clinician: User, manager: User) -> None:
    address = reverse("manager:clinicians-detail", args=[nurse.clinician.pk])
    assert client_of(other_clinician).get(address).status_code == 404
    assert client_of(manager).get("/manager/clinicians/99999999/").status_code == 404
    assert client_of(manager).get("/manager/clinicians/99999999999999999999999/").status_code == 404


def test_list_escapes_what_people_typed_and_shows_what_is_chosen(browser: Client, nurse: User) -> None:
    nurse.first_name = "<script>alert(1)</script>"
    nurse.save()
    skill = SkillFactory.create(name="<b>spanish")
    nurse.clinician.skills.add(skill)
    html = browser.get(LIST, {"skill": str(skill.pk), "q": ""}).content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert f'<option value="{skill.pk}" selected>&lt;b&gt;spanish</option>' in html
    assert html.count('<option value="" selected>') == 3


def test_list_asks_nine_queries(browser: Client, nurse: User) -> None:
    assert queries_of(browser, LIST) <= 9


def test_clinician_page_lists_their_days_and_their_availability(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    accepted, held = accepted_day(), staffed_day(date=day_ahead(20))
    someone = in_slot(accepted, ProviderType.NURSE).clinician
    open_period = PeriodFactory.create()
    page = _page_of(browser, someone, django_assert_max_num_queries)
    assert f'href="{reverse("manager:casedays-detail", args=[accepted.pk])}"' in page
    assert f"{wording.day(accepted.date)}, {accepted.practice.name}" in page
    assert "Accepted" in page
    assert reverse("manager:availability-clinician", args=[open_period.pk, someone.pk]) in page
    only_held = in_slot(held, ProviderType.NURSE).clinician
    assert "Held" in _page_of(browser, only_held, django_assert_max_num_queries)


def test_clinician_does_not_read_on_the_own_page_that_they_are_held(db: None) -> None:
    held = staffed_day()
    someone = in_slot(held, ProviderType.NURSE).clinician
    html = client_of(someone.user).get("/clinician/me/").content.decode()
    assert held.practice.name not in html
    assert "Coming days" not in html


def test_farthest_is_said_in_miles(browser: Client, nurse: User, django_assert_max_num_queries: Any) -> None:
    assert "120 miles, the rule for all" in _page_of(browser, nurse.clinician, django_assert_max_num_queries)
    Clinician.objects.filter(pk=nurse.clinician.pk).update(max_miles=40)
    page = _page_of(browser, nurse.clinician, django_assert_max_num_queries)
    assert "<dd>40 miles</dd>" in page


def _page_of(browser: Client, clinician: Clinician, at_most: Any) -> str:
    with at_most(15):
        return browser.get(reverse("manager:clinicians-detail", args=[clinician.pk])).content.decode()
