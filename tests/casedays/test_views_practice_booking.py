"""Finding whom to book, in a practice with more patients than a page can show, and where, with many sites."""

import datetime as dt
import re

import pytest
from django.test import Client

from accounts.models import User
from casedays.forms.details import UNGROUPED
from casedays.models import Case, CaseDay
from practices.models import Patient, PatientView, Practice, Site
from practices.selectors.patients import FOUND, LATEST
from scheduling_portal.core import clock, wording
from tests.factories import bulk
from tests.factories.casedays import confirmed_day, day_ahead
from tests.factories.practices import PatientFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Ida", "last_name": "New", "date_of_birth": "1990-01-02", "sex": "F", "minutes": "45"}


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


@pytest.fixture
def day(practice: Practice) -> CaseDay:
    return confirmed_day(practice)


@pytest.fixture
def url(day: CaseDay) -> str:
    return f"/practice/case-days/{day.pk}/patients/book/"


@pytest.fixture
def crowd(practice: Practice) -> None:
    bulk.patients(practice, 40)


def is_chosen(html: str, patient: Patient) -> bool:
    """Whether this patient's button is the one that is on."""
    return bool(re.search(rf'value="{patient.pk}"[^>]*checked', html))


def test_the_last_written_down_are_shown_first(client: Client, url: str, practice: Practice, crowd: None) -> None:
    latest = PatientFactory.create(practice=practice, last_name="Zorander")

    response = client.get(url)

    shown = response.context["choice"].shown
    assert shown[0] == latest
    assert len(shown) == LATEST
    assert "Search for any other." in response.content.decode()


@pytest.mark.parametrize("q", ["zoran", "Zorander, Ida", "ida zorander", "02/29/1988", "1988-02-29"])
def test_any_is_found_by_name_or_date_of_birth(
    client: Client, url: str, practice: Practice, crowd: None, q: str
) -> None:
    wanted = PatientFactory.create(
        practice=practice,
        first_name="Ida",
        last_name="Zorander",
        date_of_birth=dt.date(1988, 2, 29),
        procedure="Crown",
    )
    Patient.objects.exclude(pk=wanted.pk).update(updated_at=clock.now())

    response = client.get(url, {"q": q, "start": "08:15"})

    assert response.context["choice"].shown == [wanted]
    html = response.content.decode()
    assert "Zorander, Ida, born 02/29/1988. Crown, 60 min" in html
    assert 'value="08:15"' in html


@pytest.mark.parametrize("q", ["nobody", "13/45/1988", "%", "x" * 101, "a b c d e f g h"])
def test_a_search_for_nobody_is_answered(client: Client, url: str, crowd: None, q: str) -> None:
    assert client.get(url, {"q": q}).status_code == 200


def test_nobody_found_is_said(client: Client, url: str, crowd: None) -> None:
    html = client.get(url, {"q": "nobody"}).content.decode()
    assert "No patient of that name is free to book." in html
    assert 'value="nobody"' in html


def test_many_of_a_name_are_cut_and_told(client: Client, url: str, practice: Practice) -> None:
    for patient in bulk.patients(practice, FOUND + 5):
        Patient.objects.filter(pk=patient.pk).update(last_name=f"Smith-{patient.pk}")

    response = client.get(url, {"q": "smith"})

    assert len(response.context["choice"].shown) == FOUND
    assert "There are more. Type more of the name." in response.content.decode()


def test_the_chosen_one_stays_when_the_slot_is_refused(
    client: Client, url: str, practice: Practice, crowd: None
) -> None:
    old = Patient.objects.filter(practice=practice).earliest("pk")

    response = client.post(f"{url}?q=nobody", {"patient": old.pk, "start_time": "23:00"})

    assert response.status_code == 200
    assert response.context["choice"].shown == [old]
    assert is_chosen(response.content.decode(), old)


def test_only_those_shown_count_as_viewed(client: Client, url: str, crowd: None, practice_user: User) -> None:
    client.get(url)
    assert PatientView.objects.filter(viewer=practice_user).count() == LATEST


def test_patients_of_others_are_neither_found_nor_booked(client: Client, url: str, day: CaseDay) -> None:
    own = PatientFactory.create(practice=day.practice)
    stranger = PatientFactory.create(last_name="Farfield")

    assert client.get(url, {"q": "Farfield"}).context["choice"].shown == []
    assert client.get(url, {"patient": stranger.pk}).context["choice"].shown == [own]
    response = client.post(url, {"patient": stranger.pk, "start_time": "08:00"})
    assert "Choose a patient of this practice." in response.content.decode()
    assert not Case.objects.exists()


def test_a_patient_added_on_the_way_comes_back_chosen(client: Client, url: str, day: CaseDay) -> None:
    PatientFactory.create(practice=day.practice)
    assert f"/practice/patients/new/?next={url}" in client.get(url).content.decode()

    back = client.post(f"/practice/patients/new/?next={url}", NEW).headers["Location"]

    added = Patient.objects.get(last_name="New")
    assert back == f"{url}?patient={added.pk}"
    assert is_chosen(client.get(back).content.decode(), added)


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test", "/practice/case-days/1/cancel/", "x"])
def test_nobody_is_sent_elsewhere_afterwards(client: Client, practice: Practice, elsewhere: str) -> None:
    response = client.post(f"/practice/patients/new/?next={elsewhere}", NEW)
    assert response.headers["Location"] == f"/practice/patients/{Patient.objects.get().pk}/"


def test_few_sites_stand_in_one_list(client: Client) -> None:
    assert "<optgroup" not in client.get("/practice/case-days/request/").content.decode()


def test_many_sites_stand_by_city(client: Client, practice: Practice) -> None:
    bulk.sites(UNGROUPED + 1, practice)

    html = client.get("/practice/case-days/request/").content.decode()

    cities = sorted({f"{site.city} {site.state}" for site in Site.objects.filter(practice=practice)})
    assert re.findall(r'<optgroup label="([^"]+)"', html) == cities


def test_errors_are_summed_up_in_the_order_of_the_page(client: Client) -> None:
    html = client.post("/practice/case-days/request/", {"mode": "one"}).content.decode()

    summary = re.search(r'class="error-summary.*?</(?:section|div)>', html, re.DOTALL)
    assert summary is not None
    links = re.findall(r'href="#id_(\w+)"', summary.group())
    assert links[:2] == ["site", "date_1"]
    assert links.index("first_case_time") < links.index("expected_end")


def test_a_repeat_rule_that_ends_before_it_begins_is_told_so_once(client: Client, practice: Practice) -> None:
    first, last = day_ahead(60), day_ahead(20)
    sent = {"mode": "repeat", "repeat_from": first.isoformat(), "repeat_until": last.isoformat(), "repeat_weekday": "1"}

    html = client.post("/practice/case-days/request/", sent).content.decode()

    said = f"Until lies before From: {wording.day(last)} is earlier than {wording.day(first)}."
    assert html.count(said) == 2  # above, and at the field
    assert "There is no Tuesday" not in html
