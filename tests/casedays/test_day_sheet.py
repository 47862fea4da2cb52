"""The printed day sheet: what stands on it for whom, and that every patient on it is a logged view."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.cases import book_patient
from casedays.models import CaseDay
from casedays.selectors import clinician_day
from casedays.views import sheets
from practices.models import Patient, PatientView
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    planned_day,
    requested_day,
    staff_of,
)
from tests.factories.practices import PatientFactory
from tests.personas import client_of
from tests.support.queries import queries_of

BUDGET = 15


@pytest.fixture
def day(manager: User) -> CaseDay:
    """Accepted by all, three days ahead, with parking, notes, a door code and two booked patients."""
    made = accepted_day(
        manager=manager, date=day_ahead(3), parking="Behind the house, door 4711", notes="Use the lift."
    )
    for minute, name in ((30, "Zora"), (0, "Yves")):
        hour = 7 if minute else 9
        patient = PatientFactory.create(
            practice=made.practice, first_name=name, allergies="Latex" if name == "Zora" else ""
        )
        book_patient(
            case_day=made, patient=patient, actor=staff_of(made.practice), start_time=dt.time(hour, minute), minutes=60
        )
    return fresh(made)


def sheet(user: User, portal: str, day: CaseDay) -> str:
    answer = client_of(user).get(reverse(f"{portal}:casedays-sheet", args=[day.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def nurse_of(day: CaseDay) -> User:
    return in_slot(day, ProviderType.NURSE).clinician.user


def logged(user: User) -> set[Patient]:
    return {view.patient for view in PatientView.objects.filter(viewer=user, page="day sheet")}


def test_manager_reads_the_whole_day(day: CaseDay, manager: User) -> None:
    page = sheet(manager, "manager", day)
    for said in (
        day.practice.name, day.site.address, "arrives <b>6:30 am</b>", "first case <b>7:30 am</b>", "2:00 pm PT",
        "Behind the house, door 4711", "Use the lift.", nurse_of(day).get_full_name(), "Allergies: Latex",
        "Zora Example", "Extraction", "Notes and signatures", "Contains patient data", f"Printed by {manager}",
    ):  # fmt: skip
        assert said in page, said
    assert page.index("Zora") < page.index("Yves"), "in time order"
    assert 'href="tel:' in page
    assert page.count('class="tick is-done"') >= 2
    assert "<script>" not in page
    assert "style=" not in page


def test_title_names_no_patient(day: CaseDay, manager: User) -> None:
    page = sheet(manager, "manager", day)
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Day sheet" in title
    assert "Zora" not in title


@pytest.mark.parametrize("portal", ["manager", "practice", "clinician"])
def test_each_patient_printed_is_a_logged_view(day: CaseDay, manager: User, portal: str) -> None:
    user = {"manager": manager, "practice": staff_of(day.practice), "clinician": nurse_of(day)}[portal]
    sheet(user, portal, day)
    sheet(user, portal, day)
    assert {one.first_name for one in logged(user)} == {"Zora", "Yves"}
    assert PatientView.objects.filter(viewer=user, page="day sheet").count() == 4


def test_practice_reads_names_but_no_phones_of_the_team(day: CaseDay) -> None:
    nurse = nurse_of(day)
    nurse.mobile = "+15035550177"
    nurse.save()
    page = sheet(staff_of(day.practice), "practice", day)
    assert nurse.get_full_name() in page
    assert "503 555 0177" not in page
    assert "503 555 0177" in sheet(nurse, "clinician", day)
    assert "Zora Example" in page


def test_team_reads_patients_only_near_the_date(manager: User) -> None:
    day = accepted_day(manager=manager, date=day_ahead(20))
    patient = PatientFactory.create(practice=day.practice, first_name="Zora")
    book_patient(
        case_day=day, patient=patient, actor=staff_of(day.practice), start_time=day.first_case_time, minutes=60
    )
    nurse = nurse_of(day)
    early = sheet(nurse, "clinician", day)
    assert "Zora" not in early
    assert "Patients are shown to the accepted team from" in early
    assert "booked" not in early
    assert not logged(nurse)
    assert "Zora" in sheet(manager, "manager", day)
    with time_machine.travel(day.first_case_at - dt.timedelta(days=2)):
        assert "Zora" in sheet(nurse, "clinician", day)


def test_it_is_the_window_that_keeps_them_away(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    day = accepted_day(manager=manager, date=day_ahead(8))  # the rows allow a day's slack, the page does not
    patient = PatientFactory.create(practice=day.practice, first_name="Zora")
    book_patient(
        case_day=day, patient=patient, actor=staff_of(day.practice), start_time=day.first_case_time, minutes=60
    )
    assert "Zora" not in sheet(nurse_of(day), "clinician", day)
    monkeypatch.setattr(clinician_day, "may_see_patients", lambda *_facts: True)
    assert "Zora" in sheet(nurse_of(day), "clinician", day)


def test_without_the_log_the_check_of_views_fails(day: CaseDay, manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "log_patient_views", lambda **_views: None)
    sheet(manager, "manager", day)
    assert not logged(manager)


def test_who_has_not_accepted_has_no_sheet(manager: User) -> None:
    day = confirmed_day(manager=manager, date=day_ahead(3))
    asked = nurse_of(day)
    address = reverse("clinician:casedays-sheet", args=[day.pk])
    assert client_of(asked).get(address).status_code == 404
    assert address not in client_of(asked).get(reverse("clinician:casedays-detail", args=[day.pk])).content.decode()


def test_released_clinician_loses_it_at_once(day: CaseDay, manager: User) -> None:
    nurse = nurse_of(day)
    sheet(nurse, "clinician", day)
    staffing.release_clinician(assignment=in_slot(day, ProviderType.NURSE), actor=manager, reason="Not needed.")
    assert client_of(nurse).get(reverse("clinician:casedays-sheet", args=[day.pk])).status_code == 404
    page = sheet(manager, "manager", day)
    assert "Nobody yet" in page
    assert "Being replaced" in page


def test_strangers_find_nothing(day: CaseDay, other_practice_user: User, other_clinician: User) -> None:
    assert client_of(other_practice_user).get(reverse("practice:casedays-sheet", args=[day.pk])).status_code == 404
    assert client_of(other_clinician).get(reverse("clinician:casedays-sheet", args=[day.pk])).status_code == 404
    assert not PatientView.objects.filter(page="day sheet").exists()


@pytest.mark.parametrize("portal", ["manager", "practice"])
def test_days_not_settled_have_no_sheet(manager: User, portal: str) -> None:
    cancelled = confirmed_day(manager=manager)
    lifecycle.cancel_case_day(case_day=cancelled, actor=manager, reason="Flood.")
    for day in (requested_day(), planned_day(manager=manager), fresh(cancelled)):
        browser = client_of(manager if portal == "manager" else staff_of(day.practice))
        back = reverse(f"{portal}:casedays-detail", args=[day.pk])
        address = reverse(f"{portal}:casedays-sheet", args=[day.pk])
        answer = browser.get(address, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "A day sheet is printed of confirmed days." in answer.content.decode()
        assert address not in browser.get(back).content.decode()


@pytest.mark.parametrize("portal", ["manager", "practice", "clinician"])
def test_day_pages_lead_to_it(day: CaseDay, manager: User, portal: str) -> None:
    user = {"manager": manager, "practice": staff_of(day.practice), "clinician": nurse_of(day)}[portal]
    page = client_of(user).get(reverse(f"{portal}:casedays-detail", args=[day.pk])).content.decode()
    assert f'href="{reverse(f"{portal}:casedays-sheet", args=[day.pk])}"' in page
    assert "Print day sheet" in page
    assert f'href="{reverse(f"{portal}:casedays-detail", args=[day.pk])}"' in sheet(user, portal, day)


@pytest.mark.parametrize("portal", ["manager", "practice", "clinician"])
def test_costs_the_same_for_one_patient_and_for_more(day: CaseDay, manager: User, portal: str) -> None:
    user = {"manager": manager, "practice": staff_of(day.practice), "clinician": nurse_of(day)}[portal]
    browser: Client = client_of(user)
    address = reverse(f"{portal}:casedays-sheet", args=[day.pk])
    few = queries_of(browser, address)
    for hour in (10, 11, 12):
        patient = PatientFactory.create(practice=day.practice)
        book_patient(
            case_day=day, patient=patient, actor=staff_of(day.practice), start_time=dt.time(hour, 30), minutes=30
        )
    assert queries_of(browser, address) == few <= BUDGET


def test_browser_keeps_no_copy_that_nobody_would_log(day: CaseDay, manager: User) -> None:
    answer = client_of(manager).get(reverse("manager:casedays-sheet", args=[day.pk]))
    assert "no-store" in answer["Cache-Control"]
