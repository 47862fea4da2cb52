"""Managers make days and edit them; two who edit the same one hear of each other."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from casedays.states import Status
from tests.factories.accounts import ManagerFactory, SkillFactory
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    fresh,
    planned_day,
    requested_day,
    staff_of,
)  # fmt: skip
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def form_of(day: CaseDay, **fields: object) -> dict[str, object]:
    return {
        "site": day.site_id, "date": day.date.isoformat(), "first_case_time": "07:30", "expected_end": "14:00",
        "expected_patients": 5, "children": "no", "contact_name": day.contact_name, "version": day.version,
        "contact_phone": str(day.contact_phone or ""), "parking": day.parking, "notes": day.notes, **fields,
    }  # fmt: skip


def test_edit_shows_what_follows_before_it_saves(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    preview = client.post(url, form_of(day, first_case_time="07:00"))
    assert b"Nothing is saved yet" in preview.content
    assert b"Saving this sends the team 3 texts" in preview.content
    assert fresh(day).first_case_time.hour == 7
    assert fresh(day).first_case_time.minute == 30
    mark = preview.context["mark"]
    saved = client.post(url, form_of(day, first_case_time="07:00", seen=mark), follow=True)
    assert b"Saved." in saved.content
    assert fresh(day).first_case_time.minute == 0


def test_edit_with_an_older_version_keeps_what_was_typed(client: Client) -> None:
    boss = ManagerFactory.create()
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    seen = client.post(url, form_of(day, notes="Mine")).context["mark"]
    other = client_of(boss)
    other.post(url, form_of(day, notes="Theirs", seen=other.post(url, form_of(day, notes="Theirs")).context["mark"]))
    html = client.post(url, form_of(day, notes="Mine", seen=seen)).content.decode()
    assert html.count("else changed this day while you were editing") == 1
    assert f"Change 1 applied by <b>{boss.get_full_name()}</b>, just now: Notes for the team" in html
    assert "Keep theirs" in html
    assert "Theirs" in html
    assert "Mine" in html
    assert fresh(day).notes == "Theirs"


def test_edit_of_an_older_version_is_told_before_what_follows_is_shown(client: Client) -> None:
    boss = ManagerFactory.create()
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    other = client_of(boss)
    other.post(url, form_of(day, notes="Theirs", seen=other.post(url, form_of(day, notes="Theirs")).context["mark"]))
    html = client.post(url, form_of(day, expected_patients=6)).content.decode()
    assert "Keep theirs" in html
    assert "Nothing is saved yet" not in html


def test_edit_keeps_what_only_the_other_changed(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    theirs = form_of(day, parking="Rear door", first_case_time="08:00", children="yes")
    client.post(url, {**theirs, "seen": client.post(url, theirs).context["mark"]})
    response = client.post(url, form_of(day, notes="Mine"))
    form, stale = response.context["form"], response.context["stale"]
    assert [label for label, _, _ in stale.rows] == ["Notes for the team"]
    assert stale.untouched == {"parking", "first_case_time", "children"}
    values = {name: form[name].value() for name in ("parking", "first_case_time", "children", "notes")}
    assert values == {"parking": "Rear door", "first_case_time": "08:00", "children": "yes", "notes": "Mine"}
    sent = {**form_of(day, **values), "version": fresh(day).version}
    saved = client.post(url, {**sent, "seen": client.post(url, sent).context["mark"]}, follow=True)
    assert b"Saved." in saved.content
    assert (fresh(day).parking, fresh(day).notes) == ("Rear door", "Mine")


def test_edit_of_a_request_with_an_older_version_can_be_put_over_it(client: Client) -> None:
    day = requested_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    mine = form_of(day, expected_patients=7, date_1=day.date.isoformat())
    client.post(url, {**mine, "expected_patients": 9})
    html = client.post(url, mine).content.decode()
    assert "Request changed by" in html
    assert "Put mine over it" in html
    assert fresh(day).expected_patients == 9
    client.post(url, {**mine, "version": fresh(day).version})
    assert fresh(day).expected_patients == 7


def test_edit_of_a_request_applies_at_once(client: Client) -> None:
    day = requested_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    data = form_of(day, expected_patients=7, date_1=day.date.isoformat())
    assert b"Saved." in client.post(url, data, follow=True).content
    assert fresh(day).expected_patients == 7


def test_new_makes_a_planned_day(client: Client) -> None:
    site = requested_day().site
    url = reverse("manager:casedays-new")
    assert b"New case day" in client.get(url).content
    data = {
        "site": site.pk, "date": day_ahead(9).isoformat(), "first_case_time": "08:00", "expected_end": "07:00",
        "expected_patients": 3, "children": "no",
    }  # fmt: skip
    assert "Did you mean 7:00 pm?" in client.post(url, data).content.decode()
    response = client.post(url, {**data, "expected_end": "15:00"}, follow=True)
    assert b"is planned. Choose the team now." in response.content
    assert CaseDay.objects.get(date=day_ahead(9)).status == Status.PLANNED


class TestNewLikeAnother:
    """ "New case day" on the page of a cancelled day starts from what that one asked."""

    @pytest.fixture
    def cancelled(self, manager: User) -> CaseDay:
        day = planned_day(expected_patients=7, children=True, parking="Rear lot", notes="Bring the monitor")
        day.skills.add(SkillFactory.create(name="spanish"))
        lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Flood")
        return fresh(day)

    def test_link_leads_to_a_form_that_says_the_same(self, client: Client, cancelled: CaseDay) -> None:
        url = f"{reverse('manager:casedays-new')}?like={cancelled.pk}"
        page = client.get(reverse("manager:casedays-detail", args=[cancelled.pk])).content.decode()
        assert f'href="{url}"' in page

        html = client.get(url).content.decode()
        assert f'<option value="{cancelled.site_id}" selected' in html
        for typed in (cancelled.date.isoformat(), 'value="7"', "Rear lot", "Bring the monitor", "07:30"):
            assert typed in html
        assert html.count("checked") == 2  # children, and the skill

    def test_a_date_that_has_passed_is_left_empty(self, client: Client, cancelled: CaseDay) -> None:
        CaseDay.objects.filter(pk=cancelled.pk).update(date=day_ahead(-3))
        form = client.get(reverse("manager:casedays-new"), {"like": cancelled.pk}).context["form"]
        assert "date" not in form.initial
        assert form.initial["expected_patients"] == 7

    @pytest.mark.parametrize("like", ["", "0", "-1", "x", "999999", "9" * 40])
    def test_no_such_day_is_an_empty_form(self, client: Client, cancelled: CaseDay, like: str) -> None:
        response = client.get(reverse("manager:casedays-new"), {"like": like})
        assert response.status_code == 200
        assert response.context["form"].initial == {}

    def test_what_was_typed_wins_over_the_other_day(self, client: Client, cancelled: CaseDay) -> None:
        url = f"{reverse('manager:casedays-new')}?like={cancelled.pk}"
        html = client.post(url, form_of(cancelled, expected_patients="", parking="Front")).content.decode()
        assert "Enter how many patients you expect." in html
        assert "Front" in html
        assert "Rear lot" not in html


def test_edit_of_the_date_leads_to_comparing_it_first(client: Client) -> None:
    day = accepted_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    link = f'href="{reverse("manager:casedays-reschedule", args=[day.pk])}?date_1={day_ahead(30).isoformat()}"'
    html = client.post(url, form_of(day, date=day_ahead(30).isoformat())).content.decode()
    assert f'<a class="btn btn-primary" {link}>Compare dates and replacements in Reschedule</a>' in html
    assert '<button class="btn" type="submit" name="seen"' in html
    assert "Compare dates" not in client.post(url, form_of(day, notes="Mine")).content.decode()
    assert fresh(day).date == day.date


def test_edit_goes_on_when_only_the_details_were_confirmed_meanwhile(client: Client) -> None:
    day = confirmed_day()
    url = reverse("manager:casedays-edit", args=[day.pk])
    mine = form_of(day, notes="Mine")
    mark = client.post(url, mine).context["mark"]
    lifecycle.confirm_details(case_day=day, actor=staff_of(day.practice), version=day.version)
    html = client.post(url, {**mine, "seen": mark}, follow=True).content.decode()
    assert "Saved." in html
    assert fresh(day).notes == "Mine"
