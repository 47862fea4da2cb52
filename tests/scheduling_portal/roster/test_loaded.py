"""A company's spreadsheets, once they are loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import Clinician, Credential, User
from availability.models import Availability, Period, Submission
from casedays.events import CaseDayRequested
from casedays.models import CaseDay
from casedays.states import Status
from notifications.models import Notification
from practices.models import ClinicianPreference, Membership, Patient
from scheduling_portal.core import quiet
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.roster.engine import run_import
from scheduling_portal.roster.report import Report
from scheduling_portal.roster.sources import Source, from_folder
from tests.factories.accounts import ManagerFactory

DATA = Path(__file__).parents[2] / "data"
CLINICIANS = "email,first_name,last_name,provider_type,home_zip,skills\n"
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("northwest")]


@dataclass(frozen=True)
class Loaded:
    """What loading them told."""

    report: Report
    told: list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The good files, loaded once for this module and given back at its end."""
    told: list[tuple[str, int, int]] = []
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel("2026-12-01 17:00:00+00:00", tick=False):
            ManagerFactory.create()
            report = run_import(
                sources=from_folder(DATA / "northwest"),
                actor=None,
                progress=lambda file, done, total: told.append((file, done, total)),
            )
        yield Loaded(report, told)
        transaction.set_rollback(True)


def load(name: str) -> Report:
    return run_import(sources=from_folder(DATA / name), actor=None)


def load_text(**files: str) -> Report:
    sources = [Source(f"{name}.csv", text.encode()) for name, text in files.items()]
    return run_import(sources=sources, actor=None)


def test_good_files_load_completely(loaded: Loaded) -> None:
    report = loaded.report
    assert report.saved and report.good and not report.skipped
    assert {count.file: (count.rows, count.new) for count in report.counts} == {
        "clinicians.csv": (45, 45),
        "credentials.csv": (274, 274),
        "practices.csv": (24, 24),
        "sites.csv": (38, 38),
        "preferences.csv": (72, 72),
        "requests.csv": (60, 60),
        "availability.csv": (936, 936),
        "patients.csv": (132, 132),
    }
    assert Clinician.objects.count() == 45
    assert Credential.objects.count() == 274
    assert ClinicianPreference.objects.count() == 72
    assert CaseDay.objects.filter(status=Status.REQUESTED).count() == 60
    assert Availability.objects.count() == 936
    assert Submission.objects.count() == 39
    assert Patient.objects.count() == 132


def test_imported_people_belong_and_cannot_sign_in_until_invited(loaded: Loaded) -> None:
    contact = User.objects.get(email="valerie.lee@practices.example")
    assert Membership.objects.get(user=contact).practice.name == "Taylor Special Care Dentistry"
    assert not any(user.has_usable_password() for user in User.objects.filter(is_manager=False))
    assert not User.objects.filter(invited_at__isnull=False).exists()


def test_requests_keep_alternatives_and_who_asked(loaded: Loaded) -> None:
    day = CaseDay.objects.get(site__name="Molalla", date="2027-01-28")
    assert [str(wanted.date) for wanted in day.wanted_dates.all()] == ["2027-01-28", "2027-02-04", "2027-01-31"]
    assert day.requested_by == User.objects.get(email="emily.adkins@practices.example")
    entry = TimelineEntry.objects.get(topic=CaseDayRequested.topic, topic_id=day.pk)
    assert entry.kind == "requested"


def test_period_is_made_of_whole_weeks_and_still_takes_answers(loaded: Loaded) -> None:
    period = Period.objects.get()
    assert (str(period.starts_on), str(period.ends_on)) == ("2027-01-04", "2027-01-31")
    assert period.opens_at < period.due_at < period.locks_at
    assert str(period.locks_at) == "2026-12-28 08:00:00+00:00"


def test_period_that_is_there_is_used(loaded: Loaded) -> None:
    Period.objects.update(ends_on="2027-01-17")
    report = load_text(availability="clinician_email,date,answer\nmario.hernandez@clinicians.example,2027-01-20,yes\n")
    assert report.saved
    assert [str(row.starts_on) for row in Period.objects.all()] == ["2027-01-04", "2027-01-18"]


def test_loading_twice_changes_nothing(loaded: Loaded) -> None:
    entries = TimelineEntry.objects.count()
    report = load("northwest")
    assert report.saved
    assert all(count.new == count.changed == 0 and count.unchanged == count.rows for count in report.counts)
    assert TimelineEntry.objects.count() == entries
    assert CaseDay.objects.count() == 60


def test_clinician_who_has_been_on_days_keeps_the_provider_type(loaded: Loaded) -> None:
    nurse = Clinician.objects.get(user__email="mario.hernandez@clinicians.example")
    day = CaseDay.objects.earliest("pk")
    nurse.assignments.create(case_day=day, provider_type="nurse", date=day.date)
    text = CLINICIANS.replace(",skills", "") + "mario.hernandez@clinicians.example,Mario,Hernandez,medic,97016\n"
    report = load_text(clinicians=text)
    assert [fault.column for fault in report.faults] == ["provider_type"] and not report.saved


def test_request_by_somebody_of_another_practice_is_refused(loaded: Loaded) -> None:
    text = (
        "practice,site,wanted_date,first_case_time,expected_end,patients,requested_by\n"
        "Mahoney Special Care Dentistry,Main,2027-02-02,8:00,12:00,3,valerie.lee@practices.example\n"
    )
    assert [(f.column, f.why) for f in load_text(requests=text).faults] == [
        ("requested_by", "does not work for this practice")
    ]


def test_answers_for_a_locked_period_are_refused(loaded: Loaded) -> None:
    text = "clinician_email,date,answer\nmario.hernandez@clinicians.example,2027-01-04,preferred\n"
    with time_machine.travel("2027-01-02 17:00:00+00:00", tick=False):
        report = load_text(availability=text)
    assert [fault.column for fault in report.faults] == ["date"]
    assert "takes no answers now" in report.faults[0].why


def test_nobody_is_sent_a_notice_of_what_an_import_brings(loaded: Loaded) -> None:
    assert User.objects.filter(is_manager=True).exists()
    assert not Notification.objects.exists()
    assert not quiet.is_on()


def test_progress_is_told_by_file_and_row(loaded: Loaded) -> None:
    assert loaded.told[0] == ("clinicians.csv", 0, 45) and loaded.told[-1] == ("patients.csv", 132, 132)
    assert ("credentials.csv", 250, 274) in loaded.told
