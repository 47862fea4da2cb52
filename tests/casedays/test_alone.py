"""A site has one case day on a date unless somebody says that both are meant: whatever brings a day there asks."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays import alone, changes, lifecycle
from casedays.alone import DayThere, days_there
from casedays.changes import applying
from casedays.details import Edit
from casedays.lifecycle import planning
from casedays.models import CaseDay, Change
from casedays.states import Status
from scheduling_portal.core import wording
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import day_ahead, details, fresh, planned_day, requested_day, site_of, staff_of
from tests.factories.practices import SiteFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
DATE = day_ahead(30)


@pytest.fixture
def there(manager: User) -> CaseDay:
    """What the site has on the date."""
    return planned_day(manager=manager, date=DATE)


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def asked_for(there: CaseDay, **more: Any) -> CaseDay:
    """A request of the same site, on its own date first."""
    return requested_day(there.practice, site=there.site, date=day_ahead(20), **more)


def moved(day: CaseDay, **more: Any) -> Edit:
    return Edit(**{"site": day.site, "date": DATE, "details": details(), **more})


def change_to(there: CaseDay) -> Change:
    """The practice asks a manager to move another of its days onto the date."""
    day = planned_day(there.practice, site=there.site, date=day_ahead(2))
    change = changes.edit_case_day(case_day=day, edit=moved(day), actor=staff_of(day.practice), version=day.version)
    assert change
    assert change.decided_at is None
    return change


Way = Callable[[User, CaseDay, "int | None"], object]


def accept(manager: User, there: CaseDay, beside: int | None) -> None:
    day = asked_for(there, alternatives=[DATE])
    lifecycle.accept_request(case_day=day, actor=manager, date=DATE, beside=beside)


def propose(manager: User, there: CaseDay, beside: int | None) -> None:
    lifecycle.propose_date(case_day=asked_for(there), actor=manager, date=DATE, beside=beside)


def make(manager: User, there: CaseDay, beside: int | None) -> None:
    lifecycle.create_case_day(
        actor=manager, practice=there.practice, site=there.site, date=DATE, details=details(), beside=beside
    )


def move(manager: User, there: CaseDay, beside: int | None) -> None:
    day = planned_day(there.practice, site=there.site, date=day_ahead(20))
    lifecycle.reschedule(case_day=day, actor=manager, date=DATE, beside=beside)


def edit_date(manager: User, there: CaseDay, beside: int | None) -> None:
    day = planned_day(there.practice, site=there.site, date=day_ahead(20))
    changes.edit_case_day(case_day=day, edit=moved(day), actor=manager, version=day.version, beside=beside)


def edit_site(manager: User, there: CaseDay, beside: int | None) -> None:
    day = planned_day(there.practice, site=SiteFactory.create(practice=there.practice), date=DATE)
    edit = moved(day, site=there.site)
    changes.edit_case_day(case_day=day, edit=edit, actor=manager, version=day.version, beside=beside)


def apply(manager: User, there: CaseDay, beside: int | None) -> None:
    changes.apply_change(change=change_to(there), actor=manager, beside=beside)


WAYS: list[Way] = [accept, propose, make, move, edit_date, edit_site, apply]
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


class TestRule:
    @ways
    def test_refuses_a_second_day_and_names_the_first(self, manager: User, there: CaseDay, way: Way) -> None:
        with pytest.raises(DayThere, match="already: planned, first case 7:30 am") as refused:
            way(manager, there, None)
        assert refused.value.case_day_id == there.pk

    @ways
    def test_takes_it_when_both_are_meant(self, manager: User, there: CaseDay, way: Way) -> None:
        way(manager, there, there.pk)

    @ways
    def test_another_day_than_the_one_that_was_shown_is_a_news(self, manager: User, there: CaseDay, way: Way) -> None:
        newer = planned_day(there.practice, site=there.site, date=DATE)
        with pytest.raises(DayThere) as refused:
            way(manager, there, there.pk)
        assert refused.value.case_day_id == newer.pk

    @ways
    def test_a_day_that_was_called_off_is_in_nobodys_way(self, manager: User, there: CaseDay, way: Way) -> None:
        lifecycle.cancel_case_day(case_day=there, actor=manager, reason="Flood")
        way(manager, there, None)

    @ways
    def test_without_the_check_two_days_stand_there(
        self, manager: User, there: CaseDay, way: Way, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (planning, applying):
            monkeypatch.setattr(module, "check_alone", lambda *_place, **_but: None)
        way(manager, there, None)

    def test_a_day_stays_where_it_is_beside_another(self, manager: User, there: CaseDay) -> None:
        day = planned_day(there.practice, site=there.site, date=DATE)
        edit = moved(day, details=details(first_case_time=dt.time(9), expected_end=dt.time(15)))
        assert changes.edit_case_day(case_day=day, edit=edit, actor=manager, version=day.version)

    def test_what_a_manager_has_to_decide_is_asked_of_the_manager_alone(self, there: CaseDay) -> None:
        assert change_to(there).fields["date"][1] == DATE.isoformat()


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def race(self) -> list[str]:
        manager = ManagerFactory.create()
        site = site_of()
        days = [requested_day(site.practice, site=site, date=day_ahead(20 + n), alternatives=[DATE]) for n in range(2)]

        def put(day: CaseDay) -> str:
            try:
                lifecycle.accept_request(case_day=day, actor=manager, date=DATE)
            except DayThere:
                return "refused"
            finally:
                connection.close()
            return "planned"

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(put, days))

    def test_the_second_is_refused(self) -> None:
        assert self.race() == ["planned", "refused"]

    def test_without_the_lock_both_come(self, monkeypatch: pytest.MonkeyPatch) -> None:
        both = Barrier(2, timeout=10)

        def look_only(site: Any, date: dt.date, beside: int | None, *, but: CaseDay) -> None:
            found = days_there(site, [date], but=but)
            both.wait()
            if found:
                raise alone.DayThere(found[-1])

        monkeypatch.setattr(planning, "check_alone", look_only)
        assert self.race() == ["planned", "planned"]


class TestManagersPages:
    """Each page says it with a link to the day that is there, and goes on once the box is ticked."""

    def send(self, client: Client, name: str, pk: int, **data: Any) -> str:
        return client.post(reverse(f"manager:{name}", args=[pk]), data, follow=True).content.decode()

    def asks(self, html: str, there: CaseDay) -> bool:
        return f"Have both days there on {wording.day(DATE)}" in html and f"/case-days/{there.pk}/" in html

    def test_accept(self, client: Client, there: CaseDay) -> None:
        day = asked_for(there, alternatives=[DATE])
        sent = {"date": DATE.isoformat(), "version": day.version}
        assert self.asks(self.send(client, "casedays-accept", day.pk, **sent), there)
        assert fresh(day).status == Status.REQUESTED
        self.send(client, "casedays-accept", day.pk, again=there.pk, **sent)
        assert (fresh(day).status, fresh(day).date) == (Status.PLANNED, DATE)

    def test_propose(self, client: Client, there: CaseDay) -> None:
        day = asked_for(there)
        sent = {"date": DATE.isoformat(), "seen": DATE.isoformat()}
        assert self.asks(self.send(client, "casedays-propose", day.pk, **sent), there)
        self.send(client, "casedays-propose", day.pk, again=there.pk, **sent)
        assert fresh(day).proposed_date == DATE

    def test_edit_says_it_with_what_follows(self, client: Client, there: CaseDay) -> None:
        day = planned_day(there.practice, site=there.site, date=day_ahead(20))
        url = reverse("manager:casedays-edit", args=[day.pk])
        sent = {
            "site": day.site_id, "date": DATE.isoformat(), "first_case_time": "07:30", "expected_end": "14:00",
            "expected_patients": 5, "children": "no", "version": day.version,
        }  # fmt: skip
        shown = client.post(url, sent)
        assert self.asks(shown.content.decode(), there)
        refused = client.post(url, {**sent, "seen": shown.context["mark"]}).content.decode()
        assert "1 thing to save the day" in refused
        assert self.asks(refused, there)
        client.post(url, {**sent, "seen": shown.context["mark"], "again": there.pk})
        assert fresh(day).date == DATE

    def test_apply(self, client: Client, there: CaseDay) -> None:
        change = change_to(there)
        page = client.get(reverse("manager:changes-apply", args=[change.pk])).content.decode()
        assert self.asks(page, there)
        assert "1 thing to apply the change" in self.send(client, "changes-apply", change.pk)
        assert "enter a whole number" in self.send(client, "changes-apply", change.pk, again="yes")
        assert "is applied" in self.send(client, "changes-apply", change.pk, again=there.pk)
        assert fresh(change.case_day).date == DATE


def test_practices_edit_that_applies_at_once_asks_the_practice(there: CaseDay, monkeypatch: pytest.MonkeyPatch) -> None:
    day = planned_day(there.practice, site=there.site, date=day_ahead(20))
    staff = staff_of(there.practice)
    at_once = changes.asking.Verdict(needs_manager=False, why="Nobody is on it yet.")
    monkeypatch.setattr(changes.asking, "decide", lambda *_facts, **_hours: at_once)
    url = reverse("practice:casedays-edit", args=[day.pk])
    sent = {
        "site": day.site_id, "date": DATE.isoformat(), "first_case_time": "07:30", "expected_end": "14:00",
        "expected_patients": 5, "children": "no", "version": day.version,
    }  # fmt: skip
    client = client_of(staff)
    assert f"Have both days there on {wording.day(DATE)}" in client.post(url, sent).content.decode()
    assert "has a day on" in client.post(url, {**sent, "confirmed": 1}).content.decode()
    assert fresh(day).date != DATE
    client.post(url, {**sent, "confirmed": 1, "again": there.pk})
    assert fresh(day).date == DATE
