"""A company's spreadsheets, all of them or none."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
import time_machine

from accounts.models import Clinician, Credential, User
from availability.models import Period
from casedays.models import CaseDay
from practices.models import Practice, Site
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.roster.engine import run_import
from scheduling_portal.roster.report import Count, Report, Skipped
from scheduling_portal.roster.sources import Source, UnusableFile, from_folder

DATA = Path(__file__).parents[2] / "data"
pytestmark = pytest.mark.django_db

CLINICIANS = "email,first_name,last_name,provider_type,home_zip,skills\n"
ANN = "ann@x.example,Ann,Lee,nurse,97034,spanish\n"


def load(name: str, *, skip_bad: bool = False, dry_run: bool = False) -> Report:
    return run_import(sources=from_folder(DATA / name), actor=None, skip_bad=skip_bad, dry_run=dry_run)


def load_text(**files: str) -> Report:
    sources = [Source(f"{name}.csv", text.encode()) for name, text in files.items()]
    return run_import(sources=sources, actor=None)


def faults(report: Report) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for fault in report.faults:
        found[fault.file].append({"row": fault.row, "column": fault.column, "why": fault.why})
    return dict(found)


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


def test_request_whose_dates_have_passed_is_left_out_and_no_fault() -> None:
    with time_machine.travel("2027-01-29 17:00:00+00:00", tick=False):
        report = load("northwest")
    assert report.saved and report.good
    assert {row.why for row in report.skipped} == {"its dates have passed"}
    assert {str(day.date) for day in CaseDay.objects.all()} >= {"2027-01-29", "2027-02-04"}
    assert not CaseDay.objects.filter(date__lt="2027-01-29").exists()


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


def test_report_survives_being_stored() -> None:
    report = load_text(clinicians=CLINICIANS + ANN.replace("97034", "x"), wages="a\n")
    report.skipped.append(Skipped("a.csv", 3, "why"))
    assert Report.from_json(json.loads(json.dumps(report.as_json()))) == report
