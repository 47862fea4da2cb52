"""Writing down patients."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from practices.events import PatientAdded, PatientUpdated
from practices.models import Membership, Patient, Practice
from practices.rules import OLDEST, age_on
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction, violated_constraint
from scheduling_portal.core.errors import InvalidFields, NotAllowed, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.stamps import check_seen, stamp_of

ONLY_STAFF = "Only the practice's own staff can write down its patients."
TWICE = "There is a patient of this name and date of birth already."


@dataclass(frozen=True, kw_only=True)
class PatientDetails:
    """All that a practice writes down of a patient. Height in cm, weight in kg."""

    first_name: str
    last_name: str
    date_of_birth: dt.date
    sex: str
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    weight_measured_on: dt.date | None = None
    procedure: str = ""
    minutes: int = 60
    allergies: str = ""
    medications: str = ""
    conditions: str = ""
    asa_class: int | None = None
    guardian_name: str = ""
    guardian_phone: str = ""


@in_transaction
def create_patient(*, actor: User, practice: Practice, details: PatientDetails) -> Patient:
    """Write down a new patient of the practice.

    Raises `NotAllowed` when the actor does not work there, `InvalidFields` for values that cannot be,
    `RuleBroken` when the practice has this patient already.
    """
    _must_work_for(actor, practice)
    patient = Patient(practice=practice, **_values(details))
    _save(patient)
    publish(PatientAdded(actor_id=actor.pk, patient_id=patient.pk))
    return patient


@in_transaction
def update_patient(*, actor: User, patient: Patient, details: PatientDetails, seen: str | None = None) -> bool:
    """Change a patient's record; False when nothing is different.

    `seen` is `patient_stamp` of what was read. Raises `StaleEdit` when the record is another by now, else as
    `create_patient` does.
    """
    mine = _memberships(actor).filter(practice=OuterRef("practice"))
    locked = Patient.objects.select_for_update().filter(Exists(mine), pk=patient.pk).first()
    if locked is None:
        raise NotAllowed(ONLY_STAFF)
    values = _values(details)
    touched = tuple(name for name, value in values.items() if getattr(locked, name) != value)
    if not touched:
        return False
    check_seen(locked, values, seen)
    for name in touched:
        setattr(locked, name, values[name])
    _save(locked)
    publish(PatientUpdated(actor_id=actor.pk, patient_id=locked.pk, touched=touched))
    return True


def patient_stamp(patient: Patient) -> str:
    """The stamp of a record as it was read."""
    return stamp_of(patient, [item.name for item in fields(PatientDetails)])


def _values(details: PatientDetails) -> dict[str, Any]:
    return {item.name: getattr(details, item.name) for item in fields(details)}


def _must_work_for(actor: User, practice: Practice) -> None:
    if not _memberships(actor).filter(practice=practice).exists():
        raise NotAllowed(ONLY_STAFF)


def _memberships(actor: User) -> "QuerySet[Membership]":
    return Membership.objects.filter(user=actor, practice__active=True)


def _save(patient: Patient) -> None:
    """Check what a person could have got wrong, then save. The database has the last word on "twice".

    A refusal ends the service, and with it all it wrote: no savepoint is needed before.
    """
    errors = impossible(_born_and_weighed(patient))
    try:
        patient.clean_fields()
    except ValidationError as error:
        errors = {name: " ".join(texts) for name, texts in error.message_dict.items()} | errors
    if errors:
        raise InvalidFields(errors)
    try:
        patient.save()
    except IntegrityError as error:
        if violated_constraint(error) != "practices_patient_once":
            raise
        raise RuleBroken(TWICE, field="last_name") from None


def impossible(values: Mapping[str, Any]) -> dict[str, str]:
    """By field what cannot be of birth and weighing, as far as these `values` say; what is not among them is unknown.

    Fields as in `PatientDetails`.
    """
    today = clock.now().date() + dt.timedelta(days=1)  # it may be tomorrow already where the practice is
    errors: dict[str, str] = {}
    born, measured = values.get("date_of_birth"), values.get("weight_measured_on")
    if born is not None and born > today:
        errors["date_of_birth"] = "Date of birth must be in the past."
    elif born is not None and age_on(born, today) > OLDEST:
        errors["date_of_birth"] = f"Date of birth must be within the last {OLDEST} years."
    if measured is None:
        return errors
    if "weight_kg" in values and values["weight_kg"] is None:
        errors["weight_kg"] = "A date of measuring needs a weight."
    if born is not None and measured < born:
        errors["weight_measured_on"] = "Weight must be measured after the date of birth."
    return errors


def _born_and_weighed(patient: Patient) -> dict[str, Any]:
    return {name: getattr(patient, name) for name in ("date_of_birth", "weight_kg", "weight_measured_on")}
