"""The manager's first screen and the pages of its groups."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from availability.tasks import count_coverage
from casedays import staffing
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import (
    accepted_day,
    active,
    planned_day,
    requested_day,
    trio,
)  # fmt: skip
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def get(client: Client, name: str, query: str = "", **args: object) -> str:
    response = client.get(reverse(f"manager:{name}", kwargs=args or None) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_home_without_anything_says_so(client: Client) -> None:
    html = get(client, "home")
    assert "Nothing needs you" in html
    assert "Open the board" in html


def test_home_shows_the_groups_in_the_products_order(client: Client) -> None:
    dropped = accepted_day()
    nurse = active(dropped)[1]
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
    requested_day()
    planned_day()
    html = get(client, "home")
    places = [
        html.index(word)
        for word in ("Drop-outs, days at risk and conflicts", "Requests to review", "Days without a full team")
    ]
    assert places == sorted(places)
    assert "Child is ill" in html
    assert html.count("btn-primary") == 1


def test_home_counts_each_thing_once_in_title_and_badge(client: Client) -> None:
    requested_day()
    planned_day()
    html = get(client, "home")
    assert "2 things need you" in html
    assert '<span class="nav-count">2' in html


def test_home_shows_coverage_of_the_period_that_collects(client: Client) -> None:
    PeriodFactory.create()
    requested_day()
    assert "Being counted" in get(client, "home")
    count_coverage()
    assert "0 teams possible" in get(client, "home")


def test_missing_answers_lead_to_the_period_that_collects(client: Client) -> None:
    period = PeriodFactory.create()
    trio()
    address = reverse("manager:availability-period", args=[period.pk])
    assert f'href="{address}?state=missing"' in get(client, "home")


def test_a_group_has_a_page_of_its_own(client: Client) -> None:
    planned_day()
    html = get(client, "attention", group="without-team")
    assert "Anesthesiologist, nurse and medic slots open." in html
    assert client.get(reverse("manager:attention", args=["nonsense"])).status_code == 404
