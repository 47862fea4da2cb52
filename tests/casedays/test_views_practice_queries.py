"""The practice's pages ask the same number of queries for 3 rows as for 30, and never more than 15."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from casedays import lifecycle
from casedays.models import Case, CaseDay
from casedays.selectors.practice_days import list_page, sites_of
from casedays.states import Status
from practices.models import PatientView, Practice
from scheduling_portal.core import clock
from tests.factories.casedays import confirmed_day, day_ahead, details
from tests.factories.practices import MembershipFactory, PatientFactory, SiteFactory
from tests.personas import client_of
from tests.support.queries import MOST, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


queries = queries_of


def grow(client: Client, url: str, add: Callable[[int], None]) -> tuple[int, int]:
    """Queries with 3 rows and with 30."""
    add(3)
    few = queries(client, url)
    add(27)
    return few, queries(client, url)


def days(practice: Practice, count: int) -> None:
    """Days in each status with what rows tell of: a series, patients, a proposed date."""
    site = practice.sites.all()[0]
    patient = PatientFactory.create(practice=practice)
    for number in range(count):
        status = (Status.REQUESTED, Status.CONFIRMED, Status.PLANNED)[number % 3]
        day = CaseDay.objects.create(
            practice=practice,
            site=site,
            date=day_ahead(3 + number),
            status=status,
            first_case_time=dt.time(8),
            expected_end=dt.time(14),
            confirmed_at=clock.now() if status == Status.CONFIRMED else None,
            series=uuid.uuid4() if status == Status.REQUESTED else None,
            proposed_date=day_ahead(4 + number) if status == Status.REQUESTED else None,
        )
        if status == Status.CONFIRMED:
            Case.objects.create(case_day=day, patient=patient, practice=practice, start_time=dt.time(8), minutes=30)


@pytest.mark.parametrize("url", ["/practice/", "/practice/?when=past", "/practice/case-days/"])
def test_lists_of_days_keep_their_number_of_queries(client: Client, practice: Practice, url: str) -> None:
    few, many = grow(client, url, lambda count: days(practice, count))

    assert few == many <= MOST


def test_repeat_rules_are_looked_up_with_one_query_a_page(practice_user: User, practice: Practice) -> None:
    days(practice, 30)
    mark = uuid.uuid4()
    CaseDay.objects.filter(status=Status.REQUESTED).exclude(pk=CaseDay.objects.order_by("date")[0].pk).update(
        series=mark
    )
    with CaptureQueriesContext(connection) as seen:
        page = list_page(practice_user, sites_of(practice_user), {"status": Status.REQUESTED})
    about_series = [query["sql"] for query in seen if '"series" IN' in query["sql"] or '"series" =' in query["sql"]]
    assert len(about_series) == 1
    assert len(page.rows) == 10


def test_place_in_a_repeat_rule_is_told(practice_user: User, practice: Practice) -> None:
    lifecycle.request_case_days(
        actor=practice_user, practice=practice, site=practice.sites.all()[0], details=details(),
        dates=[day_ahead(20 + 7 * week) for week in range(3)], series=True,
    )  # fmt: skip
    page = list_page(practice_user, sites_of(practice_user), {})
    assert [row.next_step.rpartition(".")[0].rpartition(". ")[2] for row in page.rows] == [
        "Repeats: 1 of 3", "Repeats: 2 of 3", "Repeats: 3 of 3"
    ]  # fmt: skip


def test_the_patients_of_a_day_keep_their_number_of_queries(client: Client, practice: Practice) -> None:
    day = confirmed_day(practice)

    def add(count: int) -> None:
        start = day.cases.count()
        for number in range(start, start + count):
            Case.objects.create(
                case_day=day,
                patient=PatientFactory.create(practice=practice),
                practice=practice,
                start_time=(dt.datetime(2027, 1, 1, 7, 30) + dt.timedelta(minutes=10 * number)).time(),
                minutes=5,
            )

    few, many = grow(client, f"/practice/case-days/{day.pk}/patients/", add)
    assert few == many <= MOST
    assert queries(client, f"/practice/case-days/{day.pk}/") <= MOST
    assert queries(client, f"/practice/case-days/{day.pk}/edit/") <= MOST
    assert queries(client, f"/practice/case-days/{day.pk}/patients/book/") <= MOST
    assert queries(client, f"/practice/cases/{day.cases.all()[0].pk}/") <= MOST


def test_lists_of_patients_and_views_keep_their_number_of_queries(
    client: Client, practice: Practice, practice_user: User
) -> None:
    def add(count: int) -> None:
        for patient in PatientFactory.create_batch(count, practice=practice):
            PatientView.objects.create(patient=patient, viewer=practice_user, page="test")

    few, many = grow(client, "/practice/patients/", add)
    assert few == many <= MOST
    few, many = grow(client, "/practice/patients/views/", add)
    assert few == many <= MOST


def test_practices_keep_their_number_of_queries(client: Client, manager: User, practice: Practice) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            SiteFactory.create(practice=practice)
            MembershipFactory.create(practice=practice)
            SiteFactory.create()
        days(practice, count)

    few, many = grow(client, "/practice/practice/", add)
    assert few == many <= MOST
    for url in ("/manager/practices/", f"/manager/practices/{practice.pk}/"):
        few, many = grow(client_of(manager), url, add)
        assert few == many <= MOST
