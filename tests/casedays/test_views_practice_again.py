"""Asking for a day where the site has one already: said, and meant when it is asked for again."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from practices.models import Practice, Site
from scheduling_portal.core import wording
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import day_ahead, planned_day, requested_day, site_of
from tests.factories.practices import SiteFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db

URL = "/practice/case-days/request/"
TYPED = {
    "first_case_time": "08:00",
    "expected_end": "14:00",
    "expected_patients": "4",
    "children": "no",
    "notes": "Rear lot",
}


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


@pytest.fixture
def day(practice: Practice) -> CaseDay:
    """What a colleague has, three weeks ahead."""
    day = planned_day(practice)
    CaseDay.objects.filter(pk=day.pk).update(requested_by=None)
    return day


def ask(client: Client, site: Site, **more: str) -> str:
    return client.post(URL, {"mode": "one", "site": str(site.pk), **TYPED, **more}, follow=True).content.decode()


def test_is_said_at_the_date_with_a_way_to_the_day(client: Client, day: CaseDay) -> None:
    html = ask(client, day.site, date_1=day.date.isoformat())

    assert f"{day.site.label} has a day on" in html
    assert f'href="/practice/case-days/{day.pk}/"' in html
    assert f"Ask for another day there on {wording.day(day.date)}" in html
    assert "Rear lot" in html
    assert CaseDay.objects.count() == 1


def test_goes_when_it_is_meant(client: Client, day: CaseDay) -> None:
    ask(client, day.site, date_1=day.date.isoformat(), again=str(day.pk))
    assert CaseDay.objects.filter(site=day.site, date=day.date).count() == 2


def test_what_is_meant_is_not_forgotten_over_another_slip(client: Client, day: CaseDay) -> None:
    html = ask(client, day.site, date_1=day.date.isoformat(), again=str(day.pk), expected_end="07:00")
    assert f'<input type="hidden" name="again" value="{day.pk}">' in html


def test_what_is_meant_on_one_date_is_not_meant_on_another(client: Client, day: CaseDay) -> None:
    other = planned_day(day.practice, site=day.site, date=day_ahead(28))

    html = ask(client, day.site, date_1=other.date.isoformat(), again=str(day.pk))

    assert f"Ask for another day there on {wording.day(other.date)}" in html
    assert CaseDay.objects.count() == 2


def test_what_is_no_day_of_the_practice_is_not_taken(client: Client, day: CaseDay) -> None:
    html = ask(client, day.site, date_1=day.date.isoformat(), again=str(planned_day().pk))
    assert "Select a valid choice" in html


def test_several_dates_say_which(client: Client, day: CaseDay) -> None:
    free = day.date + dt.timedelta(days=1)
    html = ask(client, day.site, mode="several", several_1=free.isoformat(), several_2=day.date.isoformat())

    assert html.count("already.") == 2  # at the field and in the summary
    assert 'href="#id_several_2"' in html
    assert CaseDay.objects.count() == 1


def test_repeat_rule_says_which(client: Client, day: CaseDay) -> None:
    rule = {
        "repeat_weeks": "1",
        "repeat_weekday": str(day.date.weekday()),
        "repeat_from": day.date.isoformat(),
        "repeat_until": (day.date + dt.timedelta(days=15)).isoformat(),
    }
    assert 'href="#id_repeat_from"' in ask(client, day.site, mode="repeat", **rule)
    assert CaseDay.objects.count() == 1
    ask(client, day.site, mode="repeat", again=str(day.pk), **rule)
    assert CaseDay.objects.count() == 4


@pytest.mark.parametrize("why", ["other site", "other date", "only an alternative", "cancelled"])
def test_is_no_matter(client: Client, practice: Practice, day: CaseDay, why: str) -> None:
    site, date, more = day.site, day.date.isoformat(), {}
    if why == "other site":
        site = SiteFactory.create(practice=practice)
    elif why == "other date":
        date = day_ahead(33).isoformat()
    elif why == "only an alternative":
        date, more = day_ahead(33).isoformat(), {"date_2": date}
    else:
        lifecycle.cancel_case_day(case_day=day, actor=ManagerFactory.create(), reason="Water damage")

    ask(client, site, date_1=date, **more)

    assert CaseDay.objects.count() == 2


def test_days_of_other_practices_are_not_told(client: Client, practice: Practice) -> None:
    theirs = requested_day()
    html = ask(client, site_of(practice), date_1=theirs.date.isoformat())
    assert "already." not in html
    assert CaseDay.objects.count() == 2


def test_one_more_date_beside_one_just_sent_is_another_request(client: Client, practice: Practice) -> None:
    site, first, second = site_of(practice), day_ahead(20), day_ahead(27)
    ask(client, site, date_1=first.isoformat())

    html = ask(client, site, mode="several", several_1=first.isoformat(), several_2=second.isoformat())

    assert "You sent this request a moment ago" not in html
    assert 'href="#id_several_1"' in html
    assert "Ask for another day there on" in html
    both = {"several_1": first.isoformat(), "several_2": second.isoformat()}
    there = CaseDay.objects.get()
    ask(client, site, mode="several", again=str(there.pk), **both)
    assert CaseDay.objects.count() == 3
