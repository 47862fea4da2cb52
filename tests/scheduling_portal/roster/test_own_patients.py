"""A practice brings its own list of patients."""

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from casedays.cases import book_patient
from casedays.models import CaseDay
from practices.models import Membership, Patient, Practice
from scheduling_portal.core import clock
from scheduling_portal.core.errors import NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.roster import own_patients
from scheduling_portal.roster.own_patients import check_patients, keep, kept, save_patients
from scheduling_portal.roster.sources import Source, UnusableFile
from tests.factories.casedays import confirmed_day
from tests.factories.practices import PatientFactory, PracticeFactory
from tests.personas import client_of, make_staff

pytestmark = pytest.mark.django_db

URL = "/practice/patients/import/"
HEAD = "First name;Last name;DOB;Sex;Weight kg;Minutes;ASA\n"
GOOD = HEAD + "Noah;Petrov;6/13/2019;M;21;60;1\nPriscilla;Obi;1981-03-04;F;59.5;45;ASA III\n"
BAD = HEAD + (
    "Noah;Petrov;6/13/2019;M;21;60;1\n"
    "\n"
    "Ida;;1990-01-02;F;60;45;\n"
    "Max;Late;2090-01-02;M;60;45;\n"
    "Ben;Wrong;1990-02-31;Q;9999;x;9\n"
    "noah;PETROV;2019-06-13;M;22;60;1\n"
)


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def upload(text: str | bytes, name: str = "export.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def checked(client: Client, text: str | bytes, **more: Any) -> str:
    """The page that says what the check found."""
    answer = client.post(URL, {"spreadsheet": upload(text), **more})
    assert answer.status_code == 200
    return answer.content.decode()


def decision(page: str, **more: str) -> dict[str, str]:
    """What the page sends when its button is pressed."""
    fields = dict(re.findall(r'type="hidden" name="(practice|kept)" value="([^"]+)"', page))
    assert set(fields) == {"practice", "kept"}
    return fields | more


def test_good_list_is_checked_and_then_saved(client: Client, practice: Practice, practice_user: User) -> None:
    page = checked(client, GOOD)
    assert "Every row can be taken" in page
    assert "Save 2 patients" in page
    assert not Patient.objects.exists()

    saved = client.post(URL, decision(page), follow=True).content.decode()

    assert "2 patients added, 0 changed." in saved
    noah, priscilla = Patient.objects.order_by("date_of_birth").reverse()
    assert (noah.get_full_name(), noah.practice, str(noah.weight_kg)) == ("Noah Petrov", practice, "21.0")
    assert priscilla.asa_class == 3
    assert set(TimelineEntry.objects.filter(topic="patient").values_list("actor", flat=True)) == {practice_user.pk}


def test_every_bad_row_is_listed_with_its_line_and_reason(client: Client, practice: Practice) -> None:
    page = checked(client, BAD)

    assert "4 rows cannot be taken" in page
    rows = re.findall(
        r'<th scope="row"><span class="only-phone">Row </span>(\d+)</th><td>([^<]+)</td><td>([^<]+)</td>', page
    )
    assert ("4", "Last name", "Missing") in rows
    assert ("5", "DOB", "“2090-01-02”: Date of birth must be in the past.") in rows
    assert {column for row, column, _ in rows if row == "6"} == {"DOB", "Sex", "Weight kg", "Minutes", "ASA"}
    assert ("6", "Sex", "“Q”: not F, M or X") in rows
    assert ("7", "First name", "“noah”: the same patient twice in this file") in rows
    assert "Ben" not in page  # whose row it is stays in the file


def test_nothing_is_saved_unless_all_is_good_or_skipping_is_said(client: Client, practice: Practice) -> None:
    page = checked(client, BAD)
    assert "Save 1, skip 4 bad rows" in page

    refused = client.post(URL, decision(page))
    assert "Nothing was saved" in refused.content.decode()
    assert not Patient.objects.exists()

    said = client.post(URL, decision(page, skip_bad="1"), follow=True).content.decode()
    assert "1 patient added, 0 changed, 4 rows left out." in said
    assert [patient.get_full_name() for patient in Patient.objects.all()] == ["Noah Petrov"]


def test_twice_changes_nothing_and_a_difference_is_brought_up_to_date(client: Client, practice: Practice) -> None:
    client.post(URL, decision(checked(client, GOOD)))
    again = checked(client, GOOD)
    assert "There is nothing to save." in again
    assert "Save 2" not in again

    other = checked(client, GOOD.replace(";21;", ";22.5;"))
    assert "Save 1 patient<" in other
    client.post(URL, decision(other))

    assert Patient.objects.count() == 2
    assert str(Patient.objects.get(last_name="Petrov").weight_kg) == "22.5"


def test_change_of_a_booked_patient_is_looked_at_as_if_typed(
    client: Client, practice: Practice, practice_user: User
) -> None:
    day: CaseDay = confirmed_day(practice)
    patient = PatientFactory.create(practice=practice, first_name="Priscilla", last_name="Obi", asa_class=1)
    book_patient(
        case_day=day, patient=patient, actor=practice_user, start_time=day.first_case_time, minutes=patient.minutes
    )
    row = f"Priscilla;Obi;{patient.date_of_birth};{patient.sex};60;60;4\n"

    client.post(URL, decision(checked(client, HEAD + row)))

    assert Patient.objects.get(pk=patient.pk).asa_class == 4
    assert TimelineEntry.objects.filter(topic="patient", topic_id=patient.pk).exists()


class TestWhose:
    def test_list_that_names_another_practice(self, client: Client, practice: Practice) -> None:
        named = "practice,first_name,last_name,date_of_birth,sex\n{},Noah,Petrov,2019-06-13,M\n"
        PracticeFactory.create(name="Elsewhere Dental")
        assert "another practice than yours" in checked(client, named.format("Elsewhere Dental"))
        assert "Every row can be taken" in checked(client, named.format(practice.name.upper()))

    def test_somebody_of_two_practices_says_which(
        self, client: Client, practice: Practice, practice_user: User
    ) -> None:
        other = PracticeFactory.create()
        Membership.objects.create(user=practice_user, practice=other)
        assert "Choose a practice." in checked(client, GOOD)

        page = checked(client, GOOD, practice=other.pk)
        client.post(URL, decision(page))

        assert {patient.practice for patient in Patient.objects.all()} == {other}

    def test_strangers_practice_is_no_choice(self, client: Client, practice: Practice, practice_user: User) -> None:
        Membership.objects.create(user=practice_user, practice=PracticeFactory.create())
        stranger = PracticeFactory.create()
        assert "Choose one of your practices." in checked(client, GOOD, practice=stranger.pk)

    def test_service_refuses_strangers(self, practice: Practice) -> None:
        stranger = make_staff(PracticeFactory.create(), "stranger@people.test", "Sam", "Far")
        source = Source("export.csv", GOOD.encode())
        with pytest.raises(NotAllowed, match="own staff"):
            check_patients(source=source, practice=practice, actor=stranger)
        with pytest.raises(NotAllowed, match="own staff"):
            save_patients(source=source, practice=practice, actor=stranger, skip_bad=True)
        assert not Patient.objects.exists()

    def test_patients_of_others_stay_untouched(self, client: Client, practice: Practice) -> None:
        theirs = PatientFactory.create(first_name="Noah", last_name="Petrov", date_of_birth="2019-06-13", weight_kg=30)
        client.post(URL, decision(checked(client, GOOD)))
        assert Patient.objects.get(pk=theirs.pk).weight_kg == 30
        assert Patient.objects.filter(practice=practice).count() == 2


class TestKept:
    @pytest.fixture
    def source(self) -> Source:
        return Source("export.csv", GOOD.encode())

    def test_is_what_was_checked(self, source: Source, practice: Practice, practice_user: User) -> None:
        assert kept(keep(source, practice, practice_user), practice, practice_user) == source

    def test_tampered_too_old_or_another_persons(self, source: Source, practice: Practice, practice_user: User) -> None:
        words = keep(source, practice, practice_user)
        colleague = make_staff(practice, "colleague@people.test", "Cora", "Near")
        for bad, actor in ((words[:-2] + "xx", practice_user), ("", practice_user), (words, colleague)):
            with pytest.raises(RuleBroken, match="too old"):
                kept(bad, practice, actor)
        with time_machine.travel(clock.now() + own_patients.KEPT * 1.1), pytest.raises(RuleBroken, match="too old"):
            kept(words, practice, practice_user)

    @pytest.mark.parametrize(
        "fields",
        [{}, {"practice": "x"}, {"practice": "9" * 30}, {"practice": "0"}, {"kept": "x"}, {"kept": ""}],
    )
    def test_page_asks_for_the_file_again(self, client: Client, practice: Practice, fields: dict[str, str]) -> None:
        sent = {"practice": str(practice.pk), "kept": "nonsense", **fields}
        answer = client.post(URL, sent, follow=True)
        assert "hoose the file once more." in answer.content.decode()


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("export.csv", b"", "This file is empty."),
            ("export.csv", b"\n\n", "is empty"),
            ("export.pdf", b"%PDF", "is not a CSV, Excel (.xlsx) or zip file."),
            ("export.zip", b"PK", "not a zip of it"),
            ("export.xlsx", b"PK\x03\x04 broken", "is not an Excel file that can be opened."),
            ("export.csv", b"a\0b", "is not a CSV file."),
            ("export.csv", b"first_name\n" + b"x\n" * 1001, "more than 1,000 rows"),
            ("export.csv", b"x" * (1024 * 1024 + 1), "is larger than 1 MB"),
        ],
    )
    def test_is_told_at_the_field(self, client: Client, practice: Practice, name: str, data: bytes, words: str) -> None:
        answer = client.post(URL, {"spreadsheet": upload(data, name)})
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert not Patient.objects.exists()

    def test_no_file(self, client: Client, practice: Practice) -> None:
        assert "Choose a file." in client.post(URL, {}).content.decode()

    def test_missing_columns_are_named(self, client: Client, practice: Practice) -> None:
        page = checked(client, "first_name,born\nNoah,2019-06-13\n")
        assert re.findall(r"<td>(\w+)</td><td>This column is missing</td>", page) == ["last_name", "sex"]
        assert page.count('<th scope="row">Header</th>') == 2
        assert "Save 0" not in page

    def test_unused_columns_are_said(self, client: Client, practice: Practice) -> None:
        page = checked(client, "first_name,last_name,dob,sex,insurance\nNoah,Petrov,2019-06-13,M,None\n")
        assert "columns not used: insurance" in page

    def test_formula_stays_text(self, client: Client, practice: Practice) -> None:
        text = "first_name,last_name,dob,sex,allergies\nNoah,Petrov,2019-06-13,M,=1+1\n"
        client.post(URL, decision(checked(client, text)))
        assert Patient.objects.get().allergies == "=1+1"

    def test_service_counts_rows(
        self, practice: Practice, practice_user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(own_patients, "MOST_ROWS", 1)
        with pytest.raises(UnusableFile, match="more than 1 rows"):
            check_patients(source=Source("a.csv", GOOD.encode()), practice=practice, actor=practice_user)


def test_missing_columns_are_counted_and_named_and_no_row_is_blamed(client: Client, practice: Practice) -> None:
    page = checked(client, "Given;Family;Birthday;M/F\nNoah;Petrov;6/13/2019;M\n")

    assert "<h1>4 columns are missing</h1>" in re.sub(r"<h1[^>]*>\s*(.*?)\s*</h1>", r"<h1>\1</h1>", page)
    assert "rows cannot be taken" not in page
    assert re.findall(r'<th scope="row">Header</th><td>(\w+)</td>', page) == [
        "first_name", "last_name", "date_of_birth", "sex",
    ]  # fmt: skip
    assert "No row was read without them." in page


def test_what_a_bad_cell_says_is_quoted_and_escaped(client: Client, practice: Practice) -> None:
    page = checked(client, HEAD + "Ben;Wrong;<b>soon</b>;M;60;45;1\n")

    assert "“&lt;b&gt;soon&lt;/b&gt;”: " in page
    assert "<b>soon</b>" not in page


def test_whom_it_would_save_is_listed_by_row(client: Client, practice: Practice) -> None:
    PatientFactory.create(
        practice=practice, first_name="Noah", last_name="Petrov", date_of_birth="2019-06-13", weight_kg=20
    )
    many = "".join(f"Ann;Example{number};1981-03-04;F;59.5;45;1\n" for number in range(12))

    page = " ".join(checked(client, GOOD + many).split())

    assert "Whom it would save" in page
    assert '<span class="ink-2">Row 2</span> <b>Noah Petrov</b> <span class="secondary">changed</span>' in page
    assert '<span class="ink-2">Row 3</span> <b>Priscilla Obi</b></li>' in page
    assert "And 4 more." in page
    assert "Example11" not in page


def test_nobody_is_listed_who_brings_nothing(client: Client, practice: Practice) -> None:
    client.post(URL, decision(checked(client, GOOD)))

    assert "Whom it would save" not in checked(client, GOOD)
