"""Importing spreadsheets in the administration."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, User
from practices.models import Patient, Practice
from scheduling_portal.core.errors import NotAllowed
from scheduling_portal.roster.imports import check_upload, discard_import, save_import
from scheduling_portal.roster.models import ImportStatus, RosterImport
from scheduling_portal.roster.sources import Source, as_zip, from_folder
from tests.factories.accounts import AdministratorFactory, ManagerFactory
from tests.personas import client_of

DATA = Path(__file__).parents[2] / "data"
pytestmark = pytest.mark.django_db
PRACTICES = b"practice,contact_email,contact_first_name,contact_last_name\nA Dental,a@a.example,Ann,Lee\n"
ADD = "admin:roster_rosterimport_add"


@pytest.fixture
def admin_user() -> User:
    return AdministratorFactory.create()


@pytest.fixture
def browser(admin_user: User) -> Client:
    return client_of(admin_user)


def uploads(name: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(source.name, source.data) for source in from_folder(DATA / name)]


def page(row: RosterImport) -> str:
    return reverse("admin:roster_rosterimport_change", args=[row.pk])


def test_index_leads_to_the_import(browser: Client) -> None:
    assert reverse(ADD) in browser.get(reverse("admin:index")).content.decode()
    assert "Check the files" in browser.get(reverse(ADD)).content.decode()


def test_good_files_are_checked_then_saved_and_people_can_be_invited(browser: Client) -> None:
    answer = browser.post(reverse(ADD), {"spreadsheets": uploads("northwest")})
    row = RosterImport.objects.get()
    assert answer["Location"] == page(row)
    assert not Clinician.objects.exists()
    shown = browser.get(page(row)).content.decode()
    assert "Every row can be taken." in shown and "Import all " in shown
    assert "Import all 1581 rows" in shown
    saved = browser.post(page(row), {"save": "Import all"}, follow=True).content.decode()
    assert "Saved: 1,581 rows new or changed. Nobody was sent a notice." in saved
    assert "Scheduling period 4 to 31 Jan 2027 was made for these dates; it locks on Mon 28 Dec." in saved
    assert Clinician.objects.count() == 45
    assert f"Invite {45 + 24} people never invited" in saved
    row.refresh_from_db()
    assert row.status == ImportStatus.SAVED and bytes(row.content) == b""


def test_bad_files_show_every_row_and_can_be_skipped(browser: Client) -> None:
    archive = as_zip(from_folder(DATA / "northwest-messy"))
    browser.post(reverse(ADD), {"spreadsheets": SimpleUploadedFile("roster.zip", archive)})
    row = RosterImport.objects.get()
    shown = browser.get(page(row)).content.decode()
    assert "15 rows cannot be taken" in shown and "Import all" not in shown
    assert "not nurse, medic or anesthesiologist" in shown
    assert "skipped because row 16 of clinicians.xlsx was skipped" in shown
    assert "Save 405 rows, skip 15 bad" in shown and "22 good rows that hang on them are left out as well" in shown
    saved = browser.post(page(row), {"skip_bad": "x"}, follow=True).content.decode()
    assert "without 15 rows that could not be taken" in saved
    assert "Saved: 405 rows new or changed. Left out: 15 bad rows and 22 rows that hang on them." in saved
    assert Clinician.objects.count() == 41


def test_saving_all_of_a_bad_upload_saves_nothing(browser: Client) -> None:
    browser.post(reverse(ADD), {"spreadsheets": [uploads("northwest-messy")[0]]})
    row = RosterImport.objects.get()
    shown = browser.post(page(row), {"save": "Import all"}, follow=True).content.decode()
    assert "Nothing was saved" in shown
    assert not Clinician.objects.exists()
    row.refresh_from_db()
    assert row.status == ImportStatus.CHECKED


def test_loading_twice_says_that_nothing_changes(browser: Client) -> None:
    shown = saved = ""
    for _ in range(2):
        browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", PRACTICES)]})
        row = RosterImport.objects.latest("pk")
        shown = browser.get(page(row)).content.decode()
        saved = browser.post(page(row), {"save": "x"}, follow=True).content.decode()
    assert "nothing would change" in shown and "Import 1 row" not in shown
    assert "Nothing changed: all of it was in the product already." in saved


def test_bad_files_loaded_again_say_that_nothing_would_change(browser: Client) -> None:
    bad = PRACTICES + b"B Dental,nobody,Bo,Lee\n"
    shown = []
    for _ in range(2):
        browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", bad)]})
        row = RosterImport.objects.latest("pk")
        shown.append(browser.get(page(row)).content.decode())
        browser.post(page(row), {"skip_bad": "x"})
    assert "save 1 other row without it" in shown[0] and "Save 1 row, skip 1 bad" in shown[0]
    assert "1 row is in the product already: nothing would change." in shown[1] and 'name="skip_bad"' not in shown[1]


def test_file_with_a_change_says_how_many_rows_bring_something(browser: Client) -> None:
    shown = ""
    for more in (b"", b"B Dental,b@b.example,Bo,Lee\n"):
        browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", PRACTICES + more)]})
        row = RosterImport.objects.latest("pk")
        shown = browser.get(page(row)).content.decode()
        browser.post(page(row), {"save": "x"})
    assert "1 of them is in the product already." in shown and 'value="Import 1 row"' in shown


def test_import_without_a_good_row_offers_nothing_to_save(browser: Client) -> None:
    for data in (b"wages\n1\n", PRACTICES.replace(b"a@a.example", b"nobody")):
        browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", data)]})
        shown = browser.get(page(RosterImport.objects.latest("pk"))).content.decode()
        assert 'name="skip_bad"' not in shown and 'name="save"' not in shown and 'name="discard"' in shown
        assert "or save" not in shown


def test_rows_add_up_and_the_saved_page_leads_to_the_lists(browser: Client) -> None:
    bad = PRACTICES + b"B Dental,nobody,Bo,Lee\n"
    browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", bad)]})
    row = RosterImport.objects.get()
    link = f'<a href="{reverse("admin:practices_practice_changelist")}">practices.csv</a>'
    checked = browser.get(page(row)).content.decode()
    assert "Left out</th>" in checked and "<td>2</td><td>1</td><td>0</td><td>0</td><td>1</td>" in plain(checked)
    assert link not in checked
    assert link in browser.post(page(row), {"skip_bad": "x"}, follow=True).content.decode()


def plain(html: str) -> str:
    """Without the names that cells have on a phone."""
    return re.sub(r' data-label="[^"]*"', "", html)


def test_several_faults_of_one_row_are_counted_beside_the_rows(browser: Client) -> None:
    bad = PRACTICES + b",nobody,Bo,\n"
    browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", bad)]})
    row = RosterImport.objects.get()
    faults = len(row.report["faults"])
    assert faults > 1
    assert f"1 row cannot be taken: {faults} things are wrong in it." in browser.get(page(row)).content.decode()


def test_row_that_repeats_another_names_it(browser: Client) -> None:
    twice = PRACTICES + b"B Dental,b@b.example,Bo,Lee\n\n" + PRACTICES.splitlines()[1]
    browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", twice)]})
    shown = browser.get(page(RosterImport.objects.get())).content.decode()
    assert "<td>5</td><td>practice</td><td>the same practice twice in this file; row 2 says it first</td>" in plain(
        shown
    )


def test_one_bad_row_is_told_in_the_singular(browser: Client) -> None:
    bad = PRACTICES + b"B Dental,nobody,Bo,Lee\n"
    browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", bad)]})
    shown = browser.get(page(RosterImport.objects.get())).content.decode()
    assert "1 row cannot be taken." in shown and "Save 1 row, skip 1 bad" in shown


def test_upload_can_be_thrown_away_and_is_decided_once(browser: Client) -> None:
    browser.post(reverse(ADD), {"spreadsheets": [SimpleUploadedFile("practices.csv", PRACTICES)]})
    row = RosterImport.objects.get()
    assert "Throw the files away?" in browser.post(page(row), {"discard": "x"}).content.decode()
    row.refresh_from_db()
    assert row.status == ImportStatus.CHECKED and row.content
    said = browser.post(page(row), {"discard": "x", "sure": "1"}, follow=True).content.decode()
    assert "Thrown away: practices.csv. Nothing of them was saved." in said
    answer = browser.post(page(row), {"save": "x"}, follow=True).content.decode()
    assert "decided on already: thrown away" in answer
    row.refresh_from_db()
    assert bytes(row.content) == b"" and not Practice.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("clinicians.docx", b"x", "is not a CSV, Excel"),
        ("wages.csv", b"a\n1\n", "No file is named after a list"),
        ("roster.zip", b"PK", "not a zip file"),
        ("clinicians.csv", b"", "The submitted file is empty"),
        ("clinicians.csv", b"\x89PNG\r\n\x1a\n\x01\xfe\xff", "clinicians.csv is not a CSV file."),
        ("clinicians.csv", b"a\0b\n", "clinicians.csv is not a CSV file."),
        ("clinicians.xlsx", b"PK no", "not an Excel file that can be opened"),
        ("sites.xlsx", PRACTICES, "not an Excel file that can be opened"),
    ],
)
def test_unusable_upload_is_told_at_the_field(browser: Client, name: str, data: bytes, words: str) -> None:
    answer = browser.post(reverse(ADD), {"spreadsheets": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_upload_without_a_file_is_told_at_the_field(browser: Client) -> None:
    assert "Choose at least one file." in browser.post(reverse(ADD), {}).content.decode()


def test_two_files_of_one_list_are_told_at_the_field(browser: Client) -> None:
    two = [SimpleUploadedFile("practices.csv", PRACTICES), SimpleUploadedFile("Practices.CSV", PRACTICES)]
    assert (
        "Practices.CSV: a second file of practices."
        in browser.post(reverse(ADD), {"spreadsheets": two}).content.decode()
    )
    assert not RosterImport.objects.exists()


def test_what_a_bad_patient_row_says_is_not_repeated(admin_user: User) -> None:
    text = (DATA / "northwest" / "patients.csv").read_text().replace(",F,", ",female-ish,")
    row = check_upload(sources=[Source("patients.csv", text.encode())], actor=admin_user)
    faults = row.report["faults"]
    assert faults and not any(fault["value"] for fault in faults)
    assert not Patient.objects.exists()


def test_forgotten_files_are_thrown_away_after_a_day(admin_user: User) -> None:
    sources = [Source("practices.csv", PRACTICES)]
    old = check_upload(sources=sources, actor=admin_user)
    with time_machine.travel(dt.datetime(2026, 12, 3, tzinfo=dt.UTC), tick=False):
        check_upload(sources=sources, actor=admin_user)
    old.refresh_from_db()
    assert old.status == ImportStatus.DISCARDED and bytes(old.content) == b""


def test_only_administrators_import(admin_user: User) -> None:
    manager = ManagerFactory.create()
    sources = [Source("practices.csv", b"a\n")]
    with pytest.raises(NotAllowed):
        check_upload(sources=sources, actor=manager)
    row = RosterImport.objects.create(uploaded_by=admin_user, files="x", report={})
    with pytest.raises(NotAllowed):
        save_import(roster_import=row, actor=manager, skip_bad=False)
    with pytest.raises(NotAllowed):
        discard_import(roster_import=row, actor=manager)
    assert not RosterImport.objects.all().visible_to(manager).exists()
    assert RosterImport.objects.all().visible_to(admin_user).exists()
    assert client_of(manager).get(reverse(ADD)).status_code == 403


def test_unknown_import_leads_back_to_the_index(browser: Client) -> None:
    for wrong in ("999999", "abc", "9" * 40):
        assert browser.get(f"/admin/roster/rosterimport/{wrong}/change/").status_code in {302, 404}
