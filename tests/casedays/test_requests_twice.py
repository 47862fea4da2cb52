"""The same request sent twice: by a second press of the button it is one, on purpose it is two."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from accounts.models import Skill
from casedays import lifecycle
from casedays.details import CaseDayDetails
from casedays.lifecycle import SentAlready, requesting
from casedays.models import CaseDay
from practices.models import Practice
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import day_ahead, details, requested_day, site_of, staff_of
from tests.factories.practices import MembershipFactory, SiteFactory
from tests.personas import client_of

URL = "/practice/case-days/request/"


def ask(day: CaseDay, given: CaseDayDetails | None = None, **fields: object) -> CaseDay:
    """Ask for what `day` asks for."""
    values = {"actor": staff_of(day.practice), "site": day.site, "wanted_dates": [day.date], **fields}
    return lifecycle.request_case_day(practice=day.practice, details=given or details(), **values)  # type: ignore[arg-type]


@pytest.mark.django_db
class TestService:
    def test_second_one_is_refused_and_names_the_first(self) -> None:
        first = requested_day()
        with pytest.raises(SentAlready, match="You sent this request a moment ago") as caught:
            ask(first)
        assert caught.value.case_day_id == first.pk
        assert CaseDay.objects.count() == 1

    def test_what_the_site_fills_in_does_not_make_it_another(self) -> None:
        site = SiteFactory.create(contact_name="Olga", contact_phone="+15035550142", notes="Door 9")
        first = requested_day(site=site)
        with pytest.raises(SentAlready):
            ask(first)

    def test_two_minutes_later_it_is_meant(self) -> None:
        first = requested_day()
        with time_machine.travel(clock.now() + dt.timedelta(minutes=2, seconds=1)):
            assert ask(first).pk != first.pk

    def test_another_detail_person_site_date_or_order_of_dates_is_another_request(self) -> None:
        first = requested_day()
        skill = Skill.objects.create(name="Dental implants under sedation")
        ask(first, details(expected_patients=6))
        ask(first, details(notes="Second room"))
        ask(first, details(skills=[skill]))
        ask(first, actor=MembershipFactory.create(practice=first.practice).user)
        ask(first, site=SiteFactory.create(practice=first.practice))
        ask(first, wanted_dates=[day_ahead(15)])
        ask(first, wanted_dates=[first.date, day_ahead(15)])
        assert CaseDay.objects.count() == 8

    def test_after_it_was_taken_back_or_rejected_it_may_be_sent_again(self) -> None:
        first = requested_day()
        lifecycle.cancel_case_day(case_day=first, actor=staff_of(first.practice), reason="Wrong button")
        second = ask(first)
        lifecycle.reject_request(case_day=second, actor=ManagerFactory.create(), reason="Which room?")
        ask(first)

    def test_several_dates_are_refused_only_when_all_were_sent(self) -> None:
        site = site_of()
        for_both = {"actor": staff_of(site.practice), "practice": site.practice, "site": site, "details": details()}
        dates = [day_ahead(20), day_ahead(27)]
        lifecycle.request_case_days(dates=dates, **for_both)  # type: ignore[arg-type]
        with pytest.raises(SentAlready):
            lifecycle.request_case_days(dates=dates, **for_both)  # type: ignore[arg-type]
        assert CaseDay.objects.count() == 2
        lifecycle.request_case_days(dates=[*dates, day_ahead(13)], **for_both)  # type: ignore[arg-type]
        assert CaseDay.objects.count() == 5

    def test_repeat_rule_is_the_same_only_as_a_whole(self) -> None:
        site = site_of()
        rule = {"actor": staff_of(site.practice), "practice": site.practice, "site": site, "details": details()}
        dates = [day_ahead(20), day_ahead(27), day_ahead(34)]
        lifecycle.request_case_days(dates=dates, series=True, **rule)  # type: ignore[arg-type]
        with pytest.raises(SentAlready):
            lifecycle.request_case_days(dates=dates, series=True, **rule)  # type: ignore[arg-type]
        lifecycle.request_case_days(dates=dates[:2], series=True, **rule)  # type: ignore[arg-type]
        lifecycle.request_case_days(dates=dates, **rule)  # type: ignore[arg-type]
        assert CaseDay.objects.count() == 8

    def test_a_file_with_two_rows_alike_means_two(self) -> None:
        assert ask(requested_day(), again=True).pk
        assert CaseDay.objects.count() == 2


@pytest.mark.django_db
def test_page_says_so_and_leads_to_the_day(practice_user: object) -> None:
    practice = Practice.objects.get(memberships__user=practice_user)  # type: ignore[misc]
    client = client_of(staff_of(practice))
    typed = {
        "mode": "one", "site": practice.sites.get(name="Main").pk, "date_1": day_ahead(20).isoformat(),
        "first_case_time": "07:30", "expected_end": "14:00", "expected_patients": 5, "children": "no",
        "parking": "Rear lot",
    }  # fmt: skip
    client.post(URL, typed)
    day = CaseDay.objects.get()
    html = client.post(URL, typed).content.decode()
    assert "You sent this request a moment ago." in html
    assert f'href="/practice/case-days/{day.pk}/"' in html
    assert "Rear lot" in html
    assert CaseDay.objects.count() == 1


def press_twice(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two presses at once, the second while the first has looked and not saved yet; returns how many days there are."""
    site = site_of()
    person = staff_of(site.practice)
    first_has_looked, turn = threading.Event(), threading.Lock()
    look = requesting._check_first_time

    def slowly(*args: object, **options: object) -> None:
        look(*args, **options)  # type: ignore[arg-type]
        if turn.acquire(blocking=False):
            first_has_looked.set()
            threading.Event().wait(0.7)  # long enough for the other to look, were nothing in its way

    monkeypatch.setattr(requesting, "_check_first_time", slowly)

    def press() -> None:
        try:
            lifecycle.request_case_day(
                actor=person, practice=site.practice, site=site, wanted_dates=[day_ahead(20)], details=details()
            )
        except SentAlready:
            pass
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    presses[0].start()
    first_has_looked.wait(20)
    presses[1].start()
    for each in presses:
        each.join(30)
    return CaseDay.objects.count()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    assert press_twice(monkeypatch) == 1
