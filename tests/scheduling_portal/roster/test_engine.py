"""A company's spreadsheets, all of them or none."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
import time_machine

from accounts.models import Clinician, Credential, User
from availability.models import Availability, Period, Submission
from casedays.events import CaseDayRequested
from casedays.models import CaseDay
from casedays.states import Status
from notifications.models import Notification
from practices.models import ClinicianPreference, Membership, Patient, Practice, Site
from scheduling_portal.core import quiet
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.roster.engine import run_import
from scheduling_portal.roster.report import Count, Report
from scheduling_portal.roster.sources import Source, UnusableFile, from_folder
from tests.factories.accounts import ManagerFactory

DATA = Path(__file__).parents[2] / "data"
pytestmark = pytest.mark.django_db

CLINICIANS = "email,first_name,last_name,provider_type,home_zip,skills\n"
ANN = "ann@x.example,Ann,Lee,nurse,97034,spanish\n"


def load(name: str, *, skip_bad: bool = False, dry_run: bool = False) -> Report:
    return run_import(sources=from_folder(DATA / name), actor=None, skip_bad=skip_bad, dry_run=dry_run)


def load_text(skip_bad: bool = False, **files: str) -> Report:
    sources = [Source(f"{name}.csv", text.encode()) for name, text in files.items()]
    return run_import(sources=sources, actor=None, skip_bad=skip_bad)


def faults(report: Report) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for fault in report.faults:
        found[fault.file].append({"row": fault.row, "column": fault.column, "why": fault.why})
    return dict(found)


def test_good_files_load_completely() -> None:
    report = load("northwest")
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


def test_imported_people_belong_and_cannot_sign_in_until_invited() -> None:
    load("northwest")
    contact = User.objects.get(email="valerie.lee@practices.example")
    assert Membership.objects.get(user=contact).practice.name == "Taylor Special Care Dentistry"
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not User.objects.filter(invited_at__isnull=False).exists()


def test_requests_keep_alternatives_and_who_asked() -> None:
    load("northwest")
    day = CaseDay.objects.get(site__name="Molalla", date="2027-01-28")
    assert [str(wanted.date) for wanted in day.wanted_dates.all()] == ["2027-01-28", "2027-02-04", "2027-01-31"]
    assert day.requested_by == User.objects.get(email="emily.adkins@practices.example")
    entry = TimelineEntry.objects.get(topic=CaseDayRequested.topic, topic_id=day.pk)
    assert entry.kind == "requested"


def test_period_is_made_of_whole_weeks_and_still_takes_answers() -> None:
    load("northwest")
    period = Period.objects.get()
    assert (str(period.starts_on), str(period.ends_on)) == ("2027-01-04", "2027-01-31")
    assert period.opens_at < period.due_at < period.locks_at
    assert str(period.locks_at) == "2026-12-28 08:00:00+00:00"


def test_period_that_is_there_is_used() -> None:
    load("northwest")
    Period.objects.update(ends_on="2027-01-17")
    report = load_text(availability="clinician_email,date,answer\nmario.hernandez@clinicians.example,2027-01-20,yes\n")
    assert report.saved
    assert [str(row.starts_on) for row in Period.objects.all()] == ["2027-01-04", "2027-01-18"]


def test_loading_twice_changes_nothing() -> None:
    load("northwest")
    entries = TimelineEntry.objects.count()
    report = load("northwest")
    assert report.saved
    assert all(count.new == count.changed == 0 and count.unchanged == count.rows for count in report.counts)
    assert TimelineEntry.objects.count() == entries
    assert CaseDay.objects.count() == 60


def test_messy_files_are_refused_with_exactly_the_known_faults() -> None:
    report = load("northwest-messy")
    assert faults(report) == json.loads((DATA / "northwest-messy" / "faults.json").read_text())
    assert not report.saved
    assert not User.objects.exists() and not Practice.objects.exists() and not TimelineEntry.objects.exists()


def test_messy_files_load_without_the_bad_rows_and_what_hangs_on_them() -> None:
    report = load("northwest-messy", skip_bad=True)
    assert report.saved
    assert faults(report) == json.loads((DATA / "northwest-messy" / "faults.json").read_text())
    left_out = {(row.file, row.row): row.why for row in report.skipped}
    assert left_out["credentials.csv", 77] == "skipped because row 16 of clinicians.xlsx was skipped"
    assert left_out["requests.csv", 41] == "skipped because row 7 of sites.csv was skipped"
    assert len(left_out) == 22
    taken = {count.file: count.new for count in report.counts}
    bad = {file: len(rows) for file, rows in faults(report).items()}
    for count in report.counts:
        hanging = sum(1 for file, _ in left_out if file == count.file)
        assert taken[count.file] + bad.get(count.file, 0) + hanging == count.rows


def test_messy_then_good_adds_only_the_rest() -> None:
    load("northwest-messy", skip_bad=True)
    report = load("northwest")
    new = {count.file: count.new for count in report.counts}
    assert (new["clinicians.csv"], new["practices.csv"], new["sites.csv"]) == (4, 0, 2)
    assert Clinician.objects.count() == 45 and Site.objects.count() == 38 and Credential.objects.count() == 274


def test_site_without_a_zone_has_that_of_its_zip() -> None:
    load("northwest-messy", skip_bad=True)
    assert Site.objects.get(name="Leadore").time_zone == "America/Boise"
    assert Site.objects.get(name="Gates").time_zone == "America/Los_Angeles"


def test_dry_run_saves_nothing() -> None:
    report = load("northwest", dry_run=True)
    assert report.good and not report.saved
    assert report.counts[0] == Count("clinicians.csv", rows=45, new=45)
    assert not User.objects.exists() and not Period.objects.exists()


def test_edited_row_changes_what_is_there() -> None:
    load_text(clinicians=CLINICIANS + ANN)
    report = load_text(clinicians=CLINICIANS + ANN.replace("97034", "97005").replace("spanish", "pediatric"))
    assert (report.counts[0].new, report.counts[0].changed) == (0, 1)
    ann = Clinician.objects.get()
    assert ann.home_zip == "97005" and [skill.name for skill in ann.skills.all()] == ["pediatric"]


def test_columns_that_are_not_there_leave_what_is_there() -> None:
    load_text(clinicians=CLINICIANS.replace("skills", "mobile") + ANN.replace("spanish", "503 555 0123"))
    report = load_text(clinicians=CLINICIANS + ANN.replace("spanish", ""))
    assert report.counts[0].unchanged == 1
    assert Clinician.objects.get().user.mobile == "+15035550123"


def test_clinician_who_has_been_on_days_keeps_the_provider_type() -> None:
    load("northwest")
    nurse = Clinician.objects.get(user__email="mario.hernandez@clinicians.example")
    nurse.assignments.create(
        case_day=CaseDay.objects.first(),
        provider_type="nurse",
        date=CaseDay.objects.first().date,  # type: ignore[union-attr]
    )
    text = CLINICIANS.replace(",skills", "") + "mario.hernandez@clinicians.example,Mario,Hernandez,medic,97016\n"
    report = load_text(clinicians=text)
    assert [fault.column for fault in report.faults] == ["provider_type"] and not report.saved


def test_request_by_somebody_of_another_practice_is_refused() -> None:
    load("northwest")
    text = (
        "practice,site,wanted_date,first_case_time,expected_end,patients,requested_by\n"
        "Mahoney Special Care Dentistry,Main,2027-02-02,8:00,12:00,3,valerie.lee@practices.example\n"
    )
    assert [(f.column, f.why) for f in load_text(requests=text).faults] == [
        ("requested_by", "does not work for this practice")
    ]


def test_request_whose_dates_have_passed_is_left_out_and_no_fault() -> None:
    with time_machine.travel("2027-01-29 17:00:00+00:00", tick=False):
        report = load("northwest")
    assert report.saved and report.good
    assert {row.why for row in report.skipped} == {"its dates have passed"}
    assert {str(day.date) for day in CaseDay.objects.all()} >= {"2027-01-29", "2027-02-04"}
    assert not CaseDay.objects.filter(date__lt="2027-01-29").exists()


def test_answers_for_a_locked_period_are_refused() -> None:
    load("northwest")
    text = "clinician_email,date,answer\nmario.hernandez@clinicians.example,2027-01-04,preferred\n"
    with time_machine.travel("2027-01-02 17:00:00+00:00", tick=False):
        report = load_text(availability=text)
    assert [fault.column for fault in report.faults] == ["date"]
    assert "takes no answers now" in report.faults[0].why


def test_nobody_is_sent_a_notice_of_what_an_import_brings() -> None:
    ManagerFactory.create()
    load("northwest")
    assert not Notification.objects.exists()
    assert not quiet.is_on()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"clinicians": "email,first_name\na@b.example,A\n"}, ("last_name", 1, "this column is missing")),
        ({"clinicians": CLINICIANS + ANN.replace("Ann", "")}, ("first_name", 2, "missing")),
        ({"clinicians": CLINICIANS + ANN.replace("spanish", "levitation")}, ("skills", 2, "unknown skill")),
        ({"clinicians": CLINICIANS + ANN.replace("97034", "00000")}, ("home_zip", 2, "not a US ZIP code")),
        ({"clinicians": CLINICIANS + ANN + ANN.upper()}, ("email", 3, "the same person twice in this file")),
    ],
)
def test_faults_are_named(files: dict[str, str], expected: tuple[str, int, str]) -> None:
    fault = load_text(**files).faults[0]
    assert (fault.column, fault.row, fault.why) == expected


def test_two_files_of_one_list_are_refused() -> None:
    sources = [Source("sites.csv", b"a\n"), Source("Sites.csv", b"a\n")]
    assert run_import(sources=sources, actor=None).faults[0].why == "a second file of sites"


def test_file_of_no_list_is_named_and_alone_refused() -> None:
    with pytest.raises(UnusableFile, match="Lists are: clinicians"):
        load_text(wages="a\n1\n")
    report = load_text(wages="a\n1\n", clinicians=CLINICIANS.replace("skills", "shoe size") + ANN)
    assert report.notes == [
        "wages.csv is not used: no list has this name.",
        "clinicians.csv: columns not used: shoe_size.",
    ]


def test_progress_is_told_by_file_and_row() -> None:
    told: list[tuple[str, int, int]] = []
    run_import(
        sources=from_folder(DATA / "northwest"),
        actor=None,
        progress=lambda file, done, total: told.append((file, done, total)),
    )
    assert told[0] == ("clinicians.csv", 0, 45) and told[-1] == ("patients.csv", 132, 132)
    assert ("credentials.csv", 250, 274) in told


def test_report_survives_being_stored() -> None:
    report = load("northwest-messy")
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report
