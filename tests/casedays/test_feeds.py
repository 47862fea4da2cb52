"""Private calendars: whose days, how they stand, and who can read them."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import Clinician, User
from casedays import feeds, lifecycle, staffing
from casedays.changes import apply_change, edit_case_day
from casedays.details import Edit
from casedays.feeds import address_of, feed_of, reset_feed
from casedays.models import Assignment, CalendarFeed, CaseDay
from casedays.selectors import calendar as selector
from practices.models import Practice
from scheduling_portal.core import clock
from scheduling_portal.core.errors import NotAllowed
from tests.factories.accounts import ClinicianFactory
from tests.factories.casedays import active, confirmed_day, details, fresh, planned_day, requested_day, staffed_day
from tests.factories.practices import PatientFactory, PracticeFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(practice: Practice, boss: User) -> CaseDay:
    return confirmed_day(practice, manager=boss)


@pytest.fixture
def asked(day: CaseDay) -> Assignment:
    return active(day)[1]


def path_of(owner: Clinician | Practice) -> str:
    return address_of(feed_of(owner)).removeprefix("https://trio.example")


def entries(client: Client, owner: Clinician | Practice) -> list[Any]:
    """What a calendar program reads at the owner's address."""
    answer = client.get(path_of(owner))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def only(client: Client, owner: Clinician | Practice) -> Any:
    (entry,) = entries(client, owner)
    return entry


class TestClinician:
    def test_asked_day(self, client: Client, asked: Assignment) -> None:
        entry, day = only(client, asked.clinician), asked.case_day

        assert entry["STATUS"] == "TENTATIVE"
        assert entry["SUMMARY"] == f"Answer wanted: {day.practice.name}, {day.site.label}"
        assert entry.decoded("DTSTART") == clock.local_instant(day.date, day.arrival_time, day.site.time_zone)
        assert entry.decoded("DTEND") == clock.local_instant(day.date, day.expected_end, day.site.time_zone)
        assert day.site.address in entry["LOCATION"]
        assert "Arrive 6:30 am PT, as nurse." in entry["DESCRIPTION"]
        assert entry["URL"] == f"https://trio.example/clinician/case-days/{day.pk}/"

    def test_answer_is_a_newer_edition_of_the_same_entry(self, client: Client, asked: Assignment) -> None:
        before = only(client, asked.clinician)
        staffing.accept_assignment(assignment=asked, actor=asked.clinician.user)
        after = only(client, asked.clinician)

        assert after["STATUS"] == "CONFIRMED"
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]

    def test_changed_times_raise_the_sequence_and_keep_the_uid(
        self, client: Client, asked: Assignment, boss: User
    ) -> None:
        before, day = only(client, asked.clinician), asked.case_day
        edit = Edit(site=day.site, date=day.date, details=details(first_case_time=dt.time(8, 30)))
        change = edit_case_day(case_day=day, edit=edit, actor=boss, version=fresh(day).version)
        if change is not None and change.status == "waiting":
            apply_change(change=change, actor=boss)
        after = only(client, asked.clinician)

        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after.decoded("DTSTART") > before.decoded("DTSTART")

    def test_declined_stays_as_cancelled(self, client: Client, asked: Assignment) -> None:
        before = only(client, asked.clinician)
        staffing.decline_assignment(assignment=asked, actor=asked.clinician.user, reason="Ill")
        after = only(client, asked.clinician)

        assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["SUMMARY"] == f"Can't make it: {asked.case_day.practice.name}"
        assert "LOCATION" not in after

    def test_released_learns_nothing_new_of_the_day(self, client: Client, asked: Assignment, boss: User) -> None:
        was = asked.date
        staffing.release_clinician(assignment=asked, actor=boss, reason="A better fit")
        CaseDay.objects.filter(pk=asked.case_day_id).update(date=was + dt.timedelta(days=9))

        entry = only(client, asked.clinician)

        assert (entry["STATUS"], entry.decoded("DTSTART")) == ("CANCELLED", was)
        assert entry["SUMMARY"].startswith("Released: ")
        assert "A better fit" not in entry.to_ical().decode()

    def test_cancelled_day(self, client: Client, asked: Assignment, boss: User) -> None:
        lifecycle.cancel_case_day(case_day=asked.case_day, actor=boss, reason="Water damage")
        entry = only(client, asked.clinician)
        assert entry["STATUS"] == "CANCELLED"
        assert entry["SUMMARY"].startswith("Cancelled: ")

    def test_who_was_released_before_reads_no_cancelled_when_the_day_is_cancelled_later(
        self, client: Client, asked: Assignment, boss: User
    ) -> None:
        staffing.release_clinician(assignment=asked, actor=boss, reason="A better fit")
        lifecycle.cancel_case_day(case_day=asked.case_day, actor=boss, reason="Water damage")
        assert only(client, asked.clinician)["SUMMARY"].startswith("Released: ")

    def test_held_days_and_days_of_others_are_not_there(
        self, client: Client, practice: Practice, boss: User, asked: Assignment
    ) -> None:
        held = active(staffed_day(practice, manager=boss))[0]
        assert entries(client, held.clinician) == []
        assert entries(client, ClinicianFactory.create()) == []

    def test_days_long_past_leave(self, client: Client, asked: Assignment) -> None:
        long_past = clock.now().date() - selector.KEPT - dt.timedelta(days=1)
        CaseDay.objects.filter(pk=asked.case_day_id).update(date=long_past)
        assert entries(client, asked.clinician) == []

    @pytest.mark.parametrize("what", ["person", "clinician"])
    def test_who_left_has_an_empty_calendar(self, client: Client, asked: Assignment, what: str) -> None:
        path = path_of(asked.clinician)
        if what == "person":
            User.objects.filter(pk=asked.clinician.user_id).update(is_active=False)
        else:
            Clinician.objects.filter(pk=asked.clinician_id).update(active=False)
        assert b"VEVENT" not in client.get(path).content


class TestPractice:
    def test_planned_confirmed_and_cancelled(self, client: Client, practice: Practice, boss: User) -> None:
        requested_day(practice)
        planned = planned_day(practice)
        first = only(client, practice)
        assert (first["STATUS"], first["SUMMARY"]) == ("TENTATIVE", f"Planned: Case day, {planned.site.label}")
        assert "not confirmed yet" in first["DESCRIPTION"]

        lifecycle.cancel_case_day(case_day=planned, actor=boss, reason="Water damage")

        last = only(client, practice)
        assert (last["STATUS"], last["UID"]) == ("CANCELLED", first["UID"])
        assert last["SEQUENCE"] > first["SEQUENCE"]

    def test_confirmed(self, client: Client, practice: Practice, day: CaseDay) -> None:
        entry = only(client, practice)
        assert (entry["STATUS"], entry["SUMMARY"]) == ("CONFIRMED", f"Case day, {day.site.label}")
        assert entry.decoded("DTSTART") == clock.local_instant(day.date, day.first_case_time, day.site.time_zone)

    def test_others_days_are_not_there(self, client: Client, day: CaseDay) -> None:
        assert entries(client, PracticeFactory.create()) == []

    def test_closed_practice_has_an_empty_calendar(self, client: Client, practice: Practice, day: CaseDay) -> None:
        path = path_of(practice)
        Practice.objects.filter(pk=practice.pk).update(active=False)
        assert b"VEVENT" not in client.get(path).content


def test_nothing_that_people_typed_is_in_it(client: Client, practice: Practice, day: CaseDay) -> None:
    PatientFactory.create(practice=practice, last_name="Zorander")
    CaseDay.objects.filter(pk=day.pk).update(notes="Zorander first", parking="Code 4411#", contact_name="Tessa")
    for owner in (practice, active(day)[1].clinician):
        text = client.get(path_of(owner)).content.decode()
        assert not [word for word in ("Zorander", "4411", "Tessa") if word in text]


def test_same_queries_for_many_days(client: Client, practice: Practice, boss: User) -> None:
    counts = []
    path = path_of(practice)
    for _ in range(2):
        planned_day(practice)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts == [2, 2]


class TestAddress:
    @pytest.mark.parametrize("key", ["x", "0" * 43, "%00", "a" * 5000, "é"])
    def test_unknown_key(self, client: Client, key: str) -> None:
        assert client.get(f"/calendar/{key}.ics").status_code in (400, 404)

    def test_is_long_and_stays(self, asked: Assignment) -> None:
        first = feed_of(asked.clinician)
        assert len(first.key) >= 43
        assert feed_of(asked.clinician).key == first.key

    def test_reset_shuts_the_old_one_out(self, client: Client, asked: Assignment) -> None:
        old = path_of(asked.clinician)
        browser = client_of(asked.clinician.user)
        assert address_of(feed_of(asked.clinician)) in browser.get("/clinician/calendar/").content.decode()
        assert "stops showing your days" in browser.get("/clinician/calendar/reset/").content.decode()
        assert client.get(old).status_code == 200  # asking has changed nothing

        browser.post("/clinician/calendar/reset/")

        assert client.get(old).status_code == 404
        assert entries(client, asked.clinician)

    def test_staff_reset_their_own_practices_only(
        self, client: Client, practice_user: User, practice: Practice
    ) -> None:
        other = PracticeFactory.create()
        kept, old = path_of(other), path_of(practice)
        browser = client_of(practice_user)
        page = browser.get("/practice/calendar/").content.decode()
        assert feed_of(practice).key in page
        assert feed_of(other).key not in page

        assert browser.post(f"/practice/calendar/{other.pk}/reset/").status_code == 404
        browser.post(f"/practice/calendar/{practice.pk}/reset/")

        assert client.get(kept).status_code == 200
        assert client.get(old).status_code == 404

    def test_service_refuses_strangers(self, asked: Assignment, boss: User) -> None:
        feed = feed_of(asked.clinician)
        with pytest.raises(NotAllowed, match="not yours"):
            reset_feed(feed=feed, actor=boss)
        assert CalendarFeed.objects.get(pk=feed.pk).key == feed.key

    def test_keys_differ(self, practice: Practice, asked: Assignment) -> None:
        assert feeds.feed_of(practice).key != feed_of(asked.clinician).key


class TestConstraints:
    def test_casedays_feed_one_owner(self, practice: Practice, asked: Assignment) -> None:
        for owners in ({}, {"practice": practice, "clinician": asked.clinician}):
            with pytest.raises(IntegrityError, match="casedays_feed_one_owner"), transaction.atomic():
                CalendarFeed.objects.create(key="k", **owners)

    def test_casedays_feed_key_once(self, practice: Practice, asked: Assignment) -> None:
        CalendarFeed.objects.create(key="k", practice=practice)
        with pytest.raises(IntegrityError, match="casedays_feed_key_once"), transaction.atomic():
            CalendarFeed.objects.create(key="k", clinician=asked.clinician)
