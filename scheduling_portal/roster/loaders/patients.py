"""Patients, written down in the name of the practice's first person, or of who brings the practice's own list."""

from dataclasses import dataclass, fields, replace
from typing import ClassVar

from accounts.models import User
from practices.models import AsaClass, Membership, Patient, Practice, Sex
from practices.services import PatientDetails, create_patient, update_patient
from scheduling_portal.core.errors import InvalidFields
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, Loader, Outcome, Row, Run

SEXES = {**cells.spelled(Sex.choices), "other": Sex.OTHER.value, "nonbinary": Sex.OTHER.value}
ASA = {
    word: str(value) for value, label in AsaClass.choices for word in (str(value), label, label.removeprefix("ASA "))
}


class PatientLoader(Loader):
    """Matched by practice, name and date of birth."""

    kind = "patients"
    identity: ClassVar[tuple[str, ...]] = ("practice", "first_name", "last_name", "date_of_birth")
    twice = "the same patient twice in this file"
    private = True
    columns = [
        Column("practice", cells.text(120), needed=True, also=("practice_name",)),
        Column("first_name", cells.text(80), needed=True, also=("first",)),
        Column("last_name", cells.text(80), needed=True, also=("last", "surname")),
        Column("date_of_birth", cells.date(), needed=True, also=("dob", "birth_date", "born")),
        Column("sex", cells.one_of(SEXES, "not F, M or X"), needed=True, also=("gender",)),
        Column("height_cm", cells.measure(30, 250), also=("height",)),
        Column("weight_kg", cells.measure(1, 400), also=("weight",)),
        Column("weight_measured_on", cells.date()),
        Column("procedure", cells.text(120), also=("planned_procedure",)),
        Column("minutes", cells.whole(5, 600), also=("expected_minutes",)),
        Column("allergies", cells.text(2000, lines=True)),
        Column("medications", cells.text(2000, lines=True)),
        Column("conditions", cells.text(2000, lines=True)),
        Column("asa_class", cells.one_of(ASA, "not a class from 1 to 5"), also=("asa",)),
        Column("guardian_name", cells.text(120), also=("guardian",)),
        Column("guardian_phone", cells.phone),
    ]
    WORDS = ("procedure", "allergies", "medications", "conditions", "guardian_name", "guardian_phone")
    FIGURES = ("height_cm", "weight_kg", "weight_measured_on")

    def start(self, run: Run, rows: list[Row]) -> None:
        names = {practice.pk for practice in run.practices.values()}
        self.known = {
            _key(row.practice_id, row.first_name, row.last_name, row.date_of_birth): row
            for row in Patient.objects.select_related("practice").filter(practice__in=names)
        }
        self.staff: dict[int, User] = {}
        for member in Membership.objects.select_related("user").order_by("-pk"):
            self.staff[member.practice_id] = member.user

    def save(self, row: Row, run: Run) -> Outcome:
        practice = self._practice(row, run)
        values = row.values
        key = _key(practice.pk, values["first_name"], values["last_name"], values["date_of_birth"])
        known = self.known.get(key)
        details = self._details(row, known)
        actor = self._person_of(practice)
        try:
            if known is None:
                self.known[key] = create_patient(actor=actor, practice=practice, details=details)
                return Outcome.NEW
            if _same(known, details):
                return Outcome.UNCHANGED
            if update_patient(actor=actor, patient=known, details=details):
                return Outcome.CHANGED
        except InvalidFields as error:
            column, why = next(iter(error.errors.items()))
            raise BadRow(column, why) from error
        return Outcome.UNCHANGED

    def _practice(self, row: Row, run: Run) -> Practice:
        return run.practice(row)

    def _person_of(self, practice: Practice) -> User:
        if practice.pk not in self.staff:
            raise BadRow("practice", "nobody works for this practice yet")
        return self.staff[practice.pk]

    def _details(self, row: Row, known: Patient | None) -> PatientDetails:
        """What the file says; where it has no such column, what is written down already."""
        values = {name: row.values[name] for name in ("first_name", "last_name", "date_of_birth", "sex")}
        for name in self.WORDS:
            values[name] = (row.values[name] or "") if name in row.values else getattr(known, name, "")
        for name in self.FIGURES:
            values[name] = row.values[name] if name in row.values else getattr(known, name, None)
        asa = row.get("asa_class")
        unsaid = None if "asa_class" in row.values else getattr(known, "asa_class", None)
        values["asa_class"] = int(asa) if asa else unsaid
        values["minutes"] = row.get("minutes") or getattr(known, "minutes", 60)
        return PatientDetails(**values)


@dataclass(frozen=True)
class Taken:
    """A row that brings something, and whom."""

    row: int
    name: str
    new: bool


class OwnPatientLoader(PatientLoader):
    """The list of one practice, brought by somebody who works there: it need not name the practice.

    It is their own file, so what a bad cell says may be repeated to them. `taken` are the rows that bring something.
    """

    private = False
    identity = ("first_name", "last_name", "date_of_birth")
    columns = [replace(column, needed=column.needed and column.name != "practice") for column in PatientLoader.columns]

    def __init__(self, practice: Practice, actor: User) -> None:
        self.practice, self.actor = practice, actor
        self.taken: list[Taken] = []

    def save(self, row: Row, run: Run) -> Outcome:
        outcome = super().save(row, run)
        if outcome is not Outcome.UNCHANGED:
            name = f"{row.values['first_name']} {row.values['last_name']}"
            self.taken.append(Taken(row.number, name, outcome is Outcome.NEW))
        return outcome

    def start(self, run: Run, rows: list[Row]) -> None:
        self.known = {
            _key(row.practice_id, row.first_name, row.last_name, row.date_of_birth): row
            for row in Patient.objects.select_related("practice").filter(practice=self.practice)
        }
        self.staff = {self.practice.pk: self.actor}

    def _practice(self, row: Row, run: Run) -> Practice:
        if row.get("practice", self.practice.name).lower() != self.practice.name.lower():
            raise BadRow("practice", "another practice than yours")
        return self.practice


def _same(patient: Patient, details: PatientDetails) -> bool:
    return all(getattr(patient, item.name) == getattr(details, item.name) for item in fields(details))


def _key(practice: int, first: str, last: str, born: object) -> tuple[object, ...]:
    return (practice, first.lower(), last.lower(), born)
